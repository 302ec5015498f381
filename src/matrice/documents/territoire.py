"""Le rapport d'un territoire : où les équipes en sont, où elles ont besoin d'appui, ce qui bouge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from ..federation import (
    ReleasedDistribution,
    ReleasedShare,
    TerritoryReport,
    Withheld,
    load_federation_notice,
)
from ..text import NBSP, capital, date
from . import territory_tables as tables
from . import territory_words as words
from .asking import notice_blocks
from .blocks import (
    Bars,
    Block,
    Bullets,
    Cell,
    Content,
    Document,
    Heading,
    Segment,
    Styled,
    Table,
    Text,
)
from .federation_words import WITHHELD
from .territory_tables import distribution, method, needs, trend, trends
from .words import grid_text

# Un tableau du rapport, ou la phrase qui le remplace


def _show(table: Table) -> Iterator[Block]:
    """Un tableau, et la phrase qui compte ce qu'il ne montre pas ; sans ligne, il ne reste qu'elle."""
    kept, said = tables.discreet(table)
    if kept.rows:
        yield kept
        if said:
            yield Text(said, "note")
    else:
        yield Text(f"{table.title}\u00a0: {said or words.NOTHING}")


# La première page : où aider, sur quoi, avec quelle certitude, ce qui a bougé, qui a répondu


def _opening_blocks(title: str, report: TerritoryReport, on: dt.date) -> Iterator[Block]:
    """Tout ce qu'une direction lit en deux minutes ; le reste du document le détaille."""
    yield Text(title, "title")
    yield Text(f"Année {report.year}, par {words.BY[report.by][0]}. Version du {date(on)}", "subtitle")
    for note in report.notes:
        yield Text(Styled(note), "attention")
    yield Heading(1, "Où aider, et sur quoi")
    yield Bullets(list(_essentials(report)))
    yield from _heat_blocks(report)


def _essentials(report: TerritoryReport) -> list[Content]:
    """Trois besoins, ce qui a bougé, qui a répondu."""
    lines: list[Content] = [(Styled(f"{name}. "), said) for name, said in words.needs_lines(report)]
    if report.goals:
        lines.append((Styled("Buts. "), words.goals_text(report)))
    lines.append((Styled("Ce qui a bougé. "), words.moved_text(report)))
    lines.append((Styled("Qui. "), words.participation_text(report)))
    return lines


def _heat_blocks(report: TerritoryReport) -> Iterator[Block]:
    """La carte de chaleur, sa légende en mots, et ce qu'elle tait."""
    table = tables.heat_map(report)
    if all(isinstance(cell, Cell) and cell.absent for row in table.rows for cell in row[1:]):
        yield Text(f"{table.title}\u00a0: {tables.heat_absences(report)}")
        return
    yield table
    yield Text(tables.heat_reading(report), "note")
    yield tables.heat_legend()


def _participation_blocks(report: TerritoryReport) -> Iterator[Block]:
    """Qui a participé, et où."""
    yield Heading(1, "Participation")
    yield from _show(tables.participation(report))
    if report.territories:
        yield Text(
            f"Un territoire trop petit pour être montré est réuni à d’autres{NBSP}: le groupe porte tous leurs noms.",
            "note",
        )
        yield from _show(tables.sizes(report))


# Où en sont les équipes : barres natives par niveau, puis le tableau qui dit la même chose

_BLUES = ("EFF3FF", "BDD7E7", "6BAED6", "3182BD", "08519C")  # ColorBrewer, du clair au foncé
_Spread = ReleasedDistribution | Withheld
_Look = Callable[[int, int], tuple[str, str, bool]]  # rangs → nom, fond, encre blanche


