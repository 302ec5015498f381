"""La porte des tables : pandas, polars, DuckDB, PySpark, Parquet, par narwhals, et leurs colonnes reconnues.

Une table de cohorte peut porter des millions de réponses. Le moteur qui la tient compte sur place ; seuls les
totaux par équipe, année et question reviennent ici, jamais l'identifiant d'une personne.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, Problem
from ...text import folded, quoted, series, shortened
from .csv_in import read_csv

# Ce que chaque colonne peut s'appeler ; le premier nom est celui de la documentation.
NAMES = {
    "equipe": ("equipe", "code", "team"),
    "annee": ("annee", "year", "millesime"),
    "dimension": ("dimension",),
    "niveau": ("niveau", "level"),
    "note": ("note", "score"),
    "palier": ("palier",),
    "repondant": ("repondant", "repondante", "respondent", "participant"),
    "item": ("item", "question", "caracteristique"),
    "reponse": ("reponse", "answer", "cotation"),
    "region": ("region",),
    "territoire": ("territoire", "departement", "territory"),
    "age": ("age",),
    "taille": ("taille", "size"),
    "ruralite": ("ruralite", "densite", "rurality"),
    "repondants": ("repondants", "respondents"),
    "effectif": ("effectif", "registered"),
    "collectif": ("collectif", "collective"),
    "heures": ("heures", "hours"),
    "cout": ("cout", "cost"),
}
MEANING = {name: column for column, names in NAMES.items() for name in names}
PARQUET_ENGINES: tuple[Literal["polars", "duckdb", "pyarrow"], ...] = ("polars", "duckdb", "pyarrow")
TALLY, UNSIGNED_ROW = "n_{}", "n_anonyme"
ABSENT = {"nan", "NaT", "<NA>"}  # ce que pandas écrit d'une cellule absente


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Une colonne : un entier par ligne, et le texte de chaque valeur ; −1 quand la cellule est absente."""

    codes: NDArray[Any]
    texts: tuple[str, ...]

    def mapped(self, of: Callable[[str], Any], absent: Any, kind: Any) -> NDArray[Any]:
        """La traduction de chaque ligne : `of` n'est appelé qu'une fois par valeur, `absent` vaut pour le vide."""
        found = [of(text) if text else absent for text in self.texts]
        known: NDArray[Any] = np.array([*found, absent], dtype=kind)
        return known.take(self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """Une table ouverte : son nom, ses colonnes reconnues (nom de la documentation → nom écrit)."""

    name: str
    frame: Any
    columns: dict[str, str]
    ignored: tuple[str, ...] = ()

    @property
    def in_memory(self) -> bool:
        """Vrai pour pandas : tout est déjà là, compter en numpy est plus court que de grouper."""
        return bool(self.frame.implementation.is_pandas())

    def has(self, *names: str) -> bool:
        """Vrai si la table a toutes ces colonnes."""
        return all(name in self.columns for name in names)


def opened(content: Any, name: str) -> Opened:
    """Renvoie une table ouverte.

    Raises:
        InputError: ce n'est pas une table, ou deux colonnes y ont le même sens.
    """
    if isinstance(content, Path):
        content = scanned(content, name) if content.suffix.lower() in (".parquet", ".pq") else read_csv(content, name)
    try:
        frame = nw.from_native(content)
        written = [str(column) for column in frame.collect_schema().names()]
    except (TypeError, nw.exceptions.DuplicateError):
        said = (
            f"une source de type {quoted(type(content).__name__)} ne se lit pas, ou deux colonnes portent le même nom."
        )
        raise refused(said, name) from None
    if frame.implementation.is_polars():
        frame = frame.lazy()  # polars groupe alors avec tous ses fils
    columns: dict[str, str] = {}
    ignored = []
    for column in written:
        meaning = MEANING.get(folded(column).strip(" :*?"))
        if meaning in columns:
            raise refused(f"{shown(columns[meaning])} et {shown(column)} veulent dire la même chose.", name)
        if meaning is None:
            ignored.append(column)
        else:
            columns[meaning] = column
    return Opened(name, frame, columns, tuple(ignored))


def scanned(path: Path, name: str) -> Any:
    """Un fichier Parquet, ouvert par le premier moteur installé."""
    engine = next((one for one in PARQUET_ENGINES if find_spec(one)), None)
    if engine is None:
        raise refused("un fichier Parquet demande polars, DuckDB ou pyarrow\u00a0: pip install polars.", name)
    return nw.scan_parquet(str(path), backend=engine).to_native()


# --- des lignes -----------------------------------------------------------------------------------


def whole(table: Opened, names: Collection[str], *, distinct: bool = False) -> dict[str, Coded]:
    """Renvoie ces colonnes, celles que la table a, toutes leurs lignes ou les lignes distinctes seulement."""
    wanted = {name: table.columns[name] for name in names if name in table.columns}
    frame = table.frame
    if distinct or not table.in_memory:
        frame = frame.select(*wanted.values())
        frame = collected(frame.unique() if distinct else frame)
    return {name: coded(column_of(frame, column)) for name, column in wanted.items()}


def collected(frame: Any) -> Any:
    """La table en mémoire ; pandas reçoit ce que le moteur n'a pas de forme à lui pour rendre."""
    if not isinstance(frame, nw.LazyFrame):
        return frame
    return frame.collect() if frame.implementation.is_polars() else frame.collect(backend="pandas")


def column_of(frame: Any, column: str) -> Any:
    """Une colonne, sous une forme que pandas sait coder."""
    found = frame.get_column(column)
    if frame.implementation.is_pandas():
        return found.to_native()
    return found.cast(nw.String).to_numpy() if found.dtype in (nw.Categorical, nw.Enum) else found.to_numpy()


def coded(column: Any) -> Coded:
    """Une colonne en entiers : ses catégories si elle en a, sinon ses valeurs distinctes."""
    import pandas as pd

    if isinstance(getattr(column, "dtype", None), pd.CategoricalDtype):
        return Coded(column.cat.codes.to_numpy(), tuple(cell_text(value) for value in column.cat.categories))
    codes, values = pd.factorize(column)
    return Coded(codes, tuple(cell_text(value) for value in values))


def cell_text(value: Any) -> str:
    """Le texte d'une cellule ; une absence est vide, « 2026.0 » est 2026."""
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else str(int(value)) if float(value).is_integer() else str(value)
    text = "" if value is None else str(value).strip()
    return "" if text in ABSENT and not isinstance(value, str) else text


# --- des totaux -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Tallied:
    """Les réponses comptées par le moteur, une ligne par équipe, année et question.

    `counts` (m, groupes) compte les réponses de chaque groupe de textes, `rows` (m,) toutes les lignes, et
    `people` (m,) les personnes distinctes, `unsigned` (m,) les lignes sans personne ; sans colonne de répondant, `people`
    vaut `rows` et `unsigned` zéro.
    """

    keys: dict[str, Coded]
    counts: NDArray[np.int64]
    rows: NDArray[np.int64]
    people: NDArray[np.int64]
    unsigned: NDArray[np.int64]


def answer_texts(table: Opened) -> tuple[str, ...]:
    """Les réponses distinctes, telles que le moteur les écrit en texte."""
    answer = nw.col(table.columns["reponse"]).cast(nw.String).alias("reponse")
    found = collected(table.frame.select(answer).unique())
    return tuple(str(value) for value in found.get_column("reponse").to_list() if value is not None)


def tallied(table: Opened, groups: Sequence[Collection[str]]) -> Tallied:
    """Renvoie les réponses comptées sur place ; `groups` donne les textes de chaque sorte de réponse."""
    keys = [table.columns[name] for name in ("equipe", "annee", "item")]
    answer = nw.col(table.columns["reponse"]).cast(nw.String)
    marks = [
        nw.when(answer.is_in(list(texts))).then(1).otherwise(0).alias(TALLY.format(rank))
        for rank, texts in enumerate(groups)
    ]
    person = table.columns.get("repondant")
    if person:
        empty = nw.col(person).is_null() | (nw.col(person).cast(nw.String) == "")
        marks.append(nw.when(empty).then(1).otherwise(0).alias(UNSIGNED_ROW))
    frame = table.frame.select(*keys, *([person] if person else []), *marks)
    totals = [nw.len().alias("lignes"), *(nw.col(TALLY.format(rank)).sum() for rank in range(len(groups)))]
    if person:
        totals += [nw.col(person).n_unique().alias("personnes"), nw.col(UNSIGNED_ROW).sum().alias("anonymes")]
    found = collected(frame.group_by(*keys).agg(*totals))
    names = ("equipe", "annee", "item")
    counts = [found.get_column(TALLY.format(rank)).to_numpy() for rank in range(len(groups))]
    rows = found.get_column("lignes").to_numpy().astype(np.int64)
    people = found.get_column("personnes").to_numpy().astype(np.int64) if person else rows
    unsigned = found.get_column("anonymes").to_numpy().astype(np.int64) if person else np.zeros_like(rows)
    coded_keys = {name: coded(column_of(found, key)) for name, key in zip(names, keys, strict=True)}
    return Tallied(coded_keys, np.stack(counts, axis=-1).astype(np.int64), rows, people, unsigned)


def people_per_team(table: Opened) -> tuple[dict[str, Coded], NDArray[np.int64]]:
    """Renvoie, par équipe et année, le nombre de personnes distinctes, et ces clés."""
    keys = [table.columns[name] for name in ("equipe", "annee")]
    person = table.columns["repondant"]
    found = collected(table.frame.group_by(*keys).agg(nw.col(person).n_unique().alias("personnes")))
    coded_keys = {name: coded(column_of(found, key)) for name, key in zip(("equipe", "annee"), keys, strict=True)}
    return coded_keys, found.get_column("personnes").to_numpy().astype(np.int64)


def ignored_note(table: Opened) -> list[str]:
    """La remarque sur les colonnes que l'on ne lit pas."""
    if not table.ignored:
        return []
    names = series([shown(column) for column in table.ignored[:4]])
    more = f" et {len(table.ignored) - 4} autres" if len(table.ignored) > 4 else ""
    return [f"{table.name}\u00a0: colonnes laissées de côté\u00a0: {names}{more}."]


def shown(column: str) -> str:
    """Le nom d'une colonne dans un message."""
    return quoted("adresse électronique" if "@" in column else shortened(column, 30))


def refused(message: str, name: str) -> InputError:
    """Le refus d'une table entière."""
    return InputError([Problem(message, name)], subject="Table refusée")
