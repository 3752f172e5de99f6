"""The guide to importing is run, and the reference names every key."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec.structs import fields

from gridcase.importers import import_file, load_mapping, mapping_names
from gridcase.importers.happenings import Happening
from gridcase.importers.importing import ImportResult
from gridcase.importers.mapping import EventLog, Requests
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from tests.support.pages import only, read

GUIDE, REFERENCE = "docs/how-to/import-your-data.md", "docs/reference/mappings.md"


def imported(folder: Path, requests: str) -> tuple[ImportResult, MemoryStore]:
    """What comes of these requests by the mapping of the guide."""
    (folder / "hotline.csv").write_text(requests)
    (folder / "hotline.toml").write_text(only(GUIDE, "toml")[0])
    store = MemoryStore()
    mapping, at = load_mapping(folder / "hotline.toml"), datetime(2026, 1, 1, tzinfo=UTC)
    return import_file(folder / "hotline.csv", mapping, store, Codec(), at=at, quarantine=folder / "bad.csv"), store


def test_the_example_of_the_guide_works(tmp_path: Path) -> None:
    result, store = imported(tmp_path, only(GUIDE, "csv")[0])
    assert (result.rows, result.imported, result.quarantined) == (3, 3, 0)
    stages = []
    for number in (7001, 7002, 7003):
        state: MatterState = Unreported()
        for event in store.load(f"matter:hotline-{number}"):
            state = evolve(state, Codec().decode(event).event)  # type: ignore[arg-type]
        stages.append(state.stage)
    assert stages == ["closed", "handling", "voided"]


def test_a_bad_row_goes_to_quarantine_as_the_guide_shows(tmp_path: Path) -> None:
    requests, quarantined = only(GUIDE, "csv")
    result, _ = imported(tmp_path, f"{requests}7004,2025-03-03 11:00,2025-03-01 08:00,,done,phone,,,roads,Pothole,\n")
    assert (result.rows, result.quarantined) == (4, 1)
    for line, shown in zip((tmp_path / "bad.csv").read_text().splitlines(), quarantined.splitlines(), strict=True):
        assert line.startswith(shown.removesuffix("…"))


def test_the_activities_of_the_guide_are_events_of_a_log() -> None:
    activities = tomllib.loads(only(GUIDE, "toml")[1])["activities"]
    assert set(chain.from_iterable(activities.values())) <= set(Happening)


def keys(kind: type[msgspec.Struct], path: str = "") -> Iterator[str]:
    """Every key that a mapping may have, as the reference spells it."""
    for field in fields(kind):
        name = f"{path}{field.encode_name}"
        inner: Any = field.type
        if (
            (arguments := get_args(inner))
            and isinstance(arguments[0], type)
            and issubclass(arguments[0], msgspec.Struct)
        ):
            inner, name = arguments[0], f"{name}[]"
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from keys(inner, f"{name}.")
        else:
            yield name


def test_the_reference_names_every_key_event_and_mapping() -> None:
    named = set(re.findall(r"`([^`]+)`", read(REFERENCE)))
    assert {*keys(Requests), *keys(EventLog)} <= named
    assert set(Happening) <= named
    assert set(mapping_names()) <= named
