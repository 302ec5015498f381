"""La lettre de mission en Word : les heures tombent juste, rien n'y subordonne personne, tout s'y relit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from equipes import ON
from hypothesis import given
from hypothesis import strategies as st
from lecture_word import all_text, body, headings, minutes, paragraphs, saved, tables

from matrice.assessment import Profile
from matrice.errors import MatriceError
from matrice.fiche import FicheDePoste, MoneyInputs, Role, delegation_status, draft, load_roles, status_named
from matrice.inclusive import COORDINATION
from matrice.referentiel import Referentiel
from matrice.render.word import lettre_de_mission
from matrice.text import Wording, hours
from tirages import examples

INDEPENDENT = ("micro", "professionnel-sante", "benevole", "portage")
TASKS = ("Code", "Mission", "h/semaine", "h/an")
TOTALS = ("Missions", "h/semaine", "h/an")
AGREED = ("Rubrique", "Ce qui est convenu")
WHO = ("Qui", "Tâches", "h/semaine")
WORDINGS: tuple[Wording, ...] = get_args(Wording)

Drafted = Callable[[str], FicheDePoste]


def shipped_role(identifier: str) -> Role:
    role = load_roles()[identifier]
    return Role(label=role.said(), hours=role.hours, functions=role.functions)


@pytest.fixture(scope="module")
def drafted(profile: Profile, ref: Referentiel) -> Drafted:
    """Une fonction : statut → une fiche de huit heures, trente tâches demandées, deux membres de l'équipe en renfort."""
    roles = [shipped_role("referent-si"), Role("Bureau & compagnie <b>", 1)]
    chosen = [task.id for task in ref.tasks][:30]
    made = {
        name: draft(profile, weekly_hours=8, tasks=chosen, status=name, roles=roles)
        for name in (*INDEPENDENT, "salarie-sisa")
    }
    return made.__getitem__


@pytest.fixture(scope="module")
def micro(drafted: Drafted) -> Document:
    return lettre_de_mission(drafted("micro"), on=ON)


def agreed(document: Document) -> dict[str, str]:
    """Tout ce qui est convenu, rubrique par rubrique."""
    return {row[0]: row[1] for table in tables(document, *AGREED) for row in table}


