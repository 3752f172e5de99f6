"""The Chromium of this machine, as tests look at pages with it."""

import json
import os
import re
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

from gridcase.errors import GridcaseError
from gridcase_projections.report.printing import BROWSER_OPTIONS, find_browser
from tests.support.required import absent

CONSOLE = re.compile(r":CONSOLE[:(]\d+\)?\] (.*)")

MEASURE = """
<script>
addEventListener("load", () => {
  const width = document.documentElement.clientWidth;
  const beyond = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.left < -1 || box.right > width + 1);
  });
  const drawn = [...document.querySelectorAll("svg")].map((svg) => ({
    width: svg.getBoundingClientRect().width,
    marks: svg.querySelectorAll(".role-mark path, .role-mark line, .role-mark text, .role-mark rect").length,
  }));
  const scroll = document.documentElement.scrollWidth;
  const told = { width, scroll, beyond: beyond.map((one) => one.outerHTML), drawn };
  document.body.dataset.measured = btoa(unescape(encodeURIComponent(JSON.stringify(told))));
});
</script>
"""
"""Says how wide the page is, what lies beyond it, and what is in its charts."""


class Looked:
    """What a browser has to say of a page: its console, where any address that is asked for is refused, and sizes."""

    def __init__(self, console: list[str], measured: dict[str, Any]) -> None:
        self.console = console
        self.measured = measured


def chromium() -> str:
    try:
        return find_browser()
    except GridcaseError as error:
        absent("chromium", str(error))


def look(page: str, folder: Path, width: int) -> Looked:
    """The page in a window of so many CSS pixels. A script that measures is let in, and it alone."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "page.html"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert policy in page
    measured = page.replace(policy, f"{policy}; script-src 'unsafe-inline'").replace("</head>", f"{MEASURE}</head>")
    source.write_text(measured, encoding="utf-8")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    profile, window = f"--user-data-dir={folder}/profile", f"--window-size={width},1000"
    command = [
        chromium(),
        *BROWSER_OPTIONS,
        *sandbox,
        "--enable-logging=stderr",
        profile,
        window,
        "--hide-scrollbars",
        "--dump-dom",
    ]
    done = subprocess.run([*command, source.as_uri()], capture_output=True, timeout=120, check=True)
    [measurement] = re.findall(r'data-measured="([^"]+)"', done.stdout.decode())
    return Looked(CONSOLE.findall(done.stderr.decode()), decoded(measurement))


def decoded(measurement: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(b64decode(measurement))
    return document
