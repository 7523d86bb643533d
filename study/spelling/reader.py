"""The passes over a text: statements, their targets, their formulas, what the names mean, their source."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lekce2.base import ExpressionError
from lekce2.expressions import LARGEST, LONGEST, LONGEST_NAME, MOST_LINES, Token, parse, tokens
from lekce2.functions import FUNCTIONS
from study.spelling.formulas import Formula
from study.spelling.groups import FormulaPart
from study.spelling.names import LETTERS, PLAIN, KnownNames, spelled
from study.spelling.pieces import Lexeme, pieces
from study.spelling.products import WrittenFormula, factors, means, written
from study.spelling.reading import ReadLine, SpellingReading, moved_to, placed
from study.spelling.signs import plain
from study.spelling.statements import assignment, several, statements
from study.spelling.steps import Meaning, Occurrence, StepFault, meanings
from study.spelling.words import KnownWords

MOST_WORDS = 3 * LARGEST  # words and numbers of LaTeX, before their formulas are read
NEAREST = 8  # pieces before a sign of assignment that may be its target
COUNTS = ("N", "n", "m", "M")  # how many examples
TARGET = -1  # the place of the name that a statement gives a value
LINE = re.compile(r"\r\n|\r|\n")


def read(
    text: str, names: Collection[str] = (), functions: Collection[str] = (), states: Collection[str] = ()
) -> SpellingReading:
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
    SpellingReading
        Errors are in it, never raised.

    Examples
    --------
    >>> known = {"theta", "v", "g", "alpha", "beta"}
    >>> read("v_{t+1} ← βv_t − αg; θ += \\frac12 v_{t+1}", known, states={"theta", "v"}).source
    'v = beta*v - alpha*g\ntheta += ((1)/(2))*v'
    >>> [str(one) for one in read("v = g/2v\ntheta = betav", known).problems]
    ['g/2 v can be read in two ways; write (g/2)*v or g/(2*v)']
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


def _refused(text: str, problem: ExpressionError) -> SpellingReading:
    return SpellingReading(text, (ReadLine(problem.line, "", "", problem),), {}, (problem,))


@dataclass
class _Statement:
    """A statement on its way: its pieces, or that it is in order as typed, and its parts."""

    number: int
    typed: str
    pieces: list[Lexeme]
    legal: list[Token] | None = None
    equals: int | None = None
    group: int = 0  # of the statements that ``s, r = a, b`` is
    left: list[FormulaPart] = field(default_factory=list)
    right: list[FormulaPart] = field(default_factory=list)
    problem: ExpressionError | None = None


class _Reader:
    """The passes over a text, one after the other."""

    def __init__(
        self, text: str, lines: list[str], names: frozenset[str], functions: frozenset[str], states: frozenset[str]
    ) -> None:
        self.text, self.functions, self.states = text, functions, states
        self.names = names - functions
        self.statements: list[_Statement] = []
        self.groups = 0
        self.ranks: dict[str, set[int]] = {}  # of the steps at which a name stands
        found = [pieces(plain(typed)) for typed in lines]
        given = (one for line in found for one in _given(line))
        self.words = KnownWords(KnownNames(self.names), functions, given)
        counted = 0
        for number, (typed, line) in enumerate(zip(lines, found, strict=True), 1):
            counted += sum(piece.kind in ("word", "number") for piece in line)
            if counted > MOST_WORDS:
                problem = ExpressionError("too-many-parts", number, limit=LARGEST)
                self.statements.append(_Statement(number, typed, line[:1], problem=problem))
            else:
                self.statements += self._of_line(number, typed, line)

    def reading(self) -> SpellingReading:
        """All passes, one after the other."""
        if len(self.statements) > MOST_LINES:
            count = len(self.statements)
            return _refused(self.text, ExpressionError("too-many-lines", count=count, limit=MOST_LINES))
        for one in self.statements:
            self._read_target(one)
        assigned = [part.name for one in self.statements for part in one.left if part.name is not None]
        used = {piece.text for one in self.statements for piece in one.pieces if piece.kind == "word"}
        self.known = KnownNames(self.names, assigned, used)
        self.words = KnownWords(self.known, self.functions)
        self.counted = {letter for one in self.statements for letter in _counted(one)}
        for one in self.statements:
            self._read_formula(one)
        meaning = meanings(list(self._occurrences()), self.known, self.states)
        targets = {name for (_, place), name in meaning.names.items() if place == TARGET and isinstance(name, str)}
        self.variables = self.names | targets | meaning.copies.keys()
        kept = self._keep_old_values(meaning)
        self.variables |= kept.keys()
        lines = []
        for i, one in enumerate(self.statements):
            before = [(copy, name) for copy, (at, name) in kept.items() if at == i]
            for copy, name in before:
                source = f"{copy} = {name}"
                lines.append(ReadLine(one.number, one.typed, source, None, (1,) * (len(source) + 1)))
            lines.append(self._line(i, one, meaning))
        return self._together(lines, meaning)

    def _keep_old_values(self, meaning: Meaning) -> dict[str, tuple[int, str]]:
        """Names for the values from before ``s, r = a, b`` that b reads: where they are kept, and of which name."""
        kept: dict[str, tuple[int, str]] = {}
        begun: dict[str, str] = {}  # what the statements of the group have given a value so far, and its copy
        start = 0
        for i, one in enumerate(self.statements):
            if not one.group or one.group != self.statements[i - 1].group or not i:
                start, begun = i, {}
            for place in range(len(one.right)) if one.group else ():
                name = meaning.names.get((i, place))
                if not isinstance(name, str) or name not in begun or self._says_new(one.right[place], name, meaning):
                    continue
                if not begun[name]:
                    begun[name] = _free(f"{name[:30]}_before", {*self.variables, *kept})
                    kept[begun[name]] = (start, name)
                meaning.names[i, place] = begun[name]
            target = meaning.names.get((i, TARGET))
            if one.group and isinstance(target, str):
                begun.setdefault(target, "")
        return kept

    def _says_new(self, part: FormulaPart, name: str, meaning: Meaning) -> bool:
        """Does ``s_t`` say that it is the new value, because ``s_{t-1}`` stands for the old one?"""
        step = part.name.step(LETTERS)[1] if part.name else PLAIN
        if step == PLAIN:
            return False
        if name not in self.ranks:
            spellings = (name, *(copy for copy, of in meaning.copies.items() if of == name))
            self.ranks[name] = {
                one.name.step(LETTERS)[1].rank
                for one in self._occurrences()
                if meaning.names.get((one.statement, one.place)) in spellings
            }
        return step.rank == max(self.ranks[name]) > min(self.ranks[name])

    def _of_line(self, number: int, typed: str, found: list[Lexeme]) -> list[_Statement]:
        """The statements of a line; what the language itself can read stays as it is."""
        legal = self._legal(typed)
        if legal is not None and not (self.names and self._is_odd(legal)):
            return [_Statement(number, typed, found, legal)]
        parts = statements(found, typed, self.words)
        if legal is not None and parts == [found]:
            return [_Statement(number, typed, found, legal)]
        ready: list[_Statement] = []
        for part in parts:
            each = several(part, self.words)
            self.groups += 1
            ready += [_Statement(number, typed, one, group=self.groups if len(each) > 1 else 0) for one in each]
        return ready or [_Statement(number, typed, [])]

    def _is_odd(self, legal: list[Token]) -> bool:
        """Can a line that the language reads be something else: a remark, the frame of a program?"""
        return any(token.kind == "name" and not self.words.is_name(token.text) for token in legal)

    def _legal(self, typed: str) -> list[Token] | None:
        try:
            parse(typed, self.functions)
            found = tokens(typed, 1)
        except ExpressionError:
            return None
        e = self.names and "e" not in self.names and any(token.text == "e" for token in found)
        return None if e else found

    def _read_target(self, one: _Statement) -> None:
        formula = Formula(one.number, self.words, self.states)
        if one.legal is not None:
            one.left = [self._token_part(token) for token in one.legal[:1]] if _assigns(one.legal) else []
            return
        one.equals = assignment(one.pieces)
        if one.equals:
            try:
                one.left = formula.target(one.pieces[: one.equals])
            except ExpressionError as error:
                one.problem = one.problem or error

    def _read_formula(self, one: _Statement) -> None:
        formula = Formula(one.number, self.words, self.states, self.counted)
        try:
            self._mend_steps(one)
            if one.legal is not None and self.names and not all(map(self._stands, one.legal)):
                one.legal = None
                self._read_target(one)
            if one.legal is not None:
                one.right = [self._token_part(token) for token in one.legal[len(one.left) :]]
            else:
                one.right = formula.parts(one.pieces[one.equals or 0 :])
        except ExpressionError as error:
            one.problem = one.problem or error

    def _stands(self, token: Token) -> bool:
        """Is a token of a line that the language reads a known name, or none?"""
        called = token.text in FUNCTIONS or token.text in self.functions
        return token.kind != "name" or called or self.known.means(token.text)

    def _token_part(self, token: Token) -> FormulaPart:
        """A token of a line that is in order; only its names matter."""
        called = token.text in FUNCTIONS or token.text in self.functions
        name = spelled(token.text) if token.kind == "name" and not called else None
        return FormulaPart("name" if name else "other", token.typed, token.column, token.end, False, name)

    def _mend_steps(self, one: _Statement) -> None:
        """``s_t-1``: the step before where the line gives s_t its value; else that, or one less?"""
        found = one.pieces
        for i in reversed(range(assignment(found) or 0, len(found) - 2)):
            word, sign, number = found[i : i + 3]
            if sign.kind != "sign" or sign.text not in "+-" or number.text != "1" or sign.apart or number.apart:
                continue
            head, _, letter = word.text.rpartition("_")
            start = i
            if not head and i > 1 and found[i - 1].kind == "below":
                head, start = found[i - 2].text, i - 2
            if letter not in LETTERS or not head.isidentifier() or not self._counts(head, word.text):
                continue
            step = f"{letter}{sign.text}1"
            left = one.left[0].name if len(one.left) == 1 else None
            if sign.text == "-" and left and left.key == spelled(f"{head}_{letter}").key and len(found) > i + 3:
                end = found[start]._replace(text=head)
                index = [word._replace(kind=kind, text=text) for kind, text in (("below", "_"), ("open", "{"))]
                index += [word._replace(text=letter, apart=False), sign, number]
                found[start : i + 3] = [end, *index, number._replace(kind="close", text="}")]
                if one.legal is not None:
                    one.legal = None
                    self._read_target(one)
                continue
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

    def _line(self, i: int, one: _Statement, meaning: Meaning) -> ReadLine:
        if one.problem is None and not (one.legal or one.pieces):
            return ReadLine(one.number, one.typed)
        target = ""
        try:
            left = [self._settled(part, meaning.names.get((i, TARGET)), one, True) for part in one.left]
            target = left[0].text if len(left) == 1 and left[0].text.isidentifier() else ""
            if one.problem is not None:
                raise one.problem
            right = [
                self._settled(part, meaning.names.get((i, place)), one, False) for place, part in enumerate(one.right)
            ]
            if one.legal is not None:
                into = _renamed(one.typed, [*left, *right])
            else:
                variables = None
                if self.known.informed:
                    variables = self.variables
                    right = means(right, COUNTS, variables)
                into = written(left, factors(right, one.typed, one.number, variables))
            if len(into.source) > LONGEST:
                raise ExpressionError("too-long", one.number, count=len(into.source), limit=LONGEST)
        except ExpressionError as error:
            problem = moved_to(one.problem or error, one.number, (one.problem or error).column)
            return ReadLine(one.number, one.typed, "", problem, (), target)
        line = ReadLine(one.number, one.typed, into.source, None, (*into.columns, len(one.typed) + 1), target)
        try:
            parse(line.source, self.functions)
        except ExpressionError as error:
            return ReadLine(one.number, one.typed, "", placed(error, line), (), target)
        return line

    def _settled(self, part: FormulaPart, name: str | StepFault | None, one: _Statement, target: bool) -> FormulaPart:
        """A part with its name in the language."""
        if part.name is None:
            return part
        if name is None:
            return part._replace(text=part.name.written)
        if isinstance(name, StepFault):
            raise ExpressionError(name.code, one.number, part.column, **name.parameters)
        strange = name not in self.names and not self.known.has_target(part.name) and len(name) <= LONGEST_NAME
        if self.known.informed and not target and strange:
            if name == "pi":
                return part._replace(kind="number", text=repr(math.pi))
            readings = ["*".join(way) for way in self.words.products(name) if way[0] not in FUNCTIONS]
            if readings:
                raise _asked_back(name, readings, one.number, part.column)
        return part._replace(text=name)

    def _together(self, lines: list[ReadLine], meaning: Meaning) -> SpellingReading:
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
        return SpellingReading(self.text, tuple(lines), copies, problems, self.functions)


def _unread(line: ReadLine, problem: ExpressionError) -> ReadLine:
    return ReadLine(line.number, line.typed, "", problem, (), line.target)


def _given(line: list[Lexeme]) -> Iterator[str]:
    """Words before a sign of assignment, outside brackets: what a line may give a value."""
    for i, piece in enumerate(line):
        depth = 0
        for one in reversed(line[max(0, i - NEAREST) : i] if piece.kind == "assign" else ()):
            if one.kind in ("assign", "semicolon", "break") or one.text == ":":
                break
            depth += (one.kind == "close") - (one.kind == "open")
            if one.kind == "word" and depth == 0:
                yield one.text


def _counted(one: _Statement) -> Iterator[str]:
    """The letter of ``theta(t+1) = …``."""
    found = one.pieces[: one.equals] if one.equals and one.legal is None else []
    if len(found) > 3 and found[1].text == "(" and found[2].text in LETTERS and found[0].kind == "word":
        yield found[2].text


def _free(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "0"
    return name


def _asked_back(name: str, readings: list[str], line: int, column: int) -> ExpressionError:
    if len(readings) == 1:
        return ExpressionError("product-or-name", line, column, name=name, product=readings[0])
    return ExpressionError("two-readings", line, column, found=name, one=readings[0], other=readings[1])


def _assigns(found: list[Token]) -> bool:
    return len(found) > 1 and found[1].kind == "assignment"


def _renamed(typed: str, parts: list[FormulaPart]) -> WrittenFormula:
    """A line as typed, with names changed that mean others."""
    into, at = WrittenFormula(), 0
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
