"""L'évolution entre deux dates : un trait par dimension, ses notes à chaque bout, son sens en toutes lettres.

Ce qui ne se compare pas d'une évaluation à l'autre n'a pas de trait, et sa raison est écrite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from ...assessment import Change, Profile, Progression, Trend, progress, showable
from ...documents import territory_words as cohort
from ...documents import words
from ...documents.federation_words import WITHHELD
from ...documents.territory_tables import years
from ...errors import MatriceError
from ...federation import ReleasedShare, TerritoryReport, Theme, Withheld
from ...text import NBSP, capital, date, number, plural, rounded, series
from ..html import table_html
from . import kit
from .figure import Captions, Figure, finish, html_table
from .kit import GREY, HOVER_TEMPLATE, INK, LINE, OTHER, RULE, SIZE, TEAM, height, html_lines, shorten, text_font, wrap

_SPAN = 290  # entre les deux dates, en pixels
_LABEL = 310  # largeur d'une étiquette
_LEADER = 30  # longueur du filet entre un point et son étiquette
_SIDE = _LABEL + 2 * kit.PAD
_REACH = _LEADER / _SPAN  # la même, en abscisse
_TALL = 420  # hauteur la plus petite de l'échelle
_AIR = 6  # blanc entre deux étiquettes
_HEADS = 44
_MISSING = Trend.NOT_COMPARABLE


# En noir et blanc, le tireté et la marque d'arrivée restent.
_TRAITS = {
    Trend.UP: kit.Stroke(TEAM, "triangle-up", 13, "solid", "▲"),
    Trend.STABLE: kit.Stroke(GREY, "circle", 13, "dot", "●"),
    Trend.DOWN: kit.Stroke(OTHER, "triangle-down", 13, "dash", "▼"),
}


@dataclass(frozen=True, slots=True)
class _Label:
    """Une étiquette : la ligne dont elle parle, de quel côté (0 avant, 1 après), son texte et son milieu en pixels."""

    change: Change
    side: int
    lines: tuple[str, ...]
    middle: float = 0.0

    @property
    def score(self) -> float:
        return self.change.scores[self.side] or 0.0


def slope(before: Profile, after: Profile) -> Figure:
    """Renvoie l'évolution d'une équipe entre deux évaluations : un trait par dimension (ou par axe).

    Args:
        before: le profil le plus ancien.
        after: le plus récent.

    Returns:
        Une figure plotly : `y` est la note de 0 à 100, `x` vaut 0 avant et 1 après. Trait plein et ▲ en hausse,
        pointillé et ● stable, tireté et ▼ en baisse. Ce qui n'a pas deux notes comparables n'a pas de trait, et
        est nommé sous la figure avec sa raison.

    Raises:
        MatriceError: règles de calcul, échelle ou finesse différentes, dates à l'envers, ou rien de comparable.
    """
    found = _moves(before, after)
    sides = [_labels(found, side) for side in (0, 1)]
    tall = max(_TALL, *(sum(height(one.lines) + _AIR for one in side) for side in sides))
    placed = []
    for side in sides:
        targets = [tall * (1 - one.score / 100) for one in side]
        middles = spread(targets, [height(one.lines) + _AIR for one in side], tall)
        placed += [replace(one, middle=middle) for one, middle in zip(side, middles, strict=True)]
    said = Captions(f"Évolution des notes{NBSP}: {after.team}", _paragraphs(before, after, found))
    traces = [_leader_lines(placed, tall), *(_trend_lines(found, trend) for trend in _TRAITS), *_lone_points(found)]
    layout = _slope_layout(after, found, placed, said, tall)
    said_aloud = words.slope_alternative(found.progression, found.changes, found.noun)
    return finish(traces, layout, said_aloud, _slope_table(found, after))


def _paragraphs(before: Profile, after: Profile, found: _Moves) -> tuple[str, ...]:
    """Le pied : sur quoi chaque date repose, comment lire, et ce qui ne se compare pas."""
    scale = words.drawn_scale(after.ref)
    levels = words.DOT.join(
        f"{number(100 * credit)}{NBSP}={NBSP}{words.level_name(level)}"
        for level, credit in zip(scale.levels, scale.credits, strict=True)
    )
    apart = [f"{one.label} ({one.reason})" for one in found.changes if one.trend is _MISSING]
    dimensions = {one.id: one.label for one in before.ref.dimensions}
    gone = [dimensions[one] for one in found.progression.migration.gone if one in dimensions]
    said = (
        f"{capital(words.facts(before))}. {words.footer(after)}",
        f"Notes sur{NBSP}100. Les traits horizontaux sont les niveaux{NBSP}: {levels}."
        if after.ref.has_one_scale
        else f"Notes sur{NBSP}100, du plus bas au plus haut niveau de l’échelle de chaque dimension.",
        f"Sans trait, car non comparables{NBSP}: {series(apart)}." if apart else "",
        f"Absentes de la grille d’aujourd’hui{NBSP}: {series(gone)}." if gone else "",
        "C’est un progrès déclaré par l’équipe, à lire avec elle.",
        *found.progression.notes,
        words.caveat(after.ref),
    )
    return tuple(text for text in said if text)


def _labels(found: _Moves, side: int) -> list[_Label]:
    """Les étiquettes d'un côté, de la plus haute note à la plus basse ; à égalité, dans l'ordre de l'autre côté."""
    own = [one for one in found.changes if one.scores[side] is not None]
    own.sort(key=lambda one: (-rounded(one.scores[side] or 0, 3), -rounded(one.scores[1 - side] or 0)))
    return [_Label(one, side, wrap(_label_text(one, side), _LABEL)) for one in own]


