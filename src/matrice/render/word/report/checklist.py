"""Les conditions que la HAS pose, une par une, et ce que la matrice n'est pas."""

from __future__ import annotations

from ....assessment import ActionPlan, Profile, conditions
from ....referentiel import Finding
from ..blocks import Blank, Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, add_table

SAID = {True: "Satisfait", False: "Non satisfait", None: "À dire"}


def add_checklist(document: WordDocument, profile: Profile, plan: ActionPlan | None) -> None:
    """La partie entière."""
    add_heading(document, 1, "Les conditions posées par la HAS")
    add_text(
        document,
        "Ce que le rapport constate. «\u00a0À dire\u00a0»\u00a0: le rapport ne peut pas le savoir, l’équipe l’écrit.",
        style="Introduction",
    )
    add_table(
        document, "Conditions posées par la HAS", "Une ligne par condition\u00a0: si elle est satisfaite, et ce qui est constaté.",
        (Column("Condition", 6), Column("État", 2.4), Column("Constat", 6)),
        [(found.criterion, Styled(SAID[found.met]), constat(found)) for found in conditions(profile, plan)],
    )  # fmt: skip
    add_text(
        document,
        "La HAS présente la matrice comme un moyen, pour une équipe, de s’améliorer elle-même. Elle ne l’a pas conçue, telle quelle, "
        "pour qu’un tiers note l’équipe, lui donne un label ou fixe son financement\u00a0: ce rapport ne s’y prête pas.",
        style="PointAttention",
    )


def constat(found: Finding) -> Content:
    """Ce qui est constaté, et la place d'écrire ce qui ne peut l'être ici."""
    return found.message if found.met is not None else (f"{found.message} ", Blank(f"constat\u00a0: {found.criterion}"))
