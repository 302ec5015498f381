"""Ce que le panneau affiche, en fragments HTML : des valeurs entrent, du texte sort, tout est échappé."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..assessment import MINIMUM_SHOWN, Consensus, Decision
from ..documents.words import level_name
from ..referentiel import Level
from ..render.html import tag
from ..text import NBSP, capital, number, plural, quoted, series, short_number, shortened
from .card_view import Advance, CardView, QuestionView
from .session import State

_COLON = f"{NBSP}: "
_DISPUTED = (Consensus.DISAGREEMENT, Consensus.OUTLIER, Consensus.PARTIAL)
_LONGEST_COMMENT = 200  # signes affichés ; le dossier de l'équipe garde tout
_WIDEST = 11.0  # em : la plus longue barre


def heading(card: CardView, advance: Advance, clock: str) -> str:
    """Renvoie le bandeau : rang dans l'ordre du jour, ce qui est décidé, chrono, état de la carte."""
    rank = f"Carte {advance.rank} sur {advance.total}" if advance.rank else "Hors de l’ordre du jour"
    done = plural(advance.decided, "décidée")
    state = tag("span", f"État{_COLON}{card.state}", class_="m-etat")
    return f'<div class="m-tete" lang="fr">{tag("span", f"{rank}, {done}")}{tag("span", clock)}{state}</div>'


def card_html(card: CardView) -> str:
    """Renvoie la carte : titre, repères des niveaux, puis ce que son état laisse voir."""
    body = _group_body(card) if card.is_group else _question_body(card)
    return f'<div lang="fr">{_title(card)}{body}{_conclusion(card)}{_comments_html(card)}{_remarks(card)}</div>'


def reminder_html(card: CardView) -> str:
    """Renvoie la carte réduite à son titre et aux repères, pour laisser la place à un formulaire."""
    said = _proposal_text(card)
    return f'<div lang="fr">{_title(card)}{_level_table(card.levels, None)}{tag("p", said) if said else ""}</div>'


def _title(card: CardView) -> str:
    """Le libellé de la carte, sous son axe ou sa dimension."""
    place = tag("span", f"{NBSP}· {card.dimension or card.axis}")
    return f"<h2>{escape(card.label)}{place}</h2>"


# Une question


def _question_body(card: CardView) -> str:
    """Une question : chaque niveau avec son repère et, une fois révélée, sa barre et son nombre."""
    question = card.questions[0]
    table = _level_table(card.levels, question.votes)
    if question.state is State.HIDDEN:
        return table
    if question.votes is None:
        few = f"Moins de {MINIMUM_SHOWN} réponses{_COLON}la répartition ne se montre pas. {capital(question.hint)}."
        few = "L’équipe a rempli ensemble un seul questionnaire." if card.collective else few
        return table + tag("p", few)
    speaks = tag("p", _first_to_speak(card, question)) if card.decision is None else ""
    return table + tag("p", _other_answers(question)) + speaks


def _level_table(levels: Sequence[Level], votes: Sequence[int] | None) -> str:
    """Les niveaux, du plus bas au plus haut ; une barre chiffrée par niveau quand les votes se montrent."""
    most = max(votes, default=0) if votes else 0
    rows = []
    for rank, level in enumerate(levels):
        name = tag("th", level_name(level), scope="row", class_="m-niveau")
        bar = f'<td class="m-barre">{_bar_html(votes[rank], most)}</td>' if votes else ""
        rows.append(f"<tr>{name}{tag('td', level.anchor)}{bar}</tr>")
    heads = f"{tag('th', 'Niveau', scope='col')}{tag('th', 'Ce que l’on observe', scope='col')}"
    heads += tag("th", "Réponses", scope="col") if votes else ""
    return f'<table><thead class="m-lue"><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _bar_html(count: int, most: int) -> str:
    """Une barre et son nombre ; zéro n'a pas de barre, mais garde son nombre et sa place."""
    if not count:
        return tag("b", "0")
    return f'<span class="m-trait" style="width:{_WIDEST * count / most:.2f}em" aria-hidden="true"></span>{tag("b", number(count))}'


