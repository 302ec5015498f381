"""Le radar natif : ce que le vérificateur de Microsoft ne voit pas est vérifié ici, puis lui-même."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pytest
from docx.document import Document
from lecture_word import NAMES, chart, drawn, embedded_workbook, saved, spokes

from matrice.documents.blocks import Radar, Series
from matrice.errors import MatriceError
from matrice.render.word.drawingml import add_chart

LABELS = [
    "Accès aux soins",
    "Le secteur médico-social",
    "Protocoles",
    "Avis & « plaintes »",
    "<Stocks>",
]
TEAM = Series("Équipe A & B", [2, None, 0, 1.5, 3])
GOAL = Series("Niveau visé", [2, 2, 2, 2, 2], marked=False)
ALT = "Radar de l’équipe : plus haute, Stocks (3) ; plus basse, Protocoles (0)."


def document(*series: Series, labels: list[str] = LABELS, **scale: float) -> Document:
    made = docx.Document()
    asked = {"minimum": 0, "maximum": 3, "step": 1, **scale}
    add_chart(made.add_paragraph(), Radar("Maturité", tuple(labels), series or (TEAM, GOAL), ALT, **asked))
    return made


def test_une_valeur_absente_est_un_trou_et_un_zero_reste_un_zero() -> None:
    made = document()
    assert drawn(made) == {0: 2, 2: 0, 3: 1.5, 4: 3}
    assert chart(made).xpath("string(//c:dispBlanksAs/@val)", namespaces=NAMES) == "gap"
    counts = chart(made).xpath("//c:cat//c:ptCount/@val | //c:val//c:ptCount/@val", namespaces=NAMES)
    assert counts == ["5"] * 4


def test_un_nan_et_un_nombre_de_numpy_s_ecrivent_comme_un_trou_et_un_nombre() -> None:
    made = document(Series("Équipe", [np.float64(2.5), math.nan, np.int64(1), 0, 3]))
    assert drawn(made) == {0: 2.5, 2: 1, 3: 0, 4: 3}


def test_l_echelle_est_fixe_et_ses_deux_axes_se_croisent() -> None:
    made = document(Series("Équipe", [1, 2, 3, 4, 5]), minimum=1, maximum=5, step=2)
    scale = [
        chart(made).xpath(f"number(//c:valAx//c:{name}/@val)", namespaces=NAMES) for name in ("min", "max", "majorUnit")
    ]
    assert scale == [1, 5, 2]
    used = set(chart(made).xpath("//c:radarChart/c:axId/@val", namespaces=NAMES))
    assert used == set(chart(made).xpath("//c:crossAx/@val", namespaces=NAMES))
    assert used == set(chart(made).xpath("//c:catAx/c:axId/@val | //c:valAx/c:axId/@val", namespaces=NAMES))
    assert len(used) == 2


def test_le_classeur_dit_ce_que_le_radar_dessine() -> None:
    made = document()
    sheet = openpyxl.load_workbook(io.BytesIO(embedded_workbook(made))).active
    assert sheet is not None
    for column, series in zip("BC", (TEAM, GOAL), strict=True):
        assert [cell.value for cell in sheet[column]] == [series.name, *series.values]
    assert [cell.value.replace("\n", " ") for cell in sheet["A"][1:]] == LABELS == spokes(made)


def test_les_libelles_tiennent_en_trois_lignes_sans_couper_les_mots() -> None:
    made = document(labels=[*LABELS[:4], "secteur médico-social et associations " * 8])
    lines = [p[0].text.split("\n") for p in chart(made).find(".//c:cat", NAMES).iterfind(".//c:pt", NAMES)]
    assert max(len(line) for label in lines for line in label) <= 22
    assert max(map(len, lines)) == 3
    assert not [line for label in lines for line in label if line.endswith("-")]
    assert lines[4][-1].endswith("…")


def test_les_series_se_distinguent_sans_la_couleur() -> None:
    made = document(TEAM, Series("Année passée", [1, 1, 1, 1, 1]), Series("Autre", [2, 2, 2, 2, 2]))
    looks = [
        (one.find("c:spPr/a:ln/a:prstDash", NAMES).get("val"), one.find("c:marker/c:symbol", NAMES).get("val"))
        for one in chart(made).iterfind(".//c:ser", NAMES)
    ]
    assert len({dash for dash, _ in looks}) == len({symbol for _, symbol in looks}) == 3


def test_une_seule_serie_n_a_pas_besoin_de_legende() -> None:
    assert chart(document(TEAM)).find(".//c:legend", NAMES) is None
    assert chart(document(TEAM, GOAL)).find(".//c:legend", NAMES) is not None


def test_le_texte_de_remplacement_et_la_langue_sont_dans_le_fichier() -> None:
    made = docx.Document(io.BytesIO(saved(document())))
    assert made.inline_shapes[0]._inline.docPr.get("descr") == ALT
    assert chart(made).find("c:lang", NAMES).get("val") == "fr-FR"


@pytest.mark.parametrize(
    ("series", "words"),
    [
        ([Series("Trop haut", [4, 0, 0, 0, 0])], "hors de l’échelle 0–3"),
        ([Series("Trop court", [1])], "une valeur (ou un trou) par rayon"),
        ([GOAL] * 4, "trois séries au plus"),
    ],
)
def test_un_radar_impossible_est_refuse_en_francais(series: list[Series], words: str) -> None:
    with pytest.raises(MatriceError, match=words.replace("(", r"\(").replace(")", r"\)")):
        document(*series)


def test_un_texte_hostile_n_empeche_pas_le_radar() -> None:
    made = document(
        Series("É\x0bquipe\x00\ud800", [1, 1, 1, 1, 1]), labels=["a\x0bb", "\x1f", "c\ud83d", "😀", 'שלום <&>"']
    )
    assert spokes(made) == ["a b", "", "c", "😀", 'שלום <&>"']


def test_deux_radars_dans_un_document_ont_chacun_leur_classeur(tmp_path: Path) -> None:
    made = document()
    add_chart(made.add_paragraph(), Radar("Second", tuple(LABELS), (GOAL,), ALT, minimum=0, maximum=3, step=1))
    made.save(str(tmp_path / "deux.docx"))
    names = [p.partname for p in docx.Document(str(tmp_path / "deux.docx")).part.package.iter_parts()]  # type: ignore[union-attr]
    assert {f"/word/charts/chart{n}.xml" for n in (1, 2)} <= set(names)
    assert {f"/word/embeddings/Microsoft_Excel_Sheet{n}.xlsx" for n in (1, 2)} <= set(names)


def test_le_verificateur_de_microsoft_accepte_le_radar_et_son_classeur(
    ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    made = document()
    (tmp_path / "radar.docx").write_bytes(saved(made))
    (tmp_path / "donnees.xlsx").write_bytes(embedded_workbook(made))
    assert ooxml_validator(tmp_path / "radar.docx") == []
    assert ooxml_validator(tmp_path / "donnees.xlsx") == []
