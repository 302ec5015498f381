"""D'une grille à la suivante : ce qui se retrouve par son identifiant, ce qui part, ce qui arrive, ce qui change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ..referentiel import Axis, Characteristic, Dimension, Referentiel
from .questions import Grain

Element = Axis | Dimension | Characteristic


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


def migration(before: Referentiel, after: Referentiel, grain: Grain = "item") -> Migration:
    """Renvoie ce qui a changé de la grille `before` à la grille `after`, dans l'ordre de celle-ci.

    Ce que l'on n'a pas coté (les caractéristiques, en mode rapide) ne compte pas.
    """
    if before == after:
        return Migration()
    old, new = elements(before, grain), elements(after, grain)
    kept = [identifier for identifier in new if identifier in old]
    reworded = tuple(one for one in kept if old[one].label != new[one].label)
    moved = [one for one in kept if parents(before).get(one) != parents(after).get(one)]
    remarks = dict.fromkeys(moved, "rangé ailleurs dans la grille") | dict.fromkeys(reworded, "libellé réécrit")
    reasons = {one: why for one in kept if (why := recomposed(old[one], new[one], grain))}
    for axis in after.axes:
        changed = [d.id for d in axis.dimensions if d.id in reasons]
        if (
            axis.id in old and axis.id not in reasons and changed
        ):  # une moyenne de notes qui ne mesurent plus la même chose
            reasons[axis.id] = f"une de ses dimensions ne se compare plus ({changed[0]})"
    return Migration(
        gone=tuple(one for one in old if one not in new),
        new=tuple(one for one in new if one not in old),
        reworded=reworded,
        notes=scale_notes(before, after),
        reasons=MappingProxyType(reasons),
        remarks=MappingProxyType(remarks),
    )


def elements(ref: Referentiel, grain: Grain) -> dict[str, Element]:
    """Les axes, dimensions et caractéristiques que l'on a cotés ou qui en résument d'autres, par identifiant."""
    found: dict[str, Element] = {axis.id: axis for axis in ref.axes}
    if grain != "axis":
        found |= {dimension.id: dimension for dimension in ref.dimensions}
    if grain == "item":
        found |= {item.id: item for item in ref.characteristics}
    return found


def parents(ref: Referentiel) -> dict[str, str]:
    """Où chaque dimension et chaque caractéristique est rangée."""
    found = {d.id: axis.id for axis in ref.axes for d in axis.dimensions}
    return found | {item.id: d.id for d in ref.dimensions for item in d.characteristics}


def recomposed(old: Element, new: Element, grain: Grain) -> str:
    """Pourquoi la note d'un axe ou d'une dimension ne mesure plus la même chose, ou un texte vide.

    Ce qui a été coté directement ne se recompose pas.
    """
    if isinstance(old, Axis) and isinstance(new, Axis) and grain != "axis":
        what, before, after = "dimensions", weights(old.dimensions), weights(new.dimensions)
    elif isinstance(old, Dimension) and isinstance(new, Dimension) and grain == "item":
        what, before, after = "caractéristiques", weights(old.characteristics), weights(new.characteristics)
    else:
        return "" if type(old) is type(new) else "son identifiant désignait autre chose"
    if before.keys() != after.keys():
        return f"ses {what} ne sont plus les mêmes"
    return "" if before == after else f"les poids de ses {what} ont changé"


def weights(parts: Sequence[Dimension | Characteristic]) -> dict[str, float]:
    """Les parties d'un axe ou d'une dimension, et leur poids."""
    return {part.id: part.weight for part in parts}


def scale_notes(before: Referentiel, after: Referentiel) -> tuple[str, ...]:
    """Des niveaux de même valeur mais d'un autre nom ou d'un autre ancrage : comparables, à signaler."""
    pairs = zip(before.scale.levels, after.scale.levels, strict=False)
    changed = [str(new.value) for old, new in pairs if (old.label, old.anchor) != (new.label, new.anchor)]
    if not changed or before.scale.values != after.scale.values:
        return ()
    return (
        f"Les mots de l’échelle ont changé (niveaux {', '.join(changed)})\u00a0: lire la comparaison avec prudence.",
    )