def _other_answers(question: QuestionView) -> str:
    """Les réponses qui ne sont pas des niveaux, puis l'accord ; le premier vote s'il y en a eu deux."""
    parts = [
        f"sans objet{_COLON}{question.not_applicable}",
        f"ne sait pas{_COLON}{question.unknown}",
        f"sans réponse{_COLON}{question.silent}",
        str(question.status or ""),
    ]
    said = capital(", ".join(part for part in parts if part)) + "."
    if question.revoted:
        said += " Second vote."
    if question.first is not None:
        said += f" Au premier{_COLON}{' · '.join(str(count) for count in question.first)}."
    return said


def _first_to_speak(card: CardView, question: QuestionView) -> str:
    """Qui parle en premier : les avis les plus éloignés, jamais une personne."""
    if not question.speakers:
        return "Tous les avis se rejoignent."
    names = {level.value: level_name(level) for level in card.levels}
    said = f"Parlent d’abord les personnes au niveau {series([quoted(names[v]) for v in question.speakers], 'ou')}"
    return f"{said}\u00a0; métier le plus éloigné{_COLON}{question.group}." if question.group else f"{said}."


# Une dimension


def _group_body(card: CardView) -> str:
    """Une dimension : ses questions, une par ligne, avec leurs votes par niveau une fois révélées."""
    if card.state is State.HIDDEN:
        return _level_table(card.levels, None) + tag(
            "p", f"{plural(len(card.questions), 'question')}, réponses cachées."
        )
    if card.decision is not None:
        return tag("p", _levels_by_question(card))
    heads = tag("th", "", scope="col") + tag("th", _levels_line(card.levels), scope="col")
    heads += "".join(tag("th", str(level.value), scope="col", class_="m-compte") for level in card.levels)
    heads += tag("th", "Proposé", scope="col", class_="m-compte") if card.shows_proposal else ""
    rows = "".join(_group_row(card, question, rank) for rank, question in enumerate(card.questions, 1))
    first = "" if card.shows_proposal else tag("p", _first_to_open(card))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{first}"


def _levels_by_question(card: CardView) -> str:
    """Le niveau de chaque question, en une ligne : une fois décidée, la carte laisse la place à la décision."""
    levels = [f"n°{NBSP}{rank}{_COLON}{_short_level(question)}" for rank, question in enumerate(card.questions, 1)]
    return f"Réponses aux questions, avant la décision{_COLON}{', '.join(levels)}."


def _first_to_open(card: CardView) -> str:
    """Les questions les plus disputées, à ouvrir d'abord."""
    disputed = [question.status for question in card.questions if question.status in _DISPUTED]
    if not disputed:
        return "Aucune question n’est disputée."
    worst = min(disputed, key=_DISPUTED.index)
    ranks = [str(rank) for rank, question in enumerate(card.questions, 1) if question.status is worst]
    noun = "question" if len(ranks) == 1 else "questions"
    return f"À ouvrir d’abord{_COLON}{noun} {series(ranks)} ({worst})."


def _answers_without_level(question: QuestionView) -> str:
    """Ce que disent les réponses d'une question à laquelle personne n'a donné de niveau."""
    return f"SO{_COLON}{question.not_applicable}, NSP{_COLON}{question.unknown}"


def _levels_line(levels: Sequence[Level]) -> str:
    """« 0 pas encore · 1 premiers pas… » : le rappel des niveaux, en tête des questions."""
    return f"{NBSP}· ".join(level_name(level) for level in levels)


