"""Après l'atelier : le plan d'action, les heures du poste, les documents écrits dans le dossier de l'équipe."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from .. import fiche as posts
from ..assessment import (
    EFFECTS,
    Action,
    ActionPlan,
    HiddenEffect,
    Profile,
    Progress,
    add_action,
    check_plan,
    effect_said,
    rate_action,
    score,
    showable,
    to_ics,
)
from ..errors import InputError, MatriceError
from ..fiche import POSTE, FicheDePoste, WrittenFiche, draft_written, load_poste, load_written
from ..files import write_atomic, write_beside
from ..referentiel import Referentiel, Selection
from ..text import NBSP, capital, date, plural, read_date, read_hours, read_whole, short_number, shortened
from ..text import hours as hours_text
from .frame import Asked, Said, Visit, gesture, missing, onward, page, where
from .page import Child, Html, bar, button, choice, el, form, hidden, labelled, numeric, ticked
from .phones import poster
from .room import Room, refusal, understood

_POST, _WRITTEN = "fiche.yaml", "documents"
_CROWD = 500  # mains levées au plus : au-delà, c'est une faute de frappe
_WEIGHTS = [("", "à dire"), ("1", "faible"), ("2", "moyen"), ("3", "fort")]
_FIELDS = (
    ("quoi", "Quoi", "Ce que l’équipe va faire, en une phrase."),
    ("qui", "Qui", "Un rôle, jamais un nom\u00a0: coordination, pharmacie…"),
    ("moyens", "Avec quoi", "Le temps, l’argent ou l’outil prévu."),
)
_DATES = (("debut", "Début"), ("echeance", "Échéance"), ("point", "Prochain point"))


# Le plan d'action


@page("plan", "Plan d’action")
def plan_page(visit: Visit) -> Child:
    room = visit.room
    profile = room.profile() if room.team and room.day else None
    if room.team is None or room.day is None or profile is None:
        return missing(visit, "Le plan d’action suit l’atelier\u00a0: recueillez d’abord des réponses.")
    plan = room.team.plan(on=room.day)
    return [
        el("h1", "Plan d’action"),
        _follow_up(room),
        _weighing(plan) if plan.actions else None,
        [_action_line(one, room.ref) for one in plan.actions],
        el("h2", "Ajouter une action"),
        _next_steps(visit, profile),
        _action_form(visit, profile),
        where(room, "actions.csv"),
        bar(
            button("Ajouter l’action", form="ajouter", class_=None if plan.actions else "principal"),
            onward(visit, "poste", "Continuer\u00a0: le poste") if plan.actions else None,
            moves=[
                onward(visit, f"fichier/{name}", words, main=False)
                for name, words in (("plan-d-action.xlsx", "Excel"), ("actions.ics", "Agenda (.ics)"))
            ] if plan.actions else None,
        ),
    ]  # fmt: skip


def _follow_up(room: Room) -> Child:
    """Les actions de l'évaluation d'avant, d'abord : où elles en sont, quel effet l'équipe leur donne."""
    assert room.team is not None and room.day is not None
    plans = {day: room.team.plan(on=day).actions for day in room.team.days() if day < room.day}
    day = max((day for day, actions in plans.items() if actions), default=None)
    if day is None:
        return None
    actions = plans[day]
    return [el("h2", f"Suivi des actions du {date(day)}"), [_action_line(one, room.ref, day) for one in actions]]


def _action_line(one: Action, ref: Referentiel, day: dt.date | None = None) -> Html:
    """Une action, et de quoi dire où elle en est."""
    label = next((d.label for d in ref.dimensions if d.id == one.dimension), one.dimension)
    told = f"{one.id}. {one.what} – {one.owner}, {one.means}, du {date(one.start)} au {date(one.due)}"
    told += f"\u00a0; on le verra à\u00a0: {one.indicator}" if one.indicator else ""
    return el(
        "section", el("p", el("b", told), " ", el("small", label)),
        form("suivre", hidden(action=one.id, jour=day.isoformat() if day else ""),
             choice("État", "etat", [(str(state), str(state)) for state in Progress], str(one.state)),
             choice("Effort", "effort", _WEIGHTS, str(one.effort or "")), choice("Effet", "effet", _WEIGHTS, str(one.impact or "")),
             labelled("Note", "note", one.note), button("Garder"), class_="ligne"),
        _rating(one, day) if one.state is Progress.DONE else None, class_="action",
    )  # fmt: skip


def _rating(one: Action, day: dt.date | None) -> Html:
    """L'effet d'une action faite : chacun lève la main pour un degré, tout se compte, puis seulement se montre."""
    if one.effect is not None:
        told = f"Effet constaté\u00a0: {effect_said(one.effect)}." + (f" {one.result}" if one.result else "")
        return el("p", told)
    counts = [numeric(degree, f"avis-{rank}") for rank, degree in enumerate(EFFECTS)]
    return form(
        "constater", hidden(action=one.id, jour=day.isoformat() if day else ""),
        el("fieldset", el("legend", "Effet constaté\u00a0: combien de mains\u00a0?"), el("div", counts, class_="ligne")),
        labelled("Ce que l’on a constaté", "resultat", one.result), button("Révéler l’effet"), class_="ligne",
    )  # fmt: skip


def _weighing(plan: ActionPlan) -> Html:
    """Effort et effet : neuf cases où glisser les actions ; au clavier, les deux listes de chaque action."""
    rows = []
    for impact in (3, 2, 1):
        cells = [
            el("td", [el("span", one.id, draggable="true", data_action=one.id, title=one.what, class_="jeton") for one in plan.actions
               if (one.effort, one.impact) == (effort, impact)], data_effort=effort, data_effet=impact)
            for effort in (1, 2, 3)
        ]  # fmt: skip
        rows.append(el("tr", el("th", f"effet {_WEIGHTS[impact][1]}", scope="row"), cells))
    heads = [el("td", ""), *(el("th", f"effort {_WEIGHTS[one][1]}", scope="col") for one in (1, 2, 3))]
    loose = [el("span", one.id, draggable="true", data_action=one.id, title=one.what, class_="jeton") for one in plan.actions
             if None in (one.effort, one.impact)]  # fmt: skip
    carried = form("peser", hidden(action="", effort="", effet=""), hidden=True, id="peser")
    return el("details", el("summary", "Effort et effet"), el("p", "À placer\u00a0: ", loose) if loose else None,
              el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="pesee"), carried, open=True)  # fmt: skip


def _next_steps(visit: Visit, profile: Profile) -> Child:
    """Les prochaines marches des thèmes choisis, sinon des dimensions les plus basses, à reprendre d'un clic."""
    chosen = visit.room.session.themes or tuple(
        one.id for one in sorted((d for d in profile.dimensions if d.level is not None), key=lambda d: d.level or 0)[:3]
    )
    lines = []
    for one in profile.dimensions:
        step = profile.ref.next_stage(one.id, one.level) if one.id in chosen else None
        if step:
            link = el("a", "En faire une action", href=f"{visit.base}/plan?d={one.id}#ajouter")
            lines.append(el("li", el("b", one.label), f"{NBSP}: {step} ", link))
    return [el("p", "Prochaines marches\u00a0:"), el("ul", lines)] if lines else None


