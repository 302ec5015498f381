"""La seule porte du solveur (HiGHS) : un petit programme linéaire, en nombres entiers ou non.

Muet, sur un seul fil et à graine fixe : les mêmes nombres donnent toujours la même solution. Il est facultatif (extra
`solveur`) : qui l'appelle sait répondre sans lui quand le problème est petit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from .errors import MatriceError

Row = Sequence[float] | Mapping[int, float]
INFINITE = math.inf
INSTALL = 'installez le solveur HiGHS (pip install ".[solveur]", dans le dossier du projet)'


def is_installed() -> bool:
    """Vrai si HiGHS est là ; il n'est pas chargé pour le savoir."""
    return find_spec("highspy") is not None


def minimise(
    costs: Sequence[float],
    rows: Sequence[Row],
    lows: Sequence[float],
    highs: Sequence[float],
    *,
    lower: float | Sequence[float] = 0,
    upper: float | Sequence[float] = 1,
    integer: bool | Sequence[bool] = True,
) -> tuple[float, ...] | None:
    """Renvoie les valeurs `x` qui rendent `Σ costs·x` le plus petit, ou `None` si rien ne convient.

    Args:
        costs: coût de chaque variable ; négatif, il pousse à la prendre.
        rows: une contrainte par ligne, ses coefficients à la suite ou sous la forme {rang: coefficient}.
        lows, highs: ce que chaque ligne vaut au moins, au plus (`math.inf` sans limite).
        lower, upper: bornes des variables, une pour toutes ou une chacune.
        integer: variables entières, toutes ou une à une.

    Raises:
        MatriceError: HiGHS n'est pas installé, ou le problème n'a pas de minimum fini.

    Une variable entière est rendue exactement entière.

    >>> minimise([-6, -5, -4], [[3, 2, 2]], [0], [4])
    (0.0, 1.0, 1.0)
    """
    if not is_installed():
        raise MatriceError(f"Ce calcul demande un solveur\u00a0: {INSTALL}.")
    import highspy

    count = len(costs)
    whole = [integer] * count if isinstance(integer, bool) else list(integer)
    solver = silent()
    for cost, low, high, discrete in zip(costs, each(lower, count), each(upper, count), whole, strict=True):
        solver.addVar(low, high)
        rank = solver.getNumCol() - 1
        solver.changeColCost(rank, cost)
        if discrete:
            solver.changeColIntegrality(rank, highspy.HighsVarType.kInteger)
    for row, low, high in zip(rows, lows, highs, strict=True):
        terms = [
            (rank, value) for rank, value in (row.items() if isinstance(row, Mapping) else enumerate(row)) if value
        ]
        solver.addRow(low, high, len(terms), [rank for rank, _ in terms], [value for _, value in terms])
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        solver.setOptionValue("presolve", "off")  # lui seul confond les deux
        solver.run()
    return outcome(solver, whole)


def silent() -> Any:
    """Un solveur neuf, muet et répétable."""
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - le nom est celui de HiGHS
            # Appelé pendant la construction, où HiGHS imprime son nom et sa licence avant que l'on ait pu régler quoi que ce soit.
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    solver: Any = Silent()  # type: ignore[no-untyped-call]
    options = {"output_flag": False, "threads": 1, "random_seed": 0, "parallel": "off", "mip_rel_gap": 0.0}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver


def outcome(solver: Any, whole: Sequence[bool]) -> tuple[float, ...] | None:
    """La solution optimale, `None` quand les contraintes se contredisent."""
    import highspy

    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
        raise MatriceError("Le calcul n’a pas abouti\u00a0: le problème n’a pas de minimum.")
    values = solver.getSolution().col_value
    return tuple(
        float(round(value)) if discrete else float(value) for value, discrete in zip(values, whole, strict=True)
    )


def each(bound: float | Sequence[float], count: int) -> Sequence[float]:
    return [bound] * count if isinstance(bound, int | float) else bound
