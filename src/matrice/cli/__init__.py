"""La ligne de commande `matrice` : les mêmes gestes qu'en carnet, pour qui n'ouvre pas Python."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ..errors import MatriceError, system_reason
from ..text import NBSP, quoted


def speak_french() -> None:
    """Fait parler click en français ; à appeler avant de déclarer les commandes, où il fige une partie de ses mots.

    click choisit sa langue dans l'environnement (`LANG=C` sur un serveur, `en_US` sur un poste livré en anglais).
    `LANGUAGE` est la seule variable que gettext lit avant toutes les autres, et « messages » le domaine que click interroge.
    """
    gettext.bindtextdomain("messages", str(Path(__file__).parents[1] / "_locale"))
    gettext.textdomain("messages")
    os.environ["LANGUAGE"] = "fr"


speak_french()

from . import atelier, evaluation, federation, fiches, retour  # noqa: E402


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[OPTIONS]",
    subcommand_metavar="COMMANDE [SUITE]…",
)
@click.version_option(package_name="matrice", prog_name="matrice", help="Affiche la version et s’arrête.")
def cli() -> None:
    """Évaluer une équipe sur la matrice de maturité et écrire la fiche de poste de coordination."""


for command in (
    evaluation.demo, atelier.atelier, atelier.equipe, atelier.recueil, atelier.decider, atelier.actions, evaluation.profil,
    fiches.taches, fiches.fiche, fiches.exemples,
    evaluation.questionnaire, evaluation.agenda, evaluation.rapport, evaluation.reparer,
    retour.partager, federation.cohorte, federation.examiner, retour.retour,
    evaluation.verifier, evaluation.grille, evaluation.schema,
):  # fmt: skip
    cli.add_command(command)


def _check_arguments(arguments: Sequence[str]) -> None:
    """Refuse un argument dont les octets ne sont pas du texte : un document ne pourrait pas l'écrire."""
    for written in arguments:
        if any("\ud800" <= sign <= "\udfff" for sign in written):
            shown = "".join("?" if "\ud800" <= sign <= "\udfff" else sign for sign in written)
            raise MatriceError(
                f"L’argument {quoted(shown)} n’est pas du texte en UTF-8{NBSP}: retapez-le, ou renommez le fichier sans signe abîmé."
            )


def main() -> None:
    """Point d'entrée : toute erreur prévue devient un message, jamais une trace."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # une console Windows en cp850 ne connaît pas « ’ »
    try:
        _check_arguments(sys.argv[1:])
        cli(prog_name="matrice")  # le même nom dans l’aide par « python -m matrice »
    except MatriceError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename or 'Fichier'}{NBSP}: {system_reason(error)}.", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("MATRICE_TRACE"):
            raise
        click.echo(
            f"Erreur imprévue dans matrice ({type(error).__name__}{NBSP}: {error}). "
            "Pour le détail, relancez avec la variable MATRICE_TRACE=1.",
            err=True,
        )
        sys.exit(2)
