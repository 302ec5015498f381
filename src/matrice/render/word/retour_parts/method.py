"""D'où viennent ces chiffres, et ce que devient le fichier de l'équipe."""

from __future__ import annotations

from ....federation import Comparison, load_federation_notice
from ....text import NBSP, partial_date, quoted
from ...words import caveat, grid_name
from ..blocks import Styled, add_heading, add_text
from ..document import WordDocument


def add_method(document: WordDocument, comparison: Comparison) -> None:
    """La partie entière."""
    notice = load_federation_notice()
    add_heading(document, 2, "Méthode et données")
    add_text(
        document, Styled("Grille. "), f"{grid_name(comparison.ref)}. {caveat(comparison.ref)}".strip(), style="Note"
    )
    add_text(
        document,
        Styled("Vos données. "),
        f"Votre équipe a remis un profil sous nom de code, sans nom de personne ni réponse individuelle. {comparison.policy} "
        f"Qui le lit, combien de temps, vos droits{NBSP}: page {quoted(notice.title)}, version {notice.version} du "
        f"{partial_date(notice.date)} ({notice.confidence}), jointe à ce retour ou à demander à votre fédération.",
        style="Note",
    )
