"""What holds in the history of every matter, whoever said what.

Each promise raises ``AssertionError`` where it is broken. They are about histories that were decided: an imported one
is as its source told it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from gridcase.bodies import body_of_unit
from gridcase.matters import events as e
from gridcase.tags import tag_of

History = Sequence[e.MatterEvent]


def times_never_go_backwards(history: History) -> None:
    times = [event.at for event in history]
    assert times == sorted(times)


def rounds_are_numbered_densely(history: History) -> None:
    rounds = [event.round for event in history if isinstance(event, e.MatterDiverted)]
    assert rounds == [*range(1, len(rounds) + 1)]


def a_round_has_one_verdict(history: History) -> None:
    rounds = [event.round for event in history if isinstance(event, e.HandlingReported)]
    assert len(rounds) == len({*rounds})


def a_verdict_follows_from_the_due_time_that_was_granted(history: History) -> None:
    """Judged by when the report was recorded."""
    due: datetime | None = None
    for event in history:
        match event:
            case e.MatterDiverted() | e.ExtensionGranted() | e.MatterResumed():
                due = event.due
            case e.HandlingReported():
                assert event.due == due
                assert event.in_time == (due is None or event.at <= due)
                assert event.used >= 0
            case _:
                pass


def the_host_reports_after_its_co_handlers(history: History) -> None:
    missing: set[str] = set()
    for event in history:
        match event:
            case e.MatterDiverted():
                missing = {co.department for co in event.co_handlers if co.mandatory}
            case e.WhistleBlown():
                missing |= {one.department for one in event.called}
            case e.CoHandlingReported() | e.WhistleRuled(stays=False):
                missing.discard(event.department)
            case e.HandlingReported():
                assert not missing
            case _:
                pass


def who_is_called_answers_once(history: History) -> None:
    """Each of its answers comes once in a round, after the call, and none after it was released."""
    called: set[str] = set()
    answers: set[tuple[str, str]] = set()
    for event in history:
        match event:
            case e.MatterDiverted():
                called, answers = set(), set()
            case e.WhistleBlown():
                assert not called & {one.department for one in event.called}
                called |= {one.department for one in event.called}
            case e.WhistleSignedIn() | e.OnSiteReported() | e.WhistleContested() | e.WhistleRuled() | e.WhistleRated():
                assert event.department in called
                assert (event.department, "released") not in answers
                assert (event.department, tag_of(event)) not in answers
                answers.add((event.department, tag_of(event)))
                if isinstance(event, e.WhistleRuled) and not event.stays:
                    answers.add((event.department, "released"))
            case _:
                pass


def who_handled_it_neither_verifies_nor_closes_it(history: History) -> None:
    handlers: set[str] = set()
    for event in history:
        match event:
            case e.HandlingReported() | e.CoHandlingReported() | e.MatterResolvedOnTheSpot():
                handlers |= {event.by.member, event.by.body or event.by.member}
            case e.ResultConfirmed() | e.OnTheSpotReviewed() | e.MatterClosed(master=""):
                assert not handlers & {event.by.member, event.by.department, body_of_unit(event.by.unit)}
            case _:
                pass


def it_closes_after_verification_or_with_its_master(history: History) -> None:
    stands, master = False, ""
    for event in history:
        match event:
            case e.ResultConfirmed() | e.OnTheSpotReviewed(accepted=True):
                stands = True
            case e.ReworkOrdered() | e.MatterReopened() | e.MatterDiverted():
                stands = False
            case e.MatterMerged():
                master = event.master
            case e.MatterUnmerged():
                master = ""
            case e.MatterClosed():
                assert event.master == master
                assert stands or master
            case _:
                pass


def an_extension_is_granted_before_the_due_time(history: History) -> None:
    due: datetime | None = None
    for event in history:
        match event:
            case e.MatterDiverted() | e.MatterResumed():
                due = event.due
            case e.ExtensionGranted():
                assert due is not None
                assert event.at <= due <= event.due
                due = event.due
            case _:
                pass


def nothing_happens_to_a_suspended_round(history: History) -> None:
    suspended = False
    for event in history:
        match event:
            case e.SuspensionGranted():
                suspended = True
            case e.MatterResumed() | e.MatterVoided():
                suspended = False
            case e.HandlingReported() | e.CoHandlingReported() | e.ReturnGranted() | e.DueWarned() | e.OverdueNoted():
                assert not suspended
            case _:
                pass


def a_deadline_is_noted_once_and_after_it_passed(history: History) -> None:
    noted = [event for event in history if isinstance(event, e.OverdueNoted)]
    assert all(event.due < event.at for event in noted)
    assert len(noted) == len({(event.step, event.due) for event in noted})


def two_supervisors_decide_an_appeal(history: History) -> None:
    opinions: dict[int, tuple[str, bool]] = {}
    for event in history:
        match event:
            case e.AppealOpinionGiven():
                opinions[event.appeal] = (event.by.member, event.upheld)
            case e.AppealDecided():
                first, upheld = opinions[event.appeal]
                assert first != event.by.member
                assert upheld == event.upheld
            case _:
                pass


def two_supervisors_find_that_nobody_can_meet_a_demand(history: History) -> None:
    opinion: tuple[str, bool] = ("", False)
    for event in history:
        match event:
            case e.DemandOpinionGiven():
                opinion = (event.by.member, event.unmeetable)
            case e.DemandJudged():
                first, unmeetable = opinion
                assert first != event.by.member
                assert unmeetable == event.unmeetable
            case _:
                pass


PROMISES: tuple[Callable[[History], None], ...] = (
    times_never_go_backwards,
    rounds_are_numbered_densely,
    a_round_has_one_verdict,
    a_verdict_follows_from_the_due_time_that_was_granted,
    the_host_reports_after_its_co_handlers,
    who_is_called_answers_once,
    who_handled_it_neither_verifies_nor_closes_it,
    it_closes_after_verification_or_with_its_master,
    an_extension_is_granted_before_the_due_time,
    nothing_happens_to_a_suspended_round,
    a_deadline_is_noted_once_and_after_it_passed,
    two_supervisors_decide_an_appeal,
    two_supervisors_find_that_nobody_can_meet_a_demand,
)


def broken(history: History) -> Iterator[str]:
    """The names of the promises that this history breaks."""
    for promise in PROMISES:
        try:
            promise(history)
        except AssertionError:
            yield promise.__name__.replace("_", " ")
