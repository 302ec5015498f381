"""La démarche qualité : ce qui atteste chaque niveau, ce qui manque, et rien que ce que l'équipe a écrit."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from matrice import Profile, load_referentiel, read_responses, score
from matrice.assessment import Action, ActionPlan, Effect, Progress, Quality, decide, load_quality, quality
from matrice.documents import dossier_qualite, rapport

DAY, BEFORE, ON = dt.date(2026, 10, 6), dt.date(2025, 10, 7), dt.date(2026, 11, 30)
PLAIN = Action(
    "A1", "avis", "Écouter les patients", "accueil", "Deux heures", dt.date(2026, 11, 1), dt.date(2027, 3, 31)
)
CHOSEN = replace(PLAIN, theme="acces", lead="infirmière", objective="Savoir ce qui retarde", indicator="Cent réponses")
RUN = replace(CHOSEN, state=Progress.DONE, note="Enquête close")
FULL = replace(RUN, result="128 réponses", effect=Effect((0, 1, 3, 1), dt.date(2026, 4, 10)))


def answers(day: dt.date | None, rows: int | None = None) -> Profile:
    lines = (Path(__file__).parents[2] / "data" / "exemple.csv").read_text(encoding="utf-8").splitlines()
    kept = lines if rows is None else [lines[0], *(line for line in lines[1:] if int(line.split(";")[0][1:]) <= rows)]
    frame = pd.read_csv(io.StringIO("\n".join(kept)), sep=";", dtype=str, keep_default_na=False)
    return score(read_responses(frame, load_referentiel(), team="MSP d’essai", on=day, registered=18))


@pytest.fixture(scope="module")
def now() -> Profile:
    return answers(DAY)


@pytest.fixture(scope="module")
def then() -> Profile:
    return answers(BEFORE)


def lacking(found: Quality) -> list[list[str]]:
    return [[one.label for one in step.missing] for step in found.steps]


def said(found: Quality) -> str:
    return dossier_qualite(found, on=ON).text().replace("\xa0", " ")


CHOICE = ["Une action choisie parmi les six thèmes", "Un référent qualité", "Un objectif"]
DEPLOYED = ["Un responsable, des moyens, un calendrier", "Un suivi tracé", "Le plan mené à son terme"]
RESULTS = [
    "Un indicateur",
    "Un résultat constaté",
    "Un effet noté par l’équipe",
    "Une évolution regardée à l’évaluation suivante",
]


@pytest.mark.parametrize(
    ("actions", "reached", "missing"),
    [
        ((), 0, [CHOICE, DEPLOYED, RESULTS]),
        ((PLAIN,), 0, [CHOICE, DEPLOYED, RESULTS]),  # sans thème, une action n'est pas choisie
        ((replace(CHOSEN, state=Progress.DROPPED),), 0, [CHOICE, DEPLOYED, RESULTS]),
        ((replace(CHOSEN, lead=" "),), 0, [["Un référent qualité"], DEPLOYED[1:], RESULTS[1:]]),
        ((CHOSEN,), 1, [[], DEPLOYED[1:], RESULTS[1:]]),
        ((replace(CHOSEN, state=Progress.ONGOING, note="Parti"),), 1, [[], DEPLOYED[2:], RESULTS[1:]]),
        ((RUN,), 2, [[], [], RESULTS[1:]]),
        ((FULL,), 2, [[], [], RESULTS[3:]]),  # l'évolution ne se voit qu'à l'évaluation suivante
        ((replace(FULL, effect=Effect((0, 1, 1, 0), ON)),), 2, [[], [], RESULTS[2:]]),  # deux avis sont ceux de quelqu'un
    ],
)  # fmt: skip
def test_chaque_niveau_dit_ce_qui_l_atteste_et_ce_qui_manque(now, actions, reached, missing) -> None:
    found = quality(now, ActionPlan(actions), on=ON)
    assert (found.reached, lacking(found)) == (reached, missing)


def test_un_niveau_qui_manque_retient_ceux_d_apres(now: Profile, then: Profile) -> None:
    found = quality(now, None, on=ON, before=then, earlier=ActionPlan((replace(FULL, objective=""),)))
    assert [step.attested for step in found.steps] == [False, True, True] and found.reached == 0


def test_l_action_de_l_annee_d_avant_se_suit_a_l_evaluation_suivante(now: Profile, then: Profile) -> None:
    found = quality(now, ActionPlan((PLAIN,)), on=ON, before=then, earlier=ActionPlan((FULL,)))
    assert found.reached == 3 and found.sentence == "Les trois niveaux ont leurs pièces."
    assert found.chosen and found.chosen.decided == BEFORE
    text = said(found)
    assert "évaluation du 7 octobre 2025" in text and "du 7 octobre 2025, 14 réponses sur 18 inscrits" in text
    assert "« Avis des usagers » : stable, évaluation du 6 octobre 2026" in text
    assert "Effet moyen, d’après 5 avis révélés le 10 avril 2026" in text
    assert "Rapport de l’évaluation du 7 octobre 2025 et du 6 octobre 2026" in text


def test_a_egalite_l_action_la_plus_recente_porte_le_dossier_et_l_autre_est_nommee(now: Profile, then: Profile) -> None:
    old = replace(CHOSEN, what="L’ancienne", state=Progress.ONGOING)
    new = replace(CHOSEN, what="La neuve", lead="")
    found = quality(now, ActionPlan((new,)), on=ON, before=then, earlier=ActionPlan((replace(old, lead=""),)))
    assert found.chosen and found.chosen.action.what == "L’ancienne"  # son évolution se voit déjà
    tied = quality(now, ActionPlan((CHOSEN, new)), on=ON)
    assert tied.chosen and tied.chosen.action is CHOSEN
    assert "La neuve (à faire) : il manque un référent qualité." in said(tied)


def test_une_action_en_retard_se_dit_a_la_date_ou_l_on_regarde(now: Profile) -> None:
    plan = ActionPlan((replace(CHOSEN, state=Progress.ONGOING, due=dt.date(2026, 11, 15)),))
    assert "échéance dépassée depuis le 15 novembre 2026" in said(quality(now, plan, on=ON))
    assert "échéance dépassée" not in said(quality(now, plan, on=dt.date(2026, 11, 15)))


def test_une_evaluation_sans_date_ou_de_deux_personnes_n_est_pas_un_diagnostic(now: Profile) -> None:
    assert "Un diagnostic de maturité" in lacking(quality(answers(None), ActionPlan((FULL,)), on=ON))[0]
    assert "Un diagnostic de maturité" in lacking(quality(answers(DAY, 2), ActionPlan((FULL,)), on=ON))[0]
    few = quality(now, ActionPlan(), on=ON, before=answers(BEFORE, 2), earlier=ActionPlan((FULL,)))
    assert few.chosen and few.chosen.change is None  # deux réponses : rien ne s'en compare
    together = replace(answers(DAY, 1), collective=True)
    assert quality(together, ActionPlan((CHOSEN,)), on=ON).reached == 1


def test_le_dossier_compte_les_decisions_sans_donner_ni_note_ni_niveau(now: Profile) -> None:
    frame = Path(__file__).parents[2] / "data" / "exemple.csv"
    campaign = read_responses(frame, load_referentiel(), team="MSP d’essai", on=DAY, registered=18)
    decided = score(decide(campaign, "avis", 3, votes_for=9, reason="enquête faite"))
    text = said(quality(decided, ActionPlan((FULL,)), on=ON))
    assert "14 réponses sur 18 inscrits, 1 décision" in text
    assert not [one.label for one in now.ref.scale.levels if one.label in text]
    assert "/100" not in text and "sur 100" not in text and "ne donne ni note ni niveau de maturité" in text


def test_le_rapport_et_le_dossier_disent_les_memes_faits_a_la_meme_date(now: Profile) -> None:
    late = replace(CHOSEN, id="A2", due=dt.date(2026, 11, 15))
    plan = ActionPlan((replace(CHOSEN, what="Plus tard"), late))
    report = rapport(now, plan=plan, on=ON).text().replace("\xa0", " ")
    text = said(quality(now, plan, on=ON))
    for words in (
        "14 réponses sur 18 inscrits",
        "MSP d’essai",
        "Version du 30 novembre 2026",
        "15 novembre 2026",
        "31 mars 2027",
    ):
        assert words in report and words in text, words
    assert "(à faire, échéance dépassée depuis le 15 novembre 2026)" in text
    assert (
        "Le plan compte 2 actions ; la prochaine échéance est le 31 mars 2027 ; 1 échéance est dépassée, la plus ancienne depuis le "
        "15 novembre 2026." in report
    )
    ahead = rapport(now, plan=plan, on=DAY).text().replace("\xa0", " ")
    assert "la prochaine échéance est le 15 novembre 2026." in ahead and "dépassée" not in ahead


def test_les_six_themes_et_les_trois_niveaux_sont_dates_et_a_verifier() -> None:
    rules = load_quality()
    assert (len(rules.themes), [one.level for one in rules.levels]) == (6, [1, 2, 3])
    assert rules.date == "2026-11-30" and rules.confidence == "à vérifier"
