"""Ce que partagent les documents d'un poste : ses champs à remplir, ses missions, ses compétences, les signatures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .. import fiche as posts
from ..amounts import exact
from ..inclusive import COORDINATION, worded
from ..text import NBSP, Wording, capital, date, hours, number, quoted, series
from .blocks import Block, Column, Content, Document, Field, Heading, Inline, Styled, Table, Text, pieces

_SIGNING_HEIGHT = 624  # twips, 11 mm : la place d'une signature


def post_document(
    title: str, teams: Sequence[str], on: dt.date, blocks: Iterable[Block], keywords: tuple[str, ...], about: str = "Coordination de"
) -> Document:  # fmt: skip
    """Renvoie un document d'un poste : son titre, sur une ligne l'équipe et la date de cette version, puis ses blocs."""
    team, subject = series(teams), f"{about} {series([quoted(team) for team in teams])}"
    opening = (Text(title, "title"), Text((team, Styled(f"\u2002version du {date(on)}", "detail")), "subtitle"))
    return Document(title, team, on, (*opening, *blocks), subject=subject, keywords=keywords)


# Les champs d'un poste : ce que l'équipe a écrit, une proposition à changer, ou une place à remplir


def asked(poste: posts.Poste, key: str, proposed: str = "", *, label: str = "") -> Content | None:
    """Renvoie le champ de cette donnée du poste, `label` devant ; rien si l'équipe a dit qu'elle n'a pas lieu d'être."""
    said = poste.said(key)
    if said == "":
        return None
    field = Field(key, posts.what(key), proposed if said is None else said)
    return (f"{label}\u00a0: ", field) if label else field


_REWORDED = {
    "tache": "activité",
    "mission": "nom de la mission",
    "resultat": "résultat attendu",
    "competence": "compétence",
}


def reworded(poste: posts.Poste, key: str, text: str, *, strong: bool = False) -> Field | None:
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


def agreed_table(title: str, rows: Iterable[tuple[str, Content | None]]) -> Table:
    """Renvoie ce qui est convenu, les lignes qui ne disent rien ôtées."""
    said = "Une ligne par rubrique\u00a0: ce qui est convenu, ou un champ à compléter."
    kept = [(name, content) for name, content in rows if content is not None and content != ()]
    return Table(title, said, (Column("Rubrique", 2), Column("Ce qui est convenu", 6)), kept)


# Avant de signer, et les signatures


def a_year_later(on: dt.date) -> dt.date:
    """Le même jour un an après ; le 29 février devient le 28."""
    try:
        return on.replace(year=on.year + 1)
    except ValueError:
        return on.replace(year=on.year + 1, day=28)


def attention_blocks(said: Sequence[str]) -> Iterator[Block]:
    """Ce qu'il faut régler avant de signer, un paragraphe par point."""
    if said:
        yield Heading(1, "À régler avant de signer")
        for sentence in said:
            yield Text((Styled("Point d’attention\u00a0: "), sentence), "attention")


def signatories(status: posts.Status, wording: Wording, person: str = "") -> list[str]:
    """Qui signe : les parties que le statut nomme, puis la personne."""
    parties = [capital(worded(party, wording)) for party in status.parties]
    return [*parties, capital(person or COORDINATION[wording]["le"])]


def signatures_blocks(parties: Sequence[str]) -> Iterator[Block]:
    yield Heading(1, "Signatures")
    yield Table("Signatures", "Une ligne par signataire\u00a0: nom, date et signature, à remplir à la main.",
        (Column("En qualité de", 3), Column("Nom", 3), Column("Date", 2), Column("Signature", 4)),
        [(party, "", "", "") for party in parties], height=_SIGNING_HEIGHT,
    )  # fmt: skip


# Les missions : les tâches en cinq à sept lignes qu'une personne pressée reconnaît, et leur volume arrondi

_FEWEST, _MORE, _MANY_HOURS = 5, 7, 16  # missions, et les heures par semaine à partir desquelles on les détaille plus
_HALVES = (0.5, 0.25)  # h/semaine
_FIVES = 5  # h/an : au-dessous, un volume annuel est une fausse précision


@dataclass(frozen=True, slots=True)
class Mission:
    """Une mission et ses tâches ; `volume` est le temps qui s'imprime, arrondi : le total des missions tombe juste."""

    id: str
    label: str
    tasks: tuple[posts.PlannedTask, ...] = field(repr=False)
    volume: str

    @property
    def hours(self) -> float:
        """Les heures par semaine, exactes."""
        return math.fsum(task.hours for task in self.tasks)

    @property
    def hours_year(self) -> int:
        """Les heures de travail par an."""
        return sum(task.hours_year for task in self.tasks)

    @property
    def is_reserve(self) -> bool:
        """Vrai pour le temps gardé pour les imprévus."""
        return self.tasks[0].is_reserve


