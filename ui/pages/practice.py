"""Practice: exercises that mark themselves, the weakest ideas first (``?exercise=adam-update&seed=42``)."""

from urllib.parse import urljoin

import streamlit as st

from study.content import spelled
from study.deck import Deck
from study.exercises import KINDS, MODES, Algorithm, Derivation, Task
from study.planning import card_of, fitting, level
from ui.features import Try, exercise, marked, practice
from ui.learner import decks, forget_drafts
from ui.text import here, plain, said, t
from ui.unexpected import callback
from ui.widgets import forward


def choice(deck: Deck, tried: Try) -> None:
    """What is practised: all questions or one, all kinds or one."""
    cards = [id for id in deck.cards if fitting(deck, id)]
    kinds = [kind for kind in KINDS if fitting(deck, tried.card, kind)]
    named = {id: f"{i}. {spelled(said(deck.cards[id].title))}" for i, id in enumerate(deck.cards, 1)}
    lists = {
        "card": ([*cards], named, tried.card),
        "kind": (kinds, {kind: t(f"practice.kind-{kind}") for kind in kinds}, tried.kind),
    }
    with st.container(horizontal=True, key="practice-choice"):
        for name, (options, words, chosen) in lists.items():
            st.session_state[f"practice-{name}"] = chosen
            st.selectbox(
                t(f"practice.only-{name}"),
                ["", *options],
                format_func={"": t(f"practice.every-{name}"), **words}.__getitem__,
                key=f"practice-{name}",
                on_change=callback(practice.only),
                args=(deck, tried.attempt, "practice-card", "practice-kind"),
                label_visibility="collapsed",
            )


def head(deck: Deck, task: Task, tried: Try) -> None:
    """Which question the exercise is about, what it asks of the learner, its points; the modes of a derivation."""
    card = card_of(deck, task.id)
    about = [said(deck.cards[card].title)] if card else []
    rung = "fill" if tried.mode == "fill" else level(task, tried.mode)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(" · ".join([*about, t(f"practice.level-{rung}")]), width="stretch")
        st.badge(here().points(task.points), color="blue")
    if isinstance(task, Derivation) and tried.marking is None:
        key = tried.key("mode")
        st.segmented_control(
            t("practice.mode"),
            MODES,
            format_func=lambda name: t(f"practice.mode-{name}"),
            default=tried.mode,
            required=True,
            key=key,
            on_change=callback(practice.change_mode),
            args=(deck, tried.attempt, key),
            label_visibility="collapsed",
        )


def attempt(deck: Deck, task: Task, tried: Try) -> None:
    """The exercise, the way to answer, and the buttons."""
    with st.container(border=True, key=f"exercise-{task.id}"):
        exercise.question(task, tried)
        exercise.ask(task, tried, practice.desk(deck, tried))
    forward()
    written = isinstance(task, Derivation) and tried.mode == "write"
    if tried.refused is not None:
        with st.bottom:  # in sight wherever the page stands
            marked.refused(tried.refused, task)
    with st.bottom, st.container(horizontal=True, key="actions"):
        if written and not tried.shown:
            label = t("practice.show-steps")
            args = (tried.attempt,)
            st.button(
                label, key="exercise-show", type="primary", shortcut="Ctrl+Enter", width="stretch",
                on_click=callback(practice.compare), args=args,
            )  # fmt: skip
        else:
            st.button(
                t("practice.mark"),
                key="exercise-mark",
                type="primary",
                shortcut=None if isinstance(task, Algorithm) else "Ctrl+Enter",
                width="stretch",
                on_click=callback(practice.mark),
                args=(deck, tried.attempt, exercise.read),
            )
        if tried.refused is not None and tried.refused.unread:
            st.button(
                t("practice.as-it-is"),
                key="exercise-as-it-is",
                help=t("practice.as-it-is-help"),
                on_click=callback(practice.mark),
                args=(deck, tried.attempt, exercise.read, True),
            )
        if tried.hints < len(task.hints):
            st.button(
                t("practice.hint", n=task.hints[tried.hints].cost),
                key="exercise-hint",
                on_click=callback(practice.hint),
                args=(deck, tried.attempt, tried.hints),
            )
        st.button(
            t("practice.skip"), key="exercise-skip", on_click=callback(practice.onward), args=(deck, tried.attempt)
        )


def result(deck: Deck, task: Task, tried: Try) -> None:
    """The exercise with its mark, the reasons, the worked solution, and the ways on."""
    assert tried.marking is not None
    with st.container(border=True, key=f"exercise-{task.id}"):
        exercise.question(task, tried)
    with st.container(key="exercise-marking"):
        marked.feedback(tried.marking, task, tried)
    marked.solution(task, tried)
    forget_drafts([tried.draft])
    card = card_of(deck, task.id)
    if card:
        title = said(deck.cards[card].title)
        st.page_link("ui/pages/questions.py", label=t("practice.answer", title=title), query_params={"card": card})
    st.caption(t("practice.link"))
    link = urljoin(st.context.url or "/", f"practice?exercise={task.id}&seed={tried.seed}")
    st.code(link, language=None, wrap_lines=True)
    with st.bottom, st.container(horizontal=True, key="actions"):
        args = (deck, tried.attempt)
        label = t("practice.next")
        st.button(
            label, key="exercise-next", type="primary", shortcut="Enter", width="stretch",
            on_click=callback(practice.onward), args=args,
        )  # fmt: skip
        st.button(t("practice.again"), key="exercise-again", on_click=callback(practice.again), args=args)


deck = decks.require()
st.title(t("nav.practice"), anchor=False)
tried = practice.current(deck)
if tried is not None and tried.instead:
    st.warning(t("practice.unknown", name=plain(tried.instead[:60])), icon=":material/link_off:")
if tried is None:
    st.info(t("practice.none", folder=decks.folder().name), icon=":material/edit_note:")
else:
    task = practice.task_of(deck, tried)
    choice(deck, tried)
    head(deck, task, tried)
    (attempt if tried.marking is None else result)(deck, task, tried)
