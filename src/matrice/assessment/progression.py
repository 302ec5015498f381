"""D'une évaluation à la suivante : ce qui monte, ce qui descend, ce que l'on n'a pas le droit de comparer.

C'est un progrès déclaré par l'équipe, à comparer avec elle-même ; une seule équipe ne permet aucune
conclusion statistique. Les deux grilles se rejoignent par leurs identifiants : la migration dit ce qui se
retrouve de l'une à l'autre, ce qui part, ce qui arrive, ce qui change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import MatriceError
from ..referentiel import Axis, Characteristic, Dimension, Referentiel, Scale
from ..text import NBSP, date, plural, quoted, rounded, series
from .campaign import AxisResult, DimensionResult, Grain, ItemResult, Profile, Standing

if TYPE_CHECKING:
    import pandas as pd


# --- d'une grille à la suivante -------------------------------------------------------------------

_Element = Axis | Dimension | Characteristic


@dataclass(frozen=True, slots=True)
class Migration:
    """Ce qui a changé d'une grille à l'autre, par identifiant.

    `gone` et `new` ne se comparent pas ; `reworded` se compare, avec prudence. `reasons` dit pourquoi un
    axe ou une dimension gardés ne se comparent plus, `remarks` ce qu'il faut signaler à côté d'une ligne.
    """

    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    remarks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_neutral(self) -> bool:
        """Vrai si rien n'a changé qui gêne une comparaison."""
        return not (self.gone or self.new or self.reworded or self.reasons or self.notes)


def _migration(before: Referentiel, after: Referentiel, grain: Grain = "item") -> Migration:
    """Renvoie ce qui a changé de la grille `before` à la grille `after`, dans l'ordre de celle-ci.

    Ce que l'on n'a pas coté (les caractéristiques, en mode rapide) ne compte pas.
    """
    if before == after:
        return Migration()
    old, new = _elements(before, grain), _elements(after, grain)
    known = _origins(before, after)
    kept = [identifier for identifier in new if identifier in old and identifier not in known]
    reworded = tuple(one for one in kept if old[one].label != new[one].label)
    moved = [one for one in kept if _parents(before).get(one) != _parents(after).get(one)]
    remarks = dict.fromkeys(moved, "rangé ailleurs dans la grille") | dict.fromkeys(reworded, "libellé réécrit")
    remarks |= {one: _kinship(found, before) for one, found in known.items()}
    heirs = {former for found in known.values() for former in found}
    reasons = {one: why for one in kept if (why := _recomposition(old[one], new[one], grain))}
    rescaled = {one for one in new if _rescaled(one, known.get(one, (one,)), before, after)}
    reasons |= dict.fromkeys(rescaled, "son échelle a changé")
    for axis in after.axes:
        changed = [d.id for d in axis.dimensions if d.id in reasons]
        if (
            axis.id in old and axis.id not in reasons and changed
        ):  # une moyenne de notes qui ne mesurent plus la même chose
            reasons[axis.id] = f"une de ses dimensions ne se compare plus ({changed[0]})"
    return Migration(
        gone=tuple(one for one in old if one not in new and one not in heirs),
        new=tuple(one for one in new if one not in old and one not in known),
        reworded=reworded,
        notes=_scale_notes(before, after),
        reasons=MappingProxyType(reasons),
        remarks=MappingProxyType(remarks),
    )


def _rescaled(identifier: str, former: Iterable[str], before: Referentiel, after: Referentiel) -> bool:
    """Vrai si ce d'où il vient n'avait pas la même échelle."""
    was = [before.scale_of(one) for one in former if one in before.ids]
    now = after.scale_of(identifier)
    return any((one.values, one.credits) != (now.values, now.credits) for one in was)


_Part = Dimension | Characteristic


def _parts(ref: Referentiel) -> tuple[_Part, ...]:
    """Les dimensions et les caractéristiques d'une grille."""
    return (*ref.dimensions, *ref.characteristics)


