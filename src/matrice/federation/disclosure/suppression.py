"""Ce qui se tait pour que rien ne se devine dans un tableau avec ses marges.

Secret primaire : trop peu d'équipes (A), ou une équipe qui fait presque toute la case (B). Secret secondaire
(D) : sans lui, une soustraction dans la marge rendrait la case. On retient en plus la plus petite valeur totale telle que
personne ne puisse borner une case primaire de plus près que sa protection : ni un lecteur, ni une équipe
seule dans sa case, qui connaît sa propre valeur. Fischetti et Salazar-González, *Management Science*, 2001.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...solver import INFINITE, INSTALL, Row, is_installed, minimise
from .policy import DisclosureError, Policy, check_policy
from .released import KEY, Kind, Reason, ReleasedTable, Withheld
from .releasing import DOMINANCE, step_of, to_step

# Le secret d'un tableau avec marges : cases retenues d'office, puis celles qui les protègent, au plus juste

Status = Literal["V", "A", "B", "D"]
_PROTECTION = 0.10  # une case retenue reste incertaine d'au moins 10 % de chaque côté
_LARGEST = 400  # cases, marges comprises : au-delà, le choix exact n'est plus l'affaire de quelques secondes
_REPLAYED = 10_000  # attaques rejouées sans solveur, avant de renoncer : quelques secondes
_TOLERANCE = 1e-6
_NO_WAY = "Tableau refusé\u00a0: aucune façon de retenir des cases ne le protège."
_Floats = NDArray[np.float64]


class Table(NamedTuple):
    """Un tableau avec ses marges, à plat : `(rows + 1) × (columns + 1)` cases."""

    rows: int
    columns: int
    values: tuple[float, ...]
    counts: tuple[int, ...]
    maxima: tuple[float, ...]

    @property
    def relations(self) -> list[dict[int, float]]:
        """Chaque ligne et chaque colonne, moins sa marge, fait zéro."""
        wide = self.columns + 1
        across = [[row * wide + column for column in range(wide)] for row in range(self.rows + 1)]
        down = [[row * wide + column for row in range(self.rows + 1)] for column in range(wide)]
        return [dict.fromkeys(line[:-1], 1.0) | {line[-1]: -1.0} for line in (*across, *down)]

    def inner(self, cell: int) -> bool:
        """Vrai si la case n'est pas une marge."""
        row, column = divmod(cell, self.columns + 1)
        return row < self.rows and column < self.columns

    def ends(self, cell: int) -> tuple[int, int]:
        """Les deux relations où la case se trouve, de celle qui la donne à celle qui la reçoit : une ligne, une colonne."""
        row, column = divmod(cell, self.columns + 1)
        across, down = row, self.rows + 1 + column
        margins = (row == self.rows) + (column == self.columns)
        return (down, across) if margins == 1 else (across, down)

    def holds(self, margin: int, cell: int) -> bool:
        """Vrai si la case (un rang, ou −1) est une part de cette marge."""
        (row, column), (own_row, own_column) = divmod(margin, self.columns + 1), divmod(cell, self.columns + 1)
        return (
            cell >= 0
            and not self.inner(margin)
            and row in (self.rows, own_row)
            and column in (self.columns, own_column)
        )


class _Attack(NamedTuple):
    """Quelqu'un qui cherche la case `target` dans un sens ; `known` est sa propre case, ou −1 pour un lecteur."""

    target: int
    known: int
    sign: int
    amount: float


def protect_table(
    values: ArrayLike,
    counts: ArrayLike,
    maxima: ArrayLike,
    policy: Policy,
    *,
    kind: Kind = "hours",
    protection: float = _PROTECTION,
) -> ReleasedTable:
    """Renvoie le tableau diffusé, marges comprises : chaque case y est une valeur arrondie, ou une absence.

    Args:
        values: sommes par case (heures, euros), positives ; une ligne par modalité, sans les marges.
        counts: nombre d'équipes de chaque case. Une équipe n'est que dans une case.
        maxima: la plus grande valeur d'une seule équipe dans chaque case.
        kind: ce que l'on somme, qui donne l'arrondi.
        protection: incertitude laissée de chaque côté d'une case retenue (0,10 au moins).

    Raises:
        DisclosureError: des tableaux de formes différentes, une valeur négative ou absente, un tableau trop grand.
    """
    table = with_margins(values, counts, maxima)
    statuses = suppress(table, check_policy(policy), protection)
    step, wide = step_of(kind, policy), table.columns + 1
    cells = [
        to_step(value, step) if status == "V" else Withheld(Reason.SECRET)
        for value, status in zip(table.values, statuses, strict=True)
    ]
    return ReleasedTable(KEY, tuple(tuple(cells[at : at + wide]) for at in range(0, len(cells), wide)), kind)


