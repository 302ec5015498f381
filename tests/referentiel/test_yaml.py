"""Les surprises de YAML n'ont pas lieu : tout scalaire reste un texte jusqu'au modèle."""

import pytest

from matrice.referentiel.load import read_tree


@pytest.mark.parametrize("written", ["No", "1.10", "1:30", "0777", "2014-11-03", "yes", "1_000", "0x1F"])
def test_un_mot_reste_le_mot_ecrit(written: str) -> None:
    assert read_tree(f"a: {written}", "t").value == {"a": written}


def test_une_valeur_absente_n_est_pas_un_texte_vide() -> None:
    assert read_tree('a:\nb: ""\nc: ~', "t").value == {"a": None, "b": "", "c": None}


def test_chaque_valeur_et_chaque_cle_ont_leur_place() -> None:
    tree = read_tree("a:\n  - b: 1\n    c: 2\n", "t")
    assert tree.place(("a", 0, "c")) == (3, 8)
    assert tree.place(("a", 0, "c"), on_key=True) == (3, 5)
    assert tree.place(("a", 0, "absente")) == (2, 5)
