"""Person in charge (包案): a member who answers for a matter in person until it is closed."""

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters.decisions.common import of_matter, wrong_stage
from gridcase.matters.policy import Policy
from gridcase.matters.state import Closed, Declined, Known, Merged, Voided


def put_in_charge(command: c.PutInCharge, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Closed() | Declined() | Merged() | Voided():
            raise wrong_stage(state, "nothing to answer for")
        case _:
            matter = state.matter
            if command.actor.role is Role.DEPARTMENT and command.actor.body != matter.hosts[-1]:
                raise Refused(shared.NOT_YOUR_MATTER, f"the host is {matter.hosts[-1]}")
            if not policy.directory.has_member(command.in_charge):
                raise Refused(shared.UNKNOWN_MEMBER, command.in_charge)
            if command.in_charge == matter.in_charge:
                return []
            return [
                e.MemberPutInCharge(
                    **of_matter(command),
                    in_charge=command.in_charge,
                    relieved=matter.in_charge,
                    reason=command.reason,
                )
            ]
