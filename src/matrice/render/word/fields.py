"""Les champs qu'un modèle à trous peut nommer : leur liste, dite une fois, et leurs valeurs pour une fiche.

Tout y est prêt à imprimer : des textes français, déjà arrondis, et des listes à parcourir. Un modèle n'a donc rien à
calculer, et rien d'autre à lire : ni objet Python, ni identifiant interne.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...fiche import (
    MATRICE,
    Delegation,
    FicheDePoste,
    Part,
    PlannedTask,
    UncoveredTask,
    arrange,
    competences_for,
    role_said,
)
from ...inclusive import COORDINATION, checked_wording, worded
from ...text import NBSP, Wording, date, euros, hours, number, partial_date, percent, plain, series, short_number
from .. import words

Value = str | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Field:
    """Un champ : son nom, ce qu'il contient, et ses propres champs.

    `many` : une liste, à parcourir par une boucle ; sans champs, chacun de ses éléments est un texte.
    """

    name: str
    said: str
    inside: tuple[Field, ...] = ()
    many: bool = False


AMOUNTS = (
    Field("heures_semaine", "heures par semaine (« 1 h 15 »)"),
    Field("heures_an", "heures de travail par an (« 57 h »)"),
    Field("part", "part du temps du poste (« 15,6 % »)"),
)
PLACED = (
    Field("code", "code de la tâche"),
    Field("nom", "libellé de la tâche"),
    Field("etapes", "étapes couvertes, séparées par des virgules, ou rien"),
    Field("role", "ce que le poste y fait : aide, organise, met en œuvre"),
    Field("axe", "axe de la grille"),
    Field("fonction", "fonction de la grille"),
    Field("dimension", "dimension que la tâche fait progresser, ou rien"),
    Field("raison", "d’où vient sa priorité"),
)
PLANNED = (*PLACED, *AMOUNTS, Field("explication", "comment ses heures ont été obtenues, en une phrase"))
LEFT = (*PLACED, Field("confiee_a", "qui, dans l’équipe, la prend, ou rien"))
TASKS = Field("taches", "les tâches, sans la réserve", PLANNED, many=True)

FIELDS = (
    Field("titre", "titre du document, dans la forme choisie"),
    Field("metier", "« coordinatrice ou coordinateur », dans la forme choisie"),
    Field("le_metier", "le même, précédé de « le » ou « la »"),
    Field("du_metier", "le même, précédé de « du » ou « de la »"),
    Field("au_metier", "le même, précédé de « au » ou « à la »"),
    Field("equipe", "nom de l’équipe"),
    Field("date", "date de la fiche"),
    Field("statut", "statut du poste"),
    Field("employeur", "qui emploie, ou qui paie"),
    Field("heures_semaine", "temps du poste par semaine"),
    Field("heures_mois", "heures payées par mois"),
    Field("heures_an", "heures de travail par an"),
    Field("etp", "équivalent temps plein, en nombre"),
    Field("niveau_vise", "niveau visé de l’échelle"),
    Field(
        "axes", "les axes de la grille, dans l’ordre",
        (Field("nom", "libellé de l’axe"), *AMOUNTS,
         Field("fonctions", "ses fonctions", (Field("nom", "libellé de la fonction"), *AMOUNTS, TASKS), many=True)),
        many=True,
    ),
    Field(
        "parties", "les parties du plan demandé (la grille, par défaut)",
        (Field("nom", "titre de la partie"), *AMOUNTS,
         Field("groupes", "ses sous-parties", (Field("nom", "titre de la sous-partie"), *AMOUNTS, TASKS), many=True)),
        many=True,
    ),
    TASKS,
    Field("reserve", "le temps gardé pour les imprévus ; ses champs sont vides s’il n’y en a pas", AMOUNTS),
    Field("total", "toutes les tâches et la réserve", (*AMOUNTS, Field("taches", "nombre de tâches"))),
    Field("non_couvertes", "les tâches qui ne tiennent pas dans ce temps", LEFT, many=True),
    Field("sans_personne", "parmi elles, celles que personne ne prend", LEFT, many=True),
    Field(
        "delegations", "ce que d’autres membres de l’équipe prennent",
        (Field("role", "qui"), Field("heures_semaine", "ses heures par semaine"), TASKS), many=True,
    ),
    Field("avertissements", "ce qu’il faut lire avant de signer : des phrases", many=True),
    Field(
        "competences", "ce que les tâches demandent, et rien de plus",
        (Field("savoir_faire", "des phrases", many=True), Field("connaissances", "des phrases", many=True),
         Field("savoir_etre", "des phrases", many=True), Field("mise_en_garde", "ce qu’il faut savoir de leur source, ou rien")),
    ),
    Field(
        "argent", "le coût et qui le paie ; ses champs sont vides si la fiche ne parle pas d’euros",
        (Field("cout_an", "coût de l’année"), Field("cout_heure", "coût d’une heure de travail"),
         Field("precisions", "ce que ce coût comprend et laisse de côté : des phrases, à imprimer avec lui", many=True),
         Field("financements", "les ressources", (Field("nom", "d’où elle vient"), Field("montant", "euros par an")), many=True),
         Field("bilan", "ce qui manque ou ce qui reste, en une phrase")),
    ),
    Field("reponses", "combien de personnes ont répondu à l’évaluation"),
    Field("grille", "nom et version de la grille"),
    Field("droit", "version et date des chiffres de droit"),
    Field("calcul", "version des règles de calcul"),
)  # fmt: skip


def template_fields(
    fiche: FicheDePoste, on: dt.date, *, wording: Wording = "doublet", plan: str = MATRICE
) -> dict[str, Value]:
    """Renvoie les valeurs des champs pour une fiche : des textes à imprimer, des listes et des groupes de textes.

    Args:
        fiche: ce que `draft` a calculé ; rien n'est recalculé ici.
        on: date de la fiche.
        wording: forme des mots qui nomment la personne.
        plan: le plan qui range les tâches dans `parties` : « matrice », « blocs », « missions » ou « champs ».

    Raises:
        MatriceError: forme ou plan inconnus.
    """
    named = COORDINATION[checked_wording(wording)]
    return {
        "titre": f"{fiche.status.sheet}{NBSP}: {named['nom']}",
        "metier": named["nom"], "le_metier": named["le"], "du_metier": named["du"], "au_metier": named["au"],
        "equipe": plain(fiche.profile.team), "date": date(on),
        "statut": fiche.status.label, "employeur": worded(fiche.status.employer, wording),
        **time_values(fiche),
        "niveau_vise": words.level_text(fiche.ref.scale, fiche.target),
        "axes": [part_values(part, "fonctions") for part in arrange(fiche.chosen, fiche.ref, MATRICE)],
        "parties": [part_values(part, "groupes") for part in arrange(fiche.chosen, fiche.ref, plan)],
        "taches": [planned_values(task) for task in fiche.chosen],
        "reserve": amounts([fiche.reserve]) if fiche.reserve else dict.fromkeys((one.name for one in AMOUNTS), ""),
        "total": {**amounts(fiche.tasks), "taches": number(len(fiche.chosen))},
        **left_values(fiche, wording),
        "avertissements": [plain(said) for said in fiche.attention(wording)],
        "competences": competence_values(fiche, wording),
        "argent": money_values(fiche),
        "reponses": words.participation(fiche.profile),
        "grille": plain(words.grid_name(fiche.ref)),
        "droit": f"version {fiche.emploi.version}, {partial_date(fiche.emploi.date)}",
        "calcul": f"version {fiche.profile.algorithm}",
    }  # fmt: skip


def time_values(fiche: FicheDePoste) -> dict[str, Value]:
    """Le temps du poste, dit de quatre façons."""
    time = fiche.time
    return {
        "heures_semaine": hours(time.weekly),
        "heures_mois": f"{short_number(time.monthly)}{NBSP}h",
        "heures_an": f"{number(time.annual)}{NBSP}h",
        "etp": short_number(time.etp),
    }


def amounts(tasks: Sequence[PlannedTask]) -> dict[str, Value]:
    """Les heures et la part de ces tâches."""
    return {
        "heures_semaine": hours(sum(task.hours for task in tasks)),
        "heures_an": f"{number(sum(task.hours_year for task in tasks))}{NBSP}h",
        "part": percent(sum(task.share for task in tasks), 1),
    }


def part_values(part: Part, inner: str) -> dict[str, Value]:
    """Une partie d'un plan, ses groupes et leurs tâches ; `inner` est le nom de la liste des groupes."""
    groups: list[Value] = [
        {"nom": plain(group.label), **amounts(group.tasks), "taches": [planned_values(task) for task in group.tasks]}
        for group in part.groups
    ]
    return {"nom": plain(part.label), **amounts(part.tasks), inner: groups}


