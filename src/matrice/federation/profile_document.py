"""Le fichier d’une équipe, `profil.json` : ce qu’il porte, et sa relecture.

Une clé inconnue (un nom, une adresse, des réponses) fait refuser le fichier : ce qui n'a pas sa place ici
n'entre pas dans une fédération, même par mégarde. Le schéma JSON livré est tiré de ces modèles.

Une équipe se décrit par des classes d'âge, de taille et de densité, celles des groupes de comparaison ; une valeur précise
(date d'ouverture, effectif exact) la reconnaîtrait, une classe non. Les empreintes reconnaissent la même grille, la même
dimension, le même fichier : un libellé réécrit ne change aucune note ; un identifiant, un poids ou un niveau, si.

Le fichier peut être coupé, retouché, démesuré ou malveillant. Rien de ce qu'il contient n'est exécuté ; une
clé de trop, une clé répétée ou une empreinte fausse le font refuser.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationError

from ..assessment import MINIMUM_LEVEL, MINIMUM_SHOWN, FormKind, counts_shareable
from ..errors import InputError, Problem
from ..referentiel import Referentiel, Value, load_referentiel, parse_values
from ..text import NBSP, folded, number, plural, quoted, shortened

# Le format de `profil.json`, en modèle : ce qu'un fichier peut contenir, et rien d'autre

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

FORMAT, VERSION = "matrice-profil", "2"
FIRST_YEAR, LAST_YEAR = 2010, 2100
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Empreinte SHA-256, en hexadécimal.")]
_Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^@\s]+$")]
_Line = Annotated[str, Field(max_length=200, pattern=r"^[^@\n\r\t]*$")]
Count = Annotated[int, Field(ge=0, le=100_000)]
_Note = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Date AAAA-MM-JJ.")]
_LevelValue = Annotated[int, Field(ge=-32_000, le=32_000)]
_StandingName = Literal["calculé", "non calculable", "sans objet", "non posé"]
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


def grid_fault(ref: Referentiel) -> str:
    """Renvoie pourquoi les équipes d'une grille ne se rapprochent pas, ou un texte vide : une cohorte n'a qu'une échelle."""
    if ref.has_one_scale and not any(dimension.by_level for dimension in ref.dimensions):
        return ""
    return (
        "cette grille a plusieurs échelles, ou des niveaux faits d’énoncés\u00a0: ses équipes ne se rapprochent pas les unes des "
        "autres. Profil, atelier, rapport et évolution d’une équipe restent possibles."
    )


def common_grid(ref: Referentiel | None) -> Referentiel:
    """Renvoie la grille d'une cohorte, celle livrée si l'on n'en donne pas.

    Raises:
        InputError: ses équipes ne se rapprochent pas (`grid_fault`).
    """
    grid = load_referentiel() if ref is None else ref
    if reason := grid_fault(grid):
        raise InputError([Problem(reason)], subject="Cohorte refusée")
    return grid


@dataclass(frozen=True, slots=True)
class Digests:
    """Les empreintes d'une grille : l'ensemble, l'échelle, et chaque dimension par son identifiant."""

    grid: str
    scale: str
    dimensions: Mapping[str, str]


def digests_of(ref: Referentiel) -> Digests:
    """Renvoie les empreintes d'une grille ; un libellé réécrit n'en change aucune."""
    scale = digest([ref.scale.values, ref.scale.credits])
    dimensions = {
        one.id: digest([one.id, [[item.id, item.weight] for item in one.characteristics]]) for one in ref.dimensions
    }
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


class FormLine(Value):
    """Le questionnaire qui a servi : des niveaux de deux questionnaires ne se mêlent pas en silence."""

    kind: FormKind = Field(
        description="Ce qui a été demandé : stades décrits, nom des dimensions, énoncés, deux passes, ou axes."
    )
    themes: tuple[_Name, ...] = Field(
        (), description="Dimensions choisies, par identifiant ; vide pour toute la grille."
    )


class DimensionLine(Value):
    """Le résultat d'une dimension, et sur quoi il repose."""

    id: _Name = Field(description="Identifiant de la dimension.")
    digest: Hash = Field(description="Empreinte des caractéristiques de la dimension et de leurs poids.")
    standing: _StandingName = Field(description="Ce que vaut la note.")
    level: _LevelValue | None = Field(description="Valeur du niveau atteint ; null sans note.")
    score: _Note | None = Field(description="Note de 0 à 100, non arrondie ; null sans note.")
    answered: Count = Field(description="Caractéristiques notées.")
    applicable: Count = Field(description="Caractéristiques applicables.")
    decided: bool = Field(False, description="Vrai si l'équipe a décidé le niveau, ou toutes ses questions notées.")
    grain: Literal["item", "dimension"] | None = Field(
        None, description="D'où vient le niveau : les énoncés, ou la réponse directe."
    )
    votes: tuple[Votes, ...] = Field((), description="Réponses comptées, quand l'équipe a choisi de les joindre.")


