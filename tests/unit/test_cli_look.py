"""Looking at matters: on a terminal of 80 columns, in a pipe, and as JSON."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.support.command import MORNING, Terminal, diverted, handled, reported, small_city


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    return small_city(tmp_path)


def test_a_matter_is_shown_with_its_clocks(city: Terminal) -> None:
    matter = diverted(city, "huanbao")
    lines = city.done("matter", "show", matter, at="2026-03-02T11:00").splitlines()
    assert lines[0] == f"matter    {matter}: handling"
    assert "class     fumes, 餐饮油烟, ordinary" in lines
    assert "where     xiangyang-3, 向阳三组" in lines
    assert "due       accept 2026-03-02 11:20, yellow" in lines
    assert "due       handle 2026-03-03 09:20, green" in lines
    assert "due       handle (huanbao) 2026-03-03 09:20, green" in lines


def test_a_clock_that_ran_out_is_red_and_one_that_stands_has_no_light(city: Terminal) -> None:
    matter = diverted(city)
    [handle] = lights(city, matter, "handle", at="2026-03-04T09:00")
    assert handle == "red"
    city.done("matter", "suspend", matter, "--reason", "停电", by="wu", at="2026-03-02T10:00")
    city.done("matter", "suspend", matter, "--grant", by="zhou", at="2026-03-02T10:10")
    assert lights(city, matter, "handle", at="2026-03-04T09:00") == [None]
    assert "handle 2026-03-03 09:20, stands still" in city.done("matter", "show", matter)


def lights(city: Terminal, matter: str, step: str, *, at: str) -> list[str | None]:
    clocks = city.json("matter", "show", matter, at=at)["clocks"]
    return [clock["light"] for clock in clocks if clock["step"] == step]


def test_a_history_says_what_when_and_who(city: Terminal) -> None:
    matter = handled(city)
    lines = city.type("matter", "history", matter).stdout.splitlines()
    assert lines[0].split() == ["when", "who", "what"]
    assert lines[-1].strip().endswith("2026-03-02 16:30")
    assert any("wu (department)" in line for line in lines)


def test_a_history_as_json_is_one_array_of_flat_events(city: Terminal) -> None:
    matter = handled(city)
    history = city.json("matter", "history", matter)
    assert [event["version"] for event in history] == [1, 2, 3, 4]
    assert [event["type"] for event in history] == [
        "matter-reported",
        "matter-classified",
        "matter-diverted",
        "handling-reported",
    ]
    assert history[2]["at"] == "2026-03-02T01:20:00Z"
    assert history[2]["by"]["member"] == "zhou"
    assert history[2]["origin"] is None
    assert history[0]["text"] == "楼下饭店油烟呛人"


def test_every_due_time_is_explained_to_the_second(city: Terminal) -> None:
    matter = handled(city)
    dues = city.json("matter", "explain", matter)["dues"]
    handle = next(due for due in dues if due["step"] == "handle")
    assert (handle["limit"], handle["in_time"], handle["used"]) == ("1 working day", True, 6000)
    assert sum(interval["seconds"] for interval in handle["intervals"]) == 7 * 3600
    assert {interval["reason"] for interval in handle["intervals"]} == {"working hours", "outside working hours"}
    lines = city.done("matter", "explain", matter).splitlines()
    assert "handle, round 1: due 2026-03-03 09:20 = 2026-03-02 09:20 + 1 working day" in lines
    assert "  2026-03-02 12:00 - 13:30                      -  outside working hours" in lines
    assert "  in time: handling-reported 2026-03-02 11:00, 1 h 40 min used" in lines


def test_an_explanation_tells_extensions_and_suspensions(city: Terminal) -> None:
    matter = diverted(city)
    for hour, by, words in [
        ("10:00", "wu", ("extend", "--by", "1 working day", "--reason", "等待配件")),
        ("10:05", "zhou", ("extend", "--grant")),
        ("10:20", "wu", ("suspend", "--reason", "停电")),
        ("10:30", "zhou", ("suspend", "--grant")),
        ("11:00", "wu", ("resume",)),
    ]:
        city.done("matter", words[0], matter, *words[1:], by=by, at=f"2026-03-02T{hour}")
    handle = next(due for due in city.json("matter", "explain", matter)["dues"] if due["step"] == "handle")
    assert handle["extensions"] == ["1 working day"]
    stood = next(interval for interval in handle["intervals"] if interval["reason"].startswith("suspended"))
    assert (stood["start"], stood["end"]) == ("2026-03-02T02:30:00Z", "2026-03-02T03:00:00Z")
    assert sum(interval["seconds"] for interval in handle["intervals"]) == 2 * 7 * 3600
    assert handle["due"] == "2026-03-04T01:50:00Z"


def test_lists_are_filtered_and_paged(city: Terminal) -> None:
    first, second, third = diverted(city), reported(city), reported(city, unit="xiangyang-4")
    listed = lambda *words, at="2026-03-02T12:00": [  # noqa: E731
        row["matter_id"] for row in city.json("matter", "list", *words, at=at)["rows"]
    ]
    assert set(listed()) == {first, second, third}
    assert listed("--stage", "handling") == [first]
    assert listed("--host", "chengguan") == listed("--department", "chengguan") == [first]
    assert listed("--unit", "xiangyang-4") == [third]
    assert set(listed("--unit", "weibin")) == {first, second, third}
    assert listed("--text", "餐饮") == [first]
    assert set(listed("--overdue", at="2026-03-03T12:00")) == {first, second, third}
    assert listed("--overdue", at=MORNING) == []
    page = city.json("matter", "list", "--limit", "2")
    assert (len(page["rows"]), page["next"]) == (2, 2)
    assert (len(city.json("matter", "list", "--limit", "2", "--page", "2")["rows"])) == 1
    assert "one of reported, resolved-on-the-spot" in city.wrong("matter", "list", "--stage", "done")


@pytest.mark.parametrize("words", [("list",), ("history", "MATTER"), ("show", "MATTER"), ("explain", "MATTER")])
def test_what_is_shown_fits_80_columns_of_any_script_without_ornaments(city: Terminal, words: tuple[str, ...]) -> None:
    matter = diverted(city)
    city.done("matter", "urge", matter, "--note", "请尽快处理" * 20, by="zhou", at="2026-03-02T10:00")
    text = city.type("matter", *(matter if word == "MATTER" else word for word in words)).stdout
    assert "\x1b" not in text and not set("─│┌┐└┘━┃") & set(text)
    if words[0] in ("list", "history"):
        assert max(map(cell_len, text.splitlines())) <= 80
        assert "请尽快处理" in text or words[0] == "list"


def test_what_others_wrote_is_shown_and_never_obeyed_by_the_terminal(city: Terminal) -> None:
    matter = city.done(
        "matter", "report", "--unit", "xiangyang-3", "--text", "\x1b[2Jhi\x07 [red]", by="wang", at=MORNING
    )
    shown = city.done("matter", "show", matter)
    assert "\x1b" not in shown and "\x07" not in shown
    assert "�[2Jhi� [red]" in shown
