"""The rows of a ``registry.toml``: one table of many for each kind, ``[[units]]``, ``[[members]]`` and so on."""

from collections.abc import Iterator, Mapping

from gridcase.configuration import Document, no_such, unknown_keys
from gridcase.registry.kinds import TYPES, Kind
from gridcase.registry.problems import Problem
from gridcase.registry.rows import WrittenRecord


def toml_rows(where: str, content: bytes, kinds: Mapping[str, Kind]) -> Iterator[WrittenRecord | Problem]:
    """Every row, in the order of the file, and a problem for each that cannot be read; ``kinds`` names the tables."""
    document = Document(where, content)
    for name, tables in document.content.items():
        if name not in kinds:
            yield Problem(document.place(name), name, no_such("table", name, kinds))
        elif not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            yield Problem(document.place(name), name, f"[[{name}]], once for each of them")
        else:
            for number, table in enumerate(tables):
                place = document.place(f"{name}[{number}]")
                wrong = [Problem(place, *key) for key in unknown_keys(table, TYPES[kinds[name]].record)]
                yield from wrong
                if not wrong:
                    yield WrittenRecord(kinds[name], place, table)
