"""Giving commands about assessments to the engine, and saying what came of them."""

from collections.abc import Iterator, Sequence
from typing import Any

import typer
from msgspec import to_builtins

from gridcase.aggregates import ASSESSMENTS
from gridcase.assessments.commands import AssessmentCommand
from gridcase.assessments.pack import Pack
from gridcase.engine import Outcome, Submission
from gridcase.errors import BadConfiguration, Refused
from gridcase.ids import assessment_key, assessment_stream
from gridcase_cli.assess.words import sentence
from gridcase_cli.errors import REFUSED, usage
from gridcase_cli.output import plain, say, show_json
from gridcase_cli.session import Session, open_session


def give(
    ctx: typer.Context,
    kind: type[AssessmentCommand],
    unit: str,
    period: str,
    pack: str,
    command_id: str,
    as_json: bool,
    **said: Any,
) -> None:
    """One command about one assessment, from whoever sits at the session."""
    with open_session(ctx) as session:
        named = pack_of(session, unit, period, pack)
        command = kind(unit=unit, period=period, pack_name=named, at=session.at, actor=session.acting(), **said)
        tell(session, [session.engine.execute(command, command_id=command_id)], as_json)


def packs_of(session: Session, unit: str, period: str) -> list[str]:
    """The names of the packs that assess the unit in the period."""
    streams = session.store.streams(assessment_stream(assessment_key(unit, period, "")) + ":")
    return [stream.rpartition(":")[2] for stream in streams]


def pack_of(session: Session, unit: str, period: str, asked: str) -> str:
    """The pack that is meant: the one named, or the only one. Raises ``BadConfiguration`` where there are several."""
    if asked:
        return asked
    found = packs_of(session, unit, period)
    if len(found) > 1:
        raise BadConfiguration("--pack", "''", f"one of {', '.join(found)}: {unit} is assessed by each in {period}")
    return "".join(found)


def tell(session: Session, outcomes: list[Outcome], as_json: bool) -> None:
    if not as_json:
        for outcome in outcomes:
            say(line(session, outcome))
    elif len(outcomes) == 1:
        show_json(told(session, outcomes[0]))
    else:
        show_json([told(session, outcome) for outcome in outcomes])


def line(session: Session, outcome: Outcome) -> str:
    """``410702001 2026-10 safe-unit: closed: meets the standard, 94 points, grade A, threshold 90``"""
    name = outcome.key.replace(":", " ")
    if not outcome.events:
        return f"{name} is so already: {session.engine.histories(ASSESSMENTS).get(outcome.key).state.stage}"
    return f"{name}: " + "; ".join(sentence(event, session.show_time) for event in outcome.events)


def told(session: Session, outcome: Outcome) -> dict[str, Any]:
    unit, period, pack = [*outcome.key.split(":"), ""][:3]
    return {
        "unit": unit,
        "period": period,
        "pack": pack,
        "stage": session.engine.histories(ASSESSMENTS).get(outcome.key).state.stage,
        "version": outcome.version,
        "repeated": outcome.repeated,
        "events": [to_builtins(event) for event in outcome.events],
    }


def give_all(session: Session, commands: Sequence[AssessmentCommand], as_json: bool) -> None:
    """One command for each of many units. Of many, those refused are told on stderr; a single one is just refused."""
    results = session.engine.execute_all([Submission(command=command) for command in commands])
    refused = [(command, no) for command, no in zip(commands, results, strict=True) if isinstance(no, Refused)]
    if refused and len(commands) == 1:
        raise refused[0][1]
    tell(session, [outcome for outcome in results if isinstance(outcome, Outcome)], as_json)
    for command, no in refused:
        typer.echo(plain(f"refused ({no.rule.code}): {command.key.replace(':', ' ')}: {no}"), err=True)
    if refused:
        raise typer.Exit(REFUSED)


def units_of(ctx: typer.Context, session: Session, under: str, pack: Pack | None = None) -> list[str]:
    """The units at or below one that are registered, of the kinds that the pack assesses."""
    if not under:
        raise usage(ctx, "Say UNIT, or --under UNIT.")
    register = session.registrar.register()
    below = (unit for unit in register.units.values() if under in [above.code for above in register.chain(unit.code)])
    return sorted(unit.code for unit in below if pack is None or unit.kind in pack.kinds)


def assessed(session: Session, units: Sequence[str], period: str, pack: str) -> Iterator[tuple[str, str]]:
    """Those of the units that an assessment was opened for, each with the pack: the one named, or all."""
    for unit in units:
        yield from ((unit, name) for name in packs_of(session, unit, period) if pack in ("", name))
