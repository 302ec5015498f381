"""Qui paie le poste : la fonction de coordination dans l'ACI, les autres financements, ce qui manque ou reste."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...amounts import exact, several, whole_parts
from ...text import NBSP, euros, folded, number, quoted, rounded, short_number
from ..emploi import AciRegime, Dated, Emploi, first_day, load_emploi
from .costs import PostCost
from .figures import MoneyLine, period, stale
from .inputs import PRORATAS, READINGS, amount_faults, choice_faults, date_faults, refuse, sums_faults

_OTHER = {"lineaire": "tranche", "tranche": "lineaire"}


@dataclass(frozen=True, slots=True)
class AciCoordination:
    """Ce que l'ACI verse pour la fonction de coordination, en points et en euros par an.

    `variable` dépend des patients ; `advance` est la part versée dans l'année. `reading` est la lecture suivie
    du nombre de points variables, et `sentence` la dit en toutes lettres, avec ce que donnerait l'autre.
    """

    patients: float
    regime: str
    reading: str
    prorata: str
    fixed: float
    variable: float
    euros: float
    advance: float
    other_euros: float
    basis: tuple[Dated, ...] = field(repr=False)
    sentence: str
    warnings: tuple[str, ...]

    @property
    def total(self) -> float:
        """Tous les points."""
        return self.fixed + self.variable


def points_value(points: float, emploi: Emploi | None = None) -> float:
    """Renvoie la valeur de ces points, en euros.

    >>> points_value(10500)
    73500.0
    """
    refuse(amount_faults("le nombre de points", points, "des points"))
    return float(exact(points) * exact((emploi or load_emploi())["aci-point"].value))


def aci_coordination(
    patients: float,
    *,
    regime: str | None = None,
    reading: str = "tranche",
    prorata: str = "lineaire",
    on: dt.date | None = None,
    emploi: Emploi | None = None,
) -> AciCoordination:
    """Renvoie ce que l'ACI verse pour la fonction de coordination, tous objectifs atteints.

    Args:
        patients: patientèle « médecin traitant » des associés de la SISA.
        regime: « 2017 » (accord de 2017) ou « 2022 » (avenant 1) ; par défaut, celui en vigueur à la date `on`, ou
            sans date le dernier connu.
        reading: ce que veut dire « 1 700 points jusqu'à 8 000 patients ». « tranche » : 1 700 par tranche de 4 000,
            jusqu'à 8 000, la forme de tous les autres points variables ; « lineaire » : 1 700 est le total à 8 000.
        prorata: « lineaire » compte une tranche commencée en proportion ; « tranche entière » ne compte que
            les tranches de 4 000 achevées.
        on: date du calcul ; elle fait dire les chiffres périmés et les textes annoncés. Sans elle, tout texte
            annoncé se dit.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Returns:
        `points = fixes + variables` ; `euros = points × 7` ; avance de 60 %. Par défaut, sous l'avenant 1 et pour P
        patients : `1 000 + 1 700 × min(P, 8 000) / 4 000 + 1 100 × max(P − 8 000, 0) / 4 000`. Au-delà d'un seuil dont le taux
        n'est pas connu, le calcul s'arrête au seuil et le dit.

    Raises:
        InputError: patients, régime, lecture ou prorata sans sens ; toutes les fautes ensemble.

    >>> aci_coordination(8000).euros, aci_coordination(8000, reading="lineaire").euros
    (30800.0, 18900.0)
    """
    law = emploi or load_emploi()
    refuse([
        *amount_faults("la patientèle", patients, "un nombre de patients"),
        *(choice_faults("le régime de l’ACI", regime, [known.regime for known in law.aci]) if regime is not None else ()),
        *choice_faults("la lecture de l’ACI", reading, tuple(READINGS)),
        *choice_faults("le prorata de l’ACI", prorata, PRORATAS),
        *(date_faults(on) if on is not None else ()),
    ])  # fmt: skip
    named = regime_on(law, on) if regime is None else str(regime)
    rule = next(known for known in law.aci if folded(known.regime) == folded(named))
    reading, whole = folded(reading), folded(prorata) != "lineaire"
    points = _variable_points(rule, exact(patients), reading, whole)
    other = _variable_points(rule, exact(patients), _OTHER[reading], whole)
    point, share = law["aci-point"], law["aci-avance"]
    paid = (exact(rule.fixed) + points) * exact(point.value)
    rival = (exact(rule.fixed) + other) * exact(point.value)
    return AciCoordination(
        patients=float(patients),
        regime=rule.regime,
        reading=READINGS[reading],
        prorata=PRORATAS[whole],
        fixed=rule.fixed,
        variable=float(points),
        euros=float(paid),
        advance=float(paid * exact(share.value) / 100),
        other_euros=float(rival),
        basis=(rule, point, share),
        sentence=_reading_sentence(rule, reading, whole, float(rival)),
        warnings=(
            *_former(law, rule),
            *_aci_doubts(rule, patients),
            *stale(law, on=on, only={rule.id, point.id, share.id}),
        ),
    )


def regime_on(law: Emploi, on: dt.date | None) -> str:
    """Renvoie le régime en vigueur à cette date : le dernier commencé, ou le premier connu ; sans date, le dernier connu."""
    known = sorted(law.aci, key=lambda rule: first_day(rule.since or rule.date))
    return ([rule for rule in known if on is None or rule.begun(on=on)] or known[:1])[-1].regime


def _former(law: Emploi, rule: AciRegime) -> list[str]:
    """La phrase d'un calcul fait sous un accord que d'autres ont remplacé : il ne dit pas ce que la caisse verse aujourd'hui."""
    last = next(known for known in law.aci if known.regime == regime_on(law, None))
    if rule is last:
        return []
    return [
        f"Calcul sous un accord remplacé depuis\u00a0: {rule.label}, {period(rule)}. Le suivant, {quoted(last.label)}, vaut "
        f"{period(last)}."
    ]


