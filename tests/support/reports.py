"""Made-up reports: one with something of everything, one of a city in which nothing happened."""

from datetime import UTC, datetime
from decimal import Decimal

from gridcase.city.scoring import Preset
from gridcase.periods import Period
from gridcase_projections.metrics.presets import PRESETS
from gridcase_projections.report.content import (
    About,
    AssessmentReport,
    ChannelVolume,
    Count,
    DepartmentShare,
    FailureReason,
    Figure,
    Grade,
    HotSpot,
    KindRates,
    OverdueStep,
    PlaceRate,
    Portrait,
    PortraitRound,
    Ranked,
    Ranking,
    Repeat,
    Rework,
    ScorePart,
    ScoringPreset,
    Share,
    SupervisedMatter,
    SuspendedMatter,
    ThreeRates,
    TrendPeriod,
)
from gridcase_projections.report.scores import FIGURES, THREE_RATES, VOLUMES, definitions

SPITEFUL = """</style><script>alert("x")</script>'"\\ &amp;"""

START, END = datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC)
PERIODS = [str(period) for period in Period.parse("2026-10").trailing(12)]

LATE = datetime(2026, 10, 20, 3, tzinfo=UTC)
"""A moment within the period."""

MORNING, EVENING = datetime(2026, 10, 8, 1, tzinfo=UTC), datetime(2026, 10, 8, 9, tzinfo=UTC)

PRESET = ScoringPreset(
    "department", "department score", "部门综合评价", "100 · on-time-handling", PRESETS[Preset.DEPARTMENT].source
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


DISTRICTS = ScoringPreset("district-100", "district score of 100", "区县百分制", "100 · handling", PRESET.source)
MEMBERS = ScoringPreset("grid-member", "grid member score", "网格员综合评价", "100 · valid-reports", PRESET.source)

DEFINED = [*FIGURES, *THREE_RATES, *VOLUMES, "repeat-complaints", "filed-by-host", "handling", "valid-reports"]


def ranked(
    place: int | None,
    before: int | None,
    code: str,
    name: str,
    score: str | None,
    grade: str,
    above: str = "",
    metric: str = "on-time-handling",
) -> Ranked:
    return Ranked(
        place=place,
        before=before,
        code=code,
        name=name,
        above=above,
        score=None if score is None else Decimal(score),
        score_before=None if before is None else Decimal(80),
        grade=grade,
        parts=(ScorePart("filed-by-host", 41, None), ScorePart(metric, 0, Share(39, 41))),
    )


def a_report(
    *, city: str = "小城 Xiaocheng", department: str = "城管局 City Management", as_of: datetime = END
) -> AssessmentReport:
    best = ranked(1, 3, "chengguan", department, "95.50", "A")
    few = ranked(None, None, "qixiang", "气象局 Weather", None, "")
    last = ranked(2, None, "huanbao", "环保局 Environment", "76.00", "B")
    county, village = "城东县 Chengdong County", "王庄社区 Wangzhuang Community"
    where = (f"{county} · 向阳街道 Xiangyang Street · {village}", "第3网格 Grid 3")
    fumes = "餐饮油烟 Restaurant fumes"
    behind = PortraitRound("M261002-AAAAAA", 1, fumes, *where, EVENING, MORNING, True, "handled in time")
    return AssessmentReport(
        about=about(city, as_of),
        figures=tuple(Figure(metric, Share(39, 41), Share(8, 10)) for metric in FIGURES),
        volumes=tuple(Count(metric, 1_200, 1_000) for metric in VOLUMES),
        channels=(ChannelVolume("patrol", 900, 800), ChannelVolume("phone", 300, 200)),
        hot_spots=(
            HotSpot("9901001", county, "向阳街道 Xiangyang Street", "fumes", fumes, 30, 10),
            HotSpot("9901002", county, "东门街道 Dongmen Street", "fumes", fumes, 20, 22),
        ),
        grades=GRADES,
        departments=Ranking("department", PRESET, (best, last), (few,)),
        places=(
            Ranking(
                "county",
                DISTRICTS,
                (
                    ranked(1, 2, "9901", county, "98.00", "A", metric="handling"),
                    ranked(2, 1, "9902", "城西县 Chengxi County", "90.00", "A", metric="handling"),
                ),
            ),
            Ranking("township", DISTRICTS, (ranked(1, 1, "9901001", "向阳街道", "98.00", "A", county, "handling"),)),
        ),
        hosts=(Ranking("village", PRESET, (ranked(1, 1, "9901001001", village, "98.00", "A", county),)),),
        members=Ranking(
            "grid-member",
            MEMBERS,
            (
                *(
                    ranked(place, 1, f"g{place}", f"g{place}", "90.00", "A", where[0], "valid-reports")
                    for place in range(1, 41)
                ),
            ),
            (ranked(None, None, "g99", "g99", None, "", where[0], "valid-reports"),),
        ),
        past=tuple(
            TrendPeriod(period, 90 + place, 80 + place, {metric: Share(30 + place, 50) for metric in FIGURES})
            for place, period in enumerate(PERIODS)
        ),
        overdue=(OverdueStep("M261001-BBBBBB", "handle", "huanbao", last.name, *where, fumes, EVENING),),
        supervised=(
            SupervisedMatter("M261001-BBBBBB", 2, EVENING, "handling", True, "huanbao", last.name, *where, fumes),
            SupervisedMatter("M261001-DDDDDD", 1, EVENING, "closed", False, "huanbao", last.name, *where, fumes),
        ),
        suspended=(SuspendedMatter("M261001-EEEEEE", MORNING, None, "huanbao", last.name, *where, fumes),),
        rework=(Rework("M261002-CCCCCC", 1, "huanbao", last.name, fumes, "bad-work", MORNING),),
        rework_rates=(DepartmentShare("huanbao", last.name, Share(1, 20)),),
        repeats=(
            Repeat("xiangyang-3", *where, "fumes", fumes, 4, 2, MORNING, EVENING, ["M261002-CCCCCC"] * 4, 2, 1, 1, 1),
        ),
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
                    PlaceRate("9901001", "向阳街道 Xiangyang Street", 2, 3, 4, 5),
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
        definitions=definitions(DEFINED),
    )


def an_empty_report() -> AssessmentReport:
    return AssessmentReport(
        about=about("空城 Nowhere", END),
        figures=tuple(Figure(metric, Share(0, 0), Share(0, 0)) for metric in FIGURES),
        volumes=tuple(Count(metric, 0, 0) for metric in VOLUMES),
        channels=(),
        hot_spots=(),
        grades=tuple(Grade(grade.name, grade.at, 0) for grade in GRADES),
        departments=Ranking("department", PRESET, ()),
        places=(),
        hosts=(),
        members=Ranking("grid-member", MEMBERS, ()),
        past=tuple(TrendPeriod(period, 0, 0, {metric: Share(0, 0) for metric in FIGURES}) for period in PERIODS),
        overdue=(),
        supervised=(),
        suspended=(),
        rework=(),
        rework_rates=(),
        repeats=(),
        rates=(),
        standards=(),
        best=(),
        worst=(),
        definitions=definitions(DEFINED),
    )
