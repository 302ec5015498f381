"""La notice d'information remise avec le questionnaire : un modèle daté et sourcé, lu dans `data/notice.yaml`.

Ce que le droit demande de dire change, et chaque équipe a ses usages : rien de tout cela n'est écrit dans
le code, et ce qui reste à vérifier le dit.
"""

from __future__ import annotations

from functools import cache

from ...files import shipped_text
from ...referentiel import PartialDate, Source, Text, Value, parse_values


class Topic(Value):
    """Une rubrique : son texte, les champs que l'équipe remplit, d'où elle vient et ce qui reste à vérifier."""

    id: Text
    title: Text
    text: Text
    source: Text
    fields: tuple[Text, ...] = ()
    confidence: str = ""


class Notice(Value):
    """La notice entière, une page imprimée."""

    version: Text
    date: PartialDate
    confidence: Text
    title: Text
    introduction: Text
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]


@cache
def load_notice() -> Notice:
    """Renvoie la notice livrée avec la bibliothèque (RGPD, article 13).

    >>> [topic.id for topic in load_notice().topics if topic.confidence]
    ['base-legale', 'duree']
    """
    return parse_values(Notice, shipped_text("notice.yaml"), source="notice.yaml")
