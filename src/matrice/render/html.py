"""Les documents et les tableaux en HTML : des textes, tout échappé, rien de chargé ; le questionnaire y devient une page à remplir.

Aucune bibliothèque tierce : afficher une grille ou un profil ne charge ni plotly ni pandas. Les couleurs
sont celles du thème qui accueille le tableau ou la figure, clair ou sombre.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import cos, pi, sin

from ..assessment import Profile, load_notice, load_professions, showable, withheld
from ..documents import aci, asking, blocks
from ..documents.profile import profile_figures
from ..documents.words import caveat, grid_name, level_name, unasked_text
from ..fiche import AciView
from ..referentiel import STAGES, Axis, Dimension, Referentiel, Scale, Selection
from ..text import NBSP, capital, number, percent, plain, plural, shortened

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
table.matrice-tableau th.debout{padding:.3em .1em;vertical-align:bottom}
table.matrice-tableau th.debout span{writing-mode:vertical-rl;text-orientation:sideways;transform:rotate(180deg);
font-weight:normal;white-space:nowrap}
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
    levels = f"{NBSP}; ".join(", ".join(map(level_name, scale.levels)) for scale in ref.used_scales)
    counts = ", ".join(
        plural(len(values), word)
        for values, word in ((ref.axes, "axe"), (ref.dimensions, "dimension"),
                             (ref.characteristics, "caractéristique"), (ref.tasks, "tâche"))
        if values
    )  # fmt: skip
    caption = f"{escape(grid_name(ref))}<br>{escape(capital(f'{counts}. Échelle{NBSP}: {levels}.'))}"
    heads = "".join(tag("th", head, scope="col") for head in ("Dimension", "Origine", "Caractéristiques"))
    bodies = "".join(
        f'<tbody><tr class="axe">{tag("th", _added(axis), scope="rowgroup", colspan="3")}</tr>'
        f"{''.join(_dimension_row(one) for one in axis.dimensions)}</tbody>"
        for axis in ref.axes
    )
    notes = "".join(tag("p", sentence) for sentence in (ref.source, caveat(ref)) if sentence)
    return (
        f'<div lang="fr">{STYLE}<div class="matrice-defile" role="region" tabindex="0" aria-label="Grille">'
        f'<table class="matrice-tableau"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead>{bodies}</table></div>{notes}</div>"
    )


def _added(one: Axis | Dimension) -> str:
    return f"{one.label}{NBSP}(ajout)" if one.added else one.label


def _dimension_row(dimension: Dimension) -> str:
    """Une dimension de la grille ; ses caractéristiques se déplient."""
    items = "".join(tag("li", item.label) for item in dimension.characteristics)
    count = plural(len(dimension.characteristics), "caractéristique")
    unfold = f"<details><summary>{escape(count)}</summary><ol>{items}</ol></details>"
    return f"<tr>{tag('th', _added(dimension), scope='row')}{tag('td', dimension.status or '')}<td>{unfold}</td></tr>"


def tag(name: str, text: str, **attributes: str) -> str:
    """Renvoie `<name …>texte échappé</name>` ; les attributs vides disparaissent."""
    written = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{written}>{escape(text)}</{name}>"


# Un bloc, un document


def table_html(table: blocks.Table, *, notes: Iterable[str] = ()) -> str:
    """Renvoie un tableau avec son style, pour une figure affichée seule, puis les phrases qui l'accompagnent."""
    sentences = "".join(tag("p", sentence) for sentence in notes if sentence)
    return f'<div lang="fr">{STYLE}{_scroll_table(table)}{sentences}</div>'


def _scroll_table(table: blocks.Table) -> str:
    """Un tableau qui défile de côté, au clavier aussi, sur un écran plus étroit que lui."""
    named = escape(plain(table.title.split("\n")[0]))
    return f'<div class="matrice-defile" role="region" tabindex="0" aria-label="{named}">{bare_table(table)}</div>'


