"""The passes over a text: statements, their targets, their formulas, what the names mean, their source."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lekce2.base import ExpressionError
from lekce2.expressions import LARGEST, LONGEST, LONGEST_NAME, MOST_LINES, Token, parse, tokens
from lekce2.functions import FUNCTIONS
from study.spelling.formulas import Formula
from study.spelling.groups import Part
from study.spelling.names import LETTERS, Known, spelled
from study.spelling.pieces import Piece, pieces
from study.spelling.products import Written, factors, written
from study.spelling.reading import Line, Reading, moved_to, placed
from study.spelling.signs import plain
from study.spelling.statements import assignment, statements
from study.spelling.steps import Fault, Meaning, Occurrence, meanings

MOST_WORDS = 3 * LARGEST  # words and numbers of LaTeX, before their formulas are read
TARGET = -1  # the place of the name that a statement gives a value
LINE = re.compile(r"\r\n|\r|\n")


def read(
    text: str, names: Collection[str] = (), functions: Collection[str] = (), states: Collection[str] = ()
) -> Reading:
    r"""Read what a learner typed, however it is spelled.

    Parameters
    ----------
    text : str
        Any text.
    names : collection of str
        The names that the question gives or asks for; without any, every word is a name of its own.
    functions : collection of str
        The functions that are handed in, such as ``grad``.
    states : collection of str
        The given names that carry over from step to step.

    Returns
    -------
    Reading
        Errors are in it, never raised.

    Examples
    --------
    >>> known = {"theta", "v", "g", "alpha", "beta"}
    >>> read("v_{t+1} ← βv_t − αg; θ += \\frac12 v_{t+1}", known, states={"theta", "v"}).source
    'v = beta*v - alpha*g\ntheta += ((1)/(2))*v'
    >>> [str(one) for one in read("v = g/2v\ntheta = betav", known).problems]  # doctest: +ELLIPSIS
    ['g/2 v can be read in two ways; write (g/2)*v or g/(2*v)', 'betav is not known: ...']
    """
    if len(text) > LONGEST:
        return _refused(text, ExpressionError("too-long", count=len(text), limit=LONGEST))
    lines = LINE.split(text.rstrip())
    if len(lines) > MOST_LINES:
        problem = ExpressionError("too-many-lines", MOST_LINES + 1, count=len(lines), limit=MOST_LINES)
        return _refused(text, problem)
    try:
        return _Reader(text, lines, frozenset((*names, *states)), frozenset(functions), frozenset(states)).reading()
    except RecursionError:
        return _refused(text, ExpressionError("not-understood"))


def _refused(text: str, problem: ExpressionError) -> Reading:
    return Reading(text, (Line(problem.line, "", "", problem),), {}, (problem,))


@dataclass
class _Statement:
    """A statement on its way: its pieces, or that it is in order as typed, and its parts."""

    number: int
    typed: str
    pieces: list[Piece]
    legal: list[Token] | None = None
    equals: int | None = None
    left: list[Part] = field(default_factory=list)
    right: list[Part] = field(default_factory=list)
    problem: ExpressionError | None = None


class _Reader:
    """The passes over a text, one after the other."""

    def __init__(
        self, text: str, lines: list[str], names: frozenset[str], functions: frozenset[str], states: frozenset[str]
    ) -> None:
        self.text, self.functions, self.states = text, functions, states
        self.names = names - functions
        self.statements: list[_Statement] = []
        counted = 0
        for number, typed in enumerate(lines, 1):
            found = pieces(plain(typed))
            counted += sum(piece.kind in ("word", "number") for piece in found)
            if counted > MOST_WORDS:
                problem = ExpressionError("too-many-parts", number, limit=LARGEST)
                self.statements.append(_Statement(number, typed, found[:1], problem=problem))
            else:
                self.statements += self._of_line(number, typed, found)

    def reading(self) -> Reading:
        """All passes, one after the other."""
        if len(self.statements) > MOST_LINES:
            count = len(self.statements)
            return _refused(self.text, ExpressionError("too-many-lines", count=count, limit=MOST_LINES))
        before = Known(self.names)
        for one in self.statements:
            self._read_target(one, Formula(one.number, before, self.functions, self.states))
        assigned = [part.name for one in self.statements for part in one.left if part.name is not None]
        used = {piece.text for one in self.statements for piece in one.pieces if piece.kind == "word"}
        self.known = Known(self.names, assigned, used)
        for one in self.statements:
            self._read_formula(one, Formula(one.number, self.known, self.functions, self.states))
        meaning = meanings(list(self._occurrences()), self.known, self.states)
        targets = {name for (_, place), name in meaning.names.items() if place == TARGET and isinstance(name, str)}
        self.variables = self.names | targets | meaning.copies.keys()
        lines = [self._line(i, one, meaning) for i, one in enumerate(self.statements)]
        return self._together(lines, meaning)

    def _of_line(self, number: int, typed: str, found: list[Piece]) -> list[_Statement]:
        """The statements of a line; what the language itself can read stays as it is."""
        legal = self._legal(typed)
        if legal is not None:
            return [_Statement(number, typed, found, legal)]
        parts = statements(found, typed, self.names | self.functions | FUNCTIONS.keys())
        return [_Statement(number, typed, one) for one in parts] or [_Statement(number, typed, [])]

    def _legal(self, typed: str) -> list[Token] | None:
        try:
            parse(typed, self.functions)
            found = tokens(typed, 1)
        except ExpressionError:
            return None
        e = self.names and "e" not in self.names and any(token.text == "e" for token in found)
        return None if e else found

    def _read_target(self, one: _Statement, formula: Formula) -> None:
        if one.legal is not None:
            one.left = [self._token_part(token) for token in one.legal[:1]] if _assigns(one.legal) else []
            return
        one.equals = assignment(one.pieces)
        if one.equals:
            try:
                one.left = formula.target(one.pieces[: one.equals])
            except ExpressionError as error:
                one.problem = one.problem or error

    def _read_formula(self, one: _Statement, formula: Formula) -> None:
        try:
            self._ask_for_steps(one)
            if one.legal is not None:
                one.right = [self._token_part(token) for token in one.legal[len(one.left) :]]
            else:
                one.right = formula.parts(one.pieces[one.equals or 0 :])
        except ExpressionError as error:
            one.problem = one.problem or error

    def _token_part(self, token: Token) -> Part:
        """A token of a line that is in order; only its names matter."""
        called = token.text in FUNCTIONS or token.text in self.functions
        name = spelled(token.text) if token.kind == "name" and not called else None
        return Part("name" if name else "other", token.typed, token.column, token.end, False, name)

    def _ask_for_steps(self, one: _Statement) -> None:
        """``s_t-1``: the step before, or one less?"""
        found = one.pieces
        for i in range(assignment(found) or 0, len(found) - 2):
            word, sign, number = found[i : i + 3]
            if sign.kind != "sign" or sign.text not in "+-" or number.text != "1" or sign.apart or number.apart:
                continue
            head, _, letter = word.text.rpartition("_")
            if not head and i > 1 and found[i - 1].kind == "below":
                head = found[i - 2].text
            if letter in LETTERS and head.isidentifier() and self._counts(head, word.text):
                step = f"{letter}{sign.text}1"
                readings = {"one": f"{head}_{{{step}}}", "other": f"{head}_{letter} {sign.text} 1"}
                raise ExpressionError("two-readings", one.number, word.column, found=f"{head}_{step}", **readings)

    def _counts(self, head: str, word: str) -> bool:
        """Does an index of a known name count steps, and is it no name by itself?"""
        at = self.known.place(spelled(head))
        own = word in self.names or (word in self.known.assigned and (at is None or at[0] not in self.states))
        return at is not None and not own

    def _occurrences(self) -> Iterator[Occurrence]:
        for i, one in enumerate(self.statements):
            kept = one.legal is not None and not self.known.informed
            for place, part in enumerate(one.right):
                if part.name is not None:
                    yield Occurrence(i, place, part.name, kept=kept)
            for part in one.left[:1]:
                if part.name is not None and len(one.left) == 1:
                    yield Occurrence(i, TARGET, part.name, target=True, kept=kept)

    def _line(self, i: int, one: _Statement, meaning: Meaning) -> Line:
        if one.problem is None and not (one.legal or one.pieces):
            return Line(one.number, one.typed)
        try:
            if one.problem is not None:
                raise one.problem
            left = [self._settled(part, meaning.names.get((i, TARGET)), one, True) for part in one.left]
            right = [
                self._settled(part, meaning.names.get((i, place)), one, False) for place, part in enumerate(one.right)
            ]
            if one.legal is not None:
                into = _renamed(one.typed, [*left, *right])
            else:
                variables = self.variables if self.known.informed else None
                into = written(left, factors(right, one.typed, one.number, variables))
            if len(into.source) > LONGEST:
                raise ExpressionError("too-long", one.number, count=len(into.source), limit=LONGEST)
        except ExpressionError as error:
            return Line(one.number, one.typed, "", moved_to(error, one.number, error.column))
        line = Line(one.number, one.typed, into.source, None, (*into.columns, len(one.typed) + 1))
        try:
            parse(line.source, self.functions)
        except ExpressionError as error:
            return Line(one.number, one.typed, "", placed(error, line))
        return line

    def _settled(self, part: Part, name: str | Fault | None, one: _Statement, target: bool) -> Part:
        """A part with its name in the language."""
        if part.name is None or name is None:
            return part
        if isinstance(name, Fault):
            raise ExpressionError(name.code, one.number, part.column, **name.parameters)
        strange = name not in self.names and not self.known.has_target(part.name) and len(name) <= LONGEST_NAME
        if self.known.informed and not target and strange:
            readings = products_of(name, self.variables)
            if readings:
                raise _asked_back(name, readings, one.number, part.column)
        return part._replace(text=name)

    def _together(self, lines: list[Line], meaning: Meaning) -> Reading:
        """All lines as one program; where it gets too long, what follows cannot be read."""
        while readable := [i for i, line in enumerate(lines) if line.source]:
            try:
                parse("\n".join(lines[i].source for i in readable), self.functions)
                break
            except ExpressionError as error:
                at = readable[min(error.line, len(readable)) - 1]
                lines[at] = _unread(lines[at], placed(error, lines[at]))
                if error.code in ("too-many-parts", "too-long"):
                    lines[at:] = [
                        _unread(line, moved_to(error, line.number, 1)) if line.source else line for line in lines[at:]
                    ]
        used = {name for name in meaning.names.values() if isinstance(name, str)}
        copies = {copy: name for copy, name in meaning.copies.items() if copy in used}
        problems = tuple(line.problem for line in lines if line.problem is not None)
        return Reading(self.text, tuple(lines), copies, problems, self.functions)


def _unread(line: Line, problem: ExpressionError) -> Line:
    return Line(line.number, line.typed, "", problem)


def products_of(word: str, names: Collection[str], most: int = 2) -> list[str]:
    """How a word can be a product of known names, at most so many ways.

    >>> products_of("betav", {"beta", "v"}), products_of("loss", {"l"})
    (['beta*v'], [])
    """
    ways: list[list[str]] = [[""], *([] for _ in word)]
    for end in range(1, len(word) + 1):
        for start in range(end):
            if ways[start] and (start, end) != (0, len(word)) and word[start:end] in names:
                ways[end] += [f"{one}*{word[start:end]}" if one else word[start:end] for one in ways[start]]
                ways[end] = ways[end][:most]
    return ways[-1]


def _asked_back(name: str, readings: list[str], line: int, column: int) -> ExpressionError:
    if len(readings) == 1:
        return ExpressionError("product-or-name", line, column, name=name, product=readings[0])
    return ExpressionError("two-readings", line, column, found=name, one=readings[0], other=readings[1])


def _assigns(found: list[Token]) -> bool:
    return len(found) > 1 and found[1].kind == "assignment"


def _renamed(typed: str, parts: list[Part]) -> Written:
    """A line as typed, with names changed that mean others."""
    into, at = Written(), 0
    for part in parts:
        if part.name is None or part.text == part.name.word:
            continue
        into.source += typed[at : part.column - 1]
        into.columns += range(at + 1, part.column)
        into.add(part.text, part)
        at = part.end - 1
    into.source += typed[at:]
    into.columns += range(at + 1, len(typed) + 1)
    return into
