"""La répartition des votes : une barre par question, les plus disputées d'abord, rien de moins de cinq réponses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ...assessment import (
    MINIMUM_SHOWN,
    Campaign,
    Consensus,
    ItemResult,
    Profile,
    distribution_visible,
    level_visible,
    masked,
    withheld,
)
from ...documents.words import footer, level_text, short_label
from ...documents.workshop_words import code_counts, judged_apart, levels_text, proposed_text, votes_alternative
from ...errors import MatriceError
from ...referentiel import suggestion
from ...text import NBSP, number, percent, plural, quoted, short_number
from .figure import BUBBLE, HOVER_TEMPLATE, Captions, Cells, Figure, captions, finish, html_table
from .levels import APART, HALO, Swatch, swatches
from .rows import LABEL, LEAD, PAD, Row, legend, legend_height, stack_rows, total_height
from .style import GREY, INK, LIGHT, RULE, html_lines, shorten, text_font, width, wrap

_SPAN = 440  # longueur d'une barre entière, en pixels
_LEFT, _RIGHT = LABEL + 2 * PAD, 110
_HEADS = 34  # hauteur des pourcentages, au-dessus du cadre
_CROWDED = 6  # à partir de tant de niveaux, le nombre seul ne dit plus de quel niveau il s'agit
_LONGEST = 160  # caractères d'une question
_AIR = 6  # blanc autour d'un nombre, dans sa barre

_HIDDEN = f"moins de {MINIMUM_SHOWN}{NBSP}réponses{NBSP}: répartition masquée"


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
    asked = _ballots(profile, dimension, None)
    items = _ballots(profile, dimension, limit)
    named = dimension is None and profile.grain == "item"
    rows = stack_rows((_question_lines(profile, item, named) for item in items), least=2)
    codes = swatches(profile.ref.scale)
    said = captions(_heading(profile, dimension), profile, None, (), _notes(codes, len(items), len(asked)))
    traces = [_bar(profile, items, rows, codes, rank) for rank in range(len(codes))]
    traces += [
        _proposals(profile, items, rows),
        *hidden_rows([row for row, item in zip(rows, items, strict=True) if not distribution_visible(item)], 0),
    ]
    layout = _votes_layout(items, rows, codes, said, named)
    bars = [item for item in items if distribution_visible(item)]
    said_aloud = votes_alternative(profile, bars, asked=len(asked), hidden=len(items) - len(bars))
    return finish(traces, layout, said_aloud, votes_table(profile, dimension=dimension, limit=limit))


def _heading(profile: Profile, dimension: str | None) -> str:
    """Le titre, sans le nom de l'équipe."""
    about = f", {quoted(shorten(profile.ref.dimension(dimension).label))}" if dimension else ""
    return f"Répartition des votes{about}"


def _notes(codes: Sequence[Swatch], shown: int, asked: int) -> tuple[str, ...]:
    """Comment lire la figure."""
    which = f"{plural(shown, 'question')} sur {number(asked)}, de" if shown < asked else "De"
    crowded = len(codes) - len(APART) >= _CROWDED
    inside = "le niveau, et ×3 quand trois personnes l’ont donné" if crowded else "le nombre de réponses"
    return (
        f"{which} la plus à la moins disputée. Dans chaque barre{NBSP}: {inside}. À droite{NBSP}: niveau proposé (celui que plus "
        "de la moitié des votes disent atteint) ou décidé, et écart moyen au niveau proposé, en niveaux.",
    )


def _question_lines(profile: Profile, item: ItemResult, named: bool) -> tuple[str, ...]:
    """Le libellé d'une question et, au besoin, la dimension dont elle vient."""
    lines = wrap(shorten(item.label, _LONGEST), LABEL)
    if not named or item.dimension is None:
        return lines
    return (*lines, shorten(short_label(profile, profile.dimension(item.dimension)), 40))


def _bar(
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
        text=[_count_text(codes, rank, n, share) for n, share in zip(counts, shares, strict=True)],
        textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none", insidetextfont=code.font,
        marker=code.marker,
        customdata=[_hover(profile, item, code, n) for n, item in zip(counts, items, strict=True)],
        hovertemplate=HOVER_TEMPLATE,
        name=code.legend,
        showlegend=True,  # une réponse que personne n'a donnée garde sa place dans la légende
    )  # fmt: skip


def _count_text(codes: Sequence[Swatch], rank: int, count: int | None, share: float | None) -> str:
    """Le nombre de réponses, s'il tient dans le segment ; quand les niveaux sont nombreux, « 8 » ou « 8 ×3 »."""
    if not count or share is None:
        return ""
    levels = len(codes) - len(APART)
    text = number(count)
    if levels >= _CROWDED:
        times = f"×{text}" if count > 1 or rank >= levels else ""
        text = NBSP.join(part for part in (codes[rank].sign if rank < levels else "", times) if part)
    return text if width(text) + _AIR <= _SPAN * share / 100 else ""


