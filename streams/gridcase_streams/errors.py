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


class Unreadable(StreamError):
    """A message that is not what its contract says; ``code`` is for machines."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)
