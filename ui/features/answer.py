"""An answer on the screen: its layers, each step with the points it earns, demos in their places, errata."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

import streamlit as st

from study.content import Card, Embed, Layer, Prose, Unit, address, parts
from study.deck import Deck
from study.language import read_as
from ui import demos
from ui.features import predictions
from ui.lab import show
from ui.learner import fault_line, folder
from ui.text import here, notation, preview_markdown, safe_markdown, said, t

TOKEN = re.compile(r"(?P<before>[^\n]?)\{\+(?P<unit>[\w-]+)\}")
SIGNS = {"met": "✓", "half": "½", "missed": "✗"}
COLOURS = {"met": "green", "half": "orange", "missed": "red"}
TOPICS_SHOWN = 3


def question(card: Card, deck: Deck, context: Iterable[str] = ()) -> None:
    """The question with its topics and what the page adds to them above it, its points at the right."""
    lang = here().code
    topics = [said(deck.topics[topic]) for topic in card.topics if topic in deck.topics]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(" · ".join([", ".join(topics[:TOPICS_SHOWN]), *context]), width="stretch")
        st.badge(here().points(card.points), color="blue")
    st.markdown(f"## {said(card.question)}", anchors=False)
    if lang != "en" and card.exam_wording:
        st.caption(t("answer.exam-wording", text=safe_markdown(read_as(card.exam_wording, notation()))))


def skeleton_and_answer(
    card: Card, verdicts: Mapping[str, str] | None = None, *, demos: set[str] | None = None
) -> None:
    """The short skeleton and the full-mark answer; units that were marked show how.

    Demos are drawn in their places where ``demos`` is a set; the names of those drawn are put into it, so that a page
    that hands the same set on draws each demo once and points to it later.
    """
    layers = card.layers[here().code]
    with st.container(border=True):
        st.markdown(f"#### {t('answer.skeleton')}", anchors=False)
        _blocks(layers.skeleton, card, verdicts, demos)
    st.markdown(f"### {t('answer.answer')}", anchors=False)
    _blocks(layers.answer, card, verdicts, demos)


def layer(card: Card, name: str, blocks: Layer, *, demos: set[str]) -> None:
    """One layer for reading: every part of it in a container of its own, to which an outline leads."""
    with st.container(border=name == "skeleton", key=part_key(name)):
        st.markdown(f"{'####' if name == 'skeleton' else '###'} {t(f'answer.{name}')}", anchors=False)
        for number, part in enumerate(parts(blocks)):
            if number:
                with st.container(key=part_key(name, number)):
                    _blocks(part.blocks, card, None, demos)
            else:
                _blocks(part.blocks, card, None, demos)


def closing_demos(card: Card, embeds: Iterable[Embed], *, demos: set[str]) -> None:
    """The demos that follow the answer, under a heading of their own."""
    with st.container(key=part_key("demos")):
        st.markdown(f"### {t('answer.demos')}", anchors=False)
        _blocks(embeds, card, None, demos)


def part_key(name: str, number: int = 0) -> str:
    """The key of the container of a part, which an outline looks for."""
    return f"part-{address('', name, number)}"


def written(text: str) -> None:
    """What the learner wrote, beside the answer it is compared with."""
    with st.container(border=True):
        st.markdown(f"#### {t('answer.you-wrote')}", anchors=False)
        st.markdown(preview_markdown(text) if text.strip() else t("answer.nothing-written"))


def unit_text(unit: Unit) -> str:
    """What a unit asks for, in the language and notation of the page."""
    return said(unit.text) or t("rubric.whole")


def units_in_answer(card: Card) -> list[str]:
    """The units of a card in the order in which their badges stand in its answer."""
    prose = [block.text for block in card.layers[here().code].answer if isinstance(block, Prose)]
    return [match["unit"] for text in prose for match in TOKEN.finditer(text)]


def derivation_and_pitfalls(card: Card, *, demos: set[str] | None = None) -> None:
    """The derivation with its reasons, what costs points, and where the notes are wrong."""
    layers = card.layers[here().code]
    if layers.derivation:
        st.markdown(f"### {t('answer.derivation')}", anchors=False)
        _blocks(layers.derivation, card, None, demos)
    if layers.pitfalls:
        st.markdown(f"### {t('answer.pitfalls')}", anchors=False)
        _blocks(layers.pitfalls, card, None, demos)


def errata(card: Card) -> None:
    """Where the notes are wrong, outdated or silent, folded away under a line that counts them."""
    if not card.errata:
        return
    with st.expander(here().plural("answer.errata", len(card.errata)), icon=":material/report:"):
        for erratum in card.errata:
            st.markdown(f"- **{t(f'answer.erratum-{erratum.kind}')}** {said(erratum.text)}")


def demos_on_request(card: Card) -> None:
    """The card's demos, each drawn only when asked for, so that turning a card stays fast."""
    embeds = {block.name: block for block in _all_blocks(card) if isinstance(block, Embed)}
    for block in embeds.values():
        title = t(f"{block.name}.title")
        if st.toggle(t("answer.show-demo", title=title), key=f"open-{card.id}-{block.name}"):
            _demo(block, card)


