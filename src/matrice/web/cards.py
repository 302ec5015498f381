"""L'atelier, carte par carte : ce que la conduite et l'écran montrent, les gestes de la conduite.

La répartition se voit avant tout nombre ; l'année passée et les autres équipes attendent la décision ; après elle, le bouton de
la carte suivante reçoit le focus. Ce qui est caché l'est aussi sur la conduite : l'ordinateur est souvent celui qui projette.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..documents.words import level_name
from ..errors import MatriceError
from ..text import NBSP, capital, plural, quoted, read_whole
from ..workshop import CardView, State, Workshop, decide, neighbour, note, reveal, show_proposal, undo
from .frame import Asked, Said, Visit, gesture, missing, page
from .page import Child, Html, bar, button, el, form, hidden, labelled, numeric, ticked
from .room import NSP, SO, Room, refusal
from .screen import card_body, card_head, level_table, look, sentence, told_comments
from .team import address_block, invitation

_COUNTS = (("pour", "votes_for"), ("contre", "against"), ("abstentions", "abstentions"))


# La conduite


@page("atelier", "Atelier")
def workshop_page(visit: Visit) -> Child:
    room = visit.room
    if room.desk is None:
        try:
            room.check_open()
            room.enter()
        except MatriceError as error:
            if room.begun:
                raise  # un journal abîmé, ou ouvert ailleurs : le cadre le dit
            problems = getattr(error, "problems", None)
            return missing(visit, capital(problems[0].message) if problems else str(error))
    card, opened = look(room), visit.query.text("f") or visit.typed.text("geste")
    boxes: dict[str, Callable[[Visit, CardView], list[Child]]] = {
        "decider": _decision_form, "mains": _hands_form, "noter": _note_form, "telephones": _phone_box,
    }  # fmt: skip
    if opened in boxes and not (room.vote and opened != "telephones"):
        return [card_head(room, card), *boxes[opened](visit, card)]
    if room.vote is not None:
        return [card_head(room, card), level_table(room.ref, card, None), _vote_box(visit), _vote_bar(visit)]
    warn = room.desk.message
    return [
        el("p", warn, class_="faute") if warn else None,
        card_head(room, card),
        card_body(
            room.ref, card, lambda target, words: act(visit, "aller", words, _target(target)), reading=room.reading
        ),
        _buttons(visit, card),
    ]


def act(visit: Visit, name: str, words: str, *more: Child, expected: bool = False) -> Html:
    """Un bouton qui fait un geste ; celui du geste attendu a le focus."""
    focus = expected and not visit.fault
    return form(name, _rank(visit), *more, button(words, class_="principal" if expected else None, autofocus=focus))


def _target(target: str) -> Child:
    return hidden(carte=target)


def _buttons(visit: Visit, card: CardView) -> Html:
    """Ce que l'état de la carte permet, le geste attendu d'abord."""
    room, workshop = visit.room, visit.room.workshop

    def opens(name: str, words: str) -> Html:
        return el("a", words, href=f"{visit.base}/atelier?f={name}", class_="bouton")

    single = not card.is_group
    again = (
        [opens("mains", "Second vote"), opens("telephones", "… par téléphone")]
        if single and not card.questions[0].revoted
        else []
    )
    shown: list[Child]
    match card.state:
        case State.HIDDEN:
            shown = [act(visit, "reveler", "Révéler", expected=True)]
        case State.REVEALED if not card.shows_proposal:
            shown = [act(visit, "proposer", "Niveau proposé", expected=True), *again]
        case State.REVEALED:
            keep = card.proposed is not None
            shown = [act(visit, "retenir", "Retenir sans opposition", expected=True)] if keep else []
            shown += [opens("decider", "Décider autrement" if keep else "Décider"), *again]
        case _:
            shown = [_forward(visit, workshop, expected=True), opens("decider", "Changer")]
            shown += [] if card.shows_proposal else [act(visit, "proposer", "Niveau proposé")]
    moves: list[Child] = []
    if room.reading:
        shown = [act(visit, "lire", "Revenir aux réponses", expected=True)]
    elif told := told_comments(card):
        moves.append(act(visit, "lire", f"Commentaires ({len(told)})"))
    if before := neighbour(workshop, -1):
        moves.append(act(visit, "aller", "←", _target(before)))
    if card.state in (State.HIDDEN, State.REVEALED):
        moves.append(_forward(visit, workshop, expected=False))
    strong = room.strong() if card.state is State.HIDDEN else ()
    if len(strong) > 1:
        moves.append(act(visit, "accords", f"{len(strong)} accords forts"))
    if workshop.events:
        moves.append(act(visit, "annuler", "Annuler"))
    moves.append(opens("noter", "Noter"))
    return bar(shown, moves=moves)


def _forward(visit: Visit, workshop: Workshop, *, expected: bool) -> Html:
    """La carte d'après, ou le plan d'action quand il n'y en a plus."""
    after = neighbour(workshop, 1)
    if after is not None:
        return act(visit, "aller", "Suivante →" if expected else "→", _target(after), expected=expected)
    style = "bouton principal" if expected else "bouton"
    return el("a", "Plan d’action →", href=f"{visit.base}/plan", class_=style, autofocus=expected and not visit.fault)


