"""The little language of sentences: what is said of an event, and what is left out."""

from datetime import UTC, datetime

from gridcase.matters.events import FeedbackRecorded, Satisfaction
from gridcase.testing.cast import JIANG
from gridcase_cli.sentences import sentence


def test_what_the_reporter_says_is_told_only_of_one_who_was_reached() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    reached = FeedbackRecorded(
        matter_id="M1", at=at, by=JIANG, contacted=True, solved=True, satisfaction=Satisfaction.SATISFIED, note="谢谢"
    )
    assert sentence(reached, str) == "the reporter was reached: solved, satisfied: 谢谢"
    not_reached = FeedbackRecorded(matter_id="M1", at=at, by=JIANG, contacted=False, note="nobody answers")
    assert sentence(not_reached, str) == "the reporter was not reached: nobody answers"
