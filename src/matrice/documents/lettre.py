"""La lettre de mission : pour une personne indépendante, ou pour un membre de l'équipe."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ..assessment import showable
from ..errors import MatriceError
from ..fiche import (
    MATRICE,
    RESERVE,
    Delegation,
    FicheDePoste,
    Payment,
    PlannedTask,
    PostMoney,
    Status,
    arrange,
    delegation_status,
    role_said,
)
from ..inclusive import COORDINATION, checked_wording, worded
from ..referentiel import Referentiel
from ..text import DASH, NBSP, Wording, capital, date, euros, hours, number, plural, quoted
from .blocks import (
    Blank,
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Inline,
    Row,
    Styled,
    Table,
    Text,
)
from .commitments import (
    AGREED,
    a_year_later,
    attention_blocks,
    clauses_blocks,
    links_blocks,
    signatories,
    signatures_blocks,
)
from .fiche import how_to_fill_blocks, title_blocks
from .sources import source_table_blocks

# Les missions d'une lettre : ce qui est confié, pour combien d'heures, et comment cela se paie

_Billing = Literal["heure", "mission"]
_HOURS = (Column("h/semaine", 2, True), Column("h/an", 1.4, True))


@dataclass(frozen=True, slots=True)
class Mission:
    """Un morceau de la lettre : une partie du plan et ses tâches, ou la réserve."""

    label: str
    tasks: tuple[PlannedTask, ...]

    @property
    def hours(self) -> float:
        """Les heures par semaine."""
        return math.fsum(task.hours for task in self.tasks)

    @property
    def hours_year(self) -> int:
        """Les heures de travail par an."""
        return sum(task.hours_year for task in self.tasks)


def missions(tasks: Sequence[PlannedTask], ref: Referentiel, layout: str = MATRICE) -> list[Mission]:
    """Renvoie les tâches rangées selon un plan, la réserve à part et en dernier."""
    parts = arrange(tasks, ref, layout)
    return [Mission(RESERVE.label if part.tasks[0].is_reserve else part.label, part.tasks) for part in parts]


def _missions_table_blocks(parts: Sequence[Mission], spare: float = 0) -> Iterator[Block]:
    """Un tableau par groupe de missions, puis le total ; `spare` est le temps qu'aucune tâche ne demande encore."""
    for mission in parts:
        yield Heading(2, mission.label)
        if not mission.tasks[0].is_reserve:
            yield Text(f"{plural(len(mission.tasks), 'tâche')}, {hours(mission.hours)} par semaine.", "introduction")
            yield from _task_table_blocks(mission)
        else:
            yield Text(
                f"{hours(mission.hours)} par semaine, {number(mission.hours_year)}{NBSP}h par an, sans tâche fixée d’avance."
            )
    yield from _total_blocks(parts, spare)


def _task_table_blocks(mission: Mission) -> Iterator[Block]:
    """Les tâches d'une partie, avec leur sous-total."""
    yield Table(
        f"Missions\u00a0: {mission.label}",
        "Une ligne par tâche\u00a0: code, tâche, heures par semaine et par an. La dernière ligne est le sous-total.",
        (Column("Code", 1.7), Column("Mission", 9), *_HOURS),
        [(task.id, task.label, hours(task.hours), number(task.hours_year)) for task in mission.tasks],
        total=bold("", "Sous-total", hours(mission.hours), number(mission.hours_year)),
    )


def _total_blocks(parts: Sequence[Mission], spare: float) -> Iterator[Block]:
    """Le total, partie par partie."""
    rows: list[Row] = [(part.label, hours(part.hours), number(part.hours_year)) for part in parts]
    if spare:
        rows.append(("Temps encore libre", hours(spare), DASH))
    week, year = math.fsum([*(part.hours for part in parts), spare]), sum(part.hours_year for part in parts)
    yield Heading(2, "Total")
    yield Table("Total des missions", "Une ligne par groupe de missions\u00a0: heures par semaine et par an, puis le total.",
        (Column("Missions", 10.7), *_HOURS), rows, total=bold("Total", hours(week), number(year)),
    )  # fmt: skip


def bold(*words: str) -> Row:
    """Une ligne de total."""
    return tuple(Styled(word) if word else "" for word in words)


