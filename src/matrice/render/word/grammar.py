"""La grammaire permise d'un modèle à trous : des champs, des boucles sur des listes, des conditions.

Chaque balise est lue avant d'être exécutée. Ce qui n'est pas nommé ici est refusé ; un champ inconnu est dit avec le
plus proche, et chaque faute avec le texte qui l'entoure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from ...referentiel import suggestion
from ...text import NBSP, quoted, series, shortened
from .fields import FIELDS, Field

FILTERS = ("upper", "lower", "capitalize", "trim", "default", "join", "length")
TESTS = ("defined",)
LOOP = Field("loop", "", tuple(Field(name, "") for name in ("index", "first", "last", "length")))
TEXT = Field("texte", "")
DEEPEST = 30  # boucles et conditions les unes dans les autres
MARKUP = re.compile("<[^>]*>")
LOGIC = (nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr)
SAID = {
    nodes.Call: "un appel de fonction", nodes.Include: "une inclusion", nodes.Import: "un import", nodes.FromImport: "un import",
    nodes.Extends: "un héritage", nodes.Macro: "une macro", nodes.Assign: "une affectation", nodes.Getitem: "des crochets",
    nodes.BinExpr: "un calcul", nodes.Concat: "un calcul",
}  # fmt: skip

Scope = Mapping[str, Field]
Fault = tuple[int, str]  # la ligne, et la phrase


def template_faults(sandbox: Environment, source: str) -> Iterator[str]:
    """Les fautes d'une partie du modèle, chacune avec le texte qui l'entoure."""
    lines = source.split("\n")

    def near(line: int) -> str:
        around = shortened(MARKUP.sub("", lines[min(line, len(lines)) - 1]))
        return f" (près de {quoted(around)})" if around else ""

    try:
        tree = sandbox.parse(source)
    except TemplateSyntaxError as error:
        yield (
            f"une balise est mal écrite{near(error.lineno)}{NBSP}: on attend {{{{ champ }}}}, {{% for tache in taches %}} … {{% endfor %}} "
            "ou {% if champ %} … {% endif %}, chaque balise ouverte étant refermée."
        )
        return
    except RecursionError:
        yield "il y a trop de parenthèses, de boucles ou de conditions les unes dans les autres\u00a0: simplifiez."
        return
    scope = {field.name: field for field in FIELDS}
    for line, message in statement_faults(tree.body, scope, 0, inner=False):
        yield f"{message}{near(line)}."


def statement_faults(body: Sequence[nodes.Node], scope: Scope, depth: int, *, inner: bool) -> Iterator[Fault]:
    """Les fautes d'une suite d'instructions ; `inner` : on est dans une boucle."""
    for node in body:
        if depth > DEEPEST:
            yield node.lineno, "il y a trop de boucles ou de conditions les unes dans les autres"
            return
        match node:
            case nodes.Output():
                for piece in node.nodes:
                    yield from output_faults(piece, scope)
            case nodes.If():
                yield from expression_faults(node.test, scope)
                for branch in (node.body, node.elif_, node.else_):
                    yield from statement_faults(branch, scope, depth + 1, inner=inner)
            case nodes.For():
                yield from loop_faults(node, scope, depth, inner=inner)
            case _:
                yield forbidden(node)


def output_faults(piece: nodes.Node, scope: Scope) -> Iterator[Fault]:
    """Ce que l'on imprime : un texte, jamais une liste entière ni un « True »."""
    match piece:
        case nodes.TemplateData():
            return
        case nodes.CondExpr():
            yield from expression_faults(piece.test, scope)
            for branch in (piece.expr1, piece.expr2):
                if branch is not None:
                    yield from output_faults(branch, scope)
        case nodes.Or():
            yield from output_faults(piece.left, scope)
            yield from output_faults(piece.right, scope)
        case nodes.Compare() | nodes.And() | nodes.Not() | nodes.Test():
            yield piece.lineno, f"une condition ne s’imprime pas{NBSP}: mettez-la dans {{% if … %}}"
        case _:
            yield from expression_faults(piece, scope)
            yield from whole_faults(piece, found(piece, scope))


def whole_faults(node: nodes.Node, field: Field | None) -> Iterator[Fault]:
    """Une liste ou un groupe là où il faut un texte."""
    if field is not None and field.many:
        yield (
            node.lineno,
            f"{quoted(field.name)} est une liste{NBSP}: parcourez-la par {{% for un in {field.name} %}} … {{% endfor %}}",
        )
    elif field is not None and field.inside:
        first = f"{field.name}.{field.inside[0].name}"
        yield (
            node.lineno,
            f"{quoted(field.name)} est un groupe{NBSP}: nommez un de ses champs, par exemple {quoted(first)}",
        )


