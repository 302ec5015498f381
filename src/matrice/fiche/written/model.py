"""Le format de `fiche.yaml`, en français : c'est une équipe qui l'écrit.

Les champs portent les mots du fichier. Un nombre, une durée, une somme s'écrivent comme les documents les impriment
(« 8,5 », « 8 h 30 », « 1 200 € ») ou avec un point ; une tâche s'écrit par son
seul identifiant, ou par un bloc quand l'équipe fixe sa priorité, ses bornes ou son temps.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ...referentiel import Text, Value, typed
from ...text import (
    EUROS_FORMS,
    HOURS_FORMS,
    NBSP,
    NUMBER_FORMS,
    Wording,
    read_euros,
    read_hours,
    read_number,
    read_percent,
)
from ..sharing.needs import Period

TYPED_HOURS = typed(read_hours, HOURS_FORMS)
TYPED_NUMBER = typed(read_number, NUMBER_FORMS)
Hours = Annotated[float, TYPED_HOURS, Field(gt=0, le=168, allow_inf_nan=False)]
# Un temps connu d'avance peut être « par an » : sa borne dépend de sa période (`Need`), pas de la semaine.
Time = Annotated[float, TYPED_HOURS, Field(gt=0, allow_inf_nan=False)]
LeastHours = Annotated[float, TYPED_HOURS, Field(ge=0, allow_inf_nan=False)]
Amount = Annotated[float, TYPED_NUMBER, Field(ge=0, allow_inf_nan=False)]
Percent = Annotated[float, typed(read_percent, f"10 ou 10{NBSP}%"), Field(ge=0, le=50, allow_inf_nan=False)]
Fee = Annotated[float, typed(read_percent, f"8 ou 8{NBSP}%"), Field(ge=0, allow_inf_nan=False)]
Euros = Annotated[float, typed(read_euros, EUROS_FORMS), Field(ge=0, le=10_000_000, allow_inf_nan=False)]


class WrittenTask(Value):
    """Une tâche choisie, et ce que l'équipe en fixe."""

    id: Text = Field(description="Identifiant de la tâche dans le catalogue.")
    priorite: Amount | None = Field(
        None, description="Priorité en points, de 0 à 100, à la place de l'écart au niveau visé."
    )
    minimum: LeastHours | None = Field(None, description="Heures par semaine, au moins.")
    maximum: LeastHours | None = Field(None, description="Heures par semaine, au plus.")
    temps: Time | None = Field(None, description="Temps connu d'avance, en heures ; « par » dit à quelle fréquence.")
    par: Period | None = Field(None, description="Fréquence du temps : semaine, mois, trimestre, an ou fois.")

    @model_validator(mode="before")
    @classmethod
    def bare(cls, value: Any) -> Any:
        """Un identifiant seul vaut une tâche sans réglage."""
        return {"id": value} if isinstance(value, str) else value


class WrittenRole(Value):
    """Une personne de l'équipe qui peut prendre ce qui ne tient pas dans le poste."""

    role: str = Field("", description="Identifiant d'un rôle livré, ou rien.")
    nom: str = Field("", description="Comment la nommer, si ce n'est pas un rôle livré.")
    heures: Hours | None = Field(None, description="Ses heures par semaine (par défaut, celles du rôle).")
    fonctions: tuple[Text, ...] = Field((), description="Fonctions qu'elle prend volontiers.")
    taches: tuple[Text, ...] = Field((), description="Tâches qu'elle prend volontiers.")


class WrittenBlock(Value):
    """Un bloc d'activités facultatif : pris en entier s'il tient dans les heures et les euros, ou laissé."""

    nom: Text
    taches: tuple[Text, ...] = Field(description="Les tâches qu'il apporte.")
    heures: Hours = Field(description="Heures par semaine qu'il demande.")
    euros: Euros = Field(0.0, description="Euros par an qu'il demande en plus des heures.")
    interet: Amount = Field(description="Intérêt pour l'équipe, en points.")


