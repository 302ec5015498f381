"""La lettre de mission comme document Word : pour une personne indépendante, ou pour un membre de l'équipe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ...assessment import showable
from ...errors import MatriceError
from ...fiche import MATRICE, Delegation, FicheDePoste, PlannedTask, Status, delegation_status, role_said
from ...inclusive import COORDINATION, checked_wording, worded
from ...text import NBSP, Wording, capital, date, hours, number, plural, quoted
from .blocks import Blank, Inline, Styled, add_bullets, add_heading, add_text
from .citations import add_source_table
from .document import WordDocument, new_document
from .received import Modele
from .sections.commitments import a_year_later, add_links, add_signatures, signatories
from .sections.mission import Billing, add_missions_table, add_payment, add_who_does_what, missions
from .sections.opening import add_how_to_fill, add_title
from .sections.status import AGREED, add_attention, add_clauses
from .tables import Row, add_table

KEYWORDS = ("lettre de mission", "coordination", "soins primaires")

DISCRETION = (
    "Ce qui touche à la santé des personnes et à la vie de l’équipe reste confidentiel, pendant la mission et après elle.",
    "Des données de santé, on ne consulte que ce que la mission demande, et seulement dans les outils sécurisés de la structure.",
    "Aucune copie de ces données ne va sur un matériel, une messagerie ou un espace de stockage personnels.",
    "Les documents produits pour l’équipe lui sont remis au fur et à mesure\u00a0; elle peut s’en servir après la mission.",
    "À la fin, les accès sont fermés et les dossiers en cours transmis.",
)


def lettre_de_mission(
    fiche: FicheDePoste,
    on: dt.date,
    *,
    wording: Wording = "doublet",
    plan: str = MATRICE,
    billing: Billing = "heure",
    role: Delegation | None = None,
    modele: Modele | None = None,
) -> WordDocument:
    """Renvoie la lettre de mission en document python-docx, à enregistrer par `.save(chemin)`.

    Args:
        fiche: ce que `draft` a calculé ; rien n'est recalculé ici.
        on: date de la lettre ; la révision est prévue un an après.
        wording: forme des mots qui nomment une personne.
        plan: comment ranger les mêmes tâches : « matrice », « blocs », « missions » ou « champs ».
        billing: « heure » (les heures faites se paient) ou « mission » (chaque mission a son prix).
        role: une délégation de `fiche.delegated` ; la lettre est alors celle de ce membre de l'équipe, pour
            ses seules tâches. Sans elle, c'est celle de la personne qui coordonne.
        modele: un document Word dont les styles, l'en-tête et le pied de page sont repris.

    Returns:
        Un `docx.document.Document`. La même fiche à la même date donne les mêmes octets.

    Raises:
        InputError: plan inconnu, ou modèle refusé.
        MatriceError: une ou deux personnes ont répondu, forme ou façon de payer inconnue, statut salarié (qui appelle
            une fiche de poste), ou délégation sans tâche.
    """
    checked_wording(wording)
    showable(fiche.profile)
    check(fiche, billing, role)
    status = delegation_status() if role else fiche.status
    name = role_said(role.role.label, wording) if role else COORDINATION[wording]["nom"]
    title = f"Lettre de mission\u00a0: {name}"
    tasks, spare = (role.tasks, role.spare) if role else (fiche.tasks, 0.0)
    parts = missions(tasks, fiche.ref, plan)
    document = new_document(
        title,
        fiche.profile.team,
        on,
        subject=f"Mission pour {quoted(fiche.profile.team)}",
        keywords=KEYWORDS,
        modele=modele,
    )
    add_title(document, title, fiche.profile.team, on)
    add_text(document, *purpose(fiche, tasks, role))
    add_how_to_fill(document)
    add_parties(document, fiche.profile.team, status, wording, name)
    add_heading(document, 1, "Missions et temps prévu")
    add_text(
        document,
        "Les heures sont celles que l’équipe a décidées\u00a0; chaque code renvoie au catalogue.",
        style="Introduction",
    )
    add_missions_table(document, parts, spare)
    if status.payment:
        add_payment(document, parts, status.payment, billing, None if role else fiche.money)
    add_attention(document, to_read(fiche, status, role, wording))
    add_frame(document, status, wording)
    names = [(capital(role_said(one.role.label, wording)), one) for one in fiche.delegated]
    add_who_does_what(document, fiche, capital(COORDINATION[wording]["le"]), names)
    add_end(document, status, on)
    add_signatures(document, signatories(status, wording, capital(name) if role else ""))
    add_heading(document, 1, "Sources")
    add_source_table(document, "Sources des points d’attention", status.sources)
    return document


def check(fiche: FicheDePoste, billing: str, role: Delegation | None) -> None:
    """Lève `MatriceError` quand cette lettre n'a pas de sens."""
    if billing not in ("heure", "mission"):
        raise MatriceError(
            f"La façon de payer {quoted(str(billing))} n’existe pas\u00a0; attendu\u00a0: {quoted('heure')} ou {quoted('mission')}."
        )
    if role is None and fiche.status.document != "lettre de mission":
        raise MatriceError(
            f"Le statut {quoted(fiche.status.label)} se règle par un contrat de travail et une fiche de poste, non par une lettre "
            "de mission. Faites la fiche, changez de statut, ou écrivez la lettre d’un membre de l’équipe."
        )
    if role is not None and not role.tasks:
        raise MatriceError(
            f"{quoted(role.role.label)} n’a aucune tâche dans cette fiche\u00a0: confiez-lui-en une, ou donnez-lui plus d’heures."
        )


