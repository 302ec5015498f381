"""Un dossier par équipe : réponses, journal, plan d'action, en fichiers lisibles, rouverts d'un seul appel."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import secrets
import weakref
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from .. import files
from ..assessment import (
    ActionPlan,
    Campaign,
    Quality,
    Standing,
    actions_from_csv,
    actions_to_csv,
    pose_only,
    quality,
    read_comments,
    read_responses,
    score,
)
from ..errors import InputError, MatriceError, Problem, system_reason
from ..referentiel import Referentiel, Text, Value, load_referentiel, parse_values, typed
from ..text import date, plural, quoted, read_whole, shortened
from .journal import EMPTY, TEAM, Journal, changed_answers, damage, finish, remedy
from .records import gestures, read_back

_KEY, _READ = "cle-pseudonymes.txt", "LISEZ-MOI.txt"
_ANSWERS, JOURNAL, _ACTIONS, _FACTS = "reponses.csv", "atelier.jsonl", "actions.csv", "campagne.yaml"
_COMMENTS = "commentaires.csv"
_SHIPPED, _OWN_GRID = "livrée", "grille.yaml"
_LOCK = files.JournalWords(
    "le verrou",
    held=(
        "cette équipe est déjà ouverte ailleurs\u00a0: une autre fenêtre de «\u00a0matrice atelier\u00a0», un carnet ou une commande. "
        "Continuez là-bas, ou fermez-la, puis recommencez."
    ),
)
_HELD: weakref.WeakValueDictionary[str, files.JournalFile] = (
    weakref.WeakValueDictionary()
)  # les dossiers que ce programme tient
_GONE = "des gestes enregistrés manquent au journal"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
M = TypeVar("M", bound=Value)
_LARGEST_FILE = 1_000_000  # octets d'un fichier que l'on écrit à la main
_KEY_LENGTH = 32  # octets : la taille d'une clé HMAC-SHA-256
# La clé est la seule ligne qui ne commence pas par « # ».
_KEY_TEXT = (
    "# Clé secrète de l’équipe : elle remplace les noms par des codes. Ne la communiquez à personne : elle se\n"
    "# sauvegarde avec le dossier, elle ne s’envoie jamais. Qui l’aurait pourrait retrouver qui a répondu quoi.\n"
    "{}\n"
)


_Registered = Annotated[int, typed(read_whole, "18 ou 1\u00a0200"), Field(ge=1)]


class _TeamFile(Value):
    """Ce que dit `equipe.yaml`."""

    nom: Text = Field(description="Nom de l'équipe, tel que les documents l'écriront.")
    effectif: _Registered | None = Field(None, description="Nombre de membres de l'équipe.")
    grille: str = Field(_SHIPPED, description="« livrée », ou le chemin d'une grille depuis ce dossier.")


class _CampaignFile(Value):
    """Ce que dit `campagne.yaml`."""

    effectif: _Registered | None = Field(None, description="Nombre de membres à cette date.")
    grille: str = Field("", description="Titre de la grille.")
    version: str = Field("", description="Version de la grille.")
    collectif: bool = Field(False, description="Vrai pour un seul questionnaire, que l'équipe a rempli ensemble.")
    themes: tuple[Text, ...] | None = Field(
        None, description="Dimensions posées, par identifiant ; sans elles, toute la grille."
    )


@dataclass(frozen=True, slots=True)
class TeamFolder:
    """Le dossier d'une équipe, ouvert. `registered` est l'effectif d'aujourd'hui ; chaque campagne a le sien."""

    path: Path
    name: str
    registered: int | None
    ref: Referentiel = field(repr=False)

    def hold(self) -> files.JournalFile:
        """Réserve ce dossier à ce programme tant que vit ce qui est rendu : deux ateliers ouverts perdraient des réponses.

        Raises:
            MatriceError: un autre programme le tient.
        """
        name = os.path.realpath(self.path)
        held = _HELD.get(name) or files.JournalFile(self.path / "atelier.verrou", _LOCK)
        _HELD[name] = held
        return held

    def resize(self, registered: int | None) -> TeamFolder:
        """Change l'effectif d'aujourd'hui dans `equipe.yaml`, et renvoie l'équipe ; les campagnes passées gardent le leur.

        Raises:
            InputError: un effectif de moins de 1.
        """
        if registered is not None and registered < 1:
            raise _refusal("donnez un effectif d’au moins 1.")
        _held, grid = self.hold(), _parse(_TeamFile, self.path / TEAM).grille
        files.write_atomic(self.path / TEAM, _team_yaml(self.name, registered, grid))
        return open_team(self.path)

    def campaigns(self) -> tuple[dt.date, ...]:
        """Renvoie les dates des évaluations, de la plus ancienne à la plus récente."""
        return tuple(day for day in self.days() if os.path.lexists(self.day(on=day) / _ANSWERS))

    def days(self) -> tuple[dt.date, ...]:
        """Renvoie les dates qui ont un dossier, avec ou sans réponses, de la plus ancienne à la plus récente."""
        folders = [entry.name for entry in self.path.iterdir() if _DAY.fullmatch(entry.name) and entry.is_dir()]
        return tuple(sorted(day for name in folders if (day := _day_of(name))))

    @property
    def key(self) -> bytes:
        """La clé secrète des pseudonymes. `MatriceError` si son fichier manque ou ne se lit pas."""
        lines = files.read_bytes(self.path / _KEY).decode("utf-8", "replace").split("\n")
        written = "".join(line.strip() for line in lines if not line.startswith("#"))
        if not re.fullmatch(r"[0-9a-f]{64}", written):
            raise MatriceError(
                f"{self.path / _KEY}\u00a0: la clé est abîmée (attendu\u00a0: 64 chiffres de 0 à f). Remettez une sauvegarde."
            )
        return bytes.fromhex(written)

    def day(self, *, on: dt.date) -> Path:
        """Le dossier d'une évaluation."""
        return self.path / on.isoformat()

    def save_answers(self, campaign: Campaign) -> Path:
        """Écrit les réponses d'une campagne, sous code, et renvoie le fichier.

        Raises:
            InputError: la campagne n'a pas de date, répond à une autre grille, ou l'atelier de ce jour-là a déjà pris une décision
                avec d'autres réponses. Sans décision, le journal d'une répétition est mis de côté ; des questions neuves s'ajoutent.
        """
        if campaign.on is None:
            raise _refusal("la campagne n’a pas de date\u00a0: redonnez les réponses avec leur date.")
        if campaign.ref != self.ref:
            raise _refusal(f"ces réponses répondent à une autre grille, {quoted(campaign.ref.label)}.")
        answered = replace(campaign, team=self.name, decisions=(), revotes=())
        if campaign.revotes:
            raise _refusal("un second vote a changé ces comptes\u00a0: enregistrez la campagne d’avant l’atelier.")
        _held, folder = self.hold(), self.day(on=campaign.on)
        before, on = partial(self.answers, on=campaign.on), campaign.on
        with changed_answers(folder / JOURNAL, before, answered, on):
            files.write_atomic(folder / _FACTS, _campaign_yaml(answered))
            # Une seconde lecture sans commentaire efface les premiers.
            if answered.comments or (folder / _COMMENTS).exists():
                files.write_atomic(folder / _COMMENTS, _mark_text(comments_csv(answered)))
            files.write_atomic(folder / _ANSWERS, _mark_text(answers_csv(answered)))
        return folder / _ANSWERS

    def answers(self, *, on: dt.date) -> Campaign:
        """Renvoie les réponses d'une date, telles qu'avant l'atelier.

        Raises:
            InputError: pas d'évaluation à cette date, ou fichiers refusés.
        """
        folder = self.day(on=on)
        if not os.path.lexists(folder / _ANSWERS):
            known = ", ".join(day.isoformat() for day in self.campaigns()) or "aucune"
            raise _refusal(f"pas de réponses au {date(on)}\u00a0; évaluations présentes\u00a0: {known}.")
        facts = self._facts(on=on)
        answered = read_responses(
            folder / _ANSWERS, self.ref, team=self.name, on=on, registered=facts.effectif, collective=facts.collectif,
            themes=facts.themes,
            coded=(self.ref.answer_scale.values[0], self.ref.answer_scale.values[-1]),  # nos propres mots : aucun doute sur l'échelle
        )  # fmt: skip
        comments = read_comments(folder / _COMMENTS, self.ref) if os.path.lexists(folder / _COMMENTS) else ()
        content = files.read_bytes(folder / _ANSWERS)
        people = _pseudonyms(content) if answered.direct is None else ()
        answered = replace(answered, comments=comments, people=people)
        return answered if not self._is_former(facts.version) else self._carried(answered, content, facts.version)

    def _is_former(self, version: str) -> bool:
        """Vrai pour une évaluation faite avec une autre version de la grille."""
        return bool(version) and version != self.ref.version

    def _carried(self, answered: Campaign, content: bytes, version: str) -> Campaign:
        """Les réponses à une autre version de la grille : gardées ou reprises ; ce qui est venu depuis n'a pas été posé."""
        ((_, heads), *rows), _ = files.csv_rows(content, "reponses.csv", (*_LONG, "item").__contains__)
        items = {row[heads.index("item") if "item" in heads else 0] for _, row in rows}
        asked = {self.ref.carried.get(one, one) for one in items}
        kept = replace(
            pose_only(answered, asked), direct=None if answered.direct is None else pose_only(answered.direct, asked)
        )
        fresh = [question.id for question in kept.questions if question.id not in asked]
        note = f"Évaluation faite avec la version {version} de la grille, relue avec la version {self.ref.version}." + (
            f" Non posés alors\u00a0: {', '.join(fresh)}." if fresh else ""
        )
        return replace(kept, notes=(*kept.notes, note))

    def _facts(self, *, on: dt.date) -> _CampaignFile:
        """Ce que dit `campagne.yaml` de cette date ; vide s'il n'y en a pas."""
        path = self.day(on=on) / _FACTS
        return _parse(_CampaignFile, path) if os.path.lexists(path) else _CampaignFile()

    def campaign(self, *, on: dt.date) -> Campaign:
        """Renvoie la campagne d'une date, avec les décisions et seconds votes de son atelier.

        Le journal est lu sans être modifié ni verrouillé. Une note dit ce qu'une réparation a mis de côté. Celui d'une autre
        version de la grille ne se rejoue pas : ses décisions portaient sur d'autres énoncés, et une note le dit.

        Raises:
            InputError: pas d'évaluation à cette date, fichiers refusés, journal d'autres réponses, ou journal abîmé, coupé,
                vide ou raccourci : un état incomplet ne passe jamais pour entier. `matrice reparer` le remet d'aplomb ;
                `answers` rend les réponses d'avant l'atelier.
        """
        answered = self.answers(on=on)
        path = self.day(on=on) / JOURNAL
        finish(path, answered)
        place, witness = f"{on.isoformat()}/{path.name}", files.witness_beside(path)
        if not os.path.lexists(path) and witness is None:
            return answered
        if self._is_former(version := self._facts(on=on).version):
            note = (
                f"Les décisions de l’atelier du {date(on)} portaient sur la version {version} de la grille\u00a0: elles restent dans "
                f"{place} et ne comptent pas ici."
            )
            return replace(answered, notes=(*answered.notes, note))
        raw = files.read_bytes(path, limit=files.LARGEST_JOURNAL) if os.path.lexists(path) else b""
        done = read_back(raw, answered, place, witness=witness, remedy=remedy(path))
        if done is None:
            raise damage(f"{EMPTY}. {remedy(path)}", place)
        if done.fault:
            raise damage(f"{done.fault}. {remedy(path)}", place, done.lines + 1)
        after = done.workshop.campaign
        return replace(after, notes=(*after.notes, *self.lost(on=on)))

    def lost(self, *, on: dt.date) -> tuple[str, ...]:
        """Renvoie ce qu'une réparation du journal de cette date n'a pas pu garder, une phrase chacune ; vide s'il est entier."""
        path, notes = self.day(on=on) / JOURNAL, []
        aside = files.beside(path, files.ASIDE)
        if os.path.lexists(aside) and (kept := gestures(files.read_bytes(aside))):
            notes.append(
                f"Le journal de l’atelier du {date(on)} a été réparé\u00a0: {plural(len(kept), 'geste mis', 'gestes mis')} de côté dans "
                f"{on.isoformat()}/{aside.name} ne {'comptent' if len(kept) > 1 else 'compte'} pas ici. Quand l’équipe "
                "les a repris, rangez ce fichier ailleurs."
            )
        if os.path.lexists(files.beside(path, files.WITNESS)):
            gone = [
                files.witness_of(line) for line in files.read_bytes(files.beside(path, files.WITNESS)).split(b"\n")[1:]
            ]
            notes += [f"Atelier du {date(on)}\u00a0: ce document peut être incomplet, {_GONE}."] if any(gone) else []
        return tuple(notes)

    def workshop(self, *, on: dt.date, order: Sequence[str] | None = None, set_aside: bool = False) -> Journal:
        """Ouvre l'atelier d'une date, ou le rouvre exactement où il en était. Les arguments sont ceux de `Journal.open`."""
        answered = self.answers(on=on)
        finish(self.day(on=on) / JOURNAL, answered)
        return Journal.open(self.day(on=on) / JOURNAL, answered, order=order, set_aside=set_aside)

    def save_plan(self, plan: ActionPlan, *, on: dt.date) -> Path:
        """Écrit le plan d'action d'une évaluation, et renvoie le fichier. `MatriceError` si un autre programme tient ce dossier."""
        _held = self.hold()
        files.write_atomic(self.day(on=on) / _ACTIONS, _mark_text(actions_to_csv(plan)))
        return self.day(on=on) / _ACTIONS

    def plan(self, *, on: dt.date) -> ActionPlan:
        """Renvoie le plan d'action d'une évaluation, vide s'il n'y en a pas encore.

        Raises:
            InputError: le fichier a été modifié et ne se relit pas ; toutes ses fautes sont là.
        """
        path = self.day(on=on) / _ACTIONS
        if not os.path.lexists(path):
            return ActionPlan()
        return actions_from_csv(files.read_bytes(path), path.name)

    def quality(self, *, on: dt.date, evaluation: dt.date | None = None) -> Quality:
        """Renvoie ce qui atteste la démarche qualité de l'équipe, d'après ses évaluations et leurs plans d'action.

        Args:
            on: la date où l'on regarde.
            evaluation: celle qui fait foi (par défaut, la dernière) ; celle d'avant la complète.

        Raises:
            InputError: pas d'évaluation à cette date, ou fichiers refusés.
        """
        known = self.campaigns()
        chosen = evaluation or (known[-1] if known else on)
        earlier = [one for one in known if one < chosen][-1:]
        before = score(self.campaign(on=earlier[0])) if earlier else None
        return quality(
            score(self.campaign(on=chosen)), self.plan(on=chosen), on=on, before=before,
            earlier=self.plan(on=earlier[0]) if earlier else None,
        )  # fmt: skip


