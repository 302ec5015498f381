"""Les tables d'une cohorte, dans leurs trois formes : un niveau par dimension, une ligne par réponse, des descripteurs.

La forme se reconnaît aux colonnes. pandas tient déjà les réponses en mémoire : on compte en numpy, sur des entiers. Un
autre moteur (polars, DuckDB, PySpark) compte chez lui, et rend une ligne par équipe, année et question.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..assessment import AnswerReader, FormKind, count_answers, dimension_scores, score_bounds
from ..errors import InputError
from ..referentiel import Referentiel
from ..text import folded, plural, quoted, read_number, series, shortened
from . import frames
from .cohort import (
    ABSENT,
    NO_LEVEL,
    NOT_APPLICABLE,
    NOT_COMPUTABLE,
    SCORED,
    STANDINGS,
    UNKNOWN,
    Basket,
    Row,
    level_values,
)
from .profile_document import hide_address

_LEVELS_FORM = "equipe;annee;dimension;niveau"
_ANSWERS_FORM = "equipe;annee;repondant;item;reponse"
_EXPECTED = f"attendu\u00a0: «\u00a0{_LEVELS_FORM}\u00a0» ou «\u00a0{_ANSWERS_FORM}\u00a0»"

_COLUMNS = ("equipe", "annee", "dimension", "niveau", "note", *frames.FACTS)
_WORDS = {"non calculable": NOT_COMPUTABLE, "absente": ABSENT, "absent": ABSENT}

_Flags = NDArray[np.bool_]
_Ranks = NDArray[np.int32]  # des rangs, un par réponse : cinq millions sur 32 bits pèsent moitié moins
_Counts = NDArray[np.int64]
_KEYS = ("equipe", "annee", "item", "reponse", "repondant")
_KINDS: tuple[FormKind, FormKind] = ("stades", "énoncés")
_TWICE = "une personne y répond deux fois à la même question."
_UNSIGNED = "des réponses n’ont pas de répondant."


def take_table(basket: Basket, content: Any, name: str, ref: Referentiel) -> None:
    """Ajoute ce qu'une table donne ; elle est refusée entière quand ses colonnes ou son moteur ne vont pas."""
    own = Basket()
    try:
        for table in frames.open_tables(content, name, ref, own):
            _take_form(own, table, ref)
            own.notes += frames.ignored_note(table)
    except InputError as error:
        own = Basket()
        own.refuse(name, hide_address(error.problems[0]).message)
    except MemoryError:
        own = Basket()
        own.refuse(name, "la table ne tient pas en mémoire\u00a0: passez par DuckDB ou polars, qui comptent sur place.")
    except Exception as error:  # un moteur a ses propres erreurs, en anglais ; aucune ne doit arrêter les autres
        own = Basket()
        kind = type(error).__name__
        own.refuse(name, f"le moteur qui porte la table n’a pas pu la lire ({kind})\u00a0: vérifiez ses colonnes.")
    basket.add(own)


def _take_form(basket: Basket, table: frames.Opened, ref: Referentiel) -> None:
    """Fait lire la table selon la forme que disent ses colonnes."""
    if not table.has("equipe", "annee"):
        raise frames.table_refusal(f"il manque la colonne de l’équipe ou de l’année\u00a0; {_EXPECTED}.", table.name)
    if table.has("item", "reponse"):
        _take_answers(basket, table, ref)
    elif table.has("dimension", "niveau"):
        _take_levels(basket, table, ref)
    elif any(table.has(name) for name in frames.FACTS) and not table.has("dimension") and not table.has("item"):
        _take_facts(basket, table)
    else:
        raise frames.table_refusal(f"les colonnes ne sont pas celles d’une cohorte\u00a0; {_EXPECTED}.", table.name)


def _take_facts(basket: Basket, table: frames.Opened) -> None:
    """Retient ce que des équipes disent d'elles-mêmes, pour compléter leurs profils."""
    columns = frames.read_columns(table, ("equipe", "annee", *frames.FACTS))
    rows = frames.place_rows(columns, table.name, basket)
    for (code, year), facts in zip(rows.labels, frames.facts_of(columns, rows, table.name, basket), strict=True):
        known = basket.facts.setdefault((folded(code), year), {})
        for name, value in facts.items():
            known.setdefault(name, value)


