"""Les statuts et les rôles livrés, et ce que le droit dit d'une durée de travail selon le statut.

Un statut change les mots, les parties et les avertissements d'un document. Aucune règle de droit n'est
écrite ici : chaque avertissement porte sa source, sa date et la confiance qu'on peut lui accorder. Un texte
qui nomme une personne garde ses accolades (`{le salarie}`) jusqu'à l'impression : `inclusive.worded`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ..errors import MatriceError
from ..inclusive import unknown_nouns, worded
from ..referentiel import PartialDate, Shipped, Source, Text, Value, shipped, suggestion
from ..text import Wording, partial_date, quoted, series, uncapital
from ..text import hours as hours_text
from .emploi import Emploi

DEFAULT_STATUS = "salarie-sisa"

_Section = Literal[
    "identite", "statut", "horaires", "temps", "remuneration", "competences", "liens", "moyens", "entretien", "signatures",
]  # fmt: skip


def _writable(text: str) -> str:
    """Refuse un mot entre accolades qu'aucune forme ne sait écrire."""
    if unknown_nouns(text):
        raise PydanticCustomError("unknown_noun", "mot inconnu entre accolades")
    return text


_Said = Annotated[str, AfterValidator(_writable)]


class Clause(Value):
    """Une ligne de ce qui est convenu : un texte, un champ à compléter (`blank` dit ce qu'il attend), ou les deux."""

    label: _Said
    text: _Said = ""
    blank: str = ""


class Bond(Value):
    """Un lien du poste : avec qui (un texte, un champ à compléter, ou les deux) et pour quoi faire."""

    who: _Said = ""
    blank: Text
    purpose: _Said


class Review(Value):
    """Le rendez-vous annuel : son nom, ce qu'il est, et ce que l'on y dit de la suite."""

    title: Text
    intro: _Said
    evolution: tuple[Clause, ...]


class Payment(Value):
    """Comment une mission se paie : le titre de la partie, le mot qui dit le prix, la pièce qui le justifie."""

    title: Text
    price: Text
    proof: Text


class Caution(Value):
    """Ce qu'il faut lire avant de signer."""

    text: _Said
    source: Text
    date: PartialDate
    confidence: Text


