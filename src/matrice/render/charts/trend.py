"""Ce qui a bougé d'une campagne à l'autre, sur les équipes présentes aux deux."""

from __future__ import annotations

from ...documents import territory_words as words
from ...documents.territory_tables import trend
from ...errors import MatriceError
from ...federation import Movement, TerritoryReport, ThemeMovement, Withheld
from ...text import NBSP, plural, series
from ..html import table_html
from .captions import Captions
from .distribution import found
from .figure import Figure
from .share_bars import MERGED, Bar, share_bars
from .swatches import Swatch

# Baisse, stable, hausse, puis les regroupements : deux teintes que tous distinguent, un gris entre elles.
FILLS = {
    (0, 0): "#F2A66E",
    (1, 1): "#E6E6E6",
    (2, 2): "#4A9CCB",
    (0, 1): "#F6D3B9",
    (1, 2): "#BBD9EA",
    (0, 2): "#FFFFFF",
}
NOTES = (
    "À droite, les hausses moins les baisses, et si l’évolution est nette (test exact des signes, 5\u00a0%). Trame\u00a0: "
    "comptées ensemble, pour ne désigner aucune équipe.",
    f"{words.ROUNDED} {words.BOUNDED}",
)


def territory_trend(report: TerritoryReport, territory: str | None = None) -> Figure:
    """Renvoie l'évolution : une barre de 100 % par thème, équipes en baisse, stables, en hausse.

    Args:
        report: un rapport, fait de valeurs diffusées.
        territory: le nom d'un territoire du rapport ; toutes les équipes par défaut.

    Raises:
        MatriceError: territoire inconnu, ou cohorte sans campagne d'avant.
    """
    place = found(report, territory)
    rank = None if place is None else report.territories.index(place)
    movement = words.movement_of(report, rank)
    if movement is None:
        raise MatriceError(
            f"Le rapport n’a pas d’évolution{NBSP}: la cohorte n’a pas de campagne d’avant {report.year}."
        )
    moved = {one.theme.id: one for one in movement.themes}
    bars = [
        Bar(theme.label, moved[theme.id].spread, theme.kind == "axis", verdict(moved[theme.id]))
        for _, theme in words.ordered(report)
    ]
    said = Captions(
        f"Évolution de {movement.before} à {movement.year}{NBSP}: {words.place_name(place)}",
        (words.attrition(movement), *NOTES, words.footer(report), *report.notes, words.PURPOSE, report.policy),
    )
    return share_bars(
        bars, name, said, alternative=alternative(report, movement, words.place_name(place)),
        table=table_html(trend(report, movement, place)),
    )  # fmt: skip


def name(first: int, last: int) -> Swatch:
    """Un sens, ou des sens comptés ensemble."""
    text = words.move_name(first, last)
    return Swatch(text, text, FILLS[first, last], MERGED if first < last else "")


def verdict(one: ThemeMovement) -> str:
    """« +44 points, nette »."""
    if isinstance(one.spread, Withheld):
        return ""
    clear = "" if isinstance(one.clear, Withheld) else words.clear_text(one.clear)
    net = "" if isinstance(one.net, Withheld) else words.net_text(one.net)
    return ", ".join(part for part in (net, clear) if part)


def alternative(report: TerritoryReport, movement: Movement, where: str) -> str:
    """L'équivalent en mots de la figure."""
    up, down = (words.clearly(movement, sign) for sign in (1, -1))
    names = [series([words.short(report, one.theme) for one in found]) or "aucune" for found in (up, down)]
    return (
        f"Barres de 100{NBSP}%, {plural(len(movement.themes), 'thème')}, {where}. Dimensions en hausse nette{NBSP}: {names[0]}. En baisse "
        f"nette{NBSP}: {names[1]}{words.unsaid_text(movement)}. {words.attrition(movement)} Données dans le tableau."
    )