def missions(
    fiche: posts.FicheDePoste, layout: str, tasks: Sequence[posts.PlannedTask] | None = None
) -> tuple[Mission, ...]:
    """Renvoie les missions d'un poste, la réserve en dernier ; `tasks` en donne d'autres que celles de la fiche.

    Un plan de quatre ou cinq titres est trop gros : le plus lourd se coupe, jusqu'à cinq missions (sept à partir de 16 h). Celles
    qui portent une part du socle viennent d'abord : c'est le travail que chacun reconnaît.
    """
    parts = posts.arrange(fiche.tasks if tasks is None else tasks, fiche.ref, layout)
    bundles = [(part, list(part.groups)) for part in parts if not part.tasks[0].is_reserve]
    wanted = _MORE if fiche.weekly_hours >= _MANY_HOURS else _FEWEST
    while len(bundles) < wanted and (cut := [one for one in bundles if len(one[1]) > 1 and _named_apart(*one)]):
        heaviest = max(cut, key=lambda one: _hours(one[1]))
        apart = max(_named_apart(*heaviest), key=lambda group: _hours([group]))
        rank = bundles.index(heaviest)
        rest = (heaviest[0], [group for group in heaviest[1] if group is not apart])
        bundles[rank : rank + 1] = [(heaviest[0], [apart]), rest]
    groups = sorted((_merged(part, own) for part, own in bundles), key=lambda group: not any(map(recurs, group.tasks)))
    groups += [posts.Group(part.id, "Imprévus", part.tasks) for part in parts if part.tasks[0].is_reserve]
    return tuple(
        Mission(group.id, group.label, group.tasks, volume)
        for group, volume in zip(groups, _volumes(groups, fiche), strict=True)
    )


def _named_apart(part: posts.Part, groups: Sequence[posts.Group]) -> list[posts.Group]:
    """Les groupes qui peuvent sortir de leur partie : ceux qui ont un autre nom qu'elle, ou deux missions auraient le même."""
    return [group for group in groups if group.label != part.label]


def recurs(task: posts.PlannedTask) -> bool:
    """Vrai pour une tâche du socle, qui revient toute l'année."""
    return task.kind == "socle"


def _hours(groups: Sequence[posts.Group]) -> float:
    return math.fsum(task.hours for group in groups for task in group.tasks)


def _merged(part: posts.Part, groups: Sequence[posts.Group]) -> posts.Group:
    """Ces groupes en un seul ; celui qui est seul garde son nom, plus précis que celui de sa partie."""
    if len(groups) == 1:
        return groups[0]
    return posts.Group(part.id, part.label, tuple(task for group in groups for task in group.tasks))


# Un volume se lit, il ne se pointe pas : des demi-heures par semaine, des heures par mois, ou des heures par an


def _volumes(groups: Sequence[posts.Group], fiche: posts.FicheDePoste) -> list[str]:
    """Le temps de chaque groupe : par semaine ou par mois dans un emploi, par an ailleurs, où rien ne se compte à la minute."""
    if not fiche.status.hierarchy:
        years = [sum(task.hours_year for task in group.tasks) for group in groups]
        return [f"{number(year)}{NBSP}h par an" for year in rounded_years(years)]
    weeks = [_hours([group]) for group in groups]
    month = float(exact(fiche.emploi["semaines-travaillees"].value) / 12)
    return [
        f"{hours(week)} par semaine" if week >= 1 else f"{number(week * month)}{NBSP}h par mois"
        for week in _rounded_weeks(weeks)
    ]


def _rounded_weeks(weeks: Sequence[float]) -> Sequence[float]:
    """Ces heures par semaine en demi-heures, ou en quarts s'il le faut ; leur somme ne change pas."""
    total = math.fsum(weeks)
    for step in _HALVES:
        if exact(total) % exact(step) == 0 and step * len(weeks) <= total:
            return posts.allocate(weeks, total, low=[step] * len(weeks), step=step)
    return weeks


def rounded_years(years: Sequence[int]) -> Sequence[float]:
    """Renvoie ces heures par an de cinq en cinq ; leur somme est leur total, arrondi de même."""
    total = _FIVES * round(sum(years) / _FIVES)
    if not years or _FIVES * len(years) > total:
        return years
    return posts.allocate(years, total, low=[float(_FIVES)] * len(years), step=_FIVES)


# Les compétences que demandent les tâches

_KINDS = (("Savoir-faire", "savoir_faire", 4), ("Connaissances", "connaissances", 3), ("Savoir-être", "savoir_etre", 3))


def needs(fiche: posts.FicheDePoste) -> posts.Needed:
    """Ce que demandent les fonctions d'une fiche, de celle qui prend le plus d'heures à celle qui en prend le moins."""
    return posts.competences_for(_functions(fiche))


def _functions(fiche: posts.FicheDePoste) -> list[str]:
    """Les fonctions d'une fiche, de la plus longue à la plus courte."""
    spent: dict[str, list[float]] = {}
    for task in fiche.tasks:
        if task.function:
            spent.setdefault(task.function.id, []).append(task.hours)
    return sorted(spent, key=lambda name: -math.fsum(spent[name]))


def skills(fiche: posts.FicheDePoste, poste: posts.Poste) -> tuple[tuple[str, tuple[posts.Asked, ...]], ...]:
    """Renvoie, par sorte, les compétences nécessaires : celles des tâches les plus longues d'abord, sans doublon.

    Ce qui suppose d'être au contact des patients n'y est que si l'équipe confie au poste des parcours de patients.
    """
    functions = _functions(fiche)
    needed = posts.competences_for(functions)
    taken: set[str] = set()
    found = []
    for title, kind, most in _KINDS:
        asked = [one for one in getattr(needed, kind) if poste.patients or not one.competence.patient]
        kept: list[posts.Asked] = []
        for one in sorted(asked, key=lambda one: functions.index(one.functions[0])):
            if len(kept) < most and one.competence.like not in taken:
                kept.append(one)
                taken.add(one.competence.id)
        found.append((title, tuple(kept)))
    return tuple((title, kept) for title, kept in found if kept)
