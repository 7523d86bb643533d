"""What the buttons of Revise do: callbacks that change the session, each guarded by the attempt it was drawn for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from study.content import Card, fingerprints
from study.deck import Deck
from study.grading import score
from study.log import standing
from study.planning import interleave, today
from study.sessions import review as bookmark
from study.sessions import review as flow
from ui import visit
from ui.features import rubric
from ui.learner import decks, progress_log
from ui.text import t
from ui.widgets import held

MODE = "attempt-mode"
CONFIDENCE = "confidence"
ATTEMPT = "attempt"
A_DAY = 24 * 3600.0  # an attempt counts for no more: the learner went to bed
BOOKMARK = ("revise", "session")  # attempt and card of the draft that says where the session was left


def current(deck: Deck) -> flow.Session:
    """The session under way; today's list when there is none or its cards are gone."""
    return under_way(deck) or restart(deck)


def under_way(deck: Deck) -> flow.Session | None:
    """The session of this visit, else the one that was left a short while ago; ``None`` when there is none."""
    found = visit.revision()
    if found is None:
        items = {join(card.id, unit) for card in deck.cards.values() for unit in ("", *(u.id for u in card.rubric))}
        found = bookmark.read(visit.drafts().get("/".join(BOOKMARK), ""), items, visit.events(), visit.now())
        if found is not None:
            if (
                found.attempt is not None and found.attempt.revealed is None
            ):  # a second window makes an attempt of its own
                found = replace(found, attempt=replace(found.attempt, id=visit.new_id()))
            _keep(found, fresh=True)
    whole = found is not None and all(split(item)[0] in deck.cards for item in _items(found))
    return found if whole else None


def restart(deck: Deck, *, everything: bool = False) -> flow.Session:
    """Start a session over today's list, or once its time is used up over what it left out, what gains most first.

    Over the whole deck, topics interleaved, on request or when nothing is due.
    """
    plan = today(deck, progress_log.memory(deck), visit.now(), progress_log.zone())
    if (items := plan.items or plan.left_out) and not everything:
        return begin([join(item.card, item.unit) for item in items])
    return begin([card.id for card in interleave(tuple(deck.cards.values()))])


def join(card: str, unit: str) -> str:
    """What stands in the queue for a card, or for one idea unit of it that comes by itself."""
    return f"{card}#{unit}" if unit else card


def split(item: str) -> tuple[str, str]:
    """Card and unit (``""`` for the whole card) of what stands in the queue.

    >>> split("adam#adam-r"), split("adam")
    (('adam', 'adam-r'), ('adam', ''))
    """
    card, _, unit = item.partition("#")
    return card, unit


def asked(deck: Deck, item: str) -> Card:
    """The card that is asked: whole, or worth just the one unit that comes by itself."""
    card, unit = split(item)
    whole = deck.cards[card]
    only = tuple(u for u in whole.rubric if u.id == unit)
    return replace(whole, rubric=only, points=only[0].points) if only else whole


def begin(cards: list[str]) -> flow.Session:
    """Start a session over these cards, in this order."""
    new = flow.begin(cards, visit.now(), visit.new_id())
    _keep(new, fresh=True)
    return new


def ask_now(deck: Deck, card: str) -> None:
    """Ask a card at once; the session under way goes on afterwards where it was."""
    session = under_way(deck)
    if session is None or session.attempt is None:
        begin([card])
    else:
        _keep(flow.interrupt(session, card, visit.now(), visit.new_id()), fresh=True)


def refresh() -> None:
    """Let the list be made anew, unless an answer is open: its marks stay, and so does the session."""
    deck = decks.current()
    session = under_way(deck) if deck else None
    if session and any(each.revealed for each in (session.attempt, *session.aside) if each):
        return
    visit.state().revision = None
    if visit.window().greeted:
        progress_log.save_draft(*BOOKMARK, "")


def show(attempt: str, mode: str, units: tuple[str, ...] = ()) -> None:
    """Turn the card, once something was tried: an empty editor keeps it locked, "I don't know" misses every unit.

    What was typed stays with the attempt, in whichever mode it ends.
    """
    session = visit.revision()
    if session is None or session.attempt is None or session.attempt.id != attempt:
        return
    text = written(session.attempt.card)
    if mode == "typed" and not text.strip():
        visit.state().nothing_written = attempt
    else:
        _keep(flow.reveal(session, attempt, visit.now(), mode, text, units))


def go_back(attempt: str) -> None:
    """Take "I don't know" back into the attempt, with its text and its clock."""
    session = visit.revision()
    if session is not None:
        after = flow.go_back(session, attempt, visit.now())
        _keep(after, fresh=after is not session)


