"""Self-test: choose, write against the clock, hand in, mark beside the answers, and see points and grade."""

from collections.abc import Callable

import streamlit as st

from study.deck import Card, Deck, Unit
from study.exam import Exam, Loss, Result, result, to_retake
from study.marking import score
from ui import answer, decks, mock_exam, rubric, state
from ui.clock import clock
from ui.editor import editor, forget_drafts
from ui.figure import Table
from ui.words import here, t

NAVIGATOR = 20  # questions that fit into a row of numbers; more go into a list


def choose(deck: Deck) -> None:
    """The whole deck or a number of points, and how long that takes."""
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
    minutes = round(points * deck.minutes_per_point)
    st.markdown(t("exam.time", minutes=here().plural("minutes", minutes), per_point=deck.minutes_per_point))
    st.info(t("exam.in-memory"), icon=":material/info:")
    st.button(
        t("exam.start"), key="exam-start", type="primary", shortcut="Enter", on_click=mock_exam.start, args=(deck,)
    )


def write(exam: Exam, deck: Deck) -> None:
    """One question at a time, a navigator, flags and one clock; no answers yet."""
    card = deck.cards[mock_exam.open_card(exam)]
    place = exam.cards.index(card.id)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        now = state.now()
        clock("exam-clock", t("exam.left"), since=exam.started, now=now, limit=exam.minutes * 60, guard=True)
        navigator(exam, card, lambda name: written_sign(exam, name))
    if exam.remaining(state.now()) == 0:
        st.warning(t("exam.over"), icon=":material/timer_off:")
    with st.container(border=True, key=f"question-{card.id}"):
        answer.question(card, deck, [t("revise.place", n=place + 1, of=len(exam.cards))])
    draft = mock_exam.draft_id(exam, card.id)
    editor(
        mock_exam.ANSWER,
        draft_id=draft,
        text=mock_exam.answer(exam, card.id),
        label=t("exam.your-answer"),
        placeholder=t("exam.placeholder"),
        language=here(),
        on_change=mock_exam.save_draft,
    )
    with st.bottom, st.container(horizontal=True, key="actions"):
        following = exam.cards[(place + 1) % len(exam.cards)]
        if len(exam.cards) > 1:
            last = place + 1 == len(exam.cards)
            st.button(
                t("exam.back-to-first") if last else t("exam.next"),
                key="exam-next",
                type="secondary" if last else "primary",
                shortcut="Alt+Right",
                on_click=mock_exam.go,
                args=(following,),
            )
        flagged = card.id in exam.flags
        label = t("exam.unflag") if flagged else t("exam.flag")
        st.button(
            label, key="exam-flag", shortcut="Alt+F", on_click=mock_exam.flag, args=(exam.id, card.id, not flagged)
        )
        st.button(
            t("exam.hand-in"),
            key="exam-hand-in",
            type="primary" if place + 1 == len(exam.cards) else "secondary",
            shortcut="Alt+Enter",
            on_click=mock_exam.hand_in,
            args=(exam,),
        )


def mark(exam: Exam, deck: Deck) -> None:
    """Marking, one answer at a time beside the rubric; the result stands above and grows with it."""
    outcome = result(exam, deck)
    forget_drafts([mock_exam.draft_id(exam, name) for name in exam.cards])
    total(exam, deck, outcome)
    card = deck.cards[mock_exam.open_card(exam)]
    place = exam.cards.index(card.id)
    navigator(exam, card, lambda name: marked_sign(outcome, name))
    with st.container(border=True, key=f"question-{card.id}"):
        answer.question(card, deck, [t("revise.place", n=place + 1, of=len(exam.cards))])
    answer.written(mock_exam.answer(exam, card.id))
    verdicts = exam.verdicts.get(card.id, {})
    with st.container(key=f"answer-{card.id}"):
        answer.skeleton_and_answer(card, verdicts)

    def judge(unit: str, verdict: str | None) -> None:
        mock_exam.mark(deck, exam.id, card.id, unit, verdict)

    rubric.panel(card, verdicts, judge)
    answer.derivation_and_pitfalls(card)
    answer.errata(card)
    answer.report(card, deck)
    still_open = [name for name in exam.cards if outcome.per_card[name].open and name != card.id]
    with st.bottom:
        rubric.keyboard(card, verdicts, judge, lambda: mock_exam.verdicts(exam.id, card.id), f"{exam.id}/{card.id}")
        with st.container(horizontal=True, key="actions"):
            if still_open:
                done = not score(card.rubric, verdicts).open
                st.button(
                    t("exam.next-to-mark"),
                    key="exam-next",
                    type="primary" if done else "secondary",
                    shortcut="Enter" if done else None,
                    on_click=mock_exam.go,
                    args=(still_open[0],),
                )
            elif not outcome.open:
                st.button(t("exam.new"), key="exam-new", on_click=mock_exam.leave, type="secondary")


