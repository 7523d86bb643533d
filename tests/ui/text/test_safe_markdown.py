"""Strangers' decks on the screen: whatever they hold, nothing is loaded, run, led to or drawn over the page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from streamlit.testing.v1 import AppTest

from study.content import refused
from study.deck import load_deck
from study.language import read_as
from ui.text.preview import safe_markdown

ROOT = Path(__file__).parents[3]
GOOD = ROOT / "tests" / "decks" / "good"
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
READER.disable("footnote_inline")  # GitHub has none
READER.validateLink = lambda url: True  # type: ignore[method-assign]
HARMLESS_LINK = re.compile(r"https?://|mailto:|[/?#](?![/\\])|[\w.\-]+([/?#]|$)|$")
WIDE = r"\rule{900em}{900em}"


def every(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *every(token.children or []))]


def harm(shown: str) -> list[str]:
    """What of it would do something, by another reader of Markdown and by what KaTeX could be told."""
    found = []
    for token in every(READER.parse(shown)):
        if token.type in ("image", "html_block", "html_inline") or token.type.startswith("footnote"):
            found.append(token.type)
        elif token.type == "link_open" and not HARMLESS_LINK.match(str(token.attrs["href"])):
            found.append(str(token.attrs["href"]))
        elif token.type == "fence" and re.match(r"\s*mermaid", token.info, re.IGNORECASE):
            found.append(token.info)
    command = refused(shown)
    return [*found, command] if command else found


HOSTILE = [
    "![x](https://e.org/x.png)",
    "![x][y]\n\n[y]: https://e.org/x.png",
    "![](data:image/png;base64,AAAA)",
    "[![x](https://e.org/x.png)](https://e.org)",
    "\\![x](https://e.org/x.png)",
    "\\\\![x](https://e.org/x.png)",
    "`![x](https://e.org/x.png)",
    "$![x](https://e.org/x.png)",
    "$a$ ![x](https://e.org/x.png) $b",
    "\\`![x](https://e.org/x.png)\\`",
    "``` ![x](https://e.org/x.png)",
    "- a\n\n      ![x](https://e.org/x.png)\n- ![x](https://e.org/x.png)",
    "<img src=https://e.org/x.png onerror=alert(1)>",
    "<script>alert(1)</script>",
    "a <b>b</b> <!-- c --> <?d?> </e>",
    "<iframe src='javascript:alert(1)'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](\njavascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](data:text/html;base64,AAAA)",
    "[x](file:///etc/passwd)",
    "[x](vbscript:x)",
    "[x](//e.org)",
    "[x](/\\e.org)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[y]\n\n[y]:\n  javascript:alert(1)",
    "> [y]: <javascript:alert(1)>\n\n[y]",
    "[a\nb]: javascript:alert(1)\n\n[a b]",
    "<javascript:alert(1)>",
    "a[^1]\n\n[^1]: b",
    "a[^1]\n\n[^1]: https://e.org",
    "```mermaid\ngraph TD; A-->B\n```",
    "~~~ Mermaid\ngraph TD; A-->B\n~~~",
    "```&#109;ermaid\ngraph TD\n```",
    "- ```mermaid.x\n  graph TD\n  ```",
    f"${WIDE}$",
    f"$$\n{WIDE}\n$$",
    f"`{WIDE}` ${WIDE}$ \\${WIDE}$ \\\\${WIDE}$",
    f"`$` {WIDE} `$`",
    r"$\kern900em x$ $\hskip 9e9em$ $\raisebox{99em}{x}$ $\genfrac{}{}{99em}{}{a}{b}$ ${a \above 99em b}$",
    "$$\na \\\\[900em] b\n$$",
    "$$\na \\\\ %\n [900em] b\n$$",
    r"$\def\x{\x\x}\x$ $\gdef\arraystretch{999}$ $\let\k=\kern \k 99em$ $\newcommand{\k}{\rule}$",
    r"$\href{javascript:alert(1)}{x}$ $\includegraphics{https://e.org/x.png}$ $\htmlStyle{position:fixed}{x}$",
    "> " * 5_000 + "x",
    "- " * 5_000 + "x",
    "1. " * 5_000 + "x",
    "$" + "{" * 5_000 + "}" * 5_000 + "$",
    "$" + "x^{" * 200 + "}" * 200 + "$",
    "\x00\ue0000\ue001 \ue000",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_left(text: str) -> None:
    assert harm(safe_markdown(text)) == []
    assert harm(safe_markdown(f"a\n\n{text}\n\n- {text}")) == []


@pytest.mark.parametrize("text", HOSTILE[:40])
def test_what_was_written_can_still_be_read(text: str) -> None:
    def letters(written: str) -> list[str]:
        return re.findall(r"\w", written.replace("mermaid", "").replace("Mermaid", "").replace("text", ""))

    if "&#109;" not in text and not text.startswith("``` "):  # what stands behind a fence is never shown
        assert letters(safe_markdown(text)) == letters(text)


HARMLESS = [
    "**A** [book](https://e.org/a_(b)?c=d#e) on $p(x \\mid y)$, a < b and <https://e.org>, a@e.org",
    "[here](/lab?demo=mse), [there](#x), [mail](mailto:a@e.org), [file](notes.html)",
    "$$\n\\begin{aligned} a &= b \\\\[1em] c &\\le d! \\end{aligned}\n$$",
    "```python\nif a <b: x = y[0](1)\n```",
    "| a | b |\n|---|---|\n| `x \\| y` | $[0, 1]$ |",
    "1. a\n   - b\n     > c\n\n---\n\n### d",
    ":blue-badge[+1 b.] and :red[x] :material/flag:",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_does_no_harm_stays_as_it_is(text: str) -> None:
    assert safe_markdown(text) == text


@pytest.mark.parametrize("path", ["questions/lekce-2", "tests/decks/good"])
def test_no_text_of_our_own_is_touched(path: str) -> None:
    deck = load_deck(ROOT / path)
    for card in deck.cards.values():
        prose = [part.text for layers in card.layers.values() for layer in vars(layers).values() for part in layer
                 if hasattr(part, "text")]  # fmt: skip
        units = [text for unit in (*card.rubric, *card.errata) for text in unit.text.values()]
        for text in (*prose, *units, *card.title.values(), *card.question.values()):
            for notation in ("notes", "slides"):
                assert safe_markdown(read_as(text, notation)) == read_as(text, notation)


PIECES = st.sampled_from(
    [
        *(
            "!",
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            ":",
            "^",
            "`",
            "```",
            "$",
            "$$",
            "\\",
            "\n",
            "\n\n",
            " ",
            "- ",
            "> ",
            "    ",
        ),
        *("![", "](", "]:", "<b>", "javascript:x", "https://e.org", "//e", "x", "[a]", "(data:x)", "mermaid", "&#33;"),
        *("\\rule", "\\kern", "{9em}", "\\\\", "[9em]", "%", "~~~", "[^1]", "|", "{", "}", "1. ", "\\[", "\t"),
    ]
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
@example("[\\]: javascript:x\n\n[\\]")
@example("[a](\\\njavascript:x)")
def test_no_mixture_does_harm(text: str) -> None:
    shown = safe_markdown(text)
    assert [one for one in harm(shown) if one not in ("html_inline", "html_block")] == []  # shown as text in any case
    assert safe_markdown(shown) == shown or harm(safe_markdown(shown)) == []


CARD = """\
---
id: hostile
title: '![t](https://e.org/t.png) <b>T</b>'
points: 2
exam_wording: '[q](javascript:x) $\\rule{900em}{900em}$'
topics: [outputs]
rubric:
  - {id: hostile-a, points: 2, text: '![u](https://e.org/u.png) $\\kern900em x$ $\\frac{1}$'}
