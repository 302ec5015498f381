"""L'entretien annuel : la fiche de poste relue un an après, tâche par tâche."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from ..assessment import showable
from ..fiche import MATRICE, FicheDePoste, PlannedTask, UncoveredTask, role_said
from ..inclusive import COORDINATION, checked_wording, worded
from ..text import NBSP, Wording, capital, hours, number, plural, quoted
from . import words
from .blocks import (
    Blank,
    Block,
    Column,
    Document,
    Heading,
    Row,
    Styled,
    Table,
    Text,
)
from .commitments import AGREED, cautions_blocks, clauses_blocks, signatories, signatures_blocks
from .competences import fiche_needs
from .fiche import how_to_fill_blocks, title_blocks
from .fiche_annexes import where
from .lettre import Mission, bold, missions

# Les parties d'un entretien annuel : l'année, les objectifs, les tâches, les compétences, la suite

_ANSWER = (Column("Question", 2), Column("Réponse", 5))
_OUTCOME = Column("Constat et suite", 3.6)
_FREE_LINES = 3


def _year_blocks() -> Iterator[Block]:
    """Ce que l'on retient de l'année, avant les chiffres."""
    yield Heading(1, "L’année écoulée")
    rows: list[Row] = [
        ("Ce qui a bien marché", Blank("ce qui a bien marché")),
        ("Ce qui a été difficile", Blank("ce qui a été difficile")),
        ("Ce qui a manqué", Blank("temps, moyens, information, soutien")),
        ("Ce qui a changé dans l’équipe", Blank("départs, arrivées, projets nouveaux")),
    ]
    yield Table("L’année écoulée", "Une ligne par question, avec un champ à compléter.", _ANSWER, rows)


def _goals_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Les objectifs : faire progresser les dimensions visées, et ceux que l'on s'était fixés."""
    yield Heading(1, "Objectifs de l’année")
    level = words.level_text(fiche.ref.scale, fiche.target)
    yield Text(
        f"Le poste vise le niveau «\u00a0{level}\u00a0» sur chaque dimension. Une nouvelle évaluation avec la même grille dit le chemin "
        "fait\u00a0; il est celui de l’équipe entière, pas d’une seule personne.",
        "introduction",
    )
    served = {task.dimension.id: task.dimension for task in fiche.chosen if task.dimension}
    rows: list[Row] = [
        (
            f"Faire progresser\u00a0: {dimension.label}",
            capital(where(fiche, dimension)),
            Blank(f"où en est-on\u00a0: {dimension.label}"),
        )
        for dimension in served.values()
    ]
    rows += [
        (
            Blank(f"autre objectif, ligne {rank}"),
            Blank(f"point de départ, ligne {rank}"),
            Blank(f"résultat, ligne {rank}"),
        )
        for rank in range(1, _FREE_LINES)
    ]
    yield Table("Objectifs de l’année", "Une ligne par objectif\u00a0: point de départ, et où l’on en est, à compléter.",
        (Column("Objectif", 5), Column("Point de départ", 4), Column("Où en est-on", 4)), rows,
    )  # fmt: skip


def _done_blocks(fiche: FicheDePoste, layout: str, wording: Wording) -> Iterator[Block]:
    """Ce qui a été fait, tâche par tâche : les heures prévues, et celles que l'on écrit."""
    yield Heading(1, "Ce qui a été fait, tâche par tâche")
    yield Text(
        "Les heures prévues sont celles de la fiche. Écrire les heures faites, même à peu près, puis ce que l’on décide\u00a0: "
        "garder, alléger, confier, arrêter.",
        "introduction",
    )
    parts = missions(fiche.tasks, fiche.ref, layout)
    for part in parts:
        yield Heading(2, part.label)
        yield from _done_table_blocks(part)
    yield Heading(2, "Total de l’année")
    yield Table("Total de l’année", "Une ligne par groupe de tâches\u00a0: heures prévues, heures faites à compléter.",
        (Column("Tâches", 8), Column("Prévu, h/an", 2, True), Column("Fait, h/an", 2.6)),
        [(part.label, number(part.hours_year), Blank(f"heures faites\u00a0: {part.label}")) for part in parts],
        total=(Styled("Total"), Styled(number(sum(part.hours_year for part in parts))), Blank("heures faites\u00a0: total")),
    )  # fmt: skip
    yield from _elsewhere_blocks(fiche, wording)


