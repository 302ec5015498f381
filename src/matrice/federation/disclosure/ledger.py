"""Le registre des diffusions : ce qui est sorti, ce qu’un rapprochement livrerait, et le fichier qui le garde.

Le millésime est la liste des équipes d'une année, figée avant la première diffusion. Une équipe en retard rejoint le
millésime suivant : deux listes qui diffèrent d'une équipe, publiées l'une après l'autre, rendraient cette équipe par
soustraction.

Publier une somme sur A puis sur B, c'est publier toute combinaison des deux. On cherche, dans toutes les
combinaisons linéaires, celles qui ne portent plus que sur quelques équipes : A moins B, A moins une union de
parties déjà diffusées, (A∪B) + (B∪C) − (A∪C)… Les équipes que rien ne distingue dans les diffusions forment un
atome. La réduction de Gauss, atomes les plus grands d'abord, isole les combinaisons qui n'en touchent aucun grand.

Le registre garde ce qui a été dit, pas seulement de qui : le même groupe sous deux chiffres, c'est le changement de
quelques équipes. Et d'une campagne à l'autre : quarante équipes qui ne bougent pas et une nouvelle, c'est la nouvelle. Il
garde donc, de chaque valeur, une marque d'un octet sous une clé : on y voit qu'elle a changé, jamais ce qu'elle est.

Une diffusion est écrite, et rendue sûre, avant de sortir : une ligne coupée par une panne est donc une diffusion
qui n'a pas eu lieu. Chaque ligne porte le contrôle de la précédente ; un registre retouché ne sert plus, car il
ne prouverait rien. Les équipes n'y sont que des rangs, et leur liste des empreintes à clé.
"""

from __future__ import annotations

import base64
import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ...errors import InputError, Problem
from ...files import (
    LARGEST_JOURNAL,
    WITNESS,
    Chain,
    JournalFile,
    JournalWords,
    Line,
    Record,
    Witness,
    beside,
    holds,
    read_bytes,
    witness_beside,
    write_new,
)
from ...referentiel import Value
from ...text import quoted
from .isolation import bits_of, crossing, families, isolable_groups, matrix_of
from .policy import HARD_FLOOR, DisclosureError, Policy, check_policy
from .vintage import HASHED, Release, Vintage

# Le registre des diffusions : ce qui est déjà sorti décide de ce qui peut encore sortir


@dataclass(frozen=True, slots=True)
class Ledger:
    """Les diffusions admises, dans l'ordre ; `admit` en rend un nouveau, l'ancien ne change pas."""

    releases: tuple[Release, ...] = ()

    def admit(self, release: Release, policy: Policy) -> Ledger:
        """Renvoie le registre avec cette diffusion en plus ; la même une seconde fois ne l'allonge pas.

        Raises:
            DisclosureError: une autre liste d'équipes ou d'autres arrondis la même année, un groupe sous le seuil,
                ou une diffusion qui, combinée aux précédentes, isole moins de `k` équipes.
        """
        return self.admit_all([release], policy)

    def admit_all(self, releases: Iterable[Release], policy: Policy) -> Ledger:
        """Renvoie le registre avec toutes ces diffusions, ou n'en admet aucune.

        Raises:
            DisclosureError: comme `admit` ; le message nomme la variable et l'année, aucune équipe.
        """
        new = [_bind_to_policy(release, policy) for release in releases]
        _one_a_year((*self.releases, *new))
        # Une place gardée (rien de dit encore) est prise dès qu'un chiffre l'occupe.
        known = {(_release_key(release), said) for release in self.releases for said in (release.said, "")}
        fresh = [one for one in dict.fromkeys(new) if (_release_key(one), one.said) not in known]
        if not fresh:
            return self
        asked = {one.subject for one in fresh}
        past = _by_subject(one for one in self.releases if one.subject in asked)
        for (subject, year), own in _ordered(fresh):
            _no_correction(past[subject].get(year, ()), own)
            _safe(past[subject].get(year, ()), own)
        return Ledger(self.releases + tuple(fresh))

    def corrected(self, releases: Iterable[Release], policy: Policy) -> set[str]:
        """Les variables qui attendent : trop peu d'équipes y ont changé depuis qu'elles sont sorties (voir `_waits`).

        Raises:
            DisclosureError: une autre liste d'équipes, ou d'autres arrondis : tout attend.
        """
        past, new = _by_subject(self.releases), [_bind_to_policy(release, policy) for release in releases]
        _one_a_year((*self.releases, *new))
        return {subject for (subject, year), own in _ordered(new) if _waits(past[subject].get(year, ()), own)}

    def other_years(self, year: int) -> Mapping[str, Sequence[Release]]:
        """Les diffusions des autres années dont on sait les marques, par variable."""
        found: defaultdict[str, list[Release]] = defaultdict(list)
        for one in self.releases:
            if one.year != year and one.marks:
                found[one.subject].append(one)
        return found

    def control_of(self, releases: Iterable[Release]) -> str:
        """Le contrôle de la dernière ligne du fichier qui porte l'une de ces diffusions ; vide pour un registre en mémoire."""
        lines = {(_release_key(one), one.said): one.line for one in self.releases}
        return max((lines.get((_release_key(one), one.said), (0, "")) for one in releases), default=(0, ""))[1]


