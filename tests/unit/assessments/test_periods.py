"""A period is a year, a quarter or a month, written one way."""

import pytest

from gridcase.assessments.periods import is_period


@pytest.mark.parametrize("text", ["2026", "2026-Q1", "2026-Q4", "2026-01", "2026-12"])
def test_a_year_a_quarter_and_a_month_are_periods(text: str) -> None:
    assert is_period(text)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-Q5", "2026-1", "0026", "2026-10 ", "2026-10\n", "2０２６", "2026-1０"]
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_period(text)
