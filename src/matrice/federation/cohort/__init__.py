"""Rassembler les profils reçus en une cohorte, quelle que soit la forme où ils arrivent."""
