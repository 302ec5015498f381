"""La fiche que l'on signe : courte, sans code ni note, à douze champs au plus, sous chaque statut et chaque plan."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any, get_args

import pytest
from docx.oxml.ns import qn
from equipes import ON, mixed, profile_of, small_grid
from hypothesis import given
from hypothesis import strategies as st
from lecture_word import all_text, body, headings, paragraphs, saved, tables

from matrice import documents
from matrice.assessment import Profile, read_responses, score
from matrice.documents.post_parts import a_year_later, missions
from matrice.errors import MatriceError
from matrice.fiche import FicheDePoste, MoneyInputs, Poste, draft, load_competences
from matrice.files import shipped_text
from matrice.inclusive import COORDINATION, worded
from matrice.referentiel import Referentiel, load_referentiel
from matrice.render import word
from matrice.text import Wording, capital, date, euros, read_hours
from tirages import examples

REF = load_referentiel()  # les tirages n’ont pas de fixture
STATUSES = ("salarie-sisa", "groupement", "micro", "professionnel-sante", "benevole", "portage")
EMPLOYED = ("salarie-sisa", "groupement")
PLANS = ("matrice", "blocs", "missions", "champs")
HOURS = (4, 8, 20, 35)
HOSTILE = 'A&B <b> "q" \'\x0b\x00\x1f\ud800 😀 שלום مرحبا ' + "très-long " * 28
FORBIDDEN = r"sur\s100|\d\s?%|diagnostic de santé|Sources|point d’attention|Règles de calcul"


@pytest.fixture(scope="module")
def drafted(profile: Profile) -> dict[tuple[str, float], FicheDePoste]:
    """Une fiche par statut et par budget."""
    return {
        (status, hours): draft(profile, weekly_hours=hours, status=status, on=ON)
        for status, hours in product(STATUSES, HOURS)
    }


def blanks(document: documents.blocks.Document) -> list[str]:
    """Les champs vides d'un document."""
    return [field.key for field in document.fields() if not field.text]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("plan", PLANS)
def test_une_fiche_n_a_ni_code_ni_note_ni_pourcentage_et_douze_champs_vides_au_plus(
    status: str, plan: str, drafted: dict[tuple[str, float], FicheDePoste]
) -> None:
    for hours in HOURS:
        fiche = drafted[status, hours]
        made = documents.fiche(fiche, on=ON, layout=plan)
        text = made.text()
        assert re.findall(FORBIDDEN, text) == []
        assert not {task.id for task in (*fiche.chosen, *fiche.uncovered)} & set(
            re.findall(r"[A-Z]\d?\.[\d.]*\d", text)
        )
        assert 0 < len(blanks(made)) <= 12
        assert not any(isinstance(block, documents.blocks.Radar) for block in made.blocks)


def test_la_premiere_page_repond_a_qui_quoi_ou_combien_et_pourquoi(
    drafted: dict[tuple[str, float], FicheDePoste],
) -> None:
    made = documents.fiche(drafted["salarie-sisa", 8], on=ON)
    titles = [block.text for block in made.blocks if isinstance(block, documents.blocks.Heading)]
    assert titles == [
        "Le poste", "À quoi sert ce poste", "Missions", "Fondamentaux que ce poste ne porte pas", "Résultats attendus",
        "Profil et compétences", "Moyens", "Évaluation et révision", "Signatures",
    ]  # fmt: skip
    identity = made.tables()[0]
    assert [str(row[0]) for row in identity.rows] == [
        "Intitulé", "Structure", "Lieu", "Temps et jours", "Statut", "Rattachement", "Rémunération", "Travaille avec",
    ]  # fmt: skip
    assert "8\xa0h par semaine" in documents.blocks.text_of(identity.rows[3][1])


@examples(40)
@given(st.integers(6, 140), st.sampled_from(PLANS), st.sampled_from(("salarie-sisa", "micro")))
def test_les_volumes_arrondis_des_missions_font_le_total(quarters: int, plan: str, status: str) -> None:
    fiche = draft(profile_of(REF, mixed, by="dimension"), weekly_hours=quarters / 4, status=status)
    found = missions(fiche, plan)
    assert 1 <= len(found) <= 8
    assert sorted(task.id for one in found for task in one.tasks) == sorted(task.id for task in fiche.tasks)
    if status == "micro":
        total = sum(int(one.volume.removesuffix("\xa0h par an").replace("\xa0", "")) for one in found)
        assert abs(total - sum(task.hours_year for task in fiche.tasks)) <= 2.5
        assert all(one.volume.endswith("h par an") for one in found)  # ni minute, ni semaine hors d'un emploi
        return
    weekly = [read_hours(one.volume.removesuffix(" par semaine")) for one in found if one.volume.endswith("semaine")]
    monthly = [int(one.volume.removesuffix("\xa0h par mois")) for one in found if one.volume.endswith("mois")]
    assert len(weekly) + len(monthly) == len(found)
    assert abs(sum(filter(None, weekly)) + sum(monthly) * 12 / 45.6 - fiche.weekly_hours) <= 0.5 * len(monthly)


