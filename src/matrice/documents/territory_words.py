"""Un territoire en mots : parts, niveaux, rangs, évolutions, et ce qui manque."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..federation import (
    Funnel,
    FunnelPoint,
    Movement,
    Need,
    PeerFigures,
    ReleasedDistribution,
    ReleasedFlag,
    ReleasedGroup,
    ReleasedNumber,
    ReleasedQuantiles,
    ReleasedShare,
    Signal,
    Territory,
    TerritoryReport,
    Theme,
    ThemeMovement,
    Withheld,
)
from ..referentiel import Scale
from ..text import NBSP, capital, number, percent, plural, quoted, series
from .federation_words import WITHHELD, theme_name
from .words import grid_name, level_name

EVERYONE = "Toutes les équipes"
BY = {"region": ("région", "régions"), "territory": ("territoire", "territoires")}
PURPOSE = (
    "Ces résultats servent à des équipes qui veulent progresser et à qui les aide. Ils ne classent ni équipe ni territoire, "
    "et ne donnent ni label ni note unique."
)
NOTHING = "rien à montrer sous cette politique de diffusion."
COUNTED = "Un nombre d’équipes est arrondi à 5 vers le bas\u00a0: deux nombres exacts en rendraient un petit par soustraction."
BOUNDED = f"Une part écrite «{NBSP}≤{NBSP}» ou «{NBSP}≥{NBSP}» est dessinée à sa borne."
MOVES = ("en baisse", "stable", "en hausse")
# Baisse, stable, hausse, puis les regroupements : deux teintes que tous distinguent, un gris entre elles.
MOVE_FILLS = {
    (0, 0): "F2A66E", (1, 1): "E6E6E6", (2, 2): "4A9CCB", (0, 1): "F6D3B9", (1, 2): "BBD9EA", (0, 2): "FFFFFF",
}  # fmt: skip
# Les bandes d'une part, de la plus basse à la plus haute : bornes comprises, en points.
BANDS = (
    (0, 24, "moins d’une équipe sur quatre"),
    (25, 49, "d’une sur quatre à la moitié"),
    (50, 74, "la moitié ou plus"),
    (75, 100, "trois sur quatre ou plus"),
)
_OPPOSITE = {"≤": "≥", "≥": "≤", "": ""}
UNITS = {"score": "", "level": "", "hours": f"{NBSP}h", "cost": f"{NBSP}€"}


# Le rapport entier


def heading(report: TerritoryReport) -> str:
    """« Rapport de territoire 2026, par région »."""
    return f"Rapport de territoire {report.year}, par {BY[report.by][0]}"


def size_text(report: TerritoryReport) -> str:
    """« au moins 330 équipes », ou pourquoi ce nombre ne se dit pas."""
    size = report.size
    return f"Nombre d’équipes {size}" if isinstance(size, Withheld) else f"au moins {plural(size.value, 'équipe')}"


def footer(report: TerritoryReport) -> str:
    """Sur quoi une figure repose : année, équipes, grille."""
    return f"{capital(size_text(report))}, {report.year}. {grid_name(report.ref)}."


def target_text(report: TerritoryReport) -> str:
    """« 2 en partie »."""
    return quoted(level_name(report.ref.scale.levels[target_rank(report)]))


def target_rank(report: TerritoryReport) -> int:
    """Le rang du niveau visé."""
    return report.ref.scale.values.index(report.target)


def themes_in_order(report: TerritoryReport) -> tuple[tuple[int, Theme], ...]:
    """Renvoie les thèmes et leur rang dans le rapport : chaque axe, puis ses dimensions."""
    places = list(enumerate(report.themes))
    return tuple(
        pair
        for axis in report.ref.axes
        for kind in ("axis", "dimension")
        for pair in places
        if pair[1].axis == axis.id and pair[1].kind == kind
    )


def short(report: TerritoryReport, theme: Theme) -> str:
    """Le libellé court d'un thème, quand la grille en donne un."""
    return theme_name(report.ref, theme.id)


def place_name(territory: Territory | None) -> str:
    """Le nom d'un territoire, ou de l'ensemble."""
    return EVERYONE if territory is None else territory.label


