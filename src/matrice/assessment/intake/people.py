"""Qui est compté : l'outil d'enquête et ce qu'il dit non terminé, ce qui désigne une personne, une profession, une réponse redite.

Un nom de personne n'entre nulle part : une colonne « profession » dont les valeurs n'en sont pas est laissée de côté, et dite.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice

import numpy as np

from ...files import Row
from ...text import folded, plural, read_percent
from ..privacy import load_professions
from .tables import Tool, join_lines, lexicon
from .vocabulary import letters

ANONYMOUS = "\0"  # en tête d'un nom que nous donnons nous-mêmes : personne ne l'a choisi, il ne suit personne
_BALLOT = re.compile(r"bulletin-[0-9a-f]{16}")  # ce que nos pages donnent à chaque appareil, et qui n'est à personne
_ENOUGH = 3  # lignes : une valeur qui s'y répète partout n'identifie personne
_SUMMARY = re.compile(
    r"(?:sous )?total(?:aux|e?s)?|(?:score )?(?:moyen|moyenne|median|mediane)s?|moy|med|average|mean|median|ecarts? types?|"
    r"standard deviation|std|somme|sum|minimum|maximum|mode|variance|quartiles?|effectifs?|count|nb|"
    r"nombre(?: de (?:reponses?|repondants?|votants?))?|synthese|resultats?|consensus|ensemble|global|"
    r"(?:niveau|score) (?:propose|retenu|decide|collectif|de l'equipe)"
)
_BESIDE_SUMMARY = {"min", "max"}  # aussi des prénoms : seulement à côté d'une autre ligne de synthèse


def is_ballot(name: str) -> bool:
    """Vrai si cette identité est celle d'un bulletin que nos pages ont reçu : un appareil, une personne."""
    return _BALLOT.fullmatch(name.removeprefix(ANONYMOUS)) is not None


def nobody(values: Sequence[str]) -> frozenset[str]:
    """Les valeurs d'une colonne d'identité qui ne désignent personne : mots convenus, ou la même partout."""
    filled = [value for value in values if value]
    alike = len(filled) >= _ENOUGH and len({value.casefold().strip() for value in filled}) == 1
    return frozenset(value for value in filled if alike or folded(value) in lexicon().nobody)


def is_summary(cells: Sequence[str], others: bool = False) -> bool:
    """Vrai si une de ces cellules dit que la ligne résume les autres (« Médiane », « Total »)."""
    keys = [re.sub(r"\s*[:(=].*", "", folded(cell)).strip(" .") for cell in cells if cell and len(cell) <= 40]
    return any(_SUMMARY.fullmatch(key) or (others and key in _BESIDE_SUMMARY) for key in keys)


def summary_note(lines: Sequence[int]) -> str:
    """La remarque sur les lignes de synthèse laissées de côté."""
    one, many = "ligne qui résume les autres, laissée", "lignes qui résument les autres, laissées"
    return f"{plural(len(lines), one, many)} de côté ({join_lines(lines)})."


# --- les professions ------------------------------------------------------------------------------


@cache
def _trades() -> frozenset[str]:
    """Les mots des professions : ceux du lexique, et ceux des groupes livrés."""
    shipped = " ".join(f"{group.label} {group.includes}" for group in load_professions().groups)
    return lexicon().trades | lexicon().links | frozenset(re.findall(r"[a-z]+", folded(shipped)))


def is_profession(text: str) -> bool:
    """Vrai si tous les mots de cette valeur sont ceux d'un métier.

    >>> is_profession("Infirmière libérale"), is_profession("Camille Zzdupont, pharmacie")
    (True, False)
    """
    words = re.findall(r"[a-z]+", folded(text))
    known = [word for word in words if word in _trades() or word.rstrip("sx") in _trades()]
    return len(known) == len(words) and any(word not in lexicon().links for word in words) and len(words) <= 12