def _action_form(visit: Visit, profile: Profile) -> Html:
    """Une action : quoi, qui, avec quoi, quand, à quoi on le verra."""
    room = visit.room
    picked = visit.kept("dimension", visit.query.text("d") or next(iter(room.session.themes), ""))
    level = next((one.level for one in profile.dimensions if one.id == picked), None)
    step = (
        (profile.ref.next_stage(picked, level) or "") if any(one.id == picked for one in profile.ref.dimensions) else ""
    )
    start = room.day or room.today()
    dates = {
        name: date(start + dt.timedelta(days=later)) for name, later in (("debut", 0), ("echeance", 180), ("point", 90))
    }
    return form(
        "ajouter",
        el("div", choice("Dimension", "dimension", [(one.id, one.label) for one in profile.ref.dimensions], picked),
           [labelled(label, name, visit.kept(name, step if name == "quoi" else ""), hint=hint) for name, label, hint in _FIELDS],
           class_="deux"),
        el("div", [labelled(label, name, visit.kept(name, dates[name])) for name, label in _DATES],
           choice("Effort", "effort", _WEIGHTS, visit.kept("effort")),
           choice("Effet attendu", "effet", _WEIGHTS, visit.kept("effet")), class_="ligne"),
        labelled("À quoi verra-t-on que c’est fait\u00a0?", "indicateur", visit.kept("indicateur")),
        id="ajouter", action=f"{visit.base}/plan",
    )  # fmt: skip


