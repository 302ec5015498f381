"""Une cohorte d'exemple, simulée et marquée comme telle : même graine, mêmes équipes.

Ce que la simulation imite : la maturité monte vite au début puis ralentit (une matrice danoise remesurée après un
an gagne 11,25 points sur 100, intervalle à 95 % de 9,5 à 13,25 ; 60 équipes, 48 revues) ; les premières marches
d'une dimension sont les plus faciles ; une équipe sur cinq manque d'une année à l'autre ; deux membres
d'une équipe s'écartent de 0,8 niveau. Rien de cela ne décrit une équipe réelle.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from ...assessment import count_answers, dimension_scores
from ...referentiel import Referentiel, load_referentiel
from .cohort import NOT_APPLICABLE, NOT_COMPUTABLE, SCORED, Cohort
from .ladders import paliers_of
from .rows import levels_of, noted_axes
from .simulated_teams import Teams, code_names, descriptors_of, drawn_teams

START, RISE, PACE = 27.0, 55.0, 3.5  # points au départ, points à gagner, années pour en gagner les deux tiers
SLOPE = 36.0  # points d'écart entre la première marche d'une dimension et la dernière
DIMENSION, AXIS, OWN, ITEM = (
    7.0,
    8.0,
    7.0,
    14.0,
)  # écarts types, en points : dimension, équipe × axe, équipe × dimension, question
MEMBER = 0.8  # écart type entre membres, en niveaux
ATTRITION = 0.2
PARTICIPATION = 0.76
NOT_CONCERNED, NOT_KNOWN = 0.02, 0.02  # par question
WHOLE_OUT, UNFILLED = 0.01, 0.02  # dimensions entières : sans objet, laissées de côté
WORKED_WEEKS = 45.6  # semaines travaillées par an : `data/emploi.yaml`
HOURLY_COST = 23.5  # € par heure travaillée, employeur : un ordre de grandeur
STANDINGS = np.array([SCORED, NOT_APPLICABLE, NOT_COMPUTABLE], dtype=np.int8)
NOTE = "Cohorte simulée\u00a0: aucune de ces équipes n’existe, aucun de ces chiffres n’est un résultat."

Floats = NDArray[np.float64]


def simulate_cohort(
    ref: Referentiel | None = None,
    *,
    teams: int = 2600,
    years: Sequence[int] = (2026,),
    seed: int = 1,
    regions: bool = True,
    attrition: float = ATTRITION,
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
    grid = load_referentiel() if ref is None else ref
    draw = Generator(PCG64(seed))
    drawn = drawn_teams(draw, teams, regions=regions)
    easy, own = dimension_effects(draw, grid, teams)
    fate = draw.uniform(size=(teams, len(grid.dimensions)))
    parts = []
    for rank, year in enumerate(years):
        present = np.arange(teams) if rank == 0 else np.flatnonzero(draw.uniform(size=teams) >= attrition)
        latent = latent_items(draw, grid, drawn, year - years[0], easy + own)[present]
        parts.append((present.astype(np.int32), year, *noted(draw, grid, latent, fate[present])))
    who = np.concatenate([part[0] for part in parts])
    when = np.concatenate([np.full(len(part[0]), part[1]) for part in parts])
    order = np.lexsort((when, who))
    who, when = who[order], when[order]
    scores, standings, paliers = (np.concatenate([part[place] for part in parts])[order] for place in (2, 3, 4))
    registered = drawn.registered[who]
    hours, cost = posts(draw, registered)
    told = descriptors_of(drawn, who, when - years[0])
    return Cohort(
        ref=grid, teams=who, codes=code_names(teams), years=when.astype(np.int16),
        levels=levels_of(scores, grid.scale), scores=scores, standings=standings,
        axis_scores=noted_axes(grid, (), scores, standings),
        region=told["region"], territory=told["territory"], age=told["age"], size=told["size"], rurality=told["rurality"],
        respondents=draw.binomial(registered, PARTICIPATION).astype(np.int32), registered=registered,
        hours=hours, cost=cost, tasks=chosen_tasks(draw, grid, scores, hours),
        task_ids=tuple(task.id for task in grid.tasks), named=("",) * teams, simulated=True, notes=(NOTE,),
        paliers=paliers,
    )  # fmt: skip


def expected_maturity(age: Floats) -> Floats:
    """La maturité attendue à un âge, en points : vite au début, puis de plus en plus lentement."""
    found: Floats = START + RISE * (1 - np.exp(-age / PACE))
    return found


def dimension_effects(draw: Generator, ref: Referentiel, teams: int) -> tuple[Floats, Floats]:
    """Ce qui rend une dimension plus ou moins facile, pour toutes (D,) et pour chaque équipe (équipes, D).

    Une équipe est en avance sur un axe entier plutôt que sur une dimension : ses dimensions vont ensemble.
    """
    count = len(ref.dimensions)
    easy, own = draw.normal(0, DIMENSION, size=count), draw.normal(0, OWN, size=(teams, count))
    sizes = [len(axis.dimensions) for axis in ref.axes]
    return easy, own + np.repeat(draw.normal(0, AXIS, size=(teams, len(sizes))), sizes, axis=1)


def latent_items(draw: Generator, ref: Referentiel, teams: Teams, elapsed: int, effects: Floats) -> Floats:
    """La maturité de chaque équipe sur chaque caractéristique, en points, forme (équipes, questions)."""
    places, rungs = [], []
    for rank, dimension in enumerate(ref.dimensions):
        size = len(dimension.characteristics)
        places += [rank] * size
        rungs += [0.5 - (step / (size - 1) if size > 1 else 0.5) for step in range(size)]
    level = expected_maturity(teams.age + elapsed) + teams.strength + draw.normal(0, 3, size=len(teams))
    noise = draw.normal(0, ITEM, size=(len(teams), len(places)))
    found: Floats = level[:, None] + effects[:, places] + SLOPE * np.asarray(rungs) + noise
    return found


def ranks_of(latent: Floats, ref: Referentiel) -> NDArray[np.int8]:
    """Le rang du niveau le plus proche de chaque maturité."""
    top = len(ref.scale.levels) - 1
    return np.clip(np.rint(latent / 100 * top), 0, top).astype(np.int8)


def blurred(draw: Generator, ranks: NDArray[np.int8], ref: Referentiel) -> NDArray[np.int8]:
    """Les mêmes réponses, quelques-unes devenues « sans objet » ou « ne sait pas »."""
    levels = len(ref.scale.levels)
    chance = draw.uniform(size=ranks.shape)
    ranks = np.where(chance < NOT_CONCERNED, levels, ranks)
    return np.where(chance > 1 - NOT_KNOWN, levels + 1, ranks).astype(np.int8)


def noted(
    draw: Generator, ref: Referentiel, latent: Floats, fate: Floats
) -> tuple[Floats, NDArray[np.int8], NDArray[np.int16]]:
    """Les notes, les états et les paliers des dimensions, par les règles de l'évaluation : une voix par équipe et par question.

    `fate`, de 0 à 1, décide des dimensions que l'équipe juge sans objet ou laisse de côté.
    """
    levels = len(ref.scale.levels)
    codes = blurred(draw, ranks_of(latent, ref), ref)
    fate = np.repeat(fate, [len(dimension.characteristics) for dimension in ref.dimensions], axis=1)
    codes = np.where(fate < WHOLE_OUT, levels, np.where(fate > 1 - UNFILLED, levels + 1, codes))
    teams, questions = codes.shape
    counts = count_answers(
        np.repeat(np.arange(teams), questions), np.tile(np.arange(questions), teams), codes.ravel(),
        teams=teams, questions=questions, codes=levels + 3,
    )  # fmt: skip
    scores = dimension_scores(counts, ref, "item")
    standings = STANDINGS[scores.standing]
    return scores.value, standings, paliers_of(counts, ref, standings)


def posts(draw: Generator, registered: NDArray[np.int32]) -> tuple[Floats, Floats]:
    """Les heures par semaine et le coût par an d'un poste ; une équipe sur six ne les donne pas."""
    wanted = np.clip(registered * draw.gamma(4, 0.19, size=len(registered)), 2, 35)
    hours = np.rint(4 * wanted) / 4
    cost = np.rint(hours * WORKED_WEEKS * HOURLY_COST * draw.uniform(0.85, 1.2, size=len(hours)))
    untold = draw.uniform(size=len(hours)) < 1 / 6
    return np.where(untold, np.nan, hours), np.where(untold, np.nan, cost)


