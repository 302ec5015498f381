"""Les champs d'un document Word rempli : ce qu'une personne y a écrit ou changé, relu sans rien deviner du reste."""

from __future__ import annotations

import zlib

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ...documents.blocks import TO_FILL
from .received import Modele, check_received

_OURS = "matrice:"
_BREAKS = {qn("w:br"), qn("w:cr"), qn("w:p")}


def tagged(key: str, text: str) -> str:
    """Renvoie l'étiquette d'un champ : sa clé, et l'empreinte du texte que nous y avons écrit.

    L'empreinte dit seule, sans refaire le document, si une personne l'a changé.
    """
    return f"{_OURS}{key}:{zlib.crc32(_settled(text).encode()):08x}"


def read_fields(source: Modele) -> dict[str, str]:
    """Renvoie ce qu'une personne a rempli ou changé dans les champs d'un de nos documents Word, par clé.

    Un champ laissé tel quel n'y est pas ; un texte effacé y est vide. Une clé écrite deux fois garde le dernier changement.

    Args:
        source: le document, par son chemin ou ses octets.

    Raises:
        InputError: fichier illisible, trop gros, chiffré, abîmé, à macros, ou qui n'est pas un .docx.
    """
    file = check_received(source)
    body = file.parse().element.body
    found: dict[str, str] = {}
    for control in body.iter(qn("w:sdt")):
        key, print_ = _tag_of(control)
        if key and (text := _typed(control)) is not None and not _same(text, print_):
            found[key] = text
    return found


def _tag_of(control: BaseOxmlElement) -> tuple[str, str]:
    """La clé et l'empreinte d'un champ à nous ; rien pour un autre."""
    tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    said = "" if tag is None else tag.get(qn("w:val")) or ""
    key, _, print_ = said.removeprefix(_OURS).rpartition(":")
    return (key, print_) if said.startswith(_OURS) else ("", "")


def _typed(control: BaseOxmlElement) -> str | None:
    """Le texte d'un champ ; vide quand Word y montre son invite."""
    if control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None:
        return ""
    content = control.find(qn("w:sdtContent"))
    if content is None:
        return None
    text = _settled(
        "".join("\n" if node.tag in _BREAKS else node.text or "" for node in content.iter(*_BREAKS, qn("w:t")))
    )
    return "" if text == TO_FILL else text


def _same(text: str, print_: str) -> bool:
    """Vrai si ce texte est celui que nous avions écrit."""
    return f"{zlib.crc32(text.encode()):08x}" == print_


def _settled(text: str) -> str:
    """Un texte sans blancs autour de ses lignes : Word en ajoute et en ôte."""
    return "\n".join(line.strip(" \t") for line in text.strip().split("\n"))
