"""Situer une équipe parmi ses semblables : l'étalon de l'année, la place de l'équipe, les conseils."""
