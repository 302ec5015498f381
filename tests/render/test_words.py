"""Les mots d'un profil : ce qu'un lecteur d'écran, un pied de figure ou un document Word en disent."""

from __future__ import annotations

import datetime as dt
import sys
from subprocess import run
from typing import Any

import pandas as pd
import pytest

import matrice
from matrice.assessment import Profile
from matrice.documents import words
from matrice.render.charts.figure import hover_text
from matrice.render.html import profile_table


def test_l_alternative_dit_l_echelle_les_extremes_et_les_absences(grid: Any, team: Any) -> None:
    profile = team(grid(4, 4), {"d0": 3, "d1": 0, "d2": "SO", "d3": "NSP", "d4": 1})
    assert words.alternative(profile) == (
        "Radar de maturité, 8\u00a0dimensions, échelle de 0 (absent) à 3 (ancré), notes sur\u00a0100. "
        "Plus hautes\u00a0: Dimension 0\u00a0(100). "
        "Plus basses\u00a0: Dimension 1\u00a0(0) et Dimension 4\u00a0(33). "
        "Sans objet\u00a0: 1\u00a0dimension (Dimension 2). Non calculable\u00a0: 1\u00a0dimension (Dimension 3). "
        "Données dans le tableau."
    )


def test_des_notes_egales_n_ont_ni_plus_hautes_ni_plus_basses(grid: Any, team: Any) -> None:
    said = words.alternative(team(grid(3)))
    assert "Toutes les notes valent 67." in said
    assert "Plus" not in said


def test_sans_aucune_note_l_alternative_le_dit(grid: Any, team: Any) -> None:
    said = words.alternative(team(grid(2), {"d0": "NSP", "d1": "NSP"}))
    assert "Aucune note calculée." in said
    assert "Non calculable\u00a0: 2\u00a0dimensions (Dimension 0 et Dimension 1)." in said


def test_les_ex_aequo_sont_nommes_ou_comptes_jamais_choisis_au_hasard(grid: Any, team: Any) -> None:
    said = words.alternative(team(grid(12), {f"d{rank}": 3 for rank in range(9)}))
    assert "Dimension 4\u00a0(100) et 4\u00a0autres. Plus basses\u00a0: Dimension 9\u00a0(67)," in said


def test_un_axe_cote_directement_se_dit_axe(grid: Any, team: Any) -> None:
    said = words.alternative(team(grid(2, 2, 2), {"a0": 3}, by="axis"))
    assert said.startswith("Radar de maturité, 3\u00a0axes,")
    assert "Axe 0\u00a0(100)" in said


@pytest.mark.parametrize(
    ("registered", "expected"), [(18, "14\u00a0réponses sur 18\u00a0inscrits"), (None, "14\u00a0réponses")]
)
def test_la_participation_se_passe_d_un_effectif_inconnu(
    grid: Any, team: Any, registered: int | None, expected: str
) -> None:
    assert words.participation(team(grid(3), registered=registered)) == expected


def test_le_pied_donne_participation_date_grille_et_calcul(grid: Any, team: Any) -> None:
    assert words.footer(team(grid(3))) == (
        "14\u00a0réponses sur 18\u00a0inscrits\u00a0· 1er\u00a0mars\u00a02026\u00a0· "
        "Grille d’essai, version\u00a02.1\u00a0· calcul\u00a0v2.0"
    )


def test_le_pied_se_passe_de_date_et_signale_une_cotation_rapide(grid: Any, team: Any) -> None:
    said = words.footer(team(grid(3), on=None, by="dimension"))
    assert "2026" not in said
    assert "cotation rapide, par dimension" in said


def test_la_mise_en_garde_compte_les_dimensions_par_origine() -> None:
    assert words.caveat(matrice.load_referentiel()) == (
        "Les 16\u00a0dimensions sont une lecture raisonnée, et non la liste officielle de la HAS\u00a0: "
        "2\u00a0lues sur une page de la HAS, 1\u00a0nommée par une source secondaire, "
        "4\u00a0tirées de thèmes de la HAS et 9\u00a0hypothèses."
    )


@pytest.mark.parametrize("status", ["", "attesté HAS"])
def test_une_grille_sans_hypothese_n_a_rien_a_avouer(grid: Any, status: str) -> None:
    assert words.caveat(grid(3, status=status)) == ""


