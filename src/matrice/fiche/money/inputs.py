"""Ce que l'équipe sait de l'argent du poste, et les refus de cette pièce, en français et d'un coup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from ... import errors
from ...amounts import is_amount, is_day, said, several
from ...errors import Problem
from ...text import date, euros, folded, partial_date, quoted, series
from ..emploi import Dated, Emploi, first_day, last_day


def refuse(problems: Iterable[Problem]) -> None:
    """Lève `InputError` avec toutes les fautes, s'il y en a."""
    errors.refuse(problems, "Calcul impossible")


def amount_faults(name: str, value: object, expected: str, *, zero: bool = True) -> Iterator[Problem]:
    """Un nombre fini, positif (ou nul quand `zero` le permet)."""
    if not is_amount(value) or (not zero and value == 0):
        least = "0 ou plus" if zero else "plus que 0"
        yield Problem(f"{name} vaut {said(value)}\u00a0; attendu\u00a0: {expected}, {least}.")


def choice_faults(name: str, value: object, known: Sequence[str]) -> Iterator[Problem]:
    """Un mot d'une liste, aux accents et à la casse près."""
    if folded(str(value)) not in [folded(word) for word in known]:
        words = series([quoted(word) for word in known], "ou")
        yield Problem(f"{name} vaut {said(value)}\u00a0; attendu\u00a0: {words}.")


def sums_faults(one: str, many: str, value: object) -> Iterator[Problem]:
    """Une suite de sommes, chacune un libellé et des euros par an ; `one` et `many` les nomment dans les messages."""
    listed = several(value)
    if listed is None:
        yield Problem(f"{many} valent {said(value)}\u00a0; attendu\u00a0: une liste de (libellé, euros par an).")
        return
    for item in listed:
        if not isinstance(item, tuple | list) or len(item) != 2 or not isinstance(item[0], str):
            yield Problem(f"{one} vaut {said(item)}\u00a0; attendu\u00a0: (libellé, euros par an).")
        else:
            yield from amount_faults(f"{one} {quoted(item[0])}", item[1], "des euros par an")


def date_faults(value: object) -> Iterator[Problem]:
    """Une date du calendrier."""
    if not is_day(value):
        yield Problem(f"la date vaut {said(value)}\u00a0; attendu\u00a0: datetime.date(2026, 10, 6).")


# Ce que l'équipe sait de l'argent du poste, et les fautes qu'on y trouve, toutes dites ensemble

STATUSES = ("salarie-sisa", "groupement", "micro", "professionnel-sante", "benevole", "portage")
SALARIED = ("salarie-sisa", "groupement")
LIABLE, NOT_LIABLE, UNSAID = "assujetti", "non assujetti", "à dire"
POSITIONS = (UNSAID, NOT_LIABLE, LIABLE)
READINGS = {"lineaire": "linéaire", "tranche": "tranche"}
PRORATAS = ("lineaire", "tranche entière")


@dataclass(frozen=True, slots=True)
class MoneyInputs:
    """Ce que l'équipe sait de l'argent du poste ; ce qu'elle ne sait pas reste à None.

    Attributes:
        gross_monthly: salaire brut mensuel **à temps plein**, en euros (salariat).
        gross_hourly: taux horaire brut, en euros, à la place du salaire mensuel.
        seniority_years: ancienneté, en années.
        management_fee: frais du groupement d'employeurs, en % du coût employeur.
        hourly_fee: tarif ou indemnité, en euros par heure de travail (micro-entreprise, professionnel de
            santé, portage).
        mission_fee: forfait d'une mission, en euros, à la place du tarif horaire (micro-entreprise).
        missions: nombre de missions par an.
        vat: « assujetti » ou « non assujetti » à la TVA, pour la partie qui emploie ou qui facture ; « à dire » tant que
            l'équipe ne le sait pas. Un employeur non assujetti doit la taxe sur les salaires ; une facture avec TVA se paie TTC.
        expenses: autres dépenses du poste, (libellé, euros par an) : matériel, déplacements, formation…
        budget: ce que l'équipe peut dépenser par an, en euros ; on en tire les heures qu'il paie.
        patients: patientèle « médecin traitant » de la SISA, pour la part de l'ACI.
        aci_euros: montant réel de la coordination notifié par la caisse, à la place du calcul.
        regime: régime de l'ACI (« 2017 », « 2022 ») ; par défaut, celui en vigueur à la date.
        reading, prorata: voir `aci_coordination`.
        aci: ce que l'équipe sait de plus pour l'ACI, (donnée d'`aci_view`, réponse) : ("associates", 12), ("ipa", "oui")…
        others: autres financements, (libellé, euros par an) : commune, fondation… (le FIR, avant l'ACI ou sans elle)
    """

    gross_monthly: float | None = None
    gross_hourly: float | None = None
    seniority_years: float = 0
    management_fee: float = 0
    hourly_fee: float | None = None
    mission_fee: float | None = None
    missions: float = 1
    vat: str = UNSAID
    expenses: tuple[tuple[str, float], ...] = ()
    budget: float | None = None
    patients: float | None = None
    aci_euros: float | None = None
    regime: str | None = None
    reading: str = "tranche"
    prorata: str = "lineaire"
    others: tuple[tuple[str, float], ...] = ()
    aci: tuple[tuple[str, object], ...] = ()


