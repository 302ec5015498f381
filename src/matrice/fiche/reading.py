"""La demande écrite (`fiche.yaml`) : son format, ses fautes situées, et ce que `draft` en comprend.

C'est une équipe qui l'écrit : les champs portent les mots du fichier. Un nombre, une durée, une somme s'écrivent comme les
documents les impriment (« 8,5 », « 8 h 30 », « 1 200 € ») ou avec un point ; une tâche s'écrit par son seul identifiant, ou par
un bloc quand l'équipe fixe ses bornes ou son temps. Ce qui est vrai de toute demande se vérifie dans
`request` ; ici, ce qui est propre au fichier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ..amounts import exact
from ..referentiel import Fault, Referentiel, Text, Value, load_values, parse_values, suggestion, typed
from ..text import (
    EUROS_FORMS,
    HOURS_FORMS,
    NBSP,
    NUMBER_FORMS,
    Wording,
    quoted,
    read_date,
    read_euros,
    read_hours,
    read_number,
    read_percent,
    series,
)
from .aci import load_aci, written_fact_faults
from .allocation import Block
from .durations import OwnDurations, duration_faults, load_durations, size_of
from .money import MoneyInputs
from .plans import CatalogueTask, catalogue, load_plans, task_named
from .poste import yaml_text
from .request import Need, Period, PlanStep, Role, request_faults, unknown_task
from .statuses import DEFAULT_STATUS, load_roles, load_statuses

_TYPED_HOURS = typed(read_hours, HOURS_FORMS)
_TYPED_NUMBER = typed(read_number, NUMBER_FORMS)
_Hours = Annotated[float, _TYPED_HOURS, Field(gt=0, le=168, allow_inf_nan=False)]
# Un temps connu d'avance peut être « par an » : sa borne dépend de sa période (`Need`), pas de la semaine.
_Time = Annotated[float, _TYPED_HOURS, Field(gt=0, allow_inf_nan=False)]
_LeastHours = Annotated[float, _TYPED_HOURS, Field(ge=0, allow_inf_nan=False)]
_Amount = Annotated[float, _TYPED_NUMBER, Field(ge=0, allow_inf_nan=False)]
_Percent = Annotated[float, typed(read_percent, f"10 ou 10{NBSP}%"), Field(ge=0, le=50, allow_inf_nan=False)]
_Fee = Annotated[float, typed(read_percent, f"8 ou 8{NBSP}%"), Field(ge=0, allow_inf_nan=False)]
_Euros = Annotated[float, typed(read_euros, EUROS_FORMS), Field(ge=0, le=10_000_000, allow_inf_nan=False)]


class WrittenTask(Value):
    """Une tâche choisie, et ce que l'équipe en fixe."""

    id: Text = Field(description="Identifiant de la tâche dans le catalogue, ou ses mots : « gérer la paie ».")
    genre: Literal["choix", "socle", "progrès"] | None = Field(
        None, description="Pourquoi elle est là ; « choix » quand l'équipe l'a nommée."
    )
    heures: _Hours | None = Field(
        None, description="Heures par semaine déjà retenues : la fiche est alors cette liste."
    )
    minimum: _LeastHours | None = Field(None, description="Heures par semaine, au moins.")
    maximum: _LeastHours | None = Field(None, description="Heures par semaine, au plus.")
    temps: _Time | None = Field(None, description="Temps connu d'avance, en heures ; « par » dit à quelle fréquence.")
    par: Period | None = Field(None, description="Fréquence du temps : semaine, mois, trimestre, an ou fois.")

    @model_validator(mode="before")
    @classmethod
    def bare(cls, value: Any) -> Any:
        """Un identifiant seul vaut une tâche sans réglage."""
        return {"id": value} if isinstance(value, str) else value


