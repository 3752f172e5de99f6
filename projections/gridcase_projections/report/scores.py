"""The numbers of a report that are declared as metrics: of the city, of its departments, and the rows behind them."""

from collections.abc import Iterable

from msgspec.structs import replace

from gridcase.bodies import Body, body_of_unit
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

VOLUMES = ("reported", "filed", "declined", "merged", "resolved-on-the-spot", "closed")
"""Numbers of matters of the whole city."""

USUAL_PRESETS = {
    Dimension.DEPARTMENT: Scored.DEPARTMENT,
    Dimension.UNIT: Scored.DISTRICT_100,
    Dimension.HOST: Scored.DEPARTMENT,
    Dimension.MEMBER: Scored.GRID_MEMBER,
}
"""What is scored by where the city says nothing that fits."""

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

    def of_bodies(self, metric: str, window: Window) -> dict[Body, Share]:
        """A rate of each department that has any, and of each unit that is a host."""
        units = self._shares(metric, replace(self._question(window), by=Dimension.HOST))
        return self.of_departments(metric, window) | {body_of_unit(code): share for code, share in units.items()}

    def of_city(self, metric: str, window: Window) -> Share:
        """A rate of the whole city: of all hosts or, where no host is charged, of all places."""
        if Dimension.HOST in METRICS[metric].dimensions:
            shares = list(self.of_bodies(metric, window).values())
        else:
            shares = list(self._shares(metric, replace(self._question(window), by=Dimension.UNIT)).values())
        return Share(
            sum(share.numerator for share in shares), sum(share.denominator for share in shares), parts_to_one(metric)
        )

    def behind(self, department: str, window: Window) -> list[CountedRow]:
        """The rounds behind a department's on-time handling."""
        return rows_behind(self._connection, PORTRAIT_METRIC, department, self._question(window))

    def of_channels(self, metric: str, window: Window) -> dict[str, int]:
        """A number of matters by the channel that they came in by."""
        counted = scored(self._connection, metric, replace(self._question(window), by=Dimension.CHANNEL))
        return {one.key: one.numerator for one in counted}

    def preset(self, by: Dimension) -> str:
        """The city's preset, or the usual one of whom the city's is not counted of."""
        chosen = self._scoring.preset
        return (chosen if by in PRESETS[chosen].dimensions else USUAL_PRESETS[by]).value

    def scorecards(self, window: Window, by: Dimension, level: str = "") -> list[Scorecard]:
        """The scorecards of everybody with anything to score, group by group, the best first."""
        question = replace(self._question(window), by=by, level=level)
        return scorecards(self._connection, self.preset(by), question, self._scoring)

    def composite(self, by: Dimension) -> Composite:
        """What they are scored by, with the city's weights."""
        return composite_of(self.preset(by), self._scoring)

    @property
    def least(self) -> int:
        """Fewer cases than this are too few to rank."""
        return self._scoring.least

    def vetoes(self) -> tuple[str, ...]:
        """The metrics that the city has as vetoes."""
        return self._scoring.vetoes

    def _shares(self, metric: str, question: Question) -> dict[str, Share]:
        return {
            row.key: Share(row.numerator, row.denominator, parts_to_one(metric))
            for row in scored(self._connection, metric, question)
            if row.denominator
        }

    def _question(self, window: Window) -> Question:
        return Question(
            window=window,
            basically_satisfied=self._scoring.basically_satisfied,
            co_handlers_answer=self._scoring.co_handlers_answer,
        )


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
