"""Le profil et la fiche en quelques lignes, pour le terminal."""

from __future__ import annotations

from collections.abc import Sequence

from .. import assessment
from ..documents.words import ABSENT, participation, unasked_text
from ..fiche import CatalogueTask, FicheDePoste, SharedPost, WorkingTime, load_durations, role_said
from ..inclusive import worded
from ..text import Wording, euros, hours, number, plural, quoted, series, short_number, shortened

WEAKEST = 3
LONGEST_COMMENT = 200  # signes ; le fichier garde tout
BAR = 20


def profile_lines(profile: assessment.Profile) -> list[str]:
    """Renvoie le profil en lignes : participation, axes, dimensions les plus basses, désaccords."""
    profile = assessment.showable(profile)
    lines = [f"{profile.team}\u00a0: {participation(profile)}", ""]
    whole = [axis for axis in profile.axes if axis.standing is not assessment.Standing.NOT_ASKED]
    lines += [score_line(one) for one in (whole or profile.asked)]  # quelques thèmes : eux, et non des axes entiers
    lines += ["", *weak_lines(profile.dimensions), *gap_lines(profile.asked), *filter(None, [unasked_text(profile)])]
    lines += dispute_lines(profile)
    return [*lines, ""]


def score_line(axis: assessment.AxisResult | assessment.DimensionResult) -> str:
    """Une ligne par axe, ou par thème choisi : une barre et un nombre, ou le mot qui dit pourquoi il n'y a pas de note."""
    if axis.score is None:
        return f"  {axis.label:<45} {axis.standing}"
    filled = int(number(axis.score / 100 * BAR))
    return f"  {axis.label:<45} {'█' * filled}{'░' * (BAR - filled)} {number(axis.score):>3} sur 100"


def weak_lines(dimensions: tuple[assessment.DimensionResult, ...]) -> list[str]:
    scored = sorted((d for d in dimensions if d.score is not None and not d.added), key=lambda d: d.score or 0)
    weakest = [f"{d.label} ({number(d.score or 0)})" for d in scored[:WEAKEST]]
    return [f"À renforcer d’abord\u00a0: {series(weakest)}."] if weakest else []


def gap_lines(dimensions: tuple[assessment.DimensionResult, ...]) -> list[str]:
    """Les dimensions sans note, avec leur raison : ce n'est jamais zéro."""
    lines = []
    for standing in ABSENT:
        labels = [d.label for d in dimensions if d.standing is standing and not d.added]
        if labels and len(labels) < len(dimensions):
            lines.append(f"{str(standing).capitalize()}\u00a0: {series(labels)}.")
    return lines


def dispute_lines(profile: assessment.Profile) -> list[str]:
    disputed = [i for i in assessment.unsettled(profile) if i.agreement.status is assessment.Consensus.DISAGREEMENT]
    if not disputed:
        return []
    worst = max(disputed, key=lambda item: item.agreement.mean_distance or 0)
    gap = number(worst.agreement.mean_distance or 0, 1)
    return [
        f"{plural(len(disputed), 'désaccord')} à discuter\u00a0; le plus fort (écart moyen de {gap} niveau)\u00a0: {quoted(worst.label)}"
    ]


def fiche_lines(fiche: FicheDePoste, wording: Wording = "doublet") -> list[str]:
    """Renvoie la fiche en lignes : budget, tâches, qui prend le reste, euros, points d'attention."""
    assessment.showable(fiche.profile)
    lines = [
        f"{fiche.status.sheet}\u00a0: {time_line(fiche.time, salaried=fiche.status.hierarchy)}",
        f"  statut\u00a0: {fiche.status.label}",
    ]
    lines += [
        f"  {'–' if task.is_reserve else task.id:<8} {hours(task.hours):>9}  {task.label}" for task in fiche.tasks
    ]
    for delegation in fiche.delegated:
        taken = f"{hours(delegation.role.hours)}\u00a0: {series([task.id for task in delegation.tasks]) or 'rien à prendre'}"
        lines.append(f"  {role_said(delegation.role.label, wording)}, {taken}")
    if fiche.core_gaps:
        gaps = series([f"{gap.line.short} ({gap.said})" for gap in fiche.core_gaps])
        lines.append(f"Fondamentaux que ce poste ne porte pas\u00a0: {gaps}.")
    if left := len(fiche.unassigned):
        listed = "la note de travail la nomme" if left == 1 else "la note de travail les nomme"
        lines.append(f"{plural(left, 'tâche utile', 'tâches utiles')} que personne ne prend\u00a0: {listed}.")
    if fiche.money:
        lines.append(f"Coût estimé\u00a0: {euros(fiche.money.cost.annual)} par an. {fiche.money.plan.sentence}")
        lines += [f"  {note}" for note in fiche.money.cost.notes]
    return [*lines, *(f"À savoir\u00a0: {said}" for said in fiche.attention(wording)), ""]


