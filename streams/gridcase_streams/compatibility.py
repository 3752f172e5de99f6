"""Whether what one version writes can be read by another: a promise to the store's future and to every integrator.

The schemas compared are those that we make from structs, so only what stands in these is looked at; a keyword that is
unknown here is an error, so that none slips through.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gridcase_streams.schemas import Schema

NO_MATTER = frozenset({"$schema", "$id", "$defs", "title", "description", "default", "format", "discriminator"})
KNOWN = NO_MATTER | {
    *("$ref", "type", "properties", "required", "additionalProperties", "items", "prefixItems", "enum", "const"),
    *("anyOf", "pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"),
}
LOWER, UPPER = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")


def unreadable(written: Schema, read: Schema) -> list[str]:
    """What may be written after one schema and not be read after the other; nothing if all can be read."""
    return list(_problems(written, read, written, read, "$"))


def gone(before: Schema, now: Schema) -> list[str]:
    """Fields of ``before`` that ``now`` does not name any more: never removed, only left empty."""
    missing = [f"$.{name}" for name in before.get("properties", {}) if name not in now.get("properties", {})]
    for name, inner in before.get("$defs", {}).items():
        if name in now.get("$defs", {}):
            missing += [f"{name}{path[1:]}" for path in gone(inner, now["$defs"][name])]
    return missing


def _problems(written: Schema, read: Schema, writer: Schema, reader: Schema, path: str) -> Iterator[str]:
    written, read = _resolved(written, writer), _resolved(read, reader)
    for keyword in (written.keys() | read.keys()) - KNOWN:
        raise ValueError(f"{path}: the keyword {keyword} is not understood")
    for one in _choices(written):
        found = [list(_one(one, other, writer, reader, path)) for other in _choices(read)]
        if all(found):
            yield from min(found, key=len)


def _one(written: Schema, read: Schema, writer: Schema, reader: Schema, path: str) -> Iterator[str]:
    """For two schemas without alternatives."""
    written, read = _resolved(written, writer), _resolved(read, reader)
    if not read.keys() - NO_MATTER:
        return
    if values := _values(read):
        extra = [value for value in _values(written) or ["anything"] if value not in values]
        if extra:
            yield f"{path}: may be {', '.join(map(str, extra))}"
        return
    if (known := _values(written)) and read.get("type") == "string" and all(isinstance(one, str) for one in known):
        return
    if written.get("type") != read.get("type"):
        yield f"{path}: is {written.get('type')}, where {read.get('type')} is read"
        return
    yield from _bounds(written, read, path)
    if "items" in read and isinstance(read["items"], dict):
        yield from _problems(written.get("items", {}), read["items"], writer, reader, f"{path}[]")
    if read.get("type") == "object":
        yield from _object(written, read, writer, reader, path)


def _object(written: Schema, read: Schema, writer: Schema, reader: Schema, path: str) -> Iterator[str]:
    fields, known = written.get("properties", {}), read.get("properties", {})
    for name in set(read.get("required", ())) - set(written.get("required", ())):
        yield f"{path}.{name}: may be absent"
    for name, schema in fields.items():
        if name in known:
            yield from _problems(schema, known[name], writer, reader, f"{path}.{name}")
        elif read.get("additionalProperties") is False:
            yield f"{path}.{name}: is not known"
    if isinstance(inner := read.get("additionalProperties"), dict):
        theirs = written.get("additionalProperties", {})
        yield from _problems(theirs if isinstance(theirs, dict) else {}, inner, writer, reader, f"{path}.*")


def _bounds(written: Schema, read: Schema, path: str) -> Iterator[str]:
    for keyword in LOWER:
        if keyword in read and written.get(keyword, float("-inf")) < read[keyword]:
            yield f"{path}: {keyword} {written.get(keyword)} is below {read[keyword]}"
    for keyword in UPPER:
        if keyword in read and written.get(keyword, float("inf")) > read[keyword]:
            yield f"{path}: {keyword} {written.get(keyword)} is above {read[keyword]}"
    if "pattern" in read and written.get("pattern") != read["pattern"]:
        yield f"{path}: need not match {read['pattern']}"


def _resolved(schema: Schema, root: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    return dict(root["$defs"][schema["$ref"].rpartition("/")[2]])


def _choices(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf", [schema]))


def _values(schema: Mapping[str, Any]) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))