def _day_of(typed: str, label: str, *, needed: bool = True) -> dt.date | None:
    """Une date tapée ; un refus dit laquelle ne se lit pas."""
    if not (typed or needed):
        return None
    return understood(read_date(typed), typed, "une date", "2026-12-01 ou 1er décembre 2026", label)


def _weight(typed: str) -> int | None:
    return int(typed) if typed in ("1", "2", "3") else None


@gesture("plan", "ajouter")
def add(asked: Asked) -> Said:
    room, typed = asked.room, asked.form
    assert room.team is not None and room.day is not None
    start, due = _day_of(typed.text("debut"), "Début"), _day_of(typed.text("echeance"), "Échéance")
    assert start is not None and due is not None
    after = add_action(
        room.team.plan(on=room.day), room.ref, typed.text("dimension"), typed.text("quoi"), owner=typed.text("qui"),
        means=typed.text("moyens"), start=start, due=due, indicator=typed.text("indicateur"),
        next_check=_day_of(typed.text("point"), "Prochain point", needed=False),
        effort=_weight(typed.text("effort")), impact=_weight(typed.text("effet")),
    )  # fmt: skip
    room.team.save_plan(after, on=room.day)
    room.changed()
    return Said("Action ajoutée.")


@gesture("plan", "suivre")
def follow(asked: Asked) -> Said:
    typed = asked.form
    state = next((one for one in Progress if str(one) == typed.text("etat")), Progress.PLANNED)
    _change(
        asked,
        state=state,
        note=typed.text("note"),
        effort=_weight(typed.text("effort")),
        impact=_weight(typed.text("effet")),
    )
    return Said("Suivi gardé.")


@gesture("plan", "peser")
def weigh(asked: Asked) -> Said:
    _change(asked, effort=_weight(asked.form.text("effort")), impact=_weight(asked.form.text("effet")))
    return Said()


@gesture("plan", "constater")
def rate(asked: Asked) -> Said:
    room, typed, day = asked.room, asked.form, _plan_day(asked)
    assert room.team is not None
    opinions, counts = HiddenEffect(), [read_whole(typed.text(f"avis-{rank}") or "0") for rank in range(len(EFFECTS))]
    if any(count is None or not 0 <= count <= _CROWD for count in counts):
        raise refusal(f"ces mains ne sont pas toutes des nombres de 0 à {_CROWD}.")
    room.check_present(sum(count or 0 for count in counts))
    for rank, count in enumerate(counts):
        for _ in range(count or 0):
            opinions = opinions.add(rank)
    after = rate_action(room.team.plan(on=day), typed.text("action"), opinions.reveal(on=room.today()),
                        result=typed.text("resultat"))  # fmt: skip
    room.team.save_plan(after, on=day)
    room.changed()
    return Said("Effet gardé.")


def _plan_day(asked: Asked) -> dt.date:
    """L'évaluation dont on suit le plan : celle que dit le formulaire, sinon celle d'aujourd'hui."""
    room, day = asked.room, read_date(asked.form.text("jour")) or asked.room.day
    if room.team is None or day is None or day not in room.team.days():
        raise refusal("cette évaluation n’est plus là.")
    return day