class WrittenRole(Value):
    """Une personne de l'équipe qui peut prendre ce qui ne tient pas dans le poste."""

    role: str = Field("", description="Identifiant d'un rôle livré, ou rien.")
    nom: str = Field("", description="Comment la nommer, si ce n'est pas un rôle livré.")
    heures: _Hours | None = Field(None, description="Ses heures par semaine (par défaut, celles du rôle).")
    fonctions: tuple[Text, ...] = Field((), description="Fonctions qu'elle prend volontiers.")
    taches: tuple[Text, ...] = Field((), description="Tâches qu'elle prend volontiers.")


class WrittenBlock(Value):
    """Un bloc d'activités facultatif : pris en entier s'il tient dans les heures et les euros, ou laissé."""

    nom: Text
    taches: tuple[Text, ...] = Field(description="Les tâches qu'il apporte.")
    heures: _Hours = Field(description="Heures par semaine qu'il demande.")
    euros: _Euros = Field(0.0, description="Euros par an qu'il demande en plus des heures.")
    interet: _Amount = Field(description="Intérêt pour l'équipe, en points.")


class WrittenSum(Value):
    """Une dépense ou un financement."""

    nom: Text
    euros: _Euros


class WrittenMoney(Value):
    """Ce que l'équipe sait de l'argent du poste."""

    brut_mensuel: _Euros | None = Field(None, description="Salaire brut mensuel à temps plein.")
    brut_horaire: _Euros | None = Field(None, description="Taux horaire brut, à la place du salaire mensuel.")
    anciennete: _Amount = Field(0.0, description="Ancienneté, en années.")
    frais_groupement: _Fee = Field(0.0, description="Frais du groupement d'employeurs, en pour cent.")
    tarif_horaire: _Euros | None = Field(
        None, description="Tarif ou indemnité par heure (micro-entreprise, soignant, portage)."
    )
    forfait_mission: _Euros | None = Field(None, description="Forfait d'une mission, à la place du tarif horaire.")
    missions: _Amount = Field(1.0, description="Nombre de missions par an.")
    tva: Literal["à dire", "non assujetti", "assujetti"] = Field(
        "à dire", description="Position sur la TVA de la partie qui emploie ou qui facture."
    )
    depenses: tuple[WrittenSum, ...] = Field((), description="Autres dépenses du poste, en euros par an.")
    budget: _Euros | None = Field(None, description="Ce que l'équipe peut dépenser par an.")
    patients: _Amount | None = Field(None, description="Patientèle « médecin traitant », pour la part de l'ACI.")
    aci_euros: _Euros | None = Field(None, description="Montant notifié par la caisse, à la place du calcul.")
    regime_aci: str | None = Field(None, description="Régime de l'ACI : 2017 ou 2022.")
    lecture_aci: Literal["lineaire", "tranche"] = Field("tranche", description="Lecture de « 1 700 jusqu'à 8 000 ».")
    prorata_aci: Literal["lineaire", "tranche entière"] = Field("lineaire", description="Au-delà de 8 000 patients.")
    financements: tuple[WrittenSum, ...] = Field(
        (), description="Autres financements, en euros par an (commune, fondation…)."
    )
    aci: dict[str, Text] = Field({}, description="Ce que l'équipe sait pour l'ACI : associes, ipa, protocoles…")


class WrittenAction(Value):
    """Une action décidée par l'équipe."""

    dimension: Text = Field(description="Identifiant de la dimension qu'elle sert.")
    action: Text = Field(description="Ce que l'équipe va faire, en une phrase.")
    echeance: str | None = Field(None, description="Pour quand, AAAA-MM-JJ.")


class WrittenSize(Value):
    """La taille de l'équipe ; ce qui manque vient de l'évaluation ou d'une équipe moyenne."""

    professionnels: _Amount | None = Field(None, description="Professionnels de l'équipe.")
    reunions: _Amount | None = Field(None, description="Réunions d'équipe par an.")
    rcp: _Amount | None = Field(None, description="Réunions de concertation (RCP) par an.")
    protocoles: _Amount | None = Field(None, description="Protocoles écrits ou révisés par an.")
    salaries: _Amount | None = Field(None, description="Agents salariés par la structure.")
    stagiaires: _Amount | None = Field(None, description="Stagiaires par an.")


