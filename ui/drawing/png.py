"""A PNG file from an array of colour numbers or of colours, to lay under a plot. Pillow comes with Streamlit."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 6  # of the packing: a landscape takes a few milliseconds, and the best level saves a tenth at thrice the time


def png(indices: NDArray[np.uint8], palette: Sequence[str]) -> bytes:
    """An indexed-colour PNG; ``palette`` holds at most 256 colours ``#rrggbb``, row 0 is the top.

    >>> png(np.zeros((2, 3), np.uint8), ["#ffffff"])[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    from PIL import Image  # here, so that only who sees a landscape has it in memory

    image = Image.fromarray(indices)
    image.putpalette(b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in palette))
    return _file(image)


def rgb_png(colours: NDArray[np.float64]) -> bytes:
    """A PNG of colours (height, width, 3) from 0 to 255."""
    from PIL import Image

    return _file(Image.fromarray(np.rint(colours).astype(np.uint8)))


def data_uri(image: bytes) -> str:
    """The image as an address that needs no request."""
    return "data:image/png;base64," + b64encode(image).decode()


def _file(image: Any) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", compress_level=LEVEL)
    return file.getvalue()
