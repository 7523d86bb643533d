"""Our FSRS-6 is that of the library ``fsrs`` (written against 6.3), which the app itself does not need."""

import subprocess
import sys
from datetime import timedelta

import fsrs
from hypothesis import given, settings
from hypothesis import strategies as st

from study.memory.fsrs import STEP, Phase, W, due, reviewed
from tests.conftest import NOON

RETENTIONS = (0.7, 0.8, 0.9, 0.97)
LIBRARY = {
    retention: fsrs.Scheduler(
        desired_retention=retention, learning_steps=(STEP,), relearning_steps=(STEP,), enable_fuzzing=False
    )
    for retention in RETENTIONS
}
PAUSES = st.floats(0, 1) | st.floats(0, 5) | st.floats(0, 400) | st.integers(0, 3_000)
HISTORIES = st.lists(st.tuples(st.integers(1, 4), PAUSES, st.sampled_from(RETENTIONS)), min_size=1, max_size=40)


def test_parameters_and_phases_are_the_librarys():
    assert fsrs.Scheduler().parameters == W
    assert {phase.name: phase.value for phase in Phase} == {state.name: state.value for state in fsrs.State}


@settings(deadline=None, max_examples=300)
@given(HISTORIES)
def test_long_histories_are_the_librarys_to_the_last_bit(reviews):
    card, trace, when = fsrs.Card(card_id=1, due=NOON), None, NOON
    for rating, days, retention in reviews:
        when += timedelta(days=days)
        card, _ = LIBRARY[retention].review_card(card, fsrs.Rating(rating), when)
        trace = reviewed(trace, rating, when)
        assert (trace.stability, trace.difficulty, trace.phase) == (card.stability, card.difficulty, card.state)
        assert due(trace, retention) == card.due


def test_the_library_is_not_needed():
    program = "import sys; sys.modules['fsrs'] = None; import study.memory, study.planning; print('imported')"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "imported\n"
