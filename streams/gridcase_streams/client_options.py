"""How our clients send and read, in kafka-python's words, and what they need to be fast."""

from importlib.util import find_spec
from typing import Any

from gridcase_streams.settings import Settings

MAX_RECORD_BYTES = 4 * 1024 * 1024
"""Bytes of the largest record that we send or take."""


LINGER_MS = 200
"""How long a batch may fill. Nobody waits for it: whoever sends also flushes."""


def missing_c_libraries() -> list[str]:
    """Which of the C libraries are missing: without ``crc32c``, checksums take ten times the time of all the rest."""
    return [name for name in ("crc32c", "lz4") if find_spec(name) is None]


def producer_options(settings: Settings) -> dict[str, Any]:
    """How every producer of ours sends, in kafka-python's words."""
    timeout_ms = settings.streams.timeout_seconds * 1000
    return {
        "enable_idempotence": True,
        "acks": "all",
        "compression_type": None if "lz4" in missing_c_libraries() else "lz4",
        "linger_ms": LINGER_MS,
        "batch_size": 256 * 1024,
        "max_request_size": MAX_RECORD_BYTES,
        "delivery_timeout_ms": timeout_ms + LINGER_MS + 1,
        "allow_auto_create_topics": False,
    }


def consumer_options(committed: bool = True) -> dict[str, Any]:
    """How every reader of ours reads."""
    return {
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "isolation_level": "read_committed" if committed else "read_uncommitted",
        "max_partition_fetch_bytes": MAX_RECORD_BYTES,
        "fetch_max_wait_ms": 100,
        "allow_auto_create_topics": False,
    }
