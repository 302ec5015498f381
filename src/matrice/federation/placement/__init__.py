"""Situer une équipe parmi ses semblables : les groupes, leurs chiffres, la place, les conseils."""