# Les formulaires de la conduite


def _rank(visit: Visit) -> Child:
    """L'état que montre cette page : un geste venu d'une page périmée se refuse."""
    return hidden(rang=len(visit.room.workshop.events))


def _filled(visit: Visit, gesture_name: str, words: str, *fields: Child) -> list[Child]:
    """Un formulaire, dont l'envoi et la fermeture restent à l'écran."""
    return [
        form(gesture_name, _rank(visit), *fields, id="saisie", class_="saisie"),
        bar(button(words, form="saisie", class_="principal"), _closing(visit)),
    ]


def _closing(visit: Visit, words: str = "Fermer") -> Html:
    return el("a", words, href=f"{visit.base}/atelier", class_="bouton")


def _decision_form(visit: Visit, card: CardView) -> list[Child]:
    """Le niveau retenu, les voix, la raison et la réserve ; tout vide, c'est sans opposition."""
    ref = visit.room.ref
    chosen = visit.kept("niveau", "" if card.proposed is None or not card.shows_proposal else str(card.proposed))
    options = [
        (str(one.value), level_name(one), sentence(ref, card.target, one.value, one.anchor)) for one in card.levels
    ]
    picks = [
        el("label", el("input", type="radio", name="niveau", value=value, checked=value == chosen, required=True),
           el("b", name), f"{NBSP}: {said}" if said else None, class_="choix")
        for value, name, said in (*options, (SO, "sans objet", ""))
    ]  # fmt: skip
    known = el("p", "Déjà décidé\u00a0: cette décision la remplace.", class_="dit") if card.decision else None
    return _filled(
        visit, "decider", "Enregistrer la décision", known, el("fieldset", el("legend", "Niveau retenu", class_="lue"), picks),
        el("div", [numeric(label, label, visit.kept(label)) for label, _ in _COUNTS],
           el("small", "tout vide\u00a0: sans opposition"), class_="ligne"),
        labelled("Raison", "raison", visit.kept("raison"), placeholder="une phrase, exigée si l’on s’écarte du niveau proposé"),
        labelled("Réserve", "reserve", visit.kept("reserve"), placeholder="l’avis minoritaire, sans nom"),
    )  # fmt: skip


def _hands_form(visit: Visit, card: CardView) -> list[Child]:
    """Les mains levées, comptées par niveau, puis SO et NSP."""
    ref = visit.room.ref
    rows = [
        el("tr", el("th", level_name(one), scope="row"), el("td", sentence(ref, card.target, one.value, one.anchor)),
           el("td", _hands(visit, one.value, level_name(one), told=False)))
        for one in card.levels
    ]  # fmt: skip
    apart = el("div", _hands(visit, SO, "sans objet"), _hands(visit, NSP, "ne sait pas"), class_="ligne")
    title = el("h2", "Second vote, à mains levées")
    return _filled(visit, "mains", "Enregistrer le vote", title, el("table", el("tbody", rows)), apart)


def _hands(visit: Visit, key: object, label: str, *, told: bool = True) -> Html:
    return numeric(label, f"main-{key}", visit.kept(f"main-{key}"), told=told)