def test_a_plein_temps_les_activites_ont_leur_page_et_celles_qu_on_ne_nomme_pas_sont_comptees(
    full_fiche: FicheDePoste,
) -> None:
    text = documents.fiche(full_fiche, on=ON).text()
    named = sum(task.label in text for task in full_fiche.chosen)
    more = sum(int(count) for count in re.findall(r"(\d+)\xa0autres? activités?, dans la note de travail", text))
    assert "Activités de chaque mission" in text
    assert named + more == len(full_fiche.chosen)


# --- les statuts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", STATUSES)
def test_hors_d_un_emploi_les_mots_changent(status: str, drafted: dict[tuple[str, float], FicheDePoste]) -> None:
    text = documents.fiche(drafted[status, 8], on=ON).text()
    employed = status in EMPLOYED
    assert ("équivalent temps plein" in text) is employed
    assert ("par semaine" in text) is employed
    assert ("Livrables et délais" in text) is not employed
    assert ("Résultats attendus" in text) is employed
    assert ("Évaluation et révision" in text) is employed
    assert ("ce n’est pas l’évaluation d’une personne" in text) is not employed
    assert ("Responsable" in text.split("Missions")[0]) is employed
    assert "min" not in re.findall(r"\d\xa0(h|min)\b", text) or employed


@pytest.mark.parametrize("status", STATUSES)
def test_les_signataires_sont_ceux_du_statut(status: str, drafted: dict[tuple[str, float], FicheDePoste]) -> None:
    fiche = drafted[status, 8]
    (signing,) = tables(word.fiche(fiche, on=ON), "En qualité de", "Nom", "Date", "Signature")
    expected = [capital(worded(party, "doublet")) for party in fiche.status.parties]
    assert [row[0] for row in signing] == [*expected, capital(COORDINATION["doublet"]["le"])]
    assert all(row[1:] == ["", "", ""] for row in signing)


@pytest.mark.parametrize("wording", get_args(Wording))
def test_le_poste_est_nomme_partout_dans_la_forme_choisie(wording: Wording, short_fiche: FicheDePoste) -> None:
    made = word.fiche(short_fiche, on=ON, wording=wording)
    forms = COORDINATION[wording]
    assert paragraphs(made)[0] == ("Title", f"Fiche de poste\xa0: {forms['nom']}")
    assert made.core_properties.title == f"Fiche de poste\xa0: {forms['nom']}"
    said = all_text(made)
    for other in COORDINATION.values():
        assert not [
            word for word in other.values() if word in said and not any(word in mine for mine in forms.values())
        ]


def test_une_forme_ou_un_plan_inconnus_sont_refuses_avec_la_liste(short_fiche: FicheDePoste) -> None:
    with pytest.raises(MatriceError, match=r"«\xa0neutre\xa0» n’existe pas.*«\xa0doublet\xa0».*«\xa0epicene\xa0»"):
        documents.fiche(short_fiche, on=ON, wording="neutre")  # type: ignore[arg-type]
    with pytest.raises(MatriceError, match=r"matrice.*blocs"):
        documents.fiche(short_fiche, on=ON, layout="quatre")


def test_la_revision_est_dans_un_an_meme_un_29_fevrier(short_fiche: FicheDePoste) -> None:
    assert "au plus tard le 21\xa0novembre\xa02027" in documents.fiche(short_fiche, on=ON).text()
    assert a_year_later(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)


# --- les compétences -------------------------------------------------------------------------------


def test_rien_de_clinique_tant_que_l_equipe_ne_confie_pas_de_parcours(profile: Profile, ref: Referentiel) -> None:
    fiche = draft(profile, weekly_hours=8, tasks=["T3.6.1", "T3.6.2", "T3.6.3", "T1.2.1"])
    every = load_competences()
    clinical = {
        one.label
        for one in (*every.savoir_faire, *every.connaissances, *every.savoir_etre, *every.activities)
        if one.patient
    }
    without = documents.fiche(fiche, on=ON).text()
    assert not [label for label in clinical if label in without]
    entrusted = documents.fiche(fiche, on=ON, poste=Poste(patients=True)).text()
    assert [label for label in clinical if label in entrusted]