def _variable_points(rule: AciRegime, patients: Fraction, reading: str, whole: bool) -> Fraction:
    """Les points qui dépendent des patients : jusqu'au seuil selon la lecture, puis par tranche au-delà."""
    base = rule.threshold if reading == "lineaire" else rule.tranche
    below = min(patients, Fraction(rule.threshold))
    above = max(patients - rule.threshold, Fraction(0))
    if whole:
        below, above = (Fraction(math.floor(part / rule.tranche) * rule.tranche) for part in (below, above))
    beyond = exact(rule.beyond) if rule.beyond is not None else Fraction(0)
    return exact(rule.variable) * below / base + beyond * above / rule.tranche


def _reading_sentence(rule: AciRegime, reading: str, whole: bool, rival: float) -> str:
    """La lecture suivie, en toutes lettres."""
    variable, threshold, tranche = (short_number(value) for value in (rule.variable, rule.threshold, rule.tranche))
    said = {
        "lineaire": f"{variable} points sont le total à {threshold}{NBSP}patients, en proportion au-dessous",
        "tranche": f"{variable} points par tranche de {tranche}{NBSP}patients, jusqu’à {threshold}",
    }[reading]
    beyond = f"\u00a0; au-delà, {number(rule.beyond)} points par tranche de {tranche}" if rule.beyond else ""
    counted = "seules les tranches achevées comptent" if whole else "une tranche commencée compte en proportion"
    return (
        f"{rule.label}, lecture {quoted(READINGS[reading])}\u00a0: {number(rule.fixed)} points fixes, {said}{beyond}\u00a0; {counted}. "
        f"La lecture {quoted(READINGS[_OTHER[reading]])} donnerait {euros(rival)}."
    )


def _aci_doubts(rule: AciRegime, patients: float) -> list[str]:
    """Ce que l'on n'a pas pu vérifier de ce calcul."""
    said = [f"ACI {rule.regime}, {rule.confidence}."] if rule.confidence.startswith("à vérifier") else []
    if patients <= rule.threshold:
        return said
    threshold = f"{number(rule.threshold)}{NBSP}patients"
    if rule.beyond is None:
        return [
            *said,
            f"ACI {rule.regime}\u00a0: le taux au-delà de {threshold} n’est pas connu\u00a0; le calcul s’arrête là.",
        ]
    if rule.beyond_confidence:
        return [*said, f"ACI {rule.regime}, au-delà de {threshold}, {rule.beyond_confidence}."]
    return said


# Qui paie le poste : l'ACI, les autres financements, et ce qui manque ou reste

