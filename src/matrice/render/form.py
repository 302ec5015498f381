"""Le questionnaire en une page web : une personne le remplit dans un navigateur, sans réseau, et en tire un fichier de réponses.

La page ne charge rien et n'envoie rien : un bouton y fabrique le CSV, en forme longue, que `matrice profil` sait lire.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from html import escape

from ..assessment import load_notice, load_professions
from ..documents.blocks import Document
from ..documents.questionnaire import (
    SILENCE,
    Chapter,
    Choice,
    Question,
    Theme,
    answer_choices,
    chapters,
    instruction,
    notice_blocks,
    origin,
    questions,
)
from ..referentiel import STAGES, Referentiel, Selection
from ..text import NBSP
from .html import document_html, tag

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; form-action 'none'"
_STYLE = """
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
_END = "Le fichier enregistré se range dans vos téléchargements\u00a0: remettez-le à la personne qui anime."
# Un code ne devient jamais une formule de tableur ; une réponse n'est qu'un code que la page a écrit.
_SCRIPT = """
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
    parts, answers = chapters(ref, selection), answer_choices(ref.scale)
    title = f"Questionnaire de {team}" if team else "Questionnaire"
    asked = json.dumps([question.id for question in questions(parts)]).replace("<", "\\u003c")
    notice = document_html(Document("Avant de répondre", team, on, tuple(notice_blocks(load_notice())), subject=title))
    body = "".join(_chapter(number, part, answers) for number, part in enumerate(parts, 1))
    return f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{tag("p", origin(ref, on), class_="petit")}
<p><strong>{escape(instruction(parts))}</strong></p>
<details><summary>À lire avant de répondre</summary>{notice}</details>
<form>
{_identity()}
{_scale(parts, answers)}
{body}
</form>
{tag("p", f"{SILENCE} Toucher une seconde fois une réponse l’efface. {_END}", class_="petit")}
</main>
<footer><span><span id="compte">0</span> réponses</span>
<button type="button" id="garder">Enregistrer</button></footer>
<script type="application/json" id="questions">{asked}</script>
<script>{_SCRIPT}</script>
</body>
</html>
"""


def _identity() -> str:
    """Le code et la profession, jamais le nom."""
    options = "".join(tag("option", group.label) for group in load_professions().groups)
    return (
        '<label class="champ">Votre code, jamais votre nom<input type="text" name="code" maxlength="40" autocomplete="off"></label>'
        '<label class="champ">Votre profession, si vous le voulez<select name="profession"><option value=""></option>'
        f"{options}</select></label>"
    )


def _scale(parts: tuple[Chapter, ...], answers: Sequence[Choice]) -> str:
    """Les repères de l'échelle, quand une question n'a pas de phrases à elle."""
    if all(question.stages for question in questions(parts)):
        return ""
    lines = "".join(f"<li>{tag('strong', one.text)}{NBSP}: {escape(one.anchor)}</li>" for one in answers)
    return f"<details open><summary>Les réponses possibles</summary><ul>{lines}</ul></details>"


def _chapter(number: int, part: Chapter, answers: Sequence[Choice]) -> str:
    """Un axe : une question par dimension, ou ses énoncés sous son nom."""
    return tag("h2", f"{number}. {part.label}") + "".join(_theme(theme, answers) for theme in part.themes)


def _theme(theme: Theme, answers: Sequence[Choice]) -> str:
    """Une dimension : ses phrases, ou ses énoncés."""
    if theme.questions[0].stages:
        return "".join(_question(theme.label, one, one.stages, answers) for one in theme.questions)
    said = "".join(_question(one.label, one, answers[:-3], answers) for one in theme.questions)
    return (tag("h3", theme.label) if theme.label else "") + said


def _question(legend: str, question: Question, levels: Sequence[Choice], answers: Sequence[Choice]) -> str:
    """Une question : un bouton par réponse ; SO et les deux NSP à part. Le fichier dit le nom du niveau, qui ne laisse pas de doute."""
    written = {one.code: one.text for one in answers[:-3]}
    above = "".join(
        _choice(question.id, written[one.code], one.anchor if question.stages else one.text) for one in levels
    )
    below = "".join(_choice(question.id, one.text, one.text) for one in answers[-3:])
    return f'<fieldset>{tag("legend", legend)}{above}<div class="cote">{below}</div></fieldset>'


def _choice(name: str, value: str, text: str) -> str:
    """Un bouton et sa phrase, d'un seul tenant sous le doigt."""
    return (
        f'<label class="choix"><input type="radio" name="{escape(name)}" value="{escape(value)}">'
        f"<span>{escape(text)}</span></label>"
    )
