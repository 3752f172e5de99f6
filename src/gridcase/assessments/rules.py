"""The rules an assessment can be refused by, beside those that it shares with others."""

from gridcase.periods import A_PERIOD
from gridcase.rules import Rule, by_code

NOT_OPENED = Rule("assessment-not-opened", "nobody assesses this unit in this period by that pack yet")
OPENED_OTHERWISE = Rule("assessment-opened-otherwise", "another pack of the same name assesses the unit in this period")
ASSESSMENT_CLOSED = Rule("assessment-closed", "a closed verdict never changes: an appeal adds another")
NOT_ASSESSED_KIND = Rule("not-assessed-kind", "the pack does not assess units of this kind")
UNKNOWN_PERIOD = Rule("unknown-period", f"a period is {A_PERIOD}")
PERIOD_RUNS = Rule("period-runs", "the verdict is given when the period is over")
BAD_PACK = Rule("bad-pack", "that is no rule pack")
UNKNOWN_ITEM = Rule("unknown-item", "the pack has no such item")
UNKNOWN_VETO = Rule("unknown-veto", "the pack has no such veto")
POINTS_MISSING = Rule("points-missing", "points are whole and above 0")
EVIDENCE_MISSING = Rule("evidence-missing", "a mark needs evidence, or the matter that it follows from")
OTHER_PERIOD = Rule("other-period", "an assessment takes what happened in its period, and nothing of this matter did")
UNKNOWN_CHARGE = Rule("unknown-charge", "no such charge was proposed, or it is answered")
CHARGES_PENDING = Rule("charges-pending", "every proposed charge is confirmed or rejected before the verdict")
PROPOSER_NEVER_CONFIRMS = Rule("proposer-never-confirms", "whoever proposed a charge does not confirm it")
UNKNOWN_MARK = Rule("unknown-mark", "the assessment has no such mark that counts")

BY_CODE = by_code(globals())
"""Every rule by its code."""
