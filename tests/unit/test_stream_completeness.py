"""Each table of the streams has a row for everything that it must speak of, so that nothing new is forgotten."""

import pytest
from msgspec import structs

from gridcase.actors import Actor
from gridcase.aggregates import MATTERS
from gridcase.registry.records import Member
from gridcase.store.codec import EVENT_TYPES
from gridcase.tags import tag_of
from gridcase_streams.asyncapi import CHANNEL_DESCRIPTIONS
from gridcase_streams.command_types import COMMAND_TAGS, COMMAND_TYPES, INCOMING_TYPES
from gridcase_streams.message_contracts import COMMANDS_TOPIC, message_contracts
from gridcase_streams.published import EVENT_TAGS, FAMILIES, INTERNAL_FIELDS, MATTER_EVENTS, PUBLISHED_TYPES
from gridcase_streams.replies import REPLY_TYPES, Reply
from gridcase_streams.settings import StreamsTable
from gridcase_streams.topics import DEAD_LETTERS_TOPIC, FAMILY_TOPICS, event_topics, wanted_topics


def test_every_event_that_can_be_stored_is_published_on_a_topic_under_a_type_of_its_own() -> None:
    assert PUBLISHED_TYPES.keys() == FAMILIES.keys() == event_topics(StreamsTable()).keys() == EVENT_TYPES.keys()
    assert set(EVENT_TAGS.values()) == set(EVENT_TYPES)
    assert set(FAMILY_TOPICS) == set(FAMILIES.values())


def test_replies_can_tell_every_event_of_a_matter() -> None:
    assert set(MATTER_EVENTS) == {tag_of(event) for event in MATTERS.events}


def test_every_command_about_a_matter_may_come_in_but_those_of_the_loop() -> None:
    members = {tag_of(command) for command in MATTERS.commands} - {"note-overdue", "remind-of-suspension", "warn-due"}
    assert COMMAND_TYPES.keys() == INCOMING_TYPES.keys() == set(COMMAND_TAGS.values()) == members


def test_every_reply_is_in_the_contracts() -> None:
    assert set(REPLY_TYPES.values()) == set(Reply.__subclasses__())


def test_every_message_has_a_topic_that_the_city_creates() -> None:
    created = {topic.name for topic in wanted_topics(StreamsTable())}
    used = {message.topic for message in message_contracts()}
    assert used <= created
    assert CHANNEL_DESCRIPTIONS.keys() <= used | {DEAD_LETTERS_TOPIC}
    assert COMMANDS_TOPIC in used


@pytest.mark.parametrize("record", [Actor, Member])
def test_what_stays_inside_is_a_field_still(record: type) -> None:
    assert INTERNAL_FIELDS[record] <= {field.name for field in structs.fields(record)}
