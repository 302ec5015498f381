"""La fiche de poste que l'on signe : deux à quatre pages, l'essentiel sur la première. Le reste est dans la note de travail."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

from ..assessment import showable
from ..fiche import MATRICE, NO_DATA, FicheDePoste, PlannedTask, Poste, load_statuses
from ..inclusive import COORDINATION, checked_wording, worded
from ..text import NBSP, Wording, capital, date, euros, hours, number, plural, quoted, series, short_number
from . import words
from .blocks import Block, Bullets, Column, Content, Document, Heading, Row, Styled, Table, Text
from .commitments import (
    AGREED,
    agreed_rows,
    asked,
    lines,
    review_blocks,
    reworded,
    signatories,
    signatures_blocks,
)
from .competences import competences_blocks, needs
from .missions import Mission, missions, rounded_years

_KEYWORDS = ("fiche de poste", "coordination", "soins primaires", "matrice de maturité")
_ON_FIRST_PAGE = 15  # tâches : au-delà, les activités passent sur leur propre page
_MOST_LINES, _FULL_TIME = 24, 28  # activités imprimées ; heures par semaine à partir desquelles il y en a plus
_MORE_LINES = 44
_MOST_RESULTS = 6
_MOST_AIMS = 3
_DASH = f"–{NBSP}"


def fiche(
    fiche: FicheDePoste,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    layout: str = MATRICE,
    poste: Poste = NO_DATA,
) -> Document:
    """Renvoie la fiche de poste que l'on signe.

    Args:
        fiche: ce que `draft` a calculé ; les heures ne sont pas recalculées ici.
        on: date de la fiche, la seule date du document ; la révision est prévue un an après.
        wording: forme des mots qui nomment la personne : « doublet », « point_median », « point »,
            « masculin », « feminin » ou « epicene ».
        layout: comment ranger les mêmes tâches : « matrice », « blocs », « missions » ou « champs ».
        poste: ce que l'équipe a écrit elle-même du poste (`load_poste`) ; chaque champ s'y range et en revient.

    Returns:
        Un `Document` de deux ou trois pages, quatre à temps plein. La même fiche à la même date donne les mêmes octets.

    Raises:
        InputError: plan inconnu.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    wording = checked_wording(wording)
    showable(fiche.profile)
    found = missions(fiche, layout)
    title = f"{fiche.status.sheet}\u00a0: {COORDINATION[wording]['nom']}"
    blocks = (
        *title_blocks(title, fiche.profile.team, on),
        *_identity_blocks(fiche, poste, wording),
        *_purpose_blocks(fiche, poste),
        *_missions_blocks(fiche, found, poste),
        *_not_carried_blocks(fiche),
        *results_blocks(fiche, poste),
        *competences_blocks(fiche, poste),
        *_means_blocks(fiche, poste),
        *review_blocks(fiche, on),
        *signatures_blocks(signatories(fiche.status, wording)),
    )
    subject = f"Coordination de {quoted(fiche.profile.team)}"
    return Document(title, fiche.profile.team, on, blocks, subject=subject, keywords=_KEYWORDS)


def title_blocks(said: str, team: str, on: dt.date) -> Iterator[Block]:
    """Le titre, l'équipe et la date de cette version."""
    yield Text(said, "title")
    yield Text(team, "subtitle")
    yield Text(f"Version du {date(on)}", "note")


# Le poste en un tableau : ce qu'une personne pressée cherche d'abord


def _identity_blocks(fiche: FicheDePoste, poste: Poste, wording: Wording) -> Iterator[Block]:
    """Structure, lieu, temps, rattachements, statut, rémunération, liens."""
    employed = fiche.status.hierarchy
    rows = _employment_rows(fiche, poste, wording) if employed else _mission_rows(fiche, poste, wording)
    yield Heading(1, "Le poste" if employed else "La mission")
    yield Table("Identification", "Une ligne par rubrique\u00a0: ce qui est convenu, ou un champ à compléter.",
        AGREED, agreed_rows(rows),
    )  # fmt: skip


