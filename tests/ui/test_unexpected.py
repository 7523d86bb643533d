"""What nobody expected: one calm sentence with a code, the traceback in the log, and the visit goes on."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lekce2 import ArgumentError
from study.store.errors import StoreError
from tests.support.visits import visit_of, window_of
from tests.ui.pages.test_pages import app, click
from ui.features import answer, revision
from ui.lab import frame
from ui.learner import account, decks, handshake, progress_log

ROOT = Path(__file__).parents[2]
CALM = re.compile(r"Něco se pokazilo \(kód ([0-9A-F]{4})\)\. Nic z uloženého se neztratilo: načti stránku znovu")


def break_(*_: object, **__: object) -> None:
    raise ZeroDivisionError("private")


def shown(at: AppTest) -> list[str]:
    """The codes of the sentences on the page, once each; nothing of the error itself is there."""
    said = [str(element.value) for element in (*at.error, *at.toast)]
    assert not at.exception
    assert not any("private" in text or "Error" in text for text in said)
    return [CALM.match(text)[1] for text in said]


def logged(caplog: pytest.LogCaptureFixture) -> set[str]:
    """The codes under which a traceback stands in the log."""
    records = [record for record in caplog.records if record.name == "ui.unexpected"]
    assert all(record.exc_info for record in records)
    return {record.args[0] for record in records}


def has_frame(at: AppTest) -> bool:
    return {"language", "notation"} <= {group.key for group in at.sidebar.button_group}


def test_a_page_that_raises_says_so_below_what_it_has_drawn(monkeypatch, caplog):
    at = app()
    monkeypatch.setattr(answer, "faults", break_)
    at.run()
    [code] = shown(at)
    assert logged(caplog) == {code}
    assert at.title
    assert has_frame(at)
    at.switch_page("ui/pages/revise.py").run()
    assert (shown(at), at.button(key="flip").label) == ([], "Ukázat odpověď")
    at.switch_page("ui/pages/today.py").run()
    assert shown(at) == [code], "the same error has the same code"
    monkeypatch.undo()
    assert shown(at.run()) == []


def test_the_sentence_is_in_the_language_of_the_page(monkeypatch):
    at = app(lang="en")
    monkeypatch.setattr(answer, "faults", break_)
    at.run()
    assert [re.sub(r"\b[0-9A-F]{4}\b", "CODE", e.value) for e in at.error] == [
        "Something went wrong (code CODE). Nothing that was saved is lost: load the page again, or go on elsewhere."
    ]


def test_a_part_of_the_frame_that_raises_costs_neither_the_page_nor_the_rest_of_the_frame(monkeypatch, caplog):
    at = app()
    monkeypatch.setattr(decks, "all_decks", break_)  # the sidebar's switches begin with it, and so does the page
    monkeypatch.setattr(handshake, "connect", break_)
    at.run()
    codes = shown(at)
    assert len(codes) == len(set(codes)) == 3
    assert logged(caplog) == set(codes)
    monkeypatch.undo()
    at.run()
    assert shown(at) == []
    assert has_frame(at)


def test_a_callback_that_raises_costs_the_press_and_nothing_else(monkeypatch, caplog):
    with monkeypatch.context() as patch:
        patch.setattr(revision, "show", break_)
        at = app("revise")
        at.button(key="flip").click().run()
        [code] = shown(at)
        assert logged(caplog) == {code}
        assert has_frame(at)
        assert at.button(key="flip").label == "Ukázat odpověď"
    at.run()
    assert shown(at) == []
    assert click(at, "flip").button(key="rate-3")


def test_a_callback_may_ask_for_another_run(monkeypatch):
    at = app("revise")
    monkeypatch.setattr(progress_log, "store", gone)
    visit_of(at).learner = visit_of(at).owner = "0" * 64
    click(at, "flip")
    click(at, "rate-3")
    assert shown(at) == []
    assert visit_of(at).trouble.code == "retired"
    assert (visit_of(at).events, visit_of(at).learner) == ([], None)


def gone() -> None:
    raise StoreError("retired")


@pytest.mark.parametrize("part", ["drawn", "_link"])
def test_a_fragment_that_raises_says_so_in_its_place(part, monkeypatch, caplog):
    at = app("lab")
    monkeypatch.setattr(frame, part, break_)
    at.run()
    [code] = shown(at)
    assert logged(caplog) == {code}
    assert at.title
    assert [button for button in at.button if button.key.endswith("-reset")], "what stands around it is drawn"
    monkeypatch.undo()
    assert shown(at.run()) == []


def test_a_callback_of_a_fragment_that_raises_costs_the_press(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(frame, "_reset", break_)
        at = app("lab")
        [reset] = [button for button in at.button if button.key.endswith("-reset")]
        reset.click().run()
        assert len(shown(at)) == 1
        assert has_frame(at)
    assert shown(at.run()) == []


@pytest.mark.parametrize("error", [RuntimeError("private"), ArgumentError("empty", argument="private")])
def test_a_store_that_raises_what_is_no_error_of_it_ends_no_visit(error, monkeypatch, caplog):
    def store() -> None:
        raise error

    at = app("revise")
    monkeypatch.setattr(progress_log, "store", store)
    window_of(at).greeted = True
    visit_of(at).learner = visit_of(at).owner = "0" * 64
    at.run()
    codes = shown(at)  # the frame asks what was recovered, the page keeps its bookmark
    assert codes
    assert has_frame(at)
    for page in ("questions", "lab", "settings", "practice", "today"):
        at.switch_page(f"ui/pages/{page}.py").run()
        assert shown(at)
        assert at.title
        assert has_frame(at)
    at.switch_page("ui/pages/settings.py").run()
    at.slider(key="set-minutes").set_value(60).run()
    assert shown(at)
    assert [event["value"] for event in visit_of(at).events] == [60], "what was done stays, and waits"
    assert visit_of(at).unsaved
    assert logged(caplog)
    monkeypatch.undo()
    monkeypatch.setattr(account, "delete", lambda: False)
    assert shown(at.run()) == []


# --- held for the code that is still to come ---------------------------------------------------------------------


def trees(*rooms: str) -> list[tuple[str, ast.AST]]:
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8")))
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py"))
    ]


MOUNTED = re.compile(r"st\..+|partial|mount_\w+|_(component|talk|keep|marks|guard|forward|turning)")
CALLED = re.compile(r"on_(click|change|\w+_change)")


def handed_over(tree: ast.AST) -> list[ast.expr]:
    """What is given to a widget or a component of ours to be called, words such as "ignore" left out."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and MOUNTED.fullmatch(ast.unparse(node.func)):
            found += [each.value for each in node.keywords if CALLED.fullmatch(each.arg or "")]
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found += [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "on_change"]
    return [each for each in found if not isinstance(each, ast.Constant) and ast.unparse(each) != "lambda: None"]


