"""``gridcase stream dead-letters``: messages that could not be read, and those that wait behind them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridcase.tags import tag_of
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.session import open_session
from gridcase_cli.stream.broker_access import streams_folder
from gridcase_cli.stream.consuming import open_intake
from gridcase_cli.verbs import noun, verb

if TYPE_CHECKING:
    from gridcase_streams.dead_letters import Letter

app = noun("Look at messages that could not be read, and retry or discard them.")

LetterNumber = Annotated[int, typer.Argument(metavar="NUMBER", help="The number that the list shows.")]


@verb(app, "list", example="stream dead-letters list\nstream dead-letters list --all --json")
def list_letters(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Those done or discarded too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what could not be read, and what waits behind it because it is about the same matter."""
    from gridcase_streams.dead_letters import DeadLetters, LetterState

    with open_session(ctx) as session, DeadLetters(streams_folder(session)) as letters:
        shown = letters.list(list(LetterState) if every else (LetterState.OPEN, LetterState.WAITING))
        if as_json:
            show_json([as_document(letter) for letter in shown])
            return
        show_table(
            ("number", "state", "came", "matter", "reason"),
            (
                (
                    str(letter.number),
                    letter.state,
                    session.show_time(letter.came_at),
                    (letter.record.key or b"").decode(errors="replace"),
                    letter.reason,
                )
                for letter in shown
            ),
            numbers=("number",),
            whole=("state", "came", "reason"),
        )


@verb(app, "show", example="stream dead-letters show 3")
def show(ctx: typer.Context, number: LetterNumber) -> None:
    """Show one letter: why it is here, its headers, and its body as it came."""
    from gridcase_streams.dead_letters import DeadLetters

    with open_session(ctx) as session, DeadLetters(streams_folder(session)) as letters:
        letter = letters.get(number)
        headers = [[name, value.decode(errors="replace")] for name, value in letter.record.headers]
        show_json({**as_document(letter), "headers": headers, "body": readable_body(letter)})


@verb(app, "retry", example="stream dead-letters retry 3")
def retry(ctx: typer.Context, number: LetterNumber) -> None:
    """Read a letter again, as after an upgrade; once it is done, what waits behind it is done in order."""
    from gridcase_streams.errors import StreamError, Unreadable

    with open_session(ctx) as session, open_intake(session) as intake:
        try:
            reply = intake.retry(number)
        except Unreadable as error:
            raise StreamError(f"dead letter {number} can still not be read: {error}") from error
        say(f"dead letter {number}: {tag_of(reply).removeprefix('command-')}")


@verb(app, "discard", example="stream dead-letters discard 3")
def discard(ctx: typer.Context, number: LetterNumber) -> None:
    """Give a letter up; what waits behind it is done in order."""
    with open_session(ctx) as session, open_intake(session) as intake:
        intake.discard(number)
        say(f"dead letter {number} is discarded")


def as_document(letter: "Letter") -> dict[str, Any]:
    record = letter.record
    return {
        "number": letter.number,
        "state": letter.state,
        "reason": letter.reason,
        "words": letter.words,
        "came_at": letter.came_at,
        "key": (record.key or b"").decode(errors="replace"),
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
    }


def readable_body(letter: "Letter") -> Any:
    """The body as text where it is text, else in base 64; nothing where there was none."""
    from base64 import b64encode

    value = letter.record.value
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": b64encode(value).decode()}
