"""La note de budget : ce que le poste coûte, qui le paie, ce qui manque, et de quand date chaque chiffre."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ..amounts import whole_parts
from ..assessment import showable
from ..fiche import AciLine, AciView, Dated, FicheDePoste, PostMoney, aci_view, working_time
from ..inclusive import COORDINATION, checked_wording
from ..text import (
    DASH,
    NBSP,
    Wording,
    capital,
    euros,
    hours,
    number,
    partial_date,
    percent,
    plural,
    quoted,
    series,
    short_number,
    uncapital,
)
from .blocks import Block, Bullets, Cell, Column, Content, Document, Heading, Row, Styled, Table, Text
from .post_parts import attention_blocks, post_document

_KEYWORDS = ("note de budget", "coordination", "soins primaires")
_COST = (Column("Dépense", 4), Column("Calcul", 6), Column("€ par an", 2, True))
_FUNDING = (
    Column("Ressource", 4),
    Column("Comment le montant est connu", 5.4),
    Column("€ par an", 2, True),
    Column("Part du coût", 1.8, True),
)
_MISSING = {
    True: "le salaire brut, par mois ou de l’heure, et l’ancienneté",
    False: "le tarif horaire ou le forfait de la mission, et la position sur la TVA de la partie qui facture",
}
_FUNDS = "les financements\u00a0: la patientèle pour l’ACI, les participations et les autres aides"


def note_budget(fiche: FicheDePoste, *, on: dt.date, wording: Wording = "doublet") -> Document:
    """Renvoie la note de budget, qui accompagne la fiche : coût, financements, ce qui manque, chiffres datés.

    Args:
        fiche: ce que `draft` a calculé ; sans argent connu, la note dit le temps et ce qu'il reste à donner.
        on: date de la note.
        wording: forme des mots qui nomment une personne.

    Raises:
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    wording = checked_wording(wording)
    showable(fiche.profile)
    title = f"Note de budget\u00a0: {COORDINATION[wording]['nom']}"
    money = fiche.money
    blocks = (
        Text(
            "Pour l’équipe qui décide et qui paie\u00a0: chaque chiffre est daté, et dit ce que l’on en sait.", "note"
        ),
        *_missing_blocks(fiche),
        *(_cost_blocks(money) if money else ()),
        *(_funding_blocks(money) if money else ()),
        *attention_blocks(money.warnings if money else ()),
        *_time_blocks(fiche),
        *_figures_blocks(fiche),
        Heading(1, _ACI_TITLE),
        *_aci_blocks(aci_view(fiche, on=on), 2, money.warnings if money else ()),
    )
    return post_document(title, [fiche.profile.team], on, blocks, _KEYWORDS)


def _missing_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Ce qu'il reste à donner pour que le compte soit complet ; un bénévolat n'a pas de prix."""
    money, status = fiche.money, fiche.status
    wanted = [_MISSING[status.hierarchy]] if money is None and status.has("remuneration") else []
    wanted += [_FUNDS] if money is None or not money.plan.lines else []
    if wanted:
        yield Heading(1, "Ce qui manque à ce compte")
        yield Bullets([f"{capital(one)}." for one in wanted])


# Le temps payé et travaillé, et les règles de droit dont il dépend


def _time_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Le temps de travail dit de plusieurs façons ; hors d'un emploi, l'année seule."""
    yield Heading(1, "Le temps" if fiche.status.hierarchy else "Le volume de la mission")
    yield Table("Temps", "Une ligne par période\u00a0: durée, calcul, et ce que vaut un temps plein.",
        (Column("Période", 3), Column("Durée", 2, True), Column("Calcul", 4), Column("Pour un temps plein", 3, True)),
        _time_rows(fiche),
    )  # fmt: skip


def _time_rows(fiche: FicheDePoste) -> list[Row]:
    law, time = fiche.emploi, fiche.time
    week, year, weeks = law["duree-hebdomadaire"], law["duree-annuelle"], law["semaines-payees"]
    legal, paid, worked = (short_number(figure.value) for figure in (week, weeks, year))
    full = f"{number(working_time(week.value, law).monthly, 2)}{NBSP}h"
    if not fiche.status.hierarchy:
        return [("Par an", f"{number(time.annual)}{NBSP}h", f"{hours(time.weekly)} par semaine, en moyenne", DASH)]
    return [
        ("Par semaine", hours(time.weekly), "Budget décidé par l’équipe", f"{legal}{NBSP}h"),
        ("Par mois, heures payées", f"{short_number(time.monthly)}{NBSP}h", f"Heures × {paid} / 12", full),
        (
            "Par an, heures de travail", f"{number(time.annual)}{NBSP}h", f"Heures / {legal} × {worked}{NBSP}h", f"{worked}{NBSP}h",
        ),
        ("Équivalent temps plein", f"{short_number(time.etp)}{NBSP}ETP", f"Heures / {legal}", f"1{NBSP}ETP"),
    ]  # fmt: skip


