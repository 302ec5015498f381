"""Les compétences que demandent les tâches, et les parcours qui y préparent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from ..fiche import Asked, FicheDePoste, Needed, Relation, competences_for
from ..text import capital, series
from .blocks import (
    Block,
    Column,
    Content,
    Heading,
    Inline,
    Row,
    Styled,
    Table,
    Text,
)

_CONTACT = "\nAu contact des patients"
_EVERYWHERE = "toutes"


def competences_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Ce que demandent les fonctions du poste, et rien de plus."""
    yield Heading(1, "Compétences")
    labels = {task.function.id: task.function.label for task in fiche.tasks if task.function}
    if not labels:
        yield Text("Aucune tâche n’est encore retenue\u00a0: le poste ne demande encore aucune compétence.")
        return
    yield Text(
        "Ce que demandent les tâches de ce poste, et rien d’autre. En face de chaque compétence, les fonctions qui s’en servent.",
        "introduction",
    )
    needed = fiche_needs(fiche)
    yield Text(tuple(_legend(labels)), "note")
    if needed.caution:
        yield Text((Styled("À relire avant de signer. "), needed.caution), "note")
    yield from _skills_blocks("Savoir-faire", needed.savoir_faire, labels)
    yield from _skills_blocks("Connaissances", needed.connaissances, labels)
    yield from _skills_blocks("Savoir-être", needed.savoir_etre, labels)
    yield from _relations_blocks(needed, labels)
    yield Text("Les profils rencontrés et les formations sont en annexe.", "note")


def backgrounds_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Les profils et les formations, qui se consultent plus qu'ils ne se signent."""
    needed = fiche_needs(fiche)
    if needed.profiles:
        yield from _profiles_blocks(needed)
        yield from _training_blocks(needed)


def fiche_needs(fiche: FicheDePoste) -> Needed:
    """Ce que demandent les fonctions de la fiche."""
    return competences_for(task.function.id for task in fiche.tasks if task.function)


def _skills_blocks(title: str, rows: Sequence[Asked], labels: Mapping[str, str]) -> Iterator[Block]:
    """Une sorte de compétences, s'il y en a."""
    if not rows:
        return
    yield Heading(2, title)
    yield Table(title,
        f"{title}\u00a0: une ligne par compétence, avec ce qui est demandé et les fonctions du poste qui s’en servent.",
        (Column("Ce qui est demandé", 9), Column("Pour quelles fonctions", 4)),
        [(_skill(asked), _users(asked, labels)) for asked in rows],
    )  # fmt: skip


def _skill(asked: Asked) -> Content:
    """Une compétence ; dessous, si elle suppose d'être au contact des patients."""
    if not asked.competence.patient:
        return asked.competence.label
    return (asked.competence.label, Styled(_CONTACT, "detail"))


def _users(asked: Asked, labels: Mapping[str, str]) -> str:
    """Les codes des fonctions qui se servent d'une compétence ; la légende les nomme."""
    return _EVERYWHERE if len(asked.functions) == len(labels) > 1 else ", ".join(asked.functions)


def _legend(labels: Mapping[str, str]) -> tuple[Inline, ...]:
    """Les fonctions du poste et leurs codes."""
    return (
        Styled("Fonctions du poste\u00a0: "),
        "\u00a0; ".join(f"{code} {label}" for code, label in labels.items()) + ".",
    )


def _relations_blocks(needed: Needed, labels: Mapping[str, str]) -> Iterator[Block]:
    """Avec qui le poste travaille, finalité par finalité."""
    rows: list[Row] = [
        (_skill(asked), capital(asked.competence.parties), _users(asked, labels))
        for asked in needed.relations
        if isinstance(asked.competence, Relation)
    ]
    if not rows:
        return
    yield Heading(2, "Relations par finalité")
    yield Table("Relations par finalité", "Une ligne par finalité\u00a0: pour quoi, avec qui, et les fonctions du poste concernées.",
        (Column("Pour quoi faire", 4), Column("Avec qui", 6), Column("Pour quelles fonctions", 3)), rows,
    )  # fmt: skip


def _profiles_blocks(needed: Needed) -> Iterator[Block]:
    """Les profils rencontrés : aucun n'est exigé."""
    yield Heading(2, "Profils")
    yield Text("Des profils rencontrés, pour situer une candidature\u00a0; aucun n’est exigé.", "introduction")
    yield Table("Profils rencontrés", "Une ligne par profil\u00a0: sa formation ou son parcours, et ce que l’on en dit.",
        (Column("Profil", 6), Column("Ce que l’on en dit", 7)),
        [("\n".join(one.label for one in same), note) for note, same in groupby(needed.profiles, key=attrgetter("note"))],
    )  # fmt: skip
    if needed.professions:
        names = series([profession.label for profession in needed.professions])
        yield Text(f"{needed.access} {names}.", "note")


def _training_blocks(needed: Needed) -> Iterator[Block]:
    """Les formations, leur durée et la confiance à accorder à ces chiffres."""
    yield Heading(2, "Formations")
    yield Table("Formations", "Une ligne par formation\u00a0: durée, ce qu’il faut en savoir, confiance à accorder à ces indications.",
        (Column("Formation", 4), Column("Durée", 4), Column("Ce qu’il faut en savoir", 5), Column("Confiance", 4)),
        [(one.label, capital(one.duration), one.note, capital(one.confidence)) for one in needed.training],
    )  # fmt: skip
