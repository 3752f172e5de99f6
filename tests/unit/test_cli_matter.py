"""A matter taken through its days from the command line."""

import shlex
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.command import MORNING, OS_USER, Terminal, diverted, handled, reported, small_city


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    return small_city(tmp_path)


def test_a_matter_goes_through_the_whole_loop(city: Terminal) -> None:
    matter = reported(city)

    def say(at: str, by: str, verb: str, *words: str) -> str:
        return city.done("matter", verb, matter, *words, by=by, at=f"2026-03-{at}")

    assert say("02T09:10", "wang", "classify", "--class", "fumes") == (
        f"{matter} classified as fumes, ordinary, to be diverted by 2026-03-02 10:10, to be closed by 2026-03-06 17:30"
    )
    assert say("02T09:20", "zhou", "divert") == f"{matter} diverted to chengguan, due 2026-03-03 09:20"
    assert say("02T09:30", "wu", "accept") == f"{matter} accepted by chengguan, in time"
    assert say("02T11:00", "wu", "handle", "--note", "已安装净化器") == (
        f"{matter} handled by chengguan, in time: 已安装净化器, to be verified by 2026-03-02 16:30"
    )
    assert say("02T14:00", "li", "verify") == f"{matter} result confirmed, in time"
    assert say("02T15:00", "jiang", "feedback", "--solved", "--satisfaction", "satisfied") == (
        f"{matter} the reporter was reached: solved, satisfied"
    )
    assert say("02T15:10", "han", "evaluate") == f"{matter} evaluated: 90 of 100 by the rule satisfaction"
    assert say("02T15:20", "chen", "close") == f"{matter} closed, in time"
    shown = city.json("matter", "show", matter)
    assert (shown["stage"], shown["score"], shown["host"]) == ("closed", 90, "chengguan")
    assert [round_["in_time"] for round_ in shown["rounds"]] == [True]


def test_a_script_gets_the_new_id_alone(city: Terminal) -> None:
    result = city.type("matter", "report", "--unit", "xiangyang-3", by="wang", at=MORNING)
    assert result.stdout.startswith("M260302-")
    assert (len(result.stdout.split()), result.stderr) == (1, "")


def test_a_report_with_a_command_id_is_made_once(city: Terminal) -> None:
    words = ("matter", "report", "--unit", "xiangyang-3", "--command-id", "form-17")
    first = city.done(*words, by="wang", at=MORNING)
    assert city.done(*words, by="wang", at="2026-03-02T09:01") == first
    assert city.json("matter", "history", first)[0]["command_id"] == "form-17"
    assert city.json("status")["matters"] == 1


def test_a_command_with_an_id_is_answered_alike_and_done_once(city: Terminal) -> None:
    matter = diverted(city)
    words = ("matter", "urge", matter, "--command-id", "call-3")
    first = city.json(*words, by="zhou", at="2026-03-02T10:00")
    again = city.json(*words, by="zhou", at="2026-03-02T10:05")
    assert (first["repeated"], again["repeated"], first["events"]) == (False, True, again["events"])
    assert len(city.json("matter", "history", matter)) == 4


def test_what_is_so_already_is_said_quietly(city: Terminal) -> None:
    matter = handled(city)
    assert city.done("matter", "handle", matter, by="wu", at="2026-03-02T11:05") == (
        f"{matter} is so already: awaiting verification"
    )


@pytest.mark.parametrize(
    ("words", "by", "rule"),
    [
        (("verify",), "li", "wrong-stage"),
        (("close",), "chen", "wrong-stage"),
        (("handle",), "zheng", "not-your-matter"),
        (("divert", "--host", "huanbao"), "zhou", "wrong-stage"),
        (("extend", "--grant"), "zhou", "nothing-asked"),
        (("classify", "--class", "noise"), "wang", "wrong-stage"),
        (("void", "--reason", "误报"), "li", "role-may-not"),
        (("void", "--reason", " "), "chen", "reason-missing"),
        (("urge",), "nobody", "unknown-member"),
        (("urge",), "", "role-may-not"),
    ],
)
def test_the_wrong_order_or_person_is_refused_in_one_line(
    city: Terminal, words: tuple[str, ...], by: str, rule: str
) -> None:
    matter = diverted(city)
    line = city.refused("matter", words[0], matter, *words[1:], by=by, at="2026-03-02T10:00")
    assert line.startswith(f"refused ({rule}): ")
    assert len(city.json("matter", "history", matter)) == 3, "nothing was written"


