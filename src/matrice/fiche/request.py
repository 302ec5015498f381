"""La demande d'une fiche : un seul modèle pour `draft`, `fiche.yaml` et la ligne de commande.

La forme (un nombre, une période, une liste) est dans les champs de `Request` ; le sens (une tâche inconnue, un maximum sous son
minimum) est dans `request_faults`, qui lit l'arbre brut : les deux se disent ensemble, même quand l'un fait défaut.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, SkipValidation, ValidationError, ValidationInfo

from ..amounts import LARGEST, exact, is_amount, is_day, said, several, tidy
from ..assessment import Action, ActionPlan
from ..errors import InputError, Problem
from ..referentiel import Fault, Scale, Value, refused, schema_faults, suggestion
from ..text import NBSP, number, percent, quoted, series, short_number
from ..text import hours as hours_text
from .allocation import bound_faults, budget_faults
from .durations import Durations, TeamSize, load_durations
from .emploi import Emploi, load_emploi
from .money import MoneyInputs
from .plans import CatalogueTask, search_tasks, task_named

WEEK = 168  # heures
_LARGEST_RESERVE, _USUAL_RESERVE = 0.5, 0.1
_LARGEST_COUNT = 1000  # personnes ou réunions : au-delà, une faute de frappe
Period = Literal["semaine", "mois", "trimestre", "an", "fois"]
PERIODS: tuple[Period, ...] = get_args(Period)
_TIMES_A_YEAR = {"mois": 12, "trimestre": 4, "an": 1, "fois": 1}
# Les heures d'une période, jour et nuit : au-delà, le temps ou sa période est une faute de frappe.
_MOST: dict[object, float] = {"semaine": WEEK, "mois": 744, "trimestre": 2_208, "an": 8_784, "fois": 8_784}
_SAID = {
    "semaine": "par semaine", "mois": "par mois", "trimestre": "par trimestre", "an": "par an", "fois": "en une fois",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """Le temps qu'une tâche demande : `hours` heures, une fois par `per`.

    « fois » est une action unique, étalée sur l'année de la fiche.
    """

    hours: float
    per: Period = "semaine"

    def yearly(self, law: Emploi) -> Fraction:
        """Renvoie les heures de travail par an : hebdomadaire × 45,6 semaines travaillées, mensuel × 12…"""
        times = law.weeks if self.per == "semaine" else Fraction(_TIMES_A_YEAR[self.per])
        return exact(self.hours) * times

    def weekly(self, law: Emploi, step: float) -> float:
        """Renvoie les heures par semaine, au pas le plus proche et un pas au moins."""
        unit = exact(step)
        return float(max(1, math.floor(self.yearly(law) / law.weeks / unit + Fraction(1, 2))) * unit)

    def said(self, law: Emploi) -> str:
        """Renvoie « 2 h par mois, soit 24 h par an »."""
        once = f"{hours_text(self.hours)} {_SAID[self.per]}"
        return once if self.per in ("an", "fois") else f"{once}, soit {number(float(self.yearly(law)))}{NBSP}h par an"


# --- forme : ce que chaque champ peut être ---------------------------------------------------------


def _fits(
    test: Callable[[Any], bool], expected: str, name: str = "{field}", read: Callable[[Any], Any] = lambda value: value
) -> BeforeValidator:
    """Renvoie ce qui refuse une valeur en français ; `name` la nomme : son champ, sa tâche (`key`), sa personne (`label`)."""

    def check(value: Any, info: ValidationInfo) -> Any:
        if not test(value):
            raise refused(name, said(value), expected, label=_named(info))
        return read(value)

    return BeforeValidator(check)


def _named(info: ValidationInfo) -> str:
    """La personne dont on lit un champ."""
    label = (info.data or {}).get("label")
    return quoted(label) if isinstance(label, str) else "cette personne"


def _amount(expected: str, name: str, *, most: float = LARGEST, zero: bool = True) -> BeforeValidator:
    """Un nombre, positif (ou nul quand `zero` le permet)."""
    return _fits(lambda value: is_amount(value, most) and (zero or value > 0), expected, name, float)


def _kind(kind: type, expected: str) -> BeforeValidator:
    """Une valeur de cette sorte, ou rien."""
    return _fits(lambda value: value is None or isinstance(value, kind), expected)


def _is_need(value: object) -> bool:
    """Vrai pour une durée et sa période : `Need(2, "mois")` ou `(2, "mois")`."""
    amount, period = _pair(value)
    return is_amount(amount) and amount > 0 and period in PERIODS


def _pair(value: Any) -> tuple[Any, Any]:
    """Les heures et la période d'un temps, rien quand il n'en a pas la forme."""
    if isinstance(value, Need):
        return value.hours, value.per
    return (value[0], value[1]) if isinstance(value, tuple | list) and len(value) == 2 else (None, None)


_Names = tuple[Annotated[str, BeforeValidator(str)], ...]  # un nom d'une autre sorte est un nom inconnu
_IDENTIFIERS = "une liste d’identifiants"
_Claim = Annotated[
    _Names, _fits(lambda value: several(value) is not None, _IDENTIFIERS, "{label}, {key}", several)
]  # fmt: skip
_TABLE = _fits(lambda value: isinstance(value, Mapping), "un dictionnaire «\u00a0tâche: nombre\u00a0»")
_Table = Annotated[
    dict[Annotated[str, BeforeValidator(str)], Annotated[float, _amount("un nombre, 0 ou plus", "{field}, {key}")]], _TABLE,
]  # fmt: skip
_Time = Annotated[
    Need, SkipValidation,
    _fits(
        _is_need, f"des heures, plus que 0, et une période parmi {series([quoted(period) for period in PERIODS], 'ou')}",
        "le temps de {key}", lambda value: value if isinstance(value, Need) else Need(float(value[0]), value[1]),
    ),
]  # fmt: skip
_Times = Annotated[
    dict[Annotated[str, BeforeValidator(str)], _Time],
    _fits(lambda value: isinstance(value, Mapping), "un dictionnaire «\u00a0tâche: (heures, période)\u00a0»"),
]


@dataclass(frozen=True, slots=True)
class Role:
    """Une personne de l'équipe qui peut prendre une part du travail, sur ses propres heures.

    `hours` est en heures par semaine. `functions` et `tasks` sont les identifiants de ce qu'elle prend
    volontiers ; sans eux, elle prend ce qui reste, par priorité.
    """

    label: Annotated[
        str,
        _fits(
            lambda value: isinstance(value, str) and bool(tidy(value)),
            "un nom, comme dans Role('Odile', 1)",
            "le nom d’une personne",
            tidy,
        ),
    ]
    hours: Annotated[float, _amount("des heures par semaine, plus que 0", "le temps de {label}", most=WEEK, zero=False)]
    functions: _Claim = ()
    tasks: _Claim = ()


@dataclass(frozen=True, slots=True)
class PlanStep:
    """Ce que la fiche sait d'une action décidée en équipe : sa dimension, ce qui sera fait, pour quand."""

    dimension: str
    what: str
    due: dt.date | None = None


