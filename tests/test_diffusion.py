"""Rien d'autre que des valeurs diffusées n'arrive au rendu, et rien d'autre n'en sort.

La première moitié lit le code : ce que le rendu peut importer, ce que ses fonctions peuvent recevoir. La seconde écrit
chaque sortie d'une petite cohorte qui a tout pour trahir quelqu'un (un territoire de deux équipes, une équipe qui pèse
presque tout), puis cherche dans les fichiers ce qui ne doit pas y être.
"""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import io
import json
import re
import typing
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from matrice import federation
from matrice.federation import (
    Cohort,
    Descriptor,
    DisclosureError,
    Ledger,
    Policy,
    Register,
    Released,
    ReleasedDistribution,
    ReleasedNumber,
    TerritoryReport,
    Withheld,
    freeze,
    national_report,
    simulate_cohort,
)
from matrice.federation.figures import Entry
from matrice.render.charts import dashboard
from matrice.render.excel import territoire as workbook
from matrice.render.word import territoire as document

RENDER = Path(federation.__file__).parents[1] / "render"  # dans src/, ou là où la roue est installée
MODULES = {file.relative_to(RENDER).as_posix(): file.read_text(encoding="utf-8") for file in RENDER.rglob("*.py")}

# Ce que le rendu peut importer de la fédération : des valeurs diffusées, ce qui n'est fait que d'elles, des mots.
ALLOWED = {
    "Band", "ChosenTask", "Comparison", "Couple", "Funnel", "FunnelPoint", "KeptTask", "Movement", "Need", "NextStep",
    "PeerFigures", "Place", "Practices", "ProfileType", "Range", "Reason", "Sequel", "Signal", "Territory", "TerritoryReport", "Theme",
    "ThemeMovement", "Withheld", "load_federation_notice",
}  # fmt: skip
RAW = (
    "Cohort",
    "Ledger",
    "LedgerFile",
    "Vintage",
    "Register",
    "Release",
    "Descriptor",
    "Subjects",
    "Yardstick",
    "ndarray",
    "NDArray",
)


def allowed(name: str) -> bool:
    """Vrai pour un nom que le rendu peut importer."""
    return name in ALLOWED or (name.startswith("Released") and issubclass(getattr(federation, name), Released))


def import_faults(path: str, code: str) -> Iterator[str]:
    """Les noms de la fédération que le rendu ne doit pas connaître."""
    for node in ast.walk(ast.parse(code, path)):
        if isinstance(node, ast.Import):
            yield from (f"{path}:{node.lineno}: {a.name}" for a in node.names if "federation" in a.name)
        elif isinstance(node, ast.ImportFrom) and "federation" in (node.module or "").split("."):
            inside = (node.module or "").split(".")[-1] != "federation"
            yield from (f"{path}:{node.lineno}: {a.name}" for a in node.names if inside or not allowed(a.name))


def argument_faults(path: str, code: str) -> Iterator[str]:
    """Les fonctions qui reçoivent ou rendent des données brutes."""
    for node in ast.walk(ast.parse(code, path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            written = [ast.unparse(one.annotation) for one in own if one.annotation]
            written += [ast.unparse(node.returns)] if node.returns else []
            if any(re.search(rf"\b{raw}\b", text) for text in written for raw in RAW):
                yield f"{path}:{node.lineno}: {node.name}"


def reading_faults(path: str, code: str) -> Iterator[str]:
    """Le registre, son millésime, ses listes : le rendu n'en nomme rien."""
    for node in ast.walk(ast.parse(code, path)):
        if isinstance(node, ast.Attribute) and node.attr in ("ledger", "vintage", "roster"):
            yield f"{path}:{node.lineno}: .{node.attr}"


@pytest.mark.parametrize("faults", [import_faults, argument_faults, reading_faults])
def test_le_rendu_ne_recoit_que_des_valeurs_diffusees(faults: Any) -> None:
    found = [fault for path, code in sorted(MODULES.items()) for fault in faults(path, code)]
    assert not found, "le rendu ne prend que des valeurs diffusées\u00a0:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (import_faults, "from ..federation import Cohort"),
        (import_faults, "from ...federation import TerritoryReport, Ledger"),
        (import_faults, "from ..federation.cohort import NO_LEVEL"),
        (import_faults, "from ..federation.disclosure import Withheld"),
        (import_faults, "import matrice.federation"),
        (argument_faults, "def f(cohort: Cohort) -> str: ..."),
        (argument_faults, "def f(*, levels: NDArray[np.int16]) -> str: ..."),
        (reading_faults, "def f(report): return report.ledger.releases"),
    ],
)
def test_une_donnee_brute_dans_le_rendu_serait_vue(faults: Any, code: str) -> None:
    assert list(faults("charts/essai.py", code))


