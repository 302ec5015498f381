"""Écrit docs/correspondance.md : chaque ligne des cinq documents sources, et ce qu'elle devient ici.

    python tools/table_de_correspondance.py

À relancer après un changement d'axes.yaml, de plans.yaml ou de competences.yaml ; un test vérifie que la page
est à jour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from matrice.fiche.competences import Competences, Sourced, load_competences
from matrice.fiche.plans import Plan, Plans, load_plans
from matrice.referentiel import Referentiel, load_referentiel

PAGE = Path(__file__).resolve().parents[1] / "docs" / "correspondance.md"
ATTITUDES = "B5"

INTRODUCTION = """\
# D’où vient chaque tâche

Cinq documents décrivent la coordination, chacun à sa façon. Cette page suit chacune de leurs lignes : ce qu’elle devient dans
le catalogue des tâches (`data/axes.yaml`, `data/plans.yaml`) ou dans les compétences (`data/competences.yaml`). Les libellés
sont nos mots et non ceux des documents. Une tâche « T… » vient de la grille ; une tâche « A… » est propre à `plans.yaml`, parce
qu’aucune tâche de la grille ne la disait. Plusieurs lignes mènent souvent à la même tâche : les documents se répètent.
Pour les documents 002, 003 et 004, une ligne en gras est une grande partie, une ligne en italique un sous-titre : en face, les
tâches qui y sont rangées quand la fiche suit ce plan. Les autres lignes sont celles du document, avec les tâches qui les font.

Page écrite par `python tools/table_de_correspondance.py` ; ne pas la modifier à la main.
"""


def counts(ref: Referentiel, plans: Plans, competences: Competences) -> list[tuple[str, str, int]]:
    """Ce que chaque document compte : (document, sorte de lignes, nombre)."""
    blocs, missions, champs = plans["blocs"], plans["missions"], plans["champs"]
    titled = [group for part in blocs.parts for group in part.groups if group.label != part.label]
    attitudes = [one for one in blocs.activities if one.attitude]
    return [
        ("000", "fonctions", len(ref.functions)),
        ("000", "tâches", len(ref.tasks)),
        ("001", "activités", len(competences.activities)),
        ("001", "savoir-faire", len(competences.savoir_faire)),
        ("001", "connaissances", len(competences.connaissances)),
        ("001", "métiers d’accès", len(competences.professions)),
        ("001", "finalités des relations", len(competences.relations)),
        ("002", "missions", len(missions.parts)),
        ("002", "lignes de ces missions", len(missions.activities)),
        ("003", "blocs", len(blocs.parts)),
        ("003", "sous-titres", len(titled)),
        ("003", "lignes d’activité", len(blocs.activities)),
        ("003", "dont savoir-être du bloc 5", len(attitudes)),
        ("004", "champs d’activité", len(champs.parts)),
        ("004", "lignes de ces champs", len(champs.activities)),
        ("002, 003, 004", "tâches propres ajoutées à la grille", len(plans.tasks)),
        ("002, 004", "profils rencontrés", len(competences.profiles)),
        ("002, 004", "formations", len(competences.training)),
        ("003, 004", "compétences de coordination d’équipe", len(competences.team_skills)),
    ]


def page(ref: Referentiel, plans: Plans, competences: Competences) -> str:
    """Renvoie la page entière, en Markdown."""
    numbers = table(
        ("Document", "Lignes", "Nombre"), [(name, kind, str(n)) for name, kind, n in counts(ref, plans, competences)]
    )
    sections = [
        INTRODUCTION,
        "## Les comptes\n\n" + numbers,
        "## Les documents\n\n" + documents(plans, competences),
        "## Document 000 : la fiche selon la matrice\n\n"
        "Quatre-vingts puces : 79 tâches, et des points de suspension qui laissent la liste ouverte.\n\n" + grid(ref),
        "## Document 001 : la coordination de parcours en santé\n\n"
        f"{competences.caution.text.strip()}\n\n" + hospital(competences),
        "## Document 002 : le portrait de métier\n\n" + activities(plans["missions"], "Mission"),
        "## Document 003 : le référentiel d’activité\n\n"
        "Les lignes du bloc 5 disent une façon d’être : chacune est liée aux tâches qu’elle colore et à un savoir-être.\n\n"
        + activities(plans["blocs"], "Bloc"),
        "## Document 004 : le guide de la coordination\n\n" + activities(plans["champs"], "Champ"),
        "## Tâches propres\n\n" + own_tasks(plans),
        "## Compétences, profils et formations hors du document 001\n\n" + others(competences),
    ]  # fmt: skip
    return "\n\n".join(section.strip() for section in sections) + "\n"


def documents(plans: Plans, competences: Competences) -> str:
    """Les cinq documents, leur date et ce que l'on en sait."""
    found = {source.id: source for source in (*plans.sources, *competences.sources)}
    rows = [(f"`{one.id}`", one.label, one.date, one.confidence) for _, one in sorted(found.items(), key=by_number)]
    return table(("Identifiant", "Document", "Date", "Ce que l’on en sait"), rows)


