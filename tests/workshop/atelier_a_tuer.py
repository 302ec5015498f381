"""Un programme que l'on tue : il anime un atelier et dit sur la sortie chaque geste enregistré.

Un seul démarrage charge la bibliothèque, puis un enfant est créé (`fork`) pour chaque point où mourir : ce
sont de vrais processus, que SIGKILL arrête sans leur laisser un mot. Sur l'entrée, une ligne JSON par enfant :
`{"journal", "octet", "fsync"}` ; `octet` : mourir quand ce octet du geste `geste` a été écrit ; `fsync` : mourir
avant de rendre le geste sûr ; sinon l'enfant avance jusqu'au bout, ou jusqu'à ce qu'on le tue.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import matrice
from matrice.workshop import Journal, decide, go, note, reveal, revote, show_proposal, undo

VOTES = {"d.1": list("002222"), "d.2": list("111111"), "e.1": list("112211")}


def campaign(grid: str) -> matrice.Campaign:
    """Les mêmes réponses pour le programme tué et pour celui qui rouvre."""
    return matrice.read_responses(
        pd.DataFrame(VOTES), matrice.parse_referentiel(Path(grid).read_text(encoding="utf-8"))
    )


def acts() -> list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    """Vingt-quatre gestes, toutes les sortes comprises."""
    one: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
        (reveal, ("d",), {}),
        (show_proposal, ("d",), {}),
        (go, ("d.1",), {}),
        (revote, ("d.1", [1, 4, 1]), {}),
        (note, ("d.1", "Comptes rendus « à jour » depuis mars."), {}),
        (
            decide,
            ("d", 2),
            {"votes_for": 5, "against": 1, "reason": "On l’a vu à l’œuvre.", "dissent": "Un avis réservé."},
        ),
        (show_proposal, ("d",), {}),
        (undo, (), {}),
        (undo, (), {}),
        (decide, ("d", "SO"), {"votes_for": 6, "reason": "Sans objet."}),
        (go, ("e",), {}),
        (reveal, ("e",), {}),
    ]
    return one + [(note, ("e", f"Remarque {rank} " + "é" * (rank * 20)), {}) for rank in range(12)]


def die() -> None:
    """Meurt sur-le-champ."""
    os.kill(os.getpid(), signal.SIGKILL)


def by_byte(point: dict[str, Any], state: dict[str, int]) -> None:
    """Remplace l'écriture par une écriture octet par octet, qui meurt au point voulu."""
    real_write, real_sync = os.write, os.fsync

    def write(handle: int, data: bytes) -> int:
        if state["geste"] != point["geste"]:
            return real_write(handle, data)
        if state["octets"] == point.get("octet"):
            die()
        state["octets"] += 1
        return real_write(handle, data[:1])

    def sync(handle: int) -> None:
        if state["geste"] == point["geste"] and point.get("fsync"):
            die()
        real_sync(handle)

    os.write, os.fsync = write, sync  # type: ignore[assignment]


def child(point: dict[str, Any], answers: matrice.Campaign) -> None:
    """Anime l'atelier, et dit chaque geste une fois enregistré."""
    say = os.write  # celui d'avant le remplacement
    journal = Journal.open(point["journal"], answers)
    state = {"geste": 0, "octets": 0}
    if "geste" in point:
        by_byte(point, state)
    for act, args, options in acts():
        state["geste"] += 1
        journal.do(act, *args, **options)
        say(1, f"{point['nom']} {state['geste']}\n".encode())
    say(1, f"{point['nom']} fin\n".encode())
    signal.pause()


def main() -> None:
    """Crée un enfant par ligne lue, dit son numéro, et attend sa mort avant le suivant."""
    answers = campaign(sys.argv[1])
    for line in sys.stdin:
        point = json.loads(line)
        number = os.fork()
        if not number:
            child(point, answers)
        os.write(1, f"{point['nom']} processus {number}\n".encode())
        os.waitpid(number, 0)
        os.write(1, f"{point['nom']} mort\n".encode())


if __name__ == "__main__":
    main()
