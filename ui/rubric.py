"""Marking on the screen: every idea unit with its verdict, the score adding up, and the keys that do it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from study.deck import Card
from study.marking import VERDICTS, Score, score
from study.notation import read_as
from ui.answer import SIGNS
from ui.shell import notation
from ui.state import UNIT
from ui.words import here, t

Mark = Callable[[str, str | None], None]


def panel(card: Card, verdicts: Mapping[str, str], mark: Mark) -> Score:
    """The units of a card with their verdicts; ``mark(unit, verdict)`` is called for every change."""
    total = score(card.rubric, verdicts)
    lang = here().code
    focused = focus(card, verdicts)
    with st.container(border=True, key="rubric"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {t('rubric.title')}", anchors=False, width="stretch")
            st.markdown(f"### {t('rubric.score', points=total.points, of=total.of)}", anchors=False, width="content")
        st.progress(min(1.0, total.share))
        for unit in card.rubric:
            key = f"rubric-{unit.id}"
            st.session_state[key] = verdicts.get(unit.id)
            here_now = unit.id == focused
            with st.container(horizontal=True, vertical_alignment="center"):
                pointer = ":primary[▸] " if here_now else ""
                text = read_as(unit.text.get(lang, ""), notation()) or t("rubric.whole")
                label = f"{pointer}{text} :blue-badge[{t('answer.badge', n=unit.points)}]"
                st.markdown(f"**{label}**" if here_now and "$" not in label else label, width="stretch")
                st.segmented_control(
                    t("rubric.verdict", unit=unit.id),
                    VERDICTS,
                    format_func=lambda verdict: f"{SIGNS[verdict]} {t(f'rubric.{verdict}')}",
                    key=key,
                    label_visibility="collapsed",
                    on_change=_changed,
                    args=(unit.id, key, mark),
                )
    return total


def keyboard(card: Card, verdicts: Mapping[str, str], mark: Mark) -> None:
    """Buttons with shortcuts for the unit in focus: 1–3 mark it, up and down choose another."""
    unit = focus(card, verdicts)
    if unit is None:
        return
    with st.container(horizontal=True, key="rubric-keys"):
        for number, verdict in enumerate(VERDICTS, 1):
            st.button(
                f"{SIGNS[verdict]} {t(f'rubric.{verdict}')}",
                key=f"mark-{verdict}",
                shortcut=str(number),
                on_click=_press,
                args=(card, unit, verdict, mark),
            )
        st.button(t("rubric.up"), key="unit-up", shortcut="Up", on_click=_move, args=(card, unit, -1), type="tertiary")
        st.button(
            t("rubric.down"), key="unit-down", shortcut="Down", on_click=_move, args=(card, unit, 1), type="tertiary"
        )


def focus(card: Card, verdicts: Mapping[str, str]) -> str | None:
    """The unit that the keys mark: the chosen one, else the first that is open; ``None`` when all are marked."""
    still_open = [unit.id for unit in card.rubric if unit.id not in verdicts]
    chosen = st.session_state.get(UNIT)
    if chosen in {unit.id for unit in card.rubric}:
        return str(chosen)
    return still_open[0] if still_open else None


def forget_focus() -> None:
    """Let the keys follow the first open unit again."""
    st.session_state[UNIT] = None


def _changed(unit: str, key: str, mark: Mark) -> None:
    forget_focus()
    mark(unit, st.session_state[key])


def _press(card: Card, unit: str, verdict: str, mark: Mark) -> None:
    forget_focus()
    mark(unit, verdict)


def _move(card: Card, unit: str, by: int) -> None:
    ids = [u.id for u in card.rubric]
    st.session_state[UNIT] = ids[(ids.index(unit) + by) % len(ids)]