def loop_faults(node: nodes.For, scope: Scope, depth: int, *, inner: bool) -> Iterator[Fault]:
    """Une boucle parcourt une liste connue ; dans une autre, elle part de l'élément du dehors."""
    yield from expression_faults(node.iter, scope)
    listed = found(node.iter, scope)
    if node.recursive or not isinstance(node.target, nodes.Name):
        yield node.lineno, f"cette boucle n’est pas permise{NBSP}: attendu {{% for tache in taches %}}"
        return
    if listed is None or not listed.many:
        if listed is not None or not isinstance(node.iter, nodes.Name | nodes.Getattr):
            yield node.lineno, f"une boucle parcourt une liste{NBSP}: {lists_known()}"
        item = None
    elif inner and isinstance(node.iter, nodes.Name):
        yield (
            node.lineno,
            (
                "une boucle dans une boucle part de celle du dehors, par exemple {% for tache in axe.taches %}, "
                f"et non de {quoted(listed.name)}"
            ),
        )
        item = None
    else:
        item = Field(node.target.name, listed.said, listed.inside) if listed.inside else TEXT
    # Une liste fautive est déjà dite : on n'ajoute pas une faute par champ de sa boucle.
    if item is None:
        return
    own = {**scope, node.target.name: item, "loop": LOOP}
    if node.test is not None:
        yield from expression_faults(node.test, own)
    yield from statement_faults(node.body, own, depth + 1, inner=True)
    yield from statement_faults(node.else_, scope, depth + 1, inner=inner)


def expression_faults(node: nodes.Node, scope: Scope) -> Iterator[Fault]:
    """Les fautes d'une expression : ce qui n'est pas permis, et les champs inconnus."""
    match node:
        case nodes.Const():
            return
        case nodes.Name() | nodes.Getattr():
            yield from name_faults(node, scope)
        case nodes.Filter():
            yield from filter_faults(node, scope)
        case nodes.Test() if node.name not in TESTS:
            yield node.lineno, f"le test {quoted(node.name)} n’est pas permis{NBSP}; attendu{NBSP}: {series(TESTS)}"
        case nodes.Test():
            yield from expression_faults(node.node, scope)
        case _ if isinstance(node, LOGIC):
            for child in node.iter_child_nodes():
                yield from expression_faults(child, scope)
        case _:
            yield forbidden(node)


def filter_faults(node: nodes.Filter, scope: Scope) -> Iterator[Fault]:
    """Un filtre permis, sur un texte ; « join » et « length » prennent aussi une liste."""
    if node.name not in FILTERS or node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
        yield (
            node.lineno,
            f"le filtre {quoted(node.name)} n’est pas permis{NBSP}; attendu{NBSP}: {series(FILTERS, 'ou')}",
        )
        return
    for child in (node.node, *node.args):
        yield from expression_faults(child, scope)
    field = found(node.node, scope)
    if node.name != "length" and not (node.name == "join" and field is not None and not field.inside):
        yield from whole_faults(node, field)


def name_faults(node: nodes.Name | nodes.Getattr, scope: Scope) -> Iterator[Fault]:
    """Un champ inconnu, avec le plus proche et la liste de ceux que l'on attendait."""
    if isinstance(node, nodes.Name):
        if node.name not in scope:
            yield node.lineno, unknown(node.name, "", list(scope))
        return
    yield from expression_faults(node.node, scope)
    if not isinstance(node.node, nodes.Name | nodes.Getattr):
        yield node.lineno, f"{quoted(shortened(node.attr))} ne se lit que sur un champ"
        return
    owner = found(node.node, scope)
    if owner is not None and owner.many:
        yield from whole_faults(node, owner)
    elif owner is not None and node.attr not in [one.name for one in owner.inside]:
        yield node.lineno, unknown(node.attr, owner.name, [one.name for one in owner.inside])


def found(node: nodes.Node, scope: Scope) -> Field | None:
    """Le champ que désigne une expression ; rien si ce n'est pas un champ connu."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = found(node.node, scope)
        inside = () if owner is None or owner.many else owner.inside
        return next((one for one in inside if one.name == node.attr), None)
    return None


def unknown(name: str, owner: str, known: list[str]) -> str:
    """La phrase d'un champ inconnu."""
    where = f" dans {quoted(owner)}" if owner else ""
    expected = f"{NBSP}; attendu{NBSP}: {series(known, 'ou')}" if known else f"{NBSP}: il n’a pas de champs"
    return f"le champ {quoted(shortened(name))} n’existe pas{where}{suggestion(name, known)}{expected}"


def lists_known() -> str:
    """Les listes du premier rang."""
    return series([field.name for field in FIELDS if field.many], "ou")


def forbidden(node: nodes.Node) -> Fault:
    """Ce qu'un modèle n'a pas le droit de faire."""
    what = next((said for kind, said in SAID.items() if isinstance(node, kind)), "cette instruction")
    return (
        node.lineno,
        f"on ne peut pas employer {what} ici{NBSP}: un modèle n’écrit que des champs, des boucles et des conditions",
    )
