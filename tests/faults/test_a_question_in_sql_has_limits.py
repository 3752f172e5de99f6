"""A question of an analyst takes no longer, and no more memory, than it may, and is one question."""

import resource
import time
from pathlib import Path

import pytest

from gridcase.errors import BadConfiguration
from gridcase_projections import analysis
from gridcase_projections.database import in_memory
from tests.support.command import Terminal, reported, small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    terminal = small_city(tmp_path_factory.mktemp("questions"))
    reported(terminal)
    return terminal


def test_a_question_without_end_is_given_up(city: Terminal) -> None:
    began = time.monotonic()
    error = city.wrong("projection", "query", "select count(*) from range(1e15::bigint), range(9)", "--timeout", "0.5")
    assert "an answer within 0.5 seconds" in error
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    "sql",
    [
        "select repeat('x', 4000000000::bigint)",
        "select repeat('x', 10000000) as x from range(100000)",
        "select repeat('x', 1000000000::bigint) || repeat('y', 1500000000::bigint)",
    ],
)
def test_an_answer_that_does_not_fit_is_refused(sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MEMORY_BYTES", 1 << 30)
    before = resource.getrlimit(resource.RLIMIT_AS)
    with in_memory() as connection, pytest.raises(BadConfiguration, match="an answer in 1 GiB of memory"):
        analysis.run_query(connection, sql, 10_000)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert peak_bytes < 3 << 30


def test_questions_go_on_after_one_that_was_given_up() -> None:
    with in_memory() as connection:
        with pytest.raises(BadConfiguration, match="within"):
            analysis.run_query(connection, "from range(1e15::bigint) limit 5 offset 1e14", 5, timeout_seconds=0.2)
        assert analysis.run_query(connection, "select 42 as answer", 5).rows == [[42]]


@pytest.mark.parametrize("sql", ["select 1; select 2", "select 1; drop table matters", "select 1;;select 2"])
def test_two_questions_are_none(city: Terminal, sql: str) -> None:
    assert "one question" in city.wrong("projection", "query", sql)


@pytest.mark.parametrize("form", ["--json", "--csv", "--excel", ""])
def test_no_column_hides_behind_the_name_of_another(city: Terminal, form: str) -> None:
    error = city.wrong("projection", "query", "select 1 as n, 2 as n, 3 as m", *filter(None, [form]))
    assert "a name of its own for each column: n" in error


def test_a_question_that_nests_without_end_is_refused(city: Terminal) -> None:
    assert len(city.wrong("projection", "query", "select " + "(" * 5000 + "1" + ")" * 5000).splitlines()) == 1


def test_where_the_system_does_not_tell_how_much_is_used_questions_are_answered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(analysis, "Path", lambda _: tmp_path / "nowhere")
    with in_memory() as connection:
        assert analysis.run_query(connection, "select 42 as answer", 5).rows == [[42]]
