"""Comment les niveaux et les notes ont été obtenus, en mots simples, avec les formules."""

from __future__ import annotations

from ....assessment import ALGORITHM, MINIMUM_LEVEL, MINIMUM_SHOWN, Profile
from ....text import NBSP, quoted, short_number
from ... import words
from ..blocks import Content, Styled, add_bullets, add_heading, add_text
from ..document import WordDocument

DISCRETION = (
    Styled("Discrétion. "),
    f"Aucun nom n’est gardé. Un niveau n’est imprimé qu’à partir de {MINIMUM_LEVEL}{NBSP}réponses à une question, le détail "
    f"des votes et l’accord à partir de {MINIMUM_SHOWN}.",
)


def add_method(document: WordDocument, profile: Profile) -> None:
    """La partie entière."""
    add_heading(document, 1, "Méthode")
    add_text(document, versions(profile), style="Introduction")
    add_bullets(document, formulas(profile))


def versions(profile: Profile) -> str:
    """La version des règles, et si ce sont bien celles que l'on décrit."""
    said = (
        f"Règles de calcul en version {profile.algorithm}\u00a0; deux évaluations ne se comparent qu’à version égale."
    )
    if profile.algorithm == ALGORITHM:
        return said
    return f"{said} Les formules ci-dessous sont celles de la version {ALGORITHM}, pas de celle de ce profil."


def formulas(profile: Profile) -> list[Content]:
    """Une règle par puce : ce qu'elle veut dire, puis sa formule."""
    return [*vote_rules(), *score_rules(profile), DISCRETION]


def vote_rules() -> list[Content]:
    """Des voix à la décision."""
    return [
        (
            Styled("Ce que l’on compte. "),
            "Les voix à chaque niveau, les «\u00a0sans objet\u00a0», les «\u00a0ne sait pas\u00a0» et les silences, sans jamais les mêler. "
            "Zéro est un niveau.",
        ),
        (
            Styled("Niveau proposé. "),
            "Le plus haut niveau que plus de la moitié des votes disent atteint, c’est-à-dire leur médiane basse. À égalité parfaite, "
            "le plus bas l’emporte. La moyenne des membres n’est jamais le résultat de l’équipe.",
        ),
        (
            Styled("Décision. "),
            "L’équipe décide\u00a0: son niveau remplace celui que les votes proposent. S’en écarter demande une majorité des voix "
            "exprimées et une raison écrite.",
        ),
        (
            Styled("Accord. "),
            "Écart moyen au niveau proposé, E = Σ|vote − niveau| / votes, et vote le plus éloigné, M. Accord fort si E ≤ 0,25 et "
            "M ≤ 1\u00a0; partiel si E ≤ 0,50 et M ≤ 1\u00a0; avec avis divergent si E ≤ 0,50 et M ≥ 2\u00a0; désaccord sinon. Il faut "
            "trois votes. Ces seuils sont un choix, pas une norme.",
        ),
    ]  # fmt: skip


def score_rules(profile: Profile) -> list[Content]:
    """Des niveaux à la note, et à ce qui est en place."""
    scale = profile.ref.scale
    credits = ", ".join(
        f"{value}\u00a0→\u00a0{short_number(credit)}" for value, credit in zip(scale.values, scale.credits, strict=True)
    )
    note: Content = (
        Styled("Note. "),
        f"Note = 100 × Σ(poids × crédit) / Σ(poids). Crédit d’un niveau\u00a0: {credits}. "
        "Ce qui est sans objet sort du calcul. Moins de la moitié de réponses\u00a0: la note est «\u00a0non calculable\u00a0», "
        "ce qui n’est pas zéro. L’axe est la moyenne de ses dimensions, avec la même règle.",
    )
    if profile.grain != "item":
        return [note]
    floor = quoted(words.level_name(scale.levels[scale.in_place_index]))
    ladder = f"Les caractéristiques au niveau {floor}, comptées jusqu’à la première qui n’y est pas."
    return [note, (Styled("En place, dans l’ordre. "), ladder)]
