"""Une cohorte d'exemple, simulée et marquée comme telle : même graine, mêmes équipes.

Ce que la simulation imite : la maturité monte vite au début puis ralentit (une matrice danoise remesurée après un
an gagne 11,25 points sur 100, intervalle à 95 % de 9,5 à 13,25 ; 60 équipes, 48 revues) ; les premières marches
d'une dimension sont les plus faciles ; une équipe sur cinq manque d'une année à l'autre ; deux membres
d'une équipe s'écartent de 0,8 niveau. Les tailles suivent la moyenne nationale publiée (20,5 professionnels par
maison de santé : 39 975 dans 1 953 maisons actives en 2023) ; les poids des régions sont des ordres de grandeur.
Rien de cela ne décrit une équipe réelle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from ..assessment import count_answers, dimension_scores
from ..referentiel import Referentiel
from .cohort import (
    STANDINGS,
    UNKNOWN,
    Cohort,
    Descriptor,
    axis_columns,
    level_values,
)
from .profile_document import AGES, REGIONS, RURALITIES, SIZES, age_class, common_grid, size_class

_START, _RISE, _PACE = 27.0, 55.0, 3.5  # points au départ, points à gagner, années pour en gagner les deux tiers
_SLOPE = 36.0  # points d'écart entre la première marche d'une dimension et la dernière
# Écarts types, en points : dimension, équipe × axe, équipe × dimension, question.
_DIMENSION, _AXIS, _OWN, _ITEM = 7.0, 8.0, 7.0, 14.0
_MEMBER = 0.8  # écart type entre membres, en niveaux
_ATTRITION = 0.2
_PARTICIPATION = 0.76
_NOT_CONCERNED, _NOT_KNOWN = 0.02, 0.02  # par question
_WHOLE_OUT, _UNFILLED = 0.01, 0.02  # dimensions entières : sans objet, laissées de côté
_WORKED_WEEKS = 45.6  # semaines travaillées par an : `data/emploi.yaml`
_HOURLY_COST = 23.5  # € par heure travaillée, employeur : un ordre de grandeur
_NOTE = "Cohorte simulée\u00a0: aucune de ces équipes n’existe, aucun de ces chiffres n’est un résultat."
_Floats = NDArray[np.float64]

_MEAN_SIZE, _SMALLEST = 20.5, 5
_STRENGTH = 8.0  # écart type de la force propre d'une équipe, en points : un choix, sans source
_MEAN_AGE, _OLDEST = 4.5, 15.0  # années d'existence à la première année simulée
_RURAL_SHARES = (0.35, 0.30, 0.35)
# Par région : poids (population en millions, ordre de grandeur) et nombre de territoires (ses départements).
_WEIGHTS = (8.2, 2.8, 3.4, 2.6, 0.35, 5.6, 6.0, 12.3, 3.3, 6.1, 6.1, 3.9, 5.2, 0.38, 0.3, 0.87, 0.36, 0.3)
_TERRITORIES = (12, 8, 4, 6, 2, 10, 5, 8, 5, 12, 13, 5, 6, 1, 1, 1, 1, 1)


def simulate_cohort(
    ref: Referentiel | None = None,
    *,
    teams: int = 2600,
    years: Sequence[int] = (2026,),
    seed: int = 1,
    regions: bool = True,
    attrition: float = _ATTRITION,
) -> Cohort:
    """Renvoie une cohorte simulée, la même pour une même graine.

    Args:
        ref: la grille ; sans elle, la grille livrée.
        teams: nombre d'équipes de la première année.
        years: années, en ordre croissant.
        seed: graine du tirage.
        regions: donner à chaque équipe une région et un territoire imaginaire.
        attrition: part des équipes qui manquent chaque année après la première.

    Returns:
        Une cohorte dont `simulated` est vrai.

    >>> cohort = simulate_cohort(teams=300, years=(2025, 2026))
    >>> cohort.simulated, len(cohort.year(2025)), cohort.latest
    (True, 300, 2026)
    """
    grid = common_grid(ref)
    draw = Generator(PCG64(seed))
    drawn = _draw_teams(draw, teams, regions=regions)
    easy, own = _dimension_effects(draw, grid, teams)
    fate = draw.uniform(size=(teams, len(grid.dimensions)))
    parts = []
    for rank, year in enumerate(years):
        present = np.arange(teams) if rank == 0 else np.flatnonzero(draw.uniform(size=teams) >= attrition)
        latent = _latent_items(draw, grid, drawn, year - years[0], easy + own)[present]
        parts.append((present.astype(np.int32), year, *_grade(draw, grid, latent, fate[present])))
    who = np.concatenate([part[0] for part in parts])
    when = np.concatenate([np.full(len(part[0]), part[1]) for part in parts])
    order = np.lexsort((when, who))
    who, when = who[order], when[order]
    scores, levels, standings = (np.concatenate([part[place] for part in parts])[order] for place in (2, 3, 4))
    registered = drawn.registered[who]
    hours, cost = _draw_posts(draw, registered)
    told = _descriptors_of(drawn, who, when - years[0])
    return Cohort(
        ref=grid, teams=who, codes=_code_names(teams), years=when.astype(np.int16),
        levels=levels, scores=scores, standings=standings,
        axis_scores=axis_columns(grid, levels, scores, standings)[0],
        region=told["region"], territory=told["territory"], age=told["age"], size=told["size"], rurality=told["rurality"],
        respondents=draw.binomial(registered, _PARTICIPATION).astype(np.int32), registered=registered,
        hours=hours, cost=cost, tasks=_chosen_tasks(draw, grid, scores, hours),
        acted=_decided_actions(Generator(PCG64([seed, 1])), scores),
        task_ids=tuple(task.id for task in grid.tasks), named=("",) * teams, simulated=True, notes=(_NOTE,),
    )  # fmt: skip


def _dimension_effects(draw: Generator, ref: Referentiel, teams: int) -> tuple[_Floats, _Floats]:
    """Ce qui rend une dimension plus ou moins facile, pour toutes (D,) et pour chaque équipe (équipes, D).

    Une équipe est en avance sur un axe entier plutôt que sur une dimension : ses dimensions vont ensemble.
    """
    count = len(ref.dimensions)
    easy, own = draw.normal(0, _DIMENSION, size=count), draw.normal(0, _OWN, size=(teams, count))
    sizes = [len(axis.dimensions) for axis in ref.axes]
    return easy, own + np.repeat(draw.normal(0, _AXIS, size=(teams, len(sizes))), sizes, axis=1)


def _latent_items(draw: Generator, ref: Referentiel, teams: _Teams, elapsed: int, effects: _Floats) -> _Floats:
    """La maturité de chaque équipe sur chaque caractéristique, en points, forme (équipes, questions)."""
    places, rungs = [], []
    for rank, dimension in enumerate(ref.dimensions):
        size = len(dimension.characteristics)
        places += [rank] * size
        rungs += [0.5 - (step / (size - 1) if size > 1 else 0.5) for step in range(size)]
    expected = _START + _RISE * (
        1 - np.exp(-(teams.age + elapsed) / _PACE)
    )  # vite au début, puis de plus en plus lentement
    level = expected + teams.strength + draw.normal(0, 3, size=len(teams))
    noise = draw.normal(0, _ITEM, size=(len(teams), len(places)))
    found: _Floats = level[:, None] + effects[:, places] + _SLOPE * np.asarray(rungs) + noise
    return found


def _ranks_of(latent: _Floats, ref: Referentiel) -> NDArray[np.int8]:
    """Le rang du niveau le plus proche de chaque maturité."""
    top = len(ref.scale.levels) - 1
    return np.clip(np.rint(latent / 100 * top), 0, top).astype(np.int8)


def _blur(draw: Generator, ranks: NDArray[np.int8], ref: Referentiel) -> NDArray[np.int8]:
    """Les mêmes réponses, quelques-unes devenues « sans objet » ou « ne sait pas »."""
    levels = len(ref.scale.levels)
    chance = draw.uniform(size=ranks.shape)
    ranks = np.where(chance < _NOT_CONCERNED, levels, ranks)
    return np.where(chance > 1 - _NOT_KNOWN, levels + 1, ranks).astype(np.int8)


def _grade(
    draw: Generator, ref: Referentiel, latent: _Floats, fate: _Floats
) -> tuple[_Floats, NDArray[np.int16], NDArray[np.int8]]:
    """Les notes, les niveaux et les états des dimensions, par les règles de l'évaluation : une voix par équipe et question.

    `fate`, de 0 à 1, décide des dimensions que l'équipe juge sans objet ou laisse de côté.
    """
    levels = len(ref.scale.levels)
    codes = _blur(draw, _ranks_of(latent, ref), ref)
    fate = np.repeat(fate, [len(dimension.characteristics) for dimension in ref.dimensions], axis=1)
    codes = np.where(fate < _WHOLE_OUT, levels, np.where(fate > 1 - _UNFILLED, levels + 1, codes))
    teams, questions = codes.shape
    counts = count_answers(
        np.repeat(np.arange(teams), questions), np.tile(np.arange(questions), teams), codes.ravel(),
        teams=teams, questions=questions, codes=levels + 3,
    )  # fmt: skip
    scores = dimension_scores(counts, ref, "item")
    return scores.value, level_values(ref.scale, scores.level), STANDINGS[scores.standing]


def _draw_posts(draw: Generator, registered: NDArray[np.int32]) -> tuple[_Floats, _Floats]:
    """Les heures par semaine et le coût par an d'un poste ; une équipe sur six ne les donne pas."""
    wanted = np.clip(registered * draw.gamma(4, 0.19, size=len(registered)), 2, 35)
    hours = np.rint(4 * wanted) / 4
    cost = np.rint(hours * _WORKED_WEEKS * _HOURLY_COST * draw.uniform(0.85, 1.2, size=len(hours)))
    untold = draw.uniform(size=len(hours)) < 1 / 6
    return np.where(untold, np.nan, hours), np.where(untold, np.nan, cost)