def professions_of(values: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Les professions d'une colonne, une valeur vide pour ce qui n'en est pas une ; et combien n'en sont pas.

    Si moins de la moitié des valeurs remplies en sont, la colonne ne dit pas des professions : rien n'en est gardé.
    """
    counts = Counter(bool(value) and is_profession(value) for value in values)
    filled = sum(bool(value) for value in values)
    kept = 2 * counts[True] >= filled
    found = tuple(value if kept and value and is_profession(value) else "" for value in values)
    return found, filled - sum(bool(value) for value in found)


# --- l'outil d'enquête reconnu : il donne son nom et son option d'export aux messages, et fait taire ses colonnes --------------

_TIMING = re.compile(r"groupTime\d+|.+Time")


def tool_of(heads: Sequence[Sequence[str]]) -> Tool | None:
    """L'outil que signent le plus de colonnes. Google n'en a qu'une : elle doit être la première du fichier."""
    keys = {technical_key(cell) for cells in heads for cell in cells if cell}
    signed = [tool for tool in lexicon().tools if not tool.first and len(tool.signs & keys) >= tool.needed]
    if signed:
        return max(signed, key=lambda tool: len(tool.signs & keys))
    first = technical_key(heads[0][0]) if heads and heads[0] else ""
    return next((tool for tool in lexicon().tools if tool.first and first in tool.signs), None)


@cache
def _technical() -> frozenset[str]:
    """Les colonnes de tous les outils."""
    return lexicon().technical.union(*(tool.signs | tool.person for tool in lexicon().tools))


def technical_key(cell: str) -> str:
    """« submitdate. Date de soumission » → « submitdate »."""
    return letters(cell.partition(". ")[0])


def is_technical(cell: str) -> bool:
    """Vrai si cette colonne est à un outil, non au questionnaire."""
    return technical_key(cell) in _technical() or _TIMING.fullmatch(cell) is not None or _is_form_state(cell)


# --- ce qui n'est pas terminé ---------------------------------------------------------------------

_NO, _YES = {"", "0", "non", "no", "false", "faux"}, {"1", "oui", "yes", "true", "vrai", "100", "100 %"}
_Finished = Callable[[str], bool]


def finished_rows(
    rows: Sequence[Row], header: Sequence[str], tool: Tool | None, asked: Sequence[int] = ()
) -> tuple[list[Row], dict[str, list[int]], list[int]]:
    """Les réponses terminées, les lignes des autres sous la colonne qui le dit, et celles que REDCap dit remplies mais non relues.

    Qui abandonne recommence souvent. `asked` : les rangs des questions ; l'état d'un autre formulaire REDCap ne les concerne pas.
    """
    rules = _rules(rows, header, tool, asked)
    kept: list[Row] = []
    left: dict[str, list[int]] = {}
    unread: list[int] = []
    for line, cells in rows:
        reason = next((rank for rank, finished in rules.items() if not finished(folded(cells[rank]))), None)
        if reason is not None:
            left.setdefault(header[reason], []).append(line)
            continue
        kept.append((line, cells))
        if any(_is_form_state(header[rank]) and folded(cells[rank]) in {"1", "unverified"} for rank in rules):
            unread.append(line)
    return kept, left, unread


def _rules(
    rows: Sequence[Row], header: Sequence[str], tool: Tool | None, asked: Sequence[int]
) -> Mapping[int, _Finished]:
    """Ce que chaque colonne d'état demande d'une réponse terminée."""
    words, rules = lexicon(), dict[int, _Finished]()
    states = [rank for rank, cell in enumerate(header) if _is_form_state(cell)]
    after = {
        rank for before, rank in zip([-1, *states], states, strict=False) if any(before < at < rank for at in asked)
    }
    for rank, cell in enumerate(header):
        key, state = technical_key(cell), rank in states
        told = key in words.finished | words.progress or state
        values = {folded(cells[rank]) for _, cells in rows} if told else set()
        if key in words.filled | (tool.filled if tool else frozenset()):
            rules[rank] = bool
        elif key in words.drafts:
            rules[rank] = lambda text: text in _NO
        elif state and values <= {"", "0", "1", "2", "incomplete", "unverified", "complete"}:
            if rank in after or not after:  # « Unverified » : remplie, pas encore relue par l'équipe d'étude
                rules[rank] = lambda text: text in {"1", "2", "unverified", "complete"}
        elif key in words.finished and values <= _NO | _YES:
            rules[rank] = lambda text: text in _YES
        elif key in words.progress and any(read_percent(value) for value in values):
            rules[rank] = lambda text: (
                text in {"termine", "terminee", "complet", "complete"} or (read_percent(text) or 0) >= 100
            )
        elif key in words.states:
            rules[rank] = lambda text: text not in words.unfinished
    filled = any(technical_key(header[rank]) in words.filled for rank in rules)
    last = next((rank for rank, cell in enumerate(header) if technical_key(cell) in {"lastpage", "dernierepage"}), None)
    if tool and tool.name == "LimeSurvey" and not filled and last is not None:
        pages = [int(cells[last]) for _, cells in rows if cells[last].isdigit()]
        rules[last] = lambda text: text.isdigit() and int(text) == max(pages, default=0)
    return rules


def _is_form_state(cell: str) -> bool:
    """Vrai pour l'état d'un formulaire REDCap : « questionnaire_complete », ou « Complete? » quand il exporte ses libellés."""
    return cell.endswith("_complete") or folded(cell) == "complete?"


# --- les mêmes réponses, ou presque ---------------------------------------------------------------

_CERTAIN = 24.0  # bits : en dessous, deux personnes peuvent avoir répondu la même chose
_DOUBTFUL = 14.0  # bits : en dessous, ce serait crier au loup ; cent personnes font cinq mille paires (12 bits)
_SAMPLE = 200  # personnes à qui l’on compare des réponses identiques
_MOST_COMPARED = 2_000  # personnes comparées deux à deux ; au-delà, seules les réponses identiques se cherchent
_CHANGED, _ALIKE = 20, 8  # réponses changées au plus : trois, ou une sur vingt ; jusqu'à une sur huit, c'est un doute


def echoes(
    codes: Sequence[bytes], places: Sequence[str], silent: Collection[int], first: int = 0
) -> Iterator[tuple[int, int, int, int, bool]]:
    """Qui, à partir du rang `first`, redit ou presque les réponses d'une personne d'avant lui.

    Donne (rang, rang d'avant, réponses changées, réponses données par les deux, et si c'est sûr), une fois par personne.
    `places` nomme le tableau de chacun : ce que plusieurs lignes d'un même tableau disent est un accord, non une copie.
    """
    for later, near in enumerate(_neighbours(codes, silent, first), first):
        earlier, changed, both = min(
            ((rank, gap, both) for rank, gap, both in near if rank < later), key=lambda one: (one[1], -one[2], one[0]),
            default=(later, 0, 0),
        )  # fmt: skip
        if earlier == later:
            continue
        quiet = next(iter(silent))
        same = bytes(a if a == b else quiet for a, b in zip(codes[later], codes[earlier], strict=True))
        close = {rank for rank, _, _ in near}
        rest = list(
            islice(dict.fromkeys(islice((t for at, t in enumerate(codes) if at not in close), 3 * _SAMPLE)), _SAMPLE)
        )
        alike = sum(places[rank] == places[later] for rank in close) if places[earlier] == places[later] else 0
        bits = surprise(same, rest, silent, copies=alike) - math.log2(math.comb(both, changed))
        if bits >= _DOUBTFUL:
            yield later, earlier, changed, both, bits >= _CERTAIN and changed <= max(3, both // _CHANGED)


def _neighbours(codes: Sequence[bytes], silent: Collection[int], first: int) -> Iterator[list[tuple[int, int, int]]]:
    """Pour chaque personne à partir de `first`, elle-même et celles dont elle diffère peu : (rang, différences, réponses communes)."""
    if len(codes) > _MOST_COMPARED or first == len(codes):
        alike: dict[bytes, list[int]] = {}
        for rank, text in enumerate(codes):
            alike.setdefault(text, []).append(rank)
        answered = {text: sum(code not in silent for code in text) for text in alike}
        yield from ([(rank, 0, answered[text]) for rank in alike[text][:_SAMPLE]] for text in codes[first:])
        return
    table = np.frombuffer(b"".join(codes), np.uint8).reshape(len(codes), -1)
    given = ~np.isin(table, list(silent))
    kinds = [code for code in np.unique(table) if code not in silent]
    marks = np.concatenate([table == code for code in kinds] or [given], axis=1).astype(np.float32)
    given = given.astype(np.float32)
    common = (given[first:] @ given.T).astype(np.int64)
    changed = common - (marks[first:] @ marks.T).astype(np.int64)
    near = (changed <= np.maximum(3, common // _ALIKE)) & (common > 0)
    for gaps, shared, close in zip(changed, common, near, strict=True):
        yield [(int(rank), int(gaps[rank]), int(shared[rank])) for rank in np.flatnonzero(close)]


def surprise(codes: bytes, others: Sequence[bytes], silent: Collection[int], *, copies: int = 0) -> float:
    """Combien il serait étonnant qu'une autre personne donne ces mêmes réponses, en bits (Shannon, 1948).

    La plus petite de deux mesures : ce que chaque réponse a de rare parmi celles des autres (Laplace : une voix de plus pour
    chaque code), et le nombre de réponses fois l'entropie de leur répartition. Un accord fort ou « 2 » partout n'étonnent pas.

    `copies` compte les lignes d'un même tableau qui disent cela : elles y sont des voix, sans Laplace, car une équipe unanime
    n'étonne pas.

    >>> surprise(bytes([2] * 100), [], ()), surprise(bytes([0, 1] * 12), [], ())
    (0.0, 24.0)
    >>> surprise(bytes([0, 1] * 12), [], (), copies=14)
    0.0
    """
    given = [(place, code) for place, code in enumerate(codes) if code not in silent]
    counts = Counter(code for _, code in given)
    kinds = max(len(counts), 2)
    spread = sum(count * math.log2(len(given) / count) for count in counts.values())
    rarity = 0.0
    for place, code in given:
        told = [other[place] for other in others if other[place] not in silent]
        same = told.count(code)
        seen = (len(told) + copies, same + copies) if copies else (len(told) + kinds, same + 1)
        rarity += math.log2(seen[0] / seen[1])
    return min(spread, rarity)
