"""La partie « Compétences » de la fiche : ce que ses fonctions demandent, pour quelles fonctions, et la mise en garde."""

from __future__ import annotations

import datetime as dt

import pytest
from lecture_word import all_text, headings, tables

from matrice.assessment import Profile
from matrice.fiche import FicheDePoste, competences_for, draft
from matrice.render import word
from matrice.render.word import WordDocument

SKILLS = ("Ce qui est demandé", "Pour quelles fonctions")


def section(fiche: FicheDePoste) -> WordDocument:
    """La fiche entière."""
    return word.fiche(fiche, on=dt.date(2026, 3, 1))


def needed(fiche: FicheDePoste):
    return competences_for(task.function.id for task in fiche.tasks if task.function)


@pytest.fixture(scope="module")
def cleaning(profile: Profile) -> FicheDePoste:
    """Une fiche sans rien au contact des patients : nettoyage et déchets."""
    return draft(profile, weekly_hours=4, tasks=["T5.4.1", "T5.4.2"])


@pytest.fixture(scope="module")
def complex_cases(profile: Profile) -> FicheDePoste:
    """Une fiche où les situations complexes côtoient la presse, tâche sans dimension."""
    return draft(profile, weekly_hours=4, tasks=["T3.6.2", "A.7"])


def test_chaque_competence_demandee_est_imprimee_avec_ses_fonctions(complex_cases: FicheDePoste) -> None:
    asked, labels = needed(complex_cases), {t.function.id: t.function.label for t in complex_cases.tasks if t.function}
    assert set(labels) == {"F3.1", "F3.6"}
    expected = []
    for rows in (asked.savoir_faire, asked.connaissances, asked.savoir_etre):
        expected.append([
            (one.competence.label + ("\nAu contact des patients" if one.competence.patient else ""),
             "toutes" if len(one.functions) == 2 else one.functions[0])
            for one in rows
        ])  # fmt: skip
    document = section(complex_cases)
    assert [[tuple(row) for row in rows] for rows in tables(document, *SKILLS)] == expected
    assert all(f"{code} {label}" in all_text(document) for code, label in labels.items())


def test_la_mise_en_garde_precede_les_competences_et_les_metiers_d_acces_suivent(complex_cases: FicheDePoste) -> None:
    text = all_text(section(complex_cases))
    assert text.index("À relire avant de signer. Une partie de ces compétences vient de la fiche 05T10") < text.index(
        SKILLS[0]
    )
    assert "s’ouvre à ces métiers\u00a0: soins infirmiers, puériculture" in text and "et psychologie." in text
    assert "mars 2015" in text


def test_une_fiche_loin_des_patients_ne_parle_pas_d_eux(cleaning: FicheDePoste) -> None:
    document = section(cleaning)
    text = all_text(document)
    assert "Au contact des patients" not in text and "métiers\u00a0: soins infirmiers" not in text
    assert "Mener un entretien d’aide" not in text
    assert (2, "Relations par finalité") not in headings(document)
    titles = [title for _, title in headings(document)]
    start, end = titles.index("Compétences"), titles.index("Profils")
    assert titles[start : start + 4] == ["Compétences", "Savoir-faire", "Connaissances", "Savoir-être"]
    assert titles[end : end + 2] == ["Profils", "Formations"]


def test_les_formations_disent_duree_et_confiance(cleaning: FicheDePoste) -> None:
    (rows,) = tables(section(cleaning), "Formation", "Durée", "Ce qu’il faut en savoir", "Confiance")
    assert "15 mois" in rows[0][1] and "à vérifier" in rows[0][3]
    assert len(rows) == 2


def test_les_documents_cites_sont_dates(complex_cases: FicheDePoste) -> None:
    *_, rows = tables(section(complex_cases), "Document", "Date", "Lu le", "Ce que l’on en sait")
    assert [row[1] for row in rows] == ["mars\u00a02015", "30\u00a0mai\u00a02024", "2021", "novembre\u00a02021"]


def test_une_meme_phrase_ne_se_repete_pas_d_un_profil_a_l_autre(cleaning: FicheDePoste) -> None:
    (rows,) = tables(section(cleaning), "Profil", "Ce que l’on en dit")
    notes = [row[1] for row in rows]
    assert len(notes) == len(set(notes)) and sum(len(row[0].split("\n")) for row in rows) == 6
