"""What the backprop demo says is so: every sentence against sums over all paths and formulas computed in plain Python.

A gradient is found here without a backward pass: as the sum over all paths of the products of local derivatives, and,
for variables, as a difference of the formula itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from lekce2.networks import EXAMPLES, typed_graph, write_values
from study.language import Language, language
from tests.support.sentences import close, number, sentence, sentences
from ui.demos.backprop import DEMO, figure, predict
from ui.demos.backprop.graphs import GRAPHS
from ui.drawing import Figure

NAME = "backprop"
ENDS = ("agree", "some", "kink")
COUNT = 500
NONE = -1
OWN = (
    "a = x*y; L = a*sigmoid(a) + x", "L = x - x + y", "a = x*y; b = x + 1; L = a", "b = exp(x); L = y*y",
    "L = relu(x) + abs(y)", "L = log(x) + y", "L = x/y", "L = tanh(tanh(tanh(5*x))) * y", "x", "a = x; L = a*a - 2*a*y",
    "L = exp(exp(x)) * y", "L = sqrt(x*x) - y", "L = 0.001*x*y + 0.001*x", "L = 1000*x - 1000*x*y",
)  # fmt: skip
SAFE = {"exp": lambda v: math.exp(v) if v < 700 else math.inf, "log": math.log, "sqrt": math.sqrt, "abs": abs,
        "sigmoid": lambda v: 1 / (1 + math.exp(-v)) if v > -700 else 0.0, "tanh": math.tanh,
        "relu": lambda v: max(v, 0.0)}  # fmt: skip


def draws() -> Iterator[tuple[dict[str, Any], str]]:
    rng = np.random.default_rng(29)
    for k, changes in enumerate([{}, *DEMO.presets.values()]):
        yield {**DEMO.defaults, **DEMO.complete(changes)}, ("cs", "en")[k % 2]
    for k, formula in enumerate(OWN):
        yield {**DEMO.defaults, **DEMO.complete({"graph": "own", "formula": formula})}, ("cs", "en")[k % 2]
        zero = {"graph": "own", "formula": formula, "values": "x = 0; y = 1"}
        yield {**DEMO.defaults, **DEMO.complete(zero)}, ("en", "cs")[k % 2]
    while True:
        graph = str(rng.choice(GRAPHS))
        names_ = ("x", "y") if graph == "own" else EXAMPLES["network" if graph == "matrices" else graph].values
        draw = rng.choice(["whole", "whole", "fine", "wide", "large"])
        sizes = {
            "whole": rng.integers(-3, 4, len(names_)),
            "fine": np.round(rng.uniform(-2, 2, len(names_)), 2),
            "wide": np.round(rng.uniform(-8, 8, len(names_)), 1),
            "large": rng.choice([-1e6, 1e6, 0, 1, -40], len(names_)),
        }
        values = write_values({name: float(each) for name, each in zip(names_, sizes[draw], strict=True)})
        p = {**DEMO.defaults, **DEMO.complete({"graph": graph}), "values": values, "step": int(rng.integers(0, 81))}
        if graph == "own":
            p["formula"] = str(rng.choice(OWN))
        p["quiz"] = int(rng.choice([NONE, NONE, *range(12)]))
        p["answer"] = str(rng.choice(["", "1", "0.5; 2"]))
        yield p, str(rng.choice(["cs", "en"]))


class Known:
    """A graph with its gradients as sums over paths."""

    def __init__(self, p: dict[str, Any]) -> None:
        name = "network" if p["graph"] == "matrices" else p["graph"]
        self.formula = p["formula"] if name == "own" else EXAMPLES[name].formula
        self.values = {
            part.split("=")[0].strip(): float(part.split("=")[1]) for part in p["values"].split(";") if part.strip()
        }
        self.graph = typed_graph(self.formula, p["values"])
        self.rows, self.result = self.graph.rows, self.graph.result
        self.out: list[list[tuple[int, float]]] = [[] for _ in self.rows]
        for row in self.rows:
            for parent, local in zip(row.parents, row.local_derivatives, strict=True):
                self.out[parent].append((row.index, float(local)))
        self.paths = [list(self.walk(i)) for i in range(len(self.rows))]
        self.gradients = [sum(math.prod(path) for path in each) for each in self.paths]
        self.reach = [sum(abs(math.prod(path)) for path in each) for each in self.paths]
        self.acts = {i for i, each in enumerate(self.paths) if each}
        self.edges = [sum(j in self.acts for j, _ in self.out[i]) * (i != self.result) for i in range(len(self.rows))]
        most = max(self.edges)
        best = [i for i, each in enumerate(self.edges) if each == most]
        self.spot = min(best, key=lambda i: (bool(self.rows[i].parents), i))
        finite = [math.isfinite(g) for g in self.graph.gradients]
        self.finite = all(finite) and math.isfinite(float(self.rows[self.result].value))

    def walk(self, i: int) -> Iterator[tuple[float, ...]]:
        """The local derivatives along each path from a node to the result."""
        if i == self.result:
            yield ()
            return
        for j, local in self.out[i]:
            for rest in self.walk(j):
                yield (local, *rest)

    def value(self, **changed: float) -> float:
        """The formula by Python."""
        known: dict[str, Any] = {**self.values, **changed}
        last = math.nan
        for line in self.formula.split(";"):
            name, _, right = line.rpartition("=")
            last = float(eval(right, {"__builtins__": {}}, {**SAFE, **known}))
            known[name.strip()] = last
        return last

    def ancestors(self, i: int) -> set[int]:
        found = {i}
        for k in range(i, -1, -1):
            if k in found:
                found |= set(self.rows[k].parents)
        return found

    def kind(self) -> str:
        if not self.finite:
            return "infinite"
        if self.reach[self.spot] < 0.01:
            return "vanishing"
        return "fork" if self.edges[self.spot] > 1 else "chain"


Case = tuple[dict[str, Any], Language, Figure, Known]


@lru_cache(maxsize=1)
def cases() -> list[Case]:
    found = []
    for (p, code), _ in zip(draws(), range(COUNT), strict=False):
        shown = figure(**p, language=language(code), notation="notes")
        found.append((p, language(code), shown, Known(p)))
    return found


def scalar(asking: bool | None = None) -> list[Case]:
    """The graphs of single numbers; those with a gradient to fill in, or those without."""
    chosen = [case for case in cases() if case[0]["graph"] != "matrices"]
    return [case for case in chosen if asking is None or is_asked(case) == asking]


def is_asked(case: Case) -> bool:
    p, said, shown, known = case
    return shown.scene.panels[0].title == said.text(f"{NAME}.title.quiz", asked=label(shown, known, p["quiz"]))


def label(shown: Figure, known: Known, i: int) -> str:
    """The name of a node, by its row of the table."""
    if not 0 <= i < len(known.rows):
        return "?"
    return next(row[1] for row in shown.table.rows if row[0] == str(i + 1))


def near(text: str, value: float, said: Language, digits: int = 3) -> bool:
    if not math.isfinite(value):
        return text.strip("()") in ("–", "∞", "−∞")
    return close(text.strip("()"), value, said, digits) or abs(number(text.strip("()"), said) - value) < 1e-9


def worth(expression: str, said: Language) -> float:
    """What a written sum of products comes to, as written."""
    text = expression.replace("−", "-").replace("\N{NO-BREAK SPACE}", "")
    text = text.replace(",", "" if said.code == "en" else ".")
    text = re.sub(
        r" · 10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", lambda m: "e" + m[1].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")), text
    )
    return float(eval(text.replace("·", "*").replace("∞", "inf"), {"__builtins__": {}, "inf": math.inf}))


def written_is(facts: dict[str, str], numbers: str, value: str, said: Language) -> None:
    """Where = stands between numbers, they are equal as written; where ≈ stands, they are about so."""
    if re.search("[?–∞]", facts[numbers] + facts[value]):
        return
    left, right = worth(facts[numbers], said), worth(facts[value], said)
    terms = [abs(worth(part, said)) for part in re.split(r" [+−] ", facts[numbers])]
    if facts["is_"] == "=":
        assert left == pytest.approx(right, rel=1e-6, abs=1e-9 * max(terms))
    else:
        assert abs(left - right) <= 0.02 * max(*terms, abs(right)) + 1e-5


def test_gradients_are_sums_over_paths_and_differences_of_the_formula() -> None:
    checked = 0
    for p, said, shown, known in scalar():
        for row in shown.table.rows:
            i = int(row[0]) - 1
            if row[5] != "?" and known.finite:
                assert (
                    near(row[5], known.gradients[i], said, 4)
                    or abs(number(row[5], said) - known.gradients[i]) < 1e-6 * known.reach[i]
                )
        if not known.finite or max(map(abs, known.values.values()), default=0) > 4 or p["graph"] == "own":
            continue
        for name, value in known.values.items():
            i = known.graph.names.index(name)
            step = 1e-6
            slope = (known.value(**{name: value + step}) - known.value(**{name: value - step})) / (2 * step)
            assert slope == pytest.approx(known.gradients[i], rel=1e-3, abs=2e-4 * max(1.0, abs(known.value())))
            checked += 1
    assert checked > 100


def test_title_and_caption() -> None:
    seen = set()
    kinds = ("fork", "chain", "vanishing", "infinite")
    notes = ("note.fork", "note.notes", "note.network", "note.neuron", "note.softmax")
    for p, said, shown, known in scalar(asking=False):
        kind = known.kind()
        seen.add(kind)
        found, facts = sentence(shown.scene.panels[0].title, said, NAME, *(f"title.{each}" for each in kinds))
        assert found == f"title.{kind}"
        every = (*(f"overall.{each}" for each in kinds), *notes, *(f"differences.{each}" for each in ENDS))
        told = dict(sentences(shown.caption, said, NAME, *every))
        assert f"overall.{kind}" in told
        both = {**told[f"overall.{kind}"], **facts}
        spot = known.spot
        if "node" in both:
            assert both["node"] == label(shown, known, spot)
        if "value" in both:
            assert (
                near(both["value"], known.gradients[spot], said)
                or abs(number(both["value"].strip("()"), said) - known.gradients[spot]) < 1e-6 * known.reach[spot]
            )
        if kind == "fork":
            assert known.edges[spot] > 1
            written_is(both, "terms", "value", said)
            assert len(re.split(r" [+−] ", both["terms"])) == known.edges[spot]
        elif kind == "chain":
            assert all(len(paths) <= 1 for paths in known.paths)
        elif kind == "vanishing":
            assert abs(known.gradients[spot]) < 0.01
            on_way = [(abs(local), local) for path in known.paths[spot] for local in path]
            if on_way:
                assert near(both["local"], min(on_way)[1], said)
                assert min(on_way)[0] < 1
        elif kind == "infinite":
            assert not known.finite
        has_note = p["graph"] in ("fork", "notes", "network", "neuron", "softmax")
        all_finite = known.finite and all(math.isfinite(float(row.value)) for row in known.rows)
        assert any(each.startswith("note.") for each in told) == (has_note and all_finite)
        if "note.neuron" in told:
            v = known.values
            z = v["w1"] * v["x1"] + v["w2"] * v["x2"] + v["b"]
            chance = SAFE["sigmoid"](z)
            assert near(told["note.neuron"]["p"], chance, said)
            assert number(told["note.neuron"]["g"], said) == pytest.approx(chance - 1, rel=6e-3, abs=1e-9)
        if "note.softmax" in told:
            z = np.array([known.values[name] for name in ("z1", "z2", "z3")])
            shares = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
            for name, values in (("shares", shares), ("gradients", shares - [0, 1, 0])):
                for text, value in zip(told["note.softmax"][name].split("; "), values, strict=True):
                    assert number(text, said) == pytest.approx(value, rel=6e-3, abs=1e-9)
        differences_are(told, shown, known)
    assert seen == set(kinds)


def differences_are(told: dict[str, dict[str, str]], shown: Figure, known: Known) -> None:
    pairs = list(zip(known.graph.gradients, known.graph.differences, strict=True))
    gaps = {i: abs(g - d) / max(1.0, abs(g)) for i, (g, d) in enumerate(pairs) if math.isfinite(g) and math.isfinite(d)}
    found = [each for each in told if each.startswith("differences.")]
    assert bool(found) == bool(gaps)
    if not found:
        return
    if max(gaps.values()) > 1e-5:
        assert found == ["differences.kink"]
        worst = told[found[0]]["worst"]
        assert worst in {label(shown, known, i) for i, gap in gaps.items() if gap == max(gaps.values())}
    else:
        assert found == ["differences.agree" if len(gaps) == len(pairs) else "differences.some"]
        bound = 10.0 ** int(told[found[0]]["gap"][2:].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")))
        assert max(gaps.values()) <= bound


STEPS = ("step.given", "step.forward", "step.start", "step.one", "step.fork", "step.none", "step.asked")


def test_captions_of_the_frames() -> None:
    seen = set()
    for case in scalar():
        p, said, shown, known = case
        asked = p["quiz"] if is_asked(case) else NONE
        unknown = known.ancestors(asked) if asked >= 0 else set()
        count = sum(bool(row.parents) for row in known.rows)
        assert len(shown.scene.captions) == 1 + count + len(known.rows) == shown.scene.frames
        order = [known.result, *(i for i in reversed(range(len(known.rows))) if i != known.result)]
        for text, i in zip(shown.scene.captions[1 + count :], order, strict=True):
            found, facts = sentence(text, said, NAME, *STEPS)
            seen.add(found)
            assert facts["node"] == label(shown, known, i)
            kind = ("start" if i == known.result else "asked" if i == asked and known.out[i] else
                    {0: "none", 1: "one"}.get(len(known.out[i]), "fork"))  # fmt: skip
            assert found == f"step.{kind}"
            if kind in ("one", "fork"):
                assert len(facts["letters"].split(" + ")) == len(known.out[i])
                if i in unknown:
                    assert facts["value"] == "?"
                elif known.finite:
                    assert known.reach[i] > 1e3 * abs(known.gradients[i]) or near(
                        facts["value"], known.gradients[i], said
                    )
                    written_is(facts, "numbers", "value", said)
            if kind == "none":
                assert not known.paths[i]
        for text, row in zip(shown.scene.captions[1 : 1 + count], (r for r in known.rows if r.parents), strict=True):
            found, facts = sentence(text, said, NAME, *STEPS)
            assert found == "step.forward"
            assert facts["node"] == label(shown, known, row.index)
            assert near(facts["value"], float(row.value), said)
            locals_ = [part.split(" = ")[1] for part in facts["local"].split(", ∂")]
            for each, value in zip(locals_, row.local_derivatives, strict=True):
                assert near(each, float(value), said)
    assert seen == {"step.start", "step.one", "step.fork", "step.none", "step.asked"}


def test_a_gradient_to_fill_in_cannot_be_read_anywhere() -> None:
    """Neither it, nor the sum that it is, nor a gradient that it is a factor of."""
    for p, said, shown, known in scalar(asking=True):
        asked = p["quiz"]
        unknown = known.ancestors(asked)
        assert not shown.table_open
        for row in shown.table.rows:
            i = int(row[0]) - 1
            assert (row[5] == row[6] == "?") == (i in unknown)
            if i == asked:
                assert row[4] == "?"
            for part, (j, _) in zip(row[4].split(" + "), known.out[i], strict=False):
                assert part.startswith("?") or j not in unknown
        for mark in shown.scene.panels[0].marks:
            if mark.kind == "box" and mark.truth:
                head, *_, last = str(mark.text[-1]).split("\n")
                i = next(k for k in range(len(known.rows)) if label(shown, known, k) == head.split(" = ")[0])
                assert (last == "?") == (i in unknown)
        assert shown.caption.startswith(said.text(f"{NAME}.overall.quiz", asked=label(shown, known, asked)))


def test_the_network_in_matrices() -> None:
    for p, said, shown, known in (case for case in cases() if case[0]["graph"] == "matrices"):
        title = shown.scene.panels[0].title
        asks = title != said.text(f"{NAME}.title.matrices")
        parts = {"x": ("x1", "x2"), "W": ("w11", "w12", "w21", "w22"), "v": ("v1", "v2"), "z": ("z1", "z2"),
                 "h": ("h1", "h2"), "o": ("o",), "L": ("L",)}  # fmt: skip
        order = list(parts)
        feeds = {"z": ("W", "x"), "h": ("z",), "o": ("v", "h"), "L": ("o",)}
        hidden = set()
        if asks:
            hidden = {order[p["quiz"]]}
            for child in reversed(order):
                hidden |= set(feeds.get(child, ())) if child in hidden else set()
        assert shown.table_open == (not asks)
        for edge, _, above, _, product, difference in shown.table.rows:
            child, parent = edge.split(" → ")
            assert (product == difference == "?") == (parent in hidden)
            assert (above == "?") == (child in hidden)
            for text, name in ((above, child), (product, parent)):
                if text == "?" or not known.finite:
                    continue
                truth = [known.gradients[known.graph.names.index(part)] for part in parts[name]]
                written = re.findall(r"−?[\d.,\N{NO-BREAK SPACE}]+(?: · 10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?", text)
                found = [number(each, said) for each in written if re.search(r"\d", each)]
                if len(found) == len(truth) and not re.search(r"\d,\d{3}", text):
                    assert found == pytest.approx(truth, rel=6e-3, abs=1e-6 * max(map(abs, [1.0, *truth])))


def test_the_prediction_has_one_right_number_and_says_why() -> None:
    for p, said, shown, known in cases():
        asked = predict(**p, language=said, notation="notes")
        assert asked.choices is not None
        assert len(set(asked.choices)) == len(asked.choices)
        if p["graph"] == "matrices":
            assert asked.choices[int(asked.correct)] == "g xᵀ"
            continue
        spot = known.spot
        truth = known.graph.gradients[spot]
        assert near(asked.choices[int(asked.correct)], truth, said)
        if known.finite:
            off = [abs(number(choice.strip("()"), said) - truth) for choice in asked.choices]
            assert off[int(asked.correct)] == min(off)
        found, facts = sentence(asked.explain, said, NAME, "explain_fork", "explain_one", "explain_none")
        count = len(known.out[spot])
        assert found == {0: "explain_none", 1: "explain_one"}.get(count, "explain_fork")
        if count:
            assert facts["node"] == label(shown, known, spot)
            assert len(facts["letters"].split(" + ")) == count
            if known.finite:
                written_is({**facts, "value": asked.choices[int(asked.correct)]}, "numbers", "value", said)
        assert asked.ghost is None


def test_the_veil_shows_values_only() -> None:
    for _, said, shown, known in scalar():
        veiled = shown.scene.veiled("…")
        assert veiled.panels[0].title == said.text(f"{NAME}.veil", node=label(shown, known, known.spot))
        assert not veiled.captions
        for mark in veiled.panels[0].marks:
            if mark.kind == "box":
                assert all(str(text).endswith("\n") for text in mark.text)  # the gradient's line is blank


def test_the_summary() -> None:
    for _, said, shown, known in scalar():
        start = said.template(f"{NAME}.summary").split("{result}")[0]
        edges = sum(len(row.parents) for row in known.rows)
        assert shown.summary.startswith(start.format(count=len(known.rows), edges=edges))
        assert all(caption in shown.summary for caption in shown.scene.captions)
