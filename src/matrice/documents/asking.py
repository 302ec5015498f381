"""Le questionnaire : ce qui est posé et à qui, les réponses possibles, la notice, le document à imprimer ; et les cartes de vote."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..assessment import Notice, load_notice, load_professions
from ..errors import InputError, Problem
from ..referentiel import AUDIENCES, STAGES, Characteristic, Dimension, Referentiel, Scale, Selection, asked_of
from ..text import NBSP, capital, date, partial_date, plural, quoted, series
from . import words
from .blocks import Blank, Block, Card, Cards, Column, Document, Heading, Row, Styled, Table, Text

# Les questions en ordre


@dataclass(frozen=True, slots=True)
class Choice:
    """Une réponse possible : le code qui suffit (« 2 », « SO »), son nom et son repère."""

    code: str
    label: str
    anchor: str

    @property
    def text(self) -> str:
        """« 2 – en partie », ou le seul code quand le nom le répète."""
        return self.code if self.label == self.code else f"{self.code} – {self.label}"


@dataclass(frozen=True, slots=True)
class Question:
    """Une question : l'identifiant que la lecture reconnaîtra, l'énoncé, son échelle, ou la phrase de chaque niveau en ordre."""

    id: str
    label: str
    scale: Scale
    stages: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """Les questions d'une dimension ; sans titre quand elle est elle-même la question, sans stades."""

    label: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Un axe et ses thèmes."""

    label: str
    themes: tuple[Theme, ...]


def chapters(ref: Referentiel, selection: Selection) -> tuple[Chapter, ...]:
    """Renvoie les questions, groupées par axe puis par dimension ; le rang d'un énoncé dans sa dimension ne se voit pas.

    Raises:
        InputError: thème inconnu, ou rien à poser à ces personnes.
    """
    themes = {d.id: _theme(ref, d, said if selection.detailed else None) for d, said in asked_of(ref, selection)}
    made = ((axis, tuple(themes[d.id] for d in axis.dimensions if d.id in themes)) for axis in ref.axes)
    return tuple(Chapter(axis.label, kept) for axis, kept in made if kept)


def _theme(ref: Referentiel, dimension: Dimension, statements: Sequence[Characteristic] | None) -> Theme:
    """Une dimension : ses énoncés, dans un ordre qui ne dit pas leur rang, ou la phrase à choisir."""
    reserved = f" ({series([AUDIENCES[one] for one in dimension.audience])})" if dimension.audience else ""
    label = f"{dimension.label}{reserved}"
    if statements is not None:
        shuffled = sorted(statements, key=lambda c: hashlib.sha256(c.id.encode()).digest())
        if shuffled == list(statements):  # le hasard a rendu l'escalier : on le descend
            shuffled.reverse()
        return Theme(label, tuple(Question(c.id, c.label, ref.scale_of(c.id)) for c in shuffled))
    scale = ref.scale_of(dimension.id)
    said = (scale.no_stage, *dimension.stages) if dimension.stages else ()
    levels = zip(scale.levels, said, strict=bool(said))
    stages = tuple(Choice(str(level.value), level.label, sentence) for level, sentence in levels)
    # Sans stades, le nom de la dimension est toute la question : il ne s'écrit pas une seconde fois au-dessus.
    return Theme(label if stages else "", (Question(dimension.id, label, scale, stages),))


def questions(parts: tuple[Chapter, ...]) -> Iterator[Question]:
    """Donne les questions l'une après l'autre."""
    for part in parts:
        for theme in part.themes:
            yield from theme.questions


def asked_scales(parts: tuple[Chapter, ...]) -> tuple[Scale, ...]:
    """Renvoie les échelles des questions qui n'ont pas de phrases à elles, dans l'ordre ; de toutes, si toutes en ont."""
    asked = list(questions(parts))
    return tuple({id(q.scale): q.scale for q in [q for q in asked if not q.stages] or asked}.values())


# Ce que l'on dit avant de commencer

# Secondes par réponse : lire à 200 mots par minute, puis choisir. Pour 16 phrases, 6 à 8 minutes ; pour 123 énoncés, 21 à 25.
_STAGE_SECONDS, _STATEMENT_SECONDS = (22.5, 30.0), (10.2, 12.2)
_RULE = "Choisissez la phrase la plus haute qui est vraie aujourd’hui, celles d’avant l’étant aussi."


def duration(parts: tuple[Chapter, ...]) -> str:
    """Renvoie le temps à prévoir et le nombre de questions : « 6 à 8 minutes, pour 16 questions »."""
    asked = list(questions(parts))
    low, high = (sum((_STAGE_SECONDS if q.stages else _STATEMENT_SECONDS)[rank] for q in asked) / 60 for rank in (0, 1))
    least = max(1, round(low))
    return f"{least} à {max(least + 1, math.ceil(high))}{NBSP}minutes, pour {plural(len(asked), 'question')}"


def instruction(parts: tuple[Chapter, ...]) -> str:
    """Renvoie ce que l'on dit avant de commencer : le temps, et comment choisir."""
    rule = (
        _RULE if any(q.stages for q in questions(parts)) else "Répondez à chaque énoncé selon les repères ci-dessous."
    )
    return f"Comptez {duration(parts)}. {rule}"


