"""La cohorte : des équipes et des années rangées en colonnes, une ligne par équipe et par an.

Son texte (`repr`) ne donne que des totaux, et un carnet n'en affiche pas les lignes. `to_frame()`, qui les demande, montre
la donnée de la fédération à elle-même : une ligne d'équipe ne sort que par le contrôle de divulgation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..assessment import FormKind, Scores, axis_scores
from ..errors import MatriceError
from ..referentiel import Referentiel, Scale
from ..text import folded, plural, quoted, series
from .profile_document import AGES, REGIONS, RURALITIES, SIZES, size_class, without_address

if TYPE_CHECKING:
    import pandas as pd


NO_LEVEL = -32768  # dans `levels`, quand l'état n'est pas « calculé » : zéro est un niveau
UNKNOWN = -1  # un descripteur ou un effectif qui n'a pas été donné

# Les cinq états d'une dimension dans une cohorte. Aucun n'est 0, aucun ne se fond dans un autre.
SCORED, NOT_COMPUTABLE, NOT_APPLICABLE, ABSENT, NOT_ASKED = 0, 1, 2, 3, 4
FORMS: tuple[str, ...] = get_args(FormKind)
STANDING_LABELS = ("calculé", "non calculable", "sans objet", "absente de la grille de l’équipe", "non posé")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Descriptor:
    """Une classe par ligne : `codes` (−1 quand elle n'a pas été donnée) et leurs libellés."""

    codes: NDArray[np.int16]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        self.codes.setflags(write=False)

    def where(self, mask: NDArray[Any]) -> Descriptor:
        """Les mêmes libellés, ces lignes seulement."""
        return Descriptor(self.codes[mask], self.labels)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Une source qui n'a pas pu être prise, et la raison en une phrase."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}\u00a0: {self.reason}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cohort:
    """Des profils d'équipes, en colonnes : n lignes, D dimensions et A axes de `ref`.

    `teams` (n,) donne le rang de l'équipe dans `codes`, les noms de code choisis ; `years` (n,) l'année. `levels` (n, D) et
    `axis_levels` (n, A) portent la valeur du niveau, `NO_LEVEL` sans note ; `scores` (n, D) et `axis_scores` (n, A) vont de 0 à
    100, NaN sans note ; `standings` (n, D) dit pourquoi : calculé, non calculable, sans objet, absente de la grille de l'équipe,
    non posé. `respondents` et `registered` (n,) valent −1 quand ils manquent ; `hours` (heures par semaine) et `cost` (€ par an),
    NaN. `tasks` (n, T) dit quelles tâches de `task_ids` l'équipe a retenues ; `acted` (n, D), où elle a décidé une action (1, 0, −1
    quand elle ne le dit pas). `named` suit `codes` : le nom affiché par accord, ou un texte vide. `collective` (n,) est vrai pour
    un seul questionnaire, que l'équipe a rempli ensemble : `respondents` y vaut −1 ; `form` dit quel questionnaire a servi. `votes`
    (n, énoncés, niveaux, SO et NSP) porte les réponses comptées que des équipes ont jointes, −1 pour les autres ; vide quand aucune
    ne l'a fait. Les tableaux sont en lecture seule.
    """

    ref: Referentiel
    teams: NDArray[np.int32]
    codes: tuple[str, ...]
    years: NDArray[np.int16]
    levels: NDArray[np.int16]
    scores: NDArray[np.float64]
    standings: NDArray[np.int8]
    axis_scores: NDArray[np.float64]
    region: Descriptor
    territory: Descriptor
    age: Descriptor
    size: Descriptor
    rurality: Descriptor
    respondents: NDArray[np.int32]
    registered: NDArray[np.int32]
    hours: NDArray[np.float64]
    cost: NDArray[np.float64]
    tasks: NDArray[np.bool_]
    task_ids: tuple[str, ...]
    named: tuple[str, ...]
    simulated: bool = False
    refused: tuple[Refusal, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())
    collective: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=np.bool_))
    axis_levels: NDArray[np.int16] = field(default_factory=lambda: np.empty((0, 0), dtype=np.int16))
    form: Descriptor = field(default_factory=lambda: Descriptor(np.empty(0, dtype=np.int16), FORMS))
    votes: NDArray[np.int32] = field(default_factory=lambda: np.empty((0, 0, 0), dtype=np.int32))
    acted: NDArray[np.int8] = field(default_factory=lambda: np.empty((0, 0), dtype=np.int8))

    def __post_init__(self) -> None:
        if len(self.form.codes) != len(self.teams):
            object.__setattr__(self, "form", Descriptor(np.full(len(self.teams), UNKNOWN, dtype=np.int16), FORMS))
        if len(self.collective) != len(self.teams):
            object.__setattr__(self, "collective", np.zeros(len(self.teams), dtype=np.bool_))
        if self.acted.shape != self.levels.shape:
            object.__setattr__(self, "acted", np.full(self.levels.shape, UNKNOWN, dtype=np.int8))
        if self.axis_levels.shape != self.axis_scores.shape:  # à défaut de mieux, ce que les dimensions en disent
            levels = axis_columns(self.ref, self.levels, self.scores, self.standings)[1]
            levels[np.isnan(self.axis_scores)] = NO_LEVEL
            object.__setattr__(self, "axis_levels", levels)
        for one in fields(self):
            column = getattr(self, one.name)
            if isinstance(column, np.ndarray):
                column.setflags(write=False)

    def __len__(self) -> int:
        return len(self.teams)

    def __repr__(self) -> str:
        said = [plural(len(self), "profil"), plural(len(set(self.teams.tolist())), "équipe")]
        if len(self):
            first, last = int(self.years.min()), self.latest
            said.append(f"{first}" if first == last else f"{first} à {last}")
        if self.refused:
            said.append(plural(len(self.refused), "refus", "refus"))
        return f"Cohorte{' simulée' if self.simulated else ''}\u00a0: {', '.join(said)}"

    @property
    def latest(self) -> int:
        """La dernière année de la cohorte ; `MatriceError` si elle est vide."""
        if not len(self):
            raise MatriceError("La cohorte est vide\u00a0: aucune équipe n’y est.")
        return int(self.years.max())

    def year(self, year: int) -> Cohort:
        """Renvoie les lignes de cette année."""
        return self.where(self.years == year)

    def where(self, mask: NDArray[Any]) -> Cohort:
        """Renvoie les lignes que `mask` (booléens, ou rangs) retient ; `codes` et `named` ne changent pas.

        Le rang d'une équipe reste donc le même d'une sous-cohorte à l'autre.
        """
        rows = ("teams", "years", "levels", "scores", "standings", "axis_scores", "axis_levels",
                "respondents", "registered", "hours", "cost", "tasks", "collective", "acted")  # fmt: skip
        kept: dict[str, Any] = {name: getattr(self, name)[mask] for name in rows}
        for name in ("region", "territory", "age", "size", "rurality", "form"):
            kept[name] = getattr(self, name).where(mask)
        if len(self.votes):
            kept["votes"] = self.votes[mask]
        return replace(self, **kept)

    def to_frame(self) -> pd.DataFrame:
        """Renvoie ce qui a été compris, une ligne par équipe, année et dimension, puis une ligne par source refusée.

        C'est la donnée de la fédération, pas une diffusion : elle nomme chaque équipe. Elle se vérifie chez soi et ne se
        transmet pas ; ce qui sort passe par `compare`, `national_report` et leur politique.

        Colonnes : `equipe` (nom de code), `nom` (par accord), `annee`, `region, territoire, age, taille, ruralite` (classes),
        `repondants`, `inscrits`, `collectif`, `forme` (le questionnaire qui a servi), `heures` (par semaine), `cout` (€ par
        an), `axe`, `dimension` (identifiants),
        `libelle`, `etat` (« calculé », « non calculable », « sans objet », « absente de la grille de l’équipe » ou
        « refusée »), `niveau`, `note` (0–100), `raison` (d'un refus). Ce qui n'a pas
        été donné manque : ce n'est jamais 0.
        """
        from .dataframes import cohort_frame

        return cohort_frame(self)


