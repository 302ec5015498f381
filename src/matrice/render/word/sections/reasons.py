"""Pourquoi ce poste : ce que dit l'évaluation, les dimensions que le poste vise, le radar et son tableau."""

from __future__ import annotations

import math
from functools import reduce
from itertools import pairwise

from ....assessment import AxisResult, Profile
from ....fiche import FicheDePoste
from ....referentiel import Dimension, Scale
from ....text import NBSP, capital, date, hours, number, plural, quoted, series, shortened
from ... import words
from ..blocks import Content, Styled, add_heading, add_text, append, paragraph
from ..document import WordDocument
from ..radar import Series, add_radar
from ..tables import Column, Row, add_table

FEWEST, MOST = 3, 30  # moins de trois rayons ne font pas une surface ; plus de trente libellés se chevauchent
MOST_RINGS = 12
LONGEST_NAME = 40  # dans le titre et la légende du radar


def add_reasons(document: WordDocument, fiche: FicheDePoste) -> None:
    """La partie entière."""
    profile = fiche.profile
    add_heading(document, 1, "Pourquoi ce poste")
    add_text(document, assessment(profile))
    add_heading(document, 2, "Les dimensions visées")
    add_targets(document, fiche)
    add_heading(document, 2, "Le profil de l’équipe")
    add_picture(document, fiche)
    add_scores(document, profile)
    add_text(document, words.footer(profile), style="Note")
    if caveat := words.caveat(profile.ref):
        add_text(document, caveat, style="Note")


def assessment(profile: Profile) -> str:
    """Ce sur quoi la fiche s'appuie, en une phrase."""
    when = f" le {date(profile.on)}" if profile.on else ""
    return (
        f"L’équipe a évalué son organisation{when} ({words.participation(profile)}). Les tâches de ce poste partent de là\u00a0: "
        "plus une dimension est loin du niveau visé, plus les tâches qui la font progresser reçoivent de temps."
    )


def add_picture(document: WordDocument, fiche: FicheDePoste) -> None:
    """Le radar, ou la raison de son absence."""
    profile = fiche.profile
    spokes = words.spokes(profile)
    if why := absence(profile):
        add_text(document, why)
        return
    scale, figure = profile.ref.scale, document.add_paragraph(style="Figure")
    labels = [words.short_label(profile, result) for result in spokes]
    if numbered(profile):
        labels = [str(rank) for rank in range(1, len(spokes) + 1)]
    values = [None if r.score is None else position(r.score, scale) for r in spokes]
    lines = [Series(shortened(profile.team, LONGEST_NAME), values)]
    if fiche.target in scale.values:
        level = shortened(words.level_text(scale, fiche.target), LONGEST_NAME)
        lines.append(Series(f"Niveau visé ({level})", [fiche.target] * len(spokes), marked=False))
    add_radar(
        figure, f"Profil de maturité, {shortened(profile.team, LONGEST_NAME)}", labels, lines,
        alt=words.alternative(profile), minimum=scale.values[0], maximum=scale.values[-1], step=ring(scale),
    )  # fmt: skip
    append(document, paragraph(key(profile), "Note"))


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


def add_scores(document: WordDocument, profile: Profile) -> None:
    """Le tableau du profil : tout ce que montre le radar, et les dimensions ajoutées à la matrice."""
    by_axis = profile.grain == "axis"
    columns = [Column("Axe", 7)] if by_axis else [Column("Dimension", 7), Column("Axe", 4)]
    columns += [Column("Note sur 100", 3, True), Column("Niveau atteint", 3), Column("Éléments cotés", 2.4, True)]
    rows = [score_row(profile, result) for result in words.spokes(profile, added=True)]
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


def score_row(profile: Profile, result: words.Result) -> Row:
    """Une ligne du profil."""
    mark = (Styled("\najout à la matrice", "Precision"),) if result.added else ()
    axis = next(axis for axis in profile.ref.axes if axis.id == words.axis_id(result))
    place = () if isinstance(result, AxisResult) else (axis.short or axis.label,)
    level = words.level_text(profile.ref.scale, result.level) or "–"
    return ((result.label, *mark), *place, words.standing_text(result), level, words.coverage(result) or "–")


def add_targets(document: WordDocument, fiche: FicheDePoste) -> None:
    """Ce que le poste fait progresser, et le temps qu'il y met."""
    level = words.level_text(fiche.ref.scale, fiche.target)
    if not fiche.tasks:
        add_text(document, f"Le niveau visé est {quoted(level)}. Aucune tâche n’est encore retenue.")
        return
    spent: dict[str, float] = {}
    for task in fiche.tasks:
        spent[task.dimension.id] = spent.get(task.dimension.id, 0) + task.hours
    served = {task.dimension.id: task.dimension for task in fiche.tasks}
    add_text(
        document,
        f"Le niveau visé est {quoted(level)}. Le poste agit sur {plural(len(served), 'dimension')}\u00a0:",
        style="Introduction",
    )
    add_table(
        document,
        "Dimensions visées",
        "Une ligne par dimension que servent les tâches du poste, avec la note de l’équipe et le temps prévu.",
        (Column("Dimension", 6), Column("Où en est l’équipe", 6), Column("h/semaine", 2, True)),
        [(served[key].label, capital(where(fiche, served[key])), hours(time)) for key, time in spent.items()],
        total=(Styled("Total"), "", Styled(hours(sum(spent.values())))),
    )


def where(fiche: FicheDePoste, dimension: Dimension) -> str:
    """Où en est l'équipe sur une dimension : sa note, celle de son axe en cotation rapide, ou le mot juste."""
    profile = fiche.profile
    result: words.Result | None = next((d for d in profile.dimensions if d.id == dimension.id), None)
    if result is None:
        return "dimension hors de l’évaluation"
    prefix = ""
    if result.score is None and profile.grain == "axis":
        result = next(axis for axis in profile.axes if axis.id == words.axis_id(result))
        prefix = "axe coté "
    if result.score is None:
        return str(result.standing)
    return f"{prefix}{number(result.score)} sur{NBSP}100 ({words.level_text(profile.ref.scale, result.level)})"
