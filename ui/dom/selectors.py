"""The selectors of ``selectors.json`` for scripts and for style sheets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parent / "selectors.json"
SELECTORS: Mapping[str, str] = MappingProxyType(json.loads(FILE.read_text("utf-8")))
JS = f"const DOM = Object.freeze({json.dumps(dict(SELECTORS))});\n"  # to be put before a component's own code


def css(text: str) -> str:
    """A style sheet with the selectors in place of their names; a name that does not exist raises ``KeyError``.

    >>> css(":--textInput input { color: red; }")
    '[data-testid="stTextInput"] input { color: red; }'
    """
    return re.sub(r":--(\w+)", lambda name: SELECTORS[name[1]], text)
