"""Les fautes d'une grille, en français : celles de forme (pydantic) et celles de sens (liens)."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from ..text import folded, plural, quoted, shortened

Path = tuple[str | int, ...]  # où est une valeur, dans l’arbre d’un fichier


class Fault(NamedTuple):
    """Une faute à son chemin dans l'arbre ; `on_key` : c'est la clé, non la valeur, qui est en cause."""

    path: Path
    message: str
    on_key: bool = False


MOST_LEVELS = 100
STAGE_WORDS = 16  # au-delà, une phrase ne se lit plus d'un coup d'œil
LONGEST, MANY = 60, 1000  # au-delà, chercher le mot le plus proche prendrait des minutes


def suggestion(word: str, known: Sequence[str]) -> str:
    """Renvoie « ; le plus proche est « rcp » », ou rien si aucun mot connu ne ressemble."""
    close = nearest(word, tuple(known)) if len(word) <= LONGEST and len(known) <= MANY else ""
    return f"\u00a0; le plus proche est {quoted(close)}" if close else ""


@lru_cache(maxsize=4096)
def nearest(word: str, known: tuple[str, ...]) -> str:
    """Le mot connu le plus proche, ou rien. La comparaison coûte cher : la même faute revient mille fois."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return close[0] if close else ""


# --- forme : ce que pydantic a refusé -------------------------------------------------------------


def schema_faults(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Renvoie les fautes de pydantic, en français, chacune avec le chemin de sa valeur."""
    return [
        Fault(detail["loc"], said(detail, model), on_key=detail["type"] == "extra_forbidden")
        for detail in error.errors(include_url=False)
    ]


def refused(name: str, came: str, expected: str, **words: str) -> PydanticCustomError:
    """Renvoie le refus d'un champ dans ses mots : « le budget vaut « -1 » ; attendu : des heures ».

    `name` nomme la valeur ; `{field}` et `{key}` y sont le premier et le dernier mot de son chemin, `words` donne les autres.
    """
    return PydanticCustomError("refused", "refused", {"name": name, "came": came, "expected": expected, **words})


def said(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """La phrase française d'une faute de pydantic."""
    kind, context = detail["type"], detail.get("ctx", {})
    came = detail["input"]
    if kind == "extra_forbidden":
        key = str(detail["loc"][-1])
        return f"la clé {quoted(key)} n’existe pas ici{suggestion(key, keys_at(model, detail['loc'][:-1]))}."
    if kind == "missing":
        return f"il manque la clé {quoted(str(detail['loc'][-1]))}."
    if kind == "refused":
        words = {"field": quoted(str(detail["loc"][0])), "key": quoted(str(detail["loc"][-1])), **context}
        return f"{context['name'].format(**words)} vaut {context['came']}\u00a0; attendu\u00a0: {context['expected']}."
    name = next((quoted(str(part)) for part in reversed(detail["loc"]) if isinstance(part, str)), "le fichier")
    if detail["loc"] and isinstance(detail["loc"][-1], int):
        name = f"un élément de {name}"
    expected = EXPECTED[kind](context) if kind in EXPECTED else "une autre valeur"
    given = "est vide" if came is None or came == "" else f"vaut {shown(came)}"
    return f"{name} {given}\u00a0; attendu\u00a0: {expected}."


PATTERNS = {
    "^([A-Z": "un identifiant sans espace ni accent, et qui n’est pas un nombre seul (rcp, rcp.1, F1-2, 4a)",
    r"^\d{4}": "une date AAAA, AAAA-MM ou AAAA-MM-JJ",
}
EXPECTED: dict[str, Callable[[dict[str, Any]], str]] = {
    "string_type": lambda _: "un texte",
    "string_too_short": lambda c: (
        "un texte non vide" if c["min_length"] == 1 else f"un texte d’au moins {c['min_length']} signes"
    ),
    "string_too_long": lambda c: f"un texte de {c['max_length']} signes au plus",
    "string_pattern_mismatch": lambda c: PATTERNS.get(c["pattern"][:6], "une autre forme"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), lambda _: "un nombre entier"),
    **dict.fromkeys(("float_type", "float_parsing"), lambda _: "un nombre, avec un point (0.5)"),
    "finite_number": lambda _: "un nombre fini",
    **dict.fromkeys(("bool_type", "bool_parsing"), lambda _: "true ou false"),
    "greater_than": lambda c: f"un nombre plus grand que {c['gt']:g}",
    "greater_than_equal": lambda c: f"un nombre d’au moins {c['ge']:g}",
    "less_than_equal": lambda c: f"un nombre d’au plus {c['le']:g}",
    "typed": lambda c: c["forms"],
    "partial_date": lambda _: "un jour qui existe",
    "unknown_noun": lambda _: "un nom connu entre accolades, par exemple {salarie}",
    "unbounded": lambda _: "un chiffre qui fonde un jugement, donc borné\u00a0: since, et until ou check_after",
    "literal_error": lambda c: c["expected"].replace("'", "").replace(" or ", " ou "),
    "tuple_type": lambda _: "une liste (une ligne par élément, commençant par «\u00a0-\u00a0»)",
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type"), lambda _: "un bloc de clés («\u00a0clé: valeur\u00a0»)"
    ),
}


