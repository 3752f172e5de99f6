"""The projector: caught up, followed, rebuilt, killed, damaged, and never in a reader's way."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gridcase.store.memory import MemoryStore
from gridcase.store.open import open_store
from gridcase.store.port import EventStore, NewEvent
from gridcase.testing.script import accept, classify, divert, handle, report
from gridcase_projections.comparison import TableDifference
from gridcase_projections.database import LIVE, Resources, open_writer, publish, snapshot, snapshots
from gridcase_projections.errors import AnotherWriter, NothingPublished, OtherSource
from gridcase_projections.lock import writer_lock
from gridcase_projections.runner import Progress, Projector, bring_up_to_date
from gridcase_projections.totals import NOTHING, totals
from tests.support.histories import matter, random_history, small_city, store_of
from tests.support.waiting import GIVE_UP_SECONDS, ended, eventually

PACKAGE = Path(__file__).parents[2] / "projections" / "gridcase_projections"


def happened(number: int) -> list[NewEvent]:
    return matter([event for event, _ in random_history(number, f"M{number}")])


@pytest.fixture
def store() -> EventStore:
    return store_of([*small_city(), *(happened(number) for number in range(40))], random.Random(3))


@pytest.fixture
def projector(tmp_path: Path, store: EventStore) -> Projector:
    return Projector(tmp_path / "read-models", store)


def matters(directory: Path) -> int:
    with snapshot(directory) as connection:
        [[number]] = connection.execute("select count(*) from matters").fetchall()
    return int(number)


def damage(path: Path) -> None:
    """Every third block of the file, as a bad disk would."""
    with path.open("r+b") as file:
        for place in range(20_000, path.stat().st_size, 60_000):
            file.seek(place)
            file.write(b"\xde\xad" * 2_000)


def test_it_takes_what_is_new_and_says_where_it_stands(projector: Projector, store: EventStore) -> None:
    first = projector.catch_up()
    assert (first.events, first.remark) == (store.last_position(), "there was nothing yet")
    store.append(happened(77))
    assert projector.status().behind == len(happened(77))
    assert projector.catch_up().events == len(happened(77))
    assert projector.status().behind == 0
    assert matters(projector.directory) == 41


def test_nothing_new_publishes_nothing(projector: Projector) -> None:
    projector.catch_up()
    published = snapshots(projector.directory)
    assert projector.catch_up().events == 0
    assert snapshots(projector.directory) == published


def test_progress_is_told_batch_by_batch(projector: Projector, store: EventStore) -> None:
    progress: list[Progress] = []
    projector.catch_up(progress.append)
    assert progress[-1].positions == {0: store.last_position()}


def test_a_rebuild_finds_the_same(projector: Projector) -> None:
    projector.catch_up()
    comparison = projector.rebuild()
    assert comparison.compared
    assert comparison.equal
    assert comparison.rows["matters"] == 40


def test_a_rebuild_lists_what_came_out_otherwise_and_repairs_it(projector: Projector) -> None:
    projector.catch_up()
    with open_writer(projector.directory / LIVE, Resources()) as connection:
        connection.execute("delete from matters where matter_id in ('M1', 'M2')")
        connection.execute("update rounds set host = 'nobody' where matter_id = 'M3'")
        key = "matter_id, round, valid_from"
        changed = connection.execute(f"select {key} from rounds where matter_id = 'M3' order by all").fetchall()
    comparison = projector.rebuild()
    assert comparison.differences == (
        TableDifference("matters", only_before=0, only_after=2, keys=("M1", "M2")),
        TableDifference("rounds", len(changed), len(changed), keys=tuple(" ".join(map(str, key)) for key in changed)),
    )
    assert [path.name for path in projector.directory.glob("differed-*.duckdb")] == [comparison.kept]
    assert matters(projector.directory) == 40


def test_other_models_are_made_anew(projector: Projector) -> None:
    projector.catch_up()
    with open_writer(projector.directory / LIVE, Resources()) as connection:
        connection.execute("update feed set digest = 'of an older version'")
    assert projector.catch_up().remark == "the models have changed"
    assert projector.catch_up().remark == ""


def test_tables_that_older_models_made_count_as_nothing_until_they_are_made_anew(projector: Projector) -> None:
    projector.catch_up()
    with open_writer(projector.directory / LIVE, Resources()) as connection:
        connection.execute("update feed set digest = 'of an older version'")
        connection.execute("drop table filings")
    publish(projector.directory)
    with snapshot(projector.directory) as connection:
        assert totals(connection) == NOTHING
    projector.catch_up()
    with snapshot(projector.directory) as connection:
        assert totals(connection).matters == 40


def test_positions_of_another_source_are_not_taken_for_ours(projector: Projector, store: EventStore) -> None:
    projector.catch_up()
    with pytest.raises(OtherSource, match="follow 'store', not 'topic'"):
        Projector(projector.directory, store, name="topic").catch_up()


def test_a_damaged_file_is_moved_aside_and_made_anew(projector: Projector, store: EventStore) -> None:
    projector.catch_up()
    damage(projector.directory / LIVE)
    store.append(happened(78))
    remark = projector.catch_up().remark
    [kept] = projector.directory.glob("damaged-*.duckdb")
    assert remark == f"live.duckdb was damaged and is kept as {kept.name}"
    assert matters(projector.directory) == 41


def test_a_file_that_is_no_database_at_all_is_moved_aside_too(projector: Projector) -> None:
    projector.catch_up()
    (projector.directory / LIVE).write_bytes(b"coffee " * 5_000)
    assert "was damaged" in projector.catch_up().remark


def test_a_damaged_snapshot_is_published_anew(projector: Projector, store: EventStore) -> None:
    projector.catch_up()
    damage(snapshots(projector.directory)[0])
    bring_up_to_date(store, projector.directory)
    assert matters(projector.directory) == 40


def test_there_is_one_writer_and_the_second_is_told_who(projector: Projector) -> None:
    with writer_lock(projector.directory), pytest.raises(AnotherWriter, match=f"process {os.getpid()}$"):
        projector.catch_up()


def test_whoever_only_reads_does_not_mind_that_another_follows(projector: Projector, store: EventStore) -> None:
    projector.catch_up()
    store.append(happened(79))
    with writer_lock(projector.directory):
        bring_up_to_date(store, projector.directory)
        assert matters(projector.directory) == 40
    bring_up_to_date(store, projector.directory)
    assert matters(projector.directory) == 41


def test_a_reader_keeps_its_snapshot_while_others_are_published(projector: Projector, store: EventStore) -> None:
    projector.catch_up()
    with snapshot(projector.directory) as reader:
        for number in range(80, 83):
            store.append(happened(number))
            projector.catch_up()
            assert reader.execute("select count(*) from matters").fetchall() == [(40,)]
        assert len(snapshots(projector.directory)) == 1
    assert matters(projector.directory) == 43


@pytest.mark.parametrize(
    "out_of_bounds",
    [
        "select * from read_text('/etc/hostname')",
        "copy matters to '/tmp/matters.csv'",
        "attach 'other.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "delete from matters",
        "create table mine (a integer)",
    ],
)
def test_readers_reach_nothing_but_the_read_models(projector: Projector, out_of_bounds: str) -> None:
    projector.catch_up()
    with snapshot(projector.directory) as connection, pytest.raises(Exception, match=r"."):
        connection.execute(out_of_bounds)


def test_nothing_published_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="no read models are published"), snapshot(tmp_path):
        pass


def test_following_keeps_up_until_it_is_told_to_stop(projector: Projector, store: EventStore) -> None:
    stop, caught_up = threading.Event(), threading.Event()
    follower = threading.Thread(target=projector.follow, args=(stop, 0.05, lambda _: caught_up.set()))
    follower.start()
    try:
        assert caught_up.wait(GIVE_UP_SECONDS)
        store.append(happened(90))
        eventually(projector.is_current)
        assert matters(projector.directory) == 41
    finally:
        stop.set()
        assert ended(follower)


DIE = """
import os, signal, sys
from pathlib import Path
from gridcase.store.open import open_store
from gridcase_projections import runner

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