def _note_form(visit: Visit, card: CardView) -> list[Child]:
    """Une remarque à garder."""
    field = labelled(
        "Remarque", "texte", visit.kept("texte"), hint="Sans nom de personne.", maxlength=2000, autofocus=True
    )
    return _filled(visit, "noter", "Garder la remarque", field)


def _phone_box(visit: Visit, card: CardView) -> list[Child]:
    """Le second vote par téléphone : inviter d'abord s'il le faut."""
    if visit.room.vote is not None:
        return [_vote_box(visit), _vote_bar(visit)]
    if not visit.server.phone_host:
        return [invitation(visit), bar(_closing(visit))]
    opened = act(visit, "voter", "Ouvrir le vote aux téléphones", expected=True)
    return [address_block(visit), bar(opened, _closing(visit))]


def _vote_box(visit: Visit) -> Child:
    """Le vote ouvert : l'adresse et le compte, rien d'autre."""
    told = el("p", el("b", visit.room.live(), data_live=True), class_="compte")
    return [told, address_block(visit) if visit.server.phone_host else invitation(visit)]


def _vote_bar(visit: Visit) -> Html:
    return bar(
        act(visit, "depouiller", "Révéler le vote", expected=True),
        act(visit, "lever", "Compter les mains"),
        act(visit, "fermer", "Annuler ce vote"),
    )


# Les gestes


def _fresh(asked: Asked) -> Workshop:
    """L'atelier, si la page d'où vient ce geste montrait son état présent : deux fenêtres, un double clic."""
    room = asked.room
    if room.desk is None:
        room.enter()
    if asked.form.text("rang") != str(len(room.workshop.events)):
        raise refusal(
            "l’atelier a avancé dans une autre fenêtre, ou ce bouton a été pressé deux fois\u00a0: voici où il en est."
        )
    return room.workshop


def _simple(name: str, act_of: Callable[[Room, Workshop], None]) -> None:
    """Inscrit un geste de la carte à l'écran qui ne demande ni ne dit rien de plus."""

    @gesture("atelier", name)
    def made(asked: Asked) -> Said:
        act_of(asked.room, _fresh(asked))
        return Said()


_simple("reveler", lambda room, workshop: room.do(reveal, workshop.current))
_simple("proposer", lambda room, workshop: room.do(show_proposal, workshop.current))
_simple("voter", lambda room, workshop: room.open_vote(workshop.current))
_simple("depouiller", lambda room, _: room.reveal_vote())


@gesture("atelier", "retenir")
def keep(asked: Asked) -> Said:
    workshop = _fresh(asked)
    level = look(asked.room).proposed
    if level is None:
        raise refusal("les votes ne proposent pas de niveau\u00a0: décidez-en un.")
    asked.room.do(decide, workshop.current, level)
    return Said()


@gesture("atelier", "decider")
def decide_otherwise(asked: Asked) -> Said:
    workshop, typed = _fresh(asked), asked.form
    counts = _whole_counts(asked, [(label, label) for label, _ in _COUNTS])
    votes_for, against, abstentions = counts
    if any(counts):
        asked.room.check_present(sum(counts))
    level = typed.text("niveau")
    if level != SO and level not in map(str, asked.room.ref.scale_of(workshop.current).values):
        raise refusal("choisissez un niveau.")
    asked.room.do(
        decide, workshop.current, SO if level == SO else int(level), votes_for=votes_for if votes_for or against else None,
        against=against, abstentions=abstentions, reason=typed.text("raison"), dissent=typed.text("reserve"),
    )  # fmt: skip
    return Said()


def _whole_counts(asked: Asked, fields: Sequence[tuple[str, str]]) -> list[int]:
    """Les nombres tapés, vides pour zéro ; toutes les fautes ensemble."""
    faults, found = [], []
    for name, label in fields:
        text = asked.form.text(name)
        count = read_whole(text) if text else 0
        if count is None or count < 0:
            faults.append(f"{label}\u00a0: {quoted(text)} n’est pas un nombre de voix.")
        found.append(count or 0)
    if faults:
        raise refusal(" ".join(faults))
    return found


