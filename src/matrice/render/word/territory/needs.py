"""Les besoins : ceux de toutes les équipes, avec leur incertitude, puis les premiers de chaque territoire."""

from __future__ import annotations

from ....federation import ReleasedShare, TerritoryReport
from ....text import NBSP, capital
from ...territory import words
from ...territory.tables import Cell, Head, Table, needs, said
from ..blocks import add_heading, add_text
from ..document import WordDocument
from .bars import Segment, add_bars
from .shown import show

FIRST = 3
COLOUR = "0072B2"


def add_needs(document: WordDocument, report: TerritoryReport) -> None:
    """La partie entière."""
    add_heading(document, 1, "Où les équipes ont besoin d’appui")
    add_text(
        document, f"Part des équipes sous le niveau {words.target_text(report)}, de la plus à la moins répandue. Deux dimensions dont les "
        "rangs plausibles se recouvrent ne se départagent pas.", style="Introduction",
    )  # fmt: skip
    add_chart(document, report)
    show(document, needs(report, None))
    if report.territories:
        add_heading(document, 2, f"Les premiers besoins de chaque {words.BY[report.by][0]}")
        show(document, first_needs(report))


def add_chart(document: WordDocument, report: TerritoryReport) -> None:
    """Les parts en barres natives : sous le niveau visé, puis à ce niveau ou plus."""
    places = {theme.id: place for place, theme in enumerate(report.themes)}
    rank = words.target_rank(report)
    shares = [words.reached(report.whole[places[one.theme.id]], rank) for one in report.needs]
    known = [(one, share) for one, share in zip(report.needs, shares, strict=True) if isinstance(share, ReleasedShare)]
    if not known:
        return
    bounded = tuple(bool(share.bound) for _, share in known)
    add_bars(
        document.add_paragraph(style="Figure"), "Besoins de toutes les équipes", [one.theme.label for one, _ in known],
        [
            Segment(f"Sous le niveau {words.target_text(report)}", COLOUR, False, True, tuple(100 - s.percent for _, s in known), bounded),
            Segment("À ce niveau ou plus", "F2F2F2", False, False, tuple(s.percent for _, s in known), bounded),
        ],
        alt=alternative(report),
    )  # fmt: skip
    add_text(document, f"{words.BOUNDED} {words.footer(report)}", style="Note")


def alternative(report: TerritoryReport) -> str:
    """L'équivalent en mots du graphique."""
    first = [f"{one.theme.label} ({words.ranks_text(one)})" for one in report.needs[:FIRST]]
    return f"Barres, part des équipes sous le niveau visé. Les plus répandus{NBSP}: {', '.join(first)}. Données dans le tableau."


def first_needs(report: TerritoryReport) -> Table:
    """Une ligne par territoire : ses premiers besoins, avec leur part et leurs rangs plausibles."""
    name = words.BY[report.by][0]
    return Table(
        f"Premiers besoins par {name}", f"Une ligne par {name}\u00a0: les dimensions où les besoins sont les plus répandus.",
        (Head(capital(name), 4), Head("Premiers besoins", 9)),
        tuple((said(place.label), own(report, rank)) for rank, place in enumerate(report.territories)),
    )  # fmt: skip


def own(report: TerritoryReport, rank: int) -> Cell:
    """Les premiers besoins d'un territoire, ou pourquoi ils ne se disent pas."""
    figures = report.territories[rank].figures
    found = report.territory_needs[rank][:FIRST]
    if not found:
        silent = words.silent(report, figures)
        return Cell(str(silent[0][1]) if silent else "aucune dimension notée", absent=True)
    places, target = {theme.id: place for place, theme in enumerate(report.themes)}, words.target_rank(report)
    return said(
        "\n".join(
            f"{one.theme.label}{NBSP}: {words.below_text(words.reached(figures[places[one.theme.id]], target))}, {words.ranks_text(one)}"
            for one in found
        )
    )
