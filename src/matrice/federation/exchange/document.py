"""Le format de `profil.json`, en modèle : ce qu'un fichier peut contenir, et rien d'autre.

Une clé inconnue (un nom, une adresse, des réponses) fait refuser le fichier : ce qui n'a pas sa place ici
n'entre pas dans une fédération, même par mégarde. Le schéma JSON livré est tiré de ces modèles.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from ...referentiel import Value
from .descriptors import Descriptors

FORMAT, VERSION = "matrice-profil", "1"
FIRST_YEAR, LAST_YEAR = 2010, 2100

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Empreinte SHA-256, en hexadécimal.")]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^@\s]+$")]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^@\n\r\t]*$")]
Count = Annotated[int, Field(ge=0, le=100_000)]
Note = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Date AAAA-MM-JJ.")]
LevelValue = Annotated[int, Field(ge=-32_000, le=32_000)]
StandingName = Literal["calculé", "non calculable", "sans objet"]
CodeName = Annotated[
    str,
    Field(
        min_length=3,
        max_length=40,
        pattern=r"^[^@\n\r\t]+$",
        description="Nom de code choisi par l'équipe, gardé d'une année à l'autre ; ni son nom, ni un numéro officiel.",
    ),
]


class Grid(Value):
    """La grille qui a servi : son titre, sa version, et l'empreinte de ce qui fait la note."""

    label: Line = Field(description="Titre de la grille.")
    version: Line = Field(description="Version de la grille.")
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
    tasks: tuple[Name, ...] = Field((), description="Identifiants des tâches retenues dans la fiche de poste.")


class Votes(Value):
    """Les réponses à une question, comptées ; jamais moins de cinq."""

    id: Name = Field(description="Identifiant de la question.")
    levels: tuple[Count, ...] = Field(description="Nombre de réponses à chaque niveau, du plus bas au plus haut.")
    not_applicable: Count = Field(description="Nombre de « sans objet ».")
    unknown: Count = Field(description="Nombre de « ne sait pas ».")

    @property
    def answers(self) -> int:
        """Nombre de personnes qui ont répondu à la question."""
        return sum(self.levels) + self.not_applicable + self.unknown


class DimensionLine(Value):
    """Le résultat d'une dimension, et sur quoi il repose."""

    id: Name = Field(description="Identifiant de la dimension.")
    digest: Hash = Field(description="Empreinte des caractéristiques de la dimension et de leurs poids.")
    standing: StandingName = Field(description="Ce que vaut la note.")
    level: LevelValue | None = Field(description="Valeur du niveau atteint ; null sans note.")
    score: Note | None = Field(description="Note de 0 à 100, non arrondie ; null sans note.")
    answered: Count = Field(description="Caractéristiques notées.")
    applicable: Count = Field(description="Caractéristiques applicables.")
    palier: Count | None = Field(None, description="Caractéristiques en place, dans l'ordre.")
    decided: bool = Field(False, description="Vrai si l'équipe a décidé le niveau, ou toutes ses questions notées.")
    votes: tuple[Votes, ...] = Field((), description="Réponses comptées, quand l'équipe a choisi de les joindre.")


class AxisLine(Value):
    """Le résultat d'un axe."""

    id: Name = Field(description="Identifiant de l'axe.")
    standing: StandingName = Field(description="Ce que vaut la note.")
    score: Note | None = Field(description="Note de 0 à 100, non arrondie ; null sans note.")


class ProfileDocument(Value):
    """Le profil d'une équipe pour une année, sans nom ni réponse individuelle."""

    format: Literal["matrice-profil"] = Field(description="Nom du format.")
    version: Literal["1"] = Field(description="Version du format.")
    algorithm: Line = Field(
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
    bare: dict[str, Any] = typeset(schema, keep=False)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Profil d’équipe pour une fédération (profil.json)",
        **bare,
    }


def typeset(node: Any, *, keep: bool) -> Any:
    """Le schéma sans les titres anglais que pydantic fabrique, ses descriptions en typographie française.

    `keep` vaut vrai sous `properties` et `$defs`, où « title » serait une clé de fichier et non un titre.
    """
    if isinstance(node, list):
        return [typeset(value, keep=False) for value in node]
    if not isinstance(node, dict):
        return node
    return {
        key: french(value)
        if key == "description" and isinstance(value, str)
        else typeset(value, keep=key in ("properties", "$defs"))
        for key, value in node.items()
        if keep or key != "title"
    }


def french(text: str) -> str:
    """Apostrophes courbes et espaces insécables, telles qu'un éditeur les montre au survol."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text.replace("'", "’"))
