"""Le tableau que tient une fédération, une ligne par équipe et une colonne par dimension, ramené à un niveau par ligne.

On part des titres reconnus, où que soit leur ligne : identifiants ou libellés de dimensions, avec ou sans numéro, l'année
dans une colonne, dans les titres, au-dessus d'eux, dans le nom de la feuille ou celui du fichier. Les dimensions peuvent aussi
descendre, une colonne par équipe ou par année. Ce qui a été compris se dit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..assessment import AnswerReader
from ..referentiel import Referentiel
from ..text import NBSP, folded, number, plural, quoted, read_number, read_percent, series, shortened
from .profile_document import FIRST_YEAR, LAST_YEAR

Grid = Sequence[tuple[str, ...]]  # des lignes de textes, l'en-tête quelque part

_TOP = 15  # l'en-tête est dans les premières lignes
_FEWEST = 2  # dimensions, pour reconnaître une ligne de titres
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NUMBERED = re.compile(r"^(?:axe |dimension |dim )?\d+(?:[. ]\d+)*[ .:)]+(?=[a-z])")
_UNITS = re.compile(r"\(?\b(?:en )?(?:%|note|score|niveau|pourcentage)\)?|%")
_TOTALS = {"total", "moyenne", "moyennes", "mediane", "ensemble", "somme", "effectif", "min", "max", "ecart type"}
_NAMED = 4
_NO_YEAR = "rien n’y dit l’année\u00a0: ajoutez une colonne «\u00a0annee\u00a0», ou mettez l’année dans le nom du fichier ou de la feuille"


def year_in(text: str) -> int | None:
    """Renvoie la seule année qu'un texte écrit, ou `None`."""
    found = {int(one) for one in _YEAR.findall(text) if FIRST_YEAR <= int(one) <= LAST_YEAR}
    return found.pop() if len(found) == 1 else None


class Titles:
    """Les titres qu'une grille et une table de cohorte font reconnaître."""

    def __init__(self, ref: Referentiel, meanings: Mapping[str, str]) -> None:
        self.ids = {folded(one.id): one.id for one in ref.dimensions}
        labels = {folded(text): one.id for one in ref.dimensions for text in (one.label, one.short) if text}
        self.dimensions = {**self.ids, **labels}
        self.meanings = meanings

    def dimension(self, title: str) -> str | None:
        """L'identifiant de la dimension que dit un titre, son année et son unité ôtées."""
        key = folded(title)
        bare = " ".join(_UNITS.sub(" ", _YEAR.sub(" ", _NUMBERED.sub("", key))).split())
        forms = (key, bare, bare.replace("()", "").strip(" .:;,/*"), bare.strip(" .:;,/*()"))
        return next((self.dimensions[one] for one in forms if one in self.dimensions), None)

    def meaning(self, title: str) -> str | None:
        """Le sens d'une colonne de cohorte ; une dimension l'emporte seulement là où le titre n'a pas d'autre sens."""
        return self.meanings.get(folded(title).strip(" :*?"))


@dataclass(slots=True)
class Understood:
    """Ce qu'un tableau large a donné : ses colonnes d'une table longue, et ce qu'il faut en dire."""

    columns: dict[str, list[str]]
    ignored: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Header:
    """La ligne des titres : son rang, ses titres, et le sens de chaque colonne."""

    rank: int
    titles: tuple[str, ...]
    dimensions: dict[int, str]
    facts: dict[int, str]
    years: dict[int, int]

    @property
    def told(self) -> int:
        """Ce que ces titres font reconnaître."""
        return len(self.dimensions) + len(self.facts) + len(self.years)


def find_header(grid: Grid, titles: Titles) -> _Header | None:
    """Renvoie la ligne de titres qui fait reconnaître le plus de colonnes, jointe à celle qui la coiffe ; sinon `None`."""
    found: list[_Header] = []
    for rank, cells in enumerate(grid[:_TOP]):
        above = _filled(grid[rank - 1]) if rank else ()
        header = header_of(cells, titles, rank)
        if above and len(above) == len(cells):  # deux lignes de titres : l'année au-dessus des dimensions, ou l'inverse
            joined = tuple(_joined(top, own) for top, own in zip(above, cells, strict=True))
            both = header_of(joined, titles, rank)
            if both.years and both.dimensions and both.told - len(both.facts) > header.told - len(header.facts):
                header = both
        found.append(header)
    best = max(found, key=lambda one: one.told, default=None)
    return best if best and best.told >= _FEWEST else None


def _filled(cells: Sequence[str]) -> tuple[str, ...]:
    """Une ligne de titres fusionnés : chacun vaut jusqu'au suivant."""
    found, last = [], ""
    for cell in cells:
        last = cell or last
        found.append(last)
    return tuple(found)


