"""Une table de cohorte et ses colonnes : pandas, polars, DuckDB, PySpark, Parquet, par narwhals, ou un CSV.

Une table de cohorte peut porter des millions de réponses. Le moteur qui la tient compte sur place ; seuls les
totaux par équipe, année et question reviennent ici, jamais l'identifiant d'une personne. Les lignes se rangent par
équipe et par année, avec ce que l'équipe y dit d'elle-même.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Literal

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from ..assessment import read_sheets
from ..errors import InputError, Problem
from ..files import delimiter_of, open_regular
from ..referentiel import Referentiel
from ..text import (
    EUROS_FORMS,
    HOURS_FORMS,
    NBSP,
    folded,
    plural,
    quoted,
    read_euros,
    read_hours,
    read_whole,
    series,
    shortened,
)
from .cohort import Basket
from .places import read_age, read_region, read_regions, read_rurality, read_size, read_territory, region_of
from .profile_document import AGES, FIRST_YEAR, LAST_YEAR, RURALITIES, SIZES, code_faults, transparent, without_digits
from .wide import Grid, Titles, find_header, header_of, is_long, lengthened, padded_grid, year_in

# Ce que chaque colonne peut s'appeler ; le premier nom, celui de la documentation, la désigne partout.
_NAMES = (
    "equipe/code/team/msp/nom de code/code equipe/equipes/structure/maison de sante/nom de l'equipe",
    "annee/year/millesime/campagne", "dimension", "niveau/level", "note/score",
    "repondant/repondante/respondent/participant", "item/question/caracteristique", "reponse/answer/cotation",
    "region", "departement/dept/dep/department", "territoire/territory", "age/anciennete/age de l'equipe", "taille/size",
    "ruralite/densite/rurality", "repondants/respondents", "collectif/collective", "heures/hours", "cout/cost",
    "effectif/registered/inscrits/nombre de professionnels/professionnels",
)  # fmt: skip
MEANING = {name: names.partition("/")[0] for names in _NAMES for name in names.split("/")}
BOOKS = {".xlsx", ".ods"}
_MOST_CELLS = 500_000  # d’un classeur : 2 600 équipes, 21 dimensions, plusieurs années
_PARQUET_ENGINES: tuple[Literal["polars", "duckdb", "pyarrow"], ...] = ("polars", "duckdb", "pyarrow")
_TALLY, _UNSIGNED_ROW = "n_{}", "n_anonyme"
_ASKED = ("equipe", "annee", "item")  # ce qui désigne une ligne de totaux
_ABSENT = {"nan", "NaT", "<NA>"}  # ce que pandas écrit d'une cellule absente

_REFUSED = "Table refusée"
_NOT_TEXT = "le fichier n’est ni en UTF-8 ni en Windows-1252\u00a0: réenregistrez-le."
_LONGEST_HEADER = 100_000
_LONGEST = 60
_SHOWN = 6  # valeurs incomprises redites
_Reader = Callable[[str], Any]


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


def open_table(content: Any, name: str) -> Opened:
    """Renvoie une table ouverte.

    Raises:
        InputError: ce n'est pas une table, ou deux colonnes y ont le même sens.
    """
    if isinstance(content, Path):
        content = (_scan_parquet if content.suffix.lower() in (".parquet", ".pq") else _read_csv)(content, name)
    try:
        frame = nw.from_native(content)
        written = [str(column) for column in frame.collect_schema().names()]
    except (TypeError, nw.exceptions.DuplicateError):
        kind = quoted(type(content).__name__)
        said = f"une source de type {kind} ne se lit pas, ou deux colonnes portent le même nom."
        raise table_refusal(said, name) from None
    if frame.implementation.is_pyarrow():
        frame = nw.from_native(frame.to_pandas())
    if frame.implementation.is_polars():
        frame = frame.lazy()  # polars groupe alors avec tous ses fils
    columns: dict[str, str] = {}
    ignored = []
    for column in written:
        meaning = MEANING.get(folded(column).strip(" :*?"))
        if meaning in columns:
            both = f"{_column_name(columns[meaning])} et {_column_name(column)}"
            raise table_refusal(f"{both} veulent dire la même chose.", name)
        if meaning is None:
            ignored.append(column)
        else:
            columns[meaning] = column
    return Opened(name, frame, columns, tuple(ignored))


def open_tables(content: Any, name: str, ref: Referentiel, basket: Basket) -> Iterator[Opened]:
    """Donne les tables d'une source, chacune en forme longue : celles des feuilles d'un classeur, ou la seule qu'elle soit.

    Raises:
        InputError: rien n'y est une table de cohorte.
    """
    if isinstance(content, Path) and content.suffix.lower() in BOOKS:
        sheets = [sheet for sheet in read_sheets(content, name, cells=_MOST_CELLS) if sheet.rows]
        for sheet in sheets:
            where = f"{name}, feuille {quoted(shortened(sheet.title, 30))}" if len(sheets) > 1 else name
            grid = padded_grid([cells for _, cells in sheet.rows])
            year = year_in(sheet.title) or year_in(content.stem)
            if (table := _from_grid(grid, where, year, ref, basket)) is not None:
                yield table
            elif len(sheets) > 1:
                basket.notes.append(f"{where}\u00a0: ni équipe ni dimension reconnue, laissée de côté.")
            else:
                raise table_refusal("aucune ligne n’y nomme des équipes et des dimensions de la grille.", where)
        return
    year = year_in(content.stem) if isinstance(content, Path) else None
    if _is_pandas(content) and not (
        content.index.names == [None] and all(isinstance(one, str) for one in content.columns)
    ):
        table = _from_grid(_as_grid(content), name, year, ref, basket)
        yield open_table(content.reset_index(drop=True), name) if table is None else table
        return
    table = open_table(content, name)
    header = header_of(tuple(str(one) for one in table.frame.collect_schema().names()), Titles(ref, MEANING))
    if is_long(header):
        yield table
        return
    grid = _as_grid(_collect(table.frame).to_pandas())
    yield _from_grid(grid, name, year, ref, basket) or table


def _is_pandas(content: Any) -> bool:
    """Vrai pour un DataFrame pandas, sans charger pandas pour le savoir."""
    return type(content).__module__.startswith("pandas") and hasattr(content, "columns")


def _from_grid(grid: Grid, where: str, year: int | None, ref: Referentiel, basket: Basket) -> Opened | None:
    """La table longue que portent des lignes de textes, l'en-tête quelque part ; `None` si rien n'y est reconnu."""
    import pandas as pd

    titles = Titles(ref, MEANING)
    header = find_header(grid, titles)
    if header is None:
        return None
    if is_long(header):
        kept = [column for column, title in enumerate(header.titles) if title]
        body = [[cells[column] for column in kept] for cells in grid[header.rank + 1 :]]
        frame = pd.DataFrame(body, columns=[header.titles[column] for column in kept], dtype=str)
        return open_table(frame, where)
    try:
        found = lengthened(grid, header, where, titles, ref, year)
    except ValueError as error:
        raise table_refusal(f"{error}.", where) from None
    basket.notes += found.notes
    table = open_table(pd.DataFrame(found.columns), where)
    return Opened(table.name, table.frame, table.columns, found.ignored)


def _as_grid(frame: Any) -> list[tuple[str, ...]]:
    """Les titres et les lignes d'un DataFrame pandas, en textes ; un index qui a un nom est une colonne."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    titles = [title if isinstance(title, tuple) else (title,) for title in frame.columns]
    body = frame.astype(object).itertuples(index=False, name=None)
    return [
        tuple(" ".join(str(part) for part in title if str(part)) for title in titles),
        *(tuple(map(_cell_text, line)) for line in body),
    ]


