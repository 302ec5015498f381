"""Le référentiel comme valeurs figées : échelle, axes, dimensions, caractéristiques, fonctions, tâches.

Ces modèles décrivent aussi le format du fichier : le schéma JSON qu'un éditeur lit en est tiré, et
chaque `description` est ce que la personne qui écrit son fichier voit en survolant une clé.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ..errors import InputError, Problem
from ..text import NBSP, folded, quoted, series
from .faults import suggestion

Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[
    str,
    Field(
        pattern=r"^([A-Za-z]|[0-9]+[A-Za-z]|[0-9]+[._-][A-Za-z0-9])[A-Za-z0-9]*([._-][A-Za-z0-9]+)*$",
        max_length=60,
        description="Identifiant stable : lettres sans accent, chiffres, points, tirets, et pas un nombre seul ; jamais réutilisé.",
    ),
]


def existing_day(day: str) -> str:
    """Refuse le 31 février : la forme est bonne, le jour n'existe pas."""
    if len(day) == len("AAAA-MM-JJ"):
        try:
            dt.date.fromisoformat(day)
        except ValueError:
            raise PydanticCustomError("partial_date", "jour inexistant") from None
    return day


def typed(read: Callable[[str], float | None], forms: str) -> BeforeValidator:
    """Renvoie ce qui lit un nombre tapé comme un document l'imprime, par un des lecteurs de `matrice.text`.

    YAML rend ici des textes : « 8:30 » ou « 8,5 » y restent ce qui a été tapé. Ce que `read` ne lit pas est refusé, et
    `forms` dit les écritures admises.
    """

    def number(value: Any) -> Any:
        found = read(value) if isinstance(value, str) else value
        if found is None and value is not None:
            raise PydanticCustomError("typed", "{forms}", {"forms": forms})
        return found

    return BeforeValidator(number)


PartialDate = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
        description="Date AAAA, AAAA-MM ou AAAA-MM-JJ.",
    ),
    AfterValidator(existing_day),  # après la forme : placé avant elle, il l'efface du schéma avec un pydantic récent
]
Weight = Annotated[
    float,
    Field(ge=0, le=1000, allow_inf_nan=False, description="Poids dans la moyenne (1 par défaut ; 0 ne compte pas)."),
]
Status = Literal["attesté HAS", "attesté secondaire", "thème HAS", "hypothèse", "ajout"]
Role = Literal["aide", "organise", "met en œuvre"]
Phase = Literal[
    "élaboration", "définition", "préparation", "animation", "compte rendu", "mise en œuvre",
    "mise à disposition", "actualisation", "suivi", "évaluation", "restitution",
]  # fmt: skip


Audience = Literal["soignants", "logiciel", "gestion", "personnel"]
Audiences = Annotated[
    tuple[Audience, ...],
    Field(
        alias="for",
        description="À qui poser : soignants, logiciel (qui le gère), gestion, personnel (qui est employé, qui emploie) ; vide : à tous.",
    ),
]


