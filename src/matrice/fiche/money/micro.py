"""La micro-entreprise : ce qui reste à la personne, et ce qu'il faut surveiller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...text import NBSP, capital, date, euros, number, short_number
from ..emploi import Emploi, Figure, load_emploi
from ..sharing.allocation import exact
from .checks import amount_faults, date_faults, refuse
from .money_text import of_date, period
from .validity import doubt


@dataclass(frozen=True, slots=True)
class MicroContributions:
    """Ce qu'une micro-entreprise verse et garde sur un an, en euros ; les taux sont en % du chiffre d'affaires.

    `net` est avant impôt sur le revenu et frais professionnels. `limits` dit les seuils que ce chiffre d'affaires
    dépasse, et ceux que l'on ne connaît pas à cette date : un seuil périmé ne juge rien.
    """

    turnover: float
    rate: float
    training_rate: float
    contributions: float
    net: float
    figures: tuple[Figure, ...] = field(repr=False)
    limits: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Le risque d'un seul client, puis les seuils dépassés."""
        clients = next(figure for figure in self.figures if figure.id == "micro-clients")
        return (f"{number(clients.value)}{NBSP}clients au moins. {clients.note}", *self.limits)

    @property
    def sentence(self) -> str:
        """Ce qui reste, en une phrase."""
        return (
            f"Sur {euros(self.turnover)} facturés dans l’année, la personne verse {euros(self.contributions)} de cotisations "
            f"({short_number(self.rate)}{NBSP}% et {short_number(self.training_rate)}{NBSP}% de formation, taux "
            f"{of_date(self.figures[0].date)})\u00a0; il lui reste {euros(self.net)} avant impôt et frais."
        )


def micro_contributions(turnover: float, on: dt.date, *, emploi: Emploi | None = None) -> MicroContributions:
    """Renvoie les cotisations d'une micro-entreprise de prestations intellectuelles et ce qui reste.

    Args:
        turnover: chiffre d'affaires de l'année, en euros, hors taxes.
        on: date qui choisit le taux.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Returns:
        `cotisations = chiffre d'affaires × (taux + formation)`, le reste, et les points d'attention : un seul
        client, le plafond, la TVA.

    Raises:
        InputError: un chiffre d'affaires négatif ou qui n'est pas un nombre.

    >>> import datetime as dt
    >>> micro_contributions(20000, dt.date(2026, 7, 1)).net
    14840.0
    """
    refuse([*amount_faults("le chiffre d’affaires", turnover, "des euros par an"), *date_faults(on)])
    law = emploi or load_emploi()
    rate, training = law.at("micro-cotisations", on), law.at("micro-formation", on)
    clients = law.at("micro-clients", on)
    ceiling, vat, raised = (law.at(name, on) for name in ("micro-plafond", "micro-seuil-tva", "micro-seuil-tva-majore"))
    due = exact(turnover) * (exact(rate.value) + exact(training.value)) / 100
    said = [
        *stale_rates((rate, training), on),
        *over(turnover, ceiling, "le plafond de la micro-entreprise", on),
        *vat_said(turnover, vat, raised, on),
    ]
    return MicroContributions(
        float(turnover), rate.value, training.value, float(due), float(exact(turnover) - due),
        (rate, training, clients, ceiling, vat, raised), tuple(said),
    )  # fmt: skip


def stale_rates(rates: Iterable[Figure], on: dt.date) -> list[str]:
    """Ce que l'on dit d'un taux employé hors de sa période."""
    return [doubt(rate, on) for rate in rates if not rate.holds(on)]


def over(turnover: float, limit: Figure, named: str, on: dt.date) -> list[str]:
    """La phrase qui dit qu'un seuil est dépassé, s'il l'est ; hors de sa période, que l'on n'en sait rien."""
    if not limit.holds(on):
        return [
            f"{capital(named)} n’est pas connu ici au {date(on)}, donc pas jugé : à vérifier. Le chiffre le plus proche, "
            f"{euros(limit.value)}, vaut {period(limit)}."
        ]
    if turnover <= limit.value:
        return []
    return [
        f"{euros(turnover)} facturés dans l’année dépassent {named} : {euros(limit.value)} "
        f"(chiffre {of_date(limit.date)}, {limit.confidence})."
    ]


def vat_said(turnover: float, vat: Figure, raised: Figure, on: dt.date) -> list[str]:
    """Ce que la TVA change à la facture, quand son seuil est dépassé ou inconnu."""
    said = over(turnover, vat, "le seuil sous lequel la TVA n’est pas facturée", on)
    if not said or not vat.holds(on):
        return said
    when = (
        f"au-delà du seuil majoré de {euros(raised.value)}, la TVA s’ajoute dès le dépassement"
        if turnover > raised.value
        else f"sous le seuil majoré de {euros(raised.value)}, la TVA s’ajoute au plus tôt l’année suivante"
    )
    return [f"{said[0]} Les montants comptés ici sont hors taxes ; {when}."]
