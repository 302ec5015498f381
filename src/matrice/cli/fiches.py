"""Les commandes de la fiche de poste : `fiche`, `exemples` ; ce qu'elles demandent, les documents qu'elles écrivent."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import click

from ..errors import MatriceError
from ..files import read_text, write_atomic, write_beside
from ..text import NBSP, Wording, folded, plural, quoted, series
from . import options
from .evaluation import EXAMPLE_DATE, keep_example

if TYPE_CHECKING:
    from ..assessment import ActionPlan, Profile
    from ..fiche import FicheDePoste, Poste, SharedPost, WrittenFiche
    from ..referentiel import Referentiel


_Beside = Literal["lettre", "lettres", "entretien", "excel", "demande"]
_Document = tuple[str, bytes]
_DEFAULT_TEAM = "Équipe"
_POSTE = "poste.yaml"
_SHEETS = ("fiche-de-poste", "fiche-de-mission")
_MOST_NAMED = 6  # données nommées dans la ligne qui dit ce qui est gardé
_EXAMPLES = ("un-jour", "huit-heures-partagees", "temps-plein", "plusieurs-equipes")

_a_file = click.Path(path_type=Path)
_many = {"multiple": True}

# Les options de `fiche` : la clé et le nom de son argument, comment elle se lit, ce qu'elle attend, à quoi elle sert.
_OPTIONS: tuple[tuple[str, str, Any, str | None, str, dict[str, Any]], ...] = (
    ("--heures", "hours", options.french_hours, "H", "Heures par semaine\u00a0: 8, 7,5 ou 7\u00a0h\u00a030.", {}),
    ("--demande", "path", _a_file, "FICHIER", "Demande écrite (fiche.yaml)\u00a0: tâches, temps, personnes, argent.", {}),
    ("--heures-de", "hours_from", _a_file, "CLASSEUR",
     "Classeur de la fiche, aux heures changées\u00a0: la fiche les reprend, le reste ne change pas.", {}),
    ("--champ", "fields", options.setting, "CLÉ=TEXTE",
     'Donnée du poste, gardée dans poste.yaml\u00a0: lieu="12, rue des Tilleuls" (à répéter).', _many),
    ("--relire", "filled", _a_file, "DOCX",
     "Fiche remplie dans Word\u00a0: ce que l’on y a écrit est gardé dans poste.yaml.", {}),
    ("--tache", "tasks", None, "TÂCHE",
     "Tâche choisie, par son code ou en mots (à répéter)\u00a0; elle s’ajoute au socle.", _many),
    ("--temps", "times", options.known_time, "TÂCHE=H/PÉRIODE",
     "Temps connu d’avance, T4.1.4=4/mois, ou un fichier de durées, nos-temps.yaml.", _many),
    ("--taille", "size", options.count, "QUOI=NOMBRE",
     "Taille de l’équipe (à répéter)\u00a0: reunions=10, rcp=8, professionnels=15, protocoles, salaries, stagiaires.", _many),
    ("--confie", "entrusted", options.setting, "LIGNE=QUI",
     'Ligne du socle que quelqu’un d’autre fait\u00a0: budget="la gérance".', _many),
    ("--personne", "roles", options.person, "NOM=H", "Qui peut prendre le reste, et ses heures par semaine.", _many),
    ("--argent", "money", options.setting, "CLÉ=VALEUR", "Ce que l’on sait de l’argent\u00a0: brut_mensuel=2600.", _many),
    ("--cible", "target", int, "NIVEAU", "Niveau visé (par défaut, le plus haut).", {}),
    ("--statut", "status", None, "ID",
     "salarie-sisa (par défaut), groupement, micro, professionnel-sante, benevole ou portage.", {}),
    ("--reserve", "reserve", options.french_percent, "%", "Part du temps gardée pour les imprévus (10 par défaut).", {}),
    ("--plan", "plan", None, "ID", "matrice (par défaut), blocs, missions ou champs.", {}),
    ("--redaction", "wording", click.Choice(get_args(Wording)), None, "Écriture du métier (doublet par défaut).", {}),
    ("--modele", "modele", _a_file, "DOCX", "Document dont prendre les styles, le logo et l’en-tête.", {}),
    ("--avec", "beside", click.Choice(get_args(_Beside)), None,
     "Document de plus (à répéter)\u00a0: lettre de mission, lettres de l’équipe, entretien annuel, Excel, demande écrite.", _many),
    ("--facturation", "billing", click.Choice(["heure", "mission"]), None, "Ce que facture la lettre de mission.",
     {"default": "heure", "show_default": True}),
    ("--comparer", "earlier", _a_file, "FICHIER", "Demande écrite d’avant\u00a0: ajoute ce qui change.", {}),
)  # fmt: skip


def _fiche_options(command: options.Command) -> options.Command:
    """Donne à la commande les options de `_OPTIONS`, dans leur ordre."""
    for key, name, kind, metavar, told, more in reversed(_OPTIONS):
        command = click.option(key, name, type=kind, metavar=metavar, help=told, **more)(command)
    return command


@click.command(short_help="Écrire la fiche de poste, la note de travail et la note de budget.")
@options.answers_options(required=False)
@_fiche_options
def fiche(folder: Path, answers: options.Asked, modele: Path | None, **asked: Any) -> None:
    """Écrit la fiche de poste à signer, la note de travail de l’équipe et la note de budget.

    REPONSES… : fichiers CSV ou Excel, dossier de fichiers, ou dossier d’une équipe.
    """
    from ..render.terminal import fiche_lines, shared_lines

    beside, billing, earlier = (asked.pop(name) for name in ("beside", "billing", "earlier"))
    fields, filled = asked.pop("fields"), asked.pop("filled")
    demand = read_demand(answers.grid, **asked)
    on = answers.on or dt.date.today()
    poste = _keep_poste((answers.team_folder or folder) / _POSTE, folder, dict(fields), filled)
    look = Look(on, demand, modele, billing, poste)
    if demand.teams:
        _refuse_for_teams({"--collectif": answers.collective, "--avec": beside, "--comparer": earlier})
        post = _read_shared_post(demand, answers, on)
        documents, lines = [shared_document(post, look)], shared_lines(post, demand.wording)
    else:
        read = team_evaluation(demand, answers)
        profile, made = read.profile, draft_demand(demand, read.profile, on, read.plan)
        documents, lines = list(fiche_documents(made, look, beside)), fiche_lines(made, demand.wording)
        if earlier is not None:
            documents.append(
                comparison_document(draft_demand(read_demand(answers.grid, earlier), profile, on), made, look)
            )
    written = [write_beside(content, folder / name) for name, content in documents]
    options.say(lines)
    options.say_written(written)


def _keep_poste(path: Path, folder: Path, said: dict[str, str], filled: Path | None) -> Poste:
    """Les données du poste, avec ce que la commande et une fiche remplie y ajoutent ; `poste.yaml` les garde.

    Sans `--relire`, la dernière fiche du dossier est relue aussi, pour les seules données dont rien n'était dit : ce que
    l'équipe a corrigé dans `poste.yaml` n'est jamais repris d'une fiche plus ancienne.
    """
    from ..fiche import load_poste, named_fields, updated_text
    from ..render import word

    poste, changes = load_poste(path), named_fields(said.items())
    if filled is not None:
        changes = word.read_fields(filled) | changes
    elif (last := _last_sheet(folder)) is not None:
        try:
            changes = poste.missing(word.read_fields(last)) | changes
        except MatriceError as error:
            click.echo(f"{last.name} n’est pas relu{NBSP}: {error}", err=True)
    changes = {key: text for key, text in changes.items() if poste.said(key) != text}
    if not changes:
        return poste
    text = updated_text(read_text(path) if os.path.lexists(path) else "", changes)
    write_atomic(path, text.encode())
    kept = plural(len(changes), "donnée gardée", "données gardées")
    click.echo(f"{path}{NBSP}: {kept} ({series(list(changes)[:_MOST_NAMED])}).", err=True)
    return poste.filled(changes)


def _last_sheet(folder: Path) -> Path | None:
    """La dernière fiche écrite dans ce dossier : celle du plus grand numéro."""
    found = [
        path for name in _SHEETS for path in folder.glob(f"{name}*.docx") if re.fullmatch(rf"{name}(-\d+)?", path.stem)
    ]
    return max(found, key=lambda path: (len(path.stem), path.stem), default=None)


def _refuse_for_teams(asked: dict[str, Any]) -> None:
    """Refuse ce qu'un poste de plusieurs équipes ne sait pas faire, plutôt que de le taire."""
    if given := [option for option, value in asked.items() if value]:
        raise click.UsageError(
            f"Un poste de plusieurs équipes tient dans un seul document{NBSP}: pour {series(given)}, écrivez la demande de chaque équipe."
        )


