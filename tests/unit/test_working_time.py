"""Working time: limits, slots, due times, and what is told about them."""

import subprocess
import sys
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import msgspec
import pytest

from gridcase.errors import BadConfiguration
from gridcase.working_time import Clock, Due, Limit, Slot, WorkingTime, load_calendar

OFFICE = ("09:00-12:00", "13:30-17:30")
CITY = WorkingTime.of("china", OFFICE, "Asia/Shanghai")
NEVER_CLOSED = ("00:00-24:00",)


def local(text: str, city: WorkingTime = CITY) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=city.zone)


def due(start: str, limit: str, city: WorkingTime = CITY) -> str:
    at = city.add(local(start, city), Limit.parse(limit)).at
    return at.astimezone(city.zone).strftime("%Y-%m-%d %H:%M")


def interval_rows(start: str, limit: str, city: WorkingTime = CITY) -> list[tuple[str, int, str]]:
    """The end of every interval in the city's time, the seconds it counts, and the reason."""
    intervals = city.explain(local(start, city), Limit.parse(limit))
    return [(f"{each.end.astimezone(city.zone):%m-%d %H:%M}", each.seconds, each.reason) for each in intervals]


def test_eight_working_hours_over_the_spring_festival_end_after_it() -> None:
    """Friday before: half an hour; Saturday makes up for the festival: seven; the rest on the first day after it."""
    due = CITY.add(local("2026-02-13 17:00"), Limit.parse("8 working hours"))
    assert due == Due(datetime(2026, 2, 24, 1, 30, tzinfo=UTC), provisional=False)
    assert interval_rows("2026-02-13 17:00", "8 working hours") == [
        ("02-13 17:30", 1800, "working hours"),
        ("02-14 09:00", 0, "outside working hours"),
        ("02-14 12:00", 10800, "working hours, make-up day for Spring Festival"),
        ("02-14 13:30", 0, "outside working hours"),
        ("02-14 17:30", 14400, "working hours, make-up day for Spring Festival"),
        ("02-15 00:00", 0, "outside working hours"),
        ("02-24 00:00", 0, "Spring Festival"),
        ("02-24 09:00", 0, "outside working hours"),
        ("02-24 09:30", 1800, "working hours"),
    ]


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("2026-03-02 09:00", "3 working hours", "2026-03-02 12:00"),  # fills the slot: due at its end
        ("2026-03-02 09:00", "7 working hours", "2026-03-02 17:30"),  # fills the day
        ("2026-03-02 09:00", "1 working day", "2026-03-02 17:30"),
        ("2026-03-02 10:00", "1 working day", "2026-03-03 10:00"),  # else the same time of the next working day
        ("2026-03-06 16:00", "2 working days", "2026-03-10 16:00"),  # a weekend lies between
        ("2026-03-02 06:00", "30 working minutes", "2026-03-02 09:30"),  # before the day opens
        ("2026-03-02 12:00", "1 working minute", "2026-03-02 13:31"),  # the end of a slot is outside it
        ("2026-03-02 12:45", "1 working hour", "2026-03-02 14:30"),  # in the noon break
        ("2026-03-06 17:30", "1 working hour", "2026-03-09 10:00"),  # closed for the weekend
        ("2026-03-07 11:00", "1 working hour", "2026-03-09 10:00"),  # on the weekend
        ("2025-12-31 17:00", "1 working hour", "2026-01-04 09:30"),  # over the New Year; Sunday 4 is a make-up day
        ("2026-03-07 11:00", "2 urgent hours", "2026-03-07 13:00"),
        ("2026-03-07 23:50", "30 minutes", "2026-03-08 00:20"),
        ("2026-03-06 10:00", "3 days", "2026-03-09 10:00"),
        ("2026-03-07 11:00", "0 working hours", "2026-03-07 11:00"),  # nothing ends where it starts
        ("2024-01-02 09:00", "500 working days", "2026-01-04 17:30"),  # 251 + 248 working days, and one more
    ],
)
def test_when_a_limit_ends(start: str, limit: str, end: str) -> None:
    assert due(start, limit) == end


def test_a_fraction_of_a_second_is_dropped() -> None:
    start = local("2026-03-02 09:00").replace(microsecond=999_999)
    assert CITY.add(start, Limit.parse("1 working hour")).at == local("2026-03-02 10:00")
    assert CITY.add(start, Limit.parse("1 urgent hour")).at == local("2026-03-02 10:00")


