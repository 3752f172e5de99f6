"""What a command leads to: new events, nothing (it is so already), or ``Refused`` with the rule."""

from typing import assert_never

from gridcase import rules as shared
from gridcase.errors import Refused
from gridcase.guards import require_not_before
from gridcase.matters import commands as c
from gridcase.matters.decisions import (
    aftermath,
    charging,
    closing,
    consequences,
    diverting,
    handling,
    passing,
    reporting,
    timekeeping,
    whistling,
)
from gridcase.matters.decisions.common import is_passed_already, occurred
from gridcase.matters.events import MatterEvent
from gridcase.matters.permissions import permit
from gridcase.matters.policy import Policy
from gridcase.matters.state import Known, MatterState, Unreported

NEEDS_REASON = (
    c.DeclineMatter,
    c.AskReturn,
    c.DisputeJurisdiction,
    c.SendUpMatter,
    c.OrderDownMatter,
    c.BlowWhistle,
    c.ContestWhistle,
    c.PutInCharge,
    c.AskExtension,
    c.AskSuspension,
    c.ReopenMatter,
    c.VoidMatter,
    c.FileAppeal,
    c.JudgeDemand,
)


def decide(command: c.MatterCommand, state: MatterState, policy: Policy) -> list[MatterEvent]:
    """Judge one command against one matter. Raises ``Refused``; changes nothing."""
    if isinstance(command, NEEDS_REASON) and not command.reason.strip():
        raise Refused(shared.REASON_MISSING)
    if occurred(command) > command.at:
        raise Refused(shared.HAPPENED_LATER)
    if not isinstance(state, Unreported) and is_passed_already(command, state.matter.newest):
        return []
    permit(command, state, policy)
    if isinstance(command, c.ReportMatter):
        return reporting.report_matter(command, state, policy)
    if isinstance(state, Unreported):
        raise Refused(shared.UNKNOWN_MATTER, command.matter_id)
    require_not_before(state.matter.last_at, command.at)
    return decided(command, state, policy)


def decided(command: c.MatterCommand, state: Known, policy: Policy) -> list[MatterEvent]:  # noqa: C901 a table
    match command:
        case c.ReportMatter():
            return reporting.report_matter(command, state, policy)
        case c.AddEvidence():
            return reporting.add_evidence(command, state)
        case c.ConfirmReport():
            return reporting.confirm_report(command, state)
        case c.ClassifyMatter():
            return reporting.classify_matter(command, state, policy)
        case c.DeclineMatter():
            return reporting.decline_matter(command, state)
        case c.ResolveOnTheSpot():
            return reporting.resolve_on_the_spot(command, state, policy)
        case c.ReviewOnTheSpot():
            return reporting.review_on_the_spot(command, state, policy)
        case c.DivertMatter():
            return diverting.divert_matter(command, state, policy)
        case c.AcceptMatter():
            return diverting.accept_matter(command, state, policy)
        case c.RecordContact():
            return diverting.record_contact(command, state, policy)
        case c.AskReturn():
            return diverting.ask_return(command, state)
        case c.DecideReturn():
            return diverting.decide_return(command, state, policy)
        case c.DisputeJurisdiction():
            return diverting.dispute_jurisdiction(command, state, policy)
        case c.RuleOnJurisdiction():
            return diverting.rule_on_jurisdiction(command, state, policy)
        case c.EscalateMatter():
            return passing.escalate_matter(command, state, policy)
        case c.SendUpMatter():
            return passing.send_up_matter(command, state, policy)
        case c.OrderDownMatter():
            return passing.order_down_matter(command, state, policy)
        case c.BlowWhistle():
            return whistling.blow_whistle(command, state, policy)
        case c.SignIn():
            return whistling.sign_in(command, state, policy)
        case c.ReportOnSite():
            return whistling.report_on_site(command, state, policy)
        case c.ContestWhistle():
            return whistling.contest_whistle(command, state)
        case c.RuleOnWhistle():
            return whistling.rule_on_whistle(command, state, policy)
        case c.RateWhistle():
            return whistling.rate_whistle(command, state, policy)
        case c.PutInCharge():
            return charging.put_in_charge(command, state, policy)
        case c.AskExtension():
            return timekeeping.ask_extension(command, state, policy)
        case c.DecideExtension():
            return timekeeping.decide_extension(command, state, policy)
        case c.AskSuspension():
            return timekeeping.ask_suspension(command, state, policy)
        case c.DecideSuspension():
            return timekeeping.decide_suspension(command, state, policy)
        case c.RemindOfSuspension():
            return timekeeping.remind_of_suspension(command, state)
        case c.ResumeMatter():
            return timekeeping.resume_matter(command, state, policy)
        case c.UrgeMatter():
            return timekeeping.urge_matter(command, state)
        case c.SuperviseMatter():
            return timekeeping.supervise_matter(command, state)
        case c.WarnDue():
            return timekeeping.warn_due(command, state)
        case c.NoteOverdue():
            return timekeeping.note_overdue(command, state)
        case c.ReportCoHandling():
            return handling.report_co_handling(command, state, policy)
        case c.ReportHandling():
            return handling.report_handling(command, state, policy)
        case c.ConfirmResult():
            return handling.confirm_result(command, state, policy)
        case c.OrderRework():
            return handling.order_rework(command, state, policy)
        case c.AskFeedback():
            return closing.ask_feedback(command, state, policy)
        case c.RecordFeedback():
            return closing.record_feedback(command, state, policy)
        case c.EvaluateMatter():
            return closing.evaluate_matter(command, state, policy)
        case c.CloseMatter():
            return closing.close_matter(command, state, policy)
        case c.ReopenMatter():
            return closing.reopen_matter(command, state, policy)
        case c.RecordPetition():
            return consequences.record_petition(command, state, policy)
        case c.RecordCase():
            return consequences.record_case(command, state)
        case c.MergeMatter():
            return aftermath.merge_matter(command, state, policy)
        case c.UnmergeMatter():
            return aftermath.unmerge_matter(command, state, policy)
        case c.VoidMatter():
            return aftermath.void_matter(command, state)
        case c.FileAppeal():
            return aftermath.file_appeal(command, state)
        case c.DecideAppeal():
            return aftermath.decide_appeal(command, state)
        case c.JudgeDemand():
            return aftermath.judge_demand(command, state)
        case _:
            assert_never(command)
