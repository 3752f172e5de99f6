"""What the decisions have in common."""

from datetime import datetime
from typing import TypedDict

from gridcase.actors import Actor
from gridcase.assessments.commands import AssessmentCommand


class OfAssessment(TypedDict):
    """What every event says: about which assessment, when the command was given, and by whom."""

    unit: str
    period: str
    pack_name: str
    at: datetime
    by: Actor


def of_assessment(command: AssessmentCommand) -> OfAssessment:
    return {
        "unit": command.unit,
        "period": command.period,
        "pack_name": command.pack_name,
        "at": command.at,
        "by": command.actor,
    }
