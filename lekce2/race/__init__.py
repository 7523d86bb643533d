"""lekce2.race."""

from lekce2.race.running import Race, run

__all__ = ["Race", "run"]