# Des profils reçus, un par un, aux colonnes d'une cohorte : doubles écartés, notes d'axe recalculées

NO_NOTE = float("nan")
_FIXED_LABELS = {"form": FORMS, "region": REGIONS, "age": AGES, "size": SIZES, "rurality": RURALITIES}


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Le profil d'une équipe pour une année, d'où qu'il vienne.

    `scores`, `levels` (valeurs, `NO_LEVEL` sans note) et `standings` suivent les dimensions de la grille ; `axes`, notes
    et niveaux, ne sert qu'aux équipes qui ont coté les axes ; `votes`, aux équipes dont les réponses sont comptées.
    Un descripteur non donné est vide, un effectif −1, un montant NaN. `stamp` est la date d'écriture du fichier,
    `checksum` ce qui reconnaît deux fois le même.
    """

    source: str
    code: str
    year: int
    scores: Sequence[float] | NDArray[np.float64]
    levels: Sequence[int] | NDArray[np.int16]
    standings: Sequence[int] | NDArray[np.int8]
    axes: tuple[Sequence[float], Sequence[int]] | None = None
    region: str = ""
    territory: str = ""
    age: str = ""
    size: str = ""
    rurality: str = ""
    respondents: int = UNKNOWN
    registered: int = UNKNOWN
    collective: bool = False
    form: FormKind | Literal[""] = ""
    hours: float = NO_NOTE
    cost: float = NO_NOTE
    tasks: tuple[str, ...] = ()
    acted: tuple[str, ...] | None = None
    named: str = ""
    stamp: str = ""
    checksum: str = ""
    votes: NDArray[np.int32] | None = None


@dataclass(slots=True)
class Basket:
    """Ce qu'une lecture a pris, refusé, et remarqué ; `facts` complète les lignes d'une équipe et d'une année.

    `unread` garde, colonne par colonne, les valeurs incomprises : elles se disent une fois pour toutes les sources.
    """

    rows: list[Row] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    unread: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, other: Basket) -> None:
        """Ajoute ce qu'une autre lecture a pris, refusé et remarqué."""
        self.rows += other.rows
        self.refused += other.refused
        self.notes += other.notes
        for place, facts in other.facts.items():
            self.facts[place] = {**facts, **self.facts.get(place, {})}
        for column, texts in other.unread.items():
            self.unread.setdefault(column, {}).update(texts)

    def refuse(self, source: str, reason: str) -> None:
        """Note un refus, sans redire d'adresse électronique : un nom de fichier peut en être une."""
        self.refused.append(Refusal(without_address(source), without_address(reason)))