def _scan_parquet(path: Path, name: str) -> Any:
    """Un fichier Parquet, ouvert par le premier moteur installé."""
    engine = next((one for one in _PARQUET_ENGINES if find_spec(one)), None)
    if engine is None:
        raise table_refusal("un fichier Parquet demande polars, DuckDB ou pyarrow\u00a0: pip install polars.", name)
    with open_regular(path, name=name, subject=_REFUSED) as stream:
        if stream.read(4) != b"PAR1":
            raise table_refusal("ce n’est pas un fichier Parquet, malgré son nom\u00a0: redemandez-le.", name)
    return nw.scan_parquet(str(path), backend=engine).to_native()


# --- des lignes -----------------------------------------------------------------------------------


def read_columns(table: Opened, names: Collection[str], *, distinct: bool = False) -> dict[str, Coded]:
    """Renvoie ces colonnes, celles que la table a, toutes leurs lignes ou les lignes distinctes seulement."""
    wanted = {name: table.columns[name] for name in names if name in table.columns}
    frame = table.frame
    if distinct or not table.in_memory:
        frame = frame.select(*wanted.values())
        frame = _collect(frame.unique() if distinct else frame)
    return _coded_columns(frame, wanted)


def _coded_columns(frame: Any, wanted: Mapping[str, str]) -> dict[str, Coded]:
    """Ces colonnes d'une table en mémoire (nom de la documentation → nom écrit), en entiers."""
    return {name: _code_column(_column_of(frame, column)) for name, column in wanted.items()}


