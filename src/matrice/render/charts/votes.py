"""Les réponses d’une équipe : la répartition des votes, une barre par question, et la carte, une colonne par membre.

Ni code, ni métier, ni ordre d'arrivée : l'ordre des colonnes ne dépend que de ce que la figure montre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
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
    proposed_level,
    score,
    withheld,
)
from ...documents import words
from ...errors import MatriceError
from ...referentiel import Scale, suggestion
from ...text import NBSP, capital, number, percent, plural, quoted, series, short_number, shortened
from . import kit
from .figure import LEAST_WIDTH, Captions, Figure, captions, finish, html_table
from .kit import GREY, HOVER_TEMPLATE, Row, Swatch, bubble, html_lines, shorten, swatches, text_font, wrap

# La répartition des votes : une barre par question, les plus disputées d'abord, rien de moins de cinq réponses

_VOTES_RIGHT = 110
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
    named = dimension is None and profile.grain == "item"  # sous chaque question, la dimension dont elle vient
    rows = kit.stack_rows((_question_lines(profile, item, named) for item in items), least=2)
    codes = swatches(profile.ref.answer_scale)
    about = f", {quoted(shorten(profile.ref.dimension(dimension).label))}" if dimension else ""
    notes = _votes_notes(codes, len(items), len(asked))
    said = captions(f"Répartition des votes{about}", profile, None, (), notes)
    hidden = [(_HIDDEN, row) for row, item in zip(rows, items, strict=True) if not distribution_visible(item)]
    traces = [_bar(profile, items, rows, codes, rank) for rank in range(len(codes))]
    proposals = [html_lines(_proposal_lines(item)) for item in items]
    traces += [kit.side_texts(rows, proposals, "Niveau proposé"), *kit.reasons(hidden, "Masquées")]
    tall = kit.total_height(rows)
    layout = {
        **said.sheet(kit.legend_height(codes, kit.SPAN) + kit.HEADS, tall, right=_VOTES_RIGHT),
        "barmode": "stack",
        "showlegend": True,
        "legend": kit.code_legend(codes, tall),
        "xaxis": kit.percent_axis(),
        "yaxis": kit.row_axis(rows, [_row_text(row, named) for row in rows], tall),
    }
    bars = [item for item in items if distribution_visible(item)]
    said_aloud = words.votes_alternative(profile, bars, asked=len(asked), hidden=len(items) - len(bars))
    return finish(traces, layout, said_aloud, _votes_table(profile, items, dimension))


def _votes_notes(codes: Sequence[Swatch], shown: int, asked: int) -> tuple[str, ...]:
    which = f"{plural(shown, 'question')} sur {number(asked)}, de" if shown < asked else "De"
    crowded = len(codes) - len(kit.APART) >= _CROWDED
    inside = "le niveau, et ×3 quand trois personnes l’ont donné" if crowded else "le nombre de réponses"
    return (
        f"{which} la plus à la moins disputée. Dans chaque barre{NBSP}: {inside}. À droite{NBSP}: niveau proposé (celui que plus "
        "de la moitié des votes disent atteint) ou décidé, et écart moyen au niveau proposé, en niveaux.",
    )


def _question_lines(profile: Profile, item: ItemResult, named: bool) -> tuple[str, ...]:
    lines = wrap(shorten(item.label, _LONGEST), kit.LABEL)
    if not named or item.dimension is None:
        return lines
    return (*lines, shorten(words.short_label(profile, profile.dimension(item.dimension)), 40))


def _bar(
    profile: Profile, items: Sequence[ItemResult], rows: Sequence[Row], codes: Sequence[Swatch], rank: int
) -> go.Bar:
    """Les segments d'une même sorte de réponse, un par question ; `None` pour une question masquée."""
    code = codes[rank]
    counts = [words.code_counts(item, profile.ref)[rank] if distribution_visible(item) else None for item in items]
    shares = [
        None if n is None else 100 * n / sum(words.code_counts(item)) for n, item in zip(counts, items, strict=True)
    ]
    texts = [_count_text(codes, rank, n, share) for n, share in zip(counts, shares, strict=True)]
    bubbles = [_vote_bubble(profile, item, code, n) for n, item in zip(counts, items, strict=True)]
    return kit.stacked_bars(rows, shares, texts, bubbles, code)


