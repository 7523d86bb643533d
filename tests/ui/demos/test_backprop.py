"""The backprop demo: gradients against differences and closed forms, its steps, its marking, its frame."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lekce2 import Lekce2Error
from lekce2.networks.examples import EXAMPLES
from lekce2.networks.typed_graph import typed_graph, write_values
from study.language.catalogues import language
from tests.support.lab import sent
from ui.demos.backprop import DEMO, click, figure, figure_story, predict, scrub
from ui.demos.backprop.graphs import GRAPHS, NOTHING
from ui.demos.backprop.matrices import network
from ui.demos.backprop.quiz import mark, mark_vector, read_numbers
from ui.demos.backprop.words import labels
from ui.drawing.figure import Figure
from ui.drawing.graph_drawing import arranged
from ui.lab.spec import Prediction


def values_of(graph: str) -> dict[str, Any]:
    return {**DEMO.defaults, **DEMO.complete({"graph": graph})}


def drawn(lang: str = "cs", **changes: Any) -> Figure:
    return figure(**{**DEMO.defaults, **DEMO.complete(changes)}, language=language(lang), notation="notes")


def asked(**changes: Any) -> Prediction:
    return predict(**{**DEMO.defaults, **DEMO.complete(changes)}, language=language("cs"), notation="notes")


def texts(shown: Figure, frame: int) -> str:
    return " | ".join(
        mark.text[frame] for panel in shown.scene.panels for mark in panel.marks if mark.kind in ("box", "text")
    )


# ---- numbers


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_differences_agree_on_the_whole_library(name: str) -> None:
    found = typed_graph(EXAMPLES[name].formula, write_values(EXAMPLES[name].values))
    assert found.differences == pytest.approx(found.gradients, rel=1e-7, abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(list(EXAMPLES)), st.data())
def test_differences_agree_at_other_values(name: str, data: st.DataObject) -> None:
    """Not further out: at ±2 a neuron's p may come so near to 0 that log p bends too much for a difference."""
    values = {each: data.draw(st.floats(-1, 1).map(lambda v: round(v, 3))) for each in EXAMPLES[name].values}
    found = typed_graph(EXAMPLES[name].formula, write_values(values))
    assert found.differences == pytest.approx(found.gradients, rel=1e-6, abs=1e-6)


EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["sigmoid", "tanh"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        inner.map(lambda text: f"({text})**2"),
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(EXPRESSIONS, st.floats(-2, 2), st.floats(-2, 2))
def test_differences_agree_on_typed_formulas(formula: str, x: float, y: float) -> None:
    try:
        found = typed_graph(formula, write_values({"x": round(x, 3), "y": round(y, 3)}))
    except Lekce2Error as error:
        assume(error.code in ("graph-too-wide", "graph-too-large"))
        raise AssertionError(f"{formula}: {error}") from error
    sizes = [abs(float(row.value)) for row in found.rows] + [abs(each) for each in found.gradients]
    assume(max(sizes) < 1e3)
    assert found.differences == pytest.approx(found.gradients, rel=1e-5, abs=1e-5)
    total = [sum(up * local for _, up, local in found.contributions(i)) for i in range(len(found.rows))]
    total[found.result] += 1.0
    assert found.gradients == pytest.approx(total)  # every gradient is the sum over its successors


def test_the_answers_example_by_hand() -> None:
    found = typed_graph(EXAMPLES["notes"].formula, "x = 2; w = 3")
    assert [float(row.value) for row in found.rows] == [2.0, 3.0, 6.0, 8.0, 64.0]
    assert found.gradients == (64.0, 32.0, 16.0, 16.0, 1.0)
    assert labels(found) == ("x", "w", "u₃", "u₄", "u₅")


def test_softmax_minus_one_hot_and_p_minus_one() -> None:
    z = np.array([2.0, 1.0, -1.0])
    shares = np.exp(z) / np.exp(z).sum()
    found = typed_graph(EXAMPLES["softmax"].formula, write_values(EXAMPLES["softmax"].values))
    assert found.gradients[:3] == pytest.approx(shares - [0, 1, 0])
    neuron = typed_graph(EXAMPLES["neuron"].formula, write_values(EXAMPLES["neuron"].values))
    z_at, p_at = neuron.names.index("z"), neuron.names.index("p")
    p = 1 / (1 + math.exp(-(0.5 * 2 - 1.5 + 0.25)))
    assert neuron.rows[p_at].value == pytest.approx(p)
    assert neuron.gradients[z_at] == pytest.approx(p - 1)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-2, 2), min_size=8, max_size=8))
