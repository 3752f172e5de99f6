"""Every message that goes over the wire: the one list that contracts, documents and tests are made from."""

from collections.abc import Iterator

from msgspec import Struct

from gridcase_streams.command_types import INCOMING_TYPES, command_type_name
from gridcase_streams.published import FAMILIES, PUBLISHED_TYPES, event_type_name, schema_id
from gridcase_streams.replies import REPLY_TYPES
from gridcase_streams.scorecards import SCORECARD_TAG, ScorecardPublished
from gridcase_streams.topics import FAMILY_TOPICS, REPLIES_TOPIC, SCORECARDS_TOPIC

COMMANDS_TOPIC = "gridcase.commands.v1"


class MessageContract(Struct, frozen=True, kw_only=True):
    """One type of message: what is in it, and on which topic.

    ``type`` is its CloudEvents type; ``name`` names its files: ``matter-reported.v1``.
    """

    data: type[Struct]
    topic: str
    type: str

    @property
    def name(self) -> str:
        return self.type.removeprefix("gridcase.")

    @property
    def schema_id(self) -> str:
        return schema_id(self.name)

    @property
    def is_command(self) -> bool:
        """Whether it comes in; all others go out."""
        return self.topic == COMMANDS_TOPIC


def message_contracts() -> Iterator[MessageContract]:
    """Every message, by topic and type."""
    for tag, published_type in PUBLISHED_TYPES.items():
        yield MessageContract(type=event_type_name(tag), topic=FAMILY_TOPICS[FAMILIES[tag]], data=published_type)
    yield MessageContract(type=f"gridcase.{SCORECARD_TAG}.v1", topic=SCORECARDS_TOPIC, data=ScorecardPublished)
    for tag, incoming_type in INCOMING_TYPES.items():
        yield MessageContract(type=command_type_name(tag), topic=COMMANDS_TOPIC, data=incoming_type)
    for tag, reply_type in REPLY_TYPES.items():
        yield MessageContract(type=f"gridcase.{tag}.v1", topic=REPLIES_TOPIC, data=reply_type)
