"""YAML read from its events, so that nothing is built before it is known to be harmless.

A document becomes a tree of nodes with line numbers. Anchors, aliases, tags, directives, repeated keys, merge keys and
depth are refused while the events arrive; the parser never composes anything itself. Plain scalars are numbers,
``true``, ``false`` and ``null`` as in YAML 1.2; dates, ``yes`` and ``no`` are text. Keys are text as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml

from study.content.diagnostics import Report

PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # only its events are used, from libyaml where it is there
DEEPEST = 20
# Control characters, separators that YAML takes for line ends, and signs that reverse the order of what is read.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?", re.ASCII)
CONSTANTS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
INFINITE = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}

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
        colon = "mapping values are not allowed" in str(getattr(error, "problem", ""))
        report.error(first_line + at, "yaml-colon" if colon else "yaml-syntax", found=lines[at].strip())
        return None


class _Builder:
    def __init__(self, report: Report, first_line: int) -> None:
        self.report, self.first_line = report, first_line
        self.open: list[YamlNode] = []  # the lists and mappings that stand open
        self.waiting: list[str | None] = []  # for each the key whose value comes next
        self.root: YamlNode | None = None

    def build(self, text: str) -> YamlNode | None:
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
                if style == '"' and CONTROL.search(value):  # only escapes can still bring them in
                    self.report.error(line, "control-character", found=_hexadecimal(value))
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
