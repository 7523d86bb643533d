"""A PNG file from an array of colour numbers: enough to lay a filled contour under a plot, without an image library."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def png(indices: NDArray[np.uint8], palette: Sequence[str]) -> bytes:
    """An indexed-colour PNG (W3C PNG, colour type 3); ``palette`` holds colours ``#rrggbb``, row 0 is the top.

    >>> png(np.zeros((2, 3), np.uint8), ["#ffffff"])[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    height, width = indices.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each row starts with its filter, 0 for none
    rows[:, 1:] = indices
    colours = b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in palette)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    chunks = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def data_uri(image: bytes) -> str:
    """The image as an address that needs no request."""
    return "data:image/png;base64," + b64encode(image).decode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
