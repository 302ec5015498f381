"""Une comparaison en mots : une place, un groupe, une valeur diffusée ou retenue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..assessment import Trend
from ..federation import Band, Comparison, Place, ReleasedDistribution, ReleasedPosition, ReleasedShare, Withheld
from ..referentiel import Axis, Referentiel, Scale
from ..text import NBSP, capital, number, percent, plural, series
from .words import NAMED, level_name

WITHHELD = "non diffusé"
SIMULATED = "Exemple simulé"
NONE = "–"
PURPOSE = (
    "Ce retour sert à votre équipe pour décider où avancer. Il ne la classe pas, ne la labellise pas et ne résume "
    "rien en une note unique."
)
TEAM, MEDIAN, MIDDLE = "Votre équipe", "Médiane du groupe", "Moitié centrale du groupe"
QUARTILES = (0.25, 0.5, 0.75)
_TABLE = "Données dans le tableau."
_LONG = {"plus bas": "à un niveau inférieur", "plus haut": "à un niveau supérieur"}
_DIRECTIONS = ("en baisse", "stables", "en hausse")
_PLURAL = (Trend.STABLE, Trend.NOT_COMPARABLE)
RANGES = {
    (Band.FIRST, Band.LOWER): "moitié basse",
    (Band.LOWER, Band.UPPER): "moitié centrale",
    (Band.UPPER, Band.LAST): "moitié haute",
    (Band.FIRST, Band.UPPER): "hors du dernier quart",
    (Band.LOWER, Band.LAST): "hors du premier quart",
    (Band.FIRST, Band.LAST): "partout dans le groupe",
}


# Une valeur diffusée, ou son absence


def share_text(share: ReleasedShare | Withheld) -> str:
    """Renvoie « 40 % », « 5 % au plus », « 95 % au moins » ou « non diffusé »."""
    if isinstance(share, Withheld):
        return WITHHELD
    said = percent(share.percent)
    return {"": said, "≤": f"{said} au plus", "≥": f"{said} au moins"}[share.bound]


def _released_text(value: object) -> str:
    """Renvoie une valeur diffusée telle qu'elle s'imprime, « non diffusé » ou « – »."""
    if value is None:
        return NONE
    return WITHHELD if isinstance(value, Withheld) else str(value)


def reasons(values: Iterable[object]) -> str:
    """Renvoie « Non diffusé : trop peu d’équipes dans le groupe. », chaque raison une fois, ou un texte vide."""
    known = dict.fromkeys(value.reason for value in values if isinstance(value, Withheld))
    return f"{capital(WITHHELD)}{NBSP}: {series([str(one) for one in known], 'ou')}." if known else ""


# Le groupe


def team_name(comparison: Comparison) -> str:
    """Renvoie le nom que l'équipe accepte de montrer, sinon son nom de code."""
    return comparison.name or comparison.code


def group_text(comparison: Comparison) -> str:
    """Renvoie le groupe et son effectif, « au moins 70 équipes, la vôtre comprise » (arrondi vers le bas), ou pourquoi il ne se dit pas."""
    size = comparison.size
    said = (
        f"effectif {size}"
        if isinstance(size, Withheld)
        else f"au moins {plural(size.value, 'équipe')}, la vôtre comprise"
    )
    return f"{capital(comparison.group)} ({said})"


def theme_name(ref: Referentiel, identifier: str) -> str:
    """Renvoie le libellé court d'une dimension ou d'un axe, sinon son libellé."""
    for axis in ref.axes:
        if axis.id == identifier:
            return axis.short or axis.label
    dimension = ref.dimension(identifier)
    return dimension.short or dimension.label


def by_axis(comparison: Comparison) -> tuple[tuple[Axis, tuple[Place, ...]], ...]:
    """Renvoie les dimensions groupées par axe, dans l'ordre de la grille."""
    groups = (
        (axis, tuple(p for p in comparison.dimensions if p.theme.axis == axis.id)) for axis in comparison.ref.axes
    )
    return tuple((axis, own) for axis, own in groups if own)


# Une dimension


def score_text(place: Place) -> str:
    """Renvoie « 67 », « sans objet », « non calculable »… : jamais un 0 inventé."""
    return place.standing if place.score is None else number(place.score)


