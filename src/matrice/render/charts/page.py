"""La page d'un profil : un seul fichier, lisible hors ligne, imprimable, qui ne parle à personne."""

from __future__ import annotations

import os
from html import escape

from plotly.offline import get_plotlyjs

from ...assessment import Profile
from ...files import write_atomic
from ...text import NBSP
from ..html import profile_table
from .dots import dots
from .figure import SHEET_WIDTH, Figure, showable_pair
from .radar import radar

# Troisième serrure, tenue par le navigateur : la page ne peut rien charger ni rien envoyer.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; form-action 'none'"
)
_TALL = 1030  # hauteur utile d'une feuille A4, en pixels
_STYLE = """
body{margin:0 auto;max-width:1000px;padding:16px;background:#fff;color:#1a1a1a;font:16px/1.5 Arial,sans-serif}
h1{font-size:26px;line-height:1.25}h2{font-size:21px;margin-top:40px}
figure{margin:0;overflow-x:auto}figcaption{margin-top:8px}
@page{size:A4;margin:12mm}
@media print{body{padding:0;max-width:none}figure{overflow:visible}h2,figure,tr{break-inside:avoid}
h2{break-after:avoid;margin-top:0}.modebar-container{display:none}.dessin{zoom:var(--zoom)}
main table.matrice-tableau{font-size:12px;line-height:1.25}main table.matrice-tableau :is(th,td){padding:2px 8px}}
"""


def table(profile: Profile, *, before: Profile | None = None) -> str:
    """Renvoie, en HTML, le tableau des mêmes chiffres que le radar : son équivalent accessible.

    `before` ajoute la colonne d'un second profil sur la même grille (`MatriceError` sinon).
    """
    profile, before = showable_pair(profile, before)
    return profile_table(profile, before=before)


def write_html(
    profile: Profile, path: str | os.PathLike[str], *, before: Profile | None = None, added: bool = False
) -> None:
    """Écrit une page autonome : radar, diagramme en points, tableau, équivalent en mots.

    Args:
        profile: le profil à montrer.
        path: le fichier à écrire, remplacé d'un coup ; son dossier est créé s'il manque.
        before, added: comme pour `radar`.

    Raises:
        MatriceError: `before` ne se compare pas au profil, ou le disque refuse.

    La page ne charge rien du réseau et ne peut rien y envoyer ; elle s'ouvre d'un double-clic, dans dix ans aussi.
    """
    write_atomic(path, _page(profile, before=before, added=added).encode("utf-8"))


def _page(profile: Profile, *, before: Profile | None = None, added: bool = False) -> str:
    """Renvoie le texte de la page."""
    title = escape(f"Profil de maturité{NBSP}: {profile.team}")
    shapes = radar(profile, before=before, added=added), dots(profile, before=before)
    return f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
<script>{get_plotlyjs()}</script>
</head>
<body>
<main>
<h1>{title}</h1>
<h2>Radar</h2>
{_figure_html(shapes[0], "radar", said=True)}
<h2>Diagramme en points</h2>
{_figure_html(shapes[1], "points", said=False)}
<h2>Tableau</h2>
{table(profile, before=before)}
</main>
</body>
</html>
"""


def _figure_html(figure: Figure, name: str, *, said: bool) -> str:
    """Une figure et son équivalent en mots, lu par un lecteur d'écran à la place du dessin."""
    drawing = figure.to_html(full_html=False, include_plotlyjs=False, div_id=name)
    # Le titre et l'équivalent en mots restent sur la même feuille que le radar.
    zoom = min(1.0, SHEET_WIDTH / figure.layout.width, (_TALL - (290 if said else 90)) / figure.layout.height)
    caption = f"<figcaption>{escape(figure.alternative)}</figcaption>" if said else ""
    return (
        f'<figure><div class="dessin" style="--zoom:{zoom:.2f}" role="img" aria-label="{escape(figure.alternative)}">'
        f"{drawing}</div>{caption}</figure>"
    )
