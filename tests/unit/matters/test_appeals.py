"""A department contests what a round adds to its metrics; two supervisors who agree decide. The verdicts stand."""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.events import AppealDecided, AppealFiled, AppealOpinionGiven
from gridcase.testing.cast import CHEN, HAN, LI, MA, WU, YANG, ZHENG
from gridcase.testing.scenario import given
from gridcase.testing.script import appeal, decide_appeal, divert, handle, rework
from tests.unit.matters.stories import FILED, HANDLED, WITH_HOST

LATE = (*HANDLED, rework(), divert(at="Mon 14:10", host="huanbao"))
APPEALED = (*LATE, appeal())
ONE_OPINION = (*APPEALED, decide_appeal())
UPHELD = (*ONE_OPINION, decide_appeal(at="Mon 16:40", by=YANG))


def test_the_department_of_an_earlier_round_appeals_too() -> None:
    given(*LATE).when(appeal()).then(AppealFiled, appeal=1, department="chengguan", round=1, metrics=("rework",))
    given(*LATE).when(appeal(by=ZHENG)).then(AppealFiled, department="huanbao", round=2)


def test_it_names_a_round_of_its_own_a_metric_and_a_reason() -> None:
    given(*LATE).when(appeal(round=2)).then_refused(rules.UNKNOWN_ROUND, "round 2 of chengguan")
    for nonsense in (-1, 3):
        given(*LATE).when(appeal(round=nonsense)).then_refused(rules.UNKNOWN_ROUND)
    given(*LATE).when(appeal(metrics=())).then_refused(rules.METRIC_MISSING)
    given(*LATE).when(appeal(reason="")).then_refused(shared.REASON_MISSING)
    given(*FILED).when(appeal()).then_refused(rules.UNKNOWN_ROUND)
    given(*WITH_HOST).when(appeal(by=ZHENG)).then_refused(rules.UNKNOWN_ROUND)


def test_a_village_that_handled_it_appeals_like_a_department() -> None:
    by_the_village = (*FILED, divert(host="xiangyang"), handle(by=MA), rework(), divert(at="Mon 14:10", host="huanbao"))
    given(*by_the_village).when(appeal(by=MA)).then(AppealFiled, department="unit:xiangyang", round=1)


def test_only_a_department_appeals() -> None:
    given(*LATE).when(appeal(by=LI)).then_refused(shared.ROLE_MAY_NOT, "department")


def test_the_same_appeal_again_adds_nothing_and_another_is_counted() -> None:
    given(*APPEALED).when(appeal(at="Mon 16:10")).then_nothing()
    given(*APPEALED).when(appeal(at="Mon 16:10", metrics=("on-time-handling",))).then(AppealFiled, appeal=2)


def test_one_supervisor_gives_an_opinion_and_decides_nothing() -> None:
    given(*APPEALED).when(decide_appeal()).then(AppealOpinionGiven, appeal=1, upheld=True)
    given(*ONE_OPINION).when(decide_appeal(at="Mon 16:40")).then_nothing()


def test_a_second_who_agrees_decides_it() -> None:
    decided = (
        given(*ONE_OPINION)
        .when(decide_appeal(at="Mon 16:40", by=YANG))
        .then(AppealDecided, appeal=1, department="chengguan", round=1, metrics=("rework",), upheld=True)
    )
    assert decided.events[: len(given(*LATE).events)] == given(*LATE).events


def test_two_may_also_agree_against_it() -> None:
    given(*APPEALED, decide_appeal(upheld=False)).when(decide_appeal(at="Mon 16:40", by=YANG, upheld=False)).then(
        AppealDecided, upheld=False
    )


def test_a_second_who_disagrees_decides_nothing_either() -> None:
    split = given(*ONE_OPINION).when(decide_appeal(at="Mon 16:40", by=YANG, upheld=False)).then(AppealOpinionGiven)
    split.when(decide_appeal(at="Mon 16:50", by=HAN, upheld=False)).then(AppealDecided, upheld=False)
    # Yang comes round, but Han must say it again: whoever spoke last cannot decide alone.
    changed = split.when(decide_appeal(at="Mon 16:50", by=YANG)).then(AppealOpinionGiven, upheld=True)
    changed.when(decide_appeal(at="Mon 17:00", by=HAN)).then(AppealDecided, upheld=True)


def test_only_supervisors_decide_and_only_an_appeal_that_was_filed() -> None:
    for other in (CHEN, WU):
        given(*APPEALED).when(decide_appeal(by=other)).then_refused(shared.ROLE_MAY_NOT, "supervisor")
    given(*LATE).when(decide_appeal()).then_refused(shared.UNKNOWN_APPEAL)
    given(*APPEALED).when(decide_appeal(appeal=2)).then_refused(shared.UNKNOWN_APPEAL, "2")


def test_of_several_appeals_the_newest_is_meant_unless_one_is_named() -> None:
    two = (*APPEALED, appeal(at="Mon 16:10", metrics=("on-time-handling",)))
    given(*two).when(decide_appeal()).then(AppealOpinionGiven, appeal=2)
    given(*two).when(decide_appeal(appeal=1)).then(AppealOpinionGiven, appeal=1)


def test_a_decided_appeal_stays_decided() -> None:
    given(*UPHELD).when(decide_appeal(at="Mon 16:50")).then_nothing()
    given(*UPHELD).when(decide_appeal(at="Mon 16:50", upheld=False)).then_refused(shared.UNKNOWN_APPEAL, "decided")
