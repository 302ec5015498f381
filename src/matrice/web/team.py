"""Avant l'atelier : créer ou ouvrir l'équipe, recueillir les réponses, l'ordre du jour ; et après, l'an prochain."""

from __future__ import annotations

from pathlib import Path

from ..assessment import Agenda, Profile, Trend, agenda, participation, progress, score, withheld
from ..documents.words import level_name
from ..errors import MatriceError
from ..files import csv_text
from ..referentiel import Dimension, Referentiel
from ..text import NBSP, capital, date, plural, quoted, read_date, read_minutes, read_whole, series, short_number
from .frame import Asked, Said, Visit, gesture, missing, onward, page, where
from .network import qr_svg, room_addresses
from .page import Child, Html, bar, button, choice, el, form, hidden, labelled, numeric, ticked
from .room import ENDINGS, STAGES, STATEMENTS, THEMES, refusal, understood

_FORMS = {
    STAGES: "Une phrase par dimension (6 min)",
    THEMES: "Les énoncés des thèmes choisis",
    STATEMENTS: "Tous les énoncés (30 min)",
}


_LATE = (
    "L’atelier a commencé. Jusqu’à la première décision, un retardataire peut encore répondre\u00a0: les cartes se referment. Prévenez-le"
    " que la salle a déjà vu des répartitions sans lui, et que sa réponse s’y lirait par différence."
)

# L'équipe


@page("", "Équipe")
def team_page(visit: Visit) -> Child:
    room = visit.room
    if room.team is None:
        return _new_team(visit)
    days = room.team.days()
    known = [
        el("li", date(day), " ", form("rouvrir", hidden(jour=day.isoformat()), button("Ouvrir"), class_="ligne")
           if day != room.day else el("b", "ouverte"))
        for day in reversed(days)
    ]  # fmt: skip
    start = form(
        "evaluer",
        labelled("Date", "jour", visit.kept("jour", date(room.today())), hint="Le jour de l’atelier."),
        button("Commencer une évaluation", class_=None if days else "principal"),
    )
    members = numeric("Nombre de membres", "effectif", visit.kept("effectif", str(room.team.registered or "")))
    return [
        el("h1", room.team.name),
        el("p", "Tout est dans ce dossier\u00a0: pour sauvegarder, copiez-le. Rien ne sort de cet ordinateur."),
        where(room),
        el("div", el("section", el("h2", "Évaluations"), el("ul", known)) if days else None,
           el("section", el("h2", "Nouvelle évaluation"), start),
           el("section", el("h2", "Effectif"), form("effectif", members, button("Enregistrer"), class_="ligne")), class_="trois"),
        bar(onward(visit, "recueil", "Continuer\u00a0: recueillir les réponses")) if room.day else None,
    ]  # fmt: skip


def _new_team(visit: Visit) -> Child:
    """Créer l'équipe, ou en ouvrir une autre."""
    folder = str(visit.room.folder or Path.home() / "atelier")
    create = form(
        "creer",
        labelled("Nom de l’équipe", "nom", visit.kept("nom"), required=True, autofocus=True),
        labelled("Nombre de membres", "effectif", visit.kept("effectif"), inputmode="numeric", hint="Présents ou non."),
        labelled("Dossier", "dossier", visit.kept("dossier", folder), hint="Il sera créé\u00a0; tout y sera gardé."),
        button("Créer l’équipe", class_="principal"),
    )
    reopen = form(
        "ouvrir",
        labelled("Dossier", "dossier", visit.kept("dossier", folder), hint="Celui qui contient equipe.yaml."),
        button("Ouvrir"),
    )
    return [
        el("h1", "Évaluer votre équipe"),
        el("p", "Un atelier de deux heures\u00a0: chacun répond, on compare, on décide, on planifie. Tout reste dans un dossier de cet "
           "ordinateur."),
        el("div", el("section", el("h2", "Nouvelle équipe"), create),
           el("section", el("h2", "Équipe déjà créée"), reopen), class_="deux"),
    ]  # fmt: skip