def create_team(
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
    if os.path.lexists(home / TEAM):
        raise MatriceError(f"{home}\u00a0: une équipe est déjà là\u00a0; ouvrez-la, ou choisissez un autre dossier.")
    if not name.strip() or (registered is not None and registered < 1):
        problem = Problem("donnez un nom d’équipe, et un effectif d’au moins 1 (ou aucun).")
        raise InputError([problem], subject="Dossier d’équipe refusé")
    if grid is not None:
        load_referentiel(Path(grid))
    try:
        files.make_folder(
            home, private=True
        )  # des réponses de personnes y seront ; un dossier déjà là garde ses droits
    except OSError as error:
        raise MatriceError(f"{home}\u00a0: ce dossier n’a pas pu être créé, {system_reason(error)}.") from None
    if grid is not None:
        files.write_atomic(home / _OWN_GRID, files.read_bytes(grid))
    if files.holds(home / _KEY, b""):  # une coupure d'avant a laissé le fichier vide
        (home / _KEY).unlink()
    files.write_new(
        home / _KEY, _KEY_TEXT.format(secrets.token_hex(_KEY_LENGTH)).encode(), private=True
    )  # jamais remplacée
    files.write_atomic(home / _READ, _mark_text(files.packaged(__package__, "lisez-moi.txt").decode()))
    # En dernier : un dossier sans ce fichier n'est pas encore une équipe, on peut recommencer.
    files.write_atomic(home / TEAM, _team_yaml(name.strip(), registered, _OWN_GRID if grid else _SHIPPED))
    return open_team(home)


def open_team(path: str | os.PathLike[str]) -> TeamFolder:
    """Renvoie le dossier d'une équipe, ouvert.

    Raises:
        InputError: `equipe.yaml` ou la grille ont des fautes.
        MatriceError: ce n'est pas le dossier d'une équipe.
    """
    home = Path(path)
    if not os.path.lexists(home / TEAM):
        raise MatriceError(
            f"{home}\u00a0: pas de fichier {TEAM} ici, ce n’est pas le dossier d’une équipe. Donnez celui qui contient ce fichier."
        )
    team = _parse(_TeamFile, home / TEAM)
    ref = load_referentiel(None if team.grille == _SHIPPED else _own_grid(home, team.grille))
    return TeamFolder(home, team.nom, team.effectif, ref)


def _own_grid(home: Path, name: str) -> Path:
    """La grille d'une équipe ; `InputError` si elle est hors de son dossier : il se copie d'un bloc, et ne lit rien d'autre."""
    path = home / name
    with suppress(ValueError):  # un octet nul
        if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(home)):
            return path
    words = f"la grille {quoted(shortened(name, 80))} n’est pas dans le dossier de l’équipe\u00a0: copiez-la à côté de {TEAM}."
    raise InputError([Problem(words, TEAM)], subject="Dossier d’équipe refusé")


