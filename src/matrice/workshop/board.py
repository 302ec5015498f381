"""Le panneau de l'atelier, pour un projecteur : une carte à la fois, de gros boutons, aucun nom.

Sans une ligne de JavaScript : chaque bouton se prend au clavier (Tab, puis Espace), et le bouton du geste
suivant reçoit le focus de lui-même, si bien qu'Espace révèle puis montre le niveau. Le panneau n'a pas d'état à
lui : il montre celui de l'atelier, et chaque geste passe par le journal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import ipywidgets as widgets

from ..assessment import ALGORITHM, Profile, showable, withheld
from ..documents.words import level_name
from ..errors import InputError, MatriceError
from ..referentiel import Level
from . import cards, session
from .card_view import CardView, advance, neighbour, view
from .cards import STYLE
from .journal import Desk, Memory
from .session import State, Workshop

SETTLING = 0.4  # secondes
_LONGEST = 36_000  # secondes : le chrono s'arrête au bout de dix heures
_FORM_WORDS = {"vote": "Enregistrer le vote", "decision": "Enregistrer la décision", "note": "Garder la remarque"}


def panel(
    desk: Desk | Workshop,
    *,
    minutes: float = 75,
    before: Profile | None = None,
    benchmark: Mapping[str, float] | None = None,
) -> widgets.VBox:
    """Renvoie le panneau d'un atelier, à afficher dans un carnet.

    Args:
        desk: un journal ouvert (`Journal.open`, `TeamFolder.workshop`) ; un atelier nu s'efface avec le carnet.
        minutes: temps de la séance, en minutes.
        before: profil de l'année passée, montré carte par carte après chaque décision.
        benchmark: notes des autres équipes, de 0 à 100, par identifiant de carte, montrées de même.

    Raises:
        MatriceError: une ou deux personnes ont répondu, cette année ou l'année passée ; le profil de l'année passée n'a
            pas la même échelle, ou vient d'une autre version du calcul.
    """
    if isinstance(desk, Workshop):
        desk = Memory(desk)
    if reason := withheld(desk.workshop.initial):
        raise MatriceError(reason)
    _check_comparable(desk.workshop, before)
    return _Board(desk, minutes, before, benchmark).root


def _check_comparable(workshop: Workshop, before: Profile | None) -> None:
    """Deux années ne se comparent qu'à échelle et à version du calcul égales."""
    if before is None:
        return
    showable(before)
    if before.algorithm != ALGORITHM or before.ref.scale != workshop.campaign.ref.scale:
        raise MatriceError(
            "Le profil de l’année passée n’a pas la même échelle, ou vient d’une autre version du calcul\u00a0: recalculez-le "
            "à partir de ses réponses avant de le montrer."
        )