def _chosen_tasks(draw: Generator, ref: Referentiel, scores: _Floats, hours: _Floats) -> NDArray[np.bool_]:
    """Les tâches retenues : une par heure à peu près, d'abord celles qui servent les dimensions faibles."""
    ranks = {dimension.id: rank for rank, dimension in enumerate(ref.dimensions)}
    served = [ranks[dimension.id] for _, _, _, dimension in ref.placed_tasks()]
    if not served:
        return np.zeros((len(scores), 0), dtype=np.bool_)
    need = 100 - np.where(np.isnan(scores), 50, scores)[:, served] + draw.gumbel(0, 18, size=(len(scores), len(served)))
    place = np.argsort(np.argsort(-need, axis=1), axis=1)
    wanted = np.where(np.isnan(hours), 0, np.clip(hours, 3, 40))
    chosen: NDArray[np.bool_] = place < wanted[:, None]
    return chosen


def _decided_actions(draw: Generator, scores: _Floats) -> NDArray[np.int8]:
    """Trois dimensions où agir, d'abord les faibles ; une équipe sur six ne le dit pas."""
    need = np.where(np.isnan(scores), -np.inf, -scores) + draw.gumbel(0, 12, size=scores.shape)
    chosen = np.argsort(np.argsort(-need, axis=1), axis=1) < 3
    return np.where(draw.uniform(size=(len(scores), 1)) < 1 / 6, -1, chosen).astype(np.int8)