class Request(Value):
    """Ce que l'équipe demande : un budget, peut-être des tâches, des temps et des bornes, sa taille, son plan d'action.

    Les champs sont les arguments de `draft`, vérifiés ; `hours` en est les heures par semaine, et `target` y est toujours un
    niveau. `reserve` est la part du budget gardée pour les imprévus, de 0 à 0,5, absente quand l'équipe n'en dit rien.
    """

    hours: Annotated[
        float, _amount(f"des heures par semaine, plus que 0 et {WEEK} au plus", "le budget", most=WEEK, zero=False)
    ]
    tasks: Annotated[
        _Names | None, _fits(lambda value: value is None or isinstance(value, tuple), f'{_IDENTIFIERS}, par exemple ["T4.1.4"]')
    ] = None  # fmt: skip
    low: _Table
    high: _Table
    times: _Times
    minimum: Annotated[float, _amount("des heures, 0 ou plus", "le minimum")]
    step: Annotated[float, _amount("des heures, plus que 0", "le pas", zero=False)]
    reserve: Annotated[
        float | None,
        _fits(
            lambda value: value is None or is_amount(value, _LARGEST_RESERVE),
            f"une part du budget, de 0 à 0,5 ({percent(100 * _LARGEST_RESERVE)})", "la réserve",
            lambda value: None if value is None else float(value),
        ),
    ] = None  # fmt: skip
    size: Annotated[
        TeamSize | None, SkipValidation, _kind(TeamSize, "TeamSize(professionals=15, meetings=10, rcp=8)")
    ] = None
    plan: Annotated[
        tuple[PlanStep, ...], SkipValidation,
        _fits(lambda value: isinstance(value, tuple) and all(isinstance(step, PlanStep) for step in value),
              "un plan d’action, tel que read_plan le rend, ou une liste d’actions", "le plan d’action"),
    ] = ()  # fmt: skip
    entrusted: Annotated[
        dict[str, Annotated[str, _fits(lambda value: isinstance(value, str) and bool(tidy(value)), "qui la fait", "{key}", tidy)]],
        _fits(lambda value: isinstance(value, Mapping), "un dictionnaire «\u00a0ligne du socle: qui la fait\u00a0»"),
    ] = Field(default_factory=dict)  # fmt: skip
    kept: _Table = Field(default_factory=dict)
    durations: Annotated[Durations | None, SkipValidation, _kind(Durations, "des repères, read_durations(…)")] = None
    notes: tuple[str, ...] = ()
    target: Annotated[int, SkipValidation]  # l'échelle en juge : `request_faults`
    roles: Annotated[
        tuple[
            Annotated[Role, _fits(lambda value: isinstance(value, dict), "Role('Odile', 1), un nom et des heures", "une personne")],
            ...,
        ],
        _fits(lambda value: isinstance(value, tuple), "une liste, par exemple [Role('Odile', 1)]"),
    ] = ()  # fmt: skip
    contract_hours: Annotated[
        float | None,
        _fits(
            lambda value: value is None or (is_amount(value, WEEK) and value > 0), "des heures par semaine, plus que 0",
            "la durée du contrat",
        ),
    ] = None  # fmt: skip
    on: Annotated[
        dt.date | None, SkipValidation, _fits(lambda value: value is None or is_day(value), "une date, datetime.date(2026, 10, 6)"),
    ] = None  # fmt: skip
    money: Annotated[MoneyInputs | None, SkipValidation, _kind(MoneyInputs, "MoneyInputs(…)")] = None
    emploi: Annotated[Emploi | None, SkipValidation, _kind(Emploi, "des chiffres de droit, load_emploi()")] = None

    @property
    def law(self) -> Emploi:
        """Les chiffres de droit à employer."""
        return self.emploi or load_emploi()

    @property
    def table(self) -> Durations:
        """Les repères de durée à employer."""
        return self.durations or load_durations()

    @cached_property
    def weeks(self) -> Fraction:
        """Les semaines travaillées dans l'année, cherchées une fois."""
        return self.law.weeks

    @cached_property
    def yearly_step(self) -> Fraction:
        """Ce que vaut dans l'année un pas par semaine, en heures."""
        return exact(self.step) * self.weeks

    @cached_property
    def fixed(self) -> Mapping[str, float]:
        """Les temps connus d'avance, ramenés à la semaine."""
        return {task: known.weekly(self.law, self.step) for task, known in self.times.items()}

    @property
    def reserve_share(self) -> Fraction:
        """La part du budget à garder pour les imprévus : un dixième si l'équipe n'en dit rien."""
        return exact(_USUAL_RESERVE if self.reserve is None else self.reserve)

    @property
    def reserved(self) -> float:
        """Les heures gardées pour les imprévus, au pas le plus proche."""
        unit = exact(self.step)
        return float(math.floor(exact(self.hours) * self.reserve_share / unit + exact(0.5)) * unit)

    def names(self, task: str) -> bool:
        """Vrai pour une tâche que l'équipe nomme : choisie, ou dotée d'un temps, d'un minimum."""
        return task in (self.tasks or ()) or task in self.times or self.low.get(task, 0) > 0


