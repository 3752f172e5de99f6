"""Who may do what: the role split of a supervised city, as one table."""

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.bodies import Body
from gridcase.errors import Refused
from gridcase.guards import require_role
from gridcase.matters import commands as c
from gridcase.matters.policy import Policy
from gridcase.matters.state import AwaitingVerification, Handling, Matter, MatterState, Stage, Suspended, Unreported

RESIDENT, GRID_MEMBER, RECEPTION, REVISIT_CLERK = Role.RESIDENT, Role.GRID_MEMBER, Role.RECEPTION, Role.REVISIT_CLERK
FOREMAN, DISPATCHER, DEPARTMENT, SUPERVISOR, LOOP = (
    Role.FOREMAN,
    Role.DISPATCHER,
    Role.DEPARTMENT,
    Role.SUPERVISOR,
    Role.LOOP,
)

MAY: dict[type[c.MatterCommand], frozenset[Role]] = {
    c.ReportMatter: frozenset({RESIDENT, GRID_MEMBER, RECEPTION, DEPARTMENT}),
    c.AddEvidence: frozenset({RESIDENT, GRID_MEMBER, RECEPTION, DEPARTMENT}),
    c.ConfirmReport: frozenset({GRID_MEMBER}),
    c.ClassifyMatter: frozenset({RECEPTION, FOREMAN}),
    c.DeclineMatter: frozenset({RECEPTION, FOREMAN}),
    c.ResolveOnTheSpot: frozenset({GRID_MEMBER, RECEPTION}),
    c.ReviewOnTheSpot: frozenset({FOREMAN}),
    c.DivertMatter: frozenset({DISPATCHER}),
    c.AcceptMatter: frozenset({DEPARTMENT}),
    c.RecordContact: frozenset({DEPARTMENT}),
    c.AskReturn: frozenset({DEPARTMENT}),
    c.DecideReturn: frozenset({DISPATCHER}),
    c.DisputeJurisdiction: frozenset({DEPARTMENT}),
    c.RuleOnJurisdiction: frozenset({SUPERVISOR}),
    c.EscalateMatter: frozenset({SUPERVISOR, LOOP}),
    c.SendUpMatter: frozenset({DEPARTMENT}),
    c.OrderDownMatter: frozenset({DEPARTMENT, DISPATCHER}),
    c.BlowWhistle: frozenset({DEPARTMENT}),
    c.SignIn: frozenset({DEPARTMENT}),
    c.ReportOnSite: frozenset({DEPARTMENT}),
    c.ContestWhistle: frozenset({DEPARTMENT}),
    c.RuleOnWhistle: frozenset({DEPARTMENT, SUPERVISOR}),
    c.RateWhistle: frozenset({DEPARTMENT}),
    c.PutInCharge: frozenset({DISPATCHER, DEPARTMENT, SUPERVISOR}),
    c.AskExtension: frozenset({DEPARTMENT}),
    c.DecideExtension: frozenset({DISPATCHER}),
    c.AskSuspension: frozenset({DEPARTMENT}),
    c.DecideSuspension: frozenset({DISPATCHER}),
    c.RemindOfSuspension: frozenset({LOOP}),
    c.ResumeMatter: frozenset({DEPARTMENT, DISPATCHER, LOOP}),
    c.UrgeMatter: frozenset({RESIDENT, FOREMAN, DISPATCHER, SUPERVISOR, LOOP}),
    c.SuperviseMatter: frozenset({SUPERVISOR, LOOP}),
    c.WarnDue: frozenset({LOOP}),
    c.NoteOverdue: frozenset({LOOP}),
    c.ReportCoHandling: frozenset({DEPARTMENT}),
    c.ReportHandling: frozenset({DEPARTMENT}),
    c.ConfirmResult: frozenset({GRID_MEMBER}),
    c.OrderRework: frozenset({FOREMAN}),
    c.AskFeedback: frozenset({REVISIT_CLERK, LOOP}),
    c.RecordFeedback: frozenset({REVISIT_CLERK, RESIDENT}),
    c.EvaluateMatter: frozenset({SUPERVISOR, LOOP}),
    c.CloseMatter: frozenset({FOREMAN, LOOP}),
    c.ReopenMatter: frozenset({FOREMAN, LOOP}),
    c.RecordPetition: frozenset({RECEPTION, DISPATCHER, SUPERVISOR}),
    c.RecordCase: frozenset({RECEPTION, DISPATCHER, SUPERVISOR}),
    c.MergeMatter: frozenset({RECEPTION, FOREMAN}),
    c.UnmergeMatter: frozenset({RECEPTION, FOREMAN, LOOP}),
    c.VoidMatter: frozenset({FOREMAN}),
    c.FileAppeal: frozenset({DEPARTMENT}),
    c.DecideAppeal: frozenset({SUPERVISOR}),
    c.JudgeDemand: frozenset({SUPERVISOR}),
}

NOT_BY_HOST = (c.ReportMatter, c.RuleOnWhistle, c.FileAppeal)
"""What a department does to matters that it need not be handling now."""


def permit(command: c.MatterCommand, state: MatterState, policy: Policy) -> None:
    """Refuse whoever may not give this command at all, whatever the stage."""
    actor = command.actor
    require_role(command, MAY, policy.directory)
    if isinstance(state, Unreported) or isinstance(command, NOT_BY_HOST):
        return
    if actor.role is RESIDENT and actor.member != state.matter.reporter:
        raise Refused(shared.NOT_YOUR_MATTER, "a resident acts on what the resident reported")
    if actor.role is DEPARTMENT and not belongs(actor.body, state, state.matter):
        raise Refused(shared.NOT_YOUR_MATTER, f"{state.matter.matter_id} is not with {actor.body or 'them'}")


def belongs(body: Body, state: Stage, matter: Matter) -> bool:
    """Whether the responsible body has, or last had, the matter."""
    if isinstance(state, Handling | Suspended | AwaitingVerification):
        return state.round.has(body)
    return bool(matter.hosts) and matter.hosts[-1] == body
