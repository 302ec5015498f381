"""Ce dont un document est fait : des valeurs figées, sans bibliothèque tierce, que Word, HTML et Excel dessinent.

Un contenu est un texte, ou une suite de textes et de morceaux mis en forme. Un bloc dit ce qu'il est (une note, un
point d'attention, une colonne de nombres), jamais de quoi il a l'air : le style est l'affaire de chaque rendu.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from ..text import NBSP

Role = Literal["", "title", "subtitle", "introduction", "note", "attention"]
Form = Literal["text", "count", "percent", "tenth", "euros", "hours", "rank", "date"]
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][-A-Za-z0-9._~:/?#@!$&'()*+,;=%]*")
TO_FILL = f"[à{NBSP}compléter]"  # les crochets restent visibles là où le souligné pointillé ne l'est pas


# Les morceaux d'un texte


@dataclass(frozen=True, slots=True)
class Styled:
    """Un morceau de texte : en gras (« strong »), ou en petit (« detail »)."""

    text: str
    style: Literal["strong", "detail"] = "strong"


@dataclass(frozen=True, slots=True)
class Blank:
    """Un champ à compléter : un clic le sélectionne, la frappe le remplace. `name` dit ce que l'on attend."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """Un champ que l'équipe remplit ou change, et que l'on relit : `key` le nomme dans `poste.yaml`, `name` dit ce qu'il attend.

    `text` est ce qui y est déjà écrit ; vide, c'est un champ à compléter. `strong` le met en gras.
    """

    key: str
    name: str
    text: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Un lien vers une adresse web."""

    text: str
    address: str


Inline = str | Styled | Blank | Field | Link
Content = Inline | tuple[Inline, ...]


def pieces(content: Content) -> tuple[Inline, ...]:
    """Renvoie les morceaux d'un contenu, dans l'ordre."""
    return content if isinstance(content, tuple) else (content,)


def is_web_address(address: str) -> bool:
    """Vrai pour une adresse web bien formée ; les autres ne deviennent jamais un lien."""
    return bool(_ADDRESS.fullmatch(address))


def text_of(content: Content) -> str:
    """Renvoie le texte d'un contenu, sans sa mise en forme ; un champ à compléter s'y lit entre crochets."""
    return "".join(map(_said, pieces(content)))


def _said(piece: Inline) -> str:
    match piece:
        case str():
            return piece
        case Blank():
            return TO_FILL
        case Field(text=text):
            return text or TO_FILL
    return piece.text


# Les blocs


@dataclass(frozen=True, slots=True)
class Heading:
    """Un titre, de niveau 1 (partie) à 3, au besoin en haut d'une page."""

    level: int
    text: str
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Un paragraphe. `together` le garde sur la page du bloc suivant."""

    content: Content
    role: Role = ""
    new_page: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True, init=False)
class Bullets:
    """Une liste à puces, d'un seul tenant sur sa page."""

    items: tuple[Content, ...]

    def __init__(self, items: Iterable[Content]) -> None:
        object.__setattr__(self, "items", tuple(items))


@dataclass(frozen=True, slots=True)
class Column:
    """Une colonne : son titre, sa part de la largeur, des nombres (à droite) ou des cases à cocher (au centre).

    `upright` dresse le titre et serre la colonne : celles d'une carte de chaleur.
    """

    title: str
    width: float
    numeric: bool = False
    ticked: bool = False
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Une cellule dont un tableur reprend le nombre ou la date, ou qui dit une absence.

    `value` est le nombre de ce qui s'y lit, dans l'unité de `form` ; `None` pour un texte ou une borne. `on` est sa date.
    `absent` : la cellule écrit pourquoi il n'y a pas de valeur. `band` la teinte, de 0 (clair) à 3 (foncé) : la teinte redit ce
    que le texte dit.
    """

    content: Content
    value: float | None = None
    form: Form = "text"
    absent: bool = False
    on: dt.date | None = None
    band: int | None = None

    @property
    def text(self) -> str:
        return text_of(self.content)


Row = Sequence[Content | Cell]
BANDS = ("FFFFFF", "D9E8F5", "9ECAE1", "4A98C9")  # du clair au foncé ; une encre noire se lit sur chacun


@dataclass(frozen=True, slots=True)
class Table:
    """Un tableau : titre et description (lus par une synthèse vocale), colonnes, lignes.

    Args:
        title, description: ce qu'une synthèse vocale annonce avant de lire le tableau.
        columns: les colonnes ; leurs largeurs se partagent la page.
        rows: les lignes, un contenu par colonne ; le rang de celles de `strong` (à partir de 0) les met en gras.
        total: une dernière ligne, séparée des autres.
        height: hauteur minimale de chaque rangée, en twips, pour écrire à la main.
        reminder: une phrase sur toute la largeur, redite avec les en-têtes en haut de chaque page.
    """

    title: str
    description: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    _: KW_ONLY
    total: Row | None = None
    height: int = 0
    strong: Sequence[int] = ()
    reminder: str = ""

    def __post_init__(self) -> None:
        frozen = {"columns": self.columns, "rows": map(tuple, self.rows), "strong": self.strong}
        for name, values in (frozen | ({"total": self.total} if self.total is not None else {})).items():
            object.__setattr__(self, name, tuple(values))


@dataclass(frozen=True, slots=True)
class Card:
    """Une carte à découper : un code en très grand, un nom, un repère."""

    code: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Des cartes de vote, bord à bord, six par page."""

    title: str
    description: str
    cards: tuple[Card, ...]


