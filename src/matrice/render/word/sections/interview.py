"""Les parties d'un entretien annuel : l'année, les objectifs, les tâches, les compétences, la suite."""

from __future__ import annotations

from collections.abc import Iterable

from ....fiche import FicheDePoste, PlannedTask, UncoveredTask, role_said
from ....text import Wording, capital, hours, number, plural
from ... import words
from ..blocks import Blank, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .competences import fiche_needs
from .mission import Mission, bold, missions
from .reasons import where

ANSWER = (Column("Question", 2), Column("Réponse", 5))
OUTCOME = Column("Constat et suite", 3.6)
FREE_LINES = 3


def add_year(document: WordDocument) -> None:
    """Ce que l'on retient de l'année, avant les chiffres."""
    add_heading(document, 1, "L’année écoulée")
    rows: list[Row] = [
        ("Ce qui a bien marché", Blank("ce qui a bien marché")),
        ("Ce qui a été difficile", Blank("ce qui a été difficile")),
        ("Ce qui a manqué", Blank("temps, moyens, information, soutien")),
        ("Ce qui a changé dans l’équipe", Blank("départs, arrivées, projets nouveaux")),
    ]
    add_table(document, "L’année écoulée", "Une ligne par question, avec un champ à compléter.", ANSWER, rows)


def add_goals(document: WordDocument, fiche: FicheDePoste) -> None:
    """Les objectifs : faire progresser les dimensions visées, et ceux que l'on s'était fixés."""
    add_heading(document, 1, "Objectifs de l’année")
    level = words.level_text(fiche.ref.scale, fiche.target)
    add_text(
        document,
        f"Le poste vise le niveau «\u00a0{level}\u00a0» sur chaque dimension. Une nouvelle évaluation avec la même grille dit le chemin "
        "fait\u00a0; il est celui de l’équipe entière, pas d’une seule personne.",
        style="Introduction",
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
        for rank in range(1, FREE_LINES)
    ]
    add_table(
        document, "Objectifs de l’année", "Une ligne par objectif\u00a0: point de départ, et où l’on en est, à compléter.",
        (Column("Objectif", 5), Column("Point de départ", 4), Column("Où en est-on", 4)), rows,
    )  # fmt: skip


def add_done(document: WordDocument, fiche: FicheDePoste, plan: str, wording: Wording) -> None:
    """Ce qui a été fait, tâche par tâche : les heures prévues, et celles que l'on écrit."""
    add_heading(document, 1, "Ce qui a été fait, tâche par tâche")
    add_text(
        document, "Les heures prévues sont celles de la fiche. Écrire les heures faites, même à peu près, puis ce que l’on décide\u00a0: "
        "garder, alléger, confier, arrêter.", style="Introduction",
    )  # fmt: skip
    parts = missions(fiche.tasks, fiche.ref, plan)
    for part in parts:
        add_heading(document, 2, part.label)
        add_done_table(document, part)
    add_heading(document, 2, "Total de l’année")
    add_table(
        document, "Total de l’année", "Une ligne par groupe de tâches\u00a0: heures prévues, heures faites à compléter.",
        (Column("Tâches", 8), Column("Prévu, h/an", 2, True), Column("Fait, h/an", 2.6)),
        [(part.label, number(part.hours_year), Blank(f"heures faites\u00a0: {part.label}")) for part in parts],
        total=(Styled("Total"), Styled(number(sum(part.hours_year for part in parts))), Blank("heures faites\u00a0: total")),
    )  # fmt: skip
    add_elsewhere(document, fiche, wording)


def add_done_table(document: WordDocument, part: Mission) -> None:
    """Les tâches d'un axe."""
    add_table(
        document, f"Tâches de l’année\u00a0: {part.label}",
        "Une ligne par tâche\u00a0: heures prévues, heures faites, constat et suite, à compléter.",
        (Column("Code", 1.7), Column("Tâche", 4.6), Column("Prévu, h/an", 2.1, True), Column("Fait, h/an", 2.3), OUTCOME),
        [done_row(task) for task in part.tasks],
        total=None if part.tasks[0].is_reserve else (*bold("", "Sous-total", number(part.hours_year)), "", ""),
    )  # fmt: skip


