"""Questions: read and search them all, or read one whole answer with its demos (``?card=adam``).

``?card=adam.derivation-2`` begins at a part of the answer.
"""

import streamlit as st

from study.content import (
    LAYERS,
    LONGEST,
    Bit,
    Card,
    Embed,
    Layer,
    SearchResult,
    address,
    closing,
    find,
    layers_of,
    read_address,
)
from study.deck import Deck
from study.exercises import gist
from ui.features import answer, ladder, outline, practice, revision
from ui.learner import decks
from ui.text import here, notation, plain, said, t
from ui.visit import window
from ui.widgets import turning

PAGE = 20
SEARCH = "search"
BESIDE = 2  # exercises and as many demos that are shown with a question that was found
READING, MODES = "reading", ("all", "answer", "skeleton")


def browse(deck: Deck) -> None:
    """All questions, or those that hold every word of the search, they themselves, an exercise or a demo."""
    st.title(t("nav.questions"), anchor=False)
    hint = t("questions.placeholder")
    if len(typed := st.session_state.get(SEARCH) or "") > LONGEST:  # the field's own limit is the browser's
        st.session_state[SEARCH] = typed[:LONGEST]
    query = st.text_input(
        t("questions.search"),
        max_chars=LONGEST,
        key=SEARCH,
        placeholder=hint,
        type="search",
        live=True,
        persist_state="session",
    ).strip()[:LONGEST]
    found: dict[str, list[SearchResult]] = {} if query else {card: [] for card in deck.cards}
    for each in find(deck.searchables(here().code, notation()), query) if query else ():
        if each.what.kind != "exercise" or practice.usable(deck, each.what.id):
            found.setdefault(each.what.card, []).append(each)
    if not found:
        st.info(t("questions.nothing", query=plain(query)), icon=":material/search_off:")
    elif query:
        st.caption(here().plural("questions.found", len(found)))
    pages = max(1, -(-len(found) // PAGE))
    page = 1
    if pages > 1:
        page = st.pagination(pages, key="questions-page")
    for card in list(found)[(page - 1) * PAGE : page * PAGE]:
        entry(deck.cards[card], deck, found[card])
    answer.faults(deck)


def entry(card: Card, deck: Deck, found: list[SearchResult]) -> None:
    """One question of the list, with a link to its answer and to the places where something was found."""
    with st.container(border=True, key=f"entry-{card.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            topics = ", ".join(said(deck.topics[topic]) for topic in card.topics if topic in deck.topics)
            st.caption(topics, width="stretch")
            st.badge(here().points(card.points), color="blue")
        st.page_link(
            "ui/pages/questions.py", label=f"**{said(card.title)}**", query_params={"card": card.id}, width="stretch"
        )
        st.markdown(said(card.question))
        if found:
            with st.container(key=f"found-{card.id}", gap="xsmall"):
                places(card, deck, found)


def places(card: Card, deck: Deck, found: list[SearchResult]) -> None:
    """Where it was found: the place as a link, and the words around it."""
    shown = 0
    for kind, most in (("card", 1), ("exercise", BESIDE), ("demo", BESIDE)):
        for each in [each for each in found if each.what.kind == kind][:most]:
            shown += len(each.hits) if kind == "card" else 1
            for hit in each.hits if kind == "card" else each.hits[:1]:
                if kind == "card":
                    name, part = hit.passage.place, hit.passage.part
                    label = t(f"answer.{name}" if name in LAYERS else f"questions.place-{name}")
                    label = " · ".join(filter(None, (label, plain(hit.passage.title))))
                    to = address(card.id, name, part) if name in (*LAYERS, "errata") else card.id
                    link("questions", label, "card", to, ":material/subdirectory_arrow_right:")
                elif kind == "exercise":
                    label = exercise_label(deck, each.what.id)
                    link("practice", label, "exercise", each.what.id, ":material/edit_note:")
                else:
                    label = t("answer.show-demo", title=t(f"{each.what.id}.title"))
                    link("lab", label, "demo", each.what.id, ":material/science:")
                if hit.excerpt:
                    st.caption("".join(map(marked, hit.excerpt)))
    left = sum(len(each.hits) + each.more if each.what.kind == "card" else 1 for each in found) - shown
    if left:
        st.caption(here().plural("questions.more", left))


def link(page: str, label: str, name: str, value: str, icon: str) -> None:
    st.page_link(f"ui/pages/{page}.py", label=label, icon=icon, query_params={name: value}, width="stretch")


def marked(bit: Bit) -> str:
    """A bit of an excerpt as Markdown, on a ground of its own if it is what was looked for."""
    return f":orange-background[**{plain(bit.text)}**]" if bit.found else plain(bit.text)


def reading(part: str, asked: str | None) -> str:
    """How much of the answer is shown, as it was chosen in this visit; a link to a part of the rest unfolds it."""
    if st.session_state.get(READING) not in MODES:
        st.session_state[READING] = MODES[0]
    if asked != window().linked_part:
        window().linked_part = asked
        if part and part.partition("-")[0] != st.session_state[READING]:
            st.session_state[READING] = MODES[0]
    chosen = st.segmented_control(
        t("answer.reading"),
        MODES,
        format_func={name: t(f"answer.reading-{name}") for name in MODES}.__getitem__,
        key=READING,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    return str(chosen or MODES[0])


def read(card: Card, deck: Deck, part: str) -> None:
    """One question with its answer: the layers, then the demos that follow it; those inside the text stay there."""
    st.page_link("ui/pages/questions.py", label=t("questions.all"), icon=":material/arrow_back:")
    with st.container(border=True, key=f"question-{card.id}"):
        answer.question(card, deck)
    view = st.query_params.get("card", card.id)
    chosen = reading(part, view)
    layers = {
        name: layer for name, layer in layers_of(card, here().code).items() if layer and chosen in (MODES[0], name)
    }
    whole = chosen == MODES[0]
    last: list[Embed] = []
    if whole:
        layers, last = apart(layers)
    exercised = [id for id in card.exercises if practice.usable(deck, id)] if whole else []
    below = {
        "demos": (last, t("answer.demos")),
        "errata": (card.errata if whole else (), t("questions.place-errata")),
        "exercises": (exercised, t("practice.of-card")),
    }
    lines = outline.entries(layers, {name: title for name, (held, title) in below.items() if held})
    if len(lines) > 1:
        outline.outline(lines, view=view, part=part)
    with st.container(key=f"answer-{card.id}"):
        drawn: set[str] = set()
        for name, layer in layers.items():
            answer.layer(card, name, layer, demos=drawn)
        if last:
            answer.closing_demos(card, last, demos=drawn)
        if whole:
            ladder(card)
            with st.container(key=answer.part_key("errata")):
                answer.errata(card)
            with st.container(key=answer.part_key("exercises")):
                exercises(deck, exercised)
        answer.report(card, deck)
    neighbours(card, deck)
    with st.bottom:
        if st.button(t("questions.revise"), key="revise-this", type="primary", width="stretch"):
            revision.ask_now(deck, card.id)
            st.switch_page("ui/pages/revise.py")


def apart(layers: dict[str, Layer]) -> tuple[dict[str, Layer], list[Embed]]:
    """The layers without the demos that only follow them, and these demos, which are shown below the pitfalls."""
    cut = {name: closing(layer) for name, layer in layers.items()}
    return {name: text for name, (text, _) in cut.items() if text}, [
        demo for _, demos in cut.values() for demo in demos
    ]


def neighbours(card: Card, deck: Deck) -> None:
    """Links to the questions before and after."""
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


def exercises(deck: Deck, ids: list[str]) -> None:
    """Links to the exercises on a question."""
    if ids:
        st.markdown(f"### {t('practice.of-card')}", anchors=False)
    for id in ids:
        link("practice", exercise_label(deck, id), "exercise", id, ":material/edit_note:")


def exercise_label(deck: Deck, id: str) -> str:
    """What an exercise is: its kind, what it asks, its points."""
    exercise = deck.exercises[id]
    asks = gist(said(exercise.text))
    return f"{t(f'practice.kind-{exercise.kind}')} · {asks} · {here().points(exercise.points)}"


deck = decks.require()
asked = st.query_params.get("card")
turning("card", asked or "")
card, part = read_address(asked)
if card is not None and card in deck.cards:
    read(deck.cards[card], deck, part)
else:
    if asked is not None:
        st.warning(t("questions.unknown", card=plain(asked[:60])), icon=":material/link_off:")
    browse(deck)
    ladder()
