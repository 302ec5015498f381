"""L'habillage d'un modèle : ce qui est repris, ce qui est créé, et ce qui n'entre pas."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm
from lecture_word import NAMES, archive, body, part, saved, words_of
from modeles_word import GREEN, bytes_of, charte, edited, field, in_header, png, with_relation

from matrice.documents.blocks import Bullets, Column, Heading, Styled, Table, Text
from matrice.documents.blocks import Document as Values
from matrice.errors import InputError, MatriceError
from matrice.files import MAX_OFFICE, MAX_PARTS, MAX_UNZIPPED
from matrice.render.word import Modele, WordDocument, write
from matrice.render.word.document import STYLES, elements

ON = dt.date(2026, 11, 21)
COLUMNS = (Column("Code", 1), Column("Tâche", 4), Column("Heures", 1, numeric=True))
OURS = [one for one in elements("styles", STYLES) if one.tag == qn("w:style")]


def dressed(modele: Modele | None) -> WordDocument:
    """Un document court qui emploie titres, puces, encadré et tableau."""
    rows = [(f"T{n}", "Tâche", "1\u00a0h") for n in range(3)]
    blocks = (
        Text("Fiche d’essai", "title"),
        Heading(1, "Missions"),
        Heading(2, "Accès aux soins"),
        Heading(3, "Soins non programmés"),
        Bullets(["une puce", "une autre"]),
        Text((Styled("Point d’attention\u00a0: "), "à lire."), "attention"),
        Table("Titre", "Description", COLUMNS, rows, total=("Total", "", "3\u00a0h")),
    )
    return write(Values("Titre d’essai", "MSP d’essai", ON, blocks, subject="Sujet", keywords=("un",)), modele=modele)


@pytest.fixture(scope="module")
def green() -> WordDocument:
    return dressed(charte())


def styles_of(document: Document) -> dict[str, Any]:
    """Les styles du fichier, par identifiant."""
    return {one.get(qn("w:styleId")): one for one in part(document, "word/styles.xml").iterchildren(qn("w:style"))}


# --- ce qui est repris ------------------------------------------------------------------------------


def test_l_en_tete_garde_le_logo_et_le_texte_du_modele(green: WordDocument) -> None:
    again = docx.Document(io.BytesIO(saved(green)))
    above = again.sections[0].header
    assert above.paragraphs[0].text == "  Fédération des Équipes"
    (blip,) = above._element.iter(f"{{{NAMES['a']}}}blip")
    assert above.part.related_parts[blip.get(qn("r:embed"))].blob == png()
    assert again.sections[0].footer.paragraphs[0].text == "Fédération des Équipes, 2 place du Marché"


def test_le_texte_du_modele_n_est_pas_repris(green: WordDocument) -> None:
    said = words_of(body(green))
    assert "oublier" not in said and "n’est pas repris" not in said
    assert said.startswith("Fiche d’essai")


def test_un_titre_du_modele_garde_sa_couleur_et_son_nom_sous_notre_identifiant(green: WordDocument) -> None:
    heading = styles_of(green)["Heading1"]
    assert heading.find(qn("w:name")).get(qn("w:val")).lower() == "heading 1"
    assert heading.find(f"{qn('w:rPr')}/{qn('w:color')}").get(qn("w:val")) == GREEN
    assert "Titre1" not in styles_of(green)


def test_chaque_renvoi_a_un_style_mene_a_un_style(green: WordDocument) -> None:
    known = set(styles_of(green))
    names = [
        name
        for name in archive(green).namelist()
        if re.fullmatch(r"word/(document|header\d|footer\d|styles|numbering)\.xml", name)
    ]
    tags = [qn(f"w:{tag}") for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")]
    used = {node.get(qn("w:val")) for name in names for node in part(green, name).iter(*tags)}
    assert len(names) == 5 and len(used) >= 20
    assert used <= known


def test_tous_les_styles_que_nos_documents_emploient_existent(green: WordDocument) -> None:
    known = styles_of(green)
    assert {one.get(qn("w:styleId")) for one in OURS} <= set(known)
    names = [one.find(qn("w:name")).get(qn("w:val")).lower() for one in known.values()]
    assert len(names) == len(set(names))


def test_un_style_cree_prend_la_couleur_du_premier_titre(green: WordDocument) -> None:
    xml = archive(green).read("word/styles.xml").decode()
    assert "1F3864" not in xml and "E7ECF4" not in xml  # notre bleu et notre bandeau
    border = styles_of(green)["PointAttention"].find(f".//{qn('w:left')}")
    assert border.get(qn("w:color")) == GREEN


def test_une_couleur_trop_claire_n_ecrit_pas_de_texte() -> None:
    def yellow(document: Document) -> None:
        color = document.styles["Heading 1"].element.find(f".//{qn('w:color')}")
        color.set(qn("w:val"), "FFD400")
        document.styles.element.remove(document.styles["Heading 2"].element)

    made = styles_of(dressed(charte(yellow)))
    assert made["Heading2"].find(f".//{qn('w:color')}").get(qn("w:val")) == "404040"
    shade = made["TableauMatrice"].find(f".//{qn('w:shd')}").get(qn("w:fill"))
    assert shade == "FFFBE6"  # neuf dixièmes de blanc : 255, 255 − 43 // 10, 255 − 255 // 10


def test_les_marges_et_le_format_sont_ceux_du_modele(green: WordDocument) -> None:
    section = green.sections[0]
    sides = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    assert [round(Length(side).mm) for side in sides] == [210, 297, 30, 25]


@pytest.mark.parametrize("landscape", [False, True])
def test_un_tableau_remplit_la_page_du_modele(landscape: bool) -> None:
    def turn(document: Document) -> None:
        if landscape:
            section = document.sections[0]
            section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)

    made = dressed(charte(turn))
    first = saved(made)
    assert saved(made) == first  # remettre à la largeur deux fois ne change rien
    table = made.tables[0]._tbl
    section = made.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    grid = [int(column.get(qn("w:w"))) for column in table.tblGrid]
    assert sum(grid) * 635 == pytest.approx(room, abs=635 * 4)
    assert int(table.tblPr.find(qn("w:tblW")).get(qn("w:w"))) * 635 == pytest.approx(room, abs=635 * 4)
    rows = [
        [int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in row.iterchildren(qn("w:tc"))]
        for row in table.tr_lst
    ]
    assert all(row == grid for row in rows)


def test_la_langue_est_le_francais_partout_meme_si_le_modele_est_anglais(green: WordDocument) -> None:
    assert b"en-US" in zipfile.ZipFile(io.BytesIO(charte())).read("word/styles.xml")
    for name in ("word/styles.xml", "word/header1.xml", "word/footer1.xml"):
        assert set(part(green, name).xpath("//w:lang/@w:val", namespaces=NAMES)) <= {"fr-FR"}
    assert part(green, "word/styles.xml").find(".//w:rPrDefault//w:lang", NAMES).get(qn("w:val")) == "fr-FR"
    assert part(green, "word/settings.xml").find(qn("w:themeFontLang")).get(qn("w:val")) == "fr-FR"


def test_les_proprietes_sont_celles_du_document_pas_celles_du_modele() -> None:
    def sign(document: Document) -> None:
        document.core_properties.author = "Une personne de la fédération"
        document.core_properties.content_status = "brouillon"

    made = dressed(charte(sign))
    content = b"".join(archive(made).read(name) for name in archive(made).namelist())
    assert b"Une personne" not in content and b"brouillon" not in content
    assert made.core_properties.author == "MSP d’essai"


def test_le_meme_modele_donne_les_memes_octets_par_chemin_ou_par_contenu(tmp_path: Path) -> None:
    raw = charte()
    (tmp_path / "charte.docx").write_bytes(raw)
    assert (
        saved(dressed(raw)) == saved(dressed(tmp_path / "charte.docx")) == saved(dressed(str(tmp_path / "charte.docx")))
    )


def test_un_modele_dotx_est_repris_comme_un_docx() -> None:
    raw = charte()
    template = edited(
        raw, {"[Content_Types].xml": lambda types: types.replace(b"document.main+xml", b"template.main+xml")}
    )
    assert template != raw
    assert saved(dressed(template)) == saved(dressed(raw))


def test_sans_en_tete_ni_pied_les_notres_sont_mis() -> None:
    made = dressed(bytes_of(docx.Document()))
    section = docx.Document(io.BytesIO(saved(made))).sections[0]
    assert section.header.paragraphs[0].text == "MSP d’essai\tTitre d’essai"
    tabs = section.header.paragraphs[0]._p.pPr.find(qn("w:tabs"))
    stops = [(tab.get(qn("w:val")), int(tab.get(qn("w:pos")))) for tab in tabs]
    width = (section.page_width - section.left_margin - section.right_margin) // 635
    assert stops[-1] == ("right", width) and {kind for kind, _ in stops[:-1]} == {"clear"}
    codes = [one.get(qn("w:instr")) for one in section.footer._element.iter(qn("w:fldSimple"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_un_style_nomme_en_francais_dans_le_fichier_est_reconnu() -> None:
    def french(document: Document) -> None:
        document.styles["Heading 1"].element.find(qn("w:name")).set(qn("w:val"), "Titre 1")

    assert styles_of(dressed(charte(french)))["Heading1"].find(f".//{qn('w:color')}").get(qn("w:val")) == GREEN


def test_un_style_d_un_autre_genre_qui_prend_notre_place_est_deplace() -> None:
    def intrude(document: Document) -> None:
        document.styles.element.append(
            parse_xml(f'<w:style {nsdecls("w")} w:type="character" w:styleId="Note"><w:name w:val="Note"/></w:style>')
        )

    made = styles_of(dressed(charte(intrude)))
    assert made["NoteDuModele"].get(qn("w:type")) == "character"
    assert made["Note"].get(qn("w:type")) == "paragraph"
    assert made["Note"].find(qn("w:name")).get(qn("w:val")) == "Note (matrice)"


def test_deux_styles_aux_identifiants_croises_sont_reconnus_a_leur_nom() -> None:
    def cross(document: Document) -> None:
        title, heading = document.styles["Title"].element, document.styles["Heading 1"].element
        title.set(qn("w:styleId"), "Heading1")
        heading.set(qn("w:styleId"), "Title")

    made = styles_of(dressed(edited_ids(cross)))
    assert made["Title"].find(qn("w:name")).get(qn("w:val")) == "Title"
    assert made["Heading1"].find(qn("w:name")).get(qn("w:val")) == "heading 1"


def edited_ids(change: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    change(document)
    return bytes_of(document)


def numbering_of(document: Document) -> tuple[list[str], list[str]]:
    """Les numéros des définitions et ceux des listes, dans l'ordre du fichier."""
    root = part(document, "word/numbering.xml")
    tags = [one.tag for one in root if one.tag in (qn("w:abstractNum"), qn("w:num"))]
    assert tags == sorted(tags)  # « abstractNum » avant « num » : l'ordre du schéma
    return (
        [one.get(qn("w:abstractNumId")) for one in root.iterchildren(qn("w:abstractNum"))],
        [one.get(qn("w:numId")) for one in root.iterchildren(qn("w:num"))],
    )


