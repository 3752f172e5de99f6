"""Whatever table or number leaves a rehearsal says that it does, and what leaves a real city is as it always was."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gridcase.rehearsal import MARK, REMARK
from gridcase_projections.database import in_memory, quoted
from tests.support.command import OS_USER, REGISTRY, Terminal
from tools.generate_cli_reference import commands

SINCE = ("--from", "2009-01-01", "--to", "2026-01-01", "--as-of", "2026-01-01")

SCORES = {
    "departments": ("--preset", "department", "--compare", "year"),
    "units": ("--level", "city", "--metric", "reported", "--metric", "repeat-complaints"),
    "members": ("--metric", "valid-reports"),
    "classes": ("--metric", "handling"),
    "channels": ("--metric", "reported"),
}
"""Of each dimension a question; nobody among the members did anything, so that table has no row."""

SCORED = [("score", noun, *words, *SINCE) for noun, words in SCORES.items()]

QUERY = ("projection", "query", "select channel, count(*) as n from matters group by channel order by channel")

REPORT = ("report", "assessment", "--period", "2011")

TABLE_OPTIONS = {"--csv", "--excel", "--parquet", "--table"}
"""By which a command is known that writes a table."""

Homes = tuple[Terminal, Terminal]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """A rehearsal and a real city of one name and one history."""
    folder = tmp_path_factory.mktemp("rehearsal")
    (folder / "registry.toml").write_text(REGISTRY.replace("LOGIN", OS_USER), encoding="utf-8")
    both = Terminal(folder / "rehearsal"), Terminal(folder / "real")
    for terminal, words in zip(both, (["--rehearsal"], []), strict=True):
        terminal.done("init", "--template", "china", "--name", "小城", *words)
        terminal.done("registry", "import", str(folder / "registry.toml"))
        terminal.done("import", "tests/fixtures/nyc311-excerpt.csv", "--mapping", "nyc311")
    return both


def written(terminal: Terminal, folder: Path, option: str, *words: str) -> Path:
    """The file that an option asks for."""
    place = folder / f"{terminal.home.name}{option}"
    terminal.done(*words, option, str(place))
    return place


def marked(table: bytes) -> bytes:
    """A table of CSV with the column that a rehearsal adds."""
    header, *rows = table.splitlines(keepends=True)
    return with_cell(header, b"rehearsal") + b"".join(with_cell(row, b"true") for row in rows)


def with_cell(line: bytes, cell: bytes) -> bytes:
    content = line.rstrip(b"\r\n")
    return content + b"," + cell + line[len(content) :]


@pytest.mark.parametrize("words", SCORED, ids=SCORES)
def test_scores_for_programs_and_for_spreadsheets(homes: Homes, tmp_path: Path, words: tuple[str, ...]) -> None:
    for option in ("--csv", "--excel"):
        rehearsal, real = (written(home, tmp_path, option, *words).read_bytes() for home in homes)
        assert rehearsal == marked(real) and MARK.encode() not in real
    rehearsal, real = (home.type(*words, "--csv", "-").stdout_bytes for home in homes)
    assert rehearsal == marked(real) and MARK.encode() not in real


@pytest.mark.parametrize("words", SCORED, ids=SCORES)
def test_scores_as_parquet(homes: Homes, tmp_path: Path, words: tuple[str, ...]) -> None:
    tables = []
    for home in homes:
        file = written(home, tmp_path, "--parquet", *words)
        with in_memory() as connection:
            table = connection.execute(f"from read_parquet({quoted(file)})")
            tables.append(([(name, str(kind)) for name, kind, *_ in table.description], table.fetchall()))
    (columns, rows), (real_columns, real_rows) = tables
    assert columns == [*real_columns, (MARK, "BOOLEAN")]
    assert rows == [(*row, True) for row in real_rows]
    assert MARK not in dict(real_columns)


@pytest.mark.parametrize("option", ["--csv", "--excel"])
def test_a_question_in_sql(homes: Homes, option: str) -> None:
    rehearsal, real = (home.type(*QUERY, option).stdout_bytes for home in homes)
    assert rehearsal == marked(real) and real.count(b"\n") > 2


@pytest.mark.parametrize("name", ["rehearsal", "REHEARSAL"])
def test_a_question_that_has_such_a_column_keeps_its_own(homes: Homes, name: str) -> None:
    words = ("projection", "query", f"select 'spring' as {name}, 1 as n", "--csv")
    for home in homes:
        assert home.type(*words).stdout_bytes == f"{name},n\nspring,1\n".encode()


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.heavy)])
def test_a_table_of_the_report(homes: Homes, tmp_path: Path, language: str) -> None:
    for table in ("ranking", "overdue", "standards"):
        for home in homes:
            out = tmp_path / f"{home.home.name}-{table}.csv"
            home.done(*REPORT, "--out", str(out), "--table", table, "--lang", language)
        rehearsal, real = ((tmp_path / f"{home.home.name}-{table}.csv").read_bytes() for home in homes)
        assert rehearsal == marked(real) and MARK.encode() not in real


def test_every_sheet_of_the_workbook(homes: Homes, tmp_path: Path) -> None:
    books = []
    for home in homes:
        home.done(*REPORT, "--out", str(tmp_path / f"{home.home.name}.xlsx"))
        books.append(load_workbook(io.BytesIO((tmp_path / f"{home.home.name}.xlsx").read_bytes())))
    rehearsal, real = books
    for sheet in rehearsal:
        header, *rows = sheet.values
        assert header[-1] == MARK, sheet.title
        assert {row[-1] for row in rows} <= {"true"}, sheet.title
        assert MARK not in next(real[sheet.title].values), sheet.title


DOCUMENTS = [
    *SCORED,
    (*SCORED[0], "--drill", "DOT"),
    (*SCORED[3], "--drill", "Street Condition/Cave-in"),
    (*SCORED[0][:4], *SINCE, "--what-if", "CITY"),
    ("standard-rate", "--kind", "village", "--period", "2026-03"),
]


@pytest.mark.parametrize("words", DOCUMENTS, ids=" ".join)
def test_a_document_of_numbers(homes: Homes, tmp_path: Path, words: tuple[str, ...]) -> None:
    proposal = tmp_path / "city.toml"
    proposal.write_text((homes[1].home / "city.toml").read_text("utf-8"), "utf-8")
    question = [word.replace("CITY", str(proposal)) for word in words]
    rehearsal, real = (home.json(*question) for home in homes)
    assert rehearsal == {**real, MARK: True}
    assert MARK not in real


@pytest.mark.parametrize("words", [*DOCUMENTS, QUERY], ids=" ".join)
def test_numbers_that_a_person_reads_have_a_remark(homes: Homes, words: tuple[str, ...]) -> None:
    question = [word.replace("CITY", str(homes[1].home / "city.toml")) for word in words]
    rehearsal, real = (home.type(*question) for home in homes)
    assert rehearsal.stdout == real.stdout
    assert rehearsal.stderr == f"note: {REMARK}\n{real.stderr}"


def test_no_command_that_writes_a_table_is_forgotten_here() -> None:
    writing = {
        path[1:]
        for path, command in commands()
        if TABLE_OPTIONS & {option for parameter in command.params for option in parameter.opts}
    }
    assert writing == {*(words[:2] for words in SCORED), QUERY[:2], REPORT[:2]}


def test_rows_leave_as_a_table_that_says_whose_it_is_and_only_what_was_not_let_in_leaves_otherwise() -> None:
    """A quarantine is another's rows, to be mended and imported, wherever that may be."""
    users = {
        str(path)
        for package in ("src", "projections", "streams", "cli")
        for path in Path(package).rglob("*.py")
        if "write_rows(" in path.read_text("utf-8")
    }
    assert users == {"src/gridcase/csv_files.py", "src/gridcase/importers/quarantine.py"}
