"""Predictions in demos: what was guessed right or wrong goes into the log, and what was missed comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from study.content import Embed
from study.deck import Deck
from study.log import Event
from ui import visit
from ui.lab import Heard
from ui.learner import decks, progress_log

A_DAY = timedelta(hours=20)  # from one evening to the next


def recorder(demo: str, card: str | None, units: Sequence[str]) -> Heard:
    """What a demo tells its prediction to: an event, of the units that its question tries."""

    def heard(right: bool, view: str) -> None:
        if any(_same(e, demo, view) for e in visit.events()):
            return  # whoever has seen the truth of a view knows it: only the first guess of a day tells something
        deck = decks.require().id
        progress_log.record("prediction", deck=deck, card=card, demo=demo, units=list(units), view=view, right=right)

    return heard


def _same(e: Event, demo: str, view: str) -> bool:
    known = e.kind == "prediction" and (e.get("demo"), e.get("view")) == (demo, view)
    return known and visit.now() - e.time < A_DAY


def missed(demo: str) -> str:
    """The view whose prediction was wrong the last time that this demo was asked; empty where it was right."""
    last = next((e for e in reversed(visit.events()) if e.kind == "prediction" and e.get("demo") == demo), None)
    return str(last["view"]) if last is not None and last["right"] is False else ""


def place(deck: Deck, demo: str) -> tuple[str | None, tuple[str, ...]]:
    """The card that embeds a demo and says what units its question tries; none where no card does."""
    for card in deck.cards.values():
        for layers in card.layers.values():
            for block in (*layers.answer, *layers.derivation, *layers.skeleton, *layers.pitfalls):
                if isinstance(block, Embed) and block.name == demo and block.units:
                    return card.id, block.units
    return None, ()
