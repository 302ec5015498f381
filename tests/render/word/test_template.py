"""Le modèle à trous : les champs se remplissent, rien ne s'exécute, et chaque faute se dit en français."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from equipes import mixed, profile_of
from lecture_word import minutes, rows, words_of
from modeles_word import a_trous, bytes_of, charte, edited, field, in_header, with_relation

from matrice.assessment import Profile
from matrice.errors import InputError, MatriceError
from matrice.fiche import FicheDePoste, MoneyInputs, Role, arrange, draft
from matrice.inclusive import COORDINATION
from matrice.referentiel import Referentiel
from matrice.render.word import template
from matrice.render.word.fields import FIELDS, Field, template_fields
from matrice.render.word.template import fiche_sur_modele
from matrice.text import NBSP, Wording, date

ON = dt.date(2026, 11, 21)
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "modele-word.md"
HOSTILE = 'MSP A&B <b>x</b> "q" {{ etp }} \x0b fin'
TASKS = [
    ("Code", "Tâche", "Heures"),
    ("{%tr for tache in taches %}", "", ""),
    ("{{ tache.code }}", "{{ tache.nom }}", "{{ tache.heures_semaine }}"),
    ("{%tr endfor %}", "", ""),
    ("Réserve", "", "{{ reserve.heures_semaine }}"),
    ("Total", "{{ total.taches }}", "{{ total.heures_semaine }}"),
]


@pytest.fixture(scope="module")
def fiche(profile: Profile) -> FicheDePoste:
    """Huit heures, une réserve, une personne qui prend deux heures, et de l'argent."""
    return draft(
        profile, weekly_hours=8, roles=[Role("Pharmacie du bourg", 2)],
        money=MoneyInputs(gross_monthly=2400, patients=8000), on=ON,
    )  # fmt: skip


def filled(fiche: FicheDePoste, raw: bytes, **options: Any) -> Document:
    return docx.Document(io.BytesIO(fiche_sur_modele(fiche, raw, ON, **options)))


def texts(document: Document) -> list[str]:
    return [words_of(paragraph._p) for paragraph in document.paragraphs]


def refusal(fiche: FicheDePoste, *paragraphs: str, **parts: Any) -> str:
    with pytest.raises(InputError) as caught:
        fiche_sur_modele(fiche, a_trous(*paragraphs, **parts), ON)
    message = str(caught.value)
    assert message.startswith("Modèle Word refusé\u00a0: ")
    assert not re.search(r"jinja|undefined|Error|expected|unexpected|unknown", message)
    return message


# --- les champs -------------------------------------------------------------------------------------


def test_les_champs_se_remplissent_dans_le_corps_l_en_tete_et_le_pied(fiche: FicheDePoste) -> None:
    made = filled(
        fiche, a_trous("{{ equipe }}, {{ heures_semaine }}, {{ etp }}", header="{{ titre }}", footer="Le {{ date }}")
    )
    assert texts(made) == ["MSP d’essai, 8\xa0h, 0,23"]  # 8 / 35 = 0,2286
    section = made.sections[0]
    assert section.header.paragraphs[0].text == "Fiche de poste\xa0: coordinatrice ou coordinateur"
    assert section.footer.paragraphs[0].text == "Le 21\xa0novembre\xa02026"


def test_un_tableau_a_une_ligne_par_tache_et_ses_heures_tombent_juste(fiche: FicheDePoste) -> None:
    (table,) = filled(fiche, a_trous(table=TASKS)).tables
    _, *tasks, reserve, total = rows(table)
    assert [row[0] for row in tasks] == [task.id for task in fiche.chosen]
    assert [row[1] for row in tasks] == [task.label for task in fiche.chosen]
    assert sum(minutes(row[2]) for row in (*tasks, reserve)) == minutes(total[2]) == 480
    assert total[1] == str(len(tasks))


def test_des_boucles_imbriquees_suivent_les_axes_et_les_fonctions(fiche: FicheDePoste) -> None:
    made = filled(
        fiche,
        a_trous(
            "{%p for axe in axes %}", "{{ axe.nom }}", "{%p for fonction in axe.fonctions %}", "{{ fonction.nom }}",
            "{%p for tache in fonction.taches %}", "{{ tache.code }}", "{%p endfor %}", "{%p endfor %}", "{%p endfor %}",
        ),
    )  # fmt: skip
    expected = []
    for axis in arrange(fiche.chosen, fiche.ref):
        expected.append(axis.label)
        for group in axis.groups:
            expected += [group.label, *(task.id for task in group.tasks)]
    assert texts(made) == expected


