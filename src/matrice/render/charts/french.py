"""Le français de plotly.js : ses boutons, ses messages et ses dates.

Le dictionnaire voyage dans la configuration de chaque figure : il n'y a aucun fichier de langue à
télécharger, et la barre d'outils parle français dans la page comme dans le carnet.
"""

from __future__ import annotations

from typing import Any

from ...text import MONTHS

# Clés : les phrases de plotly.js 3 et 4, mot pour mot ; une phrase absente resterait en anglais.
DICTIONARY = {
    "Autoscale": "Échelle automatique",
    "Box Select": "Sélection rectangulaire",
    "Compare data on hover": "Comparer les valeurs au survol",
    "Double-click on legend to isolate one trace": "Double-cliquer sur la légende pour n’afficher qu’une série",
    "Double-click to zoom back out": "Double-cliquer pour revenir à la vue entière",
    "Download plot": "Enregistrer l’image",
    "Download plot as JSON": "Enregistrer les données de la figure",
    "Download plot as a PNG": "Enregistrer l’image (PNG)",
    "Download plot as a png": "Enregistrer l’image (PNG)",
    "Image download succeeded": "Image enregistrée",
    "Lasso Select": "Sélection au lasso",
    "Pan": "Déplacer",
    "Preparing image - this may take a few seconds": "Préparation de l’image, quelques secondes",
    "Produced with Plotly.js": "Fait avec Plotly.js",
    "Reset": "Réinitialiser",
    "Reset axes": "Réinitialiser les axes",
    "Reset view": "Réinitialiser la vue",
    "Reset views": "Réinitialiser les vues",
    "Show closest data on hover": "Montrer la valeur la plus proche au survol",
    "Snapshot succeeded": "Image enregistrée",
    "Sorry, there was a problem downloading your image!": "L’image n’a pas pu être enregistrée.",
    "Sorry, there was a problem downloading your snapshot!": "L’image n’a pas pu être enregistrée.",
    "Taking snapshot - this may take a few seconds": "Préparation de l’image, quelques secondes",
    "Toggle Spike Lines": "Afficher ou masquer les repères",
    "Toggle show closest data on hover": "Montrer ou non la valeur la plus proche au survol",
    "Zoom": "Zoom",
    "Zoom in": "Agrandir",
    "Zoom out": "Réduire",
}
DAYS = ("dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")

LOCALE: dict[str, Any] = {
    "dictionary": DICTIONARY,
    "format": {
        "days": list(DAYS),
        "months": list(MONTHS),
        "decimal": ",",
        "thousands": "\u00a0",
        "date": "%d/%m/%Y",
    },
}
