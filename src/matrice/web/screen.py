"""Ce que la salle voit d'une carte, et l'écran qui le montre : rien à toucher, vingt-quatre points au moins.

La conduite montre la même carte : l'ordinateur qui anime est souvent celui qui projette.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import accumulate

from ..assessment import MINIMUM_SHOWN, Consensus, Decision
from ..documents.words import level_name
from ..referentiel import Referentiel
from ..text import NBSP, capital, number, plural, quoted, series, short_number, shortened
from ..workshop import CardView, QuestionView, State, advance, view
from .frame import Visit
from .network import qr_svg
from .page import Child, Html, document, el
from .room import Room

_COLON = f"{NBSP}: "
_LONGEST_COMMENT, _LONGEST_WORDS = 200, 180
_INLINE = 200  # signes de commentaires à côté des réponses ; au-delà, ils ont la carte pour eux
_DISPUTED = (Consensus.DISAGREEMENT, Consensus.OUTLIER, Consensus.PARTIAL)


def look(room: Room, target: str | None = None) -> CardView:
    """Ce qui se voit d'une carte à présent ; par défaut, celle à l'écran."""
    workshop = room.workshop
    return view(workshop, target or workshop.current, before=room.before(), benchmark=room.benchmark)


def card_head(room: Room, card: CardView) -> Html:
    """Le rang de la carte, ce qui est décidé, les deux chronos, puis le titre."""
    rank, total = advance(room.workshop)
    place = f"Carte {rank} sur {total}" if rank else "Hors ordre du jour"
    now = time.time()
    began = room.session.began or room.card_since
    return el(
        "div",
        el("p", el("span", place), _clock("", now - room.card_since, card.minutes),
           _clock(f"Séance{NBSP}", now - began, room.session.minutes), class_="tete"),
        el("h1", card.label, el("small", f"{NBSP}· {card.dimension or card.axis}")),
    )  # fmt: skip


def _clock(name: str, seconds: float, planned: float) -> Html:
    """Un chrono qui tourne seul ; sans programme, il dit l'heure de la page."""
    spent = int(max(0, seconds))
    return el("span", f"{name}{spent // 60}:{spent % 60:02d} / {short_number(planned)}{NBSP}min", data_chrono=spent,
              data_nom=name, data_prevu=planned, class_="depasse" if spent > planned * 60 else None)  # fmt: skip


# La carte, telle que la salle la voit


Opener = Callable[[str, str], Html]  # une carte, un mot → le bouton qui l'ouvre


def card_body(ref: Referentiel, card: CardView, opener: Opener | None = None, *, reading: bool = False) -> Html:
    """Les repères de chaque niveau et les questions, puis ce que l'état laisse voir ; ou les commentaires seuls (`reading`).

    `opener` ouvre un énoncé à part ; sans lui, c'est l'écran : rien ne s'y touche, donc rien n'y est plié.
    """
    if reading:
        return el("ul", (el("li", one) for one in told_comments(card)), class_="mots")
    body = _group(card, opener) if card.is_group else _single(ref, card, opener)
    return el("div", body, _conclusion(card), _comments(card),
              el("p", f"Remarques{_COLON}{' / '.join(card.notes)}") if card.notes else None, class_="corps")  # fmt: skip


def _single(ref: Referentiel, card: CardView, opener: Opener | None) -> Child:
    """Une question : chaque niveau avec sa phrase et, révélée, sa barre et son nombre."""
    question = card.questions[0]
    table = level_table(ref, card, question.votes)
    if question.state is State.HIDDEN:
        return [table, _statements(ref, card, opener)]
    if question.votes is None:
        few = "L’équipe a rempli ensemble un seul questionnaire." if card.collective else (
            f"Moins de {MINIMUM_SHOWN} réponses{_COLON}la répartition ne se montre pas. {capital(question.hint)}."
        )  # fmt: skip
        return [table, el("p", few)]
    return [table, el("p", _others(question), " ", _speakers(card, question) if card.decision is None else "")]


def sentence(ref: Referentiel, target: str, level: int, anchor: str) -> str:
    """Ce que l'on observe à ce niveau : la phrase de la dimension si elle en a, sinon le repère de l'échelle."""
    if any(one.id == target for one in ref.dimensions):
        return ref.stage(target, level) or anchor
    return anchor


def level_table(ref: Referentiel, card: CardView, votes: Sequence[int] | None) -> Html:
    """Les niveaux, du plus bas au plus haut ; une barre chiffrée par niveau quand les votes se montrent."""
    most = max(votes, default=0) if votes else 0
    rows = []
    for rank, level in enumerate(card.levels):
        bar = el("td", _bar_of(votes[rank], most), class_="mesure") if votes else None
        said = sentence(ref, card.target, level.value, level.anchor)
        rows.append(el("tr", el("th", level_name(level), scope="row"), el("td", said), bar))
    return el("table", el("caption", "Niveaux", class_="lue"), el("tbody", rows), class_="niveaux")


