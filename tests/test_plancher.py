"""Le plancher, produit par produit : rien sous trois réponses, aucun accord sous cinq, un questionnaire commun déclaré."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import matrice
from matrice import InputError, MatriceError, charts, excel, word
from matrice.assessment import Consensus, ItemResult, Standing, counts_shareable, masked, showable
from matrice.cli import cli
from matrice.federation import export_profile, national_report, read_cohort, read_profile_document
from matrice.federation.profile_document import digest
from matrice.workshop import create_team, open_team, panel, reveal, show_proposal, start, view

REF = matrice.load_referentiel()
DAY = dt.date(2026, 10, 6)
NB = "\u00a0"
DIMENSIONS = [dimension.id for dimension in REF.dimensions]
PROFILE = {"profil": ["radar.html", "profil.csv"], "fiche": ["fiche-de-poste.docx"], "rapport": ["rapport.docx"]}


def frame(people: int, level: int = 2) -> pd.DataFrame:
    """Des réponses rapides ; seule la première personne s'écarte des autres."""
    rows = {one: [str(level)] * people for one in DIMENSIONS}
    rows["rcp"] = ["0", *["2"] * (people - 1)]
    return pd.DataFrame({"code": [f"zz{rank}" for rank in range(people)], **rows})


def campaign(people: int, **facts: Any) -> matrice.Campaign:
    return matrice.read_responses(frame(people), REF, team="Zz", on=DAY, registered=9, **facts)


def answers(folder: Path, people: int, name: str = "zz.csv") -> str:
    path = folder / name
    path.write_text(frame(people).to_csv(index=False, sep=";"), encoding="utf-8")
    return str(path)


def asked(command: str, source: str, folder: Path, *more: str) -> Result:
    extra = {"fiche": ["--heures", "8"], "partager": ["--code", "zz mésange"]}.get(command, [])
    facts = ["--equipe", "Zz", "--effectif", "9", "--date", "2026-10-06", "--dossier", str(folder)]
    return CliRunner().invoke(cli, [command, source, *facts, *extra, *more])


# --- une ou deux réponses : aucun produit ----------------------------------------------------------


@pytest.mark.parametrize("people", [1, 2])
@pytest.mark.parametrize("command", ["profil", "agenda", "fiche", "rapport", "partager"])
def test_sous_trois_reponses_aucune_commande_n_ecrit_rien(command: str, people: int, tmp_path: Path) -> None:
    done = asked(command, answers(tmp_path, people), tmp_path / "sortie")
    assert isinstance(done.exception, MatriceError)
    assert "moins de 3 réponses" in str(done.exception) and "--collectif" in str(done.exception)
    assert not (tmp_path / "sortie").exists() and "sur 100" not in done.output


@pytest.mark.parametrize("people", [1, 2])
def test_sous_trois_reponses_aucun_rendu_ne_montre_et_le_calcul_reste_ouvert(people: int) -> None:
    profile = matrice.score(campaign(people))
    assert profile.to_frame()["score"].notna().all()  # une personne peut remplir un instrument
    fiche = matrice.draft(profile, weekly_hours=8)
    renders: list[Any] = [
        lambda: charts.radar(profile), lambda: charts.dots(profile), lambda: charts.table(profile),
        lambda: charts.slope(profile, profile), lambda: charts.votes(profile), lambda: charts.heatmap(campaign(people)),
        lambda: word.rapport(profile, on=DAY), lambda: word.fiche(fiche, on=DAY), lambda: word.entretien(fiche, on=DAY),
        lambda: excel.fiche(fiche), lambda: panel(start(campaign(people))), lambda: export_profile(profile, code="zz-1"),
        lambda: charts.radar(matrice.score(campaign(5)), before=profile),
        lambda: word.rapport(matrice.score(campaign(5)), on=DAY, before=profile),
        lambda: panel(start(campaign(5)), before=profile),
    ]  # fmt: skip
    for render in renders:
        with pytest.raises(MatriceError, match="moins de 3 réponses"):
            render()
    shown = profile._repr_html_()
    assert "moins de 3 réponses" in shown and "<table" not in shown


