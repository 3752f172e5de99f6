"""Reading rows: what is none is told, and reading goes on."""

from pathlib import Path

import pytest

from gridcase.errors import BadConfiguration
from gridcase.importers import load_mapping
from gridcase.importers.rows import BadRow, Row
from gridcase.importers.table import Table

MAPPING = """
shape = "requests"
since = 2020-01-01
source = { code = "town", name = "Town" }
city = { code = "town", name = "Town", level = "city" }
format = { time_zone = "UTC", longest_field = 30, delimiter = ";" }
columns = { reference = "no" }
departments = { column = "host" }
catalogue = { code = "town", name = "Town", otherwise = "matter" }
histories = [{ events = [{ event = "matter-reported", at = "at" }] }]
"""


@pytest.fixture
def table(tmp_path: Path) -> "Opener":
    return Opener(tmp_path)


class Opener:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "town.toml").write_text(MAPPING)

    def open(self, content: bytes) -> Table:
        path = self.folder / "rows.csv"
        path.write_bytes(content)
        return Table(path, load_mapping(self.folder / "town.toml"))

    def read(self, content: bytes) -> list[Row | BadRow]:
        with self.open(b"no;at;host\n" + content) as table:
            return list(table.rows())

    def reason(self, content: bytes) -> tuple[str, str]:
        """Column and reason of the one bad row."""
        [bad] = [row for row in self.read(content) if isinstance(row, BadRow)]
        return bad.column, bad.reason


def test_rows_know_their_line(table: Opener) -> None:
    assert table.read(b'1;a;b\n\n2;"two\nlines";b\n3;c; d \n') == [
        Row(2, ["1", "a", "b"]),
        Row(4, ["2", "two\nlines", "b"]),
        Row(6, ["3", "c", "d"]),
    ]


def test_a_byte_order_mark_and_other_line_ends_are_no_matter(table: Opener) -> None:
    with table.open(b"\xef\xbb\xbfno;at;host\r\n1;a;b\r\n") as opened:
        assert list(opened.rows()) == [Row(2, ["1", "a", "b"])]


@pytest.mark.parametrize(
    ("content", "column", "reason"),
    [
        (b"1;a\n", "", "3 fields expected, 2 found"),
        (b"1;a;b;c\n", "", "3 fields expected, 4 found"),
        (b"1;caf\xe9;b\n", "at", "not UTF-8"),
        (b"1;a;b\0\n", "host", "a NUL character"),
        (b"1;a;" + b"b" * 31 + b"\n", "host", "at most 30 characters expected, 31 found"),
        (b'1;"a"b;c\n', "", "no row of a CSV file: ';' expected after '\"'"),
    ],
)
def test_a_row_that_is_none_is_told_and_reading_goes_on(
    table: Opener, content: bytes, column: str, reason: str
) -> None:
    assert table.reason(b"0;x;y\n" + content + b"2;c;d\n") == (column, reason)
    assert table.read(b"0;x;y\n" + content + b"2;c;d\n")[-1] == Row(4, ["2", "c", "d"])


def test_a_quote_that_is_never_closed_costs_its_own_row_alone(table: Opener) -> None:
    rows = table.read(b'1;a;b\n2;"c;d\n3;e;f\n4;"g";h\n5;i;j\n')
    assert [row.fields[0] for row in rows if isinstance(row, Row)] == ["1", "3", "4", "5"]
    assert [row.row.line for row in rows if isinstance(row, BadRow)] == [3]
    assert [row.line for row in rows if isinstance(row, Row)] == [2, 4, 5, 6]


def test_a_line_without_end_is_read_in_pieces(table: Opener) -> None:
    rows = table.read(b"x" * 2_500_000 + b"\n1;a;b\n")
    assert rows[-1] == Row(5, ["1", "a", "b"])
    assert all(isinstance(row, BadRow) and len(row.value) < 300 for row in rows[:-1])


def test_rows_are_counted(table: Opener) -> None:
    with table.open(b"no;at;host\n1;a;b\n\n2;a\n") as opened:
        list(opened.rows())
        assert opened.count == 2
        assert opened.read == opened.size


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "it is empty"),
        (b"no,at,host\n1,a,b\n", "is ';' what separates them?"),
        (b"no;time;host\n", "the column at; there are no, time, host"),
        (b"key;time;host\n", "the columns no, at; there are key, time, host"),
        (b"no;at;host;no\n", "the column no once"),
        ("no;at;host\n".encode("utf-16"), "in UTF-8"),
        (b"\x7fELF\x02\x01\x01\0\0\0\n", "in UTF-8"),
        (b'"no;at;host\n', "the header of a CSV file"),
    ],
)
def test_a_file_that_the_mapping_does_not_fit_is_one_error(table: Opener, content: bytes, expected: str) -> None:
    with pytest.raises(BadConfiguration, match=r"rows\.csv") as error:
        table.open(content)
    assert expected in str(error.value)


def test_a_folder_or_nothing_is_no_file(table: Opener, tmp_path: Path) -> None:
    mapping = load_mapping(tmp_path / "town.toml")
    for path in (tmp_path, tmp_path / "absent.csv"):
        with pytest.raises(BadConfiguration, match="a readable CSV file"):
            Table(path, mapping)
