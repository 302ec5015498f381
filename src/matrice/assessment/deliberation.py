"""Délibérer, en fonctions pures : de quoi parler et combien de temps, décider, revoter, et ce que la HAS attend à la fin.

L'équipe décide, le logiciel propose. Les fonctions prennent une campagne et en rendent une autre, si bien qu'un carnet,
un test ou un panneau les conduisent de la même façon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import InputError, MatriceError, Problem
from ..referentiel import Finding, check_conformity, suggestion
from ..text import number, plural, quoted, series
from .campaign import Campaign, Comment, Decision, ItemResult, Profile, Revote, Standing, questions_of, votes_of
from .plan import ActionPlan, Progress, satisfies_has
from .privacy import masked, told_comments
from .scoring import score
from .votes import Consensus, agreement_of_counts

# --- l'ordre du jour : de quoi parler, dans quel ordre, combien de temps --------------------------

# Minutes par statut : un choix de conception. 6 accords forts, 6 partiels et 4 désaccords font 65 min.
_MINUTES: dict[Consensus, float] = {
    Consensus.STRONG: 1.5,
    Consensus.PARTIAL: 4.0,
    Consensus.OUTLIER: 8.0,
    Consensus.DISAGREEMENT: 8.0,
    Consensus.TOO_FEW: 4.0,
}
# Du plus au moins disputé, à écart égal.
_ORDER = (Consensus.DISAGREEMENT, Consensus.OUTLIER, Consensus.PARTIAL, Consensus.TOO_FEW, Consensus.STRONG)


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """Un point de l'ordre du jour : une dimension (ou un axe, en mode rapide par axe) à discuter.

    `status` est celui de sa question la plus disputée, `mean_distance` son écart moyen en niveaux et
    `farthest_distance` son plus grand écart ; `disputed` nomme les questions à ouvrir, la plus disputée
    d'abord ; `minutes` est le temps accordé. `comments` est ce que l'équipe a écrit en face de ses questions, sans nom, et
    `withheld` le nombre de commentaires tus parce que trop peu de personnes ont répondu.
    """

    target: str
    label: str
    axis: str
    status: Consensus
    mean_distance: float
    farthest_distance: int
    disputed: tuple[str, ...]
    minutes: float
    comments: tuple[str, ...] = ()
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """Un ordre du jour. `fits` dit s'il tient dans `budget` minutes.

    `entries` va du plus au moins disputé ; `fast_lane` sont les points d'accord fort, acceptés ensemble.
    `collective` est vrai pour un questionnaire rempli ensemble, qui n'a pas d'accord : `status` n'y dit rien.
    Quand cela ne tient pas, `sessions` répartit les points en séances qui tiennent, et `themes` nomme les
    deux points les plus disputés dont chacun fait un thème à lui seul.
    """

    budget: float
    entries: tuple[AgendaEntry, ...]
    fast_lane: tuple[AgendaEntry, ...]
    minutes: float
    sessions: tuple[tuple[AgendaEntry, ...], ...]
    themes: tuple[AgendaEntry, ...]
    collective: bool = False

    @property
    def fits(self) -> bool:
        """Vrai si tout tient en une séance."""
        return self.minutes <= self.budget


def agenda(
    profile: Profile,
    minutes: float = 75,
    *,
    comments: Sequence[Comment] = (),
) -> Agenda:
    """Renvoie l'ordre du jour d'un atelier : le plus disputé d'abord, avec un temps pour chaque point.

    Args:
        profile: le profil tiré des réponses individuelles.
        minutes: temps de discussion disponible.
        comments: les commentaires de la campagne (`Campaign.comments`), que le profil ne porte pas.

    Raises:
        MatriceError: le temps n'est pas positif, ou personne n'a répondu.

    Les dimensions sans objet ou déjà décidées n'y sont pas. À écart égal, l'ordre est celui de la grille.
    Une question de moins de cinq réponses n'a pas d'accord à dire : elle se discute comme les autres.
    """
    if not minutes > 0:
        raise MatriceError(f"Le temps de discussion doit être positif\u00a0; il vaut «\u00a0{minutes}\u00a0» minute.")
    profile = masked(profile)  # un accord fort entre trois personnes dirait ce que chacune a répondu
    points = [entry for group in _groups(profile) if (entry := _point(*group, comments))]
    if not points:
        raise MatriceError("Il n’y a rien à discuter\u00a0: aucune question n’a reçu de réponse, ou tout est décidé.")
    ranked = sorted(points, key=lambda e: (e.status is Consensus.STRONG, -e.mean_distance, -e.farthest_distance))
    entries = tuple(entry for entry in ranked if entry.status is not Consensus.STRONG)
    fast = tuple(entry for entry in ranked if entry.status is Consensus.STRONG)
    total = sum(entry.minutes for entry in ranked)
    fits = total <= minutes
    return Agenda(
        budget=minutes,
        entries=entries,
        fast_lane=fast,
        minutes=total,
        sessions=() if fits else _split(ranked, minutes),
        themes=() if fits else entries[:2],
        collective=profile.collective,
    )


def _groups(profile: Profile) -> list[tuple[str, str, str, Sequence[ItemResult], ItemResult | None]]:
    """Les points possibles : (identifiant, libellé, axe, questions, première réponse directe), dans l'ordre de la grille."""
    if profile.grain == "axis":
        return [(a.id, a.label, a.id, a.items, None) for a in profile.axes if not _all_decided(a.items)]
    return [
        (d.id, d.label, d.axis, d.items, d.direct)
        for d in profile.dimensions
        if d.decision is None and d.standing is not Standing.NOT_APPLICABLE and not _all_decided(d.items)
    ]