def _hover(profile: Profile, item: ItemResult, code: Swatch, count: int | None) -> str:
    """La bulle d'un segment : question, réponse, combien et quelle part, accord."""
    if count is None:
        return ""
    everyone = sum(code_counts(item))
    agreed = item.agreement
    lines = [
        f"{code.name}{NBSP}: {plural(count, 'réponse')} sur {number(everyone)} ({percent(100 * count / everyone)})"
    ]
    if _has_proposal(item):
        lines.append(f"Niveau proposé{NBSP}: {proposed_text(profile.ref.scale, item)}")
    if _has_distance(item) and agreed.mean_distance is not None:
        lines.append(f"Écart moyen{NBSP}: {levels_text(agreed.mean_distance)}, {agreed.status}")
    label = html_lines(wrap(item.label, BUBBLE))
    return f"<b>{label}</b><br>" + "<br>".join(html_lines(wrap(line, BUBBLE)) for line in lines)


def _proposals(profile: Profile, items: Sequence[ItemResult], rows: Sequence[Row]) -> go.Scatter:
    """À droite de chaque barre : niveau proposé, ou décidé, et écart moyen."""
    return go.Scatter(
        x=[100] * len(items),
        y=[row.middle for row in rows],
        text=[html_lines(_proposal_lines(profile, item)) for item in items],
        mode="text", textposition="middle right", textfont=text_font(), cliponaxis=False, hoverinfo="skip",
        name="Niveau proposé", showlegend=False,
    )  # fmt: skip


def _proposal_lines(profile: Profile, item: ItemResult) -> list[str]:
    """« proposé 2 » et « écart 0,5 » ; « décidé 3 » quand l'équipe a tranché."""
    lines = []
    if item.decision:
        level = "s.o." if item.decision.level is None else str(item.decision.level)
        lines.append(f"{NBSP}décidé {level}")
    elif _has_proposal(item):
        lines.append(f"{NBSP}proposé {'s.o.' if judged_apart(item) else item.agreement.proposed}")
    if _has_distance(item) and item.agreement.mean_distance is not None:
        lines.append(f"{NBSP}écart {short_number(item.agreement.mean_distance)}")
    return lines


def _votes_layout(
    items: Sequence[ItemResult], rows: Sequence[Row], codes: Sequence[Swatch], said: Captions, named: bool
) -> dict[str, Any]:
    """La mise en page : une ordonnée en pixels, pour que chaque question ait la hauteur de son libellé."""
    wide, tall = _LEFT + _SPAN + _RIGHT, total_height(rows)
    top = said.title_height(wide) + legend_height(codes, _SPAN) + _HEADS
    return {
        "width": wide,
        "height": round(top + tall + said.foot_height(wide)),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": top, "b": said.foot_height(wide), "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "barmode": "stack",
        "showlegend": True,
        "legend": legend(codes, above=_HEADS, tall=tall),
        "xaxis": {
            "range": [0, 100.3], "side": "top", "tickmode": "array", "tickvals": [0, 25, 50, 75, 100],
            "ticktext": [percent(share) for share in (0, 25, 50, 75, 100)], "tickfont": text_font(color=GREY),
            "tickangle": 0, "fixedrange": True, "gridcolor": RULE, "zeroline": False,
        },
        "yaxis": {
            "range": [tall, 0], "tickmode": "array", "tickvals": [row.middle for row in rows],
            "ticktext": [_row_text(row, named) for row in rows], "tickfont": text_font(color=INK), "fixedrange": True,
            "gridcolor": LIGHT, "showgrid": False, "zeroline": False, "ticks": "outside", "ticklen": 10,
            "tickcolor": "rgba(0, 0, 0, 0)",
        },
        "annotations": [said.foot(wide, x_shift=PAD - _LEFT, y_shift=0)],
    }  # fmt: skip


def _row_text(row: Row, named: bool) -> str:
    """Le texte d'une ligne ; la dimension, quand elle y est, en gris et en dernier."""
    if not named:
        return html_lines(row.lines)
    return f'{html_lines(row.lines[:-1])}<br><span style="color:{GREY}">{html_lines(row.lines[-1:])}</span>'


def _ballots(profile: Profile, dimension: str | None, limit: int | None) -> tuple[ItemResult, ...]:
    """Renvoie les questions à montrer : écart moyen décroissant, puis avis le plus éloigné, puis ordre de la grille.

    Une question sans vote vient après ; une question de moins de cinq réponses en dernier : sa place ne dit rien
    de ses votes.

    Raises:
        MatriceError: moins de cinq répondants, dimension inconnue, ou `limit` qui n'est pas positif.
    """
    if limit is not None and limit < 1:
        raise MatriceError(f"{quoted('limit')} vaut {limit}{NBSP}; attendu{NBSP}: 1 question ou plus.")
    check_shown(profile)
    asked = _questions_of(masked(profile), dimension)
    if not any(map(distribution_visible, asked)):
        raise MatriceError(too_few("Aucune question n’a assez de réponses"))
    return tuple(sorted(asked, key=_dispute_rank))[:limit]


