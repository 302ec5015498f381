"""Ce que chacun s'engage à faire : les champs que l'équipe remplit, la révision, les signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from ..fiche import FicheDePoste, Poste, Status, what
from ..inclusive import COORDINATION, worded
from ..text import Wording, capital, date
from .blocks import Block, Column, Content, Field, Heading, Inline, Row, Styled, Table, Text, pieces

READ_FIRST = "À régler avant de signer"
AGREED = (Column("Rubrique", 2), Column("Ce qui est convenu", 6))
_CAUTION = Styled("Point d’attention\u00a0: ")
_SIGNING_HEIGHT = 624  # twips, 11 mm : la place d'une signature


# Les champs d'un poste : ce que l'équipe a écrit, une proposition à changer, ou une place à remplir


def asked(poste: Poste, key: str, proposed: str = "", *, label: str = "") -> Content | None:
    """Renvoie le champ de cette donnée du poste, `label` devant ; rien si l'équipe a dit qu'elle n'a pas lieu d'être."""
    said = poste.said(key)
    if said == "":
        return None
    field = Field(key, what(key), proposed if said is None else said)
    return (f"{label}\u00a0: ", field) if label else field


_REWORDED = {
    "tache": "activité",
    "mission": "nom de la mission",
    "resultat": "résultat attendu",
    "competence": "compétence",
}


def reworded(poste: Poste, key: str, text: str, *, strong: bool = False) -> Field | None:
    """Renvoie un texte que l'équipe peut récrire ; rien si elle l'a effacé."""
    said = poste.said(key)
    name = f"{_REWORDED[key.partition('.')[0]]}, à récrire au besoin"
    return None if said == "" else Field(key, name, text if said is None else said, strong)


def lines(contents: Iterable[Content | None], mark: str = "") -> Content:
    """Renvoie ces contenus l'un sous l'autre, ceux qui n'existent pas ôtés."""
    found: list[Inline] = []
    for content in contents:
        if content is not None:
            start = f"{chr(10) if found else ''}{mark}"
            found += [start] * bool(start)
            found += pieces(content)
    return tuple(found)


def joined(*contents: Content | None) -> Content:
    """Renvoie ces contenus à la suite, ceux qui n'existent pas ôtés."""
    return tuple(piece for content in contents if content is not None for piece in pieces(content))


def agreed_rows(rows: Iterable[tuple[str, Content | None]]) -> list[Row]:
    """Renvoie les lignes qui disent quelque chose."""
    return [(name, content) for name, content in rows if content not in (None, ())]


# La révision et les signatures


def review_blocks(fiche: FicheDePoste, on: dt.date) -> Iterator[Block]:
    """Quand la fiche sera revue, et ce que l'on regardera : le travail, jamais la personne hors d'un emploi.

    Le texte suit les signatures d'une page à l'autre : elles ne sont jamais seules sur la leur.
    """
    status = fiche.status
    yield Heading(1, "Évaluation et révision" if status.hierarchy else "Suivi et fin de la mission")
    until = date(a_year_later(on))
    if status.hierarchy:
        said = (
            "). On y regarde le temps réellement passé, les résultats attendus, les moyens, la formation et la charge de travail, "
            "puis ce que le poste garde, ajoute ou confie."
        )
        yield Text(
            ("Fiche revue au plus tard le ", Styled(until), f" ({status.review.title.lower()}{said}"), together=True
        )
        return
    yield Text(
        ("Bilan au plus tard le ", Styled(until), f" ({status.review.title.lower()}). On y regarde les livrables, leurs délais et la "
        "suite à donner\u00a0; ce n’est pas l’évaluation d’une personne. Chaque partie peut mettre fin à la mission par écrit."),
        together=True,
    )  # fmt: skip


def a_year_later(on: dt.date) -> dt.date:
    """Le même jour un an après ; le 29 février devient le 28."""
    try:
        return on.replace(year=on.year + 1)
    except ValueError:
        return on.replace(year=on.year + 1, day=28)


def attention_blocks(said: Sequence[str]) -> Iterator[Block]:
    """Ce qu'il faut régler avant de signer, un paragraphe par point."""
    if said:
        yield Heading(1, READ_FIRST)
        for sentence in said:
            yield Text((_CAUTION, sentence), "attention")


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