def _count_text(codes: Sequence[Swatch], rank: int, count: int | None, share: float | None) -> str:
    """Le nombre de réponses, s'il tient dans le segment ; quand les niveaux sont nombreux, « 8 » ou « 8 ×3 »."""
    if not count or share is None:
        return ""
    levels = len(codes) - len(kit.APART)
    text = number(count)
    if levels >= _CROWDED:
        times = f"×{text}" if count > 1 or rank >= levels else ""
        text = NBSP.join(part for part in (codes[rank].sign if rank < levels else "", times) if part)
    return text if kit.width(text) + _AIR <= kit.SPAN * share / 100 else ""


def _vote_bubble(profile: Profile, item: ItemResult, code: Swatch, count: int | None) -> str:
    if count is None:
        return ""
    everyone = sum(words.code_counts(item))
    agreed = item.agreement
    lines = [
        f"{code.name}{NBSP}: {plural(count, 'réponse')} sur {number(everyone)} ({percent(100 * count / everyone)})"
    ]
    if _has_proposal(item):
        lines.append(f"Niveau proposé{NBSP}: {words.proposed_text(profile.ref, item)}")
    if _has_distance(item) and agreed.mean_distance is not None:
        lines.append(f"Écart moyen{NBSP}: {words.levels_text(agreed.mean_distance)}, {agreed.status}")
    return bubble(item.label, lines)


def _proposal_lines(item: ItemResult) -> list[str]:
    """À droite d'une barre : « proposé 2 » et « écart 0,5 » ; « décidé 3 » quand l'équipe a tranché."""
    lines = []
    if item.decision:
        level = "s.o." if item.decision.level is None else str(item.decision.level)
        lines.append(f"{NBSP}décidé {level}")
    elif _has_proposal(item):
        lines.append(f"{NBSP}proposé {'s.o.' if words.judged_apart(item) else item.agreement.proposed}")
    if _has_distance(item) and item.agreement.mean_distance is not None:
        lines.append(f"{NBSP}écart {short_number(item.agreement.mean_distance)}")
    return lines


def _row_text(row: Row, named: bool) -> str:
    """Le texte d'une ligne ; la dimension, quand elle y est, en gris et en dernier."""
    if not named:
        return html_lines(row.lines)
    return f'{html_lines(row.lines[:-1])}<br><span style="color:{GREY}">{html_lines(row.lines[-1:])}</span>'


def _ballots(profile: Profile, dimension: str | None, limit: int | None) -> tuple[ItemResult, ...]:
    """Les questions à montrer : écart moyen décroissant, puis avis le plus éloigné, puis ordre de la grille.

    Une question de moins de cinq réponses est en dernier : sa place ne dit rien de ses votes.
    """
    if limit is not None and limit < 1:
        raise MatriceError(f"{quoted('limit')} vaut {limit}{NBSP}; attendu{NBSP}: 1 question ou plus.")
    _check_shown(profile)
    asked = masked(profile).items
    if dimension is not None:
        _check_dimension(profile, dimension)
        asked = tuple(item for item in asked if item.dimension == dimension)
    if not any(map(distribution_visible, asked)):
        raise MatriceError(_too_few("Aucune question n’a assez de réponses"))
    return tuple(sorted(asked, key=_dispute_rank))[:limit]


def _dispute_rank(item: ItemResult) -> tuple[bool, bool, float, int]:
    """La place d'une question, de la plus à la moins disputée."""
    if not distribution_visible(item):
        return True, True, 0.0, 0
    agreed = item.agreement
    return False, agreed.mean_distance is None, -(agreed.mean_distance or 0.0), -(agreed.farthest_distance or 0)


