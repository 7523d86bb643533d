"""Plots that do not move, drawn with Altair: each with a title that says what is seen, a text and its numbers.

Altair is imported when the first plot is drawn, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import streamlit as st

from study.language import separators
from ui.drawing.figure import Table
from ui.text import here, t

HEIGHT, NAME = 260, 30
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#7a7a7a"
INK = "currentColor"  # of the page's text, on light and on dark paper
CARDS = (BLUE, "#E69F00", "#009E73", ORANGE, "#56B4E9", "#CC79A7", GREY)  # Okabe and Ito's; each line has dashes too
Rows = Sequence[dict[str, Any]]


def altair() -> Any:
    """Altair, imported with pandas whole before it: of pandas it takes what is there, also half of an import that
    another visit's page has just begun.
    """
    import_module("pandas")
    return import_module("altair")


def plot(title: str, chart: Any, summary: str, table: Table, key: str, *others: Table, named: int = 0) -> None:
    """A chart with its title above, its summary below and as alternative text, and its numbers on request.

    So many names that stand ``named`` below it, one a line, take nothing of its height.
    """
    st.markdown(f"### {title}", anchors=False)
    if not table.rows:
        st.caption(summary)
        return
    st.altair_chart(
        chart.properties(height=HEIGHT + (NAME * (named + 1) if named else 0)), alt=summary, width="stretch", key=key
    )
    st.caption(summary)
    with st.expander(t("progress.numbers")):
        for one in (table, *others):
            st.markdown(one.markdown())


def values(rows: Rows) -> Any:
    """Rows as the data of a chart, without a data frame."""
    alt = altair()

    return alt.InlineData(values=list(rows))


def noon(day: date) -> str:
    """A day for a time axis: without a zone, so that every browser takes it for its own, and in its middle."""
    return f"{day.isoformat()}T12:00:00"


def days(field: str, title: str, span: tuple[date, date] | None = None) -> Any:
    """A time axis with one mark a day at most, whose dates are written in the language of the page."""
    alt = altair()

    daily = alt.TimeIntervalStep(interval="day", step=1)
    axis = alt.Axis(format=t("progress.axis-day"), labelOverlap=True, tickCount=daily)
    if span is None:
        return alt.X(field, title=title, axis=axis)
    domain = [alt.DateTime(year=day.year, month=day.month, date=day.day, hours=12) for day in span]
    return alt.X(field, title=title, axis=axis, scale=alt.Scale(domain=domain))


def fortnight(known: Sequence[date]) -> tuple[date, date]:
    """The days of a plot of the past: all that are known, and no fewer than two weeks."""
    return min(known[0], known[-1] - timedelta(days=13)), known[-1] + timedelta(days=1)


def numbers(form: str = "") -> Any:
    """An axis of numbers, written in the language of the page."""
    alt = altair()

    axis = alt.Axis(format=form) if form else alt.Axis()
    mark, share = separators(here().code)[0], here().percent(1).removeprefix("100")
    axis.labelExpr = f"replace(replace(datum.label, '.', '{mark}'), '%', '{share}')"
    return axis


def over_time(rows: Rows, grades: Rows, of: float, span: tuple[date, date], labels: tuple[str, str]) -> Any:
    """Expected points per day with their interval, and a line for each grade."""
    alt = altair()

    x = days("day:T", labels[0], span)
    y = alt.Y("points:Q", title=labels[1], scale=alt.Scale(domain=[0, of]), axis=numbers())
    base = alt.Chart(values(rows))
    shade = band(rows).encode(x=x, y="low:Q", y2="high:Q")
    line = base.mark_line(color=BLUE, point=True).encode(x=x, y=y)
    lines = alt.Chart(values(grades)).mark_rule(strokeDash=[4, 4], color=INK, opacity=0.6).encode(y="points:Q")
    names = (
        alt.Chart(values(grades))
        .mark_text(align="left", dx=4, dy=-7, fontSize=12, color=INK)
        .encode(y="points:Q", x=alt.value(0), text="label:N")
    )
    return shade + line + lines + names


def band(rows: Rows) -> Any:
    """What an interval a day is drawn with: an area or, since an area of one day has no width, a broad line."""
    alt = altair()

    base = alt.Chart(values(rows))
    if len(rows) == 1:
        return base.mark_rule(opacity=0.35, color=BLUE, strokeWidth=8)
    return base.mark_area(opacity=0.2, color=BLUE)


def curves(rows: Rows, marks: Rows, labels: tuple[str, str]) -> Any:
    """Recall over time, one line a card, a dot for each review."""
    alt = altair()

    y = alt.Y("recall:Q", title=labels[1], scale=alt.Scale(domain=[0, 1]), axis=numbers("%"))
    scale = alt.Scale(range=list(CARDS))
    legend = alt.Legend(orient="bottom", columns=1, labelLimit=320, symbolType="stroke", symbolSize=400)
    colour = alt.Color("card:N", title=None, scale=scale, legend=legend)
    line = (
        alt.Chart(values(rows))
        .mark_line()
        .encode(
            x=days("time:T", labels[0]),
            y=y,
            color=colour,
            detail="piece:N",
            strokeDash=alt.StrokeDash("card:N", title=None, legend=legend),
        )
    )
    dots = alt.Chart(values(marks)).mark_point(filled=True, size=50).encode(x="time:T", y="recall:Q", color=colour)
    return line + dots


def bars_over_days(
    rows: Rows,
    labels: tuple[str, str],
    span: tuple[date, date] | None = None,
    budget: float | None = None,
    each: int = 1,
) -> Any:
    """A bar a day, or ``each`` some days, coloured by ``part`` where rows have one; ``budget`` is a dashed line."""
    alt = altair()

    x = days("day:T", labels[0], span)
    if each == 1:
        x = x.timeUnit("yearmonthdate")
    y = alt.Y("value:Q", title=labels[1], axis=alt.Axis(tickMinStep=1, format="d"))
    chart = alt.Chart(values(rows)).mark_bar(color=BLUE).encode(x=x, y=y)
    if any("part" in row for row in rows):
        scale = alt.Scale(range=[BLUE, ORANGE, "#009E73"])
        chart = chart.encode(color=alt.Color("part:N", title=None, scale=scale, legend=alt.Legend(orient="top")))
    if budget is None:
        return chart
    limit: Rows = [{"value": budget}]
    return chart + alt.Chart(values(limit)).mark_rule(strokeDash=[4, 4], color=INK, opacity=0.6).encode(y="value:Q")


def bars_of_names(rows: Rows, label: str) -> Any:
    """A lying bar for each card, its value in percent."""
    alt = altair()

    y = alt.Y("card:N", title=None, axis=alt.Axis(labelLimit=220))
    x = alt.X("value:Q", title=label, axis=numbers())
    return alt.Chart(values(rows)).mark_bar(color=BLUE).encode(x=x, y=y)


def against(rows: Rows, labels: tuple[str, str], high: float) -> Any:
    """Points that would lie on the diagonal if expectation and result agreed; both in percent, 100 or 1 for all."""
    alt = altair()

    scale, axis = alt.Scale(domain=[0, high]), numbers("%" if high == 1 else "d")
    x = alt.X("x:Q", title=labels[0], scale=scale, axis=axis)
    y = alt.Y("y:Q", title=labels[1], scale=scale, axis=axis)
    dots = alt.Chart(values(rows)).mark_point(filled=True, size=70, color=BLUE).encode(x=x, y=y)
    ends: Rows = [{"x": 0.0, "y": 0.0}, {"x": high, "y": high}]
    diagonal = alt.Chart(values(ends)).mark_line(strokeDash=[4, 4], color=INK, opacity=0.6).encode(x="x:Q", y="y:Q")
    return diagonal + dots
