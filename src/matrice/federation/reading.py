"""Réunir une cohorte : trouver les profils d'un dossier, lire chacun sans en lire trop, n'en laisser aucun arrêter les autres.

Un `profil.json` relu devient une ligne : même échelle, mêmes règles, dimensions de même composition.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..assessment import ALGORITHM, score_bounds
from ..errors import InputError, Problem, system_reason
from ..files import read_bytes
from ..referentiel import Referentiel
from ..text import folded, plural, quoted, series, shortened
from .cohort import (
    NO_LEVEL,
    NO_NOTE,
    NOT_APPLICABLE,
    NOT_ASKED,
    NOT_COMPUTABLE,
    SCORED,
    UNKNOWN,
    Basket,
    Cohort,
    Row,
    absent_row,
    assemble,
)
from .frames import BOOKS, unread_notes
from .profile_document import (
    MAX_BYTES,
    Digests,
    DimensionLine,
    ProfileDocument,
    common_grid,
    digests_of,
    hide_address,
    read_profile_document,
)
from .tables import complete_rows, take_table

_SHOWN = 1  # une raison par fichier : la première suffit à le faire corriger

_TABLES = {".csv", ".tsv", ".txt", ".parquet", ".pq", *BOOKS}
_PROFILE = "profil"
_NOT_A_PROFILE = "ce n’est pas un profil"

_STANDINGS = {"calculé": SCORED, "non calculable": NOT_COMPUTABLE, "sans objet": NOT_APPLICABLE,
              "non posé": NOT_ASKED}  # fmt: skip
_NAMED = 4


def read_cohort(
    source: Any,
    ref: Referentiel | None = None,
    *,
    years: Container[int] | None = None,
    progress: Callable[[Sequence[Any]], Iterable[Any]] = iter,
) -> Cohort:
    """Renvoie la cohorte lue dans un dossier, un classeur, une table ou un DataFrame.

    Args:
        source: dossier (sous-dossiers compris) de `profil*.json` ou de tables, fichier .json, .csv, .xlsx, .ods ou
            .parquet, table pandas, polars, pyarrow, DuckDB ou PySpark, ou une liste de tout cela. Quatre formes de table, reconnues
            à leurs titres : une ligne par équipe et une colonne par dimension, comme une fédération la tient (niveaux ou
            pourcentages, années en lignes, en colonnes ou en feuilles) ; un niveau par équipe, année et dimension ; les réponses
            une par une, comptées là où elles sont ; des descripteurs (voir `docs/format-profil.md`).
        ref: la grille commune ; sans elle, la grille livrée.
        years: les années à garder ; sans elles, toutes.
        progress: ce qui suit la lecture des fichiers, une liste rendue élément par élément (`tqdm`, par exemple).

    Returns:
        Une cohorte dont `notes` dit ce qui a été compris de chaque tableau, et `refused` ce qui n'a pas pu être pris et
        pourquoi. Un fichier refusé n'arrête jamais les autres.

    Raises:
        InputError: rien n'a pu être pris ; toutes les raisons sont là.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"equipe": ["a", "a"], "annee": 2026, "dimension": ["rcp", "si"], "niveau": ["2", "SO"]})
    >>> cohort = read_cohort(table)
    >>> len(cohort), cohort.latest, cohort.notes
    (1, 2026, ('tableau\\xa0: 1\\xa0dimension inconnue de la grille, laissée de côté\\xa0: si.',))
    """
    grid = common_grid(ref)
    basket, reader = Basket(), _ProfileReader(grid)
    for piece in progress(list(_pieces(source))):
        if piece.reason:
            basket.refuse(piece.name, piece.reason)
        elif piece.is_profile:
            _take_profile(basket, reader, piece.content, piece.name)
        else:
            take_table(basket, piece.content, piece.name, grid)
    basket.notes += [*reader.notes(), *unread_notes(basket)]
    if years is not None:
        basket.rows = [row for row in basket.rows if row.year in years]
    basket.rows = complete_rows(basket)
    cohort = assemble(grid, basket)
    if not len(cohort):
        problems = [Problem(refusal.reason, refusal.source) for refusal in cohort.refused]
        raise InputError(
            problems or [Problem("aucune équipe n’a été trouvée.")],
            subject="Cohorte refusée",
        )
    return cohort


def _take_profile(basket: Basket, reader: _ProfileReader, path: Path, name: str) -> None:
    """Ajoute un profil, ou la première raison de son refus."""
    try:
        raw = read_bytes(path, limit=MAX_BYTES, name=name, advice=_NOT_A_PROFILE)
        basket.rows.append(reader.row(read_profile_document(raw, name), name))
    except InputError as error:
        first, more = hide_address(error.problems[0]), len(error.problems) - _SHOWN
        place = f"ligne {first.line}\u00a0: " if first.line else ""
        rest = f" ({plural(more, 'autre faute', 'autres fautes')})" if more else ""
        basket.refuse(name, f"{place}{first.message}{rest}")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Une partie d'une source : un profil, une table, un DataFrame, ou la raison qui en tient lieu."""

    name: str
    content: Any = None
    reason: str = ""

    @property
    def is_profile(self) -> bool:
        """Vrai pour un fichier JSON."""
        return isinstance(self.content, Path) and self.content.suffix.lower() == ".json"


