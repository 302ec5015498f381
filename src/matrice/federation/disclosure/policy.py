"""La politique de diffusion : à partir de combien d'équipes on montre, et à quel grain ; la page RGPD qui l'accompagne.

Chaque seuil a un plancher : on peut être plus prudent que lui, jamais moins. Les seuils publics suivent l'usage
de la statistique de santé (onze unités) ; voir « docs/confidentialite.md ». La page RGPD est un modèle daté et sourcé :
rien de ce qu'elle dit n'est écrit dans le code, et ce qui reste à vérifier le dit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ...assessment import Notice
from ...errors import InputError, MatriceError, Problem
from ...files import shipped_text
from ...referentiel import parse_values
from ...text import date, percent, plural, quoted

Circle = Literal["public", "ferme"]
CIRCLES: dict[Circle, int] = {"public": 11, "ferme": 5}
HARD_FLOOR = 3  # aucun accord ne permet de descendre plus bas
_FLOORS = {"largest": 3, "quantile_tail": 3, "share_step": 5, "small": 3, "score_step": 1}
_CEILING = 100_000  # au-delà, le nombre est une faute de frappe
_LARGE = 50  # équipes : en dessous, les parts s'arrondissent à `share_step`
_DIVISORS = (5, 10, 25, 50)  # 50 en est toujours un multiple : il ne dit pas qu’un effectif est pair
_FINEST = (1, 2, *_DIVISORS)  # les arrondis possibles d'une part
COUNT_STEP = 5  # les nombres d'équipes s'arrondissent à 5, vers le bas


class DisclosureError(MatriceError):
    """Une diffusion refusée : elle permettrait de retrouver une équipe. Le message ne cite aucun compte."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Une politique de diffusion, figée ; construite, elle respecte tous les planchers.

    Args:
        circle: « public », ou « ferme » pour un cercle d'équipes qui ont signé un accord.
        k: nombre d'équipes à partir duquel un groupe se montre ; sans lui, 11 en public, 5 en cercle fermé.
        signed: date de l'accord signé du cercle ; elle seule permet de descendre `k` jusqu'à 3.
        quantile_tail: équipes de chaque côté d'un quantile, au moins.
        share_step: arrondi des parts (points de %) quand le groupe a moins de cinquante équipes.
        small: un compte plus petit se fond dans le niveau voisin.
        score_step: arrondi des notes sur 100.
        largest: le plus grand nombre d'équipes que l'on écrit.

    Raises:
        InputError: un seuil sous son plancher ; toutes les fautes sont dites.

    >>> Policy().threshold, Policy("ferme").threshold, Policy(k=20).threshold
    (11, 5, 20)
    """

    circle: Circle = "public"
    k: int | None = None
    quantile_tail: int = 3
    share_step: int = 5
    small: int = 3
    score_step: int = 1
    signed: dt.date | None = None
    largest: int = _CEILING

    def __post_init__(self) -> None:
        problems = tuple(self._faults())
        if problems:
            raise InputError(problems, subject="Politique de diffusion refusée")

    @property
    def threshold(self) -> int:
        """Le nombre d'équipes à partir duquel un groupe se montre."""
        return CIRCLES[self.circle] if self.k is None else self.k

    @property
    def grain(self) -> str:
        """Les arrondis de cette politique, en une étiquette : deux arrondis du même chiffre se recouperaient."""
        return f"{self.quantile_tail}-{self.share_step}-{self.small}-{self.score_step}"

    def shown(self, n: int) -> int:
        """Le nombre d'équipes que l'on écrit pour un groupe de `n` : le multiple de 5 inférieur, ou le seuil.

        Deux nombres exacts, l'un compris dans l'autre, rendraient par soustraction les quelques équipes qui les séparent.

        >>> Policy().shown(12), Policy().shown(38), Policy().shown(40)
        (11, 35, 40)
        """
        return max(self.threshold, min(n - n % COUNT_STEP, self.largest))

    def shown_whole(self, n: int, parts: Sequence[int]) -> int:
        """Le nombre d'équipes que l'on écrit pour `n` équipes dont on montre aussi les parts, `parts` leurs effectifs.

        Quatre groupes de 11 font 44 ; écrit 40, il dirait que chacun est au plus bas de ce que son 11 peut cacher. Le cran du dessus
        s'écrit donc 40 aussi ; de même, cinq groupes de 14 ne s'écrivent pas 70.

        >>> Policy().shown_whole(44, [11] * 4), Policy().shown_whole(46, [11, 11, 11, 13]), Policy().shown_whole(70, [14] * 5)
        (40, 40, 65)
        """
        written = [self.shown(one) for one in parts]
        tops = [one + COUNT_STEP - 1 - one % COUNT_STEP for one in written]
        return self.shown(n - COUNT_STEP if len(parts) > 1 and self.shown(n) in (sum(written) + 1, sum(tops)) else n)

    def step(self, n: int) -> int:
        """L'arrondi des parts, en points de pourcentage, pour un groupe de `n` équipes.

        Jamais plus fin qu'une équipe : quelques parts plus fines suffiraient à retrouver `n`.

        >>> [Policy().step(n) for n in (12, 40, 60, 200)]
        [10, 5, 2, 1]
        """
        least = max(self.share_step if n < _LARGE else 1, 100 / self.shown(n))
        return next(step for step in _FINEST if step >= least)

    def describe(self) -> str:
        """La politique en une phrase, à imprimer sous chaque sortie."""
        audience = "diffusion publique" if self.circle == "public" else "cercle fermé"
        signed = f", accord du {date(self.signed)}" if self.signed else ""
        return (
            f"Secret des équipes ({audience}{signed})\u00a0: groupes d’au moins {plural(self.threshold, 'équipe')}, "
            f"effectifs arrondis à {COUNT_STEP} vers le bas, parts à {percent(self.share_step)} sous {plural(_LARGE, 'équipe')} et jamais "
            "plus finement qu’une équipe, "
            f"comptes de moins de {self.small} regroupés, ni minimum ni maximum."
        )

    def _faults(self) -> Iterator[Problem]:
        """Chaque seuil qui n'est pas un entier, ou qui descend sous son plancher."""
        if self.circle not in CIRCLES:
            yield Problem(
                f"le cercle {quoted(str(self.circle))} est inconnu\u00a0: écrivez {quoted('public')} ou {quoted('ferme')}.",
                column="circle",
            )
        if self.signed is not None and not isinstance(self.signed, dt.date):
            yield Problem("une date était attendue, par exemple date(2026, 9, 1).", column="signed")
        floors = dict(_FLOORS)
        if self.k is not None:
            floors["k"] = self._floor()
        for name, floor in floors.items():
            given = getattr(self, name)
            if type(given) is not int or not floor <= given <= _CEILING:
                yield Problem(f"un entier d’au moins {floor} était attendu\u00a0: {_remedy(name)}.", column=name)
        if type(self.share_step) is int and self.share_step >= 5 and self.share_step not in _DIVISORS:
            yield Problem(
                f"l’arrondi des parts divise 100\u00a0: choisissez parmi {', '.join(map(str, _DIVISORS))}.",
                column="share_step",
            )

    def _floor(self) -> int:
        """Le plancher de `k` : celui du cercle, ou trois équipes avec un accord signé."""
        if self.circle == "ferme" and isinstance(self.signed, dt.date):
            return HARD_FLOOR
        return CIRCLES.get(self.circle, CIRCLES["public"])


def _remedy(name: str) -> str:
    """Ce qu'il faut faire d'un seuil refusé."""
    if name == "k":
        return (
            "augmentez-le, ou donnez la date de l’accord signé d’un cercle fermé "
            f"({quoted('signed')}, plancher {HARD_FLOOR})"
        )
    return "un plancher ne se baisse pas, retirez ce réglage ou augmentez-le"


def check_policy(policy: Policy) -> Policy:
    """La politique, si c'en est bien une ; une sous-classe pourrait changer les seuils."""
    if type(policy) is not Policy:
        raise DisclosureError(
            "Diffusion refusée\u00a0: la politique doit être une Policy, construite avec ses planchers."
        )
    return policy


@cache
def load_federation_notice() -> Notice:
    """Renvoie la page RGPD livrée, à joindre à chaque export (RGPD, articles 13, 14 et 26).

    >>> [topic.id for topic in load_federation_notice().topics if topic.confidence]
    ['responsable', 'base-legale', 'duree', 'risque']
    """
    return parse_values(Notice, shipped_text("rgpd-federation.yaml"), source="rgpd-federation.yaml")
