"""Les vues du tableau de bord : une par combinaison diffusée, avec sa figure et son tableau."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from ....documents import territory_tables as tables
from ....documents import territory_words as words
from ....documents.blocks import Table
from ....documents.territory_tables import method as explained
from ....federation import TerritoryReport
from ...html import bare_table
from ..captions import SHEET
from ..distribution import territory_levels
from ..figure import Figure
from ..funnel import territory_funnel
from ..needs_chart import territory_needs
from ..trend import territory_trend

TALL = 900  # hauteur utile d'une feuille A4 sous un titre, en pixels
LONG = 40  # lignes au-delà desquelles un tableau défile dans son cadre, à l'écran


@dataclass(frozen=True, slots=True)
class View:
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
        """La vue en HTML."""
        data = "".join(f' data-{name}="{escape(value)}"' for name, value in self.chosen)
        return f'<div class="vue"{data}>{self.frame()}{self.html}</div>'

    def frame(self) -> str:
        """La figure, dessinée quand on la montre, et son équivalent en mots."""
        if self.figure is None:
            return ""
        zoom = min(1.0, SHEET / self.figure.layout.width, TALL / self.figure.layout.height)
        said = escape(self.figure.alternative)
        return (
            f'<figure><div class="dessin" data-figure="{self.key}" style="--zoom:{zoom:.2f};min-height:{self.figure.layout.height}px" '
            f'role="img" aria-label="{said}"></div><figcaption>{said}</figcaption></figure>'
        )


def views(report: TerritoryReport, campaign: int) -> Iterator[View]:
    """Renvoie les vues d'un rapport, le `campaign`-ième de la page."""
    own = (("campagne", str(campaign)),)
    yield View(
        "participation",
        own,
        shown(tables.participation(report)) + (shown(tables.sizes(report)) if report.territories else ""),
    )
    for place in range(len(report.territories) + 1):
        yield from place_views(report, campaign, place)
    yield from funnel_views(report, campaign)
    yield View("choix", own, "".join(shown(table) for table in choices(report)))
    yield View("methode", own, method(report))


def place_views(report: TerritoryReport, campaign: int, place: int) -> Iterator[View]:
    """Niveaux, besoins et évolution d'un lieu : 0 pour toutes les équipes, puis les territoires."""
    territory = report.territories[place - 1] if place else None
    rank, name = (place - 1 if place else None), territory.label if territory else None
    chosen = (("campagne", str(campaign)), ("lieu", str(place)))
    key = f"{campaign}.{place}"
    levels = tables.distribution(report, territory)
    yield View("niveaux", chosen, framed(levels), f"n{key}", territory_levels(report, name))
    yield View("besoins", chosen, framed(tables.needs(report, rank)), f"b{key}", territory_needs(report, name))
    movement = words.movement_of(report, rank)
    if movement is None:
        said = f"La cohorte n’a pas de campagne d’avant {report.year}\u00a0: l’évolution se lira l’an prochain."
        yield View("evolution", chosen, f"<p>{escape(said)}</p>")
    else:
        moved = tables.trend(report, movement, territory)
        yield View("evolution", chosen, framed(moved), f"e{key}", territory_trend(report, name))


def funnel_views(report: TerritoryReport, campaign: int) -> Iterator[View]:
    """Un entonnoir par thème ; ceux qui ne se dessinent pas n'ont que leur raison, dans le filtre."""
    for place, one in enumerate(report.funnels):
        if words.funnel_absence(one) is None:
            chosen = (("campagne", str(campaign)), ("theme", str(place)))
            yield View(
                "territoires", chosen, framed(tables.funnel(report, one)), f"f{campaign}.{place}",
                territory_funnel(report, one.theme.id),
            )  # fmt: skip
    if not any(words.funnel_absence(one) is None for one in report.funnels):
        said = (
            "Aucun entonnoir n’est diffusable sous cette politique."
            if report.funnels
            else "La cohorte ne fait qu’un territoire."
        )
        yield View("territoires", (("campagne", str(campaign)),), f"<p>{escape(said)}</p>")


def choices(report: TerritoryReport) -> tuple[Table, ...]:
    """Ce que les équipes ont choisi."""
    found = report.practices
    return (
        tables.typology(report), tables.tasks(report), tables.ranges("Heures par semaine", "heures par semaine", found.hours),
        tables.ranges("Coût par an", "euros par an", found.cost), tables.couples(report),
    )  # fmt: skip


def shown(table: Table) -> str:
    """Un tableau ; sans ligne, il le dit."""
    if table.rows:
        return framed(table)
    return f"<p>{escape(table.title)}\u00a0: rien à montrer sous cette politique de diffusion.</p>"


def framed(table: Table) -> str:
    """Un tableau qui défile de côté s'il est trop large, au clavier aussi."""
    named = escape(table.title)
    tall = " long" if len(table.rows) > LONG else ""
    return f'<div class="tableau{tall}" tabindex="0" role="region" aria-label="{named}">{bare_table(table)}</div>'


def method(report: TerritoryReport) -> str:
    """La politique, la méthode, et sur quoi tout repose."""
    said = "".join(f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>" for title, text in explained(report))
    lines = (report.policy, words.ROUNDED, words.footer(report))
    return f"{''.join(f'<p>{escape(line)}</p>' for line in lines)}<dl>{said}</dl>"
