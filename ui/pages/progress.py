"""Progress: the expected score over time, forgetting, reviews, calibration, pace, load, and attempts side by side."""

from datetime import date, datetime, timedelta

import streamlit as st

from study.deck import Deck
from study.memory import Memory, calibration, marginal_gain, progress
from study.planning import forecast
from ui import visit
from ui.drawing import Table, plots
from ui.features import attempts
from ui.learner import decks, progress_log
from ui.text import here, said, t

MOST = 50  # attempts that a table lists


def expected_over_time(deck: Deck, memory: Memory, now: datetime) -> None:
    """The expected score of every day, with the lines of the grades."""
    lang = here()
    days = progress.expected_over_time(deck, memory, now, progress_log.zone())
    rows = [{"day": plots.noon(day), "points": e.points, "low": e.low, "high": e.high} for day, e in days]
    grades = [
        {"points": percent / 100 * deck.points, "label": t("progress.grade", grade=grade)}
        for grade, percent in deck.grades
    ]
    summary = t("progress.nothing")
    if days:
        first, last = days[0][1], days[-1][1]
        summary = t(
            "progress.score-summary" if len(days) > 1 else "progress.score-today",
            first=lang.number(first.points, 1),
            last=lang.points(round(last.points, 1)),
            low=lang.number(last.low, 0),
            high=lang.number(last.high, 0),
        )
    head = (t("progress.day"), t("table.points"), t("progress.from"), t("progress.to"))
    table = tuple(
        (lang.day(day), lang.number(e.points, 1), lang.number(e.low, 1), lang.number(e.high, 1)) for day, e in days
    )
    axis = (t("progress.day"), t("table.points"))
    span = plots.fortnight([day for day, _ in days]) if days else None
    chart = plots.over_time(rows, grades, deck.points, span, axis) if span else None
    plots.plot(t("progress.score"), chart, summary, Table(head, table), "plot-score")


def at_risk(deck: Deck, memory: Memory, now: datetime) -> None:
    """Where the points are that the exam would cost, and what one more review of each card would bring."""
    lang = here()
    st.markdown(f"### {t('progress.risk')}", anchors=False)
    st.markdown(t("progress.risk-lead"))
    head = (t("table.question"), t("progress.at-risk"), t("progress.gain"), t("progress.minutes"), t("progress.rate"))
    rows = tuple(
        (
            said(deck.cards[risk.card].title),
            lang.number(risk.at_risk, 1),
            lang.number(risk.gain, 1, signed=True),
            lang.number(risk.minutes, 0),
            lang.number(risk.per_minute, 2),
        )
        for risk in marginal_gain.points_at_risk(deck, memory, now, progress_log.zone())
    )
    st.markdown(Table(head, rows[:30]).markdown())


def forgetting(deck: Deck, memory: Memory, now: datetime) -> None:
    """How each card fades from review to review, up to the exam or two weeks ahead; what is drawn, at least a week."""
    lang = here()
    until = max(memory.goals.exam_time(progress_log.zone()) or now + timedelta(days=14), now)
    horizon = max(until, now + timedelta(days=7))
    tried = [card for card in deck.cards.values() if memory.trace(card.id) is not None]
    chosen = st.multiselect(
        t("progress.cards"),
        [card.id for card in tried],
        placeholder=t("progress.cards-placeholder"),
        format_func=lambda name: said(deck.cards[name].title),
        key="progress-cards",
    )
    rows, marks, table = [], [], []
    chosen = chosen or [card.id for card in tried[:3]]
    for name in chosen:
        title = said(deck.cards[name].title)
        curve = progress.forgetting_curve(memory, name, horizon)
        for number, piece in enumerate(curve.pieces):
            rows += [{"card": title, "piece": f"{name}{number}", "time": w.isoformat(), "recall": r} for w, r in piece]
        marks += [{"card": title, "time": when.isoformat(), "recall": 1.0} for when, _ in curve.trials]
        recall = memory.retrievability(name, now) or 0.0
        at_end = memory.retrievability(name, until) or 0.0
        table.append((title, lang.percent(recall), lang.percent(at_end)))
    summary = t("progress.forgetting-summary", n=len(chosen)) if chosen else t("progress.nothing")
    head = (t("table.question"), t("progress.now"), t("progress.then"))
    chart = plots.curves(rows, marks, (t("progress.day"), t("progress.recall"))) if rows else None
    numbers = Table(head, tuple(table))
    plots.plot(t("progress.forgetting"), chart, summary, numbers, "plot-forgetting", named=len(chosen))