@gesture("", "creer")
def create(asked: Asked) -> Said:
    typed = asked.form
    registered = _members(typed.text("effectif")) if typed.text("effectif") else None
    asked.room.create(_folder(typed.text("dossier")), typed.text("nom"), registered)
    return Said("L’équipe est créée.")


def _members(text: str) -> int:
    return understood(read_whole(text), text, "un nombre de membres", "18")


@gesture("", "ouvrir")
def reopen(asked: Asked) -> Said:
    asked.room.load(folder=_folder(asked.form.text("dossier")))
    return Said()


def _folder(text: str) -> Path:
    """Le dossier tapé ; `InputError` s'il n'y en a pas."""
    if not text or "\0" in text:
        raise refusal("donnez un dossier, par exemple Documents/msp-des-tilleuls.")
    path = Path(text).expanduser()
    return path if path.is_absolute() else Path.home() / path


@gesture("", "effectif")
def resize(asked: Asked) -> Said:
    if asked.room.team is None:
        raise refusal("aucune équipe n’est ouverte.")
    asked.room.team = asked.room.team.resize(_members(asked.form.text("effectif")))
    asked.room.changed()
    return Said("L’effectif est changé.")


@gesture("", "evaluer")
def evaluate(asked: Asked) -> Said:
    typed = asked.form.text("jour")
    asked.room.begin(understood(read_date(typed), typed, "une date", "2026-10-06 ou 6 octobre 2026"))
    return Said(page="recueil")


@gesture("", "rouvrir")
def reopen_day(asked: Asked) -> Said:
    day = read_date(asked.form.text("jour"))
    if day is None or asked.room.team is None or day not in asked.room.team.days():
        raise refusal("cette évaluation n’est plus là.")
    asked.room.load(day)
    return Said()


# Recueillir


@page("recueil", "Recueil")
def collect_page(visit: Visit) -> Child:
    room = visit.room
    if room.team is None or room.day is None:
        return missing(visit, "Commencez une évaluation pour recueillir des réponses.", "", "Commencer")
    campaign = room.campaign()
    told = str(participation(campaign)) if campaign else "Aucune réponse n’est encore comptée"
    return [
        el("h1", "Recueillir les réponses"),
        el("p", el("b", f"{told}."), " ", withheld(campaign) if campaign else ""),
        el("p", _LATE, class_="dit") if room.begun else None,
        el("div", el("section", el("h2", "Par téléphone"), _phones(visit)),
           el("section", el("h2", "Par fichier"), _files(visit)),
           el("section", el("h2", "Sur papier ou dans Excel"), _paper(visit)), class_="trois"),
        el("section", el("h2", "À mains levées"), _hands(visit)),
        where(room, "recus"),
        bar(onward(visit, "ordre", "Continuer\u00a0: l’ordre du jour", main=room.questionnaire is None)) if campaign else None,
    ]  # fmt: skip


def _phones(visit: Visit) -> Child:
    """Inviter les téléphones, montrer l'adresse, ouvrir un questionnaire, le compter."""
    room, server = visit.room, visit.server
    if not server.phone_host:
        return invitation(visit)
    asked: Child = _counter(visit)
    if room.questionnaire is None:
        options = [(key, words) for key, words in _FORMS.items() if key != THEMES or room.session.themes]
        asked = form("demander", choice("Questions", "questions", options, room.session.form),
                     button("Ouvrir le questionnaire", class_="principal"), class_="ligne")  # fmt: skip
    return [address_block(visit, form("congedier", button("Fermer les téléphones", class_="petit"))), asked]


def _counter(visit: Visit) -> Child:
    """Le questionnaire ouvert : le compte, clore, effacer."""
    return [
        el("p", el("b", visit.room.live(), data_live=True), class_="compte"),
        form("compter", button("Clore et compter", class_="principal")),
        el("details", el("summary", "Fermer sans compter"), form("abandonner", button("Effacer ces réponses"))),
    ]


