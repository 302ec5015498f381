"""La documentation : guides et carnets exécutés, liens vérifiés. `make docs` la construit dans dist/docs.

La racine des sources est celle du dépôt : les carnets y restent à leur place, et leurs chemins relatifs
(`../data`) sont les mêmes pour qui les ouvre et pour qui les publie.
"""

project = "matrice"
author = "Les auteurs de matrice"
copyright = "2026, les auteurs de matrice"
language = "fr"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/index"
include_patterns = ["docs/**", "notebooks/*.ipynb"]
exclude_patterns = ["**/.ipynb_checkpoints"]
html_theme = "furo"
html_title = "matrice"

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 60
nb_merge_streams = True

autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
# Les figures plotly n'ont pas de moteur dans une page imprimée : leur tableau, lui, se lit partout.
nb_mime_priority_overrides = [("html", "text/html", 0)]
suppress_warnings = ["mystnb.unknown_mime_type"]
