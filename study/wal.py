"""Is a write-ahead log damaged? SQLite does not ask: it takes what is whole from the beginning and drops the rest.

Dropping is right for the last transaction, which a power cut may have torn before it counted. It loses saved progress
when an older part went bad. The difference shows in what follows: every transaction is synced before the next begins,
so where a later one follows a frame that does not fit its checksum, that frame was once whole.

A frame's checksum begins with that of the frame before, s = (s0, s1), so that each can be checked by its neighbour's.
Source: sqlite.org/fileformat2.html, section 4.
"""

from __future__ import annotations

import struct

from study.btree import FRAME_HEADER, WAL_HEADER

MAGIC = 0x377F0682  # the last bit says in which order the bytes of a checksum's words stand
WORD = 0xFFFFFFFF
Sum = tuple[int, int]


def is_damaged(wal: bytes) -> bool:
    """Whether something is damaged that counted, in the log of a store that syncs every transaction."""
    size = int.from_bytes(wal[8:12], "big")
    if len(wal) <= WAL_HEADER + FRAME_HEADER:
        return False
    magic = int.from_bytes(wal[:4], "big")
    if magic & ~1 != MAGIC or checksum(wal[:24], magic & 1, (0, 0)) != struct.unpack(">II", wal[24:32]):
        return True  # a header lies in one sector, which no power cut tears
    before: Sum = struct.unpack(">II", wal[24:32])
    bad = committed = False
    for at in range(WAL_HEADER, len(wal) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        header = wal[at : at + FRAME_HEADER]
        said: Sum = struct.unpack(">II", header[16:])
        whole = header[8:16] == wal[16:24]  # otherwise left over from before the log began anew
        if whole:
            page = wal[at + FRAME_HEADER : at + FRAME_HEADER + size]
            whole = checksum(page, magic & 1, checksum(header[:8], magic & 1, before)) == said
        if whole and committed:
            return True
        bad = bad or not whole
        committed = bad and (committed or (whole and header[4:8] != bytes(4)))
        before = said
    return False


def checksum(data: bytes, big: int, start: Sum) -> Sum:
    """The checksum of whole pairs of 32-bit words, going on from ``start``.

    >>> checksum(bytes([0, 0, 0, 1, 0, 0, 0, 2]), 1, (0, 0))
    (1, 3)
    """
    words = struct.unpack(f"{'>' if big else '<'}{len(data) // 4}I", data)
    s0, s1 = start
    for first, second in zip(words[::2], words[1::2], strict=True):
        s0 = s0 + first + s1 & WORD
        s1 = s1 + second + s0 & WORD
    return s0, s1