def test_ce_que_le_rendu_recoit_n_est_fait_que_de_valeurs_diffusees() -> None:
    for name in sorted(ALLOWED):
        kind = getattr(federation, name)
        named = hasattr(kind, "_fields")  # un n-uplet à champs nommés
        if named or dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind, include_extras=False) if named or name == "TerritoryReport" else {}
            fields = () if named else dataclasses.fields(kind)
            texts = {one.name: str(one.type) for one in fields} | {k: str(v) for k, v in hints.items()}
            raw = {field for field, text in texts.items() if any(re.search(rf"\b{word}\b", text) for word in RAW)}
            assert not raw, (name, raw)


# --- une cohorte qui a tout pour trahir quelqu'un -----------------------------------------------------

DAY = dt.date(2026, 11, 22)
TEAMS = 40
PAIR = (38, 39)  # deux équipes seules dans leur région
SMALL = "Bretagne"
# Des valeurs que rien d'autre ne peut donner par hasard : la paire, le plus bas, le plus haut, l'équipe qui domine.
PAIR_SCORES, PAIR_HOURS, PAIR_COST = (13.37, 96.73), (37.25, 41.5), (98_765.0, 87_654.0)
LOWEST_COST, DOMINANT_COST, LOWEST_HOURS = 1_357.0, 98_765_432.0, 1.75


def betraying() -> Cohort:
    """Quarante équipes, deux années, trois régions dont une de deux équipes ; une équipe coûte plus que toutes les autres."""
    cohort = simulate_cohort(teams=TEAMS, years=(2025, 2026), seed=7, attrition=0.0)
    team = np.asarray(cohort.teams)
    region = np.where(team < 20, 0, np.where(team < PAIR[0], 5, 2)).astype(np.int16)
    labels = cohort.region.labels
    assert labels[2] == SMALL
    scores, hours, cost = cohort.scores.copy(), cohort.hours.copy(), cohort.cost.copy()
    for rank, who in enumerate(PAIR):
        scores[team == who], hours[team == who], cost[team == who] = (
            PAIR_SCORES[rank],
            PAIR_HOURS[rank],
            PAIR_COST[rank],
        )
    cost[team == 0], cost[team == 1], hours[team == 1] = DOMINANT_COST, LOWEST_COST, LOWEST_HOURS
    standings = np.where(np.isnan(scores), cohort.standings, 0).astype(np.int8)
    return dataclasses.replace(
        cohort, region=Descriptor(region, labels), scores=scores, standings=standings, hours=hours, cost=cost
    )


def numbers_of(value: float) -> set[str]:
    """Les façons d'écrire un nombre brut : point, virgule, milliers ; jamais un entier court, que tout peut donner."""
    plain = f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    spaced = [f"{value:,.0f}".replace(",", sep) for sep in ("\u00a0", " ", "\u202f", ",")] if abs(value) >= 1000 else []
    rounded = (
        [f"{100 * round(value / 100):,.0f}".replace(",", sep) for sep in ("\u00a0", " ")] if abs(value) >= 1000 else []
    )
    return {plain, plain.replace(".", ","), *spaced, *rounded, f"{value:.0f}" if abs(value) >= 1000 else plain}


SECRETS = {
    text
    for value in (*PAIR_SCORES, *PAIR_HOURS, *PAIR_COST, LOWEST_COST, DOMINANT_COST, LOWEST_HOURS,
                  sum(PAIR_SCORES) / 2, sum(PAIR_HOURS) / 2, sum(PAIR_COST) / 2, sum(PAIR_HOURS), sum(PAIR_COST))
    for text in numbers_of(round(value, 4))
}  # fmt: skip


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(Ledger(), freeze(betraying(), 2026, key=b"une cle de seize octets et plus"), on=DAY)


@pytest.fixture(scope="module")
def report(register: Register) -> TerritoryReport:
    return national_report(betraying(), register=register)


class Text(HTMLParser):
    """Le texte d'une page, attributs lus ou entendus compris ; ni style, ni script."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.said += [value or "" for name, value in attrs if name in ("aria-label", "title", "alt", "label")]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def embedded(html: str, identifier: str) -> Any:
    """Des données que la page porte pour son script."""
    found = re.search(rf'<script type="application/json" id="{identifier}">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def page_texts(html: str) -> list[str]:
    """Tout ce que dit la page : textes, et de chaque tracé les abscisses, les textes et les bulles."""
    reader = Text()
    reader.feed(html)
    said = list(reader.said)
    for figure in embedded(html, "figures").values():
        for trace in figure["data"]:
            said += [str(one) for part in ("x", "text", "customdata", "name") for one in listed(trace.get(part))]
        for shape in figure["layout"].get("shapes", ()):
            said += [f"{shape[end]:.1f}".replace(".", ",") for end in ("x0", "x1")]
        said += [one["text"] for one in figure["layout"].get("annotations", ())]
        said.append(figure["layout"]["title"]["text"])
    return said


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def archive_texts(content: bytes) -> list[str]:
    """Les valeurs d'un document Word : textes, textes lus à la place d'une image, graphiques, classeurs cachés."""
    said = []
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if name.endswith(".xlsx"):
                said += archive_texts(file.read(name))
            elif (
                name.startswith(("word/document", "word/header", "word/footer", "word/charts/chart"))
                or "sheet1" in name
            ):
                xml = file.read(name).decode("utf-8")
                said += re.findall(r"<(?:w:t|c:v|a:t|v|t)(?: [^>]*)?>([^<]*)<", xml)
                said += re.findall(r'descr="([^"]*)"', xml) + re.findall(
                    r'w:tbl(?:Caption|Description) w:val="([^"]*)"', xml
                )
    return said


def sheet_texts(content: bytes) -> list[str]:
    """Les cellules d'un classeur, nombres compris."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]


