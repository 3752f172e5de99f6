"""What if: the same history judged by other limits, another calendar or other working hours. Events stay untouched.

Every clock of the history is started again under the proposed policy, extended and stopped as it was, and what was
handled or closed is judged by where it would have ended. Due times that another platform gave stay what they were.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gridcase.bodies import Body
from gridcase.matters.clocks import due_by_rule
from gridcase.matters.deadline import Deadline, Stretch
from gridcase.matters.events import Step
from gridcase.matters.policy import Policy, when
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.metrics.question import Question
from gridcase_projections.times import from_utc, to_utc


class ClockChange(Struct, frozen=True):
    """A clock was extended by a ``limit``, stopped, or went on."""

    what: str
    at: datetime
    limit: str


class RecordedClock(Struct, frozen=True):
    """A clock as the history tells it. ``limit`` is what was said when it started; ``due`` is what it came to.

    What was never started has no ``start``.
    """

    matter_id: str
    number: int
    class_code: str
    host: Body
    start: datetime | None
    limit: str | None
    due: datetime | None
    changes: tuple[ClockChange, ...] = ()


ROWS_AT_A_TIME = 50_000
"""Clocks read, and due times written, together."""

PROPOSED_TABLES = {"rounds": "rounds_proposed", "closings": "closings_proposed"}
"""The tables in which due times and verdicts stand, and what they would be."""


def proposed(connection: Connection, question: Question, actual: Policy, policy: Policy) -> Question:
    """The same question of the history as ``policy`` would have judged it, where ``actual`` did."""
    step_of = {"rounds": Step.HANDLE, "closings": Step.CLOSE}
    for table, step in step_of.items():
        limit = proposed_limits(step, actual, policy)
        dues = proposed_dues(connection, f"clocks_of_{table}", question, policy, limit)
        create_due_table(connection, f"{table}_due", dues)
        sql = models.query(f"{PROPOSED_TABLES[table]}")
        connection.execute(f"create or replace temp table {PROPOSED_TABLES[table]} as {sql}", question.parameters(sql))
    return replace(question, substitutes=PROPOSED_TABLES)


LimitRule = Callable[[RecordedClock], str | None]


def proposed_limits(step: Step, actual: Policy, policy: Policy) -> LimitRule:
    """The limit that a clock would have: ``None`` where its due time came from elsewhere and stays.

    What somebody set for this matter alone stays; what was the rule for its class becomes the proposed rule.
    """
    was, would_be = (cache(partial(limit_by_rule, rules, step)) for rules in (actual, policy))

    def limit(clock: RecordedClock) -> str | None:
        by_rule = was(clock.class_code, clock.host)
        recorded = by_rule if clock.limit is None else clock.limit
        if not recorded and clock.due is not None:
            return None
        return would_be(clock.class_code, clock.host) if recorded in ("", by_rule) else recorded

    return limit


def limit_by_rule(policy: Policy, step: Step, class_code: str, host: Body) -> str:
    """What a host has by the rules; of the whole, whoever hosts it."""
    return policy.handling_limit(class_code, host) if step is Step.HANDLE else policy.limit(step, class_code)


def proposed_dues(
    connection: Connection, query: str, question: Question, policy: Policy, limit: LimitRule
) -> Iterator[tuple[str, int, datetime | None]]:
    """When each clock would have ended. Of clocks that nothing changed, each start and limit is looked up once."""
    sql = models.query(query)
    answer = connection.cursor().execute(sql, question.parameters(sql))
    due_of = cache(lambda start, text: when(policy.due(start, text)))
    while rows := answer.fetchmany(ROWS_AT_A_TIME):
        for clock in recorded_clocks(rows):
            start, proposed_limit = clock.start, limit(clock)
            if start is None or proposed_limit is None:
                yield clock.matter_id, clock.number, clock.due
            elif clock.changes:
                yield clock.matter_id, clock.number, due_after_changes(start, clock.changes, proposed_limit, policy)
            else:
                yield clock.matter_id, clock.number, due_of(start, proposed_limit)


def recorded_clocks(rows: Iterable[Sequence[Any]]) -> Iterator[RecordedClock]:
    for matter_id, number, class_code, host, start, limit, due, changes in rows:
        yield RecordedClock(
            matter_id,
            number,
            class_code or "",
            host,
            start and from_utc(start),
            limit,
            due and from_utc(due),
            tuple(ClockChange(one["what"], from_utc(one["at"]), one["limit"] or "") for one in changes or ()),
        )


def due_after_changes(start: datetime, changes: Sequence[ClockChange], limit: str, policy: Policy) -> datetime | None:
    """When a clock ends that was extended or stopped on the way; ``None`` while it stands still before it is due."""
    stood, stands_since = stretches_stood(changes)
    extensions = tuple(change.limit for change in changes if change.what == "extended")
    would_be = Deadline(step=Step.HANDLE, since=start, due=start, limit=limit, extensions=extensions, stood=stood)
    due = when(due_by_rule(would_be, policy)) if limit else None
    return None if stands_since is not None and due is not None and stands_since < due else due


def stretches_stood(changes: Iterable[ClockChange]) -> tuple[tuple[Stretch, ...], datetime | None]:
    """When a clock stood, and since when it stands, if it does."""
    stood: list[Stretch] = []
    stopped: datetime | None = None
    for change in changes:
        match change.what:
            case "stopped":
                stopped = stopped or change.at
            case "went on" if stopped is not None:
                stood.append((stopped, change.at))
                stopped = None
    return tuple(stood), stopped


def create_due_table(connection: Connection, table: str, dues: Iterator[tuple[str, int, datetime | None]]) -> None:
    """The due times as a temporary table, a great many at once."""
    connection.execute(f"create or replace temp table {table} (matter_id varchar, number integer, due timestamp)")
    while rows := list(islice(dues, ROWS_AT_A_TIME)):
        names, numbers, times = zip(*rows, strict=True)
        connection.execute(
            f"insert into {table} select unnest($1::varchar[]), unnest($2::integer[]), unnest($3::timestamp[])",
            [list(names), list(numbers), [time and to_utc(time) for time in times]],
        )
