"""Lab: every demo, one at a time; ``?demo=entropy&…`` reproduces a view."""

import streamlit as st

from ui import demos
from ui.features import predictions
from ui.lab import show
from ui.learner import decks
from ui.text import here, notation, plain, t
from ui.visit import window

CHOICE = "lab-demo"

params = {name: st.query_params[name] for name in st.query_params if name != "deck"}
linked = params.get("demo")
names = tuple(demos.DEMOS)
lang = here()
if linked in names and window().linked_demo != params:
    st.session_state[CHOICE] = linked
window().linked_demo = params

with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lab-top"):
    st.title(t("nav.lab"), anchor=False, width="content")
    chosen = st.pills(
        t("lab.choose"),
        names,
        format_func=lambda name: lang.text(f"{name}.name"),
        default=None if CHOICE in st.session_state else names[0],
        key=CHOICE,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
if linked is not None and linked not in names:
    st.warning(t("lab.unknown", demo=plain(linked[:60]), known=", ".join(names)), icon=":material/link_off:")
name, deck = chosen or names[0], decks.current()
show(
    demos.load(name),
    language=here(),
    notation=notation(),
    link=params if chosen == linked else None,
    heard=predictions.recorder(name, *predictions.place(deck, name)) if deck is not None else None,
    missed=predictions.missed(name),
)
