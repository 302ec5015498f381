"""Le chemin entier dans un vrai navigateur, avec et sans programme sur les téléphones ; l'ordinateur qui meurt, la salle pleine.

Rien ne s'y tape en Python : on clique, on remplit, on attend ce que la page montre. L'atelier tourne dans un autre programme.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from salle import Phone, free_port, served

from matrice import open_team

EXAMPLE = Path(__file__).parents[2] / "data" / "exemple.csv"
DAY = "6 octobre 2026"

SMALL = """() => [...document.querySelectorAll("main *")]
  .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 31.9).map(e => e.textContent.slice(0, 40))"""
BELOW = """() => [...document.querySelectorAll(".barre button, .barre a, .principal")].filter(e => e.checkVisibility())
  .filter(e => { const seen = e.getBoundingClientRect(); return seen.bottom > innerHeight + 1 || seen.right > innerWidth + 1; })
  .map(e => e.textContent)"""
# L'adresse et le code dépendent de la salle et du tirage : la mise en page se juge sur les plus larges.
WIDEST = """() => {
  document.querySelectorAll(".adresse").forEach(e => { e.textContent = "192.168.188.188:58888"; });
  document.querySelectorAll(".code b").forEach(e => { e.textContent = "WWWWWW"; });
  dispatchEvent(new Event("resize"));
}"""
WIDE = ((1024, 768), (1366, 625), (1280, 720), (1920, 1080))


def _read(start: str, words: str) -> re.Pattern[str]:
    """Ces mots, quelles que soient leurs espaces."""
    return re.compile(start + re.escape(words).replace("\\ ", r"\s"))


class Person:
    """Quelqu'un devant son navigateur : il clique des mots, remplit des champs, attend de voir."""

    def __init__(
        self, browser: Any, address: str, *, script: bool = True, width: int = 1366, height: int = 768
    ) -> None:
        size = {"width": width, "height": height}
        self.context = browser.new_context(viewport=size, java_script_enabled=script, locale="fr-FR")
        self.strays: list[str] = []  # ce que la page demanderait hors de la salle
        room = "/".join(address.split("/")[:3])
        self.context.on("request", lambda asked: asked.url.startswith(room) or self.strays.append(asked.url))
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.goto(address)
        self.base = address.rstrip("/")

    def click(self, words: str) -> None:
        """Presse ce bouton, ou ce lien."""
        pattern = _read("^", words)
        self.page.get_by_role("button", name=pattern).or_(self.page.get_by_role("link", name=pattern)).first.click()

    def fill(self, label: str, text: str) -> None:
        """Remplit ce champ."""
        self.page.get_by_role("textbox", name=label, exact=True).first.fill(text)

    def sees(self, words: str) -> None:
        """Attend que la page montre ces mots."""
        self.page.get_by_text(_read("", words)).first.wait_for()

    def tap(self, rank: int) -> None:
        """Touche la réponse de ce rang."""
        self.page.locator(".reponses button").nth(rank).click()

    def looks_right(self, sizes: tuple[tuple[int, int], ...] = (*WIDE, (390, 780)), *, fits: bool = False) -> None:
        """À chaque taille, rien ne dépasse et les boutons attendus sont à l'écran ; `fits` : tout tient sans défiler. Puis axe."""
        for width, height in sizes:
            here = (self.page.url, width, height)
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(WIDEST)
            self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert not self.page.evaluate("document.documentElement.scrollWidth > innerWidth"), here
            assert not self.page.evaluate(BELOW), here
            if fits and width >= 700:
                assert not self.page.evaluate("document.documentElement.scrollHeight > innerHeight"), here
            assert "ecran" not in self.page.locator("body").get_attribute("class") or not self.page.evaluate(SMALL), (
                here
            )
        found = Axe().run(self.page)
        assert not found.violations_count, found.generate_report()
        assert not self.strays

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}/{path}")

    def version(self) -> str:
        """L'état de l'atelier que la page montre."""
        return str(self.page.evaluate("document.body.dataset.version"))

    def words(self) -> str:
        return str(self.page.locator("main").inner_text()).replace("\u00a0", " ")


