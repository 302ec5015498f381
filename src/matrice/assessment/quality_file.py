"""La démarche qualité : ce qui atteste chacun de ses trois niveaux, et ce qui manque, d'après ce que l'équipe a déjà écrit.

Le diagnostic vient du profil, le reste du plan d'action, et l'évolution de l'évaluation d'avant. Aucune note, aucun niveau de
maturité n'en sort : la matrice sert à l'équipe, pas à qui la paie. Ce que l'on attend est dans `data/qualite.yaml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..text import NBSP, date, plural, quoted, series
from .campaign import Profile
from .plan import EFFECTS, NAMES, Action, ActionPlan, Effect, Progress, load_quality
from .privacy import MINIMUM_LEVEL, showable, withheld
from .progression import Change, Trend, progress


@dataclass(frozen=True, slots=True)
class Expectation:
    """Une chose attendue : vraie, fausse, ou pas encore sue (`None`) ; ce que l'on constate, et comment réparer."""

    label: str
    met: bool | None
    fact: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class QualityStep:
    """Un des trois niveaux et ce qu'il demande."""

    level: int
    label: str
    expectations: tuple[Expectation, ...]

    @property
    def missing(self) -> tuple[Expectation, ...]:
        """Ce qui n'est pas encore attesté."""
        return tuple(one for one in self.expectations if not one.met)

    @property
    def attested(self) -> bool:
        """Vrai si tout ce qu'il demande est là."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class QualityAction:
    """Une action et la date de l'évaluation qui l'a fait décider ; `change` est ce que sa dimension est devenue à la suivante, `seen`.

    `lacks` nomme ce qui manque au premier niveau qu'elle n'atteste pas encore.
    """

    action: Action
    decided: dt.date | None
    change: Change | None = None
    seen: dt.date | None = None
    lacks: tuple[str, ...] = ()

    @property
    def moved(self) -> str:
        """La même chose en mots, sans note ni niveau ; rien tant qu'aucune évaluation ne se compare."""
        if self.change is None or self.seen is None:
            return ""
        why = f" ({self.change.reason})" if self.change.reason else ""
        return f"{quoted(self.change.label)}\u00a0: {self.change.trend}, évaluation du {date(self.seen)}{why}"


@dataclass(frozen=True, slots=True)
class Quality:
    """Ce que l'équipe peut montrer de sa démarche qualité à une date.

    `chosen` est l'action à thème la plus avancée, `others` les autres ; `closed` réunit les actions faites, de cette évaluation et
    de celle d'avant, avec leur effet. `notes` vient du profil : ce qui manque à ses réponses.
    """

    profile: Profile = field(repr=False)
    on: dt.date
    chosen: QualityAction | None
    others: tuple[QualityAction, ...]
    closed: tuple[QualityAction, ...]
    steps: tuple[QualityStep, ...]
    notes: tuple[str, ...] = ()

    @property
    def reached(self) -> int:
        """Le plus haut niveau attesté, tous ceux d'avant l'étant aussi ; 0 si aucun ne l'est."""
        held = 0
        for step in self.steps:
            if not step.attested:
                break
            held = step.level
        return held

    @property
    def sentence(self) -> str:
        """L'essentiel, en une phrase."""
        if self.reached == len(self.steps):
            return "Les trois niveaux ont leurs pièces."
        first = next(step for step in self.steps if not step.attested)
        count = plural(len(first.missing), "pièce manque", "pièces manquent")
        held = {
            0: "Aucun niveau n’a encore toutes ses pièces",
            1: "Le niveau 1 a ses pièces",
            2: "Les niveaux 1 et 2 ont leurs pièces",
        }
        return f"{held[self.reached]}\u00a0; {count} au niveau {first.level}."


def quality(
    profile: Profile,
    plan: ActionPlan | None,
    *,
    on: dt.date,
    before: Profile | None = None,
    earlier: ActionPlan | None = None,
) -> Quality:
    """Renvoie ce qui atteste chaque niveau de la démarche qualité, et ce qui manque.

    Args:
        profile: la dernière évaluation.
        plan: le plan d'action qui l'a suivie.
        on: la date où l'on regarde ; elle dit ce qui est en retard.
        before: l'évaluation d'avant.
        earlier: le plan d'action de celle-ci : ses actions ont pu aboutir depuis.

    Une action abandonnée n'atteste rien. Entre plusieurs actions à thème, la plus avancée porte le dossier ; à égalité, la plus
    récente.

    Raises:
        MatriceError: l'évaluation d'avant est plus récente.
    """
    actions = [QualityAction(one, profile.on) for one in plan.actions] if plan else []
    if before is not None and earlier is not None:
        hidden = withheld(before) or withheld(profile)  # une évaluation qui ne se montre pas ne se compare pas
        moved = () if hidden else progress(showable(before), showable(profile)).dimensions
        changes = {one.id: one for one in moved}
        actions += [QualityAction(one, before.on, changes.get(one.dimension), profile.on) for one in earlier.actions]
    kept = [one for one in actions if one.action.theme and one.action.state is not Progress.DROPPED]
    ranked = sorted(
        kept,
        key=lambda one: -sum(bool(met.met) for step in _steps(one, profile, before, on) for met in step.expectations),
    )
    chosen = ranked[0] if ranked else None
    return Quality(
        profile=profile,
        on=on,
        chosen=chosen,
        others=tuple(
            replace(one, lacks=_lacking(_steps(one, profile, before, on))) for one in kept if one is not chosen
        ),
        closed=tuple(one for one in actions if one.action.state is Progress.DONE),
        steps=_steps(chosen, profile, before, on),
        notes=profile.notes,
    )


