"""Long lists, a page at a time."""

from collections.abc import Sequence
from typing import Annotated, Generic, Protocol, TypeVar

import typer
from msgspec import Struct

Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many.")]
After = Annotated[str, typer.Option("--after", metavar="CODE", help="Those after this code, as the page before says.")]


class Coded(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


class Page(Struct, Generic[T], frozen=True):
    """``next`` is the code to go on after, empty on the last page."""

    rows: list[T]
    next: str


def page(records: Sequence[T], limit: int, after: str) -> Page[T]:
    """The first ``limit`` records whose codes come after ``after``."""
    rest = [record for record in records if record.code > after]
    shown = rest[:limit]
    return Page(shown, shown[-1].code if len(rest) > limit else "")
