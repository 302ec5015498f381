"""Le style du tableau de bord et le script qui montre la vue choisie ; ni l'un ni l'autre ne demande rien au réseau."""

from __future__ import annotations

STYLE = """
body{margin:0 auto;max-width:1040px;padding:16px;background:#fff;color:#1a1a1a;font:16px/1.5 Arial,sans-serif}
h1{font-size:26px;line-height:1.25;margin:8px 0}h2{font-size:21px;margin-top:40px;border-bottom:2px solid #0072B2}
a{color:#005a8c}:focus-visible{outline:3px solid #D55E00;outline-offset:2px}
.evitement{position:absolute;left:-999em}.evitement:focus{position:static}
.alerte{border-left:6px solid #D55E00;padding:8px 12px;font-weight:bold}.but{border-left:6px solid #0072B2;padding:8px 12px}
.filtres{position:sticky;top:0;z-index:2;background:#f3f6fa;border:1px solid #808080;padding:8px 12px}
.rang{display:flex;flex-wrap:wrap;gap:8px 24px}.champ{display:flex;flex-direction:column;max-width:100%}
label{font-weight:bold}select{font:inherit;padding:6px;max-width:100%;width:430px;background:#fff;color:#1a1a1a;border:1px solid #595959}
option:disabled{color:#767676}.retenus{margin:4px 0;padding-left:1.2em;color:#595959;font-size:14px;max-height:5.5em;overflow-y:auto}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0}section{scroll-margin-top:190px}
.vue[hidden]{display:none}figure{margin:0}figure,.tableau{overflow-x:auto}.long{max-height:560px;overflow-y:auto}figcaption{margin:8px 0}
td.absent{color:#595959;font-style:italic}dt{font-weight:bold}dd{margin:0 0 8px}
@page{size:A4;margin:12mm}
@media (max-height:600px),(max-width:700px){.filtres{position:static}section{scroll-margin-top:0}}
@media print{body{padding:0;max-width:none}.filtres,nav,.evitement,.modebar-container{display:none}figure,.tableau{overflow:visible}
.long{max-height:none}h2,tr{break-inside:avoid}h2{break-after:avoid}figure{break-inside:avoid}.dessin{zoom:var(--zoom);min-height:0!important}
table.matrice-tableau{font-size:12px;line-height:1.25}table.matrice-tableau :is(th,td){padding:2px 8px}}
"""

SCRIPT = """
(function () {
  "use strict";
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const figures = read("figures"), common = read("commun");
  const fields = [...document.querySelectorAll("select[data-champ]")];
  const views = [...document.querySelectorAll(".vue")];
  const state = document.getElementById("regarde");
  const field = (name, of) => fields.find(one => one.dataset.champ === name && (!one.dataset.de || one.dataset.de === of));
  function draw() {
    for (const frame of document.querySelectorAll(".dessin[data-figure]")) {
      if (frame.closest("[hidden]") || frame.dataset.fait) continue;
      const figure = figures[frame.dataset.figure];
      frame.dataset.fait = "oui";
      Plotly.newPlot(frame, figure.data, {...figure.layout, template: common.template}, common.config);
    }
  }
  function show() {
    const campaign = field("campagne").value;
    const chosen = {campagne: field("campagne"), lieu: field("lieu", campaign), theme: field("theme", campaign)};
    const wanted = Object.entries(chosen).filter(([, one]) => one);
    for (const view of views) {
      view.hidden = !wanted.every(([name, one]) => view.dataset[name] === undefined || view.dataset[name] === one.value);
    }
    state.textContent = wanted.map(([, one]) => one.selectedOptions.length ? one.selectedOptions[0].textContent : "")
      .filter(Boolean).join("\\u00a0; ");
    draw();
  }
  for (const one of fields) one.addEventListener("change", show);
  document.querySelector(".filtres").addEventListener("submit", event => event.preventDefault());
  show();
})();
"""
