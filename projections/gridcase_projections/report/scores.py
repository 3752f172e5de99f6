"""The numbers of a report that are declared as metrics: of the city, of its departments, and the rows behind them."""

from collections.abc import Iterable

from msgspec.structs import replace

from gridcase.city.scoring import Preset as Scored
from gridcase.city.scoring import Scoring
from gridcase.periods import Window
from gridcase_projections.database import Connection
from gridcase_projections.metrics import METRICS, Dimension
from gridcase_projections.metrics.presets import PRESETS, Composite, composite_of
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scorecards import Scorecard, scorecards
from gridcase_projections.metrics.scores import CountedRow, rows_behind
from gridcase_projections.metrics.scores import score as scored
from gridcase_projections.report.content import Definition, Share

FIGURES = (
    *("filing", "on-time-handling", "closing", "first-time-right"),
    *("overdue", "rework", "solution", "satisfaction"),
)
"""The city's rates: those of the first page, and of the trends."""

THREE_RATES = ("response", "solution", "satisfaction")

PORTRAIT_METRIC = "on-time-handling"
"""What the best and the worst are looked at by: its rounds show what a department did and what it did not do."""

HUNDREDTHS = 100


class CityScores:
    """What is asked of one set of read models, by one city's way of scoring."""

    def __init__(self, connection: Connection, scoring: Scoring) -> None:
        self._connection = connection
        self._scoring = scoring

    def of_departments(self, metric: str, window: Window) -> dict[str, Share]:
        """A rate of each department that has any."""
        return self._shares(metric, self._question(window))

    def of_city(self, metric: str, window: Window) -> Share:
        """A rate of the whole city: of all departments or, where no department is charged, of all places."""
        by = Dimension.DEPARTMENT if Dimension.DEPARTMENT in METRICS[metric].dimensions else Dimension.UNIT
        shares = self._shares(metric, replace(self._question(window), by=by)).values()
        return Share(
            sum(share.numerator for share in shares), sum(share.denominator for share in shares), parts_to_one(metric)
        )

    def behind(self, department: str, window: Window) -> list[CountedRow]:
        """The rounds behind a department's on-time handling."""
        return rows_behind(self._connection, PORTRAIT_METRIC, department, self._question(window))

    @property
    def preset(self) -> str:
        """The city's preset, or that of departments where the city's is not counted of them."""
        chosen = self._scoring.preset
        of_departments = Dimension.DEPARTMENT in PRESETS[chosen].dimensions
        return (chosen if of_departments else Scored.DEPARTMENT).value

    def scorecards(self, window: Window) -> list[Scorecard]:
        """The scorecards of the departments, group by group, the best first."""
        return scorecards(self._connection, self.preset, self._question(window), self._scoring)

    @property
    def least(self) -> int:
        """Fewer cases than this are too few to rank."""
        return self._scoring.least

    def composite(self) -> Composite:
        """What the departments are scored by, with the city's weights."""
        return composite_of(self.preset, self._scoring)

    def _shares(self, metric: str, question: Question) -> dict[str, Share]:
        return {
            row.key: Share(row.numerator, row.denominator, parts_to_one(metric))
            for row in scored(self._connection, metric, question)
            if row.denominator
        }

    def _question(self, window: Window) -> Question:
        return Question(window=window, basically_satisfied=self._scoring.basically_satisfied)


def parts_to_one(metric: str) -> int:
    return HUNDREDTHS if METRICS[metric].hundredths else 1


def definitions(names: Iterable[str]) -> tuple[Definition, ...]:
    return tuple(
        Definition(
            name=metric.name,
            en=metric.en,
            zh=metric.zh,
            formula=metric.formula,
            counts=metric.counts,
            basis=metric.basis.value,
            charged_to=metric.charged_to,
            leaves_out=metric.leaves_out,
            version=metric.version,
        )
        for metric in map(METRICS.__getitem__, dict.fromkeys(names))
    )
