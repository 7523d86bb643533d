"""Who is at the screen, and the way of their log and drafts between browser, server and store.

``identity`` says whose log it is, ``handshake`` compares the browser's copy with ours, ``progress_log`` records and
saves, ``drafts`` keeps what is being written, ``decks`` holds the questions on disk. What the log means is
not known here: that is ``study``.
"""

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
