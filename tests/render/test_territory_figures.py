"""Les figures d'un rapport de territoire : ce qu'elles dessinent, et ce qu'elles taisent."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from matrice.documents import territory_words as words
from matrice.errors import MatriceError
from matrice.federation import (
    Cohort,
    Descriptor,
    Reason,
    ReleasedDistribution,
    Signal,
    TerritoryReport,
    Withheld,
    national_report,
    simulate_cohort,
)
from matrice.render.charts import (
    dashboard,
    territory_funnel,
    territory_levels,
    territory_needs,
    territory_trend,
    territory_years,
)

NBSP = "\u00a0"


def five_regions(teams: int = 120) -> Cohort:
    """Cinq régions de tailles inégales, dont une de trois équipes."""
    cohort = simulate_cohort(teams=teams, years=(2025, 2026), seed=3)
    share = np.asarray(cohort.teams) / teams
    codes = np.digitize(share, [0.4, 0.7, 0.85, 0.975]).astype(np.int16)
    return dataclasses.replace(cohort, region=Descriptor(codes, cohort.region.labels))


@pytest.fixture(scope="module")
def report() -> TerritoryReport:
    return national_report(five_regions())


@pytest.fixture(scope="module")
def tiny() -> TerritoryReport:
    """Six équipes : rien n'est diffusable en public."""
    return national_report(simulate_cohort(teams=6, years=(2026,), seed=3))


def bars(figure: Any) -> list[Any]:
    return [trace for trace in figure.data if trace.type == "bar"]


def labels(figure: Any) -> list[str]:
    return [text.replace("<br>", " ").removeprefix("<b>").removesuffix("</b>") for text in figure.layout.yaxis.ticktext]


def test_chaque_barre_est_la_repartition_diffusee(report: TerritoryReport) -> None:
    figure = territory_levels(report)
    for row, (place, theme) in enumerate(words.themes_in_order(report)):
        spread = report.whole[place].levels
        drawn = [trace.x[row] for trace in bars(figure) if trace.x[row] is not None]
        assert isinstance(spread, ReleasedDistribution)
        assert drawn == [group.share.percent for group in spread], theme.id
    assert figure.layout.barnorm == "percent"


def test_les_axes_precedent_leurs_dimensions_et_sont_en_gras(report: TerritoryReport) -> None:
    texts = territory_levels(report).layout.yaxis.ticktext
    axes = [axis.label for axis in report.ref.axes]
    assert [text for text in texts if text.startswith("<b>")] == [f"<b>{label}</b>" for label in axes]
    assert texts[0] == f"<b>{axes[0]}</b>"


def test_des_niveaux_comptes_ensemble_sont_trames_et_nommes(report: TerritoryReport) -> None:
    merged = [trace for trace in bars(territory_levels(report)) if trace.marker.pattern.shape]
    assert merged
    assert all("ensemble" in trace.name for trace in merged)


def test_un_niveau_garde_sa_couleur_d_une_figure_a_l_autre(report: TerritoryReport) -> None:
    first, second = (
        {trace.name: trace.marker.color for trace in bars(territory_levels(report, name))}
        for name in (None, report.territories[0].label)
    )
    common = first.keys() & second.keys()
    assert common and all(first[name] == second[name] for name in common)


def test_une_repartition_absente_n_a_pas_de_barre_et_dit_sa_raison(tiny: TerritoryReport) -> None:
    figure = territory_levels(tiny)
    assert bars(figure) == []
    (gone,) = [trace for trace in figure.data if trace.name == "Non diffusés"]
    assert set(gone.text) == {f"{NBSP}non diffusé{NBSP}: trop peu d’équipes dans le groupe"}
    assert len(gone.text) == len(tiny.themes)


def test_le_survol_ne_dit_que_la_part_et_la_base_diffusees(report: TerritoryReport) -> None:
    figure = territory_levels(report)
    trace = next(trace for trace in bars(figure) if any(trace.x))
    row = next(rank for rank, value in enumerate(trace.x) if value is not None)
    place, theme = words.themes_in_order(report)[row]
    spread = report.whole[place].levels
    assert isinstance(spread, ReleasedDistribution)
    group = next(one for one in spread if words.span_name(report.ref.scale, one.first, one.last) == trace.name)
    said = f"<b>{theme.label}</b><br>{trace.name}{NBSP}: {group.share}<br>Équipes notées{NBSP}: {spread.n}"
    assert trace.customdata[row] == said


