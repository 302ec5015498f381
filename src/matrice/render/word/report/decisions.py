"""Ce que l'équipe a décidé, avec combien de voix, pourquoi, et ce qu'en dit la minorité."""

from __future__ import annotations

from collections.abc import Sequence

from ....assessment import Decision, Profile, Standing, hidden_targets
from ....text import plural
from ..blocks import Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .votes import asked, hands, level

COLUMNS = (
    Column("Décision sur", 5.4), Column("Votes proposaient", 2.1), Column("Retenu", 2.3), Column("Voix", 2.4),
    Column("Raison et réserve", 5),
)  # fmt: skip
PLAIN = (Column("Accepté tel que proposé, sans opposition", 13), Column("Retenu", 4))


Taken = tuple[Decision, Content]  # une décision, et comment nommer son objet


def add_decisions(document: WordDocument, profile: Profile) -> None:
    """La partie entière."""
    add_heading(document, 1, "Décisions de l’équipe")
    last = {one.target: one for one in profile.decisions}
    if not last:
        add_text(
            document,
            "Aucune décision n’est enregistrée\u00a0: les niveaux de ce rapport sont ceux que les votes proposent.",
        )
        return
    add_text(
        document,
        f"{plural(len(last), 'décision')}. Le niveau proposé est le plus haut que plus de la moitié des votes disent atteint\u00a0; "
        "l’équipe en décide. Sans majorité des voix exprimées, le niveau proposé est gardé et noté «\u00a0non consensuel\u00a0».",
        style="Introduction",
    )
    for axis in profile.axes:
        taken = [(last[target], name) for target, name in targets(profile, axis.id) if target in last]
        if taken:
            add_heading(document, 2, axis.label)
            add_discussed(document, profile, axis.label, [one for one in taken if not accepted(profile, one[0])])
            add_accepted(document, profile, axis.label, [one for one in taken if accepted(profile, one[0])])


def accepted(profile: Profile, decision: Decision) -> bool:
    """Vrai pour ce qui a été pris tel que proposé, d'un coup et sans un mot : une ligne courte suffit."""
    alone = sum(1 for one in profile.decisions if one.target == decision.target) == 1
    silent = decision.votes_for is None and not (decision.against or decision.abstentions)
    return alone and silent and decision.level == decision.proposed and not (decision.reason or decision.dissent)


def add_discussed(document: WordDocument, profile: Profile, axis: str, taken: Sequence[Taken]) -> None:
    """Les décisions dont il y a quelque chose à dire."""
    if taken:
        add_table(
            document, f"Décisions de l’axe\u00a0: {axis}",
            "Une ligne par décision\u00a0: objet, niveau proposé, niveau retenu, voix, raison et réserve.",
            COLUMNS, [decision_row(profile, decision, name) for decision, name in taken],
        )  # fmt: skip


def add_accepted(document: WordDocument, profile: Profile, axis: str, taken: Sequence[Taken]) -> None:
    """Celles que l'équipe a prises telles quelles."""
    if taken:
        add_heading(document, 3, f"{plural(len(taken), 'décision')} sans discussion")
        add_table(
            document, f"Décisions sans discussion de l’axe\u00a0: {axis}", "Une ligne par décision\u00a0: objet et niveau retenu.",
            PLAIN, [(name, level(profile.ref.scale, decision.level)) for decision, name in taken],
        )  # fmt: skip


def targets(profile: Profile, axis: str) -> list[tuple[str, Content]]:
    """Ce sur quoi l'équipe pouvait décider dans un axe : chaque dimension, puis ses questions."""
    if profile.grain != "item":
        return [(item.id, item.label) for item in profile.items if item.axis == axis]
    found: list[tuple[str, Content]] = []
    for dimension in profile.dimensions:
        if dimension.axis == axis:
            found.append((dimension.id, (Styled(dimension.label), Styled("\ntoute la dimension", "Precision"))))
            found += [(item.id, asked(profile, item)) for item in dimension.items]
    return found


def decision_row(profile: Profile, decision: Decision, name: Content) -> Row:
    """Une décision."""
    scale = profile.ref.scale
    proposed = "aucun niveau" if decision.proposed is None else level(scale, decision.proposed)
    if decision.target in hidden_targets(profile):
        proposed = str(Standing.WITHHELD)
    kept: tuple[str | Styled, ...] = (Styled(level(scale, decision.level)),)
    if not decision.has_majority:
        kept += (Styled("\nnon consensuel", "Precision"),)
    earlier = [one for one in profile.decisions if one.target == decision.target][:-1]
    if earlier:
        kept += (Styled(f"\nd’abord\u00a0: {series_of(profile, earlier)}", "Precision"),)
    return (name, proposed, kept, hands(decision), said(decision))


def series_of(profile: Profile, decisions: Sequence[Decision]) -> str:
    """Les niveaux retenus avant celui-ci : rien ne s'efface."""
    return ", puis ".join(level(profile.ref.scale, one.level) for one in decisions)


def said(decision: Decision) -> Content:
    """La raison, et l'avis minoritaire."""
    parts: list[str | Styled] = [decision.reason] if decision.reason else []
    if decision.dissent:
        parts += ["\n"] * bool(parts) + [Styled("Réserve\u00a0: "), decision.dissent]
    return tuple(parts) or "–"
