"""La commande `cohorte`, et le registre des diffusions d'une fédération et sa clé, que `retour` partage."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ..errors import MatriceError
from ..files import read_bytes, write_new
from ..text import NBSP, capital, plural, quoted, series
from .options import folder_option, french_date, grid_option, say, say_written, spare_sources, write_beside

if TYPE_CHECKING:
    from ..federation import Cohort, Policy, Register, TerritoryReport


_KEY_BYTES = 32
_LARGEST_KEY = 1_000_000
DEFAULT = Path("registre.jsonl")

circle_option = click.option(
    "--cercle", "circle", type=click.Choice(["public", "ferme"]), default="public", show_default=True,
    help=f"Qui lira{NBSP}: tout le monde (groupes d’au moins 11 équipes), ou un cercle lié par un accord (au moins 5).",
)  # fmt: skip
ledger_option = click.option(
    "--registre", "ledger", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER",
    help=f"Registre des diffusions, un seul par cohorte (par défaut, «{NBSP}{DEFAULT}{NBSP}» ici).",
)  # fmt: skip

_EXAMPLE_TEAMS, _EXAMPLE_YEARS = 600, (2025, 2026)
_EXAMPLE_LEDGER = "registre-exemple.jsonl"
_BY: dict[str, Literal["region", "territory"]] = {"region": "region", "territoire": "territory"}
_Withheld = list[tuple[str, str]]


@click.command(short_help="Écrire le rapport d’une cohorte d’équipes, sans en livrer une.")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="DOSSIER_OU_FICHIERS…")
@click.option("--exemple", "example", is_flag=True, help="Une cohorte simulée, marquée comme telle, pour essayer.")
@click.option("--annee", "year", type=int, metavar="AAAA", help="Année du rapport (par défaut, la dernière).")
@click.option(
    "--par", "cuts", type=click.Choice(list(_BY)), multiple=True, default=("region",), show_default=True,
    help="Découpage (à répéter)\u00a0; le registre refuse le second s’il permettait d’isoler des équipes.",
)  # fmt: skip
@click.option("--cible", "target", type=int, metavar="NIVEAU", help="Niveau visé par les entonnoirs et les besoins.")
@click.option(
    "--surdispersion", "overdispersion", is_flag=True, help="Élargir les entonnoirs de ce que le hasard n’explique pas."
)
@circle_option
@ledger_option
@click.option("--date", "on", type=french_date, metavar="AAAA-MM-JJ", help="Date du rapport (par défaut, aujourd’hui).")
@grid_option
@folder_option(Path("territoire"))
def cohorte(
    sources: tuple[Path, ...], example: bool, year: int | None, cuts: tuple[str, ...], circle: Literal["public", "ferme"],
    ledger: Path | None, on: dt.date | None, grid: Path | None, folder: Path, **asked: Any,
) -> None:  # fmt: skip
    """Écrit le rapport d’un territoire ou d’un pays : document Word, classeur Excel et tableau de bord.

    DOSSIER_OU_FICHIERS… : profils reçus (profil*.json), tables CSV ou Parquet, ou dossiers qui en contiennent.
    Rien n’est montré qui désigne une équipe ; chaque diffusion est inscrite au registre.
    """
    from ..federation import Policy

    if example == bool(sources):
        raise click.UsageError(f"Donnez des profils d’équipes, ou {quoted('--exemple')} pour une cohorte simulée.")
    spare_sources(sources, folder / "rapport-territoire.docx")
    cohort, policy = _read_teams(sources, grid, example=example), Policy(circle)
    year = _choose_year(cohort, year)
    register = open_register(
        ledger or (folder / _EXAMPLE_LEDGER if example else DEFAULT), cohort, year, on or dt.date.today()
    )
    reports, withheld = _make_reports(cohort, policy, register, list(dict.fromkeys(cuts)), **asked)
    written = [write_beside(content, folder / name) for name, content in _documents(reports, withheld, register.on)]
    say(_summary(cohort, year, policy, withheld))
    say_written(written)


def _read_teams(sources: Sequence[Path], grid: Path | None, *, example: bool) -> Cohort:
    """La cohorte ; ce qui a été refusé, et pourquoi, s'imprime."""
    from ..federation import read_cohort, simulate_cohort
    from ..referentiel import load_referentiel

    ref = load_referentiel(grid)
    if example:
        return simulate_cohort(ref, teams=_EXAMPLE_TEAMS, years=_EXAMPLE_YEARS)
    cohort = read_cohort(list(sources), ref)
    for note in cohort.notes:
        click.echo(note, err=True)
    if cohort.refused:
        lost = plural(len(cohort.refused), "source refusée", "sources refusées")
        click.echo(
            "\n".join([f"{lost}, les autres sont lues{NBSP}:", *(f"  - {one}" for one in cohort.refused), ""]), err=True
        )
    return cohort