def test_l_entonnoir_nomme_chaque_territoire_du_plus_petit_au_plus_grand(report: TerritoryReport) -> None:
    figure = territory_funnel(report, report.themes[0].id)
    points = sorted(report.funnels[0].points, key=lambda one: 0 if isinstance(one.share, Withheld) else one.share.n)
    assert [text.split(" équipe")[0] for text in labels(figure)]
    for text, point in zip(labels(figure), points, strict=True):
        assert text.startswith(point.label.split(",")[0])
    assert "ce n’est pas un classement" in figure.layout.annotations[0].text.replace("<br>", " ")


def test_l_entonnoir_dessine_les_deux_limites_de_chaque_territoire_et_la_reference(report: TerritoryReport) -> None:
    funnel = report.funnels[0]
    shapes = territory_funnel(report, funnel.theme.id).layout.shapes
    drawn = sorted((shape.x0, shape.x1) for shape in shapes if shape.type == "rect")
    wanted = [
        pair for point in funnel.points if point.limits
        for pair in ((point.limits[0].value, point.limits[1].value), (point.limits[2].value, point.limits[3].value))
    ]  # fmt: skip
    assert drawn == sorted(wanted)
    (line,) = [shape for shape in shapes if shape.type == "line"]
    assert not isinstance(funnel.reference, Withheld)
    assert line.x0 == line.x1 == funnel.reference.percent


def test_un_territoire_hors_des_limites_a_son_symbole_et_sa_legende() -> None:
    # Deux régions de 60 équipes : l'une toujours au niveau 1 sauf dix, l'autre au niveau 2 sauf dix.
    cohort = simulate_cohort(teams=120, years=(2026,), seed=3)
    low = np.asarray(cohort.teams) < 60
    spare = np.asarray(cohort.teams) % 6 == 0
    value = np.where(low ^ spare, 34.0, 67.0)[:, None].repeat(cohort.scores.shape[1], axis=1)
    cohort = dataclasses.replace(
        cohort, scores=value, levels=np.where(value < 50, 1, 2).astype(np.int16), standings=np.zeros_like(cohort.standings),
        region=Descriptor(np.where(low, 0, 5).astype(np.int16), cohort.region.labels),
    )  # fmt: skip
    report = national_report(cohort)
    assert {point.signal for point in report.funnels[0].points} == {Signal.VERY_LOW, Signal.VERY_HIGH}
    figure = territory_funnel(report, report.themes[0].id)
    symbols = {trace.name: trace.marker.symbol for trace in figure.data}
    assert symbols == {
        "sous la limite à 99,8\u00a0%": "triangle-down",
        "au-dessus de la limite à 99,8\u00a0%": "triangle-up",
    }
    assert "Hors des limites" in figure.alternative


def test_la_surdispersion_est_dite_qu_on_la_prenne_ou_non(report: TerritoryReport) -> None:
    plain = territory_funnel(report, report.themes[0].id)
    wide = territory_funnel(national_report(five_regions(), overdispersion=True), report.themes[0].id)
    assert "Surdispersion non prise en compte" in plain.alternative
    assert "φ = " in wide.alternative


def test_les_besoins_portent_leur_part_leur_intervalle_et_leurs_rangs(report: TerritoryReport) -> None:
    figure = territory_needs(report)
    dots = next(trace for trace in figure.data if trace.name == "Part sous le niveau visé")
    assert list(dots.x) == [int(need.below.value) for need in report.needs]
    ranks = next(trace for trace in figure.data if trace.name == "Rangs plausibles")
    assert all("rang" in text for text in ranks.text)
    whiskers = next(trace for trace in figure.data if trace.name.startswith("Intervalle"))
    assert len([x for x in whiskers.x if x is not None]) == 2 * len(report.needs)


def test_un_besoin_non_diffuse_est_a_la_fin_avec_sa_raison(tiny: TerritoryReport) -> None:
    figure = territory_needs(tiny)
    (gone,) = [trace for trace in figure.data if trace.name == "Non diffusés"]
    assert len(gone.text) == len(tiny.ref.dimensions)
    assert figure.alternative.endswith("Aucune part n’est diffusée. Données dans le tableau.")


def test_l_evolution_dit_qui_manque_et_ce_qui_est_net(report: TerritoryReport) -> None:
    figure = territory_trend(report)
    assert "équipes présentes aux deux campagnes" in figure.alternative
    assert "non retrouvées" in figure.alternative
    verdicts = next(trace for trace in figure.data if trace.name == "À droite").text
    assert any("nette" in text for text in verdicts)


def test_sans_campagne_d_avant_il_n_y_a_pas_d_evolution(tiny: TerritoryReport) -> None:
    with pytest.raises(MatriceError, match="pas de campagne d’avant 2026"):
        territory_trend(tiny)


