"""What happened to an assessment, in one line, and where it stands."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from gridcase.assessments import events as e
from gridcase.assessments.pack import Pack
from gridcase.assessments.state import Assessment
from gridcase.assessments.verdict import verdict
from gridcase.envelope import CityEvent, Recorded
from gridcase_cli.sentences import filled

FROM = "[ for {matter_id}][: {note}]"
VERDICT = (
    "{meets:meets the standard|does not meet the standard}, {score} points, grade {grade}[, threshold {threshold}]"
)

SENTENCES: dict[type[CityEvent], str] = {
    e.AssessmentOpened: "opened as {kind}[, threshold {threshold}]",
    e.ItemDeducted: "mark {mark}: {cost} points off under {code}" + FROM,
    e.VetoRecorded: "mark {mark}: vetoed by {code}" + FROM,
    e.BonusGiven: "mark {mark}: {gain} points more[ for {matter_id}]: {reason}",
    e.ChargeProposed: "charge {charge} proposed: {sort} under {code}" + FROM,
    e.ChargeConfirmed: "charge {charge} confirmed as mark {mark}: {sort} under {code}" + FROM,
    e.ChargeRejected: "charge {charge} rejected: {reason}",
    e.AssessmentClosed: "closed: " + VERDICT + "[, vetoed by mark {vetoed_by}]",
    e.MarksAppealed: "appeal {appeal} against marks {marks}: {reason}",
    e.MarksOpinionGiven: "appeal {appeal}: one supervisor would {upheld:uphold|reject} it[: {reason}]",
    e.MarksAppealDecided: "appeal {appeal} against marks {marks} {upheld:upheld|rejected}[: {reason}]",
    e.VerdictReissued: "verdict issued again: " + VERDICT + "[, vetoed by mark {vetoed_by}]",
}


def sentence(event: CityEvent, show_time: Callable[[datetime], str], pack: Pack | None = None) -> str:
    """``mark 1: vetoed by casualties``, and what the pack calls that."""
    return filled(SENTENCES[type(event)], titled(event, pack) if pack else event, show_time)


def titled(event: CityEvent, pack: Pack) -> CityEvent:
    if not isinstance(event, e.ItemDeducted | e.VetoRecorded | e.ChargeProposed | e.ChargeConfirmed):
        return event
    rule = pack.item(event.code) or pack.veto(event.code)
    return replace(event, code=f"{event.code} ({rule.title})") if rule else event


def picture(state: Assessment, history: list[Recorded]) -> dict[str, Any]:
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
