"""Where an exercise is answered: what a page does with an answer while it grows, and how blocks change their places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ui.widgets.editor import Listener

Steps = tuple[str, ...]


@dataclass(frozen=True)
class Desk:
    """What a page does with an answer.

    ``arrange(change, *arguments)`` puts ``change(steps, *arguments)`` in place of the blocks put in order so far, where
    ``change`` is one of the functions below; ``changed`` is called when a field or a choice has another value.
    ``editor`` and ``draft`` name the editor of programs and its draft, ``text`` is what was saved of it, ``written``
    saves it, ``submit`` is Ctrl+Enter in it. ``slip`` is the key of what is said behind a slip in a program.
    """

    arrange: Callable[..., Any]
    editor: str
    draft: str
    slip: str
    text: str = ""
    changed: Callable[[], None] | None = None
    written: Listener | None = None
    submit: Listener | None = None


def picked(steps: Steps, block: str, most: int) -> Steps:
    """The steps with a block at their end, as long as there is room.

    >>> picked(("2",), "1", 2), picked(("2",), "2", 2), picked(("2",), "1", 1)
    (('2', '1'), ('2',), ('2',))
    """
    return (*steps, block) if block not in steps and len(steps) < most else steps


def dropped(steps: Steps, block: str) -> Steps:
    """The steps without a block.

    >>> dropped(("2", "1"), "2")
    ('1',)
    """
    return tuple(step for step in steps if step != block)


def put(steps: Steps, block: str, place: int, most: int) -> Steps:
    """The steps with a block at a place counted from 0, as long as there is room; before the first it is taken out.

    >>> put(("2", "1"), "3", 1, 3), put(("2", "1"), "1", 0, 2), put(("2",), "1", 0, 1), put(("2", "1"), "2", -1, 2)
    (('2', '3', '1'), ('1', '2'), ('2',), ('1',))
    """
    rest = [*dropped(steps, block)]
    if place < 0 or len(rest) >= most:
        return tuple(rest) if place < 0 else steps
    rest.insert(place, block)
    return tuple(rest)


def moved(steps: Steps, block: str, by: int) -> Steps:
    """The steps with a block further up (−1) or down (1), as far as there is room.

    >>> moved(("2", "1", "3"), "1", 1), moved(("2", "1"), "2", -1), moved(("2",), "1", 1)
    (('2', '3', '1'), ('2', '1'), ('2',))
    """
    if block not in steps:
        return steps
    rest = [*dropped(steps, block)]
    rest.insert(max(0, steps.index(block) + by), block)
    return tuple(rest)
