"""Les tableaux HTML des figures d'atelier : les mêmes chiffres, lisibles sans la figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...assessment import ActionPlan, Campaign, Change, ItemResult, Profile, distribution_visible
from ...documents.words import DOT, footer, grid_name, level_text
from ...documents.workshop_words import WEIGHTS, code_counts, proposed_text, zone_text
from ...referentiel import Referentiel
from ...text import NBSP, capital, date, number, plural, quoted
from ..html import fragment, tag
from .ballots import ballots, has_distance, has_proposal
from .members import members
from .moves import moves, points_text
from .shown import HIDDEN
from .swatches import swatches

Cells = Sequence[str]


def votes_table(profile: Profile, *, dimension: str | None = None, limit: int | None = None) -> str:
    """Renvoie, en HTML, les comptes que dessine `votes`, dans le même ordre (mêmes arguments, mêmes refus)."""
    codes = swatches(profile.ref.scale)
    heads = [
        "Question",
        *(code.name for code in codes),
        "Niveau proposé",
        "Niveau décidé",
        "Écart moyen, en niveaux",
        "Accord",
    ]
    rows = [votes_row(profile, item) for item in ballots(profile, dimension, limit)]
    about = f", {quoted(profile.ref.dimension(dimension).label)}" if dimension else ""
    return html_table([f"Répartition des votes{about}{NBSP}: {profile.team}", footer(profile)], heads, rows)


def votes_row(profile: Profile, item: ItemResult) -> Cells:
    """Une question ; ses comptes et son accord sont masqués quand trop peu de personnes y ont répondu."""
    scale, agreed, shown = profile.ref.scale, item.agreement, distribution_visible(item)
    counts = [number(count) if shown else "masqué" for count in code_counts(item)]
    proposed = proposed_text(scale, item) if has_proposal(item) else ""
    decided = "" if item.decision is None else level_text(scale, item.decision.level) or "sans objet"
    distance = number(agreed.mean_distance or 0.0, 2) if has_distance(item) else ""
    return (item.label, *counts, proposed, decided, distance, str(agreed.status) if shown else HIDDEN)


def heatmap_table(campaign: Campaign, *, dimension: str | None = None) -> str:
    """Renvoie, en HTML, les cases que dessine `heatmap` (mêmes arguments, mêmes refus)."""
    found = members(campaign, dimension)
    codes = swatches(campaign.ref.scale)
    heads = [capital(found.noun), *(str(rank) for rank in range(1, found.people + 1))]
    rows = [
        (line.label, *(codes[cell.code].sign if line.visible else "masqué" for cell in line.cells)) for line in found.lines
    ]  # fmt: skip
    said = [
        f"Une colonne par personne, sans nom. {', '.join(f'{code.sign}{NBSP}: {code.name}' for code in codes[-3:])}."
    ]
    return html_table([f"Carte des réponses{NBSP}: {campaign.team}"], heads, rows, said)


def slope_table(before: Profile, after: Profile) -> str:
    """Renvoie, en HTML, les notes que dessine `slope` (mêmes arguments, mêmes refus)."""
    moved = moves(before, after)
    heads = [capital(moved.noun), *(f"Note sur 100, {name}" for name in moved.names), "Écart, en points", "Évolution"]
    rows = [slope_row(one) for one in moved.changes]
    return html_table([f"Évolution des notes{NBSP}: {after.team}", footer(after)], heads, rows, moved.progression.notes)


def slope_row(change: Change) -> Cells:
    """Une dimension ou un axe, avant et après."""
    scores = ["–" if score is None else number(score) for score in change.scores]
    sense = ", ".join(text for text in (str(change.trend), change.reason, change.note) if text)
    return (change.label, *scores, points_text(change), capital(sense))


def effort_table(plan: ActionPlan, ref: Referentiel) -> str:
    """Renvoie, en HTML, les actions que dessine `effort_impact`, abandonnées comprises."""
    labels = {one.id: one.label for one in ref.dimensions}
    heads = ["Action", "Quoi", "Dimension", "Effort", "Effet", "Place", "État", "Échéance"]
    rows = [
        (
            one.id, one.what, labels.get(one.dimension, one.dimension), WEIGHTS.get(one.effort or 0, "non coté"),
            WEIGHTS.get(one.impact or 0, "non coté"), capital(zone_text(one)), capital(str(one.state)), date(one.due),
        )
        for one in plan.actions
    ]  # fmt: skip
    return html_table([f"Effort et effet des actions{DOT}{plural(len(rows), 'action')}", grid_name(ref)], heads, rows)


def html_table(caption: Iterable[str], heads: Cells, rows: Iterable[Cells], said: Iterable[str] = ()) -> str:
    """Un tableau dont la première colonne nomme la ligne."""
    kinds = ["nombre" if "Note" in head else "" for head in heads[1:]]
    written = [
        f"<tr>{tag('th', first, scope='row')}"
        + "".join(tag("td", text, class_=kind) for text, kind in zip(rest, kinds, strict=True))
        + "</tr>"
        for first, *rest in rows
    ]
    return fragment(caption=caption, heads=heads, bodies=f"<tbody>{''.join(written)}</tbody>", said=said)
