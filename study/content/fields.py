"""The fields of a YAML mapping, each read as what it has to be: a fault where it is not, then ``None`` or nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from urllib.parse import urlsplit

from study.content.diagnostics import Report
from study.content.yaml import YamlNode

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 64
MOST_POINTS = 1000.0

Check = Callable[[YamlNode, str], None]  # looks at a text and at the node it came from


class Fields:
    """A mapping whose keys are all among ``known``; what it lacks or has wrong goes to ``report``.

    A node that is no mapping is a fault and reads as an empty one. ``owner`` says in faults whose fields they are.
    """

    def __init__(self, node: YamlNode | None, report: Report, known: Collection[str] | None, owner: str = "") -> None:
        self.report, self.owner = report, owner
        self.line = node.line if node is not None else 1
        self.is_mapping = node is not None and isinstance(node.value, dict)
        self.nodes: dict[str, YamlNode] = {}
        self.lines: dict[str, int] = {}  # of the keys
        if node is None or not isinstance(node.value, dict):
            if node is not None:
                report.error(node.line, "not-a-mapping", field=owner, found=shown(node))
            return
        self.nodes, self.lines = node.value, node.keys or {}
        for key, line in self.lines.items():
            if known is not None and key not in known:
                report.unknown(line, "unknown-key", key, known)

    def _get(self, key: str, required: bool) -> YamlNode | None:
        node = self.nodes.get(key)
        if node is None or node.value is None:
            if required and self.is_mapping:
                self.report.error(self.lines.get(key, self.line), "missing-key", field=key)
            return None
        return node

    def _wrong(self, node: YamlNode, key: str, code: str) -> None:
        self.report.error(node.line, code, field=key, found=shown(node))

    def text(self, key: str, check: Check | None = None, required: bool = False) -> str | None:
        """A text that is not blank, handed to ``check``."""
        node = self._get(key, required)
        return None if node is None else text_of(node, key, self.report, check)

    def identifier(self, key: str, required: bool = False) -> str | None:
        """An id in kebab-case."""
        node = self._get(key, required)
        if node is None:
            return None
        if not is_identifier(node.value):
            self._wrong(node, key, "bad-id")
            return None
        return str(node.value)

    def identifiers(self, key: str) -> list[tuple[str, int]]:
        """The ids of a list, each with its line, repeated ones once."""
        found: dict[str, int] = {}
        for node in self.items(key):
            if not is_identifier(node.value):
                self._wrong(node, key, "bad-id")
            elif str(node.value) in found:
                self.report.error(node.line, "repeated-name", field=key, found=str(node.value))
            else:
                found[str(node.value)] = node.line
        return list(found.items())

    def points(self, key: str = "points", required: bool = False) -> float | None:
        """A number of points: finite, above 0, in quarters."""
        number = self.number(key, required)
        if number is None:
            return None
        if not 0 < number <= MOST_POINTS or number * 4 != math.floor(number * 4):
            self._wrong(self.nodes[key], key, "bad-points")
            return None
        return number

    def number(self, key: str, required: bool = False) -> float | None:
        """A finite number."""
        node = self._get(key, required)
        if node is None:
            return None
        if isinstance(node.value, bool) or not isinstance(node.value, int | float) or not math.isfinite(node.value):
            self._wrong(node, key, "not-a-number")
            return None
        return float(node.value)

    def choice(self, key: str, choices: Collection[str], required: bool = False) -> str | None:
        """One of a few names."""
        node = self._get(key, required)
        if node is None:
            return None
        if node.value not in choices:
            self.report.unknown(node.line, "not-a-choice", shown(node), choices, field=key, choices=", ".join(choices))
            return None
        return str(node.value)

    def address(self, key: str) -> str | None:
        """An address that begins with ``https://`` and names a host."""
        node = self._get(key, False)
        if node is None:
            return None
        try:
            parts = urlsplit(str(node.value))
            good = parts.scheme == "https" and bool(parts.hostname) and not re.search(r"[\s<>\"'`\\]", str(node.value))
        except ValueError:
            good = False
        if not good:
            self._wrong(node, key, "bad-address")
            return None
        return str(node.value)

    def items(self, key: str) -> list[YamlNode]:
        """The nodes of a list; a missing one is empty."""
        node = self._get(key, False)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self._wrong(node, key, "not-a-list")
            return []
        return node.value

    def mapping(self, key: str, known: Collection[str] | None = None, required: bool = False) -> Fields:
        """The fields of a mapping inside this one; a missing one is empty."""
        node = self._get(key, required)
        inner = Fields(node, self.report, known, key)
        inner.line = node.line if node else self.line
        return inner

    def __iter__(self) -> Iterator[str]:
        return iter(self.nodes)


def text_of(node: YamlNode, key: str, report: Report, check: Check | None = None) -> str | None:
    """The text of a node that must hold one."""
    if not isinstance(node.value, str) or not node.value.strip():
        report.error(node.line, "not-a-text", field=key, found=shown(node))
        return None
    if check is not None:
        check(node, node.value)
    return node.value


def is_identifier(value: object) -> bool:
    """Is it a text in kebab-case of at most 64 letters?"""
    return isinstance(value, str) and len(value) <= LONGEST_ID and IDENTIFIER.fullmatch(value) is not None


def shown(node: YamlNode) -> str:
    """What was found, for a sentence: a list or a mapping only by its brackets."""
    if isinstance(node.value, list):
        return "[…]" if node.value else "[]"
    if isinstance(node.value, dict):
        return "{…}" if node.value else "{}"
    return (
        "null" if node.value is None else str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
    )
