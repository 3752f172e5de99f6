"""Any life of an assessment: the verdict is the formula's, it never changes, and saying a thing twice adds nothing."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gridcase.assessments import commands as c
from gridcase.assessments.decide import decide
from gridcase.assessments.events import AssessmentClosed, AssessmentEvent, VerdictReissued
from gridcase.assessments.pack import Item, Pack, Sort, Veto
from gridcase.assessments.state import Mark
from gridcase.assessments.verdict import grade_of, verdict
from gridcase.errors import Refused
from gridcase.tags import tag_of
from gridcase.testing import assessing as say
from gridcase.testing.cast import CHEN, HAN, LI, LOOP, YANG, SmallCity, at, policy
from gridcase.testing.scenario import Story

MATTERS = ("", "M1", "M2")
POLICY = policy(SmallCity(stages=dict.fromkeys(MATTERS[1:], "closed")))
EVIDENCE = st.sampled_from([(), say.PHOTO])
CODES = st.sampled_from(["disputes", "grid-work", "casualties", "weather"])
NUMBERS = st.integers(0, 4)

CONTENT: dict[Any, dict[str, st.SearchStrategy[Any]]] = {
    say.open_: {"pack": st.sampled_from([say.SAFE_UNIT, say.THREE_ZEROS])},
    say.deduct: {
        "code": CODES,
        "cost": st.integers(-1, 30),
        "matter_id": st.sampled_from(MATTERS),
        "evidence": EVIDENCE,
    },
    say.veto: {"code": CODES, "matter_id": st.sampled_from(MATTERS), "evidence": EVIDENCE},
    say.bonus: {"gain": st.integers(-1, 9), "evidence": EVIDENCE},
    say.propose: {"code": CODES, "matter_id": st.sampled_from(MATTERS[1:])},
    say.confirm: {"charge": NUMBERS},
    say.reject: {"charge": NUMBERS},
    say.close: {},
    say.appeal: {"marks": st.lists(NUMBERS, max_size=3).map(tuple)},
    say.decide_appeal: {"upheld": st.booleans(), "appeal": NUMBERS},
}


@st.composite
def commands(draw: st.DrawFn) -> c.AssessmentCommand:
    line = draw(st.sampled_from(list(CONTENT)))
    content = {name: draw(values) for name, values in CONTENT[line].items()}
    command: c.AssessmentCommand = line(by=draw(st.sampled_from([HAN, YANG, LI, CHEN, LOOP])), **content)
    return command


@st.composite
def lives(draw: st.DrawFn) -> tuple[Story, c.AssessmentCommand | None]:
    """A story and the command that it ended with; half of the days lie before the end of the period."""
    story, moment, last = Story(POLICY).and_(say.open_()), at("Mon 09:00"), None
    for command in draw(st.lists(commands(), max_size=25)):
        moment += timedelta(hours=draw(st.sampled_from([1, 200])))
        attempt = replace(command, at=moment)
        try:
            story, last = story.and_(attempt), attempt
        except Refused:
            continue
    return story, last


@given(lives())
def test_saying_it_twice_adds_nothing(life: tuple[Story, c.AssessmentCommand | None]) -> None:
    story, last = life
    if last is not None:
        assert decide(last, story.state, POLICY) == []


@given(lives())
def test_the_first_verdict_stands_and_only_an_upheld_appeal_adds_another(
    life: tuple[Story, c.AssessmentCommand | None],
) -> None:
    tags = [tag_of(event) for event in life[0].events]
    assert tags.count("assessment-closed") <= 1
    for place, tag in enumerate(tags):
        if tag == "verdict-reissued":
            assert tags[place - 1] == "marks-appeal-decided"
            assert "assessment-closed" in tags[:place]


@given(lives())
def test_the_newest_verdict_is_that_of_the_marks_that_stand(life: tuple[Story, c.AssessmentCommand | None]) -> None:
    story, _ = life
    verdicts = [event for event in story.events if isinstance(event, AssessmentClosed | VerdictReissued)]
    if verdicts:
        assert (verdicts[-1].score, verdicts[-1].meets) == by_hand(story)


def by_hand(story: Story) -> tuple[int, bool]:
    """The score and whether the unit meets the standard, added up from the events with nothing but their words."""
    pack = say.SAFE_UNIT
    costs: dict[int, tuple[str, int]] = {}
    gains: dict[int, int] = {}
    vetoes: set[int] = set()
    struck: set[int] = set()
    for event in story.events:
        fields: dict[str, Any] = {name: getattr(event, name) for name in event.__struct_fields__}
        match tag_of(event):
            case "item-deducted":
                costs[fields["mark"]] = (fields["code"], fields["cost"])
            case "charge-confirmed" if fields["sort"] is Sort.VETO:
                vetoes.add(fields["mark"])
            case "charge-confirmed":
                costs[fields["mark"]] = (fields["code"], fields["cost"])
            case "bonus-given":
                gains[fields["mark"]] = fields["gain"]
            case "veto-recorded":
                vetoes.add(fields["mark"])
            case "marks-appeal-decided" if fields["upheld"]:
                struck |= set(fields["marks"])
    score = 100 + min(pack.bonus_cap, sum(gain for mark, gain in gains.items() if mark not in struck))
    for item in pack.items:
        lost = sum(cost for mark, (code, cost) in costs.items() if code == item.code and mark not in struck)
        score -= min(item.cap, lost)
    return score, not vetoes - struck and score >= 90


MARKS = st.lists(
    st.tuples(st.sampled_from(Sort), st.sampled_from(["a", "b", "c"]), st.integers(0, 200), st.booleans()), max_size=12
)


@given(MARKS, st.integers(0, 100), st.integers(0, 50))
def test_any_score_is_whole_within_bounds_and_graded(
    drawn: list[tuple[Sort, str, int, bool]], threshold: int, bonus_cap: int
) -> None:
    pack = Pack(
        name="p",
        title="p",
        kinds=("village",),
        bonus_cap=bonus_cap,
        items=(Item(code="a", title="a", points=1, cap=60), Item(code="b", title="b", points=1, cap=40)),
        vetoes=(Veto(code="c", title="c"),),
    )
    marks = [
        Mark(
            number=number,
            sort=sort,
            code="" if sort is Sort.BONUS else code,
            points=points,
            matter_id="",
            by="han",
            at=at("Mon 09:00"),
            struck=struck,
        )
        for number, (sort, code, points, struck) in enumerate(drawn, 1)
    ]
    result = verdict(pack, threshold, marks)
    assert isinstance(result.score, int)
    assert 0 <= result.score <= 100 + bonus_cap
    assert result.grade == grade_of(result.score)
    assert result.score == 100 - result.deducted + result.gained
    assert result.meets == (not result.vetoed_by and result.score >= threshold)
    shuffled = verdict(pack, threshold, reversed(marks))
    assert (shuffled.score, shuffled.meets) == (result.score, result.meets)


def test_lives_reach_a_verdict_that_is_issued_again() -> None:
    """The strategy is no use unless such lives are among those it can draw; this one is told by hand."""
    turns = (
        say.deduct(cost=11),
        say.close(),
        say.appeal(),
        say.decide_appeal(),
        say.decide_appeal(at="Fri+4 10:00", by=YANG),
    )
    story = Story(POLICY).and_(say.open_(), *turns)
    events: tuple[AssessmentEvent, ...] = story.events
    assert isinstance(events[-1], VerdictReissued)
    assert by_hand(story) == (100, True)
