"""Les compétences que demandent les tâches, et les parcours qui y préparent."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from ..fiche import Asked, FicheDePoste, Needed, Poste, competences_for
from ..text import NBSP, capital, series
from .blocks import Block, Bullets, Column, Content, Heading, Styled, Table, Text
from .commitments import lines, reworded

_KINDS = (("Savoir-faire", "savoir_faire", 4), ("Connaissances", "connaissances", 3), ("Savoir-être", "savoir_etre", 3))


def needs(fiche: FicheDePoste) -> Needed:
    """Ce que demandent les fonctions d'une fiche, de celle qui prend le plus d'heures à celle qui en prend le moins."""
    return competences_for(_functions(fiche))


def _functions(fiche: FicheDePoste) -> list[str]:
    """Les fonctions d'une fiche, de la plus longue à la plus courte."""
    spent: dict[str, list[float]] = {}
    for task in fiche.tasks:
        if task.function:
            spent.setdefault(task.function.id, []).append(task.hours)
    return sorted(spent, key=lambda name: -math.fsum(spent[name]))


def skills(fiche: FicheDePoste, poste: Poste) -> tuple[tuple[str, tuple[Asked, ...]], ...]:
    """Renvoie, par sorte, les compétences nécessaires : celles des tâches les plus longues d'abord, sans doublon.

    Ce qui suppose d'être au contact des patients n'y est que si l'équipe confie au poste des parcours de patients.
    """
    functions = _functions(fiche)
    needed = competences_for(functions)
    taken: set[str] = set()
    found = []
    for title, kind, most in _KINDS:
        asked = [one for one in getattr(needed, kind) if poste.patients or not one.competence.patient]
        kept: list[Asked] = []
        for one in sorted(asked, key=lambda one: functions.index(one.functions[0])):
            if len(kept) < most and one.competence.like not in taken:
                kept.append(one)
                taken.add(one.competence.id)
        found.append((title, tuple(kept)))
    return tuple((title, kept) for title, kept in found if kept)


def competences_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    """Ce qui est nécessaire, en trois colonnes courtes."""
    found = skills(fiche, poste)
    if not found:
        return
    yield Heading(1, "Profil et compétences")
    yield Table(
        "Compétences nécessaires",
        "Une colonne par sorte de compétences\u00a0: ce que demandent les tâches de ce poste.",
        [Column(title, 1.4 if title == _KINDS[0][0] else 1) for title, _ in found],
        [[_listed(kept, poste) for _, kept in found]],
    )


def _listed(asked: Sequence[Asked], poste: Poste) -> Content:
    """Des compétences, une par ligne, que l'équipe peut récrire."""
    return lines(
        [reworded(poste, f"competence.{one.competence.id}", one.competence.label) for one in asked], f"–{NBSP}"
    )


# Les profils rencontrés et les formations : pour recruter, dans la note de l'équipe


def backgrounds_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    """Les profils et les formations ; les métiers d'accès seulement si le poste suit des patients."""
    needed = needs(fiche)
    if not needed.profiles:
        return
    yield Heading(1, "Pour recruter")
    each: list[Content] = [
        (Styled(f"{series([one.label for one in same], 'ou')}. "), note)
        for note, same in groupby(needed.profiles, key=attrgetter("note"))
    ]
    yield Text("Aucun profil n’est exigé. Ceux que l’on rencontre\u00a0:", together=True)
    yield Bullets(each)
    if poste.patients and needed.professions:
        names = series([profession.label for profession in needed.professions])
        yield Text(f"{needed.caution} {needed.access} {names}.", "note")
    yield Text("Des formations y préparent\u00a0:", together=True)
    yield Bullets(
        (
            Styled(f"{one.label}. "),
            f"{capital(one.duration)}. {f'{one.note} ' if one.note else ''}",
            Styled(f"{capital(one.confidence)}.", "detail"),
        )
        for one in needed.training
    )