def bullet_number(document: Document) -> str:
    return styles_of(document)["ListBullet"].find(f".//{qn('w:numId')}").get(qn("w:val"))


def test_la_liste_a_puces_du_modele_garde_sa_puce(green: WordDocument) -> None:
    source = docx.Document(io.BytesIO(charte()))
    theirs = source.styles["List Bullet"].element.find(f".//{qn('w:numId')}").get(qn("w:val"))
    assert bullet_number(green) == theirs
    assert numbering_of(green) == numbering_of(source)


def test_notre_puce_s_ajoute_sans_toucher_aux_numerotations_du_modele() -> None:
    def without_bullets(document: Document) -> None:
        document.styles.element.remove(document.styles["List Bullet"].element)

    before = numbering_of(docx.Document(io.BytesIO(charte())))
    made = dressed(charte(without_bullets))
    after = numbering_of(made)
    assert [len(new) - len(old) for old, new in zip(before, after, strict=True)] == [1, 1]
    assert [new[:-1] for new in after] == list(before)
    assert bullet_number(made) == after[1][-1] not in before[1]


def test_un_modele_sans_numerotation_en_recoit_une() -> None:
    def bare(document: Document) -> None:
        document.styles.element.remove(document.styles["List Bullet"].element)
        for key, relation in list(document.part.rels.items()):
            if relation.reltype.endswith("/numbering"):
                del document.part.rels[key]

    assert numbering_of(dressed(charte(bare))) == (["0"], ["1"])


