"""La fiche de poste : le poste, ses raisons, ses missions, ses heures, ce que chacun signe."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

from ..assessment import Profile, showable
from ..fiche import (
    MATRICE,
    Bond,
    Emploi,
    FicheDePoste,
    Figure,
    Group,
    Part,
    PlannedTask,
    arrange,
    load_plans,
    load_statuses,
    working_time,
)
from ..inclusive import COORDINATION, checked_wording, worded
from ..referentiel import Task
from ..text import (
    DASH,
    NBSP,
    Wording,
    capital,
    date,
    hours,
    number,
    partial_date,
    percent,
    plural,
    quoted,
    series,
    short_number,
)
from . import words
from .blocks import (
    TO_FILL,
    Blank,
    Block,
    Column,
    Content,
    Document,
    Heading,
    Inline,
    Row,
    Styled,
    Table,
    Text,
)
from .commitments import READ_FIRST, commitments_blocks, schedule_blocks, status_blocks
from .competences import backgrounds_blocks, competences_blocks
from .fiche_annexes import (
    explanations_blocks,
    sources_blocks,
    unassigned_blocks,
    uncovered_blocks,
    variations_blocks,
    where,
)
from .money import figures_blocks, money_blocks
from .profile import profile_radar_blocks, scores_blocks

# La première page : le titre et l'essentiel en un paragraphe


def _opening_blocks(fiche: FicheDePoste, on: dt.date, wording: Wording) -> Iterator[Block]:
    """Le titre et l'essentiel."""
    yield from title_blocks(_title(wording, fiche.status.sheet), fiche.profile.team, on)
    yield Text(tuple(_summary(fiche, wording)))
    yield from how_to_fill_blocks()


def title_blocks(said: str, team: str, on: dt.date) -> Iterator[Block]:
    """Le titre, l'équipe et la date de cette version."""
    yield Text(said, "title")
    yield Text(team, "subtitle")
    yield Text(f"Version du {date(on)}", "note")


def how_to_fill_blocks() -> Iterator[Block]:
    """Ce que sont les champs à compléter."""
    yield Text(
        f"Les champs {quoted(TO_FILL)} attendent une réponse\u00a0: un clic les sélectionne, la frappe les remplace.",
        "note",
    )


def _title(wording: Wording, sheet: str = "Fiche de poste") -> str:
    """Le titre du document, dans la forme choisie."""
    return f"{sheet}\u00a0: {COORDINATION[wording]['nom']}"


def _summary(fiche: FicheDePoste, wording: Wording) -> tuple[Inline, ...]:
    """L'essentiel : le temps, les tâches, ce qui ne tient pas, ce qu'il faut lire avant de signer."""
    kept, left, alerts = len(fiche.chosen), len(fiche.unassigned), len(fiche.attention(wording))
    sentences = [
        f"{_load(fiche)}. ",
        f"Ce temps porte {plural(kept, 'tâche')}. " if kept else "Aucune tâche n’est encore retenue. ",
    ]
    if taken := len(fiche.uncovered) - left:
        verb = "est confiée" if taken == 1 else "sont confiées"
        sentences.append(f"{plural(taken, 'autre tâche', 'autres tâches')} {verb} à d’autres membres de l’équipe. ")
    if left:
        verb = "n’a encore personne" if left == 1 else "n’ont encore personne"
        sentences.append(f"{plural(left, 'tâche')} {verb}\u00a0: il reste à dire qui s’en charge. ")
    if alerts:
        noted = plural(alerts, "point d’attention", "points d’attention")
        sentences.append(f"{noted} avant les signatures\u00a0: voir {quoted(READ_FIRST)}.")
    return (Styled(f"{hours(fiche.time.weekly)} par semaine"), *sentences)


def _load(fiche: FicheDePoste) -> str:
    """Ce que cette durée représente ; l'équivalent temps plein n'a de sens que pour une personne salariée."""
    year = f"{number(fiche.time.annual)}{NBSP}h de travail par an"
    if not fiche.status.hierarchy:
        return f", soit environ {year}"
    return f", soit {short_number(fiche.time.etp)}{NBSP}équivalent temps plein (ETP) et {year}"


