"""L'équipe d'exemple, une fois pour toutes les fiches."""

import datetime as dt
from pathlib import Path

import pytest

from matrice import Profile, load_referentiel, read_responses, score


@pytest.fixture(scope="session")
def team() -> Profile:
    path = Path(__file__).parents[2] / "data" / "exemple.csv"
    answers = read_responses(path, load_referentiel(), team="MSP d’essai", on=dt.date(2026, 10, 6), registered=18)
    return score(answers)
