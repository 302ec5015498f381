"""Où en sont les équipes : leur répartition par niveau, axe par axe puis dimension par dimension."""

from __future__ import annotations

from ...documents import territory_words as words
from ...documents.territory_tables import distribution
from ...errors import MatriceError
from ...federation import ReleasedDistribution, Territory, TerritoryReport, Withheld
from ...text import NBSP, plural, quoted, series
from ..html import table_html
from .captions import Captions
from .figure import Figure
from .share_bars import MERGED, Bar, share_bars
from .swatches import Swatch, shade

NOTES = (
    "Trame\u00a0: niveaux comptés ensemble, pour ne désigner aucune équipe. À droite, le nombre d’équipes notées.",
    f"{words.ROUNDED} {words.BOUNDED}",
)


def territory_levels(report: TerritoryReport, territory: str | None = None) -> Figure:
    """Renvoie la répartition des équipes par niveau : une barre de 100 % par axe et par dimension.

    Args:
        report: un rapport, fait de valeurs diffusées.
        territory: le nom d'un territoire du rapport ; toutes les équipes par défaut.

    Raises:
        MatriceError: ce territoire n'est pas dans le rapport.
    """
    place = found(report, territory)
    figures = words.figures_of(report, place)
    scale = report.ref.scale
    top = len(scale.levels) - 1

    def name(first: int, last: int) -> Swatch:
        text = words.span_name(scale, first, last)
        return Swatch(text, text, shade((first + last) / 2 / top), MERGED if first < last else "")

    bars = [
        Bar(theme.label, figures[rank].levels, theme.kind == "axis", base(figures[rank].levels))
        for rank, theme in words.ordered(report)
    ]
    said = Captions(
        f"Niveaux des équipes{NBSP}: {words.place_name(place)}",
        (words.footer(report), *NOTES, *report.notes, words.PURPOSE, report.policy),
    )
    return share_bars(
        bars, name, said, alternative=alternative(report, place), table=table_html(distribution(report, place))
    )


def found(report: TerritoryReport, territory: str | None) -> Territory | None:
    """Le territoire de ce nom."""
    if territory is None:
        return None
    for one in report.territories:
        if one.label == territory:
            return one
    known = series([quoted(one.label) for one in report.territories]) or "aucun"
    raise MatriceError(f"Le rapport n’a pas de territoire {quoted(territory)}{NBSP}; il a{NBSP}: {known}.")


def base(spread: ReleasedDistribution | Withheld) -> str:
    """« 324 équipes », à droite de la barre."""
    return "" if isinstance(spread, Withheld) else plural(spread.n, "équipe")


def alternative(report: TerritoryReport, territory: Territory | None) -> str:
    """L'équivalent en mots de la figure."""
    return (
        f"Barres de 100{NBSP}%, {plural(len(report.themes), 'thème')}, {words.place_name(territory)}. Part des équipes au niveau "
        f"{words.target_text(report)} ou plus, par axe{NBSP}: {words.axis_shares(report, territory)}. Données dans le tableau."
    )
