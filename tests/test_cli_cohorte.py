"""`matrice cohorte` et `matrice examiner` : ce qu’elles lisent, ce qu’elles écrivent, ce que le registre refuse, et sa clé."""

from __future__ import annotations

import datetime as dt
import json
import stat
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from matrice.cli.federation import cohorte, examiner
from matrice.cli.retour import partager
from matrice.errors import InputError, MatriceError
from matrice.federation import DisclosureError

NBSP = "\u00a0"
FILES = ("rapport-territoire.docx", "rapport-territoire.xlsx", "tableau-de-bord.html")


def run(*arguments: str | Path) -> Result:
    """La commande ; une erreur de la maison est levée telle quelle, `main` la dirait."""
    done = CliRunner().invoke(cohorte, [str(one) for one in arguments])
    if isinstance(done.exception, MatriceError):
        raise done.exception
    return done


def table(path: Path, teams: int, years: tuple[int, ...] = (2025, 2026), *, first: int = 0) -> Path:
    """Une table de niveaux : `teams` équipes dans deux régions, deux dimensions."""
    lines = ["equipe;annee;dimension;niveau;region;territoire;repondants;effectif"]
    for year in years:
        for team in range(first, first + teams):
            region = "Bretagne" if team < 20 else "Occitanie"
            place = "Nord" if team < 12 else "Milieu" if team < 26 else "Sud"
            for rank, dimension in enumerate(("rcp", "partage")):
                level = (team * 7 + rank + year) % 4
                lines.append(f"code-{team:03d};{year};{dimension};{level};{region};{place};12;18")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_une_cohorte_lue_donne_trois_fichiers_et_dit_la_politique(here: Path) -> None:
    done = run(table(here / "cohorte.csv", 40), "--date", "2026-11-22")
    assert done.exit_code == 0, done.output
    assert sorted(one.name for one in (here / "territoire").iterdir()) == sorted(FILES)
    assert f"Secret des équipes (diffusion publique){NBSP}: groupes d’au moins 11{NBSP}équipes" in done.output
    assert "Rapport de 2026" in done.output
    assert (here / "registre.jsonl").stat().st_size > 0


def test_la_cle_du_registre_est_creee_une_fois_secrete_et_jamais_dite(here: Path) -> None:
    source = table(here / "cohorte.csv", 40)
    first = run(source)
    key = (here / "registre.cle").read_bytes()
    second = run(source)
    assert len(key) == 32
    assert (here / "registre.cle").read_bytes() == key
    if sys.platform != "win32":
        assert stat.S_IMODE((here / "registre.cle").stat().st_mode) == 0o600
    for done in (first, second):
        assert key.hex() not in done.output and repr(key) not in done.output


def test_refaire_le_meme_rapport_est_permis_et_n_allonge_pas_le_registre(here: Path) -> None:
    source = table(here / "cohorte.csv", 40)
    run(source, "--date", "2026-11-22")
    before = (here / "registre.jsonl").read_bytes()
    assert run(source, "--date", "2026-11-22").exit_code == 0
    assert (here / "registre.jsonl").read_bytes() == before
    assert sorted(one.name for one in (here / "territoire").iterdir()) == sorted(FILES)


def test_une_equipe_de_plus_la_meme_annee_est_refusee_et_rien_n_est_ecrit(here: Path) -> None:
    run(table(here / "cohorte.csv", 40), "--dossier", "premier")
    with pytest.raises(DisclosureError, match="la liste des équipes de 2026 a changé"):
        run(table(here / "tardive.csv", 41), "--dossier", "second")
    assert not (here / "second").exists()


def test_les_equipes_en_retard_se_nomment_et_la_liste_figee_se_garde(here: Path) -> None:
    run(table(here / "cohorte.csv", 40))
    late = table(here / "tardive.csv", 42)
    with pytest.raises(DisclosureError, match="la liste des équipes de 2026 a changé"):
        run(late)
    done = run(late, "--liste-figee")
    assert done.exit_code == 0
    assert (
        f"Arrivées après la première diffusion, en 2026{NBSP}: code-040 et code-041. Laissées hors du rapport"
        in done.stderr
    )
    alone = CliRunner().invoke(cohorte, [str(late)])
    assert "code-040 et code-041. Relancez avec --liste-figee" in alone.stderr
    if sys.platform != "win32":
        assert stat.S_IMODE((here / "registre.equipes.json").stat().st_mode) == 0o600


