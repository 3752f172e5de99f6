"""Scorecards from the command line: of whom, of what, compared, written to files, explained and asked what if."""

import csv
import io
import re
from pathlib import Path

import pytest

from gridcase_projections.database import in_memory, quoted
from tests.support.command import Terminal, diverted, small_city
from tests.support.pages import commands, only

MARCH = ("--from", "2026-03-01", "--to", "2026-04-01")


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    """One matter, diverted on a Monday to chengguan with one working day, and nothing since; one case is enough."""
    terminal = small_city(tmp_path)
    ranks_from(terminal, least=1)
    diverted(terminal)
    return terminal


def ranks_from(city: Terminal, *, least: int) -> None:
    """The city gives places to whoever has so many cases."""
    rules = city.home / "city.toml"
    rules.write_text(re.sub(r"(?m)^least = \d+", f"least = {least}", rules.read_text("utf-8")), "utf-8")


def test_a_preset_is_scored_graded_and_placed(city: Terminal) -> None:
    document = city.json("score", "departments", "--preset", "district-100", *MARCH, at="2026-03-10")
    [row] = document["rows"]
    assert (document["preset"], row["department"], row["place"], row["grade"]) == ("district-100", "chengguan", 1, "E")
    assert row["score"] == 30, "it was neither extended nor done again, but is overdue"
    assert row["metrics"]["overdue"] == {"numerator": 1, "denominator": 1, "value": 1.0, "low": 0.2065, "high": 1.0}
    output = city.done("score", "departments", "--preset", "district-100", *MARCH, at="2026-03-10")
    assert "as implemented in" in output
    assert "1/1" in output


def test_one_case_is_too_few_to_rank_and_its_parts_are_shown(city: Terminal) -> None:
    ranks_from(city, least=2)
    words = ("score", "departments", "--preset", "district-100", *MARCH)
    [row] = city.json(*words, at="2026-03-10")["rows"]
    assert (row["place"], row["too_few"], row["score"], row["grade"]) == (None, True, None, "")
    assert row["metrics"]["overdue"]["numerator"] == 1
    output = city.done(*words, at="2026-03-10")
    assert re.search(r"chengguan +too few +n/a", output)
    assert "too few to rank 数量太少，不排名, fewer than 2 cases in a rate (scoring.least)" in output
    [cells] = csv.DictReader(io.StringIO(city.done(*words, "--csv", "-", at="2026-03-10")))
    assert (cells["place"], cells["too_few"], cells["overdue_low"], cells["overdue_high"]) == (
        "",
        "True",
        "0.2065",
        "1.0000",
    )


def test_the_interval_of_a_rate_is_shown_on_demand(city: Terminal) -> None:
    words = ("score", "departments", "--metric", "overdue", *MARCH)
    assert "0.2065" not in city.done(*words, at="2026-03-10")
    assert "1.0000  0.2065  1.0000" in city.done(*words, "--interval", at="2026-03-10")
    both = city.done(*words, "--metric", "handling", "--interval", at="2026-03-10")
    assert "1.0000 1/1 0.2065–1.0000" in both and "0.0000 0/1 0.0000–0.7935" in both


def test_several_metrics_stand_side_by_side(city: Terminal) -> None:
    words = ("score", "departments", "--metric", "handling", "--metric", "overdue", *MARCH)
    document = city.json(*words, at="2026-03-10")
    assert document["metrics"] == ["handling", "overdue"]
    assert document["rows"][0]["metrics"]["overdue"]["value"] == 1.0
    assert "a: handling, b: overdue" in city.done(*words, at="2026-03-10")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("units", "--level", "village"), "xiangyang"),
        (("units", "--under", "weibin"), "xiangyang-3"),
        (("classes",), "fumes"),
        (("channels",), "phone"),
    ],
)
def test_a_metric_is_asked_of_places_classes_and_channels(city: Terminal, words: tuple[str, ...], key: str) -> None:
    document = city.json("score", *words, *MARCH, at="2026-03-10")
    assert [(next(iter(row.values())), row["denominator"]) for row in document["rows"]] == [(key, 1)]


def test_members_are_scored_by_what_they_did(city: Terminal) -> None:
    document = city.json("score", "members", "--metric", "in-time-diversion", *MARCH, at="2026-03-10")
    of_one = {"low": 0.2065, "high": 1.0}
    assert document["rows"] == [{"member": "zhou", "numerator": 1, "denominator": 1, "value": 1.0, **of_one}]
    assert "counted by member" in city.wrong("score", "members", "--metric", "closing", *MARCH)


def test_a_period_has_a_name(city: Terminal) -> None:
    march = city.json("score", "departments", "--period", "2026-03", at="2026-05-10")
    assert (march["from"], march["to"]) == ("2026-02-28T16:00:00Z", "2026-03-31T16:00:00Z")
    for longer in ("2026-Q1", "2026-H1", "2026"):
        assert march["rows"] == city.json("score", "departments", "--period", longer, at="2026-05-10")["rows"]
    assert city.json("score", "departments", "--period", "2026-H2", at="2027-05-10")["rows"] == []
    assert "2026-Q4" in city.wrong("score", "departments", "--period", "March")


def test_a_month_is_compared_with_the_one_before(city: Terminal) -> None:
    words = ("score", "departments", "--period", "2026-03", "--compare", "month")
    [row] = city.json(*words, at="2026-04-10")["rows"]
    assert (row["value"], row["value_before"], row["value_change"]) == (0.0, None, None)


def test_as_known_leaves_out_what_was_not_recorded_yet(city: Terminal) -> None:
    assert city.json("score", "departments", *MARCH, "--as-known", "2026-03-10", at="2026-03-10")["rows"] == []


