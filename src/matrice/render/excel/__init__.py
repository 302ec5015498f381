"""Les classeurs Excel : à remplir, protégés, imprimables. Seule cette pièce connaît XlsxWriter."""

from .workbook import questionnaire, team_questionnaire

__all__ = ["questionnaire", "team_questionnaire"]