@pytest.mark.parametrize("people", [3, 4, 5])
@pytest.mark.parametrize("command", ["profil", "agenda", "fiche", "rapport", "partager"])
def test_a_partir_de_trois_reponses_chaque_commande_travaille(command: str, people: int, tmp_path: Path) -> None:
    done = asked(command, answers(tmp_path, people), tmp_path)
    assert done.exit_code == 0, done.output
    assert all((tmp_path / name).exists() for name in PROFILE.get(command, []))


@pytest.mark.parametrize(("people", "told"), [(3, False), (4, False), (5, True)])
def test_l_accord_et_la_repartition_se_disent_a_partir_de_cinq(people: int, told: bool, tmp_path: Path) -> None:
    done = asked("agenda", answers(tmp_path, people), tmp_path)
    assert ("Voie rapide" in done.output) is told  # un accord fort entre trois dit ce que chacun a répondu
    raw = asked("partager", answers(tmp_path, people), tmp_path, "--votes")
    assert raw.exit_code == 0
    lines = json.loads((tmp_path / "profil.json").read_text(encoding="utf-8"))["dimensions"]
    assert any(line["votes"] for line in lines) is told
    items = showable(matrice.score(campaign(people))).items
    assert {item.agreement.status is Consensus.TOO_FEW for item in items} == {not told}
    assert all(item.level is not None for item in items)


# --- question par question -------------------------------------------------------------------------


def eight(**columns: str) -> matrice.Profile:
    """Huit personnes ; `_` : pas de réponse, `n` : ne sait pas, `s` : sans objet."""
    words = {"n": "NSP", "s": "SO", "_": ""}
    given = {
        name.replace("__", ".").replace("_", "-"): [words.get(one, one) for one in text]
        for name, text in columns.items()
    }
    return matrice.score(matrice.read_responses(pd.DataFrame(given), REF, team="Zz", on=DAY))


def item(profile: matrice.Profile, identifier: str) -> ItemResult:
    return next(one for one in profile.items if one.id == identifier)


@pytest.mark.parametrize(
    ("said", "level", "standing"),
    [
        ("3_______", None, Standing.WITHHELD), ("33nnnnnn", None, Standing.WITHHELD), ("s_______", None, Standing.WITHHELD),
        ("33s_____", None, Standing.WITHHELD), ("333_____", 3, Standing.SCORED), ("sss_____", None, Standing.NOT_APPLICABLE),
        ("nnnnnnnn", None, Standing.NOT_COMPUTABLE), ("________", None, Standing.NOT_COMPUTABLE),
    ],
)  # fmt: skip
def test_une_question_de_moins_de_trois_reponses_perd_son_niveau(said: str, level: int | None, standing: str) -> None:
    shown = item(showable(eight(rcp__1=said, rcp__2="22222222")), "rcp.1")
    assert (shown.level, shown.standing) == (level, standing)
    assert shown.score is None or standing is Standing.SCORED


def test_une_dimension_qui_ne_tient_qu_a_une_personne_est_retenue_et_son_axe_avec() -> None:
    rcp = [f"rcp.{rank}" for rank in range(1, 6)]
    others = {one.id: list("22222222") for d in REF.dimensions for one in d.characteristics if d.id != "rcp"}
    alone = pd.DataFrame({**others, **{one: ["3", *[""] * 7] for one in rcp}})
    profile = matrice.score(matrice.read_responses(alone, REF, on=DAY))
    assert profile.dimension("rcp").score == 100
    shown = showable(profile)
    assert (shown.dimension("rcp").standing, shown.dimension("rcp").score) == (Standing.WITHHELD, None)
    axis = next(one for one in shown.axes if one.id == profile.dimension("rcp").axis)
    assert (axis.standing, axis.score, axis.lowest) == (Standing.WITHHELD, None, None)
    assert shown.dimension("partage") == masked(shown).dimension("partage") != profile.dimension("rcp")
    assert charts.table(profile).count("moins de trois réponses") == 2
    lines = {one["id"]: one for one in json.loads(export_profile(profile, code="zz-1", counts=True))["dimensions"]}
    assert (lines["rcp"]["standing"], lines["rcp"]["score"], lines["rcp"].get("votes", [])) == (
        "non calculable",
        None,
        [],
    )
    assert masked(shown) == shown


