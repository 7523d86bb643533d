"""What a self-test came to: points, grade, what was lost and where, and a way to retake it."""

from __future__ import annotations

import streamlit as st

from study.deck import Deck
from study.sessions import Exam, ExamResult, Loss, of_exercises, to_retake
from ui import visit
from ui.drawing import Table
from ui.features import answer, exam_exercise, mock_exam
from ui.text import here, said, t
from ui.unexpected import callback

WORST = 10  # losses that are seen at once, the largest


def total(exam: Exam, deck: Deck, outcome: ExamResult) -> None:
    """Points, percentage and grade, what was lost and where, and a way to retake it."""
    with st.container(border=True, key="exam-score"):
        of, percent = here().plural("points.of", outcome.of), here().percent(outcome.share)
        line = t("exam.score", points=round(outcome.points, 2), of=of, percent=percent)
        st.markdown(f"## {line}", anchors=False)
        if exam.exercises:
            earned, possible = of_exercises(exam, outcome)
            st.caption(t("exam.of-exercises", points=round(earned, 2), of=here().plural("points.of", possible)))
        if outcome.open:
            st.markdown(here().plural("exam.open", outcome.open))
            return
        passed = t("exam.grade", grade=outcome.grade) if outcome.grade else t("exam.failed")
        scale = ", ".join(t("exam.threshold", grade=g, percent=here().percent(p / 100)) for g, p in deck.grades)
        st.markdown(f"{passed} {t('exam.scale', scale=scale)}")
        used, given = exam.seconds(visit.now()), exam.minutes * 60
        key = "exam.used" if used <= given else "exam.overtime"
        st.caption(t(key, used=here().duration(used), given=here().duration(given)))
        if not outcome.losses:
            st.markdown(t("exam.nothing-lost"))
            return
        losses = sorted(outcome.losses, key=lambda loss: -loss.points)
        rows = tuple(
            (
                *lost_in(deck, loss),
                f"{answer.SIGNS[loss.verdict]}\N{NO-BREAK SPACE}−{here().number(round(loss.points, 3))}",
            )
            for loss in losses
        )
        head = (t("table.question"), t("table.unit"), t("table.lost"))
        st.markdown(Table(head, rows[:WORST]).markdown())
        if rows[WORST:]:
            with st.expander(here().plural("exam.also-lost", len(rows) - WORST)):
                st.markdown(Table(head, rows[WORST:]).markdown())
        items = list(to_retake(exam, deck))
        st.button(
            retake(exam, items),
            key="exam-retake",
            type="primary",
            on_click=callback(mock_exam.start),
            args=(deck, items),
        )


def retake(exam: Exam, items: list[str]) -> str:
    """What would be retaken: how many questions, how many exercises."""
    exercises = sum(item in exam.exercises for item in items)
    counts = (("exam.retake-questions", len(items) - exercises), ("exam.retake-exercises", exercises))
    parts = [here().plural(key, n) for key, n in counts if n]
    return t("exam.retake", what=parts[0] if len(parts) == 1 else t("exam.retake-both", one=parts[0], other=parts[1]))


def lost_in(deck: Deck, loss: Loss) -> tuple[str, str]:
    """The question and the step that lost points; for an exercise what it asked for."""
    if loss.card not in deck.cards:
        kind = t(f"practice.kind-{deck.exercises[loss.card].kind}")
        return exam_exercise.title(deck, loss.card), t("exam.lost-in-exercise", kind=kind)
    card = deck.cards[loss.card]
    return said(card.title), answer.unit_text(next(unit for unit in card.rubric if unit.id == loss.unit))