class WrittenEntrusted(Value):
    """Une ligne du socle que quelqu'un d'autre fait."""

    ligne: Text = Field(description="Identifiant de la ligne du socle : reunions, rcp, aci, budget…")
    a: Text = Field(description="Qui la fait.")


class WrittenTeam(Value):
    """Une des équipes d'un poste partagé."""

    nom: Text
    heures: _Hours
    reponses: str = Field(
        "", description="Fichier ou dossier de ses réponses, à partir de l'emplacement de ce fichier."
    )
    collectif: bool = Field(False, description="Vrai pour un seul questionnaire, que l'équipe a rempli ensemble.")


class WrittenFiche(Value):
    """Une demande de fiche de poste."""

    equipe: str = Field("", description="Nom de l'équipe.")
    heures: _Hours | None = Field(None, description="Heures par semaine du poste ; absent si « equipes » les donne.")
    statut: str = Field("", description="Identifiant du statut (par défaut, salarie-sisa).")
    plan: str = Field("matrice", description="Plan de la fiche : matrice, blocs, missions ou champs.")
    redaction: Wording = Field("doublet", description="Écriture des noms de métier.")
    cible: int | None = Field(None, description="Niveau visé (par défaut, le plus haut).")
    reserve: _Percent | None = Field(None, description="Part du temps gardée pour les imprévus, en pour cent (10).")
    minimum: _LeastHours = Field(0.0, description="Heures par semaine que reçoit au moins une tâche.")
    pas: _Hours = Field(0.25, description="Le plus petit morceau, en heures.")
    taille: WrittenSize = Field(WrittenSize(), description="La taille de l'équipe, qui multiplie certains temps.")
    taches: tuple[WrittenTask, ...] = Field((), description="Tâches que l'équipe choisit, en plus du socle.")
    actions: tuple[WrittenAction, ...] = Field(
        (), description="Actions décidées : elles passent avant les propositions."
    )
    confies: tuple[WrittenEntrusted, ...] = Field((), description="Lignes du socle que d'autres font.")
    reperes: OwnDurations = Field(OwnDurations(), description="Durées et lignes du socle propres à l'équipe.")
    rappels: tuple[Text, ...] = Field((), description="Phrases à rappeler parmi les points d'attention.")
    personnes: tuple[WrittenRole, ...] = Field((), description="Qui peut prendre le reste, et sur quelles heures.")
    blocs: tuple[WrittenBlock, ...] = Field((), description="Blocs facultatifs, choisis sous les heures et les euros.")
    euros_des_blocs: _Euros | None = Field(
        None, description="Euros par an disponibles pour les blocs (par défaut, sans limite)."
    )
    argent: WrittenMoney | None = Field(None, description="Coût et financements du poste.")
    equipes: tuple[WrittenTeam, ...] = Field((), description="Équipes d'un poste partagé.")


# Ce que la forme ne voit pas dans un `fiche.yaml` : le sens de la demande, et ce qui est propre au fichier

_Place = tuple[str | int, ...]


def _fiche_faults(ref: Referentiel) -> Callable[[Any], Iterable[Fault]]:
    """Renvoie ce qui cherche les fautes de sens d'un `fiche.yaml` écrit pour cette grille."""
    offered = catalogue(ref)
    known = [item.id for item in offered]

    def faults(tree: Any) -> Iterator[Fault]:
        if isinstance(tree, Mapping):
            raw, places = _as_request(tree, offered)
            for fault in request_faults(raw, offered, ref.scale):
                yield Fault(places.get(fault.path, fault.path), fault.message)
            yield from _strange(tree, "statut", [status.id for status in load_statuses().statuses])
            yield from _strange(tree, "plan", [plan.id for plan in load_plans().plans])
            yield from _time_faults(tree)
            yield from _role_faults(tree)
            yield from _block_faults(tree, offered)
            yield from _hour_faults(tree)
            if isinstance(tree.get("argent"), Mapping):
                yield from written_fact_faults(tree["argent"].get("aci"), ("argent", "aci"))
            yield from _action_faults(tree, [dimension.id for dimension in ref.dimensions])
            for fault in duration_faults(tree.get("reperes"), known=known):
                yield Fault(("reperes", *fault.path), fault.message)

    return faults