_ACI = "ACI, fonction de coordination"


@dataclass(frozen=True, slots=True)
class FundingPlan:
    """Les ressources en face du coût, en euros par an. `missing` et `surplus` ne sont jamais positifs ensemble."""

    cost: float
    lines: tuple[MoneyLine, ...]
    aci: float

    @property
    def total(self) -> float:
        """Toutes les ressources."""
        return float(sum(exact(line.euros) for line in self.lines))

    @property
    def missing(self) -> float:
        """Ce qu'il reste à trouver."""
        return float(max(exact(self.cost) - exact(self.total), Fraction(0)))

    @property
    def surplus(self) -> float:
        """Ce qui dépasse le coût."""
        return float(max(exact(self.total) - exact(self.cost), Fraction(0)))

    @property
    def amounts(self) -> tuple[int, ...]:
        """Les lignes puis le reste à trouver, en euros entiers.

        Leur somme est l'arrondi du coût, ou celui des ressources quand elles le dépassent.
        """
        return whole_parts([*(line.euros for line in self.lines), self.missing])

    @property
    def shares(self) -> tuple[int, ...]:
        """Les mêmes en points de pourcentage entiers du coût ; vide quand le poste ne coûte rien."""
        known = [self.share(value) for value in (*(line.euros for line in self.lines), self.missing)]
        return whole_parts([share for share in known if share is not None])

    def share(self, amount: float) -> float | None:
        """Renvoie cette somme en % du coût ; rien quand le poste ne coûte rien."""
        return 100 * amount / self.cost if self.cost else None

    @property
    def sentence(self) -> str:
        """Ce qui manque ou reste, en une phrase."""
        if not self.cost:
            return "Le poste ne coûte rien en argent\u00a0: aucun financement n’est à trouver."
        if not self.lines:
            return f"Aucun financement n’est encore indiqué\u00a0: {euros(self.cost)} par an sont à trouver."
        if rounded(self.missing):
            return f"Il manque {euros(self.missing)} par an pour payer ce poste."
        left = f"\u00a0; il reste {euros(self.surplus)} par an" if rounded(self.surplus) else ""
        return f"Les financements couvrent le poste{left}."


def funding_plan(
    cost: PostCost | float,
    *,
    aci: AciCoordination | float | None = None,
    others: Sequence[tuple[str, float]] = (),
) -> FundingPlan:
    """Renvoie le plan de financement d'un poste.

    Args:
        cost: ce qu'il coûte, ou sa valeur en euros par an.
        aci: la part de coordination de l'ACI, calculée, ou le montant que la caisse a notifié.
        others: autres ressources, (libellé, euros par an).

    Raises:
        InputError: un montant négatif ou qui n'est pas un nombre.
    """
    spent = cost.annual if isinstance(cost, PostCost) else cost
    granted = aci.euros if isinstance(aci, AciCoordination) else aci
    free: Any = several(others)
    refuse([
        *amount_faults("le coût", spent, "des euros par an"),
        *amount_faults("le montant de l’ACI", 0 if granted is None else granted, "des euros par an"),
        *sums_faults("le financement", "les financements", others if free is None else free),
    ])  # fmt: skip
    lines = [] if aci is None else [_aci_line(aci)]
    lines += [MoneyLine(label, float(value), "montant donné par l’équipe") for label, value in free or ()]
    return FundingPlan(float(spent), tuple(lines), float(granted or 0))


def _aci_line(aci: AciCoordination | float) -> MoneyLine:
    """La ligne de l'ACI : calculée d'après les patients, ou notifiée."""
    if not isinstance(aci, AciCoordination):
        return MoneyLine(_ACI, float(aci), "montant notifié par la caisse")
    return MoneyLine(_ACI, aci.euros, _points_said(aci), aci.basis, estimate=True)


def _points_said(aci: AciCoordination) -> str:
    """Les points et leur valeur."""
    point = next(value for value in aci.basis if value.id == "aci-point")
    worth = short_number(getattr(point, "value", 0))
    return (
        f"({number(aci.fixed)} + {short_number(aci.variable)}) points × {worth}{NBSP}€, pour {number(aci.patients)}{NBSP}patients, "
        f"lecture {quoted(aci.reading)}"
    )
