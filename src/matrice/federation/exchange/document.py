"""Le format de `profil.json`, en modèle : ce qu'un fichier peut contenir, et rien d'autre.

Une clé inconnue (un nom, une adresse, des réponses) fait refuser le fichier : ce qui n'a pas sa place ici
n'entre pas dans une fédération, même par mégarde. Le schéma JSON livré est tiré de ces modèles.

Une équipe se décrit par des classes d'âge, de taille et de densité, celles des groupes de comparaison ; une valeur précise
(date d'ouverture, effectif exact) la reconnaîtrait, une classe non. Les empreintes reconnaissent la même grille, la même
dimension, le même fichier : un libellé réécrit ne change aucune note ; un identifiant, un poids ou un niveau, si.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from ...referentiel import Dimension, Referentiel, Value

_AgeClass = Literal["moins de 2 ans", "2 à 5 ans", "plus de 5 ans"]
_SizeClass = Literal["moins de 15", "15 à 30", "plus de 30"]
_Rurality = Literal["dense", "intermédiaire", "rural"]
# Les dix-huit régions : loi n° 2015-29 du 16 janvier 2015, noms en usage depuis le décret de septembre 2016.
_Region = Literal[
    "Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté", "Bretagne", "Centre-Val de Loire", "Corse", "Grand Est",
    "Hauts-de-France", "Île-de-France", "Normandie", "Nouvelle-Aquitaine", "Occitanie", "Pays de la Loire",
    "Provence-Alpes-Côte d’Azur", "Guadeloupe", "Guyane", "La Réunion", "Martinique", "Mayotte",
]  # fmt: skip
AGES: tuple[str, ...] = get_args(_AgeClass)
SIZES: tuple[str, ...] = get_args(_SizeClass)
RURALITIES: tuple[str, ...] = get_args(_Rurality)
REGIONS: tuple[str, ...] = get_args(_Region)

FORMAT, VERSION = "matrice-profil", "1"
FIRST_YEAR, LAST_YEAR = 2010, 2100
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Empreinte SHA-256, en hexadécimal.")]
_Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^@\s]+$")]
_Line = Annotated[str, Field(max_length=200, pattern=r"^[^@\n\r\t]*$")]
Count = Annotated[int, Field(ge=0, le=100_000)]
_Note = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Date AAAA-MM-JJ.")]
_LevelValue = Annotated[int, Field(ge=-32_000, le=32_000)]
_StandingName = Literal["calculé", "non calculable", "sans objet"]
CodeName = Annotated[
    str,
    Field(
        min_length=3,
        max_length=40,
        pattern=r"^[^@\n\r\t]+$",
        description="Nom de code choisi par l'équipe, gardé d'une année à l'autre ; ni son nom, ni un numéro officiel.",
    ),
]


class Descriptors(Value):
    """Les classes qui décrivent une équipe ; chacune peut manquer, ce qui n'est pas une classe."""

    region: _Region | None = Field(None, description="Région administrative, par son nom officiel.")
    territory: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^@\n\r\t]+$")] | None = Field(
        None, description="Département ou territoire, tel que la fédération le nomme ; jamais une commune."
    )
    age: _AgeClass | None = Field(None, description="Âge de l'équipe, en années depuis son ouverture.")
    size: _SizeClass | None = Field(None, description="Nombre de professionnels inscrits.")
    rurality: _Rurality | None = Field(None, description="Densité de la commune, en trois classes (INSEE).")


def age_class(years: float) -> _AgeClass:
    """Renvoie la classe d'âge d'une équipe ouverte depuis `years` années.

    >>> age_class(1.9), age_class(2), age_class(5), age_class(5.1)
    ('moins de 2 ans', '2 à 5 ans', '2 à 5 ans', 'plus de 5 ans')
    """
    if years < 2:
        return "moins de 2 ans"
    return "2 à 5 ans" if years <= 5 else "plus de 5 ans"