def _collect(frame: Any) -> Any:
    """La table en mémoire ; un moteur sans forme à lui rend de l'Arrow, d'un bloc, ou à défaut du pandas, ligne à ligne."""
    if not isinstance(frame, nw.LazyFrame):
        return frame
    if frame.implementation.is_polars():
        return frame.collect()
    return frame.collect(backend="pyarrow" if find_spec("pyarrow") else "pandas")


def _column_of(frame: Any, column: str) -> Any:
    """Une colonne, sous une forme que pandas sait coder."""
    found = frame.get_column(column)
    if frame.implementation.is_pandas():
        return found.to_native()
    if frame.implementation.is_pyarrow():
        native = found.to_native()  # en rangs, sans un texte Python par ligne : dix ans d'un pays en font deux millions
        return (native if "dictionary" in str(native.type) else native.dictionary_encode()).to_pandas()
    return found.cast(nw.String).to_numpy() if found.dtype in (nw.Categorical, nw.Enum) else found.to_numpy()


def _code_column(column: Any) -> Coded:
    """Une colonne en entiers : ses catégories si elle en a, sinon ses valeurs distinctes."""
    import pandas as pd

    if isinstance(getattr(column, "dtype", None), pd.CategoricalDtype):
        return Coded(column.cat.codes.to_numpy(), tuple(_cell_text(value) for value in column.cat.categories))
    codes, values = pd.factorize(column)
    return Coded(codes, tuple(_cell_text(value) for value in values))


def _cell_text(value: Any) -> str:
    """Le texte d'une cellule ; une absence est vide, « 2026.0 » est 2026."""
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else str(int(value)) if float(value).is_integer() else str(value)
    text = "" if value is None else str(value).strip()
    return "" if text in _ABSENT and not isinstance(value, str) else text


# --- des totaux -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Tally:
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
    found = _collect(table.frame.select(answer).unique())
    return tuple(str(value) for value in found.get_column("reponse").to_list() if value is not None)


def tally_answers(table: Opened, groups: Sequence[Collection[str]]) -> _Tally:
    """Renvoie les réponses comptées sur place ; `groups` donne les textes de chaque sorte de réponse."""
    keys = {name: table.columns[name] for name in _ASKED}
    answer = nw.col(table.columns["reponse"]).cast(nw.String)
    marks = [
        nw.when(answer.is_in(list(texts))).then(1).otherwise(0).alias(_TALLY.format(rank))
        for rank, texts in enumerate(groups)
    ]
    person = table.columns.get("repondant")
    if person:
        empty = nw.col(person).is_null() | (nw.col(person).cast(nw.String) == "")
        marks.append(nw.when(empty).then(1).otherwise(0).alias(_UNSIGNED_ROW))
    frame = table.frame.select(*keys.values(), *([person] if person else []), *marks)
    totals = [nw.len().alias("lignes"), *(nw.col(_TALLY.format(rank)).sum() for rank in range(len(groups)))]
    if person:
        totals += [nw.col(person).n_unique().alias("personnes"), nw.col(_UNSIGNED_ROW).sum().alias("anonymes")]
    found = _collect(frame.group_by(*keys.values()).agg(*totals))
    counts = [_totals_of(found, _TALLY.format(rank)) for rank in range(len(groups))]
    rows = _totals_of(found, "lignes")
    people, unsigned = (
        (_totals_of(found, "personnes"), _totals_of(found, "anonymes")) if person else (rows, np.zeros_like(rows))
    )
    return _Tally(_coded_columns(found, keys), np.stack(counts, axis=-1), rows, people, unsigned)