def invitation(visit: Visit) -> Child:
    """Ce qui va se passer avant d'ouvrir, puis le bouton."""
    known = room_addresses()
    pick = choice("Réseau", "adresse", [(one, one) for one in known]) if len(known) > 1 else None
    if not known:
        warning = "Cet ordinateur n’est sur aucun réseau\u00a0: branchez-le au Wi-Fi de la salle ou au partage de connexion d’un téléphone."
    else:
        warning = (
            "Les téléphones doivent être sur le même Wi-Fi que cet ordinateur. La première fois, Windows demande s’il faut autoriser "
            "Python sur le réseau\u00a0: répondez oui, un refus durerait."
        )
    return [
        el("p", warning),
        form("inviter", pick, button("Ouvrir aux téléphones", class_="principal" if known else None)),
    ]


def address_block(visit: Visit, *more: Child) -> Child:
    """L'adresse en grand, le code et le code QR ; au bout d'une minute sans téléphone, pourquoi."""
    room, server = visit.room, visit.server
    why = el(
        "p",
        "Aucun téléphone n’est encore là. Souvent, un Wi-Fi d’invités empêche les appareils de se parler, ou le pare-feu refuse "
        "Python\u00a0: prenez le partage de connexion d’un téléphone, ou comptez les mains.",
        class_="dit",
    )
    return el(
        "div",
        Html(qr_svg(server.phone_address)),
        el("div", el("p", server.phone_host, class_="adresse"), el("p", "code ", el("b", room.code), class_="code"),
           el("p", el("a", "Affiche à imprimer", href=f"{visit.base}/fichier/affiche.html", target="_blank")), more),
        why if room.is_lonely else None, class_="invitation",
    )  # fmt: skip


@gesture("recueil", "inviter")
@gesture("themes", "inviter")
@gesture("atelier", "inviter")
def invite(asked: Asked) -> Said:
    asked.server.open_phones(address=asked.form.text("adresse"))
    return Said()


@gesture("recueil", "congedier")
@gesture("atelier", "congedier")
def dismiss(asked: Asked) -> Said:
    asked.server.close_phones()
    return Said("Les téléphones sont fermés. Ce qu’ils ont répondu est gardé.")


@gesture("recueil", "demander")
@gesture("themes", "demander")
def ask(asked: Asked) -> Said:
    kind = asked.form.text("questions", STAGES)
    asked.room.ask(kind if kind in _FORMS else STAGES)
    return Said()


@gesture("recueil", "compter")
@gesture("themes", "compter")
def count(asked: Asked) -> Said:
    people = asked.room.count_questionnaire()
    return Said(
        f"{capital(plural(people, 'questionnaire compté', 'questionnaires comptés'))}\u00a0; l’urne est détruite."
    )


@gesture("recueil", "abandonner")
@gesture("themes", "abandonner")
def abandon(asked: Asked) -> Said:
    asked.room.drop_questionnaire()
    return Said("Ces réponses sont effacées, sans avoir été comptées.")


def _files(visit: Visit) -> Child:
    """Déposer des questionnaires remplis ; ceux qui sont là, et ce que chacun a donné."""
    room = visit.room
    drop = el(
        "form", hidden(geste="deposer"),
        el("label", el("span", "Questionnaires remplis, Excel, Word, LibreOffice ou .csv"),
           el("input", type="file", name="fichiers", multiple=True, accept=",".join(ENDINGS))),
        ticked("Un seul questionnaire, que l’équipe a rempli ensemble", "collectif", "oui", checked=room.session.collective),
        choice("Si les niveaux y sont des nombres", "echelle", _scales(room.ref), visit.kept("echelle", "")),
        button("Ajouter"), method="post", enctype="multipart/form-data", class_="depot",
    )  # fmt: skip
    reports = {one.name: one for one in room.reports.files} if room.reports else {}
    rows = [
        el("li", one.name, " ", plural(reports[one.name].people, "personne") if one.name in reports else "", " ",
           form("oter", hidden(fichier=one.name), button("Ôter", class_="petit"), class_="ligne"))
        for one in room.received()
    ]  # fmt: skip
    return [drop, el("ul", rows) if rows else None]


