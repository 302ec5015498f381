"""Les outils d'enquête : ce qui les signe, ce qui y est technique, ce qui dit qu'une réponse n'est pas terminée.

Rien ici ne dit comment lire une question : un en-tête se lit de la même façon d'où qu'il vienne. Un outil reconnu donne
son nom et l'option d'export qui marche aux messages, et fait taire ses colonnes techniques.

D'où vient ce que l'on sait : LimeSurvey et Webform (Framaforms, Drupal), de leur code publié ; les autres, et tous les noms français,
de mémoire, à vérifier. Un nom qui manque fait dire une colonne de plus « laissée de côté », jamais lire une réponse de travers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...files import Row
from ...text import folded, read_percent
from .vocabulary import letters


@dataclass(frozen=True, slots=True)
class Tool:
    """Un outil : son nom, les colonnes qui le signent et combien il en faut, celles qui désignent la personne, et que lui demander."""

    name: str
    signs: frozenset[str]
    needed: int
    mend: str
    person: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    """Un ensemble de noms, écrits séparés par des espaces."""
    return frozenset(text.split())


_EMAILS = _words(
    "adresseemail adressemail email emailaddress adressedemessagerie adresseelectronique adressecourriel "
    "courriel mail nomdutilisateur username"
)
_LIMESURVEY = Tool(
    "LimeSurvey",
    _words(
        "submitdate lastpage startlanguage seed datedesoumission dernierepage languededepart datesubmitted "
        "tetedeserie responseid iddelareponse"
    ),
    2,
    "dans Réponses, Exporter, choisissez «\u00a0Texte de la question\u00a0» pour les en-têtes et «\u00a0Réponses complètes\u00a0»",
    _words("token jeton codedacces accesscode"),
)
_GOOGLE = Tool(
    "Google Forms",
    _words("horodateur timestamp"),
    1,
    "dans Réponses, téléchargez le CSV, ou ouvrez la feuille liée sans changer ses titres",
    _EMAILS,
)
_TOOLS = (
    _LIMESURVEY,
    Tool(
        "Framaforms",
        _words("sid uid serial numerodeserie webformserial webformsid webformuid brouillon webformdraft termineele"),
        2,
        "dans Résultats, Télécharger, choisissez le format CSV et l’en-tête «\u00a0Libellé\u00a0»",
    ),
    Tool(
        "Webform (Drupal)",
        _words("serial sid uuid token uri created completed changed indraft currentpage remoteaddr langcode "
        "webformid entitytype submissionid submissionnumber submissionuuid submissiontoken submissionuri "
        "isdraft"),
        5,
        "dans Résultats, Télécharger, choisissez CSV, l’en-tête «\u00a0Label\u00a0» et la valeur «\u00a0Label\u00a0»",
    ),
    Tool(
        "Microsoft Forms",
        _words("heurededebut heuredefin heuredeladernieremodification starttime completiontime lastmodifiedtime"),
        2,
        "dans Réponses, «\u00a0Ouvrir dans Excel\u00a0»",
        _EMAILS,
    ),
    Tool(
        "KoboToolbox",
        _words("uuid submissiontime validationstatus status submittedby version tags index notes formhubuuid "
        "deviceid metainstanceid instanceid submissiondate submitterid submittername attachmentspresent "
        "reviewstate edits formversion start end"),
        4,
        "dans Données, Téléchargements, choisissez les étiquettes, ou les valeurs et en-têtes XML, sans séparer les choix",
    ),
    Tool(
        "Typeform",
        _words("responsetype startdateutc stagedateutc submitdateutc networkid tags ending"),
        3,
        "dans Results, Responses, Download, choisissez CSV",
    ),
    Tool("Tally", _words("submissionid respondentid submittedat"), 3, "dans Submissions, «\u00a0Download CSV\u00a0»"),
    Tool(
        "Nextcloud Forms",
        _words("iddelasoumission idutilisateur nomdaffichagedelutilisateur horodatage submissionid userid "
        "userdisplayname timestamp"),
        3,
        "dans Réponses, «\u00a0Télécharger en CSV\u00a0»",
        _words("idutilisateur userid"),
    ),
    Tool(
        "SurveyMonkey",
        _words("respondentid collectorid startdate enddate ipaddress emailaddress customdata1 datecreated "
        "datemodified identifiantdurepondant identifiantducollecteur datededebut datedefin iddurepondant "
        "idducollecteur"),
        3,
        "dans Exporter, réponses individuelles, choisissez les colonnes condensées et le texte des réponses",
        _EMAILS,
    ),
    Tool(
        "Qualtrics",
        _words("startdate enddate status progress finished recordeddate responseid distributionchannel userlanguage"),
        4,
        "exportez le CSV avec «\u00a0Use choice text\u00a0»",
    ),
    Tool(
        "Sphinx",
        _words("cle datesaisie dateenreg datemodif tempssaisie originesaisie langsaisie appareilsaisie progression "
        "dernierequestionsaisie"),
        2,
        "exportez les réponses en clair, avec le libellé des questions en tête",
    ),
    Tool(
        "REDCap",
        _words("recordid redcapeventname redcaprepeatinstrument redcaprepeatinstance redcapsurveyidentifier "
        "redcapdataaccessgroup"),
        1,
        "dans Data Exports, choisissez «\u00a0CSV / Microsoft Excel (raw data)\u00a0», ou «\u00a0labels\u00a0» avec les noms de variables",
    ),
)  # fmt: skip
# Ce qui, chez un outil reconnu, n'est ni une question ni une personne ; ailleurs, ces noms peuvent vouloir dire autre chose.
_TECHNICAL = frozenset().union(*(tool.signs | tool.person for tool in (*_TOOLS, _GOOGLE))) | _words(
    "id seed startdate datestamp ipaddr refurl tid firstname lastname email name nom prenom participantid "
    "datedelancement datestarted datedeladerniereaction datelastaction adresseip ipaddress urldereference "
    "referrerurl time submittedtime completedtime modifiedtime dateheure heuredesoumission soumisle modifiele "
    "webformtime webformcompletedtime webformmodifiedtime webformipaddress webformusername score scoretotal "
    "totalpoints quizfeedback commentairesduquiz nombretotaldepoints interviewtime entityid locked sticky "
    "phonenumber today username simserial subscriberid audit metaaudit key attachmentsexpected devicephonenumber "
    "langue language"
)
_TIMING = re.compile(r"groupTime\d+|.+Time")


def tool_of(heads: Sequence[Sequence[str]]) -> Tool | None:
    """L'outil que signent le plus de colonnes. Google n'en a qu'une : elle doit être la première du fichier."""
    keys = {technical_key(cell) for cells in heads for cell in cells if cell}
    scores = [(len(tool.signs & keys), tool) for tool in _TOOLS if len(tool.signs & keys) >= tool.needed]
    if scores:
        return max(scores, key=lambda score: score[0])[1]
    return _GOOGLE if any(cells and technical_key(cells[0]) in _GOOGLE.signs for cells in heads[:1]) else None


