"""Divergence: what believing Q costs when P is true, in both directions, term by term, and as a reason to fit.

Left always P and Q. Right, by ``view``: towers H(P) + D(P‖Q) = H(P, Q) and the same with P and Q swapped; the signed
terms p log(p/q) whose sum D is; or, for a P of two humps, both divergences of one hump Q as its place is dragged
(``ui.demos.divergence.fit``). Numbers come from ``lekce2.information`` and ``lekce2.information.divergences``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lekce2.base import Array, choice
from lekce2.information import closest_normals, cross_entropy, divergence_terms, entropy, kl_divergence
from study.language import Language
from ui.demos.divergence import fit
from ui.demos.rounding import apart
from ui.drawing import Axis, Figure, Grip, Mark, Panel, Scene, Table
from ui.lab import (
    Between,
    Controls,
    Demo,
    OneOf,
    Prediction,
    Shares,
    demo_texts,
    drawn,
    outcomes,
    rescaled,
    shares,
    short,
    sliders,
)

NAMES = "ABCDE"
UNITS = {"nats": math.e, "bits": 2.0}
VIEWS = ("sum", "terms", "fit")
EXACT = 1e-12  # probabilities that differ less are equal up to the rounding of their sum
PQ, QP = "D(P‖Q)", "D(Q‖P)"


@dataclass(frozen=True)
class DivergenceFacts:
    """Both directions of one pair, in one unit; the index 0 is P against Q, 1 is Q against P."""

    p: Array
    q: Array
    h: tuple[float, float]
    kl: tuple[float, float]
    cross: tuple[float, float]
    terms: tuple[Array, Array]


def facts(p: ArrayLike, q: ArrayLike, unit: str) -> DivergenceFacts:
    """The two distributions and what believing the other one costs, in both directions."""
    base = UNITS[choice("unit", unit, tuple(UNITS))]
    a, b = shares("p", p), shares("q", q)
    pairs = ((a, b), (b, a))
    return DivergenceFacts(
        a,
        b,
        (float(entropy(a, base=base)), float(entropy(b, base=base))),
        (float(kl_divergence(a, b, base=base)), float(kl_divergence(b, a, base=base))),
        (float(cross_entropy(a, b, base=base)), float(cross_entropy(b, a, base=base))),
        (divergence_terms(*pairs[0], base=base), divergence_terms(*pairs[1], base=base)),
    )


def figure(
    *, p: tuple[float, ...], q: tuple[float, ...], view: str, unit: str, gap: float, weight: float, mu: float,
    seed: int, language: Language, notation: str,
) -> Figure:  # fmt: skip
    """P and Q beside the towers of both directions, their terms, or the fit of one hump; ``seed`` drew them."""
    if choice("view", view, VIEWS) == "fit":
        return fit.figure(gap, weight, mu, language)
    f = facts(p, q, unit)
    say, names, known = demo_texts(language, "divergence"), NAMES[: f.p.size], _known(f, unit, language)
    title = say(f"{view}_title", **known)
    right = _towers(f, unit, title, language) if view == "sum" else _terms(f, names, unit, title, language)
    scene = Scene((_pair(f, names, language), right), alt=say(f"alt.{view}", **known))
    caption = f"{say('regime.' + _regime(f), **known)} {say('note.' + view, **known)}"
    each = "; ".join(
        f"{name} P {language.number(float(a))}, Q {language.number(float(b))}"
        for name, a, b in zip(names, f.p, f.q, strict=True)
    )
    return Figure(scene, caption, say("summary", **known, each=each), _table(f, names, language))


def predict(
    *, p: tuple[float, ...], q: tuple[float, ...], view: str, unit: str, gap: float, weight: float, mu: float,
    language: Language, **others: Any,
) -> Prediction:  # fmt: skip
    """Which direction is larger; for the fit, where the best hump stands in each direction."""
    if view == "fit":
        return fit.predict(gap, weight, mu, language)
    f = facts(p, q, unit)
    say = demo_texts(language, "divergence")
    correct = 2 if _same(f) else 0 if f.kl[0] > f.kl[1] else 1
    return Prediction(
        say("question"),
        (say("choice.first"), say("choice.second"), say("choice.same")),
        correct,
        explain=say("explain." + _regime(f), **_known(f, unit, language)),
    )


def controls(c: Controls) -> None:
    """The view; then P and Q with the button that swaps them, or the two humps of P."""
    c.segmented("view")
    if c.values["view"] == "fit":
        c.slider("gap", step=0.25)
        c.slider("weight", step=0.05)
        with c.more():
            c.seed()
        return
    sliders(c, {name: [f"{name.upper()}({letter})" for letter in NAMES] for name in ("p", "q")})
    c.button("swap", {"p": c.values["q"], "q": c.values["p"]})
    with c.more():
        outcomes(c, "p", "q")
        c.segmented("unit")
        c.seed()


def drag(parameters: Mapping[str, Any], panel: int, grip: str, x: float, y: float) -> Mapping[str, Any]:
    """A probability dragged at its bar; the others of its distribution share the rest as before."""
    name, place = grip.split("-")
    return {name: rescaled(tuple(parameters[name]), int(place), min(1.0, max(0.0, round(y, 2))))}


def scrub(parameters: Mapping[str, Any], frame: int) -> Mapping[str, Any]:
    """The scrubber let go at a frame: its μ."""
    return {"mu": fit.places(parameters["mu"])[frame]}


def _pair(f: DivergenceFacts, names: str, language: Language) -> Panel:
    say = demo_texts(language, "divergence")
    at = np.arange(f.p.size)
    return Panel(
        say("pair_title"),
        Axis.category("", tuple(names)),
        Axis(say("pair_y"), 0.0, 1.16 * max(float(f.p.max()), float(f.q.max()))),
        (
            Mark("bars", at - 0.2, f.p, colour="p", width_x=0.36, label="P", values=True),
            Mark("bars", at + 0.2, f.q, colour="q", width_x=0.36, label="Q", values=True),
        ),
        grips=tuple(
            Grip(f"{name}-{k}", f"{name.upper()}({names[k]})", k + side, float(each), "y")
            for name, side, values in (("p", -0.2, f.p), ("q", 0.2, f.q))
            for k, each in enumerate(values)
        ),
        height=330,
    )


def _towers(f: DivergenceFacts, unit: str, title: str, language: Language) -> Panel:
    say = demo_texts(language, "divergence")
    seen = [value for value in (*f.h, *f.cross) if math.isfinite(value)]
    top = 1.35 * max(*seen, 0.1)
    marks = []
    for side, (place, colour) in enumerate(((0, "p"), (1, "q"))):
        h, cross = f.h[side], f.cross[side]
        end = cross if math.isfinite(cross) else top
        room = (h > 0.06 * top, end - h > 0.06 * top)  # for the names inside; where there is none, the legend has them
        marks += [
            Mark("bars", [place], [h], colour=colour, width_x=0.5, label=say(f"label.h{'pq'[side]}"), truth=True,
                 legend=not room[0]),
            Mark("bars", [place], [end], base=h, colour=colour, opacity=0.5, width_x=0.5, truth=True,
                 label=(PQ, QP)[side], legend=not room[1]),
            *_written(place, h / 2, f"{('H(P)', 'H(Q)')[side]} = {short(h, language)}", room[0]),
            *_written(place, (h + end) / 2, f"{(PQ, QP)[side]} = {short(f.kl[side], language)}", room[1]),
        ]  # fmt: skip
        if math.isfinite(cross):
            head = f"{('H(P,Q)', 'H(Q,P)')[side]} = {short(cross, language)}"
            marks.append(Mark("text", place, end + 0.05 * top, text=head, anchor="middle", truth=True))
    return Panel(
        title,
        Axis.category("", (say("true.p"), say("true.q"))),
        Axis(say("sum_y", unit=say(f"unit.{unit}")), 0.0, top),
        tuple(marks),
        height=330,
        veil=say("sum_veil"),
    )


def _terms(f: DivergenceFacts, names: str, unit: str, title: str, language: Language) -> Panel:
    say = demo_texts(language, "divergence")
    finite = np.concatenate([term[np.isfinite(term)] for term in f.terms] + [np.array([0.0, 0.05])])
    low, high = float(finite.min()), float(finite.max())
    room = high - low
    low, high = (low - 0.16 * room if low < 0 else 0.0), high + (0.35 if np.isinf(f.kl).any() else 0.16) * room
    marks = [Mark("hline", y=0.0, colour="ink", width=1.0)]
    for side, (shift, colour) in enumerate(((-0.2, "p"), (0.2, "q"))):
        heights = np.where(np.isfinite(f.terms[side]), f.terms[side], high)
        marks.append(
            Mark("bars", np.arange(f.p.size) + shift, heights, colour=colour, width_x=0.36, truth=True,
                 label=say(f"label.{('pq', 'qp')[side]}"))
        )  # fmt: skip
        for place, (height, term) in enumerate(zip(heights, f.terms[side], strict=True)):
            over = height + (0.05 if height >= 0 else -0.05) * room
            marks.append(
                Mark("text", place + shift, min(float(over), high - 0.04 * room), text=short(term, language),
                     anchor="middle", truth=True)
            )  # fmt: skip
    return Panel(
        title,
        Axis.category("", tuple(names)),
        Axis(say("terms_y", unit=say(f"unit.{unit}")), low, high),
        tuple(marks),
        height=330,
        veil=say("terms_veil"),
    )


def _written(x: float, y: float, text: str, room: bool) -> list[Mark]:
    return [Mark("text", x, y, text=text, anchor="middle", truth=True)] if room else []


def _table(f: DivergenceFacts, names: str, language: Language) -> Table:
    number = language.number
    with np.errstate(all="ignore"):
        rows = [(name, *(number(float(column[k])) for column in (f.p, f.q, *f.terms))) for k, name in enumerate(names)]
    blank = ("",) * 2
    rows.append(("Σ = D", number(1), number(1), number(f.kl[0]), number(f.kl[1])))
    rows.append(("H(P), H(Q)", *blank, number(f.h[0]), number(f.h[1])))
    rows.append(("H(P,Q), H(Q,P)", *blank, number(f.cross[0]), number(f.cross[1])))
    return Table(("", "P", "Q", "P·log(P/Q)", "Q·log(Q/P)"), tuple(rows))


def _regime(f: DivergenceFacts) -> str:
    forward, backward = (math.isinf(kl) for kl in f.kl)
    if forward or backward:
        return "both_infinite" if forward and backward else "infinite" if forward else "infinite_back"
    if np.abs(f.p - f.q).max() <= EXACT:
        return "equal"
    if _same(f):
        return "mirror" if _renamed(f) else "coincide"
    return "first" if f.kl[0] > f.kl[1] else "second"


def _same(f: DivergenceFacts) -> bool:
    """Whether P and Q are the same, or both directions agree as far as float64 can tell."""
    away = float(np.abs(f.p - f.q).max())
    return away <= EXACT or math.isclose(*f.kl, rel_tol=1e-9 + 1e-15 / away)


def _renamed(f: DivergenceFacts) -> bool:
    """Whether the outcomes can be renamed so that P becomes Q and Q becomes P."""
    one, other = (sorted(zip(a.tolist(), b.tolist(), strict=True)) for a, b in ((f.p, f.q), (f.q, f.p)))
    return bool(np.allclose(one, other, rtol=0.0, atol=1e-9))


def _known(f: DivergenceFacts, unit: str, language: Language) -> dict[str, str]:
    """What the sentences name: amounts, zeros that are not shared, and where the larger direction is decided.

    D(P‖Q) − D(Q‖P) = Σ (P + Q) log(P/Q); of this difference, taken as positive, it is the outcomes of the largest term.
    """
    amount, names, symbol = _amount(unit, language), NAMES[: f.p.size], language.text(f"divergence.symbol.{unit}")
    pq, qp = (short(f.kl[0], language),) * 2 if _same(f) else apart(language, *f.kl)
    known = {"pq": f"{pq}\xa0{symbol}", "qp": f"{qp}\xa0{symbol}", "hp": amount(f.h[0]), "hq": amount(f.h[1])}
    known |= {"cpq": amount(f.cross[0]), "cqp": amount(f.cross[1])}
    known |= {"impossible": _blamed(f.p, f.q, names), "missed": _blamed(f.q, f.p, names)}
    if _regime(f) in ("first", "second"):
        low, high = sorted(f.kl)
        larger = 0 if f.kl[0] > f.kl[1] else 1
        gains = f.terms[larger] - f.terms[1 - larger]
        most = int(np.argmax(gains))
        alike = (np.abs(f.p - f.p[most]) <= EXACT) & (np.abs(f.q - f.q[most]) <= EXACT)
        a, b = apart(language, float(f.p[most]), float(f.q[most]))
        known |= {"ratio": apart(language, high / low, 1.0)[0], "a": a, "b": b}
        known |= {"names": ", ".join(name for name, each in zip(names, alike, strict=True) if each)}
    return known


def _blamed(true: Array, believed: Array, names: str) -> str:
    """The outcomes that the believed distribution holds impossible though they come."""
    return ", ".join(name for name, a, b in zip(names, true, believed, strict=True) if a > 0 and b == 0)


def _amount(unit: str, language: Language) -> Any:
    symbol = language.text(f"divergence.symbol.{unit}")
    return lambda value: f"{short(value, language)}\xa0{symbol}"


def _task(seed: int, outcomes: int) -> Mapping[str, Any]:
    """Two distributions, and two humps, drawn by a seed."""
    rng = np.random.default_rng(seed)
    humps = {"gap": 0.25 * float(rng.integers(4, 29)), "weight": round(0.05 * float(rng.integers(3, 18)), 2)}
    return {"p": drawn(outcomes, seed, 0), "q": drawn(outcomes, seed, 1), **humps}


PRESETS: Mapping[str, Mapping[str, Any]] = {
    "card": {"p": (0.75, 0.25), "q": (0.5, 0.5), "unit": "nats"},
    "rare": {"p": (0.6, 0.39, 0.01), "q": (0.3, 0.3, 0.4)},
    "zero": {"p": (0.5, 0.3, 0.2), "q": (0.6, 0.4, 0.0)},
    "spare": {"p": (0.6, 0.4, 0.0), "q": (0.5, 0.3, 0.2)},
    "signs": {"p": (0.5, 0.3, 0.1, 0.1), "q": (0.2, 0.3, 0.4, 0.1), "view": "terms"},
    "mirror": {"p": (0.8, 0.2), "q": (0.2, 0.8)},
    "humps": {"view": "fit", "gap": 5.0, "weight": 0.4, "mu": -2.5},
    "near": {"view": "fit", "gap": 1.5, "weight": 0.5, "mu": 0.0},
}

DEMO = Demo(
    name="divergence",
    defaults={
        "p": PRESETS["rare"]["p"], "q": PRESETS["rare"]["q"], "view": "sum", "unit": "nats",
        "gap": 5.0, "weight": 0.4, "mu": -2.5, "seed": 0,
    },
    check={
        "p": Shares(2, 5),
        "q": Shares(2, 5),
        "view": OneOf(VIEWS),
        "unit": OneOf(tuple(UNITS)),
        "gap": Between(0.0, 7.0),
        "weight": Between(0.05, 0.95),
        "mu": Between(-fit.REACH, fit.REACH),
        "seed": Between(0, 9999, whole=True),
    },
    presets=PRESETS,
    controls=controls,
    figure=figure,
    predict=predict,
    sources=(figure, facts, kl_divergence, cross_entropy, entropy, divergence_terms, fit.figure, closest_normals),
    scrub=scrub,
    drag=drag,
    brings={"seed": lambda seed, values: _task(seed, len(values["p"]))},
)  # fmt: skip
