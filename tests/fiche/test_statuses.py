"""Les statuts, les rôles et les formes inclusives : tout ce qui est livré se lit, se cite et s'écrit."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from matrice.errors import InputError, MatriceError
from matrice.fiche import (
    Clause,
    delegation_status,
    load_emploi,
    load_roles,
    load_statuses,
    role_for,
    role_said,
    status_named,
)
from matrice.fiche.statuses import Statuses
from matrice.inclusive import COORDINATION, NOUNS, checked_wording, term, unknown_nouns, worded
from matrice.referentiel import load_referentiel, parse_values
from matrice.text import Wording

IDS = ("salarie-sisa", "groupement", "micro", "professionnel-sante", "benevole", "portage")
WORDINGS: tuple[Wording, ...] = get_args(Wording)
NB = "\u00a0"


# --- les statuts -----------------------------------------------------------------------------------


def test_les_six_statuts_sont_livres_dans_l_ordre() -> None:
    assert tuple(one.id for one in load_statuses().statuses) == IDS


@pytest.mark.parametrize("identifier", IDS)
def test_seul_le_salariat_par_la_structure_ou_un_groupement_cree_un_lien_hierarchique(identifier: str) -> None:
    found = status_named(identifier)
    salaried = identifier in ("salarie-sisa", "groupement")
    assert found.hierarchy is salaried
    assert (found.document == "fiche de poste") is salaried
    # L'absence de subordination s'écrit : c'est ce qui distingue une mission d'un contrat de travail.
    assert any("lien hiérarchique" in clause.label for clause in found.terms) is not salaried


@pytest.mark.parametrize(
    ("identifier", "floor"),
    [
        ("salarie-sisa", 16),  # IDCC 1147, avenant 64 du 1er juillet 2014
        ("groupement", 24),  # droit commun du temps partiel
        ("portage", 24),
        ("micro", None),
        ("professionnel-sante", None),
        ("benevole", None),
    ],
)
def test_le_minimum_d_heures_depend_du_statut(identifier: str, floor: float | None) -> None:
    name = status_named(identifier).part_time_floor
    assert (load_emploi()[name].value if name else None) == floor


@pytest.mark.parametrize("identifier", [*IDS, "membre-equipe"])
def test_chaque_avertissement_dit_sa_source_sa_date_et_sa_confiance(identifier: str) -> None:
    found = delegation_status() if identifier == "membre-equipe" else status_named(identifier)
    assert found.alerts
    cited = {source.id: source for source in found.sources}
    for said, caution in zip(found.alerts, found.cautions, strict=True):
        assert said.startswith(caution.text)
        assert cited[caution.source].label in said and caution.date[:4] in said and caution.confidence in said
        assert cited[caution.source].consulted and cited[caution.source].confidence
    assert set(cited) == {caution.source for caution in found.cautions}


def test_une_seule_cliente_expose_a_la_requalification() -> None:
    # Guide AVECsanté de novembre 2021 : deux structures au moins, sinon salariat déguisé et charges dues.
    said = " ".join(status_named("micro").alerts)
    assert "au moins deux" in said and "requalifiée" in said and "cotisations" in said and "2021" in said


def test_le_portage_ne_vaut_que_pour_l_occasionnel() -> None:
    said = " ".join(status_named("portage").alerts)  # code du travail, L1254-3
    assert "occasionnelle" in said and "L1254-3" in said and "trente-six mois" in said


def test_le_benevolat_ne_se_paie_pas() -> None:
    found = status_named("benevole")
    assert found.payment is None and not found.has("remuneration")
    assert all(status_named(name).has("remuneration") for name in IDS if name != "benevole")


def test_un_statut_inconnu_est_refuse_avec_la_liste_et_le_plus_proche() -> None:
    with pytest.raises(MatriceError) as caught:
        status_named("micros")
    assert str(caught.value) == (
        f"Aucun statut n’a l’identifiant «{NB}micros{NB}»{NB}; le plus proche est «{NB}micro{NB}». Attendu{NB}: "
        f"«{NB}salarie-sisa{NB}», «{NB}groupement{NB}», «{NB}micro{NB}», «{NB}professionnel-sante{NB}», «{NB}benevole{NB}» "
        f"ou «{NB}portage{NB}»."
    )


def every_text(value: object) -> list[str]:
    """Tous les textes d'une valeur du fichier."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in every_text(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in every_text(inner)]
    return []


@pytest.mark.parametrize("wording", WORDINGS)
def test_tout_texte_livre_s_ecrit_dans_toutes_les_formes(wording: Wording) -> None:
    texts = every_text([load_statuses().model_dump(), load_roles().model_dump()])
    assert len(texts) > 400
    for text in texts:
        said = worded(text, wording)
        assert "{" not in said and "}" not in said
        assert not re.search(r"[^\u00a0][;:!?%»](?=\s|$)|«[^\u00a0]|\w'\w", said), said


def test_un_mot_inconnu_entre_accolades_est_refuse_a_la_lecture() -> None:
    with pytest.raises(InputError) as caught:
        parse_values(Clause, 'label: "{Le plombier}"', source="essai.yaml")
    (problem,) = caught.value.problems
    assert (problem.source, problem.line) == ("essai.yaml", 1) and "{Le plombier}" in problem.message


