"""Chaque porte refuse en français, sans attendre et sans tout lire, ce qui n'est pas un fichier ordinaire ou pas le sien."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="tubes et périphériques sont ceux de Linux et de macOS"
)

TRY = """
import datetime as dt, json, sys
from pathlib import Path
from matrice.errors import MatriceError
from matrice.text import NBSP

def grille(path): import matrice; matrice.load_referentiel(path)
def reponses(path): import matrice; matrice.read_responses(path, matrice.load_referentiel())
def demande(path):
    import matrice
    from matrice.fiche import load_written
    load_written(path, matrice.load_referentiel())
def cohorte(path): import matrice; matrice.read_cohort(path)
def dossier_de_profils(path): import matrice; matrice.read_cohort(path.parent)
def modele(path):
    from matrice.render import word
    word.information(modele=path)
def equipe(path):
    from matrice.workshop import open_team
    open_team(path.parent)
def registre(path):
    from matrice.federation import open_ledger
    open_ledger(path)
def cle_du_registre(path):
    from matrice.cli.federation import _ledger_key as ledger_key
    from matrice.federation import freeze
    import matrice, pandas as pd
    key = ledger_key(path.with_suffix(".jsonl"))
    frame = pd.DataFrame({"equipe": ["a"], "annee": 2026, "dimension": ["rcp"], "niveau": ["2"]})
    freeze(matrice.read_cohort(frame), 2026, key=key)
def partages(path):
    from matrice.federation import read_sent
    read_sent(path)
def retours(path):
    from matrice.cli.retour import open_journal
    journal = open_journal(path.parent)
    if journal.unread: raise MatriceError(f"{path}{NBSP}: le journal est abîmé.")
def dans_l_equipe(path):
    # Une équipe en règle, dont un seul fichier est remplacé.
    import matrice, pandas as pd, shutil
    from matrice.workshop import create_team
    home = path.parent / f"equipe-{path.name}"
    team = create_team(home, name="MSP")
    day = dt.date(2026, 10, 6)
    answers = pd.DataFrame({"repondant": list("abcde"), "rcp.1": list("32122")})
    team.save_answers(matrice.read_responses(answers, team.ref, on=day))
    with team.workshop(on=day): pass
    name = path.name
    place = home / name if name == "cle-pseudonymes.txt" else home / "2026-10-06" / name
    place.unlink(missing_ok=True)
    path.rename(place)
    if name == "cle-pseudonymes.txt": team.key
    elif name == "actions.csv": team.plan(on=day)
    else: team.campaign(on=day)

said = {}
for door, place in json.load(sys.stdin):
    try:
        globals()[door](Path(place))
    except MatriceError as error:
        said[f"{door} {Path(place).name}"] = str(error)
    except Exception as error:
        said[f"{door} {Path(place).name}"] = f"Traceback {error!r}"
    else:
        said[f"{door} {Path(place).name}"] = "LU"
print(json.dumps(said))
"""

DOORS = {
    "grille": "g.yaml", "reponses": "r.csv", "demande": "fiche.yaml", "cohorte": "table.csv", "modele": "m.docx",
    "equipe": "equipe.yaml", "registre": "registre.jsonl", "cle_du_registre": "registre.cle", "partages": "partages.json",
    "dossier_de_profils": "profil.json", "retours": "retours.jsonl",
}  # fmt: skip
IN_TEAM = ("reponses.csv", "commentaires.csv", "campagne.yaml", "atelier.jsonl", "actions.csv", "cle-pseudonymes.txt")
OTHERS = [("reponses", "r.xlsx"), ("cohorte", "profil.json"), ("cohorte", "table.parquet")]
PLACES = [*DOORS.items(), *OTHERS, *(("dans_l_equipe", name) for name in IN_TEAM)]


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(300_000_000)


KINDS = {
    "tube": os.mkfifo,
    "zero": lambda path: path.symlink_to("/dev/zero"),
    "dossier": lambda path: path.mkdir(),
    "boucle": lambda path: path.symlink_to(path.name),
    "geant": sparse,
    "nuls": lambda path: path.write_bytes(b"\0" * 500),
    "vide": lambda path: path.touch(),
}
# Un journal de retours neuf est vide ; une fin de registre coupée se dit sans rien arrêter.
ACCEPTED = {"vide": {"retours retours.jsonl"}, "nuls": {"registre registre.jsonl"}}


@pytest.mark.parametrize("kind", KINDS)
def test_chaque_porte_refuse_en_francais_ce_qui_n_est_pas_son_fichier(tmp_path: Path, kind: str) -> None:
    places = []
    for rank, (door, name) in enumerate(PLACES):
        path = tmp_path / str(rank) / name
        path.parent.mkdir()
        KINDS[kind](path)
        places.append((door, str(path)))
    run = subprocess.run(
        [sys.executable, "-c", TRY],
        input=json.dumps(places),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert {door for door, words in said.items() if words == "LU"} == ACCEPTED.get(kind, set())
    refused = {door: words for door, words in said.items() if words != "LU"}
    assert {door: words for door, words in refused.items() if "\u00a0" not in words or "Traceback" in words} == {}


def test_un_argument_qui_n_est_pas_du_texte_et_une_annee_impossible_se_refusent_d_une_phrase() -> None:
    def said(*arguments: bytes) -> str:
        run = subprocess.run([sys.executable.encode(), b"-m", b"matrice", *arguments], capture_output=True, check=False)
        assert run.returncode in (1, 2)
        return run.stderr.decode()

    for arguments in ((b"profil", b"x.csv", b"--equipe", b"MSP \xff"), (b"profil", b"\xfe.csv")):
        assert "n’est pas du texte en UTF-8" in said(*arguments)
    assert "n’est pas une date" in said(b"fiche", b"x.csv", b"--heures", b"8", b"--date", b"9999-12-31")
    assert "n’est pas une durée de plus que 0" in said(b"agenda", b"x.csv", b"--minutes", b"inf")
