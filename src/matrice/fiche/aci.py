"""Ce que les heures d'un poste protègent : les indicateurs de l'ACI que ses tâches appuient, sans rien promettre.

Le barème est dans `data/aci.yaml`, daté et « à vérifier » ; les points de la fonction de coordination, eux, sont calculés par
`money` : une seule source par chiffre. Ce que l'équipe n'a pas dit se demande, et ne compte pas.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from ..amounts import exact, is_amount, said
from ..errors import Problem, refuse
from ..referentiel import Fault, Shipped, Text, Value, shipped, suggestion
from ..text import NBSP, euros, folded, hours, partial_date, quoted, read_whole, series
from .emploi import Count, Dated, Positive
from .model import FicheDePoste, PlannedTask, checked_fiches
from .money import AciCoordination, MoneyInputs, aci_coordination, date_faults, points_value

if TYPE_CHECKING:
    import pandas as pd

_PATIENTS = "patients"


class Fact(Value):
    """Une donnée que l'on demande à l'équipe : son nom dans `fiche.yaml` (`key`), la question et la forme de la réponse."""

    id: Text
    key: Text
    ask: Text
    form: Literal["nombre", "niveau", "oui ou non", "choix"]
    most: Count | None = None
    choices: tuple[Text, ...] = ()

    @property
    def expected(self) -> str:
        """Ce que l'on attend comme réponse."""
        if self.choices:
            return series([quoted(one) for one in self.choices], "ou")
        if self.form == "oui ou non":
            return "oui ou non"
        return f"un niveau de 0 à {self.most}" if self.most else "un nombre entier, 0 ou plus"

    def read(self, value: object) -> int | None:
        """Renvoie la réponse en nombre entier (oui vaut 1, un choix son rang), ou rien si elle n'en est pas une."""
        words = self.choices or (("non", "oui") if self.form == "oui ou non" else ())
        if isinstance(value, bool):
            return int(value) if self.form == "oui ou non" else None
        if isinstance(value, str) and words:
            return next((rank for rank, word in enumerate(words) if folded(word) == folded(value)), None)
        number = read_whole(value) if isinstance(value, str) else value
        if words or not is_amount(number) or not float(number).is_integer():
            return None
        return int(number) if self.most is None or number <= self.most else None


class Award(Value):
    """Des points : fixes, ou à multiplier par la patientèle (`patients`) et à diviser par 4 000.

    Ils dépendent d'une donnée (`fact`), à partir de `first` et jusqu'à `last` ; `each` les compte par unité. Sans `needs`, oui, ils
    ne viennent pas.
    """

    points: Positive
    patients: bool = False
    fact: str = ""
    first: Count = 1
    last: Count | None = None
    each: bool = False
    needs: str = ""

    def units(self, facts: Mapping[str, int]) -> int | None:
        """Combien de fois ces points viennent ; rien si une donnée manque pour le dire."""
        count = 1
        if self.fact:
            if self.fact not in facts:
                return None
            value = facts[self.fact] if self.last is None else min(facts[self.fact], self.last)
            count = max(0, value - self.first + 1) if self.each else int(value >= self.first)
        if self.needs and count:
            return count * facts[self.needs] if self.needs in facts else None
        return count

    def unknown(self, facts: Mapping[str, int]) -> list[str]:
        """Les données qui manquent pour compter ces points."""
        units = self.units(facts)
        wanted = [self.fact, self.needs] if units is None else []
        if self.patients and units != 0:
            wanted.append(_PATIENTS)
        return [name for name in wanted if name and name not in facts]


class Content(Value):
    """Un des contenus de la fonction de coordination, et les tâches qui le portent."""

    label: Text
    tasks: tuple[Text, ...]