def test_every_callback_is_guarded():
    found = [(file, ast.unparse(each)) for file, tree in trees("ui") for each in handed_over(tree)]
    assert len(found) > 50
    assert [each for each in found if not each[1].startswith("callback(")] == []
    [alone] = handed_over(ast.parse("st.button('x', on_click=revision.show)"))
    assert ast.unparse(alone) == "revision.show", "one that is forgotten would be found"


def test_every_fragment_and_dialog_is_guarded():
    found = []
    for file, tree in trees("ui"):
        for node in ast.walk(tree):
            names = [ast.unparse(each).split("(")[0] for each in getattr(node, "decorator_list", [])]
            if {"st.fragment", "st.dialog"} & set(names):
                found.append(file)
                assert names[1:] == ["guarded"], f"{file}: {node.name} is not guarded"
    assert len(found) >= 4


ANYTHING = {  # who may meet with any error, and why
    "ui/unexpected.py",  # the guard itself
    "lekce2/base/checks.py",  # what the repr of a stranger's object does
    "lekce2/expressions/values.py",  # what a function that was handed in does; the cause stays attached
}


def test_every_except_names_what_is_meant():
    found = set()
    for file, tree in trees("study", "ui", "lekce2"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                names = {"BaseException"} if node.type is None else set(re.findall(r"\w+", ast.unparse(node.type)))
                raised = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                if "Exception" in names or ("BaseException" in names and not raised):
                    found.add(file)
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
                assert "Exception" not in map(ast.unparse, node.args), file
    assert found == ANYTHING


def test_only_the_visit_keeps_what_is_no_widget():
    """No key of ``st.session_state`` is written out anywhere else; widgets' keys are constants and arguments."""
    for file, tree in trees("ui"):
        for node in ast.walk(tree):
            target = node.value if isinstance(node, ast.Subscript) else None
            if target is not None and ast.unparse(target) == "st.session_state" and file != "ui/visit.py":
                assert not isinstance(node.slice, ast.Constant), f"{file}:{node.lineno}"
