"""What the documentation shows is run by a test, or it is said why not; and every command that it names is one."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from pkgutil import resolve_name

import pytest
from typer._click.exceptions import MissingParameter, NoArgsIsHelpError
from typer.core import TyperGroup
from typer.main import get_command

from gridcase_cli.app import app
from tests.support.pages import PAGES, QUOTED, ROOT, Block, blocks, commands, only, prose, read, typed
from tools.generate_cli_reference import commands as documented

INTEGRATE = "docs/how-to/integrate.md"
PARTS = ("cli", "projections", "streams")
FOLDERS = {"gridcase": "src", **{f"gridcase_{part}": part for part in PARTS}}
"""Where the packages lie."""

PYTHON = [f"docs/explanation/{page}.md" for page in ("assessments", "patrols", "the-matter", "working-time")]

RUN: Mapping[tuple[str, str], str] = {
    ("docs/how-to/back-up.md", "console"): "tests/e2e/test_back_up_docs.py",
    ("README.md", "text"): "tests/e2e/test_tutorials.py",
    ("docs/explanation/assessments.md", "toml"): "tests/unit/test_compliance_docs.py",
    ("docs/explanation/metrics.md", "sh"): "tests/e2e/test_score.py",
    **{(page, "python"): "tests/unit/test_pages.py" for page in PYTHON},
    ("docs/explanation/working-time.md", "toml"): "tests/unit/test_calendars.py",
    **{
        ("docs/how-to/describe-your-city.md", language): "tests/unit/test_city_docs.py"
        for language in ("csv", "toml", "console", "text")
    },
    ("docs/how-to/embed.md", "python"): "tests/integration/test_embed_docs.py",
    ("docs/how-to/import-your-data.md", "csv"): "tests/integration/test_import_docs.py",
    ("docs/how-to/import-your-data.md", "toml"): "tests/integration/test_import_docs.py",
    **{(INTEGRATE, language): "tests/e2e/test_stream_integrate.py" for language in ("console", "python", "sh")},
    **{(INTEGRATE, language): "tests/e2e/test_stream_integrate.py" for language in ("text", "toml")},
    ("docs/reference/city-toml.md", "toml"): "tests/unit/test_city_docs.py",
    ("docs/reference/cli.md", "text"): "tests/unit/test_cli_help.py",
    ("docs/tutorial/first-matter.md", "console"): "tests/e2e/test_tutorials.py",
    ("docs/tutorial/the-demo.md", "console"): "tests/e2e/test_tutorials.py",
}
"""Which test runs the blocks of a page in a language, and compares what they print with what stands there."""

PICTURE = "a picture"
OWN_DATA = "needs a city's own files; that its commands are understood is tested here"
ELSEWHERE = "is done with other programs, on a machine of one's own"

ILLUSTRATIVE: Mapping[tuple[str, str], str] = {
    ("README.md", "report ──►"): PICTURE,
    ("README.md", "make demo"): "what `make demo` shows is compared below it; `make test` is this run",
    ("README.md", "source .venv"): OWN_DATA,
    ("README.md", "gridcase --home nyc init"): OWN_DATA,
    ("docs/explanation/architecture.md", "gridcase_cli"): PICTURE,
    ("docs/explanation/metrics.md", "events →"): PICTURE,
    ("docs/explanation/read-models.md", "store or topic"): PICTURE,
    ("docs/explanation/the-matter.md", "┌──"): PICTURE,
    ("docs/explanation/the-store.md", "feed = Feed("): "a loop without end; tests/integration/test_feed.py follows so",
    ("docs/how-to/back-up.md", "15 2 * * *"): "a line for cron",
    ("docs/how-to/back-up.md", "gridcase stream publish"): "tests/faults/test_two_cities_one_broker.py does so",
    ("docs/how-to/back-up.md", "export GRIDCASE_STORE_PASSWORD"): "tests/faults/test_a_store_that_moves.py does so",
    ("docs/how-to/embed.md", "gridcase --home mycity init"): OWN_DATA,
    ("docs/how-to/import-your-data.md", "gridcase --home nyc init"): OWN_DATA,
    ("docs/how-to/import-your-data.md", "gridcase --home town import"): OWN_DATA,
    (INTEGRATE, "[streams]\nscorecards_every"): "tests/e2e/test_stream_integrate.py publishes every second instead",
    ("docs/how-to/report.md", "pip install"): "tests/e2e/test_report.py writes each kind, of a demo city",
    ("docs/how-to/report.md", "gridcase report schedule"): "tests/unit/test_report.py writes them, of a small city",
    ("docs/how-to/report.md", "7 1 * * *"): "a line for cron",
    ("docs/how-to/report.md", "gridcase projection query"): OWN_DATA,
    ("docs/how-to/run-kafka.md", "docker compose"): ELSEWHERE,
    ("docs/how-to/run-kafka.md", "listeners="): ELSEWHERE,
    ("docs/how-to/run-kafka.md", "bin/kafka-storage.sh"): ELSEWHERE,
    ("docs/how-to/run-kafka.md", "bin/kafka-server-start.sh"): ELSEWHERE,
    ("docs/how-to/run-kafka.md", ".venv/bin/python"): "tests/integration/test_support_kafka.py starts the same node",
    ("docs/how-to/run-kafka.md", "[kafka]\nbootstrap"): "tests/integration/test_stream_secured.py tries every way in",
    ("docs/how-to/run-postgres.md", "docker compose"): ELSEWHERE,
    ("docs/how-to/run-postgres.md", "apt-get install"): ELSEWHERE,
    ("docs/how-to/run-postgres.md", "gridcase --home xinxiang"): "tests/faults/test_a_store_that_moves.py does so",
    ("docs/how-to/run-postgres.md", "[store]"): "tests/faults/test_a_store_is_named_and_its_password_is_not.py does so",
}
"""Why a block, known by how it begins, is run by no test."""


def reason(page: str, block: Block) -> list[tuple[str, str]]:
    return [(where, begins) for where, begins in ILLUSTRATIVE if where == page and block.starts(begins)]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_is_run_or_it_is_said_why_not(page: str) -> None:
    unheard_of = [block for block in blocks(page) if (page, block.language) not in RUN and not reason(page, block)]
    assert unheard_of == []


def test_nothing_is_said_of_blocks_that_are_not_there() -> None:
    there = {(page, block.language) for page in PAGES for block in blocks(page)}
    assert RUN.keys() <= there
    assert {one for page in PAGES for block in blocks(page) for one in reason(page, block)} == ILLUSTRATIVE.keys()
    for (page, _), test in RUN.items():
        assert page.rpartition("/")[2].removesuffix(".md") in (ROOT / test).read_text("utf-8"), f"{test}: {page}"


@pytest.mark.parametrize("page", PYTHON)
def test_the_examples_in_python_run(page: str) -> None:
    examples = only(page, "python")
    assert examples
    for example in examples:
        exec(compile(example, page, "exec"), {})


def anchors(page: str) -> set[str]:
    """What a link may point at within a page: its headings, as they are written in addresses."""
    headings = re.findall(r"(?m)^#+ (.+)$", prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: str) -> Iterator[tuple[str, str]]:
    """The files that a page leads to, by their paths from the root, and the places in them."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        path, _, anchor = target.partition("#")
        if "://" not in target:
            yield os.path.normpath(Path(page).parent / path) if path else page, anchor


