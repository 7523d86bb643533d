"""Backpropagation step by step on a graph: values forward, gradients backward, sums where a value is used twice.

A formula of ``lekce2.expressions`` becomes a graph (``lekce2.networks.typed_graph``); the player moves from node to
node. A gradient may be hidden for the learner to fill in. One graph, the network, is also told in matrices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from lekce2 import Lekce2Error
from lekce2.base import integer
from lekce2.graph import Tape
from lekce2.networks import EXAMPLES, central_differences, read_values, two_layers, typed_graph, write_values
from study.language import Language
from study.language import language as language_of
from ui.demos.backprop.findings import agreement, findings, focus, note, table_of
from ui.demos.backprop.graphs import GRAPHS, NOTHING, OWN, graph_of
from ui.demos.backprop.matrices import HEADS, matrix_story, matrix_table, network
from ui.demos.backprop.quiz import mark, mark_vector, verdict_of, verdict_text
from ui.demos.backprop.words import Story, labels, story, sum_of
from ui.drawing import Figure, Scene, Table, graph_panel, nearest_vertex
from ui.lab import Between, Controls, Demo, OneOf, Prediction, TypedText, demo_texts, short

SATURATED = "x1 = 2; x2 = 1; w11 = 2; w12 = 1; w21 = -2; w22 = -1; v1 = 2; v2 = -1"
MOST = 40  # nodes that a quiz may name


def figure(
    *, graph: str, formula: str, values: str, step: int, quiz: int, answer: str, seed: int, language: Language,
    notation: str,
) -> Figure:  # fmt: skip
    """The graph with its values, gradients and edges, played node by node; ``seed`` is where the values are from."""
    if graph == "matrices":
        return _matrices(values, step, quiz, answer, language)
    found = graph_of(graph, formula, values)
    hidden = _hidden(quiz, len(found.rows), lambda: mark(found, quiz, answer))
    told, say, called = story(found, hidden, language), demo_texts(language, "backprop"), labels(found)
    kind, facts = findings(found, hidden, called, language)
    if hidden != NOTHING:
        kind = "quiz"
    said = (say(f"overall.{kind}", **facts), note(graph, found, hidden, language), agreement(found, called, language))
    words = say("summary", **facts, values=told.captions[0], steps=" ".join(told.captions[1:]))
    table = table_of(found, called, hidden, language)
    title, veil = say(f"title.{kind}", **facts), say("veil", **facts)
    return _drawn(told, title, veil, step, " ".join(filter(None, said)), words, table, language, hidden == NOTHING)


def _matrices(values: str, step: int, quiz: int, answer: str, language: Language) -> Figure:
    nodes, scalars = network(values)
    hidden = _hidden(quiz, len(nodes), lambda: mark_vector(nodes[quiz].gradient, answer))
    told, say = matrix_story(nodes, hidden, language), demo_texts(language, "backprop")
    kind, asked = "quiz" if hidden != NOTHING else "matrices", nodes[hidden].name
    caption = f"{say(f'overall.{kind}', asked=asked)} {agreement(scalars, labels(scalars), language)}"
    words = f"{say('summary_matrices')} {' '.join(told.captions)}"
    table = matrix_table(nodes, scalars, hidden, language)
    return _drawn(told, say(f"title.{kind}", asked=asked), say("veil_matrices"), step, caption, words, table, language,
                  hidden == NOTHING)  # fmt: skip


def _drawn(
    told: Story, title: str, veil: str, step: int, caption: str, words: str, table: Table, language: Language,
    known: bool,
) -> Figure:  # fmt: skip
    """The figure; its table lies open unless a gradient is to be found (``known`` is False)."""
    frames, say = len(told.steps), demo_texts(language, "backprop")
    scene = Scene(
        (graph_panel(told.vertices, told.steps, title, veil, (say("legend.value"), say("legend.gradient"))),),
        frames=frames,
        captions=told.captions,
        start=min(integer("step", step), frames - 1),
        frame_names=told.frames,
        seconds=1.4 * (frames - 1),
        autoplay=True,
        alt=say("alt", count=len(told.vertices), steps=frames),
    )
    return Figure(scene, caption, words, table, table_open=known)


def predict(*, graph: str, formula: str, values: str, language: Language, notation: str, **others: Any) -> Prediction:
    """The gradient where most edges leave, among what the usual slips would give; in matrices the form of a product."""
    say = demo_texts(language, "backprop")
    if graph == "matrices":
        return Prediction(say("question_matrices"), ("g xᵀ", "Wᵀg", "x gᵀ", "W g"), 0, explain=say("explain_matrices"))
    found = graph_of(graph, formula, values)
    spot, called = focus(found), labels(found)
    truth, parts = found.gradients[spot], found.contributions(spot)
    each = [up * local for _, up, local in parts]
    slips = [
        *each,
        sum(local for _, _, local in parts),
        sum(up for _, up, _ in parts),
        math.prod(each),
        -truth,
        truth + 1,
        0.0,
    ]
    written: dict[str, float] = {short(truth, language): truth}
    for slip in slips:
        if len(written) < 4 and short(slip, language) not in written and math.isfinite(slip):
            written[short(slip, language)] = slip
    texts = sorted(written, key=lambda text: (not math.isfinite(written[text]), written[text]))
    letters, numbers, is_ = sum_of(found, spot, frozenset(), language)
    facts = {"node": called[spot], "letters": letters, "numbers": numbers, "is_": is_}
    why = say("explain_fork" if len(parts) > 1 else "explain_one", **facts) if parts else say("explain_none")
    return Prediction(
        say("question", node=called[spot], result=called[found.result]),
        tuple(texts),
        texts.index(short(truth, language)),
        explain=why,
    )


def controls(c: Controls) -> None:
    """The graph, the values of its variables and their seed, a formula of one's own, and a gradient to fill in."""
    c.select("graph")
    c.line("values", lambda text: _in_language(text, c.language))
    if c.values["graph"] == "own":
        c.line("formula")
    given = {name: c.values[name] for name in ("graph", "formula", "values")}
    try:
        names = tuple(HEADS) if given["graph"] == "matrices" else labels(graph_of(**given))
    except Lekce2Error:
        return
    c.seed()
    quiz = c.pick("quiz", {NOTHING: c.text("quiz.none"), **dict(enumerate(names))})
    if quiz == NOTHING:
        return
    answer = c.line("answer")
    if answer.strip():
        verdict = verdict_of(**given, quiz=quiz, answer=answer)
        c.say(verdict_text(verdict, names, **given, quiz=quiz, language=c.language))


