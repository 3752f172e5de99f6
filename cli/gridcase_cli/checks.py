"""What ``gridcase doctor`` looks at: each check finds one thing to be well, doubtful or wrong."""

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from datetime import timedelta
from enum import IntEnum
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from gridcase.city.home import Home
from gridcase.english import plural
from gridcase.errors import GridcaseError
from gridcase.running_city import utc_now
from gridcase_cli.errors import FAULT, USAGE
from gridcase_cli.global_options import GlobalOptions
from gridcase_cli.session import Session, os_user

if TYPE_CHECKING:
    from gridcase_projections.unreadable import Unreadable

GIB = 1024**3
WARN_FREE_BYTES, FAIL_FREE_BYTES = 1 * GIB, GIB // 10
"""On the disk of the home: fewer are doubtful, fewer still are wrong."""

OLDEST_SQLITE = (3, 37, 0)


class Level(IntEnum):
    OK = 0
    WARN = 1
    FAIL = 2

    @property
    def word(self) -> str:
        return self.name.lower()


class Finding(Struct, frozen=True):
    """``exit_code`` is what the command ends with if it fails: how the city is set up is wrong, or what it stores."""

    name: str
    level: Level
    words: str
    exit_code: int = USAGE

    def as_document(self) -> dict[str, str]:
        return {"name": self.name, "level": self.level.word, "words": self.words}


def finding(name: str, words: str, *, warn: bool = False, fail: bool = False, exit_code: int = USAGE) -> Finding:
    return Finding(name, Level.FAIL if fail else Level.WARN if warn else Level.OK, words, exit_code)


def check_program() -> Finding:
    return finding("gridcase", f"{version('gridcase')} on Python {sys.version.split()[0]}, {sys.platform}")


def check_sqlite() -> Finding:
    needed = ".".join(map(str, OLDEST_SQLITE))
    return finding(
        "sqlite", f"{sqlite3.sqlite_version}, {needed} or newer", fail=sqlite3.sqlite_version_info < OLDEST_SQLITE
    )


def check_speed() -> Finding:
    """Without C checksums, publishing to Kafka takes ten times as long."""
    missing = [name for name in ("crc32c", "lz4") if find_spec(name) is None]
    if missing:
        return finding("kafka in C", f"missing {', '.join(missing)}: pip install 'gridcase[kafka]'", warn=True)
    return finding("kafka in C", "crc32c and lz4 are there")


def check_home(options: GlobalOptions) -> tuple[list[Finding], Session | None]:
    """Whether there is a city, and a store that opens; if so, the session in which the rest is looked at."""
    try:
        home = Home.open(options.home)
        city = home.city()
    except GridcaseError as error:
        return [finding("home", str(error), fail=True)], None
    where = finding("home", f"{home.path.absolute()}: {city.about.title}, policy {city.version[:12]}")
    try:
        return [where], Session(options, home, city, home.store(city))
    except (GridcaseError, OSError) as error:
        return [where, finding("store", str(error), fail=True)], None


def check_store(session: Session) -> Finding:
    """That it opened says that it is durable: a store whose journal or flushing is not safe refuses to."""
    kind = type(session.store).__name__.removesuffix("Store")
    return finding("store", f"{kind}, at position {session.store.last_position()}, every commit flushed to disk")


def check_permissions(session: Session) -> Finding:
    home, files = session.home, [session.home.city_file, session.home.events]
    if not os.access(home.path, os.W_OK):
        return finding("permissions", f"{home.path} cannot be written to by {os_user()}", fail=True)
    if home.path.stat().st_mode & stat.S_IXOTH:
        open_to_all = [file.name for file in files if file.exists() and file.stat().st_mode & stat.S_IROTH]
        if open_to_all:
            return finding(
                "permissions", f"every user can read {', '.join(open_to_all)}: chmod o-rwx {home.path}", warn=True
            )
    return finding("permissions", "only the owner and the group come in")


def check_disk(session: Session) -> Finding:
    free = shutil.disk_usage(session.home.path).free
    return finding("disk", f"{free / GIB:.1f} GiB free", warn=free < WARN_FREE_BYTES, fail=free < FAIL_FREE_BYTES)