def _pieces(source: Any) -> Iterator[_Piece]:
    """Donne les parties d'une source : dossier, fichier, liste des uns et des autres, ou DataFrame."""
    if isinstance(source, (str, os.PathLike)):
        yield from _pieces_at(Path(source))
    elif isinstance(source, (list, tuple)):
        for rank, part in enumerate(source, 1):
            for piece in _pieces(part):
                frame = not isinstance(part, (str, os.PathLike, list, tuple))
                yield _Piece(f"tableau {rank}", piece.content) if frame else piece
    else:
        yield _Piece("tableau", source)


def _pieces_at(path: Path) -> Iterator[_Piece]:
    """Donne ce qui est à ce chemin."""
    shown = shortened(path.name or str(path))
    try:
        if path.is_dir():
            yield from _pieces_in(path, shown)
        elif os.path.lexists(path):
            known = path.suffix.lower() in _TABLES | {".json"}
            yield _Piece(shown, path) if known else _Piece(shown, reason=_wrong_kind(path))
        else:
            yield _Piece(shown, reason="le fichier n’existe pas\u00a0: vérifiez le chemin.")
    except (OSError, ValueError) as error:
        why = system_reason(error) if isinstance(error, OSError) else "ce n’est pas un chemin"
        yield _Piece(shown, reason=f"lecture impossible\u00a0: {why}.")


def _wrong_kind(path: Path) -> str:
    """La raison d'un fichier qui n'est ni un profil ni une table."""
    kind = quoted(path.suffix) if path.suffix else "sans extension"
    return f"un fichier {kind} ne se lit pas ici\u00a0; attendu\u00a0: .json, .csv, .xlsx, .ods ou .parquet."


def _pieces_in(folder: Path, shown: str) -> Iterator[_Piece]:
    """Donne les profils d'un dossier et de ses sous-dossiers, dans l'ordre des noms ; ni cachés, ni liens suivis.

    Les tables se prennent aussi, sauf à côté d'un profil : ce sont alors celles de l'équipe.
    """
    found, others = 0, 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        shown_names = [name for name in sorted(names) if not name.startswith((".", "~"))]
        profiles = [
            name for name in shown_names if name.lower().endswith(".json") and folded(name).startswith(_PROFILE)
        ]
        others += sum(name.lower().endswith(".json") for name in shown_names) - len(profiles)
        here = Path(place)
        told = "" if here == folder else f"{here.relative_to(folder).as_posix()}/"
        for name in profiles or [name for name in shown_names if Path(name).suffix.lower() in _TABLES - {".txt"}]:
            found += 1
            yield _Piece(told + name, here / name)
    if not found:
        said = f" ({plural(others, 'fichier .json', 'fichiers .json')} d’un autre nom)" if others else ""
        yield _Piece(shown, reason=f"le dossier ne contient aucun fichier «\u00a0profil*.json\u00a0»{said}, ni table.")


