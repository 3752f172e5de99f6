"""What comes of a matter outside the loop, whether or not anybody records it: invented, and seeded by its id."""

from random import Random

from msgspec import Struct

from gridcase.matters.events import CaseKind, Harm

HARMS = (Harm.CASUALTIES, Harm.LOSS, Harm.NONE, Harm.NOT_STATED)
HARM_WEIGHTS = (1, 6, 78, 15)
"""Of a hundred hazards, as their hosts state it."""

PETITION_LEVELS, PETITION_WEIGHTS = ("township", "county", "city", "province"), (5, 4, 2, 1)
PETITION_SHARE = 0.05
"""Of the disputes: people take them to a level above."""

CASES = {"fraud": CaseKind.CRIMINAL, "gambling": CaseKind.PUBLIC_ORDER}
CASE_SHARE, MAJOR_SHARE = 0.3, 0.1
"""Of the matters of these classes: the police open a case; and of the cases, are major ones."""


class Facts(Struct, kw_only=True):
    """``petition`` is the level that people went to; what is recorded is taken away."""

    harm: Harm = Harm.NOT_STATED
    petition: str = ""
    case: CaseKind | None = None
    major: bool = False


def drawn_facts(matter_id: str, class_code: str, list_code: str) -> Facts:
    """The same for the same matter, whatever else is drawn in the month."""
    random = Random(f"what came of {matter_id}")
    if list_code == "hazards":
        return Facts(harm=random.choices(HARMS, HARM_WEIGHTS)[0])
    if list_code == "disputes" and random.random() < PETITION_SHARE:
        return Facts(petition=random.choices(PETITION_LEVELS, PETITION_WEIGHTS)[0])
    if class_code in CASES and random.random() < CASE_SHARE:
        return Facts(case=CASES[class_code], major=random.random() < MAJOR_SHARE)
    return Facts()
