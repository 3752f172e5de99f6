"""What a test run may do without, and what it insists on."""

import os
from typing import NoReturn

import pytest


def is_required(what: str) -> bool:
    """Whether GRIDCASE_REQUIRE, a comma-separated list, names it."""
    return what in {name.strip() for name in os.environ.get("GRIDCASE_REQUIRE", "").split(",")}


def absent(what: str, reason: str) -> NoReturn:
    """Skip the test because `what` is not here, or fail it where it is required."""
    if is_required(what):
        pytest.fail(f"{what} is required (GRIDCASE_REQUIRE) but absent: {reason}", pytrace=False)
    pytest.skip(f"no {what}: {reason}")
