"""Predict, then look: the question above a plot, the learner's guess, and what is said once the truth is on the screen.

The guess is kept with the values it was made for; while the learner plays on with others, its outcome is not shown.
"""

from __future__ import annotations

import streamlit as st

from study.language import Language
from ui.lab.parameters import Between
from ui.lab.spec import DemoState, Prediction
from ui.unexpected import callback


def ask(prediction: Prediction, state: DemoState, key: str, language: Language, view: str) -> None:
    """Draw the question with its two buttons; committing writes the guess into the state and reveals the plot."""
    with st.container(border=True, key=f"{key}-prediction"):
        if state.missed:
            st.caption(language.text("frame.missed"))
        st.markdown(f"**{language.text('frame.predict')}** {prediction.question}")
        slot = f"{key}-guess"
        if prediction.choices is not None:
            options = range(len(prediction.choices))
            st.segmented_control(
                language.text("frame.guess"),
                options,
                format_func=prediction.choices.__getitem__,
                key=slot,
                label_visibility="collapsed",
            )
        else:
            unit = prediction.unit
            st.text_input(
                language.text("frame.guess_unit", unit=unit) if unit else language.text("frame.guess"),
                key=slot,
                placeholder=language.text("frame.guess_number"),
                max_chars=40,
                width=260,
            )
        if state.complaint:
            st.caption(f":red[{language.text(state.complaint)}]")
        with st.container(horizontal=True, gap="small"):
            st.button(
                language.text("frame.commit"),
                key=f"{key}-commit",
                on_click=callback(_commit),
                args=(state, slot, prediction, view),
            )
            st.button(
                language.text("frame.show"),
                key=f"{key}-show",
                on_click=callback(_reveal),
                args=(state,),
                type="tertiary",
            )


def outcome(prediction: Prediction, shown: Prediction, state: DemoState, key: str, language: Language) -> None:
    """Say how the committed guess compares with the truth, and offer to guess again for the present values.

    Where the plot that is ``shown`` now asks or answers something else, only that is said: a verdict on another plot
    would contradict this one.
    """
    if state.guess is None:
        return
    if prediction != shown:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-outcome"):
            st.caption(language.text("frame.outcome_other"), width="content")
            _offer(state, key, language)
        return
    right = prediction.right(state.guess)
    said = language.text(
        "frame.outcome_right" if right else "frame.outcome_wrong",
        guess=prediction.say(state.guess, language),
        truth=prediction.say(prediction.correct, language),
    )
    with st.container(border=True, key=f"{key}-outcome"):
        st.markdown(f"{prediction.question}  \n**{'✓' if right else '✗'} {said}** {prediction.explain}")
        _offer(state, key, language)


def _offer(state: DemoState, key: str, language: Language) -> None:
    st.button(language.text("frame.again"), key=f"{key}-again", on_click=callback(_again), args=(state, f"{key}-guess"))


def read_guess(raw: object, prediction: Prediction) -> float | int | None:
    """The guess as an index or a number, with a decimal point or comma; None where it is neither."""
    if prediction.choices is not None:
        return raw if isinstance(raw, int) and 0 <= raw < len(prediction.choices) else None
    try:
        return Between(-1e300, 1e300).read(str(raw).strip().replace("−", "-"))
    except ValueError:
        return None


def _commit(state: DemoState, slot: str, prediction: Prediction, view: str) -> None:
    guess = read_guess(st.session_state.get(slot), prediction)
    if guess is None:
        state.complaint = "frame.no_guess"
        return
    state.complaint = ""
    state.guess, state.guessed_for, state.revealed = guess, dict(state.good or state.values), True
    state.missed = False
    if state.heard is not None:
        state.heard(prediction.right(guess), view)


def _reveal(state: DemoState) -> None:
    state.revealed, state.complaint = True, ""


def _again(state: DemoState, slot: str) -> None:
    st.session_state.pop(slot, None)
    state.revealed, state.guess, state.guessed_for = False, None, None
