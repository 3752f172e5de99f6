"""What an import of the three cities' files must come to, counted from the raw rows without gridcase."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import pytest

from gridcase.envelope import Recorded
from gridcase.importers import ImportResult, import_file, load_mapping
from gridcase.matters import events as e
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.registry.checks import problems
from gridcase.registry.events import RegistryEvent
from gridcase.registry.register import fold
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from tests.support.real_data import files, is_whole, rows

AT = datetime(2026, 1, 1, tzinfo=UTC)

Kind = TypeVar("Kind", bound=e.Event)


class Imported:
    """A file imported into an empty store, its histories decoded from the bytes."""

    def __init__(self, source: str, path: Path, folder: Path) -> None:
        codec, store = Codec(), MemoryStore()
        quarantine = folder / "bad.csv"
        self.result: ImportResult = import_file(path, load_mapping(source), store, codec, at=AT, quarantine=quarantine)
        self.recorded = [codec.decode(event) for event in store.read(0, store.last_position() + 1)]
        self.histories: dict[str, list[Recorded]] = defaultdict(list)
        for recorded in self.recorded:
            if recorded.stream.startswith("matter:"):
                self.histories[recorded.stream].append(recorded)
        self.bad = rows(quarantine) if quarantine.exists() else []

    def each(self, kind: type[Kind]) -> Iterator[tuple[str, Kind]]:
        """Every event of a kind, with its host's or resolver's department."""
        for history in self.histories.values():
            owner = host_of(history)
            yield from ((owner, recorded.event) for recorded in history if isinstance(recorded.event, kind))

    def count(self, kind: type[e.Event]) -> Counter[str]:
        return Counter(owner for owner, _ in self.each(kind))


def host_of(history: Iterable[Recorded]) -> str:
    for event in (recorded.event for recorded in history):
        if isinstance(event, e.MatterDiverted):
            return event.host
        if isinstance(event, e.MatterResolvedOnTheSpot):
            return event.by.department
    raise AssertionError("nobody's matter")


def local(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007 compared with its like


def moment(text: str) -> datetime:
    """A time of Los Angeles as a moment, so that spans over a change of its clocks are what they were."""
    return local(text).replace(tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC)


def hours(span: timedelta) -> float:
    return span.total_seconds() / 3600


@pytest.fixture(params=[(source, path) for source in ("la311", "nyc311", "coselog") for path in files(source)], ids=str)
def imported(request: pytest.FixtureRequest, tmp_path: Path) -> Imported:
    source, path = request.param
    return Imported(source, path, tmp_path)


def test_every_imported_history_is_one_that_the_loop_can_replay(imported: Imported) -> None:
    for history in imported.histories.values():
        state: MatterState = Unreported()
        times = [recorded.event.at for recorded in history]
        assert times == sorted(times)
        for recorded in history:
            assert not isinstance(recorded.event, RegistryEvent)
            state = evolve(state, recorded.event)


def test_every_imported_event_says_its_row_and_who_told_it(imported: Imported) -> None:
    for history in imported.histories.values():
        for recorded in history:
            assert recorded.envelope.origin is not None
            assert 2 <= recorded.envelope.origin.row <= imported.result.rows + 1
            assert recorded.envelope.recorded_at == AT
            assert recorded.event.by.known_by.startswith("import:")


def test_no_matter_names_an_area_a_department_or_a_class_that_is_registered_later(imported: Imported) -> None:
    known = {""}
    for recorded in imported.recorded:
        kind, _, code = recorded.stream.partition(":")
        known |= {code} if kind != "matter" else set()
        event = recorded.event
        if isinstance(event, e.MatterReported):
            assert {event.unit, event.class_code, event.source} <= known
        if isinstance(event, e.MatterDiverted):
            assert {event.host, *(co.department for co in event.co_handlers)} <= known
        if isinstance(event, e.CoHandlingReported):
            assert event.department in known


def test_what_is_registered_passes_the_register_s_own_checks(imported: Imported) -> None:
    events = [recorded.event for recorded in imported.recorded if not recorded.stream.startswith("matter:")]
    register = fold(cast("list[RegistryEvent]", events))
    levels = ("grid", "village", "township", "county", "city")
    assert list(problems(register, levels, {})) == []
    assert len(register.units) + len(register.departments) + len(register.classes) > 3


# Los Angeles


@pytest.mark.parametrize("path", files("la311"), ids=str)
def test_los_angeles_owners(path: Path, tmp_path: Path) -> None:
    raw = rows(path)
    good = [row for row in raw if local(row["ClosedDate"]) >= local(row["CreatedDate"])]
    done = [row for row in good if row["Status"] == "Closed"]
    owners = {row["Owner"] for row in good}
    expected = {
        owner: tuple(sum(row["Owner"] == owner and row["Status"] in statuses for row in good) for statuses in STATUSES)
        for owner in owners
    }
    spans = {
        owner: [hours(moment(row["ClosedDate"]) - moment(row["CreatedDate"])) for row in done if row["Owner"] == owner]
        for owner in owners
    }
    medians = {owner: round(median(durations), 3) for owner, durations in spans.items() if durations}
    on_the_spot = Counter(row["Owner"] for row in good if row["RequestSource"] == "Driver Self Report")

    imported = Imported("la311", path, tmp_path)
    kinds = (e.MatterReported, e.MatterClosed, e.MatterVoided, e.ReturnGranted)
    counts = [imported.count(kind) for kind in kinds]
    assert {owner: tuple(count[owner] for count in counts) for owner in counts[0]} == expected
    assert medians_of(imported) == medians
    assert imported.count(e.MatterResolvedOnTheSpot) == on_the_spot
    assert (imported.result.rows, imported.result.imported) == (len(raw), len(good))
    assert {(bad["Owner"], bad["column"]) for bad in imported.bad} == {("BSL", "ClosedDate")}
    assert imported.result.quarantined == len(imported.bad) == 13
    if is_whole(path):
        assert (imported.result.rows, imported.result.imported) == (10_000, 9_987)
        assert expected == {
            "BOS": (7_635, 7_562, 73, 0),
            "OCB": (2_082, 1_922, 151, 9),
            "ITA": (139, 83, 56, 0),
            "BSL": (115, 115, 0, 0),
            "LADWP": (15, 15, 0, 0),
            "BSS": (1, 1, 0, 0),
        }
        assert {owner: medians[owner] for owner in ("BOS", "OCB", "ITA", "BSL")} == {
            "BOS": 51.488,
            "OCB": 0.223,
            "ITA": 20.271,
            "BSL": 183.587,
        }
        assert on_the_spot == {"OCB": 1_096, "BOS": 294}


STATUSES = (("Closed", "Cancelled", "Referred Out"), ("Closed",), ("Cancelled",), ("Referred Out",))


def medians_of(imported: Imported) -> dict[str, float]:
    """Median hours from reported to closed, by owner."""
    spans: dict[str, list[float]] = defaultdict(list)
    for history in imported.histories.values():
        first, last = history[0].event, history[-1].event
        if isinstance(last, e.MatterClosed):
            spans[host_of(history)].append(hours(last.at - first.at))
    return {owner: round(median(durations), 3) for owner, durations in spans.items()}


# New York


@pytest.mark.parametrize("path", files("nyc311"), ids=str)
def test_new_york_agencies(path: Path, tmp_path: Path) -> None:
    raw = rows(path)
    good = [row for row in raw if not row["Closed Date"] or local(row["Closed Date"]) >= local(row["Created Date"])]
    with_due = [row for row in good if row["Due Date"]]
    expected = {}
    for agency in {row["Agency"] for row in with_due}:
        due = [row for row in with_due if row["Agency"] == agency]
        disposed = [row for row in due if row["Closed Date"]]
        in_time = [row for row in disposed if local(row["Closed Date"]) <= local(row["Due Date"])]
        expected[agency] = (len(in_time), len(disposed), len(due))

    imported = Imported("nyc311", path, tmp_path)
    assert handling(imported) == expected
    never_closed = sum(not isinstance(history[-1].event, e.MatterClosed) for history in imported.histories.values())
    without_due = sum(event.due is None for _, event in imported.each(e.MatterDiverted))
    assert never_closed == sum(not row["Closed Date"] for row in good)
    assert without_due == sum(not row["Due Date"] for row in good)
    assert (imported.result.rows, imported.result.imported) == (len(raw), len(good))
    assert [(bad["column"], bad["value"]) for bad in imported.bad] == [("Closed Date", "01/01/1900 12:00:00 AM")]
    if is_whole(path):
        assert (imported.result.rows, imported.result.imported) == (2_000, 1_999)
        assert (never_closed, without_due) == (42, 17)
        assert imported.bad[0]["line"] == "1604"
        assert handling(imported) == {
            "NYPD": (578, 619, 619),
            "DOT": (434, 502, 502),
            "DOF": (269, 340, 340),
            "DHS": (134, 181, 181),
            "DPR": (72, 96, 111),
            "DOHMH": (37, 55, 82),
            "DCA": (37, 65, 65),
            "TLC": (38, 41, 41),
            "DFTA": (25, 28, 28),
            "HPD": (7, 7, 7),
            "DOE": (5, 5, 5),
            "NYCEM": (0, 1, 1),
        }


def handling(imported: Imported) -> dict[str, tuple[int, int, int]]:
    """In time, disposed and due, by host, of the rounds that have a due time."""
    due = Counter(host for host, event in imported.each(e.MatterDiverted) if event.due)
    disposed = Counter(host for host, event in imported.each(e.HandlingReported) if event.due)
    in_time = Counter(host for host, event in imported.each(e.HandlingReported) if event.due and event.in_time)
    return {host: (in_time[host], disposed[host], due[host]) for host in due}


@pytest.mark.parametrize("path", files("nyc311"), ids=str)
def test_what_was_known_of_new_york_on_the_first_of_july(path: Path, tmp_path: Path) -> None:
    april, july = local("04/01/2011 12:00:00 AM"), local("07/01/2011 12:00:00 AM")
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows(path):
        if (
            row["Due Date"]
            and april <= local(row["Due Date"]) < july
            and not row["Closed Date"].endswith("1900 12:00:00 AM")
        ):
            closed = local(row["Closed Date"]) if row["Closed Date"] else None
            known = closed is not None and closed < july
            counts = (known and closed is not None and closed <= local(row["Due Date"]), known, True)
            expected[row["Agency"]] = [old + new for old, new in zip(expected[row["Agency"]], counts, strict=True)]

    zone = ZoneInfo("America/New_York")
    begin, end = april.replace(tzinfo=zone), july.replace(tzinfo=zone)
    imported = Imported("nyc311", path, tmp_path)
    actual: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for history in imported.histories.values():
        for event in (recorded.event for recorded in history):
            if isinstance(event, e.MatterDiverted) and event.due and begin <= event.due < end:
                actual[event.host][2] += 1
            if isinstance(event, e.HandlingReported) and event.due and begin <= event.due < end and event.at < end:
                actual[event.host][1] += 1
                actual[event.host][0] += event.in_time
    assert actual == expected
    if is_whole(path):
        golden = {"DOT": [109, 113, 114], "DOHMH": [37, 55, 74], "DPR": [25, 25, 33], "TLC": [4, 5, 7]}
        assert {host: actual[host] for host in golden} == golden


# CoSeLoG


@pytest.mark.parametrize("path", files("coselog"), ids=str)
def test_permits_that_ended_in_time(path: Path, tmp_path: Path) -> None:
    cases = {row["case:concept:name"]: row for row in rows(path)}
    ended = [row for row in cases.values() if row["case:enddate"] and row["case:deadline"]]
    in_time = [
        row
        for row in ended
        if datetime.fromisoformat(row["case:enddate"]) <= datetime.fromisoformat(row["case:deadline"])
    ]

    imported = Imported("coselog", path, tmp_path)
    closed = [event for _, event in imported.each(e.MatterClosed)]
    assert (sum(event.in_time for event in closed), len(closed)) == (len(in_time), len(ended))
    assert imported.result.imported == len(imported.histories) == len(cases)
    assert imported.result.quarantined == 0
    if is_whole(path):
        assert (len(in_time), len(ended), len(cases)) == (952, 1_329, 1_434)


@pytest.mark.parametrize("path", files("coselog"), ids=str)
def test_every_activity_of_a_log_is_an_event_of_its_row(path: Path, tmp_path: Path) -> None:
    imported = Imported("coselog", path, tmp_path)
    events_per_row = Counter(
        recorded.envelope.origin.row
        for history in imported.histories.values()
        for recorded in history
        if recorded.envelope.origin
        and not recorded.envelope.origin.inferred
        and not isinstance(recorded.event, e.MatterClosed)
    )
    assert events_per_row == dict.fromkeys(range(2, len(rows(path)) + 2), 1)
