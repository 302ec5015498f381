"""Un dossier par équipe : réponses, journal, plan d'action, en fichiers lisibles, rouverts d'un seul appel."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from ..assessment import ActionPlan, Campaign, actions_from_csv, actions_to_csv, read_comments, read_responses
from ..errors import InputError, MatriceError, Problem, system_reason
from ..files import write_atomic
from ..referentiel import Referentiel, Text, Value, load_referentiel, parse_values, typed
from ..text import date, plural, quoted, read_whole
from .journal import ASIDE, EMPTY, TEAM, WITNESS, Journal, beside, remedy, witness_beside
from .records import fingerprint, gestures, read_back, witness_of
from .sheets import READ_ME, answers_csv, campaign_yaml, comments_csv, key_text, pseudonyms, team_yaml

KEY, READ = "cle-pseudonymes.txt", "LISEZ-MOI.txt"
ANSWERS, JOURNAL, ACTIONS, FACTS = "reponses.csv", "atelier.jsonl", "actions.csv", "campagne.yaml"
COMMENTS = "commentaires.csv"
SHIPPED, OWN_GRID = "livrée", "grille.yaml"
GONE = "des gestes enregistrés ont été perdus avec la fin du journal"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
M = TypeVar("M", bound=Value)
KEY_LENGTH = 32  # octets : la taille d'une clé HMAC-SHA-256


Registered = Annotated[int, typed(read_whole, "18 ou 1\u00a0200"), Field(ge=1)]


class TeamFile(Value):
    """Ce que dit `equipe.yaml`."""

    nom: Text = Field(description="Nom de l'équipe, tel que les documents l'écriront.")
    effectif: Registered | None = Field(None, description="Nombre de membres de l'équipe.")
    grille: str = Field(SHIPPED, description="« livrée », ou le chemin d'une grille depuis ce dossier.")


class CampaignFile(Value):
    """Ce que dit `campagne.yaml`."""

    effectif: Registered | None = Field(None, description="Nombre de membres à cette date.")
    grille: str = Field("", description="Titre de la grille.")
    version: str = Field("", description="Version de la grille.")
    collectif: bool = Field(False, description="Vrai pour un seul questionnaire, que l'équipe a rempli ensemble.")


@dataclass(frozen=True, slots=True)
class TeamFolder:
    """Le dossier d'une équipe, ouvert. `registered` est l'effectif d'aujourd'hui ; chaque campagne a le sien."""

    path: Path
    name: str
    registered: int | None
    ref: Referentiel = field(repr=False)

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        *,
        name: str,
        registered: int | None = None,
        grid: str | os.PathLike[str] | None = None,
    ) -> TeamFolder:
        """Crée le dossier d'une équipe et le renvoie ouvert.

        Args:
            path: le dossier à créer ; il peut exister s'il n'a pas déjà une équipe.
            name: le nom de l'équipe.
            registered: son effectif.
            grid: une grille propre, copiée dans le dossier pour qu'il se suffise ; sans elle, la grille livrée.

        Raises:
            InputError: la grille, le nom ou l'effectif sont refusés.
            MatriceError: une équipe est déjà là, ou le disque refuse.
        """
        home = Path(path)
        if (home / TEAM).exists():
            raise MatriceError(
                f"{home}\u00a0: une équipe est déjà là\u00a0; ouvrez-la, ou choisissez un autre dossier."
            )
        if not name.strip() or (registered is not None and registered < 1):
            problem = Problem("donnez un nom d’équipe, et un effectif d’au moins 1 (ou aucun).")
            raise InputError([problem], subject="Dossier d’équipe refusé")
        if grid is not None:
            load_referentiel(Path(grid))
            write_atomic(home / OWN_GRID, read_bytes(Path(grid)))
        write_key(home / KEY, secrets.token_hex(KEY_LENGTH))
        write_atomic(home / READ, with_mark(READ_ME))
        # En dernier : un dossier sans ce fichier n'est pas encore une équipe, on peut recommencer.
        write_atomic(home / TEAM, team_yaml(name.strip(), registered, OWN_GRID if grid else SHIPPED).encode())
        return open_team(home)

    def campaigns(self) -> tuple[dt.date, ...]:
        """Renvoie les dates des évaluations, de la plus ancienne à la plus récente."""
        return tuple(day for day in self.days() if (self.day(day) / ANSWERS).is_file())

    def days(self) -> tuple[dt.date, ...]:
        """Renvoie les dates qui ont un dossier, avec ou sans réponses, de la plus ancienne à la plus récente."""
        folders = [entry.name for entry in self.path.iterdir() if DAY.fullmatch(entry.name) and entry.is_dir()]
        return tuple(sorted(day for name in folders if (day := day_of(name))))

    @property
    def key(self) -> bytes:
        """La clé secrète des pseudonymes. `MatriceError` si son fichier manque ou ne se lit pas."""
        lines = read_bytes(self.path / KEY).decode("utf-8", "replace").split("\n")
        written = "".join(line.strip() for line in lines if not line.startswith("#"))
        if not re.fullmatch(r"[0-9a-f]{64}", written):
            raise MatriceError(
                f"{self.path / KEY}\u00a0: la clé est abîmée (attendu\u00a0: 64 chiffres de 0 à f). Remettez une sauvegarde."
            )
        return bytes.fromhex(written)

    def day(self, on: dt.date) -> Path:
        """Le dossier d'une évaluation."""
        return self.path / on.isoformat()

    def save_answers(self, campaign: Campaign) -> Path:
        """Écrit les réponses d'une campagne, sous code, et renvoie le fichier.

        Raises:
            InputError: la campagne n'a pas de date, répond à une autre grille, ou un atelier a déjà commencé ce jour-là
                avec d'autres réponses.
        """
        if campaign.on is None:
            raise refused("la campagne n’a pas de date\u00a0: redonnez les réponses avec leur date.")
        if campaign.ref != self.ref:
            raise refused(f"ces réponses répondent à une autre grille, {quoted(campaign.ref.label)}.")
        answered = replace(campaign, team=self.name, decisions=(), revotes=())
        if campaign.revotes:
            raise refused("un second vote a changé ces comptes\u00a0: enregistrez la campagne d’avant l’atelier.")
        folder = self.day(campaign.on)
        if (folder / JOURNAL).exists() and fingerprint(self.answers(campaign.on)) != fingerprint(answered):
            raise refused(
                f"l’atelier du {date(campaign.on)} a commencé avec d’autres réponses\u00a0: les changer rendrait ses décisions "
                "illisibles. Prenez une autre date."
            )
        write_atomic(folder / FACTS, campaign_yaml(answered).encode())
        if (
            answered.comments or (folder / COMMENTS).exists()
        ):  # une seconde lecture sans commentaire efface les premiers
            write_atomic(folder / COMMENTS, with_mark(comments_csv(answered)))
        write_atomic(folder / ANSWERS, with_mark(answers_csv(answered)))
        return folder / ANSWERS

    def answers(self, on: dt.date) -> Campaign:
        """Renvoie les réponses d'une date, telles qu'avant l'atelier.

        Raises:
            InputError: pas d'évaluation à cette date, ou fichiers refusés.
        """
        folder = self.day(on)
        if not (folder / ANSWERS).is_file():
            known = ", ".join(day.isoformat() for day in self.campaigns()) or "aucune"
            raise refused(f"pas de réponses au {date(on)}\u00a0; évaluations présentes\u00a0: {known}.")
        facts = parsed(CampaignFile, folder / FACTS) if (folder / FACTS).exists() else CampaignFile()
        if facts.version and facts.version != self.ref.version:
            raise refused(
                f"les réponses du {date(on)} répondent à la version {facts.version} de la grille, et le dossier a la version "
                f"{self.ref.version}\u00a0: remettez l’ancienne grille pour les relire."
            )
        answered = read_responses(
            folder / ANSWERS, self.ref, team=self.name, on=on, registered=facts.effectif, collective=facts.collectif
        )
        comments = read_comments(folder / COMMENTS, self.ref) if (folder / COMMENTS).exists() else ()
        return replace(
            answered, comments=comments, people=pseudonyms(read_bytes(folder / ANSWERS).decode("utf-8-sig", "replace"))
        )

    def campaign(self, on: dt.date) -> Campaign:
        """Renvoie la campagne d'une date, avec les décisions et seconds votes de son atelier.

        Le journal est lu sans être modifié ni verrouillé. Une note dit ce qu'une réparation a mis de côté.

        Raises:
            InputError: pas d'évaluation à cette date, fichiers refusés, journal d'autres réponses, ou journal abîmé, coupé,
                vide ou raccourci : un état incomplet ne passe jamais pour entier. `matrice reparer` le remet d'aplomb ;
                `answers` rend les réponses d'avant l'atelier.
        """
        answered = self.answers(on)
        path = self.day(on) / JOURNAL
        place, witness = f"{on.isoformat()}/{path.name}", witness_beside(path)
        if not path.exists() and witness is None:
            return answered
        raw = read_bytes(path) if path.exists() else b""
        done = read_back(raw, answered, place, witness=witness, remedy=remedy(path))
        if done is None:
            raise unsound(f"{EMPTY}. {remedy(path)}", place)
        if done.fault:
            raise unsound(f"{done.fault}. {remedy(path)}", place, done.lines + 1)
        after = done.workshop.campaign
        return replace(after, notes=(*after.notes, *self.lost(on)))

    def lost(self, on: dt.date) -> tuple[str, ...]:
        """Renvoie ce qu'une réparation du journal de cette date n'a pas pu garder, une phrase chacune ; vide s'il est entier."""
        path, notes = self.day(on) / JOURNAL, []
        if beside(path, ASIDE).exists() and (kept := gestures(read_bytes(beside(path, ASIDE)))):
            notes.append(
                f"Le journal de l’atelier du {date(on)} a été réparé\u00a0: {plural(len(kept), 'geste mis', 'gestes mis')} de côté dans "
                f"{on.isoformat()}/{beside(path, ASIDE).name} ne {'comptent' if len(kept) > 1 else 'compte'} pas ici. Quand l’équipe "
                "les a repris, rangez ce fichier ailleurs."
            )
        if beside(path, WITNESS).exists():
            gone = [witness_of(line) for line in read_bytes(beside(path, WITNESS)).split(b"\n")[1:]]
            notes += [f"Atelier du {date(on)}\u00a0: ce document peut être incomplet, {GONE}."] if any(gone) else []
        return tuple(notes)

    def workshop(self, on: dt.date, *, order: Sequence[str] | None = None, set_aside: bool = False) -> Journal:
        """Ouvre l'atelier d'une date, ou le rouvre exactement où il en était. Les arguments sont ceux de `Journal.open`."""
        return Journal.open(self.day(on) / JOURNAL, self.answers(on), order=order, set_aside=set_aside)

    def save_plan(self, plan: ActionPlan, on: dt.date) -> Path:
        """Écrit le plan d'action d'une évaluation, et renvoie le fichier."""
        write_atomic(self.day(on) / ACTIONS, with_mark(actions_to_csv(plan)))
        return self.day(on) / ACTIONS

    def plan(self, on: dt.date) -> ActionPlan:
        """Renvoie le plan d'action d'une évaluation, vide s'il n'y en a pas encore.

        Raises:
            InputError: le fichier a été modifié et ne se relit pas ; toutes ses fautes sont là.
        """
        path = self.day(on) / ACTIONS
        if not path.exists():
            return ActionPlan()
        return actions_from_csv(read_bytes(path), path.name)


