"""Les documents Word : modifiables, en français, avec un radar natif. Seule cette pièce connaît python-docx."""

from .fiche_de_poste import fiche

__all__ = ["fiche"]
