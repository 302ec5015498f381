"""Où en sont les équipes : barres natives par niveau, puis le tableau qui dit la même chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ....federation import ReleasedDistribution, ReleasedGroup, TerritoryReport, Withheld
from ...territory import words
from ...territory.tables import distribution
from ...words_federation import WITHHELD
from ..blocks import add_heading, add_text
from ..document import WordDocument
from .bars import Segment, add_bars
from .shown import show

BLUES = ("EFF3FF", "BDD7E7", "6BAED6", "3182BD", "08519C")  # ColorBrewer, du clair au foncé
Spread = ReleasedDistribution | Withheld
Look = Callable[[int, int], tuple[str, str, bool]]  # rangs → nom, fond, encre blanche


def add_levels(document: WordDocument, report: TerritoryReport) -> None:
    """La partie entière."""
    add_heading(document, 1, "Où en sont les équipes")
    add_text(
        document, "Chaque barre répartit les équipes notées, du niveau le plus bas au plus haut. Trame\u00a0: niveaux comptés ensemble, "
        f"pour ne désigner aucune équipe. {words.ROUNDED} {words.BOUNDED}", style="Introduction",
    )  # fmt: skip
    order = words.ordered(report)
    spreads = [report.whole[place].levels for place, _ in order]
    labels = [labelled(theme.label, spread) for (_, theme), spread in zip(order, spreads, strict=True)]
    draw(document, "Niveaux des équipes", labels, spreads, level_look(report), alternative(report))
    add_text(document, words.footer(report), style="Note")
    show(document, distribution(report, None))


def labelled(label: str, spread: Spread) -> str:
    """Le libellé d'une barre ; celle qui manque le dit."""
    return f"{label} ({WITHHELD})" if isinstance(spread, Withheld) else label


def draw(
    document: WordDocument, title: str, labels: Sequence[str], spreads: Sequence[Spread], look: Look, alt: str
) -> None:
    """Les barres ; rien quand aucune répartition n'est diffusée, le tableau dit pourquoi."""
    spans = sorted({(g.first, g.last) for spread in spreads if not isinstance(spread, Withheld) for g in spread})
    if not spans:
        return
    add_bars(
        document.add_paragraph(style="Figure"), title, labels, [segment(span, spreads, look) for span in spans], alt=alt
    )


def segment(span: tuple[int, int], spreads: Sequence[Spread], look: Look) -> Segment:
    """La série de ces niveaux."""
    name, colour, dark = look(*span)
    found = [group_of(spread, span) for spread in spreads]
    return Segment(
        name, colour, span[0] < span[1], dark,
        tuple(None if one is None else one.share.percent for one in found),
        tuple(one is not None and bool(one.share.bound) for one in found),
    )  # fmt: skip


def group_of(spread: Spread, span: tuple[int, int]) -> ReleasedGroup | None:
    """Le groupe de ces niveaux dans une répartition, s'il y est."""
    if isinstance(spread, Withheld):
        return None
    return next((one for one in spread if (one.first, one.last) == span), None)


def level_look(report: TerritoryReport) -> Look:
    """Le nom et le bleu de niveaux, du clair au foncé."""
    scale = report.ref.scale
    top = len(scale.levels) - 1

    def look(first: int, last: int) -> tuple[str, str, bool]:
        shade = int((first + last) / 2 / top * (len(BLUES) - 1) + 0.5)
        return words.span_name(scale, first, last), BLUES[shade], shade >= 3

    return look


def alternative(report: TerritoryReport) -> str:
    """L'équivalent en mots du graphique."""
    return (
        f"Barres de 100\u00a0%, part des équipes à chaque niveau. Part au niveau {words.target_text(report)} ou plus, par axe\u00a0: "
        f"{words.axis_shares(report, None)}. Données dans le tableau."
    )
