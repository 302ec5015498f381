"""Ce que dit le survol d'un point : le libellé entier et d'où vient la note."""

from __future__ import annotations

from ...assessment import AxisResult, Profile
from ...documents.words import Result, level_text, overruled_text, standing_text
from ...text import NBSP, capital, number, plural
from .lettering import html_lines, wrapped

ROOM = 420  # largeur d'une bulle, en pixels
TEMPLATE = "%{customdata}<extra></extra>"  # le texte passe par les données : un « %{ » d'un libellé n'y est pas lu


def hover_text(profile: Profile, result: Result) -> str:
    """Renvoie la bulle d'un résultat, en HTML de plotly : libellé, note à une décimale, niveau, couverture."""
    lines = [f"Équipe{NBSP}: {profile.team}", score_line(result)]
    if result.level is not None:
        lines.append(f"Niveau atteint{NBSP}: {level_text(profile.ref.scale, result.level)}")
    if not isinstance(result, AxisResult) and result.decision:
        lines.append("Décidé par l’équipe")
        lines += [capital(said)] if (said := overruled_text(result)) else []
    if result.applicable:
        lines.append(coverage_line(profile, result))
    label = html_lines(wrapped(result.label, ROOM))
    return f"<b>{label}</b><br>" + "<br>".join(html_lines(wrapped(line, ROOM)) for line in lines)


def score_line(result: Result) -> str:
    """« Note : 66,7 sur 100 », ou pourquoi il n'y en a pas."""
    said = standing_text(result) if result.score is None else f"{number(result.score, 1)} sur{NBSP}100"
    return f"Note{NBSP}: {said}"


def coverage_line(profile: Profile, result: Result) -> str:
    """« Cotées : 5 caractéristiques sur 6 applicables »."""
    if isinstance(result, AxisResult):
        what = "axe" if profile.grain == "axis" else "dimension"
    else:
        what = "dimension" if profile.grain == "dimension" else "caractéristique"
    return f"Coté{NBSP}: {plural(result.answered, what)} sur {plural(result.applicable, 'applicable')}"
