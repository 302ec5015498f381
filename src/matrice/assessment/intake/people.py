"""Qui est compté : ce qui désigne une personne, ce qui n'en est pas une, et ce qui est une profession.

Un nom de personne n'entre nulle part : une colonne « profession » dont les valeurs n'en sont pas est laissée de côté, et dite.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

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
