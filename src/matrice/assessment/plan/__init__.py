"""Agir : le plan d'action, son suivi, ses tableaux et son calendrier."""