def complete_rows(basket: Basket) -> list[Row]:
    """Les lignes prises, complétées de ce que les tables de descripteurs disent ; le profil l'emporte."""
    if not basket.facts:
        return basket.rows
    left = set(basket.facts)
    found = []
    for row in basket.rows:
        place = (folded(row.code), row.year)
        left.discard(place)
        facts = basket.facts.get(place, {})
        found.append(replace(row, **{name: value for name, value in facts.items() if _is_blank(getattr(row, name))}))
    if left:
        said = plural(len(left), "équipe décrite et sans profil", "équipes décrites et sans profil")
        basket.notes.append(f"{said} cette année-là.")
    return found


def _is_blank(value: Any) -> bool:
    """Vrai pour un champ que le profil ne donne pas."""
    return value in ("", UNKNOWN) or (isinstance(value, float) and math.isnan(value))


def _take_levels(basket: Basket, table: frames.Opened, ref: Referentiel) -> None:
    """Ajoute les profils d'une table de niveaux ; une équipe dont une ligne ne va pas est refusée pour l'année."""
    columns = frames.read_columns(table, _COLUMNS)
    rows = frames.place_rows(columns, table.name, basket)
    facts = frames.facts_of(columns, rows, table.name, basket)
    known = {folded(one.id): rank for rank, one in enumerate(ref.dimensions)}
    known = {folded(one.label): rank for rank, one in enumerate(ref.dimensions)} | known
    ranks = _ranked(columns["dimension"], known, "dimension", table.name, basket)
    kept = (rows.ranks >= 0) & (ranks >= 0)
    team, dimension = rows.ranks[kept], ranks[kept]
    standing, score, level, wrong = _grade_lines(columns, ref, kept)
    shape = (len(rows), len(ref.dimensions))
    standings, scores = np.full(shape, ABSENT, dtype=np.int8), np.full(shape, np.nan)
    levels = np.full(shape, NO_LEVEL, dtype=np.int16)
    standings[team, dimension], scores[team, dimension], levels[team, dimension] = standing, score, level
    reasons = _level_faults(columns, rows, kept, dimension, wrong, ref)
    for line, (code, year) in enumerate(rows.labels):
        if line in reasons:
            basket.refuse(table.name, f"{quoted(code)} en {year}\u00a0: {reasons[line]}")
        elif (standings[line] != ABSENT).any():
            row = Row(table.name, code, year, scores[line], levels[line], standings[line], **facts[line])
            basket.rows.append(row)


def _ranked(column: frames.Coded, known: Mapping[str, int], noun: str, name: str, basket: Basket) -> _Ranks:
    """Le rang de chaque ligne parmi les dimensions ou les questions `known` ; −1 quand la grille ne l'a pas, ce qui se dit."""
    foreign = [text for text in column.texts if text and folded(text) not in known]
    if foreign:
        sample = series([_sayable(text) for text in foreign[:4]])
        one, several = f"{noun} inconnue de la grille, laissée", f"{noun}s inconnues de la grille, laissées"
        said = f"{plural(len(foreign), one, several)} de côté"
        basket.notes.append(f"{name}\u00a0: {said}\u00a0: {sample}{'…' if len(foreign) > 4 else ''}.")
    return column.mapped(lambda text: known.get(folded(text), -1), -1, np.int32)


def _sayable(text: str) -> str:
    """Un texte de la table, court et sans adresse."""
    return "adresse électronique" if "@" in text else shortened(text, 30)


