"""Made-up reports: one with something of everything, one of a city in which nothing happened."""

from datetime import UTC, datetime
from decimal import Decimal

from gridcase.periods import Period
from gridcase_projections.report.content import (
    About,
    AssessmentReport,
    DepartmentShare,
    FailureReason,
    Figure,
    Grade,
    KindRates,
    OverdueStep,
    PlaceRate,
    Portrait,
    PortraitRound,
    RankedDepartment,
    Repeat,
    Rework,
    ScorePart,
    ScoringPreset,
    Share,
    ThreeRates,
    TrendPeriod,
)
from gridcase_projections.report.scores import FIGURES, THREE_RATES, definitions

SPITEFUL = """</style><script>alert("x")</script>'"\\ &amp;"""

START, END = datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC)
PERIODS = [str(period) for period in Period.parse("2026-10").trailing(12)]

LATE = datetime(2026, 10, 20, 3, tzinfo=UTC)
"""A moment within the period."""

MORNING, EVENING = datetime(2026, 10, 8, 1, tzinfo=UTC), datetime(2026, 10, 8, 9, tzinfo=UTC)

PRESET = ScoringPreset(
    "department", "department score", "部门综合评价", "100 · on-time-handling", "as implemented here"
)

GRADES = (Grade("A", 90, 1), Grade("B", 75, 1), Grade("C", 60, 0), Grade("D", 40, 0), Grade("E", 0, 0))


def about(city: str, as_of: datetime) -> About:
    return About(
        city=city,
        zone="Asia/Shanghai",
        period="2026-10",
        start=START,
        end=END,
        as_of=as_of,
        position=20607,
        recorded_at=as_of,
        policy="07462b9d43d1" * 5,
        rehearsal=False,
    )


def ranked(place: int, before: int | None, department: str, name: str, score: str, grade: str) -> RankedDepartment:
    return RankedDepartment(
        place=place,
        before=before,
        department=department,
        name=name,
        score=Decimal(score),
        score_before=None if before is None else Decimal(80),
        grade=grade,
        parts=(ScorePart("filed-by-host", 41, None), ScorePart("on-time-handling", 0, Share(39, 41))),
    )


def a_report(
    *, city: str = "小城 Xiaocheng", department: str = "城管局 City Management", as_of: datetime = END
) -> AssessmentReport:
    best = ranked(1, 3, "chengguan", department, "95.50", "A")
    last = ranked(2, None, "huanbao", "环保局 Environment", "76.00", "B")
    where = ("向阳街道 Xiangyang Street", "第3网格 Grid 3")
    fumes = "餐饮油烟 Restaurant fumes"
    behind = PortraitRound("M261002-AAAAAA", 1, fumes, *where, EVENING, MORNING, True, "handled in time")
    return AssessmentReport(
        about=about(city, as_of),
        preset=PRESET,
        figures=tuple(Figure(metric, Share(39, 41), Share(8, 10)) for metric in FIGURES),
        grades=GRADES,
        ranking=(best, last),
        past=tuple(
            TrendPeriod(period, 90 + place, 80 + place, {metric: Share(30 + place, 50) for metric in FIGURES})
            for place, period in enumerate(PERIODS)
        ),
        overdue=(OverdueStep("M261001-BBBBBB", "handle", "huanbao", last.name, *where, fumes, EVENING),),
        rework=(Rework("M261002-CCCCCC", 1, "huanbao", last.name, fumes, "bad-work", MORNING),),
        rework_rates=(DepartmentShare("huanbao", last.name, Share(1, 20)),),
        repeats=(Repeat("xiangyang-3", *where, "fumes", fumes, 4, 2, MORNING, EVENING, ["M261002-CCCCCC"] * 4),),
        rates=tuple(
            ThreeRates(code, name, Share(9, 10), Share(0, 0), Share(870, 10, 100))
            for code, name in (("", ""), ("chengguan", department))
        ),
        standards=(
            KindRates(
                "village",
                "safe-unit",
                "平安单位 Safe unit",
                (
                    PlaceRate("99", "小城 Xiaocheng", 0, 3, 4, 5),
                    PlaceRate("9901", "城东县 Chengdong County", 1, 3, 4, 5),
                    PlaceRate("9901001", where[0], 2, 3, 4, 5),
                ),
                (
                    FailureReason(
                        *("w", "城东县 Chengdong County · 向阳街道 Xiangyang Street", "王庄 Wangzhuang", 88, "veto"),
                        *("casualties", "致人伤亡事故 Accident with casualties", 0),
                        *("M261002-AAAAAA", "matter:M261002-AAAAAA@2"),
                    ),
                ),
            ),
        ),
        best=(Portrait(best, Share(39, 41), (behind,), 39),),
        worst=(Portrait(last, Share(30, 40), (behind,), 10),),
        definitions=definitions([*FIGURES, *THREE_RATES, "repeat-complaints", "filed-by-host"]),
    )


def an_empty_report() -> AssessmentReport:
    return AssessmentReport(
        about=about("空城 Nowhere", END),
        preset=PRESET,
        figures=tuple(Figure(metric, Share(0, 0), Share(0, 0)) for metric in FIGURES),
        grades=tuple(Grade(grade.name, grade.at, 0) for grade in GRADES),
        ranking=(),
        past=tuple(TrendPeriod(period, 0, 0, {metric: Share(0, 0) for metric in FIGURES}) for period in PERIODS),
        overdue=(),
        rework=(),
        rework_rates=(),
        repeats=(),
        rates=(),
        standards=(),
        best=(),
        worst=(),
        definitions=definitions([*FIGURES, *THREE_RATES, "repeat-complaints"]),
    )
