"""Une table de cohorte, quelle que soit sa forme : la reconnaître à ses colonnes, puis la faire lire."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from ...errors import InputError
from ...referentiel import Referentiel
from ...text import folded, plural
from ..exchange.receiving import discreet
from .answers_in import take_answers
from .cohort import UNKNOWN
from .files_in import Piece
from .frames_in import Opened, ignored_note, opened, refused, whole
from .levels_in import take_levels
from .rows import Basket, Row
from .team_years import FACTS, facts_of, placed

LEVELS = "equipe;annee;dimension;niveau"
ANSWERS = "equipe;annee;repondant;item;reponse"
EXPECTED = f"attendu\u00a0: «\u00a0{LEVELS}\u00a0» ou «\u00a0{ANSWERS}\u00a0»"


def take_table(basket: Basket, piece: Piece, ref: Referentiel) -> None:
    """Ajoute ce qu'une table donne ; elle est refusée entière quand ses colonnes ou son moteur ne vont pas."""
    own = Basket()
    try:
        table = opened(piece.content, piece.name)
        take_form(own, table, ref)
        own.notes += ignored_note(table)
    except InputError as error:
        own = Basket()
        own.refuse(piece.name, discreet(error.problems[0]).message)
    except MemoryError:
        own = Basket()
        own.refuse(
            piece.name, "la table ne tient pas en mémoire\u00a0: passez par DuckDB ou polars, qui comptent sur place."
        )
    except Exception as error:  # un moteur a ses propres erreurs, en anglais ; aucune ne doit arrêter les autres
        own = Basket()
        kind = type(error).__name__
        own.refuse(
            piece.name, f"le moteur qui porte la table n’a pas pu la lire ({kind})\u00a0: vérifiez ses colonnes."
        )
    basket.add(own)


def take_form(basket: Basket, table: Opened, ref: Referentiel) -> None:
    """Fait lire la table selon la forme que disent ses colonnes."""
    if not table.has("equipe", "annee"):
        raise refused(f"il manque la colonne de l’équipe ou de l’année\u00a0; {EXPECTED}.", table.name)
    if table.has("item", "reponse"):
        take_answers(basket, table, ref)
    elif table.has("dimension", "niveau"):
        take_levels(basket, table, ref)
    elif any(table.has(name) for name in FACTS) and not table.has("dimension") and not table.has("item"):
        take_facts(basket, table)
    else:
        raise refused(f"les colonnes ne sont pas celles d’une cohorte\u00a0; {EXPECTED}.", table.name)


def take_facts(basket: Basket, table: Opened) -> None:
    """Retient ce que des équipes disent d'elles-mêmes, pour compléter leurs profils."""
    columns = whole(table, ("equipe", "annee", *FACTS))
    rows = placed(columns, table.name, basket)
    for (code, year), facts in zip(rows.labels, facts_of(columns, rows, table.name, basket), strict=True):
        known = basket.facts.setdefault((folded(code), year), {})
        for name, value in facts.items():
            known.setdefault(name, value)


def completed(basket: Basket) -> list[Row]:
    """Les lignes prises, complétées de ce que les tables de descripteurs disent ; le profil l'emporte."""
    if not basket.facts:
        return basket.rows
    left = set(basket.facts)
    found = []
    for row in basket.rows:
        place = (folded(row.code), row.year)
        left.discard(place)
        facts = basket.facts.get(place, {})
        found.append(replace(row, **{name: value for name, value in facts.items() if is_blank(getattr(row, name))}))
    if left:
        said = plural(len(left), "équipe décrite et sans profil", "équipes décrites et sans profil")
        basket.notes.append(f"{said} cette année-là.")
    return found


def is_blank(value: Any) -> bool:
    """Vrai pour un champ que le profil ne donne pas."""
    return value in ("", UNKNOWN) or (isinstance(value, float) and math.isnan(value))
