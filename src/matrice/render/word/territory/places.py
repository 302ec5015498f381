"""Les territoires : un entonnoir par axe, puis, dimension par dimension, ceux qui sortent des limites."""

from __future__ import annotations

from dataclasses import replace

from ....federation import Funnel, ReleasedShare, Signal, TerritoryReport, Withheld
from ....text import plural
from ...territory import words
from ...territory.tables import Cell, Head, Table, funnel, said
from ...words_federation import WITHHELD
from ..blocks import add_heading, add_text
from ..document import WordDocument
from .scatter import Place, add_funnel
from .shown import show

LIMITS = 4
MOST = 25  # territoires d’un tableau ; au-delà, le document ne se lit plus


def add_places(document: WordDocument, report: TerritoryReport) -> None:
    """La partie entière ; rien quand la cohorte ne fait qu'un territoire."""
    add_heading(document, 1, "D’un territoire à l’autre")
    if not report.funnels:
        add_text(document, "La cohorte ne fait qu’un territoire\u00a0: il n’y a rien à rapprocher.")
        return
    add_text(
        document, f"Part des équipes au niveau {words.target_text(report)} ou plus. Entre les limites, le hasard suffit à expliquer "
        "l’écart\u00a0; au-delà, il invite à regarder, sans juger. L’ordre est celui des effectifs, ce n’est pas un classement. "
        f"{words.dispersion_text(report.funnels[0]) if report.funnels[0].phi is None else 'La surdispersion est dite sous chaque figure.'}",
        style="Introduction",
    )  # fmt: skip
    for one in (one for one in report.funnels if one.theme.kind == "axis"):
        add_axis(document, report, one)
    add_heading(document, 2, "Dimension par dimension")
    show(document, signals(report))
    add_text(
        document,
        "Le classeur et le tableau de bord donnent tous les territoires, dimension par dimension.",
        style="Note",
    )


def add_axis(document: WordDocument, report: TerritoryReport, one: Funnel) -> None:
    """L'entonnoir d'un axe et son tableau."""
    add_heading(document, 2, one.theme.label)
    places = drawn(one)
    if places and isinstance(one.reference, ReleasedShare):
        add_funnel(
            document.add_paragraph(style="Figure"), f"Entonnoir, {one.theme.label}", places, one.reference.percent,
            alt=alternative(report, one), axis=f"Équipes au niveau {words.target_text(report)} ou plus",
        )  # fmt: skip
        add_text(document, f"{words.dispersion_text(one)} {words.BOUNDED}", style="Note")
    if len(one.points) <= MOST:
        show(document, funnel(report, one))
    elif away := tuple(point for point in one.points if point.signal not in (None, Signal.INSIDE)):
        show(document, funnel(report, replace(one, points=away)))
        add_text(
            document,
            "Seuls les territoires hors des limites sont listés\u00a0; le classeur les donne tous.",
            style="Note",
        )
    else:
        add_text(document, "Aucun territoire ne sort des limites\u00a0; le classeur les donne tous.")


def drawn(one: Funnel) -> list[Place]:
    """Les territoires qui ont une part et des limites."""
    return [
        Place(point.label, point.share.n, point.share.percent, (*(bound.value for bound in point.limits),),  # type: ignore[arg-type]
              point.signal not in (None, Signal.INSIDE))
        for point in one.points
        if isinstance(point.share, ReleasedShare) and len(point.limits) == LIMITS
    ]  # fmt: skip


def alternative(report: TerritoryReport, one: Funnel) -> str:
    """L'équivalent en mots d'un entonnoir."""
    away = words.outside(one)
    told = f"Hors des limites\u00a0: {', '.join(away)}." if away else "Aucun territoire n’est hors des limites."
    return (
        f"Entonnoir, {plural(len(one.points), words.BY[report.by][0])}, part selon le nombre d’équipes. Toutes les équipes\u00a0: "
        f"{words.share_text(one.reference)}. {told} Données dans le tableau."
    )


def signals(report: TerritoryReport) -> Table:
    """Une ligne par dimension : la part de toutes les équipes, et qui sort des limites."""
    return Table(
        "Territoires hors des limites", "Une ligne par dimension\u00a0: part de toutes les équipes, territoires hors des limites.",
        (Head("Dimension", 5), Head("Toutes les équipes", 3), Head("Territoires hors des limites", 7)),
        tuple(
            (said(one.theme.label), told(one.reference), whereabouts(one)) for one in report.funnels if one.theme.kind == "dimension"
        ),
    )  # fmt: skip


def told(share: ReleasedShare | Withheld) -> Cell:
    """Une part, ou sa raison d'absence."""
    return Cell(words.share_text(share), absent=isinstance(share, Withheld))


def whereabouts(one: Funnel) -> Cell:
    """Les territoires hors des limites, puis ceux dont la part n'est pas diffusée."""
    if (why := words.funnel_absence(one)) is not None:
        return Cell(str(why), absent=True)
    away = words.outside(one)
    silent = [point.label for point in one.points if isinstance(point.share, Withheld)]
    lines = ["\n".join(away) or "aucun", f"{WITHHELD}\u00a0: {', '.join(silent)}" if silent else ""]
    return said("\n".join(line for line in lines if line))