class Indicator(Value):
    """Un indicateur de l'ACI, dans nos mots : ses points, les tâches qui l'appuient, ce que l'on garde pour le montrer."""

    id: Text
    axis: Text
    label: Text
    kind: Literal["socle", "optionnel"]
    prerequisite: bool = False
    points: tuple[Award, ...] = ()
    coordination: bool = False
    contents: tuple[Content, ...] = ()
    tasks: tuple[Text, ...] = ()
    evidence: tuple[Text, ...]
    source: Text
    doubt: str = ""

    @property
    def supporting(self) -> tuple[str, ...]:
        """Les identifiants de toutes les tâches qui l'appuient."""
        return (*self.tasks, *(task for content in self.contents for task in content.tasks))


class _Axis(Value):
    """Un des trois axes de l'ACI."""

    id: Text
    label: Text


class Aci(Shipped):
    """Les indicateurs de l'ACI sous un accord, à la date où ils ont été lus."""

    agreement: Text
    regime: Text
    per_patients: Count
    confidence: Text
    axes: tuple[_Axis, ...]
    facts: tuple[Fact, ...]
    declaring: Annotated[tuple[Text, ...], Field(description="Tâches qui servent tous les indicateurs.")]
    indicators: tuple[Indicator, ...]

    def fact(self, identifier: str) -> Fact:
        """La donnée de cet identifiant."""
        return next(fact for fact in self.facts if fact.id == identifier)


load_aci = shipped(Aci, "aci.yaml")


# Ce que ces heures protègent


@dataclass(frozen=True, slots=True)
class AciLine:
    """Un indicateur face à une fiche : les tâches qui l'appuient, et les points de l'année en jeu.

    `fixed` et `variable` sont les points que l'on sait compter ; `asks` pose les questions sans lesquelles d'autres restent dehors.
    `euros` est absent quand rien ne se compte encore. `own` est ce qui, de cette fiche, est une preuve ; `uncovered` nomme les
    contenus qu'aucune tâche ne porte.
    """

    indicator: Indicator
    tasks: tuple[PlannedTask, ...] = field(repr=False)
    fixed: float
    variable: float
    euros: float | None
    asks: tuple[str, ...]
    own: str = ""
    uncovered: tuple[str, ...] = ()
    notified: bool = False

    @property
    def points(self) -> float | None:
        """Les points que l'on sait compter ; rien quand il n'y en a pas encore, ou quand la caisse a notifié des euros."""
        return None if self.euros is None or self.notified else self.fixed + self.variable

    @property
    def supported(self) -> bool:
        """Vrai si la fiche l'appuie : par une de ses tâches, ou parce qu'elle en est elle-même la preuve."""
        return bool(self.tasks or self.own)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ce que l'on garde pour le montrer, cette fiche d'abord quand elle en est une preuve."""
        return (*([self.own] if self.own else []), *self.indicator.evidence)


@dataclass(frozen=True, slots=True)
class AciView:
    """Ce que les heures d'une fiche protègent dans l'ACI : une lecture, jamais une promesse.

    `lines` va des prérequis au reste, et ne garde que ce que la fiche appuie ; `unsupported` est tout le reste, prérequis
    d'abord. Un indicateur n'y est qu'une fois : le même euro ne se compte pas pour deux tâches. `asks` réunit les questions à poser.
    `declaring` sont les tâches de la fiche qui déclarent l'ensemble. `funded` est ce que le financement du poste compte déjà.
    """

    fiche: FicheDePoste = field(repr=False)
    aci: Aci = field(repr=False)
    lines: tuple[AciLine, ...]
    unsupported: tuple[AciLine, ...]
    asks: tuple[str, ...]
    declaring: tuple[PlannedTask, ...] = field(repr=False)
    funded: float
    basis: tuple[Dated, ...] = field(repr=False)
    warnings: tuple[str, ...]

    @property
    def euros(self) -> float:
        """Les euros en jeu que l'on sait compter, par an."""
        return float(sum(exact(line.euros or 0) for line in self.lines))

    @property
    def complete(self) -> bool:
        """Vrai si aucune question ne reste posée sur ce que la fiche appuie."""
        return not any(line.asks for line in self.lines)

    @property
    def missing_prerequisites(self) -> tuple[AciLine, ...]:
        """Les prérequis qu'aucune tâche de la fiche n'appuie : quelqu'un doit les tenir, ou rien n'est versé."""
        return tuple(line for line in self.unsupported if line.indicator.prerequisite)

    @property
    def sentence(self) -> str:
        """L'essentiel, en deux phrases."""
        floor = "" if self.complete else "au moins "
        return (
            f"Ces {hours(self.fiche.weekly_hours)} par semaine appuient des indicateurs qui valent {floor}{euros(self.euros)} par an, "
            "si l’équipe les atteint. Une heure de coordination n’en produit aucun à elle seule."
        )

    def to_frame(self) -> pd.DataFrame:
        """Renvoie un tableau pandas, une ligne par indicateur, ceux que la fiche appuie d'abord.

        Colonnes : `id, label, axis, kind, prerequisite, supported, tasks` (identifiants), `fixed, variable, points` (points de l'année),
        `euros` (par an ; vides tant que rien ne se compte), `asks, evidence, doubt, confidence`.
        """
        import pandas as pd

        frame = pd.DataFrame([_row(line, self.aci) for line in (*self.lines, *self.unsupported)], columns=_COLUMNS)
        return frame.astype(dict.fromkeys(("fixed", "variable", "points", "euros"), "float64"))

    def _repr_html_(self) -> str:
        from ..render.html import aci_shown

        return aci_shown(self)


