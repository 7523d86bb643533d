"""A PNG file from an array of colour numbers, to lay a filled contour under a plot. Pillow comes with Streamlit."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

FEWEST = 17  # colours: for fewer Pillow packs two points or more into a byte, and flat bands become 40 % longer


def png(indices: NDArray[np.uint8], palette: Sequence[str]) -> bytes:
    """An indexed-colour PNG; ``palette`` holds colours ``#rrggbb``, row 0 is the top.

    >>> png(np.zeros((2, 3), np.uint8), ["#ffffff"])[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    from PIL import Image  # here, so that only who sees a landscape has it in memory

    image = Image.fromarray(indices)
    colours = b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in palette)
    image.putpalette(colours.ljust(3 * FEWEST, b"\0"))
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def data_uri(image: bytes) -> str:
    """The image as an address that needs no request."""
    return "data:image/png;base64," + b64encode(image).decode()
