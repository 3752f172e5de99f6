"""Who may change the register."""

from collections.abc import Iterable

from gridcase.actors import Actor, Role
from gridcase.errors import Refused
from gridcase.registry import rules
from gridcase.registry.events import RegistryEvent
from gridcase.registry.kinds import Kind, RecordKey, key_of
from gridcase.registry.register import Register


def permit(by: Actor, events: Iterable[RegistryEvent], register: Register) -> None:
    """Refuse anybody but a registered registrar, and a registrar's change of that registrar's own record.

    A register without a registrar is being founded: whoever acts as registrar may.
    """
    if by.role is not Role.REGISTRAR:
        raise Refused(rules.REGISTRAR_ONLY, f"{by.member} acts as {by.role}")
    if not any(member.role is Role.REGISTRAR for member in register.members.values()):
        return
    known = register.members.get(by.member)
    if known is None or known.role is not Role.REGISTRAR:
        raise Refused(rules.REGISTRAR_ONLY, f"{by.member} is not registered as one")
    if any(key_of(event) == RecordKey(Kind.MEMBER, by.member) for event in events):
        raise Refused(rules.NOT_YOUR_OWN_RECORD, by.member)