@dataclass(slots=True)
class _ProfileReader:
    """Prend des profils l'un après l'autre pour une grille, et retient ce qu'il faut en dire."""

    ref: Referentiel
    grid: Digests = field(init=False)
    ranks: dict[str, int] = field(init=False)
    axes: dict[str, int] = field(init=False)
    items: dict[str, int] = field(init=False)
    tasks: frozenset[str] = field(init=False)
    values: dict[int, int] = field(init=False)
    bounds: tuple[list[float], list[float]] = field(init=False)
    others: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.grid = digests_of(self.ref)
        self.ranks = {dimension.id: rank for rank, dimension in enumerate(self.ref.dimensions)}
        self.axes = {axis.id: rank for rank, axis in enumerate(self.ref.axes)}
        self.items = {item.id: rank for rank, item in enumerate(self.ref.characteristics)}
        self.tasks = frozenset(task.id for task in self.ref.tasks)
        self.values = {value: rank for rank, value in enumerate(self.ref.scale.values)}
        low, high = score_bounds(self.ref.scale)
        self.bounds = low.tolist(), high.tolist()

    def row(self, document: ProfileDocument, source: str) -> Row:
        """Renvoie la ligne d'un profil.

        Raises:
            InputError: autres règles de calcul, autre échelle, aucune dimension commune, niveau qui ne va
                pas avec la note.
        """
        kept = self.comparable(document, source)
        scores, levels, standings = absent_row(self.ref)
        low, high = self.bounds
        for line in kept:
            rank = self.ranks[line.id]
            standings[rank] = _STANDINGS[line.standing]
            scores[rank] = NO_NOTE if line.score is None else line.score
            if line.score is not None and line.level is not None:
                at = self.values.get(line.level)
                if at is None or not low[at] <= line.score <= high[at]:
                    raise _profile_refusal(
                        f"dimension {quoted(line.id)}\u00a0: le niveau ne va pas avec la note.", source
                    )
                levels[rank] = line.level
        axes = self.axis_results(document, source) if document.grain == "axis" else None
        self.foreign.update(task for task in document.post.tasks if task not in self.tasks)
        told, team, post = document.descriptors, document.team, document.post
        return Row(
            source, document.code, document.year, scores, levels, standings, axes,
            region=told.region or "", territory=told.territory or "", age=told.age or "", size=told.size or "",
            rurality=told.rurality or "",
            respondents=-1 if team.respondents is None else team.respondents,
            registered=-1 if team.registered is None else team.registered, collective=team.collective, form=document.form.kind,
            hours=NO_NOTE if post.hours is None else post.hours, cost=NO_NOTE if post.cost is None else post.cost,
            tasks=post.tasks, acted=document.actions, named=document.named.name if document.named else "",
            stamp=document.exported or "", checksum=document.checksum, votes=self.counted(kept, source),
        )  # fmt: skip

    def counted(self, kept: Sequence[DimensionLine], source: str) -> NDArray[np.int32] | None:
        """Les réponses comptées, énoncé par énoncé, `None` quand l'équipe n'en a pas joint ; −1 pour un énoncé sans elles."""
        joined = [votes for line in kept for votes in line.votes if votes.id in self.items]
        if not joined:
            return None
        levels = len(self.values)
        table = np.full((len(self.items), levels + 2), UNKNOWN, dtype=np.int32)
        for votes in joined:
            if len(votes.levels) != levels:
                raise _profile_refusal(
                    f"question {quoted(votes.id)}\u00a0: ses comptes n’ont pas un nombre par niveau.", source
                )
            table[self.items[votes.id]] = (*votes.levels, votes.not_applicable, votes.unknown)
        return table

    def comparable(self, document: ProfileDocument, source: str) -> list[DimensionLine]:
        """Les dimensions qui se comparent à celles de la grille ; refuse le profil s'il n'y en a aucune."""
        if document.algorithm != ALGORITHM:
            said = f"ses notes suivent les règles de calcul {quoted(document.algorithm)}, et non {quoted(ALGORITHM)}"
            raise _profile_refusal(f"{said}\u00a0: recalculez-les, puis exportez à nouveau.", source)
        shown = f"{quoted(document.grid.label)}, version {document.grid.version or 'non dite'}"
        if document.grid.scale != self.grid.scale:
            raise _profile_refusal(f"son échelle n’est pas celle de la grille attendue ({shown}).", source)
        if document.grid.digest == self.grid.grid:
            if document.grid.version != self.ref.version:
                self.others[shown, "", ""] += 1
            return list(document.dimensions)
        known = self.grid.dimensions
        kept = [line for line in document.dimensions if known.get(line.id) == line.digest]
        if not kept:
            raise _profile_refusal(f"aucune de ses dimensions n’est dans la grille attendue ({shown}).", source)
        here = {line.id for line in kept}
        changed = [line.id for line in document.dimensions if line.id not in here]
        missing = [one for one in known if one not in here]
        self.others[shown, _sample_text(changed), _sample_text(missing)] += 1
        return kept

    def axis_results(self, document: ProfileDocument, source: str) -> tuple[list[float], list[int]]:
        """Les notes et les niveaux d'axe d'une équipe qui a coté ses axes."""
        scores, levels = [NO_NOTE] * len(self.axes), [NO_LEVEL] * len(self.axes)
        for line in document.axes:
            if line.id in self.axes and line.score is not None and line.level is not None:
                if line.level not in self.values:
                    raise _profile_refusal(f"axe {quoted(line.id)}\u00a0: son niveau n’est pas sur l’échelle.", source)
                scores[self.axes[line.id]], levels[self.axes[line.id]] = line.score, line.level
        return scores, levels

    def notes(self) -> list[str]:
        """Ce qu'il faut dire des profils lus : autres grilles, tâches inconnues."""
        said = []
        for (shown, changed, missing), count in sorted(self.others.items()):
            parts = [f"laissées de côté\u00a0: {changed}"] * bool(changed) + [f"absentes\u00a0: {missing}"] * bool(
                missing
            )
            listed = "\u00a0; ".join(parts)
            detail = f" (dimensions {listed})" if parts else " (mêmes dimensions, même échelle)"
            said.append(f"{plural(count, 'profil')} d’une autre version de la grille, {shown}{detail}.")
        if self.foreign:
            said.append(
                f"Des tâches inconnues de la grille sont laissées de côté\u00a0: {_sample_text(sorted(self.foreign))}."
            )
        return said


def _sample_text(identifiers: list[str]) -> str:
    """Quelques identifiants, puis combien d'autres."""
    rest = len(identifiers) - _NAMED
    shown = list(identifiers[:_NAMED])
    return series([*shown, plural(rest, "autre")] if rest > 0 else shown)


def _profile_refusal(message: str, source: str) -> InputError:
    """Le refus d'un profil bien écrit, mais qui ne se compare pas aux autres."""
    return InputError([Problem(message, source)], subject="Profil refusé")
