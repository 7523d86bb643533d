"""Widgets of a demo tell the browser their value at every run, and never take a move of the learner back.

A run may be interrupted by the next one before its messages have left, and what it has set is then in the session but
not on the screen. A widget that says its value only once would come up at its lowest value, and send that back.
"""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.lab import dials, drag, sent, shown, trigger, turn


def page(name: str, settings: object) -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(demos.load(name), language=language("cs"), notation="notes", settings=settings)  # type: ignore[arg-type]


def started(name: str = "mse", settings: Any = None) -> AppTest:
    app = AppTest.from_function(page, args=(name, settings), default_timeout=30).run()
    assert not app.exception
    return app


def messages(app: AppTest) -> dict[str, Any]:
    kinds = (app.number_input, app.button_group, app.selectbox, app.toggle)
    return {each.key: each.proto for kind in kinds for each in kind if each.key and not each.key.endswith("-guess")}


def begins(message: Any) -> Any:
    """What a widget begins with that is new to the browser: an index, indices or a number."""
    start = message.default
    return list(start) if hasattr(start, "__len__") else start


def test_a_widget_new_to_the_browser_begins_with_its_value_at_the_second_run_too() -> None:
    app = started("mse", {"noise": "laplace", "point_y": -2.0})
    first = messages(app)
    assert all(message.set_value for message in first.values())
    app.run()
    again = messages(app)
    assert again.keys() == first.keys()
    assert begins(again["mse-seed"]) == 1
    assert begins(again["mse-noise"]) == [2]
    assert dials(app)["point_y"] == -2.0
    likelihood = started("likelihood", {"model": "gaussian", "n": 30}).run()
    assert begins(messages(likelihood)["likelihood-model"]) == 2
    assert dials(likelihood)["n"] == 30


def test_a_widget_on_the_screen_is_not_told_what_to_show() -> None:
    app = started()
    app.button_group(key="mse-noise").set_value("laplace").run()
    noise = messages(app)["mse-noise"]
    assert not noise.set_value
    assert begins(noise) == [2]


def test_a_preset_is_told_to_the_screen() -> None:
    app = started()
    app.run()
    app.button(key="mse-preset-laplace").click().run()
    assert messages(app)["mse-noise"].set_value
    app.button(key="mse-preset-wide").click().run()
    assert dials(app)["sigma"] == 2.0


def test_a_widget_stays_the_same_one_whatever_it_begins_with() -> None:
    app = started()
    first = {key: message.id for key, message in messages(app).items()}
    known = [id_ for id_, _ in sent(app, "dial")]
    turn(app, "sigma", 2.0)
    assert {key: message.id for key, message in messages(app).items()} == first
    assert [id_ for id_, _ in sent(app, "dial")] == known


# ---- dials


@pytest.mark.parametrize(("typed", "value"), [("0,45", 0.45), ("2", 2.0), (" 1.234 ", 1.234)])
def test_a_typed_number_is_taken_with_comma_or_point_and_needs_no_stop(typed: str, value: float) -> None:
    app = started()
    turn(app, "sigma", typed)
    assert dials(app)["sigma"] == value
    ((_, data),) = [one for one in sent(app, "dial") if one[1]["name"] == "sigma"]
    assert value in data["stops"]
    assert (data["turn"], data["wrong"], data["typed"]) == (1, "", "")


@pytest.mark.parametrize("typed", ["", "mnoho", "-1", "3,1", "1e99", "nan", "1" * 90, "0,5 0,6"])
def test_what_is_no_number_of_the_range_is_said_below_the_field_and_kept_there(typed: str) -> None:
    app = started()
    before = shown(app)["scene"]
    turn(app, "sigma", typed)
    ((_, data),) = [one for one in sent(app, "dial") if one[1]["name"] == "sigma"]
    assert data["value"] == 1.0
    assert "0,1 … 3" in data["wrong"]
    assert data["typed"] == typed[:40]
    assert shown(app)["scene"] == before
    turn(app, "sigma", 2.0)
    assert all(not one["wrong"] for _, one in sent(app, "dial"))


@pytest.mark.parametrize(
    "value", [None, "x", [], {"value": None}, {"turn": "1", "value": 2}, {"turn": 3, "value": 99.0}]
)
def test_what_no_dial_sends_changes_nothing(value: Any) -> None:
    app = started()
    ((id_, _),) = [one for one in sent(app, "dial") if one[1]["name"] == "sigma"]
    trigger(app, id_, "moved", value)
    assert not app.exception
    assert dials(app)["sigma"] == 1.0


def test_a_percentage_is_typed_as_it_is_shown() -> None:
    app = started("entropy")
    turn(app, "p-0", "20 %")
    assert list(dials(app).values()) == pytest.approx([0.2, 0.4, 0.2, 0.2])


# ---- what is dragged on the plot


@pytest.mark.parametrize(
    ("name", "panel", "grip", "x", "y", "after"),
    [
        ("optimizer-race", 0, "start", 1.234, -0.5, {"start_x": 1.23, "start_y": -0.5}),
        ("momentum", 1, "here", 0.05, 0.5, {"alpha": 0.05, "beta": 0.5}),
        ("mse", 0, "point", 2.0, 3.0, {"point_x": 2.0, "point_y": 3.0}),
        ("entropy", 0, "edge-0", 0.6, 0.0, {"p-0": 0.6, "p-1": 0.15, "p-2": 0.125}),
        ("entropy", 0, "edge-1", 0.3, 9.0, {"p-0": 0.5, "p-1": 0.0, "p-2": 0.375}),
        ("divergence", 0, "q-0", 0.0, 0.5, {"q-0": 0.5, "p-0": 0.6}),
    ],
)
def test_a_thing_dragged_on_the_plot_sets_its_values(
    name: str, panel: int, grip: str, x: float, y: float, after: dict[str, float]
) -> None:
    app = started(name)
    drag(app, panel, grip, x, y)
    found = dials(app)
    assert {each: found[each] for each in after} == pytest.approx(after)
    assert shown(app)["turn"] == 1


@pytest.mark.parametrize(
    "told",
    [
        None,
        3,
        {},
        {"panel": 9, "grip": "start", "x": 0, "y": 0},
        {"panel": 0, "x": 0, "y": 0},
        {"panel": 0, "grip": "other", "x": 0, "y": 0},
        {"panel": 0, "grip": "start", "x": "0", "y": 0},
        {"panel": 0, "grip": "start", "x": float("inf"), "y": 0},
    ],
)
def test_what_is_no_drag_changes_nothing(told: Any) -> None:
    app = started("optimizer-race")
    before = dials(app)
    ((id_, _),) = sent(app, "player")
    trigger(app, id_, "drag", told)
    assert not app.exception
    assert dials(app) == before
