"""Le fichier qu'une équipe envoie à sa fédération : l'écrire, le relire, dire ce qu'il contient."""