# Le coût et les financements


def _cost_blocks(money: PostMoney) -> Iterator[Block]:
    cost = money.cost
    yield Heading(1, "Ce que le poste coûte")
    nature = " (estimation)" if cost.estimate else ""
    yield Text(
        (
            Styled(f"{euros(cost.annual)} par an{nature}"),
            f", soit {euros(cost.hourly, 2)} par heure de travail, pour {hours(cost.time.weekly)} par semaine.",
        ),
        "introduction",
    )
    rows: list[Row] = [
        (_named(line.label, line.estimate), capital(line.computation), euros(amount))
        for line, amount in zip(cost.lines, cost.amounts, strict=True)
    ]
    yield Table("Coût du poste", "Une ligne par dépense\u00a0: son calcul et son montant par an. La dernière ligne est le total.",
        _COST, rows, total=(Styled("Coût du poste"), "", Styled(euros(sum(cost.amounts)))),
    )  # fmt: skip
    for note in cost.notes:
        yield Text(note, "note")
    if money.micro:
        yield Text(money.micro.sentence, "note")
    if money.affordable:
        yield Text((Styled("Ce que paie le budget\u00a0: "), money.affordable.sentence), "note")


def _named(label: str, estimate: bool) -> Content:
    """Le nom d'une ligne, avec la mention « estimation » quand c'en est une."""
    return (label, Styled("\nEstimation", "detail")) if estimate else label


def _funding_blocks(money: PostMoney) -> Iterator[Block]:
    plan = money.plan
    yield Heading(1, "Qui le paie")
    yield Text(Styled(plan.sentence), "introduction" if plan.lines else "")
    if not plan.lines:
        return
    whole = "Total des ressources" if plan.surplus else "Coût du poste"
    total = (whole, "", euros(sum(plan.amounts)), percent(sum(plan.shares)) if plan.shares else DASH)
    yield Table("Financement du poste",
        "Une ligne par ressource\u00a0: son origine, son montant par an, sa part du coût. La dernière ligne est le total.",
        _FUNDING, _funding_rows(money), total=tuple(Styled(word) if word else "" for word in total),
    )  # fmt: skip
    yield from _reading_blocks(money)


def _funding_rows(money: PostMoney) -> list[Row]:
    plan = money.plan
    named_lines: list[tuple[Content, str]] = [
        (_named(line.label, line.estimate), capital(line.computation)) for line in plan.lines
    ]
    named_lines.append(("Reste à trouver", "Coût moins les ressources"))
    shares = [percent(share) for share in plan.shares] or [DASH] * len(named_lines)
    rows: list[Row] = [
        (label, said, euros(amount), share)
        for (label, said), amount, share in zip(named_lines, plan.amounts, shares, strict=True)
    ]
    return rows[:-1] if plan.surplus else rows


def _reading_blocks(money: PostMoney) -> Iterator[Block]:
    if money.aci is None:
        return
    yield Text(money.aci.sentence, "note")
    share = next(value for value in money.aci.basis if value.id == "aci-avance")
    yield Text(f"Avance versée dans l’année\u00a0: {euros(money.aci.advance)}. {share.note}", "note")


# Les chiffres datés


def _figures_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Les chiffres de droit et d'argent employés : valeur, source, date, ce que l'on en sait ; ceux d'un même texte ensemble."""
    figures = (
        dict.fromkeys(fiche.basis)
        if fiche.status.hierarchy
        else dict.fromkeys(fiche.money.basis if fiche.money else ())
    )
    if not figures:
        return
    alike: dict[tuple[str, str, str], list[Dated]] = {}
    for one in figures:
        alike.setdefault((one.source, one.date, one.confidence), []).append(one)
    yield Heading(1, "Chiffres employés")
    yield Table("Chiffres employés", f"{plural(len(figures), 'chiffre')}\u00a0: valeur, source, date et ce que l’on en sait.",
        (Column("Chiffre et source", 7.6), Column("Date", 1.9), Column("Ce que l’on en sait", 4)),
        [_figures_row(fiche, same) for same in alike.values()],
    )  # fmt: skip


def _figures_row(fiche: FicheDePoste, same: Sequence[Dated]) -> Row:
    each = "\n".join(f"{value.label}\u00a0: {value.worth}" if value.worth else value.label for value in same)
    source = Styled(f"\n{fiche.emploi.source(same[0].source)}", "detail")
    return ((each, source), capital(partial_date(same[0].date)), capital(same[0].confidence))


# Ce que les heures d'un poste protègent dans l'ACI, en une page : une lecture datée, jamais une promesse

