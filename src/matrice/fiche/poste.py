"""Ce que l'équipe écrit elle-même du poste (`poste.yaml`), gardé d'une version de la fiche à la suivante.

Une clé absente est une question encore ouverte ; une clé vide (`moyens: ""`) est une réponse : la ligne ne s'imprime pas.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from ..amounts import tidy
from ..errors import Problem, refuse
from ..files import read_text
from ..referentiel import Value, parse_values, suggestion
from ..text import NBSP, folded, quoted, series

POSTE = "poste.yaml"
_LARGEST = 200_000  # octets
_SUBJECT = "Données du poste refusées"
_TEXTS = "textes"
# Un texte imprimé que l'équipe a récrit : l'activité d'une tâche, le nom d'une mission, un résultat attendu, une compétence.
_REWORDED = re.compile(r"(tache|mission|resultat|competence)\.[^\s:]{1,60}")
_YES, _NO = ("oui", "vrai", "true"), ("non", "faux", "false", "")


def _yes(value: object) -> object:
    """« oui » et « non » : YAML ne les lit pas pour nous."""
    said = folded(str(value)).strip()
    return True if said in _YES else False if said in _NO else value


def _tidied(value: object) -> object:
    """Une clé sans valeur est une réponse vide ; un texte perd les caractères que Word refuse."""
    return "" if value is None else tidy(value) if isinstance(value, str) else value


_Said = Annotated[str | None, BeforeValidator(_tidied)]
_Text = Annotated[str, BeforeValidator(_tidied)]
_Maybe = Annotated[bool, BeforeValidator(_yes)]


class Poste(Value):
    """Les données propres d'un poste."""

    intitule: _Said = Field(None, description="intitulé du poste")
    raison: _Said = Field(None, description="à quoi sert ce poste, en trois lignes")
    structure: _Said = Field(None, description="forme juridique et adresse de la structure")
    contexte: _Said = Field(None, description="l’équipe en une phrase\u00a0: professions, sites, territoire")
    lieu: _Said = Field(None, description="lieu ou lieux de travail")
    jours: _Said = Field(None, description="jours et horaires")
    responsable: _Said = Field(None, description="responsable hiérarchique\u00a0: nom et fonction")
    referent: _Said = Field(None, description="responsable du suivi au quotidien\u00a0: nom et fonction")
    signataire: _Said = Field(None, description="nom et qualité de la personne qui signe pour la structure")
    personne: _Said = Field(None, description="nom de la personne qui coordonne")
    contrat: _Said = Field(None, description="nature et durée du contrat, date d’effet")
    classification: _Said = Field(None, description="convention collective et classification")
    remuneration: _Said = Field(None, description="rémunération, ou prix convenu")
    debut: _Said = Field(None, description="date de début")
    fin: _Said = Field(None, description="date de fin, et reconduction s’il y en a une")
    siret: _Said = Field(None, description="numéro SIRET de l’entreprise")
    assurance: _Said = Field(None, description="assureur et numéro de contrat")
    moyens: _Said = Field(None, description="bureau, matériel, logiciels, boîte de messagerie, formation")
    liens: _Said = Field(None, description="avec qui le poste travaille")
    precisions: _Said = Field(None, description="autres précisions")
    patients: _Maybe = Field(False, description="oui si l’équipe confie au poste des parcours de patients")
    textes: dict[str, _Text] = Field(
        default_factory=dict,
        description="textes récrits par l’équipe\u00a0: « tache.T4.1.4\u00a0», « mission.equipe »…",
    )

    def said(self, key: str) -> str | None:
        """Renvoie ce que l'équipe a écrit à cette clé (« lieu », « tache.T4.1.4 ») ; `None` si elle n'en a rien dit."""
        return getattr(self, key) if key in SINGLE else self.textes.get(key)

    def filled(self, more: Mapping[str, str]) -> Poste:
        """Renvoie les mêmes données, complétées par ces clés ; celles qu'elles changent sont remplacées.

        Raises:
            InputError: des clés inconnues, toutes ensemble.
        """
        check_keys(more)
        own = {key: text for key, text in more.items() if key in KEYS}
        texts = {key: text for key, text in more.items() if key not in KEYS}
        known = {key: value for key, value in self if value is not None}
        return Poste(**{**known, **own, _TEXTS: {**self.textes, **texts}})

    def missing(self, more: Mapping[str, str]) -> dict[str, str]:
        """Renvoie, de ces clés, celles dont l'équipe n'avait encore rien dit."""
        return {key: text for key, text in more.items() if self.said(key) is None}


