"""What others wrote, made safe to show as Markdown: a learner's text while it is typed, and the texts of a deck.

Of what a learner typed are kept formulas (``$…$``, ``$$…$$``), lists, ``**bold**``, `code` and fenced code, line breaks
as typed; everything else stands as it was written. A deck's text is Markdown, of which only that is taken away which
could do something: images, HTML, links that lead neither to the web nor into the app, diagrams, footnotes. In both a
formula that is not finished, or uses a command that draws outside its place, links, loads or defines, is shown as
source. This module does not render and does not check whether LaTeX knows a macro.
"""

from __future__ import annotations

import re
from functools import lru_cache

from study.content import refused, tamed
from ui.text.plain_text import plain

LIMIT = 20_000  # characters that are previewed; what is longer is shown up to here
FORMULA_LIMIT = 4_000
DECK_LIMIT = 6_000  # of a formula in a deck, as ``check`` allows it
KEPT = 10_000  # characters of the longest text of a deck whose safe form is kept
NESTED = 12  # lists and quotes inside one another on one line

FENCE = re.compile(r"^ {0,3}```[^\n`]*\n(.*?)(?:\n {0,3}```[ \t]*$|\Z)", re.M | re.S)
TOKEN = re.compile(r"\\\$|`([^`\n]+)`|\$\$(?!\$)(.+?)\$\$|\$([^$\n]+)\$", re.S)
LIST = re.compile(r"([ \t]*)([-*•]|\d{1,3}[.)])[ \t]+(?=\S)")
HELD = re.compile("\ue000(\\d+)\ue001")
BOX = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")


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


def is_finished(formula: str, limit: int = FORMULA_LIMIT) -> bool:
    r"""Whether a formula may be handed to the renderer: balanced, of sensible length, without refused commands.

    >>> is_finished(r"\frac{1}{2}"), is_finished(r"\frac{1}{"), is_finished(r"\rule{9em}{9em}")
    (True, False, False)
    """
    if not formula.strip() or "`" in formula or len(formula) > limit or refused(formula):
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


# The texts of a deck. What could do harm is taken apart by a sign that nobody sees, wherever it stands: whether it
# would be read as text, code or maths need not be known for that, so that no text can be read in another way than it
# was looked at. Only how it looks depends on it: in maths a space is used instead, in code HTML stays as it is.

JOINER = "\N{WORD JOINER}"
WEB = r"(?:https?://|mailto:|[/?](?![/\\])|#)"
IMAGE = re.compile(r"!(?=\[)")
LINK = re.compile(rf"\](?=\((?!\s{{0,99}}(?:\)|<?{WEB}|<?[\w.\-]+[/?#)>])))")
DEFINITION = re.compile(rf"\](?=:(?!\s{{0,99}}<?{WEB}))")
FOOTNOTE = re.compile(r"\[(?=\^[^\[\]\s]{1,999}\]:)")
ADDRESS = re.compile(r"<(?=[A-Za-z][A-Za-z0-9+.\-]{1,31}:)(?!(?:https?://|mailto:)[^\s<>]*>)")
TAG = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>]*>)")
BLOCK = re.compile(r"([ \t>*+\-0-9.)]*)(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)")
LANGUAGE = re.compile(r"(?!mermaid)[\w+#.\-]*(?:[ \t][^&\\]*)?", re.I)
DEEP = re.compile(rf"(?:[ \t]*(?:[>*+\-]|[0-9]{{1,9}}[.)])){{{NESTED}}}")
SPAN = re.compile(r"\\[\\$`]|(`+)(?!`)[^`]+\1(?!`)|(\$\$?)([^$]+)\2(?!\$)")
HARM = re.compile(r"!\[|\][(:]|<[A-Za-z/!?]|```|~~~|\\|^[ \t]*(?:[>*+\-]|[0-9]{1,9}[.)])[ \t]*[>*+\-0-9]", re.M)


def safe_markdown(text: str) -> str:
    r"""The Markdown of a deck, whoever wrote it, that shows what it says and can do nothing else.

    Parameters
    ----------
    text
        A text of a card, an exercise or a deck, in one notation.

    Returns
    -------
    str
        The same text where there is no harm in it.

    Examples
    --------
    >>> safe_markdown("**A** [book](https://e.org) on $p(x)$, a < b")
    '**A** [book](https://e.org) on $p(x)$, a < b'
    >>> safe_markdown("![x](https://e.org/x.png) <b>b</b>").replace("\N{WORD JOINER}", "·")
    '!·[x](https://e.org/x.png) <·b>b<·/b>'
    >>> safe_markdown(r"so $\rule{900em}{900em}$").replace("\N{WORD JOINER}", "·")
    'so `$\\·rule{900em}{900em}$`'
    """
    return _kept(text) if len(text) <= KEPT else _safe(text)


@lru_cache(maxsize=2048)
def _kept(text: str) -> str:
    return _safe(text)


def _safe(text: str) -> str:
    if HARM.search(text) is None and len(text) <= DECK_LIMIT and text.count("{") <= 40:
        return text
    parts = ["\n".join(lines) if code else _marked("\n".join(lines)) for code, lines in _fenced(text)]
    return tamed(_apart("\n".join(parts), JOINER), JOINER)


def _fenced(text: str) -> list[tuple[bool, list[str]]]:
    """The lines of a text, cut into those of code in fences, none of which is to be drawn, and the rest."""
    parts: list[tuple[bool, list[str]]] = [(False, [])]
    mark = ""
    for line in text.split("\n"):
        found = BLOCK.match(line) if "```" in line or "~~~" in line else None
        if found is not None and not mark:
            mark = found[2]
            parts.append((True, [line if LANGUAGE.fullmatch(found[3]) else f"{found[1]}{mark}text"]))
            continue
        deep = DEEP.match(line)
        parts[-1][1].append(line if deep is None else deep[0] + JOINER + line[deep.end() :])
        if found is not None and found[2].startswith(mark) and not found[3].strip():
            mark = ""
            parts.append((False, []))
    return [part for part in parts if part[1]]


def _marked(text: str) -> str:
    """Text outside fences: HTML between code and formulas stays text, formulas that may not be drawn become code."""
    parts, end = [], 0
    for found in SPAN.finditer(text):
        parts += [TAG.sub("<" + JOINER, text[end : found.start()]), _span(found)]
        end = found.end()
    return "".join([*parts, TAG.sub("<" + JOINER, text[end:])])


def _span(found: re.Match[str]) -> str:
    formula = found[3]
    if formula is None:
        return found[0]
    if is_finished(formula, DECK_LIMIT):
        return f"{found[2]}{_apart(formula, ' ')}{found[2]}"
    return f"\n{_code_block(found[0])}\n" if "\n" in formula else _code(found[0])


def _apart(text: str, mark: str) -> str:
    """A text in which no image, footnote or link out of the web begins."""
    text = IMAGE.sub("!" + mark, text)
    if "](" in text or "]:" in text:
        text = FOOTNOTE.sub("[" + mark, DEFINITION.sub("]" + mark, LINK.sub("]" + mark, text)))
    return ADDRESS.sub("<" + mark, text)