def test_the_matrices_are_the_same_network(numbers: list[float]) -> None:
    names = list(EXAMPLES["network"].values)
    given_values = {name: round(value, 3) for name, value in zip(names, numbers, strict=True)}
    nodes, scalars = network(write_values(given_values))
    by_name = {node.name: node for node in nodes}
    at = {name: i for i, name in enumerate(scalars.names)}
    for name, parts in (
        ("x", ("x1", "x2")),
        ("v", ("v1", "v2")),
        ("z", ("z1", "z2")),
        ("h", ("h1", "h2")),
        ("o", ("o",)),
    ):
        assert by_name[name].gradient == pytest.approx([scalars.gradients[at[part]] for part in parts], abs=1e-9)
    weights = [scalars.gradients[at[name]] for name in ("w11", "w12", "w21", "w22")]
    assert by_name["W"].gradient.ravel() == pytest.approx(weights, abs=1e-9)
    for node in nodes:
        for jacobian, product in zip(node.jacobians, node.products, strict=True):
            assert jacobian.T @ node.gradient == pytest.approx(product.ravel())


# ---- the drawing


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("lang", ["cs", "en"])
def test_boxes_never_overlap(graph: str, lang: str) -> None:
    parameters = values_of(graph)
    story = figure_story(parameters)
    assert story is not None
    found, sizes = arranged(story.vertices)
    panel = drawn(lang, graph=graph).scene.panels[0]
    assert panel.turns is not None
    assert found.room <= 350
    tallest = max(height for _, height in sizes)
    assert panel.turns[1] / found.rows > tallest + 20  # rows on a phone
    for i in range(len(sizes)):
        for j in range(i):
            if found.row[i] == found.row[j]:
                apart = abs(found.place[i] - found.place[j])
                assert apart >= (sizes[i][0] + sizes[j][0]) / 2
                if panel.turns[0] < 1000:  # lies flat on a wide screen
                    assert apart >= (sizes[i][1] + sizes[j][1]) / 2
        assert sizes[i][0] / 2 <= found.place[i] <= found.room - sizes[i][0] / 2


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS)
def test_boxes_of_typed_formulas_never_overlap_and_edges_run_down(formula: str) -> None:
    parameters = {**DEMO.defaults, "graph": "own", "formula": formula, "values": "x = 0.5; y = -0.25"}
    story = figure_story(parameters)
    assume(story is not None)
    assert story is not None
    found, sizes = arranged(story.vertices)
    for child, vertex in enumerate(story.vertices):
        for k, parent in enumerate(vertex.parents):
            rows = [row for row, _ in found.routes[child][k]]
            assert rows == list(range(found.row[parent], found.row[child] + 1))
    for i in range(len(sizes)):
        for j in range(i):
            if found.row[i] == found.row[j]:
                assert abs(found.place[i] - found.place[j]) >= (sizes[i][0] + sizes[j][0]) / 2 - 1e-9


def test_the_layout_is_always_the_same() -> None:
    story = figure_story(values_of("network"))
    assert story is not None
    first, _ = arranged(story.vertices)
    arranged.__globals__["placed"].cache_clear()
    assert arranged(story.vertices)[0] == first


def test_values_come_forward_and_gradients_backward() -> None:
    shown = drawn()
    assert shown.scene.frames == 9
    assert shown.scene.frame_names[0] == "vstupy"
    assert shown.scene.frame_names[-1] == "zpět 5/5"
    assert "64" not in texts(shown, 2)
    assert "64" in texts(shown, 3)  # the value of the last node
    assert "16 · 3" not in texts(shown, 7)
    assert "16 · 3" in texts(shown, 8)  # what returns to x
    assert shown.scene.captions[3].startswith("Dopředu: u₅ = u₄² = 8² = 64. Lokální derivace: ∂u₅/∂u₄ = 16")
    assert shown.scene.captions[8].endswith("g(x) = g(u₃) · ∂u₃/∂x + g(u₄) · ∂u₄/∂x = 16 · 3 + 16 · 1 = 64.")


