"""A PNG file from an array of colour numbers or of colours, to lay under a plot."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEVEL = 6  # of the packing: a landscape takes a few milliseconds, and the best level saves a tenth at thrice the time


def png(indices: NDArray[np.uint8], palette: Sequence[str]) -> bytes:
    """An indexed-colour PNG; ``palette`` holds at most 256 colours ``#rrggbb``, row 0 is the top.

    >>> png(np.zeros((2, 3), np.uint8), ["#ffffff"])[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    return pngs(indices, [palette])[0]


def pngs(indices: NDArray[np.uint8], palettes: Sequence[Sequence[str]]) -> list[bytes]:
    """The same picture in each of these palettes; it is packed only once."""
    data = _data(indices[..., np.newaxis])
    colours = (b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in palette) for palette in palettes)
    return [_file(indices.shape, 3, _chunk(b"PLTE", each) + data) for each in colours]


def rgb_png(colours: NDArray[np.float64]) -> bytes:
    """A PNG of colours (height, width, 3) from 0 to 255."""
    return _file(colours.shape, 2, _data(np.rint(colours).astype(np.uint8)))


def data_uri(image: bytes) -> str:
    """The image as an address that needs no request."""
    return "data:image/png;base64," + b64encode(image).decode()


def _data(bytes_: NDArray[np.uint8]) -> bytes:
    height, width, each = bytes_.shape
    rows = np.zeros((height, width * each + 1), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = bytes_.reshape(height, -1)
    return _chunk(b"IDAT", zlib.compress(rows.tobytes(), LEVEL))


def _file(shape: tuple[int, ...], kind: int, rest: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", shape[1], shape[0], 8, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + rest + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
