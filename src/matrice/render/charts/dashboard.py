"""Le tableau de bord : un seul fichier HTML, lisible hors ligne, qui ne contient que des valeurs diffusées.

Il n'y a rien à cacher dans la page : une combinaison retenue n'y est pas, seule sa raison y est.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from plotly.offline import get_plotlyjs

from ...assessment import Notice
from ...documents import territory_words as words
from ...errors import MatriceError
from ...federation import TerritoryReport, load_federation_notice
from ...text import NBSP, partial_date, quoted
from ..html import STYLE as TABLE_STYLE
from .board import SCRIPT, STYLE, View, filters, views
from .figure import locked
from .page import POLICY
from .style import TEMPLATE

TITLE = "Tableau de bord de la cohorte"
SECTIONS = (
    ("participation", "Participation"), ("niveaux", "Où en sont les équipes"), ("territoires", "D’un territoire à l’autre"),
    ("besoins", "Où les équipes ont besoin d’appui"), ("evolution", "Ce qui a bougé"), ("choix", "Ce que les équipes ont choisi"),
    ("methode", "Méthode et secret des équipes"), ("rgpd", "Page d’information (RGPD)"),
)  # fmt: skip


def dashboard(reports: Sequence[TerritoryReport], *, withheld: Sequence[tuple[str, str]] = ()) -> str:
    """Renvoie la page du tableau de bord, à écrire telle quelle dans un fichier .html.

    Args:
        reports: des rapports (années, découpages), chacun fait de valeurs diffusées. À partir de deux, chacun doit avoir
            été admis par le registre : deux découpages des mêmes équipes se recoupent.
        withheld: ce que le registre a refusé : un nom, une raison ; grisé dans les filtres.

    Raises:
        MatriceError: aucun rapport, ou plusieurs dont l'un n'est pas passé par le registre.

    La page ne charge rien du réseau et ne peut rien y envoyer. Les filtres ne proposent que ce qui a été diffusé.
    """
    if not reports:
        raise MatriceError("Un tableau de bord demande un rapport au moins.")
    if len(reports) > 1 and not all(report.admitted for report in reports):
        raise MatriceError(
            "Plusieurs rapports se recoupent\u00a0: donnez à chacun le registre des diffusions, qui vérifie "
            "que leur rapprochement n’isole aucune équipe."
        )
    found = [view for rank, report in enumerate(reports) for view in views(report, rank)]
    return page(reports, found, filters(reports, withheld))


def page(reports: Sequence[TerritoryReport], found: Sequence[View], form: str) -> str:
    """La page entière."""
    figures = {view.key: view.drawing for view in found if view.figure is not None}
    common: dict[str, Any] = {"template": TEMPLATE.to_plotly_json(), "config": locked()}
    common["config"]["toImageButtonOptions"] = {"filename": "tableau-de-bord", "scale": 2}
    sections = "".join(section(name, title, found) for name, title in SECTIONS)
    links = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in SECTIONS)
    return f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{TITLE}</title>
{TABLE_STYLE}
<style>{STYLE}</style>
<script>{get_plotlyjs()}</script>
</head>
<body>
<a class="evitement" href="#contenu">Aller au contenu</a>
<header>
<h1>{TITLE}</h1>
{alerts(reports)}<p class="but">{escape(words.PURPOSE)}</p>
<nav aria-label="Parties de la page"><ul>{links}</ul></nav>
</header>
{form}
<noscript><p>Sans script, les figures ne se dessinent pas{NBSP}; tous les tableaux sont dans la page.</p></noscript>
<main id="contenu" tabindex="-1">
<p role="status" aria-live="polite"><strong>Vous regardez{NBSP}:</strong> <span id="regarde"></span></p>
{sections}
</main>
{data("figures", figures)}
{data("commun", common)}
<script>{SCRIPT}</script>
</body>
</html>
"""


def alerts(reports: Iterable[TerritoryReport]) -> str:
    """Ce qu'il faut savoir avant de lire : cohorte simulée, diffusion non inscrite."""
    notes = dict.fromkeys(note for report in reports for note in report.notes)
    return "".join(f'<p class="alerte">{escape(note)}</p>\n' for note in notes)


def section(name: str, title: str, found: Sequence[View]) -> str:
    """Une partie de la page et toutes ses vues."""
    body = (
        notice_html(load_federation_notice())
        if name == "rgpd"
        else "".join(v.render() for v in found if v.section == name)
    )
    return f'<section id="{name}" aria-labelledby="titre-{name}"><h2 id="titre-{name}">{escape(title)}</h2>{body}</section>\n'


def notice_html(notice: Notice) -> str:
    """La page d'information, ses champs à remplir et ce qui reste à vérifier."""
    lines = [
        f"<p><em>{escape(f'Version {notice.version} du {partial_date(notice.date)}, {notice.confidence}.')}</em></p>"
    ]
    lines += [f"<h3>{escape(notice.title)}</h3><p>{escape(notice.introduction)}</p><dl>"]
    for topic in notice.topics:
        doubt = f" <em>({escape(topic.confidence)})</em>" if topic.confidence else ""
        blanks = "".join(f"<li>{escape(name)}{NBSP}: {escape(quoted('à compléter'))}</li>" for name in topic.fields)
        lines.append(
            f"<dt>{escape(topic.title)}</dt><dd>{escape(topic.text)}{doubt}{f'<ul>{blanks}</ul>' if blanks else ''}</dd>"
        )
    sources = "".join(
        f"<li>{escape(f'{one.label}, {partial_date(one.date)}, {one.confidence}')}</li>" for one in notice.sources
    )
    return f"{''.join(lines)}</dl><p>Sources{NBSP}:</p><ul>{sources}</ul>"


def data(identifier: str, value: Any) -> str:
    """Des données pour le script ; « < » y est écrit autrement, pour qu'aucun texte ne ferme la balise."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{identifier}">{text}</script>'
