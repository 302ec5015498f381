"""Le retour à une équipe : où elle en est parmi ses semblables, ses points d'appui, ses prochains pas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ..assessment import Trend
from ..federation import Comparison, NextStep, Place, Withheld, load_federation_notice
from ..inclusive import COORDINATION, checked_wording
from ..referentiel import Characteristic
from ..text import NBSP, Wording, capital, date, number, partial_date, quoted, rounded, series
from . import federation_words as words
from .asking import notice_blocks
from .blocks import (
    Block,
    Bullets,
    Column,
    Content,
    Document,
    DotLine,
    Dots,
    Heading,
    Radar,
    Row,
    Series,
    Styled,
    Table,
    Text,
)
from .federation_words import team_name
from .words import caveat, grid_name, level_name

# La page d'information (RGPD) que la fédération joint aux retours, avec ses champs à compléter


def information(*, on: dt.date | None = None) -> Document:
    """Renvoie la page RGPD d'une comparaison entre équipes, à compléter.

    Args:
        on: date du document.
    """
    notice = load_federation_notice()
    keywords = ("RGPD", "comparaison entre équipes")
    return Document(
        notice.title, "Fédération", on, tuple(notice_blocks(notice)), subject=notice.title, keywords=keywords
    )


# Le haut de la première page : ce qu'est ce document, à qui l'équipe est comparée, et l'essentiel


def _opening_blocks(title: str, comparison: Comparison, on: dt.date) -> Iterator[Block]:
    """Le titre, puis ce qu'il faut savoir avant de lire un chiffre."""
    yield Text(title, "title")
    yield Text(words.team_name(comparison), "subtitle")
    yield Text(f"Campagne {comparison.year}. Version du {date(on)}.", "note")
    if comparison.simulated:
        yield Text(
            (
                Styled(f"{words.SIMULATED}. "),
                "Aucune de ces équipes n’existe, aucun de ces chiffres n’est un résultat.",
            ),
            "attention",
        )
    yield Text((Styled("À quoi sert ce retour. "), words.PURPOSE))
    yield Text((Styled("Votre groupe. "), _group(comparison)))
    for note in comparison.notes:
        if not (comparison.simulated and "simulée" in note):
            yield Text(note, "attention")
    yield Text((Styled("L’essentiel. "), _essential(comparison)))


def _group(comparison: Comparison) -> str:
    """À qui l'équipe est comparée, et sous quelle politique."""
    return (
        f"{words.group_text(comparison)}. Toutes ces équipes sont comparées au même groupe. "
        f"Ce qui n’est pas diffusé est absent, avec sa raison{NBSP}: ce n’est jamais un zéro."
    )


def _essential(comparison: Comparison) -> str:
    """Où avancer et ce qui a bougé ; les points d'appui ont leur liste sur la même page."""
    sentences = [
        _named_scores("Où avancer", comparison, [step.place for step in comparison.steps]),
        f"Depuis {comparison.before}, {words.movement_text(comparison)}" if comparison.before else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence) or "Aucune note n’a pu être comparée."


def _named_scores(title: str, comparison: Comparison, places: Sequence[Place]) -> str:
    """« Où avancer : A (47), B (39) et C (56). »"""
    names = [words.named_score(comparison.ref, place) for place in places]
    return f"{title}{NBSP}: {series(names)}." if names else ""


# Le profil face au groupe, en image : le diagramme en points, une ligne par dimension

_DOT_PLOT_MOST = 45  # lignes d'un diagramme : au-delà, il ne tient plus sur une page et se coupe par axe
_STEP = 25