def to_read(fiche: FicheDePoste, status: Status, role: Delegation | None, wording: Wording) -> list[str]:
    """Ce que la personne lit avant de signer ; les doutes sur les financements regardent l'équipe seule."""
    alerts = [worded(alert, wording) for alert in status.alerts]
    if role:
        return alerts
    return list(dict.fromkeys((*alerts, *fiche.warnings, *(fiche.money.cost_warnings if fiche.money else ()))))


def purpose(fiche: FicheDePoste, tasks: Sequence[PlannedTask], role: Delegation | None) -> tuple[Inline, ...]:
    """L'objet de la lettre, en un paragraphe."""
    count = plural(sum(not task.is_reserve for task in tasks), "tâche")
    if role:
        return (
            Styled("Objet. "),
            f"Confier {count} de coordination à un membre de l’équipe, pour {hours(role.role.hours)} par semaine. "
            + ("Elle ne tient" if len(tasks) == 1 else "Elles ne tiennent")
            + " pas dans le temps du poste de coordination\u00a0; cette lettre évite que le travail se perde.",
        )
    return (
        Styled("Objet. "),
        f"Confier la coordination de {quoted(fiche.profile.team)}\u00a0: {count}, {hours(fiche.weekly_hours)} par semaine, environ "
        f"{number(sum(task.hours_year for task in tasks))}{NBSP}h par an. "
        "Les missions partent de l’évaluation que l’équipe a faite d’elle-même.",
    )


def add_parties(document: WordDocument, team: str, status: Status, wording: Wording, name: str) -> None:
    """Entre qui la lettre est signée."""
    add_heading(document, 1, "Les parties")
    rows: list[Row] = [
        ("Structure", (f"{team}\n", Blank("forme juridique, adresse et numéro SIRET de la structure"))),
        ("Représentée par", Blank("nom et qualité de la personne qui signe")),
        (capital(worded(status.person, wording)), Blank("nom, adresse et coordonnées de la personne")),
        ("Rôle", capital(name)),
    ]
    if status.id == "micro":
        rows.insert(3, ("Numéro SIRET", Blank("numéro SIRET de l’entreprise")))
    add_table(document, "Les parties", "Une ligne par partie, avec des champs à compléter.", AGREED, rows)


def add_frame(document: WordDocument, status: Status, wording: Wording) -> None:
    """Le cadre : ce qui est convenu, l'organisation du temps, les liens."""
    add_heading(document, 1, "Cadre de la mission")
    add_text(document, Styled(f"{status.label}. "), f"{worded(status.employer, wording)}.", style="Introduction")
    add_clauses(document, "Cadre de la mission", status.terms, wording)
    add_heading(document, 1, "Organisation du temps")
    add_clauses(document, "Organisation du temps", status.schedule, wording)
    add_links(document, status, wording)


def add_end(document: WordDocument, status: Status, on: dt.date) -> None:
    """La confidentialité, la durée, la révision et la fin."""
    add_heading(document, 1, "Confidentialité et données de santé")
    add_bullets(document, DISCRETION)
    add_heading(document, 1, "Durée, révision et fin")
    add_table(
        document, "Durée, révision et fin", "Une ligne par rubrique\u00a0: ce qui est convenu, ou un champ à compléter.",
        AGREED,
        [
            ("Début", Blank("date de début")),
            ("Durée", Blank("durée, et reconduction s’il y en a une")),
            ("Points d’étape", Blank("rythme des points d’étape")),
            ("Révision", f"Au plus tard le {date(a_year_later(on))} ({status.review.title.lower()})"),
            ("Fin anticipée", ("Par écrit, de l’une ou l’autre partie\n", Blank("préavis"))),
        ],
    )  # fmt: skip