def _check_dimension(rated: Profile | Campaign, dimension: str) -> None:
    """Refuse une dimension que la grille n'a pas, en disant la plus proche, ou que l'équipe n'a pas cotée."""
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
    return level_visible(item) and (item.agreement.proposed is not None or words.judged_apart(item))


def _has_distance(item: ItemResult) -> bool:
    """Vrai si l'écart moyen se montre : il y a assez de votes pour conclure, et la répartition n'est pas masquée."""
    return distribution_visible(item) and item.agreement.status is not Consensus.TOO_FEW


def _check_shown(rated: Profile | Campaign) -> None:
    """Refuse la répartition d'une équipe où trop peu de personnes ont répondu ; dit ce qui peut se montrer à la place."""
    if reason := withheld(rated):
        raise MatriceError(reason)
    if rated.collective:
        raise MatriceError(
            f"L’équipe a rempli ensemble un seul questionnaire{NBSP}: il n’y a pas de répartition. Montrez les niveaux "
            "(charts.radar, charts.dots)."
        )
    respondents = rated.respondents
    if respondents is not None and not distribution_visible(respondents):
        raise MatriceError(_too_few(plural(respondents, "personne a répondu", "personnes ont répondu")))


def _too_few(said: str) -> str:
    return (
        f"{said}{NBSP}: une répartition ne se montre qu’à partir de {MINIMUM_SHOWN}, sinon elle dirait qui a répondu quoi. "
        "Montrez les niveaux proposés (charts.radar, charts.dots)."
    )


def _votes_table(profile: Profile, items: Sequence[ItemResult], dimension: str | None) -> str:
    """Les comptes que la figure dessine, dans le même ordre ; masqués quand trop peu de personnes ont répondu."""
    ref = profile.ref
    codes = [code.name for code in swatches(ref.answer_scale)]
    heads = ["Question", *codes, "Niveau proposé", "Niveau décidé", "Écart moyen, en niveaux", "Accord"]
    rows = []
    for item in items:
        shown, agreed = distribution_visible(item), item.agreement
        rows.append((
            item.label,
            *(number(count) if shown else "masqué" for count in words.code_counts(item, ref)),
            words.proposed_text(ref, item) if _has_proposal(item) else "",
            "" if item.decision is None else words.level_text(ref.scale_of(item.id), item.decision.level) or "sans objet",
            number(agreed.mean_distance or 0.0, 2) if _has_distance(item) else "",
            str(agreed.status) if shown else _HIDDEN,
        ))  # fmt: skip
    about = f", {quoted(profile.ref.dimension(dimension).label)}" if dimension else ""
    return html_table([f"Répartition des votes{about}{NBSP}: {profile.team}", words.footer(profile)], heads, rows)


# La carte des réponses : les dimensions en lignes, les membres en colonnes, sans nom et sans ordre qui les trahisse

_HEATMAP_RIGHT = 24
# Largeurs d'une case, et de toutes, en pixels ; « s.o. » tient dans la plus étroite.
_WIDEST, _NARROWEST, _WHOLE = 60, 31, 600
_GAP = 2  # blanc entre deux cases, en pixels

_NOUNS = {"item": "question", "dimension": "dimension", "axis": "axe"}


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
    found = _members(campaign, dimension)
    profile = score(campaign)
    groups = [(axis, [line for line in found.lines if line.axis == axis.id]) for axis in profile.ref.axes]
    rows = kit.rows_by_axis(
        [(axis, own) for axis, own in groups if own],
        lambda line: wrap(shorten(line.label, _LONGEST), kit.LABEL),
        headings=dimension is None and profile.grain != "axis",
    )
    placed = [(row.of, row) for row in rows if row.of]
    codes = swatches(profile.ref.answer_scale)
    size = min(_WIDEST, max(_NARROWEST, _WHOLE / found.people))
    about = f", {quoted(shorten(profile.ref.dimension(dimension).label))}" if dimension else ""
    said = captions(f"Carte des réponses{about}", profile, None, (), _heatmap_notes(campaign, found, codes))
    traces = [
        *(_cells(placed, codes, rank, size) for rank in range(len(codes))),
        *kit.reasons([(_HIDDEN, row) for line, row in placed if not line.visible], "Masquées", 0.5),
    ]
    layout = _heatmap_layout(rows, codes, said, found.people, size)
    return finish(traces, layout, _alternative(profile, found), _heatmap_table(campaign, found))


