"""Le radar : l'équipe et la médiane de son groupe, deux polygones et pas un de plus."""

from __future__ import annotations

from ....federation import Comparison, Place
from ... import words_federation as words
from ..blocks import add_text
from ..document import WordDocument
from ..radar import Series, add_radar
from .dot_plot import STEP, shown

FEWEST, MOST = 3, 30  # moins de trois rayons ne font pas une surface ; plus de trente libellés se chevauchent


def add_radar_plot(document: WordDocument, comparison: Comparison) -> None:
    """Le radar par dimension, par axe s'il y a trop de dimensions ; sinon, pourquoi il n'y en a pas."""
    places = spokes(comparison)
    if sum(place.score is not None for place in places) < FEWEST:
        add_text(document, "Un radar demande trois notes au moins\u00a0: le tableau suffit ici.", style="Note")
        return
    medians = [words.quartile(place, 0.5) for place in places]
    series = [Series(words.TEAM, [shown(place) for place in places])]
    series += [Series(words.MEDIAN, medians)] * any(median is not None for median in medians)
    add_radar(
        document.add_paragraph(style="Figure"), "Notes sur 100",
        [words.theme_name(comparison.ref, place.theme.id) for place in places], series,
        alt=words.radar_alternative(comparison, places), maximum=100, step=STEP,
    )  # fmt: skip


def spokes(comparison: Comparison) -> tuple[Place, ...]:
    """Les dimensions, ou les axes quand elles sont trop nombreuses pour porter leur nom."""
    return comparison.dimensions if len(comparison.dimensions) <= MOST else comparison.axes
