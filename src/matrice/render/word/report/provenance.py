"""D'où viennent la grille et chacune de ses dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from ....assessment import Profile
from ....referentiel import Dimension, Referentiel
from ....text import capital, partial_date, plural
from ... import words
from ..blocks import Content, Styled, add_heading, add_text
from ..citations import add_source_table, grid
from ..document import WordDocument
from ..tables import Column, Row, add_table


def add_provenance(document: WordDocument, profile: Profile) -> None:
    """La partie entière."""
    ref = profile.ref
    add_heading(document, 1, "Sources")
    add_text(document, *grid(ref))
    held = [d for d in ref.dimensions if not d.added] or list(ref.dimensions)
    add_heading(
        document,
        2,
        f"Provenance des {plural(len(held), 'dimension')}" if len(held) > 1 else "Provenance de la dimension",
    )
    if caveat := words.caveat(ref):
        add_text(document, caveat, style="Introduction")
    add_table(
        document, "Provenance des dimensions", "Une ligne par statut et par source\u00a0: le statut, les dimensions, la source.",
        (Column("Statut", 3), Column("Dimensions", 6), Column("Source", 6)), origin_rows(ref, held),
    )  # fmt: skip
    added = [d.label for d in ref.dimensions if d.added]
    if added and len(added) < len(ref.dimensions):
        add_text(document, f"Ajouts à la matrice\u00a0: {', '.join(added)}.", style="Note")
    if ref.sources:
        add_heading(document, 2, "Documents cités")
        add_source_table(document, "Sources de la grille", ref.sources)


def origin_rows(ref: Referentiel, dimensions: Sequence[Dimension]) -> list[Row]:
    """Les dimensions de même statut et de même source ensemble, dans l'ordre de la grille."""
    groups: dict[tuple[str, str], list[Dimension]] = {}
    for one in dimensions:
        groups.setdefault((one.status or "", one.source), []).append(one)
    return [
        (capital(status) or "Non précisé", "\n".join(one.label for one in own), origin(ref, own[0]))
        for (status, _), own in groups.items()
    ]


def origin(ref: Referentiel, dimension: Dimension) -> Content:
    """Le document dont vient une dimension, et sa date."""
    cited = next((source for source in ref.sources if source.id == dimension.source), None)
    if cited is None:
        return dimension.source or "–"
    return (cited.label, Styled(f"\n{capital(partial_date(cited.date))}", "Precision"))
