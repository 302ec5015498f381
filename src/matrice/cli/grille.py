"""Les commandes de la grille : `verifier`, `schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..text import NBSP, plural
from .options import say


@click.command(short_help="Vérifier une grille YAML.")
@click.argument("fichier", type=click.Path(path_type=Path))
def verifier(fichier: Path) -> None:
    """Vérifie une grille YAML et dit si elle garde ce que la HAS demande."""
    from ..referentiel import check_conformity, load_referentiel

    ref = load_referentiel(fichier)
    parts = [
        plural(len(ref.axes), "axe"),
        plural(len(ref.dimensions), "dimension"),
        plural(len(ref.characteristics), "caractéristique"),
        plural(len(ref.tasks), "tâche"),
    ]
    findings = check_conformity(ref)
    missing = [finding for finding in findings if finding.met is False]
    notes = [finding for finding in findings if finding.met is None]
    met = len(findings) - len(missing) - len(notes)
    say(
        [
            f"{fichier.name}{NBSP}: la grille est lisible ({', '.join(parts)}).",
            f"Attentes de la HAS{NBSP}: {plural(met, 'satisfaite')}, {plural(len(missing), 'non satisfaite', 'non satisfaites')}.",
            *(f"  - non satisfait{NBSP}: {finding.message}" for finding in missing),
            *(f"  - à savoir{NBSP}: {finding.message}" for finding in notes),
        ]
    )


@click.command(short_help="Écrire le schéma JSON d’un format de fichier.")
@click.option("--profil", "shared", is_flag=True, help="Le format de profil.json, au lieu de celui de la grille.")
def schema(shared: bool) -> None:
    """Écrit le schéma JSON du format de grille, pour que l’éditeur complète et vérifie."""
    if shared:
        from ..federation import profile_schema as described
    else:
        from ..referentiel import json_schema as described

    click.echo(json.dumps(described(), ensure_ascii=False, indent=2))