def test_whoever_handled_does_not_verify(city: Terminal) -> None:
    matter = handled(city)
    assert "refused (role-may-not)" in city.refused("matter", "verify", matter, by="wu", at="2026-03-02T14:00")


def test_an_unknown_matter_is_refused(city: Terminal) -> None:
    assert city.refused("matter", "show", "M1") == "refused (unknown-matter): no matter has the id or reference 'M1'"
    assert "unknown-matter" in city.refused("matter", "urge", "M1", by="zhou")


def test_time_never_goes_back(city: Terminal) -> None:
    matter = diverted(city)
    assert "time-goes-backwards" in city.refused("matter", "urge", matter, by="zhou", at="2026-03-02T08:00")


def test_whoever_sits_at_the_keyboard_acts_unless_another_is_named(city: Terminal, tmp_path: Path) -> None:
    matter = reported(city)
    by = city.json("matter", "history", matter)[0]["by"]
    assert by == {"member": "wang", "role": "reception", "known_by": f"os-user:{OS_USER}"}
    stranger = Terminal(tmp_path / "elsewhere")
    stranger.done("init")
    assert f"nobody has the login {OS_USER}" in stranger.refused("matter", "report", "--unit", "u")


REQUESTS = """
10:00 wu    extend --by '1 working day' --reason 等配件 = chengguan asks for 1 working day more: 等配件
10:05 zhou  extend --grant                             = 1 working day more granted to chengguan, due 2026-03-04 09:20
10:10 wu    return --reason 不归我们                   = chengguan asks to return it: 不归我们
10:15 zhou  return --refuse --reason 归                = return refused: it stays with chengguan: 归
10:20 wu    suspend --reason 停电                      = chengguan asks to suspend it: 停电
10:25 zhou  suspend --grant                            = suspended: its clocks stand until 2026-05-28 10:25
10:55 wu    resume                                     = resumed, due 2026-03-04 09:50
11:00 wu    dispute --claim huanbao --reason 排放 = chengguan disputes that it is responsible and names huanbao: 排放
11:05 han   rule --host huanbao = ruled that huanbao is responsible, to be diverted by 2026-03-02 13:35
11:10 zhou  divert --limit '2 urgent hours' --level county = diverted to huanbao, due 2026-03-02 13:10
11:15 han   escalate                                   = escalated from county to city
11:20 han   supervise --degree 2                       = put under supervision, level 2
11:25 zhou  urge --note 快                             = urged: 快
11:30 zheng return --reason 不归我们                   = huanbao asks to return it: 不归我们
11:35 zhou  return --grant = returned by huanbao, before its due time, to be diverted by 2026-03-02 14:05
"""


def test_what_is_asked_is_granted_or_refused(city: Terminal) -> None:
    matter = diverted(city)
    for line in REQUESTS.strip().splitlines():
        typed, _, printed = line.partition(" = ")
        hour, by, verb, *words = shlex.split(typed)
        assert city.done("matter", verb, matter, *words, by=by, at=f"2026-03-02T{hour}") == f"{matter} {printed}"


def test_joint_handling_waits_for_the_co_handlers(city: Terminal) -> None:
    matter = diverted(city, "huanbao:2 working hours")
    assert "co-handling-missing" in city.refused("matter", "handle", matter, by="wu", at="2026-03-02T10:00")
    assert city.done("matter", "co-handle", matter, "--note", "已监测", by="zheng", at="2026-03-02T10:30") == (
        f"{matter} co-handled by huanbao, in time: 已监测"
    )
    assert "handled by chengguan" in city.done("matter", "handle", matter, by="wu", at="2026-03-02T11:00")