def chosen_tasks(draw: Generator, ref: Referentiel, scores: Floats, hours: Floats) -> NDArray[np.bool_]:
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

    grid = load_referentiel() if ref is None else ref
    draw = Generator(PCG64(seed))
    drawn = drawn_teams(draw, teams, regions=True)
    easy, own = dimension_effects(draw, grid, teams)
    blocks = []
    for year in years:
        latent = latent_items(draw, grid, drawn, year - years[0], easy + own)
        people = np.maximum(draw.binomial(drawn.registered, PARTICIPATION), 1)
        who = np.repeat(np.arange(teams, dtype=np.int32), people)
        blocks.append((year, who, people_ranks(people), member_answers(draw, grid, latent, who)))
    questions = len(grid.characteristics)
    team = np.concatenate([np.repeat(who, questions) for _, who, _, _ in blocks])
    person = np.concatenate([np.repeat(rank, questions) for _, _, rank, _ in blocks])
    lines = sum(len(who) for _, who, _, _ in blocks)
    item = np.tile(np.arange(questions, dtype=np.int16), lines)
    answers = [*(str(value) for value in grid.scale.values), "SO", "NSP"]

    def words(codes: NDArray[Any], texts: Sequence[str]) -> Any:
        return pd.Categorical.from_codes(codes, pd.Index(texts))

    return {
        "equipe": words(team, code_names(teams)),
        "annee": np.concatenate([np.full(len(who) * questions, year, np.int16) for year, who, _, _ in blocks]),
        "repondant": words(person, [f"p{rank:03d}" for rank in range(1, int(person.max()) + 2)]),
        "item": words(item, [one.id for one in grid.characteristics]),
        "reponse": words(np.concatenate([codes.ravel() for *_, codes in blocks]), answers),
    }