def hidden_groups(
    groups: Sequence[Release], others: Sequence[Release], silent: NDArray[np.bool_], *, whole: bool
) -> NDArray[np.bool_]:
    """Renvoie les groupes à taire, `silent` compris, pour qu'une autre campagne ne livre pas une équipe arrivée ou partie.

    Args:
        groups: des diffusions d'une année, disjointes sauf la première quand `whole` dit que c'est l'ensemble.
        others: celles des autres années sur la même variable.
        silent: les groupes qui se taisent déjà.

    Ce qui se tait ne doit pas se retrouver par soustraction : on tait alors le plus petit des autres.
    """
    hide = silent.copy()
    while True:
        rest = sum(one.teams for one, quiet in zip(groups[whole:], hide[whole:], strict=True) if quiet)
        known = [replace(groups[0], teams=rest)] if rest and not (whole and hide[0]) else []
        found = crossing([*groups, *known], others)
        bad, of_rest = found[: len(groups)], bool(found[len(groups) :].any())
        left = [rank for rank in range(whole, len(groups)) if not hide[rank]]
        if (bad & ~hide).any():
            hide |= bad
        elif of_rest and left:
            hide[min(left, key=lambda rank: groups[rank].teams.bit_count())] = True
        else:
            return hide


def _by_subject(releases: Iterable[Release]) -> defaultdict[str, dict[int, list[Release]]]:
    """Les diffusions, par variable puis par année."""
    found: defaultdict[str, dict[int, list[Release]]] = defaultdict(dict)
    for one in releases:
        found[one.subject].setdefault(one.year, []).append(one)
    return found


def _ordered(releases: Iterable[Release]) -> Iterator[tuple[tuple[str, int], list[Release]]]:
    """Les diffusions par variable et année, dans l'ordre."""
    for subject, years in _by_subject(releases).items():
        for year, own in years.items():
            yield (subject, year), own


def _safe(same: Sequence[Release], fresh: Sequence[Release]) -> None:
    """Aucun des deux publics n'isole, avec ces diffusions, un groupe qu'il n'isolait pas déjà."""
    first = fresh[0]
    for audience in ("public", "ferme"):
        before, after = _seen_by(same, audience), _seen_by((*same, *fresh), audience)
        if len(after) == len(before) or (audience == "ferme" and all(one.circle == "public" for one in after)):
            continue
        # Le seuil en vigueur est celui de la dernière politique de ce public, qu'elle soit plus ou moins stricte.
        k = next((one.k for one in reversed(after) if one.circle == audience), first.k)
        found = isolable_groups(_team_sets(after), k)
        if found and found - isolable_groups(_team_sets(before), k):
            raise DisclosureError(
                f"Diffusion refusée ({quoted(first.subject)}, {first.year})\u00a0: avec ce qui est déjà sorti, "
                f"elle permettrait d’isoler moins de {k}\u00a0équipes. Gardez un groupe déjà diffusé, ou "
                "élargissez celui-ci."
            )


