"""La fiche écrite à la main : chaque faute située, rien de perdu, et l'aller-retour qui redonne les mêmes heures."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import BudgetError, InputError, draft, draft_written, load_referentiel, load_written, word, written_text
from matrice.assessment import Action
from matrice.errors import MatriceError
from matrice.fiche import Role, load_durations, parse_written, shared_written
from tirages import examples

REF = load_referentiel()
ALL = [task.id for task in REF.tasks]
EXAMPLES = sorted((Path(__file__).parents[2] / "data" / "fiches").glob("*.yaml"))
NB = "\u00a0"
ACTION = Action(
    "a1", "avis", "Lancer une enquête", "la coordination", "2 h", dt.date(2026, 10, 6), dt.date(2027, 1, 31)
)
OTHERS = {"budget": "la gérance"}
# La tâche d’une ligne confiée ne se choisit pas aussi : la demande serait refusée.
FREE = sorted(set(ALL) - {line.taches[0] for line in load_durations().socle if line.id in OTHERS})
BLOCKS = "heures: 7\nblocs: [{nom: Site, taches: [T1.1.4], heures: 5, interet: 10}]\n"


def faults(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse_written(text, REF, source="fiche.yaml")
    assert str(caught.value).startswith(("Demande de fiche refusée", "Fichier illisible"))
    return [str(problem).replace(NB, " ") for problem in caught.value.problems]


def test_une_demande_tient_en_une_ligne(team) -> None:
    fiche = draft_written(team, parse_written("heures: 8", REF))
    assert [(t.id, t.hours) for t in fiche.tasks] == [(t.id, t.hours) for t in draft(team, weekly_hours=8).tasks]


def test_une_demande_complete_donne_la_meme_fiche_que_les_arguments(team) -> None:
    text = """
heures: 7,5
statut: micro
cible: 2
reserve: 20
taches:
  - T4.1.4
  - {id: T1.4.1, minimum: 1, maximum: 2}
  - {id: T3.1.3, temps: 2, par: mois}
personnes:
  - role: gerance
  - {nom: la pharmacienne, heures: 1, taches: [T5.3.2]}
"""
    fiche = draft_written(team, parse_written(text, REF))
    wanted = draft(
        team, weekly_hours=7.5, status="micro", target=2, reserve=0.2, tasks=["T4.1.4", "T1.4.1", "T3.1.3"],
        low={"T1.4.1": 1}, high={"T1.4.1": 2}, times={"T3.1.3": (2, "mois")},
    )  # fmt: skip
    assert fiche.tasks == wanted.tasks and fiche.status.id == "micro"
    assert [role.label for role in fiche.request.roles] == ["gérance", "la pharmacienne"]
    assert fiche.request.roles[0].hours == 2


def test_un_fichier_prend_ce_que_les_documents_impriment() -> None:
    text = """
heures: 8:30
reserve: 10 %
pas: 15 min
taches:
  - {id: T4.1.4, temps: 1 h 30, par: mois}
  - {id: T1.4.1, minimum: 45 min}
argent: {brut_mensuel: 2 600 €, frais_groupement: 8 %, patients: 9 500}
"""
    written = parse_written(text, REF)
    assert (written.heures, written.reserve, written.pas) == (8.5, 10, 0.25)
    assert [(task.temps, task.minimum) for task in written.taches or ()] == [(1.5, None), (None, 0.75)]
    assert written.argent is not None
    assert (written.argent.brut_mensuel, written.argent.frais_groupement, written.argent.patients) == (2600, 8, 9500)


def test_un_temps_par_an_suit_la_meme_regle_dans_un_fichier_et_en_option(team) -> None:
    text = "heures: 20\ntaches:\n  - {id: T3.1.3, temps: 200, par: an}\n  - T4.1.4\n"
    written = draft_written(team, parse_written(text, REF))
    asked = draft(team, weekly_hours=20, tasks=["T3.1.3", "T4.1.4"], times={"T3.1.3": (200, "an")})
    assert written.tasks == asked.tasks
    said = f"le temps de «{NB}T3.1.3{NB}» vaut 200{NB}h par semaine{NB}; attendu{NB}: 168{NB}h au plus."
    assert faults(text.replace("par: an", "par: semaine")) == [f"fiche.yaml:3:25 : {said}".replace(NB, " ")]
    with pytest.raises(InputError) as caught:
        draft(team, weekly_hours=20, tasks=["T3.1.3"], times={"T3.1.3": (200.0, "semaine")})
    assert [problem.message for problem in caught.value.problems] == [said]


def test_chaque_faute_est_situee_et_toutes_se_disent_ensemble() -> None:
    text = """heures: -3