def _levels_blocks(report: TerritoryReport) -> Iterator[Block]:
    """La partie entière."""
    yield Heading(1, "Où en sont les équipes", new_page=True)
    yield Text(
        "Chaque barre répartit les équipes notées, du niveau le plus bas au plus haut. Trame\u00a0: niveaux comptés ensemble, "
        f"pour ne désigner aucune équipe. {words.level_sums(report, None)} {words.BOUNDED}",
        "introduction",
    )
    order = words.themes_in_order(report)
    spreads = [report.whole[place].levels for place, _ in order]
    labels = [_bar_label(theme.label, spread) for (_, theme), spread in zip(order, spreads, strict=True)]
    yield from _draw(
        "Niveaux des équipes", labels, spreads, _level_look(report), words.levels_alternative(report, None)
    )
    yield Text(words.footer(report), "note")
    yield from _show(distribution(report, None))


def _bar_label(label: str, spread: _Spread) -> str:
    """Le libellé d'une barre ; celle qui manque le dit."""
    return f"{label} ({WITHHELD})" if isinstance(spread, Withheld) else label


def _draw(title: str, labels: Sequence[str], spreads: Sequence[_Spread], look: _Look, alt: str) -> Iterator[Block]:
    """Les barres ; rien quand aucune répartition n'est diffusée, le tableau dit pourquoi."""
    spans = sorted({(g.first, g.last) for spread in spreads if not isinstance(spread, Withheld) for g in spread})
    if not spans:
        return
    yield Bars(title, tuple(labels), tuple(_segment(span, spreads, look) for span in spans), alt=alt)


def _segment(span: tuple[int, int], spreads: Sequence[_Spread], look: _Look) -> Segment:
    """La série de ces niveaux."""
    name, colour, dark = look(*span)
    found = [words.group_at(spread, span) for spread in spreads]
    return Segment(
        name, colour, span[0] < span[1], dark,
        tuple(None if one is None else one.share.percent for one in found),
        tuple(one is not None and bool(one.share.bound) for one in found),
    )  # fmt: skip


def _level_look(report: TerritoryReport) -> _Look:
    """Le nom et le bleu de niveaux, du clair au foncé."""
    scale = report.ref.scale
    top = len(scale.levels) - 1

    def look(first: int, last: int) -> tuple[str, str, bool]:
        shade = int((first + last) / 2 / top * (len(_BLUES) - 1) + 0.5)
        return words.span_name(scale, first, last), _BLUES[shade], shade >= 3

    return look


# Les territoires : ceux qui sortent de ce que le hasard explique ; leurs entonnoirs sont au tableau de bord


def _places_blocks(report: TerritoryReport) -> Iterator[Block]:
    """La partie entière, en un tableau ; une phrase quand la cohorte ne fait qu'un territoire."""
    yield Heading(1, "D’un territoire à l’autre")
    if not report.funnels:
        yield Text("La cohorte ne fait qu’un territoire\u00a0: il n’y a rien à rapprocher.")
        return
    yield Text(
        f"Part des équipes au niveau {words.target_text(report)} ou plus. Entre les limites, le hasard suffit à expliquer "
        f"l’écart\u00a0; au-delà, il invite à regarder, sans juger. {report.chance} {words.dispersion_text(report.funnels)}",
        "introduction",
    )
    table = tables.signals(report)
    if table.rows:
        yield table
    yield Text(words.signals_text(report), "note")


# Les besoins : ceux de toutes les équipes, avec leur incertitude, puis les premiers de chaque territoire

_NEEDS_FIRST = 3  # par lieu
_COLOUR = "0072B2"


def _needs_blocks(report: TerritoryReport) -> Iterator[Block]:
    """La partie entière."""
    yield Heading(1, "Où les équipes ont besoin d’appui")
    yield Text(
        f"Part des équipes sous le niveau {words.target_text(report)}, de la plus à la moins répandue. Deux dimensions dont les "
        "rangs plausibles se recouvrent ne se départagent pas.",
        "introduction",
    )
    yield from _chart_blocks(report)
    yield from _show(needs(report, None))
    if report.goals:
        yield from _show(tables.goals(report))
    if report.territories:
        yield Heading(2, f"Les premiers besoins de chaque {words.BY[report.by][0]}")
        yield from _show(tables.first_needs(report))


