"""Construit la roue une fois, compare son contenu à ce que git suit, puis l'essaie comme un utilisateur.

    python tools/verifier_roue.py            vérifie
    python tools/verifier_roue.py DOSSIER    vérifie, puis laisse la roue et les sources dans le dossier

L'essai se fait dans un environnement neuf, sans les outils de développement, depuis un autre dossier :
une dépendance oubliée ou un fichier non livré se voit ici, pas chez une coordinatrice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "src/matrice/"
GIT_ONLY = {".editorconfig", ".gitattributes", ".gitignore"}


class WheelError(Exception):
    """La roue n'est pas bonne à livrer ; le message dit pourquoi."""


def say(text: str) -> None:
    """Affiche une étape aussitôt, même quand la sortie va dans un fichier."""
    print(text, flush=True)


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Lance une commande hors de toute influence du dépôt ; renvoie ce qu'elle affiche."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env | {"PYTHONUTF8": "1"}, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        shown = " ".join(str(part) for part in command)
        raise WheelError(f"la commande a échoué (code {done.returncode})\u00a0: {shown}\n{done.stdout}")
    return done.stdout


def build(folder: Path) -> tuple[Path, Path]:
    """Construit les sources, puis la roue à partir d'elles ; renvoie leurs chemins (archive, roue)."""
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    built = [*folder.glob("*.tar.gz"), *folder.glob("*.whl")]
    if [file.suffix for file in built] != [".gz", ".whl"]:
        raise WheelError(f"une archive et une roue attendues, {len(built)} fichiers construits")
    return built[0], built[1]


def expected() -> set[str]:
    """Les noms que la roue doit contenir : le code suivi par git, et les données que pyproject.toml nomme."""
    tracked = set(run("git", "ls-files", "-z").split("\0")) - {""}
    build_settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    forced = build_settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    untracked = sorted(set(forced) - tracked)
    if untracked:
        raise WheelError(f"pyproject.toml nomme des fichiers hors de git\u00a0: {', '.join(untracked)}")
    return {name.removeprefix("src/") for name in tracked if name.startswith(PACKAGE)} | set(forced.values())


def compare(wheel: Path, names: set[str]) -> None:
    """`WheelError` si la roue contient autre chose que `names` (et ses propres métadonnées)."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name and not name.endswith("/")}
    faults = [f"  en trop (que git ne suit pas)\u00a0: {name}" for name in sorted(packed - names)]
    faults += [f"  manquant\u00a0: {name}" for name in sorted(names - packed)]
    if faults:
        raise WheelError("\n".join(["la roue ne contient pas ce qu’il faut", *faults]))


def compare_sources(archive: Path) -> None:
    """`WheelError` si les sources livrées ne sont pas ce que git suit : elles se construisent et s'essaient sans git."""
    with tarfile.open(archive) as files:
        packed = {name.partition("/")[2] for name in files.getnames()} - {"PKG-INFO", ""}
    # Les fichiers d'un dépôt git ou d'un éditeur : sans eux, tout se construit et s'essaie.
    ours = {name for name in run("git", "ls-files", "-z").split("\0") if name and name not in GIT_ONLY}
    faults = [f"  en trop (que git ne suit pas)\u00a0: {name}" for name in sorted(packed - ours - GIT_ONLY)]
    faults += [f"  manquant\u00a0: {name}" for name in sorted(ours - packed)]
    if faults:
        raise WheelError("\n".join(["les sources ne contiennent pas ce qu’il faut", *faults]))


def try_out(wheel: Path, folder: Path) -> None:
    """Installe la roue seule et lance ce que lancerait un utilisateur, loin du dépôt."""
    home, elsewhere = folder / "venv", folder / "ailleurs"
    elsewhere.mkdir()
    venv.create(home, with_pip=True)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    python, matrice = programs / "python", programs / "matrice"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--constraint", ROOT / "constraints.txt", wheel, cwd=elsewhere)
    loaded = "import matrice; matrice.load_referentiel(); print(matrice.__file__)"
    origin = run(python, "-c", loaded, cwd=elsewhere).strip()
    if not Path(origin).resolve().is_relative_to(home.resolve()):
        raise WheelError(f"l’essai a chargé un autre code que celui de la roue\u00a0: {origin}")
    if "Usage\u00a0:" not in run(matrice, "--help", cwd=elsewhere):
        raise WheelError("l’aide n’est pas en français\u00a0: messages.mo manque-t-il\u00a0?")
    run(matrice, "demo", "--dossier", elsewhere / "resultats", cwd=elsewhere)
    produced = [file for file in (elsewhere / "resultats").rglob("*") if file.is_file()]
    if not produced or not all(file.stat().st_size for file in produced):
        raise WheelError("«\u00a0matrice demo\u00a0» n’a rien produit, ou un fichier vide")
    say(f"  {len(produced)} fichiers produits par «\u00a0matrice demo\u00a0»")


def main() -> int:
    """Renvoie 0 si la roue est bonne à livrer, 1 sinon."""
    try:
        with tempfile.TemporaryDirectory(prefix="roue-") as name:
            folder = Path(name)
            say("Construction des sources et de la roue…")
            sources, wheel = build(folder)
            names = expected()
            say(f"Comparaison avec git ({len(names)} fichiers attendus)…")
            compare(wheel, names)
            compare_sources(sources)
            say("Essai dans un environnement neuf, sans les outils de développement…")
            try_out(wheel, folder)
            for target in map(Path, sys.argv[1:]):
                target.mkdir(parents=True, exist_ok=True)
                for file in (sources, wheel):
                    shutil.copy(file, target)
    except WheelError as fault:
        print(f"Roue refusée\u00a0: {fault}", file=sys.stderr)
        return 1
    say("La roue est bonne à livrer.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
