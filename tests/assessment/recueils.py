"""De quoi faire les recueils des essais : une équipe inventée, et ses réponses telles que chaque outil les exporte.

Les questions sont celles de la grille livrée, quelle que soit sa version ; les réponses, un tirage fixe.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook

from matrice import load_referentiel

REF = load_referentiel()
LEVELS = [level.label for level in REF.scale.levels]
# Les dimensions dont les énoncés sont numérotés sans trou : « rcp[SQ003] » n'y désigne que « rcp.3 ».
DIMENSIONS = [
    d for axis in REF.axes for d in axis.dimensions
    if [c.id for c in d.characteristics] == [f"{d.id}.{n}" for n, _ in enumerate(d.characteristics, 1)]
]  # fmt: skip
ITEMS = [(axis, d, c) for axis in REF.axes for d in axis.dimensions if d in DIMENSIONS for c in d.characteristics]
IDS = [c.id for _, _, c in ITEMS]
LABELS = [c.label for _, _, c in ITEMS]
CODES = ["0", "1", "2", "3", "SO", "NSP", ""]
WORDS = [*LEVELS, "sans objet", "ne sait pas", ""]
TRADES = [
    "médecine générale", "pharmacie", "soins infirmiers", "kinésithérapie", "accueil et secrétariat", "coordination",
]  # fmt: skip
NAMES = ["Zoé Zzdupont", "Ali Zzmartin", "Léa Zzbernard", "Noé Zzpetit", "Inès Zzdurand", "Tom Zzmoreau"]
# Un tirage fixe : surtout des niveaux, parfois SO, NSP ou un silence.
TRUTH = [
    [(0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6)[(row * 7919 + column * 104729 + row * column * 31) % 1009 % 11] for column, _ in enumerate(ITEMS)]
    for row in range(6)
]  # fmt: skip

Lines = list[list[str]]


def coded(row: int) -> list[str]:
    """Les réponses d'une personne, en codes."""
    return [CODES[code] for code in TRUTH[row]]


def worded(row: int) -> list[str]:
    """Les mêmes, en mots."""
    return [WORDS[code] for code in TRUTH[row]]


def table(
    heads: Sequence[str], fill: Callable[[int], list[str]], front: Sequence[str] = (), put=None, back=(), end=None
) -> Lines:
    """Un tableau : un en-tête, une ligne par personne ; `put` et `end` remplissent les colonnes de devant et de derrière."""
    body = [[*(put(row) if put else []), *fill(row), *(end(row) if end else [])] for row in range(len(TRUTH))]
    return [[*front, *heads, *back], *body]


def csv_file(path: Path, lines: Lines, delimiter: str = ",", encoding: str = "utf-8-sig") -> Path:
    """Écrit un CSV et renvoie son chemin."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def book_file(path: Path, *sheets: tuple[str, Lines]) -> Path:
    """Écrit un classeur, une feuille par tableau, et renvoie son chemin."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([cell or None for cell in line])
    book.save(path)
    return path


# --- les en-têtes ---------------------------------------------------------------------------------


def grid(mark: str) -> list[str]:
    """« Dimension [énoncé] », « Dimension (énoncé) », « Dimension/énoncé »…"""
    return [mark.format(d.label, c.label) for _, d, c in ITEMS]


def numbers() -> Iterator[tuple[str, int]]:
    """La dimension de chaque question et son numéro en elle, qui n'est pas toujours son rang."""
    for _, d, c in ITEMS:
        yield d.id, int(c.id.rpartition(".")[2])


def underscored() -> list[str]:
    """« rcp_1 »."""
    return [f"{d}_{rank}" for d, rank in numbers()]


def cut(length: int) -> list[str]:
    """Chaque énoncé coupé au premier signe qui le distingue des autres, à `length` au moins."""

    def shortest(label: str) -> str:
        size = next(
            n
            for n in range(length, len(label) + 1)
            if sum(c.label.startswith(label[:n]) for c in REF.characteristics) == 1
        )
        return label[: size + 3] + ".." if size + 3 < len(label) else label

    return [shortest(label) for label in LABELS]


