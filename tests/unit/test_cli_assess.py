"""Units assessed from the command line: marked, charged by matters, judged, appealed, counted."""

from pathlib import Path

import pytest

from tests.support.command import Terminal, reported, small_city_with

PLACES = """
units = [
    { code = "fengquan", name = "凤泉区", level = "county" },
    { code = "xiangyang", name = "向阳社区", level = "village", parent = "weibin", kind = "village" },
    { code = "muye", name = "牧野社区", level = "village", parent = "fengquan", kind = "village" },
    { code = "mill", name = "豫新面粉厂", level = "grid", parent = "xiangyang", kind = "enterprise" },
]
lists = [{ code = "disputes", name = "矛盾纠纷化解" }]

[[classes]]
code = "dispute"
name = "邻里纠纷"
list_code = "disputes"
default_host = "chengguan"
"""
MARCH = ("--period", "2026-03")
PROOF = "ab" * 32
APRIL = "2026-04-01T09:00"


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    return small_city_with(PLACES, tmp_path)


def opened(city: Terminal) -> str:
    return city.done("assess", "open", *MARCH, "--under", "weibin", by="han", at="2026-03-01")


def test_every_unit_below_one_is_opened_by_its_own_threshold(city: Terminal) -> None:
    assert opened(city).splitlines() == [
        "mill 2026-03 safe-unit: opened as enterprise, threshold 80",
        "xiangyang 2026-03 safe-unit: opened as village, threshold 90",
    ]
    assert opened(city).splitlines() == [
        "mill 2026-03 safe-unit is so already: open",
        "xiangyang 2026-03 safe-unit is so already: open",
    ]


def test_marks_make_the_verdict_and_an_appeal_another(city: Terminal) -> None:
    opened(city)

    def say(verb: str, *words: str, at: str, by: str = "han") -> str:
        return city.done("assess", verb, "xiangyang", *words, *MARCH, by=by, at=at)

    assert say("deduct", "grid-work", "--points", "12", "--evidence", PROOF, at="2026-03-03") == (
        "xiangyang 2026-03 safe-unit: mark 1: 12 points off under grid-work"
    )
    assert say("bonus", "1", "--reason", "见义勇为", "--evidence", PROOF, at="2026-03-04") == (
        "xiangyang 2026-03 safe-unit: mark 2: 1 points more: 见义勇为"
    )
    assert say("close", at=APRIL) == (
        "xiangyang 2026-03 safe-unit: closed: does not meet the standard, 89 points, grade B, threshold 90"
    )
    assert say("appeal", "--mark", "1", "--reason", "不属本村", at="2026-04-02", by="li") == (
        "xiangyang 2026-03 safe-unit: appeal 1 against marks 1: 不属本村"
    )
    assert "one supervisor would uphold it" in say("appeal", "--uphold", at="2026-04-03")
    assert say("appeal", "--uphold", at="2026-04-04", by="yang").endswith(
        "verdict issued again: meets the standard, 101 points, grade A, threshold 90"
    )
    shown = city.json("assess", "show", "xiangyang", *MARCH)
    assert (shown["stage"], shown["verdict"]["score"], shown["marks"][0]["struck"]) == ("closed", 101, True)
    assert "101 points of 90 needed, grade A: meets the standard" in city.done("assess", "show", "xiangyang", *MARCH)


def test_charges_follow_from_matters_and_wait_for_a_person(city: Terminal) -> None:
    opened(city)
    matter = reported(city)
    city.done("matter", "classify", matter, "--class", "dispute", by="wang", at="2026-03-02T09:10")
    city.done("matter", "petition", matter, "--to", "county", by="han", at="2026-03-02T10:00")
    proposed = city.done("assess", "propose", by="han", at="2026-03-05")
    assert proposed.splitlines() == [
        f"xiangyang 2026-03 safe-unit: charge 1 proposed: deduction under petitions for {matter}",
        "1 charge proposed",
    ]
    assert city.done("assess", "propose", by="han", at="2026-03-06") == "0 charges proposed"
    assert "refused (charges-pending)" in city.refused("assess", "close", "xiangyang", *MARCH, by="han", at=APRIL)
    assert [row["unit"] for row in city.json("assess", "list", "--pending")] == ["xiangyang"]
    assert city.json("loop", "tick", "--at", "2026-03-06T09:00")["proposed"] == []
    city.done("assess", "confirm", "xiangyang", "1", *MARCH, by="han", at="2026-03-07")
    assert "94 points" in city.done("assess", "close", "xiangyang", *MARCH, by="han", at=APRIL)


