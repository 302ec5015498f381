"""Le statut : ce qui est convenu, comment le temps s'organise, et ce qu'il faut lire avant de signer."""

from __future__ import annotations

from collections.abc import Sequence

from ....fiche import Clause, FicheDePoste
from ....inclusive import worded
from ....text import Wording
from ..blocks import Blank, Content, Styled, add_heading, add_text, append, paragraph
from ..document import WordDocument
from ..tables import Column, Row, add_table

CAUTION = Styled("Point d’attention\u00a0: ")
READ_FIRST = "À lire avant de signer"
AGREED = (Column("Rubrique", 2), Column("Ce qui est convenu", 5))


def add_status(document: WordDocument, fiche: FicheDePoste, wording: Wording) -> None:
    """Le statut et ses clauses."""
    status = fiche.status
    add_heading(document, 1, "Statut et contrat" if status.hierarchy else "Statut et cadre de la mission")
    add_text(document, Styled(f"{status.label}. "), worded(status.employer, wording), ".", style="Introduction")
    add_clauses(document, "Statut et contrat", status.terms, wording)


def add_schedule(document: WordDocument, fiche: FicheDePoste, wording: Wording) -> None:
    """Les jours, les horaires, les lieux, les déplacements et la continuité ; ou une organisation libre."""
    add_heading(document, 1, "Organisation du temps")
    add_clauses(document, "Organisation du temps", fiche.status.schedule, wording)


def add_clauses(document: WordDocument, title: str, clauses: Sequence[Clause], wording: Wording) -> None:
    """Un tableau de ce qui est convenu."""
    add_table(
        document, title, "Une ligne par rubrique\u00a0: ce qui est convenu, ou un champ à compléter.",
        AGREED, clause_rows(clauses, wording),
    )  # fmt: skip


def clause_rows(clauses: Sequence[Clause], wording: Wording) -> list[Row]:
    """Une ligne par clause."""
    return [(worded(clause.label, wording), clause_content(clause, wording)) for clause in clauses]


def clause_content(clause: Clause, wording: Wording) -> Content:
    """Le texte d'une clause et, dessous, le champ qui le précise."""
    text = worded(clause.text, wording)
    blank = Blank(f"{worded(clause.label, wording)}\u00a0: {clause.blank}")
    if not clause.blank:
        return text
    return (f"{text}\n", blank) if text else blank


def add_cautions(document: WordDocument, said: Sequence[str]) -> None:
    """Ce qu'il faut lire avant de signer, un paragraphe par point."""
    for sentence in said:
        add_text(document, CAUTION, sentence, style="PointAttention")


def add_attention(document: WordDocument, said: Sequence[str]) -> None:
    """La partie des points d'attention, s'il y en a."""
    if said:
        add_heading(document, 1, READ_FIRST)
        add_cautions(document, said[:-1])
        last = paragraph(
            (CAUTION, said[-1]), "PointAttention", "<w:keepNext/>"
        )  # les signatures ne sont pas seules sur leur page
        append(document, last)
