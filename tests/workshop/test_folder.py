"""Le dossier d'une équipe : écrit, relu à l'identique, lisible, et clair quand quelque chose manque."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import stat
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matrice
from matrice import Campaign, InputError, MatriceError, read_responses
from matrice.assessment import Comment
from matrice.cli import cli
from matrice.workshop import (
    State,
    TeamFolder,
    create_team,
    decide,
    note,
    open_team,
    repair,
    repair_lines,
    reveal,
    revote,
    undo,
    view,
)
from tirages import examples

DAY = dt.date(2026, 11, 21)


@pytest.fixture
def team(tmp_path: Path, grid_file: Path) -> TeamFolder:
    return create_team(tmp_path / "msp", name="MSP des Tilleuls", registered=12, grid=grid_file)


def same(one: Campaign, two: Campaign) -> bool:
    """Les mêmes réponses, personne par personne."""
    return (
        one.counts.tolist() == two.counts.tolist()
        and (one.answers is None) == (two.answers is None)
        and (one.answers is None or two.answers is None or one.answers.tolist() == two.answers.tolist())
        and (one.team, one.on, one.registered, one.professions, one.people, one.grain, one.respondents)
        == (two.team, two.on, two.registered, two.professions, two.people, two.grain, two.respondents)
    )


def test_une_equipe_creee_se_rouvre_d_un_seul_appel(team: TeamFolder, small: matrice.Referentiel) -> None:
    again = open_team(team.path)
    assert (again.name, again.registered, again.ref) == ("MSP des Tilleuls", 12, small)
    assert again.campaigns() == ()
    assert sorted(path.name for path in team.path.iterdir()) == [
        "LISEZ-MOI.txt", "cle-pseudonymes.txt", "equipe.yaml", "grille.yaml",
    ]  # fmt: skip


def test_sans_grille_propre_c_est_la_grille_livree(tmp_path: Path) -> None:
    team = create_team(tmp_path / "msp", name="non : 1.10 #")
    assert 'grille: "livrée"' in (team.path / "equipe.yaml").read_text(encoding="utf-8")
    assert (team.name, team.registered, team.ref) == ("non : 1.10 #", None, matrice.load_referentiel())


@pytest.mark.skipif(os.name != "posix", reason="les droits d’un fichier sont ceux de Linux et de macOS")
def test_la_cle_est_secrete_et_ne_change_pas(team: TeamFolder, tmp_path: Path) -> None:
    path = team.path / "cle-pseudonymes.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Ne la communiquez à personne" in path.read_text(encoding="utf-8")
    assert len(team.key) == 32
    assert open_team(team.path).key == team.key
    assert create_team(tmp_path / "autre", name="Autre").key != team.key
    path.write_text("# vide\n", encoding="utf-8")
    with pytest.raises(MatriceError, match="la clé est abîmée"):
        _ = team.key


def test_le_mode_d_emploi_explique_chaque_fichier(team: TeamFolder, split: Campaign) -> None:
    team.save_answers(split)
    team.workshop(on=DAY).close()
    said = (team.path / "LISEZ-MOI.txt").read_text(encoding="utf-8-sig")
    written = {path.name for path in team.path.rglob("*") if path.is_file()} - {"LISEZ-MOI.txt", "grille.yaml"}
    assert {name for name in written if name in said} == written


def test_les_reponses_se_relisent_a_l_identique(team: TeamFolder, split: Campaign) -> None:
    whole = dataclasses.replace(split, registered=9, people=("ABCDEFGHIJ", "", "KLMNOPQRST", "", "", "2345672345"))
    team.save_answers(whole)
    assert same(team.answers(on=DAY), whole)
    assert team.campaigns() == (DAY,)
    text = (team.path / "2026-11-21" / "reponses.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[:2] == ["repondant;profession;item;reponse", "ABCDEFGHIJ;;d.1;0"]
    assert "p02;;d.1;0" in text


SIGNS = st.lists(st.sampled_from(["0", "1", "2", "SO", "NSP", ""]), min_size=3, max_size=3)


@examples(25)
@given(
    rows=st.lists(SIGNS, min_size=1, max_size=12), who=st.sampled_from(["", "kiné ; libéral", 'dit "le doc"', "=1+1"])
)
def test_toutes_les_reponses_font_l_aller_retour(
    tmp_path_factory: pytest.TempPathFactory, small: matrice.Referentiel, rows: list[list[str]], who: str
) -> None:
    frame = pd.DataFrame(rows, columns=["d.1", "d.2", "e.1"])
    frame["profession"] = [who if rank % 2 else "soins" for rank in range(len(rows))]
    home = create_team(tmp_path_factory.mktemp("equipe"), name="Équipe")
    folder = dataclasses.replace(home, ref=small)
    campaign = read_responses(frame, small, team="Équipe", on=DAY)
    folder.save_answers(campaign)
    assert same(folder.answers(on=DAY), campaign)


def test_des_mains_comptees_se_relisent_aussi(team: TeamFolder, small: matrice.Referentiel) -> None:
    hands = pd.DataFrame(
        {
            "item": ["d.1", "d.2"],
            "niveau_0": ["1", "0"],
            "niveau_1": ["4", "2"],
            "niveau_2": ["0", "3"],
            "so": ["1", "0"],
            "nsp": ["0", "0"],
        }
    )
    campaign = read_responses(hands, small, team=team.name, on=DAY)
    team.save_answers(campaign)
    assert same(team.answers(on=DAY), campaign)


def test_l_atelier_reprend_ou_il_en_etait_et_la_campagne_porte_ses_decisions(team: TeamFolder, split: Campaign) -> None:
    team.save_answers(split)
    with team.workshop(on=DAY) as journal:
        journal.do(reveal, "d")
        journal.do(revote, "d.1", [0, 6, 0])
        journal.do(decide, "d", 2, votes_for=5, reason="Un compte rendu est affiché.")
    with team.workshop(on=DAY) as journal:
        assert len(journal.workshop.events) == 3
        campaign = open_team(team.path).campaign(on=DAY)  # lue pendant que l'atelier est ouvert
    assert campaign.decisions[0].reason == "Un compte rendu est affiché."
    assert campaign.counts[0].tolist() == [0, 6, 0, 0, 0, 0]
    assert matrice.score(campaign).dimension("d").level == 2
    assert team.answers(on=DAY).decisions == ()


@pytest.fixture
def written(team: TeamFolder, split: Campaign) -> Path:
    """Un journal d'une en-tête et de cinq gestes, dont deux décisions."""
    team.save_answers(split)
    with team.workshop(on=DAY) as journal:
        for target in ("d", "e"):
            journal.do(reveal, target)
            journal.do(decide, target, 1, votes_for=5, against=1, reason="Vu sur place.")
        journal.do(note, "e", "À revoir en juin.")
    return team.path / "2026-11-21" / "atelier.jsonl"


