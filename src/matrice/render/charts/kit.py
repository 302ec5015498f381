"""De quoi dessiner : couleurs et lettres mesurées, niveaux, lignes en pixels, barres, traits, textes, axes, légende.

Les figures sont lisibles par tous et en noir et blanc. Les largeurs de texte sont majorées : une étiquette estimée trop
large laisse du blanc, une étiquette estimée trop étroite en recouvre une autre.

Deux noms de niveau ne se touchent jamais. Un niveau, « sans objet », « ne sait pas » et le silence gardent partout
la même place, le même signe et la même trame ; imprimés en gris, ils se distinguent encore.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise, repeat
from math import ceil
from typing import Any

import plotly.graph_objects as go

from ...documents.words import DOT, level_name
from ...referentiel import Axis, Scale
from ...text import NBSP, percent
from .. import channels, contrast

_FONT = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
INK = "#1A1A1A"
GREY = "#595959"  # 7:1 sur blanc : un texte gris reste un texte
EDGE, RULE, LIGHT = "#808080", "#B8B8B8", "#DADADA"
TEAM, TEAM_FILL = "#0072B2", "rgba(0, 114, 178, 0.12)"
OTHER = "#D55E00"

# Teintes d'axes : claires, transparentes pour laisser voir les anneaux, et jamais seules à porter le sens
# (un filet et un nom les doublent).
_TINTS = (
    "rgba(86, 180, 233, 0.16)", "rgba(230, 159, 0, 0.13)", "rgba(0, 158, 115, 0.11)",
    "rgba(204, 121, 167, 0.15)", "rgba(0, 0, 0, 0.06)",
)  # fmt: skip

SIZE = 16  # pixels, soit 12 points : le plus petit texte d'une figure
LINE = 1.3  # interligne de plotly, en corps
LIMIT = 90  # caractères d'une étiquette ; au-delà « … », le libellé entier restant au survol et au tableau
_MARGIN = 1.05  # une machine sans Arial prend une police un peu plus large
_USUAL = 0.556

# Largeurs en corps, celles d'Arial, par famille de caractères ; les autres valent `_USUAL`.
_WIDTHS = {
    character: em
    for em, family in (
        (0.222, "ijl’'"), (0.278, " \u00a0ftIÎÏ.,;:/!|[]"), (0.333, "r()-·"), (0.5, "ckJsvxyzç"), (0.611, "FTZ"),
        (0.667, "ABEKPSVXY&ÀÂÉÈÊË"), (0.722, "CDHNRUwÇÙÛÜ"), (0.778, "GOQÔÖ"), (0.833, "mM"), (1.0, "W%œŒ…●▲—"),
    )
    for character in family
}  # fmt: skip


_PLAIN = {"family": _FONT, "size": SIZE, "color": INK}
# Gabarit explicite : la figure ne dépend pas du gabarit que le carnet a choisi pour les siennes.
TEMPLATE = go.layout.Template(
    layout={
        "font": _PLAIN,
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "hoverlabel": {"align": "left", "bgcolor": "white", "bordercolor": GREY, "font": _PLAIN},
        "hovermode": "closest",
        "separators": ",\u00a0",
    }
)


def tint(rank: int, count: int) -> str:
    """La teinte d'un axe ; le dernier n'a jamais celle du premier, qu'il touche."""
    if rank == count - 1 and rank and rank % len(_TINTS) == 0:
        return _TINTS[2]
    return _TINTS[rank % len(_TINTS)]


def text_font(size: int = SIZE, color: str = INK, *, bold: bool = False) -> dict[str, Any]:
    return {"family": _FONT, "size": size, "color": color, "weight": 700 if bold else 400}


@dataclass(frozen=True, slots=True)
class Stroke:
    """Comment se dessine une série. `rim` est la place, de 0 à 100, de ses marques « pas de note »."""

    color: str
    symbol: str
    size: int
    dash: str
    sign: str
    rim: float = 100


OURS = Stroke(TEAM, "circle", 10, "solid", "●")
THEIRS = Stroke(OTHER, "triangle-up", 13, "dash", "▲", 74)


def width(text: str, size: float = SIZE) -> float:
    """Renvoie la largeur estimée d'une ligne, en pixels."""
    return _MARGIN * size * sum(_WIDTHS.get(character, _USUAL) for character in text)


def height(lines: Iterable[str], size: float = SIZE) -> float:
    """Renvoie la hauteur d'un bloc de lignes, en pixels."""
    return LINE * size * len(tuple(lines))


def shorten(label: str, limit: int = LIMIT) -> str:
    """Renvoie le libellé, ou son début suivi de « … », coupé entre deux mots quand il y en a."""
    if len(label) <= limit:
        return label
    kept = label[: limit - 1]
    return f"{kept.rsplit(' ', 1)[0].rstrip(' ,;:') if ' ' in kept else kept}…"


