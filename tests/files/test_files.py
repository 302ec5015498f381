"""Écrire sans rien écraser, tenir un fichier à un seul, et se charger là où il n'y a pas de verrou."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from matrice.errors import InputError, MatriceError
from matrice.files import (
    Chain,
    JournalFile,
    JournalWords,
    holds,
    open_regular,
    read_bytes,
    read_text,
    write_atomic,
    write_beside,
    write_new,
)

WORDS = JournalWords("le journal", changed="un autre programme y a écrit.", held="quelqu’un le tient.")
WITHOUT_LOCKS = """
import sys
sys.modules["fcntl"] = sys.modules["msvcrt"] = None
from pathlib import Path
import matrice, matrice.workshop, matrice.cli
from matrice.files import JournalFile, JournalWords
with JournalFile(sys.argv[1], JournalWords("le journal"), wait=True) as file:
    file.append(b"a\\n")
print(Path(sys.argv[1]).read_text())
"""


def test_un_fichier_neuf_n_ecrase_rien_et_n_existe_qu_entier(tmp_path: Path) -> None:
    path = tmp_path / "dossier" / "cle"
    assert write_new(path, b"un", private=True)
    assert not write_new(path, b"deux", private=True)
    assert path.read_bytes() == b"un"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_de_vingt_creations_ensemble_une_seule_reussit(tmp_path: Path) -> None:
    path = tmp_path / "cle"
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda rank: write_new(path, bytes([rank]) * 1000), range(20)))
    assert made.count(True) == 1
    assert path.read_bytes() == bytes([made.index(True)]) * 1000
    assert list(tmp_path.iterdir()) == [path]


def test_un_disque_sans_liens_cree_aussi_sans_ecraser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")  # une clé USB en FAT

    monkeypatch.setattr(os, "link", refused)
    path = tmp_path / "fiche.docx"
    assert write_new(path, b"un")
    assert not write_new(path, b"deux")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"un", [path])


def test_une_ecriture_refusee_le_dit_en_francais(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_bytes(b"")
    for write in (write_atomic, write_new):
        with pytest.raises(MatriceError, match="l’écriture a échoué"):
            write(tmp_path / "fichier" / "dessous", b"x")


def test_un_contenu_se_compare_sans_lire_plus_que_lui(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert holds(path, b"abc")
    assert not any(holds(path, other) for other in (b"ab", b"abcd", b"abd", b""))
    assert not holds(tmp_path / "absent", b"")
    assert not holds(tmp_path, b"")


def test_une_lecture_refusee_dit_ou_et_pourquoi(tmp_path: Path) -> None:
    path = tmp_path / "grille.yaml"
    path.write_bytes("é".encode("cp1252"))
    with pytest.raises(InputError, match="n’est pas en UTF-8"):
        read_text(path)
    assert read_bytes(path, limit=1) == b"\xe9"
    path.write_bytes(b"ab")
    with pytest.raises(InputError, match="dépasse 0") as caught:
        read_bytes(path, limit=1, name="la grille", subject="Grille refusée")
    assert caught.value.problems[0].source == "la grille"
    with pytest.raises(InputError, match="le fichier n’existe pas"), open_regular("a\0b"):
        pass


def test_un_fichier_que_le_systeme_dit_vide_ne_se_lit_pas_sans_fin() -> None:
    # /proc donne des fichiers ordinaires de taille nulle qui ont pourtant un contenu.
    path = Path("/proc/self/environ")
    if not path.is_file():
        pytest.skip("/proc est celui de Linux")
    with pytest.raises(InputError, match="dépasse"):
        read_bytes(path, limit=1)


def test_un_journal_tenu_se_refuse_a_un_autre_fil(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with JournalFile(path, WORDS) as file:
        file.append(b"a\n")
        with ThreadPoolExecutor(1) as pool, pytest.raises(MatriceError, match="quelqu’un le tient"):
            pool.submit(JournalFile, path, WORDS).result()
    with JournalFile(path, WORDS) as file:
        assert file.content() == b"a\n"


def test_vingt_fils_qui_attendent_leur_tour_ecrivent_vingt_lignes(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"

    def add(rank: int) -> None:
        with JournalFile(path, WORDS, wait=True) as file:
            file.append(b"%d\n" % rank)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(add, range(20)))
    assert sorted(path.read_bytes().split()) == sorted(b"%d" % rank for rank in range(20))


def test_reprendre_un_journal_ote_une_fin_coupee_et_refuse_une_ligne_etrangere(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_bytes(b"a\nb")
    with JournalFile(path, WORDS) as file:
        file.resume(2)
        file.append(b"c\n")
    assert path.read_bytes() == b"a\nc\n"
    with JournalFile(path, WORDS) as file, pytest.raises(MatriceError, match="un autre programme"):
        file.resume(2)
    assert path.read_bytes() == b"a\nc\n"


@pytest.mark.parametrize("chain", [Chain(), Chain(joint="\n", is_sorted=False, is_tight=True)])
def test_une_ligne_changee_otee_ou_deplacee_arrete_la_chaine(chain: Chain) -> None:
    lines, check = [], ""
    for rank in range(3):
        line, check = chain.line({"n": rank, "é": "\u2028"}, check)
        lines.append(line)
    assert [one.entry["n"] for one in chain.lines(b"".join(lines))] == [0, 1, 2]
    assert len(chain.lines(lines[0] + lines[2])) == 1
    assert len(chain.lines(lines[1] + lines[0])) == 0
    assert len(chain.lines(lines[0] + lines[1].replace(b"1", b"7", 1) + lines[2])) == 1
    assert chain.lines(b'{"n": "\\ud800", "controle": "x"}\n') == []


def test_sans_verrou_sur_ce_systeme_tout_se_charge_et_un_journal_s_ecrit(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_LOCKS, str(tmp_path / "j.jsonl")],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert run.stdout == "a\n\n"


def test_quatre_ecrivains_du_meme_document_n_en_ecrasent_aucun(tmp_path: Path) -> None:
    contents = [bytes([rank]) * 500 for rank in range(12)]
    with ThreadPoolExecutor(4) as pool:
        paths = list(pool.map(lambda one: write_beside(one, tmp_path / "rapport.docx"), contents))
    assert [path.read_bytes() for path in paths] == contents
    assert len(set(paths)) == 12
    assert write_beside(contents[3], paths[3]) == paths[3]


@pytest.mark.skipif(os.name != "posix", reason="les droits d’un fichier sont ceux de Linux et de macOS")
def test_un_fichier_neuf_n_est_pas_plus_ouvert_que_son_dossier(tmp_path: Path) -> None:
    home = tmp_path / "prive"
    home.mkdir(0o700)
    write_atomic(home / "sous" / "a.csv", b"a")
    write_new(home / "b.docx", b"b")
    with JournalFile(home / "j.jsonl", WORDS) as file:
        file.append(b"a\n")
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*") if path.is_file()} == {0o600}
    assert stat.S_IMODE((home / "sous").stat().st_mode) == 0o700
    shared = tmp_path / "commun"
    shared.mkdir(0o755)
    write_atomic(shared / "a.csv", b"a")
    assert stat.S_IMODE((shared / "a.csv").stat().st_mode) == 0o644 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("wait", [True, False])
def test_un_disque_qui_ne_verrouille_pas_se_dit_et_rien_ne_s_y_ecrit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait: bool
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refused(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")  # un partage de réseau

    monkeypatch.setattr(fcntl, "flock", refused)
    with pytest.raises(MatriceError, match="ne sait pas réserver un fichier à un seul programme"):
        JournalFile(tmp_path / "j.jsonl", WORDS, wait=wait)
    assert (tmp_path / "j.jsonl").read_bytes() == b""