def shown(value: Any) -> str:
    """Ce qui a été lu, assez court pour tenir dans un message."""
    if isinstance(value, dict):
        return "un bloc de clés"
    if isinstance(value, list):
        return "une liste"
    return quoted(shortened(str(value)))


def keys_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Les clés admises à cet endroit, pour proposer la plus proche."""
    for part in path:
        if isinstance(part, str):
            inner = model_in(model.model_fields[part].annotation) if part in model.model_fields else None
            if inner is None:
                return ()
            model = inner
    return tuple(field.alias or name for name, field in model.model_fields.items())


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Le modèle que porte une annotation (`tuple[Axis, ...]` → `Axis`)."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := model_in(part))), None)


# --- sens : ce que la forme ne voit pas ----------------------------------------------------------
# Les règles lisent l'arbre brut, et non le modèle : elles parlent ainsi même quand la forme a des fautes.


def link_faults(tree: Any) -> list[Fault]:
    """Renvoie les fautes de sens : identifiants répétés, liens morts, échelle qui ne monte pas, stades incomplets."""
    return [
        *repeated_ids(tree),
        *dead_links(tree),
        *scale_faults(tree),
        *empty_lists(tree),
        *stage_faults(tree),
        *former_faults(tree),
    ]


def repeated_ids(tree: Any) -> Iterator[Fault]:
    """Un identifiant sert une seule fois ; `sources` a son propre registre."""
    for registry in (("axes",), ("sources",), ("scales",)):
        seen: dict[str, Path] = {}
        for path, value in walk(at(tree, registry), registry):
            if path[-1] == "id" and isinstance(value, str) and "origins" not in path:
                # Un fichier de réponses se lit sans casse, « - » et « _ » valant une espace.
                if folded(value) in seen:
                    yield Fault(path, f"l’identifiant {quoted(value)} sert déjà\u00a0: donnez-en un autre.")
                seen.setdefault(folded(value), path)


def dead_links(tree: Any) -> Iterator[Fault]:
    """`dimension` renvoie à une dimension, `scale` à une échelle ; `source` à une source, dès que le fichier en tient la liste."""
    dimensions = [str(at(one, ("id",))) for _, one in placed_dimensions(tree)]
    sources = [str(at(s, ("id",))) for s in rows(tree, "sources")]
    scales = [str(at(s, ("id",))) for s in rows(tree, "scales")]
    for path, value in walk(at(tree, ("axes",)), ("axes",)):
        if not isinstance(value, str):
            continue
        if path[-1] == "dimension" and value not in dimensions:
            yield Fault(path, f"aucune dimension n’a l’identifiant {quoted(value)}{suggestion(value, dimensions)}.")
        if path[-1] == "scale" and value not in scales:
            told = suggestion(value, scales) or "\u00a0: donnez-la dans «\u00a0scales\u00a0»"
            yield Fault(path, f"aucune échelle n’a l’identifiant {quoted(value)}{told}.")
        if path[-1] == "source" and sources and value.split(":")[0] not in sources:
            yield Fault(
                path,
                f"{quoted(value)} ne renvoie à aucune entrée de «\u00a0sources\u00a0»{suggestion(value, sources)}.",
            )


def scale_faults(tree: Any) -> Iterator[Fault]:
    """Les fautes de chaque échelle."""
    yield from _scale_faults(at(tree, ("scale",)), ("scale",))
    for rank, one in enumerate(rows(tree, "scales")):
        yield from _scale_faults(one, ("scales", rank))
    scales = [at(tree, ("scale",)), *rows(tree, "scales")]
    if len({at(level, ("value",)) for one in scales for level in rows(one, "levels")} | {None}) > MOST_LEVELS + 1:
        yield Fault(("scales",), f"les échelles d’une grille comptent ensemble au plus {MOST_LEVELS} valeurs.")


def _scale_faults(scale: Any, place: Path) -> Iterator[Fault]:
    """Les valeurs montent strictement, les crédits ne descendent pas, `in_place` est un niveau."""
    levels = rows(scale, "levels")
    root: Path = (*place, "levels")
    if isinstance(at(scale, ("levels",)), list) and len(levels) < 2:
        yield Fault(root, "une échelle compte au moins deux niveaux.")
    for key, rule in (("value", "strictly"), ("credit", "weakly")):
        numbers = [(rank, as_number(at(level, (key,)))) for rank, level in enumerate(levels)]
        known = [(rank, value) for rank, value in numbers if value is not None]
        for (_, before), (rank, value) in pairwise(known):
            if value < before or (rule == "strictly" and value == before):
                yield Fault((*root, rank, key), f"{quoted(key)} ne monte pas\u00a0: {value:g} après {before:g}.")
    if len(levels) > MOST_LEVELS:
        yield Fault(root, f"une échelle compte au plus {MOST_LEVELS} niveaux.")
    labels = [folded(str(at(level, ("label",)))) for level in levels]
    for rank, label in enumerate(labels):
        if label in labels[:rank]:
            yield Fault(
                (*root, rank, "label"),
                "deux niveaux portent le même libellé\u00a0: une réponse écrite en mots serait ambiguë.",
            )
    given = [at(level, ("credit",)) is not None for level in levels]
    if any(given) and not all(given):
        yield Fault(root, "donnez «\u00a0credit\u00a0» à tous les niveaux, ou à aucun.")
    in_place = as_number(at(scale, ("in_place",)))
    values = [as_number(at(level, ("value",))) for level in levels]
    if in_place is not None and in_place not in values:
        yield Fault((*place, "in_place"), "«\u00a0in_place\u00a0» doit être la valeur d’un niveau.")


def empty_lists(tree: Any) -> Iterator[Fault]:
    """Une grille a un axe, un axe une dimension, une dimension une caractéristique, au moins.

    `min_length` sur un tuple pydantic ajoute un faux « trop court » dès qu'un élément est mauvais :
    on compte donc ici.
    """
    if at(tree, ("axes",)) == []:
        yield Fault(("axes",), "la grille n’a aucun axe.")
    for rank, axis in enumerate(rows(tree, "axes")):
        if at(axis, ("dimensions",)) == []:
            yield Fault(("axes", rank, "dimensions"), "cet axe n’a aucune dimension.")
    for path, dimension in placed_dimensions(tree):
        if at(dimension, ("characteristics",)) == []:
            yield Fault((*path, "characteristics"), "cette dimension n’a aucune caractéristique.")


def stage_faults(tree: Any) -> Iterator[Fault]:
    """Une dimension a une phrase par niveau au-dessus du plus bas, ou aucune ; chacune est courte et ne sert qu'une fois."""
    seen: set[str] = set()
    for path, dimension in placed_dimensions(tree):
        stages = at(dimension, ("stages",))
        yield from _level_faults(tree, dimension, (*path, "characteristics"))
        if not isinstance(stages, list):
            continue
        wanted = len(_levels_of(tree, dimension)) - 1
        if wanted > 0 and len(stages) != wanted:
            came = (
                f"{plural(len(stages), 'phrase')}\u00a0; attendu\u00a0: {wanted}, une par niveau au-dessus du plus bas."
            )
            yield Fault((*path, "stages"), came)
        for rank, stage in enumerate(stages):
            yield from sentence_faults((*path, "stages", rank), stage, seen)