_COLUMNS = [
    "id", "label", "axis", "kind", "prerequisite", "supported", "tasks", "fixed", "variable", "points", "euros", "asks", "evidence",
    "doubt", "confidence",
]  # fmt: skip


def _row(line: AciLine, aci: Aci) -> tuple[object, ...]:
    """Un indicateur en ligne de tableau."""
    one, counted = line.indicator, line.points is not None
    points = (line.fixed, line.variable, line.points) if counted else (None,) * 3
    told = ("\n".join(line.asks), "\n".join(line.evidence), one.doubt, aci.confidence)
    tasks = ", ".join(task.id for task in line.tasks)
    return (one.id, one.label, one.axis, one.kind, one.prerequisite, line.supported, tasks, *points, line.euros, *told)


def aci_view(
    fiche: FicheDePoste,
    *,
    patients: float | None = None,
    associates: int | None = None,
    on: dt.date | None = None,
    **facts: object,
) -> AciView:
    """Renvoie ce que les heures d'une fiche protègent dans l'ACI : indicateurs, points, euros par an, preuves, incertitudes.

    Args:
        fiche: la fiche de poste.
        patients: patientèle « médecin traitant » des associés de la SISA. Ce que l'on ne dit pas ici vient de l'argent de la fiche
            (`MoneyInputs.patients`, `MoneyInputs.aci`), s'il le dit.
        associates: nombre de professionnels associés.
        on: date de la lecture ; elle fait dire les textes annoncés et les chiffres périmés.
        facts: ce que l'équipe sait du reste. Oui ou non : `ipa`, `crisis`, `solidarity`, `transmission`, `heart`, `overweight`,
            `advanced`. Nombres : `protocols`, `trainees`, `themes` (missions de santé publique), `cooperation`. Niveaux atteints :
            `users`, `quality`, `diversity`, `visiting`. `sas` : « aucun », « la moitié » ou « tous ». Ce qui manque se demande
            (`asks`) et ne compte pas.

    Returns:
        Pour chaque indicateur : `points = fixes + variables × patients / 4 000`, `euros = points × 7`. La coordination suit
        `aci_coordination`, avec la lecture choisie pour la fiche ; un montant notifié par la caisse la remplace.

    Raises:
        InputError: une donnée inconnue ou sans sens ; toutes les fautes ensemble.
        MatriceError: ce n'est pas une fiche.
    """
    checked_fiches([fiche])
    known = load_aci()
    inputs = fiche.money.inputs if fiche.money else MoneyInputs()
    now = {_PATIENTS: patients, "associates": associates, **facts}
    said_now = {name: value for name, value in now.items() if value is not None}  # le reste laisse parler la fiche
    written: dict[str, object] = {_PATIENTS: inputs.patients, **dict(inputs.aci)}
    given = {name: value for name, value in {**written, **said_now}.items() if value is not None}
    refuse([*_fact_faults(given, known), *(date_faults(on) if on is not None else ())], "Lecture de l’ACI impossible")
    return _View(fiche, known, given, on).view()


