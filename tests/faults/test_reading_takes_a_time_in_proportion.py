"""Files that people hand in are read in a time in proportion to their size, or refused in one line."""

import csv
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gridcase.configuration import Document
from gridcase.configuration.toml_limits import MAX_CHARACTERS, MAX_DEPTH, MAX_KEY_PARTS
from gridcase.errors import BadConfiguration
from gridcase.importers import load_mapping
from gridcase.importers.rows import BadRow
from gridcase.importers.table import Lines, Table
from tests.support.command import Terminal, small_city

HEADER, ROW = Path("tests/fixtures/nyc311-excerpt.csv").read_text().splitlines()[:2]

STRAY_QUOTES = ['x","', 'x","y', '"', '""', '"""', 'a,"', 'a,"b', '",', '","', 'x""","', '"\t"', '" "x","']


def table_of(folder: Path, text: str) -> Table:
    file = folder / "requests.csv"
    file.write_text(text)
    return Table(file, load_mapping("nyc311"))


@pytest.mark.parametrize("stray", STRAY_QUOTES)
def test_no_line_is_read_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stray: str) -> None:
    taken = [0]
    take = Lines.__next__

    def counted(lines: Lines) -> str:
        taken[0] += 1
        return take(lines)

    monkeypatch.setattr(Lines, "__next__", counted)
    many = 20_000
    with table_of(tmp_path, f"{HEADER}\n" + f"{stray}\n" * many) as table:
        assert all(isinstance(row, BadRow) for row in table.rows())
    assert taken[0] <= 4 * many


def test_a_quote_that_is_never_closed_costs_its_own_row(tmp_path: Path) -> None:
    with table_of(tmp_path, f'{HEADER}\n"{ROW}\n' + f"{ROW}\n" * 5_000) as table:
        kinds = [isinstance(row, BadRow) for row in table.rows()]
    assert kinds == [True] + [False] * 5_000


def test_rows_among_stray_quotes_are_what_they_were_when_each_was_read_alone(tmp_path: Path) -> None:
    """What is remembered of a row that was none gives the same rows as reading all of it again."""
    for seed in range(200):
        lines = [STRAY_QUOTES[(seed * 7 + place * place) % len(STRAY_QUOTES)] for place in range(seed % 13 + 1)]
        text = "\n".join([HEADER, *lines, ROW, ""])
        with table_of(tmp_path, text) as table:
            ours = [(row.row if isinstance(row, BadRow) else row).line for row in table.rows()]
        assert ours == lines_by_reading_again(text), text


def lines_by_reading_again(text: str) -> list[int]:
    """Where each row begins, if after every row that is none all that follows its first line is read afresh."""
    lines, first, begins = text.splitlines(keepends=True)[1:], 0, []
    while first < len(lines):
        reader = csv.reader(iter(lines[first:]), strict=True)
        try:
            fields = next(reader)
        except csv.Error:
            begins.append(first + 2)
            first += 1
        else:
            if fields:
                begins.append(first + 2)
            first += reader.line_num
    return begins


def test_a_row_that_never_ends_is_not_held(tmp_path: Path) -> None:
    with table_of(tmp_path, f'{HEADER}\n"\n' + 'x","\n' * 600_000) as table:
        first = next(table.rows())
    assert isinstance(first, BadRow)
    assert "row larger than" in first.reason


