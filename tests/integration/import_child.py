"""A program that imports a file into a SQLite store, telling after every batch how far it is."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from gridcase.importers import import_file, load_mapping
from gridcase.store.codec import Codec
from gridcase.store.open import open_store


def main(file: str, mapping: str, store: str, quarantine: str, at: str, batch: str) -> None:
    result = import_file(
        Path(file),
        load_mapping(mapping),
        open_store(Path(store)),
        Codec(),
        at=datetime.fromisoformat(at).replace(tzinfo=UTC),
        quarantine=Path(quarantine),
        progress=lambda read, size: print(read, size, flush=True),
        batch=int(batch),
    )
    print(result.imported, result.already_there, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
