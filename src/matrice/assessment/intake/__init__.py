"""Recueillir : des fichiers, tels que les gens les remplissent, à une campagne comptée."""
