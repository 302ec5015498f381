"""Le classeur d'une fiche, relu : la demande qu'il porte, avec les heures que l'on y a changées."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...amounts import exact
from ...assessment import Sheet, read_sheets
from ...errors import InputError, Problem
from ...referentiel import Referentiel
from ...text import HOURS_FORMS, quoted, read_hours
from ...text import hours as hours_text
from .reading import WrittenFiche, WrittenTask, parse_written

HOURS_SHEET, DEMAND_SHEET = "Heures", "Demande"
_SUBJECT = "Classeur d’heures refusé"
_BUDGET, _HEAD = "Budget décidé, par semaine", "Tâche"
_MOST_RESERVE = 50  # pour cent


def written_from(path: str | Path, ref: Referentiel) -> WrittenFiche:
    """Renvoie la demande que porte le classeur d'une fiche, avec les heures que l'on y a changées.

    Une tâche dont les heures n'ont pas changé garde sa demande ; une tâche à zéro quitte le poste ; ce que les tâches
    laissent du budget va à la réserve.

    Args:
        path: le classeur qu'a écrit `excel.fiche`, rempli ou non.
        ref: la grille.

    Raises:
        InputError: ce n'est pas un tel classeur, ou des heures ne se lisent pas ; toutes les fautes ensemble.
    """
    file = Path(path)
    sheets = {sheet.title: sheet for sheet in read_sheets(file, file.name)}
    if not {HOURS_SHEET, DEMAND_SHEET} <= set(sheets):
        said = f"il manque la feuille {quoted(HOURS_SHEET)} ou {quoted(DEMAND_SHEET)}\u00a0: donnez le classeur d’une fiche."
        raise InputError([Problem(said, file.name)], subject=_SUBJECT)
    written = parse_written(_demand_text(sheets[DEMAND_SHEET]), ref, source=file.name)
    return _with_hours(written, *_hours_of(sheets[HOURS_SHEET], file.name), file.name)


def _demand_text(sheet: Sheet) -> str:
    """Le YAML d'une feuille : la colonne dit le retrait."""
    lines = []
    for _, cells in sheet.rows:
        rank = next(rank for rank, text in enumerate(cells) if text)
        lines.append("  " * rank + cells[rank])
    start = next((rank for rank, line in enumerate(lines) if line.startswith("#")), 0)
    return "\n".join(lines[start:]) + "\n"


def _hours_of(sheet: Sheet, name: str) -> tuple[float | None, dict[str, float]]:
    """Le budget et les heures par semaine de chaque tâche, par identifiant."""
    budget, hours, problems, inside = None, {}, [], False
    for line, cells in sheet.rows:
        label, week, _, code = (*cells, "", "", "", "")[:4]
        inside = inside or label == _HEAD
        if label != _BUDGET and not (inside and code and label != _HEAD):
            continue
        value = read_hours(week)
        if value is None or value < 0:
            said = (
                f"{quoted(week)} n’est pas une durée"
                if week
                else "la cellule est vide\u00a0: écrivez 0 pour retirer la tâche"
            )
            problems.append(Problem(f"{said}\u00a0; attendu\u00a0: {HOURS_FORMS}.", name, line, "h/semaine"))
        elif label == _BUDGET:
            budget = value
        else:
            hours[code] = value
    if problems:
        raise InputError(problems, subject=_SUBJECT)
    return budget, hours


def _with_hours(written: WrittenFiche, budget: float | None, hours: Mapping[str, float], name: str) -> WrittenFiche:
    """La même demande, avec ces heures ; intacte quand rien n'a changé."""
    total, tasks = written.heures if budget is None else budget, tuple(_changed(written, hours))
    if total == written.heures and tasks == written.taches:
        return written
    rest = exact(total or 0) - sum(map(exact, hours.values()))
    if rest < 0:
        over = hours_text(float(-rest))
        said = f"les tâches dépassent le budget de {over}\u00a0: baissez des heures, retirez une tâche, ou augmentez le budget."
        raise InputError([Problem(said, name)], subject=_SUBJECT)
    share = float(rest / exact(total) * 100) if total else 0.0
    return WrittenFiche(**{**dict(written), "heures": total, "reserve": min(share, _MOST_RESERVE), "taches": tasks})


def _changed(written: WrittenFiche, hours: Mapping[str, float]) -> Iterator[WrittenTask]:
    """Les tâches demandées : les mêmes, sauf celles dont les heures ont changé et celles que l'on a mises à zéro."""
    for task in written.taches or ():
        asked, shared = hours.get(task.id), task.heures is not None
        planned = task.heures if shared else task.temps if task.par == "semaine" else None
        if asked is None or asked == planned:
            yield task
        elif asked > 0:
            new = {"heures": asked} if shared else {"temps": asked, "par": "semaine"}
            yield WrittenTask(**{**dict(task), **new})