@pytest.mark.parametrize("plan", ["matrice", "blocs", "missions", "champs"])
def test_le_plan_range_les_memes_heures_autrement(fiche: FicheDePoste, plan: str) -> None:
    made = filled(
        fiche, a_trous("{%p for p in parties %}", "{{ p.nom }}/{{ p.heures_semaine }}", "{%p endfor %}"), plan=plan
    )
    written = [text.rsplit("/", 1) for text in texts(made)]
    assert [name for name, _ in written] == [part.label for part in arrange(fiche.chosen, fiche.ref, plan)]
    assert sum(minutes(hours) for _, hours in written) == 60 * sum(task.hours for task in fiche.chosen)


@pytest.mark.parametrize("wording", get_args(Wording))
def test_la_forme_choisie_ecrit_le_metier(fiche: FicheDePoste, wording: Wording) -> None:
    named = COORDINATION[wording]
    made = filled(fiche, a_trous("{{ metier }}/{{ le_metier }}/{{ du_metier }}/{{ au_metier }}"), wording=wording)
    assert texts(made) == ["/".join(named[key] for key in ("nom", "le", "du", "au"))]


def test_ce_qui_ne_tient_pas_et_qui_le_prend_sont_nommes(fiche: FicheDePoste) -> None:
    made = filled(
        fiche,
        a_trous(
            "{%p for t in non_couvertes %}", "{{ t.code }}>{{ t.confiee_a or 'personne' }}", "{%p endfor %}",
            "{%p for d in delegations %}", "{{ d.role }} {{ d.heures_semaine }} {{ d.taches|length }}", "{%p endfor %}",
            "{{ sans_personne|length }}",
        ),
    )  # fmt: skip
    (delegation,) = fiche.delegated
    taken = {task.id for task in delegation.tasks}
    *left, who, alone = texts(made)
    assert left == [f"{t.id}>{'Pharmacie du bourg' if t.id in taken else 'personne'}" for t in fiche.uncovered]
    assert taken and who == f"Pharmacie du bourg 2\xa0h {len(taken)}"
    assert int(alone) == len(fiche.uncovered) - len(taken) == len(fiche.unassigned)


def test_conditions_filtres_et_valeurs_par_defaut_marchent(fiche: FicheDePoste) -> None:
    made = filled(
        fiche,
        a_trous(
            "{% if avertissements %}A lire{% else %}Rien{% endif %}", "{{ statut|upper }}", "{{ competences.savoir_faire|join(' ; ') }}",
            "{% for t in taches if t.code == 'T1.1.1' %}{{ loop.index }}{{ t.code }}{% endfor %}", "{# une remarque #}",
            "{{ 'oui' if argent.cout_an else 'non' }}",
        ),
    )  # fmt: skip
    said = texts(made)
    assert said[0] == "A lire" and said[1] == fiche.status.label.upper()
    assert said[2].count(" ; ") == len(template_fields(fiche, ON)["competences"]["savoir_faire"]) - 1  # type: ignore[call-overload, index, arg-type]
    assert said[3:] == ["1T1.1.1", "", "oui"]


def test_un_texte_hostile_arrive_entier_et_n_est_pas_un_champ(profile: Profile, fiche: FicheDePoste) -> None:
    hostile = replace(fiche, profile=replace(profile, team=HOSTILE))
    made = filled(hostile, a_trous("[{{ equipe }}]", table=[("{{ equipe }}",)], header="{{ equipe }}"))
    said = 'MSP A&B <b>x</b> "q" {{ etp }} \n fin'
    assert texts(made) == [f"[{said}]"]
    assert rows(made.tables[0]) == [[said]]
    assert words_of(made.sections[0].header._element) == said


def test_les_champs_sans_objet_sont_vides_pas_a_zero(profile: Profile) -> None:
    bare = draft(profile, weekly_hours=8, reserve=0)
    values = template_fields(bare, ON)
    assert values["reserve"] == {"heures_semaine": "", "heures_an": "", "part": ""}
    assert values["argent"] == {
        "cout_an": "", "cout_heure": "", "precisions": [], "financements": [], "bilan": "",
    }  # fmt: skip
    assert values["delegations"] == []


def leaves(value: Any) -> Iterator[str]:
    """Tous les textes d'une valeur."""
    if isinstance(value, str):
        yield value
    else:
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from leaves(inner)


