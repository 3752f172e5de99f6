"""A property is tried with the same examples wherever and whenever `make test` runs."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.examples import USUAL, examples, seeded


def drawn() -> list[tuple[int, str]]:
    examples: list[tuple[int, str]] = []

    @settings(settings.get_profile("test"))
    @given(st.integers(), st.text())
    def draw(number: int, text: str) -> None:
        examples.append((number, text))

    draw()
    return examples


def test_the_same_examples_are_drawn_again_whatever_was_imported_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = drawn()
    somebody = ModuleType("somebody")
    somebody.__file__ = str(tmp_path / "somebody.py")
    Path(somebody.__file__).write_text(f"NUMBERS = {list(range(300_000, 301_000))}\n")
    monkeypatch.setitem(sys.modules, "somebody", somebody)
    assert drawn() == before


def test_a_property_that_asks_for_fewer_examples_gets_as_many_times_more_when_it_is_fuzzed() -> None:
    usual = settings().max_examples
    assert (examples(30).max_examples, seeded(8).max_examples) == (30 * usual // USUAL, 8 * usual // USUAL)
    assert settings.get_profile("fuzz").max_examples > USUAL
    assert not settings.get_profile("fuzz").derandomize