def placed_values(task: PlannedTask | UncoveredTask) -> dict[str, Value]:
    """Une tâche et sa place dans la grille."""
    places = (("axe", task.axis), ("fonction", task.function), ("dimension", task.dimension))
    return {
        "code": plain(task.id),
        "nom": plain(task.label),
        "etapes": plain(series(task.task.phases)),
        "role": task.task.role,
        **{name: plain(place.label) if place else "" for name, place in places},
        "raison": plain(task.reason),
    }


def planned_values(task: PlannedTask) -> dict[str, Value]:
    """Une tâche retenue, et son temps."""
    return {**placed_values(task), **amounts([task]), "explication": plain(task.explanation)}


def left_values(fiche: FicheDePoste, wording: Wording) -> dict[str, Value]:
    """Ce qui ne tient pas dans le budget, et qui le prend."""
    takers = {task.id: plain(role_said(d.role.label, wording)) for d in fiche.delegated for task in d.tasks}

    def listed(tasks: Sequence[UncoveredTask]) -> list[Value]:
        return [{**placed_values(task), "confiee_a": takers.get(task.id, "")} for task in tasks]

    return {
        "non_couvertes": listed(fiche.uncovered),
        "sans_personne": listed(fiche.unassigned),
        "delegations": [delegation_values(one, wording) for one in fiche.delegated],
    }


