"""Times as other platforms write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcase.importers.times import Zone, time_reader, wrong_format

AMERICAN = "%m/%d/%Y %I:%M:%S %p"


def wall(*numbers: int) -> datetime:
    """What a clock on the wall shows."""
    return datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 that is the point


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("03/01/2011 02:27:57 PM", utc(2011, 3, 1, 19, 27, 57)),
        ("07/01/2011 12:00:00 AM", utc(2011, 7, 1, 4)),
        ("7/1/2011 12:05:00 pm", utc(2011, 7, 1, 16, 5)),
    ],
)
def test_a_local_time_is_a_moment(text: str, moment: datetime) -> None:
    assert time_reader(AMERICAN, "America/New_York")(text) == moment


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("iso", "2011-10-11 13:45:40.276000+02:00", utc(2011, 10, 11, 11, 45, 40, 276000)),
        ("iso", "2011-10-11T13:45", utc(2011, 10, 11, 11, 45)),
        ("iso", "2011-01-11", utc(2011, 1, 10, 23)),
        ("%d.%m.%Y", "11.01.2011", utc(2011, 1, 10, 23)),
        ("%Y%m%d %H.%M", "20110111 07.30", utc(2011, 1, 11, 6, 30)),
    ],
)
def test_other_forms_of_time(form: str, text: str, moment: datetime) -> None:
    assert time_reader(form, "Europe/Amsterdam")(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "13/01/2011 02:27:57 PM",
        "02/30/2011 02:27:57 PM",
        "03/01/2011 14:27:57 PM",
        "03/01/2011 00:27:57 AM",
        "03/01/2011",
        "03/01/2011 02:27:57 PM, perhaps",
        "٠٣/٠١/٢٠١١ 02:27:57 PM",
        "never",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        time_reader(AMERICAN, "America/New_York")(text)


def test_a_time_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OverflowError):
        time_reader("iso", "America/New_York")("9999-12-31 23:59:59")


def test_the_hour_that_is_shown_twice_is_the_first() -> None:
    assert Zone("America/New_York").utc(wall(2011, 11, 6, 1, 30)) == utc(2011, 11, 6, 5, 30)


def test_an_hour_that_is_left_out_is_the_moment_of_leaving_it_out() -> None:
    clocks = Zone("America/New_York")
    assert clocks.utc(wall(2011, 3, 13, 1, 59, 59)) == utc(2011, 3, 13, 6, 59, 59)
    assert clocks.utc(wall(2011, 3, 13, 2, 0)) == utc(2011, 3, 13, 7)
    assert clocks.utc(wall(2011, 3, 13, 2, 45)) == utc(2011, 3, 13, 7)
    assert clocks.utc(wall(2011, 3, 13, 3, 0)) == utc(2011, 3, 13, 7)


ZONES = ["America/New_York", "Europe/Amsterdam", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]


@given(
    st.sampled_from(ZONES),
    st.datetimes(wall(1980, 1, 1), wall(2040, 1, 1)),
    st.timedeltas(timedelta(0), timedelta(hours=30)),
)
def test_later_on_the_clock_is_never_earlier_in_fact(zone: str, local: datetime, more: timedelta) -> None:
    clocks = Zone(zone)
    assert clocks.utc(local) <= clocks.utc(local + more)


@given(st.sampled_from(ZONES), st.datetimes(wall(1980, 1, 1), wall(2040, 1, 1)))
def test_a_time_in_a_zone_is_what_the_zone_shows_then(zone: str, local: datetime) -> None:
    moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if shown == local:
        assert Zone(zone).utc(local) == moment


@pytest.mark.parametrize("form", ["iso", AMERICAN, "%Y-%m-%dT%H:%M:%S", "%d %m %Y um %H Uhr", "100%% %Y%m%d"])
def test_forms_that_tell_a_time(form: str) -> None:
    assert wrong_format(form) == ""


@pytest.mark.parametrize("form", ["", "%Y", "%H:%M", "%Y-%m-%d %I:%M", "%Y-%m-%d %H %p", "%Y-%m-%d %Y", "%Y-%m-%d %S"])
def test_forms_that_tell_no_time(form: str) -> None:
    assert "once" in wrong_format(form)


def test_a_directive_that_is_not_understood_is_named() -> None:
    assert "%b" in wrong_format("%d %b %Y")
    assert "%" in wrong_format("%Y-%m-%d %")
