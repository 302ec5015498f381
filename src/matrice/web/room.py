"""La salle : l'équipe ouverte, l'évaluation du jour, l'atelier et les urnes. Rien ici ne connaît les pages ni le réseau.

Tout ce qui compte est sur le disque avant de se voir : les gestes dans le journal, les réponses reçues dans « recus », ce
que les téléphones répondent dans une urne, les réglages de la séance dans « seance.json ». Un arrêt ne perd donc rien.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from threading import RLock
from typing import Any, TypeVar

from pydantic import ConfigDict, Field

from ..assessment import Campaign, Collected, Profile, agenda, collect, read_comments, score, showable, withheld
from ..errors import InputError, MatriceError, Problem
from ..files import csv_text, parsed, read_bytes, write_atomic, write_new
from ..referentiel import Referentiel, Value
from ..text import date, plural, quoted
from ..workshop import Revoted, TeamFolder, Workshop, create_team, go, open_team, revote
from .network import new_code
from .urn import TRADE, Urn

_SESSION, _VOTE, _ASKED = "seance.json", "urne.json", "recueil.json"
_RECEIVED, _COMMENTS, _BEFORE = "recus", "commentaires-", "deja-la.csv"
_PHONES = "telephones.json"  # dans le dossier de l'équipe : l'affiche imprimée reste vraie d'une séance à l'autre
PHONE_PORT = 8787
_LONELY = 60  # secondes
ENDINGS = (".csv", ".xlsx", ".ods", ".docx")
SO, NSP = "SO", "NSP"
STAGES, STATEMENTS, THEMES = "stades", "enonces", "themes"
Read = TypeVar("Read")


@contextmanager
def _put_back_if_refused(*paths: Path) -> Iterator[None]:
    """Remet ces fichiers tels qu'ils étaient si ce qui suit est refusé."""
    before = {path: read_bytes(path) if path.is_file() else None for path in paths}
    try:
        yield
    except MatriceError:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_atomic(path, content)
        raise


def refusal(words: str) -> InputError:
    """Un geste refusé, en une phrase."""
    return InputError([Problem(words)], subject="Geste refusé")


def understood(value: Read | None, text: str, what: str, expected: str, label: str = "") -> Read:
    """Renvoie ce qu'un champ vaut ; `InputError` s'il ne se lit pas, avec ce qui était attendu."""
    if value is None:
        named = f"{label}\u00a0: " if label else ""
        raise refusal(f"{named}{quoted(text)} n’est pas {what}\u00a0; attendu\u00a0: {expected}.")
    return value


class Session(Value):
    """Les réglages de la séance : présents, durée, début, thèmes choisis, questions posées, cartes dont l'urne a été comptée."""

    model_config = ConfigDict(extra="ignore")  # écrits par une autre version, les réglages inconnus ne gênent pas

    present: int | None = None
    minutes: float = 75
    began: float | None = None
    themes: tuple[str, ...] = ()
    form: str = STAGES
    collective: bool = False
    counted: tuple[str, ...] = ()
    coded: Mapping[str, tuple[int, int]] = Field(default_factory=dict)  # l'échelle dite de fichiers reçus


def _ask_scale(said: str) -> str:
    """La même question, là où la page y répond."""
    return re.sub(
        r"\(--echelle (\d+)-(\d+)\)", "(redéposez-le avec «\u00a0Ces réponses vont de \\1 à \\2\u00a0»)", said
    )


