"""Le journal d'un atelier sur disque : chaque geste y est écrit, et rendu sûr, avant d'être compté.

Une coupure ne peut perdre que le geste en cours d'écriture. Le fichier ne fait que grandir ; ce qui ne se
relit pas est mis de côté dans « .rebut », jamais jeté ; « .temoin » dit où il s'arrêtait. Si le dossier s'en va (une clé
ôtée), c'est dit, et les gestes attendent en mémoire qu'il revienne. L'horloge n'est lue qu'ici.
"""

from __future__ import annotations

import datetime as dt
import os
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import Concatenate, ParamSpec

from ..assessment import Campaign
from ..errors import InputError, MatriceError, Problem
from ..files import (
    LARGEST_JOURNAL,
    WITNESS,
    JournalFile,
    JournalGoneError,
    JournalWords,
    Record,
    Witness,
    beside,
    read_bytes,
    sync_folder,
    witness_beside,
    write_new,
)
from ..text import date, plural
from .records import CHAIN, Replayed, fingerprint, header, headless, read_back, record
from .session import Decided, Detailed, Noted, Revoted, State, Workshop, apply, note, standing_events, start

P = ParamSpec("P")
Clock = Callable[[], dt.datetime]
TEAM = "equipe.yaml"  # ce qui fait d'un dossier celui d'une équipe
UNKNOWN = Witness(1, "0" * 16)  # quelque chose a été écrit ici, on ne sait plus quoi
EMPTY = "le journal d’un atelier déjà commencé est vide, ou manque"
JOURNAL_WORDS = JournalWords(
    "le journal",
    failed=(
        " Le dernier geste n’a pas eu lieu\u00a0; tout ce qui précède est sauf. Faites de la place ou vérifiez les droits, puis "
        "recommencez."
    ),
    changed="un autre programme a modifié ce journal. Rien n’a été écrit\u00a0: rouvrez l’atelier.",
    held=(
        "cet atelier est déjà ouvert ailleurs\u00a0: une autre fenêtre de «\u00a0matrice atelier\u00a0», ou un carnet. Continuez là-bas, "
        "ou fermez-le, puis recommencez."
    ),
)


def now() -> dt.datetime:
    """L'heure d'ici, avec son décalage."""
    return dt.datetime.now().astimezone()


