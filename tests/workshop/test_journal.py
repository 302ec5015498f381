"""Le journal : relu à l'identique, chaîné, verrouillé, et clair quand quelque chose ne va pas."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from matrice import Campaign, InputError, MatriceError
from matrice.files import Chain
from matrice.workshop import Journal, decide, go, note, replay, reveal, revote, show_proposal, start, undo

NOON = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def opened(path: Path, campaign: Campaign, **options: Any) -> Journal:
    return Journal.open(path, campaign, clock=lambda: NOON, **options)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "2026-11-21" / "atelier.jsonl"


@pytest.fixture
def written(path: Path, split: Campaign) -> bytes:
    """Les octets d'un journal de neuf gestes, fermé."""
    with opened(path, split) as journal:
        journal.do(reveal, "d")
        journal.do(show_proposal, "d")
        journal.do(revote, "d.1", [0, 5, 0], so=1)
        journal.do(decide, "d", 2, votes_for=4, against=1, reason="Trace écrite : « oui »\n— vue", dissent="É, 🦷")
        journal.do(undo)
        journal.do(decide, "d", "SO", votes_for=5, reason="Sans objet ici.")
        journal.do(show_proposal, "d")
        journal.do(go, "e")
        journal.do(note, "e", "À revoir en juin.")
    return path.read_bytes()


def test_un_journal_rouvert_rend_l_etat_exact(path: Path, split: Campaign, written: bytes) -> None:
    with opened(path, split) as journal:
        again = replay(start(split), journal.workshop.events)
        assert len(journal.workshop.events) == 9
        assert journal.message == ""
        assert journal.workshop.campaign.decisions == again.campaign.decisions
        assert journal.workshop.campaign.decision("d").level is None  # type: ignore[union-attr]
        assert journal.workshop.campaign.counts.tolist() == again.campaign.counts.tolist()
        assert journal.workshop.numbered == {"d"}
        assert (journal.workshop.current, journal.workshop.notes) == ("e", (("e", "À revoir en juin."),))
    assert path.read_bytes() == written


def test_chaque_ligne_se_lit_et_porte_son_heure_et_sa_somme(written: bytes) -> None:
    lines = [json.loads(line) for line in written.decode().splitlines()]
    assert (lines[0]["equipe"], lines[0]["date"], lines[0]["ordre"]) == ("MSP des Tilleuls", "2026-11-21", ["d", "e"])
    assert [line["n"] for line in lines[1:]] == list(range(1, 10))
    assert lines[3] == {
        "n": 3, "quand": "2026-11-21T12:00:00+00:00", "acte": "revoter", "cible": "d.1", "voix": [0, 5, 0], "so": 1,
        "nsp": 0, "controle": lines[3]["controle"],
    }  # fmt: skip
    assert (lines[6]["niveau"], lines[5]["acte"], lines[5]["rang"]) == ("SO", "annuler", 4)
    assert len({line["controle"] for line in lines}) == 10
    assert all(len(line["controle"]) == 16 for line in lines)


def test_la_derniere_ligne_coupee_a_chaque_octet_ne_perd_rien_d_autre(
    path: Path, split: Campaign, written: bytes
) -> None:
    last = written.rindex(b"\n", 0, -1) + 1
    rebut = path.with_name("atelier.jsonl.rebut")
    for cut in range(last, len(written)):
        path.write_bytes(written[:cut])
        rebut.unlink(missing_ok=True)
        with opened(path, split) as journal:
            whole = cut == len(written) - 1  # il ne manque que la fin de ligne : le geste est là
            assert len(journal.workshop.events) == 8 + whole
            aside = written[last:cut]
            assert ("mis de côté" in journal.message) is (bool(aside) and not whole)
            journal.do(note, "e", "suite")
        if aside and not whole:
            assert rebut.read_bytes() == aside + b"\n"
        with opened(path, split) as journal:
            assert (len(journal.workshop.events), journal.message) == (9 + whole, "")


def test_un_journal_coupe_dans_sa_premiere_ligne_recommence(path: Path, split: Campaign, written: bytes) -> None:
    for cut in (0, 1, 20, written.index(b"\n") - 1):
        path.write_bytes(written[:cut])
        with opened(path, split) as journal:
            assert journal.workshop.events == ()
            journal.do(reveal, "d")
        with opened(path, split) as journal:
            assert len(journal.workshop.events) == 1


