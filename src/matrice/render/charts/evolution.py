"""L'évolution entre deux dates, un trait par dimension ; et les actions décidées, leur effort et leur effet dans neuf cases.

Ce qui ne se compare pas d'une évaluation à l'autre n'a pas de trait, et sa raison est écrite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from ...assessment import (
    Action,
    ActionPlan,
    Change,
    Profile,
    Progress,
    Progression,
    Trend,
    check_plan,
    progress,
    showable,
)
from ...documents.words import DOT, caveat, drawn_scale, facts, footer, grid_name, level_name, short_label, spokes
from ...documents.workshop_words import (
    WEIGHTS,
    ZONE_RULES,
    Zone,
    effort_alternative,
    live,
    slope_alternative,
    zone,
    zone_of,
    zone_text,
)
from ...errors import InputError, MatriceError
from ...referentiel import Referentiel
from ...text import NBSP, capital, date, number, plural, rounded, series, shortened
from . import kit
from .figure import Captions, Figure, finish, html_table
from .kit import GREY, HOVER_TEMPLATE, INK, LINE, OTHER, RULE, SIZE, TEAM, height, html_lines, shorten, text_font, wrap

# L'évolution

_SPAN = 290  # entre les deux dates, en pixels
_LABEL = 310  # largeur d'une étiquette
_LEADER = 30  # longueur du filet entre un point et son étiquette
_SIDE = _LABEL + 2 * kit.PAD
_REACH = _LEADER / _SPAN  # la même, en abscisse
_TALL = 420  # hauteur la plus petite de l'échelle
_AIR = 6  # blanc entre deux étiquettes
_HEADS = 44
_MISSING = Trend.NOT_COMPARABLE


@dataclass(frozen=True, slots=True)
class _Trait:
    """Comment se dessine un sens : trait, couleur, marque d'arrivée. En noir et blanc, le tireté et la marque restent."""

    color: str
    dash: str
    symbol: str
    sign: str


_TRAITS = {
    Trend.UP: _Trait(TEAM, "solid", "triangle-up", "▲"),
    Trend.STABLE: _Trait(GREY, "dot", "circle", "●"),
    Trend.DOWN: _Trait(OTHER, "dash", "triangle-down", "▼"),
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
        """La note que l'étiquette accompagne."""
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
    placed = [label for side in sides for label in _place_labels(side, tall)]
    said = Captions(f"Évolution des notes{NBSP}: {after.team}", _paragraphs(before, after, found))
    traces = [_leader_lines(placed, tall), *(_trend_lines(found, trend) for trend in _TRAITS), *_lone_points(found)]
    layout = _slope_layout(after, found, placed, said, tall)
    said_aloud = slope_alternative(found.progression, found.changes, found.noun)
    return finish(traces, layout, said_aloud, _slope_table(found, after))


def _paragraphs(before: Profile, after: Profile, found: _Moves) -> tuple[str, ...]:
    """Le pied : sur quoi chaque date repose, comment lire, et ce qui ne se compare pas."""
    scale = drawn_scale(after.ref)
    levels = DOT.join(
        f"{number(100 * credit)}{NBSP}={NBSP}{level_name(level)}"
        for level, credit in zip(scale.levels, scale.credits, strict=True)
    )
    apart = [f"{one.label} ({one.reason})" for one in found.changes if one.trend is _MISSING]
    dimensions = {one.id: one.label for one in before.ref.dimensions}
    gone = [dimensions[one] for one in found.progression.migration.gone if one in dimensions]
    said = (
        f"{capital(facts(before))}. {footer(after)}",
        f"Notes sur{NBSP}100. Les traits horizontaux sont les niveaux{NBSP}: {levels}."
        if after.ref.has_one_scale
        else f"Notes sur{NBSP}100, du plus bas au plus haut niveau de l’échelle de chaque dimension.",
        f"Sans trait, car non comparables{NBSP}: {series(apart)}." if apart else "",
        f"Absentes de la grille d’aujourd’hui{NBSP}: {series(gone)}." if gone else "",
        "C’est un progrès déclaré par l’équipe, à lire avec elle.",
        *found.progression.notes,
        caveat(after.ref),
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


def _place_labels(side: Sequence[_Label], tall: float) -> list[_Label]:
    """Les étiquettes à leur place, sans recouvrement."""
    targets = [tall * (1 - one.score / 100) for one in side]
    middles = spread(targets, [height(one.lines) + _AIR for one in side], tall)
    return [replace(one, middle=middle) for one, middle in zip(side, middles, strict=True)]


def _leader_lines(placed: Sequence[_Label], tall: float) -> go.Scatter:
    """Les filets qui mènent chaque étiquette à son point."""
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
            "color": trait.color, "opacity": 1, "size": [8, 13, 0] * len(own) or 13,
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
    """La bulle d'un trait : libellé, notes à une décimale, sens et raison."""
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
        *(_moment(name, side) for side, name in enumerate(found.names)),
        *(_label_note(label, tall) for label in placed),
    ]
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
            for at in sorted({100 * credit for credit in drawn_scale(after.ref).credits})
        ],
    }  # fmt: skip


