r"""The one reader of spelling: what a learner types becomes source of `lekce2.expressions`, or is asked back.

A learner types ``θ_{t+1} = θ_t − αg``, ``\theta \gets \theta - \alpha g``, ``theta := theta - alpha*np.sqrt(g);`` or
pastes signs from a PDF; all are read as what they mean where they can mean one thing only. The passes stand in files of
their own: look-alike characters (`signs`), numbers, words and commands (`pieces`), the statements of a line
(`statements`) without remarks and the frame of code (`notes`), words that are glued or of no formula (`words`), LaTeX
and code inside a formula (`formulas`), names (`names`) and their values before and after the step (`steps`), products
without a sign (`products`), all of them together (`reader`), and what comes out (`reading`). What the language reads by
itself stays exactly as it is, but for the spelling of names that are known. Nothing is guessed: what has two readings
is a problem of its line that writes both out. This package parses no formulas, runs nothing and knows no screen.
"""

from study.spelling.names import shown_name
from study.spelling.reader import read
from study.spelling.reading import ReadLine, SpellingReading
from study.spelling.signs import GREEK

__all__ = ["GREEK", "ReadLine", "SpellingReading", "read", "shown_name"]
