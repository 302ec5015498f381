"""Les CSV que nous écrivons : sans danger dans un tableur, et relus tels qu'on les avait tapés."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import InputError, load_referentiel, read_responses, score
from matrice.assessment import Action, ActionPlan, Comment, actions_from_csv, actions_to_csv, read_comments
from matrice.cli.options import profile_csv
from matrice.files import as_typed, csv_text
from matrice.workshop.folder import answers_csv, comments_csv

REF = load_referentiel()
HOSTILE = [
    '=HYPERLINK("http://exemple.invalid","x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1+1", "'=1+1", "＝1+1",
]  # fmt: skip


def cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]


def live(text: str) -> list[str]:
    """Les cellules où un tableur lirait une formule ; un nombre n'en est pas une."""
    heads = set("=+-@＝＋－＠\t\r\n")
    return [cell for cell in cells(text) if cell.lstrip(" ")[:1] in heads and not re.fullmatch(r"[+-][\d.,]+", cell)]


def products(hostile: str) -> Iterator[str]:
    """Chaque CSV que la maison écrit, un texte hostile partout où quelqu'un peut en taper un."""
    frame = pd.DataFrame({"repondant": ["a", "b", "c"], "rcp.1": ["3", "2", "2"]})
    read = read_responses(frame, REF, on=dt.date(2026, 10, 6))
    campaign = dataclasses.replace(read, professions=(hostile, "x", "x"))
    profile = score(campaign)
    labels = tuple(dataclasses.replace(one, label=hostile, axis=hostile) for one in profile.dimensions)
    yield profile_csv(dataclasses.replace(profile, dimensions=labels))
    yield answers_csv(campaign)
    yield answers_csv(dataclasses.replace(campaign, answers=None, professions=()))
    yield actions_to_csv(plan(hostile))
    yield comments_csv(dataclasses.replace(campaign, comments=(Comment("rcp.1", hostile),)))


def plan(text: str) -> ActionPlan:
    day = dt.date(2026, 12, 1)
    return ActionPlan(
        (Action(text.strip(), "rcp", text.strip(), text.strip(), text.strip(), day, day, note=text.strip()),)
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_aucun_csv_ne_porte_de_formule(hostile: str) -> None:
    assert live(f"{hostile};x") or hostile.startswith("'")
    for text in products(hostile):
        assert live(text) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_ce_qui_a_ete_tape_se_relit(hostile: str, tmp_path: Path) -> None:
    assert actions_from_csv(actions_to_csv(plan(hostile)), "actions.csv") == plan(hostile)
    (tmp_path / "commentaires.csv").write_text(
        csv_text([("item", "commentaire"), ("rcp.1", hostile.strip())]), encoding="utf-8"
    )
    assert read_comments(tmp_path / "commentaires.csv", REF) == (Comment("rcp.1", hostile.strip()),)


def test_un_retour_chariot_ne_commence_pas_une_ligne_dans_une_cellule() -> None:
    assert csv_text([["x\r=1+1", "y\r\nz"]]) == '"x\n=1+1";"y\nz"\n'


def test_un_nombre_reste_un_nombre() -> None:
    assert cells(csv_text([[-2, -1.5, "-3", "+4", "-0,5", None]])) == ["-2", "-1.5", "-3", "+4", "-0,5", ""]


@given(st.text(st.sampled_from("'=+-@\t\n 1a;\"")))
def test_toute_cellule_fait_l_aller_et_le_retour(typed: str) -> None:
    (written,) = cells(csv_text([[typed, "fin"]]))[:1]
    assert as_typed(written) == typed


@pytest.mark.parametrize(
    "content",
    [b"repondant;rcp.1\n" + b"\n" * 300_000, b"repondant;rcp.1\n" + b"a;1\n" * 300_000, b"repondant;rcp.1;" + b"x;" * 6_000 + b"\n",
     (b"repondant;rcp.1;" + b"1;" * 3_000 + b"\n") * 400, b"repondant;rcp.1\r" + b"a;1\r" * 300_000],
    ids=["lignes vides", "lignes", "colonnes", "cellules", "fins de ligne d’un ancien Mac"],
)  # fmt: skip
def test_un_csv_demesure_se_refuse_d_une_phrase(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.csv").write_bytes(content)
    with pytest.raises(InputError, match="le tableau dépasse 200") as caught:
        read_responses(tmp_path / "r.csv", REF)
    assert len(caught.value.problems) == 1


def test_des_commentaires_sans_leur_premiere_ligne_ne_se_perdent_pas_sans_le_dire(tmp_path: Path) -> None:
    for content in ("rcp.1;« À revoir »\n", ";;;,,\n;;;\n"):
        (tmp_path / "commentaires.csv").write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match="la première ligne doit être"):
            read_comments(tmp_path / "commentaires.csv", REF)
