"""What the pages on assessments and patrols show in Python is so."""

import re
from pathlib import Path

import pytest

from gridcase.assessments.packs import names

DOCS = Path(__file__).parents[2] / "docs" / "explanation"


@pytest.mark.parametrize("page", ["assessments", "patrols"])
def test_the_examples_run(page: str) -> None:
    blocks = re.findall(r"(?s)```python\n(.*?)```", (DOCS / f"{page}.md").read_text("utf-8"))
    assert blocks
    for block in blocks:
        exec(compile(block, page, "exec"), {})


def test_every_pack_that_ships_is_described() -> None:
    text = (DOCS / "assessments.md").read_text("utf-8")
    assert all(f"| `{name}`" in text for name in names())
