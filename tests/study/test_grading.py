"""Marking: verdicts add up to points, points to a rating and a grade."""

from hypothesis import given
from hypothesis import strategies as st

from study.content.models import Unit
from study.grading import SHARES, VERDICTS, grade, score, suggested_rating

GRADES = ((1, 90.0), (2, 75.0), (3, 60.0))


@given(st.lists(st.tuples(st.integers(1, 8), st.sampled_from([*VERDICTS, None])), min_size=1, max_size=12))
def test_the_score_is_the_sum_of_its_units(rows):
    rubric = tuple(Unit(f"u{i}", quarters / 4, {}) for i, (quarters, _) in enumerate(rows))
    verdicts = {f"u{i}": verdict for i, (_, verdict) in enumerate(rows) if verdict}
    total = score(rubric, verdicts)
    assert total.points == sum(q / 4 * SHARES[v] for q, v in rows if v)  # eighths are exact in binary
    assert total.of == sum(q for q, _ in rows) / 4
    assert total.open == sum(v is None for _, v in rows)
    assert 0 <= total.share <= 1


def test_verdicts_of_other_cards_do_not_count():
    assert score((Unit("a", 2.0, {}),), {"b": "met"}).points == 0


def test_thresholds_of_the_rating_are_inclusive():
    assert [suggested_rating(p, 5) for p in (0, 2.99, 3, 3.74, 3.75, 5)] == [1, 1, 2, 2, 3, 3]
    assert suggested_rating(0, 0) == 1


@given(st.floats(0, 1))
def test_more_points_never_lower_the_rating_or_the_grade(share):
    assert suggested_rating(share * 10, 10) <= suggested_rating(10, 10)
    given_now, best = grade(share * 55, 55, GRADES), grade(55, 55, GRADES)
    assert best == 1
    assert given_now is None or given_now >= best


def test_grades_of_the_exam():
    assert [grade(p, 100, GRADES) for p in (59.9, 60, 74.9, 75, 89.9, 90, 100)] == [None, 3, 3, 2, 2, 1, 1]
    assert grade(0, 0, GRADES) is None
