"""Les champs d'un document rempli : ce qui a été changé revient, ce qui ne l'a pas été ne compte pas."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn
from equipes import ON
from lecture_word import saved

from matrice import documents
from matrice.errors import InputError
from matrice.fiche import NO_DATA, FicheDePoste, Poste
from matrice.render import word


def written(content: bytes, key: str, text: str | None) -> bytes:
    """Le même document, un champ rempli comme Word le fait ; `None` remet son invite."""
    paper = docx.Document(io.BytesIO(content))
    for control in paper.element.body.iter(qn("w:sdt")):
        properties = control.find(qn("w:sdtPr"))
        if f":{key}:" in properties.find(qn("w:tag")).get(qn("w:val")):
            for prompt in properties.findall(qn("w:showingPlcHdr")):
                properties.remove(prompt)
            if text is None:
                properties.append(properties.makeelement(qn("w:showingPlcHdr"), {}))
            first, *rest = control.iter(qn("w:t"))
            first.text = text or "Cliquez ou appuyez ici pour entrer du texte."
            for other in rest:
                other.text = ""
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def test_un_document_laisse_tel_quel_ne_dit_rien(short_fiche: FicheDePoste) -> None:
    assert word.read_fields(saved(word.fiche(short_fiche, on=ON))) == {}
    assert word.read_fields(saved(word.fiche(short_fiche, on=ON, poste=Poste(lieu=" deux\nlignes ")))) == {}


def test_un_champ_rempli_recrit_ou_efface_revient(short_fiche: FicheDePoste) -> None:
    content = saved(word.fiche(short_fiche, on=ON, poste=Poste(lieu="Ici")))
    for key, text in (("jours", "mardi & jeudi"), ("liens", "Toute l’équipe"), ("lieu", None)):
        content = written(content, key, text)
    assert word.read_fields(content) == {"jours": "mardi & jeudi", "liens": "Toute l’équipe", "lieu": ""}


@pytest.mark.parametrize("status", ["salarie-sisa", "micro"])
def test_chaque_champ_de_chaque_document_se_relit_et_se_garde(status: str, profile, ref) -> None:
    from matrice.fiche import draft

    fiche = draft(profile, weekly_hours=8, status=status)
    makers = [documents.fiche, *([documents.lettre_de_mission] if status == "micro" else [])]
    for make in makers:
        document = make(fiche, on=ON)
        content = saved(word.write(document))
        keys = list(dict.fromkeys(field.key for field in document.fields()))
        for key in keys:
            content = written(content, key, f"récrit {key}")
        read = word.read_fields(content)
        assert read == {key: f"récrit {key}" for key in keys}
        again = make(fiche, on=ON, poste=NO_DATA.filled(read))
        assert {field.key: field.text for field in again.fields()} == read


@pytest.mark.parametrize("content", [b"", b"pas un document", b"PK\x03\x04"])
def test_un_fichier_qui_n_est_pas_un_document_est_refuse(content: bytes) -> None:
    with pytest.raises(InputError):
        word.read_fields(content)