# L'identité du poste : son nom, son métier, sa structure, ses lieux, ses rattachements


def _identity_blocks(fiche: FicheDePoste, on: dt.date, wording: Wording) -> Iterator[Block]:
    """Le tableau d'identification."""
    yield Heading(1, "Identification")
    yield Table(
        "Identification du poste",
        "Une ligne par rubrique\u00a0: intitulé, métier, structure, lieux, temps de travail, date et rattachements.",
        (Column("Rubrique", 2), Column("Ce qui est convenu", 5)),
        [*_trade_rows(wording), *_place_rows(fiche, wording), *_bond_rows(fiche, on, wording)],
    )


def _trade_rows(wording: Wording) -> list[Row]:
    """Le métier : intitulé, famille, code, définition."""
    trade = load_statuses().profession
    return [
        ("Intitulé", capital(COORDINATION[wording]["nom"])),
        ("Famille de métiers", trade.family),
        ("Code du métier", trade.code),
        ("Définition", trade.definition),
    ]


def _place_rows(fiche: FicheDePoste, wording: Wording) -> list[Row]:
    """La structure, qui emploie ou qui confie la mission, et les lieux."""
    who = "Employeur" if fiche.status.salaried else "Qui confie la mission"
    return [
        ("Structure", (f"{fiche.profile.team}\n", Blank("forme juridique et adresse de la structure"))),
        (who, (f"{worded(fiche.status.employer, wording)}\n", Blank(f"nom et coordonnées\u00a0: {who.lower()}"))),
        ("Contexte", Blank("taille de l’équipe, professions, territoire, projet de santé")),
        ("Lieu ou lieux d’exercice", Blank("lieu ou lieux d’exercice")),
        ("Nombre de sites", Blank("nombre de sites")),
    ]


def _bond_rows(fiche: FicheDePoste, on: dt.date, wording: Wording) -> list[Row]:
    """Le statut, le temps, la date, et à qui le poste est rattaché."""
    time, status = fiche.time, fiche.status
    etp = f" ({short_number(time.etp)}{NBSP}ETP)" if status.hierarchy else ""
    return [
        ("Statut", status.label),
        ("Temps de travail", f"{hours(time.weekly)} par semaine{etp}"),
        ("Date de la fiche", date(on)),
        ("Rattachement hiérarchique", _held_by(status.hierarchical, "hiérarchique", wording)),
        ("Rattachement fonctionnel", _held_by(status.functional, "fonctionnel", wording)),
    ]


def _held_by(bond: Bond | None, kind: str, wording: Wording) -> Content:
    """À qui le poste est rattaché ; le nom de la personne s'écrit plus loin, avec les liens."""
    if bond is None:
        return "Aucun avec la structure"
    return worded(bond.who, wording) or Blank(f"rattachement {kind}")


# Pourquoi ce poste : ce que dit l'évaluation, les dimensions que le poste vise, le radar et son tableau


def _reasons_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """La partie entière."""
    profile = fiche.profile
    yield Heading(1, "Pourquoi ce poste")
    yield Text(_assessment(profile))
    yield Heading(2, "Les dimensions visées")
    yield from _targets_blocks(fiche)
    yield Heading(2, "Le profil de l’équipe")
    yield from profile_radar_blocks(profile, target=fiche.target)
    yield Text(f"{words.footer(profile)}. Le tableau des notes est en annexe.", "note")


def _profile_table_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Le tableau qui dit la même chose que le radar, et ce que vaut la liste des dimensions."""
    yield Heading(2, "Les notes de l’équipe")
    yield from scores_blocks(fiche.profile)
    if caveat := words.caveat(fiche.profile.ref):
        yield Text(caveat, "note")


def _assessment(profile: Profile) -> str:
    """Ce sur quoi la fiche s'appuie, en une phrase."""
    when = f" le {date(profile.on)}" if profile.on else ""
    return (
        f"L’équipe a évalué son organisation{when} ({words.participation(profile)}). Les tâches de ce poste partent de là\u00a0: "
        "plus une dimension est loin du niveau visé, plus les tâches qui la font progresser reçoivent de temps."
    )


