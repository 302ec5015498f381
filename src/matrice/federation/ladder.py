"""L'échelle tient-elle ? Ce que des réponses réelles disent de l'ordre des énoncés, sous la politique de diffusion.

Une échelle de progrès suppose que qui tient une marche tient celles d'avant. Deux coefficients le mesurent (Guttman, 1944, dans la
variante de Goodenough et Edwards) : la reproductibilité, `CR = 1 − erreurs / (équipes × marches)`, et l'extensibilité, `CS = (CR − MMR) /
(1 − MMR)`, où MMR est la reproductibilité que donneraient les seules parts. On lit d'ordinaire CR ≥ 0,90 et CS ≥ 0,60 comme une échelle ;
ce sont des usages, et rien ici n'est une validation. Les niveaux sont ceux que les réponses proposent, avant toute décision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..assessment import MINIMUM_LEVEL, Campaign, count_codes, item_scores, load_professions, withheld
from ..errors import InputError, Problem
from ..referentiel import Dimension, Referentiel
from ..text import folded, number
from .cohort import UNKNOWN, Cohort
from .disclosure import (
    Policy,
    ReleasedCount,
    ReleasedMean,
    ReleasedShare,
    Withheld,
    release_count,
    release_mean,
    release_share,
)
from .figures import Entry, Register, warnings
from .groups import teams_of_year
from .profile_document import grid_fault

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 30  # équipes ; au-dessous, un coefficient ne se lit pas
_INVERSION = 10  # points : une marche tenue plus souvent que la précédente, d'au moins autant
_Flags = NDArray[np.bool_]
_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rung:
    """Une marche, en valeurs diffusées.

    `in_place` : la part des équipes qui la tiennent. `unknown` : la part des « ne sait pas » parmi les réponses (%, en moyenne des
    équipes) ; `by_trade`, de même pour chaque groupe de professions qu'assez d'équipes ont. `stability` : la part (%, en moyenne
    des équipes) des personnes dont le départ ne changerait pas le niveau. `inverted` : plus tenue que la marche d'avant,
    de dix points.
    """

    id: str
    label: str
    in_place: ReleasedShare | Withheld
    unknown: ReleasedMean | Withheld
    stability: ReleasedMean | Withheld
    inverted: bool
    by_trade: tuple[tuple[str, ReleasedMean | Withheld], ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """L'échelle d'une dimension : ses marches, et ses coefficients au vingtième (`None` sous 30 équipes, ou sans objet)."""

    id: str
    label: str
    teams: ReleasedCount | Withheld
    rungs: tuple[Rung, ...]
    reproducibility: float | None
    scalability: float | None


@dataclass(frozen=True, slots=True)
class Examination:
    """Ce que des réponses disent des échelles. `notes` est à lire avant les chiffres ; `year` manque à des campagnes."""

    ladders: tuple[Ladder, ...]
    notes: tuple[str, ...]
    ref: Referentiel
    policy: str
    year: int | None = None

    def to_frame(self) -> pd.DataFrame:
        """Renvoie une ligne par marche et groupe : `dimension, enonce, libelle, profession, en_place, nsp, stabilite, inversee, cr, cs`.

        `profession` est « toutes », puis chaque groupe diffusé, qui n'a que `nsp`. `en_place`, `nsp` et `stabilite` sont le texte de
        la valeur diffusée ; ce qui ne se dit pas manque.
        """
        import pandas as pd

        columns = (
            "dimension", "enonce", "libelle", "profession", "en_place", "nsp", "stabilite", "inversee", "cr", "cs",
        )  # fmt: skip
        rows = [row for one in self.ladders for rung in one.rungs for row in _frame_rows(one, rung)]
        return pd.DataFrame(rows, columns=list(columns)).astype({"cr": "float64", "cs": "float64"})


def _frame_rows(ladder: Ladder, rung: Rung) -> Iterator[tuple[Any, ...]]:
    """Les lignes d'une marche : toutes les professions, puis chaque groupe."""
    place = (ladder.id, rung.id, rung.label)
    yield (
        *place, "toutes", _told(rung.in_place), _told(rung.unknown), _told(rung.stability), rung.inverted,
        ladder.reproducibility, ladder.scalability,
    )  # fmt: skip
    for label, share in rung.by_trade:
        yield *place, label, None, _told(share), None, None, None, None


