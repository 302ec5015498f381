"""Ce que la HAS demande à une grille, vérifié point par point.

Une équipe ou une fédération peut bâtir sa propre grille à partir de la matrice : elle garde les quatre
axes, couvre les seize dimensions, et peut en ajouter (HAS, « Matrice de maturité en soins primaires :
documents pour les accompagnateurs », c_1770301). La liste des seize est notre lecture raisonnée.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..text import plural, quoted, series
from .load import load_referentiel
from .model import Axis, Dimension, Referentiel


@dataclass(frozen=True, slots=True)
class Finding:
    """Un constat : le critère, s'il est satisfait (`None` : simple information), et la phrase à lire."""

    criterion: str
    met: bool | None
    message: str


def check_conformity(referentiel: Referentiel, reference: Referentiel | None = None) -> tuple[Finding, ...]:
    """Renvoie les constats de conformité d'une grille à ce que la HAS demande.

    Args:
        referentiel: la grille à examiner. Un axe ou une dimension y tient la place d'un des nôtres par
            son identifiant, ou par la clé `covers`.
        reference: la grille qui dit les axes et dimensions attendus (par défaut, celle livrée).

    >>> all(finding.met is not False for finding in check_conformity(load_referentiel()))
    True
    """
    expected = reference or load_referentiel()
    held = held_axes(referentiel)
    covered = {name for d in referentiel.dimensions for name in (d.id, *d.covers)}
    axes = [presence("axe gardé", axis, axis.id in held) for axis in expected.axes if not axis.added]
    dimensions = [
        presence("dimension couverte", dimension, dimension.id in covered)
        for dimension in expected.dimensions
        if not dimension.added
    ]
    wanted = {d.id for d in expected.dimensions if not d.added}
    extra = [d.label for d in referentiel.dimensions if not wanted & {d.id, *d.covers}]
    return (*axes, *dimensions, additions(extra), provenance(referentiel))


def idle_weights(referentiel: Referentiel) -> tuple[str, ...]:
    """Renvoie ce qu'il faut savoir d'une grille sans faute : poids nuls, niveaux qu'aucun énoncé ne donne, échelles différentes."""
    said = []
    for axis in referentiel.axes:
        if not any(d.weight for d in axis.dimensions):
            said.append(
                f"l’axe {quoted(axis.label)} n’aura jamais de note\u00a0: toutes ses dimensions ont un poids de 0."
            )
        for d in axis.dimensions:
            idle = [item.id for item in d.characteristics if not item.weight]
            if len(idle) == len(d.characteristics):
                said.append(
                    f"la dimension {quoted(d.label)} n’aura pas de note par ses énoncés\u00a0: tous ont un poids de 0."
                )
            elif idle:
                counted = plural(len(idle), "énoncé posé ne compte pas", "énoncés posés ne comptent pas")
                said.append(f"dans {quoted(d.label)}, {counted} (poids de 0)\u00a0: {series(idle)}.")
        said += [
            f"dans {quoted(d.label)}, aucun énoncé n’est au niveau {series(unheld, 'ou')}\u00a0: les réponses n’y mèneront jamais."
            for d in axis.dimensions
            if d.by_level
            and (
                unheld := [
                    str(value)
                    for value in referentiel.scale_of(d.id).values[1:]
                    if value not in {one.level for one in d.characteristics if one.weight}
                ]
            )
        ]
    if not referentiel.has_one_scale:
        many = plural(len(referentiel.used_scales), "échelle")
        said.append(f"{many} différentes\u00a0: radar et points vont de 0 à 100, et un axe a l’échelle de la grille.")
    aside = [
        d.label
        for axis in referentiel.axes
        if any(d.weight for d in axis.dimensions)
        for d in axis.dimensions
        if not d.weight
    ]
    if aside:
        said.append(f"hors de la note de leur axe (poids de 0)\u00a0: {series(aside)}.")
    return tuple(said)


def held_axes(referentiel: Referentiel) -> set[str]:
    """Les axes attendus que la grille garde : un axe de la grille n'en garde qu'un, son identifiant d'abord."""
    own = {axis.id for axis in referentiel.axes}
    return own | {next((name for name in axis.covers if name not in own), axis.id) for axis in referentiel.axes}


def presence(criterion: str, element: Axis | Dimension, found: bool) -> Finding:
    """Le constat « cet axe (ou cette dimension) est là »."""
    kind = "l’axe" if isinstance(element, Axis) else "la dimension"
    message = (
        f"{kind} {quoted(element.label)} est là."
        if found
        else f"il manque {kind} {quoted(element.label)}\u00a0: ajoutez l’identifiant {quoted(element.id)}, "
        f"ou la clé «\u00a0covers: [{element.id}]\u00a0» là où la grille en traite."
    )
    return Finding(criterion, found, message)


def additions(extra: list[str]) -> Finding:
    """Ce que la grille ajoute, ce que la HAS admet."""
    if not extra:
        return Finding("ajouts", None, "la grille n’ajoute aucune dimension.")
    return Finding(
        "ajouts",
        None,
        f"la grille ajoute {plural(len(extra), 'dimension')}, ce que la HAS admet\u00a0: {series(extra)}.",
    )


def provenance(referentiel: Referentiel) -> Finding:
    """D'où viennent les dimensions : une lecture raisonnée ne se présente pas comme la liste de la HAS."""
    guessed = [d for d in referentiel.dimensions if d.status in ("hypothèse", "thème HAS")]
    message = "la HAS ne publie pas d’échelle\u00a0: les niveaux sont ceux de cette grille"
    if guessed:
        message += f"\u00a0; {plural(len(guessed), 'dimension relève', 'dimensions relèvent')} d’une lecture raisonnée, à vérifier"
    return Finding("provenance", None, message + ".")
