"""D'une évaluation à la suivante : ce qui monte, ce qui descend, ce que l'on n'a pas le droit de comparer.

C'est un progrès déclaré par l'équipe, à comparer avec elle-même ; une seule équipe ne permet aucune
conclusion statistique. Les deux grilles se rejoignent par leurs identifiants.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ..errors import MatriceError
from ..text import date, rounded
from .migration import Migration, migration
from .profile import AxisResult, DimensionResult, ItemResult, Profile
from .questions import Grain

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = [
    "id", "label", "axis", "trend", "score_before", "score_after", "level_before", "level_after",
    "palier_before", "palier_after", "reason", "note",
]  # fmt: skip
Result = ItemResult | DimensionResult | AxisResult


class Trend(StrEnum):
    """Ce qui est arrivé à un résultat d'une évaluation à la suivante."""

    UP = "en hausse"
    STABLE = "stable"
    DOWN = "en baisse"
    NOT_COMPARABLE = "non comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """Une question, une dimension ou un axe, avant et après.

    `scores` (0–100), `levels` (valeurs) et `paliers` (caractéristiques en place, dans l'ordre) sont des
    paires (avant, après) ; `None` quand il n'y en a pas. `reason` dit pourquoi l'on ne compare pas, `note` ce
    qu'il faut savoir quand on compare.
    """

    id: str
    label: str
    axis: str
    trend: Trend
    scores: tuple[float | None, float | None] = (None, None)
    levels: tuple[int | None, int | None] = (None, None)
    paliers: tuple[int | None, int | None] = (None, None)
    reason: str = ""
    note: str = ""

    @property
    def level_fell(self) -> bool:
        """Vrai si le niveau d'après est plus bas que celui d'avant."""
        before, after = self.levels
        return self.trend is not Trend.NOT_COMPARABLE and before is not None and after is not None and after < before


@dataclass(frozen=True, slots=True)
class Progression:
    """Ce qui a bougé entre deux évaluations d'une équipe, et ce que l'on ne compare pas.

    Les lignes suivent l'ordre de la grille d'aujourd'hui. `migration` dit ce qui a changé d'une grille à
    l'autre ; `barrier`, ce qui interdit toute comparaison (un texte vide le plus souvent) ; `notes`, ce qu'il
    faut savoir avant de lire.
    """

    team: str
    before: dt.date | None
    after: dt.date | None
    axes: tuple[Change, ...] = field(repr=False)
    dimensions: tuple[Change, ...] = field(repr=False)
    items: tuple[Change, ...] = field(repr=False)
    migration: Migration
    barrier: str = ""
    notes: tuple[str, ...] = ()

    @property
    def lowered(self) -> tuple[Change, ...]:
        """Les niveaux qui ont baissé : les dimensions, puis les questions."""
        known = {one.id for one in self.dimensions}  # en mode rapide, une question est une dimension
        both = (*self.dimensions, *(one for one in self.items if one.id not in known))
        return tuple(one for one in both if one.level_fell)

    def with_trend(self, trend: Trend, by: Grain = "dimension") -> tuple[Change, ...]:
        """Les lignes qui vont dans ce sens."""
        return tuple(one for one in self.rows(by) if one.trend is trend)

    def rows(self, by: Grain = "dimension") -> tuple[Change, ...]:
        """Les lignes à cette finesse."""
        return {"item": self.items, "dimension": self.dimensions, "axis": self.axes}[by]

    def to_frame(self, by: Grain = "dimension") -> pd.DataFrame:
        """Renvoie un tableau, une ligne par dimension (ou « item », « axis ») : avant, après, sens, raison.

        Colonnes : `id, label, axis, trend, score_before, score_after, level_before, level_after, palier_before,
        palier_after, reason, note`.
        """
        import pandas as pd  # 0,4 s à charger : seulement quand un tableau est demandé

        rows = [
            (one.id, one.label, one.axis, str(one.trend), *one.scores, *one.levels, *one.paliers, one.reason, one.note)
            for one in self.rows(by)
        ]
        frame = pd.DataFrame(rows, columns=COLUMNS)
        whole = [name for name in COLUMNS if name.startswith(("level", "palier"))]
        return frame.astype({**dict.fromkeys(whole, "Int64"), "score_before": "float64", "score_after": "float64"})


def progress(before: Profile, after: Profile) -> Progression:
    """Renvoie ce qui a bougé entre deux évaluations d'une même équipe.

    Args:
        before: le profil le plus ancien.
        after: le plus récent.

    Raises:
        MatriceError: `before` est plus récent que `after`.

    Le sens suit la note telle qu'elle s'imprime (dimension, axe) ou le niveau (question). Rien ne se compare
    entre deux versions du calcul, deux échelles ou deux finesses ; une dimension dont les caractéristiques ou
    les poids ont changé ne se compare plus, ses questions gardées si ; un libellé réécrit se compare, signalé.
    """
    if before.on and after.on and before.on > after.on:
        raise MatriceError(
            f"Le premier profil ({date(before.on)}) est plus récent que le second ({date(after.on)})\u00a0: inversez-les."
        )
    moved, wall = migration(before.ref, after.ref, after.grain), barrier(before, after)

    def compared(old: Sequence[Result], new: Sequence[Result]) -> tuple[Change, ...]:
        earlier = {one.id: one for one in old}
        return tuple(change(earlier.get(one.id), one, moved, wall) for one in new)

    return Progression(
        after.team, before.on, after.on,
        compared(before.axes, after.axes), compared(before.dimensions, after.dimensions),
        compared(before.items, after.items), moved, wall, (*cautions(before, after), *moved.notes),
    )  # fmt: skip


def barrier(before: Profile, after: Profile) -> str:
    """Ce qui interdit de comparer quoi que ce soit, ou un texte vide."""
    if before.algorithm != after.algorithm:
        return (
            f"les règles de calcul ont changé (version {before.algorithm}, puis {after.algorithm})\u00a0: recalculez le "
            "premier profil à partir de ses réponses"
        )
    old, new = before.ref.scale, after.ref.scale
    if (old.values, old.credits, old.in_place_index) != (new.values, new.credits, new.in_place_index):
        return "l’échelle a changé"
    if before.grain != after.grain:
        return "l’équipe n’a pas coté à la même finesse (caractéristiques, dimensions ou axes)"
    return ""


def cautions(before: Profile, after: Profile) -> list[str]:
    """Ce qu'il faut savoir avant de lire une progression."""
    notes = []
    if before.team != after.team:
        notes.append(f"Les deux profils ne portent pas le même nom d’équipe\u00a0: {before.team}, puis {after.team}.")
    if before.collective != after.collective:
        which = "premier" if before.collective else "second"
        notes.append(
            f"Le {which} profil vient d’un questionnaire rempli ensemble\u00a0; l’autre, des réponses de chacun."
        )
    if bool(before.decisions) != bool(after.decisions):
        which = "premier" if before.decisions else "second"
        notes.append(f"Seul le {which} profil porte des décisions d’équipe\u00a0; l’autre s’en tient aux votes.")
    return notes


def change(old: Result | None, new: Result, moved: Migration, wall: str) -> Change:
    """Un résultat avant et après. Les valeurs restent lisibles même quand on ne les compare pas."""
    scores = (old.score if old else None, new.score)
    levels = (old.level if old else None, new.level)
    reason = wall or moved.reasons.get(new.id, "") or absence(old, new)
    by_level = isinstance(new, ItemResult)
    notes = (moved.remarks.get(new.id, ""), overruled(old, new))
    return Change(
        new.id, new.label, new.id if isinstance(new, AxisResult) else new.axis,
        Trend.NOT_COMPARABLE if reason else direction(*levels) if by_level else direction(*scores),
        scores, levels, (palier(old), palier(new)), reason, "\u00a0; ".join(filter(None, notes)),
    )  # fmt: skip


def absence(old: Result | None, new: Result) -> str:
    """Pourquoi il manque une des deux valeurs, ou un texte vide."""
    if old is None:
        return "absent de la première grille"
    value = "level" if isinstance(new, ItemResult) else "score"
    missing = [getattr(one, value) is None for one in (old, new)]
    if all(missing):
        same = old.standing is new.standing
        return f"{old.standing} les deux fois" if same else f"{old.standing}, puis {new.standing}"
    if missing[0]:
        return f"{old.standing} la première fois"
    return f"{new.standing} cette fois" if missing[1] else ""


def direction(before: float | None, after: float | None) -> Trend:
    """Le sens, sur des notes arrondies : « 50 » puis « 50 » à l'impression ne montent pas.

    >>> str(direction(50.1, 50.3)), str(direction(50.3, 66.7)), str(direction(None, 0))
    ('stable', 'en hausse', 'non comparable')
    """
    if before is None or after is None:
        return Trend.NOT_COMPARABLE
    step = rounded(after) - rounded(before)
    return Trend.UP if step > 0 else Trend.DOWN if step < 0 else Trend.STABLE


def palier(result: Result | None) -> int | None:
    """Le palier d'une dimension ; une question ou un axe n'en ont pas."""
    return result.palier if isinstance(result, DimensionResult) else None


def overruled(old: Result | None, new: Result) -> str:
    """Pourquoi une des deux évaluations n'a pas de palier : la décision de l'équipe remplace ce que disaient ses réponses."""
    both = [isinstance(one, DimensionResult) and one.overruled is not None for one in (old, new)]
    if not any(both):
        return ""
    when = "les deux fois" if all(both) else "la première fois" if both[0] else "cette fois"
    return f"niveau décidé {when} par l’équipe contre ses réponses\u00a0: les marches ne se comptent pas"