# --- réponses une par une --------------------------------------------------------------------------


def simulate_answers(
    ref: Referentiel | None = None, *, teams: int = 2600, years: Sequence[int] = (2026,), seed: int = 1
) -> dict[str, Any]:
    """Renvoie des réponses individuelles simulées, en colonnes : `pandas.DataFrame(simulate_answers())`.

    Returns:
        `equipe`, `annee`, `repondant`, `item`, `reponse`, une entrée par réponse, les textes en catégories
        pandas. Pour 2 600 équipes et la grille livrée, cinq millions de lignes par année.
    """
    import pandas as pd

    grid = common_grid(ref)
    draw = Generator(PCG64(seed))
    drawn = _draw_teams(draw, teams, regions=True)
    easy, own = _dimension_effects(draw, grid, teams)
    blocks, spread = [], _MEMBER * 100 / (len(grid.scale.levels) - 1)
    for year in years:
        latent = _latent_items(draw, grid, drawn, year - years[0], easy + own)
        people = np.maximum(draw.binomial(drawn.registered, _PARTICIPATION), 1)
        who = np.repeat(np.arange(teams, dtype=np.int32), people)
        ranks = np.concatenate([np.arange(count, dtype=np.int32) for count in people.tolist()])
        noise = draw.normal(0, spread, size=(len(who), latent.shape[1])).astype(np.float32)
        blocks.append((year, who, ranks, _blur(draw, _ranks_of(latent[who] + noise, grid), grid)))
    questions = len(grid.characteristics)
    team = np.concatenate([np.repeat(who, questions) for _, who, _, _ in blocks])
    person = np.concatenate([np.repeat(rank, questions) for _, _, rank, _ in blocks])
    lines = sum(len(who) for _, who, _, _ in blocks)
    item = np.tile(np.arange(questions, dtype=np.int16), lines)
    answers = [*(str(value) for value in grid.scale.values), "SO", "NSP"]

    def words(codes: NDArray[Any], texts: Sequence[str]) -> Any:
        return pd.Categorical.from_codes(codes, pd.Index(texts))

    return {
        "equipe": words(team, _code_names(teams)),
        "annee": np.concatenate([np.full(len(who) * questions, year, np.int16) for year, who, _, _ in blocks]),
        "repondant": words(person, [f"p{rank:03d}" for rank in range(1, int(person.max()) + 2)]),
        "item": words(item, [one.id for one in grid.characteristics]),
        "reponse": words(np.concatenate([codes.ravel() for *_, codes in blocks]), answers),
    }


