"""YAML read from its events, so that nothing is built before it is known to be harmless.

A document becomes a tree of nodes with line numbers. Anchors, aliases, tags, directives, repeated keys, merge keys and
depth are refused while the events arrive; the parser never composes anything itself. Plain scalars are numbers,
``true``, ``false`` and ``null`` as in YAML 1.2; dates, ``yes`` and ``no`` are text. Keys are text as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml

from study.content.diagnostics import Report, Written

PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # only its events are used, from libyaml where it is there
DEEPEST = 20
# Control characters, separators that YAML takes for line ends, and signs that reverse the order of what is read.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?", re.ASCII)
CONSTANTS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
INFINITE = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}

# What YAML reads in double quotes as one character, with the letters that follow, and the dollars around maths.
ESCAPE = re.compile(r"\\\\\$|\$|\\(?:([abefnrtvNLP_])([A-Za-z]*)|[\s\S])")
UNPAIRED = re.compile(r"(?<!\\)(?:\\\\)*\\[^\\\"\n]")
WRITTEN_ESCAPE = re.compile(r"\\(?:[A-Za-z]+|.?)")
# Commands that begin like the escapes of a tab and a line end, after which a text may as well go on with a word.
TEX = frozenset(
    re.findall(
        r"\S+",
        """
        nabla natural natnums ncong ne nearrow neg negmedspace negthickspace negthinspace neq newline nexists ngeq ngeqq
        ngtr ni nleftarrow nleq nleqq nless nmid nolimits nonumber not notag notin notni nparallel nprec npreceq
        nrightarrow nshortmid nsim nsubseteq nsucc nsucceq nsupseteq nu nwarrow
        tag tan tanh tau tbinom text textbf textcolor textit textmd textnormal textrm textsf textstyle texttt textup
        tfrac tg th therefore theta thetasym thickapprox thicksim thickspace thinspace tilde times tiny to top triangle
        triangledown triangleleft triangleq triangleright tt twoheadrightarrow
        """,
    )
)

YamlValue: TypeAlias = "bool | int | float | str | list[YamlNode] | dict[str, YamlNode] | None"


@dataclass(slots=True)
class YamlNode:
    """A value with the line on which it begins; ``literal`` texts (after ``|``) keep the lines of the file."""

    value: YamlValue
    line: int
    literal: bool = False
    keys: dict[str, int] | None = None  # of a mapping: the line of each key

    def plain(self) -> Any:
        """The value without its lines: lists, mappings, texts, numbers, truth values and ``None``."""
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return self.value


def read(text: str, report: Report, first_line: int = 1) -> YamlNode | None:
    """The one document of ``text``, whose first line is ``first_line`` of the file; ``None`` where it has no tree.

    What is refused goes to ``report``. Nesting stops the reading, other faults do not.
    """
    try:
        return _Builder(report, first_line).build(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        lines = text.split("\n")
        at = min(mark.line, len(lines) - 1) if mark is not None else 0
        problem = str(getattr(error, "problem", ""))
        if mark is not None and re.search("escape character|hexa?decimal", problem):
            escape = WRITTEN_ESCAPE.search(lines[at], max(0, lines[at].rfind("\\", 0, mark.column + 1)))
            name = escape[0] if escape is not None else "\\"
            report.error(first_line + at, "yaml-escape", found=name, guess="\\" + name)
            return None
        colon = "mapping values are not allowed" in problem
        report.error(first_line + at, "yaml-colon" if colon else "yaml-syntax", found=lines[at].strip())
        return None


class _Builder:
    def __init__(self, report: Report, first_line: int) -> None:
        self.report, self.first_line = report, first_line
        self.open: list[YamlNode] = []  # the lists and mappings that stand open
        self.waiting: list[str | None] = []  # for each the key whose value comes next
        self.root: YamlNode | None = None
        self.text, self.comments = "", False

    def build(self, text: str) -> YamlNode | None:
        self.text, self.comments = text, " #" in text
        parser = PARSER(text)
        try:
            return self.follow(parser.get_event)
        finally:
            parser.dispose()

    def follow(self, next_event: Callable[[], Any]) -> YamlNode | None:
        first_line = self.first_line
        while True:
            event = next_event()
            kind = type(event)
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.open.pop()
                self.waiting.pop()
                continue
            line = first_line + event.start_mark.line
            if kind is yaml.ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    self.marked(event, line)
                style, value = event.style, event.value
                if style == '"':
                    self.quoted(event, value, line)
                elif self.comments and not style and self.text.startswith(" #", event.end_mark.index):
                    comment = self.text[event.end_mark.index : event.end_mark.index + 200].split("\n")[0]
                    self.report.written.append(Written("comment", value + comment, line, True))
                self.add(YamlNode(value if style else resolved(value), line + (style == ">"), style == "|"))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    self.marked(event, line)
                if len(self.open) >= DEEPEST:
                    self.report.error(line, "yaml-deep", limit=DEEPEST)
                    return None
                node = YamlNode({}, line, False, {}) if kind is yaml.MappingStartEvent else YamlNode([], line)
                self.add(node)
                self.open.append(node)
                self.waiting.append(None)
            elif kind is yaml.AliasEvent:
                self.report.error(line, "yaml-alias", found="*" + event.anchor)
                self.add(YamlNode(None, line))
            elif kind is yaml.DocumentStartEvent and (self.root is not None or event.version or event.tags):
                self.report.error(line, "yaml-document")
                return self.root
            elif kind is yaml.StreamEndEvent:
                return self.root

    def quoted(self, event: Any, value: str, line: int) -> None:
        """A text in double quotes, in which a backslash writes a character; only so can a forbidden one come in."""
        raw = self.text[event.start_mark.index : event.end_mark.index]
        if UNPAIRED.search(raw) is None:
            return
        if CONTROL.search(value) is None:
            self.report.written.append(Written("quoted", raw, line))
        elif not judge_quoted(raw, line, self.report):
            self.report.error(line, "control-character", found=_hexadecimal(value))

    def marked(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self.report.error(line, "yaml-anchor", found="&" + event.anchor)
        if event.tag is not None:
            self.report.error(line, "yaml-tag", found=event.tag)

    def add(self, node: YamlNode) -> None:
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1], self.waiting[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif key is None:
            self.waiting[-1] = self.key(parent, node)
        elif isinstance(parent.value, dict):
            parent.value.setdefault(key, node)
            self.waiting[-1] = None

    def key(self, parent: YamlNode, node: YamlNode) -> str:
        keys = parent.keys if parent.keys is not None else {}
        if isinstance(node.value, list | dict):
            self.report.error(node.line, "yaml-key")
            return f"?{node.line}"
        key = node.value if isinstance(node.value, str) else str(node.value).lower()
        if key == "<<":
            self.report.error(node.line, "yaml-merge")
        if key in keys:
            self.report.error(node.line, "yaml-repeated", found=key, first=keys[key])
        else:
            keys[key] = node.line
        return key


def judge_quoted(raw: str, line: int, report: Report) -> bool:
    """Report the LaTeX commands of a text in double quotes that YAML reads as another character.

    ``raw`` is the text as it stands in the file; were there any?
    """
    found = list(swallowed(raw))
    for at, command in found:
        report.error(line + raw.count("\n", 0, at), "yaml-escape", found=command, guess="\\" + command)
    return bool(found)


def swallowed(raw: str) -> Iterator[tuple[int, str]]:
    r"""Where a text in double quotes has LaTeX commands whose begin is an escape of YAML, and the commands.

    >>> list(swallowed(r'"a $\theta$"')), list(swallowed(r'"a $\\theta$, two\nlines"'))
    ([(4, '\\theta')], [])
    """
    maths = False
    for found in ESCAPE.finditer(raw):
        sign, letters = found[1], found[2]
        if found[0] == "$":
            maths = not maths
        elif (letters and (sign not in "tn" or sign + letters in TEX)) or (sign == "_" and maths):
            yield found.start(), "\\" + sign + letters


def judge_comment(text: str, line: int, report: Report) -> None:
    """Report a ``#`` that cuts a sentence off; a comment stands behind two spaces, an id or a number."""
    before, _, rest = text.partition(" #")
    if isinstance(resolved(before), str) and not re.fullmatch(r"[a-z0-9-]*", before):
        report.error(line, "yaml-comment", found="#" + rest)


