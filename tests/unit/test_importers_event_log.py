"""Reading a log: in any order of activities, a history that the loop can replay, and nothing of the log lost."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcase.envelope import Origin
from gridcase.importers import load_mapping
from gridcase.importers.event_log import read_event_log
from gridcase.importers.happenings import wrong_at
from gridcase.importers.histories import History, HistoryWriter
from gridcase.importers.mapping import EventLog
from gridcase.importers.named_records import NamedRecords
from gridcase.importers.rows import BadRow
from gridcase.importers.table import Table
from gridcase.matters import events as e
from gridcase.matters.evolve import evolve
from gridcase.matters.state import AwaitingFeedback, AwaitingVerification, Closed, Handling, MatterState, Unreported
from gridcase.tags import tag_of

MAPPING = load_mapping("coselog")
assert isinstance(MAPPING, EventLog)

RECEIVE = "Confirmation of receipt"
CHECK, ADJUST = "T02 Check confirmation of receipt", "T03 Adjust confirmation of receipt"
DETERMINE, SEND = "T04 Determine confirmation of receipt", "T05 Print and send confirmation of receipt"
NECESSITY, ADVICE = "T06 Determine necessity of stop advice", "T07-1 Draft intern advice aspect 1"
HOLD, CHECK_HOLD = "T16 Report reasons to hold request", "T17 Check report Y to stop indication"

LATER = "2011-02-01 00:00:00+00:00"
START = datetime(2011, 1, 3, 8, tzinfo=UTC)
IMPORTED = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = list(dict.fromkeys(name for name in MAPPING.needs() if name))


def history_of(
    folder: Path,
    activities: list[str],
    *,
    end: str = "",
    due: str = "2011-02-01 00:00:00+00:00",
    by: str = "Resource01",
) -> History:
    """The history of a case in which the activities follow each other by the hour."""
    [history] = read(
        folder, [row(activity, START + timedelta(hours=n), end, due, by) for n, activity in enumerate(activities)]
    )
    assert isinstance(history, History)
    return history


def row(
    activity: str, at: datetime, end: str = "", due: str = "", by: str = "", case: str = "case-1"
) -> dict[str, str]:
    return {
        "case:concept:name": case,
        "concept:name": activity,
        "time:timestamp": at.isoformat(),
        "org:resource": by,
        "org:group": "Advisers",
        "case:startdate": START.isoformat(),
        "case:deadline": due,
        "case:enddate": end,
        "case:channel": "Desk",
        "case:department": "General",
    }


def read(folder: Path, rows: list[dict[str, str]]) -> list[History | BadRow]:
    path = folder / "log.csv"
    lines = [HEADER, *([row[name] for name in HEADER] for row in rows)]
    path.write_text("\n".join(",".join(line) for line in lines) + "\n")
    with Table(path, MAPPING) as table:
        named, writer = NamedRecords(MAPPING, table), HistoryWriter("coselog")
        return list(read_event_log(MAPPING, table, named, writer, "log.csv", IMPORTED))


def replayed(history: History) -> MatterState:
    state: MatterState = Unreported()
    for event, _ in history.events:
        state = evolve(state, event)
    return state


def tags(history: History, *, inferred: bool | None = None) -> list[str]:
    return [tag_of(event) for event, origin in history.events if inferred is None or origin.inferred is inferred]


def test_receipt_check_decision_and_dispatch_are_report_verification_and_feedback(tmp_path: Path) -> None:
    history = history_of(tmp_path, [RECEIVE, CHECK, DETERMINE, SEND], end="2011-01-20 00:00:00+00:00")
    assert tags(history) == [
        *("matter-reported", "matter-classified", "matter-diverted"),
        *("handling-reported", "result-confirmed", "feedback-asked", "matter-closed"),
    ]
    assert tags(history, inferred=True) == ["matter-classified", "matter-diverted"]
    assert isinstance(replayed(history), Closed)


def test_what_is_adjusted_is_worked_on_again_in_a_round_of_its_own(tmp_path: Path) -> None:
    history = history_of(tmp_path, [RECEIVE, CHECK, ADJUST, CHECK, DETERMINE])
    rounds = [event.round for event, _ in history.events if isinstance(event, e.HandlingReported)]
    assert rounds == [1, 2]
    assert "rework-ordered" in tags(history, inferred=False)
    assert isinstance(replayed(history), AwaitingFeedback)


def test_what_is_held_is_suspended_until_work_goes_on(tmp_path: Path) -> None:
    history = history_of(tmp_path, [RECEIVE, HOLD, CHECK_HOLD])
    assert tags(history)[3:] == ["suspension-asked", "suspension-granted", "matter-resumed", "handling-reported"]
    [resumed] = [event for event, _ in history.events if isinstance(event, e.MatterResumed)]
    [handled] = [event for event, _ in history.events if isinstance(event, e.HandlingReported)]
    assert (resumed.suspended, handled.used) == (3600, 3600)


def test_advice_is_co_handling_that_the_diversion_foresaw(tmp_path: Path) -> None:
    history = history_of(tmp_path, [RECEIVE, ADVICE, ADVICE, CHECK])
    assert tags(history)[3:] == ["co-handling-reported", "evidence-added", "handling-reported"]
    [diverted] = [event for event, _ in history.events if isinstance(event, e.MatterDiverted)]
    assert [co.department for co in diverted.co_handlers] == ["Advisers"]


def test_an_activity_that_the_loop_has_no_place_for_is_a_note(tmp_path: Path) -> None:
    history = history_of(tmp_path, [RECEIVE, NECESSITY, CHECK, DETERMINE, SEND, SEND, HOLD])
    notes = [event.note for event, _ in history.events if isinstance(event, e.EvidenceAdded)]
    assert notes == [NECESSITY, SEND, HOLD]


def test_a_log_that_begins_in_the_middle_begins_with_an_inferred_report(tmp_path: Path) -> None:
    history = history_of(tmp_path, [CHECK])
    assert tags(history, inferred=True) == ["matter-reported", "matter-classified", "matter-diverted"]
    assert isinstance(replayed(history), AwaitingVerification)


def test_a_case_that_ended_before_its_last_activity_closes_after_it_and_is_judged_by_its_end(tmp_path: Path) -> None:
    due = "2011-01-03 08:30:00+00:00"
    history = history_of(tmp_path, [RECEIVE, CHECK, DETERMINE], end="2011-01-03 08:15:00+00:00", due=due)
    closed, origin = history.events[-1]
    assert isinstance(closed, e.MatterClosed)
    assert (closed.at, closed.in_time, origin.inferred) == (START + timedelta(hours=2), True, True)
    [handled] = [event for event, _ in history.events if isinstance(event, e.HandlingReported)]
    assert not handled.in_time


def test_a_case_that_has_not_ended_is_still_where_it_was(tmp_path: Path) -> None:
    assert isinstance(replayed(history_of(tmp_path, [RECEIVE, NECESSITY])), Handling)


def test_every_event_names_who_did_it(tmp_path: Path) -> None:
    history = history_of(tmp_path, [RECEIVE, CHECK, DETERMINE], by="Resource07")
    assert [(event.by.member, origin.inferred) for event, origin in history.events] == [
        *(("Resource07", False), ("import", True), ("import", True), ("Resource07", False), ("Resource07", False))
    ]


def test_rows_of_a_case_need_not_stand_together_nor_in_order(tmp_path: Path) -> None:
    later, hour = START + timedelta(hours=1), timedelta(hours=1)
    mixed = [
        row(CHECK, later, case="case-1"),
        row(RECEIVE, START, case="case-2"),
        row(RECEIVE, START, case="case-1"),
        row(DETERMINE, later + hour, case="case-1"),
    ]
    first, second = read(tmp_path, mixed)
    assert isinstance(first, History)
    assert isinstance(second, History)
    assert (first.matter_id, second.matter_id) == ("coselog-case-1", "coselog-case-2")
    assert first.events[0][1] == Origin(source="log.csv", row=4)
    assert isinstance(replayed(first), AwaitingFeedback)


def test_one_wrong_row_leaves_its_whole_case_out_and_no_other(tmp_path: Path) -> None:
    wrong = [row(RECEIVE, START), row("T99 Dance", START), row(RECEIVE, START, case="case-2")]
    *bad, good = read(tmp_path, wrong)
    assert [row.reason for row in bad if isinstance(row, BadRow)] == [
        "line 3 of the matter: an activity that the mapping knows expected",
        "an activity that the mapping knows expected",
    ]
    assert isinstance(good, History)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(MAPPING.activities)), st.integers(0, 3)), min_size=1, max_size=30),
    st.integers(-50, 200) | st.none(),
)
def test_any_log_is_a_history_of_the_loop(
    tmp_path_factory: pytest.TempPathFactory, activities: list[tuple[str, int]], ended: int | None
) -> None:
    at, rows = START, []
    end = "" if ended is None else (START + timedelta(hours=ended)).isoformat()
    for activity, hours in activities:
        at += timedelta(hours=hours)
        rows.append(row(activity, at, end))
    [history] = read(tmp_path_factory.getbasetemp(), rows)
    assert isinstance(history, History)
    state = replayed(history)
    times = [event.at for event, _ in history.events]
    assert times == sorted(times)
    assert wrong_at(tags(history)) is None  # type: ignore[arg-type]
    assert isinstance(state, Closed) == (ended is not None)
    events = [(origin.row, event) for event, origin in history.events if not origin.inferred]
    events_per_row = Counter(line for line, event in events if not isinstance(event, e.MatterClosed))
    assert events_per_row == dict.fromkeys(range(2, len(rows) + 2), 1)
