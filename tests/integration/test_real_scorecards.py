"""The departments of three real cities are scored as they were when their scorecards were first written down.

Then a score needed no evidence: the lines are of a city that asks for none.
"""

from itertools import zip_longest
from pathlib import Path

import pytest

from gridcase.city.scoring import Scoring
from tests.support.real_data import files
from tests.support.real_scorecards import kept, lines


@pytest.mark.parametrize(
    ("source", "path"),
    [pytest.param(source, path, id=path.stem) for source in ("la311", "nyc311", "coselog") for path in files(source)],
)
def test_every_number_of_every_month_is_what_it_was(source: str, path: Path) -> None:
    was = kept(path).read_text(encoding="utf-8").splitlines()
    for before, now in zip_longest(was, lines(source, path, Scoring(least=0)), fillvalue=""):
        assert now == before
