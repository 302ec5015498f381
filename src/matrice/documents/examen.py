"""L'examen des échelles : ce que des équipes disent de l'ordre des énoncés, marche par marche, en valeurs diffusées."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from operator import itemgetter

from ..federation import Examination, Ladder, ReleasedCount, ReleasedMean, ReleasedShare, Rung, Withheld
from ..text import DASH, NBSP, capital, date, number, percent, plural, quoted, series
from .blocks import Block, Bullets, Cell, Column, Content, Document, Heading, Row, Styled, Table, Text
from .federation_words import reasons
from .words import NAMED, grid_text, level_name

_TITLE = "L’ordre des énoncés tient-il\u00a0?"
_SCALE = (0.90, 0.60)  # CR et CS à partir desquels on lit d'ordinaire une échelle (Guttman, 1944 ; Menzel, 1953)
_UNKNOWN = 40  # points de « ne sait pas » : le repère de l'essai pilote
_FRAGILE = 75  # points de stabilité : une personne sur quatre changerait le niveau en partant
_SUMMARY = (
    Column("Dimension", 8), Column("Équipes", 1.6, True), Column("CR", 1.4, True), Column("CS", 1.4, True),
    Column("Énoncés à replacer", 2.6, True),
)  # fmt: skip
_COLUMNS = (
    Column("Énoncé", 7.4), Column("En place", 1.9, True), Column("Ne sait pas", 1.9, True), Column("Stabilité", 1.9, True),
    Column("À noter", 2.6),
)  # fmt: skip
_PURPOSE = (
    "Cette page juge le questionnaire, pas les équipes\u00a0: elle dit où ses énoncés sont mal rangés, mal compris, ou posés à qui "
    "ne peut pas savoir. Rien ici n’est une validation."
)


def examen(examination: Examination, *, on: dt.date | None = None) -> Document:
    """Renvoie la page qui dit à une fédération si l'ordre des énoncés tient.

    Args:
        examination: ce que rend `examine`.
        on: la date du document.
    """
    when = f"Année {examination.year}" if examination.year else "Campagnes réunies"
    blocks: list[Block] = [Text(_TITLE, "title"), Text(when, "subtitle")]
    if on is not None:
        blocks.append(Text(f"Version du {date(on)}", "note"))
    blocks += [Text(Styled(note), "attention") for note in examination.notes]
    for part in (_opening_blocks, _ladders_blocks, _trade_blocks, _method_blocks):
        blocks += part(examination)
    return Document(_TITLE, "", on, tuple(blocks), "Examen des échelles", ("questionnaire", "fédération"))


def _opening_blocks(found: Examination) -> Iterator[Block]:
    yield Text(_PURPOSE, "introduction")
    if not found.ladders:
        return
    yield Heading(1, "L’essentiel")
    yield Bullets([_scales_text(found.ladders), *_findings(found)])
    yield Table(
        "Les dimensions examinées", "Une ligne par dimension\u00a0: équipes, coefficients, énoncés plus tenus que le précédent.",
        _SUMMARY, [_ladder_row(one) for one in found.ladders],
    )  # fmt: skip
    yield Text(
        "CR\u00a0: part des réponses qui suivent l’ordre des énoncés. CS\u00a0: ce que l’ordre apporte de plus que les seules parts. "
        "Les équipes sont comptées par cinq, vers le bas\u00a0; les coefficients, au vingtième.",
        "note",
    )


def _scales_text(ladders: Sequence[Ladder]) -> Content:
    told = [(one.reproducibility, one.scalability) for one in ladders if one.reproducibility is not None]
    good = sum(cr >= _SCALE[0] and cs is not None and cs >= _SCALE[1] for cr, cs in told)
    reach = "atteint" if good < 2 else "atteignent"
    usage = f"CR{NBSP}≥{NBSP}{number(_SCALE[0], 2)} et CS{NBSP}≥{NBSP}{number(_SCALE[1], 2)}"
    said = f"Sur {plural(len(told), 'dimension')}, {number(good)} {reach} à la fois {usage}, l’usage pour parler d’échelle."
    few = f"{capital(plural(len(ladders), 'dimension'))} en marches\u00a0; trop peu d’équipes pour les coefficients."
    return Styled("Ordre. "), said if told else few


def _findings(found: Examination) -> Iterator[Content]:
    rungs = [rung for ladder in found.ladders for rung in ladder.rungs]
    misplaced = [one for one in rungs if one.inverted]
    unsure = [one for one in rungs if _at_least(one.unknown, _UNKNOWN)]
    fragile = [one for one in rungs if isinstance(one.stability, ReleasedMean) and one.stability.value < _FRAGILE]
    leaving = f"moins de {percent(_FRAGILE)} des personnes pourraient partir sans changer le niveau"
    yield _finding("À replacer", misplaced, "plus tenu que le précédent, d’au moins dix points")
    yield _finding("Ne sait pas", unsure, f"au moins {percent(_UNKNOWN)} des réponses")
    yield _finding("Fragiles", fragile, leaving)


def _finding(name: str, rungs: Sequence[Rung], why: str) -> Content:
    if not rungs:
        return (Styled(f"{name}. "), f"Aucun énoncé ({why}).")
    names = [quoted(one.label.rstrip(".")) for one in rungs[:NAMED]]
    if rest := len(rungs) - len(names):
        names.append(plural(rest, "autre"))
    return (Styled(f"{name}. "), f"{capital(plural(len(rungs), 'énoncé'))} ({why}){NBSP}: {series(names)}.")


def _ladder_row(ladder: Ladder) -> Row:
    count = sum(rung.inverted for rung in ladder.rungs)
    both = (ladder.reproducibility, ladder.scalability)
    coefficients = (DASH if value is None else number(value, 2) for value in both)
    return (ladder.label, _cell(ladder.teams), *coefficients, number(count) if count else "aucun")


def _ladders_blocks(found: Examination) -> Iterator[Block]:
    if not found.ladders:
        return
    scale = found.ref.scale
    held = level_name(scale.levels[scale.in_place_index])
    yield Heading(1, "Énoncé par énoncé")
    yield Text(
        f"En place{NBSP}: part des équipes au niveau «{NBSP}{held}{NBSP}» ou plus. Si l’ordre tient, cette part descend d’un énoncé à "
        f"l’autre. Ne sait pas{NBSP}: part des réponses. Stabilité{NBSP}: part des personnes dont le départ ne changerait "
        "pas le niveau. Toutes deux en moyenne des équipes.",
        "introduction",
    )
    for ladder in found.ladders:
        rows: list[Row] = [
            (rung.label, *map(_cell, (rung.in_place, rung.unknown, rung.stability)),
             Styled("plus tenu que le précédent") if rung.inverted else "")
            for rung in ladder.rungs
        ]  # fmt: skip
        yield Heading(2, ladder.label)
        yield Table(
            ladder.label, "Une ligne par énoncé, dans l’ordre de la grille\u00a0: part en place, ne sait pas, stabilité.",
            _COLUMNS, rows,
        )  # fmt: skip
        if said := reasons(value for rung in ladder.rungs for value in (rung.in_place, rung.unknown, rung.stability)):
            yield Text(said, "note")


def _cell(value: ReleasedShare | ReleasedCount | ReleasedMean | Withheld) -> Cell:
    """Une valeur diffusée ; une borne n'est pas un nombre."""
    match value:
        case Withheld():
            return Cell(DASH, absent=True)
        case ReleasedCount():
            return Cell(str(value), value.value, "count")
        case ReleasedMean():
            return Cell(f"{value}{NBSP}%") if value.bound else Cell(percent(value.value), value.value, "percent")
    return Cell(str(value)) if value.bound else Cell(str(value), value.percent, "percent")