# Les réponses possibles

_SO, _NSP = "SO", "NSP"
FEW = 8  # réponses possibles ; au-delà, une échelle ne tient plus au-dessus d'un tableau ni en colonnes de cases
SILENCE = (
    f"Une question laissée vide reste sans réponse{NBSP}: elle ne compte ni comme un niveau, ni comme SO, ni comme NSP."
)
_BESIDE = Choice(_SO, "sans objet", "La question ne s’applique pas à l’équipe.")
_WHY = (
    Choice(_NSP, "pas mon métier", "Ne sait pas\u00a0: d’autres que vous, dans l’équipe, le savent."),
    Choice(_NSP, "jamais vu", "Ne sait pas\u00a0: vous pourriez le savoir, et ne l’avez jamais vu."),
)


def choices(scale: Scale) -> tuple[Choice, ...]:
    """Renvoie les réponses d'un vote : les niveaux en ordre croissant, « sans objet », « ne sait pas »."""
    unknown = Choice(_NSP, "ne sait pas", "Vous n’avez pas de quoi répondre, et c’est utile à savoir.")
    return (*(Choice(str(level.value), level.label, level.anchor) for level in scale.levels), _BESIDE, unknown)


def answer_choices(scale: Scale) -> tuple[Choice, ...]:
    """Renvoie les réponses d'un questionnaire : celles d'un vote, « ne sait pas » y disant pourquoi."""
    return (*choices(scale)[:-1], *_WHY)


def notice_origin(notice: Notice) -> str:
    """Renvoie d'où vient la notice : version, date, réserve, et chaque source avec ce que l'on en sait."""
    cited = f"{NBSP}; ".join(
        f"{one.label} ({one.confidence})" if one.confidence else one.label for one in notice.sources
    )
    dated = f"Notice{NBSP}: version{NBSP}{notice.version} du {partial_date(notice.date)}, {notice.confidence}."
    return f"{dated} Sources{NBSP}: {cited}."


def origin(ref: Referentiel, on: dt.date | None) -> str:
    """Renvoie la grille et la date : « Matrice…, version 1.0 · 6 octobre 2026 »."""
    return words.DOT.join([capital(words.grid_name(ref)), *([date(on)] if on else [])])


# Le questionnaire sur papier : la notice, l'échelle, puis une case à cocher par réponse possible

_TITLE = "Questionnaire"
_KEYWORDS = ("questionnaire", "soins primaires", "matrice de maturité")
_TICK = "☐"
_TICK_WIDTH = 0.85  # largeur d’une colonne de cases, sur dix
_WIDEST = 3  # signes d’un code en tête de colonne
_ROOM_TO_WRITE = 700  # twips, de quoi écrire deux lignes à la main


def questionnaire(
    ref: Referentiel, *, team: str = "", on: dt.date | None = None, selection: Selection = STAGES
) -> Document:
    """Renvoie le questionnaire à imprimer.

    Args:
        ref: la grille.
        team: nom de l'équipe, écrit en tête des pages.
        on: date de l'évaluation, au pied des pages ; la seule date du document.
        selection: ce qui est posé, et à qui ; d'office, une phrase à choisir par dimension.

    Returns:
        Un `Document` ; les mêmes arguments donnent les mêmes octets.

    Raises:
        InputError: thème inconnu, ou rien à poser.
    """
    subject = f"{_TITLE} de {quoted(team)}" if team else _TITLE
    parts = chapters(ref, selection)
    blocks = (
        *notice_blocks(load_notice()),
        *_start_blocks(ref, team, on, parts),
        *(block for rank, part in enumerate(parts, 1) for block in _chapter_blocks(rank, part)),
    )
    return Document(_TITLE, team, on, blocks, subject=subject, keywords=_KEYWORDS)


def _chapter_blocks(number: int, part: Chapter) -> Iterator[Block]:
    yield Heading(1, f"{number}. {part.label}")
    staged = [theme for theme in part.themes if theme.questions[0].stages]
    if staged:
        yield _stage_table(part.label, staged)
    if len(staged) < len(part.themes):
        yield _statement_table(part.label, [theme for theme in part.themes if theme not in staged])
    title = "Commentaire sur cet axe"
    yield Text("Dans les commentaires, ni nom, ni donnée de patient.", "note", together=True)
    yield Table(
        title, f"Une case libre, sur {quoted(part.label)}.", (Column(title, 1),), [("",)], height=2 * _ROOM_TO_WRITE
    )