def technical_key(cell: str) -> str:
    """« submitdate. Date de soumission » → « submitdate »."""
    return letters(cell.partition(". ")[0])


def is_technical(cell: str) -> bool:
    """Vrai si cette colonne est à un outil, non au questionnaire."""
    return technical_key(cell) in _TECHNICAL or _TIMING.fullmatch(cell) is not None or _is_form_state(cell)


# --- ce qui n'est pas terminé ---------------------------------------------------------------------

_NO, _YES = {"", "0", "non", "no", "false", "faux"}, {"1", "oui", "yes", "true", "vrai", "100", "100 %"}
_UNFINISHED = {
    "partial", "partially complete", "partiel", "partielle", "partiellement complete", "incomplet", "incomplete",
    "en cours", "in progress", "started",
    "commence", "commencee", "disqualified", "disqualifie", "rejected", "rejete", "not approved", "validation status not approved",
    "brouillon", "draft", "non termine", "non terminee", "inacheve", "abandonne", "abandon", "interrompu", "non valide", "non soumis",
}  # fmt: skip
_FILLED = _words("submitdate datedesoumission datesubmitted submitdateutc")
_FILLED_FOR = {
    "Microsoft Forms": _words("heuredefin completiontime"),
    "Webform (Drupal)": _words("completed"),
    "Tally": _words("submittedat"),
}
_DRAFTS = _words("draft brouillon webformdraft indraft isdraft isdraftsubmission")
_FINISHED = _words("finished iscomplete estcomplet estcomplete termine terminee complete")
_STATES = _words(
    "status statut etat etatdelareponse statutdelareponse responsestatus responsetype typedereponse "
    "progression progress avancement reviewstate validationstatus completionstatus etatdusaisie "
    "statutsaisie"
)
_PROGRESS = _words("progression progress avancement pourcentage")
_Finished = Callable[[str], bool]


