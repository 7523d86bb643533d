"""Errors and verdicts: every code has a use and a text in both languages, and an error survives pickling."""

import ast
import copy
import pickle
import string
from pathlib import Path

import pytest

from lekce2.checks import shorten
from lekce2.errors import MESSAGES, ArgumentError, Lekce2Error
from lekce2.information import entropy
from lekce2.schedules import VERDICTS, linear
from study.language import language

TEXTS = {"error": MESSAGES, "verdict": VERDICTS}
ROOT = Path(__file__).parents[1]


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def sources(*rooms):
    return {path: ast.parse(path.read_text("utf-8")) for room in rooms for path in (ROOT / room).rglob("*.py")}


def raised_codes():
    """The codes that ``lekce2`` names where it raises: the first argument of its errors and of ``refuse``."""
    for node in [node for tree in sources("lekce2").values() for node in ast.walk(tree)]:
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "refuse" or called.endswith("Error"):
                yield node.args[0].value


def keys_of_tables(tree):
    return {id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}


@pytest.mark.parametrize("code", ["cs", "en"])
@pytest.mark.parametrize("prefix", TEXTS)
def test_the_catalogues_hold_the_codes_and_no_others(prefix, code):
    catalogue = language(code).catalogue
    assert {key for key in catalogue if key.startswith(f"{prefix}.")} == {f"{prefix}.{one}" for one in TEXTS[prefix]}
    for one, text in TEXTS[prefix].items():
        assert fields(catalogue[f"{prefix}.{one}"]) == fields(text)
        assert (catalogue[f"{prefix}.{one}"] == text) == (code == "en")


def test_every_code_that_is_raised_has_a_text():
    assert len(set(raised_codes())) > 15
    assert set(raised_codes()) <= set(MESSAGES)


def test_every_text_has_a_use():
    named = {
        node.value
        for tree in sources("lekce2", "study").values()
        for tables in [keys_of_tables(tree)]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in tables
    }
    assert set(MESSAGES) <= named


def test_a_message_is_said_in_both_languages():
    with pytest.raises(ArgumentError) as caught:
        entropy([[0.5, 0.5], [0.5, 0.4]])
    error = caught.value
    assert str(error) == "p must sum to 1, but p[1] sums to 0.9"
    assert language("en").message(error.message, "error") == str(error)
    assert language("cs").message(error.message, "error") == "p musí dát v součtu 1, ale p[1] má součet 0,9"
    reason = linear(0.5, 4).robbins_monro().reason
    assert language("en").message(reason, "verdict") == reason
    assert "Σα = 0,75 je konečné" in language("cs").message(reason, "verdict")


def test_an_error_is_a_value_error_and_survives_pickling():
    error = ArgumentError("empty", argument="p")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.code, again.parameters) == (
        ArgumentError,
        str(error),
        "empty",
        {"argument": "p"},
    )
    assert isinstance(error, Lekce2Error)
    assert isinstance(error, ValueError)


def test_a_verdict_and_a_message_survive_pickling_and_copying():
    verdict = linear(0.5, 4).robbins_monro()
    for again in (pickle.loads(pickle.dumps(verdict)), copy.deepcopy(verdict)):
        assert again == verdict
        assert (again.reason.code, again.reason.parameters) == ("stops", verdict.reason.parameters)


def test_what_arrived_fits_on_a_line():
    class Rude:
        def __repr__(self):
            raise RuntimeError

    assert shorten("a\nb") == "'a\\nb'"
    assert len(shorten(list(range(1000)))) <= 60
    assert shorten(Rude()) == "a Rude"
    assert shorten(10**5000) == "a int"
