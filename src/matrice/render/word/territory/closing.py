"""Comment c'est fait, ce qui est tu et pourquoi, et la page d'information (RGPD)."""

from __future__ import annotations

from ....assessment import Topic
from ....federation import TerritoryReport, load_federation_notice
from ....text import partial_date
from ...territory.method import method
from ..blocks import Blank, Styled, add_bullets, add_heading, add_text, append, paragraph
from ..citations import add_source_table, grid
from ..document import WordDocument


def add_method(document: WordDocument, report: TerritoryReport) -> None:
    """Comment chaque chiffre est fait."""
    add_heading(document, 1, "Méthode")
    add_bullets(document, [(Styled(f"{title}. "), text) for title, text in method(report)])
    add_text(document, *grid(report.ref), style="Note")


def add_discretion(document: WordDocument, report: TerritoryReport) -> None:
    """La politique de diffusion."""
    add_heading(document, 1, "Le secret des équipes")
    add_text(document, report.policy, style="PointAttention")
    add_text(
        document,
        "Une valeur que l’on ne montre pas est absente, avec sa raison\u00a0: ce n’est jamais un zéro. Chaque diffusion est inscrite "
        "dans un registre, et refusée si, rapprochée d’une autre, elle isolait quelques équipes.",
    )


def add_notice(document: WordDocument) -> None:
    """La page d'information, ses champs à remplir et ce qui reste à vérifier ; elle se détache du rapport."""
    notice = load_federation_notice()
    append(document, paragraph(notice.title, "Heading1", "<w:pageBreakBefore/>"))
    add_text(document, f"Version {notice.version} du {partial_date(notice.date)}, {notice.confidence}.", style="Note")
    add_text(document, notice.introduction)
    for topic in notice.topics:
        add_topic(document, topic)
    add_heading(document, 2, "Sources")
    add_source_table(document, "Sources de la page d’information", notice.sources)


def add_topic(document: WordDocument, topic: Topic) -> None:
    """Une rubrique."""
    add_heading(document, 2, topic.title)
    add_text(document, topic.text, *([Styled(f" ({topic.confidence})", "Precision")] if topic.confidence else []))
    if topic.fields:
        add_bullets(document, [(f"{name}\u00a0: ", Blank(name)) for name in topic.fields])
