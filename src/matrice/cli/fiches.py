"""Les commandes de la fiche de poste : `fiche`, `exemples`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, get_args

import click

from ..errors import MatriceError
from ..files import shipped_text, write_atomic
from ..text import NBSP, Wording, series
from .demands import drafted, read_demand, shared_post, team_profile
from .documents import BESIDE, Look, comparison, fiche_documents, shared
from .evaluation import EXAMPLE_DATE, EXAMPLE_REGISTERED, EXAMPLE_TEAM
from .options import answers_options, folder_option, french_hours, french_percent, known_time, person, setting
from .reading import Asked
from .writing import say, say_written, write_beside

EXAMPLES = ("un-jour", "huit-heures-partagees", "temps-plein", "plusieurs-equipes")

a_file = click.Path(path_type=Path)


@click.command(short_help="Écrire la fiche de poste Word.")
@answers_options(required=False)
@click.option(
    "--heures", "hours", type=french_hours, metavar="H", help="Heures par semaine\u00a0: 8, 7,5 ou 7\u00a0h\u00a030."
)
@click.option(
    "--demande",
    "path",
    type=a_file,
    metavar="FICHIER",
    help="Demande écrite (fiche.yaml)\u00a0: tâches, temps, personnes, argent.",
)
@click.option(
    "--tache", "tasks", multiple=True, metavar="ID", help="Tâche choisie (à répéter)\u00a0; sans elle, proposition."
)
@click.option(
    "--temps",
    "times",
    multiple=True,
    type=known_time,
    metavar="ID=H/PÉRIODE",
    help="Temps connu d’avance, par exemple T4.1.4=4/mois.",
)
@click.option(
    "--personne",
    "roles",
    multiple=True,
    type=person,
    metavar="NOM=H",
    help="Qui peut prendre le reste, et ses heures par semaine.",
)
@click.option(
    "--argent",
    "money",
    multiple=True,
    type=setting,
    metavar="CLÉ=VALEUR",
    help="Ce que l’on sait de l’argent\u00a0: brut_mensuel=2600.",
)
@click.option("--cible", "target", type=int, metavar="NIVEAU", help="Niveau visé (par défaut, le plus haut).")
@click.option(
    "--statut",
    "status",
    metavar="ID",
    help="salarie-sisa (par défaut), groupement, micro, professionnel-sante, benevole ou portage.",
)
@click.option(
    "--reserve", type=french_percent, metavar="%", help="Part du temps gardée pour les imprévus (10 par défaut)."
)
@click.option("--plan", metavar="ID", help="matrice (par défaut), blocs, missions ou champs.")
@click.option(
    "--redaction", "wording", type=click.Choice(get_args(Wording)), help="Écriture du métier (doublet par défaut)."
)
@click.option("--modele", type=a_file, metavar="DOCX", help="Document dont prendre les styles, le logo et l’en-tête.")
@click.option(
    "--avec",
    "beside",
    multiple=True,
    type=click.Choice(list(BESIDE)),
    help="Document de plus (à répéter)\u00a0: lettre de mission, lettres de l’équipe, entretien annuel, Excel, demande écrite.",
)
@click.option(
    "--facturation",
    "billing",
    default="heure",
    show_default=True,
    type=click.Choice(["heure", "mission"]),
    help="Ce que facture la lettre de mission.",
)
@click.option(
    "--comparer", "earlier", type=a_file, metavar="FICHIER", help="Demande écrite d’avant\u00a0: ajoute ce qui change."
)  # fmt: skip
def fiche(folder: Path, answers: Asked, modele: Path | None, **asked: Any) -> None:
    """Écrit la fiche de poste Word à partir des réponses et du budget d’heures.

    REPONSES… : fichiers CSV ou Excel, dossier de fichiers, ou dossier d’une équipe.
    """
    from ..render.terminal import fiche_lines, shared_lines

    beside, billing, earlier = (asked.pop(name) for name in ("beside", "billing", "earlier"))
    demand = read_demand(answers.grid, **asked)
    on = answers.on or dt.date.today()
    look = Look(on, demand, modele, billing)
    if demand.teams:
        refuse_for_teams({"--collectif": answers.collective, "--avec": beside, "--comparer": earlier})
        post = shared_post(demand, answers, on)
        documents, lines = [shared(post, look)], shared_lines(post, demand.wording)
    else:
        profile = team_profile(demand, answers)
        made = drafted(demand, profile, on)
        documents, lines = list(fiche_documents(made, look, beside)), fiche_lines(made, demand.wording)
        if earlier is not None:
            documents.append(comparison(drafted(read_demand(answers.grid, earlier), profile, on), made, look))
    written = [write_beside(content, folder / name) for name, content in documents]
    say(lines)
    say_written(written)


def refuse_for_teams(asked: dict[str, Any]) -> None:
    """Refuse ce qu'un poste de plusieurs équipes ne sait pas faire, plutôt que de le taire."""
    if given := [option for option, value in asked.items() if value]:
        raise click.UsageError(
            f"Un poste de plusieurs équipes tient dans un seul document{NBSP}: pour {series(given)}, écrivez la demande de chaque équipe."
        )


@click.command(short_help="Écrire les fiches d’exemple, prêtes à copier.")
@folder_option(Path("exemples"))
def exemples(folder: Path) -> None:
    """Écrit quatre demandes d’exemple et leurs documents : un jour, huit heures partagées, temps plein, plusieurs équipes."""
    answers = folder / "reponses-exemple.csv"
    texts = {answers: shipped_text("exemple.csv").encode("utf-8-sig")}
    texts |= {folder / f"{name}.yaml": shipped_text(f"fiches/{name}.yaml").encode() for name in EXAMPLES}
    if changed := [path for path, text in texts.items() if path.exists() and path.read_bytes() != text]:
        raise MatriceError(
            f"{changed[0]} a été modifié{NBSP}: renommez-le pour le garder, ou choisissez un autre dossier (--dossier)."
        )
    for path, text in texts.items():
        write_atomic(path, text)
    team = Asked((answers,), EXAMPLE_TEAM, EXAMPLE_DATE, EXAMPLE_REGISTERED, None)
    say_written([*texts, *(example(folder, name, team) for name in EXAMPLES)])


def example(folder: Path, name: str, team: Asked) -> Path:
    """Le document d'une demande d'exemple."""
    demand = read_demand(None, folder / f"{name}.yaml")
    look = Look(EXAMPLE_DATE, demand, None, "heure")
    if demand.teams:
        content = shared(shared_post(demand, team, EXAMPLE_DATE), look)[1]
    else:
        content = next(fiche_documents(drafted(demand, team_profile(demand, team), EXAMPLE_DATE), look, ()))[1]
    return write_beside(content, folder / f"{name}.docx")
