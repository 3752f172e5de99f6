"""Every table by the type of an event or a command knows them all, and none that is not: said in a second.

Where a checker proves it, a ``match`` that ends in ``assert_never``, there is nothing here. A new type of event fails
here first, once for each place that has to know of it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from msgspec import Struct

from gridcase.actors import Actor
from gridcase.aggregates import AGGREGATES, FAMILIES, FAMILY_OF, MATTERS, PERSONAL, Aggregate, Family
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.store.codec import EVENT_TYPES
from gridcase.store.seal import declared_names, structs_in
from gridcase.store.upcast import UPCASTS, version_of
from gridcase.tags import tag_of
from gridcase.testing import cast, patrolling
from gridcase.testing.scenario import given
from gridcase_cli.demo_page import FIGURES
from gridcase_cli.giving import SPELLINGS
from gridcase_cli.sentences import SENTENCES
from gridcase_cli.sentences.template import fields_of
from gridcase_projections.metrics.catalogue import COHORTS, METRICS
from gridcase_projections.models import SQL
from tests.support.compliance import KNOWN, MATTER
from tests.support.lives import lived
from tests.support.plain.cohorts import Window
from tests.support.plain.scores import PlainCity, rows_of

KEEP_THEIR_STAGE = {
    *("evidence-added", "report-confirmed", "matter-escalated", "matter-urged", "matter-supervised"),
    *("return-asked", "return-refused", "jurisdiction-disputed", "extension-asked", "extension-granted"),
    *(
        "extension-refused",
        "suspension-asked",
        "suspension-refused",
        "suspension-reminded",
        "due-warned",
        "overdue-noted",
    ),
    *("co-handling-reported", "appeal-filed", "appeal-opinion-given", "appeal-decided", "resident-contacted"),
    *("petition-recorded", "case-recorded"),
    *("demand-opinion-given", "demand-judged"),
    *("whistle-blown", "whistle-signed-in", "on-site-reported", "whistle-contested", "whistle-ruled", "whistle-rated"),
    "member-put-in-charge",
}
"""Events that leave a matter in its stage. All others have one in ``staged_events.sql``."""

OPEN = frozenset().union(*(family.open for family in FAMILIES))
"""Every field that is about nobody. What one family declares holds for the same name in another."""

every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
every_aggregate = pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.name)


def test_every_event_of_an_aggregate_has_a_sentence_about_fields_that_it_has() -> None:
    assert SENTENCES.keys() == {event for aggregate in AGGREGATES for event in aggregate.events}
    for event, template in SENTENCES.items():
        assert fields_of(template) <= {*event.__struct_fields__}, event.__name__


def test_what_became_of_a_command_can_be_shown_for_every_aggregate() -> None:
    assert SPELLINGS.keys() == {*AGGREGATES}


@every_aggregate
def test_of_every_command_it_is_known_who_may_give_it(aggregate: Aggregate[Any, Any, Any]) -> None:
    assert aggregate.permissions.keys() == {*aggregate.commands}


def records(kind: type[Struct]) -> Iterator[type[Struct]]:
    """The struct, and those that its fields may hold."""
    yield kind
    for hint in get_type_hints(kind).values():
        for inside in structs_in(hint):
            yield from records(inside)


@every_family
def test_every_field_of_an_event_is_about_a_person_or_not(family: Family) -> None:
    for record in {record for kind in family.events for record in records(kind)} - {Actor}:
        for field in record.__struct_fields__:
            assert declared_names(record, field) & (PERSONAL | OPEN), f"{record.__name__}.{field}"


def test_every_event_belongs_to_one_family() -> None:
    kinds = [kind for family in FAMILIES for kind in family.events]
    assert len(kinds) == len({*kinds})
    assert {tag_of(kind): kind for kind in kinds} == EVENT_TYPES
    assert FAMILY_OF.keys() == EVENT_TYPES.keys()


def test_every_shape_of_an_event_leads_to_the_newest() -> None:
    newest = dict(version_of(tag) for tag in EVENT_TYPES)
    assert {*UPCASTS} == {(name, version) for name, last in newest.items() for version in range(1, last)}


def stages_of_read_models() -> set[str]:
    """The tags of events that move a matter to another stage, as the read models have it."""
    staging = (SQL / "staging" / "staged_events.sql").read_text(encoding="utf-8")
    [moves] = re.findall(r"(?s)case ((?:(?!case ).)*?)end as stage", staging)
    return {*re.findall(r"when '([^']+)' then", moves)}


def test_every_event_of_a_matter_moves_it_in_the_read_models_or_is_known_not_to() -> None:
    moves = stages_of_read_models()
    assert moves | KEEP_THEIR_STAGE == {tag_of(kind) for kind in MATTERS.events}
    assert not moves & KEEP_THEIR_STAGE


def test_an_event_that_is_known_not_to_move_a_matter_does_not() -> None:
    for seed in range(15):
        state: MatterState = Unreported()
        for event in lived(seed, "M"):
            before, state = state, evolve(state, event)
            assert type(before) is type(state) or tag_of(event) not in KEEP_THEIR_STAGE, event


def test_every_tag_that_is_named_in_words_or_in_sql_is_one() -> None:
    assert {tag for tag, _, _ in FIGURES} <= EVENT_TYPES.keys()
    for path in sorted(Path(str(SQL)).rglob("*.sql")):
        compared = re.findall(r"\btag\b\s*(?:=|<>|(?:not )?in\s*\()((?:\s*'[^']*',?)+)", path.read_text("utf-8"))
        named = {tag for list_ in compared for tag in re.findall(r"'([^']*)'", list_)}
        assert named <= EVENT_TYPES.keys(), path.name


@cache
def plain_city(seed: int) -> PlainCity:
    """A city of one matter, which supervision says was missed on patrol."""
    patrol = given(patrolling.start(), patrolling.inspect(), patrolling.note_miss(), policy=KNOWN).events
    return PlainCity({MATTER: lived(seed, MATTER, attempts=400)}, patrol)


@pytest.mark.parametrize("cohort", COHORTS)
def test_every_counter_that_a_metric_names_is_counted_by_hand(cohort: str) -> None:
    named = {metric.numerator for metric in METRICS.values() if metric.of == cohort}
    named |= {metric.denominator for metric in METRICS.values() if metric.by == cohort}
    window = Window(cast.at("Mon 00:00"), cast.at("Mon 00:00") + timedelta(days=400))
    begun = (city for seed in range(1000) if (city := plain_city(seed)).matters[MATTER])
    row = next(row for city in begun for _, row in rows_of(city, cohort, window))
    assert named <= row.counters.keys()