def _joined(top: str, own: str) -> str:
    """Deux titres l'un sur l'autre, quand l'un des deux est une année."""
    if year_in(own) and folded(own).isdigit() and top and not year_in(top):
        return f"{top} {own}"
    return f"{own} {top}" if own and year_in(top) and not year_in(own) else own


def header_of(cells: Sequence[str], titles: Titles, rank: int = 0) -> _Header:
    """Le sens de chaque titre d'une ligne."""
    dimensions, facts, years = {}, {}, {}
    by_id = sum(folded(cell) in titles.ids for cell in cells) > len(titles.ids) / 2
    for column, cell in enumerate(cells):
        meaning = titles.meaning(cell)
        named = titles.dimension(cell) if cell and (meaning is None or (by_id and folded(cell) in titles.ids)) else None
        if named:
            dimensions[column] = named
        elif meaning:
            facts[column] = meaning
        if (named or cell.strip().isdigit()) and (year := year_in(cell)):
            years[column] = year
    return _Header(rank, tuple(cells), dimensions, facts, years)


def is_long(header: _Header) -> bool:
    """Vrai si les titres sont ceux d'une table longue, ou de descripteurs seulement."""
    given = set(header.facts.values())
    return (
        {"dimension", "niveau"} <= given
        or {"item", "reponse"} <= given
        or not (header.dimensions or header.years or "dimension" in given)
    )


def lengthened(
    grid: Grid, header: _Header, where: str, titles: Titles, ref: Referentiel, year: int | None
) -> Understood:
    """Renvoie un tableau large en colonnes `equipe`, `annee`, `dimension`, `niveau` ou `note`, et ses descripteurs.

    Args:
        grid, header: les lignes, et celle des titres.
        where: ce qui désigne le tableau dans un message.
        year: l'année que dit la feuille ou le fichier, si aucune colonne ne la dit.

    Raises:
        ValueError: ce qui manque pour le comprendre, en français.
    """
    body = [cells for cells in grid[header.rank + 1 :] if any(cells)]
    places = {meaning: column for column, meaning in header.facts.items()}
    down = "dimension" in places
    rows = _down(body, header, places, titles, year) if down else _across(body, header, places, year)
    if not rows.cells:
        raise ValueError("aucun niveau n’y est écrit")
    columns, said = _graded(rows, ref)
    teams, years, used = (set(columns[name]) for name in ("equipe", "annee", "dimension"))
    missing = [one.label for one in ref.dimensions if one.id not in used]
    told = [
        f"{where}{NBSP}: {plural(len(teams), 'équipe')} ({rows.named_by}), {series(sorted(years))}, "
        f"{plural(len(used), 'dimension')} sur {number(len(ref.dimensions))}, {said}."
    ]
    if missing:
        shown = ", ".join(missing[:_NAMED]) + ("…" if len(missing) > _NAMED else "")
        told.append(f"{where}{NBSP}: sans colonne, donc absentes{NBSP}: {shown}.")
    if rows.left:
        left = plural(rows.left, "ligne de total ou sans nom", "lignes de total ou sans nom")
        told.append(f"{where}{NBSP}: laissé de côté{NBSP}: {left}.")
    return Understood(columns, rows.ignored, told)


@dataclass(slots=True)
class _Rows:
    """Les cellules d'un tableau : équipe, année, dimension, texte, rang de la ligne (pour ses descripteurs)."""

    cells: list[tuple[str, str, str, str, int]]
    facts: dict[str, list[str]]
    named_by: str
    ignored: tuple[str, ...] = ()
    left: int = 0


def _across(body: Grid, header: _Header, places: Mapping[str, int], year: int | None) -> _Rows:
    """Une ligne par équipe (et par année), une colonne par dimension (et par année)."""
    dated = places.get("annee")
    own = places.get("equipe", _first_free(body, header, dated))
    if own is None:
        raise ValueError("aucune colonne ne dit l’équipe\u00a0: intitulez-la «\u00a0equipe\u00a0»")
    if dated is None and year is None and len(header.years) < len(header.dimensions):
        raise ValueError(_NO_YEAR)
    found = _Rows([], {}, f"colonne {quoted(shortened(header.titles[own] or 'sans titre', 30))}")
    taken = {own, dated, *header.dimensions, *header.facts}
    found.ignored = tuple(title for column, title in enumerate(header.titles) if title and column not in taken)
    kept: list[tuple[str, ...]] = []
    for cells in body:
        team = _at(cells, own)
        if not team or folded(team) in _TOTALS:
            found.left += 1
            continue
        when = _at(cells, dated) if dated is not None else str(year or "")
        for column, dimension in header.dimensions.items():
            found.cells.append((team, str(header.years.get(column, when)), dimension, _at(cells, column), len(kept)))
        kept.append(cells)
    found.facts = {
        meaning: [_at(cells, column) for cells in kept]
        for meaning, column in places.items() if meaning not in ("equipe", "annee", "dimension", "niveau", "note")
    }  # fmt: skip
    return found