def wrap(label: str, room: float, size: float = SIZE, *, word_room: float = 0) -> tuple[str, ...]:
    """Renvoie le libellé en lignes d'au plus `room` pixels, coupées entre les mots.

    Un mot seul peut déborder jusqu'à `word_room` ; plus long, il est coupé, jamais perdu.
    """
    lines: list[str] = []
    for word in label.split(" "):
        for piece in _word_pieces(word, max(room, word_room), size):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and piece[:1] != "\u200b" and width(joined, size) <= room:
                lines[-1] = joined
            else:
                lines.append(piece.lstrip("\u200b"))
    return tuple(lines) or ("",)


def _word_pieces(word: str, room: float, size: float) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and width(parts[-1] + character, size) > room:
            parts.append("\u200b")  # marque une suite : elle ne se recolle pas avec une espace
        parts[-1] += character
    return parts


def html_lines(lines: Iterable[str]) -> str:
    """Renvoie les lignes jointes par `<br>`, échappées : plotly lit « < » comme une balise et « & » comme une entité."""
    return "<br>".join(escape(line, quote=False) for line in lines)


_BUBBLE = 420  # largeur d'une bulle, en pixels
HOVER_TEMPLATE = (
    "%{customdata}<extra></extra>"  # le texte passe par les données : un « %{ » d'un libellé n'y est pas lu
)


def bubble(head: str, lines: Iterable[str]) -> str:
    """Renvoie une bulle, en HTML de plotly : sa tête en gras puis ses lignes, coupées à sa largeur."""
    return "<br>".join(
        [f"<b>{html_lines(wrap(head, _BUBBLE))}</b>", *(html_lines(wrap(one, _BUBBLE)) for one in lines)]
    )


def legend_name(name: str) -> str:
    """Renvoie un nom de série, assez court pour tenir dans une légende et échappé comme le reste."""
    return html_lines([shorten(name, 70)])


# Les niveaux dessinés : où tombe chacun sur un axe de 0 à 100, et comment se remplit chaque sorte de réponse

_BLUES = ("#EFF3FF", "#BDD7E7", "#6BAED6", "#3182BD", "#08519C")  # ColorBrewer, du clair au foncé
BORDER = "#767676"
BLACK, _WHITE = "#000000", "#FFFFFF"  # l'un des deux atteint 4,58:1 sur n'importe quel fond
_READABLE = 4.5
APART = (("sans objet", "s.o.", "/"), ("ne sait pas", "nsp", "."), ("sans réponse", "–", "x"))
HALO = "0 0 3px white, 0 0 3px white, 0 0 5px white"  # un signe reste lisible sur une trame


@dataclass(frozen=True, slots=True)
class Ring:
    """Un trait de niveau : sa place (0 à 100) et les noms à y écrire, aucun si le trait suivant les porte."""

    at: float
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        return DOT.join(self.names)


def rings(scale: Scale, pixels: float, room: float, *, zero_apart: bool = False) -> tuple[Ring, ...]:
    """Renvoie un trait par crédit différent, et les noms de niveau groupés quand ils se toucheraient.

    `pixels` est la longueur dessinée de 0 à 100, `room` la place d'un nom le long de l'axe ; avec `zero_apart`, celui du zéro est
    écrit ailleurs.
    """
    places = _names_by_place(scale)
    labelled, last = set(), float("inf")
    for at in sorted(places, reverse=True):  # d'en haut : le niveau visé porte toujours son nom
        if (last - at) * pixels / 100 >= room or (zero_apart and at == 0):
            labelled.add(at)
            last = at
    drawn: list[Ring] = []
    waiting: list[str] = []
    for at in sorted(places):
        waiting += places[at]
        drawn.append(Ring(at, tuple(waiting) if at in labelled else ()))
        waiting = [] if at in labelled else waiting
    return tuple(drawn)


def _names_by_place(scale: Scale) -> dict[float, list[str]]:
    """Les noms de niveau à chaque place, de 0 à 100 : deux niveaux de même crédit partagent la leur."""
    places: dict[float, list[str]] = {}
    for level, credit in zip(scale.levels, scale.credits, strict=True):
        places.setdefault(100 * credit, []).append(level_name(level))
    return places


def length_for_names(scale: Scale, room: float) -> float:
    """Renvoie la longueur, de 0 à 100, qui laisserait à chaque niveau la place de son nom, en pixels."""
    places = sorted(_names_by_place(scale))
    gaps = [after - before for before, after in pairwise(places)]
    return 100 * room / min(gaps, default=100)