def _no_correction(same: Sequence[Release], fresh: Sequence[Release]) -> None:
    """Refuse un second chiffre pour ce qui est déjà sorti, sauf une correction d'assez d'équipes (voir `_waits`)."""
    first = fresh[0]
    said = {_release_key(one): one.said for one in same if one.said}
    twice = [one for one in fresh if one.said and said.get(_release_key(one), one.said) != one.said]
    changed = _changed(same, fresh)
    if any(not changed[matrix_of((one.teams,), len(changed))[0]].any() for one in twice):
        raise DisclosureError(
            f"Diffusion refusée ({quoted(first.subject)}, {first.year})\u00a0: un autre chiffre en est déjà sorti pour les mêmes "
            "équipes, et les deux se recouperaient. Gardez le premier\u00a0: mêmes valeurs, mêmes lieux, même niveau visé."
        )
    if _waits(same, fresh):
        raise DisclosureError(
            f"Diffusion refusée ({quoted(first.subject)}, {first.year})\u00a0: des valeurs ont changé depuis qu’elle est sortie, et la "
            f"différence des deux chiffres dirait le changement de moins de {first.k}\u00a0équipes. Gardez les chiffres déjà sortis\u00a0; "
            "la correction compte à partir de la campagne suivante."
        )


def _changed(same: Sequence[Release], fresh: Sequence[Release]) -> NDArray[np.bool_]:
    """Les équipes dont la valeur n'est plus celle d'une diffusion de la même année, ajoutée ou retirée comprise."""
    now = np.frombuffer(fresh[0].marks, dtype=np.uint8)
    changed = np.zeros(len(now) or max(one.teams.bit_length() for one in (*same, *fresh)), dtype=bool)
    for marks in {one.marks for one in same if one.marks and len(now)} - {fresh[0].marks}:
        changed |= np.frombuffer(marks, dtype=np.uint8) != now
    return changed


def _waits(same: Sequence[Release], fresh: Sequence[Release]) -> bool:
    """Vrai si des équipes ont changé, et moins de `k` quelque part : leur changement se lirait.

    « Quelque part » se juge atome par atome : une différence de deux chiffres porte sur une réunion d'atomes.
    """
    changed = _changed(same, fresh)
    if not changed.any():
        return False
    masks = matrix_of(_team_sets((*same, *fresh)), len(changed))
    atoms = np.unique(masks, axis=1, return_inverse=True)[1].ravel()
    moved = np.bincount(atoms[changed & masks.any(axis=0)], minlength=1)
    return bool(((moved > 0) & (moved < fresh[0].k)).any())


def _one_a_year(releases: Iterable[Release]) -> None:
    """Refuse, pour la même année, une seconde liste d'équipes, ou d'autres arrondis, tous publics réunis : le cercle fermé lit aussi
    ce qui est public."""
    rosters: dict[int, str] = {}
    grains: dict[int, str] = {}
    for release in releases:
        if rosters.setdefault(release.year, release.roster) != release.roster:
            raise DisclosureError(
                f"Diffusion refusée\u00a0: la liste des équipes de {release.year} a changé depuis la première "
                "diffusion. Reprenez la liste figée\u00a0; une équipe arrivée après rejoint l’année suivante."
            )
        if grains.setdefault(release.year, release.grain) != release.grain:
            raise DisclosureError(
                f"Diffusion refusée\u00a0: les chiffres de {release.year} sont déjà sortis avec d’autres arrondis, et les deux se "
                "recouperaient. Reprenez la politique de la première diffusion."
            )


def _bind_to_policy(release: Release, policy: Policy) -> Release:
    """La diffusion sous cette politique."""
    if not isinstance(release.on, dt.date) or release.teams <= 0:
        raise DisclosureError("Diffusion refusée\u00a0: elle doit avoir un jour et au moins une équipe.")
    return replace(release, circle=check_policy(policy).circle, k=policy.threshold, grain=policy.grain)


def _release_key(release: Release) -> tuple[int, str, int, str]:
    """Ce qui fait que deux diffusions sont la même, quel qu'en soit le jour."""
    return release.year, release.subject, release.teams, release.circle


def _seen_by(releases: Iterable[Release], audience: str) -> tuple[Release, ...]:
    """Ce qu'un public a sous les yeux : le cercle fermé voit aussi ce qui est public."""
    return tuple(one for one in releases if audience == "ferme" or one.circle == "public")