def notice_blocks(notice: Notice) -> Iterator[Block]:
    """La notice d'information, seule sur la première page."""
    yield Text(notice.title, "title")
    yield Text(notice.introduction)
    rows: list[Row] = []
    for topic in notice.topics:
        doubt = Styled(f"{capital(topic.confidence)}.") if topic.confidence else None
        rows.append(((Styled(topic.title),), (f"{topic.text} ", doubt) if doubt else topic.text))
        rows += [(name, Blank(name)) for name in topic.fields]
    yield Table(notice.title, "Une ligne par rubrique de la notice d’information, et une par champ à compléter.",
        (Column("Rubrique", 3), Column("Ce qu’il faut savoir", 7)), rows,
    )  # fmt: skip
    yield Text(notice_origin(notice), "note")


def _start_blocks(ref: Referentiel, team: str, on: dt.date | None, parts: tuple[Chapter, ...]) -> Iterator[Block]:
    """La page suivante : le temps à prévoir, qui répond, sans son nom, et les réponses possibles."""
    yield Text(_TITLE, "title", new_page=True)
    if team:
        yield Text(team, "subtitle")
    yield Text(origin(ref, on), "note")
    yield Text(instruction(parts), "attention")
    groups = f"{NBSP}  ".join(f"{_TICK}{NBSP}{_unbroken(group.label)}" for group in load_professions().groups)
    yield Table("Qui répond", "Le code de la personne et son groupe de professions.",
        (Column("Vous", 2), Column("À remplir", 8)),
        [("Votre code, jamais votre nom", ""), ("Votre profession, si vous le voulez", groups)],
        height=_ROOM_TO_WRITE,
    )  # fmt: skip
    staged = all(question.stages for question in questions(parts))
    *others, last = asked_scales(parts)
    for scale in (*others, last):
        answers = answer_choices(scale)
        shown = answers[-3:] if staged else answers[:-3] if scale is not last else answers
        yield Heading(2, "Si aucune phrase ne convient" if staged else scale.label or "L’échelle de réponse")
        yield Table("L’échelle de réponse", "Une ligne par réponse possible, avec ce que l’on observe.",
            (Column("Réponse", 3), Column("Ce que l’on observe", 7)), [((Styled(one.text),), one.anchor) for one in shown],
        )  # fmt: skip
        if staged:
            break
    yield Text(f"Cochez une seule case par {'thème' if staged else 'ligne'}. {SILENCE}", "note")


def _unbroken(text: str) -> str:
    """Le texte sans espace où couper : une case reste près de son nom."""
    return text.replace(" ", NBSP)


def _stage_table(axis: str, themes: Sequence[Theme]) -> Table:
    """Les stades d'un axe : sous le nom de chaque dimension, une case par phrase, puis SO et les deux NSP."""
    rows: list[Row] = []
    titles = []
    beside = f"{NBSP}   ".join(f"{_TICK}{NBSP}{_unbroken(one.text)}" for one in (_BESIDE, *_WHY))
    for theme in themes:
        titles.append(len(rows))
        rows.append(("", theme.label))
        rows += [(_unbroken(f"{_TICK} {one.code} {one.label}"), one.anchor) for one in theme.questions[0].stages]
        rows.append(("", (Styled(beside, "detail"),)))
    title = f"Une case par thème{NBSP}: la phrase la plus haute qui est vraie, celles d’avant l’étant aussi"
    return Table(axis, "Sous chaque thème, une ligne et une case par phrase, de la plus modeste à la plus exigeante.",
        (Column("Niveau", 1.9), Column(title, 8.1)), rows, strong=titles,
    )  # fmt: skip