def _down(body: Grid, header: _Header, places: Mapping[str, int], titles: Titles, year: int | None) -> _Rows:
    """Les dimensions descendent : une colonne par année à côté de l'équipe, ou une colonne par équipe."""
    named, own, dated = places["dimension"], places.get("equipe"), places.get("annee")
    found = _Rows([], {}, "une colonne par équipe" if own is None else f"colonne {quoted(header.titles[own])}")
    free = [column for column, title in enumerate(header.titles) if title and column not in header.facts]
    if own is not None and not header.years:
        raise ValueError("il y manque la colonne «\u00a0niveau\u00a0»")
    for rank, cells in enumerate(body):
        dimension = titles.dimension(_at(cells, named))
        if dimension is None:
            found.left += 1
            continue
        if own is not None:
            found.cells += [
                (_at(cells, own), str(when), dimension, _at(cells, column), rank)
                for column, when in header.years.items()
            ]
            continue
        when = _at(cells, dated) if dated is not None else str(year or "")
        if not when:
            raise ValueError(_NO_YEAR)
        found.cells += [(header.titles[column], when, dimension, _at(cells, column), rank) for column in free]
    return found


def _first_free(body: Grid, header: _Header, dated: int | None) -> int | None:
    """La première colonne que rien ne nomme, si elle dit un texte à elle pour chaque ligne d'une même année."""
    for column in range(len(header.titles)):
        if column not in header.dimensions and column not in header.facts:
            texts = [(_at(cells, column), "" if dated is None else _at(cells, dated)) for cells in body]
            distinct = {(text, when) for text, when in texts if text and read_number(text) is None}
            return column if distinct and 2 * len(distinct) > len(texts) else None
    return None


def _at(cells: Sequence[str], column: int) -> str:
    """La cellule d'une ligne, vide au-delà de sa fin."""
    return cells[column].strip() if column < len(cells) else ""


def _graded(rows: _Rows, ref: Referentiel) -> tuple[dict[str, list[str]], str]:
    """Les colonnes longues, et comment les valeurs ont été lues : des niveaux, des pourcentages, ou des moyennes de niveaux."""
    reader, values = AnswerReader(ref.scale), ref.scale.values
    texts = Counter(cell[3] for cell in rows.cells)
    loose = {text: value for text in texts if reader.read(text) is None and (value := read_percent(text)) is not None}
    plain = {text: value for text in texts if (value := read_number(text)) is not None}
    # Une faute de frappe (« 9 », « 22 ») ne fait pas d'un tableau de niveaux un tableau de pourcentages.
    numbers = 5 * sum(texts[text] for text in loose) > sum(texts[text] for text in {**plain, **loose})
    levels: dict[str, tuple[str, str]] = {}
    said = f"niveaux de {values[0]} à {values[-1]}"
    if numbers:
        read: tuple[float, ...]
        scored: tuple[float, ...]
        top = max([*plain.values(), *loose.values()])
        credits = 100 * np.asarray(ref.scale.credits)
        if any("%" in text for text in texts) or top > values[-1]:
            said, read, scored = "pourcentages", (0.0, 100.0), (0.0, 100.0)
        elif top <= 1:
            said, read, scored = "parts de 0 à 1, lues en pourcentages", (0.0, 1.0), (0.0, 100.0)
        else:
            said, read, scored = "moyennes de niveaux", tuple(map(float, values)), tuple(credits.tolist())
        pairs = zip(values, credits, strict=True)
        nearest = ", ".join(f"{number(score)}{NBSP}% pour {value}" for value, score in pairs)
        said += f" (le niveau est le plus proche{NBSP}: {nearest})"
        for text, found in {**plain, **loose}.items():
            if read[0] <= found <= read[-1]:
                exact = float(np.interp(found, read, scored))
                levels[text] = (str(values[int(np.abs(credits - exact).argmin())]), repr(exact))
            else:
                levels[text] = (text, "")
    graded = [levels.get(cell[3], (cell[3], "")) for cell in rows.cells]
    columns = {
        name: [str(cell[place]) for cell in rows.cells] for place, name in enumerate(("equipe", "annee", "dimension"))
    }
    columns["niveau"] = [level for level, _ in graded]
    if numbers:
        columns["note"] = [note for _, note in graded]
    return columns | {name: [facts[cell[4]] for cell in rows.cells] for name, facts in rows.facts.items()}, said


def padded_grid(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Les mêmes lignes, toutes de la même largeur."""
    width = max((len(cells) for cells in rows), default=0)
    return [(*cells, *[""] * (width - len(cells))) for cells in rows]
