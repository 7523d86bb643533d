"""The KaTeX with which the installed Streamlit draws formulas, run in an embedded JavaScript engine to judge them.

Streamlit's front end holds it inside its plugin for Markdown (a second KaTeX in the bundle belongs to Mermaid and draws
no formula of a card). The plugin calls it without options of its own, so neither do we. The engine is the package
``quickjs-ng``, an author's tool: the app never asks, and nothing here is imported before a formula is judged. This
module does not explain what KaTeX says; ``latex`` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

OBJECT = re.compile(r"=\{version:[`'\"][\d.]+[`'\"],render:[^{}]*?renderToString:")  # the library, behind its name
IMPORTS = re.compile(r"(?:\s*import\s*(?:\{[^{}]*\}\s*from)?\s*[\"'`][^\"'`]*[\"'`];)*")
PLUGIN = "rehype-katex"
NAMES = re.compile(r"[`'\"]\\\\([A-Za-z]+)[`'\"]")
ENVIRONMENTS = re.compile(r"names:\[((?:[`'\"][A-Za-z]+\*?[`'\"],?)+)\]")

# What the plugin does with a formula, but for the drawing: parsing alone tells nearly every fault in a fourth of the
# time. What it leaves to the drawing are nodes that nothing draws; where the tree holds one, the formula is drawn.
JUDGE = """(function () { %s;
  var LEAVES = {mathord: 1, textord: 1, atom: 1, spacing: 1, kern: 1};
  function drawable(node) {
    if (node.type === "internal" || node.type === "infix") return false;
    for (var key in node) {
      var inner = node[key];
      if (key !== "loc" && inner && typeof inner === "object" && LEAVES[inner.type] !== 1 && !drawable(inner))
        return false;
    }
    return true;
  }
  return function (formula, display, drawing) {
    var options = {displayMode: display, throwOnError: true};
    try {
      if (!drawable(%s.__parse(formula, options)) || drawing) %s.renderToString(formula, options);
      return "";
    } catch (error) {
      return (error.position === undefined ? -1 : error.position) + " " + (error.rawMessage || String(error));
    }
  };
})()"""
QUIET = "globalThis.console = {warn: function () {}, error: function () {}, log: function () {}};"


class Objection(NamedTuple):
    """Why KaTeX does not draw a formula, in its words, and where in the formula, if it says so."""

    offset: int | None
    reason: str


class NoKatex(NamedTuple):
    """Why there is no KaTeX to ask: the code of a warning and what its sentence takes."""

    code: str
    parameters: dict[str, str]


class Katex:
    """One engine with the library loaded; to be used in the thread that made it."""

    def __init__(self, chunk: str, context: Any) -> None:
        found = OBJECT.search(chunk)
        if found is None:
            raise ValueError("the library is not in this file")
        name = re.findall(r"[\w$]+$", chunk[max(0, found.start() - 80) : found.start()])[0]
        imports = IMPORTS.match(chunk)
        library = chunk[imports.end() if imports else 0 : _closed(chunk, found.start() + 1)]
        self.chunk, self.context = chunk, context
        context.eval(QUIET)
        context.eval(f"globalThis.judge = {JUDGE.replace('%s', library, 1).replace('%s', name)}; 0")
        self.judge: Callable[[str, bool, bool], str] = context.get("judge")

    def objection(self, formula: str, display: bool, drawing: bool = False) -> Objection | None:
        """Why a formula would be shown in red, or ``None``; ``drawing`` to draw it whatever the parser says."""
        said = self.judge(formula, display, drawing)
        if not said:
            return None
        place, _, reason = said.partition(" ")
        at = int(place)
        if at > 0 and not formula.isascii():  # JavaScript counts signs beyond the basic plane twice
            at = len(formula.encode("utf-16-le")[: 2 * at].decode("utf-16-le", "ignore"))
        return Objection(at if 0 <= at <= len(formula) else None, reason)  # else it is a place in what a command means

    @cached_property
    def commands(self) -> dict[str, None]:
        """The names of the commands that the library knows, in order."""
        return dict.fromkeys(sorted(set(NAMES.findall(self.chunk))))

    @cached_property
    def environments(self) -> tuple[str, ...]:
        """The names of its environments."""
        return tuple(
            sorted({name for names in ENVIRONMENTS.findall(self.chunk) for name in re.findall(r"[\w*]+", names)})
        )


def _closed(chunk: str, opening: int) -> int:
    """The place after the bracket that closes the one at ``opening``."""
    depth = 0
    for found in re.compile("[{}]").finditer(chunk, opening):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.end()
    raise ValueError("the library has no end")


def bundled(folder: Path | None = None) -> Path | None:
    """The file of the installed Streamlit (or of a ``folder``) in which the KaTeX stands that draws Markdown.

    >>> path = bundled()
    >>> path is None or path.suffix
    '.js'
    """
    if folder is None:
        spec = find_spec("streamlit")  # found, not imported
        places = list(spec.submodule_search_locations or ()) if spec is not None else []
        if not places:
            return None
        folder = Path(places[0]) / "static"
    return next((path for path in _likely(folder.rglob("*.js")) if _holds_it(path)), None)


def _likely(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (PLUGIN not in path.name, "katex" not in path.name, path.name))


def _holds_it(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    return PLUGIN in text and OBJECT.search(text) is not None


@lru_cache(maxsize=1)
def katex() -> Katex | NoKatex:
    """The one KaTeX of this process, made when it is first asked for, or why there is none."""
    try:
        engine = import_module("quickjs")
    except ImportError:
        return NoKatex("no-engine", {"found": "quickjs-ng"})
    path = bundled()
    if path is None:
        return NoKatex("no-katex", {})
    try:
        return Katex(path.read_text(encoding="utf-8"), engine.Context())
    except (OSError, ValueError, engine.JSException) as error:
        return NoKatex("katex-fails", {"found": str(error)})