def quartile(place: Place, probability: float) -> float | None:
    """Un quartile diffusé du groupe, ou `None`."""
    value = place.peers.quartile(probability)
    return None if isinstance(value, Withheld) else float(value)


def quartiles_text(place: Place) -> str:
    """Renvoie « de 53 à 72, médiane 61 » : ce que le groupe montre de ses notes."""
    low, median, high = (place.peers.quartile(one) for one in QUARTILES)
    middle = "" if isinstance(median, Withheld) else f"médiane {number(median)}"
    if isinstance(low, Withheld) or isinstance(high, Withheld):
        return middle or WITHHELD
    return f"de {number(low)} à {number(high)}{', ' if middle else ''}{middle}"


def _shares(place: Place, scale: Scale) -> tuple[tuple[str, str], ...]:
    """Renvoie les parts du groupe en dessous, au même niveau, au-dessus, et où ; rien quand la place ne se dit pas.

    Des niveaux réunis pour ne désigner aucune équipe sont nommés ensemble.
    """
    spot = place.position
    if not isinstance(spot, ReleasedPosition):
        return ()
    levels = scale.values[spot.first : spot.last + 1]
    joined = f"{levels[0]} et {levels[1]}" if len(levels) == 2 else f"{levels[0]} à {levels[-1]}"
    same = "au même niveau" if len(levels) == 1 else f"aux niveaux {joined} réunis"
    sides = ((spot.below, "plus bas"), (spot.same, same), (spot.above, "plus haut"))
    return tuple((share_text(share), where) for share, where in sides if isinstance(share, ReleasedShare))


def position_text(place: Place, scale: Scale) -> str:
    """Renvoie « 40 % plus bas, 45 % au même niveau, 15 % plus haut », ou « non diffusé »."""
    return ", ".join(f"{share} {where}" for share, where in _shares(place, scale)) or _released_text(place.position)


def position_sentence(place: Place, scale: Scale) -> str:
    """Renvoie « 40 % des équipes comparables sont à un niveau inférieur, … », vide quand la place ne se dit pas."""
    if not (said := _shares(place, scale)):
        return ""
    (share, where), *others = ((share, _LONG.get(where, where)) for share, where in said)
    rest = "".join(f", {other} {there}" for other, there in others)
    return f"{share} des équipes comparables sont {where}{rest}."


def place_text(place: Place) -> str:
    """Renvoie où l'équipe se tient dans son groupe : une bande, ou l'étendue de celles qui sont plausibles.

    La bande de la note seule en dirait trop quand la position est incertaine. « – » quand elle ne se dit pas.
    """
    if place.between is None:
        return NONE
    return str(place.between[0]) if not place.uncertain else RANGES[place.between]


def gap_text(place: Place) -> str:
    """Renvoie « 6 points au-dessus de la médiane du groupe », ou que cette médiane n'est pas diffusée."""
    if place.gap is None:
        return f"médiane du groupe {WITHHELD}e"
    if not place.gap:
        return "à la médiane du groupe"
    side = "au-dessus" if place.gap > 0 else "au-dessous"
    return f"{plural(int(abs(place.gap)), 'point')} {side} de la médiane du groupe"


def level_text(place: Place, scale: Scale) -> str:
    """Renvoie le nom du niveau de l'équipe, ou un texte vide."""
    return "" if place.rank is None else level_name(scale.levels[place.rank])


# D'une année à l'autre


def places_moving(comparison: Comparison, trend: Trend) -> tuple[Place, ...]:
    """Renvoie les dimensions qui vont dans ce sens, du plus grand écart au plus petit."""
    own = (place for place in comparison.dimensions if place.trend is trend)
    return tuple(sorted(own, key=lambda place: -abs((place.score or 0) - (place.score_before or 0))))


def movement_text(comparison: Comparison) -> str:
    """Renvoie « sur 21 dimensions : 9 en hausse, 4 stables et 8 en baisse. »"""
    counts = [(trend, len(places_moving(comparison, trend))) for trend in Trend]
    plurals = ((count, trend, "s" if count > 1 and trend in _PLURAL else "") for trend, count in counts)
    said = [f"{number(count)} {trend}{mark}" for count, trend, mark in plurals if count]
    return f"sur {plural(len(comparison.dimensions), 'dimension')}{NBSP}: {series(said)}."


