"""L'urne : ce que les téléphones répondent, à part du journal, et détruit dès que c'est compté.

L'ordre d'arrivée ou l'appareil donneraient les personnes. Une urne est donc un seul fichier, trié, récrit en entier et d'un
coup à chaque réponse : il ne garde ni l'heure, ni l'ordre. Un appareil n'y est connu que par l'empreinte de son jeton, propre à
cette urne ; il peut changer d'avis jusqu'au compte. Rien n'en sort que le nombre de réponses, jusqu'à ce qu'on la vide.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from threading import RLock

from ..errors import InputError, Problem
from ..files import read_bytes, write_atomic
from ..referentiel import Value

MOST = 300  # appareils : au-delà, ce n'est plus une salle
TRADE = "#"  # sous cette clé, le métier de qui l'a dit ; « #question », un commentaire ; ni l'un ni l'autre n'est une réponse
Ballots = dict[str, dict[str, str]]  # empreinte d'un appareil → réponse par question


class _Kept(Value):
    """Le fichier d'une urne."""

    sujet: str
    questions: tuple[str, ...]
    sel: str
    reponses: Ballots


class Urn:
    """Une urne ouverte : `subject` dit ce que l'on y demande (une carte, un questionnaire), `asked` les questions.

    Une réponse est sur le disque quand `put` revient. Rouvrir le même fichier rend l'urne telle qu'elle était.
    """

    def __init__(self, path: Path, subject: str, asked: tuple[str, ...], salt: str, ballots: Ballots) -> None:
        self.path, self.subject, self.asked = path, subject, asked
        self._salt, self._ballots, self._lock = salt, ballots, RLock()

    @classmethod
    def create(cls, path: Path, subject: str, asked: tuple[str, ...]) -> Urn:
        """Renvoie une urne neuve, déjà sur le disque."""
        urn = cls(path, subject, asked, secrets.token_hex(16), {})
        urn._write()
        return urn

    @classmethod
    def reopen(cls, path: Path) -> Urn | None:
        """Renvoie l'urne qu'un arrêt a laissée, ou `None`. Un fichier qui n'en est pas une est laissé en place."""
        if not os.path.lexists(path):
            return None
        try:
            found = _Kept.model_validate_json(read_bytes(path))
        except ValueError:  # dont celle de pydantic
            return None
        return cls(path, found.sujet, found.questions, found.sel, found.reponses)

    @property
    def name(self) -> str:
        """Un nom propre à cette urne, qui ne dit rien de ce qu'elle contient ni de son sel."""
        return hashlib.sha256(self._salt.encode()).hexdigest()[:8]

    @property
    def count(self) -> int:
        """Combien d'appareils ont tout répondu."""
        with self._lock:
            return sum(1 for one in self._ballots.values() if len(_answers(one)) == len(self.asked))

    @property
    def begun(self) -> int:
        """Combien d'appareils ont répondu à une question au moins."""
        with self._lock:
            return sum(1 for one in self._ballots.values() if _answers(one))

    def of(self, token: str) -> Mapping[str, str]:
        """Ce que cet appareil a déjà répondu."""
        with self._lock:
            return dict(self._ballots.get(self._name(token), {}))

    def put(self, token: str, answers: Mapping[str, str]) -> None:
        """Garde les réponses d'un appareil, à la place de celles qu'il avait données aux mêmes questions.

        Raises:
            InputError: plus d'appareils qu'une salle n'en compte.
            MatriceError: le disque refuse ; la réponse n'est pas comptée.
        """
        with self._lock:
            name = self._name(token)
            if name not in self._ballots and len(self._ballots) >= MOST:
                raise InputError([Problem(f"{MOST} appareils ont déjà répondu\u00a0: l’urne est pleine.")])
            before = self._ballots.get(name)
            self._ballots[name] = {**(before or {}), **answers}
            try:
                self._write()
            except BaseException:
                self._ballots.pop(name) if before is None else self._ballots.__setitem__(name, before)
                raise

    def contents(self) -> tuple[Mapping[str, str], ...]:
        """Les réponses sans les appareils, triées par ce qu'elles disent ; qui n'a rien répondu n'y est pas."""
        with self._lock:
            given = [one for one in self._ballots.values() if _answers(one)]
            return tuple(sorted(given, key=lambda one: sorted(one.items())))

    def destroy(self) -> None:
        """Efface l'urne."""
        with self._lock:
            self._ballots = {}
            self.path.unlink(missing_ok=True)

    def _name(self, token: str) -> str:
        return hmac.new(self._salt.encode(), token.encode(), hashlib.sha256).hexdigest()[:24]

    def _write(self) -> None:
        kept = {"sujet": self.subject, "questions": self.asked, "sel": self._salt, "reponses": self._ballots}
        write_atomic(self.path, json.dumps(kept, ensure_ascii=False, sort_keys=True).encode())


def _answers(ballot: Mapping[str, str]) -> list[str]:
    """Les questions répondues."""
    return [key for key in ballot if not key.startswith("#")]