def report(card: Card, deck: Deck) -> None:
    """A ready-made report of an error in the answer, to be copied, or sent through the deck's tracker if it has one."""
    with st.popover(t("report.open"), icon=":material/flag:", type="tertiary"):
        st.markdown(t("report.how" if deck.report_url else "report.how-copy"))
        subject = t("report.subject", title=card.title[here().code])
        body = "\n".join(
            (
                t("report.card", id=card.id, deck=deck.id, file=os.path.relpath(card.file, deck.path)),
                t("report.view", language=here().name, notation=t(f"shell.notation-{notation()}")),
                "",
                t("report.what"),
                "",
                t("report.source"),
            )
        )
        st.code(f"{subject}\n\n{body}", language=None, wrap_lines=True)
        if deck.report_url:
            url = f"{deck.report_url}?title={quote(subject)}&body={quote(body)}"
            st.link_button(t("report.tracker"), url, icon=":material/bug_report:")


def faults(deck: Deck) -> None:
    """Which questions could not be read, where and why."""
    errors = [fault for fault in deck.faults if fault.severity == "error"]
    if errors:
        with st.expander(here().plural("answer.faults", len(errors)), icon=":material/warning:"):
            st.markdown(t("answer.faults-how", folder=folder().name))
            st.code("\n".join(fault_line(fault) for fault in errors), language=None, wrap_lines=True)


def with_badges(text: str, card: Card, verdicts: Mapping[str, str] | None) -> str:
    """Text whose unit tokens became badges: the points of the step, and its verdict once it has one."""
    points = {unit.id: unit.points for unit in card.rubric}

    def badge(match: re.Match[str]) -> str:
        unit = match["unit"]
        verdict = (verdicts or {}).get(unit, "")
        sign = f"{SIGNS[verdict]} " if verdict else "+"
        label = f":{COLOURS.get(verdict, 'blue')}-badge[{sign}{t('answer.badge', n=points.get(unit, 0.0))}]"
        return f"{match['before']}{label}" if match["before"] else f"\n{label}\n"

    return TOKEN.sub(badge, text)


def _blocks(
    blocks: Iterable[Prose | Embed], card: Card, verdicts: Mapping[str, str] | None, drawn: set[str] | None
) -> None:
    for block in blocks:
        if isinstance(block, Prose):
            st.markdown(safe_markdown(with_badges(read_as(block.text, notation()), card, verdicts)))
        elif drawn is not None and block.name in drawn:
            st.caption(t("answer.demo-above", title=t(f"{block.name}.title")))
        elif drawn is not None:
            drawn.add(block.name)
            _demo(block, card)


def _demo(block: Embed, card: Card) -> None:
    show(
        demos.load(block.name),
        language=here(),
        notation=notation(),
        settings=block.settings,
        heard=predictions.recorder(block.name, card.id, block.units),
        missed=predictions.missed(block.name),
    )


def _all_blocks(card: Card) -> tuple[Prose | Embed, ...]:
    layers = card.layers[here().code]
    return (*layers.skeleton, *layers.answer, *layers.derivation, *layers.pitfalls)
