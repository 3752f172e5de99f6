"""What grid member Li tells of Monday, 2 March 2026, in the third grid of Xiangyang.

Everything can be said otherwise, as in ``gridcase.testing.script``: ``inspect(place="xiangyang-4")``.
"""

from collections.abc import Callable
from typing import Any

from gridcase.actors import Actor
from gridcase.patrols import commands as c
from gridcase.testing import cast

MEMBER, DATE = "li", "2026-03-02"
HOME, AWAY = "35.3050,113.9250", "35.3300,113.9600"
"""A spot in the third grid, and one kilometres away from it."""


def line(kind: type[c.PatrolCommand], spoken: str, actor: Actor = cast.LI, **usual: Any) -> Callable[..., Any]:
    """A way to say one command: its usual time, speaker and content."""

    def say(
        *, at: str = spoken, by: Actor = actor, member: str = MEMBER, date: str = DATE, **changes: Any
    ) -> c.PatrolCommand:
        return kind(member=member, date=date, at=cast.at(at), actor=by, **{**usual, **changes})

    return say


def seen(spoken: str, spot: str = HOME, accuracy: int = 10) -> c.DevicePoint:
    return c.DevicePoint(seen_at=cast.at(spoken), spot=spot, accuracy=accuracy)


start = line(c.StartPatrol, "Mon 08:00")
add_points = line(c.AddPoints, "Mon 12:00", points=(seen("Mon 09:00"),))
inspect = line(
    c.InspectPlace, "Mon 10:00", place=cast.MILL, findings=(c.ReportedFinding(class_code="litter", text="门口垃圾"),)
)
report_finding = line(c.ReportFinding, "Mon 10:30", finding=1, matter_id="M260302-FUMES1")
note_miss = line(c.NoteMiss, "Tue 09:00", cast.HAN, matter_id="M260302-FUMES1", reason="应巡查发现而未上报")
end = line(c.EndPatrol, "Mon 17:30")
