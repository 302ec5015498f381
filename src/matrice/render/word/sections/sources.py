"""D'où vient chaque chose : la grille, le droit, le calcul, et comment remonter d'une tâche à son origine."""

from __future__ import annotations

from ....fiche import FicheDePoste
from ....text import NBSP, hours, partial_date, quoted
from ..blocks import Content, Styled, add_bullets, add_heading, add_text
from ..citations import add_source_table, grid
from ..document import WordDocument
from .competences import fiche_needs


def add_sources(document: WordDocument, fiche: FicheDePoste) -> None:
    """La partie entière."""
    add_heading(document, 1, "Sources et méthode")
    add_heading(document, 2, "La grille")
    add_text(document, *grid(fiche.ref))
    add_source_table(document, "Sources de la grille", fiche.ref.sources)
    add_heading(document, 2, "Le droit et l’argent" if fiche.money else "Le droit du travail")
    add_text(
        document,
        f"Chiffres de la version {fiche.emploi.version}, relevés le {partial_date(fiche.emploi.date)}.",
        style="Introduction",
    )
    add_source_table(
        document,
        "Sources du droit et de l’argent" if fiche.money else "Sources du droit du travail",
        fiche.emploi.cited(fiche.basis),
    )
    if fiche.status.sources:
        add_heading(document, 2, "Le statut")
        add_source_table(document, "Sources du statut", fiche.status.sources)
    if cited := fiche_needs(fiche).sources:
        add_heading(document, 2, "Les compétences")
        add_source_table(document, "Sources des compétences", cited)
    add_heading(document, 2, "Le calcul")
    add_bullets(document, method(fiche))


def method(fiche: FicheDePoste) -> list[Content]:
    """Comment les notes et les heures ont été obtenues, et comment suivre une tâche."""
    example = f", par exemple {quoted(fiche.chosen[0].id)}," if fiche.chosen else ""
    return [
        (
            Styled("Notes. "),
            f"Règles de calcul en version {fiche.profile.algorithm}\u00a0; "
            "deux évaluations ne se comparent qu’à version égale.",
        ),
        (
            Styled("Heures. "),
            "La priorité d’une tâche est l’écart entre la note de la dimension qu’elle sert et le niveau visé, sauf quand l’équipe "
            f"l’a fixée elle-même. Les {hours(fiche.weekly_hours)} sont partagées en proportion de ces priorités, avec un temps minimal "
            "par tâche, puis arrondies de sorte que la somme reste exacte\u00a0; la réserve est mise de côté avant le partage.",
        ),
        (
            Styled("Suivre une tâche. "),
            f"Son code{example} est le même dans cette fiche et dans le catalogue{NBSP}: il y mène à sa fonction, à la dimension "
            "qu’elle sert et au document dont elle vient.",
        ),
    ]  # fmt: skip
