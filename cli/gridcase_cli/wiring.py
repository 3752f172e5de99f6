"""The composition root: a home becomes a desk at which one command works, and is closed when it is done."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import typer

from gridcase import rules as shared
from gridcase.actors import Actor, Role
from gridcase.city import City
from gridcase.city.home import Home
from gridcase.directory import StoreDirectory
from gridcase.engine import Engine
from gridcase.errors import Refused
from gridcase.feed import Feed
from gridcase.ids import matter_stream
from gridcase.matters.policy import Policy
from gridcase.registrar import Registrar
from gridcase.repository import Matters
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore
from gridcase_cli.asked import Asked
from gridcase_cli.times import read_now, read_time, show_time

MATTER = matter_stream("")
"""How the names of matters' streams begin."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def os_user() -> str:
    """Who runs this, as the system knows it: no variable can claim otherwise."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


class Desk:
    """Everything that one command works with, each part made when it is first used."""

    def __init__(self, asked: Asked, home: Home, city: City, store: EventStore) -> None:
        self.asked = asked
        self.home = home
        self.city = city
        self.store = store
        self.codec = Codec()

    @cached_property
    def zone(self) -> ZoneInfo:
        return self.city.time.zone

    @cached_property
    def at(self) -> datetime:
        """When the command is given: now, unless told."""
        return read_now(self.asked.at, self.zone, "--at") if self.asked.at else utc_now()

    @cached_property
    def directory(self) -> StoreDirectory:
        return StoreDirectory(self.store, self.codec)

    @cached_property
    def matters(self) -> Matters:
        return Matters(self.store, self.codec)

    @cached_property
    def policy(self) -> Policy:
        return self.city.policy(self.directory, self.matters)

    @cached_property
    def engine(self) -> Engine:
        return Engine(self.store, self.codec, self.matters, self.policy, utc_now)

    @cached_property
    def feed(self) -> Feed:
        return Feed(self.store, self.codec)

    @cached_property
    def registrar(self) -> Registrar:
        return Registrar(self.store, self.codec, utc_now)

    def find(self, name: str) -> str:
        """The id of the matter with this id, or with this reference at another platform. Raises ``UnknownMatter``."""
        return self.matters.find(name, self.directory.sources())

    def actor(self) -> Actor:
        """Who acts: the member that was named, else the one whose login the operating-system user is."""
        user = os_user()
        return self.directory.actor(self.asked.member or self._member_of(user), f"os-user:{user}")

    def founder(self) -> Actor:
        """Who changes the register: the member as ever; before it has a registrar, whoever founds it, as registrar."""
        members = self.registrar.register().members.values()
        if self.asked.member or any(member.role is Role.REGISTRAR for member in members):
            return self.actor()
        user = os_user()
        return Actor(member=user, role=Role.REGISTRAR, known_by=f"os-user:{user}")

    def read_time(self, text: str, option: str) -> datetime:
        return read_time(text, self.zone, option)

    def show_time(self, moment: datetime) -> str:
        return show_time(moment, self.zone)

    def _member_of(self, login: str) -> str:
        member = self.directory.member_by_login(login)
        if member is None:
            raise Refused(
                shared.UNKNOWN_MEMBER,
                f"nobody has the login {login}; say who acts with --as MEMBER, or give a member this login"
                " with gridcase registry import",
            )
        return member.code


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
