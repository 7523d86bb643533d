"""A browser of the tests: tabs that share one storage and do what ``ui/learner/browser.js`` does, without a screen.

A tab is a visit: it has a session of its own on the server. ``act`` runs something as a callback would and then draws
the frame, after which the browser reads what it was told and answers, until it has nothing more to say.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from study.log.events import Event
from study.store.stores import Store
from ui import visit
from ui.features import revision, rubric
from ui.learner import browser, drafts, handshake, identity, progress_log


@dataclass
class Browser:
    """What one browser keeps: its secret, pieces by their names as (fingerprint, text), and drafts by theirs."""

    secret: str | None = field(default_factory=lambda: secrets.token_hex(16))
    pieces: dict[str, tuple[str, str]] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)

    def events(self) -> str:
        return "".join(text for _, text in self.pieces.values())


class Tab:
    """One tab of a browser on a server with this store; ``user`` is who is signed in."""

    def __init__(
        self, patch: pytest.MonkeyPatch, shared: Browser, store: Callable[[], Store], user: dict[str, str] | None = None
    ) -> None:
        self.patch, self.browser, self.store = patch, shared, store
        self.user = _User(user)
        self.session: dict[str, Any] = {}
        self.introduced: str | None = None
        self.forgot = self.answered = ""
        self.done: set[str] = set()
        self.act(lambda: None)

    def act(self, work: Callable[[], Any]) -> Any:
        """What a callback of this tab's page does; then the page is drawn and the browser has its say."""
        self._enter()
        result = None
        with suppress(_Rerun):
            result = work()
        while self._drawn():
            pass
        return result

    def review(self, name: str) -> Event:
        return self.act(lambda: progress_log.record("settings", name=name, value=name))

    def type(self, draft: str, text: str) -> None:
        """Type an answer; the browser keeps it under its owner's name."""
        owner = self.act(drafts.names)["owner"]
        self.browser.drafts[owner + draft] = text

    def sees(self, draft: str) -> str | None:
        """The text with which the browser would open a draft."""
        owner = self.act(drafts.names)["owner"]
        return self.browser.drafts.get(owner + draft)

    def names(self) -> set[str]:
        """The names of the settings that this visit knows, which stand for its events."""
        return {event["name"] for event in self.visit().events}

    def visit(self) -> visit.Visit:
        """What this visit remembers of its learner."""
        self._enter()
        return visit.state()

    def _enter(self) -> None:
        page = SimpleNamespace(
            session_state=self.session,
            user=self.user,
            context=SimpleNamespace(timezone="UTC"),
            toast=print,
            rerun=_rerun,
        )
        for module in (progress_log, handshake, identity, visit, browser, revision, rubric):
            self.patch.setattr(module, "st", page)
        self.patch.setattr(progress_log, "store", self.store)

    def _drawn(self) -> bool:
        """Draw the frame once; whether the browser said something that draws it anew."""
        told: dict[str, Any] = {}
        self.patch.setattr(browser, "talk", lambda **data: told.update(data))
        self.patch.setattr(browser, "keep", lambda pieces: told.update(keep=pieces))
        handshake.connect()
        forget = told["forget"]
        if forget and forget["word"] != self.forgot:
            self.forgot = forget["word"]
            for kept in (self.browser.pieces, self.browser.drafts):
                for name in [n for n in kept if n.startswith(tuple(forget["owners"]))]:
                    del kept[name]
            if forget["secret"] and self.browser.secret == self.introduced:
                self.browser.secret = secrets.token_hex(16)
                for name in [n for n in self.browser.drafts if not re.match("[0-9a-f]{12}:", n)]:
                    del self.browser.drafts[name]
            return self._hello(told)
        if not told["known"]:
            return self._hello(told)
        for wishes in (told.get("keep", {}), told["write"]):
            self._write(wishes)
        if told["want"] and told["asked"] != self.answered:
            self.answered = told["asked"]
            texts = {name: self.browser.pieces[name][1] for name in told["want"] if name in self.browser.pieces}
            self.say("pieces", {"asked": told["asked"], "texts": texts})
            with suppress(_Rerun):
                told["on_pieces"]()
            return True
        return False

    def _write(self, wishes: dict[str, str | None]) -> None:
        if self.browser.secret is None:
            return
        for name, text in wishes.items():
            if text is not None and f"{name} {browser.mark(text)}" not in self.done:
                self.browser.pieces[name] = (browser.mark(text), text)
                self.done = (self.done | {f"{name} {browser.mark(text)}"}) - {name}
        for name, text in wishes.items():
            if text is None and name not in self.done:
                self.browser.pieces.pop(name, None)
                self.done.add(name)

    def _hello(self, told: dict[str, Any]) -> bool:
        self.introduced, self.done = self.browser.secret, set()
        kept = {name: mark for name, (mark, _) in self.browser.pieces.items()}
        self.say("hello", {"secret": self.browser.secret, "pieces": kept})
        with suppress(_Rerun):
            told["on_hello"]()
        return True

    def say(self, name: str, word: object) -> None:
        self.session.setdefault(browser.KEY, {})[name] = word


class _Rerun(BaseException):
    """What ``st.rerun()`` raises."""


def _rerun() -> None:
    raise _Rerun


class _User(dict[str, str]):
    """The signed-in user as Streamlit shows it."""

    def __init__(self, user: dict[str, str] | None) -> None:
        super().__init__(user or {})
        self.is_logged_in = user is not None
