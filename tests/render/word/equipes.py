"""Des équipes d'essai : de petites grilles faites pour un cas, et des profils dont on connaît les réponses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import yaml

from matrice.assessment import Profile, read_responses, score
from matrice.referentiel import Referentiel, parse_referentiel

ON = dt.date(2026, 11, 21)


def small_grid(count: int, *, levels: tuple[int, ...] = (0, 1, 2, 3), label: str = "Dimension {}") -> Referentiel:
    """Une grille de `count` dimensions, une caractéristique et deux tâches chacune."""
    numbers = range(1, count + 1)
    axis = {
        "id": "axe", "label": "Axe unique",
        "dimensions": [
            {"id": f"d{n}", "label": label.format(n), "characteristics": [{"id": f"d{n}.1", "label": "Énoncé"}]}
            for n in numbers
        ],
        "functions": [
            {
                "id": f"F{n}", "label": f"Fonction {n}", "dimension": f"d{n}",
                "tasks": [{"id": f"T{n}.{k}", "label": f"Tâche {n}.{k}", "role": "aide"} for k in (1, 2)],
            }
            for n in numbers
        ],
    }  # fmt: skip
    scale = {"levels": [{"value": value, "label": f"niveau {value}"} for value in levels]}
    return parse_referentiel(
        yaml.safe_dump({"label": "Grille d’essai", "scale": scale, "axes": [axis]}), source="essai"
    )


def profile_of(
    ref: Referentiel, answer: Callable[[int], str], *, team: str = "MSP d’essai", by: str = "item"
) -> Profile:
    """Le profil d'une équipe de trois personnes qui répondent `answer(rang de la question)`."""
    questions = {"item": ref.characteristics, "dimension": ref.dimensions, "axis": ref.axes}[by]
    answers = pd.DataFrame({question.id: [answer(rank)] * 3 for rank, question in enumerate(questions)})
    return score(read_responses(answers, ref, team=team, on=dt.date(2026, 11, 12), registered=3), ref)


def mixed(rank: int) -> str:
    """Des réponses variées : la quatrième question sans objet, la septième sans réponse connue."""
    return {3: "SO", 6: "NSP"}.get(rank % 21, str(rank * 5 % 4))
