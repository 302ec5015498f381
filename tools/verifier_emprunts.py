"""Cherche, dans la grille et les documents, des suites de mots identiques à celles de textes sources.

    python tools/verifier_emprunts.py DOSSIER [LONGUEUR]

DOSSIER contient les textes sources (.txt), qui restent hors du dépôt ; LONGUEUR est le nombre de mots d'affilée
à partir duquel c'est un emprunt (8 par défaut). Sort avec 1 s'il y en a. À lancer à la main.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READ = {".yaml", ".md", ".py", ".ipynb", ".csv", ".po"}


def words(text: str) -> list[str]:
    """Les mots d'un texte, sans casse ni ponctuation."""
    return re.findall(r"[a-zàâäçéèêëîïôöùûüœ0-9]+", text.casefold().replace("’", "'"))


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    """Toutes les suites de `length` mots."""
    found = words(text)
    return (tuple(found[start : start + length]) for start in range(len(found) - length + 1))


def main() -> int:
    """Compare tous les textes du dépôt à tous les textes sources."""
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    folder, length = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8
    sources = {
        run: path.name
        for path in sorted(folder.glob("*.txt"))
        for run in runs(path.read_text("utf-8", "replace"), length)
    }
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files"], check=True, capture_output=True, text=True).stdout
    files = [ROOT / name for name in listed.splitlines() if Path(name).suffix in READ]
    borrowed = [
        (path.relative_to(ROOT), sources[run], " ".join(run))
        for path in files
        for run in runs(path.read_text("utf-8"), length)
        if run in sources
    ]
    for path, source, text in borrowed:
        print(f"{path} : comme {source} : « {text} »")
    print(
        f"{len(files)} fichiers, {len(sources)} suites de {length} mots dans les sources : {len(borrowed)} emprunt(s)."
    )
    return 1 if borrowed or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
