"""Ce que le statut change dans la fiche : l'identité, le contrat, l'organisation du temps, les liens, les signatures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from equipes import ON
from lecture_word import all_text, body, headings, paragraphs, tables

from matrice.assessment import Profile
from matrice.fiche import FicheDePoste, draft, load_statuses
from matrice.inclusive import COORDINATION
from matrice.render.word import fiche as word_fiche
from matrice.text import Wording, capital

IDS = tuple(status.id for status in load_statuses().statuses)
AGREED = ("Rubrique", "Ce qui est convenu")
WORDINGS: tuple[Wording, ...] = get_args(Wording)

Drafted = Callable[[str], FicheDePoste]


@pytest.fixture(scope="module")
def drafted(profile: Profile) -> Drafted:
    """Une fonction : statut → une fiche de huit heures."""
    return {name: draft(profile, weekly_hours=8, status=name) for name in IDS}.__getitem__


def printed(fiche: FicheDePoste, wording: Wording = "doublet") -> Document:
    """Les seules parties que le statut change."""
    return word_fiche(fiche, on=ON, wording=wording)


def agreed(document: Document, rank: int) -> dict[str, str]:
    """Le tableau de rang donné parmi ceux de ce qui est convenu : identité, organisation, contrat."""
    return dict(list(tables(document, *AGREED))[rank])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", IDS)
def test_l_identite_dit_le_metier_le_statut_et_les_rattachements(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    said = agreed(printed(fiche), 0)
    assert said["Intitulé"] == "Coordinatrice ou coordinateur"
    assert said["Statut"] == fiche.status.label
    assert said["Structure"].startswith(fiche.profile.team)
    assert said["Temps de travail"] == (
        "8\xa0h par semaine (0,23\xa0ETP)" if fiche.status.hierarchy else "8\xa0h par semaine"
    )
    assert ("Employeur" in said) is (name in ("salarie-sisa", "groupement", "portage"))  # la société de portage emploie
    above, beside = fiche.status.hierarchical, fiche.status.functional
    assert said["Rattachement hiérarchique"] == (above.who if above else "Aucun avec la structure")
    assert said["Rattachement fonctionnel"] == (beside.who or "[à\xa0compléter]")
    assert {"Contexte", "Lieu ou lieux d’exercice", "Nombre de sites", "Date de la fiche"} <= set(said)


def test_l_identite_dit_que_le_code_hospitalier_designe_un_autre_metier(drafted: Drafted) -> None:
    said = agreed(printed(drafted("salarie-sisa")), 0)
    assert "05T10" in said["Code du métier"] and "un autre métier" in said["Code du métier"]
    assert "sans décider à sa place ni soigner" in said["Définition"]


@pytest.mark.parametrize(
    ("name", "expected", "absent"),
    [
        (
            "salarie-sisa",
            {"Convention collective", "Classification", "Période d’essai", "Congés", "Ancienneté"},
            "Facturation",
        ),
        ("groupement", {"Mise à disposition", "Autres équipes servies", "Facturation", "Classification"}, "Assurance"),
        (
            "micro",
            {"Facturation", "Assurance", "Autres clients", "Prévoyance", "Absence de lien hiérarchique"},
            "Congés",
        ),
        ("professionnel-sante", {"Indemnité", "Décision", "Activité de soins", "Assurance"}, "Classification"),
        ("benevole", {"Engagement", "Frais", "Rémunération", "Assurance"}, "Facturation"),
        (
            "portage",
            {"Contrat de travail", "Contrat de prestation", "Facturation", "Autres clients"},
            "Période d’essai",
        ),
    ],
)
def test_chaque_statut_a_ses_rubriques_de_contrat(name: str, expected: set[str], absent: str, drafted: Drafted) -> None:
    said = agreed(printed(drafted(name)), 2)
    assert expected <= set(said) and absent not in said


@pytest.mark.parametrize("name", IDS)
def test_le_temps_est_fixe_au_salariat_et_libre_ailleurs(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    said = agreed(printed(fiche), 1)
    assert ("Horaires" in said) is ("Jours de présence" in said) is fiche.status.hierarchy
    assert "Continuité" in said and "Déplacements" in said


@pytest.mark.parametrize("name", IDS)
def test_le_lien_hierarchique_n_existe_que_dans_le_salariat(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    (links,) = tables(printed(fiche), "Lien", "Avec qui", "Pour quoi faire")
    expected = ["Hiérarchique", "Fonctionnel"] if fiche.status.hierarchy else ["Fonctionnel"]
    assert [row[0] for row in links] == [*expected, "Dans l’équipe", "Hors de l’équipe"]


@pytest.mark.parametrize("name", IDS)
def test_les_signataires_sont_ceux_du_statut(name: str, drafted: Drafted) -> None:
    (rows,) = tables(printed(drafted(name)), "En qualité de", "Nom", "Date", "Signature")
    third = {"groupement": "Pour le groupement, qui emploie", "portage": "Pour la société de portage"}
    assert rows[-1][0] == "La coordinatrice ou le coordinateur" and all(row[1:] == ["", "", ""] for row in rows)
    assert name not in third or third[name] in [row[0] for row in rows]


@pytest.mark.parametrize("name", IDS)
def test_une_fiche_sans_contrat_de_travail_s_appelle_fiche_de_mission(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    made = printed(fiche)
    sheet = "Fiche de poste" if fiche.status.hierarchy else "Fiche de mission"
    assert paragraphs(made)[0] == ("Title", f"{sheet}\xa0: coordinatrice ou coordinateur")
    assert ("ETP" in all_text(made).split("Annexes")[0]) is fiche.status.hierarchy


@pytest.mark.parametrize("name", IDS)
def test_tous_les_points_d_attention_sont_au_meme_endroit_chacun_une_fois(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    for given in (fiche, replace(fiche, warnings=fiche.status.alerts)):  # la fiche en répète : une fois suffit
        made = printed(given)
        said = [text for style, text in paragraphs(made) if style == "PointAttention"]
        assert said == [f"Point d’attention\xa0: {one}" for one in given.attention()] and len(said) == len(set(said))
        noted = f"{len(said)}\xa0points d’attention avant les signatures" if len(said) > 1 else ""
        assert noted in all_text(made)
        titles = [text for _, text in headings(made)]
        assert titles[titles.index("À lire avant de signer") + 1] == "Signatures"


@pytest.mark.parametrize("name", IDS)
def test_seul_le_salariat_parle_de_contrat_et_de_mois_paye(name: str, profile: Profile, drafted: Drafted) -> None:
    said = all_text(word_fiche(drafted(name), on=ON))
    assert ("sont celles du contrat" in said) is ("heures payées" in said) is drafted(name).status.hierarchy


def test_un_benevole_n_a_pas_de_remuneration_a_completer(drafted: Drafted) -> None:
    assert "salaire, tarif ou indemnité" not in "".join(field_names(word_fiche(drafted("benevole"), on=ON)))
    assert "salaire, tarif ou indemnité, et sa base" in field_names(word_fiche(drafted("micro"), on=ON))


def field_names(document: Document) -> list[str]:
    return [str(alias.get(qn("w:val"))) for alias in body(document).iter(qn("w:alias"))]


def test_un_exercice_en_cabinet_apporte_ses_propres_moyens(drafted: Drafted) -> None:
    parts = {name: [text for _, text in headings(printed(drafted(name)))] for name in IDS}
    assert {name for name in IDS if "Moyens" in parts[name]} == {
        "salarie-sisa",
        "groupement",
        "professionnel-sante",
        "benevole",
    }


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("name", IDS)
def test_chaque_statut_s_ecrit_dans_toutes_les_formes(name: str, wording: Wording, drafted: Drafted) -> None:
    made = printed(drafted(name), wording)
    said = all_text(made)
    assert capital(COORDINATION[wording]["nom"]) in said and "{" not in said
    assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", said) == []
    assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", said) == []
    names = [alias.get(qn("w:val")) for alias in body(made).iter(qn("w:alias"))]
    assert len(names) == len(set(names))


def test_le_resume_compte_les_taches_sans_la_reserve(drafted: Drafted) -> None:
    fiche = drafted("salarie-sisa")
    assert fiche.reserve is not None
    assert f"Ce temps porte {len(fiche.tasks) - 1}\xa0tâches." in all_text(printed(fiche))