def delegation_values(delegation: Delegation, wording: Wording) -> dict[str, Value]:
    """Ce qu'une personne prend, sur ses propres heures."""
    return {
        "role": plain(role_said(delegation.role.label, wording)),
        "heures_semaine": hours(delegation.role.hours),
        "taches": [planned_values(task) for task in delegation.tasks],
    }


def competence_values(fiche: FicheDePoste, wording: Wording) -> dict[str, Value]:
    """Les compétences que demandent les fonctions de la fiche."""
    needed = competences_for(list(dict.fromkeys(task.function.id for task in fiche.chosen if task.function)))
    kinds = {
        "savoir_faire": needed.savoir_faire,
        "connaissances": needed.connaissances,
        "savoir_etre": needed.savoir_etre,
    }
    return {
        **{name: [worded(asked.competence.label, wording) for asked in found] for name, found in kinds.items()},
        "mise_en_garde": worded(needed.caution, wording),
    }


def money_values(fiche: FicheDePoste) -> dict[str, Value]:
    """Le coût et les financements ; des champs vides quand la fiche n'en dit rien."""
    if fiche.money is None:
        return {"cout_an": "", "cout_heure": "", "precisions": [], "financements": [], "bilan": ""}
    cost, plan = fiche.money.cost, fiche.money.plan
    return {
        "cout_an": euros(cost.annual),
        "cout_heure": euros(cost.hourly, 2),
        "precisions": [plain(note) for note in cost.notes],
        "financements": [{"nom": plain(line.label), "montant": euros(line.euros)} for line in plan.lines],
        "bilan": plan.sentence,
    }
