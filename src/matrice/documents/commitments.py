"""Ce que chacun s'engage à faire : statut, liens, moyens, révision, signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ..fiche import Bond, Clause, FicheDePoste, Status
from ..inclusive import COORDINATION, worded
from ..text import Wording, capital, date
from .blocks import (
    Blank,
    Block,
    Bullets,
    Column,
    Content,
    Heading,
    Row,
    Styled,
    Table,
    Text,
)

# Le statut : ce qui est convenu, comment le temps s'organise, et ce qu'il faut lire avant de signer

_CAUTION = Styled("Point d’attention\u00a0: ")
READ_FIRST = "À lire avant de signer"
AGREED = (Column("Rubrique", 2), Column("Ce qui est convenu", 5))


def status_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Le statut et ses clauses."""
    status = fiche.status
    yield Heading(1, "Statut et contrat" if status.hierarchy else "Statut et cadre de la mission")
    yield Text((Styled(f"{status.label}. "), worded(status.employer, wording), "."), "introduction")
    yield from clauses_blocks("Statut et contrat", status.terms, wording)


def schedule_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Les jours, les horaires, les lieux, les déplacements et la continuité ; ou une organisation libre."""
    yield Heading(1, "Organisation du temps")
    yield from clauses_blocks("Organisation du temps", fiche.status.schedule, wording)


def clauses_blocks(title: str, clauses: Sequence[Clause], wording: Wording) -> Iterator[Block]:
    """Un tableau de ce qui est convenu."""
    yield Table(title, "Une ligne par rubrique\u00a0: ce qui est convenu, ou un champ à compléter.",
        AGREED, _clause_rows(clauses, wording),
    )  # fmt: skip


def _clause_rows(clauses: Sequence[Clause], wording: Wording) -> list[Row]:
    """Une ligne par clause."""
    return [(worded(clause.label, wording), _clause_content(clause, wording)) for clause in clauses]


def _clause_content(clause: Clause, wording: Wording) -> Content:
    """Le texte d'une clause et, dessous, le champ qui le précise."""
    text = worded(clause.text, wording)
    blank = Blank(f"{worded(clause.label, wording)}\u00a0: {clause.blank}")
    if not clause.blank:
        return text
    return (f"{text}\n", blank) if text else blank


def cautions_blocks(said: Sequence[str]) -> Iterator[Block]:
    """Ce qu'il faut lire avant de signer, un paragraphe par point."""
    for sentence in said:
        yield Text((_CAUTION, sentence), "attention")


def attention_blocks(said: Sequence[str]) -> Iterator[Block]:
    """La partie des points d'attention, s'il y en a."""
    if said:
        yield Heading(1, READ_FIRST)
        yield from cautions_blocks(said[:-1])
        # Les signatures ne sont pas seules sur leur page.
        yield Text((_CAUTION, said[-1]), "attention", together=True)


# Ce que chacun s'engage à faire : liens, moyens, révision, signatures. Surtout des champs à compléter

_SIGNING_HEIGHT = 850  # 15 mm : la place d'une signature

_AROUND: tuple[Row, ...] = (
    (
        "Dans l’équipe",
        ("Toutes les professions de l’équipe, le secrétariat, les responsables des projets\u00a0: ", Blank("contacts internes")),
        "Réunions, protocoles, circulation de l’information",
    ),
    (
        "Hors de l’équipe",
        (
            "Patientèle et associations, hôpital, secteur médico-social, assurance maladie, agence régionale de santé, "
            "collectivités, fédération, éditeur du logiciel\u00a0: ",
            Blank("contacts externes"),
        ),
        "Parcours de soins, conventions, financements, outils",
    ),
)  # fmt: skip

_MEANS = (
    ("Espace de travail", "Un bureau ou un poste partagé, un téléphone, une salle pour les réunions"),
    ("Logiciel de l’équipe", "Une licence, avec les seuls droits que les tâches demandent"),
    ("Messagerie", "Une boîte propre au poste, et une messagerie sécurisée de santé pour les données de santé"),
    ("Accès", "Documents communs, agenda partagé, annuaires, clés des locaux"),
    ("Formation", "Du temps et un budget, revus au rendez-vous annuel"),
)


def commitments_blocks(fiche: FicheDePoste, on: dt.date, wording: Wording) -> Iterator[Block]:
    """Les liens, les moyens, la révision, ce qu'il faut lire et les signatures, selon ce que le statut permet."""
    yield from links_blocks(fiche.status, wording)
    if fiche.status.has("moyens"):
        yield from _means_blocks()
    yield from _review_blocks(fiche, on)
    yield from attention_blocks(fiche.attention(wording))
    yield from signatures_blocks(signatories(fiche.status, wording))


