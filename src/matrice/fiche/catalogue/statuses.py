"""Les statuts sous lesquels une équipe confie sa coordination, lus dans `data/statuts.yaml`.

Un statut change les mots, les parties et les avertissements d'un document. Aucune règle de droit n'est
écrite ici : chaque avertissement porte sa source, sa date et la confiance qu'on peut lui accorder. Un texte
qui nomme une personne garde ses accolades (`{le salarie}`) jusqu'à l'impression : `inclusive.worded`.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from ...errors import MatriceError
from ...files import shipped_text
from ...inclusive import unknown_nouns
from ...referentiel import PartialDate, Source, Text, Value, parse_values, suggestion
from ...text import partial_date, quoted, series

DEFAULT_STATUS = "salarie-sisa"

Section = Literal[
    "identite", "statut", "horaires", "temps", "remuneration", "competences", "liens", "moyens", "entretien", "signatures",
]  # fmt: skip


def writable(text: str) -> str:
    """Refuse un mot entre accolades qu'aucune forme ne sait écrire."""
    if unknown_nouns(text):
        raise PydanticCustomError("unknown_noun", "mot inconnu entre accolades")
    return text


Said = Annotated[str, AfterValidator(writable)]


class Clause(Value):
    """Une ligne de ce qui est convenu : un texte, un champ à compléter (`blank` dit ce qu'il attend), ou les deux."""

    label: Said
    text: Said = ""
    blank: str = ""


class Bond(Value):
    """Un lien du poste : avec qui (un texte, un champ à compléter, ou les deux) et pour quoi faire."""

    who: Said = ""
    blank: Text
    purpose: Said


class Review(Value):
    """Le rendez-vous annuel : son nom, ce qu'il est, et ce que l'on y dit de la suite."""

    title: Text
    intro: Said
    evolution: tuple[Clause, ...]


class Payment(Value):
    """Comment une mission se paie : le titre de la partie, le mot qui dit le prix, la pièce qui le justifie."""

    title: Text
    price: Text
    proof: Text


class Caution(Value):
    """Ce qu'il faut lire avant de signer."""

    text: Said
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
    employer: Said
    person: Said
    parties: tuple[Said, ...]
    part_time_floor: str | None = None
    one_employer: Said = ""
    hierarchical: Bond | None = None
    functional: Bond
    payment: Payment | None = None
    sections: tuple[Section, ...]
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

    def has(self, section: Section) -> bool:
        """Vrai si cette partie a un sens sous ce statut."""
        return section in self.sections


class Profession(Value):
    """Le métier : sa famille, ce que l'on sait d'un code officiel, sa définition."""

    family: Text
    code: Text
    definition: Text
    source: Text


class Statuses(Value):
    """Les statuts livrés, et ce qui vaut pour un membre de l'équipe qui prend quelques tâches."""

    version: Text
    date: PartialDate
    sources: tuple[Source, ...]
    profession: Profession
    statuses: tuple[Status, ...]
    delegation: Status

    def __getitem__(self, identifier: str) -> Status:
        """Le statut de cet identifiant, ses sources avec lui ; `MatriceError` s'il n'existe pas."""
        known = [status.id for status in self.statuses]
        if identifier not in known:
            names = series([quoted(name) for name in known], "ou")
            raise MatriceError(
                f"Aucun statut n’a l’identifiant {quoted(str(identifier))}{suggestion(str(identifier), known)}. "
                f"Attendu\u00a0: {names}."
            )
        return self.cited(self.statuses[known.index(identifier)])

    def cited(self, found: Status) -> Status:
        """Le même statut, avec les sources que ses avertissements citent."""
        named = {caution.source for caution in found.cautions}
        sources = tuple(source for source in self.sources if source.id in named)
        return Status(**{**dict(found), "sources": sources})


@cache
def load_statuses() -> Statuses:
    """Renvoie les statuts livrés avec la bibliothèque."""
    return parse_values(Statuses, shipped_text("statuts.yaml"), source="statuts.yaml")


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
    return cited_status(str(identifier))


@cache
def cited_status(identifier: str) -> Status:
    """Le statut de cet identifiant, une fois pour toutes."""
    return load_statuses()[identifier]


@cache
def delegation_status() -> Status:
    """Renvoie ce qui vaut pour un membre de l'équipe qui prend quelques tâches de coordination."""
    shipped = load_statuses()
    return shipped.cited(shipped.delegation)
