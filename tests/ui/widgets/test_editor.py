"""The editor's Python side: what it reads from a browser, what it holds, and what its preview may show.

How it keeps text while the page runs again is a matter of the browser and tested there.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from ui.text.preview import LIMIT as PREVIEWED
from ui.text.preview import is_finished, preview_markdown
from ui.widgets.editor import LIMIT, DraftVersion, read_draft, tidy

NOISE = st.text(alphabet="ab $\\{}`*_[]()<>#-\n!:|~1.@/wh&^", max_size=80)


def page() -> None:
    import streamlit as st

    from study.language.catalogues import language
    from ui.learner.drafts import forget_drafts
    from ui.widgets.editor import editor

    seen = st.session_state
    seen.setdefault("open", "a1")
    seen.setdefault("saved", [])
    arguments = {"label": "Tvá odpověď", "language": language("cs"), "text": "ze serveru"}
    text = editor("attempt", draft_id=seen["open"], on_change=lambda *said: seen["saved"].append(said), **arguments)
    st.text(f"[{text}]")
    editor("exam-answer", draft_id="b1", label="Answer", language=language("en"))
    forget_drafts(["old"])


def shown(app: AppTest) -> str:
    return str(app.text[0].value)


def test_saved_text_is_shown_until_the_draft_is_typed_in() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert shown(app) == "[ze serveru]"
    app.session_state["attempt"] = {"draft": {"draft": "a1", "text": "H(P)", "revision": 3}}
    assert shown(app.run()) == "[H(P)]"


def test_text_of_another_draft_is_not_shown() -> None:
    app = AppTest.from_function(page).run()
    app.session_state["attempt"] = {"draft": {"draft": "a1", "text": "H(P)", "revision": 3}}
    app.run()
    app.session_state["open"] = "a2"
    assert shown(app.run()) == "[ze serveru]"


def test_preview_stands_in_its_own_container_and_follows_the_text() -> None:
    app = AppTest.from_function(page).run()
    app.session_state["attempt"] = {"draft": {"draft": "a1", "text": "mez $x^2$ a $y", "revision": 1}}
    app.run()
    previews = [markdown.value for markdown in app.markdown]
    assert "mez $x^2$ a \\$y" in previews
    assert any("typeset" in text for text in previews), "an empty editor says what to do, in its language"


@pytest.mark.parametrize(
    "raw",
    [
        None, 7, "text", [], {}, {"draft": "a", "text": "b"}, {"draft": "a", "text": None, "revision": 1},
        {"draft": 1, "text": "b", "revision": 1}, {"draft": "a", "text": "b", "revision": True},
        {"draft": "a", "text": "b", "revision": -1}, {"draft": "a", "text": "b", "revision": 2**53},
        {"draft": "a", "text": "b", "revision": 1.0},
    ],
)  # fmt: skip
def test_what_is_no_draft_is_refused(raw: object) -> None:
    assert read_draft(raw) is None


@pytest.mark.parametrize("rubbish", [None, 7, {"draft": "a1"}, {"draft": {"draft": "a1", "text": 5, "revision": 1}}])
def test_rubbish_from_the_browser_leaves_the_saved_text(rubbish: object) -> None:
    app = AppTest.from_function(page).run()
    app.session_state["attempt"] = rubbish if isinstance(rubbish, dict) else {"draft": rubbish}
    app.run()
    assert not app.exception
    assert shown(app) == "[ze serveru]"


def test_left_is_read_only_when_it_is_true() -> None:
    raw = {"draft": "a", "text": "b", "revision": 1, "left": True}
    assert read_draft(raw) == DraftVersion("a", "b", 1, left=True)
    assert read_draft({**raw, "left": "yes"}) == DraftVersion("a", "b", 1)


@settings(deadline=None)
@given(st.text(st.characters(codec=None, min_codepoint=0, max_codepoint=0x10FFFF, exclude_categories=())))
def test_tidy_text_can_be_stored_and_is_stable(text: str) -> None:
    clean = tidy(text)
    assert clean.encode("utf-8").decode("utf-8") == clean
    assert "\0" not in clean
    assert tidy(clean) == clean


def test_tidy_cuts_only_what_is_too_long() -> None:
    assert tidy("x" * LIMIT) == "x" * LIMIT
    assert len(tidy("x" * (LIMIT + 1))) == LIMIT


def test_a_surrogate_pair_sent_in_halves_is_one_character() -> None:
    assert tidy("\ud835\udc00") == "\U0001d400"


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("Gradient $\\nabla J$ je", "Gradient $\\nabla J$ je"),
        ("cena $5", "cena \\$5"),
        ("$a$ a $b", "$a$ a \\$b"),
        ("$\\frac{1}{2$", "`$\\frac{1}{2$`"),
        ("$$", "\\$\\$"),
        ("$`$`1`", "``$`$`` `1`"),
        ("$a$$b$", "$a$ $b$"),
        ("$$\nx", "\\$\\$  \nx"),
        ("$$x^2$$", "$$\nx^2\n$$"),
        ("$$\nx\n\ny\n$$", "$$\nx\ny\n$$"),
        ("a $$x$$ b", "a\n\n$$\nx\n$$\n\n  \nb".replace("\n\n  \nb", "\n\n b")),
        ("\\$5 a $x$", "\\$5 a $x$"),
        ("- $s$\n- r", "- $s$  \n- r"),
        ("1. a\n2. b", "1. a  \n2. b"),
        ("**dva** a *jeden*", "**dva** a \\*jeden\\*"),
        ("** a", "\\*\\* a"),
        ("# nadpis", "\\# nadpis"),
        ("a\n---", "a  \n\\-\\-\\-"),
        ("`x_1 $ y`", "`x_1 $ y`"),
        ("```py\nv = b*v\n```\npak", "```text\nv = b*v\n```\n\npak"),
        ("```\nv = b*v", "```text\nv = b*v\n```"),
        ("<b>a</b>", "\\<b\\>a\\<\\/b\\>"),
        ("[a](javascript:b)", "\\[a\\]\\(javascript\\:b\\)"),
        ("    theta", "\N{NO-BREAK SPACE}" * 4 + "theta"),
        ("a\r\nb", "a  \nb"),
        ("", ""),
    ],
)
def test_preview(typed: str, markdown: str) -> None:
    assert preview_markdown(typed) == markdown


def test_an_address_does_not_become_a_link() -> None:
    shown = preview_markdown("http://e.x www.e.x a@e.x")
    assert not re.search(r"://|www\.|@\w", shown.replace("\\", ""))


@pytest.mark.parametrize(
    "formula",
    [
        "", " ", "{", "}", "}{", "\\frac{1}{", "\\begin{aligned} x", "\\end{aligned}", "\\begin{a}\\end{b}", "x\\",
        "\\rule{9em}{9em}", "\\href{a}{b}", "\\def\\a{\\a}\\a", "x \\\\[999em] y", "{" * 50 + "}" * 50, "x" * 5000,
    ],
)  # fmt: skip
def test_formula_that_must_not_be_rendered(formula: str) -> None:
    assert not is_finished(formula)
    assert f"${formula}$" not in preview_markdown(f"a ${formula}$ b").replace(f"`${formula}$`", "")


@pytest.mark.parametrize("formula", ["x", "\\{a\\}", "a \\\\ rule", "\\begin{aligned} x \\\\ y \\end{aligned}", "{{}}"])
def test_formula_that_may_be_rendered(formula: str) -> None:
    assert is_finished(formula)
    assert preview_markdown(f"${formula}$") == f"${formula}$"


def outside_code_and_formulas(markdown: str) -> str:
    """An independent reading: fenced blocks, code spans and formulas taken out, escapes taken away."""
    rest = re.sub(r"(?ms)^(`{3,})text\n.*?\n\1$", "", markdown)
    rest = re.sub(r"(?ms)^\$\$\n.*?\n\$\$$", "", rest)
    # from left to right: in code and in formulas a backslash is not an escape
    return re.sub(r"\\[!-/:-@\[-`{-~]|(`+)(?!`).+?(?<!`)\1(?!`)|\$[^$\n]+\$", "", rest)


@settings(deadline=None)
@given(NOISE)
@example("`\\`")
@example("$`$`")
@example("$\\:$")
@example("\\$a\\$$\\:$")
def test_nothing_typed_can_be_markup(text: str) -> None:
    rest = outside_code_and_formulas(preview_markdown(text))
    assert not re.search(r"[<>\[\]#|~_!&`$\\]", rest), repr(rest)


@settings(deadline=None)
@given(NOISE, NOISE)
def test_a_finished_formula_shows_whatever_stands_in_other_paragraphs(before: str, after: str) -> None:
    quiet = str.maketrans("", "", "$`")
    text = f"{before.translate(quiet)}\n\n$q^{{7}}$\n\n{after.translate(quiet)}"
    assert "$q^{7}$" in preview_markdown(text)


def test_very_long_text_is_previewed_up_to_its_limit() -> None:
    assert len(preview_markdown("a" * (PREVIEWED + 5))) == PREVIEWED
