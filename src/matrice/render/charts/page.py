"""Les pages hors ligne, en un seul fichier qui ne parle à personne : un profil, et le tableau de bord d’une fédération.

Une vue par combinaison diffusée, avec sa figure et son tableau ; les filtres ne proposent que ce qui l'a été. Il n'y a
rien à cacher dans la page : une combinaison retenue n'y est pas, seule sa raison y est.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from plotly.offline import get_plotlyjs

from ...assessment import Notice, Profile
from ...documents import territory_tables as tables
from ...documents import territory_words as words
from ...documents.blocks import Cell, Table
from ...documents.territory_tables import method as explained
from ...errors import MatriceError
from ...federation import TerritoryReport, Withheld, load_federation_notice
from ...files import write_atomic
from ...text import NBSP, partial_date, quoted
from ..html import STYLE as TABLE_STYLE
from ..html import band_style, bare_table, page_html, profile_table
from .dots import dots
from .evolution import territory_years
from .figure import SHEET_WIDTH, Figure, lock_config, showable_pair
from .kit import TEMPLATE
from .radar import radar
from .territory import territory_funnel, territory_levels, territory_needs, territory_trend

# La page d'un profil : un seul fichier, lisible hors ligne, imprimable, qui ne parle à personne

# Troisième serrure, tenue par le navigateur : la page ne peut rien charger ni rien envoyer.
_ALLOWED = "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
_PROFILE_TALL = 1030  # hauteur utile d'une feuille A4, en pixels
_PROFILE_STYLE = """
body{margin:0 auto;max-width:1000px;padding:16px;background:#fff;color:#1a1a1a;font:16px/1.5 Arial,sans-serif}
h1{font-size:26px;line-height:1.25}h2{font-size:21px;margin-top:40px}
figure{margin:0;overflow-x:auto}figcaption{margin-top:8px}
@page{size:A4;margin:12mm}
@media print{body{padding:0;max-width:none}figure{overflow:visible}h2,figure,tr{break-inside:avoid}
h2{break-after:avoid;margin-top:0}.modebar-container{display:none}.dessin{zoom:var(--zoom)}
main table.matrice-tableau{font-size:12px;line-height:1.25}main table.matrice-tableau :is(th,td){padding:2px 8px}}
"""


def table(profile: Profile, *, before: Profile | None = None) -> str:
    """Renvoie, en HTML, le tableau des mêmes chiffres que le radar : son équivalent accessible.

    `before` ajoute la colonne d'un second profil sur la même grille (`MatriceError` sinon).
    """
    profile, before = showable_pair(profile, before)
    return profile_table(profile, before=before)


def write_html(
    profile: Profile, path: str | os.PathLike[str], *, before: Profile | None = None, added: bool = False
) -> None:
    """Écrit une page autonome : radar, diagramme en points, tableau, équivalent en mots.

    Args:
        profile: le profil à montrer.
        path: le fichier à écrire, remplacé d'un coup ; son dossier est créé s'il manque.
        before, added: comme pour `radar`.

    Raises:
        MatriceError: `before` ne se compare pas au profil, ou le disque refuse.

    La page ne charge rien du réseau et ne peut rien y envoyer ; elle s'ouvre d'un double-clic, dans dix ans aussi.
    """
    title = f"Profil de maturité{NBSP}: {profile.team}"
    shapes = radar(profile, before=before, added=added), dots(profile, before=before)
    body = f"""
<main>
<h1>{escape(title)}</h1>
<h2>Radar</h2>
{_figure_html(shapes[0], "radar", said=True)}
<h2>Diagramme en points</h2>
{_figure_html(shapes[1], "points", said=False)}
<h2>Tableau</h2>
{table(profile, before=before)}
</main>
"""
    head = f"<style>{_PROFILE_STYLE}</style>\n<script>{get_plotlyjs()}</script>"
    write_atomic(path, page_html(title, body, head, _ALLOWED).encode("utf-8"))


def _figure_html(figure: Figure, name: str, *, said: bool) -> str:
    """Une figure et son équivalent en mots, lu par un lecteur d'écran à la place du dessin."""
    drawing = figure.to_html(full_html=False, include_plotlyjs=False, div_id=name)
    # Le titre et l'équivalent en mots restent sur la même feuille que le radar.
    return _framed(figure, _PROFILE_TALL - (290 if said else 90), drawing, said=said)


def _framed(figure: Figure, tall: float, drawing: str, *, said: bool = True, data: str = "", style: str = "") -> str:
    """Le cadre d'une figure, qui tient à l'impression dans `tall` pixels de haut, et son équivalent en mots."""
    zoom = min(1.0, SHEET_WIDTH / figure.layout.width, tall / figure.layout.height)
    words_for = escape(figure.alternative)
    caption = f"<figcaption>{words_for}</figcaption>" if said else ""
    return (
        f'<figure><div class="dessin"{data} style="--zoom:{zoom:.2f}{style}" role="img" aria-label="{words_for}">'
        f"{drawing}</div>{caption}</figure>"
    )


# Le tableau de bord : un seul fichier HTML, lisible hors ligne, qui ne contient que des valeurs diffusées

_TITLE = "Tableau de bord de la cohorte"
_SECTIONS = (
    ("essentiel", "Où aider, et sur quoi"), ("participation", "Participation"), ("niveaux", "Où en sont les équipes"),
    ("territoires", "D’un territoire à l’autre"),
    ("besoins", "Où les équipes ont besoin d’appui"), ("evolution", "Ce qui a bougé"), ("choix", "Ce que les équipes ont choisi"),
    ("methode", "Méthode et secret des équipes"), ("rgpd", "Page d’information (RGPD)"),
)  # fmt: skip

_DASHBOARD_TALL = 900  # hauteur utile d'une feuille A4 sous un titre, en pixels
_LONG = 40  # lignes au-delà desquelles un tableau défile dans son cadre, à l'écran

_DASHBOARD_STYLE = """
body{margin:0 auto;max-width:1320px;padding:8px 16px;background:#fff;color:#1a1a1a;font:16px/1.5 Arial,sans-serif}
h1{font-size:24px;line-height:1.25;margin:4px 0}h2{font-size:21px;margin-top:40px;border-bottom:2px solid #0072B2}
a{color:#005a8c}:focus-visible{outline:3px solid #D55E00;outline-offset:2px}
.evitement{position:absolute;left:-999em}.evitement:focus{position:static}
.alerte{border-left:6px solid #D55E00;padding:2px 12px;margin:4px 0;font-weight:bold}
.filtres{position:sticky;top:0;z-index:2;background:#f3f6fa;border:1px solid #808080;padding:8px 12px}
.rang{display:flex;flex-wrap:wrap;gap:8px 24px}.champ{display:flex;flex-direction:column;max-width:100%}
label{font-weight:bold}select{font:inherit;padding:6px;max-width:100%;width:430px;background:#fff;color:#1a1a1a;border:1px solid #595959}
option:disabled{color:#767676}.retenus{margin:4px 0;padding-left:1.2em;color:#595959;font-size:14px;max-height:5.5em;overflow-y:auto}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0}section{scroll-margin-top:190px}
.vue[hidden]{display:none}figure{margin:0}figure,.tableau{overflow-x:auto}.long{max-height:560px;overflow-y:auto}figcaption{margin:8px 0}
.deux{display:grid;grid-template-columns:minmax(0,1fr) 340px;gap:8px 24px;align-items:start}#essentiel h2{margin:8px 0}
.dit{margin:0;padding-left:1.1em;font-size:15px;line-height:1.4}.dit li{margin-bottom:8px}
.lecture{font-size:14px;color:#404040;margin:6px 0}.carte td.absent{text-align:center}.carte caption{font-weight:bold}
.carte table.matrice-tableau{font-size:13px;line-height:1.2;width:100%}.carte table.matrice-tableau :is(th,td){padding:2px 3px}
.carte table.matrice-tableau tbody th{padding-left:0;min-width:130px;max-width:190px}
.legende{list-style:none;display:flex;flex-wrap:wrap;gap:2px 14px;padding:0;margin:6px 0;font-size:13px}
.legende span{padding:1px 6px;border:1px solid #595959}
td.absent{color:#595959;font-style:italic}dt{font-weight:bold}dd{margin:0 0 8px}
@page{size:A4;margin:12mm}
@media (max-width:1000px){.deux{grid-template-columns:minmax(0,1fr)}.dit{order:-1}}
@media (max-height:600px),(max-width:700px){.filtres{position:static}section{scroll-margin-top:0}}
@media print{body{padding:0;max-width:none}.filtres,nav,.evitement,.modebar-container{display:none}figure,.tableau{overflow:visible}
.deux{display:block}.lecture{break-after:page}.long{max-height:none}h2,tr{break-inside:avoid}h2{break-after:avoid}figure{break-inside:avoid}.dessin{zoom:var(--zoom);min-height:0!important}
table.matrice-tableau{font-size:12px;line-height:1.25}table.matrice-tableau :is(th,td){padding:2px 8px}}
"""
_SCRIPT = """
(function () {
  "use strict";
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const figures = read("figures"), common = read("commun");
  const fields = [...document.querySelectorAll("select[data-champ]")];
  const views = [...document.querySelectorAll(".vue")];
  const state = document.getElementById("regarde");
  const field = (name, of) => fields.find(one => one.dataset.champ === name && (!one.dataset.de || one.dataset.de === of));
  function draw() {
    for (const frame of document.querySelectorAll(".dessin[data-figure]")) {
      if (frame.closest("[hidden]") || frame.dataset.fait) continue;
      const figure = figures[frame.dataset.figure];
      frame.dataset.fait = "oui";
      Plotly.newPlot(frame, figure.data, {...figure.layout, template: common.template}, common.config);
    }
  }
  function show() {
    const campaign = field("campagne").value;
    const chosen = {campagne: field("campagne"), lieu: field("lieu", campaign), theme: field("theme", campaign)};
    const wanted = Object.entries(chosen).filter(([, one]) => one);
    for (const view of views) {
      view.hidden = !wanted.every(([name, one]) => view.dataset[name] === undefined || view.dataset[name] === one.value);
    }
    state.textContent = wanted.map(([, one]) => one.selectedOptions.length ? one.selectedOptions[0].textContent : "")
      .filter(Boolean).join("\\u00a0; ");
    draw();
  }
  for (const one of fields) one.addEventListener("change", show);
  document.querySelector(".filtres").addEventListener("submit", event => event.preventDefault());
  show();
})();
"""


def dashboard(
    reports: Sequence[TerritoryReport],
    *,
    withheld: Sequence[tuple[str, str]] = (),
    earlier: Sequence[TerritoryReport] = (),
) -> str:
    """Renvoie la page du tableau de bord, à écrire telle quelle dans un fichier .html.

    Args:
        reports: des rapports (années, découpages), chacun fait de valeurs diffusées. À partir de deux, chacun doit avoir
            été admis par le registre : deux découpages des mêmes équipes se recoupent.
        withheld: ce que le registre a refusé : un nom, une raison ; grisé dans les filtres.
        earlier: les rapports d'autres années, qui ne servent qu'à montrer la suite des campagnes.

    Raises:
        MatriceError: aucun rapport, ou plusieurs dont l'un n'est pas passé par le registre.

    La page ne charge rien du réseau et ne peut rien y envoyer. Les filtres ne proposent que ce qui a été diffusé.
    """
    if not reports:
        raise MatriceError("Un tableau de bord demande un rapport au moins.")
    if len(reports) + len(earlier) > 1 and not all(report.admitted for report in (*reports, *earlier)):
        raise MatriceError(
            "Plusieurs rapports se recoupent\u00a0: donnez à chacun le registre des diffusions, qui vérifie "
            "que leur rapprochement n’isole aucune équipe."
        )
    found = [view for rank, report in enumerate(reports) for view in _views(report, rank)]
    if several := words.campaigns([*earlier, *reports]):
        found.append(_View("evolution", (), _table_html(tables.years(several)), "annees", territory_years(several)))
    figures = {view.key: view.drawing for view in found if view.figure is not None}
    common: dict[str, Any] = {"template": TEMPLATE.to_plotly_json(), "config": lock_config()}
    common["config"]["toImageButtonOptions"] = {"filename": "tableau-de-bord", "scale": 2}
    first, *others = (_section(name, title, found) for name, title in _SECTIONS)
    links = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in _SECTIONS[1:])
    # Ce qu'il faut savoir avant de lire : cohorte simulée, diffusion non inscrite.
    alerts = "".join(
        f'<p class="alerte">{escape(note)}</p>\n'
        for note in dict.fromkeys(note for report in reports for note in report.notes)
    )
    body = f"""
<a class="evitement" href="#contenu">Aller au contenu</a>
<header>
<h1>{_TITLE}</h1>
{alerts}</header>
<noscript><p>Sans script, les figures ne se dessinent pas{NBSP}; tous les tableaux sont dans la page.</p></noscript>
<main id="contenu" tabindex="-1">
{first}<nav aria-label="Parties de la page"><ul>{links}</ul></nav>
{_filters(reports, withheld)}
<p role="status" aria-live="polite"><strong>Vous regardez{NBSP}:</strong> <span id="regarde"></span></p>
{"".join(others)}
</main>
{_data_script("figures", figures)}
{_data_script("commun", common)}
<script>{_SCRIPT}</script>
"""
    head = f"{TABLE_STYLE}\n<style>{_DASHBOARD_STYLE}</style>\n<script>{get_plotlyjs()}</script>"
    return page_html(_TITLE, body, head, _ALLOWED)


