"""D'un fichier YAML à une grille vérifiée : toutes les fautes, situées, en une fois ; et le schéma JSON de ce fichier.

Tout scalaire reste un texte : c'est le modèle qui sait si `no` est un mot, `1.10` une version et `0.5`
un poids. Les surprises de YAML (« Norvège » lue comme faux, 1:30 comme 90) n'ont donc pas lieu. L'arbre se
bâtit sur les événements de l'analyseur, sans récursion : un fichier hostile, imbriqué mille fois, est
refusé au lieu de faire tomber Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..errors import InputError, Problem
from ..files import read_text, shipped_text
from ..text import number, quoted, series
from .faults import Fault, Path, link_faults, schema_faults
from .model import Referentiel

Model = TypeVar("Model", bound=BaseModel)
Links = Callable[[Any], Iterable[Fault]]
REFUSED = "Grille refusée"


def load_referentiel(path: str | FilePath | None = None) -> Referentiel:
    """Renvoie la grille d'un fichier YAML, ou celle livrée avec la bibliothèque.

    Args:
        path: chemin d'un fichier au format d'`axes.yaml` ; sans lui, la grille livrée.

    Raises:
        InputError: le fichier ne se lit pas, ou a des fautes ; elles sont toutes là, avec ligne et colonne.

    >>> ref = load_referentiel()
    >>> len([d for d in ref.dimensions if not d.added]), len(ref.tasks)
    (16, 79)
    """
    if path is None:
        return _shipped_referentiel()
    file = FilePath(path)
    return parse_referentiel(read_text(file, limit=MAX_BYTES), source=file.name)


def parse_referentiel(text: str, *, source: str = "texte") -> Referentiel:
    """Renvoie la grille écrite dans `text` (YAML) ; `source` la nomme dans les messages.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    tree = read_tree(text, source)
    return _validated(Referentiel, tree, source, link_faults(tree.value))


def parse_values(
    model: type[Model],
    text: str,
    *,
    source: str,
    subject: str = REFUSED,
    links: Links | None = None,
) -> Model:
    """Renvoie un fichier de données (YAML) validé par son modèle pydantic.

    Args:
        model: le modèle du fichier.
        text: son contenu.
        source: son nom dans les messages.
        subject: ce que dit le message quand il est refusé.
        links: ce qui cherche, dans l'arbre lu, les fautes de sens qu'un modèle ne voit pas.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    tree = read_tree(text, source)
    return _validated(model, tree, source, links(tree.value) if links else [], subject)


def load_values(
    model: type[Model], path: str | FilePath, *, subject: str = REFUSED, links: Links | None = None
) -> Model:
    """Renvoie un fichier de données validé par son modèle : `parse_values` sur le contenu d'un fichier.

    Raises:
        InputError: le fichier ne se lit pas, ou a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    file = FilePath(path)
    return parse_values(model, read_text(file, limit=MAX_BYTES), source=file.name, subject=subject, links=links)


def shipped(model: type[Model], name: str) -> Callable[[], Model]:
    """Renvoie ce qui rend un fichier livré de `data/`, validé par son modèle : lu au premier appel, gardé ensuite."""
    return cache(lambda: parse_values(model, shipped_text(name), source=name))


@cache
def _shipped_referentiel() -> Referentiel:
    return parse_referentiel(shipped_text("axes.yaml"), source="axes.yaml")


def _validated(model: type[Model], tree: Tree, source: str, links: Iterable[Fault], subject: str = REFUSED) -> Model:
    """Les fautes de forme (pydantic) et de sens (liens) se disent ensemble, dans l'ordre du fichier."""
    value: Model | None = None
    faults = list(links)
    if tree.value is None:
        keys = (field.alias or name for name, field in model.model_fields.items() if field.is_required())
        needed = series([quoted(key) for key in keys])
        faults = [
            Fault((), f"le fichier est vide\u00a0: attendu au moins {needed}." if needed else "le fichier est vide.")
        ]
    else:
        try:
            value = model.model_validate(tree.value)
        except ValidationError as error:
            faults += schema_faults(error, model)
    problems = sorted(
        {*tree.problems, *(Problem(one.message, source, *tree.place(one.path, on_key=one.on_key)) for one in faults)},
        key=lambda one: (one.line or 0, int(one.column or 0), one.message),
    )
    if problems or value is None:
        raise InputError(problems, subject=subject)
    return value