def test_la_derniere_section_herite_de_l_en_tete_de_la_premiere() -> None:
    def cover(document: Document) -> None:
        document.add_section(WD_SECTION.NEW_PAGE)

    made = dressed(charte(cover))
    assert made.sections[0].header.paragraphs[0].text == "  Fédération des Équipes"
    assert len(made.sections) == 1
    assert any("plusieurs sections" in note for note in made.notes)


def test_les_pages_paires_du_modele_gardent_leur_en_tete() -> None:
    def even(document: Document) -> None:
        document.settings.odd_and_even_pages_header_footer = True
        document.sections[0].even_page_header.paragraphs[0].text = "Page paire"

    made = dressed(charte(even))
    assert part(made, "word/settings.xml").find(qn("w:evenAndOddHeaders")) is not None
    assert made.sections[0].even_page_header.paragraphs[0].text == "Page paire"


def test_les_mesures_a_virgule_de_certains_logiciels_se_lisent() -> None:
    raw = edited(
        charte(), {"word/document.xml": lambda xml: re.sub(rb'w:left="(\d+)"', rb'w:left="\1.0000000002"', xml)}
    )
    assert int(dressed(raw).sections[0]._sectPr.find(qn("w:pgMar")).get(qn("w:left")).split(".")[0]) == 1701