def people_ranks(people: NDArray[np.int64]) -> NDArray[np.int32]:
    """Le rang de chaque personne dans son équipe."""
    first = np.repeat(np.cumsum(people) - people, people)
    return (np.arange(int(people.sum())) - first).astype(np.int32)


def member_answers(draw: Generator, ref: Referentiel, latent: Floats, who: NDArray[np.int32]) -> NDArray[np.int8]:
    """Les réponses de chaque personne, forme (personnes, questions), autour de la maturité de son équipe."""
    step = 100 / (len(ref.scale.levels) - 1)
    noise = draw.normal(0, MEMBER * step, size=(len(who), latent.shape[1])).astype(np.float32)
    return blurred(draw, ranks_of(latent[who] + noise, ref), ref)


def simulate_descriptors(*, teams: int = 2600, years: Sequence[int] = (2026,), seed: int = 1) -> dict[str, Any]:
    """Renvoie ce que les équipes de `simulate_answers` (même graine) disent d'elles-mêmes, une ligne par an."""
    drawn = drawn_teams(Generator(PCG64(seed)), teams, regions=True)
    rows = np.repeat(np.arange(teams, dtype=np.int32), len(years))
    when = np.tile(np.asarray(years, dtype=np.int64), teams)
    told = descriptors_of(drawn, rows, when - years[0])
    french = {"region": "region", "territory": "territoire", "age": "age", "size": "taille", "rurality": "ruralite"}
    texts = {column: np.asarray(told[name].labels, dtype=object)[told[name].codes] for name, column in french.items()}
    names = np.asarray(code_names(teams), dtype=object)
    return {"equipe": names[rows], "annee": when, **texts, "effectif": drawn.registered[rows]}