@gesture("atelier", "mains")
def show_hands(asked: Asked) -> Said:
    workshop = _fresh(asked)
    scale = asked.room.ref.scale_of(workshop.current)
    fields = [(f"main-{one.value}", level_name(one)) for one in scale.levels]
    *votes, so, nsp = _whole_counts(asked, [*fields, (f"main-{SO}", "sans objet"), (f"main-{NSP}", "ne sait pas")])
    asked.room.hands(workshop.current, votes, so, nsp)
    return Said()


@gesture("atelier", "lire")
def read_comments(asked: Asked) -> Said:
    _fresh(asked)
    room = asked.room
    room.reading = not room.reading and bool(told_comments(look(room)))
    room.changed()
    return Said()


@gesture("atelier", "noter")
def keep_note(asked: Asked) -> Said:
    asked.room.do(note, _fresh(asked).current, asked.form.text("texte"))
    return Said("Remarque gardée.")


@gesture("atelier", "aller")
def move(asked: Asked) -> Said:
    _fresh(asked)
    asked.room.go(asked.form.text("carte"))
    return Said()


@gesture("atelier", "annuler")
def take_back(asked: Asked) -> Said:
    _fresh(asked)
    asked.room.do(undo)
    return Said(f"Geste annulé sur la carte {quoted(look(asked.room).label)}. Le journal en garde la trace.")


@gesture("atelier", "fermer")
def close_vote(asked: Asked) -> Said:
    asked.room.drop_vote()
    return Said("Vote annulé\u00a0; ses bulletins sont détruits sans avoir été lus.")


@gesture("atelier", "lever")
def raise_hands(asked: Asked) -> Said:
    asked.room.drop_vote()
    return Said("Le vote par téléphone est fermé\u00a0; comptez les mains.", page="atelier?f=mains")


# Les accords forts, ensemble


@gesture("atelier", "accords")
def reveal_strong(asked: Asked) -> Said:
    workshop = _fresh(asked)
    for target in asked.room.strong():
        if workshop.state(target) is State.HIDDEN:
            asked.room.do(reveal, target)
    return Said(page="accords")


@page("accords", "Accords forts")
def strong_page(visit: Visit) -> Child:
    room = visit.room
    if room.desk is None:
        return missing(visit, "Ouvrez l’atelier d’abord.", "atelier", "Atelier")
    cards = [look(room, target) for target in room.strong()]
    seen = [card for card in cards if card.state is not State.HIDDEN]
    if not seen:
        return missing(visit, "Aucun accord fort n’attend.", "atelier", "Revenir à l’atelier")
    lines = [
        el("tr", el("td", ticked(card.label, "carte", card.target, checked=True)), el("td", _in_brief(card)))
        for card in seen
    ]
    keep = button("Retenir ces niveaux sans opposition", class_="principal", autofocus=True)
    return [
        el("h1", "Accords forts"),
        el("p", "Regardez, décochez ce qui mérite une discussion, puis acceptez le reste d’un coup."),
        form("accepter", _rank(visit), el("table", el("tbody", lines)), bar(keep, _closing(visit, "Revenir"))),
    ]


def _in_brief(card: CardView) -> str:
    """La répartition d'une carte en une ligne ; d'une dimension, celle de chaque énoncé serait trop longue."""
    if card.is_group:
        return plural(len(card.questions), "énoncé") + ", tous d’accord"
    votes = card.questions[0].votes
    if votes is None:
        return "accord fort"
    return ", ".join(
        f"{count} au {level_name(level)}" for level, count in zip(card.levels, votes, strict=True) if count
    )


@gesture("accords", "accepter")
def keep_strong(asked: Asked) -> Said:
    _fresh(asked)
    room, kept = asked.room, 0
    for target in asked.form.all("carte"):
        if target not in room.strong():
            continue
        if not room.workshop.shows_proposal(target):
            room.do(show_proposal, target)
        level = look(room, target).proposed
        if level is not None:
            room.do(decide, target, level)
            kept += 1
    workshop = room.workshop
    waiting = next((one for one in workshop.order if workshop.campaign.decision(one) is None), None)
    if waiting:
        room.go(waiting)
    return Said(f"{capital(plural(kept, 'niveau retenu', 'niveaux retenus'))} sans opposition.", page="atelier")