def with_margins(values: ArrayLike, counts: ArrayLike, maxima: ArrayLike) -> Table:
    """Le tableau vérifié, avec ses marges."""
    value, count, largest = (np.asarray(one, dtype=np.float64) for one in (values, counts, maxima))
    if value.ndim != 2 or not value.size or not value.shape == count.shape == largest.shape:
        raise DisclosureError(
            "Tableau refusé\u00a0: valeurs, effectifs et maximums ont la même forme, lignes × colonnes."
        )
    if not all(np.isfinite(one).all() and (one >= 0).all() for one in (value, count, largest)):
        raise DisclosureError(
            "Tableau refusé\u00a0: chaque case est un nombre positif ou nul\u00a0; une case vide vaut zéro."
        )
    if (value.shape[0] + 1) * (value.shape[1] + 1) > _LARGEST:
        raise DisclosureError(
            f"Tableau refusé\u00a0: {_LARGEST}\u00a0cases au plus, marges comprises. Coupez-le, ou regroupez des lignes."
        )
    rows, columns = value.shape
    teams = tuple(int(one) for one in _add_margins(count, "sum"))
    return Table(rows, columns, _add_margins(value, "sum"), teams, _add_margins(largest, "max"))


def _add_margins(inner: _Floats, how: Literal["sum", "max"]) -> tuple[float, ...]:
    """Le tableau et ses marges, à plat : sommes, ou plus grande valeur."""
    margin = np.add if how == "sum" else np.maximum
    across = np.hstack([inner, margin.reduce(inner, axis=1, keepdims=True)])
    return tuple(np.vstack([across, margin.reduce(across, axis=0, keepdims=True)]).ravel().tolist())


def primary_cells(table: Table, policy: Policy) -> dict[int, Status]:
    """Les cases retenues d'office, et pourquoi ; une case sans équipe ne désigne personne."""
    found: dict[int, Status] = {}
    for cell, (value, count, largest) in enumerate(zip(table.values, table.counts, table.maxima, strict=True)):
        if 0 < count < policy.threshold:
            found[cell] = "A"
        elif count and largest > DOMINANCE * value:
            found[cell] = "B"
    return found


def suppress(table: Table, policy: Policy, protection: float) -> tuple[Status, ...]:
    """Le statut de chaque case, à plat."""
    if not _PROTECTION <= protection < 1:
        raise DisclosureError("Tableau refusé\u00a0: la protection va de 0,10 à moins de 1.")
    first = primary_cells(table, policy)
    every = attacks(table, first, protection)
    hidden = _solved_cells(table, set(first), every) if is_installed() else _tried_cells(table, set(first), every)
    return tuple(first.get(cell, "D" if cell in hidden else "V") for cell in range(len(table.values)))


def _solved_cells(table: Table, first: set[int], every: Sequence[_Attack]) -> set[int]:
    """Les cases à retenir, de plus petite valeur totale, par le solveur.

    On résout avec les seules attaques qui réussissent encore, puis on les rejoue toutes : quand aucune ne réussit,
    la solution est la meilleure pour toutes.
    """
    hidden, met = first, list[_Attack]()
    while open_attacks := [attack for attack in every if reach(table, hidden, attack) < 1 - _TOLERANCE]:
        if set(open_attacks) <= set(met):
            raise DisclosureError(_NO_WAY)
        met += [attack for attack in open_attacks if attack not in met]
        hidden = _cheapest_cells(table, first, met)
    return hidden


def attacks(table: Table, first: dict[int, Status], protection: float) -> list[_Attack]:
    """Toutes les attaques : chaque case primaire, vers le haut et vers le bas, par un lecteur ou par une équipe seule."""
    smallest = min((value for value in table.values if value > 0), default=1.0)
    alone = [cell for cell in first if table.counts[cell] == 1 and table.inner(cell)]
    found = []
    for target in first:
        for known in (-1, *alone):
            if known == target or (known >= 0 and table.counts[target] == 1 and not table.inner(target)):
                continue  # une équipe ne s'attaque pas elle-même, ni une marge dont elle est la seule part
            rest = table.values[target] - (table.values[known] if table.holds(target, known) else 0.0)
            amount = protection * max(rest, smallest)  # d'une marge où elle est, une équipe n'ignore que le reste
            found.append(_Attack(target, known, 1, amount))
            if rest >= amount:
                found.append(_Attack(target, known, -1, amount))
    return found


def _lower_bounds(table: Table, attack: _Attack) -> list[float]:
    """De combien chaque case peut baisser sans devenir négative, en parts de la protection demandée.

    Aucun écart n'a besoin de la dépasser : dans un tableau à deux entrées, il se décompose en cycles qui passent
    par la case visée.
    """
    return [-min(value / attack.amount, 1.0) for value in table.values]


def reach(table: Table, hidden: set[int], attack: _Attack) -> float:
    """Jusqu'où la case visée peut s'écarter, aux yeux de cet attaquant, de 0 à 1 fois la protection demandée."""
    return _widest(table, hidden, attack)[0]


