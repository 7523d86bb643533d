"""A demo in an AppTest: what the player and the dials show, a dial that is moved; and where a guess is drawn."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest

from ui.drawing import Figure, Mark
from ui.lab import Prediction


def sent(app: AppTest, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """The id and the data of every ``player``, ``dial``, ``sweep`` or ``told`` on the page."""
    protos = [element.proto for element in app.get("bidi_component")]
    return [(one.id, _read(one.json)) for one in protos if one.component_name.endswith(f"lekce2_{kind}")]


def _read(text: str) -> dict[str, Any]:
    data = json.loads(text)
    (data,) = data if isinstance(data, list) else (data,)
    return json.loads(data) if isinstance(data, str) else data


def shown(app: AppTest) -> dict[str, Any]:
    """What the only player on the page was sent."""
    ((_, data),) = sent(app, "player")
    return data


def dials(app: AppTest) -> dict[str, float]:
    """What every dial of the only demo on the page shows, by name."""
    return {data["name"]: data["value"] for _, data in sent(app, "dial")}


def trigger(app: AppTest, id_: str, event: str, value: Any) -> AppTest:
    """What the browser sends when a component tells of an event."""
    states = app._tree.get_widget_states()
    told = states.widgets.add()
    told.id = _make_trigger_id(id_, "events")
    told.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return app._run(states)


def turn(app: AppTest, name: str, value: float | str) -> AppTest:
    """A dial moved to a value, or typed into."""
    ((id_, data),) = [one for one in sent(app, "dial") if one[1]["name"] == name]
    what = {"text": value} if isinstance(value, str) else {"value": value}
    return trigger(app, id_, "moved", {**what, "turn": data["turn"] + 1})


def drag(app: AppTest, panel: int, grip: str, x: float, y: float) -> AppTest:
    """A grip dragged on the plot."""
    ((id_, _),) = sent(app, "player")
    return trigger(app, id_, "drag", {"panel": panel, "grip": grip, "x": x, "y": y})


def ghost(asked: Prediction, shown: Figure, guess: float) -> tuple[int, Mark]:
    """The panel and the mark of a guess: it tells nothing but the guess, and is finite and within its axes."""
    assert asked.ghost is not None
    place, mark = asked.ghost(float(guess))
    axes = shown.scene.panels[place]
    assert (mark.truth, mark.label) == (False, "")
    high = axes.y.highs[shown.scene.start] if axes.y.highs else axes.y.high
    if mark.kind != "hline":
        assert all(axes.x.low <= x <= axes.x.high for x in np.ravel(mark.x))
    if mark.kind != "vline":
        assert all(axes.y.low <= y <= high for y in np.ravel(mark.y))
    return place, mark
