"""L'équipe décide, le logiciel propose : décider, revoter, en fonctions pures.

Rien ne s'efface : une décision s'ajoute, la dernière vaut ; le premier vote reste à côté du second. Les
fonctions prennent une campagne et en rendent une autre, si bien qu'un carnet, un test ou un panneau les
conduisent de la même façon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from ..errors import InputError, Problem
from ..referentiel import suggestion
from ..text import quoted
from .campaign import Campaign
from .decisions import Decision, Revote
from .questions import questions_of
from .scoring import score
from .votes import agreement_of_counts

NotApplicable = Literal["SO"]


def decide(
    campaign: Campaign,
    target: str,
    level: int | NotApplicable,
    *,
    votes_for: int | None = None,
    against: int = 0,
    abstentions: int = 0,
    reason: str = "",
    dissent: str = "",
) -> Campaign:
    """Renvoie la campagne où cette décision est enregistrée.

    Args:
        campaign: la campagne en cours.
        target: identifiant d'une question posée, ou d'une dimension.
        level: valeur du niveau retenu, ou « SO » (sans objet).
        votes_for, against, abstentions: mains levées parmi les présents ; sans `votes_for`, accord sans opposition.
        reason: une phrase ; exigée quand le niveau diffère de celui que les votes proposent.
        dissent: l'avis minoritaire, porté au rapport.

    Raises:
        InputError: cible inconnue, niveau hors de l'échelle, raison absente, comptes impossibles, ou décision
            qui s'écarte de la proposition sans majorité.

    Sans majorité, seul le niveau proposé peut être retenu : il l'est avec la mention « non consensuel ».
    """
    proposed = proposal(campaign, target)
    chosen = None if level == "SO" else level
    decision = Decision(target, chosen, proposed, votes_for, against, abstentions, reason.strip(), dissent.strip())
    problems = [*target_faults(campaign, target), *level_faults(campaign, level), *decision_faults(decision)]
    if problems:
        raise InputError(problems, subject="Décision refusée")
    return replace(campaign, decisions=(*campaign.decisions, decision))


def revote(
    campaign: Campaign, target: str, votes: Sequence[int] | Mapping[int, int], *, so: int = 0, nsp: int = 0
) -> Campaign:
    """Renvoie la campagne où un second vote, à main levée, remplace le premier pour cette question.

    Args:
        campaign: la campagne en cours.
        target: identifiant d'une question posée.
        votes: mains levées par niveau, du plus bas au plus haut, ou un dictionnaire valeur → mains.
        so, nsp: mains pour « sans objet » et « ne sait pas ».

    Raises:
        InputError: question inconnue, second vote déjà fait, ou comptes impossibles.
    """
    values = campaign.ref.scale.values
    hands = [votes.get(value, 0) for value in values] if isinstance(votes, Mapping) else list(votes)
    problems = [*target_faults(campaign, target, questions_only=True)]
    if len(hands) != len(values):
        problems.append(Problem(f"{len(hands)} comptes pour {len(values)} niveaux\u00a0: donnez-en un par niveau."))
    if isinstance(votes, Mapping) and set(votes) - set(values):
        problems.append(Problem(f"{quoted(str(min(set(votes) - set(values))))} n’est pas un niveau de l’échelle."))
    if any(count < 0 for count in (*hands, so, nsp)):
        problems.append(Problem("un nombre de mains est négatif\u00a0; attendu\u00a0: 0 ou plus."))
    if any(done.target == target for done in campaign.revotes):
        problems.append(
            Problem(f"un second vote a déjà eu lieu sur {quoted(target)}\u00a0: décidez, ou annulez-le d’abord.")
        )
    if problems:
        raise InputError(problems, subject="Second vote refusé")
    rank = [question.id for question in campaign.questions].index(target)
    row = np.array([*hands, so, nsp, max(0, campaign.respondents - sum(hands) - so - nsp)], dtype=np.int64)
    counts = campaign.counts.copy()
    before = tuple(int(count) for count in counts[rank])
    counts[rank] = row
    done = Revote(target, before, tuple(int(count) for count in row))
    return replace(campaign, counts=counts, revotes=(*campaign.revotes, done))


def proposal(campaign: Campaign, target: str) -> int | None:
    """Le niveau que les votes proposent pour une question, ou la note d'une dimension ; `None` sans vote."""
    for rank, question in enumerate(campaign.questions):
        if question.id == target:
            levels = len(campaign.ref.scale.values)
            row = campaign.counts[rank].tolist()
            agreed = agreement_of_counts(row[:levels], campaign.ref.scale.values)
            return None if row[levels] > agreed.votes else agreed.proposed
    return next((d.level for d in score(campaign).dimensions if d.id == target), None)


def target_faults(campaign: Campaign, target: str, *, questions_only: bool = False) -> list[Problem]:
    """La cible est une question posée, ou une dimension de la grille."""
    known = [question.id for question in campaign.questions]
    if not questions_only and campaign.grain == "item":
        known += [question.id for question in questions_of(campaign.ref, "dimension")]
    if target in known:
        return []
    return [Problem(f"{quoted(target)} n’est pas une question de cette campagne{suggestion(target, known)}.")]


def level_faults(campaign: Campaign, level: object) -> list[Problem]:
    """Le niveau est sur l'échelle, ou « SO »."""
    values = campaign.ref.scale.values
    if level == "SO" or (level in values and not isinstance(level, bool)):
        return []
    expected = ", ".join(str(value) for value in values)
    return [Problem(f"{quoted(str(level))} n’est pas un niveau\u00a0; attendu\u00a0: {expected} ou SO (sans objet).")]


def decision_faults(decision: Decision) -> list[Problem]:
    """Les comptes ont un sens, un écart à la proposition a sa raison et sa majorité."""
    problems = []
    if any(count is not None and count < 0 for count in (decision.votes_for, decision.against, decision.abstentions)):
        problems.append(Problem("un nombre de voix est négatif\u00a0; attendu\u00a0: 0 ou plus."))
    differs = decision.level != decision.proposed
    if differs and not decision.reason:
        problems.append(
            Problem("le niveau retenu diffère de celui que les votes proposent\u00a0: écrivez pourquoi, en une phrase.")
        )
    if differs and not decision.has_majority:
        problems.append(
            Problem(
                "sans majorité, seul le niveau proposé peut être retenu (il le sera comme «\u00a0non consensuel\u00a0»)."
            )
        )
    return problems
