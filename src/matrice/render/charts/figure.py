"""La figure de `matrice` et ses textes : une figure plotly qui ne peut rien envoyer et ne demande rien au réseau.

plotly 7 ajoute par défaut à toute figure un bouton qui téléverse ses données chez un tiers. Deux serrures
l'ôtent : la configuration que porte chaque manière d'afficher ou d'écrire, et la figure elle-même, pour
le cas où quelqu'un la reconstruit avec `go.Figure(figure)`. Le français de plotly.js voyage dans cette
configuration : il n'y a aucun fichier de langue à télécharger.

Une figure porte un titre, un pied coupé à sa largeur, des bulles, et un tableau pour qui ne la voit pas.
"""

from __future__ import annotations

import json
import sys
import tempfile
import webbrowser
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from ...assessment import AxisResult, Profile, Standing, showable
from ...documents import words
from ...documents.blocks import Column, Table
from ...errors import MatriceError
from ...text import MONTHS, NBSP, capital, number, plural, quoted
from ..html import table_html
from .kit import GREY, INK, LEFT, LINE, PAD, RIGHT, SIZE, SPAN, TEMPLATE, bubble, html_lines, text_font, wrap

_MIME = "application/vnd.plotly.v1+json"

# Les noms que ce bouton a portés de plotly 6 à 7.
_SHARING = ("sendChartToCloud", "sendDataToCloud", "editInChartStudio")

# Rien de ce que demande un appel ne peut rouvrir ces trois-là.
_LOCKS: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtons": [["toImage"]],  # liste fermée : un bouton que plotly inventerait demain n'y entre pas
}

# Clés : les phrases de plotly.js 3 et 4, mot pour mot ; une phrase absente resterait en anglais.
_DICTIONARY = {
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
_DAYS = ("dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
_FORMAT = {"days": list(_DAYS), "months": list(MONTHS), "decimal": ",", "thousands": NBSP, "date": "%d/%m/%Y"}

_TITLE, _LEGEND = 20, 60  # le corps du titre et la hauteur d'une légende, en pixels
LEAST_WIDTH = 640  # largeur minimale d'une figure : un pied ne se lit pas en colonne de mots
SHEET_WIDTH = 700  # un pied plus large serait coupé sur une feuille A4
_KEYS = {
    Standing.NOT_APPLICABLE: f"s.o.{NBSP}: sans objet",
    Standing.NOT_COMPUTABLE: f"n.c.{NBSP}: non calculable, moins de la moitié cotée",
    Standing.NOT_ASKED: f"n.p.{NBSP}: non posé",
    Standing.WITHHELD: f"<{NBSP}3{NBSP}: moins de trois réponses",
}

Cells = Sequence[str]


_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "toImageButtonOptions": {"filename": "profil-de-maturite", "scale": 2},
    "locale": "fr",
    "locales": {"fr": {"dictionary": _DICTIONARY, "format": _FORMAT}},
}


def lock_config(config: dict[str, Any] | None = None) -> dict[str, Any]:
    """Renvoie la configuration demandée, complétée par la nôtre et verrouillée."""
    return {**_CONFIG, **(config or {}), **_LOCKS}


class Figure(go.Figure):  # type: ignore[misc]  # plotly n'est pas typé
    """Une `go.Figure` dont chaque sortie porte `_CONFIG` ; se copie et se sérialise comme l'original.

    `layout.meta` garde l'équivalent en mots (`alternative`) et le tableau (`table`), qu'un carnet montre
    là où la figure ne peut pas être dessinée.
    """

    _ipython_display_ = None  # sinon plotly choisit pour nous, parfois un rendu qui va chercher MathJax en ligne

    @property
    def alternative(self) -> str:
        """L'équivalent en mots de la figure."""
        return str((self.layout.meta or {}).get("alternative", "Figure sans description."))

    @property
    def table(self) -> str:
        """Le tableau HTML des mêmes chiffres."""
        return str((self.layout.meta or {}).get("table", ""))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, Any]:
        """Ce qu'un carnet garde : la figure en données, que Jupyter dessine hors ligne, un tableau, un texte.

        Le tableau sert aux lecteurs sans plotly (export HTML, aperçu en ligne) ; plotly.js n'est pas recopié
        dans le carnet, qui resterait sinon à 5 Mo par figure.
        """
        drawn = json.loads(self.to_json())
        drawn["layout"].pop("meta", None)
        return {
            _MIME: {**drawn, "config": lock_config()},
            "text/html": f'<div lang="fr"><p>{escape(self.alternative)}</p>{self.table}</div>',
            "text/plain": self.alternative,
        }

    def show(self, *args: Any, **options: Any) -> None:
        """Montre la figure : dans le carnet, sinon dans le navigateur, d'un fichier local et sans réseau.

        Les arguments de plotly (`renderer=`…) restent possibles ; la configuration reste verrouillée.
        """
        if args or "renderer" in options:
            super().show(*args, **{**options, "config": lock_config(options.get("config"))})
        elif _in_notebook():
            notebook: Any = import_module("IPython.display")
            notebook.display(self)
        else:
            page = Path(tempfile.mkdtemp(prefix="matrice-")) / "figure.html"
            self.write_html(page, config=options.get("config"))
            webbrowser.open(page.as_uri())

    def to_html(self, config: dict[str, Any] | None = None, *args: Any, **options: Any) -> str:
        """Comme plotly, configuration verrouillée."""
        return str(super().to_html(lock_config(config), *args, **options))

    def write_html(self, file: Any, config: dict[str, Any] | None = None, *args: Any, **options: Any) -> None:
        """Comme plotly, configuration verrouillée."""
        super().write_html(file, lock_config(config), *args, **options)


