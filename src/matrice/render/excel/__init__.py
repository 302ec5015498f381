"""Les classeurs Excel : à remplir, protégés, imprimables. Seule cette pièce connaît XlsxWriter."""

from .action_plan import plan
from .fiche_de_poste import fiche
from .territoire import territoire
from .workbook import questionnaire, team_questionnaire

__all__ = [
    "fiche",
    "plan",
    "questionnaire",
    "team_questionnaire",
    "territoire",
]
