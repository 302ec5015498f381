"""Le registre sur disque : il grandit, il ne s'use pas, il dit quand on l'a touché."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from petites_cohortes import CLE, cohort

from matrice.errors import InputError, MatriceError
from matrice.federation import DisclosureError, Ledger, Policy, Release, freeze, open_ledger
from matrice.files import lock

PUBLIC, CLOSED = Policy(), Policy("ferme")
DAY = dt.date(2026, 11, 21)
EVERYONE = np.ones(30, dtype=bool)


def release(teams: int, subject: str = "rcp") -> Release:
    return Release(2026, "a" * 16, subject, teams, DAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "federation" / "registre.jsonl"


def test_un_registre_raccourci_ou_efface_se_refuse_tant_que_son_temoin_est_la(path: Path) -> None:
    written = open_ledger(path)
    for subject in ("rcp", "partage", "protocoles"):
        written = written.admit(release((1 << 30) - 1, subject), PUBLIC)
    lines = path.read_bytes().splitlines(keepends=True)
    for kept in (lines[:2], lines[:1], [], None):
        path.write_bytes(b"".join(kept or []))
        if kept is None:
            path.unlink()
        with pytest.raises(InputError, match="des diffusions déjà écrites y manquent"):
            open_ledger(path)
    path.write_bytes(b"".join(lines))
    assert len(open_ledger(path).ledger.releases) == 3


def test_un_registre_sans_temoin_ou_vide_se_refuse_et_le_controle_imprime_le_prouve_entier(path: Path) -> None:
    written = open_ledger(path)
    for subject in ("rcp", "partage"):
        written = written.admit(release((1 << 30) - 1, subject), PUBLIC)
    lines = path.read_bytes().splitlines(keepends=True)
    path.with_name("registre.jsonl.temoin").unlink()
    with pytest.raises(InputError, match="son témoin manque") as refused:
        open_ledger(path)
    assert "Un registre perdu" in str(refused.value)
    shown = written.check[:4] + "\u00a0" + written.check[4:].upper()
    assert len(open_ledger(path, control=shown).ledger.releases) == 2
    path.write_bytes(lines[0])  # raccourci, et son témoin ôté avec
    with pytest.raises(InputError, match="des diffusions déjà écrites y manquent"):
        open_ledger(path, control=shown)
    for empty in (b"", None):
        path.write_bytes(b"") if empty is not None else path.unlink()
        with pytest.raises(InputError, match="des diffusions déjà écrites y manquent"):
            open_ledger(path, control=shown)


def test_un_registre_relu_refuse_ce_que_l_autre_refusait(path: Path) -> None:
    new = open_ledger(path)
    assert new.message.endswith("registre neuf. S’il en existait un, retrouvez-le avant toute diffusion.")
    assert new.admit(release((1 << 30) - 1), PUBLIC).message == ""
    again = open_ledger(path)
    assert [one.teams for one in again.ledger.releases] == [(1 << 30) - 1]
    assert again.message == ""
    with pytest.raises(DisclosureError):
        again.admit(release((1 << 29) - 1), PUBLIC)


@pytest.mark.parametrize(
    ("roster", "subject"), [("liste", "rcp"), ("a" * 16, " rcp"), ("a" * 16, ""), ("a" * 16, "x" * 201)]
)
def test_ce_qui_ne_se_relirait_pas_ne_s_ecrit_pas(path: Path, roster: str, subject: str) -> None:
    with pytest.raises(DisclosureError, match="ne se relirait pas"):
        open_ledger(path).admit(Release(2026, roster, subject, (1 << 30) - 1, DAY), PUBLIC)
    assert not path.exists()


def test_une_diffusion_refusee_n_ecrit_rien(path: Path) -> None:
    file = open_ledger(path).admit(release((1 << 30) - 1), PUBLIC)
    before = path.read_bytes()
    with pytest.raises(DisclosureError):
        file.admit(release((1 << 29) - 1), PUBLIC)
    assert path.read_bytes() == before
    assert file.admit(release((1 << 30) - 1), PUBLIC) is file


def test_le_fichier_ne_fait_que_grandir(path: Path) -> None:
    file, before = open_ledger(path), b""
    for subject in ("rcp", "acces", "projet"):
        file = file.admit(release((1 << 30) - 1, subject), CLOSED)
        content = path.read_bytes()
        assert content.startswith(before)
        before = content
    assert [one.k for one in open_ledger(path).ledger.releases] == [5, 5, 5]


@pytest.mark.parametrize("cut", range(1, 120, 7))
def test_une_derniere_ligne_coupee_se_dit_et_n_empeche_rien(path: Path, cut: int) -> None:
    first = open_ledger(path).admit(release((1 << 30) - 1), PUBLIC)
    witness = path.with_name("registre.jsonl.temoin").read_bytes()
    first.admit(release((1 << 30) - 1, "acces"), PUBLIC)
    path.write_bytes(path.read_bytes()[:-cut])
    path.with_name("registre.jsonl.temoin").write_bytes(witness)  # la panne est venue avant qu'il soit réécrit
    file = open_ledger(path)
    assert len(file.ledger.releases) == 1
    assert file.message == (
        "registre.jsonl\u00a0: la dernière ligne est coupée (panne\u00a0?). La diffusion qu’elle notait n’a pas eu lieu."
    )
    file.admit(release((1 << 30) - 1, "projet"), PUBLIC)
    assert [one.subject for one in open_ledger(path).ledger.releases] == ["rcp", "projet"]


@pytest.mark.parametrize("at", [0, 1])
def test_une_ligne_retouchee_ou_retiree_arrete_tout(path: Path, at: int) -> None:
    file = open_ledger(path)
    for subject in ("rcp", "acces", "projet"):
        file = file.admit(release((1 << 30) - 1, subject), PUBLIC)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:at] + lines[at + 1 :]))
    with pytest.raises(InputError, match=f"registre.jsonl, ligne {at + 1}\u00a0: cette ligne est abîmée"):
        open_ledger(path)
    changed = json.loads(lines[at]) | {"equipes": "fff"}
    path.write_bytes(b"".join([*lines[:at], json.dumps(changed).encode() + b"\n", *lines[at + 1 :]]))
    with pytest.raises(InputError, match="Registre refusé"):
        open_ledger(path)


@pytest.mark.parametrize("content", [b"bonjour\n", b"\xff\xfe\n", b"{}\n", b"[" * 50_000 + b"\n", b"\n"])
def test_un_fichier_qui_n_est_pas_un_registre_est_refuse_en_francais(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(InputError, match="remettez la dernière sauvegarde"):
        open_ledger(path)


def test_un_autre_programme_qui_a_ecrit_entre_temps_est_vu(path: Path) -> None:
    first, second = open_ledger(path), open_ledger(path)
    first.admit(release((1 << 30) - 1), PUBLIC)
    with pytest.raises(MatriceError, match="un autre programme"):
        second.admit(release((1 << 29) - 1), PUBLIC)
    assert len(open_ledger(path).ledger.releases) == 1


def test_deux_programmes_n_ecrivent_pas_en_meme_temps(path: Path) -> None:
    """Le second a lu la même fin que le premier : il attend son tour, voit ce qui a été écrit, et renonce."""
    first, second = open_ledger(path).admit(release((1 << 30) - 1), PUBLIC), open_ledger(path)
    line = path.read_bytes()
    with ThreadPoolExecutor(1) as pool, path.open("r+b") as stream:
        lock(stream.fileno())
        waiting = pool.submit(second.admit, release((1 << 30) - 1, "si"), PUBLIC)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        stream.seek(0, 2)
        stream.write(b"une ligne\n")
        stream.close()
        with pytest.raises(MatriceError, match="un autre programme"):
            waiting.result(timeout=10)
    assert path.read_bytes() == line + b"une ligne\n" and first.size == len(line)


def test_un_dossier_a_la_place_du_fichier_se_dit_en_francais(tmp_path: Path) -> None:
    with pytest.raises(MatriceError, match="c’est un dossier"):
        open_ledger(tmp_path)


def test_le_fichier_ne_porte_ni_code_ni_empreinte_sans_cle(path: Path) -> None:
    one = cohort(30)
    vintage = freeze(one, 2026, key=CLE)
    open_ledger(path).admit(vintage.release(EVERYONE, "rcp", on=DAY, policy=PUBLIC), PUBLIC)
    text = path.read_text(encoding="utf-8")
    assert "equipe-" not in text
    assert set(json.loads(text)) == {
        "format", "annee", "liste", "membres", "sujet", "parts", "dits", "cercle", "k", "arrondi", "le", "controle",
    }  # fmt: skip


# --- le millésime ----------------------------------------------------------------------------------


def test_la_liste_ne_depend_ni_de_l_ordre_des_fichiers_ni_des_notes() -> None:
    one = cohort(30)
    turned = one.where(np.arange(30)[::-1])
    assert freeze(one, 2026, key=CLE).roster == freeze(turned, 2026, key=CLE).roster
    third = np.arange(30) == 3
    assert (
        freeze(one, 2026, key=CLE).release(third, "rcp", on=DAY, policy=PUBLIC).teams
        == freeze(turned, 2026, key=CLE).release(third[::-1], "rcp", on=DAY, policy=PUBLIC).teams
    )


def test_une_autre_cle_donne_une_autre_liste_et_une_cle_courte_est_refusee() -> None:
    assert freeze(cohort(30), 2026, key=CLE).roster != freeze(cohort(30), 2026, key=CLE[::-1]).roster
    with pytest.raises(InputError, match="au moins 16"):
        freeze(cohort(30), 2026, key=b"courte")


def test_une_equipe_de_plus_change_la_liste_et_sa_diffusion_est_refusee() -> None:
    before, after = freeze(cohort(30), 2026, key=CLE), freeze(cohort(31), 2026, key=CLE)
    ledger = Ledger().admit(before.release(EVERYONE, "rcp", on=DAY, policy=PUBLIC), PUBLIC)
    with pytest.raises(DisclosureError, match="la liste des équipes de 2026 a changé"):
        ledger.admit(after.release(np.ones(31, dtype=bool), "rcp", on=DAY, policy=PUBLIC), PUBLIC)


def test_une_diffusion_sans_equipe_ou_sans_jour_est_refusee() -> None:
    for wrong in (release(0), Release(2026, "a" * 16, "rcp", 7, None)):  # type: ignore[arg-type]
        with pytest.raises(DisclosureError, match="un jour et au moins une équipe"):
            Ledger().admit(wrong, PUBLIC)


def test_admettre_en_bloc_est_tout_ou_rien() -> None:
    good, bad = release((1 << 30) - 1), release((1 << 29) - 1)
    with pytest.raises(DisclosureError):
        Ledger().admit_all([good, bad], PUBLIC)
    both = Ledger().admit_all([good, release((1 << 30) - 1, "acces"), good], PUBLIC)
    assert [one.subject for one in both.releases] == ["rcp", "acces"]


@pytest.mark.parametrize(("before", "now", "refused"), [(11, 20, True), (20, 11, False)])
def test_le_seuil_qui_juge_est_celui_de_la_derniere_politique(before: int, now: int, refused: bool) -> None:
    # 45 équipes, puis 30 d'entre elles : la différence isole 15 équipes, plus que 11 et moins que 20.
    ledger = Ledger().admit(release((1 << 45) - 1), Policy(k=before))
    with pytest.raises(DisclosureError) if refused else nullcontext():
        ledger.admit(release((1 << 30) - 1), Policy(k=now))