def bare_table(table: blocks.Table) -> str:
    """Renvoie le tableau seul : la page qui l'accueille porte le style.

    Une ligne en gras que d'autres suivent est la tête de leur groupe : un corps de tableau les réunit.
    """
    heads = "".join(
        f'<th scope="col" class="debout"><span>{_lines(one.title)}</span></th>'
        if one.upright
        else tag("th", one.title, scope="col", class_="nombre" if one.numeric else "")
        for one in table.columns
    )
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


def _table_row(row: blocks.Row, table: blocks.Table, *, strong: bool, scope: str = "row") -> str:
    """Une ligne ; sa première cellule la nomme."""
    cells = []
    for rank, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        absent, content = (cell.absent, cell.content) if isinstance(cell, blocks.Cell) else (False, cell)
        look = "absent" if absent else "nombre" if column.numeric else ""
        opened = f'td class="{look}"' if look else "td"
        if (
            isinstance(cell, blocks.Cell) and cell.band is not None
        ):  # une teinte porte son encre : le thème n'y change rien
            opened = f'td style="{band_style(cell.band)}"'
        cells.append(f"<{opened}>{_inline(content)}</td>" if rank else f'<th scope="{scope}">{_inline(content)}</th>')
    opening = '<tr class="axe">' if strong else "<tr>"
    return f"{opening}{''.join(cells)}</tr>"


def band_style(rank: int) -> str:
    """Le style d'une cellule teintée, encre comprise."""
    return f"background:#{blocks.BANDS[rank]};color:#000;text-align:center"


def document_html(document: blocks.Document) -> str:
    """Renvoie un document en fragment HTML accessible : titres en ordre, tableaux nommés, figures dites en mots, et
    dessinées quand c'est un radar ou des barres.

    Un fragment sans `<html>`, que Jupyter affiche et qu'une page accueille ; rien n'y est chargé de l'extérieur.
    """
    written, titled = [], False
    for block in document.blocks:
        if titled and isinstance(block, blocks.Text) and block.role == "title":
            # Un questionnaire et sa notice ont chacun leur titre ; une page n'en a qu'un : le second ouvre une partie.
            written.append(f"<h2>{_inline(block.content)}</h2>")
        else:
            written.append(_block(block))
            titled = titled or (isinstance(block, blocks.Text) and block.role == "title")
    inside = ("" if titled else tag("h1", document.title)) + "".join(written)
    return (
        f'<article lang="fr" class="matrice-document" aria-label="{escape(document.title)}">{STYLE}{inside}</article>'
    )


def write(document: blocks.Document) -> bytes:
    """Renvoie un document en page HTML entière, à enregistrer telle quelle : lisible hors ligne, imprimable, sans script."""
    title = f"{document.title}, {document.team}" if document.team else document.title
    page = page_html(title, document_html(document), f"<style>{_PAGE}</style>", "style-src 'unsafe-inline'")
    return page.encode("utf-8", "replace")


def page_html(title: str, body: str, head: str, allowed: str) -> str:
    """Renvoie une page entière, à qui le navigateur interdit de rien charger ni envoyer, sauf `allowed` (CSP)."""
    return f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; {allowed}; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
{head}
</head>
<body>{body}</body>
</html>
"""


def _block(block: blocks.Block) -> str:  # noqa: PLR0911 – une branche par bloc
    match block:
        case blocks.Heading(level, text):
            return tag(f"h{level + 1}", text)
        case blocks.Text(content, "title"):
            return f"<h1>{_inline(content)}</h1>"
        case blocks.Text(content, role):
            return f'<p class="{role}">{_inline(content)}</p>' if role else f"<p>{_inline(content)}</p>"
        case blocks.Bullets(items):
            return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>"
        case blocks.Table():
            return _scroll_table(block)
        case blocks.Cards(_, _, cards):
            said = (f"<li>{tag('strong', one.code)} {escape(one.label)} {escape(one.anchor)}</li>" for one in cards)
            return f"<ul>{''.join(said)}</ul>"
        case blocks.Radar():
            return f"<figure>{tag('figcaption', block.title)}{_radar_svg(block)}</figure>"
        case blocks.Bars():
            return f"<figure>{tag('figcaption', block.title)}{_bars_svg(block)}</figure>"
        case blocks.Dots():
            return f"<figure>{tag('figcaption', f'{block.title}. {block.alt}')}</figure>"


def _inline(content: blocks.Content) -> str:
    """Un contenu, tout échappé ; une adresse qui n'est pas une adresse web reste un texte."""
    return "".join(_piece(piece) for piece in blocks.pieces(content))


