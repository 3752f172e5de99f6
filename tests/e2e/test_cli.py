"""The command as people and scripts run it: a process of its own, on real data, in pipes, interrupted."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import pytest

from tests.support.command import gridcase, small_city
from tests.support.real_data import files, is_whole, rows

GRIDCASE = [sys.executable, "-m", "gridcase_cli.main"]

ON_TIME = ("score", "departments", "--metric", "on-time-handling")

GOLDEN = {
    "NYPD": (578, 619), "DOT": (434, 502), "DOF": (269, 340), "DHS": (134, 181), "DPR": (72, 111),
    "DOHMH": (37, 82), "DCA": (37, 65), "TLC": (38, 41), "DFTA": (25, 28), "HPD": (7, 7), "DOE": (5, 5),
    "NYCEM": (0, 1),
}  # fmt: skip


def answer(folder: Path, *words: str) -> Any:
    """The JSON that a command at the home ``nyc`` answers."""
    done = gridcase("--home", "nyc", *words, "--json", cwd=folder)
    assert (done.returncode, done.stderr.decode()) == (0, ""), done.stderr.decode()
    return json.loads(done.stdout)


def counted(path: Path, start: datetime, end: datetime, as_of: datetime) -> dict[str, tuple[int, int]]:
    """By agency, what was due in the period and by then, and how much of it was closed by then and in time."""
    due: Counter[str] = Counter()
    in_time: Counter[str] = Counter()
    for row in rows(path):
        closed, limit = read(row["Closed Date"]), read(row["Due Date"])
        if limit and start <= limit < end and limit <= as_of and not (closed and closed.year == 1900):
            due[row["Agency"]] += 1
            in_time[row["Agency"]] += bool(closed and closed <= min(limit, as_of))
    return {agency: (in_time[agency], due[agency]) for agency in due}


def read(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p") if text else None  # noqa: DTZ007 local, as given


@pytest.mark.parametrize("path", files("nyc311"), ids=lambda path: path.stem)
def test_a_real_city_is_imported_scored_and_looked_at(tmp_path: Path, path: Path) -> None:
    requests = rows(path)
    assert gridcase("--home", "nyc", "init", "--template", "blank", cwd=tmp_path).returncode == 0
    imported = gridcase("--home", "nyc", "import", str(path), "--mapping", "nyc311", "--json", cwd=tmp_path)
    result = json.loads(imported.stdout)
    assert (result["rows"], result["quarantined"]) == (len(requests), 1)
    assert result["imported"] == len(requests) - 1

    whole = answer(tmp_path, *ON_TIME, "--from", "2011-01-01", "--to", "2014-01-01", "--as-of", "2016-01-01T00:00")
    scored = {row["department"]: (row["numerator"], row["denominator"]) for row in whole["rows"]}
    assert whole["metric"] == "on-time-handling"
    assert scored == counted(path, datetime(2011, 1, 1), datetime(2014, 1, 1), datetime(2016, 1, 1))  # noqa: DTZ001
    assert not is_whole(path) or scored == GOLDEN

    then = answer(tmp_path, *ON_TIME, "--from", "2011-04-01", "--to", "2011-07-01", "--as-of", "2011-07-01T00:00")
    known = {row["department"]: (row["numerator"], row["denominator"]) for row in then["rows"]}
    summer = datetime(2011, 7, 1)  # noqa: DTZ001
    assert known == counted(path, datetime(2011, 4, 1), summer, summer)  # noqa: DTZ001
    assert not is_whole(path) or known == {"DOT": (109, 114), "DOHMH": (37, 74), "DPR": (25, 33), "TLC": (4, 7)}

    first = whole["rows"][0]["department"]
    behind = answer(
        tmp_path, *ON_TIME, "--from", "2011-01-01", "--to", "2014-01-01", "--as-of", "2016-01-01", "--drill", first
    )
    assert (sum(row["counted"] for row in behind["rows"]), len(behind["rows"])) == scored[first]

    reference = next(row["Unique Key"] for row in requests if row["Status"] == "Closed")
    assert answer(tmp_path, "matter", "show", reference)["stage"] == "closed"
    assert answer(tmp_path, "matter", "history", reference)[0]["type"] == "matter-reported"
    status = answer(tmp_path, "status")
    assert (status["matters"], status["events"]) == (result["imported"], result["events"])
    assert status["read_models"] == {"position": status["position"], "behind": 0}


def test_help_answers_without_the_heavy_libraries() -> None:
    heavy = ["duckdb", "kafka", "eventsourcing", "rich", "pydantic", "msgspec"]
    script = (
        "import sys; sys.argv = ['gridcase', '--help']\n"
        "try:\n    from gridcase_cli.main import main; main()\n"
        "except SystemExit as left:\n    assert left.code == 0\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_matter_is_shown_without_duckdb_and_kafka(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    script = (
        f"import sys; sys.argv = ['gridcase', '--home', {str(city.home)!r}, 'matter', 'show', 'M1']\n"
        "try:\n    from gridcase_cli.main import main; main()\n"
        "except SystemExit as left:\n    assert left.code == 3\n"
        "print([name for name in ('duckdb', 'kafka', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_refusal_is_one_line_on_stderr_and_exit_code_3(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    done = gridcase("--home", str(city.home), "--as", "li", "matter", "classify", "M1", "--class", "fumes")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)


def test_a_reader_that_goes_away_is_no_trouble(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [*GRIDCASE, "--home", city.home, "registry", "members"], stdout=gone, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_json_is_utf_8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    environment = {**os.environ, "PYTHONIOENCODING": "gb18030"}
    done = gridcase("--home", str(city.home), "registry", "departments", "--json", env=environment)
    assert "城市管理局" in done.stdout.decode("utf-8")
    table = gridcase("--home", str(city.home), "registry", "departments", env=environment)
    assert "城市管理局" in table.stdout.decode("gb18030")


def test_a_terminal_that_lacks_a_letter_gets_its_code(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    done = gridcase(
        "--home", str(city.home), "registry", "departments", env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u57ce\\u5e02" in done.stdout


@pytest.mark.parametrize(
    ("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)], ids=["ctrl-c is quiet", "told to stop, it ends well"]
)
@pytest.mark.parametrize("words", [("loop", "run"), ("projection", "follow")], ids=" ".join)
def test_what_runs_for_long_can_be_stopped(
    tmp_path: Path, words: tuple[str, str], how: signal.Signals, code: int
) -> None:
    city = small_city(tmp_path)
    running = subprocess.Popen(
        [*GRIDCASE, "--home", city.home, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=buffered(),
        preexec_fn=at_a_terminal,
    )
    with running:
        assert running.stdout and running.stderr
        timer = threading.Timer(60, running.kill)
        timer.start()
        first_line(running.stdout)
        running.send_signal(how)
        assert (running.wait(), running.stderr.read()) == (code, b"")
        timer.cancel()


def at_a_terminal() -> None:
    """Ctrl-C means something, however these tests were started."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def buffered() -> dict[str, str]:
    """An environment in which Python keeps back what it writes to a pipe, as it does unless told."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


def first_line(stream: IO[bytes]) -> bytes:
    """Waits until the command says that it runs."""
    return stream.readline()