def _grade_lines(
    columns: Mapping[str, frames.Coded], ref: Referentiel, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int16], NDArray[np.bool_]]:
    """L'état, la note et le niveau de chaque ligne gardée, et celles qui ne vont pas.

    Le niveau donne la note (son crédit) quand elle n'est pas écrite ; écrits tous les deux, ils doivent aller
    ensemble. Une note seule ne dit pas le niveau : il vient de la majorité des réponses.
    """
    reader, levels = AnswerReader(ref.scale), len(ref.scale.levels)
    misread = reader.codes + 1
    credits = 100 * np.asarray([*ref.scale.credits, np.nan])

    def rank(text: str) -> int:
        code = reader.read(text)
        if code is not None and code != reader.silent:
            return code
        return {NOT_COMPUTABLE: reader.nsp, ABSENT: reader.silent}.get(_WORDS.get(folded(text), -1), misread)

    code = columns["niveau"].mapped(rank, reader.codes, np.int64)[kept]
    said = code < levels
    score = credits[np.where(said, code, levels)]
    standing = np.where(said, SCORED, np.where(code == reader.so, NOT_APPLICABLE, NOT_COMPUTABLE)).astype(np.int8)
    standing[code == reader.silent] = ABSENT
    level = level_values(ref.scale, np.where(said, code, -1))
    wrong = code == misread
    if "note" not in columns:
        return standing, score, level, wrong
    note = columns["note"].mapped(_note_of, np.nan, np.float64)[kept]
    given = ~np.isnan(note)
    wrong |= given & ((note < 0) | (note > 100))
    low, high = score_bounds(ref.scale)
    at = np.where(said, code, 0)
    wrong |= given & said & ~((low[at] <= note) & (note <= high[at]))
    wrong |= given & ~said  # une note à côté de « SO », ou sans niveau
    return standing, np.where(given, note, score), level, wrong


def _note_of(text: str) -> float:
    """Une note, −1 quand le texte n'en est pas une."""
    value = read_number(text)
    return -1.0 if value is None else value


def _level_faults(
    columns: Mapping[str, frames.Coded],
    rows: frames.Placed,
    kept: _Flags,
    dimension: _Ranks,
    wrong: _Flags,
    ref: Referentiel,
) -> dict[int, str]:
    """Pourquoi une équipe n'est pas prise pour une année : la première raison de chacune."""
    team, width = rows.ranks[kept], len(ref.dimensions)
    found: dict[int, str] = {}
    lines = np.flatnonzero(kept)
    expected = AnswerReader(ref.scale).expected
    for one in np.flatnonzero(wrong).tolist():
        rank = int(team[one])
        if rank not in found:
            level = _text_at(columns["niveau"], lines[one])
            note = _text_at(columns["note"], lines[one]) if "note" in columns else ""
            beside = f" et note {quoted(note)}" if note else ""
            said = f"dimension {quoted(ref.dimensions[int(dimension[one])].id)}, niveau {quoted(level)}{beside}"
            found[rank] = f"{said}\u00a0; attendu\u00a0: {expected}, et une note de 0 à 100 qui va avec le niveau."
    cells = np.bincount(team * width + dimension, minlength=len(rows) * width).reshape(len(rows), width)
    for rank, place in np.argwhere(cells > 1).tolist():
        found.setdefault(rank, f"la dimension {quoted(ref.dimensions[place].id)} y est deux fois.")
    return found


def _text_at(column: frames.Coded, line: int) -> str:
    code = int(column.codes[line])
    return _sayable(column.texts[code] if code >= 0 else "")


def _questions_of(ref: Referentiel) -> dict[str, int]:
    """Les questions d'une grille, caractéristiques puis dimensions, et leur rang."""
    names = [*(one.id for one in ref.characteristics), *(one.id for one in ref.dimensions)]
    return {folded(name): rank for rank, name in enumerate(names)}


@dataclass(frozen=True, slots=True, eq=False)
class _Answered:
    """Ce qu'une table de réponses dit de ses équipes : leurs faits, leurs répondants s'ils se comptent, ce qui les fait refuser.

    `counted` compte les réponses des équipes que l'on retient : du rang de chaque équipe dans la table (−1 : une autre) et de leur
    nombre à un tableau (équipes, questions, codes), dont le dernier code est l'incompris.
    """

    rows: frames.Placed
    facts: Sequence[Mapping[str, Any]]
    people: _Counts | None
    reasons: Mapping[int, str]
    wrong: str
    counted: Callable[[_Counts, int], _Counts]


# --- pandas : en mémoire ---------------------------------------------------------------------------


