# Tout se fait ici : « make » seul affiche la liste. Chaque cible prépare elle-même ce dont elle a besoin.
# Les chemins restent relatifs : le dépôt peut être rangé dans un dossier dont le nom a des espaces.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input
# Les versions de constraints.txt, les mêmes pour tous, y compris pour construire matrice.
INSTALLER := $(PIP) install --constraint constraints.txt --build-constraint constraints.txt
# « make test ROUE=dist/matrice-….whl » essaie la roue construite, installée comme chez un utilisateur. Un dossier src/
# pourrait être essayé à sa place : il faut une copie du dépôt qui ne l'a pas, et tests et doctests lisent le paquet installé.
ROUE ?=
MATRICE := $(if $(ROUE),$(ROUE),--editable .)
ESSAYES := $(if $(ROUE),./tests ./docs --pyargs matrice)
# Les groupes de pyproject.toml que les essais installent ; « make test GROUPES="dev spark" » ajoute PySpark (500 Mo).
GROUPES ?= dev
# « make test PYTHON=/chemin/python3.12 » impose un Python ; sinon on cherche le meilleur plus bas.
PYTHON ?=
ASSEZ_RECENT := import sys; sys.exit(sys.version_info < (3, 11))

# Les essais se partagent entre quatre processus au plus, chacun en prend aux autres quand il a fini ; un fichier
# reste d’ordinaire dans un seul, avec ce qu’il prépare. « make test ARGS="-n 0" » les remet à la file.
PARTAGE := -n auto --maxprocesses 4 --dist worksteal

# Sans les fichiers .pyc, chaque commande démarre deux à quatre fois plus lentement.
unexport PYTHONDONTWRITEBYTECODE
# Un PYTHONPATH ou un PYTHONHOME venus d’ailleurs feraient essayer un autre code que celui du dépôt.
unexport PYTHONPATH
unexport PYTHONHOME

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test fouille lint bench docs contraintes clean FORCE

help:
	@echo "make demo    fabrique un exemple complet dans resultats/ (installe matrice au besoin)"
	@echo "make test    lance les essais (installe aussi les outils de développement)"
	@echo "make fouille cherche des fautes au hasard : les mêmes lois, sur dix fois plus d’exemples"
	@echo "make lint    relit le code : ruff et mypy"
	@echo "make docs    construit la documentation dans dist/docs"
	@echo "make bench   mesure les temps et la mémoire"
	@echo "make contraintes  renouvelle constraints.txt, les versions que make installe"
	@echo "make clean   efface ce que make a fabriqué : $(VENV), resultats/, caches"

demo: $(VENV)/.matrice
	@echo "Fabrication de l’exemple…"
	@$(VENV)/bin/matrice demo --dossier resultats

test: $(VENV)/.dev
	@echo "Essais…"
	@if [ -n "$(ROUE)" ] && [ -e src ]; then echo "ROUE s’essaie dans une copie du dépôt sans src/." >&2; exit 1; fi
	@$(PY) -c "import matrice, sys; print('Code essayé :', matrice.__file__); \
		sys.exit(bool('$(ROUE)') and 'site-packages' not in matrice.__file__)"
	@$(PY) -m pytest $(ESSAYES) $(PARTAGE) $(ARGS)

# La graine se rejoue : « make fouille GRAINE=… » tire les mêmes exemples.
fouille: $(VENV)/.dev
	@graine=$(or $(GRAINE),$$($(PY) -c "import secrets; print(secrets.randbelow(10**9))")); \
	echo "Fouille, graine $$graine (pour la rejouer : make fouille GRAINE=$$graine)…"; \
	$(PY) -m pytest $(PARTAGE) -m hypothesis --hypothesis-profile=fouille --hypothesis-seed=$$graine $(ARGS)

lint: $(VENV)/.dev
	@echo "Relecture : ruff check"
	@$(PY) -m ruff check .
	@echo "Relecture : ruff format"
	@$(PY) -m ruff format --check .
	@echo "Relecture : mypy"
	@$(PY) -m mypy

