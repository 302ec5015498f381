"""Ce qui protège les personnes : les planchers de ce qui se montre, les professions par groupes, le pseudonyme, la notice.

Deux planchers, écrits ici seulement. Un niveau ou une note sortent à partir de trois réponses : à une ou deux, ils
seraient la réponse de quelqu'un. Une répartition, ou l'accord qui la résume, à partir de cinq. Tout ce qui s'affiche,
s'imprime ou s'envoie passe par `showable` ; le calcul (`score`, `to_frame`) reste ouvert, même à une seule personne.
Un questionnaire que l'équipe a rempli ensemble n'est la réponse de personne : son niveau sort, sans accord.

La clé d'un pseudonyme est celle de l'équipe. Qui a la clé et une liste de noms peut refaire le lien : un pseudonyme est
une donnée personnelle (RGPD, art. 4, 5°), et la clé se garde à part des réponses. Sans clé, rien n'est retenu.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import InputError, MatriceError, Problem
from ..referentiel import PartialDate, Shipped, Text, Value, shipped
from ..text import NBSP, plural
from .campaign import AxisResult, Campaign, Comment, Decision, DimensionResult, ItemResult, NextStep, Profile, Standing
from .votes import Agreement, Consensus

# --- les planchers de ce qui se montre ------------------------------------------------------------

MINIMUM_LEVEL = 3  # réponses : au-dessous, un niveau est celui d'une personne
MINIMUM_SHOWN = 5  # réponses : au-dessous, pas de répartition


@dataclass(frozen=True, slots=True)
class Participation:
    """Combien de personnes ont répondu, sans rien de ce qu'elles ont répondu.

    `registered` est l'effectif, `None` s'il n'a pas été donné.
    """

    respondents: int
    registered: int | None

    @property
    def share(self) -> float | None:
        """La part de l'effectif qui a répondu, de 0 à 1, ou `None` sans effectif."""
        return self.respondents / self.registered if self.registered else None

    def __str__(self) -> str:
        sentence = plural(self.respondents, "répondant")
        return sentence if self.registered is None else f"{sentence} sur {self.registered}"


def distribution_visible(shown: Campaign | ItemResult | int) -> bool:
    """Renvoie vrai si la répartition des réponses peut être montrée.

    Args:
        shown: une campagne, le résultat d'une question, ou un nombre de répondants. Pour une question, la règle est
            celle de `counts_visible`, et son niveau doit pouvoir se montrer.

    >>> distribution_visible(4), distribution_visible(5)
    (False, True)
    """
    if isinstance(shown, ItemResult):
        return level_visible(shown) and counts_visible(shown.votes, shown.not_applicable + shown.unknown)
    return (shown.respondents if isinstance(shown, Campaign) else shown) >= MINIMUM_SHOWN


def counts_visible(levels: Sequence[int], apart: int) -> bool:
    """Renvoie vrai si les réponses comptées d'une question peuvent être montrées.

    Args:
        levels: nombre de réponses à chaque niveau.
        apart: nombre de « sans objet » et de « ne sait pas » ; un silence ne protège personne, il n'y est pas.

    >>> counts_visible([0, 2, 3], 0), counts_visible([0, 4, 0], 0)
    (True, False)
    """
    return sum(levels) + apart >= MINIMUM_SHOWN


def counts_shareable(levels: Sequence[int], apart: int) -> bool:
    """Renvoie vrai si ces réponses comptées peuvent quitter l'équipe : visibles, et jamais unanimes sous cinq.

    Un ou deux niveaux, ou des niveaux tous égaux donnés par moins de cinq personnes, diraient ce que chacune a répondu.

    >>> counts_shareable([0, 2, 3], 0), counts_shareable([0, 2, 0], 3), counts_shareable([0, 4, 0], 3)
    (True, False, False)
    """
    given = sum(levels)
    if not counts_visible(levels, apart) or 0 < given < MINIMUM_LEVEL:
        return False
    return not 0 < given < MINIMUM_SHOWN or max(levels) < given


def level_visible(item: ItemResult) -> bool:
    """Renvoie vrai si ce que les votes proposent pour une question n'est pas la réponse d'une ou deux personnes.

    Un « sans objet » majoritaire compte avec les niveaux : c'est une réponse aussi.
    """
    voiced = item.answered + item.not_applicable if item.not_applicable > item.answered else item.answered
    return not 0 < voiced < MINIMUM_LEVEL


