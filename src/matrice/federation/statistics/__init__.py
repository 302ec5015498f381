"""Les formules de la comparaison, en numpy : chacune cite sa source et ignore ce qu'est une équipe."""
