"""La table des réponses, une ligne par réponse : comptées là où elles sont, puis notées par l'évaluation.

pandas les tient déjà en mémoire : on compte en numpy, sur des entiers. Un autre moteur (polars, DuckDB,
PySpark) compte chez lui, et rend une ligne par équipe, année et question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...assessment import AnswerReader, count_answers, dimension_scores
from ...referentiel import Referentiel
from ...text import folded, plural, quoted, series, shortened
from .cohort import NOT_APPLICABLE, NOT_COMPUTABLE, SCORED
from .frames_in import Coded, Opened, answer_texts, people_per_team, tallied, whole
from .ladders import paliers_of
from .rows import Basket, Row
from .team_years import FACTS, Placed, facts_of, placed

Flags = NDArray[np.bool_]
Ranks = NDArray[np.int32]  # des rangs, un par réponse : cinq millions sur 32 bits pèsent moitié moins
KEYS = ("equipe", "annee", "item", "reponse", "repondant")
STANDINGS = np.array([SCORED, NOT_APPLICABLE, NOT_COMPUTABLE], dtype=np.int8)  # états de l'évaluation → de la cohorte
TWICE = "une personne y répond deux fois à la même question."
UNSIGNED = "des réponses n’ont pas de répondant."


class Questions:
    """Les questions d'une grille, caractéristiques puis dimensions, et leur rang."""

    def __init__(self, ref: Referentiel) -> None:
        self.items = len(ref.characteristics)
        names = [one.id for one in ref.characteristics] + [one.id for one in ref.dimensions]
        self.size = len(names)
        self.ranks = {folded(name): rank for rank, name in enumerate(names)}

    def column(self, column: Coded, name: str, basket: Basket) -> Ranks:
        """Le rang de la question de chaque ligne, −1 quand la grille ne l'a pas (ce qui se dit)."""
        foreign = [text for text in column.texts if text and folded(text) not in self.ranks]
        if foreign:
            sample = series([shortened("adresse" if "@" in text else text, 30) for text in foreign[:4]])
            said = plural(
                len(foreign),
                "question inconnue de la grille, laissée de côté",
                "questions inconnues de la grille, laissées de côté",
            )
            basket.notes.append(f"{name}\u00a0: {said}\u00a0: {sample}{'…' if len(foreign) > 4 else ''}.")
        return column.mapped(lambda text: self.ranks.get(folded(text), -1), -1, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Les réponses comptées d'une année : `table` (équipes, questions, codes), le dernier code étant l'incompris."""

    teams: NDArray[np.int64]
    table: NDArray[np.int64]


def take_answers(basket: Basket, table: Opened, ref: Referentiel) -> None:
    """Ajoute les profils que donnent des réponses individuelles ; aucun identifiant de personne n'est gardé."""
    (take_in_memory if table.in_memory else take_from_engine)(basket, table, ref)


# --- pandas : en mémoire ---------------------------------------------------------------------------


def take_in_memory(basket: Basket, table: Opened, ref: Referentiel) -> None:
    """Compte en numpy des réponses déjà en mémoire."""
    columns = whole(table, (*KEYS, *FACTS))
    rows = placed(columns, table.name, basket)
    questions, reader = Questions(ref), AnswerReader(ref.scale)
    question = questions.column(columns["item"], table.name, basket)
    answer = columns["reponse"].mapped(lambda text: coded_answer(reader, text), reader.silent, np.int8)
    wrong = wrong_texts(reader, columns["reponse"].texts)
    known = (rows.ranks >= 0) & (question >= 0)
    team = rows.ranks
    if not known.all():
        team, question, answer = team[known], question[known], answer[known]
    reasons: dict[int, str] = {}
    people: NDArray[np.int64] | None = None
    if "repondant" in columns:
        person = signed_codes(columns["repondant"])
        people, reasons = counted_people(
            team, question, person if known.all() else person[known], len(rows), questions.size
        )
    facts = facts_of(columns, rows, table.name, basket)
    for _, ranks in by_year(rows):
        local = np.full(len(rows) + 1, -1, dtype=np.int64)
        local[ranks] = np.arange(len(ranks))
        mine = local[team]
        here = mine >= 0
        parts = (mine, question, answer) if here.all() else (mine[here], question[here], answer[here])
        counted = count_answers(*parts, teams=len(ranks), questions=questions.size, codes=reader.codes + 1)
        keep(basket, Counts(ranks, counted), rows, facts, people, reasons, table.name, ref, wrong)


def signed_codes(column: Coded) -> NDArray[Any]:
    """Un entier par personne, −1 quand la cellule est absente ou vide."""
    blank = [code for code, text in enumerate(column.texts) if not text]
    return np.where(np.isin(column.codes, blank), -1, column.codes) if blank else column.codes


def counted_people(
    team: Ranks, question: Ranks, person: Ranks, teams: int, questions: int
) -> tuple[NDArray[np.int64], dict[int, str]]:
    """Le nombre de personnes de chaque équipe, et les équipes où l'une répond deux fois ou n'est pas dite."""
    import pandas as pd

    signed = person >= 0
    reasons = dict.fromkeys(np.unique(team[~signed]).tolist(), UNSIGNED)
    if not signed.all():  # une personne sans nom compterait pour l'équipe d'à côté
        team, question, person = team[signed], question[signed], person[signed]
    width = int(person.max(initial=0)) + 2
    keys = team.astype(np.int64)
    keys *= width
    keys += person
    place, seen = pd.factorize(keys)
    del keys
    owner = np.asarray(seen) // width
    cells = np.asarray(place, dtype=np.int64)
    cells *= questions
    cells += question
    if len(owner) * questions <= 4 * len(cells) + (1 << 20):
        twice = np.flatnonzero(np.bincount(cells) > 1) // questions
    else:  # peu de questions chacun : un tableau entier de personnes × questions serait surtout vide
        values, counts = np.unique(cells, return_counts=True)
        twice = values[counts > 1] // questions
    for rank in np.unique(owner[twice]).tolist():
        reasons.setdefault(rank, TWICE)
    return np.bincount(owner, minlength=teams), reasons


# --- un moteur : sur place -------------------------------------------------------------------------


def take_from_engine(basket: Basket, table: Opened, ref: Referentiel) -> None:
    """Fait compter le moteur, puis range ses totaux."""
    reader, questions = AnswerReader(ref.scale), Questions(ref)
    texts = answer_texts(table)
    groups: list[list[str]] = [[] for _ in range(reader.codes + 1)]
    for text in texts:
        groups[coded_answer(reader, text.strip())].append(text)
    found = tallied(table, groups)
    rows = placed(found.keys, table.name, basket)
    question = questions.column(found.keys["item"], table.name, basket)
    known = (rows.ranks >= 0) & (question >= 0)
    counts = found.counts
    counts[:, reader.silent] += found.rows - counts.sum(axis=1)  # une cellule vide est un silence
    reasons = dict.fromkeys(np.unique(rows.ranks[known & (found.people < found.rows)]).tolist(), TWICE)
    reasons |= dict.fromkeys(np.unique(rows.ranks[known & (found.unsigned > 0)]).tolist(), UNSIGNED)
    people = respondents(table, rows) if table.has("repondant") else None
    facts = facts_from_engine(basket, table, rows)
    wrong = wrong_texts(reader, texts)
    for _, ranks in by_year(rows):
        local = np.full(len(rows) + 1, -1, dtype=np.int64)
        local[ranks] = np.arange(len(ranks))
        here = known & (local[rows.ranks] >= 0)
        tally = np.zeros((len(ranks), questions.size, reader.codes + 1), dtype=np.int64)
        np.add.at(tally, (local[rows.ranks[here]], question[here]), counts[here])
        keep(basket, Counts(ranks, tally), rows, facts, people, reasons, table.name, ref, wrong)


def respondents(table: Opened, rows: Placed) -> NDArray[np.int64]:
    """Le nombre de personnes de chaque équipe et année, dans l'ordre de `rows`."""
    keys, people = people_per_team(table)
    other = placed(keys, table.name, Basket())
    totals = np.bincount(other.ranks[other.ranks >= 0], weights=people[other.ranks >= 0], minlength=len(other))
    known = {(folded(code), year): int(total) for (code, year), total in zip(other.labels, totals, strict=True)}
    return np.array([known[folded(code), year] for code, year in rows.labels], dtype=np.int64)


def facts_from_engine(basket: Basket, table: Opened, rows: Placed) -> list[dict[str, Any]]:
    """Ce que chaque équipe dit d'elle-même, lu sur les lignes distinctes seulement."""
    if not any(table.has(name) for name in FACTS):
        return [{} for _ in rows.labels]
    columns = whole(table, ("equipe", "annee", *FACTS), distinct=True)
    other = placed(columns, table.name, Basket())
    found = facts_of(columns, other, table.name, basket)
    known = {(folded(code), year): facts for (code, year), facts in zip(other.labels, found, strict=True)}
    return [known.get((folded(code), year), {}) for code, year in rows.labels]


# --- des comptes aux lignes ------------------------------------------------------------------------


def keep(
    basket: Basket,
    counts: Counts,
    rows: Placed,
    facts: Sequence[Mapping[str, Any]],
    people: NDArray[np.int64] | None,
    reasons: Mapping[int, str],
    name: str,
    ref: Referentiel,
    wrong: str,
) -> None:
    """Note les équipes d'une année et ajoute leurs lignes ; refuse celles dont une réponse ne se comprend pas."""
    items = len(ref.characteristics)
    table = counts.table[..., :-1]
    other: Flags = np.any(counts.table[..., -1], axis=1)
    asked = table.sum(axis=2)
    full: Flags = np.any(asked[:, :items], axis=1)
    quick: Flags = np.any(asked[:, items:], axis=1)
    most = asked.max(axis=1)
    by_item = dimension_scores(table[:, :items], ref, "item")
    paliers = paliers_of(table[:, :items], ref, STANDINGS[by_item.standing])
    by_dimension = dimension_scores(table[:, items:], ref, "dimension") if quick.any() else by_item
    for line, rank in enumerate(counts.teams.tolist()):
        code, year = rows.labels[rank]
        reason = reasons.get(rank) or (wrong if other[line] else "")
        if full[line] and quick[line]:
            reason = "des caractéristiques et des dimensions y sont cotées à la fois\u00a0: gardez une seule finesse."
        if reason:
            basket.refuse(name, f"{quoted(code)} en {year}\u00a0: {reason}")
        elif full[line] or quick[line]:
            scores = by_item if full[line] else by_dimension
            ladder = paliers[line] if full[line] else None
            given = {"respondents": int(most[line] if people is None else people[rank]), **facts[rank]}
            standing = STANDINGS[scores.standing[line]]
            basket.rows.append(Row(name, code, year, scores.value[line], standing, paliers=ladder, **given))


def by_year(rows: Placed) -> list[tuple[int, NDArray[np.int64]]]:
    """Les rangs de chaque année : noter un pays année par année borne la mémoire."""
    years = np.array([year for _, year in rows.labels], dtype=np.int64)
    return [(year, np.flatnonzero(years == year)) for year in np.unique(years).tolist()]


def coded_answer(reader: AnswerReader, text: str) -> int:
    """Le code d'une réponse ; le dernier, hors de l'échelle, est celui de ce qui ne se comprend pas."""
    code = reader.read(text)
    return reader.codes if code is None else code


def wrong_texts(reader: AnswerReader, texts: Sequence[str]) -> str:
    """La phrase qui refuse les réponses incomprises."""
    foreign = [text for text in texts if reader.read(text.strip()) is None]
    return reader.refused(foreign[0]) if foreign else ""
