"""Today: the score to expect, what to do now and why, the questions with their marks, and what the numbers mean."""

from collections.abc import Mapping

import streamlit as st

from lekce2 import Message
from study.content import Card
from study.deck import Deck
from study.log import last_points
from study.memory import expected, points_at_risk
from study.planning import Plan, PlanItem, today
from ui import visit
from ui.features import answer, revision, score_line
from ui.learner import decks, progress_log
from ui.text import here, said, t

ROWS = 30


def plan_list(deck: Deck, plan: Plan) -> None:
    """Today's list in minutes, each item with its reason; once today's time is used up, what would bring most."""
    st.markdown(f"### {t('today.list')}", anchors=False)
    if plan.spent:
        spent, budget = here().number(round(plan.spent)), here().number(round(plan.budget))
        st.caption(t("today.done", spent=spent, budget=budget))
    if plan.items:
        minutes, points = here().plural("minutes", round(plan.minutes)), here().points(plan.points)
        n = here().plural("today.items", len(plan.items))
        st.markdown(t("today.list-lead", items=n, minutes=minutes, points=points))
    elif plan.left_out:
        st.markdown(t("today.time-up"))
    else:
        st.markdown(" ".join([t("today.nothing-due"), *next_due(deck)]))
    for item in offered(plan)[:ROWS]:
        plan_item(deck.cards[item.card], item)
    for note in plan.notes if plan.items else ():
        st.caption(reason(note))
    goals = progress_log.memory(deck).goals
    if goals.exam_date is None or goals.exam_date < visit.now().astimezone(progress_log.zone()).date():
        st.page_link("ui/pages/settings.py", label=t("today.set-exam"), icon=":material/event:")


def plan_item(card: Card, item: PlanItem) -> None:
    """One item: the question, the step if only that comes, why now, and its points."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"plan-{item.card}-{item.unit}"):
        st.page_link(
            "ui/pages/questions.py",
            label=said(card.title),
            query_params={"card": card.id},
            width="stretch",
            help=t("today.read"),
        )
        st.caption(reason(item.reason), width="content")
        st.badge(here().points(item.points), color="blue")
    if item.unit:
        st.caption(next(answer.unit_text(unit) for unit in card.rubric if unit.id == item.unit))


def offered(plan: Plan) -> tuple[PlanItem, ...]:
    """Today's list; once its time is used up, what did not fit, the most points per minute first."""
    return plan.items or plan.left_out


def next_due(deck: Deck) -> list[str]:
    """When the next card comes, if one was tried."""
    memory, now = progress_log.memory(deck), visit.now()
    dates = [due for card in deck.cards if (due := memory.due(card, now=now, zone=progress_log.zone())) and due > now]
    return [t("today.next-due", days=here().ahead(min(dates) - now))] if dates else []


def reason(message: Message) -> str:
    """A message of the plan in the language of the page."""
    return here().message(message, "plan")


def all_questions(deck: Deck, marks: Mapping[str, float]) -> None:
    """Every question with its points and its last marks."""
    st.markdown(f"### {t('today.questions-title')}", anchors=False)
    for card in list(deck.cards.values())[:ROWS]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"today-{card.id}"):
            st.page_link(
                "ui/pages/questions.py",
                label=said(card.title),
                query_params={"card": card.id},
                width="stretch",
            )
            if card.id in marks:
                st.caption(t("today.mark", points=marks[card.id], of=card.points), width="content")
            st.badge(here().points(card.points), color="blue")
    if len(deck.cards) > ROWS:
        st.page_link("ui/pages/questions.py", label=t("today.all", n=len(deck.cards)))


def score_card(deck: Deck) -> None:
    """The score that is to be expected, with its interval, and what would raise it most."""
    memory, now = progress_log.memory(deck), visit.now()
    exam = memory.goals.exam_time(progress_log.zone())
    with st.container(border=True, key="expected-score"):
        st.markdown(f"### {t('today.expected')}", anchors=False)
        score_line(expected(deck, memory, now), t("today.if-now"))
        if exam is not None and exam > now:
            score_line(expected(deck, memory, exam), t("today.at-exam", days=here().ahead(exam - now)))
        if not memory.cards:
            st.caption(t("today.expected-unknown"))
            return
        best = [risk for risk in points_at_risk(deck, memory, now, progress_log.zone()) if risk.gain >= 0.05][:3]
        if best:
            parts = [t("today.gain", title=said(deck.cards[r.card].title), gain=here().number(r.gain, 1)) for r in best]
            st.caption(t("today.gains", list=" · ".join(parts)))
    st.page_link("ui/pages/progress.py", label=t("today.to-progress"), icon=":material/monitoring:")


if "card" in st.query_params:
    st.switch_page("ui/pages/questions.py", query_params={"card": st.query_params["card"]})

deck = decks.require()
plan = today(deck, progress_log.memory(deck), visit.now(), progress_log.zone())
st.title(said(deck.title), anchor=False)
questions = here().plural("today.questions", len(deck.cards))
st.markdown(t("today.lead", questions=questions, points=here().points(deck.points)))
marks = progress_log.once(progress_log.memory(deck), "marks", lambda: last_points(visit.events()))
if not marks:
    st.markdown(t("today.empty"))
session = revision.under_way(deck)
begun = session is not None and session.attempt is not None and bool(session.done or session.attempt.revealed)
with st.container(horizontal=True):
    if st.button(t("today.resume" if begun else "today.start"), key="start", type="primary", shortcut="Enter"):
        if not begun:
            revision.restart(deck)
        st.switch_page("ui/pages/revise.py")
    if st.button(t("today.self-test"), key="to-self-test"):
        st.switch_page("ui/pages/self_test.py")
score_card(deck)
plan_list(deck, plan)
all_questions(deck, marks)
with st.container(border=True):
    st.markdown(f"#### {t('today.meaning')}", anchors=False)
    st.markdown(t("today.meaning-points"))
    st.markdown(t("today.meaning-rating"))
    st.markdown(t("today.meaning-score"))
answer.faults(deck)
