"""What happened, in one line of the city's words: a sentence for every event of every aggregate."""

from collections.abc import Mapping
from typing import Any

from gridcase.assessments.events import AssessmentEvent
from gridcase.matters.events import MatterEvent
from gridcase.patrols.events import PatrolEvent
from gridcase_cli.sentences import assessments, matters, patrols
from gridcase_cli.sentences.template import ShowTime, fill_in

SENTENCES: Mapping[type[Any], str] = {**matters.SENTENCES, **assessments.SENTENCES, **patrols.SENTENCES}
"""The template of each type of event, as ``template`` explains."""


def sentence(event: MatterEvent | AssessmentEvent | PatrolEvent, show_time: ShowTime) -> str:
    """``diverted to chengguan, due 2026-11-25 09:20``"""
    return fill_in(SENTENCES[type(event)], event, show_time)
