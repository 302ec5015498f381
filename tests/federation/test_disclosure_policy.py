"""La politique a des planchers que rien ne baisse, et une valeur diffusée ne se fabrique pas."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import pickle
from typing import Any

import pytest

from matrice.errors import InputError
from matrice.federation import DisclosureError, Policy, Reason, Released, ReleasedShare, Withheld
from matrice.federation.disclosure import derive, release_share

SIGNED = dt.date(2026, 9, 1)


def test_les_seuils_par_defaut_sont_onze_en_public_et_cinq_en_cercle_ferme() -> None:
    assert (Policy().threshold, Policy("ferme").threshold) == (11, 5)


# Effectif écrit : multiple de 5 inférieur, jamais sous le seuil de 11. Arrondi des parts : 5 points sous cinquante équipes,
# jamais plus fin qu'une équipe de l'effectif écrit (100/15 = 6,7 → 10 ; 100/20 = 5 ; 100/50 = 2 ; 100/95 = 1,05 → 2).
@pytest.mark.parametrize(
    ("n", "shown", "step"),
    [
        (11, 11, 10), (14, 11, 10), (15, 15, 10), (19, 15, 10), (20, 20, 5), (49, 45, 5), (50, 50, 2), (99, 95, 2),
        (100, 100, 1),
    ],
)  # fmt: skip
def test_l_effectif_ecrit_et_l_arrondi_des_parts_changent_au_seuil_juste(n: int, shown: int, step: int) -> None:
    assert (Policy().shown(n), Policy().step(n)) == (shown, step)


def test_trois_equipes_demandent_un_accord_signe() -> None:
    assert Policy("ferme", k=3, signed=SIGNED).threshold == 3
    with pytest.raises(InputError, match="accord signé"):
        Policy("ferme", k=3)


@pytest.mark.parametrize(
    "settings",
    [
        {"k": 10},
        {"circle": "ferme", "k": 4},
        {"circle": "ferme", "k": 2, "signed": SIGNED},
        {"k": 3, "signed": SIGNED},
        {"k": True},
        {"k": 11.5},
        {"k": float("nan")},
        {"quantile_tail": 2},
        {"share_step": 1},
        {"share_step": 0},
        {"share_step": 7},
        {"small": 0},
        {"small": 2},
        {"score_step": 0},
        {"share_step": 20},
        {"circle": "secret"},
        {"circle": "ferme", "k": 3, "signed": "hier"},
    ],
)
def test_aucun_plancher_ne_se_baisse(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="Politique de diffusion refusée"):
        Policy(**settings)


def test_toutes_les_fautes_sont_dites_d_un_coup() -> None:
    with pytest.raises(InputError) as refused:
        Policy(k=2, small=1, share_step=1)
    assert {problem.column for problem in refused.value.problems} == {"k", "small", "share_step"}
    assert str(refused.value).splitlines()[1] == (
        "  - colonne «\u00a0share_step\u00a0»\u00a0: un entier d’au moins 5 était attendu\u00a0: "
        "un plancher ne se baisse pas, retirez ce réglage ou augmentez-le."
    )


def test_une_politique_ne_se_change_pas_et_ne_se_contourne_pas_par_heritage() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Policy().small = 1  # type: ignore[misc]
    with pytest.raises(InputError):
        dataclasses.replace(Policy(), k=2)

    class Laxiste(Policy):
        @property
        def threshold(self) -> int:
            return 1

    with pytest.raises(DisclosureError, match="doit être une Policy"):
        release_share(1, 2, Laxiste())


def test_une_valeur_diffusee_ne_se_fabrique_ni_ne_se_retouche() -> None:
    with pytest.raises(DisclosureError):
        ReleasedShare(None, 50, 3)
    share = release_share(20, 40, Policy())
    with pytest.raises((ValueError, TypeError, DisclosureError)):
        dataclasses.replace(share, percent=51)  # type: ignore[call-arg,arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        share.percent = 51  # type: ignore[misc,union-attr]


def test_une_valeur_diffusee_ne_cache_rien_d_autre_que_ce_qu_elle_montre() -> None:
    share = release_share(1, 40, Policy())
    assert isinstance(share, ReleasedShare)
    assert {field.name: getattr(share, field.name) for field in dataclasses.fields(share)} == {
        "percent": 5,
        "n": 40,
        "bound": "≤",
        "drift": 0,
    }
    assert repr(share) == "ReleasedShare(percent=5, n=40, bound='≤', drift=0)"


def test_une_sous_classe_venue_d_ailleurs_est_refusee() -> None:
    with pytest.raises(DisclosureError, match="dans son dossier"):
        type("Faux", (Released,), {"__module__": "rapport_presse", "__post_init__": lambda self, key: None})


def test_une_copie_garde_la_valeur_et_rien_de_plus() -> None:
    share = release_share(20, 40, Policy())
    assert copy.deepcopy(share) == pickle.loads(pickle.dumps(share)) == share


def test_une_absence_compte_pour_faux_et_donne_sa_raison() -> None:
    absent = Withheld(Reason.SMALL)
    assert not absent
    assert str(absent) == "non diffusé\u00a0: trop peu d’équipes dans le groupe"


def test_une_raison_libre_qui_porterait_un_compte_est_refusee() -> None:
    with pytest.raises(DisclosureError) as refused:
        Withheld("seulement 2 équipes")
    assert "2" not in str(refused.value)


def test_un_calcul_derive_ne_prend_que_des_valeurs_diffusees() -> None:
    share = release_share(20, 40, Policy())
    assert str(derive(lambda part: part.percent / 2, share)) == "25,0"
    assert derive(lambda part: 1, Withheld(Reason.SMALL)) == Withheld(Reason.SMALL)
    with pytest.raises(DisclosureError):
        derive(lambda part: part, 17)  # type: ignore[arg-type]


def test_la_politique_se_dit_en_une_phrase() -> None:
    assert Policy().describe() == (
        "Secret des équipes (diffusion publique)\u00a0: groupes d’au moins 11\u00a0équipes, effectifs arrondis à 5 vers le bas, "
        "parts à 5\u00a0% sous 50\u00a0équipes et jamais plus finement qu’une équipe, comptes de moins de 3 regroupés, ni minimum ni maximum."
    )
    assert "accord du 1er\u00a0septembre\u00a02026" in Policy("ferme", signed=SIGNED).describe()