def size_class(registered: int) -> _SizeClass:
    """Renvoie la classe de taille d'une équipe de `registered` professionnels.

    >>> size_class(14), size_class(15), size_class(30), size_class(31)
    ('moins de 15', '15 à 30', '15 à 30', 'plus de 30')
    """
    if registered < 15:
        return "moins de 15"
    return "15 à 30" if registered <= 30 else "plus de 30"


def canonical(tree: Any) -> bytes:
    """Renvoie le JSON canonique d'un arbre : clés triées, sans espace, UTF-8.

    Raises:
        ValueError: l'arbre porte un nombre qui n'est pas fini, ou un demi-caractère.

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def digest(tree: Any) -> str:
    """Renvoie l'empreinte SHA-256 du JSON canonique d'un arbre."""
    return hashlib.sha256(canonical(tree)).hexdigest()


def _scale_digest(ref: Referentiel) -> str:
    """Renvoie l'empreinte de l'échelle : valeurs, crédits, niveau « en place »."""
    return digest([ref.scale.values, ref.scale.credits, ref.scale.in_place_index])


def _dimension_digest(dimension: Dimension) -> str:
    """Renvoie l'empreinte d'une dimension : ses caractéristiques, dans l'ordre, et leurs poids."""
    return digest([dimension.id, [[item.id, item.weight] for item in dimension.characteristics]])


@dataclass(frozen=True, slots=True)
class Digests:
    """Les empreintes d'une grille : l'ensemble, l'échelle, et chaque dimension par son identifiant."""

    grid: str
    scale: str
    dimensions: Mapping[str, str]


def digests_of(ref: Referentiel) -> Digests:
    """Renvoie les empreintes d'une grille ; un libellé réécrit n'en change aucune."""
    scale = _scale_digest(ref)
    dimensions = {dimension.id: _dimension_digest(dimension) for dimension in ref.dimensions}
    axes = [[axis.id, [[d.id, d.weight, dimensions[d.id]] for d in axis.dimensions]] for axis in ref.axes]
    return Digests(digest([scale, axes]), scale, MappingProxyType(dimensions))


class Grid(Value):
    """La grille qui a servi : son titre, sa version, et l'empreinte de ce qui fait la note."""

    label: _Line = Field(description="Titre de la grille.")
    version: _Line = Field(description="Version de la grille.")
    digest: Hash = Field(description="Empreinte des identifiants, des poids et de l'échelle.")
    scale: Hash = Field(description="Empreinte de l'échelle seule.")


class Named(Value):
    """L'accord de l'équipe pour être nommée, et sa date."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^@\n\r\t]+$")] = Field(
        description="Nom affiché de l'équipe."
    )
    on: Day = Field(description="Date à laquelle l'équipe a donné son accord.")


class Team(Value):
    """Combien de personnes ont répondu, et combien l'équipe en compte."""

    respondents: Count | None = Field(None, description="Nombre de répondants.")
    registered: Count | None = Field(None, description="Effectif de l'équipe.")
    collective: bool = Field(False, description="Vrai pour un seul questionnaire, que l'équipe a rempli ensemble.")


class Post(Value):
    """Le poste de coordination retenu : son temps, son coût, ses tâches."""

    hours: Annotated[float, Field(ge=0, le=500, allow_inf_nan=False)] | None = Field(
        None, description="Heures de coordination par semaine."
    )
    cost: Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)] | None = Field(
        None, description="Coût annuel, en euros."
    )
    tasks: tuple[_Name, ...] = Field((), description="Identifiants des tâches retenues dans la fiche de poste.")


class Votes(Value):
    """Les réponses à une question, comptées ; jamais moins de cinq."""

    id: _Name = Field(description="Identifiant de la question.")
    levels: tuple[Count, ...] = Field(description="Nombre de réponses à chaque niveau, du plus bas au plus haut.")
    not_applicable: Count = Field(description="Nombre de « sans objet ».")
    unknown: Count = Field(description="Nombre de « ne sait pas ».")

    @property
    def answers(self) -> int:
        """Nombre de personnes qui ont répondu à la question."""
        return sum(self.levels) + self.not_applicable + self.unknown