def create(person: Person, folder: Path, members: int = 18) -> None:
    """Crée l'équipe et commence l'évaluation, par la page."""
    person.fill("Nom de l’équipe", "MSP des Tilleuls")
    person.fill("Nombre de membres", str(members))
    person.fill("Dossier", str(folder))
    person.click("Créer l’équipe")
    person.sees("Tout est dans ce dossier")
    person.fill("Date", DAY)
    person.click("Commencer une évaluation")
    person.sees("Recueillir les réponses")


def begin(person: Person, folder: Path, present: int) -> None:
    """Crée l'équipe, dépose les réponses d'exemple, commence l'atelier."""
    create(person, folder, max(present, 18))
    person.page.locator("input[type=file]").set_input_files(EXAMPLE)
    person.click("Ajouter")
    person.sees("14 répondants sur")
    person.click("Continuer : l’ordre du jour")
    person.fill("Personnes présentes", str(present))
    person.click("Commencer l’atelier")


@pytest.mark.parametrize("script", [True, False], ids=["avec programme", "sans programme"])
def test_tout_le_chemin_sans_rien_taper_en_python(browser: Any, tmp_path: Path, script: bool) -> None:
    folder = tmp_path / "equipe"
    with served(folder, free_port()) as (_, (conduct, screen, phone_address)):
        anne, room = Person(browser, conduct), Person(browser, screen)
        create(anne, folder)
        anne.click("Ouvrir le questionnaire")
        phone = Person(browser, phone_address, script=script, width=390, height=780)
        phone.click("Commencer")
        for rank in range(16):
            phone.tap(1 + rank % 3)
        phone.sees("Merci, tout est répondu")
        others = [Phone(phone_address) for _ in range(5)]
        for count, other in enumerate(others):
            other.open("1")
            for rank in range(16):
                other.tap((count + rank) % 3)
        anne.sees("6 sur 18 ont répondu")  # la page se met à jour d'elle-même
        room.sees("6 sur 18 ont répondu")
        assert "pas encore" not in room.words() + anne.words()
        anne.click("Clore et compter")
        anne.sees("6 répondants sur 18")
        anne.click("Continuer : l’ordre du jour")
        anne.fill("Personnes présentes", "6")
        anne.click("Commencer l’atelier")
        anne.sees("Carte 1 sur 16")
        room.sees("Carte 1 sur 16")
        anne.click("Révéler")
        anne.click("… par téléphone")
        anne.click("Ouvrir le vote aux téléphones")
        phone.page.locator(".reponses button").first.wait_for()  # la question vient d'elle-même, programme ou non
        phone.tap(2)
        phone.sees("Votre vote est pris")
        for other in others:
            other.open()
            other.tap(2)
        anne.sees("6 sur 6 ont voté")
        anne.click("Révéler le vote")
        anne.click("Niveau proposé")
        room.sees("Niveau proposé : 2")
        anne.click("Retenir sans opposition")
        anne.sees("sans opposition")
        assert anne.page.evaluate("document.activeElement.textContent") == "Suivante →"
        anne.page.keyboard.press("Enter")
        anne.sees("Carte 2 sur 16")
        anne.open("plan")
        anne.click("En faire une action")
        anne.fill("Qui", "coordination")
        anne.fill("Avec quoi", "deux heures par mois")
        anne.click("Ajouter l’action")
        anne.sees("Action ajoutée")
        anne.open("poste")
        anne.click("Proposer les tâches")
        anne.sees("8 h par semaine")
        anne.open("documents")
        anne.click("Écrire les documents")
        anne.sees("documents écrits")
        links = anne.page.locator("a[href*='/fichier/']").evaluate_all("all => all.map(one => one.href)")
        assert len(links) >= 8
        for link in links if script else ():
            answer = anne.context.request.get(link)
            assert answer.status == 200, (link, answer.text())
            if link.endswith(("docx", "xlsx")):
                assert ZipFile(BytesIO(answer.body())).testzip() is None
        assert not anne.strays + room.strays + phone.strays
    campaign = open_team(folder).campaign(on=open_team(folder).days()[-1])
    assert (len(campaign.decisions), campaign.revotes[0].after[:4]) == (1, (0, 0, 6, 0))


