"""La grille livrée, ligne par ligne : comptes, identifiants figés, liens, ancrages, dates, typographie."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from matrice import check_conformity, load_referentiel, parse_referentiel
from matrice.referentiel import json_schema

DATA = Path(__file__).parents[2] / "data"
FROZEN = Path(__file__).parents[1] / "data" / "identifiants.txt"
REF = load_referentiel()
RAW = yaml.safe_load((DATA / "axes.yaml").read_text(encoding="utf-8"))
HAS = [dimension for dimension in REF.dimensions if not dimension.added]


def texts(node: object, key: str = "") -> list[tuple[str, str]]:
    """Tous les textes de la grille, avec leur clé."""
    if isinstance(node, dict):
        return [pair for name, value in node.items() for pair in texts(value, name)]
    if isinstance(node, list):
        return [pair for value in node for pair in texts(value, key)]
    return [(key, node)] if isinstance(node, str) else []


PROSE = [
    text
    for key, text in texts(RAW)
    if key in {"label", "anchor", "note", "source", "short", "confidence", "stages", "no_stage", "why", "also"}
]


def test_quatre_axes_de_la_has_et_un_axe_ajoute() -> None:
    assert [axis.added for axis in REF.axes] == [False, False, False, False, True]


def test_seize_dimensions_et_trois_a_cinq_par_axe() -> None:
    assert len(HAS) == 16
    for axis in REF.axes[:4]:
        assert 3 <= len([d for d in axis.dimensions if not d.added]) <= 5


def test_les_statuts_disent_deux_un_quatre_neuf() -> None:
    assert Counter(d.status for d in HAS) == {
        "attesté HAS": 2,
        "attesté secondaire": 1,
        "thème HAS": 4,
        "hypothèse": 9,
    }
    assert {d.status for d in REF.dimensions if d.added} == {"ajout"}


def test_les_dimensions_ajoutees_sont_la_vie_de_l_equipe_et_la_gestion() -> None:
    assert [d.id for d in REF.dimensions if d.added] == ["vie-equipe", "finances", "personnel", "stocks", "securite"]


def test_rcp_et_partage_ouvrent_leur_axe_et_gardent_cinq_caracteristiques() -> None:
    by_id = {axis.id: axis for axis in REF.axes}
    for axis, dimension in (("equipe", "rcp"), ("si", "partage")):
        first = by_id[axis].dimensions[0]
        assert (first.id, len(first.characteristics)) == (dimension, 5)
    assert "territoire" in {d.id for d in by_id["si"].dimensions}


@pytest.mark.parametrize("dimension", REF.dimensions, ids=lambda d: d.id)
def test_chaque_dimension_a_sa_source_sa_date_et_quatre_a_sept_enonces_d_une_phrase(dimension) -> None:
    assert 4 <= len(dimension.characteristics) <= 7
    assert dimension.status and dimension.source and dimension.date and dimension.note
    assert len(dimension.short) <= 24
    for item in dimension.characteristics:
        assert item.label.endswith(".") and len(item.label.split()) <= 16
        assert not re.search(r"\b(?:ces|cet|cette|ce(?! qu))\b", item.label), "un énoncé ne renvoie pas à un autre"


@pytest.mark.parametrize("dimension", REF.dimensions, ids=lambda d: d.id)
def test_chaque_dimension_decrit_ses_trois_stades_en_seize_mots_au_plus(dimension) -> None:
    assert len(dimension.stages) == 3
    assert all(stage.endswith(".") and len(stage.split()) <= 16 for stage in dimension.stages)


def test_la_phrase_suivante_est_la_prochaine_marche() -> None:
    rcp = REF.dimension("rcp")
    assert [REF.next_stage("rcp", level) for level in (None, 0, 1, 2, 3)] == [None, *rcp.stages, None]
    assert REF.stage("rcp", 0) == "Aucune de ces phrases n’est vraie chez nous."
    plain = parse_referentiel(
        "scale: {levels: [{value: 1, label: non}, {value: 5, label: oui}]}\n"
        "axes: [{id: a, label: A, dimensions: [{id: d, label: D, characteristics: [{id: d.1, label: X.}]},\n"
        "  {id: e, label: E, stages: [Les dates sont fixées.], characteristics: [{id: e.1, label: Y.}]}]}]\n"
    )
    assert (plain.next_stage("d", 1), plain.next_stage("e", 1)) == (None, "Les dates sont fixées.")
    with pytest.raises(ValueError, match="tuple"):
        plain.stage("e", 2)


def test_les_taches_suivent_le_document_000() -> None:
    assert [len(axis.functions) for axis in REF.axes] == [4, 4, 6, 3, 4]
    counts = [len(function.tasks) for function in REF.functions]
    assert counts == [4, 6, 3, 3, 5, 4, 2, 4, 4, 2, 3, 4, 2, 4, 4, 3, 3, 5, 6, 3, 5]
    assert len(REF.tasks) == sum(counts) == 79


def test_les_phases_sont_celles_que_la_source_met_entre_parentheses() -> None:
    # Relevé à la main : des 23 parenthèses, 6 sont des exemples (1.4.1, 2.2.3, 2.4.3, 3.1.4, 3.3.3, 4.1.3).
    assert [task.id for task in REF.tasks if task.phases] == [
        "T1.3.1", "T1.3.2", "T2.2.2", "T2.4.1", "T2.4.4", "T3.1.3", "T3.2.1", "T3.2.2", "T3.3.1", "T3.4.4",
        "T3.5.2", "T3.6.2", "T3.6.4", "T4.1.4", "T4.2.2", "T4.2.3", "T5.4.2",
    ]  # fmt: skip


def test_chaque_tache_porte_sa_place_dans_la_source() -> None:
    for axis, function, task, dimension in REF.placed_tasks():
        place = task.id.removeprefix("T")
        assert task.source == f"fiche-000:{place}"
        assert place.startswith(function.id.removeprefix("F") + ".")
        assert axis and dimension


def test_une_tache_commence_par_un_verbe_a_l_infinitif() -> None:
    for task in REF.tasks:
        assert re.match(r"\w+(er|ir|re|oir)\b", task.label), task.label
        assert not task.label.endswith(".")


def test_les_libelles_que_la_source_repete_sont_distincts_ici() -> None:
    labels = [task.label for task in REF.tasks]
    assert len(set(labels)) == 79
    for twins in (("T1.3.1", "T3.2.1"), ("T1.3.2", "T3.2.2"), ("T2.1.4", "T2.2.4"), ("T4.3.3", "T5.2.6")):
        assert len({task.label for task in REF.tasks if task.id in twins}) == 2


def test_les_identifiants_sont_uniques_et_figes() -> None:
    ids = list(living(RAW["axes"]))
    assert len(ids) == len(set(ids))
    assert ids == FROZEN.read_text(encoding="utf-8").split(), "un identifiant publié ne change pas"


def living(node: object) -> Iterator[str]:
    """Les identifiants de la grille, sans ceux d'une version d'avant que nomment ses origines."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "id":
                yield value
            elif key != "origins":
                yield from living(value)
    elif isinstance(node, list):
        for value in node:
            yield from living(value)


