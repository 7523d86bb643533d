"""Rows out of a damaged SQLite file, page by page: no header, index or tree is trusted, only leaf pages are read.

A table's rows stand in leaf pages, one cell a row; what does not fit goes on in a chain of overflow pages. This module
reads the cells of every page that looks like a leaf, in the file and in its write-ahead log, and gives back whatever
has the form of a record. Most of it may be garbage: the caller knows good rows by their seal.

U is the size of a page, P the length of a record. Source: the file format at sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

Cell = str | int | None
LEAF = 13
WAL_HEADER, FRAME_HEADER, FILE_HEADER = 32, 24, 100
USUAL_PAGE = 4096
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # the serial types of integers and their bytes


def records(file: bytes, wal: bytes = b"") -> Iterator[tuple[Cell, ...]]:
    """Everything in the file and its log that looks like a row of texts and integers, some of it more than once."""
    size = page_size(file, wal)
    pages = {at // size + 1: file[at : at + size] for at in range(0, len(file), size)}
    frames = list(_frames(wal, size))
    chains = ({**pages, **dict(frames)}, pages) if frames else (pages,)  # overflow pages may have been used again since
    for number, image in [*pages.items(), *frames]:
        for cell in _cells(image, FILE_HEADER if number == 1 else 0):
            for chain in chains:
                try:
                    yield _values(_payload(image, cell, size, chain))
                except (IndexError, KeyError, ValueError, struct.error):
                    continue


def page_size(file: bytes, wal: bytes) -> int:
    """U as the file or its log says, or the usual one if neither says anything sensible."""
    said = (int.from_bytes(file[16:18], "big"), int.from_bytes(wal[8:12], "big"))
    sizes = [65536 if size == 1 else size for size in said]
    return next((size for size in sizes if 512 <= size <= 65536 and size.bit_count() == 1), USUAL_PAGE)


def _frames(wal: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    for at in range(WAL_HEADER, len(wal), FRAME_HEADER + size):
        yield int.from_bytes(wal[at : at + 4], "big"), wal[at + FRAME_HEADER : at + FRAME_HEADER + size]


def _cells(image: bytes, head: int) -> list[int]:
    """Where the cells of a leaf page begin; nothing if the page is no leaf."""
    if len(image) < head + 8 or image[head] != LEAF:
        return []
    count = min(int.from_bytes(image[head + 3 : head + 5], "big"), (len(image) - head - 8) // 2)
    return list(struct.unpack_from(f">{count}H", image, head + 8))


def _payload(image: bytes, at: int, size: int, pages: dict[int, bytes]) -> bytes:
    """The record of a cell: its part on the page and what its overflow pages hold."""
    length, at = _varint(image, at)
    _, at = _varint(image, at)  # the row's number
    most, least = size - 35, (size - 12) * 32 // 255 - 23
    fitting = least + (length - least) % (size - 4)
    local = length if length <= most else fitting if fitting <= most else least
    parts, got = [image[at : at + local]], local
    following = int.from_bytes(image[at + local : at + local + 4], "big")
    if length > size * (len(pages) + 1):
        raise ValueError("longer than the file")
    while got < length:
        page = pages[following]
        parts.append(page[4 : 4 + min(size - 4, length - got)])
        got += size - 4
        following = int.from_bytes(page[:4], "big")
    payload = b"".join(parts)
    if len(payload) != length:
        raise ValueError("cut off")
    return payload


def _values(payload: bytes) -> tuple[Cell, ...]:
    """The columns of a record; a real number or a blob, which our rows never hold, raises ``ValueError``."""
    body, at = _varint(payload, 0)
    types = []
    while at < body:
        kind, at = _varint(payload, at)
        types.append(kind)
    values: list[Cell] = []
    for kind in types:
        width = INTEGERS.get(kind, (kind - 13) // 2 if kind >= 13 and kind % 2 else 0)
        piece = payload[body : body + width]
        if len(piece) != width or kind == 7 or kind in (10, 11) or (kind >= 12 and kind % 2 == 0):
            raise ValueError("not a row of ours")
        if kind >= 13:
            values.append(piece.decode())
        else:
            values.append(None if kind == 0 else kind - 8 if kind > 6 else int.from_bytes(piece, "big", signed=True))
        body += width
    return tuple(values)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of up to nine bytes, seven bits in each but eight in the last, and where it ends."""
    value = 0
    for n in range(9):
        byte = data[at + n]
        if n == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + n + 1
    raise AssertionError


# Is a write-ahead log damaged? SQLite does not ask: it takes what is whole from the beginning and drops the rest.
#
# Dropping is right for the last transaction, which a power cut may have torn before it counted. It loses saved progress
# when an older part went bad. The difference shows in what follows: every transaction is synced before the next begins,
# so where a later one follows a frame that does not fit its checksum, that frame was once whole.
#
# A frame's checksum begins with that of the frame before, s = (s0, s1), so that each can be checked by its neighbour's.
# Source: sqlite.org/fileformat2.html, section 4.

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
