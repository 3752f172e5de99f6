"""The contracts as files: what is checked in beside this module, and what ``gridcase stream contracts`` writes.

``python -m gridcase_streams.contract_files`` brings the checked-in files up to date; ``… release`` keeps today's
schemas as a released version, against which every later one is checked.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gridcase.files import check_folder, check_output, output_file, whole_file
from gridcase_streams import asyncapi
from gridcase_streams.compatibility import incompatibilities, removed_fields
from gridcase_streams.examples import example_of
from gridcase_streams.message_contracts import message_contracts
from gridcase_streams.schemas import Schema, stored_schemas, wire_schemas
from gridcase_streams.yaml_lines import to_yaml

CONTRACTS = Path(__file__).with_name("contracts")
RELEASED = CONTRACTS / "released"


def contract_files() -> dict[str, str]:
    """What each file of the contracts holds, by its path."""
    files = {"asyncapi.yaml": to_yaml(asyncapi.document())}
    for name, schema in wire_schemas().items():
        files[f"schemas/{name}.schema.json"] = pretty_json(schema)
    for message in message_contracts():
        files[f"examples/{message.name}.json"] = pretty_json(example_of(message))
    return files


def write_contracts(folder: Path, *, force: bool = False) -> list[Path]:
    """Write them, and say which. Raises ``BadConfiguration`` in a home; unless ``force``, for files that are there."""
    files = {folder / name: content for name, content in contract_files().items()}
    check_folder(folder, option="--out")
    for path in files:
        check_output(path, force=force, option="--out")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with output_file(path, force=force, option="--out") as file:
            file.write(content.encode())
    return list(files)


def outdated_files(folder: Path = CONTRACTS) -> list[str]:
    """Which files are missing, differ from the code, or belong to no message."""
    expected = contract_files()
    present = {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and RELEASED not in path.parents
    }
    return sorted(name for name in expected.keys() | present.keys() if expected.get(name) != present.get(name))


def broken_promises(released: dict[str, dict[str, Schema]]) -> Iterator[str]:
    """What today's shapes do to whoever relies on a released version.

    What lies in the store, and the commands that others send, must be readable now; what is published now must be
    readable by those who read the released version. Nothing is ever removed.
    """
    wire = wire_schemas()
    for name, schema in released["stored"].items():
        now = stored_schemas().get(name)
        yield from named_problems("stored", name, schema, now, [] if now is None else incompatibilities(schema, now))
    for name, schema in released["wire"].items():
        now = wire.get(name)
        is_command = name.startswith("command.")
        if now is None:
            yield from named_problems("wire", name, schema, now, [])
        else:
            problems = incompatibilities(schema, now) if is_command else incompatibilities(now, schema)
            yield from named_problems("wire", name, schema, now, problems)


def named_problems(side: str, name: str, before: Schema, now: Schema | None, problems: list[str]) -> Iterator[str]:
    if now is None:
        yield f"{side} {name} is gone"
        return
    yield from (f"{side} {name}: {problem}" for problem in problems)
    yield from (f"{side} {name}: {field} is gone" for field in removed_fields(before, now))


def released_versions() -> dict[str, dict[str, dict[str, Schema]]]:
    return {path.stem: json.loads(path.read_text()) for path in sorted(RELEASED.glob("*.json"))}


def release() -> Path:
    """Keep today's schemas under the version of the contracts. Raises ``FileExistsError``: a release never changes."""
    RELEASED.mkdir(exist_ok=True)
    path = RELEASED / f"{asyncapi.VERSION}.json"
    content = {"stored": dict(stored_schemas()), "wire": wire_schemas()}
    with whole_file(path) as file:
        file.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return path


def pretty_json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def main(arguments: list[str]) -> None:
    for name in outdated_files():
        (CONTRACTS / name).unlink(missing_ok=True)
    print(f"{len(write_contracts(CONTRACTS, force=True))} files in {CONTRACTS}")
    if arguments == ["release"]:
        print(f"released as {release()}")


if __name__ == "__main__":
    main(sys.argv[1:])
