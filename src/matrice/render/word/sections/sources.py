"""D'où vient chaque chose : la grille, le droit, le calcul, et comment remonter d'une tâche à son origine."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.opc.constants import RELATIONSHIP_TYPE

from ....fiche import FicheDePoste
from ....referentiel import Source
from ....text import NBSP, hours, partial_date, quoted
from ... import words
from ..blocks import Content, Link, Styled, add_bullets, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

ADDRESS = re.compile(r"https?://[A-Za-z0-9][-A-Za-z0-9._~:/?#@!$&'()*+,;=%]*")


def add_sources(document: WordDocument, fiche: FicheDePoste) -> None:
    """La partie entière."""
    add_heading(document, 1, "Sources et méthode")
    add_heading(document, 2, "La grille")
    add_text(document, *grid(fiche))
    add_source_table(document, "Sources de la grille", fiche.ref.sources)
    add_heading(document, 2, "Le droit du travail")
    add_text(
        document,
        f"Chiffres de la version {fiche.emploi.version}, relevés le {partial_date(fiche.emploi.date)}.",
        style="Introduction",
    )
    add_source_table(document, "Sources du droit du travail", fiche.emploi.sources)
    add_heading(document, 2, "Le calcul")
    add_bullets(document, method(fiche))


def grid(fiche: FicheDePoste) -> list[str | Styled]:
    """Le nom de la grille, sa date et son origine."""
    dated = f", {partial_date(fiche.ref.date)}" if fiche.ref.date else ""
    origin = f" {fiche.ref.source}" if fiche.ref.source else ""
    return [Styled(words.grid_name(fiche.ref)), f"{dated}.{origin}"]


def add_source_table(document: WordDocument, title: str, sources: Sequence[Source]) -> None:
    """Les documents cités, leur date et la confiance à leur accorder."""
    if not sources:
        add_text(document, "Aucune source n’est déclarée.")
        return
    add_table(
        document, title, "Une ligne par document\u00a0: comment le citer, sa date, sa date de lecture, ce que l’on en sait.",
        (Column("Document", 6.4), Column("Date", 3.3), Column("Lu le", 3.3), Column("Ce que l’on en sait", 4)),
        [source_row(document, source) for source in sources],
    )  # fmt: skip


def source_row(document: WordDocument, source: Source) -> Row:
    """Un document cité."""
    read = partial_date(source.consulted) if source.consulted else "–"
    return (cited(document, source), partial_date(source.date), read, source.confidence or "–")


def cited(document: WordDocument, source: Source) -> Content:
    """Le nom du document, en lien quand son adresse est une adresse web bien formée."""
    if not ADDRESS.fullmatch(source.url):
        return source.label
    relation = document.part.relate_to(source.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return Link(source.label, relation)


def method(fiche: FicheDePoste) -> list[Content]:
    """Comment les notes et les heures ont été obtenues, et comment suivre une tâche."""
    example = f", par exemple {quoted(fiche.tasks[0].id)}," if fiche.tasks else ""
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
            "par tâche, puis arrondies de sorte que la somme reste exacte.",
        ),
        (
            Styled("Suivre une tâche. "),
            f"Son code{example} est le même dans cette fiche et dans la grille{NBSP}: il y mène à sa fonction, à la dimension "
            "qu’elle sert et au document dont elle vient.",
        ),
    ]  # fmt: skip