def _moment(name: str, side: int) -> dict[str, Any]:
    """La date, au-dessus de son trait."""
    return {
        "text": f"<b>{html_lines([capital(name)])}</b>", "font": text_font(SIZE, INK), "showarrow": False,
        "xref": "x", "x": side, "xanchor": "center", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": LINE * SIZE / 2,
    }  # fmt: skip


def _label_note(label: _Label, tall: float) -> dict[str, Any]:
    """Une étiquette, contre son filet."""
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
        result.id: short_label(after, result) + (" (ajout)" if result.added else "")
        for result in spokes(after, added=True)
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
        """Le haut du bloc, dans le cadre."""
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
    """Les notes que la figure dessine, une ligne par dimension ou par axe."""
    heads = [capital(moved.noun), *(f"Note sur 100, {name}" for name in moved.names), "Écart, en points", "Évolution"]
    rows = []
    for one in moved.changes:
        scores = ["–" if score is None else number(score) for score in one.scores]
        sense = ", ".join(text for text in (str(one.trend), one.reason, one.note) if text)
        rows.append((one.label, *scores, _points_text(one), capital(sense)))
    return html_table([f"Évolution des notes{NBSP}: {after.team}", footer(after)], heads, rows, moved.progression.notes)


# Le plan d'action : une étiquette par action, et ce que chaque case invite à faire

_CELL = 230  # largeur d'une case, en pixels
_LOW = 120  # hauteur de la plus basse
_LEFT, _RIGHT, _AXIS = 122, 20, 34
_NAME = 34  # hauteur du nom d'une zone, en haut de sa case
_PILL = 30  # hauteur d'une étiquette d'action
_GAP = 8
_LONGEST = 16  # signes d'un identifiant ; au-delà « … »
_SHADES = {Zone.FIRST: "#C6DBEF", Zone.PREPARE: "#E3EEF8", Zone.CHANCE: "#FFFFFF", Zone.DISCUSS: "#F0F0F0"}
_STEPS = tuple(WEIGHTS)


@dataclass(frozen=True, slots=True)
class _Pill:
    """Une étiquette d'action : son texte, son milieu en pixels depuis le haut gauche de sa case, sa largeur."""

    action: Action
    text: str
    x: float
    y: float
    wide: float


def effort_impact(plan: ActionPlan, ref: Referentiel) -> Figure:
    """Renvoie le diagramme effort et effet d'un plan d'action.

    Args:
        plan: les actions ; les abandonnées ne sont pas dessinées.
        ref: la grille dont viennent les dimensions.

    Returns:
        Une figure plotly : `x` est l'effort et `y` l'effet, de 1 (faible) à 3 (fort) ; l'identifiant de l'action est
        écrit dans son étiquette, et aucune n'en recouvre une autre. Une action sans effort ou sans effet est sous
        le cadre, « non placées ». Sous la figure, ce que chaque identifiant veut dire.

    Raises:
        InputError: le plan a des fautes (`check_plan`).
        MatriceError: le plan n'a aucune action à dessiner.
    """
    if problems := check_plan(plan, ref):
        raise InputError(problems, subject="Plan d’action refusé")
    drawn = live(plan)
    if not drawn:
        raise MatriceError(f"Le plan n’a aucune action à dessiner{NBSP}: inscrivez-en une d’abord.")
    boxes = {
        (effort, impact): _pack([one for one in drawn if (one.effort, one.impact) == (effort, impact)], _CELL)
        for effort in _STEPS
        for impact in _STEPS
    }
    apart = _pack([action for action in drawn if zone_of(action) is None], 3 * _CELL)
    tall = max(_LOW, *(_NAME + _pills_height(pills) for pills in boxes.values()))
    said = Captions("Effort et effet des actions", _plan_paragraphs(plan, ref))
    placed = [(pill, *_pill_position(pill, tall)) for pills in boxes.values() for pill in pills]
    placed += [(pill, 0.5 + pill.x / _CELL, 0.5 - (kit.PAD + _NAME + pill.y) / tall) for pill in apart]
    layout = _effort_layout(placed, kit.PAD + _NAME + _pills_height(apart) if apart else 0, tall, said)
    return finish([_action_names(placed, ref)], layout, effort_alternative(plan), _effort_table(plan, ref))


