"""Ce que les commandes partagent : options lues à la française, réponses lues, fichiers écrits."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import MatriceError
from ..files import csv_text, write_atomic
from ..text import (
    DATE_FORMS,
    HOURS_FORMS,
    MINUTES_FORMS,
    NBSP,
    capital,
    number,
    plural,
    quoted,
    read_date,
    read_hours,
    read_minutes,
    read_number,
    read_percent,
    read_whole,
    series,
)

if TYPE_CHECKING:
    from ..assessment import ActionPlan, Campaign, Collected, Comment, Profile
    from ..workshop import TeamFolder


Read = TypeVar("Read")
Command = TypeVar("Command", bound=Callable[..., Any])


def french_date(text: str) -> dt.date:
    """Une date : 2026-10-06, 06/10/2026 ou 6 octobre 2026."""
    return _understand(read_date(text), text, "une date", DATE_FORMS)


def french_hours(text: str) -> float:
    """Des heures : 8, 7,5, 8 h 30, 8h30 ou 45 min."""
    return _understand(read_hours(text), text, "une durée", HOURS_FORMS)


def french_percent(text: str) -> float:
    """Un pourcentage : 10, 12,5 ou 10 %."""
    return _understand(read_percent(text), text, "un pourcentage", f"10 ou 10{NBSP}%")


def french_whole(text: str) -> int:
    """Un nombre entier : 18 ou 1 200."""
    return _understand(read_whole(text), text, "un nombre entier", f"18 ou 1{NBSP}200")


def french_minutes(text: str) -> float:
    """Une durée en minutes, plus que zéro : 75, 75 min ou 1 h 15."""
    minutes = read_minutes(text)
    return _understand(minutes if minutes and minutes > 0 else None, text, "une durée de plus que 0", MINUTES_FORMS)


def _understand(value: Read | None, text: str, what: str, forms: str) -> Read:
    """La valeur lue, ou le refus qui dit les écritures admises."""
    if value is None:
        raise click.BadParameter(f"{quoted(text)} n’est pas {what}{NBSP}; attendu{NBSP}: {forms}.")
    return value


def known_time(text: str) -> tuple[str, tuple[float, str]] | Path:
    """Un temps connu d'avance : « T4.1.4=4/mois » ; ou un fichier de durées, dont le nom finit par « .yaml »."""
    if text.endswith((".yaml", ".yml")):
        return Path(text)
    task, equals, amount = text.partition("=")
    hours, slash, period = amount.partition("/")
    if not (task.strip() and equals and slash):
        raise click.BadParameter(f"«{NBSP}{text}{NBSP}» ne se lit pas{NBSP}; attendu{NBSP}: T4.1.4=4/mois.")
    return task.strip(), (french_hours(hours), period.strip())


def _words(text: str) -> tuple[str, ...]:
    """Des noms séparés par des virgules : « rcp,partage »."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def person(text: str) -> tuple[str, float]:
    """Une personne et ses heures : « la pharmacienne=1,5 »."""
    name, equals, hours = text.rpartition("=")
    if not (name.strip() and equals):
        raise click.BadParameter(f"«{NBSP}{text}{NBSP}» ne se lit pas{NBSP}; attendu{NBSP}: la pharmacienne=1,5.")
    return name.strip(), french_hours(hours)


def count(text: str) -> tuple[str, float]:
    """Une taille de l'équipe : « reunions=10 »."""
    from ..fiche import MEASURES

    name, equals, value = text.partition("=")
    found = read_number(value)
    if name.strip() not in MEASURES or not equals or found is None:
        known = series([quoted(one) for one in MEASURES], "ou")
        raise click.BadParameter(f"{quoted(text)} ne se lit pas{NBSP}; attendu{NBSP}: reunions=10, parmi {known}.")
    return name.strip(), found


def setting(text: str) -> tuple[str, str]:
    """Une clé et sa valeur : « brut_mensuel=2600 »."""
    key, equals, value = text.partition("=")
    if not (key.strip() and equals and value.strip()):
        raise click.BadParameter(f"«{NBSP}{text}{NBSP}» ne se lit pas{NBSP}; attendu{NBSP}: brut_mensuel=2600.")
    return key.strip(), value.strip()


grid_option = click.option(
    "--grille", "grid", type=click.Path(path_type=Path), metavar="FICHIER",
    help="Grille YAML à employer (par défaut, celle livrée).",
)  # fmt: skip
team_option = click.option("--equipe", "team", default="Équipe", metavar="NOM", help="Nom de l’équipe.")
date_option = click.option("--date", "on", type=french_date, metavar="AAAA-MM-JJ", help="Date de l’évaluation.")
_registered_option = click.option(
    "--effectif", "registered", type=french_whole, metavar="N", help="Effectif de l’équipe, répondants ou non."
)