def _bar_of(count: int, most: int) -> Child:
    """Une barre (un dessin, sans style dans la page) et son nombre ; zéro garde sa place."""
    width = round(100 * count / most) if most else 0
    drawn = Html(
        f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{width}" height="10"/></svg>'
    )
    return [drawn, el("b", str(count))]


def _statements(ref: Referentiel, card: CardView, opener: Opener | None) -> Child:
    """Les énoncés de la dimension, à lire avant de révéler ; l'écran les montre s'il en a la place."""
    found = next((one for one in ref.dimensions if one.id == card.target), None)
    if found is None:
        return None
    lines = [el("li", one.label) for one in found.characteristics]
    if opener is None:
        return el("ul", lines, class_="exemples", hidden=True)
    return el("details", el("summary", plural(len(lines), "exemple concret", "exemples concrets")), el("ul", lines))


def _others(question: QuestionView) -> str:
    """L'accord, puis les réponses qui ne sont pas des niveaux, s'il y en a ; le premier vote s'il y en a eu deux."""
    apart = (
        ("sans objet", question.not_applicable),
        ("ne sait pas", question.unknown),
        ("sans réponse", question.silent),
    )
    parts = [str(question.status or ""), *(f"{label}{_COLON}{count}" for label, count in apart if count)]
    told = capital(", ".join(part for part in parts if part)) + "."
    if question.revoted:
        told += " Second vote."
    if question.first is not None:
        told += f" Au premier{_COLON}{' · '.join(str(count) for count in question.first)}."
    return told


def _speakers(card: CardView, question: QuestionView) -> str:
    """Qui parle en premier : les avis les plus éloignés, jamais une personne."""
    if not question.speakers:
        return "Tous les avis se rejoignent."
    names = {level.value: level_name(level) for level in question.levels}
    told = f"Parlent d’abord les personnes au niveau {series([quoted(names[one]) for one in question.speakers], 'ou')}"
    return f"{told}\u00a0; métier le plus éloigné{_COLON}{question.group}." if question.group else f"{told}."


def _group(card: CardView, opener: Opener | None) -> Child:
    """Une dimension cotée énoncé par énoncé : une ligne chacun, avec ses votes par niveau une fois révélée."""
    hidden = card.state is State.HIDDEN
    heads = [el("th", " · ".join(level_name(one) for one in card.columns), scope="col", colspan=2)]
    if not hidden:
        heads += [el("th", str(one.value), scope="col", class_="nombre") for one in card.columns]
        heads += [el("th", "Proposé", scope="col", class_="nombre")] if card.shows_proposal else []
    rows = [_group_row(card, one, rank, None if hidden else opener) for rank, one in enumerate(card.questions, 1)]
    told = None if hidden or card.decision or card.shows_proposal else el("p", _first_to_open(card))
    return [el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="groupe"), told]


def _group_row(card: CardView, question: QuestionView, rank: int, opener: Opener | None) -> Html:
    """Un énoncé de la dimension ; le niveau le plus donné est en gras."""
    name = opener(question.id, str(rank)) if opener else f"{rank}."
    cells: list[Child] = [el("td", name), el("td", question.label, class_="enonce", title=question.label)]
    if card.state is State.HIDDEN:
        return el("tr", cells)
    if question.votes is None or not any(question.votes):
        apart = f"SO{_COLON}{question.not_applicable}, NSP{_COLON}{question.unknown}"
        told = question.hint if question.votes is None else apart
        cells.append(el("td", told, colspan=len(card.columns), class_="nombre"))
    else:
        most = max(question.votes)
        votes = {level.value: count for level, count in zip(question.levels, question.votes, strict=True)}
        told_votes = [votes.get(column.value) for column in card.columns]  # rien hors de l'échelle de la question
        cells += [
            el("td", "" if one is None else str(one), class_="nombre plein" if one and one == most else "nombre")
            for one in told_votes
        ]
    if card.shows_proposal:
        cells.append(el("td", _short_level(question), class_="nombre"))
    return el("tr", cells)


def _short_level(question: QuestionView) -> str:
    """« 2 », « 2 décidé », « SO décidé » ou « – »."""
    if question.decision is None:
        return "–" if question.proposed is None else str(question.proposed)
    return f"{'SO' if question.decision.level is None else question.decision.level} décidé"


def _first_to_open(card: CardView) -> str:
    """Les énoncés les plus disputés, à ouvrir d'abord."""
    disputed = [one.status for one in card.questions if one.status in _DISPUTED]
    if not disputed:
        return "Aucun énoncé n’est disputé."
    worst = min(disputed, key=_DISPUTED.index)
    ranks = [str(rank) for rank, one in enumerate(card.questions, 1) if one.status is worst]
    return f"À ouvrir d’abord{_COLON}{'énoncé' if len(ranks) == 1 else 'énoncés'} {series(ranks)} ({worst})."


