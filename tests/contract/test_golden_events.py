"""What was stored once is read for ever: one golden file for each kind of event and each shape it ever had.

The files are never changed. A kind whose shape has grown gets one more, ``matter-reported.v2.json``, beside the old:
``python -m gridcase.testing.samples tests/contract/golden`` writes what is missing.
"""

from pathlib import Path

import msgspec
import pytest

from gridcase.envelope import CityEvent
from gridcase.store.codec import EVENT_TYPES, Codec
from gridcase.store.port import StoredEvent
from gridcase.tags import tag_of
from gridcase.testing.samples import golden, golden_files, sample, sample_envelope

FOLDER = Path(__file__).parent / "golden"
KINDS = list(EVENT_TYPES.values())

every_kind = pytest.mark.parametrize("kind", KINDS, ids=tag_of)


def stored(path: Path) -> StoredEvent:
    """The file as an event that stands in a store."""
    data = path.read_bytes()
    tag = msgspec.json.decode(data)["event"]["type"]
    return StoredEvent(1, "sample", 1, tag, data)


@every_kind
def test_a_kind_has_a_golden_file_for_each_shape(kind: type[CityEvent]) -> None:
    files = golden_files(FOLDER, kind)
    assert files, f"no golden file for {tag_of(kind)}: see the top of this module"
    assert [path.name.split(".v")[1] for path in files] == [f"{number + 1}.json" for number in range(len(files))]


def test_a_golden_file_belongs_to_a_kind() -> None:
    ours = {path for kind in KINDS for path in golden_files(FOLDER, kind)}
    assert set(FOLDER.iterdir()) - ours == set()


@every_kind
def test_an_event_is_stored_as_in_its_newest_golden_file(kind: type[CityEvent]) -> None:
    newest = golden_files(FOLDER, kind)[-1]
    assert newest.read_bytes() == golden(kind)
    assert Codec().decode(stored(newest)).envelope == sample_envelope(sample(kind))


@every_kind
def test_every_golden_file_is_read_as_an_event_of_its_kind(kind: type[CityEvent]) -> None:
    for path in golden_files(FOLDER, kind):
        assert type(Codec().decode(stored(path)).event) is kind


@every_kind
def test_a_sample_fills_every_field(kind: type[CityEvent]) -> None:
    defaults = zip(reversed(kind.__struct_fields__), reversed(kind.__struct_defaults__), strict=False)
    assert [name for name, default in defaults if getattr(sample(kind), name) == default] == []