# --- le schéma JSON : l'éditeur complète et vérifie pendant la frappe --------------------------------


def json_schema() -> dict[str, Any]:
    """Renvoie le schéma JSON (2020-12) du format d'`axes.yaml`."""
    schema = Referentiel.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Grille de maturité (axes.yaml)"
    cleaned: dict[str, Any] = _without_titles(schema, keep=True)
    return cleaned


def typeset(text: Any) -> Any:
    """Une description telle qu'on la lit au survol : apostrophe courbe, espaces insécables."""
    if not isinstance(text, str):
        return text
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text.replace("'", "’"))


def _without_titles(node: Any, *, keep: bool = False) -> Any:
    """Retire les titres anglais que pydantic fabrique à partir des noms de champs."""
    if isinstance(node, dict):
        return {
            key: value if key == "title" else typeset(value) if key == "description" else _without_titles(value)
            for key, value in node.items()
            if keep or key != "title" or not isinstance(value, str)
        }
    if isinstance(node, list):
        return [_without_titles(value) for value in node]
    # Selon sa version, pydantic écrit une borne 0 ou 0.0 : le schéma livré ne doit pas en dépendre.
    return int(node) if isinstance(node, float) and node.is_integer() else node


# --- du texte YAML à un arbre de textes ----------------------------------------------------------------
MAX_BYTES = 5_000_000
MAX_DEPTH = 40
_UNKEPT = "\0"  # la clé d'une valeur que l'on lit sans la garder : sa faute est déjà dite
TOO_DEEP = f"plus de {MAX_DEPTH} niveaux d’imbrication\u00a0: ce n’est pas une grille."
# Les crochets et accolades ; un texte entre guillemets ou un commentaire se lit d'un bloc, avec les siens.
BRACKETS = re.compile(r"""(?<!\w)"(?:[^"\\]|\\.)*"?|(?<!\w)'[^']*'?|(?<![^\s\[{,])#.*|[\[{\]}]""")
NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class Tree:
    """Un document lu : ses valeurs (dict, list, str, None), leur place et celle de leur clé.

    `problems` sont les fautes qui n'empêchent pas de lire le reste (clé répétée, ancre…) : elles se
    disent avec celles du contenu, en une fois.
    """

    value: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path, *, on_key: bool = False) -> tuple[int, int]:
        """La ligne et la colonne d'une valeur (ou de sa clé), ou de son plus proche parent si elle manque."""
        if on_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


@dataclass(slots=True)
class Open:
    """Une liste ou un dictionnaire encore ouvert pendant la lecture."""

    path: Path
    content: dict[str, Any] | list[Any]
    key: str | None = None

    def slot(self) -> Path:
        """Le chemin de la prochaine valeur."""
        if isinstance(self.content, list):
            return (*self.path, len(self.content))
        return (*self.path, self.key or "")


def read_tree(text: str, source: str) -> Tree:
    """Renvoie l'arbre d'un texte YAML, avec dans `problems` les clés répétées, ancres et étiquettes.

    Raises:
        InputError: texte trop gros, mal formé ou trop imbriqué : la suite ne peut pas être lue.
    """
    if len(text) > MAX_BYTES:
        message = f"le fichier dépasse {number(MAX_BYTES / 1e6)}\u00a0Mo\u00a0: ce n’est pas une grille."
        raise InputError([Problem(message, source)], subject="Fichier illisible")
    builder = Builder(source)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise unreadable(builder, builder.unseen_depth(text, error) or syntax_problem(error, source)) from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        line, column = line_and_column(text, position if isinstance(position, int) else 0)
        said = "un caractère de contrôle invisible est interdit ici\u00a0: effacez-le."
        raise unreadable(builder, Problem(said, source, line, column)) from None
    except UnicodeEncodeError:
        raise unreadable(
            builder, Problem("un caractère est abîmé (demi-caractère)\u00a0: effacez-le.", source)
        ) from None
    return builder.tree


