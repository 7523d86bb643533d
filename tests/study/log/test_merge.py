"""Merging logs: a union by id in any order, with undo and restore among three replicas that may lose their disk."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from study.log.events import event, last_points, merge, missing, standing
from study.log.export import arrivals, backup
from study.log.mirror import pieces, pieces_of_day, read_pieces
from study.log.reader import read
from tests.conftest import NOON
from tests.support.samples import DATA, LATER, review

CARDS = ("adam", "mse", "mle")


def some_events():
    """Reviews and retractions that share a few minutes, so that times collide and retractions may name anything."""
    reviews = [review(n % 3, card=CARDS[n % 2], attempt=f"a{n}", points=n / 2) for n in range(6)]
    targets = [*(e.id for e in reviews), "f" * 64]
    undone = [event("retract", NOON + timedelta(minutes=n % 4), f"u{n}", target=id) for n, id in enumerate(targets)]
    again = [event("retract", NOON, "again", target=undone[0].id), event("retract", NOON, "twice", target=targets[0])]
    return [*reviews, *undone, *again]


LOGS = st.lists(st.sampled_from(some_events()), max_size=12)


@given(LOGS, LOGS, LOGS)
def test_merging_is_commutative_associative_and_idempotent(a, b, c):
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c)) == merge(a, b, c)
    assert merge(a, a) == merge(a) == merge(merge(a))
    assert {e.id for e in merge(a, b)} == {e.id for e in a} | {e.id for e in b}
    assert merge() == ()


@given(LOGS, LOGS)
def test_what_is_missing_is_what_a_merge_adds(a, b):
    new = missing(b, {e.id for e in a})
    assert {e.id for e in new} == {e.id for e in b} - {e.id for e in a}
    assert merge(a, new) == merge(a, b)
    assert missing(b, {e.id for e in merge(a, b)}) == ()


@given(LOGS, st.randoms(use_true_random=False))
def test_what_stands_does_not_depend_on_the_order(events, rng):
    shuffled = list(events)
    rng.shuffle(shuffled)
    assert standing(merge(shuffled)) == standing(merge(events))
    assert last_points(merge(shuffled)) == last_points(merge(events))


@given(LOGS)
def test_what_was_taken_back_never_comes_again(events):
    """Undo is monotone: more events may take more back, and never bring one back."""
    gone = {e["target"] for e in events if e.kind == "retract"}
    for e in some_events():
        stands = {s.id for s in standing(merge(events, [e]))}
        assert stands.isdisjoint(gone)


def test_a_retraction_before_what_it_names_twice_and_of_a_retraction():
    first, second = review(0), review(1)
    undo = event("retract", NOON - timedelta(days=1), "u", target=first.id)
    assert standing([undo]) == []
    assert standing([undo, first, second]) == [second]
    twice = event("retract", NOON + timedelta(days=1), "v", target=first.id)
    assert standing([undo, twice, first, second]) == [second]
    undo_of_undo = event("retract", NOON + timedelta(days=2), "w", target=undo.id)
    assert standing([undo, undo_of_undo, first, second]) == [second]
    repeated = review(2, attempt="again")
    assert standing([undo, undo_of_undo, first, second, repeated]) == [second, repeated]


class ThreeReplicas(RuleBasedStateMachine):
    """Two devices and a server that write, undo, exchange backups and mirrors, and lose everything now and then.

    The model is three sets of ids and the set of targets that each knows; the replicas hold what the code made of it.
    """

    made = Bundle("made")

    @initialize()
    def begin(self):
        self.logs = [(), (), ()]
        self.model = [set(), set(), set()]
        self.born = {}
        self.files = []
        self.clock = 0

    def write(self, replica, e):
        self.logs[replica] = merge(self.logs[replica], [e])
        self.model[replica].add(e.id)
        self.born[e.id] = e
        return e.id

    def moment(self, back):
        self.clock += 1
        return NOON + timedelta(minutes=self.clock - back)

    @rule(target=made, replica=st.integers(0, 2), card=st.sampled_from(CARDS), back=st.integers(0, 3000))
    def answer(self, replica, card, back):
        data = {**DATA["review"], "card": card, "points": self.clock % 41 / 4}
        return self.write(replica, event("review", self.moment(back), f"r{self.clock}", **data))

    @rule(target=made, replica=st.integers(0, 2), name=st.sampled_from(("minutes", "exam-date")))
    def choose(self, replica, name):
        return self.write(replica, event("settings", self.moment(0), f"s{self.clock}", name=name, value=self.clock))

    @rule(target=made, replica=st.integers(0, 2), undone=made, back=st.integers(0, 3000))
    def undo(self, replica, undone, back):
        """Of anything that was ever made, here or elsewhere, retractions included."""
        return self.write(replica, event("retract", self.moment(back), f"u{self.clock}", target=undone))

    @rule(source=st.integers(0, 2), goal=st.integers(0, 2))
    def restore(self, source, goal):
        reading = read(backup(self.logs[source], LATER), LATER)
        new, summary = arrivals(reading, {e.id for e in self.logs[goal]})
        fresh = self.model[source] - self.model[goal]
        assert {e.id for e in new} == fresh
        assert (summary.new, summary.known, summary.refused) == (len(fresh), len(self.model[source]) - len(fresh), 0)
        self.logs[goal] = merge(self.logs[goal], new)
        self.model[goal] |= self.model[source]

    @rule(replica=st.integers(0, 2))
    def keep_a_file(self, replica):
        self.files.append((backup(self.logs[replica], LATER), set(self.model[replica])))

    @rule(goal=st.integers(0, 2), which=st.integers(0, 100), damage=st.integers(0, 10**6), seam=st.booleans())
    def restore_an_old_file(self, goal, which, damage, seam):
        """Any file of any time, whole or cut off somewhere: what can be read of it arrives, and nothing else."""
        if not self.files:
            return
        raw, ids = self.files[which % len(self.files)]
        reading = read(raw if seam else raw[: damage % len(raw)], LATER)
        got = {e.id for e in reading.events}
        assert got == ids if seam else got <= ids
        assert seam or reading.refusals or got == ids
        self.logs[goal] = merge(self.logs[goal], reading.events)
        self.model[goal] |= got

    @rule(replica=st.integers(0, 2), limit=st.sampled_from((0, 500, 3000, 10**6)))
    def lose_the_disk_and_refill_it_from_the_mirror(self, replica, limit):
        mirror = pieces(self.logs[replica], limit)
        reading = read_pieces(dict(reversed(mirror.pieces.items())), LATER)
        kept = {e.id for e in reading.events}
        assert reading.refusals == 0
        assert (len(kept), mirror.total) == (mirror.kept, len(self.model[replica]))
        assert kept == self.model[replica] if mirror.whole else kept < self.model[replica]
        assert mirror.whole or limit < 10**6
        self.logs[replica], self.model[replica] = merge(reading.events), kept

    @rule(replica=st.integers(0, 2))
    def mirror_day_by_day(self, replica):
        days = [pieces_of_day(self.logs[replica], e.time) for e in self.logs[replica]]
        assert {name: text for day in days for name, text in day.items()} == pieces(self.logs[replica]).pieces

    @rule(target=made)
    def everybody_meets(self):
        for goal in (0, 1, 2):
            self.logs[goal] = merge(*self.logs)
        union = set().union(*self.model)
        self.model = [set(union) for _ in range(3)]
        assert len({backup(log, LATER) for log in self.logs}) == 1
        return multiple()

    @invariant()
    def every_replica_holds_what_the_model_says(self):
        for log, ids in zip(self.logs, self.model, strict=True):
            assert [e.id for e in log] == sorted(ids, key=lambda id: (self.born[id].time, id))
            assert all(self.born[e.id] == e for e in log)
            gone = {self.born[id]["target"] for id in ids if self.born[id].kind == "retract"}
            stands = {id for id in ids if self.born[id].kind != "retract"} - gone
            assert {e.id for e in standing(reversed(log))} == stands


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def test_three_replicas():
    short = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=QUIET)
    run_state_machine_as_test(ThreeReplicas, settings=short)


@pytest.mark.long
def test_three_replicas_for_long():
    long = settings(max_examples=1500, stateful_step_count=60, deadline=None, suppress_health_check=QUIET)
    run_state_machine_as_test(ThreeReplicas, settings=long)
