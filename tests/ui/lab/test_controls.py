"""Widgets of a demo tell the browser their value at every run, and never take a move of the learner back.

A run may be interrupted by the next one before its messages have left, and what it has set is then in the session but
not on the screen. A widget that says its value only once would come up at its lowest value, and send that back.
"""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    said = language("en")
    show(demos.load("mse"), language=said, notation="notes", settings={"noise": "laplace", "point_y": -2.0})
    show(demos.load("likelihood"), language=said, notation="notes", settings={"model": "gaussian", "n": 30})
    show(demos.load("optimizer-race"), language=said, notation="notes")


def messages(app: AppTest) -> dict[str, Any]:
    kinds = (app.select_slider, app.slider, app.number_input, app.button_group, app.selectbox, app.toggle)
    return {each.key: each.proto for kind in kinds for each in kind if each.key and not each.key.endswith("-guess")}


def started() -> AppTest:
    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    return app


def begins(message: Any) -> Any:
    """What a widget begins with that is new to the browser: an index, indices or a number."""
    start = message.default
    return list(start) if hasattr(start, "__len__") else start


def test_a_widget_new_to_the_browser_begins_with_its_value_at_the_second_run_too() -> None:
    app = started()
    first = messages(app)
    assert all(message.set_value for message in first.values())
    app.run()
    again = messages(app)
    assert again.keys() == first.keys()
    assert begins(again["mse-seed"]) == 1
    assert begins(again["mse-sigma"]) == [9]  # 0.1, 0.2 … 1.0
    assert begins(again["mse-point_y"]) == [2]  # −2.5, −2.25, −2
    assert begins(again["mse-noise"]) == [2]
    assert begins(again["likelihood-model"]) == begins(again["likelihood-n"]) == 2


def test_a_widget_on_the_screen_is_not_told_what_to_show() -> None:
    app = started()
    app.select_slider(key="mse-sigma").set_value(2.0).run()
    sigma = messages(app)["mse-sigma"]
    assert not sigma.set_value
    assert begins(sigma) == [19]
    assert app.select_slider(key="mse-sigma").value == 2.0


def test_a_preset_is_told_to_the_screen() -> None:
    app = started()
    app.run()
    app.button(key="mse-preset-wide").click().run()
    sigma = messages(app)["mse-sigma"]
    assert sigma.set_value
    assert app.select_slider(key="mse-sigma").value == 2.0


def test_a_widget_stays_the_same_one_whatever_it_begins_with() -> None:
    app = started()
    first = {key: message.id for key, message in messages(app).items()}
    app.select_slider(key="mse-sigma").set_value(2.0).run()
    assert {key: message.id for key, message in messages(app).items()} == first
