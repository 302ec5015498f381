"""Le fichier d'une équipe : ce qui sort, ce qui n'en sort jamais, et ce que l'on refuse d'y lire."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matrice
from matrice import InputError
from matrice.federation import (
    AGES,
    REGIONS,
    RURALITIES,
    SIZES,
    Descriptors,
    check_sending,
    export_profile,
    profile_document,
    profile_schema,
    read_profile_document,
    sending,
)
from matrice.federation.profile_document import digest, digests_of
from tirages import examples

DATA = Path(__file__).parents[2] / "data"
REF = matrice.load_referentiel()
DAY = dt.date(2026, 10, 6)
NB = "\u00a0"
ANSWERS = {"code": ["p1", "p2", "p3", "p4", "p5", "p6"], "rcp.1": ["3", "3", "3", "2", "SO", "NSP"], "rcp.2": "2"}
ANSWERS |= {"rcp.3": ["1", "1", "1", "1", "1", ""]}
FRAME = pd.DataFrame(ANSWERS)


def profile(team: str = "Maison des Tilleuls", **campaign: object):
    return matrice.score(matrice.read_responses(FRAME, REF, team=team, on=DAY, registered=9, **campaign))


def exported(**asked: object) -> bytes:
    return export_profile(profile(), **{"code": "mésange-12", **asked})


def sealed(tree: dict[str, object]) -> bytes:
    """Un fichier retouché dont l'empreinte a été refaite : elle ne protège que des accidents."""
    tree = {key: value for key, value in tree.items() if key != "checksum"}
    return json.dumps({**tree, "checksum": digest(tree)}).encode()