# Les figures : `alt` les dit en mots, et un tableau du même document porte leurs valeurs.


@dataclass(frozen=True, slots=True)
class Series:
    """Une ligne d'un radar : une valeur par rayon, `None` pour un trou.

    Sans marques (`marked=False`), un point isolé entre deux trous ne se voit pas : c'est pour un repère constant.
    """

    name: str
    values: tuple[float | None, ...]
    marked: bool = True


@dataclass(frozen=True, slots=True)
class Radar:
    """Un radar : un libellé par rayon dans le sens des aiguilles d'une montre, trois séries au plus, une échelle fixe."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    minimum: float
    maximum: float
    step: float


@dataclass(frozen=True, slots=True)
class DotLine:
    """Une ligne d'un diagramme en points : la note, la médiane et les quartiles d'un groupe ; `heading` : libellé en gras."""

    label: str
    own: float | None = None
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Dots:
    """Un diagramme en points ; `names` : l'équipe, la médiane et la moitié centrale du groupe, dans la légende."""

    title: str
    lines: tuple[DotLine, ...]
    names: tuple[str, str, str]
    alt: str
    minimum: float = 0
    maximum: float = 100
    step: float = 25


@dataclass(frozen=True, slots=True)
class Segment:
    """Une série de barres : nom, fond (hexadécimal), tramée si elle réunit des niveaux, encre claire si `dark`.

    `shares` : une part entière (points de pourcentage) par barre ; `bounded` : celles qui sont des bornes.
    """

    name: str
    colour: str
    merged: bool
    dark: bool
    shares: tuple[int | None, ...]
    bounded: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Des barres de 100 % : un libellé par barre, de haut en bas ; les séries de gauche à droite."""

    title: str
    labels: tuple[str, ...]
    segments: tuple[Segment, ...]
    alt: str


Chart = Radar | Dots | Bars
Block = Heading | Text | Bullets | Table | Cards | Chart


@dataclass(frozen=True, slots=True)
class Document:
    """Un document : ce qu'il dit, dans l'ordre où on le lit.

    Args:
        title: titre, repris en tête des pages et dans les propriétés du fichier.
        team: qui le signe.
        on: sa date, la seule qu'il porte ; `None` pour un modèle à remplir.
        blocks: les blocs.
        subject, keywords: ce que l'explorateur de fichiers affiche.
    """

    title: str
    team: str
    on: dt.date | None
    blocks: tuple[Block, ...]
    subject: str
    keywords: tuple[str, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """Renvoie ses tableaux, dans l'ordre."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def fields(self) -> tuple[Field, ...]:
        """Renvoie ses champs, remplis ou non, dans l'ordre."""
        return tuple(piece for block in self.blocks for piece in _pieces(block) if isinstance(piece, Field))

    def text(self) -> str:
        """Renvoie tout ce qui s'y lit, une ligne par paragraphe, puce, titre ou rangée de tableau."""
        return "\n".join(line for block in self.blocks for line in _lines(block))

    def _repr_html_(self) -> str:
        from ..render.html import document_html

        return document_html(self)


def _pieces(block: Block) -> Iterable[Inline]:
    contents: Iterable[Content] = ()
    match block:
        case Text(content=content):
            contents = (content,)
        case Bullets(items=items):
            contents = items
        case Table(rows=rows):
            contents = [cell.content if isinstance(cell, Cell) else cell for row in rows for cell in row]
    for content in contents:
        yield from pieces(content)


def _lines(block: Block) -> Iterable[str]:
    match block:
        case Heading(text=text):
            yield text
        case Text(content=content):
            yield text_of(content)
        case Bullets(items=items):
            yield from map(text_of, items)
        case Table():
            yield from [block.reminder] if block.reminder else []
            yield " | ".join(column.title for column in block.columns)
            for row in (*block.rows, *([block.total] if block.total else [])):
                yield " | ".join(text_of(cell.content if isinstance(cell, Cell) else cell) for cell in row)
        case Cards(cards=cards):
            yield from (f"{card.code} {card.label} {card.anchor}" for card in cards)
        case _:
            yield block.alt