class Value(BaseModel):
    """Une valeur du fichier : figée, et aucune clé inconnue n'y passe en silence."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, str_strip_whitespace=True, populate_by_name=True
    )


class Level(Value):
    """Un niveau de l'échelle, avec l'ancrage écrit qui le rend observable."""

    value: int = Field(description="Valeur entière du niveau ; les niveaux sont donnés en ordre croissant.")
    label: Text = Field(description="Nom court du niveau, écrit sur les anneaux du radar.")
    anchor: str = Field("", description="Ce que l'on observe quand ce niveau est atteint.")
    also: tuple[Text, ...] = Field(
        (), description="D'autres façons d'écrire ce niveau que l'on lit aussi, sans les montrer."
    )
    credit: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = Field(
        None, description="Part de la note acquise à ce niveau, de 0 à 1 (par défaut : progression linéaire)."
    )


class Scale(Value):
    """L'échelle de réponse, du niveau le plus bas au plus haut."""

    levels: tuple[Level, ...] = Field(description="Deux niveaux ou plus, en ordre croissant.")
    label: str = Field("", description="Nom de l'échelle.")
    in_place: int | None = Field(
        None,
        description="Niveau à partir duquel une caractéristique compte comme en place (par défaut : le premier de la moitié haute).",
    )
    no_stage: Text = Field(
        "Aucune de ces phrases n’est vraie chez nous.",
        description="La phrase du niveau le plus bas, commune à toutes les dimensions qui ont des `stages`.",
    )

    @cached_property
    def values(self) -> tuple[int, ...]:
        """Les valeurs des niveaux, en ordre croissant."""
        return tuple(level.value for level in self.levels)

    @cached_property
    def credits(self) -> tuple[float, ...]:
        """Le crédit de chaque niveau, de 0 à 1 : celui du fichier, sinon (valeur − min) / (max − min)."""
        low, high = self.values[0], self.values[-1]
        return tuple(
            (level.value - low) / (high - low) if level.credit is None else level.credit for level in self.levels
        )

    @property
    def in_place_index(self) -> int:
        """Le rang (à partir de 0) du premier niveau qui compte comme « en place »."""
        return len(self.levels) // 2 if self.in_place is None else self.values.index(self.in_place)

    @property
    def in_place_value(self) -> int:
        """Le premier niveau qui compte comme « en place »."""
        return self.values[self.in_place_index]

    def credit(self, value: int) -> float:
        """Le crédit du niveau de cette valeur ; `ValueError` si elle n'est pas sur l'échelle."""
        return self.credits[self.values.index(value)]

    def level_at(self, score: float) -> Level:
        """Le niveau qu'atteint une note de 0 à 100 : le plus haut crédit atteint, son plus bas niveau à égalité."""
        reached = max((credit for credit in self.credits if 100 * credit <= score + 1e-9), default=self.credits[0])
        return self.levels[self.credits.index(reached)]


def united(levels: Iterable[Level]) -> tuple[Level, ...]:
    """Renvoie les niveaux de plusieurs échelles, par valeur ; un niveau que toutes ne nomment pas de même n'a que sa valeur."""
    found: dict[int, list[Level]] = {}
    for level in levels:
        found.setdefault(level.value, []).append(level)
    return tuple(
        same[0] if len({(one.label, one.anchor) for one in same}) == 1
        else Level(value=value, label=same[0].label if len({one.label for one in same}) == 1 else str(value))
        for value, same in sorted(found.items())
    )  # fmt: skip


class NamedScale(Scale):
    """Une échelle de plus, que des dimensions ou des énoncés nomment."""

    id: Identifier


def _named_scale(value: Any) -> Any:
    """Une échelle se nomme : le bloc de clés d'une autre échelle n'a pas sa place ici."""
    if isinstance(value, (dict, list)):
        raise PydanticCustomError("typed", "{forms}", {"forms": "l’identifiant d’une échelle de «\u00a0scales\u00a0»"})
    return value


ScaleName = Annotated[
    Identifier | None,
    BeforeValidator(_named_scale),
    Field(description="L'échelle d'ici, par son `id` dans `scales` (par défaut, celle de ce qui l'entoure)."),
]


class Source(Value):
    """Un document cité, avec sa date et ce que l'on en sait."""

    id: Identifier
    label: Text = Field(description="Comment citer ce document.")
    date: PartialDate = Field(description="Date du document.")
    consulted: PartialDate | None = Field(None, description="Date à laquelle il a été lu.")
    confidence: str = Field("", description="Ce qui a pu être lu, et la confiance à lui accorder.")
    url: str = Field("", description="Adresse publique.")


class Shipped(Value):
    """Un fichier livré de `data/` : sa version, sa date, les documents dont il vient."""

    version: Text
    date: PartialDate
    sources: tuple[Source, ...]