def check_calendar(session: Session) -> Finding:
    calendar, coming = session.city.time.calendar, (utc_now() + timedelta(days=365)).date()
    if calendar.is_published(coming):
        return finding("calendar", f"{calendar.name}, known for the year to come")
    return finding(
        "calendar", f"{calendar.name} is published to {calendar.last}: later due times are provisional", warn=True
    )


def check_time_zone(session: Session) -> Finding:
    now = utc_now()
    return finding(
        "time zone", f"{session.zone.key}, where it is {session.show_time(now)}; time zone data {zone_data()}"
    )


def zone_data() -> str:
    from zoneinfo import TZPATH

    system = [path for path in TZPATH if (Path(path) / "UTC").exists()]
    return f"of the system ({system[0]})" if system else f"of tzdata {version('tzdata')}"


def check_member(session: Session) -> Finding:
    try:
        actor = session.current_actor()
    except GridcaseError as error:
        return finding("member", str(error), warn=True)
    return finding("member", f"{os_user()} acts as {actor.member}, {actor.role}")


def check_read_models(session: Session) -> Finding:
    from gridcase_projections.totals import store_totals

    totals = store_totals(session.store, session.home.read_models)
    if totals.remark:
        return finding("read models", f"of another history: {totals.remark}; they are made anew when asked", warn=True)
    if not totals.behind:
        return finding("read models", f"at position {totals.read_models}, nothing is missing")
    return finding(
        "read models", f"{totals.behind} positions behind: gridcase projection follow keeps them up", warn=True
    )


def check_readable(session: Session) -> Finding:
    """That no stream is left out because an event of it cannot be read: damage, or a newer program wrote it."""
    from gridcase_projections.totals import store_totals

    unreadable = store_totals(session.store, session.home.read_models).unreadable
    if not unreadable:
        return finding("readable", "every stream can be read")
    words = "; ".join(
        f"{one.stream} version {one.version} at position {position_of(session, one)}: {one.reason}"
        for one in unreadable
    )
    return finding("readable", f"left out: {words}", fail=True, exit_code=FAULT)


def position_of(session: Session, unreadable: "Unreadable") -> int:
    """Where the event stands in the store."""
    if unreadable.position:
        return unreadable.position
    return next(event.position for event in session.store.load(unreadable.stream, after=unreadable.version - 1))


def check_kafka(session: Session) -> Finding:
    """Whether the broker lets the city in, and has its topics; ``gridcase stream status`` says how far these are."""
    if not session.city.file.kafka and not any(name.startswith("GRIDCASE_KAFKA_") for name in os.environ):
        return finding("kafka", "not configured: nothing is published")
    from gridcase_cli.stream.broker_access import open_broker_for_check
    from gridcase_streams.topics import differences

    with open_broker_for_check(session) as broker:
        differ = len({one.topic for one in differences(broker, broker.settings.streams)})
        bootstrap = broker.settings.kafka.bootstrap
    if differ:
        words = f"{plural(differ, 'topic')} missing or not as configured: gridcase stream topics check"
        return finding("kafka", f"{bootstrap} answers; {words}", warn=True)
    return finding("kafka", f"{bootstrap} answers, and has every topic as configured")


def finding_of(name: str, check: Callable[[], Finding]) -> Finding:
    """What a check finds; what it cannot look at is wrong, in the words of the error."""
    try:
        return check()
    except (GridcaseError, OSError) as error:
        return finding(name, str(error), fail=True)


CHECKS: tuple[Callable[[], Finding], ...] = (check_program, check_sqlite, check_speed)
"""Of what needs no home."""

CHECKS_AT_HOME: dict[str, Callable[[Session], Finding]] = {
    "store": check_store,
    "permissions": check_permissions,
    "disk": check_disk,
    "calendar": check_calendar,
    "time zone": check_time_zone,
    "member": check_member,
    "read models": check_read_models,
    "readable": check_readable,
    "kafka": check_kafka,
}
