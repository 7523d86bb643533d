"""A tap on the very SQLite library that Python uses: what it writes and syncs can be written down, or made to fail.

``install(tap)`` puts functions of ours before those of SQLite's default VFS (its layer of file operations), for this
process and for good: to be called in a process that does nothing else. `Recorder` keeps the order of all writes, syncs
and acknowledgements; `after_power_cut` turns a recording back into the files that a power cut at some moment may leave.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECTOR = 512
OK, OPEN_FILE = 0, ctypes.POINTER(ctypes.c_void_p)
P, INT, LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
XOPEN = ctypes.CFUNCTYPE(INT, P, P, P, INT, P)  # the path stays where it is: SQLite goes on using that memory
XDELETE = ctypes.CFUNCTYPE(INT, P, ctypes.c_char_p, INT)
XWRITE = ctypes.CFUNCTYPE(INT, P, P, INT, LONG)
XTRUNCATE = ctypes.CFUNCTYPE(INT, P, LONG)
XSYNC = ctypes.CFUNCTYPE(INT, P, INT)


class Vfs(ctypes.Structure):
    """The head of ``struct sqlite3_vfs``."""

    _fields_ = (
        ("iVersion", INT),
        ("szOsFile", INT),
        ("mxPathname", INT),
        ("pNext", P),
        ("zName", ctypes.c_char_p),
        ("pAppData", P),
        ("xOpen", P),
        ("xDelete", P),
    )


class Methods(ctypes.Structure):
    """``struct sqlite3_io_methods`` in its third version."""

    _fields_ = (
        ("iVersion", INT),
        *((name, P) for name in ("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize")),
        ("others", P * 12),
    )


class Tap:
    """Told of every operation before it happens; a result other than 0 is given to SQLite instead of doing it."""

    def write(self, name: str, offset: int, data: bytes) -> int:
        return OK

    def truncate(self, name: str, size: int) -> int:
        return OK

    def sync(self, name: str) -> int:
        return OK

    def delete(self, name: str) -> int:
        return OK


@dataclass
class Recorder(Tap):
    """Everything in order: ("write", name, offset, data), ("truncate", name, size), ("sync", name), ("ack", id) …"""

    log: list[tuple[Any, ...]] = field(default_factory=list)

    def write(self, name: str, offset: int, data: bytes) -> int:
        self.log.append(("write", name, offset, data))
        return OK

    def truncate(self, name: str, size: int) -> int:
        self.log.append(("truncate", name, size))
        return OK

    def sync(self, name: str) -> int:
        self.log.append(("sync", name))
        return OK

    def delete(self, name: str) -> int:
        self.log.append(("delete", name))
        return OK


def is_possible() -> bool:
    """Whether Python's SQLite lets itself be tapped (not where it is linked in without its names)."""
    return hasattr(_library(), "sqlite3_vfs_find")


def install(tap: Tap) -> None:
    """Put ``tap`` before every file operation of SQLite in this process; only files opened from now on are tapped."""
    find = _library().sqlite3_vfs_find
    find.restype, find.argtypes = ctypes.POINTER(Vfs), [ctypes.c_char_p]
    vfs = find(None).contents
    real_open, real_delete = XOPEN(vfs.xOpen), XDELETE(vfs.xDelete)
    tapped: dict[int, Methods] = {}
    names: dict[int, str] = {}

    def open_file(itself: int, path: int | None, file: int, flags: int, out: int) -> int:
        result = real_open(itself, path, file, flags, out)
        pointer = ctypes.cast(file, OPEN_FILE)
        if result == OK and path and pointer[0]:
            names[file] = Path(ctypes.string_at(path).decode()).name
            if pointer[0] not in tapped:
                tapped[pointer[0]] = _tapped(pointer[0], tap, names)
            pointer[0] = ctypes.addressof(tapped[pointer[0]])
        return result

    def delete(itself: int, path: bytes, sync_folder: int) -> int:
        return tap.delete(Path(path.decode()).name) or real_delete(itself, path, sync_folder)

    functions = XOPEN(open_file), XDELETE(delete)
    _kept.extend([functions, tapped])
    vfs.xOpen, vfs.xDelete = (ctypes.cast(function, P).value for function in functions)


_kept: list[Any] = []  # what C points at must not be collected


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(getattr(_sqlite3, "__file__", None))


def _tapped(address: int, tap: Tap, names: dict[int, str]) -> Methods:
    """A copy of a file's methods, of which three ask the tap first."""
    methods = Methods.from_buffer_copy(ctypes.string_at(address, ctypes.sizeof(Methods)))
    real_write, real_truncate, real_sync = XWRITE(methods.xWrite), XTRUNCATE(methods.xTruncate), XSYNC(methods.xSync)

    def write(file: int, data: int, amount: int, offset: int) -> int:
        said = tap.write(names[file], offset, ctypes.string_at(data, amount))
        return said or real_write(file, data, amount, offset)

    def truncate(file: int, size: int) -> int:
        return tap.truncate(names[file], size) or real_truncate(file, size)

    def sync(file: int, flags: int) -> int:
        return tap.sync(names[file]) or real_sync(file, flags)

    functions = XWRITE(write), XTRUNCATE(truncate), XSYNC(sync)
    _kept.append(functions)
    methods.xWrite, methods.xTruncate, methods.xSync = (ctypes.cast(function, P).value for function in functions)
    return methods


@dataclass
class Disk:
    """One file: what is surely on the disk, and the operations since the last sync, any part of which may be."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[tuple[Any, ...]] = field(default_factory=list)

    def settle(self) -> None:
        for operation in self.pending:
            _apply(self.synced, operation)
        self.pending = []

    def left(self, rng: random.Random) -> bytes:
        """What a cut leaves: of every unsynced sector an older or the newest state, of every change of size either."""
        content = bytearray(self.synced)
        for operation in self.pending:
            for part in _sectors(operation):
                if rng.random() < 0.5:
                    _apply(content, part)
        return bytes(content)


def after_power_cuts(
    log: list[tuple[Any, ...]], cuts: Iterable[int], rng: random.Random
) -> Iterator[tuple[dict[str, bytes], set[str]]]:
    """For every cut (an index of the log, rising): the files it leaves, and what had been acknowledged before it.

    Names of files appear and go at once and in order; their content is on the disk only after a sync.
    """
    disks: dict[str, Disk] = {}
    acknowledged: set[str] = set()
    done = 0
    for cut in cuts:
        for kind, name, *rest in log[done:cut]:
            if kind == "ack":
                acknowledged.add(name)
            elif kind == "delete":
                disks.pop(name, None)
            elif kind == "sync":
                disks.setdefault(name, Disk()).settle()
            else:
                disks.setdefault(name, Disk()).pending.append((kind, *rest))
        done = cut
        yield {name: disk.left(rng) for name, disk in disks.items()}, set(acknowledged)


def _sectors(operation: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """A write in pieces that no disk tears."""
    if operation[0] != "write":
        yield operation
        return
    _, offset, data = operation
    start = 0
    while start < len(data):
        end = min(len(data), (offset + start) // SECTOR * SECTOR + SECTOR - offset)
        yield "write", offset + start, data[start:end]
        start = end


def _apply(content: bytearray, operation: tuple[Any, ...]) -> None:
    if operation[0] == "truncate":
        del content[operation[1] :]
        return
    _, offset, data = operation
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data
