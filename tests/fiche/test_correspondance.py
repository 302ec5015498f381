"""La table de correspondance : chaque ligne des cinq documents y est, et la page publiée est à jour."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from matrice.fiche import load_competences, load_plans
from matrice.referentiel import load_referentiel

ROOT = Path(__file__).parents[2]
PUBLISHED = (ROOT / "docs" / "correspondance.md").read_text(encoding="utf-8")
# Comptés à la main dans les documents : 000, 001, 002, 003, 004.
EXPECTED = {
    ("000", "fonctions"): 21,
    ("000", "tâches"): 79,
    ("001", "activités"): 12,
    ("001", "savoir-faire"): 12,
    ("001", "connaissances"): 12,
    ("001", "métiers d’accès"): 13,
    ("001", "finalités des relations"): 5,
    ("002", "missions"): 4,
    ("003", "blocs"): 5,
    ("003", "sous-titres"): 9,
    ("003", "lignes d’activité"): 92,
    ("003", "dont savoir-être du bloc 5"): 14,
    ("004", "champs d’activité"): 4,
}


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    """Ce que définit l'outil qui écrit la page."""
    return runpy.run_path(str(ROOT / "tools" / "table_de_correspondance.py"))


def test_les_comptes_sont_ceux_des_documents(tool: dict[str, Any]) -> None:
    found = tool["counts"](load_referentiel(), load_plans(), load_competences())
    counted = {(document, kind): count for document, kind, count in found}
    assert {key: counted[key] for key in EXPECTED} == EXPECTED
    for (document, kind), count in EXPECTED.items():
        assert f"| {document} | {kind} | {count} |" in PUBLISHED


def test_la_page_publiee_est_a_jour(tool: dict[str, Any]) -> None:
    page = tool["page"](load_referentiel(), load_plans(), load_competences())
    assert page == PUBLISHED, "relancez python tools/table_de_correspondance.py"


def test_les_92_lignes_se_comptent_bloc_par_bloc() -> None:
    # 25, 19, 20, 14 et 14 lignes : le compte du référentiel d'activité, bloc par bloc.
    rows = re.findall(r"^\| B(\d)\.(\d\d) \| [^|]+ \| `[^|]+` \|", PUBLISHED, flags=re.MULTILINE)
    by_bloc: dict[str, list[int]] = {}
    for bloc, rank in rows:
        by_bloc.setdefault(bloc, []).append(int(rank))
    assert {bloc: len(ranks) for bloc, ranks in by_bloc.items()} == {"1": 25, "2": 19, "3": 20, "4": 14, "5": 14}
    assert all(ranks == list(range(1, len(ranks) + 1)) for ranks in by_bloc.values())


def test_les_sous_titres_ont_leurs_lignes() -> None:
    # Bloc 1 : 6 lignes avant le premier sous-titre, puis 5, 5, 5 et 4. Bloc 3 : 10, 2, 6 et 2. Bloc 4 : 8, puis 6.
    counts = [[len(group.activities) for group in part.groups] for part in load_plans()["blocs"].parts]
    assert counts == [[6, 5, 5, 5, 4], [19], [10, 2, 6, 2], [8, 6], [14]]


def test_le_document_004_a_ses_exemples() -> None:
    # Cinq mots pour l'animation ; deux énoncés et six exemples de projets ; quatre gestions ; trois et deux communications.
    counts = [[len(group.activities) for group in part.groups] for part in load_plans()["champs"].parts]
    assert counts == [[5], [8], [4], [3, 2]]


def test_chaque_identifiant_du_catalogue_et_des_competences_est_dans_la_page() -> None:
    plans, competences = load_plans(), load_competences()
    wanted = [*load_referentiel().tasks, *load_referentiel().functions, *plans.tasks, *competences.rows]
    missing = [one.id for one in wanted if f"`{one.id}`" not in PUBLISHED]
    assert not missing