def _label_text(change: Change, side: int) -> str:
    """« Partage de données 33 » à gauche, « 67 Partage de données, en hausse +34 » à droite."""
    score, name = number(change.scores[side] or 0), shorten(change.label)
    if side == 0:
        return f"{name}{f', {_MISSING}' if change.trend is _MISSING else ''}{NBSP}{NBSP}{score}"
    sense = str(change.trend) + (f"{NBSP}{_points_text(change)}" if change.trend in (Trend.UP, Trend.DOWN) else "")
    return f"{score}{NBSP}{NBSP}{name}, {sense}"


def _leader_lines(placed: Sequence[_Label], tall: float) -> go.Scatter:
    ends = [
        (one.side, one.score, one.side + (_REACH if one.side else -_REACH), 100 * (1 - one.middle / tall))
        for one in placed
    ]
    return kit.segments(ends, "Filets", {"color": RULE, "width": 1}, cliponaxis=False, showlegend=False)


def _trend_lines(found: _Moves, trend: Trend) -> go.Scatter:
    """Les traits d'un sens, coupés d'une dimension à l'autre."""
    own = [one for one in found.changes if one.trend is trend]
    trait = _TRAITS[trend]
    return go.Scatter(
        x=[place for _ in own for place in (0, 1, None)],
        y=[score for one in own for score in (*one.scores, None)],
        mode="lines+markers",
        line={"color": trait.color, "width": 3, "dash": trait.dash},
        marker={
            "color": trait.color, "opacity": 1, "size": [8, trait.size, 0] * len(own) or trait.size,
            "symbol": ["circle", trait.symbol, "circle"] * len(own) or trait.symbol,
        },
        connectgaps=False, cliponaxis=False,
        customdata=[text for one in own for text in (_hover(found, one),) * 3],
        hovertemplate=HOVER_TEMPLATE,
        name=f"{trait.sign} {trend}{NBSP}: {number(len(own))}",
        showlegend=False,  # chaque étiquette dit déjà son sens
    )  # fmt: skip


def _lone_points(found: _Moves) -> list[go.Scatter]:
    """Les notes qui n'ont pas de pendant comparable : un point creux, sans trait ; rien s'il n'y en a pas."""
    own = [
        (one, side) for one in found.changes if one.trend is _MISSING for side in (0, 1) if one.scores[side] is not None
    ]
    if not own:
        return []
    return [
        go.Scatter(
            x=[side for _, side in own], y=[one.scores[side] for one, side in own], mode="markers", cliponaxis=False,
            marker={"symbol": "circle-open", "size": 10, "color": GREY, "line": {"color": GREY, "width": 2}},
            customdata=[_hover(found, one) for one, _ in own], hovertemplate=HOVER_TEMPLATE, name="Non comparables", showlegend=False,
        )
    ]  # fmt: skip