HOSTILE: dict[str, Callable[[int], str]] = {
    "brackets": lambda size: "a = " + "[" * size + "]" * size,
    "braces": lambda size: "a = " + "{a=" * size + "1" + "}" * size,
    "dots": lambda size: "a." * size + "b = 1",
    "dots and blanks": lambda size: "a . " * size + "b = 1",
    "dots and quotes": lambda size: '"a".' * size + "b = 1",
    "dots in a header": lambda size: "[" + "a." * size + "b]",
    "dots in a table": lambda size: "t = { " + "a." * size + "b = 1 }",
    "digits": lambda size: "a = " + "1" * size,
    "an open bracket and blanks": lambda size: "[" + " " * size,
    "two open brackets and blanks": lambda size: "[[" + " " * size,
    "a header and blanks": lambda size: "[a" + " " * size + "x",
    "a name without end": lambda size: "a" * size,
    "quotes": lambda size: '"' * size,
    "apostrophes": lambda size: "'" * size,
    "backslashes": lambda size: '"' + "\\" * size,
    "long text": lambda size: 'a = """' + "\\" * (size // 2 * 2) + '"',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_city_is_refused_in_a_time_in_proportion(kind: str) -> None:
    def seconds(size: int) -> float:
        text = HOSTILE[kind](size).encode()
        began = time.process_time()
        with pytest.raises(BadConfiguration):
            Document("city.toml", text)
        return time.process_time() - began

    small, large = min(seconds(5_000) for _ in range(3)), min(seconds(40_000) for _ in range(3))
    assert large < 24 * small + 0.1


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (f"\na = {'[' * 5000}{']' * 5000}", 2, f"at most {MAX_DEPTH} brackets within each other"),
        (f"x = 1\n\n{'a.' * 20_000}b = 1", 3, f"a key of at most {MAX_KEY_PARTS} parts"),
        (f'x = """\n\n"""\n[{"a." * 20}b]', 4, f"a key of at most {MAX_KEY_PARTS} parts"),
    ],
)
def test_the_line_is_named(text: str, line: int, expected: str) -> None:
    with pytest.raises(BadConfiguration, match=expected) as refused:
        Document("city.toml", text.encode())
    assert refused.value.where == f"city.toml line {line}"


def test_dots_and_brackets_in_texts_are_no_matter() -> None:
    text = "....................................................[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
    content = (
        f"""a = "{text}"\nb = '{text}'\nc = '''\n{text}'''\n# {text}\nd = \"\"\"{text}\\\"\"\"\"\ne = [1.5, 2.5]\n"""
    )
    assert Document("city.toml", content.encode()).content["a"] == text


def test_a_file_of_any_size_is_not_taken_in() -> None:
    with pytest.raises(BadConfiguration, match=f"at most {MAX_CHARACTERS} characters"):
        Document("registry.toml", b"#" * (MAX_CHARACTERS + 1))


def test_every_file_of_a_city_is_read_so(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "city")
    terminal.done("init", "--template", "blank")
    nested = tmp_path / "registry.toml"
    nested.write_text("units = " + "[" * 5000 + "]" * 5000)
    expected = "brackets within each other"
    assert expected in terminal.wrong("registry", "import", str(nested))
    assert expected in terminal.wrong("import", "tests/fixtures/nyc311-excerpt.csv", "--mapping", str(nested))
    (terminal.home / "calendar.toml").write_text(nested.read_text())
    city = (terminal.home / "city.toml").read_text()
    (terminal.home / "city.toml").write_text(city.replace('"every-day"', '"calendar.toml"'))
    assert expected in terminal.wrong("status")
    (terminal.home / "city.toml").write_text(nested.read_text())
    assert expected in terminal.wrong("status")


POINTS = "time,latitude,longitude,accuracy\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"time,latitude\n",
        POINTS.encode() + b"\xff,1,2,3\n",
        POINTS.encode() + b"2026-03-02T09:00\n",
        POINTS.encode() + b'"2026-03-02T09:00,35.3,113.9,5\n',
        POINTS.encode() + b'"' + b"x" * 200_000 + b'"\n',
        POINTS.encode() + b"2026-03-02T09:00,35.3,113.9," + b"9" * 5000 + b"\n",
        POINTS.encode() + "2026-03-02T09:00,35.3,113.9,²\n".encode(),
        b'"' + b"x" * 200_000,
    ],
)
def test_points_that_are_none_are_refused_with_their_line(tmp_path: Path, content: bytes) -> None:
    city = small_city(tmp_path)
    track = tmp_path / "track.csv"
    track.write_bytes(content)
    result = city.type("member", "points", str(track), "--date", "2026-03-02", by="li", at="2026-03-02T10:00")
    assert result.exit_code in (2, 3)
    assert len(result.stderr.splitlines()) == 1
