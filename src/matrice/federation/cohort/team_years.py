"""Les lignes d'une table rangées par équipe et par année, et ce que l'équipe y dit d'elle-même."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...text import folded, number, plural, quoted, read_euros, read_hours, read_whole, series, shortened
from ..exchange.descriptors import AGES, REGIONS, RURALITIES, SIZES
from ..exchange.document import FIRST_YEAR, LAST_YEAR
from .frames_in import Coded
from .rows import Basket

LONGEST = 60
# Colonne de la table → champ d'une ligne de cohorte, et comment se lit une cellule (None : refusée).
Reader = Callable[[str], Any]


def one_of(labels: tuple[str, ...]) -> Reader:
    """Un lecteur de classe : sans casse, sans accent."""
    known = {folded(label): label for label in labels}
    return lambda text: known.get(folded(text))


def whole_number(text: str) -> int | None:
    """Un effectif, ou `None`."""
    value = read_whole(text)
    return value if value is not None and 0 <= value <= 100_000 else None


def amount(read: Reader) -> Reader:
    """Un lecteur de nombre positif fini, écrit comme les documents l'impriment."""

    def positive(text: str) -> float | None:
        value = read(text)
        return value if value is not None and 0 <= value < 1e9 else None

    return positive


def yes_or_no(text: str) -> bool | None:
    """« oui » ou « non », ou `None`."""
    return {"oui": True, "non": False, "true": True, "false": False, "1": True, "0": False}.get(folded(text))


def territory(text: str) -> str | None:
    """Un nom de territoire, court et sans adresse."""
    return text if len(text) <= LONGEST and "@" not in text else None


FACTS: dict[str, tuple[str, Reader]] = {
    "region": ("region", one_of(REGIONS)),
    "territoire": ("territory", territory),
    "age": ("age", one_of(AGES)),
    "taille": ("size", one_of(SIZES)),
    "ruralite": ("rurality", one_of(RURALITIES)),
    "repondants": ("respondents", whole_number),
    "effectif": ("registered", whole_number),
    "collectif": ("collective", yes_or_no),
    "heures": ("hours", amount(read_hours)),
    "cout": ("cost", amount(read_euros)),
}


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Le rang (équipe, année) de chaque ligne, −1 quand l'une manque, et ce que chaque rang désigne."""

    ranks: NDArray[np.int32]
    labels: tuple[tuple[str, int], ...]

    def __len__(self) -> int:
        return len(self.labels)


def placed(columns: Mapping[str, Coded], name: str, basket: Basket) -> Placed:
    """Renvoie les lignes rangées ; celles qui n'ont pas d'équipe ou d'année lisible sont dites et laissées."""
    spelled: dict[str, str] = {}
    for text in columns["equipe"].texts:
        if readable(text):
            spelled.setdefault(folded(text), text)
    teams = {key: rank for rank, key in enumerate(spelled)}
    years = sorted({found for text in columns["annee"].texts if (found := year_of(text)) > 0})
    year_ranks = {year: rank for rank, year in enumerate(years)}
    team = columns["equipe"].mapped(lambda text: teams.get(folded(text), -1) if readable(text) else -1, -1, np.int32)
    year = columns["annee"].mapped(lambda text: year_ranks.get(year_of(text), -1), -1, np.int16)
    width = max(len(years), 1)
    ranks = np.where((team < 0) | (year < 0), -1, team * width + year)
    if lost := int((ranks < 0).sum()):
        without = "sans équipe ou sans année lisible"
        said = plural(lost, f"ligne {without}, laissée de côté", f"lignes {without}, laissées de côté")
        basket.notes.append(f"{name}\u00a0: {said}.")
    seen = np.flatnonzero(np.bincount(ranks[ranks >= 0], minlength=1)) if len(ranks) > lost else np.array([], np.int64)
    packed = np.full(len(teams) * width + 1, -1, dtype=np.int32)
    packed[seen] = np.arange(len(seen))
    names = list(spelled.values())
    return Placed(packed[ranks], tuple((names[one // width], years[one % width]) for one in seen.tolist()))


def readable(text: str) -> bool:
    """Vrai pour un nom de code plausible : une adresse électronique n'en est pas un."""
    return 0 < len(text) <= LONGEST and "@" not in text


def year_of(text: str) -> int:
    """L'année écrite, ou −1."""
    return int(text) if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:6]) <= LAST_YEAR else -1


def facts_of(columns: Mapping[str, Coded], rows: Placed, name: str, basket: Basket) -> list[dict[str, Any]]:
    """Renvoie, pour chaque équipe et année, les champs que la table donne.

    Une valeur incomprise, ou deux valeurs pour une équipe et une année, laisse le champ vide et se dit.
    """
    found: list[dict[str, Any]] = [{} for _ in range(len(rows))]
    for column, (field_name, read) in FACTS.items():
        if column not in columns:
            continue
        texts = columns[column].texts
        values = [read(text) if text else None for text in texts]
        wrong = [text for text, value in zip(texts, values, strict=True) if text and value is None]
        if wrong:
            sample = series([quoted("adresse" if "@" in text else shortened(text, 30)) for text in wrong[:3]])
            count = plural(len(wrong), "valeur incomprise", "valeurs incomprises")
            basket.notes.append(f"{name}, colonne {quoted(column)}\u00a0: {count} ({sample}), laissées vides.")
        merged = {value: rank for rank, value in enumerate(dict.fromkeys(v for v in values if v is not None))}
        codes = {text: merged.get(value, -1) for text, value in zip(texts, values, strict=True)}
        ranks = columns[column].mapped(codes.__getitem__, -1, np.int64)
        given, double = one_value_each(rows, ranks)
        if double:
            said = (
                f"{number(double)} équipe-année à deux valeurs"
                if double < 2
                else f"{number(double)} équipes-années à deux valeurs"
            )
            basket.notes.append(f"{name}, colonne {quoted(column)}\u00a0: {said}, laissées vides.")
        known = list(merged)
        for line, rank in enumerate(given.tolist()):
            if rank >= 0:
                found[line][field_name] = known[rank]
    return found


def one_value_each(rows: Placed, ranks: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """La valeur de chaque équipe et année (−1 sans valeur, ou quand il y en a deux), et combien en ont deux."""
    told = (ranks >= 0) & (rows.ranks >= 0)
    given = np.full(len(rows), -1, dtype=np.int64)
    given[rows.ranks[told]] = ranks[told]
    double = np.unique(rows.ranks[told][given[rows.ranks[told]] != ranks[told]])
    given[double] = -1
    return given, len(double)