def _origins(before: Referentiel, after: Referentiel) -> dict[str, dict[str, float]]:
    """Ce dont chaque dimension et chaque caractéristique vient dans la grille d'avant, avec son poids."""
    known = {one.id for one in _parts(before)}
    found = {
        one.id: {origin.id: origin.weight for origin in one.origins if origin.weight and origin.id in known}
        for one in _parts(after)
    }
    return {one: weights for one, weights in found.items() if weights}


def _kinship(weights: Mapping[str, float], before: Referentiel) -> str:
    """« vient de « Dossier » (poids 2) et « Messagerie » (poids 1) »."""
    labels = {one.id: one.label for one in _parts(before)}
    weighed = len(set(weights.values())) > 1
    shown = [f"{quoted(labels[one])}{f' (poids {weight:g})' if weighed else ''}" for one, weight in weights.items()]
    return f"vient de {series(shown)}"


def _elements(ref: Referentiel, grain: Grain) -> dict[str, _Element]:
    """Les axes, dimensions et caractéristiques que l'on a cotés ou qui en résument d'autres, par identifiant."""
    found: dict[str, _Element] = {axis.id: axis for axis in ref.axes}
    if grain != "axis":
        found |= {dimension.id: dimension for dimension in ref.dimensions}
    if grain == "item":
        found |= {item.id: item for item in ref.characteristics}
    return found


def _parents(ref: Referentiel) -> dict[str, str]:
    """Où chaque dimension et chaque caractéristique est rangée."""
    found = {d.id: axis.id for axis in ref.axes for d in axis.dimensions}
    return found | {item.id: d.id for d in ref.dimensions for item in d.characteristics}


def _recomposition(old: _Element, new: _Element, grain: Grain) -> str:
    """Pourquoi la note d'un axe ou d'une dimension ne mesure plus la même chose, ou un texte vide.

    Ce qui a été coté directement ne se recompose pas.
    """
    if isinstance(old, Axis) and isinstance(new, Axis) and grain != "axis":
        what, before, after = "dimensions", _weights(old.dimensions), _weights(new.dimensions)
    elif isinstance(old, Dimension) and isinstance(new, Dimension) and grain == "item":
        what, before, after = "caractéristiques", _weights(old.characteristics), _weights(new.characteristics)
        homes = [{one.id: one.level for one in each.characteristics} for each in (old, new)]
        if before.keys() == after.keys() and homes[0] != homes[1]:
            return "ses caractéristiques ne sont plus aux mêmes niveaux"
    else:
        return "" if type(old) is type(new) else "son identifiant désignait autre chose"
    if before.keys() != after.keys():
        return f"ses {what} ne sont plus les mêmes"
    return "" if before == after else f"les poids de ses {what} ont changé"


def _weights(parts: Sequence[Dimension | Characteristic]) -> dict[str, float]:
    """Les parties d'un axe ou d'une dimension, et leur poids."""
    return {part.id: part.weight for part in parts}


def _scale_notes(before: Referentiel, after: Referentiel) -> tuple[str, ...]:
    """Des niveaux de même valeur mais d'un autre nom ou d'un autre ancrage : comparables, à signaler."""
    both = (one for one in after.ids if one in before.ids and not _rescaled(one, (one,), before, after))
    pairs = ((before.scale_of(one).levels, after.scale_of(one).levels) for one in both)
    words = (
        new.value for each in dict.fromkeys(pairs) for old, new in zip(*each, strict=True)
        if (old.label, old.anchor) != (new.label, new.anchor)
    )  # fmt: skip
    changed = [str(value) for value in sorted(set(words))]
    if not changed:
        return ()
    return (
        f"Les mots de l’échelle ont changé (niveaux {', '.join(changed)})\u00a0: lire la comparaison avec prudence.",
    )


# --- d'une évaluation à la suivante ---------------------------------------------------------------

_COLUMNS = [
    "id", "label", "axis", "trend", "score_before", "score_after", "level_before", "level_after",
    "reason", "note",
]  # fmt: skip
_Result = ItemResult | DimensionResult | AxisResult