def _answers_in_memory(basket: Basket, table: frames.Opened, ref: Referentiel) -> _Answered:
    """Compte en numpy des réponses déjà en mémoire."""
    columns = frames.read_columns(table, (*_KEYS, *frames.FACTS))
    rows = frames.place_rows(columns, table.name, basket)
    questions, reader = _questions_of(ref), AnswerReader(ref.scale)
    question = _ranked(columns["item"], questions, "question", table.name, basket)
    answer = columns["reponse"].mapped(lambda text: _coded_answer(reader, text), reader.silent, np.int8)
    wrong = _wrong_texts(reader, columns["reponse"].texts)
    known = (rows.ranks >= 0) & (question >= 0)
    team = rows.ranks
    if not known.all():
        team, question, answer = team[known], question[known], answer[known]
    reasons: dict[int, str] = {}
    people: _Counts | None = None
    if "repondant" in columns:
        person = _signed_codes(columns["repondant"])
        signed = person if known.all() else person[known]
        people, reasons = _counted_people(team, question, signed, len(rows), len(questions))

    def counted(local: _Counts, teams: int) -> _Counts:
        mine = local[team]
        here = mine >= 0
        parts = (mine, question, answer) if here.all() else (mine[here], question[here], answer[here])
        return count_answers(*parts, teams=teams, questions=len(questions), codes=reader.codes + 1)

    return _Answered(rows, frames.facts_of(columns, rows, table.name, basket), people, reasons, wrong, counted)


def _signed_codes(column: frames.Coded) -> NDArray[Any]:
    """Un entier par personne, −1 quand la cellule est absente ou vide."""
    blank = [code for code, text in enumerate(column.texts) if not text]
    return np.where(np.isin(column.codes, blank), -1, column.codes) if blank else column.codes


def _counted_people(
    team: _Ranks, question: _Ranks, person: _Ranks, teams: int, questions: int
) -> tuple[_Counts, dict[int, str]]:
    """Le nombre de personnes de chaque équipe, et les équipes où l'une répond deux fois ou n'est pas dite."""
    import pandas as pd

    signed = person >= 0
    reasons = dict.fromkeys(np.unique(team[~signed]).tolist(), _UNSIGNED)
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
        reasons.setdefault(rank, _TWICE)
    return np.bincount(owner, minlength=teams), reasons


# --- un moteur : sur place -------------------------------------------------------------------------


def _answers_from_engine(basket: Basket, table: frames.Opened, ref: Referentiel) -> _Answered:
    """Fait compter le moteur, puis range ses totaux."""
    reader, questions = AnswerReader(ref.scale), _questions_of(ref)
    texts = frames.answer_texts(table)
    groups: list[list[str]] = [[] for _ in range(reader.codes + 1)]
    for text in texts:
        groups[_coded_answer(reader, text.strip())].append(text)
    found = frames.tally_answers(table, groups)
    rows = frames.place_rows(found.keys, table.name, basket)
    question = _ranked(found.keys["item"], questions, "question", table.name, basket)
    known = (rows.ranks >= 0) & (question >= 0)
    counts = found.counts
    counts[:, reader.silent] += found.rows - counts.sum(axis=1)  # une cellule vide est un silence
    reasons = dict.fromkeys(np.unique(rows.ranks[known & (found.people < found.rows)]).tolist(), _TWICE)
    reasons |= dict.fromkeys(np.unique(rows.ranks[known & (found.unsigned > 0)]).tolist(), _UNSIGNED)
    asked = [found.keys["item"].texts[code] for code in np.unique(found.keys["item"].codes[question >= 0]).tolist()]
    people = _respondents(table, rows, asked) if table.has("repondant") else None

    def counted(local: _Counts, teams: int) -> _Counts:
        here = known & (local[rows.ranks] >= 0)
        tally = np.zeros((teams, len(questions), reader.codes + 1), dtype=np.int64)
        np.add.at(tally, (local[rows.ranks[here]], question[here]), counts[here])
        return tally

    facts = _facts_from_engine(basket, table, rows)
    return _Answered(rows, facts, people, reasons, _wrong_texts(reader, texts), counted)


def _respondents(table: frames.Opened, rows: frames.Placed, items: Sequence[str]) -> _Counts:
    """Le nombre de personnes de chaque équipe et année, dans l'ordre de `rows` ; à des questions inconnues, elles ne comptent pas."""
    keys, people = frames.people_per_team(table, items)
    other = frames.place_rows(keys, table.name, Basket())
    totals = np.bincount(other.ranks[other.ranks >= 0], weights=people[other.ranks >= 0], minlength=len(other))
    return np.array(_realigned(other, totals.tolist(), rows, 0), dtype=np.int64)


