"""Every registered demo: its figure at defaults, presets and extremes, its words in both languages, its links.

Then the numbers of the demos of this file's authors' own against second computations, and the frame as a learner meets
it, by AppTest. How it looks in a browser is not tested here.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lekce2 import Lekce2Error
from study.language.catalogues import language
from tests.support.lab import dials, sent, shown, turn
from ui import demos
from ui.drawing.figure import Figure
from ui.lab.parameters import Between, OneOf, Several, Shares, SomeOf, Switch, TypedText
from ui.lab.prediction import read_guess
from ui.lab.spec import Demo, Prediction

LANGUAGES = ("cs", "en")
NAMES = tuple(demos.DEMOS)


def extremes(demo: Demo) -> Iterator[dict[str, Any]]:
    """One parameter at a time at the ends of its range, or at each of its options."""
    for name, bounds in demo.check.items():
        if isinstance(bounds, Between):
            kind = int if bounds.whole else float
            values: tuple[Any, ...] = (kind(bounds.low), kind(bounds.high))
        elif isinstance(bounds, OneOf):
            values = bounds.options
        elif isinstance(bounds, SomeOf):
            values = (bounds.options, bounds.options[: bounds.least])
        elif isinstance(bounds, Shares):
            values = tuple((1.0, *(0.0,) * (n - 1)) for n in (bounds.least, bounds.most))
        elif isinstance(bounds, Several):
            values = ((bounds.low,) * bounds.least, (bounds.high,) * bounds.most)
        elif isinstance(bounds, TypedText):
            values = ("", "x" * bounds.most, "1/0", "x = 1; x")
        else:
            values = (False, True)
        for value in values:
            yield {**demo.defaults, **demo.complete({name: value})}


def examine(demo: Demo, figure: Figure) -> None:
    """What must hold for any figure."""
    sent = json.dumps(figure.scene.data(), allow_nan=False)
    assert len(sent) < 600_000
    assert figure.scene.alt
    assert figure.caption
    assert len(figure.summary) > 40
    assert "{" not in figure.caption + figure.summary
    assert figure.table.rows
    assert {len(row) for row in figure.table.rows} == {len(figure.table.head)}
    for panel in figure.scene.panels:
        assert panel.title
        assert panel.veil or not any(mark.truth for mark in panel.marks)
        for mark in panel.marks:
            if mark.play == "trace":
                assert len(mark.x) == len(mark.y) <= figure.scene.frames


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_states_each_parameter_once(name: str) -> None:
    demo = demos.load(name)
    taken = set(inspect.signature(demo.figure).parameters) - {"language", "notation"}
    assert demo.name == name
    assert set(demo.defaults) == set(demo.check) == taken
    assert len(demo.presets) >= 3
    for key, changes in demo.presets.items():
        for parameter, value in changes.items():
            bounds = demo.check[parameter]
            assert bounds.read(bounds.write(value)) == value, (key, parameter)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_at_its_defaults_and_presets(name: str, code: str) -> None:
    demo, said = demos.load(name), language(code)
    for changes in ({}, *demo.presets.values()):
        parameters = {**demo.defaults, **demo.complete(changes)}
        for notation in ("notes", "slides"):
            examine(demo, demo.figure(**parameters, language=said, notation=notation))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_at_the_ends_of_every_range(name: str) -> None:
    """Each end gives a figure, or a sentence that says why it cannot."""
    demo, said = demos.load(name), language("cs")
    refused = []
    for parameters in extremes(demo):
        try:
            examine(demo, demo.figure(**parameters, language=said, notation="notes"))
        except Lekce2Error as error:
            refused.append(said.message(error.message, "error"))
    assert all(refused)
    assert len(list(extremes(demo))) - len(refused) >= len(demo.defaults)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_prediction_has_one_right_answer(name: str, code: str) -> None:
    demo = demos.load(name)
    for changes in ({}, *demo.presets.values()):
        parameters = {**demo.defaults, **demo.complete(changes)}
        asked = demo.predict(**parameters, language=language(code), notation="notes")
        assert asked.question
        assert asked.explain
        assert asked.right(asked.correct)
        if asked.choices is not None:
            assert len(set(asked.choices)) == len(asked.choices) >= 2
            assert sum(asked.right(k) for k in range(len(asked.choices))) == 1


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_demo_has_its_words(name: str, code: str) -> None:
    said, demo = language(code), demos.load(name)
    keys = [f"{name}.title", f"{name}.lead", *(f"{name}.preset.{key}" for key in demo.presets)]
    assert all(said.text(key) for key in keys)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_the_same_things(name: str) -> None:
    keys = [{key for key in language(code).catalogue if key.startswith(f"{name}.")} for code in LANGUAGES]
    assert keys[0] == keys[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_link_brings_every_preset_back(name: str) -> None:
    demo = demos.load(name)
    for changes in demo.presets.values():
        values = {**demo.defaults, **demo.complete(changes)}
        query = demo.link(values).removeprefix("lab?")
        link = dict(parse_qsl(query, keep_blank_values=True))
        assert link.pop("demo") == name
        read, complaints = demo.read(link)
        assert complaints == []
        back = {**demo.defaults, **read}
        assert back == values


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "-1e9", "x", "1" * 300, "1,2,3,4,5,6,7,8,9", "<script>", "é", "9" * 5000]
)
@pytest.mark.parametrize("name", NAMES)
def test_a_bad_link_is_a_complaint_and_no_error(name: str, text: str) -> None:
    demo = demos.load(name)
    values, complaints = demo.read({**dict.fromkeys(demo.check, text), "no-such": text, "lang": "cs"})
    assert set(values) | {key for key, _ in complaints} >= set(demo.check) | {"no-such"}
    assert all(len(said) <= 40 for _, said in complaints)
    assert "lang" not in dict(complaints)


def test_ranges_read_what_they_write() -> None:
    assert SomeOf(("a", "b", "c"), least=2).read("c,a") == ("a", "c")
    assert Several(0, 1, 2, 4).read("0.5,0.25,0.25") == (0.5, 0.25, 0.25)
    assert Switch().read(Switch().write(True)) is True
    for bounds, text in (
        (SomeOf(("a", "b"), least=2), "a"),
        (Several(0, 1, 2, 3), "0.5"),
        (Switch(), "yes"),
        (OneOf((1, 2)), "3"),
    ):
        with pytest.raises(ValueError, match=r".*"):
            bounds.read(text)


TASKS = ("entropy", "divergence", "conditional-entropy", "backprop", "momentum")  # whose seed draws a task


@pytest.mark.parametrize("name", TASKS)
def test_a_seed_draws_a_task_that_can_be_drawn_and_predicted(name: str) -> None:
    demo, context = demos.load(name), {"language": language("en"), "notation": "notes"}
    drawn = [{**demo.defaults, **demo.complete({"seed": seed})} for seed in range(1, 13)]
    assert drawn == [{**demo.defaults, **demo.complete({"seed": seed})} for seed in range(1, 13)]
    assert len({str(sorted({**values, "seed": 0}.items())) for values in drawn}) > 8
    for values in drawn:
        examine(demo, demo.figure(**values, **context))
        asked = demo.predict(**values, **context)
        assert asked.right(asked.correct)
        for key, value in values.items():
            assert demo.check[key].read(demo.check[key].write(value)) == value


def test_the_seed_of_momentum_draws_every_regime() -> None:
    demo = demos.load("momentum")
    asked = [
        demo.predict(**{**demo.defaults, **demo.complete({"seed": seed})}, language=language("en"), notation="notes")
        for seed in range(30)
    ]
    assert {each.correct for each in asked} == {0, 1, 2}


def test_a_drawn_task_keeps_the_graph_and_the_number_of_outcomes() -> None:
    backprop, entropy = demos.load("backprop"), demos.load("entropy")
    values = backprop.complete({"graph": "softmax", "seed": 4})["values"]
    assert [pair.split(" = ")[0] for pair in values.split("; ")] == ["z1", "z2", "z3"]
    assert len(entropy.complete({"p": (0.5, 0.5), "seed": 4})["p"]) == 2
    assert entropy.complete({"p": (0.5, 0.5), "seed": 4})["p"] == (0.5, 0.5)  # what is said outright is kept


@pytest.mark.parametrize("name", NAMES)
def test_every_demo_has_a_seed_and_its_link_brings_any_view_back(name: str) -> None:
    """Also where the seed would have drawn something else, and the learner has gone back to a default since."""
    demo = demos.load(name)
    for values in (
        {**demo.defaults, **demo.complete({"seed": 5})},
        {**demo.defaults, "seed": 5},
    ):
        link = dict(parse_qsl(demo.link(values).removeprefix("lab?"), keep_blank_values=True))
        assert {**demo.defaults, **demo.read(link)[0]} == values


@pytest.mark.parametrize("name", TASKS)
def test_a_random_example_is_one_press(name: str) -> None:
    app = run(name)
    before = shown(app)["scene"]
    app.button(key=f"{name}-seed-next").click().run()
    assert not app.exception
    assert app.number_input(key=f"{name}-seed").value == 1
    assert shown(app)["scene"] != before
    app.number_input(key=f"{name}-seed").set_value(7).run()
    assert dict(parse_qsl(offered(app)))["seed"] == "7"
    again = run(name, link=dict(parse_qsl(offered(app).removeprefix("lab?"))))
    assert shown(again)["scene"] == shown(app)["scene"]


# ---- the moving average, by its definition


@pytest.mark.parametrize(("beta", "t"), [(0.9, 5), (0.0, 3), (0.99, 60), (0.55, 12)])
def test_the_bars_are_the_weights_of_unrolled_averaging(beta: float, t: int) -> None:
    demo = demos.load("moving-average")
    figure = demo.figure(**{**demo.defaults, "beta": beta, "t": t}, language=language("en"), notation="notes")
    scene = figure.scene
    bars, zero = scene.panels[0].marks[:2]
    mine = np.zeros(t + 1)
    mine[0] = 1.0  # all weight on s₀
    for i in range(1, t + 1):
        mine *= beta
        mine[i] = 1 - beta
    assert np.allclose(bars.y[scene.start], mine[1:], rtol=1e-12)
    assert np.allclose(zero.y[scene.start], mine[:1], atol=1e-12)
    values = scene.panels[1].marks[1].y
    s = 0.0
    for g in values[:t]:
        s = beta * s + (1 - beta) * g
    assert scene.panels[1].marks[2].y[scene.start][t - 1] == pytest.approx(s)
    assert scene.panels[1].marks[3].y[scene.start][t - 1] == pytest.approx(s / (1 - beta**t))
    asked = demo.predict(**{**demo.defaults, "beta": beta, "t": t}, language=language("en"), notation="notes")
    assert asked.correct == pytest.approx(mine[1:].sum(), abs=1e-4)


def test_every_frame_of_the_moving_average_is_one_beta() -> None:
    demo = demos.load("moving-average")
    figure = demo.figure(**{**demo.defaults, "beta": 0.123}, language=language("cs"), notation="notes")
    assert figure.scene.frame_names[figure.scene.start] == "β = 0,123"
    assert demo.scrub is not None
    assert demo.scrub({"beta": 0.123}, figure.scene.start) == {"beta": 0.123}
    assert demo.scrub({"beta": 0.9}, 0) == {"beta": 0.0}


# ---- distributions


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("entropy", {"p": "0.9,0.9"}),
        ("divergence", {"p": "0.5,0.3,0.2", "q": "0.2,0.2,0.2"}),
        ("conditional-entropy", {"table": "0.5,0.5,0.5,0.5"}),
    ],
)
def test_probabilities_of_a_link_that_do_not_sum_to_one_are_a_sentence_and_the_default_is_drawn(
    name: str, link: dict[str, str]
) -> None:
    app = run(name, "en", link=link)
    assert "Σ = 1" in app.warning[0].value
    assert shown(app)["scene"]["panels"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("entropy", {"p": (0.9, 0.9)}),
        ("divergence", {"q": (0.2, 0.2, 0.2)}),
        ("conditional-entropy", {"table": (0.3, 0.3, 0.3, 0.3)}),
    ],
)
def test_probabilities_that_do_not_sum_to_one_are_not_normalised_in_silence(name: str, values: dict[str, Any]) -> None:
    demo = demos.load(name)
    with pytest.raises(Lekce2Error, match="must sum to 1"):
        demo.figure(**{**demo.defaults, **values}, language=language("en"), notation="notes")


# ---- the frame


def page(name: str, code: str, settings: object, link: object) -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(demos.load(name), language=language(code), notation="notes", settings=settings, link=link)  # type: ignore[arg-type]


def run(name: str, code: str = "cs", settings: Any = None, link: Any = None) -> AppTest:
    app = AppTest.from_function(page, args=(name, code, settings, link), default_timeout=30).run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> str:
    said = [each.value for kind in (app.markdown, app.caption, app.warning) for each in kind]
    return " ".join([*said, *(data["told"] for _, data in sent(app, "told"))])


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_demo_opens_veiled_and_shows_without_a_guess(name: str, code: str) -> None:
    app = run(name, code)
    assert shown(app)["revealed"] is False
    secret = demos.load(name).figure(**demos.load(name).defaults, language=language(code), notation="notes")
    assert secret.caption not in words(app)
    app.button(key=f"{name}-show").click().run()
    assert not app.exception
    assert shown(app)["revealed"] is True
    assert secret.caption in words(app)


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_can_be_pressed(name: str) -> None:
    app = run(name)
    for key in demos.load(name).presets:
        app.button(key=f"{name}-preset-{key}").click().run()
        assert not app.exception, key


def test_a_guess_is_compared_and_stays_for_the_visit() -> None:
    app = run("moving-average")
    app.button(key="moving-average-commit").click().run()
    assert shown(app)["revealed"] is False
    assert language("cs").text("frame.no_guess") in words(app)
    app.text_input(key="moving-average-guess").set_value("dva").run()
    app.button(key="moving-average-commit").click().run()
    assert shown(app)["revealed"] is False
    app.text_input(key="moving-average-guess").set_value("0,2").run()
    app.button(key="moving-average-commit").click().run()
    assert "✗ Tvůj tip 0,2, skutečnost 0,4095." in words(app)
    turn(app, "t", 20)
    assert shown(app)["revealed"] is True
    assert "skutečnost 0,4095" not in words(app)  # that was another plot
    assert language("cs").text("frame.outcome_other") in words(app)
    turn(app, "t", demos.load("moving-average").defaults["t"])
    assert "skutečnost 0,4095" in words(app)
    app.button(key="moving-average-again").click().run()
    assert shown(app)["revealed"] is False


def test_a_right_choice_is_told_so() -> None:
    demo = demos.load("optimizer-race")
    asked = demo.predict(**demo.defaults, language=language("en"), notation="notes")
    app = run("optimizer-race", "en")
    app.button_group(key="optimizer-race-guess").set_value(asked.correct).run()
    app.button(key="optimizer-race-commit").click().run()
    assert "✓ Right." in words(app)


def test_before_the_guess_nothing_of_the_answer_is_sent() -> None:
    sent = json.dumps(shown(run("optimizer-race"))["scene"])
    assert "trace" not in sent
    assert "nejníž je" not in sent


def test_reset_brings_back_values_and_question() -> None:
    app = run("moving-average")
    app.button(key="moving-average-preset-late").click().run()
    app.button(key="moving-average-show").click().run()
    assert dials(app)["t"] == 40
    app.button(key="moving-average-reset").click().run()
    assert dials(app)["t"] == 5
    assert shown(app)["revealed"] is False


def test_settings_of_a_card_come_before_defaults_and_a_link_before_both() -> None:
    assert dials(run("moving-average", settings={"t": 9}))["t"] == 9
    both = run("moving-average", settings={"t": 9}, link={"t": "12", "demo": "moving-average"})
    assert dials(both)["t"] == 12


def test_a_landscape_brings_its_own_start() -> None:
    app = run("optimizer-race", link={"landscape": "saddle"})
    assert dials(app)["start_x"] == 1.6
    app.selectbox(key="optimizer-race-landscape").set_value("plateau").run()
    assert not app.exception
    assert dials(app)["start_x"] == -4.5


def test_a_bad_link_is_said_and_the_demo_works() -> None:
    app = run("moving-average", link={"t": "never", "zzz": "![x](http://y)"})
    said = words(app)
    assert "never" in said
    assert "zzz" in said
    assert "](" not in said.replace("](:", "")
    assert dials(app)["t"] == 5


def test_a_link_to_values_that_cannot_be_drawn_is_a_sentence_with_a_way_out() -> None:
    app = run("optimizer-race", link={"landscape": "saddle", "start_x": "9"})
    assert "start_x" in app.warning[0].value
    assert not sent(app, "player")
    app.button(key="optimizer-race-reset").click().run()
    assert not app.exception
    assert sent(app, "player")


def after_a_slip() -> None:
    import streamlit as st

    from study.language.catalogues import language
    from ui import demos
    from ui.lab.frame import figure_of
    from ui.lab.spec import DemoState

    demo = demos.load("optimizer-race")
    bad = {**demo.defaults, **demo.complete({"landscape": "saddle"}), "start_x": 9.0}
    state = DemoState(bad, {}, good=dict(demo.defaults))
    figure = figure_of(demo, state, "en", "notes", language("en"))
    st.markdown(figure.scene.alt if figure else "nothing")


def test_values_that_cannot_be_drawn_keep_the_last_plot() -> None:
    app = AppTest.from_function(after_a_slip).run()
    assert not app.exception
    assert "rotated ravine" in app.markdown[0].value
    assert app.caption[0].value == language("en").text("frame.last_good")


def test_another_seed_is_one_press() -> None:
    app = run("moving-average")
    app.button(key="moving-average-seed-next").click().run()
    assert app.number_input(key="moving-average-seed").value == 2


def test_the_link_of_the_view_is_offered() -> None:
    app = run("moving-average")
    app.button(key="moving-average-preset-burst").click().run()
    assert offered(app) == "lab?demo=moving-average&t=30&signal_kind=burst&noise=0.1&notation=notes"


def offered(app: AppTest) -> str:
    (found,) = [code.value for code in app.code if "lab?" in code.value]
    return found[found.index("lab?") :]


def test_a_link_to_a_frame_opens_the_player_there_and_is_offered_again() -> None:
    app = run("optimizer-race", link={"frame": "30", "steps": "60", "notation": "slides"})
    app.button(key="optimizer-race-show").click().run()
    scene = shown(app)["scene"]
    assert (scene["start"], scene["frames"], scene["autoplay"]) == (30, 61, False)
    assert (
        offered(app) == "lab?demo=optimizer-race&steps=60&frame=30&notation=notes"
    )  # what is read, not what was linked
    app.button(key="optimizer-race-preset-ravine").click().run()
    assert shown(app)["scene"]["start"] == 100
    assert "frame" not in offered(app)


@pytest.mark.parametrize("text", ["-1", "x", "9" * 40, "1.5", "", "٣"])
def test_a_link_to_no_frame_opens_where_the_demo_starts(text: str) -> None:
    app = run("optimizer-race", link={"frame": text})
    app.button(key="optimizer-race-show").click().run()
    assert shown(app)["scene"]["start"] == 100
    assert not app.warning


def test_a_link_beyond_the_last_frame_opens_the_last() -> None:
    app = run("optimizer-race", link={"frame": "900"})
    app.button(key="optimizer-race-show").click().run()
    assert shown(app)["scene"]["start"] == 100


@pytest.mark.parametrize(
    ("raw", "read"),
    [("0,25", 0.25), (" 1e-3 ", 1e-3), ("−2", -2.0), ("", None), (None, None), ("nan", None), ("1" * 90, None)],
)
def test_a_number_is_read_as_people_write_it(raw: str | None, read: float | None) -> None:
    assert read_guess(raw, Prediction("?", None, 1.0)) == read


def test_infinity_is_right_only_for_infinity() -> None:
    asked = Prediction("?", None, float("inf"), tolerance=0.1)
    assert asked.right(float("inf"))
    assert not asked.right(1e9)


def test_an_unknown_demo_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        demos.load("no-such")
