"""A grid member's day told and looked at from the command line."""

from pathlib import Path

import pytest

from tests.support.command import Terminal, reported, small_city_with

TRACK = """\
time,latitude,longitude,accuracy
2026-03-02T09:00,35.3040,113.9260,10
2026-03-02T09:10,35.3060,113.9240,10
2026-03-02T09:20,35.3300,113.9600,10
"""
GRID = """
[[units]]
code = "xiangyang-3"
name = "向阳三组"
level = "grid"
parent = "xiangyang"
boundary = "35.3050,113.9250 500"
"""
MONDAY = ("--date", "2026-03-02")


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    return small_city_with(GRID, tmp_path)


@pytest.fixture
def matter(city: Terminal, tmp_path: Path) -> str:
    """Li's Monday: a walk, two inspections, a finding that became a matter, solved on the spot."""
    track = tmp_path / "track.csv"
    track.write_text(TRACK, encoding="utf-8")
    assert city.done("member", "start", by="li", at="2026-03-02T08:30") == (
        "li 2026-03-02: patrol started in xiangyang-3, 2026-03-02 08:30"
    )
    city.done("member", "inspect", "xiangyang-3", "--finding", "门口垃圾", by="li", at="2026-03-02T09:30")
    city.done("member", "inspect", "xiangyang-4", by="li", at="2026-03-02T09:40")
    words = ("matter", "report", "--unit", "xiangyang-3", "--class", "litter", "--channel", "patrol")
    matter = city.done(*words, by="li", at="2026-03-02T09:45").split()[0]
    city.done("member", "finding", "1", matter, *MONDAY, by="li", at="2026-03-02T09:46")
    city.done("matter", "resolve", matter, "--class", "litter", "--note", "当场清扫", by="li", at="2026-03-02T09:50")
    city.done("member", "end", by="li", at="2026-03-02T17:00")
    printed = city.done("member", "points", str(track), *MONDAY, by="li", at="2026-03-03T08:00")
    assert printed == "li 2026-03-02: 3 points taken, 1 out of the grid"
    again = city.done("member", "points", str(track), *MONDAY, by="li", at="2026-03-03T09:00")
    assert again == "li 2026-03-02: it is so already"
    return matter


def test_of_a_long_route_some_points_are_shown_and_of_nothing_no_table(city: Terminal, tmp_path: Path) -> None:
    minutes = "".join(f"2026-03-02T09:{minute:02},35.3040,113.9260,10\n" for minute in range(40))
    track = tmp_path / "track.csv"
    track.write_text("time,latitude,longitude,accuracy\n" + minutes, encoding="utf-8")
    city.done("member", "start", by="li", at="2026-03-02T08:30")
    city.done("member", "points", str(track), *MONDAY, by="li", at="2026-03-02T12:00")
    page = city.done("member", "day", "li", *MONDAY, at="2026-03-03")
    assert "40 points, 0.0 km, 0 out of the grid; 16 of them:" in page
    assert page.count("35.3040,113.9260") == 16
    assert "0 inspections, 0 findings" in page and "reported as" not in page and "how it was solved" not in page


def test_a_day_on_one_page(city: Terminal, matter: str) -> None:
    page = city.done("member", "day", "李", *MONDAY, at="2026-03-03")
    assert "2026-03-02: 2026-03-02 08:30 to 2026-03-02 17:00" in page
    assert "route: 3 points, 4.5 km, 1 out of the grid: 09:20" in page
    assert "35.3040,113.9260" in page
    assert "2 inspections, 1 finding" in page
    assert "1. 门口垃圾" in page
    assert "nothing amiss" in page
    assert "1 matter reported" in page
    assert matter in page
    assert "当场清扫" in page


def test_an_export_is_coarse(city: Terminal, matter: str) -> None:
    day = city.json("member", "day", "li", *MONDAY, at="2026-03-03")
    assert [point["spot"] for point in day["route"]] == ["35.30,113.93", "35.31,113.92", "35.33,113.96"]
    assert [report["matter_id"] for report in day["reported"]] == [matter]
    assert day["reported"][0]["solved_by"] == ["resolved on the spot in xiangyang-3 as litter: 当场清扫"]