def _facts_from_engine(basket: Basket, table: frames.Opened, rows: frames.Placed) -> list[dict[str, Any]]:
    """Ce que chaque équipe dit d'elle-même, lu sur les lignes distinctes seulement."""
    if not any(table.has(name) for name in frames.FACTS):
        return [{} for _ in rows.labels]
    columns = frames.read_columns(table, ("equipe", "annee", *frames.FACTS), distinct=True)
    other = frames.place_rows(columns, table.name, Basket())
    return _realigned(other, frames.facts_of(columns, other, table.name, basket), rows, {})


def _realigned(other: frames.Placed, values: Sequence[Any], rows: frames.Placed, absent: Any) -> list[Any]:
    """La valeur de chaque équipe et année de `rows`, donnée dans l'ordre de `other`."""
    known = {(folded(code), year): value for (code, year), value in zip(other.labels, values, strict=True)}
    return [known.get((folded(code), year), absent) for code, year in rows.labels]


# --- des comptes aux lignes ------------------------------------------------------------------------


def _take_answers(basket: Basket, table: frames.Opened, ref: Referentiel) -> None:
    """Ajoute les profils que donnent des réponses individuelles ; aucun identifiant de personne n'est gardé.

    Noter un pays année par année borne la mémoire.
    """
    found = (_answers_in_memory if table.in_memory else _answers_from_engine)(basket, table, ref)
    years = np.array([year for _, year in found.rows.labels], dtype=np.int64)
    for year in np.unique(years).tolist():
        teams = np.flatnonzero(years == year)
        local = np.full(len(years) + 1, -1, dtype=np.int64)
        local[teams] = np.arange(len(teams))
        _keep_teams(basket, found, teams, found.counted(local, len(teams)), table.name, ref)


def _keep_teams(basket: Basket, found: _Answered, teams: _Counts, counts: _Counts, name: str, ref: Referentiel) -> None:
    """Note les équipes d'une année et ajoute leurs lignes ; refuse celles dont une réponse ne se comprend pas."""
    items = len(ref.characteristics)
    table = counts[..., :-1]
    other: _Flags = np.any(counts[..., -1], axis=1)
    asked = table.sum(axis=2)
    full: _Flags = np.any(asked[:, :items], axis=1)
    quick: _Flags = np.any(asked[:, items:], axis=1)
    most = asked.max(axis=1)
    by_item = dimension_scores(table[:, :items], ref, "item")
    by_dimension = dimension_scores(table[:, items:], ref, "dimension") if quick.any() else by_item
    for line, rank in enumerate(teams.tolist()):
        code, year = found.rows.labels[rank]
        reason = found.reasons.get(rank) or (found.wrong if other[line] else "")
        if full[line] and quick[line]:
            reason = "des caractéristiques et des dimensions y sont cotées à la fois\u00a0: gardez une seule finesse."
        if reason:
            basket.refuse(name, f"{quoted(code)} en {year}\u00a0: {reason}")
        elif full[line] or quick[line]:
            scores = by_item if full[line] else by_dimension
            people = most[line] if found.people is None else found.people[rank]
            given = {"respondents": int(people), **found.facts[rank]}
            if full[line]:  # sans les silences ; −1 pour un énoncé que personne n'a vu
                seen = asked[line, :items, None] > 0
                given["votes"] = np.where(seen, table[line, :items, :-1], UNKNOWN).astype(np.int32)
            standing = STANDINGS[scores.standing[line]]
            levels = level_values(ref.scale, scores.level[line])
            form = _KINDS[bool(full[line])]
            basket.rows.append(Row(name, code, year, scores.value[line], levels, standing, form=form, **given))


def _coded_answer(reader: AnswerReader, text: str) -> int:
    """Le code d'une réponse ; le dernier, hors de l'échelle, est celui de ce qui ne se comprend pas."""
    code = reader.read(text)
    return reader.codes if code is None else code


def _wrong_texts(reader: AnswerReader, texts: Sequence[str]) -> str:
    foreign = [text for text in texts if reader.read(text.strip()) is None]
    return reader.refusal(foreign[0]) if foreign else ""