def withheld(rated: Profile | Campaign) -> str:
    """Renvoie pourquoi rien de cette évaluation ne se montre, et comment continuer ; un texte vide si elle se montre."""
    people = rated.respondents
    if rated.collective or people is None or people >= MINIMUM_LEVEL:
        return ""
    sentence = (
        "Une seule personne a répondu" if people == 1 else f"{plural(people, 'personne a', 'personnes ont')} répondu"
    )
    needed = f"{MINIMUM_LEVEL - people}{NBSP}réponses de plus" if people < MINIMUM_LEVEL - 1 else "une réponse de plus"
    return (
        f"{sentence}{NBSP}: à moins de {MINIMUM_LEVEL} réponses, un niveau ou une note serait la réponse de quelqu’un, et rien "
        f"n’en est montré ni écrit. Recueillez {needed}. Si l’équipe a rempli ensemble un seul questionnaire, "
        f"déclarez-le{NBSP}: --collectif."
    )


def showable(profile: Profile) -> Profile:
    """Renvoie le profil tel qu'un écran, un document ou un fichier peut le porter.

    Raises:
        MatriceError: une ou deux personnes ont répondu, et le questionnaire n'a pas été rempli ensemble.

    Une question de moins de trois réponses y perd son niveau et sa note, une question de moins de cinq son accord ; une
    dimension qui ne tient qu'à de telles questions perd les siens, et son axe avec elle, car une soustraction la
    rendrait. Une décision reste : elle est celle de l'équipe.
    """
    if reason := withheld(profile):
        raise MatriceError(reason)
    return masked(profile)


def masked(profile: Profile) -> Profile:
    """Le même profil, chaque question sous son plancher ; `showable` sans le refus."""
    kept = {item.id: _mask_item(item, profile.collective) for item in profile.items}
    if all(kept[item.id] is item for item in profile.items):
        return profile
    hidden = hidden_targets(profile)
    dimensions = tuple(_mask_dimension(one, kept, hidden) for one in profile.dimensions)
    return replace(
        profile,
        items=tuple(kept.values()),
        dimensions=dimensions,
        axes=tuple(_mask_axis(one, dimensions, kept, profile) for one in profile.axes),
        decisions=tuple(_drop_proposal(one) if one.target in hidden else one for one in profile.decisions),
    )


def hidden_targets(profile: Profile) -> frozenset[str]:
    """Les questions et les dimensions dont la proposition ne se dit pas, décidées ou non."""
    found = {item.id for item in profile.items if not level_visible(item)} if not profile.collective else set()
    for one in profile.dimensions:
        voiced = [item.id for item in one.items if item.answered or item.not_applicable]
        if voiced and found.issuperset(voiced):
            found.add(one.id)
    return frozenset(found)


def _mask_item(item: ItemResult, collective: bool) -> ItemResult:
    """Une question, sans ce que ses réponses sont trop peu nombreuses pour dire."""
    if not collective and distribution_visible(item) and level_visible(item):
        return item
    shown = collective or level_visible(item)
    silent = Agreement(
        item.agreement.proposed if shown else None, item.agreement.votes, None, None, None, None, Consensus.TOO_FEW
    )
    if shown:
        return item if item.agreement == silent else replace(item, agreement=silent)
    if item.decision is not None:
        return replace(item, agreement=silent, decision=_drop_proposal(item.decision))
    return replace(item, agreement=silent, standing=Standing.WITHHELD, level=None, score=None)


def _drop_proposal(decision: Decision) -> Decision:
    """Une décision dont on ne dit pas ce que les votes proposaient."""
    return replace(decision, proposed=decision.level)


def _mask_dimension(result: DimensionResult, kept: Mapping[str, ItemResult], hidden: frozenset[str]) -> DimensionResult:
    """Une dimension et ses questions ; sans note quand toutes celles qui la font sont retenues."""
    items = tuple(kept[item.id] for item in result.items)
    if result.direct is not None:  # la réponse directe se montre à côté : le même plancher
        result = replace(result, direct=kept[result.direct.id])
    if result.decision is not None:
        decision = _drop_proposal(result.decision) if result.id in hidden else result.decision
        withheld_rung = any(item.standing is Standing.WITHHELD for item in items)
        overruled = None if withheld_rung else result.overruled
        return replace(
            result, items=items, next_step=_visible_step(result, items), overruled=overruled, decision=decision
        )
    built = [own for item, own in zip(result.items, items, strict=True) if item.standing is result.standing]
    if result.standing is Standing.NOT_COMPUTABLE or any(own.standing is not Standing.WITHHELD for own in built):
        return replace(result, items=items, next_step=_visible_step(result, items))
    return replace(result, items=items, standing=Standing.WITHHELD, score=None, level=None, next_step=None)


def _visible_step(result: DimensionResult, items: Sequence[ItemResult]) -> NextStep | None:
    """La prochaine marche, sauf si elle dirait une question retenue : celle-là, ou une qui la précède."""
    step = result.next_step
    if step is None or (step.item is None and step.text):
        return step  # une phrase de la grille ne dit que le niveau
    read = [item.id for item in items].index(step.item) + 1 if step.item else len(items)
    return None if any(item.standing is Standing.WITHHELD for item in items[:read]) else step


