"""The page on backups is run as it stands: every command is typed, and prints what the page says it prints."""

import re
from pathlib import Path

from tests.support.pages import Typed, bash_transcript, typed

PAGE = "docs/how-to/back-up.md"


def without_policy(step: Typed) -> Typed:
    """The policy's digest changes with the rules that ship."""
    return step._replace(printed=re.sub(r"policy [0-9a-f]{12}", "policy …", step.printed))


def test_every_command_of_the_page_prints_what_stands_there(tmp_path: Path) -> None:
    transcript = bash_transcript(typed(PAGE), tmp_path)
    assert [without_policy(step) for step in transcript] == [without_policy(step) for step in typed(PAGE)]