def _hover(found: _Moves, change: Change) -> str:
    said = [
        f"{capital(name)}{NBSP}: {'pas de note' if score is None else f'{number(score, 1)} sur{NBSP}100'}"
        for name, score in zip(found.names, change.scores, strict=True)
    ]
    said.append(capital(", ".join(text for text in (str(change.trend), change.reason, change.note) if text)))
    return kit.bubble(change.label, said)


def _slope_layout(
    after: Profile, found: _Moves, placed: Sequence[_Label], said: Captions, tall: float
) -> dict[str, Any]:
    """La mise en page : l'échelle entière, les dates en tête, les étiquettes de chaque côté."""
    notes = [
        {  # la date, au-dessus de son trait
            "text": f"<b>{html_lines([capital(name)])}</b>", "font": text_font(SIZE, INK), "showarrow": False, "xref": "x",
            "x": side, "xanchor": "center", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": LINE * SIZE / 2,
        }
        for side, name in enumerate(found.names)
    ]  # fmt: skip
    notes += [_label_note(label, tall) for label in placed]
    return {
        **said.sheet(_HEADS, tall, left=_SIDE, span=_SPAN + 2 * _LEADER, right=_SIDE, below=kit.PAD, notes=notes),
        "showlegend": False,
        "xaxis": {
            "range": [-_REACH, 1 + _REACH], "tickvals": [0, 1], "showticklabels": False, "fixedrange": True,
            "gridcolor": RULE, "zeroline": False,
        },
        "yaxis": {
            "range": [0, 100], "showticklabels": False, "fixedrange": True, "showgrid": False, "zeroline": False,
        },
        "shapes": [  # un trait par niveau, d'une date à l'autre
            {"type": "line", "layer": "below", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": {"color": kit.LIGHT, "width": 1}}
            for at in sorted({100 * credit for credit in words.drawn_scale(after.ref).credits})
        ],
    }  # fmt: skip


def _label_note(label: _Label, tall: float) -> dict[str, Any]:
    away = _LEADER + 4
    return {
        "text": html_lines(label.lines), "font": text_font(), "showarrow": False, "align": "left" if label.side else "right",
        "xref": "x", "x": label.side, "xanchor": "left" if label.side else "right", "xshift": away if label.side else -away,
        "yref": "y", "y": 100 * (1 - label.middle / tall), "yanchor": "middle",
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Moves:
    """Les dimensions (ou les axes) avant et après ; `changes` porte les libellés courts, `names` les deux moments."""

    noun: str
    names: tuple[str, str]
    changes: tuple[Change, ...]
    progression: Progression


def _moves(before: Profile, after: Profile) -> _Moves:
    """Renvoie ce qu'il y a à dessiner entre deux évaluations.

    Raises:
        MatriceError: règles de calcul, échelle ou finesse différentes, dates à l'envers, ou rien de comparable.
    """
    found = progress(showable(before), showable(after))
    if found.barrier:
        raise MatriceError(f"Les deux évaluations ne se comparent pas{NBSP}: {found.barrier}.")
    noun = "axe" if after.grain == "axis" else "dimension"
    changes = found.axes if after.grain == "axis" else found.dimensions
    if all(one.trend is Trend.NOT_COMPARABLE for one in changes):
        raise MatriceError(
            f"Aucun résultat ne se compare d’une évaluation à l’autre{NBSP}: vérifiez qu’elles portent sur la même grille "
            "et que chacune a des notes."
        )
    short = {
        result.id: words.short_label(after, result) + (" (ajout)" if result.added else "")
        for result in words.spokes(after, added=True)
    }
    moments = "avant", "après"  # sauf si leurs dates les distinguent
    if before.on and after.on and before.on != after.on:
        moments = date(before.on), date(after.on)
    # Un thème que l'année d'après n'a pas posé garde son nom entier.
    return _Moves(noun, moments, tuple(replace(one, label=short.get(one.id, one.label)) for one in changes), found)


def _points_text(change: Change) -> str:
    """L'écart des notes imprimées, « +34 », « −8 » ou « 0 » ; rien quand on ne compare pas."""
    first, last = change.scores
    if change.trend is Trend.NOT_COMPARABLE or first is None or last is None:
        return ""
    step = rounded(last) - rounded(first)
    return f"{'+' if step > 0 else ''}{number(float(step))}"


@dataclass(slots=True)
class _Block:
    """Des étiquettes qui se touchent : leur rang, leur hauteur totale, le haut qu'elles voudraient."""

    ranks: list[int]
    tall: float
    wanted: float

    def top(self, high: float) -> float:
        return min(max(0.0, self.wanted), max(0.0, high - self.tall))


def spread(targets: Sequence[float], heights: Sequence[float], high: float) -> tuple[float, ...]:
    """Renvoie le milieu de chaque étiquette, sans recouvrement, dans l'ordre des cibles, de 0 à `high`.

    Les étiquettes qui se touchent forment un bloc, placé là où la somme des carrés des écarts est la plus
    petite. À cible égale, l'ordre donné est gardé. Au-delà de `high`, le bas dépasse plutôt que de recouvrir.
    """
    blocks: list[_Block] = []
    for rank in sorted(range(len(targets)), key=lambda one: targets[one]):
        block = _Block([rank], heights[rank], targets[rank] - heights[rank] / 2)
        while blocks and blocks[-1].top(high) + blocks[-1].tall > block.top(high):
            block = _merge_blocks(blocks.pop(), block)
        blocks.append(block)
    middles = [0.0] * len(targets)
    for block in blocks:
        bottom = block.top(high)
        for rank in block.ranks:
            middles[rank] = bottom + heights[rank] / 2
            bottom += heights[rank]
    return tuple(middles)


def _merge_blocks(first: _Block, second: _Block) -> _Block:
    """Les deux blocs l'un sous l'autre, au meilleur endroit pour les deux."""
    count = len(first.ranks) + len(second.ranks)
    wanted = (len(first.ranks) * first.wanted + len(second.ranks) * (second.wanted - first.tall)) / count
    return _Block([*first.ranks, *second.ranks], first.tall + second.tall, wanted)


def _slope_table(moved: _Moves, after: Profile) -> str:
    heads = [capital(moved.noun), *(f"Note sur 100, {name}" for name in moved.names), "Écart, en points", "Évolution"]
    rows = []
    for one in moved.changes:
        scores = ["–" if score is None else number(score) for score in one.scores]
        sense = ", ".join(text for text in (str(one.trend), one.reason, one.note) if text)
        rows.append((one.label, *scores, _points_text(one), capital(sense)))
    return html_table(
        [f"Évolution des notes{NBSP}: {after.team}", words.footer(after)], heads, rows, moved.progression.notes
    )


# Plusieurs campagnes d'une cohorte : un petit cadre par dimension, tous à la même échelle

_COLUMNS = 4
_PANEL, _PANEL_TALL = 172, 80  # le tracé d'un cadre, en pixels
_PANEL_HEAD, _PANEL_FOOT, _GUTTER = 44, 34, 62


@dataclass(frozen=True, slots=True)
class _Panel:
    """Le cadre d'une dimension : ses parts d'une campagne à l'autre, et le coin où il commence, en pixels."""

    theme: Theme
    name: str
    shares: tuple[ReleasedShare | Withheld, ...]
    left: float
    top: float

    def said(self, rank: int) -> str:
        """La part de cette campagne ; rien si elle n'est pas diffusée."""
        share = self.shares[rank]
        return "" if isinstance(share, Withheld) else str(cohort.complement(share))

    def trace(self, spots: Sequence[tuple[int, float]]) -> go.Scatter:
        """Ses points, d'une année et de sa place en pixels à l'autre ; creux quand la part est une borne, absent sans part."""
        xs, ys, bubbles, symbols = [], [], [], []
        for rank, ((year, x), share) in enumerate(zip(spots, self.shares, strict=True)):
            away = isinstance(share, Withheld)
            xs.append(None if away else self.left + x)
            ys.append(None if isinstance(share, Withheld) else self.top + _PANEL_TALL * share.percent / 100)
            bubbles.append(
                "" if away else kit.bubble(self.theme.label, [f"{year}{NBSP}: {self.said(rank)} sous le niveau visé"])
            )
            symbols.append("circle-open" if not isinstance(share, Withheld) and share.bound else "circle")
        ends = [self.said(rank) if rank in (0, len(spots) - 1) else "" for rank in range(len(spots))]
        return go.Scatter(
            x=xs, y=ys, text=ends, customdata=bubbles, mode="lines+markers+text", textposition="top center", showlegend=False,
            name=self.theme.label, line={"color": TEAM, "width": 2}, marker={"size": 8, "symbol": symbols, "color": TEAM},
            textfont=text_font(), hovertemplate=HOVER_TEMPLATE, cliponaxis=False,
        )  # fmt: skip

    def rules(self) -> list[dict[str, Any]]:
        """Ses traits : 0, 50 et 100 %."""
        style = {"type": "line", "line": {"color": RULE, "width": 1}, "layer": "below"}
        ends = {"x0": self.left, "x1": self.left + _PANEL}
        return [
            {**style, **ends, "y0": y, "y1": y} for y in (self.top, self.top + _PANEL_TALL / 2, self.top + _PANEL_TALL)
        ]

    def notes(self, first: int, last: int) -> list[dict[str, Any]]:
        at = {"showarrow": False, "xref": "x", "yref": "y", "align": "left"}
        name = html_lines(wrap(self.name, _PANEL + _GUTTER / 2))
        head = {
            "text": f"<b>{name}</b>",
            "x": self.left,
            "y": self.top - 18,
            "xanchor": "left",
            "yanchor": "bottom",
            "font": text_font(),
        }
        foot = {"y": self.top + _PANEL_TALL + 2, "xanchor": "center", "yanchor": "top", "font": text_font(color=GREY)}
        years = [(first, self.left), (last, self.left + _PANEL)]
        return [{**at, **head}, *({**at, **foot, "text": str(year), "x": x} for year, x in years)]


def territory_years(reports: Sequence[TerritoryReport]) -> Figure:
    """Renvoie un petit cadre par dimension : la part des équipes sous le niveau visé, campagne après campagne, de 0 à 100 %.

    Args:
        reports: les rapports d'au moins trois années, admis par le registre, de même grille et de même niveau visé.

    Raises:
        MatriceError: moins de trois années, ou des rapports qui ne se comparent pas.
    """
    shown = cohort.campaigns(reports)
    if not shown:
        raise MatriceError(
            f"Cette figure demande les rapports d’au moins {cohort.FEWEST_YEARS} années, admis par le registre, de même grille et de "
            "même niveau visé."
        )
    last, first = shown[-1], shown[0].year
    high = _PANEL_HEAD + _PANEL_TALL + _PANEL_FOOT
    cells = [
        _Panel(theme, cohort.short(last, theme), tuple(cohort.share_at(one.whole[place], cohort.target_rank(one)) for one in shown),
               rank % _COLUMNS * (_PANEL + _GUTTER), rank // _COLUMNS * high + _PANEL_HEAD)
        for rank, (place, theme) in enumerate(
            cell for cell in cohort.themes_in_order(last) if cell[1].kind == "dimension"
        )
    ]  # fmt: skip
    spots = [(one.year, _PANEL * (one.year - first) / (last.year - first)) for one in shown]
    traces = [panel.trace(spots) for panel in cells]
    shapes = [rule for panel in cells for rule in panel.rules()]
    notes = [note for panel in cells for note in panel.notes(first, last.year)]
    lines = [f"{panel.name} {panel.said(0) or WITHHELD} puis {panel.said(-1) or WITHHELD}" for panel in cells]
    tall, span = -(-len(cells) // _COLUMNS) * high, _COLUMNS * (_PANEL + _GUTTER) - _GUTTER
    caption = Captions(
        f"De {first} à {last.year}{NBSP}: équipes sous le niveau {cohort.target_text(last)}",
        ("Chaque cadre va de 0\u00a0% (en bas) à 100\u00a0%. Point creux\u00a0: une borne. Sans point\u00a0: non diffusé.",
         cohort.YEARS, cohort.BOUNDED, cohort.footer(last),
         cohort.PURPOSE, last.policy),
    )  # fmt: skip
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        **caption.sheet(0, tall, left=_GUTTER, span=span, right=_GUTTER, notes=notes), "shapes": shapes, "showlegend": False,
        "xaxis": {"range": [0, span], **hidden}, "yaxis": {"range": [tall, 0], **hidden},
    }  # fmt: skip
    alternative = (
        f"{plural(len(cells), 'petit cadre', 'petits cadres')}, un par dimension. {caption.heading}. Sous le niveau visé, la première puis "
        f"la dernière année{NBSP}: {series(lines)}. Données dans le tableau."
    )
    return finish(traces, layout, alternative, table_html(years(shown)))
