"""L'échelle tient-elle ? Ce que des campagnes réelles disent de l'ordre des énoncés, sous la politique de diffusion.

Une échelle de progrès suppose que qui tient une marche tient celles d'avant. Deux coefficients le mesurent (Guttman, 1944, dans la
variante de Goodenough et Edwards) : la reproductibilité, `CR = 1 − erreurs / (équipes × marches)`, et l'extensibilité, `CS = (CR − MMR) /
(1 − MMR)`, où MMR est la reproductibilité que donneraient les seules parts. On lit d'ordinaire CR ≥ 0,90 et CS ≥ 0,60 comme une échelle ;
ce sont des usages, et rien ici n'est une validation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..assessment import Campaign, Profile, score, withheld
from ..errors import InputError, Problem
from ..referentiel import Dimension
from ..text import NBSP, number, plural
from .disclosure import Policy, ReleasedShare, Withheld, release_share

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 30  # équipes ; au-dessous, un coefficient ne se lit pas
_INVERSION = 10  # points : une marche tenue plus souvent que la précédente, d'au moins autant
_Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rung:
    """Une marche : la part des équipes qui la tiennent, celle des « ne sait pas » (%), et si elle l'est plus que la précédente."""

    id: str
    label: str
    in_place: ReleasedShare | Withheld
    unknown: float | None
    inverted: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """L'échelle d'une dimension : ses marches, et ses coefficients au vingtième (`None` sous 30 équipes, ou sans objet)."""

    id: str
    label: str
    teams: int
    rungs: tuple[Rung, ...]
    reproducibility: float | None
    scalability: float | None


@dataclass(frozen=True, slots=True)
class Examination:
    """Ce que des campagnes disent des échelles. `notes` est à lire avant les chiffres."""

    ladders: tuple[Ladder, ...]
    notes: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Renvoie une ligne par marche : `dimension, enonce, libelle, en_place, nsp` (%), `inversee, cr, cs`.

        `en_place` est le texte de la valeur diffusée ; `nsp`, `cr` et `cs` manquent quand ils ne se disent pas.
        """
        import pandas as pd

        rows = [
            (
                one.id,
                rung.id,
                rung.label,
                str(rung.in_place),
                rung.unknown,
                rung.inverted,
                one.reproducibility,
                one.scalability,
            )
            for one in self.ladders
            for rung in one.rungs
        ]
        columns = ["dimension", "enonce", "libelle", "en_place", "nsp", "inversee", "cr", "cs"]
        return pd.DataFrame(rows, columns=columns).astype({"nsp": "float64", "cr": "float64", "cs": "float64"})


def examine(campaigns: Iterable[Campaign], *, policy: Policy | None = None) -> Examination:
    """Renvoie ce que des campagnes de plusieurs équipes disent de l'ordre des énoncés, valeurs diffusées seulement.

    Args:
        campaigns: une campagne par équipe, toutes de la même grille, énoncés posés.
        policy: la politique de diffusion ; publique par défaut.

    Raises:
        InputError: aucune campagne, deux grilles, ou aucun énoncé posé.

    Une équipe compte dans une dimension quand chacune de ses marches a un niveau ; une campagne sous le plancher (moins de trois
    réponses) n'en est pas. Voir `docs/guide/essai-pilote.md`.
    """
    policy = Policy() if policy is None else policy
    kept = [one for one in campaigns if not withheld(one)]
    faults = [] if kept else [Problem("aucune campagne de trois réponses ou plus\u00a0: il n’y a rien à examiner.")]
    if any(one.ref != kept[0].ref for one in kept):
        faults.append(Problem("ces campagnes ne répondent pas à la même grille\u00a0: examinez-les à part."))
    if kept and not any(one.grain == "item" for one in kept):
        faults.append(
            Problem(
                "aucun énoncé n’a été posé\u00a0: des stades se suivent par construction, ils n’ont pas d’échelle à vérifier."
            )
        )
    if faults:
        raise InputError(faults, subject="Examen refusé")
    profiles = [score(one) for one in kept if one.grain == "item"]
    ladders = tuple(_ladder(one, profiles, policy) for one in kept[0].ref.dimensions)
    return Examination(tuple(one for one in ladders if one.rungs), _notes(len(profiles)))


def _notes(teams: int) -> tuple[str, ...]:
    """Ce qu'il faut savoir avant de lire."""
    few = f"{plural(teams, 'équipe')}{NBSP}: à moins de {number(ENOUGH)}, les coefficients ne se lisent pas, et ne sont pas donnés."
    rule = "Un coefficient décrit ces équipes et cet ordre\u00a0; il ne valide pas le questionnaire."
    return (few, rule) if teams < ENOUGH else (rule,)


def _ladder(dimension: Dimension, profiles: Sequence[Profile], policy: Policy) -> Ladder:
    """L'échelle d'une dimension."""
    floor = profiles[0].ref.scale.values[profiles[0].ref.scale.in_place_index]
    found = [[one for one in p.items if one.dimension == dimension.id and one.id != dimension.id] for p in profiles]
    whole = [own for own in found if own and all(item.level is not None for item in own)]
    table = np.array([[(item.level or 0) >= floor for item in own] for own in whole], dtype=np.bool_)
    if len(whole) < policy.threshold:
        return Ladder(dimension.id, dimension.label, len(whole), (), None, None)
    asked = [own for own in found if own]
    rungs = []
    for rank, item in enumerate(dimension.characteristics):
        held = table[:, rank].sum()
        answered = sum(own[rank].answered + own[rank].unknown + own[rank].not_applicable for own in asked)
        unknown = sum(own[rank].unknown for own in asked)
        before = table[:, rank - 1].sum() if rank else held
        rungs.append(
            Rung(
                item.id, item.label, release_share(int(held), len(table), policy),
                5 * round(20 * unknown / answered) if answered else None,
                bool(rank and 100 * (held - before) >= _INVERSION * len(table)),
            )
        )  # fmt: skip
    enough = len(table) >= ENOUGH
    cr, cs = coefficients(table) if enough else (None, None)
    return Ladder(dimension.id, dimension.label, len(table), tuple(rungs), _twentieth(cr), _twentieth(cs))


def coefficients(table: _Flags) -> tuple[float, float | None]:
    """Renvoie la reproductibilité et l'extensibilité d'un tableau (équipes, marches) : vrai quand la marche est tenue.

    Les erreurs d'une équipe sont ses écarts au modèle où ses marches tenues seraient les premières. Sans marche que des équipes
    tiennent et d'autres non, l'extensibilité n'a pas de sens.

    >>> import numpy as np
    >>> cr, cs = coefficients(np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 1, 0]], dtype=bool))
    >>> round(cr, 4), round(cs, 4)   # 2 erreurs sur 12 ; parts 3/4, 3/4 et 1/4, donc MMR = 0,75
    (0.8333, 0.3333)
    """
    ideal = np.arange(table.shape[1]) < table.sum(axis=1)[:, None]
    cr = 1 - float((table != ideal).mean())
    share = table.mean(axis=0)
    floor = float(np.maximum(share, 1 - share).mean())
    return cr, None if floor == 1 else (cr - floor) / (1 - floor)


def _twentieth(value: float | None) -> float | None:
    """Un coefficient au vingtième le plus proche : plus fin, il rendrait des comptes."""
    return None if value is None else round(20 * value) / 20
