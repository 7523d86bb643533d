"""Self-test: choose, write against the clock, hand in, mark beside the answers, and see points and grade."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from study.content import Card
from study.deck import Deck
from study.grading import score
from study.planning import worth_of_one_each
from study.sessions import Exam, ExamResult, result, to_take_back, unanswered
from ui import visit
from ui.features import answer, exam_exercise, exam_total, mock_exam, practice, rubric
from ui.learner import decks
from ui.text import here, t
from ui.unexpected import callback
from ui.widgets import clock, editor, shown

NAVIGATOR = 20  # questions that fit into a row of numbers; more go into a list


def choose(deck: Deck) -> None:
    """The whole deck or a number of points, and how long that takes."""
    mock_exam.forget_dropped()
    st.title(t("exam.title"), anchor=False)
    st.markdown(t("exam.lead"))
    lang, total = here(), deck.points
    scope = st.segmented_control(
        t("exam.scope"),
        ("all", "points"),
        format_func=lambda name: lang.text(f"exam.scope-{name}", points=lang.points(total)),
        default="all",
        key=mock_exam.WHOLE,
        required=True,
        persist_state="session",
    )
    points = total
    if scope == "points":
        least = min(card.points for card in deck.cards.values())
        if all(card.points == int(card.points) for card in deck.cards.values()):
            least, total = int(least), int(total)  # whole numbers are written without decimals
        points = st.slider(
            t("exam.points"), least, total, min(total, 4 * least), least, key=mock_exam.POINTS, persist_state="session"
        )
    added = False
    if any(practice.usable(deck, id) for card in deck.cards.values() for id in card.exercises):
        help_text = t("exam.exercises-help")
        added = st.toggle(t("exam.exercises"), key=mock_exam.EXERCISES, help=help_text, persist_state="session")
    minutes = round(points * deck.minutes_per_point)
    time = t("exam.time", minutes=here().plural("minutes", minutes), per_point=deck.minutes_per_point)
    st.markdown(f"{time} {with_exercises(deck)}" if added and scope == "all" else time)
    st.info(t("exam.in-memory"), icon=":material/info:")
    st.button(
        t("exam.start"),
        key="exam-start",
        type="primary",
        shortcut="Enter",
        on_click=callback(mock_exam.start),
        args=(deck,),
    )


def with_exercises(deck: Deck) -> str:
    """How long the whole deck takes with exercises; which ones is drawn only at the start."""
    least, most = (round((deck.points + worth) * deck.minutes_per_point) for worth in worth_of_one_each(deck))
    minutes = here().plural("minutes", most)
    return t("exam.exercises-time", minutes=minutes if least == most else t("exam.between", least=least, most=minutes))


def write(exam: Exam, deck: Deck) -> None:
    """One question at a time, a navigator, flags and one clock; no answers yet."""
    item = mock_exam.open_card(exam)
    place = exam.items.index(item)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        now = visit.now()
        clock("exam-clock", t("exam.left"), since=exam.started, now=now, limit=exam.minutes * 60, guard=True)
        navigator(exam, item, lambda name: written_sign(exam, name))
    if exam.remaining(visit.now()) == 0:
        st.warning(t("exam.over"), icon=":material/timer_off:")
    if item in deck.cards:
        with st.container(border=True, key=f"question-{item}"):
            answer.question(deck.cards[item], deck, [where(exam, item)])
        editor(
            mock_exam.ANSWER,
            draft_id=mock_exam.draft_id(exam, item),
            text=mock_exam.answer(exam, item),
            label=t("exam.your-answer"),
            placeholder=t("exam.placeholder"),
            language=here(),
            on_change=mock_exam.save_draft,
        )
    else:
        exam_exercise.write(exam, deck, item, where(exam, item))
    mock_exam.collect_drafts(exam)
    with st.container(horizontal=True):
        if len(exam.items) > 1:
            back, key = t("exam.previous"), "exam-previous"
            st.button(
                back, key=key, type="tertiary", shortcut="Alt+Left", on_click=callback(mock_exam.step), args=(exam, -1)
            )
        drop(exam)
    with st.bottom, st.container(horizontal=True, key="actions"):
        if len(exam.items) > 1:
            last = place + 1 == len(exam.items)
            st.button(
                t("exam.back-to-first") if last else t("exam.next"),
                key="exam-next",
                type="secondary" if last else "primary",
                shortcut="Alt+Right",
                on_click=callback(mock_exam.step),
                args=(exam, 1),
            )
        flagged = item in exam.flags
        label = t("exam.unflag") if flagged else t("exam.flag")
        st.button(
            label,
            key="exam-flag",
            shortcut="Alt+F",
            on_click=callback(mock_exam.flag),
            args=(exam.id, item, not flagged),
        )
        st.button(
            t("exam.hand-in"),
            key="exam-hand-in",
            type="primary" if place + 1 == len(exam.items) else "secondary",
            shortcut="Alt+Enter",
            on_click=callback(hand_in),
            args=(exam, deck),
        )


def drop(exam: Exam) -> None:
    """A way out that leaves nothing; where something is written, behind a second press."""
    written = sum(bool(mock_exam.answer(exam, item).strip()) for item in exam.items)
    press = partial(st.button, key="exam-leave", type="tertiary", on_click=callback(mock_exam.drop), args=(exam.id,))
    if not written:
        press(t("exam.drop"))
        return
    with st.popover(t("exam.drop"), type="tertiary"):
        press(here().plural("exam.drop-written", written), icon=":material/delete:")


def where(exam: Exam, item: str) -> str:
    return t("revise.place", n=exam.items.index(item) + 1, of=len(exam.items))


def hand_in(exam: Exam, deck: Deck) -> None:
    """Hand in with the latest of what stands in the fields."""
    if (item := mock_exam.open_card(exam)) not in deck.cards:
        exam_exercise.keep(exam, deck, item)
    mock_exam.hand_in(exam, deck)


def mark(exam: Exam, deck: Deck) -> None:
    """Marking, one answer at a time beside the rubric; the result stands above and grows with it."""
    outcome = result(exam, deck)
    mock_exam.forget_drafts(exam)
    exam_total.total(exam, deck, outcome)
    ways_out(exam, outcome)
    item = mock_exam.open_card(exam)
    navigator(exam, item, lambda name: marked_sign(outcome, name))
    if item in deck.cards:
        mark_card(exam, deck, deck.cards[item], outcome)
    else:
        exam_exercise.result(exam, deck, item, where(exam, item))
        with st.bottom, st.container(horizontal=True, key="actions"):
            onward(outcome, item, done=True)


def ways_out(exam: Exam, outcome: ExamResult) -> None:
    """Back to writing as long as nothing is marked, and away while something is still to be marked."""
    with st.container(horizontal=True):
        if to_take_back(visit.events(), exam.id):
            key = "exam-take-back"
            st.button(
                t("exam.take-back"), key=key, type="tertiary", on_click=callback(mock_exam.take_back), args=(exam.id,)
            )
        if outcome.open:
            st.button(t("exam.leave"), key="exam-leave", type="tertiary", on_click=callback(mock_exam.leave))


def mark_card(exam: Exam, deck: Deck, card: Card, outcome: ExamResult) -> None:
    """An answer beside the full-mark one, to be marked by the rubric."""
    with st.container(border=True, key=f"question-{card.id}"):
        answer.question(card, deck, [where(exam, card.id)])
    answer.written(mock_exam.answer(exam, card.id))
    if card.id in (empty := unanswered(exam)):
        label = here().plural("exam.mark-empty", len(empty))
        st.button(
            label, key="exam-mark-empty", type="tertiary", on_click=callback(mock_exam.mark_empty), args=(deck, exam.id)
        )
    verdicts = exam.verdicts.get(card.id, {})
    with st.container(key=f"answer-{card.id}"):
        answer.skeleton_and_answer(card, verdicts)

    def judge(unit: str, verdict: str | None) -> None:
        mock_exam.mark(deck, exam.id, card.id, unit, verdict)

    rubric.panel(card, verdicts, judge)
    answer.derivation_and_pitfalls(card)
    answer.errata(card)
    answer.report(card, deck)
    with st.bottom:
        rubric.keyboard(card, verdicts, judge, lambda: mock_exam.verdicts(exam.id, card.id), f"{exam.id}/{card.id}")
        with st.container(horizontal=True, key="actions"):
            onward(outcome, card.id, done=not score(card.rubric, verdicts).open)


def onward(outcome: ExamResult, item: str, done: bool) -> None:
    """To the next answer that is not marked yet, or to another self-test."""
    still_open = [name for name, one in outcome.per_card.items() if one.open and name != item]
    if still_open:
        st.button(
            t("exam.next-to-mark"),
            key="exam-next",
            type="primary" if done else "secondary",
            shortcut="Enter" if done else None,
            on_click=callback(mock_exam.go),
            args=(still_open[0],),
        )
    elif not outcome.open:
        st.button(t("exam.new"), key="exam-new", on_click=callback(mock_exam.leave), type="secondary")


def navigator(exam: Exam, item: str, sign: Callable[[str], str]) -> None:
    """All questions of the exam with their state; the open one is pressed in."""
    key = "exam-navigator"
    labels = {name: f"{number}{sign(name)}" for number, name in enumerate(exam.items, 1)}
    start = shown(key, item)
    if len(exam.items) > NAVIGATOR:
        st.selectbox(
            t("exam.navigator"),
            exam.items,
            0 if start is None else exam.items.index(start),
            format_func=labels.__getitem__,
            key=key,
            on_change=callback(_navigate),
            args=(key,),
        )
        return
    st.segmented_control(
        t("exam.navigator"),
        exam.items,
        default=start,
        format_func=labels.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=callback(_navigate),
        args=(key,),
    )


def _navigate(key: str) -> None:
    mock_exam.go(st.session_state[key])


def written_sign(exam: Exam, item: str) -> str:
    return (" ✎" if mock_exam.answer(exam, item).strip() else "") + (" ⚑" if item in exam.flags else "")


def marked_sign(outcome: ExamResult, item: str) -> str:
    """The sign of all, some or none of a question's points, as beside the steps of a rubric."""
    found = outcome.per_card[item]
    if found.open:
        return ""
    return f" {answer.SIGNS['met' if found.points == found.of else 'half' if found.points else 'missed']}"


def known(exam: Exam, deck: Deck) -> bool:
    """Does the deck still have everything that the exam is made of?"""
    return all(id in deck.cards for id in exam.cards) and all(practice.usable(deck, id) for id in exam.exercises)


deck = decks.require()
exam = mock_exam.current()
if exam is None or not exam.items or not known(exam, deck):
    choose(deck)
elif exam.handed_in is None:
    write(exam, deck)
else:
    mark(exam, deck)
