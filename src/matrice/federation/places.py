"""Les mots d'une fédération sur ses équipes : régions, départements, âges, tailles, densités, comme on les écrit.

Un nom officiel, un code de l'INSEE, un sigle ou un nombre disent la même classe. Les 101 départements, leur région, leurs voisins de
la même région (`data/departements.csv`), les codes des régions et leurs voisines ont été écrits par nous en novembre 2026 : à vérifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ..files import shipped_text
from ..text import folded, read_number
from .profile_document import AGES, REGIONS, RURALITIES, SIZES, age_class, code_faults, size_class

# Codes de l'INSEE et sigles en usage ; « corse » ou « reunion » se reconnaissent à leur nom.
_REGION_WORDS = {
    "Auvergne-Rhône-Alpes": "84 ara aura", "Bourgogne-Franche-Comté": "27 bfc", "Bretagne": "53 bre bzh",
    "Centre-Val de Loire": "24 cvl centre", "Corse": "94 cor", "Grand Est": "44 ge ges", "Hauts-de-France": "32 hdf",
    "Île-de-France": "11 idf", "Normandie": "28 nor", "Nouvelle-Aquitaine": "75 na naq", "Occitanie": "76 occ",
    "Pays de la Loire": "52 pdl", "Provence-Alpes-Côte d’Azur": "93 paca sud", "Guadeloupe": "01 1 gua", "Guyane": "03 3 guy",
    "La Réunion": "04 4 reunion run", "Martinique": "02 2 mar", "Mayotte": "06 6 may",
}  # fmt: skip
_RURALITY_WORDS = {
    "dense": "urbain urbaine ville 1", "intermédiaire": "periurbain semi-urbain bourg 2",
    "rural": "rurale campagne 3",
}  # fmt: skip
_BETWEEN = re.compile(r"(?:de |entre )?(\d+)(?: ?(?:ans|prof\w*))?(?: a | et | ?/ ?| )(\d+)")


@dataclass(frozen=True, slots=True)
class Department:
    """Un département : son code, son nom, sa région, les codes de ses voisins de la même région."""

    code: str
    name: str
    region: str
    neighbours: frozenset[str]


@cache
def departments() -> dict[str, Department]:
    """Renvoie les départements, par leur nom."""
    written = [line for line in shipped_text("departements.csv").splitlines() if not line.startswith("#")]
    lines = (line.split(";") for line in written[1:])
    return {name: Department(code, name, region, frozenset(near.split())) for code, name, region, near in lines}


# Régions limitrophes ; la Corse par la mer, et les deux bassins d'outre-mer.
_NEAR = {
    frozenset(pair.split("/"))
    for pair in (
        "Auvergne-Rhône-Alpes/Bourgogne-Franche-Comté", "Auvergne-Rhône-Alpes/Centre-Val de Loire",
        "Auvergne-Rhône-Alpes/Nouvelle-Aquitaine", "Auvergne-Rhône-Alpes/Occitanie",
        "Auvergne-Rhône-Alpes/Provence-Alpes-Côte d’Azur", "Bourgogne-Franche-Comté/Centre-Val de Loire",
        "Bourgogne-Franche-Comté/Grand Est", "Bourgogne-Franche-Comté/Île-de-France", "Bretagne/Normandie",
        "Bretagne/Pays de la Loire", "Centre-Val de Loire/Île-de-France", "Centre-Val de Loire/Normandie",
        "Centre-Val de Loire/Nouvelle-Aquitaine", "Centre-Val de Loire/Pays de la Loire", "Corse/Provence-Alpes-Côte d’Azur",
        "Grand Est/Hauts-de-France", "Grand Est/Île-de-France", "Hauts-de-France/Île-de-France", "Hauts-de-France/Normandie",
        "Normandie/Île-de-France", "Normandie/Pays de la Loire", "Nouvelle-Aquitaine/Occitanie",
        "Nouvelle-Aquitaine/Pays de la Loire", "Occitanie/Provence-Alpes-Côte d’Azur", "Guadeloupe/Martinique",
        "Guadeloupe/Guyane", "Guyane/Martinique", "La Réunion/Mayotte",
    )
}  # fmt: skip
_OVERSEAS = {"Guadeloupe", "Guyane", "La Réunion", "Martinique", "Mayotte"}


def map_distance(one: str, other: str) -> int:
    """L'écart de deux lieux sur la carte : 0 le même, 1 des voisins, 2 la même région (ou le même côté de la mer), 3 le reste.

    >>> map_distance("Finistère", "Morbihan"), map_distance("Finistère", "Ille-et-Vilaine"), map_distance("Corse", "Bretagne")
    (1, 2, 2)
    """
    if one == other:
        return 0
    here, there = departments().get(one), departments().get(other)
    if here and there:
        return 1 if there.code in here.neighbours else 2 if here.region == there.region else 3
    if frozenset((one, other)) in _NEAR:
        return 1
    return 2 if (one in _OVERSEAS) == (other in _OVERSEAS) else 3


def folded_key(text: str) -> str:
    """La clé d'un mot : sans accent, sans casse, sans point ni apostrophe."""
    return " ".join(re.sub(r"[.'()*:?]", " ", folded(text)).split())


