"""What the supervisors of the small city say about Xiangyang village, which is assessed for March 2026.

Everything can be said otherwise, as in ``gridcase.testing.script``: ``deduct(code="petitions")``, ``close(by=YANG)``.
"""

from collections.abc import Callable
from typing import Any

from gridcase.actors import Actor
from gridcase.assessments import commands as c
from gridcase.assessments.packs import load_pack
from gridcase.testing import cast

UNIT, PERIOD = "xiangyang", "2026-03"
SAFE_UNIT, THREE_ZEROS = load_pack("safe-unit"), load_pack("three-zeros")
MATTER = "M260302-FUMES1"
PHOTO = ("a" * 64,)


def line(kind: type[c.AssessmentCommand], spoken: str, actor: Actor, **usual: Any) -> Callable[..., Any]:
    """A way to say one command: its usual time, speaker and content."""

    def say(
        *, at: str = spoken, by: Actor = actor, unit: str = UNIT, period: str = PERIOD, **changes: Any
    ) -> c.AssessmentCommand:
        fields = {"pack_name": SAFE_UNIT.name, **usual, **changes}
        return kind(unit=unit, period=period, at=cast.at(at), actor=by, **fields)

    return say


open_ = line(c.OpenAssessment, "Mon 08:00", cast.HAN, pack=SAFE_UNIT)
deduct = line(c.DeductItem, "Tue 09:00", cast.HAN, code="grid-work", evidence=PHOTO)
veto = line(c.RecordVeto, "Tue 10:00", cast.HAN, code="casualties", evidence=PHOTO)
bonus = line(c.GiveBonus, "Tue 11:00", cast.HAN, gain=2, reason="见义勇为", evidence=PHOTO)
propose = line(c.ProposeCharge, "Wed 09:00", cast.LOOP, code="disputes", matter_id=MATTER)
confirm = line(c.ConfirmCharge, "Wed 10:00", cast.HAN, charge=1)
reject = line(c.RejectCharge, "Wed 10:00", cast.HAN, charge=1, reason="已当场和解")
close = line(c.CloseAssessment, "Wed+4 09:00", cast.HAN)
appeal = line(c.AppealMarks, "Thu+4 09:00", cast.LI, marks=(1,), reason="不属于本村")
decide_appeal = line(c.DecideMarksAppeal, "Fri+4 09:00", cast.HAN, upheld=True)