def _team_sets(releases: Iterable[Release]) -> tuple[int, ...]:
    """Les ensembles d'équipes, dans un ordre fixe : les mêmes diffusions se vérifient une seule fois."""
    return tuple(sorted({release.teams for release in releases}))


# Le registre des diffusions sur disque : un fichier JSONL qui ne fait que grandir

_FORMAT = "matrice-registre-2"
_REFUSED = "Registre refusé"
_LOST = "S’il est perdu, suivez «\u00a0Un registre perdu\u00a0» (docs/confidentialite.md)."
_BORN = Witness(0, "0" * 16)  # un registre annoncé, dont rien n’est encore sorti
_CHAIN = Chain(joint="\n", is_sorted=False, is_tight=True)
_WORDS = JournalWords(
    "le registre",
    failed=" La diffusion n’a pas eu lieu.",
    changed=(
        "un autre programme a écrit dans ce registre. La diffusion n’a pas eu lieu\u00a0: relisez le registre, puis recommencez."
    ),
)
_DAMAGED = (
    "cette ligne est abîmée ou a été retouchée\u00a0: remettez la dernière sauvegarde du registre. Sans lui, rien ne "
    "prouve qu’une diffusion est sûre."
)
_Hexadecimal = Annotated[str, Field(pattern=r"^[0-9a-f]*$")]
_Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*=*$")]


class _Line(Value):
    """Une ligne du registre : ce qui est sorti d'une variable sur des groupes disjoints, sans le contrôle qui l'attache à la précédente.

    `parts` est le rang de la part de chaque équipe de la liste, 0 sans, un octet chacun ; `dits` a seize signes par part ; `membres`
    n'est écrit qu'à la première ligne d'une liste, `valeurs` à la première d'une variable et quand elles changent.
    """

    format: Literal["matrice-registre-2"]
    annee: int
    liste: Annotated[str, Field(pattern=rf"^[0-9a-f]{{{HASHED}}}$")]
    membres: _Hexadecimal = ""
    sujet: Annotated[str, Field(min_length=1, max_length=200)]
    parts: _Base64
    dits: _Hexadecimal
    valeurs: _Base64 = ""
    cercle: Literal["public", "ferme"]
    k: Annotated[int, Field(ge=HARD_FLOOR)]
    arrondi: Annotated[str, Field(pattern=r"^\d+(-\d+){3}$")]
    le: dt.date


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """Un registre lu sur disque : `ledger`, et `message` à dire (une fin coupée), ou vide.

    `size`, `lines` et `check` disent où le fichier s'arrête : une écriture faite entre-temps par un autre programme se voit.
    """

    path: Path
    ledger: Ledger
    message: str = ""
    size: int = 0
    lines: int = 0
    check: str = ""

    def corrected(self, releases: Iterable[Release], policy: Policy) -> set[str]:
        """Voir `Ledger.corrected`."""
        return self.ledger.corrected(releases, policy)

    def other_years(self, year: int) -> Mapping[str, Sequence[Release]]:
        """Voir `Ledger.other_years`."""
        return self.ledger.other_years(year)

    def admit(self, release: Release, policy: Policy) -> LedgerFile:
        """Renvoie le registre avec cette diffusion, déjà sûre sur le disque.

        Raises:
            DisclosureError: la diffusion n'est pas admise ; rien n'est écrit.
            MatriceError: le disque refuse, ou un autre programme a écrit ; la diffusion n'a pas eu lieu.
        """
        return self.admit_all([release], policy)

    def admit_all(self, releases: Iterable[Release], policy: Policy) -> LedgerFile:
        """Renvoie le registre avec toutes ces diffusions, ou n'en admet aucune."""
        after = self.ledger.admit_all(releases, policy)
        new = after.releases[len(self.ledger.releases) :]
        return self._written(_entries_of(new, self.ledger.releases)) if new else self

    def announce(self) -> None:
        """Note à côté qu'un registre naît ici : coupé avant la fin de sa première écriture, il se recommence ou se relit."""
        if not self.lines:
            write_new(beside(self.path, WITNESS), _BORN.text(), private=True)

    def begun(self, vintage: Vintage, *, on: dt.date) -> LedgerFile:
        """Renvoie le registre avec sa première ligne : un registre commencé n'est jamais vide, si bien qu'un registre vidé se voit."""
        entry = {
            "format": _FORMAT,
            "annee": vintage.year,
            "liste": vintage.roster,
            "sujet": "ouverture",
            "parts": "",
            "dits": "",
        }
        policy = Policy()
        rule = {"cercle": policy.circle, "k": policy.threshold, "arrondi": policy.grain, "le": on.isoformat()}
        return self._written([(entry | rule, [])])

    def _written(self, entries: Iterable[tuple[Record, list[Release]]]) -> LedgerFile:
        """Le registre avec ces lignes, sûres sur le disque."""
        content, check, lines, kept = b"", self.check, self.lines, list(self.ledger.releases)
        for entry, own in entries:
            if not _reads_back(entry, own):
                raise DisclosureError(
                    "Diffusion refusée\u00a0: elle ne se relirait pas. La liste vient de freeze, et la variable est un "
                    "texte court, sans espace au bord."
                )
            line, check = _CHAIN.line(entry, check)
            content, lines = content + line, lines + 1
            kept += [replace(one, line=(lines, check)) for one in own]
        self.announce()
        with JournalFile(self.path, _WORDS, wait=True, private=True) as file:
            file.resume(self.size)
            file.append(content)
            file.note_end(Witness(lines, check))
        return LedgerFile(self.path, Ledger(tuple(kept)), "", self.size + len(content), lines, check)

    def control_of(self, releases: Iterable[Release]) -> str:
        """Voir `Ledger.control_of`."""
        return self.ledger.control_of(releases)