def test_the_zone_of_the_start_does_not_matter() -> None:
    new_year_in_shanghai = datetime(2024, 12, 31, 20, tzinfo=UTC)
    hotline = WorkingTime.of("every-day", NEVER_CLOSED, "Asia/Shanghai")
    for zone in (UTC, hotline.zone, ZoneInfo("America/Los_Angeles"), ZoneInfo("Pacific/Kiritimati")):
        start = new_year_in_shanghai.astimezone(zone)
        assert hotline.add(start, Limit(3600, Clock.WORKING)).at == datetime(2024, 12, 31, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "limit", "provisional"),
    [
        ("2026-12-31 09:00", "1 working day", False),  # the last published evening
        ("2026-12-31 09:00", "8 working hours", True),
        ("2026-12-31 09:00", "300 urgent hours", False),  # needs no calendar
        ("2027-03-01 09:00", "1 working hour", True),
        ("2003-12-31 17:00", "1 working hour", True),
        ("2004-01-01 00:00", "1 working hour", False),
        ("2027-03-01 09:00", "0 working hours", False),
    ],
)
def test_a_due_time_on_unpublished_days_is_provisional(start: str, limit: str, provisional: bool) -> None:
    assert CITY.add(local(start), Limit.parse(limit)).provisional is provisional


def test_calendars_without_holidays_are_never_provisional() -> None:
    for name in ("weekdays", "every-day"):
        city = WorkingTime.of(name, OFFICE, "Asia/Shanghai")
        assert not city.add(local("2090-01-01 09:00", city), Limit.parse("30 working days")).provisional


def test_a_guess_is_told_as_a_guess() -> None:
    assert interval_rows("2026-12-31 17:00", "1 working hour") == [
        ("12-31 17:30", 1800, "working hours"),
        ("01-01 00:00", 0, "outside working hours"),
        ("01-01 09:00", 0, "outside working hours, provisional: not published yet"),
        ("01-01 09:30", 1800, "working hours, provisional: not published yet"),
    ]


def test_urgent_hours_are_one_interval() -> None:
    assert interval_rows("2026-02-14 23:00", "2 urgent hours") == [("02-15 01:00", 7200, "every second counts")]


def test_nothing_has_nothing_to_explain() -> None:
    start = local("2026-02-14 23:00")
    assert (
        CITY.explain(start, Limit(0)) == CITY.explain(start, Limit(0, Clock.WALL)) == CITY.explain(start, start) == []
    )


def test_working_time_between_two_moments() -> None:
    friday, tuesday = local("2026-02-13 17:00"), local("2026-02-24 09:30")
    assert CITY.between(friday, tuesday) == 8 * 3600
    assert CITY.between(friday, tuesday, Clock.WALL) == (tuesday - friday).total_seconds()
    assert CITY.between(tuesday, friday) == CITY.between(tuesday, friday, Clock.WALL) == 0
    assert CITY.between(local("2024-01-01 00:00"), local("2026-01-01 00:00")) == 7 * 3600 * (251 + 248)
    assert sum(each.seconds for each in CITY.explain(friday, tuesday)) == 8 * 3600


def test_a_naive_time_is_refused() -> None:
    naive, aware = datetime(2026, 3, 2, 9), local("2026-03-02 09:00")  # noqa: DTZ001 - what is to be refused
    for act in (
        lambda: CITY.add(naive, Limit(60)),
        lambda: CITY.add(naive, Limit(60, Clock.WALL)),
        lambda: CITY.between(naive, aware),
        lambda: CITY.between(aware, naive),
        lambda: CITY.explain(naive, Limit(60)),
        lambda: CITY.explain(aware, naive),
    ):
        with pytest.raises(ValueError, match="without a zone"):
            act()


def test_no_working_time_beyond_the_years_that_exist() -> None:
    with pytest.raises(ValueError, match="year 9999"):
        CITY.add(datetime(9998, 12, 31, tzinfo=UTC), Limit.parse("5 working days"))


class TestClockChanges:
    """Time that really passes is what counts."""

    def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn(self) -> None:
        city = WorkingTime.of("every-day", ("00:00-08:00",), "America/New_York")
        hours = {
            day: city.between(local(f"{day} 00:00", city), local(f"{day} 12:00", city)) / 3600
            for day in ("2026-03-07", "2026-03-08", "2026-11-01")
        }
        assert hours == {"2026-03-07": 8, "2026-03-08": 7, "2026-11-01": 9}

    def test_hours_that_a_clock_skips_are_not_worked(self) -> None:
        city = WorkingTime.of("every-day", ("02:15-02:45", "03:00-04:00"), "America/New_York")
        assert due("2026-03-08 00:00", "1 working hour", city) == "2026-03-08 04:00"

    def test_a_day_that_a_country_skips_is_not_worked(self) -> None:
        """Samoa went from Thursday, 29 December 2011, straight to Saturday."""
        city = WorkingTime.of("every-day", ("09:00-17:00",), "Pacific/Apia")
        assert due("2011-12-29 16:00", "2 working hours", city) == "2011-12-31 10:00"

    def test_midnight_may_not_exist(self) -> None:
        city = WorkingTime.of("every-day", NEVER_CLOSED, "America/Sao_Paulo")
        assert due("2018-11-03 23:00", "1 working hour", city) == "2018-11-04 01:00"
        assert due("2018-11-03 00:00", "2 working days", city) == "2018-11-05 01:00"


