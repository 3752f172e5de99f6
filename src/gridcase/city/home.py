"""A home: the folder in which a city's gridcase lives. ``city.toml`` makes it one."""

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gridcase.city import City, load_city, read_city
from gridcase.city.tables import StoreTable
from gridcase.city.templates import city_toml
from gridcase.errors import BadConfiguration, Refused, StoreGone
from gridcase.files import MARK_OF_A_HOME, whole_file
from gridcase.rules import Rule
from gridcase.secret import Secret, read_secret
from gridcase.store.address_key import AddressKey
from gridcase.store.open import open_store
from gridcase.store.port import EventStore

HOME_EXISTS = Rule("home-exists", "a home is made once")
STORE_EXISTS = Rule("store-exists", "a store that is there is never replaced")

STORE_PASSWORD = "GRIDCASE_STORE_PASSWORD"
"""The variable for the password of a store in PostgreSQL."""

ADDRESS_KEY = "GRIDCASE_ADDRESS_KEY"
"""The variable for the key that addresses are digested under."""

TIME_ZONES = {"china": "Asia/Shanghai"}
"""The time zone of a template that has one; elsewhere it is UTC unless told."""


class Home(Struct, frozen=True):
    """What lies where. Only ``city.toml`` and the store are truth: everything else can be made again."""

    path: Path

    @property
    def city_file(self) -> Path:
        return self.path / MARK_OF_A_HOME

    @property
    def events(self) -> Path:
        """The store of a city that names no other."""
        return self.path / "events.sqlite"

    @property
    def read_models(self) -> Path:
        return self.path / "read-models"

    @property
    def quarantine(self) -> Path:
        """Rows that an import could not read."""
        return self.path / "quarantine"

    @classmethod
    def create(
        cls, path: Path, *, template: str = "blank", name: str = "", time_zone: str = "", rehearsal: bool = False
    ) -> "Home":
        """Make a folder a home, all or nothing: named after the folder unless told, in the template's time zone.

        Raises ``Refused`` where there is a home already, ``BadConfiguration`` for words that make no city and for a
        place where nothing can be written.
        """
        home = cls(path)
        if home.city_file.exists():
            raise Refused(HOME_EXISTS, f"{home.city_file} is there already")
        zone = time_zone or TIME_ZONES.get(template, "UTC")
        text = city_toml(template, name=name or path.resolve().name, time_zone=zone, rehearsal=rehearsal)
        content = text.encode()
        city = read_city(home.city_file.name, content, path)
        try:
            for folder in (home.read_models, home.quarantine):
                folder.mkdir(parents=True, exist_ok=True)
            home._open(city.store, create=True).close()
            home._write_city(content)
        except OSError as error:
            raise BadConfiguration(str(path), "", f"a folder that can be written to ({error.strerror})") from error
        return home

    @classmethod
    def open(cls, path: Path) -> "Home":
        """A home that is there. Raises ``BadConfiguration`` where there is none."""
        home = cls(path)
        if not home.city_file.exists():
            raise BadConfiguration("", f"no gridcase home at {path}", f"run gridcase --home {path} init")
        return home

    def city(self) -> City:
        return load_city(self.city_file)

    def store(self, city: City | None = None) -> EventStore:
        """The store of the city (read, unless given), opened. Raises ``StoreGone`` where there is none."""
        return self._open((city or self.city()).store, create=False)

    def make_store(self) -> None:
        """Make the store that the city names, empty. Raises ``Refused`` where there is one."""
        city = self.city()
        try:
            self.store(city).close()
        except StoreGone:
            self._open(city.store, create=True).close()
        else:
            raise Refused(STORE_EXISTS, f"{self.path} has a store already")

    def path_of_store(self, city: City) -> Path | None:
        """The file of the city's store; none where it is no file."""
        where = self._place(city.store.url)
        return where if isinstance(where, Path) else None

    def open_another(self, city: City, url: str, lineages: Sequence[str]) -> EventStore:
        """A store that takes over the history of another: made with its ``lineages``, if it is not there."""
        return self._open(replace(city.store, url=url), create=True, lineages=lineages)

    def _open(self, table: StoreTable, *, create: bool, lineages: Sequence[str] = ()) -> EventStore:
        where = self._place(table.url)
        if isinstance(where, Path):
            return open_store(where, create=create, lineages=lineages)
        password = self._secret(STORE_PASSWORD, table.password_file, "store.password_file")
        return open_store(where, create=create, lineages=lineages, password=password)

    def address_key(self, city: City) -> AddressKey:
        """The key that addresses are digested under, if the city has one. Raises ``BadConfiguration``."""
        return AddressKey(self._secret(ADDRESS_KEY, city.store.address_key_file, "store.address_key_file"))

    def _secret(self, variable: str, file: str, key: str) -> Secret:
        """What the environment gives, else what lies in the file, named from the home on."""
        return read_secret(os.environ.get(variable, ""), str(self.path / file) if file else "", key)

    def _place(self, url: str) -> Path | str:
        """Where a store is; the path of a file is taken from the home."""
        kind, _, path = url.partition(":")
        match kind:
            case "" if not url:
                return self.events
            case "sqlite" if path:
                return self.path / path
            case _:
                return url

    def _write_city(self, content: bytes) -> None:
        """Put the file there whole, and only if nobody else has in the meantime."""
        try:
            with whole_file(self.city_file) as file:
                file.write(content)
        except FileExistsError:
            raise Refused(HOME_EXISTS, f"{self.city_file} is there already") from None