def _in_notebook() -> bool:
    """Vrai dans un noyau Jupyter ; faux dans un script et dans un terminal IPython."""
    ipython = sys.modules.get("IPython")  # un carnet l'a déjà chargé
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def finish(traces: Sequence[Any], layout: dict[str, Any], alternative: str, table: str) -> Figure:
    """Renvoie la figure complète : tracés, mise en page, équivalents pour qui ne la voit pas, serrures."""
    return Figure(
        data=list(traces),
        layout={
            **layout,
            "template": TEMPLATE,
            "dragmode": False,  # une échelle que l'on tire à la souris n'est plus l'échelle
            "modebar": {"remove": list(_SHARING)},
            "meta": {"alternative": alternative, "table": table},
        },
    )


@dataclass(frozen=True, slots=True)
class Captions:
    """Les textes d'une figure : un titre, et les paragraphes du pied."""

    heading: str
    paragraphs: tuple[str, ...]

    def sheet(
        self, head: float, tall: float, *, left: float = LEFT, span: float = SPAN, right: float = RIGHT, below: float = 0,
        notes: Iterable[Any] = (), legend: bool | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """La feuille d'une figure : taille, marges, titre, pied, autour d'un cadre de `span` sur `tall` pixels.

        `head` est ce qu'il faut entre le titre et le cadre, `below` entre le cadre et le pied ; `notes`, d'autres textes posés ;
        `legend`, s'il faut sous le titre la légende de deux séries (`None` : la figure a la sienne).
        """
        wide = left + span + right
        heading = wrap(self.heading, wide - 2 * PAD, _TITLE * 1.06)
        foot = [line for text in self.paragraphs for line in wrap(text, min(wide, SHEET_WIDTH) - 2 * PAD)]
        titled = len(heading) * _TITLE * LINE + 2 * PAD
        top = titled + head + (_LEGEND if legend else 0)
        bottom = below + len(foot) * SIZE * LINE + 2 * PAD
        sheet = {
            "width": round(wide),
            "height": round(top + tall + bottom),
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
            "title": {
                "text": f"<b>{html_lines(heading)}</b>", "font": text_font(_TITLE, INK), "pad": {"l": PAD, "t": PAD},
                "x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top",
            },
            "annotations": [*notes, {
                "text": html_lines(foot), "font": text_font(SIZE, GREY), "showarrow": False, "align": "left",
                "xref": "paper", "x": 0, "xanchor": "left", "xshift": PAD - left,
                "yref": "paper", "y": 0, "yanchor": "top", "yshift": -below - PAD,
            }],
        }  # fmt: skip
        if legend is not None:
            sheet["showlegend"] = legend
            sheet["legend"] = {
                "x": PAD / wide, "xref": "container", "xanchor": "left", "y": 1 - titled / (top + tall + bottom),
                "yref": "container", "yanchor": "top", "font": text_font(), "itemsizing": "trace",
            }  # fmt: skip
        return sheet


def captions(
    kind: str, profile: Profile, before: Profile | None, standings: Iterable[Standing], notes: Sequence[str]
) -> Captions:
    """Renvoie les textes d'une figure : « Radar de maturité : équipe », puis sur quoi elle repose."""
    paragraphs = [words.footer(profile)]
    if before:
        paragraphs.append(f"▲ {words.series_names(profile, before)[1]}{NBSP}: {words.facts(before)}")
    missing = set(standings)
    keys = words.DOT.join(text for standing, text in _KEYS.items() if standing in missing)
    paragraphs += [text for text in (keys, *notes, words.caveat(profile.ref)) if text]
    return Captions(f"{kind}{NBSP}: {profile.team}", tuple(paragraphs))


def hover_text(profile: Profile, result: words.Result) -> str:
    """Renvoie la bulle d'un résultat, en HTML de plotly : libellé, note à une décimale, niveau et sa fermeté, couverture."""
    score = words.standing_text(result) if result.score is None else f"{number(result.score, 1)} sur{NBSP}100"
    lines = [f"Équipe{NBSP}: {profile.team}", f"Note{NBSP}: {score}"]
    if result.level is not None:
        lines.append(f"Niveau atteint{NBSP}: {words.result_level(profile, result)}")
    said = [words.firmness_text(profile, result)]
    if not isinstance(result, AxisResult) and result.decision:
        said.append(words.overruled_text(profile.ref.scale_of(result.id), result))
    lines += [capital(one) for one in said if one]
    if result.applicable:
        if isinstance(result, AxisResult):
            what = "axe" if profile.grain == "axis" else "dimension"
        else:
            what = "dimension" if profile.grain == "dimension" else "caractéristique"
        counted = plural(result.answered, what)
        lines.append(f"Coté{NBSP}: {counted} sur {plural(result.applicable, 'applicable')}")
    return bubble(result.label, lines)


def showable_pair(profile: Profile, before: Profile | None) -> tuple[Profile, Profile | None]:
    """Renvoie les deux profils tels qu'une figure peut les montrer.

    Raises:
        MatriceError: une ou deux personnes ont répondu à l'un des deux, ou ils n'ont pas la même grille, le même calcul ou la
            même finesse de cotation.
    """
    if before is None:
        return showable(profile), None
    if before.ref != profile.ref:
        raise MatriceError(
            f"Les deux profils n’ont pas la même grille ({quoted(words.grid_name(profile.ref))} et "
            f"{quoted(words.grid_name(before.ref))})\u00a0: notez-les avec la même avant de les dessiner ensemble."
        )
    if before.algorithm != profile.algorithm:
        raise MatriceError(
            f"Les deux profils n’ont pas été calculés avec les mêmes règles (v{profile.algorithm} et "
            f"v{before.algorithm})\u00a0: recalculez le plus ancien avant de les dessiner ensemble."
        )
    if (before.grain == "axis") != (profile.grain == "axis"):
        by_axis = profile if profile.grain == "axis" else before
        raise MatriceError(
            f"L’un des deux profils est en {words.grain_text(by_axis)}, l’autre non\u00a0: leurs rayons ne se "
            "correspondent pas. Dessinez deux radars."
        )
    return showable(profile), showable(before)


def html_table(caption: Iterable[str], heads: Cells, rows: Sequence[Cells], notes: Iterable[str] = ()) -> str:
    """Renvoie le tableau d'une figure, dont la première colonne nomme la ligne."""
    columns = [Column(head, 1, numeric=bool(rank) and "Note" in head) for rank, head in enumerate(heads)]
    lines = [line for line in caption if line]
    return table_html(Table("\n".join(lines), lines[0], columns, rows), notes=notes)
