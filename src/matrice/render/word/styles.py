"""Les styles d'un document A4 français : peu nombreux, nommés, tous modifiables dans Word.

Le modèle de python-docx porte 164 styles anglais, une police japonaise et un mode de compatibilité ; on
garde ses parties et on remplace leur contenu. Les styles que Word connaît (« heading 1 », « List Bullet »…)
gardent leur nom anglais dans le fichier : Word les affiche en français.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

LANGUAGE = '<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'
FONT = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
BLUE, DARK, RULE, BAND = "1F3864", "404040", "7F7F7F", "E7ECF4"  # sur blanc : 11,6 et 10,4 pour 1
KNOWN_TO_WORD = {"title", "subtitle", "heading 1", "heading 2", "heading 3", "list bullet", "header", "footer"}
TABLE_TEXT = 19  # demi-points
TEXT_WIDTH = 9638  # largeur du texte en twips : A4 moins deux marges de 20 mm


def paragraph_style(
    identifier: str,
    name: str,
    paragraph: str = "",
    run: str = "",
    *,
    based: str = "Normal",
    following: str = "",
    rank: int = 99,
) -> str:
    """Un style de paragraphe ; `rank` est sa place dans la galerie de Word."""
    after = f'<w:next w:val="{following}"/>' if following else ""
    own = "" if name.lower() in KNOWN_TO_WORD else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{identifier}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>{after}'
        f'<w:uiPriority w:val="{rank}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}{LANGUAGE}</w:rPr></w:style>'
    )


def heading_style(level: int, size: int, before: int, after: int, colour: str, rule: str = "") -> str:
    """Un titre : jamais seul en bas de page, et repris dans le volet de navigation."""
    return paragraph_style(
        f"Heading{level}",
        f"heading {level}",
        f'<w:keepNext/><w:keepLines/>{rule}<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'
        f'<w:outlineLvl w:val="{level - 1}"/>',
        f'<w:b/><w:bCs/><w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        following="Normal",
        rank=9,
    )


def character_style(identifier: str, name: str, run: str, *, own: bool = False) -> str:
    """Un style de caractère ; `own` : un style à nous, que Word ne connaît pas."""
    custom = ' w:customStyle="1"' if own else ""
    return (
        f'<w:style w:type="character"{custom} w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>'
    )


def small(size: int, colour: str = DARK) -> str:
    """Une taille (en demi-points) et une couleur."""
    return f'<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def rule(side: str, size: int, space: int, colour: str = BLUE) -> str:
    """Un filet d'un côté du paragraphe."""
    return f'<w:pBdr><w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/></w:pBdr>'


DEFAULTS = (
    f'<w:docDefaults><w:rPrDefault><w:rPr>{FONT}<w:sz w:val="21"/><w:szCs w:val="21"/>{LANGUAGE}</w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" '
    'w:defQFormat="0" w:count="376"/>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:uiPriority w:val="0"/>'
    f"<w:qFormat/><w:rPr>{LANGUAGE}</w:rPr></w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
    '<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/>'
    "<w:semiHidden/><w:unhideWhenUsed/></w:style>"
)

TIGHT = '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
FLAT = (
    '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="left"/>'  # le corps d'un modèle est parfois justifié
)
TABS = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'

