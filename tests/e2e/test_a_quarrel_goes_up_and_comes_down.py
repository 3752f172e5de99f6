"""A tree too close to a house: the village mediates, the township takes it over and calls two departments to it by
whistle, then orders it back to be ended there.

No department stands in for a place, and every number of it is counted by hand.
"""

import re
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
    { code = "liu", name = "刘", role = "department", unit = "weibin" },
    { code = "feng", name = "冯", role = "department", department = "shijian" },
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
    terminal = small_city_with(PLACES, tmp_path)
    rules = terminal.home / "city.toml"
    before, after = re.split(r"whistle = .*", rules.read_text("utf-8"))
    rules.write_text(before + WHISTLE + after, "utf-8")
    return terminal


WHISTLE = 'whistle = { sign_in = "4 working hours", on_site = "1 working day" }'


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


def departments(city: Terminal, metric: str) -> dict[str, tuple[int, int]]:
    rows = city.json("score", "departments", "--metric", metric, *MARCH, at="2026-03-20")["rows"]
    return {row["department"]: (row["numerator"], row["denominator"]) for row in rows}


def whistle(city: Terminal, matter: str) -> None:
    """The township calls two departments, and a third that need not come, on Tuesday at 09:30.

    They are to sign in by 15:00, to be on site by Wednesday 09:30, and to have done their part by then.
    """
    call = ("matter", "whistle", matter, "--reason", "要砍树，还要鉴定产权", "--limit", "1 working day")
    output = city.done(*call, "--call", "huanbao", "--call", "chengguan", by="tang", at="2026-03-03T09:30")
    assert "unit:pingyuan blows the whistle for huanbao, chengguan: 要砍树，还要鉴定产权" in output
    assert "not-your-matter" in city.refused(*call, "--call", "shijian", by="bai", at="2026-03-03T09:35")
    city.done(*call, "--call", "shijian", by="tang", at="2026-03-03T09:40")

    assert "huanbao signs in, in time" in city.done("matter", "sign-in", matter, by="zheng", at="2026-03-03T10:00")
    for by in ("wu", "feng"):
        contest = ("matter", "contest-whistle", matter, "--reason", "不是我们的树")
        city.done(*contest, by=by, at="2026-03-03T10:10")
    ruling = ("matter", "rule-whistle", matter, "--body")
    assert "ruled-from-above" in city.refused(*ruling, "chengguan", "--stays", by="tang", at="2026-03-03T10:20")
    city.done(*ruling, "chengguan", "--stays", "--reason", "行道树归你们", by="liu", at="2026-03-03T10:30")
    released = city.done(*ruling, "shijian", "--released", by="han", at="2026-03-03T10:40")
    assert "ruled that shijian is released" in released

    assert "on site, in time" in city.done("matter", "on-site", matter, by="zheng", at="2026-03-03T14:00")
    assert "chengguan signs in, late" in city.done("matter", "sign-in", matter, by="wu", at="2026-03-03T16:00")
    assert "part-missing" in city.refused(
        "matter", "rate-whistle", matter, "--body", "huanbao", "--rating", "5", by="tang", at="2026-03-03T16:30"
    )
    assert "in time" in city.done("matter", "co-handle", matter, by="zheng", at="2026-03-04T09:00")
    city.done("matter", "on-site", matter, "--note", "已到场", by="wu", at="2026-03-04T09:20")
    assert "co-handling-missing" in city.refused("matter", "handle", matter, by="tang", at="2026-03-04T09:50")
    assert "late" in city.done("matter", "co-handle", matter, by="wu", at="2026-03-04T10:00")
    for body, rating in (("huanbao", "5"), ("chengguan", "2")):
        rate = ("matter", "rate-whistle", matter, "--body", body, "--rating", rating)
        city.done(*rate, by="tang", at="2026-03-04T11:00")


def test_a_quarrel_goes_up_and_comes_down(city: Terminal) -> None:
    matter = quarrel(city)
    city.done("matter", "accept", matter, by="bai", at="2026-03-02T10:00")
    up = city.done("matter", "send-up", matter, "--reason", "两家谈不拢", by="bai", at="2026-03-03T08:50")
    assert "passed up by unit:liuzhuang to unit:pingyuan, before its due time: 两家谈不拢" in up
    assert "not-your-matter" in city.refused("matter", "handle", matter, by="bai", at="2026-03-03T09:00")
    whistle(city, matter)
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
    assert [len(one["calls"]) for one in shown["rounds"]] == [0, 3, 0]
    assert [(one["department"], one["rating"], one["released"]) for one in shown["rounds"][1]["calls"]] == [
        ("huanbao", 5, None),
        ("chengguan", 2, False),
        ("shijian", None, True),
    ]

    # Passed up in time, the first round is nobody's; the township's passed on after Thursday 08:50; the third in time.
    assert hosts(city, "on-time-handling") == {"liuzhuang": (1, 1), "pingyuan": (0, 1)}
    assert hosts(city, "on-time-handling", "village") == {"liuzhuang": (1, 1)}
    assert hosts(city, "on-time-handling", "township") == {"pingyuan": (0, 1)}
    assert hosts(city, "filed-by-host") == {"liuzhuang": (1, 1)}
    assert hosts(city, "satisfaction") == {"liuzhuang": (100, 1)}
    assert departments(city, "on-time-handling") == {}, "called, they host nothing"

    # Of three that were called one is released; chengguan signed in an hour late, and did its part half an hour late.
    assert departments(city, "whistle-sign-in") == {"huanbao": (1, 1), "chengguan": (0, 1)}
    assert departments(city, "whistle-on-site") == {"huanbao": (1, 1), "chengguan": (1, 1)}
    assert departments(city, "whistle-rating") == {"huanbao": (5, 1), "chengguan": (2, 1)}
    assert departments(city, "on-time-co-handling") == {"huanbao": (1, 1), "chengguan": (0, 1)}
    assert hosts(city, "whistle-sign-in") == {}, "the township called, and was not called"
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