def _change(asked: Asked, **changes: Any) -> None:
    """Change une action d'un plan, vérifié avant d'être écrit."""
    room, name, on = asked.room, asked.form.text("action"), _plan_day(asked)
    assert room.team is not None
    plan = room.team.plan(on=on)
    after = ActionPlan(tuple(replace(one, **changes) if one.id == name else one for one in plan.actions))
    if faults := [fault for fault in check_plan(after, room.ref) if name in fault.source]:
        raise InputError(faults, subject="Action refusée")
    room.team.save_plan(after, on=on)
    room.changed()


# Le poste


@page("poste", "Poste")
def post_page(visit: Visit) -> Child:
    room = visit.room
    profile = room.profile() if room.team and room.day else None
    if profile is None:
        return missing(visit, "Le poste se tire de l’évaluation\u00a0: recueillez d’abord des réponses.")
    written = written_post(room)
    hours = numeric(
        "Heures par semaine", "heures", visit.kept("heures", short_number(written.heures or 8)), mode="decimal"
    )
    if written.heures is None:
        return [el("h1", "Le poste de coordination"),
                el("p", "Combien d’heures par semaine\u00a0? Les tâches sont alors proposées\u00a0; vous changez tout."),
                form("partager", hours, button("Proposer les tâches", class_="principal"), class_="ligne")]  # fmt: skip
    fiche = draft_written(profile, written, on=room.day)
    fixed = {one.id for one in written.taches or () if one.temps is not None}
    rows = [_post_row(visit, one, one.id in fixed) for one in fiche.tasks]
    spent = hours_text(sum(one.hours for one in fiche.tasks))
    total = el("tr", el("th", "Total", scope="row"), el("td", el("b", spent)), el("td", ""))
    taken = {one.id for one in fiche.tasks}
    offered = [("", "…")] + [
        (one.id, f"{one.id} {shortened(one.task.label, 90)}")
        for one in posts.catalogue(room.ref)
        if one.id not in taken
    ]
    return [
        el("h1", "Le poste de coordination"),
        [el("p", warning, class_="dit") for warning in fiche.warnings[:3]],
        form(
            "partager", el("div", hours, class_="ligne"),
            el("table", el("thead", el("tr", (el("th", head) for head in ("Tâche", "Heures par semaine", "Fixées")))),
               el("tbody", rows), el("tfoot", total)),
            choice("Ajouter une tâche", "ajout", offered), id="heures",
        ),
        el("p", f"{capital(plural(len(fiche.unassigned), 'tâche reste', 'tâches restent'))} sans personne.") if fiche.unassigned else None,
        where(room, _POST),
        bar(button("Recalculer", form="heures"), onward(visit, "documents", "Continuer\u00a0: les documents")),
    ]  # fmt: skip


def _post_row(visit: Visit, task: Any, fixed: bool) -> Html:
    """Une tâche : la garder, changer ses heures, les fixer."""
    shown = short_number(task.hours)
    if task.is_reserve:
        return el("tr", el("td", task.label), el("td", hours_text(task.hours)), el("td", ""))
    return el(
        "tr", el("td", ticked(capital(task.label), "tache", task.id, checked=True)),
        el("td", el("input", name=f"h/{task.id}", value=visit.kept(f"h/{task.id}", shown), inputmode="decimal", class_="nombre",
           aria_label=f"Heures, {task.label}"),
           hidden(**{f"vu/{task.id}": shown})),
        el("td", el("input", type="checkbox", name=f"fixe/{task.id}", value="oui", checked=fixed, aria_label=f"Fixer, {task.label}")),
    )  # fmt: skip


def written_post(room: Room) -> WrittenFiche:
    """La demande de fiche de l'équipe, telle qu'elle est écrite ; sans heures tant que rien n'est choisi."""
    path = room.home / _POST
    return load_written(path, room.ref) if os.path.lexists(path) else WrittenFiche()


