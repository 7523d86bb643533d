"""No page mixes languages: whatever it draws, no text of the other language's catalogue is among it."""

import re
import string
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from study.language.catalogues import CODES, language
from tests.ui.pages.test_pages import DECK, PAGES, app, click, mark_all

LONG = 10  # a piece of a text that has so many signs is looked for inside others, a shorter one by itself
KINDS = {exercise.kind: id for id, exercise in DECK.exercises.items()}
WORDINGS = [card.exam_wording for card in DECK.cards.values()]  # the exam's own, English on every page
SILENT = ("id", "key", "user_key", "page", "query_string", "icon", "css_content", "js_content")  # unseen
WORDS = re.compile(r"[^\W\d_]{2}")


def flipped(lang: str) -> AppTest:
    return click(app("revise", lang), "flip")


def rated(lang: str) -> AppTest:
    return click(mark_all(flipped(lang), "met"), "next")


def sitting(lang: str) -> AppTest:
    return click(app("self_test", lang), "exam-start")


def handed_in(lang: str) -> AppTest:
    return click(sitting(lang), "exam-hand-in")


def answer(lang: str) -> AppTest:
    at = app("questions", lang)
    at.query_params["card"] = "adam"
    return at.run()


def exercise(kind: str, lang: str) -> AppTest:
    return app("practice", lang, exercise=KINDS[kind], seed="1")


STATES = {
    **{page: lambda lang, page=page: app(page, lang) for page in PAGES},
    **{f.__name__: f for f in (flipped, rated, sitting, handed_in, answer)},
    **{kind: lambda lang, kind=kind: exercise(kind, lang) for kind in KINDS},
}


def said(proto: Any) -> Iterator[str]:
    """Every text of an element as it goes to the browser: labels, options, placeholders, what a component gets."""
    for field, value in proto.ListFields():
        for each in value if isinstance(value, list) or hasattr(value, "append") or hasattr(value, "add") else [value]:
            if isinstance(each, Message):
                yield from said(each)
            elif isinstance(each, str) and field.name not in SILENT:
                yield each


def drawn(at: AppTest) -> list[str]:
    """What a page shows; listings of source code stay English."""
    found: list[str] = []
    for block in at._tree.children.values():  # the page, its sidebar, its bar at the bottom, what is not seen
        for element in block:
            if element.type != "code" and isinstance(getattr(element, "proto", None), Message):
                found += said(element.proto)
    return found


@cache
def pieces(code: str) -> dict[str, str]:
    """The longest fixed piece of every text → its key."""
    found = {}
    for key, texts in language(code).catalogue.items():
        for text in texts if isinstance(texts, tuple) else (texts,):
            fixed = [piece for piece, *_ in string.Formatter().parse(text)]
            found[max(fixed, key=len).strip(" .,:;()*“”„–·")] = key
    return {piece: key for piece, key in found.items() if WORDS.search(piece)}


def strangers(texts: list[str], code: str) -> set[str]:
    """The keys of the texts of the other language that stand among texts of a page in ``code``."""
    other = next(each for each in CODES if each != code)
    own = "\n".join(pieces(code))
    everything = "\n".join(text for text in texts if not any(wording in text for wording in WORDINGS))
    alone = {text.strip(" .,:;()*#“”„–·") for text in texts}
    return {
        key
        for piece, key in pieces(other).items()
        if (piece in everything if len(piece) >= LONG else piece in alone) and piece not in own
    }


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("state", STATES)
def test_a_page_speaks_one_language(state, lang):
    at = STATES[state](lang)
    assert not at.exception
    assert not at.error
    texts = drawn(at)
    assert language(lang).text("shell.notation-help") in texts
    assert len(texts) > 20
    assert strangers(texts, lang) == set()
    assert not {"Choose an option", "Choose options", "Press Enter to apply"} & set(texts)


@pytest.mark.parametrize("lang", CODES)
def test_what_streamlit_says_below_a_field_is_translated_on_every_page(lang):
    style = "\n".join(drawn(app("questions", lang)))
    assert f'[data-testid="InputInstructions"]::after {{ content: "{language(lang).text("frame.enter")}"; }}' in style


@pytest.mark.parametrize("key", ["today.start", "questions.search", "revise.on-paper", "shell.notation-help"])
@pytest.mark.parametrize("lang", CODES)
def test_a_text_of_the_other_language_is_found(lang, key):
    other = next(each for each in CODES if each != lang)
    assert strangers([language(lang).text("revise.flip"), f"### {language(other).text(key)}"], lang) == {key}