def _group_row(card: CardView, question: QuestionView, rank: int) -> str:
    """Une question de la dimension ; le niveau le plus donné est en gras sur fond teinté."""
    cells = tag("td", f"{rank}.") + tag("td", question.label)
    if question.votes is None or not any(question.votes):
        said = question.hint if question.votes is None else _answers_without_level(question)
        cells += tag("td", said, class_="m-compte", colspan=str(len(card.levels)))
    else:
        most = max(question.votes)
        for count in question.votes:
            cells += tag("td", str(count), class_="m-compte m-plein" if count and count == most else "m-compte")
    if card.shows_proposal:
        cells += tag("td", _short_level(question), class_="m-compte")
    return f"<tr>{cells}</tr>"


def _short_level(question: QuestionView) -> str:
    """« 2 », « 2 décidé », « SO décidé » ou « – »."""
    if question.decision is None:
        return "–" if question.proposed is None else str(question.proposed)
    return f"{'SO' if question.decision.level is None else question.decision.level} décidé"


# Ce qui est proposé, décidé


def _conclusion(card: CardView) -> str:
    """Le niveau proposé puis la décision, chacun quand son heure est venue."""
    if card.decision is None:
        said = _proposal_text(card)
        return f"<p>{tag('span', said, class_='m-propose')}</p>" if said else ""
    first, *rest = _decision_lines(card, card.decision)
    if card.is_group:  # la place ne manque pas : une phrase par ligne
        return f"<p>{tag('span', first, class_='m-propose')}</p>" + "".join(tag("p", line) for line in rest)
    return f"<p>{tag('b', first)} {escape(' '.join(rest))}</p>"


def _proposal_text(card: CardView) -> str:
    """« Niveau proposé : 2 en partie », ou pourquoi il n'y en a pas ; rien tant qu'il n'est pas montré."""
    if not card.shows_proposal:
        return ""
    if card.proposed is None:
        return f"Niveau proposé{_COLON}aucun, l’équipe décide."
    return f"Niveau proposé{_COLON}{_name_of(card, card.proposed)}"


def _decision_lines(card: CardView, decision: Decision) -> list[str]:
    """La décision, ses voix, sa raison, la réserve, puis ce que l'on cachait jusque-là."""
    level = "sans objet" if decision.level is None else _name_of(card, decision.level)
    parts = [f"Décidé{_COLON}{level}, {_hands_text(decision)}."]
    if decision.level != decision.proposed:
        was = "rien" if decision.proposed is None else _name_of(card, decision.proposed)
        parts.append(f"Les votes proposaient{_COLON}{was}.")
    parts += [f"Raison{_COLON}{decision.reason}"] if decision.reason else []
    parts += [f"Réserve{_COLON}{decision.dissent}"] if decision.dissent else []
    if card.before is not None:
        parts.append(f"L’année passée{_COLON}{_name_of(card, card.before)}.")
    if card.benchmark is not None:
        parts.append(f"Autres équipes{_COLON}{number(card.benchmark)} sur{NBSP}100.")
    return parts


def _hands_text(decision: Decision) -> str:
    """« sans opposition », ou les voix comptées."""
    if decision.votes_for is None:
        words = "sans opposition" if not decision.against else f"{decision.against} contre"
    else:
        words = f"{decision.votes_for} pour, {decision.against} contre"
    return f"{words}, {plural(decision.abstentions, 'abstention')}" if decision.abstentions else words


def _comments_html(card: CardView) -> str:
    """Ce que l'équipe avait écrit en répondant, sans nom, plié pour laisser la place aux votes."""
    told = [(rank, text) for rank, question in enumerate(card.questions, 1) for text in question.comments]
    withheld = sum(question.withheld for question in card.questions)
    lines = [
        tag("li", (f"n°{NBSP}{rank}{_COLON}" if card.is_group else "") + shortened(text, _LONGEST_COMMENT))
        for rank, text in told
    ]
    shown = f"<details><summary>{plural(len(told), 'commentaire')}</summary><ul>{''.join(lines)}</ul></details>"
    few = f"{plural(withheld, 'commentaire')}, à ne pas montrer{_COLON}moins de {MINIMUM_SHOWN} réponses."
    return (shown if told else "") + (tag("p", few) if withheld else "")


