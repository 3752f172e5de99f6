"""Whether what one version writes can be read by another: a promise to the store's future and to every integrator.

The schemas compared are those that we make from structs, so only what stands in these is looked at; a keyword that is
unknown here is an error, so that none slips through.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gridcase_streams.schemas import Schema

IGNORED_KEYWORDS = frozenset({"$schema", "$id", "$defs", "title", "description", "default", "format", "discriminator"})
UNDERSTOOD_KEYWORDS = IGNORED_KEYWORDS | {
    *("$ref", "type", "properties", "required", "additionalProperties", "items", "prefixItems", "enum", "const"),
    *("anyOf", "pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"),
}
LOWER_BOUNDS, UPPER_BOUNDS = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")


def incompatibilities(written: Schema, read: Schema) -> list[str]:
    """What may be written after one schema and not be read after the other; nothing if all can be read."""
    return list(_compare(written, read, written, read, "$"))


def removed_fields(before: Schema, now: Schema) -> list[str]:
    """Fields of ``before`` that ``now`` does not name any more: never removed, only left empty."""
    missing = [f"$.{name}" for name in before.get("properties", {}) if name not in now.get("properties", {})]
    for name, inner in before.get("$defs", {}).items():
        if name in now.get("$defs", {}):
            missing += [f"{name}{path[1:]}" for path in removed_fields(inner, now["$defs"][name])]
    return missing


def _compare(written: Schema, read: Schema, writer: Schema, reader: Schema, path: str) -> Iterator[str]:
    written, read = _resolved(written, writer), _resolved(read, reader)
    for keyword in (written.keys() | read.keys()) - UNDERSTOOD_KEYWORDS:
        raise ValueError(f"{path}: the keyword {keyword} is not understood")
    for alternative in _alternatives(written):
        problems = [
            list(_compare_alternatives(alternative, other, writer, reader, path)) for other in _alternatives(read)
        ]
        if all(problems):
            yield from min(problems, key=len)


def _compare_alternatives(written: Schema, read: Schema, writer: Schema, reader: Schema, path: str) -> Iterator[str]:
    """For two schemas without alternatives."""
    written, read = _resolved(written, writer), _resolved(read, reader)
    if not read.keys() - IGNORED_KEYWORDS:
        return
    if values := _values(read):
        extra = [value for value in _values(written) or ["anything"] if value not in values]
        if extra:
            yield f"{path}: may be {', '.join(map(str, extra))}"
        return
    if (
        (values := _values(written))
        and read.get("type") == "string"
        and all(isinstance(value, str) for value in values)
    ):
        return
    if written.get("type") != read.get("type"):
        yield f"{path}: is {written.get('type')}, where {read.get('type')} is read"
        return
    yield from _compare_bounds(written, read, path)
    if "items" in read and isinstance(read["items"], dict):
        yield from _compare(written.get("items", {}), read["items"], writer, reader, f"{path}[]")
    if read.get("type") == "object":
        yield from _compare_objects(written, read, writer, reader, path)


def _compare_objects(written: Schema, read: Schema, writer: Schema, reader: Schema, path: str) -> Iterator[str]:
    written_fields, read_fields = written.get("properties", {}), read.get("properties", {})
    for name in set(read.get("required", ())) - set(written.get("required", ())):
        yield f"{path}.{name}: may be absent"
    for name, schema in written_fields.items():
        if name in read_fields:
            yield from _compare(schema, read_fields[name], writer, reader, f"{path}.{name}")
        elif read.get("additionalProperties") is False:
            yield f"{path}.{name}: is not known"
    if isinstance(inner := read.get("additionalProperties"), dict):
        additional = written.get("additionalProperties", {})
        yield from _compare(additional if isinstance(additional, dict) else {}, inner, writer, reader, f"{path}.*")


def _compare_bounds(written: Schema, read: Schema, path: str) -> Iterator[str]:
    for keyword in LOWER_BOUNDS:
        if keyword in read and written.get(keyword, float("-inf")) < read[keyword]:
            yield f"{path}: {keyword} {written.get(keyword)} is below {read[keyword]}"
    for keyword in UPPER_BOUNDS:
        if keyword in read and written.get(keyword, float("inf")) > read[keyword]:
            yield f"{path}: {keyword} {written.get(keyword)} is above {read[keyword]}"
    if "pattern" in read and written.get("pattern") != read["pattern"]:
        yield f"{path}: need not match {read['pattern']}"


def _resolved(schema: Schema, root: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    return dict(root["$defs"][schema["$ref"].rpartition("/")[2]])


def _alternatives(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf", [schema]))


def _values(schema: Mapping[str, Any]) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))