@click.command(short_help="Chercher une tâche du catalogue, en mots.")
@options.grid_option
@click.argument("mots", nargs=-1)
def taches(grid: Path | None, mots: tuple[str, ...]) -> None:
    """Liste les tâches que la fiche peut confier, ou celles que ces MOTS désignent, sans accents.

    La ligne du socle et le temps d’ordinaire de chacune sont des repères, à ajuster.
    """
    from .. import fiche as posts
    from ..referentiel import load_referentiel
    from ..render.terminal import task_lines

    offered = posts.catalogue(load_referentiel(grid))
    found = posts.search_tasks(" ".join(mots), offered) if mots else offered
    if not found:
        raise MatriceError(
            f"Aucune tâche ne se dit ainsi{NBSP}: essayez un seul mot, ou {quoted('matrice taches')} pour toutes."
        )
    options.say(task_lines(found))


@click.command(short_help="Écrire les fiches d’exemple, prêtes à copier.")
@options.folder_option(Path("exemples"))
def exemples(folder: Path) -> None:
    """Écrit quatre demandes d’exemple et leurs documents : un jour, huit heures partagées, temps plein, plusieurs équipes."""
    team, kept = keep_example(folder, *_EXAMPLES)
    options.say_written([*kept, *(_example(folder, name, team) for name in _EXAMPLES)])