# --- ce qui n'entre pas -----------------------------------------------------------------------------


def refusal(modele: Modele) -> str:
    with pytest.raises(InputError) as caught:
        dressed(modele)
    assert str(caught.value).startswith("Modèle Word refusé\u00a0: ")
    return str(caught.value)


def test_le_modele_attache_est_oublie_et_c_est_dit() -> None:
    raw = with_relation(charte(), "settings", "attachedTemplate", "file:///S:/Modeles/Charte.dotx")
    linked = b'<w:attachedTemplate xmlns:r="%s" r:id="rIdNuisible"/></w:settings>' % NAMES["r"].encode()
    raw = edited(raw, {"word/settings.xml": lambda xml: xml.replace(b"</w:settings>", linked)})
    made = dressed(raw)
    content = b"".join(archive(made).read(name) for name in archive(made).namelist())
    assert b"attachedTemplate" not in content and b"S:/Modeles" not in content
    assert any("attaché à un autre modèle" in note for note in made.notes)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "https://exemple.fr/pisteur.png"),
        ("oleObject", "file:///C:/a.xls"),
        ("hyperlink", "file://serveur/partage"),
        ("frame", "https://exemple.fr/"),
    ],
)
def test_ce_qui_irait_chercher_hors_du_fichier_est_refuse_avec_son_adresse(kind: str, target: str) -> None:
    message = refusal(with_relation(charte(), "header1", kind, target))
    assert "il renvoie hors de lui" in message and target in message


def test_un_lien_a_cliquer_vers_le_site_de_la_federation_reste() -> None:
    made = dressed(with_relation(charte(), "footer1", "hyperlink", "https://exemple.fr/"))
    assert b"https://exemple.fr/" in archive(made).read("word/_rels/footer1.xml.rels")


def test_un_objet_d_un_autre_programme_est_refuse() -> None:
    raw = with_relation(charte(), "header1", "oleObject", "media/image1.png", external=False)
    assert "un objet qu’un autre programme ouvre" in refusal(raw)


@pytest.mark.parametrize("simple", [True, False])
@pytest.mark.parametrize(
    "code", ["DDEAUTO c:\\\\a.exe", "INCLUDEPICTURE http://exemple.fr/a.png", "INCLUDETEXT a.docx", "QUOTE 68 68 69"]
)
def test_un_champ_qui_sort_du_document_est_refuse_meme_coupe_en_morceaux(code: str, simple: bool) -> None:
    message = refusal(charte(in_header(field(code, simple=simple))))
    assert f"il contient le champ «\u00a0{code[:10]}" in message


@pytest.mark.parametrize("simple", [True, False])
def test_les_champs_ordinaires_d_un_en_tete_restent(simple: bool) -> None:
    for code in (
        " PAGE \\* MERGEFORMAT ",
        "NUMPAGES",
        "STYLEREF &quot;Titre 1&quot;" if simple else "STYLEREF 1",
        " HYPERLINK \\l x",
    ):
        made = dressed(charte(in_header(field(code, simple=simple))))
        header = docx.Document(io.BytesIO(made.to_bytes())).sections[0].header._element
        kept = "".join(
            node.text or node.get(qn("w:instr")) or "" for node in header.iter(qn("w:instrText"), qn("w:fldSimple"))
        )
        assert code.split()[0] in kept, code


def test_une_image_vml_liee_est_refusee() -> None:
    image = (
        f'<w:p {nsdecls("w")}><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://exemple.fr/a.png"/>'
        "</v:shape></w:pict></w:r></w:p>"
    )
    assert "liée au lieu d’être incorporée" in refusal(charte(in_header(image)))