def _targets_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Ce que le poste fait progresser, et le temps qu'il y met."""
    level = words.level_text(fiche.ref.scale, fiche.target)
    spent: dict[str, list[float]] = {}
    for task in fiche.tasks:
        spent.setdefault(task.dimension.id if task.dimension else "", []).append(task.hours)
    served = {task.dimension.id: task.dimension for task in fiche.tasks if task.dimension}
    if not served:
        yield Text(f"Le niveau visé est {quoted(level)}. Aucune tâche retenue ne sert une dimension de la grille.")
        return
    yield Text(
        f"Le niveau visé est {quoted(level)}. Le poste agit sur {plural(len(served), 'dimension')}\u00a0:",
        "introduction",
    )
    yield Table(
        "Dimensions visées",
        "Une ligne par dimension que servent les tâches du poste, avec la note de l’équipe et le temps prévu.",
        (Column("Dimension", 6), Column("Où en est l’équipe", 6), Column("h/semaine", 2, True)),
        [
            *((served[key].label, capital(where(fiche, served[key])), hours(math.fsum(spent[key]))) for key in served),
            *([(_outside(fiche), DASH, hours(math.fsum(spent[""])))] if "" in spent else []),
        ],
        total=(Styled("Total"), "", Styled(hours(fiche.weekly_hours))),
    )


def _outside(fiche: FicheDePoste) -> str:
    """Le nom de la ligne du temps qui ne sert aucune dimension."""
    without = any(task.dimension is None for task in fiche.chosen)
    names = ["activités sans dimension"] * without + ["réserve pour les imprévus"] * (fiche.reserve is not None)
    return capital(series(names))


# Ce que le poste fait, heure par heure, dans le plan choisi

_SEMICOLON = f"{NBSP}; "
_AMOUNTS = (Column("h/semaine", 2, True), Column("h/an", 1.4, True), Column("Part", 1.6, True))


def _missions_blocks(fiche: FicheDePoste, layout: str = MATRICE) -> Iterator[Block]:
    """Les tâches rangées selon un plan, avec un sous-total par partie et un total."""
    yield Heading(1, "Missions et activités")
    if not fiche.tasks:
        yield Text("Aucune tâche n’est encore retenue pour ce poste.")
        return
    yield Text(
        f"Les heures par semaine sont celles {'du contrat' if fiche.status.hierarchy else 'que l’équipe a décidées'}\u00a0; les "
        f"heures par an sont des heures de travail, congés et jours fériés déduits. {_origin(layout)}Chaque code de tâche renvoie "
        "au catalogue.",
        "introduction",
    )
    parts = arrange(fiche.tasks, fiche.ref, layout)
    for part in parts:
        yield from part_blocks(fiche, part)
    yield from totals_blocks(fiche, parts)


def _origin(layout: str) -> str:
    """D'où vient le plan, quand ce n'est pas celui de la grille."""
    return "" if layout == MATRICE else f"Le plan suivi est {quoted(load_plans()[layout].label)}. "


def part_blocks(fiche: FicheDePoste, part: Part) -> Iterator[Block]:
    """Une partie : son sous-total, puis ses groupes."""
    yield Heading(2, part.label)
    week, year, share = _amounts(part.tasks)
    yield Text(
        (
            Styled("Sous-total\u00a0: "),
            f"{week} par semaine, {year}{NBSP}h par an, {share} du temps{_counted(part.tasks)}.",
        ),
        "introduction",
    )
    for group in part.groups:
        yield from _group_blocks(fiche, group, titled=group.label != part.label)


def _counted(tasks: Sequence[PlannedTask]) -> str:
    """« (3 tâches) » ; la réserve n'en est pas une."""
    return "" if any(task.is_reserve for task in tasks) else f" ({plural(len(tasks), 'tâche')})"


