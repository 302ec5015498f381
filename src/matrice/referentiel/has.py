"""La matrice de la HAS : ce qu'elle demande à une grille, et ses libellés officiels à la place des nôtres.

Une équipe ou une fédération peut bâtir sa propre grille à partir de la matrice : elle garde les quatre axes, couvre les
seize dimensions, et peut en ajouter (HAS, « Matrice de maturité en soins primaires : documents pour les accompagnateurs »,
c_1770301). La liste des seize est notre lecture raisonnée, tant qu'une page remplie n'en donne pas les libellés.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError, Problem
from ..files import Row, csv_rows
from ..text import NBSP, folded, plural, quoted, series
from .faults import suggestion
from .load import load_referentiel, tree_text
from .model import Axis, Dimension, Referentiel

# --- ce que la HAS demande, vérifié point par point --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """Un constat : le critère, s'il est satisfait (`None` : simple information), et la phrase à lire."""

    criterion: str
    met: bool | None
    message: str


def check_conformity(referentiel: Referentiel) -> tuple[Finding, ...]:
    """Renvoie les constats de conformité d'une grille à ce que la HAS demande.

    Args:
        referentiel: la grille à examiner. Un axe ou une dimension y tient la place d'un des nôtres par
            son identifiant, ou par la clé `covers`.

    >>> all(finding.met is not False for finding in check_conformity(load_referentiel()))
    True
    """
    expected = load_referentiel()  # elle dit les axes et les dimensions attendus
    own = {axis.id for axis in referentiel.axes}  # un axe n'en garde qu'un, son identifiant d'abord
    held = own | {next((name for name in axis.covers if name not in own), axis.id) for axis in referentiel.axes}
    covered = {name for d in referentiel.dimensions for name in (d.id, *d.covers)}
    axes = [_presence("l’axe", axis, axis.id in held) for axis in expected.axes if not axis.added]
    wanted = [d for d in expected.dimensions if not d.added]
    dimensions = [_presence("la dimension", d, d.id in covered) for d in wanted]
    names = {d.id for d in wanted}
    extra = [d.label for d in referentiel.dimensions if not names & {d.id, *d.covers}]
    added = "la grille n’ajoute aucune dimension."
    if extra:
        added = f"la grille ajoute {plural(len(extra), 'dimension')}, ce que la HAS admet{NBSP}: {series(extra)}."
    guessed = sum(d.status in ("hypothèse", "thème HAS") for d in referentiel.dimensions)
    told = f"la HAS ne publie pas d’échelle{NBSP}: les niveaux sont ceux de cette grille"
    if guessed:  # une lecture raisonnée ne se présente pas comme la liste de la HAS
        told += (
            f"{NBSP}; {plural(guessed, 'dimension relève', 'dimensions relèvent')} d’une lecture raisonnée, à vérifier"
        )
    return (*axes, *dimensions, Finding("ajouts", None, added), Finding("provenance", None, f"{told}."))


def _presence(kind: str, element: Axis | Dimension, found: bool) -> Finding:
    """Le constat « cet axe (ou cette dimension) est là »."""
    name = f"{kind} {quoted(element.label)}"
    missing = (
        f"il manque {name}{NBSP}: ajoutez l’identifiant {quoted(element.id)}, ou la clé «{NBSP}covers: [{element.id}]{NBSP}» là "
        "où la grille en traite."
    )
    criterion = "axe gardé" if isinstance(element, Axis) else "dimension couverte"
    return Finding(criterion, found, f"{name} est là." if found else missing)


