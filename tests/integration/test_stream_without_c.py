"""Without the libraries in C everything works as before, more slowly, and is told to be slow."""

import subprocess
import sys
from pathlib import Path

from gridcase_streams.broker import Broker
from tests.support import streams
from tests.support.command import small_city
from tests.support.kafka.node import ExternalBroker, KafkaNode
from tests.support.streams import discrepancies, opened_store

WITHOUT_C = "import sys; sys.modules.update(crc32c=None, lz4=None); from gridcase_cli.main import main; main()"


def test_without_c_checksums_events_are_published_and_the_note_says_what_is_missing(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    terminal = small_city(tmp_path)
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[kafka]\nbootstrap = "{kafka_broker.bootstrap}"\n[streams]\nprefix = "{kafka_prefix}"\n')
    terminal.done("stream", "topics", "create")
    words = ["--home", str(terminal.home), "stream", "publish", "--once"]
    done = subprocess.run([sys.executable, "-c", WITHOUT_C, *words], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (
        0,
        "note: without crc32c and lz4 Kafka is several times slower: pip install 'gridcase[kafka]'",
    )
    assert terminal.json("stream", "status")["missing_libraries"] == []
    with (
        opened_store(terminal.home / "events.sqlite") as store,
        Broker(streams.settings(kafka_broker.bootstrap, kafka_prefix)) as broker,
    ):
        assert discrepancies(store, broker) == []
