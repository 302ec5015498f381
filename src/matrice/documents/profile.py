"""Le profil d'une équipe : le radar, sa clé de lecture et le tableau qui dit la même chose."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise

from ..assessment import AxisResult, Profile
from ..referentiel import Scale
from ..text import NBSP, date, series, shortened
from . import words
from .blocks import Block, Column, Content, Radar, Row, Series, Styled, Table, Text

_FEWEST = 3  # moins de trois rayons ne font pas une surface
_MOST_RINGS = 12
_LONGEST_NAME = 40  # dans le titre et la légende du radar


def profile_radar_blocks(
    profile: Profile, *, target: int | None = None, before: Profile | None = None
) -> Iterator[Block]:
    """Le radar d'un profil et sa clé de lecture, ou la raison de leur absence ; `target` est un repère, `before` le second polygone."""
    scale, results = words.drawn_scale(profile.ref), words.spokes(profile)
    if all(result.score is None for result in results):
        yield Text("Aucune note n’a pu être calculée\u00a0: il n’y a pas de radar, et le tableau dit pourquoi.")
        return
    if len(results) < _FEWEST:
        yield Text("Un radar demande trois rayons au moins\u00a0: le tableau suffit ici.")
        return
    labels = [words.short_label(profile, result) for result in results]
    if _numbered(profile):
        labels = [str(rank) for rank in range(1, len(results) + 1)]
    yield Radar(
        f"Profil de maturité, {shortened(profile.team, _LONGEST_NAME)}", tuple(labels), _lines(profile, target, before),
        alt=words.alternative(profile, before=before), minimum=scale.values[0], maximum=scale.values[-1], step=ring(scale),
    )  # fmt: skip
    levels = series([words.level_name(level) for level in scale.levels])
    if not profile.ref.has_one_scale:
        levels += ", car les dimensions n’ont pas toutes la même échelle\u00a0: 0 est le plus bas niveau de chacune, 100 le plus haut"
    count = "Les numéros renvoient au tableau. " if _numbered(profile) else ""
    key = f"{count}Anneaux\u00a0: {levels}. Une ligne interrompue signale une dimension sans note\u00a0: ce n’est pas un zéro."
    yield Text((Styled("Lecture. "), key), "note")


def _lines(profile: Profile, target: int | None, before: Profile | None) -> tuple[Series, ...]:
    scale, results = words.drawn_scale(profile.ref), words.spokes(profile)
    name = _dated(profile, "Cette évaluation") if before else shortened(profile.team, _LONGEST_NAME)
    drawn = [Series(name, _positions(results, scale))]
    if before:
        earlier = {result.id: result for result in words.spokes(before, added=True)}
        places = _positions([earlier.get(result.id) for result in results], scale)
        drawn.append(Series(_dated(before, "Évaluation précédente"), places))
    if target in (own := profile.ref.scale).values:
        level = shortened(words.level_text(own, target), _LONGEST_NAME)
        place = target if scale is own else position(100 * own.credit(target), scale)
        drawn.append(Series(f"Niveau visé ({level})", (place,) * len(results), marked=False))
    return tuple(drawn)


def _dated(profile: Profile, otherwise: str) -> str:
    """Le nom d'une évaluation parmi deux : sa date, ou sa place."""
    return f"Évaluation du {date(profile.on)}" if profile.on else otherwise


def _positions(results: Sequence[words.Result | None], scale: Scale) -> tuple[float | None, ...]:
    """La place de chaque note sur l'échelle ; un trou quand il n'y en a pas."""
    return tuple(
        None if result is None or result.score is None else position(result.score, scale) for result in results
    )


def _numbered(profile: Profile) -> bool:
    """Vrai quand les rayons sont trop nombreux pour porter leur nom."""
    return len(words.spokes(profile)) > words.CROWD


def position(score: float, scale: Scale) -> float:
    """Renvoie la place d'une note de 0 à 100 sur l'échelle des niveaux.

    Une note égale au crédit d'un niveau tombe sur son anneau ; entre deux niveaux, la place est
    proportionnelle. Avec les crédits par défaut, c'est `min + note / 100 × (max − min)`.
    """
    share = score / 100
    reached = max((rank for rank, credit in enumerate(scale.credits) if credit <= share + 1e-9), default=0)
    if reached == len(scale.values) - 1 or share <= scale.credits[reached]:
        return float(scale.values[reached])
    low, high = scale.credits[reached : reached + 2]
    return scale.values[reached] + (share - low) / (high - low) * (scale.values[reached + 1] - scale.values[reached])


def ring(scale: Scale) -> float:
    """L'écart entre deux anneaux : un anneau par niveau, tant que cela reste lisible."""
    values = scale.values
    gap = reduce(math.gcd, (high - low for low, high in pairwise(values)))
    span = values[-1] - values[0]
    return gap if span / gap <= _MOST_RINGS else span / 4


