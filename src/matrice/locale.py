"""La langue de la ligne de commande : le français, quelle que soit celle de la machine."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

DOMAIN = "messages"  # le domaine par défaut de gettext, celui que click interroge


def speak_french() -> None:
    """Fait parler click en français ; à appeler avant de déclarer les commandes.

    click choisit sa langue dans l'environnement (`LANG=C` sur un serveur, `en_US` sur un poste livré en
    anglais) et fige certains textes dès la déclaration d'une option, d'où l'appel précoce. `LANGUAGE`
    est la seule variable que gettext lit avant toutes les autres. L'appel peut être répété.
    """
    gettext.bindtextdomain(DOMAIN, str(Path(__file__).parent / "_locale"))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = "fr"
