"""One private PostgreSQL server: its own data directory, a free loopback port, a password nobody else knows."""

import os
import pwd
import re
import secrets
import select
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

import psycopg
from psycopg.conninfo import make_conninfo

from tests.support.ports import LOOPBACK, free_port
from tests.support.server_process import OwnServer, ServerDied, ServerProcess
from tests.support.waiting import GIVE_UP_SECONDS

DEBIAN: Final = Path("/usr/lib/postgresql")
SUPERUSER: Final = "gridcase"


class NoPostgres(Exception):
    """PostgreSQL cannot run here; says what is missing."""


class Postgres(OwnServer):
    """A PostgreSQL server of our own. Its port and its data stay the same from one start to the next.

    It is as durable as a default installation (fsync on) unless `settings` say otherwise. Root may not run
    PostgreSQL, so under root the server runs as the user `postgres` and owns `directory`, which that user must be
    able to reach. Used as a context manager it starts on entry and stops on exit.
    """

    def __init__(self, directory: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self._programs = programs()
        self._user = server_user()
        directory.mkdir(parents=True, exist_ok=True)
        if self._user:
            shutil.chown(directory, self._user)
        self.directory = directory
        self.port = free_port()
        self._password = secrets.token_urlsafe(16)
        chosen = {"listen_addresses": LOOPBACK, "port": str(self.port), "unix_socket_directories": ""}
        options = [f"--{name}={value}" for name, value in (chosen | dict(settings or {})).items()]
        self._process = ServerProcess(
            f"PostgreSQL on {LOOPBACK}:{self.port}",
            [str(self._programs / "postgres"), "-D", str(self._data), *options],
            directory / "server.log",
            user=self._user,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
        )

    @property
    def dsn(self) -> str:
        """A connection string for the database `postgres`, as superuser."""
        return make_conninfo(host=LOOPBACK, port=self.port, user=SUPERUSER, password=self._password, dbname="postgres")

    def start(self) -> Self:
        """Make the cluster if this is the first time, start, and wait until it answers a query."""
        if not (self._data / "PG_VERSION").exists():
            self._make_cluster()
        self._process.start(self._serves, within=GIVE_UP_SECONDS)
        return self

    def kill(self) -> None:
        """End the postmaster and every backend at once, as a crash of the machine would (SIGKILL)."""
        self._process.pause()  # so that it starts no further backend
        backends = [os.pidfd_open(backend) for backend in _children(self.pid)]
        self._process.kill()
        for backend in backends:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(backend, signal.SIGKILL)
            select.select([backend], [], [])  # readable once it has ended
            os.close(backend)

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _make_cluster(self) -> None:
        password_file = self.directory / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._password)
        if self._user:
            shutil.chown(password_file, self._user)
        command = [str(self._programs / "initdb"), "-D", str(self._data), "-U", SUPERUSER, f"--pwfile={password_file}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=GIVE_UP_SECONDS,
            cwd=self.directory,
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
        )
        password_file.unlink()
        if done.returncode:
            raise ServerDied(f"initdb failed\n{done.stdout}{done.stderr}")

    def _serves(self) -> bool:
        try:
            psycopg.connect(self.dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def programs() -> Path:
    """The folder of `initdb` and `postgres`: Debian's newest, or the one on PATH; raises NoPostgres."""
    installed = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    if installed:
        return max(installed, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name)))
    on_path = shutil.which("initdb")
    if on_path is None:
        raise NoPostgres("initdb is not installed (Debian's package postgresql)")
    return Path(on_path).resolve().parent


def server_user() -> str | None:
    """The user to run the server as: None for ourselves, `postgres` when we are root; raises NoPostgres."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoPostgres("root may not run PostgreSQL, and there is no user postgres to run it as") from None


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
