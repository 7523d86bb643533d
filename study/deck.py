"""Decks of cards: the model under one name."""

from __future__ import annotations

from study.cards import Card, Deck, Embed, Erratum, Exercise, Layer, Layers, LeftOut, Prose, Texts, Unit
from study.embeds import DEMOS
from study.faults import Fault

__all__ = [
    "DEMOS",
    "Card",
    "Deck",
    "Embed",
    "Erratum",
    "Exercise",
    "Fault",
    "Layer",
    "Layers",
    "LeftOut",
    "Prose",
    "Texts",
    "Unit",
]
