"""The demo as a newcomer sees it: a page in a pipe, and every line that it says to try."""

import json
import os
import re
import shlex
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from rich.cells import cell_len

from gridcase.rehearsal import REMARK
from tests.support.command import gridcase

SMALL = ("--scale", "700", "--days", "21", "--seed", "2")
"""A seed in which something is late at the end, so that every line is there."""

NEXT = "Where to look next"
WITH_A_NOTE = {"score", "standard-rate"}
"""Commands beside whose numbers a rehearsal says that it is one."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return shown(gridcase("demo", *SMALL, cwd=folder))


def shown(done: CompletedProcess[bytes], note: str = "") -> str:
    assert (done.returncode, done.stderr.decode()) == (0, note)
    return done.stdout.decode()


def test_the_page_fits_80_columns_and_is_plain_in_a_pipe(page: str) -> None:
    too_wide = [line for line in page.splitlines() if cell_len(line) > 80]
    assert too_wide == []
    assert "\x1b" not in page
    assert not any(line != line.rstrip() for line in page.splitlines())


def test_it_says_what_city_it_is_and_tells_the_month(page: str) -> None:
    assert "12 counties, 24 townships, 72 villages, 300 grids" in " ".join(page.split())
    for heading in ("The month in figures", "The departments", "Overdue at the month's end", "One matter", NEXT):
        assert heading in page
    assert re.search(r"^ +700 +reported", page, re.MULTILINE)


def test_every_line_that_it_says_to_try_works(page: str, folder: Path) -> None:
    lines = [line for line in page.partition(NEXT)[2].splitlines() if line.startswith(("export ", "gridcase "))]
    assert len(lines) == 10
    environment = dict(os.environ)
    for line in lines:
        word, *words = shlex.split(line)
        if word == "export":
            name, _, value = words[0].partition("=")
            environment[name] = value
        else:
            note = f"note: {REMARK}\n" if words[0] in WITH_A_NOTE else ""
            assert shown(gridcase(*words, cwd=folder, env=environment), note).strip(), line


def test_its_scorecard_is_the_one_that_the_command_gives(page: str, folder: Path) -> None:
    period = ("--from", "2026-09-01", "--to", "2026-09-22", "--as-of", "2026-09-22")
    answer = shown(gridcase("--home", "gridcase-demo", "score", "departments", *period, "--json", cwd=folder))
    rows = json.loads(answer)["rows"]
    in_time, due = sum(row["numerator"] for row in rows), sum(row["denominator"] for row in rows)
    assert f"all together {in_time:,} of {due:,}" in page
    best = max((row for row in rows if row["denominator"] >= 10), key=lambda row: (row["value"], row["denominator"]))
    assert f"({best['department']})" in page
    assert f"{best['numerator']} of {best['denominator']}" in page


def test_a_new_demo_takes_an_old_ones_place_and_the_same_seed_lives_the_same(tmp_path: Path) -> None:
    def lived(seed: str) -> str:
        page = shown(gridcase("demo", "--scale", "60", "--days", "4", "--seed", seed, "--keep", "city", cwd=tmp_path))
        return re.sub(r"in \d+\.\d s", "", page)

    first = lived("3")
    assert lived("3") == first
    assert lived("4") != first


def test_the_home_may_be_named_before_the_command_as_ever(tmp_path: Path) -> None:
    environment = {**os.environ, "GRIDCASE_HOME": "mycity"}
    little = ("demo", "--scale", "5", "--days", "1")
    shown(gridcase(*little, cwd=tmp_path, env=environment))
    shown(gridcase("--home", "mine", *little, cwd=tmp_path, env=environment))
    assert {path.name for path in tmp_path.iterdir()} == {"gridcase-demo", "mine"}


def test_a_demo_takes_nothing_elses_place(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("five years", encoding="utf-8")
    done = gridcase("demo", "--keep", "mine", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.decode().startswith("refused (not-a-demo): ")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("scale", ["huge", "0", "-3", "1e9"])
def test_another_word_for_the_scale_is_wrong_usage(scale: str, tmp_path: Path) -> None:
    done = gridcase("demo", f"--scale={scale}", cwd=tmp_path)
    assert done.returncode == 2
    assert b"small, full or a number of matters" in done.stderr
    assert list(tmp_path.iterdir()) == []
