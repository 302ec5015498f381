"""La fédération en tableaux pandas : une cohorte, une comparaison, un rapport de territoire, pour qui vit dans pandas.

Les colonnes sont en français. Une cohorte y est la donnée de la fédération elle-même ; une comparaison et un rapport n'y
portent que des valeurs diffusées, et la raison de celles qui manquent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..text import NBSP
from .cohort import NO_LEVEL, SCORED, STANDING_LABELS, UNKNOWN, Cohort, Descriptor
from .comparison import Comparison, Place
from .disclosure import (
    ReleasedCount,
    ReleasedDistribution,
    ReleasedNumber,
    ReleasedPercentile,
    ReleasedPosition,
    ReleasedShare,
    Withheld,
)
from .figures import DIRECTIONS, QUARTILES, PeerFigures, Theme
from .territory import Funnel, Need, TerritoryReport, ThemeMovement, share_from

if TYPE_CHECKING:
    import pandas as pd

EVERYONE = "Toutes les équipes"
REFUSED = "refusée"

_PLACE_COLUMNS = [
    "sorte", "axe", "dimension", "libelle", "etat", "note", "niveau", "dessous", "egal", "dessus", "centile",
    "q1", "mediane", "q3", "bande", "incertain", "note_avant", "tendance", "raison",
]  # fmt: skip
_REPORT_COLUMNS = [
    "annee", "territoire", "sorte", "axe", "dimension", "libelle", "mesure", "classe", "valeur", "borne", "unite",
    "equipes", "raison",
]  # fmt: skip
_KINDS = {"axis": "axe", "dimension": "dimension"}
_QUARTILE_NAMES = ("premier quartile", "médiane", "troisième quartile")
_LIMIT_NAMES = tuple(f"limite {side} à {risk}{NBSP}%" for risk in ("95", "99,8") for side in ("basse", "haute"))


# La cohorte : ce qui a été lu


def cohort_frame(cohort: Cohort) -> pd.DataFrame:
    """Renvoie le tableau d'une cohorte (voir `Cohort.to_frame`)."""
    import pandas as pd  # 0,4 s à charger : seulement quand un tableau est demandé

    dimensions = cohort.ref.dimensions
    lines, width = len(cohort), len(dimensions)

    def by_line(values: object) -> NDArray[np.object_]:
        return np.repeat(np.asarray(values, dtype=object), width)

    def without_unknown(values: NDArray[np.int32]) -> NDArray[np.object_]:
        return by_line([None if value == UNKNOWN else int(value) for value in values])

    scored = (cohort.standings == SCORED).ravel()
    levels = cohort.levels.ravel()
    columns: dict[str, object] = {
        "equipe": by_line([cohort.codes[team] for team in cohort.teams]),
        "nom": by_line([cohort.named[team] or None for team in cohort.teams]),
        "annee": by_line(cohort.years.tolist()),
        **{
            name: by_line(_classes(one))
            for name, one in (("region", cohort.region), ("territoire", cohort.territory), ("age", cohort.age),
                              ("taille", cohort.size), ("ruralite", cohort.rurality))
        },
        "repondants": without_unknown(cohort.respondents),
        "inscrits": without_unknown(cohort.registered),
        "collectif": by_line(cohort.collective.tolist()),
        "forme": by_line(_classes(cohort.form)),
        "heures": np.repeat(cohort.hours, width),
        "cout": np.repeat(cohort.cost, width),
        "axe": [cohort.ref.axis_of(one.id).id for one in dimensions] * lines,
        "dimension": [one.id for one in dimensions] * lines,
        "libelle": [one.label for one in dimensions] * lines,
        "etat": [STANDING_LABELS[standing] for standing in cohort.standings.ravel()],
        "niveau": [int(level) if kept and level != NO_LEVEL else None for level, kept in zip(levels, scored, strict=True)],
        "note": cohort.scores.ravel(),
        "raison": [None] * (lines * width),
    }  # fmt: skip
    read = pd.DataFrame(columns)
    refused = pd.DataFrame(
        [{"etat": REFUSED, "raison": str(one)} for one in cohort.refused], columns=list(columns), dtype=object
    )
    whole, real = ("annee", "repondants", "inscrits", "niveau"), ("heures", "cout", "note")
    kinds = {**dict.fromkeys(whole, "Int64"), **dict.fromkeys(real, "float64"), "collectif": "boolean"}
    return pd.concat([part.astype(kinds) for part in (read, refused)], ignore_index=True)