def _lacking(steps: Sequence[QualityStep]) -> tuple[str, ...]:
    """Ce qui manque au premier niveau qui n'est pas attesté."""
    return next((tuple(one.label for one in step.missing) for step in steps if step.missing), ())


def _steps(
    chosen: QualityAction | None, profile: Profile, before: Profile | None, on: dt.date
) -> tuple[QualityStep, ...]:
    """Les trois niveaux, pour cette action."""
    diagnosis = before if chosen and before and chosen.decided != profile.on else profile
    asked = (_choice(chosen, diagnosis), _deployment(chosen, on), _results(chosen))
    return tuple(
        QualityStep(rule.level, rule.label, tuple(found))
        for rule, found in zip(load_quality().levels, asked, strict=True)
    )


def _choice(chosen: QualityAction | None, diagnosis: Profile) -> Iterator[Expectation]:
    """Niveau 1 : un diagnostic, une personne référente, une action parmi six thèmes, un objectif."""
    yield _diagnosis(diagnosis)
    action = chosen.action if chosen else None
    themes = load_quality().themes
    theme = next((one.label for one in themes if action and one.id == action.theme), "")
    listed = series([quoted(one.id) for one in themes], "ou")
    yield Expectation(
        "Une action choisie parmi les six thèmes", bool(action), f"{quoted(action.what)}, thème {quoted(theme)}" if action else
        "aucune action du plan n’a de thème", f"écrivez le thème d’une action, colonne «{NBSP}theme{NBSP}» du plan\u00a0: {listed}",
    )  # fmt: skip
    yield _written("Un référent qualité", action, "lead", "le rôle de qui suit la démarche")
    yield _written("Un objectif", action, "objective", "ce que l’on vise, et pour quand")


def _diagnosis(profile: Profile) -> Expectation:
    """L'auto-évaluation, datée, faite à plusieurs."""
    shared = profile.collective or (profile.respondents or 0) >= MINIMUM_LEVEL
    decided = len({one.target for one in profile.decisions})
    team = f" sur {plural(profile.registered, 'inscrit')}" if profile.registered else ""
    facts = [
        "auto-évaluation avec la matrice de maturité",
        f"du {date(profile.on)}" if profile.on else "sans date",
        "remplie ensemble" if profile.collective else plural(profile.respondents or 0, "réponse") + team,
    ]
    said = f"{facts[0]} {facts[1]}, {facts[2]}" + (f", {plural(decided, 'décision')}" if decided else "")
    mend = "datez l’évaluation, et faites-la à trois personnes au moins ou tous ensemble"
    return Expectation("Un diagnostic de maturité", bool(profile.on and shared), said, mend)


def _written(label: str, action: Action | None, field: str, expected: str) -> Expectation:
    """Une chose que l'équipe écrit dans son plan d'action."""
    said = getattr(action, field, "").strip()
    mend = f"écrivez {expected}, colonne {quoted(NAMES[field])} du plan"
    return Expectation(label, bool(said), said or "rien n’est écrit", mend)


def _deployment(chosen: QualityAction | None, on: dt.date) -> Iterator[Expectation]:
    """Niveau 2 : l'action a un responsable, des moyens et un calendrier ; elle est suivie, et menée à son terme."""
    labels = "Un responsable, des moyens, un calendrier", "Un suivi tracé", "Le plan mené à son terme"
    if chosen is None:
        yield from (
            Expectation(label, False, "aucune action choisie", "choisissez d’abord une action") for label in labels
        )
        return
    action = chosen.action
    dates = f"du {date(action.start)} au {date(action.due)}"
    yield Expectation(labels[0], True, f"{action.owner}, {dates}. Moyens\u00a0: {action.means}")
    yield _written(labels[1], action, "note", "ce que le dernier point de suivi a constaté")
    late = f", échéance dépassée depuis le {date(action.due)}" if action.is_open and action.due < on else ""
    done = action.state is Progress.DONE
    yield Expectation(
        labels[2], done, f"action {action.state}{late}", "menez l’action à son terme, puis notez-la «\u00a0faite\u00a0»"
    )


def _results(chosen: QualityAction | None) -> Iterator[Expectation]:
    """Niveau 3 : un indicateur, un résultat constaté, l'effet dit par l'équipe, l'évolution à l'évaluation suivante."""
    action = chosen.action if chosen else None
    yield _written("Un indicateur", action, "indicator", "à quoi l’on verra que l’action a réussi")
    yield _written("Un résultat constaté", action, "result", "ce que l’on a constaté")
    yield _effect(action)
    change = chosen.change if chosen else None
    compared = change is not None and change.trend is not Trend.NOT_COMPARABLE
    yield Expectation(
        "Une évolution regardée à l’évaluation suivante", compared or None,
        (chosen.moved if chosen else "") or "pas encore d’évaluation comparable après cette action",
        "refaites l’évaluation dans le même dossier d’équipe, et gardez le plan d’action de cette année",
    )  # fmt: skip


def _effect(action: Action | None) -> Expectation:
    """L'effet noté par l'équipe, caché puis révélé."""
    effect = action.effect if action else None
    told, met = (effect_said(effect), effect.votes >= MINIMUM_LEVEL) if effect else ("pas encore noté", False)
    mend = "quand l’action est faite, chacun note son effet sans voir les autres, puis on révèle"
    return Expectation("Un effet noté par l’équipe", met, told, mend)


def effect_said(effect: Effect) -> str:
    """Renvoie l'effet en mots ; sous trois avis, il serait celui d'une personne et ne se dit pas."""
    level, votes = effect.level, effect.votes
    if level is None or votes < MINIMUM_LEVEL:
        return f"moins de {MINIMUM_LEVEL}{NBSP}avis, non imprimé"
    return f"effet {EFFECTS[level]}, d’après {votes}{NBSP}avis révélés le {date(effect.on)}"