@dataclass(frozen=True, slots=True)
class Swatch:
    """Une sorte de réponse : son nom, son signe court, son fond, sa trame (vide pour un niveau)."""

    name: str
    sign: str
    fill: str
    pattern: str = ""

    @property
    def marker(self) -> dict[str, Any]:
        """Le remplissage, pour une barre de plotly."""
        trame = {"shape": self.pattern, "fgcolor": GREY, "size": 8, "solidity": 0.16, "fillmode": "overlay"}
        edge = {"color": self.fill, "line": {"color": BORDER, "width": 1}}
        return {**edge, "pattern": trame} if self.pattern else edge

    @property
    def font(self) -> dict[str, Any]:
        return {**text_font(color=ink(self.fill)), **({"shadow": HALO} if self.pattern else {})}

    @property
    def legend(self) -> str:
        return html_lines([shorten(self.name, 30)])


def swatches(scale: Scale) -> tuple[Swatch, ...]:
    """Renvoie les sortes de réponses dans l'ordre des codes : les niveaux, puis SO, NSP, silence."""
    last = len(scale.levels) - 1
    levels = [Swatch(level_name(one), str(one.value), shade(rank / last)) for rank, one in enumerate(scale.levels)]
    return (*levels, *(Swatch(name, sign, _WHITE, pattern) for name, sign, pattern in APART))