def input_faults(
    status_id: str, weekly_hours: object, inputs: MoneyInputs, on: object, law: Emploi
) -> Iterator[Problem]:
    """Tout ce qui empêche de compter : statut inconnu, nombre sans sens, salaire ou tarif manquant."""
    if status_id not in STATUSES:
        known = series([quoted(name) for name in STATUSES], "ou")
        yield Problem(f"le statut vaut {said(status_id)}\u00a0; attendu\u00a0: {known}.")
    yield from amount_faults("la durée", weekly_hours, "des heures par semaine", zero=False)
    yield from date_faults(on)
    if not isinstance(inputs, MoneyInputs):
        yield Problem(f"l’argent vaut {said(inputs)}\u00a0; attendu\u00a0: MoneyInputs(…).")
        return
    yield from _number_faults(inputs)
    yield from choice_faults("la TVA", inputs.vat, POSITIONS)
    yield from choice_faults("la lecture de l’ACI", inputs.reading, tuple(READINGS))
    yield from choice_faults("le prorata de l’ACI", inputs.prorata, PRORATAS)
    if inputs.regime is not None:
        yield from choice_faults("le régime de l’ACI", inputs.regime, [rule.regime for rule in law.aci])
    yield from _pay_faults(status_id, inputs)


def _number_faults(inputs: MoneyInputs) -> Iterator[Problem]:
    """Chaque somme est un nombre positif ou nul ; un salaire, un tarif ou un forfait est plus que 0."""
    known = {
        "le salaire brut mensuel à temps plein": (inputs.gross_monthly, "des euros", False),
        "le taux horaire brut": (inputs.gross_hourly, "des euros", False),
        "l’ancienneté": (inputs.seniority_years, "des années", True),
        "les frais du groupement": (inputs.management_fee, "un pourcentage", True),
        "le tarif horaire": (inputs.hourly_fee, "des euros", False),
        "le forfait d’une mission": (inputs.mission_fee, "des euros", False),
        "le nombre de missions": (inputs.missions, "des missions par an", False),
        "le budget": (inputs.budget, "des euros par an", True),
        "la patientèle": (inputs.patients, "un nombre de patients", True),
        "le montant de l’ACI": (inputs.aci_euros, "des euros par an", True),
    }
    for name, (value, expected, zero) in known.items():
        if value is not None:
            yield from amount_faults(name, value, expected, zero=zero)
    yield from sums_faults("la dépense", "les dépenses", inputs.expenses)
    yield from sums_faults("le financement", "les financements", inputs.others)
    facts = several(inputs.aci)
    if facts is None or not all(
        isinstance(one, tuple | list) and len(one) == 2 and isinstance(one[0], str) for one in facts
    ):
        yield Problem(
            f"les données de l’ACI valent {said(inputs.aci)}\u00a0; attendu\u00a0: une liste de (nom, réponse)."
        )


