"""Les classeurs Excel : à remplir, protégés, imprimables. Seule cette pièce connaît XlsxWriter."""

from .action_plan import plan
from .workbook import questionnaire, team_questionnaire

__all__ = [
    "plan",
    "questionnaire",
    "team_questionnaire",
]