@cache
def _known_departments() -> dict[str, str]:
    """Ce qui désigne un département : son nom, son code, avec ou sans zéro devant."""
    return {
        folded_key(word): one.name
        for one in departments().values()
        for word in (one.name, one.code, one.code.lstrip("0"), f"{one.code} {one.name}", f"{one.name} {one.code}")
    }


@cache
def _known(labels: tuple[str, ...], words: tuple[tuple[str, str], ...] = ()) -> dict[str, str]:
    """Ce qui désigne une classe : son libellé, puis ses autres mots."""
    more = {folded_key(word): label for label, several in words for word in several.split()}
    return {**more, **{folded_key(label): label for label in labels}}


def read_region(text: str) -> str | None:
    """Renvoie la région que dit son nom, son sigle, son code de l'INSEE ou un de ses départements ; sinon `None`.

    Un nombre est d'abord un code de région, puis un code de département.

    >>> read_region("PACA"), read_region("53"), read_region("35"), read_region("Atlantide")
    ('Provence-Alpes-Côte d’Azur', 'Bretagne', 'Bretagne', None)
    """
    found = _known(REGIONS, tuple(_REGION_WORDS.items())).get(folded_key(text))
    return found or region_of(read_department(text) or "")


def read_department(text: str) -> str | None:
    """Renvoie le département que dit son nom ou son code ; sinon `None`.

    >>> read_department("53"), read_department("ille et vilaine"), read_department("Léon")
    ('Mayenne', 'Ille-et-Vilaine', None)
    """
    return _known_departments().get(folded_key(text))


def read_regions(texts: tuple[str, ...]) -> Callable[[str], str | None]:
    """Renvoie le lecteur d'une colonne de régions : des nombres dont l'un n'est pas un code de région sont des départements."""
    numbers = [text for text in texts if text.strip().isdigit()]
    regions = _known(REGIONS, tuple(_REGION_WORDS.items()))
    if all(folded_key(text) in regions for text in numbers):
        return read_region
    return lambda text: region_of(read_department(text) or "") if text.strip().isdigit() else read_region(text)


def region_of(department: str) -> str | None:
    """Renvoie la région d'un département."""
    found = departments().get(department)
    return found.region if found else None


def read_territory(text: str) -> str | None:
    """Renvoie le nom officiel d'un département, sinon le nom que la fédération donne à son territoire ; ni adresse, ni numéro."""
    fits = len(text) <= 60 and "@" not in text and not any(code_faults(text))
    return read_department(text) or (text if fits else None)


def read_age(text: str) -> str | None:
    """Renvoie la classe d'âge que dit un libellé ou un nombre d'années ; sinon `None`.

    >>> read_age("3 ans"), read_age("> 5 ans"), read_age("2-5"), read_age("jeune")
    ('2 à 5 ans', 'plus de 5 ans', '2 à 5 ans', None)
    """
    return _known(AGES).get(folded_key(text)) or _class_of(text, age_class, AGES, 5)


def read_size(text: str) -> str | None:
    """Renvoie la classe de taille que dit un libellé ou un nombre de professionnels ; sinon `None`.

    >>> read_size("22"), read_size("< 15"), read_size("plus de 30 professionnels"), read_size("grande")
    ('15 à 30', 'moins de 15', 'plus de 30', None)
    """
    return _known(SIZES).get(folded_key(text)) or _class_of(text, lambda count: size_class(int(count)), SIZES, 30)


def read_rurality(text: str) -> str | None:
    """Renvoie la densité que dit un libellé, un mot courant ou un rang de la grille communale de densité en trois niveaux."""
    return _known(RURALITIES, tuple(_RURALITY_WORDS.items())).get(folded_key(text))


def _class_of(text: str, of: Callable[[float], str], labels: tuple[str, ...], last: float) -> str | None:
    """La classe d'un nombre, d'une borne (« < 15 », « plus de 30 ») ou d'un intervalle qui est celui de la classe du milieu."""
    written = re.sub(r"\s*\b(ans?|annees?|prof\w*|ps|membres?|et)\b\s*$", "", folded_key(text)).strip()
    if match := re.fullmatch(r"(<|moins de|>|plus de|≥|>=|<=|≤)\s*(\d+)", written):
        low, count = match[1] in ("<", "moins de", "<=", "≤"), int(match[2])
        said, fits = (labels[0], of(count - 0.5) == labels[0]) if low else (labels[-1], count >= last)
        return said if fits else None
    if match := re.fullmatch(r"(\d+)\s*(?:ans)?\s*(?:et plus|\+)", written):
        return labels[-1] if int(match[1]) > last - 1 else None
    if match := _BETWEEN.fullmatch(written):
        ends = {of(int(match[1])), of(int(match[2]))}
        return ends.pop() if len(ends) == 1 else None
    value = read_number(written)
    return None if value is None or not 0 <= value <= 100_000 else of(value)
