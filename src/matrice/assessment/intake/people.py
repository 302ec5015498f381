"""Qui est compté : ce qui désigne une personne, ce qui n'en est pas une, et ce qui est une profession.

Un nom de personne n'entre nulle part : une colonne « profession » dont les valeurs n'en sont pas est laissée de côté, et dite.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import islice

import numpy as np

from ...text import folded
from ..privacy import load_professions

ANONYMOUS = "\0"  # en tête d'un nom que nous donnons nous-mêmes : personne ne l'a choisi, il ne suit personne
_BALLOT = re.compile(r"bulletin-[0-9a-f]{16}")  # ce que nos pages donnent à chaque appareil, et qui n'est à personne
_NOBODY = {
    "anonymous", "anonyme", "anon", "anonymise", "anonymisee", "anonymous user", "utilisateur anonyme", "inconnu", "inconnue",
    "unknown", "aucun", "aucune", "none", "null", "n/a", "na", "x", "xx", "xxx", "?", "0", "so", "nsp", "sans nom", "personne",
    "invite", "guest", "", "-",
}  # fmt: skip
_ENOUGH = 3  # lignes : une valeur qui s'y répète partout n'identifie personne
_SUMMARY = re.compile(
    r"(?:sous )?total(?:aux|e?s)?|(?:score )?(?:moyen|moyenne|median|mediane)s?|moy|med|average|mean|median|ecarts? types?|"
    r"standard deviation|std|somme|sum|minimum|maximum|mode|variance|quartiles?|effectifs?|count|nb|"
    r"nombre(?: de (?:reponses?|repondants?|votants?))?|synthese|resultats?|consensus|ensemble|global|"
    r"(?:niveau|score) (?:propose|retenu|decide|collectif|de l'equipe)"
)
_BESIDE_SUMMARY = {"min", "max"}  # aussi des prénoms : seulement à côté d'une autre ligne de synthèse


def is_ballot(name: str) -> bool:
    """Vrai si cette identité est celle d'un bulletin que nos pages ont reçu : un appareil, une personne."""
    return _BALLOT.fullmatch(name.removeprefix(ANONYMOUS)) is not None


def nobody(values: Sequence[str]) -> frozenset[str]:
    """Les valeurs d'une colonne d'identité qui ne désignent personne : mots convenus, ou la même partout."""
    filled = [value for value in values if value]
    alike = len(filled) >= _ENOUGH and len({value.casefold().strip() for value in filled}) == 1
    return frozenset(value for value in filled if alike or folded(value) in _NOBODY)


def is_summary(cells: Sequence[str], others: bool = False) -> bool:
    """Vrai si une de ces cellules dit que la ligne résume les autres (« Médiane », « Total »)."""
    keys = [re.sub(r"\s*[:(=].*", "", folded(cell)).strip(" .") for cell in cells if cell and len(cell) <= 40]
    return any(_SUMMARY.fullmatch(key) or (others and key in _BESIDE_SUMMARY) for key in keys)


# --- les professions ------------------------------------------------------------------------------

