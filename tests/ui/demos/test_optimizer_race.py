"""The optimizer race: paths by hand-written loops, the judging, the sweep, runs, typed landscapes, the frame."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lekce2 import Lekce2Error
from study.language.catalogues import language
from tests.support.lab import dials, shown
from ui import demos
from ui.demos.optimizer_race import DEMO, SIX, figure
from ui.demos.optimizer_race.contest import EPSILONS, RUNAWAY, SWEEP, Contest, build, compete
from ui.demos.optimizer_race.courses import COURSES, FORMULA, bottom, course
from ui.drawing.figure import Figure


def drawn(lang: str = "cs", notation: str = "notes", **changes: Any) -> Figure:
    values = {**DEMO.defaults, **DEMO.complete(changes)}
    return figure(**values, language=language(lang), notation=notation)


# ---- the race, by hand


def one(landscape: str, method: str, alpha: float, steps: int = 30, notation: str = "notes", noise: float = 0.0) -> Any:
    start = {"saddle": (1.0, 0.5)}.get(landscape, (-1.5, 1.0))
    return start, compete(landscape, start, (method, "sgd"), alpha, noise, steps, 3, notation)


def test_sgd_in_the_ravine_is_the_hand_written_loop() -> None:
    start, contest = one("ravine", "adam", 0.03)
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    turn = np.array([[c, -s], [s, c]])
    A = turn @ np.diag([1.0, 20.0]) @ turn.T
    theta = np.array(start)
    for t in range(31):
        assert np.allclose(contest.theta[1][t], theta)
        assert contest.loss[1][t] == pytest.approx(0.5 * theta @ A @ theta)
        theta = theta - 0.03 * A @ theta


@pytest.mark.parametrize(("notation", "eps_inside"), [("notes", True), ("slides", False)])
def test_the_notation_switch_chooses_the_convention(notation: str, eps_inside: bool) -> None:
    assert build("adam", 0.1, notation).eps_inside is eps_inside
    assert build("momentum", 0.1, notation).velocity == notation
    assert build("lion", 0.1, notation).name == "lion"  # knows neither


def test_a_runaway_lane_diverges_at_its_first_step_over_a_million() -> None:
    _, contest = one("rosenbrock", "adam", 0.02)
    t = contest.diverged[1]
    assert t is not None
    assert contest.final[1] == np.inf
    assert contest.order[-1] == 1
    assert contest.reached[1] is None
    theta = np.array([-1.5, 1.0])
    heights = []
    for _ in range(t + 1):
        x, y = theta
        heights.append((1 - x) ** 2 + 100 * (y - x * x) ** 2)
        theta = theta - 0.02 * np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
    assert heights[t] > RUNAWAY * heights[0] >= max(heights[:t])
    assert len(contest.theta[1]) == t + 1


def test_tuned_rates_are_the_best_of_the_sweep() -> None:
    start = (-1.5, 2.0)
    tuned = compete("rosenbrock", start, ("sgd", "adam"), None, 0.0, 40, 1, "notes")
    for k, method in enumerate(("sgd", "adam")):
        other = "adam" if method == "sgd" else "sgd"
        finals = [compete("rosenbrock", start, (method, other), float(a), 0.0, 40, 1, "notes").final[0] for a in SWEEP]
        best = int(np.argmin(finals))
        assert tuned.alphas[k] == SWEEP[best]
        assert tuned.final[k] == pytest.approx(finals[best])


def test_the_goal_is_a_hundredth_of_the_height_at_the_start() -> None:
    _, contest = one("ravine", "momentum", 0.02, steps=80)
    loss, t = contest.loss[0], contest.reached[0]
    assert t is not None
    assert max(loss[t:]) <= 0.01 * loss[0] < loss[t - 1]
    assert min(loss[: t - 1]) < 0.01 * loss[0]  # it had been there before, and climbed again


def test_who_climbs_again_has_not_arrived() -> None:
    """RMSProp with too large an α comes below a hundredth and ends above where it began."""
    contest = compete("ravine", (-0.5, 0.2), ("sgd", "rmsprop"), 1.0, 0.0, 60, 1, "notes")
    loss = contest.loss[1]
    assert min(loss) <= 0.01 * loss[0] < loss[-1]
    assert contest.reached[1] is None
    assert contest.arrivals[1] == ()


@pytest.mark.parametrize("landscape", COURSES)
def test_races_repeat_with_their_seed(landscape: str) -> None:
    first = compete.__wrapped__(landscape, (1.0, 0.5), ("sgd", "adam"), 0.05, 0.3, 20, 7, "notes")
    again = compete.__wrapped__(landscape, (1.0, 0.5), ("sgd", "adam"), 0.05, 0.3, 20, 7, "notes")
    other = compete.__wrapped__(landscape, (1.0, 0.5), ("sgd", "adam"), 0.05, 0.3, 20, 8, "notes")
    assert np.array_equal(first.theta[0], again.theta[0])
    assert not np.array_equal(first.theta[0], other.theta[0])


def test_the_noisy_bowl_steps_on_one_datum_at_a_time() -> None:
    points = np.asarray(course("bowl", 5).points)
    contest = compete("bowl", (1.0, 1.0), ("sgd", "adam"), 0.5, 0.0, 10, 5, "notes")
    for before, after in zip(contest.theta[0][:-1], contest.theta[0][1:], strict=True):
        datum = before - (before - after) / 0.5  # θ' = θ − α (θ − c)
        assert np.isclose(np.abs(points - datum).sum(axis=1).min(), 0.0, atol=1e-9)


def test_a_start_outside_the_landscape_is_a_sentence() -> None:
    demo = demos.load("optimizer-race")
    with pytest.raises(Lekce2Error) as caught:
        demo.figure(
            **{**demo.defaults, "landscape": "saddle", "start_x": 9.0}, language=language("cs"), notation="notes"
        )
    assert caught.value.code == "out-of-range"


def test_no_free_winner() -> None:
    """The presets let at least five different methods win."""
    demo, winners = demos.load("optimizer-race"), set()
    for changes in demo.presets.values():
        parameters = {**demo.defaults, **demo.complete(changes)}
        asked = demo.predict(**parameters, language=language("en"), notation="notes")
        assert asked.choices is not None
        winners.add(asked.choices[int(asked.correct)])
    assert len(winners) >= 5


def test_divergence_is_said_with_its_step() -> None:
    demo = demos.load("optimizer-race")
    figure = demo.figure(**{**demo.defaults, **demo.presets["too_far"]}, language=language("cs"), notation="notes")
    assert "Nesterov diverguje v kroku" in figure.caption
    assert figure.table.rows[-1][1] == "Nesterov"


def test_a_click_moves_the_start() -> None:
    demo = demos.load("optimizer-race")
    assert demo.click is not None
    assert demo.click(demo.defaults, 0, 0.123456, -1.0) == {"start_x": 0.12, "start_y": -1.0}
    assert demo.click(demo.defaults, 1, 5.0, 5.0) == {}


# ---- fairness: runs that share their noise, the sweep, steps to ε


def noisy(**changes: Any) -> Contest:
    given = {"landscape": "ravine", "start": (-1.5, 1.0), "methods": ("sgd", "adam"), "alpha": 0.03, "noise": 0.4,
             "steps": 40, "seed": 3, "notation": "notes", "runs": 5}  # fmt: skip
    return compete.__wrapped__(**{**given, **changes})


def test_more_runs_leave_the_first_as_it_was() -> None:
    one, five, ten = (noisy(runs=runs) for runs in (1, 5, 10))
    for k in range(2):
        assert np.array_equal(one.theta[k], five.theta[k])
        assert np.array_equal(one.theta[k], ten.theta[k])


@pytest.mark.parametrize("landscape", ["ravine", "bowl", "logistic"])
def test_another_alpha_or_another_method_has_the_same_luck(landscape: str) -> None:
    """The noise of a run, as seen in its first step, is one for all: g = (θ₀ − θ₁)/α."""
    start = (1.0, 0.5)
    g = [
        (np.array(start) - noisy(landscape=landscape, start=start, alpha=alpha, methods=pair).theta[k][1]) / alpha
        for alpha, pair, k in ((0.03, ("sgd", "adam"), 0), (0.3, ("sgd", "adam"), 0), (0.3, ("adam", "sgd"), 1))
    ]
    assert np.allclose(g[0], g[1])
    assert np.array_equal(g[1], g[2])


def test_the_line_of_several_runs_is_the_median_between_its_deciles() -> None:
    ten = noisy(runs=10)
    begin = np.array([-1.5, 1.0])
    draws = np.random.default_rng([3, 2]).standard_normal((10, 40, 2))
    A = course("ravine", 0).hessian([0.0, 0.0])
    found = []
    for run in range(10):
        theta, loss = begin, [0.5 * begin @ A @ begin]
        for step in draws[run]:
            theta = theta - 0.03 * (A @ theta + 0.4 * step)
            loss.append(0.5 * theta @ A @ theta)
        found.append(loss)
    ordered = np.sort(found, axis=0)
    assert ten.loss[0] == pytest.approx(ordered[4])
    assert ten.band[0][0] == pytest.approx(ordered[0])
    assert ten.band[0][1] == pytest.approx(ordered[8])
    assert ten.final[0] == pytest.approx(ordered[4, -1])
    assert ten.reached[0] == sorted(_since(np.array(loss) <= 0.01 * loss[0]) for loss in found)[4]


def _since(mask: Any) -> float:
    wrong = np.flatnonzero(~mask)
    return np.inf if not mask[-1] else float(wrong[-1] + 1) if len(wrong) else 0.0


def test_without_chance_there_is_one_run() -> None:
    assert noisy(noise=0.0).runs == 1
    assert noisy(noise=0.0, landscape="bowl").runs == 5


@pytest.mark.parametrize("landscape", ["ravine", "himmelblau", "logistic"])
def test_the_sweep_is_what_each_alpha_would_give(landscape: str) -> None:
    contest = noisy(landscape=landscape, runs=3)
    for a in (3, 12, 18, 24):
        alone = noisy(landscape=landscape, runs=3, alpha=float(SWEEP[a]))
        for k in range(2):
            assert contest.sweep[k][a] == alone.final[k]


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(COURSES), st.floats(-1.5, 1.5), st.floats(-0.9, 1.5), st.sampled_from([0.0, 0.3]),
    st.sampled_from([1, 5]), st.floats(1e-3, 1.0),
)  # fmt: skip
def test_what_is_judged_holds_together(
    landscape: str, x: float, y: float, noise: float, runs: int, alpha: float
) -> None:
    common = compete.__wrapped__(landscape, (x, y), SIX, alpha, noise, 30, 2, "notes", runs)
    tuned = compete.__wrapped__(landscape, (x, y), SIX, None, noise, 30, 2, "notes", runs)
    for contest in (common, tuned):
        assert sorted(contest.order) == list(range(6))
        finals = [contest.final[k] for k in contest.order]
        assert finals == sorted(finals)
        for k in range(6):
            known = [t for t in contest.settled[k] if t is not None]
            assert known == sorted(known)  # a smaller ε takes no fewer steps
            assert (contest.diverged[k] is None) == np.isfinite(contest.final[k])
            assert contest.lost[k] <= contest.runs
            assert len(contest.arrivals[k]) <= contest.runs - contest.lost[k]
            assert np.all(np.isfinite(contest.loss[k]))
            for below, above in contest.band[k : k + 1]:
                assert np.all(below <= contest.loss[k])
                assert np.all(contest.loss[k] <= above)
    if not tuned.bottomless:
        for k in range(6):
            assert tuned.best[k] == common.best[k]
            assert tuned.alphas[k] == (SWEEP[0] if tuned.best[k] is None else tuned.best[k])  # None: each α diverges
            assert tuned.final[k] == min(tuned.sweep[k])


def test_noise_that_leaves_the_minimum_is_no_divergence() -> None:
    contest = compete.__wrapped__("ravine", (0.0, 0.0), SIX, 0.02, 0.3, 30, 2, "notes", 1)
    assert contest.diverged == (None,) * 6
    assert None not in contest.best


def test_steps_to_epsilon_stand_in_the_table() -> None:
    shown, contest = drawn("en"), one("ravine", "sgd", 0.02)[1]
    assert shown.table.head[-3:] == ("for good at 10%", "for good at 1%", "for good at 0.01%")
    assert EPSILONS == (0.1, 0.01, 0.0001)
    loss = contest.loss[0]
    assert contest.settled[0][0] == int(np.flatnonzero(loss > 0.1 * loss[0])[-1]) + 1


def test_bands_and_single_runs_are_drawn_only_for_several_runs() -> None:
    kinds = [{mark.kind for mark in drawn(noise=0.3, runs=runs).scene.panels[1].marks} for runs in (1, 10)]
    assert kinds == [{"line"}, {"band", "line"}]
    band = next(mark for mark in drawn(noise=0.3, runs=10).scene.panels[1].marks if mark.kind == "band")
    assert band.play == "trace"
    assert band.truth


def test_the_caption_says_what_a_fair_alpha_would_change() -> None:
    caption = drawn(landscape="rosenbrock", alpha=0.005, steps=150).caption
    assert "Společné α není férové" in caption
    assert "Adam" in caption.split("Společné α")[1]
    assert "férové" not in drawn(landscape="rosenbrock", rates="tuned", steps=150).caption


def test_runs_are_said_and_one_run_is_warned_of() -> None:
    assert "podle mediánu 10 běhů" in drawn(noise=0.3, runs=10).caption
    assert "přidej běhy" in drawn(noise=0.3, runs=1).caption
    assert "běh" not in drawn().caption


# ---- logistic regression and the learner's own landscape


def test_the_minimum_of_the_logistic_regression_is_inside_and_flat() -> None:
    (point,), value, _ = bottom("logistic", 0, FORMULA, 3.0)
    objective = course("logistic", 0)
    assert np.abs(objective.gradient(point)).max() < 1e-9
    assert value == pytest.approx(objective.value(point))
    assert all(low < each < high for each, (low, high) in zip(point, objective.domain, strict=True))


def test_a_typed_ravine_races_like_the_built_in_one() -> None:
    typed = compete("own", (-1.5, 1.0), SIX, 0.03, 0.0, 40, 1, "notes", 1, "0.5*(x**2 + 20*y**2)", 3.0)
    assert typed.loss[0][0] == pytest.approx(0.5 * (2.25 + 20))
    theta = np.array([-1.5, 1.0])
    for t in range(41):
        assert typed.theta[0][t] == pytest.approx(theta)
        theta = theta - 0.03 * np.array([1.0, 20.0]) * theta


@pytest.mark.parametrize(
    ("formula", "bottomless"),
    [
        ("(x**2 - 0.25)**2 + 10*y**2", False), ("x**2 + y**2", False), ("abs(x) + abs(y)", False),
        ("x*y", True), ("x + y", True),
        ("exp(x)*y**2", False), ("x**2 - y**2", True), ("(x + 2*y)**2", False), ("log(x) + y**2", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("span", [1, 10])
def test_typed_landscapes_are_drawn_with_or_without_a_minimum(formula: str, bottomless: bool, span: int) -> None:
    shown = drawn(landscape="own", formula=formula, span=span, start_x=0.5, start_y=0.4, steps=20)
    json.dumps(shown.scene.data(), allow_nan=False)
    assert (bottom("own", 0, formula, float(span))[1] is None) is bottomless
    assert len(shown.table.head) == (6 if bottomless else 8)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("x**2 +", "nothing-after"), ("x**2 + z", "not-a-coordinate"), ("3", "no-coordinate"), ("", "nothing-typed"),
        ("x 2", "missing-times"),
        ("__import__('os')", "name-starts-with-letter"), ("log(-1 - x**2)", "not-finite"),
        ("0.0*x + 1e999*y", "not-finite"),
    ],
)  # fmt: skip
def test_a_formula_that_cannot_be_drawn_is_a_sentence(formula: str, code: str) -> None:
    for lang in ("cs", "en"):
        with pytest.raises(Lekce2Error) as caught:
            drawn(lang, landscape="own", formula=formula)
        assert caught.value.code == code
        assert language(lang).message(caught.value.message, "error")


def test_a_start_without_a_value_is_a_sentence() -> None:
    with pytest.raises(Lekce2Error) as caught:
        drawn(landscape="own", formula="log(x) + y**2", start_x=-1.0, start_y=1.0)
    assert caught.value.code == "not-finite"


def test_a_constant_landscape_is_drawn() -> None:
    shown = drawn(landscape="own", formula="0*x + 1", start_x=1.0, start_y=1.0)
    assert shown.scene.data()["panels"]
    (bars,) = [mark for mark in shown.scene.panels[3].marks if mark.kind == "bars"]
    assert list(bars.y) == [0] * len(SIX)  # as in the table


@pytest.mark.parametrize("formula", ["log(x + 2.5) + y**2", "sqrt(x + 2.5) + y**2"])
def test_a_path_that_leaves_the_domain_is_not_said_to_have_grown(formula: str) -> None:
    contest = compete("own", (-2.4, 1.8), SIX, 0.02, 0.0, 100, 1, "notes", 1, formula, 3.0)
    assert all(contest.left)
    for theta, loss in zip(contest.theta, contest.loss, strict=True):
        assert np.isfinite(loss).all()
        assert (theta[:, 0] >= -2.5).all()
    for code in ("cs", "en"):
        shown, text = drawn(code, landscape="own", formula=formula), language(code).text
        assert text("optimizer-race.regime_leaves.name") in shown.caption
        assert text("optimizer-race.all_left_title") in [panel.title for panel in shown.scene.panels]
        assert not re.search("milion", shown.caption + shown.summary)


def test_a_path_that_grows_beyond_all_numbers_is_not_said_to_leave_a_domain() -> None:
    contest = compete("own", (-2.4, 1.8), ("sgd", "adam"), 5.0, 0.0, 60, 1, "notes", 1, "x**4 + y**2", 3.0)
    assert contest.diverged[0] is not None
    assert not any(contest.left)


# ---- in the frame


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(demos.load("optimizer-race"), language=language("cs"), notation="notes", settings={"landscape": "own"})


def test_no_formula_asks_for_a_landscape() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    app.text_input(key="optimizer-race-formula").set_value(" ").run()
    assert language("cs").text("optimizer-race.formula.empty") in [each.value for each in app.caption]
    assert not any("theta" in each.value for each in app.warning)


def test_a_bad_formula_is_said_beside_its_field_once_and_the_last_plot_stays() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    app.button(key="optimizer-race-show").click().run()
    before = shown(app)
    assert any("$J(x, y) = {x}^{2}" in each.value for each in app.markdown)
    app.text_input(key="optimizer-race-formula").set_value("x**2 + y 10").run()
    assert not app.exception
    assert [each.value for each in app.warning] == ["napiš y*10, ne y 10 (řádek 1, znak 10)"]
    assert any(each.value == language("cs").text("frame.last_good") for each in app.caption)
    after = shown(app)
    assert after["scene"] == before["scene"]
    app.text_input(key="optimizer-race-formula").set_value("x² + 10|y|").run()
    assert not app.warning
    assert shown(app) != before


def test_a_window_brings_a_start_inside() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    app.selectbox(key="optimizer-race-span").set_value(1).run()
    assert not app.exception
    assert not app.warning
    assert dials(app)["start_x"] == -0.8
