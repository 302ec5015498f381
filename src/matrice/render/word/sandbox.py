"""Le moteur des modèles à trous, bridé : des champs, des boucles, des conditions, rien d'autre.

Un modèle vient de l'extérieur, et le langage Jinja peut lire un fichier ou lancer un programme. Trois barrières :
1. chaque balise est lue avant d'être exécutée, et seules les formes permises passent ; un champ inconnu est dit avec le
   plus proche, et toutes les fautes du document ensemble ;
2. le moteur est celui des bacs à sable de Jinja, sans variable globale, avec une poignée de filtres ;
3. le texte produit est mesuré au fil de l'écriture.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx.document import Document
from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ...errors import InputError, Problem
from .grammar import FILTERS, TESTS, template_faults
from .received import SUBJECT, refused

LONGEST_OUTPUT = 60 * 2**20  # caractères
NOTHING = '<w:body xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
MISPLACED = (
    "une boucle ou une condition commence et finit à des endroits qui ne s’emboîtent pas\u00a0: donnez à chacune de ses balises un "
    "paragraphe à elle ({%p … %}) ou, dans un tableau, une ligne à elle ({%tr … %})."
)
UNFILLED = (
    "il n’a pas pu être rempli\u00a0: vérifiez que chaque balise de tableau ({%tr … %}) a une ligne à elle, et que ses conditions "
    "comparent des textes à des textes."
)


class Measured(Template):
    """Un modèle dont le texte produit a une longueur bornée."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Renvoie le texte ; `OverflowError` s'il n'en finit pas."""
        pieces, room = [], LONGEST_OUTPUT
        for piece in self.generate(*args, **kwargs):
            room -= len(piece)
            if room < 0:
                raise OverflowError
            pieces.append(piece)
        return "".join(pieces)


class Sandbox(ImmutableSandboxedEnvironment):
    """Le moteur bridé ; `problems` porte les fautes de tout le document."""

    template_class = Measured

    def __init__(self, name: str) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.name = name
        self.problems: list[Problem] = []
        self.globals.clear()
        self.filters = {known: self.filters[known] for known in FILTERS}
        self.tests = {known: self.tests[known] for known in TESTS}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """Renvoie le modèle vérifié. Fautif, il est remplacé par un vide : la suite du document dit ses fautes aussi."""
        faults = list(template_faults(self, str(source)))
        self.problems += [Problem(message, self.name) for message in dict.fromkeys(faults)]
        return super().from_string(NOTHING if faults else source, *args, **kwargs)

    def check(self) -> None:
        """Lève `InputError` avec toutes les fautes rencontrées."""
        if self.problems:
            raise InputError(self.problems, subject=SUBJECT)


class Strict(DocxTemplate):  # type: ignore[misc]  # docxtpl n'est pas typé
    """Le modèle de docxtpl, qui refuse un XML mal emboîté au lieu de le réparer en perdant du texte."""

    def fix_tables(self, xml: str) -> Any:
        """Renvoie le corps rempli, lu d'abord strictement."""
        parse_xml(xml)
        return super().fix_tables(xml)


def filled_with(document: Document, values: Mapping[str, Any], name: str) -> Document:
    """Renvoie le document, ses champs remplis.

    Args:
        document: un modèle vérifié ; il est rempli sur place.
        values: les valeurs de `template_fields`.
        name: ce qui désigne le modèle dans les messages.

    Raises:
        InputError: balise interdite ou mal placée, champ inconnu ; toutes les fautes ensemble.
    """
    sandbox = Sandbox(name)
    template = Strict(io.BytesIO())
    template.docx = document
    try:
        template.render(dict(values), sandbox)
    except OverflowError:
        raise refused("une fois rempli, il serait démesuré\u00a0: retirez des boucles.", name) from None
    except SyntaxError:
        sandbox.check()
        raise refused(MISPLACED, name) from None
    except (TemplateError, TypeError, ValueError, AttributeError, KeyError, IndexError, RecursionError):
        sandbox.check()
        raise refused(UNFILLED, name) from None
    sandbox.check()
    return document
