"""Le profil d'une équipe dans un document : le radar natif, sa clé de lecture et le tableau qui dit la même chose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

from ...assessment import AxisResult, Profile
from ...referentiel import Scale
from ...text import date, series, shortened
from .. import words
from .blocks import Content, Styled, add_text, append, paragraph
from .document import WordDocument
from .radar import Series, add_radar
from .tables import Column, add_table

FEWEST, MOST = 3, 30  # moins de trois rayons ne font pas une surface ; plus de trente libellés se chevauchent
MOST_RINGS = 12
LONGEST_NAME = 40  # dans le titre et la légende du radar


def add_profile_radar(
    document: WordDocument, profile: Profile, *, target: int | None = None, previous: Profile | None = None
) -> None:
    """Ajoute le radar d'un profil et sa clé de lecture, ou la raison de leur absence.

    Args:
        document: le document.
        profile: le profil dessiné.
        target: un niveau de l'échelle à dessiner comme repère.
        previous: une évaluation comparable, sur la même échelle, à dessiner comme second polygone.
    """
    if why := absence(profile):
        add_text(document, why)
        return
    scale, results = profile.ref.scale, words.spokes(profile)
    labels = [words.short_label(profile, result) for result in results]
    if numbered(profile):
        labels = [str(rank) for rank in range(1, len(results) + 1)]
    add_radar(
        document.add_paragraph(style="Figure"), f"Profil de maturité, {shortened(profile.team, LONGEST_NAME)}", labels,
        lines(profile, target, previous), alt=words.alternative(profile, other=previous),
        minimum=scale.values[0], maximum=scale.values[-1], step=ring(scale),
    )  # fmt: skip
    append(document, paragraph(key(profile), "Note"))


def lines(profile: Profile, target: int | None, previous: Profile | None) -> list[Series]:
    """Les lignes du radar : le profil, puis l'évaluation d'avant ou le niveau visé."""
    scale, results = profile.ref.scale, words.spokes(profile)
    name = dated(profile, "Cette évaluation") if previous else shortened(profile.team, LONGEST_NAME)
    drawn = [Series(name, positions(results, scale))]
    if previous:
        earlier = {result.id: result for result in words.spokes(previous, added=True)}
        drawn.append(
            Series(
                dated(previous, "Évaluation précédente"),
                positions([earlier.get(result.id) for result in results], scale),
            )
        )
    if target in scale.values:
        level = shortened(words.level_text(scale, target), LONGEST_NAME)
        drawn.append(Series(f"Niveau visé ({level})", [target] * len(results), marked=False))
    return drawn


def dated(profile: Profile, otherwise: str) -> str:
    """Le nom d'une évaluation parmi deux : sa date, ou sa place."""
    return f"Évaluation du {date(profile.on)}" if profile.on else otherwise


def positions(results: Sequence[words.Result | None], scale: Scale) -> list[float | None]:
    """La place de chaque note sur l'échelle ; un trou quand il n'y en a pas."""
    return [None if result is None or result.score is None else position(result.score, scale) for result in results]


def absence(profile: Profile) -> str:
    """Pourquoi il n'y a pas de radar, ou un texte vide."""
    spokes = words.spokes(profile)
    if all(result.score is None for result in spokes):
        return "Aucune note n’a pu être calculée\u00a0: il n’y a pas de radar, et le tableau dit pourquoi."
    if len(spokes) < FEWEST:
        return "Un radar demande trois rayons au moins\u00a0: le tableau suffit ici."
    return ""


def numbered(profile: Profile) -> bool:
    """Vrai quand les rayons sont trop nombreux pour porter leur nom."""
    return len(words.spokes(profile)) > MOST


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
    return gap if span / gap <= MOST_RINGS else span / 4


def key(profile: Profile) -> Content:
    """Comment lire le radar."""
    levels = series([words.level_name(level) for level in profile.ref.scale.levels])
    count = f"Les numéros renvoient au tableau.{' '}" if numbered(profile) else ""
    return (
        Styled("Lecture. "),
        f"{count}Anneaux\u00a0: {levels}. Une ligne interrompue signale une dimension sans note\u00a0: ce n’est pas un zéro.",
    )


def add_scores(document: WordDocument, profile: Profile, previous: Profile | None = None) -> None:
    """Le tableau du profil : tout ce que montre le radar, et les dimensions ajoutées à la matrice."""
    by_axis = profile.grain == "axis"
    columns = [Column("Axe", 7)] if by_axis else [Column("Dimension", 7), Column("Axe", 4)]
    columns += [Column("Note sur 100", 3, True), Column("Niveau atteint", 3), Column("Éléments cotés", 2.4, True)]
    rows = [score_row(profile, result) for result in words.spokes(profile, added=True)]
    if previous:
        columns.append(Column("Note précédente", 2.6, True))
        earlier = {result.id: words.standing_text(result) for result in words.spokes(previous, added=True)}
        rows = [
            (*row, earlier.get(result.id, "–"))
            for result, row in zip(words.spokes(profile, added=True), rows, strict=True)
        ]
    if numbered(profile):
        columns.insert(0, Column("N°", 1, True))
        ranks = {result.id: str(rank) for rank, result in enumerate(words.spokes(profile), 1)}
        rows = [
            (ranks.get(result.id, "–"), *row)
            for result, row in zip(words.spokes(profile, added=True), rows, strict=True)
        ]
    add_table(
        document,
        "Profil de l’équipe",
        "Une ligne par axe coté."
        if by_axis
        else "Une ligne par dimension\u00a0: axe, note, niveau atteint, éléments cotés.",
        columns,
        rows,
    )


def score_row(profile: Profile, result: words.Result) -> tuple[Content, ...]:
    """Une ligne du profil."""
    mark = (Styled("\najout à la matrice", "Precision"),) if result.added else ()
    axis = next(axis for axis in profile.ref.axes if axis.id == words.axis_id(result))
    place = () if isinstance(result, AxisResult) else (axis.short or axis.label,)
    level = words.level_text(profile.ref.scale, result.level) or "–"
    return ((result.label, *mark), *place, words.standing_text(result), level, words.coverage(result) or "–")