def create_team(
    path: str | os.PathLike[str],
    *,
    name: str,
    registered: int | None = None,
    grid: str | os.PathLike[str] | None = None,
) -> TeamFolder:
    """Crée le dossier d'une équipe et le renvoie ouvert (voir `TeamFolder.create`)."""
    return TeamFolder.create(path, name=name, registered=registered, grid=grid)


def open_team(path: str | os.PathLike[str]) -> TeamFolder:
    """Renvoie le dossier d'une équipe, ouvert.

    Raises:
        InputError: `equipe.yaml` ou la grille ont des fautes.
        MatriceError: ce n'est pas le dossier d'une équipe.
    """
    home = Path(path)
    if not (home / TEAM).is_file():
        raise MatriceError(
            f"{home}\u00a0: pas de fichier {TEAM} ici, ce n’est pas le dossier d’une équipe. Donnez celui qui contient ce fichier."
        )
    team = parsed(TeamFile, home / TEAM)
    ref = load_referentiel(None if team.grille == SHIPPED else home / team.grille)
    return TeamFolder(home, team.nom, team.effectif, ref)


def parsed(model: type[M], path: Path) -> M:
    """Un petit fichier YAML validé ; ses fautes sont dites comme celles d'un dossier, pas d'une grille."""
    try:
        return parse_values(model, read_bytes(path).decode("utf-8-sig", "replace"), source=path.name)
    except InputError as error:
        raise InputError(error.problems, subject="Dossier d’équipe refusé") from None


