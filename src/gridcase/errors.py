"""Everything that gridcase can say no with: a closed set."""

from msgspec import MsgspecError

from gridcase.rules import Rule

NOT_JSON = (MsgspecError, UnicodeError, RecursionError)
"""What reading raises of bytes that are no JSON, or JSON of another shape: it is said as one of the errors below."""


class GridcaseError(Exception):
    """The base of every error that gridcase raises on purpose."""


class Refused(GridcaseError):
    """A rule says no. An answer, not a fault: nothing was written."""

    def __init__(self, rule: Rule, detail: str = "") -> None:
        self.rule = rule
        self.detail = detail
        super().__init__(f"{rule.words}: {detail}" if detail else rule.words)


class StreamMoved(GridcaseError):
    """Another writer appended to the stream first; load it again and decide again."""

    def __init__(self, stream: str, expected: int) -> None:
        self.stream = stream
        self.expected = expected
        super().__init__(f"{stream} is no longer at version {expected}")


class UnknownMatter(GridcaseError):
    """No matter has this id or reference."""

    def __init__(self, matter_id: str) -> None:
        self.matter_id = matter_id
        super().__init__(f"no matter has the id or reference {matter_id!r}")


class BadConfiguration(GridcaseError):
    """A file, option or variable that the city wrote is not what was expected.

    ``where`` names the file (or the variable), ``key`` the place in it, ``expected`` what should stand there.
    """

    def __init__(self, where: str, key: str, expected: str) -> None:
        self.where = where
        self.key = key
        self.expected = expected
        super().__init__(": ".join(part for part in (where, key, expected) if part))


class UnreadableEvent(GridcaseError):
    """Stored bytes that no reader of this version understands: damage, or a newer writer. Position 0 is unknown."""

    def __init__(self, stream: str, version: int, reason: str, position: int = 0) -> None:
        self.stream = stream
        self.version = version
        self.reason = reason
        self.position = position
        place = f" (position {position})" if position else ""
        super().__init__(f"{stream} version {version}{place} cannot be read: {reason}")


class StoreUnavailable(GridcaseError):
    """The store cannot answer now: locked too long, disk full, connection lost, damaged or not configured safely."""


class StoreGone(StoreUnavailable):
    """There is no store where one was to be: only making a home, or putting a backup back, makes one."""

    def __init__(self, store: str, seen: str = "it is not there") -> None:
        super().__init__(
            f"{store} is gone ({seen}): put a backup back with `gridcase restore`;"
            " if this home never had a store, make an empty one with `gridcase init --new-store`"
        )
