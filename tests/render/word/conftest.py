"""La grille livrée et deux fiches qui en viennent : huit heures, et un temps plein."""

from __future__ import annotations

import pytest
from equipes import mixed, profile_of

from matrice.assessment import Profile
from matrice.fiche import FicheDePoste, draft
from matrice.referentiel import Referentiel, load_referentiel


@pytest.fixture(scope="session")
def ref() -> Referentiel:
    return load_referentiel()


@pytest.fixture(scope="session")
def profile(ref: Referentiel) -> Profile:
    """La grille livrée, cotée par dimension, avec un « sans objet » et un « non calculable »."""
    return profile_of(ref, mixed, by="dimension")


@pytest.fixture(scope="session")
def short_fiche(profile: Profile) -> FicheDePoste:
    """Huit heures : peu de tâches tiennent."""
    return draft(profile, weekly_hours=8)


@pytest.fixture(scope="session")
def full_fiche(profile: Profile, ref: Referentiel) -> FicheDePoste:
    """Un temps plein : les 79 tâches tiennent."""
    return draft(profile, weekly_hours=35, tasks=[task.id for task in ref.tasks], minimum=0.25)
