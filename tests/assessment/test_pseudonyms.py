"""Les pseudonymes : les mêmes d'une fois à l'autre, et rien du nom."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matrice import InputError
from matrice.assessment import pseudonym
from matrice.assessment.privacy import LENGTH

KEY = bytes(range(32))
KEYS = st.binary(min_size=16, max_size=64)


def test_un_pseudonyme_est_le_debut_du_hmac_sha256_du_nom() -> None:
    # HMAC-SHA256 (RFC 2104), base 32 (RFC 4648), refait ici à la main.
    digest = hmac.digest(KEY, b"dupont", "sha256")
    bits = "".join(f"{byte:08b}" for byte in digest)[: 5 * LENGTH]
    expected = "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[int(bits[5 * k : 5 * k + 5], 2)] for k in range(LENGTH))
    assert pseudonym(KEY, "Dupont") == expected


@pytest.mark.parametrize("other", ["dupont", "DUPONT", " Dupont ", "dupont  ", "Düpont"])
def test_une_personne_garde_son_pseudonyme_quelle_que_soit_l_ecriture(other) -> None:
    assert pseudonym(KEY, other) == pseudonym(KEY, "Dupont")


@given(st.text(min_size=1, max_size=30), KEYS)
def test_un_pseudonyme_fait_dix_lettres_et_chiffres(name, key) -> None:
    made = pseudonym(key, name)
    assert len(made) == LENGTH and made.isalnum() and made.isascii()


@given(st.text(min_size=1, max_size=30), KEYS, KEYS)
@example("Dupont", b"k" * 63, b"k" * 63 + b"\0")
@example("Dupont", b"k" * 63, b"k" * 63 + b"x")
def test_deux_cles_font_deux_pseudonymes_sauf_aux_zeros_de_la_fin_pres(name, key, other) -> None:
    # HMAC complète par des zéros une clé plus courte que son bloc de 64 octets (RFC 2104, 2) : deux clés qui n'y
    # diffèrent pas n'en sont qu'une. Sinon, 50 bits s'accordent par hasard une fois sur 10^15.
    same = key.ljust(64, b"\0") == other.ljust(64, b"\0")
    assert (pseudonym(key, name) == pseudonym(other, name)) is same


def test_deux_mille_personnes_ont_deux_mille_pseudonymes() -> None:
    assert len({pseudonym(KEY, f"p{rank}") for rank in range(2000)}) == 2000


def test_une_cle_trop_courte_est_refusee() -> None:
    with pytest.raises(InputError, match="la clé a 8"):
        pseudonym(b"12345678", "Dupont")