class Memory:
    """Un atelier sans journal : il s'efface avec le carnet. Pour essayer, ou pour un script."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.message = ""

    def do(self, act: Callable[Concatenate[Workshop, P], Workshop], /, *args: P.args, **kwargs: P.kwargs) -> Workshop:
        """Fait un geste et renvoie le nouvel état."""
        self.workshop = act(self.workshop, *args, **kwargs)
        return self.workshop


class Journal:
    """Un atelier dont chaque geste est écrit sur disque avant de compter.

    `workshop` est l'état présent ; `message` dit ce qu'il faut savoir de la réouverture (fin mise de côté, ligne
    abîmée) ou d'un dossier qui manque, ou est vide. `damaged` : rien ne s'écrira. On l'obtient par `Journal.open`.

    >>> import tempfile, matrice, pandas as pd
    >>> from matrice.workshop import Journal, reveal
    >>> ref = matrice.load_referentiel()
    >>> campaign = matrice.read_responses(pd.DataFrame({"rcp.1": ["3", "2", "1", "2", "2"]}), ref)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Journal.open(f"{folder}/atelier.jsonl", campaign) as journal:
    ...         _ = journal.do(reveal, "rcp.1")
    ...     with Journal.open(f"{folder}/atelier.jsonl", campaign) as journal:
    ...         journal.workshop.events
    (Revealed(target='rcp.1'),)
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.damaged = False
        self.workshop: Workshop
        self._clock = clock
        self._lock = RLock()  # un seul geste à la fois : une page et un carnet conduisent le même atelier
        self._file = JournalFile(path, JOURNAL_WORDS)
        self._lines, self._check, self._closed, self._said = 0, "", "", ""
        self._waiting = b""  # des gestes faits pendant que le dossier manquait

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        campaign: Campaign,
        *,
        order: Sequence[str] | None = None,
        clock: Clock = now,
        set_aside: bool = False,
    ) -> Journal:
        """Renvoie le journal de ce fichier, créé s'il n'existe pas, sinon rejoué jusqu'à l'état exact.

        Args:
            path: chemin du fichier, « atelier.jsonl » par usage.
            campaign: les réponses, telles qu'avant l'atelier.
            order: l'ordre des cartes d'un atelier qui commence ; un atelier rouvert garde le sien.
            clock: rend l'heure à écrire.
            set_aside: met de côté la suite d'une ligne abîmée, pour reprendre juste avant elle.

        Raises:
            InputError: ce n'est pas un journal, ou c'est celui d'autres réponses ; rien n'y est changé.
            MatriceError: le disque refuse, ou un autre programme tient ce journal ouvert.

        Rouvrir le même journal dans le même programme ferme le précédent : relancer une cellule suffit.
        """
        target = Path(path)
        take_over(target)
        journal = cls(target, clock)
        try:
            journal._begin(campaign, order, set_aside)
        except BaseException:
            journal.close()
            raise
        OPEN[os.path.realpath(target)] = journal
        return journal

    def do(self, act: Callable[Concatenate[Workshop, P], Workshop], /, *args: P.args, **kwargs: P.kwargs) -> Workshop:
        """Fait un geste, l'écrit, puis renvoie le nouvel état ; sans écriture, l'état ne change pas.

        Raises:
            InputError: le geste n'est pas possible ; rien n'est écrit.
            MatriceError: le disque refuse, le journal est abîmé ou fermé ; le geste n'a pas eu lieu.
        """
        with self._lock:
            if self._closed:
                raise MatriceError(self._closed)
            if self.damaged:
                raise MatriceError(self._said)
            after = act(self.workshop, *args, **kwargs)
            known = len(self.workshop.events)
            entries = [record(rank, event, self._clock()) for rank, event in enumerate(after.events[known:], known + 1)]
            self._keep(entries, after)
            return after

    @property
    def message(self) -> str:
        """Ce qu'il faut dire : de la réouverture, ou d'un dossier qui manque ; le demander essaie d'y écrire ce qui attend."""
        with self._lock:
            self._write_waiting()
            if not self._waiting:
                return self._said
            kept = plural(self._waiting.count(b"\n"), "geste est gardé", "gestes sont gardés")
            return (
                f"{self.path.parent}\u00a0: ce dossier n’est plus là (clé ôtée, disque débranché, dossier déplacé\u00a0?). {kept} en "
                "mémoire seulement\u00a0: remettez le dossier à sa place, sans fermer l’atelier\u00a0; ils s’y écriront d’eux-mêmes."
            )

    def close(self, reason: str = "Ce journal est fermé\u00a0: rouvrez l’atelier pour continuer.") -> None:
        """Rend le fichier ; `reason` est ce que dira le prochain geste tenté ici."""
        with self._lock:
            if not self._closed:
                self._write_waiting()
            self._closed = reason
            self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self, campaign: Campaign, order: Sequence[str] | None, set_aside: bool) -> None:
        """Rejoue ce qui est écrit, ou écrit la première ligne."""
        raw = self._file.content()
        witness, how = witness_beside(self.path), remedy(self.path)
        unreadable = set_aside and headless(raw)
        done = None if unreadable else read_back(raw, campaign, self.path.name, witness=witness, remedy=how)
        if done is not None:
            self.workshop, self._lines, self._check = done.workshop, done.lines, done.check
            self._mend(done, witness, set_aside)
            return
        self.workshop = start(campaign, order=order)
        if raw:
            self._file.put_aside(raw, 0)
        if witness or set_aside:
            self._said = f"{self.path.name}\u00a0: {EMPTY}. {how}"
            self._file.remember(witness or UNKNOWN)
        self._keep([header(self.workshop, self._clock())], self.workshop)
        sync_folder(self.path.parent)

    def _mend(self, done: Replayed, witness: Witness | None, set_aside: bool) -> None:
        """La fin du fichier : complétée, mise de côté, ou laissée telle quelle avec un message."""
        if done.damage and not set_aside:
            self.damaged = True
            self._said = (
                f"{self.path.name}, ligne {done.lines + 1}\u00a0: {done.damage}. L’atelier est rendu tel qu’il était juste "
                f"avant\u00a0; rien n’a été effacé et rien ne s’écrira. {remedy(self.path)}"
            )
            return
        if done.unended:
            self._file.append(b"\n")
        elif done.rest:
            self._file.put_aside(done.rest, done.size)
            cause = (
                "À partir de la ligne abîmée"
                if done.damage
                else "Fin de journal incomplète (coupure de courant\u00a0?)"
            )
            aside = plural(len(done.rest), "octet mis", "octets mis")
            kept = plural(len(done.workshop.events), "geste qui précède est là", "gestes qui précèdent sont là")
            self._said = f"{cause}\u00a0: {aside} de côté dans {self.path.name}.rebut. {kept}."
        if done.short and not done.damage:
            self._said = f"{self._said} {self.path.name}\u00a0: {done.short}. {remedy(self.path)}".lstrip()
        if done.short or (done.rest.strip() and not witness):  # sans témoin, la ligne coupée avait peut-être compté
            self._file.remember(witness or UNKNOWN)
        self._file.note_end(Witness(self._lines, self._check))

    def _keep(self, entries: Sequence[Record], after: Workshop) -> None:
        """Ajoute des lignes d'un seul tenant et attend qu'elles soient sur le disque ; l'état ne change qu'ensuite.

        Un refus du disque ou une interruption remettent le fichier comme avant. Le dossier parti, les lignes attendent.
        """
        lines, check = b"", self._check
        for entry in entries:
            line, check = CHAIN.line(entry, check)
            lines += line
        try:
            with self._file.appending(self._waiting + lines):
                self._check, self._lines, self.workshop = check, self._lines + len(entries), after
                self._waiting = b""
        except JournalGoneError:
            self._check, self._lines, self.workshop = check, self._lines + len(entries), after
            self._waiting += lines
            return
        self._file.note_end(Witness(self._lines, self._check))

    def _write_waiting(self) -> None:
        """Écrit ce qui attendait que le dossier revienne ; s'il manque encore, ou refuse, tout attend toujours."""
        if self._waiting:
            with suppress(MatriceError):
                self._keep([], self.workshop)


