"""The lag between what happened in the field and when it was entered is a metric: 补录率."""

from pathlib import Path

import pytest

from gridcase.periods import Window
from gridcase.testing import cast, scenario
from gridcase.testing.script import classify, divert, handle, report
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.catalogue import Dimension
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import rows_behind, score
from gridcase_projections.runner import Projector
from tests.support.command import diverted
from tests.support.command import small_city as city_of
from tests.support.histories import matter, small_city, store_of

WINDOW = Window(start=cast.at("Mon 00:00"), end=cast.at("Mon+1 00:00"), as_of=cast.at("Mon+1 00:00"))


def city(folder: Path, *commands: object) -> Path:
    events = scenario.given(report(), classify(), divert(), *commands).events  # type: ignore[arg-type]
    Projector(folder, store_of([*small_city(), matter(events)])).catch_up()  # type: ignore[arg-type]
    return folder


def late_entry(
    read: Connection, late_after: int = 300, by: Dimension = Dimension.DEPARTMENT
) -> dict[str, tuple[int, int]]:
    scores = score(read, "late-entry", Question(window=WINDOW, by=by, late_entry=late_after))
    return {one.key: (one.numerator, one.denominator) for one in scores}


@pytest.mark.parametrize(("happened", "late"), [("Mon 10:55", 0), ("Mon 10:54", 1), ("Mon 11:00", 0), ("Mon 09:40", 1)])
def test_what_is_told_more_than_five_minutes_after_it_happened_is_entered_late(
    happened: str, late: int, tmp_path: Path
) -> None:
    """At the very end of the five minutes it is not late yet."""
    with snapshot(city(tmp_path, handle(at="Mon 11:00", occurred_at=cast.at(happened)))) as read:
        assert late_entry(read) == {"chengguan": (late, 1)}
        assert late_entry(read, by=Dimension.UNIT) == {"xiangyang-3": (late, 1)}


def test_the_city_says_what_is_late(tmp_path: Path) -> None:
    with snapshot(city(tmp_path, handle(at="Mon 11:00", occurred_at=cast.at("Mon 10:50")))) as read:
        assert late_entry(read, 600) == {"chengguan": (0, 1)}
        assert late_entry(read, 599) == {"chengguan": (1, 1)}
        [row] = rows_behind(read, "late-entry", "chengguan", Question(window=WINDOW))
        assert (row.counted, row.why) == (True, "entered after 600 s")


def test_it_is_asked_by_the_command(tmp_path: Path) -> None:
    home = city_of(tmp_path)
    matter_id = diverted(home)
    home.done(
        *("matter", "handle", matter_id, "--note", "已处理", "--occurred-at", "2026-03-02T10:00"),
        by="wu",
        at="2026-03-02T11:00",
    )
    words = ("score", "departments", "--metric", "late-entry", "--period", "2026-03")
    [row] = home.json(*words, at="2026-03-05")["rows"]
    assert (row["numerator"], row["denominator"]) == (1, 1)
    assert "补录率" in home.done(*words, "--define")
