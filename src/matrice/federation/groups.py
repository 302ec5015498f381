"""À qui une équipe se compare : des groupes disjoints, assez grands, les mêmes pour tout le monde.

Les groupes partagent la cohorte d'une année : chaque équipe en a un et un seul, elle-même comprise. Deux groupes
n'ont donc aucune équipe en commun, et la différence de deux réunions de groupes en est toujours une autre : aucune
soustraction ne laisse moins d'équipes que le seuil.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..referentiel import Referentiel
from ..text import NBSP, folded, quoted, series, shortened
from .cohort import Cohort
from .disclosure import Policy
from .disclosure.policy import check_policy
from .places import map_distance

Criterion = Literal["region", "territory", "age", "size", "rurality"]
_Rows = NDArray[np.intp]

# Le premier critère se garde le plus longtemps : on élargit en lâchant la densité, puis la taille, puis l'âge.
DEFAULT_CRITERIA: tuple[Criterion, ...] = ("age", "size", "rurality")
EVERYONE = "toutes les équipes"
_UNORDERED = ("region", "territory")  # leurs classes n'ont pas de voisines
_MISSING = {
    "region": "région non donnée", "territory": "territoire non donné", "age": "âge non donné",
    "size": "taille non donnée", "rurality": "densité non donnée",
}  # fmt: skip
_NAMED: dict[str, Criterion] = {
    "région": "region", "territoire": "territory", "âge": "age", "taille": "size", "ruralité": "rurality",
}  # fmt: skip
_MEANT = {folded(name): one for french, one in _NAMED.items() for name in (french, one)}
_DENSITY = {"dense": "communes denses", "intermédiaire": "densité intermédiaire", "rural": "communes rurales"}
_WORDING: dict[str, Callable[[str], str]] = {
    "size": lambda label: f"{label}{NBSP}professionnels",
    "rurality": lambda label: _DENSITY.get(label, label),
}


@dataclass(frozen=True, slots=True, eq=False)
class _PeerGroup:
    """Un groupe de comparaison : ce qui le définit, en français, et ses lignes dans la cohorte de l'année."""

    label: str
    rows: _Rows = field(repr=False)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class PeerGroups:
    """Les groupes d'une année ; `member` (n,) donne le rang du groupe de chaque ligne."""

    groups: tuple[_PeerGroup, ...]
    member: NDArray[np.int32] = field(repr=False)
    criteria: tuple[Criterion, ...]

    def __iter__(self) -> Iterator[_PeerGroup]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)

    def of(self, row: int) -> _PeerGroup:
        """Le groupe de cette ligne de la cohorte de l'année."""
        return self.groups[int(self.member[row])]


def named_criteria(criteria: str | Sequence[str]) -> tuple[Criterion, ...]:
    """Renvoie ces critères, nommés comme dans une table (« territoire », « taille ») ou en anglais ; `InputError` sinon."""
    asked = [criteria] if isinstance(criteria, str) else list(criteria)
    foreign = [
        Problem(f"le critère {quoted(shortened(str(one)))} est inconnu\u00a0: choisissez parmi {series(list(_NAMED))}.",
                column="criteria")
        for one in asked if folded(str(one)) not in _MEANT
    ]  # fmt: skip
    if foreign:
        raise InputError(foreign, subject="Groupes refusés")
    return tuple(_MEANT[folded(str(one))] for one in asked)