_SETTINGS = {"low": "minimum", "high": "maximum", "kept": "heures"}


def _as_request(
    tree: Mapping[str, Any], offered: Sequence[CatalogueTask]
) -> tuple[dict[str, Any], dict[_Place, _Place]]:
    """Le fichier brut en champs de `Request`, et la place de chacun dans le fichier ; ce qui ne se lit pas n'y est pas.

    Les heures n'y sont pas : la commande peut les corriger, et un poste partagé en a plusieurs.
    """
    people = _listed(tree, "personnes")
    raw, places = _as_tasks(tree, offered)
    raw |= {
        "step": read_hours(str(tree.get("pas"))) or 0.25,
        "roles": tuple(_as_role(item, offered) for item in people),
    }
    for rank, role in enumerate(raw["roles"]):
        places["roles", rank, "hours"] = ("personnes", rank, "heures")
        for ours, theirs in (("tasks", "taches"), ("functions", "fonctions")):
            places |= {
                ("roles", rank, ours, place): ("personnes", rank, theirs, place)
                for place in range(len(role.get(ours, ())))
            }
    if str(tree.get("cible", "")).lstrip("-").isdecimal():
        raw["target"] = int(tree["cible"])
        places["target",] = ("cible",)
    entrusted = [(rank, item) for rank, item in enumerate(_listed(tree, "confies")) if isinstance(item, Mapping)]
    raw["entrusted"] = {str(item.get("ligne")): str(item.get("a")) for _, item in entrusted}
    places |= {("entrusted", str(item.get("ligne"))): ("confies", rank, "ligne") for rank, item in entrusted}
    own = tree.get("reperes")
    if isinstance(own, Mapping) and _listed(own, "socle"):  # une ligne du socle propre à l'équipe se confie aussi
        own_lines = {str(item.get("id")) for item in _listed(own, "socle") if isinstance(item, Mapping)}
        raw["entrusted"] = {line: who for line, who in raw["entrusted"].items() if line not in own_lines}
    return raw, places


def _as_tasks(tree: Mapping[str, Any], offered: Sequence[CatalogueTask]) -> tuple[dict[str, Any], dict[_Place, _Place]]:
    """Les tâches choisies et leurs réglages, et la place de chacun."""
    names: list[str] = []
    settings: dict[str, dict[str, Any]] = {name: {} for name in (*_SETTINGS, "times")}
    places: dict[_Place, _Place] = {}
    for rank, item in enumerate(_listed(tree, "taches")):
        name = item if isinstance(item, str) else item.get("id") if isinstance(item, Mapping) else None
        if not isinstance(name, str) or not name:
            continue
        name = task_named(name, offered)
        places["tasks", len(names)] = ("taches", rank) if isinstance(item, str) else ("taches", rank, "id")
        names.append(name)
        for ours, theirs in (*_SETTINGS.items(), ("times", "temps")):
            if isinstance(item, Mapping) and _given(item, theirs):
                value = read_hours(str(item[theirs]))
                settings[ours][name] = (value, item.get("par")) if ours == "times" else value
                places[ours, name] = ("taches", rank, theirs)
    chosen = {"tasks": tuple(names)} if isinstance(tree.get("taches"), list) else {}
    return {**settings, **chosen}, places


