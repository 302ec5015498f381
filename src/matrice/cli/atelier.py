"""Les commandes d'une équipe : `atelier` (les pages, l'écran, les téléphones), `equipe`, `recueil`, `decider`, `actions`."""

from __future__ import annotations

import datetime as dt
import signal
import threading
from pathlib import Path
from typing import Any

import click

from ..text import NBSP, date, plural, quoted, read_whole
from .options import french_date, french_whole, grid_option, say

_OPENED = "L’atelier est dans votre navigateur. Laissez cette fenêtre ouverte\u00a0; Ctrl-C l’arrête, rien n’est perdu."


@click.command(short_help="Animer l’atelier dans le navigateur.")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False), metavar="[DOSSIER]")
@click.option("--sans-navigateur", "quiet", is_flag=True, help="N’ouvre pas de navigateur, écrit les adresses.")
@click.option("--port", type=french_whole, default="0", metavar="PORT", help="Port de la page (par défaut, un libre).")
@click.option(
    "--port-telephones", "phone_port", type=french_whole, metavar="PORT", help="Ouvre aux téléphones, sur ce port."
)
@click.option("--affiche", "poster", is_flag=True, help="Écrit l’affiche A4 des téléphones, et s’arrête.")
def atelier(folder: Path | None, quiet: bool, port: int, phone_port: int | None, poster: bool) -> None:
    """Ouvre l’atelier dans le navigateur : équipe, réponses, cartes, plan d’action, poste, documents.

    DOSSIER : le dossier de l’équipe ; il peut ne pas exister encore. Ctrl-C arrête ; rien n’est perdu.
    """
    from ..web import Room, Server

    room = Room(folder)
    server = Server(room, port=port)
    if poster:
        _write_poster(room)
        return
    server.start()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        if phone_port is not None:
            server.open_phones(phone_port)
        lines = [f"Conduite{NBSP}: {server.address}", f"Écran{NBSP}: {server.screen_address}"]
        lines += [f"Téléphones{NBSP}: {server.phone_address}"] if server.phone_address else []
        if quiet:
            say(lines)
        else:
            import webbrowser

            say([*lines, _OPENED])
            webbrowser.open(server.address)
        while not stop.wait(0.5):
            pass
    finally:
        server.stop()


def _write_poster(room: Any) -> None:
    """Écrit l'affiche dans le dossier de l'équipe."""
    from ..errors import MatriceError
    from ..web import poster_file
    from .options import say_written

    if room.team is None:
        raise MatriceError(
            f"L’affiche est celle d’une équipe{NBSP}: donnez son dossier, ou créez-la d’abord (matrice atelier)."
        )
    say_written([poster_file(room)])


# Les mêmes gestes qu'à l'écran, pour qui préfère les commandes

_team_argument = click.argument("folder", type=click.Path(path_type=Path), metavar="DOSSIER")
_day_option = click.option(
    "--date", "on", type=french_date, metavar="AAAA-MM-JJ", help="Évaluation (par défaut, la dernière)."
)


@click.command(short_help="Créer une équipe, ou dire où elle en est.")
@_team_argument
@click.option("--nom", "name", default="", metavar="NOM", help="Nom de l’équipe, pour la créer.")
@click.option("--effectif", "registered", type=french_whole, metavar="N", help="Effectif de l’équipe, pour la créer.")
@grid_option
def equipe(folder: Path, name: str, registered: int | None, grid: Path | None) -> None:
    """Crée le dossier d’une équipe, ou dit ce qu’il contient."""
    from ..assessment import participation
    from ..workshop import create_team, open_team

    if name:
        create_team(folder, name=name, registered=registered, grid=grid)
    team = open_team(folder)
    members = f", {plural(team.registered, 'membre')}" if team.registered else ""
    lines = [f"{team.name}{members}. Tout est dans {team.path}."]
    for day in team.campaigns():
        campaign = team.campaign(on=day)
        done, planned = len({one.target for one in campaign.decisions}), len(team.plan(on=day).actions)
        lines.append(
            f"  {date(day)}{NBSP}: {participation(campaign)}, {plural(done, 'décision')}, {plural(planned, 'action')}"
        )
    say(lines if len(lines) > 1 else [*lines, f"Aucune évaluation encore{NBSP}: matrice recueil, ou matrice atelier."])


@click.command(short_help="Ajouter des questionnaires remplis à une évaluation.")
@_team_argument
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FICHIERS…")
@_day_option
@click.option("--collectif", "collective", is_flag=True, help="Un seul questionnaire, que l’équipe a rempli ensemble.")
def recueil(folder: Path, sources: tuple[Path, ...], on: dt.date | None, collective: bool) -> None:
    """Ajoute des questionnaires remplis à l’évaluation, et dit combien ont répondu.

    Sans évaluation encore, ou à une nouvelle date, en commence une.
    """
    from ..assessment import participation
    from ..files import read_bytes
    from ..web import Room

    room = _room(folder, Room)
    room.begin(on or room.day or dt.date.today())
    if collective:
        room.set(collective=True)
    try:
        for source in sources:
            room.receive(source.name, read_bytes(source))
        campaign = room.campaign()
        if campaign is not None:
            say(
                [f"{source.name}{NBSP}: lu" for source in sources]
                + [f"{participation(campaign)}.", f"Réponses{NBSP}: {room.home}"]
            )
    finally:
        room.close()