def total(exam: Exam, deck: Deck, outcome: Result) -> None:
    """Points, percentage and grade, what was lost and where, and a way to retake it."""
    with st.container(border=True, key="exam-score"):
        line = t("exam.score", points=outcome.points, of=outcome.of, percent=here().percent(outcome.share))
        st.markdown(f"## {line}", anchors=False)
        if outcome.open:
            st.markdown(here().plural("exam.open", outcome.open))
            return
        passed = t("exam.grade", grade=outcome.grade) if outcome.grade else t("exam.failed")
        scale = ", ".join(t("exam.threshold", grade=g, percent=here().percent(p / 100)) for g, p in deck.grades)
        st.markdown(f"{passed} {t('exam.scale', scale=scale)}")
        used, given = exam.seconds(state.now()), exam.minutes * 60
        key = "exam.used" if used <= given else "exam.overtime"
        st.caption(t(key, used=here().duration(used), given=here().duration(given)))
        if not outcome.losses:
            st.markdown(t("exam.nothing-lost"))
            return
        rows = tuple(
            (
                deck.cards[loss.card].title[here().code],
                answer.unit_text(unit_of(deck, loss)),
                f"{answer.SIGNS[loss.verdict]} −{here().number(loss.points)}",
            )
            for loss in outcome.losses
        )
        st.markdown(Table((t("table.question"), t("table.unit"), t("table.lost")), rows).markdown())
        cards = list(to_retake(exam, deck))
        label = here().plural("exam.retake", len(cards))
        st.button(label, key="exam-retake", type="primary", on_click=mock_exam.start, args=(deck, cards))


def unit_of(deck: Deck, loss: Loss) -> Unit:
    return next(unit for unit in deck.cards[loss.card].rubric if unit.id == loss.unit)


def navigator(exam: Exam, card: Card, sign: Callable[[str], str]) -> None:
    """All questions of the exam with their state; the open one is pressed in."""
    key = "exam-navigator"
    labels = {name: f"{number}{sign(name)}" for number, name in enumerate(exam.cards, 1)}
    st.session_state[key] = card.id
    if len(exam.cards) > NAVIGATOR:
        st.selectbox(
            t("exam.navigator"), exam.cards, format_func=labels.__getitem__, key=key, on_change=_navigate, args=(key,)
        )
        return
    st.segmented_control(
        t("exam.navigator"),
        exam.cards,
        format_func=labels.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_navigate,
        args=(key,),
    )


def _navigate(key: str) -> None:
    mock_exam.go(st.session_state[key])


def written_sign(exam: Exam, card: str) -> str:
    return (" ✎" if mock_exam.answer(exam, card).strip() else "") + (" ⚑" if card in exam.flags else "")


def marked_sign(outcome: Result, card: str) -> str:
    return "" if outcome.per_card[card].open else " ✓"


deck = decks.require()
exam = mock_exam.current()
if exam is None or not exam.cards or any(card not in deck.cards for card in exam.cards):
    choose(deck)
elif exam.handed_in is None:
    write(exam, deck)
else:
    mark(exam, deck)
