"""Les options que plusieurs commandes partagent, et les types qui se lisent à la française."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click

from ..text import NBSP
from .reading import Asked

Command = TypeVar("Command", bound=Callable[..., Any])


def french_date(text: str) -> dt.date:
    """Une date AAAA-MM-JJ ou JJ/MM/AAAA."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(text, form).date()
    raise click.BadParameter(f"«{NBSP}{text}{NBSP}» n’est pas une date{NBSP}; attendu{NBSP}: 2026-10-06 ou 06/10/2026.")


def french_number(text: str) -> float:
    """Un nombre : 8, 7,5 ou 7.5."""
    try:
        return float(re.sub("[_ ]", "?", text).replace(",", "."))
    except ValueError:
        raise click.BadParameter(f"«{NBSP}{text}{NBSP}» n’est pas un nombre{NBSP}; attendu{NBSP}: 8 ou 7,5.") from None


def french_minutes(text: str) -> float:
    """Une durée en minutes, plus que zéro."""
    minutes = french_number(text)
    if not minutes > 0:
        raise click.BadParameter(
            f"«{NBSP}{text}{NBSP}» n’est pas une durée{NBSP}; attendu{NBSP}: des minutes, plus que 0."
        )
    return minutes


def known_time(text: str) -> tuple[str, tuple[float, str]]:
    """Un temps connu d'avance : « T4.1.4=4/mois »."""
    task, equals, amount = text.partition("=")
    hours, slash, period = amount.partition("/")
    if not (task.strip() and equals and slash):
        raise click.BadParameter(f"«{NBSP}{text}{NBSP}» ne se lit pas{NBSP}; attendu{NBSP}: T4.1.4=4/mois.")
    return task.strip(), (french_number(hours), period.strip())


def person(text: str) -> tuple[str, float]:
    """Une personne et ses heures : « la pharmacienne=1,5 »."""
    name, equals, hours = text.rpartition("=")
    if not (name.strip() and equals):
        raise click.BadParameter(f"«{NBSP}{text}{NBSP}» ne se lit pas{NBSP}; attendu{NBSP}: la pharmacienne=1,5.")
    return name.strip(), french_number(hours)


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
    "--effectif", "registered", type=int, metavar="N", help="Effectif de l’équipe, répondants ou non."
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
    """Les réponses, l'équipe, la date, l'effectif, la grille et le dossier."""
    answers = click.argument(
        "sources", nargs=-1, required=required, type=click.Path(path_type=Path), metavar="REPONSES…"
    )
    for option in (folder_option(), grid_option, registered_option, date_option, team_option, answers):
        command = option(command)
    return command
