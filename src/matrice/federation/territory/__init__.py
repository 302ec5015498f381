"""Mettre des territoires côte à côte : niveaux, entonnoirs, besoins, évolution, profils types, pratiques."""
