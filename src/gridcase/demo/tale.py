"""Which matter of a month is worth telling."""

from collections import defaultdict
from collections.abc import Iterable

from gridcase.ids import matter_stream
from gridcase.store.port import StoredEvent

WORTH = {
    "rework-ordered": 4,
    "matter-reopened": 4,
    "matter-escalated": 3,
    "feedback-recorded": 3,
    "appeal-decided": 2,
    "extension-granted": 2,
    "jurisdiction-ruled": 2,
    "return-granted": 2,
    "matter-resumed": 2,
    "co-handling-reported": 1,
    "report-confirmed": 1,
    "matter-supervised": 1,
    "matter-urged": 1,
}
"""How much it adds that something happened to a matter at all."""

LONGEST = 26
"""Events of a matter, at most: more would be no tale but a list."""


def worth_telling(events: Iterable[StoredEvent]) -> str:
    """The id of the matter that went through most and was closed in the end; empty if none was."""
    tags: defaultdict[str, list[str]] = defaultdict(list)
    for event in events:
        tags[event.stream].append(event.tag)
    prefix = matter_stream("")
    worth = {
        stream.removeprefix(prefix): sum(WORTH.get(tag, 0) for tag in {*happened})
        for stream, happened in tags.items()
        if stream.startswith(prefix) and happened[-1] == "matter-closed" and len(happened) <= LONGEST
    }
    return max(worth, key=lambda matter_id: worth[matter_id], default="")