def reviews(deck: Deck, memory: Memory, now: datetime) -> None:
    """Reviews per day so far, and the minutes that the days to come will take."""
    lang = here()
    zone = progress_log.zone()
    days = progress_log.once(memory, f"calendar {zone}", lambda: progress.calendar(deck, memory, zone))
    bars, width = progress.bars(days)
    rows = [{"day": plots.noon(day), "value": n} for day, n in bars.items()]
    summary = t("progress.calendar-summary", n=sum(days.values()), days=len(days)) if days else t("progress.nothing")
    table = tuple((lang.day(day), str(n)) for day, n in bars.items())
    axis = (t("progress.day"), lang.plural("progress.reviews-in", width) if width > 1 else t("progress.reviews"))
    chart = plots.bars_over_days(rows, axis, plots.fortnight(list(days)), each=width) if rows else None
    plots.plot(t("progress.calendar"), chart, summary, Table(axis, table), "plot-calendar")
    loads = forecast(deck, memory, now, progress_log.zone())[:60]
    names = {"reviews": t("progress.load-reviews"), "new": t("progress.load-new"), "last": t("progress.load-last")}
    parts = [
        {"day": plots.noon(load.day), "value": getattr(load, part), "part": names[part]}
        for load in loads
        for part in names
    ]
    heaviest = max(loads, key=lambda load: load.minutes, default=None)
    summary = t("progress.nothing")
    if heaviest:
        worst, budget = round(heaviest.minutes), memory.goals.minutes_a_day
        key = "progress.load-over" if worst > budget else "progress.load-summary"
        summary = t(key, day=lang.day(heaviest.day), minutes=lang.plural("minutes", worst), budget=lang.number(budget))
    loaded = tuple((lang.day(load.day), *(lang.number(getattr(load, part), 0) for part in names)) for load in loads)
    axis = (t("progress.day"), t("progress.minutes"))
    chart = plots.bars_over_days(parts, axis, budget=memory.goals.minutes_a_day) if parts else None
    plots.plot(t("progress.load"), chart, summary, Table((axis[0], *names.values()), loaded), "plot-load")


def judgement(deck: Deck, memory: Memory) -> None:
    """Expected against earned, and the bias of each topic; then predicted recall against what was recalled."""
    lang = here()
    judged = progress_log.once(memory, "judged", lambda: calibration.judged(deck, memory, MOST))
    rows = [{"x": expected, "y": earned} for expected, earned in judged.places]
    summary = t("progress.calibration-none")
    if judged.last:
        mean = judged.bias
        summary = t("progress.too-sure" if mean > 0 else "progress.too-modest", percent=lang.percent(abs(mean) / 100))
    head = (t("progress.topic"), t("progress.bias"), t("progress.attempts"))
    table = tuple(
        (said(deck.topics[topic]), lang.number(mean, 0, signed=True), str(n))
        for topic, (mean, n) in judged.topics.items()
    )
    axis = (t("progress.expected-percent"), t("progress.earned-percent"))
    chart = plots.against(rows, axis, 100) if rows else None
    tried = tuple(
        (
            said(deck.cards[g.card].title),
            lang.day(day_of(g.when)),
            lang.number(g.expected, 0),
            lang.number(g.earned, 0),
        )
        for g in reversed(judged.last)
    )
    each = Table((t("table.question"), t("progress.day"), *axis), tried)
    plots.plot(t("progress.calibration"), chart, summary, Table(head, table), "plot-calibration", each)
    bins = progress_log.once(memory, "bins", lambda: calibration.recall_bins(deck, memory))
    rows = [{"x": b.predicted, "y": b.recalled} for b in bins]
    summary = t("progress.recall-summary", n=sum(b.count for b in bins)) if bins else t("progress.nothing")
    head = (t("progress.predicted"), t("progress.recalled"), t("progress.attempts"))
    table = tuple((lang.percent(b.predicted), lang.percent(b.recalled), str(b.count)) for b in bins)
    chart = plots.against(rows, (t("progress.predicted"), t("progress.recalled")), 1) if rows else None
    plots.plot(t("progress.recall-title"), chart, summary, Table(head, table), "plot-recall")


def day_of(moment: datetime) -> date:
    """The learner's day of a moment."""
    return moment.astimezone(progress_log.zone()).date()


def pace(deck: Deck, memory: Memory) -> None:
    """Time per question against the minutes that its points allow."""
    lang = here()
    paces = progress_log.once(memory, "paces", lambda: calibration.paces(deck, memory))
    titles = {p.card: said(deck.cards[p.card].title) for p in paces}
    rows = [{"card": titles[p.card], "value": 100 * p.seconds / p.budget} for p in paces if p.budget]
    slow = [titles[p.card] for p in paces if p.seconds > p.budget]
    summary = t("progress.pace-slow", cards=", ".join(slow)) if slow else t("progress.pace-good")
    head = (t("table.question"), t("progress.used"), t("progress.allowed"))
    table = tuple((titles[p.card], lang.duration(p.seconds), lang.duration(p.budget)) for p in paces)
    chart = plots.bars_of_names(rows, t("progress.pace-axis")) if rows else None
    plots.plot(t("progress.pace"), chart, summary if paces else t("progress.nothing"), Table(head, table), "plot-pace")


deck = decks.require()
memory, now = progress_log.memory(deck), visit.now()
st.title(t("nav.progress"), anchor=False)
if not memory.cards:
    st.info(t("progress.empty"), icon=":material/monitoring:")
expected_over_time(deck, memory, now)
at_risk(deck, memory, now)
forgetting(deck, memory, now)
reviews(deck, memory, now)
judgement(deck, memory)
pace(deck, memory)
attempts.side_by_side(deck, memory)
