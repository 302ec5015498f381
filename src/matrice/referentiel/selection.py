"""Ce que l'on pose d'une grille, et à qui : les stades ou les énoncés, des thèmes, un groupe de personnes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import InputError, Problem
from ..text import NBSP, folded, quoted, series
from .faults import suggestion
from .model import Audience, Characteristic, Dimension, Referentiel

_REFUSED = "Questionnaire refusé"
_EMPLOYEES: Audience = "personnel"
AUDIENCES: dict[Audience, str] = {
    "soignants": "qui soigne",
    "logiciel": "qui gère le logiciel",
    "gestion": "qui gère la structure",
    "personnel": "qui est employé ou emploie",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Ce que l'on pose, et à qui ; d'office, les stades décrits de chaque dimension qui n'est pas facultative.

    Args:
        detailed: chaque énoncé, au lieu d'une phrase à choisir par dimension.
        themes: identifiants ou libellés des dimensions ou des axes à poser, eux seuls ; même facultatifs.
        optional: aussi les dimensions facultatives de la grille.
        audience: seulement ce que ce groupe peut savoir ; `None` : tout.
        employees: combien de personnes sont employées ; sous deux, rien de ce qui les décrit n'est posé.
    """

    detailed: bool = False
    themes: tuple[str, ...] = ()
    optional: bool = False
    audience: Audience | None = None
    employees: int | None = None


STAGES = Selection()  # d'office


def asked_of(ref: Referentiel, selection: Selection) -> tuple[tuple[Dimension, tuple[Characteristic, ...]], ...]:
    """Renvoie les dimensions à poser, dans l'ordre de la grille, et de chacune les énoncés que ces personnes peuvent savoir.

    Raises:
        InputError: thème inconnu, thème qui décrirait la seule personne employée, ou rien à poser à ces personnes.
    """
    pairs = ((d, tuple(c for c in d.characteristics if _concerns(c, selection))) for d in _dimensions(ref, selection))
    if kept := tuple((d, said) for d, said in pairs if said or not selection.detailed):
        return kept
    raise InputError(
        [Problem(f"il n’y a rien à poser{NBSP}: élargissez les thèmes, ou le groupe à qui poser.")], subject=_REFUSED
    )


def _dimensions(ref: Referentiel, selection: Selection) -> list[Dimension]:
    """Les dimensions à poser : celles des thèmes choisis, ou toutes sauf les facultatives."""
    if selection.themes:
        chosen = _chosen(ref, selection.themes)
        if alone := [d.label for d in chosen if _describes_one(d, selection) and selection.employees is not None]:
            sentence = (
                f"moins de deux personnes sont employées{NBSP}: {series([quoted(label) for label in alone])} "
                "décrirait quelqu’un."
            )
            raise InputError([Problem(sentence)], subject=_REFUSED)
    else:
        chosen = [d for d in ref.dimensions if selection.optional or not d.optional] or list(ref.dimensions)
        chosen = [d for d in chosen if not _describes_one(d, selection)]
    return [d for d in chosen if _concerns(d, selection)]


def _chosen(ref: Referentiel, themes: Sequence[str]) -> list[Dimension]:
    """Les dimensions que nomment ces thèmes, dans l'ordre de la grille."""
    named: dict[str, tuple[Dimension, ...]] = {}
    for axis in ref.axes:
        named |= {folded(axis.label): axis.dimensions, folded(axis.id): axis.dimensions}
    for d in ref.dimensions:
        named |= {folded(d.label): (d,), folded(d.id): (d,)}
    known = [d.id for d in ref.dimensions]
    strange = [
        Problem(f"aucun thème {quoted(name)}{suggestion(name, known)}. Attendu{NBSP}: {', '.join(known)}.")
        for name in themes
        if folded(name) not in named
    ]
    if strange:
        raise InputError(strange, subject=_REFUSED)
    found = {d.id for name in themes for d in named[folded(name)]}
    return [d for d in ref.dimensions if d.id in found]


def _describes_one(dimension: Dimension, selection: Selection) -> bool:
    """Vrai si les réponses décriraient une personne : la dimension parle des salariés, et l'on n'en sait pas au moins deux."""
    return _EMPLOYEES in dimension.audience and (selection.employees or 0) < 2


def _concerns(asked: Dimension | Characteristic, selection: Selection) -> bool:
    """Vrai si ces personnes peuvent savoir."""
    return not selection.audience or not asked.audience or selection.audience in asked.audience


def caution(ref: Referentiel, selection: Selection) -> str:
    """Renvoie ce qu'il faut savoir de ce qui décrit les personnes employées : non posé, ou posé sans savoir combien elles sont.

    Vide s'il n'y a rien à dire.
    """
    near = _chosen(ref, selection.themes) if selection.themes else ref.dimensions if selection.optional else ()
    said = series([quoted(d.label) for d in near if _concerns(d, selection) and _describes_one(d, selection)])
    if not said:
        return ""
    fate = "à ne poser que si deux personnes au moins sont employées" if selection.themes else "non posé"
    return (
        f"{said}{NBSP}: {fate}. Quand une seule personne l’est, ces réponses la décrivent{NBSP}; dites combien le "
        "sont (--salaries 3)."
    )