def damaged(path: Path, how: str) -> None:
    """Le journal abîmé, d'une des façons que l'on rencontre."""
    raw = path.read_bytes()
    lines = raw.splitlines(keepends=True)
    contents = {
        "retouché": raw.replace(b'"niveau": 1', b'"niveau": 2', 1),
        "ligne ôtée": b"".join([*lines[:2], *lines[3:]]),
        "première ligne ôtée": b"".join(lines[1:]),
        "dernière ligne coupée": raw[:-20],
        "fin ôtée": b"".join(lines[:-2]),
        "vidé": b"",
    }
    if how == "effacé":
        path.unlink()
    else:
        path.write_bytes(contents[how])


DAMAGES = ("retouché", "ligne ôtée", "première ligne ôtée", "dernière ligne coupée", "fin ôtée", "vidé", "effacé")


@pytest.mark.parametrize("how", DAMAGES)
def test_un_journal_incomplet_est_refuse_en_disant_la_commande_qui_repare(
    team: TeamFolder, written: Path, how: str
) -> None:
    damaged(written, how)
    before = written.read_bytes() if written.exists() else None
    with pytest.raises(InputError) as caught:
        team.campaign(on=DAY)
    (problem,) = caught.value.problems
    assert problem.source == "2026-11-21/atelier.jsonl"
    assert f"«\u00a0matrice reparer {team.path}\u00a0»" in problem.message
    expected = {
        "retouché": 3, "ligne ôtée": 3, "première ligne ôtée": 1, "dernière ligne coupée": 6, "fin ôtée": 5, "vidé": None,
        "effacé": None,
    }  # fmt: skip
    assert problem.line == expected[how]
    assert (written.read_bytes() if written.exists() else None) == before


