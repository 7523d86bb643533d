"""Questions: read and search them all, or read one whole answer with its demos (``?card=adam``)."""

import streamlit as st

from study.content import LONGEST_QUERY, Card, find
from study.deck import Deck
from study.exercises import gist
from ui.features import answer, ladder, practice, revision
from ui.learner import decks
from ui.text import here, plain, said, t
from ui.widgets import turning

PAGE = 20
SEARCH = "search"


def browse(deck: Deck) -> None:
    """All questions, or those that hold every word of the search."""
    st.title(t("nav.questions"), anchor=False)
    hint = t("questions.placeholder")
    if len(typed := st.session_state.get(SEARCH) or "") > LONGEST_QUERY:  # the field's own limit is the browser's
        st.session_state[SEARCH] = typed[:LONGEST_QUERY]
    query = st.text_input(
        t("questions.search"),
        max_chars=LONGEST_QUERY,
        key=SEARCH,
        placeholder=hint,
        type="search",
        live=True,
        persist_state="session",
    ).strip()
    found = find(deck.cards.values(), query, here().code) if query else [(c, "title") for c in deck.cards.values()]
    if not found:
        st.info(t("questions.nothing", query=plain(query)), icon=":material/search_off:")
    elif query:
        st.caption(here().plural("questions.found", len(found)))
    pages = max(1, -(-len(found) // PAGE))
    page = 1
    if pages > 1:
        page = st.pagination(pages, key="questions-page")
    for card, place in found[(page - 1) * PAGE : page * PAGE]:
        entry(card, deck, place if query and place != "title" else "")
    answer.faults(deck)


def entry(card: Card, deck: Deck, place: str) -> None:
    """One question of the list, with a link to its answer."""
    with st.container(border=True, key=f"entry-{card.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            topics = ", ".join(said(deck.topics[topic]) for topic in card.topics if topic in deck.topics)
            where = t(f"questions.place-{place}") if place else ""
            st.caption(" · ".join(part for part in (topics, where) if part), width="stretch")
            st.badge(here().points(card.points), color="blue")
        st.page_link(
            "ui/pages/questions.py", label=f"**{said(card.title)}**", query_params={"card": card.id}, width="stretch"
        )
        st.markdown(said(card.question))


def read(card: Card, deck: Deck) -> None:
    """One question with its whole answer, demos in their places."""
    st.page_link("ui/pages/questions.py", label=t("questions.all"), icon=":material/arrow_back:")
    with st.container(border=True, key=f"question-{card.id}"):
        answer.question(card, deck)
    with st.container(key=f"answer-{card.id}"):
        drawn: set[str] = set()
        answer.skeleton_and_answer(card, demos=drawn)
        answer.derivation_and_pitfalls(card, demos=drawn)
        ladder(card)
        answer.errata(card)
        exercises(card, deck)
        answer.report(card, deck)
    ids = list(deck.cards)
    place = ids.index(card.id)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="neighbours"):
        for step, icon in ((-1, ":material/arrow_back:"), (1, ":material/arrow_forward:")):
            if 0 <= place + step < len(ids):
                other = deck.cards[ids[place + step]]
                st.page_link(
                    "ui/pages/questions.py",
                    label=said(other.title),
                    icon=icon,
                    icon_position="left" if step < 0 else "right",
                    query_params={"card": other.id},
                )
    with st.bottom:
        if st.button(t("questions.revise"), key="revise-this", type="primary", width="stretch"):
            revision.ask_now(deck, card.id)
            st.switch_page("ui/pages/revise.py")


def exercises(card: Card, deck: Deck) -> None:
    """Links to the exercises on a question."""
    found = [id for id in card.exercises if practice.usable(deck, id)]
    if found:
        st.markdown(f"### {t('practice.of-card')}", anchors=False)
    for id in found:
        exercise = deck.exercises[id]
        asks = gist(said(exercise.text))
        label = f"{t(f'practice.kind-{exercise.kind}')} · {asks} · {here().points(exercise.points)}"
        icon = ":material/edit_note:"
        st.page_link("ui/pages/practice.py", label=label, icon=icon, query_params={"exercise": id})


deck = decks.require()
asked = st.query_params.get("card")
turning("card", asked or "")
if asked is not None and asked in deck.cards:
    read(deck.cards[asked], deck)
else:
    if asked is not None:
        st.warning(t("questions.unknown", card=plain(asked[:60])), icon=":material/link_off:")
    browse(deck)
    ladder()
