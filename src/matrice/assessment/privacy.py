"""Ce qui se montre sans trahir personne : des répartitions et des groupes à partir de cinq personnes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..text import folded, plural
from .campaign import Campaign, Comment
from .profile import ItemResult

MINIMUM_SHOWN = 5  # répondants : le seul endroit où ce nombre est écrit
OTHERS, UNKNOWN = "autres", "profession non précisée"


@dataclass(frozen=True, slots=True)
class Participation:
    """Combien de personnes ont répondu, sans rien de ce qu'elles ont répondu.

    `registered` est l'effectif, `None` s'il n'a pas été donné. `by_profession` compte par profession, du plus
    grand groupe au plus petit ; aucun groupe n'a moins de cinq personnes, et la liste est vide s'il le faut.
    """

    respondents: int
    registered: int | None
    by_profession: tuple[tuple[str, int], ...] = ()

    @property
    def share(self) -> float | None:
        """La part de l'effectif qui a répondu, de 0 à 1, ou `None` sans effectif."""
        return self.respondents / self.registered if self.registered else None

    def __str__(self) -> str:
        said = plural(self.respondents, "répondant")
        return said if self.registered is None else f"{said} sur {self.registered}"


def distribution_visible(shown: Campaign | ItemResult | int, minimum: int = MINIMUM_SHOWN) -> bool:
    """Renvoie vrai si la répartition des réponses peut être montrée.

    Args:
        shown: une campagne, le résultat d'une question, ou un nombre de répondants. Pour une question, seuls
            comptent ceux qui y ont répondu (niveau, SO ou NSP) : un silence ne protège personne.
        minimum: nombre de répondants à partir duquel on montre.

    >>> distribution_visible(4), distribution_visible(5)
    (False, True)
    """
    if isinstance(shown, ItemResult):
        return sum(shown.votes) + shown.not_applicable + shown.unknown >= minimum
    return (shown.respondents if isinstance(shown, Campaign) else shown) >= minimum


def participation(campaign: Campaign, minimum: int = MINIMUM_SHOWN) -> Participation:
    """Renvoie le compteur de participation d'une campagne, sans les réponses.

    Args:
        campaign: les réponses reçues jusqu'ici.
        minimum: taille du plus petit groupe montré ; les autres professions vont ensemble dans « autres ».
    """
    groups = profession_groups(campaign.professions, minimum)
    return Participation(campaign.respondents, campaign.registered, groups)


def told_comments(item: ItemResult, comments: Sequence[Comment]) -> tuple[tuple[str, ...], int]:
    """Renvoie les commentaires à montrer sur cette question, et combien restent tus.

    Un commentaire se montre comme la répartition : à l'équipe seule, et quand assez de personnes ont répondu.
    """
    mine = tuple(comment.text for comment in comments if comment.target == item.id)
    return (mine, 0) if distribution_visible(item) else ((), len(mine))


def profession_groups(professions: tuple[str, ...], minimum: int) -> tuple[tuple[str, int], ...]:
    """Les groupes d'au moins `minimum` personnes ; « autres » absorbe le plus petit tant qu'il est trop petit."""
    written = {folded(profession): profession for profession in reversed(professions) if profession}
    counts = Counter(folded(profession) for profession in professions).most_common()
    shown = [(written.get(key, UNKNOWN), count) for key, count in counts if count >= minimum]
    others = len(professions) - sum(count for _, count in shown)
    while shown and 0 < others < minimum:
        others += shown.pop()[1]
    if not shown:
        return ()
    return (*shown, *([(OTHERS, others)] if others else []))