@pytest.mark.parametrize("page", [*PAGES, "CHANGELOG.md", *(f"{part}/README.md" for part in PARTS)])
def test_every_link_leads_somewhere(page: str) -> None:
    for path, anchor in links(page):
        assert (ROOT / path).exists(), path
        assert not anchor or anchor in anchors(path), f"{path}#{anchor}"


@pytest.mark.parametrize("page", [*PAGES, *(f"{part}/README.md" for part in PARTS)])
def test_whatever_a_page_names_of_the_tree_is_there(page: str) -> None:
    """Folders and files, those of a package from its own name on, and what can be imported."""
    text = prose(page)
    for package, path in re.findall(r"`(gridcase\w*|tests|tools|docs|benchmarks)/([\w./-]+)`", text):
        assert (ROOT / FOLDERS.get(package, "") / package / path).exists(), f"{package}/{path}"
    for name in re.findall(r"`(gridcase\w*(?:\.\w+)+)`", text):
        if not re.fullmatch(r"gridcase\.publisher|.*\.v\d+", name):  # names at a broker
            assert resolve_name(name), name


def test_every_page_is_found_from_the_front() -> None:
    linked = {path for page in ("README.md", "docs/decisions/README.md") for path, _ in links(page)}
    assert {*PAGES} - linked == {"README.md"}


def test_every_header_of_the_contracts_is_told_of() -> None:
    contract = read("streams/gridcase_streams/contracts/asyncapi.yaml")
    headers = {*re.findall(r"(?m)^ +(ce_\w+):$", contract)}
    assert len(headers) > 10
    assert headers <= {*re.findall(r"`(ce_\w+)`", read("docs/reference/streams.md"))}


def test_every_decision_is_listed_in_its_order() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("0*.md"))
    rows = re.findall(r"(?m)^\| (\d+) \| \[(.+)\]\((.+)\) \| .+ \|$", read("docs/decisions/README.md"))
    assert [name for _, _, name in rows] == records
    for number, title, name in rows:
        assert int(number) == int(name[:4])
        assert read(f"docs/decisions/{name}").startswith(f"# {number}. {title}\n")


def understood(words: list[str]) -> None:
    """Whether there is such a command with such options; as a usage error of the command, if not."""
    command = get_command(app)
    context = command.make_context("gridcase", [*words])
    while isinstance(command, TyperGroup):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert command is not None
        context = command.make_context(name, rest, parent=context)


def shown(page: str) -> str:
    """The lines of shell that a page shows: those of blocks without a language are such too, where they can be read."""
    shell = [block.text for block in blocks(page) if block.language in ("", "sh") and "──" not in block.text]
    return "\n".join([*shell, *(step.command for step in typed(page))])


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_shows_is_one(page: str) -> None:
    for words in commands(shown(page)):
        if words:
            understood(words)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_speaks_of_is_one(page: str) -> None:
    for quoted in QUOTED.findall(prose(page)):
        for words in commands(quoted.replace("\n", " ").removesuffix(" --help")):
            try:
                understood(words)
            except (MissingParameter, NoArgsIsHelpError):
                continue  # prose need not say everything


@pytest.mark.parametrize(
    "path", [" ".join(path) for path, command in documented() if "Example:" in (command.help or "")]
)
def test_the_example_of_each_command_is_one(path: str) -> None:
    text = next(command.help for names, command in documented() if " ".join(names) == path)
    assert text is not None
    for line in text.partition("Example:")[2].strip().splitlines():
        [words] = commands(line)
        understood(words)