def reason(raw: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_profile_document(raw, "profil.json")
    return str(caught.value)


# --- ce qui sort -----------------------------------------------------------------------------------


def test_un_profil_exporte_se_relit_a_l_identique() -> None:
    document = read_profile_document(exported(hours=8, cost=12000, on=DAY))
    rcp = next(line for line in document.dimensions if line.id == "rcp")
    # rcp.1 → 3 (majorité stricte), rcp.2 → 2, rcp.3 → 1 : moyenne 2/3 des crédits ; rien sur rcp.4 et rcp.5
    assert (rcp.standing, rcp.level, rcp.answered, rcp.applicable) == ("calculé", 2, 3, 5)
    assert rcp.score == pytest.approx(100 * 2 / 3)
    assert (document.team.respondents, document.team.registered) == (6, 9)
    assert (document.post.hours, document.post.cost, document.exported) == (8.0, 12000.0, "2026-10-06")
    assert (document.algorithm, document.year, document.grain) == (matrice.ALGORITHM, 2026, "item")
    assert {line.standing for line in document.dimensions if line.id != "rcp"} == {"non calculable"}


def test_l_etat_non_calculable_n_est_pas_un_zero() -> None:
    lines = json.loads(exported())["dimensions"]
    assert [(one["level"], one["score"]) for one in lines if one["id"] == "partage"] == [(None, None)]


def test_le_nom_de_l_equipe_ne_sort_pas_sans_accord() -> None:
    assert "Tilleuls" not in exported().decode()


def test_l_accord_pour_etre_nommee_part_avec_sa_date() -> None:
    document = read_profile_document(exported(named=("Maison des Tilleuls", dt.date(2026, 9, 1))))
    assert document.named is not None
    assert (document.named.name, document.named.on) == ("Maison des Tilleuls", "2026-09-01")


def test_aucune_reponse_individuelle_ni_aucune_raison_ne_sort() -> None:
    campaign = matrice.read_responses(FRAME, REF, team="Maison des Tilleuls", on=DAY)
    campaign = matrice.decide(
        campaign, "rcp.1", 2, votes_for=5, against=1, reason="Claire n’était pas là", dissent="Paul réserve son avis"
    )
    text = export_profile(matrice.score(campaign), code="mésange-12", counts=True).decode()
    for secret in ("Claire", "Paul", "p1", "p2", "Tilleuls"):
        assert not re.search(rf"\b{secret}\b", text), secret


def test_un_niveau_decide_remplace_le_niveau_propose() -> None:
    campaign = matrice.read_responses(FRAME, REF, on=DAY)
    before = matrice.decide(campaign, "rcp", 0, votes_for=6, against=0, reason="tout reste à écrire")
    rcp = next(
        line
        for line in read_profile_document(export_profile(matrice.score(before), code="abc")).dimensions
        if line.id == "rcp"
    )
    assert (rcp.level, rcp.score, rcp.decided) == (0, 0.0, True)


def test_les_comptes_ne_partent_que_demandes_et_a_partir_de_cinq_reponses() -> None:
    assert not any(line.votes for line in read_profile_document(exported()).dimensions)
    few = matrice.score(matrice.read_responses(FRAME.head(4), REF, on=DAY))
    assert not any(
        line.votes for line in read_profile_document(export_profile(few, code="abc", counts=True)).dimensions
    )
    rcp = next(d for d in read_profile_document(exported(counts=True)).dimensions if d.id == "rcp")
    assert [(v.id, v.levels, v.not_applicable, v.unknown) for v in rcp.votes] == [
        ("rcp.1", (0, 0, 1, 3), 1, 1),
        ("rcp.2", (0, 0, 6, 0), 0, 0),
        ("rcp.3", (0, 5, 0, 0), 0, 0),
    ]


def test_la_taille_se_deduit_de_l_effectif() -> None:
    assert read_profile_document(exported()).descriptors.size == "moins de 15"
    told = read_profile_document(exported(descriptors=Descriptors(size="plus de 30", region="Bretagne"))).descriptors
    assert (told.size, told.region, told.age) == ("plus de 30", "Bretagne", None)


def test_les_taches_suivent_l_ordre_de_la_grille_et_non_celui_de_la_demande() -> None:
    ids = [task.id for task in REF.tasks[:3]]
    assert list(read_profile_document(exported(tasks=ids[::-1])).post.tasks) == ids


def test_le_meme_profil_donne_les_memes_octets() -> None:
    assert exported(on=DAY) == exported(on=DAY)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"code": "Les-Tilleuls 7"}, "reprend le nom de l’équipe"),
        ({"code": "mésange 123456789"}, "un numéro"),
        ({"code": "12345678901234"}, "un numéro"),
        ({"code": "marie@exemple.fr"}, "une autre forme"),
        ({"code": "ab"}, "au moins 3 signes"),
        ({"hours": -1}, "un nombre d’au moins 0"),
        ({"hours": float("nan")}, "un nombre d’au moins 0"),
        ({"cost": "beaucoup"}, "un nombre d’au moins 0"),
        ({"tasks": ["T-inconnue"]}, f"aucune tâche de la grille n’a l’identifiant «{NB}T-inconnue{NB}»"),
        ({"actions": ["rpc"]}, f"aucune dimension de la grille n’a l’identifiant «{NB}rpc{NB}»"),
        ({"named": ("Tilleuls", "2026")}, "(nom, date de l’accord)"),
    ],
)
def test_une_demande_impossible_est_refusee_en_francais(asked: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as caught:
        exported(**asked)
    assert words in str(caught.value)
    assert "exemple.fr" not in str(caught.value)


def test_un_profil_sans_date_ne_s_exporte_pas() -> None:
    undated = matrice.score(matrice.read_responses(FRAME, REF))
    with pytest.raises(InputError, match="le profil n’a pas de date"):
        export_profile(undated, code="mésange-12")


# --- ce que l'on refuse de lire --------------------------------------------------------------------

TREE = json.loads(exported(hours=8))
DEEP = b'{"a":' * 50_000


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "le fichier est vide"),
        (b" \n ", "le fichier est vide"),
        (exported()[:700], "il est coupé ou abîmé ici"),
        (DEEP, "trop imbriqué"),
        (b"[" * 100_000, "trop imbriqué"),
        (b" " * 1_000_001, f"le fichier dépasse 1{NB}Mo"),
        (b"[1, 2]", "une liste ou une valeur seule"),
        (b"null", "une liste ou une valeur seule"),
        (exported().decode().encode("utf-16"), "n’est pas en UTF-8"),
        (exported().replace("mésange".encode(), b"\\ud800"), "un caractère du fichier est abîmé"),
        (b'{"a": ' + b"9" * 5000 + b"}", "un nombre est démesuré"),
        (b"PK\x03\x04", "n’est pas"),
        (b'{"format": "autre"}', f"devrait valoir «{NB}matrice-profil{NB}»"),
        (sealed({**TREE, "version": "3"}), f"au format «{NB}3{NB}»"),
        (sealed({**TREE, "version": "1"}), "d’anciennes règles de calcul (1.x)"),
        (exported().replace(b'"level":2', b'"level":3', 1), "l’empreinte ne correspond pas"),
        (sealed({**TREE, "year": "2026"}), f"la valeur de «{NB}year{NB}» n’est pas du type attendu"),
        (sealed({**TREE, "year": True}), "attendu\u00a0: un nombre entier"),
        (sealed({**TREE, "year": 1812}), "d’au moins 2010"),
        (sealed({**TREE, "email": "x@y.fr"}), f"la clé «{NB}email{NB}» n’existe pas ici"),
        (sealed({**TREE, "answers": [[1, 2]]}), f"la clé «{NB}answers{NB}» n’existe pas ici"),
        (sealed({**TREE, "code": "x@y.fr"}), "vaut «\u00a0adresse électronique\u00a0»"),
        (sealed({**TREE, "dimensions": "toutes"}), "une liste"),
        (sealed({**TREE, "team": {"respondents": 12, "registered": 3}}), "pour un effectif de 3"),
        (exported().replace(b'"code"', b'"code": "autre", "code"'), f"la clé «{NB}code{NB}» est écrite deux fois"),
        (exported(hours=8).replace(b"8.0", b"NaN"), f"«{NB}NaN{NB}» n’est pas un nombre"),
        (exported(hours=8).replace(b"8.0", b"-Infinity"), f"«{NB}-Infinity{NB}» n’est pas un nombre"),
        (exported(hours=8).replace(b"8.0", b"1e999"), f"«{NB}1e999{NB}» est démesuré"),
    ],
)  # fmt: skip
def test_un_fichier_hostile_est_refuse_en_francais(raw: bytes, words: str) -> None:
    said = reason(raw)
    assert words in said
    assert "@" not in said


