"""Which fields of a patrol are about a person, and which are not: the same promise as ``matters.privacy``.

Where a member was is personal, to the last point. Whether that was in the grid is worked out when a point comes in and
written beside it, so nothing ever reads a spot again but a person.
"""

PERSONAL = frozenset({"spot"})

OPEN = frozenset(
    {
        *("member", "date", "PointsAdded.points", "taken", "outside", "seen_at", "accuracy", "whereabouts"),
        *("place", "findings", "finding"),
    }
)