def test_l_ordinateur_meurt_en_plein_vote_puis_apres_une_decision(browser: Any, tmp_path: Path) -> None:
    folder, port, phone_port = tmp_path / "equipe", free_port(), free_port()
    with served(folder, phone_port, port) as (process, (conduct, _, phone_address)):
        anne = Person(browser, conduct)
        begin(anne, folder, 18)
        anne.click("→")
        anne.click("Révéler")
        anne.page.locator("table.groupe form button").first.click()
        anne.click("… par téléphone")
        anne.click("Ouvrir le vote aux téléphones")
        phones = [Person(browser, phone_address, width=390, height=780) for _ in range(2)]
        others = [Phone(phone_address) for _ in range(5)]
        for phone in phones:
            phone.tap(1)
            phone.sees("Votre vote est pris")
        for other in others:
            other.open()
            other.tap(1)
        process.kill()
        process.wait()
    with served(folder, phone_port, port) as (process, (again, _, same)):
        assert same == phone_address
        anne.page.reload()
        anne.sees("son adresse a expiré")  # la clé d'un lancement ne vaut que pour lui
        anne, luc = Person(browser, again), Person(browser, again)
        anne.open("atelier")
        luc.open("atelier")
        anne.sees("7 sur 18 ont voté")
        phones[0].page.reload()
        phones[0].sees("Votre vote est pris")
        phones[0].click("Changer d’avis")
        phones[0].tap(2)
        phones[0].sees("Votre vote est pris")
        anne.sees("7 sur 18 ont voté")
        anne.click("Révéler le vote")
        anne.sees("Second vote")
        anne.click("Niveau proposé")
        luc.sees("Niveau proposé : 1")  # l'autre fenêtre suit
        luc.click("Décider autrement")
        luc.page.locator("input[name=niveau]").nth(3).check()
        luc.fill("Raison", "nous n’étions pas d’accord")
        anne.click("Retenir sans opposition")
        anne.sees("Décidé : 1")
        luc.click("Enregistrer la décision")
        luc.sees("l’atelier a avancé dans une autre fenêtre")
        process.kill()
        process.wait()
    with served(folder, phone_port, port) as (_, (third, *_)):
        anne = Person(browser, third)
        anne.open("atelier")
        anne.sees("Décidé : 1")
        anne.click("Annuler")
        anne.sees("Niveau proposé : 1")
        anne.page.reload()
        anne.sees("Niveau proposé : 1")
        anne.click("Annuler")
        anne.page.get_by_text(_read("", "Niveau proposé : 1")).first.wait_for(state="detached")
        anne.click("Annuler")  # le second vote lui-même
        anne.click("… par téléphone")
        anne.click("Ouvrir le vote aux téléphones")
        anne.sees("livrerait, par différence")
    campaign = open_team(folder).campaign(on=open_team(folder).days()[-1])
    assert not campaign.decisions and not campaign.revotes


def test_quarante_telephones_votent_ensemble_dont_cinq_vrais(browser: Any, tmp_path: Path) -> None:
    folder = tmp_path / "equipe"
    with served(folder, free_port()) as (_, (conduct, screen, phone_address)):
        anne, room = Person(browser, conduct), Person(browser, screen)
        begin(anne, folder, 40)
        anne.click("Révéler")
        anne.page.locator("table.groupe form button").first.click()
        anne.click("… par téléphone")
        anne.click("Ouvrir le vote aux téléphones")
        real = [Person(browser, phone_address, width=390, height=780, script=rank != 4) for rank in range(5)]

        def vote(rank: int) -> bool:
            phone = Phone(phone_address)
            phone.open()
            return "Votre vote est pris" in phone.tap(rank % 4)

        with ThreadPoolExecutor(35) as pool:
            votes = [pool.submit(vote, rank) for rank in range(35)]
            for rank, phone in enumerate(real, 35):
                phone.tap(rank % 4)
                phone.sees("Votre vote est pris")
            assert all(one.result() for one in votes)
        anne.sees("40 sur 40 ont voté")
        room.sees("40 sur 40 ont voté")
        anne.click("Révéler le vote")
        anne.sees("Second vote")
    campaign = open_team(folder).campaign(on=open_team(folder).days()[-1])
    assert campaign.revotes[0].after[:4] == (10, 10, 10, 10)