def edited(**changes: object) -> bytes:
    """Le profil, la première dimension notée retouchée, l'empreinte refaite."""
    tree = json.loads(exported())
    next(line for line in tree["dimensions"] if line["id"] == "rcp").update(changes)
    return sealed(tree)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"standing": "sans objet"}, "un niveau et une note vont avec l’état"),
        ({"score": None}, "un niveau et une note vont avec l’état"),
        ({"answered": 6}, "plus de caractéristiques notées que de caractéristiques applicables"),
        ({"score": 130}, "d’au plus 100"),
        ({"id": "partage"}, "écrite deux fois"),
        (
            {"votes": [{"id": "rcp.1", "levels": [0, 0, 0, 3], "not_applicable": 0, "unknown": 1}]},
            f"question «{NB}rcp.1{NB}»{NB}: 4{NB}réponses comptées, et rien ne se montre en dessous de 5",
        ),
    ],
)
def test_ce_qui_ne_va_pas_ensemble_est_refuse_meme_avec_une_empreinte_refaite(changes, words: str) -> None:
    assert words in reason(edited(**changes))


@examples(200)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_n_importe_quels_octets_sont_refuses_sans_erreur_de_programme(raw: bytes) -> None:
    with pytest.raises(InputError):
        read_profile_document(raw)