def simulate_descriptors(*, teams: int = 2600, years: Sequence[int] = (2026,), seed: int = 1) -> dict[str, Any]:
    """Renvoie ce que les équipes de `simulate_answers` (même graine) disent d'elles-mêmes, une ligne par an."""
    drawn = _draw_teams(Generator(PCG64(seed)), teams, regions=True)
    rows = np.repeat(np.arange(teams, dtype=np.int32), len(years))
    when = np.tile(np.asarray(years, dtype=np.int64), teams)
    told = _descriptors_of(drawn, rows, when - years[0])
    french = {"region": "region", "territory": "territoire", "age": "age", "size": "taille", "rurality": "ruralite"}
    texts = {column: np.asarray(told[name].labels, dtype=object)[told[name].codes] for name, column in french.items()}
    names = np.asarray(_code_names(teams), dtype=object)
    return {"equipe": names[rows], "annee": when, **texts, "effectif": drawn.registered[rows]}


@dataclass(frozen=True, slots=True, eq=False)
class _Teams:
    """Des équipes simulées, une valeur par équipe ; `age` en années à la première année, `strength` en points."""

    age: NDArray[np.float64]
    registered: NDArray[np.int32]
    region: NDArray[np.int16]
    territory: NDArray[np.int16]
    rurality: NDArray[np.int16]
    strength: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.age)


def _draw_teams(draw: Generator, count: int, *, regions: bool) -> _Teams:
    """Renvoie des équipes tirées au sort ; sans `regions`, ni région ni territoire."""
    weights = np.asarray(_WEIGHTS) / sum(_WEIGHTS)
    region = draw.choice(len(REGIONS), size=count, p=weights).astype(np.int16)
    first = np.concatenate([[0], np.cumsum(_TERRITORIES)[:-1]])
    inside = draw.integers(0, np.asarray(_TERRITORIES)[region])
    absent = np.full(count, UNKNOWN, dtype=np.int16)
    # Gamma-Poisson : les tailles s'étalent plus qu'un tirage de Poisson, comme dans la réalité.
    spread = draw.gamma(2.5, (_MEAN_SIZE - _SMALLEST) / 2.5, size=count)
    return _Teams(
        age=np.minimum(draw.exponential(_MEAN_AGE, size=count), _OLDEST),
        registered=(_SMALLEST + draw.poisson(spread)).astype(np.int32),
        region=region if regions else absent,
        territory=(first[region] + inside).astype(np.int16) if regions else absent,
        rurality=draw.choice(len(RURALITIES), size=count, p=_RURAL_SHARES).astype(np.int16),
        strength=draw.normal(0, _STRENGTH, size=count),
    )


def _code_names(count: int) -> tuple[str, ...]:
    """Des noms de code qui disent la simulation, dans l'ordre alphabétique."""
    width = len(str(count))
    return tuple(f"SIM-{rank:0{width}d}" for rank in range(1, count + 1))


def _territory_labels() -> tuple[str, ...]:
    return tuple(
        f"{region}, secteur {rank}"
        for region, count in zip(REGIONS, _TERRITORIES, strict=True)
        for rank in range(1, count + 1)
    )


def _descriptors_of(teams: _Teams, rows: NDArray[np.int32], elapsed: NDArray[np.int64]) -> dict[str, Descriptor]:
    """Les descripteurs de lignes (équipe `rows`, `elapsed` années après la première) : une équipe vieillit."""
    ages = (teams.age[rows] + elapsed).tolist()
    age = np.array([AGES.index(age_class(years)) for years in ages], dtype=np.int16)
    size = np.array([SIZES.index(size_class(count)) for count in teams.registered.tolist()], dtype=np.int16)
    return {
        "region": Descriptor(teams.region[rows], REGIONS),
        "territory": Descriptor(teams.territory[rows], _territory_labels()),
        "age": Descriptor(age, AGES),
        "size": Descriptor(size[rows], SIZES),
        "rurality": Descriptor(teams.rurality[rows], RURALITIES),
    }