def resolved(text: str) -> YamlValue:
    """A plain scalar as the number, truth value or null that it writes, else as the text it is.

    >>> resolved("1.5"), resolved("no"), resolved("null"), resolved("2026-01-31")
    (1.5, 'no', None, '2026-01-31')
    """
    if text in CONSTANTS:
        return CONSTANTS[text]  # type: ignore[no-any-return]
    if text[0] in "0123456789+-.":
        if INTEGER.fullmatch(text):
            return int(text)
        if FLOAT.fullmatch(text):
            return float(text)
        return INFINITE.get(text.lower(), text)
    return text


def _hexadecimal(text: str) -> str:
    found = CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


# The front matter of a card's file: YAML between two lines ``---`` at its very beginning.

LARGEST_FRONT = 32 * 1024


class Front(NamedTuple):
    """A file's front matter, its body and the line on which that begins."""

    node: YamlNode | None
    body: str
    first_line: int


def split(text: str, report: Report) -> Front | None:
    """Front matter between two lines ``---`` and what follows; ``None`` where there is none."""
    if text[:4].rstrip() != "---":
        report.error(1, "no-front-matter", found=text[:60].split("\n")[0])
        return None
    lines = text.split("\n")
    end = next((at for at in range(1, len(lines)) if lines[at].rstrip() == "---"), 0)
    if not end:
        report.error(1, "front-matter-open")
        return None
    front = "\n".join(lines[1:end])
    if len(front.encode()) > LARGEST_FRONT:
        report.error(1, "front-matter-too-large", limit=LARGEST_FRONT // 1024)
        return None
    node = read(front + "\n", report, 2)
    if node is None and not report.errors:
        report.error(1, "front-matter-empty")
    return Front(node, "\n".join(lines[end + 1 :]), end + 2)