def checked_request(offered: Sequence[CatalogueTask], scale: Scale, **asked: Any) -> Request:
    """Renvoie la demande, ou lève `InputError` avec tout ce qu'elle a d'impossible.

    `offered` est le catalogue où choisir ; `asked` porte les arguments de `draft`, tels que la personne les a donnés.
    """
    for name in (
        "tasks",
        "roles",
        "plan",
    ):  # une suite d'une autre sorte devient un tuple ; le reste se dit comme une faute
        listed = several(asked.get(name))
        asked[name] = asked.get(name) if listed is None else listed
    asked["plan"] = _steps(asked["plan"])
    if isinstance(asked["roles"], tuple):
        asked["roles"] = tuple(
            {name: getattr(role, name) for name in Role.__slots__} if isinstance(role, Role) else role
            for role in asked["roles"]
        )
    asked |= {name: asked.get(name) or {} for name in (*_BY_TASK, "entrusted")}
    _rename(asked, offered)
    if asked.get("target") is None:
        asked["target"] = scale.values[-1]
    faults = list(request_faults(asked, offered, scale))
    try:
        request = Request.model_validate(asked)
    except ValidationError as error:
        faults = [*schema_faults(error, Request), *faults]
    if faults:
        rank = {name: place for place, name in enumerate(Request.model_fields)}
        ordered = sorted(faults, key=lambda fault: rank.get(str(fault.path[0]), 0) if fault.path else 0)
        raise InputError([Problem(fault.message) for fault in ordered], subject="Fiche de poste impossible")
    return request


