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
from gridcase.bodies import Body
from gridcase.matters.commands import MatterCommand
from gridcase.matters.permissions import MAY
from gridcase.tags import tag_of
from gridcase_streams.cloud_events import ZonedTime

LONG_TEXT_FIELDS = frozenset({"text", "note", "reason", "address"})
"""Fields in which a person may write at length; all other texts are codes and names."""

EVIDENCE_FIELDS = frozenset({"evidence_before", "evidence_after"})

ShortText = Annotated[str, Meta(max_length=200)]
ShortBody = Annotated[Body, Meta(max_length=200)]
LongText = Annotated[str, Meta(max_length=4000)]
MatterId = Annotated[str, Meta(min_length=1, max_length=200)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
BoundedNumber = Annotated[int, Meta(ge=0, le=100_000)]
AT_MOST_50_ITEMS = Meta(max_length=50)


def incoming_type(command: type[Struct]) -> type[Struct]:
    """The command as it may come in: unknown fields are refused, all values are bounded."""
    annotations = get_type_hints(command, include_extras=True)
    fields: list[Any] = []
    for field in structs.fields(command):
        if field.name in ("at", "actor"):
            continue
        field_type = bounded_type(field.name, annotations[field.name])
        fields.append(
            (field.name, field_type) if field.default is NODEFAULT else (field.name, field_type, field.default)
        )
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


def bounded_type(name: str, annotation: Any) -> Any:
    """The type of a field, with a bound on every text, number and list in it."""
    if annotation == Body:
        return ShortBody
    if get_origin(annotation) is Annotated:
        return annotation
    if get_origin(annotation) is tuple:
        item_type: Any = Digest if name in EVIDENCE_FIELDS else bounded_type(name, get_args(annotation)[0])
        return Annotated[tuple[item_type, ...], AT_MOST_50_ITEMS]
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return incoming_type(annotation)
    if parts := get_args(annotation):
        return reduce(or_, (bounded_type(name, part) for part in parts))
    if name == "matter_id":
        return MatterId
    return {str: LongText if name in LONG_TEXT_FIELDS else ShortText, int: BoundedNumber, datetime: ZonedTime}.get(
        annotation, annotation
    )


COMMAND_TYPES: dict[str, type[MatterCommand]] = {
    tag_of(command): command for command in get_args(MatterCommand) if MAY[command] - {Role.LOOP, Role.RESIDENT}
}
"""What a platform, which acts as a member, may ask at all: what only the loop does is left out."""

INCOMING_TYPES: dict[str, type[Struct]] = {tag: incoming_type(command) for tag, command in COMMAND_TYPES.items()}
"""The shape of each as it comes in."""


def command_type_name(tag: str) -> str:
    """The CloudEvents type of a command: ``gridcase.command.report-matter.v1``."""
    return f"gridcase.command.{tag}.v1"


COMMAND_TAGS = {command_type_name(tag): tag for tag in COMMAND_TYPES}
"""The tag of each CloudEvents type."""


def engine_command(incoming: Struct, at: datetime, actor: Actor) -> MatterCommand:
    """The engine's command: what came in, received ``at``, given by ``actor``."""
    tag = tag_of(incoming)
    content = msgspec.to_builtins(incoming)
    content |= {"at": at, "actor": msgspec.to_builtins(actor)}
    return msgspec.convert(content, COMMAND_TYPES[tag])