def _chart_blocks(report: TerritoryReport) -> Iterator[Block]:
    """Les parts en barres natives : sous le niveau visé, puis à ce niveau ou plus."""
    places = {theme.id: place for place, theme in enumerate(report.themes)}
    rank = words.target_rank(report)
    shares = [words.share_at(report.whole[places[one.theme.id]], rank) for one in report.needs]
    known = [(one, share) for one, share in zip(report.needs, shares, strict=True) if isinstance(share, ReleasedShare)]
    if not known:
        return
    bounded = tuple(bool(share.bound) for _, share in known)
    yield Bars(
        "Besoins de toutes les équipes", tuple(one.theme.label for one, _ in known),
        (
            Segment(f"Sous le niveau {words.target_text(report)}", _COLOUR, False, True, tuple(100 - s.percent for _, s in known), bounded),
            Segment("À ce niveau ou plus", "F2F2F2", False, False, tuple(s.percent for _, s in known), bounded),
        ),
        alt=_needs_alternative(report),
    )  # fmt: skip
    yield Text(f"{words.BOUNDED} {words.footer(report)}", "note")


def _needs_alternative(report: TerritoryReport) -> str:
    """L'équivalent en mots du graphique."""
    first = [f"{one.theme.label} ({words.ranks_text(one)})" for one in report.needs[:_NEEDS_FIRST]]
    return f"Barres, part des équipes sous le niveau visé. Les plus répandus{NBSP}: {', '.join(first)}. Données dans le tableau."


# Ce qui a bougé depuis la campagne d'avant, sur les équipes présentes aux deux


def _movement_blocks(report: TerritoryReport, several: Sequence[TerritoryReport]) -> Iterator[Block]:
    """La partie entière."""
    yield Heading(1, "Ce qui a bougé")
    movement = report.movement
    if movement is None:
        yield Text(f"La cohorte n’a pas de campagne d’avant {report.year}\u00a0: l’évolution se lira l’an prochain.")
        return
    yield Text(words.attrition(movement), "introduction")
    moved = {one.theme.id: one.spread for one in movement.themes}
    order = [theme for _, theme in words.themes_in_order(report)]
    spreads = [moved[theme.id] for theme in order]
    labels = [_bar_label(theme.label, spread) for theme, spread in zip(order, spreads, strict=True)]
    alt = words.trend_alternative(report, movement, None)
    yield from _draw("Évolution des équipes", labels, spreads, _look, alt)
    yield Text(
        f"Trame\u00a0: comptées ensemble, pour ne désigner aucune équipe. {words.rounded_text(spreads)} {words.BOUNDED}",
        "note",
    )
    yield from _show(trend(report, movement, None))
    if several:
        yield Heading(2, "D’année en année")
        yield Text(f"Part des équipes sous le niveau {words.target_text(report)}. {words.YEARS}", "introduction")
        yield from _show(tables.years(several))
    if report.territory_movements:
        yield Heading(2, f"{capital(words.BY[report.by][0])} par {words.BY[report.by][0]}")
        yield Text(
            "Un petit territoire a peu d’équipes suivies\u00a0: aucune évolution nette ne veut pas dire que rien n’a bougé. Le "
            "classeur et le tableau de bord donnent chaque dimension.",
            "introduction",
        )
        yield from _show(trends(report))


def _look(first: int, last: int) -> tuple[str, str, bool]:
    """Le nom et la couleur d'un sens."""
    return words.move_name(first, last), words.MOVE_FILLS[first, last], False


# Les profils types, et ce que les équipes ont choisi : tâches, heures, coûts ; les dimensions qui vont ensemble

_MOST_TASKS = 15


