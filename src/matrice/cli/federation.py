"""`cohorte`, le rapport d’une fédération, `examiner`, ce que les réponses disent du questionnaire ; le registre et sa clé."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ..errors import MatriceError
from ..files import WITNESS, beside, read_bytes, write_atomic, write_beside, write_new
from ..text import NBSP, capital, plural, quoted, read_percent, series
from .options import folder_option, french_date, grid_option, say, say_written, spare_sources

if TYPE_CHECKING:
    from ..federation import Cohort, Policy, Register, TerritoryReport


# La commande `cohorte`, et le registre des diffusions d'une fédération et sa clé, que `retour` partage

_KEY_BYTES = 32
_MANY = 20  # fichiers à partir desquels la lecture se suit
_LARGEST_KEY = 1_000_000
_ABOVE = 2  # dossiers au-dessus des profils où le registre se cherche
DEFAULT = Path("registre.jsonl")

circle_option = click.option(
    "--cercle", "circle", type=click.Choice(["public", "ferme"]), default="public", show_default=True,
    help=f"Qui lira{NBSP}: tout le monde (groupes d’au moins 11 équipes), ou un cercle lié par un accord (au moins 5).",
)  # fmt: skip


def ledger_option(command: Any) -> Any:
    """Les options du registre : où il est, et le contrôle qui prouve qu'il est entier."""
    for option in (
        click.option(
            "--controle", "control", default="", metavar="CODE",
            help=f"Contrôle imprimé au bas de la dernière sortie{NBSP}: prouve que rien ne manque au registre, même sans témoin.",
        ),
        click.option(
            "--registre", "ledger", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER",
            help=f"Registre des diffusions, un seul par cohorte (par défaut, «{NBSP}{DEFAULT}{NBSP}» à côté des profils, ou plus haut).",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def teams_argument(command: Any) -> Any:
    """Ce que `cohorte` et `examiner` lisent : des profils ou l'exemple, et une année."""
    for option in (
        click.option("--annee", "year", type=int, metavar="AAAA", help="Année lue (par défaut, la dernière)."),
        click.option("--exemple", "example", is_flag=True, help="Des équipes simulées, marquées comme telles, pour essayer."),
        click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="DOSSIER_OU_FICHIERS…"),
    ):  # fmt: skip
        command = option(command)
    return command


dated_option = click.option(
    "--date", "on", type=french_date, metavar="AAAA-MM-JJ", help="Date de ce qui sort (par défaut, aujourd’hui)."
)
frozen_option = click.option(
    "--liste-figee", "frozen", is_flag=True,
    help="Garder la liste d’équipes de la première diffusion de l’année\u00a0; celles qui sont arrivées après sont nommées et attendent.",
)  # fmt: skip

_EXAMPLE_TEAMS, _EXAMPLE_YEARS = 600, (2025, 2026)
_EXAMINED = 60  # équipes dont les réponses se simulent, personne par personne
_EXAMPLE_LEDGER = "registre-exemple.jsonl"
_Withheld = list[tuple[str, str]]


def _read_asked(
    sources: tuple[Path, ...], example: bool, grid: Path | None, ledger: Path | None, folder: Path, *outputs: str,
    answers: bool = False,
) -> tuple[Cohort, Path]:  # fmt: skip
    """La cohorte de ces sources, ou celle de l'exemple, et son registre."""
    if example == bool(sources):
        raise click.UsageError(f"Donnez des profils d’équipes, ou {quoted('--exemple')} pour des équipes simulées.")
    spare_sources(sources, *(folder / name for name in outputs))
    if example:
        return _example(grid, answers=answers), ledger or folder / _EXAMPLE_LEDGER
    return read_teams(sources, grid), ledger_of(ledger, sources)


@click.command(short_help="Écrire le rapport d’une cohorte d’équipes, sans en livrer une.")
@teams_argument
@click.option(
    "--par", "cuts", type=click.Choice(("region", "territoire")), multiple=True,
    help="Découpage (à répéter)\u00a0; par défaut les régions, ou les territoires si tout est d’une seule région.",
)  # fmt: skip
@click.option("--cible", "target", type=int, metavar="NIVEAU", help="Niveau visé par les entonnoirs et les besoins.")
@click.option(
    "--but", "goals", multiple=True, metavar="DIMENSION=PART", callback=lambda _ctx, _option, given: _goals(given),
    help="Part d’équipes voulue au niveau visé, par dimension (rcp=80)\u00a0; le rapport dit la distance. À répéter.",
)  # fmt: skip
@click.option(
    "--surdispersion", "overdispersion", is_flag=True, help="Élargir les entonnoirs de ce que le hasard n’explique pas."
)
@circle_option
@ledger_option
@frozen_option
@dated_option
@grid_option
@folder_option(Path("territoire"))
def cohorte(
    sources: tuple[Path, ...], example: bool, year: int | None, cuts: tuple[str, ...], circle: Literal["public", "ferme"],
    ledger: Path | None, control: str, frozen: bool, on: dt.date | None, grid: Path | None, folder: Path, **asked: Any,
) -> None:  # fmt: skip
    """Écrit le rapport d’un territoire ou d’un pays : document Word, classeur Excel et tableau de bord.

    DOSSIER_OU_FICHIERS… : profils reçus (profil*.json), tableaux Excel, CSV ou Parquet, ou dossiers qui en contiennent.
    Rien n’est montré qui désigne une équipe ; chaque diffusion est inscrite au registre.
    """
    from ..federation import Policy, natural_cut

    cohort, own = _read_asked(sources, example, grid, ledger, folder, "rapport-territoire.docx")
    policy, year = Policy(circle), choose_year(cohort, year)
    cohort = settled(own, cohort, year, frozen=frozen)
    register = open_register(own, cohort, year, on or dt.date.today(), control)
    natural = "territoire" if natural_cut(cohort.year(year)) == "territory" else "region"
    reports, withheld = _make_reports(cohort, policy, register, list(dict.fromkeys(cuts)) or [natural], **asked)
    keep_list(own, cohort, year)
    cut = cuts[0] if cuts else natural
    earlier = _earlier_reports(own, cohort, policy, register, withheld, cut, asked["target"], frozen=frozen)
    reports = [replace(one, policy=register.stamp(policy)) for one in reports]  # le dernier contrôle, sur chaque sortie
    made = _documents(reports, withheld, register.on, earlier)
    written = [write_beside(content, folder / name) for name, content in made]
    lines = ["Exemple simulé\u00a0: ces chiffres ne décrivent aucune équipe réelle."] * cohort.simulated
    lines += [f"{cohort!r}.", f"Rapport de {year}. {policy.describe()}"]
    lines += [] if cohort.simulated else reports[0].notes
    say([*lines, *(f"{capital(label)}, non diffusé{NBSP}: {why}" for label, why in withheld), ""])
    say_written(written)


# La commande `examiner` : ce que les réponses comptées d'une cohorte disent du questionnaire


@click.command(short_help="Dire si l’ordre des énoncés tient, d’après une cohorte.")
@teams_argument
@circle_option
@ledger_option
@dated_option
@grid_option
@folder_option(Path("examen"))
def examiner(
    sources: tuple[Path, ...], example: bool, year: int | None, circle: Literal["public", "ferme"],
    ledger: Path | None, control: str, on: dt.date | None, grid: Path | None, folder: Path,
) -> None:  # fmt: skip
    """Écrit ce que des équipes disent de l’ordre des énoncés, de ceux que l’on ne sait pas, de ceux qu’une personne ferait changer.

    DOSSIER_OU_FICHIERS… : profils écrits par « matrice partager … --votes », ou table de réponses. Aucune équipe n’y est montrée ;
    ce qui sort est inscrit au registre.
    """
    from .. import documents
    from ..federation import Policy, examine
    from ..render import html, word

    outputs = ("examen.docx", "examen.html")
    cohort, own = _read_asked(sources, example, grid, ledger, folder, *outputs, answers=True)
    policy, year, on = Policy(circle), choose_year(cohort, year), on or dt.date.today()
    register = open_register(own, cohort, year, on, control)
    found = examine(cohort, policy=policy, year=year, register=register)
    written = [
        write_beside(word.examen(found, on=on).to_bytes(), folder / "examen.docx"),
        write_beside(html.write(documents.examen(found, on=on)), folder / "examen.html"),
    ]
    say([f"{plural(len(found.ladders), 'dimension examinée', 'dimensions examinées')}.", *found.notes, ""])
    say_written(written)


def _example(grid: Path | None, *, answers: bool) -> Cohort:
    """Une cohorte simulée, marquée comme telle ; avec `answers`, de réponses comptées comme une table reçue."""
    from ..federation import read_cohort, simulate_answers, simulate_cohort
    from ..referentiel import load_referentiel

    ref = load_referentiel(grid)
    if not answers:
        return simulate_cohort(ref, teams=_EXAMPLE_TEAMS, years=_EXAMPLE_YEARS)
    import pandas as pd

    return replace(read_cohort(pd.DataFrame(simulate_answers(ref, teams=_EXAMINED)), ref), simulated=True)


def read_teams(sources: Sequence[Path], grid: Path | None, *, shown: int | None = None) -> Cohort:
    """La cohorte de ces sources ; ce qui n'a pas pu être pris (`shown` lignes au plus) s'imprime et n'arrête rien."""
    from ..federation import read_cohort
    from ..referentiel import load_referentiel

    def shown_progress(pieces: Sequence[Any]) -> Iterator[Any]:
        if len(pieces) < _MANY:
            yield from pieces
            return
        with click.progressbar(pieces, label="Lecture", show_pos=True, file=sys.stderr) as bar:
            yield from bar

    cohort = read_cohort(list(sources), load_referentiel(grid), progress=shown_progress)
    if cohort.refused:
        lost = plural(len(cohort.refused), "source refusée", "sources refusées")
        lines = [f"{lost}, les autres sont lues{NBSP}:", *shortlist([str(one) for one in cohort.refused], shown), ""]
        click.echo("\n".join(lines), err=True)
    for note in cohort.notes:
        click.echo(note, err=True)
    return _without_later(cohort)


def _without_later(cohort: Cohort) -> Cohort:
    """La cohorte sans les années à venir, une faute de frappe ; celle d'après peut déjà être prévue."""
    later = cohort.years > dt.date.today().year + 1
    if not later.any():
        return cohort
    years = series([str(one) for one in sorted(set(cohort.years[later].tolist()))])
    said = f"{plural(int(later.sum()), 'ligne')} d’une année à venir ({years}){NBSP}: corrigez l’année."
    if later.all():
        raise MatriceError(f"Cohorte refusée{NBSP}: {said}")
    click.echo(f"Laissé de côté{NBSP}: {said}", err=True)
    return cohort.where(~later)


def shortlist(lines: Sequence[str], shown: int | None) -> list[str]:
    """Les premières lignes, puis combien il en reste : un écran ne se lit plus au-delà."""
    kept = lines[:shown]
    rest = len(lines) - len(kept)
    return [*(f"  - {line}" for line in kept), *([f"  … et {plural(rest, 'autre')}."] if rest else [])]


def _goals(given: Sequence[str]) -> dict[str, int]:
    """Les buts écrits « dimension=part »."""
    found = {}
    for one in given:
        name, _, points = one.partition("=")
        value = read_percent(points)
        if value is None or not value.is_integer():
            raise click.BadParameter(f"{quoted(one)} ne se lit pas{NBSP}: écrivez {quoted('rcp=80')}.")
        found[name.strip()] = int(value)
    return found


def choose_year(cohort: Cohort, year: int | None) -> int:
    """L'année demandée, si la cohorte l'a ; sinon la dernière."""
    years = sorted(set(cohort.years.tolist()))
    if year is not None and year not in years:
        raise MatriceError(f"Aucune équipe en {year}{NBSP}; la cohorte a {series([str(one) for one in years])}.")
    return cohort.latest if year is None else year


def _make_reports(
    cohort: Cohort, policy: Policy, register: Register, cuts: Sequence[str], **asked: Any
) -> tuple[list[TerritoryReport], _Withheld]:
    """Les rapports que le registre admet, dans l'ordre demandé, et ceux qu'il refuse avec leur raison.

    Raises:
        DisclosureError: aucun n'est admis.
    """
    from ..federation import DisclosureError, national_report

    reports: list[TerritoryReport] = []
    withheld: _Withheld = []
    for rank, cut in enumerate(cuts, 1):
        try:
            year = register.vintage.year
            reports.append(national_report(cohort, policy=policy, by=cut, year=year, register=register, **asked))
        except DisclosureError as error:
            if not reports and rank == len(cuts):
                raise
            withheld.append((f"{year}, par {'région' if cut == 'region' else cut}", str(error)))
    return reports, withheld


def _earlier_reports(
    ledger: Path, cohort: Cohort, policy: Policy, register: Register, withheld: _Withheld, cut: str,
    target: int | None, *, frozen: bool,
) -> list[TerritoryReport]:  # fmt: skip
    """Les rapports des campagnes d'avant, que le même registre admet ou refuse, quand elles font une suite ; après celui de l'année,
    pour ne rien lui ôter."""
    from ..documents.territory_words import FEWEST_YEARS
    from ..federation import DisclosureError, freeze, national_report

    asked, found = register.vintage, []
    past = [year for year in sorted(set(cohort.years.tolist()), reverse=True) if year < asked.year]
    for year in past if len(past) + 1 >= FEWEST_YEARS else ():
        own = settled(ledger, cohort, year, frozen=True) if frozen else cohort
        register.vintage = freeze(own, year, key=_ledger_key(ledger))
        try:
            found.append(national_report(own, policy=policy, by=cut, year=year, register=register, target=target))
            keep_list(ledger, own, year)
        except DisclosureError as error:
            withheld.append((f"la suite des campagnes, {year}", str(error)))
    register.vintage = asked
    return found


def _documents(
    reports: Sequence[TerritoryReport], withheld: _Withheld, on: dt.date, earlier: Sequence[TerritoryReport]
) -> Iterator[tuple[str, bytes]]:
    """Les fichiers à écrire : un document et un classeur par découpage, un seul tableau de bord."""
    from ..render import charts, excel, word

    for report in reports:
        suffix = "" if len(reports) == 1 else f"-par-{'region' if report.by == 'region' else 'territoire'}"
        yield f"rapport-territoire{suffix}.docx", word.territoire(report, on=on, earlier=earlier).to_bytes()
        yield f"rapport-territoire{suffix}.xlsx", excel.territoire(report, earlier=earlier)
    yield "tableau-de-bord.html", charts.dashboard(reports, withheld=withheld, earlier=earlier).encode("utf-8")


# Le registre des diffusions d'une fédération et sa clé : ce que partagent `cohorte` et `retour`


def ledger_of(asked: Path | None, sources: Sequence[Path]) -> Path:
    """Renvoie le registre de ces profils : celui que l'on donne, sinon celui qui est à côté d'eux ou plus haut, sinon un neuf à côté d'eux.

    Un registre attaché au dossier où l'on se trouve s'oublie en changeant de dossier ; attaché aux profils, non.

    Raises:
        MatriceError: aucun à côté des profils, et un autre ici : c'est à vous de dire lequel.
    """
    if asked is not None:
        return asked
    home = sources[0] if sources[0].is_dir() else sources[0].parent
    places = [home / DEFAULT, *(folder / DEFAULT for folder in list(home.resolve().parents)[:_ABOVE])]
    if found := next((path for path in places if _is_begun(path)), None):
        return DEFAULT if found.resolve() == DEFAULT.resolve() else found
    if _is_begun(DEFAULT):
        raise MatriceError(
            f"Aucun registre à côté de {home}, et un autre ici ({DEFAULT}){NBSP}: une cohorte n’en a qu’un. Dites lequel par --registre."
        )
    return places[0]


def _is_begun(path: Path) -> bool:
    """Vrai si un registre, sa clé ou son témoin est à ce chemin."""
    return any(os.path.lexists(one) for one in (path, _key_of(path), beside(path, WITNESS)))


def _key_of(ledger: Path) -> Path:
    """Le fichier de la clé : « registre.cle » à côté de « registre.jsonl »."""
    return ledger.with_suffix(".cle")


def open_register(path: Path, cohort: Cohort, year: int, on: dt.date, control: str = "") -> Register:
    """Renvoie le registre de ce fichier, prêt pour une année de la cohorte ; sa clé et sa première ligne sont écrites au premier usage.

    Ce qu'il a à dire (registre neuf, fin coupée) s'imprime.

    Raises:
        MatriceError: la clé sans son registre, le registre sans sa clé, un registre vidé ou raccourci, un fichier qui ne se lit pas.
    """
    from ..federation import Register, freeze, open_ledger

    ledger, has_key = open_ledger(path, control=control), os.path.lexists(_key_of(path))
    if has_key and not any(os.path.lexists(one) for one in (path, beside(path, WITNESS))):
        raise MatriceError(
            f"{path}{NBSP}: ce registre manque, et sa clé est là. Sans lui, rien ne prouve qu’une diffusion est sûre{NBSP}: remettez sa "
            f"dernière sauvegarde, avec son témoin. S’il est perdu, suivez {quoted('Un registre perdu')} (docs/confidentialite.md)."
        )
    if ledger.message:
        click.echo(ledger.message, err=True)
    key = _ledger_key(path) if has_key or ledger.lines else secrets.token_bytes(_KEY_BYTES)
    vintage = freeze(cohort, year, key=key)
    if not ledger.lines:
        ledger.announce()
        if not has_key and not write_new(_key_of(path), key, private=True):  # un autre programme l'a faite à l'instant
            return open_register(path, cohort, year, on, control)
        ledger = ledger.begun(vintage, on=on)
    return Register(ledger, vintage, on=on)


# La liste figée d'une année : qui est arrivé après la première diffusion, qui manque, qui a changé, par son nom de code

_LARGEST_LIST = 10_000_000
_LIST_FORM = "matrice-liste-2"
_SHOWN_TEAMS = 10


def settled(ledger: Path, cohort: Cohort, year: int, *, frozen: bool) -> Cohort:
    """La cohorte, et, quand l'année a déjà été diffusée, ce qui n'est plus comme alors, équipe par équipe.

    Avec `frozen`, les équipes arrivées après la première diffusion sont ôtées de l'année. Tout s'imprime ; le registre décide.
    """
    known = _lists(ledger).get(str(year), {})
    if not known:
        return cohort
    now = _team_digests(cohort, year, _ledger_key(ledger))
    late, gone = sorted(set(now) - set(known)), sorted(set(known) - set(now))
    changed = sorted(code for code, digest in now.items() if known.get(code, digest) != digest)
    away = (
        "laissées hors du rapport,"
        if frozen
        else f"relancez avec --liste-figee pour refaire le rapport sans elles{NBSP};"
    )
    wait = f"{away} elles comptent à la campagne suivante."
    for names, what, gesture in (
        (late, "Arrivées après la première diffusion", wait),
        (gone, "De la première diffusion, et absentes de ces fichiers", "remettez leur fichier avec les autres."),
        (changed, "Changées depuis la première diffusion", "un chiffre qui dirait le changement de trop peu d’équipes est tu, le reste "
         "sort\u00a0; rien à refaire, la correction compte quand assez d’équipes ont changé, sinon à la campagne suivante."),
    ):  # fmt: skip
        if names:
            rest = len(names) - _SHOWN_TEAMS
            shown = [*names[:_SHOWN_TEAMS], *([plural(rest, "autre")] if rest > 0 else [])]
            click.echo(f"{what}, en {year}{NBSP}: {series(shown)}. {capital(gesture)}", err=True)
    if not (frozen and late):
        return cohort
    import numpy as np

    pairs = zip(cohort.years, cohort.teams, strict=True)
    return cohort.where(np.array([one != year or cohort.codes[team] not in late for one, team in pairs]))


def keep_list(ledger: Path, cohort: Cohort, year: int) -> None:
    """Garde la liste d'une première diffusion, lisible de vous seul, à côté du registre et de sa clé."""
    lists, path = _lists(ledger), ledger.with_suffix(".equipes.json")
    if str(year) in lists:
        return
    lists[str(year)] = _team_digests(cohort, year, _ledger_key(ledger))
    content = json.dumps({"forme": _LIST_FORM, "annees": lists}, ensure_ascii=False, indent=1).encode()
    if os.path.lexists(path):
        write_atomic(path, content)
    else:
        write_new(path, content, private=True)


def _lists(ledger: Path) -> dict[str, dict[str, str]]:
    """Les listes gardées, par année ; aucune avant la première diffusion."""
    path = ledger.with_suffix(".equipes.json")
    if not os.path.lexists(path):
        return {}
    try:
        found = json.loads(read_bytes(path, limit=_LARGEST_LIST, subject="Liste figée refusée"))
        if found["forme"] != _LIST_FORM:
            raise ValueError
        years = found["annees"].items()
        return {year: {str(code): str(digest) for code, digest in teams.items()} for year, teams in years}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise MatriceError(
            f"{path}{NBSP}: la liste figée ne se relit pas, ou ses empreintes sont d’avant la clé. Remettez sa sauvegarde, ou "
            "ôtez ce fichier et refaites le rapport avec les fichiers de la première diffusion, qui la refont."
        ) from None


def _team_digests(cohort: Cohort, year: int, key: bytes) -> dict[str, str]:
    """Les équipes de l'année, et l'empreinte à clé des niveaux et des états de chacune : les mêmes niveaux, d'une équipe ou
    d'une année à l'autre, n'ont pas la même."""
    now = cohort.year(year)

    def digest(row: int, code: str) -> str:
        said = f"liste\0{year}\0{code}\0".encode() + now.levels[row].tobytes() + now.standings[row].tobytes()
        return hmac.digest(key, said, "sha256")[:8].hex()

    return {now.codes[team]: digest(row, now.codes[team]) for row, team in enumerate(now.teams)}


def _ledger_key(ledger: Path) -> bytes:
    """Renvoie la clé d'un registre déjà commencé.

    La clé ne s'imprime jamais : avec elle, une liste de noms de code suffirait à relire le registre.
    """
    path = _key_of(ledger)
    if not os.path.lexists(path):
        raise MatriceError(
            f"{path}{NBSP}: la clé de ce registre manque. Remettez sa sauvegarde à côté de lui{NBSP}; avec une autre clé, "
            "rien de déjà diffusé ne serait reconnu."
        )
    key = read_bytes(path, limit=_LARGEST_KEY, subject="Clé du registre refusée")
    if not key.strip(b"\0"):  # vide, ou ce qu'une coupure de courant laisse d'un fichier
        raise MatriceError(
            f"{path}{NBSP}: la clé de ce registre est vide ou abîmée. Remettez sa sauvegarde à côté de lui."
        )
    return key