def test_the_loop_proposes_too(city: Terminal) -> None:
    opened(city)
    matter = reported(city)
    city.done("matter", "classify", matter, "--class", "dispute", by="wang", at="2026-03-02T09:10")
    city.done("matter", "petition", matter, "--to", "county", by="han", at="2026-03-02T09:20")
    printed = city.done("loop", "tick", "--at", "2026-03-02T09:30")
    assert f"xiangyang 2026-03 safe-unit: charge 1 proposed: deduction under petitions for {matter}" in printed


def test_a_charge_may_be_proposed_by_hand_and_rejected_with_a_reason(city: Terminal) -> None:
    opened(city)
    matter = reported(city)
    words = ("xiangyang", "casualties", "--matter", matter, *MARCH)
    assert "charge 1 proposed: veto under casualties" in city.done(
        "assess", "propose", *words, by="han", at="2026-03-05"
    )
    assert "under casualties (致人伤亡事故" in city.done("assess", "show", "xiangyang", *MARCH)
    refused = city.refused("assess", "confirm", "xiangyang", "1", *MARCH, by="han", at="2026-03-06")
    assert refused.startswith("refused (proposer-never-confirms)")
    city.done("assess", "reject", "xiangyang", "1", *MARCH, "--reason", "无人受伤", by="yang", at="2026-03-06")
    assert "say none of them" in city.wrong("assess", "propose", "xiangyang", by="han")


def test_of_many_units_those_refused_are_told_and_the_others_closed(city: Terminal) -> None:
    opened(city)
    matter = reported(city)
    city.done("assess", "propose", "mill", "hazards", "--matter", matter, *MARCH, by="yang", at="2026-03-05")
    result = city.type("assess", "close", "--under", "weibin", *MARCH, by="han", at=APRIL)
    assert result.exit_code == 3
    assert result.stdout.startswith("xiangyang 2026-03 safe-unit: closed: meets the standard")
    assert result.stderr.startswith("refused (charges-pending): mill 2026-03 safe-unit: ")


def test_the_standard_rate_and_what_each_unit_failed_by(city: Terminal) -> None:
    opened(city)
    city.done("assess", "veto", "xiangyang", "casualties", "--evidence", PROOF, *MARCH, by="han", at="2026-03-05")
    closed = city.done("assess", "close", "--under", "weibin", *MARCH, by="han", at=APRIL)
    assert "does not meet the standard, 100 points, grade A, threshold 90, vetoed by mark 1: casualties" in closed
    city.done("assess", "open", "muye", *MARCH, by="han", at=APRIL)
    city.done("assess", "close", "muye", *MARCH, by="han", at=APRIL)
    words = ("standard-rate", "--kind", "village", *MARCH)
    shown = city.json(*words, "--level", "county", at="2026-04-02")
    assert [(row["place"], row["met"], row["assessed"], row["registered"]) for row in shown["rows"]] == [
        ("fengquan", 1, 1, 1),
        ("weibin", 0, 1, 1),
    ]
    assert (shown["total"]["met"], shown["total"]["registered"]) == (1, 2)
    page = city.done(*words, "--level", "county", at="2026-04-02")
    assert "1/2" in page and "50.0 %" in page
    [failed] = city.json(*words, "--drill", "weibin", at="2026-04-02")
    assert (failed["unit"], failed["code"], failed["event_id"]) == (
        "xiangyang",
        "casualties",
        "assessment:xiangyang:2026-03:safe-unit@2",
    )
    assert "grade A: does not meet the standard, vetoed by casualties (致人伤亡事故" in city.done(
        "assess", "show", "xiangyang", *MARCH
    )
    vetoes = {row["unit"]: row["vetoes"] for row in city.json("assess", "list", *MARCH, at="2026-04-02")}
    assert vetoes == {"mill": "", "muye": "", "xiangyang": "casualties"}
    assert "vetoed by" in city.done("assess", "list", *MARCH)
    assert (shown["rehearsal"], failed["rehearsal"]) == (True, True)
    assert "1 unit did not meet the standard" in city.done(*words, "--drill", "weibin", at="2026-04-02")
    none = city.done("standard-rate", "--kind", "enterprise", "--period", "2025", "--level", "county")
    assert "n/a" in none


