"""Revise: one question at a time. Attempt, answer, marking by the rubric, rating, next."""

from typing import Literal

import streamlit as st

from study.content import Card
from study.deck import Deck
from study.grading import RATINGS, RubricScore, score, suggested_rating
from study.log import last_points
from study.planning import today
from study.sessions import Attempt, Session
from ui import visit
from ui.drawing import Table
from ui.features import answer, revision, rubric
from ui.learner import decks, forget_drafts, progress_log
from ui.text import here, said, t
from ui.unexpected import callback
from ui.widgets import clock, editor

NAMES = dict(zip(RATINGS, ("again", "hard", "good", "easy"), strict=True))


def ask(session: Session, attempt: Attempt, deck: Deck, card: Card) -> None:
    """The question and the ways to attempt it."""
    lang, draft = here(), revision.draft_id(attempt.card)
    revision.reopen(draft)
    last = None if revision.split(attempt.card)[1] else last_points(visit.events()).get(card.id)
    place = [t("revise.place", n=session.place, of=session.length)]
    if last is not None:
        place.append(t("revise.last", points=last, of=card.points))
    with st.container(border=True, key=f"question-{card.id}"):
        answer.question(card, deck, place)
        only_one_step(attempt, card)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        mode = st.segmented_control(
            t("revise.mode"),
            ("paper", "typed"),
            format_func=lambda name: lang.text(f"revise.mode-{name}"),
            default=None if revision.MODE in st.session_state else "paper",
            key=revision.MODE,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        budget = round(card.points * deck.minutes_per_point)
        clock("clock", t("revise.clock", n=budget), since=attempt.started, now=visit.now())
    typing = mode == "typed"
    if typing:
        editor(
            revision.ATTEMPT,
            draft_id=draft,
            text=visit.drafts().get(draft, ""),
            label=t("revise.your-answer"),
            placeholder=t("revise.placeholder"),
            hint=t("revise.submit-hint"),
            language=here(),
            on_change=revision.save_draft,
            on_submit=lambda draft, text: revision.show(attempt.id, "typed"),
            focus=True,
        )
        if revision.nothing_written(attempt.id):
            st.warning(t("revise.nothing-written"))
    else:
        st.caption(t("revise.on-paper"))
    st.segmented_control(
        t("revise.confidence"),
        (0, 25, 50, 75, 100),
        format_func=lambda n: lang.percent(n / 100),
        key=revision.CONFIDENCE,
        on_change=callback(revision.expect),
        args=(attempt.id,),
        help=t("revise.confidence-help"),
    )
    with st.bottom, st.container(horizontal=True, key="actions"):
        st.button(
            t("revise.flip"),
            key="flip",
            type="primary",
            shortcut="Ctrl+Enter" if typing else "Space",
            width="stretch",
            on_click=callback(revision.show),
            args=(attempt.id, mode),
        )
        units = tuple(unit.id for unit in card.rubric)
        st.button(
            t("revise.dont-know"),
            key="dont-know",
            shortcut=None if typing else "N",  # where letters are typed, no letter is a key
            on_click=callback(revision.show),
            args=(attempt.id, "unknown", units),
        )
        if session.waiting or session.aside:
            key = None if typing else "S"
            st.button(t("revise.skip"), key="skip", shortcut=key, on_click=callback(revision.skip), args=(attempt.id,))
        undo(session, by_key=not typing)


def only_one_step(attempt: Attempt, card: Card) -> None:
    """Say that just one step of the answer is asked for, and which."""
    if revision.split(attempt.card)[1]:
        st.info(t("revise.one-step", step=answer.unit_text(card.rubric[0])), icon=":material/target:")


def mark(session: Session, attempt: Attempt, deck: Deck, card: Card) -> None:
    """The answer in layers, the rubric, and the rating it suggests."""
    used = t("revise.used", time=here().duration(attempt.seconds(visit.now())))
    with st.container(border=True, key=f"question-{card.id}"):
        answer.question(card, deck, [t("revise.place", n=session.place, of=session.length), used])
        if attempt.mode == "unknown":
            label, icon = t("revise.go-back"), ":material/undo:"
            st.button(label, key="go-back", icon=icon, on_click=callback(revision.go_back), args=(attempt.id,))
    if attempt.text:
        answer.written(attempt.text)
    with st.container(key=f"answer-{card.id}"):
        answer.skeleton_and_answer(deck.cards[card.id], attempt.verdicts)

    def judge(unit: str, verdict: str | None) -> None:
        revision.judge(attempt.id, unit, verdict)

    total = rubric.panel(card, attempt.verdicts, judge)
    if attempt.confidence is not None and not total.open:
        expected, earned = here().percent(attempt.confidence / 100), here().percent(total.share)
        st.caption(t("revise.expected", expected=expected, earned=earned))
    answer.derivation_and_pitfalls(card)
    answer.errata(card)
    answer.demos_on_request(card)
    answer.report(card, deck)
    with st.bottom:
        rubric.keyboard(card, attempt.verdicts, judge, lambda: revision.verdicts(attempt.id), attempt.id)
        rate(session, attempt, deck, total, by_key=rubric.focus(card, attempt.verdicts) is None)


def rate(session: Session, attempt: Attempt, deck: Deck, total: RubricScore, *, by_key: bool) -> None:
    """The four ratings; once all is marked their keys work and the suggested one is the primary button."""
    suggested = suggested_rating(total.points, total.of) if by_key else None
    memory, now = progress_log.memory(deck), visit.now()
    card, unit = revision.split(attempt.card)
    with st.container(horizontal=True, key="ratings"):
        for rating, name in NAMES.items():
            again_in = here().ahead(memory.preview(card, rating, now, unit, progress_log.zone()) - now)
            st.button(
                f"{t(f'revise.rate-{name}')} · {again_in}",
                key=f"rate-{rating}",
                shortcut=str(rating) if by_key else None,
                on_click=callback(revision.rate),
                args=(deck, attempt.id, rating),
            )
        if suggested:
            label = t("revise.next", rating=t(f"revise.rate-{NAMES[suggested]}"))
            st.button(
                label,
                key="next",
                type="primary",
                shortcut="Enter",
                on_click=callback(revision.rate),
                args=(deck, attempt.id, suggested),
            )
        undo(session)


def undo(session: Session, *, by_key: bool = True) -> None:
    """Take the last rating back."""
    if session.done:
        st.button(
            t("revise.undo"),
            key="undo",
            shortcut="U" if by_key else None,
            type="tertiary",
            on_click=callback(revision.undo),
            args=(len(session.done),),
        )


def more(deck: Deck) -> None:
    """Go on with today's list, or with what brings most."""
    revision.restart(deck)


def again(deck: Deck) -> None:
    """Start over with the whole deck."""
    revision.restart(deck, everything=True)


def summary(session: Session, deck: Deck) -> None:
    """What the session came to, and what to do next."""
    st.title(t("revise.done-title"), anchor=False)
    st.markdown(here().plural("revise.done", len(session.done)))
    head = (t("table.question"), t("table.points"), t("table.rating"))
    rows = []
    for review in session.done:
        card = revision.asked(deck, review.attempt.card)
        total = score(card.rubric, review.attempt.verdicts)
        points = t("table.not-marked") if total.open else t("table.of", points=total.points, of=total.of)
        rows.append((said(card.title), points, t(f"revise.rate-{NAMES[review.rating]}")))
    st.markdown(Table(head, tuple(rows)).markdown())
    plan = today(deck, progress_log.memory(deck), visit.now(), progress_log.zone())
    offered = bool(plan.items or plan.left_out)
    with st.container(horizontal=True):
        if offered:
            label = t("revise.more" if plan.items else "revise.extra")
            st.button(label, key="more", type="primary", shortcut="Enter", on_click=callback(more), args=(deck,))
        kind: Literal["primary", "secondary"] = "secondary" if offered else "primary"
        st.button(t("revise.again"), key="again", type=kind, on_click=callback(again), args=(deck,))
        undo(session)
    st.page_link("ui/pages/self_test.py", label=t("revise.to-self-test"), icon=":material/timer:")


deck = decks.require()
forget_drafts(visit.state().rated)
session = revision.current(deck)
attempt = session.attempt
if attempt is None:
    summary(session, deck)
elif attempt.revealed is None:
    ask(session, attempt, deck, revision.asked(deck, attempt.card))
else:
    mark(session, attempt, deck, revision.asked(deck, attempt.card))
