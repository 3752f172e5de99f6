"""When the month is over, leaders are put in charge of some of what units have not settled (包案)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from random import Random

from gridcase.actors import Role
from gridcase.bodies import Body
from gridcase.demo import phrases
from gridcase.demo.people import People
from gridcase.matters.commands import PutInCharge

CHARGES = 3


def charges(open_matters: Iterable[tuple[str, Body]], people: People, at: datetime) -> Iterator[PutInCharge]:
    """The first few of these matters, each with somebody of its host in charge. Chance is drawn apart."""
    for matter_id, host in islice(open_matters, CHARGES):
        own = Random(matter_id)
        yield PutInCharge(
            matter_id=matter_id,
            at=at,
            actor=people.one(Role.SUPERVISOR, random=own),
            in_charge=people.officer(host, own).member,
            reason=phrases.UNTIL_SETTLED,
        )
