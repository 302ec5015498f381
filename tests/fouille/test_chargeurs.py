"""Chaque chargeur devant un fichier juste que l'on abîme au hasard : lu, ou refusé en français ; jamais une erreur imprévue.

« make test » en tire peu, toujours les mêmes ; « make fouille ARGS=tests/fouille » en tire dix fois plus, au hasard.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matrice
from matrice.assessment import actions_from_csv, read_comments
from matrice.cli.retour import open_journal
from matrice.errors import MatriceError
from matrice.federation import Policy, Release, export_profile, open_ledger, read_sent, sending, sent_text
from matrice.fiche import load_poste, load_written, read_durations, written_from
from matrice.files import Chain, csv_text, zipped
from matrice.referentiel import Selection, label_rows, relabelled
from matrice.render import excel, word
from matrice.web.urn import Urn
from matrice.workshop import Journal, create_team, decide, open_team, reveal
from tirages import examples

DAY = dt.date(2026, 10, 6)
GRID = Path(__file__).parent.parent / "data" / "instruments" / "un_axe.yaml"


@cache
def grid() -> matrice.Referentiel:
    return matrice.load_referentiel(GRID)


@cache
def shipped() -> matrice.Referentiel:
    return matrice.load_referentiel()


@cache
def campaign() -> matrice.Campaign:
    answers = pd.DataFrame({"a1.d1.1": list("00111"), "a1.d1.2": list("11111"), "a1.d2.1": list("00000")})
    return matrice.read_responses(answers, grid(), team="MSP", on=DAY)


@dataclass(frozen=True)
class Door:
    """Un chargeur : le nom du fichier, de quoi en faire un juste dans un dossier, et de quoi le lire."""

    name: str
    write: Callable[[Path], Any]
    read: Callable[[Path], Any]


def text(content: str) -> Callable[[Path], Any]:
    return lambda path: path.write_text(content, encoding="utf-8")


def a_team(path: Path) -> Path:
    """Un dossier d'équipe, avec une évaluation et un atelier commencé ; renvoie le dossier de l'évaluation."""
    home = path.parent / "equipe"
    if not home.exists():
        team = create_team(home, name="MSP", registered=9, grid=GRID)
        team.save_answers(campaign())
        with team.workshop(on=DAY) as journal:
            journal.do(reveal, "a1.d1")
            journal.do(decide, "a1.d1", 1, votes_for=4, against=1, reason="Vu.")
    return home / DAY.isoformat()


def of_team(path: Path) -> None:
    """Le fichier de ce nom dans un dossier d'équipe."""
    day = a_team(path)
    source = day / path.name if (day / path.name).exists() else day.parent / path.name
    path.write_bytes(source.read_bytes())


def in_team(path: Path) -> None:
    """Relit le dossier d'équipe où ce fichier a pris la place du sien."""
    day = a_team(path)
    place = day / path.name if (day / path.name).exists() else day.parent / path.name
    whole = place.read_bytes()
    place.write_bytes(path.read_bytes())
    try:
        team = open_team(day.parent)
        _ = team.key
        team.campaign(on=DAY)
    finally:
        place.write_bytes(whole)


def a_ledger(path: Path) -> None:
    ledger = open_ledger(path)
    for subject in ("rcp", "partage"):
        ledger = ledger.admit(Release(2026, "a" * 16, subject, (1 << 40) - 1, DAY), Policy())


def a_cohort(path: Path) -> None:
    rows = [(f"zz {team}", 2026, theme, level) for team in range(12) for theme, level in (("rcp", 2), ("partage", 1))]
    pd.DataFrame(rows, columns=["equipe", "annee", "dimension", "niveau"]).to_csv(path, index=False, sep=";")


def a_journal(path: Path) -> None:
    with Journal.open(path, campaign()) as journal:
        journal.do(reveal, "a1.d1")
        journal.do(decide, "a1.d1", 1, votes_for=4, against=1, reason="Vu.")


def chained(path: Path) -> None:
    """Le journal dont on refait chaque somme : ce que dit une ligne est alors seul jugé."""
    check, lines = "", b""
    for raw in path.read_bytes().split(b"\n"):
        try:
            entry = json.loads(raw)
            entry.pop("controle", None)
            line, check = Chain().line(entry, check)
        except (ValueError, AttributeError, TypeError, RecursionError):
            line = raw + b"\n"
        lines += line
    path.write_bytes(lines)
    with Journal.open(path, campaign()):
        pass


def a_sending(path: Path) -> None:
    path.write_bytes(sent_text([sending(matrice.score(campaign()), "zz pinson", counts=False, on=DAY)]))