def _payment_blocks(
    parts: Sequence[Mission],
    payment: Payment,
    billing: _Billing,
    money: PostMoney | None = None,
) -> Iterator[Block]:
    """Comment la mission se paie : à l'heure faite, ou à un prix par mission."""
    yield Heading(1, payment.title)
    if billing == "mission":
        yield from _prices_blocks(parts, payment)
        yield Heading(2, "Règles communes")
    yield Text(_rules(payment, billing), "introduction")
    yield Table(payment.title, "Une ligne par rubrique\u00a0: ce qui est convenu, ou un champ à compléter.",
        (Column("Rubrique", 2), Column("Ce qui est convenu", 5)), [*_payment_rows(parts, payment, billing, money), *_estimates(money)],
    )  # fmt: skip


def _estimates(money: PostMoney | None) -> list[Row]:
    """Ce que l'équipe a déjà chiffré, pour l'année."""
    lines = money.cost.lines if money else ()
    return [(f"Estimé\u00a0: {line.label}", f"{euros(line.euros)} par an ({line.computation})") for line in lines]


def _rules(payment: Payment, billing: _Billing) -> str:
    """Ce qui se paie, en une phrase."""
    if billing == "mission":
        return f"Une mission terminée se règle sur {payment.proof}, au prix du tableau\u00a0; les heures y sont indicatives."
    return f"Seules les heures faites se règlent, sur {payment.proof}, détaillées par mission."


def _prices_blocks(parts: Sequence[Mission], payment: Payment) -> Iterator[Block]:
    """Le prix de chaque mission, à compléter, en face des heures prévues."""
    yield Text(
        (Styled("À la mission. "), "Le prix couvre le résultat attendu, quel que soit le temps passé."), "introduction"
    )
    yield Table(f"{payment.title} à la mission", "Une ligne par mission\u00a0: heures prévues, résultat attendu et prix, à compléter.",
        (Column("Mission", 4.4), Column("h/an", 1.4, True), Column("Résultat attendu", 4), Column(payment.price, 2.4)),
        [_price_row(part) for part in parts],
        total=(Styled("Total"), Styled(number(sum(part.hours_year for part in parts))), "", Blank("prix total")),
    )  # fmt: skip


def _price_row(part: Mission) -> Row:
    """Une mission et son prix ; la réserve ne se promet pas, elle se décide au cas par cas."""
    result = (
        "Sur accord, au cas par cas" if part.tasks[0].is_reserve else Blank(f"résultat attendu\u00a0: {part.label}")
    )
    return (part.label, number(part.hours_year), result, Blank(f"prix\u00a0: {part.label}"))


def _payment_rows(parts: Sequence[Mission], payment: Payment, billing: _Billing, money: PostMoney | None) -> list[Row]:
    """Les rubriques communes aux deux façons de payer, puis ce que l'heure ajoute."""
    fee = money.inputs.hourly_fee if money else None
    agreed = Blank(f"{payment.price} de l’heure, en euros")
    hourly: list[Row] = [
        (
            f"{payment.price} de l’heure",
            (f"{euros(fee, 2)}, prévu par l’équipe. Convenu\u00a0: ", agreed) if fee else agreed,
        ),
        ("Volume prévu", f"{number(sum(part.hours_year for part in parts))}{NBSP}h par an"),
        ("Dépassement", "Au-delà de ce volume, accord écrit de la structure avant de commencer"),
    ]
    shared: list[Row] = [
        ("Rythme", Blank("par mois, par trimestre, à la fin de chaque mission")),
        ("Délai de paiement", Blank("délai de paiement")),
        ("Frais", Blank("frais remboursés et justificatifs")),
    ]
    return [*hourly, *shared] if billing == "heure" else shared


def _who_does_what_blocks(fiche: FicheDePoste, me: str, names: Sequence[tuple[str, Delegation]]) -> Iterator[Block]:
    """Ce que prend chaque personne, et ce que personne ne prend ; `me` est la personne qui coordonne."""
    yield Heading(1, "Qui fait quoi")
    holder: Row = (me, plural(len(fiche.chosen), "tâche"), hours(fiche.weekly_hours))
    others: list[Row] = [(name, _taken(delegation.tasks), hours(delegation.role.hours)) for name, delegation in names]
    yield Text("L’équipe sait ainsi à qui s’adresser.", "introduction")
    yield Table("Qui fait quoi", "Une ligne par personne\u00a0: ses tâches et ses heures par semaine.",
        (Column("Qui", 4), Column("Tâches", 7), Column("h/semaine", 2, True)), [holder, *others],
    )  # fmt: skip
    yield Heading(2, "Les tâches sans personne")
    yield Text(tuple(_nobody(fiche)))


