"""Values, scores and grades: integers and decimals, half up, and n/a where nothing is counted."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcase.city.scoring import GRADES, Bands, Preset, Scoring
from gridcase.periods import Earlier, Period, Window
from gridcase_projections.metrics import METRICS
from gridcase_projections.metrics.interval import interval, wilson
from gridcase_projections.metrics.numbers import rounded, share, value
from gridcase_projections.metrics.presets import PRESETS, composite_of
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scorecards import (
    Scorecard,
    bands_of,
    grade_of,
    graded,
    points_of_count,
    ranked,
    usual_among,
    weighed,
)
from gridcase_projections.metrics.scores import Score

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATER = datetime(2027, 6, 1, tzinfo=SHANGHAI)


def parts(**counts: tuple[int, int]) -> dict[str, Score]:
    names = {name.replace("_", "-"): fraction for name, fraction in counts.items()}
    return {name: Score(name, *fraction, None) for name, fraction in names.items()}


@pytest.mark.parametrize(
    ("metric", "counted", "published"),
    [
        ("handling", (2, 3), "0.6667"),
        ("handling", (1, 8000), "0.0001"),
        ("handling", (0, 0), None),
        ("satisfaction", (190, 3), "0.6333"),
        ("evaluation", (181, 2), "90.50"),
        ("handling-time-median", (4200, 3), "4200"),
        ("handling-time-median", (0, 0), None),
        ("filed", (3, 3), "3"),
    ],
)
def test_a_value_is_published_half_up(metric: str, counted: tuple[int, int], published: str | None) -> None:
    actual = value(METRICS[metric], *counted)
    assert (None if actual is None else str(actual)) == published


@given(numerator=st.integers(0, 10**9), denominator=st.integers(1, 10**9))
def test_a_share_is_within_half_of_the_last_place(numerator: int, denominator: int) -> None:
    rate = share(numerator, denominator)
    assert rate is not None
    assert abs(Fraction(rate) - Fraction(numerator, denominator)) <= Fraction(1, 20_000)


def test_half_is_rounded_away_from_nothing() -> None:
    assert [str(rounded(Fraction(number, 8), 2)) for number in (1, -1, 3)] == ["0.13", "-0.13", "0.38"]


@given(hundredths=st.integers(0, 10_000))
def test_the_grades_cover_every_score_without_a_hole_or_overlap(hundredths: int) -> None:
    score = Decimal(hundredths).scaleb(-2)
    edges = [Decimal(101), *(Decimal(grade.at) for grade in GRADES)]
    inside = [grade.name for grade, above in zip(GRADES, edges, strict=False) if grade.at <= score < above]
    assert inside == [grade_of(Scoring(), score)]


def test_a_grade_begins_at_its_score() -> None:
    scores = ("100.00", "90.00", "89.99", "75.00", "74.99", "60.00", "59.99", "40.00", "39.99", "0.00")
    assert "".join(grade_of(Scoring(), Decimal(score)) for score in scores) == "AABBCCDDEE"


def test_the_department_score_is_its_formula() -> None:
    counted = parts(filed_by_host=(120, 120), closing=(9, 10), on_time_handling=(3, 4), rework=(1, 10))
    expected = Fraction(10 * 75 + 30 * 90 + 30 * 75 + 30 * 90, 100)
    assert weighed(PRESETS["department"], counted, Bands()) == expected  # type: ignore[index]


def test_the_hotline_score_is_its_formula() -> None:
    counted = parts(response=(9, 10), solution=(7, 8), satisfaction=(1470, 20))
    expected = 30 * Fraction(9, 10) + 35 * Fraction(7, 8) + 35 * Fraction(1470, 2000)
    assert weighed(PRESETS[Preset("hotline-30-35-35")], counted, Bands()) == expected
    assert card_of("hotline-30-35-35", counted, Scoring()).score == Decimal("83.35")


def test_the_score_of_the_host_of_a_place_is_its_formula() -> None:
    counted = parts(
        on_time_handling=(19, 20), first_time_right=(8, 10), rework=(1, 10), solution=(7, 8), satisfaction=(1470, 20)
    )
    expected = Fraction(30 * 19, 20) + Fraction(20 * 8, 10) + Fraction(10 * 9, 10) + Fraction(20 * 7, 8)
    assert weighed(PRESETS[Preset("host-of-place")], counted, Bands()) == expected + Fraction(20 * 1470, 2000)


def test_a_part_that_is_not_applicable_leaves_its_weight_to_the_others() -> None:
    counted = parts(response=(1, 1), solution=(0, 0))
    assert weighed(PRESETS["three-rates"], counted, Bands()) == 100  # type: ignore[index]
    assert weighed(PRESETS["three-rates"], {}, Bands()) is None  # type: ignore[index]


def test_more_rework_than_closings_does_not_count_below_nothing() -> None:
    counted = parts(rework=(3, 1), handling=(1, 1))
    assert weighed(PRESETS["district-100"], counted, Bands()) == 60  # type: ignore[index]


@pytest.mark.parametrize(
    ("filed", "points"), [(0, 100), (50, 100), (51, 90), (100, 90), (201, 60), (1000, 40), (1001, 0)]
)
def test_the_number_of_matters_scores_by_bands(filed: int, points: int) -> None:
    assert points_of_count(Bands(), filed) == points


def test_a_group_has_bands_of_its_own_and_the_rest_those_of_everybody() -> None:
    own = Bands(group="busy", filed=(1000,), points=(100, 50))
    scoring = Scoring(bands=(Bands(), own))
    assert (bands_of(scoring, "busy"), bands_of(scoring, "quiet")) == (own, Bands())


def card_of(preset: str, counted: Mapping[str, Score], scoring: Scoring, vetoes: tuple[str, ...] = ()) -> Scorecard:
    """What somebody comes to whose peers verified nine times of ten in time."""
    usual = {"verification-before": Score("", 9, 10, None), "verification-after": Score("", 9, 10, None)}
    bare = Scorecard("chengguan", None, "", None, dict(counted), vetoes)
    return graded(bare, PRESETS[Preset(preset)], Bands(), usual, scoring)


def test_a_veto_is_the_last_grade_whatever_the_score() -> None:
    counted = parts(evaluation=(95 * 5, 5))
    assert card_of("feedback", counted, Scoring(), ("overdue-open",)).grade == "E"
    assert card_of("feedback", counted, Scoring()).grade == "A"


def test_no_evidence_is_no_score() -> None:
    nothing = card_of("department", parts(filed_by_host=(2, 2)), Scoring())
    assert (nothing.score, nothing.grade, nothing.too_few) == (None, "", True)
    few = parts(filed_by_host=(9, 9), closing=(9, 9), on_time_handling=(4, 4), rework=(0, 9))
    assert card_of("department", few, Scoring()).too_few
    assert card_of("department", few, Scoring(least=4)).score == 100
    assert card_of("department", few, Scoring(), ("overdue-open",)).grade == "E", (
        "a veto is a fact, however few there are"
    )


def test_what_weighs_nothing_needs_no_evidence() -> None:
    composite = composite_of("department", Scoring(weights={"on-time-handling": 0}))
    assert composite.evidence == ("closing", "rework")
    assert PRESETS[Preset("grid-member")].evidence == ("valid-reports", "missed")


def test_whoever_was_not_sent_to_verify_is_taken_to_do_as_the_peers_do() -> None:
    counted = parts(valid_reports=(5, 5), missed=(0, 5), verification_after=(4, 4))
    assert card_of("grid-member", counted, Scoring()).score == 40 + 20 + 18 + 18, "not 100: nobody saw it verify"
    verified = parts(valid_reports=(5, 5), missed=(0, 5), verification_before=(5, 5), verification_after=(5, 5))
    assert card_of("grid-member", verified, Scoring()).score == 100
    assert card_of("grid-member", parts(verification_before=(9, 9), verification_after=(9, 9)), Scoring()).too_few


def test_what_the_peers_come_to_is_all_of_theirs_together() -> None:
    usual = usual_among(
        PRESETS[Preset("grid-member")], [parts(verification_after=(1, 2)), parts(verification_after=(8, 8)), {}]
    )
    assert (usual["verification-after"].numerator, usual["verification-after"].denominator) == (9, 10)
    assert usual["verification-before"].value is None


@pytest.mark.parametrize(
    ("successes", "cases", "low", "high"),
    [
        (0, 1, "0.0000", "0.7935"),
        (1, 1, "0.2065", "1.0000"),
        (0, 10, "0.0000", "0.2775"),
        (10, 10, "0.7225", "1.0000"),
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
    ],
)
def test_the_interval_is_that_of_wilson(successes: int, cases: int, low: str, high: str) -> None:
    """The last two are examples of Newcombe (1998), Statistics in Medicine 17, 857–872, table I."""
    assert tuple(map(str, wilson(Decimal(successes), cases))) == (low, high)


@given(cases=st.integers(1, 100_000), part=st.integers(0, 100))
def test_the_interval_holds_the_share_and_lies_between_nothing_and_all(cases: int, part: int) -> None:
    successes = Decimal(cases * part) / 100
    low, high = wilson(successes, cases)
    assert 0 <= low <= rounded(Fraction(part, 100), 4) <= high <= 1
    assert high - low < wilson(successes / cases, 1).high - wilson(successes / cases, 1).low or cases == 1


def test_only_shares_of_something_have_an_interval() -> None:
    assert interval(METRICS["closing"], 0, 0) is None
    assert interval(METRICS["handling-time"], 90, 10) is None
    assert interval(METRICS["reworked"], 3, 10) is None
    assert interval(METRICS["satisfaction"], 1900, 20) == wilson(Decimal(19), 20)


def test_a_month_of_the_year_has_bands_of_its_own_if_the_city_says_so() -> None:
    frost = Bands(group="heating", months=(11, 12, 1, 2), filed=(1000,), points=(100, 50))
    usual, everybody = Bands(group="heating", filed=(100,), points=(100, 0)), Bands()
    scoring = Scoring(bands=(everybody, usual, frost))
    assert [bands_of(scoring, "heating", month) for month in (1, 11, 6, None)] == [frost, frost, usual, usual]
    assert bands_of(scoring, "roads", 1) == everybody
    assert bands_of(Scoring(bands=(everybody, frost)), "heating", 6) == everybody
    assert bands_of(Scoring(), "heating", 1) == Bands(), "off by default: every month is alike"
    assert list(scoring.complaints()) == []
    twice = Scoring(bands=(frost, Bands(group="heating", months=(2, 3))))
    assert [path for path, _ in twice.complaints()] == ["scoring.bands[1].months"]


def test_only_a_month_is_a_month_of_the_year() -> None:
    windows = [Window.at_end(Period.parse(name), SHANGHAI, LATER) for name in ("2026-11", "2026-Q4", "2026")]
    assert [window.month for window in windows] == [11, None, None]
    november = Question(window=windows[0])
    assert [november.earlier(than, SHANGHAI).month_of_year for than in Earlier] == [10, 11]
    january = Question(window=Window.at_end(Period.parse("2027-01"), SHANGHAI, LATER))
    assert january.earlier(Earlier.MONTH, SHANGHAI).month_of_year == 12
    assert Question(window=windows[1]).earlier(Earlier.YEAR, SHANGHAI).month_of_year is None


def test_equal_scores_share_a_place_and_nobody_takes_the_next() -> None:
    scores = {"a": "90.00", "b": "95.00", "c": "90.00", "d": "80.00", "e": None}
    ranking = ranked(Scorecard(key, score and Decimal(score), "", None, {}) for key, score in scores.items())
    assert [(card.key, card.place) for card in ranking] == [("b", 1), ("a", 2), ("c", 2), ("d", 4), ("e", None)]
