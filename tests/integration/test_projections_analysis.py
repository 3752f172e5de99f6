"""SQL of analysts: it answers, and reaches nothing but the snapshot."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.command import Terminal, handled, small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    terminal = small_city(tmp_path_factory.mktemp("analysis"))
    handled(terminal)
    return terminal


def test_a_question_is_answered_as_a_table_json_or_csv(city: Terminal) -> None:
    sql = "select host, rounds, due_close, on_the_spot from matters"
    headers, line = city.done("projection", "query", sql).splitlines()
    assert headers.split() == ["host", "rounds", "due_close", "on_the_spot"]
    assert line.split() == ["chengguan", "1", "2026-03-06", "09:30:00", "False"]
    [row] = city.json("projection", "query", sql)
    assert row == {"host": "chengguan", "rounds": 1, "due_close": "2026-03-06T09:30:00", "on_the_spot": False}
    rows = list(csv.reader(io.StringIO(city.done("projection", "query", sql, "--csv"))))
    assert rows == [
        ["host", "rounds", "due_close", "on_the_spot", "rehearsal"],
        ["chengguan", "1", "2026-03-06 09:30:00", "False", "true"],
    ]


def test_what_has_not_come_is_infinity(city: Terminal) -> None:
    [row] = city.json("projection", "query", "select valid_to from rounds where valid_to = 'infinity'")
    assert row == {"valid_to": "infinity"}


def test_a_long_answer_says_that_there_is_more(city: Terminal) -> None:
    answered = city.type("projection", "query", "from range(5)", "--limit", "3")
    assert len(answered.stdout.splitlines()) == 4
    assert "more than 3 rows" in answered.stderr


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{folder}/secret.csv')",
        "select * from read_text('{folder}/secret.csv')",
        "select * from glob('{folder}/*')",
        "from '{folder}/secret.csv'",
        "copy matters to '{folder}/leak.csv'",
        "copy (select 1) to '{folder}/leak.parquet' (format parquet)",
        "export database '{folder}/leak'",
        "attach '{folder}/leak.duckdb'",
        "install httpfs",
        "load httpfs",
        "from 'https://example.org/data.parquet'",
        "set enable_external_access = true",
        "set memory_limit = '1TB'",
        "reset lock_configuration",
        "create secret (type s3)",
    ],
)
def test_no_file_network_or_setting_is_within_reach(city: Terminal, tmp_path: Path, sql: str) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    error = city.wrong("projection", "query", sql.format(folder=tmp_path))
    assert error.startswith("gridcase: SQL: ")
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    "sql", ["drop table matters", "delete from rounds", "create table x as select 1", "vacuum full"]
)
def test_nothing_is_written(city: Terminal, sql: str) -> None:
    city.wrong("projection", "query", sql)
    assert city.json("projection", "query", "select count(*) as n from matters") == [{"n": 1}]


@pytest.mark.parametrize("sql", ["", "  ;", "/* nothing */", "selec", "select * from nowhere", "select 1/"])
def test_what_is_no_question_is_said_in_one_line(city: Terminal, sql: str) -> None:
    assert len(city.wrong("projection", "query", sql).splitlines()) == 1


def test_what_others_wrote_does_not_reach_the_terminal(city: Terminal) -> None:
    assert "\x1b" not in city.done("projection", "query", r"select e'\x1b[31mred' as x")
