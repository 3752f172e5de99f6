"""A program that appends to a store and says so: ``python -m tests.integration.store_writer STORE STREAM COUNT``.

It goes on where the stream ends, one to three events at a time, each append with its answer and its tracking, until the
stream has COUNT events or more. After each append it prints the stream's version: what it printed is acknowledged.
"""

import sys
from contextlib import closing

from gridcase.store.codec import EVENT_TYPES, Codec
from gridcase.store.open import open_store
from gridcase.store.port import Answer, Tracking
from gridcase.testing.samples import sample, sample_envelope

ENVELOPE = sample_envelope(sample(EVENT_TYPES["matter-voided"]))


def command_id(stream: str, first: int) -> str:
    return f"{stream} from {first}"


def write(where: str, stream: str, count: int) -> None:
    codec = Codec()
    with closing(open_store(where)) as store:
        version = len(store.load(stream))
        while version < count:
            first, last = version + 1, version + 1 + version % 3
            store.append(
                [codec.new_event(stream, number, ENVELOPE) for number in range(first, last + 1)],
                answers=[Answer(command_id(stream, first), stream, first, last)],
                tracking=[Tracking(stream, last)],
            )
            version = last
            print(version, flush=True)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
