"""La lettre de mission et l'entretien : courts, en toutes lettres, et jamais l'évaluation d'une personne hors d'un emploi."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from equipes import ON
from lecture_word import all_text, headings, paragraphs, saved, tables

from matrice import documents
from matrice.assessment import Profile
from matrice.documents.blocks import Document, Table
from matrice.errors import MatriceError
from matrice.fiche import FicheDePoste, MoneyInputs, Poste, Role, draft, load_roles
from matrice.inclusive import COORDINATION
from matrice.render import word
from matrice.text import Wording, capital

FREE = ("micro", "professionnel-sante", "benevole", "portage")
EMPLOYED = ("salarie-sisa", "groupement")
ROLES = tuple(
    Role(load_roles()[name].said(), 1.5, load_roles()[name].functions) for name in ("pharmacien", "referent-si")
)


@pytest.fixture(scope="module")
def drafted(profile: Profile) -> dict[str, FicheDePoste]:
    """Une fiche par statut, avec deux personnes qui prennent une part."""
    return {status: draft(profile, weekly_hours=8, status=status, on=ON, roles=ROLES) for status in (*FREE, *EMPLOYED)}


@pytest.fixture(scope="module")
def whole(profile: Profile) -> dict[str, FicheDePoste]:
    """Un temps plein par statut."""
    return {status: draft(profile, weekly_hours=35, status=status, on=ON, roles=ROLES) for status in (*FREE, *EMPLOYED)}


def helped(fiche: FicheDePoste) -> Any:
    return next(one for one in fiche.delegated if one.tasks)


# --- la lettre -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", FREE)
@pytest.mark.parametrize("billing", ["heure", "mission"])
def test_une_lettre_nomme_ses_taches_sans_code_ni_minute_ni_duree_legale(
    status: str, billing: Any, drafted: dict[str, FicheDePoste]
) -> None:
    fiche = drafted[status]
    text = documents.lettre_de_mission(fiche, on=ON, billing=billing).text()
    named = sum(task.label in text for task in fiche.chosen)
    counted = sum(int(more) for more in re.findall(r"et (\d+) autres?, dans la note de travail", text))
    assert named >= min(16, len(fiche.chosen)) and named + counted == len(fiche.chosen)
    assert not {task.id for task in fiche.chosen} & set(re.findall(r"[A-Z]\d?\.[\d.]*\d", text))
    assert not re.search(r"\d\xa0min|par semaine|ETP|équivalent temps plein", text)
    assert "sans évaluation de la personne" in text and "Livrables et délais" in text
    assert len([field for field in documents.lettre_de_mission(fiche, on=ON).fields() if not field.text]) <= 12


def test_a_la_mission_chaque_mission_a_la_place_de_son_prix(drafted: dict[str, FicheDePoste]) -> None:
    made = word.lettre_de_mission(drafted["micro"], on=ON, billing="mission")
    ((*missions, total),) = tables(made, "Mission", "Volume indicatif", "Prix")
    assert all(row[2] == "" for row in missions)
    assert total[1].endswith("par an")


def test_le_prix_que_l_equipe_a_prevu_est_repris(profile: Profile) -> None:
    fiche = draft(profile, weekly_hours=8, status="micro", on=ON, money=MoneyInputs(hourly_fee=45))
    assert "45,00\xa0€ de l’heure" in documents.lettre_de_mission(fiche, on=ON).text()


def test_un_benevole_n_a_ni_prix_ni_facture(drafted: dict[str, FicheDePoste]) -> None:
    assert not re.search("(?i)facture|prix|indemnité", documents.lettre_de_mission(drafted["benevole"], on=ON).text())


def test_un_emploi_est_renvoye_a_la_fiche_de_poste_et_un_choix_inconnu_est_refuse(
    drafted: dict[str, FicheDePoste],
) -> None:
    with pytest.raises(MatriceError, match="contrat de travail et une fiche de poste"):
        documents.lettre_de_mission(drafted["salarie-sisa"], on=ON)
    with pytest.raises(MatriceError, match="«\xa0heure\xa0» ou «\xa0mission\xa0»"):
        documents.lettre_de_mission(drafted["micro"], on=ON, billing="jour")  # type: ignore[arg-type]


@pytest.mark.parametrize("status", (*FREE, *EMPLOYED))
def test_un_membre_de_l_equipe_a_sa_lettre_quel_que_soit_le_statut_du_poste(
    status: str, drafted: dict[str, FicheDePoste]
) -> None:
    role = helped(drafted[status])
    text = documents.lettre_de_mission(drafted[status], on=ON, role=role).text()
    assert all(task.label in text for task in role.tasks)
    assert not [task.label for task in drafted[status].chosen if task.label in text]


def test_un_membre_sans_tache_n_a_pas_de_lettre(profile: Profile) -> None:
    fiche = draft(profile, weekly_hours=8, roles=[Role("la gérance", 1)])
    with pytest.raises(MatriceError, match="n’a aucune tâche dans cette fiche"):
        documents.lettre_de_mission(fiche, on=ON, role=replace(fiche.delegated[0], tasks=()))


def test_un_nom_ecrit_a_la_main_garde_ses_signes(profile: Profile) -> None:
    fiche = draft(profile, weekly_hours=8, roles=[Role("Zoé {coordination} & <b>", 1)])
    assert (
        "Lettre de mission\xa0: Zoé {coordination} & <b>"
        in documents.lettre_de_mission(fiche, on=ON, role=helped(fiche)).text()
    )


def test_les_donnees_du_poste_remplissent_la_lettre(drafted: dict[str, FicheDePoste]) -> None:
    own = Poste(debut="1er janvier 2027", assurance="", siret="123")
    made = documents.lettre_de_mission(drafted["micro"], on=ON, poste=own)
    filled = {field.key: field.text for field in made.fields()}
    assert filled["debut"] == "1er janvier 2027" and filled["siret"] == "123" and "assurance" not in filled


# --- l'entretien -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", (*FREE, *EMPLOYED))
def test_hors_d_un_emploi_l_entretien_suit_une_mission_et_n_evalue_personne(
    status: str, drafted: dict[str, FicheDePoste]
) -> None:
    made = documents.entretien(drafted[status], on=ON)
    text, employed = made.text(), status in EMPLOYED
    assert made.title.startswith("Entretien annuel" if employed else "Entretien de suivi de mission")
    assert ("Compétences et formation" in text) is employed
    assert ("Livrables et délais" in text) is not employed
    assert ("par semaine" in text) is employed
    assert not re.search(r"\d\xa0min\b", text) or employed


def test_l_entretien_a_une_ligne_par_mission_et_de_la_place_pour_un_stylo(drafted: dict[str, FicheDePoste]) -> None:
    made = documents.entretien(drafted["salarie-sisa"], on=ON, layout="blocs")
    done = next(table for table in made.tables() if table.title == "Ce qui a été fait")
    assert [row[0] for row in done.rows] == [one.label for one in documents_missions(drafted["salarie-sisa"])]
    written = [table for table in made.tables() if table.title != "Compétences et formation"]
    assert all(table.height >= 400 for table in written)
    assert made.fields() == ()


def documents_missions(fiche: FicheDePoste) -> Any:
    from matrice.documents.post_parts import missions

    return missions(fiche, "blocs")


@pytest.mark.parametrize("wording", get_args(Wording))
def test_la_personne_est_nommee_partout_dans_la_forme_choisie(
    wording: Wording, drafted: dict[str, FicheDePoste]
) -> None:
    forms = COORDINATION[wording]
    for made in (
        word.entretien(drafted["salarie-sisa"], on=ON, wording=wording),
        word.lettre_de_mission(drafted["micro"], on=ON, wording=wording),
        word.lettre_de_mission(drafted["micro"], on=ON, wording=wording, role=helped(drafted["micro"])),
    ):
        said = all_text(made)
        assert capital(forms["le"]) in said
        for other in COORDINATION.values():
            assert not [
                one for one in other.values() if one in said and not any(one in mine for mine in forms.values())
            ]


# --- les deux --------------------------------------------------------------------------------------


def every(fiches: dict[str, FicheDePoste]) -> dict[str, Document]:
    """Toutes les lettres et tous les entretiens."""
    made = {f"entretien-{name}": documents.entretien(fiche, on=ON) for name, fiche in fiches.items()}
    made |= {
        f"petite-{name}": documents.lettre_de_mission(one, on=ON, role=helped(one)) for name, one in fiches.items()
    }
    return made | {
        f"lettre-{name}-{billing}": documents.lettre_de_mission(fiches[name], on=ON, billing=billing)
        for name in FREE for billing in ("heure", "mission")
    }  # fmt: skip


def test_tout_tableau_est_nomme_et_aucun_titre_n_est_saute(drafted: dict[str, FicheDePoste]) -> None:
    for document in every(drafted).values():
        assert all(isinstance(one, Table) and one.title and one.description for one in document.tables())
        made = word.write(document)
        assert [style for style, text in paragraphs(made) if not text] == []
        levels = [0, *(level for level, _ in headings(made))]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", all_text(made)) == []
        assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", all_text(made)) == []
        assert saved(made) == saved(word.write(document))


def test_la_lettre_tient_en_deux_pages_la_petite_en_une_l_entretien_en_quatre(
    whole: dict[str, FicheDePoste], all_to_pages: Callable[..., list[Any]], tmp_path: Path
) -> None:
    papers = {
        name: one for name, one in every(whole).items()
        if name in ("entretien-salarie-sisa", "entretien-micro", "petite-salarie-sisa", "lettre-micro-mission", "lettre-benevole-heure")
    }  # fmt: skip
    for name, document in papers.items():
        word.write(document).save(tmp_path / f"{name}.docx")
    most = {"entretien": 4, "petite": 1, "lettre": 2}
    pages = all_to_pages(tmp_path, *(tmp_path / f"{name}.docx" for name in papers))
    counts = {name: len(one.sheets) for name, one in zip(papers, pages, strict=True)}
    assert {name: count for name, count in counts.items() if count > most[name.partition("-")[0]]} == {}
    assert all(len(sheet.split()) > 25 for one in pages for sheet in one.sheets)


@pytest.mark.parametrize("name", ["lettre-micro-mission", "petite-portage", "entretien-groupement"])
def test_le_verificateur_accepte_la_lettre_et_l_entretien(
    name: str, drafted: dict[str, FicheDePoste], ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    word.write(every(drafted)[name]).save(tmp_path / "document.docx")
    assert ooxml_validator(tmp_path / "document.docx") == []