def _conclusion(card: CardView) -> Child:
    """Le niveau proposé puis la décision, chacun quand son heure est venue."""
    if card.decision is not None:
        first, *rest = _decision_words(card, card.decision)
        if card.state is State.HIDDEN:  # décidée avant que ses énoncés ne soient posés : leur proposition attend
            first, rest = f"{first.removesuffix('.')}, avant ces énoncés.", []
        return el("p", el("b", first, class_="retenu"), " ", " ".join(rest))
    if not card.shows_proposal:
        return None
    told = "aucun, l’équipe décide." if card.proposed is None else _name(card, card.proposed)
    return el("p", el("b", f"Niveau proposé{_COLON}{told}", class_="retenu"))


def _decision_words(card: CardView, decision: Decision) -> list[str]:
    """La décision, ses voix, sa raison, la réserve, puis ce que l'on cachait jusque-là."""
    level = "sans objet" if decision.level is None else _name(card, decision.level)
    hands = "sans opposition" if decision.votes_for is None else f"{decision.votes_for} pour, {decision.against} contre"
    hands += f", {plural(decision.abstentions, 'abstention')}" if decision.abstentions else ""
    parts = [f"Décidé{_COLON}{level}, {hands}."]
    if decision.level != decision.proposed:
        parts.append(
            f"Les votes proposaient{_COLON}{'rien' if decision.proposed is None else _name(card, decision.proposed)}."
        )
    told = (("Raison", decision.reason), ("Réserve", decision.dissent))
    parts += [f"{name}{_COLON}{shortened(text, _LONGEST_WORDS)}" for name, text in told if text]
    parts += [f"L’année passée{_COLON}{_name(card, card.before)}."] if card.before is not None else []
    parts += [f"Autres équipes{_COLON}{number(card.benchmark)} sur{NBSP}100."] if card.benchmark is not None else []
    return parts


def _name(card: CardView, value: int) -> str:
    return next((level_name(level) for level in card.levels if level.value == value), str(value))


def told_comments(card: CardView) -> list[str]:
    """Ce que l'équipe avait écrit en répondant, sans nom ; rien de ce qui doit se taire."""
    return [shortened(text, _LONGEST_COMMENT) for text in card.comments] + [
        (f"n°{NBSP}{rank}{_COLON}" if card.is_group else "") + shortened(text, _LONGEST_COMMENT)
        for rank, one in enumerate(card.questions, 1)
        for text in one.comments
    ]


def _comments(card: CardView) -> Child:
    """Les commentaires qui tiennent à côté des réponses, combien attendent qu'on les ouvre, combien se taisent."""
    told, held = told_comments(card), card.withheld + sum(one.withheld for one in card.questions)
    room = 0 if card.decision is not None else _INLINE // 2 if card.shows_proposal else _INLINE
    shown = sum(1 for size in accumulate(map(len, told)) if size <= room)
    left = len(told) - shown
    lines = el("ul", (el("li", f"«{NBSP}{one}{NBSP}»") for one in told[:shown]), class_="mots") if shown else None
    words = plural(left, "autre commentaire", "autres commentaires") if shown else plural(left, "commentaire")
    few = f"{plural(held, 'commentaire')}, à ne pas montrer{_COLON}moins de {MINIMUM_SHOWN} réponses."
    return [
        el("div", lines, el("p", f"{words}.") if left else None, class_="large-assez") if told else None,
        el("p", f"{plural(len(told), 'commentaire')}.", class_="sinon") if shown else None,
        el("p", few) if held else None,
    ]


# L'écran


def screen_page(visit: Visit) -> bytes:
    """L'écran de la salle : la carte, ou l'adresse des téléphones et le compte ; rien à toucher."""
    room, server = visit.room, visit.server
    body = _screen(room, server.phone_address, server.phone_host)
    full = el("button", "Plein écran", type="button", data_plein=True, hidden=True)
    return document(
        "Écran", el("main", body), full, prefix=visit.base, kind="ecran carte", refresh=3, data=room.state()
    )


def _screen(room: Room, address: str, host: str) -> Child:
    urn = room.vote or room.questionnaire
    head: Child = el("h1", room.title() or "L’atelier va commencer")
    if room.desk is not None:
        card = look(room)
        if urn is not room.questionnaire or urn is None:
            if room.vote is None:
                return [card_head(room, card), card_body(room.ref, card, reading=room.reading)]
            head = [card_head(room, card), level_table(room.ref, card, None)]
    if urn is None:
        return el("div", head, el("p", "L’atelier va commencer.") if room.team else None, class_="attente")
    invite = el("div", Html(qr_svg(address)),
                el("div", el("p", host, class_="adresse"), el("p", "code ", el("b", room.code), class_="code")),
                class_="invitation") if address else None  # fmt: skip
    return [head, el("p", el("b", room.live(), data_live=True), class_="compte"), invite]
