"""`partager`, ce qu’une équipe envoie à sa fédération, et `retour`, ce qui en revient à chacune, en un envoi qui se coupe et se reprend."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import click

from ..errors import InputError, MatriceError, Problem
from ..files import LARGEST_JOURNAL, JournalFile, JournalWords, read_bytes, write_atomic, write_beside
from ..text import NBSP, Wording, folded, plural, quoted, series
from . import federation
from .fiches import draft_demand, read_demand, team_evaluation
from .options import (
    Asked,
    answers_options,
    folder_option,
    french_date,
    grid_option,
    read_evaluation,
    say,
    say_written,
)

if TYPE_CHECKING:
    from ..federation import Comparison, PeerFigures, Sent


# La commande `partager` : le seul fichier qu'une équipe envoie à sa fédération, et la page qui dit ce qu'il devient

_AGES = ("moins de 2 ans", "2 à 5 ans", "plus de 5 ans")
_LONGEST = 60  # signes d’un nom de territoire, ou d’un nom de fichier
_SENDINGS = "partages.json"
_RURALITIES = ("dense", "intermédiaire", "rural")


def _place(text: str) -> str:
    """Un nom de territoire, court et sans adresse."""
    if not text.strip() or len(text) > _LONGEST or not text.isprintable() or "@" in text:
        raise click.BadParameter(f"attendu{NBSP}: un nom de territoire, {_LONGEST} signes au plus, sans adresse.")
    return text.strip()


@click.command(short_help="Écrire le fichier à envoyer à la fédération.")
@answers_options()
@click.option("--code", required=True, metavar="CODE", help="Nom de code de l’équipe, le même chaque année.")
@click.option("--region", metavar="NOM", help="Région, par son nom officiel.")
@click.option(
    "--territoire", "territory", type=_place, metavar="NOM", help="Département ou territoire\u00a0; jamais une commune."
)
@click.option("--age", type=click.Choice(_AGES), help="Âge de l’équipe.")
@click.option("--ruralite", "rurality", type=click.Choice(_RURALITIES), help="Densité de la commune.")
@click.option(
    "--demande", "path", type=click.Path(path_type=Path), metavar="FICHIER",
    help="Demande de fiche (fiche.yaml)\u00a0: ses heures et ses tâches sont jointes.",
)  # fmt: skip
@click.option(
    "--actions", "plan", type=click.Path(path_type=Path), metavar="FICHIER",
    help="Plan d’action (actions.csv)\u00a0: les thèmes où une action est décidée sont joints, sans un mot de plus.",
)  # fmt: skip
@click.option("--nom", "name", metavar="NOM", help="Nom affiché, seulement si l’équipe accepte d’être nommée.")
@click.option("--accord", "agreed", type=french_date, metavar="AAAA-MM-JJ", help="Date de l’accord pour être nommée.")
@click.option("--votes", "counts", is_flag=True, help="Joindre les réponses comptées (cinq répondants au moins).")
def partager(
    folder: Path,
    answers: Asked,
    path: Path | None,
    plan: Path | None,
    name: str | None,
    agreed: dt.date | None,
    **told: Any,
) -> None:
    """Écrit profil.json (des niveaux, des classes, un nom de code ; ni nom, ni réponse d’une personne) et la page d’information.

    REPONSES… : fichiers CSV ou Excel, dossier de fichiers, ou dossier d’une équipe.
    """
    from ..assessment import actions_from_csv
    from ..federation import Descriptors, export_profile, sending
    from ..render.word import information

    if (name is None) != (agreed is None):
        raise click.UsageError(
            f"Être nommée demande un accord daté{NBSP}: donnez --nom et --accord ensemble, ou aucun."
        )
    profile = read_evaluation(answers).profile
    if profile.on is None:
        raise MatriceError(f"Le profil n’a pas de date{NBSP}: ajoutez --date 2026-10-06.")
    post: dict[str, Any] = {}
    if path is not None:
        demand = read_demand(answers.grid, path)
        fiche = draft_demand(demand, team_evaluation(demand, answers).profile, profile.on)
        known = {task.id for task in profile.ref.tasks}
        post = {
            "hours": fiche.weekly_hours,
            "cost": fiche.money.cost.annual if fiche.money else None,
            "tasks": [task.id for task in fiche.chosen if task.id in known],
        }
    if plan is not None:
        decided = actions_from_csv(read_bytes(plan, subject="Plan d’action refusé"), plan.name)
        post["actions"] = {action.dimension for action in decided.actions}
    descriptors = Descriptors(
        region=_official_region(told["region"]), territory=told["territory"], age=told["age"], rurality=told["rurality"]
    )
    today = dt.date.today()
    content = export_profile(
        profile, code=told["code"], descriptors=descriptors, counts=told["counts"],
        named=(name, agreed) if name and agreed else None, on=today, **post,
    )  # fmt: skip
    _remember(sending(profile, told["code"], counts=told["counts"], on=today), folder, answers)
    notice = information().to_bytes()  # sans date, elle est la même d'un envoi à l'autre
    written = [write_beside(content, folder / "profil.json"), write_beside(notice, folder / _NOTICE)]
    together = ", d’un questionnaire rempli ensemble" if profile.collective else ""
    shown = f"sous le nom {quoted(name)}" if name else f"sous le nom de code {quoted(told['code'])}, sans nom d’équipe"
    before = f"Relisez ce fichier avant de l’envoyer{NBSP}: c’est du texte."
    say([f"{len(profile.dimensions)} dimensions{together}, {shown}. {before}"])
    say_written(written)


def _remember(new: Sent, folder: Path, answers: Asked) -> None:
    """Inscrit un envoi avant qu'il sorte, à côté des réponses d'une équipe, ou à défaut du fichier écrit.

    Raises:
        InputError: comparé à un envoi passé, celui-ci livrerait la réponse de quelqu'un ; ou la trace ne se relit pas.
    """
    from ..federation import check_sending, read_sent, sent_text

    team = answers.team_folder
    path = (folder if team is None else team / new.evaluation) / _SENDINGS
    earlier = read_sent(path) if os.path.lexists(path) else ()
    check_sending(new, earlier, own=team is not None)
    first, *others = (one.model_dump(exclude={"exported"}) for one in (new, *earlier))
    if first not in others:  # le même envoi, refait un autre jour, ne s'inscrit qu'une fois
        write_atomic(path, sent_text([*earlier, new]))


def _official_region(region: str | None) -> Any:
    """Le nom officiel de la région, d'après son nom, son sigle ou son code."""
    from ..federation import REGIONS, read_region
    from ..referentiel import suggestion

    if region is None or (known := read_region(region)):
        return None if region is None else known
    raise MatriceError(
        f"{quoted(region)} n’est pas une région{suggestion(region, list(REGIONS))}. Attendu{NBSP}: {series(list(REGIONS), 'ou')}."
    )


