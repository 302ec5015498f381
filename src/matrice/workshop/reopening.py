"""Changer les réponses d'un atelier commencé : une répétition s'efface, une seconde passe s'ajoute, une décision se garde.

Le journal dit à quelles réponses il va. Tant que rien n'est décidé, il est mis de côté et un autre commence : la salle a répété,
ou une personne arrive en retard. Ensuite, seules s'ajoutent des questions neuves : un journal suivant reprend alors chaque geste.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..assessment import Campaign
from ..errors import InputError, MatriceError
from ..files import LARGEST_JOURNAL, WITNESS, JournalFile, beside, read_bytes, sync_folder, witness_beside, write_new
from .journal import JOURNAL_WORDS, Journal, take_over
from .records import Replayed, read_back
from .session import Decided, Detailed, Noted, Revoted, State, apply, note, standing_events

_NEXT, _BEFORE = "atelier-suite.jsonl", "atelier-avant"
_DECIDED_BEFORE = "Décidé avant que l’équipe ne réponde en détail\u00a0; les réponses d’alors proposaient ce niveau."


def written(path: Path, answers: Campaign) -> Replayed | None:
    """Le journal relu, ou `None` s'il est vide. `InputError` s'il n'est pas de ces réponses."""
    return read_back(read_bytes(path, limit=LARGEST_JOURNAL), answers, path.name, witness=witness_beside(path))


def is_settled(done: Replayed) -> bool:
    """Vrai si une décision ou un second vote tient : les réponses d'avant ne se changent plus."""
    return any(isinstance(event, Decided | Revoted) for _, event in standing_events(done.workshop.events))


def only_adds(before: Campaign, after: Campaign) -> bool:
    """Vrai si chaque question déjà posée garde ses comptes : les réponses neuves portent sur d'autres questions."""
    kept = dict(_rows(after))
    return all(kept.get(question) == row for question, row in _rows(before)) and len(kept) > len(dict(_rows(before)))


def _rows(campaign: Campaign) -> Iterator[tuple[str, list[int]]]:
    """Les comptes de chaque question, dans les deux passes."""
    for one in filter(None, (campaign, campaign.direct)):
        yield from zip([question.id for question in one.questions], one.counts.tolist(), strict=True)


def begin_again(path: Path) -> None:
    """Met de côté un journal où rien n'est décidé ; les remarques en sont reprises par `keep_notes`."""
    _keep_before(path)
    beside(path, WITNESS).unlink(missing_ok=True)  # d'abord : un témoin sans journal dirait une perte
    path.unlink()
    sync_folder(path.parent)


def keep_notes(path: Path, answers: Campaign, done: Replayed) -> None:
    """Reprend dans un journal neuf les remarques de celui d'avant, quand leur carte y est encore."""
    notes = [event for _, event in standing_events(done.workshop.events) if isinstance(event, Noted)]
    if not notes:
        return
    with Journal.open(path, answers) as journal:
        for event in notes:
            journal.do(note, event.target, event.text)


def carry(path: Path, answers: Campaign, done: Replayed) -> None:
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
            fits = written(draft, answers) is not None
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
