"""Rémunération et financement : ce que le poste coûte, qui le paie, et ce que valent ces chiffres."""

from __future__ import annotations

from ....fiche import FicheDePoste, PostMoney
from ....text import DASH, capital, euros, hours, partial_date, percent, plural
from ..blocks import Blank, Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

TITLE = "Rémunération et financement"
COST = (Column("Dépense", 4), Column("Calcul", 6), Column("€ par an", 2, True))
FUNDING = (
    Column("Ressource", 4),
    Column("Comment le montant est connu", 5.4),
    Column("€ par an", 2, True),
    Column("Part du coût", 1.8, True),
)
TO_FILL: tuple[Row, ...] = (
    ("Rémunération", Blank("salaire, tarif ou indemnité, et sa base")),
    ("Révision de la rémunération", Blank("quand et comment la rémunération est revue")),
    ("Frais remboursés", Blank("frais remboursés et justificatifs")),
    ("Coût pour l’équipe, par an", Blank("coût annuel du poste, cotisations comprises")),
    ("Part payée par l’ACI", Blank("part payée par l’accord conventionnel interprofessionnel (ACI)")),
    ("Autres financements", Blank("autres financements\u00a0: agence régionale de santé, commune…")),
    ("Reste à trouver", Blank("reste à trouver")),
)


def add_money(document: WordDocument, fiche: FicheDePoste) -> None:
    """Le coût et les financements ; sans argent connu, un tableau à compléter, ou rien si le statut ne paie rien."""
    paid = fiche.status.has("remuneration")
    if fiche.money is None and not paid:
        return
    title = TITLE if paid else "Coût et financement"
    add_heading(document, 1, title)
    if fiche.money is None:
        add_table(
            document, title, "Une ligne par rubrique\u00a0: ce qui est convenu, à compléter.",
            (Column("Rubrique", 2), Column("Ce qui est convenu", 5)), TO_FILL,
        )  # fmt: skip
        return
    add_text(document, "Ce que coûte ce poste en un an, qui le paie, et ce qui reste à trouver ou à garder.")
    add_cost(document, fiche.money)
    add_funding(document, fiche.money)


def add_cost(document: WordDocument, money: PostMoney) -> None:
    """Ce que le poste coûte, ligne par ligne, et ce que la personne ou le budget en retire."""
    cost = money.cost
    add_heading(document, 2, "Ce que le poste coûte")
    nature = " (estimation)" if cost.estimate else ""
    add_text(
        document,
        Styled(f"{euros(cost.annual)} par an{nature}"),
        f", soit {euros(cost.hourly, 2)} par heure de travail, pour {hours(cost.time.weekly)} par semaine.",
        style="Introduction",
    )
    rows: list[Row] = [
        (named(line.label, line.estimate), capital(line.computation), euros(amount))
        for line, amount in zip(cost.lines, cost.amounts, strict=True)
    ]
    add_table(
        document, "Coût du poste", "Une ligne par dépense\u00a0: son calcul et son montant par an. La dernière ligne est le total.",
        COST, rows, total=(Styled("Coût du poste"), "", Styled(euros(sum(cost.amounts)))),
    )  # fmt: skip
    for note in cost.notes:
        add_text(document, note, style="Note")
    if money.micro:
        add_text(document, money.micro.sentence, style="Note")
    if money.affordable:
        add_text(document, Styled("Ce que paie le budget\u00a0: "), money.affordable.sentence, style="Note")


def named(label: str, estimate: bool) -> Content:
    """Le nom d'une ligne, avec la mention « estimation » quand c'en est une."""
    return (label, Styled("\nEstimation", "Precision")) if estimate else label


def add_funding(document: WordDocument, money: PostMoney) -> None:
    """Qui paie, et ce qui manque ou reste."""
    plan = money.plan
    add_heading(document, 2, "Qui le paie")
    add_text(document, Styled(plan.sentence), style="Introduction" if plan.lines else "")
    if not plan.lines:
        return
    whole = "Total des ressources" if plan.surplus else "Coût du poste"
    total = (whole, "", euros(sum(plan.amounts)), percent(sum(plan.shares)) if plan.shares else DASH)
    add_table(
        document, "Financement du poste",
        "Une ligne par ressource\u00a0: son origine, son montant par an, sa part du coût. La dernière ligne est le total.",
        FUNDING, funding_rows(money), total=tuple(Styled(word) if word else "" for word in total),
    )  # fmt: skip
    add_reading(document, money)


def funding_rows(money: PostMoney) -> list[Row]:
    """Une ligne par ressource, puis ce qu'il reste à trouver."""
    plan = money.plan
    named_lines: list[tuple[Content, str]] = [
        (named(line.label, line.estimate), capital(line.computation)) for line in plan.lines
    ]
    named_lines.append(("Reste à trouver", "Coût moins les ressources"))
    shares = [percent(share) for share in plan.shares] or [DASH] * len(named_lines)
    rows: list[Row] = [
        (label, said, euros(amount), share)
        for (label, said), amount, share in zip(named_lines, plan.amounts, shares, strict=True)
    ]
    return rows[:-1] if plan.surplus else rows


def add_reading(document: WordDocument, money: PostMoney) -> None:
    """La lecture de l'ACI que l'on a suivie, et quand l'argent arrive."""
    if money.aci is None:
        return
    add_text(document, money.aci.sentence, style="Note")
    share = next(value for value in money.aci.basis if value.id == "aci-avance")
    add_text(document, f"Avance versée dans l’année\u00a0: {euros(money.aci.advance)}. {share.note}", style="Note")


def add_figures(document: WordDocument, fiche: FicheDePoste) -> None:
    """Les chiffres datés dont ces sommes dépendent : valeur, source, date, confiance à leur accorder."""
    rows: list[Row] = []
    for value in fiche.money.basis if fiche.money else ():
        worth = f"\u00a0: {value.worth}" if value.worth else ""
        use = f"Usage\u00a0: {value.use}. " if value.use else ""
        source = Styled(f"\n{use}{fiche.emploi.source(value.source)}", "Precision")
        rows.append(((f"{value.label}{worth}", source), capital(partial_date(value.date)), capital(value.confidence)))
    if not rows:
        return
    add_heading(document, 2, "Chiffres d’argent employés")
    add_table(
        document, "Chiffres d’argent employés", f"{plural(len(rows), 'chiffre')}\u00a0: valeur, source, date et ce que l’on en sait.",
        (Column("Chiffre et source", 6), Column("Date", 2.4), Column("Ce que l’on en sait", 4.6)), rows,
    )  # fmt: skip