def _scales(ref: Referentiel) -> list[tuple[str, str]]:
    """Ce qu'un fichier venu d'ailleurs peut demander : nos questionnaires ne le demandent jamais."""
    first, last = ref.answer_scale.values[0], ref.answer_scale.values[-1]
    ends = dict.fromkeys([(first, last), *([(first + 1, last + 1)] if ref.has_one_scale else [])])
    return [("", "Je ne sais pas"), *((f"{low}-{high}", f"Ces réponses vont de {low} à {high}") for low, high in ends)]


@gesture("recueil", "deposer")
def drop(asked: Asked) -> Said:
    if not asked.files:
        raise refusal("aucun fichier n’est choisi.")
    asked.room.set(collective="collectif" in asked.form)
    known = {key for key, _ in _scales(asked.room.ref) if key}
    low, _, high = asked.form.text("echelle").rpartition("-")
    coded = (int(low), int(high)) if f"{low}-{high}" in known else None
    faults = []
    for name, content in asked.files:
        try:
            asked.room.receive(name, content, coded)
        except MatriceError as error:
            faults += [str(one.message) for one in error.problems] if hasattr(error, "problems") else [str(error)]
    if faults:
        raise refusal(" ".join(faults))
    return Said(f"{capital(plural(len(asked.files), 'fichier lu', 'fichiers lus'))}.")


@gesture("recueil", "oter")
def remove(asked: Asked) -> Said:
    asked.room.forget(asked.form.text("fichier"))
    return Said("Fichier ôté.")


def _paper(visit: Visit) -> Child:
    """Les questionnaires à distribuer."""
    links = (
        ("questionnaire.xlsx", "Questionnaire Excel, un par personne"),
        ("questionnaire.docx", "Questionnaire à imprimer"),
        ("cartes-de-vote.docx", "Cartes de vote"),
    )
    return [
        el("ul", (el("li", el("a", words, href=f"{visit.base}/fichier/{name}")) for name, words in links)),
        el("p", "Chaque personne remplit le sien\u00a0; déposez-les ensuite ci-contre."),
    ]


def _hands(visit: Visit) -> Child:
    """Compter des mains, dimension par dimension, plié tant qu'on n'en a pas besoin."""
    ref = visit.room.ref
    heads = [
        el("td", ""),
        *(el("th", level_name(one), scope="col") for one in ref.answer_scale.levels),
        el("th", "SO"),
        el("th", "NSP"),
    ]
    rows = [
        el("tr", el("th", one.label, scope="row"), [
            el("td", numeric(f"{one.label}, {key}", f"{one.id}/{key}", visit.kept(f"{one.id}/{key}"), told=False))
            if key in (*map(str, ref.scale_of(one.id).values), "SO", "NSP") else el("td", "")
            for key in (*map(str, ref.answer_scale.values), "SO", "NSP")])
        for one in ref.dimensions
    ]  # fmt: skip
    table = el("table", el("thead", el("tr", heads)), el("tbody", rows))
    keep = el("p", button("Enregistrer ces mains"), class_="valider")
    return el(
        "details", el("summary", "Saisir les mains comptées"), form("mains", el("div", table, class_="large"), keep)
    )


@gesture("recueil", "mains")
def hands(asked: Asked) -> Said:
    ref, faults = asked.room.ref, []
    keys = (*map(str, ref.answer_scale.values), "SO", "NSP")
    rows: list[list[object]] = [["item", *(f"niveau_{value}" for value in ref.answer_scale.values), "so", "nsp"]]
    for one in ref.dimensions:
        typed = [asked.form.text(f"{one.id}/{key}") for key in keys]
        found = [read_whole(text) if text else 0 for text in typed]
        if any(count is None or count < 0 for count in found):
            faults.append(
                f"{one.label}\u00a0: {series([quoted(text) for text in typed if text])} ne sont pas tous des nombres de mains."
            )
        elif any(found):
            rows.append([one.id, *found])
    if faults or len(rows) == 1:
        raise refusal(" ".join(faults) or "aucune main n’est comptée.")
    asked.room.receive("mains.csv", csv_text(rows).encode("utf-8-sig"))
    return Said("Les mains sont comptées.")


# L'ordre du jour