class Trend(StrEnum):
    """Ce qui est arrivé à un résultat d'une évaluation à la suivante."""

    UP = "en hausse"
    STABLE = "stable"
    DOWN = "en baisse"
    NOT_COMPARABLE = "non comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """Une question, une dimension ou un axe, avant et après.

    `scores` (0–100) et `levels` (valeurs) sont des paires (avant, après) ; `None` quand il n'y en a pas. `reason` dit
    pourquoi l'on ne compare pas, `note` ce qu'il faut savoir quand on compare.
    """

    id: str
    label: str
    axis: str
    trend: Trend
    scores: tuple[float | None, float | None] = (None, None)
    levels: tuple[int | None, int | None] = (None, None)
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

    def rows(self, by: Grain = "dimension") -> tuple[Change, ...]:
        """Les lignes à cette finesse."""
        return {"item": self.items, "dimension": self.dimensions, "axis": self.axes}[by]

    def to_frame(self, by: Grain = "dimension") -> pd.DataFrame:
        """Renvoie un tableau, une ligne par dimension (ou « item », « axis ») : avant, après, sens, raison.

        Colonnes : `id, label, axis, trend, score_before, score_after, level_before, level_after, reason,
        note`.
        """
        import pandas as pd  # 0,4 s à charger : seulement quand un tableau est demandé

        rows = [
            (one.id, one.label, one.axis, str(one.trend), *one.scores, *one.levels, one.reason, one.note)
            for one in self.rows(by)
        ]
        frame = pd.DataFrame(rows, columns=_COLUMNS)
        whole = [name for name in _COLUMNS if name.startswith("level")]
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
    mixed = before.form.kind != after.form.kind
    moved, wall = _migration(before.ref, after.ref, after.grain), _barrier(before, after)
    known = {} if before.ref == after.ref else _origins(before.ref, after.ref)

    def compared(old: Sequence[_Result], new: Sequence[_Result]) -> tuple[Change, ...]:
        earlier = {one.id: one for one in old}
        pairs = [(_inherited(one.id, earlier, known, before.ref), one) for one in new]
        return tuple(_change(was, one, moved, wall, mixed=mixed) for was, one in pairs)

    shared = _shared_parts(before, after)
    dimensions = tuple(
        _narrowed(change, shared.get(change.id)) for change in compared(before.dimensions, after.dimensions)
    )
    return Progression(
        after.team, before.on, after.on,
        _without_narrowed(compared(before.axes, after.axes), shared, after.ref), dimensions,
        compared(before.items, after.items), moved, wall, (*_cautions(before, after), *moved.notes),
    )  # fmt: skip


def _inherited(
    identifier: str, earlier: Mapping[str, _Result], known: Mapping[str, Mapping[str, float]], ref: Referentiel
) -> _Result | None:
    """Le résultat d'avant : celui du même identifiant, ou ce que donnent ensemble les origines que la grille nomme.

    Les sans objet ne comptent pas ; une origine sans note laisse l'ensemble sans note.
    """
    weights = known.get(identifier)
    if weights is None:
        return earlier.get(identifier)
    parts = [(earlier[one], weight) for one, weight in weights.items() if one in earlier]
    if len(parts) < 2:
        return parts[0][0] if parts else None
    counted = [(one, weight) for one, weight in parts if one.standing is not Standing.NOT_APPLICABLE]
    missing = next((one for one, _ in counted if one.score is None), None)
    if missing is not None or not counted:
        return missing or parts[0][0]
    score, level = _pooled(
        [(one.score or 0.0, one.level or 0, weight) for one, weight in counted], ref.scale_of(counted[0][0].id)
    )
    return replace(counted[0][0], score=score, level=level)


def _pooled(parts: Sequence[tuple[float, int, float]], scale: Scale) -> _Told:
    """La note et le niveau de plusieurs parties (note, niveau, poids) : moyenne, et règle de la majorité, poids compris."""
    base = sum(weight for *_, weight in parts)
    score = sum(score * weight for score, _, weight in parts) / base
    reached = [
        value for value in scale.values if 2 * sum(w for _, level, w in parts if level >= value) > base * (1 + 1e-9)
    ]
    return score, max(reached, default=scale.values[0])


# Un énoncé peut n'avoir été posé qu'une des deux fois : la dimension se compare alors sur ceux qui l'ont été les deux fois.


_Told = tuple[float, int]  # une note, un niveau


@dataclass(frozen=True, slots=True)
class _Shared:
    """Une dimension sur les énoncés posés les deux fois : sa note et son niveau, avant puis après, et combien d'énoncés sur combien."""

    told: tuple[_Told, _Told] | None
    kept: int
    total: int


