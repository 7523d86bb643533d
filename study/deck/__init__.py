"""A deck: a folder of cards and exercises, read from the disk and put together.

``load_deck`` reads all it can, reports every fault of the structure and raises nothing: what is broken is left out and
said, the rest works. It does not judge texts, maths or exercises; ``faults_of`` does, for ``python -m study check``.
"""

from study.deck.checking import faults_of
from study.deck.decks import DeckReading, load_deck, load_decks, read_decks
from study.deck.models import Deck, Exercise

__all__ = ["Deck", "DeckReading", "Exercise", "faults_of", "load_deck", "load_decks", "read_decks"]