def test_une_equipe_partie_ou_corrigee_se_nomme(here: Path) -> None:
    source = table(here / "cohorte.csv", 40)
    run(source)
    text = source.read_text(encoding="utf-8")
    source.write_text(
        text.replace("code-007;2026;rcp;2", "code-007;2026;rcp;0").replace(
            "code-007;2026;rcp;3", "code-007;2026;rcp;0"
        ),
        encoding="utf-8",
    )
    changed = CliRunner().invoke(cohorte, [str(source)])
    assert (
        f"Changées depuis la première diffusion, en 2026{NBSP}: code-007. Un chiffre qui dirait le changement"
        in changed.stderr
    )
    assert changed.exit_code == 0 and "des équipes ont été corrigées" in changed.output
    gone = CliRunner().invoke(cohorte, [str(table(here / "courte.csv", 39))])
    assert f"absentes de ces fichiers, en 2026{NBSP}: code-039. Remettez leur fichier" in gone.stderr
    for bad in (
        "[1",
        "[1]",
        '{"forme": "matrice-liste-2", "annees": [1]}',
        '{"2026": {"code-001": "00ff00ff00ff00ff"}}',
    ):
        (here / "registre.equipes.json").write_text(bad, encoding="utf-8")
        with pytest.raises(MatriceError, match="la liste figée ne se relit pas, ou ses empreintes sont d’avant la clé"):
            run(source)


def test_la_liste_figee_ne_dit_aucun_niveau_sans_la_cle(here: Path) -> None:
    # Sous une autre clé, les mêmes équipes et les mêmes niveaux ne laissent aucune empreinte commune ; et deux équipes aux mêmes
    # niveaux n'ont pas la même.
    found = []
    for name in ("une", "autre"):
        (here / name).mkdir()
        run(table(here / name / "cohorte.csv", 40))
        found.append(json.loads((here / name / "registre.equipes.json").read_text(encoding="utf-8"))["annees"]["2026"])
    one, other = found
    assert one.keys() == other.keys() and len(one) == len(set(one.values())) == 40
    assert not set(one.values()) & set(other.values())


def test_deux_decoupages_emboites_sortent_tous_les_deux(here: Path) -> None:
    # La Bretagne (0 à 19) a douze équipes au Nord et huit au Milieu : elle reste entière, et l'Occitanie aussi (six et quatorze).
    source = table(here / "cohorte.csv", 40)
    done = run(source, "--par", "region", "--par", "territoire")
    assert "non diffusé" not in done.output
    page = (here / "territoire" / "tableau-de-bord.html").read_text(encoding="utf-8")
    assert "2026, par territoire" in page and "Milieu" not in page


def test_une_cle_perdue_arrete_tout(here: Path) -> None:
    source = table(here / "cohorte.csv", 40)
    run(source)
    (here / "registre.cle").unlink()
    with pytest.raises(MatriceError, match="la clé de ce registre manque"):
        run(source)
    assert not (here / "registre.cle").exists()


@pytest.mark.parametrize("left", ["absent", "vide", "raccourci"])
def test_une_cle_sans_son_registre_entier_arrete_tout(here: Path, left: str) -> None:
    source, ledger = table(here / "cohorte.csv", 40), here / "registre.jsonl"
    run(source)
    lines = ledger.read_bytes().splitlines(keepends=True)
    (here / "registre.jsonl.temoin").unlink()  # même quand son témoin est parti avec lui
    if left == "absent":
        ledger.unlink()
    else:
        ledger.write_bytes(b"" if left == "vide" else b"".join(lines[:-1]))
    with pytest.raises(MatriceError, match="Un registre perdu"):
        run(source, "--dossier", "second")
    assert not (here / "second").exists()


def test_le_registre_est_celui_des_profils_et_non_du_dossier_ou_l_on_est(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "federation" / "2026").mkdir(parents=True)
    (here / "ailleurs").mkdir()
    run(table(here / "federation" / "cohorte.csv", 40), "--dossier", "a")
    ledger = here / "federation" / "registre.jsonl"
    before = ledger.read_bytes()
    assert not (here / "registre.jsonl").exists()
    monkeypatch.chdir(here / "ailleurs")
    with pytest.raises(DisclosureError, match="a changé"):
        run(table(here / "federation" / "2026" / "tardive.csv", 41), "--dossier", "b")
    assert ledger.read_bytes() == before and not (here / "ailleurs" / "registre.jsonl").exists()


