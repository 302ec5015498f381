"""Un poste pour plusieurs équipes : les heures de chacune, dont la somme est celle du poste."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx.document import Document
from equipes import ON
from hypothesis import given
from hypothesis import strategies as st
from lecture_word import all_text, headings, minutes, saved, tables

from matrice.assessment import Profile
from matrice.errors import InputError
from matrice.fiche import FicheDePoste, Role, SharedPost, catalogue, draft, share_post
from matrice.referentiel import load_referentiel
from matrice.render.word import poste_partage
from tirages import examples

MISSIONS = ("Mission", "Temps, en moyenne")
TIMES = ("Équipe", "h/semaine", "h/mois", "h/an", "ETP", "Part")
WEEK = ("Équipe", "h/semaine", "Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")
IDS = [task.id for task in catalogue(load_referentiel())]
NB = "\u00a0"
TEAMS = ("MSP des Tilleuls", "MSP du Canal & Cie", "Pôle de la Vallée")


def team_fiche(profile: Profile, name: str, hours: float, **asked: object) -> FicheDePoste:
    return draft(replace(profile, team=name), weekly_hours=hours, contract_hours=17.5, **asked)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shared(profile: Profile) -> SharedPost:
    return share_post([
        team_fiche(profile, TEAMS[0], 7, tasks=IDS[:20], roles=[Role("Secrétariat", 1)]),
        team_fiche(profile, TEAMS[1], 6),
        team_fiche(profile, TEAMS[2], 4.5),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def document(shared: SharedPost) -> Document:
    return poste_partage(shared, on=ON)


def figure(written: str) -> Decimal:
    """« 30,33 h » ou « 40,0 % » → le nombre imprimé."""
    return Decimal(written.rstrip("h%").replace(NB, "").replace(",", "."))


@given(
    steps=st.lists(st.integers(2, 60), min_size=2, max_size=5),
    plan=st.sampled_from(["matrice", "blocs", "missions", "champs"]),
)
@examples(10)
def test_les_heures_des_equipes_font_celles_du_poste(profile: Profile, steps: list[int], plan: str) -> None:
    post = share_post([team_fiche(profile, f"Équipe {rank}", step / 4) for rank, step in enumerate(steps)])
    found = poste_partage(post, on=ON, layout=plan)
    (times,) = tables(found, *TIMES)
    assert [minutes(line[1]) for line in times] == [15 * step for step in steps] + [15 * sum(steps)]
    for column in range(2, 6):
        assert sum(figure(line[column]) for line in times[:-1]) == figure(times[-1][column])
    assert figure(times[-1][5]) == 100
    totals = [table[-1][1].removesuffix(" par semaine") for table in tables(found, *MISSIONS)]
    assert [minutes(total) for total in totals] == [15 * step for step in steps]


def test_le_total_du_poste_est_celui_de_la_personne(document: Document) -> None:
    (times,) = tables(document, *TIMES)
    # 17,5 h : un demi temps plein, 17,5 × 52 / 12 heures payées par mois ;
    # 321,4 + 275,5 + 206,6 h par an : 321 + 275 + 207, comme dans les tableaux des équipes.
    assert times[-1] == ["Poste entier", f"17{NB}h{NB}30", f"75,83{NB}h", "803", "0,5", f"100,0{NB}%"]


def test_chaque_equipe_a_sa_partie_ses_taches_et_ce_que_son_temps_ne_couvre_pas(
    document: Document, shared: SharedPost
) -> None:
    first = [said for level, said in headings(document) if level == 1]
    wanted = [
        f"{team}{NB}: {said} par semaine"
        for team, said in zip(TEAMS, (f"7{NB}h", f"6{NB}h", f"4{NB}h{NB}30"), strict=True)
    ]
    assert [said for said in first if said in wanted] == wanted
    said = all_text(document)
    for fiche in shared.fiches:
        assert all(task.label in said for task in (*fiche.chosen, *fiche.uncovered))
    assert "Secrétariat" in said


def test_la_semaine_se_remplit_equipe_par_equipe(document: Document) -> None:
    (week,) = tables(document, *WEEK)
    assert [line[0] for line in week] == [*TEAMS, "Total"]
    assert all("compléter" in cell for line in week[:-1] for cell in line[2:])
    assert week[-1][1] == f"17{NB}h{NB}30"


@pytest.mark.parametrize(("status", "common"), [("salarie-sisa", 0), ("groupement", 1), ("portage", 1)])
def test_chaque_equipe_signe_l_employeur_commun_et_la_personne_une_fois(
    profile: Profile, status: str, common: int
) -> None:
    post = share_post([draft(replace(profile, team=name), weekly_hours=8, status=status) for name in TEAMS])
    (signing,) = tables(poste_partage(post, on=ON), "En qualité de", "Nom", "Date", "Signature")
    said = [line[0] for line in signing]
    parties = len(post.fiches[0].status.parties) - common
    assert all(sum(team in one for one in said) == parties for team in TEAMS)
    assert len(said) == len(set(said)) == common + 3 * parties + 1
    assert said[-1] == "La coordinatrice ou le coordinateur"


def test_ce_que_personne_ne_prend_est_en_annexe_apres_les_signatures(document: Document) -> None:
    titles = [said for level, said in headings(document) if level == 1]
    assert titles[-2:] == ["Signatures", "Annexes"]


@pytest.mark.parametrize("status", ["salarie-sisa", "groupement"])
def test_chaque_point_d_attention_du_poste_se_dit_une_fois(profile: Profile, status: str) -> None:
    post = share_post([draft(replace(profile, team=name), weekly_hours=4, status=status) for name in TEAMS[:2]])
    said = all_text(poste_partage(post, on=ON))
    assert post.warnings
    assert all(said.count(warning) == 1 for warning in post.warnings)
    apart = f"4{NB}h par semaine, c’est moins"
    assert said.count(apart) == sum(apart in warning for warning in (*post.warnings, *team_only(post)))


def team_only(post: SharedPost) -> list[str]:
    """Les points d'attention des équipes que le poste n'a pas déjà dits."""
    return [
        one for fiche in post.fiches for one in fiche.warnings if not any(said.endswith(one) for said in post.warnings)
    ]


def test_sans_contrat_de_travail_il_n_y_a_pas_d_equivalent_temps_plein(profile: Profile) -> None:
    post = share_post([team_fiche(profile, name, 5, status="micro") for name in TEAMS])
    found = poste_partage(post, on=ON, wording="feminin")
    assert (
        not list(tables(found, *TIMES)) and len(list(tables(found, *(title for title in TIMES if title != "ETP")))) == 1
    )
    assert "coordinatrice ou" not in all_text(found)


def test_un_plan_inconnu_est_refuse(shared: SharedPost) -> None:
    with pytest.raises(InputError, match="aucun plan"):
        poste_partage(shared, on=ON, layout="blocks")


def test_le_meme_poste_donne_les_memes_octets(document: Document, shared: SharedPost) -> None:
    assert saved(document) == saved(poste_partage(shared, on=ON))


def test_le_poste_partage_est_valide(
    document: Document, tmp_path: Path, ooxml_validator: Callable[[Path], list[dict[str, str | None]]]
) -> None:
    path = tmp_path / "partage.docx"
    path.write_bytes(saved(document))
    assert ooxml_validator(path) == []
