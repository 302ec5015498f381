"""La carte des réponses : les dimensions en lignes, les membres en colonnes, sans nom et sans ordre qui les trahisse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from ...assessment import Campaign, Profile, score
from ...documents.workshop_words import heatmap_alternative
from ...text import NBSP, number, plural, quoted
from .captions import ROOM, Captions, captions
from .dots import heading
from .figure import Figure, finished
from .hover import ROOM as BUBBLE
from .hover import TEMPLATE
from .lettering import SIZE, html_lines, shortened, wrapped
from .members import Line, Members, members
from .rows import LABEL, PAD, Row, total
from .sheet import legend, legend_height, masked
from .stacking import stacked
from .style import GREY, text_font
from .swatches import Swatch, swatches
from .workshop_tables import heatmap_table

LEFT, RIGHT = LABEL + 2 * PAD, 24
WIDEST, NARROWEST, WHOLE = (
    60,
    31,
    600,
)  # largeurs d'une case, et de toutes, en pixels ; « s.o. » tient dans la plus étroite
HEADS = 34
LONGEST = 160  # caractères d'une question
GAP = 2  # blanc entre deux cases, en pixels

Placed = Sequence[tuple[Line, Row]]


def heatmap(campaign: Campaign, *, dimension: str | None = None) -> Figure:
    """Renvoie la carte des réponses : une ligne par dimension, une colonne par membre, sans nom.

    Args:
        campaign: les réponses individuelles.
        dimension: une ligne par question de cette dimension, au lieu d'une ligne par dimension.

    Returns:
        Une figure plotly : chaque case est la médiane basse des niveaux que ce membre a donnés, écrite en
        chiffres ; sans niveau, « s.o. », « nsp » ou « – ». Les colonnes vont de la moyenne la plus basse à la plus
        haute de ce que l'on voit : la même personne n'a pas le même numéro d'une figure à l'autre. Une ligne à
        laquelle moins de cinq membres ont répondu n'a pas de cases.

    Raises:
        MatriceError: moins de cinq répondants, votes comptés à main levée, dimension inconnue, ou profil
            donné à la place d'une campagne.
    """
    found = members(campaign, dimension)
    profile = score(campaign)
    rows, placed = grid_rows(profile, found, headings=dimension is None and profile.grain != "axis")
    codes = swatches(profile.ref.scale)
    size = min(WIDEST, max(NARROWEST, WHOLE / found.people))
    about = f", {quoted(shortened(profile.ref.dimension(dimension).label))}" if dimension else ""
    said = captions(f"Carte des réponses{about}", profile, None, (), notes(campaign, found, codes))
    traces = [
        *(cells(placed, codes, rank, size) for rank in range(len(codes))),
        *masked([row for line, row in placed if not line.visible], 0.5),
    ]
    layout = heatmap_layout(rows, placed, codes, said, found.people, size)
    return finished(
        traces, layout, heatmap_alternative(profile, found), heatmap_table(campaign, dimension=dimension)
    )  # fmt: skip


def notes(campaign: Campaign, found: Members, codes: Sequence[Swatch]) -> tuple[str, ...]:
    """Comment lire la figure."""
    inside = "la réponse de chacun" if found.noun == "question" or campaign.grain != "item" else (
        "le niveau médian (le plus bas des deux au milieu) des questions que chacun a cotées"
    )  # fmt: skip
    signs = ", ".join(f"{code.sign}{NBSP}{code.name}" for code in codes[-3:])
    said = [
        f"Une colonne par personne, sans nom, de la moyenne la plus basse à la plus haute. Dans une case{NBSP}: {inside}{NBSP}; {signs}.",
    ]  # fmt: skip
    if campaign.revotes:
        said.append("Les seconds votes, à main levée, n’y sont pas.")
    return tuple(said)


def grid_rows(profile: Profile, found: Members, *, headings: bool) -> tuple[tuple[Row, ...], list[tuple[Line, Row]]]:
    """Toutes les lignes de texte, et celles qui ont des cases ; un titre par axe si on le demande."""
    entries: list[tuple[tuple[str, ...], Line | None]] = []
    for axis in profile.ref.axes:
        own = [line for line in found.lines if line.axis == axis.id]
        if own and headings:
            entries.append((wrapped(shortened(axis.label), 2 * LABEL, SIZE + 2), None))
        entries += [(wrapped(shortened(line.label, LONGEST), LABEL), line) for line in own]
    rows = stacked(lines for lines, _ in entries)
    return rows, [(line, row) for (_, line), row in zip(entries, rows, strict=True) if line]


def cells(placed: Placed, codes: Sequence[Swatch], rank: int, size: float) -> go.Bar:
    """Les cases d'une même sorte de réponse ; chacune est une barre, seule forme de plotly qui porte une trame."""
    code = codes[rank]
    own = [
        (person, cell, line, row)
        for line, row in placed if line.visible
        for person, cell in enumerate(line.cells, start=1) if cell.code == rank
    ]  # fmt: skip
    return go.Bar(
        x=kept(person for person, *_ in own),
        y=kept(row.bottom - row.top - GAP for *_, row in own),
        base=kept(row.top + GAP / 2 for *_, row in own),
        width=1 - GAP / size,
        text=[code.sign for _ in own],
        textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none", insidetextfont=code.font,
        marker=code.marker,
        customdata=[hover(line, code, person, cell.rated, cell.asked) for person, cell, line, _ in own],
        hovertemplate=TEMPLATE,
        name=code.legend,
        showlegend=True,
    )  # fmt: skip