def _pack(actions: Sequence[Action], room: float) -> list[_Pill]:
    """Les étiquettes rangées de gauche à droite puis de haut en bas, sans recouvrement, dans l'ordre du plan."""
    pills: list[_Pill] = []
    x, y = float(_GAP), _PILL / 2
    for action in actions:
        text = shortened(action.id, _LONGEST)
        wide = max(_PILL, kit.width(text) + 2 * _GAP)
        if x > _GAP and x + wide > room - _GAP:
            x, y = float(_GAP), y + _PILL + _GAP
        pills.append(_Pill(action, text, x + wide / 2, y, wide))
        x += wide + _GAP
    return pills


def _pills_height(pills: Sequence[_Pill]) -> float:
    """La hauteur que prennent des étiquettes."""
    return pills[-1].y + _PILL / 2 + _GAP if pills else 0.0


def _pill_position(pill: _Pill, tall: float) -> tuple[float, float]:
    """Le milieu d'une étiquette de case, en effort et en effet."""
    action = pill.action
    return (action.effort or 0) - 0.5 + pill.x / _CELL, (action.impact or 0) + 0.5 - (_NAME + pill.y) / tall


def _action_names(placed: Sequence[tuple[_Pill, float, float]], ref: Referentiel) -> go.Scatter:
    """Les identifiants, dans leurs étiquettes."""
    return go.Scatter(
        x=[x for _, x, _ in placed], y=[y for *_, y in placed], text=[html_lines([pill.text]) for pill, *_ in placed],
        name="Actions", textfont=text_font(bold=True), mode="text", textposition="middle center", cliponaxis=False, showlegend=False,
        customdata=[_action_bubble(pill.action, ref) for pill, *_ in placed], hovertemplate=HOVER_TEMPLATE,
    )  # fmt: skip


def _action_bubble(action: Action, ref: Referentiel) -> str:
    """La bulle d'une action : quoi, pour quelle dimension, qui, pour quand, et où elle se place."""
    said = [
        f"Dimension{NBSP}: {ref.dimension(action.dimension).label}",
        f"Effort{NBSP}: {WEIGHTS.get(action.effort or 0, 'non coté')}, effet{NBSP}: {WEIGHTS.get(action.impact or 0, 'non coté')}",
        capital(zone_text(action)),
        f"{capital(action.owner)}, pour le {date(action.due)}, {action.state}",
    ]  # fmt: skip
    return kit.bubble(f"{action.id}. {shortened(action.what, 200)}", said)


def _plan_paragraphs(plan: ActionPlan, ref: Referentiel) -> tuple[str, ...]:
    """Le pied : ce que veut dire chaque identifiant, zone par zone, puis la règle."""
    drawn = live(plan)
    said = []
    for where in (*Zone, None):
        own = [f"{action.id}{NBSP}{shortened(action.what, 70)}" for action in drawn if zone_of(action) is where]
        if own:
            said.append(f"{capital(str(where)) if where else 'Non placées'}{NBSP}: {f'{NBSP}; '.join(own)}.")
    dropped = [action.id for action in plan.actions if action.state is Progress.DROPPED]
    rules = ", ".join(f"{where} ({rule})" for where, rule in ZONE_RULES.items())
    done = [action.id for action in drawn if action.state is Progress.DONE]
    said.append(f"Bord tireté, déjà faites{NBSP}: {series(done)}." if done else "")
    said.append(f"Abandonnées, non dessinées{NBSP}: {series(dropped)}." if dropped else "")
    said.append(f"Le cadre propose{NBSP}: {rules}. L’équipe choisit.")
    return (*filter(None, said), grid_name(ref))


