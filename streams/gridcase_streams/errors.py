"""What can go wrong between a city and its broker."""

from gridcase.errors import GridcaseError


class StreamError(GridcaseError):
    """The base of what the streams say no with."""


class BrokerUnavailable(StreamError):
    """The broker does not answer, or not in time. Nothing is lost: going on later does."""


class TopicMissing(StreamError):
    """A topic that is needed is not there; ``gridcase stream topics create`` makes it."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        super().__init__(f"the topic {topic} does not exist: run gridcase stream topics create")


class NotAllowed(StreamError):
    """The broker knows us, or does not, and says no."""


class Fenced(StreamError):
    """A newer publisher of the same store has taken over; this one has stopped."""


class TopicReplaced(StreamError):
    """A topic was deleted and created again while we were writing to it."""


class OtherCity(StreamError):
    """The topics hold the history of another store."""

    def __init__(self, store_id: str) -> None:
        super().__init__(
            f"the topics hold another city's history (store {store_id[:8]}): give this city topics of its own,"
            " by a prefix under [streams]"
        )


class HistoryChanged(StreamError):
    """The topics hold events that the store does not: it was put back from a copy.

    ``unknown_lineage`` is one that the store does not know, if that is why.
    """

    def __init__(self, reason: str, unknown_lineage: str = "") -> None:
        self.unknown_lineage = unknown_lineage
        super().__init__(
            f"the topics hold another history than the store: {reason}. Was it put back from a backup? Then go on with"
            " gridcase stream publish --after-restore, which publishes everything again as a new lineage"
        )


class Unreadable(StreamError):
    """A message that is not what its contract says; ``code`` is for machines."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)
