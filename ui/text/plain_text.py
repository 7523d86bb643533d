r"""Plain text, a learner's or a stranger's, as Markdown that shows it sign by sign and cannot do anything else.

Whatever came from an address, a field, a file or a database goes through here before it meets ``st.markdown``,
``st.warning`` and the like. Texts of the catalogues and of the decks do not: they are Markdown.
"""

from __future__ import annotations

import re

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
BREAK = re.compile(r"\s*[\r\n]+\s*")
# Addresses, emoji and icons are looked for after escapes were read: a joiner, which nobody sees, keeps them apart.
LATE = re.compile(r"(?<=:)(?=//|[\w+/-]+:)|(?<=www)(?=\.)|(?<=@)(?=\w)", re.I)


def plain(text: str) -> str:
    r"""Markdown that shows ``text`` as it stands, in one line.

    >>> plain("2*g, s_hat")
    '2\\*g\\, s\\_hat'
    >>> plain("[a](b)\n\n# c")
    '\\[a\\]\\(b\\) \\# c'
    """
    return PUNCTUATION.sub(r"\\\1", LATE.sub("\N{WORD JOINER}", BREAK.sub(" ", text)))
