"""La feuille « Sources » : les chiffres de droit que les formules lisent, et d'où vient chaque chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from ....documents import words
from ....fiche import FicheDePoste, Figure
from ....referentiel import Source
from ....text import NBSP, date, partial_date, quoted
from .desk import Desk, fixed, quoted_sheet

SHEET = "Sources"
WIDTHS = (46, 13, 16, 20, 46, 34)
HEAD, FIRST = 3, 5  # lignes, à partir de 0 : les en-têtes, puis le titre des chiffres
TITLES = ("Chiffre ou document", "Valeur", "Unité", "Date", "Document ou adresse", "Ce que l’on en sait")
USED = ("duree-hebdomadaire", "duree-annuelle", "semaines-payees")


@dataclass(frozen=True, slots=True)
class LawCells:
    """Les cellules des chiffres de droit : temps plein par semaine et par an (h), semaines payées par an."""

    weekly: str
    annual: str
    paid_weeks: str


def law_cells() -> LawCells:
    """Renvoie ces cellules, connues avant que la feuille soit écrite."""
    return LawCells(*(f"{quoted_sheet(SHEET)}!{fixed(FIRST + rank, 1)}" for rank in range(len(USED))))


def add_sources(desk: Desk, fiche: FicheDePoste) -> None:
    """Ajoute la feuille."""
    sheet = desk.sheet(SHEET, "D’où viennent les chiffres", [" ".join(method(fiche))], WIDTHS)
    desk.head(sheet, HEAD, TITLES, WIDTHS, (1,))
    add_band(desk, sheet, FIRST - 1, law_said(fiche))
    found = figures(fiche)
    for row, figure in enumerate(found, FIRST):
        add_figure(desk, sheet, row, figure, fiche)
    add_documents(desk, sheet, FIRST + len(found), [*fiche.ref.sources, *fiche.emploi.sources, *fiche.status.sources])
    sheet.freeze_panes(HEAD + 1, 1)


def law_said(fiche: FicheDePoste) -> str:
    """De quand datent les chiffres de droit."""
    return f"Chiffres de droit de la version {fiche.emploi.version}, relevés le {partial_date(fiche.emploi.date)}."


def figures(fiche: FicheDePoste) -> list[Figure]:
    """Les chiffres que les formules lisent, puis ceux dont l'argent dépend, chacun une fois."""
    used = [fiche.emploi[identifier] for identifier in USED]
    paid = fiche.money.basis if fiche.money else ()
    return [*used, *(value for value in paid if isinstance(value, Figure) and value.id not in USED)]


def add_figure(desk: Desk, sheet: Worksheet, row: int, figure: Figure, fiche: FicheDePoste) -> None:
    """Un chiffre, sa date, son document, et ce qui reste à vérifier."""
    texts = (
        figure.label, "", figure.unit, partial_date(figure.date), fiche.emploi.source(figure.source), figure.confidence,
    )  # fmt: skip
    for column, text in enumerate(texts):
        desk.text(sheet, row, column, text)
    desk.number(sheet, row, 1, figure.value, "hours")
    desk.book.fit(sheet, row, texts, WIDTHS)


def add_documents(desk: Desk, sheet: Worksheet, row: int, sources: Iterable[Source]) -> None:
    """Les documents cités, chacun une fois."""
    add_band(desk, sheet, row, "Documents cités")
    for rank, source in enumerate({source.label: source for source in sources}.values(), row + 1):
        texts = (source.label, "", "", partial_date(source.date), source.url, source.confidence)
        for column, text in enumerate(texts):
            desk.text(sheet, rank, column, text)
        desk.book.fit(sheet, rank, texts, WIDTHS)


def add_band(desk: Desk, sheet: Worksheet, row: int, label: str) -> None:
    """Le titre d'une suite de lignes."""
    for column in range(len(TITLES)):
        desk.text(sheet, row, column, "" if column else label, "group")
    desk.book.fit(sheet, row, (label,), WIDTHS)


def method(fiche: FicheDePoste) -> list[str]:
    """La grille, l'évaluation et le niveau visé."""
    profile = fiche.profile
    when = f" du {date(profile.on)}" if profile.on else ""
    return [
        f"Grille{NBSP}: {words.grid_name(fiche.ref)}.",
        f"Évaluation de {quoted(profile.team)}{when}, {words.participation(profile)}, calcul en version {profile.algorithm}.",
        f"Niveau visé{NBSP}: {quoted(words.level_text(fiche.ref.scale, fiche.target))}.",
    ]