def nothing_written(attempt: str) -> bool:
    """Was this answer asked for with nothing in the editor?"""
    return visit.state().nothing_written == attempt


def expect(attempt: str) -> None:
    """Note the share of the points that the learner expects."""
    session = visit.revision()
    if session is not None:
        _keep(flow.expect(session, attempt, st.session_state.get(CONFIDENCE)))


def judge(attempt: str, unit: str, verdict: str | None) -> None:
    """Mark one unit of the answer."""
    session = visit.revision()
    if session is not None:
        _keep(flow.judge(session, attempt, unit, verdict))


def draft_id(item: str) -> str:
    """The name of the draft for a card of the queue: the same after a reload, another one after each rating."""
    card, _ = split(item)
    tries = sum(e.kind == "review" and e["card"] == card for e in visit.events())
    return f"revise-{tries}-{item}/{card}"


def save_draft(draft: str, text: str) -> None:
    """Keep what was written so far."""
    attempt, _, card = draft.partition("/")
    progress_log.save_draft(attempt, card, text)
    now = visit.state()
    if text.strip() and now.nothing_written:
        now.nothing_written, now.whole_page = None, True  # the sentence about it stands outside the editor


def reopen(draft: str) -> None:
    """Go on typing where a draft was left, the first time that it comes back."""
    if visit.drafts().get(draft) and visit.state().reopened != draft:
        visit.state().reopened = draft
        st.session_state[MODE] = "typed"


def written(item: str) -> str:
    """What stands in the editor for a card of the queue."""
    draft = draft_id(item)
    return held(ATTEMPT, draft, visit.drafts().get(draft, "")).text


def verdicts(attempt: str) -> Mapping[str, str]:
    """The verdicts of an attempt at this moment; none once another one is under way."""
    session = visit.revision()
    current = session.attempt if session else None
    return current.verdicts if current is not None and current.id == attempt else {}


def rate(deck: Deck, attempt: str, rating: int) -> None:
    """Rate the card, write the review down and go on; points count only when every unit was marked."""
    session = visit.revision()
    tried = session.attempt if session else None
    if session is None or tried is None or tried.id != attempt or tried.revealed is None:
        return
    card, unit = split(tried.card)
    about = asked(deck, tried.card)
    total = score(about.rubric, tried.verdicts)
    draft = draft_id(tried.card)
    happened = progress_log.record(
        "review",
        hand_in=draft.partition("/")[0],
        deck=deck.id,
        card=card,
        **({"unit": unit} if unit else {}),
        attempt=tried.id,
        mode=tried.mode,
        rating=rating,
        points=None if total.open else total.points,
        of=total.of,
        seconds=min(A_DAY, round(tried.seconds(visit.now()), 1)),
        confidence=tried.confidence,
        verdicts=dict(tried.verdicts),
        answer=tried.text,
        units=fingerprints(about),
    )
    twice = [e for e in visit.events() if e.get("attempt") == tried.id and e.kind == "review" and e.id != happened.id]
    if others := standing(twice + [e for e in visit.events() if e.kind == "retract"] if twice else ()):
        progress_log.record("retract", target=happened.id)  # another tab has rated this attempt: what came first counts
        happened = others[0]
        st.toast(t("revise.rated-elsewhere"))
    visit.drafts().pop(draft, None)
    visit.state().rated = {draft: tried.text}
    _keep(flow.rate(session, attempt, rating, happened.id, visit.now(), visit.new_id()), fresh=True)


def skip(attempt: str) -> None:
    """Put the question off to the end of the session."""
    session = visit.revision()
    if session is not None:
        after = flow.skip(session, attempt, visit.now(), visit.new_id())
        _keep(after, fresh=after is not session)


def undo(done: int) -> None:
    """Take the last rating back; ``done`` is how many there were when the button was drawn."""
    session = visit.revision()
    if session is not None and len(session.done) == done and session.done:
        progress_log.record("retract", target=session.done[-1].event)
        _keep(flow.undo(session), fresh=True)


def _keep(session: flow.Session, *, fresh: bool = False) -> None:
    """Store the session; a fresh attempt starts with the keys, marks and expectation of its own."""
    visit.state().revision = session
    if visit.window().greeted:  # before, an older session may still come
        progress_log.save_draft(*BOOKMARK, bookmark.write(session, visit.now()))
    if fresh:
        visit.state().nothing_written = None
        rubric.forget_focus()
        st.session_state[CONFIDENCE] = session.attempt.confidence if session.attempt else None


def _items(session: flow.Session) -> list[str]:
    return [*session.waiting, *(each.card for each in (session.attempt, *session.aside) if each)]