def _parse(model: type[M], path: Path) -> M:
    """Un petit fichier YAML validé ; ses fautes sont dites comme celles d'un dossier, pas d'une grille."""
    try:
        return parse_values(model, files.read_text(path, limit=_LARGEST_FILE), source=path.name)
    except InputError as error:
        raise InputError(error.problems, subject="Dossier d’équipe refusé") from None


def _mark_text(text: str) -> bytes:
    """Le texte en UTF-8, avec la marque sans laquelle Excel et le Bloc-notes lisent mal les accents."""
    return text.encode("utf-8-sig")


def _day_of(name: str) -> dt.date | None:
    """La date d'un nom de dossier, ou `None` (« 2026-02-31 » n'en est pas une)."""
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None


def _refusal(words: str) -> InputError:
    """Une faute qui vaut pour tout le dossier."""
    return InputError([Problem(words)], subject="Dossier d’équipe refusé")


# Les textes d'un dossier d'équipe : réponses en CSV, fiche de l'équipe, clé, mode d'emploi. Rien n'est écrit ici

_REMARKS = ("item", "commentaire")
_LONG = ("repondant", "profession", "item", "reponse")

_PSEUDONYM = re.compile(r"[A-Z2-7]{10}")  # un numéro (« p01 ») vaut pour un seul fichier