def _done_table_blocks(part: Mission) -> Iterator[Block]:
    """Les tâches d'un axe."""
    yield Table(f"Tâches de l’année\u00a0: {part.label}",
        "Une ligne par tâche\u00a0: heures prévues, heures faites, constat et suite, à compléter.",
        (Column("Code", 1.7), Column("Tâche", 4.6), Column("Prévu, h/an", 2.1, True), Column("Fait, h/an", 2.3), _OUTCOME),
        [_done_row(task) for task in part.tasks],
        total=None if part.tasks[0].is_reserve else (*bold("", "Sous-total", number(part.hours_year)), "", ""),
    )  # fmt: skip


def _done_row(task: PlannedTask) -> Row:
    """Une tâche et les deux réponses qu'elle attend ; la réserve n'a pas de code."""
    return (
        task.code,
        task.label,
        number(task.hours_year),
        Blank(f"heures faites\u00a0: {task.id}"),
        Blank(f"constat et suite\u00a0: {task.id}"),
    )


def _elsewhere_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Ce que sont devenues les tâches confiées à d'autres, et celles que personne n'avait."""
    rows: list[Row] = [
        (task.id, task.label, capital(role_said(one.role.label, wording)), Blank(f"ce qu’il en est\u00a0: {task.id}"))
        for one in fiche.delegated
        for task in one.tasks
    ]
    if rows:
        yield Heading(2, "Les tâches confiées à d’autres")
        yield Table("Tâches confiées à d’autres", "Une ligne par tâche\u00a0: à qui elle est confiée, et ce qu’il en est, à compléter.",
            (Column("Code", 1.7), Column("Tâche", 6), Column("Confiée à", 3.6), Column("Ce qu’il en est", 3)), rows,
        )  # fmt: skip
    yield Heading(2, "Les tâches restées sans personne")
    yield Text(tuple(_orphans(fiche.unassigned)))


def _orphans(tasks: tuple[UncoveredTask, ...]) -> tuple[str | Styled | Blank, ...]:
    """Les tâches sans personne, par leur code, et la décision à écrire."""
    if not tasks:
        return ("Aucune tâche n’est restée sans personne.",)
    verb = "est restée" if len(tasks) == 1 else "sont restées"
    codes = ", ".join(task.id for task in tasks)
    said = f"{codes}. Ce que l’on décide\u00a0: "
    return (
        Styled(f"{plural(len(tasks), 'tâche')} {verb} sans personne\u00a0: "),
        said,
        Blank("décision sur les tâches sans personne"),
    )


def _competences_review_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Les savoir-faire et les connaissances que les tâches demandent, avec la place d'un avis partagé."""
    yield Heading(1, "Compétences au regard des tâches")
    yield Text("Seules figurent ici les compétences que demandent les tâches de cette fiche.", "introduction")
    needed = fiche_needs(fiche)
    if needed.caution:
        yield Text(needed.caution, "note")
    groups = (
        ("Savoir-faire", needed.savoir_faire),
        ("Connaissances", needed.connaissances),
        ("Savoir-être", needed.savoir_etre),
    )
    for title, items in groups:
        if items:
            yield Heading(2, title)
            yield from _skill_table_blocks(title, [item.competence.label for item in items])


def _skill_table_blocks(title: str, labels: Iterable[str]) -> Iterator[Block]:
    """Une ligne par compétence."""
    yield Table(f"Compétences\u00a0: {title.lower()}", "Une ligne par compétence\u00a0: avis partagé et besoin, à compléter.",
        (Column("Compétence", 6), Column("À l’aise, à renforcer, à acquérir", 3.4), Column("Besoin", 3.4)),
        [(label, Blank(f"niveau\u00a0: {label}"), Blank(f"besoin\u00a0: {label}")) for label in labels],
    )  # fmt: skip


def _training_blocks() -> Iterator[Block]:
    """Le plan de formation."""
    yield Heading(1, "Plan de formation")
    yield Table("Plan de formation", "Une ligne par formation\u00a0: besoin, formation, durée et prix, échéance, à compléter.",
        (Column("Besoin", 3), Column("Formation", 3), Column("Durée et financement", 3), Column("Échéance", 2)),
        [
            tuple(Blank(f"{name}, ligne {rank}") for name in ("besoin", "formation", "durée et financement", "échéance"))
            for rank in range(1, _FREE_LINES + 1)
        ],
    )  # fmt: skip


