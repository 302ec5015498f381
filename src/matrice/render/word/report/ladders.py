"""Axe par axe : ce qui est en place, et la prochaine marche de chaque échelle de progrès."""

from __future__ import annotations

from collections.abc import Sequence

from ....assessment import AxisResult, DimensionResult, ItemResult, Profile, Standing
from ....text import NBSP, capital, number, quoted, series
from ... import words
from ..blocks import Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

CLIMBED = (Column("Dimension", 4), Column("En place, dans l’ordre", 5), Column("Prochaine marche", 6))
RATED = (Column("", 4), Column("Aujourd’hui", 4), Column("Niveau suivant", 7))


def add_ladders(document: WordDocument, profile: Profile) -> None:
    """La partie entière."""
    add_heading(document, 1, "Ce qui est en place, et la prochaine marche")
    add_text(document, introduction(profile), style="Introduction")
    if profile.grain == "axis":
        add_quick(document, profile, "Axe", profile.axes)
        return
    for axis in profile.axes:
        own = [d for d in profile.dimensions if d.axis == axis.id]
        add_heading(document, 2, axis.label)
        add_text(document, axis_text(profile, axis), style="Introduction")
        if profile.grain == "dimension":
            add_quick(document, profile, "Dimension", own)
        else:
            add_table(
                document, f"Échelles de l’axe\u00a0: {axis.label}",
                "Une ligne par dimension\u00a0: ce qui est en place en suivant l’ordre, et la première caractéristique qui manque.",
                CLIMBED, [climb(profile, dimension) for dimension in own],
            )  # fmt: skip


def introduction(profile: Profile) -> str:
    """Ce que les tableaux comptent."""
    if profile.grain != "item":
        return (
            "L’équipe a coté sans détailler les caractéristiques\u00a0: voici son niveau, et ce que demande le suivant."
        )
    floor = words.level_name(profile.ref.scale.levels[profile.ref.scale.in_place_index])
    return (
        "Les caractéristiques d’une dimension vont de la plus simple à la plus exigeante. Une caractéristique est en place "
        f"au niveau {quoted(floor)}\u00a0; la prochaine marche est la première qui n’y est pas."
    )


def axis_text(profile: Profile, axis: AxisResult) -> str:
    """La note d'un axe et ses dimensions les plus basses, quand elles ne le sont pas toutes."""
    if axis.score is None:
        return f"Note de l’axe\u00a0: {axis.standing}."
    scored = [d for d in profile.dimensions if d.axis == axis.id and d.score is not None]
    lowest = [d.label for d in scored if words.printed(d) == min(map(words.printed, scored))]
    which = "Dimension la plus basse" if len(lowest) == 1 else "Dimensions les plus basses"
    low = f" {which}\u00a0: {series(lowest)}." if len(lowest) < len(scored) else ""
    return f"Note de l’axe\u00a0: {where(profile, axis)}.{low}"


def where(profile: Profile, result: words.Result) -> str:
    """« 67 sur 100, niveau 2 en partie », ou le mot juste quand il n'y a pas de note."""
    if result.score is None:
        return str(result.standing)
    return f"{number(result.score)} sur{NBSP}100, niveau {words.level_text(profile.ref.scale, result.level)}"


def climb(profile: Profile, dimension: DimensionResult) -> Row:
    """Une dimension : ce qui est en place, et ce qui vient."""
    name = (dimension.label, Styled(f"\n{where(profile, dimension)}", "Precision"))
    if dimension.overruled:
        told = Styled(f"\n{capital(words.overruled_text(dimension))}.", "Precision")
        return (name, (Styled("Décidé par l’équipe"), told), reviewed(profile, dimension, dimension.overruled.palier))
    if dimension.palier is None:
        absent = (Standing.NOT_APPLICABLE, Standing.WITHHELD)
        unknown = "–" if dimension.standing in absent else "Coter d’abord cette dimension"
        return (name, "–", "Moins de trois réponses à une marche" if dimension.score is not None else unknown)
    ladder = dimension.rungs
    return (name, climbed(profile, ladder, dimension.palier), following(profile, ladder, dimension.palier))


def reviewed(profile: Profile, dimension: DimensionResult, palier: int) -> Content:
    """Ce qu'il reste à voir quand la décision s'écarte des réponses : d'après elles, ce qui manque encore, ou rien."""
    top = dimension.level == profile.ref.scale.values[-1]
    first = "Le plus haut niveau est retenu." if top else "À fixer par l’équipe, qui a décidé du niveau."
    if palier == len(dimension.rungs):
        return (
            first,
            Styled(
                "\nLes réponses mettaient tout en place\u00a0: la raison de la décision dit ce qui manque.", "Precision"
            ),
        )
    return (first, Styled(f"\nÀ vérifier, d’après les réponses\u00a0: {dimension.rungs[palier].label}", "Precision"))


def climbed(profile: Profile, ladder: Sequence[ItemResult], palier: int) -> Content:
    """Combien de marches sont montées, la dernière, et celles qui sont en place plus haut."""
    count = f"{number(palier)} sur {number(len(ladder))}"
    floor = profile.ref.scale.values[profile.ref.scale.in_place_index]
    beyond = sum(1 for item in ladder[palier:] if item.level is not None and item.level >= floor)
    more = (Styled(f"\nEn place plus haut\u00a0: {number(beyond)}", "Precision"),) if beyond else ()
    last = (f"\n{ladder[palier - 1].label}",) if palier else ()
    return (Styled(count), *last, *more)


def following(profile: Profile, ladder: Sequence[ItemResult], palier: int) -> Content:
    """La première caractéristique qui n'est pas en place, et où elle en est."""
    if palier == len(ladder):
        return "Toutes les caractéristiques sont en place."
    item = ladder[palier]
    now = words.level_text(profile.ref.scale, item.level) or "aucun niveau"
    return (item.label, Styled(f"\nAujourd’hui\u00a0: {now}", "Precision"))


def add_quick(document: WordDocument, profile: Profile, noun: str, results: Sequence[words.Result]) -> None:
    """En mode rapide : le niveau d'aujourd'hui, et ce que demande le suivant."""
    columns = (Column(noun, RATED[0].width), *RATED[1:])
    rows = [(result.label, where(profile, result), above(profile, result)) for result in results]
    add_table(
        document,
        f"{noun}s et niveau suivant",
        f"Une ligne par {noun.lower()}\u00a0: niveau, et niveau suivant.",
        columns,
        rows,
    )


def above(profile: Profile, result: words.Result) -> Content:
    """Le niveau suivant et ce que l'on y observe."""
    scale = profile.ref.scale
    if result.level is None:
        return "–"
    if result.level == scale.values[-1]:
        return "Le plus haut niveau est atteint."
    level = scale.levels[scale.values.index(result.level) + 1]
    return (Styled(words.level_name(level)), f"\n{level.anchor}") if level.anchor else Styled(words.level_name(level))