class AxisLine(Value):
    """Le résultat d'un axe."""

    id: _Name = Field(description="Identifiant de l'axe.")
    standing: _StandingName = Field(description="Ce que vaut la note.")
    level: _LevelValue | None = Field(description="Valeur du niveau atteint ; null sans note.")
    score: _Note | None = Field(description="Note de 0 à 100, non arrondie ; null sans note.")


class ProfileDocument(Value):
    """Le profil d'une équipe pour une année, sans nom ni réponse individuelle."""

    format: Literal["matrice-profil"] = Field(description="Nom du format.")
    version: Literal["2"] = Field(description="Version du format.")
    algorithm: _Line = Field(
        description="Version des règles de calcul ; deux profils ne se comparent qu'à version égale."
    )
    grid: Grid = Field(description="Grille utilisée.")
    grain: Literal["item", "dimension", "axis"] = Field(
        description="Ce qui a été coté : caractéristiques, dimensions ou axes."
    )
    form: FormLine = Field(description="Questionnaire qui a servi.")
    code: CodeName
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="Année de l'évaluation.")
    exported: Day | None = Field(None, description="Date d'écriture du fichier.")
    named: Named | None = Field(None, description="Absent ou null tant que l'équipe n'a pas accepté d'être nommée.")
    descriptors: Descriptors = Field(Descriptors(), description="Classes qui décrivent l'équipe.")
    team: Team = Field(Team(), description="Participation.")
    post: Post = Field(Post(), description="Poste de coordination.")
    actions: tuple[_Name, ...] | None = Field(
        None, description="Dimensions où l'équipe a décidé une action ; absent ou null quand elle ne le dit pas."
    )
    dimensions: tuple[DimensionLine, ...] = Field(description="Une entrée par dimension de la grille de l'équipe.")
    axes: tuple[AxisLine, ...] = Field((), description="Une entrée par axe de la grille de l'équipe.")
    checksum: Hash = Field(
        description="Empreinte du reste du fichier : JSON canonique (clés triées, sans espace), en UTF-8."
    )


# Relire un `profil.json` venu d'ailleurs : tout refuser de ce qui n'est pas exactement un profil

MAX_BYTES = 1_000_000  # cent fois un profil ordinaire
_SUBJECT = "Profil refusé"
_ADDRESS = re.compile(r"[^\s«»\"']+@[^\s«»\"']+")


class _UnreadableError(ValueError):
    """Ce que la lecture du JSON refuse d'elle-même : le message est déjà une phrase française."""


def read_profile_document(raw: bytes, source: str = "profil.json") -> ProfileDocument:
    """Renvoie le profil écrit dans un fichier, vérifié.

    Args:
        raw: les octets du fichier, un million au plus.
        source: le nom du fichier dans les messages.

    Raises:
        InputError: le fichier est coupé, retouché, d'un autre format, ou porte ce qu'un profil ne porte pas.
    """
    return _read_at_once(raw) or _read_with_care(raw, source)


def _read_at_once(raw: bytes) -> ProfileDocument | None:
    """Le profil d'un fichier tel qu'une équipe l'exporte, vérifié en une passe ; `None` au moindre doute, que l'autre lecture dira.

    Sans ses tabulations ni ses fins de ligne, que JSON n'admet pas dans un texte, ce fichier est son propre JSON canonique.
    Un deux-points de trop est une clé écrite deux fois, ou un texte qui en porte un.
    """
    if len(raw) > MAX_BYTES or b"\\" in raw:
        return None
    try:
        document = ProfileDocument.model_validate_json(raw, strict=True)
    except ValidationError:
        return None
    content = raw.translate(None, b"\t\r\n").replace(b'"checksum":"%s",' % document.checksum.encode(), b"", 1)
    if hashlib.sha256(content).hexdigest() != document.checksum or raw.count(b":") != _written_keys(document):
        return None
    return None if any(_meaning_faults(document)) else document


def _written_keys(document: ProfileDocument) -> int:
    """Combien de clés un fichier a écrites, à tous les étages."""
    parts: list[Value] = [document, document.grid, document.form, document.descriptors, document.team, document.post]
    parts += [document.named] if document.named else []
    parts += [*document.dimensions, *document.axes, *(one for line in document.dimensions for one in line.votes)]
    return sum(len(part.model_fields_set) for part in parts)