def open_ledger(path: str | os.PathLike[str], *, control: str = "") -> LedgerFile:
    """Renvoie le registre de ce fichier ; vide s'il n'existe pas encore.

    Args:
        control: le contrôle imprimé au bas de la dernière sortie ; il prouve que rien ne manque, même sans témoin.

    Raises:
        InputError: le fichier ne se lit pas ; une ligne est abîmée ou retouchée avant la fin ; des lignes y manquent ; son témoin manque,
            ou son contrôle n'est pas celui que l'on donne. Aucune diffusion n'est plus possible avec.
    """
    target = Path(path)
    is_announced = holds(beside(target, WITNESS), _BORN.text())
    witness, wanted = witness_beside(target), control.replace(" ", "").replace("\u00a0", "").lower()
    new = f"{target}\u00a0: registre neuf. S’il en existait un, retrouvez-le avant toute diffusion."
    if not os.path.lexists(target):
        if witness is not None or wanted:
            raise _shortened(target.name)
        return LedgerFile(target, Ledger(), new)
    content = read_bytes(target, limit=LARGEST_JOURNAL, subject=_REFUSED)
    torn = content.rpartition(b"\n")[2]
    size = len(content) - len(torn)
    lines = _CHAIN.lines(content[:size].removesuffix(b"\n"))
    releases = _releases(lines, target.name)
    if (lines[-1].end if lines else 0) != size:
        raise _damaged(len(lines) + 1, target.name)
    check = lines[-1].check if lines else ""
    if (witness is not None and (len(lines) < witness.lines or lines[witness.lines - 1].check != witness.check)) or (
        wanted and wanted != check
    ):
        raise _shortened(target.name)
    if not content:
        if is_announced:
            return LedgerFile(target, Ledger(), new)
        raise _shortened(target.name)
    if lines and witness is None and not (wanted or is_announced):
        raise InputError(
            [Problem(
                "son témoin manque, et rien ne prouve plus que la fin du registre est là\u00a0: remettez sa sauvegarde, ou donnez le "
                f"contrôle imprimé au bas de la dernière sortie (--controle). {_LOST}", target.name,
            )],
            subject=_REFUSED,
        )  # fmt: skip
    message = (
        f"{target.name}\u00a0: la dernière ligne est coupée (panne\u00a0?). La diffusion qu’elle notait n’a pas eu lieu."
        if torn
        else ""
    )
    return LedgerFile(target, Ledger(releases), message, size, len(lines), check)


