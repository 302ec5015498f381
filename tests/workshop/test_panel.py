"""Le panneau conduit par ses boutons, comme le ferait la personne qui anime : ce qu'il montre, cache et refuse."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import matrice
from matrice import Campaign, MatriceError
from matrice.workshop import Journal, Memory, State, panel, start, undo
from matrice.workshop.cards import STYLE

pytest.importorskip("ipywidgets")


class Room:
    """Ce que la salle voit d'un panneau, et les boutons que l'on peut presser."""

    def __init__(self, desk: Any, **options: Any) -> None:
        self.desk = desk
        self.root = panel(desk, **options)

    def widgets(self, root: Any = None) -> Iterator[Any]:
        """Les éléments affichés, dans l'ordre de l'écran."""
        root = root or self.root
        if "matrice-cache" in root._dom_classes:
            return
        yield root
        for child in getattr(root, "children", ()):
            yield from self.widgets(child)

    @property
    def buttons(self) -> dict[str, Any]:
        return {w.description: w for w in self.widgets() if type(w).__name__ == "Button"}

    def press(self, *words: str) -> None:
        for word in words:
            self.buttons[word].click()

    def field(self, label: str) -> Any:
        said = [w for w in self.widgets() if hasattr(w, "value") and hasattr(w, "description")]
        return next(w for w in said if w.description.replace("\u00a0", " ") == label)

    @property
    def html(self) -> str:
        return "".join(w.value for w in self.widgets() if type(w).__name__ == "HTML" and "<style>" not in w.value)

    @property
    def text(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())


@pytest.fixture
def room(split: Campaign) -> Room:
    return Room(Memory(start(split)))


def test_une_carte_cachee_montre_les_reperes_et_aucune_reponse(example: Campaign) -> None:
    room = Room(Memory(start(example)))
    assert "Partage de données" in room.text
    assert "État : caché" in room.text
    assert "mais pas pour tous ou pas toujours" in room.text
    assert list(room.buttons) == ["Révéler", "← Précédente", "Suivante →", "Annuler", "Noter", "Chrono", "Plein écran"]
    assert "m-trait" not in room.html
    assert "Reste 108 min prévues, pour une séance de 75 min" in room.text


def test_la_repartition_puis_le_nombre_puis_la_decision(room: Room) -> None:
    room.press("Révéler")
    assert "À ouvrir d’abord : question 1 (désaccord)" in room.text
    assert "Niveau proposé" not in room.text
    room.press("Niveau proposé")
    assert "Niveau proposé : 1 en projet" in room.text
    room.press("Retenir ce niveau")
    assert "Décidé : 1 en projet, sans opposition" in room.text
    assert "État : décidé" in room.text
    room.press("Verrouiller")
    assert "État : verrouillé" in room.text
    room.press("Suivante →")
    assert "Carte 2 sur 2, 1 décidée" in room.text


def test_une_question_montre_ses_barres_chiffrees_et_qui_parle_d_abord(room: Room) -> None:
    room.press("Révéler", "Question 1")
    assert "Parlent d’abord les personnes au niveau « 0 non »" in room.text
    assert room.html.count("m-trait") == 2  # zéro n'a pas de barre
    assert re.findall(r"<b>(\d)</b>", room.html) == ["2", "0", "4"]
    room.press("Revenir à la dimension")
    assert "Réunions" in room.text


def test_un_second_vote_se_tape_en_mains_par_niveau(room: Room) -> None:
    room.press("Révéler", "Question 1", "Niveau proposé", "Second vote")
    for label, hands in (("0 non", 1), ("1 en projet", 4), ("sans objet", 1)):
        room.field(label).value = hands
    room.press("Enregistrer le vote")
    assert "Second vote. Au premier : 2 · 0 · 4." in room.text
    assert "Niveau proposé" not in room.text
    assert room.desk.workshop.campaign.counts[0].tolist() == [1, 4, 0, 1, 0, 0]
    assert "Second vote" not in room.buttons


def test_s_ecarter_de_la_proposition_demande_une_raison_dite_en_francais(room: Room) -> None:
    room.press("Révéler", "Niveau proposé", "Décider")
    room.field("Raison")
    level = next(w for w in room.widgets() if type(w).__name__ == "ToggleButtons")
    assert level.value == 1
    level.value = 2
    room.field("pour").value = 4
    room.press("Enregistrer la décision")
    assert "Attention : le niveau retenu diffère" in room.text
    assert 'role="alert"' in room.html
    assert room.field("pour").value == 4  # rien de ce qui a été tapé n'est perdu
    room.field("Raison").value = "<b>Vu</b> & relu"
    room.field("Réserve").value = "Un avis contraire."
    room.press("Enregistrer la décision")
    assert "4 pour, 0 contre. Les votes proposaient : 1 en projet." in room.text
    assert "&lt;b&gt;Vu&lt;/b&gt; &amp; relu" in room.html
    assert "Réserve : Un avis contraire." in room.text


def test_sans_objet_se_decide_comme_un_niveau(room: Room) -> None:
    room.press("Révéler", "Décider")
    next(w for w in room.widgets() if type(w).__name__ == "ToggleButtons").value = "SO"
    room.field("pour").value = 6
    room.field("Raison").value = "L’équipe n’a pas ce service."
    room.press("Enregistrer la décision")
    assert "Décidé : sans objet, 6 pour" in room.text


def test_annuler_le_dit_et_revient_sur_la_carte(room: Room) -> None:
    room.press("Révéler", "Suivante →", "Annuler")
    assert "Geste annulé sur la carte « Réunions »" in room.text
    assert room.desk.workshop.state("d") is State.HIDDEN
    room.press("Annuler")
    assert "Attention : il n’y a rien à annuler" in room.text


def test_au_bout_de_l_ordre_du_jour_le_panneau_le_dit(room: Room) -> None:
    room.press("← Précédente")
    assert "C’est la première carte." in room.text
    room.press("Suivante →", "Suivante →")
    assert "C’est la dernière carte." in room.text


def test_une_remarque_est_gardee_et_un_formulaire_se_ferme_sans_rien_ecrire(room: Room) -> None:
    room.press("Noter")
    assert list(room.buttons) == ["Garder la remarque", "Fermer sans enregistrer"]
    room.field("Remarque").value = "À revoir en juin."
    room.press("Fermer sans enregistrer")
    assert room.desk.workshop.notes == ()
    room.press("Noter")
    assert room.field("Remarque").value == ""
    room.field("Remarque").value = "À revoir en juin."
    room.press("Garder la remarque")
    assert "Remarques : À revoir en juin." in room.text


def test_le_chrono_compte_et_dit_quand_le_temps_est_depasse(room: Room) -> None:
    clock = next(w for w in room.root.children if type(w).__name__ == "Play")
    room.press("Chrono")
    assert clock.playing
    clock.value = 125
    assert "2 min 05 s sur 8 min" in room.text
    clock.value = 481
    assert "8 min 01 s sur 8 min, temps dépassé" in room.text
    room.press("Pause", "Suivante →")
    assert not clock.playing
    assert "0 min 00 s sur 4 min" in room.text


def test_l_annee_passee_et_le_repere_n_apparaissent_qu_apres_la_decision(split: Campaign, votes: Any) -> None:
    before = matrice.score(votes(d_1="222222", d_2="222222", e_1="000000"))
    room = Room(Memory(start(split)), before=before, benchmark={"d": 41.4})
    room.press("Révéler", "Niveau proposé")
    assert "année passée" not in room.text
    room.press("Retenir ce niveau")
    assert "L’année passée : 2 oui. Autres équipes : 41 sur 100." in room.text


def test_une_annee_passee_d_une_autre_echelle_est_refusee(split: Campaign, example: Campaign) -> None:
    with pytest.raises(MatriceError, match="n’a pas la même échelle"):
        panel(start(split), before=matrice.score(example))


def test_a_moins_de_cinq_reponses_la_repartition_ne_se_montre_pas(votes: Any) -> None:
    room = Room(Memory(start(votes(d_1="0022", d_2="1111", e_1="1122"))))
    room.press("Révéler", "Question 1")
    assert "Moins de 5 réponses : la répartition ne se montre pas. À discuter." in room.text
    assert "m-trait" not in room.html


def test_le_panneau_reprend_le_journal_et_dit_ce_qui_manque(split: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "atelier.jsonl"
    first = Room(Journal.open(path, split))
    first.press("Révéler", "Niveau proposé", "Retenir ce niveau")
    with path.open("ab") as stream:
        stream.write(b'{"n": 4, "qua')
    again = Room(Journal.open(path, split))
    assert "État : décidé" in again.text
    assert "Fin de journal incomplète" in again.text
    first.press("Verrouiller")
    assert "Attention : Cet atelier a été rouvert plus loin" in first.text
    again.desk.close()
    again.press("Verrouiller")
    assert "Attention : Ce journal est fermé" in again.text


def test_une_panne_imprevue_ne_montre_ni_trace_ni_anglais(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise KeyError("boom")

    monkeypatch.setattr(room.desk, "do", breaks)
    room.press("Révéler")
    assert "Attention : erreur imprévue (KeyError). Relancez la cellule : rien n’est perdu." in room.text


def test_le_panneau_prend_tout_l_ecran_puis_le_rend(room: Room) -> None:
    room.press("Plein écran")
    assert "matrice-plein" in room.root._dom_classes
    room.press("Réduire")
    assert "matrice-plein" not in room.root._dom_classes


def test_rien_ne_s_ecrit_au_dessous_de_24_points() -> None:
    sizes = [float(size) for size in re.findall(r"--\w+:([\d.]+)pt", STYLE)]
    assert min(sizes) == 24
    assert set(re.findall(r"font-size:([^;}!]+)", STYLE)) == {"var(--corps)", "var(--titre)"}


def luminance(color: str) -> float:
    """La luminance relative d'une couleur (WCAG 2.2)."""
    full = color if len(color) == 6 else "".join(sign * 2 for sign in color)
    parts = [int(full[rank : rank + 2], 16) / 255 for rank in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground", "floor"),
    [("111", "fff", 4.5), ("111", "e9eef3", 4.5), ("fff", "00527f", 4.5), ("111", "cfe3f1", 4.5), ("0072b2", "fff", 3),
     ("b34700", "fff", 3), ("33506b", "fff", 3), ("a3210f", "fff", 3)],
)  # fmt: skip
def test_les_contrastes_suffisent_sur_un_projecteur(text: str, ground: str, floor: float) -> None:
    assert f"#{text}" in STYLE
    assert f"#{ground}" in STYLE
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= floor


def test_la_feuille_de_style_ne_demande_rien_au_reseau() -> None:
    assert not re.findall(r"url\(|@import|http", STYLE)


def test_importer_l_atelier_ne_charge_pas_les_composants_du_carnet() -> None:
    code = "import sys, matrice.workshop; print('ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"False"


def test_un_script_conduit_l_atelier_et_le_panneau_suit(room: Room) -> None:
    room.press("Révéler")
    room.desk.do(undo)
    room.press("Suivante →")
    assert room.desk.workshop.state("d") is State.HIDDEN


def test_dans_un_carnet_enregistrer_attend_la_derniere_saisie() -> None:
    import asyncio

    from matrice.workshop.board import SETTLING, settle

    done: list[str] = []

    async def click_then_type() -> None:
        settle(lambda: done.append("enregistré"))
        done.append("saisie arrivée après le clic")
        await asyncio.sleep(SETTLING + 0.1)

    asyncio.run(click_then_type())
    assert done == ["saisie arrivée après le clic", "enregistré"]
