"""Today: the questions with their points and this visit's marks, one button to start, and what the numbers mean."""

import streamlit as st

from study.events import last_points
from ui import answer, decks, state
from ui.words import here, t

ROWS = 30

if "card" in st.query_params:
    st.switch_page("ui/pages/questions.py", query_params={"card": st.query_params["card"]})

deck = decks.require()
lang = here().code
marks = last_points(state.events())
total = sum(card.points for card in deck.cards.values())
earned = {card: points for card, points in marks.items() if card in deck.cards}

st.title(deck.title[lang], anchor=False)
questions = here().plural("today.questions", len(deck.cards))
st.markdown(t("today.lead", questions=questions, points=here().points(total)))
if earned:
    tried = sum(deck.cards[card].points for card in earned)
    points = here().points(sum(earned.values()))
    st.markdown(t("today.visit", points=points, of=here().number(tried), n=here().plural("today.tried", len(earned))))
else:
    st.markdown(t("today.empty"))
with st.container(horizontal=True):
    session = state.revision()
    begun = session is not None and session.attempt is not None and bool(session.done or session.attempt.revealed)
    if st.button(t("today.resume" if begun else "today.start"), key="start", type="primary", shortcut="Enter"):
        st.switch_page("ui/pages/revise.py")
    if st.button(t("today.self-test"), key="to-self-test"):
        st.switch_page("ui/pages/self_test.py")

for card in list(deck.cards.values())[:ROWS]:
    with st.container(horizontal=True, vertical_alignment="center", key=f"today-{card.id}"):
        st.page_link("ui/pages/questions.py", label=card.title[lang], query_params={"card": card.id}, width="stretch")
        if card.id in earned:
            st.caption(t("today.mark", points=earned[card.id], of=card.points), width="content")
        st.badge(here().points(card.points), color="blue")
if len(deck.cards) > ROWS:
    st.page_link("ui/pages/questions.py", label=t("today.all", n=len(deck.cards)))

with st.container(border=True):
    st.markdown(f"#### {t('today.meaning')}", anchors=False)
    st.markdown(t("today.meaning-points"))
    st.markdown(t("today.meaning-rating"))
    st.markdown(t("today.meaning-score"))
answer.faults(deck)
