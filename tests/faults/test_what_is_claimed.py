"""What is claimed is not taken for what is known: one clock for every door, and one rule for every time that enters."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gridcase import rules
from gridcase.errors import Refused
from gridcase.importers.importing import import_file
from gridcase.importers.mappings import load_mapping
from gridcase.loop.runner import Watch, tick
from gridcase.running_city import RunningCity
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.submissions import Outcome, Submission, Timing
from gridcase.testing import script
from gridcase.testing.cast import SmallCity, at, policy
from tests.support.command import OS_USER, REGISTRY, Terminal, diverted, small_city


def real_city(now: datetime) -> RunningCity:
    """A city that is no rehearsal, at a time."""
    known = SmallCity()
    return RunningCity(MemoryStore(), lambda _, neighbours: policy(known, neighbours=neighbours), clock=lambda: now)


@pytest.fixture
def real(tmp_path: Path) -> Terminal:
    """A home that is no rehearsal, with the small city in it."""
    terminal = Terminal(tmp_path / "city")
    terminal.done("init", "--template", "china")
    (tmp_path / "registry.toml").write_text(REGISTRY.replace("LOGIN", OS_USER), encoding="utf-8")
    terminal.done("registry", "import", str(tmp_path / "registry.toml"))
    return terminal


def test_nobody_handles_it_yesterday(real: Terminal) -> None:
    matter = real.done("matter", "report", "--unit", "xiangyang-3", "--channel", "phone", by="wang")
    real.done("matter", "classify", matter, "--class", "fumes", by="wang")
    real.done("matter", "divert", matter, by="zhou")
    yesterday = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%dT%H:%M}+00:00"
    line = real.refused("matter", "handle", matter, by="wu", at=yesterday)
    assert line.startswith("refused (not-now): ") and "5 minutes" in line
    assert real.json("matter", "show", matter)["stage"] == "handling"


@pytest.mark.parametrize(
    "command",
    [
        ("matter", "report", "--unit", "xiangyang-3"),
        ("matter", "list"),
        ("loop", "tick"),
        ("registry", "units"),
    ],
)
def test_nothing_is_done_in_2062(real: Terminal, command: tuple[str, ...]) -> None:
    assert "refused (not-now): " in real.refused(*command, by="wang", at="2062-01-01")


def test_the_loop_is_not_run_ahead(real: Terminal) -> None:
    assert "not-now" in real.refused("loop", "tick", "--at", "2036-11-10")


@pytest.mark.parametrize(
    ("moment", "timing", "fine"),
    [
        ("Mon 10:00", Timing.STATED, True),
        ("Mon 09:55", Timing.STATED, True),
        ("Mon 09:54", Timing.STATED, False),
        ("Mon 10:01", Timing.STATED, False),
        ("Mon 09:00", Timing.RECEIVED, True),
        ("Mon 10:06", Timing.RECEIVED, False),
    ],
)
def test_a_command_is_given_now(moment: str, timing: Timing, fine: bool) -> None:
    """At ten on Monday; what a broker took earlier is as old as that, and two clocks may differ by some minutes."""
    [result] = real_city(at("Mon 10:00")).engine.execute_all(
        [Submission(command=script.report(at=moment), timing=timing)]
    )
    assert isinstance(result, Outcome) if fine else isinstance(result, Refused) and result.rule == rules.NOT_NOW


@pytest.mark.parametrize("year", [1, 1800, 1969])
def test_nothing_happened_before_anybody_counts(year: int) -> None:
    claim = script.report(at="Mon 10:00", occurred_at=datetime(year, 6, 1, tzinfo=UTC))
    with pytest.raises(Refused) as refused:
        real_city(at("Mon 10:00")).engine.execute(claim)
    assert refused.value.rule == rules.TIME_OUT_OF_BOUNDS


def test_late_news_is_told_as_such_and_shown_with_its_age(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    matter = diverted(city)
    city.done("matter", "handle", matter, "--occurred-at", "2026-03-02T10:00", by="wu", at="2026-03-03T09:00")
    history = " ".join(city.done("matter", "history", matter).split())
    assert "(happened 2026-03-02 10:00, 23 h earlier)" in history


def test_the_loop_notes_a_deadline_by_the_clock() -> None:
    """The control: what the loop owes is done at its time, also where a person was faster."""
    city = real_city(at("Tue 10:00"))
    commands = (script.report(), script.classify(), script.divert())
    city.engine.execute_all([Submission(command=command, timing=Timing.RECEIVED) for command in commands])
    done = tick(Watch(city.store, city.engine), city.engine, at("Tue 10:00"))
    assert [type(event).__name__ for outcome in done for event in outcome.events] == [
        "OverdueNoted",  # accepting
        "OverdueNoted",
        "MatterUrged",
    ]


def test_every_event_of_a_rehearsal_says_so(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    matter = diverted(city)
    assert {event["rehearsal"] for event in city.json("matter", "history", matter)} == {True}


def test_and_no_event_of_a_real_city(real: Terminal) -> None:
    matter = real.done("matter", "report", "--unit", "xiangyang-3", by="wang")
    assert [event["rehearsal"] for event in real.json("matter", "history", matter)] == [False]


def test_a_real_store_does_not_become_a_rehearsal(real: Terminal) -> None:
    real.done("matter", "report", "--unit", "xiangyang-3", by="wang")
    file = real.home / "city.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[city]", "[city]\nrehearsal = true"), encoding="utf-8")
    assert "rehearsal" in real.wrong("matter", "list")


def then(city: Terminal, *words: str) -> Any:
    return city.json("matter", *words)


def test_a_matter_is_shown_and_listed_as_it_was(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    matter = diverted(city)
    city.done("matter", "handle", matter, by="wu", at="2026-03-02T11:00")
    for moment, stage in (
        ("2026-03-02T09:05", "reported"),
        ("2026-03-02T10:00", "handling"),
        ("2026-03-02T11:00", "awaiting verification"),
    ):
        assert then(city, "show", matter, "--as-of", moment)["stage"] == stage
        assert [row["stage"] for row in then(city, "list", "--as-of", moment)["rows"]] == [stage]
    assert then(city, "list", "--as-of", "2026-03-02T08:59")["rows"] == []
    assert "unknown-matter" in city.refused("matter", "show", matter, "--as-of", "2026-03-02T08:59")
    assert len(then(city, "history", matter, "--as-of", "2026-03-02T10:00")) == 3


def test_a_matter_is_shown_and_listed_as_it_was_known(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    matter = diverted(city)
    assert then(city, "list", "--as-known", "2026-01-01")["rows"] == []
    assert "unknown-matter" in city.refused("matter", "show", matter, "--as-known", "2026-01-01")
    later = f"{datetime.now(UTC) + timedelta(minutes=1):%Y-%m-%dT%H:%M}+00:00"
    assert then(city, "show", matter, "--as-known", later)["stage"] == "handling"
    assert [row["matter_id"] for row in then(city, "list", "--as-known", later)["rows"]] == [matter]


ROWS = """No,Received,Finished,Due,State,Office,Subject,Where
1,2026-11-20 09:00,2026-11-21 09:00,2026-11-25 09:00,done,roads,Pothole,Main St
2,2062-11-20 09:00,,,open,roads,Pothole,Main St
3,2026-11-20 09:00,2062-11-21 09:00,2026-11-25 09:00,done,roads,Pothole,Main St
4,2026-11-20 09:00,,2062-11-25 09:00,open,roads,Pothole,Main St
5,2026-11-20 09:00,,2262-11-25 09:00,open,roads,Pothole,Main St
"""

MAPPING = """
shape = "requests"
since = 2020-01-01
until = 2300-01-01
source = { code = "town", name = "Town" }
city = { code = "town", name = "Town", level = "city" }
format = { time_format = "%Y-%m-%d %H:%M", time_zone = "UTC" }
columns = { reference = "No", due = "Due", text = ["Subject"], address = ["Where"] }
departments = { column = "Office" }
catalogue = { code = "town", name = "Town", columns = ["Subject"] }

[[histories]]
when = { State = ["done"] }
events = [
    { event = "matter-reported", at = "Received" },
    { event = "matter-classified", at = "Received", inferred = true },
    { event = "matter-diverted", at = "Received", inferred = true },
    { event = "handling-reported", at = "Finished" },
]

[[histories]]
when = { State = ["open"] }
events = [{ event = "matter-reported", at = "Received" }]
"""


def test_an_extract_tells_of_what_has_happened_and_when_it_is_due(tmp_path: Path) -> None:
    """A due time may lie ahead, at most a century; what happened may not."""
    (tmp_path / "town.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "town.toml").write_text(MAPPING, encoding="utf-8")
    when = datetime(2026, 11, 29, tzinfo=UTC)
    store, bad = MemoryStore(), tmp_path / "bad.csv"
    mapping = load_mapping(str(tmp_path / "town.toml"))
    result = import_file(tmp_path / "town.csv", mapping, store, Codec(), at=when, quarantine=bad)
    assert (result.imported, result.quarantined) == (2, 3)
    content = bad.read_text(encoding="utf-8-sig")
    assert [row.split(",")[:2] for row in content.splitlines()[1:]] != []
    for column in ("Received", "Finished", "Due"):
        assert column in content