def _totals_of(frame: Any, column: str) -> NDArray[np.int64]:
    """Une colonne de totaux, telle que le moteur l'a comptée."""
    return np.asarray(frame.get_column(column).to_numpy(), dtype=np.int64)


def people_per_team(table: Opened, items: Collection[str]) -> tuple[dict[str, Coded], NDArray[np.int64]]:
    """Renvoie, par équipe et année, le nombre de personnes qui répondent à l'une de ces questions, et ces clés."""
    keys = {name: table.columns[name] for name in ("equipe", "annee")}
    person, item = table.columns["repondant"], nw.col(table.columns["item"]).cast(nw.String)
    frame = table.frame.filter(item.str.strip_chars().is_in(list(items)))
    found = _collect(frame.group_by(*keys.values()).agg(nw.col(person).n_unique().alias("personnes")))
    return _coded_columns(found, keys), _totals_of(found, "personnes")


def ignored_note(table: Opened) -> list[str]:
    """La remarque sur les colonnes que l'on ne lit pas."""
    if not table.ignored:
        return []
    names = series([_column_name(column) for column in table.ignored[:4]])
    more = f" et {len(table.ignored) - 4} autres" if len(table.ignored) > 4 else ""
    return [f"{table.name}\u00a0: colonnes laissées de côté\u00a0: {names}{more}."]


def _column_name(column: str) -> str:
    return quoted("adresse électronique" if "@" in column else shortened(column, 30))


def table_refusal(message: str, name: str) -> InputError:
    """Le refus d'une table entière."""
    return InputError([Problem(message, name)], subject=_REFUSED)


def _read_csv(path: Path, name: str) -> Any:
    """Renvoie le DataFrame d'un CSV : UTF-8 ou Windows-1252, séparateur et en-tête reconnus.

    Raises:
        InputError: le fichier ne se lit pas, est vide, abîmé, ou ses lignes débordent de l'en-tête.
    """
    with open_regular(path, name=name, subject=_REFUSED) as stream:
        header = stream.readline(_LONGEST_HEADER)
        if b"\0" in header:
            raise table_refusal(_NOT_TEXT, name)
        for encoding in ("utf-8-sig", "cp1252"):
            stream.seek(0)
            try:
                return _parse_csv(stream, encoding, header, name)
            except UnicodeError:
                continue
    raise table_refusal(_NOT_TEXT, name)


def _parse_csv(stream: BinaryIO, encoding: str, header: bytes, name: str) -> Any:
    """Le DataFrame d'un CSV ; `UnicodeError` s'il n'est pas dans cet encodage."""
    import pandas as pd

    delimiter = delimiter_of(header.decode(encoding, "replace"), lambda cell: folded(cell).strip() in MEANING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # une ligne trop longue serait coupée sans bruit
            return pd.read_csv(
                stream, sep=delimiter, dtype="category", keep_default_na=False, na_values=[""],
                encoding=encoding, index_col=False, on_bad_lines="error",
            )  # fmt: skip
    except UnicodeError:
        raise
    except pd.errors.EmptyDataError:
        raise table_refusal("le fichier est vide.", name) from None
    except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError):
        said = "une ligne déborde de l’en-tête, ou un guillemet n’est pas fermé\u00a0: réenregistrez la table en CSV."
        raise table_refusal(said, name) from None


def _up_to(most: float, read: _Reader) -> _Reader:
    """Un lecteur de nombre positif, `most` au plus ; `None` pour tout autre texte."""

    def bounded(text: str) -> float | None:
        value = read(text)
        return value if value is not None and 0 <= value <= most else None

    return bounded


