"""The longest run of a proof that somebody has put in order: neighbours that are neighbours in the proof."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def longest_run(order: Sequence[int | None], groups: Sequence[Sequence[int]]) -> int:
    """The length of the longest piece of ``order`` that is a piece of a right order; 1 counts only where it is all.

    ``groups`` are the steps in the right order; those of one group may stand in any order among themselves. What is
    not a step (``None``) is in no run.

    >>> longest_run([3, 1, 2, 4], [[1], [2], [3], [4]]), longest_run([1, 3, 2, 4], [[1], [2, 3], [4]])
    (2, 4)
    """
    best = max(
        (end - start for start in range(len(order)) for end in range(start + 1, len(order) + 1)
         if is_run(order[start:end], groups)),
        default=0,
    )  # fmt: skip
    return best if best > 1 or sum(map(len, groups)) == 1 else 0


def is_run(piece: Sequence[int | None], groups: Sequence[Sequence[int]]) -> bool:
    """Is a piece, as it stands, a piece of a right order?

    >>> is_run([3, 4], [[1], [2, 3], [4]]), is_run([1, 3, 4], [[1], [2, 3], [4]])
    (True, False)
    """
    place = {step: rank for rank, group in enumerate(groups) for step in group}
    steps = [step for step in piece if step is not None]
    if len(steps) != len(piece) or len(set(steps)) != len(steps) or any(step not in place for step in steps):
        return False
    ranks = [place[step] for step in steps]
    if any(later - earlier not in (0, 1) for earlier, later in pairwise(ranks)):
        return False
    return all(ranks.count(rank) == len(groups[rank]) for rank in set(ranks) - {ranks[0], ranks[-1]})