def by_number(item: tuple[str, object]) -> str:
    """L'ordre des documents : leur numéro, à la fin de l'identifiant."""
    return item[0].rpartition("-")[2]


def grid(ref: Referentiel) -> str:
    """Les fonctions et les tâches de la grille, chacune à sa place dans le document."""
    rows = []
    for function in ref.functions:
        rows.append((place(function.source), f"**{function.label}**", f"`{function.id}`"))
        rows += [(place(task.source), task.label, f"`{task.id}`") for task in function.tasks]
    return table(("Place", "Ligne", "Identifiant"), rows)


def hospital(competences: Competences) -> str:
    """Les lignes du document 001, et les fonctions auxquelles elles servent."""
    rows = [*competences.activities, *competences.savoir_faire, *competences.connaissances, *competences.professions]
    return table(
        ("Place", "Ligne", "Identifiant", "Fonctions"), [skill_row(row) for row in (*rows, *competences.relations)]
    )


def activities(plan: Plan, name: str) -> str:
    """Chaque partie d'un plan et ses groupes, les tâches qui y sont rangées, puis ses lignes et les tâches qui les font."""
    rows = []
    for part in plan.parts:
        alone = len(part.groups) == 1
        rows.append((f"**{part.id}**", f"**{part.label}**", codes(part.groups[0].tasks if alone else ()), ""))
        for group in part.groups:
            if not alone:
                title = group.label if group.label != part.label else "avant le premier sous-titre"
                rows.append((f"*{group.id}*", f"*{title}*", codes(group.tasks), ""))
            rows += [(one.id, one.label, codes(one.tasks), codes([one.attitude])) for one in group.activities]
    columns = 4 if any(one.attitude for one in plan.activities) else 3
    return table((name, "Ligne", "Tâches", "Savoir-être")[:columns], [row[:columns] for row in rows])


def own_tasks(plans: Plans) -> str:
    """Les tâches propres, leur fonction, leur dimension et leur origine."""
    rows = [
        (f"`{task.id}`", task.label, f"`{task.function}`", codes([task.dimension or ""]) or "aucune", task.source)
        for task in plans.tasks
    ]
    return table(("Identifiant", "Tâche", "Fonction", "Dimension", "Origine"), rows)


def others(competences: Competences) -> str:
    """Ce que disent les autres documents des compétences, des profils et des formations."""
    rows: list[Sourced] = [
        *competences.team_skills,
        *competences.savoir_etre,
        *competences.profiles,
        *competences.training,
    ]
    return table(("Origine", "Ligne", "Identifiant", "Fonctions"), [(row.source, *skill_row(row)[1:]) for row in rows])


def skill_row(row: Sourced) -> tuple[str, str, str, str]:
    """Une ligne de compétences."""
    contact = " *(au contact des patients)*" if getattr(row, "patient", False) else ""
    return (place(row.source), row.label + contact, f"`{row.id}`", codes(row.functions) or "toutes")


def place(source: str) -> str:
    """La place dans le document, sans le nom du document."""
    return source.partition(":")[2] or source


def codes(identifiers: Iterable[str]) -> str:
    """Des identifiants, à la suite."""
    return ", ".join(f"`{identifier}`" for identifier in identifiers if identifier)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Un tableau Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main() -> None:
    """Écrit la page."""
    PAGE.write_text(page(load_referentiel(), load_plans(), load_competences()), encoding="utf-8")
    print(f"{PAGE.name} écrit.")


if __name__ == "__main__":
    main()