@gesture("poste", "partager")
def share(asked: Asked) -> Said:
    room, typed = asked.room, asked.form
    hours = _hours(typed.text("heures"), "Heures par semaine")
    tasks = [_task(typed, one) for one in typed.all("tache")]
    if added := typed.text("ajout"):
        tasks.append({"id": added, "genre": "choix"})
    before = written_post(room).model_dump(exclude_defaults=True)
    known = {one["id"]: one for one in before.get("taches") or ()}
    merged = [
        {
            **{key: value for key, value in known.get(one["id"], {}).items() if key not in ("temps", "par", "heures")},
            **one,
        }
        for one in tasks
    ]
    if hours != before.get("heures"):  # un autre budget se partage à nouveau : restent les choix et les temps fixés
        merged = [one for one in merged if one.pop("heures", None) is None or one.get("genre") == "choix"]
    wanted = WrittenFiche(**{**before, "heures": hours, **({"taches": merged} if merged else {})})
    profile = room.profile()
    if profile is None:
        raise refusal("il n’y a pas encore de réponses.")
    fiche = draft_written(profile, wanted, on=room.day)
    write_atomic(room.home / _POST, (_HEAD + wanted.model_dump_json(exclude_defaults=True, indent=1) + "\n").encode())
    room.changed()
    return Said(f"{capital(hours_text(fiche.weekly_hours))} par semaine, {plural(len(fiche.chosen), 'tâche')}.")


_HEAD = "# La demande de fiche de poste. La page « Poste » la récrit ; on peut aussi la changer ici.\n"


def _task(typed: Any, name: str) -> dict[str, Any]:
    """Une tâche cochée garde ses heures ; celles que l'on fixe, ou que l'on vient de changer, sont une consigne."""
    text = typed.text(f"h/{name}")
    if text and (f"fixe/{name}" in typed or text != typed.text(f"vu/{name}")):
        return {"id": name, "temps": _hours(text, name), "par": "semaine"}
    return {"id": name, **({"heures": _hours(text, name)} if text else {})}


def _hours(text: str, label: str) -> float:
    found = read_hours(text)
    return understood(found if found and found > 0 else None, text, "une durée", "8, 7,5 ou 8 h 30", label)


# Les documents

_OFFICE = {"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet"}
_KINDS = {"ics": "text/calendar; charset=utf-8", "html": "text/html; charset=utf-8"}


class _Papers:
    """Ce dont se font les documents d'une évaluation, lu une fois pour tous. Chacun porte la date du jour : le plan s'y imprime
    dans son état d'aujourd'hui."""

    def __init__(self, room: Room) -> None:
        assert room.team is not None and room.day is not None
        self.room, self.team, self.day, self.on = room, room.team, room.day, room.today()

    @cached_property
    def profile(self) -> Profile:
        """Le profil des fichiers de l'équipe : un journal abîmé ne donne aucun document."""
        return showable(score(self.team.campaign(on=self.day)))

    @cached_property
    def fiche(self) -> FicheDePoste:
        written = written_post(self.room)
        if written.heures is None:
            raise refusal("les heures du poste ne sont pas encore choisies.")
        return draft_written(self.profile, written, on=self.on)

    @cached_property
    def plan(self) -> ActionPlan:
        return self.team.plan(on=self.day)

    def word(self, name: str, of: object, **more: object) -> bytes:
        from ..render import word

        content: bytes = getattr(word, name)(of, **more).to_bytes()
        return content

    def post(self, name: str) -> bytes:
        """Un document tiré de la fiche, avec les données du poste."""
        return self.word(name, self.fiche, on=self.on, poste=load_poste(self.team.path / POSTE))

    def excel(self, name: str, *of: object, **more: object) -> bytes:
        from ..render import excel

        content: bytes = getattr(excel, name)(*of, **more)
        return content

    def sheet(self, **more: object) -> bytes:
        """Le questionnaire de cette équipe, en classeur."""
        return self.excel("questionnaire", self.room.ref, team=self.team.name, on=self.day, **more)


