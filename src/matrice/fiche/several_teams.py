"""Un poste pour plusieurs équipes : une fiche par équipe, et un seul temps de travail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import MatriceError
from ..text import quoted, series
from .emploi import WorkingTime, working_time
from .legal_hours import hours_warnings
from .model import FicheDePoste, checked_fiches
from .sharing.allocation import exact


@dataclass(frozen=True, slots=True)
class SharedPost:
    """Un poste que plusieurs équipes se partagent.

    `fiches` en a une par équipe, chacune avec ses heures ; `time` est celui de la personne, toutes équipes
    réunies ; `warnings` sont les points d'attention du poste entier.
    """

    fiches: tuple[FicheDePoste, ...]
    time: WorkingTime
    warnings: tuple[str, ...]

    @property
    def teams(self) -> tuple[str, ...]:
        """Les noms des équipes."""
        return tuple(fiche.profile.team for fiche in self.fiches)


def share_post(fiches: Sequence[FicheDePoste]) -> SharedPost:
    """Renvoie le poste que forment ces fiches, une par équipe, sous le même statut.

    Raises:
        MatriceError: moins de deux équipes, deux fois la même, ou des statuts différents.
    """
    fiches = checked_fiches(fiches)
    teams = [fiche.profile.team for fiche in fiches]
    if len(fiches) < 2:
        raise MatriceError("Un poste partagé demande au moins deux équipes, une fiche chacune.")
    if len(set(teams)) < len(teams):
        twice = sorted({quoted(team) for team in teams if teams.count(team) > 1})
        raise MatriceError(f"Une fiche par équipe\u00a0: {series(twice)} en a plusieurs. Donnez à chacune son nom.")
    if len({fiche.status.id for fiche in fiches}) > 1:
        said = series([f"{quoted(f.profile.team)} ({f.status.label})" for f in fiches])
        raise MatriceError(f"Un poste partagé a un seul statut\u00a0; reçu\u00a0: {said}.")
    total = float(sum(exact(fiche.weekly_hours) for fiche in fiches))
    return SharedPost(fiches, working_time(total, fiches[0].emploi), tuple(post_warnings(fiches, total)))


def post_warnings(fiches: Sequence[FicheDePoste], total: float) -> list[str]:
    """Ce que le droit dit du poste : sur ses heures réunies, ou contrat par contrat quand chaque structure a le sien."""
    law, status = fiches[0].emploi, fiches[0].status
    whole = hours_warnings(total, law, status)
    if status.single_contract or not status.part_time_floor:
        return whole
    each = [
        f"{quoted(f.profile.team)}\u00a0: {said}"
        for f in fiches
        for said in hours_warnings(f.weekly_hours, law, status)
    ]
    over = whole if total > law["duree-hebdomadaire"].value else []
    return [*each, *over]
