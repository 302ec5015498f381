"""La table des niveaux : une ligne par équipe, année et dimension."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...assessment import AnswerReader
from ...referentiel import Referentiel
from ...text import folded, quoted, read_number, series, shortened
from .cohort import ABSENT, NOT_APPLICABLE, NOT_COMPUTABLE, SCORED, UNKNOWN
from .frames_in import Coded, Opened, whole
from .rows import Basket, Row, levels_of
from .team_years import FACTS, Placed, facts_of, placed

COLUMNS = ("equipe", "annee", "dimension", "niveau", "note", "palier", *FACTS)
NOT_UNDERSTOOD = 9
NO_PALIER = -2  # un palier écrit, et impossible
WORDS = {"non calculable": NOT_COMPUTABLE, "absente": ABSENT, "absent": ABSENT}


def take_levels(basket: Basket, table: Opened, ref: Referentiel) -> None:
    """Ajoute les profils d'une table de niveaux ; une équipe dont une ligne ne va pas est refusée pour l'année."""
    columns = whole(table, COLUMNS)
    rows = placed(columns, table.name, basket)
    facts = facts_of(columns, rows, table.name, basket)
    ranks = dimension_ranks(columns["dimension"], ref, table.name, basket)
    kept = (rows.ranks >= 0) & (ranks >= 0)
    team, dimension = rows.ranks[kept], ranks[kept]
    standing, score, wrong = graded(columns, ref, kept)
    palier = climbed(columns, ref, kept, dimension)
    wrong |= (palier == NO_PALIER) | ((palier != UNKNOWN) & (standing != SCORED))
    shape = (len(rows), len(ref.dimensions))
    standings, scores = np.full(shape, ABSENT, dtype=np.int8), np.full(shape, np.nan)
    standings[team, dimension], scores[team, dimension] = standing, score
    paliers = np.full(shape, UNKNOWN, dtype=np.int16)
    paliers[team, dimension] = palier
    reasons = faults(columns, rows, kept, dimension, wrong, shape, ref)
    for line, (code, year) in enumerate(rows.labels):
        if line in reasons:
            basket.refuse(table.name, f"{quoted(code)} en {year}\u00a0: {reasons[line]}")
        elif (standings[line] != ABSENT).any():
            basket.rows.append(
                Row(table.name, code, year, scores[line], standings[line], paliers=paliers[line], **facts[line])
            )


def dimension_ranks(column: Coded, ref: Referentiel, name: str, basket: Basket) -> NDArray[np.int64]:
    """Le rang de la dimension de chaque ligne, −1 quand la grille ne l'a pas (ce qui se dit)."""
    known = {folded(one.id): rank for rank, one in enumerate(ref.dimensions)}
    known |= {folded(one.label): rank for rank, one in enumerate(ref.dimensions) if folded(one.label) not in known}
    foreign = [text for text in column.texts if text and folded(text) not in known]
    if foreign:
        sample = series([shortened(text, 30) for text in foreign[:4]])
        several = "s" if len(foreign) > 1 else ""
        said = f"dimension{several} inconnue{several} de la grille, laissée{several} de côté"
        basket.notes.append(f"{name}\u00a0: {said}\u00a0: {sample}{'…' if len(foreign) > 4 else ''}.")
    return column.mapped(lambda text: known.get(folded(text), -1), -1, np.int64)