def test_edges_light_up_forward_and_backward() -> None:
    (edges,) = ([m for m in panel.marks if m.lit is not None and m.kind == "line"] for panel in drawn().scene.panels)
    assert len(edges) == 5
    for frame in range(9):
        lit = [mark.lit[frame] for mark in edges]  # type: ignore[index]
        assert set(lit) <= ({0, 1} if frame <= 3 else {0, -1})
    assert sum(mark.lit[8] == -1 for mark in edges) == 2  # type: ignore[index]


def test_nothing_of_the_gradients_shows_before_the_prediction() -> None:
    veiled = drawn().scene.veiled()
    for frame in range(veiled.frames):
        said = " | ".join(mark.text[frame] for mark in veiled.panels[0].marks if mark.kind in ("box", "text"))
        assert "16 ·" not in said
        assert "32" not in said
    assert not veiled.captions
    assert veiled.panels[0].title == "Hodnoty už tu jsou. Jaký gradient se vrátí do x?"


def test_captions_of_the_regimes() -> None:
    assert "Na rozvětvení se gradient sčítá" in drawn().caption
    assert "48 + 16 = 64" in drawn().caption
    assert "Samé jednoduché cesty" in drawn(graph="neuron").caption
    assert "Gradient mizí" in drawn(**DEMO.presets["saturated"]).caption
    assert "není všechno konečné číslo" in drawn(graph="own", formula="log(x)", values="x = 0").caption
    assert "Konečné diference se u x liší" in drawn(graph="own", formula="relu(x) + x", values="x = 0").caption
    assert "Konečné diference souhlasí" in drawn(graph="matrices").caption


def test_the_table_holds_both_derivatives() -> None:
    table = drawn().table
    assert table.rows[-1] == ("1", "x", "vstup", "2", "16 · 3 + 16 · 1", "64", "64")
    rows = {row[0]: row for row in drawn(graph="matrices").table.rows}
    assert rows["z → x"][4] == rows["z → x"][5]


# ---- guesses and gradients to fill in


@pytest.mark.parametrize("graph", GRAPHS)
def test_the_prediction_tempts_with_slips(graph: str) -> None:
    question = asked(graph=graph)
    assert question.choices is not None
    assert len(set(question.choices)) == len(question.choices) >= 3
    if graph == "notes":
        assert question.choices[int(question.correct)] == "64"
        assert {"48", "16"} <= set(question.choices)


@pytest.mark.parametrize(
    ("node", "answer", "kind"),
    [
        (0, "64", "right"), (0, "64,3", "right"), (0, "64.3", "right"), (0, "65", "wrong"), (0, "48", "partial"),
        (0, "16", "partial"), (0, "4", "no-upstream"), (0, "768", "product"), (0, "−64", "sign"), (0, "", "unread"),
        (0, "1;2", "unread"), (2, "16", "right"), (4, "1", "right"), (3, "16,0", "right"), (1, "2", "no-upstream"),
        (0, "32", "no-local"),
    ],
)  # fmt: skip
def test_marking_names_the_slip(node: int, answer: str, kind: str) -> None:
    assert mark(typed_graph(EXAMPLES["notes"].formula, "x = 2; w = 3"), node, answer).kind == kind


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(list(EXAMPLES)), st.data())
def test_the_true_gradient_is_right_with_comma_or_point(name: str, data: st.DataObject) -> None:
    found = typed_graph(EXAMPLES[name].formula, write_values(EXAMPLES[name].values))
    node = data.draw(st.integers(0, len(found.rows) - 1))
    for text in (f"{found.gradients[node]:.4g}", f"{found.gradients[node]:.4g}".replace(".", ",")):
        assert mark(found, node, text).right
    wrong = found.gradients[node] * 1.1 + math.copysign(0.1, found.gradients[node])
    assert not mark(found, node, str(wrong)).right


def test_a_matrix_is_marked_in_reading_order() -> None:
    gradient = np.array([[1.0, -2.0], [0.5, 4.0]])
    assert mark_vector(gradient, "1 −2; 0,5 4").right
    assert mark_vector(gradient, "1 0.5 -2 4").kind == "transposed"
    assert mark_vector(gradient, "1 2 3").kind == "unread"
    assert mark_vector(gradient[0], "-1 2").kind == "sign"
    assert mark_vector(gradient[0], "1 1").kind == "wrong"
    assert read_numbers("[−7,77; 0.442]") == [-7.77, 0.442]


