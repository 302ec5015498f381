"""Le coût d'un poste selon son statut, les heures qu'un budget paie, qui paie, et ce qui manque."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.errors import InputError
from matrice.fiche import (
    MoneyInputs,
    aci_coordination,
    affordable_hours,
    employer_cost,
    funding_plan,
    load_emploi,
    load_statuses,
    micro_contributions,
    money_for,
    post_cost,
    whole_parts,
)
from matrice.fiche.money.inputs import STATUSES

ON = dt.date(2026, 11, 21)
LAW = load_emploi()
PAID = MoneyInputs(gross_monthly=2500, hourly_fee=40, management_fee=5)


def inputs_for(status: str, **more) -> MoneyInputs:
    pay = {"gross_monthly": 2500} if status in ("salarie-sisa", "groupement") else {"hourly_fee": 40}
    return MoneyInputs(**{**({} if status == "benevole" else pay), **more})


def test_chaque_statut_livre_a_son_calcul() -> None:
    assert set(STATUSES) == {status.id for status in load_statuses().statuses}


# 26 h pour 1 857 € brut (2 499,81 € à temps plein) : 27 984 € par an dans le modèle public du 30 juin 2026, et 267 € de plus
# une fois la réduction générale corrigée (30 € × 26/35 × 12), soit 23,72 € de l'heure.
def test_un_temps_partiel_salarie_retrouve_le_modele_public_a_un_pour_cent_pres() -> None:
    cost = post_cost("salarie-sisa", 26, MoneyInputs(gross_monthly=1857 * 35 / 26), on=ON)
    assert cost.annual == pytest.approx(27_984 + 267, rel=0.003)
    assert cost.hourly == pytest.approx(23.72, rel=0.005)
    assert cost.estimate and cost.lines[-1].estimate
    assert cost.annual == pytest.approx(12 * employer_cost(1857, weekly_hours=26).cost)


def test_un_temps_plein_aux_points_de_la_table_est_exact() -> None:
    assert post_cost("salarie-sisa", 35, MoneyInputs(gross_monthly=3000), on=ON).annual == pytest.approx(12 * 4007)


def test_le_taux_horaire_vaut_le_salaire_mensuel_qu_il_paie() -> None:
    monthly = post_cost("salarie-sisa", 8, MoneyInputs(gross_monthly=16 * 35 * 52 / 12), on=ON)
    hourly = post_cost("salarie-sisa", 8, MoneyInputs(gross_hourly=16), on=ON)
    assert hourly.annual == pytest.approx(monthly.annual)


def test_l_anciennete_est_une_ligne_et_pese_sur_les_cotisations() -> None:
    young = post_cost("salarie-sisa", 35, MoneyInputs(gross_monthly=2500, seniority_years=2.99), on=ON)
    older = post_cost("salarie-sisa", 35, MoneyInputs(gross_monthly=2500, seniority_years=6), on=ON)
    assert [line.label for line in young.lines] == ["Salaire brut", "Cotisations de l’employeur"]
    assert older.lines[1].euros == pytest.approx(2500 * 0.07 * 12)
    assert older.annual == pytest.approx(12 * employer_cost(2675).cost)


def test_un_groupement_ajoute_ses_frais_au_cout_employeur() -> None:
    alone = post_cost("salarie-sisa", 8, MoneyInputs(gross_monthly=2500), on=ON)
    shared = post_cost("groupement", 8, MoneyInputs(gross_monthly=2500, management_fee=10), on=ON)
    assert shared.annual == pytest.approx(alone.annual * 1.1)
    silent = post_cost("groupement", 8, MoneyInputs(gross_monthly=2500), on=ON)
    assert any("frais de groupement" in warning for warning in silent.warnings)


@pytest.mark.parametrize("status", ["micro", "professionnel-sante", "portage"])
def test_ce_qui_se_paie_a_l_heure_suit_les_heures_de_travail_de_l_annee(status: str) -> None:
    cost = post_cost(status, 8, MoneyInputs(hourly_fee=40), on=ON)
    assert cost.annual == pytest.approx(40 * 8 / 35 * 1607)
    assert cost.hourly == pytest.approx(40)
    assert not cost.estimate


def test_une_mission_au_forfait_ne_depend_pas_des_heures() -> None:
    given_inputs = MoneyInputs(mission_fee=1500, missions=4)
    assert {post_cost("micro", hours, given_inputs, on=ON).annual for hours in (4, 8, 20)} == {6000}


def test_un_benevole_ne_coute_que_ses_frais_et_son_temps_se_voit() -> None:
    cost = post_cost("benevole", 8, MoneyInputs(expenses=(("Déplacements", 600),)), on=ON)
    assert cost.annual == 600
    assert cost.lines[0].euros == 0 and "367\xa0h" in cost.lines[0].computation


def test_les_autres_depenses_s_ajoutent_quel_que_soit_le_statut() -> None:
    for status in STATUSES:
        bare = post_cost(status, 8, inputs_for(status), on=ON).annual
        more = post_cost(status, 8, inputs_for(status, expenses=(("Logiciel", 300), ("Formation", 200))), on=ON).annual
        assert more == pytest.approx(bare + 500)


@given(
    status=st.sampled_from(STATUSES),
    hours=st.integers(1, 140).map(lambda quarter: quarter / 4),
    gross=st.integers(1500, 6000),
    fee=st.integers(1, 20000).map(lambda cents: cents / 100),
    extra=st.integers(0, 5000),
)
def test_les_euros_imprimes_tombent_juste_sur_leur_total(status, hours, gross, fee, extra) -> None:
    pay = {"gross_monthly": gross} if status in ("salarie-sisa", "groupement") else {"hourly_fee": fee}
    cost = post_cost(status, hours, MoneyInputs(**pay, expenses=(("Divers", extra / 7),)), on=ON)
    assert math.fsum(line.euros for line in cost.lines) == pytest.approx(cost.annual)
    assert sum(cost.amounts) == math.floor(cost.annual + 0.5)
    plan = funding_plan(cost, aci=1234.56, others=[("FIR", 777.77)])
    assert sum(plan.amounts) == math.floor(max(plan.cost, plan.total) + 0.5)


@given(st.lists(st.floats(0, 1e6), max_size=8))
def test_des_entiers_qui_tombent_juste_restent_proches(values) -> None:
    whole = whole_parts(values)
    assert len(whole) == len(values)
    assert sum(whole) == pytest.approx(sum(values), abs=0.5001)
    assert all(math.floor(value) <= part <= math.ceil(value) for part, value in zip(whole, values, strict=True))


# 1 000,90 + 0,30 + 0,30 = 1 001,50 s'écrit 1 002 : parties entières 1 000, et les deux pas à 0,90 puis au premier 0,30.
# Le second cas fait 9 746,46, qui s'écrit 9 746 : parties entières 9 743, et les trois pas à 0,96, 0,90 et 0,78.
@pytest.mark.parametrize(
    ("values", "whole"),
    [
        ([1000.9, 0.3, 0.3], (1001, 1, 0)),
        ([9738.06, 2.9, 3.01, 0.78, 0.96, 0.75], (9738, 3, 3, 1, 1, 0)),
        ([0.4, 0.4], (1, 0)), ([0.0, 0.0], (0, 0)), ([], ()),
    ],
)  # fmt: skip
def test_une_somme_en_euros_entiers_est_celle_du_dessous_ou_du_dessus(values, whole) -> None:
    assert whole_parts(values) == whole


def test_un_salaire_sous_le_smic_ou_sous_la_grille_est_dit() -> None:
    said = " ".join(post_cost("salarie-sisa", 8, MoneyInputs(gross_hourly=11), on=ON).warnings)
    assert "moins que le Smic horaire de 12,31\xa0€ (chiffre du 1er\xa0juin\xa02026)" in said
    assert "positions 11 à 15, 2\xa0169\xa0€ à 3\xa0479\xa0€ brut" in said and "à vérifier" in said
    assert post_cost("salarie-sisa", 8, MoneyInputs(gross_monthly=2500), on=ON).warnings == ()


def test_un_salaire_au_minimum_juste_ne_fait_rien_dire_et_un_centime_dessous_si() -> None:
    def said(words: str, **pay: float) -> bool:
        return any(words in w for w in post_cost("salarie-sisa", 8, MoneyInputs(**pay), on=ON).warnings)

    smic, low = LAW.at("smic-horaire", on=ON).value, LAW.classification.monthly_low
    assert not said("moins que le Smic", gross_hourly=smic)
    assert said("moins que le Smic", gross_hourly=round(smic - 0.01, 2))
    assert not said("bas de la fourchette", gross_monthly=low)
    assert said("bas de la fourchette", gross_monthly=low - 0.01)


@pytest.mark.parametrize(
    ("hours", "part_time", "beyond"), [(34.75, True, False), (35, False, False), (35.25, False, True)]
)
def test_un_temps_plein_juste_n_est_ni_partiel_ni_majore(hours: float, part_time: bool, beyond: bool) -> None:
    said = post_cost("salarie-sisa", hours, MoneyInputs(gross_monthly=2500, seniority_years=6), on=ON).warnings
    assert any("sa base pour un temps partiel" in w for w in said) is part_time
    assert any("majoration" in w for w in said) is beyond


def test_au_dela_d_un_temps_plein_les_heures_majorees_sont_dites_non_comptees() -> None:
    assert any(
        "majoration" in w for w in post_cost("salarie-sisa", 38, MoneyInputs(gross_monthly=2500), on=ON).warnings
    )


# --- la TVA et la taxe sur les salaires --------------------------------------------------------------


# Barème de 2026 : 4,25 % du salaire annuel, 8,5 % au-delà de 9 229 €, 13,6 % au-delà de 18 423 €, compté à la main :
# 7 h à 2 500 € font 6 000 € par an, 255 € ; 35 h, 30 000 € : 392,23 + 781,49 + 13,6 % × 11 577 = 2 748,19 €.
@pytest.mark.parametrize(
    ("hours", "seniority", "year", "due"),
    [
        (7, 0, 2026, 255.0),
        (35, 0, 2026, 2748.19),
        (14, 0, 2026, 392.2325 + 0.085 * (12_000 - 9_229)),
        (35, 6, 2026, 2748.1945 + 0.136 * 2_100),
        (35, 0, 2025, 388.7475 + 774.52 + 0.136 * (30_000 - 18_259)),
    ],
)
def test_un_employeur_non_assujetti_doit_la_taxe_sur_les_salaires_par_tranche(hours, seniority, year, due) -> None:
    known = {"gross_monthly": 2500, "seniority_years": seniority}
    day = dt.date(year, 11, 21)
    taxed = post_cost("salarie-sisa", hours, MoneyInputs(**known, vat="non assujetti"), on=day)
    (line,) = [one for one in taxed.lines if one.label == "Taxe sur les salaires"]
    assert line.euros == pytest.approx(due, abs=0.01) and line.estimate
    bare = post_cost("salarie-sisa", hours, MoneyInputs(**known, vat="assujetti"), on=day)
    assert taxed.annual - bare.annual == pytest.approx(line.euros)
    assert any(value.id == "taxe-salaires" and str(year) in value.label for value in taxed.basis)
    assert any("aucune, l’employeur est assujetti" in note for note in bare.notes)


def test_une_position_a_dire_ne_vaut_jamais_zero_en_silence() -> None:
    cost = post_cost("salarie-sisa", 35, MoneyInputs(gross_monthly=2500), on=ON)
    assert not any("Taxe" in line.label for line in cost.lines)
    (said,) = [note for note in cost.notes if note.startswith("Taxe sur les salaires")]
    assert (
        "non comptée" in said and "à dire" in said and "2\xa0748\xa0€ de plus par an" in said and "à vérifier" in said
    )
    late = post_cost("salarie-sisa", 35, MoneyInputs(gross_monthly=2500), on=dt.date(2028, 1, 1))
    assert any("barème du 1er\xa0janvier\xa02028 n’est pas connu ici\xa0: à vérifier" in note for note in late.notes)


@pytest.mark.parametrize("status", ["salarie-sisa", "groupement"])
def test_les_frais_fixes_d_un_petit_poste_sont_dits_non_comptes(status: str) -> None:
    said = " ".join(post_cost(status, 8, inputs_for(status), on=ON).notes)
    assert "complémentaire santé" in said and "bulletins de paie" in said and "santé au travail" in said


@pytest.mark.parametrize("status", ["groupement", "micro", "portage", "professionnel-sante"])
def test_une_facture_dit_si_elle_est_hors_taxes_ou_toutes_taxes_comprises(status: str) -> None:
    costs = {
        vat: post_cost(status, 8, inputs_for(status, vat=vat), on=ON)
        for vat in ("à dire", "assujetti", "non assujetti")
    }
    unsaid, liable, free = costs.values()
    assert unsaid.notes[0].startswith("Prix hors taxes (HT)") and "à dire" in unsaid.notes[0]
    assert f"{unsaid.annual * 0.2:,.0f}".replace(",", "\xa0") + "\xa0€ de plus par an" in unsaid.notes[0]
    assert liable.annual == pytest.approx(unsaid.annual * 1.2) and liable.lines[-1].label == "TVA"
    assert liable.notes[0].startswith("Prix TTC")
    assert free.notes[0].startswith("Prix sans TVA")
    assert (free.annual > unsaid.annual) is (
        status == "groupement"
    )  # le groupement doit alors la taxe sur les salaires


def test_la_tva_d_une_facture_ne_touche_pas_les_autres_depenses() -> None:
    cost = post_cost(
        "micro", 8, MoneyInputs(mission_fee=1000, missions=3, vat="Assujetti", expenses=(("Train", 500),)), on=ON
    )
    assert [line.euros for line in cost.lines] == [3000, 600, 500]


def test_les_heures_d_un_budget_comptent_la_taxe() -> None:
    free, taxed = (
        affordable_hours(20_000, "salarie-sisa", MoneyInputs(gross_monthly=2500, vat=vat), on=ON)
        for vat in ("assujetti", "non assujetti")
    )
    assert taxed.hours < free.hours


# --- la micro-entreprise ---------------------------------------------------------------------------


# 2026 : 25,6 % et 0,2 % de formation. 20 000 € → 430 € par mois ; 14 840 € nets (14 836 affichés par le modèle, par mois).
def test_la_micro_entreprise_retrouve_le_modele_public() -> None:
    found = micro_contributions(20_000, on=ON)
    assert (found.rate, found.training_rate) == (25.6, 0.2)
    assert found.contributions / 12 == 430
    assert found.net == 14_840 and found.net == pytest.approx(14_836, abs=5)


@pytest.mark.parametrize(("year", "rate"), [(2021, 22.1), (2025, 24.6), (2026, 25.6)])
def test_le_taux_de_la_micro_entreprise_suit_l_annee(year: int, rate: float) -> None:
    assert micro_contributions(10_000, on=dt.date(year, 6, 1)).rate == rate


# Plafond : 77 700 € jusqu'en 2025, 83 600 € depuis 2026. TVA : 37 500 €, seuil majoré 41 250 € (34 000 € en 2021, guide).
@pytest.mark.parametrize(
    ("turnover", "year", "words", "unsaid"),
    [
        (80_000, 2025, "plafond de la micro-entreprise\xa0: 77\xa0700\xa0€", "83\xa0600"),
        (84_000, 2026, "plafond de la micro-entreprise\xa0: 83\xa0600\xa0€", "77\xa0700"),
        (83_600, 2026, "37\xa0500\xa0€", "plafond"),
        (37_501, 2026, "sous le seuil majoré de 41\xa0250\xa0€", "dès le dépassement"),
        (41_251, 2025, "au-delà du seuil majoré de 41\xa0250\xa0€, la TVA s’ajoute dès le dépassement", "34\xa0000"),
    ],
)
def test_un_seuil_depasse_se_dit_avec_celui_de_son_annee(turnover, year, words, unsaid) -> None:
    said = " ".join(micro_contributions(turnover, on=dt.date(year, 6, 1)).limits)
    assert words in said and unsaid not in said and "hors taxes" in said


def test_sous_les_seuils_rien_n_est_dit_qu_il_faut_deux_clients() -> None:
    small = micro_contributions(37_500, on=ON).warnings
    assert len(small) == 1 and "2\xa0clients" in small[0] and "requalifié" in small[0]


# Un seuil périmé qui juge en silence est pire qu'un seuil absent.
@pytest.mark.parametrize("day", [dt.date(2029, 3, 1), dt.date(2022, 3, 1)])
def test_un_seuil_hors_de_sa_periode_ne_juge_rien_et_le_dit(day: dt.date) -> None:
    said = micro_contributions(1_000, on=day).limits
    for named in ("Le plafond de la micro-entreprise", "Le seuil sous lequel la TVA n’est pas facturée"):
        assert any(one.startswith(named) and "donc pas jugé\xa0: à vérifier" in one for one in said)
    assert not any("dépassent" in one for one in micro_contributions(500_000, on=day).limits)
    assert any("Cotisations" in one for one in micro_contributions(1_000, on=dt.date(2023, 3, 1)).limits)


@pytest.mark.parametrize(("figure", "words"), [("micro-plafond", "le plafond de"), ("micro-seuil-tva", "la TVA")])
def test_un_seuil_juste_atteint_n_est_pas_depasse(figure: str, words: str) -> None:
    limit = next(one.value for one in micro_contributions(1, on=ON).figures if one.id == figure)
    assert not any(words in said for said in micro_contributions(limit, on=ON).limits)
    assert any(words in said for said in micro_contributions(limit + 0.01, on=ON).limits)


# --- les heures qu'un budget paie ------------------------------------------------------------------


@given(
    status=st.sampled_from(STATUSES[:4]),
    budget=st.integers(0, 60_000),
    quarters=st.sampled_from([0.25, 0.5, 1]),
    expense=st.sampled_from([0, 900]),
)
def test_les_heures_payees_sont_les_plus_longues_qui_tiennent(status, budget, quarters, expense) -> None:
    known = inputs_for(status, expenses=(("Fixe", expense),))
    found = affordable_hours(budget, status, known, on=ON, step=quarters)
    if found.hours:
        assert post_cost(status, found.hours, known, on=ON).annual <= budget + 1e-6
    if found.hours < 35:
        assert post_cost(status, found.hours + quarters, known, on=ON).annual > budget
        assert found.next_cost == pytest.approx(post_cost(status, found.hours + quarters, known, on=ON).annual)


def test_un_budget_trop_court_ne_paie_aucune_heure_et_le_dit() -> None:
    found = affordable_hours(50, "salarie-sisa", MoneyInputs(gross_monthly=2500), on=ON)
    assert found.hours == 0 and "ne paient pas le plus petit temps" in found.sentence


def test_un_budget_large_s_arrete_au_temps_plein() -> None:
    found = affordable_hours(1e6, "micro", MoneyInputs(hourly_fee=40), on=ON)
    assert found.hours == 35 and found.next_cost is None and "la plus longue durée admise" in found.sentence


@pytest.mark.parametrize(
    ("status", "known"), [("micro", MoneyInputs(mission_fee=5000, missions=2)), ("benevole", MoneyInputs())]
)
def test_un_cout_qui_ne_depend_pas_des_heures_ne_se_dit_pas_en_heures(status: str, known: MoneyInputs) -> None:
    found = affordable_hours(20_000, status, known, on=ON)
    assert found.flat and "ne dépend pas des heures" in found.sentence and "semaine" not in found.sentence
    assert not affordable_hours(20_000, "micro", MoneyInputs(hourly_fee=40), on=ON).flat


def test_un_pas_plus_long_qu_un_temps_plein_est_refuse() -> None:
    with pytest.raises(InputError, match="un temps plein"):
        affordable_hours(20_000, "micro", MoneyInputs(hourly_fee=40), on=ON, step=36)


def test_un_benevole_n_est_limite_par_aucun_budget() -> None:
    assert affordable_hours(0, "benevole", MoneyInputs(), on=ON).hours == 35


# --- le financement --------------------------------------------------------------------------------


def test_le_plan_dit_ce_que_l_aci_couvre_et_ce_qui_manque() -> None:
    plan = funding_plan(25_000, aci=aci_coordination(4000), others=[("Commune", 1_000)])
    assert (plan.total, plan.missing, plan.surplus) == (19_900, 5_100, 0)
    assert plan.shares == (76, 4, 20)
    assert "Il manque 5\xa0100\xa0€" in plan.sentence


def test_un_financement_trop_large_se_dit_en_excedent() -> None:
    plan = funding_plan(10_000, aci=aci_coordination(8000))
    assert (plan.missing, plan.surplus) == (0, 20_800)
    assert "il reste 20\xa0800\xa0€" in plan.sentence


def test_un_poste_paye_a_l_euro_pres_ne_parle_ni_de_manque_ni_de_reste() -> None:
    assert funding_plan(9000.2, aci=9000).sentence == "Les financements couvrent le poste."


def test_un_poste_gratuit_n_a_pas_de_part() -> None:
    plan = funding_plan(0, aci=500)
    assert plan.share(500) is None and plan.shares == ()
    assert "ne coûte rien" in plan.sentence


def test_sans_financement_tout_est_a_trouver() -> None:
    assert "Aucun financement n’est encore indiqué\xa0: 9\xa0000\xa0€" in funding_plan(9000).sentence


@given(st.integers(0, 50_000), st.integers(0, 50_000), st.integers(0, 50_000))
def test_le_manque_et_l_excedent_ne_coexistent_jamais(cost: int, aci: int, other: int) -> None:
    plan = funding_plan(cost, aci=aci, others=[("FIR", other)])
    assert min(plan.missing, plan.surplus) == 0
    assert plan.total + plan.missing - plan.surplus == plan.cost


# --- tout ensemble ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", STATUSES)
def test_chaque_statut_donne_un_tout_coherent(status: str) -> None:
    money = money_for(status, 8, inputs_for(status, patients=6000, budget=12_000, others=(("FIR", 1000),)), on=ON)
    assert money.cost.annual == money.plan.cost
    assert money.aci is not None and money.aci.regime == "2022"
    assert (money.micro is not None) == (status == "micro")
    assert money.affordable is not None and money.affordable.budget == 12_000
    assert {value.id for value in money.basis} >= {"aci-point", "aci-avance", "aci-coordination-2022"}
    assert len(money.warnings) == len(set(money.warnings))
    assert any("Avenant n°\xa02" in said for said in money.warnings)


def test_les_chiffres_de_chaque_ligne_sont_au_registre() -> None:
    money = money_for("salarie-sisa", 8, MoneyInputs(gross_monthly=2500, seniority_years=3), on=ON)
    assert [value.id for value in money.basis] == [
        "duree-hebdomadaire", "smic-horaire", "classification", "anciennete", "cout-employeur", "reduction-generale",
        "smic-allegements",
    ]  # fmt: skip


def test_un_montant_notifie_par_la_caisse_remplace_le_calcul() -> None:
    money = money_for("micro", 8, MoneyInputs(hourly_fee=40, patients=6000, aci_euros=9000), on=ON)
    assert money.aci is None and money.plan.aci == 9000
    assert not any("ACI" in said for said in money.warnings)


def test_une_table_perimee_fait_avertir_la_fiche() -> None:
    late = money_for("salarie-sisa", 8, MoneyInputs(gross_monthly=2500), on=dt.date(2027, 6, 1))
    assert any("Coût pour l’employeur" in said and "à revérifier" in said for said in late.warnings)


def test_la_grille_de_salaires_de_2019_se_dit_perimee_meme_si_le_salaire_la_depasse() -> None:
    # Un salaire au-dessus du bas de 2019 peut être sous celui d'aujourd'hui : le silence tromperait.
    said = money_for("salarie-sisa", 8, MoneyInputs(gross_monthly=2250), on=ON).warnings
    assert any("emploi repère" in warning and "mai\xa02022" in warning for warning in said)


@pytest.mark.parametrize(
    ("status", "known", "words"),
    [
        ("salarie-sisa", {}, "le salaire manque"),
        ("groupement", {"gross_monthly": 2500, "gross_hourly": 16}, "est donné deux fois"),
        ("micro", {}, "le tarif horaire ou le forfait"),
        ("micro", {"hourly_fee": 40, "mission_fee": 900}, "est donné deux fois"),
        ("professionnel-sante", {}, "l’indemnité horaire"),
        ("portage", {}, "le tarif horaire facturé"),
        ("cdi", {"gross_monthly": 2500}, "«\xa0salarie-sisa\xa0», «\xa0groupement\xa0»"),
        ("salarie-sisa", {"gross_monthly": float("nan")}, "le salaire brut mensuel à temps plein vaut"),
        ("salarie-sisa", {"gross_monthly": -5}, "plus que 0"),
        ("benevole", {"expenses": (("Train", -3),)}, "la dépense «\xa0Train\xa0»"),
        ("benevole", {"others": (("FIR", "mille"),)}, "le financement «\xa0FIR\xa0»"),
        ("benevole", {"regime": "2099"}, "le régime de l’ACI"),
        ("benevole", {"vat": "exonéré"}, "la TVA vaut «\xa0exonéré\xa0»"),
    ],
)
def test_chaque_donnee_impossible_est_refusee_en_clair(status: str, known: dict, words: str) -> None:
    with pytest.raises(InputError, match=words):
        money_for(status, 8, MoneyInputs(**known), on=ON)


def test_toutes_les_fautes_de_l_argent_se_disent_ensemble() -> None:
    with pytest.raises(InputError) as caught:
        money_for("salarie-sisa", 0, MoneyInputs(gross_monthly=-1, budget=-1, reading="x"), on=ON)
    assert len(caught.value.problems) == 4
