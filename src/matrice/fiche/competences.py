"""Les compétences que demandent les fonctions d'une fiche, et rien de plus : lues dans `data/competences.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..amounts import said, several
from ..errors import MatriceError
from ..referentiel import Shipped, Source, Text, Value, shipped


class Sourced(Value):
    """Une ligne du fichier, et le document dont elle vient."""

    id: Text
    label: Text
    source: Text
    functions: tuple[Text, ...] = ()

    @property
    def document(self) -> str:
        """L'identifiant du document, sans la place dans le document."""
        return self.source.split(":")[0]


class Competence(Sourced):
    """Une compétence et les fonctions qui la demandent.

    `patient` : elle suppose un contact avec les patients. `like` : une autre qui dit presque la même chose.
    """

    patient: bool = False
    like: str = ""


class Relation(Competence):
    """Une finalité pour laquelle on travaille avec d'autres, et avec qui."""

    parties: Text


class Profession(Sourced):
    """Un métier qui ouvre l'accès à la coordination de parcours."""


class Background(Sourced):
    """Un profil rencontré chez les personnes qui coordonnent."""

    note: str = ""


class Training(Sourced):
    """Une formation : sa durée, ce qu'il faut en savoir, la confiance à lui accorder. Sans fonction, elle vaut pour toutes."""

    duration: Text
    note: str = ""
    confidence: Text


class Result(Value):
    """Ce que l'on attend d'une fonction au bout d'un an, et pour quand."""

    id: Text
    label: Text
    due: Text
    functions: tuple[Text, ...]


class Caution(Value):
    """Les phrases à imprimer dès qu'une ligne vient de ce document ; `access` précède la liste des métiers d'accès."""

    source: Text
    text: Text
    access: Text


class Competences(Shipped):
    """Tout le fichier."""

    caution: Caution
    activities: tuple[Competence, ...]
    team_skills: tuple[Competence, ...]
    savoir_faire: tuple[Competence, ...]
    connaissances: tuple[Competence, ...]
    savoir_etre: tuple[Competence, ...]
    professions: tuple[Profession, ...]
    relations: tuple[Relation, ...]
    profiles: tuple[Background, ...]
    training: tuple[Training, ...]
    results: tuple[Result, ...] = ()

    @property
    def rows(self) -> tuple[Sourced, ...]:
        """Toutes les lignes, dans l'ordre du fichier."""
        return (
            *self.activities, *self.team_skills, *self.savoir_faire, *self.connaissances, *self.savoir_etre,
            *self.professions, *self.relations, *self.profiles, *self.training,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Une compétence demandée, et les fonctions de la fiche qui la demandent, dans l'ordre reçu."""

    competence: Competence
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """Ce que demandent les fonctions d'une fiche.

    `savoir_faire` commence par ceux qui sont propres à la coordination d'une équipe. `professions` est vide quand
    rien ne suppose un contact avec les patients ; `access` les présente. `caution` est vide quand rien ne vient du
    document qu'elle vise.
    `sources` sont les seuls documents employés.
    """

    activities: tuple[Asked, ...]
    savoir_faire: tuple[Asked, ...]
    connaissances: tuple[Asked, ...]
    savoir_etre: tuple[Asked, ...]
    relations: tuple[Asked, ...]
    professions: tuple[Profession, ...]
    profiles: tuple[Background, ...]
    training: tuple[Training, ...]
    caution: str
    access: str
    results: tuple[Result, ...]
    sources: tuple[Source, ...] = field(repr=False)


load_competences = shipped(Competences, "competences.yaml")


def competences_for(functions: Iterable[str]) -> Needed:
    """Renvoie ce que demandent ces fonctions, et rien de plus.

    `functions` sont les identifiants des fonctions d'une fiche ; une fonction inconnue ne demande rien.

    >>> [asked.competence.id for asked in competences_for(["F5.4"]).connaissances]
    ['CO.03', 'CO.11']
    """
    listed = several(functions)
    if listed is None:
        raise MatriceError(
            f'{said(functions)} n’est pas une liste de fonctions\u00a0; attendu, par exemple\u00a0: ["F5.4"].'
        )
    data = load_competences()
    own = tuple(dict.fromkeys(str(name) for name in listed))
    skills = _asked((*data.team_skills, *data.savoir_faire), own)
    found = [_asked(rows, own) for rows in (data.activities, data.connaissances, data.savoir_etre, data.relations)]
    activities, connaissances, savoir_etre, relations = found
    wanted = [item for items in (skills, *found) for item in items]
    patient = any(item.competence.patient for item in wanted)
    professions = data.professions if patient else ()
    profiles = data.profiles if own else ()
    training = tuple(one for one in data.training if own and (not one.functions or set(one.functions) & set(own)))
    rows: list[Sourced] = [*(item.competence for item in wanted), *professions, *profiles, *training]
    used = {row.document for row in rows}
    return Needed(
        activities=activities, savoir_faire=skills, connaissances=connaissances, savoir_etre=savoir_etre,
        relations=relations, professions=professions, profiles=profiles, training=training,
        caution=data.caution.text if data.caution.source in used else "",
        access=data.caution.access if patient else "",
        results=tuple(one for name in own for one in data.results if name in one.functions),
        sources=tuple(source for source in data.sources if source.id in used),
    )  # fmt: skip


def _asked(rows: Iterable[Competence], functions: tuple[str, ...]) -> tuple[Asked, ...]:
    """Les lignes que ces fonctions demandent, chacune avec celles qui la demandent."""
    found = (Asked(row, tuple(name for name in functions if name in row.functions)) for row in rows)
    return tuple(one for one in found if one.functions)