def test_toutes_les_valeurs_sont_du_francais_pret_a_imprimer(fiche: FicheDePoste, full_fiche: FicheDePoste) -> None:
    for one in (fiche, full_fiche):
        said = "\n".join(leaves(template_fields(one, ON)))
        assert len(said) > 2000
        assert not re.search(r"None|\bnan\b|True|\{|\d\.\d+ ", said)
        assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", said) == []


def same_shape(value: Any, fields: tuple[Field, ...], place: str) -> None:
    """Une valeur a exactement les champs annoncés, listes et groupes compris."""
    assert set(value) == {one.name for one in fields}, place
    for one in fields:
        inner, here = value[one.name], f"{place}.{one.name}"
        if one.many:
            assert isinstance(inner, list), here
            for item in inner:
                same_shape(item, one.inside, here) if one.inside else check_text(item, here)
        elif one.inside:
            same_shape(inner, one.inside, here)
        else:
            check_text(inner, here)


def check_text(value: Any, place: str) -> None:
    assert isinstance(value, str), place


def test_les_valeurs_ont_exactement_les_champs_annonces(fiche: FicheDePoste, full_fiche: FicheDePoste) -> None:
    for one in (fiche, full_fiche):
        same_shape(template_fields(one, ON), FIELDS, "")


def paths(fields: tuple[Field, ...], before: str = "") -> Iterator[tuple[str, str]]:
    """Le chemin de chaque champ et ce qu'il contient, comme le guide les écrit."""
    for one in fields:
        here = f"{before}{one.name}"
        yield (
            f"{here}[]" if one.many else here,
            one.said.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»").replace(" ;", f"{NBSP};"),
        )
        if one is not next((two for two in FIELDS if two.name == "taches"), None) or not before:
            yield from paths(one.inside, f"{here}[]." if one.many else f"{here}.")


def test_le_guide_dit_chaque_champ_et_aucun_autre() -> None:
    listed = GUIDE.read_text(encoding="utf-8").partition("### Les champs")[2].partition("\n## ")[0]
    written = re.findall(r"^\| `([^`]+)` \| (.+) \|$", listed, re.MULTILINE)
    assert written == list(paths(FIELDS))


# --- ce qui est refusé ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("{{ ''.__class__.__mro__ }}", "«\u00a0__class__\u00a0» ne se lit que sur un champ"),
        ("{{ equipe.__class__ }}", "le champ «\u00a0__class__\u00a0» n’existe pas dans «\u00a0equipe\u00a0»"),
        ("{{ self.__init__.__globals__ }}", "le champ «\u00a0self\u00a0» n’existe pas"),
        ("{{ equipe.format('x') }}", "on ne peut pas employer un appel de fonction"),
        ("{{ cycler }}", "le champ «\u00a0cycler\u00a0» n’existe pas"),
        ("{% for n in range(1000000000) %}x{% endfor %}", "un appel de fonction"),
        ("{% for c in 'aaaa' %}x{% endfor %}", "une boucle parcourt une liste"),
        ("{% for c in equipe %}x{% endfor %}", "une boucle parcourt une liste"),
        ("{{ 'x' * 1000000000 }}", "on ne peut pas employer un calcul"),
        ("{{ 9 ** 9 }}", "on ne peut pas employer un calcul"),
        ("{{ equipe ~ equipe }}", "on ne peut pas employer un calcul"),
        ("{% set a = 1 %}", "on ne peut pas employer une affectation"),
        ("{% include 'autre.docx' %}", "on ne peut pas employer une inclusion"),
        ("{% import 'os' as os %}", "on ne peut pas employer un import"),
        ("{% extends 'a' %}", "on ne peut pas employer un héritage"),
        ("{% macro f() %}{% endmacro %}", "on ne peut pas employer une macro"),
        ("{{ total['part'] }}", "on ne peut pas employer des crochets"),
        ("{{ equipe|safe }}", "le filtre «\u00a0safe\u00a0» n’est pas permis"),
        ("{{ equipe|attr('upper') }}", "le filtre «\u00a0attr\u00a0» n’est pas permis"),
        ("{% if equipe is callable %}x{% endif %}", "le test «\u00a0callable\u00a0» n’est pas permis"),
        ("{% for t in taches recursive %}{% endfor %}", "cette boucle n’est pas permise"),
        ("{% filter upper %}a{% endfilter %}", "cette instruction"),
        ("{{ loop.index }}", "le champ «\u00a0loop\u00a0» n’existe pas"),
        (
            "{% for a in axes %}{% for t in taches %}{% endfor %}{% endfor %}",
            "une boucle dans une boucle part de celle du dehors",
        ),
        ("{{ taches }}", "«\u00a0taches\u00a0» est une liste\u00a0: parcourez-la"),
        ("{{ taches|join }}", "«\u00a0taches\u00a0» est une liste\u00a0: parcourez-la"),
        ("{{ axes.nom }}", "«\u00a0axes\u00a0» est une liste\u00a0: parcourez-la"),
        ("{{ total }}", "nommez un de ses champs, par exemple «\u00a0total.heures_semaine\u00a0»"),
        ("{{ equipe == 'x' }}", "une condition ne s’imprime pas"),
        ("{{ equipe", "n’est pas refermée dans son paragraphe\u00a0: ajoutez «\u00a0}}\u00a0»"),
        ("{% if equipe %}x", "une balise est mal écrite"),
        ("{% endfor %}", "une balise est mal écrite"),
        ("{{ equipe equipe }}", "une balise est mal écrite"),
        ("{% inconnu %}", "une balise est mal écrite"),
        ("{{ " + "(" * 140 + "equipe" + ")" * 140 + " }}", "les unes dans les autres"),
        ("{% if equipe %}" * 40 + "{% endif %}" * 40, "les unes dans les autres"),
        ("{% if heures_semaine > 3 %}x{% endif %}", "il n’a pas pu être rempli"),
    ],
)
def test_un_modele_hostile_ou_maladroit_n_execute_rien_et_dit_pourquoi(
    fiche: FicheDePoste, tag: str, words: str
) -> None:
    assert words in refusal(fiche, f"avant {tag} après")


