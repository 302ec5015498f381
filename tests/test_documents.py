"""Les documents en valeurs : ce que chacun dit sans Word, et ce qu'un carnet en affiche."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import matrice
from matrice import documents
from matrice.assessment import Action, ActionPlan, Effect, Profile, Progress
from matrice.documents.blocks import Bars, Document, Heading, Radar, Segment, Series, Table, Text
from matrice.federation import simulate_answers
from matrice.referentiel import Referentiel, load_referentiel
from matrice.render import html

NB = "\u00a0"
ON = dt.date(2026, 11, 21)
HOSTILE = "<script src='https://ailleurs.example/x.js'>&\"</script>"
CLOSED = Action(
    HOSTILE, "avis", HOSTILE, HOSTILE, HOSTILE, ON, ON, HOSTILE, state=Progress.DONE, note=HOSTILE, theme="acces", lead=HOSTILE,
    objective=HOSTILE, result=HOSTILE, effect=Effect((0, 1, 3, 1), ON),
)  # fmt: skip
VOID = {"br", "img", "meta", "link", "input", "hr"}


class Page(HTMLParser):
    """Une page lue : titres dans l'ordre, balises et attributs, et une balise mal fermée est une faute."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.captions = 0
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_decl(self, decl: str) -> None:
        assert decl == "doctype html"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "caption" and data.strip():
            self.captions += 1

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


@pytest.fixture(scope="module")
def ref() -> Referentiel:
    return load_referentiel()


@pytest.fixture(scope="module")
def profile(ref: Referentiel) -> Profile:
    answers = Path(__file__).parents[1] / "data" / "exemple.csv"
    return matrice.score(matrice.read_responses(answers, ref, team=f"MSP {HOSTILE}", on=ON, registered=18))


@pytest.fixture(scope="module")
def made(ref: Referentiel, profile: Profile) -> dict[str, Document]:
    """Un document de chaque sorte ; le nom de l'équipe est hostile."""
    fiche = matrice.draft(profile, weekly_hours=8, roles=[matrice.Role(HOSTILE, 1)])
    cohort = matrice.simulate_cohort(teams=60, years=(2025, 2026), seed=3)
    latest = cohort.year(cohort.latest)
    makers: dict[str, Callable[[], Document]] = {
        "aci": lambda: documents.aci(matrice.aci_view(fiche, patients=8000), on=ON),
        "cartes": lambda: documents.cartes(ref),
        "comparaison_de_fiches": lambda: documents.comparaison_de_fiches(
            matrice.compare_fiches(fiche, matrice.draft(profile, weekly_hours=12)), on=ON
        ),
        "dossier_qualite": lambda: documents.dossier_qualite(
            matrice.assessment.quality(profile, ActionPlan((CLOSED,)), on=ON), on=ON
        ),
        "entretien": lambda: documents.entretien(fiche, on=ON),
        "examen": lambda: documents.examen(
            matrice.examine(matrice.read_cohort(pd.DataFrame(simulate_answers(ref, teams=12)), ref)), on=ON
        ),
        "fiche": lambda: documents.fiche(fiche, on=ON, layout="blocs"),
        "information": lambda: documents.information(on=ON),
        "lettre_de_mission": lambda: documents.lettre_de_mission(fiche, on=ON, role=fiche.delegated[0]),
        "note_budget": lambda: documents.note_budget(fiche, on=ON),
        "note_equipe": lambda: documents.note_equipe(fiche, on=ON),
        "poste_partage": lambda: documents.poste_partage(
            matrice.share_post([fiche, matrice.draft(replace(profile, team="MSP des Ormes"), weekly_hours=4)]), on=ON
        ),
        "questionnaire": lambda: documents.questionnaire(ref, team=HOSTILE, on=ON),
        "rapport": lambda: documents.rapport(profile, on=ON),
        "retour": lambda: documents.retour(matrice.compare(cohort.codes[latest.teams[0]], cohort), on=ON),
        "territoire": lambda: documents.territoire(matrice.national_report(cohort), on=ON),
    }
    assert sorted(makers) == sorted(documents.__all__), "une sorte de document manque à cet essai"
    return {name: make() for name, make in makers.items()}


