"""Qui a répondu, à quoi, et le profil qui en sort : radar et tableau."""

from __future__ import annotations

from ....assessment import MINIMUM_SHOWN, Profile
from ....text import NBSP, capital, date, number, percent, plural
from ... import words
from ..blocks import add_heading, add_text
from ..document import WordDocument
from ..profile import add_profile_radar, add_scores
from ..tables import Column, Row, add_table

RATED = {"item": "caractéristique", "dimension": "dimension", "axis": "axe"}


def add_coverage(document: WordDocument, profile: Profile) -> None:
    """La participation et la couverture."""
    add_heading(document, 1, "Participation et couverture")
    add_table(
        document, "Participation et couverture", "Une ligne par fait\u00a0: répondants, questions, réponses, dimensions notées.",
        (Column("Ce que l’on compte", 2), Column("Valeur", 5)), coverage_rows(profile),
    )  # fmt: skip


def coverage_rows(profile: Profile) -> list[Row]:
    """Les faits qui disent ce que valent les notes."""
    rows: list[Row] = [("Répondants", respondents(profile))]
    if profile.on:
        rows.append(("Date des réponses", date(profile.on)))
    rows.append(("Questions posées", f"{plural(len(profile.items), RATED[profile.grain])}{quick(profile)}"))
    if profile.respondents is None or profile.respondents >= MINIMUM_SHOWN:
        rows.append(("Réponses", answers(profile)))
    rows.append(("Notes", marks(profile)))
    return rows


def respondents(profile: Profile) -> str:
    """« 14 réponses sur 18 inscrits (78 %) »."""
    said = capital(words.participation(profile))
    if profile.respondents is None or not profile.registered or profile.collective:
        return said
    return f"{said} ({percent(100 * profile.respondents / profile.registered)})"


def quick(profile: Profile) -> str:
    """Le mode rapide, s'il a servi."""
    said = words.grain_text(profile)
    return f" ({said})" if said else ""


def answers(profile: Profile) -> str:
    """Les quatre sortes de réponses, jamais mêlées."""
    given = sum(item.answered for item in profile.items)
    apart, unknown, silent = (
        sum(getattr(item, kind) for item in profile.items) for kind in ("not_applicable", "unknown", "silent")
    )
    return (
        f"{plural(given, 'niveau donné', 'niveaux donnés')}, {number(apart)}{NBSP}sans objet, "
        f"{number(unknown)}{NBSP}ne sait pas, {number(silent)}{NBSP}sans réponse"
    )


def marks(profile: Profile) -> str:
    """Combien de notes, et lesquelles manquent."""
    results = words.spokes(profile, added=True)
    noun = "axe" if profile.grain == "axis" else "dimension"
    scored = sum(1 for result in results if result.score is not None)
    said = f"{plural(scored, noun + (' noté' if noun == 'axe' else ' notée'), noun + ('s notés' if noun == 'axe' else 's notées'))}"
    gaps = [
        f"{standing}\u00a0: {words.listed(profile, own)}"
        for standing in words.ABSENT
        if (own := [result for result in results if result.standing is standing])
    ]
    return f"{said} sur {number(len(results))}. {capital('. '.join(map(capital, gaps)))}{'.' if gaps else ''}".rstrip()


def add_results(document: WordDocument, profile: Profile, previous: Profile | None) -> None:
    """Le radar, ce qu'il dit en tableau, et sur quoi il repose."""
    add_heading(document, 1, "Le profil de l’équipe")
    add_profile_radar(document, profile, previous=previous)
    add_scores(document, profile, previous)
    add_text(document, words.footer(profile), style="Note")
    if caveat := words.caveat(profile.ref):
        add_text(document, caveat, style="Note")
