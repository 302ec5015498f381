"""Combien de tirages pour un essai d'hypothesis : moins que d'ordinaire, en proportion, quand chacun coûte."""

from __future__ import annotations

from hypothesis import settings

ORDINARY = 100  # les tirages d'un essai qui ne demande rien, pour « make test »


def examples(count: int) -> settings:
    """Renvoie le réglage d'un essai : `count` tirages pour « make test », bien plus pour « make fouille »."""
    return settings(max_examples=count * settings().max_examples // ORDINARY)