def _piece(piece: blocks.Inline) -> str:
    match piece:
        case blocks.Styled(text, "strong"):
            return f"<strong>{_lines(text)}</strong>"
        case blocks.Styled(text):
            return f"<small>{_lines(text)}</small>"
        case blocks.Blank(name):
            return tag("span", blocks.TO_FILL, class_="champ", title=name)
        case blocks.Field(_, name, text, strong):
            said = _lines(text) if text else tag("span", blocks.TO_FILL, class_="champ", title=name)
            return f"<strong>{said}</strong>" if strong else said
        case blocks.Link(text, address) if blocks.is_web_address(address):
            return tag("a", text, href=address, rel="noreferrer")
        case blocks.Link(text) | str(text):
            return _lines(text)


def _lines(text: str) -> str:
    """Un texte échappé ; ses sauts de ligne restent des sauts de ligne."""
    return "<br>".join(escape(line) for line in plain(text).split("\n"))


# Le radar et les barres en SVG, dans la page elle-même : une figure s'annonce par son texte (`role="img"`)

_RADIUS, _ROOM = 150, 190  # le radar, et la place de ses libellés de chaque côté
_DASHES = ("", "6 4", "2 3")  # le trait de chaque série, la première pleine
_LABEL = 24  # signes d'un libellé ; le texte de la figure le dit en entier
_NAMES, _LENGTH, _ROW = 260, 400, 26  # les barres : leurs libellés, 100 %, la hauteur d'une ligne
_LEAST_SHARE = 8  # la plus petite part, en points, où son nombre tient

_Point = tuple[float, float]


def _radar_svg(chart: blocks.Radar) -> str:
    """Le radar : anneaux gradués, rayons nommés, une ligne par série, coupée là où la valeur manque."""
    spokes = len(chart.labels)
    parts = []
    for step in range(1, round((chart.maximum - chart.minimum) / chart.step) + 1):
        value = chart.minimum + step * chart.step
        ring = [_at(chart, rank, value) for rank in range(spokes)]
        parts += [_trace([*ring, ring[0]], 'stroke-opacity=".3"'), _word(number(value), 3, ring[0][1], "start")]
    for rank, label in enumerate(chart.labels):
        x, y = sin(2 * pi * rank / spokes), -cos(2 * pi * rank / spokes)
        anchor = "middle" if abs(x) < 0.1 else "start" if x > 0 else "end"
        parts.append(_word(shortened(label, _LABEL), x * (_RADIUS + 12), y * (_RADIUS + 22) + 4, anchor))
    below = _RADIUS + 50
    for row, (one, dash) in enumerate(zip(chart.series, _DASHES, strict=False)):
        parts += _series(chart, one, f'stroke-width="2" stroke-dasharray="{dash}"')
        y = below + 20 * row
        parts.append(_trace([(-_RADIUS, y), (24 - _RADIUS, y)], f'stroke-width="2" stroke-dasharray="{dash}"'))
        parts.append(_word(one.name, 32 - _RADIUS, y + 4, "start"))
    half, top = _RADIUS + _ROOM, _RADIUS + 40
    return _svg(chart.alt, (-half, -top, 2 * half, top + below + 20 * len(chart.series)), parts)


