"""Les erreurs de `matrice` : une seule famille, des fautes situées, toutes dites d'un coup."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN = 25  # au-delà, la liste complète reste dans `.problems` ; un écran ne se lit plus


# Le système dit ses refus en anglais ; voici ceux que l'on rencontre vraiment.
REASONS = {
    errno.ENOENT: "le fichier n’existe pas",
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.EISDIR: "c’est un dossier, il faut un fichier",
    errno.ENOTDIR: "un des dossiers du chemin est en fait un fichier",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la place allouée sur ce disque est épuisée",
    errno.EFBIG: "le fichier dépasse la taille permise",
    errno.EIO: "le disque ou la clé répond mal",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ELOOP: "c’est un lien qui tourne en rond",
    errno.ENXIO: "ce n’est pas un fichier ordinaire",
    errno.ENOLCK: (
        "ce disque (de réseau\u00a0?) ne sait pas réserver un fichier à un seul programme, et deux personnes y écriraient "
        "ensemble\u00a0: copiez le dossier sur le disque de cet ordinateur"
    ),
}


class MatriceError(Exception):
    """Racine de toutes les erreurs que la bibliothèque lève exprès, en français."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Une faute : où elle est, ce qui a été lu, ce qui était attendu et comment réparer.

    `source` est le nom du fichier (ou du tableau), `line` et `column` comptent à partir de 1 comme un
    tableur ou un éditeur ; `column` est un numéro (YAML) ou un nom de colonne (tableaux).
    """

    message: str
    source: str = ""
    line: int | None = None
    column: int | str | None = None

    @property
    def place(self) -> str:
        """L'endroit dans les mots de la personne : « f.yaml:12:5 » ou « f.csv, ligne 12, colonne X »."""
        if isinstance(self.column, int):
            return ":".join(str(part) for part in (self.source, self.line, self.column) if part != "")
        parts = [self.source] if self.source else []
        if self.line is not None:
            parts.append(f"ligne {self.line}")
        if self.column is not None:
            parts.append(f"colonne «\u00a0{self.column}\u00a0»")
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}\u00a0: {self.message}" if self.place else self.message


class InputError(MatriceError):
    """Une entrée refusée. `problems` porte toutes les fautes, dans l'ordre de lecture."""

    def __init__(self, problems: Iterable[Problem], *, subject: str = "") -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.subject = subject
        super().__init__(listing(self.problems, subject))


def refuse(problems: Iterable[Problem], subject: str) -> None:
    """Lève `InputError` avec toutes ces fautes, s'il y en a."""
    if found := tuple(problems):
        raise InputError(found, subject=subject)


class BudgetError(MatriceError):
    """Un partage d'heures impossible.

    `missing` est l'écart en heures entre le budget et la borne la plus proche (positif : il manque des
    heures pour les minimums ; négatif : il en reste que les maximums interdisent de placer) ; `drop`
    donne les rangs (à partir de 0) des parts à retirer, la moins prioritaire d'abord.
    """

    def __init__(self, message: str, *, missing: float, drop: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.missing = missing
        self.drop = tuple(drop)


def listing(problems: Sequence[Problem], subject: str) -> str:
    """Le texte d'une liste de fautes : un titre qui les compte, puis une ligne par faute."""
    count = len(problems)
    title = f"{count}\u00a0faute{'s' if count > 1 else ''}"
    head = f"{subject}\u00a0: {title}" if subject else title
    lines = [f"  - {problem}" for problem in problems[:SHOWN]]
    if count > SHOWN:
        rest = count - SHOWN
        lines.append(f"  … et {rest} autre{'s' if rest > 1 else ''}\u00a0: corrigez celles-ci, puis recommencez.")
    return "\n".join([head, *lines])


def system_reason(error: OSError) -> str:
    """La raison d'un refus du système, en français quand on la connaît."""
    return REASONS.get(error.errno or 0) or f"le système a refusé ({error.strerror})"
