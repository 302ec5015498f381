"""La carte des réponses : les dimensions en lignes, les membres en colonnes, sans nom et sans ordre qui les trahisse.

Ni code, ni métier, ni ordre d'arrivée : l'ordre des colonnes ne dépend que de ce que la figure montre.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ...assessment import Campaign, Profile, distribution_visible, proposed_level, score
from ...documents.words import named
from ...documents.workshop_words import FIRST, TABLE
from ...errors import MatriceError
from ...referentiel import Scale
from ...text import NBSP, capital, number, plural, quoted, series, shortened
from .dots import heading
from .figure import BUBBLE, HOVER_TEMPLATE, LEAST_WIDTH, Captions, Figure, captions, finish, html_table
from .levels import Swatch, swatches
from .rows import LABEL, PAD, Row, legend, legend_height, stack_rows, total_height
from .style import GREY, SIZE, html_lines, shorten, text_font, wrap
from .votes import check_dimension, check_shown, hidden_rows, too_few

_LEFT, _RIGHT = LABEL + 2 * PAD, 24
_WIDEST, _NARROWEST, _WHOLE = (
    60,
    31,
    600,
)  # largeurs d'une case, et de toutes, en pixels ; « s.o. » tient dans la plus étroite
_HEADS = 34
_LONGEST = 160  # caractères d'une question
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
    rows, placed = _grid_rows(profile, found, headings=dimension is None and profile.grain != "axis")
    codes = swatches(profile.ref.scale)
    size = min(_WIDEST, max(_NARROWEST, _WHOLE / found.people))
    about = f", {quoted(shorten(profile.ref.dimension(dimension).label))}" if dimension else ""
    said = captions(f"Carte des réponses{about}", profile, None, (), _notes(campaign, found, codes))
    traces = [
        *(_cells(placed, codes, rank, size) for rank in range(len(codes))),
        *hidden_rows([row for line, row in placed if not line.visible], 0.5),
    ]
    layout = _heatmap_layout(rows, placed, codes, said, found.people, size)
    return finish(
        traces, layout, _alternative(profile, found), heatmap_table(campaign, dimension=dimension)
    )  # fmt: skip


def _notes(campaign: Campaign, found: Members, codes: Sequence[Swatch]) -> tuple[str, ...]:
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


def _grid_rows(profile: Profile, found: Members, *, headings: bool) -> tuple[tuple[Row, ...], list[tuple[Line, Row]]]:
    """Toutes les lignes de texte, et celles qui ont des cases ; un titre par axe si on le demande."""
    entries: list[tuple[tuple[str, ...], Line | None]] = []
    for axis in profile.ref.axes:
        own = [line for line in found.lines if line.axis == axis.id]
        if own and headings:
            entries.append((wrap(shorten(axis.label), 2 * LABEL, SIZE + 2), None))
        entries += [(wrap(shorten(line.label, _LONGEST), LABEL), line) for line in own]
    rows = stack_rows(lines for lines, _ in entries)
    return rows, [(line, row) for (_, line), row in zip(entries, rows, strict=True) if line]


def _cells(placed: _Placed, codes: Sequence[Swatch], rank: int, size: float) -> go.Bar:
    """Les cases d'une même sorte de réponse ; chacune est une barre, seule forme de plotly qui porte une trame."""
    code = codes[rank]
    own = [
        (person, cell, line, row)
        for line, row in placed if line.visible
        for person, cell in enumerate(line.cells, start=1) if cell.code == rank
    ]  # fmt: skip
    return go.Bar(
        x=_numbers_or_none(person for person, *_ in own),
        y=_numbers_or_none(row.bottom - row.top - _GAP for *_, row in own),
        base=_numbers_or_none(row.top + _GAP / 2 for *_, row in own),
        width=1 - _GAP / size,
        text=[code.sign for _ in own],
        textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none", insidetextfont=code.font,
        marker=code.marker,
        customdata=[_hover(line, code, person, cell.rated, cell.asked) for person, cell, line, _ in own],
        hovertemplate=HOVER_TEMPLATE,
        name=code.legend,
        showlegend=True,
    )  # fmt: skip


