"""The expected score on the screen: points, the interval that nine results of ten fall into, and the grades' odds."""

from __future__ import annotations

import streamlit as st

from study.memory import ExpectedScore
from ui.text import here, t


def score_line(score: ExpectedScore, when: str) -> None:
    """One line: the expected points with their interval, and how likely each grade is; never surer than it is."""
    total, lang = score.total, here()
    points, of = lang.number(total.points, 1), lang.plural("points.of", total.of)
    low, high = lang.number(total.low, 0), lang.number(total.high, 0)
    st.markdown(t("score.line", when=when, points=points, of=of, low=low, high=high))
    odds = " · ".join(
        t("score.chance", grade=grade, percent=lang.percent(chance)) for grade, chance in sorted(score.chances.items())
    )
    st.caption(t("score.chances", odds=odds))
