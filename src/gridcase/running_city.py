"""One running city: everything that works on a store under a city's rules, each part made when it is first used.

Every edge begins here: the command, streams, pages, benchmarks and tests.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from gridcase import rules
from gridcase.actors import Actor, Role
from gridcase.city import City
from gridcase.city.home import Home
from gridcase.directory import StoreDirectory
from gridcase.engine import Engine
from gridcase.errors import Refused
from gridcase.feed import Feed
from gridcase.ids import new_id
from gridcase.matters.policy import Directory, Neighbours, Policy
from gridcase.registrar import Registrar
from gridcase.repository import Matters
from gridcase.store.address_key import NO_KEY, AddressKey
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore


def utc_now() -> datetime:
    return datetime.now(UTC)


class RunningCity:
    """``policy_of`` makes the rules from a directory and the other matters: ``City.policy``.

    ``clock`` tells when the store is given an event. ``directory`` stands in for what the store has registered. In a
    ``rehearsal`` commands may state any time. Addresses are digested under the ``address_key``.
    """

    def __init__(
        self,
        store: EventStore,
        policy_of: Callable[[Directory, Neighbours], Policy],
        *,
        clock: Callable[[], datetime] = utc_now,
        directory: Directory | None = None,
        new_id: Callable[[], str] = new_id,
        rehearsal: bool = False,
        address_key: AddressKey = NO_KEY,
    ) -> None:
        self.store = store
        self.codec = Codec(rehearsal=rehearsal, address_key=address_key)
        self.rehearsal = rehearsal
        self.clock = clock
        self._policy_of = policy_of
        self._directory = directory
        self._new_id = new_id

    @cached_property
    def directory(self) -> StoreDirectory:
        return StoreDirectory(self.store, self.codec, clock=self.clock)

    @cached_property
    def matters(self) -> Matters:
        return Matters(self.store, self.codec)

    @cached_property
    def policy(self) -> Policy:
        return self._policy_of(self._directory or self.directory, self.matters)

    @cached_property
    def engine(self) -> Engine:
        return Engine(
            self.store,
            self.codec,
            self.matters,
            self.policy,
            self.clock,
            new_id=self._new_id,
            rehearsal=self.rehearsal,
        )

    @cached_property
    def feed(self) -> Feed:
        return Feed(self.store, self.codec)

    @cached_property
    def registrar(self) -> Registrar:
        return Registrar(self.store, self.codec, self.clock, new_id=self._new_id)

    def find(self, name: str) -> str:
        """The id of the matter with this id, or with this reference at another platform. Raises ``UnknownMatter``."""
        return self.matters.find(name, self.directory.sources())

    def actor(self, member: str, known_by: str) -> Actor:
        """The member as an actor. Raises ``Refused`` for a code that nobody has."""
        return self.directory.actor(member, known_by)

    def actor_by_login(self, login: str, known_by: str) -> Actor:
        """The member who has this login, as an actor. Raises ``Refused`` for a login that nobody has."""
        member = self.directory.member_by_login(login)
        if member is None:
            raise Refused(
                rules.UNKNOWN_MEMBER,
                f"nobody has the login {login}; say who acts with --as MEMBER, or give a member this login"
                " with gridcase registry import",
            )
        return self.actor(member.code, known_by)

    def has_registrar(self) -> bool:
        """Whether the register is founded: until then, whoever changes it does so as its registrar.

        A member whose record cannot be read may be one.
        """
        members = self.registrar.register().members.values()
        return any(member.role is Role.REGISTRAR for member in members) or bool(self.registrar.unreadable())


class CityAtHome(RunningCity):
    """A city that runs in its home, by what its ``city.toml`` says."""

    def __init__(self, home: Home, city: City, store: EventStore, clock: Callable[[], datetime] = utc_now) -> None:
        key, rehearsal = home.address_key(city), city.about.rehearsal
        super().__init__(store, city.policy, clock=clock, rehearsal=rehearsal, address_key=key)
        require_same_play(city, store)
        self.home = home
        self.city = city

    @property
    def zone(self) -> ZoneInfo:
        return self.city.time.zone


def require_same_play(city: City, store: EventStore) -> None:
    """Raises ``BadConfiguration`` where a real city is made a rehearsal, or a rehearsal real: its first event tells."""
    if first := store.read(0, 1):
        began = b'"rehearsal":true' in first[0].data
        if began is not city.about.rehearsal:
            raise city.document.bad("city.rehearsal", f"{str(began).lower()}: the store was begun so, and stays so")


@contextmanager
def open_city(path: Path, *, clock: Callable[[], datetime] = utc_now) -> Iterator[CityAtHome]:
    """The city whose home a folder is, by a ``clock``; its store is closed in the end.

    Raises ``BadConfiguration`` where there is no home, or ``city.toml`` is no city; ``StoreUnavailable``.
    """
    home = Home.open(path)
    city = home.city()
    store = home.store(city)
    try:
        yield CityAtHome(home, city, store, clock)
    finally:
        store.close()
