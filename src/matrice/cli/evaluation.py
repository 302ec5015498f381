"""L'évaluation, l'atelier, la grille : `demo`, `profil`, `questionnaire`, `agenda`, `rapport`, `reparer`, `verifier`, `schema`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import MatriceError
from ..files import csv_text, holds, read_bytes, shipped_text, write_atomic, write_beside
from ..text import NBSP, plural, series
from . import options

if TYPE_CHECKING:
    from ..referentiel import Referentiel

EXAMPLE_DATE = dt.date(2026, 10, 6)
_EXAMPLE_HOURS = 10.0
_AUDIENCES = ["soignants", "logiciel", "gestion", "personnel"]  # ceux de la grille : l'aide ne la charge pas


def keep_example(folder: Path, *demands: str) -> tuple[options.Asked, list[Path]]:
    """Écrit les réponses d'exemple, à côté des résultats : c'est un modèle à remplir, et ces demandes ; renvoie les fichiers écrits.

    Raises:
        MatriceError: l'un d'eux est déjà là, modifié.
    """
    answers = folder / "reponses-exemple.csv"
    texts = {answers: shipped_text("exemple.csv").encode("utf-8-sig")}
    texts |= {folder / f"{name}.yaml": shipped_text(f"fiches/{name}.yaml").encode() for name in demands}
    if changed := [path for path, text in texts.items() if path.exists() and not holds(path, text)]:
        raise MatriceError(
            f"{changed[0]} a été modifié\u00a0: renommez-le pour le garder, ou choisissez un autre dossier (--dossier)."
        )
    for path, text in texts.items():
        write_atomic(path, text)
    return options.Asked((answers,), "MSP du Val-Clair (équipe fictive)", EXAMPLE_DATE, 18, None), [*texts]


@click.command(short_help="Tout montrer sur l’équipe d’exemple.")
@options.folder_option(Path("resultats"))
def demo(folder: Path) -> None:
    """Montre tout sur l’équipe d’exemple : figures, tableau et fiche de poste."""
    from ..fiche import draft
    from ..render import word
    from ..render.terminal import fiche_lines, profile_lines

    answers, kept = keep_example(folder)
    profile = options.read_evaluation(answers).profile
    drafted = draft(profile, weekly_hours=_EXAMPLE_HOURS)
    document = word.fiche(drafted, on=EXAMPLE_DATE).to_bytes()
    written = [*kept, *options.write_profile(profile, folder), write_beside(document, folder / "fiche-de-poste.docx")]
    options.say([*profile_lines(profile), *fiche_lines(drafted)])
    options.say_written(written)


@click.command(short_help="Calculer un profil : radar.html et profil.csv.")
@options.answers_options()
def profil(folder: Path, answers: options.Asked) -> None:
    """Calcule le profil d’une équipe : radar.html et profil.csv.

    REPONSES… : fichiers CSV ou Excel, dossier de fichiers, ou dossier d’une équipe.
    """
    from ..render.terminal import profile_lines

    options.spare_sources(answers.sources, folder / "radar.html", folder / "profil.csv")
    profile = options.read_evaluation(answers).profile
    written = options.write_profile(profile, folder)
    options.say(profile_lines(profile))
    options.say_written(written)


# Les commandes de l'atelier : `questionnaire`, `agenda`, `rapport`, `reparer`


@click.command(short_help="Écrire le questionnaire : Excel, papier, page web.")
@options.team_option
@options.date_option
@options.grid_option
@click.option(
    "--rapide/--detaille",
    "quick",
    default=None,
    help="Une phrase à choisir par thème (d’office), ou chaque énoncé (d’office avec --themes).",
)
@click.option("--themes", metavar="RCP,PARTAGE", default="", help="Seulement ces thèmes, ou ces axes.")
@click.option("--pour", "audience", type=click.Choice(_AUDIENCES), help="Seulement ce que ce groupe peut savoir.")
@click.option(
    "--avec-gestion", "optional", is_flag=True, help="Aussi la vie de l’équipe et la gestion de la structure."
)
@click.option(
    "--salaries", "employees", type=options.french_whole, metavar="N", help="Combien de personnes sont employées."
)
@click.option(
    "--personnes",
    "people",
    type=options.french_whole,
    metavar="N",
    help="Un seul classeur pour saisir N questionnaires papier.",
)
@click.option("--papier", "paper", is_flag=True, help="Aussi la version à imprimer et les cartes de vote, en Word.")
@click.option("--web", is_flag=True, help="Aussi une page à remplir dans un navigateur, sans internet.")
@options.folder_option()
def questionnaire(
    team: str,
    on: dt.date | None,
    grid: Path | None,
    people: int | None,
    paper: bool,
    web: bool,
    folder: Path,
    quick: bool | None,
    themes: str,
    **asked: Any,
) -> None:
    """Écrit le questionnaire qu’une personne remplit seule, dans Excel, sur papier ou dans un navigateur."""
    from ..documents.asking import chapters, duration
    from ..referentiel import Selection, caution, load_referentiel
    from ..render import excel, html, word

    ref, named = load_referentiel(grid), tuple(name.strip() for name in themes.split(",") if name.strip())
    selection = Selection(bool(named) if quick is None else not quick, named, **asked)
    form: dict[str, Any] = {"team": team, "on": on, "selection": selection}
    if people is None:
        written = [write_beside(excel.questionnaire(ref, **form), folder / "questionnaire.xlsx")]
    else:
        content = excel.team_questionnaire(ref, people=people, **form)
        written = [write_beside(content, folder / "questionnaire-equipe.xlsx")]
    if paper:
        written.append(write_beside(word.questionnaire(ref, **form).to_bytes(), folder / "questionnaire.docx"))
        written.append(write_beside(word.cartes(ref).to_bytes(), folder / "cartes-de-vote.docx"))
    if web:
        written.append(write_beside(html.questionnaire(ref, **form).encode(), folder / "questionnaire.html"))
    options.say(
        [f"Par personne{NBSP}: {duration(chapters(ref, selection))}.", *filter(None, [caution(ref, selection)])]
    )
    options.say_written(written)


_minutes = partial(
    click.option, "--minutes", type=options.french_minutes, default="75", show_default=True, metavar="MINUTES"
)


@click.command(short_help="Dire de quoi parler, dans quel ordre.")
@options.answers_options()
@_minutes(help="Temps de discussion disponible.")
def agenda(folder: Path, answers: options.Asked, minutes: float) -> None:
    """Donne l’ordre du jour d’un atelier : le plus disputé d’abord, un temps pour chaque point.

    REPONSES… : fichiers CSV ou Excel, dossier de fichiers, ou dossier d’une équipe.
    """
    from ..assessment import agenda as timetable
    from ..render.terminal import agenda_lines

    read = options.read_evaluation(answers)
    options.say(agenda_lines(timetable(read.profile, minutes, comments=read.comments)))


@click.command(short_help="Écrire le rapport Word de l’évaluation.")
@options.answers_options()
@_minutes(help="Durée de la prochaine discussion.")
@click.option(
    "--qualite", "quality", is_flag=True, help="Aussi le dossier « démarche qualité » de l’ACI, en Word et en HTML."
)
def rapport(folder: Path, answers: options.Asked, minutes: float, quality: bool) -> None:
    """Écrit le rapport Word : profil, décisions, désaccords, plan d’action, conditions de la HAS.

    REPONSES… : de préférence le dossier d’une équipe, qui porte les décisions et le plan d’action ; des
    fichiers de réponses donnent un rapport sans décisions.
    """
    from ..assessment import agenda as timetable
    from ..render import word

    if quality and answers.team_folder is None:
        raise MatriceError(
            "--qualite demande le dossier d’une équipe, qui garde son plan d’action et son suivi\u00a0: donnez celui qui contient "
            "equipe.yaml."
        )
    read = options.read_evaluation(answers, needs_plan=True)
    try:
        remaining = timetable(read.profile, minutes)
    except MatriceError:  # tout est décidé : il ne reste rien à mettre à l'ordre du jour
        remaining = None
    today = dt.date.today()  # celle du dossier qualité et de la fiche : le plan est imprimé dans son état d'aujourd'hui
    document = word.rapport(read.profile, plan=read.plan, before=read.before, agenda=remaining, on=today)
    written = [write_beside(document.to_bytes(), folder / "rapport.docx")]
    if quality:
        written += _write_quality(read, folder, today)
    options.say_written(written)


def _write_quality(read: options.Evaluation, folder: Path, today: dt.date) -> list[Path]:
    """Écrit le dossier « démarche qualité » en Word et en HTML, et dit où il en est ; renvoie ses fichiers."""
    from ..assessment import quality
    from ..documents import dossier_qualite
    from ..render import html, word

    found = quality(read.profile, read.plan, on=today, before=read.before, earlier=read.earlier)
    document = dossier_qualite(found, on=today)
    options.say([found.sentence])
    return [
        write_beside(word.write(document).to_bytes(), folder / "dossier-qualite.docx"),
        write_beside(html.write(document), folder / "dossier-qualite.html"),
    ]


@click.command(short_help="Réparer le journal d’un atelier.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DOSSIER")
def reparer(folder: Path) -> None:
    """Relit le journal de chaque atelier d’une équipe et met de côté ce qui est abîmé, sans rien jeter.

    DOSSIER : le dossier de l’équipe. Un journal entier n’est pas touché. Ce qui est perdu est redit en mots, pour que
    l’équipe le reprenne.
    """
    from ..workshop import open_team, repair, repair_lines

    team = open_team(folder)
    repairs = repair(team)
    options.say(repair_lines(team, repairs))
    if any(one.refusal for one in repairs):
        sys.exit(1)


# Les commandes de la grille : `verifier`, `schema`


@click.command(short_help="Vérifier une grille YAML.")
@click.argument("fichier", type=click.Path(path_type=Path))
def verifier(fichier: Path) -> None:
    """Vérifie une grille YAML ; si elle suit la matrice de la HAS (has: true), dit si elle garde ce que la HAS demande."""
    from ..referentiel import idle_weights, load_referentiel

    ref = load_referentiel(fichier)
    parts = [
        plural(len(ref.axes), "axe"),
        plural(len(ref.dimensions), "dimension"),
        plural(len(ref.characteristics), "caractéristique"),
        plural(len(ref.tasks), "tâche"),
    ]
    options.say(
        [
            f"{fichier.name}{NBSP}: la grille est lisible ({', '.join(parts)}).",
            *(f"  - à savoir{NBSP}: {sentence}" for sentence in idle_weights(ref)),
            *_has_lines(ref),
        ]
    )


def _has_lines(ref: Referentiel) -> list[str]:
    """Ce que la HAS demande, point par point, à une grille qui dit la suivre."""
    from ..referentiel import check_conformity

    if not ref.has:
        return [
            f"Elle ne dit pas suivre la matrice de la HAS (has: true){NBSP}: ce que la HAS demande n’est pas vérifié."
        ]
    findings = check_conformity(ref)
    missing = [finding for finding in findings if finding.met is False]
    notes = [finding for finding in findings if finding.met is None]
    met = len(findings) - len(missing) - len(notes)
    return [
        f"Attentes de la HAS{NBSP}: {plural(met, 'satisfaite')}, {plural(len(missing), 'non satisfaite', 'non satisfaites')}.",
        *(f"  - non satisfait{NBSP}: {finding.message}" for finding in missing),
        *(f"  - à savoir{NBSP}: {finding.message}" for finding in notes),
    ]


@click.command(short_help="Remplacer nos libellés par les officiels.")
@click.option("--modele", "model", type=click.Path(path_type=Path), metavar="CSV", help="Écrire la page à remplir.")
@click.option("--depuis", "filled", type=click.Path(path_type=Path), metavar="CSV", help="Lire la page remplie.")
@click.option(
    "--sortie",
    "output",
    type=click.Path(path_type=Path),
    default=Path("grille.yaml"),
    metavar="YAML",
    help="La grille à écrire (par défaut, grille.yaml).",
)
@options.date_option
@options.grid_option
def grille(model: Path | None, filled: Path | None, output: Path, on: dt.date | None, grid: Path | None) -> None:
    """Remplace nos libellés de travail par ceux du guide de la HAS : une page à remplir, puis une grille vérifiée."""
    from ..referentiel import label_rows, load_referentiel, parse_referentiel, relabelled

    ref = load_referentiel(grid)
    if model is not None and filled is None:
        model = write_beside(csv_text(label_rows(ref)).encode("utf-8-sig"), model)
        fill = f"Recopiez le libellé du guide dans «{NBSP}libelle{NBSP}», changez l’axe et l’ordre s’il le faut, puis{NBSP}:"
        options.say([f"{model} est prêt{NBSP}: une ligne par dimension. {fill}", f"  matrice grille --depuis {model}"])
    elif filled is not None and model is None:
        text = relabelled(ref, read_bytes(filled), filled.name, on=on or dt.date.today())
        made = parse_referentiel(text, source=output.name)
        options.say(_grid_lines(ref, made, write_beside(text.encode(), output)))
    else:
        raise click.UsageError(
            f"donnez --modele (écrire la page) ou --depuis (la lire une fois remplie){NBSP}: l’un des deux."
        )


def _grid_lines(ref: Referentiel, made: Referentiel, output: Path) -> list[str]:
    """Ce que la grille écrite a de nouveau, et ce qui y tient encore."""
    from ..referentiel import OFFICIAL

    own = [d.label for d in made.dimensions if not d.added and d.source != OFFICIAL]
    official = sum(d.source == OFFICIAL for d in made.dimensions)
    known, asked = {one.id for one in ref.characteristics}, {one.id for one in made.characteristics}
    kept = plural(len(asked & known), "énoncé garde ses réponses", "énoncés gardent leurs réponses")
    told = (
        ("nouveaux énoncés", sorted(asked - known)),
        ("ne sont plus posés, leurs réponses seront laissées de côté", sorted(known - asked)),
        ("gardent notre libellé, faute d’un autre", own),
    )
    return [
        f"{output}{NBSP}: {plural(official, 'libellé officiel', 'libellés officiels')}, {plural(len(made.tasks), 'tâche')}, {kept}.",
        *(f"  - {what}{NBSP}: {series(names)}." for what, names in told if names),
        "Relisez les stades décrits sous les nouveaux libellés, puis employez cette grille partout par --grille.",
    ]


@click.command(short_help="Écrire le schéma JSON d’un format de fichier.")
@click.option("--profil", "shared", is_flag=True, help="Le format de profil.json, au lieu de celui de la grille.")
def schema(shared: bool) -> None:
    """Écrit le schéma JSON du format de grille, pour que l’éditeur complète et vérifie."""
    if shared:
        from ..federation import profile_schema as described
    else:
        from ..referentiel import json_schema as described

    click.echo(json.dumps(described(), ensure_ascii=False, indent=2))
