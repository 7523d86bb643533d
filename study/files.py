"""Reading what somebody else wrote from the disk: regular files of a size, inside one folder, in UTF-8, printable."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from study.faults import Report
from study.yaml_nodes import CONTROL

LARGEST = 256 * 1024


def read_text(path: Path, root: Path, report: Report) -> str | None:
    """The text of a file with line ends as ``\\n``, or ``None`` and a fault.

    ``root`` is the resolved folder out of which no link may lead. A file that is not regular (a pipe, a device) is
    never opened.
    """
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root):
            report.error(1, "link-outside")
            return None
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                report.error(1, "not-a-file")
                return None
            raw = file.read(LARGEST + 1)
    except IsADirectoryError:
        report.error(1, "not-a-file")
        return None
    except (OSError, RuntimeError, ValueError) as error:
        report.error(1, "unreadable", found=getattr(error, "strerror", None) or type(error).__name__)
        return None
    if len(raw) > LARGEST:
        report.error(1, "file-too-large", limit=LARGEST // 1024)
        return None
    return _decoded(raw, report)


def _decoded(raw: bytes, report: Report) -> str | None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        report.error(raw.count(b"\n", 0, error.start) + 1, "not-utf-8", found=f"0x{raw[error.start]:02X}")
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    bad = CONTROL.search(text)
    if bad is not None:
        report.error(text.count("\n", 0, bad.start()) + 1, "control-character", found=f"U+{ord(bad[0]):04X}")
        return None
    return text