def finished_rows(
    rows: Sequence[Row], header: Sequence[str], tool: Tool | None, asked: Sequence[int] = ()
) -> tuple[list[Row], dict[str, list[int]], list[int]]:
    """Les réponses terminées, les lignes des autres sous la colonne qui le dit, et celles que REDCap dit remplies mais non relues.

    Qui abandonne recommence souvent. `asked` : les rangs des questions ; l'état d'un autre formulaire REDCap ne les concerne pas.
    """
    rules = _rules(rows, header, tool, asked)
    kept: list[Row] = []
    left: dict[str, list[int]] = {}
    unread: list[int] = []
    for line, cells in rows:
        reason = next((rank for rank, finished in rules.items() if not finished(folded(cells[rank]))), None)
        if reason is not None:
            left.setdefault(header[reason], []).append(line)
            continue
        kept.append((line, cells))
        if any(_is_form_state(header[rank]) and folded(cells[rank]) in {"1", "unverified"} for rank in rules):
            unread.append(line)
    return kept, left, unread


def _rules(
    rows: Sequence[Row], header: Sequence[str], tool: Tool | None, asked: Sequence[int]
) -> Mapping[int, _Finished]:
    """Ce que chaque colonne d'état demande d'une réponse terminée."""
    rules: dict[int, _Finished] = {}
    states = [rank for rank, cell in enumerate(header) if _is_form_state(cell)]
    after = {
        rank for before, rank in zip([-1, *states], states, strict=False) if any(before < at < rank for at in asked)
    }
    for rank, cell in enumerate(header):
        key, state = technical_key(cell), rank in states
        told = key in _FINISHED | _PROGRESS or state
        values = {folded(cells[rank]) for _, cells in rows} if told else set()
        if key in _FILLED | _FILLED_FOR.get(tool.name if tool else "", frozenset()):
            rules[rank] = bool
        elif key in _DRAFTS:
            rules[rank] = lambda text: text in _NO
        elif state and values <= {"", "0", "1", "2", "incomplete", "unverified", "complete"}:
            if rank in after or not after:  # « Unverified » : remplie, pas encore relue par l'équipe d'étude
                rules[rank] = lambda text: text in {"1", "2", "unverified", "complete"}
        elif key in _FINISHED and values <= _NO | _YES:
            rules[rank] = lambda text: text in _YES
        elif key in _PROGRESS and any(read_percent(value) for value in values):
            rules[rank] = lambda text: (
                text in {"termine", "terminee", "complet", "complete"} or (read_percent(text) or 0) >= 100
            )
        elif key in _STATES:
            rules[rank] = lambda text: text not in _UNFINISHED
    filled = any(technical_key(header[rank]) in _FILLED for rank in rules)
    last = next((rank for rank, cell in enumerate(header) if technical_key(cell) in {"lastpage", "dernierepage"}), None)
    if tool is _LIMESURVEY and not filled and last is not None:
        pages = [int(cells[last]) for _, cells in rows if cells[last].isdigit()]
        rules[last] = lambda text: text.isdigit() and int(text) == max(pages, default=0)
    return rules


def _is_form_state(cell: str) -> bool:
    """Vrai pour l'état d'un formulaire REDCap : « questionnaire_complete », ou « Complete? » quand il exporte ses libellés."""
    return cell.endswith("_complete") or folded(cell) == "complete?"