class Origin(Value):
    """Ce d'où vient un énoncé (il en reprend les réponses) ou une dimension (elle se compare à elle) d'une version d'avant."""

    id: Identifier
    weight: Weight = Field(
        1.0,
        description="Sa part, quand il y en a plusieurs ; 0 : on en vient, mais ses réponses ou sa note ne passent pas.",
    )


class Retired(Value):
    """Un énoncé d'une version d'avant, qui n'est plus posé : ses réponses sont laissées de côté."""

    id: Identifier
    why: Text = Field(description="Pourquoi, en une phrase sans point.")


class Characteristic(Value):
    """Une caractéristique : un énoncé observable, barreau de l'échelle de progrès de sa dimension."""

    id: Identifier
    label: Text = Field(description="Énoncé observable, auquel on répond en dix secondes.")
    weight: Weight = 1.0
    scale: ScaleName = None
    level: int | None = Field(
        None,
        description="Le niveau de la dimension dont il fait partie : atteint quand tous les siens, et ceux d'avant, sont en place.",
    )
    audience: Audiences = ()
    origins: tuple[Origin, ...] = Field((), description="Les énoncés d'une version d'avant d'où vient celui-ci.")


class Dimension(Value):
    """Une dimension de la matrice et ses caractéristiques, en ordre de progrès."""

    id: Identifier
    label: Text
    short: str = Field("", description="Libellé court, pour les rayons du radar.")
    status: Status | None = Field(None, description="D'où vient cette dimension, et à quel point c'est établi.")
    source: str = Field("", description="Source : l'identifiant d'une entrée de `sources`, ou un texte libre.")
    date: PartialDate | None = Field(None, description="Date à laquelle cette dimension a été rédigée ou relue.")
    note: str = Field("", description="Pourquoi cette dimension se lit ainsi.")
    added: bool = Field(False, description="Vrai pour une dimension ajoutée à celles de la HAS.")
    optional: bool = Field(False, description="Vrai pour une dimension posée seulement à la demande.")
    audience: Audiences = ()
    covers: tuple[Identifier, ...] = Field(
        (), description="Dimensions de la HAS que celle-ci couvre, quand l'identifiant diffère du nôtre."
    )
    weight: Weight = 1.0
    scale: ScaleName = None
    origins: tuple[Origin, ...] = Field(
        (), description="Les dimensions d'une version d'avant à qui celle-ci se compare, chacune avec son poids."
    )
    stages: tuple[Text, ...] = Field(
        (),
        description="Une phrase par niveau au-dessus du plus bas, en ordre de progrès ; chacune suppose celles d'avant.",
    )
    characteristics: tuple[Characteristic, ...] = Field(
        description="Une caractéristique ou plus, de la plus simple à la plus exigeante."
    )

    @property
    def by_level(self) -> bool:
        """Vrai si chaque énoncé appartient à un niveau : celui de la dimension est le plus haut dont rien ne manque."""
        return any(one.level is not None for one in self.characteristics)


class Task(Value):
    """Une tâche que la fiche de poste peut confier à la coordination."""

    id: Identifier
    label: Text = Field(description="La tâche, verbe d'action en premier.")
    role: Role = Field(description="Part prise par la coordination : aide, organise ou met en œuvre.")
    phases: tuple[Phase, ...] = Field((), description="Étapes du cycle de vie que la tâche couvre.")
    dimension: Identifier | None = Field(None, description="Dimension servie, si ce n'est pas celle de la fonction.")
    source: str = Field("", description="Place dans le document d'origine.")


class Function(Value):
    """Une fonction de la fiche de poste : un groupe de tâches au service d'une dimension."""

    id: Identifier
    label: Text
    dimension: Identifier = Field(description="Dimension que la fonction sert.")
    source: str = Field("", description="Place dans le document d'origine.")
    tasks: tuple[Task, ...] = ()


