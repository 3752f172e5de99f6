"""The composition root: the session in which one command works with a city, and which is closed when it is done."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

import typer

from gridcase.actors import Actor, Role
from gridcase.city import City
from gridcase.city.home import Home
from gridcase.guards import require_now
from gridcase.running_city import CityAtHome, utc_now
from gridcase.store.port import EventStore
from gridcase.submissions import Timing
from gridcase_cli.global_options import GlobalOptions
from gridcase_cli.times import read_now, read_time, show_time


def os_user() -> str:
    """Who runs this, as the system knows it: no variable can claim otherwise."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


class Session(CityAtHome):
    """The city as one command works with it: by the global options, and for whoever runs it."""

    def __init__(self, options: GlobalOptions, home: Home, city: City, store: EventStore) -> None:
        super().__init__(home, city, store)
        self.options = options

    @cached_property
    def at(self) -> datetime:
        """When the command is given: now, unless stated."""
        return self.stated(self.options.at) if self.options.at else utc_now()

    def moment_of(self, as_of: str) -> datetime | None:
        """As of when a command that reads answers; ``None`` for now. In a rehearsal, ``--at`` says when now is."""
        if as_of:
            return self.read_time(as_of, "--as-of")
        return self.at if self.options.at else None

    def stated(self, at: str) -> datetime:
        """When a command is said to be given. Raises ``Refused`` for what is not now, but in a rehearsal."""
        stated = read_now(at, self.zone, "--at")
        if not self.rehearsal:
            require_now(stated, utc_now(), self.policy)
        return stated

    @property
    def timing(self) -> Timing:
        """Whether somebody states when the command is given."""
        return Timing.STATED if self.options.at else Timing.RECEIVED

    def current_actor(self) -> Actor:
        """Who acts: the member that was named, else the one whose login the operating-system user is."""
        user = os_user()
        if self.options.member:
            return self.actor(self.options.member, f"os-user:{user}")
        return self.actor_by_login(user, f"os-user:{user}")

    def registering_actor(self) -> Actor:
        """Who changes the register: the member as ever; before it has a registrar, whoever founds it, as registrar."""
        if self.options.member or self.has_registrar():
            return self.current_actor()
        user = os_user()
        return Actor(member=user, role=Role.REGISTRAR, known_by=f"os-user:{user}")

    def read_time(self, text: str, option: str) -> datetime:
        return read_time(text, self.zone, option)

    def occurred_at(self, text: str) -> datetime | None:
        """When it happened in the field; ``None`` where nothing is written: when the command is given."""
        return self.read_time(text, "--occurred-at") if text else None

    def show_time(self, moment: datetime) -> str:
        return show_time(moment, self.zone)


@contextmanager
def open_session(ctx: typer.Context) -> Iterator[Session]:
    """A session with the city of ``--home``. Raises ``BadConfiguration`` where there is none."""
    options: GlobalOptions = ctx.obj
    home = Home.open(options.home)
    city = home.city()
    store = home.store(city)
    try:
        session = Session(options, home, city, store)
        _ = session.at  # a time that is not now is refused, whether the command looks at it or not
        yield session
    finally:
        store.close()
