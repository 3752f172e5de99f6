"""Fixtures for every test."""

pytest_plugins = ["tests.support.kafka.fixtures", "tests.support.postgres.fixtures"]