def _section(name: str, title: str, found: Sequence[_View]) -> str:
    views = "".join(view.render() for view in found if view.section == name)
    body = _notice_html(load_federation_notice()) if name == "rgpd" else views
    return f'<section id="{name}" aria-labelledby="titre-{name}"><h2 id="titre-{name}">{escape(title)}</h2>{body}</section>\n'


def _notice_html(notice: Notice) -> str:
    """La page d'information, ses champs à remplir et ce qui reste à vérifier."""
    version = escape(f"Version {notice.version} du {partial_date(notice.date)}, {notice.confidence}.")
    lines = [f"<p><em>{version}</em></p><h3>{escape(notice.title)}</h3><p>{escape(notice.introduction)}</p><dl>"]
    for topic in notice.topics:
        doubt = f" <em>({escape(topic.confidence)})</em>" if topic.confidence else ""
        blanks = "".join(f"<li>{escape(name)}{NBSP}: {escape(quoted('à compléter'))}</li>" for name in topic.fields)
        asked = f"<ul>{blanks}</ul>" if blanks else ""
        lines.append(f"<dt>{escape(topic.title)}</dt><dd>{escape(topic.text)}{doubt}{asked}</dd>")
    told = (escape(f"{one.label}, {partial_date(one.date)}, {one.confidence}") for one in notice.sources)
    sources = "".join(f"<li>{one}</li>" for one in told)
    return f"{''.join(lines)}</dl><p>Sources{NBSP}:</p><ul>{sources}</ul>"


