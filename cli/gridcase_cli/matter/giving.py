"""Giving a command to the engine, and saying what came of it."""

import re
from hashlib import file_digest
from pathlib import Path
from typing import Any

import typer
from msgspec import to_builtins

from gridcase.engine import Outcome
from gridcase.errors import BadConfiguration
from gridcase.matters.commands import MatterCommand
from gridcase_cli.output import say, show_json
from gridcase_cli.sentences import sentence
from gridcase_cli.session import Session, open_session

SHA_256 = re.compile(r"[0-9a-f]{64}")


def give(
    ctx: typer.Context, kind: type[MatterCommand], matter: str, command_id: str, as_json: bool, **said: Any
) -> None:
    """One command about one matter, from whoever sits at the session. Times among what is ``said`` are as written."""
    with open_session(ctx) as session:
        if occurred_at := said.pop("occurred_at", ""):
            said["occurred_at"] = session.read_time(occurred_at, "--occurred-at")
        command = kind(matter_id=session.find(matter), at=session.at, actor=session.acting(), **said)
        tell(session, session.engine.execute(command, command_id=command_id), as_json)


def tell(session: Session, outcome: Outcome, as_json: bool) -> None:
    if as_json:
        show_json(told(session, outcome))
    else:
        say(line(session, outcome))


def line(session: Session, outcome: Outcome) -> str:
    """``M261124-7QK3F9 diverted to chengguan, due 2026-11-25 09:20``"""
    if not outcome.events:
        return f"{outcome.matter_id} is so already: {session.matters.stage_of(outcome.matter_id)}"
    happened = "; ".join(sentence(event, session.show_time) for event in outcome.events)
    return f"{outcome.matter_id} {happened}"


def told(session: Session, outcome: Outcome) -> dict[str, Any]:
    return {
        "matter_id": outcome.matter_id,
        "stage": session.matters.stage_of(outcome.matter_id),
        "version": outcome.version,
        "repeated": outcome.repeated,
        "events": [to_builtins(event) for event in outcome.events],
    }


def evidence(named: list[str] | None, option: str) -> tuple[str, ...]:
    """The SHA-256 of each piece of evidence: as given, or of the file that is named."""
    return tuple(name if SHA_256.fullmatch(name) else digest(Path(name), option) for name in named or [])


def digest(path: Path, option: str) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadConfiguration(option, str(path), f"a file, or its SHA-256 ({error.strerror})") from error