def done_row(task: PlannedTask) -> Row:
    """Une tâche et les deux réponses qu'elle attend ; la réserve n'a pas de code."""
    return (
        task.code,
        task.label,
        number(task.hours_year),
        Blank(f"heures faites\u00a0: {task.id}"),
        Blank(f"constat et suite\u00a0: {task.id}"),
    )


def add_elsewhere(document: WordDocument, fiche: FicheDePoste, wording: Wording) -> None:
    """Ce que sont devenues les tâches confiées à d'autres, et celles que personne n'avait."""
    rows: list[Row] = [
        (task.id, task.label, capital(role_said(one.role.label, wording)), Blank(f"ce qu’il en est\u00a0: {task.id}"))
        for one in fiche.delegated
        for task in one.tasks
    ]
    if rows:
        add_heading(document, 2, "Les tâches confiées à d’autres")
        add_table(
            document, "Tâches confiées à d’autres", "Une ligne par tâche\u00a0: à qui elle est confiée, et ce qu’il en est, à compléter.",
            (Column("Code", 1.7), Column("Tâche", 6), Column("Confiée à", 3.6), Column("Ce qu’il en est", 3)), rows,
        )  # fmt: skip
    add_heading(document, 2, "Les tâches restées sans personne")
    add_text(document, *orphans(fiche.unassigned))


def orphans(tasks: tuple[UncoveredTask, ...]) -> tuple[str | Styled | Blank, ...]:
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


def add_competences_review(document: WordDocument, fiche: FicheDePoste) -> None:
    """Les savoir-faire et les connaissances que les tâches demandent, avec la place d'un avis partagé."""
    add_heading(document, 1, "Compétences au regard des tâches")
    add_text(
        document, "Seules figurent ici les compétences que demandent les tâches de cette fiche.", style="Introduction"
    )
    needed = fiche_needs(fiche)
    if needed.caution:
        add_text(document, needed.caution, style="Note")
    groups = (
        ("Savoir-faire", needed.savoir_faire),
        ("Connaissances", needed.connaissances),
        ("Savoir-être", needed.savoir_etre),
    )
    for title, items in groups:
        if items:
            add_heading(document, 2, title)
            add_skill_table(document, title, [item.competence.label for item in items])


def add_skill_table(document: WordDocument, title: str, labels: Iterable[str]) -> None:
    """Une ligne par compétence."""
    add_table(
        document, f"Compétences\u00a0: {title.lower()}", "Une ligne par compétence\u00a0: avis partagé et besoin, à compléter.",
        (Column("Compétence", 6), Column("À l’aise, à renforcer, à acquérir", 3.4), Column("Besoin", 3.4)),
        [(label, Blank(f"niveau\u00a0: {label}"), Blank(f"besoin\u00a0: {label}")) for label in labels],
    )  # fmt: skip


def add_training(document: WordDocument) -> None:
    """Le plan de formation."""
    add_heading(document, 1, "Plan de formation")
    add_table(
        document, "Plan de formation", "Une ligne par formation\u00a0: besoin, formation, durée et prix, échéance, à compléter.",
        (Column("Besoin", 3), Column("Formation", 3), Column("Durée et financement", 3), Column("Échéance", 2)),
        [
            tuple(Blank(f"{name}, ligne {rank}") for name in ("besoin", "formation", "durée et financement", "échéance"))
            for rank in range(1, FREE_LINES + 1)
        ],
    )  # fmt: skip


def add_adjustments(document: WordDocument, fiche: FicheDePoste) -> None:
    """Ce qui change dans la fiche, et les objectifs de l'année suivante."""
    add_heading(document, 1, f"Ajuster la {fiche.status.sheet.lower()}")
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
    add_table(
        document,
        "Ajustements",
        "Une ligne par décision, avec un champ à compléter.",
        (Column("Sujet", 2), Column("Décision", 5)),
        rows,
    )


def add_opinions(document: WordDocument, parties: Iterable[str]) -> None:
    """La place des mots de chacun, avant de signer."""
    add_heading(document, 1, "Avis")
    add_table(
        document, "Avis", "Une ligne par personne, avec un champ à compléter.",
        (Column("Qui", 2), Column("Avis sur l’échange et sur la suite", 5)),
        [(party, Blank(f"avis\u00a0: {party}")) for party in parties],
    )  # fmt: skip