def _statement_table(axis: str, themes: Sequence[Theme]) -> Table:
    """Les énoncés d'un axe, sous le nom de leur dimension : une case par réponse, en colonnes tant qu'il y a la place."""
    scales = list({id(question.scale): question.scale for theme in themes for question in theme.questions}.values())
    answers = answer_choices(scales[0])
    rows: list[Row] = []
    titles = []
    many = len(scales) > 1 or len(answers) > FEW or max(len(choice.code) for choice in answers) > _WIDEST
    boxes = {id(scale): _boxes(scale, named=len(scales) > 1) for scale in scales}
    ticks = [""] if many else [_TICK] * len(answers)
    for theme in themes:
        if theme.label:
            titles.append(len(rows))
            rows.append((theme.label, *[""] * len(ticks)))
        rows += [(one.label, *([boxes[id(one.scale)]] if many else ticks)) for one in theme.questions]
    columns, reminder = [Column("Énoncé", 5), Column("Réponse", 5)], ""
    if not many:  # une colonne par réponse, et les repères redits en haut de chaque page
        columns = [Column(choice.text.replace(" – ", "\n"), _TICK_WIDTH, ticked=True) for choice in answers]
        columns.insert(0, Column("Énoncé", 10 - _TICK_WIDTH * len(answers)))
        anchored = (level for level in scales[0].levels if level.anchor)
        reminder = words.DOT.join(f"{one.value}{NBSP}:{NBSP}{one.anchor.rstrip('.')}" for one in anchored)
    listed = ", ".join(choice.text for choice in answers) if len(scales) == 1 else "celles de chaque énoncé"
    said = f"Une ligne par énoncé. Cases à cocher, une par ligne{NBSP}: {listed}."
    return Table(axis, said, columns, rows, strong=titles, reminder=reminder)


def _boxes(scale: Scale, *, named: bool) -> str:
    """Une case par réponse, sur une ligne ; les niveaux nommés quand les énoncés du tableau n'ont pas tous les mêmes."""
    answers = answer_choices(scale)
    if not named:
        return "  ".join(f"{_TICK}{NBSP}{choice.code}" for choice in answers)
    return f"{NBSP}  ".join(f"{_TICK}{NBSP}{_unbroken(choice.text)}" for choice in answers)


# Les cartes de vote : une par réponse possible, à imprimer, à découper et à lever toutes en même temps

_CARDS_TITLE = "Cartes de vote"
_MOST = 100  # jeux ; une faute de frappe ne doit pas remplir le bac


def cartes(ref: Referentiel, *, copies: int = 1) -> Document:
    """Renvoie les cartes de vote, six par page A4, à découper, puis les phrases de chaque dimension, à poser sur la table.

    Args:
        ref: la grille ; une carte par niveau de ses échelles, puis « sans objet » et « ne sait pas ».
        copies: nombre de jeux, un par personne qui vote.

    Raises:
        InputError: nombre de jeux impossible.
    """
    if not 1 <= copies <= _MOST:
        message = f"{copies} ne convient pas{NBSP}; attendu{NBSP}: de 1 à {_MOST} jeux."
        raise InputError([Problem(message, "jeux")], subject="Nombre de jeux refusé")
    cards = tuple(Card(choice.code, choice.label, choice.anchor) for choice in choices(ref.answer_scale) * copies)
    blocks = (
        Cards(_CARDS_TITLE, f"Une carte par réponse possible{NBSP}: code, nom et repère.", cards),
        Text("Découpez suivant les pointillés. Chaque membre lève sa carte en même temps que les autres.", "note"),
        *_scale_blocks(ref),
        *_stage_blocks(chapters(ref, STAGES)),
    )
    return Document(_CARDS_TITLE, "", None, blocks, subject=_CARDS_TITLE, keywords=("vote", "matrice de maturité"))


def _scale_blocks(ref: Referentiel) -> Iterator[Block]:
    """Ce que vaut chaque carte sur chaque échelle, quand la grille en a plusieurs."""
    if ref.has_one_scale:
        return
    yield Heading(1, "Les échelles de cette grille", new_page=True)
    yield Text("Une carte ne se lève que pour une question dont l’échelle a ce niveau.")
    for rank, scale in enumerate(ref.used_scales, 1):
        rows = [(str(one.value), f"{one.label}{f'{NBSP}: {one.anchor}' if one.anchor else ''}") for one in scale.levels]
        name = scale.label or f"Échelle {rank}"
        yield Table(name, "Une ligne par niveau.", (Column("Carte", 1), Column(name, 9)), rows)


def _stage_blocks(parts: tuple[Chapter, ...]) -> Iterator[Block]:
    """Ce que vaut chaque carte : sous chaque dimension, la phrase de chaque niveau ; rien pour une grille sans stades."""
    tables = []
    for part in parts:
        rows: list[Row] = []
        titles = []
        for theme in part.themes:
            if stages := theme.questions[0].stages:
                titles.append(len(rows))
                rows += [("", theme.label), *((one.code, one.anchor) for one in stages)]
        if rows:
            said = "Sous chaque thème, la phrase de chaque niveau."
            tables.append(Table(part.label, said, (Column("Carte", 1), Column(part.label, 9)), rows, strong=titles))
    if tables:
        yield Heading(1, "Ce que chaque carte veut dire", new_page=True)
        yield Text("Levez la carte de la phrase la plus haute qui est vraie aujourd’hui, celles d’avant l’étant aussi.")
        yield from tables
