"""One word for one thing: what the table of words calls something is what it is called wherever anything is shown."""

import re
from pathlib import Path

import pytest

from gridcase.words import WORDS, MatterWord, Word
from gridcase_projections.metrics.catalogue import COHORTS, METRICS
from gridcase_projections.metrics.chinese import PHRASES as DEFINITIONS
from gridcase_projections.report.phrases import PHRASES
from tests.support.pages import ROOT, read

SHOWN = ("src", "projections", "streams", "cli", "docs", "README.md")
"""All that ships and all that is read; tests may say what is said nowhere else."""

NOT_SHOWN = {"src/gridcase/words.toml"}
"""Names the words that are said nowhere."""

CHINESE = re.compile("[\u3400-\u9fff]")

CRIMINAL = re.compile("(刑事|治安)[^ ]*案件")
"""Another thing: what the police call a case."""


def shown_files() -> list[Path]:
    paths = [ROOT / part for part in SHOWN]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    return [file for file in files if file.suffix != ".pyc" and str(file.relative_to(ROOT)) not in NOT_SHOWN]


LINES = [
    (f"{file.relative_to(ROOT)}:{number}", CRIMINAL.sub("", line))
    for file in shown_files()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    if CHINESE.search(line)
]


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_nothing_is_called_by_another_word(word: Word) -> None:
    never = re.compile("|".join(word.never))
    assert [where for where, line in LINES if never.search(line)] == []
    assert not never.search(word.zh)


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_every_word_stands_in_the_glossary_beside_its_english(word: Word) -> None:
    rows = [line for line in read("docs/glossary.md").splitlines() if line.startswith("|")]
    assert any(word.zh in row and word.en in row.casefold() for row in rows), (word.en, word.zh)


def test_there_are_enough_lines_to_look_at() -> None:
    assert len(LINES) > 1000


def test_what_a_matter_is_called_is_said_by_the_city_alone() -> None:
    """Its own word stands in documents that are made for no city; never the other beside it, never a third."""
    both = {"src/gridcase/words.py", "src/gridcase/city/tables.py", "docs/glossary.md"}
    both |= {"docs/how-to/report.md", "docs/reference/city-toml.md"}
    others = [where.partition(":")[0] for where, line in LINES if re.search(f"{MatterWord.CASE}|事件|工单", line)]
    assert set(others) <= both
    sentences = (*DEFINITIONS.values(), *(chinese for _, chinese in PHRASES.values()))
    names = (*(metric.zh for metric in METRICS.values()), *(cohort.zh for cohort in COHORTS.values()))
    assert not [text for text in (*sentences, *names) if any(word in text for word in MatterWord)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("passing-the-buck", METRICS["shuffled"].zh),
        ("on-the-spot", METRICS["resolved-on-the-spot"].zh),
        ("met-of-assessable", PHRASES["met_registered"][1]),
        ("round", PHRASES["round"][1]),
        ("host", PHRASES["host"][1]),
        ("suspension", PHRASES["suspended"][1]),
        ("ranked-high", PHRASES["best"][1]),
        ("ranked-low", PHRASES["worst"][1]),
        ("decline", PHRASES["stage declined"][1]),
    ],
)
def test_what_is_shown_says_the_word(name: str, shown: str) -> None:
    assert shown == WORDS[name].zh