# Chaque mot, au féminin et au pluriel près ; une valeur est une profession si tous ses mots sont ici.
_TRADES = (
    "medecin medecine generaliste docteur infirmier infirmiere ide idel ipa iade ibode asalee azalee pharmacien "
    "pharmacienne pharmacie preparateur preparatrice kine kinesitherapeute kinesitherapie masseur masseuse mk mkde "
    "mg sage femme maieuticien maieutique dentiste dentaire odontologie odontologiste chirurgien chirurgienne "
    "orthophoniste orthophonie orthoptiste orthoptie psychologue psychologie psychiatre psychiatrie psychomotricien "
    "psychomotricienne psychomotricite podologue podologie pedicure dieteticien dieteticienne dietetique "
    "nutritionniste ergotherapeute ergotherapie osteopathe audioprothesiste opticien opticienne ophtalmologue "
    "ophtalmologiste biologiste biologie radiologue manipulateur pediatre pediatrie gynecologue gynecologie "
    "geriatre geriatrie cardiologue dermatologue rhumatologue endocrinologue pneumologue secretaire secretariat "
    "accueil standard administratif administrative coordinateur coordinatrice coordonnateur coordonnatrice "
    "coordination assistant assistante assistance assist medical medicale medico medecins social sociale "
    "travailleur travailleuse travail aide soignant soignante soins soin soigner auxiliaire puericulture "
    "puericultrice puericulteur interne internat externe etudiant etudiante stagiaire remplacant remplacante "
    "remplacement collaborateur collaboratrice gerant gerante gestionnaire direction directeur directrice "
    "responsable cadre sante specialiste specialite autre autres metier paramedical paramedicale paramedicaux "
    "profession liberal liberale salarie salariee avancee pratique titulaire associe associee adjoint adjointe "
    "mediateur mediatrice mediation enseignant enseignante enseignement activite physique adaptee apa educateur "
    "educatrice sportif comptable menage entretien agent technique hygiene benevole patient partenaire usager "
    "usagere conseiller conseillere conjugal familial familiale sexologue hypnotherapeute delegue deleguee "
    "prevention promotion public publique clinique clinicien clinicienne etat diplome diplomee asv as am ash mt ms "
    "ce ad msp ptl pds sisa equipe projet charge chargee mission informatique pole centre hospitalier hospitaliere "
    "ville"
)
_LINKS = "de du des d la le les l en et ou a au aux avec non un une pour sur par"
_SMALL = frozenset(_LINKS.split())


@cache
def _lexicon() -> frozenset[str]:
    """Les mots des professions : ceux d'ici, et ceux des groupes livrés."""
    shipped = " ".join(f"{group.label} {group.includes}" for group in load_professions().groups)
    return frozenset(_TRADES.split()) | frozenset(re.findall(r"[a-z]+", folded(shipped))) | _SMALL


def is_profession(text: str) -> bool:
    """Vrai si tous les mots de cette valeur sont ceux d'un métier.

    >>> is_profession("Infirmière libérale"), is_profession("Camille Zzdupont, pharmacie")
    (True, False)
    """
    words = re.findall(r"[a-z]+", folded(text))
    known = [word for word in words if word in _lexicon() or word.rstrip("sx") in _lexicon()]
    return len(known) == len(words) and any(word not in _SMALL for word in words) and len(words) <= 12