def test_les_ajouts_ne_sont_pas_des_rayons_sauf_demande(shipped: Profile) -> None:
    assert len(words.spokes(shipped)) == 16
    assert len(words.spokes(shipped, added=True)) == len(shipped.dimensions) == 21


def test_une_grille_faite_d_ajouts_garde_ses_rayons(grid: Any, team: Any) -> None:
    assert len(words.spokes(team(grid(3, added=(0, 1, 2))))) == 3


def test_une_absence_de_note_se_dit_en_toutes_lettres(shipped: Profile) -> None:
    assert words.standing_text(shipped.dimension("relais")) == "sans objet"
    assert words.standing_text(shipped.dimension("avis")) == "non calculable"
    assert words.standing_text(shipped.dimension("stocks")) == "0"
    assert words.coverage(shipped.dimension("avis")) == "0/6"
    assert words.coverage(shipped.dimension("relais")) == ""


def test_la_meme_equipe_a_deux_dates_se_distingue_par_la_date(grid: Any, team: Any) -> None:
    ref = grid(3)
    names = words.series_names(team(ref), team(ref, on=dt.date(2025, 3, 1)))
    assert names == (
        "MSP des Tilleuls, 1er\u00a0mars\u00a02026",
        "MSP des Tilleuls, 1er\u00a0mars\u00a02025",
    )
    assert words.series_names(team(ref), team(ref, name="Les Ormes")) == ("MSP des Tilleuls", "Les Ormes")
    assert len(set(words.series_names(team(ref), team(ref)))) == 2


def test_les_mots_et_les_tableaux_ne_chargent_ni_plotly_ni_pandas() -> None:
    code = "import sys, matrice.documents.words, matrice.render.html; print('plotly' in sys.modules, 'pandas' in sys.modules)"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_une_decision_contre_les_reponses_ne_se_lit_nulle_part_a_cote_de_marches_qui_la_contredisent() -> None:
    ref = matrice.load_referentiel()
    answers = {f"rcp.{rank}": ["0", "1", "1", "0", "2"] for rank in range(1, 6)}
    day = dt.date(2026, 10, 6)
    asked = matrice.read_responses(pd.DataFrame(answers), ref, team="MSP", on=day)
    before = matrice.score(asked)
    after = matrice.score(matrice.decide(asked, "rcp", 3, reason="Vu sur place."))
    told = after.dimension("rcp")
    assert (before.dimension("rcp").level, told.level, told.score, told.overruled.level) == (1, 3, 100, 1)
    words = "ans les réponses, avant la décision\u00a0: 1\u00a0premiers pas"
    row = next(line for line in profile_table(after).split("<tr>") if told.label in line)
    assert f"Décidé par l’équipe (d{words})." in row
    assert words in hover_text(after, told)
    document = matrice.word.rapport(after, on=day)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert f"Décidé par l’équipe\nD{words}." in cells
    assert (
        "niveau décidé cette fois par l’équipe"
        in matrice.assessment.progress(before, after).dimensions[[one.id for one in after.dimensions].index("rcp")].note
    )
    agreed = matrice.score(matrice.decide(asked, "rcp", 1))
    assert agreed.dimension("rcp").overruled is None


@pytest.mark.parametrize(("people", "shown"), [(5, True), (2, False)])
def test_le_vote_direct_reste_a_cote_du_niveau_que_donnent_les_enonces(people: int, shown: bool) -> None:
    ref = matrice.load_referentiel()
    first = pd.DataFrame(
        {
            d.id: ["1"] * (people if d.id == "rcp" else 5) + [""] * (0 if d.id != "rcp" else 5 - people)
            for d in ref.dimensions
        }
    )
    second = pd.DataFrame({f"rcp.{rank}": ["3"] * 5 for rank in range(1, 6)})
    profile = matrice.assessment.showable(matrice.score(matrice.read_responses([first, second], ref, coded=(0, 3))))
    rcp = profile.dimension("rcp")
    told = f"vote direct\u00a0: 1\u00a0{ref.scale.levels[1].label}"
    assert rcp.level == 3 and rcp.grain == "item"
    assert (told in words.firmness_text(profile, rcp)) is shown  # sous trois réponses, il serait celui de quelqu'un
    assert (told in profile_table(profile)) is (told in hover_text(profile, rcp)) is shown
    assert (told in matrice.documents.rapport(profile, on=dt.date(2026, 11, 21)).text()) is shown