def _taken(tasks: Sequence[PlannedTask]) -> str:
    """Les tâches d'une personne, avec leurs codes."""
    return (
        "; ".join(f"{task.id} {task.label}" for task in tasks).replace("; ", f"{NBSP};\n")
        if tasks
        else "Aucune pour l’instant"
    )


def _nobody(fiche: FicheDePoste) -> tuple[str | Styled, ...]:
    """Les tâches sans personne, nommées par leur code : elles restent visibles."""
    if not fiche.unassigned:
        return ("Toutes les tâches demandées ont quelqu’un pour s’en charger.",)
    verb = "n’a personne" if len(fiche.unassigned) == 1 else "n’ont personne"
    codes = ", ".join(task.id for task in fiche.unassigned)
    return (Styled(f"{plural(len(fiche.unassigned), 'tâche')} {verb} à ce jour\u00a0: "), f"{codes}.")


# La lettre de mission comme document Word : pour une personne indépendante, ou pour un membre de l'équipe

_KEYWORDS = ("lettre de mission", "coordination", "soins primaires")

_DISCRETION = (
    "Ce qui touche à la santé des personnes et à la vie de l’équipe reste confidentiel, pendant la mission et après elle.",
    "Des données de santé, on ne consulte que ce que la mission demande, et seulement dans les outils sécurisés de la structure.",
    "Aucune copie de ces données ne va sur un matériel, une messagerie ou un espace de stockage personnels.",
    "Les documents produits pour l’équipe lui sont remis au fur et à mesure\u00a0; elle peut s’en servir après la mission.",
    "À la fin, les accès sont fermés et les dossiers en cours transmis.",
)


def lettre_de_mission(
    fiche: FicheDePoste,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    layout: str = MATRICE,
    billing: _Billing = "heure",
    role: Delegation | None = None,
) -> Document:
    """Renvoie la lettre de mission.

    Args:
        fiche: ce que `draft` a calculé ; rien n'est recalculé ici.
        on: date de la lettre ; la révision est prévue un an après.
        wording: forme des mots qui nomment une personne.
        layout: comment ranger les mêmes tâches : « matrice », « blocs », « missions » ou « champs ».
        billing: « heure » (les heures faites se paient) ou « mission » (chaque mission a son prix).
        role: une délégation de `fiche.delegated` ; la lettre est alors celle de ce membre de l'équipe, pour
            ses seules tâches. Sans elle, c'est celle de la personne qui coordonne.

    Returns:
        Un `Document`. La même fiche à la même date donne les mêmes octets.

    Raises:
        InputError: plan inconnu, ou modèle refusé.
        MatriceError: forme ou façon de payer inconnue, statut salarié (qui appelle une fiche de poste), ou
            délégation sans tâche.
    """
    checked_wording(wording)
    showable(fiche.profile)
    _check(fiche, billing, role)
    status = delegation_status() if role else fiche.status
    name = role_said(role.role.label, wording) if role else COORDINATION[wording]["nom"]
    title = f"Lettre de mission\u00a0: {name}"
    tasks, spare = (role.tasks, role.spare) if role else (fiche.tasks, 0.0)
    parts = missions(tasks, fiche.ref, layout)
    names = [(capital(role_said(one.role.label, wording)), one) for one in fiche.delegated]
    blocks = (
        *title_blocks(title, fiche.profile.team, on),
        Text(tuple(_purpose(fiche, tasks, role))),
        *how_to_fill_blocks(),
        *_parties_blocks(fiche.profile.team, status, wording, name),
        Heading(1, "Missions et temps prévu"),
        Text("Les heures sont celles que l’équipe a décidées\u00a0; chaque code renvoie au catalogue.", "introduction"),
        *_missions_table_blocks(parts, spare),
        *(_payment_blocks(parts, status.payment, billing, None if role else fiche.money) if status.payment else ()),
        *attention_blocks(_to_read(fiche, status, role, wording)),
        *_frame_blocks(status, wording),
        *_who_does_what_blocks(fiche, capital(COORDINATION[wording]["le"]), names),
        *_end_blocks(status, on),
        *signatures_blocks(signatories(status, wording, capital(name) if role else "")),
        Heading(1, "Sources"),
        *source_table_blocks("Sources des points d’attention", status.sources),
    )
    return Document(
        title, fiche.profile.team, on, blocks, subject=f"Mission pour {quoted(fiche.profile.team)}", keywords=_KEYWORDS
    )


