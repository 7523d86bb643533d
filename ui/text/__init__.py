"""ui.text."""

from ui.text.plain_text import plain
from ui.text.preview import preview_markdown
from ui.text.program import display, preview
from ui.text.words import here, notation, t

__all__ = ["display", "here", "notation", "plain", "preview", "preview_markdown", "t"]