_collective_option = click.option(
    "--collectif", "collective", is_flag=True, help="Un seul questionnaire, que l’équipe a rempli ensemble."
)


_themes_option = click.option(
    "--themes",
    "themes",
    type=_words,
    metavar="RCP,PARTAGE",
    help="Les seuls thèmes posés\u00a0; le reste est «\u00a0non posé\u00a0».",
)


def coding(text: str) -> tuple[int, int]:
    """Les nombres du premier et du dernier niveau : « 1-4 »."""
    first, dash, last = text.replace("–", "-").partition("-")
    if not (dash and first.strip().isdigit() and last.strip().isdigit()):
        raise click.BadParameter(f"{quoted(text)} n’est pas une échelle{NBSP}; attendu{NBSP}: 1-4.")
    return int(first), int(last)


_coding_option = click.option(
    "--echelle", "coded", type=coding, metavar="1-4",
    help="Les nombres du premier et du dernier niveau dans ces réponses (par défaut, ceux de la grille).",
)  # fmt: skip


def folder_option(default: Path = Path()) -> Callable[[Command], Command]:
    """Le dossier où écrire les résultats."""
    where = f"«{NBSP}{default}{NBSP}»" if str(default) != "." else "ici"
    return click.option(
        "--dossier", "folder", type=click.Path(path_type=Path, file_okay=False), default=default,
        metavar="DOSSIER", help=f"Où écrire les fichiers (par défaut, {where}).",
    )  # fmt: skip