@pytest.mark.parametrize(
    "garbage", [b"\0" * 512, b"\xff\xfe\n", b"{}\n", b'{"n": 10', b"\n", b"[" * 5000 + b"\n", b"1" * 9000]
)
def test_une_fin_illisible_est_gardee_de_cote_en_le_disant(
    path: Path, split: Campaign, written: bytes, garbage: bytes
) -> None:
    path.write_bytes(written + garbage)
    with opened(path, split) as journal:
        assert len(journal.workshop.events) == 9
        assert journal.message.startswith("Fin de journal incomplète (coupure de courant\u00a0?)")
        assert "9\u00a0gestes qui précèdent sont là" in journal.message
    assert path.read_bytes() == written
    assert path.with_name("atelier.jsonl.rebut").read_bytes().rstrip(b"\n") == garbage.rstrip(b"\n")


def retouched(written: bytes, line: int, old: str, new: str) -> bytes:
    lines = written.decode().split("\n")
    assert old in lines[line]
    lines[line] = lines[line].replace(old, new)
    return "\n".join(lines).encode()


def test_une_ligne_retouchee_au_milieu_arrete_l_etat_avant_elle_et_rien_n_est_efface(
    path: Path, split: Campaign, written: bytes
) -> None:
    broken = retouched(written, 4, '"pour": 4', '"pour": 6')
    path.write_bytes(broken)
    with opened(path, split) as journal:
        assert journal.damaged
        assert journal.message.startswith("atelier.jsonl, ligne 5\u00a0: cette ligne a été changée ou abîmée")
        assert len(journal.workshop.events) == 3
        with pytest.raises(MatriceError, match="rouvrez-le en mettant la suite de côté"):
            journal.do(reveal, "e")
    assert path.read_bytes() == broken
    with opened(path, split, set_aside=True) as journal:
        assert not journal.damaged
        assert "À partir de la ligne abîmée" in journal.message
        assert len(journal.do(reveal, "e").events) == 4
    assert path.with_name("atelier.jsonl.rebut").read_bytes() == broken[len(b"\n".join(broken.split(b"\n")[:4])) + 1 :]


def test_une_ligne_otee_ou_deplacee_se_voit(path: Path, split: Campaign, written: bytes) -> None:
    lines = written.split(b"\n")
    for mixed in ([*lines[:2], *lines[3:]], [*lines[:2], lines[3], lines[2], *lines[4:]]):
        path.write_bytes(b"\n".join(mixed))
        with opened(path, split) as journal:
            assert journal.damaged
            assert len(journal.workshop.events) == 1


def test_d_autres_reponses_sont_refusees_sans_rien_changer(
    path: Path, split: Campaign, votes: Any, written: bytes
) -> None:
    other = votes(d_1="002221", d_2="111111", e_1="112211")
    with pytest.raises(InputError) as caught:
        opened(path, other)
    assert caught.value.problems[0].message.startswith("les réponses ne sont pas celles du début de cet atelier")
    assert path.read_bytes() == written
    with opened(path, split):
        pass  # le verrou a été rendu


def test_un_fichier_qui_n_est_pas_un_journal_est_refuse_intact(path: Path, split: Campaign) -> None:
    path.parent.mkdir()
    for text in (b"repondant;item\np1;d.1\n", b'{"a": 1}\n', b'{"a": 1}', b"texte"):
        path.write_bytes(text)
        with pytest.raises(InputError, match="n’est pas un journal d’atelier"):
            opened(path, split)
        assert path.read_bytes() == text