def _remarks(card: CardView) -> str:
    """Les remarques gardées sur la carte."""
    return tag("p", f"Remarques{_COLON}{' / '.join(card.notes)}") if card.notes else ""


# Les mots communs


def message_html(text: str, *, fault: bool = False) -> str:
    """Renvoie un message du panneau, annoncé aux lecteurs d'écran ; vide quand il n'y a rien à dire."""
    if not text:
        return ""
    words = f"Attention{_COLON}{text}" if fault else text
    return tag("p", words, class_="m-erreur" if fault else "m-dit", role="alert" if fault else "status", lang="fr")


def clock_text(seconds: int, planned: float) -> str:
    """Renvoie « 2 min 05 s sur 8 min », puis « temps dépassé » quand il l'est."""
    whole, rest = divmod(seconds, 60)
    said = f"{whole}{NBSP}min {rest:02d}{NBSP}s sur {_minutes(planned)}"
    return f"{said}, temps dépassé" if seconds > planned * 60 else said


def time_left(advance: Advance, budget: float) -> str:
    """Renvoie ce qu'il reste de minutes prévues, à côté du temps de la séance."""
    return f"Reste {_minutes(advance.minutes_left)} prévues, pour une séance de {_minutes(budget)}."


def _minutes(value: float) -> str:
    """« 8 min », « 1,5 min »."""
    return f"{short_number(value)}{NBSP}min"


def _name_of(card: CardView, value: int) -> str:
    """Le nom d'un niveau de cette valeur."""
    return next((level_name(level) for level in card.levels if level.value == value), str(value))


# La feuille de style du panneau : rien au-dessous de 24 points, des contrastes d'au moins 4,5, aucun réseau

