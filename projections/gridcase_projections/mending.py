"""What DuckDB cannot take of a batch: found line by line, encoded again, or left out by its position."""

from collections.abc import Callable, Iterator, Sequence

from gridcase_projections.spool import LeftOut, Spool, parts_of

Fits = Callable[[Sequence[bytes]], str]
"""Why lines do not fit; empty if they do."""


def mend(spool: Spool, fits: Fits, stream_in: Callable[[bytes], str]) -> None:
    """Have every line of the spool fit: by what the engine reads in it, else by leaving it out."""
    lines = [spool.encoded_again(line) for line in spool.lines()]
    reasons = dict(misfits(lines, fits))
    places = spool.places()
    spool.replace(
        (line for number, line in enumerate(lines) if number not in reasons),
        (left_out(lines[number], places[number], reason, stream_in) for number, reason in reasons.items()),
    )


def left_out(line: bytes, place: tuple[int, int], reason: str, stream_in: Callable[[bytes], str]) -> LeftOut:
    version, data = parts_of(line)
    return LeftOut(*place, stream_in(data), str(version), reason, readable=True)


def misfits(lines: Sequence[bytes], fits: Fits, first: int = 0) -> Iterator[tuple[int, str]]:
    """The number of each line that does not fit, and why: by halves, since nearly all do."""
    if not (reason := fits(lines)):
        return
    if len(lines) == 1:
        yield first, reason
        return
    middle = len(lines) // 2
    yield from misfits(lines[:middle], fits, first)
    yield from misfits(lines[middle:], fits, first + middle)