_ACI_TITLE = "Ce que ces heures protègent"
_ACI_COLUMNS = (
    Column("Indicateur de l’ACI", 3.6), Column("Ce que la fiche y apporte", 5), Column("Points", 1.3, True),
    Column("€ par an", 1.6, True), Column("Preuves à garder", 4),
)  # fmt: skip


def aci(view: AciView, *, on: dt.date | None = None) -> Document:
    """Renvoie la page « Ce que ces heures protègent » d'une lecture de l'ACI, seule.

    Args:
        view: ce que rend `aci_view`.
        on: la date du document.
    """
    team = view.fiche.profile.team
    blocks = (Text(_ACI_TITLE, "title"), Text(team, "subtitle"), *_aci_blocks(view, 1))
    return Document(
        _ACI_TITLE, team, on, blocks, "Accord conventionnel interprofessionnel (ACI)", ("ACI", "coordination")
    )


def _aci_blocks(view: AciView, level: int, said: Sequence[str] = ()) -> Iterator[Block]:
    """L'essentiel, les prérequis que personne n'appuie, le tableau, ce qui reste à dire et ce que `said` n'a pas déjà dit d'incertain."""
    yield Text(view.sentence, "introduction")
    if gaps := view.missing_prerequisites:
        names = series([quoted(line.indicator.label) for line in gaps])
        yield Text(
            f"Sans les prérequis, rien n’est versé. Cette fiche n’appuie pas {names}\u00a0: dites qui s’en charge.",
            "attention",
        )
    yield _support_table(view)
    yield Text(_once(view), "note")
    if view.asks:
        yield Heading(level, "À dire pour compter le reste")
        yield Bullets([f"{capital(ask)}{NBSP}?" for ask in view.asks])
    yield Heading(level, "Ce qui est incertain")
    doubts = [f"{line.indicator.label}\u00a0: {line.indicator.doubt}." for line in view.lines if line.indicator.doubt]
    yield Bullets([*(warning for warning in view.warnings if warning not in said), *doubts])
    others = [uncapital(line.indicator.label) for line in view.unsupported if not line.indicator.prerequisite]
    if others:
        yield Text(f"Aucune tâche de cette fiche ne vise\u00a0: {series(others)}.", "note")


def _support_table(view: AciView) -> Table:
    """Ce que la fiche appuie, prérequis d'abord ; chaque euro n'y est qu'une fois."""
    amounts = iter(whole_parts([line.euros for line in view.lines if line.euros is not None]))
    rows: list[Row] = [_line_row(line, None if line.euros is None else next(amounts)) for line in view.lines]
    whole = sum(whole_parts([line.euros for line in view.lines if line.euros is not None]))
    name = "Total en jeu" if view.complete else "Total en jeu, sans ce qui reste à dire"
    total = (Styled(name), "", "", Cell(Styled(euros(whole)), whole, "euros"), "")
    return Table(
        _ACI_TITLE,
        "Une ligne par indicateur que la fiche appuie, prérequis d’abord\u00a0: ses tâches, ses points, ses euros, ses preuves.",
        _ACI_COLUMNS, rows, total=total,
    )  # fmt: skip


def _line_row(line: AciLine, amount: int | None) -> Row:
    kind = "prérequis" if line.indicator.prerequisite else line.indicator.kind
    points: Content | Cell = DASH if line.points is None else Cell(short_number(line.points), line.points, "tenth")
    worth: Content | Cell = Cell("à dire", absent=True) if amount is None else Cell(euros(amount), amount, "euros")
    evidence = capital(f"{NBSP}; ".join(line.evidence))
    return (
        (line.indicator.label, Styled(f"\n{capital(kind)}", "detail")),
        _support(line),
        points,
        worth,
        Styled(evidence, "detail"),
    )


def _support(line: AciLine) -> Content:
    said = max(line.tasks, key=lambda task: task.hours).label if line.tasks else "Le poste lui-même"
    if rest := len(line.tasks[1:]):
        said += f", et {plural(rest, 'autre tâche', 'autres tâches')}"
    gaps = f".\nSans tâche pour\u00a0: {series(line.uncovered)}." if line.uncovered else ""
    return Styled(f"{said}{gaps}", "detail")


def _once(view: AciView) -> str:
    """Pourquoi ces euros ne s'additionnent ni entre tâches, ni avec le financement déjà compté."""
    said = ["Une somme n’est comptée qu’une fois, même quand plusieurs tâches y concourent."]
    if view.funded:
        said.append(
            f"Les {euros(view.funded)} de la fonction de coordination sont déjà au plan de financement\u00a0: ne les ajoutez pas."
        )
    if view.declaring:
        said.append(
            f"{quoted(view.declaring[0].label)} sert tous les indicateurs\u00a0: sans déclaration, aucun ne se paie."
        )
    return " ".join(said)
