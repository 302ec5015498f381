"""Les classeurs Excel : à remplir, protégés, imprimables. Seule cette pièce connaît XlsxWriter."""

from .action_plan import plan
from .fiche import fiche
from .questionnaire import questionnaire, team_questionnaire
from .territoire import territoire

__all__ = [
    "fiche",
    "plan",
    "questionnaire",
    "team_questionnaire",
    "territoire",
]