def test_un_champ_inconnu_est_dit_avec_le_plus_proche_la_liste_et_sa_place(fiche: FicheDePoste) -> None:
    message = refusal(fiche, "Pour la {{ equpe }} du bourg")
    assert (
        "le champ «\u00a0equpe\u00a0» n’existe pas\u00a0; le plus proche est «\u00a0equipe\u00a0»\u00a0; attendu\u00a0: titre, metier"
        in message
    )
    assert "(près de «\u00a0Pour la {{ equpe }} du bourg\u00a0»)" in message
    assert all(one.name in message for one in FIELDS)


def test_toutes_les_fautes_du_document_sont_dites_ensemble(fiche: FicheDePoste) -> None:
    message = refusal(fiche, "{{ un }}", "{{ equipe }}", "{{ taches }}", header="{{ deux }}", footer="{{ trois }}")
    assert message.startswith("Modèle Word refusé\u00a0: 4\u00a0fautes")
    assert [word for word in ("un", "deux", "trois") if f"«\u00a0{word}\u00a0» n’existe pas" in message] == [
        "un",
        "deux",
        "trois",
    ]


def test_une_boucle_mal_emboitee_est_dite_au_lieu_de_perdre_du_texte(fiche: FicheDePoste) -> None:
    message = refusal(fiche, "{% for t in taches %}", table=[("{{ t.code }}{% endfor %}",)])
    assert "ne s’emboîtent pas" in message and "{%tr … %}" in message


def test_un_modele_qui_irait_chercher_ailleurs_est_refuse(fiche: FicheDePoste) -> None:
    for raw, words in (
        (with_relation(a_trous("x"), "document", "image", "https://exemple.fr/pisteur.png"), "il renvoie hors de lui"),
        (charte(in_header(field("DDEAUTO cmd"))), "DDEAUTO"),
        (edited(a_trous("x"), {"word/vbaProject.bin": b"x"}), "contient une macro"),
        (b"Bonjour", "ce n’est pas un document .docx"),
    ):
        with pytest.raises(InputError, match=re.escape(words)):
            fiche_sur_modele(fiche, raw, ON)


def test_le_modele_attache_est_oublie(fiche: FicheDePoste) -> None:
    raw = with_relation(a_trous("{{ equipe }}"), "settings", "attachedTemplate", "file:///S:/Charte.dotx")
    content = zipfile.ZipFile(io.BytesIO(fiche_sur_modele(fiche, raw, ON)))
    assert b"Charte.dotx" not in b"".join(content.read(name) for name in content.namelist())