def test_a_chaque_etape_et_a_chaque_taille_les_boutons_sont_a_l_ecran_et_la_salle_lit_de_loin(
    browser: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "equipe"
    with served(folder, free_port()) as (_, (conduct, screen, phone_address)):
        anne, room, phone = (Person(browser, one) for one in (conduct, screen, phone_address))
        small = ((390, 780), (360, 640))

        def follows() -> None:
            """L'écran a rejoint la conduite ; il tient tout entier."""
            room.page.wait_for_function("seen => document.body?.dataset.version === seen", arg=anne.version())
            room.page.wait_for_load_state()
            room.looks_right(WIDE, fits=True)

        def both(gesture: str) -> None:
            seen = anne.version()
            anne.click(gesture)
            anne.page.wait_for_function("seen => document.body?.dataset.version !== seen", arg=seen)
            anne.page.wait_for_load_state()
            anne.looks_right(fits=True)
            follows()

        anne.looks_right()
        create(anne, folder)
        for path in ("", "recueil", "ordre", "atelier", "themes", "plan", "poste", "documents", "suite"):
            anne.open(path)
            anne.looks_right()
        anne.open("recueil")
        anne.click("Ouvrir le questionnaire")
        anne.sees("0 sur 18 a répondu")
        anne.looks_right()
        follows()
        phone.page.reload()
        phone.looks_right(small)
        phone.click("Commencer")
        phone.page.locator(".reponses button").first.wait_for()
        phone.looks_right(small)
        for rank in range(16):
            phone.tap(rank % 3)
        phone.looks_right(small)
        for rank in range(6):
            other = Phone(phone_address)
            other.open("1")
            for question in range(16):
                other.tap(
                    (rank + question) % 4, mot=f"Le logiciel rame le matin, et l’on ne sait pas qui appeler ({rank})"
                )
        anne.page.reload()
        anne.click("Clore et compter")
        anne.sees("7 répondants")
        anne.looks_right()
        anne.click("Continuer : l’ordre du jour")
        anne.looks_right()
        both("Commencer l’atelier")
        both("Révéler")
        both("Commentaires (")
        both("Revenir aux réponses")
        for form in ("Second vote", "Noter", "… par téléphone"):
            anne.click(form)
            anne.looks_right(fits=True)
            anne.click("Ouvrir le vote" if "téléphone" in form else "Fermer")
        anne.sees("0 sur 7 a voté")
        anne.looks_right(fits=True)
        follows()
        phone.page.locator(".reponses button").first.wait_for()
        phone.looks_right(small)
        anne.click("Annuler ce vote")
        both("Niveau proposé")
        anne.click("Décider autrement")
        anne.looks_right(fits=True)
        anne.page.locator("input[name=niveau]").first.check()
        anne.fill(
            "Raison", "Le dossier partagé n’est pas ouvert à tous, et la moitié de l’équipe n’y écrit pas encore."
        )
        anne.fill("Réserve", "Deux membres jugent que l’outil est prêt.")
        both("Enregistrer la décision")
        anne.open("themes")
        anne.looks_right()
        anne.open("plan")
        anne.click("En faire une action")
        anne.fill("Qui", "coordination")
        anne.fill("Avec quoi", "deux heures par mois")
        anne.click("Ajouter l’action")
        anne.sees("Action ajoutée")
        anne.looks_right()
        anne.page.set_viewport_size({"width": 1280, "height": 720})
        anne.page.locator(".jeton").drag_to(anne.page.locator("td[data-effort='1'][data-effet='3']"))
        anne.page.locator("td[data-effort='1'][data-effet='3'] .jeton").wait_for()
        anne.open("poste")
        anne.click("Proposer les tâches")
        anne.sees("par semaine")
        anne.looks_right()
        assert anne.page.locator("tfoot b").inner_text() == "8\u00a0h"
        before = anne.page.locator("input[name^='h/']").first
        more = float(before.input_value().replace(",", ".")) + 1
        before.fill(str(more).replace(".", ","))
        assert "tapées" in anne.page.locator("tfoot b").inner_text()  # le total dit ce qui est tapé
        anne.click("Recalculer")
        anne.sees("par semaine,")
        assert anne.page.locator("tfoot b").inner_text() == "8\u00a0h"
        anne.open("documents")
        anne.click("Écrire les documents")
        anne.sees("documents écrits")
        anne.looks_right()
        anne.open("fichier/affiche.html")
        assert not Axe().run(anne.page).violations_count