def unreadable(builder: Builder, last: Problem) -> InputError:
    """L'erreur d'un texte que l'on ne peut pas lire jusqu'au bout, avec les fautes déjà vues."""
    return InputError([*builder.tree.problems, last], subject="Fichier illisible")


class Builder:
    """Range les événements de l'analyseur dans un arbre, et note les fautes de forme."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = Tree()
        self.stack: list[Open] = []
        self.documents = 0
        self.taken = 0  # la position, dans le texte, de la fin du dernier événement pris

    def take(self, event: yaml.Event) -> None:
        """Prend un événement de l'analyseur."""
        self.taken = event.end_mark.index if event.end_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self.fault(event, "un second document commence ici (« --- »)\u00a0: gardez-en un seul par fichier.")
        elif isinstance(event, yaml.AliasEvent):
            self.fault(event, f"l’alias «\u00a0*{event.anchor}\u00a0» n’est pas admis\u00a0: recopiez la valeur.")
            if self.stack and isinstance(self.stack[-1].content, dict) and self.stack[-1].key is None:
                self.stack[-1].key = _UNKEPT  # un alias à la place d'une clé
            else:
                self.put(event, None)
        elif isinstance(event, yaml.ScalarEvent):
            self.checked(event)
            self.scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.checked(event)
            self.start(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self.stack.pop()
            if self.stack:
                self.attach(closed.content)

    def start(self, event: yaml.Event, content: dict[str, Any] | list[Any]) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise unreadable(self, self.problem(event, TOO_DEEP))
        parent = self.stack[-1] if self.stack else None
        if parent and isinstance(parent.content, dict) and parent.key is None:
            self.fault(event, "une clé doit être un mot, pas une liste ni un bloc.")
            parent.key = _UNKEPT
        path = parent.slot() if parent else ()
        self.tree.places.setdefault(path, place_of(event))
        self.stack.append(Open(path, content))
        if parent is None and self.documents == 1:
            self.tree.value = content

    def scalar(self, event: yaml.ScalarEvent) -> None:
        parent = self.stack[-1] if self.stack else None
        if parent and isinstance(parent.content, dict) and parent.key is None:
            key = event.value
            if key in parent.content:
                first = self.tree.keys[*parent.path, key][0]
                self.fault(event, f"la clé {quoted(key)} est déjà donnée ligne {first}\u00a0: gardez-en une seule.")
                key = _UNKEPT
            parent.key = key
            self.tree.keys[*parent.path, key] = place_of(event)
        else:
            plain_null = not event.style and event.value in NULLS
            self.put(event, None if plain_null else event.value)

    def put(self, event: yaml.Event, value: str | None) -> None:
        if not self.stack:
            if self.documents == 1:
                self.tree.value = value
                self.tree.places[()] = place_of(event)
            return
        self.tree.places[self.stack[-1].slot()] = place_of(event)
        self.attach(value)

    def attach(self, value: Any) -> None:
        parent = self.stack[-1]
        if isinstance(parent.content, list):
            parent.content.append(value)
        else:
            if parent.key != _UNKEPT:
                parent.content[parent.key or ""] = value
            parent.key = None

    def checked(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Refuse ancres et étiquettes : une grille est faite de textes, de listes et de blocs."""
        if event.anchor:
            self.fault(event, f"l’ancre «\u00a0&{event.anchor}\u00a0» n’est pas admise\u00a0: recopiez la valeur.")
        if event.tag:
            self.fault(event, f"l’étiquette «\u00a0{event.tag}\u00a0» n’est pas admise\u00a0: écrivez la valeur seule.")

    def unseen_depth(self, text: str, error: yaml.MarkedYAMLError) -> Problem | None:
        """La faute d'un texte trop imbriqué que l'analyseur a lâché avant d'en donner les événements, ou `None`.

        Il lit parfois toute une ligne de crochets avant d'en dire le premier, et certaines de ses versions
        s'arrêtent alors à leur propre limite : on compte donc soi-même ce qu'il a lu sans le dire.
        """
        depth = len(self.stack)
        for mark in BRACKETS.finditer(text, self.taken, error.problem_mark.index if error.problem_mark else len(text)):
            if mark[0] in "[{" and depth >= MAX_DEPTH:
                line, column = line_and_column(text, mark.start())
                return Problem(TOO_DEEP, self.source, line, column)
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark[0], 0)
        return None

    def fault(self, event: yaml.Event, message: str) -> None:
        self.tree.problems.append(self.problem(event, message))

    def problem(self, event: yaml.Event, message: str) -> Problem:
        line, column = place_of(event)
        return Problem(message, self.source, line, column)


def place_of(event: yaml.Event) -> tuple[int, int]:
    """La ligne et la colonne d'un événement, comptées à partir de 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def line_and_column(text: str, position: int) -> tuple[int, int]:
    """La ligne et la colonne d'une position du texte, comptées à partir de 1."""
    before = text[:position]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def syntax_problem(error: yaml.MarkedYAMLError, source: str) -> Problem:
    """La faute de syntaxe en français ; les messages de l'analyseur sont en anglais et peu parlants."""
    quote = "quoted scalar" in str(error.context)  # c'est l'ouverture du guillemet qui est à réparer
    mark = (error.context_mark if quote else None) or error.problem_mark or error.context_mark
    said = f"{error.problem or ''} {error.context or ''}"
    known = [explanation for words, explanation in SYNTAX if words in said]
    message = (
        known[0]
        if known
        else "la syntaxe YAML n’est pas comprise ici\u00a0: vérifiez guillemets, crochets et retraits."
    )
    return Problem(message, source, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)


SYNTAX = (
    ("mapping values are not allowed", "un «\u00a0: » de trop\u00a0: mettez la valeur entre guillemets droits."),
    ("tab character", "une tabulation sert de retrait\u00a0: YAML n’admet que des espaces."),
    ("found character that cannot start any token", "une valeur ne peut pas commencer ainsi\u00a0: mettez-la entre guillemets."),
    ("found unexpected end of stream", "un guillemet ouvert n’est jamais fermé."),
    ("did not find expected key", "le retrait de cette ligne ne s’aligne pas sur celui du bloc."),
    ("did not find expected '-' indicator", "le retrait de cette ligne ne s’aligne pas sur celui de la liste."),
    ("did not find expected ',' or", "une liste entre crochets ou accolades n’est pas fermée."),
    ("could not find expected ':'", "il manque «\u00a0:\u00a0» après ce mot."),
    ("did not find expected node content", "une valeur manque ici, ou une liste entre crochets n’est pas fermée."),
    ("unknown escape character", "«\u00a0\\\u00a0» n’est pas admis entre guillemets droits\u00a0: doublez-le ou changez de guillemets."),
    ("found undefined alias", "un alias ne renvoie à rien\u00a0: recopiez la valeur."),
)  # fmt: skip


def tree_text(tree: dict[str, Any]) -> str:
    """Renvoie le texte YAML d'un arbre, que `read_tree` relit : clés dans leur ordre, sans ancre ni alias."""
    text: str = yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=140)
    return text


class _Plain(yaml.SafeDumper):
    """Recopie une valeur qui revient, au lieu de la désigner par un alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
