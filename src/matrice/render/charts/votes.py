"""La répartition des votes : une barre par question, les plus disputées d'abord."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ...assessment import ItemResult, Profile, distribution_visible
from ...documents.words import short_label
from ...documents.workshop_words import code_counts, judged_apart, levels_text, proposed_text, votes_alternative
from ...text import NBSP, number, percent, plural, quoted, short_number
from .ballots import ballots, has_distance, has_proposal
from .captions import Captions, captions
from .figure import Figure, finished
from .hover import ROOM, TEMPLATE
from .lettering import html_lines, shortened, width, wrapped
from .rows import LABEL, LEAD, PAD, Row, total
from .sheet import legend, legend_height, masked
from .stacking import stacked
from .style import GREY, INK, LIGHT, RULE, text_font
from .swatches import APART, Swatch, swatches
from .workshop_tables import votes_table

SPAN = 440  # longueur d'une barre entière, en pixels
LEFT, RIGHT = LABEL + 2 * PAD, 110
HEADS = 34  # hauteur des pourcentages, au-dessus du cadre
CROWDED = 6  # à partir de tant de niveaux, le nombre seul ne dit plus de quel niveau il s'agit
LONGEST = 160  # caractères d'une question
AIR = 6  # blanc autour d'un nombre, dans sa barre


def votes(profile: Profile, *, dimension: str | None = None, limit: int | None = None) -> Figure:
    """Renvoie la répartition des votes : une barre par question, de la plus à la moins disputée.

    Args:
        profile: le profil dont on montre les votes.
        dimension: les questions de cette dimension seulement.
        limit: les questions les plus disputées seulement.

    Returns:
        Une figure plotly : `x` est la part des répondants, de 0 à 100, niveau par niveau puis « sans objet »,
        « ne sait pas » et silence ; le nombre de réponses est écrit dans la barre quand il y tient. Une
        question de moins de cinq réponses n'a pas de barre. La hauteur suit le nombre de questions.

    Raises:
        MatriceError: moins de cinq répondants, dimension inconnue, ou `limit` qui n'est pas positif.
    """
    asked = ballots(profile, dimension, None)
    items = ballots(profile, dimension, limit)
    named = dimension is None and profile.grain == "item"
    rows = stacked((question_lines(profile, item, named) for item in items), least=2)
    codes = swatches(profile.ref.scale)
    said = captions(heading(profile, dimension), profile, None, (), notes(codes, len(items), len(asked)))
    traces = [bar(profile, items, rows, codes, rank) for rank in range(len(codes))]
    traces += [
        proposals(profile, items, rows),
        *masked([row for row, item in zip(rows, items, strict=True) if not distribution_visible(item)], 0),
    ]
    layout = votes_layout(items, rows, codes, said, named)
    bars = [item for item in items if distribution_visible(item)]
    said_aloud = votes_alternative(profile, bars, asked=len(asked), hidden=len(items) - len(bars))
    return finished(traces, layout, said_aloud, votes_table(profile, dimension=dimension, limit=limit))


def heading(profile: Profile, dimension: str | None) -> str:
    """Le titre, sans le nom de l'équipe."""
    about = f", {quoted(shortened(profile.ref.dimension(dimension).label))}" if dimension else ""
    return f"Répartition des votes{about}"


def notes(codes: Sequence[Swatch], shown: int, asked: int) -> tuple[str, ...]:
    """Comment lire la figure."""
    which = f"{plural(shown, 'question')} sur {number(asked)}, de" if shown < asked else "De"
    crowded = len(codes) - len(APART) >= CROWDED
    inside = "le niveau, et ×3 quand trois personnes l’ont donné" if crowded else "le nombre de réponses"
    return (
        f"{which} la plus à la moins disputée. Dans chaque barre{NBSP}: {inside}. À droite{NBSP}: niveau proposé (celui que plus "
        "de la moitié des votes disent atteint) ou décidé, et écart moyen au niveau proposé, en niveaux.",
    )


def question_lines(profile: Profile, item: ItemResult, named: bool) -> tuple[str, ...]:
    """Le libellé d'une question et, au besoin, la dimension dont elle vient."""
    lines = wrapped(shortened(item.label, LONGEST), LABEL)
    if not named or item.dimension is None:
        return lines
    return (*lines, shortened(short_label(profile, profile.dimension(item.dimension)), 40))


def bar(
    profile: Profile, items: Sequence[ItemResult], rows: Sequence[Row], codes: Sequence[Swatch], rank: int
) -> go.Bar:
    """Les segments d'une même sorte de réponse, un par question ; `None` pour une question masquée."""
    code = codes[rank]
    counts = [code_counts(item)[rank] if distribution_visible(item) else None for item in items]
    shares = [None if n is None else 100 * n / sum(code_counts(item)) for n, item in zip(counts, items, strict=True)]
    return go.Bar(
        orientation="h",
        x=shares,
        y=[row.middle for row in rows],
        width=[row.bottom - row.top - LEAD for row in rows],
        text=[inside(codes, rank, n, share) for n, share in zip(counts, shares, strict=True)],
        textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none", insidetextfont=code.font,
        marker=code.marker,
        customdata=[hover(profile, item, code, n) for n, item in zip(counts, items, strict=True)],
        hovertemplate=TEMPLATE,
        name=code.legend,
        showlegend=True,  # une réponse que personne n'a donnée garde sa place dans la légende
    )  # fmt: skip


