"""The registrar's desk and the directory, over real stores."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gridcase import rules as shared
from gridcase.actors import Actor, Role
from gridcase.directory import STALE_AFTER, StoreDirectory
from gridcase.errors import Refused, StreamMoved
from gridcase.registrar import Registrar
from gridcase.registry.kinds import Kind
from gridcase.registry.problems import BadRegister
from gridcase.registry.records import ManagementList, MatterClass, Member, Record, Source, Unit
from gridcase.registry.tables import read_tables
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.open import open_store
from gridcase.store.port import EventStore, NewEvent

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEVELS = ("grid", "village", "county")
BY = Actor(member="zhang", role=Role.REGISTRAR, known_by="os-user:zhang")

ZHANG = Member(code="zhang", name="Zhang", role=Role.REGISTRAR, login="zhang")
COUNTY = Unit(code="c", name="County", level="county")
GRID = Unit(code="g", name="Grid", level="grid", parent="c")
WANG = Member(code="g-001", name="王", role=Role.GRID_MEMBER, unit="g", login="王")
HAZARDS = ManagementList(code="hazards", name="Hazards")
WIRE = MatterClass(code="wire", name="Wire", list_code="hazards")


class Watch:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.elapsed = 0.0

    def seconds(self) -> float:
        return self.elapsed

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.elapsed)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    store = open_store("memory:" if request.param == "memory" else tmp_path / "events.sqlite")
    yield store
    store.close()


@pytest.fixture
def registrar(store: EventStore, watch: Watch) -> Registrar:
    registrar = Registrar(store, Codec(), watch.now)
    registrar.update([ZHANG, COUNTY, GRID, WANG, HAZARDS, WIRE], LEVELS, by=BY)
    return registrar


@pytest.fixture
def directory(store: EventStore, watch: Watch) -> StoreDirectory:
    return StoreDirectory(store, Codec(), watch.seconds, watch.now)


def test_the_directory_knows_what_was_registered(registrar: Registrar, directory: StoreDirectory) -> None:
    assert directory.has_unit("g")
    assert not directory.has_unit("nowhere")
    assert not directory.has_body("c")
    assert directory.knows(WANG.acting("os-user:w"))
    foreman = Actor(member="g-001", role=Role.FOREMAN, known_by="os-user:w")
    elsewhere = Actor(member="g-001", role=Role.GRID_MEMBER, unit="c", known_by="os-user:w")
    assert not directory.knows(foreman)
    assert not directory.knows(elsewhere)
    assert directory.matter_class("wire") == WIRE
    assert directory.matter_class("hazards") is None
    assert directory.member("g-001") == WANG


def test_an_actor_is_a_member_in_its_role(registrar: Registrar, directory: StoreDirectory) -> None:
    assert directory.actor("g-001", "os-user:w") == Actor(
        member="g-001", role=Role.GRID_MEMBER, unit="g", known_by="os-user:w"
    )
    with pytest.raises(Refused) as refused:
        directory.actor("nobody", "os-user:w")
    assert refused.value.rule == shared.UNKNOWN_MEMBER


def test_a_member_is_found_by_login_until_it_changes(
    registrar: Registrar, directory: StoreDirectory, watch: Watch
) -> None:
    assert directory.member_by_login("zhang") == ZHANG
    assert directory.member_by_login("王") == WANG
    assert directory.member_by_login("") is None
    registrar.update([Member(code="g-001", name="王", role=Role.GRID_MEMBER, unit="g", login="wang")], LEVELS, by=BY)
    watch.elapsed += STALE_AFTER
    assert directory.member_by_login("王") is None
    member = directory.member_by_login("wang")
    assert member
    assert member.code == "g-001"


def test_sources_are_those_that_stand(registrar: Registrar, directory: StoreDirectory) -> None:
    nyc, la = Source(code="nyc311", name="New York"), Source(code="la311", name="Los Angeles")
    registrar.update([nyc, la], LEVELS, by=BY)
    assert directory.sources() == ["la311", "nyc311"]
    registrar.update([nyc], LEVELS, by=BY, retire=[Kind.SOURCE])
    directory.forget()
    assert directory.sources() == ["nyc311"]


def test_whoever_retires_what_a_file_leaves_out_stays(registrar: Registrar) -> None:
    registrar.update([Member(code="g-002", name="李", role=Role.RECEPTION)], LEVELS, by=BY, retire=[Kind.MEMBER])
    assert sorted(registrar.register().members) == sorted([BY.member, "g-002"])


def test_a_change_shows_within_a_second_and_something_new_at_once(
    registrar: Registrar, directory: StoreDirectory, watch: Watch
) -> None:
    assert directory.has_unit("g")
    assert not directory.has_unit("h")
    new = Unit(code="h", name="New", level="grid", parent="c")
    registrar.update([ZHANG, COUNTY, new, WIRE], LEVELS, by=BY, retire=[Kind.UNIT, Kind.MEMBER])
    assert directory.has_unit("h")
    watch.elapsed += STALE_AFTER / 2
    assert directory.has_unit("g")
    watch.elapsed += STALE_AFTER / 2
    assert not directory.has_unit("g")


def test_what_was_retired_can_be_registered_again(registrar: Registrar, directory: StoreDirectory) -> None:
    registrar.update([ZHANG], LEVELS, by=BY, retire=[Kind.MEMBER])
    assert not directory.knows(WANG.acting("os-user:w"))
    registrar.update([WANG], LEVELS, by=BY)
    assert directory.knows(WANG.acting("os-user:w"))
    assert registrar.snapshot(NOON).versions["member:g-001"] == 3


def test_who_was_responsible_for_this_grid_then(registrar: Registrar, watch: Watch) -> None:
    watch.elapsed = 3600
    li = Member(code="g-002", name="Li", role=Role.GRID_MEMBER, unit="g")
    registrar.update([ZHANG, li], LEVELS, by=BY, retire=[Kind.MEMBER])
    assert registrar.as_of(NOON).responsible("g")[0].members == (WANG,)
    assert registrar.register().responsible("g")[0].members == (li,)


def test_importing_the_same_files_twice_writes_nothing(registrar: Registrar, store: EventStore, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name,level,parent\nc,County,county,\ng,Grid 1,grid,c\nh,Grid 2,grid,c\n")
    tables = read_tables(tmp_path / "units.csv")
    first = registrar.import_tables(tables, LEVELS, by=BY)
    assert (len(first.events), first.unchanged) == (2, 1)
    position = store.last_position()
    again = registrar.import_tables(tables, LEVELS, by=BY)
    assert (again.events, again.unchanged) == ((), 3)
    assert store.last_position() == position


def test_a_bad_import_names_the_cells_and_writes_nothing(
    registrar: Registrar, store: EventStore, tmp_path: Path
) -> None:
    (tmp_path / "units.csv").write_text("code,name,level,parent\nh,Grid 2,grid,c\ni,Grid 3,gird,x\n")
    position = store.last_position()
    with pytest.raises(BadRegister) as bad:
        registrar.import_tables(read_tables(tmp_path), LEVELS, by=BY)
    assert str(bad.value).splitlines() == [
        "units.csv line 3: parent: the code of a unit; none is 'x'",
        "units.csv line 3: level: one of grid, village, county, not 'gird'",
    ]
    assert store.last_position() == position


def test_retiring_what_others_rest_on_is_told(registrar: Registrar, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name,level,parent\nc,County,county,\n")
    with pytest.raises(BadRegister, match="member g-001, as registered: unit: the code of a unit; none is 'g'"):
        registrar.import_tables(read_tables(tmp_path), LEVELS, by=BY, retire_missing=True)


def test_whoever_is_no_registrar_is_refused(registrar: Registrar, store: EventStore) -> None:
    position = store.last_position()
    with pytest.raises(Refused):
        registrar.update(
            [Unit(code="h", name="H", level="county")],
            LEVELS,
            by=Actor(member="g-001", role=Role.FOREMAN, known_by="x"),
        )
    assert store.last_position() == position


class Busy(MemoryStore):
    """A store in which somebody else is faster, a number of times."""

    def __init__(self, interruptions: list[Callable[[], object]]) -> None:
        super().__init__()
        self.interruptions = interruptions

    def append(self, events: list[NewEvent], **more: object) -> object:  # type: ignore[override]
        if events and self.interruptions:
            self.interruptions.pop()()
        return super().append(events, **more)  # type: ignore[arg-type]


def rename(store: Busy, record: Record) -> Callable[[], object]:
    return lambda: Registrar(store, Codec(), Watch().now).update([record], LEVELS, by=BY)


def test_whoever_is_second_works_it_out_again(watch: Watch) -> None:
    store = Busy([])
    registrar = Registrar(store, Codec(), watch.now)
    registrar.update([ZHANG, COUNTY], LEVELS, by=BY)
    store.interruptions = [rename(store, Unit(code="c", name="Theirs", level="county"))]
    ours = Unit(code="c", name="Ours", level="county")
    registrar.update([ours], LEVELS, by=BY)
    assert registrar.register().units["c"] == ours
    assert registrar.snapshot(NOON).versions["unit:c"] == 3


def test_after_five_times_it_is_told(watch: Watch) -> None:
    store = Busy([])
    registrar = Registrar(store, Codec(), watch.now)
    registrar.update([ZHANG, COUNTY], LEVELS, by=BY)
    others = [rename(store, Unit(code="c", name=f"Theirs {n}", level="county")) for n in range(5)]

    def one_at_a_time(change: Callable[[], object]) -> Callable[[], object]:
        def interrupt() -> None:
            waiting, store.interruptions = store.interruptions, []
            change()
            store.interruptions = waiting

        return interrupt

    store.interruptions = [one_at_a_time(change) for change in others]
    with pytest.raises(StreamMoved):
        registrar.update([Unit(code="c", name="Ours", level="county")], LEVELS, by=BY)
