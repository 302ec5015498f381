"""Ce que demande la commande `fiche` : des options, ou un `fiche.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import MatriceError
from ..text import NBSP, Wording, quoted, series
from .reading import Asked, read_evaluation

if TYPE_CHECKING:
    from ..assessment import Profile
    from ..fiche import FicheDePoste, SharedPost, WrittenFiche
    from ..referentiel import Referentiel

# Les options qui règlent la fiche ; un fichier de demande les porte toutes, sauf --heures qui peut le corriger.
SETTINGS = {
    "tasks": "--tache", "target": "--cible", "status": "--statut", "reserve": "--reserve",
    "times": "--temps", "roles": "--personne", "money": "--argent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demand:
    """La fiche demandée. `written` est le fichier lu, `folder` l'endroit d'où ses chemins partent."""

    written: WrittenFiche | None
    folder: Path
    hours: float | None
    plan: str
    wording: Wording
    settings: dict[str, Any]

    @property
    def teams(self) -> bool:
        """Vrai pour un poste partagé entre plusieurs équipes."""
        return self.written is not None and bool(self.written.equipes)


def read_demand(grid: Path | None, path: Path | None, **asked: Any) -> Demand:
    """Renvoie la demande, lue dans un fichier ou donnée par des options.

    `asked` porte les options de la commande : `hours, tasks, target, status, reserve, times, roles, money, plan, wording`.
    """
    settings = {name: asked.get(name) for name in SETTINGS}
    plan, wording = asked.get("plan"), asked.get("wording")
    if path is None:
        if asked.get("hours") is None:
            raise click.UsageError(
                f"Donnez les heures par semaine (--heures 8) ou une demande écrite{NBSP}: --demande fiche.yaml."
            )
        return Demand(None, Path(), asked["hours"], known_plan(plan or "matrice"), wording or "doublet", settings)
    if double := [option for name, option in SETTINGS.items() if settings[name] not in (None, ())]:
        raise click.UsageError(f"{quoted(str(path))} règle déjà la fiche{NBSP}: écrivez-y ce que dit {series(double)}.")
    from ..fiche import load_written
    from ..referentiel import load_referentiel

    written = load_written(path, load_referentiel(grid))
    return Demand(
        written, path.parent, asked.get("hours"), known_plan(plan or written.plan), wording or written.redaction, {}
    )


def known_plan(plan: str) -> str:
    """Ce plan, ou une faute qui liste ceux qui existent."""
    from ..fiche import load_plans

    return load_plans()[plan].id


def drafted(demand: Demand, profile: Profile, on: dt.date) -> FicheDePoste:
    """La fiche d'une équipe."""
    from ..fiche import draft, draft_written

    if demand.written is not None:
        return draft_written(profile, demand.written, weekly_hours=demand.hours, on=on)
    assert demand.hours is not None
    return draft(profile, weekly_hours=demand.hours, on=on, **settled(demand.settings, profile.ref))


def settled(settings: Mapping[str, Any], ref: Referentiel) -> dict[str, Any]:
    """Les réglages donnés, tels que `draft` les prend."""
    from ..fiche import Role, money_written

    given = {name: value for name, value in settings.items() if value not in (None, ())}
    if "reserve" in given:
        given["reserve"] /= 100
    if "times" in given:
        given["times"] = dict(given["times"])
    if "roles" in given:
        given["roles"] = tuple(Role(name, hours) for name, hours in given["roles"])
    if "money" in given:
        given["money"] = money_written(given["money"], ref, source="--argent")
    return given


def team_profile(demand: Demand, answers: Asked) -> Profile:
    """Le profil de l'équipe, sous le nom que dit la commande ou, à défaut, la demande."""
    if not answers.sources:
        raise click.UsageError(
            f"Donnez les réponses de l’équipe{NBSP}: un fichier, un dossier, ou le dossier d’une équipe."
        )
    named = demand.written.equipe if demand.written else ""
    if named and answers.team == DEFAULT_TEAM:
        answers = replace(answers, team=named)
    return read_evaluation(answers).profile


DEFAULT_TEAM = "Équipe"


def shared_post(demand: Demand, answers: Asked, on: dt.date) -> SharedPost:
    """Le poste de plusieurs équipes, chacune avec ses réponses."""
    from ..fiche import shared_written

    written = demand.written
    assert written is not None
    silent = [quoted(team.nom) for team in written.equipes if not team.reponses]
    if silent:
        raise MatriceError(
            f"Sans réponses, pas de fiche{NBSP}: ajoutez {quoted('reponses')} à {series(silent)} dans la demande écrite."
        )
    profiles = {
        team.nom: read_evaluation(
            replace(
                answers,
                sources=(demand.folder / team.reponses,),
                team=team.nom,
                registered=None,
                collective=team.collectif,
            )
        ).profile
        for team in written.equipes
    }
    return shared_written(profiles, written, on=on)