def test_a_half_year_is_assessed_and_closed_when_it_is_over(city: Terminal) -> None:
    half = ("--period", "2026-H1")
    city.done("assess", "open", "xiangyang", *half, by="han", at="2026-03-01")
    early = city.refused("assess", "close", "xiangyang", *half, by="han", at="2026-06-30T23:59")
    assert "2026-H1 ends 2026-07-01 00:00" in early
    city.done("assess", "close", "xiangyang", *half, by="han", at="2026-07-01")
    rate = city.json("standard-rate", "--kind", "village", *half, at="2026-07-02")
    assert (rate["period"], rate["total"]["met"], rate["total"]["registered"]) == ("2026-H1", 1, 2)
    assert [row["period"] for row in city.json("assess", "list", *half)] == ["2026-H1"]


def test_a_unit_is_assessed_by_two_packs_in_one_period(city: Terminal) -> None:
    opened(city)
    city.done("assess", "open", *MARCH, "--under", "weibin", "--pack", "three-zeros", by="han", at="2026-03-01")
    assert "--pack" in city.wrong("assess", "show", "xiangyang", *MARCH)
    marked = ("assess", "veto", "xiangyang", "casualties", "--evidence", PROOF, *MARCH)
    assert "safe-unit, three-zeros" in city.wrong(*marked, by="han", at="2026-03-05")
    assert city.done(*marked, "--pack", "three-zeros", by="han", at="2026-03-05").startswith(
        "xiangyang 2026-03 three-zeros: mark 1: vetoed by casualties"
    )
    assert len(city.done("assess", "close", "--under", "weibin", *MARCH, by="han", at=APRIL).splitlines()) == 4
    words = ("standard-rate", "--kind", "village", *MARCH)
    met = {
        pack: city.json(*words, *option, at="2026-04-02")["total"]["met"]
        for pack, option in {"usual": (), "zeros": ("--pack", "three-zeros")}.items()
    }
    assert met == {"usual": 1, "zeros": 0}
    page = city.done(*words, "--pack", "three-zeros", "--drill", "weibin", at="2026-04-02")
    assert "致人伤亡事故" in page
    assert "safe-unit, three-zeros" in city.wrong(*words, "--pack", "four-zeros", at="2026-04-02")


def test_charges_are_proposed_to_each_pack_that_assesses_the_unit(city: Terminal) -> None:
    opened(city)
    city.done("assess", "open", "xiangyang", *MARCH, "--pack", "three-zeros", by="han", at="2026-03-01")
    matter = reported(city)
    city.done("matter", "classify", matter, "--class", "dispute", by="wang", at="2026-03-02T09:10")
    city.done("matter", "petition", matter, "--to", "county", by="han", at="2026-03-02T10:00")
    assert city.done("assess", "propose", by="han", at="2026-03-05").splitlines() == [
        f"xiangyang 2026-03 safe-unit: charge 1 proposed: deduction under petitions for {matter}",
        f"xiangyang 2026-03 three-zeros: charge 1 proposed: veto under petition for {matter}",
        "2 charges proposed",
    ]


def test_wrong_words_are_told(city: Terminal) -> None:
    assert "2026-Q4" in city.wrong("standard-rate", "--kind", "village", "--period", "March")
    assert "one of" in city.wrong("standard-rate", "--kind", "village", *MARCH, "--level", "continent")
    assert "the code of a unit" in city.wrong("standard-rate", "--kind", "village", *MARCH, "--drill", "atlantis")
    assert "safe-unit, three-zeros" in city.wrong("assess", "open", "mill", *MARCH, "--pack", "four-zeros", by="han")
    assert "--under" in city.wrong("assess", "open", *MARCH, by="han")
    assert "--mark NUMBER" in city.wrong("assess", "appeal", "mill", *MARCH, by="li")
    assert "refused (assessment-not-opened)" in city.refused("assess", "show", "mill", *MARCH)
    assert "refused (unknown-period)" in city.refused("assess", "open", "mill", "--period", "2026-13", by="han")