# La commande `retour`

_NOTICE = "information-rgpd.docx"
_SHOWN = 10  # équipes nommées dans un message


@dataclass(frozen=True, slots=True)
class Look:
    """Ce que partagent les retours d'un envoi."""

    on: dt.date
    dated: bool
    wording: Wording
    modele: bytes | None
    radar: bool

    @property
    def mark(self) -> str:
        """Ce qui, dans un retour, ne vient pas de l'équipe ; la date n'y est que si on l'a demandée."""
        dress = _digest(self.modele) if self.modele else ""
        return repr((version("matrice"), self.on.isoformat() if self.dated else "", self.wording, dress, self.radar))


@dataclass(slots=True)
class _Sent:
    """Ce qu'un envoi a fait : fichiers écrits, retours déjà là, équipes en échec et pourquoi."""

    written: int = 0
    already: int = 0
    beside: list[Path] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


@click.command(short_help="Écrire le retour Word de chaque équipe d’une cohorte.")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PROFILS…")
@folder_option(Path("retours"))
@click.option("--annee", "year", type=int, metavar="AAAA", help="Année comparée (par défaut, la dernière).")
@click.option(
    "--equipe", "codes", multiple=True, metavar="CODE", help="Équipe à servir (à répéter)\u00a0; toutes sans elle."
)
@federation.circle_option
@federation.ledger_option
@federation.frozen_option
@click.option(
    "--modele", type=click.Path(path_type=Path), metavar="DOCX",
    help="Document dont prendre les styles, le logo et l’en-tête.",
)  # fmt: skip
@click.option("--radar", is_flag=True, help="Le radar à la place du diagramme en points.")
@click.option(
    "--redaction", "wording", type=click.Choice(get_args(Wording)), default="doublet", show_default=True,
    help="Écriture du métier.",
)  # fmt: skip
@click.option(
    "--date", "on", type=french_date, metavar="AAAA-MM-JJ", help="Date des documents (par défaut, aujourd’hui)."
)
@grid_option
def retour(
    sources: tuple[Path, ...], folder: Path, year: int | None, codes: tuple[str, ...], circle: Literal["public", "ferme"],
    ledger: Path | None, control: str, frozen: bool, modele: Path | None, radar: bool, wording: Wording, on: dt.date | None,
    grid: Path | None,
) -> None:  # fmt: skip
    """Écrit le retour Word de chaque équipe : son profil face à son groupe, ses appuis, ses prochains pas.

    PROFILS… : dossiers de profil*.json, fichiers, ou tables de la cohorte. Coupé, l’envoi reprend où il en était ; un retour que
    l’on a retouché n’est jamais écrasé.
    """
    from ..federation import Policy, compare_all
    from ..render.word import information, letterhead_bytes

    cohort = federation.read_teams(sources, grid, shown=_SHOWN)
    year = federation.choose_year(cohort, year)
    own = federation.ledger_of(ledger, sources)
    cohort = federation.settled(own, cohort, year, frozen=frozen)
    everyone = {cohort.codes[team] for team in cohort.year(year).teams}
    if unknown := [code for code in codes if code not in everyone]:
        faults = [Problem(f"aucune équipe {quoted(code)} en {year}\u00a0: donnez son nom de code.") for code in unknown]
        raise InputError(faults, subject="Retours impossibles")
    dress = None if modele is None else letterhead_bytes(modele)
    look = Look(on or dt.date.today(), on is not None, wording, dress, radar)
    notice = information(on=look.on, modele=dress).to_bytes()  # un modèle refusé l'est ici, avant que rien ne sorte
    register = federation.open_register(own, cohort, year, look.on, control)
    compared = compare_all(cohort, policy=Policy(circle), year=year, register=register)
    federation.keep_list(own, cohort, year)
    journal = open_journal(folder)
    if journal.unread:
        one, several = "ligne du journal n’a pas pu être lue", "lignes du journal n’ont pas pu être lues"
        unread = plural(journal.unread, one, several)
        click.echo(f"{journal.path}{NBSP}: {unread}{NBSP}; les retours concernés sont refaits.", err=True)
    journal.renew(_NOTICE, look.mark, notice)
    wanted = [one for one in compared if not codes or one.code in codes]
    sent = send(wanted, journal, look, file_names(sorted(everyone)), fingerprints(wanted, look))
    _report(sent, folder, wanted)
    if sent.failed:
        sys.exit(1)


