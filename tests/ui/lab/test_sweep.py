"""The frames along one dial: every one is the figure of its values, and what is sent turns one plot into the other."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from lekce2 import ArgumentError, Lekce2Error
from study.language.catalogues import language
from tests.support.lab import dials, sent, trigger, turn
from tests.ui.lab.test_controls import started
from ui import demos
from ui.lab.sweep import DialAxis, difference, frames


def merged(base: Any, change: Any) -> Any:
    """What ``sweep.js`` makes of a change."""
    if "=" in change:
        return change["="]
    made = list(base) if isinstance(base, list) else dict(base)
    for key, part in change.items():
        place: Any = int(key) if isinstance(made, list) else key
        made[place] = merged(made[place], part)
    return made


def anything(rng: random.Random, depth: int = 3) -> Any:
    kind = rng.randrange(6 if depth else 3)
    if kind == 0:
        return rng.choice([None, True, 0, 1.5, "", "="])
    if kind == 1:
        return [rng.randrange(3) for _ in range(rng.randrange(3))]
    if kind == 2:
        return rng.choice(["a", "b"])
    if kind == 3:
        return [{"x": anything(rng, depth - 1)} for _ in range(rng.randrange(3))]
    return {name: anything(rng, depth - 1) for name in "abc"[: rng.randrange(4)]}


@pytest.mark.parametrize("seed", range(300))
def test_a_difference_turns_one_value_into_the_other_and_is_empty_between_equals(seed: int) -> None:
    rng = random.Random(seed)
    one, other = {"top": anything(rng)}, {"top": anything(rng)}
    assert merged(one, difference(one, other)) == other
    assert difference(one, json.loads(json.dumps(one))) == {}


def test_what_stays_is_not_sent() -> None:
    image, points = "data:" + 1000 * "x", list(range(500))
    one = {"image": image, "marks": [{"x": points, "y": [1, 2]}, {"x": points, "y": [3, 4]}]}
    other = {"image": image, "marks": [{"x": points, "y": [1, 2]}, {"x": points, "y": [3, 5]}]}
    assert difference(one, other) == {"marks": {"1": {"y": {"=": [3, 5]}}}}


def grabbed(name: str, dial: str) -> dict[str, Any]:
    app = started(name)
    app.button(key=f"{name}-show").click().run()
    ((id_, before),) = sent(app, "sweep")
    assert before == {"slot": name, "name": ""}
    trigger(app, id_, "grab", dial)
    ((_, data),) = sent(app, "sweep")
    return data


@pytest.mark.parametrize(
    ("name", "dial"),
    [
        ("optimizer-race", "alpha"),
        ("momentum", "beta"),
        ("mse", "sigma"),
        ("moving-average", "t"),
        ("entropy", "p-1"),
        ("gradient-descent", "m"),
        ("adaptive-rates", "size1"),
        ("bias-correction", "beta2"),
        ("learning-rates", "noise"),
    ],
)
def test_every_frame_is_the_figure_at_its_stop(name: str, dial: str) -> None:
    data, demo = grabbed(name, dial), demos.load(name)
    app = started(name)
    stops = next(one["stops"] for _, one in sent(app, "dial") if one["name"] == dial)
    assert (data["slot"], data["name"]) == (name, dial)
    assert len(stops) / 2 - 1 <= len(data["changes"]) <= 61
    assert len(json.dumps(data, ensure_ascii=False)) < 3_000_000
    for place in (0, 2 * (len(stops) // 4), len(stops) - 1):
        if name == "entropy":
            app = turn(started(name), dial, stops[place])
            values = {**demo.defaults, "p": tuple(dials(app).values())}
        else:
            kind = type(demo.defaults[dial])
            values = {**demo.defaults, dial: kind(stops[place])}
        try:
            figure = demo.figure(**values, language=language("cs"), notation="notes")
        except Lekce2Error:
            assert str(place) not in data["changes"]
            continue
        shown = json.loads(json.dumps({**figure.scene.data(), "told": figure.caption}))
        assert merged(data["base"], data["changes"][str(place)]) == shown


def test_before_the_guess_the_frames_tell_nothing_either() -> None:
    app = started("optimizer-race")
    ((id_, _),) = sent(app, "sweep")
    trigger(app, id_, "grab", "alpha")
    ((_, data),) = sent(app, "sweep")
    assert data["base"]["told"] == ""
    assert "trace" not in json.dumps(data)


@pytest.mark.parametrize("value", [None, 3, "nobody", ["alpha"]])
def test_what_is_no_dial_has_no_frames(value: Any) -> None:
    app = started("optimizer-race")
    ((id_, _),) = sent(app, "sweep")
    trigger(app, id_, "grab", value)
    assert not app.exception
    assert sent(app, "sweep")[0][1]["name"] == ""


def test_a_print_is_that_of_everything_else() -> None:
    axis = DialAxis((0.0, 1.0), lambda value: {"a": value})
    assert axis.print({"a": 0.3, "b": 1}) == axis.print({"a": 0.9, "b": 1})
    assert axis.print({"a": 0.3, "b": 1}) != axis.print({"a": 0.3, "b": 2})
    assert axis.print({"a": 0.3, "b": 1}, "cs") != axis.print({"a": 0.3, "b": 1}, "en")


def test_a_stop_without_a_figure_has_no_frame() -> None:
    def scene_of(values: Any) -> dict[str, Any]:
        if values["a"] > 1:
            raise ArgumentError("not-finite", argument="a", index="", value="2")
        return {"a": values["a"]}

    found = frames(DialAxis((0.0, 1.0, 2.0), lambda value: {"a": value}), {"a": 0.0}, scene_of)
    assert found == {"base": {"a": 0.0}, "changes": {"0": {}, "1": {"a": {"=": 1.0}}}}
