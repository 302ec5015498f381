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


def test_une_imbrication_hostile_est_refusee_sans_faire_tomber_python() -> None:
    with pytest.raises(InputError, match="niveaux d’imbrication"):
        parse_referentiel("[" * 40_000)


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