def test_les_competences_sont_celles_des_taches_les_plus_longues_sans_doublon(full_fiche: FicheDePoste) -> None:
    made = documents.fiche(full_fiche, on=ON)
    keys = [field.key.split(".", 1)[1] for field in made.fields() if field.key.startswith("competence.")]
    every = load_competences()
    twins = {
        one.id: one.like for one in (*every.team_skills, *every.savoir_faire, *every.connaissances, *every.savoir_etre)
    }
    assert 3 <= len(keys) <= 10
    assert not [key for key in keys if twins[key] in keys]


# --- ce que l'équipe a écrit -----------------------------------------------------------------------


def test_l_argent_connu_est_repris_et_ne_reste_pas_a_completer(profile: Profile) -> None:
    fiche = draft(profile, weekly_hours=8, on=ON, money=MoneyInputs(gross_monthly=2600))
    made = documents.fiche(fiche, on=ON)
    assert f"{euros(2600)} brut par mois pour un temps plein" in made.text()
    assert "remuneration" not in blanks(made)


def test_ce_que_l_equipe_a_ecrit_s_imprime_et_ce_qu_elle_a_efface_ne_s_imprime_pas(short_fiche: FicheDePoste) -> None:
    task = short_fiche.chosen[0]
    own = Poste(
        lieu="12, rue des Tilleuls", moyens="", precisions="Permis B utile",
        textes={f"tache.{task.id}": "Demander leur avis aux patients"},
    )  # fmt: skip
    made = documents.fiche(short_fiche, on=ON, poste=own)
    text = made.text()
    assert "12, rue des Tilleuls" in text and "Permis B utile" in text and "Demander leur avis aux patients" in text
    assert "Moyens" not in text and task.label not in text
    assert set(blanks(documents.fiche(short_fiche, on=ON))) - set(blanks(made)) == {"lieu"}


# --- robustesse ------------------------------------------------------------------------------------


def hostile_fiche() -> FicheDePoste:
    grid = small_grid(6, label='Dimension {} & <i> "x" 😀 שלום ' + "médico-social " * 20)
    fiche = draft(profile_of(grid, mixed, team=HOSTILE), weekly_hours=4)
    tasks = tuple(replace(one, task=one.task.model_copy(update={"label": HOSTILE})) for one in fiche.tasks)
    return replace(fiche, tasks=tasks, warnings=(HOSTILE,))


def test_un_texte_hostile_traverse_la_fiche() -> None:
    said = 'A&B <b> "q" \'\n 😀 שלום مرحبا ' + "très-long " * 28
    made = word.fiche(hostile_fiche(), on=ON, poste=Poste(lieu=HOSTILE))
    assert paragraphs(made)[1] == ("Subtitle", f"{said}\u2002version du {date(ON)}")
    assert said.strip() in all_text(made)


def test_une_grille_d_ailleurs_donne_aussi_sa_fiche() -> None:
    for count in (1, 3, 40):
        fiche = draft(profile_of(small_grid(count), lambda rank: str(rank % 3)), weekly_hours=8)
        assert fiche.chosen[0].label in documents.fiche(fiche, on=ON).text()


def test_une_fiche_sans_tache_reste_une_fiche(short_fiche: FicheDePoste) -> None:
    empty = replace(short_fiche, tasks=(), uncovered=())
    text = documents.fiche(empty, on=ON).text()
    assert "Aucune tâche n’est encore retenue." in text and "Profil et compétences" not in text


def test_ni_paragraphe_vide_ni_tableau_sans_nom_ni_titre_saute(
    short_fiche: FicheDePoste, full_fiche: FicheDePoste
) -> None:
    for fiche in (short_fiche, full_fiche):
        made = word.fiche(fiche, on=ON)
        assert [style for style, text in paragraphs(made) if not text] == []
        levels = [0, *(level for level, _ in headings(made))]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        for table in made.tables:
            assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
            assert table._tbl.find(qn("w:tr")).find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        spoken = [value for node in body(made).iter() for name, value in node.items() if name == qn("w:val")]
        text = "\n".join([all_text(made), *spoken])
        assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", text) == []
        assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", text) == []


def test_la_meme_fiche_donne_les_memes_octets_dans_un_autre_processus(
    short_fiche: FicheDePoste, tmp_path: Path
) -> None:
    mine = saved(word.fiche(short_fiche, on=ON))
    assert mine == saved(word.fiche(short_fiche, on=ON))
    program = (
        "import sys; from equipes import *; from matrice import draft, load_referentiel, word\n"
        "profile = profile_of(load_referentiel(), mixed, by='dimension')\n"
        "word.fiche(draft(profile, weekly_hours=8), on=ON).save(sys.argv[1])"
    )
    places = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.docx"
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": places}
        subprocess.run([sys.executable, "-c", program, str(target)], check=True, env=env)
        assert target.read_bytes() == mine