def settle(act: Callable[[], None]) -> None:
    """Laisse arriver la dernière saisie, puis fait le geste.

    Le navigateur retient un champ tant que le noyau n'a pas accusé réception du précédent, mais pas un clic :
    « Enregistrer » pouvait donc doubler le dernier chiffre tapé. Hors d'un carnet, rien n'est à attendre.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        act()
    else:
        loop.call_later(SETTLING, act)


class _Board:
    """Les pièces du panneau et ce qui se passe quand on y touche."""

    def __init__(
        self, desk: Desk, minutes: float, before: Profile | None, benchmark: Mapping[str, float] | None
    ) -> None:
        self.desk, self.minutes, self.before, self.benchmark = desk, minutes, before, benchmark
        levels = desk.workshop.campaign.ref.scale.levels
        self.form = ""
        self.vote, self.decision = _VoteForm(levels), _DecisionForm(levels)
        self.remark = _text_field("Remarque", "sans nom de personne")
        self.head, self.card, self.message = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.middle, self.actions = widgets.VBox(), _row()
        self.play = widgets.Play(min=0, max=_LONGEST, step=1, interval=1000, value=0)
        self.play.add_class("matrice-cache")
        self.play.observe(lambda _: self.tick(), "value")
        self.buttons = self.make_buttons()
        self.always = _row(*(self.buttons[name] for name in ("previous", "next", "undo", "note", "clock", "full")))
        self.root = widgets.VBox(
            [widgets.HTML(STYLE), self.head, self.card, self.message, self.middle, self.actions, self.always, self.play]
        )
        self.root.add_class("matrice-atelier")
        self.show(desk.message, fault=bool(desk.message))

    def make_buttons(self) -> dict[str, Any]:
        """Tous les boutons ; chaque état de carte n'en montre que quelques-uns."""
        acts: dict[str, tuple[str, Callable[[], None]]] = {
            "reveal": ("Révéler", partial(self.act, session.reveal)),
            "number": ("Niveau proposé", partial(self.act, session.show_proposal)),
            "keep": ("Retenir ce niveau", self.keep_proposal),
            "decide": ("Décider", partial(self.open_form, "decision")),
            "revote": ("Second vote", partial(self.open_form, "vote")),
            "lock": ("Verrouiller", partial(self.act, session.lock)),
            "unlock": ("Déverrouiller", partial(self.act, session.unlock)),
            "back": ("Revenir à la dimension", partial(self.move, -1)),
            "save": ("Enregistrer", partial(settle, partial(self.safely, self.submit))),
            "cancel": ("Fermer sans enregistrer", partial(self.open_form, "")),
            "previous": ("← Précédente", partial(self.move, -1)),
            "next": ("Suivante →", partial(self.move, 1)),
            "undo": ("Annuler", self.undo),
            "note": ("Noter", partial(self.open_form, "note")),
            "clock": ("Chrono", self.clock),
            "full": ("Plein écran", self.full_screen),
        }
        return {name: self.button(words, act) for name, (words, act) in acts.items()}

    def button(self, words: str, act: Callable[[], None]) -> Any:
        """Un bouton, dont aucune panne ne montre de trace technique à la salle."""
        made = widgets.Button(description=words)
        made.on_click(lambda _: self.safely(act))
        return made

    def safely(self, act: Callable[[], None]) -> None:
        """Fait un geste ; un refus devient un message du panneau."""
        try:
            act()
        except InputError as error:
            self.show(" ".join(problem.message for problem in error.problems), fault=True)
        except MatriceError as error:
            self.show(str(error), fault=True)
        except Exception as error:
            self.show(
                f"erreur imprévue ({type(error).__name__}). Relancez la cellule\u00a0: rien n’est perdu.", fault=True
            )

    # Les gestes

    @property
    def current(self) -> str:
        """La carte à l'écran."""
        return self.desk.workshop.current

    def act(self, act: Callable[[Workshop, str], Workshop]) -> None:
        """Un geste simple sur la carte à l'écran."""
        self.desk.do(act, self.current)
        self.show()

    def keep_proposal(self) -> None:
        """Retient le niveau proposé, sans opposition : le cas le plus courant, en un geste."""
        level = self.card_view().proposed
        if level is None:
            self.open_form("decision")
            return
        self.desk.do(session.decide, self.current, level)
        self.show()

    def move(self, step: int) -> None:
        """Passe à la carte voisine ; le chrono repart de zéro."""
        target = neighbour(self.desk.workshop, step)
        if target is None:
            self.show("C’est la dernière carte." if step > 0 else "C’est la première carte.")
        else:
            self.go(target)

    def go(self, target: str) -> None:
        """Met une carte à l'écran."""
        self.desk.do(session.go, target)
        self.form = ""
        self.play.value = 0
        self.show()

    def undo(self) -> None:
        """Annule le dernier geste, en le disant."""
        self.desk.do(session.undo)
        self.form = ""
        self.show(f"Geste annulé sur la carte «\u00a0{self.card_view().label}\u00a0». Le journal en garde la trace.")

    def submit(self) -> None:
        """Enregistre le formulaire ouvert."""
        form, target = self.form, self.current
        if form == "vote":
            self.desk.do(session.revote, target, self.vote.votes, so=self.vote.so.value, nsp=self.vote.nsp.value)
        elif form == "decision":
            answers = self.decision.answers
            self.desk.do(session.decide, target, answers.pop("level"), **answers)
        else:
            self.desk.do(session.note, target, self.remark.value)
        self.form = ""
        self.show("Remarque gardée." if form == "note" else "")

    def open_form(self, form: str) -> None:
        """Ouvre un formulaire, vidé, ou le ferme."""
        self.form = form
        self.vote.clear()
        self.decision.clear(self.card_view().proposed)
        self.remark.value = ""
        self.show()

    def clock(self) -> None:
        """Démarre le chrono de la carte, ou l'arrête."""
        self.play.playing = not self.play.playing
        self.show()

    def full_screen(self) -> None:
        """Prend toute la fenêtre, ou rend sa place au carnet."""
        full = "matrice-plein" in self.root._dom_classes
        (self.root.remove_class if full else self.root.add_class)("matrice-plein")
        self.buttons["full"].description = "Plein écran" if full else "Réduire"

    # L'écran

    def card_view(self) -> CardView:
        """Ce qui se voit de la carte à l'écran."""
        return view(self.desk.workshop, self.current, before=self.before, benchmark=self.benchmark)

    def show(self, text: str = "", *, fault: bool = False) -> None:
        """Redessine tout d'après l'état ; le bouton du geste suivant prend le focus, sauf après un refus."""
        card = self.card_view()
        self.message.value = cards.message_html(text or self.plan(), fault=fault)
        self.tick(card)
        self.card.value = cards.reminder_html(card) if self.form in ("vote", "decision") else cards.card_html(card)
        names = ["save", "cancel"] if self.form else _choices(card, self.desk.workshop)
        self.buttons["save"].description = _FORM_WORDS.get(self.form, "Enregistrer")
        boxes = {"vote": self.vote.box, "decision": self.decision.box, "note": self.remark}
        self.middle.children = (boxes[self.form],) if self.form else ()
        opened = [] if self.form else self.openers(card)
        self.actions.children = (*(self.buttons[name] for name in names), *opened)
        (self.always.add_class if self.form else self.always.remove_class)("matrice-cache")
        self.buttons["clock"].description = "Pause" if self.play.playing else "Chrono"
        expected = self.buttons["next" if names[0] == "unlock" else names[0]]
        for button in self.buttons.values():
            (button.add_class if button is expected else button.remove_class)("matrice-principal")
        if not fault and not self.form:
            expected.focus()

    def plan(self) -> str:
        """Ce qu'il reste de temps, rappelé tant que la carte est cachée."""
        hidden = self.desk.workshop.state(self.current) is State.HIDDEN
        return cards.time_left(advance(self.desk.workshop), self.minutes) if hidden and not self.form else ""

    def tick(self, card: CardView | None = None) -> None:
        """Met le bandeau à l'heure du chrono."""
        card = card or self.card_view()
        clock = cards.clock_text(self.play.value, card.minutes)
        self.head.value = cards.heading(card, advance(self.desk.workshop), clock)

    def openers(self, card: CardView) -> list[Any]:
        """Un bouton numéroté par question d'une dimension révélée."""
        if not card.is_group or card.state is State.HIDDEN:
            return []
        return [
            self.button(f"Question {rank}" if rank == 1 else str(rank), partial(self.go, question.id))
            for rank, question in enumerate(card.questions, 1)
        ]