def _mask_axis(
    axis: AxisResult, dimensions: Sequence[DimensionResult], kept: Mapping[str, ItemResult], profile: Profile
) -> AxisResult:
    """Un axe ; sans note dès qu'une de ses dimensions est retenue, car les autres la rendraient."""
    items = tuple(kept[item.id] for item in axis.items)
    own = [one.standing for one in (dimensions if profile.grain != "axis" else ()) if one.axis == axis.id]
    if Standing.WITHHELD not in (*own, *(item.standing for item in items)):
        return replace(axis, items=items)
    return replace(axis, items=items, standing=Standing.WITHHELD, score=None, level=None, lowest=None)


def participation(campaign: Campaign) -> Participation:
    """Renvoie le compteur de participation d'une campagne, sans les réponses."""
    return Participation(campaign.respondents, campaign.registered)


def told_comments(item: ItemResult, comments: Sequence[Comment]) -> tuple[tuple[str, ...], int]:
    """Renvoie les commentaires à montrer sur cette question, et combien restent tus.

    Un commentaire se montre comme la répartition : à l'équipe seule, et quand assez de personnes ont répondu.
    """
    mine = tuple(comment.text for comment in comments if comment.target == item.id)
    return (mine, 0) if distribution_visible(item) else ((), len(mine))


# --- les professions : peu de groupes, pour que nul ne s'y reconnaisse ----------------------------


class Profession(Value):
    """Un groupe, nommé par l'activité ; `includes` aide à choisir le sien."""

    id: Text
    label: Text
    includes: str = ""


class Professions(Value):
    """La liste proposée, avec sa date et son origine."""

    version: Text
    date: PartialDate
    source: Text
    confidence: Text
    groups: tuple[Profession, ...]


load_professions = shipped(Professions, "professions.yaml")


# --- un pseudonyme par personne, le même d'une année à l'autre ------------------------------------

_KEY_BYTES = 32  # la longueur d'une clé neuve ; la créer est l'affaire de qui a droit au hasard
_SHORTEST_KEY = 16
LENGTH = 10  # caractères de base 32, soit 50 bits : deux membres d'une équipe n'ont jamais le même


def pseudonym(key: bytes, name: str) -> str:
    """Renvoie le pseudonyme d'une personne : dix lettres et chiffres, HMAC-SHA256 de son nom sous cette clé.

    Args:
        key: la clé de l'équipe, seize octets au moins.
        name: ce qui désigne la personne (nom, code, adresse), à la casse, aux accents et aux espaces près.

    Raises:
        InputError: la clé est trop courte.

    >>> cle = bytes(range(32))
    >>> pseudonym(cle, "Dupont") == pseudonym(cle, "dupont  "), len(pseudonym(cle, "Dupont"))
    (True, 10)
    """
    if fault := key_fault(key):
        raise InputError([fault], subject="Clé refusée")
    digest = hmac.new(key, person_key(name).encode("utf-8"), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:LENGTH]


def key_fault(key: bytes) -> Problem | None:
    """La faute d'une clé qui ne protégerait pas, ou `None`."""
    if isinstance(key, bytes) and len(key) >= _SHORTEST_KEY:
        return None
    size = f"a {plural(len(key), 'octet')}" if isinstance(key, bytes) else "n’est pas une suite d’octets"
    return Problem(f"la clé {size}\u00a0; attendu\u00a0: {_KEY_BYTES}\u00a0octets.")


def person_key(name: str) -> str:
    """Renvoie ce qui fait qu'une personne est la même : son nom, à la casse, aux accents et aux espaces près.

    Deux codes qui ne diffèrent que d'un tiret restent deux personnes ; une personne n'a donc qu'un pseudonyme, et
    un pseudonyme qu'une personne.

    >>> person_key("  Inf  1") == person_key("inf 1"), person_key("p-1") == person_key("p_1")
    (True, False)
    """
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


# --- la notice remise avec le questionnaire -------------------------------------------------------


class Topic(Value):
    """Une rubrique : son texte, les champs que l'équipe remplit, d'où elle vient et ce qui reste à vérifier."""

    id: Text
    title: Text
    text: Text
    source: Text
    fields: tuple[Text, ...] = ()
    confidence: str = ""


class Notice(Shipped):
    """La notice entière, une page imprimée."""

    confidence: Text
    title: Text
    introduction: Text
    topics: tuple[Topic, ...]


load_notice = shipped(Notice, "notice.yaml")  # RGPD, article 13
