"""Les commentaires : de la case où on les tape à l'ordre du jour, sans la personne, jamais hors de l'équipe."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from classeurs import REF, member, saved
from recueils import csv_file

from matrice import Campaign, collect, read_responses, score
from matrice.assessment import Comment, agenda
from matrice.federation import export_profile
from matrice.render.terminal import agenda_lines

NB = "\u00a0"
SECRET = "On ne sait jamais qui vient"


def commented(path: Path, people: int, text: str = SECRET) -> Campaign:
    """La campagne d'autant de classeurs, le dernier portant un commentaire sur rcp.1."""
    for rank in range(people):
        book = member({"rcp.1": rank % 4, "rcp.2": 1}, code=f"zz{rank}")
        sheet = book["Questionnaire"]
        if rank == people - 1:
            line = next(row for row in sheet.iter_rows() if row[0].value == "rcp.1")
            sheet.cell(line[0].row, 4, text)
        saved(book, path / f"p{rank}.xlsx")
    found = collect(path, REF, on=dt.date(2026, 10, 6)).campaign
    assert found is not None
    return found


def lines_of(campaign: Campaign) -> str:
    return "\n".join(agenda_lines(agenda(score(campaign), comments=campaign.comments)))


def test_un_commentaire_du_classeur_arrive_a_l_ordre_du_jour_sans_la_personne(tmp_path: Path) -> None:
    campaign = commented(tmp_path, 5)
    assert campaign.comments == (Comment("rcp.1", SECRET),)
    assert f"«{NB}{SECRET}{NB}»" in lines_of(campaign) and "zz4" not in lines_of(campaign)
    assert campaign.notes[-1].startswith(f"1{NB}commentaire lu, sans nom")


def test_sous_cinq_reponses_un_commentaire_est_compte_et_tu(tmp_path: Path) -> None:
    campaign = commented(tmp_path, 4)
    assert SECRET not in lines_of(campaign)
    assert f"1{NB}commentaire à ne pas montrer{NB}: moins de 5 réponses." in lines_of(campaign)


def test_un_long_commentaire_n_est_coupe_qu_a_l_affichage(tmp_path: Path) -> None:
    campaign = commented(tmp_path, 5, "mot " * 500)
    assert campaign.comments[0].text == ("mot " * 500).strip()
    assert any(len(line) < 230 and line.endswith(f"…{NB}»") for line in lines_of(campaign).splitlines())


def test_la_forme_longue_garde_ses_commentaires_dans_un_ordre_qui_n_est_celui_de_personne(tmp_path: Path) -> None:
    text = "repondant;item;reponse;commentaire\nb;rcp.1;2;zut\na;rcp.1;3;ah\na;rcp.2;1;\n"
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    assert read_responses(tmp_path / "r.csv", REF).comments == (Comment("rcp.1", "ah"), Comment("rcp.1", "zut"))


def test_un_commentaire_ne_sort_ni_par_le_profil_ni_par_le_fichier_partage(tmp_path: Path) -> None:
    profile = score(commented(tmp_path, 6))
    assert SECRET not in repr(profile) and SECRET not in profile.to_frame().to_csv()
    assert SECRET not in str(export_profile(profile, code="essai-zz", counts=True))


A, B = REF.characteristics[0], REF.characteristics[1]
THEME = next(one for one in REF.dimensions if A in one.characteristics)


@pytest.mark.parametrize(
    "head",
    [
        f"{B.label} [Commentaire]",
        f"{B.id} commentaire",
        f"Commentaires sur : {THEME.label}",
        f"Pourquoi ? ({B.label})",
        "Commentaire",
    ],
)
def test_un_commentaire_d_un_export_va_a_sa_question_ou_a_la_derniere_de_son_theme(tmp_path: Path, head: str) -> None:
    again = "Commentaire 2" if head == "Commentaire" else "Remarque de Zoé Zzdupont"
    lines = [["Horodateur", A.label, B.label, head, again]]
    lines += [[f"0{row}/10/2026", "2", "1", SECRET if row == 5 else "", ""] for row in range(1, 7)]
    lines[3][4] = "12"
    campaign = read_responses(csv_file(tmp_path / "r.csv", lines), REF)
    assert campaign.comments == (Comment(B.id, SECRET),)
    assert f"«{NB}{SECRET}{NB}»" in lines_of(campaign) and "Zz" not in lines_of(campaign)


def test_un_commentaire_sur_tout_le_questionnaire_se_dit_et_celui_d_une_ligne_otee_s_en_va(tmp_path: Path) -> None:
    lines = [[A.label, B.label, "Vos commentaires"], ["2", "0", SECRET], ["3", "1", ""]]
    campaign = read_responses(csv_file(tmp_path / "r.csv", lines), REF)
    assert campaign.comments == () and f"1{NB}commentaire qui n’est en face d’aucune question" in campaign.notes[0]
    lines = [
        ["submitdate", "lastpage", A.id, f"{A.id}[comment]"],
        ["", "2", "1", SECRET],
        ["2026-10-06", "5", "2", "ah"],
    ]
    assert read_responses(csv_file(tmp_path / "s.csv", lines), REF).comments == (Comment(A.id, "ah"),)


@pytest.mark.parametrize("text", ["", "   "])
def test_une_case_vide_n_est_pas_un_commentaire(tmp_path: Path, text: str) -> None:
    assert commented(tmp_path, 5, text).comments == ()
