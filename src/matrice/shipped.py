"""Les fichiers livrés avec la bibliothèque : dans la roue installée, ou dans le dépôt en développement."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from .errors import MatriceError


def shipped_text(name: str) -> str:
    """Renvoie le texte d'un fichier livré de `data/`.

    Une roue le range dans `matrice/_data` ; un dépôt ou une installation « -e » le garde dans `data/`,
    deux dossiers au-dessus. `MatriceError` si aucun des deux n'est là.
    """
    packed = files("matrice") / "_data" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    checkout = Path(__file__).resolve().parents[2] / "data" / name
    if checkout.is_file():
        return checkout.read_text(encoding="utf-8")
    raise MatriceError(
        f"Le fichier livré « {name} » est introuvable\u00a0: réinstallez matrice (pip install --force-reinstall)."
    )
