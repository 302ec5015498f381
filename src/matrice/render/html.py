"""Les tableaux HTML que Jupyter affiche et que la page du radar reprend : des textes, tout échappé.

Aucune bibliothèque tierce : afficher une grille ou un profil ne charge ni plotly ni pandas. Les couleurs
sont celles du thème qui accueille le tableau, clair ou sombre.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ..assessment import Profile, showable, withheld
from ..documents import aci
from ..documents.blocks import (
    TO_FILL,
    Bars,
    Blank,
    Block,
    Bullets,
    Cards,
    Cell,
    Column,
    Content,
    Document,
    Dots,
    Field,
    FunnelPlot,
    Heading,
    Inline,
    Link,
    Radar,
    Styled,
    Table,
    Text,
    is_web_address,
    pieces,
)
from ..documents.profile import profile_figures
from ..documents.words import (
    caveat,
    grid_name,
    level_name,
    unasked_text,
)
from ..fiche import AciView
from ..referentiel import Axis, Dimension, Referentiel
from ..text import NBSP, capital, plain, plural
from . import svg

# `currentColor` suit le thème ; la classe est nommée pour ne toucher aucun autre tableau du carnet.
STYLE = """<style>
table.matrice-tableau{border-collapse:collapse;color:inherit;background:transparent;margin:0;max-width:70em}
table.matrice-tableau caption{caption-side:top;text-align:left;padding:.4em 0;color:inherit}
table.matrice-tableau th,table.matrice-tableau td{text-align:left;vertical-align:top;padding:.3em .8em;
color:inherit;background:transparent;border:0;border-bottom:1px solid rgba(128,128,128,.45);white-space:normal}
table.matrice-tableau td.nombre,table.matrice-tableau th.nombre{text-align:right}
table.matrice-tableau td.nombre,table.matrice-tableau td.court{white-space:nowrap}
table.matrice-tableau tbody th[scope=row]{font-weight:normal;padding-left:1.6em}
table.matrice-tableau tr.axe>*{font-weight:bold;border-top:2px solid currentColor}
table.matrice-tableau ol{margin:.3em 0;padding-left:1.6em}
.matrice-defile{overflow-x:auto;max-width:100%}
@media (max-width:30em){table.matrice-tableau :is(th,td),table.matrice-tableau tbody th[scope=row]{padding:.3em .4em}}
@media print{.matrice-defile{overflow:visible}}
</style>"""


_PAGE = """
body{margin:0 auto;max-width:62em;padding:1em;background:#fff;color:#1a1a1a;font:16px/1.5 Arial,sans-serif}
h1{font-size:1.7em;line-height:1.25}h2{font-size:1.3em;margin-top:1.6em}h3{font-size:1.1em}table.matrice-tableau{width:100%}
p.attention{border-left:4px solid #1f3864;padding-left:.8em}p.note{color:#4d4d4d}
@page{size:A4;margin:12mm}@media print{body{padding:0;font-size:11px}tr,figure{break-inside:avoid}h2,h3{break-after:avoid}}
"""


def profile_shown(profile: Profile) -> str:
    """Renvoie le tableau du profil, ou la phrase qui dit pourquoi il ne se montre pas : un carnet n'a pas d'erreur à lire."""
    if reason := withheld(profile):
        return f'<div lang="fr">{tag("p", f"{profile.team}{NBSP}: {reason}")}</div>'
    return profile_table(profile)


def aci_shown(view: AciView) -> str:
    """Renvoie la page de l'ACI d'une fiche, telle que la note de budget la porte."""
    return document_html(aci(view))


def profile_table(profile: Profile, *, before: Profile | None = None) -> str:
    """Renvoie le profil en tableau HTML accessible, un fragment sans `<html>`.

    Une ligne par axe et par dimension : note de 0 à 100 arrondie (ou « sans objet », « non calculable »),
    niveau atteint, couverture, prochaine marche. `before`, sur la même grille, ajoute la colonne de ses notes.

    Raises:
        MatriceError: une ou deux personnes ont répondu à l'un des deux.
    """
    profile, before = showable(profile), showable(before) if before else None
    return table_html(
        profile_figures(profile, before), notes=(unasked_text(profile), caveat(profile.ref), *profile.notes)
    )


def referentiel_table(ref: Referentiel) -> str:
    """Renvoie la grille en tableau HTML accessible : axes, dimensions, origine, caractéristiques à déplier."""
    levels = ", ".join(level_name(level) for level in ref.scale.levels)
    counts = ", ".join(
        plural(len(values), word)
        for values, word in ((ref.axes, "axe"), (ref.dimensions, "dimension"),
                             (ref.characteristics, "caractéristique"), (ref.tasks, "tâche"))
        if values
    )  # fmt: skip
    caption = f"{escape(grid_name(ref))}<br>{escape(capital(f'{counts}. Échelle{NBSP}: {levels}.'))}"
    heads = "".join(tag("th", head, scope="col") for head in ("Dimension", "Origine", "Caractéristiques"))
    notes = "".join(tag("p", sentence) for sentence in (ref.source, caveat(ref)) if sentence)
    return (
        f'<div lang="fr">{STYLE}<div class="matrice-defile" role="region" tabindex="0" aria-label="Grille">'
        f'<table class="matrice-tableau"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead>{''.join(axis_body(axis) for axis in ref.axes)}</table></div>{notes}</div>"
    )


def axis_body(axis: Axis) -> str:
    """Un axe de la grille et ses dimensions."""
    label = f"{axis.label}{NBSP}(ajout)" if axis.added else axis.label
    head = f'<tr class="axe">{tag("th", label, scope="rowgroup", colspan="3")}</tr>'
    return f"<tbody>{head}{''.join(dimension_row(d) for d in axis.dimensions)}</tbody>"


def dimension_row(dimension: Dimension) -> str:
    """Une dimension de la grille ; ses caractéristiques se déplient."""
    items = "".join(tag("li", item.label) for item in dimension.characteristics)
    count = plural(len(dimension.characteristics), "caractéristique")
    unfold = f"<details><summary>{escape(count)}</summary><ol>{items}</ol></details>"
    label = f"{dimension.label}{NBSP}(ajout)" if dimension.added else dimension.label
    return f"<tr>{tag('th', label, scope='row')}{tag('td', dimension.status or '')}<td>{unfold}</td></tr>"


def tag(name: str, text: str, **attributes: str) -> str:
    """Renvoie `<name …>texte échappé</name>` ; les attributs vides disparaissent."""
    written = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{written}>{escape(text)}</{name}>"


# Un bloc, un document


def table_html(table: Table, *, notes: Iterable[str] = ()) -> str:
    """Renvoie un tableau avec son style, pour une figure affichée seule, puis les phrases qui l'accompagnent."""
    sentences = "".join(tag("p", sentence) for sentence in notes if sentence)
    return f'<div lang="fr">{STYLE}{_scroll_table(table)}{sentences}</div>'


def _scroll_table(table: Table) -> str:
    """Un tableau qui défile de côté, au clavier aussi, sur un écran plus étroit que lui."""
    named = escape(plain(table.title.split("\n")[0]))
    return f'<div class="matrice-defile" role="region" tabindex="0" aria-label="{named}">{bare_table(table)}</div>'


def bare_table(table: Table) -> str:
    """Renvoie le tableau seul : la page qui l'accueille porte le style.

    Une ligne en gras que d'autres suivent est la tête de leur groupe : un corps de tableau les réunit.
    """
    heads = "".join(tag("th", column.title, scope="col", class_=_alignment(column)) for column in table.columns)
    bodies: list[str] = []
    for rank, row in enumerate(table.rows):
        strong = rank in table.strong
        group = strong and rank + 1 < len(table.rows) and rank + 1 not in table.strong
        if strong or not bodies:
            bodies.append("")
        bodies[-1] += _table_row(row, table, strong=strong, scope="rowgroup" if group else "row")
    if table.reminder:
        heads = f'<th colspan="{len(table.columns)}">{_lines(table.reminder)}</th></tr><tr>{heads}'
    total = f"<tfoot>{_table_row(table.total, table, strong=True)}</tfoot>" if table.total else ""
    return (
        f'<table class="matrice-tableau"><caption>{_lines(table.title)}</caption><thead><tr>{heads}</tr></thead>'
        f"{''.join(f'<tbody>{body}</tbody>' for body in bodies)}{total}</table>"
    )


def _table_row(row: Sequence[Content | Cell], table: Table, *, strong: bool, scope: str = "row") -> str:
    """Une ligne ; sa première cellule la nomme."""
    cells = []
    for rank, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        absent = isinstance(cell, Cell) and cell.absent
        name, named = ("td", "") if rank else ("th", f' scope="{scope}"')
        look = "absent" if absent and rank else _alignment(column) if rank else ""
        classed = f' class="{look}"' if look else ""
        cells.append(f"<{name}{named}{classed}>{_inline(cell.content if isinstance(cell, Cell) else cell)}</{name}>")
    opening = '<tr class="axe">' if strong else "<tr>"
    return f"{opening}{''.join(cells)}</tr>"


def _alignment(column: Column) -> str:
    """La classe d'une colonne."""
    return "nombre" if column.numeric else ""


def document_html(document: Document) -> str:
    """Renvoie un document en fragment HTML accessible : titres en ordre, tableaux nommés, figures dites en mots, et
    dessinées quand c'est un radar ou des barres.

    Un fragment sans `<html>`, que Jupyter affiche et qu'une page accueille ; rien n'y est chargé de l'extérieur.
    """
    written, titled = [], False
    for block in document.blocks:
        if titled and isinstance(block, Text) and block.role == "title":
            # Un questionnaire et sa notice ont chacun leur titre ; une page n'en a qu'un : le second ouvre une partie.
            written.append(f"<h2>{_inline(block.content)}</h2>")
        else:
            written.append(_block(block))
            titled = titled or (isinstance(block, Text) and block.role == "title")
    inside = ("" if titled else tag("h1", document.title)) + "".join(written)
    return (
        f'<article lang="fr" class="matrice-document" aria-label="{escape(document.title)}">{STYLE}{inside}</article>'
    )


def write(document: Document) -> bytes:
    """Renvoie un document en page HTML entière, à enregistrer telle quelle : lisible hors ligne, imprimable, sans script."""
    return f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(f"{document.title}, {document.team}" if document.team else document.title)}</title>
<style>{_PAGE}</style>
</head>
<body>{document_html(document)}</body>
</html>
""".encode("utf-8", "replace")


def _block(block: Block) -> str:  # noqa: PLR0911 – une branche par bloc
    match block:
        case Heading(level, text):
            return tag(f"h{level + 1}", text)
        case Text(content, "title"):
            return f"<h1>{_inline(content)}</h1>"
        case Text(content, role):
            return f'<p class="{role}">{_inline(content)}</p>' if role else f"<p>{_inline(content)}</p>"
        case Bullets(items):
            return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>"
        case Table():
            return _scroll_table(block)
        case Cards(_, _, cards):
            said = (f"<li>{tag('strong', one.code)} {escape(one.label)} {escape(one.anchor)}</li>" for one in cards)
            return f"<ul>{''.join(said)}</ul>"
        case Radar():
            return f"<figure>{tag('figcaption', block.title)}{svg.radar(block)}</figure>"
        case Bars():
            return f"<figure>{tag('figcaption', block.title)}{svg.bars(block)}</figure>"
        case Dots() | FunnelPlot():
            return f"<figure>{tag('figcaption', f'{block.title}. {block.alt}')}</figure>"


def _inline(content: Content) -> str:
    """Un contenu, tout échappé ; une adresse qui n'est pas une adresse web reste un texte."""
    return "".join(_piece(piece) for piece in pieces(content))


def _piece(piece: Inline) -> str:
    match piece:
        case Styled(text, "strong"):
            return f"<strong>{_lines(text)}</strong>"
        case Styled(text):
            return f"<small>{_lines(text)}</small>"
        case Blank(name):
            return tag("span", TO_FILL, class_="champ", title=name)
        case Field(_, name, text, strong):
            said = _lines(text) if text else tag("span", TO_FILL, class_="champ", title=name)
            return f"<strong>{said}</strong>" if strong else said
        case Link(text, address) if is_web_address(address):
            return tag("a", text, href=address, rel="noreferrer")
        case Link(text) | str(text):
            return _lines(text)


def _lines(text: str) -> str:
    """Un texte échappé ; ses sauts de ligne restent des sauts de ligne."""
    return "<br>".join(escape(line) for line in plain(text).split("\n"))