def a_return(path: Path) -> None:
    line = {"format": 1, "retour": "a.docx", "fichier": "a.docx", "contenu": "c", "octets": "0"}
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")


@cache
def fiche() -> matrice.FicheDePoste:
    answers = pd.DataFrame({"rcp.1": list("00111"), "partage.1": list("11111")})
    return matrice.draft(matrice.score(matrice.read_responses(answers, shipped(), on=DAY)), weekly_hours=8)


def an_open_book(path: Path) -> None:
    rows = (("repondant", "a1.d1.1", "a1.d1.2"), ("p1", "0", "1"), ("p2", "SO", "NSP"))
    cells = "</t:table-row><t:table-row>".join(
        "".join(f"<t:table-cell><x:p>{cell}</x:p></t:table-cell>" for cell in row) for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<o:document-content xmlns:o="{space}:office:1.0" xmlns:t="{space}:table:1.0" xmlns:x="{space}:text:1.0"><o:body>'
        f'<o:spreadsheet><t:table t:name="F"><t:table-row t:number-rows-repeated="1">{cells}</t:table-row></t:table>'
        "</o:spreadsheet></o:body></o:document-content>"
    )
    path.write_bytes(zipped([("content.xml", content.encode())]))


def a_paper(path: Path) -> None:
    document = word.questionnaire(grid(), selection=Selection(detailed=True))
    label = grid().characteristics[0].label
    for row in (row for table in document.tables for row in table.rows if row.cells[0].text == label):
        row.cells[1].paragraphs[0].runs[0].text = "☒"
    document.save(path)


def a_wide_cohort(path: Path) -> None:
    rows = [(f"zz {team}", "Bretagne", team % 4, "75 %") for team in range(12)]
    pd.DataFrame(rows, columns=["Équipe", "Région", "rcp 2025", "partage 2026"]).to_excel(path, index=False)


def an_urn(path: Path) -> None:
    urn = Urn.create(path, "a1.d1", ("a1.d1.1",))
    urn.put("un téléphone", {"a1.d1.1": "1"})


def opened_urn(path: Path) -> None:
    if urn := Urn.reopen(path):
        _ = urn.count, urn.begun, urn.of("un téléphone"), urn.contents()


@cache
def document() -> bytes:
    return word.fiche(fiche(), on=DAY).to_bytes()


DOORS = {
    "grille": Door("g.yaml", lambda path: path.write_bytes(GRID.read_bytes()), matrice.load_referentiel),
    "réponses": Door(
        "r.csv", text("repondant;a1.d1.1;a1.d1.2\np1;0;1\np2;SO;NSP\n"), lambda path: matrice.read_responses(path, grid())
    ),
    "classeur": Door(
        "r.xlsx",
        lambda path: pd.DataFrame({"a1.d1.1": [0, 1], "a1.d1.2": ["SO", 1]}).to_excel(path, engine="xlsxwriter", index=False),
        lambda path: matrice.read_responses(path, grid()),
    ),
    "classeur ouvert": Door("r.ods", an_open_book, lambda path: matrice.read_responses(path, grid())),
    "papier": Door("q.docx", a_paper, lambda path: matrice.read_responses(path, grid())),
    "libellés": Door(
        "libelles.csv",
        lambda path: path.write_text(csv_text(label_rows(shipped())), encoding="utf-8"),
        lambda path: matrice.parse_referentiel(relabelled(shipped(), path.read_bytes(), path.name, on=DAY)),
    ),
    "temps": Door("temps.yaml", text("taches:\n  - {id: T1.1.1, nature: ponctuelle, heures: [6, 12, 24]}\n"), read_durations),
    "commentaires": Door(
        "c.csv", text("item;commentaire\na1.d1;« À revoir »\n"), lambda path: read_comments(path, grid())
    ),
    "actions": Door(
        "actions.csv",
        text("id;dimension;action;responsable;moyens;debut;echeance\nA1;a1.d1;Fixer;coordination;1 h;2026-10-06;2027-01-01\n"),
        lambda path: actions_from_csv(path.read_bytes(), path.name),
    ),
    "demande": Door(
        "fiche.yaml",
        text("equipe: MSP\nheures: 8\nstatut: salarie-sisa\ntaches:\n  - id: T1.4.1\n    heures: 0.5\n  - T1.4.2\n"),
        lambda path: load_written(path, shipped()),
    ),
    "heures": Door(
        "h.xlsx", lambda path: path.write_bytes(excel.fiche(fiche())), lambda path: written_from(path, shipped())
    ),
    "poste": Door("poste.yaml", text('lieu: "Rennes"\n'), load_poste),
    "profil": Door(
        "profil.json",
        lambda path: path.write_bytes(export_profile(matrice.score(campaign()), code="zz pinson")),
        lambda path: matrice.read_cohort(path, grid()),
    ),
    "cohorte": Door("table.csv", a_cohort, matrice.read_cohort),
    "tableau de cohorte": Door("table.xlsx", a_wide_cohort, matrice.read_cohort),
    "registre": Door("registre.jsonl", a_ledger, open_ledger),
    "partages": Door("partages.json", a_sending, read_sent),
    "retours": Door("retours.jsonl", a_return, lambda path: open_journal(path.parent)),
    "modèle": Door("m.docx", lambda path: path.write_bytes(document()), lambda path: word.information(modele=path)),
    "champs": Door("f.docx", lambda path: path.write_bytes(document()), word.read_fields),
    "journal": Door("j.jsonl", a_journal, chained),
    **{name: Door(name, of_team, in_team) for name in ("equipe.yaml", "campagne.yaml", "reponses.csv", "atelier.jsonl")},
    "urne": Door("urne.json", an_urn, opened_urn),
    "clé": Door("cle-pseudonymes.txt", of_team, in_team),
}  # fmt: skip

