"""Which periods are published when nobody names any."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gridcase_cli.stream.scorecards import recent_periods

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "periods"),
    [
        ("2026-11-20", {"2026", "2026-Q4", "2026-11", "2026-10"}),
        ("2026-10-01", {"2026", "2026-Q4", "2026-10", "2026-Q3", "2026-09", "2026-08"}),
        ("2027-01-01", {"2027", "2027-Q1", "2027-01", "2026", "2026-Q4", "2026-12"}),
        ("2027-03-01", {"2027", "2027-Q1", "2027-03", "2027-02", "2027-01"}),
    ],
)
def test_what_runs_and_what_ended_lately_is_published(now: str, periods: set[str]) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=BEIJING)
    assert {str(period) for period in recent_periods(at, BEIJING)} == periods