def _choose_year(cohort: Cohort, year: int | None) -> int:
    """L'année du rapport ; une année sans équipe est refusée, avec celles qui existent."""
    if year is None:
        return cohort.latest
    years = sorted(set(cohort.years.tolist()))
    if year not in years:
        raise MatriceError(f"Aucune équipe en {year}{NBSP}; la cohorte a{NBSP}: {series([str(one) for one in years])}.")
    return year


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
            report = national_report(
                cohort, policy=policy, by=_BY[cut], year=register.vintage.year, register=register, **asked
            )
        except DisclosureError as error:
            if not reports and rank == len(cuts):
                raise
            withheld.append((f"{register.vintage.year}, par {'région' if cut == 'region' else cut}", str(error)))
            continue
        reports.append(report)
    return reports, withheld


def _documents(reports: Sequence[TerritoryReport], withheld: _Withheld, on: dt.date) -> Iterator[tuple[str, bytes]]:
    """Les fichiers à écrire : un document et un classeur par découpage, un seul tableau de bord."""
    from ..render import charts, excel, word

    for report in reports:
        suffix = "" if len(reports) == 1 else f"-par-{'region' if report.by == 'region' else 'territoire'}"
        yield f"rapport-territoire{suffix}.docx", word.territoire(report, on=on).to_bytes()
        yield f"rapport-territoire{suffix}.xlsx", excel.territoire(report)
    yield "tableau-de-bord.html", charts.dashboard(reports, withheld=withheld).encode("utf-8")


def _summary(cohort: Cohort, year: int, policy: Policy, withheld: _Withheld) -> list[str]:
    """Ce qui a été lu, la politique appliquée, ce que le registre a refusé."""
    lines = [f"{cohort!r}.", f"Rapport de {year}. {policy.describe()}"]
    if cohort.simulated:
        lines.insert(0, "Exemple simulé\u00a0: ces chiffres ne décrivent aucune équipe réelle.")
    lines += [f"{capital(label)}, non diffusé{NBSP}: {why}" for label, why in withheld]
    return [*lines, ""]


# Le registre des diffusions d'une fédération et sa clé : ce que partagent `cohorte` et `retour`


def open_register(path: Path, cohort: Cohort, year: int, on: dt.date) -> Register:
    """Renvoie le registre de ce fichier, prêt pour une année de la cohorte ; sa clé est créée au premier usage.

    Ce qu'il a à dire (registre neuf, fin coupée) s'imprime.

    Raises:
        MatriceError: la clé d'un registre déjà commencé manque, ou un fichier ne se lit pas.
    """
    from ..federation import Register, freeze, open_ledger

    ledger = open_ledger(path)
    if ledger.message:
        click.echo(ledger.message, err=True)
    return Register(ledger, freeze(cohort, year, key=_ledger_key(path)), on=on)


def _key_path(ledger: Path) -> Path:
    """Où se garde la clé d'un registre : à côté de lui, « registre.cle » pour « registre.jsonl »."""
    return ledger.with_suffix(".cle")


def _ledger_key(ledger: Path) -> bytes:
    """Renvoie la clé d'un registre ; la crée, lisible de vous seul, si le registre est neuf.

    La clé ne s'imprime jamais : avec elle, une liste de noms de code suffirait à relire le registre.
    """
    path = _key_path(ledger)
    if not os.path.lexists(path):
        if ledger.exists() and ledger.stat().st_size:
            raise MatriceError(
                f"{path}{NBSP}: la clé de ce registre manque. Remettez sa sauvegarde à côté de lui{NBSP}; avec une autre clé, "
                "rien de déjà diffusé ne serait reconnu."
            )
        write_new(path, secrets.token_bytes(_KEY_BYTES), private=True)  # un autre programme a pu le faire à l'instant
    key = read_bytes(path, limit=_LARGEST_KEY, subject="Clé du registre refusée")
    if not key.strip(b"\0"):  # vide, ou ce qu'une coupure de courant laisse d'un fichier
        raise MatriceError(
            f"{path}{NBSP}: la clé de ce registre est vide ou abîmée. Remettez sa sauvegarde à côté de lui."
        )
    return key