def _group_blocks(fiche: FicheDePoste, group: Group, *, titled: bool) -> Iterator[Block]:
    """Un groupe : ce qu'il fait progresser, puis ses tâches."""
    if titled:
        yield Heading(3, group.label)
    served = {task.dimension.id: task.dimension for task in group.tasks if task.dimension}
    if served:
        said = [f"{dimension.label}, {where(fiche, dimension)}" for dimension in served.values()]
        which = "Dimension servie" if len(said) == 1 else "Dimensions servies"
        yield Text(f"{which}\u00a0: {_SEMICOLON.join(said)}.", "introduction")
    yield Table(
        f"Tâches\u00a0: {group.label}",
        "Une ligne par tâche\u00a0: code, tâche et étapes, rôle, heures par semaine et par an, part du temps.",
        (Column("Code", 1.7), Column("Tâche", 7.1), Column("Rôle", 2.6), *_AMOUNTS),
        [_task_row(task) for task in group.tasks],
    )


def _task_row(task: PlannedTask) -> Row:
    """Une tâche retenue."""
    role = DASH if task.is_reserve else capital(task.task.role)
    return (task.code, _task_content(task.task), role, *_amounts([task]))


def _task_content(task: Task) -> Content:
    """Le libellé d'une tâche et, dessous, les étapes qu'elle couvre."""
    if not task.phases:
        return task.label
    steps = "Étape" if len(task.phases) == 1 else "Étapes"
    return (task.label, Styled(f"\n{steps}\u00a0: {series(task.phases)}", "detail"))


def _amounts(tasks: Sequence[PlannedTask]) -> tuple[str, str, str]:
    """Les heures par semaine, les heures par an et la part de ces tâches, prêtes à imprimer."""
    return (
        hours(math.fsum(task.hours for task in tasks)),
        number(sum(task.hours_year for task in tasks)),
        percent(sum(task.share for task in tasks), 1),
    )


def totals_blocks(fiche: FicheDePoste, parts: Sequence[Part], whole: str = "Total du poste") -> Iterator[Block]:
    """Le total, partie par partie ; `whole` dit de quoi."""
    rows: list[Row] = [(part.label, _tasks_in(part.tasks), *_amounts(part.tasks)) for part in parts]
    total = ("Total", number(len(fiche.chosen)), *_amounts(fiche.tasks))
    yield Heading(2, whole)
    yield Table(
        f"{whole}, par partie",
        "Une ligne par partie\u00a0: nombre de tâches, heures par semaine et par an, part du temps. La dernière ligne est le total.",
        (Column("Partie", 8), Column("Tâches", 1.6, True), *_AMOUNTS),
        rows,
        total=tuple(Styled(word) for word in total),
    )


def _tasks_in(tasks: Sequence[PlannedTask]) -> str:
    """Le nombre de tâches ; la réserve n'en est pas une."""
    return DASH if any(task.is_reserve for task in tasks) else number(len(tasks))


# Le temps de travail dit de plusieurs façons, et les règles de droit sur lesquelles il repose


def _hours_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Le tableau du temps de travail, et les chiffres de droit dont il dépend."""
    law = fiche.emploi
    yield Heading(1, "Temps de travail")
    yield Table(
        "Temps de travail",
        "Une ligne par période\u00a0: durée, calcul, et ce que vaut un temps plein.",
        (Column("Période", 3), Column("Durée", 2, True), Column("Calcul", 4), Column("Pour un temps plein", 3, True)),
        _time_rows(fiche),
    )
    yield Text(_origins(law, [law["duree-hebdomadaire"], law["duree-annuelle"], law["semaines-payees"]]), "note")


def _time_rows(fiche: FicheDePoste) -> list[Row]:
    """Chaque durée, son calcul et ce que vaut un temps plein.

    Sans contrat de travail avec l'équipe, il n'y a ni mois payé ni équivalent temps plein : la semaine et l'année.
    """
    law, time = fiche.emploi, fiche.time
    week, year, weeks = law["duree-hebdomadaire"], law["duree-annuelle"], law["semaines-payees"]
    legal, paid, worked = (short_number(figure.value) for figure in (week, weeks, year))
    full = f"{number(working_time(week.value, law).monthly, 2)}{NBSP}h"
    each_week: Row = ("Par semaine", hours(time.weekly), "Budget décidé par l’équipe", f"{legal}{NBSP}h")
    said = f"Heures / {legal} × {worked}{NBSP}h"
    each_year: Row = ("Par an, heures de travail", f"{number(time.annual)}{NBSP}h", said, f"{worked}{NBSP}h")
    if not fiche.status.hierarchy:
        return [each_week, each_year]
    return [
        each_week,
        ("Par mois, heures payées", f"{short_number(time.monthly)}{NBSP}h", f"Heures × {paid} / 12", full),
        each_year,
        ("Équivalent temps plein", f"{short_number(time.etp)}{NBSP}ETP", f"Heures / {legal}", f"1{NBSP}ETP"),
    ]


def _part_time_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Les règles d'un contrat à temps partiel : la durée minimale et ce que le même texte fixe avec elle."""
    law, floor = fiche.emploi, fiche.status.part_time_floor
    if not floor or fiche.weekly_hours >= law["duree-hebdomadaire"].value:
        return
    rules = [figure for figure in law.figures if figure.source == law[floor].source]
    yield Heading(2, "Règles du temps partiel")
    yield Table(
        "Règles du temps partiel",
        "Une ligne par règle\u00a0: ce qu’elle fixe, sa valeur et ce que l’on en sait.",
        (Column("Règle", 7), Column("Valeur", 2.6, True), Column("Ce que l’on en sait", 4)),
        [_rule_row(rule) for rule in rules],
    )
    yield Text(_origins(law, rules), "note")