# L'envoi


def fingerprints(compared: Sequence[Comparison], look: Look) -> Callable[[Comparison], str]:
    """Renvoie de quoi résumer un retour : deux retours de même contenu ont la même empreinte.

    Les chiffres d'un groupe, communs à ses équipes, ne s'écrivent qu'une fois.
    """
    if not compared:
        return lambda _: ""
    grid = _digest(compared[0].ref.model_dump_json().encode())
    written: dict[int, str] = {}

    def figures(peers: PeerFigures) -> str:
        if id(peers) not in written:
            written[id(peers)] = repr(peers)
        return written[id(peers)]

    def fingerprint(one: Comparison) -> str:
        places = [(repr(place), figures(place.peers), repr(place.same_start)) for place in (*one.dimensions, *one.axes)]
        advice = ([place.theme.id for place in one.strengths], [repr(step) for step in one.steps])
        facts = (one.code, one.name, one.year, one.before, one.group, one.size, one.policy, one.simulated, one.notes)
        return _digest(repr((look.mark, grid, facts, places, advice)).encode())

    return fingerprint


def send(
    compared: Sequence[Comparison], journal: _Journal, look: Look, names: Mapping[str, str],
    fingerprint: Callable[[Comparison], str],
) -> _Sent:  # fmt: skip
    """Écrit les retours qui manquent ; l'échec d'une équipe est noté et n'arrête pas les autres."""
    sent = _Sent()
    with click.progressbar(compared, label="Retours", show_pos=True, file=sys.stderr) as bar:
        for one in bar:
            try:
                _send_one(one, names[one.code], journal, look, fingerprint(one), sent)
            except MatriceError as error:
                sent.failed.append((one.code, str(error)))
            except Exception as error:  # une seule équipe ne doit pas priver les autres de leur retour
                sent.failed.append((one.code, f"erreur imprévue ({type(error).__name__}\u00a0: {error})"))
    return sent


