"""Un poste pour plusieurs équipes comme document Word : les heures de chacune, ses missions, sa présence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ...assessment import showable
from ...fiche import MATRICE, SharedPost, Status, arrange
from ...inclusive import COORDINATION, checked_wording, worded
from ...text import Wording, capital, hours, plural, quoted, series
from .blocks import Blank, Styled, add_heading, add_text
from .document import WordDocument, new_document
from .received import Modele
from .sections.commitments import add_signatures
from .sections.opening import add_how_to_fill, add_title
from .sections.others import add_unassigned
from .sections.shared_time import add_shared_time
from .sections.status import add_cautions
from .sections.team import add_team
from .tables import Column, Row, add_table

KEYWORDS = ("fiche de poste", "coordination", "poste partagé", "plusieurs équipes")
DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")
RULES = (
    ("Priorités", "qui tranche quand deux équipes ont besoin du même moment"),
    ("Report", "comment des heures non faites chez l’une se rattrapent"),
    ("Trajets", "qui compte le temps et paie les frais entre les sites"),
    ("Absences", "comment se partagent congés, formation et arrêts"),
    ("Coût", "qui paie, et comment la part de chacune est facturée"),
    ("Sortie", "délai et règles quand une équipe arrête ou change ses heures"),
)


def poste_partage(
    shared: SharedPost,
    on: dt.date,
    *,
    plan: str = MATRICE,
    wording: Wording = "doublet",
    modele: Modele | None = None,
) -> WordDocument:
    """Renvoie la fiche d'un poste partagé en document python-docx, à enregistrer par `.save(chemin)`.

    Args:
        shared: le poste que `share_post` a réuni, une fiche par équipe.
        on: date du document.
        plan: comment ranger les tâches de chaque équipe.
        wording: forme des mots qui nomment une personne.
        modele: un document Word (chemin ou contenu) dont prendre les styles, le logo, l'en-tête et la page.

    Returns:
        Un `docx.document.Document`. Les heures des équipes font exactement celles du poste.

    Raises:
        InputError: plan inconnu, ou modèle refusé.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    wording = checked_wording(wording)
    for fiche in shared.fiches:
        showable(fiche.profile)
    status, teams = shared.fiches[0].status, series([quoted(team) for team in shared.teams])
    said = f"{status.sheet}, poste partagé\u00a0: {COORDINATION[wording]['nom']}"
    document = new_document(
        said, series(shared.teams), on, subject=f"Coordination de {teams}", keywords=KEYWORDS, modele=modele
    )  # fmt: skip
    add_title(document, said, series(shared.teams), on)
    add_text(document, *summary(shared, wording))
    add_how_to_fill(document)
    add_shared_time(document, shared)
    add_attention(document, shared, wording)
    add_presence(document, shared)
    add_rules(document)
    for fiche in shared.fiches:
        add_team(document, fiche, arrange(fiche.tasks, fiche.ref, plan), shared.warnings, wording)
    add_signatures(document, list(signing(shared, status, wording)))
    add_annexes(document, shared, wording)
    return document


def summary(shared: SharedPost, wording: Wording) -> tuple[Styled, str]:
    """L'essentiel : qui partage, et combien."""
    parts = series([f"{hours(fiche.weekly_hours)} pour {quoted(fiche.profile.team)}" for fiche in shared.fiches])
    return (
        Styled(f"{hours(shared.time.weekly)} par semaine, {plural(len(shared.fiches), 'équipe')}. "),
        f"{capital(COORDINATION[wording]['le'])} travaille pour plusieurs équipes\u00a0: {parts}. Chacune a fait sa propre évaluation et "
        "choisi ses missions.",
    )


def add_attention(document: WordDocument, shared: SharedPost, wording: Wording) -> None:
    """Ce qu'il faut lire avant de signer, pour le poste entier."""
    alerts = [worded(alert, wording) for alert in shared.fiches[0].status.alerts]
    if not (shared.warnings or alerts):
        return
    add_heading(document, 1, "Points d’attention")
    add_cautions(document, list(dict.fromkeys((*shared.warnings, *alerts))))


def add_presence(document: WordDocument, shared: SharedPost) -> None:
    """La semaine type, une ligne par équipe, à compléter."""
    add_heading(document, 1, "Présence dans chaque équipe")
    add_text(
        document, "Horaires et lieu de chaque jour\u00a0; un tiret quand l’équipe n’a pas de présence ce jour-là.", style="Introduction"
    )  # fmt: skip
    add_table(
        document,
        "Semaine type",
        "Une ligne par équipe\u00a0: ses heures par semaine, puis un champ à compléter par jour, du lundi au vendredi.",
        (Column("Équipe", 3.4), Column("h/semaine", 1.8, True), *(Column(day, 2.3) for day in DAYS)),
        [
            (team, hours(fiche.weekly_hours), *(Blank(f"{day}\u00a0: horaires et lieu, {team}") for day in DAYS))
            for team, fiche in zip(shared.teams, shared.fiches, strict=True)
        ],
        total=(Styled("Total"), Styled(hours(shared.time.weekly)), *[""] * len(DAYS)),
    )


def add_rules(document: WordDocument) -> None:
    """Ce que les équipes doivent décider ensemble."""
    add_heading(document, 1, "Ce que les équipes décident ensemble")
    rows: list[Row] = [(name, (f"{capital(what)}\n", Blank(f"{name}\u00a0: {what}"))) for name, what in RULES]
    add_table(
        document, "Règles communes", "Une ligne par sujet\u00a0: ce qu’il faut décider, et un champ à compléter.",
        (Column("Sujet", 2), Column("Ce qui est décidé", 8)), rows,
    )  # fmt: skip


def signing(shared: SharedPost, status: Status, wording: Wording) -> Iterator[str]:
    """Qui signe : l'employeur commun une fois, les autres parties pour chaque équipe, puis la personne."""
    if status.one_employer:
        yield capital(worded(status.one_employer, wording))
    for team in shared.teams:
        for party in status.parties:
            if party != status.one_employer:
                yield f"{capital(worded(party, wording))}, {team}"
    yield capital(COORDINATION[wording]["le"])


def add_annexes(document: WordDocument, shared: SharedPost, wording: Wording) -> None:
    """Après les signatures : ce que personne ne prend, équipe par équipe."""
    if not any(fiche.unassigned for fiche in shared.fiches):
        return
    add_heading(document, 1, "Annexes")
    for fiche in shared.fiches:
        add_unassigned(document, fiche, wording, f"Ce que personne ne prend encore, {fiche.profile.team}")
