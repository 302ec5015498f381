"""La note de travail et la note de budget : ce que l'équipe lit à côté de la fiche, juste et sourcé."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from equipes import ON, mixed, profile_of, small_grid
from lecture_word import (
    NAMES,
    all_text,
    body,
    chart,
    drawn,
    embedded_workbook,
    headings,
    minutes,
    paragraphs,
    saved,
    spokes,
    tables,
)

from matrice.assessment import Profile
from matrice.documents import words
from matrice.documents.profile import position, ring
from matrice.fiche import FicheDePoste, MoneyInputs, Role, draft, load_statuses
from matrice.referentiel import Referentiel, Scale
from matrice.render.word import note_budget, note_equipe
from matrice.text import capital, date, hours, number

TASKS = ("Mission et tâches", "h/semaine", "h/an", "D’où vient ce temps")
SPOKEN = {qn("w:val"), "descr"}  # ce qu'une synthèse vocale lit : titres de tableaux, champs, équivalent du radar
HOSTILE = 'A&B <b> "q" \'\x0b\x00\x1f\ud800 😀 שלום مرحبا ' + "très-long " * 28


@pytest.fixture(scope="module")
def short(short_fiche: FicheDePoste) -> Document:
    return note_equipe(short_fiche, on=ON)


@pytest.fixture(scope="module")
def full(full_fiche: FicheDePoste) -> Document:
    return note_equipe(full_fiche, on=ON)


def task_rows(document: Document) -> list[list[str]]:
    """Les lignes des tâches, missions et total ôtés."""
    return [row for rows in tables(document, *TASKS) for row in rows[:-1] if row[3]]


@pytest.mark.parametrize("which", ["short", "full"])
def test_chaque_tache_est_dans_la_note_avec_ses_heures_et_leur_raison(
    which: str, request: pytest.FixtureRequest
) -> None:
    fiche: FicheDePoste = request.getfixturevalue(f"{which}_fiche")
    rows = {row[0]: row[1:] for row in task_rows(request.getfixturevalue(which))}
    assert rows == {
        task.label: [
            hours(task.hours),
            number(task.hours_year),
            f"{capital(task.reason)}. {task.explanation}",
        ]
        for task in fiche.tasks
    }


@pytest.mark.parametrize("which", ["short", "full"])
def test_les_heures_de_la_note_font_le_budget(which: str, request: pytest.FixtureRequest) -> None:
    fiche: FicheDePoste = request.getfixturevalue(f"{which}_fiche")
    (rows,) = tables(request.getfixturevalue(which), *TASKS)
    assert minutes(rows[-1][1]) == round(60 * fiche.weekly_hours)
    missions = [minutes(row[1]) for row in rows[:-1] if not row[3]]
    assert sum(missions) + round(60 * fiche.reserve.hours) == minutes(rows[-1][1])
    assert sum(minutes(row[1]) for row in task_rows(request.getfixturevalue(which))) == round(60 * fiche.weekly_hours)


def test_qui_prend_le_reste_se_dit_par_le_nom_des_taches(profile: Profile) -> None:
    fiche = draft(profile, weekly_hours=8, roles=[Role("la pharmacienne", 1.5)])
    made = note_equipe(fiche, on=ON)
    ((*taken, total),) = tables(made, "Qui, sur ses propres heures", "Tâche", "h/semaine")
    assert minutes(total[2]) == sum(minutes(row[2]) for row in taken) == 90
    assert [row[1] for row in taken if "libre" not in row[1]] == [task.label for task in fiche.delegated[0].tasks]
    (proposed,) = tables(made, "Rôle proposé", "Tâches")
    assert sorted(label for row in proposed for label in row[1].split("\xa0; ")) == sorted(
        task.label for task in fiche.unassigned
    )
    codes = {task.id for task in (*fiche.tasks, *fiche.uncovered)} - {"reserve"}
    assert not codes & set(re.findall(r"[A-Z]\d?\.[\d.]+", all_text(made)))


def test_deux_heures_de_plus_ou_de_moins_font_chacune_leur_total(short: Document) -> None:
    ((*changed, total),) = tables(short, "Mission", "Avec 6\xa0h", "Ici, 8\xa0h", "Avec 10\xa0h")
    for column, budget in enumerate((6, 8, 10), 1):
        assert sum(minutes(row[column]) for row in changed) == minutes(total[column]) == 60 * budget
    assert re.search("À 6\xa0h\xa0: .*tâche", all_text(short))


def test_ce_qu_il_faut_regler_avant_de_signer_ouvre_la_note(short: Document, short_fiche: FicheDePoste) -> None:
    first, *_ = [text for level, text in headings(short) if level == 1]
    assert first == "À régler avant de signer"
    said = [text.partition("\xa0: ")[2] for style, text in paragraphs(short) if style == "PointAttention"]
    assert said == list(short_fiche.attention())


def test_ce_que_l_argent_demande_de_regler_ne_se_dit_que_dans_la_note_de_budget(profile: Profile) -> None:
    fiche = paid(profile, gross_monthly=2600, patients=8000)
    assert fiche.money.warnings
    for warning in fiche.money.warnings:
        assert warning not in all_text(note_equipe(fiche, on=ON))
        assert all_text(note_budget(fiche, on=ON)).count(warning) == 1


def test_aucun_niveau_de_titre_n_est_saute(full: Document) -> None:
    levels = [0, *(level for level, _ in headings(full))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tout_tableau_est_titre_et_repete_ses_en_tetes(full: Document) -> None:
    assert len(full.tables) >= 3
    for table in full.tables:
        look, first = table._tbl.tblPr, table._tbl.find(qn("w:tr"))
        assert look.find(qn("w:tblCaption")).get(qn("w:val"))
        assert look.find(qn("w:tblDescription")).get(qn("w:val"))
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_ni_paragraphe_vide_ni_cellule_fusionnee_ni_zone_de_texte(full: Document) -> None:
    xml = body(full)
    assert [style for style, text in paragraphs(full) if not text and style != "Figure"] == []
    for tag in ("gridSpan", "vMerge", "hMerge", "txbxContent"):
        assert xml.find(f".//{qn(f'w:{tag}')}") is None


def test_deux_tableaux_ne_se_touchent_jamais(full: Document) -> None:
    blocks = [element.tag for element in body(full).find(qn("w:body"))]
    assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(blocks))
    assert blocks[-2:] == [qn("w:p"), qn("w:sectPr")]


def test_une_adresse_mal_formee_ne_devient_pas_un_lien(short_fiche: FicheDePoste) -> None:
    source, *_ = cited = short_fiche.status.sources
    bad = [source.model_copy(update={"url": url}) for url in ("javascript:alert(1)", "https://a b", "http://[", "")]
    status = short_fiche.status.model_copy(update={"sources": (*bad, *cited[1:])})
    made = note_equipe(replace(short_fiche, status=status), on=ON)
    said = {"".join(link.itertext()) for link in body(made).iter(qn("w:hyperlink"))}
    assert said and source.label not in said


# --- le profil et son radar ------------------------------------------------------------------------


def test_le_radar_dessine_les_dimensions_de_la_matrice_et_laisse_les_trous(short: Document, profile: Profile) -> None:
    results = words.spokes(profile)
    assert len(results) == 16 and not any(result.added for result in results)
    assert spokes(short) == [words.short_label(profile, result) for result in results]
    expected = {rank: r.score * 3 / 100 for rank, r in enumerate(results) if r.score is not None}
    assert len(expected) < 16
    assert drawn(short) == pytest.approx(expected)


def test_le_niveau_vise_est_une_seconde_ligne_constante(profile: Profile) -> None:
    made = note_equipe(draft(profile, weekly_hours=8, target=2), on=ON)
    assert set(drawn(made, 1).values()) == {2.0}
    assert "Niveau visé (2\xa0en partie)" in chart(made).xpath("//c:tx//c:v/text()", namespaces=NAMES)


def test_le_radar_a_son_equivalent_en_mots_et_en_tableau(short: Document, profile: Profile) -> None:
    shape = docx.Document(io.BytesIO(saved(short))).inline_shapes[0]
    assert shape._inline.docPr.get("descr") == words.alternative(profile)
    (printed,) = tables(short, "Axe", "Note sur 100")
    said = [one for row in printed for one in row[1].split("\xa0; ")]
    assert said == [f"{words.short_label(profile, d)}\xa0: {words.standing_text(d)}" for d in profile.dimensions]
    assert {"sans objet", "non calculable"} <= {one.rpartition(": ")[2] for one in said}


def test_la_mise_en_garde_sur_les_dimensions_est_imprimee(short: Document, ref: Referentiel) -> None:
    assert words.caveat(ref) and words.caveat(ref) in all_text(short)


@pytest.mark.parametrize(("count", "radar"), [(1, False), (2, False), (3, True), (15, True), (40, True)])
def test_toute_taille_de_grille_donne_une_fiche(count: int, radar: bool) -> None:
    made = note_equipe(draft(profile_of(small_grid(count), lambda rank: str(rank % 3)), weekly_hours=8), on=ON)
    assert bool(made.inline_shapes) is radar
    assert ("Un radar demande trois rayons" in all_text(made)) is not radar


def test_au_dela_de_trente_rayons_des_numeros_renvoient_au_tableau() -> None:
    made = note_equipe(draft(profile_of(small_grid(40), lambda rank: str(rank % 3)), weekly_hours=8), on=ON)
    assert spokes(made) == [str(rank) for rank in range(1, 41)]
    (printed,) = tables(made, "Axe", "Note sur 100")
    said = [one.rpartition("\xa0: ")[0] for row in printed for one in row[1].split("\xa0; ")]
    assert said == [f"{n}. Dimension {n}" for n in range(1, 41)]


def test_un_profil_sans_aucune_note_le_dit_au_lieu_de_dessiner_du_vide(ref: Referentiel) -> None:
    made = note_equipe(draft(profile_of(ref, lambda _: "SO"), weekly_hours=6, tasks=["T1.1.1", "T4.1.4"]), on=ON)
    assert not made.inline_shapes
    assert "Aucune note n’a pu être calculée" in all_text(made)


def test_une_cotation_par_axe_donne_un_radar_d_axes(ref: Referentiel) -> None:
    profile = profile_of(ref, lambda rank: str(rank % 3), by="axis")
    made = note_equipe(draft(profile, weekly_hours=12), on=ON)
    assert len(spokes(made)) == 4
    (printed,) = tables(made, "Axe", "Note sur 100")
    assert len(printed) == 5


def test_une_echelle_de_1_a_12_garde_ses_bornes() -> None:
    grid = small_grid(5, levels=tuple(range(1, 13)))
    made = note_equipe(draft(profile_of(grid, lambda rank: str(1 + rank * 2)), weekly_hours=8), on=ON)
    assert drawn(made) == pytest.approx({rank: 1 + rank * 2 for rank in range(5)})
    bounds = chart(made).xpath("//c:valAx//c:min/@val | //c:valAx//c:max/@val", namespaces=NAMES)
    assert sorted(map(int, bounds)) == [1, 12]


def scale(*levels: tuple[int, float | None]) -> Scale:
    return Scale.model_validate({"levels": [{"value": v, "label": str(v), "credit": c} for v, c in levels]})


def test_une_note_egale_au_credit_d_un_niveau_tombe_sur_son_anneau() -> None:
    uneven = scale((0, 0.0), (1, 0.2), (2, 0.7), (4, 1.0))
    assert [position(100 * credit, uneven) for credit in uneven.credits] == [0, 1, 2, 4]
    assert position(45, uneven) == pytest.approx(1.5)  # à mi-chemin de 20 et 70, donc de 1 et 2
    assert position(50, scale((0, None), (3, None))) == pytest.approx(1.5)
    assert position(5, scale((1, 0.1), (2, 1.0))) == 1  # sous le premier crédit : jamais sous l'échelle


def test_les_anneaux_suivent_les_niveaux_tant_qu_ils_restent_lisibles() -> None:
    assert ring(scale((0, None), (2, None), (6, None))) == 2
    assert ring(scale((0, None), (1, None), (100, None))) == 25


# --- robustesse ------------------------------------------------------------------------------------


def hostile_fiche() -> FicheDePoste:
    grid = small_grid(6, label='Dimension {} & <i> "x" 😀 שלום ' + "médico-social " * 20)
    fiche = draft(profile_of(grid, mixed, team=HOSTILE), weekly_hours=4)
    tasks = tuple(replace(one, task=one.task.model_copy(update={"label": HOSTILE})) for one in fiche.tasks)
    uncovered = tuple(replace(one, reason=HOSTILE) for one in fiche.uncovered)
    return replace(fiche, tasks=tasks, uncovered=uncovered, warnings=(HOSTILE,))


def test_un_texte_hostile_traverse_toute_la_fiche() -> None:
    made = docx.Document(io.BytesIO(saved(note_equipe(hostile_fiche(), on=ON))))
    said = 'A&B <b> "q" \'\n 😀 שלום مرحبا ' + "très-long " * 28
    assert paragraphs(made)[1] == ("Subtitle", f"{said}\u2002version du {date(ON)}")
    assert {row[0] for row in task_rows(made)} == {said}
    assert f"Point d’attention\xa0: {said}" in all_text(made)


def test_le_francais_imprime_a_ses_espaces_insecables_et_ses_apostrophes(full: Document, short: Document) -> None:
    for made in (full, short):
        hidden = [value for node in body(made).iter() for name, value in node.items() if name in SPOKEN]
        text = "\n".join([all_text(made), *hidden])
        assert len(hidden) > 20
        assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", text) == []
        assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", text) == []


# --- la note de budget -----------------------------------------------------------------------------


def paid(profile: Profile, status: str = "salarie-sisa", **known: object) -> FicheDePoste:
    return draft(profile, weekly_hours=8, status=status, on=ON, money=MoneyInputs(**known))


def euros_of(text: str) -> int:
    return int(re.sub(r"[^\d-]", "", text))


def test_le_cout_est_imprime_ligne_a_ligne_et_tombe_juste_sur_son_total(profile: Profile) -> None:
    fiche = paid(profile, gross_monthly=2600, patients=8000, expenses=(("Logiciel", 300),))
    made = note_budget(fiche, on=ON)
    ((*lines, total),) = tables(made, "Dépense", "Calcul", "€ par an")
    assert [row[0].split("\n")[0] for row in lines] == [line.label for line in fiche.money.cost.lines]
    assert sum(euros_of(row[2]) for row in lines) == euros_of(total[2])
    ((*funds, whole),) = tables(made, "Ressource", "Comment le montant est connu", "€ par an", "Part du coût")
    assert sum(euros_of(row[2]) for row in funds) == euros_of(whole[2])


def test_ce_que_le_compte_laisse_de_cote_se_dit(profile: Profile) -> None:
    made = note_budget(paid(profile, gross_monthly=2600), on=ON)
    text = all_text(made)
    assert "Non comptés" in text and "Les financements" in text
    assert all(note in text for note in paid(profile, gross_monthly=2600).money.cost.notes)


def test_sans_argent_connu_la_note_dit_ce_qui_manque(short_fiche: FicheDePoste, profile: Profile) -> None:
    assert "Le salaire brut" in all_text(note_budget(short_fiche, on=ON))
    assert "Le tarif horaire" in all_text(note_budget(draft(profile, weekly_hours=8, status="micro"), on=ON))
    assert (
        "tarif"
        not in all_text(note_budget(draft(profile, weekly_hours=8, status="benevole"), on=ON)).split(
            "Ce que ces heures"
        )[0]
    )


def test_chaque_chiffre_du_budget_a_sa_date(profile: Profile) -> None:
    fiche = paid(profile, gross_monthly=2600, patients=8000)
    (figures,) = tables(note_budget(fiche, on=ON), "Chiffre et source", "Date", "Ce que l’on en sait")
    said = "\n".join(row[0] for row in figures)
    assert all(value.label in said for value in fiche.basis)
    assert all(re.search(r"20\d\d", row[1]) and row[2] for row in figures)


@pytest.mark.parametrize("status", [one.id for one in load_statuses().statuses])
def test_la_note_de_budget_se_dit_en_francais_sans_les_cles_d_une_demande(profile: Profile, status: str) -> None:
    known = {"gross_monthly": 2600} if status in ("salarie-sisa", "groupement") else {"hourly_fee": 40}
    known = {} if status == "benevole" else known
    for fiche in (draft(profile, weekly_hours=8, status=status), paid(profile, status, **known)):
        said = all_text(note_budget(fiche, on=ON))
        assert re.findall(r"\w+_\w+|clé «\s\w+", said) == []


def test_hors_d_un_emploi_le_budget_ne_parle_ni_de_mois_paye_ni_de_temps_plein(profile: Profile) -> None:
    text = all_text(note_budget(draft(profile, weekly_hours=8, status="micro"), on=ON)).split("Ce que ces heures")[0]
    assert "ETP" not in text and "heures payées" not in text and "367" in text


# --- les logiciels extérieurs ----------------------------------------------------------------------


@pytest.mark.parametrize("which", ["full", "hostile", "budget"])
def test_le_verificateur_de_microsoft_accepte_les_notes(
    which: str, request: pytest.FixtureRequest, ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    if which == "budget":
        made = note_budget(paid(request.getfixturevalue("profile"), gross_monthly=2600, patients=8000), on=ON)
    else:
        made = note_equipe(hostile_fiche(), on=ON) if which == "hostile" else request.getfixturevalue(which)
        (tmp_path / "donnees.xlsx").write_bytes(embedded_workbook(made))
        assert ooxml_validator(tmp_path / "donnees.xlsx") == []
    made.save(tmp_path / "note.docx")
    assert ooxml_validator(tmp_path / "note.docx") == []


def test_la_meme_note_donne_les_memes_octets(short_fiche: FicheDePoste) -> None:
    assert saved(note_equipe(short_fiche, on=ON)) == saved(note_equipe(short_fiche, on=ON))
    assert saved(note_budget(short_fiche, on=ON)) == saved(note_budget(short_fiche, on=ON))
