"""A deck: a folder of cards and exercises, read from the disk and put together.

``load_deck`` reads all it can, reports every fault and raises nothing: what is broken is left out and said, the rest
works. It does not judge texts, maths or exercises; ``python -m study check`` does.
"""

from study.deck.decks import load_deck, load_decks
from study.deck.models import Deck, Exercise

__all__ = ["Deck", "Exercise", "load_deck", "load_decks"]
