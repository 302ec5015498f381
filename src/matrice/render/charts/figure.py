"""La figure de `matrice` : une figure plotly qui ne peut rien envoyer et ne demande rien au réseau.

plotly 7 ajoute par défaut à toute figure un bouton qui téléverse ses données chez un tiers. Deux serrures
l'ôtent : la configuration que porte chaque manière d'afficher ou d'écrire, et la figure elle-même, pour
le cas où quelqu'un la reconstruit avec `go.Figure(figure)`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from .french import LOCALE
from .style import TEMPLATE

MIME = "application/vnd.plotly.v1+json"

# Les noms que ce bouton a portés de plotly 6 à 7.
SHARING = ("sendChartToCloud", "sendDataToCloud", "editInChartStudio")

# Rien de ce que demande un appel ne peut rouvrir ces trois-là.
LOCKS: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtons": [["toImage"]],  # liste fermée : un bouton que plotly inventerait demain n'y entre pas
}
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "toImageButtonOptions": {"filename": "profil-de-maturite", "scale": 2},
    "locale": "fr",
    "locales": {"fr": LOCALE},
}


def locked(config: dict[str, Any] | None = None) -> dict[str, Any]:
    """Renvoie la configuration demandée, complétée par la nôtre et verrouillée."""
    return {**CONFIG, **(config or {}), **LOCKS}


class Figure(go.Figure):  # type: ignore[misc]  # plotly n'est pas typé
    """Une `go.Figure` dont chaque sortie porte `CONFIG` ; se copie et se sérialise comme l'original.

    `layout.meta` garde l'équivalent en mots (`alternative`) et le tableau (`table`), qu'un carnet montre
    là où la figure ne peut pas être dessinée.
    """

    _ipython_display_ = None  # sinon plotly choisit pour nous, parfois un rendu qui va chercher MathJax en ligne

    @property
    def alternative(self) -> str:
        """L'équivalent en mots de la figure."""
        return str((self.layout.meta or {}).get("alternative", "Figure sans description."))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, Any]:
        """Ce qu'un carnet garde : la figure en données, que Jupyter dessine hors ligne, un tableau, un texte.

        Le tableau sert aux lecteurs sans plotly (export HTML, aperçu en ligne) ; plotly.js n'est pas recopié
        dans le carnet, qui resterait sinon à 5 Mo par figure.
        """
        drawn = json.loads(self.to_json())
        table = (drawn["layout"].pop("meta", None) or {}).get("table", "")
        return {
            MIME: {**drawn, "config": locked()},
            "text/html": f'<div lang="fr"><p>{escape(self.alternative)}</p>{table}</div>',
            "text/plain": self.alternative,
        }

    def show(self, *args: Any, **options: Any) -> None:
        """Montre la figure : dans le carnet, sinon dans le navigateur, d'un fichier local et sans réseau.

        Les arguments de plotly (`renderer=`…) restent possibles ; la configuration reste verrouillée.
        """
        if args or "renderer" in options:
            super().show(*args, **{**options, "config": locked(options.get("config"))})
        elif in_notebook():
            notebook: Any = import_module("IPython.display")
            notebook.display(self)
        else:
            page = Path(tempfile.mkdtemp(prefix="matrice-")) / "figure.html"
            self.write_html(page, config=options.get("config"))
            webbrowser.open(page.as_uri())

    def to_html(self, config: dict[str, Any] | None = None, *args: Any, **options: Any) -> str:
        """Comme plotly, configuration verrouillée."""
        return str(super().to_html(locked(config), *args, **options))

    def write_html(self, file: Any, config: dict[str, Any] | None = None, *args: Any, **options: Any) -> None:
        """Comme plotly, configuration verrouillée."""
        super().write_html(file, locked(config), *args, **options)


def in_notebook() -> bool:
    """Vrai dans un noyau Jupyter ; faux dans un script et dans un terminal IPython."""
    ipython = sys.modules.get("IPython")  # un carnet l'a déjà chargé
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def finished(traces: Sequence[Any], layout: dict[str, Any], alternative: str, table: str) -> Figure:
    """Renvoie la figure complète : tracés, mise en page, équivalents pour qui ne la voit pas, serrures."""
    return Figure(
        data=list(traces),
        layout={
            **layout,
            "template": TEMPLATE,
            "dragmode": False,  # une échelle que l'on tire à la souris n'est plus l'échelle
            "modebar": {"remove": list(SHARING)},
            "meta": {"alternative": alternative, "table": table},
        },
    )