def _heatmap_notes(campaign: Campaign, found: _Members, codes: Sequence[Swatch]) -> tuple[str, ...]:
    inside = "la réponse de chacun" if found.noun == "question" or campaign.grain != "item" else (
        "le niveau médian (le plus bas des deux au milieu) des questions que chacun a cotées"
    )  # fmt: skip
    signs = ", ".join(f"{code.sign}{NBSP}{code.name}" for code in codes[-3:])
    said = f"Une colonne par personne, sans nom, de la moyenne la plus basse à la plus haute. Dans une case{NBSP}: {inside}{NBSP}; {signs}."
    return (said, "Les seconds votes, à main levée, n’y sont pas.") if campaign.revotes else (said,)


def _cells(placed: _Placed, codes: Sequence[Swatch], rank: int, size: float) -> go.Bar:
    """Les cases d'une même sorte de réponse ; chacune est une barre, seule forme de plotly qui porte une trame."""
    code = codes[rank]
    own = [
        (person, cell, line, row)
        for line, row in placed if line.visible
        for person, cell in enumerate(line.cells, start=1) if cell.code == rank
    ]  # fmt: skip
    # Un tracé sans aucun point quitterait la légende : il garde un point manquant.
    return go.Bar(
        x=list[float | None](person for person, *_ in own) or [None],
        y=list[float | None](row.bottom - row.top - _GAP for *_, row in own) or [None],
        base=list[float | None](row.top + _GAP / 2 for *_, row in own) or [None],
        width=1 - _GAP / size,
        text=[code.sign for _ in own],
        insidetextfont=code.font,
        marker=code.marker,
        **kit.INSIDE,
        customdata=[_cell_bubble(line, code, person, cell) for person, cell, line, _ in own],
        hovertemplate=HOVER_TEMPLATE,
        name=code.legend,
        showlegend=True,
    )  # fmt: skip


def _cell_bubble(line: _Line, code: Swatch, person: int, cell: _Cell) -> str:
    """La bulle d'une case : ligne, colonne, réponse, combien de questions cotées."""
    rated = f"{plural(cell.rated, 'question cotée', 'questions cotées')} sur {number(cell.asked)}"
    return bubble(line.label, [f"Colonne {person}{NBSP}: {code.name}", *([rated] if cell.asked > 1 else [])])