@pytest.mark.parametrize("how", DAMAGES)
def test_reparer_met_de_cote_dit_ce_qui_est_perdu_et_ne_recommence_pas(
    team: TeamFolder, written: Path, how: str
) -> None:
    whole = written.read_bytes()
    damaged(written, how)
    left = written.read_bytes() if written.exists() else b""
    (found,) = repair(team)
    said = "\n".join(repair_lines(team, [found])).replace("\u00a0", " ")
    rebut = written.with_name("atelier.jsonl.rebut")
    aside = rebut.read_bytes() if rebut.exists() else b""
    kept = written.read_bytes()
    sound = {"retouché": 1, "ligne ôtée": 1, "dernière ligne coupée": 4, "fin ôtée": 3}.get(how, 0)
    assert len(found.kept) == sound
    if sound:
        assert whole.startswith(kept)
        assert kept + aside == left or kept + aside == left + b"\n"  # rien n'est jeté
    assert len(found.kept) + len(found.lost) + found.gone == 5
    assert "il est réparé" in said
    assert "À faire : remettez une sauvegarde" in said
    if how in ("ligne ôtée", "retouché", "première ligne ôtée"):
        assert "« Accueil » : décidé 1 en projet, 5 pour, 1 contre ; raison : Vu sur place" in said
        assert "« Accueil » : remarque « À revoir en juin. »" in said
    if how in ("fin ôtée", "vidé", "effacé", "ligne ôtée"):
        assert f"{found.gone} geste" in said
        assert "plus nulle part" in said
    (again,) = repair(team)
    assert again.is_sound
    assert "le journal est entier" in "\n".join(repair_lines(team, [again]))
    assert (written.read_bytes(), rebut.read_bytes() if rebut.exists() else b"") == (kept, aside)
    notes = team.campaign(on=DAY).notes
    assert notes
    assert any("manquent" in one or "mis de côté" in one for one in notes)


def test_la_ligne_coupee_d_une_decision_dit_encore_laquelle(team: TeamFolder, written: Path) -> None:
    lines = written.read_bytes().splitlines(keepends=True)
    written.write_bytes(b"".join(lines[:4]) + lines[4][: lines[4].index(b"raison") + 12])
    said = "\n".join(repair_lines(team, repair(team)))
    assert "«\u00a0Accueil\u00a0»\u00a0: décidé 1\u00a0en projet, 5 pour, 1 contre" in said


def test_une_coupure_pendant_un_geste_ne_laisse_pas_de_trace_dans_les_documents(
    team: TeamFolder, written: Path
) -> None:
    with written.open("ab") as stream:
        stream.write(b'{"n": 6, "quand": "2026')
    with pytest.raises(InputError, match="la dernière ligne est coupée"):
        team.campaign(on=DAY)
    with team.workshop(on=DAY) as journal:  # la salle, elle, reprend sans attendre
        assert (len(journal.workshop.events), journal.damaged) == (5, False)
    assert team.campaign(on=DAY).notes == ()


def test_un_journal_d_avant_le_temoin_se_lit_comme_les_autres(team: TeamFolder, written: Path) -> None:
    written.with_name("atelier.jsonl.temoin").unlink()
    assert len(team.campaign(on=DAY).decisions) == 2
    (found,) = repair(team)
    assert found.is_sound
    written.with_name("atelier.jsonl.temoin").write_bytes(b"\0" * 40)  # illisible : il ne prouve rien
    assert len(team.campaign(on=DAY).decisions) == 2


def test_la_salle_reprend_un_journal_raccourci_en_le_disant_et_les_documents_aussi(
    team: TeamFolder, written: Path
) -> None:
    damaged(written, "fin ôtée")
    with team.workshop(on=DAY) as journal:
        assert not journal.damaged
        assert "2\u00a0gestes déjà enregistrés manquent à la fin" in journal.message
        journal.do(note, "e", "suite")
    with team.workshop(on=DAY) as journal:
        assert journal.message == ""
    assert "des gestes enregistrés manquent" in team.campaign(on=DAY).notes[-1]