def test_ouvert_dans_un_autre_programme_le_journal_est_refuse_puis_rendu_a_sa_mort(
    path: Path, split: Campaign, grid_file: Path
) -> None:
    code = (
        "import sys, time, pandas as pd, datetime as dt, matrice; from matrice.workshop import Journal\n"
        "ref = matrice.parse_referentiel(open(sys.argv[2], encoding='utf-8').read())\n"
        "c = matrice.read_responses(pd.DataFrame({'d.1': list('002222'), 'd.2': list('111111'), 'e.1': list('112211')}), ref)\n"
        "j = Journal.open(sys.argv[1], c); print('ouvert', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(path), str(grid_file)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ouvert\n"
        with pytest.raises(MatriceError, match="déjà ouvert ailleurs"):
            opened(path, split)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()  # type: ignore[union-attr]
    with opened(path, split) as journal:
        assert journal.workshop.events == ()


def test_rouvert_dans_le_meme_carnet_le_premier_se_ferme_en_le_disant(path: Path, split: Campaign) -> None:
    first = opened(path, split)
    first.do(reveal, "d")
    second = opened(path, split)
    assert len(second.workshop.events) == 1
    with pytest.raises(MatriceError, match="rouvert plus loin"):
        first.do(reveal, "e")
    second.do(reveal, "e")
    second.close()


def test_un_journal_oublie_rend_son_verrou(path: Path, split: Campaign) -> None:
    opened(path, split).do(reveal, "d")
    gc.collect()
    code = (
        "import sys; from matrice.files import JournalFile, JournalWords; JournalFile(sys.argv[1], JournalWords(str()))"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)


def test_un_geste_refuse_n_est_pas_ecrit(path: Path, split: Campaign) -> None:
    with opened(path, split) as journal:
        before = path.read_bytes()
        with pytest.raises(InputError):
            journal.do(show_proposal, "d")
        assert path.read_bytes() == before


def test_un_fichier_modifie_pendant_l_atelier_n_est_pas_ecrase(path: Path, split: Campaign) -> None:
    with opened(path, split) as journal:
        with path.open("ab") as stream:
            stream.write(b"ajout\n")
        with pytest.raises(MatriceError, match="un autre programme a modifié ce journal"):
            journal.do(reveal, "d")
        assert journal.workshop.events == ()
    assert path.read_bytes().endswith(b"ajout\n")


def test_une_interruption_pendant_l_ecriture_remet_tout_comme_avant(
    path: Path, split: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def interrupted(handle: int) -> None:
        monkeypatch.setattr(os, "fsync", real)
        raise KeyboardInterrupt

    with opened(path, split) as journal:
        before = path.read_bytes()
        monkeypatch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            journal.do(reveal, "d")
        assert path.read_bytes() == before
        assert len(journal.do(reveal, "d").events) == 1


FILLS = """
import resource, sys, pandas as pd, matrice
from matrice.workshop import Journal, note
ref = matrice.parse_referentiel(open(sys.argv[2], encoding="utf-8").read())
votes = {"d.1": list("002222"), "d.2": list("111111"), "e.1": list("112211")}
journal = Journal.open(sys.argv[1], matrice.read_responses(pd.DataFrame(votes), ref))
if sys.argv[3] == "limite":
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
done = 0
try:
    while True:
        journal.do(note, "d", "é" * 300)
        done += 1
except matrice.MatriceError as error:
    print(done, len(journal.workshop.events), error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="les limites de taille sont celles de Linux et de macOS")
@pytest.mark.parametrize("way", ["limite", "disque"])
def test_un_disque_plein_ne_compte_pas_le_geste_et_laisse_un_journal_juste(
    path: Path, split: Campaign, grid_file: Path, way: str
) -> None:
    path.parent.mkdir()
    mounted = way == "disque"
    if mounted:
        mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(path.parent)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("monter un petit disque demande d’être administrateur")
    try:
        run = subprocess.run(
            [sys.executable, "-c", FILLS, str(path), str(grid_file), way],
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        done, counted, words = run.stdout.split(" ", 2)
        assert int(done) == int(counted) > 0
        assert "le journal n’a pas pu être écrit" in words
        assert "le disque est plein" in words or not mounted
        assert path.read_bytes().endswith(b"\n")
        with opened(path, split) as journal:
            assert (len(journal.workshop.events), journal.message) == (int(done), "")
    finally:
        if mounted:
            subprocess.run(["umount", str(path.parent)], check=True)


def test_quarante_fils_font_leurs_gestes_sans_en_perdre_un(tmp_path: Path, split: Campaign) -> None:
    with Journal.open(tmp_path / "atelier.jsonl", split) as journal:
        with ThreadPoolExecutor(40) as pool:
            list(pool.map(lambda rank: journal.do(note, "d", f"remarque {rank}"), range(40)))
        assert len(journal.workshop.notes) == 40
    with Journal.open(tmp_path / "atelier.jsonl", split) as journal:
        assert {text for _, text in journal.workshop.notes} == {f"remarque {rank}" for rank in range(40)}
        assert journal.message == ""


def gestures(path: Path, split: Campaign) -> tuple[int, str]:
    """Combien de gestes a le journal rouvert, et ce qu'il a à dire."""
    with opened(path, split) as journal:
        return len(journal.workshop.events), journal.message


@pytest.mark.skipif(os.name != "posix", reason="Windows ne laisse pas remplacer un fichier ouvert")
def test_un_logiciel_qui_synchronise_remplace_le_journal_sans_perdre_un_geste(path: Path, split: Campaign) -> None:
    with opened(path, split) as journal:
        for rank in range(6):
            journal.do(note, "d", f"remarque {rank}")
            copy = path.with_name("copie")
            lines = path.read_bytes().splitlines(keepends=True)
            copy.write_bytes(b"".join(lines if rank % 2 else lines[:-1]))  # la même, ou celle d'avant
            copy.replace(path)
    assert gestures(path, split) == (6, "")
    with opened(path, split) as journal:
        journal.do(note, "d", "la dernière")
        path.unlink()  # ôté, le dossier restant : il est refait entier
        journal.do(note, "d", "et une de plus")
    assert gestures(path, split) == (8, "")


@pytest.mark.skipif(os.name != "posix", reason="Windows ne laisse pas remplacer un fichier ouvert")
def test_un_journal_remplace_par_un_autre_n_est_ni_suivi_ni_change(path: Path, split: Campaign, written: bytes) -> None:
    other = written.replace(b"juin", b"mai")
    with opened(path, split) as journal:
        copy = path.with_name("copie")
        copy.write_bytes(other)
        copy.replace(path)
        with pytest.raises(MatriceError, match="un autre programme a modifié ce journal"):
            journal.do(note, "d", "suite")
        assert len(journal.workshop.events) == 9
    assert path.read_bytes() == other


@pytest.mark.skipif(os.name != "posix", reason="Windows ne laisse pas déplacer un fichier ouvert")
@pytest.mark.parametrize("way", ["geste", "message", "fermeture"])
def test_le_dossier_parti_les_gestes_attendent_en_memoire_et_s_ecrivent_a_son_retour(
    path: Path, split: Campaign, way: str
) -> None:
    away = path.parent.with_name("ailleurs")
    journal = opened(path, split)
    journal.do(reveal, "d")
    path.parent.rename(away)
    journal.do(show_proposal, "d")
    journal.do(note, "d", "dit pendant l’absence")
    assert "ce dossier n’est plus là" in journal.message
    assert "2\u00a0gestes sont gardés en mémoire seulement" in journal.message
    assert not path.parent.exists()  # rien n'est recréé à la place d'une clé ôtée
    away.rename(path.parent)
    if way == "geste":
        journal.do(note, "d", "et après")
    if way != "fermeture":
        assert journal.message == ""
        assert b"pendant l\xe2\x80\x99absence" in path.read_bytes()
    journal.close()
    assert gestures(path, split) == (4 if way == "geste" else 3, "")


HAND_WRITTEN = [
    {"acte": "noter", "cible": "d", "texte": 3},
    {"acte": "décider", "cible": "d", "niveau": 1, "pour": "douze", "contre": 0, "abstentions": 0, "raison": "", "reserve": ""},
    {"acte": "revoter", "cible": "d.1", "voix": [10**400, 0, 0], "so": 0, "nsp": 0},
    {"acte": "revoter", "cible": "d.1", "voix": "abc", "so": 0, "nsp": 0},
    {"acte": "révéler", "cible": ["d"]},
    {"acte": "révéler"},
    {"acte": ["révéler"], "cible": "d"},
    {"acte": "annuler", "cible": "d", "rang": True},
    {"acte": "révéler", "cible": "d", "voix": [1]},
]  # fmt: skip


@pytest.mark.parametrize("entry", HAND_WRITTEN)
def test_une_ligne_ecrite_a_la_main_avec_sa_somme_est_refusee_comme_une_autre(
    path: Path, split: Campaign, entry: dict[str, Any]
) -> None:
    with opened(path, split) as journal:
        journal.do(reveal, "e")
    check = json.loads(path.read_bytes().splitlines()[-1])["controle"]
    line, check = Chain().line({"n": 2, "quand": "", **entry}, check)
    after, _ = Chain().line({"n": 3, "quand": "", "acte": "aller à", "cible": "e"}, check)
    path.write_bytes(path.read_bytes() + line + after)
    with opened(path, split) as journal:
        assert (journal.damaged, len(journal.workshop.events)) == (True, 1)
        assert "ligne 3" in journal.message


@pytest.mark.parametrize(
    "change",
    [{"ordre": 3}, {"ordre": [1]}, {"ordre": ["x"]}, {"minutes": "8"}, {"minutes": [float("nan")] * 2},
     {"minutes": [float("inf")] * 2}, {"minutes": [1]}, {"empreinte": 4}],
)  # fmt: skip
def test_une_premiere_ligne_ecrite_a_la_main_est_refusee(path: Path, split: Campaign, change: dict[str, Any]) -> None:
    opened(path, split).close()
    first = json.loads(path.read_bytes())
    first.pop("controle")
    path.write_bytes(Chain().line({**first, **change}, "")[0])
    with pytest.raises(InputError, match="Journal refusé") as caught:
        opened(path, split)
    assert caught.value.problems[0].line == 1
