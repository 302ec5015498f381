"""Le tableau qui dit en mots et en chiffres tout ce que les figures montrent."""

from __future__ import annotations

from ....federation import Comparison, Place
from ....text import NBSP, number, quoted, series
from ... import words_federation as words
from ...words import level_name
from ..blocks import Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

COLUMNS = (
    Column("Dimension", 4), Column("Votre équipe", 2.4), Column("Votre groupe", 2.3),
    Column("Parmi les équipes comparables", 4.7), Column("Votre place", 3.6),
)  # fmt: skip


def add_table_of_places(document: WordDocument, comparison: Comparison) -> None:
    """La partie entière."""
    add_heading(document, 2, "Dimension par dimension")
    rows = [row(comparison, place) for place in comparison.dimensions]
    add_table(
        document, "Dimension par dimension",
        "Une ligne par dimension\u00a0: note et niveau de l’équipe, moitié centrale et médiane du groupe, part des "
        "équipes au-dessous, au même niveau et au-dessus, place.",
        COLUMNS, rows,
    )  # fmt: skip
    add_text(document, Styled("Lecture. "), reading(comparison), style="Note")


def row(comparison: Comparison, place: Place) -> Row:
    """Une dimension."""
    if place.score is None:
        group = words.quartiles_text(place)
        return (place.theme.label, place.standing, group, words.NONE, words.NONE)
    return (
        place.theme.label, own(comparison, place), words.quartiles_text(place), words.position_text(place, comparison.ref.scale),
        where(place),
    )  # fmt: skip


def own(comparison: Comparison, place: Place) -> Content:
    """La note, le niveau, et la note d'avant."""
    level = "" if place.level is None else f", niveau{NBSP}{place.level}"
    before = "" if place.score_before is None else f"\n{number(place.score_before)} en {comparison.before}"
    return (
        (f"{words.score_text(place)}{level}", Styled(before, "Precision"))
        if before
        else f"{words.score_text(place)}{level}"
    )


def where(place: Place) -> Content:
    """La place, et si l'on peut en être sûr."""
    said = words.place_text(place)
    return (said, Styled("\nposition incertaine", "Precision")) if place.uncertain else said


def reading(comparison: Comparison) -> str:
    """La clé du tableau."""
    levels = series([level_name(level) for level in comparison.ref.scale.levels])
    every = comparison.dimensions
    hidden = [value for place in every for value in (place.position, *map(place.peers.quartile, words.QUARTILES))]
    sentences = [
        f"Niveaux{NBSP}: {levels}. Votre groupe{NBSP}: du premier au troisième quartile de ses notes, et leur médiane.",
        "Position incertaine\u00a0: d’autres membres auraient pu vous placer ailleurs\u00a0; le tableau dit où, à 90\u00a0% de confiance."
        if any(place.uncertain for place in every)
        else "",
        "Des niveaux réunis le sont pour ne désigner aucune équipe."
        if any("réunis" in words.position_text(place, comparison.ref.scale) for place in every)
        else "",
        words.reasons(hidden),
        example(comparison),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def example(comparison: Comparison) -> str:
    """Une ligne du tableau lue en entier."""
    scale = comparison.ref.scale
    told = ((place, words.position_sentence(place, scale)) for place in comparison.dimensions)
    found = next(((place, said) for place, said in told if said), None)
    return (
        f"Par exemple, {quoted(words.theme_name(comparison.ref, found[0].theme.id))}{NBSP}: {found[1]}" if found else ""
    )
