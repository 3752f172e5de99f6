"""The tutorials are run as they stand: every command is typed, and prints what the page says it prints."""

import re
from pathlib import Path

import pytest

from tests.support.pages import Typed, bash_transcript, only, prose, typed

FIRST_MATTER, THE_DEMO = "docs/tutorial/first-matter.md", "docs/tutorial/the-demo.md"

DIFFERENT: dict[str, tuple[str, str]] = {
    FIRST_MATTER: (r"\bM260302-[0-9A-Z]{6}\b", "M260302-7QK3F9"),
    THE_DEMO: (r"\bin \d+\.\d s\b", "in 0.0 s"),
}
"""What is another one each time: the id of the matter, the time that the machine took."""

NUMBER = re.compile(r"\d[\d,]*(?<!,)")
KNOWN_ELSEWHERE: dict[str, set[str]] = {
    FIRST_MATTER: set(),
    THE_DEMO: {"154", "3,795", "25,100", "20,000"},  # tests/unit/test_demo_city.py
}


@pytest.fixture(scope="module", params=[FIRST_MATTER, THE_DEMO])
def page(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def transcript(page: str, folder: Path) -> list[Typed]:
    return [known(page, step) for step in bash_transcript(typed(page), folder)]


def known(page: str, step: Typed) -> Typed:
    pattern, always = DIFFERENT[page]
    return step._replace(printed=re.sub(pattern, always, step.printed))


def test_every_command_prints_what_stands_there(page: str, transcript: list[Typed]) -> None:
    assert transcript == [known(page, step) for step in typed(page)]


def test_every_number_in_the_words_between_is_one_that_was_printed(page: str, transcript: list[Typed]) -> None:
    printed = {number.lstrip("0") for step in transcript for text in step for number in NUMBER.findall(text)}
    assert {*NUMBER.findall(prose(page))} - printed - KNOWN_ELSEWHERE[page] == set()


@pytest.mark.parametrize("page", [THE_DEMO], indirect=True)
def test_the_readme_shows_what_the_demo_prints(transcript: list[Typed], folder: Path) -> None:
    assert transcript
    [excerpt] = only("README.md", "text")
    printed = (folder / "page.txt").read_text("utf-8").splitlines()
    assert [line for line in excerpt.splitlines() if line not in printed] == []