def links_blocks(status: Status, wording: Wording) -> Iterator[Block]:
    """Avec qui, et à quel titre."""
    yield Heading(1, "Liens et travail avec les autres")
    bond = (
        "Le lien hiérarchique est celui de l’employeur. Le lien fonctionnel est celui du projet\u00a0: il fixe les priorités du "
        "quotidien."
        if status.hierarchy
        else "Cette mission ne crée pas de lien hiérarchique. Le lien fonctionnel est celui du projet\u00a0: il dit les priorités, "
        "sans donner d’ordres."
    )
    yield Text(
        f"{bond} Le rôle {COORDINATION[wording]['du']} est d’animer l’équipe, sans autorité sur ses membres.",
        "introduction",
    )
    yield Table("Liens du poste", "Une ligne par lien\u00a0: avec qui et pour quoi faire. Des champs sont à compléter.",
        (Column("Lien", 2), Column("Avec qui", 5), Column("Pour quoi faire", 4)), [*_bond_rows(status, wording), *_AROUND],
    )  # fmt: skip


def _bond_rows(status: Status, wording: Wording) -> list[Row]:
    """Le lien hiérarchique, s'il existe, et le lien fonctionnel."""
    bonds = (("Hiérarchique", status.hierarchical), ("Fonctionnel", status.functional))
    return [_bond_row(name, bond, wording) for name, bond in bonds if bond]


def _bond_row(name: str, bond: Bond, wording: Wording) -> Row:
    """Un lien : qui, un champ pour son nom, et pour quoi faire."""
    who = worded(bond.who, wording)
    return (name, (f"{who}\u00a0: ", Blank(bond.blank)) if who else Blank(bond.blank), worded(bond.purpose, wording))


def _means_blocks() -> Iterator[Block]:
    """Ce qu'il faut pour travailler."""
    yield Heading(1, "Moyens")
    yield Table("Moyens du poste", "Une ligne par moyen\u00a0: ce qu’il faut, et ce qui est prévu, à compléter.",
        (Column("Moyen", 2), Column("Ce qu’il faut", 5), Column("Ce qui est prévu", 3)),
        [(name, need, Blank(f"ce qui est prévu\u00a0: {name}")) for name, need in _MEANS],
    )  # fmt: skip


def _review_blocks(fiche: FicheDePoste, on: dt.date) -> Iterator[Block]:
    """Quand la fiche sera revue, et ce que l'on regardera."""
    yield Heading(1, "Évaluation et révision")
    yield Text(
        (
            "Cette fiche est revue au plus tard le ",
            Styled(date(a_year_later(on))),
            f" ({fiche.status.review.title.lower()}). On y regardera\u00a0:",
        ),
        "introduction",
    )
    seen = [
        "le temps réellement passé pour chaque partie, comparé au temps prévu\u00a0;",
        "les tâches ajoutées ou abandonnées en cours d’année, et pourquoi\u00a0;",
        "la progression de l’équipe sur les dimensions visées, avec la même grille et le même calcul\u00a0;",
        "les moyens, la formation et la charge de travail.",
    ]
    if fiche.uncovered:
        seen.insert(2, "ce que sont devenues les tâches que ce temps ne couvrait pas\u00a0;")
    yield Bullets(seen)


def a_year_later(on: dt.date) -> dt.date:
    """Le même jour un an après ; le 29 février devient le 28."""
    try:
        return on.replace(year=on.year + 1)
    except ValueError:
        return on.replace(year=on.year + 1, day=28)


def signatories(status: Status, wording: Wording, person: str = "") -> list[str]:
    """Qui signe : les parties que le statut nomme, puis la personne."""
    parties = [capital(worded(party, wording)) for party in status.parties]
    return [*parties, capital(person or COORDINATION[wording]["le"])]


def signatures_blocks(parties: Sequence[str]) -> Iterator[Block]:
    """De la place pour signer à la main."""
    yield Heading(1, "Signatures")
    yield Table("Signatures", "Une ligne par signataire\u00a0: nom, date et signature, à remplir à la main.",
        (Column("En qualité de", 3), Column("Nom", 3), Column("Date", 2), Column("Signature", 4)),
        [(party, "", "", "") for party in parties], height=_SIGNING_HEIGHT,
    )  # fmt: skip
