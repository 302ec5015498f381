"""Ce qui a bougé depuis la campagne d'avant, sur les équipes présentes aux deux."""

from __future__ import annotations

from ....federation import TerritoryReport
from ....text import capital, series
from ...territory import words
from ...territory.tables import trend, trends
from ..blocks import add_heading, add_text
from ..document import WordDocument
from .levels import draw, labelled
from .shown import show

# Baisse, stable, hausse, puis les regroupements.
FILLS = {(0, 0): "F2A66E", (1, 1): "E6E6E6", (2, 2): "4A9CCB", (0, 1): "F6D3B9", (1, 2): "BBD9EA", (0, 2): "FFFFFF"}


def add_movement(document: WordDocument, report: TerritoryReport) -> None:
    """La partie entière."""
    add_heading(document, 1, "Ce qui a bougé")
    movement = report.movement
    if movement is None:
        add_text(
            document, f"La cohorte n’a pas de campagne d’avant {report.year}\u00a0: l’évolution se lira l’an prochain."
        )
        return
    add_text(document, words.attrition(movement), style="Introduction")
    moved = {one.theme.id: one.spread for one in movement.themes}
    order = [theme for _, theme in words.ordered(report)]
    spreads = [moved[theme.id] for theme in order]
    labels = [labelled(theme.label, spread) for theme, spread in zip(order, spreads, strict=True)]
    up, down = (
        series([words.short(report, one.theme) for one in words.clearly(movement, sign)]) or "aucune"
        for sign in (1, -1)
    )
    alt = (
        f"Barres de 100\u00a0%. Dimensions en hausse nette\u00a0: {up}. En baisse nette\u00a0: {down}{words.unsaid_text(movement)}. "
        "Données dans le tableau."
    )
    draw(document, "Évolution des équipes", labels, spreads, look, alt)
    add_text(
        document,
        f"Trame\u00a0: comptées ensemble, pour ne désigner aucune équipe. {words.ROUNDED} {words.BOUNDED}",
        style="Note",
    )
    show(document, trend(report, movement, None))
    if report.territory_movements:
        add_heading(document, 2, f"{capital(words.BY[report.by][0])} par {words.BY[report.by][0]}")
        add_text(
            document,
            "Un petit territoire a peu d’équipes suivies\u00a0: aucune évolution nette ne veut pas dire que rien n’a bougé. Le "
            "classeur et le tableau de bord donnent chaque dimension.",
            style="Introduction",
        )
        show(document, trends(report))


def look(first: int, last: int) -> tuple[str, str, bool]:
    """Le nom et la couleur d'un sens."""
    return words.move_name(first, last), FILLS[first, last], False
