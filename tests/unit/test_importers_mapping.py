"""Mappings: those that ship, and what is wrong with one."""

from pathlib import Path

import pytest

from gridcase.errors import BadConfiguration
from gridcase.importers import load_mapping, mapping_names
from gridcase.importers.happenings import MOVES, NOWHERE, Happening, way
from gridcase.importers.occurrences import MAKE_EVENT
from gridcase.matters import events as e
from gridcase.store.codec import by_tag

GOOD = """
shape = "requests"
since = 2020-01-01
[source]
code = "town"
name = "Town"
[city]
code = "town"
name = "Town"
level = "city"
[format]
time_zone = "UTC"
[columns]
reference = "no"
[departments]
column = "host"
[catalogue]
code = "town"
name = "Town"
otherwise = "matter"
[[histories]]
events = [{ event = "matter-reported", at = "at" }]
"""

LOG = (
    GOOD[: GOOD.index("[[histories]]")].replace('shape = "requests"', 'shape = "event-log"\ninferred = []')
    + """
[log]
activity = "what"
time = "when"
[activities]
receive = ["matter-reported"]
"""
)


def written(folder: Path, content: str) -> Path:
    path = folder / "town.toml"
    path.write_text(content)
    return path


def test_the_mappings_that_ship_are_read_by_name() -> None:
    assert mapping_names() == ["coselog", "la311", "nyc311"]
    assert [load_mapping(name).source.code for name in mapping_names()] == mapping_names()


def test_a_mapping_of_ones_own_is_read_by_path(tmp_path: Path) -> None:
    assert load_mapping(written(tmp_path, GOOD)).source.name == "Town"
    assert load_mapping(written(tmp_path, LOG)).source.name == "Town"


@pytest.mark.parametrize("name", ["nyc", "no-such", ""])
def test_a_name_that_is_none_tells_which_there_are(name: str) -> None:
    with pytest.raises(BadConfiguration, match=r"a mapping that exists.*nyc311"):
        load_mapping(name)


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ('shape = "requests"', 'shape = "table"', "shape", "requests, event-log"),
        ('shape = "requests"', "", "shape", "requests, event-log"),
        ("since = 2020-01-01", "", "since", "must be given"),
        ("since = 2020-01-01", 'since = "yesterday"', "since", "date"),
        ("since = 2020-01-01", "since = 2020-01-01\nuntil = 2019-01-01", "since", "before until"),
        ('code = "town"\nname = "Town"\n[city]', 'code = "t:n"\nname = "Town"\n[city]', "source.code", "letters"),
        ('reference = "no"', 'reference = "no"\nrefrence = "no"', "columns.refrence", "reference"),
        ('time_zone = "UTC"', 'time_zone = "Mars"', "format.time_zone", "time zone"),
        ('time_zone = "UTC"', 'time_zone = "UTC"\ntime_format = "%d %b"', "format.time_format", "%b"),
        ('time_zone = "UTC"', 'time_zone = "UTC"\ndelimiter = ", "', "format.delimiter", "one character"),
        ('time_zone = "UTC"', 'time_zone = "UTC"\nlongest_field = 0', "format.longest_field", "1 to"),
        ('reference = "no"', 'reference = "no"\nchannel = "way"', "channels", "a channel for every value"),
        ('reference = "no"', 'reference = "no"\n[channels]\nx = "post"', "channels", "phone, web, mail"),
        ('otherwise = "matter"', "", "catalogue", "the columns that name the class"),
        ('event = "matter-reported"', 'event = "reported"', "histories[0].events[0].event", "matter-reported"),
        ('event = "matter-reported"', 'event = "matter-closed"', "histories[0].events", "no matter-closed while"),
        ('[{ event = "matter-reported", at = "at" }]', "[]", "histories[0].events", "at least matter-reported"),
    ],
)
def test_what_is_wrong_is_told_with_file_key_and_expectation(
    tmp_path: Path, old: str, new: str, key: str, expected: str
) -> None:
    assert old in GOOD
    with pytest.raises(BadConfiguration) as error:
        load_mapping(written(tmp_path, GOOD.replace(old, new)))
    assert "town.toml" in error.value.where
    assert key in error.value.key
    assert expected in error.value.expected


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('receive = ["matter-reported"]', "receive = []", "activities.receive"),
        ('receive = ["matter-reported"]', 'x = ["matter-reported", "co-handling-reported"]', "activities.x"),
        ('time = "when"', 'time = "when"\nended = "end"', "inferred"),
    ],
)
def test_what_is_wrong_with_a_log(tmp_path: Path, old: str, new: str, key: str) -> None:
    with pytest.raises(BadConfiguration) as error:
        load_mapping(written(tmp_path, LOG.replace(old, new)))
    assert error.value.key == key


@pytest.mark.parametrize("content", [b"shape = ", b"\xff\xfe", b""])
def test_what_is_no_mapping_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "town.toml"
    path.write_bytes(content)
    with pytest.raises(BadConfiguration, match=r"town\.toml"):
        load_mapping(path)
    with pytest.raises(BadConfiguration, match="a readable mapping"):
        load_mapping(tmp_path / "absent.toml")


def test_whatever_a_mapping_can_say_is_an_event_and_can_be_told() -> None:
    assert set(Happening) <= set(by_tag(e.MatterEvent))
    assert set(MOVES) == set(MAKE_EVENT) == set(Happening)


def test_every_event_can_be_come_to_when_everything_may_be_inferred() -> None:
    assert all(way(NOWHERE, happening, frozenset(Happening)) is not None for happening in Happening)
