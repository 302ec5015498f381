"""Les commandes du profil et de la fiche de poste : `demo`, `profil`, `fiche`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from ..errors import MatriceError
from ..files import shipped_text, write_atomic
from ..text import Wording
from .options import folder_option, french_number, with_answers
from .reading import Asked, read_evaluation, spare_sources
from .writing import say, say_written, write_beside, write_profile

if TYPE_CHECKING:
    from ..fiche import FicheDePoste

EXAMPLE_TEAM = "MSP du Val-Clair (équipe fictive)"
EXAMPLE_DATE = dt.date(2026, 10, 6)
EXAMPLE_REGISTERED = 18
EXAMPLE_HOURS = 10.0


@click.command(short_help="Tout montrer sur l’équipe d’exemple.")
@folder_option(Path("resultats"))
def demo(folder: Path) -> None:
    """Montre tout sur l’équipe d’exemple : figures, tableau et fiche de poste."""
    from ..fiche import draft
    from ..render.terminal import fiche_lines, profile_lines

    answers = folder / "reponses-exemple.csv"  # laissé à côté des résultats : c'est un modèle à remplir
    example = shipped_text("exemple.csv").encode("utf-8-sig")
    if answers.exists() and answers.read_bytes() != example:
        raise MatriceError(
            f"{answers} a été modifié\u00a0: renommez-le pour le garder, ou choisissez un autre dossier (--dossier)."
        )
    write_atomic(answers, example)
    profile = read_evaluation(Asked((answers,), EXAMPLE_TEAM, EXAMPLE_DATE, EXAMPLE_REGISTERED, None)).profile
    drafted = draft(profile, weekly_hours=EXAMPLE_HOURS)
    written = [answers, *write_profile(profile, folder), write_fiche(drafted, folder, EXAMPLE_DATE)]
    say([*profile_lines(profile), *fiche_lines(drafted)])
    say_written(written)


@click.command(short_help="Calculer un profil : radar.html et profil.csv.")
@with_answers
def profil(folder: Path, **asked: Any) -> None:
    """Calcule le profil d’une équipe : radar.html et profil.csv.

    REPONSES… : fichiers CSV ou Excel, dossier de fichiers, ou dossier d’une équipe.
    """
    from ..render.terminal import profile_lines

    request = Asked(**asked)
    spare_sources(request.sources, folder / "radar.html", folder / "profil.csv")
    profile = read_evaluation(request).profile
    written = write_profile(profile, folder)
    say(profile_lines(profile))
    say_written(written)


@click.command(short_help="Écrire la fiche de poste Word.")
@with_answers
@click.option(
    "--heures",
    "hours",
    type=french_number,
    required=True,
    metavar="H",
    help="Heures par semaine, par exemple 8 ou 7,5.",
)
@click.option(
    "--tache", "tasks", multiple=True, metavar="ID", help="Tâche choisie (à répéter) ; sans elle, proposition."
)
@click.option("--cible", "target", type=int, metavar="NIVEAU", help="Niveau visé (par défaut, le plus haut).")
@click.option(
    "--redaction", "wording", default="doublet", show_default=True, type=click.Choice(get_args(Wording)),
    help="Écriture du métier.",
)  # fmt: skip
def fiche(
    folder: Path, hours: float, tasks: tuple[str, ...], target: int | None, wording: Wording, **asked: Any
) -> None:
    """Écrit la fiche de poste Word à partir des réponses et du budget d’heures.

    REPONSES… : fichiers CSV ou Excel, dossier de fichiers, ou dossier d’une équipe.
    """
    from ..fiche import draft
    from ..render.terminal import fiche_lines

    profile = read_evaluation(Asked(**asked)).profile
    drafted = draft(profile, weekly_hours=hours, tasks=tasks or None, target=target)
    written = write_fiche(drafted, folder, asked["on"] or dt.date.today(), wording)
    say(fiche_lines(drafted))
    say_written([written])


def write_fiche(drafted: FicheDePoste, folder: Path, on: dt.date, wording: Wording = "doublet") -> Path:
    """Écrit fiche-de-poste.docx ; renvoie son chemin."""
    from ..render import word

    return write_beside(word.fiche(drafted, on=on, wording=wording).to_bytes(), folder / "fiche-de-poste.docx")
