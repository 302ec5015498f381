"""Ce qui a changé depuis la campagne d'avant, face aux équipes parties du même niveau."""

from __future__ import annotations

from ....assessment import Trend
from ....federation import Comparison, Place
from ....text import capital, number
from ... import words_federation as words
from ..blocks import Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

MOST = 3  # dimensions dans chaque sens


def add_change(document: WordDocument, comparison: Comparison) -> None:
    """La partie entière."""
    if comparison.before is None:
        add_heading(document, 2, "Ce qui a changé")
        add_text(document, "C’est la première campagne connue de votre équipe\u00a0: la prochaine dira ce qui a bougé.")
        return
    add_heading(document, 2, f"Ce qui a changé depuis {comparison.before}")
    chosen = [place for trend in (Trend.UP, Trend.DOWN) for place in words.moved(comparison, trend)[:MOST]]
    add_text(
        document,
        f"{capital(words.movement_text(comparison))} C’est un progrès déclaré par l’équipe, à lire avec elle\u00a0: d’une année à "
        "l’autre, une équipe seule ne permet aucune conclusion statistique.",
        style="Introduction" if chosen else "",
    )
    if chosen:
        add_table(
            document, "Ce qui a le plus changé",
            "Une ligne par dimension\u00a0: note d’avant, note d’aujourd’hui, et ce que sont devenues les équipes parties du même niveau.",
            columns(comparison), [row(place) for place in chosen],
        )  # fmt: skip
        add_text(document, Styled("Lecture. "), reading(chosen), style="Note")


def columns(comparison: Comparison) -> tuple[Column, ...]:
    """Les colonnes, années comprises."""
    return (
        Column("Dimension", 6), Column(str(comparison.before), 1.6, True), Column(str(comparison.year), 1.6, True),
        Column("Équipes parties du même niveau", 7.8),
    )  # fmt: skip


def row(place: Place) -> Row:
    """Une dimension qui a bougé."""
    return (
        place.theme.label, number(place.score_before or 0), number(place.score or 0), words.same_start_text(place),
    )  # fmt: skip


def reading(chosen: list[Place]) -> str:
    """Pourquoi ce comparateur, et ce qui manque."""
    why = "Une équipe partie de bas monte plus souvent, sans en faire plus\u00a0: comparez-vous à celles qui partaient d’où vous partiez."
    return f"{why} {words.reasons(place.same_start for place in chosen)}".strip()