def _classes(one: Descriptor) -> list[str | None]:
    """Le libellé de chaque ligne, rien quand il n'a pas été donné."""
    return [None if code == UNKNOWN else one.labels[code] for code in one.codes]


# Une équipe parmi ses semblables


def comparison_frame(comparison: Comparison) -> pd.DataFrame:
    """Renvoie le tableau d'une comparaison (voir `Comparison.to_frame`)."""
    import pandas as pd

    rows = [_place_row(one) for one in (*comparison.dimensions, *comparison.axes)]
    frame = pd.DataFrame(rows, columns=_PLACE_COLUMNS)
    whole = ["niveau", "dessous", "egal", "dessus", "centile", "q1", "mediane", "q3"]
    return frame.astype({**dict.fromkeys(whole, "Int64"), "note": "float64", "note_avant": "float64"})


def _place_row(place: Place) -> tuple[object, ...]:
    spot = place.position
    shares = (spot.below, spot.same, spot.above, spot.percentile) if isinstance(spot, ReleasedPosition) else (spot,) * 4
    found = [*shares, *(place.peers.quartile(probability) for probability in QUARTILES)]
    reasons = dict.fromkeys(str(one) for one in found if isinstance(one, Withheld))
    return (
        *_theme_cells(place.theme), place.standing, place.score, place.level, *map(_whole, found),
        None if place.band is None else str(place.band), place.uncertain, place.score_before, str(place.trend),
        f"{NBSP}; ".join(reasons) or None,
    )  # fmt: skip


def _theme_cells(theme: Theme) -> tuple[str, str, str | None, str]:
    return _KINDS[theme.kind], theme.axis, theme.id if theme.kind == "dimension" else None, theme.label


def _whole(value: object) -> int | None:
    """Le nombre d'une valeur diffusée, ou rien."""
    if isinstance(value, ReleasedShare):
        return value.percent
    if isinstance(value, ReleasedPercentile):
        return value.value
    return value if isinstance(value, int) else None


# Un territoire

_Measure = tuple[str, str | None, float | None, str, str, int | None, str | None]  # de « mesure » à « raison »
_Number = ReleasedCount | ReleasedShare | ReleasedNumber | Withheld | float


def report_frame(report: TerritoryReport) -> pd.DataFrame:
    """Renvoie le tableau d'un rapport de territoire (voir `TerritoryReport.to_frame`)."""
    import pandas as pd

    frame = pd.DataFrame(_report_rows(report), columns=_REPORT_COLUMNS)
    frame = frame.astype({"annee": "Int64", "valeur": "float64", "equipes": "Int64"})
    return frame.assign(valeur=frame["valeur"].round(1))  # une décimale de plus serait du bruit