def peer_groups(cohort: Cohort, policy: Policy, criteria: Sequence[Criterion] = DEFAULT_CRITERIA) -> PeerGroups:
    """Renvoie les groupes de comparaison d'une cohorte d'une seule année.

    Args:
        cohort: une ligne par équipe.
        policy: son seuil est le plus petit groupe.
        criteria: du plus important au moins important ; le dernier est lâché le premier.

    Returns:
        Des groupes qui partagent la cohorte, chacun d'au moins `policy.threshold` équipes (un seul groupe, trop
        petit pour être diffusé, quand la cohorte l'est elle-même).

    On sépare par le premier critère, puis chaque part par le suivant. Une classe trop petite rejoint la plus petite
    de ses voisines ; un critère qui ne sépare plus rien arrête l'affinage.
    """
    groups = tuple(_refine(cohort, np.arange(len(cohort)), tuple(criteria), (), policy.threshold))
    member = np.zeros(len(cohort), dtype=np.int32)
    for rank, group in enumerate(groups):
        member[group.rows] = rank
    member.setflags(write=False)
    return PeerGroups(groups, member, tuple(criteria))


def _refine(
    cohort: Cohort, rows: _Rows, criteria: tuple[Criterion, ...], words: tuple[str, ...], floor: int
) -> Iterator[_PeerGroup]:
    """Les groupes que l'on peut former de ces lignes, du premier critère au dernier."""
    parts = _separate(cohort, rows, criteria[0], floor) if criteria else [("", rows)]
    for label, own in parts:
        if label:
            # Un territoire dit sa région : elle ne se nomme pas deux fois.
            kept = words[:-1] if criteria[0] == "territory" and label != _MISSING["territory"] else words
            yield from _refine(cohort, own, criteria[1:], (*kept, label), floor)
        else:
            yield _PeerGroup(", ".join(words) or EVERYONE, own)


def _separate(cohort: Cohort, rows: _Rows, criterion: Criterion, floor: int) -> list[tuple[str, _Rows]]:
    """Ces lignes séparées par un critère, les classes trop petites réunies ; un libellé vide dit qu'il ne sépare plus."""
    descriptor = getattr(cohort, criterion)
    codes = descriptor.codes[rows]
    present = sorted({int(code) for code in np.unique(codes)}, key=lambda code: (code < 0, code))
    sizes = [int((codes == code).sum()) for code in present]
    words = [_class_label(criterion, descriptor.labels, code) for code in present]
    found = []
    placed = [[map_distance(one, other) for other in words] for one in words] if criterion in _UNORDERED else None
    for part in merge_small(sizes, floor, neighbours=placed is None, gaps=placed):
        own = rows[np.isin(codes, [present[rank] for rank in part])]
        everything = len(part) == len(present) > 1
        joined = series([words[rank] for rank in part], "et" if criterion in _UNORDERED else "ou")
        found.append(("" if everything else joined, own))
    return found


def _class_label(criterion: Criterion, labels: Sequence[str], code: int) -> str:
    """Une classe en français : « 15 à 30 professionnels », « densité non donnée »."""
    return _MISSING[criterion] if code < 0 else _WORDING.get(criterion, str)(labels[code])


def merge_small(
    sizes: Sequence[int], floor: int, *, neighbours: bool, gaps: Sequence[Sequence[int]] | None = None
) -> list[tuple[int, ...]]:
    """Renvoie des classes réunies pour que chacune ait au moins `floor` équipes.

    Args:
        sizes: l'effectif de chaque classe.
        floor: l'effectif voulu.
        neighbours: ne réunir que des classes voisines (elles sont ordonnées).
        gaps: l'écart de deux classes, forme (n, n), quand une carte le dit mieux que leur ordre.

    La plus petite rejoint la plus proche, la plus petite à égalité, jusqu'à ce que toutes suffisent ou qu'il n'en reste qu'une :
    la cellule gardée pour protéger une cellule trop petite est ainsi sa voisine la moins coûteuse.

    >>> merge_small([40, 4, 20], 11, neighbours=True)
    [(0,), (1, 2)]
    >>> merge_small([4, 40, 30, 5], 11, neighbours=False)
    [(0, 2, 3), (1,)]
    """

    def gap(one: tuple[int, ...], other: tuple[int, ...]) -> int:
        if gaps is not None:
            return min(gaps[here][there] for here in one for there in other)
        return max(one[0] - other[-1], other[0] - one[-1]) if neighbours else 0

    parts: list[tuple[tuple[int, ...], int]] = [((rank,), size) for rank, size in enumerate(sizes)]
    while len(parts) > 1:
        least, size = min(parts, key=lambda part: part[1])
        if size >= floor:
            break
        rest = [part for part in parts if part[0] != least]
        joined = min(rest, key=lambda part: (gap(least, part[0]), part[1]))
        parts = sorted(
            [part for part in rest if part is not joined] + [(tuple(sorted(least + joined[0])), size + joined[1])]
        )
    return [ranks for ranks, _ in parts]


