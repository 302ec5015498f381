"""Les filtres du tableau de bord : ce qui a été diffusé se choisit, ce qui est retenu est grisé avec sa raison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from ....documents import territory_words as words
from ....federation import Funnel, Territory, TerritoryReport, Withheld
from ....text import NBSP


@dataclass(frozen=True, slots=True)
class Option:
    """Un choix : sa valeur, son nom, et pourquoi il est retenu (vide s'il est diffusé)."""

    value: str
    label: str
    why: str = ""

    def render(self) -> str:
        """Le choix en HTML."""
        if self.why:
            return f"<option disabled>{escape(f'{self.label} ({self.why})')}</option>"
        return f'<option value="{escape(self.value)}">{escape(self.label)}</option>'


def filters(reports: Sequence[TerritoryReport], withheld: Sequence[tuple[str, str]]) -> str:
    """Renvoie le formulaire : campagne, puis lieu et thème de la campagne choisie."""
    campaigns = [Option(str(rank), f"{one.year}, par {words.BY[one.by][0]}") for rank, one in enumerate(reports)]
    campaigns += [Option("", label, why) for label, why in withheld]
    own = "".join(
        f'<div class="vue rang" data-campagne="{rank}">{places(one, rank)}{themes(one, rank)}</div>'
        for rank, one in enumerate(reports)
    )
    return (
        f'<form class="filtres" aria-label="Filtres"><div class="rang">{field("campagne", "Campagne", "", campaigns)}</div>'
        f"{own}</form>"
    )


def places(report: TerritoryReport, rank: int) -> str:
    """Le choix du lieu."""
    options = [Option("0", words.EVERYONE)]
    options += [Option(str(place), one.label, silence(one)) for place, one in enumerate(report.territories, 1)]
    return field("lieu", f"Lieu (niveaux, besoins, évolution){NBSP}", str(rank), options)


def silence(territory: Territory) -> str:
    """Pourquoi un territoire ne montre rien ; vide s'il montre quelque chose."""
    spreads = [one.levels for one in territory.figures]
    if any(not isinstance(spread, Withheld) for spread in spreads):
        return ""
    return str(next(spread for spread in spreads if isinstance(spread, Withheld)))


def themes(report: TerritoryReport, rank: int) -> str:
    """Le choix du thème des entonnoirs, axe par axe."""
    if not report.funnels:
        return ""
    placed = {one.theme.id: (place, one) for place, one in enumerate(report.funnels)}
    order = [(theme.axis, *placed[theme.id]) for _, theme in words.ordered(report)]
    names = {axis.id: axis.label for axis in report.ref.axes}
    options: list[Option] = []
    groups = []
    for axis, own in groupby(order, key=lambda entry: entry[0]):
        found = [theme_option(place, one) for _, place, one in own]
        options += found
        groups.append(
            f'<optgroup label="{escape(names[axis])}">{"".join(option.render() for option in found)}</optgroup>'
        )
    return field("theme", "Thème (territoires)", str(rank), options, "".join(groups))


def theme_option(place: int, one: Funnel) -> Option:
    """Un thème ; les dimensions viennent après leur axe."""
    why = words.funnel_absence(one)
    label = f"{one.theme.label} (axe entier)" if one.theme.kind == "axis" else one.theme.label
    return Option(str(place), label, "" if why is None else str(why))


def field(name: str, label: str, of: str, options: Sequence[Option], inside: str = "") -> str:
    """Une liste et son étiquette ; ce qui est retenu est aussi écrit dessous, pour qui ne voit pas le gris."""
    identifier = f"{name}{of}"
    owner = f' data-de="{of}"' if of else ""
    gone = "".join(f"<li>{escape(option.label)}{NBSP}: {escape(option.why)}</li>" for option in options if option.why)
    listed = f'<ul class="retenus" aria-label="Retenus">{gone}</ul>' if gone else ""
    content = inside or "".join(option.render() for option in options)
    return (
        f'<div class="champ"><label for="{identifier}">{escape(label.strip())}</label>'
        f'<select id="{identifier}" data-champ="{name}"{owner}>{content}</select>{listed}</div>'
    )
