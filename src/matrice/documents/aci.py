"""Ce que les heures d'un poste protègent dans l'ACI, en une page : une lecture datée, jamais une promesse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ..amounts import whole_parts
from ..fiche import AciLine, AciView
from ..text import DASH, NBSP, capital, euros, plural, quoted, series, short_number
from .blocks import Block, Bullets, Cell, Column, Content, Document, Heading, Row, Styled, Table, Text

_TITLE = "Ce que ces heures protègent"
_COLUMNS = (
    Column("Indicateur de l’ACI", 3.6), Column("Ce que la fiche y apporte", 5), Column("Points", 1.3, True),
    Column("€ par an", 1.6, True), Column("Preuves à garder", 4),
)  # fmt: skip


def aci(view: AciView, *, on: dt.date | None = None) -> Document:
    """Renvoie la page « Ce que ces heures protègent » d'une lecture de l'ACI, seule.

    Args:
        view: ce que rend `aci_view`.
        on: la date du document.
    """
    team = view.fiche.profile.team
    blocks = (Text(_TITLE, "title"), Text(team, "subtitle"), *_page_blocks(view, 1))
    return Document(_TITLE, team, on, blocks, "Accord conventionnel interprofessionnel (ACI)", ("ACI", "coordination"))


def aci_blocks(view: AciView, *, said: Sequence[str] = ()) -> Iterator[Block]:
    """La même page comme une partie d'un autre document, la note de budget ; `said` est ce qu'il a déjà dit d'incertain."""
    yield Heading(1, _TITLE)
    yield from _page_blocks(view, 2, said)


def _page_blocks(view: AciView, level: int, said: Sequence[str] = ()) -> Iterator[Block]:
    """L'essentiel, les prérequis que personne n'appuie, le tableau, ce qui reste à dire et ce qui est incertain."""
    yield Text(view.sentence, "introduction")
    if gaps := view.missing_prerequisites:
        names = series([quoted(line.indicator.label) for line in gaps])
        yield Text(
            f"Sans les prérequis, rien n’est versé. Cette fiche n’appuie pas {names}\u00a0: dites qui s’en charge.",
            "attention",
        )
    yield _support_table(view)
    yield Text(_once(view), "note")
    yield from _question_blocks(view, level)
    yield from _doubt_blocks(view, level, said)


def _support_table(view: AciView) -> Table:
    """Ce que la fiche appuie, prérequis d'abord ; chaque euro n'y est qu'une fois."""
    amounts = iter(whole_parts([line.euros for line in view.lines if line.euros is not None]))
    rows: list[Row] = [_line_row(line, None if line.euros is None else next(amounts)) for line in view.lines]
    whole = sum(whole_parts([line.euros for line in view.lines if line.euros is not None]))
    name = "Total en jeu" if view.complete else "Total en jeu, sans ce qui reste à dire"
    total = (Styled(name), "", "", Cell(Styled(euros(whole)), whole, "euros"), "")
    return Table(
        _TITLE, "Une ligne par indicateur que la fiche appuie, prérequis d’abord\u00a0: ses tâches, ses points, ses euros, ses preuves.",
        _COLUMNS, rows, total=total,
    )  # fmt: skip


def _line_row(line: AciLine, amount: int | None) -> Row:
    """Un indicateur."""
    kind = "prérequis" if line.indicator.prerequisite else line.indicator.kind
    points: Content | Cell = DASH if line.points is None else Cell(short_number(line.points), line.points, "tenth")
    worth: Content | Cell = Cell("à dire", absent=True) if amount is None else Cell(euros(amount), amount, "euros")
    evidence = capital(f"{NBSP}; ".join(line.evidence))
    return (
        (line.indicator.label, Styled(f"\n{capital(kind)}", "detail")),
        _support(line),
        points,
        worth,
        Styled(evidence, "detail"),
    )


def _support(line: AciLine) -> Content:
    """La tâche la plus longue, le nombre des autres, et les contenus que personne ne porte."""
    said = max(line.tasks, key=lambda task: task.hours).label if line.tasks else "Le poste lui-même"
    if rest := len(line.tasks[1:]):
        said += f", et {plural(rest, 'autre tâche', 'autres tâches')}"
    gaps = f".\nSans tâche pour\u00a0: {series(line.uncovered)}." if line.uncovered else ""
    return Styled(f"{said}{gaps}", "detail")


def _once(view: AciView) -> str:
    """Pourquoi ces euros ne s'additionnent ni entre tâches, ni avec le financement déjà compté."""
    said = ["Une somme n’est comptée qu’une fois, même quand plusieurs tâches y concourent."]
    if view.funded:
        said.append(
            f"Les {euros(view.funded)} de la fonction de coordination sont déjà au plan de financement\u00a0: ne les ajoutez pas."
        )
    if view.declaring:
        said.append(
            f"{quoted(view.declaring[0].label)} sert tous les indicateurs\u00a0: sans déclaration, aucun ne se paie."
        )
    return " ".join(said)


def _question_blocks(view: AciView, level: int) -> Iterator[Block]:
    """Ce qu'il faut demander à l'équipe avant de compter le reste."""
    if view.asks:
        yield Heading(level, "À dire pour compter le reste")
        yield Bullets([f"{capital(ask)}{NBSP}?" for ask in view.asks])


def _doubt_blocks(view: AciView, level: int, said: Sequence[str]) -> Iterator[Block]:
    """Ce qui est incertain, et ce que la fiche n'appuie pas."""
    yield Heading(level, "Ce qui est incertain")
    doubts = [f"{line.indicator.label}\u00a0: {line.indicator.doubt}." for line in view.lines if line.indicator.doubt]
    yield Bullets([*(warning for warning in view.warnings if warning not in said), *doubts])
    others = [_lowered(line.indicator.label) for line in view.unsupported if not line.indicator.prerequisite]
    if others:
        yield Text(f"Aucune tâche de cette fiche ne vise\u00a0: {series(others)}.", "note")


def _lowered(label: str) -> str:
    """Un libellé au milieu d'une phrase : ses sigles restent en capitales."""
    return label[:1].lower() + label[1:]
