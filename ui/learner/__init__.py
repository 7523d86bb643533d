"""ui.learner."""

from ui.learner.decks import fault_line, folder
from ui.learner.drafts import forget_drafts

__all__ = [
    "account",
    "browser",
    "decks",
    "drafts",
    "fault_line",
    "folder",
    "forget_drafts",
    "handshake",
    "identity",
    "progress_log",
]