class Axis(Value):
    """Un axe : ses dimensions (le questionnaire) et ses fonctions (la fiche de poste)."""

    id: Identifier
    label: Text
    short: str = Field("", description="Libellé court.")
    source: str = ""
    added: bool = Field(False, description="Vrai pour un axe ajouté aux quatre de la HAS.")
    covers: tuple[Identifier, ...] = Field((), description="Axes de la HAS que celui-ci couvre.")
    dimensions: tuple[Dimension, ...]
    functions: tuple[Function, ...] = ()


class Referentiel(Value):
    """Une grille complète, chargée depuis un fichier `axes.yaml`.

    Itérer sur `dimensions`, `characteristics`, `functions` ou `tasks` suit l'ordre du fichier.
    """

    version: str = Field("", description="Version de la grille, en texte.")
    label: str = Field("", description="Titre de la grille.")
    date: PartialDate | None = Field(None, description="Date de cette version.")
    source: str = Field("", description="D'où vient la grille, en une phrase honnête.")
    language: str = Field("fr", description="Langue des libellés.")
    has: bool = Field(
        False,
        description="Vrai pour une grille qui suit la matrice de la HAS : on vérifie alors ce que la HAS demande.",
    )
    scale: Scale
    scales: tuple[NamedScale, ...] = Field(
        (), description="D'autres échelles, pour les dimensions ou les énoncés qui les nomment par `scale`."
    )
    sources: tuple[Source, ...] = ()
    retired: tuple[Retired, ...] = Field((), description="Les énoncés d'une version d'avant qui ne sont plus posés.")
    axes: tuple[Axis, ...]

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Toutes les dimensions, dans l'ordre du fichier."""
        return tuple(dimension for axis in self.axes for dimension in axis.dimensions)

    @cached_property
    def characteristics(self) -> tuple[Characteristic, ...]:
        """Toutes les caractéristiques : les questions du mode complet."""
        return tuple(item for dimension in self.dimensions for item in dimension.characteristics)

    @cached_property
    def carried(self) -> dict[str, str]:
        """L'énoncé qui reprend les réponses d'un énoncé d'une version d'avant, par l'identifiant de celui-là."""
        return {origin.id: item.id for item in self.characteristics for origin in item.origins if origin.weight}

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Toutes les fonctions de la fiche de poste."""
        return tuple(function for axis in self.axes for function in axis.functions)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Toutes les tâches de la fiche de poste."""
        return tuple(task for function in self.functions for task in function.tasks)

    def dimension(self, identifier: str) -> Dimension:
        """La dimension de cet identifiant ; `KeyError` sinon."""
        return self._dimension_by_id[identifier]

    def axis_of(self, dimension: str) -> Axis:
        """L'axe qui porte cette dimension ; `KeyError` sinon."""
        return self._axis_by_dimension[dimension]

    # --- les échelles : chaque question a la sienne, un axe celle de la grille ------------------------

    def scale_of(self, identifier: str) -> Scale:
        """L'échelle d'un énoncé, d'une dimension ou d'un axe ; `KeyError` sinon."""
        return self._scale_by_id[identifier]

    def scale_or_default(self, identifier: str) -> Scale:
        """La même, ou l'échelle de la grille pour un identifiant qu'elle n'a pas : sa faute se dit ailleurs."""
        return self._scale_by_id.get(identifier, self.scale)

    @cached_property
    def used_scales(self) -> tuple[Scale, ...]:
        """Les échelles différentes, celle de la grille d'abord, dans l'ordre où elles servent."""
        return tuple({id(one): one for one in self._scale_by_id.values()}.values())

    @property
    def has_one_scale(self) -> bool:
        """Vrai si toutes les questions ont la même échelle."""
        return self.answer_scale is self.scale

    @property
    def ids(self) -> Collection[str]:
        """Les identifiants des axes, des dimensions et des énoncés."""
        return self._scale_by_id.keys()

    @cached_property
    def _scale_by_id(self) -> dict[str, Scale]:
        named: dict[str, Scale] = {one.id: one for one in self.scales}
        found = {axis.id: self.scale for axis in self.axes}
        for dimension in self.dimensions:
            own = found[dimension.id] = named[dimension.scale] if dimension.scale else self.scale
            found |= {one.id: named[one.scale] if one.scale else own for one in dimension.characteristics}
        return found

    @cached_property
    def answer_scale(self) -> Scale:
        """Les niveaux de toutes les échelles réunis, par valeur : les colonnes d'un tableau de réponses.

        Un niveau y garde son nom quand toutes les échelles qui l'ont le nomment de même, sinon sa seule valeur. C'est
        l'échelle de la grille quand elle n'en a qu'une.
        """
        if self.used_scales == (self.scale,):
            return self.scale
        levels = united(level for one in self.used_scales for level in one.levels)
        return Scale(levels=tuple(one.model_copy(update={"credit": None}) for one in levels))

    def stage(self, dimension: str, level: int) -> str | None:
        """La phrase d'un niveau de cette dimension, celle de `no_stage` au plus bas ; `None` si elle n'a pas de `stages`.

        Raises:
            KeyError: dimension inconnue.
            ValueError: `level` n'est pas un niveau de l'échelle.
        """
        scale, stages = self.scale_of(dimension), self.dimension(dimension).stages
        rank = scale.values.index(level)
        return (scale.no_stage, *stages)[rank] if stages else None

    def next_stage(self, dimension: str, level: int | None) -> str | None:
        """La prochaine marche : la phrase qui suit celle de `level` ; `None` au plus haut, sans niveau, ou sans `stages`.

        Raises:
            KeyError: dimension inconnue.
            ValueError: `level` n'est pas un niveau de l'échelle.

        >>> from matrice.referentiel import load_referentiel
        >>> load_referentiel().next_stage("partage", 1)
        'Tous les métiers écrivent dans le même dossier informatisé.'
        """
        values = self.scale_of(dimension).values
        if level is None or level == values[-1]:
            return None
        return self.stage(dimension, values[values.index(level) + 1])

    def placed_tasks(self) -> Iterator[tuple[Axis, Function, Task, Dimension]]:
        """Chaque tâche avec son axe, sa fonction et la dimension qu'elle sert, dans l'ordre du fichier."""
        for axis in self.axes:
            for function in axis.functions:
                for task in function.tasks:
                    yield axis, function, task, self.dimension(task.dimension or function.dimension)

    @cached_property
    def _dimension_by_id(self) -> dict[str, Dimension]:
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def _axis_by_dimension(self) -> dict[str, Axis]:
        return {dimension.id: axis for axis in self.axes for dimension in axis.dimensions}

    def _repr_html_(self) -> str:
        from ..render.html import referentiel_table  # rendu chargé seulement quand un carnet affiche

        return referentiel_table(self)