def graded(
    columns: Mapping[str, Coded], ref: Referentiel, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.bool_]]:
    """L'état et la note de chaque ligne gardée, et celles qui ne vont pas.

    Le niveau donne la note (son crédit) quand elle n'est pas écrite ; écrits tous les deux, ils doivent aller
    ensemble.
    """
    reader, levels = AnswerReader(ref.scale), len(ref.scale.levels)
    credits = 100 * np.asarray([*ref.scale.credits, np.nan])

    def rank(text: str) -> int:
        code = reader.read(text)
        if code is None or code == reader.silent:
            return {NOT_COMPUTABLE: reader.nsp, ABSENT: reader.silent}.get(
                WORDS.get(folded(text), -1), NOT_UNDERSTOOD + levels
            )
        return code

    code = columns["niveau"].mapped(rank, reader.codes, np.int64)[kept]
    said = code < levels
    score = credits[np.where(said, code, levels)]
    standing = np.where(said, SCORED, np.where(code == reader.so, NOT_APPLICABLE, NOT_COMPUTABLE)).astype(np.int8)
    standing[code == reader.silent] = ABSENT
    wrong = code == NOT_UNDERSTOOD + levels
    if "note" not in columns:
        return standing, score, wrong
    note = columns["note"].mapped(note_of, np.nan, np.float64)[kept]
    given = ~np.isnan(note)
    wrong |= given & ((note < 0) | (note > 100))
    wrong |= given & said & (levels_of(note, ref.scale) != levels_of(score, ref.scale))
    wrong |= given & ~said & (code != reader.codes)  # une note à côté de « SO »
    score = np.where(given, note, score)
    standing[given] = SCORED
    return standing, score, wrong


def climbed(
    columns: Mapping[str, Coded], ref: Referentiel, kept: NDArray[np.bool_], dimension: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Le palier de chaque ligne gardée, −1 quand il n'est pas écrit, `NO_PALIER` quand il est impossible."""
    if "palier" not in columns:
        return np.full(len(dimension), UNKNOWN, dtype=np.int64)
    given = columns["palier"].mapped(palier_of, UNKNOWN, np.int64)[kept]
    most = np.array([len(one.characteristics) for one in ref.dimensions])[dimension]
    return np.where(given > most, NO_PALIER, given)


def palier_of(text: str) -> int:
    """Un palier, `NO_PALIER` quand le texte n'en est pas un (« 2.0 » en est un : pandas écrit ainsi)."""
    value = note_of(text)
    return int(value) if 0 <= value < 1000 and value.is_integer() else NO_PALIER


def note_of(text: str) -> float:
    """Une note, −1 quand le texte n'en est pas une."""
    value = read_number(text)
    return -1.0 if value is None else value


def faults(
    columns: Mapping[str, Coded],
    rows: Placed,
    kept: NDArray[np.bool_],
    dimension: NDArray[np.int64],
    wrong: NDArray[np.bool_],
    shape: tuple[int, int],
    ref: Referentiel,
) -> dict[int, str]:
    """Pourquoi une équipe n'est pas prise pour une année : la première raison de chacune."""
    team = rows.ranks[kept]
    found: dict[int, str] = {}
    lines = np.flatnonzero(kept)
    expected = AnswerReader(ref.scale).expected
    for one in np.flatnonzero(wrong).tolist():
        rank = int(team[one])
        if rank not in found:
            level = text_at(columns["niveau"], lines[one])
            note = text_at(columns["note"], lines[one]) if "note" in columns else ""
            beside = f" et note {quoted(note)}" if note else ""
            step = text_at(columns["palier"], lines[one]) if "palier" in columns else ""
            beside += f", palier {quoted(step)}" if step else ""
            said = f"dimension {quoted(ref.dimensions[int(dimension[one])].id)}, niveau {quoted(level)}{beside}"
            more = ", et un palier qui ne dépasse pas le nombre de caractéristiques" if step else ""
            found[rank] = (
                f"{said}\u00a0; attendu\u00a0: {expected}, et une note de 0 à 100 qui va avec le niveau{more}."
            )
    cells = np.bincount(team * shape[1] + dimension, minlength=shape[0] * shape[1]).reshape(shape)
    for rank, place in np.argwhere(cells > 1).tolist():
        found.setdefault(rank, f"la dimension {quoted(ref.dimensions[place].id)} y est deux fois.")
    return found


def text_at(column: Coded, line: int) -> str:
    """Le texte d'une cellule, court et sans adresse."""
    code = int(column.codes[line])
    text = column.texts[code] if code >= 0 else ""
    return "adresse électronique" if "@" in text else shortened(text, 30)
