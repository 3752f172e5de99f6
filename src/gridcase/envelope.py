"""What is stored around an event, and what a reader gets back.

The stored bytes are the JSON of an ``Envelope``: written once, never encoded again.
"""

from datetime import datetime

from msgspec import Struct

from gridcase.assessments.events import AssessmentEvent
from gridcase.matters.events import FactOfItsOwnDate, MatterEvent
from gridcase.patrols.events import PatrolEvent
from gridcase.registry.events import RegistryEvent

CityEvent = MatterEvent | AssessmentEvent | PatrolEvent | RegistryEvent
"""Everything that can be stored: one tagged union, so one typed decoder reads it all."""


class Origin(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an imported event came from; ``inferred`` says that its time was not in the data."""

    source: str
    row: int
    inferred: bool = False


class Envelope(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event with what the engine knows of its recording.

    ``recorded_at`` is when the store was given it (UTC); ``command_id`` names the command that caused it;
    ``correlation_id`` groups what belongs together (default: the command); ``causation_id`` is the event id
    (``stream@version``) that led to the command. ``rehearsal`` says that it happened where time may be played.
    """

    event: CityEvent
    recorded_at: datetime
    command_id: str = ""
    correlation_id: str = ""
    causation_id: str = ""
    origin: Origin | None = None
    rehearsal: bool = False


class Recorded(Struct, frozen=True, kw_only=True):
    """A stored event as a reader gets it: where it stands, and what it says."""

    position: int
    stream: str
    version: int
    envelope: Envelope

    @property
    def event(self) -> CityEvent:
        return self.envelope.event

    @property
    def event_id(self) -> str:
        return f"{self.stream}@{self.version}"

    @property
    def happened_at(self) -> datetime:
        """When it happened, as far as that counts: a fact of its own date then, all else when it came in."""
        return self.event.occurred_at if isinstance(self.event, FactOfItsOwnDate) else self.event.at
