"""Pourquoi ce poste : ce que dit l'évaluation, les dimensions que le poste vise, le radar et son tableau."""

from __future__ import annotations

import math

from ....assessment import Profile
from ....fiche import FicheDePoste
from ....referentiel import Dimension
from ....text import DASH, NBSP, capital, date, hours, number, plural, quoted, series
from ... import words
from ..blocks import Styled, add_heading, add_text
from ..document import WordDocument
from ..profile import add_profile_radar, add_scores
from ..tables import Column, add_table


def add_reasons(document: WordDocument, fiche: FicheDePoste) -> None:
    """La partie entière."""
    profile = fiche.profile
    add_heading(document, 1, "Pourquoi ce poste")
    add_text(document, assessment(profile))
    add_heading(document, 2, "Les dimensions visées")
    add_targets(document, fiche)
    add_heading(document, 2, "Le profil de l’équipe")
    add_profile_radar(document, profile, target=fiche.target)
    add_text(document, f"{words.footer(profile)}. Le tableau des notes est en annexe.", style="Note")


def add_profile_table(document: WordDocument, fiche: FicheDePoste) -> None:
    """Le tableau qui dit la même chose que le radar, et ce que vaut la liste des dimensions."""
    add_heading(document, 2, "Les notes de l’équipe")
    add_scores(document, fiche.profile)
    if caveat := words.caveat(fiche.profile.ref):
        add_text(document, caveat, style="Note")


def assessment(profile: Profile) -> str:
    """Ce sur quoi la fiche s'appuie, en une phrase."""
    when = f" le {date(profile.on)}" if profile.on else ""
    return (
        f"L’équipe a évalué son organisation{when} ({words.participation(profile)}). Les tâches de ce poste partent de là\u00a0: "
        "plus une dimension est loin du niveau visé, plus les tâches qui la font progresser reçoivent de temps."
    )


def add_targets(document: WordDocument, fiche: FicheDePoste) -> None:
    """Ce que le poste fait progresser, et le temps qu'il y met."""
    level = words.level_text(fiche.ref.scale, fiche.target)
    spent: dict[str, list[float]] = {}
    for task in fiche.tasks:
        spent.setdefault(task.dimension.id if task.dimension else "", []).append(task.hours)
    served = {task.dimension.id: task.dimension for task in fiche.tasks if task.dimension}
    if not served:
        add_text(
            document, f"Le niveau visé est {quoted(level)}. Aucune tâche retenue ne sert une dimension de la grille."
        )
        return
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
        [
            *((served[key].label, capital(where(fiche, served[key])), hours(math.fsum(spent[key]))) for key in served),
            *([(outside(fiche), DASH, hours(math.fsum(spent[""])))] if "" in spent else []),
        ],
        total=(Styled("Total"), "", Styled(hours(fiche.weekly_hours))),
    )


def outside(fiche: FicheDePoste) -> str:
    """Le nom de la ligne du temps qui ne sert aucune dimension."""
    without = any(task.dimension is None for task in fiche.chosen)
    names = ["activités sans dimension"] * without + ["réserve pour les imprévus"] * (fiche.reserve is not None)
    return capital(series(names))


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
