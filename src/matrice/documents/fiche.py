"""La fiche de poste que l'on signe : deux à quatre pages, l'essentiel sur la première. Le reste est dans la note de travail."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

from ..assessment import showable
from ..fiche import MATRICE, NO_DATA, FicheDePoste, PlannedTask, Poste
from ..inclusive import COORDINATION, checked_wording, worded
from ..text import NBSP, Wording, capital, date, euros, hours, number, plural, quoted, series, short_number, uncapital
from . import words
from .blocks import Block, Column, Content, Document, Heading, Row, Styled, Table, Text
from .post_parts import (
    Mission,
    a_year_later,
    agreed_table,
    asked,
    joined,
    lines,
    missions,
    needs,
    post_document,
    recurs,
    reworded,
    rounded_years,
    signatories,
    signatures_blocks,
    skills,
)

_KEYWORDS = ("fiche de poste", "coordination", "soins primaires", "matrice de maturité")
_ON_FIRST_PAGE = 18  # tâches : au-delà, les activités ont leur propre tableau, sur la page suivante
_MOST_LINES = 60  # activités nommées ; celles qui restent sont comptées
_MOST_RESULTS = 5
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
        *_identity_blocks(fiche, poste, wording),
        *_purpose_blocks(fiche, poste),
        *_missions_blocks(fiche, found, poste),
        *_not_carried_blocks(fiche),
        *results_blocks(fiche, poste),
        *_competences_blocks(fiche, poste),
        *_means_blocks(fiche, poste),
        *_review_blocks(fiche, on),
        *signatures_blocks(signatories(fiche.status, wording)),
    )
    return post_document(title, [fiche.profile.team], on, blocks, _KEYWORDS)


# Le poste en un tableau : ce qu'une personne pressée cherche d'abord


def _identity_blocks(fiche: FicheDePoste, poste: Poste, wording: Wording) -> Iterator[Block]:
    employed = fiche.status.hierarchy
    rows = _employment_rows(fiche, poste, wording) if employed else _mission_rows(fiche, poste, wording)
    yield Heading(1, "Le poste" if employed else "La mission")
    yield agreed_table("Identification", rows)


def _employment_rows(fiche: FicheDePoste, poste: Poste, wording: Wording) -> list[tuple[str, Content | None]]:
    status, time = fiche.status, fiche.time
    bond = status.hierarchical
    assert bond is not None  # un emploi a un lien hiérarchique
    part = f" ({short_number(time.etp)}{NBSP}équivalent temps plein). "
    return [
        ("Intitulé", asked(poste, "intitule", capital(COORDINATION[wording]["nom"]))),
        *_structure_rows("Structure", fiche, poste),
        ("Lieu", asked(poste, "lieu")),
        (
            "Temps et jours",
            joined(Styled(f"{hours(time.weekly)} par semaine"), part, asked(poste, "jours", label="Jours et horaires")),
        ),
        ("Statut", joined(f"{status.label}. ", asked(poste, "contrat", label="Contrat"))),
        (
            "Rattachement",
            lines([
                joined(f"{worded(bond.who, wording)}. ", asked(poste, "responsable", label="Responsable")),
                asked(poste, "referent", label="Suivi au quotidien"),
            ]),
        ),
        (
            "Rémunération",
            joined(asked(poste, "remuneration", _pay(fiche)), ". ", asked(poste, "classification", label="Classification")),
        ),
        *_last_rows(poste),
    ]  # fmt: skip


def _mission_rows(fiche: FicheDePoste, poste: Poste, wording: Wording) -> list[tuple[str, Content | None]]:
    """Les lignes d'une mission : des dates et un volume, ni durée légale ni lien hiérarchique."""
    status = fiche.status
    free = next((clause.text for clause in status.schedule if clause.text), "")
    pay = status.payment
    return [
        ("Intitulé", asked(poste, "intitule", f"Coordination de {quoted(fiche.profile.team)}")),
        *_structure_rows("Mission confiée par", fiche, poste),
        ("Cadre", f"{status.label}. {worded(status.employer, wording)}."),
        ("Dates", joined(asked(poste, "debut", label="Début"), ". ", asked(poste, "fin", label="Fin"))),
        ("Volume", f"environ {yearly(fiche.tasks)} par an"),
        ("Organisation et lieu", joined(f"{worded(free, wording)}. " if free else None, asked(poste, "lieu", label="Lieu"))),
        ("Pour les priorités", lines([worded(status.functional.who, wording) or None, asked(poste, "referent", label="Interlocuteur")])),
        (pay.price if pay else "", asked(poste, "remuneration", _pay(fiche)) if pay else None),
        *_last_rows(poste),
    ]  # fmt: skip


def _structure_rows(name: str, fiche: FicheDePoste, poste: Poste) -> list[tuple[str, Content | None]]:
    """La structure, et le contexte quand l'équipe en dit un mot."""
    return [
        (name, joined(f"{fiche.profile.team}. ", asked(poste, "structure", label="Forme et adresse"))),
        ("Contexte", asked(poste, "contexte") if poste.contexte else None),
    ]