@page("ordre", "Ordre du jour")
def agenda_page(visit: Visit) -> Child:
    room = visit.room
    campaign = room.campaign() if room.team and room.day else None
    if campaign is None:
        return missing(visit, "L’ordre du jour se tire des réponses\u00a0: recueillez-les d’abord.")
    if reason := withheld(campaign):
        return missing(visit, reason)
    session = room.session
    settings = [
        numeric(
            "Personnes présentes", "presents", visit.kept("presents", str(session.present or campaign.respondents))
        ),
        numeric("Minutes de discussion", "minutes", visit.kept("minutes", short_number(session.minutes))),
    ]
    try:
        plan = agenda(score(campaign), session.minutes, comments=campaign.comments)
    except MatriceError as error:
        return [el("h1", "Ordre du jour"), el("p", str(error)), bar(onward(visit, "plan", "Plan d’action"))]
    words = "Reprendre l’atelier" if room.begun else "Commencer l’atelier"
    begin = button(words, form="regler", name="puis", value="commencer", class_="principal", autofocus=not visit.fault)
    return [
        el("h1", "Ordre du jour"),
        form(
            "regler",
            el("div", settings, class_="ligne"),
            el("p", _fit(plan)),
            _themes(visit, plan, room.ref),
            id="regler",
        ),
        bar(begin, button("Enregistrer", form="regler")),
    ]


def _fit(plan: Agenda) -> str:
    """Ce qui tient, et ce qui ne tient pas."""
    cards, planned = plural(len(plan.entries) + len(plan.fast_lane), "carte"), f"{short_number(plan.minutes)}{NBSP}min"
    total = f"{cards}, {planned} prévues pour {short_number(plan.budget)}{NBSP}min"
    if plan.fits:
        return f"{total}\u00a0: tout tient."
    kept = len(plan.sessions[0]) if plan.sessions else 0
    return (
        f"{total}\u00a0: cela ne tient pas. Les {kept} premières cartes tiennent\u00a0; le reste demande "
        f"{plural(len(plan.sessions) - 1, 'autre séance', 'autres séances')}, ou gardez deux thèmes seulement."
    )


def _themes(visit: Visit, plan: Agenda, ref: Referentiel) -> Child:
    """Les cartes, la plus disputée d'abord, un temps chacune ; deux ou trois deviennent des thèmes."""
    chosen = visit.room.session.themes or tuple(one.target for one in plan.entries[:2])
    dimensions = {one.id for one in ref.dimensions}
    lines = [
        el("li", ticked([el("b", one.label), f"{NBSP}: {one.status}, {short_number(one.minutes)}{NBSP}min"], "theme", one.target,
           checked=one.target in chosen) if one.target in dimensions else one.label)
        for one in plan.entries
    ]  # fmt: skip
    fast = [el("li", one.label) for one in plan.fast_lane]
    minutes = sum(one.minutes for one in plan.fast_lane)
    return [
        hidden(choix="themes"),
        el("p", "Cochez deux ou trois thèmes à regarder en détail\u00a0; les plus disputés sont proposés."),
        el("ol", lines, class_="cartes"),
        el("details", el("summary", f"{plural(len(fast), 'accord fort', 'accords forts')}, ensemble ({short_number(minutes)}{NBSP}min)"),
           el("ul", fast)) if fast else None,
    ]  # fmt: skip


@gesture("ordre", "regler")
def settle(asked: Asked) -> Said:
    typed = asked.form
    present, minutes = read_whole(typed.text("presents")), read_minutes(typed.text("minutes"))
    faults = []
    if present is None or not 1 <= present <= 500:
        faults.append(
            f"{quoted(typed.text('presents'))} n’est pas un nombre de présents\u00a0; attendu\u00a0: de 1 à 500."
        )
    if not minutes or not 5 <= minutes <= 600:
        faults.append(f"{quoted(typed.text('minutes'))} n’est pas une durée\u00a0; attendu\u00a0: de 5 à 600 minutes.")
    if faults:
        raise refusal(" ".join(faults))
    known = {one.id for one in asked.room.ref.dimensions}
    chosen = tuple(one for one in typed.all("theme") if one in known)
    asked.room.set(present=present, minutes=minutes, **({"themes": chosen} if "choix" in typed else {}))
    if typed.text("puis") == "commencer":
        asked.room.enter()
        return Said(page="atelier")
    kept = f", {plural(len(chosen), 'thème')}" if chosen else ""
    return Said(f"Gardé\u00a0: {plural(present or 0, 'présent')}, {short_number(minutes or 0)} minutes{kept}.")


