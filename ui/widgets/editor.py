"""The editor of written answers: one ``<textarea>`` that loses nothing, with a live preview of its formulas below it.

Interface::

    text = editor("attempt", draft_id=attempt_id, text=saved_draft, label=…, placeholder=…, language=…,
                  on_change=save_draft, on_submit=flip)

``key``        the element's key (CSS class ``st-key-<key>``); the preview's container is ``<key>-preview``.
``draft_id``   names the draft, for example ``<attempt>/<card>``. When it changes, the editor shows the new draft's text
               with an empty undo history. Give it anew for every attempt; it is also the key in the browser's storage.
``text``       what the server has saved of this draft ("" for nothing). It counts when the draft is opened; later the
               editor's own text does, so a page may go on passing the first or the last saved text.
returns        the text that has reached the server, at most 0.4 s behind the keyboard (at once on leaving the field).
``on_change``  called as ``on_change(draft_id, text)`` before the rerun whenever text arrives; save the draft here.
``on_submit``  called as ``on_submit(draft_id, text)`` on Ctrl+Enter (⌘+Enter) in the field; the whole page is drawn
               again after it. Compare ``draft_id`` with the open attempt: the last text of a draft that was just
               switched away from arrives under its own id.

Editor and preview run in one fragment: typing reruns nothing else; leaving the field after typing, like Ctrl+Enter,
draws the whole page. A callback of another widget may run before ``on_change`` of the text that came with it: let it
read ``held(key, draft_id).text``, which is always the newest. Keep the number of elements above the editor constant
while it is open (use containers): where they shift, Streamlit builds the field anew; focus and caret are then restored.

Each keystroke goes to the browser's localStorage, under the name of the learner and the draft. When a draft opens, the
browser's copy is taken if the server's text is empty or is a version that this browser has had; else the server's is
shown and the browser's is offered by a button. After hand-in call ``forget_drafts`` on the page that follows: it
removes the browser's copies. `ui.learner.drafts` says more.

The value is ``st.session_state[key]["draft"]`` = ``{"draft", "text", "revision", "left"}``; ``read_draft`` reads it
strictly, because anything may arrive from a browser. This module saves nothing on the server and knows no card.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from study.language import Language
from ui import dom, visit
from ui.learner import drafts, forget_drafts
from ui.text import preview_markdown
from ui.unexpected import callback, guarded

__all__ = ["DraftVersion", "editor", "forget_drafts", "held", "read_draft", "tidy"]

LIMIT = 100_000  # characters of one answer
FOLDER = Path(__file__).parent

Listener = Callable[[str, str], None]

HTML = """
<div class="lk-editor">
  <label></label>
  <div class="lk-editor-chips" role="toolbar" hidden></div>
  <textarea rows="5" spellcheck="false" autocapitalize="sentences" autocomplete="off"></textarea>
  <div class="lk-editor-foot"><span class="lk-editor-hint"></span><button type="button" hidden></button></div>
</div>
"""

mount_editor = st.components.v2.component(
    "lekce2_editor",
    html=HTML,
    css=(FOLDER / "editor.css").read_text("utf-8"),
    js=drafts.JS + (FOLDER / "editor.js").read_text("utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class DraftVersion:
    """A version of one draft as the browser sent it; ``revision`` grows with every edit, ``left`` on leaving."""

    draft_id: str
    text: str
    revision: int
    left: bool = False


def read_draft(raw: object) -> DraftVersion | None:
    """The draft in a value that came from a browser, or ``None`` when it is not one.

    >>> read_draft({"draft": "a1", "text": "H(P)", "revision": 4})
    DraftVersion(draft_id='a1', text='H(P)', revision=4, left=False)
    >>> read_draft({"draft": "a1", "text": 7, "revision": 4}) is None
    True
    """
    if not isinstance(raw, dict):
        return None
    draft_id, text, revision = raw.get("draft"), raw.get("text"), raw.get("revision")
    if not isinstance(draft_id, str) or not isinstance(text, str):
        return None
    if not isinstance(revision, int) or isinstance(revision, bool) or not 0 <= revision < 2**53:
        return None
    return DraftVersion(draft_id, tidy(text), revision, raw.get("left") is True)


def tidy(text: str) -> str:
    r"""``text`` as it can be stored anywhere: no NUL, no half of a surrogate pair, ``\n`` line ends, at most ``LIMIT``.

    >>> tidy("a\x00b\r\nc\ud800")
    'ab\nc\ufffd'
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")[:LIMIT]


