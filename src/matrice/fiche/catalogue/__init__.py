"""Ce que la fiche peut demander : les tâches et leurs plans, les compétences, les statuts, les rôles."""
