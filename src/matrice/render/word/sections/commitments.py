"""Ce que chacun s'engage à faire : liens, moyens, révision, signatures. Surtout des champs à compléter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ....fiche import Bond, FicheDePoste, Status
from ....inclusive import COORDINATION, worded
from ....text import Wording, capital, date
from ..blocks import Blank, Styled, add_bullets, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .status import add_attention

SIGNING_HEIGHT = 850  # 15 mm : la place d'une signature

AROUND: tuple[Row, ...] = (
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

MEANS = (
    ("Espace de travail", "Un bureau ou un poste partagé, un téléphone, une salle pour les réunions"),
    ("Logiciel de l’équipe", "Une licence, avec les seuls droits que les tâches demandent"),
    ("Messagerie", "Une boîte propre au poste, et une messagerie sécurisée de santé pour les données de santé"),
    ("Accès", "Documents communs, agenda partagé, annuaires, clés des locaux"),
    ("Formation", "Du temps et un budget, revus au rendez-vous annuel"),
)


def add_commitments(document: WordDocument, fiche: FicheDePoste, on: dt.date, wording: Wording) -> None:
    """Les liens, les moyens, la révision, ce qu'il faut lire et les signatures, selon ce que le statut permet."""
    add_links(document, fiche.status, wording)
    if fiche.status.has("moyens"):
        add_means(document)
    add_review(document, fiche, on)
    add_attention(document, fiche.attention(wording))
    add_signatures(document, signatories(fiche.status, wording))


def add_links(document: WordDocument, status: Status, wording: Wording) -> None:
    """Avec qui, et à quel titre."""
    add_heading(document, 1, "Liens et travail avec les autres")
    bond = (
        "Le lien hiérarchique est celui de l’employeur. Le lien fonctionnel est celui du projet\u00a0: il fixe les priorités du "
        "quotidien."
        if status.hierarchy
        else "Cette mission ne crée pas de lien hiérarchique. Le lien fonctionnel est celui du projet\u00a0: il dit les priorités, "
        "sans donner d’ordres."
    )
    add_text(
        document,
        f"{bond} Le rôle {COORDINATION[wording]['du']} est d’animer l’équipe, sans autorité sur ses membres.",
        style="Introduction",
    )
    add_table(
        document, "Liens du poste", "Une ligne par lien\u00a0: avec qui et pour quoi faire. Des champs sont à compléter.",
        (Column("Lien", 2), Column("Avec qui", 5), Column("Pour quoi faire", 4)), [*bond_rows(status, wording), *AROUND],
    )  # fmt: skip


def bond_rows(status: Status, wording: Wording) -> list[Row]:
    """Le lien hiérarchique, s'il existe, et le lien fonctionnel."""
    bonds = (("Hiérarchique", status.hierarchical), ("Fonctionnel", status.functional))
    return [bond_row(name, bond, wording) for name, bond in bonds if bond]


def bond_row(name: str, bond: Bond, wording: Wording) -> Row:
    """Un lien : qui, un champ pour son nom, et pour quoi faire."""
    who = worded(bond.who, wording)
    return (name, (f"{who}\u00a0: ", Blank(bond.blank)) if who else Blank(bond.blank), worded(bond.purpose, wording))


def add_means(document: WordDocument) -> None:
    """Ce qu'il faut pour travailler."""
    add_heading(document, 1, "Moyens")
    add_table(
        document, "Moyens du poste", "Une ligne par moyen\u00a0: ce qu’il faut, et ce qui est prévu, à compléter.",
        (Column("Moyen", 2), Column("Ce qu’il faut", 5), Column("Ce qui est prévu", 3)),
        [(name, need, Blank(f"ce qui est prévu\u00a0: {name}")) for name, need in MEANS],
    )  # fmt: skip


def add_review(document: WordDocument, fiche: FicheDePoste, on: dt.date) -> None:
    """Quand la fiche sera revue, et ce que l'on regardera."""
    add_heading(document, 1, "Évaluation et révision")
    add_text(
        document, "Cette fiche est revue au plus tard le ", Styled(date(a_year_later(on))),
        f" ({fiche.status.review.title.lower()}). On y regardera\u00a0:", style="Introduction",
    )  # fmt: skip
    seen = [
        "le temps réellement passé pour chaque partie, comparé au temps prévu\u00a0;",
        "les tâches ajoutées ou abandonnées en cours d’année, et pourquoi\u00a0;",
        "la progression de l’équipe sur les dimensions visées, avec la même grille et le même calcul\u00a0;",
        "les moyens, la formation et la charge de travail.",
    ]
    if fiche.uncovered:
        seen.insert(2, "ce que sont devenues les tâches que ce temps ne couvrait pas\u00a0;")
    add_bullets(document, seen)


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


def add_signatures(document: WordDocument, parties: Sequence[str]) -> None:
    """De la place pour signer à la main."""
    add_heading(document, 1, "Signatures")
    add_table(
        document, "Signatures", "Une ligne par signataire\u00a0: nom, date et signature, à remplir à la main.",
        (Column("En qualité de", 3), Column("Nom", 3), Column("Date", 2), Column("Signature", 4)),
        [(party, "", "", "") for party in parties], height=SIGNING_HEIGHT,
    )  # fmt: skip
