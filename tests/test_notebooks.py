"""Les carnets racontent une histoire qui marche : ils s'exécutent en entier, et sont livrés sans sortie."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def test_il_y_a_des_carnets() -> None:
    assert [path.name for path in NOTEBOOKS] == [
        "01_decouverte.ipynb", "02_atelier.ipynb", "03_fiche_de_poste.ipynb", "04_federation.ipynb",
    ]  # fmt: skip


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_un_carnet_est_livre_sans_sortie(path: Path) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert cell["cell_type"] == "markdown" or (cell["outputs"] == [] and cell["execution_count"] is None)


@pytest.mark.filterwarnings("default")  # les bibliothèques de Jupyter ont les leurs
def test_la_decouverte_tient_en_dix_cellules_et_s_execute(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    assert len(notebook.cells) == 10
    data = Path(__file__).parents[1] / "data"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "exemple.csv").write_bytes((data / "exemple.csv").read_bytes())
    (tmp_path / "notebooks").mkdir()
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path / "notebooks")}}).execute()
    assert (tmp_path / "notebooks" / "fiche-de-poste.docx").stat().st_size > 10_000
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    assert any("application/vnd.plotly.v1+json" in output.get("data", {}) for output in shown)
    assert any("<table" in output.get("data", {}).get("text/html", "") for output in shown)
    assert sum(len(json.dumps(output)) for output in shown) < 1_000_000, "une figure ne pèse pas cinq mégaoctets"


@pytest.mark.filterwarnings("default")
def test_le_carnet_de_la_fiche_ecrit_tous_ses_documents(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOKS[2], as_version=4)
    (tmp_path / "data").mkdir()
    example = Path(__file__).parents[1] / "data" / "exemple.csv"
    (tmp_path / "data" / "exemple.csv").write_bytes(example.read_bytes())
    (tmp_path / "notebooks").mkdir()
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path / "notebooks")}}).execute()
    made = {path.name for path in (tmp_path / "notebooks").iterdir()}
    assert made == {
        "fiche-de-poste.docx", "note-de-travail.docx", "note-de-budget.docx", "lettre-secretariat.docx", "entretien-annuel.docx", "fiche-de-poste.xlsx", "fiche.yaml",
    }  # fmt: skip
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "Sans personne" in printed and "il manque" in printed and "blocs" in printed


@pytest.mark.filterwarnings("default")
def test_le_carnet_de_la_federation_compare_refuse_et_retient(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOKS[3], as_version=4)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert {path.name for path in tmp_path.iterdir()} == {"registre.jsonl", "registre.jsonl.temoin", "registre.cle"}
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert printed.count("Diffusion refusée") == 2
    assert "prochain barreau : " in printed and "non diffusé" in printed and "Sans registre" in printed
    assert "colonne « MSP »" in printed.replace("\u00a0", " ")
    table = next(cell for cell in notebook.cells if "aider.pivot" in cell.source).outputs[0]["data"]["text/plain"]
    assert "Information harmonisée" in table and "Bretagne" in table
