r"""Pieces of a statement as parts of a formula: LaTeX and code are gone, only their order is left to check.

Brackets of all kinds nest; ``\frac{a}{b}`` becomes ``(a)/(b)``, ``\sqrt{x}`` and ``np.sqrt(x)`` a call of sqrt,
``pow(a, b)`` a power, ``\nabla J(\theta)`` a call of the gradient that is handed in, a letter with accents, indices and
primes one name. Signs of multiplication that were left out are put in later (`study.spelling.products`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from lekce2.base import ExpressionError
from lekce2.functions import FUNCTIONS
from study.spelling.groups import (
    FormulaPart,
    Group,
    Item,
    around,
    closing,
    nested,
    part_of,
    sign_part,
    texts,
    unwrapped,
)
from study.spelling.names import LETTERS, spelled
from study.spelling.pieces import Lexeme
from study.spelling.scripts import ACCENT, Scripts
from study.spelling.words import (
    BASES,
    BETWEEN_TWO,
    FRACTIONS,
    GRADIENT,
    MODULES,
    OF_CODE,
    OTHER_FUNCTION,
    SUMMED,
    KnownWords,
    may_be_index,
)

MOST_BARS = 20
MEAN = re.compile(r"\(?(?:\\[dt]?frac(?:\{1\}|1)(?:\{\w+\}|\w)|1/\(?\w+\)?)\)?\*?")  # 1/m
FACTOR = ("number", "name", "close")  # what a factor ends with
SPREAD = {"sigma": "s2", "s": "s2"}  # σ, where its square is a known name


class Formula:
    """Writes the items of one side of a statement as parts."""

    def __init__(self, line: int, words: KnownWords, states: Collection[str], counted: Collection[str] = ()) -> None:
        self.line, self.words, self.known, self.functions = line, words, words.known, words.functions
        self.scripts = Scripts(line, words.known, states, counted)
        self.gradient = next((one for one in GRADIENT if one in words.functions), None)

    def parts(self, pieces: Sequence[Lexeme]) -> list[FormulaPart]:
        """The parts of an expression.

        Raises
        ------
        ExpressionError
            For what has no reading, or more than one.
        """
        items = unwrapped(nested(pieces, self.line))
        return self._gradient_of_loss(items) or self._parts(items, "")

    def target(self, pieces: Sequence[Lexeme]) -> list[FormulaPart]:
        """The parts of what stands left of a sign of assignment: one name, if it can be read as one.

        ``theta_t+1`` is one name here, for there can be no sum.
        """
        items = unwrapped(nested(pieces, self.line))
        plus = items[-2:]
        named = bool(items) and items[0].kind in ("word", "command")
        if named and len(items) > 2 and plus[0].kind == "sign" and plus[0].text in "+-" and plus[1].kind == "number":
            name, i = self.scripts.name(items[:-2], 0, target=True)
            if i == len(items) - 2 and name.name and name.name.below and name.name.below[-1] in LETTERS:
                below = (*name.name.below[:-1], f"{name.name.below[-1]}{plus[0].text}{plus[1].text}")
                return [name._replace(name=replace(name.name, below=below, word=""), end=plus[1].end)]
        if named:
            name, i = self.scripts.name(items, 0, target=True)
            if i == len(items):
                return [name]
        return self._parts(items, "")

    def _error(self, code: str, item: Item | FormulaPart, **parameters: object) -> ExpressionError:
        return ExpressionError(code, self.line, item.column, **parameters)

    def _parts(self, items: Sequence[Item], context: str) -> list[FormulaPart]:
        """Parts of items; the context is ``own`` for the one argument of a function, ``handed`` where commas part."""
        out: list[FormulaPart] = []
        i = start = 0
        while i < len(items):
            item = items[i]
            if item.kind == "dot" and i + 2 < len(items) and items[i + 1].kind == "word" and out:
                method = self._method(items, i, out[start:])
                if method is not None:
                    out[start:] = method
                    i += 3
                    continue
            if self._is_total(items, i):
                if out and out[-1].kind in FACTOR:  # \frac1m ∑ …, 1/m ∑ …
                    out.append(sign_part(item, "*"))
                return out + self._total(items, i)
            if item.kind == "bar":
                found, i = self._bars(items, i)
            elif item.kind == "comma":
                found, i = self._comma(items, i, out, context)
                if not found:
                    continue
            else:
                found, i = self._operand(items, i)
            start = len(out)
            if len(out) and out[-1].kind == "root":
                start -= 1
            out += found
        return out

    def _operand(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int]:
        """The parts of the operand or sign at i, and what follows it."""
        item = items[i]
        if isinstance(item, Group):
            return self._group(item), i + 1
        if item.kind in ("number", "root", "assign"):
            return [part_of(item)], i + 1
        if item.kind == "sign":
            return self._sign(items, i)
        if item.kind == "nabla":
            return self._called_gradient(items, i)
        if item.kind == "command":
            if item.text in FRACTIONS:
                over, i = self._argument(items, i + 1, item)
                under, i = self._argument(items, i, item)
                return [*around(item, [*around(item, over), sign_part(item, "/"), *around(item, under)])], i
            if item.text == "sqrt":
                return self._root(items, i)
            if item.text not in ACCENT:
                raise self._error("latex-command", item, command=f"\\{item.text}"[:20])
        if item.kind in ("word", "command"):
            return self._word(items, i)
        return [FormulaPart("other", item.text, item.column, item.end, item.apart)], i + 1

    def _group(self, group: Group, context: str = "") -> list[FormulaPart]:
        """Brackets as parentheses."""
        if group.text == "(" and not context and self._pair(group.items):
            return [part_of(group.opening), *map(part_of, group.items), closing(group)]
        return [
            FormulaPart("open", "(", group.column, group.column + 1, group.apart),
            *self._parts(group.items, context),
            closing(group),
        ]

    def _pair(self, items: Sequence[Item]) -> bool:
        """Two numbers in parentheses, with a space behind the comma: a pair, no number."""
        return [one.kind for one in items] == ["number", "comma", "number"] and items[2].apart

    def _argument(self, items: Sequence[Item], i: int, command: Lexeme) -> tuple[list[FormulaPart], int]:
        r"""The argument of a command at i; of ``\frac12`` one digit each."""
        if i >= len(items):
            raise self._error("nothing-after", command, sign=f"\\{command.text}")
        item = items[i]
        if isinstance(item, Group):
            return self._parts(item.items, ""), i + 1
        if item.kind == "number" and item.text.isdigit() and len(item.text) > 1:
            first = item._replace(text=item.text[0], end=item.column + 1)
            rest = item._replace(text=item.text[1:], column=item.column + 1)
            assert isinstance(items, list)
            items[i : i + 1] = [first, rest]
            return [part_of(first)], i + 1
        if item.kind in ("sign", "other", "comma", "assign", "close"):
            raise self._error("nothing-after", command, sign=f"\\{command.text}")
        return self._operand(items, i)

    def _root(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int]:
        command = items[i]
        assert isinstance(command, Lexeme)
        degree = items[i + 1] if i + 1 < len(items) else None
        if isinstance(degree, Group) and degree.text == "[":
            number = "".join(texts(degree.items))
            if number != "2":
                raise self._error("root-degree", degree, degree=number[:10] or "n")
            i += 1
        inside, i = self._argument(items, i + 1, command)
        return [
            FormulaPart("function", "sqrt", command.column, command.end, command.apart),
            *around(command, inside),
        ], i

    def _sign(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int]:
        """A sign; behind ^ the braces of LaTeX are parentheses."""
        sign, after = items[i], items[i + 1] if i + 1 < len(items) else None
        assert isinstance(sign, Lexeme)
        if sign.text == "^" and isinstance(after, Group):
            inside = self._parts(after.items, "")
            short = len(inside) == 1 and inside[0].kind in ("number", "name")
            return [part_of(sign), *(inside if short else around(after, inside))], i + 2
        return [part_of(sign)], i + 1

    def _bars(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int]:
        """|x|, where only one bar can open and only one close."""
        bars = [j for j, one in enumerate(items) if one.kind == "bar"][: MOST_BARS + 1]
        j = next((j for j in bars if j > i + 1), None)
        opens = i == 0 or items[i - 1].kind in ("sign", "assign")
        closes = j is not None and (j + 1 == len(items) or items[j + 1].kind in ("sign", "comma"))
        if (
            j is None
            or len(bars) % 2
            or len(bars) > MOST_BARS
            or i + 1 in bars
            or not (len(bars) == 2 or (opens and closes))
        ):
            raise self._error("bars", items[i])
        bar = items[i]
        inside = self._parts(items[i + 1 : j], "own")
        return [FormulaPart("function", "abs", bar.column, bar.column + 1, bar.apart), *around(bar, inside)], j + 1

    def _comma(
        self, items: Sequence[Item], i: int, out: list[FormulaPart], context: str
    ) -> tuple[list[FormulaPart], int]:
        """A decimal comma joins two numbers, in ``out`` already or here; any other stays for the parser."""
        comma, after = items[i], items[i + 1] if i + 1 < len(items) else None
        before = items[i - 1] if i else None
        digits = isinstance(after, Lexeme) and after.kind == "number" and after.text[0].isdigit()
        if digits and context != "handed":
            assert isinstance(after, Lexeme)
            whole = before is not None and before.kind == "number"
            if whole and out and out[-1].text.isdigit() and not comma.apart:
                joined = f"{out[-1].text}.{after.text}"
                if after.text.replace("e", "").replace("-", "").replace("+", "").isdigit():
                    out[-1] = out[-1]._replace(text=joined, end=after.end)
                    return [], i + 2
            if not after.apart and (not out or out[-1].kind in ("sign", "open", "assign", "comma")):
                return [FormulaPart("number", f".{after.text}", comma.column, after.end, comma.apart)], i + 2
        assert isinstance(comma, Lexeme)
        return [part_of(comma)], i + 1

    def _total(self, items: Sequence[Item], i: int) -> list[FormulaPart]:
        r"""``\sum`` of the product behind it, which must reach to the end of what it stands in."""
        sign, j = items[i], i + 1
        index = sign.text.partition("_")[2] if sign.kind == "word" else ""
        while j + 1 < len(items) and items[j].text in ("_", "^"):
            if items[j].text == "_":
                index = "".join(texts([items[j + 1]])).strip("{}")
            j += 2
        rest = items[j:]
        name = FormulaPart("function", "sum", sign.column, sign.column + 1, sign.apart)
        before = self.scripts.bound
        self.scripts.bound = before | set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", index.partition("=")[0]))
        try:
            return [name, *self._summed(sign, list(rest))]
        finally:
            self.scripts.bound = before

    def _summed(self, sign: Item, rest: list[Item]) -> list[FormulaPart]:
        alone = rest and isinstance(rest[0], Group)
        if alone and (len(rest) == 1 or (rest[1].kind == "sign" and rest[1].text in "+-")):
            group = rest[0]
            assert isinstance(group, Group)
            return [*self._group(group, "own"), *self._parts(rest[1:], "")]
        signs = (k for k, one in enumerate(rest) if k and one.kind == "sign" and one.text in "+-")
        if any(rest[k - 1].kind != "sign" for k in signs) or any(self._is_total(rest, k) for k in range(len(rest))):
            raise self._error("sum-of-what", sign)
        return around(sign, self._parts(rest, "own"))

    def _is_total(self, items: Sequence[Item], i: int) -> bool:
        r"""``∑``, ``Σ``, ``\sum_i`` or ``sum_i``."""
        item, after = items[i], items[i + 1] if i + 1 < len(items) else None
        if item.kind == "total":
            return True
        if item.kind != "word" or not self.known.informed or self.known.means(item.text):
            return False
        head, _, index = item.text.partition("_")
        if head == "Sigma":
            return True
        return head == "sum" and (len(index) == 1 or (not index and after is not None and after.kind == "below"))

    def _called_gradient(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int]:
        r"""``\nabla_\theta J(\theta)`` or ``∇L(θ)``, where the gradient is handed in."""
        nabla, j = items[i], i + 1
        if self.gradient is None:
            return [FormulaPart("other", "∇", nabla.column, nabla.column + 1, nabla.apart)], j
        while j + 1 < len(items) and items[j].text == "_":
            j += 2
        if j + 2 < len(items) and items[j].kind == items[j + 1].kind == "word" and self.known.means(items[j].text):
            j += 1  # what stood below in ∇θ L(θ)
        if j + 1 < len(items) and items[j].kind == "word" and isinstance(items[j + 1], Group):
            j += not self.known.means(items[j].text)  # the name of the function that is differentiated
        if j >= len(items) or not isinstance(group := items[j], Group):
            raise self._error("needs-parentheses", nabla, name=self.gradient)
        if any(one.kind == "semicolon" for one in group.items):
            raise self._error("needs-parentheses", nabla, name=self.gradient)
        name = FormulaPart("function", self.gradient, nabla.column, nabla.column + 1, nabla.apart)
        return [name, *self._group(group, "handed")], j + 1

    def _gradient_of_loss(self, items: Sequence[Item]) -> list[FormulaPart]:
        r"""``\frac1m \nabla_\theta \sum_i L(f(x^{(i)}; \theta), y^{(i)})``, alone on its side, as the gradient at θ.

        Only with the mean: the gradient that is handed in is that of the mean loss. Nothing for any other formula.
        """
        nablas = [i for i, item in enumerate(items) if item.kind == "nabla"]
        if self.gradient is None or len(nablas) != 1:
            return []
        at = nablas[0]
        start = 1 if items[0].kind == "assign" else 0
        head, rest = "".join(texts(items[start:at])), list(items[at + 1 :])
        while len(rest) > 1 and rest[0].text in ("_", "^"):
            del rest[:2]
        totals = [i for i in range(len(rest)) if self._is_total(rest, i)]
        between = "".join(texts(rest[: totals[0]])) if totals else ""
        if any(item.kind == "sign" and item.text in "+-" for item in rest) or (head and not MEAN.fullmatch(head)):
            return []
        if between and not MEAN.fullmatch(between):
            return []
        if not head and not between and (totals or not any(one.kind == "semicolon" for one in _inside(rest))):
            return []
        places = [place for place in _parameters(rest, self.known.means) if place]
        if not places or any(texts(place) != texts(places[0]) for place in places):
            return []
        nabla = items[at]
        name = FormulaPart("function", str(self.gradient), nabla.column, nabla.column + 1, nabla.apart)
        return [*map(part_of, items[:start]), name, *around(nabla, self._parts(places[0], "handed"))]

    def _method(self, items: Sequence[Item], i: int, operand: list[FormulaPart]) -> list[FormulaPart] | None:
        """``x.sqrt()``: a function of the operand before it."""
        word, group = items[i + 1], items[i + 2]
        name = self._function(word.text)
        if not isinstance(group, Group) or not operand or operand[0].kind in ("sign", "other", "number"):
            return None
        if word.text in ("square", "pow"):
            exponent = self._parts(group.items, "own")
            if bool(exponent) != (word.text == "pow"):
                return None
            power = around(group, exponent) if exponent else [FormulaPart("number", "2", word.column, word.column + 1)]
            return around(word, [*around(word, operand), sign_part(word, "^"), *power])
        if name is None or group.items:
            return None
        return [FormulaPart("function", name, word.column, word.column + 1), *around(word, operand)]

    def _function(self, word: str) -> str | None:
        """The function that a word means, when it is called."""
        if word in FUNCTIONS or word in self.functions:
            return word
        if self.known.means(word):
            return None
        if word in OTHER_FUNCTION:
            return OTHER_FUNCTION[word]
        if word in GRADIENT and self.gradient:
            return self.gradient
        near = [one for one in (*FUNCTIONS, *self.functions) if one.lower() == word.lower()]
        return near[0] if len(near) == 1 else None

    def _word(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int]:
        """A name, a function, or a call that is written as something else."""
        i = self._behind_modules(items, i)
        self._unglue(items, i)
        item = items[i]
        assert isinstance(item, Lexeme)
        spread = self._spread(items, i)
        if spread is not None:
            return spread
        after = items[i + 1] if i + 1 < len(items) else None
        calls = isinstance(after, Group)
        if item.kind == "word" and item.text in ("log", "ln") and after is not None and after.text == "_":
            based = self._logarithm(items, i)
            if based is not None:
                return based
        if item.kind == "word" and calls and not self.known.means(item.text):
            assert isinstance(after, Group)
            if item.text in BETWEEN_TWO and item.text not in self.functions:
                return self._between_two(item, after), i + 2
            if item.text == "square" and item.text not in self.functions:
                two = FormulaPart("number", "2", after.end - 1, after.end)
                return around(item, [*self._group(after, "own"), sign_part(item, "^"), two]), i + 2
            if item.text in BASES:
                return self._over_log(item, self._group(after, "own"), BASES[item.text]), i + 2
        if item.text in BASES and after is not None and self._ends(items, i + 2) and not self.known.means(item.text):
            inside, _ = self._operand(items, i + 1)
            return self._over_log(item, around(after, inside), BASES[item.text]), i + 2
        name = self._function(item.text) if item.kind == "word" else None
        if name == self.gradient and name and after is not None and after.kind == "word" and i + 2 < len(items):
            group = items[i + 2]
            if isinstance(group, Group) and not self.known.means(after.text):
                return [part_of(item)._replace(kind="function", text=name), *self._group(group, "handed")], i + 3
        if name and (calls or item.text in FUNCTIONS or item.text in self.functions or item.text == "ln"):
            function = FormulaPart("function", name, item.column, item.end, item.apart)
            if not calls:
                return [function], i + 1
            assert isinstance(after, Group)
            return [function, *self._group(after, "own" if name in FUNCTIONS else "handed")], i + 2
        if item.kind == "word" and item.text == "e" and self.known.informed and not self.known.means("e"):
            power = self._power_of_e(items, i)
            if power is not None:
                return power
        part, i = self.scripts.name(items, i, target=False)
        return [part], i

    def _ends(self, items: Sequence[Item], i: int) -> bool:
        """Is an operand over here?"""
        return i == len(items) or (items[i].kind == "sign" and items[i].text in "+-") or items[i].kind == "comma"

    def _unglue(self, items: Sequence[Item], i: int) -> None:
        """``xw`` at i as its factors, where they are the only way to read it."""
        item, after = items[i], items[i + 1 : i + 3]
        plain = isinstance(item, Lexeme) and item.kind == "word" and not item.symbol
        if not plain or not self.words.informed or item.end - item.column != len(item.text):
            return
        behind = "".join(texts(after[1:])).strip("{}() ") if after and after[0].text in ("_", "^") else ""
        below = behind if behind.isalnum() and after[0].text == "_" else ""
        raised = len(after) > 1 and isinstance(after[1], Group) and after[0].text == "^"
        if self._stands(item.text) or (behind and self._stands(f"{item.text}_{behind}")):
            return
        calls = bool(after) and isinstance(after[0], Group) and after[0].text == "("
        ways = self.words.products(item.text, calls)
        suffix = ""
        if not ways and (below or (raised and behind.isdigit())):
            suffix = f"_{behind}"
            ways = self.words.products(item.text + suffix)
        if not ways and calls:
            ways = self.words.products(item.text)
        if len(ways) != 1 or may_be_index(ways[0]) or not ways[0][-1].endswith(suffix):
            return
        factors = [*ways[0][:-1], ways[0][-1].removesuffix(suffix)]
        if i and items[i - 1].text == "^":
            one, other = f"^({'*'.join(factors)})", f"^{'*'.join(factors)}"
            raise self._error("two-readings", item, found=f"^{item.text}", one=one, other=other)
        assert isinstance(items, list)
        assert isinstance(item, Lexeme)
        column, pieces = item.column, []
        for factor in factors:
            apart = item.apart and column == item.column
            pieces.append(item._replace(text=factor, column=column, end=column + len(factor), apart=apart))
            column += len(factor)
        items[i : i + 1] = pieces

    def _stands(self, word: str) -> bool:
        """Does a word mean something by itself?"""
        return word in OF_CODE or self._function(word) is not None or self.known.means(word)

    def _spread(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int] | None:
        """``σ²`` and ``σ``, where only the variance is a known name: s2 and its root."""
        item = items[i]
        square = SPREAD.get(item.text)
        if square not in self.known.names or item.kind != "word" or self.known.means(item.text):
            return None
        after = items[i + 1] if i + 1 < len(items) else None
        name = FormulaPart("name", "", item.column, item.end, item.apart, spelled(str(square)))
        if after is not None and after.text == "^" and "".join(texts(items[i + 2 : i + 3])).strip("{}") == "2":
            return [name._replace(end=items[i + 2].end)], i + 3
        if item.text == "s" or (after is not None and (isinstance(after, Group) or after.kind == "below")):
            return None
        function = FormulaPart("function", "sqrt", item.column, item.end, item.apart)
        return [function, *around(item, [name._replace(apart=False)])], i + 1

    def _behind_modules(self, items: Sequence[Item], i: int) -> int:
        """Where the last word of ``np.sqrt`` or ``tf.math.sqrt`` stands."""
        j = i
        while j + 2 < len(items) and items[j + 1].kind == "dot" and items[j + 2].kind == "word":
            j += 2
        return j if j > i and items[i].text in MODULES else i

    def _between_two(self, word: Lexeme, group: Group) -> list[FormulaPart]:
        """``pow(a, b)`` as a sign between its operands; three operands are one with a decimal comma."""
        cuts = [i for i, one in enumerate(group.items) if one.kind == "comma"]
        if len(cuts) != 1:
            raise self._error("two-operands", word, name=word.text)
        one, other = group.items[: cuts[0]], group.items[cuts[0] + 1 :]
        if not one or not other:
            raise self._error("two-operands", word, name=word.text)
        sign = sign_part(word, BETWEEN_TWO[word.text])
        inside = [*around(word, self._parts(one, "")), sign, *around(word, self._parts(other, ""))]
        if word.text in SUMMED:
            return [FormulaPart("function", "sum", word.column, word.column + 1), *around(word, inside)]
        return around(word, inside)

    def _logarithm(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int] | None:
        r"""``\log_2 x`` as log(x)/log(2)."""
        word = items[i]
        base = "".join(texts(items[i + 2 : i + 3])).strip("{}")
        if base not in ("2", "10") or i + 3 >= len(items):
            return None
        after = items[i + 3]
        if isinstance(after, Group):
            inside, end = self._group(after, "own"), i + 4
        elif after.kind in ("word", "number", "command") and self._ends(items, i + 4):
            operand, end = self._operand(items, i + 3)
            inside = around(after, operand)
        else:
            return None
        assert isinstance(word, Lexeme)
        return self._over_log(word, inside, base), end

    def _over_log(self, word: Lexeme, inside: list[FormulaPart], base: str) -> list[FormulaPart]:
        log = FormulaPart("function", "log", word.column, word.end, word.apart)
        under = around(word, [FormulaPart("number", base, word.column, word.end)])
        return around(word, [log, *inside, sign_part(word, "/"), log, *under])

    def _power_of_e(self, items: Sequence[Item], i: int) -> tuple[list[FormulaPart], int] | None:
        """``e^{x}`` as exp(x), where e is no name."""
        e, j = items[i], i + 2
        if j >= len(items) or items[i + 1].text != "^":
            return None
        assert isinstance(e, Lexeme)
        name = FormulaPart("function", "exp", e.column, e.end, e.apart)
        after = items[j]
        if isinstance(after, Group):
            inside = self._parts(after.items, "own")
            return [name, *around(after, inside)], j + 1
        signs = [part_of(after)] if after.kind == "sign" and after.text in "+-" else []
        j += len(signs)
        if j >= len(items) or items[j].kind not in ("word", "number"):
            return None
        if items[j].kind == "number":
            operand, j = part_of(items[j]), j + 1
        else:
            operand, j = self.scripts.name(items, j, target=False)
        if (j < len(items) and items[j].text in ("^", "(")) or operand.text == "e":
            return None
        return [name, *around(after, [*signs, operand])], j


def _parameters(items: Sequence[Item], known: Callable[[str], bool]) -> Iterator[list[Item]]:
    """What stands behind the semicolons in parentheses, as in f(x; θ), or the one argument of a loss L(θ)."""
    semicolons = False
    for group in _groups(items):
        at = [i for i, item in enumerate(group.items) if item.kind == "semicolon"]
        if at:
            semicolons = True
            rest = group.items[at[-1] + 1 :]
            yield rest[: next((i for i, item in enumerate(rest) if item.kind == "comma"), len(rest))]
    loss = items[-2] if len(items) > 1 else None
    last = items[-1] if items else None
    if not semicolons and loss is not None and loss.kind == "word" and isinstance(last, Group) and not known(loss.text):
        yield [] if any(item.kind == "comma" for item in last.items) else list(last.items)


def _inside(items: Sequence[Item]) -> Iterator[Item]:
    """The items in all brackets."""
    for group in _groups(items):
        yield from group.items


def _groups(items: Sequence[Item]) -> Iterator[Group]:
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from _groups(item.items)
