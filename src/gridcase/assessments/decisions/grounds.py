"""What a mark or a charge rests on: a matter that something happened to in the period of the assessment."""

from gridcase.assessments import rules
from gridcase.errors import Refused
from gridcase.guards import require_matter
from gridcase.matters.policy import Policy
from gridcase.periods import Period


def require_matter_of_period(matter_id: str, period: str, policy: Policy, cause: str = "") -> None:
    """Refuse a matter that nobody reported, or whose occasion lies in another period; an empty id names none.

    The occasion is the event that ``cause`` is the id of; where none is named, any event of the matter.
    """
    require_matter(matter_id, policy)
    if not matter_id:
        return
    zone, assessed = policy.time.zone, Period.parse(period)
    happened = policy.neighbours.happenings(matter_id)
    times = [happened[cause]] if cause in happened else list(happened.values())
    if not any(assessed.start(zone) <= at < assessed.end(zone) for at in times):
        first, last = (f"{at.astimezone(zone):%Y-%m-%d}" for at in (min(times), max(times)))
        raise Refused(rules.OTHER_PERIOD, f"{matter_id}: {first}" + (f" to {last}" if last != first else ""))
