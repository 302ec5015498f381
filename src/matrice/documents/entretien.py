"""L'entretien annuel d'une personne salariée, ou l'entretien de suivi d'une mission : quatre pages, de la place pour un stylo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from ..assessment import showable
from ..fiche import MATRICE, NO_DATA, FicheDePoste, Poste
from ..inclusive import COORDINATION, checked_wording, worded
from ..text import Wording, capital, hours, plural, series
from .blocks import Block, Cell, Column, Content, Document, Heading, Row, Table, Text, text_of
from .fiche import aimed, result_rows, yearly
from .post_parts import missions, post_document, signatories, skills

_KEYWORDS = ("entretien", "coordination", "soins primaires")
_LINE = 420  # twips, 7,4 mm : une ligne écrite à la main
_QUESTION, _ANSWER = Column("Sujet", 3), Column("Ce que l’on en dit", 7)


def entretien(
    fiche: FicheDePoste,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    layout: str = MATRICE,
    poste: Poste = NO_DATA,
) -> Document:
    """Renvoie le support de l'entretien, à imprimer et à remplir à la main.

    Dans un emploi, c'est l'entretien annuel. Ailleurs, c'est un entretien de suivi de mission : les livrables et la suite,
    jamais l'évaluation d'une personne.

    Args:
        fiche: la fiche de l'année qui s'achève ; rien n'est recalculé ici.
        on: date à laquelle le document est préparé.
        wording, layout, poste: comme pour `fiche`.

    Returns:
        Un `Document` de quatre pages au plus. La même fiche à la même date donne les mêmes octets.

    Raises:
        Les mêmes erreurs que `fiche`.
    """
    checked_wording(wording)
    showable(fiche.profile)
    status, review = fiche.status, fiche.status.review
    title = f"{review.title}\u00a0: {COORDINATION[wording]['nom']}"
    blocks = (
        Text(worded(review.intro, wording)),
        *_landmarks_blocks(fiche, wording),
        *_written("L’année écoulée", _YEAR, 2),
        *_done_blocks(fiche, layout),
        *_results_blocks(fiche, poste),
        *(_skills_blocks(fiche, poste) if status.hierarchy else ()),
        *_written("La suite", _next(fiche, wording), 2),
        *_signed_blocks(signatories(status, wording)),
    )
    return post_document(title, [fiche.profile.team], on, blocks, _KEYWORDS)


_YEAR = ("Ce qui a bien marché", "Ce qui a été difficile", "Ce qui a manqué\u00a0: temps, moyens, soutien")


def _written(title: str, questions: Iterable[str], count: int) -> Iterator[Block]:
    """Des questions, et la place d'y répondre au stylo en `count` lignes."""
    yield Heading(1, title)
    yield Table(title, "Une ligne par sujet, avec la place d’écrire à la main.", (_QUESTION, _ANSWER),
        [(question, "") for question in questions], height=count * _LINE,
    )  # fmt: skip


def _signed_blocks(parties: Iterable[str]) -> Iterator[Block]:
    """Les mots de chacun, qu'il signe sur la même ligne."""
    title = "Les mots de chacun, et signatures"
    yield Heading(1, title)
    yield Table(title, "Une ligne par partie\u00a0: ses mots, la date et la signature, à remplir à la main.",
        (Column("En qualité de", 2.6), Column("Nom et mots", 5), Column("Date", 1.4), Column("Signature", 3)),
        [(party, "", "", "") for party in parties], height=3 * _LINE,
    )  # fmt: skip


def _landmarks_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    planned = (
        f"{hours(fiche.weekly_hours)} par semaine"
        if fiche.status.hierarchy
        else f"environ {yearly(fiche.tasks)} par an"
    )
    rows: list[Row] = [
        (capital(worded(fiche.status.person, wording)), ""),
        ("Rencontre avec, et date", ""),
        ("Ce qui était prévu", f"{fiche.status.label}, {planned}"),
    ]
    yield Table(
        "Repères",
        "Une ligne par repère, avec la place d’écrire à la main.",
        (Column("Repère", 3), _ANSWER),
        rows,
        height=_LINE,
    )


def _done_blocks(fiche: FicheDePoste, layout: str) -> Iterator[Block]:
    employed = fiche.status.hierarchy
    yield Heading(1, "Ce qui a été fait")
    yield Text(
        "Écrire ce qui a été fait, même à peu près, puis ce que l’on décide\u00a0: garder, alléger, confier, arrêter.",
        "introduction",
    )
    yield Table(
        "Ce qui a été fait",
        "Une ligne par mission\u00a0: le volume prévu, ce qui a été fait et la suite, à écrire à la main.",
        (
            Column("Mission", 4),
            Column("Prévu", 2),
            *([Column("Fait", 1.6)] if employed else []),
            Column("Constat et suite", 5),
        ),
        [(one.label, one.volume, *[""] * employed, "") for one in missions(fiche, layout)],
        height=3 * _LINE,
    )
    lost = len(fiche.unassigned)
    taken = len(fiche.uncovered) - lost
    if taken or lost:
        said = [f"{plural(taken, 'tâche confiée', 'tâches confiées')} à d’autres"] * bool(taken)
        said += [f"{plural(lost, 'tâche sans personne', 'tâches sans personne')}"] * bool(lost)
        yield Text(
            f"Hors de ce temps\u00a0: {series(said)}, nommées dans la note de travail\u00a0; dire ce qu’elles deviennent.",
            "note",
        )


def _results_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    title = "Résultats attendus" if fiche.status.hierarchy else "Livrables et délais"
    rows: list[Row] = [(_plainly(row[0]), "") for row in result_rows(fiche, poste)]
    yield Heading(1, title)
    yield Table(title, "Une ligne par résultat, avec la place d’écrire où l’on en est.",
        (Column("Attendu", 5), Column("Où l’on en est", 5)), rows, height=3 * _LINE,
    )  # fmt: skip
    if aimed(fiche):
        yield Text(
            "Ce qui avance dans l’évaluation est l’affaire de l’équipe entière, pas d’une seule personne.", "note"
        )


def _plainly(content: Content | Cell) -> str:
    """Le texte seul : ce document se remplit à la main, il ne se relit pas."""
    return text_of(content.content if isinstance(content, Cell) else content)


def _skills_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    found = [one.competence.label for _, kept in skills(fiche, poste) for one in kept]
    if found:
        yield Heading(1, "Compétences et formation")
        yield Table("Compétences et formation", "Une ligne par compétence\u00a0: avis partagé et besoin de formation, à écrire à la main.",
            (Column("Compétence", 6), Column("À l’aise, à renforcer, à acquérir", 3.2), Column("Formation utile", 3.2)),
            [(label, "", "") for label in found],
        )  # fmt: skip


def _next(fiche: FicheDePoste, wording: Wording) -> list[str]:
    evolution = [worded(clause.label, wording) for clause in fiche.status.review.evolution]
    return [
        *evolution,
        "Tâches à ajouter, alléger ou confier",
        "Objectifs de l’année, avec une date et un signe de réussite",
    ]
