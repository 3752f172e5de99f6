"""The guide to importing is run, and the reference names every key."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec.structs import fields

from gridcase.importers import import_file, load_mapping, mapping_names
from gridcase.importers.happenings import Happening
from gridcase.importers.mapping import EventLog, Requests
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "how-to" / "import-your-data.md").read_text()
REFERENCE = (DOCS / "reference" / "mappings.md").read_text()


def block(kind: str) -> str:
    """The first block of code of a kind."""
    found = re.search(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_the_guide_works(tmp_path: Path) -> None:
    (tmp_path / "hotline.csv").write_text(block("csv"))
    (tmp_path / "hotline.toml").write_text(block("toml"))
    store, codec = MemoryStore(), Codec()
    result = import_file(
        tmp_path / "hotline.csv",
        load_mapping(tmp_path / "hotline.toml"),
        store,
        codec,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        quarantine=tmp_path / "bad.csv",
    )
    assert (result.rows, result.imported, result.quarantined) == (3, 3, 0)
    stages = []
    for number in (7001, 7002, 7003):
        state: MatterState = Unreported()
        for event in store.load(f"matter:hotline-{number}"):
            state = evolve(state, codec.decode(event).event)  # type: ignore[arg-type]
        stages.append(state.stage)
    assert stages == ["closed", "handling", "voided"]


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
    named = set(re.findall(r"`([^`]+)`", REFERENCE))
    assert {*keys(Requests), *keys(EventLog)} <= named
    assert set(Happening) <= named
    assert set(mapping_names()) <= named