def task_lines(tasks: Sequence[CatalogueTask]) -> list[str]:
    """Renvoie des tâches du catalogue en lignes, sous leur fonction : code, libellé, ligne du socle."""
    durations, lines, function = load_durations(), list[str](), ""
    for item in tasks:
        if item.function.label != function:
            function = item.function.label
            lines.append(function)
        core = durations.line_of(item.id)
        lines.append(f"  {item.id:<8} {item.task.label}" + (f" (socle\u00a0: {core.short})" if core else ""))
    return lines


def time_line(time: WorkingTime, *, salaried: bool) -> str:
    """Un temps de travail ; le mois payé et l'équivalent temps plein n'ont de sens que dans le salariat."""
    if not salaried:
        return f"{hours(time.weekly)} par semaine, environ {number(time.annual)}\u00a0h par an."
    return (
        f"{hours(time.weekly)} par semaine, {hours(time.monthly)} payées par mois, "
        f"{number(time.annual)}\u00a0h travaillées par an, {number(time.etp, 2)}\u00a0ETP."
    )


def shared_lines(post: SharedPost, wording: Wording = "doublet") -> list[str]:
    """Renvoie un poste partagé en lignes : le temps total, celui de chaque équipe, les points d'attention."""
    for fiche in post.fiches:
        assessment.showable(fiche.profile)
    salaried = post.fiches[0].status.hierarchy
    lines = [f"Poste partagé par {plural(len(post.fiches), 'équipe')}\u00a0: {time_line(post.time, salaried=salaried)}"]
    lines += [f"  {hours(fiche.weekly_hours):>9}  {fiche.profile.team}" for fiche in post.fiches]
    alerts = (worded(alert, wording) for alert in post.fiches[0].status.alerts)
    return [*lines, *(f"À savoir\u00a0: {said}" for said in dict.fromkeys((*post.warnings, *alerts))), ""]


def comment_lines(entry: assessment.AgendaEntry) -> list[str]:
    """Les commentaires d'un point, coupés à l'affichage ; ceux que trop peu de réponses obligent à taire sont comptés."""
    lines = [f"            {quoted(shortened(text, LONGEST_COMMENT))}" for text in entry.comments]
    if entry.withheld:
        said = plural(entry.withheld, "commentaire", "commentaires")
        lines.append(f"            {said} à ne pas montrer\u00a0: moins de {assessment.MINIMUM_SHOWN} réponses.")
    return lines


def agenda_lines(plan: assessment.Agenda) -> list[str]:
    """Renvoie l'ordre du jour en lignes : les points, la voie rapide, et que faire si cela ne tient pas."""
    lines = [
        f"Ordre du jour\u00a0: {number(plan.minutes)}\u00a0min de discussion pour {number(plan.budget)}\u00a0min prévues."
    ]
    if plan.collective:
        lines.append("Questionnaire rempli ensemble\u00a0: pas d’accord à mesurer, les points suivent la grille.")
    for entry in plan.entries:
        status = "" if plan.collective else f" ({entry.status})"
        lines.append(f"  {short_number(entry.minutes):>4}\u00a0min  {entry.label}{status}")
        lines += comment_lines(entry)
    if plan.fast_lane:
        lines.append(f"Voie rapide, à accepter ensemble\u00a0: {series([entry.label for entry in plan.fast_lane])}.")
        for entry in plan.fast_lane:
            remarks = comment_lines(entry)
            lines += [f"  {entry.label}\u00a0:", *remarks] if remarks else []
    if plan.fits:
        return lines
    lines.append("Cela ne tient pas en une séance. Deux façons de faire\u00a0:")
    for rank, session in enumerate(plan.sessions, 1):
        lines.append(f"  séance {rank}\u00a0: {series([entry.label for entry in session])}\u00a0;")
    lines.append(f"  ou deux thèmes seulement\u00a0: {series([theme.label for theme in plan.themes])}.")
    return lines