def test_chaque_niveau_a_un_ancrage_ecrit() -> None:
    assert REF.scale.values == (0, 1, 2, 3)
    assert all(level.anchor.endswith(".") for level in REF.scale.levels)


def test_chaque_source_est_datee_et_dit_sa_confiance() -> None:
    assert all(source.date and source.consulted and source.confidence for source in REF.sources)


@pytest.mark.parametrize("text", PROSE)
def test_la_typographie_est_francaise(text: str) -> None:
    without_urls = re.sub(r"https?://\S+", "", text)
    assert "'" not in without_urls
    assert not re.search(r"[^\u00a0\u202f\s][;!?](\s|$)| [;!?:](\s|$)|\w:\s", without_urls), text
    assert not re.search(r"«[^\u00a0]|[^\u00a0]»|  ", without_urls), text


def test_la_grille_livree_garde_ce_que_la_has_demande() -> None:
    findings = check_conformity(REF)
    assert [finding.met for finding in findings].count(True) == 20
    assert not [finding for finding in findings if finding.met is False]


def test_une_grille_qui_perd_un_axe_et_deux_dimensions_l_apprend() -> None:
    text = (DATA / "axes.yaml").read_text(encoding="utf-8")
    text = text.replace("  - id: patients\n", "  - id: usagers\n").replace("- id: rcp\n", "- id: reunions\n")
    text = text.replace("dimension: rcp\n", "dimension: reunions\n")
    missing = [f for f in check_conformity(parse_referentiel(text)) if f.met is False]
    assert [f.criterion for f in missing] == ["axe gardé", "dimension couverte"]
    assert "covers: [rcp]" in missing[1].message


def test_un_seul_axe_ne_peut_en_garder_quatre() -> None:
    text = (DATA / "axes.yaml").read_text(encoding="utf-8")
    for name in ("si", "projet", "equipe"):
        text = text.replace(f"  - id: {name}\n", f"  - id: autre-{name}\n")
    text = text.replace("  - id: patients\n", "  - id: tout\n    covers: [patients, si, projet, equipe]\n")
    missing = [f for f in check_conformity(parse_referentiel(text)) if f.met is False]
    assert [f.criterion for f in missing] == ["axe gardé"] * 3


def test_la_cle_covers_tient_lieu_de_nos_identifiants() -> None:
    text = (DATA / "axes.yaml").read_text(encoding="utf-8")
    text = text.replace("      - id: rcp\n", "      - id: reunions\n        covers: [rcp]\n")
    text = text.replace("dimension: rcp\n", "dimension: reunions\n")
    assert not [f for f in check_conformity(parse_referentiel(text)) if f.met is False]


def test_le_schema_livre_est_celui_des_modeles_et_accepte_la_grille() -> None:
    schema = json.loads((DATA / "axes.schema.json").read_text(encoding="utf-8"))
    assert schema == json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(RAW, schema)


def test_le_schema_refuse_une_cle_inconnue() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**RAW, "labell": "x"}, json_schema())


def test_le_schema_refuse_une_date_mal_formee_comme_le_fait_la_lecture() -> None:
    # Un pydantic récent efface du schéma une forme demandée après un contrôle écrit en Python.
    with pytest.raises(jsonschema.ValidationError, match="hier"):
        jsonschema.validate({**RAW, "date": "hier"}, json_schema())
    assert ".0" not in re.sub(r'"[^"]*"', "", json.dumps(json_schema()))  # 0 et non 0.0, selon la version