KEYS = tuple(name for name in Poste.model_fields if name != _TEXTS)
SINGLE = tuple(name for name in KEYS if name != "patients")
NO_DATA = Poste()


def what(key: str) -> str:
    """Renvoie ce que ce champ attend, en quelques mots."""
    return Poste.model_fields[key].description or key


def check_keys(keys: Iterable[str]) -> None:
    """Lève `InputError` quand des clés ne nomment aucune donnée du poste ; toutes les fautes ensemble."""
    expected = f"{series(list(KEYS))}, ou un texte récrit ({quoted('tache.T4.1.4')})"
    faults = (
        Problem(
            f"aucune donnée du poste ne s’appelle {quoted(key)}{suggestion(key, KEYS)}\u00a0; attendu\u00a0: {expected}."
        )
        for key in keys
        if key not in KEYS and not _REWORDED.fullmatch(key)
    )
    refuse(faults, _SUBJECT)


def load_poste(path: str | Path) -> Poste:
    """Renvoie les données du poste écrites dans ce fichier ; aucune s'il n'existe pas encore.

    Raises:
        InputError: le fichier a des fautes ; elles sont toutes là, avec ligne et colonne.
        MatriceError: le fichier ne se lit pas.
    """
    file = Path(path)
    return parse_poste(read_text(file, limit=_LARGEST), source=file.name) if os.path.lexists(file) else NO_DATA


def parse_poste(text: str, *, source: str = POSTE) -> Poste:
    """Renvoie les données du poste écrites dans `text` (YAML) ; `source` les nomme dans les messages.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.

    >>> parse_poste("lieu: Maison médicale").lieu
    'Maison médicale'
    """
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return NO_DATA
    found = parse_values(Poste, text, source=source, subject=_SUBJECT)
    check_keys(found.textes)
    return found


def updated_text(text: str, changes: Mapping[str, str]) -> str:
    """Renvoie le texte de `poste.yaml` avec ces changements ; les lignes et les commentaires des autres clés restent.

    Raises:
        InputError: le texte ou les changements ont des fautes ; toutes ensemble.
    """
    before = parse_poste(text)
    after = before.filled(changes)
    lines = text.rstrip("\n").split("\n") if text.strip() else [_HEAD]
    blocks = {key: [f"{key}: {yaml_text(changes[key])}"] for key in changes if key in KEYS}
    if after.textes != before.textes:
        blocks[_TEXTS] = [
            f"{_TEXTS}:",
            *(f"  {yaml_text(key)}: {yaml_text(said)}" for key, said in after.textes.items()),
        ]
    for key, block in blocks.items():
        start, end = _place(lines, key)
        lines[start:end] = block
    return "\n".join(lines) + "\n"


_HEAD = (
    "# Ce que l’équipe écrit elle-même du poste\u00a0; chaque version de la fiche le reprend. Une ligne absente reste à compléter,\n"
    '# une ligne vide (lieu: "") ne s’imprime pas.'
)


def _place(lines: list[str], key: str) -> tuple[int, int]:
    """Les lignes qu'occupe une clé, de la sienne à la prochaine qui n'est pas en retrait ; la fin si elle n'y est pas."""
    start = next((rank for rank, line in enumerate(lines) if re.match(rf"[\"']?{key}[\"']?\s*:", line)), None)
    if start is None:
        return len(lines), len(lines)
    rest = lines[start + 1 :]
    inside = next(
        (rank for rank, line in enumerate(rest) if line.strip() and not line.startswith((" ", "\t"))), len(rest)
    )
    while inside and not rest[inside - 1].strip():
        inside -= 1  # les lignes vides séparent la clé suivante
    return start, start + 1 + inside


def yaml_text(text: str) -> str:
    """Renvoie un texte entre guillemets : l'écriture JSON est aussi du YAML, sans surprise."""
    return json.dumps(tidy(text), ensure_ascii=False)


def named_fields(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Renvoie les couples « clé, texte » d'une commande, vérifiés ; les guillemets autour d'un texte s'ôtent.

    Raises:
        InputError: des clés inconnues, toutes ensemble.
    """
    found = {key: text.strip().strip(f'"«»{NBSP}').strip() for key, text in pairs}
    check_keys(found)
    return found