def _heatmap_layout(
    rows: Sequence[Row], codes: Sequence[Swatch], said: Captions, people: int, size: float
) -> dict[str, Any]:
    """La mise en page : une abscisse par membre, une ordonnée en pixels."""
    span, tall = people * size, kit.total_height(rows)
    right = max(_HEATMAP_RIGHT, LEAST_WIDTH - kit.LEFT - span)
    own = [row for row in rows if row.of]
    titles = [kit.heading(row) for row in rows if not row.of]
    ranks = list(range(1, people + 1))
    return {
        **said.sheet(kit.legend_height(codes, span) + kit.HEADS, tall, span=span, right=right, notes=titles),
        "barmode": "overlay",
        "showlegend": True,
        "legend": kit.code_legend(codes, tall),
        "xaxis": {
            "range": [0.5, people + 0.5], "side": "top", "tickmode": "array", "tickvals": ranks,
            "ticktext": [str(rank) for rank in ranks], "tickfont": text_font(color=GREY),
            "tickangle": 0, "fixedrange": True, "showgrid": False, "zeroline": False,
        },
        "yaxis": kit.row_axis(own, [html_lines(row.lines) for row in own], tall),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cell:
    """La réponse d'un membre à une ligne : `code` est le rang du niveau, puis SO, NSP, silence.

    `rated` compte les questions qu'il a cotées, sur `asked`.
    """

    code: int
    rated: int
    asked: int


@dataclass(frozen=True, slots=True)
class _Line:
    """Une dimension, une question ou un axe : une case par membre, et les codes des niveaux de son échelle.

    `visible` est faux quand trop peu ont répondu.
    """

    label: str
    axis: str
    cells: tuple[_Cell, ...]
    visible: bool
    codes: tuple[int, ...]


_Placed = Sequence[tuple[_Line, Row]]


@dataclass(frozen=True, slots=True)
class _Members:
    """Les réponses d'une équipe, une colonne par membre, de la moyenne la plus basse à la plus haute."""

    noun: str
    people: int
    lines: tuple[_Line, ...]


def _members(campaign: Campaign, dimension: str | None) -> _Members:
    """Les réponses de chaque membre ; l'ordre du fichier, ou d'une autre figure, ne se retrouve pas dans celui des colonnes."""
    answers = _individual_answers(campaign)
    lines = [
        _line_of(campaign, label, axis, asked, [[one[q] for q in asked] for one in answers])
        for label, axis, asked in _question_groups(campaign, dimension)
    ]
    shown = [line for line in lines if line.visible]
    if not shown:
        raise MatriceError(_too_few("Aucune ligne n’a assez de réponses"))
    order = sorted(range(len(answers)), key=lambda person: _column_key(shown, person))
    noun = _NOUNS[campaign.grain] if dimension or campaign.grain != "item" else "dimension"
    arranged = (replace(one, cells=tuple(one.cells[p] for p in order)) for one in lines)
    return _Members(noun, len(answers), tuple(arranged))


def _individual_answers(campaign: Campaign) -> list[list[int]]:
    if not isinstance(campaign, Campaign):
        raise MatriceError(
            f"Un profil n’a plus les réponses de chacun{NBSP}: donnez la campagne, charts.heatmap(campagne)."
        )
    _check_shown(campaign)
    if campaign.answers is None:
        raise MatriceError(
            f"Ces votes ont été comptés à main levée{NBSP}: la réponse de chacun n’est pas connue. "
            "Montrez leur répartition (charts.votes)."
        )
    return [[int(code) for code in person] for person in campaign.answers]


def _question_groups(campaign: Campaign, dimension: str | None) -> list[tuple[str, str, list[int]]]:
    """Les lignes : (libellé, axe, rangs des questions), dans l'ordre de la grille."""
    questions = campaign.questions
    if dimension is not None:
        _check_dimension(campaign, dimension)
        return [(q.label, q.axis, [rank]) for rank, q in enumerate(questions) if q.dimension == dimension]
    if campaign.grain != "item":
        return [(q.label, q.axis, [rank]) for rank, q in enumerate(questions)]
    return [
        (
            (one.short or one.label) + (" (ajout)" if one.added else ""),
            axis.id,
            [rank for rank, q in enumerate(questions) if q.dimension == one.id],
        )
        for axis in campaign.ref.axes
        for one in axis.dimensions
    ]


def _line_of(
    campaign: Campaign, label: str, axis: str, asked: Sequence[int], answers: Sequence[Sequence[int]]
) -> _Line:
    """Une ligne : la case de chaque membre, sur l'échelle de ses questions, ou celle de la dimension si elles en ont plusieurs."""
    ref, questions = campaign.ref, campaign.questions
    values = ref.answer_scale.values
    own = [ref.scale_of(questions[q].id) for q in asked]
    alone = all(scale is own[0] for scale in own)
    scale = own[0] if alone else ref.scale_of(questions[asked[0]].dimension or axis)
    if not alone:  # un niveau se lit alors comme le plus haut dont il a le crédit

        def moved(code: int, of: Scale) -> int:
            kept = code < len(values)
            return values.index(scale.level_at(100 * of.credit(values[code])).value) if kept else code

        answers = [[moved(code, of) for code, of in zip(codes, own, strict=True)] for codes in answers]
    answering = sum(1 for codes in answers if any(code != len(values) + 2 for code in codes))
    codes = tuple(values.index(value) for value in scale.values)
    return _Line(
        label, axis, tuple(cell(ref.answer_scale, each) for each in answers), distribution_visible(answering), codes
    )


def cell(scale: Scale, codes: Sequence[int]) -> _Cell:
    """La médiane basse des niveaux d'un membre ; sans niveau, ce qu'il a répondu le plus souvent."""
    levels = len(scale.levels)
    rated = [scale.values[code] for code in codes if code < levels]
    median = proposed_level(rated, scale.values)
    if median is None:
        apart = (levels, levels + 1, levels + 2)
        return _Cell(max(apart, key=list(codes).count), 0, len(codes))
    return _Cell(scale.values.index(median), len(rated), len(codes))


def _column_key(shown: Sequence[_Line], person: int) -> tuple[bool, Fraction, tuple[tuple[int, int], ...]]:
    """La place d'une colonne : sa moyenne, chaque échelle ramenée à un, puis ses cases ; à égalité, deux sont identiques."""
    cells = tuple((line.cells[person].code, line.cells[person].rated) for line in shown)
    rated = [
        Fraction(line.codes.index(code), len(line.codes) - 1)
        for line, (code, _) in zip(shown, cells, strict=True)
        if code in line.codes
    ]
    return not rated, sum(rated, Fraction()) / len(rated) if rated else Fraction(), cells


def _heatmap_table(campaign: Campaign, found: _Members) -> str:
    codes = swatches(campaign.ref.answer_scale)
    heads = [capital(found.noun), *(str(rank) for rank in range(1, found.people + 1))]
    rows = [
        (line.label, *(codes[cell.code].sign if line.visible else "masqué" for cell in line.cells)) for line in found.lines
    ]  # fmt: skip
    signs = ", ".join(f"{code.sign}{NBSP}: {code.name}" for code in codes[-3:])
    said = [f"Une colonne par personne, sans nom. {signs}."]
    return html_table([f"Carte des réponses{NBSP}: {campaign.team}"], heads, rows, said)


def _alternative(profile: Profile, members: _Members) -> str:
    """Renvoie l'équivalent en mots de la carte des réponses : étendue, avis les plus éloignés, cases sans niveau."""
    levels = profile.ref.answer_scale.levels
    shown = [line for line in members.lines if line.visible]
    apart = [
        f"{number(count)}{NBSP}{name}"
        for code, name in enumerate(("sans objet", "ne sait pas", "sans réponse"), start=len(levels))
        if (count := sum(1 for line in shown for cell in line.cells if cell.code == code))
    ]
    sentences = [
        f"Carte des réponses, {plural(len(members.lines), members.noun)} et {plural(members.people, 'personne')} sans nom, "
        f"{words.scale_text(profile.ref)}.",
        _widest(profile, shown),
        f"Cases sans niveau{NBSP}: {series(apart)}." if apart else "Toutes les cases ont un niveau.",
        words.TABLE,
    ]
    return " ".join(sentences)


def _widest(profile: Profile, shown: Sequence[_Line]) -> str:
    """La phrase qui nomme les lignes où les membres sont le plus loin les uns des autres."""
    values = profile.ref.answer_scale.values
    ends = []
    for line in shown:
        ranks = [line.codes.index(cell.code) for cell in line.cells if cell.code in line.codes]
        if ranks and max(ranks) > min(ranks):
            away = Fraction(max(ranks) - min(ranks), len(line.codes) - 1)
            ends.append((away, line.label, line.codes[min(ranks)], line.codes[max(ranks)]))
    if not ends:
        return "Les membres sont partout du même avis."
    ends.sort(key=lambda end: -end[0])
    said = [f"{shortened(label)} (de {values[low]} à {values[high]})" for _, label, low, high in ends[: words.FIRST]]
    return f"Avis les plus éloignés{NBSP}: {series(said)}."
