"""La base d'un document : page, langue, propriétés, tableaux accessibles, enregistrement toujours pareil."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Length
from lecture_word import NAMES, archive, body, paragraphs, part, rows, saved, words_of

from matrice.documents.blocks import Blank, Block, Bullets, Column, Heading, Link, Styled, Table, Text
from matrice.documents.blocks import Document as Values
from matrice.errors import MatriceError
from matrice.render.word import WordDocument, write

ON = dt.date(2026, 11, 21)
HOSTILE = 'A&B <b> "q" \x0b\x00\x1f\ud800 😀 שלום\u2028fin'
COLUMNS = (Column("Code", 1), Column("Tâche", 4), Column("Heures", 1, numeric=True))


def blank(*blocks: Block, team: str = "MSP d’essai") -> WordDocument:
    return write(Values("Titre d’essai", team, ON, blocks, subject="Sujet d’essai", keywords=("un", "deux")))


def with_table(count: int = 3) -> WordDocument:
    rows = [(f"T{n}", "Tâche", "1 h") for n in range(count)]
    return blank(Table("Titre", "Description", COLUMNS, rows, total=("Total", "", "3 h")))


def test_la_page_est_une_a4_a_marges_de_20_mm() -> None:
    section = blank().sections[0]
    assert [round(Length(side).mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert [round(Length(side).mm) for side in (section.left_margin, section.right_margin)] == [20, 20]


def test_la_langue_est_le_francais_partout() -> None:
    made = blank()
    for name in ("word/styles.xml", "word/settings.xml"):
        xml = archive(made).read(name).decode()
        assert "en-US" not in xml and "ja-JP" not in xml
    languages = part(made, "word/styles.xml").xpath("//w:lang/@w:val", namespaces=NAMES)
    assert set(languages) == {"fr-FR"}
    assert part(made, "word/styles.xml").find(".//w:rPrDefault//w:lang", NAMES).get(qn("w:eastAsia")) == "fr-FR"
    assert made.core_properties.language == "fr-FR"


def test_les_proprietes_sont_celles_de_l_equipe_a_la_date_donnee() -> None:
    properties = docx.Document(io.BytesIO(saved(blank()))).core_properties
    assert (properties.title, properties.subject, properties.keywords) == ("Titre d’essai", "Sujet d’essai", "un, deux")
    assert properties.author == properties.last_modified_by == "MSP d’essai"
    assert properties.created == properties.modified == dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def test_rien_ne_reste_du_modele_d_origine() -> None:
    file = archive(blank())
    content = b"".join(file.read(name) for name in file.namelist())
    assert not [name for name in file.namelist() if re.search("thumbnail|stylesWithEffects|customXml|app.xml", name)]
    for leftover in (b"python-docx", b"2013", b"Macintosh", b"Medium Shading"):
        assert leftover not in content


def test_un_nom_d_equipe_demesure_ne_depasse_pas_ce_que_word_accepte() -> None:
    made = blank(team="Très longue équipe " * 40)
    assert len(made.core_properties.author) == 255
    assert len(made.sections[0].header.paragraphs[0].text) < 130


def test_l_en_tete_nomme_l_equipe_et_le_pied_compte_les_pages() -> None:
    section = blank().sections[0]
    assert section.header.paragraphs[0].text == "MSP d’essai\tTitre d’essai"
    foot = section.footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert words_of(foot) == "21\xa0novembre\xa02026Page\xa01 sur 1"  # la tabulation n'est pas du texte


def test_le_meme_document_donne_les_memes_octets() -> None:
    made = with_table()
    assert saved(made) == saved(made) == saved(with_table())
    entries = archive(made).infolist()
    assert {(entry.date_time, entry.create_system) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 0)}


def test_save_accepte_un_chemin_en_texte_un_path_et_un_flux(tmp_path: Path) -> None:
    made, stream = with_table(), io.BytesIO()
    made.save(str(tmp_path / "a.docx"))
    made.save(tmp_path / "b.docx")
    made.save(stream)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes() == stream.getvalue()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.docx", "b.docx"]


def test_un_enregistrement_impossible_est_dit_en_francais_et_ne_laisse_rien(tmp_path: Path) -> None:
    (tmp_path / "pris.docx").mkdir()
    with pytest.raises(MatriceError, match="écriture a échoué"):
        with_table().save(tmp_path / "pris.docx")
    assert [file.name for file in tmp_path.iterdir()] == ["pris.docx"]


def test_les_en_tetes_d_un_tableau_se_repetent_et_ses_lignes_ne_se_coupent_pas() -> None:
    table = with_table(20).tables[0]._tbl
    lines = table.findall(qn("w:tr"))
    assert [line.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for line in lines] == [True] + [False] * 21
    assert all(line.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for line in lines)


def test_un_tableau_porte_un_titre_une_description_et_remplit_la_page() -> None:
    made = with_table()
    look = made.tables[0]._tbl.tblPr
    assert look.find(qn("w:tblCaption")).get(qn("w:val")) == "Titre"
    assert look.find(qn("w:tblDescription")).get(qn("w:val")) == "Description"
    widths = [int(one.get(qn("w:w"))) for one in made.tables[0]._tbl.tblGrid]
    room = made.sections[0].page_width - made.sections[0].left_margin - made.sections[0].right_margin
    assert sum(widths) * 635 == pytest.approx(room, abs=635)


def test_un_tableau_court_reste_d_un_seul_tenant_et_un_long_se_laisse_couper() -> None:
    def kept(count: int) -> list[bool]:
        lines = with_table(count).tables[0]._tbl.findall(qn("w:tr"))
        return [line.find(f".//{qn('w:keepNext')}") is not None for line in lines[1:]]

    assert kept(3) == [True, True, True, False]
    assert kept(20) == [True, *[False] * 18, True, False]  # ni la première ni la dernière ligne ne reste seule


def test_un_titre_n_est_jamais_seul_en_bas_de_page() -> None:
    styles = blank().styles
    for level in (1, 2, 3):
        assert styles[f"Heading {level}"].paragraph_format.keep_with_next
    assert styles["En-tête de tableau"].paragraph_format.keep_with_next


def test_un_texte_hostile_traverse_titres_puces_champs_et_tableaux() -> None:
    made = blank(
        Heading(1, HOSTILE),
        Text((HOSTILE, Styled(HOSTILE), Blank('champ & <à> "remplir"'))),
        Bullets([HOSTILE, (HOSTILE, Styled("fin"))]),
        Table(HOSTILE, HOSTILE, (Column(HOSTILE, 1),), [(HOSTILE,)]),
        team=HOSTILE,
    )
    again = docx.Document(io.BytesIO(saved(made)))
    said = 'A&B <b> "q" \n 😀 שלום\nfin'
    assert paragraphs(again)[0] == ("Heading1", said)
    assert rows(again.tables[0]) == [[said], [said]]
    assert again.core_properties.author == said.replace("\n", " ")


def test_un_champ_a_completer_se_remplace_d_un_clic() -> None:
    made = blank(Text(Blank("lieu d’exercice")))
    control = body(made).find(f".//{qn('w:sdt')}")
    assert control.find(f".//{qn('w:alias')}").get(qn("w:val")) == "lieu d’exercice"
    assert control.find(f".//{qn('w:showingPlcHdr')}") is not None
    assert words_of(control) == "[à\xa0compléter]"


def test_un_lien_garde_son_adresse_hors_du_texte() -> None:
    made = blank(Text(Link("la page", "https://exemple.fr/?a=1&b=2")))
    again = docx.Document(io.BytesIO(saved(made)))
    link = again.paragraphs[0].hyperlinks[0]
    assert (link.text, link.address) == ("la page", "https://exemple.fr/?a=1&b=2")


def luminance(colour: str) -> float:
    """La luminance relative des règles d'accessibilité WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_tout_texte_contraste_d_au_moins_quatre_et_demi_avec_son_fond() -> None:
    styles = part(blank(), "word/styles.xml")
    inks = {*styles.xpath("//w:style/w:rPr/w:color/@w:val", namespaces=NAMES), "000000"}
    papers = {*styles.xpath("//w:shd/@w:fill", namespaces=NAMES), "FFFFFF"}
    assert len(inks) > 3 and len(papers) == 2
    for ink, paper in itertools.product(inks, papers):
        assert (luminance(paper) + 0.05) / (luminance(ink) + 0.05) >= 4.5, (ink, paper)


def test_le_verificateur_de_microsoft_accepte_un_document_vide_et_un_tableau(
    ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    for name, made in (("vide", blank()), ("tableau", with_table())):
        made.save(tmp_path / f"{name}.docx")
        assert ooxml_validator(tmp_path / f"{name}.docx") == []
