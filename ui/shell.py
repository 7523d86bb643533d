"""The frame around every page: language and notation in the sidebar, the style sheet, the guard of the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from study.content import read_address, spelled
from study.deck import Deck
from study.language import CODES, NOTATIONS, language, preferred
from ui import dom
from ui.learner import decks, handshake, progress_log
from ui.text import here, plain, said, t
from ui.unexpected import callback, guarded
from ui.visit import DECK, LANGUAGE, NOTATION, state, window
from ui.widgets import keys

STYLE = Path(__file__).parent / "shell.css"


def open_language() -> None:
    """Settle the language before anything is drawn: a link's ``?lang=`` once, then the choice, then the browser's.

    A link's ``?notation=`` is followed once as well.
    """
    linked = st.query_params.get("lang")
    if linked in CODES and linked != window().linked_language:
        st.session_state[LANGUAGE] = linked
    elif st.session_state.get(LANGUAGE) not in CODES:
        st.session_state[LANGUAGE] = preferred(st.context.locale)
    window().linked_language = linked
    convention = st.query_params.get("notation")
    if convention in NOTATIONS and convention != window().linked_notation:
        st.session_state[NOTATION] = convention
    window().linked_notation = convention
    st.session_state.setdefault(NOTATION, NOTATIONS[0])


def run(page: Callable[[], None]) -> None:
    """Draw the frame and the page; a part in which something unexpected goes wrong costs the others nothing."""
    for part in (style, keys.guard, handshake.connect, _keep_language_in_link, trouble, switches, page):
        guarded(part)()


def style() -> None:
    """The style sheet, with words of Streamlit's own in the learner's language."""
    st.html(f"<style>{dom.css(STYLE.read_text(encoding='utf-8') + _translated())}</style>")


def switches() -> None:
    """Deck, language and notation, in the sidebar."""
    lang = here()
    with st.sidebar:
        usable = decks.usable()
        if len(usable) > 1:
            _open_deck(usable)
            titles = {deck.id: spelled(said(deck.title)) for deck in usable}
            st.selectbox(
                t("shell.deck"),
                list(titles),
                format_func=titles.__getitem__,
                key=DECK,
                on_change=callback(_switched_deck),
                persist_state="session",
            )
        st.segmented_control(
            t("shell.language"),
            CODES,
            format_func=lambda code: language(code).name,
            key=LANGUAGE,
            on_change=callback(_switched),
            required=True,
            persist_state="session",
            width="stretch",
        )
        st.segmented_control(
            t("shell.notation"),
            NOTATIONS,
            format_func=lambda name: lang.text(f"shell.notation-{name}"),
            key=NOTATION,
            required=True,
            persist_state="session",
            help=t("shell.notation-help"),
            width="stretch",
        )


def trouble() -> None:
    """Say when progress is not kept: saving failed, the browser keeps nothing, or a damaged file was mended."""
    message = state().trouble
    if message is not None:
        with st.container(border=True, key="trouble"):
            st.warning(plain(here().message(message, "store")), icon=":material/cloud_off:")
            st.markdown(here().plural("shell.unsaved", len(progress_log.unsaved())))
            st.button(t("shell.retry"), key="retry", on_click=callback(handshake.retry))
    elif progress_log.keeping() == "visit":
        st.info(t("shell.private"), icon=":material/visibility_off:")
    recovered = handshake.recovered()
    if recovered is not None:
        st.info(plain(here().message(recovered, "store")), icon=":material/healing:")


def _switched() -> None:
    window().switched_language = st.session_state[LANGUAGE]


def _translated() -> str:
    """Streamlit's own words in fields and on the file uploader, which it knows in English only."""
    file, enter = (t(key).replace('"', "") for key in ("settings.choose-file", "frame.enter"))
    return (
        f':--uploadButton {{ font-size: 0; }} :--uploadButton::after {{ content: "{file}"; font-size: 1rem; }}'
        f' :--uploadHint {{ display: none; }} :--fieldHint::after {{ content: "{enter}"; }}'
    )


def _switched_deck() -> None:
    """Keep the deck for the next visit; a card or an exercise of the other deck leaves the address."""
    window().switched_deck = st.session_state[DECK]
    for name in ("deck", "card", "exercise", "seed"):
        st.query_params.pop(name, None)


def _keep_language_in_link() -> None:
    """Write a language that the browser would not choose by itself into the address, so that a reload keeps it."""
    chosen = here().code
    if st.query_params.get("lang", preferred(st.context.locale)) != chosen:
        st.query_params["lang"] = chosen
        window().linked_language = chosen


def _open_deck(usable: Sequence[Deck]) -> None:
    """Settle the deck: that of the card or exercise that a link names, or its ``?deck=``, once; then the choice.

    One that is not the first is written into the address, so that a reload keeps it.
    """
    card, exercise = st.query_params.get("card"), st.query_params.get("exercise")
    linked = (st.query_params.get("deck"), card, exercise)
    if linked != window().linked_deck:
        found = decks.holding(read_address(card)[0], exercise) or decks.named(linked[0])
        if found is not None:
            st.session_state[DECK] = found.id
    if decks.named(st.session_state.get(DECK)) is None:
        st.session_state[DECK] = usable[0].id
    deck = str(st.session_state[DECK])
    if (linked[0] or usable[0].id) != deck:
        st.query_params["deck"] = deck
        linked = (deck, card, exercise)
    window().linked_deck = linked
