"""Le catalogue et ses plans : mêmes tâches, mêmes heures, d'autres titres ; rien n'est perdu ni compté deux fois."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.amounts import exact
from matrice.errors import InputError
from matrice.fiche import MATRICE, RESERVE, Part, PlannedTask, arrange, catalogue, load_plans
from matrice.fiche.plans import Plan
from matrice.referentiel import Referentiel, load_referentiel, parse_referentiel
from tirages import examples

DATA = Path(__file__).parents[2] / "data"
REF = load_referentiel()
PLANS = load_plans()
CATALOGUE = {placed.id: placed for placed in catalogue(REF)}
LAYOUTS = [plan.id for plan in PLANS.plans]
# Une fédération peut écrire une tâche à elle dans une fonction de la grille : aucun plan livré ne la connaît.
OWN_TASK = "          - {id: T1.4.9, label: Tenir le livre d’or des patients, role: aide}\n"


def planned(task_id: str, hours: float = 1.0) -> PlannedTask:
    """Une tâche du catalogue, avec ses heures."""
    placed = CATALOGUE[task_id]
    return PlannedTask(
        task=placed.task, axis=placed.axis, function=placed.function, dimension=placed.dimension,
        kind="choix", reason="", hours=hours, hours_year=round(46 * hours), share=hours, nature="recurrente", explanation="",
    )  # fmt: skip


def reserve(hours: float = 0.5) -> PlannedTask:
    return PlannedTask(
        task=RESERVE, axis=None, function=None, dimension=None,
        kind="réserve", reason="", hours=hours, hours_year=23, share=hours, nature="ponctuelle", explanation="",
    )  # fmt: skip


def total(tasks: tuple[PlannedTask, ...]) -> Fraction:
    return sum((exact(task.hours) for task in tasks), Fraction())


def ids(parts: tuple[Part, ...]) -> list[str]:
    return [task.id for part in parts for group in part.groups for task in group.tasks]


def federation(text: str) -> Referentiel:
    """La grille livrée, modifiée comme une fédération le ferait."""
    return parse_referentiel(text, source="federation.yaml")


def grid_text() -> str:
    return (DATA / "axes.yaml").read_text(encoding="utf-8")


# --- le catalogue ----------------------------------------------------------------------------------


def test_le_catalogue_suit_la_grille_et_y_glisse_les_taches_propres() -> None:
    found = catalogue(REF)
    assert [placed.id for placed in found if placed.id.startswith("T")] == [task.id for task in REF.tasks]
    assert len(found) == 79 + 30
    functions = [placed.function.id for placed in found]
    assert [name for name, _ in Counter(functions).items()] == [function.id for function in REF.functions]
    assert functions == sorted(functions)  # une fonction d'un seul tenant : ses tâches propres sont à la suite


def test_une_tache_propre_a_la_fonction_et_la_dimension_que_le_fichier_dit() -> None:
    for own in PLANS.tasks:
        placed = CATALOGUE[own.id]
        assert placed.function.id == own.function
        assert (placed.dimension.id if placed.dimension else None) == own.dimension
        assert placed.function in placed.axis.functions


def test_les_identifiants_des_taches_propres_sont_figes() -> None:
    assert [task.id for task in PLANS.tasks] == [f"A.{rank}" for rank in range(1, 31)]


def test_une_tache_propre_commence_par_un_verbe_et_ne_repete_aucune_tache() -> None:
    labels = [placed.task.label for placed in CATALOGUE.values()]
    assert len(set(labels)) == len(labels)
    for task in PLANS.tasks:
        assert re.match(r"\w+(er|ir|re|oir)\b", task.label), task.label
        assert not task.label.endswith(".") and len(task.label) <= 110


def test_une_grille_sans_une_fonction_n_a_pas_les_taches_propres_de_cette_fonction() -> None:
    text = grid_text().replace("- id: F5.1\n", "- id: F5.9\n")
    found = {placed.id for placed in catalogue(federation(text))}
    lost = {task.id for task in PLANS.tasks if task.function == "F5.1"}
    assert lost and not lost & found
    assert {task.id for task in PLANS.tasks} - lost <= found and "T5.1.1" in found


def test_une_grille_qui_reprend_un_identifiant_propre_garde_ses_mots() -> None:
    text = grid_text().replace("- id: T1.4.3\n", "- id: A.16\n")
    found = [placed for placed in catalogue(federation(text)) if placed.id == "A.16"]
    assert [(one.function.id, one.task.role) for one in found] == [("F1.4", "organise")]


def test_une_dimension_absente_ou_renommee_se_retrouve_ou_disparait() -> None:
    text = grid_text().replace("- id: vie-equipe\n", "- id: equipe-vivante\n")
    text = text.replace("dimension: vie-equipe\n", "dimension: equipe-vivante\n")
    alone = {placed.id: placed for placed in catalogue(federation(text))}
    assert alone["A.16"].dimension is None
    covered = text.replace("- id: equipe-vivante\n", "- id: equipe-vivante\n        covers: [vie-equipe]\n")
    found = {placed.id: placed for placed in catalogue(federation(covered))}["A.16"].dimension
    assert found is not None and found.id == "equipe-vivante"


# --- les plans livrés ------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS.plans[1:], ids=lambda plan: plan.id)
def test_chaque_tache_du_catalogue_habite_un_groupe_et_un_seul(plan: Plan) -> None:
    homes = Counter(task for group in plan.groups for task in group.tasks)
    assert set(homes) == set(CATALOGUE)
    assert set(homes.values()) == {1}
    assert all(group.tasks for group in plan.groups)


@pytest.mark.parametrize("plan", PLANS.plans[1:], ids=lambda plan: plan.id)
def test_chaque_ligne_de_source_est_faite_par_une_tache_et_dite_une_seule_fois(plan: Plan) -> None:
    assert all(activity.tasks and set(activity.tasks) <= set(CATALOGUE) for activity in plan.activities)
    labels = [activity.label for activity in plan.activities]
    assert len(set(labels)) == len(labels)


def test_chaque_tache_propre_nait_d_une_ligne_qui_la_cite() -> None:
    lines = {activity.id: activity for plan in PLANS.plans for activity in plan.activities}
    for task in PLANS.tasks:
        place = task.source.partition(":")[2]
        if place in lines:
            assert task.id in lines[place].tasks, task.id
        else:
            assert task.id == "A.12"  # la crise sanitaire : nommée par l'introduction du guide, puis par la ligne B3.19
            assert "A.12" in lines["B3.19"].tasks


def test_un_plan_inconnu_liste_ceux_qui_existent() -> None:
    with pytest.raises(InputError) as caught:
        arrange([planned("T4.1.4")], REF, "bloc")
    assert str(caught.value) == (
        "Plan inconnu\u00a0: 1\u00a0faute\n  - aucun plan ne s’appelle «\u00a0bloc\u00a0»\u00a0; attendu\u00a0: «\u00a0matrice\u00a0», "
        "«\u00a0blocs\u00a0», «\u00a0missions\u00a0» ou «\u00a0champs\u00a0»\u00a0; le plus proche est «\u00a0blocs\u00a0»."
    )


def test_ce_que_nomme_le_fichier_des_plans_existe_et_chaque_identifiant_sert_une_fois() -> None:
    functions, dimensions = {one.id for one in REF.functions}, {one.id for one in REF.dimensions}
    sources = {source.id for source in PLANS.sources}
    for task in PLANS.tasks:
        assert task.function in functions and task.source.split(":")[0] in sources, task.id
        assert task.dimension is None or task.dimension in dimensions, task.id
        assert task.id not in {own.id for own in REF.tasks}, task.id
    for named in (
        PLANS.tasks, PLANS.plans, [part for plan in PLANS.plans for part in plan.parts],
        [group for plan in PLANS.plans for group in plan.groups],
        [activity for plan in PLANS.plans for activity in plan.activities],
    ):  # fmt: skip
        assert len({one.id for one in named}) == len(named)
    assert LAYOUTS[0] == MATRICE and not PLANS.plans[0].parts


# --- ranger une fiche ------------------------------------------------------------------------------

chosen = st.lists(st.sampled_from(sorted(CATALOGUE)), unique=True, max_size=40)
quarters = st.integers(1, 80).map(lambda quarter: quarter / 4)


@examples(60)
@given(data=st.data(), names=chosen, spare=st.booleans(), layout=st.sampled_from(LAYOUTS))
def test_tout_plan_garde_les_memes_taches_et_les_memes_heures(data, names, spare, layout) -> None:
    tasks = [planned(name, data.draw(quarters)) for name in names] + [reserve(data.draw(quarters))] * spare
    parts = arrange(tasks, REF, layout)
    assert sorted(ids(parts)) == sorted(task.id for task in tasks)  # chacune une fois
    assert {task.id: task for part in parts for task in part.tasks} == {task.id: task for task in tasks}
    assert sum((total(part.tasks) for part in parts), Fraction()) == total(tuple(tasks))
    for part in parts:
        assert part.groups and all(group.tasks for group in part.groups)
        assert sum((total(group.tasks) for group in part.groups), Fraction()) == total(part.tasks)
    if spare:
        assert [part.id for part in parts].index("reserve") == len(parts) - 1


@examples(30)
@given(names=chosen, layout=st.sampled_from(LAYOUTS), seed=st.randoms())
def test_l_ordre_est_celui_du_plan_quel_que_soit_celui_des_taches(names, layout, seed) -> None:
    shuffled = list(names)
    seed.shuffle(shuffled)
    first, second = ([planned(name) for name in order] for order in (names, shuffled))
    assert arrange(first, REF, layout) == arrange(second, REF, layout)


def test_le_plan_de_la_grille_va_par_axe_et_par_fonction() -> None:
    parts = arrange([planned(name) for name in ("A.16", "T4.3.1", "T1.1.2", "T4.1.4")] + [reserve()], REF)
    assert [(part.id, [group.id for group in part.groups]) for part in parts] == [
        ("patients", ["F1.1"]), ("equipe", ["F4.1", "F4.3"]), ("reserve", ["reserve"]),
    ]  # fmt: skip
    assert ids(parts) == ["T1.1.2", "T4.1.4", "T4.3.1", "A.16", "reserve"]


def test_le_plan_par_blocs_suit_l_ordre_du_referentiel_d_activite() -> None:
    parts = arrange([planned(name) for name in ("T1.1.1", "T4.1.4", "A.16", "T5.1.1", "A.15", "A.7")], REF, "blocs")
    assert [part.id for part in parts] == ["B1", "B3", "B4", "B5"]
    assert [group.id for group in parts[0].groups] == ["B1-equipe", "B1-communication", "B1-reunions"]


@pytest.mark.parametrize("layout", LAYOUTS[1:])
def test_une_tache_propre_a_une_federation_n_est_pas_perdue(layout: str) -> None:
    ref = federation(grid_text().replace("          - id: T1.4.3\n", OWN_TASK + "          - id: T1.4.3\n"))
    placed = {one.id: one for one in catalogue(ref)}["T1.4.9"]
    own = PlannedTask(
        task=placed.task, axis=placed.axis, function=placed.function, dimension=placed.dimension,
        kind="choix", reason="", hours=2.0, hours_year=92, share=2.0, nature="recurrente", explanation="",
    )  # fmt: skip
    parts = arrange([own, planned("T4.1.4"), reserve()], ref, layout)
    assert [part.label for part in parts[-2:]] == ["Autres tâches", "Réserve"]
    assert [task.id for task in parts[-2].tasks] == ["T1.4.9"]
    assert "T1.4.9" in ids(arrange([own], ref)[:1])  # dans la grille, elle a sa place


def test_une_fiche_vide_n_a_aucune_partie() -> None:
    assert arrange([], REF, "missions") == ()
