"""What a report lists matter by matter: overdue, supervised, suspended, done again, complained of again."""

from gridcase.periods import Window
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.metrics.question import Question, ask
from gridcase_projections.report.content import OverdueStep, Repeat, Rework, SupervisedMatter, SuspendedMatter
from gridcase_projections.rows import Row, structs


def overdue(connection: Connection, window: Window) -> tuple[OverdueStep, ...]:
    """The deadlines that had passed unanswered at the end, those due longest first."""
    return listed(connection, "report_overdue", window, OverdueStep)


def supervised(connection: Connection, window: Window) -> tuple[SupervisedMatter, ...]:
    """What was put under supervision in the period, or before and was open at its end: the open first, by gravity."""
    return listed(connection, "report_supervised", window, SupervisedMatter)


def suspended(connection: Connection, window: Window) -> tuple[SuspendedMatter, ...]:
    """What stood suspended at the end, longest first."""
    return listed(connection, "report_suspended", window, SuspendedMatter)


def rework(connection: Connection, window: Window) -> tuple[Rework, ...]:
    """What was ordered to be done again, in the order of the orders, whoever's fault it was."""
    return listed(connection, "report_rework", window, Rework)


def repeats(connection: Connection, window: Window) -> tuple[Repeat, ...]:
    """The places and classes of complaints that came again, by the rows that the metric counts; most first."""
    return listed(connection, "report_repeats", window, Repeat, complaints=models.counter("repeats"))


def listed(connection: Connection, query: str, window: Window, row: type[Row], **named: str) -> tuple[Row, ...]:
    """The rows of a query, which finds ``places`` by their ways, and what else is ``named``, as if they were tables."""
    return tuple(structs(ask(connection, with_places(query, **named), Question(window=window)), row))


def with_places(query: str, **named: str) -> str:
    scope = {"places": models.query("report_places"), **named}
    tables = ",\n".join(f"{name} as (\n{sql}\n)" for name, sql in scope.items())
    return f"with\n{tables}\nselect * from (\n{models.query(query)}\n)"