def scores_blocks(profile: Profile, before: Profile | None = None) -> Iterator[Block]:
    """Le tableau du profil : tout ce que montre le radar, et les dimensions ajoutées à la matrice."""
    by_axis = profile.grain == "axis"
    columns = [Column("Axe", 7)] if by_axis else [Column("Dimension", 7), Column("Axe", 4)]
    columns += [Column("Note sur 100", 3, True), Column("Niveau atteint", 3), Column("Éléments cotés", 2.4, True)]
    results = words.spokes(profile, added=True)
    rows = [_score_row(profile, result) for result in results]
    if before:
        columns.append(Column("Note précédente", 2.6, True))
        earlier = {result.id: words.standing_text(result) for result in words.spokes(before, added=True)}
        rows = [(*row, earlier.get(result.id, "–")) for result, row in zip(results, rows, strict=True)]
    if _numbered(profile):
        columns.insert(0, Column("N°", 1, True))
        ranks = {result.id: str(rank) for rank, result in enumerate(words.spokes(profile), 1)}
        rows = [(ranks.get(result.id, "–"), *row) for result, row in zip(results, rows, strict=True)]
    said = "Une ligne par dimension\u00a0: axe, note, niveau atteint, éléments cotés."
    yield Table("Profil de l’équipe", "Une ligne par axe coté." if by_axis else said, columns, rows)


def _score_row(profile: Profile, result: words.Result) -> tuple[Content, ...]:
    mark = (Styled("\najout à la matrice", "detail"),) if result.added else ()
    axis = next(axis for axis in profile.ref.axes if axis.id == words.axis_id(result))
    place = () if isinstance(result, AxisResult) else (axis.short or axis.label,)
    firm = words.firmness_text(profile, result)
    name = words.result_level(profile, result) or "–"
    level: Content = (name, Styled(f"\n{firm}", "detail")) if firm else name
    return ((result.label, *mark), *place, words.standing_text(result), level, words.coverage(result) or "–")


# Le tableau complet : ce qu'un carnet affiche, et l'équivalent accessible du radar


def profile_figures(profile: Profile, before: Profile | None = None) -> Table:
    """Renvoie le profil en tableau : une ligne par axe, en gras, puis par dimension ; `before` ajoute ses notes."""
    ladder = any(d.next_step is not None or d.overruled for d in profile.dimensions)
    heads = ["Axe" if profile.grain == "axis" else "Dimension", "Note sur 100"]
    heads += [f"Note sur 100, {words.series_names(profile, before)[1]}"] if before else []
    heads += ["Niveau atteint", "Coté sur applicable", "Fermeté du niveau", *(["Prochaine marche"] if ladder else [])]
    rows: list[Row] = []
    strong: list[int] = []
    for axis in profile.axes:
        own = () if profile.grain == "axis" else tuple(d for d in profile.asked if d.axis == axis.id)
        if own:
            strong.append(len(rows))
        results: tuple[words.Result, ...] = (axis, *own) if own or profile.grain == "axis" else ()
        rows += [_figures_row(profile, before, result, ladder=ladder) for result in results]
    return Table(
        f"Profil de maturité{NBSP}: {profile.team}\n{words.footer(profile)}",
        "Une ligne par axe et par dimension\u00a0: note, niveau atteint, couverture, prochaine marche.",
        [Column(head, 1, numeric="Note" in head) for head in heads], rows, strong=strong,
    )  # fmt: skip


def _figures_row(profile: Profile, before: Profile | None, result: words.Result, *, ladder: bool) -> list[Content]:
    group = isinstance(result, AxisResult) and profile.grain != "axis"  # un axe au-dessus de ses dimensions
    rank = words.numbers(profile).get(result.id)
    label = f"{result.label}{NBSP}(ajout)" if result.added else result.label
    cells: list[Content] = [label if rank is None else f"{rank}.{NBSP}{label}", words.standing_text(result)]
    if before:
        pool: Sequence[words.Result] = before.axes if isinstance(result, AxisResult) else before.dimensions
        cells.append(words.standing_text(next(one for one in pool if one.id == result.id)))
    cells.append(words.result_level(profile, result))
    cells.append(words.coverage(result) + (f"{NBSP}dimensions" if group and result.applicable else ""))
    cells.append(words.firmness_text(profile, result))
    return [*cells, _step_text(profile, result)] if ladder else cells


def _step_text(profile: Profile, result: words.Result) -> str:
    """La prochaine marche, et ce que disaient les réponses d'une dimension décidée autrement ; rien pour un axe."""
    if isinstance(result, AxisResult):
        return ""
    told = words.overruled_text(profile.ref.scale_of(result.id), result)
    return " ".join(filter(None, (words.next_step_text(result), f"Décidé par l’équipe ({told})." if told else "")))