@examples(100)
@given(st.integers(0, len(exported()) - 2), st.sampled_from([b"", b"0", b"z", b'"', b"\xff", b"}"]))
def test_un_octet_change_fait_refuser_le_fichier_ou_ne_change_rien(place: int, put: bytes) -> None:
    raw = exported()
    touched = raw[:place] + put + raw[place + 1 :]
    try:
        assert read_profile_document(touched) == read_profile_document(raw)  # une espace ou un retour à la ligne
    except InputError as error:
        assert error.problems


def test_lu_en_une_passe_ou_avec_soin_un_fichier_est_le_meme(monkeypatch: pytest.MonkeyPatch) -> None:
    raws = [exported(counts=True), exported(hours=0.00001, named=("Maison des Tilleuls", DAY), on=DAY)]
    found = [read_profile_document(raw) for raw in raws]
    monkeypatch.setattr(profile_document, "_read_with_care", lambda raw, source: None)
    assert [read_profile_document(raw) for raw in raws] == found  # la lecture en une passe a suffi
    monkeypatch.undo()
    monkeypatch.setattr(profile_document, "_read_at_once", lambda raw: None)
    assert [read_profile_document(raw) for raw in raws] == found


@pytest.mark.parametrize(
    "twice",
    [b'"code":"autre","code":"', b'"code" :\t"autre","code":"', b'"c\\u006fde":"autre","code":"'],
)
def test_une_cle_ecrite_deux_fois_est_refusee_meme_sous_l_empreinte_de_ses_octets(twice: bytes) -> None:
    raw = exported().replace(b'"code":"', twice)
    seal = json.loads(raw)["checksum"].encode()
    flat = raw.translate(None, b"\t\r\n").replace(b'"checksum":"%s",' % seal, b"")
    forged = raw.replace(seal, hashlib.sha256(flat).hexdigest().encode())
    assert f"la clé «{NB}code{NB}» est écrite deux fois" in reason(forged)


def test_un_fichier_reindente_par_un_editeur_reste_bon() -> None:
    raw = exported()
    again = json.dumps(json.loads(raw), indent=8, ensure_ascii=True).encode("utf-8-sig")
    assert read_profile_document(again) == read_profile_document(raw)


# --- les empreintes et le schéma -------------------------------------------------------------------


def test_un_libelle_reecrit_ne_change_pas_l_empreinte_de_la_grille() -> None:
    text = (DATA / "axes.yaml").read_text(encoding="utf-8")
    label = REF.characteristics[0].label
    assert text.count(label) == 1
    reworded = matrice.parse_referentiel(text.replace(label, "Autre énoncé"))
    assert digests_of(reworded) == digests_of(REF)


def test_un_poids_change_l_empreinte_de_sa_dimension_et_de_la_grille() -> None:
    text = (DATA / "axes.yaml").read_text(encoding="utf-8")
    first = REF.characteristics[0].id
    heavier = matrice.parse_referentiel(
        re.sub(rf"(- id: {re.escape(first)}\n(\s+))", r"\1weight: 2\n\2", text, count=1)
    )
    before, after = digests_of(REF), digests_of(heavier)
    changed = [name for name in before.dimensions if before.dimensions[name] != after.dimensions[name]]
    assert changed == [REF.dimensions[0].id]
    assert before.grid != after.grid
    assert before.scale == after.scale


def test_le_schema_livre_est_a_jour() -> None:
    written = json.loads((DATA / "profil.schema.json").read_text(encoding="utf-8"))
    assert written == profile_schema()