def _as_role(item: Any, offered: Sequence[CatalogueTask]) -> dict[str, Any]:
    """Une personne du fichier en champs de `Role`."""
    if not isinstance(item, Mapping):
        return {}
    return {
        "label": item.get("nom") or item.get("role"), "hours": read_hours(str(item.get("heures"))),
        "tasks": [task_named(str(name), offered) for name in _listed(item, "taches")], "functions": _listed(item, "fonctions"),
    }  # fmt: skip


def _strange(tree: Mapping[str, Any], key: str, known: Sequence[str], path: _Place = ()) -> Iterator[Fault]:
    """Un nom hors de la liste."""
    name = tree.get(key)
    if isinstance(name, str) and name and name not in known:
        choices = series([quoted(choice) for choice in known], "ou")
        yield Fault(
            (*path, key), f"{quoted(key)} vaut {quoted(name)}{suggestion(name, known)}. Attendu\u00a0: {choices}."
        )


def _time_faults(tree: Mapping[str, Any]) -> Iterator[Fault]:
    """Un temps a sa fréquence, et l'inverse."""
    for rank, item in enumerate(_listed(tree, "taches")):
        if isinstance(item, Mapping):
            name, path = quoted(str(item.get("id"))), ("taches", rank)
            if _given(item, "temps") and not _given(item, "par"):
                yield Fault(
                    (*path, "temps"), f"{name} a un temps sans fréquence\u00a0: ajoutez «\u00a0par: mois\u00a0»."
                )
            if _given(item, "par") and not _given(item, "temps"):
                yield Fault((*path, "par"), f"{name} a une fréquence sans temps\u00a0: ajoutez «\u00a0temps: 2\u00a0».")


def _role_faults(tree: Mapping[str, Any]) -> Iterator[Fault]:
    """Une personne a un nom ou un rôle livré, et des heures."""
    known = [role.id for role in load_roles().roles]
    for rank, item in enumerate(_listed(tree, "personnes")):
        if not isinstance(item, Mapping):
            continue
        path: _Place = ("personnes", rank)
        yield from _strange(item, "role", known, path)
        if not item.get("role") and not item.get("nom"):
            yield Fault(
                path, "cette personne n’a ni «\u00a0nom\u00a0» ni «\u00a0role\u00a0»\u00a0: donnez l’un des deux."
            )
        if not item.get("role") and not _given(item, "heures"):
            yield Fault(path, "cette personne n’a pas d’heures\u00a0: ajoutez «\u00a0heures: 1\u00a0».")


def _action_faults(tree: Mapping[str, Any], known: Sequence[str]) -> Iterator[Fault]:
    """Une action sert une dimension de la grille, pour un jour qui existe."""
    for rank, item in enumerate(_listed(tree, "actions")):
        if isinstance(item, Mapping):
            yield from _strange(item, "dimension", known, ("actions", rank))
            if _given(item, "echeance") and read_date(str(item["echeance"])) is None:
                came = quoted(str(item["echeance"]))
                yield Fault(
                    ("actions", rank, "echeance"),
                    f"«\u00a0echeance\u00a0» vaut {came}\u00a0; attendu\u00a0: 2027-01-31.",
                )


def _block_faults(tree: Mapping[str, Any], offered: Sequence[CatalogueTask]) -> Iterator[Fault]:
    """Un bloc a un nom qui sert une fois, et des tâches du catalogue qui ne sont nulle part ailleurs."""
    seen: set[str] = set()
    known = {item.id for item in offered}
    taken = {
        task_named(item if isinstance(item, str) else str(item.get("id")), offered)
        for item in _listed(tree, "taches")
        if isinstance(item, str | Mapping)
    }
    for rank, item in enumerate(_listed(tree, "blocs")):
        if isinstance(item, Mapping):
            for place, said in enumerate(_listed(item, "taches")):
                task = task_named(str(said), offered)
                if isinstance(said, str) and said and task not in known:
                    yield Fault(("blocs", rank, "taches", place), unknown_task(said, offered))
                if str(task) in taken:
                    message = f"{quoted(str(task))} est déjà dans «\u00a0taches\u00a0» ou dans un autre bloc."
                    yield Fault(("blocs", rank, "taches", place), message)
                taken.add(str(task))
            name = str(item.get("nom", ""))
            if name in seen:
                yield Fault(
                    ("blocs", rank, "nom"), f"deux blocs s’appellent {quoted(name)}\u00a0: donnez un autre nom."
                )
            seen.add(name)