def idle_weights(referentiel: Referentiel) -> tuple[str, ...]:
    """Renvoie ce qu'il faut savoir d'une grille sans faute : poids nuls, niveaux qu'aucun énoncé ne donne, échelles différentes."""
    said, aside = [], []
    for axis in referentiel.axes:
        idle_dimensions = [d.label for d in axis.dimensions if not d.weight]
        if len(idle_dimensions) == len(axis.dimensions):
            said.append(
                f"l’axe {quoted(axis.label)} n’aura jamais de note\u00a0: toutes ses dimensions ont un poids de 0."
            )
        else:
            aside += idle_dimensions
        for d in axis.dimensions:
            idle = [item.id for item in d.characteristics if not item.weight]
            if len(idle) == len(d.characteristics):
                said.append(
                    f"la dimension {quoted(d.label)} n’aura pas de note par ses énoncés\u00a0: tous ont un poids de 0."
                )
            elif idle:
                counted = plural(len(idle), "énoncé posé ne compte pas", "énoncés posés ne comptent pas")
                said.append(f"dans {quoted(d.label)}, {counted} (poids de 0)\u00a0: {series(idle)}.")
        for d in axis.dimensions:
            held = {one.level for one in d.characteristics if one.weight}
            unheld = [str(value) for value in referentiel.scale_of(d.id).values[1:] if value not in held]
            if d.by_level and unheld:
                found = f"aucun énoncé n’est au niveau {series(unheld, 'ou')}\u00a0: les réponses n’y mèneront jamais."
                said.append(f"dans {quoted(d.label)}, {found}")
    if not referentiel.has_one_scale:
        many = plural(len(referentiel.used_scales), "échelle")
        said.append(f"{many} différentes\u00a0: radar et points vont de 0 à 100, et un axe a l’échelle de la grille.")
    if aside:
        said.append(f"hors de la note de leur axe (poids de 0)\u00a0: {series(aside)}.")
    return tuple(said)


# --- les libellés officiels : une page à remplir, puis une grille dont identifiants et tâches tiennent ---

HEADINGS = ("dimension", "notre_libelle", "libelle", "libelle_court", "axe", "ordre", "caracteristiques")
_NEEDED = ("dimension", "libelle", "axe", "ordre")
OFFICIAL = "libelles-officiels"  # la source d’une dimension sous son libellé officiel
_APART = "|"  # entre deux caractéristiques d'une cellule
_REFUSED = "Libellés refusés"


def label_rows(ref: Referentiel) -> tuple[tuple[str, ...], ...]:
    """Renvoie la page à remplir : l'en-tête, puis une ligne par dimension de la matrice, sans les ajouts de la grille.

    `libelle` est vide : c'est là que l'on recopie. Les caractéristiques sont les nôtres, chacune après son identifiant
    (« rcp.1 = … | rcp.2 = … ») : garder l'identifiant garde les réponses.
    """
    rows = (
        (
            d.id,
            d.label,
            "",
            "",
            axis.id,
            str(rank),
            f" {_APART} ".join(f"{c.id} = {c.label}" for c in d.characteristics),
        )
        for axis in ref.axes
        for rank, d in enumerate(axis.dimensions, 1)
        if not d.added
    )
    return (HEADINGS, *rows)


