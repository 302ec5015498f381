"""`python -m matrice` : la même commande que `matrice`, quand celle-ci n'est pas dans le chemin du système."""

from .cli import main

if __name__ == "__main__":
    main()
