"""A city as its ``city.toml`` describes it: names, working time, limits, policy, scoring."""

from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, ValidationError, convert, json, to_builtins
from msgspec.structs import replace

from gridcase.city.scoring import Scoring
from gridcase.city.tables import CityFile, NameTable, StoreTable, WordsTable
from gridcase.configuration import Document, complaint, unknown_keys
from gridcase.errors import BadConfiguration
from gridcase.matters.policy import Directory, Neighbours, Policy
from gridcase.working_time import WorkingTime

T = TypeVar("T")


class City(Struct, frozen=True, kw_only=True):
    """``version`` is the SHA-256 of what decides, in hexadecimal: the content of the file and of its calendar.

    Comments, order and spelling of the file do not change it, nor do the tables that say where things run
    and what they are called (``store``, ``kafka``, ``streams``, ``words``).
    """

    file: CityFile
    document: Document
    time: WorkingTime
    version: str

    @property
    def about(self) -> NameTable:
        """Its names, time zone and levels."""
        return self.file.city

    @property
    def scoring(self) -> Scoring:
        return self.file.scoring

    @property
    def words(self) -> WordsTable:
        return self.file.words

    @property
    def store(self) -> StoreTable:
        return self.file.store

    def policy(self, directory: Directory, neighbours: Neighbours) -> Policy:
        """The rules for the city's matters."""
        rules = self.file.policy
        return Policy(
            version=self.version[:12],
            time=self.time,
            directory=directory,
            neighbours=neighbours,
            levels=self.about.levels,
            limits=self.file.limits,
            max_extensions=rules.max_extensions,
            max_reopenings=rules.max_reopenings,
            judge_by=rules.judge_by,
            warn_at=rules.warn_at,
            late_entry=rules.late_entry,
            suspension_at_most=rules.suspension_at_most,
            contact=rules.contact,
            ladder=self.file.ladder,
            whistle=rules.whistle,
            evaluation=self.file.evaluation,
        )

    def table(self, name: str, kind: type[T]) -> T:
        """The table ``kafka`` or ``streams`` as a struct of whoever knows it; its defaults where there is no table.

        Raises ``BadConfiguration`` with file, line and key, as for every other table.
        """
        content = getattr(self.file, name)
        for path, expected in unknown_keys(content, kind, name):
            raise self.document.bad(path, expected)
        try:
            return convert(content, kind)
        except ValidationError as error:
            path, expected = complaint(error, kind)
            raise self.document.bad(f"{name}.{path}" if path else name, expected) from None


def load_city(path: Path) -> City:
    """The city that a ``city.toml`` describes. Raises ``BadConfiguration``: file and line, key, what was expected."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadConfiguration(str(path), "", f"a file that can be read ({error.strerror})") from error
    return read_city(str(path), content, path.parent)


def read_city(where: str, content: bytes, folder: Path) -> City:
    """The city that a file's bytes describe; a calendar of its own lies in ``folder``."""
    document = Document(where, content)
    file = document.read(CityFile)
    for key, expected in file.complaints():
        raise document.bad(key, expected)
    time = working_time(document, file, folder)
    decides = to_builtins(replace(file, store=StoreTable(), kafka={}, streams={}), order="deterministic")
    del decides["words"]
    digest = sha256(json.encode([decides, time.calendar.digest]))
    return City(file=file, document=document, time=time, version=digest.hexdigest())


def working_time(document: Document, file: CityFile, folder: Path) -> WorkingTime:
    table = file.working_time
    calendar = str(folder / table.calendar) if table.calendar.endswith(".toml") else table.calendar
    try:
        return WorkingTime.of(calendar, table.hours, file.city.time_zone)
    except BadConfiguration as error:
        key = next((key for sign, key in SIGNS.items() if error.key.startswith(sign)), "working_time.hours")
        raise BadConfiguration(document.place(key), key, f"{error.expected} ({error.where or error.key})") from error


SIGNS = {"time zone": "city.time_zone", "calendar": "working_time.calendar"}
"""Which key of the file is wrong, by what the working time complains about."""