def _read_with_care(raw: bytes, source: str) -> ProfileDocument:
    """Le profil d'un fichier, ou le refus qui dit ce qui ne va pas."""
    tree = _json_tree(raw, source)
    if tree.get("format") != FORMAT:
        raise _refusal("ce n’est pas un profil d’équipe\u00a0: la clé «\u00a0format\u00a0» devrait valoir "
                      f"{quoted(FORMAT)}.", source)  # fmt: skip
    if tree.get("version") == "1":
        raise _refusal("ses niveaux et ses notes suivent d’anciennes règles de calcul (1.x), qui ne se convertissent pas sans "
                      "les réponses\u00a0: l’équipe relit ses réponses, puis exporte à nouveau son profil.", source)  # fmt: skip
    if tree.get("version") != VERSION:
        raise _refusal(f"ce profil est au format {_quote_value(tree.get('version'))}, et cette bibliothèque lit le format "
                      f"{quoted(VERSION)}\u00a0: mettez-la à jour, ou exportez à nouveau le profil.", source)  # fmt: skip
    checksum = tree.pop("checksum", None)
    found = _content_digest(tree, source)
    document = _validate(raw, source)
    if faults := list(_meaning_faults(document)):
        raise InputError([Problem(said, source) for said in faults], subject=_SUBJECT)
    if found != checksum:
        raise _refusal(
            "l’empreinte ne correspond pas au contenu\u00a0: le fichier a été modifié ou abîmé\u00a0; exportez-le à nouveau.",
            source,
        )
    return document


def _json_tree(raw: bytes, source: str) -> dict[str, Any]:
    """L'objet JSON d'un fichier ; une clé répétée ou un nombre qui n'est pas fini le font refuser."""
    if len(raw) > MAX_BYTES:
        raise _refusal(f"le fichier dépasse {number(MAX_BYTES / 1e6)}\u00a0Mo\u00a0: ce n’est pas un profil.", source)
    if not raw.strip():
        raise _refusal("le fichier est vide.", source)
    try:
        text = raw.decode("utf-8-sig")
        tree = json.loads(
            text, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant, parse_float=_finite_number
        )
    except _UnreadableError as error:
        raise _refusal(str(error), source) from None
    except json.JSONDecodeError as error:
        said = "le fichier n’est pas du JSON entier\u00a0: il est coupé ou abîmé ici\u00a0; redemandez-le."
        raise InputError([Problem(said, source, error.lineno, error.colno)], subject=_SUBJECT) from None
    except RecursionError:
        raise _refusal("le fichier est trop imbriqué\u00a0: ce n’est pas un profil.", source) from None
    except UnicodeError:
        raise _refusal(
            "le fichier n’est pas en UTF-8\u00a0: il a été réenregistré autrement, ou abîmé.", source
        ) from None
    except ValueError:  # un entier de plus de quatre mille chiffres
        raise _refusal("un nombre est démesuré\u00a0: ce n’est pas un profil.", source) from None
    if not isinstance(tree, dict):
        raise _refusal("le fichier ne contient pas un profil, mais une liste ou une valeur seule.", source)
    return tree


def _content_digest(tree: dict[str, Any], source: str) -> str:
    """L'empreinte du contenu ; un demi-caractère échappé ne se voit qu'en l'écrivant."""
    try:
        return digest(tree)
    except UnicodeError:
        raise _refusal("un caractère du fichier est abîmé\u00a0: exportez-le à nouveau.", source) from None


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """L'objet, si aucune clé n'y est deux fois : la première valeur passerait sans être lue."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _UnreadableError(f"la clé {_quote_value(twice)} est écrite deux fois.")
    return found


def _refuse_constant(name: str) -> Any:
    """Refuse NaN et les infinis, que Python lit sans qu'ils soient du JSON."""
    raise _UnreadableError(
        f"{quoted(name)} n’est pas un nombre\u00a0; attendu\u00a0: un nombre, ou null quand il n’y en a pas."
    )


def _finite_number(text: str) -> float:
    """Le nombre écrit ; « 1e999 » se lirait comme un infini."""
    value = float(text)
    if value - value != 0:
        raise _UnreadableError(f"{_quote_value(text)} est démesuré\u00a0; attendu\u00a0: un nombre fini.")
    return value


