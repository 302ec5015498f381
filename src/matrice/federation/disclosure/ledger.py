"""Le registre des diffusions : ce qui est déjà sorti décide de ce qui peut encore sortir."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...text import quoted
from .differencing import exposed
from .policy import DisclosureError, Policy, checked
from .vintage import Release


@dataclass(frozen=True, slots=True)
class Ledger:
    """Les diffusions admises, dans l'ordre ; `admit` en rend un nouveau, l'ancien ne change pas.

    >>> import datetime as dt
    >>> policy, day = Policy(), dt.date(2026, 11, 21)
    >>> everyone = Release(2026, "a1", "rcp", (1 << 40) - 1, day)
    >>> ledger = Ledger().admit(everyone, policy)
    >>> ledger.allows(replace(everyone, teams=(1 << 39) - 1), policy)
    False
    """

    releases: tuple[Release, ...] = ()

    def admit(self, release: Release, policy: Policy) -> Ledger:
        """Renvoie le registre avec cette diffusion en plus ; la même une seconde fois ne l'allonge pas.

        Raises:
            DisclosureError: une autre liste d'équipes ou d'autres arrondis la même année, un groupe sous le seuil,
                ou une diffusion qui, combinée aux précédentes, isole moins de `k` équipes.
        """
        return self.admit_all([release], policy)

    def admit_all(self, releases: Iterable[Release], policy: Policy) -> Ledger:
        """Renvoie le registre avec toutes ces diffusions, ou n'en admet aucune.

        Raises:
            DisclosureError: comme `admit` ; le message nomme la variable et l'année, aucune équipe.
        """
        new = [bound(release, policy) for release in releases]
        one_roster_a_year((*self.releases, *new))
        one_grain_a_year((*self.releases, *new))
        known = {content(release) for release in self.releases}
        fresh = [release for release in unique(new) if content(release) not in known]
        for subject in dict.fromkeys((release.year, release.subject) for release in fresh):
            self._safe([release for release in fresh if (release.year, release.subject) == subject])
        return Ledger(self.releases + tuple(fresh)) if fresh else self

    def allows(self, release: Release, policy: Policy) -> bool:
        """Vrai si cette diffusion serait admise."""
        try:
            self.admit(release, policy)
        except DisclosureError:
            return False
        return True

    def _safe(self, fresh: Sequence[Release]) -> None:
        """Aucun des deux publics n'isole, avec ces diffusions, un groupe qu'il n'isolait pas déjà."""
        first = fresh[0]
        same = [one for one in self.releases if (one.year, one.subject) == (first.year, first.subject)]
        for audience in ("public", "ferme"):
            before, after = seen(same, audience), seen((*same, *fresh), audience)
            if len(after) == len(before) or (audience == "ferme" and all(one.circle == "public" for one in after)):
                continue
            k = min((one.k for one in after if one.circle == audience), default=first.k)
            if exposed(sets(after), k) - exposed(sets(before), k):
                raise DisclosureError(
                    f"Diffusion refusée ({quoted(first.subject)}, {first.year})\u00a0: avec ce qui est déjà sorti, "
                    f"elle permettrait d’isoler moins de {k}\u00a0équipes. Gardez un groupe déjà diffusé, ou "
                    "élargissez celui-ci."
                )


def one_roster_a_year(releases: Iterable[Release]) -> None:
    """Refuse une seconde liste d'équipes pour la même année."""
    rosters: dict[int, str] = {}
    for release in releases:
        if rosters.setdefault(release.year, release.roster) != release.roster:
            raise DisclosureError(
                f"Diffusion refusée\u00a0: la liste des équipes de {release.year} a changé depuis la première "
                "diffusion. Reprenez la liste figée\u00a0; une équipe arrivée après rejoint l’année suivante."
            )


def one_grain_a_year(releases: Iterable[Release]) -> None:
    """Refuse deux politiques d'arrondis la même année, tous publics réunis : le cercle fermé lit aussi ce qui est public."""
    grains: dict[int, str] = {}
    for release in releases:
        if grains.setdefault(release.year, release.grain) != release.grain:
            raise DisclosureError(
                f"Diffusion refusée\u00a0: les chiffres de {release.year} sont déjà sortis avec d’autres arrondis, et les deux se "
                "recouperaient. Reprenez la politique de la première diffusion."
            )


def bound(release: Release, policy: Policy) -> Release:
    """La diffusion sous cette politique."""
    if not isinstance(release.on, dt.date) or release.teams <= 0:
        raise DisclosureError("Diffusion refusée\u00a0: elle doit avoir un jour et au moins une équipe.")
    return replace(release, circle=checked(policy).circle, k=policy.threshold, grain=policy.grain)


def content(release: Release) -> tuple[int, str, int, str]:
    """Ce qui fait que deux diffusions sont la même, quel qu'en soit le jour."""
    return release.year, release.subject, release.teams, release.circle


def unique(releases: Iterable[Release]) -> list[Release]:
    """Les diffusions, chacune une fois."""
    return list({content(release): release for release in releases}.values())


def seen(releases: Iterable[Release], audience: str) -> tuple[Release, ...]:
    """Ce qu'un public a sous les yeux : le cercle fermé voit aussi ce qui est public."""
    return tuple(one for one in releases if audience == "ferme" or one.circle == "public")


def sets(releases: Iterable[Release]) -> tuple[int, ...]:
    """Les ensembles d'équipes, dans un ordre fixe : les mêmes diffusions se vérifient une seule fois."""
    return tuple(sorted({release.teams for release in releases}))
