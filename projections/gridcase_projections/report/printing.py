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

NAMED = "GRIDCASE_CHROMIUM"
"""The variable that names the browser where it is none of these."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

PATIENCE = 120
"""Seconds that printing may take."""

OPTIONS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking"),
    *("--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer"),
)

PRINTED_AT = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[^)]*\)")


def find_browser() -> str:
    """The Chromium of this machine. Raises ``NotPrinted`` if there is none, ``BadConfiguration`` for a wrong name."""
    if named := os.environ.get(NAMED):
        if found := shutil.which(named):
            return found
        raise BadConfiguration(NAMED, repr(named), "a browser that can be run")
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise NotPrinted(f"a PDF needs Chromium or Chrome, and none is installed: install one, or name it in {NAMED}")


def printed(page: str, at: datetime) -> bytes:
    """The page as a PDF that says it was made ``at`` that time, so that the same page gives the same bytes."""
    browser = find_browser()
    with TemporaryDirectory(prefix="gridcase-report-") as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        profile = f"--user-data-dir={folder}/profile"
        command = [browser, *OPTIONS, *sandbox, profile, f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotPrinted(f"{browser} did not print: {error}") from error
        if done.returncode or not target.exists():
            said = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise NotPrinted(f"{browser} did not print (exit code {done.returncode}): {said[0]}")
        return dated(target.read_bytes(), at)


def dated(pdf: bytes, at: datetime) -> bytes:
    """With another time of printing; every byte stays in its place."""
    stamp = f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}+00'00'".encode()

    def replaced(found: re.Match[bytes]) -> bytes:
        new = b"/" + found[1] + b" (" + stamp + b")"
        return new if len(new) == len(found[0]) else found[0]

    return PRINTED_AT.sub(replaced, pdf)
