"""Ce que les tâches du poste demandent de savoir faire, de connaître et d'être, et comment l'apprendre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from ....fiche import Asked, FicheDePoste, Needed, Relation, competences_for
from ....text import capital, series
from ..blocks import Content, Inline, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

CONTACT = "\nAu contact des patients"
EVERYWHERE = "toutes"


def add_competences(document: WordDocument, fiche: FicheDePoste) -> None:
    """Ce que demandent les fonctions du poste, et rien de plus."""
    add_heading(document, 1, "Compétences")
    labels = {task.function.id: task.function.label for task in fiche.tasks if task.function}
    if not labels:
        add_text(document, "Aucune tâche n’est encore retenue\u00a0: le poste ne demande encore aucune compétence.")
        return
    add_text(
        document,
        "Ce que demandent les tâches de ce poste, et rien d’autre. En face de chaque compétence, les fonctions qui s’en servent.",
        style="Introduction",
    )
    needed = fiche_needs(fiche)
    add_text(document, *legend(labels), style="Note")
    if needed.caution:
        add_text(document, Styled("À relire avant de signer. "), needed.caution, style="Note")
    add_skills(document, "Savoir-faire", needed.savoir_faire, labels)
    add_skills(document, "Connaissances", needed.connaissances, labels)
    add_skills(document, "Savoir-être", needed.savoir_etre, labels)
    add_relations(document, needed, labels)
    add_text(document, "Les profils rencontrés et les formations sont en annexe.", style="Note")


def add_backgrounds(document: WordDocument, fiche: FicheDePoste) -> None:
    """Les profils et les formations, qui se consultent plus qu'ils ne se signent."""
    needed = fiche_needs(fiche)
    if needed.profiles:
        add_profiles(document, needed)
        add_training(document, needed)


def fiche_needs(fiche: FicheDePoste) -> Needed:
    """Ce que demandent les fonctions de la fiche."""
    return competences_for(task.function.id for task in fiche.tasks if task.function)


def add_skills(document: WordDocument, title: str, rows: Sequence[Asked], labels: Mapping[str, str]) -> None:
    """Une sorte de compétences, s'il y en a."""
    if not rows:
        return
    add_heading(document, 2, title)
    add_table(
        document,
        title,
        f"{title}\u00a0: une ligne par compétence, avec ce qui est demandé et les fonctions du poste qui s’en servent.",
        (Column("Ce qui est demandé", 9), Column("Pour quelles fonctions", 4)),
        [(skill(asked), users(asked, labels)) for asked in rows],
    )  # fmt: skip


def skill(asked: Asked) -> Content:
    """Une compétence ; dessous, si elle suppose d'être au contact des patients."""
    if not asked.competence.patient:
        return asked.competence.label
    return (asked.competence.label, Styled(CONTACT, "Precision"))


def users(asked: Asked, labels: Mapping[str, str]) -> str:
    """Les codes des fonctions qui se servent d'une compétence ; la légende les nomme."""
    return EVERYWHERE if len(asked.functions) == len(labels) > 1 else ", ".join(asked.functions)


def legend(labels: Mapping[str, str]) -> tuple[Inline, ...]:
    """Les fonctions du poste et leurs codes."""
    return (
        Styled("Fonctions du poste\u00a0: "),
        "\u00a0; ".join(f"{code} {label}" for code, label in labels.items()) + ".",
    )


def add_relations(document: WordDocument, needed: Needed, labels: Mapping[str, str]) -> None:
    """Avec qui le poste travaille, finalité par finalité."""
    rows: list[Row] = [
        (skill(asked), capital(asked.competence.parties), users(asked, labels))
        for asked in needed.relations
        if isinstance(asked.competence, Relation)
    ]
    if not rows:
        return
    add_heading(document, 2, "Relations par finalité")
    add_table(
        document, "Relations par finalité", "Une ligne par finalité\u00a0: pour quoi, avec qui, et les fonctions du poste concernées.",
        (Column("Pour quoi faire", 4), Column("Avec qui", 6), Column("Pour quelles fonctions", 3)), rows,
    )  # fmt: skip


def add_profiles(document: WordDocument, needed: Needed) -> None:
    """Les profils rencontrés : aucun n'est exigé."""
    add_heading(document, 2, "Profils")
    add_text(
        document, "Des profils rencontrés, pour situer une candidature\u00a0; aucun n’est exigé.", style="Introduction"
    )
    add_table(
        document, "Profils rencontrés", "Une ligne par profil\u00a0: sa formation ou son parcours, et ce que l’on en dit.",
        (Column("Profil", 6), Column("Ce que l’on en dit", 7)),
        [("\n".join(one.label for one in same), note) for note, same in groupby(needed.profiles, key=attrgetter("note"))],
    )  # fmt: skip
    if needed.professions:
        names = series([profession.label for profession in needed.professions])
        add_text(document, f"{needed.access} {names}.", style="Note")


def add_training(document: WordDocument, needed: Needed) -> None:
    """Les formations, leur durée et la confiance à accorder à ces chiffres."""
    add_heading(document, 2, "Formations")
    add_table(
        document, "Formations", "Une ligne par formation\u00a0: durée, ce qu’il faut en savoir, confiance à accorder à ces indications.",
        (Column("Formation", 4), Column("Durée", 4), Column("Ce qu’il faut en savoir", 5), Column("Confiance", 4)),
        [(one.label, capital(one.duration), one.note, capital(one.confidence)) for one in needed.training],
    )  # fmt: skip