class Status(Value):
    """Un statut : qui emploie ou qui paie, sous quel document, et ce que cela change.

    `one_employer` nomme la partie qui emploie une fois pour toutes les équipes d'un poste partagé ; vide, chaque équipe
    a son contrat. `part_time_floor` est l'identifiant du chiffre d'`emploi.yaml` qui fixe la durée minimale, ou rien.
    `sources` sont celles que ses avertissements citent.
    """

    id: Text
    label: Text
    document: Literal["fiche de poste", "lettre de mission"]
    sheet: Text
    employer: _Said
    person: _Said
    parties: tuple[_Said, ...]
    part_time_floor: str | None = None
    one_employer: _Said = ""
    hierarchical: Bond | None = None
    functional: Bond
    payment: Payment | None = None
    sections: tuple[_Section, ...]
    terms: tuple[Clause, ...]
    schedule: tuple[Clause, ...]
    review: Review
    cautions: tuple[Caution, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def single_contract(self) -> bool:
        """Vrai si une personne qui sert plusieurs équipes n'a qu'un contrat : le droit se lit sur ses heures réunies."""
        return bool(self.one_employer)

    @property
    def hierarchy(self) -> bool:
        """Vrai si une personne donne des ordres à une autre : le salariat."""
        return self.hierarchical is not None

    @property
    def salaried(self) -> bool:
        """Vrai si quelqu'un emploie la personne : l'équipe, un groupement, une société de portage."""
        return self.part_time_floor is not None

    @property
    def alerts(self) -> tuple[str, ...]:
        """Les avertissements en phrases complètes, source, date et confiance comprises."""
        labels = {source.id: source.label for source in self.sources}
        return tuple(
            f"{caution.text} (Source\u00a0: {labels[caution.source]}, {partial_date(caution.date)}\u00a0; "
            f"{caution.confidence}.)"
            for caution in self.cautions
        )

    def has(self, section: _Section) -> bool:
        """Vrai si cette partie a un sens sous ce statut."""
        return section in self.sections


class Profession(Value):
    """Le métier : sa famille, ce que l'on sait d'un code officiel, sa définition."""

    family: Text
    code: Text
    definition: Text
    source: Text


class Statuses(Shipped):
    """Les statuts livrés, et ce qui vaut pour un membre de l'équipe qui prend quelques tâches."""

    profession: Profession
    statuses: tuple[Status, ...]
    delegation: Status

    def __getitem__(self, identifier: str) -> Status:
        """Le statut de cet identifiant, ses sources avec lui ; `MatriceError` s'il n'existe pas."""
        return self.cited(_named(self.statuses, identifier, "statut"))

    def cited(self, found: Status) -> Status:
        """Le même statut, avec les sources que ses avertissements citent."""
        named = {caution.source for caution in found.cautions}
        sources = tuple(source for source in self.sources if source.id in named)
        return Status(**{**dict(found), "sources": sources})


load_statuses = shipped(Statuses, "statuts.yaml")


def status_named(identifier: str = DEFAULT_STATUS) -> Status:
    """Renvoie un statut livré.

    Args:
        identifier: « salarie-sisa », « groupement », « micro », « professionnel-sante », « benevole » ou
            « portage ».

    Raises:
        MatriceError: aucun statut ne porte cet identifiant ; dit ceux qui existent et le plus proche.

    >>> status_named("micro").hierarchy, status_named("salarie-sisa").hierarchy
    (False, True)
    """
    return _cited_status(str(identifier))


@cache
def _cited_status(identifier: str) -> Status:
    """Le statut de cet identifiant, une fois pour toutes."""
    return load_statuses()[identifier]


@cache
def delegation_status() -> Status:
    """Renvoie ce qui vaut pour un membre de l'équipe qui prend quelques tâches de coordination."""
    shipped = load_statuses()
    return shipped.cited(shipped.delegation)


# Les rôles d'une équipe qui prennent un morceau de la coordination, lus dans `data/roles.yaml`


class NamedRole(Value):
    """Un rôle : son nom, les fonctions de la grille qu'il prend volontiers, un temps de départ (h/semaine)."""

    id: Text
    label: _Said
    functions: tuple[str, ...]
    hours: Annotated[float, Field(gt=0, le=35, allow_inf_nan=False)]
    source: Text

    def said(self, wording: Wording = "doublet") -> str:
        """Le nom du rôle dans la forme choisie."""
        return worded(self.label, wording)


class Roles(Shipped):
    """Les rôles livrés : une proposition pour la discussion."""

    roles: tuple[NamedRole, ...]

    def __getitem__(self, identifier: str) -> NamedRole:
        """Le rôle de cet identifiant ; `MatriceError` s'il n'existe pas."""
        return _named(self.roles, identifier, "rôle")


_Entry = TypeVar("_Entry", Status, NamedRole)


def _named(entries: Sequence[_Entry], identifier: str, noun: str) -> _Entry:
    """Celui de cet identifiant ; `MatriceError` s'il n'existe pas, avec le plus proche et ceux qui existent."""
    known = [one.id for one in entries]
    if identifier in known:
        return entries[known.index(identifier)]
    names = series([quoted(name) for name in known], "ou")
    raise MatriceError(
        f"Aucun {noun} n’a l’identifiant {quoted(str(identifier))}{suggestion(str(identifier), known)}. Attendu\u00a0: {names}."
    )


load_roles = shipped(Roles, "roles.yaml")


def role_for(function: str) -> NamedRole | None:
    """Renvoie le rôle livré que cette fonction de la grille désigne d'abord, ou rien.

    >>> role_for("F2.2").id, role_for("F9.9")
    ('referent-si', None)
    """
    return next((role for role in load_roles().roles if function in role.functions), None)


def role_said(label: str, wording: Wording) -> str:
    """Renvoie le nom d'un rôle dans la forme choisie, si c'est un rôle livré ; sinon le nom que l'équipe a écrit."""
    shipped = {role.said(): role for role in load_roles().roles}
    return shipped[label].said(wording) if label in shipped else label


# Ce que le droit dit d'une durée de travail, selon le statut


def hours_warnings(hours: float, law: Emploi, status: Status) -> list[str]:
    """Renvoie ce qu'il faut savoir de cette durée hebdomadaire sous ce statut, en phrases complètes.

    Sans contrat de travail, il n'y a ni minimum ni durée légale.
    """
    if not status.part_time_floor:
        return []
    floor, full = law[status.part_time_floor], law["duree-hebdomadaire"]
    if hours < floor.value:
        return [
            f"{hours_text(hours)} par semaine, c’est moins que le minimum de {hours_text(floor.value)} "
            f"({uncapital(floor.label)}, chiffre du {partial_date(floor.date)}, {floor.confidence}). {floor.note}"
        ]
    if hours > full.value:
        return [f"{hours_text(hours)} par semaine dépassent la durée légale de {hours_text(full.value)}."]
    return []


def legal_ids(status: Status) -> set[str]:
    """Renvoie les identifiants des chiffres de droit dont dépend toute fiche de ce statut : ceux que l'on revérifie."""
    floor = {status.part_time_floor} if status.part_time_floor else set()
    return {"duree-hebdomadaire", "duree-annuelle", "semaines-payees", *floor}