def _example(folder: Path, name: str, team: options.Asked) -> Path:
    """Le document d'une demande d'exemple."""
    from ..fiche import load_poste

    demand = read_demand(None, folder / f"{name}.yaml")
    look = Look(EXAMPLE_DATE, demand, None, "heure", load_poste(folder / _POSTE))
    if demand.teams:
        content = shared_document(_read_shared_post(demand, team, EXAMPLE_DATE), look)[1]
    else:
        content = next(
            fiche_documents(draft_demand(demand, team_evaluation(demand, team).profile, EXAMPLE_DATE), look, ())
        )[1]
    return write_beside(content, folder / f"{name}.docx")


# Ce que demande la commande `fiche` : des options, ou un `fiche.yaml`

# Les options qui règlent la fiche ; un fichier de demande les porte toutes, sauf --heures qui peut le corriger.
_SETTINGS = {
    "tasks": "--tache", "target": "--cible", "status": "--statut", "reserve": "--reserve",
    "times": "--temps", "roles": "--personne", "money": "--argent", "size": "--taille", "entrusted": "--confie",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Demand:
    """La fiche demandée. `written` est le fichier lu, `folder` l'endroit d'où ses chemins partent."""

    written: WrittenFiche | None
    folder: Path
    hours: float | None
    plan: str
    wording: Wording
    settings: dict[str, Any]

    @property
    def teams(self) -> bool:
        """Vrai pour un poste partagé entre plusieurs équipes."""
        return self.written is not None and bool(self.written.equipes)


def read_demand(grid: Path | None, path: Path | None, **asked: Any) -> _Demand:
    """Renvoie la demande, lue dans un fichier ou donnée par des options.

    `asked` porte les options de la commande : `hours, tasks, target, status, reserve, times, roles, money, plan, wording`.
    """
    settings = {name: asked.get(name) for name in _SETTINGS}
    plan, wording, workbook = asked.get("plan"), asked.get("wording"), asked.get("hours_from")
    if path is None and workbook is None:
        if asked.get("hours") is None:
            raise click.UsageError(
                f"Donnez les heures par semaine (--heures 8) ou une demande écrite{NBSP}: --demande fiche.yaml."
            )
        return _Demand(None, Path(), asked["hours"], _check_plan(plan or "matrice"), wording or "doublet", settings)
    source = Path(str(path or workbook))
    if path and workbook:
        raise click.UsageError(
            f"Le classeur porte déjà sa demande{NBSP}: donnez --heures-de ou --demande, pas les deux."
        )
    if double := [option for name, option in _SETTINGS.items() if settings[name] not in (None, ())]:
        raise click.UsageError(
            f"{quoted(str(source))} règle déjà la fiche{NBSP}: écrivez-y ce que dit {series(double)}."
        )
    from ..fiche import load_written, written_from
    from ..referentiel import load_referentiel

    written = (load_written if path else written_from)(source, load_referentiel(grid))
    return _Demand(
        written, source.parent, asked.get("hours"), _check_plan(plan or written.plan), wording or written.redaction, {}
    )


def _check_plan(plan: str) -> str:
    """Ce plan, ou une faute qui liste ceux qui existent."""
    from ..fiche import load_plans

    return load_plans()[plan].id


def draft_demand(demand: _Demand, profile: Profile, on: dt.date, plan: ActionPlan | None = None) -> FicheDePoste:
    """La fiche d'une équipe ; le plan d'action de son dossier passe avant les propositions."""
    from ..fiche import draft, draft_written

    if demand.written is not None:
        return draft_written(profile, demand.written, weekly_hours=demand.hours, on=on, plan=plan)
    assert demand.hours is not None
    return draft(profile, weekly_hours=demand.hours, on=on, plan=plan, **_read_settings(demand.settings, profile.ref))


def _read_settings(settings: Mapping[str, Any], ref: Referentiel) -> dict[str, Any]:
    """Les réglages donnés, tels que `draft` les prend."""
    from ..fiche import Role, money_written, read_durations, size_of

    given = {name: value for name, value in settings.items() if value not in (None, ())}
    if "reserve" in given:
        given["reserve"] /= 100
    times = given.pop("times", ())
    given["times"] = dict(one for one in times if isinstance(one, tuple))
    for path in (one for one in times if isinstance(one, Path)):
        given["durations"] = read_durations(path, ref)
    if "size" in given:
        given["size"] = size_of(dict(given["size"]))
    if "entrusted" in given:
        given["entrusted"] = dict(given["entrusted"])
    if "roles" in given:
        given["roles"] = tuple(Role(name, hours) for name, hours in given["roles"])
    if "money" in given:
        given["money"] = money_written(given["money"], ref, source="--argent")
    return given


def team_evaluation(demand: _Demand, answers: options.Asked) -> options.Evaluation:
    """L'évaluation de l'équipe, sous le nom que dit la commande ou, à défaut, la demande."""
    if not answers.sources:
        raise click.UsageError(
            f"Donnez les réponses de l’équipe{NBSP}: un fichier, un dossier, ou le dossier d’une équipe."
        )
    named = demand.written.equipe if demand.written else ""
    if named and answers.team == _DEFAULT_TEAM:
        answers = replace(answers, team=named)
    return options.read_evaluation(answers)


def _read_shared_post(demand: _Demand, answers: options.Asked, on: dt.date) -> SharedPost:
    """Le poste de plusieurs équipes, chacune avec ses réponses."""
    from ..fiche import shared_written

    written = demand.written
    assert written is not None
    silent = [quoted(team.nom) for team in written.equipes if not team.reponses]
    if silent:
        raise MatriceError(
            f"Sans réponses, pas de fiche{NBSP}: ajoutez {quoted('reponses')} à {series(silent)} dans la demande écrite."
        )
    profiles = {
        team.nom: options.read_evaluation(
            replace(
                answers,
                sources=(demand.folder / team.reponses,),
                team=team.nom,
                registered=None,
                collective=team.collectif,
            )
        ).profile
        for team in written.equipes
    }
    return shared_written(profiles, written, on=on)


# Les documents d'une fiche de poste, un nom de fichier chacun


@dataclass(frozen=True, slots=True)
class Look:
    """Ce que partagent les documents d'une commande : leur date, leur plan, leur rédaction, leur modèle."""

    on: dt.date
    demand: _Demand
    modele: Path | None
    billing: Literal["heure", "mission"]
    poste: Poste

    @property
    def dressed(self) -> dict[str, Any]:
        """Date, rédaction et modèle, tels que les documents Word les prennent."""
        return {"on": self.on, "wording": self.demand.wording, "modele": self.modele}

    @property
    def laid_out(self) -> dict[str, Any]:
        """Les mêmes, avec le plan et les données du poste."""
        return {**self.dressed, "layout": self.demand.plan, "poste": self.poste}


def fiche_documents(fiche: FicheDePoste, look: Look, beside: tuple[_Beside, ...]) -> Iterator[_Document]:
    """La fiche que l'on signe, la note de travail, la note de budget, puis les documents demandés à côté."""
    from ..render import word

    document = word.fiche(fiche, **look.laid_out)
    _say_notes(document.notes)
    yield f"{_slug(fiche.status.sheet)}.docx", document.to_bytes()
    yield "note-de-travail.docx", word.note_equipe(fiche, **look.laid_out).to_bytes()
    yield "note-de-budget.docx", word.note_budget(fiche, **look.dressed).to_bytes()
    for kind in dict.fromkeys(beside):
        yield from _beside(kind, fiche, look)


def _beside(kind: _Beside, fiche: FicheDePoste, look: Look) -> Iterator[_Document]:
    """Un document demandé à côté de la fiche ; une lettre par personne de l'équipe qui prend une part du travail."""
    from ..fiche import written_text
    from ..render import excel, word

    match kind:
        case "lettre":
            document = word.lettre_de_mission(fiche, billing=look.billing, **look.laid_out)
            yield "lettre-de-mission.docx", document.to_bytes()
        case "lettres":
            taking = [delegation for delegation in fiche.delegated if delegation.tasks]
            if not taking:
                click.echo(
                    f"Lettres de l’équipe{NBSP}: personne n’y prend de tâche, aucune lettre n’est écrite.", err=True
                )
            for one in taking:
                document = word.lettre_de_mission(fiche, role=one, **look.laid_out)
                yield f"lettre-{_slug(one.role.label)}.docx", document.to_bytes()
        case "entretien":
            name = "entretien-annuel" if fiche.status.hierarchy else "entretien-de-suivi"
            yield f"{name}.docx", word.entretien(fiche, **look.laid_out).to_bytes()
        case "excel":
            yield "fiche-de-poste.xlsx", excel.fiche(fiche, layout=look.demand.plan, wording=look.demand.wording)
        case "demande":
            yield "fiche.yaml", written_text(fiche, layout=look.demand.plan, wording=look.demand.wording).encode()


def comparison_document(before: FicheDePoste, after: FicheDePoste, look: Look) -> _Document:
    """Ce qui change d'une version à l'autre."""
    from ..fiche import compare_fiches
    from ..render import word

    return "fiche-comparaison.docx", word.comparaison_de_fiches(
        compare_fiches(before, after), **look.dressed
    ).to_bytes()


def shared_document(post: SharedPost, look: Look) -> _Document:
    """Le poste de plusieurs équipes."""
    from ..render import word

    document = word.poste_partage(post, layout=look.demand.plan, **look.dressed)
    _say_notes(document.notes)
    return "poste-partage.docx", document.to_bytes()


def _say_notes(notes: tuple[str, ...]) -> None:
    """Ce que le modèle de la fédération portait et qui n'a pas été repris."""
    for note in notes:
        click.echo(f"Modèle{NBSP}: {note}", err=True)


def _slug(text: str) -> str:
    """Un nom de fichier sans accent ni espace."""
    return re.sub("[^a-z0-9]+", "-", folded(text)).strip("-")[:60] or "role"