def _last_rows(poste: Poste) -> list[tuple[str, Content | None]]:
    """Avec qui le poste travaille, et ce que l'équipe ajoute."""
    return [
        ("Travaille avec", asked(poste, "liens", _LINKS)),
        ("Précisions", asked(poste, "precisions") if poste.precisions else None),
    ]


_LINKS = (
    "Toutes les professions de l’équipe, le secrétariat\u00a0; l’assurance maladie, l’agence régionale de santé, les collectivités, "
    "l’hôpital, les associations, l’éditeur du logiciel."
)


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
    reason = asked(poste, "raison", _reason(fiche))
    if reason is not None:
        yield Heading(1, "À quoi sert ce poste" if fiche.status.hierarchy else "À quoi sert cette mission")
        yield Text(reason)


_AIM = (
    "Faire vivre le projet de santé de l’équipe\u00a0: préparer ses décisions, organiser le travail commun, suivre les actions, tenir les "
    "liens avec les partenaires\u00a0; sans décider à sa place ni soigner."
)


def _reason(fiche: FicheDePoste) -> str:
    """Ce que fait ce poste, puis ce que l'équipe veut faire avancer d'après son évaluation."""
    aims = [quoted(label) for label in aimed(fiche)]
    when = f" du {date(fiche.profile.on)}" if fiche.profile.on else ""
    how = f" ({words.participation(fiche.profile)})" if fiche.profile.collective else ""
    based = f"son évaluation{when}{how}"
    forward = f"D’après {based}, elle veut d’abord avancer sur {series(aims)}." if aims else f"Elle part de {based}."
    return f"{_AIM} {forward}"


def aimed(fiche: FicheDePoste) -> list[str]:
    """Les dimensions que le poste fait avancer, les plus lourdes en heures d'abord, trois au plus."""
    spent: dict[str, list[float]] = {}
    for task in fiche.chosen:
        if task.dimension and not recurs(task):
            spent.setdefault(task.dimension.short or task.dimension.label, []).append(task.hours)
    return sorted(spent, key=lambda label: -math.fsum(spent[label]))[:_MOST_AIMS]


# Les missions : sur la première page, leur volume ; leurs activités avec elles, ou juste après quand elles sont nombreuses


def _missions_blocks(fiche: FicheDePoste, found: Sequence[Mission], poste: Poste) -> Iterator[Block]:
    yield Heading(1, "Missions")
    if not found:
        yield Text("Aucune tâche n’est encore retenue.")
        return
    together = len(fiche.chosen) <= _ON_FIRST_PAGE
    yield missions_table(fiche, found, poste, detailed=together)
    if not together:
        named = printed(fiche.chosen, _MOST_LINES)
        yield Heading(1, "Activités de chaque mission", new_page=True)
        yield Table(
            "Activités de chaque mission", "Une ligne par mission\u00a0: ses activités.",
            (Column("Mission", 2), Column("Activités", 8)),
            [
                (_name(one, poste), lines(_activities(one, poste, named), _DASH))
                for one in found
                if not one.is_reserve
            ],
        )  # fmt: skip


def missions_table(fiche: FicheDePoste, found: Sequence[Mission], poste: Poste, *, detailed: bool) -> Table:
    """Renvoie le tableau des missions et de leur volume ; `detailed` y met leurs activités."""
    employed = fiche.status.hierarchy
    kept = printed(fiche.chosen, _MOST_LINES) if detailed else set()
    whole = f"{hours(fiche.weekly_hours)} par semaine" if employed else f"{yearly(fiche.tasks)} par an"
    return Table(
        "Missions",
        "Une ligne par mission\u00a0: ses activités et le temps qu’elle prend, arrondi. La dernière ligne est le total.",
        (Column("Mission", 8.2), Column("Temps, en moyenne" if employed else "Volume indicatif", 1.9)),
        [(_mission_content(one, poste, kept), one.volume) for one in found],
        total=(Styled("Total"), Styled(whole)),
    )


def _name(mission: Mission, poste: Poste) -> Content:
    if mission.is_reserve:
        return Styled(mission.label)
    return reworded(poste, f"mission.{mission.id}", mission.label, strong=True) or Styled(mission.label)


def _mission_content(mission: Mission, poste: Poste, kept: set[str]) -> Content:
    name = _name(mission, poste)
    if mission.is_reserve or not kept:
        return lines([name])
    said = [piece for one in _activities(mission, poste, kept) for piece in (one, ". ")][:-1]
    return lines([name, joined(*said, ".")])


def _activities(mission: Mission, poste: Poste, kept: set[str]) -> list[Content]:
    """Les activités d'une mission, celles qui reviennent d'abord ; celles que l'on ne nomme pas ici sont comptées."""
    named = [task for task in sorted(mission.tasks, key=lambda task: not recurs(task)) if task.id in kept]
    found: list[Content] = [
        one for task in named if (one := reworded(poste, f"tache.{task.id}", task.label)) is not None
    ]
    if left := len(mission.tasks) - len(named):
        found.append(f"{plural(left, 'autre activité', 'autres activités')}, dans la note de travail de l’équipe")
    return found


