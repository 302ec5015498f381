"""Compile le catalogue français de click : messages.po → messages.mo, octet pour octet reproductible.

    python tools/compiler_catalogue.py

La bibliothèque standard suffit : qui corrige une phrase n'a rien à installer.
"""

from __future__ import annotations

import ast
import struct
import sys
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[1] / "src/matrice/_locale/fr/LC_MESSAGES/messages.po"
MAGIC = 0x950412DE
KEYWORDS = ("msgid", "msgid_plural", "msgstr", "msgstr[0]", "msgstr[1]")


def parse(text: str) -> dict[str, str]:
    """Renvoie les couples (clé, traduction) d'un fichier .po, sous la forme que stocke un .mo.

    Un pluriel y a pour clé « singulier NUL pluriel » et pour valeur ses deux formes séparées par NUL.
    `ValueError` situe une ligne illisible, un doublon ou une phrase sans traduction.
    """
    entries: dict[str, str] = {}
    for number, entry in blocks(text):
        key = "\0".join(entry[word] for word in ("msgid", "msgid_plural") if word in entry)
        forms = ("msgstr[0]", "msgstr[1]") if "msgid_plural" in entry else ("msgstr",)
        values = [entry.get(form, "") for form in forms]
        if not all(values):
            raise ValueError(f"ligne {number}\u00a0: il manque la traduction")
        if key in entries:
            raise ValueError(f"ligne {number}\u00a0: cette phrase est déjà traduite plus haut")
        entries[key] = "\0".join(values)
    return entries


def blocks(text: str) -> list[tuple[int, dict[str, str]]]:
    """Renvoie les entrées du .po : le numéro de leur ligne « msgid » et leurs champs."""
    found: list[tuple[int, dict[str, str]]] = []
    word = ""
    for number, line in enumerate(text.splitlines(), start=1):
        quoted = line.strip()
        if not quoted or quoted.startswith("#"):
            continue
        if not quoted.startswith('"'):
            word, _, quoted = quoted.partition(" ")
            if word == "msgid":
                found.append((number, {}))
            if word not in KEYWORDS or not found or word in found[-1][1]:
                raise ValueError(f"ligne {number}\u00a0: mot inattendu «\u00a0{word}\u00a0»")
        try:
            piece = ast.literal_eval(quoted)
            fields = found[-1][1]
        except (SyntaxError, ValueError, IndexError):
            raise ValueError(f"ligne {number}\u00a0: texte entre guillemets attendu") from None
        fields[word] = fields.get(word, "") + piece
    return found


def compiled(entries: dict[str, str]) -> bytes:
    """Renvoie les octets du .mo (format GNU, petit-boutiste, clés triées, sans table de hachage)."""
    pairs = sorted((key.encode(), value.encode()) for key, value in entries.items())
    count = len(pairs)
    keys_at, values_at = 28, 28 + 8 * count
    offset = values_at + 8 * count
    tables: list[int] = []
    strings = b""
    for column in (0, 1):
        for pair in pairs:
            tables += [len(pair[column]), offset + len(strings)]
            strings += pair[column] + b"\0"
    header = struct.pack("<7I", MAGIC, 0, count, keys_at, values_at, 0, offset)
    return header + struct.pack(f"<{len(tables)}I", *tables) + strings


def main() -> int:
    """Écrit le .mo ; renvoie le code de sortie du programme."""
    try:
        entries = parse(CATALOGUE.read_text(encoding="utf-8"))
    except ValueError as fault:
        print(f"{CATALOGUE.name}, {fault}.", file=sys.stderr)
        return 1
    target = CATALOGUE.with_suffix(".mo")
    target.write_bytes(compiled(entries))
    print(f"{target.name} écrit ({len(entries) - 1} phrases).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