def _choices(card: CardView, workshop: Workshop) -> list[str]:
    """Les boutons que l'état de la carte permet ; le premier est le geste attendu."""
    back = ["back"] if card.dimension and card.target not in workshop.order else []
    match card.state:
        case State.HIDDEN:
            return ["reveal", *back]
        case State.DECIDED:
            return [*back, "lock", "decide"]
        case State.LOCKED:
            return [*back, "unlock"]
    revote = [] if card.is_group or card.questions[0].revoted else ["revote"]
    if not card.shows_proposal:
        return ["number", *revote, "decide", *back]
    keep = ["keep"] if card.proposed is not None else []
    return ["decide", *keep, *revote, *back]


# Les deux formulaires du panneau : les mains d'un second vote, et la décision

_HANDS = 500  # mains au plus : une faute de frappe ne fait pas un vote
_FIT = {"description_width": "initial"}


def _count_field(label: str) -> Any:
    """Un nombre de mains."""
    return widgets.BoundedIntText(value=0, min=0, max=_HANDS, description=label, style=_FIT)


def _text_field(label: str, hint: str) -> Any:
    """Une phrase."""
    return widgets.Text(description=label, placeholder=hint, style=_FIT, layout={"width": "98%"})


def _row(*children: Any) -> Any:
    """Des champs sur une ligne, qui passent à la suivante s'ils ne tiennent pas."""
    return widgets.HBox(children, layout={"flex_flow": "row wrap", "align_items": "center"})


class _VoteForm:
    """Les mains levées, comptées par niveau, puis SO et NSP."""

    def __init__(self, levels: tuple[Level, ...]) -> None:
        self.fields = [_count_field(level_name(level)) for level in levels]
        self.so, self.nsp = _count_field("sans objet"), _count_field("ne sait pas")
        self.box = _row(*self.fields, self.so, self.nsp)

    def clear(self) -> None:
        """Remet toutes les mains à zéro."""
        for field in (*self.fields, self.so, self.nsp):
            field.value = 0

    @property
    def votes(self) -> tuple[int, ...]:
        """Les mains par niveau, du plus bas au plus haut."""
        return tuple(field.value for field in self.fields)


class _DecisionForm:
    """Le niveau retenu, les voix, la raison et la réserve."""

    def __init__(self, levels: tuple[Level, ...]) -> None:
        options: list[tuple[str, int | str]] = [(level_name(level), level.value) for level in levels]
        self.level = widgets.ToggleButtons(options=[*options, ("SO sans objet", "SO")])
        self.votes_for, self.against = _count_field("pour"), _count_field("contre")
        self.abstentions = _count_field("abstentions")
        self.reason = _text_field("Raison", "une phrase, exigée si l’on s’écarte du niveau proposé")
        self.dissent = _text_field("Réserve", "l’avis minoritaire, sans nom")
        counts = _row(self.votes_for, self.against, self.abstentions, widgets.HTML("tout à 0\u00a0: sans opposition"))
        self.box = widgets.VBox([self.level, counts, self.reason, self.dissent])

    def clear(self, level: int | None) -> None:
        """Vide le formulaire, le niveau proposé déjà choisi s'il y en a un."""
        for field in (self.votes_for, self.against, self.abstentions):
            field.value = 0
        self.reason.value = self.dissent.value = ""
        if level is not None:
            self.level.value = level

    @property
    def answers(self) -> dict[str, Any]:
        """Les arguments de `decide` ; sans une voix pour ni contre, personne n'a compté."""
        counted = self.votes_for.value or self.against.value
        return {
            "level": self.level.value,
            "votes_for": self.votes_for.value if counted else None,
            "against": self.against.value,
            "abstentions": self.abstentions.value,
            "reason": self.reason.value,
            "dissent": self.dissent.value,
        }