# --- les logiciels extérieurs ----------------------------------------------------------------------


@pytest.mark.parametrize(("status", "hours"), [("salarie-sisa", 8), ("micro", 35), ("benevole", 4)])
def test_le_verificateur_de_microsoft_accepte_la_fiche(
    status: str, hours: float, drafted: dict[tuple[str, float], FicheDePoste],
    ooxml_validator: Callable[[Path], list[object]], tmp_path: Path,
) -> None:  # fmt: skip
    made = hostile_fiche() if status == "benevole" else drafted[status, hours]
    word.fiche(made, on=ON, poste=Poste(lieu=HOSTILE)).save(tmp_path / "fiche.docx")
    assert ooxml_validator(tmp_path / "fiche.docx") == []


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("hours", HOURS)
def test_deux_missions_n_ont_jamais_le_meme_nom(
    drafted: dict[tuple[str, float], FicheDePoste], hours: float, plan: str
) -> None:
    (table,) = [
        one for one in documents.fiche(drafted["micro", hours], on=ON, layout=plan).tables() if one.title == "Missions"
    ]
    names = [documents.blocks.text_of(row[0]).split("\n")[0] for row in table.rows]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("hours", HOURS)
def test_toute_tache_retenue_est_nommee_dans_la_fiche_meme_a_temps_plein(
    drafted: dict[tuple[str, float], FicheDePoste], hours: float
) -> None:
    fiche = drafted["salarie-sisa", hours]
    said = documents.fiche(fiche, on=ON).text()
    assert [task.label for task in fiche.chosen if task.label not in said] == []


PAGES = {4: 2, 8: 2, 20: 3, 35: 3}
PAPERS = [
    ("exemple", "salarie-sisa", 8, "matrice"),
    ("exemple", "professionnel-sante", 8, "blocs"),
    ("exemple", "benevole", 4, "missions"),
    ("exemple", "micro", 20, "missions"),
    ("exemple", "salarie-sisa", 35, "blocs"),
    ("tirée", "salarie-sisa", 8, "blocs"),
    ("tirée", "groupement", 8, "matrice"),
    ("tirée", "portage", 4, "champs"),
]


def test_la_fiche_tient_en_deux_ou_trois_pages_sans_total_ni_signatures_seuls_en_haut_de_la_leur(
    profile: Profile, full_fiche: FicheDePoste, all_to_pages: Callable[..., list[Any]], tmp_path: Path
) -> None:
    (tmp_path / "exemple.csv").write_text(shipped_text("exemple.csv"), encoding="utf-8")
    example = score(read_responses(tmp_path / "exemple.csv", REF, team="MSP des Tilleuls", on=ON, registered=18))
    teams = {"exemple": example, "tirée": profile}
    papers = {
        " ".join(map(str, paper)): word.fiche(
            draft(teams[paper[0]], status=paper[1], weekly_hours=paper[2], on=ON), on=ON, layout=paper[3]
        )
        for paper in PAPERS
    }
    most = {name: PAGES[hours] for name, (_, _, hours, _) in zip(papers, PAPERS, strict=True)}
    fiches = {"tout": word.fiche(full_fiche, on=ON), **papers}  # toutes les tâches de la grille d'un coup
    notes = {hours: draft(profile, weekly_hours=hours, status="salarie-sisa", on=ON) for hours in (8, 35)}
    beside = {
        "note 8": word.note_equipe(notes[8], on=ON),
        "note 35": word.note_equipe(notes[35], on=ON),
        "budget 8": word.note_budget(notes[8], on=ON),
    }
    most |= {"tout": 5, "note 8": 5, "note 35": 7, "budget 8": 3}
    files = []
    for rank, paper in enumerate((fiches | beside).values()):
        files.append(tmp_path / f"{rank}.docx")
        paper.save(files[-1])
    printed = dict(zip(fiches | beside, (pages.sheets for pages in all_to_pages(tmp_path, *files)), strict=True))
    counts = {name: len(sheets) for name, sheets in printed.items()}
    assert {name: count for name, count in counts.items() if count > most[name]} == {}
    for name in fiches:
        sheets = printed[name]
        assert "Missions" in sheets[0] and "Signature" in sheets[-1], name
        tops = [sheet.splitlines()[1:6] for sheet in sheets[1:]]  # la première ligne est l'en-tête de page
        alone = [top for top in tops if {"Signatures", "Total"} & {line.strip() for line in top}]
        assert alone == [], f"{name} : une page commence par {alone}"