def figures_of(report: TerritoryReport, territory: Territory | None) -> tuple[PeerFigures, ...]:
    """Les chiffres d'un territoire, ou de l'ensemble."""
    return report.whole if territory is None else territory.figures


def needs_of(report: TerritoryReport, rank: int | None) -> tuple[Need, ...]:
    """Les besoins du territoire de ce rang, ou de l'ensemble."""
    return report.needs if rank is None else report.territory_needs[rank]


def movement_of(report: TerritoryReport, rank: int | None) -> Movement | None:
    """L'évolution du territoire de ce rang, ou de l'ensemble ; rien sans campagne d'avant."""
    if rank is None:
        return report.movement
    return report.territory_movements[rank] if report.territory_movements else None


# Plusieurs campagnes

FEWEST_YEARS = 3  # années qui font une suite
YEARS = "Toutes les équipes de chaque année, qui ne sont pas toujours les mêmes."


def campaigns(reports: Sequence[TerritoryReport]) -> tuple[TerritoryReport, ...]:
    """Les rapports de trois années au moins, dans l'ordre, un par année ; rien s'ils ne se comparent pas (grille, niveau visé)."""
    found = {one.year: one for one in sorted(reports, key=lambda one: one.year)}
    last = next(reversed(found.values()), None)
    same = last is not None and all(
        one.admitted and one.ref == last.ref and one.target == last.target for one in found.values()
    )
    return tuple(found.values()) if same and len(found) >= FEWEST_YEARS else ()


# L'essentiel : où aider, sur quoi, ce qui a bougé, qui a répondu

_NEEDS_FIRST = 3  # besoins nommés
_MOST_NAMED = 6  # noms dans une phrase ; au-delà, on compte


def band(below: int) -> int:
    """Le rang de la bande d'une part."""
    return max(rank for rank, (low, _, _) in enumerate(BANDS) if below >= low)


def participation_text(report: TerritoryReport) -> str:
    """Combien d'équipes, où, et comment elles ont répondu."""
    rate = report.response if isinstance(report.response, Withheld) else report.response.at(0.5)
    one, several = BY[report.by]
    parts = [capital(size_text(report))]
    if count := len(report.territories):
        parts.append(plural(count, f"{one} ou groupe de voisines", f"{several} ou groupes de voisins"))
    if not isinstance(rate, Withheld):
        parts.append(f"dans l’équipe médiane, {percent(rate)} des membres ont répondu")
    return f"{', '.join(parts)}."


def needs_lines(report: TerritoryReport) -> tuple[tuple[str, str], ...]:
    """Les trois premiers besoins : la dimension, puis sa part, son intervalle, son rang plausible et les lieux les plus concernés."""
    found = []
    for one in report.needs[:_NEEDS_FIRST]:
        figures = of_theme(report, report.whole, one.theme.id)
        interval = interval_below(report, figures)
        sure = "" if isinstance(interval, Withheld) else f" ({interval_text(*interval)}, intervalle à 95{NBSP}%)"
        told = (
            f"{below(report, figures)} des équipes sous le niveau {target_text(report)}{sure}{NBSP}; {ranks_text(one)}."
        )
        found.append((one.theme.label, f"{told} {_most_concerned(report, one.theme.id)}".strip()))
    return tuple(found)


def _most_concerned(report: TerritoryReport, name: str) -> str:
    """Les lieux où cette part est dans la bande du haut, dans l'ordre du rapport."""
    shares = [(one.label, below(report, of_theme(report, one.figures, name))) for one in report.territories]
    top = len(BANDS) - 1
    names = [label for label, share in shares if isinstance(share, Below) and band(share.percent) == top]
    if not names or len(names) == len(shares):
        return f"{capital(BANDS[-1][2])} partout." if names else ""
    shown = series(names) if len(names) <= _MOST_NAMED else f"{len(names)} {BY[report.by][1]}"
    return f"{capital(BANDS[-1][2])}{NBSP}: {shown}."


