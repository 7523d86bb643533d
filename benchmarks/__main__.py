"""``python -m benchmarks [--json] [--rounds N] [--steps N] [--only WORD]``: every ratio beside its goal."""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks.goals import Goal, goals
from benchmarks.timing import Ratio, compare


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed of lekce2 against baselines.")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--rounds", type=int, default=15, help="how often each pair is timed (default 15)")
    parser.add_argument("--steps", type=int, default=100, help="how many steps a race takes (default 100)")
    parser.add_argument("--only", default="", metavar="WORD", help="only the lines whose name holds this word")
    options = parser.parse_args(arguments)
    measured: list[tuple[Goal, Ratio]] = []
    told: set[str] = set()
    if not options.json:
        print(f"{'what':32}{'against':30}{'ours':>10}{'baseline':>12}{'ratio':>8}  goal")
    for goal in goals(max(1, options.steps)):
        if options.only not in f"{goal.name} {goal.baseline}":
            continue
        if missing := goal.missing():
            if missing not in told:
                print(missing, file=sys.stderr)
                told.add(missing)
            continue
        measured.append((goal, compare(*goal.prepare(), rounds=max(1, options.rounds))))
        if not options.json:
            print(line(*measured[-1]), flush=True)
    if options.json:
        print(json.dumps([record(*one) for one in measured], indent=1))
    return 0


def line(goal: Goal, measured: Ratio) -> str:
    """A row of the table: times in microseconds, the ratio, the goal and whether it is met."""
    sign = "≤" if goal.limit else "≥"
    target = "(no goal)" if goal.goal is None else f"{sign} {goal.goal:g} {'✓' if goal.met(measured) else '✗'}"
    times = f"{measured.a * 1e6:8.1f}µs{measured.b * 1e6:10.1f}µs"
    return f"{goal.name:32}{goal.baseline:30}{times}{goal.ratio(measured):7.2f}×  {target}"


def record(goal: Goal, measured: Ratio) -> dict[str, object]:
    """The same row for programs; seconds, and ``limit`` where the ratio is ours over the baseline's."""
    return {
        "name": goal.name,
        "baseline": goal.baseline,
        "seconds": measured.a,
        "baseline_seconds": measured.b,
        "ratio": goal.ratio(measured),
        "goal": goal.goal,
        "limit": goal.limit,
        "met": goal.met(measured),
    }


if __name__ == "__main__":
    raise SystemExit(main())