def assemble(ref: Referentiel, basket: Basket, *, simulated: bool = False) -> Cohort:
    """Renvoie la cohorte des lignes prises, rangées par nom de code puis par année.

    Deux profils d'une équipe pour la même année : le dernier écrit l'emporte ; à dates égales ou inconnues,
    aucun des deux n'est pris. L'ordre dans lequel les fichiers arrivent ne change donc rien.
    """
    rows = _one_row_a_year(basket)
    keys = [folded(row.code) for row in rows]
    order = {key: rank for rank, key in enumerate(dict.fromkeys(keys))}
    shape = (len(rows), len(ref.dimensions))
    scores = _column(rows, "scores", np.float64).reshape(shape)
    levels = _column(rows, "levels", np.int16).reshape(shape)
    standings = _column(rows, "standings", np.int8).reshape(shape)
    axis_scores, axis_levels = axis_columns(ref, levels, scores, standings)
    for line, row in enumerate(rows):
        if row.axes is not None:  # l'équipe a coté ses axes : ce sont eux
            axis_scores[line], axis_levels[line] = row.axes
    tasks = tuple(task.id for task in ref.tasks)
    made = Cohort(
        ref=ref,
        teams=np.array([order[key] for key in keys], dtype=np.int32),
        codes=_latest_values(rows, keys, "code"),
        years=_column(rows, "year", np.int16),
        levels=levels,
        scores=scores,
        standings=standings,
        axis_scores=axis_scores,
        axis_levels=axis_levels,
        **{name: _descriptor_of(rows, name) for name in ("region", "territory", "age", "size", "rurality")},
        # Un questionnaire rempli ensemble n'est pas un répondant : il ne fait ni participation ni précision.
        respondents=np.array([UNKNOWN if row.collective else row.respondents for row in rows], dtype=np.int32),
        collective=_column(rows, "collective", np.bool_),
        form=_descriptor_of(rows, "form"),
        votes=_stack_votes(rows),
        registered=_column(rows, "registered", np.int32),
        hours=_column(rows, "hours", np.float64),
        cost=_column(rows, "cost", np.float64),
        tasks=_kept_tasks(rows, tasks),
        acted=_told_actions(rows, ref),
        task_ids=tasks,
        named=_latest_values(rows, keys, "named"),
        simulated=simulated,
        refused=tuple(basket.refused),
        notes=tuple(dict.fromkeys(basket.notes)),
    )
    mixed = mixed_forms(made)
    return replace(made, notes=(*made.notes, mixed)) if mixed else made


