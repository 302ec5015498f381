"""Deux profils sur une même figure : ce qu'il faut pour que les rapprocher ait un sens."""

from __future__ import annotations

from ...assessment import Profile, showable
from ...documents.words import grain_text, grid_name
from ...errors import MatriceError
from ...text import quoted


def showable_pair(profile: Profile, other: Profile | None) -> tuple[Profile, Profile | None]:
    """Renvoie les deux profils tels qu'une figure peut les montrer.

    Raises:
        MatriceError: une ou deux personnes ont répondu à l'un des deux, ou ils ne se comparent pas.
    """
    check_comparable(profile, other)
    return showable(profile), None if other is None else showable(other)


def check_comparable(profile: Profile, other: Profile | None) -> None:
    """Refuse un second profil d'une autre grille, d'un autre calcul ou d'une autre finesse de cotation.

    Raises:
        MatriceError: avec ce qui diffère et comment réparer.
    """
    if other is None:
        return
    if other.ref != profile.ref:
        raise MatriceError(
            f"Les deux profils n’ont pas la même grille ({quoted(grid_name(profile.ref))} et "
            f"{quoted(grid_name(other.ref))})\u00a0: notez-les avec la même avant de les dessiner ensemble."
        )
    if other.algorithm != profile.algorithm:
        raise MatriceError(
            f"Les deux profils n’ont pas été calculés avec les mêmes règles (v{profile.algorithm} et "
            f"v{other.algorithm})\u00a0: recalculez le plus ancien avant de les dessiner ensemble."
        )
    if (other.grain == "axis") != (profile.grain == "axis"):
        by_axis = profile if profile.grain == "axis" else other
        raise MatriceError(
            f"L’un des deux profils est en {grain_text(by_axis)}, l’autre non\u00a0: leurs rayons ne se "
            "correspondent pas. Dessinez deux radars."
        )
