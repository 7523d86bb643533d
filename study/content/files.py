"""Reading what somebody else wrote from the disk: regular files of a size, inside one folder, in UTF-8, printable."""

from __future__ import annotations

import os
import stat

from study.content.diagnostics import Report
from study.content.yaml import CONTROL

LARGEST = 256 * 1024
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_text(path: str, root: str, report: Report) -> str | None:
    """The text of a file with line ends as ``\\n``, or ``None`` and a fault.

    ``root`` is the real path of the folder out of which no link may lead. A pipe or a device is not waited for.
    """
    try:
        if os.path.islink(path) or os.path.islink(os.path.dirname(path)):
            path = os.path.realpath(path, strict=True)
            if not path.startswith(os.path.join(root, "")):
                report.error(1, "link-outside")
                return None
        descriptor = os.open(path, READ)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                report.error(1, "not-a-file")
                return None
            raw = file.read(LARGEST + 1) or b""
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
    bad = None if text.isascii() and text.isprintable() else CONTROL.search(text)
    if bad is not None:
        report.error(text.count("\n", 0, bad.start()) + 1, "control-character", found=f"U+{ord(bad[0]):04X}")
        return None
    return text
