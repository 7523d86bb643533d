"""The ladder of the optimizers as a table: what each stores, weighs and steps, printed from ``lekce2`` itself."""

from __future__ import annotations

import streamlit as st

from lekce2.optimizers import LADDER, Rung
from study.content import Card
from study.spelling import shown_name
from ui.text import here, t

TOPIC = "optimizers"  # the answers below which the ladder stands
NAMES = {"sgd": "SGD", "momentum": "Momentum", "nesterov": "Nesterov", "adagrad": "AdaGrad", "rmsprop": "RMSProp"}
COLUMNS = ("method", "state", "weight", "total", "step", "limit")


def ladder(card: Card | None = None) -> None:
    """The ladder, folded away; below an answer only where it is about optimizers."""
    if card is not None and TOPIC not in card.topics:
        return
    with st.expander(t("ladder.title"), icon=":material/stairs:"):
        st.markdown(t("ladder.lead"))
        st.markdown(table())
        st.caption(t("ladder.note"))


def table() -> str:
    """The table in Markdown; every formula is the one that is computed."""
    head = [t(f"ladder.{name}") for name in COLUMNS]
    rows = ["| " + " | ".join(row) + " |" for row in (head, [":--"] * len(head), *map(_row, LADDER))]
    return "\n".join(rows)


def _row(rung: Rung) -> list[str]:
    stored = ", ".join(f"${shown_name(name)}$" for name in rung.state) or t("ladder.nothing")
    weight = t("ladder.only-now") if rung.name == "sgd" else f"${_typed(rung, 'weight')}$"
    formulas = [f"${_typed(rung, which)}$" for which in ("total", "step", "limit")]
    return [NAMES.get(rung.name, rung.name.capitalize()), stored, weight, *formulas]


def _typed(rung: Rung, which: str) -> str:
    return rung.latex(which) if here().code != "cs" else rung.latex(which).replace(".", "{,}")
