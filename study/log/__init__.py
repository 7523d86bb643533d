"""What happened: events that are written once and never changed, and everything that carries them about.

``events`` are the log and its merge (a union by id), ``event_schema`` what may stand in one, ``reader`` the strict
reader of whatever a file or a browser brings, ``export`` what a learner takes away, ``mirror`` what the browser keeps,
``identity`` whose a log is, ``bulk`` how a long one is built without stopping others. Keeping events on a disk is
``study.store``; what they mean is ``study.memory``.
"""

from study.log.bulk import uncollected
from study.log.event_schema import LONGEST_TIME
from study.log.events import Event, canonical, event, in_order, last_points, merge, missing, standing, whole
from study.log.export import Summary, arrivals, backup, csv_table, document, file_name
from study.log.identity import active_user, checked, learner_of, learner_of_user, tombstone
from study.log.mirror import pieces, pieces_of_day, read_pieces
from study.log.reader import FILE_LIMIT, Reading, read

__all__ = [
    "FILE_LIMIT",
    "LONGEST_TIME",
    "Event",
    "Reading",
    "Summary",
    "active_user",
    "arrivals",
    "backup",
    "canonical",
    "checked",
    "csv_table",
    "document",
    "event",
    "file_name",
    "in_order",
    "last_points",
    "learner_of",
    "learner_of_user",
    "merge",
    "missing",
    "pieces",
    "pieces_of_day",
    "read",
    "read_pieces",
    "standing",
    "tombstone",
    "uncollected",
    "whole",
]