def test_what_was_missed_is_on_the_page(city: Terminal, matter: str) -> None:
    other = reported(city, at="2026-03-02T18:00")
    words = ("member", "missed", "li", other, *MONDAY, "--reason", "明显可见")
    assert "should have been reported: 明显可见" in city.done(*words, by="han", at="2026-03-04")
    assert "refused (role-may-not)" in city.refused(*words, by="wang", at="2026-03-04")
    assert f"missed: {other}, 明显可见 (han)" in city.done("member", "day", "li", *MONDAY, at="2026-03-05")


def test_the_work_of_a_period_is_added_up(city: Terminal, matter: str) -> None:
    other = reported(city, at="2026-03-02T18:00")
    city.done("member", "missed", "li", other, *MONDAY, "--reason", "明显可见", by="han", at="2026-03-04")
    work = city.json("member", "work", "--period", "2026-03", at="2026-04-01")
    li, sun = work["rows"]
    assert (li["days"], li["points"], li["outside"], li["covered"], li["places"]) == (1, 3, 1, 1, 1)
    assert (li["findings"], li["valid"], li["reports"], li["missed"]) == (1, 0, 1, 1)
    assert (sun["member"], sun["days"]) == ("sun", 0)
    assert [row["member"] for row in city.json("member", "work", "--period", "2026-03", "--idle")["rows"]] == ["sun"]
    page = city.done("member", "work", "李", "--period", "2026-03")
    assert "sun" not in page and "1/1" in page
    assert city.json("member", "work", "--period", "2026-Q2", "--under", "xiangyang-4")["rows"][0]["days"] == 0
    assert city.json("member", "work", "--period", "2026-H1")["rows"] == work["rows"]
    assert "2026-Q4" in city.wrong("member", "work", "--period", "March")
    assert "the code of a unit" in city.wrong("member", "work", "--period", "2026-03", "--under", "atlantis")


def test_days_on_patrol_and_coverage_are_metrics(city: Terminal, matter: str) -> None:
    words = ("score", "members", "--period", "2026-03", "--metric", "patrolled-days", "--metric", "coverage")
    [li] = city.json(*words, at="2026-04-01")["rows"]
    assert (li["metrics"]["patrolled-days"]["value"], li["metrics"]["coverage"]["value"]) == (1, 1.0)


def test_the_same_seed_picks_the_same_member(city: Terminal, matter: str) -> None:
    picked = {city.done("member", "random", "--seed", str(seed)).split()[0] for seed in range(12)}
    assert picked == {"li", "sun"}
    assert city.done("member", "random", "--seed", "7") == city.done("member", "random", "--seed", "7")
    assert city.json("member", "random", "--seed", "7", *MONDAY) == {
        "member": "li",
        "name": "李",
        "unit": "xiangyang-3",
        "among": 1,
    }
    assert "at least one" in city.wrong("member", "random", "--seed", "7", "--date", "2026-03-09")
    assert city.json("member", "random", "--seed", "1", "--under", "xiangyang-4")["member"] == "sun"


def test_wrong_words_are_told(city: Terminal, matter: str, tmp_path: Path) -> None:
    assert "nobody has it" in city.wrong("member", "day", "赵云", *MONDAY)
    assert "a day, such as" in city.wrong("member", "day", "li", "--date", "2026-13-02")
    assert "refused (patrol-not-started)" in city.refused("member", "day", "sun", *MONDAY)
    bad = tmp_path / "bad.csv"
    for text, complaint in (
        ("when,where\n", "the columns time, latitude, longitude, accuracy"),
        ("time,latitude,longitude,accuracy\n2026-03-02T09:00,35.3,113.9,ten\n", "bad.csv line 2"),
        ("time,latitude,longitude,accuracy\nmorning,35.3,113.9,5\n", "bad.csv line 2"),
    ):
        bad.write_text(text, encoding="utf-8")
        assert complaint in city.wrong("member", "points", str(bad), *MONDAY, by="li", at="2026-03-03T10:00")
    bad.write_text("time,latitude,longitude\n2026-03-02T09:05,95.3,113.9\n", encoding="utf-8")
    refused = city.refused("member", "points", str(bad), *MONDAY, by="li", at="2026-03-03T10:00")
    assert refused.startswith("refused (no-spot)")