def distance_text(share: ReleasedShare | Withheld, wanted: int) -> str:
    """Ce qui sépare une part diffusée du but : « atteint », « 12 points », « 12 points au moins » quand la part est une borne."""
    if isinstance(share, Withheld):
        return str(share)
    missing = wanted - share.percent
    if missing <= 0 and share.bound != "≤":
        return "atteint"
    bound = {"": "", "≤": " au moins", "≥": " au plus"}[share.bound]
    return f"{plural(max(missing, 0), 'point')}{bound}"


def goals_text(report: TerritoryReport) -> str:
    """Combien de buts sont atteints, et ce qui manque aux autres ; vide sans but."""
    if not report.goals:
        return ""
    rank, own = (
        target_rank(report),
        [(of_theme(report, report.whole, name), name, wanted) for name, wanted in report.goals],
    )
    found = [(name, distance_text(share_at(figures, rank), wanted)) for figures, name, wanted in own]
    short_of = [f"{theme_name(report.ref, name)} ({said})" for name, said in found if said != "atteint"]
    done = f"{plural(len(found) - len(short_of), 'atteint')} sur {number(len(found))}"
    rest = f"{NBSP}; il manque{NBSP}: {series(short_of)}" if 0 < len(short_of) <= _MOST_NAMED else ""
    return f"{done}{rest}."


def moved_text(report: TerritoryReport) -> str:
    """Ce qui a bougé depuis la campagne d'avant, nommé quand c'est peu."""
    movement = report.movement
    if movement is None:
        return f"Pas de campagne d’avant {report.year}{NBSP}: l’évolution se lira l’an prochain."
    if isinstance(movement.matched, Withheld):
        return attrition(movement)
    told = []
    for sign, way in ((1, "hausse"), (-1, "baisse")):
        names = [short(report, one.theme) for one in clearly(movement, sign)] or ["aucune dimension"]
        shown = series(names) if len(names) <= _MOST_NAMED else plural(len(names), "dimension")
        told.append(f"en {way} nette, {shown}")
    said = f"{NBSP}; ".join(told)
    both = f"De {movement.before} à {movement.year}, sur les équipes présentes aux deux campagnes"
    return f"{both}{NBSP}: {said}{unsaid_text(movement)}."


def sequels_text(report: TerritoryReport) -> str:
    """Comment lire ce qu'ont fait ensuite les équipes d'un même niveau, ou ce qu'il faut pour le savoir."""
    if not report.sequels:
        return (
            "Il y faut deux campagnes des mêmes équipes, et des profils où elles ont joint leur demande de fiche ou leurs actions "
            "(matrice partager --demande --actions)\u00a0: une table de niveaux n’a ni tâches, ni heures, ni actions."
        )
    return (
        "Sur les premiers besoins, parmi les équipes à ce niveau à la campagne d’avant. Une tâche plus gardée n’explique pas une "
        "hausse, une action décidée non plus."
    )


# Les niveaux et leurs parts


def span_name(scale: Scale, first: int, last: int) -> str:
    """« 2 en partie », ou « 0 et 1 ensemble » pour des niveaux regroupés (rangs)."""
    if first == last:
        return level_name(scale.levels[first])
    return f"{spans(scale.values[first : last + 1])} ensemble"


def spans(values: Sequence[int]) -> str:
    """« 0 », « 0 et 1 », « 0 à 2 »."""
    if len(values) < 3:
        return series([str(value) for value in values])
    return f"{values[0]} à {values[-1]}"


def rounded_text(spreads: Iterable[ReleasedDistribution | Withheld]) -> str:
    """Que les parts sont arrondies, et ce que font leurs sommes : ce que l'on recompte, on l'a lu d'abord."""
    shown = [one for one in spreads if not isinstance(one, Withheld) and not any(group.share.bound for group in one)]
    sums = [sum(group.share.percent for group in one) for one in shown]
    if not sums or min(sums) == max(sums) == 100:
        return "Les parts sont arrondies."
    low, high = min(sums), max(sums)
    found = f"font {percent(low)}" if low == high else f"vont de {number(low)} à {percent(high)}"
    return f"Les parts sont arrondies une à une\u00a0: leurs sommes {found}."