def printed(tasks: Sequence[PlannedTask], most: int) -> set[str]:
    """Les tâches que l'on nomme, `most` au plus : celles du socle, puis les plus longues ; les autres sont comptées."""
    return {task.id for task in sorted(tasks, key=lambda task: (not recurs(task), -task.hours))[:most]}


# Ce que ce poste ne porte pas : pour que personne ne le croie pris

_ELSEWHERE = (Column("Où", 2), Column("Quoi", 6))


def _not_carried_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    post = "ce poste" if fiche.status.hierarchy else "cette mission"
    yield Heading(1, f"Fondamentaux que {post} ne porte pas")
    # Un tableau : LibreOffice laisserait le titre d'une liste seul au pied de la page.
    yield Table(
        "Fondamentaux ailleurs",
        "Qui les prend, ou personne\u00a0; puis les autres tâches utiles.",
        _ELSEWHERE,
        _not_carried(fiche),
    )


def _not_carried(fiche: FicheDePoste) -> list[Row]:
    """Qui fait ces fondamentaux, ceux que personne ne fait, ou qu'il n'y en a pas ; et combien d'autres tâches attendent."""
    given = [f"{gap.label} ({gap.who})" for gap in fiche.core_gaps if gap.who]
    alone = [gap.label for gap in fiche.core_gaps if not gap.who]
    left = len(fiche.unassigned)
    rest = (
        f"{plural(left, 'autre tâche utile', 'autres tâches utiles')}, dans la note de travail de l’équipe"
        if left
        else "rien"
    )
    return [
        *([("Confiés à d’autres", _listed(given))] if given else []),
        *([("Sans personne", _listed(alone))] if alone else []),
        *([] if given or alone else [("Aucun", "les douze fondamentaux sont dans ces heures")]),
        ("Hors de ces heures", rest),
    ]


def _listed(labels: Sequence[str]) -> str:
    return f"{NBSP}; ".join(uncapital(label) for label in labels)


# Les résultats attendus d'un emploi, les livrables d'une mission


def results_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    """Ce que l'on attend au bout d'un an, et pour quand."""
    employed = fiche.status.hierarchy
    title = "Résultats attendus" if employed else "Livrables et délais"
    yield Heading(1, title)
    yield Table(title, "Une ligne par résultat\u00a0: ce que l’on attend, et pour quand.",
        (Column("Ce que l’on attend" if employed else "Livrable", 7), Column("Pour quand", 2.2)), result_rows(fiche, poste),
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


def _competences_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    found = skills(fiche, poste)
    if not found:
        return
    yield Heading(1, "Profil et compétences")
    yield Table(
        "Compétences nécessaires",
        "Une colonne par sorte de compétences\u00a0: ce que demandent les tâches de ce poste.",
        [Column(title, 1.4 if title == "Savoir-faire" else 1) for title, _ in found],
        [[lines((reworded(poste, f"competence.{one.competence.id}", one.competence.label) for one in kept), _DASH) for _, kept in found]],
    )  # fmt: skip


def _means_blocks(fiche: FicheDePoste, poste: Poste) -> Iterator[Block]:
    means = asked(poste, "moyens", _MEANS)
    if fiche.status.has("moyens") and means is not None:
        yield Heading(1, "Moyens")
        yield Text(means)


_MEANS = (
    "Un bureau réservé, un ordinateur, un téléphone\u00a0; une licence du logiciel de l’équipe, avec les seuls droits utiles\u00a0; une "
    "boîte de messagerie propre au poste et une messagerie sécurisée de santé\u00a0; un outil de gestion\u00a0; le règlement intérieur et "
    "une présentation à l’équipe\u00a0; du temps et un budget de formation."
)


def _review_blocks(fiche: FicheDePoste, on: dt.date) -> Iterator[Block]:
    """Quand la fiche sera revue, et ce que l'on regardera : le travail, jamais la personne hors d'un emploi.

    Le texte suit les signatures d'une page à l'autre : elles ne sont jamais seules sur la leur.
    """
    status = fiche.status
    yield Heading(1, "Évaluation et révision" if status.hierarchy else "Suivi et fin de la mission")
    until = date(a_year_later(on))
    if status.hierarchy:
        said = (
            "). On y regarde le temps réellement passé, les résultats attendus, les moyens, la formation et la charge de travail, "
            "puis ce que le poste garde, ajoute ou confie."
        )
        yield Text(
            ("Fiche revue au plus tard le ", Styled(until), f" ({status.review.title.lower()}{said}"), together=True
        )
        return
    yield Text(
        ("Bilan au plus tard le ", Styled(until), f" ({status.review.title.lower()}). On y regarde les livrables, leurs délais et la "
        "suite à donner\u00a0; ce n’est pas l’évaluation d’une personne. Chaque partie peut mettre fin à la mission par écrit."),
        together=True,
    )  # fmt: skip