def _data_script(identifier: str, value: Any) -> str:
    """Des données pour le script ; « < » y est écrit autrement, pour qu'aucun texte ne ferme la balise."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{identifier}">{text}</script>'


@dataclass(frozen=True, slots=True)
class _View:
    """Une vue : sa section, ce qu'il faut choisir pour la voir, son contenu HTML, sa figure s'il y en a une."""

    section: str
    chosen: tuple[tuple[str, str], ...]
    html: str
    key: str = ""
    figure: Figure | None = None

    @property
    def drawing(self) -> dict[str, Any]:
        """La figure en données ; son tableau et son équivalent sont déjà dans la page."""
        assert self.figure is not None
        drawn: dict[str, Any] = json.loads(self.figure.to_json())
        drawn["layout"].pop("meta", None)
        drawn["layout"].pop("template", None)
        return drawn

    def render(self) -> str:
        """La vue en HTML : la figure, dessinée quand on la montre, son équivalent en mots, le reste."""
        frame = ""
        if self.figure is not None:
            height = f";min-height:{self.figure.layout.height}px"
            frame = _framed(self.figure, _DASHBOARD_TALL, "", data=f' data-figure="{self.key}"', style=height)
        data = "".join(f' data-{name}="{escape(value)}"' for name, value in self.chosen)
        return f'<div class="vue"{data}>{frame}{self.html}</div>'


def _views(report: TerritoryReport, campaign: int) -> Iterator[_View]:
    """Les vues d'un rapport, le `campaign`-ième de la page."""
    own = (("campagne", str(campaign)),)
    yield _View("essentiel", own, _essential(report))
    counted = [tables.participation(report), *([tables.sizes(report)] if report.territories else [])]
    yield _View("participation", own, "".join(map(_table_html, counted)))
    for place in range(len(report.territories) + 1):
        yield from _place_views(report, campaign, place)
    yield from _funnel_views(report, campaign)
    found = report.practices
    after = (
        f"{_table_html(tables.sequels(report))}<p>{escape(words.sequels_text(report))}</p>" if report.sequels else ""
    )
    rest = (
        tables.ranges("Heures par semaine", "heures par semaine", found.hours),
        tables.ranges("Coût par an", "euros par an", found.cost), tables.couples(report),
    )  # fmt: skip
    chosen = [_table_html(tables.typology(report)), _table_html(tables.tasks(report)), after, *map(_table_html, rest)]
    yield _View("choix", own, "".join(chosen))
    said = "".join(f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>" for title, text in explained(report))
    under = (report.policy, words.level_sums(report, None), words.footer(report))
    lines = "".join(f"<p>{escape(line)}</p>" for line in under)
    yield _View("methode", own, f"{lines}<dl>{said}</dl>")


def _place_views(report: TerritoryReport, campaign: int, place: int) -> Iterator[_View]:
    """Niveaux, besoins et évolution d'un lieu : 0 pour toutes les équipes, puis les territoires."""
    rank = place - 1 if place else None
    territory = None if rank is None else report.territories[rank]
    name = None if territory is None else territory.label
    chosen, key = (("campagne", str(campaign)), ("lieu", str(place))), f"{campaign}.{place}"
    levels = tables.distribution(report, territory)
    yield _View("niveaux", chosen, _table_html(levels), f"n{key}", territory_levels(report, name))
    yield _View("besoins", chosen, _table_html(tables.needs(report, rank)), f"b{key}", territory_needs(report, name))
    movement = words.movement_of(report, rank)
    if movement is None:
        said = f"La cohorte n’a pas de campagne d’avant {report.year}\u00a0: l’évolution se lira l’an prochain."
        yield _View("evolution", chosen, f"<p>{escape(said)}</p>")
    else:
        moved = tables.trend(report, movement, territory)
        yield _View("evolution", chosen, _table_html(moved), f"e{key}", territory_trend(report, name))


def _funnel_views(report: TerritoryReport, campaign: int) -> Iterator[_View]:
    """Un entonnoir par thème ; ceux qui ne se dessinent pas n'ont que leur raison, dans le filtre."""
    shown = [(place, one) for place, one in enumerate(report.funnels) if words.funnel_absence(one) is None]
    for place, one in shown:
        chosen = (("campagne", str(campaign)), ("theme", str(place)))
        drawn = territory_funnel(report, one.theme.id)
        yield _View("territoires", chosen, _table_html(tables.funnel(report, one)), f"f{campaign}.{place}", drawn)
    if not shown:
        gone = "Aucun entonnoir n’est diffusable sous cette politique."
        said = gone if report.funnels else "La cohorte ne fait qu’un territoire."
        yield _View("territoires", (("campagne", str(campaign)),), f"<p>{escape(said)}</p>")


def _essential(report: TerritoryReport) -> str:
    """Le premier écran : la carte de chaleur, et à côté trois besoins, ce qui a bougé, qui a répondu."""
    rest = [("Ce qui a bougé", words.moved_text(report)), ("Qui", words.participation_text(report))]
    rest[:0] = [("Buts", words.goals_text(report))] if report.goals else []
    lines = [*words.needs_lines(report), *rest]
    told = "".join(f"<li><strong>{escape(name)}.</strong> {escape(said)}</li>" for name, said in lines)
    legend = "".join(
        f'<li><span style="{band_style(rank)}">{low} à {high}</span> {escape(said)}</li>'
        for rank, (low, high, said) in enumerate(words.BANDS)
    )
    table = tables.heat_map(report)
    shown = any(isinstance(cell, Cell) and not cell.absent for row in table.rows for cell in row[1:])
    heat = f'{_region(table)}<ul class="legende" aria-label="Lire les teintes">{legend}</ul>' if shown else ""
    return (
        f'<div class="deux"><div class="carte">{heat}<p class="lecture">{escape(tables.heat_reading(report))}</p></div>'
        f'<ul class="dit">{told}</ul></div>'
    )


def _table_html(table: Table) -> str:
    """Un tableau, et la phrase qui compte ce qu'il ne montre pas ; sans ligne, il ne reste qu'elle."""
    kept, said = tables.discreet(table)
    if not kept.rows:
        return f"<p>{escape(f'{table.title}{NBSP}: {said or words.NOTHING}')}</p>"
    return _region(kept) + (f"<p><em>{escape(said)}</em></p>" if said else "")


def _region(table: Table) -> str:
    """Un tableau qui défile de côté s'il est trop large, au clavier aussi."""
    tall = " long" if len(table.rows) > _LONG else ""
    return f'<div class="tableau{tall}" tabindex="0" role="region" aria-label="{escape(table.title)}">{bare_table(table)}</div>'


@dataclass(frozen=True, slots=True)
class _Option:
    """Un choix : sa valeur, son nom, et pourquoi il est retenu (vide s'il est diffusé)."""

    value: str
    label: str
    why: str = ""

    def render(self) -> str:
        if self.why:
            return f"<option disabled>{escape(f'{self.label} ({self.why})')}</option>"
        return f'<option value="{escape(self.value)}">{escape(self.label)}</option>'


def _filters(reports: Sequence[TerritoryReport], withheld: Sequence[tuple[str, str]]) -> str:
    """Renvoie le formulaire : campagne, puis lieu et thème de la campagne choisie."""
    campaigns = [_Option(str(rank), f"{one.year}, par {words.BY[one.by][0]}") for rank, one in enumerate(reports)]
    campaigns += [_Option("", label, why) for label, why in withheld]
    fields = ((rank, f"{_places(one, rank)}{_themes(one, rank)}") for rank, one in enumerate(reports))
    own = "".join(f'<div class="vue rang" data-campagne="{rank}">{shown}</div>' for rank, shown in fields)
    field = _field("campagne", "Campagne", "", campaigns)
    return f'<form class="filtres" aria-label="Filtres"><div class="rang">{field}</div>{own}</form>'


def _places(report: TerritoryReport, rank: int) -> str:
    options = [_Option("0", words.EVERYONE)]
    for place, one in enumerate(report.territories, 1):
        reasons = [figures.levels for figures in one.figures if isinstance(figures.levels, Withheld)]
        why = str(reasons[0]) if len(reasons) == len(one.figures) else ""  # rien de ce lieu ne se montre
        options.append(_Option(str(place), one.label, why))
    return _field("lieu", "Lieu (niveaux, besoins, évolution)", str(rank), options)


def _themes(report: TerritoryReport, rank: int) -> str:
    """Le choix du thème des entonnoirs, axe par axe."""
    if not report.funnels:
        return ""
    placed = {one.theme.id: (place, one) for place, one in enumerate(report.funnels)}
    order = [(theme.axis, *placed[theme.id]) for _, theme in words.themes_in_order(report)]
    names = {axis.id: axis.label for axis in report.ref.axes}
    options: list[_Option] = []
    groups = ""
    for axis, own in groupby(order, key=lambda entry: entry[0]):
        found = []
        for _, place, one in own:  # les dimensions viennent après leur axe
            why, whole = words.funnel_absence(one), " (axe entier)" if one.theme.kind == "axis" else ""
            found.append(_Option(str(place), f"{one.theme.label}{whole}", "" if why is None else str(why)))
        options += found
        groups += f'<optgroup label="{escape(names[axis])}">{"".join(one.render() for one in found)}</optgroup>'
    return _field("theme", "Thème (territoires)", str(rank), options, groups)


def _field(name: str, label: str, of: str, options: Sequence[_Option], inside: str = "") -> str:
    """Une liste et son étiquette ; ce qui est retenu est aussi écrit dessous, pour qui ne voit pas le gris."""
    identifier = f"{name}{of}"
    owner = f' data-de="{of}"' if of else ""
    gone = "".join(f"<li>{escape(option.label)}{NBSP}: {escape(option.why)}</li>" for option in options if option.why)
    listed = f'<ul class="retenus" aria-label="Retenus">{gone}</ul>' if gone else ""
    content = inside or "".join(option.render() for option in options)
    return (
        f'<div class="champ"><label for="{identifier}">{escape(label)}</label>'
        f'<select id="{identifier}" data-champ="{name}"{owner}>{content}</select>{listed}</div>'
    )
