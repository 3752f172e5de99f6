"""One sample of every kind of event, each field filled with something that is not its default.

The same every time: the golden files are made of them, and contracts and documentation may be. Run as a program, it
writes the golden files that are missing: ``python -m gridcase.testing.samples FOLDER``.
"""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

from msgspec import Struct

from gridcase.actors import Role
from gridcase.assessments.pack import Fact, Occasion, Sort
from gridcase.envelope import CityEvent, Envelope, Origin
from gridcase.ids import matter_stream
from gridcase.matters.events import CaseKind, Channel, Direction, Harm, ReworkCause, Satisfaction, Severity, Step
from gridcase.patrols.events import Whereabouts
from gridcase.registry.records import UnitKind
from gridcase.store.codec import EVENT_TYPES, Codec
from gridcase.store.upcast import version_of
from gridcase.tags import tag_of

MATTER = "M260302-7QK3F9"


def _time(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


WORDS: Mapping[str, Any] = {
    "accepted": True,
    "address": "向阳路12号楼下",
    "address_digest": "e3" * 16,
    "after_due": True,
    "agreement": "c4" * 32,
    "appeal": 1,
    "at": _time(2, 1),
    "cause": ReworkCause.BAD_WORK,
    "pack_name": "safe-unit",
    "channel": Channel.PHONE,
    "claimed_host": "huanbao",
    "class_code": "fumes",
    "code": "410702001003",
    "contact": "li",
    "contacted": True,
    "default_host": "chengguan",
    "department": "chengguan",
    "direction": Direction.UP,
    "due": _time(3, 9, 30),
    "due_accept": _time(2, 9),
    "due_close": _time(9, 9, 30),
    "due_contact": _time(3, 1),
    "due_on_site": _time(6, 9, 30),
    "due_provisional": True,
    "due_sign_in": _time(4, 1),
    "due_verify": _time(4, 9, 30),
    "evidence_after": ("a7" * 32,),
    "evidence_before": ("b5" * 32, "b6" * 32),
    "FactRule.on": Fact.CASUALTIES,
    "found": True,
    "from_level": "township",
    "group": "enforcement",
    "harm": Harm.LOSS,
    "host": "chengguan",
    "households": ("h-4f1c", "h-90ab"),
    "in_charge": "liu",
    "in_time": False,
    "inputs": {"in_time": False, "rounds": 2, "satisfaction": "satisfied"},
    "known_by": "os-user:wang",
    "level": "county",
    "level_limits": {"village": "3 working days"},
    "may_skip": True,
    "limit": "1 working day",
    "list_code": "environment",
    "login": "wang",
    "major": True,
    "mandatory": False,
    "master": "M260301-0000AA",
    "matter_id": MATTER,
    "MatterClass.mandatory": ("address", "text"),
    "member": "wang",
    "Member.name": "王敏",
    "micro_grid": "m00017",
    "metrics": ("on-time-handling", "rework"),
    "name": "向阳路第三网格",
    "note": "现场已清理，复查合格",
    "number": 1,
    "occurred_at": _time(2, 0, 45),
    "parent": "410702001",
    "phone": "13800000000",
    "policy": "5b1f0c6e",
    "rating": 4,
    "reason": "超出本部门职责",
    "reference": "19937896",
    "relieved": "ma",
    "reporter": "r-9f2c",
    "reporter_name": "赵女士",
    "resolved_by": "li",
    "round": 2,
    "rounds": 2,
    "rule": "late-is-eighty",
    "ruled_host": "huanbao",
    "satisfaction": Satisfaction.SATISFIED,
    "score": 80,
    "severity": Severity.SERIOUS,
    "solved": True,
    "source": "12345",
    "stays": True,
    "step": Step.HANDLE,
    "supervision": 1,
    "suspended": 86_400,
    "text": "楼下饭店油烟呛人，晚上十点还在炒菜",
    "to_host": "unit:410702001",
    "to_level": "county",
    "unit": "410702001003",
    "unmeetable": True,
    "until": _time(30, 9),
    "upheld": True,
    "used": 19_800,
    "kind": UnitKind.GRID,
    "role": Role.FOREMAN,
    "boundary": "35.3031,113.9260 500",
    **dict.fromkeys(("Item.code", "ItemDeducted.code"), "disputes"),
    **dict.fromkeys(("Veto.code", "VetoRecorded.code", "ChargeRule.code", "FactRule.code"), "casualties"),
    **dict.fromkeys(("ChargeProposed.code", "ChargeConfirmed.code"), "casualties"),
    "Bonus.code": "found-early",
    "Bonus.title": "隐患早发现 Hazard found in time",
    "CaseRecorded.kind": CaseKind.PUBLIC_ORDER,
    "Pack.name": "safe-unit",
    "Pack.title": "平安单位 Safe unit",
    "Veto.title": "致人伤亡事故 Accident with casualties",
    **dict.fromkeys(("AssessmentOpened.kind", "AssessmentClosed.kind", "VerdictReissued.kind"), "village"),
    **dict.fromkeys(("ChargeProposed.cause", "ChargeConfirmed.cause"), f"matter:{MATTER}@7"),
    "bonus_cap": 5,
    "cap": 20,
    "charge": 1,
    "classes": ("gas",),
    "cost": 3,
    "deducted": 9,
    "digest": "c1" * 32,
    "evidence": ("d2" * 32,),
    "gain": 2,
    "gained": 2,
    "grade": "A",
    "kinds": ("village",),
    "lists": ("disputes",),
    "mark": 2,
    "marks": (1, 2),
    "meets": True,
    "on": Occasion.UNRESOLVED,
    "period": "2026-03",
    "points": 3,
    "sort": Sort.VETO,
    "threshold": 90,
    "thresholds": {"village": 90},
    "title": "矛盾纠纷未化解",
    "vetoed_by": (2,),
    **dict.fromkeys(("AssessmentClosed.vetoes", "VerdictReissued.vetoes"), ("casualties",)),
    "accuracy": 12,
    "date": "2026-03-02",
    "finding": 3,
    "outside": 1,
    "place": "yuxin-mill",
    "seen_at": _time(2, 0, 40),
    "spot": "35.30312,113.92604",
    "taken": 1,
    "whereabouts": Whereabouts.OUTSIDE,
}
"""What stands in a field of this name. A limit of a step is filled like ``limit``."""

LIMITS = ("classify", "divert", "accept", "handle", "verify", "feedback", "close")

ORIGIN = Origin(source="nyc311", row=41, inferred=True)


def sample(kind: type[CityEvent]) -> CityEvent:
    """One event of this kind, every field filled."""
    event: CityEvent = _filled(kind)
    return event


def sample_envelope(event: CityEvent) -> Envelope:
    """The event with everything that can stand around it."""
    return Envelope(
        event=event,
        recorded_at=_time(2, 1, 1),
        command_id="0b5f9c52f6a94f0e8a4d1f7f5a0e2d11",
        correlation_id="5d0d2f0e2d7b4c0fb9b3a3d8a6f3c901",
        causation_id=f"{matter_stream(MATTER)}@3",
        origin=ORIGIN,
    )


def golden(kind: type[CityEvent]) -> bytes:
    """What a golden file of this kind's current shape holds."""
    return Codec().encode("sample", 1, sample_envelope(sample(kind)))


def golden_files(folder: Path, kind: type[CityEvent]) -> list[Path]:
    """The golden files of a kind, one for each shape it ever had, the oldest first: ``matter-reported.v1.json``."""
    name, _ = version_of(tag_of(kind))
    return sorted(folder.glob(f"{name}.v*.json"), key=lambda path: version_of(path.stem)[1])


def _filled(kind: type[Any]) -> Any:
    return kind(**{name: _value(kind, name, hint) for name, hint in get_type_hints(kind).items()})


def _value(kind: type[Any], name: str, hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _filled(hint)
    for part in get_args(hint):
        if isinstance(part, type) and issubclass(part, Struct):
            return (_filled(part),)
    if name in LIMITS:
        return WORDS["limit"]
    return WORDS.get(f"{kind.__name__}.{name}") or WORDS[name]


def _write_missing(folder: Path) -> None:
    for kind in EVENT_TYPES.values():
        there = golden_files(folder, kind)
        if not there or there[-1].read_bytes() != golden(kind):
            name, _ = version_of(tag_of(kind))
            path = folder / f"{name}.v{len(there) + 1}.json"
            path.write_bytes(golden(kind))
            print(path)


if __name__ == "__main__":
    _write_missing(Path(sys.argv[1]))
