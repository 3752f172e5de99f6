"""A tree too close to a house: the village mediates, the township takes it over, and orders it back to be ended there.

No department stands in for a place, and every number of it is counted by hand.
"""

from pathlib import Path

import pytest

from tests.support.command import Terminal, small_city_with

PLACES = """
units = [
    { code = "pingyuan", name = "平原镇", level = "township", parent = "weibin" },
    { code = "liuzhuang", name = "柳庄村", level = "village", parent = "pingyuan", kind = "village" },
    { code = "liuzhuang-1", name = "柳庄村一组", level = "grid", parent = "liuzhuang" },
]
lists = [{ code = "disputes", name = "矛盾纠纷清单" }]
members = [
    { code = "gu", name = "顾", role = "grid-member", unit = "liuzhuang-1" },
    { code = "bai", name = "白", role = "department", unit = "liuzhuang" },
    { code = "tang", name = "唐", role = "department", unit = "pingyuan" },
]

[[classes]]
code = "tree"
name = "树木纠纷"
list_code = "disputes"
default_host = "unit:village"
limits = { handle = "5 working days" }
level_limits = { village = "1 working day", township = "2 working days" }
"""

MARCH = ("--from", "2026-03-01", "--to", "2026-04-01")


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    return small_city_with(PLACES, tmp_path)


def filed(city: Terminal) -> str:
    words = ("matter", "report", "--unit", "liuzhuang-1", "--channel", "phone", "--text", "树离房子太近")
    matter = city.done(*words, "--reporter", "r-1", by="wang", at="2026-03-02T09:00")
    city.done("matter", "classify", matter, "--class", "tree", by="wang", at="2026-03-02T09:10")
    return matter


def quarrel(city: Terminal) -> str:
    """A matter that the village has since Monday 09:20, due on Tuesday 09:20."""
    matter = filed(city)
    assert "diverted to unit:liuzhuang" in city.done("matter", "divert", matter, by="zhou", at="2026-03-02T09:20")
    return matter


def hosts(city: Terminal, metric: str, level: str = "") -> dict[str, tuple[int, int]]:
    words = ("score", "units", "--as", "host", "--metric", metric, *(("--level", level) if level else ()), *MARCH)
    rows = city.json(*words, at="2026-03-20")["rows"]
    return {row["host"]: (row["numerator"], row["denominator"]) for row in rows}


def test_a_quarrel_goes_up_and_comes_down(city: Terminal) -> None:
    matter = quarrel(city)
    city.done("matter", "accept", matter, by="bai", at="2026-03-02T10:00")
    up = city.done("matter", "send-up", matter, "--reason", "两家谈不拢", by="bai", at="2026-03-03T08:50")
    assert "passed up by unit:liuzhuang to unit:pingyuan, before its due time: 两家谈不拢" in up
    assert "not-your-matter" in city.refused("matter", "handle", matter, by="bai", at="2026-03-03T09:00")
    down = ("matter", "order-down", matter, "--host", "liuzhuang", "--reason", "镇里出了方案，由村落实")
    city.done(*down, "--limit", "3 working days", by="tang", at="2026-03-06T10:00")
    city.done("matter", "handle", matter, "--note", "树已修剪", by="bai", at="2026-03-09T10:00")
    city.done("matter", "verify", matter, by="gu", at="2026-03-09T15:00")
    city.done(
        "matter", "feedback", matter, "--solved", "--satisfaction", "satisfied", by="jiang", at="2026-03-10T09:00"
    )
    city.done("loop", "tick", at="2026-03-10T10:00")
    shown = city.json("matter", "show", matter, at="2026-03-10T11:00")
    assert (shown["stage"], shown["level"], shown["host"]) == ("closed", "village", "unit:liuzhuang")
    assert [(one["host"], one["ended_by"]) for one in shown["rounds"]] == [
        ("unit:liuzhuang", "matter-passed"),
        ("unit:pingyuan", "matter-passed"),
        ("unit:liuzhuang", "handling-reported"),
    ]

    # Passed up in time, the first round is nobody's; the township's passed on after Thursday 08:50; the third in time.
    assert hosts(city, "on-time-handling") == {"liuzhuang": (1, 1), "pingyuan": (0, 1)}
    assert hosts(city, "on-time-handling", "village") == {"liuzhuang": (1, 1)}
    assert hosts(city, "on-time-handling", "township") == {"pingyuan": (0, 1)}
    assert hosts(city, "filed-by-host") == {"liuzhuang": (1, 1)}
    assert hosts(city, "satisfaction") == {"liuzhuang": (100, 1)}
    assert city.json("score", "departments", *MARCH, at="2026-03-20")["rows"] == []
    cards = city.json("score", "units", "--as", "host", "--preset", "department", *MARCH, at="2026-03-20")["rows"]
    assert {card["host"]: card["group"] for card in cards} == {"liuzhuang": "village", "pingyuan": "township"}
    by_place = city.json("score", "units", "--metric", "on-time-handling", *MARCH, at="2026-03-20")["rows"]
    assert [(row["unit"], row["numerator"], row["denominator"]) for row in by_place] == [("liuzhuang-1", 1, 2)]
    behind = city.json("score", "units", "--as", "host", "--drill", "pingyuan", *MARCH, at="2026-03-20")
    assert [(row["round"], row["why"]) for row in behind["rows"]] == [(2, "passed on after due")]


