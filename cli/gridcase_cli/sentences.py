"""What happened, in one line of the city's words.

A part in brackets is said only if everything in it is known. ``{in_time:in time|late}`` chooses by yes or no.
"""

import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from string import Formatter
from typing import Any

from gridcase.envelope import CityEvent
from gridcase.matters import events as e

DIVERT_BY = "[, to be diverted by {due}]"
WHY = "[: {reason}]"
SAYING = "[: {note}]"

HEARD = "the reporter was reached: {solved:solved|not solved}, {satisfaction}" + SAYING
NOT_HEARD = "the reporter was not reached" + SAYING

SENTENCES: dict[type[e.MatterEvent], str] = {
    e.MatterReported: "reported in {unit}[ as {class_code}], channel {channel}[, to be classified by {due}]",
    e.EvidenceAdded: "evidence added" + SAYING,
    e.ReportConfirmed: "looked at on site: {found:there|not there}" + SAYING,
    e.MatterClassified: "classified as {class_code}, {severity}[, level {level}][, to be diverted by {due}]"
    "[, to be closed by {due_close}]",
    e.MatterDeclined: "declined: {reason}",
    e.MatterResolvedOnTheSpot: "resolved on the spot in {unit}[ as {class_code}]" + SAYING,
    e.OnTheSpotReviewed: "the work on the spot was {accepted:accepted|not accepted}" + SAYING + DIVERT_BY,
    e.MatterDiverted: "diverted to {host}[ with {co_handlers}][, due {due}]",
    e.MatterAccepted: "accepted by {host}, {in_time:in time|late}",
    e.ReturnAsked: "{host} asks to return it: {reason}",
    e.ReturnGranted: "returned by {host}, {after_due:after|before} its due time" + WHY + DIVERT_BY,
    e.ReturnRefused: "return refused: it stays with {host}" + WHY,
    e.JurisdictionDisputed: "{host} disputes that it is responsible[ and names {claimed_host}]: {reason}",
    e.JurisdictionRuled: "ruled that {ruled_host} is responsible" + WHY + DIVERT_BY,
    e.MatterEscalated: "escalated[ from {from_level}] to {to_level}" + WHY,
    e.ExtensionAsked: "{host} asks for {limit} more: {reason}",
    e.ExtensionGranted: "{limit} more granted to {host}, due {due}",
    e.ExtensionRefused: "no more time for {host}" + WHY,
    e.SuspensionAsked: "{host} asks to suspend it: {reason}",
    e.SuspensionGranted: "suspended: its clocks stand" + WHY,
    e.SuspensionRefused: "not suspended" + WHY,
    e.MatterResumed: "resumed[, due {due}]",
    e.MatterUrged: "urged" + SAYING,
    e.MatterSupervised: "put under supervision, level {supervision}" + SAYING,
    e.DueWarned: "warned: {step} is due {due}",
    e.OverdueNoted: "overdue: {step} was due {due}",
    e.CoHandlingReported: "co-handled by {department}, {in_time:in time|late}" + SAYING,
    e.HandlingReported: "handled by {host}, {in_time:in time|late}" + SAYING + "[, to be verified by {due_verify}]",
    e.ResultConfirmed: "result confirmed, {in_time:in time|late}" + SAYING,
    e.ReworkOrdered: "to be done again because of {cause}" + SAYING + DIVERT_BY,
    e.FeedbackAsked: "the reporter is asked[, answer by {due}]",
    e.FeedbackRecorded: NOT_HEARD,
    e.MatterEvaluated: "evaluated: {score} of 100 by the rule {rule}",
    e.MatterClosed: "closed[ with its master {master}], {in_time:in time|late}",
    e.MatterReopened: "reopened: {reason}" + DIVERT_BY,
    e.MatterMerged: "merged into {master}" + WHY,
    e.MatterUnmerged: "no duplicate of {master} any more" + WHY + DIVERT_BY,
    e.MatterVoided: "voided: {reason}",
    e.AppealFiled: "appeal {appeal} of {department} against {metrics} in round {round}: {reason}",
    e.AppealOpinionGiven: "appeal {appeal}: one supervisor would {upheld:uphold|reject} it" + WHY,
    e.AppealDecided: "appeal {appeal} of {department} {upheld:upheld|rejected}" + WHY,
}

BRACKETED = re.compile(r"\[([^\]]*)\]")
FIELD = re.compile(r"\{(\w+)")


def sentence(event: e.MatterEvent, show_time: Callable[[datetime], str]) -> str:
    """``diverted to chengguan, due 2026-11-25 09:20``"""
    template = HEARD if isinstance(event, e.FeedbackRecorded) and event.contacted else SENTENCES[type(event)]
    return filled(template, event, show_time)


def filled(template: str, event: CityEvent, show_time: Callable[[datetime], str]) -> str:
    """The template with the event's fields in it."""

    def if_known(part: re.Match[str]) -> str:
        known = all(getattr(event, name) not in (None, "", ()) for name in FIELD.findall(part[1]))
        return part[1] if known else ""

    return Words(show_time).vformat(BRACKETED.sub(if_known, template), (), Fields(event))


class Fields(dict[str, Any]):
    """An event's fields by name."""

    def __init__(self, event: CityEvent) -> None:
        super().__init__({name: getattr(event, name) for name in event.__struct_fields__})


class Words(Formatter):
    """Fills in a template: a yes or no by its two words, times by the city's clock."""

    def __init__(self, show_time: Callable[[datetime], str]) -> None:
        self._show_time = show_time

    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case bool():
                return format_spec.split("|")[not value]
            case datetime():
                return self._show_time(value)
            case Enum():
                return str(value.value).replace("-", " ")
            case tuple():
                return ", ".join(str(getattr(part, "department", part)) for part in value)
            case _:
                return str(value)
