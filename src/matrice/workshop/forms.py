"""Les deux formulaires du panneau : les mains d'un second vote, et la décision."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from ..documents.words import level_name
from ..referentiel import Level

HANDS = 500  # mains au plus : une faute de frappe ne fait pas un vote
FIT = {"description_width": "initial"}


def count_field(label: str) -> Any:
    """Un nombre de mains."""
    return widgets.BoundedIntText(value=0, min=0, max=HANDS, description=label, style=FIT)


def text_field(label: str, hint: str) -> Any:
    """Une phrase."""
    return widgets.Text(description=label, placeholder=hint, style=FIT, layout={"width": "98%"})


def row(*children: Any) -> Any:
    """Des champs sur une ligne, qui passent à la suivante s'ils ne tiennent pas."""
    return widgets.HBox(children, layout={"flex_flow": "row wrap", "align_items": "center"})


class VoteForm:
    """Les mains levées, comptées par niveau, puis SO et NSP."""

    def __init__(self, levels: tuple[Level, ...]) -> None:
        self.fields = [count_field(level_name(level)) for level in levels]
        self.so, self.nsp = count_field("sans objet"), count_field("ne sait pas")
        self.box = row(*self.fields, self.so, self.nsp)

    def clear(self) -> None:
        """Remet toutes les mains à zéro."""
        for field in (*self.fields, self.so, self.nsp):
            field.value = 0

    @property
    def votes(self) -> tuple[int, ...]:
        """Les mains par niveau, du plus bas au plus haut."""
        return tuple(field.value for field in self.fields)


class DecisionForm:
    """Le niveau retenu, les voix, la raison et la réserve."""

    def __init__(self, levels: tuple[Level, ...]) -> None:
        options: list[tuple[str, int | str]] = [(level_name(level), level.value) for level in levels]
        self.level = widgets.ToggleButtons(options=[*options, ("SO sans objet", "SO")])
        self.votes_for, self.against = count_field("pour"), count_field("contre")
        self.abstentions = count_field("abstentions")
        self.reason = text_field("Raison", "une phrase, exigée si l’on s’écarte du niveau proposé")
        self.dissent = text_field("Réserve", "l’avis minoritaire, sans nom")
        counts = row(self.votes_for, self.against, self.abstentions, widgets.HTML("tout à 0\u00a0: sans opposition"))
        self.box = widgets.VBox([self.level, counts, self.reason, self.dissent])

    def clear(self, level: int | None) -> None:
        """Vide le formulaire, le niveau proposé déjà choisi s'il y en a un."""
        for field in (self.votes_for, self.against, self.abstentions):
            field.value = 0
        self.reason.value = self.dissent.value = ""
        if level is not None:
            self.level.value = level

    @property
    def answers(self) -> dict[str, Any]:
        """Les arguments de `decide` ; sans une voix pour ni contre, personne n'a compté."""
        counted = self.votes_for.value or self.against.value
        return {
            "level": self.level.value,
            "votes_for": self.votes_for.value if counted else None,
            "against": self.against.value,
            "abstentions": self.abstentions.value,
            "reason": self.reason.value,
            "dissent": self.dissent.value,
        }
