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
  const broken = [...document.querySelectorAll("th, td, dt, dd, li, .label")].filter((one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
    return lines > 2 && one.innerText.length / lines < 3;
  });
  const told = {
    width,
    scroll: document.documentElement.scrollWidth,
    beyond: beyond.map((one) => one.outerHTML),
    outside: beyond.filter((one) => !one.closest(".scroll")).map((one) => one.outerHTML),
    broken: broken.map((one) => one.outerHTML),
    drawn,
  };
  parent.postMessage(btoa(unescape(encodeURIComponent(JSON.stringify(told)))), "*");
});
</script>
"""
"""Says how wide the page is, what lies beyond it, and there outside of what scrolls by itself; whose words are broken
letter by letter; and what is in its charts.
"""


FRAME = """<!doctype html><html lang="en"><title>Frame</title><body>
<iframe src="page.html" style="border: 0; width: {width}px; height: 1000px"></iframe>
<script>addEventListener("message", ({{ data }}) => {{ document.body.dataset.measured = data; }});</script>
"""
"""Shows the page as wide as is asked, for no window of Chromium is narrower than 500 pixels; and keeps what it says."""

AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
"""What ``npm ci --prefix tests/support/axe`` installs."""

RUN_AXE = """
<script>
addEventListener("load", async () => {
  const { violations, passes } = await axe.run();
  const found = violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
  const told = { violations: found, passes: passes.map(({ id }) => id) };
  parent.postMessage(btoa(unescape(encodeURIComponent(JSON.stringify(told)))), "*");
});
</script>
"""
"""Says what stands in the way of those who cannot see the page, and which rules had anything to look at."""


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
    return looked_at_by(MEASURE, page, folder, width)


def barriers(page: str, folder: Path, width: int) -> dict[str, Any]:
    """What axe has to say of the page in a window of so many CSS pixels."""
    if not AXE.is_file():
        absent("axe", "npm ci --prefix tests/support/axe installs it")
    script = f"<script>{AXE.read_text('utf-8')}</script>{RUN_AXE}"
    return looked_at_by(script, page, folder, width).measured


def looked_at_by(script: str, page: str, folder: Path, width: int) -> Looked:
    folder.mkdir(parents=True, exist_ok=True)
    source, frame = folder / "page.html", folder / "frame.html"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert policy in page
    measured = page.replace(policy, f"{policy}; script-src 'unsafe-inline'").replace("</head>", f"{script}</head>")
    source.write_text(measured, encoding="utf-8")
    frame.write_text(FRAME.format(width=width), encoding="utf-8")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    profile, window = f"--user-data-dir={folder}/profile", f"--window-size={width + 100},1100"
    command = [
        chromium(),
        *BROWSER_OPTIONS,
        *sandbox,
        "--enable-logging=stderr",
        profile,
        window,
        "--hide-scrollbars",
        "--virtual-time-budget=60000",
        "--dump-dom",
    ]
    done = subprocess.run([*command, frame.as_uri()], capture_output=True, timeout=120, check=True)
    [measurement] = re.findall(r'data-measured="([^"]+)"', done.stdout.decode())
    return Looked(CONSOLE.findall(done.stderr.decode()), decoded(measurement))


def decoded(measurement: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(b64decode(measurement))
    return document