def test_a_hidden_gradient_is_a_question_mark_everywhere_until_it_is_right() -> None:
    shown = drawn(quiz=3)
    last = shown.scene.frames - 1
    assert "? · 1" in texts(shown, last)  # also as the gradient from above
    assert shown.table.rows[1][5:] == ("?", "?")
    assert "g(u₃) = g(u₄) · ∂u₄/∂u₃ = ? · 1 = ?" in shown.scene.captions[6]  # 16 would tell g(u₄)
    assert not shown.table_open
    hidden = drawn(quiz=0)
    assert "64" not in hidden.caption + hidden.scene.panels[0].title
    assert hidden.scene.captions[8].endswith("g(x) = g(u₃) · ∂u₃/∂x + g(u₄) · ∂u₄/∂x.")
    assert "16 · 3" not in texts(hidden, 8)
    assert hidden.table.rows[-1][4:] == ("?", "?", "?")
    assert drawn(quiz=0, answer="63,9").table_open
    assert drawn(quiz=0, answer="63,9").table == drawn().table
    assert drawn(quiz=0, answer="48").table.rows[-1][5] == "?"


def test_a_click_on_a_box_asks_for_its_gradient() -> None:
    for graph in ("notes", "network", "matrices"):
        parameters = values_of(graph)
        story = figure_story(parameters)
        assert story is not None
        found, _ = arranged(story.vertices)
        for i, (row, place) in enumerate(zip(found.row, found.place, strict=True)):
            assert click(parameters, 0, row + 0.1, -place - 5) == {"quiz": i, "answer": ""}
    assert click({**DEMO.defaults, "graph": "own", "formula": "("}, 0, 0, 0) == {}
    assert scrub(DEMO.defaults, 4) == {"step": 4}


@pytest.mark.parametrize(
    ("formula", "values", "code"),
    [
        ("x*", "x = 1", "nothing-after"), ("q", "x = 1", "no-names"), ("x", "x = a", "bad-values"),
        ("x", "x = 1e9", "value-too-large"), ("", "", "nothing-typed"), ("sum(x)", "x = 1", "not-in-graph"),
        ("+".join(["x*x"] * 20), "x = 1", "graph-too-large"), ("+".join(["x*x"] * 7), "x = 1", "graph-too-wide"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_a_sentence(formula: str, values: str, code: str) -> None:
    with pytest.raises(Lekce2Error) as caught:
        drawn(graph="own", formula=formula, values=values)
    assert caught.value.code == code
    for lang in ("cs", "en"):
        assert language(lang).message(caught.value.message, "error")


# ---- the frame


def page() -> None:
    from study.language.catalogues import language
    from ui import demos
    from ui.lab import show

    show(demos.load("backprop"), language=language("cs"), notation="notes")


def test_filling_a_gradient_is_marked_at_once() -> None:
    app = AppTest.from_function(page, default_timeout=30).run()
    app.selectbox(key="backprop-quiz").set_value(0).run()
    app.text_input(key="backprop-answer").set_value("48").run()
    assert any("jen příspěvek přes u₃" in each.value for each in app.markdown)
    app.text_input(key="backprop-answer").set_value("64,0").run()
    assert not app.exception
    assert any("✓ **Správně:** g(x) = 16 · 3 + 16 · 1 = 64" in each.value for each in app.markdown)


def test_values_are_written_in_the_language_and_bad_ones_keep_the_plot() -> None:
    app = AppTest.from_function(page, default_timeout=30).run()
    app.button(key="backprop-preset-neuron").click().run()
    assert app.text_input(key="backprop-values").value == "x1 = 2; x2 = 1,5; w1 = 0,5; w2 = -1; b = 0,25"
    app.text_input(key="backprop-values").set_value("x1 = 2; x2 = nic").run()
    assert not app.exception
    assert "nerozumím" in app.warning[0].value
    assert sent(app, "player")
    assert NOTHING not in [field.value for field in app.selectbox]  # without a graph there is nothing to fill in