def answers_options(*, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Ajoute les réponses, l'équipe, la date, l'effectif et la grille, remis ensemble sous le nom `answers` ; et le dossier."""
    sources = click.argument(
        "sources", nargs=-1, required=required, type=click.Path(path_type=Path), metavar="REPONSES…"
    )
    options = (
        folder_option(), grid_option, _coding_option, _themes_option, _collective_option, _registered_option, date_option,
        team_option, sources,
    )  # fmt: skip

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def gather(folder: Path, **given: Any) -> Any:
            answers = Asked(**{field.name: given.pop(field.name) for field in fields(Asked)})
            return command(folder=folder, answers=answers, **given)

        return functools.reduce(lambda made, option: option(made), options, gather)

    return decorate


# Ce qu'une commande lit : des fichiers de réponses, ou le dossier d'une équipe avec ses décisions


@dataclass(frozen=True, slots=True)
class Asked:
    """Les réponses demandées en ligne de commande, et de quoi les présenter."""

    sources: tuple[Path, ...]
    team: str
    on: dt.date | None
    registered: int | None
    grid: Path | None
    collective: bool = False
    themes: tuple[str, ...] | None = None
    coded: tuple[int, int] | None = None

    @property
    def team_folder(self) -> Path | None:
        """Le dossier d'équipe donné seul, s'il en est un."""
        only = self.sources[0] if len(self.sources) == 1 else None
        return only if only is not None and os.path.lexists(only / "equipe.yaml") else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Une évaluation lue : son profil, celui d'avant et leurs plans d'action quand un dossier d'équipe les a."""

    profile: Profile
    before: Profile | None = None
    plan: ActionPlan | None = None
    earlier: ActionPlan | None = None
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
    read = _from_team(team, asked, needs_plan) if team is not None else _from_files(asked)
    read = replace(read, profile=showable(read.profile))
    for note in read.profile.notes:  # colonnes laissées de côté, journal abîmé : quelle que soit la commande
        click.echo(note, err=True)
    return read


def _from_files(asked: Asked) -> Evaluation:
    """L'évaluation que donnent des fichiers de réponses : sans décisions ni plan."""
    from ..assessment import score

    campaign = _without_decisions(asked)
    return Evaluation(score(campaign), comments=campaign.comments)


def _without_decisions(asked: Asked) -> Campaign:
    """Les réponses de fichiers ; si un atelier les a suivies, une note dit que ses décisions n'y sont pas."""
    campaign = _read_campaign(asked)
    folders = {source if source.is_dir() else source.parent for source in asked.sources}
    said = [
        f"Un atelier a eu lieu sur ces réponses, et ses décisions ne sont pas comptées ici{NBSP}: pour les avoir, donnez le dossier "
        f"de l’équipe, {quoted(str(Path(os.path.realpath(folder)).parent))}."
        for folder in sorted(folders)
        if (folder / "atelier.jsonl").exists()
    ]
    return replace(campaign, notes=(*campaign.notes, *said))


def _read_campaign(asked: Asked) -> Campaign:
    """Les réponses de plusieurs fichiers, un mauvais n'arrêtant pas les autres ; d'un seul, avec toutes ses fautes."""
    from ..assessment import collect, read_responses
    from ..referentiel import load_referentiel

    ref = load_referentiel(asked.grid)
    facts: dict[str, Any] = {"team": asked.team, "on": asked.on, "registered": asked.registered}
    facts |= {"collective": asked.collective, "themes": asked.themes, "coded": asked.coded}
    if len(asked.sources) == 1 and not asked.sources[0].is_dir():
        return read_responses(asked.sources[0], ref, **facts)
    collected = collect(list(asked.sources), ref, **facts)
    refused = [f"  - {report.name}{NBSP}: {report.reason}" for report in collected.refused]
    if collected.campaign is None:
        raise MatriceError("\n".join([f"Aucun fichier n’a pu être lu{NBSP}:", *refused]))
    click.echo("\n".join(_said_of_files(collected)), err=True)
    return collected.campaign


def _said_of_files(collected: Collected) -> Iterator[str]:
    """Ce qu'est devenu chaque fichier d'un dossier, lu ou non, avec la raison."""
    lost = len(collected.refused)
    refused = f", {lost}{NBSP}refusé{'s' if lost > 1 else ''}" if lost else ""
    yield f"{plural(len(collected.files), 'fichier')}{refused}{NBSP}:"
    for report in collected.files:
        people = f", {plural(report.people, 'personne')}" if report.people else ""
        yield f"  - {report.name}{NBSP}: {report.status}{people}" + (
            f". {capital(report.reason)}" if report.reason else "."
        )
    yield ""


def _from_team(path: Path, asked: Asked, needs_plan: bool) -> Evaluation:
    """La dernière évaluation d'un dossier d'équipe, ou celle d'une date."""
    from ..assessment import score
    from ..workshop import open_team

    team = open_team(path)
    days = team.campaigns()
    if not days:
        raise MatriceError(f"{path}{NBSP}: ce dossier d’équipe n’a encore aucune évaluation.")
    day = asked.on or days[-1]
    earlier = [known for known in days if known < day]
    campaign = team.campaign(on=day)
    return Evaluation(
        profile=score(replace(campaign, collective=True) if asked.collective else campaign),
        before=_comparable(score(team.campaign(on=earlier[-1]))) if earlier else None,
        plan=_plan_of(team, day, needs_plan),
        earlier=_plan_of(team, earlier[-1], needs_plan) if earlier and needs_plan else None,
        comments=campaign.comments,
    )


def _plan_of(team: TeamFolder, day: dt.date, needed: bool) -> ActionPlan | None:
    """Le plan d'action ; illisible, il n'arrête pas une commande qui ne l'imprime pas, mais il est dit."""
    try:
        return team.plan(on=day)
    except MatriceError as error:
        if needed:
            raise
        click.echo(f"{error}\nLe plan d’action ne sert pas ici{NBSP}: la suite s’en passe.\n", err=True)
        return None


def _comparable(previous: Profile) -> Profile | None:
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
            target, read = Path(os.path.realpath(output)), Path(os.path.realpath(source))
            if target == read or (source.is_dir() and target.parent == read):
                raise MatriceError(
                    f"{quoted(str(output))} se mêlerait aux réponses de {quoted(str(source))}{NBSP}: "
                    "choisissez un autre dossier avec --dossier."
                )


# Ce qu'une commande écrit et dit : des fichiers entiers, jamais sur le travail de quelqu'un

_COLUMNS = (
    "identifiant",
    "dimension",
    "axe",
    "état",
    "note sur 100",
    "niveau",
    "cotées",
    "applicables",
    "prochaine marche",
    "ajout",
    "recueil",
)


def write_profile(profile: Profile, folder: Path) -> list[Path]:
    """Écrit radar.html et profil.csv ; renvoie leurs chemins."""
    from ..render import charts

    page, table = folder / "radar.html", folder / "profil.csv"
    charts.write_html(profile, page)
    write_atomic(table, profile_csv(profile).encode("utf-8-sig"))  # la marque dit UTF-8 à Excel
    return [page, table]


def profile_csv(profile: Profile) -> str:
    """Le tableau des dimensions pour un tableur français : « ; », virgules, « oui », cases vides sans note.

    `recueil` dit si chacun a répondu, ou si l'équipe a rempli ensemble un seul questionnaire.
    """
    from ..assessment import showable

    profile = showable(profile)
    rows: list[Sequence[object]] = [_COLUMNS]
    for d in profile.dimensions:
        row = [d.id, d.label, d.axis, d.standing, "" if d.score is None else number(d.score, 1), d.level]
        kinds = "oui" if d.added else "non", "collectif" if profile.collective else "individuel"
        rows.append([*row, d.answered, d.applicable, d.next_step and d.next_step.text, *kinds])
    return csv_text(rows, "\r\n")


def say(lines: Sequence[str]) -> None:
    """Imprime des lignes."""
    click.echo("\n".join(lines))


def say_written(paths: Sequence[Path]) -> None:
    """Les fichiers écrits, à ouvrir."""
    say([f"Fichiers écrits{NBSP}:", *(f"  {path}" for path in paths)])
