"""Le registre des diffusions d'une fédération et sa clé : ce que partagent `cohorte` et `retour`."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import MatriceError, system_reason
from ..text import NBSP

if TYPE_CHECKING:
    from ..federation import Cohort, Register

KEY_BYTES = 32
DEFAULT = Path("registre.jsonl")
BINARY = getattr(os, "O_BINARY", 0)  # Windows changerait les fins de ligne

circle_option = click.option(
    "--cercle", "circle", type=click.Choice(["public", "ferme"]), default="public", show_default=True,
    help=f"Qui lira{NBSP}: tout le monde (groupes d’au moins 11 équipes), ou un cercle lié par un accord (au moins 5).",
)  # fmt: skip
ledger_option = click.option(
    "--registre", "ledger", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER",
    help=f"Registre des diffusions, un seul par cohorte (par défaut, «{NBSP}{DEFAULT}{NBSP}» ici).",
)  # fmt: skip


def open_register(path: Path, cohort: Cohort, year: int, on: dt.date) -> Register:
    """Renvoie le registre de ce fichier, prêt pour une année de la cohorte ; sa clé est créée au premier usage.

    Ce qu'il a à dire (registre neuf, fin coupée) s'imprime.

    Raises:
        MatriceError: la clé d'un registre déjà commencé manque, ou un fichier ne se lit pas.
    """
    from ..federation import Register, freeze, open_ledger

    ledger = open_ledger(path)
    if ledger.message:
        click.echo(ledger.message, err=True)
    return Register(ledger, freeze(cohort, year, key=ledger_key(path)), on)


def key_path(ledger: Path) -> Path:
    """Où se garde la clé d'un registre : à côté de lui, « registre.cle » pour « registre.jsonl »."""
    return ledger.with_suffix(".cle")


def ledger_key(ledger: Path) -> bytes:
    """Renvoie la clé d'un registre ; la crée, lisible de vous seul, si le registre est neuf.

    La clé ne s'imprime jamais : avec elle, une liste de noms de code suffirait à relire le registre.
    """
    path = key_path(ledger)
    try:
        if not path.exists():
            if ledger.exists() and ledger.stat().st_size:
                raise MatriceError(
                    f"{path}{NBSP}: la clé de ce registre manque. Remettez sa sauvegarde à côté de lui{NBSP}; avec une autre clé, "
                    "rien de déjà diffusé ne serait reconnu."
                )
            write_key(path)
        return path.read_bytes()
    except OSError as error:
        raise MatriceError(f"{path}{NBSP}: la clé du registre ne se lit pas, {system_reason(error)}.") from None


def write_key(path: Path) -> None:
    """Crée la clé, sans jamais en écraser une : un autre programme a pu le faire à l'instant."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as stream:
        stream.write(secrets.token_bytes(KEY_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
