"""D'un `profil.json` relu à une ligne de la cohorte : même échelle, mêmes règles, dimensions de même composition."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ...assessment import ALGORITHM
from ...errors import InputError, Problem
from ...referentiel import Referentiel
from ...text import plural, quoted, series
from ..exchange.digests import Digests, digests_of
from ..exchange.document import DimensionLine, ProfileDocument
from .cohort import NOT_APPLICABLE, NOT_COMPUTABLE, SCORED, UNKNOWN
from .rows import NO_NOTE, Row, absent_row

STANDINGS = {"calculé": SCORED, "non calculable": NOT_COMPUTABLE, "sans objet": NOT_APPLICABLE}
NAMED = 4


@dataclass(slots=True)
class ProfileReader:
    """Prend des profils l'un après l'autre pour une grille, et retient ce qu'il faut en dire."""

    ref: Referentiel
    grid: Digests = field(init=False)
    ranks: dict[str, int] = field(init=False)
    axes: dict[str, int] = field(init=False)
    tasks: frozenset[str] = field(init=False)
    others: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.grid = digests_of(self.ref)
        self.ranks = {dimension.id: rank for rank, dimension in enumerate(self.ref.dimensions)}
        self.axes = {axis.id: rank for rank, axis in enumerate(self.ref.axes)}
        self.tasks = frozenset(task.id for task in self.ref.tasks)

    def row(self, document: ProfileDocument, source: str) -> Row:
        """Renvoie la ligne d'un profil.

        Raises:
            InputError: autres règles de calcul, autre échelle, aucune dimension commune, niveau ou palier qui ne
                va pas avec la note.
        """
        kept = self.comparable(document, source)
        scores, standings = absent_row(self.ref)
        paliers = [UNKNOWN] * len(scores)
        for line in kept:
            rank = self.ranks[line.id]
            standings[rank] = STANDINGS[line.standing]
            scores[rank] = NO_NOTE if line.score is None else line.score
            if line.score is not None and line.level != self.ref.scale.level_at(line.score).value:
                raise refusal(f"dimension {quoted(line.id)}\u00a0: le niveau ne va pas avec la note.", source)
            if line.palier is not None:
                if line.score is None or line.palier > len(self.ref.dimensions[rank].characteristics):
                    raise refusal(f"dimension {quoted(line.id)}\u00a0: le palier ne va pas avec la grille.", source)
                paliers[rank] = line.palier
        axes = self.axis_notes(document) if document.grain == "axis" else None
        self.foreign.update(task for task in document.post.tasks if task not in self.tasks)
        told, team, post = document.descriptors, document.team, document.post
        return Row(
            source, document.code, document.year, scores, standings, axes, paliers,
            region=told.region or "", territory=told.territory or "", age=told.age or "", size=told.size or "",
            rurality=told.rurality or "",
            respondents=-1 if team.respondents is None else team.respondents,
            registered=-1 if team.registered is None else team.registered, collective=team.collective,
            hours=NO_NOTE if post.hours is None else post.hours, cost=NO_NOTE if post.cost is None else post.cost,
            tasks=post.tasks, named=document.named.name if document.named else "",
            stamp=document.exported or "", checksum=document.checksum,
        )  # fmt: skip

    def comparable(self, document: ProfileDocument, source: str) -> list[DimensionLine]:
        """Les dimensions qui se comparent à celles de la grille ; refuse le profil s'il n'y en a aucune."""
        if document.algorithm != ALGORITHM:
            said = f"ses notes suivent les règles de calcul {quoted(document.algorithm)}, et non {quoted(ALGORITHM)}"
            raise refusal(f"{said}\u00a0: recalculez-les, puis exportez à nouveau.", source)
        shown = f"{quoted(document.grid.label)}, version {document.grid.version or 'non dite'}"
        if document.grid.scale != self.grid.scale:
            raise refusal(f"son échelle n’est pas celle de la grille attendue ({shown}).", source)
        if document.grid.digest == self.grid.grid:
            if document.grid.version != self.ref.version:
                self.others[shown, "", ""] += 1
            return list(document.dimensions)
        known = self.grid.dimensions
        kept = [line for line in document.dimensions if known.get(line.id) == line.digest]
        if not kept:
            raise refusal(f"aucune de ses dimensions n’est dans la grille attendue ({shown}).", source)
        here = {line.id for line in kept}
        changed = [line.id for line in document.dimensions if line.id not in here]
        missing = [one for one in known if one not in here]
        self.others[shown, some(changed), some(missing)] += 1
        return kept

    def axis_notes(self, document: ProfileDocument) -> list[float]:
        """Les notes d'axe d'une équipe qui a coté ses axes."""
        found = [NO_NOTE] * len(self.axes)
        for line in document.axes:
            if line.id in self.axes and line.score is not None:
                found[self.axes[line.id]] = line.score
        return found

    def notes(self) -> list[str]:
        """Ce qu'il faut dire des profils lus : autres grilles, tâches inconnues."""
        said = []
        for (shown, changed, missing), count in sorted(self.others.items()):
            parts = [f"laissées de côté\u00a0: {changed}"] * bool(changed) + [f"absentes\u00a0: {missing}"] * bool(
                missing
            )
            listed = "\u00a0; ".join(parts)
            detail = f" (dimensions {listed})" if parts else " (mêmes dimensions, même échelle)"
            said.append(f"{plural(count, 'profil')} d’une autre version de la grille, {shown}{detail}.")
        if self.foreign:
            said.append(f"Des tâches inconnues de la grille sont laissées de côté\u00a0: {some(sorted(self.foreign))}.")
        return said


def some(identifiers: list[str]) -> str:
    """Quelques identifiants, puis combien d'autres."""
    rest = len(identifiers) - NAMED
    shown = list(identifiers[:NAMED])
    return series([*shown, plural(rest, "autre")] if rest > 0 else shown)


def refusal(message: str, source: str) -> InputError:
    """Le refus d'un profil bien écrit, mais qui ne se compare pas aux autres."""
    return InputError([Problem(message, source)], subject="Profil refusé")
