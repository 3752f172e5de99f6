"""Times on their way into DuckDB and out of it: it keeps UTC without saying so."""

from datetime import UTC, datetime


def to_utc(time: datetime) -> datetime:
    """As DuckDB keeps it. Raises ``ValueError`` for a time that does not say its zone."""
    if time.tzinfo is None:
        raise ValueError(f"{time.isoformat()} does not say in which time zone it is")
    return time.astimezone(UTC).replace(tzinfo=None)


def from_utc(time: datetime) -> datetime:
    """As people compare it: a time that says its zone."""
    return time.replace(tzinfo=UTC)
