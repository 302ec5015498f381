"""Ce que disent les documents d'un territoire avant toute mise en forme : les mêmes mots et les mêmes tableaux partout.

Le document Word, le classeur, les figures et la page hors ligne se servent ici, et seulement de valeurs diffusées :
`words` écrit un fait, `tables` et `choices` rangent les faits, `method` explique chaque chiffre, `html` rend un tableau
accessible.
"""
