r"""Names as they are spelled, and which known name a spelling means.

``m_hat``, ``mhat``, ``m̂``, ``\hat m`` and ``hat_m`` are one spelling of one name, as are ``u_3``, ``u3``, ``u₃`` and
``u_{3}``; ``theta_t``, ``θ_{t+1}``, ``theta_new`` and ``θ'`` are a name at a step (`study.spelling.steps`). A spelling
means a known name when it is that name, or the only known name with the same letters; a capital for a small letter,
and ``b1`` for ``beta1``, when nothing else in the program could be meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from study.spelling.signs import ACCENTS, GREEK

MARKS = frozenset((*ACCENTS.values(), "hat", "widehat", "widetilde", "overline"))
SAME_MARK = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
SAME_LETTER = {"epsilon": "eps", "varepsilon": "eps", "lambda": "lam", "lamda": "lam", "vartheta": "theta",
               "alfa": "alpha"}  # fmt: skip
GREEK_WORDS = frozenset(GREEK.values())
INDEX = re.compile(r"\(?(t|k|i|n|j|tau)([+-][0-9]+)?\)?")
NEW = frozenset(("new", "next", "nova", "nove", "novy", "updated", "upd", "nxt", "plus"))
OLD = frozenset(("old", "prev", "previous", "last", "stara", "stare", "stary", "minule", "pred", "predchozi"))


class StepIndex(NamedTuple):
    """When a value of a name is meant: ``rank`` orders values, ``kind`` is plain, word or the letter of an index."""

    rank: int
    kind: str


PLAIN = StepIndex(0, "plain")


class Key(NamedTuple):
    """What two spellings of one name share."""

    base: str
    marks: tuple[str, ...]
    below: tuple[str, ...]


@dataclass(frozen=True)
class Spelled:
    """A name as it was spelled: its letters, accents, what stands below it, primes.

    ``word`` is the name in the language's own spelling if it was typed so.
    """

    base: str
    marks: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    primes: int = 0
    word: str = ""

    @property
    def key(self) -> Key:
        """What it shares with other spellings of the same name at the same step."""
        below = (*self.below, *["'"] * self.primes)
        return Key(SAME_LETTER.get(self.base, self.base), tuple(sorted(self.marks)), below)

    @property
    def written(self) -> str:
        """The name in the language's own spelling."""
        if self.word:
            return self.word
        digits = "".join(self.below[:1]) if self.below and self.below[0].isdigit() else ""
        rest = self.below[1:] if digits else self.below
        parts = [re.sub(r"[^A-Za-z0-9]", "", one.replace("+", "p").replace("-", "m")) for one in rest]
        base = SAME_LETTER.get(self.base, self.base)
        return "_".join([base + "".join(self.marks) + digits, *filter(None, parts), *["new"] * bool(self.primes)])

    def without(self, index: int) -> Spelled:
        """The name without one of the things below it."""
        return replace(self, below=self.below[:index] + self.below[index + 1 :], word="")

    def step(self, letters: Collection[str]) -> tuple[Spelled, StepIndex]:
        """The name by itself and the step that its index says; ``letters`` may count steps."""
        if self.primes:
            return replace(self, primes=0, word=""), StepIndex(self.primes, "word")
        for i in reversed(range(len(self.below))):
            step = step_of(self.below[i], letters)
            if step is not None:
                return self.without(i), step
        return self, PLAIN


def step_of(index: str, letters: Collection[str]) -> StepIndex | None:
    """The step that an index says, if it says one.

    >>> step_of("t+1", "t"), step_of("prev", "t"), step_of("4", "t")
    (StepIndex(rank=1, kind='t'), StepIndex(rank=-1, kind='word'), None)
    """
    found = INDEX.fullmatch(index)
    if found and found[1] in letters:
        return StepIndex(int(found[2] or 0) if len(found[2] or "") < 5 else 99, found[1])
    if index.lower() in NEW:
        return StepIndex(1, "word")
    return StepIndex(-1, "word") if index.lower() in OLD else None


