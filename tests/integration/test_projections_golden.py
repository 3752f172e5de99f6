"""The scorecards of a real city: New York's requests of 2011, with numbers worked out independently from the file."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridcase.actors import Actor, Role
from gridcase.matters import events as e
from gridcase_projections.database import snapshot
from gridcase_projections.queries import find_reference, list_matters
from gridcase_projections.runner import Projector
from gridcase_projections.scorecards import drill, score_departments
from tests.support.histories import matter, store_of

NYC = Path(__file__).parents[3] / "shared" / "data" / "nyc311-2011.csv"
IMPORTER = Actor(member="importer", role=Role.REGISTRAR, known_by="import:nyc311")
Y2011, Q2, Q3, Y2014, Y2016 = (
    datetime(*day, tzinfo=UTC) for day in [(2011, 1, 1), (2011, 4, 1), (2011, 7, 1), (2014, 1, 1), (2016, 1, 1)]
)

pytestmark = pytest.mark.skipif(not NYC.exists(), reason="the city's whole file is not on this machine")


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


@pytest.fixture(scope="module")
def read_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with NYC.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["Closed Date"].startswith("01/01/1900")]
    directory = tmp_path_factory.mktemp("nyc")
    Projector(directory, store_of(matter(request(row)) for row in rows)).catch_up()
    return directory


def scores(directory: Path, metric: str, from_: datetime, to: datetime, as_of: datetime) -> dict[str, tuple[int, int]]:
    with snapshot(directory) as connection:
        found = score_departments(connection, metric, from_, to, as_of)
    return {score.department: (score.numerator, score.denominator) for score in found}


def test_departments_are_scored_by_what_they_handled_in_time(read_models: Path) -> None:
    assert scores(read_models, "on-time-handling", Y2011, Y2014, Y2016) == {
        "NYPD": (578, 619), "DOT": (434, 502), "DOF": (269, 340), "DHS": (134, 181), "DPR": (72, 111),
        "DOHMH": (37, 82), "DCA": (37, 65), "TLC": (38, 41), "DFTA": (25, 28), "HPD": (7, 7), "DOE": (5, 5),
        "NYCEM": (0, 1),
    }  # fmt: skip


def test_what_was_handled_at_all_is_another_metric(read_models: Path) -> None:
    handling = scores(read_models, "handling", Y2011, Y2014, Y2016)
    assert handling["NYPD"] == (619, 619)
    assert handling["DPR"] == (96, 111)
    assert handling["DOHMH"] == (55, 82)


def test_a_quarter_is_scored_by_what_was_known_at_its_end(read_models: Path) -> None:
    in_time = scores(read_models, "on-time-handling", Q2, Q3, Q3)
    disposed = scores(read_models, "handling", Q2, Q3, Q3)
    found = {agency: (in_time[agency][0], *disposed[agency]) for agency in ("DOT", "DOHMH", "DPR", "TLC")}
    assert found == {"DOT": (109, 113, 114), "DOHMH": (37, 55, 74), "DPR": (25, 25, 33), "TLC": (4, 5, 7)}


def test_a_share_has_four_places(read_models: Path) -> None:
    with snapshot(read_models) as connection:
        nypd = score_departments(connection, "on-time-handling", Y2011, Y2014, Y2016)[0]
    assert (nypd.department, nypd.value) == ("NYPD", 0.9338)


def test_every_number_drills_down_to_the_matters_behind_it(read_models: Path) -> None:
    with snapshot(read_models) as connection:
        behind = drill(connection, "on-time-handling", "DPR", Y2011, Y2014, Y2016)
    assert (len(behind), sum(round_.counted for round_ in behind)) == (111, 72)
    assert sum(round_.why == "not handled" for round_ in behind) == 111 - 96
    assert all(round_.why == "handled in time" for round_ in behind if round_.counted)


def test_a_matter_is_found_by_its_number_in_the_city(read_models: Path) -> None:
    with snapshot(read_models) as connection:
        assert find_reference(connection, "19937896") == ["nyc311-19937896"]
        [found] = list_matters(connection, text="19937896")
    assert (found.stage, found.host, found.class_code) == ("closed", "DOF", "DOF Property - Payment Issue")