@pytest.mark.parametrize("draw", [territory_levels, territory_needs, territory_trend])
def test_un_territoire_inconnu_est_refuse_avec_ceux_qui_existent(report: TerritoryReport, draw: Any) -> None:
    with pytest.raises(MatriceError, match=f"«{NBSP}Atlantide{NBSP}»{NBSP}; il a{NBSP}: «{NBSP}Auvergne"):
        draw(report, "Atlantide")


def test_un_theme_inconnu_est_refuse(report: TerritoryReport, tiny: TerritoryReport) -> None:
    with pytest.raises(MatriceError, match="pas de thème"):
        territory_funnel(report, "atlantide")
    with pytest.raises(MatriceError, match="ne fait qu’un territoire"):
        territory_funnel(tiny, "rcp")


def test_chaque_figure_a_son_tableau_son_equivalent_et_sa_politique(report: TerritoryReport) -> None:
    name = report.territories[0].label
    for figure in (
        territory_levels(report, name), territory_funnel(report, "rcp"), territory_needs(report, name), territory_trend(report, name),
    ):  # fmt: skip
        meta = figure.layout.meta
        assert "<table" in meta["table"] and meta["alternative"].endswith("Données dans le tableau.")
        foot = figure.layout.annotations[0].text.replace("<br>", " ")
        assert "Secret des équipes" in foot and "Ils ne classent ni équipe ni territoire" in foot
        assert "Cohorte simulée" in foot


def test_un_nom_de_territoire_ne_devient_jamais_du_html() -> None:
    cohort = five_regions()
    labels = ("<img src=x onerror=alert(1)>", *cohort.region.labels[1:])
    figure = territory_levels(
        national_report(dataclasses.replace(cohort, region=Descriptor(cohort.region.codes, labels))), labels[0]
    )
    assert "<img" not in json.dumps(figure.to_plotly_json()["layout"]["title"])
    assert "<img" not in figure.layout.meta["table"]


def test_trois_annees_font_un_petit_cadre_par_dimension_a_la_meme_echelle(report: TerritoryReport) -> None:
    cohort = simulate_cohort(teams=60, years=(2023, 2024, 2026), seed=3)
    found = [dataclasses.replace(national_report(cohort, year=year), admitted=True) for year in (2026, 2023, 2024)]
    gone = dataclasses.replace(found[2].whole[0], levels=Withheld(Reason.SECRET), mostly=None)
    found[2] = dataclasses.replace(found[2], whole=(gone, *found[2].whole[1:]))
    figure = territory_years(found)
    dimensions = [(place, one) for place, one in words.themes_in_order(report) if one.kind == "dimension"]
    assert [trace.name for trace in figure.data] == [one.label for _, one in dimensions]
    for rank, (place, _) in enumerate(dimensions):
        trace, top = figure.data[rank], rank // 4 * 158 + 44
        for at, one in enumerate((found[1], found[2], found[0])):
            share = words.share_at(one.whole[place], words.target_rank(one))
            if isinstance(share, Withheld):
                assert trace.y[at] is None
            else:
                assert trace.y[at] == pytest.approx(top + 80 * share.percent / 100)
    assert "2023" in figure.table and "2024" in figure.table and "non diffusé" in figure.table
    assert "petits cadres" in figure.alternative and "<table" in figure.table
    page = dashboard(found)
    assert 'data-figure="annees"' in page and figure.table.count("<tr") > len(dimensions)
    for bad in ([], found[:2], [found[0], *found[:2]], [*found[:2], dataclasses.replace(found[2], admitted=False)],
                [*found[:2], dataclasses.replace(found[2], target=3)]):  # fmt: skip
        with pytest.raises(MatriceError, match="au moins 3 années"):
            territory_years(bad)
        assert not bad or not all(one.admitted for one in bad) or 'data-figure="annees"' not in dashboard(bad)


def test_un_entonnoir_que_l_on_ne_dessine_pas_a_sa_raison_dans_le_filtre(report: TerritoryReport) -> None:
    gone = tuple(dataclasses.replace(one, reference=Withheld(Reason.SECRET)) for one in report.funnels)
    alone = dataclasses.replace(report, funnels=gone, territories=(), territory_needs=(), territory_movements=())
    page = dashboard([alone])
    assert page.count("<option disabled>") == len(gone)
    assert f"({Withheld(Reason.SECRET)})</option>" in page


def test_la_suite_d_un_niveau_se_lit_avec_sa_mise_en_garde_ou_ne_se_montre_pas(report: TerritoryReport) -> None:
    told = words.sequels_text(report)
    assert report.sequels and "n’explique pas" in told and told in dashboard([report])
    assert told not in dashboard([dataclasses.replace(report, sequels=())])
