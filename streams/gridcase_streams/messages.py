"""Every message that goes over the wire: the one list that contracts, documents and tests are made from."""

from collections.abc import Iterator

from msgspec import Struct

from gridcase.store.upcast import version_of
from gridcase_streams import commands
from gridcase_streams.published import FAMILIES, PUBLISHED, type_of
from gridcase_streams.replies import REPLIES
from gridcase_streams.scorecards import SCORECARD_TAG, ScorecardPublished
from gridcase_streams.topics import FAMILY_TOPICS, SCORECARDS
from gridcase_streams.topics import REPLIES as REPLIES_TOPIC

COMMANDS_TOPIC = "gridcase.commands.v1"


class Message(Struct, frozen=True, kw_only=True):
    """``type`` is its CloudEvents type; ``name`` names its files: ``matter-reported.v1``."""

    data: type[Struct]
    topic: str
    type: str

    @property
    def name(self) -> str:
        return self.type.removeprefix("gridcase.")

    @property
    def schema_id(self) -> str:
        stem, version = version_of(self.name)
        return f"urn:gridcase:schema:{stem}:v{version}"

    @property
    def is_command(self) -> bool:
        """Whether it comes in; all others go out."""
        return self.topic == COMMANDS_TOPIC


def messages() -> Iterator[Message]:
    """Every message, by topic and type."""
    for tag, kind in PUBLISHED.items():
        yield Message(type=type_of(tag), topic=FAMILY_TOPICS[FAMILIES[tag]], data=kind)
    yield Message(type=f"gridcase.{SCORECARD_TAG}.v1", topic=SCORECARDS, data=ScorecardPublished)
    for tag, asked in commands.ASKED.items():
        yield Message(type=commands.type_of(tag), topic=COMMANDS_TOPIC, data=asked)
    for tag, reply in REPLIES.items():
        yield Message(type=f"gridcase.{tag}.v1", topic=REPLIES_TOPIC, data=reply)
