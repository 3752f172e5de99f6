"""Brings the read models up to date with their source, and keeps them there."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, structs

from gridcase.store.history import Place
from gridcase_projections import models
from gridcase_projections.comparison import Comparison, compare
from gridcase_projections.database import (
    BUILDING,
    LIVE,
    Connection,
    DatabaseError,
    Resources,
    discard,
    in_one_thread,
    is_sound,
    open_writer,
    publish,
    replace_live,
    set_aside,
    snapshot,
)
from gridcase_projections.errors import AnotherWriter, NothingPublished, OtherSource, ReadModelsUnavailable
from gridcase_projections.feeds import Batch, Feed, SinglePartition, Source, batches
from gridcase_projections.lock import writer_lock
from gridcase_projections.tables import ReadModels, feed_of, places, positions
from gridcase_projections.unreadable import readable_again


class Progress(Struct, frozen=True):
    """How many events a run has taken so far, and where it stands. ``remark`` says why everything was made anew."""

    events: int
    places: dict[int, Place]
    remark: str = ""

    @property
    def positions(self) -> dict[int, int]:
        return {partition: place.position for partition, place in self.places.items()}


class Status(Struct, frozen=True):
    """Where the newest snapshot stands. ``behind`` is how many positions are missing: 0 says that no event is."""

    position: int
    behind: int
    positions: dict[int, int]


FIRST_BUILD = "there was nothing yet"
"""The remark on read models that are the first."""

LOADING_THREADS = 2
"""Batches that are staged at the same time: as many as one reader can feed."""

OnProgress = Callable[[Progress], None]
Load = Callable[[Batch], None]


class Projector:
    """The one writer of a directory of read models; a second one gets ``AnotherWriter``.

    ``source`` is a store, or topics by partition; ``name`` tells sources apart whose positions mean different things.
    Days are those of the city's ``time_zone``.
    """

    def __init__(
        self,
        directory: Path,
        source: Feed | Source,
        *,
        name: str = "store",
        time_zone: str = "UTC",
        resources: Resources | None = None,
    ) -> None:
        self.directory = directory
        self.source = source if isinstance(source, Source) else SinglePartition(source)
        self.name = name
        self.time_zone = time_zone
        self.resources = resources or Resources()

    def catch_up(self, on_progress: OnProgress | None = None) -> Progress:
        """Take what is new, and publish it.

        A file that is missing, damaged, of another version or of another history is made anew.
        """
        with writer_lock(self.directory):
            return self._catch_up_and_publish(on_progress or _no_progress)

    def follow(self, stop: threading.Event, every_seconds: float = 0.5, on_progress: OnProgress | None = None) -> None:
        """Catch up, and again every so many seconds if there is anything new, until ``stop`` is set."""
        with writer_lock(self.directory):
            reached: dict[int, Place] | None = None
            while not stop.is_set():
                begun = time.monotonic()
                if reached is None or self._behind(reached) or self.source.misfit(reached):
                    reached = self._catch_up_and_publish(on_progress or _no_progress).places
                stop.wait(max(0.0, begun + every_seconds - time.monotonic()))

    def rebuild(self, on_progress: OnProgress | None = None) -> Comparison:
        """Make everything again beside the live file, compare both at the same positions, and switch to the new one.

        Readers go on with the last snapshot meanwhile, and so they do if this is interrupted.
        """
        with writer_lock(self.directory):
            until = self._positions_to_compare()
            _, comparison = self._build(on_progress or _no_progress, "asked for", until)
            publish(self.directory)
            return comparison

    def status(self) -> Status:
        """Where the newest snapshot stands. Raises ``NothingPublished`` if there is none."""
        with snapshot(self.directory, self.resources) as published:
            return self._status(published)

    def is_current(self) -> bool:
        """Whether the newest snapshot says all that the source does."""
        try:
            with snapshot(self.directory, self.resources) as published:
                ours = feed_of(published) == (self.name, models.digest(), self.time_zone)
                reached = places(published)
                return ours and not (self._behind(reached) or self._misfit(published, reached))
        except (DatabaseError, NothingPublished, ReadModelsUnavailable):
            return False

    def _status(self, published: Connection) -> Status:
        reached = positions(published)
        return Status(sum(reached.values()), self._behind(places(published)), reached)

    def _misfit(self, connection: Connection, reached: Mapping[int, Place]) -> str:
        """Why tables that have come to these places are not what the source says up to there; nothing if they are."""
        return self.source.misfit(reached) or readable_again(connection, self.source)

    def _behind(self, reached: Mapping[int, Place]) -> int:
        """How many positions the source has after these places."""
        return sum(
            max(0, last - (reached[partition].position if partition in reached else 0))
            for partition, last in self.source.last_positions().items()
        )

    def _catch_up_and_publish(self, on_progress: OnProgress) -> Progress:
        try:
            done = self._catch_up(on_progress)
        except (DatabaseError, ReadModelsUnavailable):
            if is_sound(self.directory / LIVE):
                raise
            kept = set_aside(self.directory / LIVE)
            done, _ = self._build(on_progress, f"{LIVE} was damaged and is kept as {kept.name}")
        if done.remark or done.events or not self._is_published():
            publish(self.directory)
        return done

    def _catch_up(self, on_progress: OnProgress) -> Progress:
        if not (self.directory / LIVE).exists():
            return self._build(on_progress, FIRST_BUILD)[0]
        with self._opened(LIVE) as tables:
            made = feed_of(tables.connection)
            if made.source != self.name:
                raise OtherSource(self.directory, self.name, made.source)
            remark = "the models have changed" if made.digest != models.digest() else "the time zone has changed"
            if made == (self.name, models.digest(), self.time_zone):
                done = Progress(0, places(tables.connection))
                remark = self._misfit(tables.connection, done.places)
                if not remark:
                    return self._run(batches(self.source, done.positions), tables.take, done, on_progress)
        return self._build(on_progress, remark)[0]

    def _build(
        self, on_progress: OnProgress, remark: str, until: dict[int, int] | None = None
    ) -> tuple[Progress, Comparison]:
        """Make everything again; at the positions ``until``, compare it with the live file."""
        discard(self.directory / BUILDING)
        with self._opened(BUILDING) as tables:
            tables.create(self.name, self.time_zone)
            begun = Progress(0, {}, remark)
            with in_one_thread(tables.connection):
                read = batches(self.source, {}, until=until)
                done = self._run(read, tables.load, begun, on_progress, threads=LOADING_THREADS)
            tables.refresh(done.places)
            if until is None:
                comparison = Comparison.uncompared(tables.connection)
            else:
                comparison = compare(tables.connection, self.directory / LIVE)
                done = self._run(batches(self.source, done.positions), tables.take, done, on_progress)
        if comparison.is_fault:
            comparison = structs.replace(comparison, kept=set_aside(self.directory / LIVE, "differed").name)
        replace_live(self.directory / BUILDING, self.directory / LIVE)
        return done, comparison

    def _positions_to_compare(self) -> dict[int, int] | None:
        """Where the live file stands, if it is there, whole, of the same source and of the same time zone."""
        if not (self.directory / LIVE).exists():
            return None
        if not is_sound(self.directory / LIVE):
            set_aside(self.directory / LIVE)
            return None
        with self._opened(LIVE) as tables:
            source, _, time_zone = feed_of(tables.connection)
            same = (source, time_zone) == (self.name, self.time_zone)
            return positions(tables.connection) if same else None

    def _run(
        self, read: Iterable[Batch], load: Load, done: Progress, on_progress: OnProgress, *, threads: int = 1
    ) -> Progress:
        """Load batches, ``threads`` many in threads of their own, while the next one is read."""
        with ThreadPoolExecutor(threads, thread_name_prefix="gridcase-projector") as workers:
            loading: deque[Future[None]] = deque()
            for batch in read:
                if len(loading) == threads:
                    _wait_for(loading.popleft(), batch)
                loading.append(workers.submit(_load_and_close, load, batch))
                done = Progress(done.events + batch.count, done.places | batch.places, done.remark)
                on_progress(done)
            for remaining in loading:
                remaining.result()
        return done

    def _is_published(self) -> bool:
        """Whether the newest snapshot says what the live file does."""
        with self._opened(LIVE) as tables:
            live = (feed_of(tables.connection), places(tables.connection))
        try:
            with snapshot(self.directory, self.resources) as published:
                return (feed_of(published), places(published)) == live
        except (DatabaseError, NothingPublished, ReadModelsUnavailable):
            return False

    @contextmanager
    def _opened(self, file: str) -> Iterator[ReadModels]:
        with open_writer(self.directory / file, self.resources) as connection:
            yield ReadModels(connection)


def bring_up_to_date(
    source: Feed | Source, directory: Path, *, time_zone: str = "UTC", on_progress: OnProgress | None = None
) -> None:
    """Have the newest snapshot say all that the source does, unless another process follows it already."""
    projector = Projector(directory, source, time_zone=time_zone)
    try:
        if projector.is_current():
            return
        projector.catch_up(on_progress)
    except AnotherWriter:
        return


def _load_and_close(load: Load, batch: Batch) -> None:
    try:
        load(batch)
    finally:
        batch.close()


def _wait_for(loading: Future[None], following: Batch) -> None:
    try:
        loading.result()
    except BaseException:
        following.close()
        raise


def _no_progress(_: Progress) -> None:
    return
