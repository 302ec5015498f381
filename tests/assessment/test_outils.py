"""Les réponses telles que chaque outil les exporte : lues comme la vérité les dit, ou refusées pour une seule cause."""

from __future__ import annotations

import html
import random
from pathlib import Path

import pytest
from openpyxl import load_workbook
from recueils import (
    CODES,
    DIMENSIONS,
    IDS,
    LABELS,
    LEVELS,
    NAMES,
    REF,
    SHAPES,
    STAMP,
    TRADES,
    TRUTH,
    WORDS,
    book_file,
    coded,
    csv_file,
    google,
    lime,
    table,
    worded,
)

from matrice import Campaign, InputError, Selection, collect, read_responses, word
from matrice.files import zipped

NB = "\u00a0"


def answers(campaign: Campaign) -> list[list[int]]:
    """Les codes de chacun aux questions de la vérité, dans l'ordre de lecture."""
    places = [[question.id for question in campaign.questions].index(item) for item in IDS]
    assert campaign.answers is not None
    return [[int(row[place]) for place in places] for row in campaign.answers]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", SHAPES)
def test_chaque_outil_donne_les_reponses_de_la_verite(tmp_path: Path, name: str, kind: str) -> None:
    lines = SHAPES[name]()
    path = tmp_path / f"r.{kind}"
    source = csv_file(path, lines) if kind == "csv" else book_file(path, ("Feuil1", lines))
    campaign = read_responses(source, REF)
    assert campaign.respondents == len(TRUTH)
    assert answers(campaign) == TRUTH
    said = " ".join([*campaign.notes, *campaign.professions])
    assert not [part for name in NAMES for part in name.split() if part in said] and "@" not in said


# --- ce qui se refuse, pour une seule cause -------------------------------------------------------


def moved(shift: int, top: int = 9) -> list[list[str]]:
    """Les mêmes réponses en codes, tous les niveaux décalés."""
    return table(IDS, lambda row: [str(min(int(c) + shift, top)) if c.isdigit() else c for c in coded(row)])


def respelled(spell) -> list[list[str]]:
    """Les mêmes réponses, les niveaux écrits autrement."""
    return table(IDS, lambda row: [spell(int(c)) if c.isdigit() else c for c in coded(row)])