# Ce qu'un fichier abîmé ou malveillant contient : des signes de structure, des nombres sans fin, des noms piégés.
TOKENS = [
    b"", b"\0", b"\xff\xfe", b"\xc3", b"\r", b"\n", b";;;;", b'"', b"'", b"{", b"[" * 200, b"]", b":", b"- ", b"*a", b"&a ", b"!!python/x",
    b"null", b"true", b"-1", b"NaN", b"Infinity", b"1e999", b"9" * 400, b"-0", b"0x1", b"9999-12-31", b"0000-00-00", b"2026-02-30",
    b"../../etc/passwd", b"=1+1", b"\xe2\x80\xae", b"\xf0\x9f\xa6\xb7", b"\\ud800", b"<!DOCTYPE a>", b"&amp;", b"PK\x03\x04", b"sep=;\n",
]  # fmt: skip
PLACES = st.floats(0, 1)
CHANGES = st.lists(
    st.tuples(st.sampled_from(["mettre", "ôter", "remplacer", "bit", "couper", "doubler"]), PLACES, PLACES, st.sampled_from(TOKENS)),
    min_size=1, max_size=4,
)  # fmt: skip


def damaged(content: bytes, changes: list[tuple[str, float, float, bytes]]) -> bytes:
    """Le même contenu après quelques dégâts ; d'un fichier Office, une seule partie, que le zip refait déclare juste."""
    if content.startswith(b"PK") and changes[0][0] != "bit":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        chosen = sorted(parts)[int(changes[0][2] * (len(parts) - 1))]
        return zipped({**parts, chosen: damaged(parts[chosen], changes)}.items())
    for what, place, length, token in changes:
        start = int(place * len(content))
        end = min(len(content), start + int(length * 40))
        if what == "mettre":
            content = content[:start] + token + content[start:]
        elif what == "ôter":
            content = content[:start] + content[end:]
        elif what == "remplacer":
            content = content[:start] + token + content[end:]
        elif what == "bit" and start < len(content):
            content = content[:start] + bytes([content[start] ^ 1 << int(length * 7)]) + content[start + 1 :]
        elif what == "couper":
            content = content[:start]
        elif what == "doubler":
            content = content[:end] + content[start:]
    return content


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, bytes]]:
    """Une fonction : chargeur → un chemin à lui, et les octets d'un fichier juste."""

    @cache
    def room(door: str) -> tuple[Path, bytes]:
        path = tmp_path_factory.mktemp("fouille") / DOORS[door].name
        DOORS[door].write(path)
        DOORS[door].read(path)  # le fichier d'avant les dégâts est juste
        return path, path.read_bytes()

    return room


@pytest.mark.parametrize("door", DOORS)
@examples(12)
@given(changes=CHANGES)
def test_un_fichier_abime_se_lit_ou_se_refuse_en_francais(
    rooms: Callable[[str], tuple[Path, bytes]], door: str, changes: list[tuple[str, float, float, bytes]]
) -> None:
    path, whole = rooms(door)
    path.write_bytes(damaged(whole, changes))
    try:
        DOORS[door].read(path)
    except MatriceError as error:
        assert str(error).strip() and "Traceback" not in str(error)