def _report_rows(report: TerritoryReport) -> Iterator[tuple[object, ...]]:
    """Chaque lieu : son effectif, puis ce qu'il montre de chaque thème."""
    own = zip(report.territories, report.territory_needs, strict=True)
    places = [(EVERYONE, report.size, report.whole, report.needs),
              *((one.label, one.size, one.figures, needs) for one, needs in own)]  # fmt: skip
    moves = (report.movement, *(report.territory_movements or [None] * len(report.territories)))
    for (name, size, figures, needs), movement in zip(places, moves, strict=True):
        yield report.year, name, None, None, None, None, *_measure("équipes", size, "équipes")
        ranked = {one.theme.id: one for one in needs}
        for rank, theme in enumerate(report.themes):
            measures = [*_figure_measures(report, figures[rank])]
            if theme.kind == "dimension":
                measures += _need_measures(report, figures[rank], ranked.get(theme.id))
            measures += _funnel_measures(report.funnels[rank : rank + 1], name)
            if movement:
                measures += _move_measures(movement.themes[rank])
            for wanted in (points for goal, points in report.goals if goal == theme.id):
                measures += _goal_measures(report, figures[rank], wanted)
            yield from ((report.year, name, *_theme_cells(theme), *one) for one in measures)
    yield from _choice_rows(report)


def _choice_rows(report: TerritoryReport) -> Iterator[tuple[object, ...]]:
    """Ce que toutes les équipes ont choisi : profils types, tâches, heures et coût du poste, dimensions qui vont ensemble."""
    where, found = (report.year, EVERYONE), report.practices
    for kind in report.typology:
        yield *where, "profil type", None, None, kind.label, *_measure("part des équipes", kind.share, "points")
    for task in found.tasks:
        theme = next(one for one in report.themes if one.id == task.dimension)
        yield (*where, "tâche", theme.axis, theme.id, f"{task.label} ({task.id})",
               *_measure("part des équipes qui la gardent", task.share, "points"))  # fmt: skip
    posts = (("heures du poste", "heures par semaine", found.hours), ("coût du poste", "euros par an", found.cost))
    for name, unit, ranges in posts:
        for one in ranges:
            yield *where, name, None, None, one.label, *_measure("équipes", one.size, "équipes")
            for title, probability in zip(_QUARTILE_NAMES, QUARTILES, strict=True):
                value = one.quartiles if isinstance(one.quartiles, Withheld) else one.quartiles.at(probability)
                yield *where, name, None, None, one.label, *_measure(title, value, unit)
    yield from _sequel_rows(report)
    for pair in found.together:
        labels = " et ".join(report.ref.dimension(one).label for one in (pair.first, pair.second))
        yield (
            *where,
            "couple de dimensions",
            None,
            None,
            labels,
            *_measure("corrélation", pair.correlation.tenths / 10, ""),
        )


def _sequel_rows(report: TerritoryReport) -> Iterator[tuple[object, ...]]:
    """Ce qu'ont fait ensuite les équipes de chaque niveau, sur les premiers besoins : évolutions, heures du poste, tâches gardées."""
    for name, rank, one in report.sequels:
        theme = next(theme for theme in report.themes if theme.id == name)
        where, level = (report.year, EVERYONE, "suite", theme.axis, name), str(report.ref.scale.values[rank])
        for measure, way, *rest in _spread_measures("depuis", one.moves, DIRECTIONS):
            yield *where, theme.label, f"{measure} {one.before}, {way or 'évolution'}", level, *rest
        if one.hours is not None:
            hours = one.hours if isinstance(one.hours, Withheld) else one.hours.at(0.5)
            yield *where, theme.label, *_measure("heures du poste, médiane", hours, "heures par semaine", level)
        if one.acted is not None:
            yield (
                *where,
                theme.label,
                *_measure("part des équipes qui y ont décidé une action", one.acted, "points", level),
            )
        for task in () if isinstance(one.tasks, Withheld) else one.tasks:
            yield (
                *where,
                f"{task.label} ({task.id})",
                *_measure("part des équipes qui la gardent", task.share, "points", level),
            )


def _measure(name: str, found: _Number, unit: str, group: str | None = None, teams: int | None = None) -> _Measure:
    """Une mesure : sa valeur, si c'est une borne, combien d'équipes la portent ; ou la raison de son absence."""
    if isinstance(found, Withheld):
        return name, group, None, "", unit, teams, str(found)
    if isinstance(found, ReleasedShare):
        return name, group, found.percent, found.bound, unit, found.n, None
    return name, group, found if isinstance(found, int | float) else found.value, "", unit, teams, None