@dataclass(slots=True)
class _Page:
    """La page pendant sa lecture : ce que chaque dimension devient, et les fautes."""

    ref: Referentiel
    name: str
    ranks: dict[str, int]
    problems: list[Problem] = field(default_factory=list)
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)  # l'axe et l'ordre
    retired: list[dict[str, str]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def fault(self, message: str, line: int | None, column: str | None = None) -> None:
        self.problems.append(Problem(message, self.name, line, column))

    def cell(self, cells: Sequence[str], name: str) -> str:
        rank = self.ranks.get(name)
        return cells[rank].strip() if rank is not None and rank < len(cells) else ""


def relabelled(ref: Referentiel, raw: bytes, name: str, *, on: dt.date) -> str:
    """Renvoie le texte YAML de la grille `ref` sous les libellés d'une page remplie ; à relire par `parse_referentiel`.

    Identifiants, tâches, stades et échelle restent. Une caractéristique dont l'identifiant manque n'est plus posée
    (`retired`) ; une phrase sans identifiant en est une nouvelle. Une dimension sans libellé garde le nôtre, et son statut.

    Args:
        ref: la grille dont les libellés changent.
        raw: la page remplie (CSV), telle que `label_rows` la prépare.
        name: son nom, pour les messages et la source.
        on: la date où les libellés ont été recopiés.

    Raises:
        InputError: toutes les fautes de la page, avec ligne et colonne.
    """
    rows, problems = csv_rows(raw, name, lambda cell: folded(cell) in map(folded, HEADINGS))
    if problems or not rows:
        raise InputError(problems or [Problem("la page est vide.", name)], subject=_REFUSED)
    page = _Page(
        ref,
        name,
        _ranks(rows[0]),
        taken={*(one.id for one in ref.characteristics), *(one.id for one in ref.retired), *ref.carried},
    )
    for heading in _NEEDED:
        if heading not in page.ranks:
            page.fault(
                f"il manque la colonne {quoted(heading)}{NBSP}; repartez de la page écrite par --modele.", rows[0][0]
            )
    if not page.problems:
        _read(page, rows[1:])
    if page.problems:
        raise InputError(page.problems, subject=_REFUSED)
    return _grid_text(page, on)


def _ranks(header: Row) -> dict[str, int]:
    """Le rang de chaque colonne connue."""
    names = {folded(heading): heading for heading in HEADINGS}
    return {names[folded(cell)]: rank for rank, cell in enumerate(header[1]) if folded(cell) in names}


def _read(page: _Page, rows: Sequence[Row]) -> None:
    """Lit chaque ligne, puis dit les dimensions qui manquent."""
    lines: dict[str, int] = {}
    spots: dict[tuple[str, int], int] = {}
    known = {d.id: d for d in page.ref.dimensions if not d.added}
    for line, cells in rows:
        identifier = page.cell(cells, "dimension")
        if identifier not in known:
            page.fault(
                f"{quoted(identifier)} n’est pas une dimension de la grille{suggestion(identifier, tuple(known))}.",
                line,
                "dimension",
            )
        elif identifier in lines:
            page.fault(
                f"{quoted(identifier)} est déjà ligne {lines[identifier]}{NBSP}: gardez-en une seule.",
                line,
                "dimension",
            )
        else:
            lines[identifier] = line
            _read_place(page, identifier, line, cells, spots)
            page.found[identifier] = _renamed(page, known[identifier], line, cells)
    if missing := [one for one in known if one not in lines]:
        page.fault(
            f"il manque {plural(len(missing), 'dimension')}{NBSP}: {', '.join(missing)}. Une ligne par dimension.", None
        )


def _read_place(
    page: _Page, identifier: str, line: int, cells: Sequence[str], spots: dict[tuple[str, int], int]
) -> None:
    """L'axe et l'ordre d'une dimension."""
    axes = {folded(word): axis.id for axis in page.ref.axes for word in (axis.id, axis.label)}
    axis, order = page.cell(cells, "axe"), page.cell(cells, "ordre")
    if folded(axis) not in axes:
        ids = ", ".join(one.id for one in page.ref.axes if not one.added)
        page.fault(f"{quoted(axis)} n’est pas un axe{NBSP}; attendu{NBSP}: {ids}.", line, "axe")
        return
    if not (order.isascii() and order.isdigit() and 0 < len(order) < 4):
        page.fault(f"{quoted(order)} n’est pas un rang{NBSP}; attendu{NBSP}: 1, 2, 3…", line, "ordre")
        return
    spot = (axes[folded(axis)], int(order))
    if spot in spots:
        page.fault(f"l’ordre {order} de cet axe est déjà pris ligne {spots[spot]}.", line, "ordre")
    spots.setdefault(spot, line)
    page.places[identifier] = spot


def _renamed(page: _Page, dimension: Dimension, line: int, cells: Sequence[str]) -> dict[str, Any]:
    """Une dimension sous son libellé officiel ; sans lui, telle quelle."""
    tree = _tree(dimension)
    label, short = page.cell(cells, "libelle"), page.cell(cells, "libelle_court")
    if label:
        tree |= {"label": label, "status": "attesté HAS", "source": OFFICIAL}
        tree.pop("note", None)
        tree.pop("short", None)
    if short:
        tree["short"] = short
    if listed := page.cell(cells, "caracteristiques"):
        tree["characteristics"] = list(_statements(page, dimension, line, listed))
    return tree


def _statements(page: _Page, dimension: Dimension, line: int, listed: str) -> Iterator[dict[str, Any]]:
    """Les caractéristiques d'une cellule : celles qui gardent leur identifiant, les nouvelles ; les autres ne sont plus posées."""
    own = {one.id: _tree(one) for one in dimension.characteristics}
    kept: set[str] = set()
    for text in filter(None, (part.strip() for part in listed.split(_APART))):
        head, equals, label = (part.strip() for part in text.partition("="))
        if equals and head in kept:
            page.fault(f"{quoted(head)} est deux fois dans la cellule.", line, "caracteristiques")
        elif equals and head in own:
            kept.add(head)
            if not label:
                page.fault(f"{quoted(head)} n’a pas de phrase.", line, "caracteristiques")
            yield own[head] | {"label": label}
        elif equals and " " not in head:
            page.fault(
                f"{quoted(head)} n’est pas une caractéristique de {quoted(dimension.id)}{suggestion(head, tuple(own))}{NBSP}; "
                "sans identifiant, la phrase en est une nouvelle.", line, "caracteristiques",
            )  # fmt: skip
        elif dimension.by_level:
            page.fault(
                f"chaque énoncé de {quoted(dimension.id)} appartient à un niveau, et une phrase nouvelle n’en a pas{NBSP}: ajoutez-la "
                "dans la grille écrite, avec son «\u00a0level\u00a0».", line, "caracteristiques",
            )  # fmt: skip
        else:
            yield {"id": _fresh(page, dimension), "label": text}
    gone = [one for one in dimension.characteristics if one.id not in kept]
    former = [
        origin.id for one in gone for origin in one.origins if origin.weight
    ]  # ce qu'elles reprenaient part avec elles
    page.retired += [
        {"id": one, "why": "absent des caractéristiques recopiées du guide"} for one in (*(o.id for o in gone), *former)
    ]


def _fresh(page: _Page, dimension: Dimension) -> str:
    """Un identifiant qui n'a jamais servi."""
    rank = 1
    while f"{dimension.id}.o{rank}" in page.taken:
        rank += 1
    page.taken.add(f"{dimension.id}.o{rank}")
    return f"{dimension.id}.o{rank}"


def _grid_text(page: _Page, on: dt.date) -> str:
    """La grille entière en YAML, les dimensions à leur place."""
    tree = _tree(page.ref)
    official = [one for one in page.found.values() if one.get("source") == OFFICIAL]
    whole = len(official) == len(page.found)
    tree["axes"] = [_axis(page, axis) for axis in page.ref.axes]
    if page.retired:
        tree["retired"] = [*tree.get("retired", []), *page.retired]
    if official:
        copied = {
            "id": OFFICIAL,
            "label": f"HAS, guide de la matrice, libellés recopiés par l’équipe ({page.name})",
            "date": on.isoformat(),
        }
        tree["sources"] = [*(one for one in tree.get("sources", []) if one["id"] != OFFICIAL), copied]
    if whole:
        tree |= {
            "label": "Matrice de maturité en soins primaires",
            "source": (
                f"Matrice publiée par la HAS{NBSP}: axes et dimensions recopiés de son guide par l’équipe. L’échelle et les "
                "stades sont ceux de la bibliothèque matrice."
            ),
            "version": f"{page.ref.version}-officielle".removeprefix("-"),
        }
    return tree_text(tree)


def _axis(page: _Page, axis: Axis) -> dict[str, Any]:
    """Un axe et les dimensions que la page y range, les ajouts après."""
    placed = sorted((order, one) for one, (home, order) in page.places.items() if home == axis.id)
    added = [_tree(d) for d in axis.dimensions if d.added]
    return _tree(axis) | {"dimensions": [*(page.found[one] for _, one in placed), *added]}


def _tree(value: Any) -> dict[str, Any]:
    """Une valeur de la grille en clés du fichier, sans ce qui y est absent."""
    found: dict[str, Any] = value.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    return found