def _yes_or_no(text: str) -> bool | None:
    """« oui » ou « non », ou `None`."""
    return {"oui": True, "non": False, "true": True, "false": False, "1": True, "0": False}.get(folded(text))


# Colonne de la table → champ d'une ligne de cohorte, comment se lit une cellule (None : refusée), et ce qui est accepté.
_COUNT = (_up_to(100_000, read_whole), "un nombre entier")
_REGION_FORMS = "le nom d’une région, son sigle (PACA) ou son code (53), ou un de ses départements"
FACTS: dict[str, tuple[str, _Reader, str]] = {
    "region": ("region", read_region, _REGION_FORMS),
    "departement": ("territory", read_territory, "un nom ou un code de département"),
    "territoire": ("territory", read_territory, "un nom court, un nom ou un code de département"),
    "age": ("age", read_age, f"{series(AGES, 'ou')}, ou un nombre d’années"),
    "taille": ("size", read_size, f"{series(SIZES, 'ou')}, ou un nombre de professionnels"),
    "ruralite": ("rurality", read_rurality, f"{series(RURALITIES, 'ou')} (ou urbain, périurbain, 1, 2, 3)"),
    "repondants": ("respondents", *_COUNT),
    "effectif": ("registered", *_COUNT),
    "collectif": ("collective", _yes_or_no, "oui ou non"),
    "heures": ("hours", _up_to(1e9, read_hours), HOURS_FORMS),
    "cout": ("cost", _up_to(1e9, read_euros), EUROS_FORMS),
}
_READERS: dict[str, Callable[[tuple[str, ...]], _Reader]] = {"region": read_regions}


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Le rang (équipe, année) de chaque ligne, −1 quand l'une manque, et ce que chaque rang désigne."""

    ranks: NDArray[np.int32]
    labels: tuple[tuple[str, int], ...]

    def __len__(self) -> int:
        return len(self.labels)