def _shared_parts(before: Profile, after: Profile) -> dict[str, _Shared]:
    """Les dimensions dont un énoncé n'a été posé qu'une des deux fois, réduites aux autres."""
    if before.ref != after.ref:
        return {}
    weights = {one.id: one.weight for one in after.ref.characteristics}
    found = {}
    for old, new in zip(before.dimensions, after.dimensions, strict=True):
        posed = [{item.id for item in one.items if item.standing is not Standing.NOT_ASKED} for one in (old, new)]
        if old.grain != "item" or new.grain != "item" or posed[0] == posed[1]:
            continue
        both = posed[0] & posed[1]
        was, now = (_on_shared(one, both, weights, after.ref) for one in (old, new))
        told = None if was is None or now is None or 2 * len(both) < new.total else (was, now)
        found[new.id] = _Shared(told, len(both), new.total)
    return found


def _on_shared(result: DimensionResult, kept: set[str], weights: Mapping[str, float], ref: Referentiel) -> _Told | None:
    """La note et le niveau sur ces énoncés, ou ceux que l'équipe a décidés ; `None` si moins de la moitié a une réponse.

    `None` aussi quand le niveau demande tous les énoncés (`by_level`), ou qu'ils n'ont pas l'échelle de leur dimension.
    """
    if result.decision is not None:
        return None if result.score is None or result.level is None else (result.score, result.level)
    counted = [
        item for item in result.items
        if item.id in kept and weights[item.id] > 0 and item.standing is not Standing.NOT_APPLICABLE
    ]  # fmt: skip
    noted = [(item.score, item.level, weights[item.id]) for item in counted if item.score is not None]
    scale = ref.scale_of(result.id)
    mixed = ref.dimension(result.id).by_level or any(ref.scale_of(item.id) is not scale for item in counted)
    if not noted or 2 * len(noted) < len(counted) or mixed:
        return None
    return _pooled([(score, level or 0, weight) for score, level, weight in noted], scale)


def _narrowed(change: Change, shared: _Shared | None) -> Change:
    """La dimension comparée sur les seuls énoncés posés les deux fois, ou pas du tout s'ils sont trop peu."""
    if shared is None or (change.trend is Trend.NOT_COMPARABLE and shared.told is None):
        return change
    both = plural(shared.kept, "énoncé posé", "énoncés posés")
    if shared.told is None:
        reason = f"seulement {both} les deux fois, sur {shared.total}"
        return replace(change, trend=Trend.NOT_COMPARABLE, reason=reason)
    (was, level), (now, reached) = shared.told
    note = f"{NBSP}; ".join(filter(None, (change.note, f"sur {both} les deux fois, de {shared.total}")))
    return replace(change, trend=_direction(was, now), scores=(was, now), levels=(level, reached), reason="", note=note)


def _without_narrowed(axes: tuple[Change, ...], shared: Mapping[str, _Shared], ref: Referentiel) -> tuple[Change, ...]:
    """Les axes, sauf ceux dont une dimension ne se compare que sur une partie de ses énoncés : leur moyenne n'est pas la même."""
    apart: dict[str, str] = {}
    for one in shared:
        apart.setdefault(ref.axis_of(one).id, one)

    def kept(axis: Change) -> Change:
        if axis.id not in apart or axis.trend is Trend.NOT_COMPARABLE:
            return axis
        reason = f"une de ses dimensions n’a pas posé les mêmes énoncés ({apart[axis.id]})"
        return replace(axis, trend=Trend.NOT_COMPARABLE, reason=reason)

    return tuple(map(kept, axes))


