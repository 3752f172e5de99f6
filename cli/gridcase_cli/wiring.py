"""The composition root: a home becomes a desk at which one command works, and is closed when it is done."""

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
from gridcase.running_city import CityAtHome, utc_now
from gridcase.store.port import EventStore
from gridcase_cli.asked import Asked
from gridcase_cli.times import read_now, read_time, show_time


def os_user() -> str:
    """Who runs this, as the system knows it: no variable can claim otherwise."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


class Desk(CityAtHome):
    """The city as one command works with it: by the global options, and for whoever runs it."""

    def __init__(self, asked: Asked, home: Home, city: City, store: EventStore) -> None:
        super().__init__(home, city, store)
        self.asked = asked

    @cached_property
    def at(self) -> datetime:
        """When the command is given: now, unless told."""
        return read_now(self.asked.at, self.zone, "--at") if self.asked.at else utc_now()

    def acting(self) -> Actor:
        """Who acts: the member that was named, else the one whose login the operating-system user is."""
        user = os_user()
        if self.asked.member:
            return self.actor(self.asked.member, f"os-user:{user}")
        return self.actor_by_login(user, f"os-user:{user}")

    def founder(self) -> Actor:
        """Who changes the register: the member as ever; before it has a registrar, whoever founds it, as registrar."""
        if self.asked.member or self.has_registrar():
            return self.acting()
        user = os_user()
        return Actor(member=user, role=Role.REGISTRAR, known_by=f"os-user:{user}")

    def read_time(self, text: str, option: str) -> datetime:
        return read_time(text, self.zone, option)

    def show_time(self, moment: datetime) -> str:
        return show_time(moment, self.zone)


@contextmanager
def open_desk(ctx: typer.Context) -> Iterator[Desk]:
    """The desk of the home that was asked for. Raises ``BadConfiguration`` where there is none."""
    asked: Asked = ctx.obj
    home = Home.open(asked.home)
    city = home.city()
    store = home.store(city)
    try:
        yield Desk(asked, home, city, store)
    finally:
        store.close()
