"""Les textes d'un dossier d'équipe : réponses en CSV, fiche de l'équipe, clé, mode d'emploi. Rien n'est écrit ici."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence

from ..assessment import Campaign
from ..files import csv_text

REMARKS = ("item", "commentaire")
LONG = ("repondant", "profession", "item", "reponse")

PSEUDONYM = re.compile(r"[A-Z2-7]{10}")  # un numéro (« p01 ») vaut pour un seul fichier

READ_ME = """\
DOSSIER D’ÉQUIPE
================

Tout ce que l’équipe a répondu, décidé et prévu est ici, en fichiers que l’on peut lire et copier.
Pour sauvegarder, copiez le dossier entier.

equipe.yaml
    Le nom de l’équipe, son effectif, et la grille utilisée (« livrée » ou le nom d’un fichier de ce dossier).

cle-pseudonymes.txt
    La clé secrète qui remplace les noms par des codes. Elle reste dans l’équipe : ne l’envoyez jamais, ne la
    copiez pas avec les réponses. Sans elle, les codes d’une année ne se rapprochent plus de ceux d’une autre.

AAAA-MM-JJ/  (un dossier par évaluation, à sa date)
    campagne.yaml    l’effectif ce jour-là, la grille et sa version ; « collectif: true » si l’équipe a rempli
                     ensemble un seul questionnaire.
    reponses.csv     les réponses individuelles, sous code : une ligne par personne et par question, ou une ligne
                     par question quand on a compté des mains. Ce sont des données personnelles.
    commentaires.csv s’il existe : ce que l’équipe a écrit à côté des questions, sans code ni nom. Un texte peut désigner
                     son auteur : ce fichier ne sort pas de l’équipe, et rien de ce qui se partage ne le reprend.
    atelier.jsonl    le journal de l’atelier : un geste par ligne, dans l’ordre. Ne le modifiez pas : chaque ligne
                     porte une somme de contrôle. Décisions, raisons et réserves y sont lisibles.
    atelier.jsonl.temoin
                     où le journal s’arrêtait : s’il en manque la fin, les documents le disent.
    atelier.jsonl.rebut
                     s’il existe : ce qu’une coupure ou une réparation a mis de côté, gardé au cas où.
                     Un journal abîmé se répare par la commande « matrice reparer », suivie du nom de ce dossier.
    actions.csv      le plan d’action : qui (un rôle, pas un nom), quoi, avec quels moyens, pour quand.
    partages.json    s’il existe : ce qui est parti à la fédération (combien de réponses, une empreinte, quel jour).
                     Gardez-le : il empêche qu’un second envoi, comparé au premier, livre la réponse de quelqu’un.

Dans les remarques, raisons et réserves, n’écrivez ni nom de personne ni donnée de patient.
"""


def answers_csv(campaign: Campaign) -> str:
    """Renvoie les réponses en CSV (`;`), sous la forme que relit `read_responses`.

    Forme longue quand les réponses individuelles sont connues, silences compris ; votes comptés sinon.
    """
    return csv_text(counted_rows(campaign) if campaign.answers is None else long_rows(campaign))


def comments_csv(campaign: Campaign) -> str:
    """Renvoie les commentaires en CSV, une ligne chacun, sans la personne."""
    return csv_text([REMARKS, *((comment.target, comment.text) for comment in campaign.comments)])


def long_rows(campaign: Campaign) -> Iterator[Sequence[object]]:
    """Une ligne par personne et par question."""
    assert campaign.answers is not None
    words = [*map(str, campaign.ref.scale.values), "SO", "NSP", ""]
    yield LONG
    for code, profession, row in zip(codes(campaign), campaign.professions, campaign.answers.tolist(), strict=True):
        for question, answer in zip(campaign.questions, row, strict=True):
            yield code, profession, question.id, words[answer]


def codes(campaign: Campaign) -> tuple[str, ...]:
    """Un code par personne, dans l'ordre de la campagne : son pseudonyme, sinon un numéro qui ne la suit pas."""
    width = max(2, len(str(campaign.respondents)))
    known = campaign.people or ("",) * campaign.respondents
    return tuple(code or f"p{rank:0{width}d}" for rank, code in enumerate(known, 1))


def pseudonyms(text: str) -> tuple[str, ...]:
    """Renvoie les pseudonymes d'un fichier de réponses relu, vides pour les numéros ; aucun si tous le sont."""
    rows = csv.reader(io.StringIO(text), delimiter=";")
    if next(rows, [])[:1] != [LONG[0]]:
        return ()
    people = dict.fromkeys(row[0] for row in rows if row)
    kept = tuple(code if PSEUDONYM.fullmatch(code) else "" for code in people)
    return kept if any(kept) else ()


def counted_rows(campaign: Campaign) -> Iterator[Sequence[object]]:
    """Une ligne par question : les mains à chaque niveau, SO, NSP."""
    yield ("item", *(f"niveau_{value}" for value in campaign.ref.scale.values), "so", "nsp")
    for question, row in zip(campaign.questions, campaign.counts.tolist(), strict=True):
        yield (question.id, *row[:-1])


def team_yaml(name: str, registered: int | None, grid: str) -> str:
    """Le texte de `equipe.yaml`."""
    lines = ["# L’équipe : son nom tel que les documents l’écrivent, son effectif, sa grille.", f"nom: {scalar(name)}"]
    if registered is not None:
        lines.append(f"effectif: {registered}")
    return "\n".join([*lines, f"grille: {scalar(grid)}", ""])


def campaign_yaml(campaign: Campaign) -> str:
    """Le texte de `campagne.yaml`."""
    lines = ["# L’effectif à cette date, et la grille à laquelle ces réponses répondent."]
    if campaign.registered is not None:
        lines.append(f"effectif: {campaign.registered}")
    if campaign.collective:
        lines += ["# Un seul questionnaire, que l’équipe a rempli ensemble.", "collectif: true"]
    grid = campaign.ref
    return "\n".join([*lines, f"grille: {scalar(grid.label)}", f"version: {scalar(grid.version)}", ""])


def key_text(key: str) -> str:
    """Le texte de `cle-pseudonymes.txt` ; la clé est la seule ligne qui ne commence pas par « # »."""
    return (
        "# Clé secrète de l’équipe : elle remplace les noms par des codes. Ne la communiquez à personne, ni par\n"
        "# courriel, ni avec les réponses. Qui l’aurait pourrait retrouver qui a répondu quoi.\n"
        f"{key}\n"
    )


def scalar(text: str) -> str:
    """Un texte YAML entre guillemets : « non », « 1.10 » ou « a: b » y restent du texte."""
    return json.dumps(text, ensure_ascii=False)