def test_reparer_relit_chaque_date_et_laisse_celle_qu_il_ne_peut_pas_reparer(
    team: TeamFolder, written: Path, votes: Any
) -> None:
    other = dt.date(2025, 11, 21)
    team.save_answers(dataclasses.replace(votes(d_1="000000", d_2="111111", e_1="112211"), on=other))
    team.workshop(on=other).close()
    damaged(written, "ligne ôtée")
    (team.path / "2025-11-21" / "reponses.csv").write_text("d.1;d.2;e.1\n1;1;1\n", encoding="utf-8")
    old, new = repair(team)
    assert old.refusal.startswith("les réponses ne sont pas celles du début")
    assert not new.refusal
    assert new.fault
    assert "Évaluation du 21\u00a0novembre\u00a02025\u00a0: le journal n’a pas été touché" in "\n".join(
        repair_lines(team, [old, new])
    )


def test_une_equipe_sans_atelier_n_a_rien_a_reparer(team: TeamFolder, split: Campaign) -> None:
    team.save_answers(split)
    assert repair(team) == ()
    assert "rien à réparer" in repair_lines(team, ())[0]


def test_une_repetition_annulee_ou_un_retardataire_changent_les_reponses_et_les_remarques_restent(
    team: TeamFolder, split: Campaign, votes: Any
) -> None:
    team.save_answers(split)
    with team.workshop(on=DAY) as journal:
        journal.do(reveal, "d")
        journal.do(note, "e", "le portail est lent")
        journal.do(decide, "d", 1)
        journal.do(undo)
    late = votes(d_1="0022220", d_2="1111111", e_1="1122111")
    team.save_answers(late)
    assert same(team.answers(on=DAY), late)
    with team.workshop(on=DAY) as journal:
        assert journal.workshop.notes == (("e", "le portail est lent"),)
        assert journal.workshop.state("d") is State.HIDDEN and journal.message == ""
    kept = (team.day(on=DAY) / "atelier-avant-1.jsonl").read_text(encoding="utf-8")
    assert '"acte": "décider"' in kept and '"acte": "annuler"' in kept


@pytest.mark.parametrize("gesture", [(decide, "d", 1), (revote, "d.1", [6, 0, 0])])
def test_apres_une_decision_ou_un_second_vote_les_reponses_ne_changent_plus(
    team: TeamFolder, split: Campaign, votes: Any, gesture: tuple[Any, ...]
) -> None:
    team.save_answers(split)
    with team.workshop(on=DAY) as journal:
        journal.do(reveal, "d")
        journal.do(*gesture)
    team.save_answers(split)
    with pytest.raises(InputError, match="a déjà pris une décision avec d’autres réponses"):
        team.save_answers(votes(d_1="000000", d_2="111111", e_1="112211"))
    assert same(team.answers(on=DAY), split)
    assert len(team.workshop(on=DAY).workshop.events) == 2


def test_une_seconde_passe_qui_propose_un_autre_niveau_garde_la_decision_d_avant(tmp_path: Path) -> None:
    team = create_team(tmp_path / "msp", name="MSP", registered=6)
    ref = team.ref
    stages = pd.DataFrame({one.id: ["2", "2", "2", "0", "1"] for one in ref.dimensions})
    asked = ref.dimension("rcp").characteristics
    team.save_answers(read_responses(stages, ref, team="MSP", on=DAY, registered=6))
    with team.workshop(on=DAY) as journal:
        journal.do(reveal, "rcp")
        journal.do(decide, "rcp", 2)  # ce que les votes proposent : sans motif
    details = pd.DataFrame({item.id: ["0", "0", "0", "0", "1"] for item in asked})
    team.save_answers(read_responses([stages, details], ref, team="MSP", on=DAY, registered=6))
    decision = next(one for one in team.campaign(on=DAY).decisions if one.target == "rcp")
    assert decision.level == 2 and "avant" in decision.reason
    with team.workshop(on=DAY) as journal:  # les énoncés, posés depuis, se révèlent à leur tour
        hidden = view(journal.workshop, "rcp")
        assert hidden.state is State.HIDDEN and hidden.decision and not hidden.shows_proposal
        assert all(one.votes is None and one.proposed is None for one in hidden.questions)
        journal.do(undo)  # annuler défait la décision, jamais ce qui cache les réponses
        assert view(journal.workshop, "rcp").state is State.HIDDEN and not view(journal.workshop, "rcp").decision
        journal.do(reveal, "rcp")
        assert view(journal.workshop, "rcp").questions[0].votes == (4, 1, 0, 0)