def _figure_blocks(comparison: Comparison, *, radar: bool) -> Iterator[Block]:
    """La partie entière : le diagramme en points, ou à sa place le radar ; les deux feraient quatre pages."""
    yield Heading(1, "Votre profil face à votre groupe")
    if all(place.score is None for place in comparison.dimensions):
        yield Text(f"Aucune note n’a pu être calculée{NBSP}: il n’y a pas de figure, et le tableau dit pourquoi.")
        return
    places = _spokes(comparison)
    if radar and sum(place.score is not None for place in places) >= _FEWEST:
        yield _radar_plot(comparison, places)
    else:
        names = (words.TEAM, words.MEDIAN, words.MIDDLE)
        for part in _parts(_lines(comparison)):
            title = "Votre profil face à votre groupe, par dimension"
            yield Dots(title, part, names, alt=words.dots_alternative(comparison), step=_STEP)
    yield Text((Styled("Lecture. "), _dot_plot_reading(comparison)), "note")


def _lines(comparison: Comparison) -> tuple[DotLine, ...]:
    """Les lignes du diagramme : un axe, puis ses dimensions."""
    found = []
    for axis, places in words.by_axis(comparison):
        found.append(_line(axis.short or axis.label, comparison.place(axis.id), heading=True))
        found += [_line(words.theme_name(comparison.ref, place.theme.id), place) for place in places]
    return tuple(found)


def _line(label: str, place: Place, *, heading: bool = False) -> DotLine:
    """Un axe ou une dimension ; les notes y sont telles qu'elles s'impriment."""
    low, median, high = (words.quartile(place, probability) for probability in words.QUARTILES)
    return DotLine(label, _drawn_score(place), median, None if low is None or high is None else (low, high), heading)


def _drawn_score(place: Place) -> float | None:
    """La note de l'équipe, arrondie comme les chiffres de son groupe."""
    return None if place.score is None else float(rounded(place.score))


def _parts(everything: tuple[DotLine, ...]) -> list[tuple[DotLine, ...]]:
    """Les mêmes lignes, en morceaux qui tiennent chacun sur une page."""
    return [everything[start : start + _DOT_PLOT_MOST] for start in range(0, len(everything), _DOT_PLOT_MOST)]