def _employment_rows(fiche: FicheDePoste, poste: Poste, wording: Wording) -> list[tuple[str, Content | None]]:
    """Les lignes d'un emploi."""
    status, time = fiche.status, fiche.time
    bond = status.hierarchical
    assert bond is not None  # un emploi a un lien hiérarchique
    return [
        ("Intitulé", asked(poste, "intitule", capital(COORDINATION[wording]["nom"]))),
        ("Structure", lines([fiche.profile.team, asked(poste, "structure", label="Forme et adresse"), _context(poste)])),
        ("Lieu", asked(poste, "lieu")),
        (
            "Temps et jours",
            lines([
                (Styled(f"{hours(time.weekly)} par semaine"), f" ({short_number(time.etp)}{NBSP}équivalent temps plein)"),
                asked(poste, "jours", label="Jours et horaires"),
            ]),
        ),
        ("Statut", lines([status.label, asked(poste, "contrat", label="Contrat")])),
        ("Rattachement", lines([
                worded(bond.who, wording),
                asked(poste, "responsable", label="Responsable"),
                asked(poste, "referent", label="Suivi au quotidien"),
            ])),
        ("Classification", asked(poste, "classification")),
        ("Rémunération", asked(poste, "remuneration", _pay(fiche))),
        ("Travaille avec", asked(poste, "liens", _LINKS)),
        ("Précisions", asked(poste, "precisions") if poste.precisions else None),
    ]  # fmt: skip


def _mission_rows(fiche: FicheDePoste, poste: Poste, wording: Wording) -> list[tuple[str, Content | None]]:
    """Les lignes d'une mission : des dates et un volume, ni durée légale ni lien hiérarchique."""
    status = fiche.status
    free = next((clause.text for clause in status.schedule if clause.text), "")
    pay = status.payment
    return [
        ("Intitulé", asked(poste, "intitule", f"Coordination de {quoted(fiche.profile.team)}")),
        (
            "Mission confiée par",
            lines([fiche.profile.team, asked(poste, "structure", label="Forme et adresse"), _context(poste)]),
        ),
        ("Cadre", lines([f"{status.label}. {worded(status.employer, wording)}."])),
        ("Dates", lines([asked(poste, "debut", label="Début"), asked(poste, "fin", label="Fin")])),
        ("Volume", f"environ {yearly(fiche.tasks)} par an"),
        ("Organisation et lieu", lines([worded(free, wording) or None, asked(poste, "lieu", label="Lieu")])),
        (
            "Pour les priorités",
            lines([worded(status.functional.who, wording) or None, asked(poste, "referent", label="Interlocuteur")]),
        ),
        (pay.price if pay else "", asked(poste, "remuneration", _pay(fiche)) if pay else None),
        ("Travaille avec", asked(poste, "liens", _LINKS)),
        ("Précisions", asked(poste, "precisions") if poste.precisions else None),
    ]


_LINKS = (
    "Dans l’équipe\u00a0: toutes les professions, le secrétariat, les responsables de projet. Hors de l’équipe\u00a0: assurance maladie, "
    "agence régionale de santé, collectivités, hôpital, associations, éditeur du logiciel."
)


def _context(poste: Poste) -> Content | None:
    """La phrase de contexte, quand l'équipe en a écrit une."""
    return asked(poste, "contexte") if poste.contexte else None


def yearly(tasks: Sequence[PlannedTask]) -> str:
    """Les heures par an de ces tâches, de cinq en cinq."""
    return f"{number(sum(rounded_years([sum(task.hours_year for task in tasks)])))}{NBSP}h"


def _pay(fiche: FicheDePoste) -> str:
    """Ce que l'équipe a déjà prévu de payer, s'il est connu."""
    known = fiche.money.inputs if fiche.money else None
    if known is None:
        return ""
    if known.gross_monthly:
        return f"{euros(known.gross_monthly)} brut par mois pour un temps plein"
    if known.gross_hourly:
        return f"{euros(known.gross_hourly, 2)} brut de l’heure"
    return f"{euros(known.hourly_fee, 2)} de l’heure" if known.hourly_fee else ""


