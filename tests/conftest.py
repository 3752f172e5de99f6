"""Fixtures for every test."""

import random

import pytest
from hypothesis import settings

from tests.support.examples import forget_where_we_are

pytest_plugins = ["tests.support.kafka.fixtures", "tests.support.postgres.fixtures"]

settings.load_profile("test")


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Once it is known whether ``--hypothesis-profile`` names another profile."""
    forget_where_we_are()


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Chance that falls the same way every day for this test; another way with ``--hypothesis-seed``."""
    return random.Random(request.config.getoption("--hypothesis-seed") or request.node.name)