def _choices_blocks(report: TerritoryReport) -> Iterator[Block]:
    """La partie entière."""
    found = report.practices
    yield Heading(1, "Profils types")
    yield Text(
        "Une règle que chacun peut refaire\u00a0: l’axe le plus haut et l’axe le plus bas de l’équipe.", "introduction"
    )
    yield from _show(tables.typology(report))
    yield Heading(1, "Ce que les équipes ont choisi")
    yield Heading(2, "Les tâches de la coordination")
    yield Text(
        "Parmi les équipes qui ont une fiche de poste et une note sur la dimension servie. Le classeur les donne toutes.",
        "introduction",
    )
    yield from _show(tables.tasks(report, _MOST_TASKS))
    yield Heading(2, "Ce qu’ont fait ensuite les équipes d’un même niveau")
    yield Text(words.sequels_text(report), "introduction")
    if report.sequels:
        yield from _show(tables.sequels(report))
    yield Heading(2, "Les heures du poste")
    yield from _show(tables.ranges("Heures par semaine", "heures par semaine", found.hours))
    yield Heading(2, "Le coût du poste")
    yield from _show(tables.ranges("Coût par an", "euros par an", found.cost))
    yield Heading(2, "Les dimensions qui vont ensemble")
    yield Text("Une corrélation ne dit pas que l’une entraîne l’autre.", "introduction")
    yield from _show(tables.couples(report))


# Comment c'est fait, ce qui est tu et pourquoi, et la page d'information (RGPD)


def _method_blocks(report: TerritoryReport) -> Iterator[Block]:
    """Comment chaque chiffre est fait."""
    yield Heading(1, "Méthode")
    yield Bullets([(Styled(f"{title}. "), text) for title, text in method(report)])
    yield Text(grid_text(report.ref), "note")


def _discretion_blocks(report: TerritoryReport) -> Iterator[Block]:
    """La politique de diffusion."""
    yield Heading(1, "Le secret des équipes")
    yield Text(report.policy, "attention")
    yield Text(
        "Une valeur que l’on ne montre pas est absente, avec sa raison\u00a0: ce n’est jamais un zéro. Chaque diffusion est inscrite "
        "dans un registre, et refusée si, rapprochée d’une autre, elle isolait quelques équipes."
    )


def _notice_blocks() -> Iterator[Block]:
    """La page d'information, ses champs à remplir et ce qui reste à vérifier ; elle se détache du rapport."""
    notice = load_federation_notice()
    _, *said = notice_blocks(notice)
    yield Heading(1, notice.title, new_page=True)
    yield from said


# Le rapport d'un territoire comme document Word : l'ordre des parties, et rien d'autre

_SIGNED = "Fédération"  # qui signe le document ; la page d'information dit à qui écrire
_KEYWORDS = ("cohorte", "soins primaires", "matrice de maturité", "secret des équipes")


def territoire(report: TerritoryReport, *, on: dt.date, earlier: Sequence[TerritoryReport] = ()) -> Document:
    """Renvoie le rapport d'un territoire.

    Args:
        report: ce que `national_report` a calculé ; il ne porte que des valeurs diffusées, rien n'est recalculé ici.
        on: date du rapport, la seule que le fichier porte.
        earlier: les rapports d'années d'avant ; avec celui-ci, trois années ou plus font une suite.

    Returns:
        Un `Document` ; ses graphiques se modifient dans Word, leurs classeurs ne portent que des valeurs
        diffusées. Les mêmes valeurs à la même date donnent les mêmes octets.

    Raises:
        InputError: modèle refusé.
    """
    title = "Rapport de territoire"
    signed = f"{_SIGNED} (cohorte simulée)" if report.simulated else _SIGNED
    blocks = (
        *_opening_blocks(title, report, on),
        *_participation_blocks(report),
        *_levels_blocks(report),
        *_places_blocks(report),
        *_needs_blocks(report),
        *_movement_blocks(report, words.campaigns([*earlier, report])),
        *_choices_blocks(report),
        *_method_blocks(report),
        *_discretion_blocks(report),
        *_notice_blocks(),
    )
    return Document(title, signed, on, blocks, subject=words.heading(report), keywords=_KEYWORDS)