def _rule_row(rule: Figure) -> Row:
    """Une règle de droit, sa valeur et ce qu'elle vaut."""
    label: Content = (rule.label, Styled(f"\n{rule.note}", "detail")) if rule.note else rule.label
    return (label, rule.worth, capital(rule.confidence))


def _origins(law: Emploi, figures: Sequence[Figure]) -> str:
    """D'où viennent des chiffres de droit, et de quand : chaque texte une fois."""
    said = dict.fromkeys(f"{law.source(figure.source)}, {partial_date(figure.date)}" for figure in figures)
    return "Chiffres de droit\u00a0: " + f"{NBSP}; ".join(said) + "."


# La fiche de poste comme document Word : l'ordre des parties, et rien d'autre

_KEYWORDS = ("fiche de poste", "coordination", "soins primaires", "matrice de maturité")


def fiche(
    fiche: FicheDePoste,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    layout: str = MATRICE,
) -> Document:
    """Renvoie la fiche de poste.

    Args:
        fiche: ce que `draft` a calculé ; les heures ne sont pas recalculées ici.
        on: date de la fiche, la seule date du document ; la révision est prévue un an après.
        wording: forme des mots qui nomment la personne : « doublet », « point_median », « point »,
            « masculin », « feminin » ou « epicene ».
        layout: comment ranger les mêmes tâches : « matrice », « blocs », « missions » ou « champs ».

    Returns:
        Un `Document`. La même fiche à la même date donne les mêmes octets.

    Raises:
        InputError: plan inconnu.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    wording = checked_wording(wording)
    showable(fiche.profile)
    blocks = (
        *_opening_blocks(fiche, on, wording),
        *_identity_blocks(fiche, on, wording),
        *_reasons_blocks(fiche),
        *_missions_blocks(fiche, layout),
        *uncovered_blocks(fiche, wording),
        *_hours_blocks(fiche),
        *schedule_blocks(fiche, wording),
        *status_blocks(fiche, wording),
        *money_blocks(fiche),
        *competences_blocks(fiche),
        *commitments_blocks(fiche, on, wording),
        *_annexes_blocks(fiche, wording),
        *sources_blocks(fiche),
    )
    return Document(
        _title(wording, fiche.status.sheet),
        fiche.profile.team,
        on,
        blocks,
        subject=f"Coordination de {quoted(fiche.profile.team)}",
        keywords=_KEYWORDS,
    )


def _annexes_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Après les signatures, sur une page neuve : ce qui se consulte plus qu'il ne se signe."""
    yield Heading(1, "Annexes", new_page=True)
    yield from unassigned_blocks(fiche, wording)
    yield from explanations_blocks(fiche)
    yield from variations_blocks(fiche)
    yield from _profile_table_blocks(fiche)
    yield from backgrounds_blocks(fiche)
    yield from _part_time_blocks(fiche)
    yield from figures_blocks(fiche)
