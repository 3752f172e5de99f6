"""Which store a text means."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gridcase.errors import BadConfiguration
from gridcase.store.memory import MemoryStore
from gridcase.store.open import open_store
from gridcase.store.sqlite import SqliteStore


def test_a_path_is_a_store_on_sqlite(tmp_path: Path) -> None:
    for where in (tmp_path / "a", f"sqlite:{tmp_path / 'b'}", tmp_path / "postgresql:c"):
        with closing(open_store(where)) as store:
            assert isinstance(store, SqliteStore)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "postgresql:c"]


def test_memory_is_a_store_of_its_own() -> None:
    with closing(open_store("memory:")) as store:
        assert isinstance(store, MemoryStore)


@pytest.mark.parametrize("where", ["", "events.sqlite", "sqlite:", "mysql://city", "memory:city", "kafka:9092"])
def test_anything_else_is_refused(where: str) -> None:
    with pytest.raises(BadConfiguration, match="sqlite:PATH, postgresql://"):
        open_store(where)


WITHOUT_A_DRIVER = """
import sys
sys.modules["psycopg"] = None
from gridcase.errors import BadConfiguration
from gridcase.store.open import open_store
try:
    open_store("postgresql://wang:secret@db/city")
except BadConfiguration as error:
    print(error)
"""


def test_a_missing_driver_is_named_with_what_to_do() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_A_DRIVER], capture_output=True, text=True, timeout=60)
    assert "pip install 'gridcase[postgres]'" in done.stdout
    assert "secret" not in done.stdout + done.stderr


NOT_MORE_THAN_NEEDED = """
import sys
from gridcase.store.open import open_store
open_store("memory:").close()
print(sorted({"eventsourcing", "sqlite3", "psycopg"} & sys.modules.keys()))
"""


def test_a_store_loads_only_what_it_needs() -> None:
    done = subprocess.run([sys.executable, "-c", NOT_MORE_THAN_NEEDED], capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n"
