"""Words on the screen: the texts of the page's language, and strangers' text made safe to show.

``t`` and ``here`` speak the learner's language, ``plain`` shows a text sign by sign, ``preview_markdown`` as harmless
Markdown, ``preview`` a typed program as it was understood. Only texts: nothing here draws a widget.
"""

from ui.text.plain_text import plain
from ui.text.preview import preview_markdown, safe_markdown
from ui.text.program import display, preview
from ui.text.words import here, notation, said, t

__all__ = ["display", "here", "notation", "plain", "preview", "preview_markdown", "safe_markdown", "said", "t"]