def level_sums(report: TerritoryReport, territory: Territory | None) -> str:
    """La même phrase, pour la répartition par niveau d'un lieu."""
    return rounded_text(one.levels for one in figures_of(report, territory))


def group_at(spread: ReleasedDistribution | Withheld, span: tuple[int, int]) -> ReleasedGroup | None:
    """Le groupe de ces rangs dans une répartition, s'il y est."""
    if isinstance(spread, Withheld):
        return None
    return next((one for one in spread if (one.first, one.last) == span), None)


def spread_text(scale: Scale, spread: ReleasedDistribution | Withheld) -> str:
    """« 0 et 1 : 50 % ; 2 : 44 % ; 3 : 6 % »."""
    if isinstance(spread, Withheld):
        return str(spread)
    return f"{NBSP}; ".join(f"{spans(scale.values[one.first : one.last + 1])}{NBSP}: {one.share}" for one in spread)


def share_text(share: ReleasedShare | Withheld | None) -> str:
    """Une part, ou sa raison d'absence."""
    return "sans campagne d’avant" if share is None else str(share)


def share_at(figures: PeerFigures, rank: int) -> ReleasedShare | Withheld:
    """La part au niveau visé ou au-dessus."""
    return (figures.mostly or figures.levels) if isinstance(figures.levels, Withheld) else figures.levels.at_least[rank]


def axis_shares(report: TerritoryReport, territory: Territory | None) -> str:
    """« Accès 40 %, Parcours 55 % » : la part au niveau visé ou au-dessus, axe par axe."""
    figures, rank = figures_of(report, territory), target_rank(report)
    return ", ".join(
        f"{short(report, theme)} {share_at(figures[place], rank)}"
        for place, theme in themes_in_order(report)
        if theme.kind == "axis"
    )


@dataclass(frozen=True, slots=True)
class Below:
    """La part sous le niveau visé, complément d'une part diffusée de `n` équipes : une borne change de sens avec elle."""

    percent: int
    n: int
    bound: str

    def __str__(self) -> str:
        return f"{self.bound}{NBSP}{percent(self.percent)}" if self.bound else percent(self.percent)


def complement(share: ReleasedShare) -> Below:
    """La part sous le niveau visé que dit la part des autres."""
    return Below(100 - share.percent, share.n, _OPPOSITE[share.bound])


def below(report: TerritoryReport, figures: PeerFigures) -> Below | Withheld:
    """La part sous le niveau visé, ou sa raison d'absence."""
    share = share_at(figures, target_rank(report))
    return share if isinstance(share, Withheld) else complement(share)


def interval_below(report: TerritoryReport, figures: PeerFigures) -> tuple[int, int] | Withheld:
    """L'intervalle de cette part, en points."""
    found = figures.intervals[target_rank(report)]
    return found if isinstance(found, Withheld) else (100 - found.high, 100 - found.low)


def interval_text(low: int, high: int) -> str:
    """« de 40 à 52 % »."""
    return f"de {number(low)} à {percent(high)}"


def of_theme(report: TerritoryReport, figures: Sequence[PeerFigures], name: str) -> PeerFigures:
    """Parmi les chiffres d'un lieu, ceux de ce thème."""
    return next(own for theme, own in zip(report.themes, figures, strict=True) if theme.id == name)


def quartiles_text(found: ReleasedQuantiles | Withheld) -> str:
    """« 50, 64 et 80 » : premier quartile, médiane, troisième ; chacun présent ou absent avec sa raison."""
    if isinstance(found, Withheld):
        return str(found)
    unit = UNITS[found.kind]
    if not any(isinstance(value, Withheld) for value in found):
        return series([number(value) for value in found if not isinstance(value, Withheld)]) + unit
    names = {0.25: "premier quartile", 0.5: "médiane", 0.75: "troisième quartile"}
    told = ((names[one], found.at(one)) for one in found.probabilities)
    said = (f"{name} {one if isinstance(one, Withheld) else f'{number(one)}{unit}'}" for name, one in told)
    return f"{NBSP}; ".join(said)


# Entonnoirs


def limits_text(limits: Sequence[ReleasedNumber]) -> str:
    """« de 47 à 81 % » : deux limites d'un entonnoir."""
    low, high = (one.value for one in limits)
    return f"de{NBSP}{number(low)}{NBSP}à{NBSP}{percent(high)}"