def held(key: str, draft_id: str, text: str = "") -> DraftVersion:
    """What the editor ``key`` holds of a draft, as far as the server knows; ``text`` if it was not typed in yet."""
    value = st.session_state.get(key)
    draft = read_draft(value.get("draft")) if isinstance(value, dict) else None
    return draft if draft is not None and draft.draft_id == draft_id else DraftVersion(draft_id, tidy(text), 0)


def editor(
    key: str,
    *,
    draft_id: str,
    text: str = "",
    label: str,
    placeholder: str = "",
    language: Language,
    height: int = 160,
    hint: str = "",
    formula: bool = False,
    chips: Sequence[str] = (),
    focus: bool = False,
    on_change: Listener | None = None,
    on_submit: Listener | None = None,
    preview: Callable[[str], str] = preview_markdown,
) -> str:
    """Draw the editor with its preview and return the text that has reached the server; see the module's head.

    Parameters
    ----------
    key, draft_id, text, on_change, on_submit
        As described in the module's head.
    label, placeholder, hint
        The field's visible label, its text while empty, and a line below it (hidden on touch screens).
    language
        The language of the texts around the preview.
    height
        The least height in pixels; the field grows with its text up to 70 % of the window.
    formula
        Whether formulas are typed and no sentences: a phone then leaves the first letter of a line small.
    chips
        Names and signs that a touch screen offers above the field; a press types one at the cursor.
    focus
        Whether the field takes the focus when a draft opens.
    preview
        The Markdown that stands below the field for a text.
    """
    row = "\n".join(chips)
    _fragment(
        key, draft_id, text, label, placeholder, language, height, hint, formula, row, focus, on_change, on_submit,
        preview,
    )  # fmt: skip
    return held(key, draft_id, text).text


@st.fragment
@guarded
def _fragment(
    key: str,
    draft_id: str,
    text: str,
    label: str,
    placeholder: str,
    language: Language,
    height: int,
    hint: str,
    formula: bool,
    chips: str,
    focus: bool,
    on_change: Listener | None,
    on_submit: Listener | None,
    preview: Callable[[str], str],
) -> None:
    draft = held(key, draft_id, text)

    def changed() -> None:
        arrived = _arrived(key, "draft")
        if arrived is None:
            return
        visit.state().whole_page = arrived.left
        if on_change:
            on_change(arrived.draft_id, arrived.text)

    def submitted() -> None:
        arrived = _arrived(key, "submit")
        if arrived and on_submit:
            visit.state().whole_page = True
            on_submit(arrived.draft_id, arrived.text)

    mount_editor(
        key=key,
        data=dom.unread({
            "draft": draft_id, **drafts.names(), "text": draft.text, "revision": draft.revision,
            "limit": LIMIT, "height": height,
            "capitals": "off" if formula else "sentences",
            "label": label, "placeholder": placeholder, "hint": hint, "language": language.code,
            "restore": language.text("editor.restore"), "submit": on_submit is not None,
            "chips": chips, "toolbar": language.text("editor.chips"), "focus": focus,
        }),
        on_draft_change=callback(changed),
        on_submit_change=callback(submitted),
    )  # fmt: skip
    if visit.state().whole_page:
        visit.state().whole_page = False
        st.rerun()
    with st.container(key=f"{key}-preview", border=True):
        st.caption(language.text("editor.preview"))
        st.markdown(preview(draft.text) or language.text("editor.empty"))


def _arrived(key: str, name: str) -> DraftVersion | None:
    value: Any = st.session_state.get(key)
    return read_draft(value.get(name)) if isinstance(value, dict) else None
