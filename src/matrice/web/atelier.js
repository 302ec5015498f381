/* Relit la page quand l'atelier change, fait tourner les chronos. Sans lui, tout marche : la page se relit à la main. */
"use strict";
(function () {
  var body = document.body, touched = false, leaving = 0;
  document.addEventListener("input", function () { touched = true; });
  /* Relire la page pendant qu'elle part annulerait le départ. */
  function leave() { leaving = Date.now(); }
  document.addEventListener("click", function (event) { if (event.target.closest("a")) { leave(); } });
  document.addEventListener("submit", function (event) {
    if (event.target.dataset.parti) { event.preventDefault(); }
    event.target.dataset.parti = "1";
    leave();
    setTimeout(function () { delete event.target.dataset.parti; }, 3000);
  });
  function read() {
    fetch(body.dataset.etat, { cache: "no-store" }).then(function (answer) { return answer.json(); }).then(function (now) {
      document.querySelectorAll("[data-live]").forEach(function (one) { if (one.textContent !== now.n) { one.textContent = now.n; } });
      if (now.v !== body.dataset.version && !touched && Date.now() - leaving > 5000) { location.reload(); }
    }).catch(function () {}).finally(function () { setTimeout(read, 1000); });
  }
  if (body.dataset.version) { setTimeout(read, 1000); }
  var loaded = Date.now();
  function tick() {
    document.querySelectorAll("[data-chrono]").forEach(function (one) {
      var spent = Number(one.dataset.chrono) + Math.floor((Date.now() - loaded) / 1000);
      var planned = one.textContent.split(" / ")[1];
      one.textContent = one.dataset.nom + Math.floor(spent / 60) + ":" + String(spent % 60).padStart(2, "0") + " / " + planned;
      one.className = spent > Number(one.dataset.prevu) * 60 ? "depasse" : "";
    });
  }
  setInterval(tick, 1000);
  document.querySelectorAll("[data-plein]").forEach(function (one) {
    one.hidden = false;
    one.addEventListener("click", function () {
      if (document.fullscreenElement) { document.exitFullscreen(); } else { document.documentElement.requestFullscreen(); }
    });
  });
  /* Une carte tient à l’écran : ses lettres rapetissent, jamais sous le plancher ; puis les exemples s’en vont, puis elle se serre. */
  var main = document.querySelector("body.carte main"), more = document.querySelectorAll(".exemples");
  function fits(shown, tight) {
    var size, floor = body.classList.contains("ecran") ? 32 : 20;
    more.forEach(function (one) { one.hidden = !shown; });
    body.classList.toggle("serre", tight);
    main.style.fontSize = "";
    size = parseFloat(getComputedStyle(main).fontSize);
    while (document.documentElement.scrollHeight > innerHeight && size > floor) { size -= 1; main.style.fontSize = size + "px"; }
    return document.documentElement.scrollHeight <= innerHeight;
  }
  function fit() { if (main && innerWidth > 700) { fits(true, false) || fits(false, false) || fits(false, true); } }
  fit();
  addEventListener("resize", fit);
  var weigh = document.getElementById("peser"), held = "";
  if (weigh) {
    document.querySelectorAll("[data-action]").forEach(function (one) {
      one.addEventListener("dragstart", function (event) { held = one.dataset.action; event.dataTransfer.setData("text/plain", held); });
    });
    document.querySelectorAll("td[data-effort]").forEach(function (cell) {
      cell.addEventListener("dragover", function (event) { event.preventDefault(); });
      cell.addEventListener("drop", function (event) {
        event.preventDefault();
        if (!held) { return; }
        weigh.elements.action.value = held;
        weigh.elements.effort.value = cell.dataset.effort;
        weigh.elements.effet.value = cell.dataset.effet;
        leave();
        weigh.submit();
      });
    });
  }
  /* Le total des heures suit ce qui est tapé ; ce qui n’est pas un nombre attend le calcul. */
  var hours = document.getElementById("heures");
  if (hours) {
    hours.addEventListener("input", function () {
      var total = 0;
      hours.querySelectorAll("input[name^='h/']").forEach(function (one) {
        var ticked = one.closest("tr").querySelector("[name=tache]").checked;
        total += ticked ? Number(one.value.replace(",", ".").trim() || 0) : 0;
      });
      hours.querySelector("tfoot b").textContent = isNaN(total) ? "à recalculer" : String(Math.round(total * 100) / 100).replace(".", ",") + " h tapées";
    });
  }
  var drop = document.querySelector("form.depot");
  if (drop) {
    document.addEventListener("dragover", function (event) { event.preventDefault(); });
    document.addEventListener("drop", function (event) {
      event.preventDefault();
      drop.querySelector("input[type=file]").files = event.dataTransfer.files;
      drop.submit();
    });
  }
})();