def _send_one(one: Comparison, name: str, journal: _Journal, look: Look, content: str, sent: _Sent) -> None:
    """Le retour d'une équipe, s'il n'est pas déjà là."""
    from ..render import word

    if journal.is_done(name, content):
        sent.already += 1
        return
    made = word.retour(one, on=look.on, wording=look.wording, modele=look.modele, radar=look.radar)
    path = journal.write(name, content, made.to_bytes())
    sent.written += 1
    if path.name != name:
        sent.beside.append(path)


def _report(sent: _Sent, folder: Path, compared: Sequence[Comparison]) -> None:
    """Ce que l'envoi a fait, et sous quelle politique."""
    done = plural(sent.written, "retour écrit", "retours écrits")
    already = f", {plural(sent.already, 'déjà à jour', 'déjà à jour')}" if sent.already else ""
    lines = [f"{done}{already}{NBSP}: {folder}"]
    lines += [f"Retouché depuis le dernier envoi, le nouveau est à côté{NBSP}: {path}" for path in sent.beside[:_SHOWN]]
    lines += [f"À compléter avant l’envoi{NBSP}: {folder / _NOTICE}"]
    lines += [compared[0].policy] if compared else []
    say(lines)
    if sent.failed:
        shown = federation.shortlist([f"{code}{NBSP}: {reason}" for code, reason in sent.failed], _SHOWN)
        head = plural(len(sent.failed), "équipe n’a pas son retour", "équipes n’ont pas leur retour")
        again = "Relancez la commande\u00a0: les autres sont gardés."
        click.echo("\n".join([f"{head}{NBSP}:", *shown, again]), err=True)


# Les retours déjà écrits : un journal à côté d'eux, pour reprendre là où l'on s'est arrêté sans rien écraser

JOURNAL = "retours.jsonl"
_FORMAT = "matrice-retours-1"
_WORDS = JournalWords("le journal", changed="un autre programme y a écrit\u00a0: relancez la commande.")
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d|information-rgpd")  # à Windows, ou à la page jointe


@dataclass(frozen=True, slots=True)
class Entry:
    """Une ligne du journal : le contenu d'un retour, le fichier qui le porte et l'empreinte de ses octets."""

    content: str
    file: str
    digest: str