def _pay_faults(status_id: str, inputs: MoneyInputs) -> Iterator[Problem]:
    """Un salarié a un salaire, une personne qui facture un tarif ou un forfait, et un seul des deux."""
    salaries = [value for value in (inputs.gross_monthly, inputs.gross_hourly) if value is not None]
    fees = [value for value in (inputs.hourly_fee, inputs.mission_fee) if value is not None]
    if status_id in SALARIED and len(salaries) != 1:
        said_too = "manque" if not salaries else "est donné deux fois"
        yield Problem(
            f"le salaire {said_too}\u00a0: donnez le salaire brut mensuel à temps plein ou le taux horaire brut, un seul des deux."
        )
    if status_id == "micro" and len(fees) != 1:
        said_too = "manque" if not fees else "est donné deux fois"
        yield Problem(
            f"le prix {said_too}\u00a0: donnez le tarif horaire ou le forfait d’une mission, un seul des deux."
        )
    if status_id in ("professionnel-sante", "portage") and inputs.hourly_fee is None:
        named = "l’indemnité horaire" if status_id == "professionnel-sante" else "le tarif horaire facturé"
        yield Problem(f"le prix manque\u00a0: donnez {named}, en euros par heure de travail.")


_Follows = Literal["heures", "rien", "lignes", "salaire"]


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Ce qu'elle est, en euros par an, comment son montant est connu et sur quels chiffres datés.

    `follows` dit ce qui la fait varier : les heures du poste, en proportion ; rien ; le total des lignes au-dessus d'elle,
    dont elle est `rate` % ; le salaire, par un barème.
    """

    label: str
    euros: float
    computation: str
    basis: tuple[Dated, ...] = field(default=(), repr=False)
    estimate: bool = False
    follows: _Follows = "heures"
    rate: float = 0


# L'argent et les dates écrits en français


def tariff(value: float | Fraction) -> str:
    """Renvoie un tarif, avec ses centimes quand il en a : « 40 € », « 37,50 € ».

    >>> tariff(40), tariff(37.5)
    ('40\\xa0€', '37,50\\xa0€')
    """
    return euros(float(value), 0 if float(value).is_integer() else 2)


def of_date(day: str) -> str:
    """Renvoie une date après « de » : « du 1er juin 2026 », « d’août 2016 », « de 2021 ».

    >>> of_date("2016-08"), of_date("2021")
    ('d’août\\xa02016', 'de 2021')
    """
    said = partial_date(day)
    if len(day) == len("AAAA-MM-JJ"):
        return f"du {said}"
    return f"d’{said}" if said[0] in "ao" else f"de {said}"


def period(value: Dated) -> str:
    """Renvoie la période où ce chiffre vaut : « à partir de 2021 et jusqu’au 31 décembre 2021 », « à partir du 1er janvier 2026 »."""
    ends = f"jusqu’au {date(last_day(value.until))}" if value.until else ""
    starts = f"à partir {of_date(value.since)}" if value.since else ""
    return " et ".join(part for part in (starts, ends) if part) or "sans période connue"


# Un chiffre périmé se dit tout seul : validité finie, date de vérification passée, texte annoncé et non lu


def stale(emploi: Emploi, *, on: dt.date | None, only: Collection[str] | None = None) -> tuple[str, ...]:
    """Renvoie ce qui n'est plus sûr à cette date, une phrase par chiffre, avec la date du chiffre.

    Args:
        emploi: les chiffres.
        on: la date à laquelle on s'en sert ; sans elle, aucun chiffre n'est jugé périmé, mais tout texte annoncé se dit.
        only: identifiants des chiffres employés (tous par défaut).

    Returns:
        Les chiffres dont la validité n'a pas commencé ou est finie, ceux que l'on devait revérifier, puis les
        textes annoncés qui concernent l'un d'eux.
    """
    known = emploi.dated(on=on or dt.date.max)
    used = [value for value in known if only is None or value.id in only]
    aged = [said for value in used if (said := doubt(value, on))] if on else []
    names = {value.id for value in used}
    coming = [
        f"{text.label}, {text.confidence}. {text.note}"
        for text in emploi.pending
        if (on is None or text.begun(on=on)) and names & set(text.concerns)
    ]
    return (*aged, *coming)


def doubt(value: Dated, on: dt.date) -> str:
    """Ce qui rend ce chiffre peu sûr à cette date, ou rien."""
    named = f"{quoted(value.label)}\u00a0: chiffre {of_date(value.date)}"
    if value.since and on < first_day(value.since):
        return (
            f"{named}, qui ne vaut qu’à partir {of_date(value.since)}\u00a0; celui du {date(on)} n’est pas connu ici."
        )
    if value.until and on > last_day(value.until):
        return f"{named}, dont la validité s’arrêtait en {partial_date(value.until[:7])}\u00a0: cherchez le chiffre actuel."
    if value.check_after and on > last_day(value.check_after):
        return f"{named}, à revérifier depuis le {date(last_day(value.check_after))}."
    return ""