# Les couleurs ne portent jamais seules un sens : chaque barre a son nombre, chaque état son mot.
STYLE = """<style>
.matrice-atelier{--corps:24pt;--titre:26pt}
@media (min-width:1700px) and (min-height:950px){.matrice-atelier{--corps:30pt;--titre:33pt}}
.matrice-atelier{background:#fff;color:#111;padding:8px 20px;box-sizing:border-box;width:100%;overflow:auto;
font-family:"Segoe UI",Arial,"Liberation Sans",system-ui,sans-serif;font-size:var(--corps);line-height:1.18}
.matrice-atelier.matrice-plein:not(.jupyter-widgets-disconnected){position:fixed!important;inset:0;z-index:99999;width:100vw!important;height:100vh;
max-width:none;margin:0}
body:has(.matrice-plein:not(.jupyter-widgets-disconnected)) :is(.jp-Notebook,.jp-WindowedPanel-outer,
.jp-WindowedPanel-inner,.jp-WindowedPanel-viewport,
.jp-Cell,.jp-Cell-outputWrapper,.jp-Cell-outputArea,.jp-OutputArea,.jp-OutputArea-child,.jp-OutputArea-output,
.jp-NotebookPanel,.jp-MainAreaWidget,.lm-Widget){contain:none!important;transform:none!important}
body:has(.matrice-plein:not(.jupyter-widgets-disconnected)) :is(#jp-top-panel,#jp-bottom-panel,#jp-menu-panel,
#jp-main-statusbar,.jp-SideBar,.jp-Toolbar,
.jp-cell-toolbar,.jp-InputArea,.lm-TabBar,.jp-Notebook-footer,.jp-InputPrompt,.jp-OutputPrompt){visibility:hidden!important}
body:has(.matrice-plein:not(.jupyter-widgets-disconnected)) :is(.jp-Cell,.jp-Notebook,.jp-OutputArea,
.jp-OutputArea-output,.jp-WindowedPanel-viewport,
.jp-WindowedPanel-outer){overflow:visible!important}
.matrice-atelier .widget-html,.matrice-atelier .widget-html-content,.matrice-atelier .widget-box{overflow:visible;
height:auto;
font-size:var(--corps);line-height:1.18;margin:0;color:#111}
.matrice-atelier .widget-html-content{width:100%}
.matrice-atelier button,.matrice-atelier .widget-label,.matrice-atelier input,.matrice-atelier textarea{
font-family:inherit}
.matrice-atelier button.jupyter-button,.matrice-atelier .widget-toggle-button{font-size:var(--corps);line-height:1.1;
height:auto;
width:auto;min-height:46px;padding:5px 18px;margin:3px 8px 3px 0;background:#e9eef3;color:#111;border:2px solid #33506b;
border-radius:6px;box-shadow:none;white-space:nowrap}
.matrice-atelier button.matrice-principal,.matrice-atelier button.mod-active{background:#00527f!important;
color:#fff!important}
.matrice-atelier button:focus,.matrice-atelier input:focus,.matrice-atelier textarea:focus,
.matrice-atelier button:focus-visible{outline:4px solid #b34700!important;outline-offset:2px}
.matrice-atelier button[hidden],.matrice-atelier .matrice-cache{display:none!important}
.matrice-atelier .widget-label,.matrice-atelier .widget-inline-hbox .widget-label{font-size:var(--corps);color:#111;height:auto;
width:auto;line-height:1.2;text-align:left}
.matrice-atelier input,.matrice-atelier textarea{font-size:var(--corps)!important;height:auto!important;line-height:1.2;
color:#111!important;
background:#fff!important;border:2px solid #33506b!important;padding:2px 8px}
.matrice-atelier .widget-inline-hbox{height:auto;width:auto;margin:2px 14px 2px 0}
.matrice-atelier input[type=number]{width:3.6em!important;flex:none}
.matrice-atelier .m-lue{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.matrice-atelier .widget-toggle-buttons{height:auto}
.matrice-atelier .m-tete{display:flex;gap:1.2em;justify-content:space-between;border-bottom:2px solid #33506b;
padding-bottom:4px;white-space:nowrap}
.matrice-atelier h2{font-size:var(--titre);line-height:1.12;margin:4px 0;font-weight:700;color:#111}
.matrice-atelier p{margin:4px 0;font-size:var(--corps);line-height:1.18;color:#111}
.matrice-atelier .m-etat{font-weight:700}
.matrice-atelier table{border-collapse:collapse;width:100%;table-layout:auto;font-size:var(--corps);margin:4px 0;color:#111;border:0}
.matrice-atelier caption{caption-side:top;text-align:left;font-size:var(--corps);color:#111;padding:2px 0}
.matrice-atelier th,.matrice-atelier td{font-size:var(--corps);line-height:1.12;text-align:left!important;vertical-align:middle;
padding:2px 10px 2px 0;
border:0;border-bottom:1px solid #8a99a8;font-weight:400;color:#111;background:#fff!important;white-space:normal;max-width:none}
.matrice-atelier th.m-niveau{font-weight:700;white-space:nowrap}
.matrice-atelier td.m-compte,.matrice-atelier th.m-compte{text-align:center!important;white-space:nowrap;
padding:3px 4px;min-width:1.4em}
.matrice-atelier td.m-plein{background:#cfe3f1!important;font-weight:700}
.matrice-atelier td.m-barre{width:32%;white-space:nowrap}
.matrice-atelier .m-trait{display:inline-block;height:.8em;background:#0072b2;vertical-align:-.06em;margin-right:.35em;
border:1px solid #00405f;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.matrice-atelier h2 span{font-weight:400}
.matrice-atelier .m-propose{border:3px solid #00527f;padding:2px 10px;display:inline-block;font-weight:700}
.matrice-atelier .widget-toggle-button.mod-active::before{content:"✓ "}
.matrice-atelier .m-erreur{border-left:10px solid #a3210f;padding-left:12px;font-weight:700}
.matrice-atelier .m-dit{border-left:10px solid #00527f;padding-left:12px}
</style>"""
