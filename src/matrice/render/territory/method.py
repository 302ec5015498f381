"""Comment chaque chiffre d'un rapport de territoire est fait : ce qu'impriment le document, le classeur et la page."""

from __future__ import annotations

from ...federation import TerritoryReport
from ...text import quoted
from .words import COUNTED, target_text


def method(report: TerritoryReport) -> tuple[tuple[str, str], ...]:
    """Renvoie un titre et une explication par sorte de chiffre."""
    target = quoted(target_text(report))
    return (
        ("Nombres d’équipes", COUNTED),
        (
            "Niveaux",
            "Le niveau d’une équipe sur une dimension est celui que sa note atteint. Un niveau de moins de trois équipes "
            "est compté avec son voisin. «\u00a0Sans objet\u00a0» et «\u00a0non calculable\u00a0» ne sont pas des "
            "niveaux\u00a0: ces équipes ne sont pas dans la part.",
        ),
        (
            "Quartiles",
            "Le quart des équipes a une note sur 100 inférieure ou égale au premier, la moitié à la médiane. Ni minimum "
            "ni maximum.",
        ),
        (
            "Entonnoirs",
            f"Part des équipes au niveau {target} ou au-dessus, comparée à celle de toutes les équipes. Limites à 95 et "
            "99,8\u00a0%\u00a0: ce que le hasard seul donnerait à un territoire de cette taille. Sortir des limites "
            "invite à regarder, sans juger.",
        ),
        (
            "Besoins",
            f"Part des équipes sous le niveau {target}, de la plus à la moins répandue. L’intervalle est à 95\u00a0% "
            "(Wilson). Les rangs plausibles sont à 90\u00a0%\u00a0: deux dimensions dont les rangs se recouvrent ne se "
            "départagent pas. À partir de dix territoires, la part d’un territoire est aussi rapprochée de la moyenne "
            "des autres.",
        ),
        (
            "Évolution",
            "Sur les équipes présentes aux deux campagnes, notes arrondies à l’entier. «\u00a0Nette\u00a0» quand le test "
            "exact des signes donne moins de 5\u00a0% au hasard.",
        ),
        (
            "Profils types",
            "L’axe le plus haut et l’axe le plus bas de chaque équipe\u00a0; moins de 20\u00a0points d’écart, le profil "
            "est homogène.",
        ),
        (
            "Dimensions qui vont ensemble",
            "Corrélation des notes, au dixième. Elle ne dit pas que l’une entraîne l’autre.",
        ),
    )