statut: salarie
plan: bloc
taches:
  - T9.9.9
  - id: T4.1.4
    temps: 2
  - {id: T4.1.4, par: mois}
  - {id: T1.4.1, temps: 1, par: jour, minimum: 2}
personnes:
  - heures: 1
  - {role: gerante}
blocs:
  - {nom: A, taches: [T1.4.1, X1], heures: 1, interet: 3}
argent:
  brut_mensuel: beaucoup
couleur: bleu
"""
    assert faults(text) == [
        "fiche.yaml:1:9 : « heures » vaut « -3 » ; attendu : un nombre plus grand que 0.",
        "fiche.yaml:2:9 : « statut » vaut « salarie » ; le plus proche est « salarie-sisa ». Attendu : « salarie-sisa », « groupement », « micro », « professionnel-sante », « benevole » ou « portage ».",
        "fiche.yaml:3:7 : « plan » vaut « bloc » ; le plus proche est « blocs ». Attendu : « matrice », « blocs », « missions » ou « champs ».",
        "fiche.yaml:5:5 : « T9.9.9 » n’est pas une tâche du catalogue.",
        "fiche.yaml:7:12 : « T4.1.4 » a un temps sans fréquence : ajoutez « par: mois ».",
        "fiche.yaml:8:10 : la tâche « T4.1.4 » est choisie deux fois.",
        "fiche.yaml:8:23 : « T4.1.4 » a une fréquence sans temps : ajoutez « temps: 2 ».",
        "fiche.yaml:9:33 : « par » vaut « jour » ; attendu : semaine, mois, trimestre, an ou fois.",
        "fiche.yaml:9:48 : « T1.4.1 » a un temps connu et un minimum : gardez l’un ou l’autre.",
        "fiche.yaml:11:5 : cette personne n’a ni « nom » ni « role » : donnez l’un des deux.",
        "fiche.yaml:12:12 : « role » vaut « gerante » ; le plus proche est « gerance ». Attendu : « referent-si », « referent-protocoles », « referent-qualite », « referent-parcours », « referent-etp », « referent-usagers », « gerance », « secretariat », « assistant-administratif », « comptabilite », « chef-projet », « communication », « referent-accueil », « referent-hygiene » ou « pharmacien ».",
        "fiche.yaml:14:23 : « T1.4.1 » est déjà dans « taches » ou dans un autre bloc.",
        "fiche.yaml:14:31 : « X1 » n’est pas une tâche du catalogue.",
        "fiche.yaml:16:17 : « brut_mensuel » vaut « beaucoup » ; attendu : 1200, 1 200 € ou 23,50.",
        "fiche.yaml:17:1 : la clé « couleur » n’existe pas ici.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "fiche.yaml:1:1 : le fichier est vide"),
        ("taches: [T4.1.4]", "il manque la clé « heures »"),
        ("heures: 8\nheures: 9", "fiche.yaml:2:1"),
        ("heures: 8\nequipes: [{nom: A, heures: 1}, {nom: B, heures: 2}]", "gardez l’un ou l’autre"),
        ("equipes: [{nom: A, heures: 1}]", "au moins deux équipes"),
        ("heures: 8\ntaches: {T4.1.4: 2}", "une liste"),
        ("heures: 8\nreserve: 60", "un nombre d’au plus 50"),
        (
            "heures: 8\nblocs: [{nom: A, taches: [T4.1.4], heures: 1, interet: 1}, {nom: A, taches: [T4.1.4], heures: 1, interet: 1}]",
            "deux blocs s’appellent « A »",
        ),
        (
            "heures: 8\ntaches: [T4.1.4]\nblocs: [{nom: A, taches: [T4.1.4], heures: 1, interet: 1}]",
            "déjà dans « taches »",
        ),
        (
            "heures: 8\npersonnes: [{nom: X, heures: 1, fonctions: [F9.9], taches: [T0]}]",
            "« F9.9 » n’est pas une fonction",
        ),
        ("heures: 8\nredaction: neutre", "« redaction » vaut « neutre »"),
        ("[1, 2", "fiche.yaml:2:1 : une liste entre crochets ou accolades n’est pas fermée."),
        ("- a\n- b", "un bloc de clés"),
    ],
)
def test_une_demande_fautive_dit_ou_et_comment_reparer(text, said) -> None:
    assert any(said in fault for fault in faults(text)), faults(text)


def test_les_regles_de_draft_se_situent_aussi_dans_un_fichier(team) -> None:
    text = """heures: 8
cible: 9
taches:
  - {id: T4.1.4, minimum: 3 h, maximum: 2}
  - {id: T1.4.1, temps: 2, par: mois, maximum: 1}