def _widest(table: Table, hidden: set[int], attack: _Attack) -> tuple[float, set[int]]:
    """L'écart possible, de 0 à 1, et les cases dont l'une au moins devrait être retenue pour qu'il grandisse.

    Un tableau à deux entrées est un réseau : ses lignes et ses colonnes sont des nœuds, chaque case un arc. L'écart est
    un flot maximal qui revient par les autres cases retenues ; ce qui l'arrête est une coupe (Ford et Fulkerson, 1956).
    """
    down = _lower_bounds(table, attack)
    free = {(cell, way): 1.0 if way > 0 else -down[cell] for cell in range(len(down)) for way in (1, -1)}
    end, start = table.ends(attack.target)[:: attack.sign]
    outside = {attack.target, attack.known}
    arcs: dict[int, list[tuple[int, int, int]]] = {}
    for cell in sorted(hidden - outside):
        tail, head = table.ends(cell)
        arcs.setdefault(tail, []).append((cell, 1, head))
        arcs.setdefault(head, []).append((cell, -1, tail))
    sent, most = 0.0, free[attack.target, attack.sign]
    while sent < most:
        reached: dict[int, tuple[tuple[int, int], ...]] = {start: ()}
        waiting = deque([start])
        while waiting and end not in reached:
            node = waiting.popleft()
            for cell, way, there in arcs.get(node, ()):
                if there not in reached and free[cell, way] > _TOLERANCE:
                    reached[there] = (*reached[node], (cell, way))
                    waiting.append(there)
        if end not in reached:
            crossing = {cell for cell in range(len(down)) if sum(one in reached for one in table.ends(cell)) == 1}
            return sent, {cell for cell in crossing - hidden - outside if table.counts[cell]}
        more = min(most - sent, *(free[step] for step in reached[end]))
        sent += more
        for cell, way in reached[end]:
            free[cell, way] -= more
            free[cell, -way] += more
    return sent, set()


def _tried_cells(table: Table, first: set[int], every: Sequence[_Attack]) -> set[int]:
    """Les cases à retenir, de plus petite valeur totale, sans solveur : les ensembles s'essaient du moins cher au plus cher.

    Contre une attaque qui réussit, une case au moins de la coupe doit être retenue : on essaie chacune, et celles déjà
    essayées sont écartées de la suite. Le premier ensemble qui résiste à tout est donc le meilleur.
    """
    order, replayed = itertools.count(), 0
    waiting = [(0.0, next(order), first, set[int]())]
    while replayed < _REPLAYED:
        if not waiting:
            raise DisclosureError(_NO_WAY)
        cost, _, hidden, barred = heapq.heappop(waiting)
        for attack in every:
            replayed += 1
            wide, cut = _widest(table, hidden, attack)
            if wide < 1 - _TOLERANCE:
                break
        else:
            return hidden
        barred = set(barred)
        for cell in sorted(cut - barred, key=lambda one: (table.values[one], one)):
            heapq.heappush(waiting, (cost + table.values[cell], next(order), hidden | {cell}, set(barred)))
            barred.add(cell)
    raise DisclosureError(
        f"Tableau trop grand pour être protégé sans solveur. Coupez-le, regroupez des lignes, ou {INSTALL}."
    )


def _cheapest_cells(table: Table, first: set[int], met: Sequence[_Attack]) -> set[int]:
    """Les cases à retenir, de plus petite valeur totale, contre ces attaques.

    Une variable par case (retenue ou non), puis, pour chaque attaque, un écart par case : permis seulement
    si la case est retenue, compatible avec les marges, entier sur la case visée.
    """
    size = len(table.values)
    lower = [1.0 if cell in first else 0.0 for cell in range(size)]
    upper = [1.0 if table.counts[cell] else 0.0 for cell in range(size)]
    costs = [value / (table.values[-1] or 1.0) for value in table.values]
    rows: list[Row] = []
    for place, attack in enumerate(met, 1):
        start, down = place * size, _lower_bounds(table, attack)
        own = [cell == attack.known for cell in range(size)]
        lower += [0.0 if known else low for known, low in zip(own, down, strict=True)]
        upper += [0.0 if known else 1.0 for known in own]
        aimed = start + attack.target
        lower[aimed], upper[aimed] = (1.0, 1.0) if attack.sign > 0 else (-1.0, -1.0)
        rows += [{start + cell: 1.0, cell: -low} for cell, low in enumerate(down)]
        rows += [{start + cell: -1.0, cell: 1.0} for cell in range(size)]
        rows += [{start + cell: sign for cell, sign in line.items()} for line in table.relations]
    costs += [0.0] * (size * len(met))
    whole = [True] * size + [False] * (size * len(met))
    highs = ([INFINITE] * (2 * size) + [0.0] * len(table.relations)) * len(met)
    found = minimise(costs, rows, [0.0] * len(rows), highs, lower=lower, upper=upper, integer=whole)
    if found is None:
        raise DisclosureError(_NO_WAY)
    return {cell for cell in range(size) if found[cell] == 1}
