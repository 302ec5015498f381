"""Écarter des étiquettes qui se recouvriraient, en les laissant au plus près de leur point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Block:
    """Des étiquettes qui se touchent : leur rang, leur hauteur totale, le haut qu'elles voudraient."""

    ranks: list[int]
    tall: float
    wanted: float

    def top(self, high: float) -> float:
        """Le haut du bloc, dans le cadre."""
        return min(max(0.0, self.wanted), max(0.0, high - self.tall))


def spread(targets: Sequence[float], heights: Sequence[float], high: float) -> tuple[float, ...]:
    """Renvoie le milieu de chaque étiquette, sans recouvrement, dans l'ordre des cibles, de 0 à `high`.

    Les étiquettes qui se touchent forment un bloc, placé là où la somme des carrés des écarts est la plus
    petite. À cible égale, l'ordre donné est gardé. Au-delà de `high`, le bas dépasse plutôt que de recouvrir.
    """
    blocks: list[Block] = []
    for rank in sorted(range(len(targets)), key=lambda one: targets[one]):
        block = Block([rank], heights[rank], targets[rank] - heights[rank] / 2)
        while blocks and blocks[-1].top(high) + blocks[-1].tall > block.top(high):
            block = joined(blocks.pop(), block)
        blocks.append(block)
    middles = [0.0] * len(targets)
    for block in blocks:
        bottom = block.top(high)
        for rank in block.ranks:
            middles[rank] = bottom + heights[rank] / 2
            bottom += heights[rank]
    return tuple(middles)


def joined(first: Block, second: Block) -> Block:
    """Les deux blocs l'un sous l'autre, au meilleur endroit pour les deux."""
    count = len(first.ranks) + len(second.ranks)
    wanted = (len(first.ranks) * first.wanted + len(second.ranks) * (second.wanted - first.tall)) / count
    return Block([*first.ranks, *second.ranks], first.tall + second.tall, wanted)
