"""Le carnet de l'atelier s'exécute sans personne, deux fois de suite, et n'écrit que dans le dossier d'équipe."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]


@pytest.mark.filterwarnings("default")  # les bibliothèques de Jupyter ont les leurs
def test_le_carnet_de_l_atelier_s_execute_et_se_relance(tmp_path: Path) -> None:
    notebook = nbformat.reads((ROOT / "notebooks" / "02_atelier.ipynb").read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    assert len(notebook.cells) <= 10
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "exemple.csv").write_bytes((ROOT / "data" / "exemple.csv").read_bytes())
    home = tmp_path / "notebooks"
    home.mkdir()
    for _ in range(2):
        NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(home)}}).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    assert any("Ouvrir dans une fenêtre" in output.get("data", {}).get("text/html", "") for output in shown)
    assert '"acte": "annuler", "cible": "partage", "rang": 3' in "".join(output.get("text", "") for output in shown)
    assert [path.name for path in home.iterdir()] == ["equipe-exemple"]
    assert (home / "equipe-exemple" / "rapport.docx").stat().st_size > 10_000
    assert (home / "equipe-exemple" / "2026-10-06" / "actions.csv").is_file()
    lines = (home / "equipe-exemple" / "2026-10-06" / "atelier.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["acte"] for line in lines[1:]] == [
        "révéler",
        "montrer le niveau",
        "décider",
        "annuler",
        "décider",
    ]
