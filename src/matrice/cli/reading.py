"""Ce qu'une commande lit : des fichiers de réponses, ou le dossier d'une équipe avec ses décisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import MatriceError
from ..text import NBSP, plural, quoted

if TYPE_CHECKING:
    from ..assessment import ActionPlan, Campaign, Comment, Profile
    from ..workshop import TeamFolder


@dataclass(frozen=True, slots=True)
class Asked:
    """Les réponses demandées en ligne de commande, et de quoi les présenter."""

    sources: tuple[Path, ...]
    team: str
    on: dt.date | None
    registered: int | None
    grid: Path | None
    collective: bool = False

    @property
    def team_folder(self) -> Path | None:
        """Le dossier d'équipe donné seul, s'il en est un."""
        only = self.sources[0] if len(self.sources) == 1 else None
        return only if only is not None and (only / "equipe.yaml").is_file() else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Une évaluation lue : son profil, celui d'avant et le plan d'action quand un dossier d'équipe les a."""

    profile: Profile
    previous: Profile | None = None
    plan: ActionPlan | None = None
    comments: tuple[Comment, ...] = ()


def read_evaluation(asked: Asked, *, needs_plan: bool = False) -> Evaluation:
    """Renvoie l'évaluation demandée.

    `needs_plan` dit que la commande imprime le plan d'action : un plan illisible l'arrête. Les autres s'en passent, et
    le disent.

    Des fichiers donnent un profil sans décisions. Le dossier d'une équipe donne la dernière évaluation (ou
    celle de `--date`) avec les décisions de son atelier, la précédente et le plan d'action. Tout ce qu'une commande
    imprime ou écrit passe par ici : les planchers y sont tenus une fois pour toutes.

    Raises:
        MatriceError: une ou deux personnes ont répondu, et le questionnaire n'a pas été rempli ensemble.
    """
    from ..assessment import showable

    team = asked.team_folder
    read = from_team(team, asked, needs_plan) if team is not None else from_files(asked)
    read = replace(read, profile=showable(read.profile))
    for note in read.profile.notes:  # colonnes laissées de côté, journal abîmé : quelle que soit la commande
        click.echo(note, err=True)
    return read


def from_files(asked: Asked) -> Evaluation:
    """L'évaluation que donnent des fichiers de réponses : sans décisions ni plan."""
    from ..assessment import score

    campaign = without_decisions(asked)
    return Evaluation(score(campaign), comments=campaign.comments)


def without_decisions(asked: Asked) -> Campaign:
    """Les réponses de fichiers ; si un atelier les a suivies, une note dit que ses décisions n'y sont pas."""
    campaign = read_campaign(asked)
    folders = {source if source.is_dir() else source.parent for source in asked.sources}
    said = [
        f"Un atelier a eu lieu sur ces réponses, et ses décisions ne sont pas comptées ici{NBSP}: pour les avoir, donnez le dossier "
        f"de l’équipe, {quoted(str(folder.resolve().parent))}."
        for folder in sorted(folders)
        if (folder / "atelier.jsonl").exists()
    ]
    return replace(campaign, notes=(*campaign.notes, *said))


def read_campaign(asked: Asked) -> Campaign:
    """Les réponses de plusieurs fichiers, un mauvais n'arrêtant pas les autres ; d'un seul, avec toutes ses fautes."""
    from ..assessment import collect, read_responses
    from ..referentiel import load_referentiel

    ref = load_referentiel(asked.grid)
    facts: dict[str, Any] = {"team": asked.team, "on": asked.on, "registered": asked.registered}
    facts["collective"] = asked.collective
    if len(asked.sources) == 1 and not asked.sources[0].is_dir():
        return read_responses(asked.sources[0], ref, **facts)
    collected = collect(list(asked.sources), ref, **facts)
    refused = [f"  - {report.name}{NBSP}: {report.reason}" for report in collected.refused]
    if collected.campaign is None:
        raise MatriceError("\n".join([f"Aucun fichier n’a pu être lu{NBSP}:", *refused]))
    if refused:
        lost = plural(len(refused), "fichier refusé", "fichiers refusés")
        click.echo("\n".join([f"{lost}, les autres sont lus{NBSP}:", *refused, ""]), err=True)
    return collected.campaign


def from_team(path: Path, asked: Asked, needs_plan: bool) -> Evaluation:
    """La dernière évaluation d'un dossier d'équipe, ou celle d'une date."""
    from ..assessment import score
    from ..workshop import open_team

    team = open_team(path)
    days = team.campaigns()
    if not days:
        raise MatriceError(f"{path}{NBSP}: ce dossier d’équipe n’a encore aucune évaluation.")
    day = asked.on or days[-1]
    earlier = [known for known in days if known < day]
    campaign = team.campaign(day)
    return Evaluation(
        profile=score(replace(campaign, collective=True) if asked.collective else campaign),
        previous=comparable(score(team.campaign(earlier[-1]))) if earlier else None,
        plan=plan_of(team, day, needs_plan),
        comments=campaign.comments,
    )


def plan_of(team: TeamFolder, day: dt.date, needed: bool) -> ActionPlan | None:
    """Le plan d'action ; illisible, il n'arrête pas une commande qui ne l'imprime pas, mais il est dit."""
    try:
        return team.plan(day)
    except MatriceError as error:
        if needed:
            raise
        click.echo(f"{error}\nLe plan d’action ne sert pas ici{NBSP}: la suite s’en passe.\n", err=True)
        return None


def comparable(previous: Profile) -> Profile | None:
    """L'évaluation d'avant, ou rien, en le disant, quand trop peu de personnes y avaient répondu."""
    from ..assessment import showable, withheld
    from ..text import date

    if not withheld(previous):
        return showable(previous)
    when = f" du {date(previous.on)}" if previous.on else " d’avant"
    click.echo(f"L’évaluation{when} n’est pas comparée{NBSP}: moins de trois personnes y avaient répondu.", err=True)
    return None


def spare_sources(sources: tuple[Path, ...], *outputs: Path) -> None:
    """Refuse d'écrire un résultat sur un fichier de réponses, ou dans le dossier où on les lit."""
    for source in sources:
        for output in outputs:
            target, read = output.resolve(), source.resolve()
            if target == read or (source.is_dir() and target.parent == read):
                raise MatriceError(
                    f"{quoted(str(output))} se mêlerait aux réponses de {quoted(str(source))}{NBSP}: "
                    "choisissez un autre dossier avec --dossier."
                )