# Deux thèmes en détail : seuls leurs énoncés se posent, quand tout le reste a son niveau


@page("themes", "Thèmes")
def themes_page(visit: Visit) -> Child:
    room = visit.room
    campaign = room.campaign() if room.team and room.day else None
    if campaign is None or not room.session.themes:
        return missing(visit, "Choisissez deux ou trois thèmes à l’ordre du jour.", "ordre", "Ordre du jour")
    detailed = campaign.grain == "item"
    asked = [_theme(visit, one, detailed=detailed) for one in room.ref.dimensions if one.id in room.session.themes]
    if detailed:
        title = el("h1", "Les thèmes en détail")
        return [
            title,
            el("div", asked, class_="trois"),
            bar(onward(visit, "plan", "Continuer\u00a0: le plan d’action")),
        ]
    told = "Chacun répond aux seuls énoncés de ces thèmes, en trois minutes. Les décisions déjà prises restent."
    words, file = "Questionnaire Excel de ces thèmes, à déposer au recueil", "questionnaire-themes.xlsx"
    sheet = el("a", words, href=f"{visit.base}/fichier/{file}")
    return [
        el("h1", "Les thèmes en détail"), el("p", told),
        el("div", el("section", _theme_phones(visit), el("p", sheet)), el("section", asked), class_="deux"),
    ]  # fmt: skip


def _theme_phones(visit: Visit) -> Child:
    """Poser les énoncés des thèmes aux téléphones."""
    if not visit.server.phone_host:
        return invitation(visit)
    if visit.room.questionnaire is None:
        start = form("demander", hidden(questions=THEMES), button("Poser ces énoncés", class_="principal"))
        return [address_block(visit), start]
    return [address_block(visit), _counter(visit)]


def _theme(visit: Visit, dimension: Dimension, *, detailed: bool) -> Html:
    """Un thème : ses énoncés, ou le lien vers sa carte une fois qu'ils ont leurs réponses."""
    title = el("h2", dimension.label)
    if not detailed:
        return el("section", title, el("ol", (el("li", one.label) for one in dimension.characteristics)))
    return el("section", title, form("ouvrir", hidden(carte=dimension.id), button("Ouvrir cette carte")))


@gesture("themes", "ouvrir")
def open_theme(asked: Asked) -> Said:
    asked.room.enter()
    asked.room.go(asked.form.text("carte"))
    return Said(page="atelier")


# L'an prochain


@page("suite", "L’an prochain")
def next_year_page(visit: Visit) -> Child:
    room = visit.room
    if room.team is None:
        return missing(visit, "Créez l’équipe d’abord.", "", "Créer")
    profile, before = room.profile(), room.before()
    told = "L’an prochain, rouvrez ce dossier\u00a0: une nouvelle évaluation s’y ajoute, et ce qui a bougé se lit ici."
    return [
        el("h1", "L’an prochain"),
        el("p", told) if profile is None or before is None else _moved(profile, before),
        el("p", "Le suivi des actions vient d’abord\u00a0: page Plan d’action."),
        where(room),
        bar(onward(visit, "", "Nouvelle évaluation")),
    ]


def _moved(profile: Profile, before: Profile) -> Html:
    """Ce qui a bougé depuis l'évaluation d'avant : les dimensions, par sens."""
    moves = progress(before, profile).dimensions
    trends = [trend for trend in Trend if any(one.trend is trend for one in moves)]
    rows = [
        el(
            "tr",
            el("th", str(trend), scope="row"),
            el("td", ", ".join(one.label for one in moves if one.trend is trend)),
        )
        for trend in trends
    ]
    return el("table", el("caption", "Depuis l’évaluation d’avant"), el("tbody", rows), class_="niveaux")