personnes:
  - {nom: Odile, heures: "1,1", taches: [T4.1.4, T0]}
"""
    found = faults(text)
    assert found == [
        "fiche.yaml:2:8 : le niveau visé « 9 » n’est pas sur l’échelle (0, 1, 2 ou 3).",
        "fiche.yaml:4:41 : « T4.1.4 » : le maximum (2 h) est sous le minimum (3 h).",
        "fiche.yaml:5:48 : « T1.4.1 » a un temps connu et un maximum : gardez l’un ou l’autre.",
        "fiche.yaml:7:26 : « Odile » : 1,1 h n’est pas un multiple du pas (0,25 h).",
        "fiche.yaml:7:50 : « T0 » n’est pas une tâche du catalogue.",
    ]
    with pytest.raises(InputError) as caught:  # les mêmes phrases, sans leur place
        draft(
            team, weekly_hours=8, target=9, tasks=["T4.1.4", "T1.4.1"], low={"T4.1.4": 3}, high={"T4.1.4": 2, "T1.4.1": 1},
            times={"T1.4.1": (2, "mois")}, roles=[Role("Odile", 1.1, tasks=("T4.1.4", "T0"))],
        )  # fmt: skip
    said = {problem.message.replace(NB, " ") for problem in caught.value.problems}
    assert said == {fault.split(" : ", 1)[1] for fault in found}


def test_un_fichier_absent_ou_illisible_se_dit_en_francais(tmp_path) -> None:
    with pytest.raises(MatriceError, match="n’existe pas"):
        load_written(tmp_path / "absente.yaml", REF)
    (tmp_path / "latin.yaml").write_bytes("équipe: é".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        load_written(tmp_path / "latin.yaml", REF)


def test_les_blocs_retenus_ont_leurs_heures_et_les_autres_sont_dits(team) -> None:
    text = """
heures: 10
taches: [T4.1.4, T1.4.1]
blocs:
  - {nom: ETP, taches: [T1.2.1, T1.2.5], heures: 3, euros: 1500, interet: 50}
  - {nom: Site, taches: [T1.1.3], heures: 1, euros: 0, interet: 10}
  - {nom: Qualité, taches: [T4.1.3], heures: 2, euros: 900, interet: 45}
euros_des_blocs: 2000
"""
    fiche = draft_written(team, parse_written(text, REF))
    hours = {task.id: task.hours for task in fiche.tasks}
    assert hours["T1.2.1"] + hours["T1.2.5"] == 3 and hours["T1.1.3"] == 1 and "T4.1.3" not in hours
    assert sum(hours.values()) == 10
    assert any("« Qualité »" in warning.replace(NB, " ") for warning in fiche.warnings)


@examples(40)
@given(
    hours=st.integers(2, 140),
    chosen=st.none() | st.lists(st.sampled_from(FREE), min_size=1, max_size=15, unique=True),
    reserve=st.sampled_from([0, 0.1, 0.3]),
)
def test_une_fiche_reecrite_redonne_exactement_les_memes_heures(team, hours, chosen, reserve) -> None:
    role = Role("l’équipe : « A » & <B>", 1, functions=("F4.1",))
    try:
        fiche = draft(
            team, weekly_hours=hours / 4, tasks=chosen, reserve=reserve, roles=(role,), plan=[ACTION], entrusted=OTHERS
        )
    except BudgetError:
        return
    again = draft_written(team, parse_written(written_text(fiche), REF))
    for name in ("tasks", "uncovered", "delegated", "core_gaps", "warnings"):
        assert getattr(again, name) == getattr(fiche, name)
    assert again.request.roles == fiche.request.roles and written_text(again) == written_text(fiche)


def test_la_fiche_relue_donne_le_meme_document_octet_pour_octet(team) -> None:
    for text in (
        "heures: 8",
        "heures: 4",
        "heures: 20\ntaches: [{id: T3.1.3, temps: 200, par: an}, gérer la paie]",
        BLOCKS,
    ):
        first = draft_written(team, parse_written(text, REF), on=team.on)
        again = draft_written(team, parse_written(written_text(first), REF), on=team.on)
        assert word.fiche(again, on=team.on).to_bytes() == word.fiche(first, on=team.on).to_bytes()


def test_une_duree_propre_a_l_equipe_se_garde_dans_la_demande(team) -> None:
    text = "heures: 8\nreperes:\n  taches:\n    - {id: T4.1.4, nature: recurrente, par: an, selon: reunions, heures: [6, 8, 10]}\n"
    fiche = draft_written(team, parse_written(text, REF))
    assert "8\u00a0h (de 6\u00a0h à 10\u00a0h)" in next(task.explanation for task in fiche.tasks if task.id == "T4.1.4")
    again = draft_written(team, parse_written(written_text(fiche), REF))
    assert again.tasks == fiche.tasks and again.request.durations == fiche.request.durations
    assert faults(text.replace("[6, 8, 10]", "[6, 8, 7]")) == [
        "fiche.yaml:4:74 : les durées de « T4.1.4 » ne montent pas ; attendu : bas ≤ usuel ≤ haut."
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_chaque_exemple_livre_donne_une_fiche_juste(team, path) -> None:
    from dataclasses import replace

    written = load_written(path, REF)
    if written.equipes:
        post = shared_written({t.nom: replace(team, team=t.nom) for t in written.equipes}, written, on=team.on)
        assert post.time.weekly == sum(t.heures for t in written.equipes) and all(f.money for f in post.fiches)
        return
    fiche = draft_written(team, written, on=team.on)
    assert sum(task.hours for task in fiche.tasks) == written.heures and fiche.money
    assert all(delegation.tasks for delegation in fiche.delegated)
    assert {gap.id for gap in fiche.core_gaps} == set(fiche.request.entrusted)  # chaque exemple porte son socle


def test_les_exemples_couvrent_les_tailles_annoncees() -> None:
    sizes = {path.stem: load_written(path, REF).heures for path in EXAMPLES}
    assert sizes == {"huit-heures-partagees": 8, "plusieurs-equipes": None, "temps-plein": 35, "un-jour": 7}


def test_les_euros_des_blocs_pris_comptent_dans_le_cout(team) -> None:
    text = """heures: 10