def kept(numbers: Iterable[float]) -> list[float | None]:
    """Les nombres, ou un seul manquant : plotly ôterait de la légende un tracé sans aucun point."""
    return list(numbers) or [None]


def hover(line: Line, code: Swatch, person: int, rated: int, asked: int) -> str:
    """La bulle d'une case : ligne, colonne, réponse, combien de questions cotées."""
    lines = [f"Colonne {person}{NBSP}: {code.name}"]
    if asked > 1:
        lines.append(f"{plural(rated, 'question cotée', 'questions cotées')} sur {number(asked)}")
    return f"<b>{html_lines(wrapped(line.label, BUBBLE))}</b><br>{html_lines(lines)}"


def heatmap_layout(
    rows: Sequence[Row], placed: Placed, codes: Sequence[Swatch], said: Captions, people: int, size: float
) -> dict[str, Any]:
    """La mise en page : une abscisse par membre, une ordonnée en pixels."""
    span, tall = people * size, total(rows)
    right = max(RIGHT, ROOM - LEFT - span)
    wide = LEFT + span + right
    top = said.title_height(wide) + legend_height(codes, span) + HEADS
    return {
        "width": round(wide),
        "height": round(top + tall + said.foot_height(wide)),
        "margin": {"l": LEFT, "r": right, "t": top, "b": said.foot_height(wide), "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "barmode": "overlay",
        "showlegend": True,
        "legend": legend(codes, above=HEADS, tall=tall),
        "xaxis": {
            "range": [0.5, people + 0.5], "side": "top", "tickmode": "array", "tickvals": list(range(1, people + 1)),
            "ticktext": [str(person) for person in range(1, people + 1)], "tickfont": text_font(color=GREY),
            "tickangle": 0, "fixedrange": True, "showgrid": False, "zeroline": False,
        },
        "yaxis": {
            "range": [tall, 0], "tickmode": "array", "tickvals": [row.middle for _, row in placed],
            "ticktext": [html_lines(row.lines) for _, row in placed], "tickfont": text_font(), "fixedrange": True,
            "showgrid": False, "zeroline": False, "ticks": "outside", "ticklen": 10, "tickcolor": "rgba(0, 0, 0, 0)",
        },
        "annotations": [
            *(heading(row) for row in rows if row not in [own for _, own in placed]),
            said.foot(wide, x_shift=PAD - LEFT, y_shift=0),
        ],
    }  # fmt: skip