@pytest.mark.parametrize("name", documents.__all__)
def test_un_document_se_montre_dans_un_carnet(name: str, made: dict[str, Document]) -> None:
    document = made[name]
    page = Page(shown := document._repr_html_())
    assert page.tags[0][0] == "article" and page.tags[0][1]["lang"] == "fr"
    assert page.headings.count(1) == 1 and page.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert page.count("table") == page.captions == len(document.tables())
    assert page.count("script") == page.count("img") == page.count("link") == 0
    assert not [
        one for _, asked in page.tags for one in asked if one in ("src", "srcset", "data") or one.startswith("on")
    ]
    assert "url(" not in shown and "@import" not in shown
    for tag, asked in page.tags:
        if tag == "svg":
            assert asked["role"] == "img" and asked["aria-label"]


def test_un_document_s_enregistre_en_une_page_html_qui_ne_charge_rien(made: dict[str, Document]) -> None:
    page = Page(html.write(made["dossier_qualite"]).decode())
    assert page.tags[0] == ("html", {"lang": "fr"}) and page.count("title") == page.count("h1") == 1
    assert page.count("script") == page.count("link") == page.count("img") == 0
    policy = next(asked["content"] for tag, asked in page.tags if tag == "meta" and "http-equiv" in asked)
    assert policy and policy.startswith("default-src 'none'")


@pytest.mark.parametrize("name", documents.__all__)
def test_un_document_dit_son_texte_sans_word(name: str, made: dict[str, Document]) -> None:
    document = made[name]
    lines = document.text().splitlines()
    for block in document.blocks:
        if isinstance(block, Heading):
            assert block.text in lines
        elif isinstance(block, Table):
            assert " | ".join(column.title for column in block.columns) in lines


def test_le_texte_d_une_fiche_dit_ses_heures_et_ses_taches(made: dict[str, Document], ref: Referentiel) -> None:
    said = made["fiche"].text()
    assert f"8{NB}h" in said and HOSTILE in said
    assert sum(task.label in said for task in ref.tasks) > 5


def test_charger_un_module_ne_cache_pas_le_document_du_meme_nom() -> None:
    for name in ("fiche", "retour", "rapport"):
        importlib.import_module(f"matrice.documents.{name}")
        assert callable(getattr(documents, name))
    assert matrice.documents is documents


def document(*blocks: object) -> str:
    return Document("Titre", "MSP", ON, (Text("Titre", "title"), *blocks), "sujet")._repr_html_()


def test_un_radar_coupe_sa_ligne_la_ou_la_valeur_manque() -> None:
    def lines(values: tuple[float | None, ...]) -> int:
        chart = Radar("Radar", tuple("abcdef"), (Series("nous", values),), HOSTILE, minimum=0, maximum=3, step=1)
        page = Page(document(chart))
        figure = next(asked for tag, asked in page.tags if tag == "svg")
        assert figure["aria-label"] == HOSTILE
        assert page.count("circle") == sum(value is not None for value in values)
        return page.count("polyline") - 3 - 1  # trois anneaux, un trait de légende

    assert lines((1, 2, 3, 1, 2, 3)) == 6
    assert lines((1, None, 3, 1, 2, 3)) == 4  # ni vers le trou, ni depuis lui : ce n'est pas un zéro


def test_une_barre_a_la_longueur_de_sa_part_et_une_borne_n_ecrit_pas_de_nombre() -> None:
    first = Segment("bas", "1F4E79", False, True, (25, None), (False, False))
    rest = Segment("haut", "F2F2F2", False, False, (75, 100), (False, True))
    page = Page(shown := document(Bars("Barres", ("Accès", HOSTILE), (first, rest), "en mots")))
    widths = [float(str(asked["width"])) for tag, asked in page.tags if tag == "rect"]
    assert widths[:3] == [100, 300, 400]  # une part absente n'a pas de rectangle
    assert f">25{NB}%<" in shown and f">75{NB}%<" in shown and f"100{NB}%<" not in shown
