"""What a seed draws never changes: one link shows the same numbers in every version of the app.

``drawn.json`` holds fields, their numbers for seed 0 and a digest of those for the seeds 0 … 199, as version 0.1.0 drew
them one seed after the other.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from study.content import Fields, Report
from study.exercises.kinds import node_of
from study.exercises.random_values import SEEDS, read_numbers

DRAWN = json.loads((Path(__file__).parents[2] / "data" / "drawn.json").read_text("utf-8"))


def numbers(name):
    report = Report(name)
    found = read_numbers(Fields(node_of(DRAWN[name]["fields"], 1), report, None), report)
    assert report.faults == []
    return found


def digest(rows):
    plain = [{name: value.tolist() for name, value in row.items()} for row in rows]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


@pytest.mark.parametrize("name", DRAWN)
def test_every_seed_draws_what_it_always_has(name):
    found = numbers(name)
    assert {one: value.tolist() for one, value in found.values(name, 0).items()} == DRAWN[name]["first"]
    assert digest(found.values(name, seed) for seed in range(SEEDS)) == DRAWN[name]["all"]