def place_rows(columns: Mapping[str, Coded], name: str, basket: Basket) -> Placed:
    """Renvoie les lignes rangées ; celles qui n'ont pas d'équipe ou d'année lisible sont dites et laissées."""
    spelled: dict[str, str] = {}
    barred: dict[str, str] = {}  # ce que la porte de `profil.json` refuse aussi, et pourquoi
    for text in filter(_is_code, columns["equipe"].texts):
        if fault := next(code_faults(text), ""):
            barred[text] = fault
        else:
            spelled.setdefault(folded(text), text)
    teams = {key: rank for rank, key in enumerate(spelled)}
    _say_barred(barred, list(spelled.values()), name, basket)
    years = sorted({found for text in columns["annee"].texts if (found := _year_of(text)) > 0})
    year_ranks = {year: rank for rank, year in enumerate(years)}
    usable = set(filter(_is_code, columns["equipe"].texts)) - barred.keys()
    team = columns["equipe"].mapped(lambda text: teams[folded(text)] if text in usable else -1, -1, np.int32)
    refused = columns["equipe"].mapped(lambda text: text in barred, False, np.bool_)
    year = columns["annee"].mapped(lambda text: year_ranks.get(_year_of(text), -1), -1, np.int16)
    width = max(len(years), 1)
    ranks = np.where((team < 0) | (year < 0), -1, team * width + year)
    if lost := int(((ranks < 0) & ~refused).sum()):
        without = "sans équipe ou sans année lisible"
        said = plural(lost, f"ligne {without}, laissée de côté", f"lignes {without}, laissées de côté")
        basket.notes.append(f"{name}\u00a0: {said}.")
    seen = np.flatnonzero(np.bincount(ranks[ranks >= 0], minlength=1)) if (ranks >= 0).any() else np.array([], np.int64)
    packed = np.full(len(teams) * width + 1, -1, dtype=np.int32)
    packed[seen] = np.arange(len(seen))
    names = list(spelled.values())
    return Placed(packed[ranks], tuple((names[one // width], years[one % width]) for one in seen.tolist()))


def _say_barred(barred: Mapping[str, str], kept: Sequence[str], name: str, basket: Basket) -> None:
    """Dit les noms de code refusés, une fois par raison, et ceux qui laissent voir l'équipe."""
    for fault in dict.fromkeys(barred.values()):
        codes = [quoted(without_digits(text)) for text, own in barred.items() if own == fault]
        shown = f"{series(codes[:_SHOWN])}{', …' if len(codes) > _SHOWN else ''}"
        said = plural(len(codes), "nom de code refusé", "noms de code refusés")
        basket.refuse(name, f"{said} ({shown}), équipe laissée de côté{NBSP}: {fault} Remplacez-le par un nom de code.")
    if seen := sum(bool(transparent(text)) for text in kept):
        said = plural(seen, "nom dit ce qu’est son équipe", "noms disent ce qu’est leur équipe")
        basket.notes.append(f"{name}{NBSP}: {said}{NBSP}; un nom de code, avant de partager ce tableau, les protège.")


def _is_code(text: str) -> bool:
    """Vrai pour un nom de code plausible : une adresse électronique n'en est pas un."""
    return 0 < len(text) <= _LONGEST and "@" not in text


def _year_of(text: str) -> int:
    """L'année écrite, ou −1."""
    return int(text) if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:6]) <= LAST_YEAR else -1


def facts_of(columns: Mapping[str, Coded], rows: Placed, name: str, basket: Basket) -> list[dict[str, Any]]:
    """Renvoie, pour chaque équipe et année, les champs que la table donne.

    Une valeur incomprise, ou deux valeurs pour une équipe et une année, laisse le champ vide et se dit.
    """
    found: list[dict[str, Any]] = [{} for _ in range(len(rows))]
    for column, (field_name, read, _) in FACTS.items():
        if column not in columns:
            continue
        texts = columns[column].texts
        own = _READERS[column](texts) if column in _READERS else read
        values = [own(text) if text else None for text in texts]
        wrong = [text for text, value in zip(texts, values, strict=True) if text and value is None]
        basket.unread.setdefault(column, {}).update(dict.fromkeys(map(_unread_word, wrong)))
        merged = {value: rank for rank, value in enumerate(dict.fromkeys(v for v in values if v is not None))}
        codes = {text: merged.get(value, -1) for text, value in zip(texts, values, strict=True)}
        ranks = columns[column].mapped(codes.__getitem__, -1, np.int64)
        given, double = _one_value_each(rows, ranks)
        if double:
            said = plural(double, "équipe-année à deux valeurs", "équipes-années à deux valeurs")
            basket.notes.append(f"{name}, colonne {quoted(column)}\u00a0: {said}, laissées vides.")
        known = list(merged)
        for line, rank in enumerate(given.tolist()):
            if rank >= 0:
                found[line][field_name] = known[rank]
    for facts in found:  # un département dit sa région
        if "region" not in facts and (region := region_of(facts.get("territory", ""))):
            facts["region"] = region
    return found


def _unread_word(text: str) -> str:
    """Une valeur incomprise, telle qu'un message peut la redire : ni adresse, ni numéro."""
    return "adresse" if "@" in text else without_digits(text) if any(code_faults(text)) else shortened(text, 30)


def unread_notes(basket: Basket) -> list[str]:
    """Les valeurs incomprises de toutes les sources : une phrase par colonne, avec ce qui est accepté."""
    return [
        f"Colonne {quoted(column)}\u00a0: {plural(len(texts), 'valeur incomprise', 'valeurs incomprises')} "
        f"({series([quoted(text) for text in [*texts][:_SHOWN]])}{', …' if len(texts) > _SHOWN else ''}), laissées vides. "
        f"Accepté\u00a0: {FACTS[column][2]}."
        for column, texts in basket.unread.items()
        if texts
    ]


def _one_value_each(rows: Placed, ranks: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """La valeur de chaque équipe et année (−1 sans valeur, ou quand il y en a deux), et combien en ont deux."""
    told = (ranks >= 0) & (rows.ranks >= 0)
    given = np.full(len(rows), -1, dtype=np.int64)
    given[rows.ranks[told]] = ranks[told]
    double = np.unique(rows.ranks[told][given[rows.ranks[told]] != ranks[told]])
    given[double] = -1
    return given, len(double)
