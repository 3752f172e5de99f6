"""A period is a year, a half, a quarter or a month of the city's clock: it has its first moment and not its end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gridcase.errors import BadConfiguration
from gridcase.periods import Earlier, Length, Period, Window, ended, is_period, months_before, periods_around

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCKS_MOVED_AT_MIDNIGHT = {
    "forward, on the first of a month": (ZoneInfo("America/Asuncion"), "2017-10"),
    "back, on the first of a month": (ZoneInfo("America/Havana"), "2015-11"),
    "forward, on the first of a quarter": (ZoneInfo("Asia/Amman"), "2016-Q2"),
}
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize("text", ["2026", "2026-H1", "2026-H2", "2026-Q1", "2026-Q4", "2026-01", "2026-12", "9998"])
def test_a_period_is_written_in_one_way(text: str) -> None:
    assert is_period(text)
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "2026-13",
            "2026-0",
            "2026-00",
            "2026-1",
            "2026-Q5",
            "2026-Q0",
            "2026-H0",
            "2026-H3",
            "2026-h1",
            "2026-S1",
        ),
        *("2026-S1", "26-10", "0026", "9999", "9999-12", "2026-10-01", "2026-10 ", "2026-10\n", "2026-H1\n"),
        *("2０２６", "２０２６-10", "2026-1０", "2026-H１"),
    ],
)
def test_what_is_no_period_is_said_with_what_is(text: str) -> None:
    assert not is_period(text)
    with pytest.raises(BadConfiguration, match=r"--period: .*: a year, a half, a quarter or a month: 2026, 2026-H2, "):
        Period.parse(text, "--period")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-H1", "2026-01-01", "2026-07-01"),
        ("2026-H2", "2026-07-01", "2027-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
    ],
)
def test_a_period_begins_and_ends_at_midnight_in_the_city(text: str, start: str, end: str) -> None:
    period = Period.parse(text)
    assert period.start(SHANGHAI) == datetime.fromisoformat(f"{start}T00:00+08:00")
    assert period.end(SHANGHAI) == datetime.fromisoformat(f"{end}T00:00+08:00")
    assert period.start(SHANGHAI).tzinfo is period.end(SHANGHAI).tzinfo is UTC


@pytest.mark.parametrize("length", Length)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/Asuncion", "America/Havana", "Australia/Lord_Howe"])
def test_periods_follow_one_another_without_a_hole(zone: str, length: Length) -> None:
    city = ZoneInfo(zone)
    period = Period.around(datetime(2016, 1, 1, 12, tzinfo=city), length, city)
    for _ in range(36):
        following = period.before(-1)
        assert period.end(city) == following.start(city)
        assert following.before() == period
        assert Period.around(following.start(city), length, city) == following
        assert Period.around(following.start(city) - INSTANT, length, city) == period
        period = following


@pytest.mark.parametrize(("zone", "text"), CLOCKS_MOVED_AT_MIDNIGHT.values(), ids=CLOCKS_MOVED_AT_MIDNIGHT)
def test_where_clocks_are_moved_at_midnight_the_first_moment_is_in_the_period(zone: ZoneInfo, text: str) -> None:
    period = Period.parse(text)
    first = period.start(zone)
    assert Period.around(first, period.length, zone) == period
    assert Period.around(first - INSTANT, period.length, zone) == period.before()


def test_the_halves_are_made_of_the_quarters_and_these_of_the_months() -> None:
    months = [Period.parse(f"2026-{month:02}") for month in range(1, 13)]
    for text, first, last in (("2026-H1", 1, 6), ("2026-H2", 7, 12), ("2026-Q3", 7, 9), ("2026", 1, 12)):
        whole = Period.parse(text)
        assert whole.start(SHANGHAI) == months[first - 1].start(SHANGHAI)
        assert whole.end(SHANGHAI) == months[last - 1].end(SHANGHAI)


def test_a_moment_lies_in_a_year_a_half_a_quarter_and_a_month_of_the_citys_clock() -> None:
    evening = datetime.fromisoformat("2026-06-30T16:00:00+00:00")
    assert [str(period) for period in periods_around(evening, SHANGHAI)] == ["2026", "2026-H2", "2026-Q3", "2026-07"]
    before = [str(period) for period in periods_around(evening - INSTANT, SHANGHAI)]
    assert before == ["2026", "2026-H1", "2026-Q2", "2026-06"]


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - bounds are naive
@example(datetime(2017, 10, 1, 4, tzinfo=ZoneInfo("America/Asuncion")))
def test_every_moment_lies_in_the_periods_around_it(moment: datetime) -> None:
    zone = ZoneInfo("America/Havana")
    for period in periods_around(moment, zone):
        assert period.start(zone) <= moment < period.end(zone)
        assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        *(("2026-10", "2026-09"), ("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026-Q3", "2026-Q2")),
        *(("2026-H1", "2025-H2"), ("2026-H2", "2026-H1"), ("2026", "2025"), ("1000-01", "0999-12")),
    ],
)
def test_the_period_before(text: str, earlier: str) -> None:
    period = Period.parse(text)
    assert str(period.before()) == earlier
    assert period.before().before(-1) == period.before(0) == period


def test_trailing_periods_end_with_the_one_that_is_asked_for() -> None:
    assert [str(period) for period in Period.parse("2026-02").trailing(3)] == ["2025-12", "2026-01", "2026-02"]
    assert [str(period) for period in Period.parse("2026-H1").trailing(3)] == ["2025-H1", "2025-H2", "2026-H1"]


@pytest.mark.parametrize(
    ("length", "over"),
    [(Length.MONTH, "2026-06"), (Length.QUARTER, "2026-Q2"), (Length.HALF, "2026-H1")],
)
def test_a_period_is_over_at_midnight_in_the_city(length: Length, over: str) -> None:
    first = datetime(2026, 5, 31, 17, tzinfo=UTC)
    midnight = datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert [str(period) for period in ended(first, midnight, length, SHANGHAI)] == [over]
    assert [*ended(first, midnight - INSTANT, length, SHANGHAI)] == []
    assert [*ended(first, midnight, Length.YEAR, SHANGHAI)] == []


def test_a_period_is_asked_about_as_it_stood_at_its_end_or_stands_now() -> None:
    june = Period.parse("2026-06")
    later, earlier = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 6, 15, tzinfo=UTC)
    assert Window.at_end(june, SHANGHAI, later) == Window.of(june, SHANGHAI, as_of=june.end(SHANGHAI))
    assert Window.at_end(june, SHANGHAI, earlier) == Window.of(june, SHANGHAI, as_of=earlier)
    assert Window.of(june, SHANGHAI, as_of=later).period == "2026-06"


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI).astimezone(UTC)  # type: ignore[arg-type,misc]


def test_the_same_time_earlier_is_by_the_citys_clock() -> None:
    october = Window.of(Period.parse("2026-10"), SHANGHAI, as_of=local(2026, 11, 5, 9))
    september = Window(start=local(2026, 9, 1), end=local(2026, 10, 1), as_of=local(2026, 10, 5, 9))
    assert october.earlier(Earlier.MONTH, SHANGHAI) == september
    assert october.earlier(Earlier.YEAR, SHANGHAI).start == local(2025, 10, 1)


def test_a_month_before_a_day_that_it_does_not_have_is_its_last_day() -> None:
    assert months_before(local(2026, 3, 31, 8), 1, SHANGHAI) == local(2026, 2, 28, 8)
    assert months_before(local(2026, 1, 15), 1, SHANGHAI) == local(2025, 12, 15)
    assert months_before(local(2028, 2, 29), 12, SHANGHAI) == local(2027, 2, 28)
