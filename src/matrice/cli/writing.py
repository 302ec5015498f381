"""Ce qu'une commande écrit et dit : des fichiers entiers, jamais sur le travail de quelqu'un."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..assessment import showable
from ..files import csv_text, write_atomic
from ..text import NBSP, number

if TYPE_CHECKING:
    from ..assessment import Profile

COLUMNS = (
    "identifiant",
    "dimension",
    "axe",
    "état",
    "note sur 100",
    "niveau",
    "cotées",
    "applicables",
    "palier",
    "ajout",
    "recueil",
)


def write_profile(profile: Profile, folder: Path) -> list[Path]:
    """Écrit radar.html et profil.csv ; renvoie leurs chemins."""
    from ..render import charts

    page, table = folder / "radar.html", folder / "profil.csv"
    charts.write_html(profile, page)
    write_atomic(table, profile_csv(profile).encode("utf-8-sig"))  # la marque dit UTF-8 à Excel
    return [page, table]


def profile_csv(profile: Profile) -> str:
    """Le tableau des dimensions pour un tableur français : « ; », virgules, « oui », cases vides sans note.

    `recueil` dit si chacun a répondu, ou si l'équipe a rempli ensemble un seul questionnaire.
    """
    profile = showable(profile)
    rows: list[Sequence[object]] = [COLUMNS]
    for d in profile.dimensions:
        row = [d.id, d.label, d.axis, d.standing, "" if d.score is None else number(d.score, 1), d.level]
        told = "oui" if d.added else "non", "collectif" if profile.collective else "individuel"
        rows.append([*row, d.answered, d.applicable, d.palier, *told])
    return csv_text(rows, "\r\n")


def write_beside(content: bytes, path: Path) -> Path:
    """Écrit un document et renvoie son chemin, avec un numéro si un autre contenu porte déjà ce nom.

    Un document déjà là a peut-être été complété dans Word ou dans Excel : on ne l'écrase pas.
    """
    free, rank = path, 1
    while free.exists() and free.read_bytes() != content:
        rank += 1
        free = path.with_name(f"{path.stem}-{rank}{path.suffix}")
    write_atomic(free, content)
    return free


def say(lines: Sequence[str]) -> None:
    """Imprime des lignes."""
    click.echo("\n".join(lines))


def say_written(paths: Sequence[Path]) -> None:
    """Les fichiers écrits, à ouvrir."""
    say([f"Fichiers écrits{NBSP}:", *(f"  {path}" for path in paths)])
