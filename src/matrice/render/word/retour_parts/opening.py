"""Le haut de la première page : ce qu'est ce document, à qui l'équipe est comparée, et l'essentiel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ....federation import Comparison, Place
from ....text import NBSP, date, series
from ... import words_federation as words
from ..blocks import Styled, add_text
from ..document import WordDocument


def add_opening(document: WordDocument, title: str, comparison: Comparison, on: dt.date) -> None:
    """Le titre, puis ce qu'il faut savoir avant de lire un chiffre."""
    add_text(document, title, style="Title")
    add_text(document, words.team_name(comparison), style="Subtitle")
    add_text(document, f"Campagne {comparison.year}. Version du {date(on)}.", style="Note")
    if comparison.simulated:
        add_text(
            document,
            Styled(f"{words.SIMULATED}. "),
            "Aucune de ces équipes n’existe, aucun de ces chiffres n’est un résultat.",
            style="PointAttention",
        )
    add_text(document, Styled("À quoi sert ce retour. "), words.PURPOSE)
    add_text(document, Styled("Votre groupe. "), group(comparison))
    for note in comparison.notes:
        if not (comparison.simulated and "simulée" in note):
            add_text(document, note, style="PointAttention")
    add_text(document, Styled("L’essentiel. "), essential(comparison))


def group(comparison: Comparison) -> str:
    """À qui l'équipe est comparée, et sous quelle politique."""
    return (
        f"{words.group_text(comparison)}. Toutes ces équipes sont comparées au même groupe. "
        f"Ce qui n’est pas diffusé est absent, avec sa raison{NBSP}: ce n’est jamais un zéro."
    )


def essential(comparison: Comparison) -> str:
    """Où avancer et ce qui a bougé ; les points d'appui ont leur liste sur la même page."""
    sentences = [
        said("Où avancer", comparison, [step.place for step in comparison.steps]),
        f"Depuis {comparison.before}, {words.movement_text(comparison)}" if comparison.before else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence) or "Aucune note n’a pu être comparée."


def said(title: str, comparison: Comparison, places: Sequence[Place]) -> str:
    """« Où avancer : A (47), B (39) et C (56). »"""
    names = [words.named_score(comparison.ref, place) for place in places]
    return f"{title}{NBSP}: {series(names)}." if names else ""
