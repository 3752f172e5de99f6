"""What is said of a mistake: one line that helps, exit code 2, and never a traceback."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gridcase.errors import StoreUnavailable, StreamMoved, UnreadableEvent
from gridcase_cli import errors
from gridcase_cli.app import app
from tests.support.command import Terminal, reported, small_city


def test_a_home_that_is_none_says_how_to_make_one(tmp_path: Path) -> None:
    nowhere = Terminal(tmp_path / "nowhere")
    assert (
        nowhere.wrong("status")
        == f"gridcase: no gridcase home at {nowhere.home}: run gridcase --home {nowhere.home} init\n"
    )


def test_a_home_is_made_once(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "city")
    assert "time zone UTC" in terminal.done("init", "--template", "blank")
    assert terminal.refused("init").startswith("refused (home-exists): ")


def test_an_unknown_template_is_answered_with_those_there_are(tmp_path: Path) -> None:
    line = Terminal(tmp_path / "city").wrong("init", "--template", "chine")
    assert "perhaps china" in line


def test_a_broken_city_toml_is_told_by_line_key_and_expectation(tmp_path: Path) -> None:
    terminal = small_city(tmp_path)
    file = terminal.home / "city.toml"
    file.write_text(file.read_text().replace("max_extensions", "max_extention"))
    line = terminal.wrong("status")
    assert "city.toml line" in line and "perhaps max_extensions" in line


@pytest.mark.parametrize(
    ("words", "saying"),
    [
        (("mater", "list"), "Did you mean 'matter'?"),
        (("matter", "clasify", "M1"), "Did you mean 'classify'"),
        (("matter", "show"), "Missing argument 'MATTER'"),
        (("matter", "report"), "Missing option '--unit'"),
        (("matter", "report", "--unit", "u", "--channel", "fax"), "--channel"),
        (("matter", "supervise", "M1", "--degree", "12"), "--degree"),
        (("score", "departments", "--metric", "speed"), "on-time-handling"),
        (("import", "no-such.csv", "--mapping", "nyc312"), "perhaps nyc311"),
        (("import", "no-such.csv", "--mapping", "nyc311"), "no-such.csv"),
        (("registry", "import", "no-such-folder"), "no-such-folder"),
    ],
)
def test_wrong_words_are_answered_with_the_right_ones(tmp_path: Path, words: tuple[str, ...], saying: str) -> None:
    terminal = Terminal(tmp_path / "city")
    terminal.done("init")
    assert saying in terminal.wrong(*words)


@pytest.mark.parametrize("time", ["yesterday", "2026-13-01", "9999-99-99T99:99"])
def test_a_time_that_is_none_is_told_by_its_option(tmp_path: Path, time: str) -> None:
    city = small_city(tmp_path)
    matter = reported(city)
    assert f"--at: '{time}': a time such as" in city.wrong("matter", "show", matter, at=time)
    assert f"--from: '{time}'" in city.wrong("score", "departments", "--from", time)


def test_words_that_are_no_text_are_refused_unless_they_name_a_file(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    for words in (("matter", "list", "--text", "\udcff"), ("matter", "show", "\udcff"), ("matter", "show", "M1\udcff")):
        assert "is not UTF-8" in city.wrong(*words)
    assert "not UTF-8" in city.wrong("matter", "urge", reported(city), by="\udcff")
    file = tmp_path / "\udcff.csv"
    file.write_text("code,name\nshuiwu,水务局\n", encoding="utf-8")
    assert city.json("registry", "import", str(file), "--kind", "department")["changed"] == 1


def test_a_time_that_no_calendar_reaches_is_refused(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    for time in ("9999-12-31", "0001-01-01T00:00+14:00"):
        assert "--at: " in city.wrong("matter", "report", "--unit", "xiangyang-3", by="wang", at=time)


def test_a_period_ends_after_it_begins(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    assert "--to: '2026-01-01'" in city.wrong("score", "departments", "--from", "2026-03-01", "--to", "2026-01-01")


def test_an_extension_says_how_long_or_whether(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    assert "Say --by LIMIT" in city.wrong("matter", "extend", reported(city), by="wu")


FAULTS = (
    OSError(28, "No space left on device"),
    StoreUnavailable("the disk is full"),
    StreamMoved("matter:M1", 3),
    UnreadableEvent("matter:M1", 1, "damaged"),
)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_store_is_one_line_and_exit_code_1(fault: Exception) -> None:
    line, code = errors.line_and_code(fault)
    assert line == f"gridcase: {fault}".replace("[Errno 28] ", "")
    assert code == 1


def test_a_bug_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError), errors.in_plain_words():
        raise ZeroDivisionError


def test_ctrl_c_is_quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city = small_city(tmp_path)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gridcase.repository.Matters.find", interrupted)
    result = city.type("matter", "show", "M1")
    assert (result.exit_code, result.output) == (130, "")


def test_the_version_is_that_of_the_distribution() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert result.stdout.startswith("gridcase ")