def _series(chart: blocks.Radar, one: blocks.Series, look: str) -> Iterator[str]:
    """Les segments d'une série entre deux rayons voisins qui ont une valeur, et un point par valeur."""
    places = [None if value is None else _at(chart, rank, value) for rank, value in enumerate(one.values)]
    for first, second in zip(places, [*places[1:], *places[:1]], strict=True):
        if first and second:
            yield _trace([first, second], look)
    if one.marked:
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="currentColor"/>' for x, y in filter(None, places))


def _at(chart: blocks.Radar, rank: int, value: float) -> _Point:
    """Le point d'une valeur, dans le sens des aiguilles d'une montre depuis le haut."""
    angle = 2 * pi * rank / len(chart.labels)
    reach = _RADIUS * (value - chart.minimum) / (chart.maximum - chart.minimum)
    return reach * sin(angle), -reach * cos(angle)


def _bars_svg(chart: blocks.Bars) -> str:
    """Les barres de 100 %, de haut en bas ; une part assez longue porte son nombre, sauf si elle n'est qu'une borne."""
    parts = []
    for row, label in enumerate(chart.labels):
        parts.append(_word(shortened(label, 40), _NAMES - 8, row * _ROW + 16, "end"))
        start = float(_NAMES)
        for segment in chart.segments:
            share = segment.shares[row] or 0
            parts += _bar(segment, row, start, share)
            start += share * _LENGTH / 100
    below = len(chart.labels) * _ROW + 10
    for row, segment in enumerate(chart.segments):
        parts.append(_box(segment, _NAMES, below + 20 * row, 12, 12))
        parts.append(_word(segment.name, _NAMES + 20, below + 20 * row + 11, "start"))
    return _svg(chart.alt, (0, 0, _NAMES + _LENGTH + 40, below + 20 * len(chart.segments)), parts)


def _bar(segment: blocks.Segment, row: int, start: float, share: int) -> Iterator[str]:
    """Une part d'une barre, et son nombre quand il tient."""
    length = share * _LENGTH / 100
    if share:
        yield _box(segment, start, row * _ROW + 2, length, _ROW - 6)
    if share >= _LEAST_SHARE and not segment.bounded[row]:
        yield _word(
            percent(share), start + length / 2, row * _ROW + 16, "middle", "#ffffff" if segment.dark else "#000000"
        )


