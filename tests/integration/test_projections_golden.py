"""The scorecards of a real city: New York's requests of 2011, with numbers worked out independently from the file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridcase.actors import Actor, Role
from gridcase.matters import events as e
from gridcase.periods import Window
from gridcase_projections.database import snapshot
from gridcase_projections.metrics.catalogue import METRICS, Metric
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import rows_behind, score
from gridcase_projections.queries import find_reference, list_matters
from gridcase_projections.runner import Projector
from tests.support.histories import matter, store_of
from tests.support.real_data import files, is_whole, rows

IMPORTER = Actor(member="importer", role=Role.REGISTRAR, known_by="import:nyc311")
Y2011, Y2014, Y2016 = (datetime(year, 1, 1, tzinfo=UTC) for year in (2011, 2014, 2016))
Q2, Q3 = datetime(2011, 4, 1, tzinfo=UTC), datetime(2011, 7, 1, tzinfo=UTC)
PERIODS = {
    "all of them": Window(start=Y2011, end=Y2014, as_of=Y2016),
    "a quarter, at its end": Window(start=Q2, end=Q3, as_of=Q3),
}

IN_TIME_OF_DISPOSED_OF_DUE = {
    "NYPD": (578, 619, 619), "DOT": (434, 502, 502), "DOF": (269, 340, 340), "DHS": (134, 181, 181),
    "DPR": (72, 96, 111), "DOHMH": (37, 55, 82), "DCA": (37, 65, 65), "TLC": (38, 41, 41), "DFTA": (25, 28, 28),
    "HPD": (7, 7, 7), "DOE": (5, 5, 5), "NYCEM": (0, 1, 1),
}  # fmt: skip
IN_THE_QUARTER = {"DOT": (109, 113, 114), "DOHMH": (37, 55, 74), "DPR": (25, 25, 33), "TLC": (4, 5, 7)}


def read_time(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=UTC)


def request(row: dict[str, str]) -> list[e.MatterEvent]:
    """One request as the events of a matter."""
    matter_id, created = f"nyc311-{row['Unique Key']}", read_time(row["Created Date"])
    about = {"matter_id": matter_id, "by": IMPORTER}
    round_ = {"round": 1, "host": row["Agency"]}
    due = read_time(row["Due Date"]) if row["Due Date"] else None
    unit, class_code = row["Borough"], row["Complaint Type"]
    events: list[e.MatterEvent] = [
        e.MatterReported(
            **about, at=created, occurred_at=created, channel=e.Channel.PHONE, unit=unit, source="nyc311",
            reference=row["Unique Key"], text=row["Descriptor"],
        ),
        e.MatterClassified(**about, at=created, unit=unit, list_code="311", class_code=class_code),
        e.MatterDiverted(**about, **round_, at=created, unit=unit, class_code=class_code, due=due),
    ]  # fmt: skip
    if row["Closed Date"]:
        closed = read_time(row["Closed Date"])
        in_time = due is None or closed <= due
        events += [
            e.HandlingReported(**about, **round_, at=closed, occurred_at=closed, in_time=in_time, due=due),
            e.ResultConfirmed(**about, **round_, at=closed),
            e.MatterClosed(**about, at=closed, rounds=1, host=row["Agency"]),
        ]
    return events


@pytest.fixture(scope="module", params=files("nyc311"), ids=lambda path: path.stem)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "City":
    return City(request.param, tmp_path_factory.mktemp("nyc"))


class City:
    """A file of requests, and the read models of it. One request was closed a century before it was made."""

    def __init__(self, path: Path, directory: Path) -> None:
        self.is_whole = is_whole(path)
        self.rows = [row for row in rows(path) if not row["Closed Date"].startswith("01/01/1900")]
        self.directory = directory
        Projector(directory, store_of(matter(request(row)) for row in self.rows)).catch_up()

    def scores(self, metric: str, period: Window) -> dict[str, tuple[int, int]]:
        with snapshot(self.directory) as connection:
            rows = score(connection, metric, Question(window=period))
        return {row.key: (row.numerator, row.denominator) for row in rows}

    def counted(self, period: Window) -> dict[str, tuple[int, int, int]]:
        """In time, disposed and due by agency, counted from the rows of the file."""
        counts: dict[str, list[int]] = {}
        for row in self.rows:
            due = row["Due Date"] and read_time(row["Due Date"])
            closed = row["Closed Date"] and read_time(row["Closed Date"])
            if due and period.start <= due < period.end and due <= period.as_of:
                disposed = bool(closed) and closed <= period.as_of
                count = counts.setdefault(row["Agency"], [0, 0, 0])
                for place, yes in enumerate((disposed and closed <= due, disposed, True)):
                    count[place] += yes
        return {agency: (in_time, disposed, due) for agency, (in_time, disposed, due) in counts.items()}


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
def test_departments_are_scored_as_the_rows_of_the_file_count(city: City, period: Window) -> None:
    in_time, disposed = city.scores("on-time-handling", period), city.scores("handling", period)
    scores = {agency: (in_time[agency][0], *disposed[agency]) for agency in in_time}
    assert scores == city.counted(period)


def test_the_whole_city_has_the_numbers_that_others_found(city: City) -> None:
    if city.is_whole:
        assert city.counted(PERIODS["all of them"]) == IN_TIME_OF_DISPOSED_OF_DUE
        assert city.counted(PERIODS["a quarter, at its end"]).items() >= IN_THE_QUARTER.items()
        assert len(city.rows) == 1999


def test_a_share_has_four_places(city: City) -> None:
    with snapshot(city.directory) as connection:
        scores = score(connection, "on-time-handling", Question(window=PERIODS["all of them"]))
    first = max(scores, key=lambda row: row.denominator)
    assert float(first.value or 0) == round(first.numerator / first.denominator, 4)
    assert not city.is_whole or (first.key, str(first.value)) == ("NYPD", "0.9338")


def test_every_number_drills_down_to_the_matters_behind_it(city: City) -> None:
    with snapshot(city.directory) as connection:
        behind = rows_behind(connection, "on-time-handling", "DPR", Question(window=PERIODS["all of them"]))
    in_time, disposed, due = city.counted(PERIODS["all of them"])["DPR"]
    assert (len(behind), sum(round_.counted for round_ in behind)) == (due, in_time)
    assert sum(round_.why == "not handled" for round_ in behind) == due - disposed
    assert all(round_.why == "handled in time" for round_ in behind if round_.counted)


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_metric_drills_down_by_whatever_it_is_counted_by(city: City, metric: Metric) -> None:
    with snapshot(city.directory) as connection:
        for by in metric.dimensions:
            question = Question(window=PERIODS["all of them"], by=by)
            for one in score(connection, metric.name, question)[:2]:
                assert one.denominator == 0 or rows_behind(connection, metric.name, one.key, question)
            assert rows_behind(connection, metric.name, "nobody", question) == []


def test_a_matter_is_found_by_its_number_in_the_city(city: City) -> None:
    with snapshot(city.directory) as connection:
        assert find_reference(connection, "19937896") == ["nyc311-19937896"]
        [matter] = list_matters(connection, text="19937896")
    assert (matter.stage, matter.host, matter.class_code) == ("closed", "DOF", "DOF Property - Payment Issue")
