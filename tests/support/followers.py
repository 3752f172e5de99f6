"""What follows a random city. Each is held against the events of the city whenever it has read them."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from gridcase.errors import UnreadableEvent
from gridcase.ids import is_matter, matter_stream
from gridcase.loop.runner import Watch, tick
from gridcase.periods import Window
from gridcase.store.history import HistoryId, history
from gridcase_projections.database import LIVE, Connection, snapshot
from gridcase_projections.metrics.catalogue import METRICS
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import score
from gridcase_projections.recount import recount
from gridcase_projections.runner import Projector
from gridcase_projections.tables import positions
from gridcase_projections.unreadable import unreadable_streams
from gridcase_streams.broker import Broker
from gridcase_streams.cloud_events import encoded_timestamp
from gridcase_streams.errors import HistoryChanged
from gridcase_streams.records import Record
from gridcase_streams.source import TopicSource
from gridcase_streams.topics import FAMILY_TOPICS
from tests.support.plain.scores import PlainCity, plain_score
from tests.support.poison import Poison
from tests.support.random_city import RandomCity
from tests.support.streams import attribute, publisher, records_on_topics


class FollowedReadModels:
    """Read models of the city's store.

    ``unsure`` are the streams that were poisoned where the read models had read already: of these they may say what was
    so before, and then a recount says that they do.
    """

    def __init__(self, city: RandomCity) -> None:
        self.city = city
        self.directory = city.folder / "read-models"
        self.unsure: set[str] = set()
        self.was_put_back = False
        city.on_change.append(self.note_changed)
        city.on_open.append(self.note_put_back)

    def note_changed(self, poisons: Sequence[Poison]) -> None:
        reached = self.reached()
        self.unsure |= {poison.stream for poison in poisons if poison.position <= reached}

    def note_put_back(self) -> None:
        self.was_put_back = True

    def reached(self) -> int:
        if not (self.directory / LIVE).exists():
            return 0
        with snapshot(self.directory) as tables:
            return sum(positions(tables).values())

    def follow(self) -> None:
        if Projector(self.directory, self.city.store).catch_up().remark:
            self.unsure.clear()
        self.check()

    def rebuild(self) -> None:
        reached = self.reached()
        left_out = self.left_out() if reached else {}
        unreadable = {poison.stream for poison in self.city.poisons.values() if poison.position <= reached}
        comparison = Projector(self.directory, self.city.store).rebuild()
        if comparison.compared and not self.was_put_back:
            assert comparison.equal == (left_out.keys() == unreadable), comparison
        self.unsure.clear()
        self.check()

    def left_out(self) -> dict[str, int]:
        with snapshot(self.directory) as tables:
            return {one.stream: one.version for one in unreadable_streams(tables)}

    def check(self) -> None:
        """They equal a recount; where they do not, it says so, of nothing but what was poisoned behind their back."""
        self.was_put_back = False
        left_out, comparison = self.left_out(), recount(self.city.store, self.directory)
        unreadable = {poison.stream: poison.version for poison in self.city.poisons.values()}
        differing = unreadable.keys() - left_out.keys()
        assert comparison.equal == (not differing), (comparison, left_out, unreadable)
        assert differing <= self.unsure
        assert left_out.items() <= unreadable.items()
        for difference in comparison.differences:
            if difference.table == "matters":
                assert {matter_stream(key) for key in difference.keys} == differing
        counted = [name for name in self.city.matters() if matter_stream(name) not in left_out]
        assert stages(self.directory) == {name: self.city.state(name).stage for name in counted}
        with snapshot(self.directory) as tables:
            self.check_numbers(tables, counted)

    def check_numbers(self, tables: Connection, counted: Sequence[str]) -> None:
        """Some metrics are what one counts by hand over the events of the matters that are counted."""
        plain = PlainCity({name: [one.event for one in self.city.history(name)] for name in counted})  # type: ignore[misc]
        end = self.city.clock.now + timedelta(days=20)
        for name in self.city.chance.sample(sorted(METRICS), 5):
            by = self.city.chance.choice(sorted(METRICS[name].dimensions))
            question = Question(window=Window(start=end - timedelta(days=366), end=end, as_of=end), by=by)
            numbers = {one.key: (one.numerator, one.denominator) for one in score(tables, name, question)}
            assert numbers == plain_score(plain, METRICS[name], question), (name, by)


class FollowedTopics:
    """The topics that the city's store is published to, and read models that are fed from these."""

    def __init__(self, city: RandomCity, broker: Broker) -> None:
        self.city = city
        self.broker = broker
        self.directory = city.folder / "from-topics"

    def publish(self) -> None:
        """All is published, or all before an event that cannot be read, which is named; or it is said why not."""
        stopped_at = float("inf")
        try:
            self.publish_all()
        except HistoryChanged:
            assert not self.topics_follow()
            return  # somebody will read it, now or later
        except UnreadableEvent as error:
            with self.city.naming_what_is_poisoned():
                raise
            stopped_at = error.position
        published: defaultdict[str, list[str]] = defaultdict(list)
        for record in self.records(history(self.city.store)):
            published[stream_of(record)].append(attribute(record, "id"))
        expected: defaultdict[str, list[str]] = defaultdict(list)
        for event in self.city.store.read(0, 100_000):
            if event.position < stopped_at:
                expected[event.stream].append(f"{event.stream}@{event.version}")
        assert published == expected

    def publish_all(self) -> None:
        try:
            publisher(self.city.store, self.broker).publish_all()
        except HistoryChanged:
            if self.city.chance.random() < 0.3:
                raise
            assert not self.topics_follow()
            assert publisher(self.city.store, self.broker).begin_lineage()
            publisher(self.city.store, self.broker).publish_all()

    def topics_follow(self) -> bool:
        """Whether the last event of the last lineage on the topics stands in the store, as it was."""
        lineages = [*self.city.store.lineages()]

        def place(record: Record) -> tuple[int, int]:
            lineage = attribute(record, "history").partition(".")[2]
            known = lineages.index(lineage) if lineage in lineages else len(lineages)
            return known, int(attribute(record, "sequence"))

        last = max(self.records(), key=place)
        known, position = place(last)
        stored = self.city.store.read(position - 1, 1)
        if known == len(lineages) or not stored or stored[0].position != position:
            return False
        try:
            event = self.city.running.codec.decode(stored[0])
        except UnreadableEvent:
            return False
        recorded_at = encoded_timestamp(event.envelope.recorded_at).decode()
        return (event.event_id, recorded_at) == (attribute(last, "id"), attribute(last, "recordedtime"))

    def records(self, of: HistoryId | None = None) -> Sequence[Record]:
        names = [self.broker.settings.streams.topic(name) for name in FAMILY_TOPICS.values()]
        records = records_on_topics(self.broker, names)
        return [record for record in records if of is None or attribute(record, "history") == str(of)]

    def consume(self) -> None:
        with closing(TopicSource(self.broker)) as source:
            projector = Projector(self.directory, source, name=source.name)
            projector.catch_up()
            source_history = source.history()
        records = self.records(source_history)
        versions: defaultdict[str, int] = defaultdict(int)
        for record in records:
            versions[stream_of(record)] += is_matter(stream_of(record))
        with snapshot(self.directory) as tables:
            assert unreadable_streams(tables) == []
            rows = tables.execute("select matter_id, count(*) from staged_events group by all").fetchall()
        assert {matter_stream(name): count for name, count in rows} == {name: n for name, n in versions.items() if n}
        if source_history == history(self.city.store) and self.topics_follow():
            known = {name: versions[matter_stream(name)] for name in self.city.matters()}
            expected = {name: self.city.state(name, version).stage for name, version in known.items() if version}
            assert stages(self.directory) == expected


class FollowedLoop:
    """A loop that runs as long as the city's program does."""

    def __init__(self, city: RandomCity) -> None:
        self.city = city
        self.start()
        city.on_open.append(self.start)

    def start(self) -> None:
        self.watch = Watch(self.city.store, self.city.running.engine)

    def tick(self) -> None:
        """Nothing that is owed now is left for a loop that begins anew, but of what is set aside, which is poisoned."""
        engine, now = self.city.running.engine, self.city.clock()
        tick(self.watch, engine, now)
        anew = Watch(self.city.store, engine)
        late = {outcome.stream for outcome in tick(anew, engine, now) if not outcome.repeated}
        assert late <= self.watch.set_aside.errors.keys()
        for error in (*self.watch.set_aside.errors.values(), *anew.set_aside.errors.values()):
            with self.city.naming_what_is_poisoned():
                raise error


def stages(directory: Path) -> dict[str, str]:
    with snapshot(directory) as tables:
        return dict(tables.execute("select matter_id, stage from matters").fetchall())


def stream_of(record: Record) -> str:
    return attribute(record, "id").rpartition("@")[0]
