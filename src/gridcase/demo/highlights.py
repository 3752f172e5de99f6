"""Which matter of a month shows most of what can happen."""

from collections import defaultdict
from collections.abc import Iterable

from gridcase.ids import matter_stream
from gridcase.store.port import StoredEvent

POINTS = {
    "rework-ordered": 4,
    "matter-reopened": 4,
    "matter-escalated": 3,
    "feedback-recorded": 3,
    "appeal-decided": 2,
    "extension-granted": 2,
    "jurisdiction-ruled": 2,
    "return-granted": 2,
    "matter-passed": 2,
    "whistle-blown": 2,
    "matter-resumed": 2,
    "co-handling-reported": 1,
    "report-confirmed": 1,
    "matter-supervised": 1,
    "matter-urged": 1,
}
"""How much it adds that something happened to a matter at all."""

MAX_EVENTS = 26
"""Of a matter: more would be a list and no story."""


def most_eventful_matter(events: Iterable[StoredEvent]) -> str:
    """The id of the matter that went through most and was closed in the end; empty if none was."""
    tags: defaultdict[str, list[str]] = defaultdict(list)
    for event in events:
        tags[event.stream].append(event.tag)
    prefix = matter_stream("")
    points = {
        stream.removeprefix(prefix): sum(POINTS.get(tag, 0) for tag in {*of_matter})
        for stream, of_matter in tags.items()
        if stream.startswith(prefix) and of_matter[-1] == "matter-closed" and len(of_matter) <= MAX_EVENTS
    }
    return max(points, key=lambda matter_id: points[matter_id], default="")