def _numbers_or_none(numbers: Iterable[float]) -> list[float | None]:
    """Les nombres, ou un seul manquant : plotly ôterait de la légende un tracé sans aucun point."""
    return list(numbers) or [None]


def _hover(line: Line, code: Swatch, person: int, rated: int, asked: int) -> str:
    """La bulle d'une case : ligne, colonne, réponse, combien de questions cotées."""
    lines = [f"Colonne {person}{NBSP}: {code.name}"]
    if asked > 1:
        lines.append(f"{plural(rated, 'question cotée', 'questions cotées')} sur {number(asked)}")
    return f"<b>{html_lines(wrap(line.label, BUBBLE))}</b><br>{html_lines(lines)}"


def _heatmap_layout(
    rows: Sequence[Row], placed: _Placed, codes: Sequence[Swatch], said: Captions, people: int, size: float
) -> dict[str, Any]:
    """La mise en page : une abscisse par membre, une ordonnée en pixels."""
    span, tall = people * size, total_height(rows)
    right = max(_RIGHT, LEAST_WIDTH - _LEFT - span)
    wide = _LEFT + span + right
    top = said.title_height(wide) + legend_height(codes, span) + _HEADS
    return {
        "width": round(wide),
        "height": round(top + tall + said.foot_height(wide)),
        "margin": {"l": _LEFT, "r": right, "t": top, "b": said.foot_height(wide), "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "barmode": "overlay",
        "showlegend": True,
        "legend": legend(codes, above=_HEADS, tall=tall),
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
            said.foot(wide, x_shift=PAD - _LEFT, y_shift=0),
        ],
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
class Line:
    """Une dimension, une question ou un axe : une case par membre. `visible` est faux quand trop peu ont répondu."""

    label: str
    axis: str
    cells: tuple[_Cell, ...]
    visible: bool


_Placed = Sequence[tuple[Line, Row]]


@dataclass(frozen=True, slots=True)
class Members:
    """Les réponses d'une équipe, une colonne par membre, de la moyenne la plus basse à la plus haute."""

    noun: str
    people: int
    lines: tuple[Line, ...]


def _members(campaign: Campaign, dimension: str | None) -> Members:
    """Renvoie les réponses de chaque membre, par dimension, ou par question d'une dimension.

    L'ordre des colonnes ne dépend que de ce que la figure montre : ni l'ordre du fichier ni celui d'une
    autre figure ne s'y retrouvent.

    Raises:
        MatriceError: moins de cinq répondants, réponses individuelles inconnues, ou dimension inconnue.
    """
    answers = _individual_answers(campaign)
    lines = [
        _line_of(campaign.ref.scale, label, axis, [[answers[person][q] for q in asked] for person in range(len(answers))])
        for label, axis, asked in _question_groups(campaign, dimension)
    ]  # fmt: skip
    shown = [line for line in lines if line.visible]
    if not shown:
        raise MatriceError(too_few("Aucune ligne n’a assez de réponses"))
    order = sorted(range(len(answers)), key=lambda person: _column_key(shown, person, len(campaign.ref.scale.levels)))
    noun = _NOUNS[campaign.grain] if dimension or campaign.grain != "item" else "dimension"
    arranged = (Line(one.label, one.axis, tuple(one.cells[p] for p in order), one.visible) for one in lines)
    return Members(noun, len(answers), tuple(arranged))


def _individual_answers(campaign: Campaign) -> list[list[int]]:
    """Les réponses individuelles, une ligne par membre."""
    if not isinstance(campaign, Campaign):
        raise MatriceError(
            f"Un profil n’a plus les réponses de chacun{NBSP}: donnez la campagne, charts.heatmap(campagne)."
        )
    check_shown(campaign)
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
        check_dimension(campaign, dimension)
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


def _line_of(scale: Scale, label: str, axis: str, answers: Sequence[Sequence[int]]) -> Line:
    """Une ligne : la case de chaque membre."""
    levels = len(scale.levels)
    silent = levels + 2
    answering = sum(1 for codes in answers if any(code != silent for code in codes))
    return Line(label, axis, tuple(cell(scale, codes) for codes in answers), distribution_visible(answering))


def cell(scale: Scale, codes: Sequence[int]) -> _Cell:
    """La médiane basse des niveaux d'un membre ; sans niveau, ce qu'il a répondu le plus souvent."""
    levels = len(scale.levels)
    rated = [scale.values[code] for code in codes if code < levels]
    median = proposed_level(rated, scale.values)
    if median is None:
        apart = (levels, levels + 1, levels + 2)
        return _Cell(max(apart, key=list(codes).count), 0, len(codes))
    return _Cell(scale.values.index(median), len(rated), len(codes))


def _column_key(shown: Sequence[Line], person: int, levels: int) -> tuple[bool, float, tuple[tuple[int, int], ...]]:
    """La place d'une colonne : sa moyenne, puis ses cases ; deux colonnes à égalité sont donc identiques."""
    cells = tuple((line.cells[person].code, line.cells[person].rated) for line in shown)
    rated = [code for code, _ in cells if code < levels]
    return not rated, sum(rated) / len(rated) if rated else 0.0, cells


def heatmap_table(campaign: Campaign, *, dimension: str | None = None) -> str:
    """Renvoie, en HTML, les cases que dessine `heatmap` (mêmes arguments, mêmes refus)."""
    found = _members(campaign, dimension)
    codes = swatches(campaign.ref.scale)
    heads = [capital(found.noun), *(str(rank) for rank in range(1, found.people + 1))]
    rows = [
        (line.label, *(codes[cell.code].sign if line.visible else "masqué" for cell in line.cells)) for line in found.lines
    ]  # fmt: skip
    said = [
        f"Une colonne par personne, sans nom. {', '.join(f'{code.sign}{NBSP}: {code.name}' for code in codes[-3:])}."
    ]
    return html_table([f"Carte des réponses{NBSP}: {campaign.team}"], heads, rows, said)


def _alternative(profile: Profile, members: Members) -> str:
    """Renvoie l'équivalent en mots de la carte des réponses : étendue, avis les plus éloignés, cases sans niveau."""
    levels = profile.ref.scale.levels
    shown = [line for line in members.lines if line.visible]
    apart = [
        f"{number(count)}{NBSP}{name}"
        for code, name in enumerate(("sans objet", "ne sait pas", "sans réponse"), start=len(levels))
        if (count := sum(1 for line in shown for cell in line.cells if cell.code == code))
    ]
    sentences = [
        f"Carte des réponses, {plural(len(members.lines), members.noun)} et {plural(members.people, 'personne')} sans nom, "
        f"échelle de {named(levels[0])} à {named(levels[-1])}.",
        _widest(profile, shown),
        f"Cases sans niveau{NBSP}: {series(apart)}." if apart else "Toutes les cases ont un niveau.",
        TABLE,
    ]
    return " ".join(sentences)


def _widest(profile: Profile, shown: Sequence[Line]) -> str:
    """La phrase qui nomme les lignes où les membres sont le plus loin les uns des autres."""
    values = profile.ref.scale.values
    ends = []
    for line in shown:
        ranks = [cell.code for cell in line.cells if cell.code < len(values)]
        if ranks and max(ranks) > min(ranks):
            ends.append((max(ranks) - min(ranks), line.label, min(ranks), max(ranks)))
    if not ends:
        return "Les membres sont partout du même avis."
    ends.sort(key=lambda end: -end[0])
    said = [f"{shortened(label)} (de {values[low]} à {values[high]})" for _, label, low, high in ends[:FIRST]]
    return f"Avis les plus éloignés{NBSP}: {series(said)}."
