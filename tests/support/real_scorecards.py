"""Every scorecard of the departments of a real city, month by month, as lines of text that can be kept and compared."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from gridcase.city.scoring import Scoring
from gridcase.importers import import_file, load_mapping
from gridcase.periods import Period, Window
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scorecards import scorecards
from gridcase_projections.metrics.scores import scores
from gridcase_projections.runner import Projector
from tests.support.real_data import EXCERPTS

KEPT = EXCERPTS / "scorecards"

KNOWN_AT = datetime(2026, 1, 1, tzinfo=UTC)

MONTHS = {"la311": ("2018-01", 9), "nyc311": ("2011-03", 34), "coselog": ("2010-10", 20)}
"""The first month in which anything happened, and how many of them there are."""

METRICS = (
    *("filed-by-host", "due-dispose", "disposed", "disposed-in-time", "overdue-open", "reworked", "returned"),
    *("shuffled", "due-close", "closed", "co-handled", "revisited", "excluded-on-appeal", "on-time-handling"),
    *("handling", "overdue", "extension", "closing", "on-time-closing", "rework", "return", "first-time-right"),
    *("co-handling", "on-time-co-handling", "late-through-co-handler", "response", "solution", "satisfaction"),
    *("evaluation", "handling-time", "handling-time-median", "handling-time-p90", "late-entry"),
)
PRESETS = ("department", "three-rates", "district-100", "feedback")
"""What departments were scored by when the lines were written."""


def kept(path: Path) -> Path:
    """Where the lines of a city's file are kept."""
    return KEPT / f"{path.stem}.txt"


def lines(source: str, path: Path, scoring: Scoring) -> Iterator[str]:
    """A line for each month and department: of each metric what is divided by what, and the scores.

    Each month is asked as it stood at its end, and then all of them together by all that is known.
    """
    codec, store = Codec(), MemoryStore()
    with TemporaryDirectory() as folder:
        import_file(path, load_mapping(source), store, codec, at=KNOWN_AT, quarantine=Path(folder, "bad.csv"))
        Projector(Path(folder), store).catch_up()
        with snapshot(Path(folder)) as connection:
            for window in windows(source):
                yield from lines_of(connection, window, scoring)


def windows(source: str) -> Iterator[Window]:
    zone = ZoneInfo("UTC")
    first, count = MONTHS[source]
    months = Period.parse(first).before(1 - count).trailing(count)
    for month in months:
        yield Window.of(month, zone, as_of=month.end(zone))
    yield Window(start=months[0].start(zone), end=months[-1].end(zone), as_of=KNOWN_AT)


def lines_of(connection: Connection, window: Window, scoring: Scoring) -> Iterator[str]:
    question = Question(window=window)
    cells: dict[str, list[str]] = defaultdict(list)
    for metric, counted in scores(connection, METRICS, question).items():
        for one in counted:
            if one.numerator or one.denominator:
                cells[one.key].append(f"{metric}={one.numerator}/{one.denominator}={one.value}")
    for preset in PRESETS:
        for card in scorecards(connection, preset, question, scoring):
            cells[card.key].append(f"{preset}={card.score}{card.grade}#{card.place}")
    for department in sorted(cells):
        yield f"{window.period or 'all'} {department}: {' '.join(cells[department])}"
