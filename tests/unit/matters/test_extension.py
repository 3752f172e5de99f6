"""More time: asked and granted before the due time, and no more often than the city allows."""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.events import ExtensionAsked, ExtensionGranted, ExtensionRefused, HandlingReported, MatterDiverted
from gridcase.testing.cast import HAN, WU, ZHENG, at, policy
from gridcase.testing.scenario import given
from gridcase.testing.script import (
    ask_extension,
    ask_return,
    classify,
    decide_extension,
    decide_return,
    divert,
    handle,
)
from tests.unit.matters.stories import FILED, JOINT, REPORTED, SUSPENDED, WITH_HOST

ASKED = (*WITH_HOST, ask_extension())
GRANTED = (*ASKED, decide_extension())


def test_the_host_asks_for_a_working_day_more() -> None:
    given(*WITH_HOST).when(ask_extension()).then(ExtensionAsked, round=1, host="chengguan", limit="1 working day")


def test_a_limit_is_kept_in_one_spelling_however_it_was_written() -> None:
    given(*WITH_HOST).when(ask_extension(limit="2 个工作日")).then(ExtensionAsked, limit="2 working days")
    given(*WITH_HOST).when(ask_extension(limit="a while")).then_refused(rules.UNKNOWN_LIMIT, "a while")


def test_an_extension_needs_a_reason_and_is_the_hosts_to_ask() -> None:
    given(*WITH_HOST).when(ask_extension(reason="")).then_refused(shared.REASON_MISSING)
    given(*JOINT).when(ask_extension(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*SUSPENDED).when(ask_extension(at="Mon 10:40")).then_refused(rules.SUSPENDED)
    given(*FILED).when(ask_extension()).then_refused(shared.NOT_YOUR_MATTER)
    given(*WITH_HOST, handle()).when(ask_extension(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)


def test_asking_again_adds_nothing_but_asking_for_more_does() -> None:
    given(*ASKED).when(ask_extension(at="Mon 10:05")).then_nothing()
    longer = given(*ASKED).when(ask_extension(at="Mon 10:05", limit="2 working days")).then(ExtensionAsked)
    longer.when(decide_extension()).then(ExtensionGranted, limit="2 working days", due=at("Thu 09:20"))


def test_an_extension_is_asked_before_the_due_time_and_not_after() -> None:
    given(*WITH_HOST).when(ask_extension(at="Tue 09:20")).then(ExtensionAsked)
    given(*WITH_HOST).when(ask_extension(at="Tue 09:21")).then_refused(
        rules.EXTENSION_AFTER_DUE, "2026-03-03 01:20 UTC"
    )


def test_it_is_granted_before_the_due_time_too_but_may_be_refused_later() -> None:
    given(*ASKED).when(decide_extension(at="Tue 09:20")).then(ExtensionGranted)
    given(*ASKED).when(decide_extension(at="Tue 09:21")).then_refused(rules.EXTENSION_AFTER_DUE)
    given(*ASKED).when(decide_extension(at="Tue 09:21", granted=False)).then(ExtensionRefused, host="chengguan")


def test_a_granted_extension_moves_the_due_time_and_that_of_the_whole() -> None:
    # Due on Tuesday at 09:20, the whole on Friday at 17:30; each a working day later.
    given(*ASKED).when(decide_extension()).then(
        ExtensionGranted,
        number=1,
        limit="1 working day",
        due=at("Wed 09:20"),
        due_close=at("Mon+1 17:30"),
        policy="p1",
    )


def test_an_extension_in_urgent_hours_counts_the_night() -> None:
    overnight = given(*WITH_HOST, ask_extension(limit="12 urgent hours"))
    overnight.when(decide_extension()).then(ExtensionGranted, due=at("Tue 21:20"))


def test_the_verdict_counts_the_extension() -> None:
    given(*GRANTED).when(handle(at="Wed 09:20")).then(HandlingReported, in_time=True, due=at("Wed 09:20"))
    given(*GRANTED).when(handle(at="Wed 09:21")).then(HandlingReported, in_time=False)


def test_a_round_is_extended_once() -> None:
    given(*GRANTED).when(ask_extension(at="Mon 10:20")).then_refused(rules.TOO_MANY_EXTENSIONS, "at most 1")


def test_or_as_often_as_the_city_allows() -> None:
    twice = policy(max_extensions=2)
    again = given(*GRANTED, ask_extension(at="Mon 10:20"), policy=twice)
    again.when(decide_extension(at="Mon 10:30")).then(ExtensionGranted, number=2, due=at("Thu 09:20"))
    given(*WITH_HOST, policy=policy(max_extensions=0)).when(ask_extension()).then_refused(rules.TOO_MANY_EXTENSIONS)


def test_a_refused_extension_does_not_count() -> None:
    refused = given(*ASKED, decide_extension(granted=False))
    refused.when(ask_extension(at="Mon 10:20")).then(ExtensionAsked)


def test_a_new_round_may_be_extended_again() -> None:
    again = (ask_return(at="Mon 10:20"), decide_return(at="Mon 10:30"), divert(at="Mon 10:40"))
    given(*GRANTED, *again).when(ask_extension(at="Mon 10:50")).then(ExtensionAsked, round=2)


def test_where_no_limit_is_set_there_is_nothing_to_extend() -> None:
    unlimited = (*REPORTED, classify(class_code="dispute"))
    given(*unlimited).when(divert(host="chengguan")).then(MatterDiverted, due=None, limit="")
    given(*unlimited, divert(host="chengguan")).when(ask_extension()).then_refused(rules.NO_LIMIT_TO_EXTEND)


def test_only_an_extension_that_was_asked_is_decided_and_by_a_dispatcher() -> None:
    given(*WITH_HOST).when(decide_extension()).then_refused(rules.NOTHING_ASKED)
    given(*ASKED).when(decide_extension(by=HAN)).then_refused(shared.ROLE_MAY_NOT)
    given(*ASKED).when(decide_extension(by=WU)).then_refused(shared.ROLE_MAY_NOT)
    given(*FILED).when(decide_extension()).then_refused(rules.WRONG_STAGE)


def test_deciding_again_adds_nothing_but_the_other_answer_comes_too_late() -> None:
    given(*GRANTED).when(decide_extension(at="Mon 10:20")).then_nothing()
    given(*GRANTED).when(decide_extension(at="Mon 10:20", granted=False)).then_refused(rules.NOTHING_ASKED)
    given(*ASKED, decide_extension(granted=False)).when(decide_extension(at="Mon 10:20", granted=False)).then_nothing()