def test_ce_qui_nuit_dans_le_corps_s_en_va_avec_lui() -> None:
    def hostile(document: Document) -> None:
        document.element.body.insert(0, parse_xml(field("DDEAUTO cmd")))

    made = dressed(with_relation(charte(hostile), "document", "image", "https://exemple.fr/pisteur.png"))
    content = b"".join(archive(made).read(name) for name in archive(made).namelist())
    assert b"DDEAUTO" not in content and b"pisteur" not in content


def test_une_macro_est_refusee() -> None:
    assert "contient une macro" in refusal(edited(charte(), {"word/vbaProject.bin": b"x"}))
    declared = edited(
        charte(), {"[Content_Types].xml": lambda t: t.replace(b"document.main+xml", b"document.macroEnabled.main+xml")}
    )
    assert "contient une macro" in refusal(declared)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", b"<Types/>")
        target.writestr("word/document.xml", b"<w/>")
        target.writestr("word/media/image1.png", b"\0" * (MAX_UNZIPPED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "le fichier est vide"),
        (b"Bonjour", "ce n’est pas un document .docx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "mot de passe"),
        (b"PK\x03\x04" + b"\0" * 100, "incomplet ou abîmé"),
        (b"PK\x03\x04" + b"\0" * MAX_OFFICE, "dépasse 10\u00a0Mo"),
        (edited(charte(), {"word/document.xml": None}), "ce n’est pas un document .docx, malgré son nom"),
        (edited(charte(), {"word/document.xml": b"<w:document"}), "incomplet ou abîmé"),
        (edited(charte(), {"word/styles.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "définition de document (DTD)"),
        (edited(charte(), {f"word/media/{n}.png": b"" for n in range(MAX_PARTS)}), f"plus de {MAX_PARTS} parties"),
        (bomb(), "dépasse 60\u00a0Mio"),
        (edited(charte(), {"word/a.xml": b"<a>" + b"<b/>" * 400_000 + b"</a>"}), "trop long pour un modèle"),
    ],
    ids=[
        "vide",
        "texte",
        "chiffre",
        "zip-abime",
        "gros",
        "sans-document",
        "xml-abime",
        "dtd",
        "parties",
        "bombe",
        "balises",
    ],
)
def test_un_fichier_impropre_est_refuse_en_une_phrase(raw: bytes, words: str) -> None:
    message = refusal(raw)
    assert words in message
    assert message.count("\n") == 1  # le titre, une faute


def test_un_fichier_absent_et_un_dossier_sont_dits_en_francais(tmp_path: Path) -> None:
    assert "absent.docx\u00a0: lecture impossible\u00a0: le fichier n’existe pas." in refusal(tmp_path / "absent.docx")
    assert "c’est un dossier" in refusal(tmp_path)


def test_un_fichier_coupe_n_importe_ou_ne_donne_jamais_d_anglais() -> None:
    raw = charte()
    for share in range(1, 20):
        with pytest.raises(MatriceError):
            dressed(raw[: len(raw) * share // 20])


def test_une_page_trop_etroite_est_refusee() -> None:
    def narrow(document: Document) -> None:
        document.sections[0].left_margin = document.sections[0].right_margin = Mm(70)

    assert "ne laisse que 70\u00a0mm au texte" in refusal(charte(narrow))


# --- les logiciels extérieurs -----------------------------------------------------------------------


def test_le_verificateur_de_microsoft_accepte_un_document_habille(
    ooxml_validator: Callable[[Path], list[object]], green: WordDocument, tmp_path: Path
) -> None:
    def without_bullets(document: Document) -> None:
        document.styles.element.remove(document.styles["List Bullet"].element)

    for name, made in (
        ("charte", green),
        ("puces", dressed(charte(without_bullets))),
        ("nu", dressed(bytes_of(docx.Document()))),
    ):
        made.save(tmp_path / f"{name}.docx")
        assert ooxml_validator(tmp_path / f"{name}.docx") == []


def test_le_document_habille_se_met_en_pages_avec_l_en_tete_de_la_federation(
    green: WordDocument, to_pages: Callable[[Path, Path], Any], tmp_path: Path
) -> None:
    green.save(tmp_path / "charte.docx")
    pages = to_pages(tmp_path / "charte.docx", tmp_path)
    assert "Fédération des Équipes" in pages.text and "\uf0b7" in pages.text  # la puce du modèle
    assert len(pages.sheets) == 1