def entities() -> list[str]:
    """Les énoncés en HTML."""
    return [html.escape(label).replace("’", "&#039;").replace(" ", "&nbsp;", 2) + " <b></b>" for label in LABELS]


# --- les outils -----------------------------------------------------------------------------------

STAMP = "2026-10-06 09:12:33"
LIME = ["id", "submitdate", "lastpage", "startlanguage", "seed"]


def lime(heads: Sequence[str], fill=worded, front: Sequence[str] = LIME) -> Lines:
    return table(heads, fill, front, lambda row: [str(row + 1), STAMP, "5", "fr", "99"][: len(front)])


def vv() -> Lines:
    """Le fichier VV : une ligne de textes, une ligne de codes."""
    lines = lime(LABELS, coded)
    codes = [*LIME, *(f"{d}_SQ{rank:03d}" for d, rank in numbers())]
    return [lines[0], codes, *([cell or "{question_not_shown}" for cell in line] for line in lines[1:])]


FRAMA = [
    "Numéro de série", "SID", "Date/Heure", "Terminée le", "Modifié le", "Brouillon", "Adresse IP", "UID", "Nom d'utilisateur",
]  # fmt: skip


def framaforms(*, groups: bool) -> Lines:
    def put(row: int) -> list[str]:
        return [str(row + 1), str(51 + row), STAMP, STAMP, STAMP, "0", "192.0.2.7", "0", "Anonyme"]

    heads = [*FRAMA, "Votre métier", *LABELS]
    above = ["Détails de la soumission", *[""] * 9]
    starts = [d.label if rank == 1 else "" for d in DIMENSIONS for rank in range(1, len(d.characteristics) + 1)]
    body = [[*put(row), TRADES[row], *worded(row)] for row in range(len(TRUTH))]
    return [["Notre matrice"], [*above, *(starts if groups else [])], heads, *body]


DRUPAL = [
    "serial", "sid", "uuid", "token", "uri", "created", "completed", "changed", "in_draft", "current_page", "remote_addr", "uid",
    "langcode", "webform_id",
]  # fmt: skip


def drupal(heads: Sequence[str], fill) -> Lines:
    return table(
        heads,
        fill,
        DRUPAL,
        lambda row: [
            str(row),
            str(70 + row),
            f"u-{row}",
            f"k{row}",
            "/f",
            STAMP,
            STAMP,
            STAMP,
            "0",
            "",
            "192.0.2.7",
            "0",
            "fr",
            "m",
        ],
    )


def google(first: str, mark: str = "{0} [{1}]") -> Lines:
    return table(
        grid(mark), worded, [first, "Quel est votre métier ?"], lambda row: [f"06/10/2026 09:0{row}:00", TRADES[row]]
    )


def quiz() -> Lines:
    """Un questionnaire noté : des points et un retour à côté de chaque question."""
    heads = [head for label in LABELS for head in (label, f"Points – {label}", f"Commentaires – {label}")]
    front = ["ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Total points", "Quiz feedback"]

    def fill(row: int) -> list[str]:
        return [cell for word in worded(row) for cell in (word, "1", "")]

    return table(heads, fill, front, lambda row: [str(row), STAMP, STAMP, "anonymous", "", "12", ""])


def google_quiz() -> Lines:
    heads = [head for label in LABELS for head in (label, f"{label} [Score]", f"{label} [Feedback]")]
    return table(
        heads,
        lambda row: [cell for word in worded(row) for cell in (word, "1.00 / 1", "")],
        ["Horodateur", "Score"],
        lambda row: [f"2026/10/0{row + 1}", "3"],
    )


def microsoft(*, named: bool) -> Lines:
    front = [
        "ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Heure de la dernière modification", "Votre profession",
    ]  # fmt: skip

    def put(row: int) -> list[str]:
        who = [f"zz{row}@exemple.fr", NAMES[row]] if named else ["anonymous", ""]
        return [str(row + 1), STAMP, STAMP, *who, "", TRADES[row]]

    return table([f"{label}\xa0" for label in LABELS], worded, front, put)