errata: [{id: e, kind: wrong, text: '[[!|x]][e](https://e.org/e.png)'}]
exercises: [hostile-choice]
---

## Kostra

![k](https://e.org/k.png) <script>alert(1)</script>

## Odpověď

[[!|x]][o](https://e.org/o.png) a [l](data:text/html,x) $\\nic$ {+hostile-a}

## Odvození

$$
\\rule{900em}{900em}
$$

```mermaid
graph TD
```

## Časté chyby

[y]: javascript:x

[y] a[^1]

[^1]: b
"""
EXERCISE = """\
- id: hostile-choice
  kind: choice
  points: 1
  unit: hostile-a
  text: {cs: '![x](https://e.org/x.png) <<g>> [l](javascript:x)', en: '![x](https://e.org/x.png) <<g>>'}
  given: {g: positive}
  options:
    - {text: {cs: '![r](https://e.org/r.png)', en: r}, right: true, why: {cs: '[w](data:x)', en: w}}
    - {tex: '\\rule{900em}{900em}', why: {cs: '<b>w</b>', en: w}}
  hints: [{cost: 0.25, cs: '![h](https://e.org/h.png)', en: h}]
  solution: {cs: '![s](https://e.org/s.png)', en: s}
"""
PATHS = [
    ("today", {}), ("questions", {}), ("questions", {"card": "hostile"}), ("revise", {}), ("practice", {}),
    ("practice", {"exercise": "hostile-choice", "seed": "1"}), ("self_test", {}), ("progress", {}),
]  # fmt: skip


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    deck = tmp_path / "decks" / "deck"
    deck.mkdir(parents=True)
    rules = (GOOD / "deck.yaml").read_text(encoding="utf-8").replace("skryté vrstvy", "'![d](https://e.org/d.png)'")
    (deck / "deck.yaml").write_text(rules.replace("cs: výstupy", "cs: '[v](javascript:x)'"), encoding="utf-8")
    (deck / "01-hostile.md").write_text(CARD, encoding="utf-8")
    (deck / "exercises").mkdir()
    (deck / "exercises" / "x.yaml").write_text(EXERCISE, encoding="utf-8")
    shutil.copy(GOOD / "02-relu.md", deck)
    monkeypatch.setenv("LEKCE2_QUESTIONS", str(tmp_path / "decks"))
    return deck


def drawn(at: AppTest) -> list[str]:
    """Everything on the page that Streamlit reads as Markdown."""
    elements = [*at.title, *at.header, *at.markdown, *at.caption, *at.info, *at.warning, *at.error]
    labels = [*at.button, *at.radio, *at.expander, *at.toggle, *at.text_input]
    values = [str(element.value) for element in elements] + [str(element.label) for element in labels]
    return values + [option for radio in at.radio for option in radio.options]


@pytest.mark.parametrize(("page", "query"), PATHS, ids=lambda part: part if isinstance(part, str) else str(part))
def test_a_hostile_deck_on_every_page(hostile: Path, page: str, query: dict[str, str]) -> None:
    deck = load_deck(hostile)
    assert [str(fault) for fault in deck.faults if fault.severity == "error"] == []
    assert list(deck.cards) == ["hostile", "relu"]
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.query_params["lang"] = "cs"
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    at.switch_page(f"ui/pages/{page}.py").run()
    for key in ("flip", "exam-start", "check"):
        if not at.exception and key in {button.key for button in at.button}:
            at.button(key=key).click().run()
    assert not at.exception
    assert [found for value in drawn(at) for found in harm(value)] == []