Make = Callable[[_Papers], bytes]
# Nom du fichier, ce qu'il est, comment il se fait ; puis ceux qui se distribuent avant l'atelier.
_DOCUMENTS: dict[str, tuple[str, Make]] = {
    "rapport.docx": ("Rapport de l’évaluation",
                     lambda of: of.word("rapport", of.profile, plan=of.plan, before=of.room.before(), on=of.on)),
    "plan-d-action.xlsx": ("Plan d’action", lambda of: of.excel("plan", of.plan, of.room.ref, team=of.team.name)),
    "actions.ics": ("Échéances, pour un agenda", lambda of: to_ics(of.plan, team=of.team.name, on=of.day).encode()),
    "fiche-de-poste.docx": ("Fiche de poste, à signer", lambda of: of.post("fiche")),
    "fiche-de-poste.xlsx": ("Heures du poste, à changer", lambda of: of.excel("fiche", of.fiche)),
    "note-equipe.docx": ("Note pour l’équipe", lambda of: of.post("note_equipe")),
    "note-budget.docx": ("Note de budget", lambda of: of.word("note_budget", of.fiche, on=of.on)),
    "dossier-qualite.docx": ("Dossier qualité pour l’ACI",
                             lambda of: of.word("dossier_qualite", of.team.quality(on=of.on, evaluation=of.day), on=of.on)),
    "entretien.docx": ("Entretien annuel", lambda of: of.post("entretien")),
}  # fmt: skip
_SHEETS: dict[str, Make] = {
    "questionnaire.xlsx": lambda of: of.sheet(),
    "questionnaire-themes.xlsx": lambda of: of.sheet(selection=Selection(themes=of.room.session.themes)),
    "questionnaire.docx": lambda of: of.word("questionnaire", of.room.ref, team=of.team.name, on=of.day),
    "cartes-de-vote.docx": lambda of: of.word("cartes", of.room.ref),
}


def file_of(room: Room, name: str, address: str, prefix: str) -> tuple[bytes | None, str]:
    """Le contenu d'un document et son type ; rien s'il n'existe pas. `MatriceError` s'il ne peut pas encore se faire."""
    ending = name.rpartition(".")[2]
    kind = _KINDS.get(ending, f"application/vnd.openxmlformats-officedocument.{_OFFICE.get(ending, 'x')}")
    if name == "affiche.html":
        return poster(room.title(), address, prefix), kind
    room.check_open()
    of = _Papers(room)
    if name in _DOCUMENTS:
        _ = of.profile  # un journal abîmé se dit, même quand le document ne vient que du plan
        return _DOCUMENTS[name][1](of), kind
    return _SHEETS[name](of) if name in _SHEETS else None, kind


@page("documents", "Documents")
def documents_page(visit: Visit) -> Child:
    room = visit.room
    if room.team is None or room.day is None or room.profile() is None:
        return missing(visit, "Les documents suivent l’évaluation\u00a0: recueillez d’abord des réponses.")
    folder = room.home / _WRITTEN
    ready = sorted(folder.iterdir()) if folder.is_dir() else []
    return [
        el("h1", "Documents"),
        el("p", "Chacun s’ouvre et se change dans Word ou Excel. Un document que vous avez changé n’est jamais écrasé."),
        el("ul", (el("li", el("a", label, href=f"{visit.base}/fichier/{name}"), " ", el("small", name))
                  for name, (label, _) in _DOCUMENTS.items()), class_="cartes"),
        [el("h2", "Déjà écrits"), el("ul", (el("li", one.name) for one in ready), class_="cartes")] if ready else None,
        where(room, _WRITTEN),
        bar(form("ecrire", button("Écrire les documents", class_="principal", autofocus=True)),
            onward(visit, "suite", "Continuer\u00a0: l’an prochain", main=False) if ready else None),
    ]  # fmt: skip


@gesture("documents", "ecrire")
def write_documents(asked: Asked) -> Said:
    room, of, written, lacking = asked.room, _Papers(asked.room), 0, []
    _ = of.profile  # un journal abîmé se dit une fois, avant tout document
    for name, (label, make) in _DOCUMENTS.items():
        try:
            write_beside(make(of), room.home / _WRITTEN / name)
            written += 1
        except MatriceError as error:
            lacking.append(f"{label}\u00a0: {next(iter(getattr(error, 'problems', [])), error)}")
    room.changed()
    return Said("\n".join([f"{capital(plural(written, 'document écrit', 'documents écrits'))}.", *lacking]))
