"""Widgets of a demo tell the browser their value at every run.

A run may be interrupted by the next one before its messages have left, and what it has set is then in the session but
not on the screen. A widget that only says its value once would come up at its lowest value, and send that back.
"""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    from study.language import language
    from ui import demo

    demo.show("mse", language=language("en"), notation="notes", settings={"noise": "laplace", "point_y": -2.0})


def told(app: AppTest) -> dict[str, tuple[bool, Any]]:
    """Whether each widget's message carries a value, and the value."""
    kinds = (app.select_slider, app.number_input, app.button_group)
    return {each.key: (each.proto.set_value, each.value) for kind in kinds for each in kind}


def test_the_second_run_says_every_value_again() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    first = told(app)
    assert first["mse-seed"] == (True, 1)
    assert first["mse-point_y"] == (True, -2.0)
    app.run()
    again = {key: pair for key, pair in told(app).items() if key != "mse-guess"}
    assert again == {key: pair for key, pair in first.items() if key != "mse-guess"}


@pytest.mark.parametrize("runs", [1, 3])
def test_a_change_of_the_learner_is_what_is_said_again(runs: int) -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    app.select_slider(key="mse-sigma").set_value(2.0).run()
    for _ in range(runs):
        app.run()
        assert told(app)["mse-sigma"] == (True, 2.0)
        assert told(app)["mse-noise"] == (True, "laplace")
