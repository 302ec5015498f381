"""Ce qu'une équipe dit d'elle-même pour être comparée à des équipes semblables : des classes, jamais une adresse.

Les classes d'âge, de taille et de densité sont celles des groupes de comparaison ; une valeur précise (date
d'ouverture, effectif exact) reconnaîtrait une équipe, une classe non.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from ...referentiel import Value

AgeClass = Literal["moins de 2 ans", "2 à 5 ans", "plus de 5 ans"]
SizeClass = Literal["moins de 15", "15 à 30", "plus de 30"]
Rurality = Literal["dense", "intermédiaire", "rural"]
# Les dix-huit régions : loi n° 2015-29 du 16 janvier 2015, noms en usage depuis le décret de septembre 2016.
Region = Literal[
    "Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté", "Bretagne", "Centre-Val de Loire", "Corse", "Grand Est",
    "Hauts-de-France", "Île-de-France", "Normandie", "Nouvelle-Aquitaine", "Occitanie", "Pays de la Loire",
    "Provence-Alpes-Côte d’Azur", "Guadeloupe", "Guyane", "La Réunion", "Martinique", "Mayotte",
]  # fmt: skip

AGES: tuple[str, ...] = get_args(AgeClass)
SIZES: tuple[str, ...] = get_args(SizeClass)
RURALITIES: tuple[str, ...] = get_args(Rurality)
REGIONS: tuple[str, ...] = get_args(Region)


class Descriptors(Value):
    """Les classes qui décrivent une équipe ; chacune peut manquer, ce qui n'est pas une classe."""

    region: Region | None = Field(None, description="Région administrative, par son nom officiel.")
    territory: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^@\n\r\t]+$")] | None = Field(
        None, description="Département ou territoire, tel que la fédération le nomme ; jamais une commune."
    )
    age: AgeClass | None = Field(None, description="Âge de l'équipe, en années depuis son ouverture.")
    size: SizeClass | None = Field(None, description="Nombre de professionnels inscrits.")
    rurality: Rurality | None = Field(None, description="Densité de la commune, en trois classes (INSEE).")


def age_class(years: float) -> AgeClass:
    """Renvoie la classe d'âge d'une équipe ouverte depuis `years` années.

    >>> age_class(1.9), age_class(2), age_class(5), age_class(5.1)
    ('moins de 2 ans', '2 à 5 ans', '2 à 5 ans', 'plus de 5 ans')
    """
    if years < 2:
        return "moins de 2 ans"
    return "2 à 5 ans" if years <= 5 else "plus de 5 ans"


def size_class(registered: int) -> SizeClass:
    """Renvoie la classe de taille d'une équipe de `registered` professionnels.

    >>> size_class(14), size_class(15), size_class(30), size_class(31)
    ('moins de 15', '15 à 30', '15 à 30', 'plus de 30')
    """
    if registered < 15:
        return "moins de 15"
    return "15 à 30" if registered <= 30 else "plus de 30"
