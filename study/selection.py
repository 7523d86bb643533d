"""Which questions, in which order: an exact number of points for a self-test, topics interleaved for revision."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from study.deck import Card

QUARTERS = 4  # points are quarters, so that sums are whole numbers


def select(cards: Sequence[Card], points: float, rng: Random) -> tuple[Card, ...]:
    """A random selection worth exactly ``points``; where none exists, one of the nearest worth below, else above.

    Every selection of the reached worth is equally likely: ways to reach each sum are counted card by card, and the
    cards are then drawn backwards with the odds these counts give.
    """
    worths = [round(card.points * QUARTERS) for card in cards]
    total = sum(worths)
    ways = [[1] + [0] * total]  # ways[i][s]: subsets of the first i cards worth s
    for worth in worths:
        last = ways[-1]
        ways.append([n + (last[s - worth] if s >= worth else 0) for s, n in enumerate(last)])
    wanted = min(max(round(points * QUARTERS), 0), total)
    reachable = [s for s, n in enumerate(ways[-1]) if n and s]
    if not reachable:
        return ()
    goal = max((s for s in reachable if s <= wanted), default=min(reachable))
    chosen = []
    for i in range(len(cards), 0, -1):
        without = ways[i - 1][goal]
        if rng.randrange(ways[i][goal]) >= without:
            chosen.append(cards[i - 1])
            goal -= worths[i - 1]
    return tuple(reversed(chosen))


def interleave(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The cards so that neighbours share a first topic only where it cannot be helped; else in their own order."""
    waiting = list(cards)
    ordered: list[Card] = []
    while waiting:
        counts = {card.topics[:1]: sum(other.topics[:1] == card.topics[:1] for other in waiting) for card in waiting}
        before = ordered[-1].topics[:1] if ordered else None
        free = [card for card in waiting if card.topics[:1] != before] or waiting
        crowded = max(counts.values())
        must = [card for card in free if counts[card.topics[:1]] == crowded and 2 * crowded > len(waiting)]
        card = (must or free)[0]
        ordered.append(card)
        waiting.remove(card)
    return tuple(ordered)
