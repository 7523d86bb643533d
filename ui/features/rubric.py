"""Marking on the screen: every idea unit with its verdict, the score adding up, and the keys that do it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from study.content import Card
from study.grading import VERDICTS, RubricScore, score
from ui.features.answer import SIGNS, unit_text, units_in_answer
from ui.text import t
from ui.unexpected import callback
from ui.visit import state
from ui.widgets import keys, shown

SetVerdict = Callable[[str, str | None], None]


def panel(card: Card, verdicts: Mapping[str, str], mark: SetVerdict) -> RubricScore:
    """The units of a card with their verdicts; ``mark(unit, verdict)`` is called for every change."""
    total = score(card.rubric, verdicts)
    focused = focus(card, verdicts)
    with st.container(border=True, key="rubric"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {t('rubric.title')}", anchors=False, width="stretch")
            st.markdown(f"### {t('rubric.score', points=total.points, of=total.of)}", anchors=False, width="content")
        legend = " · ".join(f"{SIGNS[verdict]} {t(f'rubric.{verdict}')}" for verdict in VERDICTS)
        st.caption(legend)
        for unit in card.rubric:
            key = f"rubric-{unit.id}"
            pointer = ":primary[▸] " if unit.id == focused else ""
            with st.container(horizontal=True, vertical_alignment="center", wrap=False):
                worth = f":blue-badge[{t('answer.badge', n=unit.points)}]"
                st.markdown(f"{pointer}{unit_text(unit)} {worth}", width="stretch")
                st.segmented_control(
                    t("rubric.verdict", unit=unit_text(unit)),
                    VERDICTS,
                    default=shown(key, verdicts.get(unit.id)),
                    format_func=SIGNS.__getitem__,
                    key=key,
                    label_visibility="collapsed",
                    on_change=callback(_changed),
                    args=(unit.id, key, mark),
                )
    return total


def keyboard(
    card: Card, verdicts: Mapping[str, str], mark: SetVerdict, latest: Callable[[], Mapping[str, str]], about: str
) -> None:
    """Buttons with shortcuts for the unit in focus: 1–3 mark it, up and down choose another.

    ``latest()`` gives the verdicts at the time of a press: presses faster than the page is drawn mark one unit
    after the other, not the one that was in focus when the buttons were drawn. ``about`` names what is being marked.
    """
    unit = focus(card, verdicts)
    if unit is None:
        with st.container(horizontal=True, key="rubric-again"):
            _arrows(card, latest)
        return
    keys.marks(about, [u.id for u in card.rubric], units_in_answer(card), state().unit, _choose)
    total = score(card.rubric, verdicts)
    place = next(n for n, u in enumerate(card.rubric) if u.id == unit)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="rubric-focus"):
        step = t("rubric.step", n=place + 1, of=len(card.rubric))
        st.markdown(f":primary[▸] **{step}** {unit_text(card.rubric[place])}", width="stretch")
        st.markdown(f"**{t('rubric.score', points=total.points, of=total.of)}**", width="content")
    with st.container(horizontal=True, key="rubric-keys"):
        for number, verdict in enumerate(VERDICTS, 1):
            label = f"{SIGNS[verdict]} {t(f'rubric.{verdict}')}"
            args = (card, verdict, mark, latest)
            st.button(label, key=f"mark-{verdict}", shortcut=str(number), on_click=callback(_press), args=args)
        _arrows(card, latest)


def _arrows(card: Card, latest: Callable[[], Mapping[str, str]]) -> None:
    """Buttons that choose another unit, also a marked one, whose verdict the keys then change."""
    for key, shortcut, by in (("unit-up", "Up", -1), ("unit-down", "Down", 1)):
        label = t(f"rubric.{shortcut.lower()}")
        st.button(label, key=key, shortcut=shortcut, on_click=callback(_move), args=(card, by, latest), type="tertiary")


def focus(card: Card, verdicts: Mapping[str, str]) -> str | None:
    """The unit that the keys mark: the chosen one, else the first that is open; ``None`` when all are marked."""
    still_open = [unit.id for unit in card.rubric if unit.id not in verdicts]
    chosen = state().unit
    if chosen in {unit.id for unit in card.rubric}:
        return str(chosen)
    return still_open[0] if still_open else None


def forget_focus() -> None:
    """Let the keys follow the first open unit again."""
    state().unit = None


def _choose(unit: str | None) -> None:
    state().unit = unit


def _changed(unit: str, key: str, mark: SetVerdict) -> None:
    if state().unit == unit:
        forget_focus()
    mark(unit, st.session_state[key])


def _press(card: Card, verdict: str, mark: SetVerdict, latest: Callable[[], Mapping[str, str]]) -> None:
    unit = focus(card, latest())
    forget_focus()
    if unit is not None:
        mark(unit, verdict)


def _move(card: Card, by: int, latest: Callable[[], Mapping[str, str]]) -> None:
    ids = [u.id for u in card.rubric]
    unit = focus(card, latest())
    place = (0 if by > 0 else -1) if unit is None else (ids.index(unit) + by) % len(ids)
    state().unit = ids[place]