def _room(folder: Path, room: Any) -> Any:
    """La salle d'une équipe qui existe, réservée à cette commande ; `MatriceError` sinon."""
    from ..workshop import open_team

    open_team(folder)
    made = room(folder)
    made.reserve()
    return made


@click.command(short_help="Enregistrer une décision de l’équipe.")
@_team_argument
@click.argument("target", metavar="CARTE")
@click.argument("level", metavar="NIVEAU")
@click.option("--pour", "votes_for", type=french_whole, metavar="N", help="Voix pour (sans elles, sans opposition).")
@click.option("--contre", "against", type=french_whole, default="0", metavar="N", help="Voix contre.")
@click.option("--abstentions", type=french_whole, default="0", metavar="N", help="Abstentions.")
@click.option("--raison", "reason", default="", metavar="PHRASE", help="Pourquoi, si l’on s’écarte du niveau proposé.")
@click.option("--reserve", "dissent", default="", metavar="PHRASE", help="L’avis minoritaire, sans nom.")
@_day_option
def decider(
    folder: Path, target: str, level: str, votes_for: int | None, against: int, abstentions: int, reason: str,
    dissent: str, on: dt.date | None,
) -> None:  # fmt: skip
    """Enregistre dans le journal ce que l’équipe décide d’une carte : un niveau, ou SO (sans objet).

    CARTE est l’identifiant d’une dimension ou d’une question ; une carte encore cachée est révélée d’abord.
    """
    from ..web import Room
    from ..workshop import State, decide, reveal

    room = _room(folder, Room)
    if on is not None:
        room.load(on)
    try:
        workshop = room.enter()
        if (number := read_whole(level)) is None and level.upper() != "SO":
            raise click.BadParameter(f"{quoted(level)} n’est pas un niveau{NBSP}; attendu{NBSP}: un nombre ou SO.")
        given = {
            "votes_for": votes_for,
            "against": against,
            "abstentions": abstentions,
            "reason": reason,
            "dissent": dissent,
        }
        if workshop.state(target) is State.HIDDEN:
            room.do(reveal, target)
        room.do(decide, target, "SO" if number is None else number, **given)
        say([f"Décidé{NBSP}: {target}, {level}. Le journal l’a{NBSP}: {room.home / 'atelier.jsonl'}"])
    finally:
        room.close()


@click.command(short_help="Lire, compléter ou suivre le plan d’action.")
@_team_argument
@_day_option
@click.option(
    "--ajouter", "dimension", metavar="DIMENSION", help="Ajoute une action qui fait progresser cette dimension."
)
@click.option("--quoi", "what", default="", metavar="PHRASE", help="Ce que l’équipe va faire.")
@click.option("--qui", "owner", default="", metavar="ROLE", help="Le rôle de qui s’en charge.")
@click.option("--moyens", "means", default="", metavar="PHRASE", help="Le temps, l’argent ou l’outil prévu.")
@click.option(
    "--debut", "start", type=french_date, metavar="AAAA-MM-JJ", help="Début (par défaut, le jour de l’évaluation)."
)
@click.option("--echeance", "due", type=french_date, metavar="AAAA-MM-JJ", help="Échéance.")
@click.option("--indicateur", "indicator", default="", metavar="PHRASE", help="À quoi l’on verra que c’est fait.")
@click.option(
    "--etat", "state", type=(str, str), metavar="ACTION ETAT", help="Où en est une action, par exemple A1 faite."
)
def actions(
    folder: Path, on: dt.date | None, dimension: str | None, state: tuple[str, str] | None, start: dt.date | None,
    due: dt.date | None, **words: str,
) -> None:  # fmt: skip
    """Imprime le plan d’action de l’équipe ; ajoute une action, ou dit où l’une d’elles en est."""
    from dataclasses import replace

    from ..assessment import ActionPlan, Progress, add_action
    from ..errors import MatriceError
    from ..text import folded
    from ..workshop import open_team

    team = open_team(folder)
    day = on or next(reversed(team.campaigns()), None)
    if day is None:
        raise MatriceError(f"{folder}{NBSP}: cette équipe n’a encore aucune évaluation.")
    team.campaign(on=day)  # un journal abîmé se dit, même quand on ne demande que le plan
    plan = team.plan(on=day)
    if dimension is not None:
        if due is None:
            raise click.UsageError(f"Une action a une échéance{NBSP}: --echeance 2027-06-01.")
        plan = add_action(plan, team.ref, dimension, words.pop("what"), start=start or day, due=due, **words)  # type: ignore[arg-type]
    if state is not None:
        name, said = state
        found = next((one for one in Progress if folded(one) == folded(said)), None)
        if found is None or name not in [one.id for one in plan.actions]:
            raise click.UsageError(
                f"{quoted(f'{name} {said}')} ne se lit pas{NBSP}; attendu{NBSP}: A1 faite, A2 en cours…"
            )
        plan = ActionPlan(tuple(replace(one, state=found) if one.id == name else one for one in plan.actions))
    if dimension is not None or state is not None:
        team.save_plan(plan, on=day)
    say(
        [f"{one.id}  {one.what}{NBSP}: {one.owner}, pour le {date(one.due)}, {one.state}" for one in plan.actions]
        or ["Aucune action."]
    )
