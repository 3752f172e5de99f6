"""Run one Kafka node in the foreground: python -m tests.support.kafka [--port 9092] [--data DIR]."""

import argparse
import signal
from pathlib import Path

from tests.support.kafka.jars import jars_folder, kafka_version
from tests.support.kafka.node import KafkaNode


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.support.kafka", description=__doc__)
    parser.add_argument("--port", type=int, default=9092, help="loopback port for clients")
    parser.add_argument("--data", type=Path, default=Path("kafka-data"), help="where topics are kept between runs")
    chosen = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    with KafkaNode(chosen.data.absolute(), port=chosen.port) as broker:
        print(f"Apache Kafka {kafka_version()} serves {broker.bootstrap}; jars in {jars_folder()}; Ctrl-C stops it")
        signal.pause()


if __name__ == "__main__":
    main()