_BY_TASK = ("low", "high", "times", "kept")


def _steps(plan: Any) -> Any:
    """Les actions ouvertes d'un plan d'action, dans l'ordre ; ce qui n'en est pas un se dira comme une faute."""
    listed = () if plan is None else plan.actions if isinstance(plan, ActionPlan) else plan
    if not isinstance(listed, tuple) or not all(isinstance(one, Action | PlanStep) for one in listed):
        return plan
    opened = (one for one in listed if isinstance(one, PlanStep) or one.is_open)
    return tuple(one if isinstance(one, PlanStep) else PlanStep(one.dimension, one.what, one.due) for one in opened)


def _rename(asked: dict[str, Any], offered: Sequence[CatalogueTask]) -> None:
    """Les tâches dites en mots, « gérer la paie », prennent leur identifiant ; ce qui n'en désigne aucune reste, en faute."""
    if isinstance(asked.get("tasks"), tuple):
        asked["tasks"] = tuple(task_named(str(name), offered) for name in asked["tasks"])
    for table in _BY_TASK:
        if isinstance(asked.get(table), Mapping):
            asked[table] = {task_named(str(name), offered): value for name, value in asked[table].items()}
    for role in asked["roles"] if isinstance(asked.get("roles"), tuple) else ():
        if isinstance(role, dict) and several(role.get("tasks")) is not None:
            role["tasks"] = tuple(task_named(str(name), offered) for name in several(role["tasks"]) or ())


# --- sens : ce que la forme ne voit pas ------------------------------------------------------------
# Les règles sautent une valeur qui n'a pas sa forme : la forme en parle déjà.