def test_la_prochaine_marche_se_tait_quand_une_question_retenue_la_dirait() -> None:
    without_stages = re.sub(
        r"(?m)^        stages:\n(?:          - .*\n)+",
        "",
        (Path(__file__).parents[1] / "data" / "axes.yaml").read_text("utf-8"),
    )
    ref = matrice.parse_referentiel(without_stages)

    def step(**given: str) -> object:
        columns = {f"avis.{rank}": list(given.get(f"q{rank}", "33333333")) for rank in range(1, 7)}
        cells = pd.DataFrame(columns).replace("_", "")
        return showable(matrice.score(matrice.read_responses(cells, ref, on=DAY))).dimension("avis").next_step

    assert step().text == ""
    assert step(q3="3_______") is None  # « rien ne manque » dirait la réponse d'une personne
    assert step(q3="3_______", q5="00000000") is None
    assert step(q1="00000000", q3="3_______").item == "avis.1"


def test_une_decision_reste_sans_ce_que_deux_votes_proposaient() -> None:
    given = pd.DataFrame({"rcp.1": ["3", "3", *["NSP"] * 6], "rcp.2": "2"})
    read = matrice.read_responses(given, REF, on=DAY)
    profile = showable(matrice.score(matrice.decide(read, "rcp.1", 1, votes_for=6, reason="vu ensemble")))
    shown = item(profile, "rcp.1")
    assert shown.decision is not None
    assert (shown.level, shown.decision.proposed, profile.decisions[0].proposed) == (1, 1, 1)
    text = " ".join(
        cell.text for table in word.rapport(profile, on=DAY).tables for row in table.rows for cell in row.cells
    )
    assert "moins de trois réponses" in text


@pytest.mark.parametrize(
    ("levels", "apart", "visible"),
    [((0, 0, 3, 0), 2, False), ((0, 1, 2, 0), 2, True), ((0, 0, 4, 0), 4, False), ((0, 0, 5, 0), 0, True),
     ((0, 1, 1, 0), 6, False), ((0, 0, 0, 0), 5, True), ((1, 1, 1, 1), 0, False)],
)  # fmt: skip
def test_les_comptes_ne_sont_jamais_unanimes_sous_cinq(levels: tuple[int, ...], apart: int, visible: bool) -> None:
    assert counts_shareable(levels, apart) is visible


def test_le_panneau_ne_propose_rien_d_une_question_a_deux_reponses() -> None:
    given = pd.DataFrame({f"rcp.{rank}": ["3", "3", *["NSP"] * 6] for rank in range(1, 6)})
    workshop = start(matrice.read_responses(given, REF, on=DAY), order=["rcp"])
    card = view(show_proposal(reveal(workshop, "rcp"), "rcp"), "rcp")
    assert card.proposed is None
    assert {(one.proposed, one.votes, one.hint) for one in card.questions} == {(None, None, "moins de trois réponses")}


def test_l_evaluation_d_avant_a_deux_personnes_n_empeche_pas_le_rapport(tmp_path: Path) -> None:
    team = create_team(tmp_path / "equipe", name="Zz", registered=9)
    for people, year in ((2, 2025), (5, 2026)):
        read = matrice.read_responses(frame(people), team.ref, on=dt.date(year, 10, 6))
        team.save_answers(read)
    done = CliRunner().invoke(cli, ["rapport", str(tmp_path / "equipe"), "--dossier", str(tmp_path)])
    assert done.exit_code == 0
    assert f"L’évaluation du 6{NB}octobre{NB}2025 n’est pas comparée{NB}: moins de trois" in done.output


# --- un second envoi -------------------------------------------------------------------------------


