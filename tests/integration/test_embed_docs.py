"""The program of the page on embedding does what the page says."""

import re
import subprocess
import sys
from pathlib import Path

from tests.support.command import small_city

PAGE = (Path(__file__).parents[2] / "docs/how-to/embed.md").read_text(encoding="utf-8")


def test_the_program_reports_a_matter_and_hears_of_it(tmp_path: Path) -> None:
    (program,) = re.findall(r"(?s)```python\n(.*?)```", PAGE)
    small_city(tmp_path).home.rename(tmp_path / "mycity")
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"\d+ matter:M\d{6}-\w{6} MatterReported\n", ran.stdout), ran.stderr