def _hour_faults(tree: Mapping[str, Any]) -> Iterator[Fault]:
    """Les heures sont celles d'une équipe, ou celles de plusieurs."""
    shared = bool(_listed(tree, "equipes"))
    if shared and _given(tree, "heures"):
        message = "le poste a des heures et des équipes qui ont les leurs\u00a0: gardez l’un ou l’autre."
        yield Fault(("heures",), message)
    if not shared and not _given(tree, "heures"):
        yield Fault((), "il manque la clé «\u00a0heures\u00a0»\u00a0: les heures par semaine du poste.")
    if len(_listed(tree, "equipes")) == 1:
        message = "un poste partagé demande au moins deux équipes\u00a0; pour une seule, donnez «\u00a0heures\u00a0»."
        yield Fault(("equipes",), message)


def _given(tree: Mapping[str, Any], key: str) -> bool:
    """Vrai si cette clé a une valeur ; « heures: » sans rien derrière n'en a pas."""
    return tree.get(key) is not None


def _listed(tree: Mapping[str, Any], key: str) -> list[Any]:
    """La liste de cette clé, vide si ce n'en est pas une."""
    value = tree.get(key)
    return value if isinstance(value, list) else []


# D'un `fiche.yaml` à la demande que `draft` comprend

_SUBJECT = "Demande de fiche refusée"


def load_written(path: str | Path, ref: Referentiel) -> WrittenFiche:
    """Renvoie la demande écrite dans ce fichier.

    Raises:
        InputError: le fichier a des fautes ; elles sont toutes là, avec ligne et colonne.
        MatriceError: le fichier ne se lit pas.
    """
    return load_values(WrittenFiche, path, subject=_SUBJECT, links=_fiche_faults(ref))


def parse_written(text: str, ref: Referentiel, *, source: str = "texte") -> WrittenFiche:
    """Renvoie la demande écrite dans `text` ; `source` la nomme dans les messages.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    return parse_values(WrittenFiche, text, source=source, subject=_SUBJECT, links=_fiche_faults(ref))


def asked(written: WrittenFiche) -> dict[str, Any]:
    """Renvoie les arguments de `draft`, heures et argent exceptés."""
    tasks = written.taches
    chosen = [task.id for task in tasks if task.genre == "choix" or (task.genre is None and task.heures is None)]
    return {
        "size": size_of({name: value for name, value in dict(written.taille).items() if value is not None}),
        "plan": tuple(PlanStep(a.dimension, a.action, read_date(a.echeance or "")) for a in written.actions),
        "tasks": tuple(chosen),
        "low": {task.id: task.minimum for task in tasks if task.minimum is not None},
        "high": {task.id: task.maximum for task in tasks if task.maximum is not None},
        "times": {task.id: Need(task.temps, task.par) for task in tasks if task.temps and task.par},
        "kept": {task.id: task.heures for task in tasks if task.heures is not None},
        "entrusted": {line.ligne: line.a for line in written.confies},
        "durations": load_durations().with_own(written.reperes) if written.reperes != OwnDurations() else None,
        "target": written.cible,
        "minimum": written.minimum,
        "step": written.pas,
        "reserve": None if written.reserve is None else float(exact(written.reserve) / 100),
        "status": written.statut or DEFAULT_STATUS,
        "roles": tuple(_role(person) for person in written.personnes),
        "notes": written.rappels,
    }


def _role(person: WrittenRole) -> Role:
    """Une personne : un rôle livré complété par ce que l'équipe en dit, ou une personne nommée."""
    if not person.role:
        assert person.heures is not None
        return Role(person.nom, person.heures, person.fonctions, person.taches)
    shipped = load_roles()[person.role]
    return Role(
        label=person.nom or shipped.said(),
        hours=person.heures or shipped.hours,
        functions=person.fonctions or shipped.functions,
        tasks=person.taches,
    )