def _figure_measures(report: TerritoryReport, figures: PeerFigures) -> Iterator[_Measure]:
    values = [str(value) for value in report.ref.scale.values]
    yield from _spread_measures("part à ce niveau", figures.levels, values)
    base = None if isinstance(figures.scores, Withheld) else figures.scores.n
    for name, probability in zip(_QUARTILE_NAMES, QUARTILES, strict=True):
        yield _measure(f"{name} des notes", figures.quartile(probability), "note sur 100", teams=base)


def _spread_measures(name: str, spread: ReleasedDistribution | Withheld, classes: Sequence[str]) -> Iterator[_Measure]:
    """Une part par classe ; celles qui sont comptées ensemble n'ont qu'une ligne, qui les nomme."""
    if isinstance(spread, Withheld):
        yield _measure(name, spread, "points")
        return
    for one in spread:
        yield _measure(name, one.share, "points", " et ".join(classes[one.first : one.last + 1]))


_OPPOSITE = {"≤": "≥", "≥": "≤", "": ""}  # la borne d'un complément


def _need_measures(report: TerritoryReport, figures: PeerFigures, need: Need | None) -> Iterator[_Measure]:
    """La part sous le niveau visé, son intervalle et les rangs plausibles du besoin."""
    rank = report.ref.scale.values.index(report.target)
    target, name = str(report.target), "part sous le niveau visé"
    share = share_from(figures, rank)
    if isinstance(share, Withheld) or need is None:
        yield _measure(name, share, "points", target)
        return
    yield name, target, 100 - share.percent, _OPPOSITE[share.bound], "points", share.n, None
    interval = figures.intervals[rank]
    for side in ("basse", "haute"):
        end = interval if isinstance(interval, Withheld) else 100 - (interval.high if side == "basse" else interval.low)
        yield _measure(f"{name}, borne {side} à 95{NBSP}%", end, "points", target, share.n)
    yield _measure(f"{name}, rapprochée des autres", need.estimate, "points", target, share.n)
    yield _measure("rang attendu", need.rank, "rang", target, share.n)
    yield _measure("meilleur rang plausible", need.best, "rang", target, share.n)
    yield _measure("dernier rang plausible", need.worst, "rang", target, share.n)


def _goal_measures(report: TerritoryReport, figures: PeerFigures, wanted: int) -> Iterator[_Measure]:
    """Le but d'une dimension, et ce qui en sépare : 0 quand il est atteint."""
    target = str(report.target)
    yield _measure("but", wanted, "points", target)
    share, name = share_from(figures, report.ref.scale.values.index(report.target)), "ce qui manque au but"
    if isinstance(share, Withheld):
        yield _measure(name, share, "points", target)
        return
    missing = max(wanted - share.percent, 0)
    bound = _OPPOSITE[share.bound] if missing or share.bound == "≤" else ""
    yield name, target, missing, bound, "points", share.n, None


def _funnel_measures(funnels: Sequence[Funnel], name: str) -> Iterator[_Measure]:
    """La part au niveau visé d'un territoire et les limites de ce que le hasard explique ; rien pour l'ensemble."""
    for one in funnels:
        for point in (point for point in one.points if point.label == name):
            yield _measure("part au niveau visé ou plus", point.share, "points", str(one.level))
            for title, limit in zip(_LIMIT_NAMES, point.limits, strict=False):
                yield _measure(title, limit, "points", str(one.level))


def _move_measures(moved: ThemeMovement) -> Iterator[_Measure]:
    yield from _spread_measures("part qui évolue ainsi", moved.spread, DIRECTIONS)
    base = None if isinstance(moved.spread, Withheld) else moved.spread.n
    yield _measure("hausses moins baisses", moved.net, "points", teams=base)
