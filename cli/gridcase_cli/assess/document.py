"""An assessment as a document, and its events with what the pack calls their codes."""

from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from gridcase.assessments import events as e
from gridcase.assessments.pack import Pack
from gridcase.assessments.state import Assessment
from gridcase.assessments.verdict import verdict
from gridcase.envelope import Recorded


def titled(event: e.AssessmentEvent, pack: Pack) -> e.AssessmentEvent:
    """The event, its code followed by the title that the pack gives it: ``casualties (…)``."""
    if not isinstance(event, e.ItemDeducted | e.VetoRecorded | e.ChargeProposed | e.ChargeConfirmed):
        return event
    line = pack.line(event.code)
    return replace(event, code=f"{event.code} ({line.title})") if line else event


def as_document(state: Assessment, history: list[Recorded]) -> dict[str, Any]:
    """The assessment as a document: what would be its verdict now, and the marks and charges behind it."""
    return {
        "unit": state.unit,
        "period": state.period,
        "kind": state.kind,
        "stage": state.stage,
        "pack": state.pack.name,
        "pack_digest": state.pack.digest,
        "verdict": to_builtins(verdict(state.pack, state.threshold, state.marks)),
        "marks": [to_builtins(mark) for mark in state.marks],
        "charges": [to_builtins(charge) for charge in state.charges],
        "appeals": [to_builtins(appeal) for appeal in state.appeals],
        "events": [recorded.event_id for recorded in history],
    }