def test_un_profil_exporte_suit_le_schema_livre() -> None:
    schema = json.loads((DATA / "profil.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(exported(counts=True, hours=8, on=DAY)), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**TREE, "email": "x@y.fr"}, schema)


def test_le_schema_est_en_francais() -> None:
    text = json.dumps(profile_schema(), ensure_ascii=False)
    assert "'" not in text
    assert not re.search(r"(?<!\u00a0)[;!?]", "".join(re.findall(r'"description": "([^"]*)"', text)))


def test_dix_huit_regions_et_trois_fois_trois_classes() -> None:
    # loi n° 2015-29 du 16 janvier 2015 : treize régions métropolitaines, cinq outre-mer
    assert (len(REGIONS), len(AGES), len(SIZES), len(RURALITIES)) == (18, 3, 3, 3)


# --- un nom de code qui désigne, ou qui se confond ------------------------------------------------


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("35 000 123 4", "un numéro"), ("FINESS 350001234", "un numéro"), ("2A 000 1234", "un numéro"), ("06.12.34.56.78", "un numéro"),
        ("+33 6 12 34 56 78", "un numéro"), ("0299-123-456", "un numéro"), ("mésаnge 12", "cyrillique"), ("Ορφέας", "grecque"),
        ("mésange\u200b12", "invisible"), ("mésange\u202e21", "invisible"), ("ｍésange 12", "imite un autre"), ("MSP 12", "dit ce qu’est l’équipe"),
        ("pôle nord", "dit ce qu’est l’équipe"), ("Maison bleue", "dit ce qu’est l’équipe"), ("tilleul", "reprend le nom"),
        ("Ti11eu1s-2", "reprend le nom"), ("sluellit", "reprend le nom"), ("les T.i.l.l.e.u.l.s", "reprend le nom"),
    ],
)  # fmt: skip
def test_un_nom_de_code_qui_designe_ou_se_confond_est_refuse_avec_sa_raison(code: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as refused:
        exported(code=code)
    assert "12 34" not in str(refused.value) and "000 123" not in str(refused.value)
    if "reprend" not in why:
        tree = json.loads(exported()) | {"code": code}
        assert why in reason(sealed(tree))


@pytest.mark.parametrize("code", ["mésange 12", "SIM-007", "équipe-0", "Œil de bœuf", "pinson 2026-2027", "été"])
def test_un_nom_de_code_ordinaire_passe(code: str) -> None:
    assert read_profile_document(exported(code=code)).code == code


def test_un_territoire_ne_porte_ni_numero_ni_lettre_d_un_autre_alphabet() -> None:
    for place in ("06 12 34 56 78", "Finistère\u200b", "Вretagne"):
        tree = json.loads(exported())
        tree["descriptors"]["territory"] = place
        assert "territoire refusé" in reason(sealed(tree))


def test_une_date_a_venir_ou_qui_n_existe_pas_est_refusee() -> None:
    with pytest.raises(InputError, match="pas encore venu"):
        exported(on=dt.date(2026, 10, 5))
    with pytest.raises(InputError, match="pas encore venu"):
        exported(on=DAY, named=("Les Tilleuls", dt.date(2026, 10, 7)))
    tree = json.loads(exported(on=DAY))
    assert "après l’écriture du fichier" in reason(sealed(tree | {"year": 2027}))
    assert "n’existe pas" in reason(sealed(tree | {"exported": "2026-13-45"}))
    assert "vient après" in reason(sealed(tree | {"named": {"name": "Les Tilleuls", "on": "2026-12-01"}}))


def test_un_profil_qui_ne_dit_pas_combien_ont_repondu_est_refuse() -> None:
    tree = json.loads(exported(counts=True))
    for team, said in (({"respondents": None}, "le nombre de répondants manque"), ({"respondents": 2}, "celles d’une personne"),
                       ({"respondents": 5}, "plus de réponses comptées que de répondants")):  # fmt: skip
        assert said in reason(sealed(tree | {"team": {"respondents": 6, "registered": 9, "collective": False} | team}))


def test_une_campagne_n_envoie_ses_comptes_qu_une_fois() -> None:
    twice = pd.concat([FRAME, *(FRAME.assign(**{"code": FRAME.code + letter, "rcp.2": "0"}) for letter in "ab")])
    few, many = (matrice.score(matrice.read_responses(frame, REF, on=DAY)) for frame in (FRAME, twice))
    first, second = (sending(one, "mésange", counts=True, on=DAY) for one in (few, many))
    check_sending(first, [first], own=True)
    with pytest.raises(InputError, match="n’envoie ses comptes qu’une fois"):
        check_sending(second, [first], own=True)
    check_sending(sending(many, "mésange", counts=False, on=DAY), [first], own=True)
