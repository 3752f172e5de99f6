"""No table that leaves is executed by a spreadsheet, and no text that is shown is obeyed by a terminal."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcase.csv_files import FOR_EXCEL, FOR_PROGRAMS, as_it_was, harmless, write_rows
from tests.support.command import Terminal, reported, small_city

FORMULAS = ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=1", "'=1", "＋1"]

PICTURES = "\x7f\x80\x9b31m\u061c\u200b\u200f\u202e\u2066\u2069\ufeff"
"""What turns, hides or colours the text around it."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    terminal = small_city(tmp_path_factory.mktemp("spreadsheets"))
    reported(terminal)
    return terminal


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("dialect", [FOR_PROGRAMS, FOR_EXCEL])
def test_no_cell_of_a_table_is_a_formula(formula: str, dialect: object) -> None:
    written = io.BytesIO()
    write_rows(written, [[formula, -1, None]], dialect)  # type: ignore[arg-type]
    assert written.getvalue().decode("utf-8-sig").lstrip('"').startswith("'")
    [[text, number, nothing]] = csv.reader(io.StringIO(written.getvalue().decode("utf-8-sig"), newline=""))
    assert (as_it_was(text), number, nothing) == (formula, "-1", "")


@given(st.text())
def test_what_was_made_harmless_can_be_read_as_it_was(text: str) -> None:
    assert as_it_was(str(harmless(text))) == text


def test_programs_and_spreadsheets_each_have_their_dialect(city: Terminal, tmp_path: Path) -> None:
    sql = "select '市' as city, 1 as n"
    query = ("projection", "query", sql)
    assert city.type(*query, "--csv").stdout_bytes == "city,n,rehearsal\n市,1,true\n".encode()
    assert city.type(*query, "--excel").stdout_bytes == "city,n,rehearsal\r\n市,1,true\r\n".encode("utf-8-sig")
    scores = ("score", "departments", "--metric", "handling", "--period", "2026-03")
    for option, begins, ends in (("--csv", b"department", b"\n"), ("--excel", b"\xef\xbb\xbfdepartment", b"\r\n")):
        city.done(*scores, option, str(tmp_path / option))
        [first, *_] = (tmp_path / option).read_bytes().splitlines(keepends=True)
        assert first.startswith(begins)
        assert first.lstrip(b"department\xef\xbb\xbf,_a-z")[-len(ends) :] == ends


def test_a_question_that_selects_a_formula_gets_a_text(city: Terminal) -> None:
    for option in ("--csv", "--excel"):
        output = city.type("projection", "query", "select '=1+1' as \"@x\"", option).stdout_bytes.decode("utf-8-sig")
        assert output.split() == ["'@x,rehearsal", "'=1+1,true"]


def test_a_bad_row_is_quarantined_as_text(city: Terminal, tmp_path: Path) -> None:
    header, row = Path("tests/fixtures/nyc311-excerpt.csv").read_text().splitlines()[:2]
    file = tmp_path / "requests.csv"
    file.write_text(f"{header}\n=HYPERLINK(1),{row}\n")
    where = city.json("import", str(file), "--mapping", "nyc311")["quarantine_file"]
    [_, bad] = csv.reader(io.StringIO(Path(where).read_text()))
    assert "'=HYPERLINK(1)" in bad


def test_json_on_a_terminal_obeys_nobody(city: Terminal) -> None:
    text = f"before{PICTURES}after"
    matter = city.done("matter", "report", "--unit", "xiangyang-3", "--channel", "phone", "--text", text, by="wang")
    shown = city.type("matter", "show", matter, "--json").stdout
    assert not set(PICTURES.replace("31m", "")) & set(shown)
    assert text in json.dumps(json.loads(shown), ensure_ascii=False).replace("\\u007f", "\x7f")
    assert not set(PICTURES.replace("31m", "")) & set(city.type("matter", "show", matter).stdout)
