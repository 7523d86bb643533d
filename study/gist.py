"""What an exercise asks in one sentence, for a list of exercises."""

from __future__ import annotations

import re
from itertools import pairwise

from study.placeholders import MARK

LONG = 120  # characters
END = re.compile(r"\$[^$]*\$|[.?!](?=\s+(\S))")


def gist(text: str) -> str:
    """A text up to its first question if that is short, the question alone if not, else the first sentence.

    Dots stand for the numbers of a seed.

    >>> gist("Je dáno $a = <<a>>$. Kolik je $a + 1$? Stačí zlomek."), gist("Write one step. Given is `g`.")
    ('Je dáno $a = …$. Kolik je $a + 1$?', 'Write one step')
    """
    paragraph = " ".join(MARK.sub("…", text).strip().split("\n\n")[0].split())
    ends = [match.end() for match in END.finditer(paragraph) if match[1] and (match[1].isupper() or match[1] in "($")]
    sentences = [(start, end) for start, end in pairwise([0, *ends, len(paragraph)]) if start < end]
    start, end = next((each for each in sentences if paragraph[each[1] - 1] == "?"), sentences[0])
    return paragraph[0 if end <= LONG else start : end].strip().rstrip(".:")
