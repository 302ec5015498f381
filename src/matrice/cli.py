"""La ligne de commande `matrice` : les mêmes gestes qu'en carnet, pour qui n'ouvre pas Python."""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from .errors import MatriceError, system_reason
from .locale import speak_french
from .text import NBSP, Wording, number

if TYPE_CHECKING:
    from .assessment import Profile
    from .fiche import FicheDePoste
    from .referentiel import Referentiel

speak_french()  # avant les déclarations : click y fige une partie de ses mots

EXAMPLE_TEAM = "MSP du Val-Clair (équipe fictive)"
EXAMPLE_DATE = dt.date(2026, 10, 6)
EXAMPLE_REGISTERED = 18
EXAMPLE_HOURS = 10.0


def french_date(text: str) -> dt.date:
    """Une date AAAA-MM-JJ ou JJ/MM/AAAA."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(text, form).date()
    raise click.BadParameter(f"«{NBSP}{text}{NBSP}» n’est pas une date{NBSP}; attendu{NBSP}: 2026-10-06 ou 06/10/2026.")


def french_hours(text: str) -> float:
    """Des heures : 8, 7,5 ou 7.5."""
    try:
        return float(re.sub("[_ ]", "?", text).replace(",", "."))
    except ValueError:
        raise click.BadParameter(
            f"«{NBSP}{text}{NBSP}» n’est pas un nombre d’heures{NBSP}; attendu{NBSP}: 8 ou 7,5."
        ) from None


grid_option = click.option(
    "--grille", "grid", type=click.Path(path_type=Path), metavar="FICHIER",
    help="Grille YAML à employer (par défaut, celle livrée).",
)  # fmt: skip
team_options = [
    click.argument("reponses", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="REPONSES…"),
    click.option("--equipe", "team", default="Équipe", metavar="NOM", help="Nom de l’équipe."),
    click.option("--date", "on", type=french_date, metavar="AAAA-MM-JJ", help="Date de l’évaluation."),
    click.option("--effectif", "registered", type=int, metavar="N", help="Effectif de l’équipe, répondants ou non."),
    grid_option,
    click.option(
        "--dossier", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(),
        metavar="DOSSIER", help="Où écrire les fichiers (par défaut, ici).",
    ),
]  # fmt: skip


def with_team(command: Any) -> Any:
    """Ajoute à une commande les réponses, l'équipe, la date, l'effectif, la grille et le dossier."""
    for option in reversed(team_options):
        command = option(command)
    return command


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[OPTIONS]",
    subcommand_metavar="COMMANDE [SUITE]…",
)
@click.version_option(package_name="matrice", prog_name="matrice", help="Affiche la version et s’arrête.")
def cli() -> None:
    """Évaluer une équipe sur la matrice de maturité et écrire la fiche de poste de coordination."""


@cli.command(short_help="Tout montrer sur l’équipe d’exemple.")
@click.option(
    "--dossier", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("resultats"),
    metavar="DOSSIER", help="Où écrire les fichiers (par défaut, « resultats »).",
)  # fmt: skip
def demo(folder: Path) -> None:
    """Montre tout sur l’équipe d’exemple : figures, tableau et fiche de poste."""
    from .fiche import draft
    from .files import shipped_text, write_atomic

    answers = folder / "reponses-exemple.csv"  # laissé à côté des résultats : c'est un modèle à remplir
    example = shipped_text("exemple.csv").encode("utf-8-sig")
    if answers.exists() and answers.read_bytes() != example:
        raise MatriceError(
            f"{answers} a été modifié\u00a0: renommez-le pour le garder, ou choisissez un autre dossier (--dossier)."
        )
    write_atomic(answers, example)
    profile = read_profile((answers,), EXAMPLE_TEAM, EXAMPLE_DATE, EXAMPLE_REGISTERED, None)
    fiche = draft(profile, weekly_hours=EXAMPLE_HOURS)
    written = [answers, *write_profile(profile, folder), write_fiche(fiche, folder, EXAMPLE_DATE)]
    say_profile(profile)
    say_fiche(fiche)
    say_written(written)


@cli.command(short_help="Calculer un profil : radar.html et profil.csv.")
@with_team
def profil(
    reponses: tuple[Path, ...], team: str, on: dt.date | None, registered: int | None, grid: Path | None, folder: Path
) -> None:
    """Calcule le profil d’une équipe : radar.html et profil.csv.

    REPONSES… : fichiers CSV ou dossier.
    """
    spare_sources(reponses, folder / "radar.html", folder / "profil.csv")
    profile = read_profile(reponses, team, on, registered, grid)
    written = write_profile(profile, folder)
    say_profile(profile)
    say_written(written)


@cli.command(short_help="Écrire la fiche de poste Word.")
@with_team
@click.option(
    "--heures",
    "hours",
    type=french_hours,
    required=True,
    metavar="H",
    help="Heures par semaine, par exemple 8 ou 7,5.",
)
@click.option(
    "--tache", "tasks", multiple=True, metavar="ID", help="Tâche choisie (à répéter) ; sans elle, proposition."
)
@click.option("--cible", "target", type=int, metavar="NIVEAU", help="Niveau visé (par défaut, le plus haut).")
@click.option(
    "--redaction", "wording", default="doublet", show_default=True,
    type=click.Choice(get_args(Wording)),
    help="Écriture du métier.",
)  # fmt: skip
def fiche(
    reponses: tuple[Path, ...],
    team: str,
    on: dt.date | None,
    registered: int | None,
    grid: Path | None,
    folder: Path,
    hours: float,
    tasks: tuple[str, ...],
    target: int | None,
    wording: Any,
) -> None:
    """Écrit la fiche de poste Word à partir des réponses et du budget d’heures.

    REPONSES… : fichiers CSV ou dossier.
    """
    from .fiche import draft

    profile = read_profile(reponses, team, on, registered, grid)
    drafted = draft(profile, weekly_hours=hours, tasks=tasks or None, target=target)
    written = write_fiche(drafted, folder, on or dt.date.today(), wording)
    say_fiche(drafted)
    say_written([written])


@cli.command(short_help="Vérifier une grille YAML.")
@click.argument("fichier", type=click.Path(path_type=Path))
def verifier(fichier: Path) -> None:
    """Vérifie une grille YAML et dit si elle garde ce que la HAS demande."""
    from .referentiel import check_conformity, load_referentiel
    from .text import plural

    ref = load_referentiel(fichier)
    click.echo(
        f"{fichier.name}{NBSP}: la grille est lisible ({plural(len(ref.axes), 'axe')}, {plural(len(ref.dimensions), 'dimension')}, "
        f"{plural(len(ref.characteristics), 'caractéristique')}, {plural(len(ref.tasks), 'tâche')})."
    )
    findings = check_conformity(ref)
    met = sum(finding.met is True for finding in findings)
    missing = [finding for finding in findings if finding.met is False]
    click.echo(f"Attentes de la HAS{NBSP}: {met} satisfaites, {len(missing)} non satisfaites.")
    for finding in [*missing, *(f for f in findings if f.met is None)]:
        mark = "non satisfait" if finding.met is False else "à savoir"
        click.echo(f"  - {mark}{NBSP}: {finding.message}")


@cli.command(short_help="Écrire le schéma JSON du format de grille.")
def schema() -> None:
    """Écrit le schéma JSON du format de grille, pour que l’éditeur complète et vérifie."""
    import json

    from .referentiel import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


# --- lire, écrire, dire ----------------------------------------------------------------------------


def read_profile(
    sources: tuple[Path, ...], team: str, on: dt.date | None, registered: int | None, grid: Path | None
) -> Profile:
    """Le profil des réponses données en ligne de commande."""
    from .assessment import read_responses, score
    from .referentiel import load_referentiel

    ref: Referentiel = load_referentiel(grid)
    return score(read_responses(list(sources), ref, team=team, on=on, registered=registered))


def spare_sources(sources: tuple[Path, ...], *outputs: Path) -> None:
    """Refuse d'écrire un résultat sur un fichier de réponses, ou dans le dossier où on les lit."""
    for source in sources:
        for output in outputs:
            if output.resolve() == source.resolve() or (
                source.is_dir() and output.resolve().parent == source.resolve()
            ):
                raise MatriceError(
                    f"{output} se mêlerait aux réponses de {source}\u00a0: choisissez un autre dossier avec --dossier."
                )


