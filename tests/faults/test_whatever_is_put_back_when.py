"""A city's life with all that can go wrong in it, in whatever order: what is derived equals a recount, or it is said.

People give commands, repeat and contradict them; clocks jump; events become unreadable and are mended; the store is
backed up and put back. Read models, topics, read models that are fed from these, and the loop follow meanwhile.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from gridcase.errors import Refused
from gridcase.loop.runner import Watch
from gridcase.matters.commands import MatterCommand
from gridcase.store.history import Place
from gridcase.store.port import StoredEvent
from gridcase.submissions import Outcome, Timing
from gridcase_projections.feeds import KNOWN_TAGS, SinglePartition
from gridcase_projections.runner import Projector
from gridcase_streams.broker import Broker
from tests.support import streams
from tests.support.followers import FollowedLoop, FollowedReadModels, FollowedTopics, stages
from tests.support.kafka.stand_in import SomeBroker
from tests.support.random_city import RandomCity
from tests.support.streams import broker_with_topics, publisher


@pytest.fixture
def broker(kafka_or_stand_in: SomeBroker, kafka_prefix: str) -> Iterator[Broker]:
    with broker_with_topics(streams.settings(kafka_or_stand_in.bootstrap, kafka_prefix, partitions=2)) as broker:
        yield broker


@pytest.fixture
def city(tmp_path: Path, chance: random.Random) -> Iterator[RandomCity]:
    with closing(RandomCity(tmp_path, chance)) as city:
        city.live()
        yield city


class FollowedCity:
    """A random city, and all that follows it."""

    def __init__(self, city: RandomCity, broker: Broker) -> None:
        self.city = city
        self.read_models = FollowedReadModels(city)
        self.topics = FollowedTopics(city, broker)
        self.loop = FollowedLoop(city)

    def live(self, steps: int) -> None:
        """So many steps, the likely ones oftener. What holds of the city itself is looked at after each."""
        likely: dict[Callable[[], None], int] = {
            self.city.live: 12,
            self.city.repeat: 4,
            self.city.contradict: 2,
            self.city.speak_of_another_time: 2,
            self.city.jump: 3,
            self.city.poison: 2,
            self.city.mend: 2,
            self.city.back_up: 2,
            self.city.put_back: 1,
            self.loop.tick: 4,
            self.read_models.follow: 2,
            self.read_models.rebuild: 1,
            self.topics.publish: 3,
            self.topics.consume: 2,
        }
        for step in self.city.chance.choices([*likely], [*likely.values()], k=steps):
            step()
            self.city.check()

    def settle(self) -> None:
        """Clocks are put right, all is mended and read again: then nothing is left to say."""
        self.city.clock.error = timedelta()
        while self.city.poisons:
            self.city.mend()
        self.city.close()
        self.city.open()
        self.loop.tick()
        self.read_models.rebuild()
        assert self.read_models.left_out() == {}
        publisher(self.city.store, self.topics.broker).begin_lineage()
        self.topics.publish()
        self.topics.consume()
        assert stages(self.topics.directory) == stages(self.read_models.directory)
        self.city.check_answers()


@pytest.mark.parametrize("run", [0, *(pytest.param(run, marks=pytest.mark.heavy) for run in (1, 2))])
def test_what_is_derived_equals_a_recount_or_it_is_said(city: RandomCity, broker: Broker, run: int) -> None:
    followed = FollowedCity(city, broker)
    followed.live(steps=50)
    followed.settle()


@pytest.mark.heavy
@pytest.mark.parametrize("run", range(3))
def test_so_it_is_in_a_longer_life(city: RandomCity, broker: Broker, run: int) -> None:
    followed = FollowedCity(city, broker)
    followed.live(steps=120)
    followed.settle()


# The controls: whoever is blind to one of these things is caught.


class BlindToHistory(SinglePartition):
    """A source that does not look which history it is of."""

    def misfit(self, places: Mapping[int, Place]) -> str:
        return ""


class BlindToPoison(SinglePartition):
    """A source that passes over what nobody knows."""

    def read(self, after: Mapping[int, int], until: Mapping[int, int]) -> Iterator[tuple[int, Sequence[StoredEvent]]]:
        for partition, events in super().read(after, until):
            yield partition, [event for event in events if event.tag in KNOWN_TAGS]


def test_read_models_that_do_not_look_which_history_they_are_of_are_caught(city: RandomCity) -> None:
    read_models = FollowedReadModels(city)
    city.back_up()
    city.live()
    read_models.follow()
    city.put_back()
    city.live()
    Projector(read_models.directory, BlindToHistory(city.store)).catch_up()
    with pytest.raises(AssertionError):
        read_models.check()


def test_read_models_that_pass_over_what_nobody_knows_are_caught(city: RandomCity) -> None:
    read_models = FollowedReadModels(city)
    while not any(poison.original is None for poison in city.poisons.values()):
        city.poison()
        city.live()
    Projector(read_models.directory, BlindToPoison(city.store)).catch_up()
    with pytest.raises(AssertionError):
        read_models.check()


def test_a_publisher_that_forgets_is_caught(city: RandomCity, broker: Broker) -> None:
    topics = FollowedTopics(city, broker)
    topics.publish()
    publisher(city.store, broker, deduplicate=False).publish_all()
    with pytest.raises(AssertionError):
        topics.publish()


def test_an_engine_that_does_not_hear_the_clock_is_caught(city: RandomCity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(city.running.engine, "_rehearsal", True)
    with pytest.raises(AssertionError):
        for _ in range(20):
            city.speak_of_another_time()


class Forgetful(RandomCity):
    """A city to which nobody says the ids of commands."""

    def execute(self, command: MatterCommand, timing: Timing, command_id: str) -> Outcome | Refused:
        return super().execute(command, timing, "")


@pytest.mark.parametrize("step", [Forgetful.repeat, Forgetful.contradict, Forgetful.check_answers])
def test_a_city_that_does_not_know_what_it_answered_is_caught(
    tmp_path: Path, chance: random.Random, step: Callable[[RandomCity], None]
) -> None:
    with closing(Forgetful(tmp_path, chance)) as city, pytest.raises(AssertionError):
        for _ in range(20):
            city.live()
            step(city)


def test_a_loop_that_does_not_hear_of_what_is_new_is_caught(city: RandomCity, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = FollowedLoop(city)
    loop.tick()
    monkeypatch.setattr(loop, "watch", DeafWatch(city.store, city.running.engine))
    with pytest.raises(AssertionError):
        for _ in range(20):
            city.live()
            city.clock.now += timedelta(days=3)
            loop.tick()


class DeafWatch(Watch):
    """It reads nothing that was appended."""

    def catch_up(self) -> None:
        return