def same_start_text(place: Place) -> str:
    """Renvoie ce que sont devenues les équipes alors au même niveau : « 45 % en hausse, 30 % stables, 25 % en baisse »."""
    return directions_text(place.same_start)


def directions_text(spread: ReleasedDistribution | Withheld | None) -> str:
    """Renvoie la répartition des évolutions, les hausses d'abord."""
    if not isinstance(spread, ReleasedDistribution):
        return _released_text(spread)
    told = ((one.share, series(_DIRECTIONS[one.first : one.last + 1], "ou")) for one in reversed(spread.groups))
    return ", ".join(f"{share_text(share)} {way}" for share, way in told)


# Équivalents des figures


def dots_alternative(comparison: Comparison) -> str:
    """Renvoie l'équivalent en mots du diagramme en points de l'équipe face à son groupe."""
    places, sentences = comparison.dimensions, [
        f"Diagramme en points, {plural(len(comparison.dimensions), 'dimension')}, notes de 0 à{NBSP}100{NBSP}: l’équipe, "
        f"la médiane et la moitié centrale de son groupe ({group_text(comparison)})."
    ]  # fmt: skip
    for said, own in (
        ("Dans le dernier quart", _places_in(places, Band.LAST)),
        ("Dans le premier quart", _places_in(places, Band.FIRST)),
        ("Sans note", [place for place in places if place.score is None]),
    ):
        names = [named_score(comparison.ref, place) for place in own]
        rest = len(names) - NAMED
        shown = [*names[:NAMED], f"{rest}{NBSP}autres"] if rest > 1 else names
        sentences += [f"{said}{NBSP}: {series(shown)}."] * bool(own)
    return " ".join(sentence for sentence in (*sentences, silence(places), _TABLE) if sentence)


def radar_alternative(comparison: Comparison, places: Sequence[Place]) -> str:
    """Renvoie l'équivalent en mots du radar de l'équipe et de la médiane de son groupe."""
    noun = "axe" if places and places[0].theme.kind == "axis" else "dimension"
    said = f"Radar, {plural(len(places), noun)}, notes de 0 à{NBSP}100{NBSP}: l’équipe et la médiane de son groupe."
    more = [capital(gaps_text(comparison, places))] if len(places) <= 2 * NAMED else [silence(places), _TABLE]
    return " ".join(sentence for sentence in (said, *more) if sentence)


def gaps_text(comparison: Comparison, places: Sequence[Place]) -> str:
    """Renvoie « note, et écart à la médiane du groupe : Patients 67 (−11), … », sans écart quand aucun ne se dit."""
    told = any(place.gap is not None for place in places)
    parts = [
        f"{theme_name(comparison.ref, place.theme.id)}{NBSP}{score_text(place)}{f' ({_short_gap(place)})' if told else ''}"
        for place in places
    ]
    title = f"note, et écart à la médiane du groupe{NBSP}: " if told else "note "
    return f"{title}{', '.join(parts)}."


def _short_gap(place: Place) -> str:
    """« +6 », « −11 », « 0 » point d'écart, ou « médiane non diffusée »."""
    if place.score is None:
        return NONE
    if place.gap is None:
        return f"médiane {WITHHELD}e"
    return f"{'+' if place.gap > 0 else ''}{number(place.gap)}"


def _places_in(places: Iterable[Place], band: Band) -> list[Place]:
    """Les dimensions qui sont sûrement dans cette bande, les plus éloignées de la médiane d'abord."""
    sure = (place for place in places if place.between == (band, band))
    return sorted(sure, key=lambda place: -abs(place.gap or 0))


def named_score(ref: Referentiel, place: Place) -> str:
    """« Avis des usagers (67) »."""
    return f"{theme_name(ref, place.theme.id)}{NBSP}({score_text(place)})"


def silence(places: Sequence[Place]) -> str:
    """Ce que le groupe ne montre pas, et pourquoi ; un texte vide s'il montre tout."""
    return reasons(place.peers.quartile(one) for place in places for one in QUARTILES)