def write_profile(profile: Profile, folder: Path) -> list[Path]:
    """Écrit radar.html et profil.csv ; renvoie leurs chemins."""
    from .files import write_atomic
    from .render import charts

    page, table = folder / "radar.html", folder / "profil.csv"
    charts.write_html(profile, page)
    write_atomic(table, ("\ufeff" + profile_csv(profile)).encode("utf-8"))  # la marque dit UTF-8 à Excel
    return [page, table]


def profile_csv(profile: Profile) -> str:
    """Le tableau des dimensions pour un tableur français : « ; », virgules, « oui », cases vides sans note."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            "identifiant",
            "dimension",
            "axe",
            "état",
            "note sur 100",
            "niveau",
            "cotées",
            "applicables",
            "palier",
            "ajout",
        ]
    )
    for d in profile.dimensions:
        row = [d.id, d.label, d.axis, d.standing, "" if d.score is None else number(d.score, 1), d.level]
        writer.writerow([*row, d.answered, d.applicable, d.palier, "oui" if d.added else "non"])
    return text.getvalue()


def write_fiche(fiche: FicheDePoste, folder: Path, on: dt.date, wording: Any = "doublet") -> Path:
    """Écrit fiche-de-poste.docx ; renvoie son chemin.

    Une fiche déjà là a peut-être été complétée dans Word : on ne l'écrase pas, la nouvelle prend un numéro.
    """
    from .files import write_atomic
    from .render import word

    content = word.fiche(fiche, on=on, wording=wording).to_bytes()
    path, rank = folder / "fiche-de-poste.docx", 1
    while path.exists() and path.read_bytes() != content:
        rank += 1
        path = folder / f"fiche-de-poste-{rank}.docx"
    write_atomic(path, content)
    return path


def say_profile(profile: Profile) -> None:
    """Le profil en quelques lignes : participation, note par axe, forces et faiblesses, désaccords."""
    from .render.terminal import profile_lines

    click.echo("\n".join(profile_lines(profile)))


def say_fiche(fiche: FicheDePoste) -> None:
    """La fiche en quelques lignes : budget, tâches retenues, ce qui ne tient pas, points d'attention."""
    from .render.terminal import fiche_lines

    click.echo("\n".join(fiche_lines(fiche)))


def say_written(paths: list[Path]) -> None:
    """Les fichiers écrits, à ouvrir."""
    click.echo("Fichiers écrits\u00a0:")
    for path in paths:
        click.echo(f"  {path}")


def main() -> None:
    """Point d'entrée : toute erreur prévue devient un message, jamais une trace."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # une console Windows en cp850 ne connaît pas « ’ »
    try:
        cli()
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