def written_fact_faults(tree: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Les fautes d'un bloc « aci » de `fiche.yaml` : une clé inconnue, une réponse qui n'en est pas une."""
    facts = {fact.key: fact for fact in load_aci().facts if fact.id != _PATIENTS}
    for key, value in (tree if isinstance(tree, dict) else {}).items():
        if key not in facts:
            yield Fault(
                (*path, key), f"la clé {quoted(key)} n’existe pas ici{suggestion(key, list(facts))}.", on_key=True
            )
        elif isinstance(value, str) and value and facts[key].read(value) is None:
            yield Fault((*path, key), f"{quoted(key)} vaut {said(value)}\u00a0; attendu\u00a0: {facts[key].expected}.")


def _fact_faults(given: Mapping[str, object], aci: Aci) -> Iterator[Problem]:
    """Les données inconnues, et celles qui ne répondent pas à leur question."""
    names = [fact.id for fact in aci.facts]
    for name, value in given.items():
        if name not in names:
            yield Problem(f"aucune donnée de l’ACI ne s’appelle {quoted(name)}{suggestion(name, names)}.")
        elif name == _PATIENTS:
            if not is_amount(value):
                yield Problem(
                    f"{quoted(name)} vaut {said(value)}\u00a0; attendu\u00a0: un nombre de patients, 0 ou plus."
                )
        elif aci.fact(name).read(value) is None:
            yield Problem(f"{quoted(name)} vaut {said(value)}\u00a0; attendu\u00a0: {aci.fact(name).expected}.")


@dataclass(frozen=True, slots=True)
class _View:
    """Une lecture en cours : la fiche, le barème et ce que l'équipe a dit."""

    fiche: FicheDePoste
    aci: Aci
    given: Mapping[str, object]
    on: dt.date | None

    def view(self) -> AciView:
        """La lecture entière."""
        order = sorted(self.aci.indicators, key=lambda one: (not one.prerequisite, one.kind != "socle"))
        lines = [self.line(one) for one in order]
        held = tuple(line for line in lines if line.supported)
        asks = tuple(dict.fromkeys(ask for line in held for ask in line.asks))
        coordination = self.coordination()
        others = [said for line in lines if line.indicator.coordination for said in _other_reading(coordination, line)]
        return AciView(
            fiche=self.fiche,
            aci=self.aci,
            lines=held,
            unsupported=tuple(line for line in lines if not line.supported),
            asks=asks,
            declaring=tuple(
                task for name in self.aci.declaring for task in self.tasks([name])
            ),  # la déclaration d'abord
            funded=self.fiche.money.plan.aci if self.fiche.money else 0.0,
            basis=coordination.basis,
            warnings=tuple(dict.fromkeys((*_agreement_doubts(self.aci, self.inputs), *others, *coordination.warnings))),
        )

    @property
    def inputs(self) -> MoneyInputs:
        """Ce que la fiche sait de l'argent du poste."""
        return self.fiche.money.inputs if self.fiche.money else MoneyInputs()

    @property
    def facts(self) -> dict[str, int]:
        """Les réponses de l'équipe, en nombres entiers ; la patientèle n'y est que pour dire qu'elle est connue."""
        return {
            name: 1 if name == _PATIENTS else self.aci.fact(name).read(value) or 0 for name, value in self.given.items()
        }

    @property
    def patients(self) -> Fraction:
        """La patientèle, zéro tant qu'elle n'est pas dite : rien de variable n'est alors compté."""
        return exact(self.given.get(_PATIENTS, 0))  # type: ignore[arg-type]  # déjà vérifiée

    def tasks(self, wanted: Iterable[str]) -> tuple[PlannedTask, ...]:
        """Celles de la fiche, dans son ordre, chacune une fois."""
        names = set(wanted)
        return tuple(task for task in self.fiche.chosen if task.id in names)

    def coordination(self) -> AciCoordination:
        """Les points de la coordination, dans la lecture que la fiche suit déjà."""
        inputs = self.inputs
        return aci_coordination(
            float(self.patients), regime=inputs.regime or self.aci.regime, reading=inputs.reading, prorata=inputs.prorata, on=self.on,
            emploi=self.fiche.emploi,
        )  # fmt: skip

    def line(self, one: Indicator) -> AciLine:
        """Un indicateur face à la fiche."""
        return self.coordination_line(one) if one.coordination else self.points_line(one)

    def points_line(self, one: Indicator) -> AciLine:
        """Un indicateur qui se compte morceau par morceau, sans deviner ce qui manque."""
        facts, scale = self.facts, self.patients / self.aci.per_patients
        fixed = variable = Fraction(0)
        unknown: list[str] = []
        counted = False
        for award in one.points:
            missing = award.unknown(facts)
            unknown += missing
            if missing:
                continue
            counted, points = True, exact(award.points) * (award.units(facts) or 0)
            fixed, variable = (fixed, variable + points * scale) if award.patients else (fixed + points, variable)
        worth = points_value(float(fixed + variable), self.fiche.emploi) if counted else None
        return AciLine(one, self.tasks(one.supporting), float(fixed), float(variable), worth, self.asks(unknown))

    def coordination_line(self, one: Indicator) -> AciLine:
        """La fonction de coordination : la fiche elle-même en est la preuve, avec son temps identifié."""
        found, notified = self.coordination(), self.inputs.aci_euros
        names = {task.id for task in self.fiche.chosen}
        return AciLine(
            one,
            self.tasks(one.supporting),
            fixed=found.fixed,
            variable=found.variable,
            euros=found.euros if notified is None else float(notified),
            asks=self.asks([] if notified is not None or _PATIENTS in self.given else [_PATIENTS]),
            own=f"cette fiche, signée et datée{NBSP}: un temps identifié de {hours(self.fiche.weekly_hours)} par semaine",
            uncovered=tuple(content.label for content in one.contents if names.isdisjoint(content.tasks)),
            notified=notified is not None,
        )

    def asks(self, names: Iterable[str]) -> tuple[str, ...]:
        """Les questions que posent ces données, chacune une fois."""
        return tuple(self.aci.fact(name).ask for name in dict.fromkeys(names))


def _agreement_doubts(aci: Aci, inputs: MoneyInputs) -> Iterator[str]:
    """Ce que vaut le barème entier."""
    yield (
        f"Barème lu le {partial_date(aci.date)} sous l’{aci.agreement}, {aci.confidence} sur le contrat de la structure ou auprès de "
        "la caisse."
    )
    if inputs.regime and folded(inputs.regime) != folded(aci.regime):
        yield f"La coordination suit le régime {quoted(inputs.regime)} choisi pour cette fiche\u00a0; le reste, l’{aci.agreement}."


def _other_reading(found: AciCoordination, line: AciLine) -> Iterator[str]:
    """L'autre lecture des points de la coordination, nommée avec ce qu'elle donnerait."""
    if not line.notified and found.other_euros != found.euros:
        yield (
            f"{line.indicator.label}\u00a0: lecture {quoted(found.reading)} des points variables\u00a0; l’autre donnerait "
            f"{euros(found.other_euros)}, au lieu de {euros(found.euros)}."
        )
