"""A duplicate closes and opens with its master, and its reporter is heard as the master's is."""

from pathlib import Path

import pytest

from tests.support.command import Terminal, handled, reported, small_city

VERIFIED, ANSWERED, LATER = "2026-03-02T15:00", "2026-03-03T10:00", "2026-03-20T10:00"


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    return small_city(tmp_path)


def stage(city: Terminal, matter: str) -> str:
    return str(city.json("matter", "show", matter)["stage"])


def a_closed_pair(city: Terminal) -> tuple[str, str]:
    """A master that was handled, verified and closed, and the duplicate that closed with it."""
    master = handled(city)
    duplicate = reported(city, at="2026-03-02T12:00")
    city.done("matter", "merge", duplicate, "--into", master, by="chen", at="2026-03-02T12:10")
    city.done("matter", "verify", master, by="sun", at=VERIFIED)
    city.done("loop", "tick", "--at", VERIFIED)
    words = ("--solved", "--satisfaction", "satisfied")
    city.done("matter", "feedback", master, *words, by="jiang", at=ANSWERED)
    city.done("loop", "tick", "--at", ANSWERED)
    assert (stage(city, master), stage(city, duplicate)) == ("closed", "closed")
    return master, duplicate


def test_a_master_that_is_reopened_reopens_its_duplicates(city: Terminal) -> None:
    master, duplicate = a_closed_pair(city)
    city.done("matter", "reopen", master, "--reason", "又冒烟", by="chen", at="2026-03-04T09:00")
    city.done("loop", "tick", "--at", "2026-03-04T09:01")
    assert (stage(city, master), stage(city, duplicate)) == ("filed", "merged")
    assert f"merged into {master}" in city.done("matter", "history", duplicate)
    city.done("loop", "tick", "--at", "2026-03-04T09:02")
    assert "its master was reopened" in city.done("matter", "history", duplicate, "--json")


def test_a_duplicate_is_not_reopened_while_its_master_is_closed(city: Terminal) -> None:
    _, duplicate = a_closed_pair(city)
    words = ("matter", "reopen", duplicate, "--reason", "又冒烟")
    assert "duplicate-follows-master" in city.refused(*words, by="chen", at="2026-03-04T09:00")


def test_a_duplicates_reporter_who_says_not_solved_reopens_the_master(city: Terminal) -> None:
    master, duplicate = a_closed_pair(city)
    city.done("matter", "feedback", duplicate, "--not-solved", by="jiang", at="2026-03-04T09:00")
    city.done("loop", "tick", "--at", "2026-03-04T09:01")
    assert (stage(city, master), stage(city, duplicate)) == ("filed", "merged")
    assert "the reporter of a duplicate says that it is not solved" in city.done("matter", "history", master, "--json")


def test_one_who_says_so_before_the_closing_is_heard_when_both_are_closed(city: Terminal) -> None:
    master = handled(city)
    duplicate = reported(city, at="2026-03-02T12:00")
    city.done("matter", "merge", duplicate, "--into", master, by="chen", at="2026-03-02T12:10")
    words = ("matter", "feedback", duplicate, "--not-solved")
    assert "wrong-stage" in city.refused(*words, by="jiang", at="2026-03-02T14:00")
    city.done("matter", "verify", master, by="sun", at=VERIFIED)
    city.done(*words, by="jiang", at="2026-03-02T16:00")
    city.done("matter", "feedback", master, "--solved", by="jiang", at=ANSWERED)
    city.done("loop", "tick", "--at", ANSWERED)
    assert (stage(city, master), stage(city, duplicate)) == ("filed", "merged")


def test_a_duplicate_who_is_content_reopens_nothing(city: Terminal) -> None:
    master, duplicate = a_closed_pair(city)
    city.done("matter", "feedback", duplicate, "--solved", by="jiang", at="2026-03-04T09:00")
    city.done("loop", "tick", "--at", "2026-03-04T09:01")
    assert (stage(city, master), stage(city, duplicate)) == ("closed", "closed")


def test_a_matter_is_reopened_so_often_and_no_more_whoever_says_so(city: Terminal) -> None:
    master, duplicate = a_closed_pair(city)
    for day in (4, 5, 6):
        city.type("matter", "feedback", duplicate, "--not-solved", by="jiang", at=f"2026-03-0{day}T09:00")
        city.done("loop", "tick", "--at", f"2026-03-0{day}T09:01")
        if stage(city, master) == "filed":
            at = f"2026-03-0{day}T10:0"
            city.done("matter", "divert", master, by="zhou", at=f"{at}0")
            city.done("matter", "handle", master, "--note", "再修", by="wu", at=f"{at}1")
            city.done("matter", "verify", master, by="sun", at=f"{at}2")
            city.done("matter", "feedback", master, "--solved", by="jiang", at=f"{at}3")
            city.done("loop", "tick", "--at", f"{at}4")
    shown = city.json("matter", "history", master)
    assert sum(event["type"] == "matter-reopened" for event in shown) == 2
    assert (stage(city, master), stage(city, duplicate)) == ("closed", "closed")
