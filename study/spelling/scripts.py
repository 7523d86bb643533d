r"""A name with what stands on, above, below and behind it: accents, indices, primes, numbers in parentheses.

``\hat{s}_t``, ``θ_{t+1}``, ``u^{(3)}``, ``theta[t]`` and ``v'`` are one name each. What stands above a name is a power,
unless it can only be an index.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from lekce2.base import ExpressionError
from study.spelling.groups import FormulaPart, Group, Item, texts
from study.spelling.names import GREEK_WORDS, LETTERS, MARKS, SAME_MARK, KnownNames, Spelled, spelled, step_of
from study.spelling.pieces import Lexeme
from study.spelling.signs import ACCENTS

ACCENT = {"hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "overline": "bar",
          "dot": "dot"}  # fmt: skip


class Scripts:
    """Reads names among the items of a line."""

    def __init__(self, line: int, known: KnownNames, states: Collection[str], counted: Collection[str] = ()) -> None:
        self.line, self.known, self.states = line, known, states
        self.counted = counted  # letters that count steps in parentheses, as theta(t+1) on a left side does
        self.bound: frozenset[str] = frozenset()  # letters that a sum runs over

    def name(self, items: Sequence[Item], i: int, target: bool) -> tuple[FormulaPart, int]:
        """The name at i with its accents, indices and primes, and what follows it."""
        first = items[i]
        assert isinstance(first, Lexeme)
        if first.kind == "command":
            if first.text not in ACCENT:
                raise self._error("latex-command", first, command=f"\\{first.text}"[:20])
            name, i = self._under_accent(items, i, first)
        else:
            name, i = spelled(first.text), i + 1
            if first.text == "Delta" and i < len(items) and items[i].kind == "word" and not self.known.means("Delta"):
                name, i = with_below(name, items[i].text), i + 1  # Δθ is one name
        while i < len(items):
            step = self._script(name, items, i, target)
            if step is None:
                break
            name, i = step
        end = items[i - 1].end
        return FormulaPart("name", "", first.column, end, first.apart, self._unbound(name)), i

    def _unbound(self, name: Spelled) -> Spelled:
        """The name without the index that a sum runs over, unless it has a value with it."""
        if not name.below or name.below[-1] not in self.bound or name.word in self.known.names:
            return name
        core = name.without(len(name.below) - 1)
        own = name.key in self.known.keys and (core.key in self.known.keys or self.known.place(core) is None)
        return name if own else core

    def _under_accent(self, items: Sequence[Item], i: int, command: Lexeme) -> tuple[Spelled, int]:
        if i + 1 >= len(items):
            raise self._error("nothing-after", command, sign=f"\\{command.text}")
        inside = items[i + 1]
        if isinstance(inside, Group):
            begins = bool(inside.items) and inside.items[0].kind in ("word", "command")
            part, end = self.name(inside.items, 0, False) if begins else (None, 0)
            if part is None or part.name is None or end != len(inside.items):
                raise self._error("accent-of-what", command, command=f"\\{command.text}")
            name = part.name
        elif inside.kind == "word":
            name = spelled(inside.text)
            if len(name.base) > 1 and not inside.symbol and name.base not in GREEK_WORDS:  # LaTeX takes one letter
                rest = inside._replace(text=inside.text[1:], column=inside.column + 1)
                assert isinstance(items, list)
                items[i + 1 : i + 2] = [inside._replace(text=inside.text[0], end=inside.column + 1), rest]
                name = spelled(inside.text[0])
        elif inside.kind == "command" and inside.text in ACCENT:
            name, end = self._under_accent(items, i + 1, inside)
            return replace(name, marks=(*name.marks, ACCENT[command.text]), word=""), end
        else:
            raise self._error("accent-of-what", command, command=f"\\{command.text}")
        return replace(name, marks=(*name.marks, ACCENT[command.text]), word=""), i + 2

    def _script(self, name: Spelled, items: Sequence[Item], i: int, target: bool) -> tuple[Spelled, int] | None:
        """What stands above or below a name at i, if it belongs to the name."""
        item, after = items[i], items[i + 1] if i + 1 < len(items) else None
        if item.kind == "accent" and not item.apart:
            return replace(name, marks=(*name.marks, ACCENTS[item.text]), word=""), i + 1
        if item.kind == "prime" and not item.apart:
            return replace(name, primes=name.primes + 1, word=""), i + 1
        if item.kind == "number" and item.text.isdigit() and not item.apart and items[i - 1].kind == "accent":
            return with_below(name, item.text), i + 1
        if item.kind == "below" and after is not None:
            index = "".join(texts([after])).strip("{}()[]").replace(" ", "")
            if not re.fullmatch(r"[A-Za-z0-9_,+\-]{1,40}", index):
                raise self._error("bad-index", item, name=name.written)
            return with_below(name, index), i + 2
        if isinstance(item, Group) and not item.apart and item.text in "([":
            return self._bracketed(name, item, target, i)
        if item.text == "^" and item.kind == "sign" and after is not None:
            return self._above(name, items, i, target)
        return None

    def _bracketed(self, name: Spelled, group: Group, target: bool, i: int) -> tuple[Spelled, int] | None:
        """``theta(t)`` and ``theta[t]``: an index where it counts steps, a product or a call otherwise."""
        index = "".join(texts(group.items))
        if index in self.bound and not self.known.means(index):
            return name, i + 1
        step = step_of(index, LETTERS)
        indexed = with_below(name, index) if re.fullmatch(r"[A-Za-z0-9+\-]{1,12}", index) else None
        if step is not None and step.kind in LETTERS and indexed is not None:
            if step.kind in self.counted and self.known.means(name.written):
                return indexed, i + 1
            if target or group.text == "[" or not self.known.means(re.split(r"[+\-]", index)[0]):
                carried = target or group.text == "[" or self._is_state(name)
                return (indexed, i + 1) if carried else None
            if self._is_state(name):
                raise self._two_readings(group, name, index, f"{name.written}*({index})")
        if group.text == "[":
            if indexed is not None and index.isdigit() and (target or self.known.means(indexed.written)):
                return indexed, i + 1
            if index.isdigit() or not self.known.means(name.written):
                raise self._error("brackets", group, character="[")
        return None

    def _above(self, name: Spelled, items: Sequence[Item], i: int, target: bool) -> tuple[Spelled, int] | None:
        """Behind ^: a prime, a step or number in parentheses, or a power before an index."""
        after = items[i + 1]
        inside = after.items if isinstance(after, Group) and after.text == "{" else [after]
        if len(inside) == 1 and inside[0].kind == "prime":
            return replace(name, primes=name.primes + 1, word=""), i + 2
        if len(inside) == 1 and isinstance(inside[0], Group) and inside[0].text == "(":
            index = "".join(texts(inside[0].items))
            step = step_of(index, LETTERS)
            if index in self.bound:
                return name, i + 2
            if step is not None and step.kind in LETTERS:
                counted = self.known.means(re.split(r"[+\-]", index)[0])
                if target or (self.known.informed and not counted) or (self._is_state(name) and inside[0] is not after):
                    return with_below(name, index), i + 2
                if self._is_state(name):
                    raise self._two_readings(inside[0], name, index, f"{name.written}^({index})")
            elif index.isdigit() and (target or self._only_numbered(name, index)):
                return with_below(name, index), i + 2
        if isinstance(after, Lexeme) and after.kind == "word" and self._indexed_behind(name, after):
            power, _, index = after.text.partition("_")
            assert isinstance(items, list)
            items[i + 1] = after._replace(text=power, end=after.column + len(power))
            return with_below(name, index), i
        if i + 3 < len(items) and items[i + 2].kind == "below":
            swapped = self._script(name, items, i + 2, target)
            assert isinstance(items, list)
            del items[i + 2 : i + 4]
            return swapped and (swapped[0], i)
        return None

    def _indexed_behind(self, name: Spelled, power: Lexeme) -> bool:
        r"""``\\beta^t_1``: is the index behind the power that of the name?"""
        _, _, index = power.text.partition("_")
        indexed = with_below(name, index)
        return bool(index) and not self.known.means(power.text) and self.known.means(indexed.written)

    def _only_numbered(self, name: Spelled, index: str) -> bool:
        return not self.known.means(name.written) and self.known.means(with_below(name, index).written)

    def _is_state(self, name: Spelled) -> bool:
        found = self.known.place(name)
        return found is not None and found[0] in self.states

    def _two_readings(self, item: Item, name: Spelled, index: str, other: str) -> ExpressionError:
        found = f"{name.written}{'^' if '^' in other else ''}({index})"
        one = f"{name.written}_{{{index}}}"
        return self._error("two-readings", item, found=found, one=one, other=other)

    def _error(self, code: str, item: Item, **parameters: object) -> ExpressionError:
        return ExpressionError(code, self.line, item.column, **parameters)


def with_below(name: Spelled, index: str) -> Spelled:
    """A name with one thing more below it, or several; a word such as ``hat`` is an accent."""
    for part in filter(None, re.split(r"[,_]", index)):
        if part in MARKS:
            name = replace(name, marks=(*name.marks, SAME_MARK.get(part, part)), word="")
        else:
            name = replace(name, below=(*name.below, part), word="")
    return name