def answers_csv(campaign: Campaign) -> str:
    """Renvoie les réponses en CSV (`;`), sous la forme que relit `read_responses`.

    Forme longue quand les réponses individuelles sont connues, silences compris ; votes comptés sinon.
    """
    return files.csv_text(_counted_rows(campaign) if campaign.answers is None else _long_rows(campaign))


def comments_csv(campaign: Campaign) -> str:
    """Renvoie les commentaires en CSV, une ligne chacun, sans la personne."""
    return files.csv_text([_REMARKS, *((comment.target, comment.text) for comment in campaign.comments)])


def _long_rows(campaign: Campaign) -> Iterator[Sequence[object]]:
    """Une ligne par personne et par question."""
    words = [*map(str, campaign.ref.answer_scale.values), "SO", "NSP", "", str(Standing.NOT_ASKED)]
    yield _LONG
    for mark, one in (("d", campaign.direct), ("p", campaign)):  # deux passes sans nom ne se rejoignent pas
        if one is None or one.answers is None:
            continue
        for code, profession, row in zip(_codes(one, mark), one.professions, one.answers.tolist(), strict=True):
            for question, answer in zip(one.questions, row, strict=True):
                yield code, profession, question.id, words[answer]


def _codes(campaign: Campaign, mark: str = "p") -> tuple[str, ...]:
    """Un code par personne, dans l'ordre de la campagne : son pseudonyme, sinon un numéro qui ne la suit pas."""
    width = max(2, len(str(campaign.respondents)))
    known = campaign.people or ("",) * campaign.respondents
    return tuple(code or f"{mark}{rank:0{width}d}" for rank, code in enumerate(known, 1))


