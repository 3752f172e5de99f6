"""Where things stand in a TOML file: the line of each table and key, for errors that a person can act on."""

import re
from collections import Counter
from collections.abc import Iterator

TABLE = re.compile(r"\[([^\[\]]+)\]\s*(#.*)?")
TABLE_OF_MANY = re.compile(r"\[\[([^\[\]]+)\]\]\s*(#.*)?")
KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def lines_of(text: str) -> dict[str, int]:
    """The line, from 1, of each path: ``policy.warn_at``, ``unit[3].level``. Of two that read alike, the first."""
    lines: dict[str, int] = {}
    for path, line in walk(text):
        lines.setdefault(path, line)
    return lines


def line_of(lines: dict[str, int], path: str) -> int | None:
    """The line of a path, or of the nearest thing around it."""
    while path not in lines:
        shorter = path.rpartition("[")[0] if path.endswith("]") else path.rpartition(".")[0]
        if not shorter:
            return None
        path = shorter
    return lines[path]


def walk(text: str) -> Iterator[tuple[str, int]]:
    table = ""
    seen: Counter[str] = Counter()
    for line, content in enumerate(text.split("\n"), start=1):
        if many := TABLE_OF_MANY.fullmatch(content.strip()):
            name = indexed(many[1], seen)
            table = f"{name}[{seen[name]}]"
            seen[name] += 1
            yield name, line
            yield table, line
        elif one := TABLE.fullmatch(content.strip()):
            table = indexed(one[1], seen, last=True)
            yield table, line
        elif key := KEY.match(content):
            yield ".".join(filter(None, [table, dotted(key[1])])), line


def indexed(name: str, seen: Counter[str], *, last: bool = False) -> str:
    """The full path of a table's name: parts that are tables of many stand for their newest."""
    path = ""
    parts = PART.findall(name)
    for place, part in enumerate(parts, start=1):
        path = f"{path}.{bare(part)}" if path else bare(part)
        if seen[path] and (last or place < len(parts)):
            path = f"{path}[{seen[path] - 1}]"
    return path


def dotted(name: str) -> str:
    return ".".join(bare(part) for part in PART.findall(name))


def bare(part: str) -> str:
    return part.strip("\"'")