OPEN: weakref.WeakValueDictionary[str, Journal] = weakref.WeakValueDictionary()


def take_over(path: Path) -> None:
    """Ferme le journal que ce même programme tenait ouvert : la cellule a été relancée."""
    before = OPEN.pop(os.path.realpath(path), None)
    if before is not None:
        before.close("Cet atelier a été rouvert plus loin\u00a0: continuez dans la dernière page affichée.")


def remedy(path: Path) -> str:
    """Comment réparer ce journal : par la commande quand il est dans le dossier d'une équipe."""
    home = path.parent.parent
    if not (home / TEAM).is_file():
        return "Remettez une sauvegarde, ou rouvrez-le en mettant la suite de côté."
    place = f'"{home}"' if " " in str(home) else str(home)
    return (
        f"Remettez une sauvegarde du dossier, ou lancez «\u00a0matrice reparer {place}\u00a0», qui met la suite de côté "
        "sans rien jeter."
    )


# --- changer les réponses d’un atelier commencé ---------------------------------------------------
# Tant que rien n'est décidé, son journal est mis de côté et un autre commence : la salle a répété, ou une personne arrive en
# retard. Ensuite, seules s'ajoutent des questions neuves : un journal suivant reprend alors chaque geste.

_NEXT, _BEFORE = "atelier-suite.jsonl", "atelier-avant"
_DECIDED_BEFORE = "Décidé avant que l’équipe ne réponde en détail\u00a0; les réponses d’alors proposaient ce niveau."


@contextmanager
def changed_answers(path: Path, before: Callable[[], Campaign], answers: Campaign, on: dt.date) -> Iterator[None]:
    """Remet d'accord avec ces réponses, autour de leur écriture, le journal d'un atelier commencé avec celles que lit `before`.

    Raises:
        InputError: une décision tient déjà, et ces réponses ne font pas que s'ajouter ; ou le journal est abîmé.
    """
    done = _begun_with(path, before, answers, on)
    settled = done is not None and _is_settled(done)
    if done is not None:
        _carry(path, answers, done) if settled else _begin_again(path)
    yield
    if done is not None:
        finish(path, answers) if settled else _keep_notes(path, answers, done)


def _begun_with(path: Path, read: Callable[[], Campaign], answers: Campaign, on: dt.date) -> Replayed | None:
    """Le journal d'un atelier commencé avec d'autres réponses que celles-ci, ou `None`."""
    if not path.exists() or fingerprint(before := read()) == fingerprint(answers):
        return None
    finish(path, before)
    done = _written(path, before)
    if done is not None and done.fault:
        raise damage(f"{done.fault}. {remedy(path)}", path.name, done.lines + 1)
    if done is not None and _is_settled(done) and not _only_adds(before, answers):
        words = (
            f"l’atelier du {date(on)} a déjà pris une décision avec d’autres réponses\u00a0: les changer la rendrait illisible. "
            "Annulez ses décisions et ses seconds votes, ou prenez une autre date."
        )
        raise InputError([Problem(words)], subject="Dossier d’équipe refusé")
    return done