def dispersion_text(funnels: Sequence[Funnel]) -> str:
    """Ce que les limites supposent."""
    found = [one.phi.value for one in funnels if isinstance(one.phi, ReleasedNumber)]
    if not found:
        return (
            "Surdispersion non prise en compte\u00a0: les limites supposent que seul le hasard sépare les territoires."
        )
    low, high = number(min(found), 1), number(max(found), 1)
    between = f"= {low}" if low == high else f"de {low} à {high} selon le thème"
    return f"Limites élargies de la surdispersion mesurée, φ {between} (1 quand le hasard suffit)."


def away(funnel: Funnel) -> list[FunnelPoint]:
    """Les territoires hors des limites."""
    return [point for point in funnel.points if point.signal not in (None, Signal.INSIDE)]


def outside(funnel: Funnel) -> tuple[str, ...]:
    """Les territoires hors des limites, avec leur part et leur signal."""
    return tuple(f"{point.label} ({point.share}, {point.signal})" for point in away(funnel))


def signals_text(report: TerritoryReport) -> str:
    """Où aucun territoire ne sort des limites, et combien de parts n'ont pu être comparées."""
    own = [one for one in report.funnels if one.theme.kind == "dimension"]
    nobody = f"{'aucune' if report.by == 'region' else 'aucun'} {BY[report.by][0]} ne sort des limites."
    lead = f"Sur les autres dimensions, {nobody}" if any(map(away, own)) else capital(nobody)
    silences = (one.share for funnel in own for one in funnel.points if isinstance(one.share, Withheld))
    gone = withheld_text(Counter(str(one.reason) for one in silences))
    said = f" {capital(gone)}." if gone else ""
    return f"{lead}{said} Le tableau de bord montre chaque dimension, et le classeur en a tous les chiffres."


def withheld_text(reasons: Counter[str]) -> str:
    """« 12 valeurs non diffusées (trop peu d’équipes dans le groupe : 9 ; secret statistique : 3) », ou rien."""
    if not (total := sum(reasons.values())):
        return ""
    why = f"{NBSP}; ".join(f"{reason}{NBSP}: {count}" for reason, count in reasons.most_common() if reason)
    return f"{plural(total, 'valeur non diffusée', 'valeurs non diffusées')}{f' ({why})' if why else ''}"


def funnel_absence(funnel: Funnel) -> Withheld | None:
    """Pourquoi un entonnoir ne se dessine pas ; rien quand il se dessine."""
    if isinstance(funnel.reference, Withheld):
        return funnel.reference
    absent = [point.share for point in funnel.points if isinstance(point.share, Withheld)]
    return absent[0] if len(absent) == len(funnel.points) and absent else None


# Besoins et évolution


def ranks_text(need: Need) -> str:
    """« rang 1 », « rangs 1 à 3 » : ce que l'on peut croire de l'ordre."""
    best, worst = number(need.best.value), number(need.worst.value)
    return f"rang {best}" if best == worst else f"rangs {best} à {worst}"


def silent(report: TerritoryReport, figures: Sequence[PeerFigures]) -> tuple[tuple[Theme, Withheld], ...]:
    """Les dimensions dont la part sous le niveau visé n'est pas diffusée, et pourquoi."""
    rank = target_rank(report)
    found = ((theme, share_at(figures[place], rank)) for place, theme in enumerate(report.themes))
    return tuple((theme, share) for theme, share in found if theme.kind == "dimension" and isinstance(share, Withheld))


def clear_text(clear: ReleasedFlag | Withheld) -> str:
    """« nette » ou « pas nette »."""
    if isinstance(clear, Withheld):
        return str(clear)
    return "nette" if clear.value else "pas nette"


def net_text(net: ReleasedNumber | Withheld) -> str:
    """« +44 points » : hausses moins baisses."""
    if isinstance(net, Withheld):
        return str(net)
    sign = "+" if net.value > 0 else ""
    return f"{sign}{number(net.value)}{NBSP}{'points' if abs(net.value) >= 2 else 'point'}"


