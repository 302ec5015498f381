"""Des priorités aux heures : la demande vérifiée, le choix des tâches, le partage exact, qui prend le reste."""