def _releases(lines: Iterable[Line], source: str) -> tuple[Release, ...]:
    """Les diffusions d'un registre ; une ligne bien attachée peut encore n'en être pas une."""
    found: list[Release] = []
    members: dict[str, tuple[str, ...]] = {}
    marks: dict[tuple[int, str], bytes] = {}
    for rank, line in enumerate(lines, 1):
        try:
            own = _releases_of(_Line.model_validate(line.entry), members, marks)
            found += [replace(one, line=(rank, line.check)) for one in own]
        except ValueError:  # dont celle de pydantic, et un texte qui n'est pas en base 64
            raise _damaged(rank, source) from None
    return tuple(found)


def _damaged(rank: int, source: str) -> InputError:
    return InputError([Problem(_DAMAGED, source, rank)], subject=_REFUSED)


def _shortened(source: str) -> InputError:
    """Le refus d'un registre dont la fin, déjà écrite, manque : un retour en arrière laisserait tout rediffuser."""
    words = (
        "des diffusions déjà écrites y manquent\u00a0: remettez la dernière sauvegarde du registre, avec son témoin. "
        f"{_LOST}"
    )
    return InputError([Problem(words, source)], subject=_REFUSED)


def _entries_of(new: Sequence[Release], before: Sequence[Release]) -> Iterator[tuple[Record, list[Release]]]:
    """Le contenu de chaque ligne à écrire, sans son contrôle, et les diffusions qu'elle porte."""
    listed = {one.roster for one in before if one.members}
    marked = {(one.year, one.subject): one.marks for one in before}
    together: defaultdict[Release, list[Release]] = defaultdict(list)
    for one in new:
        together[replace(one, teams=0, said="", members=())].append(one)
    for own in together.values():
        first = own[0]
        for labels, ranks in families(own):
            kept = [own[rank] for rank in ranks]
            entry: Record = {"format": _FORMAT, "annee": first.year, "liste": first.roster}
            if first.members and first.roster not in listed:
                listed.add(first.roster)
                entry["membres"] = "".join(first.members)
            entry |= {
                "sujet": first.subject,
                "parts": _packed((labels + 1).astype(np.uint8).tobytes()),
                "dits": "".join(one.said or "0" * HASHED for one in kept),
            }
            if first.marks != marked.get((first.year, first.subject), b""):
                marked[first.year, first.subject] = first.marks
                entry["valeurs"] = _packed(first.marks)
            yield (
                entry | {"cercle": first.circle, "k": first.k, "arrondi": first.grain, "le": first.on.isoformat()},
                kept,
            )


def _packed(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _releases_of(
    line: _Line, members: dict[str, tuple[str, ...]], marks: dict[tuple[int, str], bytes]
) -> list[Release]:
    """Les diffusions qu'une ligne décrit ; `members` et `marks` retiennent ce que les lignes d'après ne redisent pas."""
    if line.membres:
        members[line.liste] = tuple(_chunks(line.membres))
    if line.valeurs:
        marks[line.annee, line.sujet] = base64.b64decode(line.valeurs, validate=True)
    labels = np.frombuffer(base64.b64decode(line.parts, validate=True), dtype=np.uint8)
    said = list(_chunks(line.dits))
    if len(said) != labels.max(initial=0):
        raise ValueError
    return [
        Release(
            line.annee, line.liste, line.sujet, bits_of(labels == rank), line.le, line.cercle, line.k, line.arrondi,
            "" if one == "0" * HASHED else one, marks.get((line.annee, line.sujet), b""), members.get(line.liste, ()),
        )
        for rank, one in enumerate(said, 1)
    ]  # fmt: skip


def _chunks(text: str) -> Iterator[str]:
    """Des empreintes mises bout à bout."""
    return (text[at : at + HASHED] for at in range(0, len(text), HASHED))


def _reads_back(entry: Record, releases: Sequence[Release]) -> bool:
    """Vrai si la ligne relue rend les mêmes diffusions : un registre illisible bloquerait tout."""
    try:
        _CHAIN.checksum(entry, "").encode()
        line = _Line.model_validate(entry)
        members = {one.roster: one.members for one in releases}
        marks = {(one.year, one.subject): one.marks for one in releases}
        return _releases_of(line, members, marks) == list(releases)
    except (ValueError, UnicodeEncodeError):
        return False
