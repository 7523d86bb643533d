"""What a learner typed, made safe to show as Markdown while it is still being typed.

Kept: formulas (``$…$``, ``$$…$$``), lists, ``**bold**``, `code` and fenced code, line breaks as typed. Everything else
stands as it was written: no HTML, no links, no images, no headings, no coloured text. A formula that is not finished,
has unbalanced braces or uses a command that draws outside its box is shown as source, so that no half-typed line can
disturb what stands around it. This module does not render and does not check whether LaTeX knows a macro.
"""

from __future__ import annotations

import re

from ui.text.plain_text import plain

LIMIT = 20_000  # characters that are previewed; what is longer is shown up to here
FORMULA_LIMIT = 4_000

FENCE = re.compile(r"^ {0,3}```[^\n`]*\n(.*?)(?:\n {0,3}```[ \t]*$|\Z)", re.M | re.S)
TOKEN = re.compile(r"\\\$|`([^`\n]+)`|\$\$(?!\$)(.+?)\$\$|\$([^$\n]+)\$", re.S)
LIST = re.compile(r"([ \t]*)([-*•]|\d{1,3}[.)])[ \t]+(?=\S)")
HELD = re.compile("\ue000(\\d+)\ue001")
COMMAND = re.compile(r"\\\\|\\([A-Za-z@]+)")
BOX = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
TALL_ROW = re.compile(r"\\\\\s*\[\s*-?\d{3,}")
REFUSED = frozenset((
    "rule", "kern", "mkern", "hskip", "mskip", "hspace", "raise", "raisebox", "lower", "href", "url", "includegraphics",
    "def", "edef", "gdef", "xdef", "let", "futurelet", "newcommand", "renewcommand", "providecommand", "global", "long",
    "char", "verb", "htmlClass", "htmlId", "htmlStyle", "htmlData",
))  # fmt: skip


def preview_markdown(text: str) -> str:
    r"""Markdown that shows ``text`` with its formulas and cannot do anything else.

    Parameters
    ----------
    text
        What stands in the editor, finished or not.

    Returns
    -------
    str
        Markdown for ``st.markdown`` without HTML; the same text always gives the same Markdown.

    Examples
    --------
    >>> preview_markdown(r"Gradient $\nabla J$ <b>a</b> $x^2")
    'Gradient $\\nabla J$ \\<b\\>a\\<\\/b\\> \\$x\\^2'
    """
    text = re.sub(r"\r\n?", "\n", text[:LIMIT]).translate(dict.fromkeys([0, 0xE000, 0xE001]))
    blocks = []
    end = 0
    for fence in FENCE.finditer(text):
        blocks += [_prose(text[end : fence.start()]), _code_block(fence[1])]
        end = fence.end()
    blocks.append(_prose(text[end:]))
    return "\n\n".join(block for block in blocks if block)


def is_finished(formula: str) -> bool:
    r"""Whether a formula may be handed to the renderer: balanced, of sensible length, without refused commands.

    >>> is_finished(r"\frac{1}{2}"), is_finished(r"\frac{1}{"), is_finished(r"\rule{9em}{9em}")
    (True, False, False)
    """
    if not formula.strip() or "`" in formula or len(formula) > FORMULA_LIMIT or TALL_ROW.search(formula):
        return False
    if REFUSED & set(COMMAND.findall(formula)):
        return False
    depth = 0
    for mark in re.findall(r"\\.|[{}]", formula, re.S):
        depth += (mark == "{") - (mark == "}")
        if not 0 <= depth <= 40:
            return False
    opened: list[str] = []
    for kind, name in BOX.findall(formula):
        if kind == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return depth == 0 and not opened and not formula.endswith("\\")


def _prose(text: str) -> str:
    """Text without fenced code: formulas and code set aside, the rest escaped line by line, then put back."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        code, display, inline = match.groups()
        if match[0] == r"\$":
            held.append(r"\$")
        elif code is not None:
            held.append(_code(code))
        elif display is not None:
            held.append(_display(display))
        else:
            held.append(f"${inline}$" if is_finished(inline) else _code(match[0]))
        return f"\ue000{len(held) - 1}\ue001"

    lines = [_line(line) for line in TOKEN.sub(hold, text).split("\n")]
    broken = (line + "  " if line and after else line for line, after in zip(lines, [*lines[1:], ""], strict=True))
    shown = HELD.sub(lambda match: _put_back(match, held), "\n".join(broken))
    shown = re.sub(r"[ \t]+\n", lambda match: "  \n" if len(match[0]) > 2 else "\n", shown)
    return re.sub(r"\n{3,}", "\n\n", shown).strip(" \t\n")


def _put_back(match: re.Match[str], held: list[str]) -> str:
    """What was set aside, apart from what was set aside right before it: their fences would be one."""
    i = int(match[1])
    touches = match.string[match.start() - 1 : match.start()] == "\ue001" and match.start()
    return f" {held[i]}" if touches and r"\$" not in (held[i - 1], held[i]) else held[i]


def _line(line: str) -> str:
    """One line with its list marker kept, pairs of ``**`` kept, and every other punctuation mark escaped."""
    marker = LIST.match(line)
    if marker:
        bullet = "-" if marker[2] in "-*•" else marker[2]
        head, rest = " " * min(len(marker[1].expandtabs(2)), 3) + bullet + " ", line[marker.end() :]
    else:
        rest = line.lstrip(" \t")
        head = "\N{NO-BREAK SPACE}" * len(line[: len(line) - len(rest)].expandtabs(4)) if rest else ""
    parts = [plain(part) for part in rest.split("**")]
    bold = len(parts) % 2 == 1 and all(part.strip() == part and part for part in parts[1::2])
    return head + ("**" if bold else r"\*\*").join(parts).rstrip()


def _display(formula: str) -> str:
    """A display formula on lines of its own, as the renderer needs it."""
    body = "\n".join(line.strip() for line in formula.strip().split("\n") if line.strip())
    return f"\n\n$$\n{body}\n$$\n\n" if is_finished(body) else f"\n\n{_code_block(f'$${formula}$$')}\n\n"


def _code(source: str) -> str:
    """Inline code; its fence is longer than any run of backticks inside."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", source)), default=0))
    return f"{fence} {source} {fence}" if source.startswith("`") or source.endswith("`") else f"{fence}{source}{fence}"


def _code_block(source: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", source)), default=0))
    return f"{fence}text\n{source}\n{fence}"