class DimensionLine(Value):
    """Le résultat d'une dimension, et sur quoi il repose."""

    id: _Name = Field(description="Identifiant de la dimension.")
    digest: Hash = Field(description="Empreinte des caractéristiques de la dimension et de leurs poids.")
    standing: _StandingName = Field(description="Ce que vaut la note.")
    level: _LevelValue | None = Field(description="Valeur du niveau atteint ; null sans note.")
    score: _Note | None = Field(description="Note de 0 à 100, non arrondie ; null sans note.")
    answered: Count = Field(description="Caractéristiques notées.")
    applicable: Count = Field(description="Caractéristiques applicables.")
    palier: Count | None = Field(None, description="Caractéristiques en place, dans l'ordre.")
    decided: bool = Field(False, description="Vrai si l'équipe a décidé le niveau, ou toutes ses questions notées.")
    votes: tuple[Votes, ...] = Field((), description="Réponses comptées, quand l'équipe a choisi de les joindre.")


class AxisLine(Value):
    """Le résultat d'un axe."""

    id: _Name = Field(description="Identifiant de l'axe.")
    standing: _StandingName = Field(description="Ce que vaut la note.")
    score: _Note | None = Field(description="Note de 0 à 100, non arrondie ; null sans note.")


class ProfileDocument(Value):
    """Le profil d'une équipe pour une année, sans nom ni réponse individuelle."""

    format: Literal["matrice-profil"] = Field(description="Nom du format.")
    version: Literal["1"] = Field(description="Version du format.")
    algorithm: _Line = Field(
        description="Version des règles de calcul ; deux profils ne se comparent qu'à version égale."
    )
    grid: Grid = Field(description="Grille utilisée.")
    grain: Literal["item", "dimension", "axis"] = Field(
        description="Ce qui a été coté : caractéristiques, dimensions ou axes."
    )
    code: CodeName
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="Année de l'évaluation.")
    exported: Day | None = Field(None, description="Date d'écriture du fichier.")
    named: Named | None = Field(None, description="Absent ou null tant que l'équipe n'a pas accepté d'être nommée.")
    descriptors: Descriptors = Field(Descriptors(), description="Classes qui décrivent l'équipe.")
    team: Team = Field(Team(), description="Participation.")
    post: Post = Field(Post(), description="Poste de coordination.")
    dimensions: tuple[DimensionLine, ...] = Field(description="Une entrée par dimension de la grille de l'équipe.")
    axes: tuple[AxisLine, ...] = Field((), description="Une entrée par axe de la grille de l'équipe.")
    checksum: Hash = Field(
        description="Empreinte du reste du fichier : JSON canonique (clés triées, sans espace), en UTF-8."
    )


def profile_schema() -> dict[str, Any]:
    """Renvoie le schéma JSON (2020-12) de `profil.json`."""
    schema = ProfileDocument.model_json_schema()
    bare: dict[str, Any] = _typeset(schema, keep=False)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Profil d’équipe pour une fédération (profil.json)",
        **bare,
    }


def _typeset(node: Any, *, keep: bool) -> Any:
    """Le schéma sans les titres anglais que pydantic fabrique, ses descriptions en typographie française.

    `keep` vaut vrai sous `properties` et `$defs`, où « title » serait une clé de fichier et non un titre.
    """
    if isinstance(node, list):
        return [_typeset(value, keep=False) for value in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _french(value)
        if key == "description" and isinstance(value, str)
        else _typeset(value, keep=key in ("properties", "$defs"))
        for key, value in node.items()
        if keep or key != "title"
    }


def _french(text: str) -> str:
    """Apostrophes courbes et espaces insécables, telles qu'un éditeur les montre au survol."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text.replace("'", "’"))
