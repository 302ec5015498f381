"""Les données propres d'un poste : `poste.yaml` se lit, se complète sans rien perdre, et dit ses fautes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.errors import InputError
from matrice.fiche import KEYS, NO_DATA, Poste, load_poste, named_fields, parse_poste, updated_text
from tirages import examples

HAND = """# Relu en équipe le 3 mars
lieu: Maison médicale  # deux entrées

jours: |
  mardi
  jeudi

moyens: ""
textes:
  # récrit en réunion
  tache.T4.1.4: Préparer les réunions
"""


def test_une_cle_absente_n_est_pas_une_cle_vide() -> None:
    poste = parse_poste(HAND)
    assert (poste.lieu, poste.jours, poste.moyens, poste.contrat) == ("Maison médicale", "mardi\njeudi", "", None)
    assert poste.said("tache.T4.1.4") == "Préparer les réunions" and poste.said("tache.T4.1.5") is None
    assert parse_poste("lieu:\n").lieu == ""


def test_un_fichier_vide_ou_absent_ne_dit_rien(tmp_path) -> None:
    assert parse_poste("# rien encore\n") == load_poste(tmp_path / "poste.yaml") == NO_DATA


def test_ce_que_l_on_ajoute_laisse_le_reste_tel_quel() -> None:
    text = updated_text(HAND, {"jours": "vendredi", "contrat": "CDI", "tache.T4.1.5": "Relancer"})
    assert "# Relu en équipe le 3 mars\nlieu: Maison médicale  # deux entrées\n" in text
    poste = parse_poste(text)
    assert (poste.jours, poste.contrat, poste.moyens) == ("vendredi", "CDI", "")
    assert dict(poste.textes) == {"tache.T4.1.4": "Préparer les réunions", "tache.T4.1.5": "Relancer"}


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40)


@examples(60)
@given(
    st.dictionaries(
        st.sampled_from([key for key in KEYS if key != "patients"]) | st.just("tache.T1"), TEXTS, max_size=5
    )
)
def test_tout_texte_revient_tel_qu_il_s_imprime(changes: dict[str, str]) -> None:
    expected = NO_DATA.filled(changes)
    assert parse_poste(updated_text(updated_text("", changes), {})) == expected
    assert parse_poste(updated_text(HAND, changes)) == parse_poste(HAND).filled(changes)


def test_ce_qui_manque_seulement_se_complete() -> None:
    assert parse_poste(HAND).missing({"lieu": "Ailleurs", "contrat": "CDI", "moyens": "Un bureau"}) == {
        "contrat": "CDI"
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jour: lundi", "jours"),
        ("lieu: [a, b]", "lieu"),
        ("textes:\n  T4.1.4: rien", "T4.1.4"),
        ("patients: peut-être", "patients"),
        ("lieu: a\nlieu: b", "déjà donnée"),
    ],
)
def test_une_faute_est_situee_et_dite_en_francais(text: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_poste(text)
    assert words in str(refused.value) and "Input should" not in str(refused.value)


def test_la_commande_nomme_des_donnees_connues_et_les_guillemets_s_otent() -> None:
    assert named_fields([("lieu", '"12, rue"'), ("jours", "«\xa0mardi\xa0»"), ("moyens", '""')]) == {
        "lieu": "12, rue", "jours": "mardi", "moyens": "",
    }  # fmt: skip
    with pytest.raises(InputError, match="2\xa0fautes"):
        named_fields([("jour", "lundi"), ("endroit", "ici")])


def test_les_parcours_de_patients_se_disent_oui_ou_non() -> None:
    assert parse_poste("patients: oui").patients and not parse_poste("patients: non").patients
    assert Poste(patients=True).patients
