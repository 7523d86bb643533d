"""What a backward pass leaves behind: the gradient of every node, and a table to step through them.

This module computes nothing: it reads a tape, `lekce2.graph`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from lekce2.node import Node, Value

if TYPE_CHECKING:
    from lekce2.graph import Tape

Operands: TypeAlias = tuple[int | Value, ...]  # in written order: a node's index (int) or a plain number


@dataclass(frozen=True)
class Row:
    """One node for stepping through a graph: forward by growing ``index``, backward by falling.

    ``operands`` holds indices of nodes (int) and plain numbers (float or array), ``parents`` the former alone;
    ``local_derivatives`` and ``contributions`` (local derivative × gradient: what the node hands to each parent) go
    with ``parents``. ``gradient`` and ``contributions`` are None before the first ``backward``.
    """

    index: int
    name: str
    operation: str
    operands: Operands
    parents: tuple[int, ...]
    value: Value
    local_derivatives: tuple[Value, ...]
    gradient: Value | None
    contributions: tuple[Value, ...] | None


class Gradients(Mapping[Node, Value]):
    """∂y/∂v for every node v of a tape: 0 where y does not depend on v.

    Raises
    ------
    ArgumentError
        For anything but a node of this tape.
    """

    def __init__(self, tape: Tape, found: list[Any]) -> None:
        self._tape = tape
        self._found = found

    def __getitem__(self, node: Node) -> Value:
        index = self._tape.line_of("node", node)
        found = self._found[index] if index < len(self._found) else None
        value: Value = self._tape.spread(0.0) if found is None else found
        return value

    def __iter__(self) -> Iterator[Node]:
        return (self._tape[i] for i in range(len(self._tape)))

    def __len__(self) -> int:
        return len(self._tape)

    def __contains__(self, node: object) -> bool:
        return isinstance(node, Node) and node.tape is self._tape
