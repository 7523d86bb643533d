"""The decks on disk, loaded once and again whenever a file changes."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from study.content import Fault
from study.deck import Deck, load_decks
from ui.text import here, t
from ui.visit import DECK

FOLDER = Path(__file__).parents[2] / "questions"


def folder() -> Path:
    """Where the decks are: ``questions/``, or the folder that ``LEKCE2_QUESTIONS`` names."""
    return Path(os.environ.get("LEKCE2_QUESTIONS") or FOLDER)


def all_decks() -> tuple[Deck, ...]:
    """Every deck of the folder, with its faults."""
    path = str(folder())
    loaded: tuple[Deck, ...] = _load(path, _stamp(path), id(Deck))
    return loaded


def usable() -> list[Deck]:
    """The decks that have questions, in the order of their folders."""
    return [deck for deck in all_decks() if deck.cards]


def current() -> Deck | None:
    """The chosen deck, else the first one that has questions; ``None`` when there is none."""
    return named(st.session_state.get(DECK)) or next(iter(usable()), None)


def named(id: object) -> Deck | None:
    """The deck of an id, if it has questions."""
    return next((deck for deck in usable() if deck.id == id), None)


def holding(card: str | None, exercise: str | None) -> Deck | None:
    """The deck in which a card or an exercise is; the chosen one before all others."""
    every = usable()
    chosen = current()
    for deck in [*([chosen] if chosen else []), *every]:
        if card in deck.cards or exercise in deck.exercises:
            return deck
    return None


def require() -> Deck:
    """The chosen deck; where there is none the page says what to do and ends."""
    deck = current()
    if deck is None:
        st.info(t("deck.none", folder=str(folder().name)), icon=":material/folder_open:")
        for broken in all_decks():
            for fault in broken.faults[:20]:
                st.code(fault_line(fault), language=None, wrap_lines=True)
        st.stop()
    return deck


def fault_line(fault: Fault) -> str:
    """A fault as ``file:line: sentence`` in the language of the page."""
    return f"{fault.file}:{fault.line}: {here().message(fault.message, 'fault')}"


@st.cache_data(ttl=2, max_entries=4, show_spinner=False)
def _stamp(path: str) -> float:
    """The newest change below a folder, looked up at most every two seconds."""
    times = [entry.stat().st_mtime for entry in Path(path).rglob("*") if entry.is_file()]
    return max(times, default=0.0) + len(times)


@st.cache_resource(max_entries=4, show_spinner=False)
def _load(path: str, stamp: float, model: int) -> tuple[Deck, ...]:
    """The decks of a folder at one moment, made of one version of the model's classes.

    ``model`` is the id of the class, which no other one gets while decks of it are kept here.
    """
    return load_decks(path)