def test_un_second_envoi_avec_une_reponse_de_plus_est_refuse(tmp_path: Path) -> None:
    eight_people, out = answers(tmp_path, 8), tmp_path / "envoi"
    first = asked("partager", eight_people, out)
    again = asked("partager", eight_people, out)
    assert (first.exit_code, again.exit_code) == (0, 0)  # le même, refait, n'apprend rien
    assert len(json.loads((out / "partages.json").read_text("utf-8"))["sent"]) == 1
    for people in (9, 7):
        refused = asked("partager", answers(tmp_path, people, "autre.csv"), out)
        assert isinstance(refused.exception, InputError)
        assert "déjà parti" in str(refused.exception) and "attendez 11 réponses" in str(refused.exception)
    assert sorted(path.name for path in out.iterdir()) == ["information-rgpd.docx", "partages.json", "profil.json"]
    other = CliRunner().invoke(cli, ["partager", answers(tmp_path, 9, "autre.csv"), "--date", "2026-10-06", "--code", "zz pinson", "--dossier", str(out)])  # fmt: skip
    assert other.exit_code == 0  # une autre équipe, dans le même dossier


def test_trois_personnes_de_plus_passent_cinq_avec_les_comptes(tmp_path: Path) -> None:
    pair = answers(tmp_path, 5), answers(tmp_path, 8, "huit.csv")
    for more, admitted in ((), True), (("--votes",), False):
        out = tmp_path / f"envoi{len(more)}"
        assert asked("partager", pair[0], out).exit_code == 0
        assert (asked("partager", pair[1], out, *more).exit_code == 0) is admitted


def test_le_dossier_d_une_equipe_garde_la_trace_quel_que_soit_le_code(tmp_path: Path) -> None:
    team = create_team(tmp_path / "equipe", name="Zz", registered=9)
    team.save_answers(campaign(5))
    home = str(tmp_path / "equipe")
    assert asked("partager", home, tmp_path / "a").exit_code == 0
    assert (tmp_path / "equipe" / "2026-10-06" / "partages.json").exists()
    team.save_answers(campaign(6))
    done = CliRunner().invoke(cli, ["partager", home, "--code", "zz autre", "--dossier", str(tmp_path / "b")])
    assert isinstance(done.exception, InputError)


def test_decider_ne_change_pas_les_reponses_et_se_partage_ensuite(tmp_path: Path) -> None:
    team = create_team(tmp_path / "equipe", name="Zz", registered=9)
    team.save_answers(campaign(5))
    assert asked("partager", str(tmp_path / "equipe"), tmp_path / "a").exit_code == 0
    with team.workshop(on=DAY) as journal:
        journal.do(reveal, "rcp")
        journal.do(matrice.workshop.revote, "rcp", [0, 0, 4, 1])
        journal.do(matrice.workshop.decide, "rcp", 2)
    assert asked("partager", str(tmp_path / "equipe"), tmp_path / "a").exit_code == 0


@pytest.mark.parametrize("damage", [b"", b"{", b'{"format": "autre", "sent": []}', b"\xff\xfe"])
def test_une_trace_abimee_refuse_l_envoi(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / "partages.json").write_bytes(damage)
    done = asked("partager", answers(tmp_path, 5), tmp_path)
    assert isinstance(done.exception, InputError) and "remettez-en une sauvegarde" in str(done.exception)
    assert not (tmp_path / "profil.json").exists()


# --- un questionnaire rempli ensemble ----------------------------------------------------------------

TOGETHER = "un seul questionnaire, rempli ensemble par l’équipe"


@pytest.mark.parametrize("command", ["profil", "agenda", "fiche", "rapport", "partager"])
def test_un_questionnaire_rempli_ensemble_passe_partout_et_se_dit(command: str, tmp_path: Path) -> None:
    done = asked(command, answers(tmp_path, 1), tmp_path, "--collectif")
    assert done.exit_code == 0, done.output
    said = {"rapport": "", "fiche": "l’équipe a rempli ensemble"}.get(command, "rempli ensemble")
    assert said in done.output
    assert "effectif insuffisant" not in done.output