def test_ce_qui_ne_peut_pas_s_enregistrer_est_refuse(team: TeamFolder, split: Campaign, example: Campaign) -> None:
    with pytest.raises(InputError, match="n’a pas de date"):
        team.save_answers(dataclasses.replace(split, on=None))
    with pytest.raises(InputError, match="répondent à une autre grille"):
        team.save_answers(example)
    with pytest.raises(InputError, match="un second vote a changé ces comptes"):
        team.save_answers(matrice.assessment.revote(split, "d.1", [6, 0, 0]))
    with pytest.raises(
        InputError, match="pas de réponses au 1er\u00a0mai\u00a02026\u00a0; évaluations présentes\u00a0: aucune"
    ):
        team.answers(on=dt.date(2026, 5, 1))


def test_le_plan_d_action_se_range_a_cote_de_la_campagne(team: TeamFolder) -> None:
    action = matrice.assessment.Action(
        "a1", "d", "Fixer les dates", "coordination", "une heure", dt.date(2026, 12, 1), dt.date(2027, 3, 1)
    )
    plan = matrice.assessment.ActionPlan((action,))
    assert team.plan(on=DAY).actions == ()
    assert team.save_plan(plan, on=DAY).name == "actions.csv"
    assert team.plan(on=DAY) == plan


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nom: x\neffectif: 0\n", "« effectif » vaut « 0 »"),
        ("effectif: 3\n", "il manque la clé « nom »"),
        ("nom: x\ncouleur: bleu\n", "la clé « couleur » n’existe pas ici"),
        ("", "vide"),
    ],
)
def test_une_fiche_d_equipe_fautive_dit_ou(team: TeamFolder, text: str, words: str) -> None:
    (team.path / "equipe.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_team(team.path)
    said = str(caught.value).replace("\u00a0", " ")
    assert said.startswith("Dossier d’équipe refusé : 1 faute")
    assert words in said


def test_un_dossier_sans_equipe_ou_deja_pris_est_refuse(tmp_path: Path, team: TeamFolder) -> None:
    with pytest.raises(MatriceError, match=r"pas de fichier equipe\.yaml ici"):
        open_team(tmp_path / "rien")
    with pytest.raises(MatriceError, match="une équipe est déjà là"):
        create_team(team.path, name="Encore")
    with pytest.raises(InputError, match="donnez un nom"):
        create_team(tmp_path / "vide", name=" ")
    assert not (tmp_path / "vide").exists()


def test_un_plan_illisible_n_arrete_que_ce_qui_l_imprime(
    team: TeamFolder, split: Campaign, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    team.save_answers(split)
    (team.path / "2026-11-21" / "actions.csv").write_text("id;action\nA1;x\n", encoding="utf-8")
    cli(["profil", str(team.path), "--dossier", str(tmp_path / "sortie")], standalone_mode=False)
    said = capsys.readouterr()
    assert "profil.csv" in said.out
    assert "il manque les colonnes" in said.err and "la suite s’en passe" in said.err
    with pytest.raises(InputError, match="Plan d’action illisible"):
        cli(["rapport", str(team.path), "--dossier", str(tmp_path / "sortie")], standalone_mode=False)


def test_les_commentaires_restent_dans_le_dossier_et_se_relisent(team: TeamFolder, split: Campaign) -> None:
    written = (Comment("d.1", '=1+1; "jamais"\nou presque'), Comment("e.1", "ouvert"))
    team.save_answers(dataclasses.replace(split, comments=written))
    assert team.answers(on=DAY).comments == team.campaign(on=DAY).comments == written
    raw = (team.path / "2026-11-21" / "commentaires.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in raw and "p01" not in raw
    assert "jamais" not in (team.path / "2026-11-21" / "reponses.csv").read_text(encoding="utf-8-sig")
    assert "commentaires.csv" in (team.path / "LISEZ-MOI.txt").read_text(encoding="utf-8-sig")
    team.save_answers(split)
    assert team.answers(on=DAY).comments == ()


def test_un_fichier_de_commentaires_abime_dit_sa_ligne(team: TeamFolder, split: Campaign) -> None:
    team.save_answers(dataclasses.replace(split, comments=(Comment("d.1", "x"),)))
    (team.path / "2026-11-21" / "commentaires.csv").write_text("item;commentaire\nz.9;x\n", encoding="utf-8")
    with pytest.raises(InputError, match="ligne 2"):
        team.answers(on=DAY)


@pytest.mark.skipif(os.name != "posix", reason="les droits d’un fichier sont ceux de Linux et de macOS")
def test_un_dossier_d_equipe_n_est_ouvert_qu_a_son_proprietaire(team: TeamFolder, written: Path) -> None:
    assert written.exists()
    kinds = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [team.path, *team.path.rglob("*")]}
    assert kinds == {(True, 0o700), (False, 0o600)}


@pytest.mark.parametrize("place", ["../ailleurs.yaml", "/etc/passwd", "2026/../../ailleurs.yaml", "lien.yaml", "a\\0b"])
def test_la_grille_d_une_equipe_reste_dans_son_dossier(team: TeamFolder, tmp_path: Path, place: str) -> None:
    (tmp_path / "ailleurs.yaml").write_bytes((team.path / "grille.yaml").read_bytes())
    (team.path / "lien.yaml").symlink_to(tmp_path / "ailleurs.yaml")
    (team.path / "equipe.yaml").write_text(f'nom: "MSP"\ngrille: "{place}"\n', encoding="utf-8")
    with pytest.raises(InputError, match="n’est pas dans le dossier de l’équipe"):
        open_team(team.path)


def test_le_mode_d_emploi_ne_dit_qu_une_chose_de_la_copie_et_de_la_cle(team: TeamFolder) -> None:
    said = (team.path / "LISEZ-MOI.txt").read_text(encoding="utf-8-sig")
    assert "copiez le dossier entier, clé comprise" in said
    assert "n’envoyez ni ce dossier" in said
    assert said.count("copiez") == 1
    assert "elle ne s’envoie jamais" in (team.path / "cle-pseudonymes.txt").read_text(encoding="utf-8")


# --- une évaluation faite avec une autre version de la grille ---------------------------------------


def test_une_evaluation_d_une_autre_version_de_la_grille_se_relit_et_l_on_dit_ce_qui_passe(tmp_path: Path) -> None:
    ref = matrice.load_referentiel()
    team = create_team(tmp_path / "msp", name="MSP", registered=6)
    asked = ["rcp.1", "rcp.2", "rcp.3", "rcp.4", "rcp.5", "acces.2", "relais.2", "protocoles.2", "protocoles.3"]
    rows = [f"p{rank};;{item};{rank % 4}" for rank in range(4) for item in asked]
    folder = team.day(on=DAY)
    folder.mkdir()
    (folder / "reponses.csv").write_text("\n".join(["repondant;profession;item;reponse", *rows]), encoding="utf-8")
    (folder / "campagne.yaml").write_text('effectif: 6\nversion: "1.0"\n', encoding="utf-8")
    (folder / "atelier.jsonl").write_text("{}\n", encoding="utf-8")
    before = team.campaign(on=DAY)
    assert any("acces.2 → securite.7" in note and "relais.2" in note for note in before.notes)
    assert any("version 1.0 de la grille, relue avec la version 1.1" in note for note in before.notes)
    assert any("portaient sur la version 1.0" in note and "atelier.jsonl" in note for note in before.notes)
    profile = matrice.score(before)
    standings = {item.id: str(item.standing) for item in profile.items}
    assert (standings["rcp.1"], standings["protocoles.2"], standings["protocoles.4"]) == (
        "calculé",
        "calculé",
        "non posé",
    )
    assert str(profile.dimension("rcp").standing) == "calculé"
    assert str(profile.dimension("protocoles").standing) == "non posé"  # 2 énoncés sur 7 : une partie n'est pas le tout

    now = pd.DataFrame({item.id: ["3"] * 4 for item in ref.characteristics})
    moved = matrice.progress(profile, matrice.score(read_responses(now, ref, team="MSP")))
    told = {one.id: (str(one.trend), one.reason) for one in (*moved.dimensions, *moved.items)}
    assert told["rcp"] == ("en hausse", "") and told["securite.7"] == ("en hausse", "")
    assert told["protocoles"][0] == "non comparable" and told["protocoles.4"] == (
        "non comparable",
        "non posé la première fois",
    )
