"""Une panne avant chaque geste sur le disque : rien d'annoncé ne se perd, rien n'est à moitié, et recommencer finit pareil.

Après la panne, plus aucun geste ne passe : un processus tué ne range rien derrière lui.
"""

from __future__ import annotations

import datetime as dt
import errno
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import matrice
from matrice.cli.federation import keep_list, open_register
from matrice.cli.retour import JOURNAL, open_journal
from matrice.federation import Policy, Release, open_ledger
from matrice.files import write_atomic, write_beside, write_new

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows donne leur nom aux fichiers autrement")

DAY = dt.date(2026, 11, 21)
GESTURES = ("open", "write", "fsync", "link", "replace", "unlink", "ftruncate", "mkdir", "chmod")
LONG = "é".encode() * 500


class Killed(BaseException):
    """Le processus n'est plus là."""


def dying(patch: pytest.MonkeyPatch, after: int) -> None:
    """Laisse passer `after` gestes, puis plus aucun."""
    passed: list[str] = []

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def gesture(*args: Any, **options: Any) -> Any:
            if name == "open" and not args[1] & os.O_CREAT:
                return real(*args, **options)
            if len(passed) >= after:
                if name == "write" and len(passed) == after and not args[1].startswith(b'{"lignes"'):
                    real(
                        args[0], args[1][: len(args[1]) // 2]
                    )  # coupée en son milieu ; un témoin tient dans un secteur
                    passed.append("coupée")
                raise Killed
            passed.append(name)
            return real(*args, **options)

        return gesture

    for name in GESTURES:
        patch.setattr(os, name, watched(name, getattr(os, name)))


def cohort() -> matrice.Cohort:
    rows = [(f"zz {team}", 2026, theme, team % 4) for team in range(24) for theme in ("rcp", "partage")]
    return matrice.read_cohort(pd.DataFrame(rows, columns=["equipe", "annee", "dimension", "niveau"]))


COHORT = cohort()
SUBJECTS = ("rcp", "partage", "projet")


def release_all(home: Path, said: list[str]) -> None:
    """Un registre neuf, sa clé, sa liste figée, trois diffusions, chacune annoncée une fois admise."""
    register = open_register(home / "registre.jsonl", COHORT, 2026, DAY)
    ledger = register.ledger
    for subject in SUBJECTS:
        roster = register.vintage.roster
        ledger = ledger.admit(Release(2026, roster, subject, (1 << 24) - 1, DAY, "public", 11), Policy())
        said.append(subject)
    keep_list(home / "registre.jsonl", COHORT, 2026)


def released(home: Path, said: list[str]) -> None:
    """Tout ce qui a été annoncé est dans le registre ; rien n'y est que l'on n'a pas demandé."""
    path = home / "registre.jsonl"
    kept = [one.subject for one in open_ledger(path).ledger.releases if one.subject in SUBJECTS]
    assert kept[: len(said)] == said and kept == list(SUBJECTS[: len(kept)])


def send_all(home: Path, said: list[str]) -> None:
    """Trois retours, dont le premier change ensuite de contenu, et la page jointe."""
    journal = open_journal(home)
    journal.renew("page.docx", "page", LONG)
    for rank, name in enumerate(("a.docx", "b.docx", "c.docx")):
        if not journal.is_done(name, "nouveau"):
            journal.renew(name, f"contenu {rank}", LONG + bytes([rank]))
            said.append(name)
    journal.renew("a.docx", "nouveau", b"nouveau" + LONG)


def sent(home: Path, said: list[str]) -> None:
    """Un retour annoncé est là, entier, et reconnu."""
    journal = open_journal(home)
    for name in said:
        assert journal.is_done(name, journal.entries[name][-1].content) or name == "a.docx"
        assert (home / name).stat().st_size > len(LONG)


def write_all(home: Path, said: list[str]) -> None:
    """Un document, un fichier que l'on remplace, un fichier neuf, dans un dossier à créer."""
    said.append(write_beside(LONG, home / "sous" / "rapport.docx").name)
    write_atomic(home / "profil.json", b"{}" + LONG)
    write_atomic(home / "profil.json", b"[]" + LONG)
    write_new(home / "cle", LONG, private=True)


def written(home: Path, said: list[str]) -> None:
    assert all((home / "sous" / name).read_bytes() == LONG for name in said)


GROWING = (JOURNAL, "registre.jsonl", "registre.jsonl.temoin")  # une ligne coupée s’y reprend
STORIES = {"registre": (release_all, released), "retours": (send_all, sent), "documents": (write_all, written)}


def settled(home: Path) -> dict[str, bytes]:
    """Ce qui doit être le même, coupé ou non : un témoin peut avoir un geste de retard, et les essais de retour s'ajoutent."""
    return {name: content for name, content in found(home).items() if name not in (JOURNAL, "registre.jsonl.temoin")}


def found(home: Path) -> dict[str, bytes]:
    """Les fichiers qui ont leur nom définitif."""
    paths = (path for path in home.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(home)): path.read_bytes() for path in paths}


@pytest.mark.parametrize("links", [True, False], ids=["liens", "sans-liens"])
@pytest.mark.parametrize("story", STORIES)
def test_coupe_avant_chaque_geste_rien_ne_se_perd_et_recommencer_finit_pareil(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: str, links: bool
) -> None:
    act, check = STORIES[story]
    if not links:

        def refused(*_: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")  # une clé USB en FAT

        monkeypatch.setattr(os, "link", refused)
    monkeypatch.setattr("secrets.token_bytes", lambda size: bytes(range(size)))
    whole, point, is_cut = tmp_path / "entier", 0, True
    whole.mkdir()
    act(whole, [])
    expected = settled(whole)
    while is_cut:
        home, said = tmp_path / str(point), list[str]()
        home.mkdir()
        with monkeypatch.context() as patch:
            dying(patch, point)
            try:
                act(home, said)
                is_cut = False
            except Killed:
                pass
        gc.collect(0)  # un processus mort rend ses verrous
        for name, content in found(home).items():
            assert name in GROWING or content in (expected[name], b"{}" + LONG, LONG + b"\0"), (point, name)
        check(home, said)
        act(home, [])
        assert settled(home) == expected, point
        point += 1
    assert point > 20
