"""Matters as far as the tests of them begin: what was said, in the order of an ordinary Monday.

Fumes are handled in 1 working day and closed in 5. Diverted on Monday at 09:20, they are due on Tuesday at 09:20.
"""

from gridcase.actors import Actor
from gridcase.matters.commands import CoHandlerAsked
from gridcase.matters.policy import Policy
from gridcase.testing.cast import SmallCity, policy
from gridcase.testing.script import (
    accept,
    ask_suspension,
    classify,
    close,
    decide_suspension,
    divert,
    evaluate,
    feedback,
    handle,
    merge,
    report,
    resolve,
    review,
    verify,
)

REPORTED = (report(),)
FILED = (*REPORTED, classify())
WITH_HOST = (*FILED, divert())
ACCEPTED = (*WITH_HOST, accept())
SUSPENDED = (*WITH_HOST, ask_suspension(), decide_suspension())
HANDLED = (*WITH_HOST, handle())
VERIFIED = (*HANDLED, verify())
ANSWERED = (*VERIFIED, feedback())
EVALUATED = (*ANSWERED, evaluate())
CLOSED = (*EVALUATED, close())

RESOLVED = (*REPORTED, resolve())
REVIEWED = (*RESOLVED, review())
MERGED = (*FILED, merge())
"""Under a policy ``with_master``."""

HUANBAO_TOO = (CoHandlerAsked(department="huanbao"),)
JOINT = (*FILED, divert(co_handlers=HUANBAO_TOO))


def with_master(stage: str = "handling") -> Policy:
    """The policy of a city in which the master of the duplicates is in this stage."""
    return policy(SmallCity({"M260302-MASTER": stage}))


class ManyHats(SmallCity):
    """A city in which people change their posts: everybody has been in every role."""

    def knows(self, actor: Actor) -> bool:
        return True


def many_hats() -> Policy:
    return policy(ManyHats())
