"""Words: those that mean a function in code or in LaTeX, glued products of known names, and those of no formula.

``xw`` is the product of x and w where both are known and nothing else could be meant; ``krok`` is a word of a remark.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property

from lekce2.expressions import LONGEST_NAME
from lekce2.functions import FUNCTIONS
from study.spelling.names import GREEK_WORDS, LETTERS, NEW, OLD, SAME_LETTER, KnownNames, spelled

FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac", "sfrac", "nicefrac"))
MODULES = frozenset(("np", "numpy", "torch", "math", "jnp", "jax", "tf", "K", "F", "nn", "functional", "cmath", "self",
                     "keras", "backend", "scipy", "special"))  # fmt: skip
OTHER_FUNCTION = {"ln": "log", "sigma": "sigmoid", "sigm": "sigmoid", "logistic": "sigmoid", "expit": "sigmoid",
                  "fabs": "abs", "absolute": "abs", "Sum": "sum", "Mean": "mean", "average": "mean", "avg": "mean",
                  "reduce_sum": "sum", "reduce_mean": "mean"}  # fmt: skip
GRADIENT = ("grad", "gradient", "nabla")
BASES = {"log2": "2", "log_2": "2", "log10": "10", "log_10": "10"}
BETWEEN_TWO = {"pow": "^", "power": "^", "multiply": "*", "mul": "*", "divide": "/", "true_divide": "/", "div": "/",
               "add": "+", "subtract": "-", "dot": "*", "inner": "*", "vdot": "*"}  # fmt: skip
SUMMED = ("dot", "inner", "vdot")  # of two vectors: the sum of the products
OF_CODE = frozenset((*MODULES, *OTHER_FUNCTION, *GRADIENT, *BASES, *BETWEEN_TWO, "square"))
STEP = re.compile(rf"(.+?)(_(?:{'|'.join((*LETTERS, *sorted(NEW), *sorted(OLD)))}))")
NEAR = 0.7  # how alike a slip of the keyboard and a name are


class KnownWords:
    """What the words of a program can be, given what is known and what its lines give a value."""

    def __init__(self, known: KnownNames, functions: Collection[str], more: Iterable[str] = ()) -> None:
        self.known, self.functions, self.more = known, functions, frozenset(more)
        self._strange: dict[str, bool] = {}

    @property
    def informed(self) -> bool:
        """Whether anything is known; without names every word is a name."""
        return self.known.informed

    def is_name(self, word: str) -> bool:
        """Is a word a known name, or one that a line gives a value?"""
        return word in self.more or self.known.means(word)

    def of_formulas(self, word: str) -> bool:
        """Can a word stand in a formula, alone or as a product?"""
        if word in FUNCTIONS or word in self.functions or word in OF_CODE or self.is_name(word):
            return True
        return bool(self.products(word) or self.products(word, True))

    def strange(self, word: str) -> bool:
        """Is it a word of a remark?"""
        if word not in self._strange:
            self._strange[word] = self._is_strange(word)
        return self._strange[word]

    def _is_strange(self, word: str) -> bool:
        if not self.informed or len(word) < 2 or word in GREEK_WORDS or word in SAME_LETTER:
            return False
        return (len(word) > 2 or word.isupper()) and not self.of_formulas(word)

    def near(self, word: str) -> bool:
        """Is it more likely a known name with a slip?"""
        names = [*self.known.names, *self.known.assigned, *self.functions, *FUNCTIONS]
        return len(word) <= LONGEST_NAME and bool(get_close_matches(word, names, 1, NEAR))

    def products(self, word: str, calls: bool = False, most: int = 2) -> list[list[str]]:
        """How a word can be a product of known names, at most so many ways.

        A function may stand first, or last if the word ``calls``: parentheses stand behind it.

        >>> words = KnownWords(KnownNames({"beta", "v", "x", "u4"}), ())
        >>> words.products("betav"), words.products("xu_4"), words.products("2v"), words.products("logx")
        ([['beta', 'v']], [['x', 'u_4']], [], [['log', 'x']])
        """
        if not self.informed or len(word) > LONGEST_NAME or not word[:1].isalpha():
            return []
        ways = self._ways(word, calls, most)
        stepped = STEP.fullmatch(word) if not ways and not calls else None
        if stepped:
            ways = [[*way[:-1], way[-1] + stepped[2]] for way in self._ways(stepped[1], calls, most)]
        return ways

    def _ways(self, word: str, calls: bool, most: int) -> list[list[str]]:
        ways: list[list[list[str]]] = [[[]], *([] for _ in word)]
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - self._longest), end):
                if not ways[start] or (start, end) == (0, len(word)):
                    continue
                one = word[start:end]
                function = end == len(word) if calls else start == 0
                if one in self._spellings or (function and one in self._functions):
                    ways[end] += [[*way, one] for way in ways[start]]
                    ways[end] = ways[end][:most]
        if not calls:
            return ways[-1]
        return [way for way in ways[-1] if way[-1] in self._functions]

    @cached_property
    def _functions(self) -> frozenset[str]:
        return frozenset((*FUNCTIONS, *self.functions, "ln"))

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._spellings | self._functions))

    @cached_property
    def _spellings(self) -> frozenset[str]:
        """All ways to write the names that have a value."""
        names = [*self.known.names, *self.known.assigned, *self.known.targets.values(), *self.more]
        return frozenset(one for name in names for one in _spellings(name)) - self._functions


def _spellings(name: str) -> Iterator[str]:
    yield name
    parts = spelled(name)
    below = [one for one in parts.below if one != "'"]
    bases = [parts.base, *(other for other, same in SAME_LETTER.items() if same == parts.base)]
    for base in bases:
        marked = [base + mark.join(("", *parts.marks)) for mark in ("", "_")] if parts.marks else [base]
        for one in marked:
            yield "_".join((one, *below))
            yield "".join((one, *below))


def may_be_index(way: Collection[str]) -> bool:
    """Is a factor but the first a letter that can be an index of the one before, as in ``gt``?"""
    return any(one in LETTERS for one in list(way)[1:])
