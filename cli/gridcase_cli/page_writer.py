"""Writes a page of at most 80 columns: in colour on a terminal, plain and just as readable in a pipe."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from gridcase_cli.output import plain

PAGE_WIDTH = 80
"""Cells, at most."""

LEAST_COLUMN_WIDTH = 12
"""Cells of a column that may be broken, at least."""

BAR_WIDTH = 8
"""Cells of a full bar."""


class PageColumn(NamedTuple):
    """A column that is ``whole`` is never broken into lines."""

    name: str
    justify: Literal["left", "right"] = "left"
    whole: bool = True


class PageWriter:
    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._console.width = min(PAGE_WIDTH, self._console.width)

    def title(self, words: str) -> None:
        self._draw(Text(plain(words), "bold"))

    def heading(self, words: str, about: str = "") -> None:
        self._draw(Text())
        self._draw(Rule(Text(plain(words), "bold"), align="left", style="dim"))
        if about:
            self._draw(Text(plain(about), "dim"))

    def text(self, words: str) -> None:
        self._draw(Padding(Text(plain(words)), (0, 0, 0, 2)))

    def table(
        self, columns: Sequence[PageColumn], rows: Iterable[Sequence[str | Text]], *, header: bool = True
    ) -> None:
        table = Table(box=SIMPLE_HEAD if header else None, show_header=header, header_style="bold", pad_edge=header)
        for column in columns:
            table.add_column(
                column.name,
                justify=column.justify,
                no_wrap=column.whole,
                min_width=None if column.whole else LEAST_COLUMN_WIDTH,
                overflow="fold",
            )
        for row in rows:
            table.add_row(*(cell if isinstance(cell, Text) else Text(plain(cell)) for cell in row))
        self._draw(table if header else Padding(table, (0, 0, 0, 2)))

    def command(self, line: str, about: str = "") -> None:
        """A line to paste: never broken, whatever the width."""
        if about:
            self._draw(Text(f"# {plain(about)}", "dim"))
        self._console.print(Text(plain(line), "cyan"), soft_wrap=True)

    def _draw(self, what: RenderableType) -> None:
        """Without blanks at the ends of lines, and without empty lines at the end."""
        with self._console.capture() as drawn:
            self._console.print(what)
        lines = [line.rstrip() for line in drawn.get().splitlines()]
        while lines[1:] and not lines[-1]:
            lines.pop()
        self._console.file.write("\n".join([*lines, ""]))


def bar(share: float) -> Text:
    """``████████░░``, green from nine tenths up, red below seven."""
    full = round(share * BAR_WIDTH)
    colour = "green" if share >= 0.9 else "yellow" if share >= 0.7 else "red"
    return Text("█" * full + "░" * (BAR_WIDTH - full), colour)
