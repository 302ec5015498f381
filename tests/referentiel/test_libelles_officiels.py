"""Nos libellés de travail remplacés par les officiels : une page à remplir, puis une grille où tout le reste tient."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.commande import run

from matrice import InputError, load_referentiel, parse_referentiel, read_responses, score
from matrice.documents.words import caveat
from matrice.files import csv_text
from matrice.referentiel import Referentiel, label_rows, relabelled

REF = load_referentiel()
Page = list[list[str]]


def filled(change: Callable[[Page], object]) -> bytes:
    """La page remplie, chaque dimension sous un libellé inventé, puis changée."""
    page = [list(row) for row in label_rows(REF)]
    for rank, row in enumerate(page[1:], 1):
        row[2] = f"Libellé du guide {rank}"
    change(page)
    return csv_text(page).encode()


def made(change: Callable[[Page], object] = lambda page: None) -> Referentiel:
    return parse_referentiel(relabelled(REF, filled(change), "libelles.csv", on=dt.date(2026, 10, 6)))


def test_la_page_remplie_fait_une_grille_dont_identifiants_taches_et_reponses_tiennent() -> None:
    ref = made()
    assert [d.label for d in ref.dimensions if not d.added] == [f"Libellé du guide {rank}" for rank in range(1, 17)]
    assert (ref.characteristics, ref.tasks, ref.retired) == (REF.characteristics, REF.tasks, REF.retired)
    assert [d.stages for d in ref.dimensions] == [d.stages for d in REF.dimensions]
    table = pd.DataFrame({item.id: ["2", "1", "3"] for item in REF.dimensions[0].characteristics})
    old, new = (score(read_responses(table, grid)) for grid in (REF, ref))
    assert [d.score for d in old.dimensions] == [d.score for d in new.dimensions]


def test_les_documents_ne_disent_plus_que_les_seize_sont_une_lecture() -> None:
    assert "lecture raisonnée" in caveat(REF) and "lecture" in REF.label + REF.source
    ref = made()
    assert caveat(ref) == "" and "lecture" not in ref.label + ref.source
    partial = made(lambda page: page[2].__setitem__(2, ""))
    assert "lecture raisonnée" in caveat(partial) and partial.dimensions[1].label == REF.dimensions[1].label


def test_l_ordre_l_axe_et_les_caracteristiques_se_changent() -> None:
    def change(page: Page) -> None:
        page[1][5], page[2][5] = page[2][5], page[1][5]
        page[3][4], page[3][5] = REF.axes[1].id, "9"
        _, *others = page[4][6].split(" | ")
        page[4][6] = " | ".join([*others, "Une phrase du guide, toute neuve"])

    ref = made(change)
    assert [d.id for d in ref.axes[0].dimensions] == ["autonomie", "information", "avis"]
    assert ref.axes[1].dimensions[-1].id == "relais"
    avis = ref.dimension("avis").characteristics
    assert [one.id for one in avis] == [*(one.id for one in REF.dimension("avis").characteristics[1:]), "avis.o1"]
    lost = REF.dimension("avis").characteristics[0].id
    assert lost in {one.id for one in ref.retired}
    assert any(lost in note for note in read_responses(pd.DataFrame({lost: ["2"], avis[0].id: ["1"]}), ref).notes)


def test_les_fautes_de_la_page_se_disent_ensemble_avec_leur_ligne() -> None:
    def change(page: Page) -> None:
        page[1][0] = "informations"
        page[2][4] = "nulle-part"
        page[3][5] = "premier"
        page[5][0] = "avis"
        page[6][6] = "donnees.99 = Rien"

    with pytest.raises(InputError) as refused:
        made(change)
    assert [(one.line, one.column) for one in refused.value.problems] == [
        (2, "dimension"), (3, "axe"), (4, "ordre"), (6, "dimension"), (7, "caracteristiques"), (None, None),
    ]  # fmt: skip
    assert "le plus proche est «\u00a0information\u00a0»" in refused.value.problems[0].message
    assert "il manque 2\u00a0dimensions\u00a0: information, partage" in refused.value.problems[-1].message
    with pytest.raises(InputError, match="repartez de la page"):
        relabelled(REF, b"dimension;libelle\nrcp;RCP\n", "x.csv", on=dt.date(2026, 10, 6))


def test_la_commande_ecrit_la_page_puis_la_grille(tmp_path: Path) -> None:
    run("grille", "--modele", "libelles.csv", cwd=tmp_path)
    with (tmp_path / "libelles.csv").open(encoding="utf-8-sig", newline="") as lines:
        page = list(csv.reader(lines, delimiter=";"))
    assert len(page) == 17
    page[1][2] = "Libellé du guide"
    (tmp_path / "rempli.csv").write_text(csv_text(page), encoding="cp1252", errors="replace")
    said = run("grille", "--depuis", "rempli.csv", "--sortie", "officielle.yaml", cwd=tmp_path).stdout
    assert "1\u00a0libellé officiel, 79\u00a0tâches, 124\u00a0énoncés gardent leurs réponses" in said
    assert load_referentiel(tmp_path / "officielle.yaml").dimensions[0].label == "Libellé du guide"
    assert run("grille", cwd=tmp_path).returncode == 2
    (tmp_path / "libelles.csv").write_text("rempli à la main", encoding="utf-8")
    assert "libelles-2.csv est prêt" in run("grille", "--modele", "libelles.csv", cwd=tmp_path).stdout