@dataclass(slots=True)
class _Journal:
    """Le journal d'un dossier de retours.

    Chaque ligne dit, avant que le fichier soit écrit, le contenu qu'il aura : coupé n'importe où, un envoi reprend.
    `entries` garde toutes les lignes d'un retour ; un fichier dont les octets n'y sont pas a été retouché.
    """

    folder: Path
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    unread: int = 0

    @property
    def path(self) -> Path:
        """Le fichier du journal."""
        return self.folder / JOURNAL

    def is_done(self, name: str, content: str) -> bool:
        """Vrai si ce contenu est déjà dans son fichier, retouché ou non depuis."""
        entries = self.entries.get(name)
        if not entries or entries[-1].content != content:
            return False
        found = _digest_of(self.folder / entries[-1].file)
        return found is not None and (found == entries[-1].digest or not self.is_ours(name, found))

    def is_ours(self, name: str, digest: str) -> bool:
        """Vrai pour des octets que nous avons écrits pour ce retour."""
        return any(entry.digest == digest for entry in self.entries.get(name, ()))

    def write(self, name: str, content: str, document: bytes) -> Path:
        """Écrit un retour et renvoie son chemin ; un fichier que l'on a retouché reste, le nouveau prend un numéro."""
        digest = _digest(document)
        free, rank = self.folder / name, 1
        while (found := _digest_of(free)) not in (None, digest) and not self.is_ours(name, found or ""):
            rank += 1
            free = free.with_name(f"{Path(name).stem}-{rank}{Path(name).suffix}")
        self.note(name, Entry(content, free.name, digest))
        write_atomic(free, document)
        return free

    def renew(self, name: str, content: str, document: bytes) -> None:
        """Écrit ce fichier s'il n'est pas déjà là avec ce contenu."""
        if not self.is_done(name, content):
            self.write(name, content, document)

    def note(self, name: str, entry: Entry) -> None:
        """Ajoute une ligne au journal, sûre avant que le fichier soit écrit."""
        line = {
            "format": _FORMAT, "retour": name, "fichier": entry.file, "contenu": entry.content, "octets": entry.digest,
        }  # fmt: skip
        with JournalFile(self.path, _WORDS, wait=True) as file:
            # Une ligne coupée ne doit pas avaler la suivante.
            torn = file.content(max(file.size - 1, 0)) not in (b"", b"\n")
            file.append(b"\n" * torn + json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self.entries.setdefault(name, []).append(entry)


def open_journal(folder: Path) -> _Journal:
    """Renvoie le journal de ce dossier, vide s'il n'y en a pas ; une ligne coupée ou abîmée est laissée de côté.

    Raises:
        InputError: le journal ne se lit pas.
    """
    journal = _Journal(folder)
    if not os.path.lexists(journal.path):
        return journal
    lines = read_bytes(journal.path, limit=LARGEST_JOURNAL).splitlines()
    for raw in lines:
        name, entry = _read_line(raw)
        if entry is None:
            journal.unread += bool(raw.strip())
        else:
            journal.entries.setdefault(name, []).append(entry)
    return journal


def _read_line(raw: bytes) -> tuple[str, Entry | None]:
    """Une ligne du journal, ou rien si elle est coupée, abîmée, ou nomme un fichier hors du dossier."""
    try:
        line = json.loads(raw)
        name, entry = str(line["retour"]), Entry(str(line["contenu"]), str(line["fichier"]), str(line["octets"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", None
    return (name, entry) if Path(entry.file).name == entry.file else ("", None)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str | None:
    """L'empreinte d'un fichier, ou `None` s'il n'existe pas ; `InputError` s'il ne se lit pas."""
    return _digest(read_bytes(path)) if os.path.lexists(path) else None


def file_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Renvoie un nom de fichier par nom de code, sûr partout, et le même d'un envoi à l'autre.

    Deux codes qui donneraient le même nom portent chacun l'empreinte du leur.

    >>> file_names(["Équipe A", "equipe-a", "CON"])["CON"]
    'equipe-con.docx'
    """
    stems = {code: _stem(code) for code in codes}
    shared = Counter(stems.values())
    return {
        code: f"{name}.docx"
        if shared[name] < 2 and folded(code).isascii()
        else f"{name}-{_digest(code.encode())[:6]}.docx"
        for code, name in stems.items()
    }


def _stem(code: str) -> str:
    """Un nom de fichier sans accent, sans espace, que Windows accepte."""
    bare = re.sub("[^a-z0-9]+", "-", folded(code)).strip("-")[:_LONGEST].strip("-")
    return f"equipe-{bare}".strip("-") if not bare or _RESERVED.fullmatch(bare) else bare