def _barrier(before: Profile, after: Profile) -> str:
    """Ce qui interdit de comparer quoi que ce soit, ou un texte vide."""
    if before.algorithm != after.algorithm:
        return (
            f"les règles de calcul ont changé (version {before.algorithm}, puis {after.algorithm})\u00a0: recalculez le "
            "premier profil à partir de ses réponses"
        )
    both = [one for one in after.ref.ids if one in before.ref.ids]
    if both and all(_rescaled(one, (one,), before.ref, after.ref) for one in both):
        return "l’échelle a changé"
    kinds = {before.form.kind, after.form.kind}
    if len(kinds) > 1 and ("stades et énoncés" not in kinds or "axes" in kinds):
        return "l’équipe n’a pas coté à la même finesse (caractéristiques, dimensions ou axes)"
    return ""


_FROM = {"item": "des énoncés", "dimension": "d’une réponse directe", "axis": "des axes"}


def _other_form(old: _Result | None, new: _Result, mixed: bool) -> str:
    """Pourquoi un niveau ne vient pas de la même question aux deux fois, ou un texte vide."""
    if mixed and isinstance(new, AxisResult):
        return "le questionnaire n’est pas le même"
    grains = [one.grain if isinstance(one, DimensionResult) else None for one in (old, new)]
    if None in grains or grains[0] == grains[1]:
        return ""
    return f"son niveau venait {_FROM[grains[0] or 'item']}, puis {_FROM[grains[1] or 'item']}"


def _cautions(before: Profile, after: Profile) -> list[str]:
    """Ce qu'il faut savoir avant de lire une progression."""
    notes = []
    if before.form.kind != after.form.kind:
        notes.append(
            f"Le questionnaire n’est pas le même\u00a0: {before.form.kind}, puis {after.form.kind}. Une dimension dont le niveau ne "
            "vient pas de la même question n’est pas comparée, les axes non plus."
        )
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


def _change(old: _Result | None, new: _Result, moved: Migration, wall: str, *, mixed: bool) -> Change:
    """Un résultat avant et après. Les valeurs restent lisibles même quand on ne les compare pas."""
    scores = (old.score if old else None, new.score)
    levels = (old.level if old else None, new.level)
    reason = wall or moved.reasons.get(new.id, "") or _other_form(old, new, mixed) or _absence(old, new)
    by_level = isinstance(new, ItemResult)
    notes = (moved.remarks.get(new.id, ""), _overruling_note(old, new))
    return Change(
        new.id, new.label, new.id if isinstance(new, AxisResult) else new.axis,
        Trend.NOT_COMPARABLE if reason else _direction(*levels) if by_level else _direction(*scores),
        scores, levels, reason, "\u00a0; ".join(filter(None, notes)),
    )  # fmt: skip


def _absence(old: _Result | None, new: _Result) -> str:
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


def _direction(before: float | None, after: float | None) -> Trend:
    """Le sens, sur des notes arrondies : « 50 » puis « 50 » à l'impression ne montent pas.

    >>> str(_direction(50.1, 50.3)), str(_direction(50.3, 66.7)), str(_direction(None, 0))
    ('stable', 'en hausse', 'non comparable')
    """
    if before is None or after is None:
        return Trend.NOT_COMPARABLE
    step = rounded(after) - rounded(before)
    return Trend.UP if step > 0 else Trend.DOWN if step < 0 else Trend.STABLE


def _overruling_note(old: _Result | None, new: _Result) -> str:
    """Ce que l'on compare quand l'équipe a décidé contre ses réponses : sa décision."""
    both = [isinstance(one, DimensionResult) and one.overruled is not None for one in (old, new)]
    if not any(both):
        return ""
    when = "les deux fois" if all(both) else "la première fois" if both[0] else "cette fois"
    return f"niveau décidé {when} par l’équipe contre ses réponses"
