"""La commande `partager` : le seul fichier qu'une équipe envoie à sa fédération, et la page qui dit ce qu'il devient."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import MatriceError
from ..files import write_atomic
from ..text import NBSP, quoted
from .fiches import draft_demand, read_demand, team_profile
from .options import Asked, answers_options, french_date, read_evaluation, say, say_written, write_beside

if TYPE_CHECKING:
    from ..federation import Sent

AGES = ("moins de 2 ans", "2 à 5 ans", "plus de 5 ans")
LONGEST = 60
RECORD = "partages.json"
RURALITIES = ("dense", "intermédiaire", "rural")


def place(text: str) -> str:
    """Un nom de territoire, court et sans adresse."""
    if not text.strip() or len(text) > LONGEST or not text.isprintable() or "@" in text:
        raise click.BadParameter(f"attendu{NBSP}: un nom de territoire, {LONGEST} signes au plus, sans adresse.")
    return text.strip()


@click.command(short_help="Écrire le fichier à envoyer à la fédération.")
@answers_options(required=True)
@click.option("--code", required=True, metavar="CODE", help="Nom de code de l’équipe, le même chaque année.")
@click.option("--region", metavar="NOM", help="Région, par son nom officiel.")
@click.option(
    "--territoire", "territory", type=place, metavar="NOM", help="Département ou territoire\u00a0; jamais une commune."
)
@click.option("--age", type=click.Choice(AGES), help="Âge de l’équipe.")
@click.option("--ruralite", "rurality", type=click.Choice(RURALITIES), help="Densité de la commune.")
@click.option(
    "--demande",
    "path",
    type=click.Path(path_type=Path),
    metavar="FICHIER",
    help="Demande de fiche (fiche.yaml)\u00a0: ses heures et ses tâches sont jointes.",
)
@click.option("--nom", "name", metavar="NOM", help="Nom affiché, seulement si l’équipe accepte d’être nommée.")
@click.option("--accord", "agreed", type=french_date, metavar="AAAA-MM-JJ", help="Date de l’accord pour être nommée.")
@click.option("--votes", "counts", is_flag=True, help="Joindre les réponses comptées (cinq répondants au moins).")
def partager(
    folder: Path, answers: Asked, path: Path | None, name: str | None, agreed: dt.date | None, **told: Any
) -> None:
    """Écrit profil.json (des niveaux, des classes, un nom de code ; ni nom, ni réponse d’une personne) et la page d’information.

    REPONSES… : fichiers CSV ou Excel, dossier de fichiers, ou dossier d’une équipe.
    """
    from ..federation import Descriptors, export_profile, sending

    if (name is None) != (agreed is None):
        raise click.UsageError(
            f"Être nommée demande un accord daté{NBSP}: donnez --nom et --accord ensemble, ou aucun."
        )
    profile = read_evaluation(answers).profile
    if profile.on is None:
        raise MatriceError(f"Le profil n’a pas de date{NBSP}: ajoutez --date 2026-10-06.")
    post: dict[str, Any] = {}
    if path is not None:
        demand = read_demand(answers.grid, path)
        fiche = draft_demand(demand, team_profile(demand, answers), profile.on)
        known = {task.id for task in profile.ref.tasks}
        post = {
            "hours": fiche.weekly_hours,
            "cost": fiche.money.cost.annual if fiche.money else None,
            "tasks": [task.id for task in fiche.chosen if task.id in known],
        }
    descriptors = Descriptors(
        region=official_region(told["region"]), territory=told["territory"], age=told["age"], rurality=told["rurality"]
    )
    today = dt.date.today()
    content = export_profile(
        profile, code=told["code"], descriptors=descriptors, counts=told["counts"],
        named=(name, agreed) if name and agreed else None, on=today, **post,
    )  # fmt: skip
    remember(sending(profile, told["code"], counts=told["counts"], on=today), folder, answers)
    written = [write_beside(content, folder / "profil.json"), write_beside(notice(), folder / "information-rgpd.docx")]
    together = ", d’un questionnaire rempli ensemble" if profile.collective else ""
    shown = f"sous le nom {quoted(name)}" if name else f"sous le nom de code {quoted(told['code'])}, sans nom d’équipe"
    say(
        [
            f"{len(profile.dimensions)} dimensions{together}, {shown}. Relisez ce fichier avant de l’envoyer{NBSP}: c’est du texte."
        ]
    )
    say_written(written)


def remember(new: Sent, folder: Path, answers: Asked) -> None:
    """Inscrit un envoi avant qu'il sorte, à côté des réponses d'une équipe, ou à défaut du fichier écrit.

    Raises:
        InputError: comparé à un envoi passé, celui-ci livrerait la réponse de quelqu'un ; ou la trace ne se relit pas.
    """
    from ..federation import check_sending, read_sent, sent_text

    team = answers.team_folder
    path = (folder if team is None else team / new.evaluation) / RECORD
    earlier = read_sent(path) if os.path.lexists(path) else ()
    check_sending(new, earlier, own=team is not None)
    if all(without_day(one) != without_day(new) for one in earlier):
        write_atomic(path, sent_text([*earlier, new]))


def without_day(sent: Sent) -> dict[str, Any]:
    """Un envoi sans le jour où il est parti : le même, refait, ne s'inscrit qu'une fois."""
    return sent.model_dump(exclude={"exported"})


def notice() -> bytes:
    """La page qui dit à l'équipe ce que devient son fichier ; sans date, elle est la même d'un envoi à l'autre."""
    from ..render import word

    return word.information().to_bytes()


def official_region(region: str | None) -> Any:
    """Le nom officiel de la région, sans s'arrêter aux accents ni aux majuscules."""
    from ..federation import REGIONS
    from ..referentiel import suggestion
    from ..text import folded, series

    if region is None:
        return None
    known = {folded(name): name for name in REGIONS}
    if folded(region) not in known:
        raise MatriceError(
            f"{quoted(region)} n’est pas une région{suggestion(region, list(REGIONS))}. Attendu{NBSP}: {series(list(REGIONS), 'ou')}."
        )
    return known[folded(region)]
