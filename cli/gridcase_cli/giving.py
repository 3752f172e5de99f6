"""Giving commands to the engine, and showing what came of them, whatever they are about."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import typer
from msgspec import to_builtins

from gridcase.aggregates import ASSESSMENTS, BY_COMMAND, MATTERS, PATROLS, Aggregate, CityCommand
from gridcase.errors import Refused
from gridcase.submissions import Outcome, Submission
from gridcase_cli.errors import REFUSED, answering
from gridcase_cli.output import plain, say, show_json
from gridcase_cli.sentences import sentence
from gridcase_cli.session import Session


class Spelling(NamedTuple):
    """How outcomes of an aggregate are shown: ``key`` names the parts of its keys, as a document has them.

    ``changed`` and ``unchanged`` are the lines of a command that made something happen, and of one that did not.
    """

    key: tuple[str, ...]
    changed: str
    unchanged: str
    has_stage: bool = True

    def parts(self, key: str) -> list[str]:
        return key.split(":", len(self.key) - 1)


SPELLINGS: Mapping[Aggregate[Any, Any, Any], Spelling] = {
    MATTERS: Spelling(("matter_id",), "{key} {events}", "{key} is so already: {stage}"),
    ASSESSMENTS: Spelling(("unit", "period", "pack"), "{key}: {events}", "{key} is so already: {stage}"),
    PATROLS: Spelling(("member", "date"), "{key}: {events}", "{key}: it is so already", has_stage=False),
}


def give(session: Session, command: CityCommand, command_id: str, as_json: bool) -> None:
    """Have the engine decide a command, and show the outcome. Raises ``Refused``."""
    show_outcome(session, session.engine.execute(command, command_id=command_id, timing=session.timing), as_json)


def give_all(session: Session, commands: Sequence[CityCommand], as_json: bool) -> None:
    """One command for each of many. Of many, those refused are named on stderr; a single one is just refused."""
    results = session.engine.execute_all([Submission(command=command, timing=session.timing) for command in commands])
    refusals = [(command, no) for command, no in zip(commands, results, strict=True) if isinstance(no, Refused)]
    if refusals and len(commands) == 1:
        raise refusals[0][1]
    show_outcomes(session, [outcome for outcome in results if isinstance(outcome, Outcome)], as_json)
    for command, no in refusals:
        aggregate = BY_COMMAND[type(command)]
        key = " ".join(SPELLINGS[aggregate].parts(aggregate.key(command)))
        typer.echo(plain(f"refused ({no.rule.code}): {key}: {no}"), err=True)
    if refusals:
        raise typer.Exit(REFUSED)


def show_outcome(session: Session, outcome: Outcome, as_json: bool) -> None:
    with answering(lambda: summary(session, outcome)):
        if as_json:
            show_json(as_document(session, outcome))
        else:
            say(summary(session, outcome))


def show_outcomes(session: Session, outcomes: Sequence[Outcome], as_json: bool) -> None:
    """A line for each; as JSON, one document, which is a list unless there is only one."""
    if as_json and len(outcomes) != 1:
        with answering(lambda: "; ".join(summary(session, outcome) for outcome in outcomes)):
            show_json([as_document(session, outcome) for outcome in outcomes])
        return
    for outcome in outcomes:
        show_outcome(session, outcome, as_json)


def summary(session: Session, outcome: Outcome) -> str:
    """``M261124-7QK3F9 diverted to chengguan, due 2026-11-25 09:20``"""
    spelling = SPELLINGS[aggregate_of(outcome)]
    key = " ".join(spelling.parts(outcome.key))
    if not outcome.events:
        return spelling.unchanged.format(key=key, stage=stage_of(session, outcome))
    return spelling.changed.format(
        key=key, events="; ".join(sentence(event, session.show_time) for event in outcome.events)
    )


def as_document(session: Session, outcome: Outcome) -> dict[str, Any]:
    """The outcome for a program: what it is about, where that stands now, and the events."""
    spelling = SPELLINGS[aggregate_of(outcome)]
    stage = {"stage": stage_of(session, outcome), "version": outcome.version} if spelling.has_stage else {}
    return {
        **dict(zip_longest(spelling.key, spelling.parts(outcome.key), fillvalue="")),
        **stage,
        "repeated": outcome.repeated,
        "events": [to_builtins(event) for event in outcome.events],
    }


def aggregate_of(outcome: Outcome) -> Aggregate[Any, Any, Any]:
    """The aggregate that an outcome's stream belongs to."""
    return next(aggregate for aggregate in SPELLINGS if outcome.stream.startswith(aggregate.stream("")))


def stage_of(session: Session, outcome: Outcome) -> str:
    """Where it stands now, which may be further on than where the command brought it."""
    stage: str = session.engine.histories(aggregate_of(outcome)).get(outcome.key).state.stage
    return stage