def test_scores_are_written_as_csv_and_parquet(city: Terminal, tmp_path: Path) -> None:
    words = ("score", "departments", "--preset", "district-100", *MARCH)
    [row] = csv.DictReader(io.StringIO(city.done(*words, "--csv", "-", at="2026-03-10")))
    assert (row["department"], row["overdue_numerator"], row["overdue_value"]) == ("chengguan", "1", "1.0000")
    assert row["rehearsal"] == "true"
    file = tmp_path / "scores.parquet"
    city.done(*words, "--parquet", str(file), at="2026-03-10")
    with in_memory() as connection:
        question = f"select department, overdue_denominator, typeof(score), rehearsal from {quoted(file)}"
        assert connection.execute(question).fetchall() == [("chengguan", 1, "DECIMAL(38,4)", True)]


def test_a_metric_says_what_it_means(city: Terminal) -> None:
    output = city.done("score", "departments", "--define", "--metric", "rework")
    assert "返工率" in output
    assert "wrong diversion" in output
    [whole, *parts] = city.json("score", "departments", "--define", "--preset", "three-rates")
    assert whole["formula"].startswith("10 · response")
    assert [part["metric"] for part in parts] == ["response", "solution", "satisfaction"]


def test_a_preset_drills_down_to_the_matters_behind_each_part(city: Terminal) -> None:
    words = ("score", "departments", "--preset", "district-100", *MARCH, "--drill", "chengguan")
    rows_by_metric = city.json(*words, at="2026-03-10")["rows_by_metric"]
    assert [row["counted"] for row in rows_by_metric["overdue"]] == [True]


def test_what_if_shows_who_would_move_and_why_and_leaves_the_events_alone(city: Terminal, tmp_path: Path) -> None:
    [store] = city.home.glob("events.sqlite")
    before = store.read_bytes()
    proposed = tmp_path / "proposed.toml"
    rules = (city.home / "city.toml").read_text("utf-8")
    in_the_evening = rules.replace('hours = ["09:00-12:00", "13:30-17:30"]', 'hours = ["18:00-19:00"]')
    assert in_the_evening != rules
    proposed.write_text(in_the_evening, "utf-8")
    words = ("score", "departments", "--metric", "overdue", *MARCH, "--as-of", "2026-03-02T20:00")
    document = city.json(*words, "--what-if", str(proposed), at="2026-03-10")
    [row] = document["rows"]
    assert (row["actual"], row["would_be"]["numerator"]) == ({}, 1)
    assert [(one["was"], one["would_be"]) for one in document["verdicts"]] == [("", "not handled")]
    assert "1 verdict would be different" in city.done(*words, "--what-if", str(proposed), at="2026-03-10")
    assert store.read_bytes() == before


def test_what_if_a_class_had_another_limit(city: Terminal, tmp_path: Path) -> None:
    classes = tmp_path / "registry.toml"
    fumes = '[[classes]]\ncode = "fumes"\nname = "餐饮油烟"\nlist_code = "environment"\n'
    classes.write_text(fumes + 'limits = { handle = "3 working days" }\n', "utf-8")
    proposal = ("--what-if", str(city.home / "city.toml"), "--classes", str(classes))
    words = ("score", "departments", "--metric", "overdue", *MARCH, "--as-of", "2026-03-03T20:00")
    [verdict] = city.json(*words, *proposal, at="2026-03-10")["verdicts"]
    assert (verdict["was"], verdict["would_be"]) == ("not handled", "")


def test_what_if_says_what_it_cannot_be_asked(city: Terminal, tmp_path: Path) -> None:
    rules = (city.home / "city.toml").read_text("utf-8")
    afield = tmp_path / "afield.toml"
    afield.write_text(rules.replace('judge_by = "recorded"', 'judge_by = "occurred"'), "utf-8")
    words = ("score", "departments", *MARCH, "--what-if")
    assert 'judge_by: "recorded" in both cities' in city.wrong(*words, str(afield))
    error = city.wrong(*words, str(city.home / "city.toml"), "--as-known", "2026-03-05")
    assert "--as-known" in error and "all that is known now" in error


def test_scores_say_what_codes_are_called_and_what_is_not_there_is_said(city: Terminal) -> None:
    assert "chengguan           0            1  0.0000  城市管理局" in city.done(
        "score", "departments", *MARCH, at="2026-03-10"
    )
    nothing = city.done("score", "departments", "--period", "2026-05", at="2026-06-10")
    assert nothing.endswith("no department has anything to count here")
    none = city.done("score", "departments", *MARCH, "--drill", "huanbao", at="2026-03-10")
    assert none.endswith("nothing to count here")
    assert "the code of a unit" in city.wrong("score", "units", *MARCH, "--under", "atlantis")


def test_a_wide_table_is_wider_than_the_terminal_and_loses_no_digit(
    city: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    words = ("score", "departments", "--preset", "district-100", *MARCH, "--compare", "month")
    lines = city.done(*words, at="2026-03-10").splitlines()
    assert lines[-2].split()[:4] == ["department", "place", "score", "grade"]
    assert lines[-1].split()[:4] == ["chengguan", "1", "30.00", "E"]
    assert lines[-1].count("/1") == 5


def test_the_questions_of_the_explanation_are_answered(city: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(city.home)
    (city.home / "proposed.toml").write_bytes((city.home / "city.toml").read_bytes())
    questions = list(commands("\n".join(only("docs/explanation/metrics.md", "sh"))))
    assert len(questions) == 5
    for words in questions:
        assert "2026-10-01 00:00" in city.done(*words, at="2026-11-02"), words