def kobo(heads: Sequence[str], fill) -> Lines:
    back = [
        "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags", "_index",
    ]  # fmt: skip
    return table(
        heads, fill, ["start", "end", "username", "metier"], lambda row: [STAMP, STAMP, "animation", TRADES[row]],
        back, lambda row: [str(900 + row), f"u{row}", STAMP, "", "", "submitted_via_web", "", "v1", "", str(row + 1)],
    )  # fmt: skip


def odk() -> Lines:
    heads = [f"{axis.id}-{d.id}-{c.id.replace('.', '_')}" for axis, d, c in ITEMS]
    return table(
        heads,
        coded,
        ["SubmissionDate", "meta-instanceID"],
        lambda row: [STAMP, f"uuid:{row}"],
        ["KEY", "SubmitterID", "ReviewState", "FormVersion"],
        lambda row: [f"uuid:{row}", "3", "approved", "1"],
    )


def typeform() -> Lines:
    return table(
        LABELS,
        worded,
        ["#"],
        lambda row: [f"a{row}"],
        ["Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags"],
        lambda row: ["completed", STAMP, "", STAMP, f"n{row}", ""],
    )


def tally() -> Lines:
    return table(
        grid("{0} ({1})"),
        worded,
        ["Submission ID", "Respondent ID", "Submitted at"],
        lambda row: [f"s{row}", f"r{row}", STAMP],
    )


def nextcloud() -> Lines:
    front = ["ID de la soumission", "ID utilisateur", "Nom d’affichage de l’utilisateur", "Horodatage"]
    lines = table(grid("{0} ({1})"), worded, front, lambda row: [str(row), "", "Utilisateur anonyme", STAMP])
    return [
        lines[0],
        [
            "submission_id",
            "user_id",
            "user_display_name",
            "timestamp",
            *(f"question-id-{d}-{rank}" for d, rank in numbers()),
        ],
        *lines[1:],
    ]


MONKEY = [
    "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1",
]  # fmt: skip


def monkey_person(row: int) -> list[str]:
    return [str(118 + row), "4", STAMP, STAMP, "192.0.2.1", f"zz{row}@exemple.fr", *NAMES[row].split(), ""]


def monkey(*, grids: bool) -> Lines:
    starts = [d.label if rank == 1 else "" for d in DIMENSIONS for rank in range(1, len(d.characteristics) + 1)]
    above = [*MONKEY, *(starts if grids else LABELS)]
    below = [*[""] * len(MONKEY), *(LABELS if grids else ["Response"] * len(LABELS))]
    return [above, below, *([*monkey_person(row), *worded(row)] for row in range(len(TRUTH)))]


def monkey_choices() -> Lines:
    """Une colonne par choix, le choix écrit dans sa case."""
    above = [*MONKEY, *(cell for label in LABELS for cell in (label, *[""] * 5))]
    below = [*[""] * len(MONKEY), *(word for _ in LABELS for word in WORDS[:6])]
    body = [
        [*monkey_person(row), *(WORDS[k] if code == k else "" for code in TRUTH[row] for k in range(6))]
        for row in range(len(TRUTH))
    ]
    return [above, below, *body]


def ticks() -> Lines:
    heads = [f"{label} ({word})" for label in LABELS for word in WORDS[:6]]
    return table(
        heads,
        lambda row: ["true" if code == k else "false" for code in TRUTH[row] for k in range(6)],
        ["Submission ID", "Respondent ID", "Submitted at"],
        lambda row: [f"s{row}", f"r{row}", STAMP],
    )


def sphinx() -> Lines:
    return table(
        LABELS,
        worded,
        ["CLE", "DATE_SAISIE", "DATE_ENREG", "PROGRESSION", "DERNIERE_QUESTION_SAISIE", "TEMPS_SAISIE"],
        lambda row: [str(row), STAMP, STAMP, "Terminé", "fin", "600"],
    )


def redcap() -> Lines:
    return table(
        underscored(),
        coded,
        ["record_id", "redcap_survey_identifier", "matrice_timestamp"],
        lambda row: [str(row), "", STAMP],
        ["matrice_complete"],
        lambda row: ["2"],
    )