def moves_text(spread: ReleasedDistribution | Withheld) -> str:
    """« en baisse : 23 % ; stable : 10 % ; en hausse : 67 % »."""
    if isinstance(spread, Withheld):
        return str(spread)
    return f"{NBSP}; ".join(f"{move_name(group.first, group.last)}{NBSP}: {group.share}" for group in spread)


def move_name(first: int, last: int) -> str:
    """« en baisse », « stable ou en hausse »."""
    return series(MOVES[first : last + 1], "ou")


def attrition(movement: Movement) -> str:
    """Sur qui porte l'évolution, et qui manque."""
    size = movement.matched
    both = (
        f"nombre d’équipes présentes aux deux campagnes {size}"
        if isinstance(size, Withheld)
        else f"au moins {plural(size.value, 'équipe présente', 'équipes présentes')} aux deux campagnes"
    )
    told = [f"De {movement.before} à {movement.year}, {both}"]
    if movement.lost is not None:
        told.append(f"part des équipes de {movement.before} non retrouvées{NBSP}: {movement.lost}")
    told.append(f"part des équipes nouvelles{NBSP}: {movement.arrived}.")
    return f"{f'{NBSP}; '.join(told)} Les équipes qui partent ne ressemblent pas forcément à celles qui restent."


def clearly(movement: Movement, sign: int) -> tuple[ThemeMovement, ...]:
    """Les dimensions en hausse nette (`sign` 1), en baisse nette (−1), ou nettes sans que leur sens soit diffusé (0)."""
    own = (one for one in movement.themes if one.theme.kind == "dimension" and direction(one) == sign)
    return tuple(one for one in own if isinstance(one.clear, ReleasedFlag) and one.clear.value)


def unsaid_text(movement: Movement) -> str:
    """« ; 2 nettes, sens non diffusé » : à dire à côté de celles dont le sens se connaît, ou rien."""
    count = len(clearly(movement, 0))
    return f"{NBSP}; {plural(count, 'nette', 'nettes')}, sens {WITHHELD}" if count else ""


def direction(one: ThemeMovement) -> int:
    """Le sens d'une évolution, 1 ou −1 ; 0 quand les valeurs diffusées ne le disent pas.

    Des baisses trop rares se comptent avec les équipes stables, et le solde ne se dit plus : si les hausses l'emportent sur
    les deux réunies, elles l'emportent sur les baisses.
    """
    if isinstance(one.net, ReleasedNumber):
        return (one.net.value > 0) - (one.net.value < 0)
    if isinstance(one.spread, Withheld):
        return 0
    low, high = one.spread.groups[0], one.spread.groups[-1]
    if high.first == MOVES.index("en hausse") and high.share.percent > low.share.percent:
        return 1
    return -1 if low.last == MOVES.index("en baisse") and low.share.percent > high.share.percent else 0


# Les équivalents en mots des figures, les mêmes sur la page et dans Word


def levels_alternative(report: TerritoryReport, territory: Territory | None) -> str:
    """De la répartition par niveau."""
    return (
        f"Barres de 100{NBSP}%, {plural(len(report.themes), 'thème')}, {place_name(territory)}. Part des équipes au niveau "
        f"{target_text(report)} ou plus, par axe{NBSP}: {axis_shares(report, territory)}. Données dans le tableau."
    )


def trend_alternative(report: TerritoryReport, movement: Movement, territory: Territory | None) -> str:
    """De l'évolution."""
    up, down = (series([short(report, one.theme) for one in clearly(movement, sign)]) or "aucune" for sign in (1, -1))
    return (
        f"Barres de 100{NBSP}%, {plural(len(movement.themes), 'thème')}, {place_name(territory)}. Dimensions en hausse nette{NBSP}: {up}. "
        f"En baisse nette{NBSP}: {down}{unsaid_text(movement)}. {attrition(movement)} Données dans le tableau."
    )


def under(report: TerritoryReport) -> tuple[str, ...]:
    """Ce qui se dit sous chaque figure : sur quoi elle porte, à quoi elle sert, sous quelle politique."""
    return (footer(report), *report.notes, PURPOSE, report.policy)
