"""What is wrong with a register that somebody wrote, told all at once and to the cell."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from gridcase.errors import BadConfiguration

MAX_SHOWN = 20
"""How many problems are told; the rest are counted."""


class Problem(Struct, frozen=True):
    """``where`` is a file and its line, ``key`` the column, ``expected`` what should stand there."""

    where: str
    key: str
    expected: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.key, self.expected) if part)


class BadRegister(BadConfiguration):
    """The files do not make a register; nothing was written. Reads as the first problem, and tells up to 20."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.where, first.key, first.expected)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:MAX_SHOWN]]
        more = len(self.problems) - len(shown)
        return "\n".join([*shown, f"… and {more} more"] if more else shown)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise ``BadRegister`` if there is any problem."""
    every_problem = list(problems)
    if every_problem:
        raise BadRegister(every_problem)
