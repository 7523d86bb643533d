"""What the app takes for granted of Streamlit's page: where things stand in it, by name, in one file.

``selectors.json`` holds every selector that a script or a style sheet of ours uses on what Streamlit draws: its test
ids and attributes, which no promise covers, and the ``st-key-`` classes of keys that scripts look for. It was written
for Streamlit 1.67; ``tests/browser/test_selectors.py`` finds each in a real browser. Scripts read ``DOM.<name>`` after
``JS``, style sheets write ``:--<name>`` and go through ``css``. Nothing here draws, and no other private part of
Streamlit is used: ``tests/ui/dom/test_private_parts.py`` holds that.
"""

from ui.dom.data import unread
from ui.dom.selectors import JS, SELECTORS, css

__all__ = ["JS", "SELECTORS", "css", "unread"]
