"""Who answers for a matter (承办单位): a department, or a unit of the grid tree that has members to act for it.

One kind of name stands wherever a host, a co-handler or a handler is named: a department's code as it is, a unit's
behind ``unit:``. So what was stored when departments alone handled says the same as ever.
"""

from typing import Annotated

from msgspec import Meta

UNIT_PREFIX = "unit:"

Body = Annotated[str, Meta(description="A department's code, or `unit:` and the code of a unit of the grid tree.")]
"""The name of a responsible body."""


def body_of_unit(code: str) -> Body:
    """The unit as a responsible body; nothing for no unit."""
    return f"{UNIT_PREFIX}{code}" if code else ""


def unit_of_body(body: Body) -> str:
    """The code of the unit that the body is; nothing for a department."""
    return body.removeprefix(UNIT_PREFIX) if body.startswith(UNIT_PREFIX) else ""