def _adjustments_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Ce qui change dans la fiche, et les objectifs de l'année suivante."""
    yield Heading(1, f"Ajuster la {fiche.status.sheet.lower()}")
    rows: list[Row] = [
        (
            "Heures par semaine",
            (
                f"Aujourd’hui {hours(fiche.weekly_hours)}. À partir de l’an prochain\u00a0: ",
                Blank("heures par semaine convenues"),
            ),
        ),
        ("Tâches à ajouter", Blank("tâches à ajouter, avec leurs heures")),
        ("Tâches à alléger ou à retirer", Blank("tâches à alléger ou à retirer")),
        ("Tâches à confier à d’autres", Blank("tâches à confier, et à qui")),
        ("Moyens à prévoir", Blank("moyens à prévoir")),
        (
            "Objectifs de l’année suivante",
            Blank("objectifs de l’année suivante, avec une date et un signe de réussite"),
        ),
    ]
    yield Table(
        "Ajustements",
        "Une ligne par décision, avec un champ à compléter.",
        (Column("Sujet", 2), Column("Décision", 5)),
        rows,
    )


def _opinions_blocks(parties: Iterable[str]) -> Iterator[Block]:
    """La place des mots de chacun, avant de signer."""
    yield Heading(1, "Avis")
    yield Table("Avis", "Une ligne par personne, avec un champ à compléter.",
        (Column("Qui", 2), Column("Avis sur l’échange et sur la suite", 5)),
        [(party, Blank(f"avis\u00a0: {party}")) for party in parties],
    )  # fmt: skip


# L'entretien annuel comme document Word : la fiche de poste relue un an après, tâche par tâche

_KEYWORDS = ("entretien annuel", "coordination", "soins primaires")


def entretien_annuel(
    fiche: FicheDePoste,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    layout: str = MATRICE,
) -> Document:
    """Renvoie le support de l'entretien annuel.

    Sans lien hiérarchique, il n'y a pas d'évaluation par un employeur : le même document devient un bilan de
    mission entre deux parties, et le dit.

    Args:
        fiche: la fiche de l'année qui s'achève ; rien n'est recalculé ici.
        on: date à laquelle le document est préparé.
        wording: forme des mots qui nomment une personne.
        layout: comment ranger les mêmes tâches : « matrice », « blocs », « missions » ou « champs ».

    Returns:
        Un `Document`. La même fiche à la même date donne les mêmes octets.

    Raises:
        InputError: plan inconnu, ou modèle refusé.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    checked_wording(wording)
    showable(fiche.profile)
    status, review = fiche.status, fiche.status.review
    title = f"{review.title}\u00a0: {COORDINATION[wording]['nom']}"
    parties = signatories(status, wording)
    blocks = (
        *title_blocks(title, fiche.profile.team, on),
        Text(worded(review.intro, wording)),
        *how_to_fill_blocks(),
        *_landmarks_blocks(fiche, wording),
        Heading(2, "Points d’attention"),
        *cautions_blocks([worded(said, wording) for said in status.alerts]),
        *_year_blocks(),
        *_goals_blocks(fiche),
        *_done_blocks(fiche, layout, wording),
        *_competences_review_blocks(fiche),
        *_training_blocks(),
        Heading(1, "Évolution" if status.hierarchy else "Suite de la mission"),
        *clauses_blocks("Évolution", review.evolution, wording),
        *_adjustments_blocks(fiche),
        *_opinions_blocks(parties),
        *signatures_blocks(parties),
    )
    return Document(
        title,
        fiche.profile.team,
        on,
        blocks,
        subject=f"Coordination de {quoted(fiche.profile.team)}",
        keywords=_KEYWORDS,
    )


def _landmarks_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Qui se rencontre, quand, et sur quelle fiche."""
    yield Heading(1, "Repères")
    year = sum(task.hours_year for task in fiche.tasks)
    rows: list[Row] = [
        (capital(worded(fiche.status.person, wording)), Blank("nom de la personne")),
        ("Rencontre avec", Blank("nom et qualité de la personne qui mène l’échange")),
        ("Date de la rencontre", Blank("date de la rencontre")),
        ("Période", Blank("du … au …")),
        ("Statut", fiche.status.label),
        ("Temps prévu", f"{hours(fiche.weekly_hours)} par semaine, {number(year)}{NBSP}h par an"),
        ("Date de la fiche relue", Blank("date de la fiche relue")),
    ]
    yield Table("Repères", "Une ligne par rubrique, avec des champs à compléter.", AGREED, rows)
