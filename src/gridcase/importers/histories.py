"""From what a row says to the events of its matter's history."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.envelope import Origin
from gridcase.importers.facts import Facts
from gridcase.importers.happenings import Happening
from gridcase.importers.occurrences import MAKE_EVENT, HistorySoFar, Occurrence
from gridcase.importers.rows import Row
from gridcase.matters import events as e

IMPORTER = "import"
"""The member who acts where the file names nobody."""

ROLES = {
    Happening.RESOLVED: Role.GRID_MEMBER,
    Happening.ACCEPTED: Role.DEPARTMENT,
    Happening.RETURN_ASKED: Role.DEPARTMENT,
    Happening.SUSPENSION_ASKED: Role.DEPARTMENT,
    Happening.CO_HANDLED: Role.DEPARTMENT,
    Happening.HANDLED: Role.DEPARTMENT,
}
"""Who acts for the host, and as what; in all else the importer does."""


class History(Struct, frozen=True):
    """A matter's events, each with the row that it came from, and these rows."""

    matter_id: str
    events: list[tuple[e.MatterEvent, Origin]]
    rows: list[Row]


class HistoryWriter:
    """Tells histories on behalf of one source."""

    def __init__(self, source: str) -> None:
        self.importer = Actor(member=IMPORTER, role=Role.REGISTRAR, known_by=f"import:{source}")
        self._actors: dict[tuple[str, str, str, str, str], Actor] = {}

    def events(
        self, facts: Facts, occurrences: Iterable[Occurrence], co_handlers: Sequence[tuple[e.CoHandler, ...]] = ()
    ) -> list[tuple[e.MatterEvent, Origin]]:
        """The events of the occurrences. ``co_handlers`` are those of each round, known from the first to its end."""
        so_far = HistorySoFar(co_handlers)
        return [
            (
                MAKE_EVENT[occurrence.happening](facts, occurrence, self._by(facts, occurrence), so_far),
                occurrence.origin,
            )
            for occurrence in occurrences
        ]

    def _by(self, facts: Facts, occurrence: Occurrence) -> Actor:
        key = (occurrence.happening, occurrence.by, occurrence.department, facts.host, facts.desk)
        return self._actors.get(key) or self._new_actor(*key)

    def _new_actor(self, happening: Happening, by: str, department: str, host: str, desk: str) -> Actor:
        role = ROLES.get(happening)
        actor = Actor(
            member=by or (desk if role else "") or IMPORTER,
            role=role or Role.REGISTRAR,
            department=(department or host) if role else "",
            known_by=self.importer.known_by,
        )
        self._actors[happening, by, department, host, desk] = actor
        return actor