def damage(words: str, place: str, line: int | None = None) -> InputError:
    """Un journal dont aucun document ne peut sortir."""
    return InputError([Problem(words, place, line)], subject="Journal de l’atelier refusé")


def _written(path: Path, answers: Campaign) -> Replayed | None:
    """Le journal relu, ou `None` s'il est vide. `InputError` s'il n'est pas de ces réponses."""
    return read_back(read_bytes(path, limit=LARGEST_JOURNAL), answers, path.name, witness=witness_beside(path))


def _is_settled(done: Replayed) -> bool:
    """Vrai si une décision ou un second vote tient : les réponses d'avant ne se changent plus."""
    return any(isinstance(event, Decided | Revoted) for _, event in standing_events(done.workshop.events))


def _only_adds(before: Campaign, after: Campaign) -> bool:
    """Vrai si chaque question déjà posée garde ses comptes : les réponses neuves portent sur d'autres questions."""
    kept = dict(_rows(after))
    return all(kept.get(question) == row for question, row in _rows(before)) and len(kept) > len(dict(_rows(before)))


def _rows(campaign: Campaign) -> Iterator[tuple[str, list[int]]]:
    """Les comptes de chaque question, dans les deux passes."""
    for one in filter(None, (campaign, campaign.direct)):
        yield from zip([question.id for question in one.questions], one.counts.tolist(), strict=True)


def _begin_again(path: Path) -> None:
    """Met de côté un journal où rien n'est décidé ; les remarques en sont reprises par `_keep_notes`."""
    _keep_before(path)
    beside(path, WITNESS).unlink(missing_ok=True)  # d'abord : un témoin sans journal dirait une perte
    path.unlink()
    sync_folder(path.parent)


def _keep_notes(path: Path, answers: Campaign, done: Replayed) -> None:
    """Reprend dans un journal neuf les remarques de celui d'avant, quand leur carte y est encore."""
    notes = [event for _, event in standing_events(done.workshop.events) if isinstance(event, Noted)]
    if not notes:
        return
    with Journal.open(path, answers) as journal:
        for event in notes:
            journal.do(note, event.target, event.text)


def _carry(path: Path, answers: Campaign, done: Replayed) -> None:
    """Écrit, à côté, le journal suivant : les mêmes gestes, annulations comprises, pour ces réponses. `finish` le met en place."""
    _held_alone(path)
    draft = path.with_name(_NEXT)
    _drop(draft)
    workshop = done.workshop
    with Journal.open(draft, answers, order=workshop.order) as journal:
        for event in workshop.events:
            try:
                journal.do(apply, event)
            except InputError:
                # Sans motif, elle suivait les votes d'alors ; les énoncés, répondus depuis, peuvent en proposer un autre.
                if not isinstance(event, Decided) or event.reason:
                    raise
                journal.do(apply, replace(event, reason=_DECIDED_BEFORE))
        known = {question.id for question in workshop.initial.questions}
        fresh = dict.fromkeys(one.dimension for one in answers.questions if one.dimension and one.id not in known)
        for target in reversed(fresh):  # rien de neuf ne se voit avant d’être révélé ; le premier thème reste à l’écran
            if journal.workshop.state(target) is not State.HIDDEN:
                journal.do(apply, Detailed(target))


def finish(path: Path, answers: Campaign) -> None:
    """Met en place un journal suivant que les réponses attendent, ou l'efface : un arrêt a pu venir entre les deux."""
    draft = path.with_name(_NEXT)
    if draft.exists():
        try:
            fits = _written(draft, answers) is not None
        except MatriceError:
            fits = False
        if not fits:
            _drop(draft)
            return
        _keep_before(path)
        draft.replace(path)
        sync_folder(path.parent)
    witness = beside(draft, WITNESS)
    if witness.exists():
        witness.replace(beside(path, WITNESS))


def _drop(draft: Path) -> None:
    for one in (draft, beside(draft, WITNESS)):
        one.unlink(missing_ok=True)


def _held_alone(path: Path) -> bytes:
    """Le contenu d'un journal que personne d'autre ne tient ; `MatriceError` si un autre programme anime cet atelier."""
    take_over(path)
    with JournalFile(path, JOURNAL_WORDS) as file:
        return file.content()


def _keep_before(path: Path) -> None:
    """Garde une copie du journal d'avant, sous un nom libre."""
    content, rank = _held_alone(path), 1
    while not write_new(path.with_name(f"{_BEFORE}-{rank}.jsonl"), content):
        rank += 1