def test_chaque_document_dit_que_le_questionnaire_a_ete_rempli_ensemble() -> None:
    profile = matrice.score(campaign(1, collective=True))
    report = word.rapport(profile, on=DAY)
    text = " ".join(one.text for one in report.paragraphs)
    assert TOGETHER in text and "pas d’accord à mesurer" in text
    assert TOGETHER in matrice.documents.fiche(matrice.draft(profile, weekly_hours=8), on=DAY).text()
    assert TOGETHER in charts.table(profile).lower() and TOGETHER in profile._repr_html_().lower()
    with pytest.raises(MatriceError, match="il n’y a pas de répartition"):
        charts.votes(profile)
    assert all(one.agreement.mean_distance is None for one in showable(profile).items)
    card = view(show_proposal(reveal(start(campaign(1, collective=True)), "partage"), "partage"), "partage")
    assert (card.proposed, card.questions[0].votes, card.questions[0].hint) == (2, None, "réponse de l’équipe")
    panel(start(campaign(1, collective=True))).close()


@pytest.mark.parametrize("command", ["profil", "agenda", "fiche", "rapport", "partager"])
def test_rempli_ensemble_par_huit_personnes_est_une_contradiction(command: str, tmp_path: Path) -> None:
    done = asked(command, answers(tmp_path, 8), tmp_path / "sortie", "--collectif")
    assert isinstance(done.exception, InputError)
    assert f"8 personnes ont répondu{NB}: donnez ce seul questionnaire" in str(done.exception)
    assert not (tmp_path / "sortie").exists()


def test_le_dossier_d_equipe_garde_que_le_questionnaire_a_ete_rempli_ensemble(tmp_path: Path) -> None:
    team = create_team(tmp_path / "equipe", name="Zz", registered=9)
    team.save_answers(campaign(1, collective=True))
    assert open_team(tmp_path / "equipe").campaign(on=DAY).collective
    assert "collectif: true" in (tmp_path / "equipe" / "2026-10-06" / "campagne.yaml").read_text("utf-8")
    assert asked("profil", str(tmp_path / "equipe"), tmp_path).exit_code == 0
    assert (tmp_path / "profil.csv").read_text("utf-8-sig").splitlines()[1].endswith(";collectif")


def test_la_federation_compte_l_equipe_et_dit_combien_ont_repondu_ensemble(tmp_path: Path) -> None:
    together = json.loads(export_profile(matrice.score(campaign(1, collective=True)), code="zz 00"))
    assert together["team"] == {"respondents": 1, "registered": 9, "collective": True}
    for rank in range(24):
        tree = {**together, "code": f"zz {rank:02d}"}
        if rank >= 12:
            tree["team"] = {"respondents": 5, "registered": 9, "collective": False}
        del tree["checksum"]
        (tmp_path / f"profil-{rank}.json").write_text(json.dumps({**tree, "checksum": digest(tree)}), encoding="utf-8")
    cohort = read_cohort(tmp_path, REF)
    assert (len(cohort), int(cohort.collective.sum()), set(cohort.respondents.tolist())) == (24, 12, {-1, 5})
    assert any("Au moins 11 équipes ont rempli ensemble" in note for note in national_report(cohort).notes)
    assert any("ensemble" in note for note in matrice.compare("zz 00", cohort).notes)
    assert not any("ensemble" in note for note in matrice.compare("zz 20", cohort).notes)
    table = pd.DataFrame({"equipe": ["zz"], "annee": 2026, "dimension": "rcp", "niveau": "2", "collectif": "oui"})
    assert read_cohort(table, REF).collective.tolist() == [True]


def test_un_profil_recu_d_une_personne_est_refuse() -> None:
    tree = json.loads(export_profile(matrice.score(campaign(5)), code="zz-1"))
    tree["team"]["respondents"] = 2
    del tree["checksum"]
    with pytest.raises(InputError, match="seraient celles d’une personne"):
        read_profile_document(json.dumps({**tree, "checksum": digest(tree)}).encode())