# À quoi sert ce poste, en trois lignes


def _purpose_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    """Pourquoi ce poste."""
    reason = asked(poste, "raison", _reason(fiche))
    if reason is not None:
        yield Heading(1, "À quoi sert ce poste" if fiche.status.hierarchy else "À quoi sert cette mission")
        yield Text(reason)


def _reason(fiche: FicheDePoste) -> str:
    """Ce qui revient toute l'année, puis ce que l'équipe veut faire avancer d'après son évaluation."""
    aims = [quoted(label) for label in aimed(fiche)]
    when = f" du {date(fiche.profile.on)}" if fiche.profile.on else ""
    based = f"son évaluation{when} ({words.participation(fiche.profile)})"
    forward = (
        f" D’après {based}, l’équipe veut d’abord avancer sur {series(aims)}."
        if aims
        else f" L’équipe part de {based}."
    )
    return load_statuses().profession.definition + forward


def aimed(fiche: FicheDePoste) -> list[str]:
    """Les dimensions que le poste fait avancer, les plus lourdes en heures d'abord, trois au plus."""
    spent: dict[str, list[float]] = {}
    for task in fiche.chosen:
        if task.dimension and not recurs(task):
            spent.setdefault(task.dimension.short or task.dimension.label, []).append(task.hours)
    return sorted(spent, key=lambda label: -math.fsum(spent[label]))[:_MOST_AIMS]


# Les missions : sur la première page, leur volume ; leurs activités avec elles, ou juste après quand elles sont nombreuses


def _missions_blocks(fiche: FicheDePoste, found: Sequence[Mission], poste: Poste) -> Iterator[Block]:
    """Le tableau des missions, puis leurs activités."""
    yield Heading(1, "Missions")
    if not found:
        yield Text("Aucune tâche n’est encore retenue.")
        return
    together = len(fiche.chosen) <= _ON_FIRST_PAGE
    yield missions_table(fiche, found, poste, detailed=together)
    if not together:
        yield Heading(1, "Activités de chaque mission")
        for mission in found:
            if not mission.is_reserve:
                yield Heading(2, mission.label)
                yield Bullets(_activities(mission, poste, _printed(fiche)))


def missions_table(fiche: FicheDePoste, found: Sequence[Mission], poste: Poste, *, detailed: bool) -> Table:
    """Renvoie le tableau des missions et de leur volume ; `detailed` y met leurs activités."""
    employed = fiche.status.hierarchy
    kept = _printed(fiche) if detailed else set()
    whole = f"{hours(fiche.weekly_hours)} par semaine" if employed else f"{yearly(fiche.tasks)} par an"
    return Table(
        "Missions",
        "Une ligne par mission\u00a0: ses activités et le temps qu’elle prend, arrondi. La dernière ligne est le total.",
        (Column("Mission", 7), Column("Temps, en moyenne" if employed else "Volume indicatif", 2)),
        [(_mission_content(one, poste, kept), one.volume) for one in found],
        total=(Styled("Total"), Styled(whole)),
    )


def _mission_content(mission: Mission, poste: Poste, kept: set[str]) -> Content:
    """Une mission et, dessous, ses activités quand il y a la place."""
    if mission.is_reserve:
        return Styled(mission.label)
    name = reworded(poste, f"mission.{mission.id}", mission.label, strong=True) or Styled(mission.label)
    return lines([name, lines(_activities(mission, poste, kept), _DASH)]) if kept else lines([name])


def _activities(mission: Mission, poste: Poste, kept: set[str]) -> list[Content]:
    """Les activités d'une mission, celles qui reviennent d'abord ; celles que l'on ne nomme pas ici sont comptées."""
    named = [task for task in _ordered(mission.tasks) if task.id in kept]
    found: list[Content] = [
        one for task in named if (one := reworded(poste, f"tache.{task.id}", task.label)) is not None
    ]
    if left := len(mission.tasks) - len(named):
        found.append(f"et {plural(left, 'autre activité', 'autres activités')}, dans la note de travail de l’équipe")
    return found


