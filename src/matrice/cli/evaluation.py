"""Les commandes de l'évaluation : `demo`, `profil`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from ..errors import MatriceError
from ..files import shipped_text, write_atomic
from .options import folder_option, with_answers
from .reading import Asked, read_evaluation, spare_sources
from .writing import say, say_written, write_beside, write_profile

EXAMPLE_TEAM = "MSP du Val-Clair (équipe fictive)"
EXAMPLE_DATE = dt.date(2026, 10, 6)
EXAMPLE_REGISTERED = 18
EXAMPLE_HOURS = 10.0


@click.command(short_help="Tout montrer sur l’équipe d’exemple.")
@folder_option(Path("resultats"))
def demo(folder: Path) -> None:
    """Montre tout sur l’équipe d’exemple : figures, tableau et fiche de poste."""
    from ..fiche import draft
    from ..render import word
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
    document = word.fiche(drafted, on=EXAMPLE_DATE).to_bytes()
    written = [answers, *write_profile(profile, folder), write_beside(document, folder / "fiche-de-poste.docx")]
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
