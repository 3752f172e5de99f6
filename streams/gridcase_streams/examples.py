"""An example of each message, made from the structs: the same every time, every field filled."""

from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from gridcase_streams.message_contracts import MessageContract
from gridcase_streams.published import MATTER_EVENTS

EXAMPLE_MATTER_ID = "hotline-19937896"

FIELD_VALUES: dict[str, Any] = {
    "matter_id": EXAMPLE_MATTER_ID,
    "message_id": "call-19937896-1",
    "MatterReported.source": "hotline",
    "ReportMatter.source": "hotline",
    "source": "hotline",
    "reference": "19937896",
    "class_code": "fumes",
    "list_code": "environment",
    "unit": "410702001003",
    "parent": "410702001",
    "code": "410702001003",
    "channel": "phone",
    "kind": "grid",
    "role": "dispatcher",
    "member": "zhou",
    "resolved_by": "li",
    "in_charge": "liu",
    "relieved": "ma",
    "reporter": "r-9f2c",
    "reporter_name": "赵女士",
    "phone": "13800000000",
    "address": "向阳路12号楼下",
    "address_digest": "e3" * 16,
    "text": "楼下饭店油烟呛人，晚上十点还在炒菜",
    "note": "现场已清理",
    "reason": "超出本部门职责",
    "name": "向阳路第三网格",
    "title": "矛盾纠纷未化解",
    "host": "chengguan",
    "department": "chengguan",
    "departments": "huanbao",
    "claimed_host": "huanbao",
    "ruled_host": "huanbao",
    "default_host": "chengguan",
    "master": "M260301-0000AA",
    "limit": "1 working day",
    **dict.fromkeys(("classify", "divert", "accept", "handle", "verify", "feedback", "close"), "5 working hours"),
    "level": "township",
    "from_level": "township",
    "to_level": "county",
    "to_host": "unit:410702001",
    "level_limits": {"village": "3 working days"},
    "policy": "5b1f0c6e",
    "rule": "late-is-eighty",
    "CommandRefused.rule": "unknown-unit",
    "words": "the grid tree has no such unit",
    "detail": "410702009999",
    "CommandUnreadable.words": "the body is not UTF-8 at byte 17",
    "CommandUnreadable.reason": "not-utf-8",
    "CommandUnreadable.offset": 4711,
    "CommandUnreadable.partition": 3,
    "topic": "gridcase.commands.v1",
    "command": "report-matter",
    "ScorecardPublished.period": "2026-Q1",
    "metric": "on-time-handling",
    "metrics": "on-time-handling",
    "period": "2026-03",
    "date": "2026-03-02",
    "numerator": 180,
    "denominator": 195,
    "value": "0.9231",
    "low": "0.8770",
    "high": "0.9528",
    "group": "urban",
    "measure": "share",
    "preset": "department",
    "CompositeScore.score": "87.69",
    "CompositeScore.grade": "B",
    "CompositeScore.vetoes": ["overdue"],
    "place": 2,
    "score": 80,
    "rating": 4,
    "supervision": 1,
    "harm": "none",
    "used": 19800,
    "suspended": 86400,
    "in_time": True,
    "at": "2026-03-02T01:00:00Z",
    "occurred_at": "2026-03-02T00:45:00Z",
    "due": "2026-03-03T09:30:00Z",
    "until": "2026-03-30T09:00:00Z",
    "due_contact": "2026-03-03T01:00:00Z",
    "due_close": "2026-03-09T09:30:00Z",
    "begins": "2026-01-01T00:00:00Z",
    "ends": "2026-04-01T00:00:00Z",
    "as_of": "2026-04-01T00:00:00Z",
}
"""What stands in a field of this name, or of this name in this struct."""

DEFAULT_VALUES: dict[Any, Any] = {str: "a", int: 1, bool: False, float: 0.5, datetime: "2026-03-02T09:00:00Z"}


def example_of(message: MessageContract) -> Any:
    """The data of one such message, as JSON has it."""
    return example_struct(message.data)


def example_struct(kind: type[Struct]) -> dict[str, Any]:
    """Every field of a struct filled; checked by reading it back."""
    tag = kind.__struct_config__.tag
    example: dict[str, Any] = {"type": tag} if tag else {}
    for name, annotation in get_type_hints(kind, include_extras=True).items():
        qualified = f"{kind.__name__}.{name}"
        example[name] = FIELD_VALUES[qualified] if qualified in FIELD_VALUES else example_value(name, annotation)
    msgspec.convert(example, kind)
    return example


def example_value(name: str, annotation: Any) -> Any:
    """What fits a field of this name and type."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return example_value(name, parts[0]) if "pattern='^[0-9a-f]{64}$'" not in repr(parts[1:]) else "a7" * 32
    if origin in (Union, UnionType):
        return example_value(name, next(part for part in parts if part is not NoneType))
    if origin in (tuple, list):
        return [example_value(name, parts[0])]
    if origin is dict:
        return FIELD_VALUES.get(name, {"rounds": 2})
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return example_struct(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        choices = [choice.value for choice in annotation]
        return FIELD_VALUES[name] if FIELD_VALUES.get(name) in choices else choices[0]
    candidate = FIELD_VALUES.get(name, DEFAULT_VALUES[annotation])
    return candidate if type(candidate) is type(DEFAULT_VALUES[annotation]) else DEFAULT_VALUES[annotation]


FIELD_VALUES["CommandAccepted.events"] = [example_struct(MATTER_EVENTS["matter-reported"])]