def click(parameters: Mapping[str, Any], panel: int, x: float, y: float) -> Mapping[str, Any]:
    """A click on a box asks for its gradient."""
    shown = figure_story(parameters)
    return {"quiz": nearest_vertex(shown.vertices, x, y), "answer": ""} if shown else {}


def figure_story(parameters: Mapping[str, Any]) -> Story | None:
    """The story of these parameters, or None where they give none."""
    try:
        if parameters["graph"] == "matrices":
            return matrix_story(network(parameters["values"])[0], NOTHING, language_of("en"))
        found = graph_of(parameters["graph"], parameters["formula"], parameters["values"])
        return story(found, NOTHING, language_of("en"))
    except Lekce2Error:
        return None


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame."""
    return {"step": frame}


def _hidden(quiz: int, count: int, marked: Any) -> int:
    """The node whose gradient stays a question mark: the chosen one until its answer is right."""
    return quiz if 0 <= quiz < count and not marked().right else NOTHING


def _in_language(text: str, language: Language) -> str:
    """Values written with the language's decimal sign; what is not understood stays as it was typed."""
    try:
        return write_values(read_values(text), language.number(0.5)[1])
    except Lekce2Error:
        return text


def _bring(graph: str, _: Mapping[str, Any]) -> Mapping[str, Any]:
    """A graph brings its values, and is shown with all of them known."""
    name = "network" if graph == "matrices" else graph
    values = OWN[1] if name == "own" else write_values(EXAMPLES[name].values)
    nodes = 4 if graph == "matrices" else sum(bool(row.parents) for row in graph_of(graph, OWN[0], values).rows)
    return {"values": values, "step": nodes, "quiz": NOTHING, "answer": ""}


def _draw(seed: int, present: Mapping[str, Any]) -> Mapping[str, Any]:
    """Other values of the same variables by a seed: small whole numbers, halves where a graph saturates with less."""
    try:
        names = list(read_values(present["values"]))
    except Lekce2Error:
        return {}
    step = 1.0 if present["graph"] in ("notes", "fork", "own") else 0.5
    sizes = step * np.array([-3, -2, -1, 1, 2, 3])
    drawn = np.random.default_rng(seed).choice(sizes, len(names)).tolist()
    return {"values": write_values(dict(zip(names, drawn, strict=True))), "answer": ""}


DEMO = Demo(
    name="backprop",
    defaults={
        "graph": "notes", "formula": OWN[0], "values": write_values(EXAMPLES["notes"].values), "step": 3,
        "quiz": NOTHING, "answer": "", "seed": 0,
    },
    check={
        "graph": OneOf(GRAPHS),
        "formula": TypedText(200),
        "values": TypedText(200),
        "step": Between(0, 80, whole=True),
        "quiz": Between(NOTHING, MOST, whole=True),
        "answer": TypedText(60),
        "seed": Between(0, 9999, whole=True),
    },
    presets={
        "notes": {},
        "fill": {"quiz": 0},
        "neuron": {"graph": "neuron"},
        "saturated": {"graph": "network", "values": SATURATED},
        "network": {"graph": "network"},
        "matrices": {"graph": "matrices"},
        "softmax": {"graph": "softmax"},
        "own": {"graph": "own"},
    },
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, graph_of, typed_graph, Tape.backward, central_differences, two_layers),
    click=click,
    scrub=scrub,
    brings={"graph": _bring, "seed": _draw},
)  # fmt: skip