# --- les heures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INDEPENDENT)
def test_les_heures_imprimees_font_le_budget_par_tache_par_axe_et_au_total(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    made = lettre_de_mission(fiche, on=ON)
    parts = list(tables(made, *TASKS))
    assert [row[0] for *own, _ in parts for row in own] == [task.id for task in fiche.chosen]
    for *own, total in parts:
        assert sum(minutes(row[2]) for row in own) == minutes(total[2])
        assert sum(int(row[3]) for row in own) == int(total[3])
    ((*axes, total),) = tables(made, *TOTALS)
    assert total == ["Total", "8\xa0h", "367"]  # 8 / 35 × 1 607 = 367,3
    assert sum(minutes(row[1]) for row in axes) == 8 * 60 and sum(int(row[2]) for row in axes) == 367
    assert axes[-1][0] == "Réserve pour les imprévus"


@examples(20)
@given(budget=st.integers(4, 140), step=st.sampled_from((0.1, 0.25, 0.5)), reserve=st.sampled_from((0, 0.1, 0.3)))
def test_quel_que_soit_le_budget_les_heures_imprimees_s_additionnent(
    profile: Profile, budget: int, step: float, reserve: float
) -> None:
    weekly = round(budget * step, 2)
    if weekly < 1:
        return
    fiche = draft(profile, weekly_hours=weekly, step=step, reserve=reserve, status="micro")
    ((*parts, total),) = tables(lettre_de_mission(fiche, on=ON), *TOTALS)
    assert sum(minutes(row[1]) for row in parts) == minutes(total[1]) == minutes(hours(weekly))
    assert sum(int(row[2].replace("\xa0", "")) for row in parts) == int(total[2].replace("\xa0", ""))


@pytest.mark.parametrize("plan", ["blocs", "missions", "champs"])
def test_un_autre_plan_garde_les_memes_taches_et_les_memes_heures(plan: str, drafted: Drafted) -> None:
    fiche = drafted("micro")
    made = lettre_de_mission(fiche, on=ON, layout=plan)
    printed = {row[0]: minutes(row[2]) for *own, _ in tables(made, *TASKS) for row in own}
    assert printed == {task.id: round(task.hours * 60) for task in fiche.chosen}
    ((*parts, total),) = tables(made, *TOTALS)
    assert total[1:] == ["8\xa0h", "367"] and sum(int(row[2]) for row in parts) == 367


def test_a_la_mission_chaque_prix_est_a_completer_et_les_heures_restent_justes(drafted: Drafted) -> None:
    made = lettre_de_mission(drafted("micro"), on=ON, billing="mission")
    ((*parts, total),) = tables(made, "Mission", "h/an", "Résultat attendu", "Prix")
    assert sum(int(row[1]) for row in parts) == int(total[1]) == 367
    assert all(row[3] == "[à\xa0compléter]" for row in (*parts, total))
    assert "Prix de l’heure" not in agreed(made)


def test_a_l_heure_le_volume_prevu_et_le_depassement_sont_ecrits(micro: Document) -> None:
    said = agreed(micro)
    assert said["Volume prévu"] == "367\xa0h par an"
    assert said["Prix de l’heure"] == "[à\xa0compléter]"
    assert "accord écrit" in said["Dépassement"]


def test_ce_que_l_equipe_a_chiffre_est_repris_avec_son_calcul(profile: Profile) -> None:
    money = MoneyInputs(hourly_fee=45.0, expenses=(("Déplacements", 300.0),))
    fiche = draft(profile, weekly_hours=8, status="micro", money=money, on=ON)
    said = agreed(lettre_de_mission(fiche, on=ON))
    line = next(text for name, text in said.items() if name.startswith("Estimé") and "45" in text)
    assert line.startswith("16\xa0529\xa0€ par an")  # 45 € × 367,314 h
    assert "300\xa0€ par an" in said["Estimé\xa0: Déplacements"]


# --- pas de lien hiérarchique ----------------------------------------------------------------------


@pytest.mark.parametrize("name", INDEPENDENT)
def test_la_lettre_dit_qu_il_n_y_a_pas_de_lien_hierarchique(name: str, drafted: Drafted) -> None:
    made = lettre_de_mission(drafted(name), on=ON)
    assert "Cette mission ne crée pas de lien hiérarchique." in all_text(made)
    (links,) = tables(made, "Lien", "Avec qui", "Pour quoi faire")
    assert [row[0] for row in links] == ["Fonctionnel", "Dans l’équipe", "Hors de l’équipe"]
    assert not re.search(r"horaires de présence|période d’essai|classification", all_text(made), re.IGNORECASE)


def test_assurance_autres_clients_et_liberte_d_organisation_sont_convenus(micro: Document) -> None:
    said = agreed(micro)
    assert "Responsabilité civile professionnelle" in said["Assurance"]
    assert "au moins un autre" in said["Autres clients"]
    assert "n’impose ni jours ni horaires" in said["Organisation du temps"]
    assert "numéro SIRET de l’entreprise" in {alias.get(qn("w:val")) for alias in body(micro).iter(qn("w:alias"))}


def test_un_benevole_n_a_ni_prix_ni_facture(drafted: Drafted) -> None:
    said = all_text(lettre_de_mission(drafted("benevole"), on=ON))
    assert "Facturation" not in said and "Prix" not in said
    assert "Aucune, ni en argent ni en nature" in said and "sur justificatifs" in said


@pytest.mark.parametrize("name", INDEPENDENT)
def test_tout_ce_qu_il_faut_lire_est_imprime_avec_ses_sources(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    made = lettre_de_mission(fiche, on=ON)
    said = [
        text.removeprefix("Point d’attention\xa0: ") for style, text in paragraphs(made) if style == "PointAttention"
    ]
    assert said[: len(fiche.status.alerts)] == list(fiche.status.alerts)
    assert set(fiche.warnings) <= set(said) and len(said) == len(set(said))
    (sources,) = tables(made, "Document", "Date", "Lu le", "Ce que l’on en sait")
    assert [row[0] for row in sources] == [source.label for source in fiche.status.sources]


def test_un_salariat_est_renvoye_a_la_fiche_de_poste(drafted: Drafted) -> None:
    with pytest.raises(MatriceError, match="non par une lettre"):
        lettre_de_mission(drafted("salarie-sisa"), on=ON)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"billing": "jour"}, "«\xa0heure\xa0» ou «\xa0mission\xa0»"),
        ({"wording": "neutre"}, "«\xa0neutre\xa0» n’existe pas"),
    ],
)
def test_un_choix_inconnu_est_refuse_avec_la_liste(options: dict[str, Any], words: str, drafted: Drafted) -> None:
    with pytest.raises(MatriceError, match=words):
        lettre_de_mission(drafted("micro"), on=ON, **options)


