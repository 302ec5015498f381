"""Nommer une personne sans supposer son genre : la même phrase dans six formes d'écriture.

Un texte livré écrit `{du salarie}` ; la forme choisie en fait « de la salariée ou du salarié », « du·de la
salarié·e », « de la personne salariée »… Les mots qui ne changent pas (équipe, gérance) n'en ont pas besoin.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, get_args

from .errors import MatriceError
from .text import Wording, capital, quoted, series

Article = Literal["", "un", "le", "du", "au"]
ARTICLES: tuple[Article, ...] = ("le", "du", "au")


class Noun(NamedTuple):
    """Les formes d'un nom ; la forme épicène est toujours du féminin (« personne… »)."""

    feminine: str
    masculine: str
    median: str
    epicene: str


NOUNS = {
    "benevole": Noun("bénévole", "bénévole", "bénévole", "personne bénévole"),
    "coordination": Noun(
        "coordinatrice", "coordinateur", "coordinateur·rice", "personne chargée de la coordination"
    ),
    "independant": Noun("indépendante", "indépendant", "indépendant·e", "personne indépendante"),
    "pharmacien": Noun("pharmacienne", "pharmacien", "pharmacien·ne", "personne exerçant la pharmacie"),
    "prestataire": Noun("prestataire", "prestataire", "prestataire", "personne prestataire"),
    "professionnel": Noun(
        "professionnelle", "professionnel", "professionnel·le", "personne exerçant une profession"
    ),
    "referent": Noun("référente", "référent", "référent·e", "personne référente"),
    "responsable": Noun("responsable", "responsable", "responsable", "personne responsable"),
    "salarie": Noun("salariée", "salarié", "salarié·e", "personne salariée"),
    "secretaire": Noun("secrétaire", "secrétaire", "secrétaire", "personne chargée du secrétariat"),
}  # fmt: skip

FEMININE = {"": "", "un": "une ", "le": "la ", "du": "de la ", "au": "à la "}
MASCULINE = {"": "", "un": "un ", "le": "le ", "du": "du ", "au": "au "}
BOTH = {"": "", "un": "un·e ", "le": "le·la ", "du": "du·de la ", "au": "au·à la "}
ELIDED = {"le": "l’", "du": "de l’", "au": "à l’"}
PLACE = re.compile(r"\{(?:(un|le|du|au) )?([a-z]+)\}", re.IGNORECASE)


def term(name: str, wording: Wording, article: Article = "") -> str:
    """Renvoie un nom de personne dans la forme choisie, avec son article s'il en faut un.

    Args:
        name: le nom, sans accent ni marque de genre (les clés de `NOUNS`).
        wording: la forme d'écriture.
        article: « un », « le », « du », « au », ou rien.

    >>> term("salarie", "doublet", "du")
    'de la salariée ou du salarié'
    >>> term("independant", "point_median", "le"), term("responsable", "doublet")
    ('l’indépendant·e', 'responsable')
    """
    noun = NOUNS[name]
    feminine, masculine = led(noun.feminine, FEMININE, article), led(noun.masculine, MASCULINE, article)
    match wording:
        case "feminin":
            return feminine
        case "masculin":
            return masculine
        case "epicene":
            return led(noun.epicene, FEMININE, article)
        case "point_median":
            return led(noun.median, BOTH, article)
        case "point":
            return led(noun.median, BOTH, article).replace("·", ".")
        case _:
            return both(noun, feminine, masculine, article)


def both(noun: Noun, feminine: str, masculine: str, article: Article) -> str:
    """Les deux formes à la suite ; un nom qui a la même forme dans les deux genres n'est pas répété."""
    if feminine == masculine:
        return feminine
    if noun.feminine == noun.masculine:
        return f"{FEMININE[article].strip()} ou {masculine}"
    return f"{feminine} ou {masculine}"


def led(word: str, articles: dict[str, str], article: Article) -> str:
    """Le mot précédé de son article, élidé devant une voyelle."""
    if article in ELIDED and word[0] in "aeiouéèê":
        return ELIDED[article] + word
    return articles[article] + word


def worded(text: str, wording: Wording) -> str:
    """Renvoie le texte, chaque `{article nom}` écrit dans la forme choisie ; `{Le salarie}` prend une capitale.

    >>> worded("{Le salarie} rend compte {au responsable}.", "epicene")
    'La personne salariée rend compte à la personne responsable.'
    """

    def said(place: re.Match[str]) -> str:
        article, name = (place[1] or ""), place[2]
        if name.lower() not in NOUNS:
            return place[0]
        written = term(name.lower(), wording, article.lower())  # type: ignore[arg-type]  # l'expression les borne
        return capital(written) if (article or name)[0].isupper() else written

    return PLACE.sub(said, text)


def unknown_nouns(text: str) -> tuple[str, ...]:
    """Renvoie les mots entre accolades qu'aucune forme ne sait écrire ; une donnée qui en a est refusée."""
    places = re.findall(r"\{[^}]*\}?", text)
    return tuple(place for place in places if not ((m := PLACE.fullmatch(place)) and m[2].lower() in NOUNS))


def checked_wording(wording: str) -> Wording:
    """Renvoie la forme, ou lève `MatriceError` avec la liste de celles qui existent."""
    for known in get_args(Wording):
        if wording == known:
            return known  # type: ignore[no-any-return]
    names = series([quoted(name) for name in get_args(Wording)], "ou")
    raise MatriceError(f"La forme {quoted(str(wording))} n’existe pas\u00a0; attendu\u00a0: {names}.")


# « la coordinatrice ou le coordinateur » dans chaque forme, avec chaque article : le nom que tous les documents écrivent.
COORDINATION: dict[Wording, dict[str, str]] = {
    wording: {
        "nom": term("coordination", wording),
        **{article: term("coordination", wording, article) for article in ARTICLES},
    }
    for wording in get_args(Wording)
}
