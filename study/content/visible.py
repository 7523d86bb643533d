r"""The text of a card as a reader sees it on the screen, in plain signs: Markdown without its marks, formulas spelled.

Addresses of links, badges of the rubric and commands of LaTeX are not seen, so they are not here; code is, as it is
written.
"""

from __future__ import annotations

import re

from study.content.latex import BADGE
from study.content.markdown import Block, blocks, cells
from study.content.spelled import spelled_formula

HELD = re.compile("\ue000([0-9]+)\ue001")
SPAN = re.compile(r"\\([!-/:-@\[-`{-~])|(`+)(?!`)(.+?)(?<!`)\2(?!`)|\$\$([^$]+)\$\$|\$([^$]+)\$", re.S)
LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
STARS = re.compile(r"(\*{1,3}|~~)(?=\S)([^*~]*[^*~\s])\1")
LOW = re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_]*[^_\s])\1(?!\w)")


def visible(markdown: str) -> str:
    r"""The plain text of a card's Markdown in one notation, a line for every paragraph, item, row or formula.

    >>> visible(r"- **Adam** divides by $\sqrt{\hat r}$ {+adam-update}, see [the paper](https://e.org)")
    'Adam divides by √r̂, see the paper'
    >>> visible("| $p$ | `a_b` |\n|---|---|\n| 1 | 2\\*3 |").splitlines()
    ['p · a_b', '1 · 2*3']
    """
    return "\n".join(filter(None, map(_seen, blocks(markdown.split("\n")))))


def _seen(block: Block) -> str:
    if block.kind == "maths":
        return spelled_formula(block.text)
    if block.kind in ("fence", "code"):
        return block.text
    if block.kind == "row":
        return " · ".join(_inline(cell).strip() for cell in cells(block.text))
    return _inline(block.text)


def _inline(text: str) -> str:
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        escaped, _, code, display, formula = found.groups()
        tex = display or formula
        held.append(spelled_formula(tex) if tex is not None else code.strip() if code is not None else escaped)
        return f"\ue000{len(held) - 1}\ue001"

    text = BADGE.sub("", SPAN.sub(hold, text.translate({0xE000: None, 0xE001: None})))
    text = ADDRESS.sub(r"\1", LINK.sub(r"\1", text))
    for _ in range(2):
        text = LOW.sub(r"\2", STARS.sub(r"\2", text))
    text = re.sub(r"\s+(?=[,.;:]?(?:\s|$))", "", " ".join(text.split()))
    return HELD.sub(lambda found: held[int(found[1])], text)
