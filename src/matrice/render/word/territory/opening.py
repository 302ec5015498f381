"""La première page : ce que c'est, l'essentiel, puis qui a participé."""

from __future__ import annotations

import datetime as dt

from ....federation import ReleasedCount, TerritoryReport
from ....text import NBSP, capital, date, number, plural, series
from ...territory import tables, words
from ..blocks import Content, Styled, add_bullets, add_heading, add_text
from ..document import WordDocument
from .shown import show

FIRST = 3  # besoins nommés


def add_opening(document: WordDocument, title: str, report: TerritoryReport, on: dt.date) -> None:
    """Le titre, l'avertissement, l'essentiel."""
    add_text(document, title, style="Title")
    add_text(document, f"Année {report.year}, par {words.BY[report.by][0]}", style="Subtitle")
    add_text(document, f"Version du {date(on)}", style="Note")
    for note in report.notes:
        add_text(document, Styled(note), style="PointAttention")
    add_text(document, words.PURPOSE, style="PointAttention")
    add_heading(document, 1, "L’essentiel")
    add_bullets(document, list(essentials(report)))


def essentials(report: TerritoryReport) -> list[Content]:
    """Ce que le rapport dit, en quelques lignes."""
    lines: list[Content] = [(Styled("Qui. "), f"{capital(words.size_text(report))}{parts(report)}.")]
    lines.append((Styled("Besoins. "), needs(report)))
    if report.funnels:
        lines.append((Styled(f"{capital(words.BY[report.by][1])}. "), away(report)))
    lines.append((Styled("Évolution. "), moved(report)))
    return lines


def parts(report: TerritoryReport) -> str:
    """Combien de territoires."""
    count = len(report.territories)
    return (
        f", dans {plural(count, 'territoire ou groupe de territoires', 'territoires ou groupes de territoires')}"
        if count
        else ""
    )


def needs(report: TerritoryReport) -> str:
    """Les besoins les plus répandus, et ce que vaut leur ordre."""
    if not report.needs:
        return "Aucune part n’est diffusée."
    places = {theme.id: place for place, theme in enumerate(report.themes)}
    rank = words.target_rank(report)
    said = [
        f"{one.theme.label} ({words.below_text(words.reached(report.whole[places[one.theme.id]], rank))}, {words.ranks_text(one)})"
        for one in report.needs[:FIRST]
    ]
    return (
        f"Les équipes les plus souvent sous le niveau {words.target_text(report)} le sont sur{NBSP}: {series(said)}. Les rangs "
        "plausibles disent ce que cet ordre a de sûr."
    )


def away(report: TerritoryReport) -> str:
    """Combien de thèmes ont un territoire hors des limites."""
    drawn = [one for one in report.funnels if words.funnel_absence(one) is None]
    out = [one for one in drawn if words.outside(one)]
    if not out:
        return f"Aucun territoire ne sort des limites, sur {plural(len(drawn), 'thème')}."
    have = "a" if len(out) == 1 else "ont"
    return f"Sur {plural(len(drawn), 'thème')}, {number(len(out))} {have} au moins un territoire hors des limites."


def moved(report: TerritoryReport) -> str:
    """Ce qui a bougé."""
    if report.movement is None:
        return "La cohorte n’a pas de campagne d’avant."
    if not isinstance(report.movement.matched, ReleasedCount):
        return f"{words.attrition(report.movement)}"
    up, down = (len(words.clearly(report.movement, sign)) for sign in (1, -1))
    return (
        f"Sur les équipes présentes en {report.movement.before} et en {report.movement.year}, {plural(up, 'dimension')} en hausse nette, "
        f"{number(down)} en baisse nette{words.unsaid_text(report.movement)}."
    )


def add_participation(document: WordDocument, report: TerritoryReport) -> None:
    """Qui a participé, et où."""
    add_heading(document, 1, "Participation")
    show(document, tables.participation(report))
    if report.territories:
        add_text(
            document,
            f"Un territoire trop petit pour être montré est réuni à d’autres{NBSP}: le groupe porte tous leurs noms.",
            style="Note",
        )
        show(document, tables.sizes(report))