def _dot_plot_reading(comparison: Comparison) -> str:
    """Comment lire le diagramme, et ce qui y manque."""
    missing = any(place.score is None for place in comparison.dimensions)
    banded = any(words.quartile(place, 0.25) is not None for place in comparison.dimensions)
    middle = "La moitié centrale va du premier au troisième quartile\u00a0: la moitié des équipes du groupe y est."
    sentences = [
        f"Notes de 0 à{NBSP}100.",
        middle if banded else "",
        f"Une ligne sans point est une dimension sans note{NBSP}: le tableau dit pourquoi." if missing else "",
        f"Par axe, {words.gaps_text(comparison, comparison.axes)}",
        words.silence(comparison.dimensions),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


# Le radar : l'équipe et la médiane de son groupe, deux polygones et pas un de plus

_FEWEST, _RADAR_PLOT_MOST = (
    3,
    30,
)  # moins de trois rayons ne font pas une surface ; plus de trente libellés se chevauchent


def _radar_plot(comparison: Comparison, places: Sequence[Place]) -> Radar:
    """Le radar de l'équipe et de la médiane de son groupe."""
    medians = tuple(words.quartile(place, 0.5) for place in places)
    series = [Series(words.TEAM, tuple(_drawn_score(place) for place in places))]
    series += [Series(words.MEDIAN, medians)] * any(median is not None for median in medians)
    return Radar(
        "Notes sur 100", tuple(words.theme_name(comparison.ref, place.theme.id) for place in places), tuple(series),
        alt=words.radar_alternative(comparison, places), minimum=0, maximum=100, step=_STEP,
    )  # fmt: skip


def _spokes(comparison: Comparison) -> tuple[Place, ...]:
    """Les dimensions, ou les axes quand elles sont trop nombreuses pour porter leur nom."""
    return comparison.dimensions if len(comparison.dimensions) <= _RADAR_PLOT_MOST else comparison.axes


# Le tableau qui dit en mots et en chiffres tout ce que les figures montrent

_PLACES_COLUMNS = (
    Column("Dimension", 4), Column("Votre équipe", 2.4), Column("Votre groupe", 2.3),
    Column("Parmi les équipes comparables", 4.7), Column("Votre place", 3.6),
)  # fmt: skip


def _table_of_places_blocks(comparison: Comparison) -> Iterator[Block]:
    """La partie entière."""
    yield Heading(2, "Dimension par dimension")
    rows = [_places_row(comparison, place) for place in comparison.dimensions]
    yield Table("Dimension par dimension",
        "Une ligne par dimension\u00a0: note et niveau de l’équipe, moitié centrale et médiane du groupe, part des "
        "équipes au-dessous, au même niveau et au-dessus, place.",
        _PLACES_COLUMNS, rows,
    )  # fmt: skip
    yield Text((Styled("Lecture. "), _places_reading(comparison)), "note")


def _places_row(comparison: Comparison, place: Place) -> Row:
    """Une dimension."""
    if place.score is None:
        group = words.quartiles_text(place)
        return (place.theme.label, place.standing, group, words.NONE, words.NONE)
    return (
        place.theme.label, _own(comparison, place), words.quartiles_text(place), words.position_text(place, comparison.ref.scale),
        _where(place),
    )  # fmt: skip


def _own(comparison: Comparison, place: Place) -> Content:
    """La note, le niveau, et la note d'avant."""
    level = "" if place.level is None else f", niveau{NBSP}{place.level}"
    before = "" if place.score_before is None else f"\n{number(place.score_before)} en {comparison.before}"
    return (
        (f"{words.score_text(place)}{level}", Styled(before, "detail"))
        if before
        else f"{words.score_text(place)}{level}"
    )


def _where(place: Place) -> Content:
    """La place, et si l'on peut en être sûr."""
    said = words.place_text(place)
    return (said, Styled("\nposition incertaine", "detail")) if place.uncertain else said


def _places_reading(comparison: Comparison) -> str:
    """La clé du tableau."""
    levels = series([level_name(level) for level in comparison.ref.scale.levels])
    every = comparison.dimensions
    hidden = [value for place in every for value in (place.position, *map(place.peers.quartile, words.QUARTILES))]
    sentences = [
        f"Niveaux{NBSP}: {levels}. Votre groupe{NBSP}: du premier au troisième quartile de ses notes, et leur médiane.",
        "Position incertaine\u00a0: d’autres membres auraient pu vous placer ailleurs\u00a0; le tableau dit où, à 90\u00a0% de confiance."
        if any(place.uncertain for place in every)
        else "",
        "Des niveaux réunis le sont pour ne désigner aucune équipe."
        if any("réunis" in words.position_text(place, comparison.ref.scale) for place in every)
        else "",
        words.reasons(hidden),
        _example(comparison),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _example(comparison: Comparison) -> str:
    """Une ligne du tableau lue en entier."""
    scale = comparison.ref.scale
    told = ((place, words.position_sentence(place, scale)) for place in comparison.dimensions)
    found = next(((place, said) for place, said in told if said), None)
    return (
        f"Par exemple, {quoted(words.theme_name(comparison.ref, found[0].theme.id))}{NBSP}: {found[1]}" if found else ""
    )


# Trois points d'appui, puis trois pas : la prochaine marche, et ce que font d'autres équipes au même niveau

_STEPS_COLUMNS = (
    Column("Dimension", 4.2),
    Column("Prochaine marche", 5),
    Column("Ce que font, et gardent, des équipes au même niveau", 7.8),
)

_TASKS = 3
_NO_TASK = "Aucune part de tâche n’est diffusée à ce niveau."


def _strengths_blocks(comparison: Comparison) -> Iterator[Block]:
    """Les points d'appui."""
    yield Heading(2, "Vos points d’appui")
    if not comparison.strengths:
        yield Text("Aucune dimension n’atteint encore la médiane du groupe\u00a0: partez des pas ci-dessous.")
        return
    yield Bullets(
        [
            (Styled(place.theme.label), f"{NBSP}: {number(place.score or 0)} sur{NBSP}100, {words.gap_text(place)}.")
            for place in comparison.strengths
        ],
    )


def _steps_blocks(comparison: Comparison, wording: Wording) -> Iterator[Block]:
    """Les pas suivants."""
    yield Heading(2, "Vos prochains pas")
    if not comparison.steps:
        yield Text("Aucune dimension notée n’a de marche à monter.")
        return
    yield Text(_introduction(comparison, wording), "introduction")
    yield Table("Vos prochains pas",
        "Une ligne par dimension\u00a0: où en est l’équipe, sa prochaine marche, les tâches que gardent des équipes au même niveau.",
        _STEPS_COLUMNS, [_steps_row(comparison, step) for step in comparison.steps],
    )  # fmt: skip
    yield Bullets([_whole_ladder(comparison, step) for step in comparison.steps if not step.rung])


def _introduction(comparison: Comparison, wording: Wording) -> str:
    """Pourquoi ces dimensions, et qui choisit."""
    many = len(comparison.steps) > 1
    placed = any(step.place.gap is not None for step in comparison.steps)
    return (
        f"{'Ces dimensions sont celles' if many else 'Cette dimension est celle'} où il vous reste le plus à gagner"
        f"{', face à votre groupe' if placed else ''}. {'Choisissez-en une' if many else 'Parlez-en'} avec "
        f"{COORDINATION[wording]['le']}\u00a0: vous savez mieux que ces chiffres ce qui compte chez vous."
    )


def _steps_row(comparison: Comparison, step: NextStep) -> Row:
    """Une dimension où avancer."""
    place = step.place
    where = f"\n{words.score_text(place)} sur{NBSP}100, {words.gap_text(place)}."
    return ((Styled(place.theme.label), where), _rung(step), _others(comparison, step))


def _rung(step: NextStep) -> Content:
    """La prochaine marche, quand la grille la dit."""
    return step.rung or "La première, dans l’ordre ci-dessous, qui n’est pas en place"


def _ladder(comparison: Comparison, step: NextStep) -> tuple[Characteristic, ...]:
    """Les marches d'une dimension, dans l'ordre."""
    return comparison.ref.dimension(step.place.theme.id).characteristics


def _whole_ladder(comparison: Comparison, step: NextStep) -> Content:
    """Toutes les marches d'une dimension, en une ligne."""
    listed = " ".join(f"{number(rank)}){NBSP}{one.label}" for rank, one in enumerate(_ladder(comparison, step), 1))
    return (Styled(f"{step.place.theme.label}. "), listed)


def _others(comparison: Comparison, step: NextStep) -> Content:
    """Ce qu'ont fait ensuite les équipes qui étaient à ce niveau à la campagne d'avant ; à défaut, ce que gardent celles qui y sont."""
    after, lines, kept = step.after, [], step.tasks
    if after is not None and not isinstance(after.moves, Withheld):
        lines = [f"Là en {after.before}{NBSP}: {words.directions_text(after.moves)} depuis."]
        if after.tasks and not isinstance(after.tasks, Withheld):
            kept = after.tasks
    most = _TASKS - len(lines)  # trois pages, toujours
    tasks = [f"•{NBSP}{task.label} ({words.share_text(task.share)})" for task in kept[:most]]
    return "\n".join([*lines, *(tasks or [_NO_TASK])])


# Ce qui a changé depuis la campagne d'avant, face aux équipes parties du même niveau

_CHANGE_MOST = 3  # dimensions dans chaque sens


def _change_blocks(comparison: Comparison) -> Iterator[Block]:
    """La partie entière."""
    if comparison.before is None:
        yield Heading(2, "Ce qui a changé")
        yield Text("C’est la première campagne connue de votre équipe\u00a0: la prochaine dira ce qui a bougé.")
        return
    yield Heading(2, f"Ce qui a changé depuis {comparison.before}")
    chosen = [
        place for trend in (Trend.UP, Trend.DOWN) for place in words.places_moving(comparison, trend)[:_CHANGE_MOST]
    ]
    yield Text(
        f"{capital(words.movement_text(comparison))} C’est un progrès déclaré par l’équipe, à lire avec elle\u00a0: d’une année à "
        "l’autre, une équipe seule ne permet aucune conclusion statistique.",
        "introduction" if chosen else "",
    )
    if chosen:
        yield Table("Ce qui a le plus changé",
            "Une ligne par dimension\u00a0: note d’avant, note d’aujourd’hui, et ce que sont devenues les équipes parties du même niveau.",
            _columns(comparison), [_change_row(place) for place in chosen],
        )  # fmt: skip
        yield Text((Styled("Lecture. "), _change_reading(chosen)), "note")


def _columns(comparison: Comparison) -> tuple[Column, ...]:
    """Les colonnes, années comprises."""
    return (
        Column("Dimension", 6), Column(str(comparison.before), 1.6, True), Column(str(comparison.year), 1.6, True),
        Column("Équipes parties du même niveau", 7.8),
    )  # fmt: skip


def _change_row(place: Place) -> Row:
    """Une dimension qui a bougé."""
    return (
        place.theme.label, number(place.score_before or 0), number(place.score or 0), words.same_start_text(place),
    )  # fmt: skip


def _change_reading(chosen: list[Place]) -> str:
    """Pourquoi ce comparateur, et ce qui manque."""
    why = "Une équipe partie de bas monte plus souvent, sans en faire plus\u00a0: comparez-vous à celles qui partaient d’où vous partiez."
    return f"{why} {words.reasons(place.same_start for place in chosen)}".strip()


# D'où viennent ces chiffres, et ce que devient le fichier de l'équipe


def _method_blocks(comparison: Comparison) -> Iterator[Block]:
    """La partie entière."""
    notice = load_federation_notice()
    yield Heading(2, "Méthode et données")
    yield Text((Styled("Grille. "), f"{grid_name(comparison.ref)}. {caveat(comparison.ref)}".strip()), "note")
    yield Text(
        (
            Styled("Vos données. "),
            f"Votre équipe a remis un profil sous nom de code, sans nom de personne ni réponse individuelle. {comparison.policy} "
            f"Qui le lit, combien de temps, vos droits{NBSP}: page {quoted(notice.title)}, version {notice.version} du "
            f"{partial_date(notice.date)} ({notice.confidence}), jointe à ce retour ou à demander à votre fédération.",
        ),
        "note",
    )


# Le retour à une équipe comme document Word : l'ordre des parties, et rien d'autre

_TITLE = "Retour à l’équipe"
_KEYWORDS = ("autoévaluation", "soins primaires", "comparaison entre équipes", "matrice de maturité")


def retour(
    comparison: Comparison,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    radar: bool = False,
) -> Document:
    """Renvoie le retour d'une équipe en document, trois pages au plus, à enregistrer par `.save(chemin)`.

    Args:
        comparison: ce que `compare` ou `compare_all` a rendu ; rien n'est recalculé ici, et le document ne porte
            que les valeurs de l'équipe et des valeurs diffusées, jusque dans les classeurs de ses graphiques.
        on: date du document, la seule qu'il porte.
        wording: forme des mots qui nomment la coordination.
        radar: montre le radar de l'équipe et de la médiane de son groupe à la place du diagramme en points ; par axe s'il y a
            trop de dimensions.

    Returns:
        Un `Document`. Les mêmes valeurs à la même date donnent les mêmes octets.

    Raises:
        MatriceError: forme inconnue.
        InputError: modèle refusé.
    """
    wording = checked_wording(wording)
    name = team_name(comparison)
    blocks = (
        *_opening_blocks(_TITLE, comparison, on),
        *_figure_blocks(comparison, radar=radar),
        *_strengths_blocks(comparison),
        *_table_of_places_blocks(comparison),
        Heading(1, "Pour avancer"),
        *_steps_blocks(comparison, wording),
        *_change_blocks(comparison),
        *_method_blocks(comparison),
    )
    return Document(
        _TITLE, name, on, blocks, subject=f"Campagne {comparison.year} de {quoted(name)}", keywords=_KEYWORDS
    )
