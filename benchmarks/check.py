"""How long ``python -m study check`` works, against ten million additions: ``python -m benchmarks.check [DIR]``.

Both run as processes of their own, turn by turn; what counts is processor time, start and imports included.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from resource import RUSAGE_CHILDREN, getrusage

from benchmarks.timing import compare

ADDITIONS = "x = 0\nfor i in range(10_000_000): x += i"
GOAL = 3.0
ROUNDS = 5


def processor() -> float:
    """The seconds of processor time of all processes that were started from here and have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print both times and their ratio."""
    folder = sys.argv[1] if len(sys.argv) > 1 else "questions"
    check, additions = (
        partial(subprocess.run, [sys.executable, *command], capture_output=True, check=True)
        for command in (["-m", "study", "check", folder], ["-c", ADDITIONS])
    )
    found = compare(check, additions, ROUNDS, clock=processor)
    met = "✓" if found.ratio <= GOAL else "✗"
    print(f"check {folder}: {found.a:.2f} s of processor time, ten million additions: {found.b:.2f} s")
    print(f"ratio {found.ratio:.2f}, goal ≤ {GOAL:g} {met}")


if __name__ == "__main__":
    main()