def _levels_of(tree: Any, dimension: Any) -> list[Any]:
    """Les niveaux de l'échelle d'une dimension, tels qu'écrits ; rien si elle n'existe pas."""
    name = at(dimension, ("scale",))
    if name is None:
        return rows(at(tree, ("scale",)), "levels")
    return next((rows(one, "levels") for one in rows(tree, "scales") if at(one, ("id",)) == name), [])


def _level_faults(tree: Any, dimension: Any, root: Path) -> Iterator[Fault]:
    """Tous les énoncés d'une dimension ont un niveau, ou aucun ; c'en est un de son échelle, au-dessus du plus bas."""
    said = [at(one, ("level",)) for one in rows(dimension, "characteristics")]
    if all(level is None for level in said):
        return
    values = [as_number(at(level, ("value",))) for level in _levels_of(tree, dimension)]
    known = [value for value in values if value is not None]
    for rank, level in enumerate(said):
        value = as_number(level)
        if level is None:
            yield Fault(
                (*root, rank),
                "cet énoncé n’a pas de niveau, et d’autres de sa dimension en ont un\u00a0: donnez «\u00a0level\u00a0» à tous, ou à aucun.",
            )
        elif value is not None and known and value == known[0]:
            message = f"le niveau le plus bas ({value:g}) est acquis sans rien\u00a0: montez, ou ajoutez {value - 1:g} à l’échelle."
            yield Fault((*root, rank, "level"), message)
        elif value is not None and known and value not in known:
            expected = ", ".join(f"{one:g}" for one in known[1:])
            yield Fault(
                (*root, rank, "level"),
                f"{value:g} n’est pas un niveau de cette dimension\u00a0; attendu\u00a0: {expected}.",
            )