def _trade_blocks(found: Examination) -> Iterator[Block]:
    """Les énoncés que des groupes ne savent pas ; rien quand les professions manquent."""
    rungs = [rung for ladder in found.ladders for rung in ladder.rungs]
    told = sorted(((label, one.label, share) for one in rungs for label, share in one.by_trade), key=itemgetter(0))
    if not told:
        return
    rows = [(label, statement, _cell(share)) for label, statement, share in told if _at_least(share, _UNKNOWN)]
    yield Heading(1, "Ce que des groupes de professions ne savent pas")
    if not rows:
        yield Text(f"Aucun groupe montré ne répond «{NBSP}ne sait pas{NBSP}» à {percent(_UNKNOWN)} ou plus.")
        return
    yield Text(
        f"Les énoncés auxquels un groupe répond «{NBSP}ne sait pas{NBSP}» à {percent(_UNKNOWN)} ou plus\u00a0: ne les posez pas à ce "
        "groupe.",
        "introduction",
    )
    yield Table(
        "Ne sait pas, par groupe", "Une ligne par groupe de professions et énoncé.",
        (Column("Groupe", 4), Column("Énoncé", 9), Column("Ne sait pas", 2.4, True)), rows,
    )  # fmt: skip


def _at_least(share: ReleasedMean | Withheld, points: int) -> bool:
    return isinstance(share, ReleasedMean) and share.value >= points


def _method_blocks(found: Examination) -> Iterator[Block]:
    yield Heading(1, "Comment lire")
    yield Bullets([
        "Une équipe qui tient trois énoncés devrait tenir les trois premiers\u00a0; chaque écart est une erreur. "
        "CR\u00a0=\u00a01\u00a0−\u00a0erreurs\u00a0/\u00a0(équipes\u00a0×\u00a0énoncés). CS\u00a0=\u00a0(CR\u00a0−\u00a0MMR)\u00a0/\u00a0"
        "(1\u00a0−\u00a0MMR), où MMR est ce que donneraient les seules parts.",
        "Les niveaux sont ceux que les réponses proposent, avant toute décision d’équipe. Une équipe compte dans une dimension quand "
        "chacun de ses énoncés a un niveau.",
        "Un énoncé à replacer n’est pas un mauvais énoncé\u00a0: relisez-le, essayez-le auprès de quelques personnes, et donnez-lui un "
        "identifiant neuf si son sens change.",
        found.policy,
    ])  # fmt: skip
    yield Text(grid_text(found.ref), "note")