Outputs = dict[str, tuple[bytes, list[str]]]


def outputs(report: TerritoryReport) -> Outputs:
    """Chaque sortie : ses octets, décompressés, et ce qu'elle dit."""
    word, excel, html = document(report, on=DAY).to_bytes(), workbook(report), dashboard([report])
    return {
        "word": (unpacked(word), archive_texts(word)),
        "excel": (unpacked(excel), sheet_texts(excel)),
        "page": (html.encode("utf-8").replace(plotly(), b""), page_texts(html)),
        "repr": (repr(report).encode(), [repr(report)]),
    }


def plotly() -> bytes:
    """La bibliothèque de dessin, qui a ses propres nombres."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs()).encode()


def unpacked(content: bytes) -> bytes:
    """Tout ce qu'un fichier Office contient, classeurs cachés ouverts."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [file.read(name) for name in file.namelist()]
    return b"\n".join(unpacked(part) if part.startswith(b"PK\x03\x04") else part for part in parts)


@pytest.fixture(scope="module")
def written(report: TerritoryReport) -> Outputs:
    return outputs(report)


WAYS = ("word", "excel", "page", "repr")


@pytest.mark.parametrize("way", WAYS)
def test_aucune_valeur_de_la_paire_ni_de_l_equipe_dominante_ne_sort(written: Outputs, way: str) -> None:
    content = written[way][0].decode("utf-8", errors="replace")
    content = re.sub(r' (?:r|spans|ref|sqref)="[^"]*"', "", content)  # l'adresse d'une case n'est pas une valeur
    found = {secret for secret in SECRETS if re.search(rf"(?<![\d.,]){re.escape(secret)}(?![\d.,]?\d)", content)}
    assert not found


@pytest.mark.parametrize("way", WAYS)
def test_aucun_nom_de_code_et_aucune_liste_d_equipes_ne_sortent(written: Outputs, register: Register, way: str) -> None:
    content = written[way][0].decode("utf-8", errors="replace")
    assert "SIM-" not in content
    assert isinstance(register.ledger, Ledger) and register.ledger.releases
    for release in register.ledger.releases[:5]:
        assert release.roster not in content and f"{release.teams:x}" not in content


def test_la_region_de_deux_equipes_n_est_jamais_nommee_seule(written: Outputs, report: TerritoryReport) -> None:
    assert [SMALL in one.label for one in report.territories].count(True) == 1
    assert SMALL not in [one.label for one in report.territories]
    for way, (_, said) in written.items():
        assert SMALL not in [text.strip() for text in said], way


# --- chaque nombre imprimé vient d'une valeur diffusée --------------------------------------------------

NUMBER = re.compile(r"\d+(?:[\u00a0\u202f]\d{3})*(?:[.,]\d+)?")


def normal(text: str) -> str:
    """Un nombre sous une seule forme : « 1 234,0 », « 1234.0 » et « 1234 » sont le même."""
    value = float(re.sub("[\u00a0\u202f]", "", text).replace(",", "."))
    return f"{value:.1f}"


def printed(texts: list[str]) -> set[str]:
    """Les nombres de ces textes ; ceux des identifiants (T3.2.2) et des codes n'en sont pas."""
    said = (re.sub(r"[A-Z]\d+(?:\.\d+)*", "", text) for text in texts)
    return {normal(found) for text in said for found in NUMBER.findall(text)}


def released_values(value: Any) -> Iterator[Released]:
    """Toutes les valeurs diffusées d'un rapport."""
    if isinstance(value, Released):
        yield value
    if isinstance(value, tuple):
        for one in value:
            yield from released_values(one)
    elif (
        dataclasses.is_dataclass(value)
        and not isinstance(value, type | Withheld | Ledger)
        and not hasattr(value, "axes")
    ):
        for field in dataclasses.fields(value):
            yield from released_values(getattr(value, field.name))


