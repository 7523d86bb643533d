"""A marked exercise on the screen: the points, the reason of every mark, and the worked solution."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase
from typing import Any

import streamlit as st

from lekce2 import Message
from study.exercises import Algorithm, Choice, Derivation, Marking, MarkingItem, Numeric, Spotting, Task, picked
from ui.features.answer import COLOURS, SIGNS
from ui.features.exercise import filled, line
from ui.features.practice import Try
from ui.text import display, here, plain, safe_markdown, said, t

REFUSED = 3  # places that are named at once; the preview names all


def refused(marking: Marking, task: Task) -> None:
    """Why an answer could not be read; it costs nothing."""
    messages = list(marking.unread) or ([marking.message] if marking.message else [])
    sentences = [_sentence(message, task) for message in messages[:REFUSED]]
    st.warning("  \n".join([*sentences, t("practice.costs-nothing")]), icon=":material/edit_note:")


def feedback(marking: Marking, task: Task, tried: Try) -> None:
    """Points, the sentence on the whole, and for every part what it earned and why."""
    of = here().plural("points.of", marking.of)
    st.markdown(f"### {t('practice.score', points=round(marking.points, 2), of=of)}", anchors=False)
    if marking.cost:
        st.caption(t("practice.hints-cost", n=marking.cost))
    if marking.message is not None:
        why = f" – {said(marking.why)}" if marking.why else ""
        st.markdown(f"{_sentence(marking.message, task)}{why}.")
    if isinstance(task, Algorithm) and isinstance(tried.answer, str):
        st.code(tried.answer, language=None, line_numbers=True)
    own = _own(task, tried) if marking.marked else ""
    if own:
        st.markdown(own)
    st.markdown("\n".join(_item(item, task) for item in marking.items))


def solution(task: Task, tried: Try) -> None:
    """The worked solution: the author's, and what is right."""
    with st.container(border=True, key="exercise-solution"):
        st.markdown(f"#### {t('practice.solution')}", anchors=False)
        if isinstance(task, Algorithm):
            for reference in task.references:
                if reference.label:
                    st.caption(said(reference.label))
                st.markdown(display(reference.program.source, task.world.functions, here()))
        elif isinstance(task, Derivation):
            for step in task.steps:
                reason = f" – {said(step.reason)}" if step.reason else ""
                st.markdown(f"{step.id}. {line(step.tex, step.text, wide=True)}{reason}")
        elif isinstance(task, Choice):
            _option(task, tried)
        elif isinstance(task, Spotting):
            _line(task, tried)
        worked = task.worked(tried.seed)
        if worked is not None:
            st.markdown(said(worked))


def _own(task: Task, tried: Try) -> str:
    """What the learner answered, where the marking does not say it; steps by their numbers in the solution."""
    given = tried.answer
    if isinstance(task, Numeric):
        typed = [(said(asked.label), plain(given[asked.name])) for asked in task.answers if given.get(asked.name)]
        values = [f"{label} = {text}" if len(task.answers) > 1 else text for label, text in typed]
        return t("practice.your-answer", answer="; ".join(values))
    if isinstance(task, Spotting):
        return _spotted(task, tried)
    if isinstance(task, Choice):
        return _chosen(task, tried)
    if isinstance(task, Derivation) and tried.mode != "write" and isinstance(given, Mapping):
        shown = [step if step.isdecimal() else "✗" if step else "–" for step in given["steps"]]
        return t("practice.your-order", answer=" → ".join(shown))
    return ""


def _chosen(task: Choice, tried: Try) -> str:
    """All options, with the right one and the chosen one marked."""
    chosen = picked(task.options, tried.answer)
    rows = []
    for letter, option in zip(ascii_lowercase, task.shuffled(tried.seed), strict=False):
        badges = [f":gray-badge[{t('practice.the-right-option')}]"] if option.right else []
        if chosen is not None and option.id == chosen.id:
            verdict = "met" if option.right else "missed"
            badges = [f":{COLOURS[verdict]}-badge[{SIGNS[verdict]} {t('practice.chosen')}]", *badges]
        rows.append(" ".join([f"- {letter}) {filled(task, option.tex, option.text, tried)}", *badges]))
    return "\n".join(rows)


def _spotted(task: Spotting, tried: Try) -> str:
    """The lines, with the wrong one and the chosen one marked, and the chosen reason."""
    given = tried.answer if isinstance(tried.answer, Mapping) else {}
    rows = []
    for i, one in enumerate(task.lines, 1):
        badges = [f":gray-badge[{t('practice.the-wrong-line')}]"] if i == task.wrong else []
        if i == given.get("line"):
            verdict = "met" if i == task.wrong else "missed"
            badges.append(f":{COLOURS[verdict]}-badge[{SIGNS[verdict]} {t('practice.chosen')}]")
        rows.append(" ".join([f"{i}. {filled(task, one.tex, one.text, tried)}", *badges]))
    cause = picked(task.causes, given.get("reason"))
    reason = [t("practice.your-reason", reason=filled(task, cause.tex, cause.text, tried))] if cause else []
    return "\n\n".join(["\n".join(rows), *reason])


def _item(item: MarkingItem, task: Task) -> str:
    points = t("practice.item-points", points=round(item.points, 2), of=round(item.of, 2))
    badge = f":{COLOURS[item.verdict]}-badge[{SIGNS[item.verdict]} {points}]" if item.of else "–"
    why = f" – {said(item.why)}" if item.why else ""
    return f"- {badge} {_sentence(item.message, task)}{why}"


def _sentence(message: Message, task: Task) -> str:
    """A sentence of the marking, in Markdown; the values that were asked for carry their labels."""
    if isinstance(task, Numeric) and message.code.startswith("value-"):
        labels = {asked.name: said(asked.label) for asked in task.answers}
        if len(labels) == 1:
            labels = dict.fromkeys(labels, t("practice.value"))
        parameters: dict[str, Any] = {**message.parameters, "name": labels[message.parameters["name"]]}
        if "before" in parameters:
            parameters["before"] = ", ".join(labels.get(name, name) for name in parameters["before"].split(", "))
        if "reason" in parameters:
            parameters["reason"] = plain(here().nested(parameters["reason"]))
        return _capital(here().text(f"marking.{message.code}", **parameters))
    return _capital(plain(here().message(message, "marking")))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text[1:2].isalpha() else text


def _option(task: Choice, tried: Try) -> None:
    right = next(option for option in task.options if option.right)
    values = task.known(tried.seed)
    code = here().code
    if right.tex is not None:
        st.markdown(safe_markdown(f"${task.fill({code: right.tex}, values, maths=True)[code]}$"))
    elif right.text is not None:
        st.markdown(said(task.fill(right.text, values)))
    if right.why is not None and picked(task.options, tried.answer) is not right:  # else the marking has said it
        st.markdown(said(task.fill(right.why, values)))


def _line(task: Spotting, tried: Try) -> None:
    code, values = here().code, task.known(tried.seed)
    if task.correct is not None:
        correct = task.fill({code: task.correct}, values, maths=True)[code]
        st.markdown(f"{t('practice.mended', line=task.wrong)} {safe_markdown(f'${correct}$')}")
    chosen = tried.answer.get("line") if isinstance(tried.answer, Mapping) else None
    if chosen is None or (chosen != task.wrong and chosen in task.notes):  # else the marking has said it
        st.markdown(said(task.fill(task.why, values)))
    right = next((cause for cause in task.causes if cause.right), None)
    if right is not None:
        st.caption(t("practice.reason"))
        st.markdown(line(right.tex, None if right.text is None else task.fill(right.text, values)))
