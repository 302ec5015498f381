"""La commande d'une fédération : `cohorte`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ..errors import MatriceError
from ..text import NBSP, capital, plural, quoted, series
from .ledgers import DEFAULT, circle_option, ledger_option, open_register
from .options import folder_option, french_date, grid_option
from .reading import spare_sources
from .writing import say, say_written, write_beside

if TYPE_CHECKING:
    from ..federation import Cohort, Policy, Register, TerritoryReport

EXAMPLE_TEAMS, EXAMPLE_YEARS = 600, (2025, 2026)
EXAMPLE_LEDGER = "registre-exemple.jsonl"
BY: dict[str, Literal["region", "territory"]] = {"region": "region", "territoire": "territory"}
Withheld = list[tuple[str, str]]


@click.command(short_help="Écrire le rapport d’une cohorte d’équipes, sans en livrer une.")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="DOSSIER_OU_FICHIERS…")
@click.option("--exemple", "example", is_flag=True, help="Une cohorte simulée, marquée comme telle, pour essayer.")
@click.option("--annee", "year", type=int, metavar="AAAA", help="Année du rapport (par défaut, la dernière).")
@click.option(
    "--par", "cuts", type=click.Choice(list(BY)), multiple=True, default=("region",), show_default=True,
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
    cohort, policy = gathered(sources, grid, example=example), Policy(circle)
    year = known_year(cohort, year)
    register = open_register(
        ledger or (folder / EXAMPLE_LEDGER if example else DEFAULT), cohort, year, on or dt.date.today()
    )
    reports, withheld = made(cohort, policy, register, list(dict.fromkeys(cuts)), **asked)
    written = [write_beside(content, folder / name) for name, content in documents(reports, withheld, register.on)]
    say(summary(cohort, year, policy, withheld))
    say_written(written)


def gathered(sources: Sequence[Path], grid: Path | None, *, example: bool) -> Cohort:
    """La cohorte ; ce qui a été refusé, et pourquoi, s'imprime."""
    from ..federation import read_cohort, simulate_cohort
    from ..referentiel import load_referentiel

    ref = load_referentiel(grid)
    if example:
        return simulate_cohort(ref, teams=EXAMPLE_TEAMS, years=EXAMPLE_YEARS)
    cohort = read_cohort(list(sources), ref)
    for note in cohort.notes:
        click.echo(note, err=True)
    if cohort.refused:
        lost = plural(len(cohort.refused), "source refusée", "sources refusées")
        click.echo(
            "\n".join([f"{lost}, les autres sont lues{NBSP}:", *(f"  - {one}" for one in cohort.refused), ""]), err=True
        )
    return cohort


def known_year(cohort: Cohort, year: int | None) -> int:
    """L'année du rapport ; une année sans équipe est refusée, avec celles qui existent."""
    if year is None:
        return cohort.latest
    years = sorted(set(cohort.years.tolist()))
    if year not in years:
        raise MatriceError(f"Aucune équipe en {year}{NBSP}; la cohorte a{NBSP}: {series([str(one) for one in years])}.")
    return year


def made(
    cohort: Cohort, policy: Policy, register: Register, cuts: Sequence[str], **asked: Any
) -> tuple[list[TerritoryReport], Withheld]:
    """Les rapports que le registre admet, dans l'ordre demandé, et ceux qu'il refuse avec leur raison.

    Raises:
        DisclosureError: aucun n'est admis.
    """
    from ..federation import DisclosureError, national_report

    reports: list[TerritoryReport] = []
    withheld: Withheld = []
    for rank, cut in enumerate(cuts, 1):
        try:
            report = national_report(
                cohort, policy=policy, by=BY[cut], year=register.vintage.year, register=register, **asked
            )
        except DisclosureError as error:
            if not reports and rank == len(cuts):
                raise
            withheld.append((f"{register.vintage.year}, par {'région' if cut == 'region' else cut}", str(error)))
            continue
        reports.append(report)
    return reports, withheld


def documents(reports: Sequence[TerritoryReport], withheld: Withheld, on: dt.date) -> Iterator[tuple[str, bytes]]:
    """Les fichiers à écrire : un document et un classeur par découpage, un seul tableau de bord."""
    from ..render import charts, excel, word

    for report in reports:
        suffix = "" if len(reports) == 1 else f"-par-{'region' if report.by == 'region' else 'territoire'}"
        yield f"rapport-territoire{suffix}.docx", word.territoire(report, on=on).to_bytes()
        yield f"rapport-territoire{suffix}.xlsx", excel.territoire(report)
    yield "tableau-de-bord.html", charts.dashboard(reports, withheld=withheld).encode("utf-8")


def summary(cohort: Cohort, year: int, policy: Policy, withheld: Withheld) -> list[str]:
    """Ce qui a été lu, la politique appliquée, ce que le registre a refusé."""
    lines = [f"{cohort!r}.", f"Rapport de {year}. {policy.describe()}"]
    if cohort.simulated:
        lines.insert(0, "Exemple simulé\u00a0: ces chiffres ne décrivent aucune équipe réelle.")
    lines += [f"{capital(label)}, non diffusé{NBSP}: {why}" for label, why in withheld]
    return [*lines, ""]