def _one_row_a_year(basket: Basket) -> list[Row]:
    """Une ligne par équipe et par an, triées ; les doubles écartés sont notés dans les refus."""
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in basket.rows:
        groups.setdefault((folded(row.code), row.year), []).append(row)
    kept = []
    for place in sorted(groups):
        same = sorted(_drop_copies(basket, groups[place]), key=lambda row: (row.stamp, row.source), reverse=True)
        if len(same) > 1 and same[0].stamp == same[1].stamp:
            for row in same:  # rien ne permet de choisir
                other = next(other.source for other in same if other is not row)
                said = f"{_team_year(row)} a un autre profil ({other}), et rien ne dit lequel est le bon\u00a0: gardez-en un seul."
                basket.refuse(row.source, said)
            continue
        for old in same[1:]:
            said = f"{_team_year(old)} est aussi dans {same[0].source}, écrit plus tard\u00a0: c’est lui qui compte."
            basket.refuse(old.source, said)
        kept.append(same[0])
    return kept


def _drop_copies(basket: Basket, same: Sequence[Row]) -> list[Row]:
    """Les mêmes lignes, un fichier recopié n'y étant qu'une fois."""
    found: dict[str, Row] = {}
    for rank, row in enumerate(same):
        first = found.setdefault(row.checksum or str(rank), row)
        if first is not row:
            basket.notes.append(f"{first.source} et {row.source}\u00a0: le même profil, compté une fois.")
    return list(found.values())


def _team_year(row: Row) -> str:
    return f"{quoted(row.code)} en {row.year}"


def _column(rows: Sequence[Row], name: str, kind: Any) -> NDArray[Any]:
    return np.array([getattr(row, name) for row in rows], dtype=kind)


def _stack_votes(rows: Sequence[Row]) -> NDArray[np.int32]:
    """Les réponses comptées, −1 pour qui n'en a pas joint ; vide quand personne ne l'a fait : un pays entier n'en paie rien."""
    joined = {line: row.votes for line, row in enumerate(rows) if row.votes is not None}
    if not joined:
        return np.empty((0, 0, 0), dtype=np.int32)
    found = np.full((len(rows), *next(iter(joined.values())).shape), UNKNOWN, dtype=np.int32)
    for line, votes in joined.items():
        found[line] = votes
    return found


def _latest_values(rows: Sequence[Row], keys: Sequence[str], name: str) -> tuple[str, ...]:
    """Une valeur par équipe : celle de sa dernière année, car un accord peut être retiré."""
    found = {key: getattr(row, name) for key, row in zip(keys, rows, strict=True)}
    return tuple(found.values())


def _descriptor_of(rows: Sequence[Row], name: str) -> Descriptor:
    """Une classe par ligne ; la taille se déduit de l'effectif quand elle n'est pas dite."""
    values = [getattr(row, name) for row in rows]
    if name == "size":
        counted = (size_class(row.registered) if row.registered >= 0 else "" for row in rows)
        values = [value or known for value, known in zip(values, counted, strict=True)]
    labels = _FIXED_LABELS.get(name) or tuple(sorted({value for value in values if value}))
    ranks = {label: rank for rank, label in enumerate(labels)}
    return Descriptor(np.array([ranks.get(value, UNKNOWN) for value in values], dtype=np.int16), labels)


