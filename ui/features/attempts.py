"""Past attempts at a question, reopened two at a time beside each other."""

from __future__ import annotations

import streamlit as st

from study.deck import Deck
from study.memory import Memory, PastAttempt
from study.memory import attempts as attempts_of
from ui import visit
from ui.features import answer
from ui.learner import progress_log
from ui.text import here, said, t

MOST = 50


def side_by_side(deck: Deck, memory: Memory) -> None:
    """Choose a question and two of its attempts: the newest and the one before it to begin with."""
    st.markdown(f"### {t('progress.attempts-title')}", anchors=False)
    found = progress_log.once(memory, "attempts", lambda: attempts_of(deck, visit.events(), MOST))
    if not found:
        st.caption(t("progress.nothing"))
        return
    titles = {name: said(deck.cards[name].title) for name in dict.fromkeys(one.card for one in found)}
    card = st.selectbox(t("table.question"), list(titles), format_func=titles.__getitem__, key="attempts-of")
    chosen = {one.id: one for one in found if one.card == card}
    names = {name: label(one) for name, one in chosen.items()}
    for number, column in enumerate(st.columns(min(2, len(names)))):
        with column:
            name = st.selectbox(
                t("progress.attempt", n=number + 1),
                list(names),
                index=number,
                format_func=names.__getitem__,
                key=f"attempt-{number}-{card}",
            )
            show(chosen[name], deck)


def label(one: PastAttempt) -> str:
    """An attempt in one line: when, its points, and whether it was in a self-test."""
    points = t("table.not-marked") if one.points is None else t("table.of", points=one.points, of=one.of)
    parts = [here().when(one.when.astimezone(progress_log.zone())), points, *([t("nav.self-test")] if one.exam else [])]
    return " · ".join(parts)


def show(one: PastAttempt, deck: Deck) -> None:
    """What was written in an attempt, and its verdicts."""
    answer.written(one.answer)
    for unit in deck.cards[one.card].rubric:
        verdict = one.verdicts.get(unit.id)
        if verdict:
            st.markdown(f"{answer.SIGNS[verdict]} {answer.unit_text(unit)}")