bench: $(VENV)/.bench
	@for mesure in bench/*.py; do echo "Mesures : $$mesure"; $(PY) "$$mesure" $(ARGS) || exit 1; done

docs: $(VENV)/.dev
	@echo "Documentation : guides, carnets exécutés, façade…"
	@$(PY) -m sphinx -q -W --keep-going -c docs . dist/docs
	@echo "Elle est dans dist/docs/docs/index.html."

contraintes: $(VENV)/.pret
	@echo "Recherche des versions les plus récentes que pyproject.toml permet…"
	@$(PY) tools/renouveler_contraintes.py

clean:
	@rm -rf $(VENV) resultats dist build .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . \( -name .git -o -name node_modules \) -prune -o \
		\( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
	@echo "Le dépôt est propre."

# Les témoins .matrice, .dev et .bench ne sont posés qu’après une installation complète : une installation
# interrompue recommence. Une modification de pyproject.toml ou de constraints.txt les périme.
echec = { echo "L’installation n’a pas abouti (message ci-dessus)." \
	"Vérifiez la connexion à Internet, puis relancez la même commande." >&2; exit 1; }

$(VENV)/.matrice: pyproject.toml constraints.txt $(VENV)/.pret
	@echo "Installation de matrice (une à deux minutes la première fois)…"
	@$(INSTALLER) --editable . || $(echec)
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt $(ROUE) $(VENV)/.pret
	@echo "Installation de matrice et des outils de développement (quelques minutes la première fois)…"
	@$(INSTALLER) $(MATRICE) $(GROUPES:%=--group %) || $(echec)
	@touch $(VENV)/.matrice $@

$(VENV)/.bench: pyproject.toml constraints.txt $(VENV)/.dev
	@echo "Installation des outils de mesure…"
	@$(INSTALLER) --group bench || $(echec)
	@touch $@

# Le témoin .pret contient le chemin du dépôt : un dépôt déplacé ou copié garderait sinon un environnement
# qui fait tourner le code de l’ancien dossier. La règle passe à chaque fois, mais ne touche le témoin que si
# elle a travaillé. Un .venv fait à la main est gardé s’il convient. Sous Debian, « python3 -m venv » sans le
# paquet python3-venv laisse un dossier à moitié fait : on le devine avant de commencer.
$(VENV)/.pret: FORCE
	@if [ "$$(cat $@ 2>/dev/null)" = "$$(pwd -P)" ] && $(PY) -c "$(ASSEZ_RECENT)" 2>/dev/null; then exit 0; fi; \
	if [ ! -e $@ ] && $(PY) -c "$(ASSEZ_RECENT)" 2>/dev/null && $(PY) -m pip --version >/dev/null 2>&1; then \
		echo "Environnement Python déjà présent dans $(VENV) : il est gardé."; \
	else \
		python="$(PYTHON)"; \
		for essai in "from ensurepip import bootstrap; import venv; $(ASSEZ_RECENT)" "$(ASSEZ_RECENT)"; do \
			for nom in python3.13 python3.12 python3.11 python3; do \
				if [ -z "$$python" ] && "$$nom" -c "$$essai" >/dev/null 2>&1; then python="$$nom"; fi; \
			done; \
		done; \
		if [ -z "$$python" ] || ! "$$python" -c "$(ASSEZ_RECENT)" >/dev/null 2>&1; then \
			echo "Il faut Python 3.11 ou plus récent$${python:+, ce que « $$python » n’est pas}. Sous Debian :" >&2; \
			echo "    sudo apt install python3 python3-venv" >&2; \
			echo "Pour en désigner un autre : make … PYTHON=/chemin/vers/python3.11" >&2; \
			exit 1; \
		fi; \
		if "$$python" -c "from ensurepip import bootstrap; import venv" 2>/dev/null; then outil=venv; \
		elif "$$python" -c "import virtualenv" 2>/dev/null; then outil=virtualenv; \
		elif command -v uv >/dev/null 2>&1; then outil=uv; \
		else \
			echo "Python est là, mais il manque le paquet qui crée les environnements. Installez-le :" >&2; \
			echo "    sudo apt install python3-venv" >&2; \
			echo "puis relancez la même commande." >&2; \
			exit 1; \
		fi; \
		echo "Création de l’environnement Python dans $(VENV)…"; \
		rm -rf $(VENV); \
		case $$outil in \
			uv) uv venv --quiet --seed --python "$$python" $(VENV);; \
			virtualenv) "$$python" -m virtualenv --quiet $(VENV);; \
			venv) "$$python" -m venv $(VENV);; \
		esac || { rm -rf $(VENV); $(echec); }; \
	fi; \
	$(PIP) install --upgrade --constraint constraints.txt "pip>=25.3" || $(echec); \
	pwd -P > $@
