"""Many steps of many optimizers from many starts, on one objective: the race.

``run`` is all of it; ``running`` keeps the books, ``entries`` checks what it is given. The steps themselves are the
kernel of ``lekce2.optimizers``. Divergence is data here, never an error.
"""

from lekce2.race.running import Race, run

__all__ = ["Race", "run"]