# --- ce que l’on pose, et à qui ------------------------------------------------------------------------
_REFUSED = "Questionnaire refusé"
_EMPLOYEES: Audience = "personnel"
AUDIENCES: dict[Audience, str] = {
    "soignants": "qui soigne",
    "logiciel": "qui gère le logiciel",
    "gestion": "qui gère la structure",
    "personnel": "qui est employé ou emploie",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Ce que l'on pose, et à qui ; d'office, les stades décrits de chaque dimension qui n'est pas facultative.

    Args:
        detailed: chaque énoncé, au lieu d'une phrase à choisir par dimension.
        themes: identifiants ou libellés des dimensions ou des axes à poser, eux seuls ; même facultatifs.
        optional: aussi les dimensions facultatives de la grille.
        audience: seulement ce que ce groupe peut savoir ; `None` : tout.
        employees: combien de personnes sont employées ; sous deux, rien de ce qui les décrit n'est posé.
    """

    detailed: bool = False
    themes: tuple[str, ...] = ()
    optional: bool = False
    audience: Audience | None = None
    employees: int | None = None


STAGES = Selection()  # d'office


def asked_of(ref: Referentiel, selection: Selection) -> tuple[tuple[Dimension, tuple[Characteristic, ...]], ...]:
    """Renvoie les dimensions à poser, dans l'ordre de la grille, et de chacune les énoncés que ces personnes peuvent savoir.

    Raises:
        InputError: thème inconnu, thème qui décrirait la seule personne employée, ou rien à poser à ces personnes.
    """
    pairs = ((d, tuple(c for c in d.characteristics if _concerns(c, selection))) for d in _dimensions(ref, selection))
    if kept := tuple((d, said) for d, said in pairs if said or not selection.detailed):
        return kept
    raise InputError(
        [Problem(f"il n’y a rien à poser{NBSP}: élargissez les thèmes, ou le groupe à qui poser.")], subject=_REFUSED
    )


def _dimensions(ref: Referentiel, selection: Selection) -> list[Dimension]:
    """Les dimensions à poser : celles des thèmes choisis, ou toutes sauf les facultatives."""
    if selection.themes:
        chosen = _chosen(ref, selection.themes)
        if alone := [d.label for d in chosen if _describes_one(d, selection) and selection.employees is not None]:
            sentence = (
                f"moins de deux personnes sont employées{NBSP}: {series([quoted(label) for label in alone])} "
                "décrirait quelqu’un."
            )
            raise InputError([Problem(sentence)], subject=_REFUSED)
    else:
        chosen = [d for d in ref.dimensions if selection.optional or not d.optional] or list(ref.dimensions)
        chosen = [d for d in chosen if not _describes_one(d, selection)]
    return [d for d in chosen if _concerns(d, selection)]


def _chosen(ref: Referentiel, themes: Sequence[str]) -> list[Dimension]:
    """Les dimensions que nomment ces thèmes, dans l'ordre de la grille."""
    named: dict[str, tuple[Dimension, ...]] = {}
    for axis in ref.axes:
        named |= {folded(axis.label): axis.dimensions, folded(axis.id): axis.dimensions}
    for d in ref.dimensions:
        named |= {folded(d.label): (d,), folded(d.id): (d,)}
    known = [d.id for d in ref.dimensions]
    strange = [
        Problem(f"aucun thème {quoted(name)}{suggestion(name, known)}. Attendu{NBSP}: {', '.join(known)}.")
        for name in themes
        if folded(name) not in named
    ]
    if strange:
        raise InputError(strange, subject=_REFUSED)
    found = {d.id for name in themes for d in named[folded(name)]}
    return [d for d in ref.dimensions if d.id in found]


def _describes_one(dimension: Dimension, selection: Selection) -> bool:
    """Vrai si les réponses décriraient une personne : la dimension parle des salariés, et l'on n'en sait pas au moins deux."""
    return _EMPLOYEES in dimension.audience and (selection.employees or 0) < 2


def _concerns(asked: Dimension | Characteristic, selection: Selection) -> bool:
    """Vrai si ces personnes peuvent savoir."""
    return not selection.audience or not asked.audience or selection.audience in asked.audience


def caution(ref: Referentiel, selection: Selection) -> str:
    """Renvoie ce qu'il faut savoir de ce qui décrit les personnes employées : non posé, ou posé sans savoir combien elles sont.

    Vide s'il n'y a rien à dire.
    """
    near = _chosen(ref, selection.themes) if selection.themes else ref.dimensions if selection.optional else ()
    said = series([quoted(d.label) for d in near if _concerns(d, selection) and _describes_one(d, selection)])
    if not said:
        return ""
    fate = "à ne poser que si deux personnes au moins sont employées" if selection.themes else "non posé"
    return (
        f"{said}{NBSP}: {fate}. Quand une seule personne l’est, ces réponses la décrivent{NBSP}; dites combien le "
        "sont (--salaries 3)."
    )