def request_faults(asked: Mapping[str, Any], offered: Sequence[CatalogueTask], scale: Scale) -> Iterator[Fault]:
    """Renvoie les fautes de sens d'une demande, chacune au chemin de sa valeur.

    `asked` a les champs de `Request`, bruts, ceux que l'on a : un `fiche.yaml` s'y ramène aussi, et situe ces chemins chez lui.
    """
    chosen = asked.get("tasks")
    yield from _budget_faults(asked)
    yield from _task_faults(chosen if isinstance(chosen, tuple) else (), offered)
    yield from _setting_faults(asked, offered)
    yield from _size_faults(asked)
    yield from _core_faults(asked, offered)
    yield from _bound_faults(asked)
    yield from _role_faults(asked, offered, list(dict.fromkeys(item.function.id for item in offered)))
    target = asked.get("target")
    if "target" in asked and (target not in scale.values or isinstance(target, bool)):
        levels = series([str(value) for value in scale.values], "ou")
        yield Fault(("target",), f"le niveau visé {quoted(str(target))} n’est pas sur l’échelle ({levels}).")


def _unit(asked: Mapping[str, Any]) -> Fraction | None:
    """Le pas, quand il a un sens."""
    step = asked.get("step")
    return exact(step) if is_amount(step) and step > 0 else None


def _budget_faults(asked: Mapping[str, Any]) -> Iterator[Fault]:
    """Le budget est un multiple du pas."""
    hours, unit = asked.get("hours"), _unit(asked)
    if is_amount(hours, WEEK) and hours > 0 and unit:
        yield from (Fault(("hours",), fault.message) for fault in budget_faults(hours, unit))


def _task_faults(chosen: Sequence[object], offered: Sequence[CatalogueTask]) -> Iterator[Fault]:
    """Chaque tâche choisie est du catalogue, une fois."""
    known = {item.id for item in offered}
    if not known:
        yield Fault(("tasks",), "cette grille n’a aucune tâche\u00a0: ajoutez des fonctions et leurs tâches.")
    seen: dict[str, int] = {}
    for rank, name in enumerate(map(str, chosen)):
        seen[name] = seen.get(name, 0) + 1
        if name not in known and seen[name] == 1:
            yield Fault(("tasks", rank), unknown_task(name, offered))
        if seen[name] == 2:
            yield Fault(("tasks", rank), f"la tâche {quoted(name)} est choisie deux fois.")


def _setting_faults(asked: Mapping[str, Any], offered: Sequence[CatalogueTask]) -> Iterator[Fault]:
    """Une borne ou un temps règle une tâche connue ; un temps va sans borne, et tient dans sa période."""
    known, unit = {item.id for item in offered}, _unit(asked)
    for name in _BY_TASK:
        yield from (
            Fault((name, task), unknown_task(str(task), offered)) for task in _table(asked, name) if task not in known
        )
    for task, hours in _table(asked, "kept").items():
        if unit and is_amount(hours) and (not hours or exact(hours) % unit):
            least = hours_text(float(unit))
            yield Fault(
                ("kept", task),
                f"les heures de {quoted(str(task))} valent {said(hours)}\u00a0; attendu\u00a0: un multiple de {least}, plus que 0.",
            )
    for task, value in _table(asked, "times").items():
        for name, bound in (("low", "minimum"), ("high", "maximum")):
            if task in _table(asked, name):
                yield Fault(
                    (name, task), f"{quoted(str(task))} a un temps connu et un {bound}\u00a0: gardez l’un ou l’autre."
                )
        hours, period = _pair(value)
        if _is_need(value) and hours > _MOST[period]:
            yield Fault(
                ("times", task),
                f"le temps de {quoted(str(task))} vaut {short_number(hours)}\u00a0h {_SAID[period]}\u00a0; attendu\u00a0: "
                f"{number(_MOST[period])}\u00a0h au plus.",
            )


