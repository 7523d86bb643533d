"""The benchmarks measure what they say: the clock's arithmetic, the goals' sense, and sides that compute the same."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import races
from benchmarks.goals import Goal, goals
from benchmarks.timing import Ratio, compare
from lekce2 import race
from lekce2.objectives import rosenbrock


class Clock:
    """A clock that only moves when a function says how long it took."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def taking(self, *seconds: float):
        calls = iter(range(10**9))

        def function() -> None:
            self.now += seconds[min(next(calls), len(seconds) - 1)]

        return function


def test_ratio_of_steady_functions():
    clock = Clock()
    measured = compare(clock.taking(0.003), clock.taking(0.001), 5, clock=clock)
    assert (measured.a, measured.b, measured.ratio) == pytest.approx((0.003, 0.001, 3.0))


def test_one_slow_moment_changes_nothing():
    clock = Clock()
    # The first two calls warm up and count; of the five samples of one call each that follow, one is disturbed.
    measured = compare(clock.taking(1, 1, 1, 90, 1), clock.taking(2.0), 5, clock=clock)
    assert measured.ratio == pytest.approx(0.5)


def test_both_directions_of_a_goal():
    ours_slower, ours_faster = Ratio(3.0, 1.0, 3.0), Ratio(1.0, 4.0, 0.25)
    faster = Goal("x", "y", 2.0, lambda: (print, print))
    at_most = Goal("x", "y", 2.0, lambda: (print, print), limit=True)
    assert (faster.ratio(ours_faster), faster.met(ours_faster), faster.met(ours_slower)) == (4.0, True, False)
    assert (at_most.ratio(ours_slower), at_most.met(ours_slower), at_most.met(ours_faster)) == (3.0, False, True)


def test_a_missing_baseline_is_one_line_that_says_what_to_install():
    absent = Goal("race", "no such library", 2.0, lambda: (print, print), "no_such_library")
    said = "no_such_library is not installed, what is measured against it is left out (pip install no_such_library)"
    assert absent.missing() == said
    assert Goal("race", "NumPy", 2.0, lambda: (print, print), "numpy").missing() is None


def test_a_missing_baseline_is_named_once_and_the_rest_is_measured(monkeypatch, capsys):
    absent = [Goal(name, "nothing", 2.0, lambda: (print, print), "no_such_library") for name in ("one", "two")]
    present = Goal("three", "NumPy", 2.0, lambda: (lambda: sum(range(100)), lambda: sum(range(100))))
    monkeypatch.setattr(command, "goals", lambda steps: iter([*absent, present]))
    assert command.main(["--rounds", "1", "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err.count("pip install no_such_library") == len(printed.err.splitlines()) == 1
    assert [record["name"] for record in json.loads(printed.out)] == ["three"]


def test_the_stated_goals_are_all_there():
    stated = {(goal.name, goal.baseline): goal.goal for goal in goals() if goal.goal is not None}
    assert sorted(stated.values()) == [1.7, 1.7, 1.8, 1.8, 1.8, 2.5, 4.0, 10.0, 15.0, 40.0]
    assert stated["race of six, 10,000 starts", "torch.optim"] == 2.5


@pytest.mark.parametrize("starts", [1, 7])
def test_the_bare_loop_runs_the_same_race(starts):
    begin = np.random.default_rng(3).uniform(-1.5, 1.5, (starts, 2))
    theta, loss = races.ufunc_loop(begin, 30)
    run = race.run(rosenbrock(), races.METHODS, begin, 30)
    np.testing.assert_allclose(theta, run.theta, rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(loss, run.loss, rtol=1e-11, atol=1e-14)


def test_table_and_json_tell_the_same(capsys):
    options = ["--only", "bare", "--rounds", "1", "--steps", "1"]
    assert command.main([*options, "--json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert [record["name"] for record in records] == [
        f"race of six, {n}" for n in ("1 start", "100 starts", "10,000 starts")
    ]
    assert all(record["limit"] and record["ratio"] > 0 and record["seconds"] > 0 for record in records)
    assert all(record["met"] == (record["ratio"] <= record["goal"]) for record in records)
    assert command.main(options) == 0
    table = capsys.readouterr().out.splitlines()
    assert len(table) == 4
    assert all(re.search(r"\d×  ≤ 1.8 [✓✗]$", row) for row in table[1:])


def test_one_thread_is_set_before_numpy_loads():
    program = "import sys, benchmarks, os; print('numpy' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'])"
    root = Path(__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "1"]
