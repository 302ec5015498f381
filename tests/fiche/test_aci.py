"""Ce que les heures protègent : des points comptés à la main, un euro une seule fois, rien de deviné, rien de promis."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

import matrice
from matrice import FicheDePoste, InputError, MatriceError, MoneyInputs, Profile, draft
from matrice.documents import aci as aci_page
from matrice.fiche import (
    AciLine,
    AciView,
    aci_coordination,
    aci_view,
    catalogue,
    draft_written,
    load_aci,
    load_emploi,
    money_written,
    parse_written,
    written_text,
)
from matrice.referentiel import load_referentiel

ON = dt.date(2026, 11, 30)
# Une tâche au moins pour chaque indicateur que la coordination peut appuyer.
TASKS = [
    "T3.3.1", "A.12", "T4.3.2", "T3.2.2", "A.3", "T1.4.1", "T1.4.2", "T4.2.2", "T4.2.3", "T3.6.1", "T4.3.1", "T3.5.1", "A.13",
    "T2.3.2", "T2.1.5", "A.24",
]  # fmt: skip


@pytest.fixture(scope="module")
def fiche(team: Profile) -> FicheDePoste:
    return only(team, 30, *TASKS)


def only(team: Profile, hours: float, *tasks: str) -> FicheDePoste:
    """Une fiche de ces seules tâches, quoi que `draft` y ajoute de lui-même."""
    fiche = draft(team, weekly_hours=hours, tasks=list(tasks))
    return replace(fiche, tasks=tuple(task for task in fiche.tasks if task.id in tasks))


def line(view: AciView, name: str) -> AciLine:
    return next(one for one in (*view.lines, *view.unsupported) if one.indicator.id == name)


# Points × patients / 4 000 × 7 €, à la main, d'après le barème de l'avenant 1 relevé le 30 novembre 2026.
@pytest.mark.parametrize(
    ("name", "facts", "fixed", "variable"),
    [
        ("acces.horaires", {}, 800, 0),
        ("acces.crise", {"crisis": False}, 100, 0),
        ("acces.crise", {"crisis": True}, 100, 525),  # 350 × 6 000 / 4 000
        ("acces.diversite", {"diversity": 1}, 300, 0),
        ("acces.diversite", {"diversity": 2}, 600, 0),
        ("acces.usagers", {"users": 0}, 0, 0),
        ("acces.usagers", {"users": 1}, 200, 0),
        ("acces.usagers", {"users": 2}, 200, 450),  # 300 × 1,5
        ("acces.sas", {"sas": "aucun"}, 0, 0),
        ("acces.sas", {"sas": "La moitié"}, 100, 0),
        ("acces.sas", {"sas": "tous"}, 200, 0),
        ("acces.sante_publique", {"themes": 1, "ipa": True}, 0, 525),
        ("acces.sante_publique", {"themes": 3, "ipa": False}, 0, 1050),  # deux missions au plus
        ("acces.sante_publique", {"themes": 2, "ipa": "oui"}, 200, 1050),
        ("equipe.protocoles", {"protocols": 3, "ipa": False}, 300, 0),
        ("equipe.protocoles", {"protocols": 11, "ipa": True}, 1120, 0),  # 8 × (100 + 40)
        ("equipe.concertation", {"ipa": False}, 0, 1500),
        ("equipe.concertation", {"ipa": True}, 0, 1800),
        ("equipe.stages", {"trainees": 1}, 0, 0),
        ("equipe.stages", {"trainees": 2}, 450, 0),
        ("equipe.stages", {"trainees": 3}, 675, 0),
        ("equipe.stages", {"trainees": 9}, 900, 0),
        ("equipe.qualite", {"quality": 3}, 600, 0),  # 4 200 €
        ("equipe.cooperation", {"cooperation": 7}, 600, 0),
        ("si.standard", {"associates": 12}, 2900, 0),
        ("si.standard", {"associates": 18}, 4000, 0),  # 500 + 16 × 200 + 2 × 150
    ],
)
def test_les_points_d_un_indicateur_se_comptent_a_la_main(fiche, name, facts, fixed, variable) -> None:
    found = line(aci_view(fiche, patients=6000, **facts), name)
    assert (found.fixed, found.variable, found.euros, found.asks) == (fixed, variable, (fixed + variable) * 7, ())


@pytest.mark.parametrize(("patients", "euros"), [(4_000, 18_900), (8_000, 30_800), (12_000, 38_500)])
def test_la_coordination_est_celle_du_financement_et_nomme_l_autre_lecture(fiche, patients, euros) -> None:
    view = aci_view(fiche, patients=patients)
    found = line(view, "equipe.coordination")
    assert found.euros == euros == aci_coordination(patients).euros
    other = f"{aci_coordination(patients).other_euros:,.0f}".replace(",", "\xa0")
    assert any(f"l’autre donnerait {other}\xa0€" in said for said in view.warnings)


def test_la_lecture_choisie_pour_la_fiche_vaut_aussi_ici(team: Profile) -> None:
    money = MoneyInputs(gross_monthly=2500, patients=8000, reading="lineaire")
    fiche = draft(team, weekly_hours=8, money=money, on=ON)
    view = aci_view(fiche)
    assert line(view, "equipe.coordination").euros == 18_900 == view.funded == fiche.money.plan.aci
    assert "18\xa0900\xa0€ de la fonction de coordination sont déjà au plan" in aci_page(view, on=ON).text()
    assert line(aci_view(fiche, patients=4000), "equipe.coordination").euros == 12_950  # la consigne l'emporte


def test_un_montant_notifie_remplace_le_calcul(team: Profile) -> None:
    money = MoneyInputs(gross_monthly=2500, patients=8000, aci_euros=20_000)
    view = aci_view(draft(team, weekly_hours=8, money=money, on=ON))
    found = line(view, "equipe.coordination")
    assert (found.euros, found.points, found.asks) == (20_000, None, ())
    assert not any("l’autre donnerait" in said for said in view.warnings)


WRITTEN = """
heures: 8
argent:
  brut_mensuel: 2500
  patients: 8000
  aci: {associes: 12, ipa: oui, protocoles: 5, sas: la moitié}
