"""What can be wrong with a deck: one code and one place each; its sentence is ``fault.<code>`` of the catalogues.

A sentence says what is wrong, what was found and, where a slip is likely, what was meant. Nothing here looks
for faults.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from lekce2 import Message
from study.language import message_of

Severity = Literal["error", "warning"]
MOST = 100  # faults of one file that are listed
ALIKE = 20  # faults of one code that are listed on one line
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


@dataclass(frozen=True)
class Fault:
    """One fault of a deck at a line of a file (counted from 1; 1 also stands for the file as a whole)."""

    file: str
    line: int
    message: Message
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Written(NamedTuple):
    """What stands in a file, as it was read and not yet judged: a text, a formula, a card's body as the ``blocks``
    into which it was cut, a text in double quotes as it is spelled, a text with the comment behind it.

    ``line`` is its first line in the file; all its faults stand there where it is a ``single_line``.
    """

    kind: Literal["text", "formula", "body", "quoted", "comment"]
    text: str
    line: int
    single_line: bool = False
    blocks: Sequence[Any] = ()


@dataclass
class Report:
    """The faults of one file as they are found; the same fault twice on a line is one, beyond the limits it counts.

    ``written`` is what was read in it, for ``study.content.judge``.
    """

    file: str
    written: list[Written] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    errors: int = 0
    seen: set[Fault] = field(default_factory=set)
    alike: Counter[tuple[int, str]] = field(default_factory=Counter)

    def error(self, line: int, code: str, **parameters: Any) -> None:
        self._add(line, code, "error", parameters)

    def warning(self, line: int, code: str, **parameters: Any) -> None:
        self._add(line, code, "warning", parameters)

    def unknown(self, line: int, code: str, found: str, known: Iterable[str], **parameters: Any) -> None:
        """A name that is none of ``known``, with the nearest of them as a guess."""
        guess = "" if self.full else nearest(found, tuple(known))
        self.error(line, code, found=found, guess=guess or "–", **parameters)

    def note(self, node: Any, text: str) -> None:
        """Keep the text of a YAML node for whoever judges it."""
        self.written.append(Written("text", text, node.line + node.literal, not node.literal))

    @property
    def full(self) -> bool:
        return len(self.faults) > MOST

    def _add(self, line: int, code: str, severity: Severity, parameters: dict[str, Any]) -> None:
        self.errors += severity == "error"
        self.alike[line, code] += 1
        if self.full or self.alike[line, code] > ALIKE:
            return
        if len(self.faults) == MOST:
            line, code, severity, parameters = line, "too-many", "error", {"limit": MOST}
        found = fault(self.file, line, code, severity, **parameters)
        if found not in self.seen:
            self.seen.add(found)
            self.faults.append(found)


def fault(file: str, line: int, code: str, severity: Severity = "error", **parameters: Any) -> Fault:
    """The fault of a code, with the parameters that its sentence takes, each text among them in one printable line.

    >>> str(fault("questions/deck.yaml", 1, "no-folder"))
    'questions/deck.yaml:1: there is no such folder'
    """
    shown = {
        name: one_line(value) if isinstance(value, str) and not isinstance(value, Message) else value
        for name, value in parameters.items()
    }
    return Fault(file, line, message_of("fault", code, **shown), severity)


def one_line(text: str, longest: int = 60) -> str:
    r"""``text`` in one line that fits in a sentence: spaces folded, unprintable signs as ``\x..``, the rest cut off.

    >>> one_line("a\n  b\x00")
    'a b\\x00'
    """
    text = " ".join(text[: 4 * longest].split())
    text = UNPRINTABLE.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


@lru_cache(maxsize=1024)
def nearest(found: str, known: tuple[str, ...]) -> str:
    """The name among ``known`` that looks most like ``found``, or nothing when there is none to look at.

    >>> nearest("optimiser-race", ("moving-average", "optimizer-race"))
    'optimizer-race'
    """
    found = found[:40].lower()
    alike = [name for name in known if abs(len(name) - len(found)) <= 3] or list(known)
    if len(alike) > 200:
        alike = [name for name in alike if name[:2].lower() == found[:2]][:200] or alike[:200]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(found)

    def likeness(name: str) -> tuple[float, bool]:
        matcher.set_seq1(name.lower())
        return matcher.ratio(), name[:1].islower()

    return max(alike, key=likeness, default="")
