"""A page as a PDF: what a headless Chromium prints."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from gridcase.errors import BadConfiguration
from gridcase_projections.report.errors import NotPrinted

BROWSER_VARIABLE = "GRIDCASE_CHROMIUM"
"""The variable that names the browser where it is none of these."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

PRINT_TIMEOUT_SECONDS = 120

BROWSER_OPTIONS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking"),
    *("--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer"),
)

NODE = re.compile(rb"\(node(\d{8})\)")
"""What the browser calls a heading of a table, which the cells below it refer to."""

PRINTED_AT = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[^)]*\)")


def find_browser() -> str:
    """The Chromium of this machine. Raises ``NotPrinted`` if there is none, ``BadConfiguration`` for a wrong name."""
    if named := os.environ.get(BROWSER_VARIABLE):
        if path := shutil.which(named):
            return path
        raise BadConfiguration(BROWSER_VARIABLE, repr(named), "a browser that can be run")
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise NotPrinted(
        f"a PDF needs Chromium or Chrome, and none is installed: install one, or name it in {BROWSER_VARIABLE}"
    )


def as_pdf(page: str, at: datetime) -> bytes:
    """The page as a PDF that says it was made ``at`` that time, so that the same page gives the same bytes."""
    browser = find_browser()
    with TemporaryDirectory(prefix="gridcase-report-") as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        profile = f"--user-data-dir={folder}/profile"
        command = [browser, *BROWSER_OPTIONS, *sandbox, profile, f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PRINT_TIMEOUT_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotPrinted(f"{browser} did not print: {error}") from error
        if done.returncode or not target.exists():
            complaint = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise NotPrinted(f"{browser} did not print (exit code {done.returncode}): {complaint[0]}")
        return with_time_of_printing(with_nodes_counted(target.read_bytes()), at)


def with_nodes_counted(pdf: bytes) -> bytes:
    """With nodes numbered from 0 in their order: the browser's own numbers say how busy it was. Every byte stays."""
    numbers = {number: place for place, number in enumerate(sorted(set(NODE.findall(pdf))))}
    return NODE.sub(lambda node: b"(node%08d)" % numbers[node[1]], pdf)


def with_time_of_printing(pdf: bytes, at: datetime) -> bytes:
    """With another time of printing; every byte stays in its place."""
    stamp = f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}+00'00'".encode()

    def replaced(stamped: re.Match[bytes]) -> bytes:
        new = b"/" + stamped[1] + b" (" + stamp + b")"
        return new if len(new) == len(stamped[0]) else stamped[0]

    return PRINTED_AT.sub(replaced, pdf)