def _box(segment: blocks.Segment, x: float, y: float, width: float, height: float) -> str:
    """Un rectangle de la couleur d'une série, bordé ; en tirets et plus pâle quand elle réunit des niveaux."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    look = ' fill-opacity=".75" stroke-dasharray="3 2"' if segment.merged else ""
    return f'<rect {place} fill="#{escape(segment.colour)}" stroke="currentColor" stroke-width=".5"{look}/>'


def _trace(points: Iterable[_Point], look: str) -> str:
    written = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{written}" fill="none" stroke="currentColor" {look}/>'


def _word(text: str, x: float, y: float, anchor: str, ink: str = "currentColor") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}">{escape(plain(text))}</text>'


def _svg(alt: str, box: tuple[int, int, int, int], parts: Iterable[str]) -> str:
    """La figure entière ; son texte la dit à qui ne la voit pas."""
    return (
        f'<svg role="img" aria-label="{escape(plain(alt))}" viewBox="{" ".join(map(str, box))}" width="{box[2]}" '
        f'style="max-width:100%;height:auto;font:12px sans-serif">{"".join(parts)}</svg>'
    )


# Le questionnaire à remplir hors ligne : un bouton y fabrique le CSV, en forme longue, que `matrice profil` sait lire

_FORM_STYLE = """
*{box-sizing:border-box}body{margin:0 auto;max-width:44em;padding:12px 16px 96px;background:#fff;color:#1a1a1a;
font:17px/1.45 Arial,sans-serif}h1{font-size:24px;line-height:1.2;margin:.4em 0}h2{font-size:20px;margin:1.6em 0 .4em}
details{margin:12px 0}article :is(h1,h2){font-size:18px}small,.petit{color:#444;font-size:15px}
fieldset{border:1px solid #767676;border-radius:8px;margin:0 0 14px;padding:6px 10px 10px;min-width:0}
legend{font-weight:bold;padding:0 4px}label.choix{display:flex;gap:10px;align-items:flex-start;padding:10px 6px;
border-radius:6px;cursor:pointer}label.choix:has(input:checked){background:#e7ecf4}
label.choix input{flex:none;width:22px;height:22px;margin:0}.cote{display:flex;flex-wrap:wrap;border-top:1px solid #ccc;margin-top:4px}
.cote label.choix{font-size:15px}input[type=text],select{font:inherit;width:100%;padding:10px;border:1px solid #767676;border-radius:6px}
.champ{display:block;margin:0 0 10px}footer{position:fixed;inset:auto 0 0 0;background:#fff;border-top:1px solid #767676;padding:10px 16px;
display:flex;gap:12px;align-items:center;justify-content:space-between}
button{font:inherit;font-weight:bold;padding:12px 16px;border:0;border-radius:8px;background:#1F3864;color:#fff}
:focus-visible{outline:3px solid #b35900;outline-offset:2px}
@media print{footer{display:none}fieldset{break-inside:avoid}}
"""
_FORM_END = "Le fichier enregistré se range dans vos téléchargements\u00a0: remettez-le à la personne qui anime."
# Un code ne devient jamais une formule de tableur ; une réponse n'est qu'un code que la page a écrit.
_FORM_SCRIPT = """
const asked=JSON.parse(document.getElementById('questions').textContent),form=document.forms[0];let saved=true;
const cell=text=>{const one=text.trim().replace(/["\\s]+/g,' ');return '"'+(/^[=+\\-@]/.test(one)?"'"+one:one)+'"'};
const given=id=>{const one=[...form.elements].find(e=>e.name===id&&e.checked);return one?one.value:''};
const count=()=>{const done=asked.filter(given).length;
document.getElementById('compte').textContent=done+' sur '+asked.length;return done};
form.addEventListener('change',()=>{saved=false;count()});
form.addEventListener('click',event=>{const one=event.target;if(one.type!=='radio')return;
if(one.dataset.mis==='1'){one.checked=false;one.dataset.mis='';saved=false;count();return}
form.querySelectorAll('input[name="'+one.name+'"]').forEach(e=>{e.dataset.mis=e===one?'1':''})});
document.getElementById('garder').addEventListener('click',()=>{const code=form.elements.code.value;
const rows=asked.map(id=>[cell(code),cell(form.elements.profession.value),cell(id),cell(given(id))].join(';'));
const text='\\ufeffrepondant;profession;item;reponse\\r\\n'+rows.join('\\r\\n')+'\\r\\n',link=document.createElement('a');
link.href=URL.createObjectURL(new Blob([text],{type:'text/csv'}));
link.download='reponses-'+(code.normalize('NFD').replace(/[^A-Za-z0-9]+/g,'')||'sans-code')+'.csv';link.click();saved=true});
addEventListener('beforeunload',event=>{if(!saved)event.preventDefault()});count();
"""


def questionnaire(ref: Referentiel, *, team: str = "", on: dt.date | None = None, selection: Selection = STAGES) -> str:
    """Renvoie la page HTML complète du questionnaire, à remplir hors ligne.

    Args:
        ref: la grille.
        team: nom de l'équipe.
        on: date de l'évaluation.
        selection: ce qui est posé, et à qui ; d'office, une phrase à choisir par dimension.

    Raises:
        InputError: thème inconnu, ou rien à poser.
    """
    parts = asking.chapters(ref, selection)
    title = f"Questionnaire de {team}" if team else "Questionnaire"
    asked = json.dumps([question.id for question in asking.questions(parts)]).replace("<", "\\u003c")
    notice = document_html(
        blocks.Document("Avant de répondre", team, on, tuple(asking.notice_blocks(load_notice())), subject=title)
    )
    staged = all(
        question.stages for question in asking.questions(parts)
    )  # les phrases disent alors elles-mêmes l'échelle
    scale = "" if staged else _scales(asking.asked_scales(parts))
    body = "".join(
        tag("h2", f"{rank}. {part.label}") + "".join(map(_theme, part.themes)) for rank, part in enumerate(parts, 1)
    )
    content = f"""
<main>
<h1>{escape(title)}</h1>
{tag("p", asking.origin(ref, on), class_="petit")}
<p><strong>{escape(asking.instruction(parts))}</strong></p>
<details><summary>À lire avant de répondre</summary>{notice}</details>
<form>
{_identity()}
{scale}
{body}
</form>
{tag("p", f"{asking.SILENCE} Toucher une seconde fois une réponse l’efface. {_FORM_END}", class_="petit")}
</main>
<footer><span><span id="compte">0</span> réponses</span>
<button type="button" id="garder">Enregistrer</button></footer>
<script type="application/json" id="questions">{asked}</script>
<script>{_FORM_SCRIPT}</script>
"""
    allowed = "script-src 'unsafe-inline'; style-src 'unsafe-inline'"
    return page_html(title, content, f"<style>{_FORM_STYLE}</style>", allowed)


def _identity() -> str:
    """Le code et la profession, jamais le nom."""
    options = "".join(tag("option", group.label) for group in load_professions().groups)
    return (
        '<label class="champ">Votre code, jamais votre nom<input type="text" name="code" maxlength="40" autocomplete="off"></label>'
        '<label class="champ">Votre profession, si vous le voulez<select name="profession"><option value=""></option>'
        f"{options}</select></label>"
    )


def _scales(scales: Sequence[Scale]) -> str:
    """Les réponses possibles, échelle par échelle ; SO et les deux NSP, communes, sous la dernière."""
    body = ""
    for scale in scales:
        answers = asking.answer_choices(scale)[: None if scale is scales[-1] else -3]
        said = ((tag("strong", one.text), f"{NBSP}: {escape(one.anchor)}" if one.anchor else "") for one in answers)
        lines = "".join(f"<li>{name}{anchor}</li>" for name, anchor in said)
        body += (tag("p", scale.label) if len(scales) > 1 and scale.label else "") + f"<ul>{lines}</ul>"
    return f"<details open><summary>Les réponses possibles</summary>{body}</details>"


def _theme(theme: asking.Theme) -> str:
    if theme.questions[0].stages:
        return "".join(_question(theme.label, one) for one in theme.questions)
    said = "".join(_question(one.label, one) for one in theme.questions)
    return (tag("h3", theme.label) if theme.label else "") + said


def _question(legend: str, question: asking.Question) -> str:
    """Une question : un bouton par réponse ; SO et les deux NSP à part. Le fichier dit le nom du niveau, qui ne laisse pas de doute."""
    answers = asking.answer_choices(question.scale)
    written = {one.code: one.text for one in answers[:-3]}
    above = "".join(
        _choice(question.id, written[one.code], one.anchor if question.stages else one.text)
        for one in question.stages or answers[:-3]
    )
    below = "".join(_choice(question.id, one.text, one.text) for one in answers[-3:])
    return f'<fieldset>{tag("legend", legend)}{above}<div class="cote">{below}</div></fieldset>'


def _choice(name: str, value: str, text: str) -> str:
    """Un bouton et sa phrase, d'un seul tenant sous le doigt."""
    return (
        f'<label class="choix"><input type="radio" name="{escape(name)}" value="{escape(value)}">'
        f"<span>{escape(text)}</span></label>"
    )