def read_bytes(path: Path) -> bytes:
    """Les octets d'un fichier ; `MatriceError` si le système refuse."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise MatriceError(f"{path}\u00a0: le fichier ne se lit pas, {system_reason(error)}.") from None


def write_key(path: Path, key: str) -> None:
    """Écrit la clé, lisible de son seul propriétaire ; une clé déjà là n'est jamais remplacée."""
    if path.exists() and path.stat().st_size:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))  # `write_atomic` garde ce droit
    except OSError as error:
        raise MatriceError(f"{path}\u00a0: l’écriture a échoué, {system_reason(error)}.") from None
    write_atomic(path, key_text(key).encode())


def with_mark(text: str) -> bytes:
    """Le texte en UTF-8, avec la marque sans laquelle Excel et le Bloc-notes lisent mal les accents."""
    return text.encode("utf-8-sig")


def unsound(words: str, place: str, line: int | None = None) -> InputError:
    """Un journal dont aucun document ne peut sortir."""
    return InputError([Problem(words, place, line)], subject="Journal de l’atelier refusé")


def day_of(name: str) -> dt.date | None:
    """La date d'un nom de dossier, ou `None` (« 2026-02-31 » n'en est pas une)."""
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None


def refused(words: str) -> InputError:
    """Une faute qui vaut pour tout le dossier."""
    return InputError([Problem(words)], subject="Dossier d’équipe refusé")