def qualtrics() -> Lines:
    front = ["StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId"]
    lines = table(
        [f"Q{rank}" for rank, _ in enumerate(LABELS, 1)],
        worded,
        front,
        lambda row: [STAMP, STAMP, "IP Address", "100", "True", STAMP, f"R_{row}"],
    )
    ids = ['{"ImportId":"x"}' for _ in lines[0]]
    return [lines[0], [*front, *LABELS], ids, *lines[1:]]


SHAPES: dict[str, Callable[[], Lines]] = {
    "LimeSurvey, codes": lambda: lime([f"{d}{rank}" for d, rank in numbers()], coded),
    "LimeSurvey, rcp[SQ001]": lambda: lime([f"{d}[SQ{rank:03d}]" for d, rank in numbers()], coded),
    "LimeSurvey, rcp[1]": lambda: lime([f"{d}[{rank}]" for d, rank in numbers()], coded),
    "LimeSurvey, textes": lambda: lime(LABELS),
    "LimeSurvey, code et texte": lambda: lime([f"G01Q{rank:02d}[SQ001]. {head}" for rank, head in enumerate(grid("{0} [{1}]"))]),
    "LimeSurvey, textes abrégés": lambda: lime(cut(20)),
    "LimeSurvey, textes abrégés au milieu": lambda: lime([f"{label[:22]}...{label[-18:]}" if len(label) > 40 else label for label in LABELS]),
    "LimeSurvey, HTML": lambda: lime(entities()),
    "LimeSurvey, VV": vv,
    "LimeSurvey, sans date": lambda: lime(LABELS, worded, ["id", "submitdate", "lastpage", "startlanguage"]),
    "Framaforms": lambda: framaforms(groups=False),
    "Framaforms, grilles": lambda: framaforms(groups=True),
    "Webform, clés": lambda: drupal(underscored(), coded),
    "Webform, libellés": lambda: drupal(grid("{0}: {1}"), worded),
    "Google Forms, français": lambda: google("Horodateur"),
    "Google Forms, anglais": lambda: google("Timestamp"),
    "Google Forms, noté": google_quiz,
    "Microsoft Forms, nommé": lambda: microsoft(named=True),
    "Microsoft Forms, anonyme": lambda: microsoft(named=False),
    "Microsoft Forms, noté": quiz,
    "KoboToolbox, a/b/c": lambda: kobo([f"{axis.id}/{d.id}/{c.id.replace('.', '_')}" for axis, d, c in ITEMS], coded),
    "KoboToolbox, Dimension/énoncé": lambda: kobo(grid("{0}/{1}"), worded),
    "ODK, a-b-c": odk,
    "Typeform": typeform,
    "Tally, grilles": tally,
    "Nextcloud Forms": nextcloud,
    "SurveyMonkey": lambda: monkey(grids=False),
    "SurveyMonkey, grilles": lambda: monkey(grids=True),
    "SurveyMonkey, une colonne par choix": monkey_choices,
    "Cases à cocher": ticks,
    "Sphinx": sphinx,
    "REDCap": redcap,
    "Qualtrics": qualtrics,
    "Tableur": lambda: table(IDS, coded, ["code"], lambda row: [f"p{row}"]),
    "Tableur, titres fusionnés": lambda: [["", *(d.label if rank == 1 else "" for d in DIMENSIONS for rank in range(1, len(d.characteristics) + 1))], *table(LABELS, worded, ["code"], lambda row: [f"p{row}"])],
    "Tableur, commentaires": lambda: table([head for i in IDS for head in (i, f"{i} commentaire")], lambda row: [c for code in coded(row) for c in (code, "2 personnes")], ["code"], lambda row: [f"p{row}"]),
    "Tableur, énoncé et consigne": lambda: table([f"{label} (une réponse)" for label in LABELS], worded),
    "Tableur, transposé": lambda: [["Code", "Énoncé", *NAMES], *([i, label, *column] for i, label, *column in zip(IDS, LABELS, *(coded(r) for r in range(6)), strict=True))],
    "Forme longue": lambda: [["repondant", "profession", "item", "reponse"], *([f"p{r}", TRADES[r], i, code] for r in range(6) for i, code in zip(IDS, coded(r), strict=True))],
}  # fmt: skip
