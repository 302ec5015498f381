"""Un dossier de profils : chacun pris ou refusé avec sa raison, aucun n'arrête les autres."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import matrice
from matrice import InputError
from matrice.federation import (
    ABSENT,
    NO_LEVEL,
    NOT_APPLICABLE,
    NOT_COMPUTABLE,
    SCORED,
    Cohort,
    Descriptors,
    export_profile,
    read_cohort,
)
from matrice.federation.profile_document import digest

NB = "\u00a0"
DATA = Path(__file__).parents[2] / "data"
REF = matrice.load_referentiel()
RANK = {dimension.id: rank for rank, dimension in enumerate(REF.dimensions)}
RCP = {f"rcp.{rank}": ["3", "3", "3", "3", "3", "0"] for rank in range(1, 6)}
PARTAGE = {f"partage.{rank}": ["SO"] * 6 for rank in range(1, 6)}


def profile(year: int = 2026, level: str = "", ref: matrice.Referentiel = REF, team: str = "Équipe") -> matrice.Profile:
    answers = {name: [level] * 6 if level else votes for name, votes in RCP.items()} | PARTAGE
    frame = pd.DataFrame(answers)
    return matrice.score(matrice.read_responses(frame, ref, team=team, on=dt.date(year, 3, 1), registered=20))


def raw(code: str, year: int = 2026, level: str = "", **asked) -> bytes:
    return export_profile(profile(year, level), code=code, **asked)


def put(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def edited(content: bytes, **changes: object) -> bytes:
    tree = {**json.loads(content), **changes}
    tree.pop("checksum")
    return json.dumps({**tree, "checksum": digest(tree)}).encode()


def reasons(cohort: Cohort) -> dict[str, str]:
    return {refusal.source: refusal.reason for refusal in cohort.refused}


# --- ce qui est pris -------------------------------------------------------------------------------


def test_agir_ici_n_agir_nulle_part_et_ne_rien_en_dire_sont_trois_choses(tmp_path) -> None:
    rcp = [one.id for one in REF.dimensions].index("rcp")
    for code, asked in (("a-agit", ["rcp"]), ("b-aucune", []), ("c-muette", None)):
        put(tmp_path, f"profil-{code}.json", raw(code, actions=asked))
    acted = read_cohort(tmp_path).acted
    assert acted[:, rcp].tolist() == [1, 0, -1]
    assert acted.sum(axis=1).tolist() == [1, 0, -len(REF.dimensions)]


def test_un_dossier_de_plusieurs_annees_et_ses_sous_dossiers(tmp_path) -> None:
    described = Descriptors(region="Bretagne", territory="Finistère", age="2 à 5 ans", rurality="rural")
    put(
        tmp_path,
        "2026/profil-a.json",
        raw("alouette", descriptors=described, hours=8, cost=9000, tasks=[REF.tasks[4].id]),
    )
    put(tmp_path, "2025/Profil a.json", raw("Alouette", 2025, "1"))
    put(tmp_path, "2026/profil.b.JSON", raw("bouvreuil", level="2"))
    put(tmp_path, "2026/autre.json", b"{}")
    put(tmp_path, ".cache/profil-z.json", b"{}")
    cohort = read_cohort(tmp_path)
    assert [cohort.codes[team] for team in cohort.teams] == ["alouette", "alouette", "bouvreuil"]
    assert cohort.years.tolist() == [2025, 2026, 2026]
    assert cohort.levels[:, RANK["rcp"]].tolist() == [1, 3, 2]
    assert cohort.standings[1, [RANK["rcp"], RANK["partage"], RANK["avis"]]].tolist() == [
        SCORED,
        NOT_APPLICABLE,
        NOT_COMPUTABLE,
    ]
    assert cohort.levels[1, RANK["partage"]] == NO_LEVEL
    assert np.isnan(cohort.scores[1, RANK["partage"]])
    assert cohort.region.labels[cohort.region.codes[1]] == "Bretagne"
    assert (cohort.region.codes[0], cohort.territory.labels) == (-1, ("Finistère",))
    assert (cohort.hours[1], cohort.cost[1], cohort.respondents[1], cohort.registered[1]) == (8, 9000, 6, 20)
    assert np.flatnonzero(cohort.tasks[1]).tolist() == [4]
    assert cohort.refused == ()


def test_les_notes_d_axe_sont_celles_du_profil(tmp_path) -> None:
    full = matrice.score(matrice.read_responses(DATA / "exemple.csv", REF, on=dt.date(2026, 3, 1)))
    put(tmp_path, "profil.json", export_profile(full, code="mésange"))
    cohort = read_cohort(tmp_path)
    expected = [np.nan if axis.score is None else axis.score for axis in full.axes]
    np.testing.assert_allclose(cohort.axis_scores[0], expected, rtol=1e-12)
    levels = [NO_LEVEL if d.level is None else d.level for d in full.dimensions]
    assert cohort.levels[0].tolist() == levels


def test_une_equipe_qui_a_cote_les_axes_garde_ses_notes_d_axe(tmp_path) -> None:
    frame = pd.DataFrame({axis.id: ["2", "2", "3"] for axis in REF.axes[:2]})
    quick = matrice.score(matrice.read_responses(frame, REF, on=dt.date(2026, 3, 1)))
    put(tmp_path, "profil.json", export_profile(quick, code="mésange"))
    cohort = read_cohort(tmp_path)
    np.testing.assert_allclose(cohort.axis_scores[0, :2], 100 * 2 / 3)
    assert np.isnan(cohort.axis_scores[0, 2:]).all()
    assert (cohort.standings == NOT_COMPUTABLE).all()


def test_on_peut_donner_des_fichiers_et_ne_garder_que_des_annees(tmp_path) -> None:
    paths = [put(tmp_path, f"profil-{year}.json", raw("alouette", year)) for year in (2024, 2025, 2026)]
    assert read_cohort([str(paths[0]), paths[2]]).years.tolist() == [2024, 2026]
    assert read_cohort(tmp_path, years=(2025,)).years.tolist() == [2025]
    assert read_cohort(tmp_path, years=range(2025, 2030)).latest == 2026


def test_l_accord_pour_etre_nommee_est_celui_de_la_derniere_annee(tmp_path) -> None:
    agreed = ("Les Tilleuls", dt.date(2025, 1, 1))
    put(tmp_path, "profil-1.json", raw("alouette", 2025, named=agreed))
    put(tmp_path, "profil-2.json", raw("alouette", 2026))
    put(tmp_path, "profil-3.json", raw("bouvreuil", 2026, named=agreed))
    assert read_cohort(tmp_path).named == ("", "Les Tilleuls")


def test_l_ordre_des_fichiers_ne_change_rien(tmp_path) -> None:
    paths = [
        put(tmp_path, f"profil-{code}.json", raw(code, level=level)) for code, level in (("aaa", "1"), ("bbb", "2"))
    ]
    one, two = read_cohort(paths), read_cohort(paths[::-1])
    assert one.codes == two.codes
    np.testing.assert_array_equal(one.scores, two.scores)


# --- ce qui est refusé -----------------------------------------------------------------------------


def test_chaque_mauvais_fichier_a_sa_raison_et_n_arrete_pas_les_autres(tmp_path) -> None:
    good = raw("alouette")
    put(tmp_path, "profil-bon.json", good)
    bad = {
        "profil-1.json": (b"", "le fichier est vide."),
        "profil-2.json": (good[:900], "il est coupé ou abîmé ici"),
        "profil-3.json": (good.replace(b'"year":2026', b'"year":2025'), "l’empreinte ne correspond pas"),
        "profil-4.json": (b" " * 2_000_000, f"dépasse 1{NB}Mo"),
        "profil-5.json": (b"[" * 90_000, "trop imbriqué"),
        "profil-6.json": (good.replace(b'"year"', b'"year": 1, "year"'), "écrite deux fois"),
        "profil-7.json": (edited(good, year="deux mille"), "attendu\u00a0: un nombre entier"),
        "profil-8.json": (good.replace(b"2026", b"NaN"), "n’est pas un nombre"),
        "profil-9.json": (edited(good, email="claire@exemple.fr"), f"la clé «{NB}email{NB}» n’existe pas ici"),
        "profil-a.json": (edited(good, answers={"p1": [3, 2]}), f"la clé «{NB}answers{NB}» n’existe pas ici"),
        "profil-b.json": (edited(good, algorithm="0.9"), f"les règles de calcul «{NB}0.9{NB}», et non «{NB}2.0{NB}»"),
        "profil-c.json": (edited(good, grid={**json.loads(good)["grid"], "scale": "0" * 64}), "son échelle n’est pas"),
        "profil-d.json": (b"\x89PNG\r\n\x1a\n", "n’est pas"),
    }  # fmt: skip
    for name, (content, _) in bad.items():
        put(tmp_path, name, content)
    cohort = read_cohort(tmp_path)
    assert len(cohort) == 1
    assert reasons(cohort).keys() == bad.keys()
    for name, (_, words) in bad.items():
        assert words in reasons(cohort)[name], name
        assert "\n" not in reasons(cohort)[name]
        assert "exemple.fr" not in reasons(cohort)[name]


def test_un_niveau_qui_contredit_sa_note_est_refuse(tmp_path) -> None:
    good = raw("alouette")
    lines = json.loads(good)["dimensions"]
    next(line for line in lines if line["id"] == "rcp")["level"] = 1
    put(tmp_path, "profil-1.json", edited(good, dimensions=lines))
    put(tmp_path, "profil-2.json", raw("bouvreuil"))
    assert reasons(read_cohort(tmp_path)) == {
        "profil-1.json": f"dimension «{NB}rcp{NB}»{NB}: le niveau ne va pas avec la note."
    }


def test_deux_profils_d_une_equipe_la_meme_annee_le_dernier_ecrit_compte(tmp_path) -> None:
    put(tmp_path, "profil-1.json", raw("alouette", level="1", on=dt.date(2026, 4, 1)))
    put(tmp_path, "profil-2.json", raw("Alouette", level="2", on=dt.date(2026, 5, 1)))
    cohort = read_cohort(tmp_path)
    assert cohort.levels[:, RANK["rcp"]].tolist() == [2]
    assert reasons(cohort) == {
        "profil-1.json": f"«{NB}alouette{NB}» en 2026 est aussi dans profil-2.json, écrit plus tard{NB}: c’est lui qui compte."
    }


def test_deux_profils_que_rien_ne_departage_sont_refuses_tous_les_deux(tmp_path) -> None:
    put(tmp_path, "profil-1.json", raw("alouette", level="1"))
    put(tmp_path, "profil-2.json", raw("alouette", level="2"))
    put(tmp_path, "profil-3.json", raw("bouvreuil"))
    cohort = read_cohort(tmp_path)
    assert [cohort.codes[team] for team in cohort.teams] == ["bouvreuil"]
    assert set(reasons(cohort)) == {"profil-1.json", "profil-2.json"}


def test_le_meme_fichier_recopie_ne_compte_qu_une_fois(tmp_path) -> None:
    put(tmp_path, "a/profil.json", raw("alouette"))
    put(tmp_path, "b/profil.json", raw("alouette"))
    cohort = read_cohort(tmp_path)
    assert len(cohort) == 1
    assert cohort.refused == ()
    assert cohort.notes == (f"a/profil.json et b/profil.json{NB}: le même profil, compté une fois.",)


def test_un_dossier_vide_ne_donne_pas_une_cohorte_vide(tmp_path) -> None:
    with pytest.raises(InputError, match="aucun fichier"):
        read_cohort(tmp_path)


def test_un_dossier_vide_n_arrete_pas_les_autres_sources(tmp_path) -> None:
    (tmp_path / "vide").mkdir()
    good = put(tmp_path, "profil.json", raw("alouette"))
    cohort = read_cohort(
        [tmp_path / "vide", good, tmp_path / "absent.json", tmp_path / "profil.json" / "x", "a\0b.json"]
    )
    assert len(cohort) == 1
    assert len(cohort.refused) == 4


def test_un_tube_n_est_pas_lu(tmp_path) -> None:
    put(tmp_path, "profil-1.json", raw("alouette"))
    os.mkfifo(tmp_path / "profil-2.json")
    assert reasons(read_cohort(tmp_path)) == {"profil-2.json": "ce n’est pas un fichier ordinaire."}


def test_l_adresse_d_un_nom_de_fichier_ne_se_redit_pas(tmp_path) -> None:
    put(tmp_path, "profil-claire@exemple.fr.json", b"{}")
    put(tmp_path, "profil-1.json", raw("alouette"))
    assert list(reasons(read_cohort(tmp_path))) == ["adresse électronique"]


def test_un_fichier_inconnu_est_refuse_par_son_nom(tmp_path) -> None:
    path = put(tmp_path, "cohorte.docx", b"PK")
    with pytest.raises(InputError, match="attendu"):
        read_cohort(path)


# --- d'autres grilles ------------------------------------------------------------------------------


def other_grid(old: str, new: str) -> matrice.Referentiel:
    text = (DATA / "axes.yaml").read_text(encoding="utf-8")
    assert old in text
    return matrice.parse_referentiel(re.sub(re.escape(old), new, text, count=1))


def test_une_autre_version_aux_memes_identifiants_se_lit_et_se_dit(tmp_path) -> None:
    newer = other_grid('version: "1.1"', 'version: "1.2"')
    put(tmp_path, "profil.json", export_profile(profile(ref=newer), code="mésange"))
    cohort = read_cohort(tmp_path, REF)
    assert len(cohort) == 1
    assert (cohort.standings != ABSENT).all()
    assert cohort.notes == (
        f"1{NB}profil d’une autre version de la grille, «{NB}{REF.label}{NB}», version 1.2 (mêmes dimensions, même échelle).",
    )


def test_une_dimension_recomposee_est_absente_et_non_zero(tmp_path) -> None:
    text = (DATA / "axes.yaml").read_text(encoding="utf-8")
    start = text.index("- id: rcp.5")
    changed = matrice.parse_referentiel(text[:start] + text[start:].replace("rcp.5", "rcp.6", 1))
    put(tmp_path, "profil-1.json", export_profile(profile_of(changed), code="mésange"))
    cohort = read_cohort(tmp_path, REF)
    assert cohort.standings[0, RANK["rcp"]] == ABSENT
    assert cohort.levels[0, RANK["rcp"]] == NO_LEVEL
    assert cohort.standings[0, RANK["partage"]] == NOT_APPLICABLE
    assert len(cohort.notes) == 1
    assert "d’une autre version de la grille" in cohort.notes[0]
    assert "rcp" in cohort.notes[0]


def profile_of(ref: matrice.Referentiel) -> matrice.Profile:
    frame = pd.DataFrame({"rcp.1": ["3"] * 6} | PARTAGE)
    return matrice.score(matrice.read_responses(frame, ref, on=dt.date(2026, 3, 1)))


def test_une_autre_echelle_ne_se_compare_pas(tmp_path) -> None:
    text = (DATA / "axes.yaml").read_text(encoding="utf-8")
    credited = re.sub(r"(    - value: (\d))\n", lambda m: f"{m[1]}\n      credit: {int(m[2]) ** 2 / 9}\n", text)
    harder = matrice.parse_referentiel(credited)
    put(tmp_path, "profil-1.json", export_profile(profile(ref=harder), code="mésange"))
    put(tmp_path, "profil-2.json", raw("bouvreuil"))
    assert "son échelle n’est pas celle de la grille attendue" in reasons(read_cohort(tmp_path, REF))["profil-1.json"]


# --- la valeur -------------------------------------------------------------------------------------


def test_une_cohorte_ne_montre_ni_equipe_ni_note(tmp_path) -> None:
    put(tmp_path, "profil.json", raw("alouette", named=("Les Tilleuls", dt.date(2026, 1, 1))))
    cohort = read_cohort(tmp_path)
    assert repr(cohort) == f"Cohorte{NB}: 1{NB}profil, 1{NB}équipe, 2026"
    assert "alouette" not in repr(cohort.region)
    assert not hasattr(cohort, "_repr_html_")


def test_le_tableau_d_une_cohorte_dit_ce_qui_a_ete_compris_et_ce_qui_a_ete_refuse(tmp_path) -> None:
    put(tmp_path, "profil-1.json", raw("alouette", named=("Les Tilleuls", dt.date(2026, 1, 1))))
    put(tmp_path, "profil-2.json", b"{")
    cohort = read_cohort(tmp_path, REF)
    frame = cohort.to_frame()
    read, refused = frame[frame["equipe"].notna()], frame[frame["etat"] == "refusée"]
    assert read["dimension"].tolist() == [one.id for one in REF.dimensions]
    assert set(read["equipe"]) == {"alouette"} and set(read["nom"]) == {"Les Tilleuls"} and set(read["annee"]) == {2026}
    levels = [None if level == NO_LEVEL else level for level in cohort.levels[0].tolist()]
    assert [None if level is pd.NA else level for level in read["niveau"]] == levels
    assert refused["raison"].tolist() == [str(one) for one in cohort.refused] and len(refused) == 1
    assert read["raison"].isna().all() and refused["niveau"].isna().all()


def test_les_tableaux_d_une_cohorte_ne_se_modifient_pas(tmp_path) -> None:
    put(tmp_path, "profil.json", raw("alouette"))
    cohort = read_cohort(tmp_path)
    for table in (cohort.scores, cohort.levels, cohort.teams, cohort.region.codes, cohort.where([0]).scores):
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 1


def test_une_sous_cohorte_garde_le_rang_des_equipes(tmp_path) -> None:
    for code in ("aaa", "bbb", "ccc"):
        put(tmp_path, f"profil-{code}.json", raw(code))
    cohort = read_cohort(tmp_path)
    part = cohort.where(cohort.teams != 1)
    assert (part.teams.tolist(), part.codes) == ([0, 2], ("aaa", "bbb", "ccc"))
    assert len(cohort.year(2020)) == 0
    with pytest.raises(matrice.MatriceError, match="La cohorte est vide"):
        _ = cohort.year(2020).latest