@lru_cache(maxsize=4096)
def spelled(word: str) -> Spelled:
    """A word of the language as letters, accents and what stands below.

    >>> spelled("rhat_1") == spelled("hat_r_1") or spelled("rhat_1").key == spelled("r_hat1").key
    True
    """
    head, *rest = [part for part in word.split("_") if part]
    if head in MARKS and rest:
        head, rest = rest[0], [head, *rest[1:]]
    found = re.fullmatch(r"([A-Za-z]+)([0-9]*)", head)
    base, digits = (found[1], found[2]) if found else (head, "")
    below, marks = [digits] if digits else [], []
    under = base.removesuffix("hat")
    if under != base and (len(under) == 1 or under in GREEK_WORDS):
        base, marks = under, ["hat"]
    for part in rest:
        ending = re.fullmatch(r"([A-Za-z]+)([0-9]+)", part)
        if part in MARKS:
            marks.append(SAME_MARK.get(part, part))
        elif ending and ending[1] in MARKS:
            marks.append(SAME_MARK.get(ending[1], ending[1]))
            below.append(ending[2])
        else:
            below.append(part)
    if base == "lambda":  # a word of Python
        return Spelled("lam", tuple(marks), tuple(below))
    return Spelled(base, tuple(marks), tuple(below), 0, word)


LETTERS = ("t", "k", "i", "n", "j", "tau")


class KnownNames:
    """The names that are known when a program is read: those given, and those that its lines give a value."""

    def __init__(self, names: Iterable[str], assigned: Collection[Spelled] = (), used: Iterable[str] = ()) -> None:
        self.names = frozenset(names)
        self.assigned = frozenset(one.word for one in assigned if one.word)
        self.used = frozenset(used)
        self._places: dict[Spelled, tuple[str, StepIndex] | None] = {}
        self.keys = frozenset(one.key for one in assigned)
        self.by_key: dict[Key, list[str]] = defaultdict(list)
        self.by_letters: dict[Key, list[str]] = defaultdict(list)
        for name in sorted(self.names):
            self.by_key[spelled(name).key].append(name)
            self.by_letters[_lower(spelled(name).key)].append(name)
        self.targets = {key: one.written for one in assigned for key in [one.key, one.step(LETTERS)[0].key]}

    @property
    def informed(self) -> bool:
        """Whether anything is known; without names every word is a name of its own."""
        return bool(self.names)

    def place(self, name: Spelled) -> tuple[str, StepIndex] | None:
        """The known name that a spelling means, and at which step."""
        if name not in self._places:
            self._places[name] = self._place(name)
        return self._places[name]

    def _place(self, name: Spelled) -> tuple[str, StepIndex] | None:
        if name.word in self.names:
            return name.word, PLAIN
        same = self._only(self.by_key, name.key)
        if same and not self._both(name, same):
            return same, PLAIN
        core, step = name.step(LETTERS)
        if step != PLAIN and (at := self._only(self.by_key, core.key)):
            return at, step
        if name.word in self.assigned and _lower(name.key) not in self.by_letters:
            return None
        for one, when in ((name, PLAIN), (core, step)):
            if other := self._abbreviated(one):
                return other, when
            other = self._only(self.by_letters, _lower(one.key))
            if other and other not in self.used:
                return other, when
        return None

    def means(self, word: str) -> bool:
        """Is a word a known name, or one that a line gives a value?"""
        one = spelled(word)
        return self.place(one) is not None or self.has_target(one)

    def has_target(self, name: Spelled) -> bool:
        """Does a line give this name a value, at whatever step?"""
        return name.key in self.targets or name.step("t")[0].key in self.targets

    def _only(self, table: dict[Key, list[str]], key: Key) -> str | None:
        found = table.get(key, ())
        return found[0] if len(found) == 1 else None

    def _both(self, name: Spelled, same: str) -> bool:
        """Are two spellings both given values? Then they are two names."""
        return name.word in self.assigned and same in self.assigned

    def _abbreviated(self, name: Spelled) -> str | None:
        """``b1`` for ``beta1``, where the only known name with this letter and number is Greek."""
        if len(name.base) > 1 or not name.below or not name.below[0].isdigit():
            return None
        found = [key for key in self.by_key if key[1:] == name.key[1:] and key.base[0] == name.base]
        return self._only(self.by_key, found[0]) if len(found) == 1 and found[0].base in GREEK_WORDS else None


def _lower(key: Key) -> Key:
    return key._replace(base=key.base.lower())


def shown_name(name: str) -> str:
    """A name as the lecture writes it: Greek letters, hats, lowered digits.

    >>> [shown_name(name) for name in ("theta", "beta1", "shat", "u3", "eps", "nll")]
    ['θ', 'β₁', 'ŝ', 'u₃', 'ε', 'nll']
    """
    stem = name.rstrip("0123456789")
    digits = name[len(stem) :].translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    greek = {"theta": "θ", "alpha": "α", "beta": "β", "eps": "ε", "lam": "λ", "rho": "ρ"}
    if len(stem) == 4 and stem.endswith("hat"):
        return normalize("NFC", f"{stem[0]}\N{COMBINING CIRCUMFLEX ACCENT}") + digits
    return greek.get(stem, stem) + digits if stem in greek or len(stem) == 1 else name