moment = sys.argv[2]
if moment != "reading":
    setattr(runner, moment, die)
runner.Projector(Path(sys.argv[1]) / "read-models", open_store(Path(sys.argv[1]) / "city.db")).rebuild(
    die if moment == "reading" else None
)
"""


@pytest.mark.parametrize("moment", ["reading", "compare", "publish"])
def test_a_rebuild_that_is_killed_leaves_the_old_one_serving(tmp_path: Path, moment: str) -> None:
    store = open_store(tmp_path / "city.db")
    for number in range(10):
        store.append(happened(number))
    projector = Projector(tmp_path / "read-models", store)
    projector.catch_up()
    with open_writer(projector.directory / LIVE, Resources()) as connection:
        connection.execute("update feed set digest = 'of an older version'")
    killed = subprocess.run([sys.executable, "-c", DIE, str(tmp_path), moment], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert matters(projector.directory) == 10
    store.append(happened(11))
    projector.catch_up()
    assert matters(projector.directory) == 11
    assert projector.rebuild().equal
    store.close()


def test_an_empty_store_has_empty_read_models(tmp_path: Path) -> None:
    Projector(tmp_path, MemoryStore()).catch_up()
    assert matters(tmp_path) == 0


def test_nothing_personal_is_in_any_file(projector: Projector, store: EventStore) -> None:
    command = report(matter_id="M-secret", reporter_name="CANARY", phone="CANARY", text="CANARY", address="CANARY")
    from gridcase.testing.scenario import given

    story = given(command, *(line(matter_id="M-secret") for line in (classify, divert, accept))).and_(
        handle(matter_id="M-secret", note="CANARY")
    )
    store.append(matter(story.events))
    projector.catch_up()
    assert matters(projector.directory) == 41
    for file in projector.directory.iterdir():
        assert b"CANARY" not in file.read_bytes(), file.name


def test_duckdb_is_known_to_one_module_and_imported_when_it_is_used() -> None:
    knowing = {path.name for path in PACKAGE.rglob("*.py") if "import duckdb" in path.read_text("utf-8")}
    assert knowing == {"database.py"}
    lazily = "import gridcase_projections, sys; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", lazily], check=False).returncode == 0