def test_bad_work_is_done_again_and_a_closed_matter_comes_back(city: Terminal) -> None:
    matter = handled(city)
    assert "done again because of bad work" in city.done("matter", "rework", matter, by="chen", at="2026-03-02T14:00")
    city.done("matter", "divert", matter, by="zhou", at="2026-03-02T14:10")
    city.done("matter", "handle", matter, by="wu", at="2026-03-02T15:00")
    city.done("matter", "verify", matter, by="sun", at="2026-03-02T16:00")
    said_nothing = city.wrong("matter", "feedback", matter, "--satisfaction", "satisfied", by="jiang")
    assert "--solved or --not-solved" in said_nothing
    assert "was not reached" in city.done(
        "matter", "feedback", matter, "--no-answer", by="jiang", at="2026-03-02T16:10"
    )
    city.done("matter", "close", matter, by="chen", at="2026-03-02T16:30")
    assert "reopened: 又有油烟" in city.done(
        "matter", "reopen", matter, "--reason", "又有油烟", by="chen", at="2026-03-03T09:00"
    )
    shown = city.json("matter", "show", matter)
    assert (shown["stage"], shown["reworks"], shown["reopenings"]) == ("filed", 1, 1)


def test_a_verdict_is_appealed_against_and_two_supervisors_decide(city: Terminal) -> None:
    matter = handled(city)
    appeal = ("matter", "appeal", matter)
    assert "appeal 1 of chengguan against handling" in city.done(
        *appeal, "--metric", "handling", "--reason", "断电", by="wu", at="2026-03-02T12:00"
    )
    assert "one supervisor would uphold it" in city.done(*appeal, "--uphold", by="han", at="2026-03-02T13:00")
    assert "appeal 1 of chengguan upheld" in city.done(*appeal, "--uphold", by="yang", at="2026-03-02T13:30")
    assert "Say --metric" in city.wrong(*appeal, by="wu")


def test_duplicates_follow_their_master(city: Terminal) -> None:
    master, duplicate = reported(city), reported(city, at="2026-03-02T09:05")
    merge = ("matter", "merge", duplicate, "--into", master)
    assert city.done(*merge, by="wang", at="2026-03-02T09:10") == f"{duplicate} merged into {master}"
    assert city.json("matter", "show", duplicate)["master"] == master
    assert "no duplicate" in city.done("matter", "unmerge", duplicate, by="wang", at="2026-03-02T09:20")


def test_work_on_the_spot_is_reviewed(city: Terminal, tmp_path: Path) -> None:
    matter, photo = reported(city), tmp_path / "swept.jpg"
    photo.write_bytes(b"clean")
    assert "there" in city.done("matter", "confirm", matter, by="li", at="2026-03-02T09:05")
    resolve = ("matter", "resolve", matter, "--class", "litter", "--after", str(photo))
    assert "resolved on the spot" in city.done(*resolve, by="li", at="2026-03-02T09:10")
    assert "was accepted" in city.done("matter", "review", matter, "--accept", by="chen", at="2026-03-02T09:20")
    [event] = [event for event in city.json("matter", "history", matter) if "evidence_after" in event]
    assert event["evidence_after"] == [sha256(b"clean").hexdigest()]


def test_evidence_is_a_file_or_its_digest(city: Terminal) -> None:
    matter, digest = reported(city), "0f" * 32
    city.done("matter", "evidence", matter, "--before", digest, by="wang", at="2026-03-02T09:05")
    assert city.json("matter", "show", matter)["evidence"] == [digest]
    line = city.wrong("matter", "evidence", matter, "--before", "no-such.jpg", by="wang", at="2026-03-02T09:06")
    assert line == "gridcase: --before: no-such.jpg: a file, or its SHA-256 (No such file or directory)\n"


def test_a_matter_is_declined_or_voided(city: Terminal) -> None:
    first, second = reported(city), reported(city)
    assert "declined: 不属城管" in city.done(
        "matter", "decline", first, "--reason", "不属城管", by="chen", at="2026-03-02T09:30"
    )
    assert "voided: 误报" in city.done("matter", "void", second, "--reason", "误报", by="chen", at="2026-03-02T09:30")


def test_field_reports_come_late(city: Terminal) -> None:
    matter = diverted(city)
    words = ("matter", "handle", matter, "--occurred-at", "2026-03-02 10:00")
    city.done(*words, by="wu", at="2026-03-02T11:00")
    event = city.json("matter", "history", matter)[-1]
    assert (event["occurred_at"], event["at"]) == ("2026-03-02T02:00:00Z", "2026-03-02T03:00:00Z")
    assert event["recorded_at"] > event["at"], "the true time of recording is kept"