def _size_faults(asked: Mapping[str, Any]) -> Iterator[Fault]:
    """Une taille se compte en nombres."""
    size = asked.get("size")
    for measure, count in size.known() if isinstance(size, TeamSize) else ():
        if not is_amount(count, _LARGEST_COUNT):
            yield Fault(
                ("size", measure),
                f"la taille {quoted(measure)} vaut {said(count)}\u00a0; attendu\u00a0: un nombre, de 0 à {number(_LARGEST_COUNT)}.",
            )


def _core_faults(asked: Mapping[str, Any], offered: Sequence[CatalogueTask]) -> Iterator[Fault]:
    """Une ligne confiée est du socle, et le poste ne la choisit pas aussi."""
    table = asked.get("durations")
    lines = {line.id: line for line in (table if isinstance(table, Durations) else load_durations()).socle}
    chosen = asked.get("tasks") if isinstance(asked.get("tasks"), tuple) else ()
    for name, who in _table(asked, "entrusted").items():
        if name not in lines:
            known = series([quoted(line) for line in lines], "ou")
            yield Fault(
                ("entrusted", name),
                f"{quoted(str(name))} n’est pas une ligne du socle{suggestion(str(name), list(lines))}. Attendu\u00a0: {known}.",
            )
        elif both := [task for task in lines[name].taches[:1] if task in (chosen or ())]:
            yield Fault(
                ("entrusted", name),
                f"la ligne {quoted(name)} est confiée ({who}) et sa tâche {quoted(both[0])} est choisie\u00a0: gardez l’un ou l’autre.",
            )


def _bound_faults(asked: Mapping[str, Any]) -> Iterator[Fault]:
    """Un maximum n'est ni sous son minimum, ni sous le plus petit morceau d'heure."""
    unit, low = _unit(asked), _table(asked, "low")
    for task, most in _table(asked, "high").items():
        least = low.get(task, 0)
        if unit and is_amount(most) and is_amount(least):
            for fault in bound_faults(max(least, float(unit)), most, unit):
                yield Fault(("high", task), f"{quoted(str(task))}\u00a0: {fault}")


def _role_faults(
    asked: Mapping[str, Any], offered: Sequence[CatalogueTask], functions: Sequence[str]
) -> Iterator[Fault]:
    """Une personne ne prend que des tâches et des fonctions connues, sur des heures au pas."""
    roles, unit, tasks = asked.get("roles"), _unit(asked), {item.id for item in offered}
    for rank, role in enumerate(roles if isinstance(roles, tuple) else ()):
        if not isinstance(role, dict):
            continue
        hours, label = role.get("hours"), quoted(str(role.get("label")))
        if is_amount(hours, WEEK) and unit and exact(hours) % unit:
            message = f"{short_number(hours)}\u00a0h n’est pas un multiple du pas ({short_number(float(unit))}\u00a0h)."
            yield Fault(("roles", rank, "hours"), f"{label}\u00a0: {message}")
        for place, value in enumerate(several(role.get("tasks")) or ()):
            if value not in tasks:
                yield Fault(("roles", rank, "tasks", place), unknown_task(str(value), offered))
        for place, value in enumerate(several(role.get("functions")) or ()):
            if value not in functions:
                message = f"{said(value)} n’est pas une fonction de la grille{suggestion(str(value), functions)}."
                yield Fault(("roles", rank, "functions", place), message)


def _table(asked: Mapping[str, Any], name: str) -> Mapping[Any, Any]:
    """Ce dictionnaire, vide si ce n'en est pas un."""
    table = asked.get(name)
    return table if isinstance(table, Mapping) else {}


def unknown_task(name: str, offered: Sequence[CatalogueTask]) -> str:
    """La phrase d'une tâche que le catalogue n'a pas, avec celles dont elle s'approche."""
    close = [f"{quoted(item.id)} ({item.task.label})" for item in search_tasks(name, offered)[:3]]
    near = f"\u00a0; peut-être {series(close, 'ou')}" if close else suggestion(name, [item.id for item in offered])
    return f"{quoted(name)} n’est pas une tâche du catalogue{near}."