taches: [T4.1.4, T1.4.1]
blocs:
  - {nom: Qualité, taches: [T4.1.3], heures: 1, euros: 900, interet: 45}
  - {nom: Trop cher, taches: [T1.2.1], heures: 1, euros: 9000, interet: 1}
euros_des_blocs: 2000
argent: {brut_mensuel: 2600}
"""
    fiche = draft_written(team, parse_written(text, REF))
    assert [(line.label, line.euros) for line in fiche.money.cost.lines if "montant" in line.computation] == [
        ("Qualité", 900)
    ]


def test_la_position_sur_la_tva_se_lit_et_se_reecrit(team) -> None:
    text = "heures: 10\ntaches: [T4.1.4]\nargent: {brut_mensuel: 2600, tva: non assujetti}\n"
    fiche = draft_written(team, parse_written(text, REF))
    assert any(line.label == "Taxe sur les salaires" for line in fiche.money.cost.lines)
    again = draft_written(team, parse_written(written_text(fiche), REF))
    assert again.money.inputs == fiche.money.inputs and again.money.inputs.vat == "non assujetti"
    assert faults(text.replace("non assujetti", "non")) == [
        "fiche.yaml:3:35 : « tva » vaut « non » ; attendu : à dire, non assujetti ou assujetti."
    ]


def test_un_temps_par_an_ne_prend_pas_la_place_d_un_bloc(team) -> None:
    """20 h par an font une demi-heure par semaine (20 / 45,6, au quart d'heure) : il reste de la place."""
    text = """heures: 7
taches: [{id: T4.1.4, temps: 20, par: an}]
blocs: [{nom: Site, taches: [T1.1.3], heures: 2, interet: 10}]
"""
    fiche = draft_written(team, parse_written(text, REF))
    assert {"T4.1.4": 0.5, "T1.1.3": 2}.items() <= {task.id: task.hours for task in fiche.chosen}.items()


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("taches: [], heures: 1", "aucune tâche"),
        ("taches: [T1.1.3, T1.2.1], heures: 1.1", "attendu"),
        ("taches: [T1.1.3, T1.2.1, T1.2.5], heures: 0.5", "45 min au moins"),
    ],
)
def test_un_bloc_qui_ne_se_partage_pas_est_refuse_par_son_nom(team, block, words) -> None:
    text = f"heures: 7\ntaches: [T4.1.4]\nblocs: [{{nom: Site, interet: 1, {block}}}]\n"
    with pytest.raises(InputError, match="Site") as caught:
        draft_written(team, parse_written(text, REF))
    assert words in str(caught.value).replace(NB, " ")


@pytest.mark.parametrize("reserve", [0.07, 0.14, 0.29])
def test_la_reserve_se_reecrit_sans_reste_binaire(team, reserve) -> None:
    text = written_text(draft(team, weekly_hours=7, reserve=reserve))
    assert f"\nreserve: {round(100 * reserve)}\n" in text
    assert draft_written(team, parse_written(text, REF)).request.reserve == reserve
