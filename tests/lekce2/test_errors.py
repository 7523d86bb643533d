"""Errors and verdicts: said in both languages, pickled, and short; test_messages holds their codes."""

import copy
import pickle

import pytest

from lekce2.base.checks import shorten
from lekce2.base.errors import ArgumentError, Lekce2Error
from lekce2.information import entropy
from lekce2.schedules import linear
from study.language.catalogues import language


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