def _pseudonyms(content: bytes) -> tuple[str, ...]:
    """Renvoie les pseudonymes d'un fichier de réponses relu, vides pour les numéros ; aucun si tous le sont."""
    ((_, header), *rows), _ = files.csv_rows(content, "reponses.csv", _LONG.__contains__)
    if header[0] != _LONG[0]:
        return ()
    people = dict.fromkeys(row[0] for _, row in rows)
    kept = tuple(code if _PSEUDONYM.fullmatch(code) else "" for code in people)
    return kept if any(kept) else ()


def _counted_rows(campaign: Campaign) -> Iterator[Sequence[object]]:
    """Une ligne par question : les mains à chaque niveau, SO, NSP."""
    yield ("item", *(f"niveau_{value}" for value in campaign.ref.answer_scale.values), "so", "nsp")
    for one in filter(None, (campaign.direct, campaign)):
        for question, row in zip(one.questions, one.counts.tolist(), strict=True):
            yield (question.id, *row[:-1])


def _team_yaml(name: str, registered: int | None, grid: str) -> bytes:
    """Le contenu de `equipe.yaml`."""
    head = "L’équipe : son nom tel que les documents l’écrivent, son effectif, sa grille."
    return _yaml(head, nom=name, effectif=registered, grille=grid)


def _campaign_yaml(campaign: Campaign) -> bytes:
    """Le contenu de `campagne.yaml`."""
    head = (
        "L’effectif à cette date, un seul questionnaire rempli ensemble (collectif) ou non, les dimensions posées (themes, toutes sans "
        "cette ligne), et la grille à laquelle ces réponses répondent."
    )
    themes = None if campaign.direct else campaign.themes
    return _yaml(
        head, effectif=campaign.registered, collectif=campaign.collective, themes=themes, grille=campaign.ref.label,
        version=campaign.ref.version,
    )  # fmt: skip


def _yaml(head: str, **given: object) -> bytes:
    """Un commentaire, puis ce qui est donné ; entre guillemets, « non », « 1.10 » ou « a: b » restent du texte."""
    said = (
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in given.items() if value not in (None, False)
    )
    return "\n".join([f"# {head}", *said, ""]).encode()
