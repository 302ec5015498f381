"""Ce qu'une figure a le droit de montrer : aucune répartition de moins de cinq réponses."""

from __future__ import annotations

from ...assessment import MINIMUM_SHOWN, Campaign, Profile, distribution_visible, withheld
from ...errors import MatriceError
from ...text import NBSP, plural

HIDDEN = f"moins de {MINIMUM_SHOWN}{NBSP}réponses{NBSP}: répartition masquée"


def check_shown(rated: Profile | Campaign) -> None:
    """Refuse la répartition d'une équipe où trop peu de personnes ont répondu.

    Raises:
        MatriceError: avec le nombre attendu, et ce qui peut se montrer à la place.
    """
    if reason := withheld(rated):
        raise MatriceError(reason)
    if rated.collective:
        raise MatriceError(
            f"L’équipe a rempli ensemble un seul questionnaire{NBSP}: il n’y a pas de répartition. Montrez les niveaux "
            "(charts.radar, charts.dots)."
        )
    respondents = rated.respondents
    if respondents is not None and not distribution_visible(respondents):
        raise MatriceError(too_few(plural(respondents, "personne a répondu", "personnes ont répondu")))


def too_few(said: str) -> str:
    """La phrase qui refuse une répartition."""
    return (
        f"{said}{NBSP}: une répartition ne se montre qu’à partir de {MINIMUM_SHOWN}, sinon elle dirait qui a répondu quoi. "
        "Montrez les niveaux proposés (charts.radar, charts.dots)."
    )