def shade(share: float) -> str:
    """Le bleu à cette place, de 0 (clair) à 1 (foncé), entre les deux plus proches de la palette.

    >>> shade(0), shade(0.125), shade(1)
    ('#EFF3FF', '#D6E5F3', '#08519C')
    """
    step = share * (len(_BLUES) - 1)
    rank = min(int(step), len(_BLUES) - 2)
    low, high = (channels(color) for color in tuple(pairwise(_BLUES))[rank])
    mixed = (round(a + (b - a) * (step - rank)) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def ink(fill: str) -> str:
    """L'encre lisible sur ce fond : noire tant que le contraste atteint 4,5, blanche sinon."""
    return BLACK if contrast(BLACK, fill) >= _READABLE else _WHITE


# Des lignes, et ce qui se pose dessus

LABEL = 330  # largeur d'un libellé, en pixels
PAD = 16
LEAD = 10  # blanc au-dessus et au-dessous du texte d'une ligne

SPAN = 440  # longueur d'une barre entière, en pixels
LEFT, RIGHT = LABEL + 2 * PAD, 190
HEADS = 34  # hauteur des pourcentages, au-dessus du cadre

_SYMBOL, _BETWEEN = 45, 5  # largeurs que plotly donne au carré d'une entrée et à ses blancs, dont celui d'après
_ENTRY = SIZE * LINE + 3  # hauteur d'une entrée
_AROUND = 16

BLANK_TICKS = {"ticks": "outside", "ticklen": 10, "tickcolor": "rgba(0, 0, 0, 0)"}  # de l'air avant les textes
INSIDE = {"textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none"}


@dataclass(frozen=True, slots=True)
class Row:
    """Une ligne : ses textes, son haut et son bas en pixels, et ce qu'elle montre (rien pour un titre d'axe)."""

    lines: tuple[str, ...]
    top: float
    bottom: float
    of: Any = None

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def middles(rows: Iterable[Row]) -> list[float]:
    return [row.middle for row in rows]


def rows_by_axis(
    groups: Iterable[tuple[Axis, Sequence[Any]]], label: Callable[[Any], tuple[str, ...]], *, headings: bool = True
) -> tuple[Row, ...]:
    """Renvoie une ligne par élément, de haut en bas, sous le titre de son axe."""
    lines: list[tuple[str, ...]] = []
    members: list[Any] = []
    for axis, own in groups:
        if headings:
            lines.append(wrap(shorten(axis.label), 2 * LABEL, SIZE + 2))
            members.append(None)
        lines += [label(one) for one in own]
        members += own
    return stack_rows(lines, members)


def stack_rows(
    entries: Iterable[tuple[str, ...]], members: Iterable[Any] = repeat(None), *, least: int = 1
) -> tuple[Row, ...]:
    """Renvoie une ligne par texte, de haut en bas ; aucune n'est plus basse que `least` lignes de texte."""
    rows: list[Row] = []
    for lines, one in zip(entries, members, strict=False):
        top = total_height(rows)
        rows.append(Row(lines, top, top + max(height(lines), least * LINE * SIZE) + LEAD, one))
    return tuple(rows)


def total_height(rows: Sequence[Row]) -> float:
    return rows[-1].bottom if rows else 0.0


def side_texts(
    rows: Sequence[Row], lines: Sequence[str], name: str, *, x: float = 100, font: dict[str, Any] | None = None, **more: Any
) -> go.Scatter:  # fmt: skip
    """Un texte par ligne, déjà échappé, à partir de l'abscisse `x` ; il ne répond pas au survol."""
    return go.Scatter(
        x=[x] * len(rows), y=middles(rows), text=lines, name=name, textfont=font or text_font(),
        **{"mode": "text", "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip", "showlegend": False, **more},
    )  # fmt: skip


def add_halo(font: dict[str, Any]) -> dict[str, Any]:
    """La même police, lisible sur une trame ou un trait."""
    return {**font, "shadow": HALO}


def segments(
    ends: Iterable[tuple[float | None, float, float | None, float]], name: str, line: dict[str, Any], **more: Any
) -> go.Scatter:
    """Des traits séparés, chacun donné par `(x, y, x, y)` ; ils ne répondent pas au survol."""
    found = list(ends)
    return go.Scatter(
        x=[value for x, _, x2, _ in found for value in (x, x2, None)],
        y=[value for _, y, _, y2 in found for value in (y, y2, None)],
        mode="lines", line=line, hoverinfo="skip", name=name, **more,
    )  # fmt: skip


def stacked_bars(
    rows: Sequence[Row], shares: Sequence[float | None], texts: Sequence[str], bubbles: Sequence[str], code: Swatch, **more: Any
) -> go.Bar:  # fmt: skip
    """Les segments d'une même sorte de réponse, un par ligne qui en a un (`None` sinon) ; elle garde sa place dans la légende."""
    return go.Bar(
        orientation="h", x=shares, y=middles(rows), width=[row.bottom - row.top - LEAD for row in rows],
        text=texts, customdata=bubbles, hovertemplate=HOVER_TEMPLATE, name=code.legend, showlegend=True,
        **{**INSIDE, "insidetextfont": code.font, "marker": code.marker, **more},
    )  # fmt: skip


def legend(tall: float, above: float = HEADS + 4, **more: Any) -> dict[str, Any]:
    """La légende, `above` pixels au-dessus d'un cadre de `tall` pixels ; un clic n'efface rien : cela décalerait le reste."""
    return {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1 + above / tall, "yanchor": "bottom", "font": text_font(),
        "itemclick": False, "itemdoubleclick": False, **more,
    }  # fmt: skip


def code_legend(codes: Sequence[Swatch], tall: float) -> dict[str, Any]:
    """La légende de toutes les réponses possibles, même celles que personne n'a données, en colonnes égales."""
    return legend(tall, HEADS, entrywidth=_entry_width(codes), entrywidthmode="pixels", traceorder="normal")


def percent_axis() -> dict[str, Any]:
    """L'axe des parts, de 0 à 100 %, en haut."""
    return {
        "range": [0, 100.3], "side": "top", "tickmode": "array", "tickvals": [0, 25, 50, 75, 100],
        "ticktext": [percent(share) for share in (0, 25, 50, 75, 100)], "tickfont": text_font(color=GREY),
        "tickangle": 0, "fixedrange": True, "gridcolor": RULE, "zeroline": False,
    }  # fmt: skip


def row_axis(rows: Sequence[Row], texts: Sequence[str], tall: float) -> dict[str, Any]:
    """L'axe des lignes : chacune à sa hauteur, son texte déjà échappé."""
    return {
        "range": [tall, 0], "tickmode": "array", "tickvals": middles(rows), "ticktext": texts,
        "tickfont": text_font(color=INK), "fixedrange": True, "showgrid": False, "zeroline": False, **BLANK_TICKS,
    }  # fmt: skip


def heading(row: Row) -> dict[str, Any]:
    return {
        "text": f"<b>{html_lines(row.lines)}</b>", "font": text_font(SIZE + 1, INK), "showarrow": False, "align": "left",
        "xref": "paper", "x": 0, "xanchor": "left", "xshift": PAD - LEFT, "yref": "y", "y": row.middle, "yanchor": "middle",
    }  # fmt: skip


def reasons(gone: Sequence[tuple[object, Row]], name: str, left: float = 0) -> list[go.Scatter]:
    """Les raisons, à la place de ce qui n'est pas montré, à partir de l'abscisse `left` ; rien s'il ne manque rien."""
    if not gone:
        return []
    lines = [html_lines([f"{NBSP}{why}"]) for why, _ in gone]
    return [side_texts([row for _, row in gone], lines, name, x=left, font=add_halo(text_font(color=GREY)))]


def legend_height(codes: Sequence[Swatch], room: float) -> float:
    columns = max(1, int((room + _BETWEEN - 1) // (_entry_width(codes) + _SYMBOL)))
    return ceil(len(codes) / columns) * _ENTRY + _AROUND


def _entry_width(codes: Sequence[Swatch]) -> float:
    return round(max(width(one.legend) for one in codes))