def inside(codes: Sequence[Swatch], rank: int, count: int | None, share: float | None) -> str:
    """Le nombre de réponses, s'il tient dans le segment ; quand les niveaux sont nombreux, « 8 » ou « 8 ×3 »."""
    if not count or share is None:
        return ""
    levels = len(codes) - len(APART)
    text = number(count)
    if levels >= CROWDED:
        times = f"×{text}" if count > 1 or rank >= levels else ""
        text = NBSP.join(part for part in (codes[rank].sign if rank < levels else "", times) if part)
    return text if width(text) + AIR <= SPAN * share / 100 else ""


def hover(profile: Profile, item: ItemResult, code: Swatch, count: int | None) -> str:
    """La bulle d'un segment : question, réponse, combien et quelle part, accord."""
    if count is None:
        return ""
    everyone = sum(code_counts(item))
    agreed = item.agreement
    lines = [
        f"{code.name}{NBSP}: {plural(count, 'réponse')} sur {number(everyone)} ({percent(100 * count / everyone)})"
    ]
    if has_proposal(item):
        lines.append(f"Niveau proposé{NBSP}: {proposed_text(profile.ref.scale, item)}")
    if has_distance(item) and agreed.mean_distance is not None:
        lines.append(f"Écart moyen{NBSP}: {levels_text(agreed.mean_distance)}, {agreed.status}")
    label = html_lines(wrapped(item.label, ROOM))
    return f"<b>{label}</b><br>" + "<br>".join(html_lines(wrapped(line, ROOM)) for line in lines)


def proposals(profile: Profile, items: Sequence[ItemResult], rows: Sequence[Row]) -> go.Scatter:
    """À droite de chaque barre : niveau proposé, ou décidé, et écart moyen."""
    return go.Scatter(
        x=[100] * len(items),
        y=[row.middle for row in rows],
        text=[html_lines(verdict(profile, item)) for item in items],
        mode="text", textposition="middle right", textfont=text_font(), cliponaxis=False, hoverinfo="skip",
        name="Niveau proposé", showlegend=False,
    )  # fmt: skip


def verdict(profile: Profile, item: ItemResult) -> list[str]:
    """« proposé 2 » et « écart 0,5 » ; « décidé 3 » quand l'équipe a tranché."""
    lines = []
    if item.decision:
        level = "s.o." if item.decision.level is None else str(item.decision.level)
        lines.append(f"{NBSP}décidé {level}")
    elif has_proposal(item):
        lines.append(f"{NBSP}proposé {'s.o.' if judged_apart(item) else item.agreement.proposed}")
    if has_distance(item) and item.agreement.mean_distance is not None:
        lines.append(f"{NBSP}écart {short_number(item.agreement.mean_distance)}")
    return lines


def votes_layout(
    items: Sequence[ItemResult], rows: Sequence[Row], codes: Sequence[Swatch], said: Captions, named: bool
) -> dict[str, Any]:
    """La mise en page : une ordonnée en pixels, pour que chaque question ait la hauteur de son libellé."""
    wide, tall = LEFT + SPAN + RIGHT, total(rows)
    top = said.title_height(wide) + legend_height(codes, SPAN) + HEADS
    return {
        "width": wide,
        "height": round(top + tall + said.foot_height(wide)),
        "margin": {"l": LEFT, "r": RIGHT, "t": top, "b": said.foot_height(wide), "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "barmode": "stack",
        "showlegend": True,
        "legend": legend(codes, above=HEADS, tall=tall),
        "xaxis": {
            "range": [0, 100.3], "side": "top", "tickmode": "array", "tickvals": [0, 25, 50, 75, 100],
            "ticktext": [percent(share) for share in (0, 25, 50, 75, 100)], "tickfont": text_font(color=GREY),
            "tickangle": 0, "fixedrange": True, "gridcolor": RULE, "zeroline": False,
        },
        "yaxis": {
            "range": [tall, 0], "tickmode": "array", "tickvals": [row.middle for row in rows],
            "ticktext": [row_text(row, named) for row in rows], "tickfont": text_font(color=INK), "fixedrange": True,
            "gridcolor": LIGHT, "showgrid": False, "zeroline": False, "ticks": "outside", "ticklen": 10,
            "tickcolor": "rgba(0, 0, 0, 0)",
        },
        "annotations": [said.foot(wide, x_shift=PAD - LEFT, y_shift=0)],
    }  # fmt: skip


def row_text(row: Row, named: bool) -> str:
    """Le texte d'une ligne ; la dimension, quand elle y est, en gris et en dernier."""
    if not named:
        return html_lines(row.lines)
    return f'{html_lines(row.lines[:-1])}<br><span style="color:{GREY}">{html_lines(row.lines[-1:])}</span>'