LIKERT = ("Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord")
REFUSED = {
    "échelle de 1 à 4": (moved(1), "une échelle de 1 à 4"),
    "échelle de 1 à 4, sans 4": (moved(1, 3), "une échelle de 1 à 4"),
    "échelle sur 10": (respelled(lambda n: str(n * 3)), "ce n’est pas la même"),
    "pourcentages": (respelled(lambda n: f"{n * 33} %"), "est un pourcentage"),
    "fractions": (respelled(lambda n: f"{n}/3"), "de deux façons"),
    "dates": (respelled(lambda n: f"2026-03-0{n + 1} 00:00:00"), "est une date"),
    "mots d’une autre échelle": (respelled(LIKERT.__getitem__), "ne sont pas des réponses de cette échelle"),
    "codes internes": (lime(IDS, lambda row: [f"AO0{c}" if c.isdigit() else "" for c in coded(row)]), "code interne de LimeSurvey"),
    "codes qui ne disent rien": (lime([f"G01Q{n:02d}[SQ001]" for n, _ in enumerate(IDS)]), "export de LimeSurvey dont aucune colonne"),
    "sous-question d’une dimension renumérotée": (lime(["relais[SQ001]", "relais[SQ002]"], lambda _: ["2", "3"]), "export de LimeSurvey dont aucune"),
    "code et énoncé contraires": (table([f"{i} - {x}" for i, x in zip(IDS, LABELS[1:] + LABELS[:1], strict=True)], coded), "aucune colonne"),
    "deux fois chaque question": (table([h for x in LABELS for h in (x, f"{x} [dans un an]")], lambda r: [c for c in worded(r) for _ in "ab"]), "posent une question"),
    "une case par choix, deux cochées": (table([f"{x} ({w})" for x in LABELS for w in WORDS[:6]], lambda row: ["x"] * 6 * len(LABELS)), "deux niveaux sont cochés"),
    "un nom à la place d’une réponse": (respelled(lambda n: NAMES[n]), "texte masqué"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_ce_qui_ne_se_lit_pas_est_refuse_pour_une_seule_cause(tmp_path: Path, name: str) -> None:
    lines, words = REFUSED[name]
    with pytest.raises(InputError) as caught:
        read_responses(csv_file(tmp_path / "r.csv", lines), REF)
    (problem,) = caught.value.problems
    assert words in problem.message
    assert not [part for full in NAMES for part in full.split() if part in str(problem)]


def test_une_echelle_annoncee_se_lit(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "r.csv", moved(1))
    assert answers(read_responses(path, REF, coded=(1, 4))) == TRUTH
    mature = csv_file(tmp_path / "m.csv", respelled(lambda n: str(max(n, 1))))
    assert read_responses(mature, REF, coded=(0, 3)).respondents == len(TRUTH)
    with pytest.raises(InputError, match="n’a pas les 4 niveaux"):
        read_responses(path, REF, coded=(1, 5))


# --- qui est compté -------------------------------------------------------------------------------


def spreadsheet(*more: list[str]) -> list[list[str]]:
    return [*table(IDS, coded, ["code"], lambda row: [f"p{row}"]), *more]


NOT_PEOPLE = {
    "médiane": [["Médiane", *["2"] * len(IDS)]],
    "total et moyenne": [["Total", *["9"] * len(IDS)], ["Moyenne :", *["1,75"] * len(IDS)]],
    "codes préparés": [["p8", *[""] * len(IDS)], ["p9", *[""] * len(IDS)]],
    "note de bas de page": [["Édité le 6 octobre", *[""] * len(IDS)]],
    "lignes vides": [["", *[""] * len(IDS)]],
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", NOT_PEOPLE)
def test_une_ligne_qui_n_est_personne_ne_compte_ni_en_csv_ni_en_classeur(tmp_path: Path, name: str, kind: str) -> None:
    lines, path = spreadsheet(*NOT_PEOPLE[name]), tmp_path / f"r.{kind}"
    campaign = read_responses(csv_file(path, lines) if kind == "csv" else book_file(path, ("F", lines)), REF)
    assert answers(campaign) == TRUTH
    assert bool(campaign.notes) == (name != "lignes vides")


DRAFTS = {
    "in_draft": ("0", "1"), "submitdate": (STAMP, ""), "Brouillon": ("0", "1"), "PROGRESSION": ("Terminé", "En cours"),
    "Progress": ("100", "40"), "matrice_complete": ("2", "0"), "_validation_status": ("", "Not approved"),
    "Response Type": ("completed", "partial"), "État de la réponse": ("Complète", "Partielle"),
}  # fmt: skip


@pytest.mark.parametrize("column", DRAFTS)
def test_une_reponse_non_terminee_est_laissee_de_cote_et_dite(tmp_path: Path, column: str) -> None:
    done, draft = DRAFTS[column]
    lines = table(IDS, coded, [column], lambda row: [draft if row == 2 else done])
    campaign = read_responses(csv_file(tmp_path / "r.csv", lines), REF)
    assert answers(campaign) == [*TRUTH[:2], *TRUTH[3:]]
    assert f"1{NB}réponse non terminée laissée de côté (ligne 4, d’après la colonne" in " ".join(campaign.notes)


def test_redcap_dit_ce_qui_est_rempli_sans_etre_relu_et_l_etat_d_un_autre_formulaire_ne_compte_pas(
    tmp_path: Path,
) -> None:
    states = [("2", "0"), ("1", "2"), ("0", "2"), ("2", "0"), ("2", "0"), ("2", "0")]
    lines = table(
        ["a", *LABELS], lambda row: ["", *worded(row)], ["record_id"], lambda row: [str(row)], ["matrice_complete", "age", "suite_complete"],
        lambda row: [states[row][0], "44", states[row][1]],
    )  # fmt: skip
    for heads, words in (
        (lines[0], {}),
        ([*lines[0][:-3], "Complete?", "age", "Complete?"], {"0": "Incomplete", "1": "Unverified", "2": "Complete"}),
    ):
        body = [[*line[:-3], words.get(line[-3], line[-3]), "44", words.get(line[-1], line[-1])] for line in lines[1:]]
        campaign = read_responses(csv_file(tmp_path / "r.csv", [heads, *body]), REF)
        assert answers(campaign) == [one for rank, one in enumerate(TRUTH) if rank != 2]
        assert f"1{NB}réponse remplie mais non relue (« Unverified », ligne 3){NB}: comptée." in " ".join(
            campaign.notes
        )


def test_limesurvey_sans_date_se_fie_a_la_derniere_page(tmp_path: Path) -> None:
    front = ["id", "lastpage", "startlanguage", "seed"]
    lines = table(LABELS, worded, front, lambda row: [str(row), "2" if row == 1 else "5", "fr", "7"])
    assert answers(read_responses(csv_file(tmp_path / "r.csv", lines), REF)) == [TRUTH[0], *TRUTH[2:]]


def test_les_memes_reponses_deux_fois_comptent_une_fois_et_les_deux_places_sont_dites(tmp_path: Path) -> None:
    lines = google("Horodateur")
    again = csv_file(tmp_path / "a.csv", [*lines, lines[1]])
    tabs = book_file(tmp_path / "b.xlsx", ("Réponses", lines), ("Copie", lines))
    for path, said in ((again, "ligne 8, les mêmes que ligne 2"), (tabs, "feuille «\u00a0Réponses\u00a0»")):
        campaign = read_responses(path, REF)
        assert answers(campaign) == TRUTH
        assert said in " ".join(campaign.notes)
    found = collect([again, csv_file(tmp_path / "c.csv", lines[:4])], REF)
    assert [report.people for report in found.files] == [6, 0]
    assert "3\u00a0réponses déjà lues (lignes 2 à 4, les mêmes que lignes 2 à 4 de a.csv)" in found.files[1].reason


def test_repondre_pareil_a_peu_de_questions_ou_partout_2_n_est_pas_repondre_deux_fois(tmp_path: Path) -> None:
    few = csv_file(tmp_path / "a.csv", [IDS[:3], *[["1", "2", "3"]] * 4])
    flat = csv_file(tmp_path / "b.csv", [IDS, *[["2"] * len(IDS)] * 4])
    assert [read_responses(path, REF).respondents for path in (few, flat)] == [4, 4]


def refused(path: Path) -> list[str]:
    """Les fautes d'un fichier refusé."""
    with pytest.raises(InputError) as error:
        read_responses(path, REF)
    return [str(problem) for problem in error.value.problems]


def nearly(cells: list[str], changes: int) -> list[str]:
    """La même ligne, quelques réponses d'un niveau plus haut."""
    levels = [rank for rank, cell in enumerate(cells) if cell in LEVELS]
    moved = {rank: LEVELS[(LEVELS.index(cells[rank]) + 1) % 4] for rank in levels[5 : 5 + changes]}
    return [moved.get(rank, cell) for rank, cell in enumerate(cells)]


@pytest.mark.parametrize("changes", [1, 3, 12])
def test_presque_les_memes_reponses_sans_nom_sont_refusees_a_leurs_deux_places(tmp_path: Path, changes: int) -> None:
    rng = random.Random(3)
    lines = [["Horodateur", "Votre métier", *(one.label for one in REF.characteristics)]]
    lines += [[f"06/10/2026 09:0{row}:00", TRADES[row], *rng.choices(WORDS, k=len(lines[0]) - 2)] for row in range(6)]
    again = ["07/10/2026 10:00", lines[2][1], *nearly(lines[2][2:], changes)]
    path = csv_file(tmp_path / "r.csv", [*lines, again])
    if changes > 3:  # trop pour en être sûr : c'est dit, et compté
        (note, *_) = read_responses(path, REF).notes
        assert f"ligne 8, presque les mêmes réponses que ligne 3 ({changes}{NB}différences sur" in note
        return
    (fault,) = refused(path)
    assert f"ligne 8, presque les mêmes réponses que ligne 3 ({changes}{NB}différence" in fault
    copied = [lines[0], *([*line[:2], *nearly(line[2:], rank == 2)] for rank, line in enumerate(lines[1:]))]
    (fault,) = refused(book_file(tmp_path / "r.xlsx", ("Feuil1", lines), ("Feuil2", copied)))
    assert "ligne 4, presque" in fault and "que ligne 4 de r.xlsx, feuille" in fault and "Feuil2" in fault
    (tmp_path / "d").mkdir()
    csv_file(tmp_path / "d/a.csv", lines)
    csv_file(tmp_path / "d/b.csv", [lines[0], *copied[3:]])
    (fault,) = [one.reason for one in collect(tmp_path / "d", REF).refused]
    assert "ligne 2, presque les mêmes réponses que ligne 4 de a.csv" in fault


def test_un_doute_se_dit_sous_deux_codes_sur_peu_de_questions_ou_commence_deux_fois(tmp_path: Path) -> None:
    lines = [["code", *LABELS], *([f"p{row}", *worded(row)] for row in range(len(TRUTH)))]
    campaign = read_responses(csv_file(tmp_path / "r.csv", [*lines, ["p9", *nearly(lines[2][1:], 1)]]), REF)
    said = f"ligne 8, presque les mêmes réponses que ligne 3 (1{NB}différence sur 22)"
    assert campaign.respondents == 7 and f"{said}, sous deux codes{NB}: vérifiez" in campaign.notes[0]
    campaign = read_responses(
        csv_file(tmp_path / "s.csv", [*(line[1:] for line in lines), nearly(lines[2][1:], 1)]), REF
    )
    assert campaign.respondents == 7 and f"{said}{NB}: vérifiez" in campaign.notes[0]
    begun = [*lines[2][1:13], *[""] * (len(LABELS) - 12)]
    (note,) = read_responses(csv_file(tmp_path / "t.csv", [*(line[1:] for line in lines), begun]), REF).notes
    assert "ligne 8, presque les mêmes réponses que ligne 3 (l’une est incomplète)" in note


def test_une_equipe_presque_unanime_se_compte(tmp_path: Path) -> None:
    lines = [LABELS, *(nearly(worded(0), row) for row in range(4))]
    assert read_responses(csv_file(tmp_path / "r.csv", lines), REF).respondents == 4


def test_une_identite_convenue_n_identifie_personne(tmp_path: Path) -> None:
    for name in ("anonyme", "Utilisateur anonyme", "msp-des-tilleuls"):
        lines = table(IDS, coded, ["code"], lambda row, name=name: [name])
        assert answers(read_responses(csv_file(tmp_path / "r.csv", lines), REF)) == TRUTH


@pytest.mark.parametrize(
    ("title", "values", "kept"),
    [
        ("Profession", NAMES, [""] * 6),
        ("Votre nom et votre métier", [f"{n}, {t}" for n, t in zip(NAMES, TRADES, strict=True)], [""] * 6),
        ("Métier", ["IDE libérale", "Médecin généraliste", "Sage-femme", "MG", "Kiné", "Zoé"], ["IDE libérale", "Médecin généraliste", "Sage-femme", "MG", "Kiné", ""]),
    ],
)  # fmt: skip
def test_une_colonne_de_professions_n_est_gardee_que_pour_ses_professions(tmp_path, title, values, kept) -> None:
    lines = table(IDS, coded, [title], lambda row: [values[row]])
    campaign = read_responses(csv_file(tmp_path / "r.csv", lines), REF)
    assert list(campaign.professions) == kept
    assert campaign.notes and not [part for name in NAMES for part in name.split() if part in str(campaign.notes)]


def test_ce_qui_est_masque_dans_un_classeur_est_lu_et_dit(tmp_path: Path) -> None:
    path = book_file(tmp_path / "r.xlsx", ("F", spreadsheet()))
    book = load_workbook(path)
    book["F"].row_dimensions[3].hidden = book["F"].row_dimensions[5].hidden = True
    book["F"].column_dimensions["C"].hidden = True
    book.save(path)
    campaign = read_responses(path, REF)
    assert answers(campaign) == TRUTH
    assert f"2{NB}lignes masquées lues comme les autres (lignes 3 et 5)" in campaign.notes[0]
    assert f"1{NB}colonne masquée, lue comme les autres" in " ".join(campaign.notes)


# --- un dossier, un classeur .ods, le questionnaire Word ------------------------------------------


def test_un_dossier_dit_chaque_fichier_lu_ou_non(tmp_path: Path) -> None:
    csv_file(tmp_path / "a.csv", spreadsheet())
    (tmp_path / "avant").mkdir()
    for name in ("avant/vieux.csv", "photo.jpg", "lisez-moi.txt", "~$a.xlsx"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = {report.name: (str(report.status), report.reason) for report in collect(tmp_path, REF).files}
    assert {name: status for name, (status, _) in found.items()} == {
        "a.csv": "lu", "avant": "laissé", "avant/vieux.csv": "laissé", "photo.jpg": "laissé", "lisez-moi.txt": "laissé", "~$a.xlsx": "laissé",
    }  # fmt: skip
    assert (
        "un fichier .jpg" in found["photo.jpg"][1]
        and found["avant"][1] == f"c’est un sous-dossier de 1{NB}fichier{NB}: non lu."
    )
    assert found["avant/vieux.csv"][1].endswith(
        f"non lu{NB}: pour le lire aussi, donnez «{NB}{tmp_path / 'avant'}{NB}»."
    )
    csv_file(tmp_path / "avant/vieux.csv", spreadsheet())
    both = {report.name: report for report in collect([tmp_path, tmp_path / "avant"], REF).files}
    assert "avant/vieux.csv" not in both and "copie exacte" in both["vieux.csv"].reason  # donné aussi, il est lu


def open_document(lines: list[list[str]]) -> bytes:
    """Un classeur .ods d'une feuille, sa troisième ligne masquée."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    body = ""
    for rank, line in enumerate(lines, 1):
        cells = "".join(f"<table:table-cell><text:p>{html.escape(cell)}</text:p></table:table-cell>" for cell in line)
        body += f"<table:table-row{' table:visibility=' + chr(34) + 'filter' + chr(34) if rank == 3 else ''}>{cells}</table:table-row>"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="F">{body}<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zipped([("content.xml", content.encode())])


def test_un_classeur_ods_se_lit(tmp_path: Path) -> None:
    (tmp_path / "r.ods").write_bytes(open_document(spreadsheet()))
    campaign = read_responses(tmp_path / "r.ods", REF)
    assert answers(campaign) == TRUTH
    assert f"1{NB}ligne masquée lue comme les autres (ligne 3)" in campaign.notes[0]


def ticked(path: Path, given: dict[str, str], selection: Selection | None = None) -> Path:
    """Le questionnaire Word, une case cochée par énoncé ou par thème donné, et le code de la personne."""
    document = word.questionnaire(REF, selection=selection) if selection else word.questionnaire(REF)
    theme = ""
    for row in (row for grid in document.tables for row in grid.rows):
        cells = [cell.text for cell in row.cells]
        if cells[0].startswith("Votre code"):
            row.cells[1].text = "p07"
        if cells[0] in given:  # un énoncé : ses cases sont à droite, dans l'ordre de l'échelle
            row.cells[1 + CODES.index(given[cells[0]])].paragraphs[0].runs[0].text = "☒"
        theme = cells[1] if not cells[0] and len(cells) == 2 else theme if cells[0].startswith("☐") else ""
        if theme in given and cells[0].startswith(f"☐\u00a0{given[theme]}"):
            row.cells[0].paragraphs[0].runs[0].text = cells[0].replace("☐", "☒")
    document.save(path)
    return path


def test_le_questionnaire_word_rempli_se_lit(tmp_path: Path) -> None:
    whole = Selection(detailed=True, optional=True, employees=3)
    given = dict(zip(LABELS[:5], ("3", "0", "SO", "1", "2"), strict=True))
    campaign = read_responses(ticked(tmp_path / "q.docx", given, whole), REF)
    assert answers(campaign)[0][:5] == [3, 0, 4, 1, 2]
    assert campaign.counts[:, :-1].sum() == len(given)
    themes = {dimension.label: str(rank) for rank, dimension in enumerate(DIMENSIONS[:4])}
    staged = read_responses(ticked(tmp_path / "s.docx", themes), REF)
    assert (staged.grain, staged.counts[:, :4].sum(axis=0).tolist()) == ("dimension", [1, 1, 1, 1])
    word.questionnaire(REF).save(tmp_path / "vide.docx")
    with pytest.raises(InputError, match="le questionnaire est vide"):
        read_responses(tmp_path / "vide.docx", REF)
