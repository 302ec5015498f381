"""Le profil face au groupe, en image : le diagramme en points, une ligne par dimension."""

from __future__ import annotations

from collections.abc import Sequence

from ....federation import Comparison, Place
from ....text import NBSP, rounded
from ... import words_federation as words
from ..blocks import Styled, add_heading, add_text
from ..document import WordDocument
from ..dots import Line, add_dots

MOST = 45  # lignes d'un diagramme : au-delà, il ne tient plus sur une page et se coupe par axe
STEP = 25


def add_dot_plot(document: WordDocument, comparison: Comparison) -> None:
    """La partie entière."""
    add_heading(document, 1, "Votre profil face à votre groupe")
    if all(place.score is None for place in comparison.dimensions):
        add_text(
            document, f"Aucune note n’a pu être calculée{NBSP}: il n’y a pas de figure, et le tableau dit pourquoi."
        )
        return
    names = (words.TEAM, words.MEDIAN, words.MIDDLE)
    for part in parts(lines(comparison)):
        add_dots(
            document.add_paragraph(style="Figure"), "Votre profil face à votre groupe, par dimension", part, names,
            alt=words.dots_alternative(comparison), step=STEP,
        )  # fmt: skip
    add_text(document, Styled("Lecture. "), reading(comparison), style="Note")


def lines(comparison: Comparison) -> list[Line]:
    """Les lignes du diagramme : un axe, puis ses dimensions."""
    found = []
    for axis, places in words.by_axis(comparison):
        found.append(line(axis.short or axis.label, comparison.place(axis.id), heading=True))
        found += [line(words.theme_name(comparison.ref, place.theme.id), place) for place in places]
    return found


def line(label: str, place: Place, *, heading: bool = False) -> Line:
    """Un axe ou une dimension ; les notes y sont telles qu'elles s'impriment."""
    low, median, high = (words.quartile(place, probability) for probability in words.QUARTILES)
    return Line(label, shown(place), median, None if low is None or high is None else (low, high), heading)


def shown(place: Place) -> float | None:
    """La note de l'équipe, arrondie comme les chiffres de son groupe."""
    return None if place.score is None else float(rounded(place.score))


def parts(everything: Sequence[Line]) -> list[Sequence[Line]]:
    """Les mêmes lignes, en morceaux qui tiennent chacun sur une page."""
    return [everything[start : start + MOST] for start in range(0, len(everything), MOST)]


def reading(comparison: Comparison) -> str:
    """Comment lire le diagramme, et ce qui y manque."""
    missing = any(place.score is None for place in comparison.dimensions)
    banded = any(words.quartile(place, 0.25) is not None for place in comparison.dimensions)
    middle = "La moitié centrale va du premier au troisième quartile\u00a0: la moitié des équipes du groupe y est."
    sentences = [
        f"Notes de 0 à{NBSP}100.",
        middle if banded else "",
        f"Une ligne sans point est une dimension sans note{NBSP}: le tableau dit pourquoi." if missing else "",
        f"Par axe, {words.gaps_text(comparison, comparison.axes)}",
        words.silence(comparison.dimensions),
    ]
    return " ".join(sentence for sentence in sentences if sentence)