def test_what_if_asks_units_as_hosts_too_and_as_of_before_it_went_up(city: Terminal, tmp_path: Path) -> None:
    matter = quarrel(city)
    city.done("matter", "send-up", matter, "--reason", "两家谈不拢", by="bai", at="2026-03-03T10:00")
    words = ("score", "units", "--as", "host", *MARCH)
    late = city.json(*words, at="2026-03-04")
    assert [(row["host"], row["numerator"], row["denominator"]) for row in late["rows"]] == [("liuzhuang", 0, 1)]
    before = city.json(*words, "--as-of", "2026-03-03T09:30", at="2026-03-04")
    assert [(row["host"], row["denominator"]) for row in before["rows"]] == [("liuzhuang", 1)]
    classes = tmp_path / "classes.csv"
    header = "code,name,list_code,default_host,level_limits"
    classes.write_text(f"{header}\ntree,树木纠纷,disputes,unit:village,village=2 working days\n", "utf-8")
    rules = city.home / "city.toml"
    what_if = city.json(*words, "--what-if", str(rules), "--classes", str(classes), at="2026-03-04")
    [row] = what_if["rows"]
    assert (row["actual"]["denominator"], row["would_be"]) == (1, {}), "passed up in time it is nobody's"


def test_the_loop_sends_it_up_when_a_levels_time_is_over_if_the_policy_says_so(city: Terminal) -> None:
    matter = quarrel(city)
    city.done("loop", "tick", at="2026-03-03T10:00")
    assert city.json("matter", "show", matter, at="2026-03-03T10:00")["host"] == "unit:liuzhuang"
    city.done("loop", "tick", at="2026-03-06T10:00")
    shown = city.json("matter", "show", matter, at="2026-03-06T10:00")
    assert (shown["host"], shown["level"], len(shown["rounds"])) == ("unit:pingyuan", "township", 2)


def test_units_are_hosts_and_nothing_else(city: Terminal) -> None:
    quarrel(city)
    assert "score units --as host" in city.wrong("score", "units", "--as", "guest", *MARCH)
    assert "score units --as host" in city.wrong("score", "departments", "--as", "host", *MARCH)
    [row] = city.json("matter", "list", "--host", "unit:liuzhuang", at="2026-03-03")["rows"]
    assert (row["host"], row["host_name"]) == ("unit:liuzhuang", "柳庄村")
    for name in ("liuzhuang", "unit:liuzhuang"):
        for option in ("--host", "--department"):
            assert len(city.json("matter", "list", option, name, at="2026-03-03")["rows"]) == 1
    to_the_grid = ("matter", "divert", filed(city), "--host", "liuzhuang-1")
    assert "nobody-acts" in city.refused(*to_the_grid, by="zhou", at="2026-03-02T09:20")
