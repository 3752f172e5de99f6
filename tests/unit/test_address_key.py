"""That two addresses are the same is known, and not which they are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from gridcase.city.home import ADDRESS_KEY, Home
from gridcase.envelope import Envelope, Origin
from gridcase.errors import BadConfiguration
from gridcase.matters.events import MatterReported
from gridcase.running_city import RunningCity, open_city
from gridcase.secret import Secret
from gridcase.store.address_key import NO_KEY, AddressKey
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.port import StoredEvent
from gridcase.testing.cast import at, policy
from gridcase.testing.scenario import given
from gridcase.testing.script import report

KEY = AddressKey(Secret("of the city"))
ADDRESS = "向阳路12号楼下"


def test_an_address_is_the_same_however_it_is_written() -> None:
    assert KEY.digest(ADDRESS) == KEY.digest(" 向阳路 12号楼下\n") == KEY.digest("向阳路１２号楼下")
    assert KEY.digest("Flat B") == KEY.digest("FLAT b")
    assert KEY.digest(ADDRESS) != KEY.digest("向阳路13号楼下")


def test_whoever_has_another_key_or_none_gets_nothing_out_of_it() -> None:
    assert KEY.digest(ADDRESS) != AddressKey(Secret("of another city")).digest(ADDRESS)
    assert NO_KEY.digest(ADDRESS) == KEY.digest("") == KEY.digest("  ") == ""
    assert "of the city" not in repr(KEY)


def stored(codec: Codec, event: MatterReported) -> StoredEvent:
    new = codec.new_event("matter:M-1", 1, Envelope(event=event, recorded_at=datetime(2026, 3, 2, tzinfo=UTC)))
    return StoredEvent(1, new.stream, new.version, new.tag, new.data)


def test_the_digest_is_stored_with_the_report_where_the_city_has_a_key() -> None:
    [event] = given(report(address=ADDRESS)).events
    kept = Codec(address_key=KEY).decode(stored(Codec(address_key=KEY), event)).event
    assert kept == replace(event, address_digest=KEY.digest(ADDRESS))
    assert Codec().decode(stored(Codec(), event)).event == event


def test_what_is_imported_is_digested_never() -> None:
    """Some sources name a street or a postcode, where half a district would live in one house."""
    [event] = given(report(address="New York, 10027")).events
    imported = Envelope(event=event, recorded_at=at("Mon 10:00"), origin=Origin(source="nyc311", row=7))
    codec = Codec(address_key=KEY)
    kept = codec.decode_data("matter:M-1", 1, "matter-reported", codec.encode("matter:M-1", 1, imported)).event
    assert kept == event


def test_a_digest_that_was_stored_outlives_its_key() -> None:
    [event] = given(report(address=ADDRESS)).events
    first = Codec(address_key=KEY).decode(stored(Codec(address_key=KEY), event)).event
    assert isinstance(first, MatterReported)
    another = Codec(address_key=AddressKey(Secret("new")))
    assert another.decode(stored(another, first)).event == first


def test_the_key_lies_in_a_file_of_the_home_or_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.create(tmp_path / "city", template="china", rehearsal=True)
    with home.city_file.open("a", encoding="utf-8") as file:
        file.write('\n[store]\naddress_key_file = "address.key"\n')
    with pytest.raises(BadConfiguration, match=r"store\.address_key_file"), open_city(home.path):
        pass
    (home.path / "address.key").write_text("of the city\n")
    assert home.address_key(home.city()).digest(ADDRESS) == KEY.digest(ADDRESS)
    monkeypatch.setenv(ADDRESS_KEY, "from elsewhere")
    assert home.address_key(home.city()).digest(ADDRESS) == AddressKey(Secret("from elsewhere")).digest(ADDRESS)


def test_a_report_said_again_is_the_same_report() -> None:
    city = RunningCity(
        MemoryStore(),
        lambda _, neighbours: policy(neighbours=neighbours),
        clock=lambda: at("Mon 00:00"),
        rehearsal=True,
        address_key=KEY,
    )
    once, twice = (city.engine.execute(report(address=ADDRESS), command_id="call-1") for _ in range(2))
    assert (once.repeated, twice.repeated) == (False, True)
    assert city.engine.execute(report(address=ADDRESS)).events == []
    assert [event.address_digest for event in twice.events] == [KEY.digest(ADDRESS)]
