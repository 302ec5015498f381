"""Les tracés du diagramme en points : les notes, l'écart entre deux équipes, les absences en toutes lettres."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from ...assessment import Profile, Standing
from ...documents.words import DOT, Result, coverage, spokes, standing_text
from ...text import NBSP
from .hover import TEMPLATE, hover_text
from .lettering import html_lines, legend_name
from .rows import Row
from .strokes import OURS, THEIRS, Stroke
from .style import GREY, RULE, text_font

GROWTH = 3  # un point isolé se dessine plus gros qu'un sommet de polygone
HALF = 45  # une note plus basse laisse la place d'un texte à droite
EDGE = 7  # une note plus basse n'a pas de place à sa gauche


def points(profile: Profile, rows: Sequence[Row], stroke: Stroke, name: str, rival: Profile | None) -> go.Scatter:
    """Les points d'une équipe, la note écrite à côté ; `None` là où il n'y a pas de note."""
    own, against = by_id(profile), by_id(rival) if rival else {}
    results = [own[row_id(row)] for row in rows]
    sides = [side(result, against.get(result.id), stroke) for result in results]
    return go.Scatter(
        x=[result.score for result in results],
        y=[row.middle for row in rows],
        text=[
            standing_text(r) if r.score is not None and where else "" for r, where in zip(results, sides, strict=True)
        ],
        textposition=[where or "middle right" for where in sides],
        textfont=text_font(color=stroke.color if stroke is OURS else GREY),
        customdata=[hover_text(profile, result) for result in results],
        mode="markers+text",
        marker={"color": stroke.color, "symbol": stroke.symbol, "size": stroke.size + GROWTH},
        cliponaxis=False,
        hovertemplate=TEMPLATE,
        name=legend_name(name),
    )


def side(result: Result, rival: Result | None, stroke: Stroke) -> str:
    """De quel côté écrire la note pour qu'elle ne touche pas l'autre point ; vide s'il n'y a pas la place."""
    if result.score is None or rival is None or rival.score is None:
        return "middle right"
    if (result.score, stroke is OURS) > (rival.score, stroke is not OURS):
        return "middle right"
    return "middle left" if result.score >= EDGE else ""


def links(rows: Sequence[Row], profile: Profile, other: Profile) -> go.Scatter:
    """Un trait entre les deux notes d'une même ligne : l'écart se voit avant de se lire."""
    own, against = by_id(profile), by_id(other)
    x: list[float | None] = []
    y: list[float | None] = []
    for row in rows:
        x += [own[row_id(row)].score, against[row_id(row)].score, None]
        y += [row.middle, row.middle, None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": RULE, "width": 3}, hoverinfo="skip", showlegend=False,
        name="Écart", connectgaps=False,
    )  # fmt: skip


def absences(rows: Sequence[Row], profile: Profile, other: Profile | None) -> list[go.Scatter]:
    """Les notes absentes, en toutes lettres et en gris, à la place du point ; rien s'il n'en manque pas."""
    own, against = by_id(profile), by_id(other) if other else {}
    missing = [row for row in rows if absence(own, against, row)]
    if not missing:
        return []
    right = [(against.get(row_id(row)) or own[row_id(row)]).score or own[row_id(row)].score or 0.0 for row in missing]
    return [
        go.Scatter(
            x=[0 if score > HALF or not score else 100 for score in right],
            y=[row.middle for row in missing],
            text=[html_lines([f"{NBSP}{absence(own, against, row)}{NBSP}"]) for row in missing],
            textposition=["middle right" if score > HALF or not score else "middle left" for score in right],
            textfont=text_font(color=GREY),
            customdata=[hover_text(profile, own[row_id(row)]) for row in missing],
            mode="text",
            cliponaxis=False,
            hovertemplate=TEMPLATE,
            name="Sans note",
            showlegend=False,
        )
    ]


def absence(own: dict[str, Result], against: dict[str, Result], row: Row) -> str:
    """« sans objet », « non calculable (1/5) », chaque équipe sous son signe quand elles sont deux."""
    pair = [(OURS, own[row_id(row)]), *([(THEIRS, against[row_id(row)])] if against else [])]
    said = [(stroke.sign, reason(result)) for stroke, result in pair if result.score is None]
    return DOT.join(f"{sign} {why}" if against else why for sign, why in said)


def reason(result: Result) -> str:
    """Pourquoi il n'y a pas de note."""
    counted = result.standing is Standing.NOT_COMPUTABLE and result.applicable
    return standing_text(result) + (f" ({coverage(result)})" if counted else "")


def by_id(profile: Profile) -> dict[str, Result]:
    """Les résultats d'un profil, par identifiant."""
    return {result.id: result for result in spokes(profile, added=True)}


def row_id(row: Row) -> str:
    """L'identifiant que porte une ligne de résultat."""
    return row.result.id if row.result else ""