def professions_of(values: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Les professions d'une colonne, une valeur vide pour ce qui n'en est pas une ; et combien n'en sont pas.

    Si moins de la moitié des valeurs remplies en sont, la colonne ne dit pas des professions : rien n'en est gardé.
    """
    counts = Counter(bool(value) and is_profession(value) for value in values)
    filled = sum(bool(value) for value in values)
    kept = 2 * counts[True] >= filled
    found = tuple(value if kept and value and is_profession(value) else "" for value in values)
    return found, filled - sum(bool(value) for value in found)


# --- les mêmes réponses, ou presque ---------------------------------------------------------------

_CERTAIN = 24.0  # bits : en dessous, deux personnes peuvent avoir répondu la même chose
_DOUBTFUL = 14.0  # bits : en dessous, ce serait crier au loup ; cent personnes font cinq mille paires (12 bits)
_SAMPLE = 200  # personnes à qui l’on compare des réponses identiques
_MOST_COMPARED = 2_000  # personnes comparées deux à deux ; au-delà, seules les réponses identiques se cherchent
_CHANGED = 3, 20  # réponses changées au plus : trois, ou une sur vingt


def echoes(
    codes: Sequence[bytes], places: Sequence[str], silent: Collection[int], first: int = 0
) -> Iterator[tuple[int, int, int, int, bool]]:
    """Qui, à partir du rang `first`, redit ou presque les réponses d'une personne d'avant lui.

    Donne (rang, rang d'avant, réponses changées, réponses données par les deux, et si c'est sûr), une fois par personne.
    `places` nomme le tableau de chacun : ce que plusieurs lignes d'un même tableau disent est un accord, non une copie.
    """
    for later, near in enumerate(_neighbours(codes, silent, first), first):
        earlier, changed, both = min(
            ((rank, gap, both) for rank, gap, both in near if rank < later), key=lambda one: (one[1], -one[2], one[0]),
            default=(later, 0, 0),
        )  # fmt: skip
        if earlier == later:
            continue
        quiet = next(iter(silent))
        same = bytes(a if a == b else quiet for a, b in zip(codes[later], codes[earlier], strict=True))
        close = {rank for rank, _, _ in near}
        rest = list(
            islice(dict.fromkeys(islice((t for at, t in enumerate(codes) if at not in close), 3 * _SAMPLE)), _SAMPLE)
        )
        alike = sum(places[rank] == places[later] for rank in close) if places[earlier] == places[later] else 0
        bits = surprise(same, rest, silent, copies=alike) - math.log2(math.comb(both, changed))
        if bits >= _DOUBTFUL:
            yield later, earlier, changed, both, bits >= _CERTAIN


def _neighbours(codes: Sequence[bytes], silent: Collection[int], first: int) -> Iterator[list[tuple[int, int, int]]]:
    """Pour chaque personne à partir de `first`, elle-même et celles dont elle diffère peu : (rang, différences, réponses communes)."""
    if len(codes) > _MOST_COMPARED or first == len(codes):
        alike: dict[bytes, list[int]] = {}
        for rank, text in enumerate(codes):
            alike.setdefault(text, []).append(rank)
        answered = {text: sum(code not in silent for code in text) for text in alike}
        yield from ([(rank, 0, answered[text]) for rank in alike[text][:_SAMPLE]] for text in codes[first:])
        return
    table = np.frombuffer(b"".join(codes), np.uint8).reshape(len(codes), -1)
    given = ~np.isin(table, list(silent))
    kinds = [code for code in np.unique(table) if code not in silent]
    marks = np.concatenate([table == code for code in kinds] or [given], axis=1).astype(np.float32)
    given = given.astype(np.float32)
    common = (given[first:] @ given.T).astype(np.int64)
    changed = common - (marks[first:] @ marks.T).astype(np.int64)
    near = (changed <= np.maximum(_CHANGED[0], common // _CHANGED[1])) & (common > 0)
    for gaps, shared, close in zip(changed, common, near, strict=True):
        yield [(int(rank), int(gaps[rank]), int(shared[rank])) for rank in np.flatnonzero(close)]


def surprise(codes: bytes, others: Sequence[bytes], silent: Collection[int], *, copies: int = 0) -> float:
    """Combien il serait étonnant qu'une autre personne donne ces mêmes réponses, en bits (Shannon, 1948).

    La plus petite de deux mesures : ce que chaque réponse a de rare parmi celles des autres (Laplace : une voix de plus pour
    chaque code), et le nombre de réponses fois l'entropie de leur répartition. Un accord fort ou « 2 » partout n'étonnent pas.

    `copies` compte les lignes d'un même tableau qui disent cela : elles y sont des voix, sans Laplace, car une équipe unanime
    n'étonne pas.

    >>> surprise(bytes([2] * 100), [], ()), surprise(bytes([0, 1] * 12), [], ())
    (0.0, 24.0)
    >>> surprise(bytes([0, 1] * 12), [], (), copies=14)
    0.0
    """
    given = [(place, code) for place, code in enumerate(codes) if code not in silent]
    counts = Counter(code for _, code in given)
    kinds = max(len(counts), 2)
    spread = sum(count * math.log2(len(given) / count) for count in counts.values())
    rarity = 0.0
    for place, code in given:
        told = [other[place] for other in others if other[place] not in silent]
        same = told.count(code)
        seen = (len(told) + copies, same + copies) if copies else (len(told) + kinds, same + 1)
        rarity += math.log2(seen[0] / seen[1])
    return min(spread, rarity)
