"""Une grille fautive par fichier, avec en tête le message entier qu'elle doit recevoir."""

from pathlib import Path

import pytest

from matrice import InputError, load_referentiel, parse_referentiel

GALLERY = sorted((Path(__file__).parents[1] / "data" / "grilles").glob("*.yaml"))


def expected(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.removeprefix("#! ") for line in lines if line.startswith("#! "))


def test_la_galerie_est_la() -> None:
    assert len(GALLERY) >= 34


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_chaque_grille_fautive_recoit_son_message_entier(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_referentiel(path)
    assert str(caught.value) == expected(path)


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_aucun_mot_anglais_de_pydantic_ne_passe(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_referentiel(path)
    said = str(caught.value).casefold()
    assert not [word for word in ("should", "input", "valid ", "field", "found", "pydantic") if word in said]


# L'analyseur YAML a, selon sa version, une limite à lui (mille niveaux) ou aucune : on lit la même chose.
NESTED = {
    "crochets": ("[" * 40_000, 1, 41),
    "accolades": ("{" * 40_000, 1, 41),
    "crochets sous des clés": ("".join(f"{' ' * deep}a:\n" for deep in range(30)) + " " * 30 + "[" * 40_000, 31, 41),
    "crochets après des crochets fermés": ("- [[[1]], [2]]\n- " + "[" * 40_000, 2, 42),
    "crochets après des guillemets": ("['[', \"]\\\"\", l'eau, " + "[" * 40_000, 1, 60),
    "listes": ("- " * 40_000, 1, 81),
    "clés": ("".join(f"{' ' * deep}a:\n" for deep in range(1_500)), 41, 41),
    "clés de clés": ("? " * 40_000, 1, 81),
}


@pytest.mark.parametrize(("text", "line", "column"), NESTED.values(), ids=NESTED)
def test_une_imbrication_hostile_est_refusee_avec_nos_mots(text: str, line: int, column: int) -> None:
    with pytest.raises(InputError) as caught:
        parse_referentiel(text)
    assert str(caught.value.problems[-1]) == (
        f"texte:{line}:{column}\u00a0: plus de 40 niveaux d’imbrication\u00a0: ce n’est pas une grille."
    )


@pytest.mark.parametrize("text", ['["' + "[" * 60 + r"\q", "[# " + "[" * 60 + "\n@", "a: ['" + "[" * 60])
def test_des_crochets_entre_guillemets_ou_en_commentaire_n_imbriquent_rien(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_referentiel(text)
    assert "imbrication" not in str(caught.value)


def test_un_fichier_demesure_est_refuse() -> None:
    with pytest.raises(InputError, match="5\u00a0Mo"):
        parse_referentiel("a" * 5_000_001)


def test_un_caractere_de_controle_est_refuse() -> None:
    with pytest.raises(InputError, match=r"texte:1:9.*caractère de contrôle"):
        parse_referentiel("label: a\x07b")


def test_un_fichier_qui_n_est_pas_en_utf8_est_refuse(tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_bytes("label: équipe".encode("cp1252"))
    with pytest.raises(InputError, match="UTF-8"):
        load_referentiel(path)
