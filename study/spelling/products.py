"""Parts of a formula as source of the language: signs of multiplication that were left out are put in.

Only where one reading exists: not behind a division (``a/b c``), not between words that are no names, not behind a
function or a root without parentheses, and never before a number. The rest is left to the parser, or asked back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from lekce2.base import ExpressionError
from lekce2.functions import FUNCTIONS
from study.spelling.groups import Part

SHOWN = 20
COUNTER = "t"  # a power of β that a PDF has lost looks like a product: β₁t
LEFT = ("number", "name", "close")  # what a factor ends with
RIGHT = ("name", "open", "function", "root")  # what a further factor begins with


@dataclass
class Written:
    """Source of the language; ``columns[i]`` is where sign i was typed."""

    source: str = ""
    columns: list[int] = field(default_factory=list)

    def add(self, text: str, part: Part) -> None:
        """Append text that stands for a part."""
        last = max(part.column, part.end - 1)
        self.columns += [min(part.column + i, last) for i in range(len(text))]
        self.source += text


def factors(parts: Sequence[Part], typed: str, line: int, variables: Collection[str] | None) -> list[Part]:
    """Parts, names already settled, with every sign of multiplication.

    ``variables`` are the names that may be factors; None if nothing is known and every word may be.

    Raises
    ------
    ExpressionError
        For a product or a function's reach that has two readings.
    """
    parts = list(_with_reach(parts, line))
    found: list[Part] = []
    divided: list[Part | None] = [None]  # for each open parenthesis, the sign of division that is still in force
    for i, part in enumerate(parts):
        before = found[-1] if found else None
        if before is not None and _multiplies(before, part, variables):
            if divided[-1] is not None:
                raise _after_division(parts, i, divided[-1], typed, line)
            if _rooted(found):
                raise ExpressionError("root-reach", line, part.column)
            if before.kind == part.kind == "name" and part.text == COUNTER and not part.apart:
                both = f"{before.text}{part.text}"
                one, other = f"{before.text}*{part.text}", f"{before.text}^{part.text}"
                raise ExpressionError("two-readings", line, before.column, found=both, one=one, other=other)
            found.append(Part("sign", "*", part.column, part.column + 1))
        if part.kind == "open":
            divided.append(None)
        elif part.kind == "close":
            divided[1:] = divided[1:-1]
        elif part.kind == "sign" and before is not None and before.kind in LEFT:
            if part.text == "/":
                divided[-1] = part
            elif part.text != "^":
                divided[-1] = None
        elif part.kind == "comma":
            divided[-1] = None
        found.append(part)
    return found


def _multiplies(before: Part, part: Part, variables: Collection[str] | None) -> bool:
    if before.kind not in LEFT or part.kind not in RIGHT:
        return False
    if before.kind == "name" and part.kind == "open" and variables is not None:
        return before.text in variables
    if before.kind == "name" and part.kind == "open":
        return False
    if variables is not None and before.kind == part.kind == "name":
        return before.text in variables and part.text in variables
    return True


def _rooted(found: Sequence[Part]) -> bool:
    """Does a root sign without parentheses stand before the last factor?"""
    return len(found) > 1 and found[-2].kind == "root" and found[-1].kind in ("name", "number")


def _with_reach(parts: Sequence[Part], line: int) -> Iterator[Part]:
    """Functions without parentheses get them, where nothing but a sum or an end stands behind their operand."""
    i = 0
    while i < len(parts):
        part = parts[i]
        yield part
        i += 1
        if part.kind != "function" or i >= len(parts) or parts[i].kind == "open":
            continue
        operand = parts[i]
        after = parts[i + 1] if i + 1 < len(parts) else None
        ends = after is None or after.kind in ("close", "comma") or (after.kind == "sign" and after.text in "+-")
        if operand.kind not in ("name", "number") or part.text not in FUNCTIONS or not ends:
            raise ExpressionError("needs-parentheses", line, part.column, name=part.text)
        yield Part("open", "(", operand.column, operand.column + 1)
        yield operand
        yield Part("close", ")", operand.end - 1, operand.end)
        i += 1


def _after_division(parts: Sequence[Part], i: int, slash: Part, typed: str, line: int) -> ExpressionError:
    start = next(j for j, part in enumerate(parts) if part is slash)
    over = typed[_operand_start(parts, start) : slash.column - 1].strip()
    under = typed[slash.column : parts[i].column - 1].strip()
    factor = typed[parts[i].column - 1 : _operand_end(parts, i)].strip()
    over, under, factor = (one if len(one) <= SHOWN else "(…)" for one in (over, under, factor))
    one, other = f"({over}/{under})*{factor}", f"{over}/({under}*{factor})"
    found = f"{over}/{under} {factor}"
    return ExpressionError("two-readings", line, parts[i].column, found=found, one=one, other=other)


def _operand_start(parts: Sequence[Part], i: int) -> int:
    """The index in the typed line where the operand before parts[i] starts."""
    depth = 0
    for j in reversed(range(i)):
        depth += (parts[j].kind == "close") - (parts[j].kind == "open")
        named = j > 0 and parts[j].kind == "open" and parts[j - 1].kind in ("function", "root")
        if depth <= 0 and not named:
            return parts[j].column - 1
    return 0


def _operand_end(parts: Sequence[Part], i: int) -> int:
    """The index in the typed line behind the operand that starts at parts[i]."""
    depth = 0
    for j in range(i, len(parts)):
        depth += (parts[j].kind == "open") - (parts[j].kind == "close")
        if depth <= 0 and parts[j].kind not in ("function", "root"):
            return parts[j].end - 1
    return parts[-1].end - 1


def written(left: Sequence[Part], right: Sequence[Part]) -> Written:
    """The source of a statement whose signs are all there."""
    into = Written()
    before: Part | None = None
    for part in (*left, *right):
        binary = part.kind == "sign" and part.text in "+-" and before is not None and before.kind in LEFT
        if part.kind == "assign" or binary:
            into.add(f" {part.text} ", part)
        elif part.kind == "comma":
            into.add(", ", part)
        else:
            if before is not None and _apart(before, part):
                into.add(" ", part)
            into.add(part.text, part)
        before = part
    return into


def _apart(before: Part, part: Part) -> bool:
    """Would two parts become one without a space, or look like a call?"""
    if before.kind not in (*LEFT, "function") or part.kind not in ("number", *RIGHT):
        return False
    return part.kind != "open" or (part.apart and before.kind != "function")