def test_un_registre_ici_et_aucun_a_cote_des_profils_se_demande(
    here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run(table(here / "cohorte.csv", 40))
    far = tmp_path_factory.mktemp("loin") / "a" / "b"
    far.mkdir(parents=True)
    with pytest.raises(MatriceError, match="Dites lequel par --registre"):
        run(table(far / "cohorte.csv", 40))


def test_chaque_sortie_porte_le_controle_du_registre_et_il_remplace_un_temoin_perdu(here: Path) -> None:
    source = table(here / "cohorte.csv", 40)
    run(source)
    control = json.loads((here / "registre.jsonl").read_bytes().splitlines()[-1])["controle"]
    shown = NBSP.join(control[at : at + 4] for at in range(0, 16, 4))
    page = (here / "territoire" / "tableau-de-bord.html").read_text(encoding="utf-8")
    assert shown in page.replace("&nbsp;", NBSP)
    with zipfile.ZipFile(here / "territoire" / "rapport-territoire.docx") as file:
        assert shown in file.read("word/document.xml").decode() + "".join(
            file.read(name).decode() for name in file.namelist() if "footer" in name
        )
    (here / "registre.jsonl.temoin").unlink()
    with pytest.raises(MatriceError, match="son témoin manque"):
        run(source)
    assert run(source, "--controle", shown).exit_code == 0
    with pytest.raises(MatriceError, match="des diffusions déjà écrites y manquent"):
        run(source, "--controle", "0000 0000 0000 0000")


def test_trois_annees_font_une_suite_dans_chaque_sortie_sous_le_meme_registre(here: Path) -> None:
    source = table(here / "cohorte.csv", 40, (2024, 2025, 2026))
    assert run(source).exit_code == 0
    page = (here / "territoire" / "tableau-de-bord.html").read_text(encoding="utf-8")
    assert 'data-figure="annees"' in page and "petits cadres, un par dimension" in page
    book = openpyxl.load_workbook(here / "territoire" / "rapport-territoire.xlsx")
    assert [cell.value for cell in book["D’année en année"][2]] == ["Dimension", "2024", "2025", "2026"]
    with zipfile.ZipFile(here / "territoire" / "rapport-territoire.docx") as file:
        word = file.read("word/document.xml").decode()
    lines = [json.loads(line) for line in (here / "registre.jsonl").read_bytes().splitlines()]
    shown = NBSP.join(lines[-1]["controle"][at : at + 4] for at in range(0, 16, 4))
    assert {line["annee"] for line in lines} == {2024, 2025, 2026}
    assert "D’année en année" in word and shown in word and shown in page.replace("&nbsp;", NBSP)
    before = (here / "registre.jsonl").read_bytes()
    assert run(source).exit_code == 0 and (here / "registre.jsonl").read_bytes() == before


def test_une_annee_d_avant_refusee_laisse_le_rapport_de_l_annee(here: Path) -> None:
    run(table(here / "cohorte.csv", 40, (2024,)))
    (here / "cohorte.csv").rename(here / "ancien.txt")
    later = table(here / "cohorte.csv", 39, (2024, 2025, 2026))
    done = run(later)
    assert done.exit_code == 0
    assert f"La suite des campagnes, 2024, non diffusé{NBSP}: " in done.output


def test_le_cercle_ferme_montre_de_plus_petits_groupes_et_le_dit(here: Path) -> None:
    source = table(here / "cohorte.csv", 8)
    public, closed = run(source, "--dossier", "a"), run(source, "--cercle", "ferme", "--dossier", "b")
    assert "au moins 11" in public.output
    assert f"cercle fermé){NBSP}: groupes d’au moins 5{NBSP}équipes" in closed.output


def test_un_fichier_abime_est_dit_avec_sa_raison_et_n_arrete_pas_les_autres(here: Path) -> None:
    (here / "profil-abime.json").write_text("{", encoding="utf-8")
    done = run(table(here / "cohorte.csv", 40), here / "profil-abime.json")
    assert done.exit_code == 0
    assert f"1{NBSP}source refusée, les autres sont lues" in done.stderr
    assert "profil-abime.json" in done.stderr


def test_une_annee_sans_equipe_est_refusee_avec_celles_qui_existent(here: Path) -> None:
    with pytest.raises(MatriceError, match=f"Aucune équipe en 2019{NBSP}; la cohorte a 2025 et 2026"):
        run(table(here / "cohorte.csv", 40), "--annee", "2019")


def test_l_annee_demandee_est_celle_du_rapport(here: Path) -> None:
    assert "Rapport de 2025" in run(table(here / "cohorte.csv", 40), "--annee", "2025").output


def test_un_niveau_vise_hors_de_l_echelle_est_refuse(here: Path) -> None:
    with pytest.raises(InputError, match="choisissez parmi 1, 2, 3"):
        run(table(here / "cohorte.csv", 40), "--cible", "9")


def test_sans_source_ni_exemple_la_commande_dit_quoi_donner(here: Path) -> None:
    done = run()
    assert done.exit_code == 2
    assert "--exemple" in done.stderr


def test_les_resultats_ne_se_melent_pas_aux_profils(here: Path) -> None:
    folder = here / "recus"
    folder.mkdir()
    table(folder / "cohorte.csv", 40)
    with pytest.raises(MatriceError, match="--dossier"):
        run(folder, "--dossier", folder)


def test_l_exemple_est_marque_simule_partout_et_garde_son_propre_registre(here: Path) -> None:
    done = run("--exemple", "--date", "2026-11-22")
    assert done.output.startswith("Exemple simulé") or "Exemple simulé" in done.output
    assert "Cohorte simulée" in (here / "territoire" / FILES[2]).read_text(encoding="utf-8")
    assert not (here / "registre.jsonl").exists()
    assert (here / "territoire" / "registre-exemple.cle").exists()
    assert dt.date(2026, 11, 22).isoformat() in (here / "territoire" / "registre-exemple.jsonl").read_text(
        encoding="utf-8"
    )


def test_le_fichier_d_une_equipe_part_avec_la_page_qui_dit_ce_qu_il_devient(here: Path) -> None:
    answers = Path(__file__).parents[1] / "data" / "exemple.csv"
    arguments = [str(answers), "--equipe", "MSP", "--date", "2026-10-06", "--code", "héron", "--dossier", "envoi"]
    for _ in range(2):  # refaite, la page est la même : elle ne se multiplie pas
        done = CliRunner().invoke(partager, arguments)
        assert done.exit_code == 0, done.output
    notice = here / "envoi" / "information-rgpd.docx"
    assert [one.name for one in (here / "envoi").glob("information*")] == [notice.name]
    with zipfile.ZipFile(notice) as file:
        assert "Base légale" in file.read("word/document.xml").decode("utf-8")


def test_le_registre_ecrit_l_arrondi_de_chaque_diffusion(here: Path) -> None:
    source = table(here / "cohorte.csv", 40)
    run(source)
    lines = (here / "registre.jsonl").read_text(encoding="utf-8").splitlines()
    assert all('"arrondi":"3-5-3-1"' in line for line in lines)


def test_examiner_ecrit_une_page_sur_le_questionnaire_et_l_inscrit(here: Path) -> None:
    lines = ["equipe;annee;repondant;item;reponse"]
    for team in range(14):
        lines += [
            f"é{team};2026;p{who};avis.{rank};{2 if rank <= team % 7 else 1}"
            for who in range(5)
            for rank in range(1, 7)
        ]
    (here / "reponses.csv").write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(examiner, ["reponses.csv", "--date", "2026-11-22"], catch_exceptions=False)
    assert (
        done.exit_code == 0
        and f"1{NBSP}dimension examinée." in done.output
        and f"À moins de 30{NBSP}équipes" in done.output
    )
    page = (here / "examen" / "examen.html").read_text(encoding="utf-8")
    assert "L’ordre des énoncés tient-il" in page and "é13" not in page
    assert (here / "registre.jsonl").read_text(encoding="utf-8").count("échelle avis") == 1
    with pytest.raises(InputError, match="--votes"):  # des niveaux seuls ne s'examinent pas
        CliRunner().invoke(examiner, [str(table(here / "cohorte.csv", 40))], catch_exceptions=False)


def test_une_annee_a_venir_est_laissee_et_dite(here: Path) -> None:
    done = run(table(here / "cohorte.csv", 40, (2026, 2060)), "--date", "2026-11-22")
    assert done.exit_code == 0 and "Rapport de 2026" in done.output
    assert f"40{NBSP}lignes d’une année à venir (2060)" in done.stderr
    with pytest.raises(MatriceError, match="année à venir"):
        run(table(here / "autre.csv", 40, (2060,)))
