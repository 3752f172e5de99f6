"""What time is scored, and by which knowledge."""

from datetime import datetime

from gridcase.errors import BadConfiguration
from gridcase_cli.periods import bounds_of
from gridcase_cli.wiring import Desk


class Period:
    """From ``start`` up to, and without, ``end``. Raises ``BadConfiguration`` if it ends before it begins."""

    def __init__(self, desk: Desk, from_: str, to: str, as_of: str, period: str = "", as_known: str = "") -> None:
        self._desk = desk
        if period:
            self.start, self.end = whole(desk, period, from_ or to)
        else:
            year = f"{desk.at.astimezone(desk.zone):%Y}-01-01"
            self.start = desk.read_time(from_ or year, "--from")
            self.end = desk.read_time(to, "--to") if to else desk.at
        if self.end <= self.start:
            raise BadConfiguration("--to", repr(to), f"a time after {desk.show_time(self.start)}, which --from says")
        self.as_of = desk.read_time(as_of, "--as-of") if as_of else desk.at
        self.as_known = desk.read_time(as_known, "--as-known") if as_known else None

    def told(self) -> dict[str, datetime]:
        known = {} if self.as_known is None else {"as_known": self.as_known}
        return {"from": self.start, "to": self.end, "as_of": self.as_of, **known}

    def words(self) -> str:
        start, end, as_of = (self._desk.show_time(time) for time in (self.start, self.end, self.as_of))
        known = f", as known {self._desk.show_time(self.as_known)}" if self.as_known else ""
        return f"from {start} to {end}, as of {as_of}{known}"


def whole(desk: Desk, period: str, more: str) -> tuple[datetime, datetime]:
    """A month, a quarter or a year by the city's clock."""
    if more:
        raise BadConfiguration("--period", repr(period), "either --period, or --from and --to")
    return bounds_of(desk, period)
