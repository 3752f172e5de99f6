"""What other platforms may ask: the commands of the engine without time and actor, every value bounded.

When a command was received, and who gave it, is for us to say, never for its sender.
"""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Meta, Struct, structs

from gridcase.actors import Actor, Role
from gridcase.matters.commands import MatterCommand
from gridcase.matters.permissions import MAY

WORDS = frozenset({"text", "note", "reason", "address"})
"""Fields in which a person may write at length; all other texts are codes and names."""

EVIDENCE = frozenset({"evidence_before", "evidence_after"})

Code = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=4000)]
MatterId = Annotated[str, Meta(min_length=1, max_length=200)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Number = Annotated[int, Meta(ge=0, le=100_000)]
Moment = Annotated[datetime, Meta(tz=True)]
Many = Meta(max_length=50)


def asked(command: type[Struct]) -> type[Struct]:
    """The command as it may come in: unknown fields are refused, all values are bounded."""
    hints = get_type_hints(command, include_extras=True)
    fields: list[Any] = []
    for field in structs.fields(command):
        if field.name in ("at", "actor"):
            continue
        kind = bounded(field.name, hints[field.name])
        fields.append((field.name, kind) if field.default is NODEFAULT else (field.name, kind, field.default))
    return msgspec.defstruct(
        command.__name__,
        fields,
        namespace={"__doc__": command.__doc__},
        module=__name__,
        tag=command.__struct_config__.tag,
        frozen=True,
        kw_only=True,
        omit_defaults=True,
        forbid_unknown_fields=True,
    )


def bounded(name: str, hint: Any) -> Any:
    """The type of a field, with a bound on every text, number and list in it."""
    if get_origin(hint) is Annotated:
        return hint
    if get_origin(hint) is tuple:
        inner: Any = Digest if name in EVIDENCE else bounded(name, get_args(hint)[0])
        return Annotated[tuple[inner, ...], Many]
    if isinstance(hint, type) and issubclass(hint, Struct):
        return asked(hint)
    if parts := get_args(hint):
        return reduce(or_, (bounded(name, part) for part in parts))
    if name == "matter_id":
        return MatterId
    return {str: Words if name in WORDS else Code, int: Number, datetime: Moment}.get(hint, hint)


COMMANDS: dict[str, type[MatterCommand]] = {
    str(command.__struct_config__.tag): command
    for command in get_args(MatterCommand)
    if MAY[command] - {Role.LOOP, Role.RESIDENT}
}
"""What a platform, which acts as a member, may ask at all: what only the loop does is left out."""

ASKED: dict[str, type[Struct]] = {tag: asked(command) for tag, command in COMMANDS.items()}
"""The shape of each as it comes in."""


def type_of(tag: str) -> str:
    """``gridcase.command.report-matter.v1``"""
    return f"gridcase.command.{tag}.v1"


TAGS = {type_of(tag): tag for tag in COMMANDS}


def command_of(said: Struct, at: datetime, actor: Actor) -> MatterCommand:
    """The engine's command: what was said, received ``at``, given by ``actor``."""
    tag = str(said.__struct_config__.tag)
    content = msgspec.to_builtins(said)
    content |= {"at": at, "actor": msgspec.to_builtins(actor)}
    return msgspec.convert(content, COMMANDS[tag])