class Room:
    """L'état commun des trois rôles. Chaque méthode qui change quelque chose l'écrit d'abord ; `version` compte les changements."""

    def __init__(
        self, folder: Path | None, *, desk: Any = None, before: Profile | None = None,
        benchmark: Mapping[str, float] | None = None, today: Callable[[], dt.date] = dt.date.today,
    ) -> None:  # fmt: skip
        self.lock = RLock()
        # Complet dès ici : la page le remplit d'avance, et ce qu'on y tape sans chemin part du dossier personnel.
        self.folder = None if folder is None else folder.absolute()
        self.desk, self.today = desk, today
        self.earlier, self.benchmark = before, benchmark
        self._sought: dt.date | None = None  # l'évaluation dont `earlier` est celle d'avant
        self.team: TeamFolder | None = None
        self.held: object = None  # le dossier, réservé à ce programme
        self.reserves = False
        self.day: dt.date | None = None
        self.session = Session()
        self.vote: Urn | None = None
        self.questionnaire: Urn | None = None
        self.reports: Collected | None = None
        self.start, self.version, self.card_since = time.time_ns(), 0, time.time()
        self.urn_since = 0.0
        self.reading = False  # les commentaires ont la carte pour eux
        self.code, self.port = new_code(), PHONE_PORT
        if desk is None and folder is not None and os.path.lexists(folder / "equipe.yaml"):
            self.load()

    # L'équipe et l'évaluation

    def create(self, folder: Path, name: str, registered: int | None) -> None:
        """Crée l'équipe dans ce dossier et l'ouvre."""
        create_team(folder, name=name, registered=registered)
        self.load(folder=folder)

    def reserve(self) -> None:
        """Réserve à ce programme l'équipe ouverte, et celles qu'il ouvrira. `MatriceError` si un autre la tient."""
        self.held, self.reserves = self.team.hold() if self.team else None, True

    def load(self, day: dt.date | None = None, *, folder: Path | None = None) -> None:
        """Ouvre le dossier de l'équipe à cette évaluation, par défaut la dernière ; refusé, rien ne change."""
        home = folder or self.folder
        assert home is not None
        team = open_team(home)
        held = team.hold() if self.reserves else None
        self.close()
        self.folder, self.team, self.held = home, team, held
        days = self.team.days()
        self.day = day or (days[-1] if days else None)
        self.session, self.vote, self.questionnaire, self.reports = Session(), None, None, None
        self._sought = None
        self._keep_phones()
        if self.day is not None:
            self._resume()
        self.changed()

    def _keep_phones(self) -> None:
        """Reprend le code et le port que l'équipe a déjà annoncés, ou garde les siens."""
        assert self.folder is not None
        with suppress(MatriceError, ValueError, TypeError, KeyError, OverflowError):
            known = parsed(read_bytes(self.folder / _PHONES)) or {}
            self.code, self.port = str(known["code"]), int(known["port"])
            return
        self.move_phones(self.port)

    def move_phones(self, port: int) -> None:
        """Retient le port où les téléphones sont invités."""
        self.port = port
        if self.team is not None and self.folder is not None:
            write_atomic(self.folder / _PHONES, json.dumps({"code": self.code, "port": port}).encode())
        self.changed()

    def begin(self, day: dt.date) -> None:
        """Commence une évaluation à cette date, ou rouvre celle qui s'y trouve."""
        self.load(day)
        self.set()

    def _resume(self) -> None:
        """Reprend les réglages et les urnes qu'un arrêt a laissés."""
        # Abîmé, ce fichier rend les réglages de départ : rien de ce qui compte n'y est.
        with suppress(MatriceError, ValueError):
            self.session = Session.model_validate_json(read_bytes(self.home / _SESSION))
        self.vote, self.questionnaire = Urn.reopen(self.home / _VOTE), Urn.reopen(self.home / _ASKED)
        with suppress(MatriceError):  # un journal abîmé se dira dans l’atelier ; l’urne attend qu’il soit réparé
            if self.vote and self.begun and self._counted(self.vote.subject):
                self.vote.destroy()  # l'arrêt est venu entre le compte et la destruction
                self.vote = None

    @property
    def home(self) -> Path:
        """Le dossier de l'évaluation."""
        assert self.folder is not None and self.day is not None
        return self.folder / self.day.isoformat()

    @property
    def ref(self) -> Referentiel:
        """La grille de l'équipe."""
        return self.team.ref if self.team else self.desk.workshop.campaign.ref

    def check_open(self, *, cards: bool = False) -> None:
        """Refuse un geste quand aucune évaluation n'est ouverte ; `cards` : un atelier montré seul suffit."""
        if (self.team is None or self.day is None) and not (cards and self.desk is not None):
            raise refusal(
                "aucune évaluation n’est ouverte\u00a0: créez ou ouvrez l’équipe, puis commencez une évaluation."
            )

    def set(self, **changes: Any) -> None:
        """Change des réglages de la séance, sur le disque d'abord."""
        session = self.session.model_copy(update=changes)
        if self.day is not None and self.team is not None:
            write_atomic(self.home / _SESSION, session.model_dump_json(indent=1).encode())
        self.session = session
        self.changed()

    def changed(self) -> None:
        """Dit à toutes les pages que quelque chose a changé."""
        self.version += 1

    def close(self) -> None:
        """Rend le journal."""
        if self.team is not None and self.desk is not None:
            self.desk.close()
            self.desk = None

    # Les réponses reçues

    def campaign(self) -> Campaign | None:
        """Les réponses de l'évaluation, avec les décisions de l'atelier ; `None` s'il n'y en a pas encore."""
        if self.desk is not None:
            return self.workshop.campaign
        if self.team is None or self.day is None or self.day not in self.team.campaigns():
            return None
        return self.team.campaign(on=self.day)

    def profile(self) -> Profile | None:
        """Le profil montrable de l'évaluation, ou `None` quand rien ne peut se montrer encore."""
        campaign = self.campaign()
        return None if campaign is None or withheld(campaign) else showable(score(campaign))

    def before(self) -> Profile | None:
        """Le profil montrable de l'évaluation d'avant, s'il y en a une ; lu une fois, chaque carte le demande."""
        if self.team is not None and self.day is not None and self._sought != self.day:
            earlier = [day for day in self.team.campaigns() if day < self.day]
            self.earlier, self._sought = None, self.day
            with suppress(MatriceError):
                self.earlier = showable(score(self.team.campaign(on=earlier[-1]))) if earlier else None
        return self.earlier

    def receive(self, name: str, content: bytes, coded: tuple[int, int] | None = None) -> None:
        """Garde un questionnaire déposé sur la page, puis recompte tout ; refusé, il n'est pas gardé. `coded` : son échelle, dite."""
        path = Path(name)
        if path.suffix.lower() not in ENDINGS:
            raise refusal(
                f"{quoted(path.name)} n’est ni un classeur Excel ou LibreOffice (.xlsx, .ods), ni notre questionnaire Word "
                "(.docx), ni un fichier .csv."
            )
        self._admit_before()
        stem = "".join(sign for sign in path.stem if sign.isalnum() or sign in " -_") or "questionnaire"
        target, rank = self.home / _RECEIVED / f"{stem}{path.suffix.lower()}", 1
        while not write_new(target, content):
            rank += 1
            target = target.with_name(f"{stem}-{rank}{path.suffix.lower()}")
        before = self.session.coded
        if coded or target.name in before:
            others = {known: ends for known, ends in before.items() if known != target.name}
            self.set(coded={**others, **({target.name: coded} if coded else {})})
        try:
            self.recount()
        except MatriceError as error:
            target.unlink(missing_ok=True)
            self.set(coded=before)
            if "--echelle" in str(error):
                raise refusal(_ask_scale(str(error))) from None
            raise
        report = next((one for one in (self.reports.refused if self.reports else ()) if one.name == target.name), None)
        if report:
            target.unlink(missing_ok=True)
            self.set(coded=before)
            raise refusal(f"{quoted(path.name)} n’a pas été gardé\u00a0: {_ask_scale(report.reason)}")

    def forget(self, name: str) -> None:
        """Ôte un questionnaire reçu, puis recompte ce qui reste."""
        path = self.home / _RECEIVED / name
        if path.parent.resolve() != (self.home / _RECEIVED).resolve() or not path.is_file() or len(self.received()) < 2:
            raise refusal("ce fichier n’est pas là, ou il est le seul\u00a0: déposez d’abord celui qui le remplace.")
        comments = self._comments_of(name)
        with _put_back_if_refused(path, comments):
            path.unlink()
            comments.unlink(missing_ok=True)
            self.recount()

    def received(self) -> tuple[Path, ...]:
        """Les questionnaires reçus."""
        folder = self.home / _RECEIVED
        return tuple(sorted(one for one in folder.iterdir() if one.suffix in ENDINGS)) if folder.is_dir() else ()

    def recount(self) -> None:
        """Relit tout ce qui a été reçu et enregistre la campagne.

        Raises:
            InputError: rien ne se lit, ou l'atelier a déjà pris une décision avec d'autres réponses.
        """
        assert self.team is not None and self.day is not None
        registered = self.team.registered
        gathered = collect(
            list(self.received()), self.team.ref, team=self.team.name, on=self.day, registered=registered,
            key=self.team.key, collective=self.session.collective,
            themes=self.session.themes if self.session.form == THEMES else None,
            coded={_BEFORE: (self.ref.answer_scale.values[0], self.ref.answer_scale.values[-1]), **self.session.coded},
        )  # fmt: skip
        self.reports = gathered
        if gathered.campaign is None:
            raise refusal(
                " ".join(f"{one.name}\u00a0: {one.reason}" for one in gathered.refused)
                or "aucune réponse n’a été reçue."
            )
        campaign = gathered.campaign
        told = [
            one for path in sorted(self.home.glob(f"{_COMMENTS}*.csv")) for one in read_comments(path, self.team.ref)
        ]
        if told:
            campaign = replace(campaign, comments=(*campaign.comments, *told))
        self.close()
        self.team.save_answers(campaign)
        self.changed()

    def _admit_before(self) -> None:
        """Les réponses venues d'ailleurs (un carnet, une commande) restent comptées quand d'autres arrivent."""
        kept = self.home / "reponses.csv"
        if not self.received() and kept.is_file():
            write_new(self.home / _RECEIVED / _BEFORE, read_bytes(kept))

    # Ce que l'on demande aux téléphones

    def questions(self, form: str) -> tuple[str, ...]:
        """Les questions d'un questionnaire : les dimensions, les énoncés, ou ceux des thèmes choisis."""
        if form == STAGES:
            return tuple(one.id for one in self.ref.dimensions if not one.added) or tuple(
                one.id for one in self.ref.dimensions
            )
        kept = self.session.themes if form == THEMES else tuple(one.id for one in self.ref.dimensions)
        return tuple(item.id for one in self.ref.dimensions if one.id in kept for item in one.characteristics)

    def ask(self, form: str) -> None:
        """Ouvre le questionnaire aux téléphones."""
        if self.questionnaire is not None:
            raise refusal("un questionnaire est déjà ouvert\u00a0: comptez-le d’abord.")
        if not self.questions(form):
            raise refusal("aucun thème n’est choisi\u00a0: choisissez-les à l’ordre du jour.")
        self.set(form=form)
        self.questionnaire = Urn.create(self.home / _ASKED, form, self.questions(form))
        self.urn_since = time.time()
        self.changed()

    def count_questionnaire(self) -> int:
        """Compte ce que les téléphones ont répondu, détruit l'urne, et rend le nombre de personnes comptées."""
        urn = self._open_urn(self.questionnaire)
        people = urn.contents()
        if not people:
            raise refusal("aucun téléphone n’a encore répondu.")
        self._admit_before()
        told = [
            (key[1:], text)
            for one in people
            for key, text in one.items()
            if key.startswith("#") and key != TRADE and text
        ]
        # Le nom du niveau : un recueil sans aucun 0 n'y laisse pas de doute sur l'échelle.
        names = {(key, str(one.value)): one.label for key in urn.asked for one in self.ref.scale_of(key).levels}
        told_by = (
            [one.get(TRADE, ""), *(names.get((key, said := one.get(key, "")), said) for key in urn.asked)]
            for one in people
        )
        # Un bulletin par appareil, tiré au sort (`intake.people.is_ballot`) : deux personnes peuvent répondre de même.
        rows: list[Sequence[object]] = [
            ("repondant", "profession", *urn.asked),
            *([f"bulletin-{token_hex(8)}", *one] for one in told_by),
        ]
        # Un fichier par urne : la compter encore, après un arrêt survenu avant de la détruire, récrit le même recueil.
        target = self.home / _RECEIVED / f"telephones-{urn.name}.csv"
        comments = self._comments_of(target.name)
        with _put_back_if_refused(target, comments):
            write_atomic(target, csv_text(rows).encode("utf-8-sig"))
            if told:  # sans la personne ; deux personnes qui écrivent le même mot en font deux
                write_atomic(comments, csv_text([("item", "commentaire"), *sorted(told)]).encode("utf-8-sig"))
            self.recount()
        urn.destroy()
        self.questionnaire = None
        self.changed()
        return len(people)

    def _comments_of(self, received: str) -> Path:
        """Les commentaires venus avec un recueil : un fichier à part, qui s'ôte avec lui."""
        return self.home / f"{_COMMENTS}{received}"

    def drop_questionnaire(self) -> None:
        """Ferme le questionnaire sans le compter."""
        self._open_urn(self.questionnaire).destroy()
        self.questionnaire = None
        self.changed()

    @staticmethod
    def _open_urn(urn: Urn | None) -> Urn:
        if urn is None:
            raise refusal("rien n’est ouvert aux téléphones.")
        return urn

    # L'atelier

    @property
    def begun(self) -> bool:
        """Vrai quand l'atelier de cette évaluation a un journal."""
        return self.team is not None and self.day is not None and (self.home / "atelier.jsonl").exists()

    def enter(self) -> Workshop:
        """L'atelier, ouvert au premier appel, rouvert exactement où il en était ensuite.

        Raises:
            MatriceError: pas de réponses, ou trop peu pour que quelque chose se montre ; un journal abîmé.
        """
        if self.desk is None:
            assert self.team is not None
            if self.day is None or self.day not in self.team.campaigns():
                raise refusal("il n’y a pas encore de réponses\u00a0: recueillez-les d’abord.")
            answers = self.team.answers(on=self.day)
            if reason := withheld(answers):
                raise MatriceError(reason)
            desk = self.team.workshop(on=self.day)
            if desk.damaged:
                desk.close()
                raise MatriceError(desk.message)
            self.desk, self.card_since, self.reading = desk, time.time(), False
            if self.session.began is None:
                self.set(began=time.time())
            self.changed()
        return self.workshop

    @property
    def workshop(self) -> Workshop:
        """L'état de l'atelier ouvert."""
        found: Workshop = self.desk.workshop
        return found

    def do(self, act: Callable[..., Workshop], *args: Any, **kwargs: Any) -> None:
        """Fait un geste de l'atelier : dans le journal d'abord."""
        before, self.reading = self.workshop.current, False
        self.desk.do(act, *args, **kwargs)
        if self.workshop.current != before:
            self.card_since = time.time()
        self.changed()

    def go(self, target: str) -> None:
        """Met une carte à l'écran. Un vote ouvert se ferme d'abord : il a sa carte."""
        if self.vote is not None:
            raise refusal("un second vote est ouvert\u00a0: révélez-le, ou annulez-le, avant de changer de carte.")
        self.do(go, target)

    # Le second vote

    def check_present(self, count: int, *, what: str = "mains") -> None:
        """Refuse un compte que la salle ne peut pas donner."""
        if count < 1:
            raise refusal(f"aucune voix n’est comptée\u00a0: comptez les {what}.")
        present = self.session.present
        if present is not None and count > present:
            raise refusal(
                f"{plural(count, 'voix', 'voix')} pour {plural(present, 'personne présente', 'personnes présentes')}\u00a0: "
                "recomptez, ou corrigez le nombre de présents à l’ordre du jour."
            )

    def hands(self, target: str, votes: Sequence[int], so: int, nsp: int) -> None:
        """Un second vote à mains levées, compté devant tous."""
        self.check_present(sum(votes) + so + nsp)
        self.do(revote, target, votes, so=so, nsp=nsp)

    def open_vote(self, target: str) -> None:
        """Ouvre le second vote d'une carte aux téléphones.

        Une urne déjà comptée ne se rouvre pas, même après une annulation : cinq bulletins puis six livreraient le sixième.
        """
        if self.vote is not None:
            raise refusal("un vote est déjà ouvert.")
        if self._counted(target):
            raise refusal(
                "cette carte a déjà eu son second vote\u00a0: en rouvrir l’urne livrerait, par différence, la réponse de "
                "quelqu’un. Décidez, ou comptez les mains."
            )
        self.vote = Urn.create(self.home / _VOTE, target, (target,))
        self.urn_since = time.time()
        self.changed()

    def _counted(self, target: str) -> bool:
        """Vrai si cette carte a eu un second vote, annulé ou non."""
        workshop = self.workshop if self.desk is not None else self.enter()
        return target in self.session.counted or any(
            isinstance(event, Revoted) and event.target == target for event in workshop.events
        )

    def reveal_vote(self) -> None:
        """Compte les bulletins dans le journal, puis détruit l'urne."""
        urn = self._open_urn(self.vote)
        ballots = [one[urn.subject] for one in urn.contents()]
        present = self.session.present
        if present is not None and len(ballots) > present:
            raise refusal(
                f"{plural(len(ballots), 'réponse')}, {plural(present, 'présent')}\u00a0: corrigez le nombre de présents, ou "
                "annulez ce vote et comptez les mains."
            )
        self.check_present(len(ballots), what="téléphones")
        votes = [ballots.count(str(value)) for value in self.ref.scale_of(urn.subject).values]
        self.do(revote, urn.subject, votes, so=ballots.count(SO), nsp=ballots.count(NSP))
        self.set(counted=(*self.session.counted, urn.subject))
        urn.destroy()
        self.vote = None
        self.changed()

    def drop_vote(self) -> None:
        """Annule le vote ouvert : ses bulletins sont détruits sans être lus."""
        self._open_urn(self.vote).destroy()
        self.vote = None
        self.changed()

    # Ce que l'on dit

    def state(self) -> str:
        """Ce qui change quand une page est à relire."""
        return f"{self.start}-{self.version}{'-seul' if self.is_lonely else ''}"

    @property
    def is_lonely(self) -> bool:
        """Vrai quand aucun téléphone n'a répondu une minute après l'ouverture d'une urne : il faut dire pourquoi."""
        urn = self.vote or self.questionnaire
        return urn is not None and not urn.begun and time.time() - self.urn_since > _LONELY

    def live(self) -> str:
        """Le compte de l'urne ouverte, « 11 sur 15 ont répondu », et rien d'autre ; ou rien."""
        urn = self.vote or self.questionnaire
        if urn is None:
            return ""
        expected = self.session.present or (self.team.registered if self.team else None)
        verb = "voté" if urn is self.vote else "répondu"
        if expected is None or urn.count > expected:
            return f"{plural(urn.count, 'réponse')}" + (f", {plural(expected, 'présent')}" if expected else "")
        return f"{urn.count} sur {expected} {'a' if urn.count < 2 else 'ont'} {verb}"

    def decided(self) -> bool:
        """Vrai quand l'atelier a pris une décision qui tient."""
        campaign = self.campaign()
        return bool(campaign and campaign.decisions)

    def strong(self) -> tuple[str, ...]:
        """Les cartes d'accord fort qui attendent une décision, dans l'ordre."""
        workshop = self.workshop
        with suppress(MatriceError):
            plan = agenda(score(workshop.initial), self.session.minutes)
            return tuple(one.target for one in plan.fast_lane if workshop.campaign.decision(one.target) is None)
        return ()

    def title(self) -> str:
        """L'équipe et la date, en tête de page."""
        name = self.team.name if self.team else (self.desk.workshop.campaign.team if self.desk else "")
        return f"{name}, {date(self.day)}" if self.day else name
