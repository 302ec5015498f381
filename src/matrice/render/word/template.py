"""Une fiche écrite dans le document d'une fédération : son modèle à trous, rempli par docxtpl.

C'est un supplément (`pip install matrice[modeles]`). docxtpl seul exécuterait ce que le modèle demande : ici chaque
balise est vérifiée (voir `sandbox`), et le fichier aussi (voir `received` et `quiet`).
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from importlib.util import find_spec

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ...assessment import showable
from ...errors import InputError, MatriceError, Problem
from ...fiche import MATRICE, FicheDePoste
from ...text import NBSP, Wording, number, quoted, shortened
from .archive import undated
from .document import describe
from .fields import template_fields
from .quiet import check_quiet, forget_attached_template
from .received import SUBJECT, Modele, Received, received, refused

KEYWORDS = ("fiche de poste", "coordination", "soins primaires")
MISSING = (
    'Remplir un modèle Word demande un supplément qui n’est pas installé\u00a0: lancez «\u00a0pip install "matrice[modeles]"\u00a0», puis '
    "recommencez. Pour reprendre seulement l’habillage d’un modèle (logo, styles, page), rien n’est à "
    "installer\u00a0: donnez-le comme «\u00a0modele\u00a0»."
)
TAG = re.compile(r"\{[{%#]")
CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
LONGEST_TAG = 300  # signes
MOST_TAGS = 2_000
WRITTEN = (RT.HEADER, RT.FOOTER, RT.FOOTNOTES)


def fiche_sur_modele(
    fiche: FicheDePoste, modele: Modele, on: dt.date, *, wording: Wording = "doublet", plan: str = MATRICE
) -> bytes:
    """Renvoie le fichier .docx d'un modèle à trous, rempli avec une fiche.

    Args:
        fiche: ce que `draft` a calculé ; rien n'est recalculé ici.
        modele: un chemin, ou les octets d'un .docx qui porte des champs « {{ equipe }} » (voir `fields.FIELDS`).
        on: date de la fiche, la seule que le fichier porte.
        wording: forme des mots qui nomment la personne.
        plan: le plan qui range les tâches dans le champ « parties ».

    Returns:
        Les octets du document ; les mêmes arguments donnent les mêmes octets.

    Raises:
        InputError: fichier refusé, balise interdite ou mal écrite, champ inconnu ; toutes les fautes ensemble.
        MatriceError: une ou deux personnes ont répondu, supplément absent, forme ou plan inconnus.
    """
    if find_spec("docxtpl") is None:
        raise MatriceError(MISSING)
    showable(fiche.profile)
    values = template_fields(fiche, on, wording=wording, plan=plan)
    parcel = received(modele)
    document = parcel.opened()
    check_template(document, parcel)
    from .sandbox import filled_with  # docxtpl et Jinja : seulement quand un modèle est rempli

    filled = filled_with(document, values, parcel.name)
    describe(
        filled, str(values["titre"]), fiche.profile.team, on, f"Coordination de {quoted(fiche.profile.team)}", KEYWORDS
    )
    out = io.BytesIO()
    filled.save(out)
    return undated(out.getvalue())


def check_template(document: Document, parcel: Received) -> None:
    """Lève `InputError` si le modèle va chercher quelque chose hors de lui, ou si une balise n'est pas refermée."""
    package = document.part.package
    assert package is not None  # le document vient d'un paquet
    try:
        forget_attached_template(document)
        check_quiet(package, parcel.name)
        lines = [line for root in written(document) for line in paragraphs(root)]
    except (ValueError, TypeError, KeyError, AttributeError, SyntaxError):
        raise parcel.damaged() from None
    if sum(len(TAG.findall(line)) for line in lines) > MOST_TAGS:
        raise refused(f"il a plus de {number(MOST_TAGS)} balises{NBSP}: employez des boucles.", parcel.name)
    problems = [Problem(fault, parcel.name) for line in lines for fault in tag_faults(line)]
    if problems:
        raise InputError(problems, subject=SUBJECT)


def written(document: Document) -> Iterator[BaseOxmlElement]:
    """Les parties que docxtpl remplit : le corps, les en-têtes, les pieds et les notes."""
    yield document.element.body
    for relation in document.part.rels.values():
        if relation.reltype in WRITTEN and not relation.is_external:
            yield parse_xml(relation.target_part.blob)


def paragraphs(root: BaseOxmlElement) -> Iterator[str]:
    """Le texte de chaque paragraphe."""
    for paragraph in root.iter(qn("w:p")):
        yield "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def tag_faults(line: str) -> Iterator[str]:
    """Les balises d'un paragraphe qui n'y sont pas refermées, ou n'en finissent pas.

    docxtpl cherche la fin d'une balise dans tout le document : un oubli coûterait des minutes, et un message obscur.
    """
    place = 0
    while opening := TAG.search(line, place):
        end = line.find(CLOSING[opening[0]], opening.end())
        following = TAG.search(line, opening.end())
        if end < 0 or (following and following.start() < end) or end - opening.start() > LONGEST_TAG:
            yield (
                f"la balise {quoted(shortened(line[opening.start() :], 40))} n’est pas refermée dans son paragraphe{NBSP}: "
                f"ajoutez {quoted(CLOSING[opening[0]])}, sans saut de ligne à l’intérieur."
            )
            return
        place = end + 2