def _all_decided(items: Sequence[ItemResult]) -> bool:
    """Vrai quand chaque question du point a déjà sa décision."""
    return bool(items) and all(item.decision for item in items)


def _point(
    target: str,
    label: str,
    axis: str,
    items: Sequence[ItemResult],
    direct: ItemResult | None,
    comments: Sequence[Comment],
) -> AgendaEntry | None:
    """Le point de l'ordre du jour de ces questions, ou `None` si personne n'y a répondu.

    Une question où tous disent « ne sait pas » se discute aussi : c'est une réponse.
    """
    open_items = [
        item
        for item in items
        if item.decision is None and item.standing is not Standing.NOT_APPLICABLE and (item.answered or item.unknown)
    ]
    if not open_items:
        return None
    worst_first = sorted(
        open_items, key=lambda i: (-(i.agreement.mean_distance or 0), _ORDER.index(i.agreement.status))
    )
    status = min((item.agreement.status for item in open_items), key=_ORDER.index)
    remarks = [told_comments(item, comments) for item in (*((direct,) if direct else ()), *items)]
    return AgendaEntry(
        target=target,
        label=label,
        axis=axis,
        status=status,
        mean_distance=max(item.agreement.mean_distance or 0.0 for item in open_items),
        farthest_distance=max(item.agreement.farthest_distance or 0 for item in open_items),
        disputed=tuple(item.id for item in worst_first if item.agreement.status is not Consensus.STRONG),
        minutes=_MINUTES[status],
        comments=tuple(text for texts, _ in remarks for text in texts),
        withheld=sum(kept for _, kept in remarks),
    )


def _split(ranked: Sequence[AgendaEntry], minutes: float) -> tuple[tuple[AgendaEntry, ...], ...]:
    """Les points répartis en séances, dans l'ordre ; un point plus long que la séance en fait une seul."""
    sessions: list[list[AgendaEntry]] = [[]]
    for entry in ranked:
        if sessions[-1] and sum(e.minutes for e in sessions[-1]) + entry.minutes > minutes:
            sessions.append([])
        sessions[-1].append(entry)
    return tuple(tuple(session) for session in sessions)


# --- décider et revoter : rien ne s'efface, la dernière décision vaut -----------------------------