def blocks(written: WrittenFiche) -> tuple[Block, ...]:
    """Renvoie les blocs facultatifs de la demande."""
    return tuple(Block(b.nom, b.taches, b.heures, b.euros, b.interet) for b in written.blocs)


def money_written(pairs: Iterable[tuple[str, str]], ref: Referentiel, *, source: str = "texte") -> MoneyInputs | None:
    """Renvoie l'argent que disent ces couples, avec les clés et les contrôles du bloc « argent » d'un `fiche.yaml`.

    Raises:
        InputError: clé inconnue, valeur sans sens ; toutes les fautes ensemble.
    """
    said = list(pairs)
    lines = [f"  {yaml_text(key)}: {yaml_text(value)}" for key, value in said if not key.startswith(_OF_ACI)]
    facts = [
        f"    {yaml_text(key.removeprefix(_OF_ACI))}: {yaml_text(value)}"
        for key, value in said
        if key.startswith(_OF_ACI)
    ]
    text = "\n".join(["heures: 1", "argent:", *lines, *(["  aci:", *facts] if facts else [])])
    return money(parse_written(text, ref, source=source))


_OF_ACI = "aci."  # « aci.protocoles=5 » en option dit la clé « protocoles » du bloc « aci »


# L'argent écrit dans `fiche.yaml`, pour le calcul, et l'inverse : une seule table de correspondance

_NAMES = {
    "gross_monthly": "brut_mensuel", "gross_hourly": "brut_horaire", "seniority_years": "anciennete",
    "management_fee": "frais_groupement", "hourly_fee": "tarif_horaire", "mission_fee": "forfait_mission",
    "missions": "missions", "vat": "tva", "budget": "budget", "patients": "patients", "aci_euros": "aci_euros",
    "regime": "regime_aci", "reading": "lecture_aci", "prorata": "prorata_aci",
}  # fmt: skip
_SUMS = {"expenses": "depenses", "others": "financements"}


def money(written: WrittenFiche) -> MoneyInputs | None:
    """Renvoie ce que l'équipe sait de l'argent, ou rien si elle n'en dit rien."""
    said = written.argent
    if said is None:
        return None
    known: dict[str, Any] = {ours: getattr(said, theirs) for ours, theirs in _NAMES.items()}
    known |= {ours: tuple((one.nom, one.euros) for one in getattr(said, theirs)) for ours, theirs in _SUMS.items()}
    known["aci"] = tuple((fact.id, said.aci[fact.key]) for fact in load_aci().facts if fact.key in said.aci)
    return MoneyInputs(**known)


def written_sums(inputs: MoneyInputs) -> Iterator[tuple[str, object]]:
    """Renvoie les clés de `argent` et leurs valeurs, celles par défaut exceptées."""
    usual = {field.name: field.default for field in fields(MoneyInputs)}
    for ours, theirs in (_NAMES | _SUMS).items():
        value = getattr(inputs, ours)
        if value != usual[ours]:
            sums = ours in _SUMS
            yield theirs, [{"nom": name, "euros": amount} for name, amount in value] if sums else value
    if inputs.aci:
        names = {fact.id: fact.key for fact in load_aci().facts}
        words = {True: "oui", False: "non"}
        yield (
            "aci",
            {
                names.get(name, name): words[value] if isinstance(value, bool) else str(value)
                for name, value in inputs.aci
            },
        )
