"""La partie « Rémunération et financement » : chaque somme, sa date, la lecture suivie, et un tableau vide sans argent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document
from lecture_word import all_text, headings, paragraphs, tables

from matrice.documents.blocks import Blank, Table, pieces
from matrice.documents.money import money_blocks
from matrice.fiche import FicheDePoste, MoneyInputs, money_for, status_named
from matrice.render.word import fiche as word_fiche
from matrice.render.word import lettre_de_mission
from matrice.text import euros

ON = dt.date(2026, 11, 21)
COST = ("Dépense", "Calcul", "€ par an")
FUNDING = ("Ressource", "Comment le montant est connu", "€ par an", "Part du coût")


def written(fiche: FicheDePoste) -> Document:
    """Un document qui n'a que cette partie."""
    return word_fiche(fiche, on=ON)


def paid(fiche: FicheDePoste, status: str = "salarie-sisa", **known) -> FicheDePoste:
    """La même fiche, avec son argent."""
    return replace(
        fiche, status=status_named(status), money=money_for(status, fiche.weekly_hours, MoneyInputs(**known), on=ON)
    )


def test_chaque_ligne_du_cout_est_imprimee_et_tombe_juste_sur_le_total(short_fiche: FicheDePoste) -> None:
    fiche = paid(short_fiche, gross_monthly=2500, seniority_years=6, expenses=(("Déplacements", 310),))
    (table,) = tables(written(fiche), *COST)
    money = fiche.money
    assert money is not None
    assert [row[0].split("\n")[0] for row in table[:-1]] == [line.label for line in money.cost.lines]
    amounts = [int(row[2].replace("\xa0", "").rstrip("€")) for row in table]
    assert sum(amounts[:-1]) == amounts[-1]
    assert table[-1][2] == euros(money.cost.annual)
    assert "Estimation" in table[2][0] and "Estimation" not in table[0][0]


def test_ce_que_le_cout_laisse_de_cote_s_imprime_sous_lui(short_fiche: FicheDePoste) -> None:
    fiche = paid(short_fiche, gross_monthly=2500)
    assert fiche.money is not None and len(fiche.money.cost.notes) == 2
    said = [text for style, text in paragraphs(written(fiche)) if style == "Note"]
    assert set(fiche.money.cost.notes) <= set(said)
    taxed = written(paid(short_fiche, gross_monthly=2500, vat="non assujetti"))
    (table,) = tables(taxed, *COST)
    assert any(row[0].startswith("Taxe sur les salaires") for row in table)
    assert "Usage\xa0: coût d’un salaire versé dans l’année par un employeur non assujetti" in all_text(taxed)
    letter = all_text(lettre_de_mission(paid(short_fiche, "micro", hourly_fee=40), on=ON))
    assert "Prix hors taxes (HT)" in letter


def test_le_financement_se_lit_en_face_du_cout(short_fiche: FicheDePoste) -> None:
    fiche = paid(short_fiche, gross_monthly=4000, patients=1000, others=(("FIR", 500),))
    (table,) = tables(written(fiche), *FUNDING)
    assert [row[0].split("\n")[0] for row in table] == [
        "ACI, fonction de coordination",
        "FIR",
        "Reste à trouver",
        "Coût du poste",
    ]
    assert table[-1][3] == "100\xa0%"
    amounts = [int(row[2].replace("\xa0", "").rstrip("€")) for row in table]
    assert sum(amounts[:-1]) == amounts[-1]


def test_un_excedent_n_imprime_pas_de_reste_a_trouver(short_fiche: FicheDePoste) -> None:
    (table,) = tables(
        written(paid(short_fiche, "benevole", others=(("FIR", 500),), expenses=(("Train", 100),))), *FUNDING
    )
    assert [row[0] for row in table] == ["FIR", "Total des ressources"]
    assert table[-1][3] == "500\xa0%"


def test_la_lecture_de_l_aci_et_toute_date_de_chiffre_sont_imprimees(short_fiche: FicheDePoste) -> None:
    fiche = paid(short_fiche, gross_monthly=2500, patients=12_000, reading="tranche")
    document, money = written(fiche), fiche.money
    assert money is not None and money.aci is not None
    said = all_text(document)
    assert money.aci.sentence in said and "lecture «\xa0tranche\xa0»" in said
    assert "Avance versée dans l’année" in said
    (table,) = tables(document, "Chiffre et source", "Date", "Ce que l’on en sait")
    assert len(table) == len(money.basis)
    assert any(row[0].startswith("Valeur d’un point de l’ACI\xa0: 7\xa0€/point") for row in table)
    assert all(row[1] and row[2] for row in table)
    assert all(warning in all_text(word_fiche(fiche, on=ON)) for warning in money.warnings)


def test_le_risque_d_un_seul_client_est_dit_une_fois(short_fiche: FicheDePoste) -> None:
    fiche = paid(short_fiche, "micro", hourly_fee=40, patients=4000)
    for document in (word_fiche(fiche, on=ON), lettre_de_mission(fiche, on=ON)):
        said = [text for style, text in paragraphs(document) if style == "PointAttention"]
        assert sum("seul client" in text for text in said) == 1


def test_la_lettre_tait_les_doutes_sur_les_financements_et_dit_le_prix_prevu(short_fiche: FicheDePoste) -> None:
    said = all_text(lettre_de_mission(paid(short_fiche, "micro", hourly_fee=40, patients=4000), on=ON))
    assert "ACI" not in said
    assert "40,00\xa0€, prévu par l’équipe. Convenu\xa0: [à\xa0compléter]" in said


def test_sans_argent_connu_la_partie_est_un_tableau_a_completer(short_fiche: FicheDePoste) -> None:
    document = written(replace(short_fiche, money=None))
    (table,) = (block for block in money_blocks(replace(short_fiche, money=None)) if isinstance(block, Table))
    names = [piece.name for _, content in table.rows for piece in pieces(content) if isinstance(piece, Blank)]
    assert len(table.rows) == len(names) == len(set(names)) == 7
    assert "€ par an" not in all_text(document)


def test_les_regles_du_temps_partiel_suivent_le_statut(short_fiche: FicheDePoste) -> None:
    head = ("Règle", "Valeur", "Ce que l’on en sait")

    def rules(status: str) -> list[str]:
        document = written(replace(short_fiche, status=status_named(status), money=None))
        return [row[1] for table in tables(document, *head) for row in table]

    assert rules("salarie-sisa")[0] == "16\xa0h/semaine" and "25\xa0%" in rules("salarie-sisa")
    assert rules("groupement") == ["24\xa0h/semaine"]
    assert rules("micro") == rules("benevole") == []


@pytest.mark.parametrize(
    "status", ["salarie-sisa", "groupement", "micro", "professionnel-sante", "benevole", "portage"]
)
def test_chaque_statut_donne_un_document_valide(
    status: str, short_fiche: FicheDePoste, ooxml_validator: Callable[[Path], list], tmp_path: Path
) -> None:
    pay = {"gross_monthly": 2500} if status in ("salarie-sisa", "groupement") else {"hourly_fee": 40}
    fiche = paid(short_fiche, status, patients=6000, budget=9000, **pay)
    document = written(fiche)
    document.save(tmp_path / "essai.docx")
    assert ooxml_validator(tmp_path / "essai.docx") == []
    titles = [title for level, title in headings(document) if level == 1]
    money = "Coût et financement" if status == "benevole" else "Rémunération et financement"
    assert titles.index("Temps de travail") < titles.index(money) < titles.index("Annexes")
