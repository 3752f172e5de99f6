"""The loop warns of a deadline and notes a missed one; people are urged and supervised."""

import msgspec
import pytest

from gridcase import rules as shared
from gridcase.matters import commands as c
from gridcase.matters import rules
from gridcase.matters.events import DueWarned, MatterSupervised, MatterUrged, OverdueNoted, Step
from gridcase.testing.cast import CHEN, HAN, LI, LOOP, MR_QIAN, MRS_ZHAO, WU, ZHOU, at, member
from gridcase.testing.scenario import given
from gridcase.testing.script import (
    ask_extension,
    ask_feedback,
    decide_extension,
    handle,
    line,
    merge,
    supervise,
    urge,
    void,
)
from tests.unit.matters.stories import (
    ACCEPTED,
    CLOSED,
    FILED,
    HANDLED,
    MERGED,
    REPORTED,
    SUSPENDED,
    VERIFIED,
    WITH_HOST,
    with_master,
)

warn = line(c.WarnDue, "Tue 09:00", LOOP, step=Step.HANDLE, due=at("Tue 09:20"))
overdue = line(c.NoteOverdue, "Tue 09:21", LOOP, step=Step.HANDLE, due=at("Tue 09:20"))


def test_every_step_has_its_clock_and_the_whole_has_one() -> None:
    def clocks(*commands: c.MatterCommand) -> dict[Step, object]:
        return {clock.step: clock.due for clock in given(*commands).state.clocks()}

    the_whole = {Step.CLOSE: at("Fri 17:30")}
    assert clocks(*REPORTED) == {Step.CLASSIFY: at("Mon 11:00")}
    assert clocks(*FILED) == {Step.DIVERT: at("Mon 10:10"), **the_whole}
    assert clocks(*WITH_HOST) == {Step.ACCEPT: at("Mon 11:20"), Step.HANDLE: at("Tue 09:20"), **the_whole}
    assert clocks(*ACCEPTED) == {Step.HANDLE: at("Tue 09:20"), **the_whole}
    assert clocks(*HANDLED) == {Step.VERIFY: at("Tue 11:00"), **the_whole}
    assert clocks(*VERIFIED) == the_whole
    assert clocks(*VERIFIED, ask_feedback()) == {Step.FEEDBACK: at("Wed 14:10"), **the_whole}
    assert clocks(*CLOSED) == {}


def test_the_loop_warns_before_the_due_time() -> None:
    given(*WITH_HOST).when(warn()).then(DueWarned, step=Step.HANDLE, round=1, host="chengguan")
    given(*WITH_HOST).when(warn(at="Tue 09:20")).then(DueWarned)
    given(*WITH_HOST).when(warn(at="Tue 09:21")).then_refused(rules.NOT_DUE, "handle")


def test_and_notes_after_it_that_it_was_missed() -> None:
    given(*WITH_HOST).when(overdue()).then(OverdueNoted, due=at("Tue 09:20"), round=1, host="chengguan")
    given(*WITH_HOST).when(overdue(at="Tue 09:20")).then_refused(rules.NOT_DUE)


def test_a_deadline_is_warned_of_and_noted_once() -> None:
    given(*WITH_HOST, warn(), overdue()).when(warn(at="Tue 10:00")).then_nothing()
    given(*WITH_HOST, overdue()).when(overdue(at="Wed 10:00")).then_nothing()


def test_only_a_deadline_that_runs_is_missed() -> None:
    given(*WITH_HOST).when(overdue(due=at("Mon 10:00"))).then_refused(rules.NOT_DUE)
    given(*WITH_HOST).when(overdue(step=Step.VERIFY)).then_refused(rules.NOT_DUE, "verify")
    given(*WITH_HOST, handle()).when(overdue()).then_refused(rules.NOT_DUE)
    given(*SUSPENDED).when(overdue()).then_refused(rules.NOT_DUE)
    given(*MERGED, policy=with_master()).when(overdue()).then_refused(rules.NOT_DUE)
    given(*WITH_HOST, void()).when(overdue()).then_refused(rules.NOT_DUE)


def test_an_extended_deadline_is_another_one() -> None:
    extended = given(*WITH_HOST, ask_extension(), decide_extension())
    extended.when(overdue()).then_refused(rules.NOT_DUE)
    extended.when(overdue(at="Wed 09:21", due=at("Wed 09:20"))).then(OverdueNoted)


def test_only_the_loop_looks_at_the_clock() -> None:
    given(*WITH_HOST).when(warn(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT, "loop")
    given(*WITH_HOST).when(overdue(by=HAN)).then_refused(shared.ROLE_MAY_NOT, "loop")
    impostor = member("mallory", LOOP.role)
    given(*WITH_HOST).when(overdue(by=impostor)).then_refused(shared.UNKNOWN_MEMBER, "mallory")


def test_dispatcher_foreman_supervisor_loop_and_reporter_urge() -> None:
    for impatient in (ZHOU, CHEN, HAN, LOOP, MRS_ZHAO):
        given(*WITH_HOST).when(urge(by=impatient)).then(MatterUrged, round=1, host="chengguan")
    given(*WITH_HOST).when(urge(by=MR_QIAN)).then_refused(shared.NOT_YOUR_MATTER)
    given(*WITH_HOST).when(urge(by=WU)).then_refused(shared.ROLE_MAY_NOT)


def test_between_rounds_nobody_in_particular_is_urged() -> None:
    given(*FILED).when(urge()).then(MatterUrged, round=0, host="")


def test_urging_is_said_again_by_saying_it_later() -> None:
    given(*WITH_HOST, urge()).when(urge(at="Mon 10:50")).then(MatterUrged)


def test_where_nobody_works_nobody_is_urged() -> None:
    given(*CLOSED).when(urge(at="Mon 16:00")).then_refused(rules.WRONG_STAGE)
    given(*FILED, merge(), policy=with_master()).when(urge()).then_refused(rules.WRONG_STAGE)


def test_supervision_rises_and_never_falls() -> None:
    given(*WITH_HOST).when(supervise()).then(MatterSupervised, supervision=1, round=1, host="chengguan")
    given(*WITH_HOST, supervise()).when(supervise(at="Mon 11:00", supervision=3)).then(MatterSupervised, supervision=3)
    given(*WITH_HOST, supervise(supervision=2)).when(supervise(at="Mon 11:00", supervision=1)).then_nothing()


def test_supervision_has_nine_levels() -> None:
    document = msgspec.json.decode(msgspec.json.encode(supervise()))
    for beyond in (0, 10):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({**document, "supervision": beyond}, c.SuperviseMatter)


def test_a_supervisor_or_the_loop_supervises_what_is_open() -> None:
    given(*SUSPENDED).when(supervise(by=LOOP)).then(MatterSupervised)
    given(*WITH_HOST).when(supervise(by=LI)).then_refused(shared.ROLE_MAY_NOT)
    given(*CLOSED).when(supervise(at="Mon 16:00")).then_refused(rules.WRONG_STAGE)
