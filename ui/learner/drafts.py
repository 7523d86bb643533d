"""Drafts that the browser keeps: to be sent where the server lacks them, and to be forgotten once they are stored.

The editor writes them, each keystroke at once, under their owner's name (see ``drafts.js``): who shares a browser does
not get another's text. The server learns of a draft when its editor is opened; ``collect`` asks for all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import streamlit as st

from ui import dom
from ui.learner import identity, mirror
from ui.unexpected import callback

HERE = Path(__file__).parent
JS = (HERE / "drafts.js").read_text("utf-8")  # to be put before a component's own code

mount_forget = st.components.v2.component(
    "lekce2_forget_drafts", js=JS + (HERE / "forget_drafts.js").read_text("utf-8"), isolate_styles=False
)
mount_collect = st.components.v2.component(
    "lekce2_collect_drafts", js=JS + (HERE / "collect_drafts.js").read_text("utf-8"), isolate_styles=False
)


def names() -> dict[str, str]:
    """What the names of this learner's drafts in the browser begin with, and began with before the learner was known.

    An anonymous learner is the browser itself, so those names begin with nothing, from the first page on; a user's
    begin with the account until the store says which learner that is.
    """
    account, who = identity.account(), identity.learner()
    owner = account if account is None or who is None else mirror.owner(who)
    return {"owner": owner or "", "former": account or ""}


def forget_drafts(drafts: Iterable[str] | Mapping[str, str], key: str = "forget-drafts") -> None:
    """Remove drafts that are safely stored from this browser; drawn invisibly, harmless to repeat.

    Where ``drafts`` says the text that is stored of each, one that says something else stays.
    """
    texts = drafts if isinstance(drafts, Mapping) else dict.fromkeys(drafts)
    mount_forget(key=key, data=dom.unread({**names(), "drafts": [[*pair] for pair in texts.items()]}), height=1)


def collect(
    drafts: Mapping[str, str],
    asked: str,
    take: Callable[[str, str], None],
    done: Callable[[], None],
    key: str = "collect-drafts",
) -> None:
    """Ask the browser for those drafts of which it has a newer text than ``drafts`` says.

    ``asked`` is a new word for every question, nothing for none; ``take(draft_id, text)`` gets each answer before the
    page is drawn again, and ``done()`` is called once all have come. What was not asked for is left.
    """
    given = st.session_state

    def answered() -> None:
        said = given[key].get("drafts") if isinstance(given.get(key), Mapping) else None
        if not isinstance(said, Mapping) or said.get("asked") != asked:
            return
        texts = said.get("texts")
        for draft, text in texts.items() if isinstance(texts, Mapping) else ():
            if draft in drafts and isinstance(text, str):
                take(draft, text)
        done()

    sent = [[*pair] for pair in drafts.items()] if asked else []
    mount_collect(
        key=key,
        data=dom.unread({**names(), "asked": asked, "drafts": sent}),
        height=1,
        on_drafts_change=callback(answered),
    )
