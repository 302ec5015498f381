"""La notice et les professions : des données datées, sourcées, qui disent ce que l'article 13 du RGPD demande."""

from __future__ import annotations

import re

from matrice.assessment import load_notice, load_professions
from matrice.files import shipped_text

# Règlement (UE) 2016/679, article 13, paragraphes 1 et 2 : ce que la notice doit dire, et le mot qui le montre.
REQUIRED = {
    "responsable": "Structure responsable",
    "délégation à la protection des données": "DPO",
    "finalités": "À quoi servent",
    "base légale et intérêt poursuivi": "intérêt légitime de l’équipe à améliorer",
    "destinataires": "Seule la personne qui prépare l’atelier",
    "transferts": "hors de l’Union européenne",
    "durée": "trois mois",
    "accès": "demander à voir vos réponses",
    "rectification": "corriger",
    "effacement": "effacer",
    "limitation": "limiter",
    "opposition": "vous y opposer",
    "réclamation": "saisir la CNIL",
    "caractère facultatif": "Répondre est facultatif",
    "décision automatisée": "aucune décision n’est prise automatiquement",
}


def whole() -> str:
    notice = load_notice()
    topics = [f"{t.title} {t.text} {' '.join(t.fields)} {t.confidence}" for t in notice.topics]
    return "\n".join([notice.title, notice.introduction, *topics])


def test_la_notice_dit_tout_ce_que_l_article_13_demande() -> None:
    absent = [what for what, words in REQUIRED.items() if words not in whole()]
    assert absent == []


def test_la_notice_protege_les_patients_et_les_personnes() -> None:
    text = whole()
    assert "aucune donnée de patient" in text
    assert "jamais à apprécier une personne" in text
    assert "confidentiel et pseudonymisé" in text
    assert "anonym" not in text.lower()


def test_ce_qui_est_propose_est_a_verifier_avec_le_referent() -> None:
    by_id = {topic.id: topic for topic in load_notice().topics}
    for topic in ("duree", "base-legale"):
        assert by_id[topic].confidence == "à vérifier avec votre référent"
    assert "propositions" in by_id["duree"].text


def test_chaque_rubrique_renvoie_a_une_source_datee() -> None:
    notice = load_notice()
    known = {source.id for source in notice.sources}
    assert {topic.source for topic in notice.topics} <= known
    assert all(source.date and source.consulted and source.confidence for source in notice.sources)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", notice.date) and notice.version and notice.confidence


def test_la_notice_tient_en_une_page() -> None:
    assert len(whole().split()) < 420


def test_les_professions_sont_peu_nombreuses_et_finissent_par_autre() -> None:
    listed = load_professions()
    labels = [group.label for group in listed.groups]
    assert 10 <= len(labels) == len(set(labels)) <= 14
    assert labels[-1] == "autre"
    assert len({group.id for group in listed.groups}) == len(labels)
    assert listed.version and listed.date and listed.source and listed.confidence


def test_l_equipe_d_exemple_se_range_dans_ces_professions() -> None:
    held = {line.split(";")[1] for line in shipped_text("exemple.csv").splitlines()[1:] if line}
    assert held <= {group.label for group in load_professions().groups}


def test_les_deux_fichiers_ont_leur_typographie() -> None:
    for name in ("notice.yaml", "professions.yaml"):
        said = "\n".join(line for line in shipped_text(name).splitlines() if not line.lstrip().startswith("#"))
        assert re.findall(r".{0,30} [;!?»]", said) == []
        assert re.findall(r".{0,30} :(?=\s)", said) == []
        assert re.findall(r"\w'\w", said) == []
