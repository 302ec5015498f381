"""La page RGPD de la fédération : un modèle daté et sourcé, lu dans `data/rgpd-federation.yaml`.

Comme la notice du questionnaire, elle se relit avec la personne chargée de la protection des données : rien de
ce qu'elle dit n'est écrit dans le code, et ce qui reste à vérifier le dit.
"""

from __future__ import annotations

from functools import cache

from ...assessment import Notice
from ...files import shipped_text
from ...referentiel import parse_values


@cache
def load_federation_notice() -> Notice:
    """Renvoie la page RGPD livrée, à joindre à chaque export (RGPD, articles 13, 14 et 26).

    >>> [topic.id for topic in load_federation_notice().topics if topic.confidence]
    ['responsable', 'base-legale', 'duree', 'risque']
    """
    return parse_values(Notice, shipped_text("rgpd-federation.yaml"), source="rgpd-federation.yaml")