def reachable(report: TerritoryReport) -> set[str]:
    """Les nombres qu'un lecteur peut tirer des valeurs diffusées : elles-mêmes, leur complément à 100, leur arrondi."""
    found: set[float] = set()
    for one in released_values(report):
        for field in dataclasses.fields(one):
            value = getattr(one, field.name)
            numbers = value if isinstance(value, tuple) else (value,)
            found |= {float(n) for n in numbers if isinstance(n, int | float) and not isinstance(n, bool)}
        if isinstance(one, ReleasedNumber):
            found |= {float(int(abs(one.value) + 0.5)), abs(one.value)}
        if isinstance(one, ReleasedDistribution):
            found.add(float(sum(group.share.percent for group in one)))
    found |= {100 - n for n in found} | {n / 10 for n in found} | {abs(n) for n in found}
    return {f"{n + 1e-9:.1f}" for n in found if n >= 0} | {f"{n:.1f}" for n in found if n >= 0}


def structural(report: TerritoryReport) -> set[str]:
    """Les nombres qui décrivent le rapport et non les équipes : combien de thèmes, de territoires, de signaux."""
    from matrice.documents import territory_words as words

    dimensions = sum(theme.kind == "dimension" for theme in report.themes)
    drawn = [one for one in report.funnels if words.funnel_absence(one) is None]
    assert report.movement is not None
    counts = {
        len(report.themes), dimensions, len(report.territories), len(drawn), sum(bool(words.outside(one)) for one in drawn),
        len(report.needs), *(len(needs) for needs in report.territory_needs),
        *(len(words.clearly(one, sign)) for one in (report.movement, *report.territory_movements) for sign in (1, -1)),
    }  # fmt: skip
    return {f"{float(n):.1f}" for n in (*counts, *report.ref.scale.values, report.year, report.movement.before)}


@pytest.fixture(scope="module")
def constants() -> dict[str, set[str]]:
    """Les nombres que les sorties portent quand rien n'est diffusable : dates, seuils, formules, articles de loi."""
    silent = national_report(simulate_cohort(teams=6, years=(2025, 2026), seed=7, attrition=0.0))
    assert not silent.size
    return {way: printed(said) for way, (_, said) in outputs(silent).items()}


@pytest.mark.parametrize("way", ["word", "excel", "page"])
def test_chaque_nombre_imprime_vient_d_une_valeur_diffusee(
    written: Outputs, report: TerritoryReport, constants: dict[str, set[str]], way: str
) -> None:
    allowed_numbers = reachable(report) | structural(report) | constants[way]
    assert printed(written[way][1]) - allowed_numbers == set()


def test_un_compte_brut_glisse_dans_une_sortie_serait_vu(
    report: TerritoryReport, constants: dict[str, set[str]]
) -> None:
    known = reachable(report) | structural(report) | constants["word"]
    assert printed(["13,37", "98\u00a0765\u00a0€"]) - known == {"13.4", "98765.0"}


# --- les autres façons de le retrouver -------------------------------------------------------------------


def test_un_rapport_sans_une_equipe_est_refuse_et_ne_dit_aucun_compte(
    register: Register, report: TerritoryReport
) -> None:
    assert report.admitted
    whole = betraying()
    without = whole.where(whole.teams != PAIR[0])
    late = Register(register.ledger, freeze(without, 2026, key=b"une cle de seize octets et plus"), on=DAY)
    with pytest.raises(DisclosureError) as refused:
        national_report(without, register=late)
    assert printed([str(refused.value)]) <= {"2026.0", "11.0"}


def test_un_second_decoupage_qui_se_recoupe_n_isole_personne(report: TerritoryReport, register: Register) -> None:
    # Trois territoires de 12, 14 et 14 équipes, à cheval sur les régions de 20 et 20 : tels quels, leur croisement isolerait huit équipes.
    cohort = betraying()
    codes = np.where(cohort.teams < 12, 0, np.where(cohort.teams < 26, 1, 2)).astype(np.int16)
    crossed = dataclasses.replace(cohort, territory=Descriptor(codes, ("Nord", "Milieu", "Sud")))
    assert report.admitted
    straddling = [
        Entry(report.themes[0].id, np.flatnonzero(codes[cohort.years == 2026] == rank), "un chiffre")
        for rank in range(3)
    ]
    with pytest.raises(DisclosureError) as refused:
        register.admit(straddling, Policy())
    assert printed([str(refused.value)]) <= {"2026.0", "11.0"}
    national_report(
        crossed, by="territory", register=register
    )  # le rapport, lui, garde les territoires dans leur région
    assert isinstance(register.ledger, Ledger)
    for subject in {one.subject for one in register.ledger.releases}:
        sets = {one.teams for one in register.ledger.releases if one.subject == subject}
        assert not any(0 < (one ^ other).bit_count() < 11 for one in sets for other in sets)
