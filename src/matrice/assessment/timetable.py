"""De quoi parler, dans quel ordre, combien de temps : l'ordre du jour d'un atelier.

Les dimensions les plus disputées d'abord ; celles où l'accord est fort passent en voie rapide, ensemble.
Quand tout ne tient pas, on propose deux séances, ou deux thèmes pour une seule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import MatriceError
from .campaign import Comment
from .privacy import masked, told_comments
from .profile import ItemResult, Profile, Standing
from .votes import Consensus

# Minutes par statut : un choix de conception. 6 accords forts, 6 partiels et 4 désaccords font 65 min.
MINUTES: dict[Consensus, float] = {
    Consensus.STRONG: 1.5,
    Consensus.PARTIAL: 4.0,
    Consensus.OUTLIER: 8.0,
    Consensus.DISAGREEMENT: 8.0,
    Consensus.TOO_FEW: 4.0,
}
# Du plus au moins disputé, à écart égal.
ORDER = (Consensus.DISAGREEMENT, Consensus.OUTLIER, Consensus.PARTIAL, Consensus.TOO_FEW, Consensus.STRONG)


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
    boxes: Mapping[Consensus, float] | None = None,
    comments: Sequence[Comment] = (),
) -> Agenda:
    """Renvoie l'ordre du jour d'un atelier : le plus disputé d'abord, avec un temps pour chaque point.

    Args:
        profile: le profil tiré des réponses individuelles.
        minutes: temps de discussion disponible.
        boxes: minutes par statut, si l'on veut d'autres temps que ceux par défaut.
        comments: les commentaires de la campagne (`Campaign.comments`), que le profil ne porte pas.

    Raises:
        MatriceError: le temps n'est pas positif, ou personne n'a répondu.

    Les dimensions sans objet ou déjà décidées n'y sont pas. À écart égal, l'ordre est celui de la grille.
    Une question de moins de cinq réponses n'a pas d'accord à dire : elle se discute comme les autres.
    """
    if not minutes > 0:
        raise MatriceError(f"Le temps de discussion doit être positif\u00a0; il vaut «\u00a0{minutes}\u00a0» minute.")
    profile = masked(profile)  # un accord fort entre trois personnes dirait ce que chacune a répondu
    times = {**MINUTES, **(boxes or {})}
    points = [entry for group in groups(profile) if (entry := point(*group, times, comments))]
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
        sessions=() if fits else split(ranked, minutes),
        themes=() if fits else entries[:2],
        collective=profile.collective,
    )


def groups(profile: Profile) -> list[tuple[str, str, str, Sequence[ItemResult]]]:
    """Les points possibles : (identifiant, libellé, axe, questions), dans l'ordre de la grille."""
    if profile.grain == "axis":
        return [(a.id, a.label, a.id, a.items) for a in profile.axes if not decided(a.items)]
    return [
        (d.id, d.label, d.axis, d.items)
        for d in profile.dimensions
        if d.decision is None and d.standing is not Standing.NOT_APPLICABLE and not decided(d.items)
    ]


def decided(items: Sequence[ItemResult]) -> bool:
    """Vrai quand chaque question du point a déjà sa décision."""
    return bool(items) and all(item.decision for item in items)


def point(
    target: str,
    label: str,
    axis: str,
    items: Sequence[ItemResult],
    times: Mapping[Consensus, float],
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
    worst_first = sorted(open_items, key=lambda i: (-(i.agreement.mean_distance or 0), ORDER.index(i.agreement.status)))
    status = min((item.agreement.status for item in open_items), key=ORDER.index)
    said = [told_comments(item, comments) for item in items]
    return AgendaEntry(
        target=target,
        label=label,
        axis=axis,
        status=status,
        mean_distance=max(item.agreement.mean_distance or 0.0 for item in open_items),
        farthest_distance=max(item.agreement.farthest_distance or 0 for item in open_items),
        disputed=tuple(item.id for item in worst_first if item.agreement.status is not Consensus.STRONG),
        minutes=times[status],
        comments=tuple(text for texts, _ in said for text in texts),
        withheld=sum(kept for _, kept in said),
    )


def split(ranked: Sequence[AgendaEntry], minutes: float) -> tuple[tuple[AgendaEntry, ...], ...]:
    """Les points répartis en séances, dans l'ordre ; un point plus long que la séance en fait une seul."""
    sessions: list[list[AgendaEntry]] = [[]]
    for entry in ranked:
        if sessions[-1] and sum(e.minutes for e in sessions[-1]) + entry.minutes > minutes:
            sessions.append([])
        sessions[-1].append(entry)
    return tuple(tuple(session) for session in sessions)