class WrittenSum(Value):
    """Une dépense ou un financement."""

    nom: Text
    euros: Euros


class WrittenMoney(Value):
    """Ce que l'équipe sait de l'argent du poste."""

    brut_mensuel: Euros | None = Field(None, description="Salaire brut mensuel à temps plein.")
    brut_horaire: Euros | None = Field(None, description="Taux horaire brut, à la place du salaire mensuel.")
    anciennete: Amount = Field(0.0, description="Ancienneté, en années.")
    frais_groupement: Fee = Field(0.0, description="Frais du groupement d'employeurs, en pour cent.")
    tarif_horaire: Euros | None = Field(
        None, description="Tarif ou indemnité par heure (micro-entreprise, soignant, portage)."
    )
    forfait_mission: Euros | None = Field(None, description="Forfait d'une mission, à la place du tarif horaire.")
    missions: Amount = Field(1.0, description="Nombre de missions par an.")
    tva: Literal["à dire", "non assujetti", "assujetti"] = Field(
        "à dire", description="Position sur la TVA de la partie qui emploie ou qui facture."
    )
    depenses: tuple[WrittenSum, ...] = Field((), description="Autres dépenses du poste, en euros par an.")
    budget: Euros | None = Field(None, description="Ce que l'équipe peut dépenser par an.")
    patients: Amount | None = Field(None, description="Patientèle « médecin traitant », pour la part de l'ACI.")
    aci_euros: Euros | None = Field(None, description="Montant notifié par la caisse, à la place du calcul.")
    regime_aci: str | None = Field(None, description="Régime de l'ACI : 2017 ou 2022.")
    lecture_aci: Literal["lineaire", "tranche"] = Field("tranche", description="Lecture de « 1 700 jusqu'à 8 000 ».")
    prorata_aci: Literal["lineaire", "tranche entière"] = Field("lineaire", description="Au-delà de 8 000 patients.")
    financements: tuple[WrittenSum, ...] = Field(
        (), description="Autres financements, en euros par an (commune, fondation…)."
    )


class WrittenTeam(Value):
    """Une des équipes d'un poste partagé."""

    nom: Text
    heures: Hours
    reponses: str = Field(
        "", description="Fichier ou dossier de ses réponses, à partir de l'emplacement de ce fichier."
    )
    collectif: bool = Field(False, description="Vrai pour un seul questionnaire, que l'équipe a rempli ensemble.")


class WrittenFiche(Value):
    """Une demande de fiche de poste."""

    equipe: str = Field("", description="Nom de l'équipe.")
    heures: Hours | None = Field(None, description="Heures par semaine du poste ; absent si « equipes » les donne.")
    statut: str = Field("", description="Identifiant du statut (par défaut, salarie-sisa).")
    plan: str = Field("matrice", description="Plan de la fiche : matrice, blocs, missions ou champs.")
    redaction: Wording = Field("doublet", description="Écriture des noms de métier.")
    cible: int | None = Field(None, description="Niveau visé (par défaut, le plus haut).")
    reserve: Percent = Field(10.0, description="Part du temps gardée pour les imprévus, en pour cent.")
    minimum: LeastHours = Field(0.5, description="Heures par semaine que reçoit au moins une tâche.")
    pas: Hours = Field(0.25, description="Le plus petit morceau, en heures.")
    taches: tuple[WrittenTask, ...] | None = Field(None, description="Tâches choisies ; sans elles, proposition.")
    personnes: tuple[WrittenRole, ...] = Field((), description="Qui peut prendre le reste, et sur quelles heures.")
    blocs: tuple[WrittenBlock, ...] = Field((), description="Blocs facultatifs, choisis sous les heures et les euros.")
    euros_des_blocs: Euros | None = Field(
        None, description="Euros par an disponibles pour les blocs (par défaut, sans limite)."
    )
    argent: WrittenMoney | None = Field(None, description="Coût et financements du poste.")
    equipes: tuple[WrittenTeam, ...] = Field((), description="Équipes d'un poste partagé.")