def _told(value: ReleasedShare | ReleasedMean | Withheld) -> str | None:
    """Le texte d'une valeur diffusée, `None` sans elle."""
    return None if isinstance(value, Withheld) else str(value)


# --- des réponses comptées, d'où qu'elles viennent ------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """Les réponses comptées de n équipes : `counts` (n, questions, niveaux + SO + NSP), et celles que l'on connaît (n, questions).

    `alone` (n,) : un seul questionnaire, rempli ensemble, dont personne ne peut partir. `trades` : les comptes de chaque groupe.
    """

    ref: Referentiel
    counts: _Counts
    known: _Flags
    alone: _Flags
    trades: Mapping[str, _Counts]


def examine(
    source: Cohort | Iterable[Campaign],
    *,
    policy: Policy | None = None,
    year: int | None = None,
    register: Register | None = None,
) -> Examination:
    """Renvoie ce que les réponses de plusieurs équipes disent de l'ordre des énoncés, valeurs diffusées seulement.

    Args:
        source: une cohorte dont les profils joignent leurs réponses comptées (ou lue d'une table de réponses), ou une campagne
            par équipe, toutes de la même grille, énoncés posés.
        policy: la politique de diffusion ; publique par défaut.
        year: l'année d'une cohorte ; la dernière par défaut.
        register: le registre des diffusions d'une cohorte ; sans lui, `notes` dit que rien ne protège d'un recoupement.

    Raises:
        InputError: rien à examiner, deux grilles, aucun énoncé posé, des profils sans réponses comptées.
        DisclosureError: le registre refuse la diffusion ; rien ne sort alors.

    Une équipe compte dans une dimension quand chacune de ses marches a un niveau ; une équipe sous le plancher (moins de trois
    réponses) n'en est pas. Les professions ne sont connues que des campagnes. Voir `docs/guide/essai-pilote.md`.
    """
    policy = Policy() if policy is None else policy
    if not isinstance(source, Cohort):
        if register is not None:
            raise _refusal("un registre vaut pour une cohorte\u00a0: lisez les profils par read_cohort.")
        return _examination(_campaign_answers(list(source)), policy, None, warnings=(), entries=[])
    now, year = teams_of_year(source, year)
    entries: list[Entry] = []
    alerts = warnings(now, register is not None)
    found = _examination(_cohort_answers(now, year), policy, year, warnings=alerts, entries=entries)
    if register is not None:
        register.check(year, now)
        register.admit(entries, policy)
        found = replace(found, policy=register.stamp(policy))
    return found


def _refusal(*faults: str) -> InputError:
    return InputError([Problem(said) for said in faults], subject="Examen refusé")


def _campaign_answers(campaigns: Sequence[Campaign]) -> _Answers:
    kept = [one for one in campaigns if not withheld(one)]
    if not kept:
        raise _refusal("aucune campagne de trois réponses ou plus\u00a0: il n’y a rien à examiner.")
    ref, asked = kept[0].ref, [one for one in kept if one.grain == "item"]
    faults = [reason] if (reason := grid_fault(ref)) else []
    if any(one.ref != ref for one in kept):
        faults.append("ces campagnes ne répondent pas à la même grille\u00a0: examinez-les à part.")
    if not asked:
        faults.append(
            "aucun énoncé n’a été posé\u00a0: des stades se suivent par construction, ils n’ont pas d’échelle à vérifier."
        )
    if faults:
        raise _refusal(*faults)
    codes = len(ref.scale.levels) + 2
    rank = {one.id: place for place, one in enumerate(ref.characteristics)}
    known = np.zeros((len(asked), len(rank)), dtype=np.bool_)
    counts = np.zeros((len(asked), len(rank), codes), dtype=np.int64)
    trades: dict[str, _Counts] = {}
    for line, one in enumerate(asked):
        own = [rank[question.id] for question in one.questions]
        known[line, own] = True
        counts[line, own] = one.counts[:, :codes]
        for label, table in _trade_counts(one, codes):
            trades.setdefault(label, np.zeros_like(counts))[line, own] += table
    return _Answers(ref, counts, known, np.array([one.collective for one in asked]), trades)


def _trade_counts(campaign: Campaign, codes: int) -> Iterator[tuple[str, _Counts]]:
    """Les réponses comptées de chaque groupe de professions d'une équipe, par le libellé du groupe livré, ou le mot donné."""
    if campaign.answers is None or not any(campaign.professions):
        return
    labels = {folded(text): one.label for one in load_professions().groups for text in (one.id, one.label)}
    own = np.array([labels.get(folded(text), folded(text)) for text in campaign.professions], dtype=object)
    for label in dict.fromkeys(own.tolist()):
        if label:
            yield label, count_codes(campaign.answers[own == label], codes + 1)[:, :codes]


def _cohort_answers(now: Cohort, year: int) -> _Answers:
    if not len(now.votes) or bool((now.votes < 0).all()):
        said = (
            f"aucun profil de {year} ne joint ses réponses comptées, énoncé par énoncé\u00a0: une équipe qui a répondu aux énoncés les "
            "joint par «\u00a0matrice partager … --votes\u00a0»\u00a0; une table de réponses (equipe, annee, item, reponse) convient aussi."
        )
        raise _refusal(said)
    few = (now.respondents != UNKNOWN) & (now.respondents < MINIMUM_LEVEL) & ~now.collective
    known = (now.votes >= 0).all(axis=2) & ~few[:, None]
    return _Answers(now.ref, np.where(known[..., None], now.votes, 0).astype(np.int64), known, now.collective, {})


def _examination(
    answers: _Answers, policy: Policy, year: int | None, *, warnings: tuple[str, ...], entries: list[Entry]
) -> Examination:
    """Les échelles que la politique laisse voir ; ce qu'elles montrent s'ajoute à `entries`."""
    levels = item_scores(answers.counts, answers.ref.scale.credits).level
    stable = _unmoved(answers, levels)
    ladders, first = [], 0
    for dimension in answers.ref.dimensions:
        here = slice(first, first + len(dimension.characteristics))
        first = here.stop
        if ladder := _ladder(dimension, here, answers, levels, stable, policy, entries):
            ladders.append(ladder)
    notes = (*_notes(answers, ladders, policy), *warnings)
    return Examination(tuple(ladders), notes, answers.ref, policy.describe(), year)


def _notes(answers: _Answers, ladders: Sequence[Ladder], policy: Policy) -> tuple[str, ...]:
    asked = answers.known.any(axis=1)
    told = (
        (not ladders, f"Aucune dimension n’a {policy.threshold}\u00a0équipes dont chaque énoncé ait un niveau\u00a0: rien ne se montre."),
        (int(asked.sum()) < ENOUGH,
         f"À moins de {number(ENOUGH)}\u00a0équipes, les coefficients ne se lisent pas, et ne sont pas donnés."),
        (not asked.all(), "Des équipes n’ont pas joint leurs réponses comptées\u00a0: elles ne sont pas de cet examen."),
        (not answers.trades,
         "Les professions manquent à ces réponses\u00a0: «\u00a0ne sait pas\u00a0» n’y est pas compté par groupe."),
        (True, "Un coefficient décrit ces équipes et cet ordre\u00a0; il ne valide pas le questionnaire."),
    )  # fmt: skip
    return tuple(said for holds, said in told if holds)


# --- une échelle ----------------------------------------------------------------------------------


def _ladder(
    dimension: Dimension, here: slice, answers: _Answers, levels: NDArray[np.int8], stable: NDArray[np.float64],
    policy: Policy, entries: list[Entry],
) -> Ladder | None:  # fmt: skip
    """L'échelle d'une dimension, ou `None` quand trop peu d'équipes en ont toutes les marches."""
    asked = np.flatnonzero(answers.known[:, here].all(axis=1))
    whole = asked[(levels[asked, here] >= 0).all(axis=1)]
    if len(whole) < policy.threshold:
        return None
    steady = whole[np.isfinite(stable[whole, here]).all(axis=1)]
    table = levels[whole, here] >= answers.ref.scale.in_place_index
    rungs: list[Rung] = []
    for rank, item in enumerate(dimension.characteristics):
        place = here.start + rank
        share = release_share(int(table[:, rank].sum()), len(whole), policy)
        unknown = _mean_unknown(answers.counts[asked, place], policy)
        kept = release_mean(100 * stable[steady, place], policy)
        trades = [
            (label, found)
            for label, table_of in sorted(answers.trades.items())
            if not isinstance(found := _mean_unknown(table_of[asked, place], policy), Withheld)
        ]
        inverted = bool(rungs) and _above(share, rungs[-1].in_place)
        rungs.append(Rung(item.id, item.label, share, unknown, kept, inverted, tuple(trades)))
    unsure = [(str(one.unknown), str([(label, str(found)) for label, found in one.by_trade])) for one in rungs]
    entries += [
        Entry(f"échelle {dimension.id}", whole, str([str(one.in_place) for one in rungs])),
        Entry(f"ne sait pas {dimension.id}", asked, str(unsure)),
    ]
    if len(steady) >= policy.threshold:
        entries.append(Entry(f"stabilité {dimension.id}", steady, str([str(one.stability) for one in rungs])))
    cr, cs = coefficients(table) if len(whole) >= ENOUGH else (None, None)
    teams = release_count(len(whole), policy)
    return Ladder(dimension.id, dimension.label, teams, tuple(rungs), _twentieth(cr), _twentieth(cs))


def _above(share: ReleasedShare | Withheld, before: ReleasedShare | Withheld) -> bool:
    """Vrai si une marche est nettement plus tenue que celle d'avant, d'après ce qui s'en montre."""
    if isinstance(share, Withheld) or isinstance(before, Withheld):
        return False
    return share.percent - before.percent >= _INVERSION


def _mean_unknown(counts: _Counts, policy: Policy) -> ReleasedMean | Withheld:
    """La part (%) des « ne sait pas » de chaque équipe, forme (équipes, codes), en moyenne de celles qui ont répondu.

    Une moyenne d'équipes, et non de personnes : elle ne se dit pas plus finement qu'elles.
    """
    given = counts.sum(axis=1)
    return release_mean(100 * counts[given > 0, -1] / given[given > 0], policy)


def _unmoved(answers: _Answers, levels: NDArray[np.int8]) -> NDArray[np.float64]:
    """La stabilité de chaque niveau, de 0 à 1, forme (équipes, questions) ; NaN sous trois voix, ou sans personne qui puisse partir.

    `Σ V_c [niveau(V − 1_c) = niveau(V)] / Σ V_c`, pour chaque réponse `c` qui compte (un niveau ou SO) : la part des personnes dont
    le départ ne changerait pas le niveau.
    """
    voiced = answers.counts[..., :-1]
    people = voiced.sum(axis=2)
    same = np.zeros(people.shape)
    for code in range(voiced.shape[2]):
        fewer = answers.counts.copy()
        fewer[..., code] = np.maximum(fewer[..., code] - 1, 0)
        same += voiced[..., code] * (item_scores(fewer, answers.ref.scale.credits).level == levels)
    told = (people >= MINIMUM_LEVEL) & ~answers.alone[:, None]
    return np.where(told, same / np.maximum(people, 1), np.nan)


def coefficients(table: _Flags) -> tuple[float, float | None]:
    """Renvoie la reproductibilité et l'extensibilité d'un tableau (équipes, marches) : vrai quand la marche est tenue.

    Les erreurs d'une équipe sont ses écarts au modèle où ses marches tenues seraient les premières. Sans marche que des équipes
    tiennent et d'autres non, l'extensibilité n'a pas de sens.

    >>> import numpy as np
    >>> cr, cs = coefficients(np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 1, 0]], dtype=bool))
    >>> round(cr, 4), round(cs, 4)   # 2 erreurs sur 12 ; parts 3/4, 3/4 et 1/4, donc MMR = 0,75
    (0.8333, 0.3333)
    """
    ideal = np.arange(table.shape[1]) < table.sum(axis=1)[:, None]
    cr = 1 - float((table != ideal).mean())
    share = table.mean(axis=0)
    floor = float(np.maximum(share, 1 - share).mean())
    return cr, None if floor == 1 else (cr - floor) / (1 - floor)


def _twentieth(value: float | None) -> float | None:
    """Un coefficient au vingtième le plus proche : plus fin, il rendrait des comptes."""
    return None if value is None else round(20 * value) / 20