def _ordered(tasks: Sequence[PlannedTask]) -> list[PlannedTask]:
    """Ce qui revient avant ce qui avance ; puis l'ordre du catalogue."""
    return sorted(tasks, key=lambda task: not recurs(task))


def recurs(task: PlannedTask) -> bool:
    """Vrai pour une tâche du socle, qui revient toute l'année."""
    return getattr(task, "kind", "") == "socle"


def _printed(fiche: FicheDePoste) -> set[str]:
    """Les tâches dont l'activité s'imprime sur la fiche."""
    return printed(fiche.chosen, _MORE_LINES if fiche.weekly_hours >= _FULL_TIME else _MOST_LINES)


def printed(tasks: Sequence[PlannedTask], most: int) -> set[str]:
    """Les tâches que l'on nomme, `most` au plus : celles du socle, puis les plus longues ; les autres sont comptées."""
    return {task.id for task in sorted(tasks, key=lambda task: (not recurs(task), -task.hours))[:most]}


# Ce que ce poste ne porte pas : trois lignes, pour que personne ne le croie pris


def _not_carried_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Les fondamentaux confiés à d'autres, ceux qui n'ont personne, et le reste."""
    yield Heading(1, "Fondamentaux que ce poste ne porte pas")
    yield Bullets(_not_carried(fiche))


def _not_carried(fiche: FicheDePoste) -> list[Content]:
    left = fiche.unassigned
    return [
        (Styled("Confiés à d’autres\u00a0: "), "aucun."),
        (Styled("Sans personne\u00a0: "), "aucun."),
        (Styled("Le reste\u00a0: "), f"{plural(len(left), 'tâche utile', 'tâches utiles')} hors de ce temps."),
    ]


# Les résultats attendus d'un emploi, les livrables d'une mission


def results_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    """Ce que l'on attend au bout d'un an, et pour quand."""
    employed = fiche.status.hierarchy
    title = "Résultats attendus" if employed else "Livrables et délais"
    yield Heading(1, title)
    yield Table(title, "Une ligne par résultat\u00a0: ce que l’on attend, et pour quand.",
        (Column("Ce que l’on attend" if employed else "Livrable", 6), Column("Pour quand", 2.4)), result_rows(fiche, poste),
    )  # fmt: skip


def result_rows(fiche: FicheDePoste, poste: Poste) -> list[Row]:
    """Un résultat par fonction, la plus longue d'abord, puis ce qui doit avancer."""
    found: list[Row] = []
    for one in needs(fiche).results[:_MOST_RESULTS]:
        said = reworded(poste, f"resultat.{one.id}", capital(one.label))
        if said is not None:
            found.append((said, reworded(poste, f"resultat.{one.id}.delai", one.due) or ""))
    if aims := aimed(fiche):
        level = words.level_text(fiche.ref.scale, fiche.target)
        text = f"L’équipe a avancé vers le niveau {quoted(level)} sur {series([quoted(aim) for aim in aims])}"
        said = reworded(poste, "resultat.niveau", text)
        if said is not None:
            found.append((said, reworded(poste, "resultat.niveau.delai", "à la prochaine évaluation") or ""))
    return found


def _means_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    """Ce qu'il faut pour travailler, quand la structure le donne."""
    means = asked(poste, "moyens", _MEANS)
    if fiche.status.has("moyens") and means is not None:
        yield Heading(1, "Moyens")
        yield Text(means)


_MEANS = (
    "Un bureau réservé, un ordinateur et un téléphone\u00a0; une licence du logiciel de l’équipe, avec les seuls droits que les tâches "
    "demandent\u00a0; une boîte de messagerie propre au poste et une messagerie sécurisée de santé\u00a0; un outil de gestion\u00a0; le "
    "règlement intérieur, et une présentation à chaque membre de l’équipe\u00a0; du temps et un budget de formation."
)
