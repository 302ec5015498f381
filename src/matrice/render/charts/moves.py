"""Deux évaluations d'une équipe, prêtes à dessiner : ce qui se compare, ce qui ne se compare pas, et pourquoi."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...assessment import Change, Profile, Progression, Trend, progress, showable
from ...documents.words import short_label, spokes
from ...errors import MatriceError
from ...text import NBSP, date, number, rounded


@dataclass(frozen=True, slots=True)
class Moves:
    """Les dimensions (ou les axes) avant et après ; `changes` porte les libellés courts, `names` les deux moments."""

    noun: str
    names: tuple[str, str]
    changes: tuple[Change, ...]
    progression: Progression


def moves(before: Profile, after: Profile) -> Moves:
    """Renvoie ce qu'il y a à dessiner entre deux évaluations.

    Raises:
        MatriceError: règles de calcul, échelle ou finesse différentes, dates à l'envers, ou rien de comparable.
    """
    found = progress(showable(before), showable(after))
    if found.barrier:
        raise MatriceError(f"Les deux évaluations ne se comparent pas{NBSP}: {found.barrier}.")
    noun = "axe" if after.grain == "axis" else "dimension"
    changes = found.axes if after.grain == "axis" else found.dimensions
    if all(one.trend is Trend.NOT_COMPARABLE for one in changes):
        raise MatriceError(
            f"Aucun résultat ne se compare d’une évaluation à l’autre{NBSP}: vérifiez qu’elles portent sur la même grille "
            "et que chacune a des notes."
        )
    names = {
        result.id: short_label(after, result) + (" (ajout)" if result.added else "")
        for result in spokes(after, added=True)
    }
    return Moves(noun, moments(before, after), tuple(replace(one, label=names[one.id]) for one in changes), found)


def moments(before: Profile, after: Profile) -> tuple[str, str]:
    """Les deux dates, ou « avant » et « après » quand elles ne distinguent rien."""
    if before.on and after.on and before.on != after.on:
        return date(before.on), date(after.on)
    return "avant", "après"


def points_text(change: Change) -> str:
    """L'écart des notes imprimées, « +34 », « −8 » ou « 0 » ; rien quand on ne compare pas."""
    first, last = change.scores
    if change.trend is Trend.NOT_COMPARABLE or first is None or last is None:
        return ""
    step = rounded(last) - rounded(first)
    return f"{'+' if step > 0 else ''}{number(float(step))}"
