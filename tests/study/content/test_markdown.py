"""The scanner of Markdown is held to markdown-it-py, a second opinion, on texts put together at random.

Left out is what the library itself reads in another way than CommonMark: a lazy line behind two nested quotes.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from study.content import Report, YamlNode, judge_text
from study.content.markdown import Badge, badges, blocks, cells

LIBRARY = MarkdownIt("commonmark", {"html": True}).enable("table").disable("reference")
WITH_MATHS = MarkdownIt("commonmark", {"html": True}).enable("table").use(dollarmath_plugin).use(footnote_plugin)

LINES = st.sampled_from(
    [
        *("", "", "text", "x y", "# H", "## H ##", "#no", "---", "***", "===", "- - -", "> q", ">", ">     r"),
        *("- a", "- ", "* b", "1. c", "2. d", "10) e", "-   f", "-     g", "1.     h", "- - i", "+ j", "- # k", "1) l"),
        *("  in", "   in", "    in", "      in", "        in", "\tin", "  - m", "    - n", "   1. o", "  > p"),
        *("```", "~~~", "  ```", "    ```", "````", "``` py", "- ```", "> ```", "```x`"),
        *("| a | b |", "|---|---|", "a | b", "--|--", "| c |", "|---|", "    | d | e |"),
        *("`a` `b", "b` c", "``a ` b``", "\\`a` b", "a\\\\`b`"),
    ]
)
TEXTS = st.lists(LINES, max_size=10).map("\n".join)


def code_lines(tokens: list[Token], text: str) -> set[int]:
    """The lines inside code, without the fences themselves and without empty ones."""
    lines = text.split("\n")
    found: set[int] = set()
    for token in tokens:
        if token.type in ("fence", "code_block") and token.map is not None:
            found |= set(range(token.map[0] + (token.type == "fence"), token.map[1]))
    return {line for line in found if lines[line].strip(" >\t")}


def ours(text: str) -> set[int]:
    lines = text.split("\n")
    found: set[int] = set()
    for block in blocks(lines):
        if block.kind in ("fence", "code"):
            found |= set(range(block.start + (block.kind == "fence"), block.end))
    return {line for line in found if lines[line].strip(" >\t")}


def without_fences(found: set[int], text: str) -> set[int]:
    return {line for line in found if not re.fullmatch(r"[\s>]*(`{3,}|~{3,})\s*", text.split("\n")[line])}


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("- a\n\n      code\n\n    text")
@example("1. a\n\n        code")
@example("> ```\n> a\nb")
@example("- \n\n  a")
def test_code_is_code_where_the_library_says_so(text: str) -> None:
    said = code_lines(LIBRARY.parse(text), text)
    assert without_fences(ours(text), text) == without_fences(said, text)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_headings_and_rows_of_tables_stand_where_the_library_says(text: str) -> None:
    tokens = LIBRARY.parse(text)
    lines = text.split("\n")
    headings = [(token.markup[0], token.map) for token in tokens if token.type == "heading_open" and token.map]
    said = {place[0] for mark, place in headings if mark == "#"}
    under = {place[1] - 1 for mark, place in headings if mark != "#"}
    rows = {token.map[0] for token in tokens if token.type == "tr_open" and token.map}
    found = blocks(lines)
    assert {block.start for block in found if block.kind == "heading"} == said
    assert {block.start for block in found if block.kind == "rule"} == under
    assert {block.start for block in found if block.kind == "row"} == rows


INLINE = st.lists(
    st.sampled_from(
        [
            "`",
            "``",
            "`a`",
            "$x$",
            "$x + y$",
            "\\$",
            "\\`",
            "\\\\",
            " a ",
            "b",
            "\n",
            "![i](u)",
            "<b>",
            "[l](u)",
            "*",
            "_",
        ]
    ),
    max_size=9,
).map("".join)


def inline(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in token.children or () if token.type == "inline"]


def codes_of(text: str) -> set[str]:
    report = Report("x.md")
    judge_text(report, YamlNode(text, 0, literal=True), text)
    return {fault.message.code for fault in report.faults}


@settings(max_examples=400, deadline=None)
@given(INLINE.filter(lambda text: "\n\n" not in text))
@example("`a $x$ <b> ![i](u)`")
@example("\\`<b>`")
def test_what_the_library_sees_in_a_line_is_seen(text: str) -> None:
    tokens = LIBRARY.parse(text)
    found = [token.type for token in inline(tokens)]
    codes = codes_of(text)
    if "$" in text:  # the library does not know maths, in which these are signs like others
        return
    assert ("image" in codes) == ("image" in found) or tokens[0].type == "html_block"
    assert ("raw-html" in codes) or "html_inline" not in found


SPANS = st.lists(st.sampled_from(["`$`", "`a$b`", "``$ ` $``", " a ", "$x_1$", "$y$", "(b)", "\\$"]), max_size=7).map(
    " ".join
)


@settings(max_examples=200, deadline=None)
@given(SPANS)
def test_dollars_in_code_are_none_and_around_a_formula_they_are(text: str) -> None:
    tokens = inline(WITH_MATHS.parse(text))
    formulas = [token.content for token in tokens if token.type == "math_inline"]
    assert formulas == re.findall(r"\$(x_1|y)\$", re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text))
    assert codes_of(text) & {"dollar-open", "dollars"} == set()


ADDRESSES = [
    *("https://a.b", "http://a", "mailto:a@b.c", "/lab?demo=mse", "#x", "?a=b", "x.html", "//a.b", "javascript:x"),
    *("JavaScript:x", "data:text/html,x", "vbscript:x", "file:///x", "java&Tab;script:x", "&#106;avascript:x"),
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("form", ["[a]({})", "[a](<{}>)", "![a]({})", "[a][b]\n\n[b]: {}"])
def test_an_address_that_the_library_would_link_is_judged(address: str, form: str) -> None:
    text = form.format(address)
    tokens = inline(MarkdownIt("commonmark").parse(text))
    target = [str(token.attrs.get("href") or token.attrs.get("src")) for token in tokens if token.type != "text"]
    target = [one for one in target if one != "None"]
    leads_out = any(re.match(r"(?!https?:|mailto:)[A-Za-z]+:|//", one) for one in target)
    assert ("bad-link" in codes_of(text)) >= leads_out


def test_a_footnote_is_what_the_library_calls_one() -> None:
    text = "a[^1]\n\n[^1]: b"
    assert any(token.type.startswith("footnote") for token in WITH_MATHS.parse(text))
    assert "footnote" in codes_of(text)
    assert "footnote" not in codes_of("a[^1] `[^1]: x`")


def test_the_bars_of_pairs_divide_no_cells() -> None:
    assert [cell.strip() for cell in cells(r"| a | [[b|c]] | \| | $x[[1|2]]$ |")] == ["a", "[[b|c]]", "|", "$x[[1|2]]$"]


def test_badges_in_code_and_maths_are_none() -> None:
    text = "a {+one}\n`{+two}` $x {+three}$ \\{+four} {+five}\n\n    {+six}\n\n[[{+seven}|b]]\n\n```\n{+eight}\n```"
    every, astray = badges(blocks(text.split("\n")))
    assert every == [Badge("one", 0), Badge("five", 1), Badge("seven", 5)]
    assert astray == [Badge("seven", 5)]
