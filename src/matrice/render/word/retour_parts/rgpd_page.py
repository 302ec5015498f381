"""La page d'information (RGPD) que la fédération joint aux retours, avec ses champs à compléter."""

from __future__ import annotations

import datetime as dt

from ....federation import load_federation_notice
from ..document import WordDocument, new_document
from ..questionnaire import add_notice
from ..received import Modele


def information(on: dt.date | None = None, *, modele: Modele | None = None) -> WordDocument:
    """Renvoie la page RGPD d'une comparaison entre équipes, en document python-docx à compléter.

    Args:
        on: date du document.
        modele: un document Word dont l'habillage est repris.
    """
    notice = load_federation_notice()
    document = new_document(
        notice.title,
        "Fédération",
        on,
        subject=notice.title,
        keywords=("RGPD", "comparaison entre équipes"),
        modele=modele,
    )
    add_notice(document, notice)
    return document