def _check(fiche: FicheDePoste, billing: str, role: Delegation | None) -> None:
    """Lève `MatriceError` quand cette lettre n'a pas de sens."""
    if billing not in ("heure", "mission"):
        raise MatriceError(
            f"La façon de payer {quoted(str(billing))} n’existe pas\u00a0; attendu\u00a0: {quoted('heure')} ou {quoted('mission')}."
        )
    if role is None and fiche.status.document != "lettre de mission":
        raise MatriceError(
            f"Le statut {quoted(fiche.status.label)} se règle par un contrat de travail et une fiche de poste, non par une lettre "
            "de mission. Faites la fiche, changez de statut, ou écrivez la lettre d’un membre de l’équipe."
        )
    if role is not None and not role.tasks:
        raise MatriceError(
            f"{quoted(role.role.label)} n’a aucune tâche dans cette fiche\u00a0: confiez-lui-en une, ou donnez-lui plus d’heures."
        )


def _to_read(fiche: FicheDePoste, status: Status, role: Delegation | None, wording: Wording) -> list[str]:
    """Ce que la personne lit avant de signer ; les doutes sur les financements regardent l'équipe seule."""
    alerts = [worded(alert, wording) for alert in status.alerts]
    if role:
        return alerts
    return list(dict.fromkeys((*alerts, *fiche.warnings, *(fiche.money.cost_warnings if fiche.money else ()))))


def _purpose(fiche: FicheDePoste, tasks: Sequence[PlannedTask], role: Delegation | None) -> tuple[Inline, ...]:
    """L'objet de la lettre, en un paragraphe."""
    count = plural(sum(not task.is_reserve for task in tasks), "tâche")
    if role:
        return (
            Styled("Objet. "),
            f"Confier {count} de coordination à un membre de l’équipe, pour {hours(role.role.hours)} par semaine. "
            + ("Elle ne tient" if len(tasks) == 1 else "Elles ne tiennent")
            + " pas dans le temps du poste de coordination\u00a0; cette lettre évite que le travail se perde.",
        )
    return (
        Styled("Objet. "),
        f"Confier la coordination de {quoted(fiche.profile.team)}\u00a0: {count}, {hours(fiche.weekly_hours)} par semaine, environ "
        f"{number(sum(task.hours_year for task in tasks))}{NBSP}h par an. "
        "Les missions partent de l’évaluation que l’équipe a faite d’elle-même.",
    )


def _parties_blocks(team: str, status: Status, wording: Wording, name: str) -> Iterator[Block]:
    """Entre qui la lettre est signée."""
    yield Heading(1, "Les parties")
    rows: list[Row] = [
        ("Structure", (f"{team}\n", Blank("forme juridique, adresse et numéro SIRET de la structure"))),
        ("Représentée par", Blank("nom et qualité de la personne qui signe")),
        (capital(worded(status.person, wording)), Blank("nom, adresse et coordonnées de la personne")),
        ("Rôle", capital(name)),
    ]
    if status.id == "micro":
        rows.insert(3, ("Numéro SIRET", Blank("numéro SIRET de l’entreprise")))
    yield Table("Les parties", "Une ligne par partie, avec des champs à compléter.", AGREED, rows)


def _frame_blocks(status: Status, wording: Wording) -> Iterator[Block]:
    """Le cadre : ce qui est convenu, l'organisation du temps, les liens."""
    yield Heading(1, "Cadre de la mission")
    yield Text((Styled(f"{status.label}. "), f"{worded(status.employer, wording)}."), "introduction")
    yield from clauses_blocks("Cadre de la mission", status.terms, wording)
    yield Heading(1, "Organisation du temps")
    yield from clauses_blocks("Organisation du temps", status.schedule, wording)
    yield from links_blocks(status, wording)


def _end_blocks(status: Status, on: dt.date) -> Iterator[Block]:
    """La confidentialité, la durée, la révision et la fin."""
    yield Heading(1, "Confidentialité et données de santé")
    yield Bullets(_DISCRETION)
    yield Heading(1, "Durée, révision et fin")
    yield Table("Durée, révision et fin", "Une ligne par rubrique\u00a0: ce qui est convenu, ou un champ à compléter.",
        AGREED,
        [
            ("Début", Blank("date de début")),
            ("Durée", Blank("durée, et reconduction s’il y en a une")),
            ("Points d’étape", Blank("rythme des points d’étape")),
            ("Révision", f"Au plus tard le {date(a_year_later(on))} ({status.review.title.lower()})"),
            ("Fin anticipée", ("Par écrit, de l’une ou l’autre partie\n", Blank("préavis"))),
        ],
    )  # fmt: skip
