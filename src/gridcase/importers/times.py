"""Times as other platforms write them, as UTC."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DIRECTIVES = {
    "Y": r"(?P<Y>[0-9]{4})",
    "m": r"(?P<m>[0-9]{1,2})",
    "d": r"(?P<d>[0-9]{1,2})",
    "H": r"(?P<H>[0-9]{1,2})",
    "I": r"(?P<I>[0-9]{1,2})",
    "M": r"(?P<M>[0-9]{1,2})",
    "S": r"(?P<S>[0-9]{1,2})",
    "p": r"(?P<p>[AaPp][Mm])",
    "%": "%",
}
"""The directives of ``strptime`` that are understood, as patterns; all others are refused when the mapping is read."""

DIRECTIVE = re.compile(r"%(.?)")

ORDER = "YmdHIMSp"

PM = ("PM", "pm", "Pm", "pM")


COMPLETE = [["Y", "m", "d", *clock] for clock in ([], ["H"], ["H", "M"], ["H", "M", "S"])]
COMPLETE += [["Y", "m", "d", *clock, "p"] for clock in (["I"], ["I", "M"], ["I", "M", "S"])]
"""What the directives of a format may be together, in order of size."""


def wrong_format(form: str) -> str:
    """What is wrong with a time format, or nothing."""
    letters = DIRECTIVE.findall(form)
    unknown = [f"%{letter}" for letter in letters if letter not in DIRECTIVES]
    known = sorted((letter for letter in letters if letter in ORDER), key=ORDER.index)
    if form == "iso" or (not unknown and known in COMPLETE):
        return ""
    return f"without {unknown[0]}" if unknown else "that tell a day and its time, from the hour down, each once"


def time_reader(form: str, zone: str) -> Callable[[str], datetime]:
    """A reader of times in one format; it raises ``ValueError`` or ``OverflowError`` for what is none."""
    read = datetime.fromisoformat if form == "iso" else by_directives(form)
    clocks = Zone(zone)

    def utc(text: str) -> datetime:
        time = read(text)
        return time.astimezone(UTC) if time.tzinfo else clocks.utc(time)

    return utc


def by_directives(form: str) -> Callable[[str], datetime]:
    parts = DIRECTIVE.split(form)
    pattern = "".join(re.escape(part) if place % 2 == 0 else DIRECTIVES[part] for place, part in enumerate(parts))
    fullmatch = re.compile(pattern).fullmatch
    twelve = "I" in parts[1::2]
    order = [letter for letter in ORDER if letter in parts[1::2] and letter != "p"]

    def read(text: str) -> datetime:
        match = fullmatch(text)
        if not match:
            raise ValueError(f"not a time like {form}")
        numbers = list(map(int, match.group(*order)))
        if twelve:
            hour = numbers[3]
            if not 1 <= hour <= 12:
                raise ValueError("an hour of 1 to 12")
            numbers[3] = hour % 12 + (12 if match["p"] in PM else 0)
        return datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 the zone comes next

    return read


class Zone:
    """The clocks on the walls of one time zone.

    Later on the clock is never earlier in UTC, so that no row is reordered: of an hour that the clock showed twice, the
    first is meant, and an hour that it left out is the moment of leaving it out.
    """

    def __init__(self, name: str) -> None:
        self._zone = ZoneInfo(name)
        self._whole_days: dict[date, timedelta | None] = {}

    def utc(self, local: datetime) -> datetime:
        """The moment at which the clock showed ``local``."""
        day = local.date()
        offset = self._whole_days[day] if day in self._whole_days else self._look_up(day)
        return self._by_the_hour(local) if offset is None else (local - offset).replace(tzinfo=UTC)

    def _look_up(self, day: date) -> timedelta | None:
        """How far the clock is ahead of UTC on the whole day; ``None`` if it changes."""
        times = (datetime(day.year, day.month, day.day, hour, tzinfo=self._zone) for hour in range(24))
        offsets = {time.replace(fold=fold).utcoffset() for time in times for fold in (0, 1)}
        self._whole_days[day] = offset = offsets.pop() if len(offsets) == 1 else None
        return offset

    def _by_the_hour(self, local: datetime) -> datetime:
        aware = local.replace(tzinfo=self._zone)
        before, behind = aware.utcoffset(), aware.replace(fold=1).utcoffset()
        if before is None or behind is None or before >= behind:
            return aware.astimezone(UTC)
        early, late = (local - behind).replace(tzinfo=UTC), (local - before).replace(tzinfo=UTC)
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) / 2
            early, late = (middle, late) if middle.astimezone(self._zone).utcoffset() == before else (early, middle)
        return late.replace(microsecond=0)