class TestLimits:
    @pytest.mark.parametrize(
        ("text", "limit", "canonical"),
        [
            ("5 working hours", Limit(18000, Clock.WORKING), "5 working hours"),
            ("1 working hour", Limit(3600, Clock.WORKING), "1 working hour"),
            ("90 working minutes", Limit(5400, Clock.WORKING), "90 working minutes"),
            ("1 working day", Limit(0, Clock.WORKING, days=1), "1 working day"),
            ("15  working  days", Limit(0, Clock.WORKING, days=15), "15 working days"),
            ("2 urgent hours", Limit(7200, Clock.WALL), "2 urgent hours"),
            ("2 hours", Limit(7200, Clock.WALL), "2 urgent hours"),
            ("30 minutes", Limit(1800, Clock.WALL), "30 minutes"),
            ("45 seconds", Limit(45, Clock.WALL), "45 seconds"),
            ("3 days", Limit(259200, Clock.WALL), "72 urgent hours"),
            ("5工作时", Limit(18000, Clock.WORKING), "5 working hours"),
            ("2 紧急工作时", Limit(7200, Clock.WALL), "2 urgent hours"),
            ("15个工作日", Limit(0, Clock.WORKING, days=15), "15 working days"),
            ("0 working days", Limit(0, Clock.WORKING), "0 working hours"),
        ],
    )
    def test_a_limit_is_read_and_said_back(self, text: str, limit: Limit, canonical: str) -> None:
        assert Limit.parse(text) == limit
        assert str(limit) == canonical
        assert Limit.parse(canonical) == limit

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "5",
            "hours",
            "-1 hours",
            "1.5 hours",
            "5 bananas",
            "5 urgent days",
            "5 working",
            "五工作时",
            "999999999 days",
        ],
    )
    def test_anything_else_is_refused_with_what_is_expected(self, text: str) -> None:
        with pytest.raises(BadConfiguration, match="5 working hours, 1 working day, 2 urgent hours"):
            Limit.parse(text)

    def test_a_working_day_is_as_long_as_the_city_works(self) -> None:
        long_day = WorkingTime.of("china", ("08:00-20:00",), "Asia/Shanghai")
        assert CITY.seconds(Limit.parse("2 working days")) == 14 * 3600
        assert long_day.seconds(Limit.parse("2 working days")) == 24 * 3600

    @pytest.mark.parametrize(
        "wrong",
        [{"amount": -1}, {"amount": 10**12}, {"amount": 1, "days": 1}, {"amount": 0, "clock": "urgent", "days": 1}],
    )
    def test_a_stored_limit_that_makes_no_sense_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(msgspec.ValidationError, match="a limit"):
            msgspec.convert(wrong, Limit)

    def test_a_limit_survives_json(self) -> None:
        for text in ("5 working hours", "2 urgent hours", "15 working days"):
            limit = Limit.parse(text)
            assert msgspec.json.decode(msgspec.json.encode(limit), type=Limit) == limit


class TestTheWorkingDay:
    def test_slots_are_read(self) -> None:
        assert Slot.parse("09:00-12:00") == Slot(time(9), time(12))
        assert Slot.parse(" 13:30 - 24:00 ") == Slot(time(13, 30), time(0))
        assert str(Slot.parse("13:30-24:00")) == "13:30-00:00"

    @pytest.mark.parametrize("text", ["", "9-12", "09:00", "09:00-25:00", "nine to five"])
    def test_what_is_no_slot_is_refused(self, text: str) -> None:
        with pytest.raises(BadConfiguration, match="09:00-12:00"):
            Slot.parse(text)

    @pytest.mark.parametrize(
        "slots",
        [
            (),
            ("09:00-09:00",),
            ("13:30-17:30", "09:00-12:00"),
            ("09:00-12:00", "11:00-17:00"),
            ("22:00-06:00", "09:00-12:00"),
            ("05:00-12:00", "22:00-06:00"),  # the night shift would run into the morning's
            ("18:00-02:00", "22:00-06:00"),
        ],
    )
    def test_slots_come_in_order_and_do_not_overlap(self, slots: tuple[str, ...]) -> None:
        with pytest.raises(BadConfiguration, match="slots in order"):
            WorkingTime.of("china", slots, "Asia/Shanghai")

    @pytest.mark.parametrize("zone", ["Asia/Nowhere", "", "../etc/passwd"])
    def test_an_unknown_time_zone_is_refused(self, zone: str) -> None:
        with pytest.raises(BadConfiguration, match="Asia/Shanghai"):
            WorkingTime.of("china", OFFICE, zone)

    def test_it_is_made_of_values_too(self) -> None:
        slots = [Slot(time(9), time(12)), Slot(time(13, 30), time(17, 30))]
        city = WorkingTime(load_calendar("china"), slots, ZoneInfo("Asia/Shanghai"))
        assert city.slots == CITY.slots and city.day == CITY.day == 7 * 3600


def test_importing_it_loads_no_calendar() -> None:
    program = "import sys, gridcase.working_time; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"chinese_calendar", "holidays", "tomllib", "importlib.resources"} & set(loaded)