def test_un_modele_trop_bavard_s_arrete(fiche: FicheDePoste, monkeypatch: pytest.MonkeyPatch) -> None:
    from matrice.render.word import sandbox

    monkeypatch.setattr(sandbox, "LONGEST_OUTPUT", 5_000)
    with pytest.raises(InputError, match="une fois rempli, il serait démesuré"):
        fiche_sur_modele(fiche, a_trous("{% for t in taches %}", *["x" * 100] * 10, "{% endfor %}"), ON)
    with pytest.raises(InputError, match="plus de 2\xa0000 balises"):
        fiche_sur_modele(fiche, a_trous("{{ equipe }}" * 2_001), ON)


def test_sans_docxtpl_une_phrase_donne_la_ligne_pip(fiche: FicheDePoste, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "find_spec", lambda name: None)
    with pytest.raises(MatriceError, match=re.escape('«\u00a0pip install "matrice[modeles]"\u00a0»')):
        fiche_sur_modele(fiche, a_trous("{{ equipe }}"), ON)


def test_une_forme_et_un_plan_inconnus_sont_refuses(fiche: FicheDePoste) -> None:
    with pytest.raises(MatriceError, match="La forme «\u00a0neutre\u00a0» n’existe pas"):
        fiche_sur_modele(fiche, a_trous("x"), ON, wording="neutre")  # type: ignore[arg-type]
    with pytest.raises(MatriceError, match="aucun plan ne s’appelle «\u00a0autre\u00a0»"):
        fiche_sur_modele(fiche, a_trous("x"), ON, plan="autre")


# --- le fichier -------------------------------------------------------------------------------------


def test_le_meme_modele_donne_les_memes_octets_a_la_meme_date(fiche: FicheDePoste, tmp_path: Path) -> None:
    raw = a_trous("{{ equipe }}", table=TASKS, header="{{ titre }}")
    (tmp_path / "m.docx").write_bytes(raw)
    made = fiche_sur_modele(fiche, raw, ON)
    assert made == fiche_sur_modele(fiche, raw, ON) == fiche_sur_modele(fiche, tmp_path / "m.docx", ON)
    properties = docx.Document(io.BytesIO(made)).core_properties
    assert properties.author == "MSP d’essai" and properties.modified == dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    assert properties.title == "Fiche de poste\u00a0: coordinatrice ou coordinateur"


def test_charger_word_ne_charge_pas_docxtpl() -> None:
    import subprocess

    code = "import sys, matrice.render.word; print({'docxtpl', 'jinja2'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "set()"


def charte_a_trous() -> bytes:
    """La charte verte, des champs dans son corps et son en-tête."""
    document = docx.Document(io.BytesIO(charte()))
    document.add_paragraph("{{ equipe }}, le {{ date }}")
    table = document.add_table(0, 3)
    for row in TASKS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.sections[0].header.add_paragraph("{{ titre }}")
    return bytes_of(document)


def test_le_verificateur_et_libreoffice_acceptent_un_modele_rempli(
    fiche: FicheDePoste,
    ooxml_validator: Callable[[Path], list[object]],
    to_pages: Callable[[Path, Path], Any],
    tmp_path: Path,
) -> None:
    target = tmp_path / "rempli.docx"
    target.write_bytes(fiche_sur_modele(fiche, charte_a_trous(), ON))
    assert ooxml_validator(target) == []
    pages = to_pages(target, tmp_path)
    assert f"MSP d’essai, le {date(ON)}".replace(NBSP, " ") in pages.text.replace(NBSP, " ")
    assert {task.id for task in fiche.chosen} <= set(pages.text.split())


def test_les_champs_valent_pour_une_autre_grille(ref: Referentiel) -> None:
    from equipes import small_grid

    grid = small_grid(4)
    one = draft(profile_of(grid, mixed), weekly_hours=4)
    made = filled(one, a_trous("{{ grille }}", "{% for a in axes %}{{ a.nom }}{% endfor %}"))
    assert texts(made) == ["Grille d’essai", "Axe unique"]


def test_une_case_garde_le_style_du_modele(fiche: FicheDePoste) -> None:
    document = docx.Document()
    document.add_paragraph(style="Heading 1").add_run("{{ equi").bold = True
    document.paragraphs[0].add_run("pe }}")  # Word coupe souvent une balise en morceaux
    made = filled(fiche, bytes_of(document))
    assert [(p.style.name, p.text) for p in made.paragraphs if p.style] == [("Heading 1", "MSP d’essai")]
    assert made.paragraphs[0]._p.find(f".//{qn('w:b')}") is not None
