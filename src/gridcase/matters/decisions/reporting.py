"""Report and classify."""

from gridcase import rules as shared
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.clocks import due_by_rule
from gridcase.matters.deadline import Deadline
from gridcase.matters.decisions.common import class_or_refuse, diversion_due, occurred, of_matter, wrong_stage
from gridcase.matters.policy import Policy, met, provisional, when
from gridcase.matters.state import (
    AwaitingFeedback,
    Because,
    Declined,
    Filed,
    Known,
    Matter,
    MatterState,
    OnTheSpot,
    Reported,
    Unreported,
)
from gridcase.working_time import Due


def report_matter(command: c.ReportMatter, state: MatterState, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Unreported():
            if not policy.directory.has_unit(command.unit):
                raise Refused(shared.UNKNOWN_UNIT, command.unit)
            if command.class_code:
                require_mandatory(command, policy)
            due = policy.due(command.at, policy.limit(e.Step.CLASSIFY, command.class_code))
            return [
                e.MatterReported(
                    **of_matter(command),
                    occurred_at=occurred(command),
                    channel=command.channel,
                    unit=command.unit,
                    class_code=command.class_code,
                    reporter=command.reporter,
                    reporter_name=command.reporter_name,
                    phone=command.phone,
                    address=command.address,
                    text=command.text,
                    evidence_before=command.evidence_before,
                    source=command.source,
                    reference=command.reference,
                    due=when(due),
                    due_provisional=provisional(due),
                    policy=policy.version,
                )
            ]
        case _:
            if (state.matter.reported_by, state.matter.reported_at) == (command.actor.member, command.at):
                return []
            raise Refused(rules.ALREADY_REPORTED, command.matter_id)


def require_mandatory(command: c.ReportMatter, policy: Policy) -> None:
    """The class may ask that a field is filled in; what it says is nobody's business here."""
    class_or_refuse(policy, command.class_code)
    matter_class = policy.directory.matter_class(command.class_code)
    missing = [field for field in (matter_class.mandatory if matter_class else ()) if not getattr(command, field, None)]
    if missing:
        raise Refused(rules.MANDATORY_FIELD, f"{command.class_code} needs {', '.join(missing)}")


def add_evidence(command: c.AddEvidence, state: Known) -> list[e.MatterEvent]:
    if not (command.evidence_before or command.evidence_after or command.note):
        raise Refused(rules.NOTHING_ADDED)
    return [
        e.EvidenceAdded(
            **of_matter(command),
            occurred_at=occurred(command),
            evidence_before=command.evidence_before,
            evidence_after=command.evidence_after,
            note=command.note,
        )
    ]


def confirm_report(command: c.ConfirmReport, state: Known) -> list[e.MatterEvent]:
    match state:
        case Reported() | Filed():
            return [
                e.ReportConfirmed(
                    **of_matter(command),
                    occurred_at=occurred(command),
                    found=command.found,
                    note=command.note,
                )
            ]
        case _:
            raise wrong_stage(state, "a report is confirmed before it is diverted")


def classify_matter(command: c.ClassifyMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Reported() | Filed():
            matter = state.matter
            as_it_is = (matter.class_code, matter.severity, matter.level)
            if matter.filed and as_it_is == (command.class_code, command.severity, command.level or matter.level):
                return []
            list_code = class_or_refuse(policy, command.class_code)
            policy.rank(command.level)
            waits_since = state.since if isinstance(state, Filed) and matter.filed else command.at
            due = diversion_due(policy, waits_since, command.class_code)
            due_close = due_of_the_whole(matter, command.class_code, policy)
            return [
                e.MatterClassified(
                    **of_matter(command),
                    unit=matter.unit,
                    list_code=list_code,
                    class_code=command.class_code,
                    severity=command.severity,
                    level=command.level or matter.level,
                    in_time=met(state.due, command.at) if isinstance(state, Reported) else True,
                    due=when(due),
                    due_close=when(due_close),
                    due_provisional=provisional(due, due_close),
                    policy=policy.version,
                )
            ]
        case _:
            raise wrong_stage(state, "a matter is classified before it is diverted")


def due_of_the_whole(matter: Matter, class_code: str, policy: Policy) -> Due | None:
    """When a matter of this class must be closed, counted from its beginning, extended and stopped as it was."""
    whole = Deadline(
        step=e.Step.CLOSE,
        since=matter.began,
        due=matter.began,
        class_code=class_code,
        extensions=matter.extensions,
        stood=matter.stood,
    )
    return due_by_rule(whole, policy)


def decline_matter(command: c.DeclineMatter, state: Known) -> list[e.MatterEvent]:
    match state:
        case Reported() | Filed():
            return [e.MatterDeclined(**of_matter(command), reason=command.reason)]
        case Declined():
            return []
        case _:
            raise wrong_stage(state, "a matter is declined before it is diverted")


def resolve_on_the_spot(command: c.ResolveOnTheSpot, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Reported() | Filed():
            if command.class_code:
                class_or_refuse(policy, command.class_code)
            require_contact(command, state.matter.unit, policy)
            return [
                e.MatterResolvedOnTheSpot(
                    **of_matter(command),
                    occurred_at=occurred(command),
                    unit=state.matter.unit,
                    class_code=command.class_code or state.matter.class_code,
                    note=command.note,
                    evidence_after=command.evidence_after,
                    micro_grid=command.micro_grid,
                    agreement=command.agreement,
                )
            ]
        case OnTheSpot(resolved_by=resolver) if resolver == command.actor.member:
            return []
        case _:
            raise wrong_stage(state, "a matter is resolved on the spot before it is diverted")


def require_contact(command: c.ResolveOnTheSpot, unit: str, policy: Policy) -> None:
    """A micro-grid that is named lies in the unit of the matter, and the actor is its contact."""
    if not command.micro_grid:
        return
    micro_grid = policy.directory.micro_grid(command.micro_grid)
    if micro_grid is None or micro_grid.unit != unit:
        raise Refused(rules.UNKNOWN_MICRO_GRID, f"{command.micro_grid} in {unit}")
    if micro_grid.contact != command.actor.member:
        raise Refused(shared.NOT_YOUR_MATTER, f"the contact of {command.micro_grid} is {micro_grid.contact}")


def review_on_the_spot(command: c.ReviewOnTheSpot, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case OnTheSpot(resolved_by=resolver) if resolver == command.actor.member:
            raise Refused(rules.RESOLVER_NEVER_REVIEWS)
        case OnTheSpot():
            due = None if command.accepted else diversion_due(policy, command.at, state.matter.class_code)
            return [
                e.OnTheSpotReviewed(
                    **of_matter(command),
                    resolved_by=state.resolved_by,
                    accepted=command.accepted,
                    note=command.note,
                    due=when(due),
                    policy=policy.version,
                )
            ]
        case AwaitingFeedback(round=0) if command.accepted:
            return []
        case Filed(because=Because.REVIEW_REFUSED) if not command.accepted:
            return []
        case _:
            raise wrong_stage(state, "nothing resolved on the spot waits for review")
