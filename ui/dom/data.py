"""How data travel to a component: in a list of one.

Streamlit looks at what stands in the first level of a dictionary for data frames, and imports pandas and pyarrow to do
so, 120 MiB for a page that has none. A list is passed on as it is. Scripts take it apart: ``data: [data]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def unread(data: Mapping[str, Any] | str) -> list[Any]:
    """Data that Streamlit hands to a component without looking into them.

    >>> unread({"units": ["a", "b"]})
    [{'units': ['a', 'b']}]
    """
    return [data]