def test_une_cle_inconnue_est_refusee_avec_la_plus_proche() -> None:
    with pytest.raises(InputError) as caught:
        parse_values(Statuses, "version: '1'\nsatuses: []\n", source="statuts.yaml")
    said = str(caught.value)
    assert "statuts.yaml:2:1" in said and f"le plus proche est «{NB}statuses{NB}»" in said


# --- les rôles -------------------------------------------------------------------------------------


def test_chaque_fonction_de_la_grille_a_un_role_qui_la_prend() -> None:
    functions = {function.id for function in load_referentiel().functions}
    taken = {function for role in load_roles().roles for function in role.functions}
    assert taken == functions
    assert all(role_for(function) is not None for function in functions)


def test_un_role_prend_une_a_deux_heures_par_semaine() -> None:
    # Guide AVECsanté de novembre 2021, portrait d'une équipe : une à deux heures par semaine et par membre.
    assert {role.hours for role in load_roles().roles} <= {1, 1.5, 2}


def test_chaque_role_cite_une_source_du_fichier() -> None:
    shipped = load_roles()
    assert {role.source for role in shipped.roles} <= {source.id for source in shipped.sources}
    assert len({role.said() for role in shipped.roles}) == len(shipped.roles)


def test_un_role_livre_se_redit_dans_la_forme_choisie_un_autre_reste_tel_quel() -> None:
    label = load_roles()["referent-si"].said()
    assert label == "référente ou référent du système d’information"
    assert role_said(label, "point_median") == "référent·e du système d’information"
    assert role_said("Comité {le plombier} & co", "feminin") == "Comité {le plombier} & co"


def test_un_role_inconnu_est_refuse_avec_le_plus_proche() -> None:
    with pytest.raises(MatriceError, match=f"«{NB}referent-sii{NB}»{NB}; le plus proche est «{NB}referent-si{NB}»"):
        load_roles()["referent-sii"]


# --- les formes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "forms"),
    [
        ("doublet", ("coordinatrice ou coordinateur", "la coordinatrice ou le coordinateur", "de la coordinatrice ou du coordinateur", "à la coordinatrice ou au coordinateur")),
        ("point_median", ("coordinateur·rice", "le·la coordinateur·rice", "du·de la coordinateur·rice", "au·à la coordinateur·rice")),
        ("point", ("coordinateur.rice", "le.la coordinateur.rice", "du.de la coordinateur.rice", "au.à la coordinateur.rice")),
        ("masculin", ("coordinateur", "le coordinateur", "du coordinateur", "au coordinateur")),
        ("feminin", ("coordinatrice", "la coordinatrice", "de la coordinatrice", "à la coordinatrice")),
        ("epicene", ("personne chargée de la coordination", "la personne chargée de la coordination", "de la personne chargée de la coordination", "à la personne chargée de la coordination")),
    ],
)  # fmt: skip
def test_le_nom_du_metier_s_ecrit_dans_chaque_forme(wording: Wording, forms: tuple[str, ...]) -> None:
    assert tuple(COORDINATION[wording].values()) == forms


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("doublet", "la salariée ou le salarié"),
        ("point_median", "le·la salarié·e"),
        ("point", "le.la salarié.e"),
        ("masculin", "le salarié"),
        ("feminin", "la salariée"),
        ("epicene", "la personne salariée"),
    ],
)
def test_un_nom_s_ecrit_dans_six_formes(wording: Wording, expected: str) -> None:
    assert term("salarie", wording, "le") == expected


@pytest.mark.parametrize(
    ("name", "article", "expected"),
    [
        ("independant", "du", "de l’indépendante ou de l’indépendant"),
        ("responsable", "le", "la ou le responsable"),
        ("responsable", "au", "à la ou au responsable"),
        ("prestataire", "un", "une ou un prestataire"),
        ("prestataire", "", "prestataire"),
    ],
)
def test_le_doublet_elide_et_ne_repete_pas_un_mot_invariable(name: str, article: str, expected: str) -> None:
    assert term(name, "doublet", article) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("wording", ["masculin", "feminin"])
def test_une_seule_forme_ne_dit_qu_un_genre(wording: Wording) -> None:
    other = {"masculin": "feminine", "feminin": "masculine"}[wording]
    for name, noun in NOUNS.items():
        if noun.feminine != noun.masculine:
            assert term(name, wording, "un").split(" ", 1)[1] != getattr(noun, other)


def test_les_mots_inconnus_entre_accolades_sont_vus_et_laisses_tels_quels() -> None:
    assert unknown_nouns("{le salarie}, {le plombier} et {") == ("{le plombier}", "{")
    assert worded("{Le plombier}, {Le salarie}", "feminin") == "{Le plombier}, La salariée"


def test_une_forme_inconnue_est_refusee_avec_la_liste() -> None:
    assert checked_wording("point") == "point"
    with pytest.raises(MatriceError, match=rf"«{NB}neutre{NB}» n’existe pas.*«{NB}doublet{NB}».*«{NB}epicene{NB}»"):
        checked_wording("neutre")