def decide(
    campaign: Campaign,
    target: str,
    level: int | Literal["SO"],
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
    problems = [*_target_faults(campaign, target), *_level_faults(campaign, target, level), *_decision_faults(decision)]
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
    first = campaign.direct
    if first is not None and target in {question.id for question in first.questions}:
        return replace(campaign, direct=revote(first, target, votes, so=so, nsp=nsp))
    values = campaign.ref.scale_or_default(target).values
    hands = [votes.get(value, 0) for value in values] if isinstance(votes, Mapping) else list(votes)
    problems = [*_target_faults(campaign, target, questions_only=True)]
    if len(hands) != len(values):
        problems.append(Problem(f"{len(hands)} comptes pour {len(values)} niveaux\u00a0: donnez-en un par niveau."))
    if isinstance(votes, Mapping) and set(votes) - set(values):
        problems.append(Problem(f"{quoted(str(min(set(votes) - set(values))))} n’est pas un niveau de l’échelle."))
    if any(count < 0 for count in (*hands, so, nsp)):
        problems.append(Problem("un nombre de mains est négatif\u00a0; attendu\u00a0: 0 ou plus."))
    problems += _hands_faults(campaign, sum(hands) + so + nsp)
    if any(done.target == target for done in campaign.revotes):
        problems.append(
            Problem(f"un second vote a déjà eu lieu sur {quoted(target)}\u00a0: décidez, ou annulez-le d’abord.")
        )
    if problems:
        raise InputError(problems, subject="Second vote refusé")
    rank = [question.id for question in campaign.questions].index(target)
    raised = dict(zip(values, hands, strict=True))
    levels = [raised.get(value, 0) for value in campaign.ref.answer_scale.values]
    row = (*map(int, levels), so, nsp, max(0, campaign.respondents - sum(hands) - so - nsp))
    counts = campaign.counts.copy()
    before = tuple(int(count) for count in counts[rank])
    counts[rank] = row
    done = Revote(target, before, row)
    return replace(campaign, counts=counts, revotes=(*campaign.revotes, done))


def _hands_faults(campaign: Campaign, raised: int) -> list[Problem]:
    """Les fautes d'un nombre de mains : aucune, ou plus que l'équipe n'a de membres."""
    if not raised:
        return [Problem("aucune main n’est comptée\u00a0: un second vote en a au moins une.")]
    most = max(campaign.registered or 0, campaign.respondents)
    if campaign.registered is None or raised <= most:
        return []
    return [
        Problem(f"{plural(raised, 'main')} pour {plural(most, 'personne')}\u00a0: recomptez, ou corrigez l’effectif.")
    ]


def proposal(campaign: Campaign, target: str) -> int | None:
    """Le niveau que les votes proposent pour une question, ou la note d'une dimension ; `None` sans vote."""
    for rank, question in enumerate(campaign.questions):
        if question.id == target:
            ref, row = campaign.ref, campaign.counts[rank].tolist()
            agreed = agreement_of_counts(votes_of(ref, target, row), ref.scale_of(target).values)
            return None if row[len(ref.answer_scale.levels)] > agreed.votes else agreed.proposed
    return next((d.level for d in score(campaign).dimensions if d.id == target), None)


def _target_faults(campaign: Campaign, target: str, *, questions_only: bool = False) -> list[Problem]:
    """La cible est une question posée, ou une dimension de la grille."""
    known = [question.id for question in campaign.questions]
    if not questions_only and campaign.grain == "item":
        known += [question.id for question in questions_of(campaign.ref, "dimension")]
    if target in known:
        return []
    return [Problem(f"{quoted(target)} n’est pas une question de cette campagne{suggestion(target, known)}.")]


def _level_faults(campaign: Campaign, target: str, level: object) -> list[Problem]:
    """Le niveau est sur l'échelle de cette question, ou « SO » ; d'une question inconnue, sur l'une de la grille."""
    ref = campaign.ref
    values = (ref.scale_of(target) if target in ref.ids else ref.answer_scale).values
    if level == "SO" or (level in values and not isinstance(level, bool)):
        return []
    expected = ", ".join(str(value) for value in values)
    return [Problem(f"{quoted(str(level))} n’est pas un niveau\u00a0; attendu\u00a0: {expected} ou SO (sans objet).")]


def _decision_faults(decision: Decision) -> list[Problem]:
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


# --- les conditions de la HAS ---------------------------------------------------------------------

_NAMED = 3
_UNRESOLVED = (Consensus.DISAGREEMENT, Consensus.OUTLIER)
_Told = tuple[bool | None, str]  # satisfaite ou non, et la phrase à lire


def conditions(profile: Profile, plan: ActionPlan | None = None) -> tuple[Finding, ...]:
    """Renvoie les conditions, chacune satisfaite (`True`), non satisfaite (`False`) ou à dire (`None`).

    Cinq pour une grille qui suit la matrice de la HAS (`has: true`) ; quatre pour une autre, dont on ne juge pas les dimensions.

    Args:
        profile: le profil de l'équipe, décisions comprises.
        plan: son plan d'action ; `None` quand on ne l'a pas.
    """
    found: dict[str, _Told] = {
        "Chaque membre de l’équipe répond seul": _participation_told(profile),
        "La synthèse est un consensus de la majorité des membres": _majority_told(profile),
        "Une action d’amélioration au moins a un calendrier, des moyens et un responsable": _action_told(plan),
        "La mise en œuvre est évaluée et rendue à tous": _follow_up_told(plan),
    }
    if profile.ref.has:
        found["La grille garde les 4 axes et les 16 dimensions"] = _grid_told(profile)
    return tuple(Finding(criterion, *told) for criterion, told in found.items())


def disputed(profile: Profile) -> tuple[ItemResult, ...]:
    """Les questions où l'équipe reste partagée après le dernier vote, dans l'ordre de la grille."""
    return tuple(item for item in profile.items if item.agreement.status in _UNRESOLVED)


def unsettled(profile: Profile) -> tuple[ItemResult, ...]:
    """Les questions disputées que l'équipe n'a pas tranchées à la majorité, ni elles ni leur dimension."""
    settled = {d.id for d in profile.dimensions if d.decision and d.decision.has_majority}
    settled |= {item.id for item in profile.items if item.decision and item.decision.has_majority}
    return tuple(item for item in disputed(profile) if not settled & {item.id, item.dimension})


def _participation_told(profile: Profile) -> _Told:
    """Chaque membre répond seul : on compte les réponses."""
    if profile.collective:
        return False, "L’équipe a rempli ensemble un seul questionnaire\u00a0: dire qui était là, et qui manquait."
    if profile.respondents is None or profile.registered is None:
        return None, "L’effectif de l’équipe n’est pas connu\u00a0: dire combien de membres n’ont pas répondu."
    missing = profile.registered - profile.respondents
    counted = f"{plural(profile.respondents, 'réponse')} pour {plural(profile.registered, 'membre')}"
    if missing > 0:
        return False, f"{counted}\u00a0: il en manque {number(missing)}."
    return True, f"{counted}."


def _majority_told(profile: Profile) -> _Told:
    """La synthèse est un consensus de la majorité : les décisions ont leur majorité, rien de disputé n'attend."""
    last = {one.target: one for one in profile.decisions}
    alone = [target for target, one in last.items() if not one.has_majority]
    if not last:
        return None, "Aucune décision n’est enregistrée\u00a0: les niveaux sont ceux que les votes proposent."
    if alone:
        return False, f"{plural(len(alone), 'décision')} sans majorité\u00a0: {_name_some(alone)}."
    waiting = [item.id for item in unsettled(profile)]
    if waiting:
        sentence = plural(len(waiting), "question disputée attend", "questions disputées attendent")
        return None, f"{sentence} une décision\u00a0: {_name_some(waiting)}."
    return True, f"{plural(len(last), 'décision')}, toutes à la majorité ou sans opposition."


def _action_told(plan: ActionPlan | None) -> _Told:
    """Une action concrète au moins, avec un calendrier, des moyens et un responsable."""
    if plan is None:
        return None, "Aucun plan d’action n’est joint."
    if satisfies_has(plan):
        return True, f"{plural(len(plan.actions), 'action')} au plan."
    return False, "Aucune action du plan ne réunit les trois."


def _follow_up_told(plan: ActionPlan | None) -> _Told:
    """La mise en œuvre est évaluée : chaque action vivante a un prochain point, ou un suivi déjà fait."""
    live = [one for one in plan.actions if one.state is not Progress.DROPPED] if plan else []
    if not live:
        return None if plan is None else False, "Il n’y a pas d’action à suivre."
    loose = [one.id for one in live if not one.next_check and one.state is not Progress.DONE]
    if loose:
        return False, f"Sans prochain point ni suivi\u00a0: {_name_some(loose)}."
    dates = sum(1 for one in live if one.next_check)
    sentence = f"{plural(len(live), 'action suivie', 'actions suivies')}, dont {number(dates)} avec une prochaine date"
    return True, f"{sentence}\u00a0; chaque point reste à rendre à toute l’équipe."


def _grid_told(profile: Profile) -> _Told:
    """La grille garde les axes et les dimensions de la matrice."""
    absent = [found for found in check_conformity(profile.ref) if found.met is False]
    if not absent:
        return True, "Tous y sont."
    axes = sum(1 for found in absent if found.criterion.startswith("axe"))
    gone = [plural(axes, "axe")] * bool(axes) + [plural(len(absent) - axes, "dimension")] * (len(absent) > axes)
    return False, f"Il manque {series(gone)}."


def _name_some(identifiers: Sequence[str]) -> str:
    """Quelques identifiants, puis « et 4 autres »."""
    rest = len(identifiers) - _NAMED
    shown = [quoted(one) for one in identifiers[:_NAMED]]
    return series([*shown, plural(rest, "autre")] if rest > 0 else shown)