PARAGRAPHS = (
    paragraph_style(
        "Title", "Title", '<w:keepNext/><w:spacing w:before="0" w:after="60" w:line="240" w:lineRule="auto"/>',
        f"<w:b/><w:bCs/>{small(44, BLUE)}", following="Subtitle", rank=10,
    ),
    paragraph_style(
        "Subtitle", "Subtitle", '<w:spacing w:before="0" w:after="60" w:line="240" w:lineRule="auto"/>',
        small(28), following="Normal", rank=11,
    ),
    heading_style(1, 32, 360, 120, BLUE, rule("bottom", 8, 2)),
    heading_style(2, 26, 240, 80, BLUE),
    heading_style(3, 22, 180, 60, DARK),
    paragraph_style(
        "ListBullet", "List Bullet",
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/><w:contextualSpacing/>', rank=20,
    ),
    paragraph_style("Figure", "Figure", '<w:keepNext/><w:spacing w:before="120" w:after="60"/><w:jc w:val="center"/>'),
    paragraph_style("Introduction", "Introduction", "<w:keepNext/>"),
    paragraph_style("Note", "Note", '<w:spacing w:before="60" w:after="120" w:line="240" w:lineRule="auto"/>', small(18)),
    paragraph_style(
        "PointAttention", "Point d’attention",
        f'<w:keepLines/>{rule("left", 36, 8)}<w:spacing w:before="80" w:after="120"/><w:ind w:left="227"/>', rank=21,
    ),
    paragraph_style("TexteTableau", "Texte de tableau", f"{TIGHT}{FLAT}", small(TABLE_TEXT, "000000"), rank=22),
    paragraph_style("NombreTableau", "Nombre de tableau", '<w:jc w:val="right"/>', based="TexteTableau", rank=23),
    paragraph_style("EnteteTableau", "En-tête de tableau", "<w:keepNext/>", "<w:b/><w:bCs/>", based="TexteTableau", rank=24),
    paragraph_style(
        "EnteteNombre", "En-tête de nombres", '<w:jc w:val="right"/>', based="EnteteTableau", rank=25
    ),
    paragraph_style("CaseTableau", "Case à cocher", '<w:jc w:val="center"/>', small(28, "000000"), based="TexteTableau", rank=26),
    paragraph_style("EnteteCase", "En-tête de case", '<w:jc w:val="center"/>', based="EnteteTableau", rank=27),
    paragraph_style("Header", "header", f"{TABS}<w:spacing w:after=\"0\"/>", small(17)),
    paragraph_style("Footer", "footer", f"{TABS}<w:spacing w:after=\"0\"/>", small(17)),
)  # fmt: skip

CHARACTERS = (
    character_style("Strong", "Strong", "<w:b/><w:bCs/>"),
    character_style("Precision", "Précision", small(17), own=True),
    character_style("PlaceholderText", "Placeholder Text", '<w:color w:val="595959"/><w:u w:val="dotted"/>'),
    character_style("Hyperlink", "Hyperlink", '<w:color w:val="0563C1"/><w:u w:val="single"/>'),
)

BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="TableauMatrice"><w:name w:val="Tableau matrice"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
    f"<w:tblPr><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>"
    f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/></w:tcPr></w:tblStylePr>'
    f'<w:tblStylePr w:type="lastRow"><w:tblPr/><w:tcPr><w:tcBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="{DARK}"/>'
    "</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
)

STYLES = DEFAULTS + "".join((*PARAGRAPHS, *CHARACTERS)) + TABLE

# Le mode 15 évite « [Mode de compatibilité] » dans la barre de titre.
COMPATIBILITY = "".join(
    f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
    for name, value in (("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1))
)


def bullet(abstract: int = 0, number: int = 1) -> tuple[str, str]:
    """La définition de nos puces et la liste qui l'emploie, sous ces numéros."""
    return (
        f'<w:abstractNum w:abstractNumId="{abstract}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="397" w:hanging="227"/></w:pPr></w:lvl></w:abstractNum>',
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>',
    )


def settings(page: str = "", sides: str = "", colours: str = "") -> str:
    """Nos réglages ; ceux qu'un modèle garde y prennent la place que le schéma leur donne."""
    return (
        f'<w:zoom w:percent="100"/>{page}<w:defaultTabStop w:val="709"/>{sides}<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{COMPATIBILITY}</w:compat><w:themeFontLang w:val="fr-FR"/>{colours}'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
    )


def dress(document: Document) -> None:
    """Donne au document nos styles, nos puces et nos réglages."""
    refill(document.styles.element, "styles", STYLES)
    refill(document.part.numbering_part.element, "numbering", "".join(bullet()))
    refill(document.settings.element, "settings", settings())


def add_styles(document: Document, *styles: str) -> None:
    """Ajoute au document des styles qui ne servent qu'à lui."""
    for style in styles:
        document.styles.element.append(parse_xml(style.replace(">", f" {nsdecls('w')}>", 1)))


def refill(element: BaseOxmlElement, tag: str, content: str) -> None:
    """Remplace tout le contenu d'une partie, en gardant la partie et ses relations."""
    element[:] = elements(tag, content)


def elements(tag: str, content: str) -> Sequence[BaseOxmlElement]:
    """Les éléments d'un contenu, lus comme ceux d'une partie `tag`."""
    return list(parse_xml(f"<w:{tag} {nsdecls('w')}>{content}</w:{tag}>"))