def whole_group(now: Cohort) -> PeerGroups:
    """Un seul groupe : toutes les équipes de l'année."""
    member: NDArray[np.int32] = np.zeros(len(now), dtype=np.int32)
    return PeerGroups((_PeerGroup(EVERYONE, np.arange(len(now))),), member, ())


def natural_cut(now: Cohort) -> Literal["region", "territory"]:
    """Renvoie le découpage d'une année : les territoires quand elle n'a qu'une région, les régions sinon."""
    regions, places = (set(one.codes[one.codes >= 0].tolist()) for one in (now.region, now.territory))
    return "territory" if len(regions) < 2 <= len(places) else "region"


def asked_cut(now: Cohort, by: str | None) -> Criterion:
    """Renvoie le découpage demandé d'un rapport, le naturel si l'on n'en demande pas ; `InputError` s'il n'est pas un lieu."""
    cut = _MEANT.get(folded(str(by))) if by is not None else natural_cut(now)
    if cut not in _UNORDERED:
        said = f"le découpage {quoted(shortened(str(by)))} n’est pas un lieu\u00a0: ce sera {quoted('region')} ou {quoted('territoire')}."
        raise InputError([Problem(said, column="by")], subject="Rapport refusé")
    return cut


def teams_of_year(cohort: Cohort, year: int | None) -> tuple[Cohort, int]:
    """Renvoie les équipes d'une année (la dernière, par défaut) et cette année ; `InputError` s'il n'y en a pas."""
    year = cohort.latest if year is None else year
    now = cohort.year(year)
    if not len(now):
        known = series([str(one) for one in np.unique(cohort.years).tolist()]) or "aucune année"
        said = f"aucune équipe en {year}\u00a0: la cohorte porte {known}."
        raise InputError([Problem(said, column="year")], subject="Année refusée")
    return now, year


def peers_of(now: Cohort, policy: Policy, criteria: str | Sequence[str]) -> PeerGroups:
    """Le partage d'une année selon ces critères."""
    return peer_groups(now, check_policy(policy), named_criteria(criteria))


def target_rank(ref: Referentiel, target: int | None) -> int:
    """Le rang du niveau visé dans l'échelle."""
    values = ref.scale.values
    if target is None:
        return len(values) // 2
    if target not in values[1:]:
        raise InputError(
            [Problem(
                f"le niveau visé {target} n’est pas au-dessus du plus bas de l’échelle\u00a0: choisissez parmi "
                f"{', '.join(map(str, values[1:]))}.", column="target",
            )],
            subject="Rapport refusé",
        )  # fmt: skip
    return values.index(target)


def checked_goals(ref: Referentiel, goals: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Les buts, dans l'ordre de la grille ; toutes les fautes d'un coup."""
    known = [one.id for one in ref.dimensions]
    problems = [
        Problem(
            f"aucune dimension {quoted(shortened(name))}\u00a0: choisissez parmi {', '.join(known)}.", column="goals"
        )
        if name not in known
        else Problem(f"le but de {quoted(name)} va de 1 à 100 points.", column="goals")
        for name, points in goals.items()
        if name not in known or not 1 <= points <= 100
    ]
    if problems:
        raise InputError(problems, subject="Rapport refusé")
    return tuple((name, goals[name]) for name in known if name in goals)
