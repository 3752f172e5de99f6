"""The calendars that ship, checked against two independent packages; and calendars that a city writes."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from gridcase.errors import BadConfiguration
from gridcase.working_time.calendars import Calendar, load_calendar
from tests.support.pages import only
from tools import generate_calendars

CHINA = load_calendar("china")


def all_days(calendar: Calendar) -> Iterator[date]:
    return (calendar.first + timedelta(days=n) for n in range((calendar.last - calendar.first).days + 1))


def test_china_is_what_the_generator_writes() -> None:
    assert generate_calendars.CHINA.read_text(encoding="utf-8") == generate_calendars.render()


def test_china_is_published_from_2004_to_2026() -> None:
    assert (CHINA.name, CHINA.first, CHINA.last) == ("china", date(2004, 1, 1), date(2026, 12, 31))


KNOWN_DIFFERENCES: dict[str, dict[date, str]] = {
    "holidays": {},
    "chinese_calendar": {
        date(2005, 12, 31): "worked by the notice for 2006 (12月31日（星期六）上班); the package says weekend",
    },
}


def test_china_agrees_with_holidays_but_for_the_known_differences() -> None:
    theirs = holidays.country_holidays("CN", years=range(2004, 2027))
    different = {day for day in all_days(CHINA) if CHINA.is_working(day) != theirs.is_working_day(day)}
    assert different == KNOWN_DIFFERENCES["holidays"].keys()


def test_china_agrees_with_chinese_calendar_but_for_the_known_differences() -> None:
    different = {day for day in all_days(CHINA) if CHINA.is_working(day) != chinese_calendar.is_workday(day)}
    assert different == KNOWN_DIFFERENCES["chinese_calendar"].keys()


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        ("2026-02-13", True, "working day"),
        ("2026-02-14", True, "make-up day for Spring Festival"),
        ("2026-02-15", False, "Spring Festival"),
        ("2026-03-07", False, "weekend"),
        ("2026-10-10", True, "make-up day for National Day"),
        ("2015-09-03", False, "Anti-Fascist 70th Day"),
        ("2020-02-01", False, "Spring Festival"),  # first announced as a make-up day, then the festival was extended
        ("2005-12-31", True, "make-up day for New Year's Day"),
        ("2027-01-01", True, "provisional: not published yet"),
        ("2027-01-02", False, "weekend, provisional: not published yet"),
        ("2003-12-31", True, "provisional: before the first published day"),
    ],
)
def test_every_day_has_a_reason(day: str, works: bool, why: str) -> None:
    assert CHINA.is_working(date.fromisoformat(day)) is works
    assert CHINA.why(date.fromisoformat(day)) == why


@pytest.mark.parametrize(
    ("day", "source"),
    [
        ("2026-02-14", "国务院办公厅关于2026年部分节假日安排的通知"),
        ("2018-12-31", "国务院办公厅关于2019年部分节假日安排的通知"),  # a New Year that begins in December
        ("2005-12-31", "国务院办公厅关于2006年部分节假日安排的通知"),
        ("2015-09-06", "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知"),
        ("2019-05-05", "国务院办公厅关于调整2019年劳动节假期安排的通知"),
        ("2020-02-02", "国务院办公厅关于延长2020年春节假期的通知"),
        ("2026-03-07", ""),
    ],
)
def test_every_special_day_names_its_notice(day: str, source: str) -> None:
    assert CHINA.source(date.fromisoformat(day)) == source


def test_every_special_day_has_a_name_in_both_languages_and_a_notice() -> None:
    assert all(day.name and day.zh and day.source for day in CHINA.days.values())


def test_the_calendars_without_holidays() -> None:
    sunday, monday = date(2090, 1, 1), date(2090, 1, 2)
    weekdays, every_day = load_calendar("weekdays"), load_calendar("every-day")
    assert [weekdays.is_working(day) for day in (sunday, monday)] == [False, True]
    assert [every_day.is_working(day) for day in (sunday, monday)] == [True, True]
    assert [weekdays.why(sunday), every_day.why(sunday)] == ["weekend", "working day"]


def test_an_unknown_calendar_is_told_which_there_are() -> None:
    with pytest.raises(BadConfiguration, match=r"'mars': china, every-day, weekdays, or the path of a \.toml file"):
        load_calendar("mars")


OWN = """
week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
first = 2026-01-01
last = 2026-12-31

[[notice]]
title = "The mayor's notice"
holidays = [
    { name = "Carnival", rest = [2026-02-16, 2026-02-17], work = [2026-02-22] },
    { name = "Founding Day", rest = [2026-08-03, 2026-08-03] },
]
"""


def test_a_city_writes_its_own(tmp_path: Path) -> None:
    path = tmp_path / "river-city.toml"
    path.write_text(OWN)
    for given in (path, str(path)):
        calendar = load_calendar(given)
        assert (calendar.name, calendar.digest) == ("river-city", sha256(path.read_bytes()).hexdigest())
        days = [date(2026, 2, day) for day in (14, 15, 16, 22)]
        assert [calendar.why(day) for day in days] == ["working day", "weekend", "Carnival", "make-up day for Carnival"]
        assert calendar.source(date(2026, 8, 3)) == "The mayor's notice"


def test_the_one_that_the_explanation_shows_is_read(tmp_path: Path) -> None:
    [shown] = only("docs/explanation/working-time.md", "toml")
    (tmp_path / "shown.toml").write_text(shown)
    assert load_calendar(tmp_path / "shown.toml").why(date(2026, 2, 22)) == "make-up day for Carnival"


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('"Monday"', '"Moonday"', "Moonday"),
        ("week = [", "weeks = [", "weeks"),
        ("first = 2026-01-01", "first = 2027-01-01", "first not after last"),
        ("[2026-02-16, 2026-02-17]", "[2026-02-17, 2026-02-16]", "Carnival 2026-02-17: rest from a day"),
        ("[2026-02-16, 2026-02-17]", "[2026-02-16]", "length 2"),
        ("[2026-08-03, 2026-08-03]", "[2026-02-17, 2026-02-18]", "Founding Day 2026-02-17: a day once"),
        ("[2026-08-03, 2026-08-03]", "[2025-08-03, 2025-08-03]", "Founding Day 2025-08-03: a day once, in 2026-01-01"),
        ("work = [2026-02-22]", "work = [2026-02-21]", "Carnival 2026-02-21: a make-up day that is otherwise"),
        ("[[notice]]", "[[notice", "line 6: column 9: TOML (Expected"),
    ],
)
def test_a_mistake_in_a_calendar_is_named_with_its_file(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    path = tmp_path / "river-city.toml"
    path.write_text(OWN.replace(right, wrong))
    with pytest.raises(BadConfiguration) as refused:
        load_calendar(path)
    assert str(path) in str(refused.value)
    assert message in str(refused.value)


def test_bytes_that_are_no_text_and_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("noise.toml", "missing.toml"):
        with pytest.raises(BadConfiguration, match=name):
            load_calendar(tmp_path / name)
