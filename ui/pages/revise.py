"""Revise: one question at a time. Attempt, answer, marking by the rubric, rating, next."""

import streamlit as st

from study.events import last_points
from study.marking import RATINGS, score, suggested_rating
from study.session import Session
from ui import answer, decks, empty, revision, rubric, state
from ui.clock import clock
from ui.editor import editor
from ui.words import here, t

NAMES = ("again", "hard", "good", "easy")


def ask(session: Session, deck, card) -> None:
    """The question with the ways to attempt it."""
    attempt = session.attempt
    state_of = (t("revise.place", n=session.place, of=session.length), last_result(card))
    with st.container(border=True):
        answer.question(card, deck, [part for part in state_of if part])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode = st.segmented_control(
            t("revise.mode"),
            ("paper", "typed"),
            default="paper",
            format_func=lambda name: t(f"revise.mode-{name}"),
            key=revision.MODE,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        budget = card.points * deck.minutes_per_point
        clock("clock", t("revise.clock", n=round(budget)), since=attempt.started, now=state.now())
    text = ""
    if mode == "typed":
        text = editor(
            revision.ATTEMPT,
            draft_id=f"attempt/{attempt.id}",
            text=attempt.text,
            label=t("revise.your-answer"),
            placeholder=t("revise.placeholder"),
            language=here(),
            on_submit=lambda: revision.show(attempt.id, "typed") if revision.written().strip() else None,
        )
    else:
        st.caption(t("revise.on-paper"))
    st.segmented_control(
        t("revise.confidence"),
        (0, 25, 50, 75, 100),
        format_func=lambda n: here().percent(n / 100),
        key=revision.CONFIDENCE,
        on_change=revision.expect,
        args=(attempt.id,),
        help=t("revise.confidence-help"),
    )
    units = tuple(unit.id for unit in card.rubric)
    locked = mode == "typed" and not text.strip()
    with st.bottom, st.container(horizontal=True, key="actions"):
        st.button(
            t("revise.flip"),
            key="flip",
            type="primary",
            shortcut="Space",
            width="stretch",
            disabled=locked,
            help=t("revise.locked") if locked else None,
            on_click=revision.show,
            args=(attempt.id, mode),
        )
        st.button(
            t("revise.dont-know"),
            key="dont-know",
            shortcut="N",
            on_click=revision.show,
            args=(attempt.id, "unknown", units),
        )
        if session.waiting:
            st.button(t("revise.skip"), key="skip", shortcut="S", on_click=revision.skip, args=(attempt.id,))
        undo_button(session)


def mark(session: Session, deck, card) -> None:
    """The answer, the rubric beside it, and the rating."""
    attempt = session.attempt
    used = t("revise.used", time=here().duration(attempt.seconds(state.now())))
    with st.container(border=True):
        answer.question(card, deck, [t("revise.place", n=session.place, of=session.length), used])
    if attempt.text:
        with st.container(border=True):
            st.markdown(f"#### {t('revise.you-wrote')}", anchors=False)
            st.markdown(attempt.text)
    with st.container(key=f"answer-{card.id}"):
        answer.skeleton_and_answer(card, attempt.verdicts)

    def judge(unit: str, verdict: str | None) -> None:
        revision.judge(attempt.id, unit, verdict)

    total = rubric.panel(card, attempt.verdicts, judge)
    if attempt.confidence is not None and not total.open:
        expected = attempt.confidence / 100
        st.caption(t("revise.expected", expected=here().percent(expected), earned=here().percent(total.share)))
    answer.derivation_and_pitfalls(card)
    answer.errata(card)
    answer.demos_on_request(card)
    answer.report(card, deck)
    with st.bottom:
        rubric.keyboard(card, attempt.verdicts, judge)
        if rubric.focus(card, attempt.verdicts) is None:
            suggested = suggested_rating(total.points, total.of)
            with st.container(horizontal=True, key="ratings"):
                for rating, name in zip(RATINGS, NAMES, strict=True):
                    st.button(
                        t(f"revise.rate-{name}"),
                        key=f"rate-{rating}",
                        shortcut=str(rating),
                        type="secondary",
                        on_click=revision.rate,
                        args=(deck, attempt.id, rating),
                    )
