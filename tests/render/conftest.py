"""De petites grilles et de petites équipes, dont chaque note se lit dans l'essai."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

import matrice
from matrice.assessment import Profile
from matrice.referentiel import Referentiel

LEVELS: tuple[tuple[int, str, float | None], ...] = (
    (0, "absent", None), (1, "amorcé", None), (2, "établi", None), (3, "ancré", None),
)  # fmt: skip

Grid = Callable[..., Referentiel]
Team = Callable[..., Profile]


@pytest.fixture(scope="session")
def grid() -> Grid:
    """Une fonction : nombre de dimensions par axe → une grille d'une question par dimension, d0, d1…"""

    def build(
        *counts: int,
        label: Callable[[int], str] = "Dimension {}".format,
        levels: Sequence[tuple[int, str, float | None]] = LEVELS,
        added: Sequence[int] = (),
        status: str = "",
    ) -> Referentiel:
        rank, axes = 0, []
        for axis, count in enumerate(counts):
            dimensions: list[dict[str, Any]] = []
            for _ in range(count):
                dimension = {"id": f"d{rank}", "label": label(rank), "added": rank in added}
                dimension |= {"status": status} if status else {}
                dimension["characteristics"] = [{"id": f"d{rank}.1", "label": f"Question {rank}"}]
                dimensions.append(dimension)
                rank += 1
            axes.append({"id": f"a{axis}", "label": f"Axe {axis}", "dimensions": dimensions})
        scale = [{"value": v, "label": n} | ({} if c is None else {"credit": c}) for v, n, c in levels]
        text = json.dumps({"version": "2.1", "label": "Grille d’essai", "scale": {"levels": scale}, "axes": axes})
        return matrice.parse_referentiel(text, source="essai.yaml")  # du JSON est du YAML

    return build


@pytest.fixture(scope="session")
def team() -> Team:
    """Une fonction : grille et réponse par dimension → un profil de 14 personnes unanimes.

    Une dimension non citée est au niveau 2. « SO » la rend sans objet, « NSP » non calculable.
    """

    def build(
        ref: Referentiel,
        answers: dict[str, int | str] | None = None,
        *,
        name: str = "MSP des Tilleuls",
        on: dt.date | None = dt.date(2026, 3, 1),
        registered: int | None = 18,
        by: str = "item",
    ) -> Profile:
        questions = {
            "item": {c.id: d.id for d in ref.dimensions for c in d.characteristics},
            "dimension": {d.id: d.id for d in ref.dimensions},
            "axis": {a.id: a.id for a in ref.axes},
        }[by]
        given = answers or {}
        columns = {question: [str(given.get(owner, 2))] * 14 for question, owner in questions.items()}
        values = [level.value for level in ref.scale.levels]
        told = {"team": name, "on": on, "registered": registered, "coded": (values[0], values[-1])}
        campaign = matrice.read_responses(pd.DataFrame(columns), ref, **told)
        return matrice.score(campaign, ref)

    return build


@pytest.fixture(scope="session")
def shipped(team: Team) -> Profile:
    """Un profil sur la grille livrée, avec une dimension sans objet et une non calculable."""
    answers: dict[str, int | str] = {"relais": "SO", "avis": "NSP", "rcp": 3, "partage": 1, "stocks": 0}
    return team(matrice.load_referentiel(), answers)
