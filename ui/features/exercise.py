"""One exercise on the screen: the question, and for every kind the way to answer it and to read the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from string import ascii_lowercase
from typing import Any

import streamlit as st

from study.content import Texts, spelled
from study.exercises import Algorithm, Asked, Choice, Derivation, Numeric, Option, ParsonsBlock, Spotting, Task
from study.grading import VERDICTS
from study.spelling import shown_name
from ui import dom
from ui.features.practice import ANSWER, Try
from ui.text import here, preview, preview_markdown, safe_markdown, said, t
from ui.unexpected import callback
from ui.widgets import Desk, Steps, dragging, dropped, editor, held, moved, picked, put

MOVES: tuple[tuple[str, Callable[..., Steps], tuple[int, ...]], ...] = (
    ("up", moved, (-1,)),
    ("down", moved, (1,)),
    ("drop", dropped, ()),
)  # what can be done with a block in its place
# A fraction reaches invisibly over its neighbours: a press must not fall on it but on what is pressed.
STYLE = dom.css("<style>:--exercise :is(button, label) :--formula { pointer-events: none; }</style>")


def line(tex: str | None, texts: Texts | None, wide: bool = False) -> str:
    """A line of a derivation or an option: its formula, or its text."""
    style = r"\displaystyle " if wide else ""
    return said(texts) if tex is None else safe_markdown(f"${style}{tex}$")


def question(task: Task, tried: Try) -> None:
    """What is asked, with the numbers of the seed, and the hints that were bought.

    The author's words on a derivation are those of putting it in order; before them stands what is done instead.
    """
    if isinstance(task, Derivation) and tried.mode in ("fill", "write"):
        how = here().plural("practice.fill-how", blanks(task)) if tried.mode == "fill" else t("practice.write-how")
        st.markdown(f"**{how}**")
        st.caption(t("practice.derived"))
    st.markdown(said(task.question(tried.seed)))
    for i in range(tried.hints):
        st.info(said(task.hint(i, tried.seed)), icon=":material/lightbulb:")


def ask(task: Task, tried: Try, desk: Desk) -> None:
    """The way to answer."""
    st.html(STYLE)
    if isinstance(task, Algorithm):
        _program(task, desk)
    elif isinstance(task, Numeric):
        same = len({precision(asked) for asked in task.answers}) == 1
        wanted = [_sentence(precision(task.answers[0]))] if same else []
        st.caption(" ".join([*wanted, t("practice.value-help")]))
        for asked in task.answers:
            unit = f" ({t(f'practice.{asked.measure}')})" if asked.measure in ("bits", "nats") else ""
            label = t("practice.value") if len(task.answers) == 1 else said(asked.label)
            how = "" if same else f" – {precision(asked)}"
            st.text_input(label + unit + how, key=tried.key(asked.name), on_change=callback(desk.changed))
    elif isinstance(task, Derivation):
        _derivation(task, tried, desk)
    elif isinstance(task, Choice):
        _options(t("practice.choose"), task, task.shuffled(tried.seed), tried, desk, "option")
    elif isinstance(task, Spotting):
        _spotting(task, tried, desk)


def precision(asked: Asked) -> str:
    """How precise a value has to be: exactly, or to so many decimals."""
    return t("practice.exactly") if asked.exact else here().plural("practice.to-decimals", asked.decimals)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def read(task: Task, tried: Try) -> Any:
    """The answer that stands in the widgets, in the form that ``Task.mark`` takes."""
    given = st.session_state
    if isinstance(task, Algorithm):
        return held(ANSWER, tried.draft).text
    if isinstance(task, Numeric):
        return {asked.name: given.get(tried.key(asked.name)) or "" for asked in task.answers}
    if isinstance(task, Choice):
        return given.get(tried.key("option")) or ""
    if isinstance(task, Spotting):
        found = {"line": given.get(tried.key("line")) or ""}
        return {**found, "reason": given.get(tried.key("cause")) or ""} if task.causes else found
    assert isinstance(task, Derivation)
    if tried.mode == "write":
        verdicts = {step.id: given.get(tried.key(f"verdict-{step.id}")) for step in task.steps}
        marked = {step: verdict for step, verdict in verdicts.items() if verdict}
        return {"mode": "write", "verdicts": marked, "text": tried.answer or ""}
    if tried.mode == "fill":
        return {"mode": "fill", "steps": [*tried.steps, *[""] * (blanks(task) - len(tried.steps))]}
    reasons = {step: given.get(tried.key(f"reason-{step}")) or "" for step in tried.steps}
    return {"mode": "order", "steps": list(tried.steps), "reasons": reasons}


def blanks(task: Derivation) -> int:
    """How many steps are left blank to be filled in: the last half."""
    return (len(task.steps) + 1) // 2


def _program(task: Algorithm, desk: Desk) -> None:
    world = task.world
    names = [*world.given, *(f"{name}(θ)" for name in world.functions)]
    known = (*world.given, *task.results, *task.graded, *task.other_names)
    st.markdown(t("practice.given", names=_codes(names), results=_codes(task.results)))
    editor(
        desk.editor,
        draft_id=desk.draft,
        text=desk.text,
        label=t("practice.program"),
        placeholder=t("practice.program-placeholder"),
        hint=t("practice.program-hint" if desk.submit else "exam.program-hint"),
        language=here(),
        height=130,
        formula=True,
        chips=_chips((*world.given, *task.results, *task.mentioned), world.functions),
        on_change=desk.written,
        on_submit=desk.submit,
        preview=lambda text: preview(text, world.functions, here(), desk.slip, known, world.states),
    )


def _chips(names: Iterable[str], functions: Iterable[str]) -> list[str]:
    """What a touch screen offers: the names as the lecture writes them, functions, and the signs its keyboard hides."""
    pretty = [shown_name(name) for name in dict.fromkeys(names)]
    return [*pretty, *(f"{name}(" for name in functions), "←", "√", "²", "·", "/", "^", "(", ")"]


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _options(label: str, task: Task, options: tuple[Option, ...], tried: Try, desk: Desk, name: str) -> None:
    shown = lettered({o.id: filled(task, o.tex, o.text, tried) for o in options})
    key = tried.key(name)
    st.radio(label, list(shown), format_func=shown.__getitem__, index=None, key=key, on_change=callback(desk.changed))


def lettered(options: Mapping[str, str]) -> dict[str, str]:
    """Options with a letter each: a name to speak of, and for a formula the only words that a reader of labels hears.

    >>> lettered({"met": "$g$", "not": "$-g$"})
    {'met': 'a) $g$', 'not': 'b) $-g$'}
    """
    return {name: f"{letter}) {text}" for letter, (name, text) in zip(ascii_lowercase, options.items(), strict=False)}


def filled(task: Task, tex: str | None, texts: Texts | None, tried: Try) -> str:
    """A line with the numbers of the seed."""
    values = task.values(tried.seed)
    if tex is None:
        return "" if texts is None else said(task.fill(texts, values))
    return safe_markdown(f"${task.fill({here().code: tex}, values, maths=True)[here().code]}$")


def _spotting(task: Spotting, tried: Try, desk: Desk) -> None:
    lines = {i: f"{i}. {filled(task, one.tex, one.text, tried)}" for i, one in enumerate(task.lines, 1)}
    label = t("practice.wrong-line")
    key = tried.key("line")
    st.radio(label, list(lines), format_func=lambda i: lines[i], index=None, key=key, on_change=callback(desk.changed))
    if task.causes:
        _options(t("practice.why"), task, task.shuffled(tried.seed), tried, desk, "cause")


def _derivation(task: Derivation, tried: Try, desk: Desk) -> None:
    if tried.mode == "write":
        _writing(task, tried)
        return
    fill = tried.mode == "fill"
    first = task.steps[: len(task.steps) - blanks(task)] if fill else ()
    most = blanks(task) if fill else len(task.steps) + len(task.distractors)
    if not fill:
        st.caption(t("practice.order-how"))
    for step in first:
        st.markdown(f"{step.id}. {line(step.tex, step.text, wide=True)}")
    blocks = {block.id: block for block in task.blocks(tried.seed) if block not in first}
    known = frozenset(blocks)
    names = lettered({block.id: line(block.tex, block.text) for block in blocks.values()})
    dragging(
        tried.attempt,
        "exercise-placed-",
        "exercise-pick-",
        lambda block, place: desk.arrange(put, block, place, most) if block in known else None,
    )
    for place, id in enumerate(tried.steps, len(first) + 1):
        _placed(task, tried, desk, blocks[id], place)
    rest = [block for block in blocks.values() if block.id not in tried.steps]
    if rest and len(tried.steps) < most:
        st.markdown(f"**{t('practice.blocks')}**")
        for block in rest:
            st.button(
                names[block.id],
                key=tried.key(f"pick-{block.id}"),
                width="stretch",
                on_click=callback(desk.arrange),
                args=(picked, block.id, most),
            )


def _placed(task: Derivation, tried: Try, desk: Desk, block: ParsonsBlock, place: int) -> None:
    """A block that was put in its place, on one line with the buttons that move it; at marked steps its reason."""
    with st.container(border=True, key=tried.key(f"placed-{block.id}"), gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{place}. {line(block.tex, block.text)}", width="stretch")
            for name, change, by in MOVES:
                st.button(
                    t(f"practice.{name}"),
                    key=tried.key(f"{name}-{block.id}"),
                    type="tertiary",
                    on_click=callback(desk.arrange),
                    args=(change, block.id, *by),
                )
        tempting = block in task.distractors and any(step.asked for step in task.steps)  # it looks like the others
        if (block.asked or tempting) and tried.mode == "order":
            texts = {reason.id: spelled(said(reason.text)) for reason in task.reasons(tried.seed)}
            st.selectbox(
                t("practice.reason"),
                list(texts),
                format_func=texts.__getitem__,
                index=None,
                key=tried.key(f"reason-{block.id}"),
                placeholder=t("practice.reason-placeholder"),
                label_visibility="collapsed",
                on_change=callback(desk.changed),
            )


def _writing(task: Derivation, tried: Try) -> None:
    if not tried.shown:
        editor(ANSWER, draft_id=tried.draft, label=t("practice.derivation"), language=here())
        return
    if tried.answer:
        with st.container(border=True):
            st.markdown(preview_markdown(str(tried.answer)))
    st.markdown(f"**{t('practice.compare')}**")
    for step in task.steps:
        st.markdown(f"{step.id}. {line(step.tex, step.text, wide=True)}")
        key = tried.key(f"verdict-{step.id}")
        label = t("practice.verdict", step=step.id)
        words = {name: t(f"practice.{name}") for name in VERDICTS}
        st.segmented_control(label, VERDICTS, format_func=words.__getitem__, key=key, label_visibility="collapsed")
