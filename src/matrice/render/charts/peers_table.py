"""Le tableau qui accompagne les figures d'une comparaison : les mêmes valeurs, en texte."""

from __future__ import annotations

from ...documents import federation_words as words
from ...federation import Comparison, Place
from ..html import fragment, tag

HEADS = ("Dimension", "Note de l’équipe", "Niveau", "Groupe", "Équipes comparables", "Place")


def comparison_table(comparison: Comparison) -> str:
    """Renvoie la comparaison en tableau HTML accessible, un fragment sans `<html>`."""
    bodies = "".join(
        f"<tbody>{row(comparison, comparison.place(axis.id), group=True)}{''.join(row(comparison, one) for one in places)}</tbody>"
        for axis, places in words.by_axis(comparison)
    )
    caption = [
        f"{words.SIMULATED}." if comparison.simulated else "",
        f"Face à son groupe\u00a0: {words.team_name(comparison)}, {comparison.year}",
        f"{words.group_text(comparison)}.",
    ]
    said = [words.silence((*comparison.dimensions, *comparison.axes)), comparison.policy, *comparison.notes]
    return fragment(caption=caption, heads=HEADS, bodies=bodies, said=said)


def row(comparison: Comparison, place: Place, *, group: bool = False) -> str:
    """La ligne d'un axe ou d'une dimension."""
    scale = comparison.ref.scale
    where = words.place_text(place) + (" (position incertaine)" if place.uncertain else "")
    cells = [
        tag("th", place.theme.label, scope="rowgroup" if group else "row"),
        tag("td", words.score_text(place), class_="nombre"),
        *(
            tag("td", text)
            for text in (
                words.level_text(place, scale),
                words.quartiles_text(place),
                words.position_text(place, scale),
                where,
            )
        ),
    ]
    opening = '<tr class="axe">' if group else "<tr>"
    return f"{opening}{''.join(cells)}</tr>"
