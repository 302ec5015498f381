"""Ce que l'équipe va faire : le plan d'action, ou un tableau pour l'écrire."""

from __future__ import annotations

from ....assessment import Action, ActionPlan, Profile, Progress
from ....inclusive import COORDINATION
from ....text import NBSP, Wording, capital, date, plural
from ..blocks import Blank, Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .votes import short_name

COLUMNS = (
    Column("Action", 6.4), Column("Responsable", 2.6), Column("Échéance", 3.4), Column("À quoi on le verra", 3.4),
    Column("État", 2.4),
)  # fmt: skip
TO_WRITE = 3
WEIGHTS = {1: "faible", 2: "moyen", 3: "fort"}


def add_actions(document: WordDocument, profile: Profile, plan: ActionPlan | None, wording: Wording) -> None:
    """La partie entière."""
    add_heading(document, 1, "Plan d’action")
    add_text(document, introduction(plan, wording), style="Introduction")
    rows = [action_row(profile, one) for one in plan.actions] if plan and plan.actions else blanks()
    add_table(
        document, "Plan d’action", "Une ligne par action\u00a0: ce que l’on fait et avec quoi, rôle responsable, dates, indicateur, état.",
        COLUMNS, rows,
    )  # fmt: skip


def introduction(plan: ActionPlan | None, wording: Wording) -> str:
    """Combien d'actions, et qui tient le tableau."""
    kept = f"Une personne le tient à jour, {COORDINATION[wording]['le']} par exemple, et chaque point de suivi est rendu à toute l’équipe."
    if plan is None or not plan.actions:
        return f"Aucune action n’est encore inscrite. Ce tableau attend les premières. {kept}"
    said = [
        plural(count, one, many)
        for state, one, many in (
            (Progress.PLANNED, "action à faire", "actions à faire"), (Progress.ONGOING, "en cours", "en cours"),
            (Progress.DONE, "faite", "faites"), (Progress.DROPPED, "abandonnée", "abandonnées"),
        )
        if (count := sum(1 for action in plan.actions if action.state is state))
    ]  # fmt: skip
    return f"{', '.join(said)}. {kept}"


def action_row(profile: Profile, action: Action) -> Row:
    """Une action."""
    return (what(profile, action), capital(action.owner), calendar(action), action.indicator or "–", state(action))


def what(profile: Profile, action: Action) -> Content:
    """L'action, puis sa dimension, ses moyens, l'effort et l'effet attendus."""
    known = {dimension.id for dimension in profile.ref.dimensions}
    where = short_name(profile, action.dimension) if action.dimension in known else action.dimension
    weights = [
        f"{name} {WEIGHTS.get(value, value)}"
        for name, value in (("effort", action.effort), ("effet", action.impact))
        if value
    ]
    details = [f"{action.id}, {where}", f"Moyens\u00a0: {action.means}", capital(", ".join(weights))]
    return (Styled(action.what), *(Styled(f"\n{line}", "Precision") for line in details if line))


def calendar(action: Action) -> Content:
    """L'échéance, puis le début, et quand on en reparle."""
    check = f"\nProchain point\u00a0: {date(action.next_check)}" if action.next_check else ""
    return (date(action.due), Styled(f"\nDébut\u00a0: {date(action.start)}{check}", "Precision"))


def state(action: Action) -> Content:
    """L'état, et la note du dernier suivi."""
    return (capital(str(action.state)), *([Styled(f"\n{action.note}", "Precision")] if action.note else []))


def blanks() -> list[Row]:
    """Trois lignes à remplir, chaque champ disant ce qu'il attend."""
    wanted = ("action et moyens", "rôle responsable", "début, échéance et prochain point", "indicateur")
    return [
        (*(Blank(f"{name}, action{NBSP}{rank}") for name in wanted), capital(str(Progress.PLANNED)))
        for rank in range(1, TO_WRITE + 1)
    ]
