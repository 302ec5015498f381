"""Les options que plusieurs commandes partagent, et les types qui se lisent à la française."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click

from ..text import (
    DATE_FORMS,
    HOURS_FORMS,
    MINUTES_FORMS,
    NBSP,
    quoted,
    read_date,
    read_hours,
    read_minutes,
    read_percent,
    read_whole,
)
from .reading import Asked

Read = TypeVar("Read")
Command = TypeVar("Command", bound=Callable[..., Any])


def french_date(text: str) -> dt.date:
    """Une date : 2026-10-06, 06/10/2026 ou 6 octobre 2026."""
    return understood(read_date(text), text, "une date", DATE_FORMS)


def french_hours(text: str) -> float:
    """Des heures : 8, 7,5, 8 h 30, 8h30 ou 45 min."""
    return understood(read_hours(text), text, "une durée", HOURS_FORMS)


def french_percent(text: str) -> float:
    """Un pourcentage : 10, 12,5 ou 10 %."""
    return understood(read_percent(text), text, "un pourcentage", f"10 ou 10{NBSP}%")


def french_whole(text: str) -> int:
    """Un nombre entier : 18 ou 1 200."""
    return understood(read_whole(text), text, "un nombre entier", f"18 ou 1{NBSP}200")


def french_minutes(text: str) -> float:
    """Une durée en minutes, plus que zéro : 75, 75 min ou 1 h 15."""
    minutes = read_minutes(text)
    return understood(minutes if minutes and minutes > 0 else None, text, "une durée de plus que 0", MINUTES_FORMS)


def understood(value: Read | None, text: str, what: str, forms: str) -> Read:
    """La valeur lue, ou le refus qui dit les écritures admises."""
    if value is None:
        raise click.BadParameter(f"{quoted(text)} n’est pas {what}{NBSP}; attendu{NBSP}: {forms}.")
    return value


def known_time(text: str) -> tuple[str, tuple[float, str]]:
    """Un temps connu d'avance : « T4.1.4=4/mois »."""
    task, equals, amount = text.partition("=")
    hours, slash, period = amount.partition("/")
    if not (task.strip() and equals and slash):
        raise click.BadParameter(f"«{NBSP}{text}{NBSP}» ne se lit pas{NBSP}; attendu{NBSP}: T4.1.4=4/mois.")
    return task.strip(), (french_hours(hours), period.strip())


def person(text: str) -> tuple[str, float]:
    """Une personne et ses heures : « la pharmacienne=1,5 »."""
    name, equals, hours = text.rpartition("=")
    if not (name.strip() and equals):
        raise click.BadParameter(f"«{NBSP}{text}{NBSP}» ne se lit pas{NBSP}; attendu{NBSP}: la pharmacienne=1,5.")
    return name.strip(), french_hours(hours)


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
registered_option = click.option(
    "--effectif", "registered", type=french_whole, metavar="N", help="Effectif de l’équipe, répondants ou non."
)


collective_option = click.option(
    "--collectif", "collective", is_flag=True, help="Un seul questionnaire, que l’équipe a rempli ensemble."
)


def folder_option(default: Path = Path()) -> Callable[[Command], Command]:
    """Le dossier où écrire les résultats."""
    where = f"«{NBSP}{default}{NBSP}»" if str(default) != "." else "ici"
    return click.option(
        "--dossier", "folder", type=click.Path(path_type=Path, file_okay=False), default=default,
        metavar="DOSSIER", help=f"Où écrire les fichiers (par défaut, {where}).",
    )  # fmt: skip


def with_answers(command: Command) -> Command:
    """Ajoute à une commande les réponses, l'équipe, la date, l'effectif, la grille et le dossier."""
    return all_options(command, required=True)


def answers_options(*, required: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Les mêmes options, remises ensemble à la commande sous le nom `answers` ; les réponses peuvent être facultatives."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def gathered(folder: Path, **given: Any) -> Any:
            answers = Asked(**{field.name: given.pop(field.name) for field in fields(Asked)})
            return command(folder=folder, answers=answers, **given)

        return all_options(gathered, required=required)

    return decorate


def all_options(command: Command, *, required: bool) -> Command:
    """Les réponses, l'équipe, la date, l'effectif, le questionnaire rempli ensemble, la grille et le dossier."""
    answers = click.argument(
        "sources", nargs=-1, required=required, type=click.Path(path_type=Path), metavar="REPONSES…"
    )
    for option in (
        folder_option(), grid_option, collective_option, registered_option, date_option, team_option, answers,
    ):  # fmt: skip
        command = option(command)
    return command
