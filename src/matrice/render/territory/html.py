"""Les tableaux d'un rapport de territoire en HTML accessible : l'équivalent de chaque figure, tout échappé."""

from __future__ import annotations

from ..html import STYLE, tag
from .tables import Cell, Head, Table


def table_html(table: Table) -> str:
    """Renvoie un tableau avec son style, pour une figure affichée seule."""
    return f'<div lang="fr">{STYLE}{bare_table(table)}</div>'


def bare_table(table: Table) -> str:
    """Renvoie le tableau seul : la page qui l'accueille porte le style."""
    heads = "".join(tag("th", head.title, scope="col", class_=look(head)) for head in table.heads)
    rows = "".join(row_html(row, table.heads, strong=rank in table.strong) for rank, row in enumerate(table.rows))
    return (
        f'<table class="matrice-tableau">{tag("caption", table.title)}'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def row_html(row: tuple[Cell, ...], heads: tuple[Head, ...], *, strong: bool) -> str:
    """Une ligne ; sa première cellule la nomme."""
    first, *rest = row
    cells = [tag("th", first.text, scope="row")]
    cells += [
        tag("td", cell.text, class_="absent" if cell.absent else look(head))
        for cell, head in zip(rest, heads[1:], strict=True)
    ]
    opening = '<tr class="axe">' if strong else "<tr>"
    return f"{opening}{''.join(cells)}</tr>"


def look(head: Head) -> str:
    """La classe d'une colonne."""
    return "nombre" if head.numeric else ""