def _effort_layout(
    placed: Sequence[tuple[_Pill, float, float]], below: float, tall: float, said: Captions
) -> dict[str, Any]:
    """La mise en page : neuf cases égales, leurs noms, les étiquettes, et la bande des non placées."""
    notes = [_zone_name(effort, impact) for effort in _STEPS for impact in _STEPS]
    if below:
        notes.append({
            "text": "Non placées, effort ou effet à coter", "font": text_font(color=GREY), "showarrow": False, "align": "left",
            "x": 0.5, "xanchor": "left", "xshift": _GAP, "y": 0.5, "yanchor": "top", "yshift": -kit.PAD - 4,
        })  # fmt: skip
    ticks = {
        "tickmode": "array", "tickvals": list(_STEPS), "tickfont": text_font(), "tickangle": 0,
        "fixedrange": True, "showgrid": False, "zeroline": False, **kit.BLANK_TICKS, "ticklen": 8,
    }  # fmt: skip
    return {
        **said.sheet(_AXIS, 3 * tall + below, left=_LEFT, span=3 * _CELL, right=_RIGHT, notes=notes),
        "showlegend": False,
        "xaxis": {**ticks, "range": [0.5, 3.5], "side": "top", "ticktext": [f"effort {WEIGHTS[step]}" for step in _STEPS]},
        "yaxis": {**ticks, "range": [0.5 - below / tall, 3.5], "ticktext": [f"effet {WEIGHTS[step]}" for step in _STEPS]},
        "shapes": [
            *(_box(effort, impact) for effort in _STEPS for impact in _STEPS),
            *(_outline(pill, x, y, tall) for pill, x, y in placed),
        ],
    }  # fmt: skip


def _box(effort: int, impact: int) -> dict[str, Any]:
    """Une case, teintée comme sa zone."""
    return {
        "type": "rect", "layer": "below", "x0": effort - 0.5, "x1": effort + 0.5, "y0": impact - 0.5, "y1": impact + 0.5,
        "fillcolor": _SHADES[zone(effort, impact)], "line": {"color": kit.EDGE, "width": 1},
    }  # fmt: skip


def _outline(pill: _Pill, x: float, y: float, tall: float) -> dict[str, Any]:
    """Le bord d'une étiquette d'action ; tireté quand l'action est faite."""
    half, high = pill.wide / 2 / _CELL, _PILL / 2 / tall
    done = pill.action.state is Progress.DONE
    return {
        "type": "rect", "layer": "below", "x0": x - half, "x1": x + half, "y0": y - high, "y1": y + high, "fillcolor": "white",
        "line": {"color": GREY if done else INK, "width": 1.5, "dash": "dash" if done else "solid"},
    }  # fmt: skip


def _zone_name(effort: int, impact: int) -> dict[str, Any]:
    """Le nom d'une zone, en haut de sa case."""
    return {
        "text": html_lines([str(zone(effort, impact))]), "font": text_font(color=GREY), "showarrow": False, "align": "left",
        "x": effort - 0.5, "xanchor": "left", "xshift": _GAP, "y": impact + 0.5, "yanchor": "top", "yshift": -4,
    }  # fmt: skip


def _effort_table(plan: ActionPlan, ref: Referentiel) -> str:
    """Les actions que la figure dessine, abandonnées comprises."""
    labels = {one.id: one.label for one in ref.dimensions}
    heads = ["Action", "Quoi", "Dimension", "Effort", "Effet", "Place", "État", "Échéance"]
    rows = [
        (
            one.id, one.what, labels.get(one.dimension, one.dimension), WEIGHTS.get(one.effort or 0, "non coté"),
            WEIGHTS.get(one.impact or 0, "non coté"), capital(zone_text(one)), capital(str(one.state)), date(one.due),
        )
        for one in plan.actions
    ]  # fmt: skip
    return html_table([f"Effort et effet des actions{DOT}{plural(len(rows), 'action')}", grid_name(ref)], heads, rows)