def _kept_tasks(rows: Sequence[Row], tasks: Sequence[str]) -> NDArray[np.bool_]:
    """Les tâches retenues, forme (n, T)."""
    ranks = {task: rank for rank, task in enumerate(tasks)}
    found = np.zeros((len(rows), len(tasks)), dtype=np.bool_)
    for line, row in enumerate(rows):
        found[line, [ranks[task] for task in row.tasks if task in ranks]] = True
    return found


def _told_actions(rows: Sequence[Row], ref: Referentiel) -> NDArray[np.int8]:
    """Les dimensions où chaque équipe a décidé une action, forme (n, D) : 1, 0, −1 pour une équipe qui ne le dit pas."""
    silent = [UNKNOWN] * len(ref.dimensions)
    told = [silent if row.acted is None else [int(one.id in row.acted) for one in ref.dimensions] for row in rows]
    return np.array(told, dtype=np.int8).reshape(len(rows), len(ref.dimensions))


# --- des dimensions aux axes -----------------------------------------------------------------------


def mixed_forms(cohort: Cohort) -> str:
    """Renvoie la phrase qui dit que des équipes de la même année n'ont pas répondu au même questionnaire, ou un texte vide."""
    for year in sorted(set(cohort.years.tolist()), reverse=True):
        codes = cohort.form.codes[cohort.years == year]
        counts = [(label, int((codes == rank).sum())) for rank, label in enumerate(FORMS)]
        used = [quoted(label) for label, count in counts if count]
        if len(used) > 1:
            return (
                f"Des équipes n’ont pas répondu au même questionnaire en {year} ({series(used)})\u00a0: leurs niveaux suivent la même "
                "règle, mais un écart peut venir du questionnaire."
            )
    return ""


# Les états de l'évaluation (noté, sans objet, non calculable, non posé), dans une cohorte.
STANDINGS = np.array([SCORED, NOT_APPLICABLE, NOT_COMPUTABLE, NOT_ASKED], dtype=np.int8)


def axis_columns(
    ref: Referentiel, levels: NDArray[np.int16], scores: NDArray[np.float64], standings: NDArray[np.int8]
) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    """Renvoie les notes et les niveaux d'axe que donnent des dimensions, par les règles de l'évaluation, forme (n, A).

    Une dimension absente de la grille d'une équipe y compte comme une dimension sans note : un axe dont
    moins de la moitié des dimensions sont là n'a pas de note.
    """
    # Les codes d'état de l'évaluation ne sont pas ceux d'une cohorte : 1 y est « sans objet », 2 le reste.
    state = np.array([0, 2, 1, 2, 3], dtype=np.int8)[standings]
    known = standings == SCORED
    answered, asked = known.astype(np.int64), np.ones_like(known, dtype=np.int64)
    found = axis_scores(Scores(scores, level_ranks(ref.scale, levels), state, answered, asked), ref)
    return found.value.copy(), level_values(ref.scale, found.level)


def level_ranks(scale: Scale, levels: NDArray[np.int16]) -> NDArray[np.int8]:
    """Renvoie le rang de chaque niveau, à partir de 0 ; −1 pour `NO_LEVEL`."""
    ranks = np.searchsorted(np.asarray(scale.values), levels)
    return np.where(levels == NO_LEVEL, -1, ranks).astype(np.int8)


def level_values(scale: Scale, ranks: NDArray[np.integer[Any]]) -> NDArray[np.int16]:
    """Renvoie la valeur du niveau de chaque rang ; `NO_LEVEL` pour −1."""
    values = np.asarray(scale.values, dtype=np.int16)
    return np.where(ranks < 0, np.int16(NO_LEVEL), values[np.maximum(ranks, 0)]).astype(np.int16)


def absent_row(ref: Referentiel) -> tuple[list[float], list[int], list[int]]:
    """Les notes, les niveaux et les états d'une équipe dont aucune dimension n'est encore lue."""
    size = len(ref.dimensions)
    return [NO_NOTE] * size, [NO_LEVEL] * size, [ABSENT] * size