"""


def test_une_demande_ecrite_porte_ce_que_l_equipe_sait_et_le_garde(team: Profile) -> None:
    ref = load_referentiel()
    fiche = draft_written(team, parse_written(WRITTEN, ref), on=ON)
    asked = aci_view(fiche, patients=8000, associates=12, ipa=True, protocols=5, sas="la moitié")
    assert aci_view(fiche) == asked and line(asked, "equipe.protocoles").euros == 5 * 140 * 7
    again = draft_written(team, parse_written(written_text(fiche), ref), on=ON)
    assert again.money.inputs == fiche.money.inputs and aci_view(again).euros == asked.euros
    assert line(aci_view(fiche, protocols=0), "equipe.protocoles").euros == 0  # ce que l'on dit ici l'emporte


def test_les_memes_donnees_passent_par_une_option(team: Profile) -> None:
    pairs = [("brut_mensuel", "2500"), ("aci.associes", "12"), ("aci.ipa", "non")]
    inputs = money_written(pairs, load_referentiel())
    assert inputs.aci == (("associates", "12"), ("ipa", "non"))


def test_une_donnee_ecrite_fautive_est_refusee_a_sa_ligne(team: Profile) -> None:
    text = "heures: 8\nargent:\n  aci:\n    protocole: 5\n    ipa: peut-être\n    qualite: 4\n    associes:\n"
    with pytest.raises(InputError) as refused:
        parse_written(text, load_referentiel(), source="fiche.yaml")
    assert [str(one).replace("\xa0", " ") for one in refused.value.problems] == [
        "fiche.yaml:4:5 : la clé « protocole » n’existe pas ici ; le plus proche est « protocoles ».",
        "fiche.yaml:5:10 : « ipa » vaut « peut-être » ; attendu : oui ou non.",
        "fiche.yaml:6:14 : « qualite » vaut « 4 » ; attendu : un niveau de 0 à 3.",
        "fiche.yaml:7:14 : « associes » est vide ; attendu : un texte.",
    ]
    with pytest.raises(InputError, match="les données de l’ACI valent"):
        draft(team, weekly_hours=8, money=MoneyInputs(gross_monthly=2500, aci=("ipa",)), on=ON)  # type: ignore[arg-type]


# --- rien de deviné -----------------------------------------------------------------------------------


def test_ce_que_l_equipe_n_a_pas_dit_se_demande_et_ne_compte_pas(fiche: FicheDePoste) -> None:
    view = aci_view(fiche)
    assert line(view, "equipe.protocoles").euros is None and line(view, "equipe.concertation").euros is None
    assert line(view, "si.standard").fixed == 500  # la part fixe, elle, est connue
    assert any("combien de professionnels sont associés" in ask for ask in line(view, "si.standard").asks)
    assert len(view.asks) == len(set(view.asks)) and not view.complete and "au moins" in view.sentence
    text = aci_page(view, on=ON).text()
    assert "Combien de patients" in text and "Total en jeu, sans ce qui reste à dire" in text


def test_zero_est_une_reponse_et_un_silence_n_en_est_pas_une(fiche: FicheDePoste) -> None:
    none, zero = aci_view(fiche, patients=8000), aci_view(fiche, patients=8000, protocols=0)
    assert (line(none, "equipe.protocoles").euros, line(zero, "equipe.protocoles").euros) == (None, 0)
    # sans protocole, la question de l'infirmière en pratique avancée ne se pose pas pour eux
    assert line(zero, "equipe.protocoles").asks == () != line(none, "equipe.protocoles").asks


def test_tout_dit_rien_ne_se_demande(fiche: FicheDePoste) -> None:
    view = aci_view(
        fiche, patients=8000, associates=12, ipa=False, protocols=4, trainees=0, themes=2, users=1, quality=1, diversity=2,
        visiting=0, sas="tous", crisis=False, transmission=True, heart=False, overweight=True, advanced=False, cooperation=0,
        solidarity=False,
    )  # fmt: skip
    assert view.complete and view.asks == () and "au moins" not in view.sentence


# --- le même euro une seule fois, les prérequis d'abord --------------------------------------------------


def test_deux_taches_d_un_meme_indicateur_ne_doublent_pas_ses_euros(team: Profile) -> None:
    facts = {"patients": 8000, "protocols": 4, "ipa": False}
    one, two = (aci_view(only(team, 6, *tasks), **facts) for tasks in (["T4.2.2"], ["T4.2.2", "T4.2.3"]))
    assert one.euros == two.euros == 30_800 + 4 * 100 * 7
    assert [len(line(view, "equipe.protocoles").tasks) for view in (one, two)] == [1, 2]


def test_un_indicateur_n_est_que_d_un_cote_et_le_total_est_la_somme_des_lignes(fiche: FicheDePoste) -> None:
    view = aci_view(fiche, patients=8000, associates=12, ipa=False, protocols=4)
    names = [one.indicator.id for one in (*view.lines, *view.unsupported)]
    assert sorted(names) == sorted(one.id for one in load_aci().indicators)
    assert view.euros == sum(one.euros or 0 for one in view.lines)
    frame = view.to_frame()
    assert list(frame["id"]) == names and frame.query("supported")["euros"].sum() == view.euros
    assert frame["euros"].isna().sum() == sum(1 for one in (*view.lines, *view.unsupported) if one.euros is None)
    assert set(frame["confidence"]) == {"à vérifier"}


def test_les_prerequis_viennent_d_abord_et_ceux_que_rien_n_appuie_sont_dits(fiche: FicheDePoste, team: Profile) -> None:
    for lines in (aci_view(fiche).lines, aci_view(fiche).unsupported):
        ranks = [not one.indicator.prerequisite for one in lines]
        assert ranks == sorted(ranks)
    assert aci_view(fiche).missing_prerequisites == ()
    bare = aci_view(only(team, 4, "T4.2.2"), patients=8000)
    assert [one.indicator.id for one in bare.missing_prerequisites] == ["acces.horaires", "acces.crise", "si.standard"]
    text = aci_page(bare, on=ON).text()
    assert "Sans les prérequis, rien n’est versé. Cette fiche n’appuie pas «\xa0Ouverture" in text


def test_la_fiche_est_elle_meme_la_preuve_de_la_coordination_avec_son_temps(team: Profile) -> None:
    found = line(aci_view(only(team, 7.5, "T4.2.2")), "equipe.coordination")
    assert found.supported and found.tasks == ()
    assert found.evidence[0] == "cette fiche, signée et datée\xa0: un temps identifié de 7\xa0h\xa030 par semaine"
    assert len(found.uncovered) == 4  # aucun des quatre contenus n'a de tâche ici
    held = line(aci_view(only(team, 7.5, "T3.6.1", "T2.1.5")), "equipe.coordination")
    assert held.uncovered == ("animer la coordination de l’équipe", "entretenir les relations avec les institutions")


def test_la_declaration_sert_tous_les_indicateurs_sans_en_etre_un(fiche: FicheDePoste) -> None:
    view = aci_view(fiche)
    assert [one.id for one in view.declaring] == ["A.24"]
    assert not line(view, "si.avance").tasks or all(one.id != "A.24" for one in line(view, "si.avance").tasks)


def test_la_page_ne_promet_rien_et_se_dit_a_verifier(fiche: FicheDePoste) -> None:
    view = aci_view(fiche, patients=8000, on=ON)
    html, text = view._repr_html_(), aci_page(view, on=ON).text()
    assert "si l’équipe les atteint" in text and "n’en produit aucun à elle seule" in text
    assert "30\xa0novembre\xa02026" in text and "à vérifier" in text and "Avenant n°\xa02" in text
    assert "<h1>Ce que ces heures protègent</h1>" in html and "30\xa0800\xa0€" in html
    assert matrice.word.aci(view, on=ON).to_bytes() == matrice.word.aci(view, on=ON).to_bytes()


# --- les refus -----------------------------------------------------------------------------------------


def test_toutes_les_mauvaises_donnees_se_disent_d_un_coup(fiche: FicheDePoste) -> None:
    with pytest.raises(InputError) as refused:
        aci_view(fiche, patients=float("nan"), associates=2.5, protocole=3, ipa=1, quality=4, sas="tout", on="demain")
    assert [one.message.replace("\xa0", " ") for one in refused.value.problems] == [
        "« patients » vaut « nan » ; attendu : un nombre de patients, 0 ou plus.",
        "« associates » vaut « 2,5 » ; attendu : un nombre entier, 0 ou plus.",
        "aucune donnée de l’ACI ne s’appelle « protocole » ; le plus proche est « protocols ».",
        "« ipa » vaut « 1 » ; attendu : oui ou non.",
        "« quality » vaut « 4 » ; attendu : un niveau de 0 à 3.",
        "« sas » vaut « tout » ; attendu : « aucun », « la moitié » ou « tous ».",
        "la date vaut « demain » ; attendu : datetime.date(2026, 10, 6).",
    ]
    with pytest.raises(MatriceError, match="des fiches de poste"):
        aci_view("fiche")  # type: ignore[arg-type]


def test_ce_que_nomment_les_indicateurs_livres_existe() -> None:
    found, known = load_aci(), {one.id for one in catalogue(load_referentiel())}
    facts, axes, sources = ({one.id for one in listed} for listed in (found.facts, found.axes, found.sources))
    assert len({one.id for one in found.indicators}) == len(found.indicators) == 19 and found.confidence == "à vérifier"
    assert found.regime in {one.regime for one in load_emploi().aci} and set(found.declaring) <= known
    for one in found.indicators:
        assert set(one.supporting) <= known and one.evidence and one.axis in axes and one.source in sources, one.id
        assert bool(one.points) != one.coordination, one.id  # des points, ou le calcul de la coordination
        assert {name for award in one.points for name in (award.fact, award.needs) if name} <= facts, one.id