def _validate(raw: bytes, source: str) -> ProfileDocument:
    """Le modèle du fichier. Le chemin rapide d'abord ; s'il refuse, on relit pour dire où et pourquoi."""
    try:
        return ProfileDocument.model_validate_json(raw.removeprefix(b"\xef\xbb\xbf"), strict=True)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
    try:
        parse_values(ProfileDocument, raw.decode("utf-8-sig"), source=source, subject=_SUBJECT)
    except InputError as error:
        raise InputError([hide_address(problem) for problem in error.problems], subject=_SUBJECT) from None
    said = f"la valeur de {_quote_value(place)} n’est pas du type attendu (nombre, texte, oui ou non)."
    raise _refusal(said, source)


def _meaning_faults(document: ProfileDocument) -> Iterator[str]:
    """Donne ce qui ne va pas ensemble, et les comptes trop petits pour sortir d'une équipe."""
    for what, text in (("nom de code", document.code), ("territoire", document.descriptors.territory or "")):
        yield from (f"{what} refusé{NBSP}: {said}" for said in code_faults(text))
    if said := transparent(document.code):
        yield f"nom de code refusé{NBSP}: {said}"
    yield from _date_faults(document)
    yield from _people_faults(document.team)
    seen: set[str] = set()
    for line in document.dimensions:
        if line.id in seen:
            yield f"dimension {_quote_value(line.id)}\u00a0: elle est écrite deux fois."
        seen.add(line.id)
        if line.answered > line.applicable:
            yield f"dimension {_quote_value(line.id)}\u00a0: plus de caractéristiques notées que de caractéristiques applicables."
        for votes in line.votes:
            for said in _votes_faults(votes, document.team.respondents):
                yield f"question {_quote_value(votes.id)}\u00a0: {said}"
    for where, own in (("dimension", document.dimensions), ("axe", document.axes)):
        for one in own:
            scored = one.standing == "calculé"
            if scored != (one.level is not None) or scored != (one.score is not None):
                yield (
                    f"{where} {_quote_value(one.id)}\u00a0: un niveau et une note vont avec l’état «\u00a0calculé\u00a0», et avec lui seul."
                )


def _votes_faults(votes: Votes, respondents: int | None) -> Iterator[str]:
    """Donne ce que des réponses comptées ont de trop peu pour sortir, ou d'impossible."""
    answers = votes.answers
    if answers < MINIMUM_SHOWN:
        yield f"{plural(answers, 'réponse')} comptées, et rien ne se montre en dessous de {MINIMUM_SHOWN}."
    elif not counts_shareable(votes.levels, votes.not_applicable + votes.unknown):
        yield "ses comptes disent ce que quelqu’un a répondu, et n’auraient pas dû sortir."
    if respondents is not None and answers > respondents:
        yield "plus de réponses comptées que de répondants."


def _people_faults(team: Team) -> Iterator[str]:
    """Donne ce qui manque pour que ces notes ne soient celles de personne."""
    people, floor = team.respondents, f"à moins de {MINIMUM_LEVEL}, ces notes seraient celles d’une personne"
    if team.collective and people not in (None, 1):
        yield f"un questionnaire rempli ensemble ne compte pas {plural(people or 0, 'répondant')}."
    if people is None and not team.collective:
        yield f"le nombre de répondants manque\u00a0: {floor}\u00a0; exportez à nouveau."
    if people is not None and people < MINIMUM_LEVEL and not team.collective:
        yield f"{plural(people, 'répondant')}\u00a0: {floor}."
    if people is not None and team.registered is not None and people > team.registered:
        yield f"{plural(people, 'répondant')} pour un effectif de {team.registered}."


# Un nom de code ne doit désigner l'équipe pour personne, ni se confondre avec un autre

_RUN = re.compile(r"(?:\+|\d)[\d\s.\-_/·()]*")  # des chiffres, même séparés comme un téléphone
_CORSICA = re.compile(r"2[ab][\s.\-_]?(?:\d[\s.\-_]?){7}", re.IGNORECASE)  # un FINESS de Corse
_LONGEST_NUMBER = 8  # chiffres, dont deux années : un téléphone en a 9 ou 10, un FINESS et un SIREN 9, un SIRET 14
_KINDS = frozenset(
    ["msp", "mspu", "cpts", "cds", "sisa", "esp", "pole", "maison", "centre", "cabinet", "sante", "medical",
     "pluriprofessionnelle"]
)  # fmt: skip
_ALPHABETS = {"CYRILLIC": "cyrillique", "GREEK": "grecque"}
_TWINS = str.maketrans("01|!i34578$@€", "olllleastbsae")  # ce qu’un chiffre ou un signe imite ; i et l se confondent


