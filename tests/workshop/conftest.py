"""Des équipes d'exemple pour l'atelier, et un journal à l'heure arrêtée."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import matrice
from matrice import Campaign

DAY = dt.date(2026, 11, 21)
SMALL = """
scale: {levels: [{value: 0, label: non}, {value: 1, label: en projet}, {value: 2, label: oui}]}
axes:
  - id: a
    label: Premier axe
    dimensions:
      - {id: d, label: Réunions, characteristics: [{id: d.1, label: Elles ont lieu}, {id: d.2, label: On en garde trace}]}
      - {id: e, label: Accueil, characteristics: [{id: e.1, label: Il est ouvert}]}
"""
Votes = Callable[..., Campaign]


@pytest.fixture(scope="session")
def small() -> matrice.Referentiel:
    """Une grille de deux dimensions et trois questions, à trois niveaux."""
    return matrice.parse_referentiel(SMALL, source="petite.yaml")


@pytest.fixture(scope="session")
def small_text() -> str:
    """Le texte de cette grille."""
    return SMALL


@pytest.fixture
def grid_file(tmp_path: Path) -> Path:
    """La même grille dans un fichier, pour un autre programme."""
    path = tmp_path / "petite.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def votes(small: matrice.Referentiel) -> Votes:
    """Une fonction : réponses par question (« 0122 », un signe par personne ; « s » SO, « n » NSP, « - » rien) → campagne."""
    words = {"s": "SO", "n": "NSP", "-": ""}

    def campaign(professions: list[str] | None = None, **answers: str) -> Campaign:
        table = {key.replace("_", "."): [words.get(sign, sign) for sign in signs] for key, signs in answers.items()}
        frame = pd.DataFrame({**({"profession": professions} if professions else {}), **table})
        return matrice.read_responses(frame, small, team="MSP des Tilleuls", on=DAY, registered=None)

    return campaign


@pytest.fixture(scope="session")
def split(votes: Votes) -> Campaign:
    """Six personnes : désaccord sur d.1, accord sur d.2, accord partiel sur e.1."""
    return votes(d_1="002222", d_2="111111", e_1="112211")


@pytest.fixture(scope="session")
def example() -> Campaign:
    """Les réponses d'exemple livrées, sur la grille livrée."""
    path = Path(__file__).parents[2] / "data" / "exemple.csv"
    ref = matrice.load_referentiel()
    return matrice.read_responses(path, ref, team="MSP des Tilleuls", on=DAY, registered=18)
