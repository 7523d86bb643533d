"""What stands open while a formula is read, how arguments are counted in it, and how the reading ends early."""

from __future__ import annotations

from typing import Any

from study.textokens import Kind


class Refused(Exception):
    """The first fault of a formula, at one of its tokens."""

    def __init__(self, token: int, code: str, **parameters: Any) -> None:
        self.token, self.code, self.parameters = token, code, parameters


class Group:
    """What stands open: a brace, an optional argument, an environment, a ``\\left`` or the formula itself."""

    __slots__ = ("at", "infix", "kind", "name", "needs", "optional", "prime", "script", "sub", "sup", "text", "want")

    def __init__(self, kind: Kind, name: str, at: int, text: bool = False) -> None:
        self.kind, self.name, self.at, self.text = kind, name, at, text
        self.needs = 0  # arguments still expected
        self.want = ""  # the command that expects them
        self.script = self.optional = self.sup = self.sub = self.prime = self.infix = False

    def take(self, atoms: int = 1) -> None:
        """Atoms arrive: they are arguments first, then new nuclei without exponent and index."""
        if atoms:
            self.optional = False
        if atoms > self.needs:
            self.sup = self.sub = self.prime = False
            self.needs = 0
        else:
            self.needs -= atoms

    def expect(self, want: str, arguments: int, at: int, script: bool) -> None:
        self.want, self.script, self.at = want, script, at if not self.needs else self.at
        self.needs += arguments
