"""What gridcase can say no by: each rule has one code and one wording. Here are those that several things share."""

from collections.abc import Mapping

from msgspec import Struct


class Rule(Struct, frozen=True):
    """A rule of the loop: a stable code for machines, and the words a person is told."""

    code: str
    words: str


def by_code(module: Mapping[str, object]) -> dict[str, Rule]:
    """The rules among the names of a module, by their codes."""
    return {rule.code: rule for rule in module.values() if isinstance(rule, Rule)}


UNKNOWN_MATTER = Rule("unknown-matter", "there is no such matter")
TIME_GOES_BACKWARDS = Rule("time-goes-backwards", "a matter's history never goes back in time")
HAPPENED_LATER = Rule("happened-later", "what is reported cannot have happened after it was reported")
ROLE_MAY_NOT = Rule("role-may-not", "this role may not do that")
UNKNOWN_MEMBER = Rule("unknown-member", "the city knows no such member in this role")
NOT_YOUR_MATTER = Rule("not-your-matter", "that is for whoever the matter belongs to")
UNKNOWN_UNIT = Rule("unknown-unit", "the grid tree has no such unit")
UNKNOWN_CLASS = Rule("unknown-class", "the catalogue has no such class")
SAID_OTHERWISE = Rule("said-otherwise", "it is done already, and was said otherwise")
NOT_NOW = Rule("not-now", "a command is given now: what happened before is told as such")
TIME_OUT_OF_BOUNDS = Rule("time-out-of-bounds", "that is no time that a city's matters can have")
REASON_MISSING = Rule("reason-missing", "a reason must be given")
UNKNOWN_APPEAL = Rule("unknown-appeal", "no such appeal is open")
COMMAND_ID_TAKEN = Rule("command-id-taken", "this command id belongs to another command")

BY_CODE = by_code(globals())
"""Every rule by its code."""