def former_faults(tree: Any) -> Iterator[Fault]:
    """Ce qui vient d'une version d'avant n'est plus un identifiant de la grille, et ne va qu'à un endroit."""
    living = {str(at(one, ("id",))) for _, d in placed_dimensions(tree) for one in rows(d, "characteristics")}
    taken: set[str] = set()
    places: list[tuple[Path, Any, float | None]] = [
        (("retired", rank, "id"), at(one, ("id",)), None) for rank, one in enumerate(rows(tree, "retired"))
    ]
    for path, value in walk(at(tree, ("axes",)), ("axes",)):
        # Une dimension partagée en deux donne deux fois la même origine : seules les réponses ne vont qu'à un endroit.
        if len(path) > 2 and path[-2] == "origins" and "characteristics" in path and isinstance(value, dict):
            places.append(((*path, "id"), value.get("id"), as_number(value.get("weight"))))
    for path, name, weight in places:
        if not isinstance(name, str):
            continue
        if name in living:
            yield Fault(path, f"{quoted(name)} est encore un énoncé de la grille\u00a0: donnez l’identifiant d’avant.")
        if weight == 0:
            continue
        if name in taken:
            yield Fault(path, f"les réponses à {quoted(name)} vont déjà ailleurs\u00a0: un seul endroit les reprend.")
        taken.add(name)


def sentence_faults(path: Path, stage: Any, seen: set[str]) -> Iterator[Fault]:
    """Une phrase trop longue pour se lire d'un coup d'œil, ou déjà lue ailleurs ; `seen` retient les phrases lues."""
    if not isinstance(stage, str):
        return
    words = len(stage.split())
    if words > STAGE_WORDS:
        yield Fault(path, f"cette phrase a {words} mots\u00a0; attendu\u00a0: {STAGE_WORDS} au plus.")
    if folded(stage) in seen:
        yield Fault(path, f"la phrase {quoted(shortened(stage))} sert déjà\u00a0: écrivez-en une autre.")
    seen.add(folded(stage))


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Parcourt un arbre, parents avant enfants."""
    yield path, value
    children: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, dict):
        children = iter(value.items())
    elif isinstance(value, list):
        children = iter(enumerate(value))
    for key, child in children:
        yield from walk(child, (*path, key))


def at(tree: Any, path: Path) -> Any:
    """La valeur à ce chemin, ou `None` si le fichier ne l'a pas."""
    for part in path:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(part)
    return tree


def placed_dimensions(tree: Any) -> Iterator[tuple[Path, Any]]:
    """Donne chaque dimension du fichier et son chemin."""
    for i, axis in enumerate(rows(tree, "axes")):
        for j, dimension in enumerate(rows(axis, "dimensions")):
            yield ("axes", i, "dimensions", j), dimension


def rows(tree: Any, key: str) -> list[Any]:
    """La liste rangée sous cette clé, ou rien."""
    found = at(tree, (key,))
    return found if isinstance(found, list) else []


def as_number(text: Any) -> float | None:
    """Le nombre écrit, ou `None` : la forme dira qu'il n'en est pas un."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