def _dispute_rank(item: ItemResult) -> tuple[bool, bool, float, int]:
    """La place d'une question, de la plus à la moins disputée."""
    if not distribution_visible(item):
        return True, True, 0.0, 0
    agreed = item.agreement
    return False, agreed.mean_distance is None, -(agreed.mean_distance or 0.0), -(agreed.farthest_distance or 0)


def _questions_of(profile: Profile, dimension: str | None) -> tuple[ItemResult, ...]:
    """Les questions posées, ou celles d'une dimension."""
    if dimension is None:
        return profile.items
    check_dimension(profile, dimension)
    return tuple(item for item in profile.items if item.dimension == dimension)


def check_dimension(rated: Profile | Campaign, dimension: str) -> None:
    """Refuse une dimension que la grille n'a pas, ou que l'équipe n'a pas cotée.

    Raises:
        MatriceError: avec la dimension la plus proche, ou ce qui a été coté.
    """
    known = [one.id for one in rated.ref.dimensions]
    if dimension not in known:
        raise MatriceError(
            f"{quoted(dimension)} n’est pas une dimension de cette grille{suggestion(dimension, known)}."
        )
    if rated.grain == "axis":
        raise MatriceError(
            f"L’équipe a coté les axes, pas les dimensions{NBSP}: retirez {quoted(f'dimension={dimension}')}."
        )


def _has_proposal(item: ItemResult) -> bool:
    """Vrai s'il y a un niveau proposé, ou un « sans objet », et qu'il peut se dire.

    Là où la répartition est masquée, tiré de trop peu de votes, il serait la réponse d'une personne.
    """
    if not level_visible(item):
        return False
    return item.agreement.proposed is not None or judged_apart(item)


def _has_distance(item: ItemResult) -> bool:
    """Vrai si l'écart moyen se montre : il y a assez de votes pour conclure, et la répartition n'est pas masquée."""
    return distribution_visible(item) and item.agreement.status is not Consensus.TOO_FEW


def check_shown(rated: Profile | Campaign) -> None:
    """Refuse la répartition d'une équipe où trop peu de personnes ont répondu.

    Raises:
        MatriceError: avec le nombre attendu, et ce qui peut se montrer à la place.
    """
    if reason := withheld(rated):
        raise MatriceError(reason)
    if rated.collective:
        raise MatriceError(
            f"L’équipe a rempli ensemble un seul questionnaire{NBSP}: il n’y a pas de répartition. Montrez les niveaux "
            "(charts.radar, charts.dots)."
        )
    respondents = rated.respondents
    if respondents is not None and not distribution_visible(respondents):
        raise MatriceError(too_few(plural(respondents, "personne a répondu", "personnes ont répondu")))


def too_few(said: str) -> str:
    """La phrase qui refuse une répartition."""
    return (
        f"{said}{NBSP}: une répartition ne se montre qu’à partir de {MINIMUM_SHOWN}, sinon elle dirait qui a répondu quoi. "
        "Montrez les niveaux proposés (charts.radar, charts.dots)."
    )


def votes_table(profile: Profile, *, dimension: str | None = None, limit: int | None = None) -> str:
    """Renvoie, en HTML, les comptes que dessine `votes`, dans le même ordre (mêmes arguments, mêmes refus)."""
    codes = swatches(profile.ref.scale)
    heads = [
        "Question",
        *(code.name for code in codes),
        "Niveau proposé",
        "Niveau décidé",
        "Écart moyen, en niveaux",
        "Accord",
    ]
    rows = [_votes_row(profile, item) for item in _ballots(profile, dimension, limit)]
    about = f", {quoted(profile.ref.dimension(dimension).label)}" if dimension else ""
    return html_table([f"Répartition des votes{about}{NBSP}: {profile.team}", footer(profile)], heads, rows)


def _votes_row(profile: Profile, item: ItemResult) -> Cells:
    """Une question ; ses comptes et son accord sont masqués quand trop peu de personnes y ont répondu."""
    scale, agreed, shown = profile.ref.scale, item.agreement, distribution_visible(item)
    counts = [number(count) if shown else "masqué" for count in code_counts(item)]
    proposed = proposed_text(scale, item) if _has_proposal(item) else ""
    decided = "" if item.decision is None else level_text(scale, item.decision.level) or "sans objet"
    distance = number(agreed.mean_distance or 0.0, 2) if _has_distance(item) else ""
    return (item.label, *counts, proposed, decided, distance, str(agreed.status) if shown else _HIDDEN)


def hidden_rows(rows: Sequence[Row], left: float) -> list[go.Scatter]:
    """Ce qui tient lieu de dessin aux lignes masquées, à partir de l'abscisse `left` ; rien s'il n'y en a pas."""
    if not rows:
        return []
    return [
        go.Scatter(
            x=[left] * len(rows), y=[row.middle for row in rows], text=[f"{NBSP}{_HIDDEN}"] * len(rows),
            mode="text", textposition="middle right", textfont={**text_font(color=GREY), "shadow": HALO}, cliponaxis=False,
            hoverinfo="skip", name="Masquées", showlegend=False,
        )
    ]  # fmt: skip