def code_faults(code: str) -> Iterator[str]:
    """Donne ce qu'un nom de code (ou de territoire) ne peut pas porter, chaque fois avec sa raison.

    >>> [said.split("\\u00a0")[0] for said in code_faults("06 12 34 56 78")]
    ['il contient un numéro (téléphone, FINESS, SIREN, SIRET)']
    """
    runs = [run for run in _RUN.findall(code) if len(run) > _LONGEST_NUMBER]
    if any(sum(one.isdigit() for one in run) > _LONGEST_NUMBER for run in runs) or _CORSICA.search(code):
        yield f"il contient un numéro (téléphone, FINESS, SIREN, SIRET){NBSP}: il désignerait l’équipe ou quelqu’un."
    if code.isascii() and code.isprintable():
        return
    plain = unicodedata.normalize("NFKC", code.replace(NBSP, " "))
    names = {unicodedata.name(one, "?").split()[0] for one in plain if one.isalpha()} - {"LATIN"}
    if names:
        alphabet = next((_ALPHABETS[name] for name in sorted(names) if name in _ALPHABETS), "étrangère")
        yield f"il contient une lettre {alphabet}{NBSP}: elle se confond avec une lettre latine, et ferait deux équipes d’une seule."
    if any(unicodedata.category(one) in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"} for one in code):
        yield f"il contient un signe invisible{NBSP}: deux noms qui se lisent de même seraient deux équipes."
    elif plain != unicodedata.normalize("NFC", code.replace(NBSP, " ")):
        yield f"il contient un signe qui en imite un autre{NBSP}: écrivez-le avec des lettres et des chiffres ordinaires."


def without_digits(code: str) -> str:
    """Un nom refusé, tel qu'un message peut le redire : ses chiffres cachés, car un numéro désigne quelqu'un."""
    return shortened(re.sub(r"\d", "•", code), 30)


def transparent(code: str, team: str = "") -> str:
    """Dit en quoi un nom de code laisse voir l'équipe : la sorte de structure, ou un mot de son nom, même maquillé ; vide sinon.

    >>> bool(transparent("MSP 12")), bool(transparent("ti11eul-2", "Maison des Tilleuls")), transparent("mésange", "Maison des Tilleuls")
    (True, True, '')
    """
    plain = folded(code)
    bare = re.sub(r"[\W_]+", "", plain.translate(_TWINS))
    for word in re.split(r"[\W_]+", folded(team)):
        stem = re.sub(r"[sx]$", "", word).translate(_TWINS)
        if len(stem) >= 4 and word not in _KINDS | {"equipe"} and (stem in bare or stem[::-1] in bare):
            return f"il reprend le nom de l’équipe{NBSP}: choisissez-en un qui ne la désigne pas."
    if found := next((word for word in re.split(r"[\W_]+", plain) if word in _KINDS), ""):
        return f"{quoted(found)} dit ce qu’est l’équipe{NBSP}: choisissez un nom de code qui ne la désigne pas."
    return ""


def _date_faults(document: ProfileDocument) -> Iterator[str]:
    """Donne les dates qui n'existent pas, ou qui viennent après l'écriture du fichier."""
    days = {
        "l’écriture du fichier": document.exported,
        "l’accord pour être nommée": document.named.on if document.named else None,
    }
    known: dict[str, dt.date] = {}
    for what, text in days.items():
        try:
            if text is not None:
                known[what] = dt.date.fromisoformat(text)
        except ValueError:
            yield f"la date de {what}, {_quote_value(text)}, n’existe pas."
    written = known.get("l’écriture du fichier")
    if written and document.year > written.year:
        yield f"l’évaluation est de {document.year}, après l’écriture du fichier ({written.year}){NBSP}: corrigez la date de l’évaluation."
    if written and known.get("l’accord pour être nommée", written) > written:
        yield f"l’accord pour être nommée vient après l’écriture du fichier{NBSP}: corrigez sa date."


def _quote_value(value: Any) -> str:
    """Un mot du fichier entre guillemets, court, sans adresse électronique."""
    return quoted(without_address(shortened(str(value))))


def without_address(text: str) -> str:
    """Renvoie le texte, chaque adresse électronique remplacée par ces deux mots.

    >>> without_address("profil de claire@exemple.fr")
    'profil de adresse électronique'
    """
    return _ADDRESS.sub("adresse électronique", text)


def hide_address(problem: Problem) -> Problem:
    """La même faute, sans redire d'adresse électronique."""
    return Problem(without_address(problem.message), problem.source, problem.line, problem.column)


def _refusal(message: str, source: str) -> InputError:
    """Le refus d'un fichier entier."""
    return InputError([Problem(message, source)], subject=_SUBJECT)
