"""Parts of a formula as source of the language: signs of multiplication that were left out are put in.

Only where one reading exists: not behind a division (``a/b c``), not between words that are no names, not behind a
function or a root without parentheses, and never before a number. The rest is left to the parser, or asked back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from lekce2.base import ExpressionError
from lekce2.functions import FUNCTIONS
from study.spelling.groups import FormulaPart

SHOWN = 20
COUNTER = "t"  # a power of β that a PDF has lost looks like a product: β₁t
LEFT = ("number", "name", "close")  # what a factor ends with
RIGHT = ("name", "open", "function", "root")  # what a further factor begins with


@dataclass
class WrittenFormula:
    """Source of the language; ``columns[i]`` is where sign i was typed."""

    source: str = ""
    columns: list[int] = field(default_factory=list)

    def add(self, text: str, part: FormulaPart) -> None:
        """Append text that stands for a part."""
        last = max(part.column, part.end - 1)
        self.columns += [min(part.column + i, last) for i in range(len(text))]
        self.source += text


def factors(
    parts: Sequence[FormulaPart], typed: str, line: int, variables: Collection[str] | None
) -> list[FormulaPart]:
    """Parts, names already settled, with every sign of multiplication.

    ``variables`` are the names that may be factors; None if nothing is known and every word may be.

    Raises
    ------
    ExpressionError
        For a product or a function's reach that has two readings.
    """
    parts = list(_with_reach(parts, line))
    found: list[FormulaPart] = []
    divided: list[FormulaPart | None] = [None]  # for each open parenthesis, the sign of division that is still in force
    for i, part in enumerate(parts):
        before = found[-1] if found else None
        if before is not None and _multiplies(before, part, variables):
            if divided[-1] is not None and not _is_fraction(parts, i):
                raise _after_division(parts, i, divided[-1], typed, line)
            divided[-1] = None
            if _rooted(found):
                raise ExpressionError("root-reach", line, part.column)
            if before.kind == part.kind == "name" and part.text == COUNTER and not part.apart:
                both = f"{before.text}{part.text}"
                one, other = f"{before.text}*{part.text}", f"{before.text}^{part.text}"
                raise ExpressionError("two-readings", line, before.column, found=both, one=one, other=other)
            found.append(FormulaPart("sign", "*", part.column, part.column + 1))
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


def _multiplies(before: FormulaPart, part: FormulaPart, variables: Collection[str] | None) -> bool:
    if before.kind not in LEFT or part.kind not in RIGHT:
        return False
    if before.kind == "name" and part.kind == "open" and variables is not None:
        return before.text in variables
    if before.kind == "name" and part.kind == "open":
        return False
    if variables is not None and before.kind == part.kind == "name":
        return before.text in variables and part.text in variables
    return True


def _rooted(found: Sequence[FormulaPart]) -> bool:
    """Does a root sign without parentheses stand before the last factor?"""
    return len(found) > 1 and found[-2].kind == "root" and found[-1].kind in ("name", "number")


def _is_fraction(parts: Sequence[FormulaPart], i: int) -> bool:
    """``1/2 x``: a fraction of two numbers typed as one word, and the factor at i apart from it."""
    if i < 3 or not parts[i].apart or [part.kind for part in parts[i - 3 : i]] != ["number", "sign", "number"]:
        return False
    over, slash, under = parts[i - 3 : i]
    close = slash.text == "/" and over.end == slash.column and slash.end == under.column
    before = parts[i - 4] if i > 3 else None
    return close and (before is None or before.kind != "sign" or before.text not in "/^")


def _with_reach(parts: Sequence[FormulaPart], line: int) -> Iterator[FormulaPart]:
    """Functions without parentheses get them, where nothing but a sum or an end stands behind their operand."""
    i = 0
    while i < len(parts):
        part = parts[i]
        yield part
        i += 1
        if part.kind != "function" or i >= len(parts) or parts[i].kind == "open":
            continue
        end = _operand_behind(parts, i)
        if end is None or part.text not in FUNCTIONS:
            raise ExpressionError("needs-parentheses", line, part.column, name=part.text)
        operand = parts[i:end]
        yield FormulaPart("open", "(", operand[0].column, operand[0].column + 1)
        yield from operand
        yield FormulaPart("close", ")", operand[-1].end - 1, operand[-1].end)
        i = end


def _operand_behind(parts: Sequence[FormulaPart], i: int) -> int | None:
    """Where the operand at i of a function without parentheses ends: a name, number or call, its sign, its power."""
    end = i + (parts[i].kind == "sign" and parts[i].text in "+-")
    if end >= len(parts):
        return None
    end += parts[end].kind == "root" and end + 1 < len(parts)
    rooted = parts[end].kind == "open" and parts[end - 1].kind == "root"
    if rooted or (parts[end].kind == "function" and end + 1 < len(parts) and parts[end + 1].kind == "open"):
        end = _close(parts, end)
    elif parts[end].kind not in ("name", "number"):
        return None
    end += 1
    if end + 1 < len(parts) and parts[end].text == "^" and parts[end].kind == "sign":
        end += 1 + (parts[end + 1].text == "-")
        if end >= len(parts) or parts[end].kind not in ("name", "number"):
            return None
        end += 1
    after = parts[end] if end < len(parts) else None
    ends = after is None or after.kind in ("close", "comma") or (after.kind == "sign" and after.text in "+-")
    return end if ends else None


def _after_division(parts: Sequence[FormulaPart], i: int, slash: FormulaPart, typed: str, line: int) -> ExpressionError:
    start = next(j for j, part in enumerate(parts) if part is slash)
    over = typed[_operand_start(parts, start) : slash.column - 1].strip()
    under = typed[slash.column : parts[i].column - 1].strip()
    factor = typed[parts[i].column - 1 : _operand_end(parts, i)].strip()
    over, under, factor = (one if len(one) <= SHOWN else "(…)" for one in (over, under, factor))
    one, other = f"({over}/{under})*{factor}", f"{over}/({under}*{factor})"
    found = f"{over}/{under} {factor}"
    return ExpressionError("two-readings", line, parts[i].column, found=found, one=one, other=other)


def _operand_start(parts: Sequence[FormulaPart], i: int) -> int:
    """The index in the typed line where the operand before parts[i] starts."""
    depth = 0
    for j in reversed(range(i)):
        depth += (parts[j].kind == "close") - (parts[j].kind == "open")
        named = j > 0 and parts[j].kind == "open" and parts[j - 1].kind in ("function", "root")
        if depth <= 0 and not named:
            return parts[j].column - 1
    return 0


def _operand_end(parts: Sequence[FormulaPart], i: int) -> int:
    """The index in the typed line behind the operand that starts at parts[i]."""
    depth = 0
    for j in range(i, len(parts)):
        depth += (parts[j].kind == "open") - (parts[j].kind == "close")
        if depth <= 0 and parts[j].kind not in ("function", "root"):
            return parts[j].end - 1
    return parts[-1].end - 1


def written(left: Sequence[FormulaPart], right: Sequence[FormulaPart]) -> WrittenFormula:
    """The source of a statement whose signs are all there."""
    into = WrittenFormula()
    before: FormulaPart | None = None
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


def _apart(before: FormulaPart, part: FormulaPart) -> bool:
    """Would two parts become one without a space, or look like a call?"""
    if before.kind not in (*LEFT, "function") or part.kind not in ("number", *RIGHT):
        return False
    return part.kind != "open" or (part.apart and before.kind != "function")


def means(parts: Sequence[FormulaPart], counts: Collection[str], variables: Collection[str]) -> list[FormulaPart]:
    """``sum(…)/N`` as mean(…), where N is no name of the program and can only be how many are summed."""
    found = list(parts)
    numbers = [i for i, part in enumerate(found) if part.kind == "name" and part.text in counts]
    sums = [i for i, part in enumerate(found) if part.kind == "function" and part.text == "sum"]
    if len(numbers) != 1 or len(sums) != 1 or found[numbers[0]].text in variables:
        return found
    paths = [_path(found, i) for i in (numbers[0], sums[0])]
    shared = 0
    while shared < min(map(len, paths)) and paths[0][shared] == paths[1][shared]:
        shared += 1
    level = paths[0][shared - 1] if shared else -1
    tops = [[*path[shared:], i][0] for path, i in zip(paths, (numbers[0], sums[0]), strict=True)]
    slashes = [_divisions(found, [*path[shared:], i]) for path, i in zip(paths, (numbers[0], sums[0]), strict=True)]
    if slashes == [1, 0] and _one_term(found, level, tops):
        found[sums[0]] = found[sums[0]]._replace(text="mean")
        _drop_divisor(found, numbers[0])
    return found


def _drop_divisor(parts: list[FormulaPart], at: int) -> None:
    """Without the division by parts[at], and without a factor 1 that is left of it: ``1/N*sum(…)``."""
    parts[at] = parts[at]._replace(kind="number", text="1", name=None)
    start, end = at, at + 1
    while start > 1 and end < len(parts) and parts[start - 1].kind == "open" and parts[end].kind == "close":
        start, end = start - 1, end + 1
    if parts[start - 1].text != "/":
        if at and parts[at - 1].kind in LEFT:  # 1/(2N)
            del parts[at]
        return
    del parts[start - 1 : end]
    end = start - 1
    start = end - 1
    while (
        start > 0 and parts[start].kind == "close" and parts[start - 2].kind == "open" and parts[start - 1].text == "1"
    ):
        parts[start - 2 : start + 1] = [parts[start - 1]]
        start, end = start - 2, end - 2
        if end < len(parts) and parts[end].kind == "close" and parts[start - 1].kind == "open":
            start, end = start + 1, end + 1
    before = parts[start - 1] if start else None
    alone = before is None or before.kind in ("open", "assign", "comma") or before.text in "+-"
    if start >= 0 and parts[start].text == "1" and alone and end < len(parts) and parts[end].text == "*":
        del parts[start : end + 1]


def _path(parts: Sequence[FormulaPart], at: int) -> list[int]:
    """The parentheses around parts[at], from the outermost."""
    path: list[int] = []
    for i, part in enumerate(parts[:at]):
        if part.kind == "open":
            path.append(i)
        elif part.kind == "close" and path:
            path.pop()
    return path


def _divisions(parts: Sequence[FormulaPart], path: Sequence[int]) -> int:
    """How often what stands at the end of a path divides; -1 where it stands in a function, a power or a sum."""
    count = 0
    for i in path:
        before = parts[i - 1] if i else None
        end = _close(parts, i)
        after = parts[end + 1] if end + 1 < len(parts) else None
        if before is not None and (before.kind in ("function", "root") or before.text == "^"):
            return -1
        if after is not None and after.text == "^":
            return -1
        if parts[i].kind == "open" and not _one_term(parts, i, [i + 1, end - 1]):
            return -1
        count += before is not None and before.kind == "sign" and before.text == "/"
    return count


def _close(parts: Sequence[FormulaPart], i: int) -> int:
    """Where the parenthesis that parts[i] opens, or that of a function there, closes; i for anything else."""
    start = i + (parts[i].kind == "function")
    if start >= len(parts) or parts[start].kind != "open":
        return i
    depth = 0
    for j in range(start, len(parts)):
        depth += (parts[j].kind == "open") - (parts[j].kind == "close")
        if depth == 0:
            return j
    return len(parts) - 1


def _one_term(parts: Sequence[FormulaPart], level: int, places: Sequence[int]) -> bool:
    """Is there no sum or difference between two places inside the parenthesis at ``level`` (-1: outside all)?"""
    depth = 0
    start, end = min(places), max(places)
    for i in range(level + 1, len(parts)):
        part = parts[i]
        depth += (part.kind == "open") - (part.kind == "close")
        if depth < 0 or i >= end:
            return True
        signs = part.kind == "sign" and part.text in "+-" and parts[i - 1].kind in LEFT
        if depth == 0 and i > start and signs:
            return False
    return True
