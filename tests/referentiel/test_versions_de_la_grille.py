"""De la version 1.0 à la 1.1 : ce que devient chaque énoncé, et ce que deviennent les réponses déjà données."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from matrice import InputError, load_referentiel, parse_referentiel, read_responses

ROOT = Path(__file__).parents[2]
REF = load_referentiel()
LABELS = {item.id: item.label for item in REF.characteristics}
RETIRED = {one.id: one.why for one in REF.retired}
with (ROOT / "tests" / "data" / "enonces-1.0.csv").open(encoding="utf-8") as lines:
    FORMER = {row["id"]: row["enonce"] for row in csv.DictReader(lines, delimiter=";")}
PAGE = (ROOT / "docs" / "version-1.1.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if line.startswith("| `")]
JUDGED = {row[0].strip("`"): row[1:] for row in ROWS if len(row) == 6}


def test_chaque_enonce_d_avant_est_garde_repris_ou_laisse_de_cote_et_un_seul_des_trois() -> None:
    assert len(FORMER) == 123
    for identifier in FORMER:
        assert [identifier in fate for fate in (LABELS, REF.carried, RETIRED)].count(True) == 1, identifier
    assert not set(RETIRED) & set(LABELS), "un identifiant retiré ne resert jamais"


def test_la_page_des_versions_dit_les_123_enonces_tels_que_la_grille_les_pose() -> None:
    assert list(JUDGED) == list(FORMER)
    for identifier, (label, verdict, why, now, fate) in JUDGED.items():
        assert label == FORMER[identifier] and why
        if identifier in RETIRED:
            assert (verdict, why, now, fate) == ("supprimé", RETIRED[identifier], "–", "laissées de côté")
        elif identifier in REF.carried:
            target = REF.carried[identifier]
            assert (verdict, now, fate) == ("déplacé", LABELS[target], f"reprises par `{target}`")
        else:
            assert fate == "gardées"
            assert now == ("*inchangé*" if label == LABELS[identifier] else LABELS[identifier])
            assert verdict in (("gardé", "déplacé") if now == "*inchangé*" else ("réécrit", "déplacé"))
    for verdict, count in re.findall(r"^\| (gardé|réécrit|déplacé|supprimé) \| (\d+) \|$", PAGE, re.MULTILINE):
        assert sum(row[1] == verdict for row in JUDGED.values()) == int(count)


def test_la_page_des_versions_dit_chaque_enonce_nouveau() -> None:
    fresh = {row[0].strip("`"): row[2] for row in ROWS if len(row) == 4}
    assert fresh == {identifier: label for identifier, label in LABELS.items() if identifier not in FORMER}


def test_des_reponses_a_la_1_0_se_lisent_et_l_on_dit_ce_qui_est_repris_et_laisse_de_cote() -> None:
    asked = ["rcp.1", "acces.2", "relais.2"]
    long = pd.DataFrame([("a", item, 2) for item in asked], columns=["repondant", "item", "reponse"]).astype(str)
    wide = pd.DataFrame({item: ["2"] for item in asked})
    for table in (long, wide):
        campaign = read_responses(table, REF)
        counted = {q.id: row[2] for q, row in zip(campaign.questions, campaign.counts, strict=True)}
        assert (counted["rcp.1"], counted["securite.7"]) == (1, 1)
        assert campaign.notes[-1] == (
            "Réponses à une version précédente de la grille, reprises par un autre énoncé\u00a0: acces.2 → securite.7\u00a0; "
            "laissées de côté, l’énoncé n’étant plus posé\u00a0: relais.2."
        )
    assert read_responses(long[:1], REF).notes == ()


def test_repondre_a_l_ancien_et_au_nouvel_enonce_est_une_faute() -> None:
    with pytest.raises(InputError, match="répond deux fois"):
        read_responses(
            pd.DataFrame([("a", "acces.2", "2"), ("a", "securite.7", "1")], columns=["repondant", "item", "reponse"]),
            REF,
        )


def test_une_origine_ne_va_qu_a_un_endroit_et_n_est_plus_posee() -> None:
    with pytest.raises(InputError) as refused:
        parse_referentiel(
            "scale: {levels: [{value: 0, label: non}, {value: 1, label: oui}]}\n"
            "retired: [{id: d.8, why: trop long}, {id: d.1, why: encore là}]\n"
            "axes: [{id: a, label: A, dimensions: [{id: d, label: D, characteristics: [\n"
            "  {id: d.1, label: X, origins: [{id: d.9}, {id: d.7, weight: 0}]}, {id: d.2, label: Y, origins: [{id: d.9}, {id: d.8}, {id: d.7, weight: 0}]}]}]}]\n"
        )
    assert [problem.message for problem in refused.value.problems] == [
        "«\u00a0d.1\u00a0» est encore un énoncé de la grille\u00a0: donnez l’identifiant d’avant.",
        "les réponses à «\u00a0d.9\u00a0» vont déjà ailleurs\u00a0: un seul endroit les reprend.",
        "les réponses à «\u00a0d.8\u00a0» vont déjà ailleurs\u00a0: un seul endroit les reprend.",
    ]