# --- qui fait quoi ---------------------------------------------------------------------------------


def test_la_lettre_dit_qui_prend_quoi_et_ce_que_personne_ne_prend(drafted: Drafted) -> None:
    fiche = drafted("micro")
    made = lettre_de_mission(fiche, on=ON)
    (rows,) = tables(made, *WHO)
    assert rows[0][0] == "La coordinatrice ou le coordinateur" and rows[0][2] == "8\xa0h"
    for row, delegation in zip(rows[1:], fiche.delegated, strict=True):
        assert minutes(row[2]) == delegation.role.hours * 60
        assert all(f"{task.id} {task.label}" in row[1] for task in delegation.tasks)
    assert fiche.unassigned
    orphans = next(text for _, text in paragraphs(made) if "personne à ce jour" in text)
    assert set(re.findall(r"T\d\.\d\.\d+", orphans)) == {task.id for task in fiche.unassigned}


@pytest.mark.parametrize("name", ["micro", "salarie-sisa"])
def test_un_membre_de_l_equipe_a_sa_propre_lettre_quel_que_soit_le_statut_du_poste(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    delegation = fiche.delegated[0]
    assert delegation.tasks
    made = lettre_de_mission(fiche, on=ON, role=delegation)
    assert paragraphs(made)[0] == ("Title", "Lettre de mission\xa0: référente ou référent du système d’information")
    printed = [row[0] for *own, _ in tables(made, *TASKS) for row in own]
    assert printed == [task.id for task in delegation.tasks]
    ((*_, total),) = tables(made, *TOTALS)
    assert minutes(total[1]) == delegation.role.hours * 60
    (signing,) = tables(made, "En qualité de", "Nom", "Date", "Signature")
    assert [row[0] for row in signing] == [
        "Pour la structure", "La coordinatrice ou le coordinateur", "Référente ou référent du système d’information",
    ]  # fmt: skip
    said = [text for style, text in paragraphs(made) if style == "PointAttention"]
    assert said == [f"Point d’attention\xa0: {alert}" for alert in delegation_status().alerts]


def test_le_temps_encore_libre_d_un_membre_compte_dans_son_total(drafted: Drafted) -> None:
    fiche = drafted("micro")
    roomy = replace(fiche.delegated[0], role=replace(fiche.delegated[0].role, hours=3), spare=1.0)
    ((*parts, total),) = tables(lettre_de_mission(fiche, on=ON, role=roomy), *TOTALS)
    assert parts[-1] == ["Temps encore libre", "1\xa0h", "–"]
    assert sum(minutes(row[1]) for row in parts) == minutes(total[1]) == 180


def test_un_membre_sans_tache_n_a_pas_de_lettre(drafted: Drafted) -> None:
    fiche = drafted("micro")
    empty = replace(fiche.delegated[0], tasks=(), spare=2.0)
    with pytest.raises(MatriceError, match="aucune tâche"):
        lettre_de_mission(fiche, on=ON, role=empty)


# --- la charpente ----------------------------------------------------------------------------------

PARTS = [
    "Les parties", "Missions et temps prévu", "Facturation", "À lire avant de signer", "Cadre de la mission",
    "Organisation du temps", "Liens et travail avec les autres", "Qui fait quoi", "Confidentialité et données de santé",
    "Durée, révision et fin", "Signatures", "Sources",
]  # fmt: skip


def test_les_parties_de_la_lettre_se_suivent(micro: Document) -> None:
    assert [text for level, text in headings(micro) if level == 1] == PARTS


def test_la_revision_est_dans_un_an(micro: Document) -> None:
    assert agreed(micro)["Révision"] == "Au plus tard le 21\xa0novembre\xa02027 (bilan annuel de mission)"


def test_chaque_champ_a_completer_a_un_nom_a_lui(drafted: Drafted) -> None:
    for billing in ("heure", "mission"):
        made = lettre_de_mission(drafted("portage"), on=ON, billing=billing)  # type: ignore[arg-type]
        names = [alias.get(qn("w:val")) for alias in body(made).iter(qn("w:alias"))]
        assert len(names) == len(set(names)) > 20


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("name", INDEPENDENT)
def test_la_personne_est_nommee_partout_dans_la_forme_choisie(name: str, wording: Wording, drafted: Drafted) -> None:
    fiche = drafted(name)
    said = "\n".join(
        all_text(lettre_de_mission(fiche, on=ON, wording=wording, role=role)) for role in (None, fiche.delegated[0])
    )
    assert f"Lettre de mission\xa0: {COORDINATION[wording]['nom']}" in said
    assert "{" not in said and "}" not in said
    other = {"masculin": r"coordinatrice|référente|la salariée", "feminin": r"coordinateur|référent\b|le salarié\b"}
    assert wording not in other or not re.search(other[wording], said)


def test_un_nom_de_role_ecrit_a_la_main_garde_ses_signes(micro: Document) -> None:
    assert "Bureau & compagnie <b>" in all_text(micro)


@pytest.mark.parametrize("name", INDEPENDENT)
def test_le_francais_de_la_lettre_a_ses_espaces_insecables(name: str, drafted: Drafted) -> None:
    made = lettre_de_mission(drafted(name), on=ON, billing="mission")
    hidden = [value for node in body(made).iter() for key, value in node.items() if key in {qn("w:val"), "descr"}]
    text = "\n".join([all_text(made), *hidden])
    assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", text) == []
    assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", text) == []


def test_la_meme_lettre_donne_les_memes_octets(drafted: Drafted) -> None:
    assert saved(lettre_de_mission(drafted("portage"), on=ON)) == saved(lettre_de_mission(drafted("portage"), on=ON))


@pytest.mark.parametrize("name", [*INDEPENDENT, "membre"])
def test_le_verificateur_accepte_la_lettre(
    name: str, drafted: Drafted, ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    fiche = drafted("micro" if name == "membre" else name)
    role = fiche.delegated[0] if name == "membre" else None
    lettre_de_mission(fiche, on=ON, wording="point_median", billing="mission", role=role).save(tmp_path / "lettre.docx")
    assert ooxml_validator(tmp_path / "lettre.docx") == []


def test_un_statut_ne_change_ni_les_taches_ni_les_heures(drafted: Drafted) -> None:
    printed = {name: list(tables(lettre_de_mission(drafted(name), on=ON), *TASKS)) for name in INDEPENDENT}
    assert all(rows == printed["micro"] for rows in printed.values())
    assert status_named("micro") is drafted("micro").status


def test_la_lettre_prend_l_habillage_d_un_modele_sans_en_prendre_le_texte(drafted: Drafted) -> None:
    model = lettre_de_mission(drafted("micro"), on=ON)
    model.add_paragraph("Texte du modèle, à ne pas reprendre.")
    made = lettre_de_mission(drafted("portage"), on=ON, modele=saved(model))
    assert "Texte du modèle" not in all_text(made)
    assert [row for table in tables(made, *TASKS) for row in table] == [
        row for table in tables(lettre_de_mission(drafted("portage"), on=ON), *TASKS) for row in table
    ]


def test_une_seule_tache_s_accorde_au_singulier(drafted: Drafted) -> None:
    fiche = drafted("micro")
    alone = replace(fiche.delegated[0], tasks=fiche.delegated[0].tasks[:1])
    said = all_text(lettre_de_mission(fiche, on=ON, role=alone))
    assert "Confier 1\xa0tâche de coordination" in said and "Elle ne tient pas" in said
    assert "Elles ne tiennent pas" in all_text(lettre_de_mission(fiche, on=ON, role=fiche.delegated[0]))


def test_un_nom_de_role_entre_accolades_reste_celui_que_l_equipe_a_ecrit(drafted: Drafted) -> None:
    fiche = drafted("micro")
    named = replace(fiche.delegated[0], role=replace(fiche.delegated[0].role, label="{Le salarie} & <Odile>"))
    for made in (
        lettre_de_mission(replace(fiche, delegated=(named,)), on=ON, role=named),
        lettre_de_mission(replace(fiche, delegated=(named,), warnings=("{salarie}",)), on=ON),
    ):
        assert "{Le salarie} & <Odile>" in all_text(made) and "la salariée ou le salarié" not in all_text(made).lower()
