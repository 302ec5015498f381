"""La lettre de mission : deux pages pour une personne indépendante, une page pour un membre de l'équipe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal

from ..assessment import showable
from ..errors import MatriceError
from ..fiche import MATRICE, NO_DATA, Delegation, FicheDePoste, Payment, Poste, Status, delegation_status, role_said
from ..inclusive import COORDINATION, checked_wording, worded
from ..text import NBSP, Wording, capital, date, euros, number, quoted
from .blocks import Block, Bullets, Column, Content, Document, Heading, Styled, Table, Text
from .fiche import printed, results_blocks, yearly
from .post_parts import (
    Mission,
    a_year_later,
    agreed_table,
    asked,
    joined,
    lines,
    missions,
    post_document,
    reworded,
    signatories,
    signatures_blocks,
)

_Billing = Literal["heure", "mission"]
_KEYWORDS = ("lettre de mission", "coordination", "soins primaires")
_MOST_LINES = 16  # tâches nommées ; au-delà, la lettre renvoie à la note de travail
_DISCRETION = (
    "Ce qui touche à la santé des personnes et à la vie de l’équipe reste confidentiel, pendant la mission et après elle. Des données "
    "de santé, on ne consulte que ce que la mission demande, dans les outils sécurisés de la structure, sans copie ailleurs. Les "
    "documents produits sont remis à l’équipe au fur et à mesure\u00a0; à la fin, les accès sont fermés."
)


def lettre_de_mission(
    fiche: FicheDePoste,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    layout: str = MATRICE,
    billing: _Billing = "heure",
    role: Delegation | None = None,
    poste: Poste = NO_DATA,
) -> Document:
    """Renvoie la lettre de mission.

    Args:
        fiche: ce que `draft` a calculé ; rien n'est recalculé ici.
        on: date de la lettre ; la révision est prévue un an après.
        wording, layout, poste: comme pour `fiche`.
        billing: « heure » (les heures faites se paient) ou « mission » (chaque mission a son prix).
        role: une délégation de `fiche.delegated` ; la lettre est alors celle de ce membre de l'équipe, sur une page, pour
            ses seules tâches. Sans elle, c'est celle de la personne qui coordonne, sur deux pages.

    Returns:
        Un `Document`. La même fiche à la même date donne les mêmes octets.

    Raises:
        InputError: plan inconnu.
        MatriceError: forme ou façon de payer inconnue, statut salarié (qui appelle une fiche de poste), ou
            délégation sans tâche.
    """
    checked_wording(wording)
    showable(fiche.profile)
    _check(fiche, billing, role)
    status = delegation_status() if role else fiche.status
    name = role_said(role.role.label, wording) if role else COORDINATION[wording]["nom"]
    title = f"Lettre de mission\u00a0: {name}"
    blocks = (
        *(
            _small_blocks(fiche, role, status, poste, wording, name)
            if role
            else _whole_blocks(fiche, layout, billing, poste, wording, name)
        ),
        *_end_blocks(status, on, small=role is not None),
        *signatures_blocks(signatories(status, wording, capital(name) if role else "")),
    )
    return post_document(title, [fiche.profile.team], on, blocks, _KEYWORDS, "Mission pour")


def _check(fiche: FicheDePoste, billing: str, role: Delegation | None) -> None:
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


# La mission entière : les parties, ce qui est confié, les livrables, le prix, le cadre


def _whole_blocks(
    fiche: FicheDePoste, layout: str, billing: _Billing, poste: Poste, wording: Wording, name: str
) -> Iterator[Block]:
    status, found = fiche.status, missions(fiche, layout)
    yield agreed_table("Les parties", [
        ("Structure", lines([fiche.profile.team, asked(poste, "structure"), asked(poste, "signataire", label="Représentée par")])),
        (capital(worded(status.person, wording)), lines([
            asked(poste, "personne"), asked(poste, "siret", label="SIRET") if status.id == "micro" else None,
        ])),
        ("Objet", f"{capital(name)}\u00a0: coordination de {quoted(fiche.profile.team)}, environ {yearly(fiche.tasks)} par an"),
        ("Dates", lines([asked(poste, "debut", label="Début"), asked(poste, "fin", label="Fin")])),
        *_payment_rows(fiche, status.payment, billing, poste),
    ])  # fmt: skip
    yield Heading(1, "Ce qui est confié")
    yield _missions_table(found, billing, status.payment, poste)
    yield from results_blocks(fiche, poste)
    yield Heading(1, "Cadre de la mission")
    yield Text(lines(_frame(status, poste, wording)))


def _payment_rows(
    fiche: FicheDePoste, payment: Payment | None, billing: _Billing, poste: Poste
) -> list[tuple[str, Content | None]]:
    """Le prix, ce qui se paie et sur quelle pièce ; rien pour un bénévolat."""
    if payment is None:
        return []
    fee = fiche.money.inputs.hourly_fee if fiche.money and billing == "heure" else None
    price = asked(poste, "remuneration", f"{euros(fee, 2)} de l’heure" if fee else "")
    rule = (
        f"Les heures faites, sur {payment.proof} détaillé par mission\u00a0; au-delà du volume prévu, accord écrit d’abord."
        if billing == "heure"
        else f"Chaque mission terminée, sur {payment.proof}, au prix du tableau\u00a0; le volume y est indicatif."
    )
    return [(payment.price, lines([price if billing == "heure" else None, rule]))]


def _missions_table(found: Sequence[Mission], billing: _Billing, payment: Payment | None, poste: Poste) -> Table:
    """Les missions et leurs tâches en toutes lettres ; à la mission, une colonne pour le prix de chacune."""
    priced = billing == "mission" and payment is not None
    price = (Column(payment.price, 1.6),) if priced and payment else ()
    named = printed([task for one in found for task in one.tasks if not task.is_reserve], _MOST_LINES)
    total = yearly([task for one in found for task in one.tasks])
    return Table(
        "Ce qui est confié",
        "Une ligne par mission\u00a0: ses tâches et son volume indicatif. La dernière ligne est le total.",
        (Column("Mission", 8), Column("Volume indicatif", 1.8), *price),
        [(_confided(one, named, poste), one.volume, *[""] * priced) for one in found],
        total=(Styled("Total"), Styled(f"{total} par an"), *[""] * priced),
    )


def _confided(mission: Mission, named: set[str], poste: Poste) -> Content:
    """Une mission et ses tâches en toutes lettres ; la réserve ne se promet pas."""
    if mission.is_reserve:
        return (Styled("Imprévus"), "\u00a0: sur accord, au cas par cas")
    own = [reworded(poste, f"tache.{task.id}", task.label) for task in mission.tasks if task.id in named]
    left = len(mission.tasks) - len(own)
    more = [f"et {number(left)} {'autre' if left == 1 else 'autres'}, dans la note de travail"] * bool(left)
    name = reworded(poste, f"mission.{mission.id}", mission.label, strong=True)
    return lines([name, lines([*own, *more], f"–{NBSP}")])


def _frame(status: Status, poste: Poste, wording: Wording) -> list[Content | None]:
    """Le cadre, en quelques lignes : ce que le statut règle, l'organisation, l'assurance, la confidentialité."""
    terms = [*status.terms, *status.schedule]
    said: list[Content | None] = [
        (Styled(f"{worded(clause.label, wording)}\u00a0: "), f"{worded(clause.text, wording)}.")
        for clause in terms
        if clause.text and clause.label not in _ELSEWHERE
    ]
    insured = next((clause for clause in status.terms if clause.label == "Assurance"), None)
    if insured:
        said.append(
            joined((Styled("Assurance\u00a0: "), f"{worded(insured.text, wording)}. "), asked(poste, "assurance"))
        )
    return [*said, (Styled("Confidentialité\u00a0: "), _DISCRETION)]


_ELSEWHERE = {"Assurance", "Contrat", "Facturation", "Indemnité", "Rémunération", "Continuité", "Formation", "Matériel"}


# La petite mission d'un membre de l'équipe : une page


def _small_blocks(
    fiche: FicheDePoste, role: Delegation, status: Status, poste: Poste, wording: Wording, name: str
) -> Iterator[Block]:
    coordination = capital(COORDINATION[wording]["le"])
    pay = status.payment.title if status.payment else ""
    yield agreed_table("Les parties", [
        ("Structure", fiche.profile.team),
        (capital(name), asked(NO_DATA, "personne")),
        ("Dates", lines([asked(NO_DATA, "debut", label="Début"), asked(NO_DATA, "fin", label="Fin")])),
        ("Volume", f"environ {yearly(role.tasks)} par an"),
        (pay, f"{next(clause.text for clause in status.terms if clause.label == 'Temps')}, sur décision de la structure."),
        ("Pour les priorités", f"{coordination} de l’équipe"),
    ])  # fmt: skip
    yield Heading(1, "Ce qui est confié")
    yield Bullets([one for task in role.tasks if (one := reworded(poste, f"tache.{task.id}", task.label)) is not None])
    yield Text(
        "La personne choisit quand et comment elle s’en acquitte, et annonce ses absences pour que quelqu’un prenne le relais. Ces "
        "tâches ne tiennent pas dans le temps du poste de coordination\u00a0: cette lettre évite qu’elles se perdent."
    )


def _end_blocks(status: Status, on: dt.date, *, small: bool) -> Iterator[Block]:
    yield Heading(1, "Suivi et fin")
    until = date(a_year_later(on))
    yield Text(
        (
            "Point d’étape chaque trimestre" if not small else "Un point avec la coordination chaque trimestre",
            "\u00a0; bilan au plus tard le ", Styled(until), f" ({status.review.title.lower()}), sur les livrables et la suite, "
            "sans évaluation de la personne. Chaque partie peut y mettre fin plus tôt, par écrit.",
        ),
    )  # fmt: skip
